//! United Kingdom.

use super::united_states_driving::LICENCE_WORDS;
use super::{Identifier, PERSONAL, Rank, europe, severity};
use crate::check::{self, date};
use crate::detector::vendor::verified;
use crate::detector::{Detector, checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // NHS National Services Scotland: date of birth, three digits, and a check digit as of NHS numbers.
    Identifier {
        id: "UK_CHI_NUMBER",
        name: "Community Health Index number (Scotland)",
        countries: &["UK"],
        keywords: &["chi", "chi no", "chi number", "community health index", "community health index number"],
        rank: Rank::Checked,
        detectors: &[checked(&["##########", "######~####", "###~###~####"], is_chi)],
        ..PERSONAL
    },
    // DVLA (INF 45): five letters of the surname, filled up with nines; decade, month (plus 50 for women), day and year of
    // birth; two initials; a digit; two check characters, whose rule is not published. Northern Ireland: eight digits.
    Identifier {
        id: "UK_DRIVERS_LICENSE",
        name: "Driving licence number",
        countries: &["UK"],
        keywords: LICENCE_WORDS,
        recommended: true,
        macie: true,
        severity: severity::RISING,
        detectors: &[
            shaped(
                &[
                    "A****######*****",
                    "A****######*****##",
                    "A****######***** ##",
                    "A****~######~*****",
                    "A**** ###### ***** ##",
                ],
                is_driver_number,
            ),
            shaped(&["########"], check::varied),
        ],
        ..PERSONAL
    },
    // Representation of the People Regulations: letters of the polling district, and the number of the elector in it.
    Identifier {
        id: "UK_ELECTORAL_ROLL_NUMBER",
        name: "Electoral roll number",
        countries: &["UK"],
        keywords: &[
            "electoral #",
            "electoral number",
            "electoral roll #",
            "electoral roll no.",
            "electoral roll number",
            "electoralrollno",
        ],
        recommended: true,
        macie: true,
        detectors: &[shaped(&["AA#", "AA##", "AA###", "AA####", "^^~#", "^^~##", "^^~###", "^^~####"], is_elector)],
        ..PERSONAL
    },
    // HMRC, NIM39110: the letters that are used, and the prefixes that are not. The suffix is sometimes missing.
    Identifier {
        id: "UK_NATIONAL_INSURANCE_NUMBER",
        name: "National Insurance number (NINO)",
        countries: &["UK"],
        keywords: &[
            "insurance no.",
            "insurance number",
            "insurance#",
            "national insurance number",
            "nationalinsurance#",
            "nationalinsurancenumber",
            "nin",
            "nino",
        ],
        recommended: true,
        macie: true,
        rank: Rank::Ranged,
        detectors: &[shaped(
            &["AA######A", "AA~##~##~##~A", "AA~######~A", "AA######", "AA~##~##~##", "AA~######"],
            is_nino,
        )],
        ..PERSONAL
    },
    // NHS Data Dictionary: ten digits, the last is a check digit modulo 11.
    Identifier {
        id: "UK_NHS_NUMBER",
        name: "NHS number",
        countries: &["UK"],
        keywords: &["national health service", "NHS"],
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(&["##########", "###~###~####"], is_nhs)],
        ..PERSONAL
    },
    // HM Passport Office: nine digits. There is no public check digit in the number itself.
    Identifier {
        id: "UK_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["UK"],
        keywords: &[
            "passeport #",
            "passeport n °",
            "passeport non",
            "passeportn °",
            "passport #",
            "passport no",
            "passport number",
            "passport#",
            "passportid",
        ],
        recommended: true,
        macie: true,
        severity: severity::PASSPORT,
        detectors: &[shaped(&["#########"], is_passport)],
        ..PERSONAL
    },
    // HMRC (OECD, TIN of the United Kingdom): the first of ten digits checks the other nine, a K may follow. Temporary
    // reference numbers: two digits, a letter, five digits; or TN, a date of birth, and M or F.
    Identifier {
        id: "UK_TAX_IDENTIFICATION_NUMBER",
        name: "Unique Taxpayer Reference (UTR)",
        countries: &["UK"],
        keywords: &[
            "paye",
            "tax id",
            "tax id no.",
            "tax id number",
            "tax identification",
            "tax identification#",
            "tax no.",
            "tax number",
            "tax reference",
            "tax#",
            "taxid#",
            "temporary reference number",
            "tin",
            "trn",
            "unique tax reference",
            "unique taxpayer reference",
            "utr",
        ],
        macie: true,
        rank: Rank::Checked,
        detectors: &[
            checked(&["##########", "#####~#####", "##########A"], is_utr),
            shaped(&["##A#####", "AA######A"], is_temporary),
        ],
        ..PERSONAL
    },
    // HMRC, VAT registration numbers: nine digits, of which the last two check the others modulo 97, or since 2009 with 55
    // added (the scheme 9755); three digits of a branch may follow. GD and a number below 500 is a department of government,
    // HA and one from 500 on a health authority. Northern Ireland has the letters XI in trade with the European Union. With
    // the letters GB and without gaps no key word is needed.
    Identifier {
        id: "UK_VAT_NUMBER",
        name: "VAT registration number",
        countries: &["UK"],
        keyword_required: false,
        keywords: &[
            "vat",
            "vat number",
            "vat no",
            "vat id",
            "vat reg",
            "vat reg no",
            "vat registration",
            "vat registration no",
            "vat registration number",
        ],
        rank: Rank::Checked,
        detectors: &[
            checked(
                &[
                    "#########",
                    "###~####~##",
                    "############",
                    "###~####~##~###",
                    "AA#########",
                    "AA############",
                    "AA###~####~##",
                    "AA~###~####~##",
                    "AA-#########",
                    "^^ #########",
                    "^^ ### #### ##",
                    "^^ ### #### ## ###",
                    "AAAA###",
                ],
                is_vat,
            ),
            Detector::Tokens(&[verified("GB{d9}", is_vat), verified("GB{d12}", is_vat)]),
        ],
        ..PERSONAL
    },
];

/// With or without the letters of the country.
fn is_vat(characters: &[u8]) -> bool {
    let number = characters.strip_prefix(b"GB").or_else(|| characters.strip_prefix(b"XI"));
    let prefixed = number.is_some();
    match number.unwrap_or(characters) {
        [b'G', b'D', number @ ..] => prefixed && number.len() == 3 && date::number(number, 0, 3) < 500,
        [b'H', b'A', number @ ..] => prefixed && (500..1000).contains(&date::number(number, 0, 3)) && number.len() == 3,
        number => europe::is_british(number),
    }
}

pub(super) fn is_nino(characters: &[u8]) -> bool {
    let Some((prefix, rest)) = characters.split_at_checked(2) else { return false };
    let letters = !b"DFIQUV".contains(&prefix[0]) && !b"DFIOQUV".contains(&prefix[1]);
    let used = !matches!(prefix, b"BG" | b"GB" | b"KN" | b"NK" | b"NT" | b"TN" | b"ZZ");
    let suffix = rest.get(6).is_none_or(|letter| matches!(letter, b'A'..=b'D'));
    letters && used && suffix && rest.len() >= 6 && !check::uniform(&rest[..6])
}

fn is_nhs(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(9) else { return false };
    let check_value = (11 - check::weighted(body, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    // A check value of ten is never issued; no digit equals it.
    !check::uniform(digits) && check_value == check::value(*last)
}

fn is_chi(digits: &[u8]) -> bool {
    date::is_day(date::number(digits, 2, 2), date::number(digits, 0, 2)) && is_nhs(digits)
}

/// With or without the two digits of the copy.
fn is_driver_number(characters: &[u8]) -> bool {
    let [surname, name, rest] = [characters.get(..5), characters.get(11..13), characters.get(13..)];
    let (Some(surname), Some(name), Some(rest)) = (surname, name, rest) else { return false };
    // Nines fill up what is missing at the end.
    let filled = |text: &[u8]| {
        let nines = text.iter().rev().take_while(|byte| **byte == b'9').count();
        text.iter().take(text.len() - nines).all(u8::is_ascii_uppercase)
    };
    let month = match date::number(characters, 6, 2) {
        month @ 51..=62 => month - 50,
        month => month,
    };
    let copy = match rest.get(3..) {
        Some([]) => true,
        Some([tens, ones]) => tens.is_ascii_digit() && ones.is_ascii_digit(),
        _ => false,
    };
    let born = date::is_day(month, date::number(characters, 8, 2)) && date::number(characters, 5, 6) != u32::MAX;
    let ends = rest.get(1..3).is_some_and(|check| check.iter().all(u8::is_ascii_uppercase));
    filled(surname) && filled(name) && born && copy && ends
}

fn is_passport(digits: &[u8]) -> bool {
    digits.len() == 9 && !check::uniform(digits)
}

fn is_utr(characters: &[u8]) -> bool {
    let Some((digits, rest)) = characters.split_at_checked(10) else { return false };
    let sum = check::weighted(&digits[1..], &[6, 7, 8, 9, 10, 5, 4, 3, 2]);
    let wanted = b"21987654321"[(sum % 11) as usize];
    digits[0] == wanted && matches!(rest, [] | b"K") && !check::uniform(digits)
}

/// The number is not nought.
fn is_elector(characters: &[u8]) -> bool {
    characters.iter().any(|byte| matches!(byte, b'1'..=b'9'))
}

fn is_temporary(characters: &[u8]) -> bool {
    let two = |index: usize| check::remainder(&characters[index..index + 2], 100);
    match characters.len() {
        8 => !check::uniform(&characters[3..]),
        9 => {
            characters.starts_with(b"TN")
                && matches!(characters[8], b'M' | b'F')
                && matches!(two(2), 1..=31)
                && matches!(two(4), 1..=12)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nino() {
        for number in ["AB123456C", "JG103759A", "AB123456"] {
            assert!(is_nino(number.as_bytes()), "{number}");
        }
        for number in ["DA123456C", "AO123456C", "GB123456C", "AB123456E", "QQ123456C", "AB000000C"] {
            assert!(!is_nino(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn nhs() {
        for number in ["9434765870", "4010232137"] {
            assert!(is_nhs(number.as_bytes()), "{number}");
        }
        for number in ["9434765871", "9434765919", "0000000000", "943476587"] {
            assert!(number == "9434765919" || !is_nhs(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn utr() {
        for number in ["1955839661", "2955839661", "1955839661K"] {
            assert_eq!(is_utr(number.as_bytes()), number.starts_with('1'), "{number}");
        }
        assert!(!is_utr(b"1955839662"));
        assert!(!is_utr(b"1955839661A"));
    }

    #[test]
    fn temporary_numbers() {
        assert!(is_temporary(b"11A12345"));
        assert!(is_temporary(b"TN311280M"));
        for number in ["TN321280M", "TN311380F", "TN311280X", "AB311280M", "11A11111"] {
            assert!(!is_temporary(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn driver_numbers() {
        for number in ["MORGA657054SM9IJ", "MORGA657054SM9IJ35", "FO999512018A99AB"] {
            assert!(is_driver_number(number.as_bytes()), "{number}");
        }
        for number in
            ["MORGA687054SM9IJ", "M9RGA657054SM9IJ", "MORGA657054SM9I", "MORGA657054SM9IJA5", "MORGA657324SM9IJ", ""]
        {
            assert!(!is_driver_number(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn community_health_index() {
        assert!(is_chi(b"0108641236") && !is_chi(b"0108641235") && !is_chi(b"9434765870") && !is_chi(b""));
    }
}
