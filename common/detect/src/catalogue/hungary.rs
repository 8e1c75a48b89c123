//! Hungary.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Two letters and six digits.
    Identifier {
        id: "HUNGARY_DRIVERS_LICENSE",
        name: "Driving licence number (vezetői engedély)",
        countries: &["Hungary"],
        keywords: &[
            "illesztőprogramok lic",
            "jogosítvány",
            "jogsi",
            "licencszám",
            "vezető engedély",
            "vezetői engedély",
        ],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["AA######", "AA~######"], check::varied)],
        ..PERSONAL
    },
    // 1996. évi XX. törvény, 2. melléklet: nine digits, the weights 3 and 7 by turns, and the rest modulo 10.
    Identifier {
        id: "HUNGARY_HEALTH_INSURANCE_NUMBER",
        name: "Social security number (TAJ)",
        countries: &["Hungary"],
        keywords: &[
            "taj",
            "taj-szám",
            "tajszám",
            "társadalombiztosítási azonosító jel",
            "társadalombiztosítási azonosító",
            "hungarian social security",
            "hungarian health insurance",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["#########", "###~###~###"], is_taj)],
        ..PERSONAL
    },
    // Ministry of Interior: six digits and two letters; older ones two letters, roman numerals apart, and six or seven digits.
    Identifier {
        id: "HUNGARY_IDENTITY_CARD_NUMBER",
        name: "Identity card number (személyi igazolvány)",
        countries: &["Hungary"],
        keywords: &[
            "személyi igazolvány",
            "személyi igazolvány száma",
            "személyazonosító igazolvány",
            "személyigazolvány",
            "szig. szám",
            "okmányazonosító",
            "hungarian identity card",
            "hungarian id card",
        ],
        detectors: &[shaped(&["######AA", "AA######"], check::varied)],
        ..PERSONAL
    },
    // 1996. évi XX. törvény, 1. melléklet: sex and century, date of birth, order, and a check digit modulo 11, the weights
    // rising for those born until 1996, falling for the others.
    Identifier {
        id: "HUNGARY_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Personal identifier (személyi azonosító)",
        countries: &["Hungary"],
        keywords: &[
            "személyi szám",
            "személyi azonosító",
            "személyi azonosító jel",
            "szem. szám",
            "szemelyi szam",
            "szemelyi azonosito",
            "hungarian personal id",
            "personal identification number",
            "national id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "#~######~####", "# ###### ###-#"], is_personal_identifier)],
        ..PERSONAL
    },
    // Ministry of Interior: two letters and six or seven digits.
    Identifier {
        id: "HUNGARY_PASSPORT_NUMBER",
        name: "Passport number (útlevél)",
        countries: &["Hungary"],
        keywords: &[
            "magyar útlevél",
            "hungarian passport",
            "hungary passport",
            "útlevél",
            "útlevélszám",
            "útlevél száma",
            "utlevel",
            "utlevelszam",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA######", "AA#######"], check::varied)],
        ..PERSONAL
    },
    // 1996. évi XX. törvény, 3. melléklet (OECD, TIN of Hungary): an 8, days since 1 January 1867, order, and a check digit
    // modulo 11. Companies and sole traders: eight digits with the weights 9, 7, 3, 1, then the kind of taxation and the
    // office.
    Identifier {
        id: "HUNGARY_TAX_IDENTIFICATION_NUMBER",
        name: "Tax number (adóazonosító jel, adószám)",
        countries: &["Hungary"],
        keywords: &[
            "adóazonosító jel",
            "adóazonosító",
            "adószám",
            "adoazonosito jel",
            "adoazonosito",
            "adoszam",
            "közösségi adószám",
            "hungarian tax number",
            "hungarian tax id",
            "tax identification number",
            "tax id",
            "tin",
        ],
        rank: Rank::Checked,
        detectors: &[
            checked(&["##########", "###~###~####"], is_adoazonosito),
            checked(&["########-#-##", "###########", "AA########", "AA ########"], is_adoszam),
        ],
        ..PERSONAL
    },
];

fn is_taj(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(8) else { return false };
    let sum = check::weighted(body, &[3, 7, 3, 7, 3, 7, 3, 7]);
    check::varied(body) && sum % 10 == check::value(*last)
}

fn is_personal_identifier(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(10) else { return false };
    let year = date::number(body, 1, 2);
    let year = match body.first() {
        Some(b'1' | b'2' | b'5' | b'6') => 1900_u32.saturating_add(year),
        // The same digits stand for the years from 2000 on, and for those of the nineteenth century long ago.
        Some(b'3' | b'4' | b'7' | b'8') if year < 60 => 2000 + year,
        Some(b'3' | b'4' | b'7' | b'8') => 1800_u32.saturating_add(year),
        _ => return false,
    };
    let sum = match year {
        1997.. => check::weighted(body, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]),
        _ => check::weighted(body, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    };
    // Orders that leave ten are not given out.
    date::is_date(year, date::number(body, 3, 2), date::number(body, 5, 2)) && sum % 11 == check::value(*last)
}

fn is_adoazonosito(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(9) else { return false };
    let sum = check::weighted(body, &[1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // Day 66,000 is in 2047.
    let born = matches!(date::number(body, 1, 5), 1..=66_000);
    body.first() == Some(&b'8') && born && check::varied(body) && sum % 11 == check::value(*last)
}

fn is_adoszam(characters: &[u8]) -> bool {
    if let Some(digits) = characters.strip_prefix(b"HU") {
        return is_core(digits);
    }
    let Some((core, rest)) = characters.split_at_checked(8) else { return false };
    // Kind of taxation 1 to 5; counties 2 to 20, 22 to 44 and 51.
    let known = matches!(date::number(rest, 0, 1), 1..=5) && matches!(date::number(rest, 1, 2), 2..=20 | 22..=44 | 51);
    rest.len() == 3 && known && is_core(core)
}

/// The eight digits that the tax number of a company begins with.
pub(super) fn is_core(digits: &[u8]) -> bool {
    let sum = check::weighted(digits, &[9, 7, 3, 1, 9, 7, 3, 1]);
    digits.len() == 8 && digits.iter().all(u8::is_ascii_digit) && check::varied(digits) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_taj(b"123456788") && !is_taj(b"111111110"));
        assert!(!is_taj(b"123456789") && !is_taj(b"12345678"));
        assert!(is_adoszam(b"HU12892312") && is_adoszam(b"12892312241") && !is_adoszam(b"HU12892313"));
        assert!(is_adoazonosito(b"8071592153") && is_adoazonosito(b"8422780135"));
        assert!(!is_adoazonosito(b"7071592153") && !is_adoazonosito(b""));
    }
}
