//! Iceland.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Þjóðskrá (Registers Iceland): date of birth (days plus 40 for organizations), two digits from 20 on, a check digit
    // modulo 11, and the century. Numbers without check digit, given out since 2026, are not found.
    Identifier {
        id: "ICELAND_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Identification number (kennitala)",
        countries: &["Iceland"],
        keywords: &[
            "kennitala",
            "kennitölu",
            "kennitolu",
            "kt.",
            "kt",
            "icelandic id",
            "icelandic identification number",
            "national id",
            "personal identification number",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["######-####", "##########", "######~####"], is_kennitala)],
        ..PERSONAL
    },
    // Þjóðskrá: the letter A and seven digits.
    Identifier {
        id: "ICELAND_PASSPORT_NUMBER",
        name: "Passport number (vegabréf)",
        countries: &["Iceland"],
        keywords: &[
            "vegabréf",
            "vegabréfsnúmer",
            "vegabref",
            "vegabrefsnumer",
            "icelandic passport",
            "iceland passport",
        ],
        severity: severity::PASSPORT,
        rank: Rank::Ranged,
        detectors: &[shaped(&["A#######"], |characters| characters.starts_with(b"A") && check::varied(characters))],
        ..PERSONAL
    },
];

fn is_kennitala(digits: &[u8]) -> bool {
    let [.., century] = digits else { return false };
    let year = match century {
        b'8' => 1800,
        b'9' => 1900,
        b'0' => 2000,
        _ => return false,
    };
    let year = date::number(digits, 4, 2).saturating_add(year);
    let day = match date::number(digits, 0, 2) {
        day @ 41..=71 => day - 40,
        day => day,
    };
    let sum = check::weighted(digits, &[3, 2, 7, 6, 5, 4, 3, 2, 1, 0]);
    digits.len() == 10 && date::is_date(year, date::number(digits, 2, 2), day) && sum.is_multiple_of(11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        for number in ["4504013150", "1201743399"] {
            assert!(is_kennitala(number.as_bytes()), "{number}");
        }
        for number in ["5305750299", "3201743399", "120174339", ""] {
            assert!(!is_kennitala(number.as_bytes()), "{number}");
        }
    }
}
