//! One file through the worker's own code: extraction, detection, results.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use magpie_agent::classify::{Classification, Classified, Observation, ResultLimits, Watch, classify};
use magpie_agent::{MatchObserver, ObservedMatch};
use magpie_base::clock::{Clock, ManualClock, SystemClock};
use magpie_detect::{Confidence, Ruleset, Scanner, catalogue};
use magpie_extract::{Limits, ObjectHints, Place as Seen, SliceSource, Unbounded};
use magpie_proto::v1;
use magpie_proto::worker::v1::FileResult;

use crate::truth::{Bytes, Ending, Found, Place};

const PLACES: usize = 1_000_000;

static PANICS: AtomicU64 = AtomicU64::new(0);

/// Panics of parsers are caught and become outcomes; here each of them is a fault.
pub fn count_panics() {
    panic::set_hook(Box::new(|panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        eprintln!("{panic}");
    }));
}

/// What became of a file.
pub struct Scanned {
    pub ending: Ending,
    pub detail: String,
    pub mime: String,
    pub encoding: String,
    /// The files inside: path and ending, in their order.
    pub members: Vec<(String, Ending)>,
    /// Sorted.
    pub found: Vec<Found>,
    /// What the outer record counts.
    pub counted: u64,
    /// The places that the results tell are not as many as the matches.
    pub untold: bool,
    /// A place is told that cannot be: the coordinator would refuse the result.
    pub impossible: bool,
    pub panics: u64,
    pub took: Duration,
}

fn ruleset() -> Arc<Ruleset> {
    static RULESET: OnceLock<Arc<Ruleset>> = OnceLock::new();
    let all = || Arc::new(Ruleset::managed(catalogue::all().iter().map(|row| row.id)).unwrap());
    Arc::clone(RULESET.get_or_init(all))
}

/// What places are told of together: member, identifier, kind of place.
type Key = (Option<String>, String, Kind);

/// What the observer is told, with the value.
#[derive(Default)]
struct Values(Mutex<Vec<(Key, String)>>);

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Kind {
    Cell,
    Lines,
    Page,
    Record,
}

impl MatchObserver for Values {
    fn matched(&self, found: ObservedMatch<'_>) {
        let kind = match found.place {
            Seen::Cell { .. } => Kind::Cell,
            Seen::Lines(_) => Kind::Lines,
            Seen::Page { .. } => Kind::Page,
            Seen::Record { .. } => Kind::Record,
        };
        let value = found.value.expose_sensitive().clone();
        let key = (found.member.map(str::to_owned), found.identifier.to_owned(), kind);
        self.0.lock().unwrap().push((key, value));
    }
}

/// The places of results, in their order.
type Places = HashMap<Key, VecDeque<(Place, Option<Bytes>)>>;

fn bytes(details: Option<v1::PlaceDetails>) -> Option<Bytes> {
    let range = details?.byte_range?;
    let number = |number: Option<i64>| usize::try_from(number.unwrap()).unwrap();
    Some(number(range.start)..number(range.end))
}

fn add_places(places: &mut Places, member: Option<&str>, file: &FileResult) {
    for detections in &file.detections {
        let Some(occurrences) = &detections.occurrences else { continue };
        let mut add = |kind, place, details| {
            let key = (member.map(str::to_owned), detections.identifier_id.clone(), kind);
            places.entry(key).or_default().push_back((place, bytes(details)));
        };
        for v1::Cell { row, column, column_name, cell_reference, magpie } in occurrences.cells.iter().cloned() {
            add(Kind::Cell, Place::Cell { row, column, name: column_name, reference: cell_reference }, magpie);
        }
        for lines in &occurrences.line_ranges {
            let place = Place::Lines { start: lines.start, end: lines.end, column: lines.start_column };
            add(Kind::Lines, place, lines.magpie);
        }
        for page in &occurrences.pages {
            add(Kind::Page, Place::Page(page.page_number), page.magpie);
        }
        for record in occurrences.records.iter().cloned() {
            let index = record.record_index.unwrap_or(-1);
            add(Kind::Record, Place::Record { index, path: record.json_path }, record.magpie);
        }
    }
}

/// Whether all places lie in the file: of so many bytes, or of as many as were analysed. No scan is stopped here.
fn is_possible(file: &FileResult, size: u64) -> bool {
    let extent = i64::try_from(size.max(file.bytes_classified)).unwrap();
    let inside = |details: Option<v1::PlaceDetails>| {
        let range = details.and_then(|details| details.byte_range);
        range.is_none_or(|range| range.start < range.end && range.start >= Some(0) && range.end <= Some(extent))
    };
    let places = file.detections.iter().filter_map(|detections| detections.occurrences.as_ref());
    places.into_iter().all(|places| {
        places.cells.iter().all(|cell| cell.row >= 1 && cell.column >= 1 && inside(cell.magpie))
            && places.line_ranges.iter().all(|lines| {
                lines.start >= 1 && lines.end >= lines.start && lines.start_column >= 1 && inside(lines.magpie)
            })
            && places.pages.iter().all(|page| page.page_number >= 1 && inside(page.magpie))
            && places.records.iter().all(|record| record.record_index >= Some(0) && inside(record.magpie))
    })
}

fn ending(file: &FileResult) -> Ending {
    let status = file.code().as_str_name().rsplit("CODE_").next().unwrap_or_default().to_owned();
    Ending { status, reason: file.reason.clone() }
}

/// Scans a file that is read in chunks of at most `chunk` bytes.
pub fn scan(key: &str, content: &[u8], chunk: usize) -> Scanned {
    let rules = ruleset();
    let values = Arc::new(Values::default());
    let observation =
        Observation { observer: Arc::<Values>::clone(&values), bucket: Arc::from("bucket"), key: Arc::from(key) };
    let before = PANICS.load(Ordering::Relaxed);
    let clock = SystemClock::new();
    let started = clock.now();
    let classified = panic::catch_unwind(AssertUnwindSafe(|| {
        classify(
            &mut SliceSource::with_chunks(content, chunk),
            Classification {
                hints: ObjectHints { key, content_encoding: None },
                limits: &Limits::default(),
                result_limits: ResultLimits {
                    members: PLACES,
                    places_per_identifier: PLACES,
                    places: PLACES,
                    names: u64::MAX,
                    addresses: u64::MAX,
                    time: Duration::from_secs(3600),
                },
                ruleset: &rules,
                scanner: &mut Scanner::new(Arc::clone(&rules)),
                minimum_confidence: Confidence::Low,
                watch: &Watch {
                    cancelled: Arc::default(),
                    progress: Arc::default(),
                    clock: Arc::new(ManualClock::new()),
                },
                observation: Some(&observation),
                memory: Rc::new(Unbounded),
            },
        )
    }));
    let took = Duration::from_millis(clock.now().saturating_sub(started));
    let panics = PANICS.load(Ordering::Relaxed) - before;
    let Ok(Classified { file, members, .. }) = classified else {
        let ending = Ending { status: "PANIC".to_owned(), reason: String::new() };
        return Scanned {
            ending,
            detail: String::new(),
            mime: String::new(),
            encoding: String::new(),
            members: Vec::new(),
            found: Vec::new(),
            counted: 0,
            untold: false,
            impossible: false,
            panics,
            took,
        };
    };
    let mut places = Places::new();
    add_places(&mut places, None, &file);
    let mut impossible = !is_possible(&file, content.len() as u64);
    let mut ended = Vec::new();
    for member in &members {
        let path = member.file_details.as_ref().map(|details| details.file_path.clone()).unwrap_or_default();
        let result = member.file.as_ref().unwrap();
        add_places(&mut places, Some(&path), result);
        let declared = member.file_details.as_ref().and_then(|details| details.file_size);
        impossible |= !is_possible(result, declared.map_or(0, |size| u64::try_from(size).unwrap()));
        ended.push((path, ending(result)));
    }
    let mut found = Vec::new();
    for (key, value) in values.0.lock().unwrap().drain(..) {
        let told = places.get_mut(&key).and_then(|places| places.pop_front());
        let (place, bytes) = told.unwrap_or((Place::Untold, None));
        let (member, identifier, _) = key;
        found.push(Found { identifier, value, member, place, bytes });
    }
    found.sort_by(Found::order);
    let untold = places.values().any(|places| !places.is_empty());
    Scanned {
        ending: ending(&file),
        detail: file.reason_detail,
        mime: file.mime_type,
        encoding: file.encoding,
        members: ended,
        found,
        counted: file.detections.iter().map(|found| found.count).sum(),
        untold,
        impossible,
        panics,
        took,
    }
}

/// How many files ended how.
pub type Endings = BTreeMap<Ending, u64>;
