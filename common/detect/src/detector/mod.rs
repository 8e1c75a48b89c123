//! How values are recognised: what the rows of the catalogue may declare, and how a candidate gets to the few rows that
//! could take it.

pub(crate) mod address;
pub(crate) mod assignment;
pub(crate) mod bic;
pub(crate) mod boundary;
pub(crate) mod card_date;
pub(crate) mod cookie;
pub(crate) mod date;
pub(crate) mod dispatch;
pub(crate) mod email;
pub(crate) mod filler;
pub(crate) mod iban;
pub(crate) mod latin;
pub(crate) mod lead;
pub(crate) mod lexicon;
pub(crate) mod mac;
pub(crate) mod magnetic;
pub(crate) mod mnemonic;
pub(crate) mod name;
pub(crate) mod pattern;
pub(crate) mod pem;
pub(crate) mod phone;
pub(crate) mod picture;
pub(crate) mod placeholder;
pub(crate) mod plausible;
pub(crate) mod position;
pub(crate) mod postal;
pub(crate) mod rarity;
pub(crate) mod secret;
pub(crate) mod token;
pub(crate) mod url;
pub(crate) mod vendor;
pub(crate) mod wallet;
mod words;

use crate::catalogue::Rank;
pub(crate) use dispatch::Dispatch;

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
    /// A full name.
    Name,
    /// A mailing address.
    PostalAddress,
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
    /// The same beside the number of a card that another identifier finds. Needs a key word.
    CardExpiry,
    /// Latitude and longitude. Needs a key word.
    Position,
    /// Tokens of a vendor.
    Tokens(&'static [vendor::Token]),
    /// An address with a password in it.
    UrlPassword(url::Kind),
    /// A value assigned to a telling name. The key words count as names of its field.
    Assignment(assignment::Kind),
    /// A password that a statement or command gives. The key words are where it is looked for.
    UnsignedPassword,
    /// An HTTP cookie header. The key words count as names of its field.
    Cookie,
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
            Detector::Tokens(tokens) => tokens.iter().map(vendor::Token::describe).collect::<Vec<_>>().join("\n"),
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
    pub(crate) picture: &'static [u8],
    /// Digits alone: where the opening fits, the picture does.
    pub(crate) plain: bool,
    pub(crate) check: fn(&[u8]) -> bool,
    pub(crate) proof: Proof,
    pub(crate) keyword: bool,
    /// Has gaps of spaces: may be cells of a table.
    pub(crate) gapped: bool,
    /// Values that are never reported.
    placeholders: Option<Box<Placeholders>>,
}

impl Compiled {
    fn new(
        picture: &'static str,
        pictures: &Pictures,
        target: Target,
        placeholders: &'static [&'static str],
    ) -> Compiled {
        Compiled {
            target,
            picture: picture.as_bytes(),
            plain: picture::is_plain(picture),
            check: pictures.check,
            proof: pictures.proof,
            keyword: pictures.keyword,
            gapped: picture.contains('~'),
            placeholders: (!placeholders.is_empty()).then(|| Box::new(Placeholders::of(placeholders))),
        }
    }
}

impl Compiled {
    /// Whether this is a well-known example that is never reported.
    #[inline]
    pub(crate) fn is_placeholder(&self, value: &[u8]) -> bool {
        self.placeholders.as_ref().is_some_and(|placeholders| placeholders.contain(value))
    }
}

/// Well-known examples. Most values are told from them by a hash of their last bytes.
#[derive(Debug)]
struct Placeholders {
    /// A bit for each hash.
    endings: [u64; Placeholders::HASHES / 64],
    sorted: Box<[&'static [u8]]>,
}

impl Placeholders {
    const HASHES: usize = 1 << 10;

    fn of(known: &'static [&'static str]) -> Placeholders {
        let mut sorted: Box<[&[u8]]> = known.iter().map(|known| known.as_bytes()).collect();
        sorted.sort_unstable();
        let mut endings = [0; Placeholders::HASHES / 64];
        for hash in sorted.iter().map(|known| Placeholders::hash(known)) {
            endings[hash / 64] |= 1 << (hash % 64);
        }
        Placeholders { endings, sorted }
    }

    #[inline]
    fn hash(value: &[u8]) -> usize {
        let last = value.last_chunk().map_or(0, |last| u32::from_le_bytes(*last));
        (last.wrapping_mul(0x9e37_79b1) >> 22) as usize % Placeholders::HASHES
    }

    #[inline]
    fn contain(&self, value: &[u8]) -> bool {
        let hash = Placeholders::hash(value);
        self.endings[hash / 64] >> (hash % 64) & 1 == 1 && self.sorted.binary_search(&value).is_ok()
    }
}

/// An IBAN of a country, ready to be matched.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) target: Target,
    pub(crate) signs: Vec<u8>,
}

/// A numbering plan and who asked for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Telephone {
    pub(crate) target: Target,
    pub(crate) plan: phone::Plan,
}
