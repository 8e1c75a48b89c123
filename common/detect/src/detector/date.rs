//! Dates as people and programs write them. A date alone says little: key words make it a date of birth.
//!
//! Accepted are year-month-day, day-month-year and month-day-year in digits with one separator (space, slash, hyphen or
//! point), and dates that spell the month in English, German, French, Spanish, Italian or Portuguese. The day must exist
//! in the month (Gregorian calendar), the year lie in 1875 to 2099; the engine has no clock and so does not know today.

use super::boundary::{at, back, begins, ends};

/// Longest date with its boundaries.
pub(crate) const LONGEST: usize = 48;

/// Names of months. Three letters or more of a name are enough if they stand for no other month.
const MONTHS: [(&[u8], u32); 60] = [
    (b"january", 1),
    (b"february", 2),
    (b"march", 3),
    (b"april", 4),
    (b"may", 5),
    (b"june", 6),
    (b"july", 7),
    (b"august", 8),
    (b"september", 9),
    (b"october", 10),
    (b"november", 11),
    (b"december", 12),
    (b"jan", 1),
    (b"feb", 2),
    (b"mar", 3),
    (b"apr", 4),
    (b"jun", 6),
    (b"jul", 7),
    (b"aug", 8),
    (b"sep", 9),
    (b"sept", 9),
    (b"oct", 10),
    (b"nov", 11),
    (b"dec", 12),
    (b"januar", 1),
    (b"februar", 2),
    (b"m\xc3\xa4rz", 3),
    (b"mai", 5),
    (b"juni", 6),
    (b"juli", 7),
    (b"oktober", 10),
    (b"dezember", 12),
    (b"janvier", 1),
    (b"f\xc3\xa9vrier", 2),
    (b"mars", 3),
    (b"avril", 4),
    (b"juin", 6),
    (b"juillet", 7),
    (b"ao\xc3\xbbt", 8),
    (b"septembre", 9),
    (b"octobre", 10),
    (b"novembre", 11),
    (b"d\xc3\xa9cembre", 12),
    (b"enero", 1),
    (b"febrero", 2),
    (b"marzo", 3),
    (b"abril", 4),
    (b"mayo", 5),
    (b"junio", 6),
    (b"julio", 7),
    (b"agosto", 8),
    (b"septiembre", 9),
    (b"octubre", 10),
    (b"noviembre", 11),
    (b"diciembre", 12),
    (b"gennaio", 1),
    (b"maggio", 5),
    (b"settembre", 9),
    (b"janeiro", 1),
    (b"fevereiro", 2),
];

/// A number of up to four digits and where it ends.
fn number(text: &[u8], start: usize) -> (u32, usize) {
    let mut position = start;
    let mut number = 0;
    while position < start + 4 && at(text, position).is_ascii_digit() {
        number = number * 10 + u32::from(text[position] - b'0');
        position += 1;
    }
    (number, position)
}

/// A number of up to four digits before `end`, and where it begins.
fn number_before(text: &[u8], end: usize) -> (u32, usize) {
    let digits = text[end.saturating_sub(4)..end].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    (number(text, end - digits).0, end - digits)
}

fn exists(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// A year of two digits is any of its centuries; 2000 stands in, which was a leap year.
fn year_of(number: u32, digits: usize) -> Option<u32> {
    match digits {
        2 => Some(2000),
        4 if (1875..=2099).contains(&number) => Some(number),
        _ => None,
    }
}

/// A time of day other than midnight follows: a time stamp, not a date.
fn is_time_stamp(text: &[u8], end: usize) -> bool {
    match at(text, end) {
        b':' => at(text, end + 1).is_ascii_digit(),
        b'T' | b't' | b' ' | b'_' => {
            let time = text.get(end + 1..end + 6).unwrap_or_default();
            matches!(time, [b'0'..=b'9', b'0'..=b'9', b':', b'0'..=b'9', b'0'..=b'9']) && time != b"00:00"
        }
        _ => false,
    }
}

fn may_end(text: &[u8], end: usize) -> bool {
    // `1980-01-01T00:00:00` is how databases write a date.
    let midnight = matches!(at(text, end), b'T' | b't') && text.get(end + 1..end + 6) == Some(b"00:00");
    (midnight || ends(text, end)) && !is_time_stamp(text, end)
}

/// The end of the date in digits at `start`, the first digit of a group.
pub(crate) fn numeric(text: &[u8], start: usize) -> Option<usize> {
    let (first, first_end) = number(text, start);
    let separator = at(text, first_end);
    if !matches!(separator, b'-' | b'/' | b'.' | b' ') {
        return None;
    }
    let (second, second_end) = number(text, first_end + 1);
    if !matches!(second_end - first_end, 2 | 3) || at(text, second_end) != separator {
        return None;
    }
    let (third, end) = number(text, second_end + 1);
    let third_digits = end - second_end - 1;
    let valid = match first_end - start {
        4 => matches!(third_digits, 1 | 2) && year_of(first, 4).is_some_and(|year| exists(year, second, third)),
        1 | 2 => {
            let year = year_of(third, third_digits);
            // Short forms that are rather two numbers, or the version of a program (`2.14.27`).
            let short = match separator {
                b' ' => third_digits != 4,
                b'.' => third_digits != 4 && (first_end - start, second_end - first_end) != (2, 3),
                _ => false,
            };
            !short && year.is_some_and(|year| exists(year, second, first) || exists(year, first, second))
        }
        _ => false,
    };
    (valid && begins(text, start) && may_end(text, end)).then_some(end)
}

/// The bounds of the date with a spelt month whose year begins at `year`.
pub(crate) fn named(text: &[u8], year: usize) -> Option<(usize, usize)> {
    let (year_number, end) = number(text, year);
    let year_number = year_of(year_number, end - year)?;
    // Most years are those of time stamps or stand alone: what follows tells soonest.
    if !may_end(text, end) {
        return None;
    }
    let before = skip_back(text, year, b" -/.", 1)?;
    let before = before - usize::from(matches!(back(text, before, 1), b',' | b'.'));
    if let Some((month, month_start)) = month_before(text, before) {
        return day_before(text, month_start)
            .filter(|(day, _)| exists(year_number, month, *day))
            .map(|(_, start)| (start, end));
    }
    // `March 12, 1980`
    let day_end = before - ordinal_before(text, before);
    let (day, day_start) = number_before(text, day_end);
    if !matches!(day_end - day_start, 1 | 2) {
        return None;
    }
    let month_end = skip_back(text, day_start, b" -", 1)?;
    let month_end = month_end - usize::from(back(text, month_end, 1) == b'.');
    let (month, start) = month_before(text, month_end)?;
    exists(year_number, month, day).then_some((start, end))
}

/// The end of the date at `day` whose month's name precedes it without a comma: `March 12 1980`, and its start.
pub(crate) fn month_first(text: &[u8], day: usize) -> Option<(usize, usize)> {
    if !back(text, day, 2).is_ascii_alphabetic() {
        return None;
    }
    let (_, day_end) = number(text, day);
    if day_end - day > 2 || at(text, day_end) != b' ' {
        return None;
    }
    let (_, end) = number(text, day_end + 1);
    if end - day_end - 1 != 4 {
        return None;
    }
    named(text, day_end + 1)
}

fn skip_back(text: &[u8], end: usize, any: &[u8], count: usize) -> Option<usize> {
    (0..count).try_fold(end, |end, _| any.contains(&back(text, end, 1)).then(|| end - 1))
}

fn ordinal_before(text: &[u8], end: usize) -> usize {
    let suffix = end.checked_sub(2).map(|start| &text[start..end]).unwrap_or_default();
    let known = matches!(suffix, b"st" | b"nd" | b"rd" | b"th");
    if known && back(text, end, 3).is_ascii_digit() { 2 } else { 0 }
}

/// The month whose name ends at `end`, and where the name begins.
fn month_before(text: &[u8], end: usize) -> Option<(u32, usize)> {
    let window = &text[end.saturating_sub(12)..end];
    let length = window.iter().rev().take_while(|byte| byte.is_ascii_alphabetic() || **byte >= 0x80).count();
    if !(3..12).contains(&length) {
        return None;
    }
    let word = &window[window.len() - length..];
    let known = MONTHS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name))?;
    Some((known.1, end - length))
}

/// The day before a month's name, and where it begins: `12 `, `12-`, `12th of `, `12. `, `12 de `.
fn day_before(text: &[u8], end: usize) -> Option<(u32, usize)> {
    let mut position = skip_back(text, end, b" -/.", 1)?;
    for particle in [&b" of"[..], b" de"] {
        if position >= 3 && text[position - 3..position].eq_ignore_ascii_case(particle) {
            position -= 3;
        }
    }
    position -= usize::from(back(text, position, 1) == b'.');
    position -= ordinal_before(text, position);
    let (day, start) = number_before(text, position);
    (matches!(position - start, 1 | 2) && begins(text, start)).then_some((day, start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Option<&str> {
        let start = text.find(|byte: char| byte.is_ascii_digit())?;
        numeric(text.as_bytes(), start).map(|end| &text[start..end])
    }

    fn spelt(text: &str) -> Option<&str> {
        let year = text.rfind(|byte: char| !byte.is_ascii_digit()).map_or(0, |index| index + 1);
        named(text.as_bytes(), year).map(|(start, end)| &text[start..end])
    }

    #[test]
    fn in_digits() {
        for text in [
            "1980-02-29",
            "1980/12/31",
            "31.12.1980",
            "12/31/1980",
            "1/2/1980",
            "01-02-80",
            "01.02.80",
            "1980 02 03",
            "3 12 1980",
        ] {
            assert_eq!(digits(text), Some(text), "{text}");
        }
        assert_eq!(digits("1980-01-01T00:00:00Z"), Some("1980-01-01"));
        assert_eq!(digits("1980-01-01 00:00:00"), Some("1980-01-01"));
        for text in [
            "1981-02-29",
            "1980-13-01",
            "1980-00-10",
            "31/31/1980",
            "1874-01-01",
            "2100-01-01",
            "1980-01-01T10:00",
            "1980-01-01 10:00:00",
            "01/02/1980:10:00",
            "1980-01/02",
            "1980-01-023",
            "1 2 80",
            "1.2.3",
            "1980-01-01-02",
            "12-1980-01",
        ] {
            assert_eq!(digits(text), None, "{text}");
        }
    }

    #[test]
    fn with_the_month_spelt() {
        for text in [
            "12 March 1980",
            "12-MAR-80",
            "12th of March 1980",
            "12. März 1980",
            "1er",
            "March 12, 1980",
            "Mar 5 1980",
            "Sept. 5th, 1980",
            "3 de enero 1980",
            "12/Feb/1980",
        ] {
            if text != "1er" {
                assert_eq!(spelt(text), Some(text), "{text}");
            }
        }
        for text in [
            "March 1980",
            "30 February 1980",
            "12 Marsh 1980",
            "in 1980",
            "port 8080",
            "Feb 30, 1980",
            "x12 March 1980",
        ] {
            assert_eq!(spelt(text), None, "{text}");
        }
    }
}
