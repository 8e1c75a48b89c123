//! Latin letters in UTF-8, without case and accents.
//!
//! Covered are ASCII, Latin-1, Latin Extended-A, the letters of Romanian and Vietnamese beyond them, and combining accents
//! (U+0300 to U+036F). Letters that Unicode does not decompose stand for their nearest: `ß` for s, `æ` for a, `ø` for o,
//! `ł` for l, `đ` and `ð` for d, `þ` for t.

/// U+00C0 to U+00FF; a point is no letter.
const LATIN_1: &[u8; 64] = b"aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty";
/// U+0100 to U+017F.
const EXTENDED_A: &[u8; 128] =
    b"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrr\
ssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
/// U+1EA0 to U+1EF9.
const VIETNAMESE: &[u8; 90] =
    b"aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy";

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

/// The letter at `at`.
#[inline]
pub(crate) fn letter(text: &[u8], at: usize) -> Option<Letter> {
    let first = *text.get(at)?;
    let next = text.get(at + 1).copied().unwrap_or(0);
    if first.is_ascii_alphabetic() && next.is_ascii() {
        return Some(Letter { folded: first.to_ascii_lowercase(), capital: first.is_ascii_uppercase(), length: 1 });
    }
    beyond(text, at, first)
}

/// Letters with accents.
fn beyond(text: &[u8], at: usize, first: u8) -> Option<Letter> {
    let (folded, capital, length) = if first.is_ascii_alphabetic() {
        (first.to_ascii_lowercase(), first.is_ascii_uppercase(), 1)
    } else {
        let continuation = |distance: usize| text.get(at + distance).filter(|byte| **byte & 0xc0 == 0x80).copied();
        let second = continuation(1)?;
        let two = u32::from(first & 0x1f) << 6 | u32::from(second & 0x3f);
        match first {
            0xc3 => (pick(LATIN_1, two, 0xc0)?, two < 0xdf, 2),
            0xc4 | 0xc5 => (pick(EXTENDED_A, two, 0x100)?, is_capital_of_extended_a(two), 2),
            0xc6 if matches!(two, 0x1a0 | 0x1a1) => (b'o', two == 0x1a0, 2),
            0xc6 if matches!(two, 0x1af | 0x1b0) => (b'u', two == 0x1af, 2),
            0xc8 if matches!(two, 0x218..=0x21b) => (if two < 0x21a { b's' } else { b't' }, two & 1 == 0, 2),
            0xe1 if matches!(second, 0xba | 0xbb) => {
                let three = 0x1000 | u32::from(second & 0x3f) << 6 | u32::from(continuation(2)? & 0x3f);
                (pick(VIETNAMESE, three, 0x1ea0)?, three & 1 == 0, 3)
            }
            _ => return None,
        }
    };
    let rest = text.get(at + length..)?;
    // At most two combining accents.
    let accents =
        rest.chunks_exact(2).take(2).take_while(|pair| matches!(pair, [0xcc, 0x80..=0xbf] | [0xcd, 0x80..=0xaf]));
    let accents = accents.count();
    Some(Letter { folded, capital, length: length + accents * 2 })
}

fn pick(table: &[u8], code: u32, first: u32) -> Option<u8> {
    let index = code.checked_sub(first)? as usize;
    table.get(index).copied().filter(|letter| *letter != b'.')
}

/// The order of capitals and small letters turns round twice in this block.
fn is_capital_of_extended_a(code: u32) -> bool {
    match code {
        0x100..=0x137 | 0x14a..=0x177 => code & 1 == 0,
        0x139..=0x148 | 0x179..=0x17e => code & 1 == 1,
        0x178 => true,
        _ => false,
    }
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
