//! Austria.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Eight digits.
    Identifier {
        id: "AUSTRIA_DRIVERS_LICENSE",
        name: "Driving licence number (Führerschein)",
        countries: &["Austria"],
        keywords: &[
            "führerschein",
            "fuhrerschein",
            "führerschein republik österreich",
            "fuhrerschein republik osterreich",
        ],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["########"], check::varied)],
        ..PERSONAL
    },
    // Passport office (PRADO, AUT-AO): a letter and seven digits. No check digit outside of the machine-readable zone.
    Identifier {
        id: "AUSTRIA_PASSPORT_NUMBER",
        name: "Passport number (Reisepassnummer)",
        countries: &["Austria"],
        keywords: &[
            "reisepassnummer",
            "reisepassnr",
            "reisepass",
            "passnummer",
            "österreichischer reisepass",
            "austrian passport",
            "austria passport",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["A#######", "A~#######"], check::varied)],
        ..PERSONAL
    },
    // Dachverband der Sozialversicherungsträger: three digits, a check digit modulo 11, and the date of birth; months 13
    // to 15 when the numbers of a day are used up.
    Identifier {
        id: "AUSTRIA_SOCIAL_SECURITY_NUMBER",
        name: "Sozialversicherungsnummer (SVNR)",
        countries: &["Austria"],
        keywords: &[
            "sozialversicherungsnummer",
            "sozialversicherungsnr",
            "sv-nummer",
            "sv-nr",
            "svnr",
            "vsnr",
            "versicherungsnummer",
            "e-card",
            "insurance number",
            "social security number",
            "social insurance number",
            "ssn",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &["##########", "####~######", "###~#~######", "####~##~##~##", "#### ##.##.##"],
            is_svnr,
        )],
        ..PERSONAL
    },
    // Bundesministerium für Finanzen (OECD, TIN of Austria): two digits of the tax office, six, and a check digit (Luhn).
    Identifier {
        id: "AUSTRIA_TAX_IDENTIFICATION_NUMBER",
        name: "Abgabenkontonummer (Steuernummer)",
        countries: &["Austria"],
        keywords: &[
            "abgabenkontonummer",
            "abgabenkonto",
            "steuernummer",
            "steuernr",
            "steuer-identifikationsnummer",
            "finanzamt",
            "st.nr.",
            "austrian tax number",
            "austrian tax id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &["#########", "##-###/####", "## ###/####", "##/###/####", "##~###~####"],
            is_tax_number,
        )],
        ..PERSONAL
    },
];

fn is_svnr(digits: &[u8]) -> bool {
    let sum = check::weighted(digits, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]);
    let days = matches!(date::number(digits, 4, 2), 1..=31) && matches!(date::number(digits, 6, 2), 1..=15);
    matches!(digits, [first, _, _, check, _, _, _, _, _, _] if *first != b'0' && sum % 11 == check::value(*check))
        && days
}

fn is_tax_number(digits: &[u8]) -> bool {
    // Tax offices have the numbers 03 to 98.
    digits.len() == 9 && matches!(date::number(digits, 0, 2), 3..=98) && check::varied(digits) && check::luhn(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_svnr(b"1237010180") && !is_svnr(b"2237010180"));
        assert!(!is_svnr(b"1237011680") && !is_svnr(b"123701018"));
        assert!(is_tax_number(b"591199013") && !is_tax_number(b"591199012") && !is_tax_number(b"59119901"));
    }
}
