//! Word documents in Office Open XML (ECMA-376 part 1, chapter 17): one line for a paragraph or a row of a table.

use super::super::prose::{Prose, Writer};
use super::super::xml::{Token, Xml};
use super::Document;
use super::markup::in_line;
use crate::walk::{Halt, Walk};

/// The parts with text, in the order in which they are read.
const STORIES: &[&str] = &[
    "word/document",
    "word/header",
    "word/footer",
    "word/footnotes",
    "word/endnotes",
    "word/comments",
    "word/glossary/document",
];

pub(super) fn read(walk: &mut Walk<'_>, document: &mut Document<'_, '_>) -> Result<(), Halt> {
    for begin in STORIES {
        for part in document.parts_like(begin, ".xml") {
            if !document.take(part) {
                continue;
            }
            let prose = &mut document.prose;
            let result = document.package.read_xml(walk, part, |walk, xml| story(walk, xml, prose));
            document.tolerate(walk, result)?;
            document.prose.fresh_line(walk)?;
        }
    }
    Ok(())
}

/// Most bytes of deleted text that wait for the end of their paragraph, and a piece of text more.
const MOST_WAITING_BYTES: usize = 64 * 1024;

/// Attributes with text that readers see: those of elements with these names.
const TELLING: &[(&[u8], &[&[u8]])] = &[
    (b"fldSimple", &[b"instr"]),
    (b"docPr", &[b"descr", b"title"]),
    (b"listItem", &[b"displayText", b"value"]),
    // Forms: what can be chosen or is there from the begin, and what is told of it.
    (b"listEntry", &[b"val"]),
    (b"default", &[b"val"]),
    (b"helpText", &[b"val"]),
    (b"statusText", &[b"val"]),
    (b"alias", &[b"val"]),
    (b"tag", &[b"val"]),
];

/// Text that was deleted or moved away while changes were tracked.
#[derive(Default)]
struct Deleted {
    /// Elements around the present place.
    depth: u32,
    /// It is inside a word: that word is written first, and what was deleted of it after its paragraph.
    waits: bool,
    waiting: Vec<u8>,
}

impl Deleted {
    fn begins(&mut self, walk: &mut Walk<'_>, prose: &mut Prose) -> Result<(), Halt> {
        self.depth += 1;
        if self.depth > 1 {
            return Ok(());
        }
        self.waits = prose.last().is_some_and(|last| last.is_ascii_alphanumeric() || !last.is_ascii())
            && self.waiting.len() < MOST_WAITING_BYTES;
        if self.waits { Ok(()) } else { prose.gap(walk) }
    }

    fn ends(&mut self, walk: &mut Walk<'_>, prose: &mut Prose) -> Result<(), Halt> {
        let was = self.depth;
        self.depth = was.saturating_sub(1);
        if was != 1 {
            return Ok(());
        }
        if self.waits {
            self.waiting.push(b' ');
            Ok(())
        } else {
            prose.gap(walk)
        }
    }

    /// The paragraph ends.
    fn settle(&mut self, walk: &mut Walk<'_>, prose: &mut Prose) -> Result<(), Halt> {
        if !self.waiting.is_empty() {
            prose.gap(walk)?;
            prose.push(walk, &self.waiting)?;
            self.waiting.clear();
        }
        Ok(())
    }
}

/// Writes a part's text. What was deleted with changes being tracked is still there, and so is what fields are made of.
fn story(walk: &mut Walk<'_>, xml: &mut Xml<'_, '_>, prose: &mut Prose) -> Result<(), Halt> {
    let mut scratch = Vec::new();
    let mut in_text = false;
    let mut deleted = Deleted::default();
    // Tables can lie in cells of tables.
    let mut cells = 0_u32;
    // Older programs' version of what was read already.
    let mut fallback = 0_u32;
    loop {
        match xml.next() {
            Token::End => return deleted.settle(walk, prose),
            Token::Open { name: b"Fallback", empty: false, .. } => fallback += 1,
            Token::Close { name: b"Fallback" } => fallback = fallback.saturating_sub(1),
            _ if fallback > 0 => {}
            Token::Open { name, attributes, empty } => match name {
                b"t" | b"delText" => in_text = !empty,
                b"instrText" | b"delInstrText" => {
                    in_text = !empty;
                    prose.gap(walk)?;
                }
                b"del" | b"moveFrom" if !empty => deleted.begins(walk, prose)?,
                b"tab" | b"ptab" if attributes.raw(b"pos").is_none() && empty => prose.push(walk, b"\t")?,
                b"br" | b"cr" => prose.fresh_line(walk)?,
                b"noBreakHyphen" if deleted.depth > 0 && deleted.waits => deleted.waiting.push(b'-'),
                b"noBreakHyphen" => prose.push(walk, b"-")?,
                b"tc" if !empty => cells += 1,
                b"txbxContent" => prose.fresh_line(walk)?,
                b"comment" => {
                    if let Some(author) = attributes.get(b"author") {
                        prose.push(walk, author.as_bytes())?;
                        prose.push(walk, b": ")?;
                    }
                }
                _ => {
                    for &name in TELLING.iter().filter(|(element, _)| *element == name).flat_map(|(_, names)| *names) {
                        if let Some(value) = attributes.get(name) {
                            prose.gap(walk)?;
                            prose.push(walk, value.as_bytes())?;
                            prose.gap(walk)?;
                        }
                    }
                }
            },
            Token::Close { name } => match name {
                b"t" | b"delText" => in_text = false,
                b"del" | b"moveFrom" => deleted.ends(walk, prose)?,
                b"instrText" | b"delInstrText" => {
                    in_text = false;
                    prose.gap(walk)?;
                }
                b"p" => {
                    deleted.settle(walk, prose)?;
                    if cells > 0 { prose.gap(walk)? } else { prose.end_line(walk)? }
                }
                b"tc" => {
                    cells = cells.saturating_sub(1);
                    prose.push(walk, b"\t")?;
                }
                b"tr" => prose.end_line(walk)?,
                b"txbxContent" => prose.fresh_line(walk)?,
                _ => {}
            },
            Token::Text(text) if in_text => {
                scratch.clear();
                in_line(&text, &mut scratch);
                if deleted.depth > 0 && deleted.waits && deleted.waiting.len() < MOST_WAITING_BYTES {
                    deleted.waiting.extend_from_slice(&scratch);
                } else {
                    prose.push(walk, &scratch)?;
                }
            }
            Token::Text(_) => {}
        }
    }
}
