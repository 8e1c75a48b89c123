//! United States: driving licences.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::shaped;

/// What licences are called in English.
pub(super) const LICENCE_WORDS: &[&str] = &[
    "dl#",
    "dl:",
    "dlno#",
    "driver licence",
    "driver licences",
    "driver license",
    "driver licenses",
    "driver permit",
    "drivers lic.",
    "drivers licence",
    "driver's licence",
    "drivers licences",
    "driver's licences",
    "drivers license",
    "driver's license",
    "drivers licenses",
    "driver's licenses",
    "drivers permit",
    "driver's permit",
    "drivers permit number",
    "driving licence",
    "driving license",
    "driving permit",
];

pub(super) const ROWS: &[Identifier] = &[
    // Each state has its own form, and no check digit is public (National Traffic Safety Institute, "State Driver's
    // License Formats", after the lists of the AAMVA). Older numbers of fewer than seven digits, which some states also
    // have, are too common to be told from others.
    Identifier {
        id: "DRIVERS_LICENSE",
        name: "Driver's license identification number",
        countries: &["US"],
        keywords: LICENCE_WORDS,
        recommended: true,
        macie: true,
        severity: severity::RISING,
        rank: Rank::Shaped,
        detectors: &[shaped(NUMBERS, is_number), shaped(LETTERED, is_lettered), shaped(MIXED, is_mixed)],
        ..PERSONAL
    },
];

/// Digits alone.
pub(super) const NUMBERS: &[&str] = &[
    // Alabama, Alaska, Delaware, the District of Columbia, Georgia, Maine, Rhode Island, West Virginia.
    "#######",
    // Pennsylvania, Tennessee, Texas, Vermont, Oregon; also 12 345 678.
    "########",
    "##~###~###",
    // Arizona, Arkansas, Colorado, Connecticut, Louisiana, Mississippi, New York, South Carolina and others.
    "#########",
    "###~###~###",
    "##-###-####",
    "###-##-####",
    // Indiana, Nevada, South Dakota, Utah, Wyoming.
    "##########",
    "####-##-####",
    "######-###",
    // South Carolina.
    "###########",
    // Nevada, North Carolina, South Dakota.
    "############",
    // Montana.
    "#############",
    "##############",
];

/// Letters, then digits.
pub(super) const LETTERED: &[&str] = &[
    // Rhode Island, Missouri, Nebraska, Ohio, West Virginia.
    "A######",
    // California, New York, Nebraska, Ohio.
    "A#######",
    // Arizona, Hawaii, Kansas, Kentucky, Massachusetts, Montana, Nevada, Ohio, Virginia.
    "A########",
    "A##-##-####",
    "A##-###-###",
    // Indiana, Kentucky, Missouri, Oklahoma, Virginia.
    "A#########",
    // Michigan, Virginia.
    "A##########",
    // Illinois, Virginia.
    "A###########",
    "A###-####-####",
    // Florida, Illinois, Maryland, Michigan, Minnesota.
    "A############",
    "A###-###-##-###-#",
    "A-###-###-###-###",
    "A ### ### ### ###",
    // Wisconsin.
    "A#############",
    "A###-####-####-##",
    // New Jersey.
    "A##############",
    "A####~#####~#####",
    // New York, before 1992.
    "A##################",
    // Colorado, Ohio, West Virginia; Massachusetts (SA).
    "AA#####",
    "AA######",
    "AA#######",
    // North Dakota.
    "AAA######",
    "AAA-##-####",
    // New Hampshire (NHL).
    "AAA########",
];

/// Other orders of letters and digits.
pub(super) const MIXED: &[&str] = &[
    // Idaho.
    "AA######A",
    // Iowa.
    "###AA####",
    // Maine, Vermont.
    "#######A",
    // Missouri.
    "A######R",
    "########AA",
    "#########A",
    // New Hampshire, before 2020.
    "##AAA#####",
    // Washington: WDL and nine characters; before 2018 five letters of the surname, two initials, three digits and two
    // characters.
    "AAA*********",
    "AAAAAAA###**",
];

pub(super) fn is_number(digits: &[u8]) -> bool {
    !check::uniform(digits) && !date::looks_like_date(digits)
}

pub(super) fn is_lettered(characters: &[u8]) -> bool {
    let letters = characters.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let Some((prefix, digits)) = characters.split_at_checked(letters) else { return false };
    // The numbers of New Hampshire are the only ones of three letters and eight digits.
    !check::uniform(digits) && (characters.len() != 11 || letters != 3 || prefix == b"NHL")
}

pub(super) fn is_mixed(characters: &[u8]) -> bool {
    let digits = characters.iter().filter(|byte| byte.is_ascii_digit()).count();
    match characters {
        [b'W', b'D', b'L', rest @ ..] if characters.len() == 12 => digits > 0 && !check::uniform(rest),
        [b'A'..=b'Z', b'A'..=b'Z', b'A'..=b'Z', fourth, ..] if characters.len() == 12 => {
            // The form with the surname: ten of its characters are letters and digits in their places.
            fourth.is_ascii_alphabetic() && digits >= 3 && characters.iter().take(7).all(u8::is_ascii_alphabetic)
        }
        _ => digits >= 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences() {
        for number in ["1234567", "99012345", "123456789"] {
            assert!(is_number(number.as_bytes()), "{number}");
        }
        for number in ["0000000", "20260115", "11111111"] {
            assert!(!is_number(number.as_bytes()), "{number}");
        }
        assert!(is_lettered(b"A1234567") && is_lettered(b"NHL12345678"));
        assert!(!is_lettered(b"A0000000") && !is_lettered(b"ABC12345678"));
        assert!(is_mixed(b"WDLABCD456DG") && is_mixed(b"HARRITD123AB") && is_mixed(b"LS123456C"));
        assert!(!is_mixed(b"ABCABCABCABC") && !is_mixed(b"WDL000000000"));
    }
}
