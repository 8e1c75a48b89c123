//! How values are recognised: what the rows of the catalogue may declare, and how a candidate gets to the few rows that
//! could take it.

pub(crate) mod address;
#[allow(dead_code)] // The anchors that call it follow.
pub(crate) mod bic;
pub(crate) mod boundary;
#[allow(dead_code)] // The anchors that call it follow.
pub(crate) mod card_date;
pub(crate) mod date;
pub(crate) mod email;
pub(crate) mod iban;
#[allow(dead_code)] // The anchors that call it follow.
pub(crate) mod mac;
#[allow(dead_code)] // The anchors that call it follow.
pub(crate) mod magnetic;
#[allow(dead_code)] // The anchors that call it follow.
pub(crate) mod mnemonic;
pub(crate) mod pem;
pub(crate) mod phone;
pub(crate) mod picture;
#[allow(dead_code)] // The anchors that call it follow.
pub(crate) mod position;
pub(crate) mod secret;
pub(crate) mod token;
#[allow(dead_code)] // The anchors that call it follow.
pub(crate) mod wallet;
#[allow(dead_code)]
mod words;

use crate::anchors::Wanted;
use crate::catalogue::{Identifier, Rank};
use crate::keywords::NO_GROUP;
use picture::{OPENINGS, Opening};

/// One way in which values of an identifier are written.
#[derive(Clone, Debug)]
pub(crate) enum Detector {
    /// Digits and letters in groups.
    Pictures(Pictures),
    /// An international bank account number. Needs no key word.
    Iban(iban::Layout),
    /// A telephone number. Needs a key word unless it has its country code.
    Phone(phone::Plan),
    /// A date. Needs a key word.
    Date,
    /// An e-mail address.
    Email,
    /// An IPv4 or IPv6 address.
    Address,
    /// An AWS secret access key. Needs a key word.
    AwsSecret,
    /// A Google API key. Needs a key word.
    GoogleKey,
    /// A Stripe key.
    StripeKey,
    /// A JSON web token.
    WebToken,
    /// An HTTP Basic header. The key words count as names of its field.
    BasicHeader,
    /// A private key in a textual frame.
    Frame(pem::Family),
    /// A private key of PuTTY.
    Putty,
    /// A business identifier code. Needs a key word.
    Bic,
    /// A hardware address.
    HardwareAddress,
    /// An address of a crypto-currency. Needs a key word unless a checksum proves it.
    Wallet(wallet::Coin),
    /// A seed phrase of a wallet. Needs a key word.
    Mnemonic,
    /// Track 1 or 2 of a payment card. Needs a key word.
    MagneticStripe,
    /// The month and year until which a payment card is good. Needs a key word.
    CardDate,
    /// Latitude and longitude. Needs a key word.
    Position,
}

/// Written shapes with one check of the value.
#[derive(Clone, Debug)]
pub(crate) struct Pictures {
    /// See [`picture`].
    pub(crate) pictures: &'static [&'static str],
    /// Whether the digits and letters are a value: check digits, ranges, prefixes, dates.
    pub(crate) check: fn(&[u8]) -> bool,
    /// How much the check proves.
    pub(crate) proof: Proof,
    /// Whether a key word is needed.
    pub(crate) keyword: bool,
}

/// Pictures whose values carry check digits that `check` verifies. A key word is needed.
pub(crate) const fn checked(pictures: &'static [&'static str], check: fn(&[u8]) -> bool) -> Detector {
    Detector::Pictures(Pictures { pictures, check, proof: Proof::CheckDigits, keyword: true })
}

/// Pictures whose values have no check digits; `check` knows ranges, prefixes and dates. A key word is needed.
pub(crate) const fn shaped(pictures: &'static [&'static str], check: fn(&[u8]) -> bool) -> Detector {
    Detector::Pictures(Pictures { pictures, check, proof: Proof::Shape, keyword: true })
}

/// How much a check proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Check digits: at most one value in ten passes by chance.
    CheckDigits,
    /// A shape, or ranges that were never issued.
    Shape,
}

impl Detector {
    /// What the detector declares, for the version of a rule set.
    pub(crate) fn describe(&self) -> String {
        match self {
            Detector::Pictures(Pictures { pictures, check: _, proof, keyword }) => {
                format!("{pictures:?} {proof:?} {keyword}")
            }
            other => format!("{other:?}"),
        }
    }
}

/// An identifier as the engine handles it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    /// Index into the rule set.
    pub(crate) identifier: u16,
    /// Group of its key words.
    pub(crate) group: u16,
    pub(crate) rank: Rank,
}

/// A picture, ready to be matched.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) target: Target,
    pub(crate) picture: Box<[u8]>,
    /// Digits alone: where the opening fits, the picture does.
    pub(crate) plain: bool,
    pub(crate) check: fn(&[u8]) -> bool,
    pub(crate) proof: Proof,
    pub(crate) keyword: bool,
    /// Has gaps of spaces: may be cells of a table.
    pub(crate) gapped: bool,
    /// Values that are never reported, sorted.
    placeholders: Box<[&'static [u8]]>,
}

impl Compiled {
    /// Whether this is a well-known example that is never reported.
    #[inline]
    pub(crate) fn is_placeholder(&self, value: &[u8]) -> bool {
        self.placeholders.binary_search(&value).is_ok()
    }
}

/// An IBAN of a country, ready to be matched.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) target: Target,
    pub(crate) signs: Vec<u8>,
}

/// A numbering plan and who asked for it.
#[derive(Debug)]
pub(crate) struct Telephone {
    pub(crate) target: Target,
    pub(crate) plan: phone::Plan,
}

/// More letters than any picture begins with.
const LEADING_LETTERS: usize = 16;
const LETTER_PAIRS: usize = 26 * 26;

/// For each kind of candidate, what to try.
#[derive(Debug)]
pub(crate) struct Dispatch {
    pub(crate) wanted: Wanted,
    pictures: Vec<Compiled>,
    /// Pictures by opening: where the list of an opening begins in `opening_lists`; one more entry ends the last.
    openings: Vec<u32>,
    opening_lists: Vec<u16>,
    /// Pictures by number of leading letters.
    by_letters: [Vec<u16>; LEADING_LETTERS],
    accounts: Vec<Account>,
    account_slots: Vec<Option<u16>>,
    pub(crate) telephones: Vec<Telephone>,
    pub(crate) date: Option<Target>,
    pub(crate) email: Option<Target>,
    pub(crate) address: Option<Target>,
    pub(crate) aws_secret: Option<Target>,
    pub(crate) google_key: Option<Target>,
    pub(crate) stripe_key: Option<Target>,
    pub(crate) web_token: Option<Target>,
    pub(crate) basic_header: Option<Target>,
    pub(crate) putty: Option<Target>,
    pub(crate) bic: Option<Target>,
    pub(crate) hardware_address: Option<Target>,
    pub(crate) mnemonic: Option<Target>,
    pub(crate) magnetic_stripe: Option<Target>,
    pub(crate) card_date: Option<Target>,
    pub(crate) position: Option<Target>,
    wallets: Vec<(wallet::Coin, Target)>,
    frames: Vec<(pem::Family, Target)>,
}

impl Dispatch {
    /// Sorts the detectors of a selection by what their values begin with. `groups` are those of the identifiers' key words.
    pub(crate) fn build(identifiers: &[&'static Identifier], groups: &[u16]) -> Dispatch {
        let mut dispatch = Dispatch {
            wanted: Wanted::default(),
            pictures: Vec::new(),
            openings: Vec::new(),
            opening_lists: Vec::new(),
            by_letters: Default::default(),
            accounts: Vec::new(),
            account_slots: vec![None; LETTER_PAIRS],
            telephones: Vec::new(),
            date: None,
            email: None,
            address: None,
            aws_secret: None,
            google_key: None,
            stripe_key: None,
            web_token: None,
            basic_header: None,
            putty: None,
            bic: None,
            hardware_address: None,
            mnemonic: None,
            magnetic_stripe: None,
            card_date: None,
            position: None,
            wallets: Vec::new(),
            frames: Vec::new(),
        };
        let mut by_opening = vec![Vec::new(); OPENINGS];
        for (index, identifier) in identifiers.iter().enumerate() {
            let group = groups.get(index).copied().unwrap_or(NO_GROUP);
            let target = Target { identifier: index as u16, group, rank: identifier.rank };
            for detector in identifier.detectors {
                if let Detector::Pictures(pictures) = detector {
                    for picture in pictures.pictures {
                        dispatch.add_picture(picture, pictures, target, identifier.placeholders, &mut by_opening);
                    }
                }
                dispatch.add(detector, target);
            }
        }
        for list in by_opening {
            dispatch.openings.push(dispatch.opening_lists.len() as u32);
            dispatch.opening_lists.extend(list);
        }
        dispatch.openings.push(dispatch.opening_lists.len() as u32);
        dispatch
    }

    fn add(&mut self, detector: &Detector, target: Target) {
        let wanted = &mut self.wanted;
        match detector {
            // Added one by one.
            Detector::Pictures(_) => {}
            Detector::Iban(layout) => {
                wanted.word = u64::MAX;
                if let Some(slot) = iban::slot(layout.country[0], layout.country[1]) {
                    self.account_slots[slot] = Some(self.accounts.len() as u16);
                    self.accounts.push(Account { target, signs: layout.signs() });
                }
            }
            Detector::Phone(plan) => {
                wanted.number = u64::MAX;
                wanted.phone = u64::MAX;
                self.telephones.push(Telephone { target, plan: *plan });
                self.telephones.sort_by_key(|telephone| telephone.plan);
            }
            Detector::Date => {
                wanted.number = u64::MAX;
                wanted.year = u64::MAX;
                self.date = Some(target);
            }
            Detector::Email => {
                wanted.at = u64::MAX;
                self.email = Some(target);
            }
            Detector::Address => {
                wanted.number = u64::MAX;
                wanted.hextet = u64::MAX;
                self.address = Some(target);
            }
            Detector::AwsSecret => {
                wanted.secret = u64::MAX;
                self.aws_secret = Some(target);
            }
            Detector::GoogleKey => {
                wanted.literal = u64::MAX;
                self.google_key = Some(target);
            }
            Detector::StripeKey => {
                wanted.literal = u64::MAX;
                self.stripe_key = Some(target);
            }
            Detector::WebToken => {
                wanted.literal = u64::MAX;
                self.web_token = Some(target);
            }
            Detector::BasicHeader => {
                wanted.literal = u64::MAX;
                self.basic_header = Some(target);
            }
            Detector::Putty => {
                wanted.literal = u64::MAX;
                self.putty = Some(target);
            }
            Detector::Bic => self.bic = Some(target),
            Detector::HardwareAddress => self.hardware_address = Some(target),
            Detector::Wallet(coin) => self.wallets.push((*coin, target)),
            Detector::Mnemonic => self.mnemonic = Some(target),
            Detector::MagneticStripe => self.magnetic_stripe = Some(target),
            Detector::CardDate => self.card_date = Some(target),
            Detector::Position => self.position = Some(target),
            Detector::Frame(family) => {
                wanted.literal = u64::MAX;
                self.frames.push((*family, target));
            }
        }
    }

    fn add_picture(
        &mut self,
        picture: &'static str,
        pictures: &Pictures,
        target: Target,
        placeholders: &'static [&'static str],
        by_opening: &mut [Vec<u16>],
    ) {
        let number = self.pictures.len() as u16;
        self.pictures.push(Compiled {
            target,
            picture: picture.as_bytes().into(),
            plain: picture::is_plain(picture),
            check: pictures.check,
            proof: pictures.proof,
            keyword: pictures.keyword,
            gapped: picture.contains('~'),
            placeholders: {
                let mut sorted: Vec<&[u8]> = placeholders.iter().map(|known| known.as_bytes()).collect();
                sorted.sort_unstable();
                sorted.into()
            },
        });
        for opening in picture::openings(picture) {
            self.wanted.number = u64::MAX;
            if let Some(list) = by_opening.get_mut(opening.index()) {
                list.push(number);
            }
        }
        if picture.bytes().any(|sign| matches!(sign, b'A' | b'*')) {
            self.wanted.word = u64::MAX;
        }
        for letters in picture::leading_letters(picture) {
            self.by_letters[letters.min(LEADING_LETTERS - 1)].push(number);
        }
    }

    /// The pictures that begin like this.
    #[inline]
    pub(crate) fn opening(&self, opening: Opening) -> impl Iterator<Item = &Compiled> {
        let index = opening.index();
        let bounds = self.openings[index] as usize..self.openings[index + 1] as usize;
        self.opening_lists[bounds].iter().map(|number| &self.pictures[usize::from(*number)])
    }

    /// The pictures that begin with so many letters.
    #[inline]
    pub(crate) fn letters(&self, letters: usize) -> impl Iterator<Item = &Compiled> {
        self.by_letters[letters.min(LEADING_LETTERS - 1)].iter().map(|number| &self.pictures[usize::from(*number)])
    }

    /// The account numbers of the country with these letters.
    #[inline]
    pub(crate) fn account(&self, first: u8, second: u8) -> Option<&Account> {
        let number = (*self.account_slots.get(iban::slot(first, second)?)?)?;
        self.accounts.get(usize::from(number))
    }

    /// Who asked for addresses of this currency.
    #[allow(dead_code)] // The anchors that call it follow.
    pub(crate) fn wallet(&self, coin: wallet::Coin) -> Option<Target> {
        self.wallets.iter().find(|(asked, _)| *asked == coin).map(|(_, target)| *target)
    }

    /// Who asked for framed keys of this family.
    pub(crate) fn frame(&self, family: pem::Family) -> Option<Target> {
        self.frames.iter().find(|(asked, _)| *asked == family).map(|(_, target)| *target)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{bic, boundary, card_date, mac, magnetic, mnemonic, position, wallet};

    type Find = fn(&[u8], usize) -> Option<(usize, usize)>;

    /// What finds a value where its anchor is, with the longest stretch of text that decides.
    const FINDS: [(Find, usize); 7] = [
        (|text, start| bic::find(text, start).map(|end| (start, end)), bic::LONGEST),
        (|text, start| card_date::find(text, start).map(|end| (start, end)), card_date::LONGEST),
        (|text, start| mac::find(text, start).map(|end| (start, end)), mac::LONGEST),
        (|text, start| magnetic::find(text, start).map(|end| (start, end)), magnetic::LONGEST),
        (|text, start| mnemonic::find(text, start).map(|end| (start, end)), mnemonic::LONGEST),
        (position::find, position::LONGEST),
        (|text, start| wallet::find(text, start).map(|wallet| (start, wallet.end)), wallet::LONGEST),
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        /// Any bytes are survived, and bytes farther away than promised do not matter.
        #[test]
        fn decisions_are_local(
            before in prop::collection::vec(any::<u8>(), 0..60),
            text in "(41\\.948614|,|-87\\.655311|3c:52:82|:1a:0b:9f|DEUTDEFF|legal |winner |zoo |;4000056655665556=2912101|\\?|%B|\\^DOE/JOHN\\^|\
                exp ?[MY]=|02/26|2026|0x|[ -~]|1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa|[a-f0-9]{2}|é){0,40}",
            after in prop::collection::vec(any::<u8>(), 0..60),
        ) {
            let whole = [before.as_slice(), text.as_bytes(), after.as_slice()].concat();
            for (number, (find, longest)) in FINDS.iter().enumerate() {
                for start in 0..=whole.len() {
                    let found = find(&whole, start);
                    if let Some((first, end)) = found {
                        prop_assert!(first <= start && start < end && end <= whole.len() && end - first <= *longest);
                    }
                    // A window that begins and ends elsewhere, not where a field would.
                    let from = start.saturating_sub(longest + boundary::REACH);
                    let to = (start + longest + boundary::REACH).min(whole.len());
                    let part = find(&whole[from..to], start - from).map(|(first, end)| (first + from, end + from));
                    prop_assert_eq!(part, found, "{} at {}", number, start);
                }
            }
        }
    }
}
