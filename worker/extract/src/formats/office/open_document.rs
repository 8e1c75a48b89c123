//! OpenDocument (ISO/IEC 26300): texts by lines, presentations by slides, spreadsheets by cells.

use super::super::prose::{Leaf, Prose, Slide, Writer};
use super::super::xml::{Attributes, Token, Xml};
use super::cells::Cells;
use super::markup::in_line;
use super::{Document, markup};
use crate::outcome::Reason;
use crate::walk::{Halt, Walk};
use memchr::memmem;

/// Bytes of the manifest that are searched for signs of encryption.
const MANIFEST_BYTES: usize = 4 * 1024 * 1024;

/// Reads the document's content. False: it is encrypted.
pub(super) fn read(walk: &mut Walk<'_>, document: &mut Document<'_, '_>) -> Result<bool, Halt> {
    if let Some(part) = document.package.find("META-INF/manifest.xml") {
        match document.package.read_small(walk, part, MANIFEST_BYTES) {
            Ok(manifest) if memmem::find(&manifest, b"encryption-data").is_some() => {
                document.fault = Some((Reason::UnsupportedFileType, "the document is encrypted"));
                return Ok(false);
            }
            Ok(_) => {}
            Err(halt) => document.tolerate(walk, Err(halt))?,
        }
    }
    let Some(part) = document.package.find("content.xml") else {
        document.fault = Some((Reason::MalformedFile, "the document has no content"));
        return Ok(true);
    };
    document.take(part);
    let mut cells = Cells::new();
    let mut outside = false;
    // Cells and slides first: text that lies outside of them must not be mixed with them.
    let result = document.package.read_xml(walk, part, |walk, xml| {
        let found = tables_and_slides(walk, xml, &mut cells)?;
        outside = found;
        Ok(())
    });
    document.tolerate(walk, result)?;
    cells.flush(walk)?;
    if outside {
        let prose = &mut document.prose;
        let result = document.package.read_xml(walk, part, |walk, xml| text_outside(walk, xml, prose));
        document.tolerate(walk, result)?;
    }
    // Headers and footers lie among the styles.
    if let Some(part) = document.package.find("styles.xml")
        && document.take(part)
    {
        let prose = &mut document.prose;
        prose.fresh_line(walk)?;
        let result = document.package.read_xml(walk, part, |walk, xml| markup::texts(walk, xml, prose));
        document.tolerate(walk, result)?;
    }
    Ok(true)
}

/// A cell that is being read.
#[derive(Default)]
struct Cell {
    /// The value as it is stored, for what is not shown in full.
    stored: Vec<u8>,
    label: bool,
    shown: Vec<u8>,
    note: Vec<u8>,
    repeated: u64,
}

impl Cell {
    fn new(attributes: Attributes<'_>) -> Self {
        let kind = attributes.raw(b"value-type").unwrap_or_default();
        let stored = match kind {
            b"date" => attributes.raw(b"date-value"),
            b"time" => None,
            _ => attributes.raw(b"value"),
        };
        Cell {
            stored: stored.filter(|stored| stored.len() < 64).unwrap_or_default().to_vec(),
            label: matches!(kind, b"string" | b""),
            repeated: repeated(attributes, b"number-columns-repeated"),
            ..Cell::default()
        }
    }

    /// The value: as it is shown, unless that is no more than a part of it.
    fn value(&self) -> &[u8] {
        let cut = self.shown.is_empty() || self.shown.starts_with(b"#") || memmem::find(&self.shown, b"E+").is_some();
        // The order of day and month is in no doubt as it is stored.
        let date = !self.label && self.stored.len() >= 10 && self.stored.get(4) == Some(&b'-');
        if !self.stored.is_empty() && (cut || date) { &self.stored } else { &self.shown }
    }
}

fn repeated(attributes: Attributes<'_>, name: &[u8]) -> u64 {
    let given = attributes.raw(name).and_then(|raw| std::str::from_utf8(raw).ok()?.parse::<u64>().ok());
    given.unwrap_or(1).clamp(1, 1 << 32)
}

/// Visits the cells of a spreadsheet and the slides of a presentation. A value that is repeated over many cells is visited
/// once, at the first. Tells whether there is text outside of them.
fn tables_and_slides(walk: &mut Walk<'_>, xml: &mut Xml<'_, '_>, cells: &mut Cells) -> Result<bool, Halt> {
    let mut outside = false;
    let mut slides = 0;
    loop {
        match xml.next() {
            Token::End => return Ok(outside),
            Token::Open { name: b"spreadsheet", empty: false, .. } => outside |= spreadsheet(walk, xml, cells)?,
            Token::Open { name: b"page", empty: false, .. } => {
                slides += 1;
                let place = Slide { number: slides };
                let mut leaf = Leaf::new(walk, &place);
                paragraphs(walk, xml, &mut leaf, Some(b"page"))?;
                leaf.finish(walk)?;
            }
            Token::Open { name, .. } => outside |= matches!(name, b"p" | b"h"),
            _ => {}
        }
    }
}

/// Visits the cells of all tables. Tells whether there is text outside of cells.
fn spreadsheet(walk: &mut Walk<'_>, xml: &mut Xml<'_, '_>, cells: &mut Cells) -> Result<bool, Halt> {
    let mut outside = false;
    let (mut row, mut rows, mut column) = (0_u64, 1_u64, 0_u64);
    let mut cell: Option<Cell> = None;
    let mut in_note = false;
    let mut in_text = false;
    loop {
        match xml.next() {
            Token::End => return Ok(outside),
            Token::Close { name: b"spreadsheet" } => return Ok(outside),
            Token::Open { name, attributes, empty } => match name {
                b"table" if cell.is_none() => {
                    cells.sheet(walk, &attributes.get(b"name").unwrap_or_default())?;
                    (row, column) = (0, 0);
                }
                b"table-row" if cell.is_none() => {
                    row += 1;
                    column = 0;
                    rows = repeated(attributes, b"number-rows-repeated");
                    if empty {
                        row = row.saturating_add(rows - 1);
                    }
                }
                b"table-cell" | b"covered-table-cell" if cell.is_none() => {
                    column += 1;
                    let new = Cell::new(attributes);
                    if empty {
                        cells.push(walk, (row.max(1), column), new.value(), false)?;
                        column = column.saturating_add(new.repeated - 1);
                    } else {
                        cell = Some(new);
                    }
                }
                b"annotation" => in_note = !empty,
                b"p" | b"h" => {
                    in_text = !empty;
                    outside |= cell.is_none();
                    if let Some(cell) = &mut cell {
                        let text = if in_note { &mut cell.note } else { &mut cell.shown };
                        if !text.is_empty() {
                            text.push(b'\n');
                        }
                    }
                }
                b"s" | b"tab" | b"line-break" if in_text => {
                    if let Some(cell) = &mut cell {
                        let text = if in_note { &mut cell.note } else { &mut cell.shown };
                        text.push(b' ');
                    }
                }
                _ => {}
            },
            Token::Close { name } => match name {
                b"table-row" if cell.is_none() => row = row.saturating_add(rows - 1),
                b"table-cell" | b"covered-table-cell" => {
                    if let Some(cell) = cell.take() {
                        let spot = (row.max(1), column);
                        cells.push(walk, spot, cell.value(), cell.label)?;
                        if !cell.note.is_empty() {
                            cells.add(walk, spot, &cell.note)?;
                        }
                        column = column.saturating_add(cell.repeated - 1);
                    }
                    in_text = false;
                }
                b"annotation" => in_note = false,
                b"p" | b"h" => in_text = false,
                _ => {}
            },
            Token::Text(text) if in_text || in_note => {
                if let Some(cell) = &mut cell {
                    let into = if in_note { &mut cell.note } else { &mut cell.shown };
                    in_line(&text, into);
                    if into.len() > walk.limits.value_bytes {
                        // Longer than any cell may be: it does not have to be held.
                        cells.add(walk, (row.max(1), column), into)?;
                        into.clear();
                    }
                }
            }
            Token::Text(_) => {}
        }
    }
}

/// Writes what lies outside of spreadsheets' cells and presentations' slides.
fn text_outside(walk: &mut Walk<'_>, xml: &mut Xml<'_, '_>, prose: &mut Prose) -> Result<(), Halt> {
    paragraphs(walk, xml, prose, None)
}

/// Writes paragraphs and rows of tables, each in a line, up to the end of the element `until`. Without it: to the end, and
/// without what is inside cells of spreadsheets, and slides.
fn paragraphs(
    walk: &mut Walk<'_>,
    xml: &mut Xml<'_, '_>,
    out: &mut impl Writer,
    until: Option<&[u8]>,
) -> Result<(), Halt> {
    let mut scratch = Vec::new();
    let (mut cells, mut in_text) = (0_u32, 0_u32);
    let (mut sheets, mut pages) = (0_u32, 0_u32);
    loop {
        match xml.next() {
            Token::End => return out.fresh_line(walk),
            Token::Close { name } if Some(name) == until => return out.fresh_line(walk),
            Token::Open { name, attributes, empty } => {
                let closed = u32::from(!empty);
                match name {
                    b"spreadsheet" => sheets += closed,
                    b"page" if until.is_none() => pages += closed,
                    b"table-cell" => cells += closed,
                    b"p" | b"h" => in_text += closed,
                    _ if pages > 0 || (sheets > 0 && cells > 0) => {}
                    b"tab" => out.push(walk, b"\t")?,
                    b"line-break" => out.push(walk, b"\n")?,
                    b"s" => {
                        let count = repeated(attributes, b"c").min(100) as usize;
                        out.push(walk, &b" ".repeat(count))?;
                    }
                    _ => {}
                }
            }
            Token::Close { name } => {
                let silent = pages > 0 || (sheets > 0 && cells > 0);
                match name {
                    b"spreadsheet" => sheets = sheets.saturating_sub(1),
                    b"page" => pages = pages.saturating_sub(1),
                    b"table-cell" => {
                        cells = cells.saturating_sub(1);
                        if !silent {
                            out.push(walk, b"\t")?;
                        }
                    }
                    b"table-row" if !silent && cells == 0 => out.fresh_line(walk)?,
                    b"p" | b"h" => {
                        in_text = in_text.saturating_sub(1);
                        if !silent {
                            if cells > 0 { out.gap(walk)? } else { out.end_line(walk)? }
                        }
                    }
                    _ => {}
                }
            }
            // Authors and dates of notes stand outside of paragraphs.
            Token::Text(text) if pages == 0 && !(sheets > 0 && cells > 0) && (in_text > 0 || !text.is_blank()) => {
                scratch.clear();
                in_line(&text, &mut scratch);
                out.push(walk, &scratch)?;
                if in_text == 0 {
                    out.gap(walk)?;
                }
            }
            Token::Text(_) => {}
        }
    }
}
