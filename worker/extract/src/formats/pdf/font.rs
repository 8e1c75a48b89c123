//! Fonts of a PDF, as far as text needs them: what the codes mean, and how wide they are (ISO 32000-1, 9.6 to 9.10).

use super::cmap::ToUnicode;
use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, SHIFT_JIS, UTF_16BE};
use lopdf::{Dictionary, Document, Encoding, Object};
use std::cell::RefCell;
use std::collections::HashMap;

/// Most widths of one font that are kept.
const MOST_WIDTHS: usize = 65_536;

/// Codes below this number are looked up once for each font.
const KEPT_GLYPHS: u32 = 1024;

/// Widths of the printable ASCII characters in Helvetica, in thousandths of the font size, for fonts that do not give
/// their own (Adobe's Core 14 font metrics).
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];

/// Those of Times Roman.
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889,
    722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500,
    444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480,
    200, 480, 541,
];

enum Meaning<'d> {
    Simple(Encoding<'d>),
    /// A predefined map of a legacy or Unicode encoding.
    Charset(&'static encoding_rs::Encoding),
    /// Only the `ToUnicode` map knows, if there is one.
    Unknown,
}

/// What a code shows.
#[derive(Clone, Copy)]
struct Glyph {
    /// So many of the characters.
    count: u8,
    characters: [char; 3],
    readable: bool,
    width: f64,
}

pub(super) struct Font<'d> {
    to_unicode: Option<ToUnicode>,
    meaning: Meaning<'d>,
    code_bytes: usize,
    widths: HashMap<u32, f64>,
    default_width: f64,
    standard: Option<&'static [u16; 95]>,
    /// Thousandths of text space in one unit of width: 1, except in Type 3 fonts.
    unit: f64,
    /// By their codes' numbers, as far as they were asked for and are short.
    glyphs: RefCell<Vec<Option<Glyph>>>,
}

impl<'d> Font<'d> {
    /// Reads a font; its streams may decompress to at most `most_bytes`.
    pub(super) fn read(document: &'d Document, font: &'d Dictionary, most_bytes: usize) -> Self {
        let to_unicode = font
            .get_deref(b"ToUnicode", document)
            .and_then(Object::as_stream)
            .and_then(|stream| stream.get_plain_content_with_limit(most_bytes))
            .ok()
            .map(|content| ToUnicode::parse(&content));
        let composite = font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Type0");
        let mut read = Font {
            meaning: Meaning::Unknown,
            code_bytes: if composite { 2 } else { 1 },
            to_unicode,
            widths: HashMap::new(),
            default_width: if composite { 1000.0 } else { 500.0 },
            standard: None,
            unit: 1.0,
            glyphs: RefCell::default(),
        };
        if composite {
            read.composite(document, font);
        } else {
            read.simple(document, font, most_bytes);
        }
        read
    }

    fn composite(&mut self, document: &'d Document, font: &'d Dictionary) {
        if let Ok(name) = font.get_deref(b"Encoding", document).and_then(Object::as_name)
            && let Some(charset) = predefined(name)
        {
            self.meaning = Meaning::Charset(charset);
        }
        if let Some(map) = &self.to_unicode
            && map.code_bytes > 0
        {
            self.code_bytes = map.code_bytes;
        }
        let descendant = font
            .get_deref(b"DescendantFonts", document)
            .and_then(Object::as_array)
            .ok()
            .and_then(|fonts| fonts.first())
            .and_then(|first| document.dereference(first).ok())
            .and_then(|(_, object)| object.as_dict().ok());
        let Some(descendant) = descendant else { return };
        if let Some(width) = descendant.get_deref(b"DW", document).ok().and_then(number) {
            self.default_width = width;
        }
        let Ok(array) = descendant.get_deref(b"W", document).and_then(Object::as_array) else { return };
        let resolved = |object: &'d Object| document.dereference(object).map_or(object, |(_, object)| object);
        let mut rest = array.as_slice();
        while let [first, second, tail @ ..] = rest {
            let Some(first) = number(resolved(first)) else { return };
            let first = first as u32;
            match (resolved(second), tail) {
                (Object::Array(widths), tail) => {
                    for (step, width) in widths.iter().enumerate() {
                        self.add_width(first.saturating_add(step as u32), number(resolved(width)));
                    }
                    rest = tail;
                }
                (last, [width, tail @ ..]) => {
                    let last = number(last).unwrap_or(0.0) as u32;
                    let width = number(resolved(width));
                    for code in first..=last.min(first.saturating_add(MOST_WIDTHS as u32)) {
                        self.add_width(code, width);
                    }
                    rest = tail;
                }
                _ => return,
            }
        }
    }

    fn simple(&mut self, document: &'d Document, font: &'d Dictionary, most_bytes: usize) {
        if let Ok(encoding) = font.get_font_encoding_with_limit(document, most_bytes) {
            self.meaning = Meaning::Simple(encoding);
        }
        let first = font.get_deref(b"FirstChar", document).ok().and_then(number).unwrap_or(0.0) as u32;
        let given = font.get_deref(b"Widths", document).and_then(Object::as_array);
        if let Ok(widths) = given {
            for (step, width) in widths.iter().take(256).enumerate() {
                let width = document.dereference(width).ok().and_then(|(_, object)| number(object));
                self.add_width(first.saturating_add(step as u32), width);
            }
        } else {
            let name = font.get_deref(b"BaseFont", document).and_then(Object::as_name).unwrap_or_default();
            let holds = |part: &[u8]| memchr::memmem::find(name, part).is_some();
            if holds(b"Courier") || holds(b"Mono") {
                self.default_width = 600.0;
            } else {
                self.standard = Some(if holds(b"Times") || holds(b"Serif") { &TIMES } else { &HELVETICA });
            }
        }
        if let Ok(matrix) = font.get_deref(b"FontMatrix", document).and_then(Object::as_array)
            && let Some(scale) = matrix.first().and_then(number)
        {
            self.unit = scale.abs() * 1000.0;
        }
    }

    fn add_width(&mut self, code: u32, width: Option<f64>) {
        if let Some(width) = width
            && self.widths.len() < MOST_WIDTHS
        {
            self.widths.insert(code, width);
        }
    }

    /// The codes of a string, each with whether it is the single byte 32 (the word space).
    pub(super) fn codes<'s>(&self, string: &'s [u8]) -> impl Iterator<Item = &'s [u8]> + use<'s> {
        let mut rest = string;
        let step = self.code_bytes.max(1);
        let charset = match self.meaning {
            Meaning::Charset(charset) if charset != UTF_16BE => Some(charset),
            _ => None,
        };
        std::iter::from_fn(move || {
            let length = match (charset, rest.first()?) {
                // In all of these encodings a byte below 0x80 stands alone; GB 18030's four-byte codes come in halves.
                (Some(_), 0..=0x7f) => 1,
                // Half-width katakana.
                (Some(charset), 0xa1..=0xdf) if charset == SHIFT_JIS => 1,
                (Some(_), _) => 2,
                (None, _) => step,
            };
            let (code, after) = rest.split_at(length.min(rest.len()));
            rest = after;
            Some(code)
        })
    }

    /// Appends the text of one code, with spaces for control characters. Returns whether somebody knows what the code means,
    /// and its width in thousandths of the font size.
    pub(super) fn show(&self, code: &[u8], text: &mut String) -> (bool, f64) {
        let number = number_of(code);
        // Codes of one length are told apart by their numbers.
        let kept =
            number < KEPT_GLYPHS && code.len() == self.code_bytes && !matches!(self.meaning, Meaning::Charset(_));
        if kept && let Some(Some(glyph)) = self.glyphs.borrow().get(number as usize) {
            match glyph.characters.get(..usize::from(glyph.count)) {
                Some(&[character]) => text.push(character),
                characters => text.extend(characters.unwrap_or_default()),
            }
            return (glyph.readable, glyph.width);
        }
        let before = text.len();
        let readable = self.append(code, text);
        // Control characters of odd fonts.
        if text[before..].chars().any(char::is_control) {
            let clean = text[before..].replace(char::is_control, " ");
            text.truncate(before);
            text.push_str(&clean);
        }
        let width = self.width(code);
        if kept {
            self.keep(number as usize, &text[before..], readable, width);
        }
        (readable, width)
    }

    fn keep(&self, number: usize, shown: &str, readable: bool, width: f64) {
        let mut glyph = Glyph { count: 0, characters: ['\0'; 3], readable, width };
        for character in shown.chars() {
            let Some(slot) = glyph.characters.get_mut(usize::from(glyph.count)) else { return };
            *slot = character;
            glyph.count += 1;
        }
        let mut glyphs = self.glyphs.borrow_mut();
        if glyphs.len() <= number {
            glyphs.resize(number + 1, None);
        }
        glyphs[number] = Some(glyph);
    }

    /// Appends the text of one code. False if nobody knows what it means.
    fn append(&self, code: &[u8], text: &mut String) -> bool {
        let number = number_of(code);
        if self.to_unicode.as_ref().is_some_and(|map| map.append(number, text)) {
            return true;
        }
        match &self.meaning {
            Meaning::Simple(encoding) => {
                let before = text.len();
                encoding.write_to_string(code, text).is_ok() && text.len() > before
            }
            Meaning::Charset(charset) => {
                let (decoded, _) = charset.decode_without_bom_handling(code);
                text.push_str(&decoded);
                true
            }
            Meaning::Unknown => false,
        }
    }

    fn width(&self, code: &[u8]) -> f64 {
        let number = number_of(code);
        let width = self.widths.get(&number).copied().or_else(|| {
            let index = usize::try_from(number.checked_sub(32)?).ok()?;
            self.standard.and_then(|widths| widths.get(index)).map(|&width| f64::from(width))
        });
        width.unwrap_or(self.default_width) * self.unit
    }
}

/// The number of a code: highest byte first.
fn number_of(code: &[u8]) -> u32 {
    code.iter().fold(0, |sum, &byte| sum << 8 | u32::from(byte))
}

/// The encodings behind the predefined character maps (ISO 32000-1, table 118).
fn predefined(name: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let holds = |part: &[u8]| memchr::memmem::find(name, part).is_some();
    if name.starts_with(b"Uni") && (holds(b"UCS2") || holds(b"UTF16")) {
        return Some(UTF_16BE);
    }
    if holds(b"RKSJ") {
        return Some(SHIFT_JIS);
    }
    if name.starts_with(b"GB") {
        return Some(GB18030);
    }
    if holds(b"B5") {
        return Some(BIG5);
    }
    if name.starts_with(b"KSC") {
        return Some(EUC_KR);
    }
    (name == b"EUC-H" || name == b"EUC-V").then_some(EUC_JP)
}

/// A number of either kind.
pub(super) fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(integer) => Some(*integer as f64),
        Object::Real(real) => Some(f64::from(*real)),
        _ => None,
    }
}
