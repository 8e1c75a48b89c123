//! A visitor that writes down what it sees, in a form that does not depend on where blocks and batches are cut.

use magpie_detect::{ContextId, OVERLAP, Ruleset, Scanner};
use magpie_extract::{
    ByteRange, FieldBatch, FileOutcome, Limits, LineRange, MemberDetails, ObjectHints, Place, Reason, SliceSource,
    StopReason, TextBlock, Visitor, extract,
};
use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Text without interruption, and the lines of every `@` in it.
    Text(String, Vec<LineRange>),
    /// A text that lies at one place as a whole.
    Placed(String, Place),
    /// What was decoded inside the text before, with its place.
    Decoded(String, Place),
    Value(String, Place),
    Name(String, Place),
    Enter {
        path: String,
        full_path: String,
        extension: String,
        size: Option<u64>,
        modified: Option<i64>,
    },
    Leave(FileOutcome),
}

/// A piece of what was visited, and where it lies in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub bytes: Option<ByteRange>,
    /// It was encoded inside another text.
    pub decoded: bool,
    /// The path of the file inside, if it is in one.
    pub member: Option<String>,
}

pub struct Recorder {
    scanner: Scanner,
    pub events: Vec<Event>,
    /// Context after the last core: the next block must begin with it.
    expected: Vec<u8>,
    /// The last value is a piece of a long one.
    in_pieces: bool,
    /// Visits (of text or fields) after which the visitor breaks off.
    pub patience: usize,
    pub visits: usize,
    pub open: usize,
    pub largest_window: usize,
    /// The longest value that came whole.
    pub longest_whole: usize,
    /// All values that came whole, and what is around every `@` in texts and long values.
    pub spans: Vec<Span>,
    members: Vec<String>,
    /// Whether to keep what is visited, or only to check it.
    pub keep: bool,
    /// Whether to keep texts and values too, or only members.
    pub keep_content: bool,
    /// Whether to keep events, or only spans.
    pub keep_events: bool,
}

fn ruleset() -> Arc<Ruleset> {
    static RULESET: OnceLock<Arc<Ruleset>> = OnceLock::new();
    Arc::clone(RULESET.get_or_init(|| {
        let ids = ["USA_SOCIAL_SECURITY_NUMBER", "CREDIT_CARD_NUMBER", "USA_PASSPORT_NUMBER"];
        Arc::new(Ruleset::managed(ids).unwrap())
    }))
}

impl Recorder {
    pub fn new() -> Self {
        Recorder {
            scanner: Scanner::new(ruleset()),
            events: Vec::new(),
            expected: Vec::new(),
            in_pieces: false,
            patience: usize::MAX,
            visits: 0,
            open: 0,
            largest_window: 0,
            longest_whole: 0,
            spans: Vec::new(),
            members: Vec::new(),
            keep: true,
            keep_content: true,
            keep_events: true,
        }
    }

    fn span(&mut self, text: &str, bytes: Option<ByteRange>, decoded: bool) {
        if self.keep && self.keep_content {
            self.spans.push(Span { text: text.to_owned(), bytes, decoded, member: self.members.last().cloned() });
        }
    }

    fn visit(&mut self, window: usize) -> ControlFlow<StopReason> {
        self.largest_window = self.largest_window.max(window);
        self.visits += 1;
        if self.visits > self.patience { ControlFlow::Break(StopReason::TimeCutOff) } else { ControlFlow::Continue(()) }
    }
}

impl Visitor for Recorder {
    fn context(&mut self, names: &[&str]) -> ContextId {
        self.scanner.context(names)
    }

    fn text(&mut self, block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        let TextBlock { window, core, .. } = block;
        assert!(!core.is_empty(), "an empty block");
        assert!(core.end <= window.len());
        let text = std::str::from_utf8(window).expect("a window is valid UTF-8");
        if core.start == 0 {
            assert!(self.expected.is_empty(), "a text ended with context that was never in a core");
        } else {
            assert!(window[core.start..].starts_with(&self.expected), "cores do not follow each other");
            assert!(core.start >= OVERLAP, "too little context before");
        }
        self.expected = window[core.end..].to_vec();
        if !self.expected.is_empty() {
            assert!(self.expected.len() >= OVERLAP, "too little context");
        }
        let mut lines = Vec::new();
        for at in memchr::memchr_iter(b'@', &window[core.clone()]) {
            let start = core.start + at;
            lines.push(block.lines(start..(start + 3).min(window.len())));
            let around = around(text, start);
            self.span(&text[around.clone()], block.bytes(around), false);
        }
        let place = block.place(core.start..core.start + 1);
        if !self.keep_events {
            return self.visit(window.len());
        }
        if self.keep && self.keep_content && !matches!(place, Place::Lines(_)) {
            match self.events.last_mut() {
                Some(Event::Placed(before, last)) if core.start > 0 && *last == place => {
                    before.push_str(&text[core.clone()]);
                }
                _ => self.events.push(Event::Placed(text[core.clone()].to_owned(), place)),
            }
        } else if self.keep && self.keep_content {
            match self.events.last_mut() {
                Some(Event::Text(before, all)) => {
                    if core.start > 0 {
                        assert!(before.as_bytes().ends_with(&window[..core.start]), "wrong context");
                    }
                    before.push_str(&text[core.clone()]);
                    all.extend(lines);
                }
                _ => self.events.push(Event::Text(text[core.clone()].to_owned(), lines)),
            }
        }
        self.visit(window.len())
    }

    fn decoded(&mut self, block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        let core = block.core.clone();
        assert!(!core.is_empty() && core.end <= block.window.len());
        let text = std::str::from_utf8(block.window).expect("a window is valid UTF-8");
        self.span(&text[core.clone()], block.bytes(core.clone()), true);
        if self.keep && self.keep_content {
            self.events.push(Event::Decoded(text[core.clone()].to_owned(), block.place(core)));
        }
        self.visit(block.window.len())
    }

    fn fields(&mut self, batch: &FieldBatch<'_>) -> ControlFlow<StopReason> {
        assert!(self.expected.is_empty(), "a text ended with context that was never in a core");
        assert!(!batch.fields.is_empty(), "an empty batch");
        let mut end = 0;
        for (index, field) in batch.fields.iter().enumerate() {
            let (from, to) = (field.start as usize, field.end as usize);
            assert!(from >= end && to > from && to <= batch.text.len(), "fields overlap");
            end = to;
            let core_start = (from..to).find(|&at| batch.in_core(at)).unwrap();
            let core_end = (core_start..to).rev().find(|&at| batch.in_core(at)).unwrap() + 1;
            let value = std::str::from_utf8(&batch.text[core_start..core_end]).expect("a value is valid UTF-8");
            let piece = (core_start, core_end) != (from, to);
            if !piece {
                self.longest_whole = self.longest_whole.max(to - from);
            }
            if piece {
                let text = std::str::from_utf8(&batch.text[from..to]).expect("a value is valid UTF-8");
                for (at, _) in value.match_indices('@') {
                    let around = around(text, core_start - from + at);
                    let bytes = batch.bytes_of(index, from + around.start..from + around.end);
                    self.span(&text[around], bytes, false);
                }
            } else {
                self.span(value, batch.bytes_of(index, from..to), false);
            }
            if !self.keep || !self.keep_content {
                continue;
            }
            let place = batch.place(index);
            let mut names: Vec<&str> = match &place {
                Place::Record { names, .. } => names.iter().map(String::as_str).collect(),
                Place::Cell { column_name: Some(name), .. } => vec![name],
                _ => Vec::new(),
            };
            if batch.is_name(index) {
                assert_eq!(names.pop(), Some(value), "a name is the last of its place");
            }
            // The place of a value in a dump of a database is its lines, which do not tell its names.
            if !matches!(place, Place::Lines(_)) {
                assert_eq!(self.scanner.context(&names), field.context, "wrong context at {place:?}");
            }
            if batch.is_name(index) {
                self.events.push(Event::Name(value.to_owned(), place));
            } else if let Some(Event::Value(before, before_place)) = self.events.last_mut()
                && piece
                && self.in_pieces
                && *before_place == place
            {
                before.push_str(value);
            } else {
                self.events.push(Event::Value(value.to_owned(), place));
            }
            self.in_pieces = piece;
        }
        self.visit(batch.text.len())
    }

    fn enter_member(&mut self, member: &MemberDetails<'_>) -> ControlFlow<StopReason> {
        self.open += 1;
        self.members.push(member.full_path.to_owned());
        self.expected.clear();
        if self.keep {
            self.events.push(Event::Enter {
                path: member.path.to_owned(),
                full_path: member.full_path.to_owned(),
                extension: member.extension.to_owned(),
                size: member.size,
                modified: member.last_modified_unix,
            });
        }
        ControlFlow::Continue(())
    }

    fn leave_member(&mut self, outcome: &FileOutcome) {
        self.open = self.open.checked_sub(1).expect("no member is open");
        self.members.pop();
        self.expected.clear();
        assert_eq!(outcome.reason.is_none(), outcome.status == magpie_extract::Status::Complete);
        if self.keep {
            self.events.push(Event::Leave(outcome.clone()));
        }
    }
}

/// Extracts `bytes` in chunks of at most `chunk`.
pub fn run_chunked(bytes: &[u8], key: &str, limits: &Limits, chunk: usize) -> (Vec<Event>, FileOutcome) {
    let (events, outcome, _) = run_with_spans(bytes, key, limits, chunk);
    (events, outcome)
}

pub fn run_with_spans(bytes: &[u8], key: &str, limits: &Limits, chunk: usize) -> (Vec<Event>, FileOutcome, Vec<Span>) {
    let (recorder, outcome) = record(bytes, key, limits, chunk);
    // A value that is only a little too long is one piece.
    assert!(recorder.longest_whole <= limits.value_bytes.max(3 * OVERLAP), "a long value came whole");
    (recorder.events, outcome, recorder.spans)
}

/// Some bytes around one of a text, in whole characters.
fn around(text: &str, at: usize) -> std::ops::Range<usize> {
    let boundary = |at: usize, step: isize| {
        (0..4).map(|count| at.min(text.len()).saturating_add_signed(step * count)).find(|&at| text.is_char_boundary(at))
    };
    boundary(at.saturating_sub(5), 1).unwrap()..boundary(at + 8, -1).unwrap()
}

/// Bytes of a file as the text that they are in the encoding of an outcome.
pub fn decode(bytes: &[u8], encoding: Option<&str>) -> String {
    match encoding {
        Some(name @ ("UTF-32LE" | "UTF-32BE")) => bytes
            .chunks(4)
            .map(|unit| {
                let number = unit.iter().enumerate().fold(0, |number, (index, &byte)| {
                    number | u32::from(byte) << (8 * if name == "UTF-32LE" { index } else { 3 - index })
                });
                char::from_u32(number).unwrap_or('\u{fffd}')
            })
            .collect(),
        Some(name) => {
            let encoding = encoding_rs::Encoding::for_label(name.as_bytes()).unwrap();
            encoding.decode_without_bom_handling(bytes).0.into_owned()
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Types of files whose values may have been put together.
const MESSAGES: [&str; 3] = ["application/hl7-v2", "application/edi-x12", "application/edifact"];

/// What lies at the place of each piece is the piece, or has escapes or references that stand for it.
fn check_spans(spans: &[Span], file: &[u8], outcome: &FileOutcome) {
    for span in spans.iter().filter(|span| span.member.is_none()) {
        let Some(ByteRange { start, end }) = span.bytes else { continue };
        let slice = file.get(start as usize..end as usize).unwrap_or_else(|| panic!("outside of the file: {span:?}"));
        let written = decode(slice, outcome.encoding);
        // In messages, names and addresses are put together of parts between separators.
        if MESSAGES.contains(&outcome.mime_type.as_str())
            && written.contains(|sign: char| "^*+?|:~&$%;,!#".contains(sign))
        {
            continue;
        }
        // Between the texts of an array there may be nothing.
        if outcome.mime_type == "application/x-python-pickle" && written == span.text.replace('\n', "") {
            continue;
        }
        // In files of unknown formats anything lies between texts, and zeros in those of UTF-16.
        if outcome.reason == Some(Reason::UnsupportedFileType)
            && span.text.lines().all(|line| written.replace('\0', "").contains(line))
        {
            continue;
        }
        // What escapes, references, tags and colours begin with, and letters of an encoding that the outcome does not tell.
        let stands_for =
            |sign: char| matches!(sign, '\\' | '"' | '\'' | '&' | '<' | '=' | '\r' | '}' | '\u{1b}' | '\u{fffd}');
        if written != span.text && !span.decoded && !written.contains(stands_for) {
            panic!("{:?} lies there: {span:?}", written.chars().take(100).collect::<String>());
        }
    }
}

pub fn record(bytes: &[u8], key: &str, limits: &Limits, chunk: usize) -> (Recorder, FileOutcome) {
    let mut recorder = Recorder::new();
    let mut source = SliceSource::with_chunks(bytes, chunk);
    let hints = ObjectHints { key, content_encoding: None };
    let outcome = extract(&mut source, &hints, limits, &mut recorder);
    assert_eq!(recorder.open, 0, "a member was not left");
    check_spans(&recorder.spans, bytes, &outcome);
    assert_eq!(outcome.reason.is_none(), outcome.status == magpie_extract::Status::Complete);
    (recorder, outcome)
}

pub fn run_with(bytes: &[u8], key: &str, limits: &Limits) -> (Vec<Event>, FileOutcome) {
    run_chunked(bytes, key, limits, usize::MAX)
}

pub fn run(bytes: &[u8], key: &str) -> (Vec<Event>, FileOutcome) {
    run_with(bytes, key, &Limits::default())
}

/// Limits so small that every seam is met by small files.
pub fn tight_limits() -> Limits {
    Limits { value_bytes: 200, json_paths: 40, json_name_bytes: 64, ..Limits::default() }
}

/// All text of the events, values and names.
pub fn texts(events: &[Event]) -> Vec<&str> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Text(text, _) | Event::Placed(text, _) | Event::Value(text, _) | Event::Name(text, _) => {
                Some(text.as_str())
            }
            _ => None,
        })
        .collect()
}

pub fn values(events: &[Event]) -> Vec<(&str, String)> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Value(value, place) => Some((value.as_str(), show(place))),
            _ => None,
        })
        .collect()
}

/// A place in one line.
pub fn show(place: &Place) -> String {
    match place {
        Place::Cell { row, column, column_name, .. } => match column_name {
            Some(name) => format!("{row}:{column} {name}"),
            None => format!("{row}:{column}"),
        },
        Place::Record { index, json_path, .. } => format!("{index} {json_path}"),
        Place::Lines(LineRange { start, end, start_column }) => format!("{start}-{end}:{start_column}"),
        other => format!("{other:?}"),
    }
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(members, zip::CompressionMethod::Deflated)
}

pub fn zip_with(members: &[(&str, &[u8])], method: zip::CompressionMethod) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mtime(1_700_000_000);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *content).unwrap();
    }
    builder.into_inner().unwrap()
}
