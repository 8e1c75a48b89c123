//! Further key words. Numbers that Macie's identifiers find beside Macie's key words, found beside words that people and
//! columns have for them besides. Of two letters there are none without a sign: each would have every word that begins like it
//! looked up. Beside Macie's words the value is reported by Macie's identifier alone.

use super::canada::is_sin;
use super::chile::{RUT, is_rut};
use super::colombia::is_citizen;
use super::france::{NIR, is_nir, is_spi};
use super::germany::is_tax_id;
use super::india::is_pan;
use super::italy::is_personal_code;
use super::spain::{DNI, NIE, is_dni, is_nie, is_nuss};
use super::united_kingdom::is_nino;
use super::united_states::{SSN_PLACEHOLDERS, is_itin, is_ssn};
use super::united_states_driving::{LETTERED, MIXED, NUMBERS, is_lettered, is_mixed, is_number};
use super::united_states_financial::is_account;
use super::{FINANCIAL, Identifier, PERSONAL, Rank, severity};
use crate::check::date;
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
    // Servicio de Registro Civil e Identificación, as CHILE_RUT_NUMBER: the cédula bears the RUN.
    Identifier {
        id: "CHILE_IDENTITY_CARD_NUMBER",
        name: "Rol Único Nacional (RUN), by further key words",
        countries: &["Chile"],
        keywords: &[
            "cédula de identidad",
            "cédula nacional de identidad",
            "cédula",
            "carnet de identidad",
            "c.i.",
            "cédula n°",
            "cédula nº",
        ],
        rank: Rank::Further,
        detectors: &[checked(RUT, is_rut)],
        ..PERSONAL
    },
    // Registraduría Nacional del Estado Civil, as COLOMBIA_CITIZENSHIP_CARD_NUMBER: how contracts and forms abbreviate it.
    Identifier {
        id: "COLOMBIA_CEDULA_NUMBER",
        name: "Cédula de Ciudadanía number, by further key words",
        countries: &["Colombia"],
        keywords: &[
            "c.c. no",
            "c.c. número",
            "c.c. n°",
            "c.c. nº",
            "cédula no",
            "cédula número",
            "cédula n°",
            "cédula nº",
            "cédula ciudadanía",
            "cc número",
        ],
        rank: Rank::Further,
        detectors: &[
            shaped(&["##########"], is_citizen),
            shaped(&["###.###", "#.###.###", "##.###.###", "#.###.###.###"], is_citizen),
        ],
        ..PERSONAL
    },
    // Accounts as banks number them within a country, beside words that name an account of a bank and nothing else, or the
    // code of the bank. No check digits that all banks have. Eight digits are rather the code of a German bank.
    Identifier {
        id: "DOMESTIC_BANK_ACCOUNT_NUMBER",
        name: "Bank account number, by further key words",
        countries: &["Colombia", "Germany", "India", "Mexico", "Spain", "US"],
        keywords: &[
            // English: beside the code of the bank or branch.
            "routing number",
            "routing no",
            "bank a/c",
            "bank a/c no",
            "bank account number",
            "bank account no",
            "ifsc",
            // German, Dutch, the Scandinavian languages.
            "kontonummer",
            "konto-nr",
            "kto.-nr.",
            "kto-nr",
            "ktonr",
            "bankkonto",
            "rekeningnummer",
            // Spanish, French, Italian, Portuguese.
            "cuenta bancaria",
            "cuenta de ahorros",
            "cuenta corriente",
            "número de cuenta",
            "nº de cuenta",
            "numéro de compte",
            "n° de compte",
            "compte bancaire",
            "numero di conto",
            "conto corrente",
            "conta corrente",
            "conta bancária",
        ],
        rank: Rank::Further,
        detectors: &[shaped(
            &[
                "#######",
                "#########",
                "##########",
                "###########",
                "############",
                "#############",
                "##############",
                "#####-#",
                "######-#",
                "#######-#",
                "########-#",
            ],
            is_domestic_account,
        )],
        ..FINANCIAL
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
            // The card that bears it, and the identifier in health records that it is (Code de la santé publique, L. 1111-8-1).
            "carte vitale",
            "n° carte vitale",
            "vitale",
            "matricule ins",
            "ins :",
        ],
        rank: Rank::Ranged,
        detectors: &[checked(NIR, is_nir)],
        ..PERSONAL
    },
    // Direction générale des Finances publiques, as FRANCE_TAX_IDENTIFICATION_NUMBER: as tax notices and declarations call it.
    Identifier {
        id: "FRANCE_FISCAL_NUMBER",
        name: "Numéro fiscal de référence (SPI), by further key words",
        countries: &["France"],
        keywords: &[
            "numéro fiscal",
            "n° fiscal",
            "nº fiscal",
            "no fiscal",
            "num fiscal",
            "numéro fiscal de référence",
            "identifiant fiscal",
            "référence fiscale",
            "spi",
        ],
        rank: Rank::Ranged,
        detectors: &[checked(&["#############", "##~##~###~###~###"], is_spi)],
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
            // Macie has it without the last letter, which counts as its stem, but not before a space that does not break.
            "codice fiscale",
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
            "afil. s.s.",
            "nº s.s.",
            "n.s.s.",
            "nass",
        ],
        rank: Rank::Ranged,
        detectors: &[checked(
            &["############", "##~########~##", "##/########/##", "##~##########", "##/##########"],
            is_nuss,
        )],
        ..PERSONAL
    },
    // Pay.UK, standard for sort codes and account numbers: eight digits beside the code of the branch. With the code in one
    // number it is one of UK_BANK_ACCOUNT_NUMBER.
    Identifier {
        id: "UK_ACCOUNT_NUMBER",
        name: "Bank account number, beside its sort code",
        countries: &["UK"],
        keywords: &["sort code", "account sort code"],
        rank: Rank::Further,
        detectors: &[shaped(&["########"], is_domestic_account)],
        ..FINANCIAL
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
            // Operator's licence, as police and motor vehicle offices of some states call it.
            "oln",
            "operator license",
            "operator lic",
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
            "my social",
            "social is",
            "social:",
        ],
        placeholders: SSN_PLACEHOLDERS,
        detectors: &[shaped(&["#########", "###~##~####"], is_ssn)],
        ..PERSONAL
    },
    // Internal Revenue Service, as USA_SOCIAL_SECURITY_NUMBER and USA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER: what forms 1099, W-8
    // and W-9 ask for. Without hyphens or spaces it may be a number of any country.
    Identifier {
        id: "USA_TIN_NUMBER",
        name: "Social Security number or ITIN, by key words of tax forms",
        countries: &["US"],
        keywords: &[
            "recipient's tin",
            "recipient tin",
            "taxpayer id",
            "taxpayer id number",
            "taxpayer identification number",
            "tin",
            "us tin",
        ],
        placeholders: SSN_PLACEHOLDERS,
        rank: Rank::Further,
        detectors: &[shaped(&["###~##~####"], is_ssn), shaped(&["###~##~####"], is_itin)],
        ..PERSONAL
    },
];

/// No date, no time in seconds since 1970, and not one digit throughout.
fn is_domestic_account(digits: &[u8]) -> bool {
    is_account(digits) && !date::looks_like_date(digits)
}
