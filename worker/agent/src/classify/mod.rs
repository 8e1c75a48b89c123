//! From an object's bytes to its result: extraction feeds the detector, detections become counts and places.

mod classifier;
mod place;
mod tally;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::Duration;

use magpie_base::clock::Clock;
use magpie_detect::{Confidence, Ruleset, Scanner};
use magpie_extract::{Limits, Memory, ObjectHints, Source, Visitor};
use magpie_proto::v1;
use magpie_proto::worker::v1::{FileResult, MemberResult};

use crate::observer::MatchObserver;
use classifier::{Bounded, Classifier};
use tally::Tally;

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
    let mut classifier = Classifier {
        scanner: &mut *scanner,
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
    // Nothing of an object stays when it has been looked at.
    scanner.forget();
    let file = match open.pop() {
        Some(tally) => tally.into_result(&outcome, ruleset),
        None => FileResult::default(),
    };
    Classified { file, members, members_omitted, parser_panics: outcome.parser_panics }
}

/// The confidence that a word of the contract stands for. Nothing given is everything.
pub(crate) fn confidence(word: v1::confidence::Value) -> Confidence {
    match word {
        v1::confidence::Value::Unspecified | v1::confidence::Value::Low => Confidence::Low,
        v1::confidence::Value::Medium => Confidence::Medium,
        v1::confidence::Value::High => Confidence::High,
    }
}

/// As the contract counts.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
