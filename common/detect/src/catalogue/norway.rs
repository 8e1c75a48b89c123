//! Norway.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Folkeregisterforskriften (Skatteetaten): date of birth (days plus 40 in D-numbers, months plus 40 in numbers of
    // hospitals), order, and two check digits modulo 11.
    Identifier {
        id: "NORWAY_NATIONAL_IDENTIFICATION_NUMBER",
        name: "National identity number (fødselsnummer, D-nummer)",
        countries: &["Norway"],
        keywords: &[
            "fødselsnummer",
            "fodselsnummer",
            "foedselsnummer",
            "fødselsnr",
            "fnr",
            "f.nr.",
            "personnummer",
            "personnr",
            "d-nummer",
            "fødsels- og personnummer",
            "norwegian national id",
            "national identity number",
            "national id",
            "birth number",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "######~#####", "######~##~###", "##.##.##~#####"], is_birth_number)],
        ..PERSONAL
    },
    // Brønnøysundregistrene: nine digits that begin with 8 or 9, weighted sum divisible by 11.
    Identifier {
        id: "NORWAY_ORGANIZATION_NUMBER",
        name: "Organization number (organisasjonsnummer)",
        countries: &["Norway"],
        keywords: &[
            "organisasjonsnummer",
            "orgnr",
            "org.nr.",
            "org nr",
            "foretaksnummer",
            "mva-nummer",
            "norwegian organization number",
            "norwegian vat",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &["#########", "### ### ###", "#########AAA", "### ### ### AAA", "AA#########AAA", "AA #########AAA"],
            is_organization,
        )],
        ..PERSONAL
    },
    // Politiet: eight digits. The newer series with letters has no published rule.
    Identifier {
        id: "NORWAY_PASSPORT_NUMBER",
        name: "Passport number (passnummer)",
        countries: &["Norway"],
        keywords: &["passnummer", "norsk pass", "norwegian passport", "norway passport", "pass nr"],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["########"], check::varied)],
        ..PERSONAL
    },
];

fn is_birth_number(digits: &[u8]) -> bool {
    let Some((body, [first, second])) = digits.split_at_checked(9) else { return false };
    let day = match date::number(body, 0, 2) {
        day @ 41..=71 => day - 40,
        day => day,
    };
    let month = match date::number(body, 2, 2) {
        month @ 41..=52 => month - 40,
        month => month,
    };
    let year = date::number(body, 4, 2);
    let year = match (date::number(body, 6, 3), year) {
        (0..=499, _) | (900..=999, 40..) => 1900_u32.saturating_add(year),
        (500..=749, 54..) => 1800_u32.saturating_add(year),
        (500..=999, ..40) => 2000 + year,
        _ => return false,
    };
    let one = check::weighted(body, &[3, 7, 6, 1, 8, 9, 4, 5, 2]) + check::value(*first);
    let two = check::weighted(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) + check::value(*second);
    date::is_date(year, month, day) && one.is_multiple_of(11) && two.is_multiple_of(11)
}

/// With NO before and MVA after it, or without.
fn is_organization(characters: &[u8]) -> bool {
    let digits = characters.strip_prefix(b"NO").unwrap_or(characters);
    let digits = digits.strip_suffix(b"MVA").unwrap_or(digits);
    let sum = check::weighted(digits, &[3, 2, 7, 6, 5, 4, 3, 2, 1]);
    let known =
        digits.len() == 9 && digits.iter().all(u8::is_ascii_digit) && matches!(digits.first(), Some(b'8' | b'9'));
    known && check::varied(digits) && sum.is_multiple_of(11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_birth_number(b"15108695088"));
        for number in ["15108695077", "15138695088", "1510869508", ""] {
            assert!(!is_birth_number(number.as_bytes()), "{number}");
        }
        assert!(is_organization(b"988077917") && is_organization(b"NO988077917MVA") && !is_organization(b"988077918"));
    }
}
