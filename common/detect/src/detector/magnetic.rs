//! Magnetic stripes of payment cards: tracks 1 and 2 of ISO/IEC 7813.

use super::boundary::{at, back};
use crate::check;

/// Longest data of track 1, sentinels and check character included.
const TRACK_1: usize = 79;
/// Longest data of track 2.
const TRACK_2: usize = 40;
/// Longest match with its boundaries.
pub(crate) const LONGEST: usize = TRACK_1 + 4;
/// Digits of a primary account number.
const ACCOUNT: std::ops::RangeInclusive<usize> = 12..=19;
/// Characters of the holder's name.
const NAME: std::ops::RangeInclusive<usize> = 2..=26;

/// The end of the track that begins at `start`: at `%` or `B` of track 1, at `;` or the first digit of track 2.
///
/// Readers leave out sentinels, so the first one and the last one (`?`) may be missing. Account numbers pass the Luhn check,
/// and the month of expiry is one.
pub(crate) fn find(text: &[u8], start: usize) -> Option<usize> {
    match at(text, start) {
        b'%' if matches!(at(text, start + 1), b'B' | b'b') => track_1(text, start, start + 2),
        b'B' | b'b' if !joined(back(text, start, 1)) => track_1(text, start, start + 1),
        b';' => track_2(text, start, start + 1),
        b'0'..=b'9' if !joined(back(text, start, 1)) => track_2(text, start, start),
        _ => None,
    }
}

/// Whether a byte before a track without its sentinel makes it part of something else. A sentinel begins the track earlier.
fn joined(before: u8) -> bool {
    before.is_ascii_alphanumeric() || matches!(before, b'%' | b';' | b'^' | b'=' | b'.' | b'_')
}

/// Account, `^`, name, `^`, expiry and service code, and what the issuer likes.
fn track_1(text: &[u8], start: usize, account_start: usize) -> Option<usize> {
    let text = &text[..text.len().min(start + TRACK_1 + 1)];
    let name_start = account(text, account_start)? + 1;
    if at(text, name_start - 1) != b'^' {
        return None;
    }
    let rest = text.get(name_start..)?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'/' | b'.' | b'-' | b'\'' | b'&');
    let name = rest.iter().take(NAME.end() + 1).take_while(|byte| is_name(**byte)).count();
    if !NAME.contains(&name) || at(text, name_start + name) != b'^' {
        return None;
    }
    expiry(text, name_start + name + 1, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'^' | b'/'))
}

/// Account, `=` (or `D`), expiry and service code, and what the issuer likes.
fn track_2(text: &[u8], start: usize, account_start: usize) -> Option<usize> {
    let text = &text[..text.len().min(start + TRACK_2 + 1)];
    let separator = account(text, account_start)?;
    match at(text, separator) {
        b'=' | b'D' | b'd' => expiry(text, separator + 1, |byte| byte.is_ascii_digit()),
        _ => None,
    }
}

/// The end of the account number at `start`.
fn account(text: &[u8], start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let digits = rest.iter().take(ACCOUNT.end() + 1).take_while(|byte| byte.is_ascii_digit()).count();
    let number = &rest[..digits];
    (ACCOUNT.contains(&digits) && check::luhn(number) && !check::uniform(number)).then_some(start + digits)
}

/// The end of a track whose year and month of expiry stand at `start`. `is_data` says what issuers may write after the
/// service code.
fn expiry(text: &[u8], start: usize, is_data: fn(u8) -> bool) -> Option<usize> {
    let fixed = text.get(start..start + 7)?;
    let month = matches!(fixed[2..4], [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2']);
    if !fixed.iter().all(u8::is_ascii_digit) || !month {
        return None;
    }
    let data = text[start + 7..].iter().take_while(|byte| is_data(**byte)).count();
    let end = start + 7 + data;
    match at(text, end) {
        b'?' => Some(end + 1),
        // Without the sentinel the data is one run of digits.
        _ => {
            let digits = text[start + 7..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let end = start + 7 + digits;
            let after = at(text, end);
            (!after.is_ascii_alphanumeric() && !matches!(after, b'=' | b'_')).then_some(end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> Option<usize> {
        find(text.as_bytes(), 0)
    }

    #[test]
    fn tracks() {
        for text in [
            "%B4000056655665556^DOE/JOHN^29121010000000000?",
            "%B4000056655665556^DOE/JOHN A.             ^2912101100000000012300000?",
            "B4000056655665556^DOE/JOHN^2912101",
            ";4000056655665556=29121010000000000000?",
            ";4000056655665556=2912101?",
            "4000056655665556=29121010000000000000",
            "4000056655665556D29121010000000000000",
        ] {
            assert_eq!(end(text), Some(text.len()), "{text}");
        }
        assert_eq!(find(b"a;4000056655665556=2912101?b", 1), Some(27));
    }

    #[test]
    fn others() {
        for text in [
            "%B4000056655665557^DOE/JOHN^29121010000000000?",
            "%B4000056655665556^DOE/JOHN^29131010000000000?",
            "%B4000056655665556^D^29121010000000000?",
            "%B4000056655665556^DOE/JOHN",
            "%A4000056655665556^DOE/JOHN^29121010000000000?",
            ";4000056655665556=2900101?",
            ";4000056655665556:2912101?",
            ";4000056655665556=29121",
            ";0000000000000000=2912101?",
            "4000056655665556",
            "%B",
            ";",
            "",
        ] {
            assert_eq!(end(text), None, "{text}");
        }
        assert_eq!(find(b"x4000056655665556=2912101", 1), None);
        assert_eq!(find(b";4000056655665556=2912101?", 1), None);
    }
}
