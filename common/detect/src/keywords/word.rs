//! Where words begin and end: a key word is one only at the boundaries of words.

use super::keyword::FLEXIBLE;
use crate::fold;

/// What may follow a key word within one unbroken lower-case word: `ssnno`, `phonenr`, `cards`.
pub(super) const SUFFIXES: [&[u8]; 10] =
    [b"s", b"no", b"nr", b"id", b"ids", b"num", b"nbr", b"number", b"numero", b"nummer"];

/// From this many characters on, a key word may be the stem of one with one more vowel: Macie lists `codice fiscal` and
/// `carteira de motorist`.
const STEM: usize = 12;

/// Behind an `i` that stands alone it is a product, of which logs of web servers are full: no telephone numbers are near it.
const PHONE: &[u8] = b"Phone";

/// Whether a word may begin at `at`, where a letter (`first`, folded) stands: a letter with an accent before it would be
/// part of the word, and so would any letter before a letter beyond ASCII.
#[inline]
pub(super) fn begins_word(text: &[u8], at: usize, first: u32) -> bool {
    let Some(before) = at.checked_sub(1).map(|index| text[index]) else { return true };
    if before < 0x80 {
        if before == b'i'
            && text[at..].starts_with(PHONE)
            && !at.checked_sub(2).is_some_and(|index| text[index].is_ascii_alphabetic())
        {
            return false;
        }
        // Of ASCII letters the caller knows; ideographs stand beside them without a space.
        return text[at] < 0x80 || !before.is_ascii_alphabetic() || !is_bounded(first);
    }
    !is_bounded(first) || fold::previous(text, at).is_none_or(|(code, _)| !fold::is_word_letter(code))
}

/// Whether words with this folded letter have boundaries.
fn is_bounded(code: u32) -> bool {
    code < 0x80 || fold::is_word_letter(code)
}

/// Whether a folded key word that ends at `end` ends at a word boundary there.
#[inline]
pub(super) fn is_whole(text: &[u8], end: usize, keyword: &[u32]) -> bool {
    let bounded = keyword.last().is_some_and(|code| match u8::try_from(*code) {
        Ok(byte @ 0..0x80) => byte.is_ascii_alphanumeric(),
        _ => is_bounded(*code),
    });
    // `exp m` stands for `exp_month` too: a letter alone abbreviates a word.
    let abbreviated = keyword.len() > 1 && keyword[keyword.len() - 2] == FLEXIBLE;
    !bounded || abbreviated || ends_word(text, end, keyword.len())
}

fn ends_word(text: &[u8], end: usize, length: usize) -> bool {
    let Some(&next) = text.get(end) else { return true };
    match next {
        // `ssn2`, but not `ssn4x`.
        b'0'..=b'9' => {
            let after = text[end..].iter().take(4).find(|byte| !byte.is_ascii_digit());
            length > 2 && after.is_none_or(|byte| !byte.is_ascii_alphabetic())
        }
        b'A'..=b'Z' if !text[..end].last().is_some_and(u8::is_ascii_uppercase) => true,
        // `SSNNumber`: the next word's capital.
        b'A'..=b'Z' if text.get(end + 1).is_some_and(u8::is_ascii_lowercase) => true,
        b'a' | b'e' | b'o' if length >= STEM && !continues(text, end + 1) => true,
        b'A'..=b'Z' | b'a'..=b'z' => length > 2 && has_suffix(text, end),
        0x80.. => !fold::is_word_letter(fold::decode(text, end).0),
        _ => true,
    }
}

/// Whether a word goes on here: a space that does not break ends it as any other.
fn continues(text: &[u8], at: usize) -> bool {
    match text.get(at) {
        Some(0x80..) => fold::is_word_letter(fold::decode(text, at).0),
        Some(byte) => byte.is_ascii_alphanumeric(),
        None => false,
    }
}

fn has_suffix(text: &[u8], end: usize) -> bool {
    let rest = &text[end..text.len().min(end + 8)];
    let length = rest.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(rest.len());
    SUFFIXES.iter().any(|suffix| rest[..length].eq_ignore_ascii_case(suffix))
}
