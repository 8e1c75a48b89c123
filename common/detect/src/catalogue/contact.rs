//! Ways to reach a person: telephone numbers, e-mail and network addresses.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::detector::{Detector, phone};

const KEYWORDS: &[&str] = &[
    "cell",
    "contact",
    "fax",
    "fax number",
    "mobile",
    "phone",
    "phone number",
    "tel",
    "telephone",
    "telephone number",
];

const BRAZIL_KEYWORDS: &[&str] = &[
    "cell",
    "contact",
    "fax",
    "fax number",
    "mobile",
    "phone",
    "phone number",
    "tel",
    "telephone",
    "telephone number",
    "cel",
    "celular",
    "fone",
    "móvel",
    "número residencial",
    "numero residencial",
    "telefone",
];

pub(super) const ROWS: &[Identifier] = &[
    // NANPA: area code and exchange begin with 2 to 9.
    Identifier {
        id: "PHONE_NUMBER",
        name: "Phone number",
        countries: &["Canada", "US"],
        keyword_required: false,
        keywords: KEYWORDS,
        macie: true,
        severity: severity::RISING,
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::NorthAmerica)],
        ..PERSONAL
    },
    // Anatel, Resolution 709/2019.
    Identifier {
        id: "BRAZIL_PHONE_NUMBER",
        name: "Phone number",
        countries: &["Brazil"],
        keyword_required: false,
        keywords: BRAZIL_KEYWORDS,
        macie: true,
        severity: severity::RISING,
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::Brazil)],
        ..PERSONAL
    },
    // Arcep, national numbering plan.
    Identifier {
        id: "FRANCE_PHONE_NUMBER",
        name: "Phone number",
        countries: &["France"],
        keyword_required: false,
        keywords: KEYWORDS,
        macie: true,
        severity: severity::RISING,
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::France)],
        ..PERSONAL
    },
    // Bundesnetzagentur, numbering plan for the public telephone network.
    Identifier {
        id: "GERMANY_PHONE_NUMBER",
        name: "Phone number",
        countries: &["Germany"],
        keyword_required: false,
        keywords: KEYWORDS,
        macie: true,
        severity: severity::RISING,
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::Germany)],
        ..PERSONAL
    },
    // AGCOM, resolution 8/15/CIR.
    Identifier {
        id: "ITALY_PHONE_NUMBER",
        name: "Phone number",
        countries: &["Italy"],
        keyword_required: false,
        keywords: KEYWORDS,
        macie: true,
        severity: severity::RISING,
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::Italy)],
        ..PERSONAL
    },
    // CNMC, national numbering plan.
    Identifier {
        id: "SPAIN_PHONE_NUMBER",
        name: "Phone number",
        countries: &["Spain"],
        keyword_required: false,
        keywords: KEYWORDS,
        macie: true,
        severity: severity::RISING,
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::Spain)],
        ..PERSONAL
    },
    // Ofcom, National Telephone Numbering Plan.
    Identifier {
        id: "UK_PHONE_NUMBER",
        name: "Phone number",
        countries: &["UK"],
        keyword_required: false,
        keywords: KEYWORDS,
        macie: true,
        severity: severity::RISING,
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::UnitedKingdom)],
        ..PERSONAL
    },
    // The same numbers beside words of the country: those that Macie lists for the other are English.
    Identifier {
        id: "FRANCE_TELEPHONE_NUMBER",
        name: "Phone number (in words of the country)",
        countries: &["France"],
        keyword_required: false,
        keywords: &[
            "portable",
            "téléphone portable",
            "numéro de portable",
            "numéro de téléphone",
            "n° de téléphone",
            "ligne directe",
            "télécopie",
            "télécopieur",
            "standard",
            "gsm",
            "coordonnées",
        ],
        severity: severity::RISING,
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::France)],
        ..PERSONAL
    },
    // The same numbers beside words of the country: those that Macie lists for the other are English.
    Identifier {
        id: "GERMANY_TELEPHONE_NUMBER",
        name: "Phone number (in words of the country)",
        countries: &["Germany"],
        keyword_required: false,
        keywords: &[
            "telefon",
            "telefonnummer",
            "telefon-nr",
            "telefon privat",
            "telefon mobil",
            "rufnummer",
            "mobil",
            "mobilnummer",
            "mobiltelefon",
            "handy",
            "handynummer",
            "festnetz",
            "durchwahl",
            "telefax",
            "fernsprecher",
            "erreichbar unter",
        ],
        severity: severity::RISING,
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::Germany)],
        ..PERSONAL
    },
    // The same numbers beside words of the country: those that Macie lists for the other are English.
    Identifier {
        id: "ITALY_TELEPHONE_NUMBER",
        name: "Phone number (in words of the country)",
        countries: &["Italy"],
        keyword_required: false,
        keywords: &[
            "telefono",
            "telefonico",
            "telefono fisso",
            "numero di telefono",
            "cellulare",
            "telefonino",
            "recapito",
            "recapiti",
        ],
        severity: severity::RISING,
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::Italy)],
        ..PERSONAL
    },
    // The same numbers beside words of the country: those that Macie lists for the other are English.
    Identifier {
        id: "SPAIN_TELEPHONE_NUMBER",
        name: "Phone number (in words of the country)",
        countries: &["Spain"],
        keyword_required: false,
        keywords: &[
            "teléfono",
            "teléfono móvil",
            "número de teléfono",
            "teléfono de contacto",
            "móvil",
            "celular",
            "tfno",
            "tlf",
            "tlfn",
            "tlfno",
            "telf",
            "telèfon",
            "mòbil",
            "contacto",
        ],
        severity: severity::RISING,
        rank: Rank::Phone,
        detectors: &[Detector::Phone(phone::Plan::Spain)],
        ..PERSONAL
    },
    // RFC 5321 and 5322. Not an identifier of Macie.
    Identifier {
        id: "EMAIL_ADDRESS",
        name: "E-mail address",
        keyword_required: false,
        severity: severity::RISING,
        rank: Rank::Address,
        detectors: &[Detector::Email],
        ..PERSONAL
    },
    // RFC 791 and RFC 4291. Not an identifier of Macie.
    Identifier {
        id: "IP_ADDRESS",
        name: "IP address",
        keyword_required: false,
        severity: severity::RISING,
        rank: Rank::Address,
        detectors: &[Detector::Address],
        ..PERSONAL
    },
];
