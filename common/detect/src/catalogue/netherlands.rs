//! Netherlands.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Ten digits.
    Identifier {
        id: "NETHERLANDS_DRIVERS_LICENSE",
        name: "Driving licence number (rijbewijs)",
        countries: &["Netherlands"],
        keywords: &["permis de conduire", "rijbewijs", "rijbewijsnummer"],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["##########"], check::varied)],
        ..PERSONAL
    },
    // Wet algemene bepalingen burgerservicenummer (the "elfproef"): nine digits, weights 9 to 2 and -1, divisible by 11.
    Identifier {
        id: "NETHERLANDS_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Citizen service number (BSN)",
        countries: &["Netherlands"],
        keywords: &[
            "bsn",
            "bsn-nummer",
            "burgerservicenummer",
            "burger service nummer",
            "sofinummer",
            "sofi-nummer",
            "sofi-nr",
            "bsn-nr",
            "persoonsnummer",
            "onderwijsnummer",
            "citizen service number",
            "dutch social security number",
            "dutch national id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &["#########", "########", "####.##.###", "###~###~###", "####~##~###", "###.###.###"],
            is_bsn,
        )],
        ..PERSONAL
    },
    // Rijksdienst voor Identiteitsgegevens: two letters, six letters or digits (no O), a digit. Cards as passports.
    Identifier {
        id: "NETHERLANDS_PASSPORT_NUMBER",
        name: "Passport and identity card number",
        countries: &["Netherlands"],
        keywords: &[
            "paspoort",
            "paspoortnummer",
            "paspoort nr",
            "identiteitskaart",
            "identiteitskaartnummer",
            "id-kaart",
            "documentnummer",
            "dutch passport",
            "netherlands passport",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA******#"], |characters| {
            // A word and a digit, which this could be too, has more vowels.
            let count = |of: fn(&u8) -> bool| characters.iter().filter(|byte| of(byte)).count();
            let drawn = count(u8::is_ascii_digit) >= 2 || count(|byte| b"AEIUY".contains(byte)) <= 1;
            !characters.contains(&b'O') && drawn && characters.get(2..).is_some_and(|rest| !check::uniform(rest))
        })],
        ..PERSONAL
    },
    // Belastingdienst: RSIN as the BSN; omzetbelastingnummer the RSIN or BSN, B and two digits; btw-id of the same shape but
    // with NL before it, MOD 97-10 of ISO/IEC 7064.
    Identifier {
        id: "NETHERLANDS_TAX_IDENTIFICATION_NUMBER",
        name: "Tax number (RSIN, btw-id)",
        countries: &["Netherlands"],
        keywords: &[
            "rsin",
            "rsin-nummer",
            "fiscaal nummer",
            "fiscaalnummer",
            "btw",
            "btw-id",
            "btw-nummer",
            "btwnummer",
            "omzetbelastingnummer",
            "btw-identificatienummer",
            "dutch vat",
            "dutch tax number",
        ],
        rank: Rank::Checked,
        detectors: &[
            checked(&["#########"], is_bsn),
            checked(
                &["AA#########A##", "#########A##", "AA####.##.###.A.##", "AA###.###.###.A##", "AA ######### A##"],
                is_btw,
            ),
        ],
        ..PERSONAL
    },
];

/// Eight digits have lost a 0 before them.
fn is_bsn(digits: &[u8]) -> bool {
    let Some((last, body)) = digits.split_last() else { return false };
    let sum = match body.len() {
        8 => check::weighted(body, &[9, 8, 7, 6, 5, 4, 3, 2]),
        7 => check::weighted(body, &[8, 7, 6, 5, 4, 3, 2]),
        _ => return false,
    };
    check::varied(body) && sum % 11 == check::value(*last)
}

/// With or without the letters NL, which count where they stand or not.
pub(super) fn is_btw(characters: &[u8]) -> bool {
    let body = characters.strip_prefix(b"NL").unwrap_or(characters);
    let Some((digits, [b'B', branch @ ..])) = body.split_at_checked(9) else { return false };
    if branch.len() != 2 || !matches!(date::number(branch, 0, 2), 1..=99) || !check::varied(digits) {
        return false;
    }
    // Letters count 10 to 35: N, L and B are 23, 21 and 11. 2321 with thirteen digits behind it leaves 89.
    let rest = 89 + check::remainder(digits, 97) * 10_000 + 1100 + date::number(branch, 0, 2);
    date::number(digits, 0, 9) != u32::MAX && (is_bsn(digits) || rest % 97 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_bsn(b"111222333") && is_bsn(b"004495445") && !is_bsn(b"111252333") && !is_bsn(b"000000000"));
        for number in ["004495445B01", "NL002455799B11", "NL004495445B01"] {
            assert!(is_btw(number.as_bytes()), "{number}");
        }
        for number in ["123456789B90", "NL002455799B12", "NL002455799A11", "NL002455799B", ""] {
            assert!(!is_btw(number.as_bytes()), "{number}");
        }
    }
}
