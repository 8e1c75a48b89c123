//! Word documents until 2003 (Microsoft's \[MS-DOC\]): the text lies in pieces, which a table lists.

use super::super::biff::utf16;
use super::super::codepage;
use super::super::prose::{Prose, Writer};
use super::{Container, Document, encrypted, half, open, word_at};
use crate::walk::{Halt, Walk};
use std::io::{self, Read, Seek, SeekFrom};

const STREAM: &str = "/WordDocument";
/// The begin of the stream, which tells where everything is.
const HEAD_BYTES: usize = 0x200;
const MAGIC: u16 = 0xA5EC;
/// The first version with a table of pieces in a stream of its own (Word 97).
const VERSION_97: u16 = 0x00C1;
const FLAG_ENCRYPTED: u16 = 1 << 8;
const FLAG_TABLE_1: u16 = 1 << 9;
/// Largest table of pieces that is read.
const MOST_TABLE_BYTES: u64 = 32 * 1024 * 1024;
/// A piece with one byte for a character.
const COMPRESSED: u32 = 1 << 30;
/// Bytes of a piece that are read at once.
const STEP: u64 = 32 * 1024;

/// A part of the stream with text.
struct Piece {
    start: u64,
    bytes: u64,
    wide: bool,
}

pub(super) fn read(walk: &mut Walk<'_>, container: &mut Container<'_>, document: &mut Document) -> Result<(), Halt> {
    let mut head = Vec::new();
    open(container, STREAM)?.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    let flags = half(&head, 10).unwrap_or_default();
    if flags & FLAG_ENCRYPTED != 0 {
        return Err(encrypted());
    }
    if half(&head, 0) != Some(MAGIC) {
        return Err(corrupt());
    }
    let pieces = if half(&head, 2).unwrap_or_default() < VERSION_97 {
        let (start, end) = (word_at(&head, 0x18).ok_or_else(corrupt)?, word_at(&head, 0x1C).ok_or_else(corrupt)?);
        vec![Piece { start: u64::from(start), bytes: u64::from(end.saturating_sub(start)), wide: false }]
    } else {
        let table = if flags & FLAG_TABLE_1 != 0 { "/1Table" } else { "/0Table" };
        let at = word_at(&head, 0x1A2).ok_or_else(corrupt)?;
        let length = word_at(&head, 0x1A6).ok_or_else(corrupt)?;
        let mut table = open(container, table)?;
        table.seek(SeekFrom::Start(u64::from(at)))?;
        let mut raw = Vec::new();
        table.take(u64::from(length).min(MOST_TABLE_BYTES)).read_to_end(&mut raw)?;
        pieces_of(&raw).ok_or_else(corrupt)?
    };
    let mut stream = open(container, STREAM)?;
    let length = stream.seek(SeekFrom::End(0))?;
    // Pieces do not overlap: a table that says so could make much of little.
    let mut left = length.saturating_mul(2);
    let mut text = Text { prose: &mut document.prose, cell_ended: false };
    for piece in pieces {
        if piece.start >= length {
            continue;
        }
        if piece.bytes > left {
            document.fault("the document's pieces overlap");
            break;
        }
        left -= piece.bytes;
        stream.seek(SeekFrom::Start(piece.start))?;
        document.bytes += text.piece(walk, &mut stream, &piece)?;
    }
    document.prose.fresh_line(walk)
}

fn corrupt() -> Halt {
    Halt::Read(io::ErrorKind::InvalidData.into())
}

/// The pieces that a table lists (\[MS-DOC\] 2.9.38 and 2.8.35): after descriptions of formats, the positions of characters, and
/// then where they are.
fn pieces_of(table: &[u8]) -> Option<Vec<Piece>> {
    let mut rest = table;
    loop {
        match rest.first()? {
            1 => rest = rest.get(3 + usize::from(half(rest, 1)?)..)?,
            2 => break,
            _ => return None,
        }
    }
    let length = word_at(rest, 1)? as usize;
    let plc = rest.get(5..)?;
    let plc = plc.get(..length).unwrap_or(plc);
    let count = plc.len().checked_sub(4)? / 12;
    let mut pieces = Vec::new();
    for index in 0..count {
        let (first, end) = (word_at(plc, index * 4)?, word_at(plc, index * 4 + 4)?);
        let place = word_at(plc, (count + 1) * 4 + index * 8 + 2)?;
        let characters = u64::from(end.saturating_sub(first));
        let start = u64::from(place & (COMPRESSED - 1));
        let wide = place & COMPRESSED == 0;
        pieces.push(if wide {
            Piece { start, bytes: characters * 2, wide }
        } else {
            Piece { start: start / 2, bytes: characters, wide }
        });
    }
    Some(pieces)
}

struct Text<'d> {
    prose: &'d mut Prose,
    /// The last character ended a cell of a table.
    cell_ended: bool,
}

impl Text<'_> {
    /// Writes a piece; returns how many bytes it has.
    fn piece(&mut self, walk: &mut Walk<'_>, stream: &mut impl Read, piece: &Piece) -> Result<u64, Halt> {
        let mut raw = Vec::new();
        let mut left = piece.bytes;
        while left > 0 {
            let step = left.min(STEP);
            let kept = raw.len();
            stream.by_ref().take(step).read_to_end(&mut raw)?;
            left -= step;
            let ends = left == 0 || ((raw.len() - kept) as u64) < step;
            // A character beyond 16 bits must not be cut.
            let cut = piece.wide && !ends && raw.last().is_some_and(|high| matches!(high, 0xD8..=0xDB));
            let whole = raw.len() - if cut { 2 } else { 0 };
            let text = match piece.wide {
                true => utf16(&raw[..whole]),
                false => codepage::encoding(1252).decode_without_bom_handling(&raw[..whole]).0.into_owned(),
            };
            self.write(walk, &text)?;
            raw.drain(..whole);
            if ends {
                break;
            }
        }
        Ok(piece.bytes - left)
    }

    /// Writes text, with its marks (\[MS-DOC\] 2.4.1 and 2.8.25) made what they mean.
    fn write(&mut self, walk: &mut Walk<'_>, text: &str) -> Result<(), Halt> {
        let mut plain = String::with_capacity(text.len());
        for character in text.chars() {
            let cell = character == '\u{7}';
            match character {
                // Two in a row end the row.
                '\u{7}' => plain.push(if self.cell_ended { '\n' } else { '\t' }),
                '\r' | '\u{b}' | '\u{c}' | '\u{e}' => plain.push('\n'),
                // Begin of a field, and of its result.
                '\u{13}' | '\u{14}' => plain.push(' '),
                '\u{1e}' => plain.push('-'),
                '\t' => plain.push('\t'),
                '\0'..='\u{1f}' => {}
                other => plain.push(other),
            }
            self.cell_ended = cell && !self.cell_ended;
        }
        self.prose.push(walk, plain.as_bytes())
    }
}
