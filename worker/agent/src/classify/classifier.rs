//! The visitor of an object's texts and fields: it scans them and records what was found.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::time::Duration;

use magpie_base::{Sensitive, clock::Millis};
use magpie_detect::ruleset::Rule;
use magpie_detect::{Confidence, ContextId, FieldMatch, Match, Ruleset, Scanner, catalogue};
use magpie_extract::{
    ByteRange, FieldBatch, FileOutcome, MemberDetails, Place, StopReason, TextBlock, Visitor, json_path,
};
use magpie_proto::worker::v1::MemberResult;
use magpie_proto::{limits, time, v1};

use super::place::WirePlace;
use super::tally::Tally;
use super::{Observation, ResultLimits, Watch, signed};
use crate::fit::{cut, cut_begin};
use crate::observer::ObservedMatch;

/// Names whose own sensitivity is remembered while one object is scanned.
const NAMES_REMEMBERED: usize = 10_000;

/// The scan of one object.
pub(super) struct Classifier<'a> {
    pub(super) scanner: &'a mut Scanner,
    pub(super) ruleset: &'a Ruleset,
    pub(super) minimum_confidence: Confidence,
    pub(super) watch: &'a Watch,
    pub(super) observation: Option<&'a Observation>,
    pub(super) result_limits: ResultLimits,
    pub(super) started: Millis,
    /// The object, and the files inside it that are open, outermost first. Never empty.
    pub(super) open: Vec<Tally>,
    pub(super) members: Vec<MemberResult>,
    pub(super) members_omitted: u64,
    pub(super) places: usize,
    pub(super) bounded: Bounded,
    pub(super) text_matches: Vec<Match>,
    pub(super) field_matches: Vec<FieldMatch>,
    /// Whether a name of a record's path is itself sensitive.
    pub(super) sensitive_names: HashMap<String, bool>,
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
                column_name: cut_to(column_name, |name| cut(name, limits::SENTENCE_BYTES)),
                cell_reference: cut_to(cell_reference, |cell| cut_begin(cell, limits::SENTENCE_BYTES)),
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
                for repeat in batch.repeats(found.field) {
                    self.record(found.identifier, found.confidence, value, || (repeat.place(), None));
                }
            }
        }
        self.field_matches = matches;
        self.go_on()
    }

    fn takes_repeats(&self) -> bool {
        true
    }

    fn quiet(&mut self) -> ControlFlow<StopReason> {
        self.go_on()
    }

    fn enter_member(&mut self, member: &MemberDetails<'_>) -> ControlFlow<StopReason> {
        let details = v1::EmbeddedFileDetails {
            file_path: member.full_path.to_owned(),
            file_extension: member.extension.to_owned(),
            file_size: member.size.map(signed),
            // An archive may hold any number; a time that cannot be printed tells nothing.
            file_last_modified: member.last_modified_unix.and_then(time::from_unix_seconds),
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

/// A name that an object gives, cut to what is told of it, before it is kept a thousand times.
fn cut_to(name: Option<String>, cut: impl FnOnce(&mut String)) -> String {
    let mut name = name.unwrap_or_default();
    cut(&mut name);
    name.shrink_to_fit();
    name
}

/// The rules of whose matches only so many count in one object, with how many still do.
pub(super) struct Bounded {
    left: [(Option<usize>, u64); 2],
}

impl Bounded {
    pub(super) fn new(ruleset: &Ruleset, limits: ResultLimits) -> Bounded {
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

/// What a person calls it.
fn name<'a>(rule: Rule<'a>) -> &'a str {
    match rule {
        Rule::Managed(row) => row.id,
        Rule::Custom(custom) => &custom.name,
    }
}
