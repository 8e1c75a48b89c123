//! United States.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check;
use crate::detector::shaped;

/// Numbers that became known through advertising, and are void.
pub(super) const SSN_PLACEHOLDERS: &[&str] = &["078051120", "219099999", "457555462"];

pub(super) const ROWS: &[Identifier] = &[
    // Social Security Administration: areas 000, 666 and 900 to 999, group 00 and serial 0000 are never issued. The
    // placeholders became known through advertising and are void.
    Identifier {
        id: "USA_SOCIAL_SECURITY_NUMBER",
        name: "Social Security number (SSN)",
        countries: &["US"],
        keywords: &["social security", "ss#", "ssn"],
        recommended: true,
        macie: true,
        placeholders: SSN_PLACEHOLDERS,
        rank: Rank::Ranged,
        detectors: &[shaped(&["#########", "###~##~####"], is_ssn)],
        ..PERSONAL
    },
    // Internal Revenue Service, Publication 1915 and 4757: begins with 9; the fourth and fifth digits lie in the ranges in use.
    Identifier {
        id: "USA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER",
        name: "Individual Taxpayer Identification Number (ITIN)",
        countries: &["US"],
        keywords: &["i.t.i.n.", "individual taxpayer identification number", "itin"],
        recommended: true,
        macie: true,
        rank: Rank::Ranged,
        detectors: &[shaped(&["#########", "###~##~####"], is_itin)],
        ..PERSONAL
    },
    // Department of State: nine digits, or a letter and eight digits since 2021. No check digit in the number itself.
    Identifier {
        id: "USA_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["US"],
        keywords: &["passport", "travel document"],
        recommended: true,
        macie: true,
        severity: severity::PASSPORT,
        detectors: &[shaped(&["#########", "A########"], is_passport)],
        ..PERSONAL
    },
];

/// Area, group and serial that can have been issued.
pub(super) fn is_ssn(digits: &[u8]) -> bool {
    let Some((area, rest)) = digits.split_at_checked(3) else { return false };
    let area_issued = area != b"000" && area != b"666" && area[0] != b'9';
    area_issued && rest.len() == 6 && &rest[..2] != b"00" && &rest[2..] != b"0000" && !check::uniform(digits)
}

pub(super) fn is_itin(digits: &[u8]) -> bool {
    let group = digits.get(3..5).map_or(0, |group| check::remainder(group, 100));
    digits.len() == 9 && digits[0] == b'9' && matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99)
}

fn is_passport(characters: &[u8]) -> bool {
    characters.len() == 9 && !check::uniform(&characters[1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ssn() {
        for number in ["536904399", "001010001", "899999999"] {
            assert!(is_ssn(number.as_bytes()), "{number}");
        }
        for number in ["000904399", "666904399", "900904399", "536004399", "536900000", "111111111", "53690439"] {
            assert!(!is_ssn(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn itin() {
        for number in ["912903456", "900700000", "999889999"] {
            assert!(is_itin(number.as_bytes()), "{number}");
        }
        for number in ["812903456", "912933456", "912663456", "912893456", "912490000"] {
            assert!(!is_itin(number.as_bytes()), "{number}");
        }
    }
}
