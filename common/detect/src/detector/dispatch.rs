//! How a candidate gets to the few rows that could take it.

use super::picture::{self, OPENINGS, Opening};
use super::{
    Account, Compiled, Detector, Pictures, Target, Telephone, assignment, bic, card_date, iban, lead, magnetic,
    mnemonic, pem, url, vendor, wallet,
};
use crate::anchors::Wanted;
use crate::catalogue::{Identifier, Rank};
use crate::keywords::{KeywordIndex, KeywordSet, NO_GROUP, Rare};
use crate::prefix::Filters;
use crate::zones::{self, Use, UseSet};

const LETTER_PAIRS: usize = 26 * 26;

/// Shorter pictures have no anchor of their own: numbers of so few digits stand everywhere.
const ANCHORED: usize = 6;

/// Pictures of so many characters have an anchor of their own if they need no key word.
const FREE: usize = 13;

/// For each kind of candidate, what to try.
#[derive(Debug)]
pub(crate) struct Dispatch {
    pub(crate) wanted: Wanted,
    /// Which of them where no key word is near, if those are fewer.
    pub(crate) unkeyed: Option<Wanted>,
    /// What is looked for at every byte.
    pub(crate) filters: Filters,
    /// The lists of these key words, and a filter for them.
    pub(crate) rare: Rare,
    pictures: Vec<Compiled>,
    /// What each key word leads to.
    pub(crate) uses: Box<[UseSet]>,
    /// What the key words of each group lead to.
    group_uses: Vec<UseSet>,
    /// Pictures that need no key word.
    free: Lists,
    /// Pictures that need one.
    keyed: Lists,
    /// Pictures that need one and have no anchor.
    short: Lists,
    accounts: Vec<Account>,
    account_slots: Vec<Option<u16>>,
    pub(crate) telephones: Vec<Telephone>,
    /// Those of dates of birth: first Macie's own, of which the words of many languages are another.
    pub(crate) dates: Vec<Target>,
    pub(crate) name: Option<Target>,
    pub(crate) postal: Option<Target>,
    pub(crate) email: Option<Target>,
    pub(crate) address: Option<Target>,
    pub(crate) aws_secret: Option<Target>,
    pub(crate) google_key: Option<Target>,
    pub(crate) stripe_key: Option<Target>,
    pub(crate) web_token: Option<Target>,
    pub(crate) basic_header: Option<Target>,
    pub(crate) putty: Option<Target>,
    frames: Vec<(pem::Family, Target)>,
    pub(crate) hardware_address: Option<Target>,
    pub(crate) position: Option<Target>,
    wallets: Vec<(wallet::Coin, Target)>,
    pub(crate) bic: Option<Target>,
    pub(crate) mnemonic: Option<Target>,
    pub(crate) magnetic_stripe: Option<Target>,
    pub(crate) card_date: Option<Target>,
    /// Dates of expiry beside the numbers of cards, and those numbers with a key word.
    pub(crate) card_expiry: Option<Target>,
    pub(crate) card_number: Option<Target>,
    /// The key words that, as names of a field, tell what its whole value is.
    pub(crate) whole: KeywordSet,
    /// The longest value that is only looked for near key words of this group, in bytes; for each group.
    rare_lengths: Vec<usize>,
    /// The longest of them.
    pub(crate) rare_longest: usize,
    /// Vendors' tokens.
    pub(crate) tokens: vendor::Table,
    /// The key words of tokens that only these lead to.
    pub(crate) token_groups: KeywordSet,
    /// Addresses with passwords, and those of databases.
    pub(crate) url_password: Option<Target>,
    pub(crate) database_url: Option<Target>,
    /// Passwords and secrets that are assigned to a name.
    pub(crate) password: Option<Target>,
    pub(crate) secret: Option<Target>,
    pub(crate) cookie: Option<Target>,
    /// Passwords in statements and commands.
    pub(crate) unsigned: Option<Target>,
}

/// Pictures by opening.
#[derive(Debug)]
struct Lists {
    /// Where the list of an opening begins in `numbers`; one more entry ends the last.
    bounds: Box<[u32]>,
    numbers: Vec<u16>,
    /// For each opening, which of `sets` holds the groups of its pictures.
    set_of: Box<[u16]>,
    sets: Vec<KeywordSet>,
}

impl Lists {
    /// Sorts the pictures that `select` takes by opening, and within one by length.
    fn build(pictures: &[Compiled], openings: &[Vec<Opening>], select: impl Fn(&Compiled) -> bool) -> Lists {
        let mut by_opening: Vec<Vec<u16>> = vec![Vec::new(); OPENINGS];
        for (number, (compiled, openings)) in pictures.iter().zip(openings).enumerate() {
            if select(compiled) {
                openings.iter().for_each(|opening| by_opening[opening.index()].push(number as u16));
            }
        }
        let mut lists = Lists {
            bounds: Box::default(),
            numbers: Vec::new(),
            set_of: vec![0; OPENINGS].into_boxed_slice(),
            sets: vec![KeywordSet::default()],
        };
        let mut bounds = Vec::with_capacity(OPENINGS + 1);
        let mut known = std::collections::HashMap::from([(KeywordSet::default(), 0)]);
        for (opening, list) in by_opening.iter_mut().enumerate() {
            list.sort_by_key(|number| pictures[usize::from(*number)].picture.len());
            bounds.push(lists.numbers.len() as u32);
            lists.numbers.extend(&*list);
            let mut set = KeywordSet::default();
            list.iter().for_each(|number| set.insert(pictures[usize::from(*number)].target.group));
            lists.set_of[opening] = *known.entry(set).or_insert_with(|| {
                lists.sets.push(set);
                (lists.sets.len() - 1) as u16
            });
        }
        bounds.push(lists.numbers.len() as u32);
        lists.bounds = bounds.into();
        lists
    }

    #[inline(always)]
    fn of(&self, opening: Opening) -> (&[u16], &KeywordSet) {
        let index = opening.index();
        let numbers = &self.numbers[self.bounds[index] as usize..self.bounds[index + 1] as usize];
        (numbers, &self.sets[usize::from(self.set_of[index])])
    }
}

/// Pictures that need a key word, for one opening.
#[derive(Clone, Copy)]
pub(crate) struct Keyed<'a> {
    pictures: &'a [Compiled],
    numbers: &'a [u16],
    /// The groups of their key words.
    pub(crate) groups: &'a KeywordSet,
}

impl<'a> Keyed<'a> {
    /// The pictures, the shorter ones first.
    #[inline]
    pub(crate) fn pictures(self) -> impl Iterator<Item = &'a Compiled> {
        self.numbers.iter().map(move |number| &self.pictures[usize::from(*number)])
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }
}

/// Notes that the key words of the target lead to this use.
fn note(uses: &mut Vec<UseSet>, target: Target, used: Use) {
    if target.group == NO_GROUP {
        return;
    }
    let group = usize::from(target.group);
    if uses.len() <= group {
        uses.resize(group + 1, UseSet::default());
    }
    uses[group].merge(UseSet::of(used));
}

/// Whether every value of the picture has an anchor: it is long enough, and a digit is among its first characters.
fn is_anchored(compiled: &Compiled) -> bool {
    let signs = compiled.picture;
    let takes_digit = |sign: &u8| matches!(sign, b'#' | b'*' | b'X');
    let takes_letter = |sign: &u8| matches!(sign, b'A' | b'^');
    let gap = signs.iter().take(6).position(|sign| !takes_digit(sign) && !takes_letter(sign));
    let digits_soon = match gap {
        // Behind letters and a gap five characters of a number must follow; behind digits, or a mixture, digits not far.
        Some(gap) if signs[..gap].iter().all(takes_letter) => {
            let number = signs.get(gap + 1..gap + 6).unwrap_or_default();
            b" -./~".contains(&signs[gap])
                && number.first() == Some(&b'#')
                && !number.iter().any(u8::is_ascii_alphabetic)
        }
        Some(gap) => signs.iter().skip(gap + 1).take(4).any(takes_digit),
        None => signs.iter().take(9).any(takes_digit),
    };
    signs.len() >= ANCHORED && digits_soon
}

impl Dispatch {
    /// Sorts the detectors of a selection by what their values begin with. `groups` are those of the identifiers' key words.
    pub(crate) fn build(identifiers: &[&'static Identifier], groups: &[u16], keywords: &KeywordIndex) -> Dispatch {
        let mut dispatch = Dispatch {
            wanted: Wanted::default(),
            unkeyed: None,
            filters: Filters::NONE,
            rare: Rare::none(),
            pictures: Vec::new(),
            uses: Box::default(),
            group_uses: Vec::new(),
            free: Lists::build(&[], &[], |_| false),
            keyed: Lists::build(&[], &[], |_| false),
            short: Lists::build(&[], &[], |_| false),
            accounts: Vec::new(),
            account_slots: vec![None; LETTER_PAIRS],
            telephones: Vec::new(),
            dates: Vec::new(),
            name: None,
            postal: None,
            email: None,
            address: None,
            aws_secret: None,
            google_key: None,
            stripe_key: None,
            web_token: None,
            basic_header: None,
            putty: None,
            frames: Vec::new(),
            hardware_address: None,
            position: None,
            wallets: Vec::new(),
            bic: None,
            mnemonic: None,
            magnetic_stripe: None,
            card_date: None,
            card_expiry: None,
            card_number: None,
            whole: KeywordSet::default(),
            rare_lengths: Vec::new(),
            rare_longest: 0,
            tokens: vendor::Table::default(),
            token_groups: KeywordSet::default(),
            url_password: None,
            database_url: None,
            password: None,
            secret: None,
            cookie: None,
            unsigned: None,
        };
        let mut tokens = Vec::new();
        for (index, identifier) in identifiers.iter().enumerate() {
            let group = groups.get(index).copied().unwrap_or(NO_GROUP);
            let target = Target { identifier: index as u16, group, rank: identifier.rank };
            if identifier.rank == Rank::Card {
                dispatch.card_number = Some(target);
            }
            for detector in identifier.detectors {
                if let Detector::Tokens(declared) = detector {
                    tokens.extend(declared.iter().map(|token| (target, token)));
                }
                dispatch.add(detector, target, identifier);
            }
        }
        dispatch.tokens = vendor::Table::build(tokens);
        dispatch.note_beginnings();
        if !dispatch.tokens.is_empty() {
            dispatch.wanted.token = u64::MAX;
            dispatch.wanted.base64 = u64::MAX;
        }
        for compiled in dispatch.tokens.keyed() {
            dispatch.token_groups.insert(compiled.target.group);
        }
        let unanchored: Vec<_> =
            dispatch.tokens.unanchored().map(|compiled| (compiled.target, compiled.longest())).collect();
        for (target, longest) in unanchored {
            dispatch.rarely(target, longest);
        }
        if dispatch.wanted.sign != 0 {
            dispatch.filters.endings = lead::endings();
        }
        dispatch.wanted.many_keywords = keywords.is_large();
        dispatch.sort_pictures(keywords);
        dispatch.note_uses(keywords);
        dispatch.note_whole();
        dispatch.unkeyed = dispatch.wanted.without_keywords();
        dispatch
    }

    /// Notes for which key words [`Site::named_field`](crate::site::Site::named_field) looks at a field.
    fn note_whole(&mut self) {
        let Dispatch { basic_header, cookie, password, secret, card_expiry, .. } = self;
        let others = [basic_header, cookie, password, secret, card_expiry].into_iter().flatten();
        for target in others.chain(&mut self.dates) {
            self.whole.insert(target.group);
        }
    }

    /// Notes how tokens begin that are not in the table of vendors.
    fn note_beginnings(&mut self) {
        if self.google_key.is_some() {
            self.tokens.also(*b"AIza");
        }
        if self.putty.is_some() {
            self.tokens.also(*b"PuTT");
        }
        if self.stripe_key.is_some() {
            for first in *b"spr" {
                (*b"tl").into_iter().for_each(|kind| self.tokens.also([first, b'k', b'_', kind]));
            }
        }
    }

    fn sort_pictures(&mut self, keywords: &KeywordIndex) {
        let openings: Vec<Vec<Opening>> = self
            .pictures
            .iter()
            .map(|compiled| picture::openings(&String::from_utf8_lossy(compiled.picture)).into_iter().collect())
            .collect();
        self.free = Lists::build(&self.pictures, &openings, |compiled| !compiled.keyword);
        self.keyed = Lists::build(&self.pictures, &openings, |compiled| compiled.keyword && is_anchored(compiled));
        self.short = Lists::build(&self.pictures, &openings, |compiled| compiled.keyword && !is_anchored(compiled));
        let free = |compiled: &&Compiled| !compiled.keyword;
        let is_long = |compiled: &Compiled| compiled.picture.len() >= FREE && picture::is_number(compiled.picture);
        if self.pictures.iter().filter(free).any(|compiled| !is_long(compiled)) {
            self.wanted.free_any = u64::MAX;
        }
        if self.pictures.iter().any(|compiled| !compiled.keyword) {
            self.wanted.free = u64::MAX;
        }
        for (compiled, openings) in self.pictures.iter().zip(&openings) {
            if compiled.keyword && is_anchored(compiled) {
                for opening in openings {
                    let used = if opening.letters { Use::Word } else { Use::Number };
                    note(&mut self.group_uses, compiled.target, used);
                }
            }
        }
        let unanchored = self.pictures.iter().filter(|compiled| compiled.keyword && !is_anchored(compiled));
        let unanchored: Vec<_> = unanchored.map(|compiled| (compiled.target, compiled.picture.len())).collect();
        for (target, longest) in unanchored {
            self.rarely(target, longest);
        }
        if !self.rare.groups.is_empty() {
            self.wanted.rare = u64::MAX;
            self.filters.words = keywords.prefixes(&self.rare.groups);
            self.rare = keywords.rare(&self.rare.groups);
        }
    }

    /// Sums up what each key word leads to.
    fn note_uses(&mut self, keywords: &KeywordIndex) {
        let uses = &mut self.group_uses;
        for target in self.dates.iter().copied().chain(self.position) {
            note(uses, target, Use::Number);
        }
        self.aws_secret.into_iter().for_each(|target| note(uses, target, Use::Token));
        self.telephones.iter().for_each(|telephone| note(uses, telephone.target, Use::Phone));
        for compiled in self.tokens.keyed().chain(self.tokens.numbered()) {
            note(uses, compiled.target, Use::Token);
        }
        debug_assert!(self.tokens.numbered().all(|compiled| compiled.longest() <= zones::TOKEN));
        let of = |group: u16| uses.get(usize::from(group)).copied().unwrap_or_default();
        self.uses = keywords.each_keyword(|all: &mut UseSet, group| all.merge(of(group)));
    }

    /// What the key words of these groups lead to.
    pub(crate) fn uses_of(&self, groups: &KeywordSet) -> UseSet {
        let mut all = UseSet::default();
        for (group, uses) in self.group_uses.iter().enumerate() {
            if groups.contains(group as u16) {
                all.merge(*uses);
            }
        }
        all
    }

    fn add(&mut self, detector: &Detector, target: Target, identifier: &'static Identifier) {
        let wanted = &mut self.wanted;
        match detector {
            Detector::Pictures(pictures) => self.add_pictures(pictures, target, identifier.placeholders),
            // Sorted into a table of their own.
            Detector::Tokens(_) => {}
            Detector::UrlPassword(kind) => {
                wanted.url = u64::MAX;
                wanted.sign = u64::MAX;
                match kind {
                    url::Kind::Address => self.url_password = Some(target),
                    url::Kind::Database => self.database_url = Some(target),
                }
            }
            Detector::Assignment(kind) => {
                wanted.sign = u64::MAX;
                match kind {
                    assignment::Kind::Password => self.password = Some(target),
                    assignment::Kind::Secret => self.secret = Some(target),
                }
            }
            Detector::Cookie => {
                wanted.sign = u64::MAX;
                self.cookie = Some(target);
            }
            Detector::Iban(layout) => {
                wanted.word = u64::MAX;
                wanted.account = u64::MAX;
                if let Some(slot) = iban::slot(layout.country[0], layout.country[1]) {
                    self.account_slots[slot] = Some(self.accounts.len() as u16);
                    // Whatever the rank of a domestic form of the same account: an IBAN is never taken apart.
                    let target = Target { rank: super::Rank::Exact, ..target };
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
                self.dates.insert(0, target);
            }
            Detector::Name => {
                wanted.name = u64::MAX;
                self.name = Some(target);
            }
            Detector::PostalAddress => {
                wanted.number = u64::MAX;
                wanted.word = u64::MAX;
                wanted.postal = u64::MAX;
                self.postal = Some(target);
            }
            Detector::Email => {
                wanted.at = u64::MAX;
                self.email = Some(target);
            }
            Detector::Address => {
                wanted.number = u64::MAX;
                wanted.quad = u64::MAX;
                wanted.hextet = u64::MAX;
                self.address = Some(target);
            }
            Detector::AwsSecret => {
                wanted.base64 = u64::MAX;
                self.aws_secret = Some(target);
            }
            Detector::GoogleKey => {
                wanted.token = u64::MAX;
                self.google_key = Some(target);
            }
            Detector::StripeKey => {
                wanted.token = u64::MAX;
                self.stripe_key = Some(target);
            }
            Detector::WebToken => {
                wanted.token = u64::MAX;
                self.web_token = Some(target);
            }
            Detector::BasicHeader => {
                wanted.sign = u64::MAX;
                self.basic_header = Some(target);
            }
            Detector::Putty => {
                wanted.token = u64::MAX;
                self.putty = Some(target);
            }
            Detector::HardwareAddress => {
                wanted.hardware = u64::MAX;
                self.hardware_address = Some(target);
            }
            Detector::Position => {
                wanted.number = u64::MAX;
                self.position = Some(target);
            }
            Detector::Wallet(coin) => {
                wanted.token = u64::MAX;
                wanted.wallet = u64::MAX;
                self.wallets.push((*coin, target));
            }
            Detector::UnsignedPassword => self.unsigned = Some(self.rarely(target, 0)),
            Detector::Bic => self.bic = Some(self.rarely(target, bic::LONGEST)),
            Detector::Mnemonic => self.mnemonic = Some(self.rarely(target, mnemonic::LONGEST)),
            Detector::MagneticStripe => self.magnetic_stripe = Some(self.rarely(target, magnetic::LONGEST)),
            Detector::CardDate => self.card_date = Some(self.rarely(target, card_date::LONGEST)),
            // Looked for beside cards.
            Detector::CardExpiry => self.card_expiry = Some(target),
            Detector::Frame(family) => {
                wanted.frame = u64::MAX;
                self.frames.push((*family, target));
            }
        }
    }

    /// Notes that values of the target, of at most `longest` bytes, are only looked for near its key words.
    fn rarely(&mut self, target: Target, longest: usize) -> Target {
        self.rare.groups.insert(target.group);
        let group = usize::from(target.group);
        if target.group != NO_GROUP {
            self.rare_lengths.resize(self.rare_lengths.len().max(group + 1), 0);
            self.rare_lengths[group] = self.rare_lengths[group].max(longest);
            self.rare_longest = self.rare_longest.max(longest);
        }
        target
    }

    /// The longest value that is only looked for near key words of this group, in bytes.
    #[inline]
    pub(crate) fn rare_longest_of(&self, group: u16) -> usize {
        self.rare_lengths.get(usize::from(group)).copied().unwrap_or(0)
    }

    fn add_pictures(&mut self, pictures: &Pictures, target: Target, placeholders: &'static [&'static str]) {
        for picture in pictures.pictures {
            self.pictures.push(Compiled::new(picture, pictures, target, placeholders));
            self.wanted.number = u64::MAX;
            if !picture::is_plain(picture) {
                self.wanted.word = u64::MAX;
            }
        }
    }

    /// The pictures that begin like this and need no key word.
    #[inline]
    pub(crate) fn free(&self, opening: Opening) -> impl Iterator<Item = &Compiled> {
        self.free.of(opening).0.iter().map(|number| &self.pictures[usize::from(*number)])
    }

    /// Whether there are any.
    #[inline]
    pub(crate) fn has_free(&self, opening: Opening) -> bool {
        !self.free.of(opening).0.is_empty()
    }

    /// The pictures that begin like this, need a key word and have an anchor.
    #[inline]
    pub(crate) fn keyed(&self, opening: Opening) -> Keyed<'_> {
        let (numbers, groups) = self.keyed.of(opening);
        Keyed { pictures: &self.pictures, numbers, groups }
    }

    /// The pictures that begin like this, need a key word and have no anchor.
    #[inline]
    pub(crate) fn short(&self, opening: Opening) -> Keyed<'_> {
        let (numbers, groups) = self.short.of(opening);
        Keyed { pictures: &self.pictures, numbers, groups }
    }

    /// The account numbers of the country with these letters.
    #[inline]
    pub(crate) fn account(&self, first: u8, second: u8) -> Option<&Account> {
        let number = (*self.account_slots.get(iban::slot(first, second)?)?)?;
        self.accounts.get(usize::from(number))
    }

    /// Who asked for addresses of this currency.
    pub(crate) fn wallet(&self, coin: wallet::Coin) -> Option<Target> {
        self.wallets.iter().find(|(asked, _)| *asked == coin).map(|(_, target)| *target)
    }

    /// Who asked for framed keys of this family.
    pub(crate) fn frame(&self, family: pem::Family) -> Option<Target> {
        self.frames.iter().find(|(asked, _)| *asked == family).map(|(_, target)| *target)
    }
}
