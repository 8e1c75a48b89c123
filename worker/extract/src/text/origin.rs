//! Where in the bytes of a file a text came from.
//!
//! A text is counted in bytes of UTF-8, the file in its own. Nearly always both are the same, and nothing is kept; where they
//! are not, the runs in which they differ are, as far back as anybody may still ask. What a run was decoded from is decoded
//! once more only when somebody asks.

use super::charset::utf32;
use encoding_rs::{Decoder, DecoderResult, Encoding, ISO_2022_JP, UTF_16BE, UTF_16LE};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// Bytes of text for which runs are kept. More than any reader holds back before it visits what it has read: a value in
/// pieces (`Limits::value_bytes`, up to six bytes for one with escapes), and what lies together with it.
const KEPT_BYTES: u64 = 3 * 1024 * 1024;

/// Longest run that is kept for decoding it again: one is that long only if nowhere in it a character surely begins.
const MOST_CODED: usize = 256 * 1024;

/// Part of a file or of a file inside it, in bytes from its begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ByteRange {
    /// The first byte, from 0.
    pub start: u64,
    /// The byte after the last.
    pub end: u64,
}

/// How a text becomes bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    Encoding(&'static Encoding),
    Utf32 { big: bool },
}

impl Code {
    /// Bytes that a character of ASCII has.
    pub(super) fn width(self) -> u64 {
        match self {
            Code::Encoding(encoding) if is_utf16(encoding) => 2,
            Code::Encoding(_) => 1,
            Code::Utf32 { .. } => 4,
        }
    }
}

pub(super) fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

#[derive(Debug)]
enum Kind {
    /// So many bytes of the file for each byte of the text.
    Even(u64),
    /// The text up to the next run stands for so many bytes of the file as a whole.
    Whole(u64),
    /// Encoded like this, from the begin of a character on.
    Coded(Code, Vec<u8>),
    /// From nowhere in the file.
    Nowhere,
}

#[derive(Debug)]
struct Run {
    text: u64,
    file: u64,
    kind: Kind,
}

#[derive(Default)]
struct Runs {
    runs: VecDeque<Run>,
    walker: Option<Walker>,
    /// What this text was read from is itself a text.
    outer: Option<Origin>,
}

/// Where a text came from. Cloned, it is the same: whoever reads the text adds to it, whoever visits it asks.
#[derive(Clone, Default)]
pub(crate) struct Origin(Rc<RefCell<Runs>>);

impl Origin {
    /// Of a text that is the file as it is.
    pub(crate) fn same() -> Self {
        let origin = Origin::default();
        origin.even(0, 0, 1);
        origin
    }

    /// The file is a text that came from `outer`.
    pub(crate) fn set_outer(&self, outer: Origin) {
        self.0.borrow_mut().outer = Some(outer);
    }

    /// From the byte `text` of the text on, which lies at the byte `file`, each byte has `width` in the file.
    pub(crate) fn even(&self, text: u64, file: u64, width: u64) {
        self.0.borrow_mut().push(text, file, Kind::Even(width));
    }

    /// From `text` on until the next run, the text stands for `length` bytes of the file as a whole.
    pub(crate) fn whole(&self, text: u64, file: u64, length: u64) {
        self.0.borrow_mut().push(text, file, Kind::Whole(length));
    }

    /// From `text` on until the next run, the text lies nowhere in the file.
    pub(crate) fn nowhere(&self, text: u64) {
        self.0.borrow_mut().push(text, 0, Kind::Nowhere);
    }

    /// From `text` on, the text is what `bytes` decode to. `fresh`: they begin with a character; else they follow the bytes
    /// that were given before. Tells whether what comes next begins with a character.
    pub(super) fn coded(&self, text: u64, file: u64, code: Code, bytes: &[u8], fresh: bool) -> bool {
        self.0.borrow_mut().coded(text, file, code, bytes, fresh)
    }

    /// Where the bytes `start..end` of the text lie, if they lie anywhere.
    pub(crate) fn bytes(&self, start: u64, end: u64) -> Option<ByteRange> {
        let mut runs = self.0.borrow_mut();
        let range = runs.bytes(start, end)?;
        match &runs.outer {
            Some(outer) => outer.bytes(range.start, range.end),
            None => Some(range),
        }
    }
}

impl Runs {
    fn push(&mut self, text: u64, file: u64, kind: Kind) {
        while self.runs.get(1).is_some_and(|next| next.text.saturating_add(KEPT_BYTES) < text) {
            self.runs.pop_front();
        }
        if let (Some(last), Kind::Even(width)) = (self.runs.back(), &kind)
            && matches!(last.kind, Kind::Even(before) if before == *width)
            && last.file + (text - last.text) * width == file
        {
            return;
        }
        // Nothing came of what was there before.
        if self.runs.back().is_some_and(|last| last.text == text && !matches!(last.kind, Kind::Coded(..))) {
            self.runs.pop_back();
        }
        self.runs.push_back(Run { text, file, kind });
    }

    fn coded(&mut self, text: u64, file: u64, code: Code, bytes: &[u8], fresh: bool) -> bool {
        match self.runs.back_mut() {
            Some(Run { kind: Kind::Coded(_, before), .. }) if !fresh && before.len() < MOST_CODED => {
                before.extend_from_slice(bytes);
                return ends_whole(code, before);
            }
            // Where characters begin is not known.
            Some(Run { kind: Kind::Coded(..) | Kind::Nowhere, .. }) if !fresh => {
                self.push(text, 0, Kind::Nowhere);
                return ends_whole(code, bytes) && code != Code::Encoding(ISO_2022_JP);
            }
            _ => {}
        }
        self.push(text, file, Kind::Coded(code, bytes.to_vec()));
        ends_whole(code, bytes)
    }

    fn bytes(&mut self, start: u64, end: u64) -> Option<ByteRange> {
        let file_start = self.file(start, false)?;
        let file_end = if end > start { self.file(end, true)? } else { file_start };
        // A text that was put together in another order than the file's.
        (file_start <= file_end).then_some(ByteRange { start: file_start, end: file_end })
    }

    /// Where the character at `text` begins, or (`ends`) the one before it ends.
    fn file(&mut self, text: u64, ends: bool) -> Option<u64> {
        let asked = text.checked_sub(u64::from(ends))?;
        let index = self.runs.partition_point(|run| run.text <= asked).checked_sub(1)?;
        let run = self.runs.get(index)?;
        match &run.kind {
            Kind::Even(width) => Some(run.file + (text - run.text) * width),
            Kind::Whole(length) => Some(run.file + if ends { *length } else { 0 }),
            Kind::Nowhere => None,
            Kind::Coded(code, bytes) => {
                let goes_on = |walker: &Walker| walker.run == run.file && walker.text <= text - run.text;
                let mut walker = self.walker.take().filter(goes_on).unwrap_or_else(|| Walker::new(*code, run.file));
                let at = walker.go(bytes, text - run.text, ends);
                let file = run.file + at as u64;
                self.walker = Some(walker);
                Some(file)
            }
        }
    }
}

/// Whether encoded bytes that begin with a character end with one.
fn ends_whole(code: Code, bytes: &[u8]) -> bool {
    let Code::Encoding(encoding) = code else { return bytes.len().is_multiple_of(4) };
    let Some(&last) = bytes.last() else { return true };
    if is_utf16(encoding) {
        let high = if encoding == UTF_16LE { Some(&last) } else { bytes.get(bytes.len().wrapping_sub(2)) };
        return bytes.len().is_multiple_of(2) && !high.is_some_and(|high| (0xD8..=0xDB).contains(high));
    }
    if encoding.is_single_byte() {
        return true;
    }
    if encoding == ISO_2022_JP {
        // At the end of a line, and ASCII was chosen last (RFC 1468).
        let chosen = memchr::memrchr(0x1B, bytes).and_then(|escape| bytes.get(escape + 1..escape + 3));
        return last == b'\n' && chosen.is_none_or(|chosen| chosen == b"(B");
    }
    // In no other encoding does a character of several bytes end with one below the digits.
    last < b'0'
}

/// The length of the begin of `bytes` that may end with a whole character; all of it if none is sure to end near its end.
pub(super) fn whole_prefix(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    /// How far back to look.
    const NEAR: usize = 4096;
    if is_utf16(encoding) || encoding.is_single_byte() {
        return bytes.len();
    }
    let near = bytes.len().saturating_sub(NEAR);
    let whole = |byte: &u8| if encoding == ISO_2022_JP { *byte == b'\n' } else { *byte < b'0' };
    bytes.get(near..).and_then(|tail| tail.iter().rposition(whole)).map_or(bytes.len(), |at| near + at + 1)
}

/// Decodes a run once more, character by character.
struct Walker {
    /// Where the run begins in the file: tells runs apart.
    run: u64,
    code: Code,
    decoder: Option<Decoder>,
    /// Bytes of the run that were read, and of its text that came of them.
    at: usize,
    text: u64,
}

impl Walker {
    fn new(code: Code, run: u64) -> Self {
        let decoder = match code {
            Code::Encoding(encoding) if !is_utf16(encoding) => Some(encoding.new_decoder_without_bom_handling()),
            _ => None,
        };
        Walker { run, code, decoder, at: 0, text: 0 }
    }

    /// Goes to where so many bytes of text have come. `ends`: to where the last of them end, else to where the next begin.
    fn go(&mut self, bytes: &[u8], text: u64, ends: bool) -> usize {
        while self.text < text && self.at < bytes.len() {
            self.step(bytes);
        }
        let mut at = self.at;
        // What chooses an alphabet belongs to neither.
        while !ends && self.code == Code::Encoding(ISO_2022_JP) && bytes.get(at) == Some(&0x1B) && at + 3 <= bytes.len()
        {
            at += 3;
        }
        at
    }

    fn step(&mut self, bytes: &[u8]) {
        let rest = bytes.get(self.at..).unwrap_or_default();
        let Some(decoder) = &mut self.decoder else {
            let (character, length) = match self.code {
                Code::Utf32 { big } => (rest.first_chunk().map(|unit| utf32(*unit, big)), 4),
                Code::Encoding(encoding) => utf16(rest, encoding == UTF_16BE),
            };
            self.text += character.unwrap_or(char::REPLACEMENT_CHARACTER).len_utf8() as u64;
            self.at += length.min(rest.len());
            return;
        };
        let mut buffer = [0; 16];
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(&rest[..1.min(rest.len())], &mut buffer, false);
        self.text += written as u64;
        if let DecoderResult::Malformed(..) = result {
            self.text += char::REPLACEMENT_CHARACTER.len_utf8() as u64;
            // The byte may have to be read once more.
            self.at += read;
            return;
        }
        self.at += read.max(1);
    }
}

/// The character at the begin of UTF-16, and its length in bytes. `None`: half of a pair, or cut.
fn utf16(bytes: &[u8], big: bool) -> (Option<char>, usize) {
    let unit = |at: usize| {
        let pair = bytes.get(at..)?.first_chunk::<2>()?;
        Some(if big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) })
    };
    let units = [unit(0), unit(2)].into_iter().flatten();
    match char::decode_utf16(units).next() {
        Some(Ok(character)) => (Some(character), character.len_utf16() * 2),
        _ => (None, 2),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn range(start: u64, end: u64) -> Option<ByteRange> {
        Some(ByteRange { start, end })
    }

    #[test]
    fn runs_of_all_kinds() {
        let origin = Origin::same();
        origin.whole(10, 10, 2);
        origin.even(13, 12, 1);
        origin.nowhere(20);
        origin.even(25, 19, 1);
        assert_eq!(origin.bytes(0, 10), range(0, 10));
        assert_eq!(origin.bytes(9, 13), range(9, 12));
        assert_eq!(origin.bytes(10, 13), range(10, 12));
        assert_eq!(origin.bytes(13, 20), range(12, 19));
        assert_eq!(origin.bytes(13, 21), None);
        assert_eq!(origin.bytes(20, 25), None);
        assert_eq!(origin.bytes(25, 30), range(19, 24));
        let inner = Origin::default();
        inner.even(0, 13, 1);
        inner.set_outer(origin);
        assert_eq!(inner.bytes(0, 7), range(12, 19));
    }

    #[test]
    fn beyond_four_gibibytes_and_what_is_long_gone() {
        let origin = Origin::same();
        let far = 5 << 30;
        origin.whole(far, far, 1);
        origin.even(far + 3, far + 1, 1);
        assert_eq!(origin.bytes(far + 4, far + 9), range(far + 2, far + 7));
        assert_eq!(origin.bytes(far - 9, far - 5), range(far - 9, far - 5));
        let later = far + 2 * KEPT_BYTES;
        origin.nowhere(later);
        origin.even(later + 1, later - 2, 1);
        assert_eq!(origin.bytes(far - 9, far - 5), None, "no longer known");
    }

    const LABELS: &[&str] = &[
        "utf-16le",
        "utf-16be",
        "windows-1252",
        "koi8-r",
        "shift_jis",
        "euc-jp",
        "iso-2022-jp",
        "euc-kr",
        "gbk",
        "gb18030",
        "big5",
    ];

    proptest! {
        /// Each character of a text lies where it was put.
        #[test]
        fn characters_lie_where_they_were_put(
            text in "[a-z0-9 \n@éßяж東京都아가中国\u{ff71}𝄞]{0,80}",
            label in proptest::sample::select(LABELS),
            cut in 1_usize..40,
        ) {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            let text: String = if is_utf16(encoding) {
                text
            } else {
                text.chars().filter(|character| !encoding.encode(&character.to_string()).2).collect()
            };
            let bytes: Vec<u8> = match label {
                "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                _ => encoding.encode(&text).0.into_owned(),
            };
            let origin = Origin::default();
            let mut decoder = encoding.new_decoder_without_bom_handling();
            let (mut file, mut position, mut fresh) = (0_usize, 0_u64, true);
            while file < bytes.len() {
                let piece = &bytes[file..bytes.len().min(file + cut)];
                let mut decoded = String::with_capacity(1000);
                let _ = decoder.decode_to_string(piece, &mut decoded, false);
                fresh = origin.coded(position, file as u64, Code::Encoding(encoding), piece, fresh);
                file += piece.len();
                position += decoded.len() as u64;
            }
            for (at, character) in text.char_indices() {
                let found = origin.bytes(at as u64, (at + character.len_utf8()) as u64).unwrap();
                let slice = &bytes[found.start as usize..found.end as usize];
                let expected: Vec<u8> = match label {
                    "utf-16le" => character.to_string().encode_utf16().flat_map(u16::to_le_bytes).collect(),
                    "utf-16be" => character.to_string().encode_utf16().flat_map(u16::to_be_bytes).collect(),
                    "iso-2022-jp" => {
                        let whole = encoding.encode(&character.to_string()).0.into_owned();
                        if character.is_ascii() { whole } else { whole[3..whole.len() - 3].to_vec() }
                    }
                    _ => encoding.encode(&character.to_string()).0.into_owned(),
                };
                prop_assert_eq!(slice, expected.as_slice());
            }
        }
    }
}
