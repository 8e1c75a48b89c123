//! HTML and XML: text in which character references are decoded and, in HTML, tags that only change how text looks are
//! left out, so that nothing parts a value. All else stays as it is written: elements and attributes are visible, and lines
//! are those of the file.
//!
//! Nothing is resolved: no external entity, and none that the document defines, so nothing can grow.

mod entities;

use crate::input::Input;
use crate::lines::LinePosition;
use crate::sniff::Sniffed;
use crate::text::{Footprints, Lookahead, Rewriter};
use crate::walk::{Analysis, Halt, Walk};
use memchr::{memchr2, memmem};

/// Bytes that are read at once.
const READ_BYTES: usize = 64 * 1024;

/// Longest tag that may be left out; a longer one stays.
const MOST_TAG: usize = 1024;

/// Longest character reference: `&CounterClockwiseContourIntegral;` is the longest of HTML.
const MOST_REFERENCE: usize = 34;

/// Elements of HTML that do not part words.
const INLINE: [&str; 29] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q",
    "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr",
];

/// Attributes that tell only how an element looks. A tag with any other stays: its attributes may hold data.
const LOOKS: [&str; 8] = ["class", "style", "color", "size", "face", "lang", "dir", "align"];

/// Filters markup on its way into a [`Rewriter`].
pub(super) struct Markup {
    html: bool,
    /// What ends the part that is passed on as it is: a comment, a script, a CDATA section.
    verbatim: Option<&'static [u8]>,
    pending: Vec<u8>,
    /// Where the pieces in `pending` lie in the file.
    joins: Vec<Join>,
}

/// From `offset` of a text on, it lies in lines from `position` on, and at `at` of what it comes from, if anywhere.
#[derive(Clone, Copy)]
struct Join {
    offset: usize,
    position: LinePosition,
    at: Option<u64>,
}

/// What a place in the text turned out to be.
enum Token {
    /// Passed on as it is; so many bytes.
    Keep(usize),
    /// Left out.
    Drop(usize),
    Character(char, usize),
    /// Begins a part that is passed on as it is up to the mark.
    Verbatim(usize, &'static [u8]),
    /// More text is needed to tell.
    Unknown,
}

impl Markup {
    pub(super) fn new(html: bool) -> Self {
        Markup { html, verbatim: None, pending: Vec::new(), joins: Vec::new() }
    }

    /// Filters the text that comes next, which lies at `position` in the file, and at `at` of what it comes from.
    pub(super) fn push(&mut self, out: &mut Rewriter, text: &[u8], position: LinePosition, at: Option<u64>) {
        self.joins.push(Join { offset: self.pending.len(), position, at });
        self.pending.extend_from_slice(text);
        self.run(out, false);
    }

    /// The text has ended.
    pub(super) fn end(&mut self, out: &mut Rewriter) {
        self.run(out, true);
    }

    fn run(&mut self, out: &mut Rewriter, ends: bool) {
        let pending = std::mem::take(&mut self.pending);
        let position = LinePosition::default();
        let mut emitter = Emitter { out, text: &pending, joins: &self.joins, at: 0, position, from: None };
        emitter.begin();
        // Bytes that were found to be kept are passed on together.
        let mut kept = 0;
        while emitter.at + kept < pending.len() {
            let rest = &pending[emitter.at + kept..];
            if let Some(mark) = self.verbatim {
                match memmem::find(rest, mark) {
                    Some(found) => {
                        kept += found + mark.len();
                        self.verbatim = None;
                    }
                    // The mark may be cut by the end of what is here.
                    None if ends => kept += rest.len(),
                    None => {
                        kept += rest.len().saturating_sub(mark.len() - 1);
                        break;
                    }
                }
                continue;
            }
            let plain = memchr2(b'<', b'&', rest).unwrap_or(rest.len());
            if plain > 0 {
                kept += plain;
                continue;
            }
            match self.token(rest, ends) {
                Token::Keep(length) => kept += length,
                Token::Drop(length) => {
                    emitter.keep(std::mem::take(&mut kept));
                    emitter.pass(length);
                }
                Token::Verbatim(length, mark) => {
                    kept += length;
                    self.verbatim = Some(mark);
                }
                Token::Character(character, length) => {
                    emitter.keep(std::mem::take(&mut kept));
                    let mut buffer = [0; 4];
                    emitter.out.whole(emitter.from, length);
                    emitter.out.push(character.encode_utf8(&mut buffer).as_bytes());
                    emitter.pass(length);
                }
                Token::Unknown => break,
            }
        }
        emitter.keep(kept);
        let (at, position, from) = (emitter.at, emitter.position, emitter.from);
        self.pending = pending;
        self.pending.drain(..at);
        self.joins.retain(|join| join.offset > at);
        for join in &mut self.joins {
            join.offset -= at;
        }
        if !self.pending.is_empty() {
            self.joins.insert(0, Join { offset: 0, position, at: from });
        }
    }

    /// What begins here; `rest` begins with `<` or `&`.
    fn token(&self, rest: &[u8], ends: bool) -> Token {
        if rest[0] == b'&' {
            return reference(rest, ends);
        }
        if matches!(rest.get(1), None | Some(b'!')) {
            for (begin, mark) in [(b"<!--".as_slice(), b"-->".as_slice()), (b"<![CDATA[", b"]]>")] {
                if rest.starts_with(begin) {
                    return Token::Verbatim(begin.len(), mark);
                }
                if begin.starts_with(rest) && !ends {
                    return Token::Unknown;
                }
            }
        }
        if !self.html {
            return Token::Keep(1);
        }
        let Some(length) = memchr::memchr(b'>', &rest[..rest.len().min(MOST_TAG)]) else {
            return if ends || rest.len() >= MOST_TAG { Token::Keep(1) } else { Token::Unknown };
        };
        let tag = &rest[1..length];
        let name = tag.strip_prefix(b"/").unwrap_or(tag);
        let name_end = name.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len());
        let (name, attributes) = name.split_at(name_end);
        let name = as_small_number(name);
        // Scripts and style sheets hold no references.
        if rest[1] != b'/' && SILENT_NUMBERS.contains(&name) {
            return Token::Verbatim(length + 1, b"</");
        }
        let inline = INLINE_NUMBERS.contains(&name);
        if inline && only_looks(attributes) { Token::Drop(length + 1) } else { Token::Keep(1) }
    }
}

/// A name of at most eight bytes as a number, the first byte in its highest places: as such it is quickly compared with others,
/// and their order is that of the names. Zero: it is longer.
const fn as_number(name: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let mut place = 0;
    while place < name.len() && name.len() <= bytes.len() {
        bytes[place] = name[place];
        place += 1;
    }
    u64::from_be_bytes(bytes)
}

/// The same for letters and digits, capitals as small letters.
const fn as_small_number(name: &[u8]) -> u64 {
    // Digits have this bit too.
    as_number(name) | as_number(&[0x20; 8]) & filled(name.len())
}

/// All bits of as many bytes, from the highest place on.
const fn filled(bytes: usize) -> u64 {
    match bytes {
        1..=8 => u64::MAX << (8 * (8 - bytes)),
        _ => 0,
    }
}

const fn as_numbers<const N: usize>(names: [&str; N]) -> [u64; N] {
    let mut numbers = [0; N];
    let mut index = 0;
    while index < N {
        numbers[index] = as_number(names[index].as_bytes());
        index += 1;
    }
    numbers
}

const INLINE_NUMBERS: [u64; INLINE.len()] = as_numbers(INLINE);
const SILENT_NUMBERS: [u64; 2] = as_numbers(["script", "style"]);
const LOOKS_NUMBERS: [u64; LOOKS.len()] = as_numbers(LOOKS);

/// Whether a tag's attributes tell only how it looks.
fn only_looks(attributes: &[u8]) -> bool {
    let mut rest = attributes.trim_ascii();
    rest = rest.strip_suffix(b"/").unwrap_or(rest).trim_ascii();
    while !rest.is_empty() {
        let name_end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_end);
        if !LOOKS_NUMBERS.contains(&as_small_number(name)) {
            return false;
        }
        let Some(value) = after.trim_ascii_start().strip_prefix(b"=").map(<[u8]>::trim_ascii_start) else {
            return false;
        };
        let end = match value.first() {
            Some(quote @ (b'"' | b'\'')) => memchr::memchr(*quote, &value[1..]).map(|at| at + 2),
            _ => Some(value.iter().position(u8::is_ascii_whitespace).unwrap_or(value.len())),
        };
        let Some(after) = end.and_then(|end| value.get(end..)) else { return false };
        rest = after.trim_ascii_start();
    }
    true
}

/// The character that a reference stands for; `rest` begins with `&`.
fn reference(rest: &[u8], ends: bool) -> Token {
    let name = rest[1..].iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'#');
    let Some(length) = name else {
        return if ends || rest.len() > MOST_REFERENCE { Token::Keep(1) } else { Token::Unknown };
    };
    let name = &rest[1..=length];
    if rest[length + 1] != b';' || length > MOST_REFERENCE {
        return Token::Keep(1);
    }
    let name = std::str::from_utf8(name).unwrap_or_default();
    let character = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            code.ok().and_then(char::from_u32)
        }
        None => entities::character(name),
    };
    match character {
        // Line ends would change the count of lines; a soft hyphen and its like only tell where a word may break.
        // The spaces that lines are not broken at part the groups of a number like any other.
        Some('\n' | '\r' | '\u{a0}' | '\u{2002}' | '\u{2003}' | '\u{2009}') => Token::Character(' ', length + 2),
        Some('\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}') => Token::Drop(length + 2),
        Some(character) => Token::Character(character, length + 2),
        None => Token::Keep(1),
    }
}

/// Moves through the text, and tells the rewriter where it is.
struct Emitter<'e> {
    out: &'e mut Rewriter,
    text: &'e [u8],
    joins: &'e [Join],
    at: usize,
    position: LinePosition,
    /// Where the next byte comes from.
    from: Option<u64>,
}

impl Emitter<'_> {
    fn begin(&mut self) {
        if let Some(first) = self.joins.first() {
            (self.position, self.from) = (first.position, first.at);
            self.mark();
        }
    }

    /// Tells the rewriter where what comes next lies.
    fn mark(&mut self) {
        self.out.mark(self.position);
        self.out.at(self.from);
    }

    /// Moves over bytes that lie together.
    fn advance(&mut self, bytes: &[u8]) {
        self.position.advance(bytes);
        self.from = self.from.map(|from| from + bytes.len() as u64);
    }

    /// The next piece's begin before `end`, if there is one.
    fn join_before(&self, end: usize) -> Option<Join> {
        let next = self.joins.partition_point(|join| join.offset <= self.at);
        self.joins.get(next).filter(|join| join.offset <= end).copied()
    }

    fn keep(&mut self, length: usize) {
        let end = self.at + length;
        while let Some(join) = self.join_before(end) {
            self.out.push(&self.text[self.at..join.offset]);
            self.at = join.offset;
            (self.position, self.from) = (join.position, join.at);
            self.mark();
        }
        let kept = &self.text[self.at..end];
        self.out.push(kept);
        self.advance(kept);
        self.at = end;
    }

    fn pass(&mut self, length: usize) {
        let end = self.at + length;
        while let Some(join) = self.join_before(end) {
            self.at = join.offset;
            (self.position, self.from) = (join.position, join.at);
        }
        self.advance(&self.text[self.at..end]);
        self.at = end;
        self.mark();
    }
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed, html: bool) -> Analysis {
    let mut text = match Lookahead::new(input, sniffed.charset) {
        Ok(text) => text,
        Err(error) => return walk.halted(sniffed.skipped(), Halt::Read(error)),
    };
    let ended = run(walk, &mut text, html).map(|()| None);
    walk.text_ended(text, ended, &sniffed.mime_type)
}

fn run(walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>, html: bool) -> Result<(), Halt> {
    let mut markup = Markup::new(html);
    let mut out = Rewriter::new(None).made_of(Footprints::new(text.origin()));
    let mut position = LinePosition::default();
    loop {
        let mut at = text.passed();
        let view = text.fill(READ_BYTES);
        let length = view.len();
        if length == 0 {
            markup.end(&mut out);
            return out.finish(walk);
        }
        for piece in view.chunks(READ_BYTES * 4) {
            markup.push(&mut out, piece, position, Some(at));
            position.advance(piece);
            at += piece.len() as u64;
            out.flush(walk)?;
        }
        text.consume(length);
    }
}

/// Whether a text is HTML (`Some(true)`) or XML by its begin or by the type its name promises.
pub(crate) fn looks_like(text: &[u8], promised: Option<&str>) -> Option<bool> {
    let begin = text.trim_ascii_start();
    let begins = |word: &[u8]| begin.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if begins(b"<!doctype html") || begins(b"<html") {
        return Some(true);
    }
    let promised = promised.unwrap_or_default();
    let html_name = promised == "text/html" || promised == "application/xhtml+xml";
    if begins(b"<?xml") {
        return Some(html_name);
    }
    let markup = begin.first() == Some(&b'<');
    if html_name && (markup || memmem::find(text, b"</").is_some()) {
        return Some(true);
    }
    let xml_name = promised == "application/xml" || promised.ends_with("+xml") || promised == "application/x-plist";
    (xml_name && markup).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_that_only_look() {
        for looks in ["", " ", " class=\"a b\"", " class='x' style=\"color: red\" /", " size=3 color=red"] {
            assert!(only_looks(looks.as_bytes()), "{looks}");
        }
        for data in [" href=\"mailto:x\"", " class", " class=\"open", " title='x'", " class=a data-x=1", " ="] {
            assert!(!only_looks(data.as_bytes()), "{data}");
        }
    }

    #[test]
    fn markup_is_told_by_its_begin() {
        assert_eq!(looks_like(b"\n<!DOCTYPE HTML>", None), Some(true));
        assert_eq!(looks_like(b"<?xml version='1.0'?><a/>", Some("image/svg+xml")), Some(false));
        assert_eq!(looks_like(b"<p>x</p>", Some("text/html")), Some(true));
        assert_eq!(looks_like(b"<p>x</p>", None), None);
        assert_eq!(looks_like(b"plain", Some("text/html")), None);
    }
}
