//! Singapore, Malaysia, Thailand, Indonesia, the Philippines and Vietnam.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Immigration & Checkpoints Authority: S, T (citizens and residents), F, G, M (foreigners), seven digits, and a check
    // letter modulo 11 whose alphabet depends on the series.
    Identifier {
        id: "SINGAPORE_NATIONAL_REGISTRATION_IDENTITY_CARD_NUMBER",
        name: "National registration identity card or foreign identification number (NRIC, FIN)",
        countries: &["Singapore"],
        keywords: &[
            "nric",
            "nric no",
            "nric/fin",
            "fin number",
            "fin no",
            "identity card number",
            "identity card no",
            "ic number",
            "ic no",
            "foreign identification number",
            "national registration identity card",
            "uinfin",
            "身份证号码",
            "fin",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["A#######A"], is_singaporean)],
        ..PERSONAL
    },
    // Immigration & Checkpoints Authority: K or E, seven digits and a letter.
    Identifier {
        id: "SINGAPORE_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Singapore"],
        keywords: &["passport number", "passport no", "passport #", "passport#", "passportid", "singapore passport"],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["A#######A"], is_singaporean_passport)],
        ..PERSONAL
    },
    // National Registration Department: date of birth, place of birth (states, federal territories and countries have
    // codes), four digits. No check digit.
    Identifier {
        id: "MALAYSIA_IDENTITY_CARD_NUMBER",
        name: "Identity card number (MyKad)",
        countries: &["Malaysia"],
        keywords: &[
            "mykad",
            "nric",
            "ic number",
            "ic no",
            "identity card number",
            "identity card no",
            "kad pengenalan",
            "no kad pengenalan",
            "nombor kad pengenalan",
            "no. kp",
            "mypr",
            "mykid",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["######-##-####", "############", "###### ## ####"], is_malaysian)],
        ..PERSONAL
    },
    // Department of Provincial Administration: the kind of person, place, numbers, a check digit modulo 11.
    Identifier {
        id: "THAILAND_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Personal identification number",
        countries: &["Thailand"],
        keywords: &[
            "thai id",
            "thai national id",
            "personal identification number",
            "national id",
            "citizen id",
            "id card number",
            "tax id",
            "เลขประจำตัวประชาชน",
            "เลขบัตรประชาชน",
            "บัตรประชาชน",
            "เลขประจำตัวผู้เสียภาษี",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["#############", "#~####~#####~##~#"], is_thai)],
        ..PERSONAL
    },
    // Ministry of Home Affairs: district (its province first), date of birth with forty added to women's days, four
    // digits. No check digit.
    Identifier {
        id: "INDONESIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Population number (NIK)",
        countries: &["Indonesia"],
        keywords: &[
            "nik",
            "nomor induk kependudukan",
            "no nik",
            "nomor ktp",
            "no ktp",
            "ktp",
            "e-ktp",
            "nomor kartu keluarga",
            "kartu tanda penduduk",
            "indonesian id",
        ],
        rank: Rank::Checked,
        detectors: &[shaped(
            &["################", "######~######~####", "####~####~####~####", "##.####.######.####"],
            is_nik,
        )],
        ..PERSONAL
    },
    // Directorate General of Taxes: nine digits of which the last is a Luhn check digit, tax office, branch. Since 2024
    // with a zero in front, and citizens use their population number.
    Identifier {
        id: "INDONESIA_TAX_IDENTIFICATION_NUMBER",
        name: "Taxpayer number (NPWP)",
        countries: &["Indonesia"],
        keywords: &["npwp", "nomor pokok wajib pajak", "no npwp", "tax identification number", "tax id"],
        rank: Rank::Checked,
        detectors: &[checked(&["##.###.###.#-###.###", "###############", "################"], is_npwp)],
        ..PERSONAL
    },
    // Philippine Statistics Authority (PhilSys: twelve digits of the person, sixteen of the card), Social Security System
    // (ten digits, 2-7-1), Unified Multi-Purpose ID (twelve digits, 4-7-1). No public check digits.
    Identifier {
        id: "PHILIPPINES_NATIONAL_IDENTIFICATION_NUMBER",
        name: "PhilSys number (PSN, PCN) or common reference number (UMID)",
        countries: &["Philippines"],
        keywords: &[
            "philsys",
            "philippine national id",
            "philippine id",
            "philsys number",
            "philsys card number",
            "philid",
            "pcn",
            "psn",
            "umid",
            "crn",
            "common reference number",
            "pambansang pagkakakilanlan",
        ],
        detectors: &[shaped(
            &["####-####-####-####", "################", "####-#######-#", "####-####-####", "############"],
            is_mixed,
        )],
        ..PERSONAL
    },
    // Social Security System (ten digits, 2-7-1), Government Service Insurance System (eleven digits), PhilHealth (twelve
    // digits, 2-9-1). No public check digits.
    Identifier {
        id: "PHILIPPINES_SOCIAL_SECURITY_NUMBER",
        name: "Social security number (SSS, GSIS) or PhilHealth number",
        countries: &["Philippines"],
        keywords: &[
            "sss number",
            "sss no",
            "sss",
            "gsis",
            "philhealth",
            "philhealth number",
            "pag-ibig",
            "social security number",
            "social security system",
        ],
        detectors: &[shaped(
            &["##-#######-#", "##########", "##-#########-#", "############", "###########"],
            is_mixed,
        )],
        ..PERSONAL
    },
    // Bureau of Internal Revenue: nine digits, and three or five of the branch. The check digit's rule is not public.
    Identifier {
        id: "PHILIPPINES_TAX_IDENTIFICATION_NUMBER",
        name: "Taxpayer identification number (TIN)",
        countries: &["Philippines"],
        keywords: &[
            "tin",
            "tin no",
            "tin number",
            "taxpayer identification number",
            "tax identification number",
            "bir tin",
        ],
        detectors: &[shaped(
            &["###-###-###", "###-###-###-###", "###-###-###-#####", "#########", "############", "##############"],
            is_mixed,
        )],
        ..PERSONAL
    },
    // Department of Foreign Affairs: P, seven digits and a letter; older ones two letters and seven digits.
    Identifier {
        id: "PHILIPPINES_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Philippines"],
        keywords: &["passport number", "passport no", "passport #", "passport#", "passportid", "pasaporte"],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["A#######A", "AA#######"], is_philippine_passport)],
        ..PERSONAL
    },
    // Ministry of Public Security, circular 59/2021: province (001 to 096), century and sex, year of birth, six digits.
    Identifier {
        id: "VIETNAM_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Citizen identity card number (CCCD)",
        countries: &["Vietnam"],
        keywords: &[
            "cccd",
            "can cuoc cong dan",
            "vietnamese id",
            "căn cước công dân",
            "căn cước",
            "số căn cước",
            "số định danh cá nhân",
            "số cccd",
            "cmnd",
            "chứng minh nhân dân",
            "citizen identity card",
            "citizen id",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["############", "### ### ### ###"], is_cccd)],
        ..PERSONAL
    },
    // Ministry of Finance, circular 95/2016: ten digits, the last a check digit modulo 11; three digits of a branch.
    Identifier {
        id: "VIETNAM_TAX_IDENTIFICATION_NUMBER",
        name: "Tax code (MST)",
        countries: &["Vietnam"],
        keywords: &["mst", "mã số thuế", "ma so thue", "tax code", "tax identification number", "tax id"],
        rank: Rank::Checked,
        detectors: &[checked(&["##########", "##########-###"], is_mst)],
        ..PERSONAL
    },
    // Immigration Department: a letter and seven or eight digits.
    Identifier {
        id: "VIETNAM_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Vietnam"],
        keywords: &["vietnamese passport", "vietnam passport", "ho chieu", "hộ chiếu", "số hộ chiếu"],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["A#######", "A########"], is_vietnamese_passport)],
        ..PERSONAL
    },
    // Department of Consular Affairs of Thailand: two letters and seven digits.
    Identifier {
        id: "THAILAND_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Thailand"],
        keywords: &[
            "passport number",
            "passport no",
            "passport #",
            "passport#",
            "passportid",
            "หนังสือเดินทาง",
            "เลขที่หนังสือเดินทาง",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA#######"], is_thai_passport)],
        ..PERSONAL
    },
    // Immigration Department of Malaysia: A (peninsula), H (Sabah) or K (Sarawak) and eight digits.
    Identifier {
        id: "MALAYSIA_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Malaysia"],
        keywords: &[
            "passport number",
            "passport no",
            "passport #",
            "passport#",
            "passportid",
            "pasport",
            "nombor pasport",
            "no pasport",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["A########"], is_malaysian_passport)],
        ..PERSONAL
    },
];

fn is_singaporean(characters: &[u8]) -> bool {
    let [series, digits @ .., last] = characters else { return false };
    let (offset, letters) = match series {
        b'S' => (0, b"JZIHGFEDCBA"),
        b'T' => (4, b"JZIHGFEDCBA"),
        b'F' => (0, b"XWUTRQPNMLK"),
        b'G' => (4, b"XWUTRQPNMLK"),
        b'M' => (3, b"XWUTRQPNJLK"),
        _ => return false,
    };
    let sum = offset + check::weighted(digits, &[2, 7, 6, 5, 4, 3, 2]);
    digits.len() == 7 && !check::uniform(digits) && letters[(sum % 11) as usize] == *last
}

fn is_singaporean_passport(characters: &[u8]) -> bool {
    let [series, digits @ .., _] = characters else { return false };
    matches!(series, b'E' | b'K') && digits.len() == 7 && !check::uniform(digits)
}

fn is_malaysian(digits: &[u8]) -> bool {
    let Some((date, rest)) = digits.split_at_checked(6) else { return false };
    let place = check::number(rest.get(..2).unwrap_or_default());
    rest.len() == 6
        && date::is_yymmdd(date)
        && matches!(place, 1..=16 | 21..=68 | 71 | 72 | 74..=79 | 82..=93 | 98 | 99)
}

fn is_thai(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(12) else { return false };
    let sum = check::weighted(body, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    // 0 in front is a company's number of the same rule.
    body[0] != b'9' && (11 - sum % 11) % 10 == check::value(*last) && !check::uniform(body)
}

fn is_nik(digits: &[u8]) -> bool {
    let Some((region, rest)) = digits.split_at_checked(6) else { return false };
    if rest.len() != 10 {
        return false;
    }
    let province = check::number(&region[..2]);
    let known = matches!(
        province,
        11..=19 | 21 | 31..=36 | 51..=53 | 61..=65 | 71..=76 | 81 | 82 | 91..=97
    );
    let day = check::number(&rest[..2]);
    let day = if day > 40 { day - 40 } else { day };
    let (month, year) = (check::number(&rest[2..4]), check::number(&rest[4..6]));
    known && &region[2..4] != b"00" && date::is_date(2000 + year, month, day) && &rest[6..] != b"0000"
}

fn is_npwp(digits: &[u8]) -> bool {
    let digits = match digits {
        [b'0', rest @ ..] if rest.len() == 15 => rest,
        _ => digits,
    };
    let Some((taxpayer, _)) = digits.split_at_checked(9) else { return false };
    digits.len() == 15 && check::luhn(taxpayer) && !check::uniform(taxpayer)
}

fn is_mixed(digits: &[u8]) -> bool {
    !digits.is_empty() && !check::uniform(digits)
}

fn is_philippine_passport(characters: &[u8]) -> bool {
    match characters {
        [b'P', digits @ .., b'A'..=b'Z'] if digits.len() == 7 => !check::uniform(digits),
        [first, second, digits @ ..] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
            digits.len() == 7 && !check::uniform(digits)
        }
        _ => false,
    }
}

fn is_cccd(digits: &[u8]) -> bool {
    let Some((province, rest)) = digits.split_at_checked(3) else { return false };
    // 0 and 1: born from 1900, 2 and 3: from 2000.
    matches!(check::number(province), 1..=96)
        && rest.len() == 9
        && matches!(rest[0], b'0'..=b'3')
        && !check::uniform(&rest[3..])
}

fn is_mst(digits: &[u8]) -> bool {
    let Some((body, rest)) = digits.split_at_checked(9) else { return false };
    let Some((last, branch)) = rest.split_first() else { return false };
    let sum = check::weighted(body, &[31, 29, 23, 19, 17, 13, 7, 5, 3]);
    matches!(branch.len(), 0 | 3)
        && branch != b"000"
        && &body[2..] != b"0000000"
        && 10 - sum % 11 == check::value(*last)
}

fn is_vietnamese_passport(characters: &[u8]) -> bool {
    let Some((series, digits)) = characters.split_first() else { return false };
    series.is_ascii_alphabetic() && matches!(digits.len(), 7 | 8) && !check::uniform(digits)
}

fn is_thai_passport(characters: &[u8]) -> bool {
    let Some((_, digits)) = characters.split_at_checked(2) else { return false };
    digits.len() == 7 && !check::uniform(digits)
}

fn is_malaysian_passport(characters: &[u8]) -> bool {
    let Some((series, digits)) = characters.split_first() else { return false };
    b"AHK".contains(series) && digits.len() == 8 && !check::uniform(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singapore() {
        for number in ["S1234567D", "T1234567J", "F1234567N", "G1234567X", "M1234567K"] {
            assert!(is_singaporean(number.as_bytes()), "{number}");
        }
        for number in ["S1234567E", "T1234567D", "X1234567D", "S0000000J", "", "S"] {
            assert!(!is_singaporean(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn with_check_digits() {
        assert!(is_thai(b"1234545678781") && !is_thai(b"1234545678782"));
        assert!(is_npwp(b"013121660091000") && is_npwp(b"0013121660091000") && !is_npwp(b"013121661091000"));
        assert!(is_mst(b"0100233488") && is_mst(b"0314409058002") && !is_mst(b"0100233486"));
    }

    #[test]
    fn with_dates_and_places() {
        assert!(is_malaysian(b"770305021234") && !is_malaysian(b"771305021234") && !is_malaysian(b"770305171234"));
        assert!(is_nik(b"3171011708450001") && is_nik(b"3171015708450001"));
        assert!(!is_nik(b"3171013208450001") && !is_nik(b"9971011708450001") && !is_nik(b""));
        assert!(is_cccd(b"001099123456") && !is_cccd(b"097099123456") && !is_cccd(b"000099123456"));
    }
}
