//! Dates inside of numbers.

use super::value;

/// The number that two digits write; above 99 if they are no digits or missing.
pub(crate) fn two(digits: &[u8], index: usize) -> u32 {
    match digits.get(index..) {
        Some([tens, ones, ..]) if tens.is_ascii_digit() && ones.is_ascii_digit() => value(*tens) * 10 + value(*ones),
        _ => u32::MAX,
    }
}

/// Whether the month has such a day. 29 February always passes: the century of a year of two digits is not known.
pub(crate) fn is_day(month: u32, day: u32) -> bool {
    let last = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

/// Whether six digits are year, month and day.
pub(crate) fn is_yymmdd(digits: &[u8]) -> bool {
    digits.len() == 6 && two(digits, 0) <= 99 && is_day(two(digits, 2), two(digits, 4)) && leap(digits, 0, 2, 4)
}

/// Whether six digits are day, month and year.
pub(crate) fn is_ddmmyy(digits: &[u8]) -> bool {
    digits.len() == 6 && two(digits, 4) <= 99 && is_day(two(digits, 2), two(digits, 0)) && leap(digits, 4, 2, 0)
}

/// Whether eight digits are a date of 1900 to 2049: YYYYMMDD, MMDDYYYY or DDMMYYYY.
pub(crate) fn looks_like_date(digits: &[u8]) -> bool {
    let century = |index: usize| matches!((two(digits, index), two(digits, index + 2)), (19, _) | (20, 0..=49));
    digits.len() == 8
        && (century(0) && is_day(two(digits, 4), two(digits, 6))
            || century(4) && (is_day(two(digits, 0), two(digits, 2)) || is_day(two(digits, 2), two(digits, 0))))
}

/// 29 February needs a year that four divides; in a century of two digits that is all that can be said.
fn leap(digits: &[u8], year: usize, month: usize, day: usize) -> bool {
    (two(digits, month), two(digits, day)) != (2, 29) || two(digits, year).is_multiple_of(4)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
