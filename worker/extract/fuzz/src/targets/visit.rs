//! What all targets do: extract the input whole and in small chunks, check what the visitor is promised, and compare.

use magpie_detect::{ContextId, OVERLAP};
use magpie_extract::{
    ByteRange, FieldBatch, FileOutcome, Limits, MemberDetails, ObjectHints, Picture, Place, Recognition, SliceSource,
    Status, StopReason, TextBlock, Visitor, extract,
};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::ops::{ControlFlow, Range};

/// The first two bytes of an input say how it is extracted. They are `?` and a space in the seeds.
///
/// The second run has chunks of as many bytes as the first byte says, and one more.
const HEADER: usize = 2;
/// A bit of the second byte: archives in a stream are read forwards.
const FORWARDS: u8 = 1;
/// The limits are those of the product, and not small ones.
const REAL_LIMITS: u8 = 2;
/// The file lies in a gzip stream, so that it cannot be read with random access.
const IN_STREAM: u8 = 4;
/// The visitor breaks off after some visits.
const IMPATIENT: u8 = 8;

/// The visitor takes values once that come again in a column.
const REPEATS: u8 = 16;

/// Checks every visit, and hashes what does not depend on chunks.
#[derive(Default)]
struct Checker {
    hasher: DefaultHasher,
    /// What was decoded inside texts: when it is told depends on where blocks end. And values that came again.
    decoded: u64,
    takes_repeats: bool,
    /// Context after the last core.
    expected: Vec<u8>,
    open: usize,
    /// Bytes of the object.
    length: u64,
    /// Visits after which the visitor breaks off.
    patience: Option<usize>,
    broken_off: bool,
}

fn hash_of(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Checker {
    /// The place of some text in a block.
    fn place_in(&self, block: &TextBlock<'_>, range: Range<usize>) -> u64 {
        let place = block.place(range.clone());
        if let Place::Lines(lines) = &place {
            assert!(lines.start >= 1 && lines.end >= lines.start && lines.start_column >= 1);
        }
        hash_of((place, self.checked(block.bytes(range))))
    }

    /// Bytes of the file that hold something.
    fn checked(&self, bytes: Option<ByteRange>) -> Option<(u64, u64)> {
        let ByteRange { start, end } = bytes?;
        assert!(start <= end, "bytes that end before they begin");
        // Of a file inside, the length is not known here.
        assert!(self.open > 0 || end <= self.length, "bytes beyond the file");
        Some((start, end))
    }

    fn visit(&mut self) -> ControlFlow<StopReason> {
        assert!(!self.broken_off, "a visit after the visitor broke off");
        match &mut self.patience {
            Some(0) => {
                self.broken_off = true;
                ControlFlow::Break(StopReason::TimeCutOff)
            }
            Some(left) => {
                *left -= 1;
                ControlFlow::Continue(())
            }
            None => ControlFlow::Continue(()),
        }
    }
}

impl Visitor for Checker {
    fn context(&mut self, names: &[&str]) -> ContextId {
        names.hash(&mut self.hasher);
        ContextId::default()
    }

    fn text(&mut self, block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        let TextBlock { window, core, .. } = block;
        assert!(std::str::from_utf8(window).is_ok(), "a window is not UTF-8");
        assert!(!core.is_empty() && core.end <= window.len(), "an empty block, or one beyond its window");
        assert!(core.start == 0 || core.start >= OVERLAP, "too little context before");
        assert!(core.end == window.len() || window.len() - core.end >= OVERLAP, "too little context after");
        if core.start == 0 {
            assert!(self.expected.is_empty(), "a text ended with context that was never in a core");
            self.hasher.write_u8(0xff);
            if !matches!(block.place(0..1), Place::Lines(_)) {
                let place = self.place_in(block, 0..1);
                place.hash(&mut self.hasher);
            }
        }
        assert!(window[core.start..].starts_with(&self.expected), "cores do not follow each other");
        self.expected.clear();
        self.expected.extend_from_slice(&window[core.end..]);
        // One write or several of the same bytes are the same to this hasher.
        let mut from = core.start;
        for (offset, _) in window[core.clone()].iter().enumerate().filter(|(_, byte)| **byte == b'@') {
            let at = core.start + offset;
            self.hasher.write(&window[from..at]);
            let place = self.place_in(block, at..(at + 3).min(window.len()));
            place.hash(&mut self.hasher);
            from = at;
        }
        self.hasher.write(&window[from..core.end]);
        self.visit()
    }

    fn decoded(&mut self, block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        let core = block.core.clone();
        assert!(!core.is_empty() && core.end <= block.window.len());
        assert!(std::str::from_utf8(block.window).is_ok(), "a decoded window is not UTF-8");
        let found = hash_of((&block.window[core.clone()], self.place_in(block, core)));
        self.decoded = self.decoded.wrapping_add(found);
        self.visit()
    }

    fn fields(&mut self, batch: &FieldBatch<'_>) -> ControlFlow<StopReason> {
        assert!(self.expected.is_empty(), "a text ended with context that was never in a core");
        assert!(!batch.fields.is_empty(), "an empty batch");
        let mut end = 0;
        for (index, field) in batch.fields.iter().enumerate() {
            let range = field.start as usize..field.end as usize;
            assert!(range.start >= end && !range.is_empty() && range.end <= batch.text.len(), "fields overlap");
            end = range.end;
            assert!(std::str::from_utf8(&batch.text[range.clone()]).is_ok(), "a value is not UTF-8");
            batch.place(index).hash(&mut self.hasher);
            batch.is_name(index).hash(&mut self.hasher);
            if batch.in_core(range.start) && batch.in_core(range.end - 1) {
                batch.place_of(index, range.clone()).hash(&mut self.hasher);
                self.checked(batch.bytes_of(index, range.clone())).hash(&mut self.hasher);
                self.hasher.write(&batch.text[range.clone()]);
            } else {
                let core = range.clone().filter(|at| batch.in_core(*at));
                core.for_each(|at| self.hasher.write(&batch.text[at..at + 1]));
            }
            for repeat in batch.repeats(index) {
                assert!(self.takes_repeats && !batch.is_name(index), "a value that came again");
                let again = hash_of((&batch.text[range.clone()], repeat.place()));
                self.decoded = self.decoded.wrapping_add(again);
            }
        }
        self.visit()
    }

    fn takes_repeats(&self) -> bool {
        self.takes_repeats
    }

    fn recognise(&mut self, picture: &Picture<'_>) -> Recognition {
        assert!(!self.broken_off, "a picture after the visitor broke off");
        picture.mime_type.hash(&mut self.hasher);
        match picture.bytes.len() % 3 {
            0 => Recognition::NotTried,
            1 => Recognition::Text("write to ann@example.com".to_owned()),
            _ => Recognition::Failed("too small"),
        }
    }

    fn enter_member(&mut self, member: &MemberDetails<'_>) -> ControlFlow<StopReason> {
        self.open += 1;
        self.expected.clear();
        (member.path, member.full_path, member.extension, member.size, member.last_modified_unix)
            .hash(&mut self.hasher);
        assert!(member.full_path.ends_with(member.path), "a member's path is not that of its file");
        self.visit()
    }

    fn leave_member(&mut self, outcome: &FileOutcome) {
        assert!(self.open > 0, "no member is open");
        self.open -= 1;
        self.expected.clear();
        assert_eq!(outcome.status == Status::Complete, outcome.reason.is_none());
        format!("{outcome:?}").hash(&mut self.hasher);
    }
}

/// Limits under which a run is short: so small that small files meet them, or the product's but for the bytes of bombs. Up to
/// three runs together take 5 seconds at most, also where each bit is decoded by code that counts its branches (PPMd).
fn limits(flags: u8) -> Limits {
    let zip_buffer_bytes = if flags & FORWARDS == 0 { 1 << 20 } else { 0 };
    if flags & REAL_LIMITS != 0 {
        return Limits {
            unknown_bytes: 1 << 30,
            archive_bytes: 8 << 20,
            office_expanded_bytes: 8 << 20,
            document_stream_bytes: 8 << 20,
            ..Limits::default()
        };
    }
    Limits {
        unknown_bytes: 1 << 20,
        value_bytes: 200,
        json_paths: 40,
        json_name_bytes: 64,
        archive_bytes: 8 << 20,
        archive_member_bytes: 4 << 20,
        archive_members: 1000,
        archive_ratio_from_bytes: 2 << 20,
        office_expanded_bytes: 8 << 20,
        office_ratio_from_bytes: 2 << 20,
        shared_string_bytes: 1 << 10,
        document_stream_bytes: 4 << 20,
        decoder_bytes: 1 << 20,
        zip_buffer_bytes,
        pdf_held_bytes: zip_buffer_bytes as u64,
        parquet_page_bytes: zip_buffer_bytes as u64,
        parquet_dictionary_bytes: 1 << 16,
        ..Limits::default()
    }
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// One run.
fn run(
    bytes: &[u8],
    hints: &ObjectHints<'_>,
    limits: &Limits,
    chunk: usize,
    patience: Option<usize>,
    takes_repeats: bool,
) -> Run {
    let mut checker = Checker { patience, takes_repeats, length: bytes.len() as u64, ..Checker::default() };
    let outcome = extract(&mut SliceSource::with_chunks(bytes, chunk), hints, limits, &mut checker);
    assert_eq!(checker.open, 0, "a member was not left");
    assert_eq!(outcome.status == Status::Complete, outcome.reason.is_none());
    assert_eq!(outcome.parser_panics, 0, "a panic was caught");
    assert!(!checker.broken_off || outcome.status != Status::Complete, "complete, though the visitor broke off");
    Run { outcome, content: checker.hasher.finish(), decoded: checker.decoded }
}

#[derive(Debug, PartialEq)]
struct Run {
    outcome: FileOutcome,
    content: u64,
    decoded: u64,
}

/// Extracts the input under the name `key`: the file is what follows the header.
pub(super) fn check(data: &[u8], key: &str) {
    let Some((header, bytes)) = data.split_at_checked(HEADER) else { return };
    check_file(header, bytes, key);
}

/// Likewise, for a file that is made of the rest of the input by `make`.
pub(super) fn check_made(data: &[u8], key: &str, make: impl FnOnce(&[u8]) -> Option<Vec<u8>>) {
    let Some((header, rest)) = data.split_at_checked(HEADER) else { return };
    if let Some(bytes) = make(rest) {
        check_file(header, &bytes, key);
    }
}

/// Likewise, for a file whose coding is declared.
pub(super) fn check_coded(data: &[u8], key: &str, coding: &str) {
    let Some((header, bytes)) = data.split_at_checked(HEADER) else { return };
    check_hinted(header, bytes, &ObjectHints { key, content_encoding: Some(coding) });
}

fn check_file(header: &[u8], bytes: &[u8], key: &str) {
    check_hinted(header, bytes, &ObjectHints { key, content_encoding: None });
}

fn check_hinted(header: &[u8], bytes: &[u8], hints: &ObjectHints<'_>) {
    let &[size, flags] = header else { return };
    let streamed = if flags & IN_STREAM == 0 { None } else { gzip(bytes) };
    let bytes = streamed.as_deref().unwrap_or(bytes);
    let limits = limits(flags);
    let repeats = flags & REPEATS != 0;
    let whole = run(bytes, hints, &limits, usize::MAX, None, repeats);
    let cut = run(bytes, hints, &limits, usize::from(size) + 1, None, repeats);
    assert_eq!(whole, cut, "what is visited depends on the chunks");
    if flags & IMPATIENT != 0 {
        run(bytes, hints, &limits, usize::MAX, Some(usize::from(size)), repeats);
    }
}
