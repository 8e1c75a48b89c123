//! Finland.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

/// The sign between the date and the order tells the century.
const PERSONAL_CODES: &[&str] = &["######-###*", "######+###*", "######A###*"];

pub(super) const ROWS: &[Identifier] = &[
    // Traficom: the number of the licence is the personal identity code.
    Identifier {
        id: "FINLAND_DRIVERS_LICENSE",
        name: "Driving licence number (ajokortti)",
        countries: &["Finland"],
        keywords: &[
            "ajokortin numero",
            "ajokortti",
            "förare lic.",
            "körkort",
            "körkort nummer",
            "kuljettaja lic.",
            "permis de conduire",
        ],
        macie: true,
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(PERSONAL_CODES, is_personal_code)],
        ..PERSONAL
    },
    // Kela: the card numbers begin with 8024680246.
    Identifier {
        id: "FINLAND_EUROPEAN_HEALTH_INSURANCE_NUMBER",
        name: "European Health Insurance Card number",
        countries: &["Finland"],
        keywords: &[
            "ehic",
            "ehic#",
            "finland health insurance card",
            "finlandehicnumber#",
            "finska sjukförsäkringskort",
            "hälsokort",
            "health card",
            "health card number",
            "health insurance card",
            "health insurance number",
            "sairaanhoitokortin",
            "sairausvakuutuskortti",
            "sairausvakuutusnumero",
            "sjukförsäkring nummer",
            "sjukförsäkringskort",
            "suomen sairausvakuutuskortti",
            "suomi ehic-numero",
            "terveyskortti",
        ],
        macie: true,
        rank: Rank::Ranged,
        detectors: &[shaped(&["####################", "##########~##########"], |digits| {
            digits.starts_with(b"8024680246") && digits.get(10..).is_some_and(check::varied)
        })],
        ..PERSONAL
    },
    // Digital and Population Data Services Agency: date of birth, century, order from 002 on (900 and above are for tests
    // and temporary), and a check character modulo 31.
    Identifier {
        id: "FINLAND_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Personal identity code (henkilötunnus)",
        countries: &["Finland"],
        keywords: &[
            "henkilötunnus",
            "hetu",
            "sosiaaliturvatunnus",
            "sotu",
            "henkilönumero",
            "personbeteckning",
            "personnummer",
            "personal identity code",
            "personal identity number",
            "social security number",
            "national id",
            "identity number",
            "ssn",
        ],
        rank: Rank::Checked,
        detectors: &[checked(PERSONAL_CODES, is_personal_code)],
        ..PERSONAL
    },
    // Finnish Patent and Registration Office: seven digits and a check digit modulo 11.
    Identifier {
        id: "FINLAND_ORGANIZATION_NUMBER",
        name: "Business ID (Y-tunnus)",
        countries: &["Finland"],
        keywords: &[
            "y-tunnus",
            "ytunnus",
            "fo-nummer",
            "alv-numero",
            "alv-tunnus",
            "momsnummer",
            "business id",
            "finnish vat",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["#######-#", "########", "AA########", "AA ########"], is_business_id)],
        ..PERSONAL
    },
    // Police of Finland: two letters and seven digits.
    Identifier {
        id: "FINLAND_PASSPORT_NUMBER",
        name: "Passport number (passi)",
        countries: &["Finland"],
        keywords: &[
            "passin numero",
            "passinumero",
            "suomalainen passi",
            "passi",
            "passnummer",
            "finländskt pass",
            "finnish passport",
            "finland passport",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA#######"], check::varied)],
        ..PERSONAL
    },
];

fn is_personal_code(characters: &[u8]) -> bool {
    let Some((born, rest)) = characters.split_at_checked(6) else { return false };
    // A hyphen or plus sign is gone from the value; then the century does not matter but for leap years.
    let (century, order, last) = match rest {
        [century, order @ .., last] if order.len() == 3 => (*century, order, *last),
        [order @ .., last] if order.len() == 3 => (b'-', order, *last),
        _ => return false,
    };
    let century = match century {
        b'-' | b'U'..=b'Y' => 1900,
        b'A'..=b'F' => 2000,
        _ => return false,
    };
    let order = date::number(order, 0, 3);
    let year = date::number(born, 4, 2).saturating_add(century);
    let whole = u64::from(date::number(born, 0, 6)) * 1000 + u64::from(order);
    matches!(order, 2..=899)
        && date::is_date(year, date::number(born, 2, 2), date::number(born, 0, 2))
        && b"0123456789ABCDEFHJKLMNPRSTUVWXY".get((whole % 31) as usize) == Some(&last)
}

/// With or without the letters FI.
pub(super) fn is_business_id(characters: &[u8]) -> bool {
    let digits = characters.strip_prefix(b"FI").unwrap_or(characters);
    let Some((body, [last])) = digits.split_at_checked(7) else { return false };
    let rest = check::weighted(body, &[7, 9, 10, 5, 8, 4, 2]) % 11;
    // A rest of 1 would need a check digit of ten: such numbers are not given out.
    check::varied(body) && (11 - rest) % 11 == check::value(*last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        for number in ["131052308T", "131052A308T", "131052Y308T"] {
            assert!(is_personal_code(number.as_bytes()), "{number}");
        }
        for number in ["131052308U", "310252308Y", "131052G308T", "131052A30", "131052001H", ""] {
            assert!(!is_personal_code(number.as_bytes()), "{number}");
        }
        assert!(is_business_id(b"20774740") && is_business_id(b"FI20774740") && !is_business_id(b"20774741"));
    }
}
