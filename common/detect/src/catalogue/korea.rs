//! South Korea.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Enforcement rules of the Resident Registration Act: date of birth, sex and century, six digits of which the last
    // is a check digit modulo 11. Since October 2020 the six are drawn by lot, so that those born later have none.
    Identifier {
        id: "SOUTH_KOREA_RESIDENT_REGISTRATION_NUMBER",
        name: "Resident registration number (RRN), also of foreigners",
        countries: &["South Korea"],
        keywords: &[
            "resident registration number",
            "resident registration",
            "rrn",
            "alien registration number",
            "foreigner registration number",
            "jumin number",
            "jumin",
            "jumin bunho",
            "resident number",
            "주민등록번호",
            "주민번호",
            "외국인등록번호",
            "jumin no",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["######-#######", "#############"], is_resident)],
        ..PERSONAL
    },
    // Korean National Police Agency: region, year, six digits, two check digits whose rule is not public.
    Identifier {
        id: "SOUTH_KOREA_DRIVERS_LICENSE",
        name: "Driver's licence number",
        countries: &["South Korea"],
        keywords: &[
            "korea driver license",
            "korean driver's license",
            "korean driver license",
            "korean driving licence",
            "운전면허번호",
            "운전면허증",
            "운전면허",
            "면허번호",
        ],
        severity: severity::RISING,
        rank: Rank::Ranged,
        detectors: &[shaped(&["##-##-######-##", "############"], is_licence)],
        ..PERSONAL
    },
    // Ministry of Foreign Affairs: a letter for the kind and eight digits; since December 2021 the fourth of the eight is
    // a letter.
    Identifier {
        id: "SOUTH_KOREA_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["South Korea"],
        keywords: &[
            "passport number",
            "passport no",
            "passport #",
            "passport#",
            "passportid",
            "여권번호",
            "여권 번호",
            "여권",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["A########", "A###A####", "AA#######"], is_passport)],
        ..PERSONAL
    },
    // National Tax Service (OECD, TIN of Korea): tax office, kind, serial number, and a check digit modulo 10.
    Identifier {
        id: "SOUTH_KOREA_BUSINESS_REGISTRATION_NUMBER",
        name: "Business registration number",
        countries: &["South Korea"],
        keywords: &[
            "business registration number",
            "business registration no",
            "brn",
            "business license number",
            "사업자등록번호",
            "사업자번호",
        ],
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(&["###-##-#####", "##########"], is_business)],
        ..PERSONAL
    },
];

fn is_resident(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(12) else { return false };
    let (date, kind) = (&body[..6], body[6]);
    // 9 and 0: born before 1900; 1, 2, 5, 6: before 2000; 3, 4, 7, 8: since. 5 to 8 are foreigners.
    let century = match kind {
        b'9' | b'0' => 1800,
        b'1' | b'2' | b'5' | b'6' => 1900,
        _ => 2000,
    };
    let year = century + check::number(&date[..2]);
    let (month, day) = (check::number(&date[2..4]), check::number(&date[4..]));
    if !date::is_date(year, month, day) {
        return false;
    }
    let sum = check::weighted(body, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
    let holds = |most: u32| (most - sum % 11) % 10 == check::value(*last);
    // Of foreigners some descriptions add two to the check digit, others do not.
    let foreign = matches!(kind, b'5'..=b'8');
    let drawn = (year, month) >= (2020, 10) && year < 2050;
    drawn || holds(11) || foreign && holds(13)
}

/// Seoul 11, Busan 12, Gyeonggi 13, and so on to Sejong 27, and Gyeonggi North 28.
fn is_licence(digits: &[u8]) -> bool {
    let Some((region, rest)) = digits.split_at_checked(2) else { return false };
    rest.len() == 10 && matches!(check::number(region), 11..=28) && !check::uniform(&rest[2..8])
}

/// M and S ordinary (many or one journey), R residents abroad, G officials, D diplomats; T and O travel papers.
fn is_passport(characters: &[u8]) -> bool {
    let kinds = characters.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (kind, number) = characters.split_at(kinds);
    let known = matches!(kind, b"M" | b"S" | b"R" | b"G" | b"D" | b"PM" | b"PS" | b"PR" | b"PG" | b"PD");
    known && !check::uniform(number)
}

fn is_business(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(9) else { return false };
    let sum = check::weighted(body, &[1, 3, 7, 1, 3, 7, 1, 3, 5]) + check::value(body[8]) * 5 / 10;
    check::number(&body[..3]) >= 101
        && &body[3..5] != b"00"
        && &body[5..] != b"0000"
        && (10 - sum % 10) % 10 == check::value(*last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residents() {
        // The last was born after October 2020.
        for number in ["9710139019902", "2012013123456"] {
            assert!(is_resident(number.as_bytes()), "{number}");
        }
        for number in ["9713131019902", "9702301019902", "", "971013"] {
            assert!(!is_resident(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn businesses() {
        for number in ["1168200276", "1348672683"] {
            assert!(is_business(number.as_bytes()), "{number}");
        }
        for number in ["1168200277", "0998200276", "1160000276", ""] {
            assert!(!is_business(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn passports() {
        assert!(is_passport(b"M12345678") && is_passport(b"M123A4567") && is_passport(b"PM1234567"));
        assert!(!is_passport(b"X12345678") && !is_passport(b"M00000000") && !is_passport(b""));
    }
}
