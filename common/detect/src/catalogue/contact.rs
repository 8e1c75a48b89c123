//! Ways to reach a person: telephone numbers, e-mail and network addresses.

use super::{Category, Identifier, Rank, severity};
use crate::detector::{Detector, phone};

const KEYWORDS: &[&str] = &["cell", "contact", "fax", "fax number", "mobile", "phone", "phone number", "tel", "telephone", "telephone number"];

const BRAZIL_KEYWORDS: &[&str] = &["cell", "contact", "fax", "fax number", "mobile", "phone", "phone number", "tel", "telephone", "telephone number", "cel", "celular", "fone", "móvel", "número residencial", "numero residencial", "telefone"];

pub(super) const ROWS: &[Identifier] = &[
    // NANPA: area code and exchange begin with 2 to 9.
    Identifier {
        id: "PHONE_NUMBER",
        name: "Phone number",
        category: Category::PersonalInformation,
        countries: &["Canada", "US"],
        keyword_required: false,
        keywords: KEYWORDS,
        recommended: false,
        severity: severity::RISING,
        placeholders: &[],
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::NorthAmerica)],
    },

    // Anatel, Resolution 709/2019.
    Identifier {
        id: "BRAZIL_PHONE_NUMBER",
        name: "Phone number",
        category: Category::PersonalInformation,
        countries: &["Brazil"],
        keyword_required: false,
        keywords: BRAZIL_KEYWORDS,
        recommended: false,
        severity: severity::RISING,
        placeholders: &[],
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::Brazil)],
    },

    // Arcep, national numbering plan.
    Identifier {
        id: "FRANCE_PHONE_NUMBER",
        name: "Phone number",
        category: Category::PersonalInformation,
        countries: &["France"],
        keyword_required: false,
        keywords: KEYWORDS,
        recommended: false,
        severity: severity::RISING,
        placeholders: &[],
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::France)],
    },

    // Bundesnetzagentur, numbering plan for the public telephone network.
    Identifier {
        id: "GERMANY_PHONE_NUMBER",
        name: "Phone number",
        category: Category::PersonalInformation,
        countries: &["Germany"],
        keyword_required: false,
        keywords: KEYWORDS,
        recommended: false,
        severity: severity::RISING,
        placeholders: &[],
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::Germany)],
    },

    // AGCOM, resolution 8/15/CIR.
    Identifier {
        id: "ITALY_PHONE_NUMBER",
        name: "Phone number",
        category: Category::PersonalInformation,
        countries: &["Italy"],
        keyword_required: false,
        keywords: KEYWORDS,
        recommended: false,
        severity: severity::RISING,
        placeholders: &[],
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::Italy)],
    },

    // CNMC, national numbering plan.
    Identifier {
        id: "SPAIN_PHONE_NUMBER",
        name: "Phone number",
        category: Category::PersonalInformation,
        countries: &["Spain"],
        keyword_required: false,
        keywords: KEYWORDS,
        recommended: false,
        severity: severity::RISING,
        placeholders: &[],
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::Spain)],
    },

    // Ofcom, National Telephone Numbering Plan.
    Identifier {
        id: "UK_PHONE_NUMBER",
        name: "Phone number",
        category: Category::PersonalInformation,
        countries: &["UK"],
        keyword_required: false,
        keywords: KEYWORDS,
        recommended: false,
        severity: severity::RISING,
        placeholders: &[],
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::UnitedKingdom)],
    },

    // RFC 5321 and 5322. Not an identifier of Macie.
    Identifier {
        id: "EMAIL_ADDRESS",
        name: "E-mail address",
        category: Category::PersonalInformation,
        countries: &[],
        keyword_required: false,
        keywords: &[],
        recommended: false,
        severity: severity::RISING,
        placeholders: &[],
        rank: Rank::Address,
        detectors: &[Detector::Email],
    },

    // RFC 791 and RFC 4291. Not an identifier of Macie.
    Identifier {
        id: "IP_ADDRESS",
        name: "IP address",
        category: Category::PersonalInformation,
        countries: &[],
        keyword_required: false,
        keywords: &[],
        recommended: false,
        severity: severity::RISING,
        placeholders: &[],
        rank: Rank::Address,
        detectors: &[Detector::Address],
    },
];
