//! Romania.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. A letter and eight digits.
    Identifier {
        id: "ROMANIA_DRIVERS_LICENSE",
        name: "Driving licence number (permis de conducere)",
        countries: &["Romania"],
        keywords: &["numărul permisului de conducere", "permis de conducere"],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["A########", "A~########"], check::varied)],
        ..PERSONAL
    },
    // DGEP: two letters of the county and six digits.
    Identifier {
        id: "ROMANIA_IDENTITY_CARD_NUMBER",
        name: "Identity card series and number (carte de identitate)",
        countries: &["Romania"],
        keywords: &[
            "carte de identitate",
            "cartea de identitate",
            "carte identitate",
            "buletin",
            "buletin de identitate",
            "serie ci",
            "seria ci",
            "serie și număr",
            "seria și numărul",
            "romanian identity card",
            "romanian id card",
        ],
        detectors: &[shaped(&["AA######", "AA~######"], check::varied)],
        ..PERSONAL
    },
    // Legea 105/1996, Metodologie: sex and century, date of birth, county, order, and a check digit modulo 11.
    Identifier {
        id: "ROMANIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Personal numerical code (CNP)",
        countries: &["Romania"],
        keywords: &[
            "cnp",
            "cod numeric personal",
            "codul numeric personal",
            "nr. cnp",
            "personal numeric code",
            "personal numerical code",
            "romanian national id",
            "national id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["#############", "#~######~######"], is_cnp)],
        ..PERSONAL
    },
    // DGP: eight or nine digits.
    Identifier {
        id: "ROMANIA_PASSPORT_NUMBER",
        name: "Passport number (pașaport)",
        countries: &["Romania"],
        keywords: &[
            "pașaport",
            "paşaport",
            "pasaport",
            "numărul pașaportului",
            "numarul pasaportului",
            "romanian passport",
            "romania passport",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["########", "#########"], check::varied)],
        ..PERSONAL
    },
    // ANAF, Codul fiscal: two to ten digits (six and more are found), the last a check digit modulo 11.
    Identifier {
        id: "ROMANIA_TAX_IDENTIFICATION_NUMBER",
        name: "Fiscal code of organizations (CUI, CIF)",
        countries: &["Romania"],
        keywords: &[
            "cui",
            "cif",
            "cod fiscal",
            "cod de identificare fiscală",
            "cod unic de înregistrare",
            "cod unic de inregistrare",
            "cod tva",
            "romanian tax number",
            "romanian vat",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &[
                "######",
                "#######",
                "########",
                "#########",
                "##########",
                "AA######",
                "AA#######",
                "AA########",
                "AA#########",
                "AA##########",
                "AA ######",
                "AA #######",
                "AA ########",
            ],
            is_cui,
        )],
        ..PERSONAL
    },
];

fn is_cnp(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(12) else { return false };
    let year = date::number(body, 1, 2);
    let (month, day) = (date::number(body, 3, 2), date::number(body, 5, 2));
    let born = match body.first() {
        Some(b'1' | b'2') => date::is_date(1900_u32.saturating_add(year), month, day),
        Some(b'3' | b'4') => date::is_date(1800_u32.saturating_add(year), month, day),
        Some(b'5' | b'6') => date::is_date(2000_u32.saturating_add(year), month, day),
        // Residents and foreigners of either century.
        Some(b'7'..=b'9') => date::is_day(month, day),
        _ => false,
    };
    let county = matches!(date::number(body, 7, 2), 1..=48 | 51 | 52 | 70 | 80..=83);
    let order = date::number(body, 9, 3) != 0;
    let wanted = match check::weighted(body, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11 {
        10 => 1,
        rest => rest,
    };
    born && county && order && wanted == check::value(*last)
}

/// With or without the letters RO.
pub(super) fn is_cui(characters: &[u8]) -> bool {
    let digits = characters.strip_prefix(b"RO").unwrap_or(characters);
    let Some((last, body)) = digits.split_last() else { return false };
    // The weights belong to nine digits; shorter numbers have lost zeros before them.
    let weights = 9_usize.checked_sub(body.len()).and_then(|lost| [7, 5, 3, 2, 1, 7, 5, 3, 2].get(lost..));
    let Some(weights) = weights else { return false };
    let known = body.len() >= 5 && matches!(body.first(), Some(b'1'..=b'9')) && check::varied(body);
    known && check::weighted(body, weights) * 10 % 11 % 10 == check::value(*last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_cnp(b"1630615123457"));
        for number in ["0800101221142", "1632215123457", "1630615993454", "1630615123458", ""] {
            assert!(!is_cnp(number.as_bytes()), "{number}");
        }
        assert!(is_cui(b"18547290") && is_cui(b"RO18547290") && !is_cui(b"18547291") && !is_cui(b"RO") && !is_cui(b""));
    }
}
