//! Luxembourg.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Six digits.
    Identifier {
        id: "LUXEMBOURG_DRIVERS_LICENSE",
        name: "Driving licence number (permis de conduire)",
        countries: &["Luxembourg"],
        keywords: &["fahrerlaubnis", "führerschäin"],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["######"], check::varied)],
        ..PERSONAL
    },
    // Loi du 19 juin 2013 (OECD, TIN of Luxembourg): date of birth, order, and two check digits of the eleven before them,
    // one of Luhn and one of Verhoeff.
    Identifier {
        id: "LUXEMBOURG_NATIONAL_IDENTIFICATION_NUMBER",
        name: "National identification number (matricule)",
        countries: &["Luxembourg"],
        keywords: &[
            "matricule",
            "numéro de matricule",
            "numéro matricule",
            "numéro d'identification national",
            "matrikelnummer",
            "matrikel",
            "sozialversicherungsnummer",
            "luxembourg national id",
            "social security number",
            "national id",
            "tax id",
            "tin",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &["#############", "########~#####", "####~##~##~#####", "####~##~##~###~##"],
            is_matricule,
        )],
        ..PERSONAL
    },
    // Ministère des Affaires étrangères: eight letters and digits that begin with a letter.
    Identifier {
        id: "LUXEMBOURG_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Luxembourg"],
        keywords: &[
            "luxembourg passport",
            "luxembourgish passport",
            "passeport luxembourgeois",
            "numéro de passeport",
            "reisepass",
            "reisepassnummer",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["A*******"], |characters| {
            let digits = characters.iter().filter(|byte| byte.is_ascii_digit()).count();
            digits >= 3 && check::varied(characters)
        })],
        ..PERSONAL
    },
];

fn is_matricule(digits: &[u8]) -> bool {
    let Some((body, [_, last])) = digits.split_at_checked(11) else { return false };
    let Some(luhn) = digits.get(..12) else { return false };
    let year = date::number(digits, 0, 4);
    let born =
        (1850..=2099).contains(&year) && date::is_date(year, date::number(digits, 4, 2), date::number(digits, 6, 2));
    // Verhoeff's digit is of the same eleven, so that it takes the place of Luhn's.
    let mut verhoeff = [0; 12];
    let (front, end) = verhoeff.split_at_mut(11);
    front.copy_from_slice(body);
    end.fill(*last);
    born && check::luhn(luhn) && check::verhoeff(&verhoeff)
}

/// Eight digits: six and their rest by 89.
pub(super) fn is_vat(digits: &[u8]) -> bool {
    let Some((body, key)) = digits.split_at_checked(6) else { return false };
    key.len() == 2 && check::varied(body) && date::number(key, 0, 2) == check::remainder(body, 89)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_matricule(b"1893120105732"));
        for number in ["1893120105733", "1893120105742", "1893130105732", "189312010573", ""] {
            assert!(!is_matricule(number.as_bytes()), "{number}");
        }
        assert!(is_vat(b"15027442") && !is_vat(b"15027443"));
    }
}
