//! India.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, letters};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // UIDAI: twelve digits with a Verhoeff check digit; the first is 2 to 9, and no number is a palindrome.
    Identifier {
        id: "INDIA_AADHAAR_NUMBER",
        name: "Aadhaar number",
        countries: &["India"],
        keywords: &["aadhaar", "aadhar", "adhaar", "uidai"],
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(&["############", "####~####~####"], is_aadhaar)],
        ..PERSONAL
    },
    // Income Tax Department: the fourth letter is the kind of holder; the check letter is not public.
    Identifier {
        id: "INDIA_PERMANENT_ACCOUNT_NUMBER",
        name: "Permanent Account Number (PAN)",
        countries: &["India"],
        keywords: &["e-pan", "pan card", "pan number", "permanent account number"],
        macie: true,
        rank: Rank::Ranged,
        detectors: &[shaped(&["AAAAA####A"], is_pan)],
        ..PERSONAL
    },
    // Ministry of Road Transport and Highways: state, office, year of the first issue, seven digits. No check digit.
    Identifier {
        id: "INDIA_DRIVERS_LICENSE",
        name: "Driving licence number",
        countries: &["India"],
        keywords: &[
            "driver licence",
            "driver licences",
            "driver license",
            "driver licenses",
            "drivers lic.",
            "drivers licence",
            "driver's licence",
            "drivers licences",
            "driver's licences",
            "drivers license",
            "driver's license",
            "drivers licenses",
            "driver's licenses",
            "driving licence",
            "driving license",
        ],
        macie: true,
        severity: severity::RISING,
        rank: Rank::Ranged,
        detectors: &[shaped(
            &[
                "AA#############",
                "AA##~###########",
                "AA~#############",
                "AA~##~###########",
                "AA##~####~#######",
                "AA~##~####~#######",
                "AA##/####/#######",
            ],
            is_licence,
        )],
        ..PERSONAL
    },
    // UIDAI: sixteen digits with a Verhoeff check digit that stand for an Aadhaar number.
    Identifier {
        id: "INDIA_AADHAAR_VIRTUAL_ID",
        name: "Virtual ID of an Aadhaar number (VID)",
        countries: &["India"],
        keywords: &["virtual id", "aadhaar vid", "vid", "aadhaar", "aadhar", "uidai", "आधार", "वर्चुअल आईडी"],
        rank: Rank::Checked,
        detectors: &[checked(&["################", "####~####~####~####"], is_virtual_id)],
        ..PERSONAL
    },
    // Election Commission: three letters and seven digits, the last a Luhn check digit.
    Identifier {
        id: "INDIA_VOTER_ID",
        name: "Electors photo identity card number (EPIC)",
        countries: &["India"],
        keywords: &[
            "voter id",
            "voter card",
            "voter identity card",
            "epic number",
            "epic no",
            "epic",
            "election card",
            "elector's photo identity card",
            "मतदाता पहचान पत्र",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["AAA#######"], is_epic)],
        ..PERSONAL
    },
    // Goods and Services Tax Network: state, permanent account number, number of the registration, Z, and a check
    // character by the Luhn formula over 36 signs.
    Identifier {
        id: "INDIA_GOODS_AND_SERVICES_TAX_NUMBER",
        name: "Goods and services tax identification number (GSTIN)",
        countries: &["India"],
        keywords: &["gstin", "gst number", "gst no", "gst in", "gst registration", "goods and services tax", "gst"],
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(&["##AAAAA####A***"], is_gstin)],
        ..PERSONAL
    },
    // Passport Seva: a letter and seven digits, of which the first is not zero.
    Identifier {
        id: "INDIA_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["India"],
        keywords: &[
            "passport number",
            "passport no",
            "passport #",
            "passport#",
            "passportid",
            "indian passport",
            "पासपोर्ट",
            "पासपोर्ट संख्या",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["A#######"], is_passport)],
        ..PERSONAL
    },
];

/// The letters of the states and union territories, as on number plates; OR and UA are older than OD and UK.
fn is_licence(characters: &[u8]) -> bool {
    const STATES: &[&[u8; 2]; 40] = &[
        b"AN", b"AP", b"AR", b"AS", b"BR", b"CG", b"CH", b"DD", b"DL", b"DN", b"GA", b"GJ", b"HP", b"HR", b"JH", b"JK",
        b"KA", b"KL", b"LA", b"LD", b"MH", b"ML", b"MN", b"MP", b"MZ", b"NL", b"OD", b"OR", b"PB", b"PY", b"RJ", b"SK",
        b"TG", b"TN", b"TR", b"TS", b"UA", b"UK", b"UP", b"WB",
    ];
    let Some((state, digits)) = characters.split_at_checked(2) else { return false };
    digits.len() == 13
        && STATES.iter().any(|known| *known == state)
        && &digits[..2] != b"00"
        && matches!(check::number(&digits[2..6]), 1950..=2049)
        && !check::uniform(&digits[6..])
}

fn is_virtual_id(digits: &[u8]) -> bool {
    let palindrome = digits.iter().eq(digits.iter().rev());
    digits.len() == 16 && digits[0] >= b'2' && !palindrome && check::verhoeff(digits)
}

fn is_epic(characters: &[u8]) -> bool {
    let Some((_, digits)) = characters.split_at_checked(3) else { return false };
    digits.len() == 7 && check::luhn(digits) && !check::uniform(digits)
}

fn is_gstin(characters: &[u8]) -> bool {
    let Some((state, rest)) = characters.split_at_checked(2) else { return false };
    let Some((account, [registration, b'Z', _])) = rest.split_at_checked(10) else { return false };
    // 97 other territory, 99 centre.
    matches!(check::number(state), 1..=38 | 97 | 99)
        && is_pan(account)
        && *registration != b'0'
        && letters::luhn_36(characters)
}

fn is_passport(characters: &[u8]) -> bool {
    let Some((series, digits)) = characters.split_first() else { return false };
    series.is_ascii_alphabetic() && digits.len() == 7 && digits[0] != b'0' && !check::uniform(digits)
}

fn is_aadhaar(digits: &[u8]) -> bool {
    let palindrome = digits.iter().eq(digits.iter().rev());
    digits.first().is_some_and(|first| *first >= b'2') && !palindrome && check::verhoeff(digits)
}

/// Person, company, Hindu family, firm, association, trust, body, government, local authority, artificial person.
pub(super) fn is_pan(characters: &[u8]) -> bool {
    characters.len() == 10 && b"PCHFATBGLJ".contains(&characters[3]) && &characters[5..9] != b"0000"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aadhaar() {
        assert!(is_aadhaar(b"234123412346"));
        for number in ["234123412347", "134123412346", "222222222222", "034123412346"] {
            assert!(!is_aadhaar(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn with_check_characters() {
        assert!(is_virtual_id(b"2341234123412341") && !is_virtual_id(b"2341234123412342") && !is_virtual_id(b""));
        assert!(is_epic(b"WKH1186253") && !is_epic(b"WKH1186263") && !is_epic(b"WKH0000000"));
        assert!(is_gstin(b"27AAPFU0939F1ZV") && !is_gstin(b"27AAPFU0939F1ZO") && !is_gstin(b"40AAPFU0939F1ZV"));
    }

    #[test]
    fn licences() {
        assert!(is_licence(b"MH1220110012345"));
        for number in ["XX1220110012345", "MH1218110012345", "MH1220110000000", "MH0020110012345", ""] {
            assert!(!is_licence(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn pan() {
        assert!(is_pan(b"ACUPA7085R"));
        for number in ["ACUXA7085R", "ACUPA0000R", "ACUPA7085"] {
            assert!(!is_pan(number.as_bytes()), "{number}");
        }
    }
}
