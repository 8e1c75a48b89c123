//! Telephones, network devices and vehicles: numbers that lead to their owners.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, letters};
use crate::detector::{Detector, checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // 3GPP TS 23.003, section 6.2: type allocation code of eight digits, six digits, a Luhn check digit.
    Identifier {
        id: "INTERNATIONAL_MOBILE_EQUIPMENT_IDENTITY",
        name: "International mobile equipment identity (IMEI)",
        keywords: &[
            "imei",
            "imei number",
            "imei no",
            "international mobile equipment identity",
            "mobile equipment identity",
            "equipment identity",
            "device imei",
        ],
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(
            &["###############", "##~######~######~#", "######~##~######~#", "########~######~#"],
            is_equipment,
        )],
        ..PERSONAL
    },
    // 3GPP TS 23.003, section 2.2: country and network codes of ITU-T E.212, and the number of the subscriber. No check
    // digit.
    Identifier {
        id: "INTERNATIONAL_MOBILE_SUBSCRIBER_IDENTITY",
        name: "International mobile subscriber identity (IMSI)",
        keywords: &[
            "imsi",
            "imsi number",
            "international mobile subscriber identity",
            "mobile subscriber identity",
            "subscriber identity",
        ],
        rank: Rank::Checked,
        detectors: &[shaped(&["###############", "##############"], is_subscriber)],
        ..PERSONAL
    },
    // ITU-T E.118: 89 for telecommunications, country, issuer, number, and a Luhn check digit; nineteen or twenty digits,
    // nineteen sometimes with the F that fills the last byte on the card.
    Identifier {
        id: "INTEGRATED_CIRCUIT_CARD_IDENTIFIER",
        name: "Integrated circuit card identifier of a SIM (ICCID)",
        keywords: &[
            "iccid",
            "sim number",
            "sim card number",
            "sim serial",
            "sim card",
            "icc id",
            "integrated circuit card identifier",
        ],
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(
            &[
                "###################",
                "####################",
                "###################A",
                "####~####~####~####~###",
                "####~####~####~####~####",
            ],
            is_card_identifier,
        )],
        ..PERSONAL
    },
    // IEEE 802 (EUI-48). Not reported: zeros, groups, and those for documentation (RFC 7042).
    Identifier {
        id: "MAC_ADDRESS",
        name: "Hardware address (MAC)",
        keyword_required: false,
        severity: severity::RISING,
        rank: Rank::Address,
        detectors: &[Detector::HardwareAddress],
        ..PERSONAL
    },
    // ISO 3779 and 3780. The check digit in the ninth place is required in North America (49 CFR 565) and China (GB 16735),
    // and means nothing elsewhere.
    Identifier {
        id: "VEHICLE_IDENTIFICATION_NUMBER",
        name: "Vehicle identification number (VIN)",
        keywords: &[
            "Fahrgestellnummer",
            "niv",
            "numarul de identificare",
            "numarul seriei de sasiu",
            "numer VIN",
            "Número de Identificação do Veículo",
            "Número de Identificación de Automóviles",
            "numéro d'identification du véhicule",
            "vehicle identification number",
            "vin",
            "VIN numeris",
        ],
        macie: true,
        severity: severity::SLIGHT,
        rank: Rank::Ranged,
        detectors: &[shaped(&["*****************"], is_vehicle)],
        ..PERSONAL
    },
];

fn is_equipment(digits: &[u8]) -> bool {
    digits.len() == 15 && check::luhn(digits) && !check::uniform(&digits[..14]) && !digits.starts_with(b"00000000")
}

/// Country codes are 202 to 750; 901 is for networks without a country.
fn is_subscriber(digits: &[u8]) -> bool {
    matches!(digits.len(), 14 | 15)
        && matches!(check::number(&digits[..3]), 202..=750 | 901)
        && !check::uniform(&digits[5..])
}

fn is_card_identifier(characters: &[u8]) -> bool {
    let digits = characters.strip_suffix(b"F").unwrap_or(characters);
    matches!(digits.len(), 19 | 20)
        && digits.starts_with(b"89")
        && digits.iter().all(u8::is_ascii_digit)
        && check::luhn(digits)
        && !check::uniform(&digits[7..18])
}

fn is_vehicle(characters: &[u8]) -> bool {
    // Transliteration of 49 CFR 565.15: A to H 1 to 8, J to N 1 to 5, P 7, R 9, S to Z 2 to 9.
    const VALUES: [u32; 26] = [1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9];
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let used = |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_uppercase() && !b"IOQ".contains(byte);
    let [region, country, ..] = characters else { return false };
    if characters.len() != 17 || !characters.iter().all(used) || *region == b'0' {
        return false;
    }
    // The last four are the serial number, and an identifier has letters.
    if !characters[13..].iter().all(u8::is_ascii_digit) || !characters.iter().any(u8::is_ascii_uppercase) {
        return false;
    }
    let value = |byte: &u8| match VALUES.get(letters::letter(*byte) as usize) {
        Some(value) => *value,
        None => check::value(*byte),
    };
    let sum: u32 = characters.iter().zip(WEIGHTS).map(|(byte, weight)| value(byte) * weight).sum();
    let wanted = match sum % 11 {
        10 => b'X',
        digit => b'0' + digit as u8,
    };
    // 7A to 7E is New Zealand, the rest of 7 the United States.
    let american = matches!(region, b'1'..=b'5') || *region == b'7' && !(b'A'..=b'E').contains(country);
    characters[8] == wanted || !(american || *region == b'L')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephones() {
        assert!(is_equipment(b"490154203237518") && is_equipment(b"354178036859789"));
        assert!(!is_equipment(b"354178036859788") && !is_equipment(b"000000000000000") && !is_equipment(b""));
        assert!(is_card_identifier(b"8991101200003204514") && !is_card_identifier(b"8991101200003204511"));
        assert!(is_subscriber(b"310150123456789") && !is_subscriber(b"110150123456789"));
    }

    #[test]
    fn vehicles() {
        for number in ["1M8GDM9AXKP042788", "WVWZZZ1KZAW000001", "5GZCZ43D13S812715"] {
            assert!(is_vehicle(number.as_bytes()), "{number}");
        }
        for number in
            ["1M8GDM9A1KP042788", "WVWZZZ1KZAW00000O", "WVWZZZ1KZAW0000", "0VWZZZ1KZAW000001", "WVWZZZ1KZAWABCDEF", ""]
        {
            assert!(!is_vehicle(number.as_bytes()), "{number}");
        }
    }
}
