//! Dates and numbers inside identification numbers.

/// The number that these digits write. Of more than nine digits the last nine count; other bytes give nonsense, no panic.
pub(crate) fn number(digits: &[u8]) -> u32 {
    let last = digits.len().saturating_sub(9);
    digits[last..].iter().fold(0u32, |number, byte| number.wrapping_mul(10).wrapping_add(super::value(*byte)))
}

/// Whether the Gregorian calendar has this day.
pub(crate) fn exists(year: u32, month: u32, day: u32) -> bool {
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

/// Whether six digits are a day as `YYMMDD`, in the twentieth or the twenty-first century.
pub(crate) fn is_short_date(digits: &[u8]) -> bool {
    let [a, b, c, d, e, f] = digits else { return false };
    // Of the years 1900 to 2099 those are leap years whose last two digits divide by four, except 1900.
    exists(2000 + number(&[*a, *b]), number(&[*c, *d]), number(&[*e, *f]))
}

/// Whether eight digits are a day as `YYYYMMDD`, from 1850 to 2099.
pub(crate) fn is_long_date(digits: &[u8]) -> bool {
    let Some((year, [c, d, e, f])) = digits.split_at_checked(4) else { return false };
    let year = number(year);
    (1850..2100).contains(&year) && exists(year, number(&[*c, *d]), number(&[*e, *f]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        assert!(exists(2000, 2, 29) && exists(2024, 2, 29) && exists(1999, 12, 31));
        assert!(!exists(1900, 2, 29) && !exists(2023, 2, 29) && !exists(2023, 4, 31) && !exists(2023, 13, 1));
        assert!(!exists(2023, 0, 1) && !exists(2023, 1, 0));
    }

    #[test]
    fn written_dates() {
        assert!(is_short_date(b"991231") && is_short_date(b"000229") && !is_short_date(b"990229"));
        assert!(is_long_date(b"18991231") && !is_long_date(b"17991231") && !is_long_date(b"20230230"));
        assert!(!is_short_date(b"9912310") && !is_long_date(b"991231") && !is_short_date(b""));
    }

    #[test]
    fn numbers() {
        assert_eq!(number(b"0123"), 123);
        assert_eq!(number(b""), 0);
        assert_eq!(number(b"1234567890"), 234_567_890);
    }
}
