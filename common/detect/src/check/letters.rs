//! Check characters over letters and digits.

/// The place of a letter in the alphabet, A first with 0; other bytes give more than 25.
pub(crate) fn letter(byte: u8) -> u32 {
    u32::from(byte.wrapping_sub(b'A'))
}

/// The value of a digit or capital in a system of base 36: A counts 10, Z counts 35.
pub(crate) fn base_36(byte: u8) -> Option<u32> {
    match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'A'..=b'Z' => Some(u32::from(byte - b'A') + 10),
        _ => None,
    }
}

/// MOD 11-2 of ISO/IEC 7064, the pure system with one check character last, where X counts 10.
pub(crate) fn mod_11_2(characters: &[u8]) -> bool {
    let Some((check, digits)) = characters.split_last() else { return false };
    let rest = digits.iter().fold(0, |rest, byte| (rest + super::value(*byte)) * 2 % 11);
    let check = match check {
        b'X' => 10,
        digit => super::value(*digit),
    };
    (rest + check) % 11 == 1
}

/// The Luhn formula over the 36 digits and capitals, check character last (the GSTIN of India uses it).
pub(crate) fn luhn_36(characters: &[u8]) -> bool {
    let mut sum = 0;
    for (index, byte) in characters.iter().rev().enumerate() {
        let Some(value) = base_36(*byte) else { return false };
        let product = if index % 2 == 0 { value } else { value * 2 };
        sum += product / 36 + product % 36;
    }
    sum.is_multiple_of(36)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pure_system_with_x() {
        // ISO/IEC 7064 (0794 has check character 0, 079 has X), and GB 11643.
        for good in ["07940", "079X", "11010519491231002X", "440524188001010014"] {
            assert!(mod_11_2(good.as_bytes()), "{good}");
        }
        for bad in ["07941", "0790", "110105194912310021", ""] {
            assert!(!mod_11_2(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn luhn_over_letters() {
        assert!(luhn_36(b"27AAPFU0939F1ZV"));
        assert!(!luhn_36(b"27AASFU0939F1ZV"));
        assert!(!luhn_36(b"27aapfu0939f1zv"));
    }
}
