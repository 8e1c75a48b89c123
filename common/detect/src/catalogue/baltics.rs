//! Estonia, Latvia and Lithuania.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Transpordiamet: the letters ET and six digits.
    Identifier {
        id: "ESTONIA_DRIVERS_LICENSE",
        name: "Driving licence number (juhiluba)",
        countries: &["Estonia"],
        keywords: &["juhi litsentsi number", "juhiloa number", "juhiluba", "juhiluba number"],
        macie: true,
        severity: severity::RISING,
        rank: Rank::Ranged,
        detectors: &[shaped(&["AA######", "AA~######"], |characters| {
            characters.starts_with(b"ET") && check::varied(characters)
        })],
        ..PERSONAL
    },
    // Rahvastikuregistri seadus (EVS 585): sex and century, date of birth, order, a check digit modulo 11.
    Identifier {
        id: "ESTONIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Personal code (isikukood)",
        countries: &["Estonia"],
        keywords: &[
            "isikukood",
            "isikukoodi",
            "ik",
            "estonian personal code",
            "personal code",
            "personal identification code",
            "national id",
            "id code",
            "isiku kood",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["###########"], is_personal_code)],
        ..PERSONAL
    },
    // Police and Border Guard Board: K or two letters, and seven digits.
    Identifier {
        id: "ESTONIA_PASSPORT_NUMBER",
        name: "Passport number (pass)",
        countries: &["Estonia"],
        keywords: &[
            "eesti pass",
            "passi number",
            "eesti kodaniku pass",
            "dokumendi number",
            "estonian passport",
            "estonia passport",
            "passi nr",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["A#######", "AA#######"], |characters| {
            characters.starts_with(b"K") && check::varied(characters)
        })],
        ..PERSONAL
    },
    // No check digit is published. Two or three letters and six digits.
    Identifier {
        id: "LATVIA_DRIVERS_LICENSE",
        name: "Driving licence number (vadītāja apliecība)",
        countries: &["Latvia"],
        keywords: &[
            "autovadītāja apliecība",
            "licences numurs",
            "vadītāja apliecība",
            "vadītāja apliecības numurs",
            "vadītāja atļauja",
            "vadītāja licences numurs",
            "vadītāji lic.",
        ],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["AA######", "AA~######", "AAA######"], check::varied)],
        ..PERSONAL
    },
    // Pilsonības un migrācijas lietu pārvalde: date of birth, century, order, a check digit modulo 11. Since July 2017 the
    // numbers begin with 32 to 39 and tell no date; whether they keep the check digit is not published.
    Identifier {
        id: "LATVIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Personal code (personas kods)",
        countries: &["Latvia"],
        keywords: &[
            "personas kods",
            "personas koda",
            "pers. kods",
            "latvian personal code",
            "personal code",
            "personal identification code",
            "national id",
        ],
        rank: Rank::Checked,
        detectors: &[
            checked(&["######-#####", "###########", "######~#####"], is_dated_latvian),
            shaped(&["######-#####", "###########", "######~#####"], is_undated_latvian),
        ],
        ..PERSONAL
    },
    // Pilsonības un migrācijas lietu pārvalde: two letters and seven digits.
    Identifier {
        id: "LATVIA_PASSPORT_NUMBER",
        name: "Passport number (pase)",
        countries: &["Latvia"],
        keywords: &["pases numurs", "pases nr", "pase", "latvian passport", "latvia passport"],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA#######"], check::varied)],
        ..PERSONAL
    },
    // No check digit is published. Eight digits.
    Identifier {
        id: "LITHUANIA_DRIVERS_LICENSE",
        name: "Driving licence number (vairuotojo pažymėjimas)",
        countries: &["Lithuania"],
        keywords: &["vairuotojo pažymėjimas"],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["########"], check::varied)],
        ..PERSONAL
    },
    // Gyventojų registro įstatymas: as in Estonia.
    Identifier {
        id: "LITHUANIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Personal code (asmens kodas)",
        countries: &["Lithuania"],
        keywords: &[
            "asmens kodas",
            "asmens kodo",
            "a.k.",
            "lithuanian personal code",
            "personal code",
            "personal identification code",
            "national id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["###########"], is_personal_code)],
        ..PERSONAL
    },
    // Migracijos departamentas: eight digits, or two letters and six digits.
    Identifier {
        id: "LITHUANIA_PASSPORT_NUMBER",
        name: "Passport number (pasas)",
        countries: &["Lithuania"],
        keywords: &["paso numeris", "paso nr", "pasas", "lithuanian passport", "lithuania passport"],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["########", "AA######"], check::varied)],
        ..PERSONAL
    },
];

/// The check digit of Estonia and Lithuania: two rows of weights, the second where the first leaves ten.
pub(super) fn is_two_step(digits: &[u8]) -> bool {
    let Some((last, body)) = digits.split_last() else { return false };
    let rest = |first: u32| {
        body.iter()
            .zip((0..9).cycle().skip(first as usize))
            .map(|(byte, weight)| check::value(*byte) * (weight + 1))
            .sum::<u32>()
            % 11
    };
    let wanted = match rest(0) {
        10 => rest(2) % 10,
        rest => rest,
    };
    wanted == check::value(*last)
}

fn is_personal_code(digits: &[u8]) -> bool {
    let century = match digits.first() {
        Some(b'1' | b'2') => 1800,
        Some(b'3' | b'4') => 1900,
        Some(b'5' | b'6') => 2000,
        _ => return false,
    };
    let year = date::number(digits, 1, 2).saturating_add(century);
    digits.len() == 11
        && date::is_date(year, date::number(digits, 3, 2), date::number(digits, 5, 2))
        && is_two_step(digits)
}

pub(super) fn is_dated_latvian(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(10) else { return false };
    let century = match body.get(6) {
        Some(b'0') => 1800,
        Some(b'1') => 1900,
        Some(b'2') => 2000,
        _ => return false,
    };
    let year = date::number(body, 4, 2).saturating_add(century);
    date::is_date(year, date::number(body, 2, 2), date::number(body, 0, 2))
        && latvian_digit(body) == check::value(*last)
}

pub(super) fn is_undated_latvian(digits: &[u8]) -> bool {
    digits.len() == 11 && matches!(date::number(digits, 0, 2), 32..=39) && check::varied(digits)
}

fn latvian_digit(body: &[u8]) -> u32 {
    (1 + check::weighted(body, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_personal_code(b"36805280109") && is_personal_code(b"33309240064"));
        for number in ["36805280108", "36813280109", "96805280109", "3680528010", ""] {
            assert!(!is_personal_code(number.as_bytes()), "{number}");
        }
        assert!(is_dated_latvian(b"16117519997") && is_undated_latvian(b"32867300679"));
        for number in ["16117519998", "16137519997", "32867300679", ""] {
            assert!(!is_dated_latvian(number.as_bytes()), "{number}");
        }
        assert!(!is_undated_latvian(b"32222222222") || check::varied(b"32222222222"));
        assert!(!is_undated_latvian(b"40003521600"));
    }

    #[test]
    fn second_weights() {
        assert!(is_two_step(b"100004801610") && is_two_step(b"100001919017") && is_two_step(b"119511515"));
        assert!(!is_two_step(b"100001919018") && !is_two_step(b""));
    }
}
