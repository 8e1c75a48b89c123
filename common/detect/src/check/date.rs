//! Dates inside of numbers.

/// The number that the digits `from..from + length` of a text write, or `u32::MAX`, which is in no range, if there are
/// not so many digits. At most nine digits.
pub(crate) fn number(text: &[u8], from: usize, length: usize) -> u32 {
    let digits = from.checked_add(length).filter(|_| length <= 9).and_then(|to| text.get(from..to));
    match digits {
        Some(digits) if digits.iter().all(u8::is_ascii_digit) => {
            digits.iter().fold(0, |number, byte| number * 10 + super::value(*byte))
        }
        _ => u32::MAX,
    }
}

/// Whether the Gregorian calendar has this day.
pub(crate) fn is_date(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Whether some year has this day, for numbers that do not tell the century.
pub(crate) fn is_day(month: u32, day: u32) -> bool {
    is_date(2000, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(number(b"A0123", 1, 4), 123);
        for (text, from, length) in
            [("12", 1, 2), ("1A", 0, 2), ("", 0, 1), ("1234567890", 0, 10), ("1", usize::MAX, 2)]
        {
            assert_eq!(number(text.as_bytes(), from, length), u32::MAX, "{text}");
        }
    }

    #[test]
    fn days() {
        for (year, month, day) in [(2000, 2, 29), (1996, 2, 29), (1900, 2, 28), (2001, 12, 31), (1999, 4, 30)] {
            assert!(is_date(year, month, day), "{year} {month} {day}");
        }
        for (year, month, day) in
            [(1900, 2, 29), (2001, 2, 29), (2001, 4, 31), (2001, 13, 1), (2001, 0, 1), (2001, 1, 0)]
        {
            assert!(!is_date(year, month, day), "{year} {month} {day}");
        }
        assert!(is_day(2, 29) && !is_day(2, 30) && !is_day(u32::MAX, 1));
    }
}
