//! France.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Twelve digits; cards since 2013 two digits, two letters, five digits.
    Identifier {
        id: "FRANCE_DRIVERS_LICENSE",
        name: "Driving licence number (permis de conduire)",
        countries: &["France"],
        keywords: &["permis de conduire"],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["############", "##AA#####", "##~AA~#####"], check::varied)],
        ..PERSONAL
    },
    // Number of the carte Vitale itself: 21 digits in groups of ten, ten and one. No check digit is published.
    Identifier {
        id: "FRANCE_HEALTH_INSURANCE_NUMBER",
        name: "Health insurance card number (carte Vitale)",
        countries: &["France"],
        keywords: &["carte d'assuré social", "carte vitale", "insurance card"],
        macie: true,
        detectors: &[shaped(&["#####################", "##########~##########~#"], check::varied)],
        ..PERSONAL
    },
    // Décret 55-1397: twelve digits (year, month, department, office, order); since 2021 nine letters and digits.
    Identifier {
        id: "FRANCE_IDENTITY_CARD_NUMBER",
        name: "Identity card number (CNI)",
        countries: &["France"],
        keywords: &[
            "carte nationale d'identité",
            "carte nationale d'identite",
            "carte d'identité",
            "carte d'identite",
            "numéro de carte d'identité",
            "numéro cni",
            "cni",
            "cnie",
            "french identity card",
            "french id card",
            "carte identité",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["############", "A********"], is_identity_card)],
        ..PERSONAL
    },
    // Décret 82-103: sex, year, month, department, commune, order, and 97 less the rest of the division by 97.
    Identifier {
        id: "FRANCE_NATIONAL_IDENTIFICATION_NUMBER",
        name: "INSEE code (NIR)",
        countries: &["France"],
        keywords: &[
            "assurance sociale",
            "carte nationale d’identité",
            "cni",
            "code sécurité sociale",
            "French social security number",
            "fssn#",
            "insee",
            "insurance number",
            "national id number",
            "nationalid#",
            "numéro d'assurance",
            "sécurité sociale",
            "sécurité sociale non.",
            "sécurité sociale numéro",
            "social",
            "social security",
            "social security number",
            "socialsecuritynumber",
            "ss#",
            "ssn",
            "ssn#",
        ],
        recommended: true,
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(NIR, is_nir)],
        ..PERSONAL
    },
    // INSEE (décret 73-314): nine digits (SIREN), or fourteen with the establishment (SIRET), both with a check digit of Luhn.
    Identifier {
        id: "FRANCE_ORGANIZATION_NUMBER",
        name: "Company number (SIREN, SIRET)",
        countries: &["France"],
        keywords: &[
            "siren",
            "siret",
            "numéro siren",
            "numéro siret",
            "n° siren",
            "n° siret",
            "code siret",
            "rcs",
            "french company number",
        ],
        rank: Rank::Checked,
        detectors: &[
            checked(&["#########", "###~###~###", "###.###.###"], is_siren),
            checked(&["##############", "###~###~###~#####", "#########~#####"], is_siret),
        ],
        ..PERSONAL
    },
    // Décret 2005-1726: two digits, two letters, five digits.
    Identifier {
        id: "FRANCE_PASSPORT_NUMBER",
        name: "Passport number (passeport)",
        countries: &["France"],
        keywords: &["numéro de passeport", "passeport", "passeport #", "passeport n °", "passeport non"],
        recommended: true,
        macie: true,
        severity: severity::PASSPORT,
        detectors: &[shaped(&["##AA#####", "##~AA~#####"], check::varied)],
        ..PERSONAL
    },
    // DGFiP (OECD, TIN of France): ten digits, then their rest modulo 511.
    Identifier {
        id: "FRANCE_TAX_IDENTIFICATION_NUMBER",
        name: "Numéro fiscal de référence (SPI)",
        countries: &["France"],
        keywords: &[
            "numéro d'identification fiscal",
            "tax id",
            "tax identification number",
            "tax number",
            "tin",
            "tin#",
        ],
        recommended: true,
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(&["#############", "##~##~###~###~###"], is_spi)],
        ..PERSONAL
    },
];

/// A NIR, with digits or a letter for the department, together or in groups.
pub(super) const NIR: &[&str] = &[
    "###############",
    "#############~##",
    "#~##~##~##~###~###~##",
    "######A########",
    "######A######~##",
    "#~##~##~#A~###~###~##",
];

/// Sex, year, month (20 and above where it is unknown), department (2A and 2B are Corsica), commune, order, key.
pub(super) fn is_nir(characters: &[u8]) -> bool {
    if characters.len() != 15 {
        return false;
    }
    let two = |index: usize| check::remainder(&characters[index..index + 2], 100);
    let sex = matches!(characters[0], b'1' | b'2' | b'3' | b'4' | b'7' | b'8');
    let month = matches!(two(3), 1..=12 | 20 | 30..=42 | 50..=99);
    let mut digits = [0; 13];
    digits.copy_from_slice(&characters[..13]);
    // Corsica's departments count as 19 and 18.
    match &characters[5..7] {
        b"2A" => digits[5..7].copy_from_slice(b"19"),
        b"2B" => digits[5..7].copy_from_slice(b"18"),
        [b'0', b'0'] => return false,
        department if department.iter().all(u8::is_ascii_digit) => {}
        _ => return false,
    }
    let commune_and_order = &characters[7..13];
    sex && month && commune_and_order.iter().any(|byte| *byte != b'0') && two(13) == 97 - check::remainder(&digits, 97)
}

/// Twelve digits with year and month, or nine characters of which the first is a letter.
fn is_identity_card(characters: &[u8]) -> bool {
    let digits = characters.iter().filter(|byte| byte.is_ascii_digit()).count();
    match characters.len() {
        12 => matches!(date::number(characters, 2, 2), 1..=12) && check::varied(characters),
        // Without vowels no words come about.
        _ => matches!(digits, 2..=7) && !characters.iter().any(|byte| b"AEIOU".contains(byte)),
    }
}

pub(super) fn is_siren(digits: &[u8]) -> bool {
    digits.len() == 9 && digits.iter().all(u8::is_ascii_digit) && check::varied(digits) && check::luhn(digits)
}

fn is_siret(digits: &[u8]) -> bool {
    let Some((siren, establishment)) = digits.split_at_checked(9) else { return false };
    if establishment.len() != 5 || !is_siren(siren) || establishment == b"00000" {
        return false;
    }
    // The post office has more establishments than the check digit allows: the sum of its digits is divisible by five.
    let post = siren == b"356000000" && digits.iter().map(|byte| check::value(*byte)).sum::<u32>().is_multiple_of(5);
    post || check::luhn(digits)
}

/// The first digit is 0 to 3.
pub(super) fn is_spi(digits: &[u8]) -> bool {
    let Some((body, key)) = digits.split_at_checked(10) else { return false };
    matches!(body[0], b'0'..=b'3')
        && !check::uniform(body)
        && check::remainder(body, 511) == check::remainder(key, 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nir() {
        for number in ["295109912611193", "255081416802538", "295102A12611168"] {
            let mut digits = number.replace("2A", "19").into_bytes();
            digits.truncate(13);
            let key = 97 - check::remainder(&digits, 97);
            let number = format!("{}{key:02}", &number[..13]);
            assert!(is_nir(number.as_bytes()), "{number}");
            let wrong = format!("{}{:02}", &number[..13], key % 97 + 1);
            assert!(!is_nir(wrong.as_bytes()), "{wrong}");
        }
        assert!(is_nir(b"295109912611193"));
        for number in ["595109912611193", "295139912611193", "29510991261119", "295102C12611193"] {
            assert!(!is_nir(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn spi() {
        assert!(is_spi(b"3023217600053"));
        for number in ["3023217600054", "4023217600053", "0000000000000", "302321760005"] {
            assert!(!is_spi(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn companies() {
        assert!(is_siren(b"732829320") && !is_siren(b"732829321") && !is_siren(b"000000000"));
        for number in ["73282932000074", "35600000000048", "35600000049837"] {
            assert!(is_siret(number.as_bytes()), "{number}");
        }
        for number in ["73282932000079", "73282932000000", "7328293200007", ""] {
            assert!(!is_siret(number.as_bytes()), "{number}");
        }
    }
}
