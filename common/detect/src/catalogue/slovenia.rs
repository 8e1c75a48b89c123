//! Slovenia.

use super::{Identifier, PERSONAL, Rank, balkans, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Nine digits.
    Identifier {
        id: "SLOVENIA_DRIVERS_LICENSE",
        name: "Driving licence number (vozniško dovoljenje)",
        countries: &["Slovenia"],
        keywords: &["vozniško dovoljenje"],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["#########"], check::varied)],
        ..PERSONAL
    },
    // Zakon o centralnem registru prebivalstva: as the JMBG of Yugoslavia; people keep the number of any register.
    Identifier {
        id: "SLOVENIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Unique citizen number (EMŠO)",
        countries: &["Slovenia"],
        keywords: &[
            "emšo",
            "emso",
            "enotna matična številka občana",
            "enotna matična številka",
            "matična številka",
            "unique master citizen number",
            "slovenian national id",
            "national id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["#############"], |digits| balkans::is_jmbg(digits, &[date::number(digits, 7, 2)]))],
        ..PERSONAL
    },
    // Ministry of the Interior: P, a letter, and seven digits.
    Identifier {
        id: "SLOVENIA_PASSPORT_NUMBER",
        name: "Passport number (potni list)",
        countries: &["Slovenia"],
        keywords: &["potni list", "potnega lista", "številka potnega lista", "slovenian passport", "slovenia passport"],
        severity: severity::PASSPORT,
        rank: Rank::Ranged,
        detectors: &[shaped(&["AA#######"], |characters| characters.starts_with(b"P") && check::varied(characters))],
        ..PERSONAL
    },
    // FURS, Zakon o davčni službi: eight digits, the last a check digit modulo 11.
    Identifier {
        id: "SLOVENIA_TAX_IDENTIFICATION_NUMBER",
        name: "Tax number (davčna številka)",
        countries: &["Slovenia"],
        keywords: &[
            "davčna številka",
            "davcna stevilka",
            "davčna",
            "identifikacijska številka za ddv",
            "id za ddv",
            "ddv",
            "slovenian tax number",
            "slovenian vat",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["########", "AA########", "AA ########", "#### ####", "AA #### ####"], is_tax_number)],
        ..PERSONAL
    },
];

/// With or without the letters SI.
pub(super) fn is_tax_number(characters: &[u8]) -> bool {
    let digits = characters.strip_prefix(b"SI").unwrap_or(characters);
    let Some((body, [last])) = digits.split_at_checked(7) else { return false };
    // A rest of 0 would need a check digit of eleven: such numbers are not given out. Ten is written 0.
    let rest = check::weighted(body, &[8, 7, 6, 5, 4, 3, 2]) % 11;
    let known = body.first() != Some(&b'0') && rest != 0 && check::varied(body);
    known && (11 - rest) % 10 == check::value(*last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_tax_number(b"50223054") && is_tax_number(b"SI50223054"));
        assert!(!is_tax_number(b"50223055") && !is_tax_number(b"HR50223054") && !is_tax_number(b""));
    }
}
