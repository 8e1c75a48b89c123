//! Pakistan, Bangladesh and Sri Lanka.

use super::{Identifier, PERSONAL, Rank};
use crate::check;
use crate::detector::shaped;

pub(super) const ROWS: &[Identifier] = &[
    // NADRA: division (its province first), family number, and a digit that is odd for men. No check digit.
    Identifier {
        id: "PAKISTAN_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Computerised national identity card number (CNIC)",
        countries: &["Pakistan"],
        keywords: &[
            "cnic",
            "cnic no",
            "nicop",
            "snic",
            "national identity card",
            "national id",
            "identity card number",
            "شناختی کارڈ",
            "قومی شناختی کارڈ",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["#####-#######-#", "#############", "##### ####### #"], is_cnic)],
        ..PERSONAL
    },
    // Election Commission of Bangladesh: ten digits (smart card), thirteen, or these with the year of birth in front. No
    // public check digit.
    Identifier {
        id: "BANGLADESH_NATIONAL_IDENTIFICATION_NUMBER",
        name: "National identity number (NID)",
        countries: &["Bangladesh"],
        keywords: &[
            "nid",
            "bangladesh national id",
            "nid no",
            "nid number",
            "smart card nid",
            "জাতীয় পরিচয়পত্র",
            "এনআইডি",
        ],
        detectors: &[shaped(&["##########", "### ### ####", "#############", "#################"], is_nid)],
        ..PERSONAL
    },
    // Department for Registration of Persons: year and day of birth (500 added for women), serial number, a digit, V or X;
    // since 2016 twelve digits with the whole year. The rule of the last digit is not published.
    Identifier {
        id: "SRI_LANKA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "National identity card number (NIC)",
        countries: &["Sri Lanka"],
        keywords: &[
            "nic",
            "nic no",
            "nic number",
            "national identity card",
            "national id",
            "identity card number",
            "ජාතික හැඳුනුම්පත",
            "தேசிய அடையாள அட்டை",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["#########A", "######### A", "############"], is_nic)],
        ..PERSONAL
    },
];

fn is_cnic(digits: &[u8]) -> bool {
    digits.len() == 13
        && matches!(digits[0], b'1'..=b'7')
        && digits[12] != b'0'
        && !check::uniform(&digits[..5])
        && !check::uniform(&digits[5..12])
}

fn is_nid(digits: &[u8]) -> bool {
    let born = match digits.len() {
        10 | 13 => true,
        17 => matches!(check::number(&digits[..4]), 1900..=2049),
        _ => false,
    };
    born && !check::uniform(&digits[digits.len() - 9..])
}

fn is_nic(characters: &[u8]) -> bool {
    let (year, rest) = match characters {
        [year @ .., _, _, _, _, _, _, _, b'V' | b'X'] if year.len() == 2 => {
            (1900 + check::number(year), &characters[2..9])
        }
        _ if characters.len() == 12 => (check::number(&characters[..4]), &characters[4..]),
        _ => return false,
    };
    let day = check::number(&rest[..3]);
    (1900..2050).contains(&year) && matches!(day, 1..=366 | 501..=866) && !check::uniform(&rest[3..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pakistan() {
        assert!(is_cnic(b"3420108912318") && is_cnic(b"4220103976408"));
        assert!(!is_cnic(b"9420108912318") && !is_cnic(b"3420108912310") && !is_cnic(b"0000000000000"));
    }

    #[test]
    fn sri_lanka() {
        assert!(is_nic(b"853400937V") && is_nic(b"198534000937") && is_nic(b"855400937X"));
        for number in ["853400937A", "853670937V", "850000937V", "178534000937", "", "V"] {
            assert!(!is_nic(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn bangladesh() {
        assert!(is_nid(b"1234567890") && is_nid(b"19851234567890123") && !is_nid(b"18851234567890123"));
        assert!(!is_nid(b"0000000000") && !is_nid(b""));
    }
}
