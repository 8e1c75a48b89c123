//! Colombia.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

/// The lists of both kinds of taxpayers are one.
const TAX_KEYWORDS: &[&str] = &["nit", "nit.", "nit#", "n.i.t."];

pub(super) const ROWS: &[Identifier] = &[
    // Registraduría Nacional: six to eight digits; since 2003 ten digits from 1.000.000.000 on. No check digit is public; the
    // key words are of no other country, so that none with check digits displaces it.
    Identifier {
        id: "COLOMBIA_CITIZENSHIP_CARD_NUMBER",
        name: "Cédula de Ciudadanía number",
        countries: &["Colombia"],
        keywords: &["cédula de ciudadanía", "documento de identificación"],
        macie: true,
        rank: Rank::Checked,
        detectors: &[
            shaped(&["######", "#######", "########", "##########"], |digits| {
                is_citizen(digits) && !date::looks_like_date(digits)
            }),
            shaped(&["###.###", "#.###.###", "##.###.###", "#.###.###.###"], is_citizen),
        ],
        ..PERSONAL
    },
    // Dirección de Impuestos y Aduanas Nacionales, Orden Administrativa 4 of 1989: the number of the cédula and a check
    // digit modulo 11 with prime numbers as weights.
    Identifier {
        id: "COLOMBIA_INDIVIDUAL_NIT_NUMBER",
        name: "Número de Identificación Tributaria (NIT) of a person",
        countries: &["Colombia"],
        keywords: TAX_KEYWORDS,
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(
            &[
                "######-#",
                "#######-#",
                "########-#",
                "##########-#",
                "###.###-#",
                "#.###.###-#",
                "##.###.###-#",
                "#.###.###.###-#",
                "########",
                "#########",
                "###########",
            ],
            is_person,
        )],
        ..PERSONAL
    },
    // The same with nine digits that begin with 8 or 9.
    Identifier {
        id: "COLOMBIA_ORGANIZATION_NIT_NUMBER",
        name: "Número de Identificación Tributaria (NIT) of an organisation",
        countries: &["Colombia"],
        keywords: TAX_KEYWORDS,
        macie: true,
        severity: severity::ORGANIZATION,
        rank: Rank::Checked,
        detectors: &[checked(&["#########-#", "###.###.###-#", "##########"], is_organization)],
        ..PERSONAL
    },
    // Ministerio de Relaciones Exteriores: two letters and six digits. There is no check digit in the number itself.
    Identifier {
        id: "COLOMBIA_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Colombia"],
        keywords: &[
            "pasaporte",
            "pasaporte colombiano",
            "número de pasaporte",
            "no. de pasaporte",
            "nro de pasaporte",
            "colombian passport",
            "colombia passport",
            "passport colombia",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA######"], is_passport)],
        ..PERSONAL
    },
];

/// Six to eight digits, or ten in the range of the Número Único de Identificación Personal.
pub(super) fn is_citizen(digits: &[u8]) -> bool {
    match digits {
        [b'1', ..] if digits.len() == 10 => !check::uniform(digits.get(2..).unwrap_or_default()),
        [b'1'..=b'9', ..] if digits.len() <= 8 => !check::uniform(digits),
        _ => false,
    }
}

fn has_check_digit(digits: &[u8]) -> bool {
    const WEIGHTS: [u32; 10] = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43];
    let Some((last, body)) = digits.split_last() else { return false };
    let sum: u32 = body.iter().rev().zip(WEIGHTS).map(|(byte, weight)| check::value(*byte) * weight).sum();
    let wanted = match sum % 11 {
        rest @ (0 | 1) => rest,
        rest => 11 - rest,
    };
    body.len() <= WEIGHTS.len() && wanted == check::value(*last)
}

fn is_person(digits: &[u8]) -> bool {
    let body = digits.split_last().map_or(&[][..], |(_, body)| body);
    is_citizen(body) && has_check_digit(digits)
}

fn is_organization(digits: &[u8]) -> bool {
    let body = digits.split_last().map_or(&[][..], |(_, body)| body);
    body.len() == 9 && matches!(body, [b'8' | b'9', ..]) && !check::uniform(body) && has_check_digit(digits)
}

fn is_passport(characters: &[u8]) -> bool {
    characters.get(2..).is_some_and(|digits| !check::uniform(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taxpayers() {
        assert!(has_check_digit(b"2131234321") && !has_check_digit(b"2131234325"));
        // Bancolombia and Ecopetrol publish theirs.
        assert!(is_organization(b"8909039388") && is_organization(b"8999990681"));
        assert!(!is_organization(b"8909039387") && !is_organization(b"2131234321") && !is_person(b""));
    }

    #[test]
    fn citizens() {
        assert!(is_citizen(b"52345678") && is_citizen(b"1020345678") && is_citizen(b"123456"));
        assert!(
            !is_citizen(b"2020345678") && !is_citizen(b"123456789") && !is_citizen(b"02345678") && !is_citizen(b"")
        );
    }
}
