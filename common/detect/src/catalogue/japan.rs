//! Japan.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check;
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Ordinance 85 of 2014 of the Ministry of Internal Affairs, article 5: eleven digits and a check digit modulo 11.
    Identifier {
        id: "JAPAN_MY_NUMBER",
        name: "Individual Number (My Number)",
        countries: &["Japan"],
        keywords: &[
            "my number",
            "individual number",
            "kojin bango",
            "social security and tax number",
            "マイナンバー",
            "個人番号",
            "共通番号",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["############", "####~####~####"], is_my_number)],
        ..PERSONAL
    },
    // National Tax Agency: a check digit modulo 9 in front of the twelve digits of the register.
    Identifier {
        id: "JAPAN_CORPORATE_NUMBER",
        name: "Corporate Number",
        countries: &["Japan"],
        keywords: &["corporate number", "hojin bango", "company number", "houjin bangou", "法人番号", "会社法人等番号"],
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(&["#############", "#~####~####~####"], is_corporate_number)],
        ..PERSONAL
    },
    // Ministry of Foreign Affairs: two letters and seven digits.
    Identifier {
        id: "JAPAN_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Japan"],
        keywords: &[
            "passport number",
            "passport no",
            "passport #",
            "passport#",
            "passportid",
            "ryoken bango",
            "旅券番号",
            "パスポート番号",
            "パスポート",
            "旅券",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA#######"], is_passport)],
        ..PERSONAL
    },
    // National Police Agency: the commission that issued the first licence, its year, six digits, a check digit modulo
    // 11, and how often the card was issued again.
    Identifier {
        id: "JAPAN_DRIVERS_LICENSE",
        name: "Driver's licence number",
        countries: &["Japan"],
        keywords: &[
            "japan driver license",
            "japanese driver's license",
            "menkyo bango",
            "運転免許証番号",
            "運転免許証",
            "運転免許",
            "免許証番号",
            "menkyo no",
            "menkyo number",
        ],
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(&["############", "####~####~####"], is_licence)],
        ..PERSONAL
    },
    // Immigration Services Agency: two letters, eight digits, two letters. The check is not public.
    Identifier {
        id: "JAPAN_RESIDENCE_CARD_NUMBER",
        name: "Residence card number",
        countries: &["Japan"],
        keywords: &[
            "residence card number",
            "residence card",
            "zairyu card",
            "special permanent resident certificate",
            "在留カード番号",
            "在留カード",
            "特別永住者証明書",
        ],
        detectors: &[shaped(&["AA########AA"], is_residence_card)],
        ..PERSONAL
    },
    // Ministry of Health, Labour and Welfare: insurers and insured persons have eight digits; numbers of insurers of
    // employees have symbols of their own beside them. Those of insured persons have no common check digit.
    Identifier {
        id: "JAPAN_HEALTH_INSURANCE_NUMBER",
        name: "Health insurance number",
        countries: &["Japan"],
        keywords: &[
            "health insurance number",
            "health insurance no",
            "insurer number",
            "insured person number",
            "hokensha bango",
            "健康保険証番号",
            "健康保険番号",
            "被保険者番号",
            "被保険者証",
            "保険者番号",
            "保険証番号",
        ],
        detectors: &[shaped(&["########", "########~##"], is_insurance)],
        ..PERSONAL
    },
];

fn is_my_number(digits: &[u8]) -> bool {
    let sum = check::weighted(digits, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    let Some((_, [last])) = digits.split_at_checked(11) else { return false };
    check::eleven_or_zero(sum) == check::value(*last) && !check::uniform(digits)
}

fn is_corporate_number(digits: &[u8]) -> bool {
    let Some((first, body)) = digits.split_first() else { return false };
    let sum = check::weighted(body, &[2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]);
    body.len() == 12 && check::value(*first) == 9 - sum % 9 && !check::uniform(body)
}

fn is_passport(characters: &[u8]) -> bool {
    characters.len() == 9 && !check::uniform(&characters[2..])
}

/// Hokkaido and its areas, then the prefectures by region. 00 is not issued any more.
fn is_licence(digits: &[u8]) -> bool {
    let Some((body, [check_digit, _])) = digits.split_at_checked(10) else { return false };
    let known = matches!(
        check::number(&body[..2]),
        10..=14 | 20..=25 | 30 | 40..=49 | 50..=55 | 60..=65 | 70..=74 | 80..=83 | 90..=97
    );
    let sum = check::weighted(body, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    // A remainder of 0 and one of 10 both give 1.
    known && (11 - sum % 11) % 10 == check::value(*check_digit) && !check::uniform(body)
}

fn is_residence_card(characters: &[u8]) -> bool {
    characters.len() == 12 && !check::uniform(&characters[2..10])
}

fn is_insurance(digits: &[u8]) -> bool {
    matches!(digits.len(), 8 | 10) && !check::uniform(&digits[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_check_digits() {
        // Published examples.
        assert!(is_corporate_number(b"5835678256246") && !is_corporate_number(b"4835678256246"));
        assert!(is_my_number(b"621498320257") && !is_my_number(b"621498320258"));
        assert!(is_licence(b"459803358720") && !is_licence(b"459803358730") && !is_licence(b"159803358720"));
    }

    #[test]
    fn shapes() {
        assert!(is_passport(b"TK1234567") && !is_passport(b"TK0000000") && !is_passport(b""));
        assert!(is_residence_card(b"AB12345678CD") && !is_residence_card(b"AB00000000CD"));
        assert!(is_insurance(b"06138565") && !is_insurance(b"00000000"));
    }
}
