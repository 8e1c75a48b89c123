//! OpenDocument (ISO/IEC 26300): texts by lines, presentations by slides, spreadsheets by cells.

use super::super::prose::{Leaf, Prose, Slide, Writer};
use super::super::xml::{Attributes, Token, Xml};
use super::cells::Cells;
use super::markup::{in_line, piece};
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
    let mut beside = Beside::default();
    // Cells and slides first: text that lies outside of them must not be mixed with them.
    let result = document.package.read_xml(walk, part, |walk, xml| {
        let found = tables_and_slides(walk, xml, &mut cells, &mut beside)?;
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
    document.prose.fresh_line(walk)?;
    document.prose.push(walk, &beside.0)?;
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

/// Texts that stand in attributes, each in a line: addresses that are linked to, rules, and values of forms.
#[derive(Default)]
struct Beside(Vec<u8>);

impl Beside {
    fn element(&mut self, walk: &mut Walk<'_>, name: &[u8], attributes: Attributes<'_>) -> Result<(), Halt> {
        let told: &[&[u8]] = match name {
            b"a" => &[b"href"],
            b"content-validation" => &[b"condition"],
            b"condition" => &[b"value"],
            b"named-expression" => &[b"expression"],
            b"help-message" | b"error-message" => &[b"title"],
            b"textarea" | b"fixed-text" | b"button" | b"checkbox" | b"radio" | b"option" | b"item" | b"hidden"
            | b"formatted-text" | b"text" | b"frame" | b"password" | b"combobox" | b"date" | b"number" => {
                &[b"label", b"value", b"current-value"]
            }
            _ => return Ok(()),
        };
        for &told in told {
            let Some(value) = attributes.get(told) else { continue };
            // Rules and formulas without texts hold nothing; nor do places in the same document.
            let rule = matches!(told, b"condition" | b"expression") || name == b"condition";
            if value.is_empty() || told == b"href" && value.starts_with('#') || rule && !value.contains('"') {
                continue;
            }
            self.0.extend(value.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { byte }));
            self.0.push(b'\n');
        }
        // More than documents have is visited by itself.
        if self.0.len() > walk.limits.value_bytes {
            walk.whole_text(&self.0, None)?;
            self.0.clear();
        }
        Ok(())
    }
}

/// A cell that is being read.
#[derive(Default)]
struct Cell {
    /// The value as it is stored, for what is not shown in full.
    stored: Vec<u8>,
    label: bool,
    /// One that holds texts, which may be anything.
    formula: Vec<u8>,
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
            formula: attributes
                .get(b"formula")
                .filter(|formula| formula.contains('"'))
                .map(String::into_bytes)
                .unwrap_or_default(),
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

/// Visits cells and slides. Tells what stands in attributes, in lines.
pub(super) fn cells_and_slides(walk: &mut Walk<'_>, xml: &mut Xml<'_, '_>, cells: &mut Cells) -> Result<Vec<u8>, Halt> {
    let mut beside = Beside::default();
    tables_and_slides(walk, xml, cells, &mut beside)?;
    Ok(beside.0)
}

/// Visits the cells of a spreadsheet and the slides of a presentation. A value that is repeated over many cells is visited
/// once, at the first. Tells whether there is text outside of them.
fn tables_and_slides(
    walk: &mut Walk<'_>,
    xml: &mut Xml<'_, '_>,
    cells: &mut Cells,
    beside: &mut Beside,
) -> Result<bool, Halt> {
    let mut outside = false;
    let mut slides = 0;
    loop {
        match xml.next() {
            Token::End => return Ok(outside),
            Token::Open { name: b"spreadsheet", empty: false, .. } => outside |= spreadsheet(walk, xml, cells, beside)?,
            Token::Open { name: b"page", empty: false, .. } => {
                slides += 1;
                let place = Slide { number: slides };
                let mut leaf = Leaf::new(walk, &place);
                paragraphs(walk, xml, &mut leaf, Some(b"page"))?;
                leaf.finish(walk)?;
            }
            Token::Open { name, attributes, .. } => {
                outside |= matches!(name, b"p" | b"h");
                beside.element(walk, name, attributes)?;
            }
            _ => {}
        }
    }
}

/// Visits the cells of all tables. Tells whether there is text outside of cells.
fn spreadsheet(
    walk: &mut Walk<'_>,
    xml: &mut Xml<'_, '_>,
    cells: &mut Cells,
    beside: &mut Beside,
) -> Result<bool, Halt> {
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
                // What is told of a picture to those who do not see it, too.
                b"annotation" | b"title" | b"desc" => {
                    in_note = !empty;
                    outside |= cell.is_none();
                    if let Some(cell) = &mut cell {
                        fresh_line(&mut cell.note);
                    }
                }
                b"a" if cell.is_some() => {
                    let address = attributes.get(b"href").filter(|address| !address.starts_with('#'));
                    if let (Some(cell), Some(address)) = (&mut cell, address) {
                        fresh_line(&mut cell.note);
                        cell.note.extend_from_slice(address.as_bytes());
                    }
                }
                b"p" | b"h" => {
                    in_text = !empty;
                    outside |= cell.is_none();
                    if let Some(cell) = &mut cell {
                        fresh_line(if in_note { &mut cell.note } else { &mut cell.shown });
                    }
                }
                b"s" | b"tab" | b"line-break" if in_text => {
                    if let Some(cell) = &mut cell {
                        let text = if in_note { &mut cell.note } else { &mut cell.shown };
                        text.push(b' ');
                    }
                }
                _ => beside.element(walk, name, attributes)?,
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
                        if !cell.formula.is_empty() {
                            cells.add(walk, spot, &cell.formula)?;
                        }
                        column = column.saturating_add(cell.repeated - 1);
                    }
                    in_text = false;
                }
                b"annotation" | b"title" | b"desc" => in_note = false,
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

/// Ends the line of a text, if it has any.
fn fresh_line(text: &mut Vec<u8>) {
    if text.last().is_some_and(|last| *last != b'\n') {
        text.push(b'\n');
    }
}

/// Writes what lies outside of spreadsheets' cells and presentations' slides.
pub(super) fn text_outside(walk: &mut Walk<'_>, xml: &mut Xml<'_, '_>, prose: &mut Prose) -> Result<(), Halt> {
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
    // Settings of programs and pictures, which documents of one file have.
    let mut silent_parts = 0_u32;
    // Of a slide; what stands in the attributes of all else was taken before.
    let mut beside = Beside::default();
    // Inside of a text that is in no paragraph: it may come in pieces.
    let mut loose = false;
    loop {
        let token = xml.next();
        if loose && !matches!(token, Token::Text(_)) {
            out.gap(walk)?;
            loose = false;
        }
        match token {
            Token::End => return out.fresh_line(walk),
            Token::Close { name } if Some(name) == until => {
                out.fresh_line(walk)?;
                return out.push(walk, &beside.0);
            }
            Token::Open { name, attributes, empty } => {
                let closed = u32::from(!empty);
                if until.is_some() {
                    beside.element(walk, name, attributes)?;
                }
                match name {
                    b"settings" | b"binary-data" => silent_parts += closed,
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
                    b"settings" | b"binary-data" => silent_parts = silent_parts.saturating_sub(1),
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
            Token::Text(_) if silent_parts > 0 => {}
            // Authors and dates of notes stand outside of paragraphs.
            Token::Text(text) if pages == 0 && !(sheets > 0 && cells > 0) => {
                let mut begun = loose || in_text > 0;
                piece(walk, &text, out, &mut scratch, &mut begun)?;
                loose = begun && in_text == 0;
            }
            Token::Text(_) => {}
        }
    }
}
