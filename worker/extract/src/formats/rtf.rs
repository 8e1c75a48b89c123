//! Rich Text Format (Microsoft's specification, version 1.9.1): one pass, one line for a paragraph or a row of a table.

use super::codepage;
use super::prose::{Prose, Writer};
use crate::input::Input;
use crate::outcome::FileOutcome;
use crate::sniff::Sniffed;
use crate::text::{Footprints, Origin};
use crate::walk::{Analysis, Halt, Walk};
use encoding_rs::Encoding;
use std::io::{self, BufRead};
use std::ops::Range;

/// Groups that are open at most; deeper ones do not change how text is read.
const MOST_GROUPS: usize = 10_000;
/// Longest control word.
const MOST_WORD_BYTES: usize = 32;
/// Bytes of text that are decoded at once.
const RUN_BYTES: usize = 16 * 1024;
/// Most fonts whose encoding is kept.
const MOST_FONTS: usize = 4096;

/// Destinations that hold no text: fonts, colours, styles, pictures, binary data.
const SILENT: &[&[u8]] = &[
    b"colortbl",
    b"stylesheet",
    b"pict",
    b"objdata",
    b"themedata",
    b"colorschememapping",
    b"latentstyles",
    b"datastore",
    b"listtable",
    b"listoverridetable",
    b"rsidtbl",
    b"generator",
    b"xmlnstbl",
    b"filetbl",
    b"pgdsctbl",
    b"blipuid",
    b"bliptag",
    b"panose",
    b"falt",
    b"mmathPr",
    b"fontemb",
    b"nonshppict",
    b"passwordhash",
    b"wgrffmtfilter",
    b"sn",
];

/// What a group inherits from the one around it.
#[derive(Debug, Clone, Copy)]
struct State {
    silent: bool,
    /// In the table of fonts.
    fonts: bool,
    /// Characters that stand after a Unicode character for readers that do not know it.
    substitutes: usize,
    encoding: &'static Encoding,
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    let origin = Origin::same();
    let mut prose = Prose::made_of(Footprints::new(origin.clone()));
    let mut reader = Reader {
        bytes: 0,
        state: State { silent: false, fonts: false, substitutes: 1, encoding: codepage::encoding(1252) },
        groups: Vec::new(),
        deeper: 0,
        run: Vec::new(),
        run_prints: Footprints::new(origin.clone()),
        units: Vec::new(),
        units_from: 0..0,
        prints: Footprints::new(origin),
        skip: 0,
        fonts: Vec::new(),
        font: 0,
        page: codepage::encoding(1252),
        ignorable: false,
    };
    let read = reader.read(walk, input, &mut prose);
    let finished = reader.end_run(walk, &mut prose).and_then(|()| prose.finish(walk));
    let mut outcome = FileOutcome::complete(sniffed.mime_type.clone());
    outcome.bytes = reader.bytes;
    match read.and(finished) {
        Ok(()) => Analysis::of(outcome),
        Err(halt) => walk.halted(outcome, halt),
    }
}

struct Reader {
    bytes: u64,
    state: State,
    groups: Vec<State>,
    /// Groups beyond the deepest whose state is kept.
    deeper: u64,
    /// Text in the encoding of the state, not decoded yet.
    run: Vec<u8>,
    run_prints: Footprints,
    /// Unicode text, not decoded yet, and where it lies in the file.
    units: Vec<u16>,
    units_from: Range<u64>,
    /// Of the text that is being written.
    prints: Footprints,
    /// Substitutes still to be passed over.
    skip: usize,
    fonts: Vec<(i32, &'static Encoding)>,
    /// The font that the table of fonts speaks of.
    font: i32,
    /// The document's encoding.
    page: &'static Encoding,
    /// The group began with `\*`: it is passed over if its destination is not known.
    ignorable: bool,
}

impl Reader {
    fn byte(&mut self, input: &mut Input<'_>) -> io::Result<Option<u8>> {
        let byte = input.fill_buf()?.first().copied();
        if byte.is_some() {
            input.consume(1);
            self.bytes += 1;
        }
        Ok(byte)
    }

    fn peek(input: &mut Input<'_>) -> io::Result<Option<u8>> {
        Ok(input.fill_buf()?.first().copied())
    }

    fn read(&mut self, walk: &mut Walk<'_>, input: &mut Input<'_>, prose: &mut Prose) -> Result<(), Halt> {
        while let Some(byte) = self.byte(input)? {
            match byte {
                b'{' => {
                    self.end_run(walk, prose)?;
                    if self.groups.len() < MOST_GROUPS {
                        self.groups.push(self.state)
                    } else {
                        self.deeper += 1
                    }
                    self.ignorable = false;
                    self.skip = 0;
                }
                b'}' => {
                    self.end_run(walk, prose)?;
                    if self.deeper > 0 {
                        self.deeper -= 1;
                    } else if let Some(state) = self.groups.pop() {
                        self.state = state;
                    }
                    self.ignorable = false;
                    self.skip = 0;
                }
                b'\\' => self.control(walk, input, prose)?,
                b'\r' | b'\n' => {}
                byte => self.text(walk, prose, byte, self.bytes - 1..self.bytes)?,
            }
        }
        Ok(())
    }

    /// Adds a byte of text, which is what `from` of the file means.
    fn text(&mut self, walk: &mut Walk<'_>, prose: &mut Prose, byte: u8, from: Range<u64>) -> Result<(), Halt> {
        if self.skip > 0 {
            self.skip -= 1;
            return Ok(());
        }
        if self.state.silent || self.state.fonts {
            return Ok(());
        }
        if !self.units.is_empty() {
            self.end_run(walk, prose)?;
        }
        if from.end - from.start == 1 {
            self.run_prints.at(self.run.len(), from.start);
        } else {
            self.run_prints.whole(self.run.len(), from.start, from.end);
        }
        self.run.push(byte);
        // Cut where no character of two bytes can be.
        if self.run.len() >= RUN_BYTES && (byte.is_ascii_whitespace() || self.run.len() >= 2 * RUN_BYTES) {
            self.end_run(walk, prose)?;
        }
        Ok(())
    }

    /// Decodes and writes the text that was collected.
    fn end_run(&mut self, walk: &mut Walk<'_>, prose: &mut Prose) -> Result<(), Halt> {
        if !self.units.is_empty() {
            let text = String::from_utf16_lossy(&self.units);
            self.units.clear();
            self.prints.clear();
            self.prints.whole(0, self.units_from.start, self.units_from.end);
            prose.push_parts(walk, text.as_bytes(), &self.prints)?;
        }
        if !self.run.is_empty() {
            let text = self.state.encoding.decode_without_bom_handling(&self.run).0;
            if text.as_bytes() == self.run {
                prose.push_parts(walk, text.as_bytes(), &self.run_prints)?;
            } else if self.state.encoding.is_single_byte() {
                self.prints.clear();
                for (index, (offset, _)) in text.char_indices().enumerate() {
                    match self.run_prints.part(index..index + 1) {
                        Some(from) => self.prints.whole(offset, from.start, from.end),
                        None => self.prints.nowhere(offset),
                    }
                }
                prose.push_parts(walk, text.as_bytes(), &self.prints)?;
            } else {
                prose.push(walk, text.as_bytes())?;
            }
            self.run.clear();
            self.run_prints.clear();
        }
        Ok(())
    }

    /// What follows a backslash.
    fn control(&mut self, walk: &mut Walk<'_>, input: &mut Input<'_>, prose: &mut Prose) -> Result<(), Halt> {
        let start = self.bytes - 1;
        let Some(first) = self.byte(input)? else { return Ok(()) };
        if !first.is_ascii_alphabetic() {
            return self.symbol(walk, input, prose, first, start);
        }
        let mut word = vec![first];
        while let Some(byte) = Self::peek(input)?.filter(u8::is_ascii_alphabetic) {
            if word.len() >= MOST_WORD_BYTES {
                break;
            }
            word.push(byte);
            self.byte(input)?;
        }
        let mut digits = String::new();
        while let Some(byte) = Self::peek(input)? {
            let sign = byte == b'-' && digits.is_empty();
            if !(sign || byte.is_ascii_digit()) || digits.len() > 10 {
                break;
            }
            digits.push(char::from(byte));
            self.byte(input)?;
        }
        if Self::peek(input)? == Some(b' ') {
            self.byte(input)?;
        }
        let parameter = digits.parse::<i64>().ok();
        if word == b"bin" {
            let count = u64::try_from(parameter.unwrap_or_default()).unwrap_or_default();
            self.bytes += input.skip(count)?;
            return Ok(());
        }
        self.word(walk, prose, &word, parameter, start..self.bytes)
    }

    /// A control symbol.
    fn symbol(
        &mut self,
        walk: &mut Walk<'_>,
        input: &mut Input<'_>,
        prose: &mut Prose,
        symbol: u8,
        start: u64,
    ) -> Result<(), Halt> {
        match symbol {
            b'\'' => {
                let mut value = 0_u8;
                for _ in 0..2 {
                    let digit = Self::peek(input)?.and_then(|byte| char::from(byte).to_digit(16));
                    let Some(digit) = digit else { break };
                    value = value << 4 | digit as u8;
                    self.byte(input)?;
                }
                self.text(walk, prose, value, start..self.bytes)
            }
            b'*' => {
                self.ignorable = true;
                Ok(())
            }
            b'~' => self.text(walk, prose, b' ', start..self.bytes),
            b'_' => self.text(walk, prose, b'-', start..self.bytes),
            b'\r' | b'\n' => self.end_line(walk, prose),
            b'\\' | b'{' | b'}' => self.text(walk, prose, symbol, start..self.bytes),
            _ => Ok(()),
        }
    }

    fn end_line(&mut self, walk: &mut Walk<'_>, prose: &mut Prose) -> Result<(), Halt> {
        self.end_run(walk, prose)?;
        if self.state.silent { Ok(()) } else { prose.end_line(walk) }
    }

    fn word(
        &mut self,
        walk: &mut Walk<'_>,
        prose: &mut Prose,
        word: &[u8],
        parameter: Option<i64>,
        from: Range<u64>,
    ) -> Result<(), Halt> {
        let ignorable = std::mem::take(&mut self.ignorable);
        if SILENT.contains(&word) {
            self.end_run(walk, prose)?;
            self.state.silent = true;
            return Ok(());
        }
        let number = parameter.unwrap_or_default();
        match word {
            b"u" => {
                if self.skip > 0 {
                    self.skip -= 1;
                    return Ok(());
                }
                if !self.state.silent && !self.state.fonts {
                    if !self.run.is_empty() || self.units.len() >= RUN_BYTES {
                        self.end_run(walk, prose)?;
                    }
                    // Characters above 32,767 are written as negative numbers.
                    if self.units.is_empty() {
                        self.units_from = from.clone();
                    }
                    self.units_from.end = from.end;
                    self.units.push(number as u16);
                }
                self.skip = self.state.substitutes;
                return Ok(());
            }
            b"uc" => self.state.substitutes = usize::try_from(number).unwrap_or(1).min(64),
            b"par" | b"line" | b"sect" | b"page" | b"row" | b"nestrow" | b"softline" => self.end_line(walk, prose)?,
            b"tab" | b"cell" | b"nestcell" => self.text(walk, prose, b'\t', from)?,
            b"emdash" | b"endash" => self.text(walk, prose, b'-', from)?,
            b"emspace" | b"enspace" | b"qmspace" => self.text(walk, prose, b' ', from)?,
            b"lquote" | b"rquote" => self.text(walk, prose, b'\'', from)?,
            b"ldblquote" | b"rdblquote" => self.text(walk, prose, b'"', from)?,
            b"ansicpg" => self.set_page(walk, prose, u32::try_from(number).unwrap_or_default())?,
            b"mac" => self.set_page(walk, prose, 10_000)?,
            b"plain" => self.set_encoding(walk, prose, self.page)?,
            b"fonttbl" => {
                self.end_run(walk, prose)?;
                self.state.fonts = true;
            }
            b"f" if self.state.fonts => self.font = i32::try_from(number).unwrap_or_default(),
            b"fcharset" if self.state.fonts => {
                let page = page_of_charset(number);
                if let Some(page) = page.filter(|_| self.fonts.len() < MOST_FONTS) {
                    self.fonts.push((self.font, codepage::encoding(page)));
                }
            }
            b"f" => {
                let found = self.fonts.iter().find(|(font, _)| i64::from(*font) == number);
                let encoding = found.map_or(self.page, |(_, encoding)| *encoding);
                self.set_encoding(walk, prose, encoding)?;
            }
            // Text of fields, notes and properties is text like any other; each in a line of its own.
            b"fldinst" | b"footnote" | b"annotation" | b"atnauthor" | b"header" | b"headerf" | b"headerl"
            | b"headerr" | b"footer" | b"footerf" | b"footerl" | b"footerr" | b"info" | b"title" | b"subject"
            | b"author" | b"manager" | b"company" | b"operator" | b"keywords" | b"comment" | b"doccomm"
            | b"hlinkbase" | b"shptxt" | b"propname" | b"staticval" | b"docvar" | b"ftnsep" | b"shpinst"
            | b"shprslt" | b"object" | b"result" | b"sv" | b"sp" => {
                self.end_run(walk, prose)?;
                prose.fresh_line(walk)?;
            }
            _ if ignorable => {
                self.end_run(walk, prose)?;
                self.state.silent = true;
            }
            _ => {}
        }
        Ok(())
    }

    fn set_page(&mut self, walk: &mut Walk<'_>, prose: &mut Prose, page: u32) -> Result<(), Halt> {
        self.page = codepage::encoding(page);
        self.set_encoding(walk, prose, self.page)
    }

    fn set_encoding(
        &mut self,
        walk: &mut Walk<'_>,
        prose: &mut Prose,
        encoding: &'static Encoding,
    ) -> Result<(), Halt> {
        if encoding != self.state.encoding {
            self.end_run(walk, prose)?;
            self.state.encoding = encoding;
        }
        Ok(())
    }
}

/// The Windows encoding of a font's character set (the specification's table of `\fcharset`).
fn page_of_charset(charset: i64) -> Option<u32> {
    Some(match charset {
        0 => 1252,
        77 => 10_000,
        128 => 932,
        129 => 949,
        130 => 1361,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}
