//! Israel, Türkiye, the Arab states of Asia, and Iran.

use super::{Identifier, PERSONAL, Rank};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Population and Immigration Authority: nine digits, the last a Luhn check digit.
    Identifier {
        id: "ISRAEL_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Identity number (Mispar Zehut)",
        countries: &["Israel"],
        keywords: &[
            "teudat zehut",
            "mispar zehut",
            "israeli id",
            "israel id",
            "identity number",
            "id number",
            "national id",
            "תעודת זהות",
            "מספר זהות",
            "ת.ז.",
            "מספר ת.ז",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["#########", "########-#", "#-#######-#", "#~####~####"], is_israeli)],
        ..PERSONAL
    },
    // General Directorate of Civil Registration and Citizenship Affairs: eleven digits with two check digits.
    Identifier {
        id: "TURKIYE_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Identification number (T.C. Kimlik No)",
        countries: &["Türkiye"],
        keywords: &[
            "tc kimlik",
            "t.c. kimlik",
            "tc kimlik no",
            "tckn",
            "kimlik numarası",
            "kimlik no",
            "kimlik numarasi",
            "turkish id",
            "national id",
            "tc no",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "### ### ### ##"], is_kimlik)],
        ..PERSONAL
    },
    // Revenue Administration: ten digits, the last a check digit.
    Identifier {
        id: "TURKIYE_TAX_IDENTIFICATION_NUMBER",
        name: "Tax identification number (VKN)",
        countries: &["Türkiye"],
        keywords: &[
            "vkn",
            "vergi kimlik no",
            "vergi kimlik numarası",
            "vergi kimlik numarasi",
            "vergi no",
            "vergi numarası",
            "tax identification number",
            "tax id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["##########", "### ### ####"], is_vkn)],
        ..PERSONAL
    },
    // Ministry of Interior of Saudi Arabia: ten digits, 1 for citizens, 2 for residents, the last a Luhn check digit.
    Identifier {
        id: "SAUDI_ARABIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "National identity or residence (iqama) number",
        countries: &["Saudi Arabia"],
        keywords: &[
            "iqama",
            "iqama number",
            "iqama no",
            "saudi id",
            "national id",
            "national identity",
            "id number",
            "رقم الهوية",
            "الهوية الوطنية",
            "رقم الإقامة",
            "هوية مقيم",
            "هوية وطنية",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["##########"], is_saudi)],
        ..PERSONAL
    },
    // Federal Authority for Identity, Citizenship, Customs and Port Security: 784 (the country in ISO 3166-1), year of
    // birth, seven digits, a digit. Some describe the last as a Luhn check digit, but no authority does.
    Identifier {
        id: "UNITED_ARAB_EMIRATES_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Identity card number (Emirates ID)",
        countries: &["United Arab Emirates"],
        keywords: &[
            "emirates id",
            "emirates id number",
            "eida",
            "uae id",
            "id number",
            "identity card",
            "national id",
            "رقم الهوية",
            "الهوية الإماراتية",
            "بطاقة الهوية",
            "eid",
            "eid number",
            "eid no",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["###~####~#######~#", "###############"], is_emirati)],
        ..PERSONAL
    },
    // Public Authority for Civil Information (OECD, TIN of Kuwait): century, date of birth, four digits, and a check digit
    // modulo 11.
    Identifier {
        id: "KUWAIT_CIVIL_ID_NUMBER",
        name: "Civil number",
        countries: &["Kuwait"],
        keywords: &[
            "civil id",
            "civil id number",
            "civil id no",
            "civil number",
            "kuwait id",
            "national id",
            "الرقم المدني",
            "البطاقة المدنية",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["############"], is_kuwaiti)],
        ..PERSONAL
    },
    // Ministry of Interior of Qatar: century, year of birth, nationality as in ISO 3166-1, five digits. No check digit.
    Identifier {
        id: "QATAR_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Identity card number (QID)",
        countries: &["Qatar"],
        keywords: &["qid", "qatar id", "qatari id", "رقم البطاقة الشخصية", "البطاقة القطرية"],
        rank: Rank::Ranged,
        detectors: &[shaped(&["###########"], is_qatari)],
        ..PERSONAL
    },
    // Information & eGovernment Authority of Bahrain: year and month of birth, four digits, a digit whose rule is not
    // public.
    Identifier {
        id: "BAHRAIN_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Personal number (CPR)",
        countries: &["Bahrain"],
        keywords: &[
            "cpr number",
            "bahraini id",
            "cpr no",
            "cpr",
            "central population registry",
            "bahrain id",
            "الرقم الشخصي",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["#########"], is_bahraini)],
        ..PERSONAL
    },
    // National Organization for Civil Registration of Iran: ten digits, the last a check digit modulo 11.
    Identifier {
        id: "IRAN_NATIONAL_IDENTIFICATION_NUMBER",
        name: "National code (Code Melli)",
        countries: &["Iran"],
        keywords: &[
            "code melli",
            "kode melli",
            "melli code",
            "national code",
            "national id",
            "iranian id",
            "کد ملی",
            "شماره ملی",
            "کدملی",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["##########", "###-######-#"], is_melli)],
        ..PERSONAL
    },
];

fn is_israeli(digits: &[u8]) -> bool {
    digits.len() == 9 && check::luhn(digits) && !check::uniform(digits) && !digits.starts_with(b"0000")
}

fn is_kimlik(digits: &[u8]) -> bool {
    let Some((body, [tenth, eleventh])) = digits.split_at_checked(9) else { return false };
    let odd = check::weighted(body, &[1, 0, 1, 0, 1, 0, 1, 0, 1]);
    let even = check::weighted(body, &[0, 1, 0, 1, 0, 1, 0, 1, 0]);
    let first_check = (odd * 7 + 1000 - even) % 10;
    body[0] != b'0'
        && first_check == check::value(*tenth)
        && (odd + even + first_check) % 10 == check::value(*eleventh)
        && !check::uniform(body)
}

fn is_vkn(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(9) else { return false };
    let sum: u32 = body
        .iter()
        .rev()
        .zip(1..)
        .map(|(byte, place)| match (check::value(*byte) + place) % 10 {
            0 => 0,
            shifted => match (shifted << place) % 9 {
                0 => 9,
                rest => rest,
            },
        })
        .sum();
    (10 - sum % 10) % 10 == check::value(*last) && !check::uniform(digits)
}

fn is_saudi(digits: &[u8]) -> bool {
    digits.len() == 10 && matches!(digits[0], b'1' | b'2') && check::luhn(digits) && !check::uniform(&digits[1..])
}

fn is_emirati(digits: &[u8]) -> bool {
    let Some((year, rest)) = digits.strip_prefix(b"784").and_then(|rest| rest.split_at_checked(4)) else {
        return false;
    };
    rest.len() == 8 && matches!(check::number(year), 1900..=2049) && !check::uniform(&rest[..7])
}

fn is_kuwaiti(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(11) else { return false };
    let century = match body[0] {
        b'2' => 1900,
        b'3' => 2000,
        _ => return false,
    };
    let born =
        date::is_date(century + check::number(&body[1..3]), check::number(&body[3..5]), check::number(&body[5..7]));
    let sum = check::weighted(body, &[2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
    born && 11 - sum % 11 == check::value(*last)
}

fn is_qatari(digits: &[u8]) -> bool {
    let Some((century, rest)) = digits.split_first() else { return false };
    let Some((born, serial)) = rest.split_at_checked(5) else { return false };
    // Nationalities 004 (Afghanistan) to 894 (Zambia).
    matches!(century, b'2' | b'3')
        && matches!(check::number(&born[2..]), 4..=894)
        && serial.len() == 5
        && !check::uniform(serial)
}

fn is_bahraini(digits: &[u8]) -> bool {
    digits.len() == 9 && matches!(check::number(&digits[2..4]), 1..=12) && !check::uniform(&digits[4..])
}

fn is_melli(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(9) else { return false };
    let rest = check::weighted(body, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    let wanted = if rest < 2 { rest } else { 11 - rest };
    wanted == check::value(*last) && !check::uniform(digits) && !body.starts_with(b"000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turkey() {
        assert!(is_kimlik(b"10000000146") && is_kimlik(b"17291716060"));
        assert!(!is_kimlik(b"17291716050") && !is_kimlik(b"07291716092") && !is_kimlik(b""));
        assert!(is_vkn(b"4540536920") && !is_vkn(b"4540536921"));
    }

    #[test]
    fn gulf() {
        assert!(is_saudi(b"1010101010") || !is_saudi(b"1010101011"));
        assert!(is_emirati(b"784198012345678") && !is_emirati(b"198012345678"));
        assert!(!is_emirati(b"784188012345678") && !is_emirati(b"785198012345678") && !is_emirati(b""));
        for number in ["288020122596", "227081660516", "292091998298"] {
            assert!(is_kuwaiti(number.as_bytes()), "{number}");
        }
        assert!(!is_kuwaiti(b"288020122597") && !is_kuwaiti(b"288130122596"));
        assert!(is_qatari(b"28563412345") && !is_qatari(b"48563412345") && !is_qatari(b"28589512345"));
    }

    #[test]
    fn others() {
        assert!(is_israeli(b"039337423") && !is_israeli(b"039337424") && !is_israeli(b"000000018"));
        assert!(is_melli(b"0013542419") && !is_melli(b"0013542418"));
    }
}
