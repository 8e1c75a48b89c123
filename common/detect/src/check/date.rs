//! Dates inside of numbers.

use super::value;

/// The number that the digits `from..from + length` of a text write, or `u32::MAX`, which is in no range, if there are
/// not so many digits. At most nine digits.
pub(crate) fn number(text: &[u8], from: usize, length: usize) -> u32 {
    let digits = from.checked_add(length).filter(|_| length <= 9).and_then(|to| text.get(from..to));
    digits.filter(|digits| digits.iter().all(u8::is_ascii_digit)).map_or(u32::MAX, super::number)
}

/// The number that two digits write, or `u32::MAX`.
pub(crate) fn two(text: &[u8], from: usize) -> u32 {
    match text.get(from..) {
        Some([tens, ones, ..]) if tens.is_ascii_digit() && ones.is_ascii_digit() => value(*tens) * 10 + value(*ones),
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

/// Whether six digits are year, month and day.
///
/// Of the years 1900 to 2099 those are leap years whose last two digits four divides, except 1900.
pub(crate) fn is_yymmdd(digits: &[u8]) -> bool {
    digits.len() == 6 && in_some_century(two(digits, 0), two(digits, 2), two(digits, 4))
}

/// Whether six digits are day, month and year.
pub(crate) fn is_ddmmyy(digits: &[u8]) -> bool {
    digits.len() == 6 && in_some_century(two(digits, 4), two(digits, 2), two(digits, 0))
}

fn in_some_century(year: u32, month: u32, day: u32) -> bool {
    year <= 99 && is_date(2000 + year, month, day)
}

/// Whether eight digits are year, month and day, from 1850 to 2099.
pub(crate) fn is_yyyymmdd(digits: &[u8]) -> bool {
    let year = number(digits, 0, 4);
    digits.len() == 8 && (1850..2100).contains(&year) && is_date(year, two(digits, 4), two(digits, 6))
}

/// Whether eight digits are a date of 1900 to 2049: YYYYMMDD, MMDDYYYY or DDMMYYYY.
pub(crate) fn looks_like_date(digits: &[u8]) -> bool {
    let century = |index: usize| matches!((two(digits, index), two(digits, index + 2)), (19, _) | (20, 0..=49));
    digits.len() == 8
        && (century(0) && is_day(two(digits, 4), two(digits, 6))
            || century(4) && (is_day(two(digits, 0), two(digits, 2)) || is_day(two(digits, 2), two(digits, 0))))
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

    #[test]
    fn dates() {
        assert!(is_yymmdd(b"310820") && is_yymmdd(b"000229") && is_ddmmyy(b"290204") && is_ddmmyy(b"311299"));
        for digits in ["311320", "310832", "310431", "010229", "3108200", "31082", "31A820", ""] {
            assert!(!is_yymmdd(digits.as_bytes()), "{digits}");
        }
        assert!(!is_ddmmyy(b"290203") && !is_ddmmyy(b"320101"));
        for digits in ["20260115", "01152026", "15011999"] {
            assert!(looks_like_date(digits.as_bytes()), "{digits}");
        }
        for digits in ["20261315", "21260115", "13072094", "12345678", "2026011"] {
            assert!(!looks_like_date(digits.as_bytes()), "{digits}");
        }
    }

    #[test]
    fn written_dates() {
        assert!(is_yymmdd(b"991231") && is_yymmdd(b"000229") && !is_yymmdd(b"990229") && !is_yymmdd(b"9912310"));
        assert!(is_yyyymmdd(b"18991231") && !is_yyyymmdd(b"17991231") && !is_yyyymmdd(b"20230230"));
        assert!(!is_yyyymmdd(b"991231") && !is_yyyymmdd(b"2023A101") && !is_yyyymmdd(b""));
    }
}
