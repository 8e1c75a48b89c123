//! New Zealand.

use super::{FINANCIAL, Identifier, PERSONAL, Rank, severity};
use crate::check::{self, letters};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Inland Revenue, file upload specifications: eight or nine digits from 10 000 000 to 200 000 000, the last a check
    // digit modulo 11 with a second set of weights where the first gives ten.
    Identifier {
        id: "NEW_ZEALAND_IRD_NUMBER",
        name: "Inland Revenue number (IRD)",
        countries: &["New Zealand"],
        keywords: &[
            "ird number",
            "ird no",
            "ird",
            "inland revenue number",
            "inland revenue",
            "tax number",
            "te tari taake",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["########", "##~###~###", "#########", "###~###~###"], is_ird)],
        ..PERSONAL
    },
    // HISO 10046 Consumer Health Identity Standard: three letters without I and O and four digits, check digit modulo 11;
    // or three letters, two digits and two letters, check letter modulo 23. Numbers that begin with Z are for tests.
    Identifier {
        id: "NEW_ZEALAND_NATIONAL_HEALTH_INDEX_NUMBER",
        name: "National Health Index number (NHI)",
        countries: &["New Zealand"],
        keywords: &["nhi number", "nhi no", "nhi", "national health index", "health index number", "patient nhi"],
        rank: Rank::Checked,
        detectors: &[checked(&["AAA####", "AAA##AA", "AAA~####"], is_nhi)],
        ..PERSONAL
    },
    // NZ Transport Agency: two letters and six digits, sometimes with the three digits of the card's version.
    Identifier {
        id: "NEW_ZEALAND_DRIVERS_LICENSE",
        name: "Driver licence number",
        countries: &["New Zealand"],
        keywords: &[
            "driver licence",
            "drivers licence",
            "driver's licence",
            "driving licence",
            "driver license",
            "drivers license",
            "driver's license",
            "licence number",
            "nzdl",
            "raihana taraiwa",
        ],
        severity: severity::RISING,
        detectors: &[shaped(&["AA######", "AA######~###"], is_licence)],
        ..PERSONAL
    },
    // Department of Internal Affairs: two letters and six digits, the first E, L or R; older ones N and six digits. There is
    // no check digit.
    Identifier {
        id: "NEW_ZEALAND_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["New Zealand"],
        keywords: &[
            "passport number",
            "passport no",
            "passport #",
            "passport#",
            "passportid",
            "uruwhenua",
            "nz passport",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA######", "A######"], is_passport)],
        ..PERSONAL
    },
    // Payments NZ and Inland Revenue, bank account number validation: bank, branch, account base and suffix, with the
    // check of the bank.
    Identifier {
        id: "NEW_ZEALAND_BANK_ACCOUNT_NUMBER",
        name: "Bank account number",
        countries: &["New Zealand"],
        keywords: &[
            "bank account number",
            "account number",
            "account no",
            "bank account",
            "bank acct",
            "direct credit",
            "direct debit",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &["##~####~#######~##", "##~####~#######~###", "###############", "################"],
            is_account,
        )],
        ..FINANCIAL
    },
];

fn is_ird(digits: &[u8]) -> bool {
    let number = check::number(digits);
    let Some((check, body)) = digits.split_last() else { return false };
    let padded = |weights: &[u32; 8]| {
        let weights = weights.get(8usize.saturating_sub(body.len())..).unwrap_or_default();
        (11 - check::weighted(body, weights) % 11) % 11
    };
    let wanted = match padded(&[3, 2, 7, 6, 5, 4, 3, 2]) {
        10 => padded(&[7, 4, 3, 2, 5, 2, 7, 6]),
        digit => digit,
    };
    matches!(digits.len(), 8 | 9) && (10_000_001..200_000_000).contains(&number) && wanted == check::value(*check)
}

fn is_nhi(characters: &[u8]) -> bool {
    // Letters count from one, without I and O.
    let value = |byte: u8| match byte {
        b'A'..=b'H' => letters::letter(byte) + 1,
        b'J'..=b'N' => letters::letter(byte),
        b'P'..=b'Z' => letters::letter(byte) - 1,
        digit => check::value(digit),
    };
    let [prefix @ .., third, last] = characters else { return false };
    if characters.len() != 7 || characters.iter().any(|byte| matches!(byte, b'I' | b'O')) || prefix[0] == b'Z' {
        return false;
    }
    let sum: u32 = characters[..6].iter().zip([7, 6, 5, 4, 3, 2]).map(|(byte, weight)| value(*byte) * weight).sum();
    if third.is_ascii_digit() && last.is_ascii_digit() {
        !sum.is_multiple_of(11) && (11 - sum % 11) % 10 == value(*last)
    } else {
        third.is_ascii_alphabetic() && last.is_ascii_alphabetic() && 23 - sum % 23 == value(*last)
    }
}

fn is_licence(characters: &[u8]) -> bool {
    matches!(characters.len(), 8 | 11) && !check::uniform(&characters[2..8])
}

fn is_passport(characters: &[u8]) -> bool {
    let letters = characters.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (series, digits) = characters.split_at(letters);
    let used = matches!(series, [b'E' | b'L' | b'R', _] | [b'N']);
    used && digits.len() == 6 && !check::uniform(digits)
}

/// Which check a bank uses: weights for branch (four digits), base (seven or eight) and suffix, and how to sum.
fn is_account(digits: &[u8]) -> bool {
    if !matches!(digits.len(), 15 | 16) {
        return false;
    }
    let bank = check::number(&digits[..2]);
    let (branch, base) = (&digits[2..6], &digits[6..13]);
    let suffix = &digits[13..];
    let base_number = check::number(base);
    // Two products' digits may give nine or be taken modulo nine: the published texts differ for multiples of nine.
    let folded = |weights: &[u32], digits: &[u8], multiple: u32| -> u32 {
        let product = |(byte, weight): (&u8, &u32)| match check::value(*byte) * weight {
            small @ 0..=9 => small,
            large if large % 9 == 0 => multiple,
            large => large % 9,
        };
        digits.iter().zip(weights).map(product).sum()
    };
    let whole = match bank {
        1..=4 | 6 | 10..=24 | 27 | 30 | 35 | 38 if base_number < 990_000 => {
            let sum = check::weighted(branch, &[6, 3, 7, 9]) + check::weighted(base, &[0, 10, 5, 8, 4, 2, 1]);
            sum.is_multiple_of(11)
        }
        1..=4 | 6 | 10..=24 | 27 | 30 | 35 | 38 => check::weighted(base, &[0, 10, 5, 8, 4, 2, 1]).is_multiple_of(11),
        8 => check::weighted(base, &[7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11),
        9 => [0, 9].into_iter().any(|multiple| {
            let last = suffix.last().map_or(0, |byte| check::value(*byte));
            (folded(&[0, 0, 0, 5, 4, 3, 2], base, multiple) + last).is_multiple_of(11)
        }),
        25 | 33 => check::weighted(base, &[1, 7, 3, 1, 7, 3, 1]).is_multiple_of(10),
        26 | 28 | 29 => [0, 9].into_iter().any(|multiple| {
            let weights: &[u32] = if suffix.len() == 3 { &[3, 7, 1] } else { &[7, 1] };
            (folded(&[1, 3, 7, 1, 3, 7, 1], base, multiple) + folded(weights, suffix, multiple)).is_multiple_of(10)
        }),
        31 => true,
        _ => false,
    };
    whole && base_number != 0 && branch != b"0000"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ird() {
        // Examples of Inland Revenue.
        for number in ["49091850", "35901981", "49098576", "136410132"] {
            assert!(is_ird(number.as_bytes()), "{number}");
        }
        for number in ["136410133", "9125568", "49091851", "00000000", ""] {
            assert!(!is_ird(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn nhi() {
        for number in ["WLD9413", "CGC2720", "EPT6335"] {
            assert!(is_nhi(number.as_bytes()), "{number}");
        }
        // The numbers of the standard itself begin with Z: tests.
        for number in ["ZAC5361", "CGC2721", "DAB8233", "CGI2720", "", "AAA"] {
            assert!(!is_nhi(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn accounts() {
        // Examples of Inland Revenue's description.
        for number in ["0109020068389000", "2626000320871032", "010242010019400"] {
            assert!(is_account(number.as_bytes()), "{number}");
        }
        for number in ["010242010019500", "0102420100195000", "990242010019400", "010242000000000", "01"] {
            assert!(!is_account(number.as_bytes()), "{number}");
        }
    }
}
