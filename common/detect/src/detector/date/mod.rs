//! Dates as people and programs write them. A date alone says little: key words make it a date of birth.
//!
//! Accepted are year-month-day, day-month-year and month-day-year in digits with one separator (space, slash, hyphen or
//! point, also a point and a space, or the separator between spaces), the eight digits of these orders without separators,
//! dates that spell the month in one of some sixty languages, and those of East Asia with signs for year, month and day. The
//! day must exist in the month (Gregorian calendar), the year lie in 1875 to 2099; the engine has no clock and so does not
//! know today.

mod counted;
mod month;

use super::boundary::{at, back, begins, ends};
use super::latin;
use crate::check::date::is_date;

/// Longest date with its boundaries.
pub(crate) const LONGEST: usize = 48;

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

/// A year of two digits is any of its centuries; 2000 stands in, which was a leap year.
fn year_of(number: u32, digits: usize) -> Option<u32> {
    match digits {
        2 => Some(2000),
        4 if (1875..=2099).contains(&number) => Some(number),
        _ => None,
    }
}

/// Time stamps of programs are of the last years; a date with a time of day and an earlier year is rather one of birth, as
/// many libraries write it.
const STAMPS_SINCE: u32 = 2010;

/// A time of day other than midnight follows: a time stamp, not a date. Behind a comma stands that of a message in the
/// exports of messengers: `12/03/2024, 14:22 - Anna: ...`, `[3/12/24, 2:22:01 PM] Anna: ...`.
fn is_time_stamp(text: &[u8], end: usize) -> bool {
    match at(text, end) {
        b':' => at(text, end + 1).is_ascii_digit(),
        b',' => {
            let hour = end + 2;
            let digits = 1 + usize::from(at(text, hour + 1).is_ascii_digit());
            at(text, end + 1) == b' '
                && at(text, hour).is_ascii_digit()
                && at(text, hour + digits) == b':'
                && at(text, hour + digits + 1).is_ascii_digit()
                && at(text, hour + digits + 2).is_ascii_digit()
        }
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
    // `12. 3. 1980`
    let gap = 1 + usize::from(separator == b'.' && at(text, first_end + 1) == b' ');
    let (second, second_end) = number(text, first_end + gap);
    let second_digits = second_end - first_end - gap;
    let again = separator != b'.' || gap == 1 || at(text, second_end + 1) == b' ';
    if !matches!(second_digits, 1 | 2) || at(text, second_end) != separator || !again {
        return None;
    }
    let (third, end) = number(text, second_end + gap);
    let third_digits = end - second_end - gap;
    let valid = match first_end - start {
        4 => matches!(third_digits, 1 | 2) && year_of(first, 4).is_some_and(|year| is_date(year, second, third)),
        1 | 2 => {
            let year = year_of(third, third_digits);
            // Short forms that are rather two numbers, or the version of a program (`2.14.27`).
            let short = match separator {
                b' ' => third_digits != 4,
                b'.' => third_digits != 4 && (first_end - start, second_digits) != (2, 2),
                _ => false,
            };
            !short && year.is_some_and(|year| is_date(year, second, first) || is_date(year, first, second))
        }
        _ => false,
    };
    let early = first_end - start == 4 && separator == b'-' && first < STAMPS_SINCE && has_iso_time(text, end);
    (valid && begins(text, start) && (early || may_end(text, end))).then_some(end)
}

/// `T08:30`, as in ISO 8601.
fn has_iso_time(text: &[u8], end: usize) -> bool {
    matches!(text.get(end..end + 6), Some([b'T', b'0'..=b'2', b'0'..=b'9', b':', b'0'..=b'5', b'0'..=b'9']))
}

/// The end of the date in eight digits at `start`: `19800229`, `29021980`, `02291980`. Only a key word makes it one.
pub(crate) fn compact(text: &[u8], start: usize) -> Option<usize> {
    let end = start + 8;
    let digits = text.get(start..end).filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    let value =
        |from: usize, to: usize| digits[from..to].iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
    let year_first = year_of(value(0, 4), 4).is_some_and(|year| is_date(year, value(4, 6), value(6, 8)));
    let year_last = year_of(value(4, 8), 4)
        .is_some_and(|year| is_date(year, value(2, 4), value(0, 2)) || is_date(year, value(0, 2), value(2, 4)));
    ((year_first || year_last) && begins(text, start) && ends(text, end)).then_some(end)
}

/// The end of the date at `start` whose parts follow each other at once: `09MAR1980`, as SAS (format DATE9.), passports and
/// laboratories write it.
pub(crate) fn joined(text: &[u8], start: usize) -> Option<usize> {
    let (day, name) = number(text, start);
    let year = name + 3;
    let month = month::number(text.get(name..year)?)?;
    let (year_number, end) = number(text, year);
    let year_number = year_of(year_number, end - year).filter(|_| end - year == 4)?;
    let valid = matches!(name - start, 1 | 2) && is_date(year_number, month, day);
    (valid && begins(text, start) && may_end(text, end)).then_some(end)
}

/// The date whose year begins at `year`: where it is not the first of a group of digits that is looked at by itself.
#[inline]
pub(crate) fn at_year(text: &[u8], year: usize) -> Option<(usize, usize)> {
    let counted = if counted::may_follow(text, year + 4) { counted::find(text, year) } else { None };
    counted
        .map(|end| (year, end))
        .or_else(|| counted::behind_era(text, year))
        .or_else(|| named(text, year))
        .or_else(|| year_first(text, year).map(|end| (year, end)))
        .or_else(|| spaced(text, year))
        .or_else(|| vietnamese(text, year))
}

/// The bounds of the date whose month is a number behind its word: `ngày 20 tháng 1 năm 1977`, `20 tháng 1, 1977`.
fn vietnamese(text: &[u8], year: usize) -> Option<(usize, usize)> {
    let (year_number, end) = number(text, year);
    let year_number = year_of(year_number, end - year).filter(|_| end - year == 4 && may_end(text, end))?;
    let before = &text[year.saturating_sub(LONGEST)..year];
    let lead = year - before.len();
    let month_end = [" năm ", ", ", " "].iter().find_map(|gap| before.strip_suffix(gap.as_bytes()))?.len();
    let (month, month_start) = number_before(before, month_end);
    let day_end = before[..month_start].strip_suffix(" tháng ".as_bytes())?.len();
    let (day, start) = number_before(before, day_end);
    let digits = matches!(month_end - month_start, 1 | 2) && matches!(day_end - start, 1 | 2);
    (digits && is_date(year_number, month, day) && begins(text, lead + start)).then_some((lead + start, end))
}

/// The date that a whole field is, where none of its numbers leads to it.
pub(crate) fn whole(text: &[u8]) -> Option<(usize, usize)> {
    let start = text.len() - text.trim_ascii_start().len();
    let body = text.trim_ascii();
    if body.len() > LONGEST {
        return None;
    }
    let end = match body.first()? {
        b'0'..=b'9' => counted::find(text, start).or_else(|| apart(text, start)).or_else(|| year_first(text, start))?,
        0xe4..=0xe6 => counted::of_era(text, start)?,
        _ => return None,
    };
    let rest = text.get(end..)?.trim_ascii();
    matches!(rest, b"" | b".").then_some((start, end))
}

/// The end of the date at `start` whose separators stand between spaces, as forms print them: `12 / 03 / 1980`.
fn apart(text: &[u8], start: usize) -> Option<usize> {
    let (first, first_end) = number(text, start);
    let separator = at(text, first_end + 1);
    if !matches!(separator, b'/' | b'-' | b'.') || !is_gap(text, first_end, separator) {
        return None;
    }
    let (second, second_end) = number(text, first_end + GAP);
    if !matches!(second_end - first_end - GAP, 1 | 2) || !is_gap(text, second_end, separator) {
        return None;
    }
    let (third, end) = number(text, second_end + GAP);
    let valid = match (first_end - start, end - second_end - GAP) {
        (4, 1 | 2) => year_of(first, 4).is_some_and(|year| is_date(year, second, third)),
        (1 | 2, 4) => {
            year_of(third, 4).is_some_and(|year| is_date(year, second, first) || is_date(year, first, second))
        }
        _ => false,
    };
    (valid && begins(text, start) && may_end(text, end)).then_some(end)
}

/// A separator between two spaces, in bytes.
const GAP: usize = 3;

fn is_gap(text: &[u8], start: usize, separator: u8) -> bool {
    text.get(start..start + GAP) == Some(&[b' ', separator, b' '])
}

/// Where the number begins, of one or two digits, behind which a separator between spaces ends at `end`.
fn number_apart(text: &[u8], end: usize, separator: u8) -> Option<usize> {
    let digits_end = end.checked_sub(GAP).filter(|start| is_gap(text, *start, separator))?;
    let (_, start) = number_before(text, digits_end);
    matches!(digits_end - start, 1 | 2).then_some(start)
}

/// The end of the date at `start` that begins with its year and spells the month (`1980. március 12.`, `1980-Mar-12`), or has
/// points and spaces (`1980. 03. 12.`).
pub(crate) fn year_first(text: &[u8], start: usize) -> Option<usize> {
    let (year, year_end) = number(text, start);
    let year = year_of(year, year_end - start).filter(|_| year_end - start == 4)?;
    let separator = at(text, year_end);
    let gap = match (separator, at(text, year_end + 1)) {
        (b'.' | b',', b' ') => 2,
        // `1972 m. rugpjūčio 23 d.`
        (b' ', b'm') if text.get(year_end..year_end + 4) == Some(b" m. ") => 4,
        (b' ' | b'-' | b'/', _) => 1,
        _ => return None,
    };
    let name = year_end + gap;
    if separator == b'.' && at(text, name).is_ascii_digit() {
        return numeric(text, start);
    }
    let mut name_end = name;
    while name_end < name + month::LONGEST
        && let Some(letter) = latin::letter(text, name_end)
    {
        name_end += letter.length;
    }
    if separator == b'.' && text.get(name..name_end) == Some(b"gada") {
        return latvian(text, start, (year, name_end));
    }
    let month = month::number(text.get(name..name_end)?).filter(|_| name_end - name >= 3)?;
    // `1986. jan. 23.`
    let name_end = name_end + usize::from(at(text, name_end) == b'.' && at(text, name_end + 1) == b' ');
    if !matches!(at(text, name_end), b' ' | b'-' | b'/') {
        return None;
    }
    let (day, end) = number(text, name_end + 1);
    let valid = matches!(end - name_end - 1, 1 | 2) && is_date(year, month, day);
    (valid && begins(text, start) && may_end(text, end)).then_some(end)
}

/// The end of the date at `start` that goes on with day and month behind the word for the year: `1949. gada 23. jūlijs`.
fn latvian(text: &[u8], start: usize, (year, year_end): (u32, usize)) -> Option<usize> {
    let (day, day_end) = number(text, year_end + 1);
    if at(text, year_end) != b' ' || text.get(day_end..day_end + 2) != Some(b". ") {
        return None;
    }
    let name = day_end + 2;
    let mut end = name;
    while end < name + month::LONGEST
        && let Some(letter) = latin::letter(text, end)
    {
        end += letter.length;
    }
    let month = month::number(text.get(name..end)?).filter(|_| end - name >= 3)?;
    (is_date(year, month, day) && begins(text, start) && may_end(text, end)).then_some(end)
}

/// The bounds of the date with a spelt month whose year begins at `year`.
pub(crate) fn named(text: &[u8], year: usize) -> Option<(usize, usize)> {
    let (year_number, end) = number(text, year);
    let year_number = year_of(year_number, end - year).filter(|_| end - year == 4 || is_short(text, year))?;
    // Most years are those of time stamps or stand alone: what follows tells soonest.
    if !may_end(text, end) {
        return None;
    }
    let before = skip_back(text, year, b" -/.", 1)?;
    let before = without_particle(text, before);
    let before = before - usize::from(matches!(back(text, before, 1), b',' | b'.'));
    if let Some((month, month_start)) = month_before(text, before) {
        return day_before(text, month_start)
            .filter(|(day, _)| is_date(year_number, month, *day))
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
    is_date(year_number, month, day).then_some((start, end))
}

/// Whether a date whose year of two digits begins at `year` is written like `12-MAR-80` or `12 Mar 80`: no other has such a
/// year.
fn is_short(text: &[u8], year: usize) -> bool {
    match year.checked_sub(6).and_then(|from| text.get(from..year)) {
        Some([b'0'..=b'9', left @ (b'-' | b' '), first, _, last, right]) => {
            left == right && first.is_ascii_alphabetic() && last.is_ascii_alphabetic()
        }
        _ => false,
    }
}

/// The bounds of the date in digits, set apart with points and spaces, or with separators between spaces, whose year begins
/// at `year`: `12. 3. 1980`, `12 / 3 / 1980`.
fn spaced(text: &[u8], year: usize) -> Option<(usize, usize)> {
    let before = &text[year.saturating_sub(8)..year];
    match before {
        [.., b' ', separator @ (b'/' | b'-' | b'.'), b' '] => {
            let second = number_apart(text, year, *separator)?;
            let start = number_apart(text, second, *separator)?;
            return apart(text, start).filter(|end| *end > year).map(|end| (start, end));
        }
        [.., b'.', b' '] => {}
        _ => return None,
    }
    let length = before.iter().rev().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b' ')).count();
    let lead = before[before.len() - length..].iter().take_while(|byte| !byte.is_ascii_digit()).count();
    let start = year - length + lead;
    // Of two digits it has no anchor, unless they are the first of four that the end of a field cuts.
    numeric(text, start).filter(|end| *end == year + 4).map(|end| (start, end))
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

/// The end of the month's name before ` de`, ` del` or ` of`: `12 de marzo de 1980`.
fn without_particle(text: &[u8], end: usize) -> usize {
    let particles: [&[u8]; 4] = [b" de", b" del", b" of", b" do"];
    let known = particles.into_iter().find(|particle| {
        end.checked_sub(particle.len())
            .and_then(|start| text.get(start..end))
            .is_some_and(|word| word.eq_ignore_ascii_case(particle))
    });
    end - known.map_or(0, <[u8]>::len)
}

fn skip_back(text: &[u8], end: usize, any: &[u8], count: usize) -> Option<usize> {
    (0..count).try_fold(end, |end, _| any.contains(&back(text, end, 1)).then(|| end - 1))
}

/// The length of `st`, `nd`, `rd`, `th`, `er`, `º`, `ª`, `°` and the Greek `η` behind a digit.
fn ordinal_before(text: &[u8], end: usize) -> usize {
    let suffix = end.checked_sub(2).and_then(|start| text.get(start..end)).unwrap_or_default();
    let known = matches!(suffix, b"st" | b"nd" | b"rd" | b"th" | b"er" | [0xc2, 0xaa | 0xb0 | 0xba] | [0xce, 0xb7]);
    if known && back(text, end, 3).is_ascii_digit() { 2 } else { 0 }
}

/// The month whose name ends at `end`, and where the name begins.
fn month_before(text: &[u8], end: usize) -> Option<(u32, usize)> {
    let window = &text[end.saturating_sub(month::LONGEST)..end];
    let length = window.iter().rev().take_while(|byte| byte.is_ascii_alphabetic() || **byte >= 0x80).count();
    if !(3..month::LONGEST).contains(&length) {
        return None;
    }
    let name = &window[window.len() - length..];
    // `d’abril`: the typographic apostrophe is no end of a word here.
    let name = name.strip_prefix("d’".as_bytes()).filter(|rest| rest.len() >= 3).unwrap_or(name);
    Some((month::number(name)?, end - name.len()))
}

/// The length of `d'` or `ta' ` before a month's name.
fn elision_before(text: &[u8], end: usize) -> usize {
    match &text[end.saturating_sub(7)..end] {
        [.., b' ', b'd' | b'D', b'\''] => 2,
        [.., b' ', b'd' | b'D', 0xe2, 0x80, 0x99] | [.., b' ', b't', b'a', b'\'', b' '] => 4,
        [.., b' ', b't', b'a', 0xe2, 0x80, 0x99, b' '] => 6,
        _ => 0,
    }
}

/// The day before a month's name, and where it begins: `12 `, `12-`, `12th of `, `12. `, `12 de `.
fn day_before(text: &[u8], end: usize) -> Option<(u32, usize)> {
    // `22 d'abril`, `19 ta' Jannar`
    let end = end - elision_before(text, end);
    let mut position = skip_back(text, end, b" -/.", 1)?;
    for particle in [&b" of"[..], b" de"] {
        if position >= 3 && text[position - 3..position].eq_ignore_ascii_case(particle) {
            position -= 3;
        }
    }
    position -= match (back(text, position, 1), back(text, position, 2)) {
        // `"12" марта 1970`, `«12» марта 1970`
        (b'.' | b'"', _) => 1,
        (0xbb, 0xc2) => 2,
        _ => 0,
    };
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
            "12. 3. 1980",
            "1980. 03. 12",
        ] {
            assert_eq!(digits(text), Some(text), "{text}");
        }
        assert_eq!(digits("1980-01-01T00:00:00Z"), Some("1980-01-01"));
        assert_eq!(digits("1980-01-01 00:00:00"), Some("1980-01-01"));
        assert_eq!(digits("1980-01-01T23:00:00.000Z"), Some("1980-01-01"));
        for text in [
            "1981-02-29",
            "1980-13-01",
            "1980-00-10",
            "31/31/1980",
            "1874-01-01",
            "2100-01-01",
            "2020-01-01T10:00",
            "12. 3.1980",
            "1980-01-01 10:00:00",
            "01/02/1980:10:00",
            "01/02/1980, 10:00 - Anna",
            "1/2/80, 9:05 PM",
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
    fn as_each_language_writes_them() {
        for text in [
            "6 sept. 1995",
            "24 nov. 1987",
            "23. aug. 1975",
            "20 Tem 1974",
            "8 iul. 1951",
            "11. tra 1942",
            "2. veebr 1984",
            "20. oktoober 1979",
            "8 Meitheamh 1994",
            "23 ta' Jannar 1946",
            "23 ta’ Jannar 1946",
            "11 d'abril del 1949",
            "11 d’abril del 1949",
            "2 de febreiro de 1995",
            "2 Gorffennaf 1965",
            "12 gusht 2000",
            "27 Disember 2004",
            "15 يونيو 2002",
            "24 באוגוסט 1945",
            "8 अगस्त 1956",
            "20 tháng 1, 1977",
            "20 tháng 1 năm 1977",
        ] {
            let year = text.len() - 4;
            assert_eq!(at_year(text.as_bytes(), year), Some((0, text.len())), "{text}");
        }
        for text in ["1986. jan. 23", "1972 m. rugpjūčio 23", "1949. gada 23. jūlijs"] {
            assert_eq!(year_first(text.as_bytes(), 0), Some(text.len()), "{text}");
        }
        for text in ["20 tháng 13, 1977", "31 tháng 2 năm 1977", "1 d'or 1949", "3 ta' xejn 1946"] {
            assert_eq!(at_year(text.as_bytes(), text.len() - 4), None, "{text}");
        }
        for text in ["1949. gada 32. jūlijs", "1972 m. ilgio 23", "1986. ran. 23"] {
            assert_eq!(year_first(text.as_bytes(), 0), None, "{text}");
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
            "3 de enero de 1980",
            "1º de março de 1980",
            "1er janvier 1980",
            "12 września 1980",
            "5 października 1980",
            "12 mei 1980",
            "12. maaliskuuta 1980",
            "12. března 1980",
            "12 februarie 1980",
            "12 desember 1980",
            "5 fevrier 1980",
            "12 марта 1970",
            "5. Јануара 1970",
            "12» мая 1970",
            "12\" мая 1970",
            "29 лютого 1980",
            "12 Μαρτίου 1970",
            "1η Σεπτεμβρίου 1970",
            "12 ağustos 1980",
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
            "30 февраля 1970",
            "12 марок 1970",
            "марта 1970",
            "31 Ιουνίου 1970",
        ] {
            assert_eq!(spelt(text), None, "{text}");
        }
    }

    #[test]
    fn at_their_year() {
        for text in
            ["12. 3. 1980", "12 / 03 / 1980", "1 - 2 - 1980", "12 . 03 . 1980", "12 March 1980", "1 / 31 / 1980"]
        {
            for before in ["", "dob: ", "7 ", "a / "] {
                let text = format!("{before}{text}");
                assert_eq!(at_year(text.as_bytes(), text.len() - 4), Some((before.len(), text.len())), "{text}");
            }
        }
        for text in [
            "1980. 03. 12",
            "1980. 3. 12",
            "1980. március 12",
            "1980年3月12日",
            "1980 年 3 月 12 日",
            "1980년 3월 12일",
        ] {
            for behind in ["", ".", ", x", " x"] {
                assert_eq!(at_year(format!("{text}{behind}").as_bytes(), 0), Some((0, text.len())), "{text}{behind}");
            }
        }
        for text in ["昭和45年3月12日", "平成9年1月8日", "令和2年12月31日"] {
            let year = text.find(|sign: char| sign.is_ascii_digit()).unwrap_or_default();
            for before in ["", "生年月日：", "x"] {
                let whole = format!("{before}{text}生まれ");
                let expected = Some((before.len(), before.len() + text.len()));
                assert_eq!(at_year(whole.as_bytes(), before.len() + year), expected, "{whole}");
            }
        }
        for text in [
            "12 / 03 - 1980",
            "12/ 03 / 1980",
            "12  / 03 / 1980",
            "/ 03 / 1980",
            " / 1980",
            "- 1980",
            "31 / 02 / 1980",
            "112 / 03 / 1980",
            "1 / 112 / 1980",
            "0.12 / 03 / 1980",
            "x12 / 03 / 1980",
            " - 1980",
            "1980",
        ] {
            assert_eq!(at_year(text.as_bytes(), text.len() - 4), None, "{text}");
        }
    }

    #[test]
    fn whole_fields() {
        for text in
            ["12 / 03 / 1980", "1980 / 3 / 12", "1980. 03. 12", "1970年3月12日", "1970년 3월 12일", "昭和45年3月12日"]
        {
            for (before, behind) in [("", ""), (" ", " "), ("", "."), ("\t", "\n")] {
                let field = format!("{before}{text}{behind}");
                let expected = Some((before.len(), before.len() + text.len()));
                assert_eq!(whole(field.as_bytes()), expected, "{field:?}");
            }
        }
        for text in [
            "",
            " ",
            "12 / 03 / 80",
            "12 / 03",
            "1970年3月",
            "1970年3月12日から",
            "昭和45年",
            "1980. 13. 12",
            "é",
            "年",
        ] {
            assert_eq!(whole(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn without_separators() {
        for text in ["19800229", "29021980", "02291980", "19991231"] {
            assert_eq!(compact(text.as_bytes(), 0), Some(8), "{text}");
        }
        for text in ["19810229", "18000101", "31311980", "1980022", "198002290", "19800229-1", "00000000"] {
            assert_eq!(compact(text.as_bytes(), 0), None, "{text}");
        }
    }

    #[test]
    fn with_the_year_first() {
        for text in ["1980. március 12", "1980-Mar-12", "1980 March 5", "1980/Feb/29"] {
            assert_eq!(year_first(text.as_bytes(), 0), Some(text.len()), "{text}");
        }
        for text in ["1980 Marsh 5", "1981-Feb-29", "80-Mar-12", "1980 March", "1980-Mar-123", "1980 March 5th"] {
            assert_eq!(year_first(text.as_bytes(), 0), None, "{text}");
        }
    }

    #[test]
    fn joined_together() {
        for text in ["09MAR1980", "9Mar1980", "29feb1980", "31DEZ1999"] {
            assert_eq!(joined(text.as_bytes(), 0), Some(text.len()), "{text}");
        }
        for text in ["30FEB1980", "09MAR80", "09MAR19801", "109MAR1980", "09MAR1980x", "09XYZ1980", "09MARCH1980", "09"]
        {
            assert_eq!(joined(text.as_bytes(), 0), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..60), start in 0usize..60) {
            let start = start.min(bytes.len());
            numeric(&bytes, start);
            month_first(&bytes, start);
            compact(&bytes, start);
            joined(&bytes, start);
            year_first(&bytes, start);
            at_year(&bytes, start);
            whole(&bytes);
        }
    }
}
