//! Usual words, which are read at once: up to 15 letters of ASCII, a capital and small ones, or all of one case, with nothing
//! beside them that could belong to them. Others are read letter by letter.

use super::token::{Shape, Token};
use crate::classify::padded;
use crate::detector::lexicon;

/// Bytes that are looked at together.
const TOGETHER: usize = 16;
const EACH: u128 = u128::MAX / 0xff;
const HIGH: u128 = EACH * 0x80;
/// The bit that tells small letters from capitals.
const SMALL: u128 = EACH * 0x20;

/// A usual word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plain {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) shape: Shape,
}

impl Plain {
    /// The word with what the lists know of it.
    pub(super) fn token(self, text: &[u8]) -> Option<Token> {
        let Plain { start, end, shape } = self;
        let hash = lexicon::plain_hash(text.get(start..end)?);
        Some(Token { start, end, shape, word: lexicon::word_of(hash), hash, letters: end - start })
    }
}

/// The word at `start`.
#[inline]
pub(super) fn ahead(text: &[u8], start: usize) -> Option<Plain> {
    let rest = text.get(start..)?;
    let bytes: [u8; TOGETHER] = padded(rest);
    let bits = u128::from_le_bytes(bytes);
    let length = (!letters(bits) & HIGH).trailing_zeros() as usize / 8;
    let next = *bytes.get(length)?;
    let shape = shape(bits & !(u128::MAX << (8 * length)), length)?;
    (!is_part(next)).then_some(Plain { start, end: start + length, shape })
}

/// The word that ends at `end`.
#[inline]
pub(super) fn back(text: &[u8], end: usize) -> Option<Plain> {
    let before = text.get(..end)?;
    let bytes = before.last_chunk::<TOGETHER>().copied().unwrap_or_else(|| {
        let mut padded = [0; TOGETHER];
        padded.iter_mut().rev().zip(before.iter().rev()).for_each(|(to, from)| *to = *from);
        padded
    });
    let bits = u128::from_le_bytes(bytes);
    let length = (!letters(bits) & HIGH).leading_zeros() as usize / 8;
    let previous = *bytes.get((TOGETHER - 1).checked_sub(length)?)?;
    let shape = shape(bits >> (8 * (TOGETHER - length).min(TOGETHER - 1)), length)?;
    let next = text.get(end).copied().unwrap_or(0);
    (!is_part(previous) && !is_part(next)).then_some(Plain { start: end - length, end, shape })
}

/// For each byte its highest bit, if it is a letter.
#[inline(always)]
fn letters(bytes: u128) -> u128 {
    let small = bytes & !HIGH | SMALL;
    let from_a = small + EACH * u128::from(0x80 - b'a');
    let beyond_z = small + EACH * u128::from(0x7f - b'z');
    from_a & !beyond_z & !bytes & HIGH
}

/// How so many letters are written, the first of which is in the lowest byte. `None` for an initial, and for capitals in the
/// middle.
#[inline(always)]
fn shape(letters: u128, length: usize) -> Option<Shape> {
    if length == 0 {
        return None;
    }
    let all = SMALL & !(u128::MAX << (8 * length));
    let small = letters & SMALL;
    if small == all {
        return Some(Shape::Small);
    }
    if length == 1 {
        return None;
    }
    match small {
        0 => Some(Shape::Capitals),
        _ if small == all & !0xff => Some(Shape::Capital),
        _ => None,
    }
}

/// Whether a byte beside letters may belong to their word.
#[inline(always)]
fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80 || matches!(byte, b'\'' | b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_words_are_read_from_both_ends() {
        for (word, shape) in [
            ("Peter", Shape::Capital),
            ("Jo", Shape::Capital),
            ("IT", Shape::Capitals),
            ("HAMBURG", Shape::Capitals),
            ("abcdefghijklmno", Shape::Small),
            ("Abcdefghijklmno", Shape::Capital),
            ("a", Shape::Small),
        ] {
            for (before, behind) in [("", ""), (" ", " "), ("(", ")"), ("1", ","), ("a b c d e f g h ", "@[`{z")] {
                let text = format!("{before}{word}{behind}");
                let (start, end) = (before.len(), before.len() + word.len());
                let read = Some(Plain { start, end, shape });
                assert_eq!(ahead(text.as_bytes(), start), read, "{text}");
                assert_eq!(back(text.as_bytes(), end), read, "{text}");
            }
        }
    }

    #[test]
    fn other_words_are_not() {
        for word in ["A", "McDonald", "aB", "ABc", "abcdefghijklmnop", "Jean-Luc", "O'Brien", "Jos\u{e9}", "1", ""] {
            assert_eq!(ahead(word.as_bytes(), 0), None, "{word}");
            assert_eq!(back(word.as_bytes(), word.len()), None, "{word}");
        }
        // What is beside it belongs to the word, or may.
        for text in ["xPeter", "\u{e9}Peter", "'Peter", "-Peter"] {
            assert_eq!(back(text.as_bytes(), text.len()), None, "{text}");
        }
        for text in ["Peter\u{e9}", "Peter'", "Peter-"] {
            assert_eq!(ahead(text.as_bytes(), 0), None, "{text}");
            assert_eq!(back(text.as_bytes(), 5), None, "{text}");
        }
        assert_eq!(back(b"Peterx", 5), None);
        assert_eq!(ahead(b"Peter", 6), None);
        assert_eq!(back(b"Peter", 6), None);
    }
}
