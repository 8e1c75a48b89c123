//! Spain.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

/// Eight digits and their letter.
pub(super) const DNI: &[&str] = &["########A", "########~A", "##.###.###-A", "##.###.###A", "##.###.### A"];
/// X, Y or Z, seven digits, and their letter.
pub(super) const NIE: &[&str] = &["A#######A", "A~#######~A", "A-#.###.###-A", "A#######-A", "A#.###.###A"];
const TAX_WORDS: &[&str] = &[
    "cif",
    "cif número",
    "cifnúmero#",
    "nie",
    "nif",
    "número de contribuyente",
    "número de identidad de extranjero",
    "número de identificación fiscal",
    "número de impuesto corporativo",
    "personal tax number",
    "tax id",
    "tax identification number",
    "tax number",
    "tin",
    "tin#",
];

pub(super) const ROWS: &[Identifier] = &[
    // Real Decreto 1553/2005: eight digits, and their letter modulo 23. The digits are often written alone.
    Identifier {
        id: "SPAIN_DNI_NUMBER",
        name: "Documento Nacional de Identidad (DNI)",
        countries: &["Spain"],
        keywords: &[
            "dni",
            "dni#",
            "dninúmero#",
            "documento nacional de identidad",
            "identidad único",
            "identidadúnico#",
            "insurance number",
            "national identification number",
            "national identity",
            "nationalid#",
            "nationalidno#",
            "número nacional identidad",
            "personal identification number",
            "personal identity no",
            "unique identity number",
            "uniqueid#",
        ],
        recommended: true,
        macie: true,
        placeholders: &["99999999"],
        // Not above those that find eight digits too, nor below the NIF.
        rank: Rank::Shaped,
        detectors: &[checked(DNI, is_dni), shaped(&["########", "##.###.###"], check::varied)],
        ..PERSONAL
    },
    // Dirección General de Tráfico: the number of the licence is the DNI or NIE.
    Identifier {
        id: "SPAIN_DRIVERS_LICENSE",
        name: "Driving licence number (permiso de conducción)",
        countries: &["Spain"],
        keywords: &[
            "carnet conducer",
            "el carnet de conducer",
            "licencia conducer",
            "licencia de manejo",
            "número carnet conducer",
            "número de carnet de conducer",
            "número de permiso conducer",
            "número de permiso de conducer",
            "número licencia conducer",
            "número permiso conducer",
            "permiso conducción",
            "permiso conducer",
            "permiso de conducción",
        ],
        macie: true,
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(DNI, is_dni), checked(NIE, is_nie)],
        ..PERSONAL
    },
    // The same numbers, called as Spaniards call them: the words that Macie lists for the other are not those.
    Identifier {
        id: "SPAIN_DRIVING_LICENCE_NUMBER",
        name: "Driving licence number (permiso de conducir, in usual words)",
        countries: &["Spain"],
        keywords: &[
            "permiso de conducir",
            "permiso conducir",
            "carnet de conducir",
            "carné de conducir",
            "carnet conducir",
            "licencia de conducir",
            "licencia conducir",
            "permís de conduir",
            "carnet de conduir",
            "gidabaimena",
        ],
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(DNI, is_dni), checked(NIE, is_nie)],
        ..PERSONAL
    },
    // Real Decreto 557/2011: X, Y or Z counts as 0, 1 or 2 before seven digits; then as the DNI.
    Identifier {
        id: "SPAIN_NIE_NUMBER",
        name: "Número de Identidad de Extranjero (NIE)",
        countries: &["Spain"],
        keywords: TAX_WORDS,
        recommended: true,
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(NIE, is_nie)],
        ..PERSONAL
    },
    // Real Decreto 1065/2007: the DNI; or K, L or M (people without DNI), seven digits, and their letter.
    Identifier {
        id: "SPAIN_NIF_NUMBER",
        name: "Número de Identificación Fiscal (NIF)",
        countries: &["Spain"],
        keywords: TAX_WORDS,
        recommended: true,
        macie: true,
        // As the DNI: so that a DNI that is called NIF too counts for both.
        rank: Rank::Shaped,
        detectors: &[checked(DNI, is_dni), checked(NIE, is_special_nif)],
        ..PERSONAL
    },
    // Policía Nacional: two or three letters and six digits.
    Identifier {
        id: "SPAIN_PASSPORT_NUMBER",
        name: "Passport number (pasaporte)",
        countries: &["Spain"],
        keywords: &[
            "españa pasaporte",
            "libreta pasaporte",
            "número pasaporte",
            "pasaporte",
            "passport",
            "passport book",
            "passport no",
            "passport number",
            "spain passport",
        ],
        recommended: true,
        macie: true,
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA######", "AAA######"], check::varied)],
        ..PERSONAL
    },
    // Tesorería General de la Seguridad Social: province, number, and their rest by 97. Numbers below ten million count as
    // if they had seven digits.
    Identifier {
        id: "SPAIN_SOCIAL_SECURITY_NUMBER",
        name: "Social security number (NUSS)",
        countries: &["Spain"],
        keywords: &[
            "número de la seguridad social",
            "social security no.",
            "social security number",
            "socialsecurityno#",
            "ssn",
            "ssn#",
        ],
        recommended: true,
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(
            &["############", "##~########~##", "##/########/##", "##~##########", "##/##########"],
            is_nuss,
        )],
        ..PERSONAL
    },
    // Orden EHA/451/2008: a letter for the kind of organization, seven digits, and a check digit (Luhn) or its letter.
    Identifier {
        id: "SPAIN_TAX_IDENTIFICATION_NUMBER",
        name: "Tax number of organizations (CIF)",
        countries: &["Spain"],
        keywords: TAX_WORDS,
        recommended: true,
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(
            &["A########", "A#######A", "A~########", "A~#######~A", "A-#######A", "A-##.###.###"],
            is_cif,
        )],
        ..PERSONAL
    },
];

fn letter(number: u32) -> Option<u8> {
    b"TRWAGMYFPDXBNJZSQVHLCKE".get((number % 23) as usize).copied()
}

pub(super) fn is_dni(characters: &[u8]) -> bool {
    let number = date::number(characters, 0, 8);
    let known = !matches!(number, 0 | 99_999_999 | u32::MAX);
    characters.len() == 9 && known && characters.get(8).copied() == letter(number)
}

pub(super) fn is_nie(characters: &[u8]) -> bool {
    let first = match characters.first() {
        Some(b'X') => 0,
        Some(b'Y') => 10_000_000,
        Some(b'Z') => 20_000_000,
        _ => return false,
    };
    is_seven(characters, first)
}

fn is_special_nif(characters: &[u8]) -> bool {
    matches!(characters.first(), Some(b'K' | b'L' | b'M')) && is_seven(characters, 0)
}

fn is_seven(characters: &[u8], first: u32) -> bool {
    let number = date::number(characters, 1, 7);
    let known = !matches!(number, 0 | u32::MAX);
    characters.len() == 9 && known && characters.get(8).copied() == letter(number.saturating_add(first))
}

fn is_cif(characters: &[u8]) -> bool {
    let Ok([kind, body @ .., last]) = <&[u8; 9]>::try_from(characters) else { return false };
    if !body.iter().all(u8::is_ascii_digit) || body.iter().all(|digit| *digit == b'0') {
        return false;
    }
    let sum: u32 = body
        .iter()
        .enumerate()
        .map(|(index, byte)| match check::value(*byte) {
            value if index % 2 == 1 => value,
            value if value > 4 => value * 2 - 9,
            value => value * 2,
        })
        .sum();
    let wanted = (10 - sum % 10) % 10;
    let by_digit = check::value(*last) == wanted;
    let by_letter = b"JABCDEFGHI".get(wanted as usize) == Some(last);
    match kind {
        b'A' | b'B' | b'E' | b'H' => by_digit,
        b'N' | b'P' | b'Q' | b'S' | b'W' => by_letter,
        b'C' | b'D' | b'F' | b'G' | b'J' | b'R' | b'U' | b'V' => by_digit || by_letter,
        _ => false,
    }
}

pub(super) fn is_nuss(digits: &[u8]) -> bool {
    let (province, number) = (date::number(digits, 0, 2), date::number(digits, 2, 8));
    let key = date::number(digits, 10, 2);
    if digits.len() != 12 || !matches!(province, 1..=53 | 66) || matches!(number, 0 | u32::MAX) {
        return false;
    }
    let factor = if number < 10_000_000 { 10_000_000 } else { 100_000_000 };
    u64::from(key) == (u64::from(province) * factor + u64::from(number)) % 97
}

/// Any of the numbers that a Spanish VAT number has after the letters ES.
pub(super) fn is_vat(characters: &[u8]) -> bool {
    is_dni(characters) || is_nie(characters) || is_special_nif(characters) || is_cif(characters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons() {
        assert!(is_dni(b"54362315K") && !is_dni(b"54362315Z") && !is_dni(b"54362315") && !is_dni(b"00000000T"));
        assert!(is_nie(b"X2482300W") && !is_nie(b"X2482300A") && !is_nie(b"A2482300W") && !is_nie(b""));
        assert!(is_special_nif(b"M1234567L") && !is_special_nif(b"M1234567M"));
    }

    #[test]
    fn organizations() {
        for number in ["J99216582", "A13585625", "B64717838"] {
            assert!(is_cif(number.as_bytes()), "{number}");
        }
        for number in ["J99216583", "O1234567L", "A1358562E", "B6471783", "B00000000", ""] {
            assert!(!is_cif(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn social_security() {
        assert!(is_nuss(format!("2812345678{:02}", 2_812_345_678_u64 % 97).as_bytes()));
        assert!(is_nuss(format!("2800123456{:02}", 280_123_456 % 97).as_bytes()));
        assert!(!is_nuss(b"281234567899") && !is_nuss(b"000000000000") && !is_nuss(b""));
    }
}
