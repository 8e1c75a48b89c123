//! Excel workbooks until 2003 (Microsoft's \[MS-XLS\], and the version before it): one pass over the stream's records. The
//! workbook's own come first, then those of each sheet.

use super::super::biff::{real, rk, utf16};
use super::super::codepage;
use super::super::office::{Cells, SharedStrings, Shown};
use super::super::prose::Writer;
use super::{Container, Document, encrypted, formula, half, open, word_at};
use crate::walk::{Halt, Walk};
use encoding_rs::{Encoding, WINDOWS_1252};
use std::collections::HashMap;
use std::io::{self, Read};

// Types of records, from [MS-XLS] 2.3.1.
const FORMULA: u16 = 0x06;
const END: u16 = 0x0A;
const HEADER: u16 = 0x14;
const FOOTER: u16 = 0x15;
const NAME: u16 = 0x18;
const COMMENT: u16 = 0x1C;
const DATE_1904: u16 = 0x22;
const ENCRYPTION: u16 = 0x2F;
const CONTINUE: u16 = 0x3C;
const CODE_PAGE: u16 = 0x42;
const OBJECT: u16 = 0x5D;
const SHEET: u16 = 0x85;
const MANY_RK: u16 = 0xBD;
const RICH_STRING: u16 = 0xD6;
const CELL_FORMAT: u16 = 0xE0;
const SHARED_TEXTS: u16 = 0xFC;
const SHARED_CELL: u16 = 0xFD;
const CONDITION: u16 = 0x1B1;
const TEXT_OBJECT: u16 = 0x1B6;
const LINK: u16 = 0x1B8;
const VALIDATION: u16 = 0x1BE;
const NUMBER: u16 = 0x203;
const LABEL: u16 = 0x204;
const FORMULA_TEXT: u16 = 0x207;
const RK: u16 = 0x27E;
const NUMBER_FORMAT: u16 = 0x41E;
const LINK_TIP: u16 = 0x800;
const BEGIN: u16 = 0x809;
const CHART_TEXT: u16 = 0x100D;

/// The version that has texts with 16-bit characters.
const VERSION_97: u16 = 0x0600;
/// Most formats, and most sheets.
const MOST_ENTRIES: usize = 70_000;

/// Objects of this type hold the text of a comment.
const COMMENT_OBJECT: u16 = 0x19;

/// A text's characters have 16 bits.
const WIDE: u8 = 1;
/// After the text lie the readings of its characters.
const PHONETIC: u8 = 4;
/// After the text lie formats of its parts.
const RICH: u8 = 8;

/// The records of a stream.
struct Records<R> {
    stream: R,
    /// Type and length of the next record, once they are read.
    ahead: Option<(u16, u16)>,
    /// Where the next record begins.
    position: u64,
    payload: Vec<u8>,
    /// What of the payload was read.
    at: usize,
}

impl<R: Read> Records<R> {
    fn head(&mut self) -> io::Result<Option<(u16, u16)>> {
        if self.ahead.is_none() {
            let mut head = Vec::new();
            self.stream.by_ref().take(4).read_to_end(&mut head)?;
            self.ahead = match (half(&head, 0), half(&head, 2)) {
                (Some(kind), Some(length)) => Some((kind, length)),
                _ if head.iter().all(|byte| *byte == 0) => None,
                _ => return Err(io::ErrorKind::UnexpectedEof.into()),
            };
        }
        Ok(self.ahead)
    }

    /// Reads the next record; returns its type.
    fn next(&mut self) -> io::Result<Option<u16>> {
        let Some((kind, length)) = self.head()? else { return Ok(None) };
        self.ahead = None;
        self.payload.clear();
        self.at = 0;
        self.stream.by_ref().take(u64::from(length)).read_to_end(&mut self.payload)?;
        if self.payload.len() < usize::from(length) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.position += 4 + u64::from(length);
        Ok(Some(kind))
    }

    /// Reads the next record if it continues this one.
    fn go_on(&mut self) -> io::Result<bool> {
        match self.head()? {
            Some((CONTINUE, _)) => Ok(self.next()?.is_some()),
            _ => Ok(false),
        }
    }

    /// The next byte of the record, or of those that continue it.
    fn byte(&mut self) -> io::Result<Option<u8>> {
        while self.at == self.payload.len() {
            if !self.go_on()? {
                return Ok(None);
            }
        }
        self.at += 1;
        Ok(self.payload.get(self.at - 1).copied())
    }

    fn number(&mut self, bytes: u32) -> io::Result<Option<u32>> {
        let mut number = 0;
        for place in 0..bytes {
            let Some(byte) = self.byte()? else { return Ok(None) };
            number |= u32::from(byte) << (8 * place);
        }
        Ok(Some(number))
    }

    /// Characters, which may go on in the records that continue this one: there each begins anew with whether they are wide.
    fn characters(&mut self, count: u32, wide: bool, out: &mut String) -> io::Result<bool> {
        let (mut left, mut wide) = (count as usize, wide);
        while left > 0 {
            if self.at == self.payload.len() {
                if !self.go_on()? {
                    return Ok(false);
                }
                wide = self.byte()?.is_some_and(|flags| flags & WIDE != 0);
            }
            let rest = self.payload.get(self.at..).unwrap_or_default();
            let size = if wide { 2 } else { 1 };
            let step = left.min(rest.len() / size);
            if step == 0 {
                // Half a character.
                self.at = self.payload.len();
                continue;
            }
            append(&rest[..step * size], wide, out);
            self.at += step * size;
            left -= step;
        }
        Ok(true)
    }

    /// Passes over bytes of the record and those that continue it.
    fn skip(&mut self, count: u64) -> io::Result<bool> {
        let mut left = count;
        while left > 0 {
            let step = left.min((self.payload.len() - self.at) as u64);
            self.at += step as usize;
            left -= step;
            if left > 0 && !self.go_on()? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn append(raw: &[u8], wide: bool, out: &mut String) {
    if wide { out.push_str(&utf16(raw)) } else { out.extend(raw.iter().map(|&byte| char::from(byte))) }
}

/// A workbook that is being read.
struct Book {
    /// Names of sheets by where they begin.
    sheets: HashMap<u64, String>,
    strings: SharedStrings,
    codes: HashMap<u16, Shown>,
    shown: Vec<Shown>,
    from_1904: bool,
    cells: Cells,
    /// Texts of the sheet that are in no cell.
    notes: Vec<u8>,
    /// Sheets, and charts in them, that are open.
    depth: u32,
    /// Texts are bytes in this encoding.
    bytes_in: Option<&'static Encoding>,
    encoding: &'static Encoding,
    /// The cell whose formula has a text as its result.
    formula: Option<(u64, u64)>,
    /// The number of the comment whose text comes next.
    object: Option<u16>,
    /// Texts of comments by their numbers, and the bytes of all. Which cells they belong to comes later.
    comments: HashMap<u16, String>,
    comment_bytes: usize,
    /// The author of the last comment.
    author: String,
}

pub(super) fn read(
    walk: &mut Walk<'_>,
    container: &mut Container<'_>,
    stream: &str,
    document: &mut Document,
) -> Result<(), Halt> {
    let stream = open(container, stream)?;
    let mut records = Records { stream, ahead: None, position: 0, payload: Vec::new(), at: 0 };
    let mut book = Book {
        sheets: HashMap::new(),
        strings: SharedStrings::default(),
        codes: HashMap::new(),
        shown: Vec::new(),
        from_1904: false,
        cells: Cells::new(),
        notes: Vec::new(),
        depth: 0,
        bytes_in: None,
        encoding: WINDOWS_1252,
        formula: None,
        object: None,
        comments: HashMap::new(),
        comment_bytes: 0,
        author: String::new(),
    };
    let result = book.records(walk, &mut records, document);
    document.bytes += records.position;
    book.cells.flush(walk)?;
    result?;
    book.end_sheet(walk, document)?;
    book.strings.visit_unused(walk, &mut document.prose)
}

impl Book {
    fn records<R: Read>(
        &mut self,
        walk: &mut Walk<'_>,
        records: &mut Records<R>,
        document: &mut Document,
    ) -> Result<(), Halt> {
        loop {
            let start = records.position;
            let Some(kind) = records.next()? else { return Ok(()) };
            match kind {
                ENCRYPTION => return Err(encrypted()),
                BEGIN => {
                    if self.depth == 0 {
                        let version = half(&records.payload, 0).unwrap_or(VERSION_97);
                        self.bytes_in = (version < VERSION_97).then_some(self.encoding);
                        self.end_sheet(walk, document)?;
                        let name = self.sheets.get(&start).cloned().unwrap_or_default();
                        self.cells.sheet(walk, &name)?;
                    }
                    self.depth += 1;
                }
                END => self.depth = self.depth.saturating_sub(1),
                SHARED_TEXTS => self.shared_texts(walk, records, document)?,
                TEXT_OBJECT => self.text_object(walk, records)?,
                _ => self.record(walk, kind, &records.payload)?,
            }
        }
    }

    /// A sheet has ended: visits what is left of it.
    fn end_sheet(&mut self, walk: &mut Walk<'_>, document: &mut Document) -> Result<(), Halt> {
        self.cells.flush(walk)?;
        // Comments of no cell.
        let mut comments: Vec<(u16, String)> = std::mem::take(&mut self.comments).into_iter().collect();
        comments.sort_unstable();
        for (_, comment) in comments {
            self.note(walk, &comment)?;
        }
        self.comment_bytes = 0;
        self.cells.flush(walk)?;
        if !self.notes.is_empty() {
            document.prose.fresh_line(walk)?;
            document.prose.push(walk, &self.notes)?;
            self.notes.clear();
        }
        // Cells may come next, and must not lie between the pieces of a text.
        document.prose.finish(walk)
    }

    fn record(&mut self, walk: &mut Walk<'_>, kind: u16, payload: &[u8]) -> Result<(), Halt> {
        match kind {
            DATE_1904 => self.from_1904 = half(payload, 0) == Some(1),
            CODE_PAGE => {
                self.encoding = codepage::encoding(u32::from(half(payload, 0).unwrap_or_default()));
                self.bytes_in = self.bytes_in.map(|_| self.encoding);
            }
            SHEET if self.sheets.len() < MOST_ENTRIES => {
                if let (Some(at), Some(name)) = (word_at(payload, 0), self.text(payload, 6, 1)) {
                    self.sheets.insert(u64::from(at), name);
                }
            }
            NUMBER_FORMAT if self.codes.len() < MOST_ENTRIES => {
                let count = if self.bytes_in.is_some() { 1 } else { 2 };
                if let (Some(id), Some(code)) = (half(payload, 0), self.text(payload, 2, count)) {
                    self.codes.insert(id, Shown::code(&code));
                }
            }
            CELL_FORMAT if self.shown.len() < MOST_ENTRIES => {
                let id = half(payload, 2).unwrap_or_default();
                let shown = self.codes.get(&id).cloned();
                self.shown.push(shown.unwrap_or_else(|| Shown::built_in(u32::from(id))));
            }
            HEADER | FOOTER => {
                let count = if self.bytes_in.is_some() { 1 } else { 2 };
                if let Some(text) = self.text(payload, 0, count) {
                    self.note(walk, &text)?;
                }
            }
            OBJECT => {
                // The first part of it has its type and number ([MS-XLS] 2.5.143).
                let common = half(payload, 0) == Some(0x15) && half(payload, 4) == Some(COMMENT_OBJECT);
                self.object = half(payload, 6).filter(|_| common);
            }
            COMMENT => self.comment(walk, payload)?,
            // The type of the text, and the text ([MS-XLS] 2.4.254).
            CHART_TEXT => {
                if let Some(text) = self.text(payload, 2, 1) {
                    self.note(walk, &text)?;
                }
            }
            NAME if self.bytes_in.is_none() => {
                let wide = payload.get(14).is_some_and(|flags| flags & WIDE != 0);
                let name = usize::from(payload.get(3).copied().unwrap_or_default()) * if wide { 2 } else { 1 };
                self.note(walk, &formula::texts(payload.get(15 + name..).unwrap_or_default()))?;
            }
            CONDITION if self.bytes_in.is_none() => {
                // Two formulas end it ([MS-XLS] 2.4.42).
                let length = [2, 4].iter().map(|&at| usize::from(half(payload, at).unwrap_or_default())).sum::<usize>();
                let start = payload.len().saturating_sub(length);
                self.note(walk, &formula::texts(payload.get(start..).unwrap_or_default()))?;
            }
            VALIDATION if self.bytes_in.is_none() => self.validation(walk, payload)?,
            LINK => {
                let (row, column) = (half(payload, 0).unwrap_or_default(), half(payload, 4).unwrap_or_default());
                let spot = (u64::from(row) + 1, u64::from(column) + 1);
                for text in link_texts(payload.get(24..).unwrap_or_default()) {
                    self.cells.add(walk, spot, text.as_bytes())?;
                }
            }
            LINK_TIP => {
                let (row, column) = (half(payload, 2).unwrap_or_default(), half(payload, 6).unwrap_or_default());
                let tip = utf16(payload.get(10..).unwrap_or_default());
                let tip = tip.trim_end_matches('\0');
                if !tip.is_empty() {
                    self.cells.add(walk, (u64::from(row) + 1, u64::from(column) + 1), tip.as_bytes())?;
                }
            }
            FORMULA_TEXT => {
                if let (Some(spot), Some(text)) = (self.formula.take(), self.text(payload, 0, 2)) {
                    self.cells.push(walk, spot, text.as_bytes(), true)?;
                }
            }
            _ => return self.cell(walk, kind, payload),
        }
        Ok(())
    }

    /// A record that begins with row, column and format.
    fn cell(&mut self, walk: &mut Walk<'_>, kind: u16, payload: &[u8]) -> Result<(), Halt> {
        let (Some(row), Some(column)) = (half(payload, 0), half(payload, 2)) else { return Ok(()) };
        let spot = (u64::from(row) + 1, u64::from(column) + 1);
        let format = half(payload, 4).unwrap_or_default();
        match kind {
            SHARED_CELL => match word_at(payload, 6).and_then(|index| self.strings.get(index as usize)) {
                Some(text) => self.cells.push(walk, spot, text, true),
                None => Ok(()),
            },
            LABEL | RICH_STRING => match self.text(payload, 6, 2) {
                Some(text) => self.cells.push(walk, spot, text.as_bytes(), true),
                None => Ok(()),
            },
            NUMBER => self.number(walk, spot, format, real(payload, 6)),
            RK => self.number(walk, spot, format, word_at(payload, 6).map(rk)),
            MANY_RK => {
                let pairs = payload.get(4..payload.len().saturating_sub(2)).unwrap_or_default();
                for (index, pair) in pairs.chunks_exact(6).enumerate() {
                    let spot = (spot.0, spot.1 + index as u64);
                    self.number(walk, spot, half(pair, 0).unwrap_or_default(), word_at(pair, 2).map(rk))?;
                }
                Ok(())
            }
            FORMULA => {
                if self.bytes_in.is_none() {
                    let texts = formula::texts(payload.get(22..).unwrap_or_default());
                    if !texts.is_empty() {
                        self.cells.add(walk, spot, texts.as_bytes())?;
                    }
                }
                // A result that is no number says so where a number would have its highest bits.
                if half(payload, 12) == Some(0xFFFF) {
                    self.formula = (payload.get(6) == Some(&0)).then_some(spot);
                    return Ok(());
                }
                self.number(walk, spot, format, real(payload, 6))
            }
            _ => Ok(()),
        }
    }

    fn number(&mut self, walk: &mut Walk<'_>, spot: (u64, u64), format: u16, number: Option<f64>) -> Result<(), Halt> {
        let Some(number) = number else { return Ok(()) };
        let mut shown = Vec::new();
        let format = self.shown.get(usize::from(format)).unwrap_or(&Shown::General);
        format.append(number, None, self.from_1904, &mut shown);
        self.cells.push(walk, spot, &shown, false)
    }

    /// A text at `at` of a record, whose length has `count` bytes. What a record does not hold of it is left out.
    fn text(&self, payload: &[u8], at: usize, count: usize) -> Option<String> {
        let length = match count {
            1 => usize::from(*payload.get(at)?),
            _ => usize::from(half(payload, at)?),
        };
        let rest = payload.get(at + count..)?;
        if let Some(encoding) = self.bytes_in {
            let raw = rest.get(..length).unwrap_or(rest);
            return Some(encoding.decode_without_bom_handling(raw).0.into_owned());
        }
        let (flags, rest) = rest.split_first()?;
        let mut skipped = 0;
        skipped += if flags & RICH != 0 { 2 } else { 0 };
        skipped += if flags & PHONETIC != 0 { 4 } else { 0 };
        let rest = rest.get(skipped..)?;
        let wide = flags & WIDE != 0;
        let raw = rest.get(..length * if wide { 2 } else { 1 }).unwrap_or(rest);
        let mut text = String::new();
        append(raw, wide, &mut text);
        Some(text)
    }

    /// The table of texts that cells share (\[MS-XLS\] 2.4.265).
    fn shared_texts<R: Read>(
        &mut self,
        walk: &mut Walk<'_>,
        records: &mut Records<R>,
        document: &mut Document,
    ) -> Result<(), Halt> {
        records.skip(4)?;
        let count = records.number(4)?.unwrap_or_default();
        for _ in 0..count {
            let (Some(length), Some(flags)) = (records.number(2)?, records.byte()?) else { return Ok(()) };
            let rich = if flags & RICH != 0 { records.number(2)?.unwrap_or_default() } else { 0 };
            let phonetic = if flags & PHONETIC != 0 { records.number(4)?.unwrap_or_default() } else { 0 };
            let mut text = String::new();
            let whole = records.characters(length, flags & WIDE != 0, &mut text)?;
            if !self.strings.push(walk, text.as_bytes()) {
                document.prose.push(walk, text.as_bytes())?;
                document.prose.fresh_line(walk)?;
            }
            if !whole || !records.skip(u64::from(rich) * 4 + u64::from(phonetic))? {
                document.fault("the table of the workbook's texts ends too early");
                return Ok(());
            }
        }
        document.prose.finish(walk)
    }

    /// The text of a comment or a text box, in the record that continues this one (\[MS-XLS\] 2.4.329).
    fn text_object<R: Read>(&mut self, walk: &mut Walk<'_>, records: &mut Records<R>) -> Result<(), Halt> {
        let length = half(&records.payload, 10).unwrap_or_default();
        if length == 0 || !records.go_on()? {
            return Ok(());
        }
        let wide = records.byte()?.is_some_and(|flags| flags & WIDE != 0);
        let mut text = String::new();
        records.characters(u32::from(length), wide, &mut text)?;
        match self.object.take() {
            // Sheets do not have as many: others are told without their cells.
            Some(number) if self.comment_bytes + text.len() <= walk.limits.value_bytes * 16 => {
                self.comment_bytes += text.len();
                self.comments.insert(number, text);
                Ok(())
            }
            _ => self.note(walk, &text),
        }
    }

    /// A comment: its cell, and the number of its text ([MS-XLS] 2.4.179); until version 5 the text itself.
    fn comment(&mut self, walk: &mut Walk<'_>, payload: &[u8]) -> Result<(), Halt> {
        let (Some(row), Some(column)) = (half(payload, 0), half(payload, 2)) else { return Ok(()) };
        let spot = (u64::from(row) + 1, u64::from(column) + 1);
        if self.bytes_in.is_some() {
            let text = self.text(payload, 4, 2).unwrap_or_default();
            return if text.is_empty() { Ok(()) } else { self.cells.add(walk, spot, text.as_bytes()) };
        }
        if let Some(text) = half(payload, 6).and_then(|number| self.comments.remove(&number))
            && !text.is_empty()
        {
            self.cells.add(walk, spot, text.as_bytes())?;
        }
        let author = self.text(payload, 8, 2).unwrap_or_default();
        if !author.is_empty() && author != self.author {
            self.cells.add(walk, spot, author.as_bytes())?;
            self.author = author;
        }
        Ok(())
    }

    /// What may be entered: two titles and two texts that are shown, and two formulas ([MS-XLS] 2.4.96).
    fn validation(&mut self, walk: &mut Walk<'_>, payload: &[u8]) -> Result<(), Halt> {
        let mut at = 4;
        for _ in 0..4 {
            let Some(count) = half(payload, at) else { return Ok(()) };
            let wide = payload.get(at + 2).is_some_and(|flags| flags & WIDE != 0);
            // An empty one is a zero.
            let text = self.text(payload, at, 2).unwrap_or_default();
            self.note(walk, text.trim_end_matches('\0'))?;
            at += 3 + usize::from(count) * if wide { 2 } else { 1 };
        }
        for _ in 0..2 {
            let Some(length) = half(payload, at) else { return Ok(()) };
            let tokens = payload.get(at + 4..).unwrap_or_default();
            let tokens = tokens.get(..usize::from(length)).unwrap_or(tokens);
            self.note(walk, &formula::texts(tokens))?;
            at += 4 + usize::from(length);
        }
        Ok(())
    }

    fn note(&mut self, walk: &mut Walk<'_>, text: &str) -> Result<(), Halt> {
        if text.is_empty() {
            return Ok(());
        }
        let ends = text.ends_with('\n');
        self.notes.extend(text.bytes().map(|byte| if byte == 0 { b' ' } else { byte }));
        if !ends {
            self.notes.push(b'\n');
        }
        // Sheets do not have as many notes: what is more is told at the first cell.
        if self.notes.len() > walk.limits.value_bytes {
            self.cells.add(walk, (1, 1), &self.notes)?;
            self.notes.clear();
        }
        Ok(())
    }
}

/// The address of a link to an URL, \[MS-OSHARED\] 2.3.7.6, and that of one to a file, 2.3.7.8.
const URL: [u8; 4] = [0xE0, 0xC9, 0xEA, 0x79];
const FILE: [u8; 4] = [0x03, 0x03, 0, 0];

/// The texts of a link (\[MS-OSHARED\] 2.3.7.1): what it shows, and where it leads.
fn link_texts(link: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    let flags = word_at(link, 4).unwrap_or_default();
    let mut rest = link.get(8..).unwrap_or_default();
    // A text with the number of its characters before it.
    let text = |rest: &mut &[u8]| {
        let length = usize::try_from(word_at(rest, 0)?).ok()?.checked_mul(2)?;
        let text = utf16(rest.get(4..)?.get(..length)?);
        *rest = rest.get(4 + length..)?;
        Some(text.trim_end_matches('\0').to_owned())
    };
    // What is shown, and the window where it opens.
    for flag in [0x10, 0x80] {
        if flags & flag != 0 {
            let Some(found) = text(&mut rest) else { return texts };
            texts.extend((flag == 0x10).then_some(found));
        }
    }
    if flags & 0x101 == 0x101 {
        texts.extend(text(&mut rest));
    } else if flags & 1 != 0 {
        let address = rest.get(16..).unwrap_or_default();
        if rest.starts_with(&URL) {
            let length = word_at(address, 0).and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
            let address = address.get(4..).unwrap_or_default();
            let address = utf16(address.get(..length).unwrap_or(address));
            texts.extend(address.split('\0').next().map(str::to_owned));
        } else if rest.starts_with(&FILE) {
            let length = word_at(address, 2).and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
            let address = address.get(6..).unwrap_or_default();
            let address = address.get(..length).unwrap_or(address);
            texts.push(address.iter().take_while(|&&byte| byte != 0).map(|&byte| char::from(byte)).collect());
        }
    }
    texts.retain(|text| !text.is_empty());
    texts
}
