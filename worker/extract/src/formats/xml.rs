//! XML as a stream of tokens.
//!
//! A tokeniser and no validator: it takes what documents and their damaged or hand-made kin hold, needs no closing tags, and
//! keeps no more than one tag (at most [`MOST_TAG_BYTES`]) in memory; text and comments come in pieces. Entities that a
//! document declares itself are never expanded, so there is nothing to blow up.

use crate::text::Lookahead;
use crate::text::lookahead::boundary;
use memchr::{memchr, memmem};
use std::io;

/// Longest tag. What is longer is text.
const MOST_TAG_BYTES: usize = 1024 * 1024;
/// Bytes of the text that are taken at once.
const BLOCK_BYTES: usize = 32 * 1024;
/// Bytes that are looked for at first: most tags are shorter.
const FIRST_BYTES: usize = 512;
/// Longest entity (`&#x10FFFF;` and common names), so that none is cut by the end of a piece of text.
const MOST_ENTITY_BYTES: usize = 12;

/// A token. Names come without their prefix.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token<'x> {
    Open {
        name: &'x [u8],
        attributes: Attributes<'x>,
        /// There is no matching `Close`.
        empty: bool,
    },
    Close {
        name: &'x [u8],
    },
    /// A piece of text, or of a CDATA section or comment.
    Text(Text<'x>),
    /// The end, or a failure to read: ask [`Xml::failure`].
    End,
}

/// A piece of text as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text<'x> {
    raw: &'x [u8],
    /// Holds no entities.
    literal: bool,
}

impl Text<'_> {
    /// Appends the text, without entities.
    pub(crate) fn append_to(&self, out: &mut Vec<u8>) {
        if self.literal { out.extend_from_slice(self.raw) } else { unescape(self.raw, out) }
    }

    /// Whether there is nothing but white space.
    pub(crate) fn is_blank(&self) -> bool {
        self.raw.iter().all(u8::is_ascii_whitespace)
    }
}

/// The attributes of a tag as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attributes<'x>(&'x [u8]);

impl<'x> Attributes<'x> {
    /// The attribute with this local name, as it is written.
    pub(crate) fn raw(&self, name: &[u8]) -> Option<&'x [u8]> {
        self.iter().find(|(found, _)| local(found) == name).map(|(_, value)| value)
    }

    /// The attribute with this local name.
    pub(crate) fn get(&self, name: &[u8]) -> Option<String> {
        self.raw(name).map(unescaped)
    }

    /// The attribute with this local name and any prefix: `r:id` beside `id`.
    pub(crate) fn prefixed(&self, name: &[u8]) -> Option<String> {
        let found = self.iter().find(|(found, _)| *found != name && local(found) == name);
        found.map(|(_, value)| unescaped(value))
    }

    /// Names (with prefix) and values, as they are written.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'x [u8], &'x [u8])> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let equals = memchr(b'=', rest)?;
            let name = rest.get(..equals)?.trim_ascii();
            let value = rest.get(equals + 1..)?.trim_ascii_start();
            let (value, after) = match value.split_first() {
                Some((&quote @ (b'"' | b'\''), quoted)) => {
                    let end = memchr(quote, quoted).unwrap_or(quoted.len());
                    (&quoted[..end], quoted.get(end + 1..).unwrap_or_default())
                }
                _ => {
                    let end = value.iter().position(u8::is_ascii_whitespace).unwrap_or(value.len());
                    value.split_at(end)
                }
            };
            rest = after;
            // An attribute without a value (HTML) may stand before.
            Some((name.rsplit(u8::is_ascii_whitespace).next().unwrap_or(name), value))
        })
    }
}

/// A name without its prefix.
pub(crate) fn local(name: &[u8]) -> &[u8] {
    match memchr::memrchr(b':', name) {
        Some(at) => &name[at + 1..],
        None => name,
    }
}

/// `raw` without entities.
pub(crate) fn unescaped(raw: &[u8]) -> String {
    let mut out = Vec::with_capacity(raw.len());
    unescape(raw, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// Appends `raw` to `out` without entities: those of XML, numeric ones, and the space of HTML. Others stay as written.
fn unescape(raw: &[u8], out: &mut Vec<u8>) {
    let mut rest = raw;
    while let Some(at) = memchr(b'&', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let end = rest.iter().take(MOST_ENTITY_BYTES).position(|&byte| byte == b';');
        let character = end.and_then(|end| entity(&rest[1..end]).map(|character| (character, end + 1)));
        match character {
            Some((character, length)) => {
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &rest[length..];
            }
            None => {
                out.push(b'&');
                rest = &rest[1..];
            }
        }
    }
    out.extend_from_slice(rest);
}

fn entity(name: &[u8]) -> Option<char> {
    match name {
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"amp" => Some('&'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        b"nbsp" => Some(' '),
        _ => {
            let number = std::str::from_utf8(name.strip_prefix(b"#")?).ok()?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|&character| character != '\0')
        }
    }
}

/// Where the tokeniser is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Content,
    /// In a section that ends with the delimiter.
    Section(&'static [u8]),
}

/// What stands at the begin of a view: its length, and what it is.
struct Found {
    length: usize,
    kind: Kind,
    then: Inside,
}

enum Kind {
    Open,
    Close,
    Text {
        literal: bool,
    },
    /// Declarations, instructions and delimiters.
    Other,
}

/// The tokens of a text.
pub(crate) struct Xml<'i, 'a> {
    text: Lookahead<'i, 'a>,
    /// A copy of the text that comes next, of which `at` bytes are passed over: a look at the text for each token is dear.
    block: Vec<u8>,
    at: usize,
    /// The text ends with the block.
    last: bool,
    /// Bytes of the last token, not passed over yet.
    pending: usize,
    inside: Inside,
}

impl<'i, 'a> Xml<'i, 'a> {
    pub(crate) fn new(text: Lookahead<'i, 'a>) -> Self {
        Xml { text, block: Vec::new(), at: 0, last: false, pending: 0, inside: Inside::Content }
    }

    /// Why the text ended before its end, if it did.
    pub(crate) fn failure(self) -> Option<io::Error> {
        self.into_text().error()
    }

    /// The text that was read.
    pub(crate) fn into_text(mut self) -> Lookahead<'i, 'a> {
        self.text.consume(self.at);
        self.text
    }

    /// Takes the next block, of at least `want` bytes if there are so many.
    #[cold]
    fn refill(&mut self, want: usize) {
        self.text.consume(self.at);
        self.at = 0;
        let want = want.max(BLOCK_BYTES);
        let view = self.text.fill(want);
        self.last = view.len() < want;
        let mut end = want.min(view.len());
        // No character is cut.
        while view.get(end).is_some_and(|byte| byte & 0xC0 == 0x80) {
            end += 1;
        }
        self.block.clear();
        self.block.extend_from_slice(&view[..end]);
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Token<'_> {
        loop {
            self.at += std::mem::take(&mut self.pending);
            let mut want = FIRST_BYTES;
            let found = loop {
                if self.block.len() - self.at < want && !self.last {
                    self.refill(want);
                }
                let view = &self.block[self.at..];
                let ends = view.len() < want;
                if view.is_empty() {
                    return Token::End;
                }
                match find(view, ends || want > MOST_TAG_BYTES, self.inside) {
                    Some(found) => break found,
                    // Doubling keeps the cost of reading a long tag again and again linear.
                    None => want = view.len().max(want) * 2,
                }
            };
            self.pending = found.length;
            self.inside = found.then;
            if found.length == 0 || matches!(found.kind, Kind::Other) {
                continue;
            }
            return token(&self.block[self.at..self.at + found.length], &found.kind);
        }
    }
}

fn token<'x>(raw: &'x [u8], kind: &Kind) -> Token<'x> {
    match kind {
        Kind::Text { literal } => Token::Text(Text { raw, literal: *literal }),
        Kind::Close => {
            let inner = raw.get(2..raw.len().saturating_sub(1)).unwrap_or_default();
            Token::Close { name: local(inner.trim_ascii()) }
        }
        Kind::Open | Kind::Other => {
            let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
            let (inner, empty) = match inner.strip_suffix(b"/") {
                Some(inner) => (inner, true),
                None => (inner, false),
            };
            let end = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
            let (name, attributes) = inner.split_at(end);
            Token::Open { name: local(name), attributes: Attributes(attributes), empty }
        }
    }
}

/// What stands at the begin of `view`; `None`: more of the text is needed to tell. `last`: there is no more, or more will
/// not help.
fn find(view: &[u8], last: bool, inside: Inside) -> Option<Found> {
    let found = |length, kind, then| Some(Found { length, kind, then });
    if let Inside::Section(delimiter) = inside {
        let hidden = delimiter == b"?>";
        let kind = || if hidden { Kind::Other } else { Kind::Text { literal: true } };
        return match memmem::find(view, delimiter) {
            Some(0) => found(delimiter.len(), Kind::Other, Inside::Content),
            Some(at) => found(at, kind(), inside),
            None if last => found(view.len(), kind(), inside),
            // The delimiter may be cut.
            None => match boundary(view, view.len().saturating_sub(delimiter.len())) {
                0 => None,
                length => found(length, kind(), inside),
            },
        };
    }
    let text = || Kind::Text { literal: false };
    if view.first() != Some(&b'<') {
        return match memchr(b'<', view) {
            Some(at) => found(at, text(), Inside::Content),
            None if last => found(view.len(), text(), Inside::Content),
            None => {
                // An entity may be cut.
                let tail = view.len().saturating_sub(MOST_ENTITY_BYTES);
                let length = memchr::memrchr(b'&', &view[tail..]).map_or(view.len(), |at| tail + at);
                if length == 0 { None } else { found(length, text(), Inside::Content) }
            }
        };
    }
    for (begin, end) in [(&b"<!--"[..], &b"-->"[..]), (b"<![CDATA[", b"]]>"), (b"<?", b"?>")] {
        if view.starts_with(begin) {
            return found(begin.len(), Kind::Other, Inside::Section(end));
        }
        if !last && begin.starts_with(view) {
            return None;
        }
    }
    let kind = match view.get(1) {
        Some(b'/') => Kind::Close,
        Some(b'!') => Kind::Other,
        Some(byte) if byte.is_ascii_alphabetic() || *byte == b'_' || *byte >= 0x80 => Kind::Open,
        None if !last => return None,
        // A bare "less than".
        _ => return found(1, text(), Inside::Content),
    };
    match tag_end(view) {
        Some(length) => found(length, kind, Inside::Content),
        None if last => found(1, text(), Inside::Content),
        None => None,
    }
}

/// The length of the tag at the begin of `view`: to the first `>` outside of quotes.
fn tag_end(view: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, &byte) in view.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::input::Input;
    use crate::source::{SliceSource, SourceReader};
    use crate::text::charset::Charset;
    use proptest::prelude::*;
    use std::fmt::Write;

    /// All tokens in one line, texts joined.
    fn tokens(bytes: &[u8], chunk: usize) -> String {
        let mut source = SliceSource::with_chunks(bytes, chunk);
        let mut input = Input::Window(SourceReader::new(&mut source));
        let mut xml = Xml::new(Lookahead::new(&mut input, Charset::Utf8 { mark: 0 }).unwrap());
        let mut shown = String::new();
        loop {
            match xml.next() {
                Token::End => return shown,
                Token::Text(text) => {
                    let mut out = Vec::new();
                    text.append_to(&mut out);
                    shown.push_str(std::str::from_utf8(&out).unwrap());
                }
                Token::Close { name } => write!(shown, "[/{}]", String::from_utf8_lossy(name)).unwrap(),
                Token::Open { name, attributes, empty } => {
                    write!(shown, "[{}", String::from_utf8_lossy(name)).unwrap();
                    for (name, value) in attributes.iter() {
                        write!(shown, " {}={}", String::from_utf8_lossy(name), unescaped(value)).unwrap();
                    }
                    shown.push_str(if empty { "/]" } else { "]" });
                }
            }
        }
    }

    #[test]
    fn tells_tags_text_and_sections() {
        let xml =
            b"<?xml version='1.0'?><!DOCTYPE x><w:p a=\"1 &lt; 2\" b = 'x>y'><w:t xml:space=\"preserve\"> a &amp; b\
            &#233;&#x20AC;</w:t><br/><![CDATA[<raw> & ]]]]><!-- note --></w:p>";
        let expected = "[p a=1 < 2 b=x>y][t xml:space=preserve] a & bé€[/t][br/]<raw> & ]] note [/p]";
        for chunk in [1, 2, 7, 1000] {
            assert_eq!(tokens(xml, chunk), expected, "chunks of {chunk}");
        }
    }

    #[test]
    fn takes_what_is_not_well_formed() {
        assert_eq!(tokens(b"1 < 2 && 3 > 2 <b", 3), "1 < 2 && 3 > 2 <b");
        assert_eq!(tokens(b"<p class=x hidden>a&unknown;b&nbsp;c</q>", 5), "[p class=x]a&unknown;b c[/q]");
        assert_eq!(tokens(b"<![CDATA[never closed", 4), "never closed");
        assert_eq!(tokens(b"&#0;&#xD800;&#99999999999;", 4), "&#0;&#xD800;&#99999999999;");
    }

    #[test]
    fn long_tags_and_texts_do_not_pile_up() {
        let mut long = b"<a ".to_vec();
        long.resize(3 * MOST_TAG_BYTES, b'x');
        let shown = tokens(&long, 100_000);
        assert_eq!(shown.len(), long.len());
        let mut text = b"<a>".to_vec();
        text.resize(3 * MOST_TAG_BYTES, b'&');
        assert_eq!(tokens(&text, 100_000).len(), text.len());
    }

    proptest! {
        #[test]
        fn chunks_do_not_matter(text in "(<|>|&|;|/|!|-|\\[CDATA\\[|\\]|a|=|\"|'| |é|amp|\\?|:){0,60}", chunk in 1_usize..20) {
            prop_assert_eq!(tokens(text.as_bytes(), chunk), tokens(text.as_bytes(), usize::MAX));
        }
    }
}
