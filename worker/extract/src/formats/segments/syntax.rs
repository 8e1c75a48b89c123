//! The signs that cut a message into segments, elements and components, and how the message itself tells them.
//!
//! Sources: HL7 v2.9, chapter 2 (2.5, message delimiters; 2.7, escape sequences) and its appendix on the lower layer protocol; ASC X12.5
//! and X12.6 (interchange control header); ISO 9735:1998 (UNA, syntax identifiers, release character).

use crate::text::Footprints;
use memchr::{memchr2_iter, memchr3_iter};

/// The standard of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standard {
    /// HL7 version 2, in its encoding with bars.
    Hl7,
    X12,
    Edifact,
}

impl Standard {
    pub(crate) const ALL: [Standard; 3] = [Standard::Hl7, Standard::X12, Standard::Edifact];

    pub(crate) fn mime_type(self) -> &'static str {
        match self {
            // As messages are sent by the Hybrid Lower Layer Protocol.
            Standard::Hl7 => "application/hl7-v2",
            // RFC 1767.
            Standard::X12 => "application/edi-x12",
            Standard::Edifact => "application/edifact",
        }
    }
}

/// Longest begin of a message that tells its signs: the header of X12, whose elements have fixed lengths.
pub(super) const HEADER_BYTES: usize = 106;

/// Where the element separators of the X12 header are.
const X12_SEPARATORS: [usize; 16] = [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103];

/// The signs of a message. A sign that a standard does not have is 0, which no text of these standards holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Syntax {
    pub(super) standard: Standard,
    pub(super) element: u8,
    pub(super) repetition: u8,
    pub(super) component: u8,
    pub(super) sub_component: u8,
    /// HL7: begins and ends an escape. EDIFACT: what follows is no separator.
    escape: u8,
    /// Ends a segment; of HL7 a carriage return, or a line feed as many programs write it.
    terminator: u8,
}

/// Where a search for the end of an element ended.
pub(super) enum Stop {
    At(usize),
    /// Nowhere before; to be continued there.
    From(usize),
}

impl Syntax {
    /// The signs of a message of this standard that does not tell them.
    pub(super) fn usual(standard: Standard) -> Self {
        let (element, repetition, component, sub_component, escape, terminator) = match standard {
            Standard::Hl7 => (b'|', b'~', b'^', b'&', b'\\', b'\r'),
            Standard::X12 => (b'*', 0, b':', 0, 0, b'~'),
            Standard::Edifact => (b'+', 0, b':', 0, b'?', b'\''),
        };
        Syntax { standard, element, repetition, component, sub_component, escape, terminator }
    }

    /// The signs that `text` tells, which begins a message, and how many of its bytes do nothing else.
    pub(super) fn told(standard: Standard, text: &[u8]) -> Option<(Self, usize)> {
        let usual = Syntax::usual(standard);
        match standard {
            Standard::Hl7 => {
                if !matches!(text.get(..3)?, b"MSH" | b"FHS" | b"BHS") {
                    return None;
                }
                let element = *text.get(3)?;
                let length = text.get(4..)?.iter().take(7).position(|&byte| byte == element)?;
                let signs = text.get(4..4 + length)?;
                let told = text.get(3..4 + length)?;
                let distinct = (1..told.len()).all(|at| !told[..at].contains(&told[at]));
                if !(2..=5).contains(&length) || !distinct || !told.iter().all(is_sign) {
                    return None;
                }
                let sign = |at: usize| signs.get(at).copied().unwrap_or(0);
                let syntax = Syntax {
                    element,
                    component: sign(0),
                    repetition: sign(1),
                    escape: sign(2),
                    sub_component: sign(3),
                    ..usual
                };
                Some((syntax, 4 + length))
            }
            Standard::X12 => {
                let header = text.get(..HEADER_BYTES)?;
                let element = header[3];
                let (component, terminator) = (header[104], header[105]);
                let right = header.starts_with(b"ISA")
                    && is_sign(&element)
                    && X12_SEPARATORS.iter().all(|&at| header[at] == element)
                    && header[..105].iter().filter(|byte| **byte == element).count() == X12_SEPARATORS.len()
                    && header[..105].is_ascii()
                    && !component.is_ascii_alphanumeric()
                    && (is_sign(&terminator) || terminator < b' ')
                    && terminator != element
                    && component != element;
                if !right {
                    return None;
                }
                // Before version 00402 the element told a standard: `U`.
                let repetition = if is_sign(&header[82]) { header[82] } else { 0 };
                Some((Syntax { element, component, repetition, terminator, ..usual }, 0))
            }
            Standard::Edifact => {
                let advice = text.get(..9)?;
                let &[b'U', b'N', b'A', component, element, _, escape, repetition, terminator] = advice else {
                    return None;
                };
                let signs = [component, element, terminator];
                let distinct = (1..3).all(|at| !signs[..at].contains(&signs[at]));
                if !distinct || !signs.iter().all(is_sign) || escape.is_ascii_alphanumeric() || escape >= 0x80 {
                    return None;
                }
                let some = |sign: u8| if sign == b' ' || signs.contains(&sign) || !is_sign(&sign) { 0 } else { sign };
                let syntax = Syntax {
                    component,
                    element,
                    escape: some(escape),
                    repetition: some(repetition),
                    terminator,
                    ..usual
                };
                Some((syntax, 9))
            }
        }
    }

    /// The signs of an interchange of EDIFACT that begins with `text`, without UNA: version 4 has a sign for repetitions.
    pub(super) fn not_advised(text: &[u8]) -> Self {
        let usual = Syntax::usual(Standard::Edifact);
        // UNB+UNOA:4+...
        let version = text.strip_prefix(b"UNB+").and_then(|rest| rest.get(4..6));
        Syntax { repetition: if version == Some(b":4") { b'*' } else { 0 }, ..usual }
    }

    /// The first sign from `from` on that ends an element or segment.
    pub(super) fn stop(&self, text: &[u8], from: usize) -> Stop {
        let Some(rest) = text.get(from..) else { return Stop::From(text.len()) };
        let found = match self.standard {
            Standard::Hl7 => memchr::memchr3(self.element, b'\r', b'\n', rest),
            Standard::X12 => memchr2_iter(self.element, self.terminator, rest).next(),
            Standard::Edifact if self.escape == 0 => memchr2_iter(self.element, self.terminator, rest).next(),
            Standard::Edifact => {
                let mut next = 0;
                for at in memchr3_iter(self.element, self.terminator, self.escape, rest) {
                    if at < next {
                        continue;
                    }
                    if rest[at] != self.escape {
                        return Stop::At(from + at);
                    }
                    if at + 1 == rest.len() {
                        return Stop::From(from + at);
                    }
                    next = at + 2;
                }
                return Stop::From(from + rest.len().max(next));
            }
        };
        found.map_or(Stop::From(text.len()), |at| Stop::At(from + at))
    }

    /// Whether a stop ends the segment.
    pub(super) fn ends_segment(&self, stop: u8) -> bool {
        stop != self.element
    }

    /// The parts of `raw` between separators.
    pub(super) fn split<'a>(&self, part: Part<'a>, separator: u8) -> impl Iterator<Item = Part<'a>> + use<'a> {
        let escape = if self.standard == Standard::Edifact { self.escape } else { 0 };
        let mut rest = Some(part);
        std::iter::from_fn(move || {
            let part = rest?;
            if separator == 0 {
                return rest.take();
            }
            let mut from = 0;
            let end = loop {
                let Some(at) = part.raw.get(from..).and_then(|raw| memchr::memchr(separator, raw)) else {
                    return rest.take();
                };
                let at = from + at;
                let escapes =
                    part.raw[from..at].iter().rev().take_while(|byte| escape != 0 && **byte == escape).count();
                if escapes % 2 == 0 {
                    break at;
                }
                from = at + 1;
            };
            rest = Some(part.after(end + 1));
            Some(Part { raw: &part.raw[..end], at: part.at })
        })
    }

    /// Appends what `part` means to `text`, and where it comes from to `prints`.
    pub(super) fn decode(&self, part: Part<'_>, text: &mut Vec<u8>, prints: &mut Footprints) {
        let Part { raw, at } = part;
        let (mut from, mut search) = (0, 0);
        while let Some(escape) = raw.get(search..).and_then(|rest| self.next_escape(rest)) {
            let escape = search + escape;
            add(raw, from..escape, at, text, prints);
            if self.standard == Standard::Edifact {
                // The character after it stands for itself, though it be the same.
                from = escape + 1;
                search = escape + 2;
                continue;
            }
            let (length, meaning) = self.meaning(&raw[escape..]);
            match meaning {
                Some(meaning) => {
                    prints.whole(text.len(), at + escape as u64, at + (escape + length) as u64);
                    text.extend_from_slice(&meaning);
                }
                None => add(raw, escape..escape + length, at, text, prints),
            }
            from = escape + length;
            search = from;
        }
        add(raw, from..raw.len(), at, text, prints);
    }

    fn next_escape(&self, text: &[u8]) -> Option<usize> {
        if self.escape == 0 { None } else { memchr::memchr(self.escape, text) }
    }

    /// How long the escape of HL7 at the begin of `text` is, and what it stands for; itself, if that is not known.
    fn meaning(&self, text: &[u8]) -> (usize, Option<Vec<u8>>) {
        let looked_at = &text[1..text.len().min(1 + LONGEST_ESCAPE)];
        let Some(length) = memchr::memchr(self.escape, looked_at) else { return (1, None) };
        let name = &looked_at[..length];
        let meaning = match name {
            b"F" => vec![self.element],
            b"S" => vec![self.component],
            b"T" => vec![self.sub_component],
            b"R" => vec![self.repetition],
            b"E" => vec![self.escape],
            // Highlighting begins and ends.
            b"H" | b"N" => Vec::new(),
            // Commands of a formatted text: new lines, spaces, indents.
            [b'.', one, two, count @ ..] if count.iter().all(|byte| byte.is_ascii_digit() || b"+- ".contains(byte)) => {
                match &[one.to_ascii_lowercase(), two.to_ascii_lowercase()] {
                    b"br" | b"sp" | b"ce" => vec![b'\n'],
                    b"sk" => vec![b' '],
                    b"in" | b"ti" | b"fi" | b"nf" => Vec::new(),
                    _ => return (1, None),
                }
            }
            [b'X', digits @ ..] if digits.len() >= 2 && digits.len() % 2 == 0 => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                let bytes = digits.chunks(2).map(|pair| Some(digit(&pair[0])? << 4 | digit(&pair[1])?));
                match bytes.collect::<Option<Vec<u8>>>() {
                    Some(bytes) => String::from_utf8_lossy(&bytes).into_owned().into_bytes(),
                    None => return (1, None),
                }
            }
            // No escape, but a backslash in a text.
            _ => return (1, None),
        };
        // A sign that the message does not have stands for nothing.
        let meaning = meaning.into_iter().filter(|&byte| byte != 0).collect();
        (length + 2, Some(meaning))
    }
}

/// Longest escape that is looked for, in bytes between its signs. Own limit.
const LONGEST_ESCAPE: usize = 64;

/// Appends bytes of `raw`, which lies at `at`.
fn add(raw: &[u8], range: std::ops::Range<usize>, at: u64, text: &mut Vec<u8>, prints: &mut Footprints) {
    if !range.is_empty() {
        prints.at(text.len(), at + range.start as u64);
        text.extend_from_slice(&raw[range]);
    }
}

/// Whether a byte may be a sign of a syntax.
fn is_sign(byte: &u8) -> bool {
    byte.is_ascii_punctuation() || (0x1c..=0x1f).contains(byte)
}

/// A part of a message as it is written, and where it lies in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) raw: &'a [u8],
    pub(super) at: u64,
}

impl<'a> Part<'a> {
    /// What follows the first `count` bytes.
    pub(super) fn after(self, count: usize) -> Part<'a> {
        let count = count.min(self.raw.len());
        Part { raw: &self.raw[count..], at: self.at + count as u64 }
    }

    /// The first `count` bytes.
    pub(super) fn first(self, count: usize) -> Part<'a> {
        Part { raw: &self.raw[..count.min(self.raw.len())], at: self.at }
    }

    /// Where it ends.
    pub(super) fn end(self) -> u64 {
        self.at + self.raw.len() as u64
    }

    /// Whether nothing is in it: nothing, spaces, or the `""` that deletes a value in HL7.
    pub(super) fn is_blank(self) -> bool {
        self.raw.iter().all(|byte| byte.is_ascii_whitespace()) || self.raw == b"\"\""
    }
}

/// Bytes between segments that belong to none: line ends, and the frames of messages that were recorded as they were sent.
pub(super) fn is_between(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | b' ' | b'\t' | 0x0b | 0x1c)
}

/// The standard of the messages that `text`, the begin of a file, consists of.
pub(crate) fn looks_like(text: &[u8]) -> Option<Standard> {
    let begin = text.iter().position(|&byte| !is_between(byte))?;
    let text = text.get(begin..)?;
    if Syntax::told(Standard::Hl7, text).is_some_and(|(syntax, length)| text.get(length) == Some(&syntax.element)) {
        return Some(Standard::Hl7);
    }
    if Syntax::told(Standard::X12, text).is_some() {
        return Some(Standard::X12);
    }
    let (syntax, length) = Syntax::told(Standard::Edifact, text).unwrap_or((Syntax::usual(Standard::Edifact), 0));
    let rest = text.get(length..)?;
    let rest = rest.get(rest.iter().position(|&byte| !is_between(byte))?..)?;
    let begins = |id: &[u8; 3]| rest.starts_with(id) && rest.get(3) == Some(&syntax.element);
    // UNB+UNOA:1+, UNH+1+INVOIC:D:96A:UN, and UIB of interactive messages.
    let head = rest.get(..rest.len().min(200))?;
    let segment = head.split(|&byte| byte == syntax.terminator).next()?;
    let elements = segment.iter().filter(|&&byte| byte == syntax.element).count();
    let level = segment.get(4..7)?;
    let right = (begins(b"UNB") || begins(b"UIB")) && level.starts_with(b"UN") && level[2].is_ascii_uppercase()
        || begins(b"UNH") && segment.contains(&syntax.component);
    (right && elements >= 2).then_some(Standard::Edifact)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::text::Origin;

    fn decoded(syntax: &Syntax, text: &str) -> String {
        let (mut out, mut prints) = (Vec::new(), Footprints::new(Origin::same()));
        syntax.decode(Part { raw: text.as_bytes(), at: 0 }, &mut out, &mut prints);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn messages_are_told_from_texts() {
        let isa = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260101*1253*^*00501*000000905*0*T*:~";
        assert_eq!(isa.len(), HEADER_BYTES);
        let good = [
            ("MSH|^~\\&|A|B", Standard::Hl7),
            ("\u{b}MSH|^~\\&|A", Standard::Hl7),
            ("FHS|^~\\&#|A", Standard::Hl7),
            ("\r\nBHS$%~\\&$", Standard::Hl7),
            (isa, Standard::X12),
            ("UNA:+.? '\r\nUNB+UNOA:1+A+B", Standard::Edifact),
            ("UNB+UNOC:3+A+B+260101:1200+1'", Standard::Edifact),
            ("UNH+1+INVOIC:D:96A:UN'", Standard::Edifact),
        ];
        for (text, standard) in good {
            assert_eq!(looks_like(text.as_bytes()), Some(standard), "{text}");
        }
        let bad = [
            "",
            "MSH",
            "MSH is a segment",
            "MSH||",
            "MSH|^^\\&|",
            "ISA*00*",
            &isa.replace("*ZZ*", "-ZZ-"),
            "UNA",
            "UNB+1",
            "UNHAPPY",
            "UNH+1",
            "UNB+UNOA",
            "UN",
        ];
        for text in bad {
            assert_eq!(looks_like(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn escapes_of_hl7() {
        let syntax = Syntax::usual(Standard::Hl7);
        assert_eq!(decoded(&syntax, r"a\T\b\F\\S\\R\\E\c"), "a&b|^~\\c");
        assert_eq!(decoded(&syntax, r"\H\x\N\\.br\y\X41C3A9\\.sk+2\\.in-4\z"), "x\nyAé z");
        assert_eq!(decoded(&syntax, r"C:\dir\file \X4\ \Q\ \"), r"C:\dir\file \X4\ \Q\ \");
    }

    #[test]
    fn releases_of_edifact() {
        let syntax = Syntax::usual(Standard::Edifact);
        assert_eq!(decoded(&syntax, "a?+b??c?:d?"), "a+b?c:d");
        let part = Part { raw: b"a?:b:c??:d", at: 7 };
        let parts: Vec<_> = syntax.split(part, b':').map(|part| (part.raw, part.at)).collect();
        assert_eq!(parts, [(&b"a?:b"[..], 7), (&b"c??"[..], 12), (&b"d"[..], 16)]);
        assert!(matches!(syntax.stop(b"a?+b??+c", 0), Stop::At(6)));
        assert!(matches!(syntax.stop(b"ab?", 0), Stop::From(2)));
        assert!(matches!(syntax.stop(b"ab?'", 2), Stop::From(4)));
    }
}
