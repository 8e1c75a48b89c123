//! Malta.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::shaped;

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Eight characters in groups of two, three and three.
    Identifier {
        id: "MALTA_DRIVERS_LICENSE",
        name: "Driving licence number (liċenzja tas-sewqan)",
        countries: &["Malta"],
        keywords: &["liċenzja tas-sewqan"],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["########", "AA######", "A#######", "##~###~###", "AA~###~###"], check::varied)],
        ..PERSONAL
    },
    // Identità (Identity Card Act): up to seven digits, the last two the year of registration, and a letter. No check digit.
    Identifier {
        id: "MALTA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Identity card number (karta tal-identità)",
        countries: &["Malta"],
        keywords: &[
            "karta tal-identità",
            "karta tal-identita",
            "numru tal-karta",
            "numru tal-identità",
            "maltese id",
            "malta id",
            "identity card number",
            "identity card",
            "id card",
            "national id",
            "karta identità",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["#######A", "######A", "#####A"], is_identity_card)],
        ..PERSONAL
    },
    // Identità: seven digits.
    Identifier {
        id: "MALTA_PASSPORT_NUMBER",
        name: "Passport number (passaport)",
        countries: &["Malta"],
        keywords: &[
            "passaport",
            "numru tal-passaport",
            "maltese passport",
            "malta passport",
            "passport number",
            "passport no",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["#######"], check::varied)],
        ..PERSONAL
    },
    // Commissioner for Revenue (OECD, TIN of Malta): the number of the identity card, or nine digits. No check digit.
    Identifier {
        id: "MALTA_TAX_IDENTIFICATION_NUMBER",
        name: "Tax number (numru tat-taxxa)",
        countries: &["Malta"],
        keywords: &[
            "numru tat-taxxa",
            "numru tat-taxpayer",
            "maltese tax number",
            "malta tax",
            "income tax number",
            "taxpayer number",
            "tax identification number",
        ],
        detectors: &[shaped(&["#######A", "#########"], |characters| {
            if characters.len() == 9 { check::varied(characters) } else { is_identity_card(characters) }
        })],
        ..PERSONAL
    },
];

/// M, G, A, P, L, H, B and Z are the registers of Malta, Gozo, foreigners and others.
fn is_identity_card(characters: &[u8]) -> bool {
    let Some((letter, digits)) = characters.split_last() else { return false };
    let serial = digits.get(..digits.len().saturating_sub(2)).unwrap_or_default();
    b"MGAPLHBZ".contains(letter) && serial.iter().any(|digit| *digit != b'0') && check::varied(digits)
}

/// Eight digits, weighted sum divisible by 37.
pub(super) fn is_vat(digits: &[u8]) -> bool {
    let sum = check::weighted(digits, &[3, 4, 6, 7, 8, 9, 10, 1]);
    let known = digits.len() == 8 && date::number(digits, 0, 8) != u32::MAX && digits.first() != Some(&b'0');
    known && check::varied(digits) && sum.is_multiple_of(37)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_vat(b"11679112") && !is_vat(b"11679113") && !is_vat(b""));
        assert!(is_identity_card(b"0123478M") && is_identity_card(b"12378G"));
        for number in ["0123478C", "0000078M", "M", ""] {
            assert!(!is_identity_card(number.as_bytes()), "{number}");
        }
    }
}
