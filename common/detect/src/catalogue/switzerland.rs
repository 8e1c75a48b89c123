//! Switzerland.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check;
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Bundesamt für Statistik (UIDG): the letters CHE, eight digits, and a check digit modulo 11.
    Identifier {
        id: "SWITZERLAND_ORGANIZATION_NUMBER",
        name: "Business identification number (UID, IDE, IDI)",
        countries: &["Switzerland"],
        keywords: &[
            "uid",
            "uid-nummer",
            "unternehmens-identifikationsnummer",
            "mwst-nummer",
            "mwst-nr",
            "mwst",
            "numéro ide",
            "ide",
            "numéro tva",
            "idi",
            "numero iva",
            "business identification number",
            "swiss vat",
            "vat number",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["AAA#########", "AAA-###.###.###", "AAA ###.###.###", "AAA~###~###~###"], is_uid)],
        ..PERSONAL
    },
    // fedpol: a letter and seven digits, since 2022 letters and digits.
    Identifier {
        id: "SWITZERLAND_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Switzerland"],
        keywords: &[
            "schweizer pass",
            "passnummer",
            "pass-nr",
            "passeport suisse",
            "numéro de passeport",
            "passaporto svizzero",
            "numero di passaporto",
            "swiss passport",
            "switzerland passport",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["A*******"], |characters| {
            characters.iter().filter(|byte| byte.is_ascii_digit()).count() >= 4 && check::varied(characters)
        })],
        ..PERSONAL
    },
    // Zentrale Ausgleichsstelle (AHVN13): 756 for the country, nine digits, and a check digit as of EAN-13.
    Identifier {
        id: "SWITZERLAND_SOCIAL_SECURITY_NUMBER",
        name: "Social security number (AHV, AVS)",
        countries: &["Switzerland"],
        keywords: &[
            "ahv",
            "ahv-nummer",
            "ahv-nr",
            "ahvn13",
            "sozialversicherungsnummer",
            "sozvnr",
            "sv-nummer",
            "sv-nr",
            "versichertennummer",
            "avs",
            "numéro avs",
            "no avs",
            "numero avs",
            "navs",
            "numéro de sécurité sociale",
            "oasi",
            "swiss social security",
            "social security number",
            "ssn",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["###.####.####.##", "#############", "###~####~####~##"], is_ahv)],
        ..PERSONAL
    },
];

fn is_uid(characters: &[u8]) -> bool {
    let Some(digits) = characters.strip_prefix(b"CHE") else { return false };
    let Some((body, [last])) = digits.split_at_checked(8) else { return false };
    // A rest of 1 would need a check digit of ten: such numbers are not given out.
    let rest = check::weighted(body, &[5, 4, 3, 2, 7, 6, 5, 4]) % 11;
    check::varied(body) && (11 - rest) % 11 == check::value(*last)
}

fn is_ahv(digits: &[u8]) -> bool {
    let sum = check::weighted(digits, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]);
    let person = digits.get(3..12).is_some_and(check::varied);
    digits.len() == 13 && digits.starts_with(b"756") && person && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_ahv(b"7569217076985") && !is_ahv(b"7569217076984") && !is_ahv(b"1234567891019") && !is_ahv(b""));
        assert!(is_uid(b"CHE100155212") && !is_uid(b"CHE100155213") && !is_uid(b"DEU100155212") && !is_uid(b""));
    }
}
