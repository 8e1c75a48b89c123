//! From an object's bytes to its result: extraction feeds the detector, detections become counts and places.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use magpie_base::clock::Clock;
use magpie_base::{Sensitive, clock::Millis};
use magpie_detect::ruleset::Rule;
use magpie_detect::{Confidence, ContextId, FieldMatch, Match, Ruleset, Scanner, catalogue};
use magpie_extract::{
    ByteRange, FieldBatch, FileOutcome, Limits, MemberDetails, Memory, ObjectHints, Place, Source, Status, StopReason,
    TextBlock, Visitor, json_path,
};
use magpie_proto::v1::{self, classification_status};
use magpie_proto::worker::v1::{Detections, FileResult, MemberResult};

use crate::observer::{MatchObserver, ObservedMatch};

/// Names whose own sensitivity is remembered while one object is scanned.
const NAMES_REMEMBERED: usize = 10_000;

/// Bounds on what one object's result may hold, whatever the object holds.
#[derive(Debug, Clone, Copy)]
pub struct ResultLimits {
    /// Files inside the object with a record of their own.
    pub members: usize,
    /// Places of one identifier in one file.
    pub places_per_identifier: usize,
    /// Places in all of its files.
    pub places: usize,
    /// Full names that are counted in all of its files.
    pub names: u64,
    /// Mailing addresses that are counted in all of its files.
    pub addresses: u64,
    /// Time for the whole object.
    pub time: Duration,
}

/// What the scan of one object must obey and report to while it goes on.
pub struct Watch {
    /// Set when the object's lease is gone: the scan stops at the next segment.
    pub cancelled: Arc<AtomicBool>,
    /// Grows with each segment: shows that the scan is alive.
    pub progress: Arc<AtomicU64>,
    /// Tells how long the scan has taken.
    pub clock: Arc<dyn Clock>,
}

/// Who is told of values. See [`MatchObserver`].
pub struct Observation {
    /// The observer.
    pub observer: Arc<dyn MatchObserver>,
    /// The object's bucket.
    pub bucket: Arc<str>,
    /// The object's key.
    pub key: Arc<str>,
}

/// All that the scan of one object needs besides its bytes.
pub struct Classification<'a> {
    /// What the object's listing says.
    pub hints: ObjectHints<'a>,
    /// How far a parser may go.
    pub limits: &'a Limits,
    /// How much a result may hold.
    pub result_limits: ResultLimits,
    /// The rules.
    pub ruleset: &'a Ruleset,
    /// The scanner of this thread, made for the same rules.
    pub scanner: &'a mut Scanner,
    /// Matches that are less sure are not counted.
    pub minimum_confidence: Confidence,
    /// Cancelling, progress, time.
    pub watch: &'a Watch,
    /// Who is told of values, if anyone is.
    pub observation: Option<&'a Observation>,
    /// Asked before much memory is taken.
    pub memory: Rc<dyn Memory>,
}

/// What was learnt of one object's content.
pub struct Classified {
    /// The whole object. Counts and bytes of an archive include its members'.
    pub file: FileResult,
    /// The files inside, in the order they ended: an inner archive after its own files.
    pub members: Vec<MemberResult>,
    /// Files inside that have no entry in `members`.
    pub members_omitted: u64,
    /// Panics of parsers, in the object or in files inside it. Each is a defect; its file is reported as malformed.
    pub parser_panics: u32,
}

/// Extracts and scans one object. Does not panic on hostile bytes; runs on a CPU thread.
pub fn classify(source: &mut dyn Source, classification: Classification<'_>) -> Classified {
    let Classification {
        hints,
        limits,
        result_limits,
        ruleset,
        scanner,
        minimum_confidence,
        watch,
        observation,
        memory,
    } = classification;
    let started = watch.clock.now();
    // Names of an earlier object's columns mean nothing here.
    scanner.forget_contexts();
    let mut classifier = Classifier {
        scanner,
        ruleset,
        minimum_confidence,
        watch,
        observation,
        result_limits,
        started,
        open: vec![Tally::new(None, ruleset)],
        members: Vec::new(),
        members_omitted: 0,
        places: 0,
        bounded: Bounded::new(ruleset, result_limits),
        text_matches: Vec::new(),
        field_matches: Vec::new(),
        sensitive_names: HashMap::new(),
    };
    let outcome = magpie_extract::extract_within(source, &hints, limits, &mut classifier, memory);
    // A parser that stopped in the middle of nested files leaves them open; they end as the object does.
    while classifier.open.len() > 1 {
        classifier.leave_member(&outcome);
    }
    let Classifier { mut open, members, members_omitted, .. } = classifier;
    let file = match open.pop() {
        Some(tally) => tally.into_result(&outcome, ruleset),
        None => FileResult::default(),
    };
    Classified { file, members, members_omitted, parser_panics: outcome.parser_panics }
}

/// Counts and places of one file.
struct Tally {
    details: Option<v1::EmbeddedFileDetails>,
    /// By the rule's index in the rule set.
    rules: Vec<Option<Box<Found>>>,
}

#[derive(Default)]
struct Found {
    count: u64,
    /// Of them, by confidence: low, medium, high.
    confidence: [u64; 3],
    places: usize,
    occurrences: v1::Occurrences,
}

impl Tally {
    fn new(details: Option<v1::EmbeddedFileDetails>, ruleset: &Ruleset) -> Tally {
        let rules = ruleset.identifiers().len() + ruleset.customs().len();
        Tally { details, rules: std::iter::repeat_with(|| None).take(rules).collect() }
    }

    fn found(&mut self, rule: usize) -> Option<&mut Found> {
        self.rules.get_mut(rule).map(|slot| &mut **slot.get_or_insert_with(Box::default))
    }

    /// Adds the counts of a file inside this one. Its places stay its own.
    fn absorb(&mut self, inner: &Tally) {
        for (rule, found) in inner.rules.iter().enumerate() {
            if let Some(found) = found
                && let Some(outer) = self.found(rule)
            {
                outer.count = outer.count.saturating_add(found.count);
                for (outer, inner) in outer.confidence.iter_mut().zip(found.confidence) {
                    *outer = outer.saturating_add(inner);
                }
            }
        }
    }

    fn into_result(self, outcome: &FileOutcome, ruleset: &Ruleset) -> FileResult {
        let mut detections: Vec<Detections> = Vec::new();
        for (rule, found) in self.rules.into_iter().enumerate() {
            let (Some(mut found), Some(rule)) = (found, ruleset.rule(rule)) else { continue };
            add_units(&mut found.occurrences, &outcome.mime_type);
            let [low, medium, high] = found.confidence.map(signed);
            detections.push(Detections {
                identifier_id: id(rule).to_owned(),
                count: found.count,
                occurrences: (found.places > 0).then_some(found.occurrences),
                confidence: Some(v1::ConfidenceCounts { low, medium, high }),
            });
        }
        detections.sort_by(|a, b| a.identifier_id.cmp(&b.identifier_id));
        FileResult {
            code: code(outcome.status).into(),
            reason: outcome.reason.map(|reason| reason.as_str().to_owned()).unwrap_or_default(),
            reason_detail: outcome.detail.clone().unwrap_or_default(),
            mime_type: outcome.mime_type.clone(),
            extension_mime_type: outcome.extension_mime_type.clone().unwrap_or_default(),
            encoding: outcome.encoding.map(str::to_owned).unwrap_or_default(),
            bytes_classified: outcome.bytes,
            detections,
        }
    }
}

/// Types of documents whose lines are paragraphs.
const WITH_PARAGRAPHS: [&str; 5] = [
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/msword",
    "application/vnd.oasis.opendocument.text",
    "application/rtf",
    "application/epub+zip",
];

/// Types of documents whose pages are slides.
const WITH_SLIDES: [&str; 3] = [
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.ms-powerpoint",
    "application/vnd.oasis.opendocument.presentation",
];

/// Says which lines are paragraphs, and which pages are slides: Macie has no places for them.
fn add_units(occurrences: &mut v1::Occurrences, mime_type: &str) {
    if WITH_PARAGRAPHS.contains(&mime_type) {
        for lines in &mut occurrences.line_ranges {
            lines.magpie.get_or_insert_default().paragraph = Some(lines.start);
        }
    }
    if WITH_SLIDES.contains(&mime_type) {
        for page in &mut occurrences.pages {
            page.magpie.get_or_insert_default().slide = Some(page.page_number);
        }
    }
}

/// The id that results name: a managed identifier's, or a custom one's.
fn id<'a>(rule: Rule<'a>) -> &'a str {
    match rule {
        Rule::Managed(row) => row.id,
        Rule::Custom(custom) => &custom.id,
    }
}

/// What a person calls it.
fn name<'a>(rule: Rule<'a>) -> &'a str {
    match rule {
        Rule::Managed(row) => row.id,
        Rule::Custom(custom) => &custom.name,
    }
}

/// The confidence that a word of the contract stands for. Nothing given is everything.
pub(crate) fn confidence(word: v1::confidence::Value) -> Confidence {
    match word {
        v1::confidence::Value::Unspecified | v1::confidence::Value::Low => Confidence::Low,
        v1::confidence::Value::Medium => Confidence::Medium,
        v1::confidence::Value::High => Confidence::High,
    }
}

/// The wire's word for a status.
pub(crate) fn code(status: Status) -> classification_status::Code {
    match status {
        Status::Complete => classification_status::Code::Complete,
        Status::Partial => classification_status::Code::Partial,
        Status::Skipped => classification_status::Code::Skipped,
    }
}

/// The rules of whose matches only so many count in one object, with how many still do.
struct Bounded {
    left: [(Option<usize>, u64); 2],
}

impl Bounded {
    fn new(ruleset: &Ruleset, limits: ResultLimits) -> Bounded {
        let rule = |id: &str| ruleset.identifiers().iter().position(|row| row.id == id);
        Bounded {
            left: [(rule(catalogue::FULL_NAMES), limits.names), (rule(catalogue::MAILING_ADDRESSES), limits.addresses)],
        }
    }

    /// Whether one more match of this rule counts.
    fn counts(&mut self, rule: usize) -> bool {
        let Some((_, left)) = self.left.iter_mut().find(|(bounded, _)| *bounded == Some(rule)) else { return true };
        let counts = *left > 0;
        *left = left.saturating_sub(1);
        counts
    }
}

struct Classifier<'a> {
    scanner: &'a mut Scanner,
    ruleset: &'a Ruleset,
    minimum_confidence: Confidence,
    watch: &'a Watch,
    observation: Option<&'a Observation>,
    result_limits: ResultLimits,
    started: Millis,
    /// The object, and the files inside it that are open, outermost first. Never empty.
    open: Vec<Tally>,
    members: Vec<MemberResult>,
    members_omitted: u64,
    places: usize,
    bounded: Bounded,
    text_matches: Vec<Match>,
    field_matches: Vec<FieldMatch>,
    /// Whether a name of a record's path is itself sensitive.
    sensitive_names: HashMap<String, bool>,
}

impl Classifier<'_> {
    fn go_on(&self) -> ControlFlow<StopReason> {
        self.watch.progress.fetch_add(1, Ordering::Relaxed);
        if self.watch.cancelled.load(Ordering::Relaxed) {
            return ControlFlow::Break(StopReason::Cancelled);
        }
        let taken = Duration::from_millis(self.watch.clock.now().saturating_sub(self.started));
        if taken > self.result_limits.time {
            return ControlFlow::Break(StopReason::TimeCutOff);
        }
        ControlFlow::Continue(())
    }

    /// Counts a match, if it is sure enough. `place` is only worked out while places are kept, or an observer wants it.
    fn record(
        &mut self,
        rule: usize,
        confidence: Confidence,
        value: &[u8],
        place: impl FnOnce() -> (Place, Option<ByteRange>),
    ) {
        if confidence < self.minimum_confidence || !self.bounded.counts(rule) {
            return;
        }
        let observed = self.observation.is_some();
        let room = self.places < self.result_limits.places;
        let Some(found) = self.open.last_mut().and_then(|tally| tally.found(rule)) else { return };
        found.count = found.count.saturating_add(1);
        let [low, medium, high] = &mut found.confidence;
        let sure = match confidence {
            Confidence::Low => low,
            Confidence::Medium => medium,
            Confidence::High => high,
        };
        *sure = sure.saturating_add(1);
        let keep = room && found.places < self.result_limits.places_per_identifier;
        if !keep && !observed {
            return;
        }
        let (place, bytes) = place();
        if let (Some(observation), Some(rule)) = (self.observation, self.ruleset.rule(rule)) {
            let member = self.open.last().and_then(|tally| tally.details.as_ref());
            observation.observer.matched(ObservedMatch {
                bucket: &observation.bucket,
                key: &observation.key,
                member: member.map(|details| details.file_path.as_str()),
                identifier: name(rule),
                place: &place,
                bytes,
                value: Sensitive::new(String::from_utf8_lossy(value).into_owned()),
            });
        }
        if keep {
            let place = self.on_the_wire(place, bytes);
            let Some(found) = self.open.last_mut().and_then(|tally| tally.found(rule)) else { return };
            found.places += 1;
            self.places += 1;
            match place {
                WirePlace::Cell(cell) => found.occurrences.cells.push(cell),
                WirePlace::Lines(lines) => found.occurrences.line_ranges.push(lines),
                WirePlace::Page(page) => found.occurrences.pages.push(page),
                WirePlace::Record(record) => found.occurrences.records.push(record),
            }
        }
    }

    fn on_the_wire(&mut self, place: Place, bytes: Option<ByteRange>) -> WirePlace {
        let magpie = bytes.map(|ByteRange { start, end }| v1::PlaceDetails {
            byte_range: Some(v1::ByteRange { start: Some(signed(start)), end: Some(signed(end)) }),
            ..v1::PlaceDetails::default()
        });
        match place {
            Place::Cell { row, column, column_name, cell_reference } => WirePlace::Cell(v1::Cell {
                row: signed(row),
                column: signed(column),
                column_name: column_name.unwrap_or_default(),
                cell_reference: cell_reference.unwrap_or_default(),
                magpie,
            }),
            Place::Lines(lines) => WirePlace::Lines(v1::Range {
                start: signed(lines.start),
                end: signed(lines.end),
                start_column: signed(lines.start_column),
                magpie,
            }),
            Place::Page { number } => {
                WirePlace::Page(v1::Page { page_number: signed(number), line_range: None, offset_range: None, magpie })
            }
            Place::Record { index, json_path, names } => {
                // Macie's rule: a path is left out if one of its names is itself sensitive.
                let sensitive = names.iter().any(|name| self.is_sensitive(name));
                let json_path = if sensitive { String::new() } else { json_path::display(&json_path) };
                WirePlace::Record(v1::Record { json_path, record_index: Some(signed(index)), magpie })
            }
        }
    }

    fn is_sensitive(&mut self, name: &str) -> bool {
        if let Some(known) = self.sensitive_names.get(name) {
            return *known;
        }
        let mut sensitive = false;
        self.scanner.scan_text(name.as_bytes(), 0..name.len(), &mut |_| sensitive = true);
        if self.sensitive_names.len() < NAMES_REMEMBERED {
            self.sensitive_names.insert(name.to_owned(), sensitive);
        }
        sensitive
    }
}

enum WirePlace {
    Cell(v1::Cell),
    Lines(v1::Range),
    Page(v1::Page),
    Record(v1::Record),
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Visitor for Classifier<'_> {
    fn context(&mut self, names: &[&str]) -> ContextId {
        self.scanner.context(names)
    }

    fn text(&mut self, block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        let mut matches = std::mem::take(&mut self.text_matches);
        matches.clear();
        self.scanner.scan_part(block.window, block.core.clone(), block.part, &mut |found| matches.push(found));
        for found in &matches {
            let range = found.start..found.end;
            let value = block.window.get(range.clone()).unwrap_or_default();
            self.record(found.identifier, found.confidence, value, || (block.place(range.clone()), block.bytes(range)));
        }
        self.text_matches = matches;
        self.go_on()
    }

    fn fields(&mut self, batch: &FieldBatch<'_>) -> ControlFlow<StopReason> {
        let mut matches = std::mem::take(&mut self.field_matches);
        matches.clear();
        self.scanner.scan_fields(batch.text, batch.fields, &mut |found| matches.push(found));
        for found in &matches {
            // The detector counts from the field's start, the batch from the text's.
            let field = batch.fields.get(found.field).map_or(0, |field| field.start as usize);
            let (start, end) = (field + found.start, field + found.end);
            if batch.in_core(start) {
                let value = batch.text.get(start..end).unwrap_or_default();
                self.record(found.identifier, found.confidence, value, || {
                    (batch.place_of(found.field, start..end), batch.bytes_of(found.field, start..end))
                });
            }
        }
        self.field_matches = matches;
        self.go_on()
    }

    fn enter_member(&mut self, member: &MemberDetails<'_>) -> ControlFlow<StopReason> {
        let details = v1::EmbeddedFileDetails {
            file_path: member.full_path.to_owned(),
            file_extension: member.extension.to_owned(),
            file_size: member.size.map(signed),
            file_last_modified: member.last_modified_unix.map(|seconds| prost_types::Timestamp { seconds, nanos: 0 }),
        };
        self.open.push(Tally::new(Some(details), self.ruleset));
        self.go_on()
    }

    fn leave_member(&mut self, outcome: &FileOutcome) {
        if self.open.len() < 2 {
            return;
        }
        let Some(mut tally) = self.open.pop() else { return };
        if let Some(outer) = self.open.last_mut() {
            outer.absorb(&tally);
        }
        if self.members.len() >= self.result_limits.members {
            self.members_omitted += 1;
            return;
        }
        let file_details = tally.details.take();
        let file = tally.into_result(outcome, self.ruleset);
        self.members.push(MemberResult { file_details, file: Some(file) });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use magpie_base::clock::ManualClock;
    use magpie_detect::{allow, custom};
    use magpie_extract::{SliceSource, Unbounded};
    use parking_lot::Mutex;

    const BOUNDS: ResultLimits = ResultLimits {
        members: 10,
        places_per_identifier: 3,
        places: 100,
        names: 1_000,
        addresses: 1_000,
        time: Duration::from_secs(60),
    };

    #[derive(Default)]
    struct Seen(Mutex<Vec<(String, Option<String>, Place)>>);

    impl MatchObserver for Seen {
        fn matched(&self, found: ObservedMatch<'_>) {
            let value = found.value.expose_sensitive().clone();
            self.0.lock().push((value, found.member.map(str::to_owned), found.place.clone()));
        }
    }

    fn watch(clock: &Arc<ManualClock>) -> Watch {
        Watch { cancelled: Arc::default(), progress: Arc::default(), clock: Arc::<ManualClock>::clone(clock) }
    }

    fn run(key: &str, content: &[u8], bounds: ResultLimits, watch: &Watch) -> (Classified, Arc<Seen>) {
        let ids: Vec<&str> = magpie_detect::catalogue::all().iter().map(|row| row.id).collect();
        run_with(Ruleset::managed(ids).unwrap(), Confidence::Low, key, content, bounds, watch)
    }

    fn run_with(
        ruleset: Ruleset,
        minimum_confidence: Confidence,
        key: &str,
        content: &[u8],
        bounds: ResultLimits,
        watch: &Watch,
    ) -> (Classified, Arc<Seen>) {
        let ruleset = Arc::new(ruleset);
        let seen = Arc::new(Seen::default());
        let observation =
            Observation { observer: Arc::<Seen>::clone(&seen), bucket: Arc::from("bucket"), key: Arc::from(key) };
        let classified = classify(
            &mut SliceSource::new(content),
            Classification {
                hints: ObjectHints { key, content_encoding: None },
                limits: &Limits::default(),
                result_limits: bounds,
                ruleset: &ruleset,
                scanner: &mut Scanner::new(Arc::clone(&ruleset)),
                minimum_confidence,
                watch,
                observation: Some(&observation),
                memory: Rc::new(Unbounded),
            },
        );
        (classified, seen)
    }

    #[test]
    fn each_planted_value_is_seen_where_it_is_and_nothing_else() {
        let clock = Arc::new(ManualClock::new());
        for file in magpie_corpus::files(11, 140) {
            let bounds = ResultLimits { places_per_identifier: 1_000, places: 100_000, ..BOUNDS };
            let (classified, seen) = run(&file.key, &file.bytes, bounds, &watch(&clock));
            let mut expected: Vec<String> =
                file.truth.planted.iter().map(|planted| format!("{:?} {}", planted.member, planted.value)).collect();
            let mut found: Vec<String> =
                seen.0.lock().iter().map(|(value, member, _)| format!("{member:?} {value}")).collect();
            expected.sort();
            found.sort();
            assert_eq!(found, expected, "{}", file.key);
            let counted: u64 = classified.file.detections.iter().map(|found| found.count).sum();
            assert_eq!(counted, expected.len() as u64, "{}", file.key);
            assert_eq!(classified.members.len(), file.truth.members.len(), "{}", file.key);
        }
    }

    #[test]
    fn places_are_bounded_and_counts_are_not() {
        let clock = Arc::new(ManualClock::new());
        let text = "write to anna.ivanova42@example.com now\n".repeat(10);
        let (classified, _) = run("a.txt", text.as_bytes(), BOUNDS, &watch(&clock));
        let found = &classified.file.detections[0];
        assert_eq!((found.identifier_id.as_str(), found.count), ("EMAIL_ADDRESS", 10));
        assert_eq!(found.occurrences.as_ref().unwrap().line_ranges.len(), 3);
        let none = ResultLimits { places: 0, ..BOUNDS };
        let (classified, _) = run("a.txt", text.as_bytes(), none, &watch(&clock));
        assert_eq!(classified.file.detections[0].count, 10);
        assert_eq!(classified.file.detections[0].occurrences, None);
    }

    /// A TAR archive with the same content in each file.
    fn tar(keys: &[&str], content: &str) -> Vec<u8> {
        let mut archive = Vec::new();
        for key in keys {
            // A ustar header: name, size, kind, magic number, checksum.
            let mut header = [0_u8; 512];
            header[..key.len()].copy_from_slice(key.as_bytes());
            header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
            header[156] = b'0';
            header[257..265].copy_from_slice(b"ustar\x0000");
            header[148..156].fill(b' ');
            let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
            header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
            archive.extend_from_slice(&header);
            archive.extend_from_slice(content.as_bytes());
            archive.resize(archive.len().next_multiple_of(512), 0);
        }
        archive.resize(archive.len() + 1024, 0);
        archive
    }

    #[test]
    fn a_thousand_places_are_told_of_each_file_and_all_are_counted() {
        let clock = Arc::new(ManualClock::new());
        let bounds = crate::bounds::of_results(&magpie_base::config::Limits::default());
        assert_eq!(bounds.places_per_identifier, 1_000);
        let value = "anna.ivanova42@example.com";
        let lines = format!("{value}\n").repeat(2_500);
        let json = format!("{{\"mail\": \"{value}\"}}\n").repeat(2_500);
        let places = |file: &FileResult| {
            let found = file.detections.iter().find(|found| found.identifier_id == "EMAIL_ADDRESS").unwrap();
            let told = found.occurrences.as_ref().map_or(0, |places| {
                places.cells.len() + places.line_ranges.len() + places.records.len() + places.pages.len()
            });
            (found.count, told)
        };
        for (key, content) in [("a.txt", &lines), ("a.csv", &format!("mail\n{lines}")), ("a.jsonl", &json)] {
            let (classified, _) = run(key, content.as_bytes(), bounds, &watch(&clock));
            assert_eq!(classified.file.code(), classification_status::Code::Complete);
            assert_eq!(places(&classified.file), (2_500, 1_000), "{key}");
        }
        // Of the files in an archive each has its own places; the archive has the sum.
        let archive = tar(&["a.txt", "b.txt"], &lines);
        let (classified, _) = run("a.tar", &archive, bounds, &watch(&clock));
        assert_eq!(classified.file.code(), classification_status::Code::Complete);
        assert_eq!(places(&classified.file), (5_000, 0));
        for member in &classified.members {
            assert_eq!(places(member.file.as_ref().unwrap()), (2_500, 1_000));
        }
        assert_eq!(classified.members.len(), 2);
    }

    #[test]
    fn so_many_names_and_addresses_count_in_all_files_of_an_object() {
        let clock = Arc::new(ManualClock::new());
        let text = "Mr. Peter Schneider, 350 Fifth Avenue, New York, NY 10118\nssn 536-90-4399\n".repeat(3);
        let archive = tar(&["a.txt", "b.txt"], &text);
        let ids = ["NAME", "ADDRESS", "USA_SOCIAL_SECURITY_NUMBER"];
        let run = |names, addresses| {
            let bounds = ResultLimits { names, addresses, places_per_identifier: 10, ..BOUNDS };
            let ruleset = Ruleset::managed(ids).unwrap();
            run_with(ruleset, Confidence::Low, "a.tar", &archive, bounds, &watch(&clock))
        };
        let counts = |file: &FileResult| -> Vec<(String, u64)> {
            file.detections.iter().map(|found| (found.identifier_id.clone(), found.count)).collect()
        };
        let expected = |names, addresses, numbers| {
            let all = [("ADDRESS", addresses), ("NAME", names), ("USA_SOCIAL_SECURITY_NUMBER", numbers)];
            all.into_iter()
                .filter(|(_, count)| *count > 0)
                .map(|(id, count)| (id.to_owned(), count))
                .collect::<Vec<_>>()
        };
        let (classified, _) = run(1_000, 1_000);
        assert_eq!(counts(&classified.file), expected(6, 6, 6));
        let (classified, seen) = run(4, 2);
        assert_eq!(counts(&classified.file), expected(4, 2, 6));
        let inner = |member: usize| counts(classified.members[member].file.as_ref().unwrap());
        assert_eq!((inner(0), inner(1)), (expected(3, 2, 3), expected(1, 0, 3)));
        let places = |found: &Detections| found.occurrences.as_ref().map_or(0, |found| found.line_ranges.len() as u64);
        for member in &classified.members {
            assert!(member.file.as_ref().unwrap().detections.iter().all(|found| places(found) == found.count));
        }
        assert_eq!(seen.0.lock().len(), 12);
    }

    #[test]
    fn custom_identifiers_are_named_by_id_and_what_is_allowed_is_nowhere() {
        let clock = Arc::new(ManualClock::new());
        let criteria = custom::Criteria {
            regex: "B-[0-9]{6}".into(),
            keywords: vec!["badge".into()],
            ..custom::Criteria::default()
        };
        let badge = custom::Identifier { id: "b1".into(), name: "Badge".into(), criteria };
        let words = allow::Words::parse(b"b-111111\n").unwrap();
        let ruleset = || {
            let builder = Ruleset::builder().managed(["EMAIL_ADDRESS"]).unwrap().custom(badge.clone()).unwrap();
            builder.allow(allow::List::words(words.clone())).unwrap().build().unwrap()
        };
        let text = b"badge B-111111, badge B-222222, mail anna.ivanova42@example.com\n";
        let (classified, seen) = run_with(ruleset(), Confidence::Low, "a.txt", text, BOUNDS, &watch(&clock));
        let found: Vec<(&str, u64)> =
            classified.file.detections.iter().map(|found| (found.identifier_id.as_str(), found.count)).collect();
        assert_eq!(found, [("EMAIL_ADDRESS", 1), ("b1", 1)]);
        for found in &classified.file.detections {
            let counts = found.confidence.unwrap();
            assert_eq!(counts.low + counts.medium + counts.high, 1, "{found:?}");
        }
        let values: Vec<String> = seen.0.lock().iter().map(|(value, ..)| value.clone()).collect();
        assert_eq!(values.len(), 2);
        assert!(values.contains(&"B-222222".to_owned()));
        // In each level there is what is as sure as that.
        let sure = |found: &Detections, minimum| {
            let counts = found.confidence.unwrap();
            let all =
                [(Confidence::Low, counts.low), (Confidence::Medium, counts.medium), (Confidence::High, counts.high)];
            all.into_iter().filter(|(confidence, _)| *confidence >= minimum).map(|(_, count)| count).sum::<i64>()
        };
        for minimum in [Confidence::Medium, Confidence::High] {
            let expected: i64 = classified.file.detections.iter().map(|found| sure(found, minimum)).sum();
            let (less, seen) = run_with(ruleset(), minimum, "a.txt", text, BOUNDS, &watch(&clock));
            let counted: u64 = less.file.detections.iter().map(|found| found.count).sum();
            assert_eq!(i64::try_from(counted).unwrap(), expected, "{minimum:?}");
            assert_eq!(seen.0.lock().len() as u64, counted, "nor is it shown");
        }
    }

    #[test]
    fn a_path_with_a_sensitive_name_is_not_told() {
        let clock = Arc::new(ManualClock::new());
        let json = br#"{"anna.ivanova42@example.com": {"other": "bjorn.jensen43@example.com"}, "x": "greta.lopez44@example.com"}"#;
        let (classified, _) = run("a.json", json, BOUNDS, &watch(&clock));
        let records = &classified.file.detections[0].occurrences.as_ref().unwrap().records;
        let paths: Vec<&str> = records.iter().map(|record| record.json_path.as_str()).collect();
        assert_eq!(paths, ["", "", "$.x"]);
    }

    #[test]
    fn cancelling_and_time_end_a_scan_with_a_reason() {
        let clock = Arc::new(ManualClock::new());
        let text = "nothing to see here\n".repeat(1_000_000);
        let cancelled = watch(&clock);
        cancelled.cancelled.store(true, Ordering::Relaxed);
        let (classified, _) = run("a.txt", text.as_bytes(), BOUNDS, &cancelled);
        assert_eq!(classified.file.reason, "STOPPED");
        let late = ResultLimits { time: Duration::from_millis(3), ..BOUNDS };
        let ticking = Watch { clock: Arc::new(Ticking(AtomicU64::new(0))), ..watch(&clock) };
        let (classified, _) = run("a.txt", text.as_bytes(), late, &ticking);
        assert_eq!(classified.file.reason, "TIME_CUT_OFF_REACHED");
        assert_eq!(classified.file.code(), classification_status::Code::Partial);
    }

    /// A clock that moves on each time it is asked.
    struct Ticking(AtomicU64);

    impl Clock for Ticking {
        fn now(&self) -> Millis {
            self.0.fetch_add(1, Ordering::Relaxed)
        }

        fn wall(&self) -> std::time::SystemTime {
            std::time::SystemTime::UNIX_EPOCH
        }
    }
}
