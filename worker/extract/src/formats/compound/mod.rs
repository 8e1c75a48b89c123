//! Compound files (Microsoft's \[MS-CFB\]): the container of Word, Excel and PowerPoint until 2003, of encrypted documents of
//! any later version, and of Outlook messages. Which of them it is, the names of its streams tell.

mod compressed_rtf;
mod container;
mod formula;
pub(super) mod mapi;
mod message;
mod powerpoint;
mod properties;
mod slides;
mod word;
mod workbook;

pub(super) use compressed_rtf::decompress as decompress_rtf;

use super::biff::utf16;
use super::prose::{Prose, Writer};
use crate::input::{Input, Metered};
use crate::outcome::{FileOutcome, Reason};
use crate::sniff::Sniffed;
use crate::source::{SliceSource, SourceReader};
use crate::walk::{Analysis, Charge, Fatal, File, Halt, Member, Walk};
use container::{Container, Stream};
use std::io::{self, BufReader};

/// Bytes of a stream that are read at once.
const BUFFER_BYTES: usize = 64 * 1024;

/// What the container holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Workbook(&'static str),
    Word,
    PowerPoint,
    /// A message of Outlook.
    Message,
    /// A document of any kind that is encrypted.
    Encrypted,
    /// A whole file, as it is embedded in documents.
    Embedded(&'static str),
    Other,
}

/// Streams that tell what a container holds. The first that is there decides.
const STREAMS: &[(&str, Content)] = &[
    ("/EncryptedPackage", Content::Encrypted),
    ("/Workbook", Content::Workbook("/Workbook")),
    ("/Book", Content::Workbook("/Book")),
    ("/WordDocument", Content::Word),
    ("/PowerPoint Document", Content::PowerPoint),
    (message::PROPERTIES, Content::Message),
    ("/Package", Content::Embedded("/Package")),
    ("/CONTENTS", Content::Embedded("/CONTENTS")),
];

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    match input {
        Input::Window(reader) => within(walk, reader.window(0, u64::MAX), sniffed),
        Input::Stream(stream) => {
            let room = walk.limits.zip_buffer_bytes.saturating_sub(walk.shared.buffered.get());
            match stream.take_all(room, &walk.shared) {
                Ok(Some(bytes)) => {
                    walk.shared.buffered.set(walk.shared.buffered.get() + bytes.len());
                    let mut source = SliceSource::new(&bytes);
                    let analysis = within(walk, SourceReader::new(&mut source), sniffed);
                    walk.shared.buffered.set(walk.shared.buffered.get() - bytes.len());
                    analysis
                }
                Ok(None) => {
                    let detail = "the document is larger than one that lies in a stream may be";
                    walk.halted(sniffed.skipped(), Halt::Limit(Reason::MalformedOrFileSizeExceedsLimit, detail))
                }
                Err(error) => walk.halted(sniffed.skipped(), Halt::Read(error)),
            }
        }
    }
}

fn within(walk: &mut Walk<'_>, reader: SourceReader<'_>, sniffed: &Sniffed) -> Analysis {
    let mut container = match Container::open(reader) {
        Ok(container) => container,
        Err(error) => {
            if walk.shared.source_failed() {
                return walk.halted(sniffed.skipped(), Halt::Read(error));
            }
            return Analysis::of(corrupt(sniffed));
        }
    };
    let content =
        STREAMS.iter().find(|(name, _)| container.is_stream(name)).map_or(Content::Other, |(_, content)| *content);
    if content == Content::Other && container.is_cut() {
        return Analysis::of(corrupt(sniffed));
    }
    let mime_type = match content {
        Content::Workbook(_) => "application/vnd.ms-excel",
        Content::Word => "application/msword",
        Content::PowerPoint => "application/vnd.ms-powerpoint",
        Content::Message => "application/vnd.ms-outlook",
        _ => &sniffed.mime_type,
    };
    let mut document = Document { prose: Prose::default(), bytes: 0, fault: None, fatal: None };
    let read = match content {
        Content::Encrypted => Err(encrypted()),
        Content::Other => return Analysis::of(FileOutcome::skipped(Reason::UnsupportedFileType, mime_type)),
        Content::Workbook(stream) => workbook::read(walk, &mut container, stream, &mut document),
        Content::Word => word::read(walk, &mut container, &mut document),
        Content::PowerPoint => powerpoint::read(walk, &mut container, &mut document),
        Content::Message => message::read(walk, &mut container, &mut document),
        Content::Embedded(stream) => document.embedded(walk, &mut container, stream),
    };
    let read = read.and_then(|()| document.properties(walk, &mut container));
    if container.is_cut() {
        document.fault("a part of the document's directory cannot be read");
    }
    let finished = document.prose.finish(walk);
    document.finish(walk, mime_type, read.and(finished))
}

fn corrupt(sniffed: &Sniffed) -> FileOutcome {
    let reason = Reason::MalformedOrFileSizeExceedsLimit;
    FileOutcome::skipped(reason, sniffed.mime_type.clone()).with_detail("the document is corrupt")
}

/// Why nothing is known of an encrypted document.
fn encrypted() -> Halt {
    Halt::Limit(Reason::UnsupportedFileType, "the document is encrypted")
}

/// Opens a stream for reading.
fn open<'c, 's>(container: &'c mut Container<'s>, stream: &str) -> io::Result<BufReader<Stream<'c, 's>>> {
    Ok(BufReader::with_capacity(BUFFER_BYTES, container.open_stream(stream)?))
}

/// A document that is being read.
struct Document {
    prose: Prose,
    /// Bytes of the streams that were read.
    bytes: u64,
    fault: Option<(Reason, &'static str)>,
    fatal: Option<Fatal>,
}

impl Document {
    /// Something is wrong, but the rest can be read.
    fn fault(&mut self, detail: &'static str) {
        self.fault.get_or_insert((Reason::MalformedOrFileSizeExceedsLimit, detail));
    }

    /// Author, title and the like.
    fn properties(&mut self, walk: &mut Walk<'_>, container: &mut Container<'_>) -> Result<(), Halt> {
        for stream in ["/\u{5}SummaryInformation", "/\u{5}DocumentSummaryInformation"] {
            if container.is_stream(stream) {
                let content = properties::content(container, stream);
                if walk.shared.source_failed() {
                    return Err(Halt::Read(io::Error::other("the source has failed")));
                }
                let Ok(content) = content else { continue };
                self.bytes += content.len() as u64;
                self.prose.fresh_line(walk)?;
                for line in properties::lines(&content) {
                    self.prose.push(walk, line.as_bytes())?;
                    self.prose.fresh_line(walk)?;
                }
            }
        }
        Ok(())
    }

    /// A stream that is a whole file.
    fn embedded(&mut self, walk: &mut Walk<'_>, container: &mut Container<'_>, stream: &str) -> Result<(), Halt> {
        let mut reader = open(container, stream)?;
        let member = Member { path: stream.trim_start_matches('/').to_owned(), size: None, last_modified_unix: None };
        let mut metered = Metered::new(&mut reader, walk.shared.clone(), walk.limits.archive_member_bytes);
        let meter = metered.meter();
        let file = File { name: &member.path, size: None, charge: Charge::Metered(meter.clone()) };
        let analysis = walk.embedded(&member, |walk| walk.file(Input::stream(&mut metered), &file));
        self.bytes += meter.bytes();
        self.fatal = analysis.fatal;
        match analysis.fatal {
            None => Ok(()),
            Some(fatal) => Err(Halt::Limit(fatal.reason(), "the analysis ended in an embedded file")),
        }
    }

    fn finish(self, walk: &Walk<'_>, mime_type: &str, read: Result<(), Halt>) -> Analysis {
        let mut outcome = FileOutcome::complete(mime_type);
        outcome.bytes = self.bytes;
        if let Some(fatal) = self.fatal {
            return Analysis::fatal(outcome, fatal);
        }
        match read {
            Err(Halt::Read(_)) if !walk.shared.source_failed() && walk.shared.tripped().is_none() => {
                outcome.detail = Some("the document is corrupt or ends too early".to_owned());
                outcome.cut_short(Reason::MalformedOrFileSizeExceedsLimit);
                return Analysis::of(outcome);
            }
            Err(halt) => {
                if matches!(halt, Halt::Limit(Reason::UnsupportedFileType, _)) {
                    outcome.bytes = 0;
                }
                return walk.halted(outcome, halt);
            }
            Ok(()) => {}
        }
        if let Some((reason, detail)) = self.fault {
            outcome.detail = Some(detail.to_owned());
            outcome.cut_short(reason);
        }
        Analysis::of(outcome)
    }
}

/// The number of two bytes at `at`.
fn half(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

/// The number of four bytes at `at`.
fn word_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}
