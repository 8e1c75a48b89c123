//! Formats: an object's bytes in, text segments with places out. No network, no temporary files, no async.

mod limits;
mod lines;
pub mod json_path;
mod outcome;
mod source;
mod visitor;

pub use limits::Limits;
pub use lines::LineRange;
pub use outcome::{FileOutcome, Reason, Status, StopReason};
pub use source::{SliceSource, Source, SourceReader};
pub use visitor::{FieldBatch, MemberDetails, Place, TextBlock, Visitor};

/// What is known of an object besides its bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ObjectHints<'a> {
    /// The object's key; its extension helps to tell the format, and content wins over it.
    pub key: &'a str,
    /// The `Content-Encoding` of the object.
    pub content_encoding: Option<&'a str>,
}

/// Extracts one object.
pub fn extract(source: &mut dyn Source, hints: &ObjectHints<'_>, limits: &Limits, visitor: &mut dyn Visitor) -> FileOutcome {
    let _ = (source, hints, limits, visitor);
    FileOutcome::skipped(Reason::UnsupportedFileType, "application/octet-stream")
}
