//! How far from a value its key words may lie.

use crate::KEYWORD_DISTANCE;
use crate::classify::{BLOCK, Level};
use crate::fold;

/// Longest stretch of text, in bytes, that 30 characters may fill (four bytes each).
pub(crate) const DISTANCE_BYTES: usize = KEYWORD_DISTANCE * 4;
/// Longest key word of the catalogue in bytes of text, with room for accents.
pub(crate) const LONGEST_KEYWORD_BYTES: usize = 160;
/// How far from a value, in bytes, anything can lie that decides about its key words.
pub(crate) const REACH: usize = DISTANCE_BYTES + LONGEST_KEYWORD_BYTES + 16;

/// Start of the 30 characters before `at`. Looks at most [`DISTANCE_BYTES`] back; an invalid byte counts as a character.
pub(super) fn characters_back(level: Level, text: &[u8], at: usize) -> usize {
    let plain = at.saturating_sub(KEYWORD_DISTANCE);
    if text[plain..at].is_ascii() {
        return plain;
    }
    if let Some(block) = text[..at].last_chunk() {
        let begins = begins(level, block).reverse_bits();
        if let Some(length) = shortest_with(KEYWORD_DISTANCE, begins) {
            return at - length;
        }
    }
    let floor = at.saturating_sub(DISTANCE_BYTES);
    let mut position = at;
    let mut characters = 0;
    while position > floor && characters < KEYWORD_DISTANCE {
        position -= 1;
        characters += usize::from(!fold::is_continuation(text[position]));
    }
    position
}

/// End of the 30 characters after `at`.
pub(super) fn characters_ahead(level: Level, text: &[u8], at: usize) -> usize {
    let plain = (at + KEYWORD_DISTANCE).min(text.len());
    if text[at..plain].is_ascii() {
        return plain;
    }
    if let Some(block) = text[at..].first_chunk()
        // Up to the begin of the one after them.
        && let Some(length) = shortest_with(KEYWORD_DISTANCE + 1, begins(level, block))
    {
        return at + length - 1;
    }
    let ceiling = (at + DISTANCE_BYTES).min(text.len());
    let mut position = at;
    let mut characters = 0;
    while position < ceiling {
        characters += usize::from(!fold::is_continuation(text[position]));
        if characters > KEYWORD_DISTANCE {
            break;
        }
        position += 1;
    }
    position
}

/// The bytes of a block that begin a character.
#[inline]
fn begins(level: Level, block: &[u8; BLOCK]) -> u64 {
    !level.between(block, 0x80, 0xbf)
}

/// How many of the lower bits there must be for so many to be set: most texts need two steps.
#[inline]
fn shortest_with(count: usize, bits: u64) -> Option<usize> {
    let mut length = count;
    while length <= BLOCK {
        let missing = count - (bits << (BLOCK - length)).count_ones() as usize;
        if missing == 0 {
            return Some(length);
        }
        length += missing;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One character after the other.
    fn walked(text: &[u8], at: usize) -> (usize, usize) {
        let begins = |position: &usize| !fold::is_continuation(text[*position]);
        let back = (at.saturating_sub(DISTANCE_BYTES)..at).rev().filter(begins).nth(KEYWORD_DISTANCE - 1);
        let ahead = (at..(at + DISTANCE_BYTES).min(text.len())).filter(begins).nth(KEYWORD_DISTANCE);
        (back.unwrap_or(at.saturating_sub(DISTANCE_BYTES)), ahead.unwrap_or((at + DISTANCE_BYTES).min(text.len())))
    }

    proptest::proptest! {
        #[test]
        fn masks_and_walks_agree(text in "[a-z ]{0,90}|[a-zäß ]{0,90}|[а-я ]{0,90}|[字漢 ]{0,90}|[\u{1f600}-\u{1f640}a]{0,60}") {
            for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                for level in Level::available() {
                    let found = (characters_back(level, text.as_bytes(), at), characters_ahead(level, text.as_bytes(), at));
                    proptest::prop_assert_eq!(found, walked(text.as_bytes(), at), "{} {:?}", at, level);
                }
            }
        }

        #[test]
        fn any_bytes_are_survived(text in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            for at in 0..=text.len() {
                for level in Level::available() {
                    proptest::prop_assert!(characters_back(level, &text, at) <= at);
                    proptest::prop_assert!((at..=text.len()).contains(&characters_ahead(level, &text, at)));
                }
            }
        }
    }
}
