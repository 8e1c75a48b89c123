//! PDF (ISO 32000): the text of each page, with its annotations and form fields; bookmarks, and what structure elements say
//! instead of what is shown; the document's information and metadata; and the files attached to it.
//!
//! The objects are read by `lopdf`, which holds what it reads in memory: all of a small document; of a large one, some pages
//! at a time. Text in pictures is not recognised.

mod beside;
mod cmap;
mod content;
mod excerpt;
mod font;
mod index;
mod large;
mod lexer;
mod weigh;

use super::{metadata, whole};
use crate::input::Input;
use crate::outcome::{FileOutcome, Reason, Status};
use crate::shared::Trip;
use crate::sniff::Sniffed;
use crate::source::{SliceSource, SourceReader};
use crate::visitor::Place;
use crate::walk::{Analysis, Fatal, Halt, Tally, Walk};
use beside::Beside;
use content::{Fonts, Reader};
use lopdf::{DecompressError, Dictionary, Document, LoadOptions, Object, ObjectId};
use memchr::memmem;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::ops::ControlFlow;

/// What deflate makes of a byte at the most.
const MOST_RATIO: usize = 1_032;

/// How far the parents of a form field are followed for its name and value.
const MOST_FIELD_PARENTS: usize = 16;

/// Most options of a form field that are read.
const MOST_OPTIONS: usize = 10_000;

/// Most annotations of one page that are read.
const MOST_ANNOTATIONS: usize = 100_000;

/// What was seen on the way, besides the text.
#[derive(Default)]
struct Remarks {
    /// The end of the file is missing.
    cut_off: bool,
    pages: u64,
    cut: bool,
    /// Objects were left out, because they are too large.
    left_out: bool,
    malformed: bool,
    unreadable: u64,
    only_pictures: u64,
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    if let Input::Window(reader) = input
        && reader.len() > walk.limits.pdf_held_bytes
    {
        let length = reader.len();
        return large::analyse(walk, reader.window(0, length), sniffed);
    }
    let bytes = match whole(walk, input) {
        Ok(bytes) => bytes,
        Err(halt) => return walk.halted(sniffed.skipped(), halt),
    };
    let weight = weigh::file(&bytes, weigh::MOST_HELD);
    if weight.too_heavy || weight.unknown || bytes.len() as u64 > walk.limits.pdf_held_bytes {
        return large::analyse(walk, SourceReader::new(&mut SliceSource::new(&bytes)), sniffed);
    }
    let most = walk.limits.document_stream_bytes;
    let options = LoadOptions { max_decompressed_size: Some(most), ..LoadOptions::default() };
    let document = match Document::load_mem_with_options(&bytes, options) {
        Ok(document) => document,
        Err(lopdf::Error::InvalidPassword) => return Analysis::of(locked(sniffed)),
        Err(lopdf::Error::Decryption(_)) => {
            let outcome = FileOutcome::skipped(Reason::UnsupportedFileType, sniffed.mime_type.clone());
            return Analysis::of(outcome.with_detail("the PDF is encrypted in a way that is not supported"));
        }
        Err(lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
            // One of its streams; the others may be read.
            return large::analyse(walk, SourceReader::new(&mut SliceSource::new(&bytes)), sniffed);
        }
        Err(_) => {
            return Analysis::of(sniffed.skipped().with_detail("the PDF's structure cannot be read"));
        }
    };
    let length = bytes.len() as u64;
    let mut remarks = Remarks { cut_off: ends_early(&bytes), ..Remarks::default() };
    drop(bytes);
    if document.is_encrypted() && document.encryption_state.is_none() {
        return Analysis::of(locked(sniffed));
    }
    let mut outcome = FileOutcome::complete(sniffed.mime_type.clone());
    if let Err(stopped) = pages(walk, &document, &mut remarks).and_then(|()| information(walk, &document)) {
        // What was visited so far is not nothing.
        outcome.bytes = if remarks.pages > 0 { length } else { 0 };
        return match stopped {
            Stopped::Halt(halt) => walk.halted(outcome, halt),
            Stopped::Object(reason) => Analysis::fatal(outcome, Fatal::Object(reason)),
        };
    }
    outcome.bytes = length;
    let mut tally = Tally::default();
    let _ = attachments(walk, &document, &mut HashSet::new(), &mut tally);
    finish(outcome, &remarks, tally)
}

/// Whether the file ends within its objects: the last of its tables, and where it lies (7.5.5), come behind all of them.
fn ends_early(bytes: &[u8]) -> bool {
    memmem::rfind(bytes, b"startxref") < memmem::rfind(bytes, b"endobj")
}

fn too_heavy(sniffed: &Sniffed) -> FileOutcome {
    FileOutcome::skipped(Reason::FileExceedsSizeLimit, sniffed.mime_type.clone())
        .with_detail("the PDF has more objects than can be held in memory")
}

fn locked(sniffed: &Sniffed) -> FileOutcome {
    FileOutcome::skipped(Reason::UnsupportedFileType, sniffed.mime_type.clone())
        .with_detail("the PDF is encrypted and asks for a password")
}

/// The outcome, from what was seen and what became of the attachments.
fn finish(mut outcome: FileOutcome, remarks: &Remarks, tally: Tally) -> Analysis {
    let attachments = tally.finish("");
    if let Some(fatal) = attachments.fatal {
        return Analysis::fatal(outcome, fatal);
    }
    let mut detail = String::new();
    if remarks.pages == 0 {
        outcome.status = Status::Partial;
        outcome.reason = Some(Reason::MalformedFile);
        detail.push_str("the PDF has no pages that can be read; ");
    } else if remarks.cut {
        outcome.status = Status::Partial;
        outcome.reason = Some(Reason::FileExceedsSizeLimit);
        detail.push_str("a page's content is too large and was cut; ");
    } else if remarks.left_out {
        outcome.status = Status::Partial;
        outcome.reason = Some(Reason::FileExceedsSizeLimit);
        detail.push_str("parts of the PDF are too large to be held in memory and were left out; ");
    } else if remarks.malformed {
        outcome.status = Status::Partial;
        outcome.reason = Some(Reason::MalformedFile);
        detail.push_str("a page's content is corrupt and was read up to there; ");
    } else if remarks.cut_off {
        outcome.status = Status::Partial;
        outcome.reason = Some(Reason::MalformedFile);
        detail.push_str("the file ends too early, and what is there of it was read; ");
    } else if let Some(reason) = attachments.outcome.reason {
        outcome.status = Status::Partial;
        outcome.reason = Some(reason);
        detail.push_str("an attached file was not wholly analysed; ");
    }
    // Writing to a String cannot fail.
    if remarks.only_pictures > 0 {
        let _ = write!(detail, "{} pages hold pictures and no text; ", remarks.only_pictures);
    }
    if remarks.unreadable > 0 {
        let _ = write!(detail, "{} pages use fonts that do not tell their characters; ", remarks.unreadable);
    }
    if let Some(detail) = detail.strip_suffix("; ") {
        outcome.detail = Some(detail.to_owned());
    }
    outcome.bytes += attachments.outcome.bytes;
    Analysis::of(outcome)
}

enum Stopped {
    Halt(Halt),
    Object(Reason),
}

impl From<Halt> for Stopped {
    fn from(halt: Halt) -> Self {
        Stopped::Halt(halt)
    }
}

/// Counts decompressed bytes of an object whose size on disk is far smaller.
fn charge(walk: &Walk<'_>, bytes: usize) -> Result<(), Stopped> {
    match walk.shared.charge(bytes as u64, false) {
        Err(Trip::Object(reason)) => Err(Stopped::Object(reason)),
        _ => Ok(()),
    }
}

/// The pages in their order, each once, however the tree is tangled. If the tree is lost, all pages that there are.
fn page_ids(document: &Document) -> Vec<ObjectId> {
    let kind = |id: ObjectId| document.get_dictionary(id).and_then(Dictionary::get_type).unwrap_or_default();
    let root = document.catalog().and_then(|catalog| catalog.get(b"Pages")).and_then(Object::as_reference);
    let mut open: Vec<ObjectId> = root.into_iter().collect();
    let mut seen = HashSet::new();
    let mut pages = Vec::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let kids = document.get_dictionary(id).and_then(|node| node.get_deref(b"Kids", document));
        match kids.and_then(Object::as_array) {
            Ok(kids) => open.extend(kids.iter().rev().filter_map(|kid| kid.as_reference().ok())),
            Err(_) if kind(id) == b"Page" => pages.push(id),
            Err(_) => {}
        }
    }
    if pages.is_empty() {
        pages.extend(document.objects.keys().copied().filter(|&id| kind(id) == b"Page"));
    }
    pages
}

fn pages(walk: &mut Walk<'_>, document: &Document, remarks: &mut Remarks) -> Result<(), Stopped> {
    let ids = page_ids(document);
    page_texts(walk, document, &ids, remarks)?;
    let numbers: HashMap<ObjectId, u64> = ids.into_iter().zip(1..).collect();
    let page_of = |id: ObjectId| numbers.get(&id).copied();
    let mut beside = Beside::new(&page_of);
    beside.objects(walk, document)?;
    beside.finish(walk)
}

/// Visits pages, each as a text.
fn page_texts(
    walk: &mut Walk<'_>,
    document: &Document,
    ids: &[ObjectId],
    remarks: &mut Remarks,
) -> Result<(), Stopped> {
    let mut fonts = Fonts::new();
    for &id in ids {
        remarks.pages += 1;
        let (mut page, read) = Reader::new(document, &mut fonts, walk.limits.document_stream_bytes).page(id);
        charge(walk, read + page.text.len())?;
        remarks.cut |= page.cut;
        remarks.malformed |= page.malformed;
        remarks.unreadable += u64::from(page.unreadable);
        remarks.only_pictures += u64::from(page.pictures && page.text.trim().is_empty());
        annotations(document, id, &mut page.text);
        if !page.text.is_empty() {
            walk.whole_text(page.text.as_bytes(), Some(&Place::Page { number: remarks.pages }))?;
        }
    }
    Ok(())
}

/// Appends the notes, links and form fields of a page.
fn annotations(document: &Document, page: ObjectId, text: &mut String) {
    let Ok(annotations) = document.get_page_annotations(page) else { return };
    for annotation in annotations.into_iter().take(MOST_ANNOTATIONS) {
        let mut line = |label: &str, value: &str| {
            if value.is_empty() {
                return;
            }
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            if !label.is_empty() {
                text.push_str(label);
                text.push_str(": ");
            }
            text.push_str(value);
            text.push('\n');
        };
        let string = |dictionary: &Dictionary, key: &[u8]| {
            dictionary.get_deref(key, document).ok().and_then(|object| text_of(document, object))
        };
        let contents = string(annotation, b"Contents").unwrap_or_default();
        line("", &contents);
        // Who wrote a note, and what it is about; and the note as XHTML (12.5.6.2), which says the same.
        if annotation.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind != b"Widget") {
            line("", &string(annotation, b"T").unwrap_or_default());
            line("", &string(annotation, b"Subj").unwrap_or_default());
            if contents.is_empty() {
                line("", &string(annotation, b"RC").unwrap_or_default());
            }
        }
        // What a button shows.
        if let Ok(shown) = annotation.get_deref(b"MK", document).and_then(Object::as_dict) {
            line("", &string(shown, b"CA").unwrap_or_default());
        }
        if let Ok(action) = annotation.get_deref(b"A", document).and_then(Object::as_dict) {
            line("", &string(action, b"URI").unwrap_or_default());
            line("", &string(action, b"F").unwrap_or_default());
        }
        // A field's name and value may lie in its parents (12.7.3.1).
        let (mut names, mut tooltip, mut value, mut options) = (Vec::new(), None, None, None);
        let mut field = Some(annotation);
        for _ in 0..MOST_FIELD_PARENTS {
            let Some(dictionary) = field else { break };
            names.extend(string(dictionary, b"T"));
            tooltip = tooltip.or_else(|| string(dictionary, b"TU"));
            value = value.or_else(|| string(dictionary, b"V"));
            options = options.or_else(|| dictionary.get_deref(b"Opt", document).and_then(Object::as_array).ok());
            field = dictionary.get_deref(b"Parent", document).and_then(Object::as_dict).ok();
        }
        names.reverse();
        let label: Vec<String> = tooltip.into_iter().chain((!names.is_empty()).then(|| names.join("."))).collect();
        line(&label.join(" "), &value.unwrap_or_default());
        // What can be chosen: texts, or pairs of a value and a text (12.7.5.4).
        for option in options.into_iter().flatten().take(MOST_OPTIONS) {
            line(
                "",
                &document
                    .dereference(option)
                    .ok()
                    .and_then(|(_, option)| text_of(document, option))
                    .unwrap_or_default(),
            );
        }
    }
}

/// The text of a string, of a name, of a stream of text (a long field value), or of the strings of an array.
fn text_of(document: &Document, object: &Object) -> Option<String> {
    match object {
        Object::String(..) => lopdf::decode_text_string(object).ok(),
        Object::Name(name) => Some(String::from_utf8_lossy(name).into_owned()),
        Object::Array(items) => {
            let texts: Vec<String> = items
                .iter()
                .filter_map(|item| document.dereference(item).ok())
                .filter_map(|(_, item)| lopdf::decode_text_string(item).ok())
                .collect();
            Some(texts.join("\n"))
        }
        Object::Stream(stream) => {
            let content = stream.get_plain_content_with_limit(1 << 20).ok()?;
            Some(String::from_utf8_lossy(&content).into_owned())
        }
        _ => None,
    }
}

/// Visits the document's information dictionary and its XMP metadata.
fn information(walk: &mut Walk<'_>, document: &Document) -> Result<(), Stopped> {
    let information = document.trailer.get_deref(b"Info", document).and_then(Object::as_dict);
    for (key, value) in information.into_iter().flat_map(Dictionary::iter) {
        if let Ok((_, value @ Object::String(..))) = document.dereference(value)
            && let Some(text) = text_of(document, value)
        {
            metadata(walk, &["Info", &String::from_utf8_lossy(key)], &text)?;
        }
    }
    let xmp = document.catalog().and_then(|catalog| catalog.get_deref(b"Metadata", document));
    if let Ok(stream) = xmp.and_then(Object::as_stream) {
        let most = walk.limits.document_stream_bytes;
        if let Ok(content) = stream.get_plain_content_with_limit(most) {
            charge(walk, content.len())?;
            let text = String::from_utf8_lossy(&content);
            walk.whole_text(text.as_bytes(), Some(&super::metadata_place(&["XMP"])))?;
        }
    }
    Ok(())
}

/// Analyses the files attached to the document: wherever a file specification says that a stream holds a file. `seen`:
/// those that were analysed.
fn attachments(
    walk: &mut Walk<'_>,
    document: &Document,
    seen: &mut HashSet<ObjectId>,
    tally: &mut Tally,
) -> ControlFlow<()> {
    for object in document.objects.values() {
        let Ok(specification) = object.as_dict() else { continue };
        let Ok(files) = specification.get_deref(b"EF", document).and_then(Object::as_dict) else { continue };
        let named = [b"UF".as_slice(), b"F"].into_iter().find_map(|key| {
            specification.get_deref(key, document).ok().and_then(|object| lopdf::decode_text_string(object).ok())
        });
        let name = named.unwrap_or_else(|| "attachment".to_owned());
        for (_, file) in files.iter() {
            let Ok(id) = file.as_reference() else { continue };
            let Ok(Object::Stream(stream)) = document.get_object(id) else { continue };
            if !seen.insert(id) {
                continue;
            }
            walk.shared.hold(stream.content.len().saturating_mul(MOST_RATIO));
            let analysis = match stream.get_plain_content_with_limit(walk.limits.document_bytes) {
                Ok(content) => walk.embedded_bytes(&name, &content),
                Err(error) => {
                    let reason = match error {
                        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
                            Reason::FileExceedsSizeLimit
                        }
                        _ => Reason::MalformedFile,
                    };
                    walk.embedded_skipped(&name, FileOutcome::skipped(reason, crate::name::mime_of(&name)))
                }
            };
            tally.add(&analysis)?;
        }
    }
    ControlFlow::Continue(())
}
