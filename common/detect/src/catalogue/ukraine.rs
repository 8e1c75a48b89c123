//! Ukraine.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Державна служба статистики: eight digits, the last a check digit modulo 11 with other weights from 30000000 to 60000000.
    Identifier {
        id: "UKRAINE_ORGANIZATION_NUMBER",
        name: "Organization number (ЄДРПОУ)",
        countries: &["Ukraine"],
        keywords: &["edrpou", "yedrpou", "єдрпоу", "код єдрпоу", "едрпоу", "ukrainian company number"],
        rank: Rank::Checked,
        detectors: &[checked(&["########"], is_edrpou)],
        ..PERSONAL
    },
    // Державна міграційна служба: two letters and six digits for travel, nine digits on the card within the country.
    Identifier {
        id: "UKRAINE_PASSPORT_NUMBER",
        name: "Passport number (паспорт)",
        countries: &["Ukraine"],
        keywords: &[
            "ukrainian passport",
            "ukraine passport",
            "pasport",
            "паспорт",
            "номер паспорта",
            "закордонний паспорт",
            "серія та номер паспорта",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA######", "#########"], check::varied)],
        ..PERSONAL
    },
    // Державна податкова служба: days since 31 December 1899, order with the sex, and a check digit modulo 11.
    Identifier {
        id: "UKRAINE_TAX_IDENTIFICATION_NUMBER",
        name: "Taxpayer number (РНОКПП)",
        countries: &["Ukraine"],
        keywords: &[
            "rnokpp",
            "ipn",
            "рнокпп",
            "іпн",
            "інн",
            "ідентифікаційний номер",
            "ідентифікаційний код",
            "реєстраційний номер облікової картки платника податків",
            "ukrainian tax number",
            "individual tax number",
            "taxpayer number",
            "ukrainian tax id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["##########"], is_rnokpp)],
        ..PERSONAL
    },
];

fn is_rnokpp(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(9) else { return false };
    // The first weight is -1, which is 10 modulo 11. Day 50,000 is in 2036.
    let sum = check::weighted(body, &[10, 5, 7, 9, 4, 6, 10, 5, 7]);
    let born = matches!(date::number(body, 0, 5), 1..=50_000);
    born && check::varied(body) && sum % 11 % 10 == check::value(*last)
}

fn is_edrpou(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(7) else { return false };
    let weights = match body.first() {
        Some(b'3'..=b'5') => [7, 1, 2, 3, 4, 5, 6],
        _ => [1, 2, 3, 4, 5, 6, 7],
    };
    // Where the first weights leave ten, weights greater by two decide.
    let wanted = match check::weighted(body, &weights) % 11 {
        10 => check::weighted(body, &weights.map(|weight| weight + 2)) % 11 % 10,
        rest => rest,
    };
    check::varied(body) && wanted == check::value(*last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_rnokpp(b"1759013776") && !is_rnokpp(b"1759013770") && !is_rnokpp(b"") && !is_rnokpp(b"9959013776"));
        assert!(is_edrpou(b"32855961") && !is_edrpou(b"32855968") && !is_edrpou(b"00000000") && !is_edrpou(b""));
    }
}
