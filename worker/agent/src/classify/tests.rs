#![allow(clippy::unwrap_used)]
use std::sync::atomic::Ordering;

use super::*;
use crate::observer::ObservedMatch;
use magpie_base::clock::{ManualClock, Millis};
use magpie_detect::{allow, custom};
use magpie_extract::{Place, SliceSource, Unbounded};
use magpie_proto::limits;
use magpie_proto::v1::classification_status;
use magpie_proto::worker::v1::Detections;
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

#[test]
fn a_value_that_comes_again_in_a_column_counts_each_time() {
    // 20,000 rows with the same number, as one entry of a dictionary.
    let table = include_bytes!("../../../extract/tests/data/parquet/booleans.parquet");
    let (classified, seen) = run("t.parquet", table, BOUNDS, &watch(&Arc::new(ManualClock::new())));
    let detections = &classified.file.detections;
    let [found] = detections.as_slice() else { panic!("{detections:?}") };
    assert_eq!((found.identifier_id.as_str(), found.count), ("USA_SOCIAL_SECURITY_NUMBER", 20_000));
    let records = &found.occurrences.as_ref().unwrap().records;
    let places: Vec<_> = records.iter().map(|record| (record.record_index, record.json_path.as_str())).collect();
    assert_eq!(places, [(Some(0), "$.ssn"), (Some(1), "$.ssn"), (Some(2), "$.ssn")]);
    let seen = seen.0.lock();
    let rows = seen.iter().map(|(value, _, place)| match place {
        Place::Record { index, .. } => (value.as_str(), *index),
        other => panic!("{other:?}"),
    });
    assert!(rows.eq((0..20_000).map(|row| ("536-90-4399", row))));
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
        all.into_iter().filter(|(_, count)| *count > 0).map(|(id, count)| (id.to_owned(), count)).collect::<Vec<_>>()
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
    let criteria =
        custom::Criteria { regex: "B-[0-9]{6}".into(), keywords: vec!["badge".into()], ..custom::Criteria::default() };
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
        let all = [(Confidence::Low, counts.low), (Confidence::Medium, counts.medium), (Confidence::High, counts.high)];
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
    let json =
        br#"{"anna.ivanova42@example.com": {"other": "bjorn.jensen43@example.com"}, "x": "greta.lopez44@example.com"}"#;
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

#[test]
fn a_scan_that_is_stopped_counts_nearly_all_bytes_that_it_tells_of() {
    let clock = Arc::new(ManualClock::new());
    let line = "write to anna.ivanova42@example.com now\n";
    // In an archive without sizes, whose only measure is what was analysed.
    let stored = |text: &str| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gzip, text.as_bytes()).unwrap();
        gzip.finish().unwrap()
    };
    let (text, table) = (line.repeat(200_000), format!("mail\n{}", line.repeat(200_000)));
    let json = format!("{{\"mail\": \"{}\"}}\n", line.trim()).repeat(200_000);
    let bounds = ResultLimits { places_per_identifier: usize::MAX, places: usize::MAX, ..BOUNDS };
    for (key, content) in [("a.txt.gz", stored(&text)), ("a.csv.gz", stored(&table)), ("a.jsonl.gz", stored(&json))] {
        for milliseconds in [1, 2, 3, 5, 9, 20] {
            let late = ResultLimits { time: Duration::from_millis(milliseconds), ..bounds };
            let ticking = Watch { clock: Arc::new(Ticking(AtomicU64::new(0))), ..watch(&clock) };
            let (classified, _) = run(key, &content, late, &ticking);
            assert_eq!(classified.file.reason, "TIME_CUT_OFF_REACHED", "{key} {milliseconds}");
            for file in classified.members.iter().map(|member| member.file.as_ref().unwrap()) {
                let places = file.detections.iter().filter_map(|found| found.occurrences.as_ref());
                let ends = places.flat_map(|places| {
                    let lines = places.line_ranges.iter().map(|place| place.magpie);
                    let cells = places.cells.iter().map(|place| place.magpie);
                    let records = places.records.iter().map(|place| place.magpie);
                    lines.chain(cells).chain(records).filter_map(|details| details?.byte_range?.end)
                });
                let last = ends.max().unwrap_or_default();
                // Those of one block are not. The coordinator allows for much more.
                let most = file.bytes_classified + (1 << 20);
                assert!(u64::try_from(last).unwrap() <= most, "{key} {milliseconds}: {last}");
                assert!(most < limits::UNCOUNTED_BYTES);
            }
        }
    }
}

#[test]
fn a_time_that_cannot_be_printed_is_not_told() {
    let clock = Arc::new(ManualClock::new());
    let mut archive = tar(&["a.txt"], "nothing to see here\n");
    // The largest time that eleven octal digits tell is of the year 2242; base 256 tells any.
    archive[136..148].copy_from_slice(&[0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
    archive[148..156].fill(b' ');
    let sum: u32 = archive[..512].iter().map(|byte| u32::from(*byte)).sum();
    archive[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    let (classified, _) = run("a.tar", &archive, BOUNDS, &watch(&clock));
    assert_eq!(classified.members[0].file_details.as_ref().unwrap().file_last_modified, None);
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
