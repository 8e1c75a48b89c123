//! Numbers of digits and letters, where letters count too.

/// The value of a digit or capital letter as ISO/IEC 7064 and ICAO Doc 9303 count: A is 10, Z is 35. Other bytes give 99.
pub(crate) fn symbol(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        _ => 99,
    }
}

/// The check digit of machine-readable documents (ICAO Doc 9303, part 3, 4.9): weights 7, 3, 1, modulo 10.
pub(crate) fn machine_readable(characters: &[u8]) -> u32 {
    characters.iter().zip([7, 3, 1].into_iter().cycle()).map(|(byte, weight)| symbol(*byte) * weight).sum::<u32>() % 10
}

/// Whether the digits among the characters are not all the same: a number without check digit that is no filler.
pub(crate) fn varied(characters: &[u8]) -> bool {
    let mut digits = characters.iter().filter(|byte| byte.is_ascii_digit());
    let first = digits.next();
    first.is_some() && digits.any(|digit| Some(digit) != first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_of_machine_readable_documents() {
        // The examples of ICAO Doc 9303, part 3, appendix A, and part 4.
        assert_eq!(machine_readable(b"520727"), 3);
        assert_eq!(machine_readable(b"AB2134"), 5);
        assert_eq!(machine_readable(b"L898902C3"), 6);
        assert_eq!(machine_readable(b"740812"), 2);
    }

    #[test]
    fn fillers() {
        assert!(varied(b"AB12"));
        assert!(!varied(b"AB11") && !varied(b"AB1") && !varied(b"ABCD") && !varied(b""));
    }
}
