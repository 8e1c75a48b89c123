//! Greece.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Nine digits.
    Identifier {
        id: "GREECE_DRIVERS_LICENSE",
        name: "Driving licence number (άδεια οδήγησης)",
        countries: &["Greece"],
        keywords: &["δεια οδήγησης", "adeia odigisis"],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["#########"], check::varied)],
        ..PERSONAL
    },
    // The same numbers, with the word whole: in Macie's list its first letter is missing.
    Identifier {
        id: "GREECE_DRIVING_LICENCE_NUMBER",
        name: "Driving licence number (άδεια οδήγησης, in usual words)",
        countries: &["Greece"],
        keywords: &["άδεια οδήγησης", "άδειας οδήγησης", "αριθμός άδειας", "δίπλωμα οδήγησης"],
        severity: severity::RISING,
        detectors: &[shaped(&["#########"], check::varied)],
        ..PERSONAL
    },
    // Hellenic Police: two letters that the Latin and the Greek alphabet share, and six digits.
    Identifier {
        id: "GREECE_IDENTITY_CARD_NUMBER",
        name: "Identity card number (δελτίο ταυτότητας)",
        countries: &["Greece"],
        keywords: &[
            "adt",
            "deltio taftotitas",
            "arithmos taftotitas",
            "tautotita",
            "greek identity card",
            "greek id card",
            "αδτ",
            "α.δ.τ.",
            "ταυτότητα",
            "αριθμός ταυτότητας",
            "αρ. ταυτότητας",
            "δελτίο ταυτότητας",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["AA######", "AA~######"], is_identity_card)],
        ..PERSONAL
    },
    // Passport office of the police: two letters and seven digits.
    Identifier {
        id: "GREECE_PASSPORT_NUMBER",
        name: "Passport number (διαβατήριο)",
        countries: &["Greece"],
        keywords: &[
            "greek passport",
            "greece passport",
            "diavatirio",
            "arithmos diavatiriou",
            "διαβατήριο",
            "αριθμός διαβατηρίου",
            "αρ. διαβατηρίου",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA#######"], check::varied)],
        ..PERSONAL
    },
    // ΗΔΙΚΑ: date of birth, order, and a check digit (Luhn).
    Identifier {
        id: "GREECE_SOCIAL_SECURITY_NUMBER",
        name: "Social security number (ΑΜΚΑ)",
        countries: &["Greece"],
        keywords: &[
            "amka",
            "αμκα",
            "α.μ.κ.α.",
            "αριθμός μητρώου κοινωνικής ασφάλισης",
            "κοινωνικής ασφάλισης",
            "social security number",
            "greek social security",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "######~#####", "######~##~###"], is_amka)],
        ..PERSONAL
    },
    // ΑΑΔΕ (OECD, TIN of Greece): eight digits weighted with the powers of two, and a check digit modulo 11.
    Identifier {
        id: "GREECE_TAX_IDENTIFICATION_NUMBER",
        name: "Tax number (ΑΦΜ)",
        countries: &["Greece"],
        keywords: &[
            "afm",
            "a.f.m.",
            "αφμ",
            "α.φ.μ.",
            "αριθμός φορολογικού μητρώου",
            "arithmos forologikou mitroou",
            "greek tax number",
            "greek tax id",
            "greek vat",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["#########", "AA#########", "AA #########"], is_afm)],
        ..PERSONAL
    },
];

fn is_identity_card(characters: &[u8]) -> bool {
    let letters = characters.iter().take(2).all(|letter| b"ABEZHIKMNOPTYX".contains(letter));
    characters.len() == 8 && letters && check::varied(characters)
}

fn is_amka(digits: &[u8]) -> bool {
    let born = date::is_day(date::number(digits, 2, 2), date::number(digits, 0, 2));
    digits.len() == 11 && born && date::number(digits, 6, 5) > 9 && check::luhn(digits)
}

/// With or without the letters EL or GR.
pub(super) fn is_afm(characters: &[u8]) -> bool {
    let digits = match characters {
        [b'E', b'L', digits @ ..] | [b'G', b'R', digits @ ..] => digits,
        digits => digits,
    };
    let Some((body, [last])) = digits.split_at_checked(8) else { return false };
    let sum = check::weighted(body, &[256, 128, 64, 32, 16, 8, 4, 2]);
    check::varied(body) && sum % 11 % 10 == check::value(*last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_amka(b"01013099997") && !is_amka(b"01013099999") && !is_amka(b"0101309999"));
        assert!(is_afm(b"094259216") && is_afm(b"EL094259216") && is_afm(b"GR094259216"));
        assert!(!is_afm(b"123456781") && !is_afm(b"000000000") && !is_afm(b""));
        assert!(is_identity_card(b"AK123456") && !is_identity_card(b"AQ123456"));
    }
}
