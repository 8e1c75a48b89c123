//! The walk over one object: what is told to the visitor, which level it is at, and how a file's analysis ends.

use crate::formats::{self, At, Format};
use crate::input::{Input, Meter};
use crate::limits::Limits;
use crate::name;
use crate::outcome::{FileOutcome, Reason, Status, StopReason};
use crate::shared::{Shared, Trip};
use crate::sniff::{self, PREFIX_BYTES, Sniffed};
use crate::source::{SliceSource, SourceReader};
use crate::text::encoded::{self, Buffers, Carry};
use crate::text::lookahead::boundary;
use crate::text::{Lookahead, Rewriter};
use crate::visitor::{FieldBatch, MemberDetails, Picture, Place, Recognition, TextBlock, Visitor};
use magpie_detect::{ContextId, Field};
use std::io;
use std::ops::{ControlFlow, Range};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

/// Bytes of the surrounding text that are shown around a decoded one: for key words, and for what may stand beside a value.
const AROUND_ENCODED: usize = 128;

pub(crate) const WINDOW_TOO_LARGE: &str = "decompressing the file needs more memory than a file may use";
pub(crate) const NEEDS_DICTIONARY: &str = "the data were compressed with a dictionary that is not among them";
const MEMBER_TOO_LARGE: &str = "the file is larger than a file in an archive may be";

/// Why the rest of the object is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fatal {
    Stop(StopReason),
    Source,
    Object(Reason),
}

impl Fatal {
    pub(crate) fn reason(self) -> Reason {
        match self {
            Fatal::Stop(stop) => stop.reason(),
            Fatal::Source => Reason::SourceUnavailable,
            Fatal::Object(reason) => reason,
        }
    }
}

/// Why the analysis of one file stopped before its end.
#[derive(Debug)]
pub(crate) enum Halt {
    Stop(StopReason),
    /// Reading failed; [`Shared`] knows whether the source or a limit was the cause.
    Read(io::Error),
    /// A limit of the file's format.
    Limit(Reason, &'static str),
}

impl From<io::Error> for Halt {
    fn from(error: io::Error) -> Self {
        Halt::Read(error)
    }
}

/// How a file's analysis ended, and whether the whole object's ends with it.
pub(crate) struct Analysis {
    pub(crate) outcome: FileOutcome,
    pub(crate) fatal: Option<Fatal>,
}

impl Analysis {
    pub(crate) fn of(outcome: FileOutcome) -> Self {
        Analysis { outcome, fatal: None }
    }

    pub(crate) fn fatal(mut outcome: FileOutcome, fatal: Fatal) -> Self {
        outcome.reason = None;
        outcome.cut_short(fatal.reason());
        Analysis { outcome, fatal: Some(fatal) }
    }
}

/// What the bytes of a file count as, once it is known whether the file is an archive.
pub(crate) enum Charge {
    /// The object itself: nothing was extracted.
    Object,
    /// A member whose bytes lie in the archive as they are.
    Declared(u64),
    /// A member that is being decompressed.
    Metered(Rc<Meter>),
}

/// A file about to be analysed.
pub(crate) struct File<'n> {
    /// The object's key, or the member's path.
    pub(crate) name: &'n str,
    /// Its size, if known.
    pub(crate) size: Option<u64>,
    pub(crate) charge: Charge,
}

/// A file inside an archive, about to be entered.
pub(crate) struct Member {
    pub(crate) path: String,
    pub(crate) size: Option<u64>,
    pub(crate) last_modified_unix: Option<i64>,
}

/// One extraction under way.
pub(crate) struct Walk<'v> {
    pub(crate) limits: &'v Limits,
    pub(crate) shared: Rc<Shared>,
    visitor: &'v mut dyn Visitor,
    pub(crate) takes_repeats: bool,
    /// The visitor broke off: it gets no more content, whatever parsers still have in their buffers.
    stopped: Option<StopReason>,
    /// Names of the open members, joined.
    path: String,
    /// Archives that are open.
    level: u32,
    members: u64,
    /// Where the search for encoded text stands.
    carry: Carry,
    buffers: Buffers,
    /// A decoded text between what surrounds it.
    window: Vec<u8>,
    /// The content codings (of HTTP) that were declared for the file that comes next.
    pub(crate) encoding: Option<&'v str>,
}

impl<'v> Walk<'v> {
    pub(crate) fn new(limits: &'v Limits, shared: Rc<Shared>, visitor: &'v mut dyn Visitor) -> Self {
        let takes_repeats = visitor.takes_repeats();
        Walk {
            limits,
            shared,
            visitor,
            takes_repeats,
            stopped: None,
            path: String::new(),
            level: 0,
            members: 0,
            carry: Carry::Core,
            buffers: Buffers::default(),
            window: Vec::new(),
            encoding: None,
        }
    }

    /// Calls the visitor; marks that it is its code that runs.
    fn visit<T>(&mut self, call: impl FnOnce(&mut dyn Visitor) -> T) -> T {
        self.shared.in_visitor.set(true);
        let answer = call(self.visitor);
        self.shared.in_visitor.set(false);
        answer
    }

    /// Gives the visitor something, unless it broke off before.
    fn give(&mut self, call: impl FnOnce(&mut dyn Visitor) -> ControlFlow<StopReason>) -> ControlFlow<StopReason> {
        if let Some(stop) = self.stopped {
            return ControlFlow::Break(stop);
        }
        let answer = self.visit(call);
        self.stopped = answer.break_value();
        answer
    }

    pub(crate) fn context(&mut self, names: &[&str]) -> ContextId {
        self.visit(|visitor| visitor.context(names))
    }

    pub(crate) fn text(&mut self, block: &TextBlock<'_>) -> Result<(), Halt> {
        self.shared.visited.set(true);
        match self.give(|visitor| visitor.text(block)) {
            ControlFlow::Continue(()) => self.decoded(block),
            ControlFlow::Break(stop) => Err(Halt::Stop(stop)),
        }
    }

    /// Asks the visitor whether to go on, where nothing may be found to visit for long.
    pub(crate) fn quiet(&mut self) -> Result<(), Halt> {
        match self.give(|visitor| visitor.quiet()) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(stop) => Err(Halt::Stop(stop)),
        }
    }

    /// Visits what is encoded inside a text, between what surrounds it.
    fn decoded(&mut self, block: &TextBlock<'_>) -> Result<(), Halt> {
        // A text begins without context before it.
        let carry = if block.core.start == 0 { Carry::Core } else { self.carry };
        let (mut buffers, mut window) = (std::mem::take(&mut self.buffers), std::mem::take(&mut self.window));
        let ended = encoded::find(block.window, block.core.clone(), carry, &mut buffers, &mut |range, text| {
            // The other parts of a token are no text: words in them would be chance.
            let token = encoded::token(block.window, &range);
            let before = boundary(block.window, token.start.saturating_sub(AROUND_ENCODED));
            let after = boundary(block.window, token.end.saturating_add(AROUND_ENCODED));
            window.clear();
            window.extend_from_slice(&block.window[before..token.start]);
            let core = window.len()..window.len() + text.len();
            window.extend_from_slice(text);
            window.extend_from_slice(&block.window[token.end..after]);
            let (place, bytes) = (block.place(range.clone()), block.bytes(range));
            let inner = TextBlock::at(&window, core, &place).meant_by(bytes);
            match self.give(|visitor| visitor.decoded(&inner)) {
                ControlFlow::Continue(()) => Ok(()),
                ControlFlow::Break(stop) => Err(Halt::Stop(stop)),
            }
        });
        (self.buffers, self.window) = (buffers, window);
        self.carry = ended?;
        Ok(())
    }

    /// Visits a text that lies in memory, in blocks. `place`: where it lies, if it has no lines.
    pub(crate) fn whole_text(&mut self, text: &[u8], place: Option<&Place>) -> Result<(), Halt> {
        let mut rewriter = Rewriter::new(place.cloned());
        rewriter.push(text);
        rewriter.finish(self)
    }

    /// Asks the visitor for the text that a picture shows.
    pub(crate) fn recognise(&mut self, picture: &Picture<'_>) -> Recognition {
        self.visit(|visitor| visitor.recognise(picture))
    }

    pub(crate) fn fields(&mut self, batch: &FieldBatch<'_>) -> Result<(), Halt> {
        self.shared.visited.set(true);
        if let ControlFlow::Break(stop) = self.give(|visitor| visitor.fields(batch)) {
            return Err(Halt::Stop(stop));
        }
        let mut buffers = std::mem::take(&mut self.buffers);
        let ended = encoded::fields_to_search(batch.text, batch.fields).try_for_each(|index| {
            let Some(field) = batch.fields.get(index) else { return Ok(()) };
            let start = field.start as usize;
            let value = batch.text.get(start..field.end as usize).unwrap_or_default();
            let mut found = |range: Range<usize>, text: &[u8]| {
                let range = start + range.start..start + range.end;
                if batch.in_core(range.start) && !batch.is_name(index) {
                    let at = At { place: batch.place_of(index, range.clone()), bytes: batch.bytes_of(index, range) };
                    self.decoded_field(&at, field.context, text)?;
                    return batch.repeats(index).try_for_each(|repeat| {
                        self.decoded_field(&At { place: repeat.place(), bytes: None }, field.context, text)
                    });
                }
                Ok(())
            };
            encoded::find(value, 0..value.len(), Carry::Core, &mut buffers, &mut found).map(|_| ())
        });
        self.buffers = buffers;
        ended
    }

    /// Visits what is encoded inside a value, as a value at the same place.
    fn decoded_field(&mut self, at: &At, context: ContextId, text: &[u8]) -> Result<(), Halt> {
        let field = Field { start: 0, end: u32::try_from(text.len()).unwrap_or(u32::MAX), context };
        let fields = [field];
        match self.give(|visitor| visitor.fields(&FieldBatch::new(text, &fields, at, None))) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(stop) => Err(Halt::Stop(stop)),
        }
    }

    /// Analyses one file: the object, or a member that was entered.
    ///
    /// This is the one place where a panic of a parser is caught. It ends the file (and the members that were open in
    /// it) and not the archive that holds it. A panic of the visitor goes on.
    pub(crate) fn file(&mut self, input: Input<'_>, file: &File<'_>) -> Analysis {
        let (level, path, open_members) = (self.level, self.path.len(), self.shared.open_members.get());
        let (buffered, decoders) = (self.shared.buffered.get(), self.shared.decoders.get());
        let panics = self.shared.panics.get();
        let visited_before = self.shared.visited.replace(false);
        let caught = catch_unwind(AssertUnwindSafe(|| self.unguarded(input, file)));
        let visited = self.shared.visited.replace(visited_before || self.shared.visited.get());
        match caught {
            Ok(mut analysis) => {
                analysis.outcome.parser_panics = self.shared.panics.get() - panics;
                analysis
            }
            Err(panic) if self.shared.in_visitor.get() => resume_unwind(panic),
            Err(_) => {
                let mut outcome = FileOutcome::skipped(Reason::MalformedFile, name::mime_of(file.name))
                    .with_detail("the parser failed on this file");
                if visited {
                    outcome.status = Status::Partial;
                }
                let mut inner = outcome.clone();
                inner.detail = Some("the parser of the archive failed".to_owned());
                while self.shared.open_members.get() > open_members {
                    self.visit(|visitor| visitor.leave_member(&inner));
                    self.shared.open_members.set(self.shared.open_members.get() - 1);
                }
                self.level = level;
                self.path.truncate(path);
                self.shared.buffered.set(buffered);
                self.shared.decoders.set(decoders);
                self.shared.panics.set(self.shared.panics.get().saturating_add(1));
                outcome.parser_panics = self.shared.panics.get() - panics;
                if self.shared.source_failed() {
                    return Analysis::fatal(outcome, Fatal::Source);
                }
                Analysis::of(outcome)
            }
        }
    }

    fn unguarded(&mut self, mut input: Input<'_>, file: &File<'_>) -> Analysis {
        let encoding = self.encoding.take();
        let prefix = match input.peek(PREFIX_BYTES) {
            Ok(prefix) => prefix,
            Err(error) => {
                let outcome = FileOutcome::skipped(Reason::MalformedFile, name::mime_of(file.name));
                return self.halted(outcome, Halt::Read(error));
            }
        };
        let complete = prefix.len() < PREFIX_BYTES;
        let mut sniffed = sniff::sniff(&prefix, complete, file.name);
        if let Some(encoding) = encoding {
            // Codings are listed in the order in which they were applied: the last is the outermost.
            let (inner, outer) = encoding.rsplit_once(',').unwrap_or(("", encoding));
            if sniffed.declared(outer.trim(), &prefix, complete) {
                self.encoding = Some(inner).filter(|inner| !inner.trim().is_empty());
            }
        }
        drop(prefix);
        if let (Input::Window(reader), Some(Format::Zip | Format::Office(_))) = (&mut input, &sniffed.format) {
            if let Some(kind) = formats::office::kind_in(self, reader) {
                sniffed.settle(kind);
            }
            if self.shared.source_failed() {
                let error = io::Error::other("the source has failed");
                return self.halted(sniffed.skipped(), Halt::Read(error));
            }
        }
        let mut analysis = self.sniffed(&mut input, file, &sniffed);
        analysis.outcome.extension_mime_type = sniffed.extension_mime_type();
        analysis
    }

    fn sniffed(&mut self, input: &mut Input<'_>, file: &File<'_>, sniffed: &Sniffed) -> Analysis {
        // What came out before decompression failed may look like anything.
        let corrupt = matches!(&file.charge, Charge::Metered(meter) if meter.failed());
        let unknown = self.limits.unknown_bytes > 0 && !corrupt && formats::unknown::may_hold_texts(&sniffed.mime_type);
        let Some(format) = sniffed.format.as_ref().or(unknown.then_some(&Format::Unknown)) else {
            let reason = if corrupt { Reason::MalformedFile } else { Reason::UnsupportedFileType };
            return Analysis::of(FileOutcome::skipped(reason, sniffed.mime_type.clone()));
        };
        let container = format.is_container();
        if !matches!(file.charge, Charge::Object)
            && file.size.is_some_and(|size| size > self.limits.archive_member_bytes)
        {
            let outcome = FileOutcome::skipped(Reason::FileExceedsSizeLimit, sniffed.mime_type.clone());
            return Analysis::of(outcome.with_detail(MEMBER_TOO_LARGE));
        }
        let charged = match &file.charge {
            Charge::Object => Ok(()),
            Charge::Declared(bytes) => self.shared.charge(*bytes, container),
            Charge::Metered(meter) => {
                if container {
                    meter.is_container(&self.shared);
                }
                Ok(())
            }
        };
        let skipped = |reason| FileOutcome::skipped(reason, sniffed.mime_type.clone());
        if let Err(Trip::Object(reason)) = charged {
            return Analysis::fatal(skipped(reason), Fatal::Object(reason));
        }
        if let Some(size) = file.size
            && size > format.most_bytes(self.limits)
        {
            return Analysis::of(skipped(format.size_reason()));
        }
        if !format.is_archive() {
            return formats::analyse(self, input, sniffed, format, file);
        }
        if self.level >= self.limits.archive_depth {
            return Analysis::of(skipped(Reason::ArchiveNestingLevelOverLimit));
        }
        self.level += 1;
        let analysis = formats::analyse(self, input, sniffed, format, file);
        self.level -= 1;
        analysis
    }

    /// Analyses a file that lies decoded in memory inside a file which is no archive itself (an attachment). It counts
    /// as one level of nesting, and as extracted bytes.
    pub(crate) fn embedded_bytes(&mut self, path: &str, bytes: &[u8]) -> Analysis {
        let member = Member {
            path: name::shorten(path.to_owned(), self.limits.member_name_bytes),
            size: Some(bytes.len() as u64),
            last_modified_unix: None,
        };
        self.embedded(&member, |walk| {
            let mut source = SliceSource::new(bytes);
            let charge = Charge::Declared(bytes.len() as u64);
            let file = File { name: &member.path, size: member.size, charge };
            walk.file(Input::Window(SourceReader::new(&mut source)), &file)
        })
    }

    /// Announces a file that lies inside another, and cannot be read.
    pub(crate) fn embedded_skipped(&mut self, path: &str, outcome: FileOutcome) -> Analysis {
        let path = name::shorten(path.to_owned(), self.limits.member_name_bytes);
        self.member(&Member { path, size: None, last_modified_unix: None }, |_| Analysis::of(outcome))
    }

    /// Announces a member, analyses it with `analyse`, and closes it.
    pub(crate) fn member(&mut self, member: &Member, analyse: impl FnOnce(&mut Self) -> Analysis) -> Analysis {
        if let Some(stop) = self.stopped {
            let outcome = FileOutcome::skipped(stop.reason(), name::mime_of(&member.path));
            return Analysis::fatal(outcome, Fatal::Stop(stop));
        }
        self.shared.next_member();
        self.members += 1;
        if self.members > self.limits.archive_members {
            let reason = Reason::ArchiveTotalDocumentsProcessedOverLimit;
            return Analysis::fatal(FileOutcome::skipped(reason, ""), Fatal::Object(reason));
        }
        let outer = self.path.len();
        if outer > 0 {
            self.path.push('!');
        }
        self.path.push_str(&member.path);
        let full_path = std::mem::take(&mut self.path);
        let extension = name::extension(&member.path);
        let details = MemberDetails {
            path: &member.path,
            full_path: &full_path,
            extension: &extension,
            size: member.size,
            last_modified_unix: member.last_modified_unix,
        };
        self.shared.open_members.set(self.shared.open_members.get() + 1);
        let entered = self.give(|visitor| visitor.enter_member(&details));
        self.path = full_path;
        let analysis = match entered {
            ControlFlow::Continue(()) => analyse(self),
            ControlFlow::Break(stop) => {
                let outcome = FileOutcome::skipped(stop.reason(), name::mime_of(&member.path));
                Analysis::fatal(outcome, Fatal::Stop(stop))
            }
        };
        self.visit(|visitor| visitor.leave_member(&analysis.outcome));
        self.shared.open_members.set(self.shared.open_members.get() - 1);
        self.path.truncate(outer);
        analysis
    }

    /// Announces a file that is embedded in a document, and analyses it one level deeper.
    pub(crate) fn embedded(&mut self, member: &Member, analyse: impl FnOnce(&mut Self) -> Analysis) -> Analysis {
        if self.level >= self.limits.archive_depth {
            let outcome = FileOutcome::skipped(Reason::ArchiveNestingLevelOverLimit, name::mime_of(&member.path));
            return self.member(member, |_| Analysis::of(outcome));
        }
        self.level += 1;
        let analysis = self.member(member, analyse);
        self.level -= 1;
        analysis
    }

    /// The end of a file whose analysis stopped: `outcome` says what was done so far.
    pub(crate) fn halted(&self, mut outcome: FileOutcome, halt: Halt) -> Analysis {
        let reason = match halt {
            Halt::Stop(stop) => return Analysis::fatal(outcome, Fatal::Stop(stop)),
            Halt::Limit(reason, detail) => {
                outcome.detail = Some(detail.to_owned());
                reason
            }
            Halt::Read(_) if self.shared.source_failed() => return Analysis::fatal(outcome, Fatal::Source),
            Halt::Read(error) => match self.shared.take_trip() {
                Some(Trip::Object(reason)) => return Analysis::fatal(outcome, Fatal::Object(reason)),
                Some(Trip::Member) => {
                    outcome.detail = Some(MEMBER_TOO_LARGE.to_owned());
                    Reason::FileExceedsSizeLimit
                }
                Some(Trip::Memory) => {
                    outcome.detail = Some(WINDOW_TOO_LARGE.to_owned());
                    Reason::FileExceedsSizeLimit
                }
                Some(Trip::Dictionary) => {
                    outcome.detail = Some(NEEDS_DICTIONARY.to_owned());
                    Reason::UnsupportedFileType
                }
                None => {
                    outcome.detail = Some(match error.kind() {
                        io::ErrorKind::UnexpectedEof => "the data end too early".to_owned(),
                        _ => "the data are corrupt".to_owned(),
                    });
                    Reason::MalformedFile
                }
            },
        };
        outcome.reason = None;
        outcome.cut_short(reason);
        Analysis::of(outcome)
    }

    /// The end of a file that was read as text of some kind.
    pub(crate) fn text_ended(
        &self,
        text: Lookahead<'_, '_>,
        ended: Result<Option<&'static str>, Halt>,
        mime_type: &str,
    ) -> Analysis {
        let mut outcome = FileOutcome::complete(mime_type);
        outcome.encoding = Some(text.encoding());
        let (bytes, passed) = (text.bytes(), text.passed());
        let failed = text.error();
        outcome.bytes = if ended.is_ok() && failed.is_none() { bytes } else { passed };
        match (ended, failed) {
            (Err(halt), _) => self.halted(outcome, halt),
            (Ok(_), Some(error)) => self.halted(outcome, Halt::Read(error)),
            (Ok(detail), None) => {
                outcome.detail = detail.map(str::to_owned);
                Analysis::of(outcome)
            }
        }
    }
}

/// The sum of an archive's members.
#[derive(Default)]
pub(crate) struct Tally {
    bytes: u64,
    analysed: u64,
    unprocessed: u64,
    too_deep: bool,
    fatal: Option<Fatal>,
    fault: Option<(Reason, &'static str)>,
}

impl Tally {
    /// Adds a member. Break: the object's analysis has ended.
    pub(crate) fn add(&mut self, member: &Analysis) -> ControlFlow<()> {
        self.bytes += member.outcome.bytes;
        if member.outcome.status != Status::Skipped {
            self.analysed += 1;
        }
        if member.outcome.status != Status::Complete {
            self.unprocessed += 1;
        }
        self.too_deep |= member.outcome.reason == Some(Reason::ArchiveNestingLevelOverLimit);
        if member.fatal.is_some() {
            self.fatal = member.fatal;
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// Whether the object's analysis has ended with a member.
    pub(crate) fn ended(&self) -> bool {
        self.fatal.is_some()
    }

    /// Something is wrong with the archive itself. The first fault stays.
    pub(crate) fn fault(&mut self, reason: Reason, detail: &'static str) {
        self.fault.get_or_insert((reason, detail));
    }

    /// Reading the archive itself failed.
    pub(crate) fn failed(&mut self, walk: &Walk<'_>, error: io::Error) {
        let analysis = walk.halted(FileOutcome::complete(""), Halt::Read(error));
        match analysis.fatal {
            Some(fatal) => self.fatal = Some(fatal),
            None if analysis.outcome.reason == Some(Reason::FileExceedsSizeLimit) => {
                self.fault(Reason::FileExceedsSizeLimit, "the archive is larger than a file in an archive may be");
            }
            None => self.fault(Reason::MalformedFile, "the archive is corrupt or ends too early"),
        }
    }

    /// The outcome of the archive.
    pub(crate) fn finish(self, mime_type: &str) -> Analysis {
        let mut outcome = FileOutcome::complete(mime_type);
        outcome.bytes = self.bytes;
        let reason = match (self.fatal, self.fault) {
            (Some(fatal), _) => Some(fatal.reason()),
            (None, Some((reason, detail))) => {
                outcome.detail = Some(detail.to_owned());
                Some(reason)
            }
            (None, None) if self.too_deep => Some(Reason::ArchiveNestingLevelOverLimit),
            (None, None) if self.unprocessed > 0 => Some(Reason::ArchiveContainsUnprocessedFiles),
            (None, None) => None,
        };
        if let Some(reason) = reason {
            outcome.reason = Some(reason);
            outcome.status = if self.analysed > 0 || self.bytes > 0 { Status::Partial } else { Status::Skipped };
        }
        Analysis { outcome, fatal: self.fatal }
    }
}
