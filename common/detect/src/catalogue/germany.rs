//! Germany.

use super::{Identifier, PERSONAL, Rank};
use crate::check;
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Personalausweisverordnung: nine characters, then a check digit as ICAO Doc 9303 has it. Without the check digit the
    // alphabet and the first letter alone speak for it.
    Identifier {
        id: "GERMANY_NATIONAL_IDENTIFICATION_NUMBER",
        name: "National identity card number",
        countries: &["Germany"],
        keywords: &[
            "ausweisnummer",
            "id number",
            "identification number",
            "identity number",
            "insurance number",
            "personal id",
            "personalausweis",
        ],
        recommended: true,
        macie: true,
        rank: Rank::Ranged,
        detectors: &[shaped(&["A********", "A********#", "A********#A", "##########A"], is_card_number)],
        ..PERSONAL
    },
    // § 139b AO: eleven digits, ISO/IEC 7064 MOD 11,10; one of the first ten digits occurs two or three times.
    Identifier {
        id: "GERMANY_TAX_IDENTIFICATION_NUMBER",
        name: "Steueridentifikationsnummer",
        countries: &["Germany"],
        keywords: &[
            "identifikationsnummer",
            "steuer id",
            "steueridentifikationsnummer",
            "steuernummer",
            "tax id",
            "tax identification number",
            "tax number",
        ],
        recommended: true,
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "##~###~###~###"], is_tax_id)],
        ..PERSONAL
    },
];

/// Serial number of an identity card: since 2010 with letters, before that digits alone with the letter D at the end.
fn is_card_number(characters: &[u8]) -> bool {
    let Some((serial, rest)) = characters.split_at_checked(9) else { return false };
    // No vowels, and no letters that look like digits.
    let alphabet = serial.iter().all(|byte| b"0123456789CFGHJKLMNPRTVWXYZ".contains(byte));
    let first = match serial[0] {
        // The offices' letters for identity cards; the others are for passports.
        b'L' | b'M' | b'N' | b'P' | b'R' | b'T' | b'V' | b'W' | b'X' | b'Y' => true,
        digit => digit.is_ascii_digit() && rest.len() == 2,
    };
    let digits = serial.iter().filter(|byte| byte.is_ascii_digit()).count();
    let proven = match rest {
        [] => true,
        [digit] | [digit, b'D'] => check::value(*digit) == machine_readable(serial),
        _ => false,
    };
    alphabet && first && digits >= 2 && !check::uniform(serial) && proven
}

/// The check digit of ICAO Doc 9303, part 3: weights 7, 3, 1, letters count 10 to 35.
fn machine_readable(characters: &[u8]) -> u32 {
    let value = |byte: u8| if byte.is_ascii_digit() { check::value(byte) } else { u32::from(byte - b'A') + 10 };
    characters.iter().zip([7, 3, 1].into_iter().cycle()).map(|(byte, weight)| value(*byte) * weight).sum::<u32>() % 10
}

/// The first digit is not 0; of the first ten exactly one occurs twice or three times, the others at most once.
fn is_tax_id(digits: &[u8]) -> bool {
    let Some((body, [_])) = digits.split_at_checked(10) else { return false };
    let mut counts = [0u8; 10];
    for byte in body {
        let Some(count) = counts.get_mut(check::value(*byte) as usize) else { return false };
        *count += 1;
    }
    let repeated = counts.iter().filter(|count| **count > 1).count();
    let most = counts.iter().copied().max().unwrap_or(0);
    body[0] != b'0' && repeated == 1 && matches!(most, 2 | 3) && check::mod_11_10(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_numbers() {
        // The specimens of the federal printing office.
        for number in ["T220001293", "T22000129", "L01X00T471", "L01X00T47", "T220001293D"] {
            assert!(is_card_number(number.as_bytes()), "{number}");
        }
        for number in [
            "T220001294",
            "L01X00T472",
            "A01X00T47",
            "LANDSCAPE",
            "LMNPRTVWX",
            "C01X00T47",
            "T2200012",
            "T220001293X",
            "000000000",
        ] {
            assert!(!is_card_number(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn tax_ids() {
        for number in ["36574261809", "86095742719", "65929970489"] {
            assert!(is_tax_id(number.as_bytes()), "{number}");
        }
        for number in ["36574261808", "06574261809", "12345678903", "11111111111", "3657426180"] {
            assert!(!is_tax_id(number.as_bytes()), "{number}");
        }
    }
}
