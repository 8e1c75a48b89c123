//! Cyprus.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check;
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Twelve digits.
    Identifier {
        id: "CYPRUS_DRIVERS_LICENSE",
        name: "Driving licence number (άδεια οδήγησης)",
        countries: &["Cyprus"],
        keywords: &["άδεια οδήγησης"],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["############"], check::varied)],
        ..PERSONAL
    },
    // Civil Registry and Migration Department: up to ten digits, in use six to eight. No check digit.
    Identifier {
        id: "CYPRUS_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Identity card number (δελτίο ταυτότητας)",
        countries: &["Cyprus"],
        keywords: &[
            "cyprus identity card",
            "cypriot identity card",
            "cyprus id card",
            "deltio taftotitas",
            "kimlik karti",
            "kıbrıs kimlik",
            "ταυτότητα",
            "αριθμός ταυτότητας",
            "δελτίο ταυτότητας",
            "identity card number",
            "identity card no",
            "αριθμός δελτίου ταυτότητας",
        ],
        detectors: &[shaped(&["######", "#######", "########", "##########"], check::varied)],
        ..PERSONAL
    },
    // Civil Registry and Migration Department: a letter and six digits, biometric ones K and eight digits.
    Identifier {
        id: "CYPRUS_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Cyprus"],
        keywords: &[
            "cyprus passport",
            "cypriot passport",
            "arithmos diavatiriou",
            "pasaport numarası",
            "διαβατήριο",
            "αριθμός διαβατηρίου",
            "diavatirio",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["A########", "A######"], is_passport)],
        ..PERSONAL
    },
    // Tax Department (OECD, TIN of Cyprus): eight digits and a check letter modulo 26.
    Identifier {
        id: "CYPRUS_TAX_IDENTIFICATION_NUMBER",
        name: "Tax identification code (TIC, Α.Φ.Τ.)",
        countries: &["Cyprus"],
        keywords: &[
            "tic",
            "afm",
            "aft",
            "αφτ",
            "αφμ",
            "φπα",
            "αριθμός φορολογικού μητρώου",
            "arithmos forologikou mitroou",
            "tax identification code",
            "vergi kimlik",
            "cyprus tax id",
            "cyprus tax number",
            "cyprus vat",
            "tax identification number",
            "tin",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["########A", "AA########A", "AA ########A"], is_tic)],
        ..PERSONAL
    },
];

fn is_passport(characters: &[u8]) -> bool {
    let prefix = matches!((characters.first(), characters.len()), (Some(b'K'), 9) | (Some(_), 7));
    prefix && check::varied(characters)
}

/// With or without the letters CY. Digits at odd places count as the table says, the others as themselves.
pub(super) fn is_tic(characters: &[u8]) -> bool {
    const ODD: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let characters = characters.strip_prefix(b"CY").unwrap_or(characters);
    let Some((digits, [letter])) = characters.split_at_checked(8) else { return false };
    let mut sum = 0;
    for (index, byte) in digits.iter().enumerate() {
        let value = check::value(*byte);
        sum += match ODD.get(value as usize) {
            Some(odd) if index % 2 == 0 => *odd,
            Some(_) => value,
            None => return false,
        };
    }
    // Numbers that begin with 12 are not given out.
    !digits.starts_with(b"12") && check::varied(digits) && u32::from(letter.wrapping_sub(b'A')) == sum % 26
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        for number in ["00123123T", "99652156X", "CY10259033P"] {
            assert!(is_tic(number.as_bytes()), "{number}");
        }
        for number in ["10259033Z", "12345678F", "1025903P", "A0259033P", ""] {
            assert!(!is_tic(number.as_bytes()), "{number}");
        }
    }
}
