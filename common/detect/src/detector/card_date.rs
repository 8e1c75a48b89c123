//! Dates of expiry of payment cards: a month and a year (ISO/IEC 7813), in the ways that forms and programs write them.

use super::boundary::{at, back, begins, ends};
use crate::check::number;

/// How far before a lone month or year its label may begin, in bytes.
const LABEL: usize = 28;
/// Longest match with what decides about it.
pub(crate) const LONGEST: usize = 16 + LABEL;

const MONTHS: [&[u8]; 12] = [
    b"january",
    b"february",
    b"march",
    b"april",
    b"may",
    b"june",
    b"july",
    b"august",
    b"september",
    b"october",
    b"november",
    b"december",
];

/// The end of the date that begins at `start`: at its first digit, or at the first letter of a month.
///
/// `02/26`, `02/2026`, `02-26`, `2026-02`, `Feb 2026`, `February 26`, `26-Feb`, `2026 Feb`; and `02`, `2026` or `0226` alone
/// right after a label (`expM=02`) or as the whole text, which a field with such a name has.
pub(crate) fn find(text: &[u8], start: usize) -> Option<usize> {
    let first = at(text, start);
    let end = if first.is_ascii_digit() {
        numeric(text, start)?
    } else {
        let gap = month_name(text, start)?;
        if follows_day(text, start) {
            return None;
        }
        let year = gap + usize::from(matches!(at(text, gap), b' ' | b'-' | b'/' | b'.' | b'\''));
        if year == gap {
            return None;
        }
        year_at(text, year)?
    };
    (begins(text, start) && ends(text, end)).then_some(end)
}

/// The end of the date at `start` in the ways that cards print it, of which nothing but the card beside it tells what it is:
/// `02/26`, `02/2026`, `02-26`, `02 / 26`.
pub(crate) fn printed(text: &[u8], start: usize) -> Option<usize> {
    let end = start + digits(text, start);
    if !is_month(text.get(start..end)?) {
        return None;
    }
    let spaced = usize::from(at(text, end) == b' ');
    let separator = end + spaced;
    if !matches!(at(text, separator), b'/' | b'-') || spaced == 1 && at(text, separator + 1) != b' ' {
        return None;
    }
    let end = year_at(text, separator + 1 + spaced)?;
    (begins(text, start) && ends(text, end)).then_some(end)
}

fn digits(text: &[u8], start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    rest.iter().take(5).take_while(|byte| byte.is_ascii_digit()).count()
}

fn is_month(digits: &[u8]) -> bool {
    digits.len() == 2 && matches!(number(digits), 1..=12)
}

/// The years for which cards are and were issued: 1990 to 2049.
fn is_year(digits: &[u8]) -> bool {
    match digits.len() {
        2 => matches!(number(digits), 0..=49 | 90..=99),
        4 => matches!(number(digits), 1990..=2049),
        _ => false,
    }
}

/// The end of the year of two or four digits at `start`.
fn year_at(text: &[u8], start: usize) -> Option<usize> {
    let end = start + digits(text, start);
    is_year(text.get(start..end)?).then_some(end)
}

/// Whether a day stands before the month at `start`, as in the dates of mail and HTTP (RFC 9110): `Fri, 21 Dec 2012`.
fn follows_day(text: &[u8], start: usize) -> bool {
    let before = &text[start.saturating_sub(4)..start];
    let Some((b' ' | b'-', head)) = before.split_last() else { return false };
    let digits = head.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let parted = head.len() > digits && !matches!(head[head.len() - digits - 1], b'/' | b'.');
    matches!(digits, 1 | 2)
        && (parted || head.len() == digits)
        && (1..=31).contains(&number(&head[head.len() - digits..]))
}

/// Whether a year follows the month that ends at `end`: what stood before the month is a day then.
fn precedes_year(text: &[u8], end: usize) -> bool {
    matches!(at(text, end), b' ' | b'-' | b',') && matches!(digits(text, end + 1), 2 | 4)
}

/// The end of the English name of a month at `start`, whole or of three letters.
fn month_name(text: &[u8], start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let letters = rest.iter().take(10).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = &rest[..letters];
    let known = |name: &[u8]| word.eq_ignore_ascii_case(name) || letters == 3 && word.eq_ignore_ascii_case(&name[..3]);
    MONTHS.iter().any(|name| known(name)).then_some(start + letters)
}

fn numeric(text: &[u8], start: usize) -> Option<usize> {
    let end = start + digits(text, start);
    let first = text.get(start..end)?;
    let spaced = usize::from(at(text, end) == b' ');
    let separator = at(text, end + spaced);
    if matches!(separator, b'/' | b'-') {
        let second = end + spaced + 1 + usize::from(spaced == 1 && at(text, end + spaced + 1) == b' ');
        if is_month(first)
            && let Some(end) = year_at(text, second)
        {
            return Some(end);
        }
        let second_end = second + digits(text, second);
        if first.len() == 4 && is_year(first) && text.get(second..second_end).is_some_and(is_month) {
            return Some(second_end);
        }
        if is_year(first)
            && let Some(end) = month_name(text, second)
        {
            return (!precedes_year(text, end)).then_some(end);
        }
    }
    if spaced == 1
        && is_year(first)
        && let Some(end) = month_name(text, end + 1)
    {
        return (!precedes_year(text, end)).then_some(end);
    }
    let alone = is_month(first)
        || is_year(first)
        || first
            .split_at_checked(2)
            // A round thousand is rather a count.
            .is_some_and(|(month, year)| is_month(month) && is_year(year) && year != b"00");
    (alone && (start == 0 && end == text.len() || is_labelled(text, start))).then_some(end)
}

/// Whether a word of expiry ends right before `start`: `expY=`, `"exp_month": "`, `expiration year `.
fn is_labelled(text: &[u8], start: usize) -> bool {
    let before = &text[start.saturating_sub(LABEL)..start];
    let gap = before.iter().rev().take(5).take_while(|byte| !byte.is_ascii_alphanumeric() && **byte != b',').count();
    let label = &before[..before.len() - gap];
    let length =
        label.iter().rev().take_while(|byte| byte.is_ascii_alphabetic() || matches!(byte, b' ' | b'_' | b'-')).count();
    let label = &label[label.len() - length..];
    let begins =
        |index: usize| index == 0 || !label[index - 1].is_ascii_lowercase() || label[index].is_ascii_uppercase();
    gap > 0
        && back(text, start, 1) != b'-'
        && label
            .windows(3)
            .enumerate()
            .any(|(index, part)| part.eq_ignore_ascii_case(b"exp") && begins(index) && names_a_part(&label[index..]))
}

/// Whether behind the word of expiry only words follow that name a part of a date: `exp month`, `expiryDate`, `expiration`.
fn names_a_part(label: &[u8]) -> bool {
    const PARTS: [&[u8]; 12] =
        [b"m", b"mm", b"mo", b"month", b"y", b"yy", b"yyyy", b"yr", b"year", b"d", b"dt", b"date"];
    const WORDS: [&[u8]; 6] = [b"exp", b"expiry", b"expiration", b"expires", b"expire", b"expiring"];
    // Words end at a gap and before a capital.
    let ends = |index: usize| {
        index + 1 == label.len()
            || !label[index + 1].is_ascii_alphabetic()
            || label[index].is_ascii_lowercase() && label[index + 1].is_ascii_uppercase()
    };
    let mut start = 0;
    for index in 0..label.len() {
        if !label[index].is_ascii_alphabetic() {
            start = index + 1;
        } else if ends(index) {
            let word = &label[start..=index];
            let known = |list: &[&[u8]]| list.iter().any(|known| word.eq_ignore_ascii_case(known));
            if !known(&PARTS) && !known(&WORDS) {
                return false;
            }
            start = index + 1;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, start: usize) -> Option<&str> {
        find(text.as_bytes(), start).map(|end| &text[start..end])
    }

    #[test]
    fn pairs() {
        for text in [
            "02/26",
            "02/2026",
            "02-26",
            "12/99",
            "02 / 26",
            "2026-02",
            "2026/02",
            "Feb 2026",
            "February 2026",
            "feb-26",
            "FEB/26",
            "26-Feb",
            "2026 Feb",
            "26 February",
        ] {
            assert_eq!(found(text, 0), Some(text));
            let longer = format!("exp {text}, x");
            assert_eq!(found(&longer, 4), Some(text));
        }
    }

    #[test]
    fn as_cards_print_them() {
        for text in ["02/26", "02/2026", "02-26", "12/99", "02 / 26", "02 - 2026"] {
            assert_eq!(printed(text.as_bytes(), 0), Some(text.len()), "{text}");
            let longer = format!("thru {text}, x");
            assert_eq!(printed(longer.as_bytes(), 5), Some(5 + text.len()), "{text}");
        }
        for text in [
            "13/26",
            "00/26",
            "2/26",
            "02/26/2026",
            "02/75",
            "02/226",
            "02 /26",
            "02.26",
            "0226",
            "2026-02",
            "02",
            "",
            "/",
        ] {
            assert_eq!(printed(text.as_bytes(), 0), None, "{text}");
        }
        assert_eq!(printed(b"1/02/26", 2), None);
        assert_eq!(printed(b"2026-02-26", 5), None);
    }

    #[test]
    fn alone_after_a_label() {
        assert_eq!(found("expY=2026", 5), Some("2026"));
        assert_eq!(found("expM=02", 5), Some("02"));
        assert_eq!(found("\"exp_month\": \"02\"", 14), Some("02"));
        assert_eq!(found("cardExpiry: 0226", 12), Some("0226"));
        assert_eq!(found("2026", 0), Some("2026"));
        assert_eq!(found("expired orders: 12", 16), None);
        assert_eq!(found("expiry in room 12", 15), None);
        assert_eq!(found("12 items", 0), None);
        assert_eq!(found("room 12", 5), None);
    }

    #[test]
    fn others() {
        for text in ["13/26", "00/26", "02/26/2026", "02/75", "02/226", "Fab 2026", "Feb", "2026-13", "1/26", "exp", ""]
        {
            assert_eq!(found(text, 0), None, "{text}");
        }
        assert_eq!(found("1/02/26", 2), None);
        // A day stands before the month.
        assert_eq!(found("21 Dec 2012", 0), None);
        assert_eq!(found("21 Dec 2012", 3), None);
        assert_eq!(found("2026 Dec 2012", 5), Some("Dec 2012"));
        assert_eq!(found("expiration: 1000", 12), None);
    }
}
