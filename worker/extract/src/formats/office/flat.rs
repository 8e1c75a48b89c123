//! Office documents that are one XML file: flat OpenDocument (ISO/IEC 26300-3, 1.2: `.fodt`, `.fods`, `.fodp`), Word's flat
//! packages (ECMA-376 part 2 in XML) and its XML of 2003, and the spreadsheets of Office 2003 (Microsoft's XML Spreadsheet
//! Reference).

use super::super::markup;
use super::super::prose::{Prose, Writer};
use super::super::xml::{Attributes, Token, Xml};
use super::cells::Cells;
use super::markup::in_line;
use super::open_document;
use crate::input::Input;
use crate::sniff::Sniffed;
use crate::source::{SliceSource, SourceReader};
use crate::text::Lookahead;
use crate::text::lookahead::boundary;
use crate::walk::{Analysis, Halt, Walk};
use memchr::memmem;

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flat {
    OpenDocument,
    Word,
    Spreadsheet,
}

/// What the begin of a document says: the name of its outermost element, and of what it is made.
const SIGNS: &[(&[u8], &[u8], Flat)] = &[
    (b"document", b"urn:oasis:names:tc:opendocument:xmlns:office:1.0", Flat::OpenDocument),
    (b"wordDocument", b"http://schemas.microsoft.com/office/word/2003/wordml", Flat::Word),
    (b"package", b"http://schemas.microsoft.com/office/2006/xmlPackage", Flat::Word),
    (b"Workbook", b"urn:schemas-microsoft-com:office:spreadsheet", Flat::Spreadsheet),
];

/// The kind of document that an XML file is by its begin, if it is one.
pub(crate) fn looks_like(text: &[u8]) -> Option<Flat> {
    let mut rest = text;
    // The first element that is no declaration or comment.
    let outermost = loop {
        let start = memchr::memchr(b'<', rest)?;
        rest = rest.get(start + 1..)?;
        match rest.first()? {
            b'?' | b'!' if rest.starts_with(b"!--") => rest = rest.get(memmem::find(rest, b"-->")?..)?,
            b'?' | b'!' => rest = rest.get(memchr::memchr(b'>', rest)?..)?,
            _ => break rest,
        }
    };
    let name = outermost.split(|byte| byte.is_ascii_whitespace() || *byte == b'>').next()?;
    let name = name.rsplit(|&byte| byte == b':').next()?;
    let found = SIGNS.iter().find(|(element, space, _)| name == *element && memmem::find(outermost, space).is_some());
    found.map(|(_, _, flat)| *flat)
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed, flat: Flat) -> Analysis {
    match flat {
        Flat::Word => once(walk, input, sniffed, |walk, xml| {
            let mut prose = Prose::default();
            texts(walk, xml, &mut prose)?;
            prose.finish(walk)
        }),
        Flat::Spreadsheet => once(walk, input, sniffed, spreadsheet),
        Flat::OpenDocument => {
            // It is read twice.
            if let Input::Window(reader) = input {
                return open_document(walk, reader, sniffed);
            }
            if let Input::Stream(stream) = input {
                let room = walk.limits.zip_buffer_bytes.saturating_sub(walk.shared.buffered.get());
                if let Some(bytes) = stream.take_all(room, &walk.shared).unwrap_or(None) {
                    walk.shared.buffered.set(walk.shared.buffered.get() + bytes.len());
                    let mut source = SliceSource::new(&bytes);
                    let analysis = open_document(walk, &mut SourceReader::new(&mut source), sniffed);
                    walk.shared.buffered.set(walk.shared.buffered.get() - bytes.len());
                    return analysis;
                }
            }
            // Damaged, or too large to be held: then as any other XML.
            markup::analyse(walk, input, sniffed, false)
        }
    }
}

/// Reads the file once.
fn once(
    walk: &mut Walk<'_>,
    input: &mut Input<'_>,
    sniffed: &Sniffed,
    read: impl FnOnce(&mut Walk<'_>, &mut Xml<'_, '_>) -> Result<(), Halt>,
) -> Analysis {
    let text = match Lookahead::new(input, sniffed.charset) {
        Ok(text) => text,
        Err(error) => return walk.halted(sniffed.skipped(), Halt::Read(error)),
    };
    let mut xml = Xml::new(text);
    let ended = read(walk, &mut xml);
    walk.text_ended(xml.into_text(), ended.map(|()| None), &sniffed.mime_type)
}

fn open_document(walk: &mut Walk<'_>, reader: &mut SourceReader<'_>, sniffed: &Sniffed) -> Analysis {
    let mut cells = Cells::new();
    let mut beside = Vec::new();
    let mut input = Input::Window(reader.window(0, u64::MAX));
    let first = once(walk, &mut input, sniffed, |walk, xml| {
        beside = open_document::cells_and_slides(walk, xml, &mut cells)?;
        cells.flush(walk)
    });
    if first.fatal.is_some() || first.outcome.reason.is_some() {
        return first;
    }
    let mut input = Input::Window(reader.window(0, u64::MAX));
    once(walk, &mut input, sniffed, |walk, xml| {
        let mut prose = Prose::default();
        open_document::text_outside(walk, xml, &mut prose)?;
        prose.fresh_line(walk)?;
        prose.push(walk, &beside)?;
        prose.finish(walk)
    })
}

/// Attributes with texts of people.
const TELLING: [&[u8]; 5] = [b"author", b"descr", b"instr", b"dest", b"displayText"];
/// Most bytes of texts that wait for the end of their paragraph.
const MOST_WAITING_BYTES: usize = 64 * 1024;

/// Writes the texts of a Word document: each paragraph in a line, and what lies elsewhere in lines of its own.
fn texts(walk: &mut Walk<'_>, xml: &mut Xml<'_, '_>, prose: &mut Prose) -> Result<(), Halt> {
    let mut scratch = Vec::new();
    // What was deleted, and what stands in attributes: it must not part the words of a paragraph.
    let mut waiting = Vec::new();
    let (mut in_text, mut deleted, mut binary) = (false, false, 0_u32);
    // Inside of a text that no element of Word holds: it may come in pieces.
    let mut loose = false;
    loop {
        let token = xml.next();
        if loose && !matches!(token, Token::Text(_)) {
            prose.gap(walk)?;
            loose = false;
        }
        match token {
            Token::End => {
                prose.fresh_line(walk)?;
                prose.push(walk, &waiting)?;
                return prose.fresh_line(walk);
            }
            Token::Open { name, attributes, empty } => {
                match name {
                    b"t" => in_text = !empty,
                    b"delText" => (in_text, deleted) = (!empty, !empty),
                    b"binData" | b"binaryData" => binary += u32::from(!empty),
                    b"br" | b"cr" => prose.fresh_line(walk)?,
                    b"tab" if empty && attributes.raw(b"pos").is_none() => prose.push(walk, b"\t")?,
                    b"noBreakHyphen" => prose.push(walk, b"-")?,
                    b"Relationship" if attributes.raw(b"TargetMode") == Some(b"External") => {
                        waits(&mut waiting, attributes, b"Target");
                    }
                    b"listEntry" => waits(&mut waiting, attributes, b"val"),
                    _ => {}
                }
                for telling in TELLING {
                    waits(&mut waiting, attributes, telling);
                }
                if waiting.len() > MOST_WAITING_BYTES {
                    prose.gap(walk)?;
                    prose.push(walk, &waiting)?;
                    waiting.clear();
                }
            }
            Token::Close { name } => match name {
                b"t" => in_text = false,
                b"delText" => {
                    (in_text, deleted) = (false, false);
                    waiting.push(b'\n');
                }
                b"binData" | b"binaryData" => binary = binary.saturating_sub(1),
                b"p" => {
                    prose.end_line(walk)?;
                    prose.push(walk, &waiting)?;
                    prose.fresh_line(walk)?;
                    waiting.clear();
                }
                b"tc" => prose.push(walk, b"\t")?,
                _ => {}
            },
            Token::Text(_) if binary > 0 => {}
            Token::Text(text) => {
                scratch.clear();
                in_line(&text, &mut scratch);
                if !in_text && !loose {
                    scratch.drain(..scratch.iter().take_while(|byte| byte.is_ascii_whitespace()).count());
                }
                if scratch.is_empty() {
                    continue;
                }
                if deleted && waiting.len() < MOST_WAITING_BYTES {
                    waiting.extend_from_slice(&scratch);
                } else if in_text {
                    prose.push(walk, &scratch)?;
                } else {
                    if !loose {
                        prose.gap(walk)?;
                        loose = true;
                    }
                    prose.push(walk, &scratch)?;
                }
            }
        }
    }
}

/// Keeps the text of an attribute, in a line.
fn waits(waiting: &mut Vec<u8>, attributes: Attributes<'_>, name: &[u8]) {
    if let Some(value) = attributes.get(name).filter(|value| !value.is_empty()) {
        waiting.extend(value.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { byte }));
        waiting.push(b'\n');
    }
}

/// How much of a text that is longer than any may be can be let go. That depends on the text alone, not on its pieces.
fn surplus(text: &[u8], limit: usize) -> Option<usize> {
    let cut = || match boundary(text, limit) {
        0 => limit.max(1),
        cut => cut,
    };
    (text.len() > limit).then(cut)
}

/// The largest number of a row or column that is believed.
const MOST_INDEX: u64 = 1 << 32;

fn number(attributes: Attributes<'_>, name: &[u8]) -> Option<u64> {
    std::str::from_utf8(attributes.raw(name)?).ok()?.parse().ok().filter(|number| *number < MOST_INDEX)
}

/// What the text that comes next belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Value { label: bool },
    Comment,
    Nothing,
}

/// Visits the cells of a spreadsheet of 2003, and at the end what is in none.
fn spreadsheet(walk: &mut Walk<'_>, xml: &mut Xml<'_, '_>) -> Result<(), Halt> {
    let mut cells = Cells::new();
    let mut others = Vec::new();
    let (mut row, mut column, mut merged) = (0_u64, 0_u64, 0_u64);
    let (mut value, mut added) = (Vec::new(), Vec::new());
    let mut within = Within::Nothing;
    let mut in_comment = false;
    // Inside of a text that is in no cell: it may come in pieces.
    let mut loose = false;
    loop {
        let token = xml.next();
        if loose && !matches!(token, Token::Text(_)) {
            others.push(b'\n');
            loose = false;
        }
        match token {
            Token::End => break,
            Token::Open { name, attributes, empty } => match name {
                b"Worksheet" => {
                    cells.sheet(walk, &attributes.get(b"Name").unwrap_or_default())?;
                    row = 0;
                }
                b"Row" => {
                    row = number(attributes, b"Index").unwrap_or(row + 1);
                    column = 0;
                    if empty {
                        row = row.saturating_add(number(attributes, b"Span").unwrap_or_default());
                    }
                }
                b"Cell" => {
                    column = number(attributes, b"Index").unwrap_or(column.saturating_add(1));
                    merged = number(attributes, b"MergeAcross").unwrap_or_default();
                    waits(&mut added, attributes, b"HRef");
                    waits(&mut added, attributes, b"HRefScreenTip");
                    if attributes.raw(b"Formula").is_some_and(|raw| memmem::find(raw, b"&quot;").is_some()) {
                        waits(&mut added, attributes, b"Formula");
                    }
                    if empty {
                        column = column.saturating_add(merged);
                    }
                }
                b"Comment" => {
                    in_comment = !empty;
                    waits(&mut added, attributes, b"Author");
                }
                b"Data" if !empty => {
                    let label = attributes.raw(b"Type").is_none_or(|kind| kind == b"String");
                    within = if in_comment { Within::Comment } else { Within::Value { label } };
                }
                b"NamedRange" => waits(&mut others, attributes, b"RefersTo"),
                b"Header" | b"Footer" => waits(&mut others, attributes, b"Data"),
                _ => {}
            },
            Token::Close { name } => match name {
                b"Data" => {
                    if let Within::Value { label } = within {
                        let shown = value.strip_suffix(b"T00:00:00.000").filter(|_| !label).unwrap_or(&value);
                        cells.push(walk, (row.max(1), column.max(1)), shown, label)?;
                        value.clear();
                    }
                    within = Within::Nothing;
                }
                b"Comment" => in_comment = false,
                b"Cell" => {
                    if !added.is_empty() {
                        cells.add(walk, (row.max(1), column.max(1)), &added)?;
                        added.clear();
                    }
                    column = column.saturating_add(merged);
                }
                _ => {}
            },
            Token::Text(text) => {
                let into = match within {
                    Within::Value { .. } => &mut value,
                    Within::Comment => &mut added,
                    Within::Nothing => &mut others,
                };
                let known = into.len();
                in_line(&text, into);
                if within == Within::Nothing {
                    if !loose {
                        let blank = into[known..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                        into.drain(known..known + blank);
                    }
                    loose |= into.len() > known;
                }
            }
        }
        for long in [&mut value, &mut added] {
            while let Some(cut) = surplus(long, walk.limits.value_bytes) {
                cells.add(walk, (row.max(1), column.max(1)), &long[..cut])?;
                long.drain(..cut);
            }
        }
        while let Some(cut) = surplus(&others, walk.limits.value_bytes) {
            walk.whole_text(&others[..cut], None)?;
            others.drain(..cut);
        }
    }
    cells.flush(walk)?;
    walk.whole_text(&others, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_the_outermost_element() {
        let word = b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Word.Document\"?>\n<!-- <a> -->\n\
            <w:wordDocument xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\">";
        assert_eq!(looks_like(word), Some(Flat::Word));
        let sheet = b"<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";
        assert_eq!(looks_like(sheet), Some(Flat::Spreadsheet));
        let other = b"<a><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/></a>";
        for text in [&other[..], b"", b"<", b"<?", b"<!--", b"<document>", b"text"] {
            assert_eq!(looks_like(text), None);
        }
    }
}
