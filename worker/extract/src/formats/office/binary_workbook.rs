//! Excel workbooks in the binary format of .xlsb (Microsoft's \[MS-XLSB\]): the parts are streams of records.

use super::super::biff::{real, rk, utf16};
use super::workbook::{Book, MOST_ENTRIES};
use super::{Cells, Document, Shown, relations};
use crate::input::Input;
use crate::walk::{Halt, Walk};
use std::collections::HashMap;
use std::io::{self, BufRead, Read};

/// Longest record that is looked at: a cell holds at most 32,767 characters.
const MOST_RECORD_BYTES: u32 = 1024 * 1024;

// Numbers of records, from [MS-XLSB] 2.3.2.
const ROW: u32 = 0;
const CELL_RK: u32 = 2;
const CELL_REAL: u32 = 5;
const CELL_TEXT: u32 = 6;
const CELL_SHARED: u32 = 7;
const FORMULA_TEXT: u32 = 8;
const FORMULA_NUMBER: u32 = 9;
const SHARED_TEXT: u32 = 19;
const NUMBER_FORMAT: u32 = 44;
const CELL_FORMAT: u32 = 47;
const CELL_RICH_TEXT: u32 = 62;
const WORKBOOK_PROPERTIES: u32 = 153;
const SHEET: u32 = 156;
const HEADERS_AND_FOOTERS: u32 = 479;
const BEGIN_CELL_FORMATS: u32 = 617;
const END_CELL_FORMATS: u32 = 618;
const COMMENT_AUTHOR: u32 = 632;
const BEGIN_COMMENT: u32 = 635;
const COMMENT_TEXT: u32 = 637;

/// The records of a part.
struct Records<'i, 'a> {
    input: &'i mut Input<'a>,
    payload: Vec<u8>,
}

impl Records<'_, '_> {
    /// The next record's number; its content is in `payload` (empty if it is too long to be of interest).
    fn next(&mut self) -> io::Result<Option<u32>> {
        let Some(kind) = self.number(2)? else { return Ok(None) };
        let Some(length) = self.number(4)? else { return Err(io::ErrorKind::UnexpectedEof.into()) };
        self.payload.clear();
        if length > MOST_RECORD_BYTES {
            if self.input.skip(u64::from(length))? < u64::from(length) {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        } else {
            self.input.by_ref().take(u64::from(length)).read_to_end(&mut self.payload)?;
            if self.payload.len() < length as usize {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(Some(kind))
    }

    /// A number in groups of 7 bits, the lowest first. `None` at the end.
    fn number(&mut self, most: u32) -> io::Result<Option<u32>> {
        let mut value = 0;
        for place in 0..most {
            let Some(&byte) = self.input.fill_buf()?.first() else {
                return if place == 0 { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            };
            self.input.consume(1);
            value |= u32::from(byte & 0x7F) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Ok(Some(value))
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

fn half(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 2)?.first_chunk().map(|bytes| u32::from(u16::from_le_bytes(*bytes)))
}

/// A text with its length before it, and how many bytes both have. A missing text has a length that is all ones.
fn wide(bytes: &[u8], at: usize) -> Option<(String, usize)> {
    let count = word(bytes, at)?;
    if count == u32::MAX {
        return Some((String::new(), 4));
    }
    let length = (count as usize).checked_mul(2)?;
    let raw = bytes.get(at + 4..)?.get(..length)?;
    Some((utf16(raw), 4 + length))
}

/// Reads all records of a part.
fn each(
    walk: &mut Walk<'_>,
    document: &mut Document<'_, '_>,
    part: usize,
    mut read: impl FnMut(&mut Walk<'_>, u32, &[u8]) -> Result<(), Halt>,
) -> Result<(), Halt> {
    document.package.read(walk, part, |walk, input| {
        let mut records = Records { input, payload: Vec::new() };
        while let Some(kind) = records.next()? {
            read(walk, kind, &records.payload)?;
        }
        Ok(())
    })
}

pub(super) fn book(
    walk: &mut Walk<'_>,
    document: &mut Document<'_, '_>,
    part: usize,
    book: &mut Book,
) -> Result<(), Halt> {
    let path = document.package.parts[part].name.clone();
    let relations = relations::of(walk, &mut document.package, &path)?;
    let targets: HashMap<&str, &str> =
        relations.iter().map(|relation| (relation.id.as_str(), relation.target.as_str())).collect();
    each(walk, document, part, |_, kind, payload| {
        match kind {
            WORKBOOK_PROPERTIES => book.from_1904 = payload.first().is_some_and(|flags| flags & 1 != 0),
            SHEET if book.sheets.len() < MOST_ENTRIES => {
                let id = wide(payload, 8);
                let name = id.as_ref().and_then(|(_, length)| wide(payload, 8 + length));
                if let (Some((id, _)), Some((name, _))) = (id, name)
                    && let Some(target) = targets.get(id.as_str())
                {
                    book.sheets.push((name, (*target).to_owned()));
                }
            }
            _ => {}
        }
        Ok(())
    })
}

pub(super) fn styles(
    walk: &mut Walk<'_>,
    document: &mut Document<'_, '_>,
    part: usize,
    book: &mut Book,
) -> Result<(), Halt> {
    let mut codes: HashMap<u32, Shown> = HashMap::new();
    let mut in_formats = false;
    each(walk, document, part, |_, kind, payload| {
        match kind {
            NUMBER_FORMAT if codes.len() < MOST_ENTRIES => {
                if let (Some(id), Some((code, _))) = (half(payload, 0), wide(payload, 2)) {
                    codes.insert(id, Shown::code(&code));
                }
            }
            BEGIN_CELL_FORMATS => in_formats = true,
            END_CELL_FORMATS => in_formats = false,
            CELL_FORMAT if in_formats && book.shown.len() < MOST_ENTRIES => {
                let id = half(payload, 2).unwrap_or_default();
                book.shown.push(codes.get(&id).cloned().unwrap_or_else(|| Shown::built_in(id)));
            }
            _ => {}
        }
        Ok(())
    })
}

pub(super) fn strings(
    walk: &mut Walk<'_>,
    document: &mut Document<'_, '_>,
    part: usize,
    book: &mut Book,
) -> Result<(), Halt> {
    let mut left_out = Vec::new();
    each(walk, document, part, |walk, kind, payload| {
        if kind == SHARED_TEXT {
            // Flags stand before the text.
            let text = wide(payload, 1).unwrap_or_default().0;
            if !book.strings.push(walk, text.as_bytes()) {
                left_out.extend_from_slice(text.as_bytes());
                left_out.push(b'\n');
            }
            if left_out.len() > walk.limits.value_bytes {
                book.cells.add(walk, (1, 1), &left_out)?;
                left_out.clear();
            }
        }
        Ok(())
    })?;
    if left_out.is_empty() { Ok(()) } else { book.cells.add(walk, (1, 1), &left_out) }
}

/// Reads the comments on a sheet's cells, with their authors.
pub(super) fn comments(
    walk: &mut Walk<'_>,
    document: &mut Document<'_, '_>,
    part: usize,
    cells: &mut Cells,
) -> Result<(), Halt> {
    let mut spot = (1, 1);
    each(walk, document, part, |walk, kind, payload| {
        let text = match kind {
            BEGIN_COMMENT => {
                // After the number of the author lie the first and last row, and the first and last column.
                if let (Some(row), Some(column)) = (word(payload, 4), word(payload, 12)) {
                    spot = (u64::from(row) + 1, u64::from(column) + 1);
                }
                return Ok(());
            }
            COMMENT_AUTHOR => wide(payload, 0),
            COMMENT_TEXT => wide(payload, 1),
            _ => None,
        };
        match text {
            Some((text, _)) if !text.is_empty() => cells.add(walk, spot, text.as_bytes()),
            _ => Ok(()),
        }
    })
}

pub(super) fn sheet(
    walk: &mut Walk<'_>,
    document: &mut Document<'_, '_>,
    part: usize,
    book: &mut Book,
    notes: &mut Vec<u8>,
) -> Result<(), Halt> {
    let mut row = 1;
    each(walk, document, part, |walk, kind, payload| {
        if kind == HEADERS_AND_FOOTERS {
            // Six texts after some flags: of odd, even and first pages.
            let mut at = 2;
            while let Some((text, length)) = wide(payload, at) {
                if !text.is_empty() && notes.len() <= walk.limits.value_bytes {
                    notes.extend(text.bytes());
                    notes.push(b'\n');
                }
                at += length;
            }
            return Ok(());
        }
        if kind == ROW {
            row = word(payload, 0).map_or(row, |index| u64::from(index) + 1);
            return Ok(());
        }
        let known = matches!(
            kind,
            CELL_RK | CELL_REAL | CELL_TEXT | CELL_SHARED | FORMULA_TEXT | FORMULA_NUMBER | CELL_RICH_TEXT
        );
        let (Some(column), Some(format), true) = (word(payload, 0), word(payload, 4), known) else { return Ok(()) };
        let spot = (row, u64::from(column) + 1);
        let number = match kind {
            CELL_RK => word(payload, 8).map(rk),
            CELL_REAL | FORMULA_NUMBER => real(payload, 8),
            _ => None,
        };
        if let Some(number) = number {
            let mut shown = Vec::new();
            book.shown((format & 0x00FF_FFFF) as usize).append(number, None, book.from_1904, &mut shown);
            return book.cells.push(walk, spot, &shown, false);
        }
        match kind {
            CELL_TEXT | FORMULA_TEXT => {
                let text = wide(payload, 8).unwrap_or_default().0;
                book.cells.push(walk, spot, text.as_bytes(), true)
            }
            CELL_RICH_TEXT => {
                let text = wide(payload, 9).unwrap_or_default().0;
                book.cells.push(walk, spot, text.as_bytes(), true)
            }
            CELL_SHARED => match word(payload, 8).and_then(|index| book.strings.get(index as usize)) {
                Some(text) => book.cells.push(walk, spot, text, true),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    })
}
