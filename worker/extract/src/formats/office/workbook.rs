//! Excel workbooks in Office Open XML (ECMA-376 part 1, chapter 18): cells with their sheet and reference.

use super::super::prose::Writer;
use super::super::xml::{Token, Xml};
use super::cells::{Cells, spot};
use super::numbers::Shown;
use super::shared_strings::{SharedStrings, without_codes};
use super::{Document, binary_workbook, relations};
use crate::walk::{Halt, Walk};
use memchr::memchr;
use std::collections::HashMap;

/// Most sheets of a workbook, and most formats of its cells.
pub(super) const MOST_ENTRIES: usize = 70_000;
/// Most authors of comments on a sheet that are known by their numbers, and the longest name of one.
const MOST_AUTHORS: usize = 10_000;
const MOST_AUTHOR_BYTES: usize = 1024;
/// Last row of a sheet, and more.
const MOST_ROWS: u64 = 1 << 32;

/// What the cells of all sheets need.
pub(super) struct Book {
    pub(super) strings: SharedStrings,
    /// By the number of the cell's format.
    pub(super) shown: Vec<Shown>,
    pub(super) from_1904: bool,
    /// Names of sheets with the paths of their parts.
    pub(super) sheets: Vec<(String, String)>,
    pub(super) cells: Cells,
}

impl Book {
    /// How the numbers of cells with this format are shown.
    pub(super) fn shown(&self, format: usize) -> &Shown {
        self.shown.get(format).unwrap_or(&Shown::General)
    }
}

pub(super) fn read(walk: &mut Walk<'_>, document: &mut Document<'_, '_>) -> Result<(), Halt> {
    let mut book = Book {
        strings: SharedStrings::default(),
        shown: Vec::new(),
        from_1904: false,
        sheets: Vec::new(),
        cells: Cells::new(),
    };
    let binary = document.package.find("xl/workbook.bin").is_some();
    let end = if binary { ".bin" } else { ".xml" };
    for part in document.parts_like("xl/workbook", end) {
        if document.take(part) {
            let result = if binary {
                binary_workbook::book(walk, document, part, &mut book)
            } else {
                sheets(walk, document, part, &mut book)
            };
            document.tolerate(walk, result)?;
        }
    }
    for part in document.parts_like("xl/styles", end) {
        if document.take(part) {
            let result = if binary {
                binary_workbook::styles(walk, document, part, &mut book)
            } else {
                document.package.read_xml(walk, part, |_, xml| styles(xml, &mut book))
            };
            document.tolerate(walk, result)?;
        }
    }
    for part in document.parts_like("xl/sharedstrings", end) {
        if document.take(part) {
            let result = if binary {
                binary_workbook::strings(walk, document, part, &mut book)
            } else {
                let prose = &mut document.prose;
                document.package.read_xml(walk, part, |walk, xml| book.strings.read(walk, xml, prose))
            };
            document.tolerate(walk, result)?;
        }
    }
    // Texts that were visited already must be complete before cells follow.
    document.prose.finish(walk)?;
    for (name, path) in std::mem::take(&mut book.sheets) {
        if let Some(part) = document.package.find(&path)
            && document.take(part)
        {
            sheet(walk, document, part, &name, &mut book, binary)?;
        }
    }
    // Sheets that the workbook does not list.
    for part in document.parts_like("xl/worksheets/", end) {
        let path = document.package.parts[part].name.clone();
        let file = path.rsplit('/').next().unwrap_or_default();
        if !path.contains("_rels/") && !file.starts_with("binaryIndex") && document.take(part) {
            let name = file.split('.').next().unwrap_or_default();
            sheet(walk, document, part, name, &mut book, binary)?;
        }
    }
    book.strings.visit_unused(walk, &mut document.prose)
}

/// Reads one sheet with its comments.
fn sheet(
    walk: &mut Walk<'_>,
    document: &mut Document<'_, '_>,
    part: usize,
    name: &str,
    book: &mut Book,
    binary: bool,
) -> Result<(), Halt> {
    book.cells.sheet(walk, name)?;
    let mut notes = Vec::new();
    let result = if binary {
        binary_workbook::sheet(walk, document, part, book, &mut notes)
    } else {
        document.package.read_xml(walk, part, |walk, xml| Sheet::new(book).read(walk, xml, &mut notes))
    };
    document.tolerate(walk, result)?;
    let path = document.package.parts[part].name.clone();
    let mut comments = Vec::new();
    match relations::of(walk, &mut document.package, &path) {
        Ok(relations) => {
            for relation in relations {
                if matches!(relation.kind.as_str(), "comments" | "threadedComment") && !relation.external {
                    comments.extend(document.package.find(&relation.target));
                }
            }
        }
        Err(halt) => document.tolerate(walk, Err(halt))?,
    }
    for part in comments {
        let name = document.package.parts[part].name.to_ascii_lowercase();
        if name.ends_with(".xml") && document.take(part) {
            let result = document.package.read_xml(walk, part, |walk, xml| read_comments(walk, xml, &mut book.cells));
            document.tolerate(walk, result)?;
        } else if name.ends_with(".bin") && document.take(part) {
            let result = binary_workbook::comments(walk, document, part, &mut book.cells);
            document.tolerate(walk, result)?;
        }
    }
    book.cells.flush(walk)?;
    if !notes.is_empty() {
        document.prose.push(walk, &notes)?;
        document.prose.finish(walk)?;
    }
    Ok(())
}

/// Reads the list of sheets.
fn sheets(walk: &mut Walk<'_>, document: &mut Document<'_, '_>, part: usize, book: &mut Book) -> Result<(), Halt> {
    let path = document.package.parts[part].name.clone();
    let relations = relations::of(walk, &mut document.package, &path)?;
    let targets: HashMap<&str, &str> =
        relations.iter().map(|relation| (relation.id.as_str(), relation.target.as_str())).collect();
    let prose = &mut document.prose;
    document.package.read_xml(walk, part, |walk, xml| {
        let mut in_name = false;
        loop {
            match xml.next() {
                Token::End => return Ok(()),
                Token::Open { name: b"workbookPr", attributes, .. } => {
                    book.from_1904 = matches!(attributes.raw(b"date1904"), Some(b"1" | b"true"));
                }
                Token::Open { name: b"sheet", attributes, .. } if book.sheets.len() < MOST_ENTRIES => {
                    let name = attributes.get(b"name").unwrap_or_default();
                    let target = attributes.get(b"id").and_then(|id| targets.get(id.as_str()).copied());
                    if let Some(target) = target {
                        book.sheets.push((name, target.to_owned()));
                    }
                }
                // Names may stand for constants.
                Token::Open { name: b"definedName", empty, attributes } => {
                    in_name = !empty;
                    if let Some(comment) = attributes.get(b"comment") {
                        prose.push(walk, comment.as_bytes())?;
                        prose.fresh_line(walk)?;
                    }
                }
                Token::Close { name: b"definedName" } => in_name = false,
                Token::Text(text) if in_name => {
                    let mut value = Vec::new();
                    text.append_to(&mut value);
                    if memchr(b'"', &value).is_some() {
                        prose.push(walk, &value)?;
                        prose.fresh_line(walk)?;
                    }
                }
                _ => {}
            }
        }
    })
}

/// Reads how numbers are shown, by the number of a cell's format.
fn styles(xml: &mut Xml<'_, '_>, book: &mut Book) -> Result<(), Halt> {
    let mut codes: HashMap<u32, Shown> = HashMap::new();
    let mut in_formats = false;
    let number = |raw: Option<&[u8]>| raw.and_then(|raw| std::str::from_utf8(raw).ok()?.parse::<u32>().ok());
    loop {
        match xml.next() {
            Token::End => return Ok(()),
            Token::Open { name: b"numFmt", attributes, .. } if codes.len() < MOST_ENTRIES => {
                if let Some(id) = number(attributes.raw(b"numFmtId")) {
                    codes.insert(id, Shown::code(&attributes.get(b"formatCode").unwrap_or_default()));
                }
            }
            Token::Open { name: b"cellXfs", empty, .. } => in_formats = !empty,
            Token::Close { name: b"cellXfs" } => in_formats = false,
            Token::Open { name: b"xf", attributes, .. } if in_formats && book.shown.len() < MOST_ENTRIES => {
                let id = number(attributes.raw(b"numFmtId")).unwrap_or_default();
                book.shown.push(codes.get(&id).cloned().unwrap_or_else(|| Shown::built_in(id)));
            }
            _ => {}
        }
    }
}

/// What the text that comes next belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    Value,
    Formula,
    /// A header or footer of the printed sheet.
    Note,
    /// A rule: what may be entered, or what is highlighted.
    Rule,
}

/// What a cell's value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Shared,
    Text,
    Other,
}

/// A sheet that is being read.
struct Sheet<'b> {
    book: &'b mut Book,
    row: u64,
    column: u64,
    kind: Type,
    format: usize,
    value: Vec<u8>,
    formula: Vec<u8>,
    in_cell: bool,
}

impl<'b> Sheet<'b> {
    fn new(book: &'b mut Book) -> Self {
        Sheet {
            book,
            row: 0,
            column: 0,
            kind: Type::Number,
            format: 0,
            value: Vec::new(),
            formula: Vec::new(),
            in_cell: false,
        }
    }

    /// Adds a text that is in no cell, as a line of its own.
    fn note(&mut self, walk: &mut Walk<'_>, notes: &mut Vec<u8>, text: &str) -> Result<(), Halt> {
        if text.is_empty() {
            return Ok(());
        }
        notes.extend(text.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { byte }));
        self.end_note(walk, notes)
    }

    /// Ends the line. A sheet does not have as many notes: what is more is told at its first cell.
    fn end_note(&mut self, walk: &mut Walk<'_>, notes: &mut Vec<u8>) -> Result<(), Halt> {
        if notes.last().is_some_and(|last| *last != b'\n') {
            notes.push(b'\n');
        }
        if notes.len() > walk.limits.value_bytes {
            self.book.cells.add(walk, (1, 1), notes)?;
            notes.clear();
        }
        Ok(())
    }

    fn read(&mut self, walk: &mut Walk<'_>, xml: &mut Xml<'_, '_>, notes: &mut Vec<u8>) -> Result<(), Halt> {
        let mut within = Within::Nothing;
        loop {
            match xml.next() {
                Token::End => return Ok(()),
                Token::Open { name, attributes, empty } => match name {
                    b"c" => {
                        let reference = attributes.raw(b"r").and_then(spot);
                        (self.row, self.column) = reference.unwrap_or((self.row.max(1), self.column + 1));
                        self.kind = match attributes.raw(b"t") {
                            None | Some(b"n") => Type::Number,
                            Some(b"s") => Type::Shared,
                            Some(b"str" | b"inlineStr" | b"d") => Type::Text,
                            Some(_) => Type::Other,
                        };
                        self.format = attributes.raw(b"s").and_then(number).unwrap_or_default() as usize;
                        self.value.clear();
                        self.formula.clear();
                        self.in_cell = !empty;
                    }
                    b"row" => {
                        let given = attributes.raw(b"r").and_then(number).filter(|row| (1..MOST_ROWS).contains(row));
                        self.row = given.unwrap_or(self.row + 1);
                        self.column = 0;
                    }
                    b"v" | b"t" if !empty => within = Within::Value,
                    b"f" if !empty && self.in_cell => within = Within::Formula,
                    b"f" | b"formula" | b"formula1" | b"formula2" if !empty => {
                        self.formula.clear();
                        within = Within::Rule;
                    }
                    // What is shown to whoever enters a value.
                    b"dataValidation" => {
                        for name in [b"promptTitle".as_slice(), b"prompt", b"errorTitle", b"error"] {
                            self.note(walk, notes, &attributes.get(name).unwrap_or_default())?;
                        }
                    }
                    b"cfRule" => self.note(walk, notes, &attributes.get(b"text").unwrap_or_default())?,
                    b"hyperlink" => {
                        if let (Some(at), Some(told)) =
                            (attributes.raw(b"ref").and_then(spot), attributes.get(b"tooltip"))
                        {
                            self.book.cells.add(walk, at, told.as_bytes())?;
                        }
                    }
                    name if !empty && (name.ends_with(b"Header") || name.ends_with(b"Footer")) => within = Within::Note,
                    _ => {}
                },
                Token::Close { name } => match name {
                    b"c" => {
                        self.end_cell(walk)?;
                        self.in_cell = false;
                    }
                    b"f" | b"formula" | b"formula1" | b"formula2" if within == Within::Rule => {
                        // One that holds texts may hold anything.
                        if memchr(b'"', &self.formula).is_some() {
                            let formula = String::from_utf8_lossy(&self.formula).into_owned();
                            self.note(walk, notes, &formula)?;
                        }
                        self.formula.clear();
                        within = Within::Nothing;
                    }
                    b"v" | b"t" | b"f" => within = Within::Nothing,
                    name if within == Within::Note && (name.ends_with(b"Header") || name.ends_with(b"Footer")) => {
                        self.end_note(walk, notes)?;
                        within = Within::Nothing;
                    }
                    _ => {}
                },
                Token::Text(text) => match within {
                    Within::Nothing => {}
                    Within::Value => {
                        text.append_to(&mut self.value);
                        if self.value.len() > walk.limits.value_bytes {
                            // Longer than any cell may be: it does not have to be held.
                            self.end_cell(walk)?;
                        }
                    }
                    Within::Formula | Within::Rule => {
                        text.append_to(&mut self.formula);
                        if self.formula.len() > walk.limits.value_bytes {
                            let at = if within == Within::Rule { (1, 1) } else { (self.row, self.column) };
                            self.book.cells.add(walk, at, &self.formula)?;
                            self.formula.clear();
                        }
                    }
                    Within::Note => {
                        text.append_to(notes);
                        if notes.len() > walk.limits.value_bytes {
                            self.end_note(walk, notes)?;
                        }
                    }
                },
            }
        }
    }

    fn end_cell(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        let spot = (self.row, self.column);
        let book = &mut *self.book;
        match self.kind {
            Type::Number => {
                let written = self.value.trim_ascii();
                if let Some(number) = std::str::from_utf8(written).ok().and_then(|text| text.parse::<f64>().ok()) {
                    let mut shown = Vec::new();
                    book.shown(self.format).append(number, Some(written), book.from_1904, &mut shown);
                    book.cells.push(walk, spot, &shown, false)?;
                } else {
                    book.cells.push(walk, spot, written, false)?;
                }
            }
            Type::Shared => {
                if let Some(text) = number(self.value.trim_ascii()).and_then(|index| book.strings.get(index as usize)) {
                    book.cells.push(walk, spot, text, true)?;
                }
            }
            Type::Text => {
                without_codes(&mut self.value);
                book.cells.push(walk, spot, &self.value, true)?;
            }
            Type::Other => book.cells.push(walk, spot, &self.value, false)?,
        }
        // A formula that holds texts may hold anything.
        if memchr(b'"', &self.formula).is_some() {
            book.cells.add(walk, spot, &self.formula)?;
        }
        self.value.clear();
        self.formula.clear();
        Ok(())
    }
}

fn number(raw: &[u8]) -> Option<u64> {
    std::str::from_utf8(raw).ok()?.parse().ok()
}

/// Reads the comments on a sheet's cells.
fn read_comments(walk: &mut Walk<'_>, xml: &mut Xml<'_, '_>, cells: &mut Cells) -> Result<(), Halt> {
    let mut at = (1, 1);
    let mut value = Vec::new();
    let mut within = false;
    // Each author is told at the first of their comments.
    let mut authors: Vec<Vec<u8>> = Vec::new();
    loop {
        match xml.next() {
            Token::End => {
                return authors
                    .iter()
                    .filter(|author| !author.is_empty())
                    .try_for_each(|author| cells.add(walk, at, author));
            }
            Token::Open { name: b"comment" | b"threadedComment", attributes, .. } => {
                at = attributes.raw(b"ref").and_then(spot).unwrap_or((1, 1));
                value.clear();
                let author = attributes.raw(b"authorId").and_then(number).and_then(|id| usize::try_from(id).ok());
                if let Some(author) = author.and_then(|author| authors.get_mut(author))
                    && !author.is_empty()
                {
                    cells.add(walk, at, author)?;
                    author.clear();
                }
            }
            Token::Open { name: b"t" | b"text" | b"author", empty, .. } => within = !empty,
            Token::Close { name: b"t" | b"text" } => within = false,
            Token::Close { name: b"author" } => {
                within = false;
                let author = std::mem::take(&mut value);
                if authors.len() < MOST_AUTHORS && author.len() <= MOST_AUTHOR_BYTES {
                    authors.push(author);
                } else if !author.is_empty() {
                    cells.add(walk, at, &author)?;
                }
            }
            Token::Close { name: b"comment" | b"threadedComment" } => {
                if !value.is_empty() {
                    cells.add(walk, at, &value)?;
                }
                value.clear();
            }
            // Between two runs there may be a space alone.
            Token::Text(text) if within => {
                text.append_to(&mut value);
                if value.len() > walk.limits.value_bytes {
                    cells.add(walk, at, &value)?;
                    value.clear();
                }
            }
            _ => {}
        }
    }
}
