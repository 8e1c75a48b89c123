//! Denmark.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Eight digits.
    Identifier {
        id: "DENMARK_DRIVERS_LICENSE",
        name: "Driving licence number (kørekort)",
        countries: &["Denmark"],
        keywords: &["kørekort", "kørekortnummer"],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["########"], check::varied)],
        ..PERSONAL
    },
    // CPR-kontoret, Personnummeret i CPR: date of birth, the seventh digit tells the century. The check digit modulo 11 is
    // not kept since 2007, so it proves nothing.
    Identifier {
        id: "DENMARK_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Civil registration number (CPR-nummer)",
        countries: &["Denmark"],
        keywords: &[
            "cpr",
            "cpr-nr",
            "cpr-nummer",
            "personnummer",
            "personnr",
            "sundhedskort",
            "sundhedskortnummer",
            "sygesikringsbevis",
            "civil registration number",
            "danish personal number",
            "personal identification number",
            "national id",
        ],
        rank: Rank::Checked,
        detectors: &[shaped(&["######-####", "######~####", "##########"], is_cpr)],
        ..PERSONAL
    },
    // Erhvervsstyrelsen: eight digits, weighted sum divisible by 11.
    Identifier {
        id: "DENMARK_ORGANIZATION_NUMBER",
        name: "Company and VAT number (CVR, SE)",
        countries: &["Denmark"],
        keywords: &[
            "cvr",
            "cvr-nr",
            "cvr-nummer",
            "se-nummer",
            "se-nr",
            "momsnummer",
            "momsregistreringsnummer",
            "danish company number",
            "danish vat",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &["########", "## ## ## ##", "AA########", "AA ########", "AA ## ## ## ##", "AA-########"],
            is_cvr,
        )],
        ..PERSONAL
    },
    // Ministry of Justice: nine digits.
    Identifier {
        id: "DENMARK_PASSPORT_NUMBER",
        name: "Passport number (pasnummer)",
        countries: &["Denmark"],
        keywords: &["pasnummer", "pas-nr", "dansk pas", "danish passport", "denmark passport"],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["#########"], check::varied)],
        ..PERSONAL
    },
];

fn is_cpr(digits: &[u8]) -> bool {
    let [_, _, _, _, _, _, century, _, _, _] = digits else { return false };
    let year = date::number(digits, 4, 2);
    let year = match (century, year) {
        (b'0'..=b'3', _) | (b'4' | b'9', 37..) => 1900_u32.saturating_add(year),
        (b'5'..=b'8', 58..) => 1800_u32.saturating_add(year),
        _ => 2000_u32.saturating_add(year),
    };
    let order = matches!(date::number(digits, 6, 4), 1..=9999);
    order && date::is_date(year, date::number(digits, 2, 2), date::number(digits, 0, 2))
}

/// With or without the letters DK.
pub(super) fn is_cvr(characters: &[u8]) -> bool {
    let digits = characters.strip_prefix(b"DK").unwrap_or(characters);
    let sum = check::weighted(digits, &[2, 7, 6, 5, 4, 3, 2, 1]);
    let known = digits.len() == 8 && digits.iter().all(u8::is_ascii_digit) && digits.first() != Some(&b'0');
    known && check::varied(digits) && sum.is_multiple_of(11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_cpr(b"2110625629") && !is_cpr(b"0707610000"));
        for number in ["5110625629", "2913625629", "3002600001", "211062562"] {
            assert!(!is_cpr(number.as_bytes()), "{number}");
        }
        assert!(is_cvr(b"13585628") && is_cvr(b"DK13585628") && !is_cvr(b"13585627") && !is_cvr(b"SE13585628"));
    }
}
