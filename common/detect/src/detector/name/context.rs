//! What stands around a name: titles and labels before it, suffixes behind it, and what speaks against it.

use super::REACH;
use super::sequence::Words;
use super::token::{self, Shape};
use super::words::Roles;
use crate::detector::boundary::{at, back};
use crate::detector::latin;

/// What stands before a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Before {
    /// A title: `Dr. `, `Frau `.
    pub(super) titled: bool,
    /// A label that only people have, or an address: `Patient: `, `Dear `.
    pub(super) labelled: bool,
    /// The label may be one of other things too: one half at least must be known.
    pub(super) anything: bool,
    /// A label or word that often stands before names, and before other things: `name = `, `by `.
    pub(super) hinted: bool,
    /// An address of electronic mail follows, as in `Jane Roe <jane@example.org>`.
    pub(super) mailbox: bool,
    /// It cannot be a name of a person.
    pub(super) blocked: bool,
    /// It begins a line, a cell or a bracket.
    pub(super) opens: bool,
}

/// What stands before `start`.
pub(super) fn before(text: &[u8], start: usize) -> Before {
    let mut before = Before { opens: opens(text, start), ..Before::default() };
    let (mut end, mut colon, mut spaces) = (start, false, 0);
    for _ in 0..6 {
        match back(text, end, 1) {
            b' ' => spaces += 1,
            0xa0 if back(text, end, 2) == 0xc2 => end -= 1,
            b':' | b'=' => colon = true,
            b'"' | b'\'' | b'*' => {}
            b'\t' => colon = true,
            b'\n' | b'\r' => {
                before.opens = true;
                return before;
            }
            _ => break,
        }
        end -= 1;
    }
    before.opens |= end == 0 || spaces >= 2 || colon;
    let Some((word, word_end)) = token::read_back(text, end) else { return before };
    if !colon && spaces != 1 {
        return before;
    }
    let roles = Roles::of(text.get(word.start..word_end).unwrap_or_default());
    if colon {
        before.labelled = roles.is_label();
        before.hinted = roles.is_hint();
        return before;
    }
    let pointed = back(text, end, 1) == b'.';
    match word.shape {
        Shape::Small => before.hinted = roles.is_introduction() && !pointed,
        _ if roles.is_honorific() && !roles.is_blocker() => before.titled = true,
        Shape::Capital | Shape::Capitals if !pointed || word.letters <= 2 => {
            before.hinted = roles.is_introduction();
            before.blocked = roles.is_blocker();
        }
        _ => {}
    }
    before
}

/// Whether the byte before `start` is one that a line, a cell or a bracket begins with.
fn opens(text: &[u8], start: usize) -> bool {
    let previous = back(text, start, 1);
    matches!(previous, 0 | b'\n' | b'\r' | b'\t' | b'"' | b'(' | b'[' | b'>' | b'|' | b';' | b'<' | b'{' | b',')
}

/// Whether a name may begin at `start`: not inside of a word, a path, a host name or the like.
pub(super) fn may_begin(text: &[u8], start: usize) -> bool {
    match back(text, start, 1) {
        b' ' | b'\'' | b'*' | b':' | b'=' | b'`' => true,
        // A no-break space, a quotation mark or dash, but not a letter.
        0x80..=0xbf => !is_letter_before(text, start),
        _ => opens(text, start),
    }
}

fn is_letter_before(text: &[u8], start: usize) -> bool {
    (2..=3).any(|distance| {
        start
            .checked_sub(distance)
            .and_then(|from| latin::letter(text, from))
            .is_some_and(|letter| letter.length == distance)
    })
}

/// Whether an address of electronic mail in angle brackets follows, as in RFC 5322.
pub(super) fn has_mailbox(text: &[u8], end: usize) -> bool {
    let rest = text.get(end..text.len().min(end + REACH)).unwrap_or_default();
    let quote = usize::from(at(rest, 0) == b'"');
    let Some(rest) = rest.get(quote..).and_then(|rest| rest.strip_prefix(b" <")) else { return false };
    rest.iter().take_while(|byte| !matches!(byte, b'>' | b' ' | b'<')).any(|byte| *byte == b'@')
}

/// Where the name ends, if nothing after it speaks against it.
pub(super) fn ends(text: &[u8], words: &Words) -> Option<usize> {
    let last = words.last()?;
    let end = last.end;
    let next = at(text, end);
    let second = at(text, end + 1);
    let joined = match next {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'@' | b'(' | b'=' | b'\\' | b'$' | b'#' | b'[' => true,
        b'.' => second.is_ascii_alphanumeric() && last.shape != Shape::Initial,
        b'-' | b'/' | b'&' => second.is_ascii_alphanumeric(),
        b':' => second == b':',
        // Letters of any script, and bytes that are no UTF-8; not quotation marks, dashes and wide spaces.
        0x80.. => !matches!(next, 0xc2 | 0xe2 | 0xe3),
        _ => false,
    };
    if joined {
        return None;
    }
    let after = latin::space(text, end).unwrap_or(0);
    if after > 0 && matches!(at(text, end + after), b'&' | b'+') {
        return None;
    }
    let follow = if after > 0 { token::read(text, end + after) } else { None };
    let comma = if next == b',' { latin::space(text, end + 1).map(|gap| letters(text, end + 1 + gap)) } else { None };
    // `Smith Brown, Inc.`
    if comma.is_some_and(|word| word.len() <= 4 && begins_with_capital(word) && Roles::of(word).is_institution()) {
        return None;
    }
    let word = if after > 0 { letters(text, end + after) } else { &[] };
    if begins_with_capital(word) && Roles::of(word).is_institution() {
        return None;
    }
    match follow {
        Some(token) if token.word.place && token.shape == Shape::Capital && token.word.family < 2 => None,
        // Titles of works, institutions, products: `Isaac Newton Telescope`.
        Some(token)
            if token.shape == Shape::Capital
                && token.word.ordinary > 0
                && token.word.given + token.word.family == 0 =>
        {
            None
        }
        _ => Some(end),
    }
}

/// The letters from `start` on, as many as a word of the lists has.
fn letters(text: &[u8], start: usize) -> &[u8] {
    let mut end = start;
    while end < start + 24
        && let Some(letter) = latin::letter(text, end)
    {
        end += letter.length;
    }
    text.get(start..end).unwrap_or_default()
}

fn begins_with_capital(word: &[u8]) -> bool {
    latin::letter(word, 0).is_some_and(|letter| letter.capital)
}

/// The end with `Jr.`, `, PhD` and the like.
pub(super) fn with_suffix(text: &[u8], end: usize) -> usize {
    let mut result = end;
    for _ in 0..2 {
        let comma = usize::from(at(text, result) == b',');
        let Some(gap) = latin::space(text, result + comma) else { break };
        let start = result + comma + gap;
        let mut word = letters(text, start);
        let mut stop = start + word.len();
        // `Ph.D.`
        if word == b"Ph" && text.get(stop..stop + 2) == Some(b".D") {
            stop += 2;
            word = b"phd";
        }
        // `Do` and `Ma` are Vietnamese and Chinese names.
        let short = comma == 0 && matches!(word, b"Do" | b"DO" | b"Ma" | b"MA");
        if word.is_empty() || short || !(begins_with_capital(word) || word == b"phd") || !Roles::of(word).is_suffix() {
            break;
        }
        // The point belongs to an abbreviation; not to one that ends a sentence, but who could tell.
        let abbreviation = word.len() <= 4 && !word.iter().all(|byte| matches!(byte, b'I' | b'V'));
        result = stop + usize::from(at(text, stop) == b'.' && abbreviation && at(text, stop - 1) != b'.');
    }
    result
}
