//! Mailing addresses in other scripts than Latin. No list knows their towns: the grammar of their parts tells them, the signs
//! of provinces, towns, districts and streets, which these scripts write with nearly every address.

mod cyrillic;
mod east_asian;
mod greek;

use crate::detector::boundary::{at, back};

/// What stands before and behind a postal code, as far as it is text.
struct Around<'a> {
    before: &'a str,
    code: &'a str,
    behind: &'a str,
    /// Where the code begins.
    start: usize,
}

impl Around<'_> {
    fn may_be_year(&self) -> bool {
        matches!(self.code.as_bytes(), [b'1', b'9', _, _] | [b'2', b'0', _, _])
    }

    /// The bounds of an address that has so many bytes before its code, and so many behind it.
    fn bounds(&self, before: usize, behind: usize) -> (usize, usize) {
        (self.start - before, self.start + self.code.len() + behind)
    }
}

/// The bounds of the address in one of these scripts whose postal code begins at `code`.
pub(super) fn find(text: &[u8], code: usize) -> Option<(usize, usize)> {
    let length = length(text, code)?;
    let end = code + length;
    // Latin letters beyond ASCII begin with smaller bytes.
    let is_near = |byte: &u8| *byte >= 0xcd;
    let behind = text.get(end..)?;
    let before = text.get(..code)?;
    if !behind.iter().take(4).any(is_near) && !before.iter().rev().take(6).any(is_near) {
        return None;
    }
    let around = Around {
        before: before
            .utf8_chunks()
            .last()
            .filter(|chunk| chunk.invalid().is_empty())
            .map_or("", |chunk| chunk.valid()),
        code: std::str::from_utf8(text.get(code..end)?).ok()?,
        behind: behind.utf8_chunks().next().map_or("", |chunk| chunk.valid()),
        start: code,
    };
    east_asian::find(&around).or_else(|| cyrillic::find(&around)).or_else(|| greek::find(&around))
}

/// The length of the code: four to six digits, `606-0861`, `105 63`.
fn length(text: &[u8], start: usize) -> Option<usize> {
    let run = |from: usize| text.iter().skip(from).take(7).take_while(|byte| byte.is_ascii_digit()).count();
    let digits = run(start);
    let length = match (digits, at(text, start + digits)) {
        (3, b'-') if run(start + 4) == 4 => 8,
        (3, b' ') if run(start + 4) == 2 => 6,
        (4..=6, _) => digits,
        _ => return None,
    };
    let joined = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@' | b'%' | b'=' | b'$' | b'#');
    let (before, behind) = (back(text, start, 1), at(text, start + length));
    let inside = joined(before)
        || joined(behind)
        || matches!(before, b'.' | b'+' | b'-' | b'/' | b'\\')
        || matches!(behind, b'.' | b'-' | b'/' | b':') && at(text, start + length + 1).is_ascii_alphanumeric();
    (!inside).then_some(length)
}

/// Whether `token` is `word`, whatever its case.
fn same(token: &str, word: &str) -> bool {
    token.chars().flat_map(char::to_lowercase).eq(word.chars())
}

/// What sets the parts of an address apart, in one line or several.
fn divides(letter: char) -> bool {
    matches!(letter, ',' | ';' | '\n' | '\t' | '|' | '"' | '\r')
}
