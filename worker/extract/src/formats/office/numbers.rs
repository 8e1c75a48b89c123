//! Numbers of spreadsheets as they are shown: digits, dates, and numbers with a pattern of digits.
//!
//! Formats are those of Office Open XML (ECMA-376 part 1, 18.8.30 and 18.8.31), which the binary formats share. Dates come
//! out in the form of ISO 8601 whatever their format, since the order of day and month is then in no doubt. Currency
//! signs, percent and grouping of thousands are left out: the digits count.

use std::fmt::Write;

/// How the numbers of a cell are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Plain digits.
    General,
    Date,
    Time,
    DateTime,
    /// Digits in a pattern: sections with the largest number they are for.
    Pattern(Vec<(f64Bits, String)>),
}

/// A number that can be compared for equality.
#[allow(non_camel_case_types)]
type f64Bits = u64;

/// Largest number that a double holds without gaps, and so the largest that is shown in a pattern.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;
/// Longest pattern that is looked at.
const MOST_PATTERN_BYTES: usize = 255;

impl Shown {
    /// By the number of a format that every file knows.
    pub(crate) fn built_in(id: u32) -> Shown {
        match id {
            14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Shown::Date,
            18..=21 | 32..=35 | 45..=47 | 55 | 56 => Shown::Time,
            22 => Shown::DateTime,
            _ => Shown::General,
        }
    }

    /// By the code of a format.
    pub(crate) fn code(code: &str) -> Shown {
        if code.len() > MOST_PATTERN_BYTES {
            return Shown::General;
        }
        let bare = without_literals(code);
        let first = bare.split(';').next().unwrap_or_default().to_ascii_lowercase();
        if first.contains("general") {
            return Shown::General;
        }
        let has = |letters: &[char]| first.contains(letters);
        let date = has(&['d', 'y']) || (has(&['m']) && !has(&['h', 's', '0', '#']));
        let time = has(&['h', 's']);
        match (date, time) {
            (true, true) => return Shown::DateTime,
            (true, false) => return Shown::Date,
            (false, true) if !has(&['#']) => return Shown::Time,
            _ => {}
        }
        let mut sections = Vec::new();
        for section in sections_of(code) {
            let (limit, pattern) = condition(section);
            let Some(pattern) = pattern_of(pattern) else { break };
            let always = limit.is_infinite();
            sections.push((limit.to_bits(), pattern));
            if always {
                break;
            }
        }
        if sections.is_empty() { Shown::General } else { Shown::Pattern(sections) }
    }

    /// Appends the number as it is shown. `written`: as it is in the file, if that is text.
    pub(crate) fn append(&self, number: f64, written: Option<&[u8]>, from_1904: bool, out: &mut Vec<u8>) {
        let mut text = String::new();
        let done = match self {
            Shown::General => None,
            Shown::Date => date(number, from_1904, &mut text),
            Shown::Time => time(number, &mut text),
            Shown::DateTime => date(number, from_1904, &mut text).and_then(|()| {
                text.push(' ');
                time(number, &mut text)
            }),
            Shown::Pattern(sections) => {
                let section = sections.iter().find(|(limit, _)| number <= f64::from_bits(*limit));
                section.and_then(|(_, pattern)| in_pattern(number, pattern, &mut text))
            }
        };
        match (done, written) {
            (Some(()), _) => out.extend_from_slice(text.as_bytes()),
            (None, Some(written)) if is_plain(written) => out.extend_from_slice(written),
            (None, _) => out.extend_from_slice(plain(number).as_bytes()),
        }
    }
}

/// Whether a number is written without an exponent and without the noise of binary fractions.
fn is_plain(written: &[u8]) -> bool {
    written.len() <= 17 && written.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-'))
}

/// A number without an exponent, unless that would be absurdly long.
pub(crate) fn plain(number: f64) -> String {
    let size = number.abs();
    if size == 0.0 || (1e-9..1e22).contains(&size) { format!("{number}") } else { format!("{number:e}") }
}

/// The code with what is shown as it stands taken out: quoted texts, escaped characters, colours and locales.
fn without_literals(code: &str) -> String {
    let mut bare = String::new();
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => while characters.next().is_some_and(|next| next != '"') {},
            '\\' | '_' | '*' => {
                characters.next();
            }
            '[' => {
                let inner: String = characters.by_ref().take_while(|&next| next != ']').collect();
                // Elapsed time: [h], [mm], [ss].
                if !inner.is_empty() && inner.chars().all(|letter| matches!(letter, 'h' | 'm' | 's' | 'H' | 'M' | 'S'))
                {
                    bare.push_str(&inner);
                }
            }
            other => bare.push(other),
        }
    }
    bare
}

/// The sections of a code: separated by semicolons outside of quotes.
fn sections_of(code: &str) -> Vec<&str> {
    let mut sections = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if !quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => {
                sections.push(&code[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    sections.push(&code[start..]);
    sections
}

/// The largest number that a section is for, and what follows its conditions: `[<=9999999]###\-####`.
fn condition(section: &str) -> (f64, &str) {
    let mut limit = f64::INFINITY;
    let mut rest = section;
    while let Some(after) = rest.strip_prefix('[') {
        let Some((inner, after)) = after.split_once(']') else { break };
        let number = inner.strip_prefix("<=").or_else(|| inner.strip_prefix('<'));
        if let Some(number) = number.and_then(|number| number.parse().ok()) {
            limit = number;
        }
        rest = after;
    }
    (limit, rest)
}

/// The pattern of a section as placeholders (`0` and `#`) and literal characters (after a backslash). `None`: plain digits
/// show the number as well, or it is no pattern of digits.
fn pattern_of(section: &str) -> Option<String> {
    let mut pattern = String::new();
    let (mut zeros, mut inner_literals, mut since) = (0, false, false);
    let mut placed = false;
    let mut characters = section.chars();
    let literal = |pattern: &mut String, character: char| {
        pattern.push('\\');
        pattern.push(character);
    };
    while let Some(character) = characters.next() {
        match character {
            '0' | '#' | '?' => {
                zeros += usize::from(character == '0');
                inner_literals |= placed && since;
                (placed, since) = (true, false);
                pattern.push(if character == '0' { '0' } else { '#' });
            }
            '"' => {
                for next in characters.by_ref().take_while(|&next| next != '"') {
                    literal(&mut pattern, next);
                    since = true;
                }
            }
            '\\' => {
                literal(&mut pattern, characters.next()?);
                since = true;
            }
            '-' | ' ' | '(' | ')' | '/' | ':' | '+' => {
                literal(&mut pattern, character);
                since = true;
            }
            // A space as wide as the next character.
            '_' => {
                characters.next();
            }
            _ => return None,
        }
    }
    (placed && (zeros > 1 || inner_literals)).then_some(pattern)
}

/// The digits of a whole number put in a pattern, from the right; more digits than placeholders stand at the first.
fn in_pattern(number: f64, pattern: &str, out: &mut String) -> Option<()> {
    if number < 0.0 || number.fract() != 0.0 || number > MOST_EXACT {
        return None;
    }
    let digits = format!("{number}");
    let places = placeholders(pattern);
    let spare = digits.len().saturating_sub(places);
    let mut missing = places.saturating_sub(digits.len());
    let mut left = digits.chars();
    let mut first = true;
    let mut begun = false;
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                let literal = characters.next()?;
                // Literals between digits that are not shown are not shown either, but those before all digits are.
                if begun || first || missing == 0 {
                    out.push(literal);
                }
            }
            placeholder => {
                if first {
                    out.extend(left.by_ref().take(spare));
                    begun |= spare > 0;
                    first = false;
                }
                if missing > 0 {
                    missing -= 1;
                    if placeholder == '0' || begun {
                        out.push('0');
                        begun = true;
                    }
                } else {
                    out.extend(left.next());
                    begun = true;
                }
            }
        }
    }
    Some(())
}

fn placeholders(pattern: &str) -> usize {
    let mut count = 0;
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character == '\\' {
            characters.next();
        } else {
            count += 1;
        }
    }
    count
}

/// Days from 30 December 1899 (day 0 of the usual date system from March 1900 on) to 1 January 1970.
const DAYS_TO_1970: i64 = 25_569;
/// Days by which the date system of 1904 begins later.
const DAYS_TO_1904: i64 = 1_462;
/// The day after 31 December 9999.
const END_OF_DAYS: f64 = 2_958_466.0;
/// 29 February 1900, a day that there never was, but has a number.
const PHANTOM_DAY: i64 = 60;

fn date(number: f64, from_1904: bool, out: &mut String) -> Option<()> {
    if !(0.0..END_OF_DAYS).contains(&number) {
        return None;
    }
    let mut day = number as i64;
    if from_1904 {
        day += DAYS_TO_1904;
    } else if day < PHANTOM_DAY {
        day += 1;
    }
    let (year, month, day) = civil(day - DAYS_TO_1970);
    write!(out, "{year:04}-{month:02}-{day:02}").ok()
}

fn time(number: f64, out: &mut String) -> Option<()> {
    if !(0.0..END_OF_DAYS).contains(&number) {
        return None;
    }
    let seconds = (number.fract() * 86_400.0).round() as i64;
    let seconds = seconds.min(86_399);
    write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60).ok()
}

/// Year, month and day of a number of days since 1970, in the Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    // Years begin in March, so that the leap day comes last; eras of 400 years have 146,097 days.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (year_of_era + era * 400 + later, month, day)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn shown(code: &str, number: f64) -> String {
        let mut out = Vec::new();
        Shown::code(code).append(number, None, false, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_have_their_digits() {
        assert_eq!(shown("General", 4_111_111_111_111_111.0), "4111111111111111");
        assert_eq!(shown("0.00E+00", 4_111_111_111_111_111.0), "4111111111111111");
        assert_eq!(shown("#,##0.00", 1234.5), "1234.5");
        assert_eq!(shown("0", 7.0), "7");
        assert_eq!(shown("General", 1e300), "1e300");
        let mut out = Vec::new();
        Shown::General.append(4.111_111_111_111_11e15, Some(b"4.1111111111111100E+15"), false, &mut out);
        assert_eq!(out, b"4111111111111110");
    }

    #[test]
    fn patterns_of_digits() {
        assert_eq!(shown("000\\-00\\-0000", 536_904_399.0), "536-90-4399");
        assert_eq!(shown("000-00-0000", 36_904_399.0), "036-90-4399");
        assert_eq!(shown("00000", 1234.0), "01234");
        let phone = "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####";
        assert_eq!(shown(phone, 5_551_234.0), "555-1234");
        assert_eq!(shown(phone, 2_125_551_234.0), "(212) 555-1234");
        assert_eq!(shown("\"ID \"0000", 42.0), "ID 0042");
        assert_eq!(shown("0000 0000 0000 0000", 4_111_111_111_111_111.0), "4111 1111 1111 1111");
        assert_eq!(shown("000-00-0000", -5.0), "-5");
    }

    #[test]
    fn dates() {
        assert_eq!(shown("yyyy\\-mm\\-dd", 45_292.0), "2024-01-01");
        assert_eq!(shown("[$-409]mmmm d, yyyy;@", 29_221.0), "1980-01-01");
        assert_eq!(shown("dd.mm.yyyy hh:mm", 45_292.75), "2024-01-01 18:00:00");
        assert_eq!(shown("[h]:mm", 0.5), "12:00:00");
        assert_eq!(shown("d/m/yy", 1.0), "1900-01-01");
        assert_eq!(shown("d/m/yy", 59.0), "1900-02-28");
        assert_eq!(shown("d/m/yy", 61.0), "1900-03-01");
        assert_eq!(shown("d/m/yy", -1.0), "-1");
        assert_eq!(Shown::code("0.00 \"dm\""), Shown::General);
        assert_eq!(Shown::built_in(14), Shown::Date);
        let mut out = Vec::new();
        Shown::Date.append(0.0, None, true, &mut out);
        assert_eq!(out, b"1904-01-01");
    }
}
