//! Sweden.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

const PERSONAL_NUMBERS: &[&str] =
    &["######-####", "######+####", "##########", "########-####", "############", "######~####", "########~####"];

pub(super) const ROWS: &[Identifier] = &[
    // Transportstyrelsen: the number of the licence is the personal number.
    Identifier {
        id: "SWEDEN_DRIVERS_LICENSE",
        name: "Driving licence number (körkort)",
        countries: &["Sweden"],
        keywords: &[
            "ajokortin numero",
            "dlno# ajokortti",
            "drivere lic.",
            "förare lic.",
            "körkort",
            "körkort nummer",
            "körkortsnummer",
            "kuljettajat lic.",
        ],
        macie: true,
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(PERSONAL_NUMBERS, is_personal_number)],
        ..PERSONAL
    },
    // Skatteverket, SKV 704 and 707: date of birth (days plus 60 in coordination numbers), order, and a check digit (Luhn
    // over ten digits).
    Identifier {
        id: "SWEDEN_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Personal number (personnummer, samordningsnummer)",
        countries: &["Sweden"],
        keywords: &[
            "personnummer",
            "personnr",
            "pers.nr",
            "pnr",
            "samordningsnummer",
            "samordningsnr",
            "identitetsnummer",
            "swedish personal number",
            "personal identity number",
            "personal number",
            "national id",
            "ssn",
            "person nr",
        ],
        rank: Rank::Checked,
        detectors: &[checked(PERSONAL_NUMBERS, is_personal_number)],
        ..PERSONAL
    },
    // Bolagsverket (SKV 709): ten digits, the third at least 2, and a check digit (Luhn); 16 before it where a century stands.
    Identifier {
        id: "SWEDEN_ORGANIZATION_NUMBER",
        name: "Organization number (organisationsnummer)",
        countries: &["Sweden"],
        keywords: &[
            "organisationsnummer",
            "organisationsnr",
            "orgnr",
            "org.nr",
            "org nr",
            "momsregistreringsnummer",
            "momsnummer",
            "vat-nummer",
            "swedish organization number",
            "swedish vat",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &["######-####", "##########", "########-####", "AA############", "AA ############"],
            is_organization,
        )],
        ..PERSONAL
    },
    // Polismyndigheten: eight digits, since 2022 nine letters and digits.
    Identifier {
        id: "SWEDEN_PASSPORT_NUMBER",
        name: "Passport number (passnummer)",
        countries: &["Sweden"],
        keywords: &["passnummer", "passnr", "svenskt pass", "pass nr", "swedish passport", "sweden passport"],
        severity: severity::PASSPORT,
        detectors: &[
            shaped(&["########"], check::varied),
            shaped(&["A********"], |characters| {
                characters.iter().filter(|byte| byte.is_ascii_digit()).count() >= 4 && check::varied(characters)
            }),
        ],
        ..PERSONAL
    },
];

fn is_personal_number(digits: &[u8]) -> bool {
    let (century, short) = match digits.len() {
        10 => (20, digits),
        12 => (date::number(digits, 0, 2), digits.get(2..).unwrap_or_default()),
        _ => return false,
    };
    // Without the century, what the calendar of the year 2000 has is possible for 1900 as well but for one day.
    let year = century.saturating_mul(100).saturating_add(date::number(short, 0, 2));
    let day = match date::number(short, 4, 2) {
        day @ 61..=91 => day - 60,
        day => day,
    };
    let order = date::number(short, 6, 3) != 0;
    matches!(century, 18..=20) && order && date::is_date(year, date::number(short, 2, 2), day) && check::luhn(short)
}

/// With or without the letters SE before and 01 after it.
pub(super) fn is_organization(characters: &[u8]) -> bool {
    let digits = match characters {
        [b'S', b'E', digits @ .., _, _] if digits.len() == 10 => digits,
        [b'1', b'6', digits @ ..] if digits.len() == 10 => digits,
        digits => digits,
    };
    let [kind, _, third, ..] = digits else { return false };
    let known = matches!(kind, b'1'..=b'3' | b'5'..=b'9') && matches!(third, b'2'..=b'9');
    digits.len() == 10 && known && check::varied(digits) && check::luhn(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        for number in ["8803200016", "198803200016", "8112189876"] {
            assert!(is_personal_number(number.as_bytes()), "{number}");
        }
        for number in ["8803200018", "8813200016", "178803200016", "880320001", ""] {
            assert!(!is_personal_number(number.as_bytes()), "{number}");
        }
        for number in ["2021005489", "SE202100548901", "162021005489"] {
            assert!(is_organization(number.as_bytes()), "{number}");
        }
        for number in ["2021005488", "8803200016", "202100548", ""] {
            assert!(!is_organization(number.as_bytes()), "{number}");
        }
    }
}
