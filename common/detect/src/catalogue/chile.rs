//! Chile.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check;
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Registro Civil and Servicio de Impuestos Internos: seven or eight digits and a check character modulo 11. Persons and
    // organisations share the numbers.
    Identifier {
        id: "CHILE_RUT_NUMBER",
        name: "Rol Único Nacional or Tributario (RUN, RUT)",
        countries: &["Chile"],
        keywords: &[
            "identidad número",
            "nacional identidad",
            "national unique role",
            "nationaluniqueroleID#",
            "número identificación",
            "rol único nacional",
            "rol único tributario",
            "run",
            "run#",
            "r.u.n.",
            "rut",
            "rut#",
            "r.u.t.",
            "unique national number",
            "unique national role",
            "unique tax registry",
            "unique tax role",
            "unique tributary number",
            "unique tributary role",
        ],
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(RUT, is_rut)],
        ..PERSONAL
    },
    // Registro Civil: until 2013 the RUN of the holder. For newer booklets no rule is published; a letter and eight digits
    // are what is seen.
    Identifier {
        id: "CHILE_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Chile"],
        keywords: &[
            "pasaporte",
            "pasaporte chileno",
            "número de pasaporte",
            "n° de pasaporte",
            "nro de pasaporte",
            "chilean passport",
            "chile passport",
            "passport chile",
        ],
        severity: severity::PASSPORT,
        detectors: &[checked(RUT, is_rut), shaped(&["A########"], is_booklet)],
        ..PERSONAL
    },
];

pub(super) const RUT: &[&str] = &["########-*", "#######-*", "##.###.###-*", "#.###.###-*", "########*", "#######*"];

pub(super) fn is_rut(characters: &[u8]) -> bool {
    let Some((last, body)) = characters.split_last() else { return false };
    let sum: u32 =
        body.iter().rev().zip([2, 3, 4, 5, 6, 7, 2, 3]).map(|(byte, weight)| check::value(*byte) * weight).sum();
    let fits = match (11 - sum % 11) % 11 {
        10 => *last == b'K',
        digit => check::value(*last) == digit,
    };
    matches!(body.len(), 7 | 8) && !check::uniform(body) && fits
}

fn is_booklet(characters: &[u8]) -> bool {
    characters.get(1..).is_some_and(|digits| !check::uniform(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rut() {
        for number in ["125319092", "760864285"] {
            assert!(is_rut(number.as_bytes()), "{number}");
        }
        for number in ["125319093", "00000000K", "000000000", "12531909K", "1", ""] {
            assert!(!is_rut(number.as_bytes()), "{number}");
        }
    }
}
