//! The catalogue: every identifier as a row of declared data.
//!
//! One file per country or room. A row says what an identifier is called, how grave it is, which key words belong to
//! it, and by which detectors its values are recognised. Ids, key words, severities and the recommended set are those
//! of Amazon Macie; formats and check digits follow the issuers' standards, named beside each row.

mod africa;
mod argentina;
mod australia;
mod austria;
mod balkans;
mod baltics;
mod belgium;
mod brazil;
mod brazil_documents;
mod bulgaria;
mod canada;
mod cards;
mod central_america;
mod chile;
mod china;
mod colombia;
mod contact;
mod credentials;
mod croatia;
mod cyprus;
mod czechia;
mod denmark;
mod devices;
mod diagnosis;
mod europe;
mod finland;
mod form;
mod france;
mod further;
mod germany;
mod greece;
mod hungary;
mod iban;
mod iceland;
mod india;
mod ireland;
mod italy;
mod japan;
mod korea;
mod luxembourg;
mod malta;
mod mexico;
mod middle_east;
mod netherlands;
mod new_zealand;
mod norway;
mod personal;
mod places;
mod poland;
mod portugal;
mod romania;
mod russia;
mod slovenia;
mod south_america;
mod south_asia;
mod southeast_asia;
mod spain;
mod sweden;
mod switzerland;
mod ukraine;
mod united_kingdom;
mod united_states;
mod united_states_driving;
mod united_states_financial;
mod united_states_health;
mod united_states_immigration;
mod wallets;

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

pub use form::Form;

use crate::detector::Detector;

/// What kind of sensitive data an identifier finds. The names are those of Macie's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Bank accounts and payment cards.
    FinancialInformation,
    /// Data about a person: identification numbers, contacts, health.
    PersonalInformation,
    /// Secrets that open something: keys, tokens, authorisation headers.
    Credentials,
    /// Whatever a user defined. Never the category of a row of this catalogue.
    CustomIdentifier,
}

impl Category {
    /// The name in Macie's API and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Category::FinancialInformation => "FINANCIAL_INFORMATION",
            Category::PersonalInformation => "PERSONAL_INFORMATION",
            Category::Credentials => "CREDENTIALS",
            Category::CustomIdentifier => "CUSTOM_IDENTIFIER",
        }
    }
}

/// The identifier of full names. Like Macie, results count only so many of them in one file.
pub const FULL_NAMES: &str = "NAME";
/// The identifier of mailing addresses. The same goes for it; and Macie's allow lists do not apply to it.
pub const MAILING_ADDRESSES: &str = "ADDRESS";

/// How grave occurrences are. The score is 1, 2 or 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Score 1.
    Low,
    /// Score 2.
    Medium,
    /// Score 3.
    High,
}

impl Severity {
    /// The description in Macie's JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Low => "Low",
            Severity::Medium => "Medium",
            Severity::High => "High",
        }
    }

    /// The score in Macie's JSON: 1 to 3.
    pub const fn score(self) -> u8 {
        match self {
            Severity::Low => 1,
            Severity::Medium => 2,
            Severity::High => 3,
        }
    }
}

/// Which of two overlapping matches is the more specific: the smaller wins.
///
/// Matches of equal rank do not displace each other, unless they are of one identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(crate) enum Rank {
    /// Secrets with a vendor's prefix or frame, and IBANs (two independent checks).
    Exact = 0,
    /// A card number with its key word.
    Card = 10,
    /// Check digits or a narrow structure, and a key word.
    Checked = 20,
    /// A card number without a key word.
    BareCard = 30,
    /// A key word, and ranges that were never issued.
    Ranged = 40,
    /// A key word and a shape.
    Shaped = 50,
    /// The same, by a key word that Macie does not list: where Macie's identifier finds it too, that counts.
    Further = 55,
    /// Telephone numbers.
    Phone = 60,
    /// Dates.
    Date = 70,
    /// Mailing addresses.
    Postal = 75,
    /// Network addresses.
    Address = 80,
    /// Secrets that only the name before them tells: any vendor's form is more specific.
    Assigned = 90,
    /// Names of people: within an address they belong to the street.
    Name = 95,
}

/// One kind of sensitive data: a row of the catalogue.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Identifier {
    /// The id, as in Macie's API where Macie has one: `USA_SOCIAL_SECURITY_NUMBER`.
    pub id: &'static str,
    /// What a person calls it.
    pub name: &'static str,
    /// The category of its findings.
    pub category: Category,
    /// Countries whose authorities or banks issue it; empty if it belongs to none.
    pub countries: &'static [&'static str],
    /// Whether a match needs a key word near it or in the name of its column or field. False where only some of the
    /// accepted forms need one (a telephone number with its country code needs none).
    pub keyword_required: bool,
    /// The key words, as Macie lists them. Case does not matter; a space also stands for `_`, `-` or nothing.
    pub keywords: &'static [&'static str],
    /// Whether it is in the set that Macie recommends for jobs.
    pub recommended: bool,
    /// Whether Amazon Macie has an identifier of this id; the others are Magpie's own and never recommended.
    pub macie: bool,
    /// The severity of 1, of 2 to 99, and of 100 or more occurrences.
    pub severity: [Severity; 3],
    /// Well-known examples that are never reported, without separators.
    pub placeholders: &'static [&'static str],
    pub(crate) rank: Rank,
    pub(crate) detectors: &'static [Detector],
}

impl Identifier {
    /// The severity of `count` occurrences in one object. Zero occurrences are as grave as one.
    pub const fn severity_for(&self, count: u64) -> Severity {
        match count {
            0 | 1 => self.severity[0],
            2..=99 => self.severity[1],
            _ => self.severity[2],
        }
    }
}

/// The severities that Macie declares; rows name them.
pub(crate) mod severity {
    use super::Severity::{self, High, Low, Medium};

    pub(crate) const GRAVE: [Severity; 3] = [High, High, High];
    pub(crate) const PASSPORT: [Severity; 3] = [Medium, High, High];
    pub(crate) const RISING: [Severity; 3] = [Low, Medium, High];
    pub(crate) const ORGANIZATION: [Severity; 3] = [Medium, Medium, High];
    pub(crate) const MODERATE: [Severity; 3] = [Low, Medium, Medium];
    pub(crate) const SLIGHT: [Severity; 3] = [Low, Low, Medium];
}

/// What most rows have in common: a row names what is its own and ends with `..PERSONAL`, `..FINANCIAL` or `..SECRET`.
const PERSONAL: Identifier = Identifier {
    id: "",
    name: "",
    category: Category::PersonalInformation,
    countries: &[],
    keyword_required: true,
    keywords: &[],
    recommended: false,
    macie: false,
    severity: severity::GRAVE,
    placeholders: &[],
    rank: Rank::Shaped,
    detectors: &[],
};
const FINANCIAL: Identifier = Identifier { category: Category::FinancialInformation, ..PERSONAL };
const SECRET: Identifier =
    Identifier { category: Category::Credentials, keyword_required: false, rank: Rank::Exact, ..PERSONAL };

static ALL: LazyLock<Vec<Identifier>> = LazyLock::new(|| {
    let mut rows: Vec<Identifier> = [
        africa::ROWS,
        argentina::ROWS,
        australia::ROWS,
        austria::ROWS,
        balkans::ROWS,
        baltics::ROWS,
        belgium::ROWS,
        brazil::ROWS,
        brazil_documents::ROWS,
        bulgaria::ROWS,
        canada::ROWS,
        cards::ROWS,
        central_america::ROWS,
        chile::ROWS,
        china::ROWS,
        colombia::ROWS,
        contact::ROWS,
        credentials::ROWS,
        credentials::assigned::ROWS,
        credentials::cloud::ROWS,
        credentials::databases::ROWS,
        credentials::development::ROWS,
        credentials::hosting::ROWS,
        credentials::intelligence::ROWS,
        credentials::messaging::ROWS,
        credentials::monitoring::ROWS,
        credentials::payments::ROWS,
        credentials::services::ROWS,
        croatia::ROWS,
        cyprus::ROWS,
        czechia::ROWS,
        denmark::ROWS,
        devices::ROWS,
        diagnosis::ROWS,
        europe::ROWS,
        finland::ROWS,
        france::ROWS,
        further::ROWS,
        germany::ROWS,
        greece::ROWS,
        hungary::ROWS,
        iban::ROWS,
        iceland::ROWS,
        india::ROWS,
        ireland::ROWS,
        italy::ROWS,
        japan::ROWS,
        korea::ROWS,
        luxembourg::ROWS,
        malta::ROWS,
        mexico::ROWS,
        middle_east::ROWS,
        netherlands::ROWS,
        new_zealand::ROWS,
        norway::ROWS,
        personal::ROWS,
        places::ROWS,
        poland::ROWS,
        portugal::ROWS,
        romania::ROWS,
        russia::ROWS,
        slovenia::ROWS,
        south_america::ROWS,
        south_asia::ROWS,
        southeast_asia::ROWS,
        spain::ROWS,
        sweden::ROWS,
        switzerland::ROWS,
        ukraine::ROWS,
        united_kingdom::ROWS,
        united_states::ROWS,
        united_states_driving::ROWS,
        united_states_financial::ROWS,
        united_states_health::ROWS,
        united_states_immigration::ROWS,
        wallets::ROWS,
    ]
    .concat();
    rows.extend(iban::rows());
    rows.sort_by_key(|row| row.id);
    rows
});

/// Every identifier, sorted by id.
pub fn all() -> &'static [Identifier] {
    &ALL
}

/// The identifier with this id.
pub fn find(id: &str) -> Option<&'static Identifier> {
    ALL.binary_search_by(|row| row.id.cmp(id)).ok().and_then(|index| ALL.get(index))
}

/// The identifiers that Macie recommends for jobs, sorted by id.
pub fn recommended() -> impl Iterator<Item = &'static Identifier> {
    ALL.iter().filter(|row| row.recommended)
}
