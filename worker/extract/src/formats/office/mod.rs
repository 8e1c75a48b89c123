//! Documents that are zip archives: Office Open XML (ECMA-376), OpenDocument (OASIS, ISO/IEC 26300) and EPUB.
//!
//! Which kind a zip archive is, its directory tells: the part that every document of the kind has, or the media type that it
//! stores. The name of the file does not matter. A document is one file for results, and no archive; but whole files that are
//! embedded in it are visited as members.

mod binary_workbook;
mod cells;
mod epub;
pub(crate) mod flat;
mod markup;
mod numbers;
mod open_document;
mod package;
mod presentation;
mod relations;
mod shared_strings;
mod word;
mod workbook;

pub(super) use cells::Cells;
pub(super) use numbers::Shown;
pub(super) use shared_strings::SharedStrings;

use super::prose::Prose;
use super::zip;
use crate::input::{Input, Metered};
use crate::name;
use crate::outcome::{FileOutcome, Reason};
use crate::shared::Trip;
use crate::sniff::Sniffed;
use crate::source::{SliceSource, SourceReader};
use crate::walk::{Analysis, Charge, Fatal, File, Halt, Member, Walk};
use package::Package;

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Workbook,
    Word,
    Presentation,
    OpenSpreadsheet,
    OpenText,
    OpenPresentation,
    Epub,
}

/// Media types that a document stores in its part `mimetype`, and what they begin.
const STORED_TYPES: &[(&str, Kind)] = &[
    ("application/vnd.oasis.opendocument.spreadsheet", Kind::OpenSpreadsheet),
    ("application/vnd.oasis.opendocument.presentation", Kind::OpenPresentation),
    ("application/vnd.oasis.opendocument.text", Kind::OpenText),
    ("application/epub+zip", Kind::Epub),
];

/// The kind of document that stores this media type (templates and master documents are of the same kind).
pub(crate) fn stored_kind(stored: &[u8]) -> Option<Kind> {
    STORED_TYPES.iter().find(|(known, _)| stored.starts_with(known.as_bytes())).map(|(_, kind)| *kind)
}

impl Kind {
    pub(crate) fn mime_type(self) -> &'static str {
        match self {
            Kind::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Kind::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Kind::Presentation => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Kind::OpenSpreadsheet => "application/vnd.oasis.opendocument.spreadsheet",
            Kind::OpenText => "application/vnd.oasis.opendocument.text",
            Kind::OpenPresentation => "application/vnd.oasis.opendocument.presentation",
            Kind::Epub => "application/epub+zip",
        }
    }
}

/// The kind of document that the archive is, if it is one. `None`: its directory cannot be read.
pub(crate) fn kind_in(walk: &mut Walk<'_>, reader: &mut SourceReader<'_>) -> Option<Option<Kind>> {
    let mut package = Package::open(walk, reader)?;
    Some(kind_of(walk, &mut package))
}

fn kind_of(walk: &mut Walk<'_>, package: &mut Package<'_, '_>) -> Option<Kind> {
    if package.find("[Content_Types].xml").is_some() {
        let folders = [("xl/", Kind::Workbook), ("word/", Kind::Word), ("ppt/", Kind::Presentation)];
        for (folder, kind) in folders {
            let main = |name: &str| {
                let base = name.strip_prefix(folder).unwrap_or_default();
                ["workbook", "document", "presentation"].iter().any(|main| base.starts_with(main))
            };
            if package.parts.iter().any(|part| main(&part.name.to_ascii_lowercase())) {
                return Some(kind);
            }
        }
    }
    let stored = package.find("mimetype")?;
    let stored = package.read_small(walk, stored, 256).ok()?;
    stored_kind(&stored)
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed, file: &File<'_>) -> Analysis {
    let analysis = match input {
        Input::Window(reader) => within(walk, reader),
        Input::Stream(stream) => {
            let room = walk.limits.zip_buffer_bytes.saturating_sub(walk.shared.buffered.get());
            match stream.take_all(room, &walk.shared).unwrap_or(None) {
                Some(bytes) => {
                    walk.shared.buffered.set(walk.shared.buffered.get() + bytes.len());
                    let mut source = SliceSource::new(&bytes);
                    let mut reader = SourceReader::new(&mut source);
                    let analysis = within(walk, &mut reader)
                        .unwrap_or_else(|| zip::analyse(walk, &mut Input::Window(reader), sniffed, file));
                    walk.shared.buffered.set(walk.shared.buffered.get() - bytes.len());
                    return analysis;
                }
                None => None,
            }
        }
    };
    // Damaged, or too large to be held: then what can be read is read as that of an archive.
    analysis.unwrap_or_else(|| zip::analyse(walk, input, sniffed, file))
}

/// Analyses the document that the archive is, if it is one.
pub(crate) fn within(walk: &mut Walk<'_>, reader: &mut SourceReader<'_>) -> Option<Analysis> {
    let mut package = Package::open(walk, reader)?;
    let kind = kind_of(walk, &mut package)?;
    let mut document = Document::new(package);
    let read = document.read(walk, kind);
    let finished = document.prose.finish(walk);
    Some(document.finish(walk, kind, read.and(finished)))
}

/// A document that is being read.
struct Document<'p, 's> {
    package: Package<'p, 's>,
    prose: Prose,
    /// Parts that were read, or that hold nothing to look at.
    done: Vec<bool>,
    fault: Option<(Reason, &'static str)>,
    fatal: Option<Fatal>,
}

impl<'p, 's> Document<'p, 's> {
    fn new(package: Package<'p, 's>) -> Self {
        let done = vec![false; package.parts.len()];
        Document { package, prose: Prose::default(), done, fault: None, fatal: None }
    }

    fn read(&mut self, walk: &mut Walk<'_>, kind: Kind) -> Result<(), Halt> {
        match kind {
            Kind::Workbook => workbook::read(walk, self)?,
            Kind::Word => word::read(walk, self)?,
            Kind::Presentation => presentation::read(walk, self)?,
            Kind::OpenSpreadsheet | Kind::OpenText | Kind::OpenPresentation => {
                if !open_document::read(walk, self)? {
                    return Ok(());
                }
            }
            Kind::Epub => epub::read(walk, self)?,
        }
        markup::read_rest(walk, self, kind)
    }

    /// Takes the part, if it was not read yet.
    fn take(&mut self, part: usize) -> bool {
        match self.done.get_mut(part) {
            Some(done) => !std::mem::replace(done, true),
            None => false,
        }
    }

    /// Parts whose lower-case name begins and ends so and that were not read yet, in the order of their numbers.
    fn parts_like(&self, begin: &str, end: &str) -> Vec<usize> {
        let mut found: Vec<(usize, String, usize)> = Vec::new();
        for (index, part) in self.package.parts.iter().enumerate() {
            let name = part.name.trim_start_matches('/').to_lowercase();
            if !self.done[index] && name.starts_with(begin) && name.ends_with(end) {
                found.push((name.len(), name, index));
            }
        }
        found.sort();
        found.into_iter().map(|(_, _, index)| index).collect()
    }

    /// A fault of one part does not end the document; what does, is passed on.
    fn tolerate(&mut self, walk: &Walk<'_>, result: Result<(), Halt>) -> Result<(), Halt> {
        match result {
            Err(Halt::Read(error)) => {
                if walk.shared.source_failed() || matches!(walk.shared.tripped(), Some(Trip::Object(_))) {
                    return Err(Halt::Read(error));
                }
                self.fault.get_or_insert((
                    Reason::MalformedOrFileSizeExceedsLimit,
                    "a part of the document is corrupt or ends too early",
                ));
                Ok(())
            }
            Err(Halt::Limit(reason, detail))
                if !matches!(
                    reason,
                    Reason::OoxmlUncompressedRatioExceedsLimit | Reason::OoxmlUncompressedSizeExceedsLimit
                ) && self.fatal.is_none() =>
            {
                self.fault.get_or_insert((reason, detail));
                Ok(())
            }
            other => other,
        }
    }

    /// Analyses a part that is a whole file.
    fn embedded(&mut self, walk: &mut Walk<'_>, part: usize) -> Result<(), Halt> {
        let Some(found) = self.package.parts.get(part) else { return Ok(()) };
        let member = Member {
            path: name::shorten(found.name.clone(), walk.limits.member_name_bytes),
            size: Some(found.size),
            last_modified_unix: None,
        };
        let mut fatal = None;
        let result = self.package.read(walk, part, |walk, input| {
            let most = walk.limits.archive_member_bytes;
            let mut stream = Metered::new(input, walk.shared.clone(), most);
            let file = File { name: &member.path, size: member.size, charge: Charge::Metered(stream.meter()) };
            let analysis = walk.embedded(&member, |walk| walk.file(Input::stream(&mut stream), &file));
            fatal = analysis.fatal;
            Ok(())
        });
        match fatal {
            None => self.tolerate(walk, result),
            Some(fatal) => {
                self.fatal = Some(fatal);
                Err(Halt::Limit(fatal.reason(), "the analysis ended in an embedded file"))
            }
        }
    }

    fn finish(self, walk: &Walk<'_>, kind: Kind, read: Result<(), Halt>) -> Analysis {
        let mut outcome = FileOutcome::complete(kind.mime_type());
        outcome.bytes = self.package.expanded;
        if let Some(fatal) = self.fatal {
            return Analysis::fatal(outcome, fatal);
        }
        if let Err(halt) = read {
            return walk.halted(outcome, halt);
        }
        if let Some((reason, detail)) = self.fault {
            if reason == Reason::UnsupportedFileType {
                // Of an encrypted document only the names of its parts are known.
                outcome.bytes = 0;
            }
            outcome.detail = Some(detail.to_owned());
            outcome.cut_short(reason);
        }
        Analysis::of(outcome)
    }
}
