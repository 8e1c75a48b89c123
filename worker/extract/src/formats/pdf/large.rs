//! PDFs that are too large, or have too many objects, to be held: pages are read some at a time, with what they refer to.

use super::beside::{Beside, REFERRING};
use super::excerpt::{Excerpts, Refused};
use super::index::Place as ObjectPlace;
use super::{Remarks, Stopped, attachments, finish, information, locked, page_texts, too_heavy};
use crate::outcome::{FileOutcome, Reason};
use crate::sniff::Sniffed;
use crate::source::SourceReader;
use crate::walk::{Analysis, Fatal, Halt, Tally, Walk};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::{HashMap, HashSet};

/// Pages that are read at the same time, if they are small.
const MOST_PAGES: usize = 64;

/// Bytes in the file of what is read for some pages at the same time. More if a single page needs them, up to four times
/// as many.
const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// Nodes of the tree of pages that are read at once.
const NODES: usize = 512;

/// Objects that a page may need.
const MOST_NEEDED: usize = 20_000;

/// References that lead away from what a page shows: to other pages, to how things look, to programs of fonts.
const NOT_FOLLOWED: [&[u8]; 30] = [
    b"Kids",
    b"P",
    b"Popup",
    b"Dest",
    b"D",
    b"SD",
    b"Next",
    b"Prev",
    b"First",
    b"Last",
    b"StructParents",
    b"B",
    b"Thumb",
    b"AP",
    b"FontFile",
    b"FontFile2",
    b"FontFile3",
    b"SMask",
    b"Mask",
    b"ColorSpace",
    b"Pattern",
    b"Shading",
    b"Properties",
    b"Metadata",
    b"PieceInfo",
    b"Group",
    b"OC",
    b"EF",
    b"IRT",
    b"JS",
];

/// Letters of the names of [`NOT_FOLLOWED`] that writers may give to fonts and forms too.
const SHORT_NAME: usize = 2;

pub(super) fn analyse(walk: &mut Walk<'_>, reader: SourceReader<'_>, sniffed: &Sniffed) -> Analysis {
    // Of some pages with many small objects lopdf makes far more than their bytes.
    walk.shared.hold(usize::MAX);
    let mut remarks = Remarks::default();
    let mut outcome = FileOutcome::complete(sniffed.mime_type.clone());
    let mut excerpts = match Excerpts::open(reader, walk.limits.document_stream_bytes) {
        Ok(excerpts) => excerpts,
        Err(refused) => return ended(walk, sniffed.skipped(), refused, sniffed),
    };
    remarks.cut_off = excerpts.index.cut_off;
    let length = excerpts.len();
    let read = all_pages(walk, &mut excerpts, &mut remarks).and_then(|()| about(walk, &mut excerpts));
    outcome.bytes = if read.is_ok() || remarks.pages > 0 { length } else { 0 };
    match read {
        Ok(()) => {}
        Err(Ended::Refused(refused)) => return ended(walk, outcome, refused, sniffed),
        Err(Ended::Stopped(Stopped::Halt(halt))) => return walk.halted(outcome, halt),
        Err(Ended::Stopped(Stopped::Object(reason))) => return Analysis::fatal(outcome, Fatal::Object(reason)),
    }
    let mut tally = Tally::default();
    if let Err(refused) = attached(walk, &mut excerpts, &mut tally) {
        return ended(walk, outcome, refused, sniffed);
    }
    remarks.left_out |= excerpts.cut || excerpts.index.cut;
    if remarks.pages == 0 && remarks.left_out {
        return Analysis::of(too_heavy(sniffed));
    }
    finish(outcome, &remarks, tally)
}

enum Ended {
    Refused(Refused),
    Stopped(Stopped),
}

impl From<Refused> for Ended {
    fn from(refused: Refused) -> Self {
        Ended::Refused(refused)
    }
}

impl From<Stopped> for Ended {
    fn from(stopped: Stopped) -> Self {
        Ended::Stopped(stopped)
    }
}

fn ended(walk: &mut Walk<'_>, outcome: FileOutcome, refused: Refused, sniffed: &Sniffed) -> Analysis {
    match refused {
        Refused::Read(error) => walk.halted(outcome, Halt::Read(error)),
        Refused::Locked => Analysis::of(locked(sniffed)),
        Refused::Encrypted => {
            let outcome = FileOutcome::skipped(Reason::UnsupportedFileType, sniffed.mime_type.clone());
            Analysis::of(outcome.with_detail("the PDF is encrypted in a way that is not supported"))
        }
        Refused::Malformed => Analysis::of(sniffed.skipped().with_detail("the PDF's structure cannot be read")),
    }
}

/// The objects that an object refers to, without those that lead away.
fn references(object: &Object, found: &mut Vec<u32>) {
    let mut open = vec![object];
    while let Some(object) = open.pop() {
        match object {
            Object::Reference((number, _)) => found.push(*number),
            Object::Array(items) => open.extend(items),
            Object::Dictionary(dictionary) => open.extend(followed(dictionary)),
            Object::Stream(stream) => open.extend(followed(&stream.dict)),
            _ => {}
        }
    }
}

fn followed(dictionary: &Dictionary) -> impl Iterator<Item = &Object> {
    // Fonts and forms are listed by names that the writer chose: there `D` or `P` is one of them.
    let listed = dictionary.iter().all(|(_, value)| value.as_reference().is_ok());
    dictionary
        .iter()
        .filter(move |(key, _)| listed && key.len() <= SHORT_NAME || !NOT_FOLLOWED.contains(&key.as_slice()))
        .map(|(_, value)| value)
}

/// The pages in their order, each once, however the tree is tangled.
fn page_numbers(excerpts: &mut Excerpts<'_>) -> Result<Vec<u32>, Refused> {
    let Some(root) = excerpts.trailer(b"Root") else { return Err(Refused::Malformed) };
    let mut document = Document::new();
    excerpts.fetch(&[root], &mut document)?;
    let catalog = dictionary(&document, root);
    let top = catalog.and_then(|catalog| catalog.get(b"Pages").and_then(Object::as_reference).ok());
    // Nodes that are not read yet, the next one last.
    let mut open: Vec<u32> = top.into_iter().map(|(number, _)| number).collect();
    let mut seen = HashSet::new();
    let mut pages = Vec::new();
    let mut document = Document::new();
    while let Some(number) = open.pop() {
        if !seen.insert(number) {
            continue;
        }
        if dictionary(&document, number).is_none() {
            // With those that come next, so that many are read at once.
            let next: Vec<u32> = open.iter().rev().take(NODES).copied().chain([number]).collect();
            document = Document::new();
            excerpts.fetch(&next, &mut document)?;
        }
        let Some(node) = dictionary(&document, number) else { continue };
        let mut kids = node.get(b"Kids").ok();
        let mut array = Document::new();
        if let Some(Object::Reference((number, _))) = kids {
            excerpts.fetch(&[*number], &mut array)?;
            kids = object(&array, *number);
        }
        match kids.map(Object::as_array) {
            Some(Ok(kids)) => {
                open.extend(kids.iter().rev().filter_map(|kid| kid.as_reference().ok()).map(|(kid, _)| kid))
            }
            _ if node.get_type().is_ok_and(|kind| kind == b"Page") => pages.push(number),
            _ => {}
        }
    }
    Ok(pages)
}

fn object(document: &Document, number: u32) -> Option<&Object> {
    document.objects.range((number, 0)..=(number, u16::MAX)).next().map(|(_, object)| object)
}

fn dictionary(document: &Document, number: u32) -> Option<&Dictionary> {
    object(document, number)?.as_dict().ok()
}

/// Reads pages, and all that they need to be shown. Returns how many bytes of the file that took; stops at `most` of them.
fn needed(excerpts: &mut Excerpts<'_>, pages: &[u32], most: usize, document: &mut Document) -> Result<usize, Refused> {
    let mut seen: HashSet<u32> = HashSet::new();
    let mut next: Vec<u32> = pages.to_vec();
    let mut bytes = 0;
    while !next.is_empty() && bytes <= most && seen.len() < MOST_NEEDED {
        next.truncate(MOST_NEEDED);
        seen.extend(&next);
        bytes += excerpts.fetch(&next, document)?;
        let mut found = Vec::new();
        for &number in &next {
            let place = document.objects.range_mut((number, 0)..=(number, u16::MAX)).next();
            let Some((_, object)) = place else { continue };
            if let Ok(node) = object.as_dict_mut()
                && node.get_type().is_ok_and(|kind| kind == b"Pages")
            {
                // A node of the tree is only needed for what pages inherit of it.
                node.remove(b"Kids");
            }
            references(object, &mut found);
        }
        found.retain(|number| seen.insert(*number));
        next = found;
    }
    if !next.is_empty() {
        excerpts.cut = true;
    }
    Ok(bytes)
}

fn all_pages(walk: &mut Walk<'_>, excerpts: &mut Excerpts<'_>, remarks: &mut Remarks) -> Result<(), Ended> {
    let pages = page_numbers(excerpts)?;
    page_batches(walk, excerpts, &pages, remarks)?;
    beside_pages(walk, excerpts, pages)
}

/// What objects say besides what pages show, some objects at a time.
fn beside_pages(walk: &mut Walk<'_>, excerpts: &mut Excerpts<'_>, pages: Vec<u32>) -> Result<(), Ended> {
    let mut telling = std::mem::take(&mut excerpts.index.telling);
    telling.sort_unstable();
    telling.dedup();
    let numbers: HashMap<u32, u64> =
        if telling.is_empty() { HashMap::new() } else { pages.into_iter().zip(1..).collect() };
    let page_of = |id: ObjectId| numbers.get(&id.0).copied();
    let mut beside = Beside::new(&page_of);
    for some in telling.chunks(NODES) {
        let mut document = Document::new();
        excerpts.fetch(some, &mut document)?;
        let mut more = Vec::new();
        for node in document.objects.values().filter_map(|object| object.as_dict().ok()) {
            let inner = node.iter().filter_map(|(_, value)| value.as_dict().ok());
            for node in inner.chain([node]) {
                for value in REFERRING.iter().filter_map(|key| node.get(key).ok()) {
                    references(value, &mut more);
                }
            }
        }
        more.retain(|number| object(&document, *number).is_none());
        let mut found = Document::new();
        excerpts.fetch(&more, &mut found)?;
        // They are not looked at themselves: what they are follows from what refers to them.
        document
            .objects
            .extend(found.objects.into_iter().filter(|(_, object)| !matches!(object, Object::Dictionary(_))));
        beside.objects(walk, &document)?;
    }
    beside.finish(walk)?;
    Ok(())
}

fn page_batches(
    walk: &mut Walk<'_>,
    excerpts: &mut Excerpts<'_>,
    pages: &[u32],
    remarks: &mut Remarks,
) -> Result<(), Ended> {
    let mut rest = pages;
    let mut count = 1;
    while !rest.is_empty() {
        count = count.min(rest.len());
        let mut document = Document::new();
        let cut = excerpts.cut;
        let most = if count == 1 { BATCH_BYTES * 4 } else { BATCH_BYTES };
        let bytes = needed(excerpts, &rest[..count], most, &mut document)?;
        if count > 1 && bytes > BATCH_BYTES {
            excerpts.cut = cut;
            count /= 2;
            continue;
        }
        let (now, later) = rest.split_at(count);
        let ids: Vec<ObjectId> = now
            .iter()
            .map(|&number| match excerpts.index.get(number) {
                ObjectPlace::File { generation, .. } => (number, generation),
                _ => (number, 0),
            })
            .collect();
        page_texts(walk, &document, &ids, remarks)?;
        rest = later;
        if bytes < BATCH_BYTES / 4 {
            count = (count * 2).min(MOST_PAGES);
        }
    }
    Ok(())
}

/// The document's information and its XMP metadata.
fn about(walk: &mut Walk<'_>, excerpts: &mut Excerpts<'_>) -> Result<(), Ended> {
    let mut document = Document::new();
    let (root, info) = (excerpts.trailer(b"Root"), excerpts.trailer(b"Info"));
    let wanted: Vec<u32> = root.into_iter().chain(info).collect();
    excerpts.fetch(&wanted, &mut document)?;
    let mut more = Vec::new();
    if let Some(info) = info.and_then(|info| object(&document, info)) {
        references(info, &mut more);
    }
    let metadata = root.and_then(|root| dictionary(&document, root)).and_then(|root| root.get(b"Metadata").ok());
    more.extend(metadata.and_then(|metadata| metadata.as_reference().ok()).map(|(number, _)| number));
    more.truncate(NODES);
    excerpts.fetch(&more, &mut document)?;
    for (key, number) in [("Root", root), ("Info", info)] {
        let id = number
            .and_then(|number| document.objects.range((number, 0)..=(number, u16::MAX)).next())
            .map(|(id, _)| *id);
        if let Some(id) = id {
            document.trailer.set(key, Object::Reference(id));
        }
    }
    information(walk, &document)?;
    Ok(())
}

/// The attached files, one after the other.
fn attached(walk: &mut Walk<'_>, excerpts: &mut Excerpts<'_>, tally: &mut Tally) -> Result<(), Refused> {
    let mut specifications = std::mem::take(&mut excerpts.index.specifications);
    specifications.sort_unstable();
    specifications.dedup();
    let mut seen = HashSet::new();
    for specification in specifications {
        let mut document = Document::new();
        excerpts.fetch(&[specification], &mut document)?;
        let mut files = Vec::new();
        if let Some(known) = dictionary(&document, specification) {
            if let Ok(Object::Reference((number, _))) = known.get(b"EF") {
                let number = *number;
                excerpts.fetch(&[number], &mut document)?;
                if let Some(named) = object(&document, number) {
                    references(named, &mut files);
                }
            } else if let Ok(named) = known.get(b"EF") {
                references(named, &mut files);
            }
        }
        files.truncate(NODES);
        excerpts.fetch(&files, &mut document)?;
        if attachments(walk, &document, &mut seen, tally).is_break() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(dictionary: &Dictionary) -> Vec<u32> {
        let mut found = Vec::new();
        references(&Object::Dictionary(dictionary.clone()), &mut found);
        found.sort_unstable();
        found
    }

    #[test]
    fn fonts_may_have_the_names_of_what_is_not_followed() {
        let mut fonts = Dictionary::new();
        fonts.set("F1", Object::Reference((1, 0)));
        fonts.set("D", Object::Reference((2, 0)));
        fonts.set("SD", Object::Reference((3, 0)));
        assert_eq!(numbers(&fonts), [1, 2, 3]);
        let mut note = Dictionary::new();
        note.set("Type", Object::Name(b"Annot".to_vec()));
        note.set("P", Object::Reference((4, 0)));
        note.set("Parent", Object::Reference((5, 0)));
        assert_eq!(numbers(&note), [5]);
    }
}
