//! Germany.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Fahrerlaubnis-Verordnung, Anlage 8: office (a letter, two digits or letters), six characters, a check digit modulo 11
    // (X for ten; weights 9 to 1, letters count 10 to 35), and the number of the copy.
    Identifier {
        id: "GERMANY_DRIVERS_LICENSE",
        name: "Driving licence number (Führerscheinnummer)",
        countries: &["Germany"],
        keywords: &[
            "fuehrerschein",
            "fuehrerschein- nr",
            "fuehrerscheinnummer",
            "fuhrerschein",
            "führerschein",
            "fuhrerschein- nr",
            "führerschein- nr",
            "fuhrerscheinnummer",
            "führerscheinnummer",
        ],
        macie: true,
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(&["A********X*"], is_licence)],
        ..PERSONAL
    },
    // § 290 SGB V: a letter, eight digits, and a check digit modulo 10, where the letter counts 01 to 26.
    Identifier {
        id: "GERMANY_HEALTH_INSURANCE_NUMBER",
        name: "Health insurance number (Krankenversichertennummer)",
        countries: &["Germany"],
        keywords: &[
            "krankenversichertennummer",
            "krankenversichertennr",
            "krankenversicherungsnummer",
            "versichertennummer",
            "versicherten-id",
            "versicherten-nr",
            "kvnr",
            "kv-nummer",
            "kv-nr",
            "vers.-nr",
            "vers-nr",
            "versnr",
            "gesundheitskarte",
            "egk",
            "german health insurance number",
            "health insurance number",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["A#########", "A~#########", "A###~###~###", "A~###~###~###"], is_insured)],
        ..PERSONAL
    },
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
    // Passverordnung, Anlage 11: nine characters, the first a letter for passports; then a check digit as ICAO Doc 9303 has
    // it, and D. Booklets before 2007 had ten digits, the last the check digit.
    Identifier {
        id: "GERMANY_PASSPORT_NUMBER",
        name: "Passport number (Reisepass)",
        countries: &["Germany"],
        keywords: &[
            "ausstellungsdatum",
            "ausstellungsort",
            "geburtsdatum",
            "passport",
            "passports",
            "reisepass",
            "reisepass–nr",
            "reisepassnummer",
        ],
        recommended: true,
        macie: true,
        severity: severity::PASSPORT,
        // Not above the passports of others that are called by the English word too.
        rank: Rank::Shaped,
        detectors: &[
            shaped(&["A********"], is_passport),
            checked(&["A********#", "A********#A", "##########", "##########A"], is_passport),
        ],
        ..PERSONAL
    },
    // VKVV § 2: area, date of birth, letter of the name, order, and a check digit modulo 10.
    Identifier {
        id: "GERMANY_SOCIAL_SECURITY_NUMBER",
        name: "Pension insurance number (Rentenversicherungsnummer)",
        countries: &["Germany"],
        keywords: &[
            "rentenversicherungsnummer",
            "rentenversicherungsnr",
            "rvnr",
            "rv-nummer",
            "rv-nr",
            "sv-nr",
            "sozialvers.-nr",
            "sozvers-nr",
            "rentenvers-nr",
            "rentenvers.-nr",
            "versicherungsnr",
            "sozialversicherungsnummer",
            "sozialversicherungsnr",
            "sozialversicherungsausweis",
            "sv-nummer",
            "svnr",
            "versicherungsnummer",
            "german social security number",
            "social security number",
            "pension insurance number",
            "ssn",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &[
                "########A###",
                "##~######~A~###",
                "##~######A###",
                "##~######~A~##~#",
                "##~##~##~##~A~###",
                "######## A ###",
            ],
            is_pension_number,
        )],
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
    // Steuernummern of the states, written with strokes; or thirteen digits, as ELSTER has them: state and office, a 0,
    // district, number. The check digits differ from state to state and are not all published.
    Identifier {
        id: "GERMANY_TAX_NUMBER",
        name: "Tax number of the states (Steuernummer)",
        countries: &["Germany"],
        keywords: &[
            "steuernummer",
            "steuer-nr",
            "steuernr",
            "st.-nr.",
            "stnr",
            "st.nr.",
            "finanzamt",
            "german tax number",
        ],
        rank: Rank::Ranged,
        detectors: &[
            shaped(
                &["##/###/#####", "###/###/#####", "###/####/####", "#####/#####", "### ### #####", "## ### #####"],
                check::varied,
            ),
            shaped(&["#############"], is_federal_number),
        ],
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
        [digit] | [digit, b'D'] => check::value(*digit) == check::machine_readable(serial),
        _ => false,
    };
    alphabet && first && digits >= 2 && !check::uniform(serial) && proven
}

/// Serial number of a passport: as of identity cards, with the offices' other letters; until 2007 digits alone.
fn is_passport(characters: &[u8]) -> bool {
    let Some((serial, rest)) = characters.split_at_checked(9) else { return false };
    let alphabet = serial.iter().all(|byte| b"0123456789CFGHJKLMNPRTVWXYZ".contains(byte));
    let first = match serial.first() {
        Some(b'C' | b'F' | b'G' | b'H' | b'J' | b'K') => true,
        Some(_) => !rest.is_empty() && serial.iter().all(u8::is_ascii_digit),
        None => false,
    };
    let digits = serial.iter().filter(|byte| byte.is_ascii_digit()).count();
    let proven = match rest {
        [] => true,
        [digit] | [digit, b'D'] => check::value(*digit) == check::machine_readable(serial),
        _ => false,
    };
    alphabet && first && digits >= 2 && check::varied(serial) && proven
}

fn is_licence(characters: &[u8]) -> bool {
    let Some((body, [last, copy])) = characters.split_at_checked(9) else { return false };
    let sum: u32 = body.iter().zip((1..=9).rev()).map(|(byte, weight)| check::symbol(*byte) * weight).sum();
    let digits = body.iter().filter(|byte| byte.is_ascii_digit()).count();
    let known = digits >= 2 && copy.is_ascii_alphanumeric() && check::varied(body);
    known && b"0123456789X".get((sum % 11) as usize) == Some(last)
}

/// The sum of the digits of a product of one digit and a weight below ten.
fn cross(byte: u8, weight: u32) -> u32 {
    let product = check::value(byte) * weight;
    product / 10 + product % 10
}

/// The two digits for a letter: A is 01.
fn position(letter: u8) -> [u8; 2] {
    let number = letter.wrapping_sub(b'A').wrapping_add(1) % 100;
    [b'0' + number / 10, b'0' + number % 10]
}

fn is_insured(characters: &[u8]) -> bool {
    let Ok([letter, body @ .., last]) = <&[u8; 10]>::try_from(characters) else { return false };
    let sum: u32 = position(*letter)
        .iter()
        .chain(body)
        .zip([1, 2].into_iter().cycle())
        .map(|(byte, weight)| cross(*byte, weight))
        .sum();
    letter.is_ascii_uppercase() && check::varied(body) && sum % 10 == check::value(*last)
}

fn is_pension_number(characters: &[u8]) -> bool {
    let Ok([front @ .., letter, tens, ones, last]) = <&[u8; 12]>::try_from(characters) else { return false };
    let weights = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
    let digits = front.iter().copied().chain(position(*letter)).chain([*tens, *ones]);
    let sum: u32 = digits.zip(weights).map(|(byte, weight)| cross(byte, weight)).sum();
    // Areas 02 to 99; days and months may be 0 where the date of birth is not proven.
    let area = matches!(date::number(front, 0, 2), 2..=99);
    let born = matches!(date::number(front, 2, 2), 0..=31) && matches!(date::number(front, 4, 2), 0..=12);
    letter.is_ascii_uppercase() && area && born && sum % 10 == check::value(*last)
}

/// Thirteen digits: the state, its office, and a 0 in the fifth place.
fn is_federal_number(digits: &[u8]) -> bool {
    let state = matches!(date::number(digits, 0, 2), 10 | 11 | 21..=24 | 26..=28 | 30..=32 | 40 | 41)
        || matches!(digits.first(), Some(b'5' | b'9'));
    digits.len() == 13 && state && digits.get(4) == Some(&b'0') && check::varied(digits)
}

/// The first digit is not 0; of the first ten exactly one occurs twice or three times, the others at most once.
pub(super) fn is_tax_id(digits: &[u8]) -> bool {
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

    #[test]
    fn passports() {
        for number in ["C01X00T47", "C01X0006H1", "C01X0006H1D", "C01X0006H"] {
            assert!(is_passport(number.as_bytes()), "{number}");
        }
        for number in ["C01X0006H2", "L01X00T47", "CFGHJKLMN", "1234567890", "C01X0006", ""] {
            assert!(!is_passport(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn licences() {
        assert!(
            is_licence(b"B072RRE2I55") && !is_licence(b"B072RRE2I45") && !is_licence(b"B072RRE2I5") && !is_licence(b"")
        );
    }

    #[test]
    fn insurances() {
        assert!(
            is_insured(b"A123456780") && !is_insured(b"A123456781") && !is_insured(b"1123456780") && !is_insured(b"")
        );
        assert!(is_pension_number(b"15070649C103") && is_pension_number(b"65170839J003"));
        assert!(!is_pension_number(b"15070649C104") && !is_pension_number(b"15320649C103") && !is_pension_number(b""));
        assert!(is_federal_number(b"4151081508156") && !is_federal_number(b"4151181508156"));
    }
}
