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

/// Writes a part's text. What was deleted with changes being tracked is still there, and so is what fields are made of.
fn story(walk: &mut Walk<'_>, xml: &mut Xml<'_, '_>, prose: &mut Prose) -> Result<(), Halt> {
    let mut scratch = Vec::new();
    let mut in_text = false;
    // Tables can lie in cells of tables.
    let mut cells = 0_u32;
    // Older programs' version of what was read already.
    let mut fallback = 0_u32;
    loop {
        match xml.next() {
            Token::End => return Ok(()),
            Token::Open { name: b"Fallback", empty: false, .. } => fallback += 1,
            Token::Close { name: b"Fallback" } => fallback = fallback.saturating_sub(1),
            _ if fallback > 0 => {}
            Token::Open { name, attributes, empty } => match name {
                b"t" | b"delText" => in_text = !empty,
                b"instrText" | b"delInstrText" => {
                    in_text = !empty;
                    prose.gap(walk)?;
                }
                b"tab" | b"ptab" if attributes.raw(b"pos").is_none() && empty => prose.push(walk, b"\t")?,
                b"br" | b"cr" => prose.fresh_line(walk)?,
                b"noBreakHyphen" => prose.push(walk, b"-")?,
                b"tc" if !empty => cells += 1,
                b"txbxContent" => prose.fresh_line(walk)?,
                b"comment" => {
                    if let Some(author) = attributes.get(b"author") {
                        prose.push(walk, author.as_bytes())?;
                        prose.push(walk, b": ")?;
                    }
                }
                _ => {}
            },
            Token::Close { name } => match name {
                b"t" | b"delText" => in_text = false,
                b"instrText" | b"delInstrText" => {
                    in_text = false;
                    prose.gap(walk)?;
                }
                b"p" if cells > 0 => prose.gap(walk)?,
                b"p" => prose.end_line(walk)?,
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
                prose.push(walk, &scratch)?;
            }
            Token::Text(_) => {}
        }
    }
}
