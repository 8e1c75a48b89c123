//! Italy.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Ten characters: the letters of the province or U1, seven digits or letters, a letter.
    Identifier {
        id: "ITALY_DRIVERS_LICENSE",
        name: "Driving licence number (patente di guida)",
        countries: &["Italy"],
        keywords: &["patente di guida", "patente di guida numero", "patente guida", "patente guida numero"],
        macie: true,
        severity: severity::RISING,
        detectors: &[
            shaped(&["AA#######A"], check::varied),
            shaped(&["A#*******A"], |characters| {
                // There need not be another digit.
                characters
                    .strip_prefix(b"U1")
                    .is_some_and(|rest| !check::uniform(&rest[..rest.len().saturating_sub(1)]))
            }),
        ],
        ..PERSONAL
    },
    // Ministero della Salute (decreto 11 marzo 2004): 80, 380 for Italy, five digits of the issuer, ten of the card.
    Identifier {
        id: "ITALY_HEALTH_CARD_NUMBER",
        name: "Health card number (tessera sanitaria, TEAM)",
        countries: &["Italy"],
        keywords: &[
            "tessera sanitaria",
            "numero tessera",
            "numero tessera sanitaria",
            "numero di identificazione della tessera",
            "tessera europea di assicurazione malattia",
            "team",
            "italian health card",
            "health card",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["####################"], |digits| {
            digits.starts_with(b"80380") && digits.get(5..).is_some_and(check::varied)
        })],
        ..PERSONAL
    },
    // Ministero dell'Interno: electronic cards two letters, five digits, two letters; paper ones two letters, seven digits.
    Identifier {
        id: "ITALY_IDENTITY_CARD_NUMBER",
        name: "Identity card number (carta d'identità, CIE)",
        countries: &["Italy"],
        keywords: &[
            "carta d'identità",
            "carta di identità",
            "carta d'identita",
            "carta di identita",
            "carta identità",
            "numero carta d'identità",
            "cie",
            "italian identity card",
            "italian id card",
        ],
        detectors: &[shaped(&["AA#####AA", "AA#######", "AA #######"], check::varied)],
        ..PERSONAL
    },
    // Agenzia delle Entrate (decreto ministeriale 23 dicembre 1976): letters of surname and name, year, letter of the month,
    // day (plus 40 for women), place, and a check letter; letters may stand for digits. Companies have eleven digits (Luhn).
    Identifier {
        id: "ITALY_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Codice fiscale",
        countries: &["Italy"],
        keywords: &[
            "codice fiscal",
            "dati anagrafici",
            "ehic",
            "health card",
            "health insurance card",
            "p. iva",
            "partita i.v.a.",
            "personal data",
            "tax code",
            "tessera sanitaria",
        ],
        recommended: true,
        macie: true,
        rank: Rank::Checked,
        detectors: &[
            checked(&["AAAAAA**A**A***A", "AAA~AAA~**A**~A***A", "AAA~AAA~**A**~A***~A"], is_personal_code),
            checked(&["###########"], is_company_code),
        ],
        ..PERSONAL
    },
    // Polizia di Stato: two letters and seven digits.
    Identifier {
        id: "ITALY_PASSPORT_NUMBER",
        name: "Passport number (passaporto)",
        countries: &["Italy"],
        keywords: &[
            "italian passport number",
            "numéro passeport",
            "numéro passeport italien",
            "passaporto",
            "passaporto italiana",
            "passaporto numero",
            "passport number",
            "repubblica italiana passaporto",
        ],
        macie: true,
        recommended: true,
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA#######", "AA~#######"], check::varied)],
        ..PERSONAL
    },
    // Agenzia delle Entrate: seven digits, three of the office, and a check digit (Luhn).
    Identifier {
        id: "ITALY_VAT_NUMBER",
        name: "VAT number (partita IVA)",
        countries: &["Italy"],
        keywords: &["partita iva", "p.iva", "p. iva", "p.i.", "partita i.v.a.", "italian vat", "vat number", "piva"],
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "AA###########", "AA ###########"], is_company_code)],
        ..PERSONAL
    },
];

/// What stands for a digit: itself, or a letter where two people would have the same code.
fn digit(byte: u8) -> Option<u32> {
    if byte.is_ascii_digit() {
        return Some(check::value(byte));
    }
    b"LMNPQRSTUV".iter().position(|letter| *letter == byte).map(|position| position as u32)
}

pub(super) fn is_personal_code(characters: &[u8]) -> bool {
    /// What the digits 0 to 9 and the letters A to Z count at odd places.
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let Ok(characters) = <&[u8; 16]>::try_from(characters) else { return false };
    let two = |at: usize| Some(digit(*characters.get(at)?)? * 10 + digit(*characters.get(at + 1)?)?);
    let (Some(_year), Some(day)) = (two(6), two(9)) else { return false };
    let Some(month) = b"ABCDEHLMPRST".iter().position(|letter| *letter == characters[8]) else { return false };
    let place = characters[12..15].iter().all(|byte| digit(*byte).is_some());
    // In surname and name, vowels come after consonants, and an X fills up.
    let named = characters[..6].iter().all(u8::is_ascii_uppercase) && !check::uniform(&characters[..6]);
    let mut sum = 0;
    for (index, byte) in characters[..15].iter().enumerate() {
        // Digits and letters count alike: 0 and A, 1 and B.
        let value = if byte.is_ascii_digit() { check::value(*byte) } else { u32::from(byte.wrapping_sub(b'A')) };
        sum += match ODD.get(value as usize) {
            Some(odd) if index % 2 == 0 => *odd,
            _ => value,
        };
    }
    let born = date::is_day(month as u32 + 1, if day > 40 { day - 40 } else { day });
    named && born && place && u32::from(characters[15].wrapping_sub(b'A')) == sum % 26
}

/// With or without the letters IT.
pub(super) fn is_company_code(characters: &[u8]) -> bool {
    let digits = characters.strip_prefix(b"IT").unwrap_or(characters);
    // Offices: the provinces, and some numbers for foreigners and large taxpayers.
    let office = matches!(date::number(digits, 7, 3), 1..=100 | 120 | 121 | 888 | 999);
    digits.len() == 11 && !digits.starts_with(b"0000000") && office && check::luhn(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_codes() {
        for code in ["RCCMNL83S18D969H", "CNTCHR83T41D969D", "HDDFTH63H28Z352V"] {
            assert!(is_personal_code(code.as_bytes()), "{code}");
        }
        for code in ["RCCMNL83S18D969I", "RCCMNL83S18D969", "RCCMNL83S38D969J", "RCCMNL83F18D969U", ""] {
            assert!(!is_personal_code(code.as_bytes()), "{code}");
        }
    }

    #[test]
    fn company_codes() {
        assert!(is_company_code(b"00743110157") && is_company_code(b"IT00743110157"));
        assert!(!is_company_code(b"00743110158") && !is_company_code(b"00000000000") && !is_company_code(b""));
    }
}
