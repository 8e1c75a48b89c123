//! CSV, TSV and their like.
//!
//! Rows are ragged as they come; blank lines count as rows; a cell that begins with a quote runs to the closing quote,
//! line ends included. A row 1 that only tells the delimiter (`sep=;`) is visited as text, and so are titles and comments
//! above the table. If the row after them names the columns it is visited as text too (with lines), and the names are the
//! context of the cells below. Quotes that are never closed, or behind which a cell goes on, are taken as they are written.

mod cells;
mod sniff;

pub(crate) use sniff::{Dialect, sniff};

use crate::formats::pieces::Pieces;
use crate::input::Input;
use crate::lines::LinePosition;
use crate::sniff::Sniffed;
use crate::text::origin::ByteRange;
use crate::text::{Footprints, Lookahead, Origin};
use crate::visitor::{FieldBatch, Place, Places, TextBlock};
use crate::walk::{Analysis, Halt, Walk};
use cells::{Batch, Cells, Ending};
use memchr::memchr2;
use std::ops::Range;

/// Bytes asked for at least; more are used if they lie together.
const READ_BYTES: usize = 4 * 1024;

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed, dialect: &Dialect) -> Analysis {
    let mut text = match Lookahead::new(input, sniffed.charset) {
        Ok(text) => text,
        Err(error) => return walk.halted(sniffed.skipped(), Halt::Read(error)),
    };
    let ended = run(walk, &mut text, dialect);
    walk.text_ended(text, ended, &sniffed.mime_type)
}

/// Visits the whole file. Gives a remark if its structure was not kept to the end.
fn run(walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>, dialect: &Dialect) -> Result<Option<&'static str>, Halt> {
    let mut position = LinePosition::default();
    let declared = dialect.declared && declaration(walk, text, dialect, &mut position)?;
    let above = preamble(walk, text, dialect, &mut position)?;
    let before = position;
    let names = if dialect.header { header(walk, text, dialect, &mut position)? } else { Vec::new() };
    let contexts = names.iter().map(|name| walk.context(&[name])).collect();
    let nameless = walk.context(&[]);
    let mut cells = Cells::new(*dialect, walk.limits.value_bytes, contexts, nameless);
    cells.row += u64::from(declared) + above + u64::from(position != before || !names.is_empty());
    let mut batch = Batch::default();
    let mut scratch = Vec::new();
    let mut want = READ_BYTES;
    let mut remark = None;
    let origin = text.origin();
    loop {
        let at = text.passed();
        let view = text.fill(want);
        let ends = view.len() < want;
        let (done, ending) = cells.run(view, ends, &mut batch);
        let left = view.len() - done;
        let view = View { text: &view[..done], at, origin: &origin };
        visit(walk, &view, &mut batch, &names, &mut scratch, dialect)?;
        position.advance(view.text);
        text.consume(done);
        match ending {
            Ending::More if ends => return Ok(remark),
            // Doubling keeps the cost of reading a long cell again and again linear.
            Ending::More if done == 0 => want = (left * 2).max(READ_BYTES),
            Ending::More => want = left + READ_BYTES,
            Ending::Long => {
                long_cell(walk, text, &mut position, &mut cells, dialect, &names)?;
                want = READ_BYTES;
            }
            Ending::Unclosed => {
                cells.without_quotes();
                remark = Some("a quote is never closed: from there on quotes were taken as they are written");
            }
        }
    }
}

/// Visits the row that tells the delimiter as text. Whether it is there.
fn declaration(
    walk: &mut Walk<'_>,
    text: &mut Lookahead<'_, '_>,
    dialect: &Dialect,
    position: &mut LinePosition,
) -> Result<bool, Halt> {
    let (origin, at) = (text.origin(), text.passed());
    let view = text.fill(16);
    let Some((_, length)) = sniff::declared(view, dialect.line_end) else { return Ok(false) };
    walk.text(&TextBlock::new(&view[..length], 0..length, *position).lies_in(&origin, at))?;
    pass(text, length, position);
    Ok(true)
}

/// Visits the rows above the table as text. Returns how many they are.
fn preamble(
    walk: &mut Walk<'_>,
    text: &mut Lookahead<'_, '_>,
    dialect: &Dialect,
    position: &mut LinePosition,
) -> Result<u64, Halt> {
    let want = walk.limits.csv_header_bytes.saturating_add(1);
    let mut count = 0;
    for _ in 0..dialect.preamble {
        let (origin, at) = (text.origin(), text.passed());
        let view = text.fill(want);
        let view = &view[..view.len().min(want)];
        let Some((_, length)) = sniff::row(view, view.len() < want, dialect) else { break };
        walk.text(&TextBlock::new(&view[..length], 0..length, *position).lies_in(&origin, at))?;
        pass(text, length, position);
        count += 1;
    }
    Ok(count)
}

/// Visits the header row as text and gives the names of the columns.
fn header(
    walk: &mut Walk<'_>,
    text: &mut Lookahead<'_, '_>,
    dialect: &Dialect,
    position: &mut LinePosition,
) -> Result<Vec<String>, Halt> {
    let want = walk.limits.csv_header_bytes.saturating_add(1);
    let (origin, at) = (text.origin(), text.passed());
    let view = text.fill(want);
    let view = &view[..view.len().min(want)];
    let Some((names, length)) = sniff::row(view, view.len() < want, dialect) else { return Ok(Vec::new()) };
    let row = &view[..length];
    let most = walk.limits.csv_named_columns;
    let names = names.iter().take(most).map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    walk.text(&TextBlock::new(row, 0..length, *position).lies_in(&origin, at))?;
    position.advance(row);
    text.consume(length);
    Ok(names)
}

/// Cells as they are written, and where they begin in the file's text.
struct View<'v> {
    text: &'v [u8],
    at: u64,
    origin: &'v Origin,
}

fn visit(
    walk: &mut Walk<'_>,
    view: &View<'_>,
    batch: &mut Batch,
    names: &[String],
    scratch: &mut Vec<u8>,
    dialect: &Dialect,
) -> Result<(), Halt> {
    if batch.fields.is_empty() {
        return Ok(());
    }
    let mut buffer = view.text;
    if !batch.escaped.is_empty() {
        // Taking out escapes only shortens a cell, so it is done in place, in a copy.
        scratch.clear();
        scratch.extend_from_slice(view.text);
        for &field in &batch.escaped {
            let field = &mut batch.fields[field as usize];
            let content = &mut scratch[field.start as usize..field.end as usize];
            field.end = field.start + cells::unescape(content, dialect.quote, dialect.escape) as u32;
        }
        buffer = scratch;
    }
    let places = CellPlaces { batch, names, view, dialect };
    walk.fields(&FieldBatch::new(buffer, &batch.fields, &places, None))
}

struct CellPlaces<'b> {
    batch: &'b Batch,
    names: &'b [String],
    view: &'b View<'b>,
    dialect: &'b Dialect,
}

impl Places for CellPlaces<'_> {
    fn place(&self, field: usize) -> Place {
        let rows = self.batch.row_starts.partition_point(|&start| start as usize <= field);
        let column = self.batch.columns[field];
        cell_place(self.batch.first_row + rows as u64, column, self.names)
    }

    fn bytes_of(&self, field: usize, range: Range<usize>) -> Option<ByteRange> {
        let index = u32::try_from(field).ok()?;
        let Range { mut start, mut end } = range;
        if self.batch.escaped.binary_search(&index).is_ok() {
            let content = self.batch.fields.get(field)?.start as usize;
            let written = |at: usize| {
                let raw = self.view.text.get(content..)?;
                Some(content + cells::written(raw, self.dialect.quote, self.dialect.escape, at.checked_sub(content)?))
            };
            (start, end) = (written(start)?, written(end)?);
        }
        self.view.origin.bytes(self.view.at + start as u64, self.view.at + end as u64)
    }

    fn is_name(&self, _field: usize) -> bool {
        false
    }
}

fn cell_place(row: u64, column: u32, names: &[String]) -> Place {
    Place::Cell {
        row,
        column: u64::from(column) + 1,
        column_name: names.get(column as usize).filter(|name| !name.is_empty()).cloned(),
        cell_reference: None,
    }
}

/// The place of one long cell.
struct OneCell<'n> {
    row: u64,
    column: u32,
    names: &'n [String],
}

impl Places for OneCell<'_> {
    fn place(&self, _field: usize) -> Place {
        cell_place(self.row, self.column, self.names)
    }

    fn is_name(&self, _field: usize) -> bool {
        false
    }
}

/// Visits a cell that is too long to be held, in pieces, up to the delimiter or line end that follows it.
fn long_cell(
    walk: &mut Walk<'_>,
    text: &mut Lookahead<'_, '_>,
    position: &mut LinePosition,
    cells: &mut Cells,
    dialect: &Dialect,
    names: &[String],
) -> Result<(), Halt> {
    let places = OneCell { row: cells.row, column: cells.column, names };
    let mut pieces =
        Pieces::new(&places, cells.context(), walk.limits.value_bytes).made_of(Footprints::new(text.origin()));
    let quote = dialect.quote;
    if cells.quotes && text.fill(1).first() == Some(&quote) {
        pass(text, 1, position);
        loop {
            let at = text.passed();
            let view = text.fill(2);
            let ends = view.len() < 2;
            if view.is_empty() {
                // Never closed, and given out all the same.
                return pieces.finish(walk);
            }
            let stop = memchr2(quote, dialect.escape.unwrap_or(quote), view);
            let plain = stop.unwrap_or(view.len());
            if plain > 0 {
                pieces.push_from(walk, &view[..plain], at)?;
                pass(text, plain, position);
                continue;
            }
            let (first, second) = (view[0], view.get(1).copied());
            if first == quote && second != Some(quote) {
                pass(text, 1, position);
                break;
            }
            if ends {
                // An escape with nothing after it.
                pieces.push_from(walk, &[first], at)?;
                pass(text, 1, position);
                continue;
            }
            // A doubled quote, or an escape: as `unescape` has it.
            let escaped = first == quote || second == Some(quote) || second == dialect.escape;
            if escaped {
                let kept = if first == quote { quote } else { second.unwrap_or(first) };
                pieces.push_whole(walk, &[kept], at..at + 2)?;
                pass(text, 2, position);
            } else {
                pieces.push_from(walk, &[first], at)?;
                pass(text, 1, position);
            }
        }
    }
    loop {
        let at = text.passed();
        let view = text.fill(1);
        if view.is_empty() {
            return pieces.finish(walk);
        }
        let stop = memchr2(dialect.delimiter, dialect.line_end, view);
        let plain = stop.unwrap_or(view.len());
        if plain > 0 {
            pieces.push_from(walk, &view[..plain], at)?;
        }
        let Some(stop) = stop else {
            pass(text, plain, position);
            continue;
        };
        let ends_row = view[stop] == dialect.line_end;
        pass(text, stop + 1, position);
        pieces.finish(walk)?;
        if ends_row {
            cells.row += 1;
            cells.column = 0;
        } else {
            cells.column += 1;
        }
        return Ok(());
    }
}

/// Passes over `count` bytes that were just seen.
fn pass(text: &mut Lookahead<'_, '_>, count: usize, position: &mut LinePosition) {
    let view = text.fill(count);
    position.advance(&view[..count]);
    text.consume(count);
}
