//! Books (EPUB 3, W3C; EPUB Open Container Format): their chapters in the order in which they are read.

use super::super::xml::Token;
use super::relations::resolve;
use super::{Document, Kind, markup};
use crate::walk::{Halt, Walk};
use std::collections::HashMap;

/// Most files of a book that are put in order; further ones follow as they come.
const MOST_ITEMS: usize = 200_000;

/// Reads the chapters that the book's package document lists. A book without one is read in the order of its files.
pub(super) fn read(walk: &mut Walk<'_>, document: &mut Document<'_, '_>) -> Result<(), Halt> {
    for name in chapters(walk, document)? {
        if let Some(part) = document.package.find(&name)
            && document.take(part)
        {
            markup::read_part(walk, document, part, Kind::Epub)?;
        }
    }
    Ok(())
}

/// The paths of the chapters. A fault in what lists them is found again when the part is read as text.
fn chapters(walk: &mut Walk<'_>, document: &mut Document<'_, '_>) -> Result<Vec<String>, Halt> {
    let Some(container) = document.package.find("META-INF/container.xml") else { return Ok(Vec::new()) };
    let package = document.package.read_xml(walk, container, |_, xml| {
        loop {
            match xml.next() {
                Token::End => return Ok(None),
                Token::Open { name: b"rootfile", attributes, .. } => return Ok(attributes.get(b"full-path")),
                _ => {}
            }
        }
    });
    let Some(package) = unless_it_ends(walk, package)?.flatten() else { return Ok(Vec::new()) };
    let Some(part) = document.package.find(&package) else { return Ok(Vec::new()) };
    let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
    let listed = document.package.read_xml(walk, part, |_, xml| {
        let mut items = HashMap::new();
        let mut spine = Vec::new();
        loop {
            match xml.next() {
                Token::End => return Ok((items, spine)),
                Token::Open { name: b"item", attributes, .. } if items.len() < MOST_ITEMS => {
                    if let (Some(id), Some(target)) = (attributes.get(b"id"), attributes.get(b"href")) {
                        items.insert(id, resolve(folder, &target));
                    }
                }
                Token::Open { name: b"itemref", attributes, .. } if spine.len() < MOST_ITEMS => {
                    spine.extend(attributes.get(b"idref"));
                }
                _ => {}
            }
        }
    });
    let Some((items, spine)) = unless_it_ends(walk, listed)? else { return Ok(Vec::new()) };
    Ok(spine.iter().filter_map(|id| items.get(id).cloned()).collect())
}

/// What was read, if it was; an error only if the object's analysis has ended.
fn unless_it_ends<T>(walk: &Walk<'_>, result: Result<T, Halt>) -> Result<Option<T>, Halt> {
    match result {
        Ok(read) => Ok(Some(read)),
        Err(Halt::Read(_)) if !walk.shared.source_failed() && walk.shared.tripped().is_none() => Ok(None),
        Err(halt) => Err(halt),
    }
}
