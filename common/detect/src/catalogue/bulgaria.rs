//! Bulgaria.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Nine digits.
    Identifier {
        id: "BULGARIA_DRIVERS_LICENSE",
        name: "Driving licence number (свидетелство за управление)",
        countries: &["Bulgaria"],
        keywords: &[
            "превозно средство",
            "свидетелство за управление на моторно",
            "свидетелство за управление на мпс",
            "сумпс",
            "шофьорска книжка",
        ],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["#########"], check::varied)],
        ..PERSONAL
    },
    // ГД ГРАО and the Ministry of Interior: ten digits, the last a check digit modulo 10.
    Identifier {
        id: "BULGARIA_FOREIGNER_IDENTIFICATION_NUMBER",
        name: "Personal number of a foreigner (ЛНЧ)",
        countries: &["Bulgaria"],
        keywords: &[
            "lnch",
            "лнч",
            "личен номер на чужденец",
            "личен номер",
            "foreigner number",
            "personal number of foreigner",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["##########"], is_foreigner_number)],
        ..PERSONAL
    },
    // Ordinance on the uniform system for civil registration (ГД ГРАО): date of birth (months plus 20 before 1900, plus 40
    // from 2000 on), order, and a check digit modulo 11.
    Identifier {
        id: "BULGARIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Uniform civil number (ЕГН)",
        countries: &["Bulgaria"],
        keywords: &[
            "egn",
            "егн",
            "единен граждански номер",
            "edinen grazhdanski nomer",
            "uniform civil number",
            "unified civil number",
            "personal identification number",
            "national id",
            "ucn",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["##########", "######~####"], is_egn)],
        ..PERSONAL
    },
    // Ministry of Interior: nine digits.
    Identifier {
        id: "BULGARIA_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Bulgaria"],
        keywords: &[
            "bulgarian passport",
            "bulgaria passport",
            "паспорт",
            "паспорт номер",
            "номер на паспорт",
            "задграничен паспорт",
            "nomer pasport",
            "nomer na pasport",
            "pasport nomer",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["#########"], check::varied)],
        ..PERSONAL
    },
];

pub(super) fn is_egn(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(9) else { return false };
    let (year, month) = match (date::number(body, 0, 2), date::number(body, 2, 2)) {
        (100.., _) => return false,
        (year, month @ 1..=12) => (1900 + year, month),
        (year, month @ 21..=32) => (1800 + year, month - 20),
        (year, month @ 41..=52) => (2000 + year, month - 40),
        _ => return false,
    };
    let sum = check::weighted(body, &[2, 4, 8, 5, 10, 9, 7, 3, 6]);
    date::is_date(year, month, date::number(body, 4, 2)) && sum % 11 % 10 == check::value(*last)
}

pub(super) fn is_foreigner_number(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(9) else { return false };
    let sum = check::weighted(body, &[21, 19, 17, 13, 11, 9, 7, 3, 1]);
    check::varied(body) && sum % 10 == check::value(*last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_egn(b"7523169263") && is_egn(b"8032056031"));
        for number in ["8032056032", "8019010008", "803205603", "7552A10004"] {
            assert!(!is_egn(number.as_bytes()), "{number}");
        }
        assert!(is_foreigner_number(b"7111042925") && !is_foreigner_number(b"7111042922"));
    }
}
