//! Russia, Kazakhstan and the Caucasus.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Federal Tax Service: persons have twelve digits with two check digits, organisations ten with one.
    Identifier {
        id: "RUSSIA_TAX_IDENTIFICATION_NUMBER",
        name: "Taxpayer identification number (INN)",
        countries: &["Russia"],
        keywords: &[
            "inn",
            "inn number",
            "taxpayer identification number",
            "tax identification number",
            "инн",
            "идентификационный номер налогоплательщика",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["############", "##########"], is_inn)],
        ..PERSONAL
    },
    // Social Fund of Russia: nine digits and two check digits modulo 101; numbers up to 001-001-998 have none.
    Identifier {
        id: "RUSSIA_INDIVIDUAL_INSURANCE_ACCOUNT_NUMBER",
        name: "Insurance number of the individual ledger account (SNILS)",
        countries: &["Russia"],
        keywords: &[
            "snils",
            "individual insurance account",
            "insurance account number",
            "pension insurance number",
            "снилс",
            "страховой номер",
            "страховое свидетельство",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["###-###-### ##", "###-###-###-##", "###########", "### ### ### ##"], is_snils)],
        ..PERSONAL
    },
    // Government decree 828 of 1997: series (region, year of the form) and six digits; for travel two digits and seven.
    // No check digits.
    Identifier {
        id: "RUSSIA_PASSPORT_NUMBER",
        name: "Passport number (internal or for travel)",
        countries: &["Russia"],
        keywords: &[
            "russian passport",
            "passport series",
            "series and number",
            "passport rf",
            "zagranpasport",
            "паспорт",
            "серия и номер",
            "номер паспорта",
            "паспорт рф",
            "загранпаспорт",
        ],
        severity: severity::PASSPORT,
        detectors: &[
            shaped(&["#### ######", "## ## ######", "##########", "####-######"], is_internal_passport),
            shaped(&["## #######", "#########"], is_travel_passport),
        ],
        ..PERSONAL
    },
    // Federal Tax Service: thirteen digits modulo 11, of entrepreneurs fifteen modulo 13.
    Identifier {
        id: "RUSSIA_STATE_REGISTRATION_NUMBER",
        name: "Primary state registration number (OGRN, OGRNIP)",
        countries: &["Russia"],
        keywords: &["ogrn", "ogrnip", "state registration number", "огрн", "огрнип"],
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(&["#############", "###############"], is_ogrn)],
        ..PERSONAL
    },
    // Law 223-III on national registers (OECD, TIN of Kazakhstan): date of birth, century and sex, four digits, and a check
    // digit modulo 11 with a second set of weights where the first gives ten.
    Identifier {
        id: "KAZAKHSTAN_INDIVIDUAL_IDENTIFICATION_NUMBER",
        name: "Individual identification number (IIN)",
        countries: &["Kazakhstan"],
        keywords: &[
            "iin",
            "iin number",
            "individual identification number",
            "national id",
            "жсн",
            "иин",
            "индивидуальный идентификационный номер",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["############"], is_iin)],
        ..PERSONAL
    },
    // The same law: year and month of registration, kind, five digits, the same check digit.
    Identifier {
        id: "KAZAKHSTAN_BUSINESS_IDENTIFICATION_NUMBER",
        name: "Business identification number (BIN)",
        countries: &["Kazakhstan"],
        keywords: &[
            "business identification number",
            "bin number",
            "bin",
            "бсн",
            "бин",
            "бизнес-идентификационный номер",
        ],
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(&["############"], is_bin)],
        ..PERSONAL
    },
    // State Tax Service (OECD, TIN of Azerbaijan): territory, serial number, a check digit modulo 11, 1 or 2 for the kind.
    Identifier {
        id: "AZERBAIJAN_TAX_IDENTIFICATION_NUMBER",
        name: "Taxpayer identification number (VÖEN)",
        countries: &["Azerbaijan"],
        keywords: &["vöen", "voen", "vergi ödəyicisinin eyniləşdirmə nömrəsi", "tax identification number", "tax id"],
        rank: Rank::Checked,
        detectors: &[checked(&["##########"], is_voen)],
        ..PERSONAL
    },
    // Public Service Development Agency of Georgia: eleven digits. No public check digit.
    Identifier {
        id: "GEORGIA_PERSONAL_NUMBER",
        name: "Personal number",
        countries: &["Georgia"],
        keywords: &[
            "georgian personal number",
            "piradi nomeri",
            "georgian id",
            "პირადი ნომერი",
            "პირადი №",
            "personal number",
            "personal no",
        ],
        detectors: &[shaped(&["###########"], is_georgian)],
        ..PERSONAL
    },
];

fn is_inn(digits: &[u8]) -> bool {
    const WEIGHTS: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    let control = |body: &[u8]| check::weighted(body, &WEIGHTS[11usize.saturating_sub(body.len())..]) % 11 % 10;
    let right = |length: usize| control(&digits[..length]) == check::value(digits[length]);
    let whole = match digits.len() {
        10 => right(9),
        12 => right(10) && right(11),
        _ => false,
    };
    // The first two digits are the region; 00 is none.
    whole && !digits.starts_with(b"00")
}

fn is_snils(digits: &[u8]) -> bool {
    let Some((body, control)) = digits.split_at_checked(9) else { return false };
    let sum = check::weighted(body, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101;
    control.len() == 2 && check::number(body) > 1_001_998 && sum % 100 == check::number(control)
}

fn is_internal_passport(digits: &[u8]) -> bool {
    let Some((series, number)) = digits.split_at_checked(4) else { return false };
    // The form is of 1997 or later.
    !series.starts_with(b"00")
        && matches!(check::number(&series[2..]), 0..=49 | 97..=99)
        && number.len() == 6
        && !check::uniform(number)
}

fn is_travel_passport(digits: &[u8]) -> bool {
    digits.len() == 9 && !digits.starts_with(b"00") && !check::uniform(&digits[2..])
}

fn is_ogrn(digits: &[u8]) -> bool {
    let Some((last, body)) = digits.split_last() else { return false };
    match digits.len() {
        13 => digits[0] != b'0' && check::remainder(body, 11) % 10 == check::value(*last),
        15 => matches!(digits[0], b'3' | b'4') && check::remainder(body, 13) % 10 == check::value(*last),
        _ => false,
    }
}

fn has_kazakh_check(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(11) else { return false };
    let rest = match check::weighted(body, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11 {
        10 => check::weighted(body, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11,
        rest => rest,
    };
    rest == check::value(*last)
}

fn is_iin(digits: &[u8]) -> bool {
    let Some((date, rest)) = digits.split_at_checked(6) else { return false };
    // 1 and 2 the nineteenth century, 3 and 4 the twentieth, 5 and 6 this one; 0 foreigners.
    date::is_yymmdd(date) && matches!(rest.first(), Some(b'0'..=b'6')) && has_kazakh_check(digits)
}

fn is_bin(digits: &[u8]) -> bool {
    let Some((start, rest)) = digits.split_at_checked(4) else { return false };
    let kind = matches!(rest, [b'4'..=b'6', b'0'..=b'3', ..]);
    kind && matches!(check::number(&start[2..]), 1..=12) && has_kazakh_check(digits)
}

fn is_voen(digits: &[u8]) -> bool {
    let Some((body, [control, kind])) = digits.split_at_checked(8) else { return false };
    let rest = check::weighted(body, &[4, 1, 8, 6, 2, 7, 5, 3]) % 11;
    rest == check::value(*control) && matches!(kind, b'1' | b'2') && !check::uniform(body)
}

fn is_georgian(digits: &[u8]) -> bool {
    digits.len() == 11 && !check::uniform(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russia() {
        for number in ["123456789047", "1234567894", "7707083893", "500100732259"] {
            assert!(is_inn(number.as_bytes()), "{number}");
        }
        for number in ["1234567890", "123456789037", "0000000000", "", "1"] {
            assert!(!is_inn(number.as_bytes()), "{number}");
        }
        assert!(is_snils(b"11223344595") && !is_snils(b"11223344596") && !is_snils(b"00100199806"));
        assert!(is_ogrn(b"1022200525819") && is_ogrn(b"385768585948949") && !is_ogrn(b"1022500001328"));
        assert!(is_internal_passport(b"4509123456") && !is_internal_passport(b"4555123456"));
    }

    #[test]
    fn kazakhstan() {
        assert!(is_bin(b"100140000003") == has_kazakh_check(b"100140000003"));
        assert!(!is_iin(b"991331300123") && !is_iin(b"") && !is_bin(b"101340000003"));
    }

    #[test]
    fn azerbaijan() {
        assert!(is_voen(b"1401555071") && !is_voen(b"1401555081") && !is_voen(b"1400057424"));
    }
}
