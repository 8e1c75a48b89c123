//! Czechia and Slovakia, which have the birth number in common.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Two letters and six digits.
    Identifier {
        id: "CZECHIA_DRIVERS_LICENSE",
        name: "Driving licence number (řidičský průkaz)",
        countries: &["Czech Republic"],
        keywords: &[
            "číslo licence",
            "císlo licence řidiče",
            "číslo řidičského průkazu",
            "ovladače lic.",
            "povolení k jízdě",
            "povolení řidiče",
            "řidiči povolení",
            "řidičský prúkaz",
            "řidičský průkaz",
        ],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["AA######", "AA~######"], check::varied)],
        ..PERSONAL
    },
    // Ministry of the Interior: nine digits.
    Identifier {
        id: "CZECHIA_IDENTITY_CARD_NUMBER",
        name: "Identity card number (občanský průkaz)",
        countries: &["Czech Republic"],
        keywords: &[
            "průkaz totožnosti",
            "občanský průkaz",
            "obcansky prukaz",
            "číslo občanského průkazu",
            "číslo op",
            "czech identity card",
            "czech id card",
        ],
        detectors: &[shaped(&["#########"], check::varied)],
        ..PERSONAL
    },
    // Zákon 133/2000 Sb.: date of birth (months plus 50 for women, plus 20 more if need be), order, divisible by 11. Nine
    // digits without check digit until 1953.
    Identifier {
        id: "CZECHIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Birth number (rodné číslo)",
        countries: &["Czech Republic"],
        keywords: &[
            "rodné číslo",
            "rodne cislo",
            "rodného čísla",
            "rod. číslo",
            "rč",
            "r.č.",
            "birth number",
            "czech personal number",
            "personal identification number",
            "national id",
            "r. č.",
        ],
        rank: Rank::Checked,
        detectors: BIRTH_NUMBER,
        ..PERSONAL
    },
    // Ministry of the Interior: eight digits.
    Identifier {
        id: "CZECHIA_PASSPORT_NUMBER",
        name: "Passport number (cestovní pas)",
        countries: &["Czech Republic"],
        keywords: &["cestovní pas", "cestovni pas", "pas číslo", "číslo pasu", "cestovního pasu", "czech passport"],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["########"], check::varied)],
        ..PERSONAL
    },
    // Financial Administration: the letters CZ and the number of a company (IČO: eight digits, check digit modulo 11), the
    // birth number, or nine digits that begin with a 6.
    Identifier {
        id: "CZECHIA_TAX_IDENTIFICATION_NUMBER",
        name: "Tax and company number (DIČ, IČO)",
        countries: &["Czech Republic"],
        keywords: &[
            "dič",
            "dic",
            "daňové identifikační číslo",
            "danove identifikacni cislo",
            "ičo",
            "ico",
            "identifikační číslo osoby",
            "czech tax number",
            "czech vat",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &["########", "AA########", "AA ########", "AA#########", "AA ##########", "AA##########"],
            is_czech_tax_number,
        )],
        ..PERSONAL
    },
    // No check digit is published. A letter and seven digits.
    Identifier {
        id: "SLOVAKIA_DRIVERS_LICENSE",
        name: "Driving licence number (vodičský preukaz)",
        countries: &["Slovakia"],
        keywords: &[
            "číslo licencie",
            "číslo vodičského preukazu",
            "ovládače lic.",
            "povolenia vodičov",
            "povolenie jazdu",
            "povolenie na jazdu",
            "povolenie vodiča",
            "vodičský preukaz",
        ],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["A#######", "A~#######"], check::varied)],
        ..PERSONAL
    },
    // Ministry of the Interior: two letters and six digits.
    Identifier {
        id: "SLOVAKIA_IDENTITY_CARD_NUMBER",
        name: "Identity card number (občiansky preukaz)",
        countries: &["Slovakia"],
        keywords: &[
            "občiansky preukaz",
            "obciansky preukaz",
            "číslo občianskeho preukazu",
            "preukaz totožnosti",
            "slovak identity card",
            "slovak id card",
        ],
        detectors: &[shaped(&["AA######", "AA ######"], check::varied)],
        ..PERSONAL
    },
    // Zákon 301/1995 Z. z.: as in Czechia.
    Identifier {
        id: "SLOVAKIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Birth number (rodné číslo)",
        countries: &["Slovakia"],
        keywords: &[
            "rodné číslo",
            "rodne cislo",
            "rodného čísla",
            "rod. číslo",
            "rč",
            "r.č.",
            "birth number",
            "slovak personal number",
            "personal identification number",
            "national id",
        ],
        rank: Rank::Checked,
        detectors: BIRTH_NUMBER,
        ..PERSONAL
    },
    // Ministry of the Interior: two letters and seven digits, older ones a letter and seven digits.
    Identifier {
        id: "SLOVAKIA_PASSPORT_NUMBER",
        name: "Passport number (cestovný pas)",
        countries: &["Slovakia"],
        keywords: &["cestovný pas", "cestovny pas", "číslo pasu", "pas číslo", "slovak passport", "slovakia passport"],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA#######", "A#######"], check::varied)],
        ..PERSONAL
    },
    // Financial Directorate (VIES): ten digits, divisible by 11; the third is 2, 3, 4, 7, 8 or 9.
    Identifier {
        id: "SLOVAKIA_TAX_IDENTIFICATION_NUMBER",
        name: "Tax number (DIČ, IČ DPH)",
        countries: &["Slovakia"],
        keywords: &[
            "dič",
            "dic",
            "ič dph",
            "ic dph",
            "daňové identifikačné číslo",
            "danove identifikacne cislo",
            "slovak tax number",
            "slovak vat",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["##########", "AA##########", "AA ##########"], is_slovak_tax_number)],
        ..PERSONAL
    },
];

const BIRTH_NUMBER: &[crate::detector::Detector] = &[
    checked(&["######/####", "##########", "######~####"], is_birth_number),
    shaped(&["######/###", "#########"], is_old_birth_number),
];

/// Ten digits: since 1954.
pub(super) fn is_birth_number(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(9) else { return false };
    let year = match date::number(body, 0, 2) {
        year @ 54..=99 => 1900 + year,
        year => 2000_u32.saturating_add(year),
    };
    let month = match date::number(body, 2, 2) {
        month @ (1..=12 | 51..=62) => month % 50,
        // Since 2004.
        month @ (21..=32 | 71..=82) if year >= 2004 => month % 50 - 20,
        _ => return false,
    };
    // Where nine digits leave a rest of ten the last digit is 0; so it was until 1985.
    date::is_date(year, month, date::number(body, 4, 2)) && check::remainder(body, 11) % 10 == check::value(*last)
}

/// Nine digits: until 1953.
fn is_old_birth_number(digits: &[u8]) -> bool {
    let year = match date::number(digits, 0, 2) {
        year @ 0..=53 => 1900 + year,
        // The oldest people who got one.
        year @ 80..=99 => 1800 + year,
        _ => return false,
    };
    let month = match date::number(digits, 2, 2) {
        month @ (1..=12 | 51..=62) => month % 50,
        _ => return false,
    };
    digits.len() == 9 && date::is_date(year, month, date::number(digits, 4, 2)) && !digits.ends_with(b"000")
}

/// With or without the letters CZ; birth numbers only with them.
pub(super) fn is_czech_tax_number(characters: &[u8]) -> bool {
    let digits = characters.strip_prefix(b"CZ").unwrap_or(characters);
    match digits {
        [body @ .., last] if body.len() == 7 && body.first() != Some(&b'9') => {
            let rest = check::weighted(body, &[8, 7, 6, 5, 4, 3, 2]) % 11;
            // A rest of 0 gives 1, a rest of 1 gives 0.
            check::varied(body) && (11 - rest) % 10 == check::value(*last)
        }
        [b'6', body @ .., last] if body.len() == 7 => {
            let rest = check::weighted(body, &[8, 7, 6, 5, 4, 3, 2]) % 11;
            check::varied(body) && (18 - (21 - rest) % 11) % 10 == check::value(*last)
        }
        _ => digits.len() == 9 && is_old_birth_number(digits) || is_birth_number(digits),
    }
}

/// With or without the letters SK.
pub(super) fn is_slovak_tax_number(characters: &[u8]) -> bool {
    let digits = characters.strip_prefix(b"SK").unwrap_or(characters);
    let [first, _, third, _, _, _, _, _, _, _] = digits else { return false };
    *first != b'0'
        && matches!(third, b'2' | b'3' | b'4' | b'7'..=b'9')
        && check::varied(digits)
        && check::remainder(digits, 11) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn birth_numbers() {
        assert!(is_birth_number(b"7103192745") && is_old_birth_number(b"520312123"));
        for number in ["7103192746", "1103492745", "710319274", "7143192749"] {
            assert!(!is_birth_number(number.as_bytes()), "{number}");
        }
        for number in ["590312123", "521312123", "52031212"] {
            assert!(!is_old_birth_number(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn tax_numbers() {
        for number in ["25123891", "CZ25123891", "CZ7103192745", "CZ640903926"] {
            assert!(is_czech_tax_number(number.as_bytes()), "{number}");
        }
        for number in ["25123890", "95123891", "CZ640903927", "SK25123891", ""] {
            assert!(!is_czech_tax_number(number.as_bytes()), "{number}");
        }
        assert!(is_slovak_tax_number(b"SK2022749619") && !is_slovak_tax_number(b"2022749618"));
    }
}
