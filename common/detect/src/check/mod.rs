//! Check digits, as the standards define them. All take ASCII digits (or, where said, letters) without separators.

pub(crate) mod date;
pub(crate) mod letters;
mod symbol;
pub(crate) mod token;

pub(crate) use symbol::{machine_readable, symbol, varied};

/// The value of an ASCII digit; other bytes give values above nine, so that they fail every check.
pub(crate) fn value(byte: u8) -> u32 {
    u32::from(byte.wrapping_sub(b'0'))
}

/// The number that these digits write. Of more than nine digits the last nine count; other bytes give nonsense, no panic.
pub(crate) fn number(digits: &[u8]) -> u32 {
    let last = digits.len().saturating_sub(9);
    digits[last..].iter().fold(0u32, |number, byte| number.wrapping_mul(10).wrapping_add(value(*byte)))
}

/// The number that these digits write, modulo `modulus`. Linear, for any length.
pub(crate) fn remainder(digits: &[u8], modulus: u32) -> u32 {
    let modulus = u64::from(modulus);
    // A rest of ten digits and nine more digits fit into 64 bits: one division for nine digits.
    let rest = digits.chunks(9).fold(0u64, |rest, chunk| {
        chunk.iter().fold(rest, |number, byte| number * 10 + u64::from(value(*byte))) % modulus
    });
    rest as u32
}

/// Sum of the digits times their weights; as many digits as there are weights.
pub(crate) fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(byte, weight)| value(*byte) * weight).sum()
}

/// Whether all characters are the same: fillers such as 000 or 999.
pub(crate) fn uniform(text: &[u8]) -> bool {
    text.windows(2).all(|pair| pair[0] == pair[1])
}

/// The Luhn formula (ISO/IEC 7812-1, annex B): every second digit from the right but one is doubled.
pub(crate) fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, byte)| {
            let digit = value(*byte);
            match index % 2 {
                0 => digit,
                _ if digit > 4 => digit * 2 - 9,
                _ => digit * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The check digit of a global trade item number (GS1 General Specifications, 7.9.1): weights 3 and 1 from the right.
pub(crate) fn gtin(digits: &[u8]) -> bool {
    let weights = [1, 3].into_iter().cycle();
    let sum: u32 = digits.iter().rev().zip(weights).map(|(byte, weight)| value(*byte) * weight).sum();
    sum.is_multiple_of(10)
}

/// MOD 97-10 of ISO/IEC 7064 as ISO 13616 uses it: the first four characters go last, letters count 10 to 35.
pub(crate) fn iban(characters: &[u8]) -> bool {
    let Some((head, body)) = characters.split_at_checked(4) else { return false };
    let rest = body.iter().chain(head).fold(0u64, |rest, byte| {
        // A division is dear: only when the next two digits might not fit.
        let rest = if rest < u64::MAX / 1000 { rest } else { rest % 97 };
        match byte {
            b'A'..=b'Z' => rest * 100 + u64::from(*byte - b'A') + 10,
            _ => rest * 10 + u64::from(value(*byte)),
        }
    });
    rest % 97 == 1
}

/// MOD 11,10 of ISO/IEC 7064, the hybrid system with one check digit last.
pub(crate) fn mod_11_10(digits: &[u8]) -> bool {
    let Some((check, digits)) = digits.split_last() else { return false };
    let product = digits.iter().fold(10, |product, byte| {
        let sum = (value(*byte) + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == value(*check)
}

/// The Verhoeff scheme (J. Verhoeff, Error Detecting Decimal Codes, 1969), check digit last.
pub(crate) fn verhoeff(digits: &[u8]) -> bool {
    const DIHEDRAL: [[u8; 10]; 10] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];
    const PERMUTED: [[u8; 10]; 8] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
        [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
        [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
        [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
        [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
        [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
        [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
    ];
    let mut state = 0u8;
    for (index, byte) in digits.iter().rev().enumerate() {
        let Some(permuted) = PERMUTED[index % 8].get(value(*byte) as usize) else { return false };
        state = DIHEDRAL[usize::from(state)][usize::from(*permuted)];
    }
    state == 0
}

/// A check digit modulo 11 where remainders 0 and 1 give 0 and others 11 less the remainder (Receita Federal, Brazil).
pub(crate) fn eleven_or_zero(sum: u32) -> u32 {
    match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles() {
        // GS1 General Specifications: GTIN-13 and GTIN-14 of the examples.
        assert!(gtin(b"6291041500213") && gtin(b"96385074") && !gtin(b"6291041500214"));
    }

    #[test]
    fn luhn_numbers() {
        // ISO/IEC 7812-1 and the issuers' test numbers.
        for good in ["79927398713", "4111111111111111", "378282246310005", "0", "18", "00000000"] {
            assert!(luhn(good.as_bytes()), "{good}");
        }
        for bad in ["79927398710", "79927398711", "4111111111111112", "1", "19"] {
            assert!(!luhn(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn iban_remainders() {
        // Examples of the SWIFT IBAN registry.
        for good in [
            "GB29NWBK60161331926819",
            "DE89370400440532013000",
            "FR1420041010050500013M02606",
            "MT84MALT011000012345MTLCAST001S",
        ] {
            assert!(iban(good.as_bytes()), "{good}");
        }
        for bad in ["GB29NWBK60161331926818", "GB92NWBK60161331926819", "DE89370400440532013001", "DE", ""] {
            assert!(!iban(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn hybrid_modulus() {
        // Examples of the German tax office, and of ISO/IEC 7064 (0794 has check digit 5).
        for good in ["07945", "36574261809", "86095742719", "47036892816", "65929970489"] {
            assert!(mod_11_10(good.as_bytes()), "{good}");
        }
        for bad in ["07946", "36574261808", "63574261809", "86095742710"] {
            assert!(!mod_11_10(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn verhoeff_numbers() {
        for good in ["2363", "123451", "1428570", "234123412346"] {
            assert!(verhoeff(good.as_bytes()), "{good}");
        }
        for bad in ["2364", "3263", "123450", "234123412345", "12a"] {
            assert!(!verhoeff(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn verhoeff_sees_every_single_error_and_every_swap_of_neighbours() {
        let good = *b"234123412346";
        for place in 0..good.len() {
            for digit in b'0'..=b'9' {
                let mut changed = good;
                changed[place] = digit;
                assert_eq!(verhoeff(&changed), changed == good);
            }
        }
        for place in 0..good.len() - 1 {
            let mut swapped = good;
            swapped.swap(place, place + 1);
            assert_eq!(verhoeff(&swapped), swapped == good);
        }
    }

    #[test]
    fn remainders_of_any_length() {
        assert_eq!(remainder(b"3023217600", 511), 53);
        assert_eq!(remainder(b"", 97), 0);
        assert_eq!(remainder(&[b'9'; 400], 9), 0);
    }
}
