//! How far from a value its key words may lie.

use crate::KEYWORD_DISTANCE;
use crate::fold;

/// Longest stretch of text, in bytes, that 30 characters may fill (four bytes each).
pub(crate) const DISTANCE_BYTES: usize = KEYWORD_DISTANCE * 4;
/// Longest key word of the catalogue in bytes of text, with room for accents.
pub(crate) const LONGEST_KEYWORD_BYTES: usize = 160;
/// How far from a value, in bytes, anything can lie that decides about its key words.
pub(crate) const REACH: usize = DISTANCE_BYTES + LONGEST_KEYWORD_BYTES + 16;

/// Start of the 30 characters before `at`. Looks at most [`DISTANCE_BYTES`] back; an invalid byte counts as a character.
pub(super) fn characters_back(text: &[u8], at: usize) -> usize {
    let plain = at.saturating_sub(KEYWORD_DISTANCE);
    if text[plain..at].is_ascii() {
        return plain;
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
pub(super) fn characters_ahead(text: &[u8], at: usize) -> usize {
    let plain = (at + KEYWORD_DISTANCE).min(text.len());
    if text[at..plain].is_ascii() {
        return plain;
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
