//! China, Hong Kong, Macau and Taiwan.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date, letters};
use crate::detector::{checked, shaped};

const PASSPORT: &[&str] = &[
    "passport number",
    "passport no",
    "passport #",
    "passport#",
    "passportid",
    "huzhao",
    "护照号码",
    "护照号",
    "护照",
    "護照號碼",
    "護照",
];

pub(super) const ROWS: &[Identifier] = &[
    // GB 11643-1999: region, date of birth, three digits, and a check character of ISO/IEC 7064 MOD 11-2. Residents from
    // Hong Kong, Macau and Taiwan have 81 to 83, foreigners 9 before their region. With so many checks it is never taken for
    // a card.
    Identifier {
        id: "CHINA_RESIDENT_IDENTITY_CARD_NUMBER",
        name: "Resident identity card number",
        countries: &["China"],
        keywords: &[
            "resident identity card",
            "identity card number",
            "citizen identification number",
            "chinese id",
            "id card number",
            "id card",
            "sfz",
            "sfzh",
            "sfzhm",
            "证件号码",
            "证件号",
            "id number",
            "shenfenzheng",
            "身份证号码",
            "身份证号",
            "身份证",
            "公民身份号码",
            "居民身份证",
            "id card no",
        ],
        rank: Rank::Exact,
        detectors: &[checked(&["#################X", "######~########~###X"], is_resident)],
        ..PERSONAL
    },
    // GB 32100-2015: authority, kind, region, organisation code, and a check character modulo 31 over digits and capitals
    // without I, O, S, V and Z.
    Identifier {
        id: "CHINA_UNIFIED_SOCIAL_CREDIT_CODE",
        name: "Unified social credit code",
        countries: &["China"],
        keywords: &[
            "unified social credit code",
            "social credit code",
            "uscc",
            "unified code",
            "taxpayer identification number",
            "统一社会信用代码",
            "社会信用代码",
            "纳税人识别号",
            "税号",
        ],
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(&["**######**********"], is_credit_code)],
        ..PERSONAL
    },
    // National Immigration Administration: E or G and eight digits, E with a letter and seven digits; D, S and P for
    // officials; H, K and M for residents of Hong Kong and Macau.
    Identifier {
        id: "CHINA_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["China"],
        keywords: PASSPORT,
        severity: severity::PASSPORT,
        detectors: &[shaped(&["A########", "AA#######"], is_passport)],
        ..PERSONAL
    },
    // Immigration Department: one or two letters, six digits, and a check character modulo 11 in brackets.
    Identifier {
        id: "HONG_KONG_IDENTITY_CARD_NUMBER",
        name: "Identity card number (HKID)",
        countries: &["Hong Kong"],
        keywords: &[
            "hkid",
            "hk id",
            "hkic",
            "hong kong identity card",
            "identity card number",
            "identity card no",
            "id card no",
            "香港身份證",
            "身份證號碼",
            "身份證",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &["A######(*)", "AA######(*)", "A######*", "AA######*", "A######-*", "AA######-*", "A###### (*)"],
            is_hong_kong,
        )],
        ..PERSONAL
    },
    // Identification Services Bureau: the kind (1, 5, 7), six digits, and a check digit whose rule is not public.
    Identifier {
        id: "MACAU_IDENTITY_CARD_NUMBER",
        name: "Resident identity card number (BIR)",
        countries: &["Macau"],
        keywords: &[
            "macau identity card",
            "macao identity card",
            "macau id",
            "bilhete de identidade de residente",
            "bir number",
            "birp",
            "birnp",
            "identity card number",
            "澳門身份證",
            "澳門居民身份證",
            "身份證號碼",
            "bir",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["#######(#)", "########", "#/######/#"], is_macau)],
        ..PERSONAL
    },
    // Ministry of the Interior: a letter for the place, 1 or 2, and eight digits, the last a check digit modulo 10.
    Identifier {
        id: "TAIWAN_NATIONAL_IDENTIFICATION_NUMBER",
        name: "National identification number",
        countries: &["Taiwan"],
        keywords: &[
            "national identification number",
            "national id",
            "taiwan id",
            "identity card number",
            "id number",
            "roc id",
            "身分證字號",
            "身分證號碼",
            "身分證統一編號",
            "國民身分證",
            "身分證",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["A#########"], is_taiwanese)],
        ..PERSONAL
    },
    // National Immigration Agency: since 2021 like the national number with 8 or 9 after the letter, before with a second
    // letter A to D.
    Identifier {
        id: "TAIWAN_RESIDENT_CERTIFICATE_NUMBER",
        name: "Resident certificate number (ARC, APRC)",
        countries: &["Taiwan"],
        keywords: &[
            "resident certificate number",
            "alien resident certificate",
            "resident certificate",
            "arc number",
            "arc no",
            "aprc",
            "ui number",
            "uniform id number",
            "居留證號碼",
            "居留證",
            "統一證號",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["A#########", "AA########"], is_resident_certificate)],
        ..PERSONAL
    },
    // Ministry of Finance: eight digits; since April 2023 the weighted sum of the products' digits divides by five,
    // before by ten.
    Identifier {
        id: "TAIWAN_BUSINESS_NUMBER",
        name: "Unified business number (UBN)",
        countries: &["Taiwan"],
        keywords: &[
            "unified business number",
            "business number",
            "ubn",
            "gui number",
            "vat number",
            "uniform number",
            "統一編號",
            "統編",
            "營業人統一編號",
        ],
        severity: severity::RISING,
        rank: Rank::Ranged,
        detectors: &[shaped(&["########"], is_taiwanese_business)],
        ..PERSONAL
    },
];

/// The first two digits of the division codes of GB/T 2260.
fn is_province(code: u32) -> bool {
    matches!(
        code,
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91
    )
}

fn is_resident(characters: &[u8]) -> bool {
    let Some((region, rest)) = characters.split_at_checked(6) else { return false };
    // The card of foreigners has 9 and the two digits of the province.
    let code = check::number(&region[..2]);
    let place = is_province(code) || region[0] == b'9' && is_province(check::number(&region[1..3]));
    rest.len() == 12 && place && date::is_yyyymmdd(&rest[..8]) && letters::mod_11_2(characters)
}

fn is_credit_code(characters: &[u8]) -> bool {
    const SIGNS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let Some((body, [last])) = characters.split_at_checked(17) else { return false };
    let mut sum = 0;
    for (byte, weight) in body.iter().zip(WEIGHTS) {
        let Some(value) = SIGNS.iter().position(|sign| sign == byte) else { return false };
        sum += value * weight;
    }
    // Authorities of Table 1: 1 to 9 and letters, most of all 9 (market regulation) with kinds 1 to 3.
    body[0] != b'0' && !check::uniform(&body[8..]) && SIGNS.get((31 - sum % 31) % 31) == Some(last)
}

fn is_passport(characters: &[u8]) -> bool {
    let kinds = characters.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (kind, number) = characters.split_at(kinds);
    let known = match kind {
        [b'E' | b'G' | b'D' | b'S' | b'P' | b'H' | b'K' | b'M'] => number.len() == 8,
        [b'D' | b'S' | b'P', b'E'] | [b'H', b'J'] | [b'K', b'J'] | [b'M', b'A'..=b'D'] => number.len() == 7,
        [b'E', letter] => number.len() == 7 && !matches!(letter, b'I' | b'O'),
        _ => false,
    };
    known && !check::uniform(number)
}

fn is_hong_kong(characters: &[u8]) -> bool {
    let Some((check, body)) = characters.split_last() else { return false };
    let sum = |body: &[u8]| -> u32 {
        // A space stands before a single letter and counts 36; letters count 10 to 35.
        let lead = if body.len() == 7 { 36 * 9 } else { 0 };
        let value = |byte: &u8| letters::base_36(*byte).unwrap_or(0);
        lead + body.iter().rev().zip(2..).map(|(byte, weight)| value(byte) * weight).sum::<u32>()
    };
    let value = match check {
        b'A' => 10,
        b'0'..=b'9' => check::value(*check),
        _ => return false,
    };
    let letters = body.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    body.len() == letters + 6
        && matches!(letters, 1 | 2)
        && !check::uniform(&body[letters..])
        && (sum(body) + value).is_multiple_of(11)
}

fn is_macau(digits: &[u8]) -> bool {
    digits.len() == 8 && matches!(digits[0], b'1' | b'5' | b'7') && !check::uniform(&digits[1..7])
}

/// What the letters count, as two digits.
fn place(letter: u8) -> u32 {
    const PLACES: [u32; 26] =
        [10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33];
    PLACES.get(letters::letter(letter) as usize).copied().unwrap_or(0)
}

fn has_taiwanese_check(place_code: u32, digits: &[u8]) -> bool {
    let sum = place_code / 10 + place_code % 10 * 9 + check::weighted(digits, &[8, 7, 6, 5, 4, 3, 2, 1, 1]);
    digits.len() == 9 && sum.is_multiple_of(10)
}

fn is_taiwanese(characters: &[u8]) -> bool {
    let Some((letter, digits)) = characters.split_first() else { return false };
    matches!(digits.first(), Some(b'1' | b'2'))
        && !check::uniform(&digits[1..])
        && has_taiwanese_check(place(*letter), digits)
}

fn is_resident_certificate(characters: &[u8]) -> bool {
    let Some((letter, rest)) = characters.split_first() else { return false };
    let Some((second, serial)) = rest.split_first() else { return false };
    let mut digits = [0; 9];
    if rest.len() != digits.len() || check::uniform(serial) {
        return false;
    }
    digits.copy_from_slice(rest);
    digits[0] = match second {
        b'8' | b'9' => *second,
        b'A'..=b'D' => b'0' + (place(*second) % 10) as u8,
        _ => return false,
    };
    has_taiwanese_check(place(*letter), &digits)
}

fn is_taiwanese_business(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .zip([1, 2, 1, 2, 1, 2, 4, 1])
        .map(|(byte, weight)| check::value(*byte) * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    // A 7 in the seventh place gives 28, whose digits give 10: either of its digits counts.
    let seven = digits.get(6) == Some(&b'7');
    digits.len() == 8 && (sum.is_multiple_of(5) || seven && (sum + 1).is_multiple_of(5)) && !check::uniform(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residents() {
        // Examples of GB 11643.
        for number in ["11010519491231002X", "440524188001010014"] {
            assert!(is_resident(number.as_bytes()), "{number}");
        }
        for number in ["110105194912310021", "99010519491231002X", "11010519491331002X", "", "110105"] {
            assert!(!is_resident(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn organisations() {
        for number in ["91110000600037341L", "91350100M000100Y43"] {
            assert!(is_credit_code(number.as_bytes()), "{number}");
        }
        for number in ["91110000600037341M", "91350100O000100Y43", ""] {
            assert!(!is_credit_code(number.as_bytes()), "{number}");
        }
        assert!(is_taiwanese_business(b"00501503") && is_taiwanese_business(b"04595257"));
        assert!(!is_taiwanese_business(b"00501504") && !is_taiwanese_business(b"0050150"));
    }

    #[test]
    fn identity_cards() {
        for number in ["A1234563", "AB9876543"] {
            assert!(is_hong_kong(number.as_bytes()), "{number}");
        }
        for number in ["A1234564", "A123456X", "A0000003", "", "ABC123456"] {
            assert!(!is_hong_kong(number.as_bytes()), "{number}");
        }
        assert!(is_macau(b"12345678") && !is_macau(b"22345678"));
        assert!(is_taiwanese(b"A123456789") && !is_taiwanese(b"A123456788") && !is_taiwanese(b"A323456789"));
        assert!(is_resident_certificate(b"A800000014") && is_resident_certificate(b"AC01234567"));
        assert!(!is_resident_certificate(b"A123456789") && !is_resident_certificate(b"AE01234567"));
    }
}
