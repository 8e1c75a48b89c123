//! Further key words. Numbers that Macie's identifiers find beside Macie's key words, found beside words that people and
//! columns have for them besides. Of two letters there are none without a sign: each would have every word that begins like it
//! looked up. Beside Macie's words the value is reported by Macie's identifier alone.

use super::canada::is_sin;
use super::france::{NIR, is_nir};
use super::germany::is_tax_id;
use super::india::is_pan;
use super::italy::is_personal_code;
use super::spain::{DNI, NIE, is_dni, is_nie, is_nuss};
use super::united_kingdom::is_nino;
use super::united_states::{SSN_PLACEHOLDERS, is_ssn};
use super::united_states_driving::{LETTERED, MIXED, NUMBERS, is_lettered, is_mixed, is_number};
use super::{Identifier, PERSONAL, Rank, severity};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Service Canada, as CANADA_SOCIAL_INSURANCE_NUMBER: numéro d'assurance sociale, and the words for its column.
    Identifier {
        id: "CANADA_NAS_NUMBER",
        name: "Social Insurance Number (SIN), by further key words",
        countries: &["Canada"],
        keywords: &[
            "nas :",
            "nas number",
            "n.a.s.",
            "no nas",
            "n° nas",
            "numéro nas",
            "assurance sociale",
            "ass sociale",
            "ass. sociale",
            "social insurance",
            "soc ins number",
            "social ins number",
        ],
        rank: Rank::Ranged,
        detectors: &[checked(&["#########", "###~###~###"], is_sin)],
        ..PERSONAL
    },
    // INSEE, as FRANCE_NATIONAL_IDENTIFICATION_NUMBER: numéro d'inscription au répertoire, known as numéro de sécu.
    Identifier {
        id: "FRANCE_NIR_NUMBER",
        name: "INSEE code (NIR), by further key words",
        countries: &["France"],
        keywords: &[
            "nir",
            "n° ss",
            "no ss",
            "nº ss",
            "num ss",
            "numéro ss",
            "sécu",
            "n° sécu",
            "num sécu",
            "numéro sécu",
            "numéro de sécu",
            "numéro d'inscription au répertoire",
            "immatriculation",
            "numéro d'immatriculation",
        ],
        rank: Rank::Ranged,
        detectors: &[checked(NIR, is_nir)],
        ..PERSONAL
    },
    // Bundeszentralamt für Steuern, as GERMANY_TAX_IDENTIFICATION_NUMBER: the IdNr of § 139b AO.
    Identifier {
        id: "GERMANY_IDNR",
        name: "Steueridentifikationsnummer, by further key words",
        countries: &["Germany"],
        keywords: &[
            "idnr",
            "id-nr",
            "identnr",
            "ident-nr",
            "identnummer",
            "identifikationsnr",
            "steuer-idnr",
            "steueridnr",
            "steuer-ident",
            "steuer-identnr",
            "steuerliche identnr",
            "steuerliche id",
            "st.-id-nr",
            "stidnr",
        ],
        rank: Rank::Ranged,
        detectors: &[checked(&["###########", "##~###~###~###"], is_tax_id)],
        ..PERSONAL
    },
    // Income Tax Department, as INDIA_PERMANENT_ACCOUNT_NUMBER.
    Identifier {
        id: "INDIA_PAN_NUMBER",
        name: "Permanent Account Number (PAN), by further key words",
        countries: &["India"],
        keywords: &["pan", "pan of", "income tax pan", "पैन"],
        detectors: &[shaped(&["AAAAA####A"], is_pan)],
        ..PERSONAL
    },
    // Agenzia delle Entrate, as ITALY_NATIONAL_IDENTIFICATION_NUMBER, of persons: letters and digits with a check letter.
    Identifier {
        id: "ITALY_FISCAL_CODE",
        name: "Codice fiscale, by further key words",
        countries: &["Italy"],
        keywords: &[
            "cf:",
            "cf cliente",
            "c.f.",
            "cod. fisc.",
            "cod fisc",
            "cod. fiscale",
            "cod fiscale",
            "codice fisc.",
            "c. fiscale",
            "fiscal code",
        ],
        rank: Rank::Ranged,
        detectors: &[checked(&["AAAAAA**A**A***A", "AAA~AAA~**A**~A***A", "AAA~AAA~**A**~A***~A"], is_personal_code)],
        ..PERSONAL
    },
    // Real Decreto 1553/2005 and 557/2011, as SPAIN_DNI_NUMBER and SPAIN_NIE_NUMBER: with the letter, which checks it.
    Identifier {
        id: "SPAIN_IDENTITY_DOCUMENT_NUMBER",
        name: "Identity document number (DNI, NIE), by further key words",
        countries: &["Spain"],
        keywords: &[
            "documento",
            "documento de identidad",
            "documento identificativo",
            "doc. identidad",
            "doc identidad",
            "doc. ident.",
            "número de documento",
            "num documento",
            "nº documento",
            "n° documento",
            "identificación",
        ],
        rank: Rank::Further,
        detectors: &[checked(DNI, is_dni), checked(NIE, is_nie)],
        ..PERSONAL
    },
    // Tesorería General de la Seguridad Social, as SPAIN_SOCIAL_SECURITY_NUMBER: NSS, NUSS, número de afiliación (NAF).
    Identifier {
        id: "SPAIN_NSS_NUMBER",
        name: "Social security number (NUSS), by further key words",
        countries: &["Spain"],
        keywords: &[
            "nss",
            "nuss",
            "naf",
            "num ss",
            "núm. ss",
            "nº ss",
            "n° ss",
            "seguridad social",
            "seg. social",
            "seg social",
            "número de afiliación",
            "nº afiliación",
            "num afiliación",
        ],
        rank: Rank::Ranged,
        detectors: &[checked(
            &["############", "##~########~##", "##/########/##", "##~##########", "##/##########"],
            is_nuss,
        )],
        ..PERSONAL
    },
    // HMRC, as UK_NATIONAL_INSURANCE_NUMBER, with its last letter.
    Identifier {
        id: "UK_NI_NUMBER",
        name: "National Insurance number (NINO), by further key words",
        countries: &["UK"],
        keywords: &[
            "ni:",
            "n.i.",
            "ni no",
            "ni num",
            "ni number",
            "n.i. number",
            "nat ins",
            "nat. ins.",
            "nat ins number",
            "national ins",
            "national insurance",
            "national insurance no",
        ],
        detectors: &[shaped(&["AA######A", "AA~##~##~##~A", "AA~######~A"], is_nino)],
        ..PERSONAL
    },
    // AAMVA, as DRIVERS_LICENSE: the forms of the states.
    Identifier {
        id: "USA_DRIVING_LICENSE_NUMBER",
        name: "Driver's license identification number, by further key words",
        countries: &["US"],
        keywords: &[
            "dl no",
            "dl num",
            "dl number",
            "dln",
            "driver lic",
            "driver lic.",
            "driver lic number",
            "drivers lic",
            "drivers lic number",
            "driver's lic",
            "drv lic",
            "drv lic number",
        ],
        severity: severity::RISING,
        rank: Rank::Further,
        detectors: &[shaped(NUMBERS, is_number), shaped(LETTERED, is_lettered), shaped(MIXED, is_mixed)],
        ..PERSONAL
    },
    // Social Security Administration, as USA_SOCIAL_SECURITY_NUMBER.
    Identifier {
        id: "USA_SSN_NUMBER",
        name: "Social Security number (SSN), by further key words",
        countries: &["US"],
        keywords: &[
            "soc sec",
            "soc. sec.",
            "soc sec number",
            "soc. sec. no",
            "social sec",
            "social sec.",
            "social sec number",
            "ss no",
            "ss num",
            "ss number",
            "us-ssn",
            "número de seguro social",
        ],
        placeholders: SSN_PLACEHOLDERS,
        detectors: &[shaped(&["#########", "###~##~####"], is_ssn)],
        ..PERSONAL
    },
];
