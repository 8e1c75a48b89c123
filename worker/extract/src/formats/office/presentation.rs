//! PowerPoint presentations in Office Open XML (ECMA-376 part 1, chapter 19): each slide, with its notes and comments, is a
//! text with the slide's number.

use super::super::prose::{Leaf, Slide};
use super::super::xml::Token;
use super::{Document, markup, relations};
use crate::walk::{Halt, Walk};
use std::collections::HashMap;

/// Most slides whose order is known.
const MOST_SLIDES: usize = 100_000;

pub(super) fn read(walk: &mut Walk<'_>, document: &mut Document<'_, '_>) -> Result<(), Halt> {
    let mut order = Vec::new();
    if let Some(part) = document.package.find("ppt/presentation.xml") {
        match slides(walk, document, part) {
            Ok(slides) => order = slides,
            Err(halt) => document.tolerate(walk, Err(halt))?,
        }
    }
    // Slides that the presentation does not list come last.
    for part in document.parts_like("ppt/slides/slide", ".xml") {
        if !order.contains(&part) {
            order.push(part);
        }
    }
    for (index, part) in order.into_iter().enumerate() {
        slide(walk, document, part, index as u64 + 1)?;
    }
    Ok(())
}

/// The slides' parts in their order.
fn slides(walk: &mut Walk<'_>, document: &mut Document<'_, '_>, part: usize) -> Result<Vec<usize>, Halt> {
    let relations = relations::of(walk, &mut document.package, "ppt/presentation.xml")?;
    let targets: HashMap<&str, &str> =
        relations.iter().map(|relation| (relation.id.as_str(), relation.target.as_str())).collect();
    let ids = document.package.read_xml(walk, part, |_, xml| {
        let mut ids = Vec::new();
        loop {
            match xml.next() {
                Token::End => return Ok(ids),
                Token::Open { name: b"sldId", attributes, .. } if ids.len() < MOST_SLIDES => {
                    ids.extend(attributes.prefixed(b"id"));
                }
                _ => {}
            }
        }
    })?;
    Ok(ids.iter().filter_map(|id| document.package.find(targets.get(id.as_str())?)).collect())
}

/// Reads a slide with its notes and comments.
fn slide(walk: &mut Walk<'_>, document: &mut Document<'_, '_>, part: usize, number: u64) -> Result<(), Halt> {
    if !document.take(part) {
        return Ok(());
    }
    let place = Slide { number };
    let mut parts = vec![part];
    let path = document.package.parts[part].name.clone();
    match relations::of(walk, &mut document.package, &path) {
        Ok(relations) => {
            for relation in relations.iter().filter(|relation| !relation.external) {
                let belongs = matches!(relation.kind.as_str(), "notesSlide" | "comments" | "diagramData" | "chart");
                if belongs
                    && let Some(part) = document.package.find(&relation.target)
                    && document.take(part)
                {
                    parts.push(part);
                }
            }
        }
        Err(halt) => document.tolerate(walk, Err(halt))?,
    }
    let mut leaf = Leaf::new(walk, &place);
    for part in parts {
        let result = document.package.read_xml(walk, part, |walk, xml| markup::texts(walk, xml, &mut leaf));
        document.tolerate(walk, result)?;
    }
    leaf.finish(walk)
}
