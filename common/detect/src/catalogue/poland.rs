//! Poland.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Rozporządzenie w sprawie wydawania dokumentów: number, year and office with strokes between them. No check digit.
    Identifier {
        id: "POLAND_DRIVERS_LICENSE",
        name: "Driving licence number (prawo jazdy)",
        countries: &["Poland"],
        keywords: &["numer licencyjny", "prawo jazdy", "zezwolenie na prowadzenie"],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["#####/##/####"], check::varied)],
        ..PERSONAL
    },
    // Rozporządzenie w sprawie dowodów osobistych: three letters, a check digit modulo 10, and five digits.
    Identifier {
        id: "POLAND_IDENTITY_CARD_NUMBER",
        name: "Identity card number (dowód osobisty)",
        countries: &["Poland"],
        keywords: &[
            "dowód osobisty",
            "dowod osobisty",
            "dowodu osobistego",
            "dowodem osobistym",
            "numer dowodu",
            "seria i numer",
            "nr dowodu",
            "dowód tożsamości",
            "polish identity card",
            "identity card number",
            "identity card",
            "id card",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["AAA######", "AAA~######"], is_identity_card)],
        ..PERSONAL
    },
    // Ustawa o ewidencji ludności: date of birth (months plus 80, 20, 40, 60 for the other centuries), order, sex, and a
    // check digit modulo 10.
    Identifier {
        id: "POLAND_NATIONAL_IDENTIFICATION_NUMBER",
        name: "PESEL",
        countries: &["Poland"],
        keywords: &[
            "pesel",
            "nr pesel",
            "numer pesel",
            "numer ewidencyjny",
            "polish national id",
            "national identification number",
            "national id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "######~#####"], is_pesel)],
        ..PERSONAL
    },
    // Główny Urząd Statystyczny: nine or fourteen digits, the last (and the ninth) a check digit modulo 11.
    Identifier {
        id: "POLAND_ORGANIZATION_NUMBER",
        name: "Statistical number (REGON)",
        countries: &["Poland"],
        keywords: &["regon", "nr regon", "numer regon", "numer statystyczny"],
        rank: Rank::Checked,
        detectors: &[checked(&["#########", "##############", "###~###~###", "#########~#####"], is_regon)],
        ..PERSONAL
    },
    // Rozporządzenie w sprawie dokumentów paszportowych: two letters, a check digit modulo 10, and six digits.
    Identifier {
        id: "POLAND_PASSPORT_NUMBER",
        name: "Passport number (paszport)",
        countries: &["Poland"],
        keywords: &[
            "paszport",
            "paszportu",
            "nr paszportu",
            "numer paszportu",
            "polish passport",
            "passport number",
            "passport no",
        ],
        severity: severity::PASSPORT,
        // Not above the passports of others that are called by the English words too.
        rank: Rank::Shaped,
        detectors: &[checked(&["AA#######", "AA~#######"], is_passport)],
        ..PERSONAL
    },
    // Ustawa o zasadach ewidencji i identyfikacji podatników: ten digits, the last a check digit modulo 11.
    Identifier {
        id: "POLAND_TAX_IDENTIFICATION_NUMBER",
        name: "Tax number (NIP)",
        countries: &["Poland"],
        keywords: &[
            "nip",
            "nr nip",
            "numer nip",
            "numer identyfikacji podatkowej",
            "vat-ue",
            "polish tax number",
            "polish tax id",
            "polish vat",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &[
                "##########",
                "###-###-##-##",
                "###-##-##-###",
                "### ### ## ##",
                "### ## ## ###",
                "AA##########",
                "AA ##########",
            ],
            is_nip,
        )],
        ..PERSONAL
    },
];

fn is_identity_card(characters: &[u8]) -> bool {
    let Ok([a, b, c, check, body @ ..]) = <&[u8; 9]>::try_from(characters) else { return false };
    // O and Q are not used.
    let letters = [a, b, c].iter().all(|letter| letter.is_ascii_uppercase() && !matches!(letter, b'O' | b'Q'));
    let sum = check::symbol(*a) * 7 + check::symbol(*b) * 3 + check::symbol(*c);
    letters && check::varied(characters) && (sum + check::weighted(body, &[7, 3, 1, 7, 3])) % 10 == check::value(*check)
}

fn is_passport(characters: &[u8]) -> bool {
    let Ok([a, b, check, body @ ..]) = <&[u8; 9]>::try_from(characters) else { return false };
    let sum = check::symbol(*a) * 7 + check::symbol(*b) * 3;
    let letters = a.is_ascii_uppercase() && b.is_ascii_uppercase();
    letters
        && check::varied(characters)
        && (sum + check::weighted(body, &[1, 7, 3, 1, 7, 3])) % 10 == check::value(*check)
}

fn is_pesel(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(10) else { return false };
    let year = date::number(body, 0, 2);
    let (year, month) = match date::number(body, 2, 2) {
        month @ 1..=12 => (1900_u32.saturating_add(year), month),
        month @ 21..=32 => (2000_u32.saturating_add(year), month - 20),
        month @ 81..=92 => (1800_u32.saturating_add(year), month - 80),
        _ => return false,
    };
    let sum = check::weighted(body, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) + check::value(*last);
    date::is_date(year, month, date::number(body, 4, 2)) && sum.is_multiple_of(10)
}

fn is_regon(digits: &[u8]) -> bool {
    let Some((short, long)) = digits.split_at_checked(9) else { return false };
    let [body @ .., last] = short else { return false };
    let known =
        check::varied(body) && check::weighted(body, &[8, 9, 2, 3, 4, 5, 6, 7]) % 11 % 10 == check::value(*last);
    let sum = check::weighted(digits, &[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]);
    known
        && match long {
            [] => true,
            [_, _, _, _, last] => sum % 11 % 10 == check::value(*last),
            _ => false,
        }
}

/// With or without the letters PL.
pub(super) fn is_nip(characters: &[u8]) -> bool {
    let digits = characters.strip_prefix(b"PL").unwrap_or(characters);
    let Some((body, [last])) = digits.split_at_checked(9) else { return false };
    let sum = check::weighted(body, &[6, 5, 7, 2, 3, 4, 5, 6, 7]);
    // The first digit is of the tax office, and never 0.
    check::varied(body) && body.first() != Some(&b'0') && sum % 11 == check::value(*last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_pesel(b"44051401359") && is_pesel(b"02122401358") && is_pesel(b"02211307589"));
        assert!(!is_pesel(b"44051401358") && !is_pesel(b"02381307589") && !is_pesel(b""));
        assert!(is_nip(b"8567346215") && is_nip(b"PL8567346215") && !is_nip(b"8567346216"));
        for number in ["192598184", "123456785", "12345678512347"] {
            assert!(is_regon(number.as_bytes()), "{number}");
        }
        for number in ["192598183", "12345678612342", "12345678512348", "1234567851234"] {
            assert!(!is_regon(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn documents() {
        assert!(is_identity_card(b"ABA300000") && is_identity_card(b"ABS123456") && !is_identity_card(b"ABS223456"));
        assert!(is_passport(b"ZS0000177") && !is_passport(b"ZS1000177") && !is_passport(b"ZS000017"));
    }
}
