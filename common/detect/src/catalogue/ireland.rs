//! Ireland.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Six digits and four letters.
    Identifier {
        id: "IRELAND_DRIVERS_LICENSE",
        name: "Driving licence number",
        countries: &["Ireland"],
        keywords: &["ceadúnas tiomána"],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["######AAAA"], check::varied)],
        ..PERSONAL
    },
    // Department of Social Protection: seven digits, a check letter modulo 23, and since 2013 a further letter, which counts
    // nine times.
    Identifier {
        id: "IRELAND_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Personal Public Service Number (PPSN)",
        countries: &["Ireland"],
        keywords: &[
            "pps",
            "ppsn",
            "pps no",
            "pps number",
            "personal public service",
            "personal public service number",
            "public service number",
            "uimhir phearsanta seirbhíse poiblí",
            "uimhir psp",
            "psp",
            "rsi number",
            "social insurance number",
            "social security number",
            "tax id",
            "tax identification number",
            "tin",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["#######A", "#######AA", "#######~A", "#######~AA"], is_pps)],
        ..PERSONAL
    },
    // Department of Foreign Affairs: two letters and seven digits.
    Identifier {
        id: "IRELAND_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Ireland"],
        keywords: &[
            "passport no",
            "passport number",
            "passport",
            "irish passport",
            "uimhir phas",
            "pas uimhir",
            "pas éireannach",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA#######"], check::varied)],
        ..PERSONAL
    },
];

pub(super) fn is_pps(characters: &[u8]) -> bool {
    let (check, further) = match characters.get(7..) {
        Some([check]) => (*check, 0),
        // A, B and H count; T, W and X are of old numbers for spouses and do not.
        Some([check, b'T' | b'W' | b'X']) => (*check, 0),
        Some([check, further @ (b'A' | b'B' | b'H')]) => (*check, u32::from(further - b'A') + 1),
        _ => return false,
    };
    let sum = check::weighted(characters, &[8, 7, 6, 5, 4, 3, 2]) + 9 * further;
    let digits = date::number(characters, 0, 7);
    let wanted = b"WABCDEFGHIJKLMNOPQRSTUV".get((sum % 23) as usize);
    digits != u32::MAX && check::varied(characters) && wanted == Some(&check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        for number in ["6433435F", "6433435FT", "6433435FW", "6433435OA", "6433435IH"] {
            assert!(is_pps(number.as_bytes()), "{number}");
        }
        for number in ["6433435E", "6433435VH", "6433435FC", "643343F", "0000000W", ""] {
            assert!(!is_pps(number.as_bytes()), "{number}");
        }
    }
}
