//! One extraction, and what it cost.

use crate::common::{Event, Recorder};
use magpie_extract::{FileOutcome, Limits, ObjectHints, Reason, SliceSource, Status, extract};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// No hostile file may take longer, even in a slow build on a busy machine.
const MOST_TIME: Duration = Duration::from_secs(60);

/// What one extraction may use: twice the default of a decompressor's window, and buffers.
pub const MOST_MEMORY: u64 = 320 << 20;

pub struct Run {
    pub outcome: FileOutcome,
    pub events: Vec<Event>,
    /// Bytes by which the process grew at the most.
    pub memory: u64,
}

impl Run {
    #[track_caller]
    pub fn ended(&self, status: Status, reason: Option<Reason>) -> &Self {
        assert_eq!((self.outcome.status, self.outcome.reason), (status, reason), "{:?}", self.outcome);
        self
    }

    /// The files that were left, as their outcomes.
    pub fn members(&self) -> Vec<&FileOutcome> {
        self.events
            .iter()
            .filter_map(|event| match event {
                Event::Leave(outcome) => Some(outcome),
                _ => None,
            })
            .collect()
    }

    pub fn paths(&self) -> Vec<&str> {
        self.events
            .iter()
            .filter_map(|event| match event {
                Event::Enter { path, .. } => Some(path.as_str()),
                _ => None,
            })
            .collect()
    }
}

/// Limits so small that bombs of some MB are bombs.
pub fn small_limits() -> Limits {
    Limits {
        archive_bytes: 24_000_000,
        archive_member_bytes: 8_000_000,
        archive_members: 1_000,
        archive_ratio: 100,
        archive_ratio_from_bytes: 16_000_000,
        ..Limits::default()
    }
}

/// A file of `tests/data/archives`.
pub fn sample(name: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/archives").join(name)).unwrap()
}

fn one_at_a_time() -> MutexGuard<'static, ()> {
    static LOCK: Mutex<()> = Mutex::new(());
    LOCK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A line of /proc/self/status, in bytes.
fn memory(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':')).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// Extracts without keeping what is visited, checks that it ends in time and memory, and closes what it opens.
#[track_caller]
// Real time is what is measured here.
#[allow(clippy::disallowed_methods)]
pub fn run(bytes: &[u8], key: &str, limits: &Limits) -> Run {
    let _guard = one_at_a_time();
    let mut recorder = Recorder::new();
    recorder.keep_content = false;
    // Forgets the largest size so far.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = memory("VmRSS");
    let started = Instant::now();
    let mut source = SliceSource::with_chunks(bytes, 1 << 20);
    let outcome = extract(&mut source, &ObjectHints { key, content_encoding: None }, limits, &mut recorder);
    let memory = memory("VmHWM").saturating_sub(before);
    assert!(started.elapsed() < MOST_TIME, "{key} took {:?}", started.elapsed());
    assert!(memory < MOST_MEMORY, "{key} took {} MiB", memory >> 20);
    assert_eq!(recorder.open, 0, "a member was not left");
    assert_eq!(outcome.parser_panics, 0, "{key}: a parser panicked");
    assert_eq!(outcome.reason.is_none(), outcome.status == Status::Complete, "{outcome:?}");
    Run { outcome, events: recorder.events, memory }
}
