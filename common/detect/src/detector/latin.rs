//! Latin letters in UTF-8, without case and accents.
//!
//! Letters with accents stand for the plain ones of [`fold`], also where combining accents (U+0300 to U+036F) follow.

use std::sync::LazyLock;

use crate::fold;

/// A letter of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    /// a to z.
    pub(crate) folded: u8,
    /// Whether it is a capital.
    pub(crate) capital: bool,
    /// Bytes with its combining accents.
    pub(crate) length: usize,
}

/// First bytes of combining accents in UTF-8, and of two letters.
const COMBINING: [u8; 2] = [0xcc, 0xcd];

/// The letter at `at`.
#[inline(always)]
pub(crate) fn letter(text: &[u8], at: usize) -> Option<Letter> {
    let first = *text.get(at)?;
    let next = text.get(at + 1).copied().unwrap_or(0);
    if first.is_ascii_alphabetic() && !COMBINING.contains(&next) {
        return Some(Letter { folded: first.to_ascii_lowercase(), capital: first.is_ascii_uppercase(), length: 1 });
    }
    if first < 0x80 && !first.is_ascii_alphabetic() {
        return None;
    }
    beyond(text, at, first)
}

/// The letters from U+00C0 to U+024F without accents, 0x80 added to those of capitals; zero for what is no letter.
static LETTERS: LazyLock<[u8; LAST - FIRST + 1]> = LazyLock::new(|| {
    std::array::from_fn(|index| {
        let code = (FIRST + index) as u32;
        let capital = char::from_u32(code).is_some_and(char::is_uppercase);
        fold::latin(code).map_or(0, |folded| folded | u8::from(capital) << 7)
    })
});
const FIRST: usize = 0xc0;
const LAST: usize = 0x24f;

/// Letters with accents.
#[inline(never)]
fn beyond(text: &[u8], at: usize, first: u8) -> Option<Letter> {
    let (folded, capital, length) = if first.is_ascii_alphabetic() {
        (first.to_ascii_lowercase(), first.is_ascii_uppercase(), 1)
    } else {
        let (code, length) = fold::decode(text, at);
        match (code as usize).checked_sub(FIRST).and_then(|index| LETTERS.get(index)) {
            Some(0) => return None,
            Some(known) => (known & 0x7f, known & 0x80 != 0, length),
            None => (fold::latin(code)?, char::from_u32(code).is_some_and(char::is_uppercase), length),
        }
    };
    let mut length = length;
    // At most two combining accents.
    for _ in 0..2 {
        match text.get(at + length..).and_then(|rest| rest.first_chunk::<2>()) {
            Some([0xcc, 0x80..=0xbf] | [0xcd, 0x80..=0xaf]) => length += 2,
            _ => break,
        }
    }
    Some(Letter { folded, capital, length })
}

/// The length of the apostrophe at `at`: `'` or U+2019.
#[inline]
pub(crate) fn apostrophe(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at)? {
        b'\'' => Some(1),
        0xe2 if text.get(at + 1..at + 3) == Some(&[0x80, 0x99]) => Some(3),
        _ => None,
    }
}

/// The length of the space at `at`: an ASCII or a no-break space.
#[inline]
pub(crate) fn space(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at)? {
        b' ' => Some(1),
        0xc2 if text.get(at + 1) == Some(&0xa0) => Some(2),
        _ => None,
    }
}

/// Writes the folded letters of `text` to `buffer`; runs of spaces, hyphens, strokes and line ends become one space,
/// apostrophes and points nothing. `None` if there is any other sign, or no room.
pub(crate) fn fold<'a>(text: &[u8], buffer: &'a mut [u8]) -> Option<&'a [u8]> {
    // Most are one word of plain letters.
    if text.iter().all(u8::is_ascii_alphabetic) {
        let folded = buffer.get_mut(..text.len())?;
        folded.iter_mut().zip(text).for_each(|(folded, letter)| *folded = letter.to_ascii_lowercase());
        return Some(folded);
    }
    let mut length = 0;
    let mut at = 0;
    let mut gap = false;
    while at < text.len() {
        if let Some(letter) = letter(text, at) {
            if gap && length > 0 {
                *buffer.get_mut(length)? = b' ';
                length += 1;
            }
            gap = false;
            *buffer.get_mut(length)? = letter.folded;
            length += 1;
            at += letter.length;
            continue;
        }
        if let Some(width) = space(text, at) {
            gap = true;
            at += width;
            continue;
        }
        match text.get(at)? {
            b'-' | b'/' | b'_' | b'\n' | b'\r' | b'\t' => {
                gap = true;
                at += 1;
            }
            b'.' => at += 1,
            _ => at += apostrophe(text, at)?,
        }
    }
    buffer.get(..length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_without_accents() {
        for (text, folded, capital, length) in [
            ("a", b'a', false, 1),
            ("Z", b'z', true, 1),
            ("é", b'e', false, 2),
            ("Ü", b'u', true, 2),
            ("ß", b's', false, 2),
            ("Ł", b'l', true, 2),
            ("ł", b'l', false, 2),
            ("Ž", b'z', true, 2),
            ("ž", b'z', false, 2),
            ("ș", b's', false, 2),
            ("ư", b'u', false, 2),
            ("ễ", b'e', false, 3),
            ("Đ", b'd', true, 2),
            ("e\u{301}", b'e', false, 3),
        ] {
            assert_eq!(letter(text.as_bytes(), 0), Some(Letter { folded, capital, length }), "{text}");
        }
        for text in ["", "1", "×", "ж", "字", "'", " "] {
            assert_eq!(letter(text.as_bytes(), 0), None, "{text}");
        }
        assert_eq!(letter(&[0xc3], 0), None);
        assert_eq!(letter(&[0xe1, 0xba], 0), None);
        assert_eq!(letter(&[0xc3, 0x29], 0), None);
    }

    #[test]
    fn folded_texts() {
        let mut buffer = [0; 24];
        assert_eq!(fold("St. Gallen".as_bytes(), &mut buffer), Some(&b"st gallen"[..]));
        assert_eq!(fold("Aix-en-\u{a0}Provence".as_bytes(), &mut buffer), Some(&b"aix en provence"[..]));
        assert_eq!(fold("L’Aquila".as_bytes(), &mut buffer), Some(&b"laquila"[..]));
        assert_eq!(fold(b"a1", &mut buffer), None);
        assert_eq!(fold(b"twenty-five letters are too many", &mut buffer), None);
    }
}
