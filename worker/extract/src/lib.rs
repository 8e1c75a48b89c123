//! File formats: an object's bytes in, text segments with places out. No network, no temporary files, no async.
//!
//! # Should I use this?
//!
//! Use it when you have the bytes of files of unknown format and want to look at all the text in them, knowing where each
//! piece lies: by line, by cell, or by record and path. It finds nothing itself; it feeds a detector such as
//! [`magpie_detect`].
//!
//! # Example
//!
//! ```
//! use magpie_detect::{ContextId, Ruleset, Scanner};
//! use magpie_extract::{
//!     FieldBatch, FileOutcome, Limits, MemberDetails, ObjectHints, Place, SliceSource, Status, StopReason, TextBlock,
//!     Visitor, extract,
//! };
//! use std::ops::ControlFlow;
//! use std::sync::Arc;
//!
//! struct Finder {
//!     scanner: Scanner,
//!     places: Vec<Place>,
//! }
//!
//! impl Visitor for Finder {
//!     fn context(&mut self, names: &[&str]) -> ContextId {
//!         self.scanner.context(names)
//!     }
//!     fn text(&mut self, block: &TextBlock<'_>) -> ControlFlow<StopReason> {
//!         let places = &mut self.places;
//!         self.scanner.scan_text(block.window, block.core.clone(), &mut |found| {
//!             places.push(block.place(found.start..found.end));
//!         });
//!         ControlFlow::Continue(())
//!     }
//!     fn fields(&mut self, batch: &FieldBatch<'_>) -> ControlFlow<StopReason> {
//!         let places = &mut self.places;
//!         self.scanner.scan_fields(batch.text, batch.fields, &mut |found| {
//!             if batch.in_core(found.start) {
//!                 places.push(batch.place(found.field));
//!             }
//!         });
//!         ControlFlow::Continue(())
//!     }
//!     fn enter_member(&mut self, _member: &MemberDetails<'_>) -> ControlFlow<StopReason> {
//!         ControlFlow::Continue(())
//!     }
//!     fn leave_member(&mut self, _outcome: &FileOutcome) {}
//! }
//!
//! let ruleset = Arc::new(Ruleset::managed(["USA_SOCIAL_SECURITY_NUMBER"])?);
//! let mut finder = Finder { scanner: Scanner::new(ruleset), places: Vec::new() };
//! let mut source = SliceSource::new(b"{\"staff\": [{\"ssn\": \"536-90-4399\"}]}");
//! let hints = ObjectHints { key: "staff.json", content_encoding: None };
//! let outcome = extract(&mut source, &hints, &Limits::default(), &mut finder);
//!
//! assert_eq!(outcome.status, Status::Complete);
//! assert_eq!(outcome.mime_type, "application/json");
//! assert!(matches!(&finder.places[0], Place::Record { json_path, .. } if json_path == "$.staff[0].ssn"));
//! # Ok::<(), magpie_detect::ruleset::Error>(())
//! ```
//!
//! # Formats
//!
//! | kind | told by | visited as |
//! | --- | --- | --- |
//! | text of any kind, in any common encoding | no magic number, and it decodes | blocks with lines |
//! | CSV, TSV and the like | the name, or (without a telling name) its regular columns and a header | cells; the header as text |
//! | JSON, JSON Lines | its syntax | records with JSONPath; the lines of notebooks' cells as one value |
//! | HL7 version 2, X12, EDIFACT | their headers | records with a path of segment, element, repetition, component |
//! | YAML, INI, TOML | the name; sections | blocks with lines; below keys with key words, values with lines |
//! | HTML, XML | the begin, or the name | blocks with lines, references decoded |
//! | mail, mbox, Outlook messages, TNEF | header fields; magic number | blocks with lines, and records; attachments are members |
//! | PDF | magic number | the text of pages; attachments are members |
//! | PNG, JPEG, GIF, TIFF, WebP | magic number | metadata as values; what they show if the visitor [recognises](Visitor::recognise) it |
//! | Excel, OpenDocument spreadsheets | the archive's directory, or streams of the compound file | cells with references |
//! | Word, OpenDocument texts, EPUB, RTF | likewise; RTF by its magic number | blocks whose lines are paragraphs |
//! | these in one XML file | the outermost element | the same |
//! | PowerPoint, OpenDocument presentations | likewise | a value for each slide (.ppt: several, and blocks) |
//! | Avro, Parquet, ORC, Arrow and Feather, SQLite | magic number | records with JSONPath |
//! | dumps of databases as SQL | their statements, or the name | values with lines; the rest as text |
//! | gzip, bzip2, xz, zstd, LZ4, Snappy; brotli | magic number; brotli by name and trial | one member |
//! | zip, tar, 7z, cpio, ar, RPM, WARC | magic number | members, nested |
//! | Java class files, Python pickles | magic number | text: a line for each string |
//!
//! Everything else is skipped as unsupported, with its type by magic number. Content wins over the name;
//! [`FileOutcome::extension_mime_type`] tells when they differ.
//!
//! Base64 and percent-encoding inside any text or value are decoded and visited too: see [`Visitor::decoded`].
//!
//! Structured files that turn out malformed are visited as text from the fault on, so nothing is lost; the outcome stays
//! complete and its detail says so.
//!
//! # Bounds
//!
//! Every file costs time linear in its bytes (after decompression), and memory bounded by [`Limits`] and not by the
//! file. A panic of a parser ends the file that it was reading, is counted in its outcome, and the archive around it goes
//! on. Limits, corruption and failures are outcomes with a [`Reason`], never errors or panics.
//!
//! # How fast is it
//!
//! Text, CSV and JSON are not copied: blocks and batches are views of the source's chunks, except around the seams of
//! chunks, for transcoded text, and for batches that hold escapes. `cargo bench -p magpie-extract` measures it.

mod formats;
mod input;
pub mod json_path;
mod limits;
mod lines;
mod name;
mod outcome;
mod scan;
mod shared;
mod sniff;
mod source;
mod text;
mod visitor;
mod walk;

pub use limits::Limits;
pub use lines::LineRange;
pub use name::extension;
pub use outcome::{FileOutcome, Reason, Status, StopReason};
pub use shared::{LIGHT_BYTES, Memory, Unbounded};
pub use source::{SliceSource, Source, SourceReader};
pub use text::origin::ByteRange;
pub use visitor::{FieldBatch, MemberDetails, Picture, Place, Recognition, Repeat, TextBlock, Visitor};

use input::Input;
use shared::{Shared, Watched};
use std::rc::Rc;
use walk::{Charge, File, Walk};

/// What is known of an object besides its bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ObjectHints<'a> {
    /// The object's key. Its extension helps where the content leaves the format open.
    pub key: &'a str,
    /// The `Content-Encoding` of the object. Most compressed files are recognised by their content, with or without this;
    /// deflate only with it, and brotli with it or by its name. An encoding that is not supported is named in the outcome.
    pub content_encoding: Option<&'a str>,
}

/// Extracts one object: tells its format, and gives all its text to `visitor`, in order.
///
/// Never fails: what went wrong is in the outcome. If the source fails, the reason is
/// [`Reason::SourceUnavailable`]; if the visitor breaks off, that of its [`StopReason`].
///
/// # Panics
/// Only if the visitor does. A panic of a parser (which would be a fault of it) makes the file
/// [`Reason::MalformedFile`], and is counted in [`FileOutcome::parser_panics`]. The process's panic hook runs all the same, and the message of a panic may quote what was
/// being parsed: install a hook that does not print messages.
pub fn extract(
    source: &mut dyn Source,
    hints: &ObjectHints<'_>,
    limits: &Limits,
    visitor: &mut dyn Visitor,
) -> FileOutcome {
    extract_within(source, hints, limits, visitor, Rc::new(Unbounded))
}

/// The same, of one of many objects that are extracted at the same time within a common bound of memory.
///
/// # Panics
/// As [`extract`] does, or if `memory` does.
pub fn extract_within(
    source: &mut dyn Source,
    hints: &ObjectHints<'_>,
    limits: &Limits,
    visitor: &mut dyn Visitor,
    memory: Rc<dyn Memory>,
) -> FileOutcome {
    let size = source.len();
    let shared = Shared::new(limits, size, memory);
    let mut watched = Watched::new(source, shared.clone());
    let input = Input::Window(SourceReader::new(&mut watched));
    let encoding = hints.content_encoding.filter(|encoding| !encoding.eq_ignore_ascii_case("identity"));
    let file = File { name: hints.key, size: Some(size), charge: Charge::Object };
    let mut walk = Walk::new(limits, shared, visitor);
    walk.encoding = encoding;
    let mut outcome = walk.file(input, &file).outcome;
    if outcome.reason == Some(Reason::UnsupportedFileType)
        && outcome.detail.is_none()
        && let Some(encoding) = encoding
        && encoding.chars().all(|character| character.is_ascii_alphanumeric() || "-, ".contains(character))
    {
        let shown: String = encoding.chars().take(40).collect();
        outcome.detail = Some(format!("the object has the content encoding {shown}"));
    }
    outcome
}
