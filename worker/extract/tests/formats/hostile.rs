//! Truncated, lying, exploding and endless files: each ends soon, with a reason.

use crate::common::{Event, Recorder, gzip, run, run_with, tar_of, texts, values, zip_of};
use magpie_detect::ContextId;
use magpie_extract::{
    FieldBatch, FileOutcome, Limits, MemberDetails, ObjectHints, Reason, SliceSource, Source, Status, StopReason,
    TextBlock, Visitor, extract,
};
use std::io;
use std::ops::ControlFlow;

const TABLE: &[u8] = b"name,code\nAnn,17\nBob,18\n";

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let text = "some text with ünïcödé\n".repeat(50);
    let json = "{\"a\": [1, \"x\\u00e9\", {\"b\": \"y\"}]}\n".repeat(40);
    let noise: Vec<u8> = (0..3000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let inner = zip_of(&[("a.csv", TABLE), ("b.json", json.as_bytes()), ("noise", &noise)]);
    let tar = tar_of(&[("in.zip", &inner), ("t.txt", text.as_bytes()), ("long".repeat(40).as_str(), TABLE)]);
    vec![
        ("t.txt", text.clone().into_bytes()),
        ("t16.txt", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("t.csv", TABLE.repeat(30)),
        ("q.csv", b"a,b\n\"x \"\"y\"\" z\",\"1\n2\"\n".repeat(20)),
        ("j.jsonl", json.into_bytes()),
        ("g.csv.gz", gzip(&TABLE.repeat(50))),
        ("z.zip", inner),
        ("a.tar", tar.clone()),
        ("a.tar.gz", gzip(&tar)),
    ]
}

#[test]
fn every_truncation_ends_with_an_outcome() {
    for (name, bytes) in samples() {
        let step = (bytes.len() / 250).max(1);
        for length in (0..bytes.len()).step_by(step) {
            let (_, outcome) = run(&bytes[..length], name);
            if outcome.status != Status::Complete {
                assert!(outcome.reason.is_some(), "{name} cut to {length}");
            }
        }
    }
}

#[test]
fn truncated_archives_are_never_complete() {
    for (name, bytes) in samples() {
        if !name.ends_with(".gz") && !name.ends_with(".zip") {
            continue;
        }
        for length in [bytes.len() / 2, bytes.len() - 9] {
            let (_, outcome) = run(&bytes[..length], name);
            assert_eq!(outcome.reason, Some(Reason::MalformedFile), "{name} cut to {length}");
        }
    }
}

#[test]
fn a_truncated_gzip_keeps_what_was_read() {
    let text: String = (0..50_000_u32).map(|number| format!("{}\n", number.wrapping_mul(2_654_435_761))).collect();
    let bytes = gzip(text.as_bytes());
    let (events, outcome) = run(&bytes[..bytes.len() - 20], "x.txt.gz");
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::MalformedFile)));
    let seen = texts(&events)[0];
    assert!(text.starts_with(seen) && seen.len() > text.len() - 1000, "{} of {}", seen.len(), text.len());
    let Some(Event::Leave(member)) = events.last() else { panic!() };
    assert_eq!((member.status, member.reason), (Status::Partial, Some(Reason::MalformedFile)));
    assert_eq!(member.bytes, seen.len() as u64);
}

#[test]
fn every_flipped_byte_ends_with_an_outcome() {
    for (name, bytes) in samples() {
        let mut bytes = bytes;
        let step = (bytes.len() / 300).max(1);
        for at in (0..bytes.len()).step_by(step) {
            let before = bytes[at];
            for flip in [0xFF, 0x01, 0x80] {
                bytes[at] = before ^ flip;
                run(&bytes, name);
            }
            bytes[at] = before;
        }
    }
}

fn bomb(bytes: usize) -> Vec<u8> {
    gzip(&vec![b'0'; bytes])
}

#[test]
fn a_member_over_the_limit_is_cut() {
    let limits = Limits { archive_member_bytes: 100_000, ..Limits::default() };
    let (events, outcome) = run_with(&bomb(5_000_000), "x.txt.gz", &limits);
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::ArchiveContainsUnprocessedFiles)));
    assert_eq!(outcome.bytes, 100_000);
    let Some(Event::Leave(member)) = events.last() else { panic!() };
    assert_eq!((member.status, member.reason), (Status::Partial, Some(Reason::FileExceedsSizeLimit)));
    // Exactly at the limit is not over it.
    let (_, outcome) = run_with(&bomb(100_000), "x.txt.gz", &limits);
    assert_eq!((outcome.status, outcome.bytes), (Status::Complete, 100_000));
    // In a zip the size is declared: the member is skipped, and the next is analysed.
    let (events, outcome) = run_with(&zip_of(&[("big", &[b'0'; 200_000]), ("t.csv", TABLE)]), "x.zip", &limits);
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::ArchiveContainsUnprocessedFiles)));
    assert_eq!(outcome.bytes, TABLE.len() as u64);
    assert_eq!(values(&events).len(), 4);
}

#[test]
fn an_archive_over_the_limit_stops() {
    let limits = Limits { archive_bytes: 1_000_000, ..Limits::default() };
    let part = vec![b'0'; 400_000];
    let names: Vec<String> = (0..10).map(|number| format!("{number}.txt")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), part.as_slice())).collect();
    // A zip says beforehand how large it gets.
    let (events, outcome) = run_with(&zip_of(&members), "x.zip", &limits);
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::ArchiveTotalBytesExtractedOverLimit)));
    assert!(events.is_empty());
    // A tar does not.
    let (events, outcome) = run_with(&tar_of(&members), "x.tar", &limits);
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::ArchiveTotalBytesExtractedOverLimit)));
    assert_eq!(outcome.bytes, 800_000);
    assert_eq!(events.iter().filter(|event| matches!(event, Event::Enter { .. })).count(), 3);
    // Compressed, the tar itself is extracted too, and counted apart.
    let (_, outcome) = run_with(&gzip(&tar_of(&members)), "x.tar.gz", &limits);
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::ArchiveTotalBytesExtractedOverLimit)));
    let (_, outcome) = run_with(&gzip(&tar_of(&members[..2])), "x.tar.gz", &limits);
    assert_eq!(outcome.status, Status::Complete);
}

#[test]
fn nested_bombs_are_stopped_by_the_ratio() {
    let mut bytes = bomb(20_000_000);
    bytes = gzip(&bytes);
    let limits = Limits { archive_ratio: 100, archive_ratio_from_bytes: 1_000_000, ..Limits::default() };
    let (_, outcome) = run_with(&bytes, "x.gz", &limits);
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::ArchiveTotalBytesExtractedOverLimit)));
    assert!(outcome.bytes <= 1_000_000, "{}", outcome.bytes);
}

#[test]
fn members_that_share_their_data_are_stopped() {
    // One local file and many entries of the central directory that point to it.
    let mut bytes = zip_of(&[("kernel", &[b'0'; 1_000_000])]);
    let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    let end = memchr::memmem::find(&bytes, b"PK\x05\x06").unwrap();
    let entry = bytes[directory..end].to_vec();
    let tail = bytes.split_off(end);
    for _ in 1..1000 {
        bytes.extend_from_slice(&entry);
    }
    let length = (bytes.len() - directory) as u32;
    bytes.extend_from_slice(&tail);
    let at = bytes.len() - 22;
    bytes[at + 8..at + 10].copy_from_slice(&1000_u16.to_le_bytes());
    bytes[at + 10..at + 12].copy_from_slice(&1000_u16.to_le_bytes());
    bytes[at + 12..at + 16].copy_from_slice(&length.to_le_bytes());
    let limits = Limits { archive_ratio: 100, archive_ratio_from_bytes: 3_000_000, ..Limits::default() };
    let (_, outcome) = run_with(&bytes, "x.zip", &limits);
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::ArchiveTotalBytesExtractedOverLimit)));
    assert!(outcome.bytes <= 100 * bytes.len() as u64);
}

#[test]
fn too_many_members() {
    let limits = Limits { archive_members: 3, ..Limits::default() };
    let members: Vec<(&str, &[u8])> = ["a", "b", "c", "d", "e"].into_iter().map(|name| (name, TABLE)).collect();
    let (events, outcome) = run_with(&tar_of(&members), "x.tar", &limits);
    let reason = Some(Reason::ArchiveTotalDocumentsProcessedOverLimit);
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, reason));
    assert_eq!(events.iter().filter(|event| matches!(event, Event::Enter { .. })).count(), 3);
    // What a zip archive's directory says beforehand does not matter: the first ones are read.
    let (events, outcome) = run_with(&zip_of(&members), "x.zip", &limits);
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, reason));
    assert_eq!(events.iter().filter(|event| matches!(event, Event::Enter { .. })).count(), 3);
}

#[test]
fn sizes_over_the_quota_of_the_format() {
    let limits = Limits { gzip_bytes: 10, zip_bytes: 10, tar_bytes: 10, ..Limits::default() };
    for (name, bytes) in [("x.gz", gzip(TABLE)), ("x.zip", zip_of(&[("a", TABLE)])), ("x.tar", tar_of(&[("a", TABLE)]))]
    {
        let (events, outcome) = run_with(&bytes, name, &limits);
        assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::ArchiveExceedsSizeLimit)));
        assert!(events.is_empty());
    }
}

#[test]
fn a_tar_that_lies_about_sizes() {
    let mut header = tar::Header::new_gnu();
    header.set_path("huge.txt").unwrap();
    for size in [2_000_000_u64, u64::MAX / 2] {
        header.set_size(size);
        header.set_cksum();
        let mut bytes = header.as_bytes().to_vec();
        bytes.extend_from_slice(b"only this is here\n");
        let (events, outcome) = run(&bytes, "x.tar");
        assert!(matches!(outcome.status, Status::Partial | Status::Skipped));
        assert_eq!(outcome.reason, Some(Reason::MalformedFile));
        if size < 3_000_000 {
            assert_eq!(texts(&events), ["only this is here\n"]);
            assert_eq!(outcome.status, Status::Partial);
        }
    }
    // A name that is said to be huge is not read.
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_size(1 << 33);
    header.set_cksum();
    let (_, outcome) = run(&[header.as_bytes().to_vec(), vec![b'a'; 5000]].concat(), "x.tar");
    assert_eq!(outcome.reason, Some(Reason::MalformedFile));
}

#[test]
fn a_corrupt_member_does_not_stop_the_archive() {
    let mut bytes = zip_of(&[("a.csv", &TABLE.repeat(100)), ("b.csv", TABLE)]);
    bytes[60] ^= 0xFF;
    let (events, outcome) = run(&bytes, "x.zip");
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::ArchiveContainsUnprocessedFiles)));
    let outcomes: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Leave(outcome) => Some(outcome),
            _ => None,
        })
        .collect();
    assert_eq!(outcomes[0].reason, Some(Reason::MalformedFile));
    assert_eq!(outcomes[1].status, Status::Complete);
}

#[test]
fn giant_lines_and_values_need_little_memory() {
    let line = vec![b'x'; 8_000_000];
    let mut quoted = b"a,b\n\"".to_vec();
    quoted.extend_from_slice(&line);
    let mut string = b"{\"a\": \"".to_vec();
    string.extend_from_slice(&line);
    let commas = vec![b','; 2_000_000];
    let brackets = "[0],".repeat(500_000).into_bytes();
    for (name, bytes) in [
        ("x.txt", &line),
        ("x.csv", &line),
        ("q.csv", &quoted),
        ("c.csv", &commas),
        ("x.json", &string),
        ("b.json", &brackets),
    ] {
        let mut recorder = Recorder::new();
        recorder.keep = false;
        let mut source = SliceSource::with_chunks(bytes, 1 << 20);
        let hints = ObjectHints { key: name, content_encoding: None };
        let outcome = extract(&mut source, &hints, &Limits::default(), &mut recorder);
        assert_eq!((outcome.status, outcome.bytes), (Status::Complete, bytes.len() as u64), "{name}");
        assert!(recorder.largest_window <= 2 << 20, "{name}: {}", recorder.largest_window);
    }
}

#[test]
fn the_visitor_can_break_off() {
    let tar = tar_of(&[("a.csv", TABLE), ("b.csv", TABLE)]);
    for patience in 0..4 {
        let mut recorder = Recorder::new();
        recorder.patience = patience;
        let bytes = gzip(&tar);
        let hints = ObjectHints { key: "x.tar.gz", content_encoding: None };
        let outcome = extract(&mut SliceSource::new(&bytes), &hints, &Limits::default(), &mut recorder);
        assert_eq!(outcome.reason, Some(Reason::TimeCutOffReached), "{patience}");
        assert_eq!(recorder.open, 0);
    }
}

#[test]
fn nothing_is_visited_after_the_visitor_broke_off() {
    // In some formats a long value or text is in a buffer then, which is given out however the reading ended.
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    for folder in ["arrow", "avro", "mail", "office", "orc", "outlook", "parquet", "sql", "sqlite"] {
        for entry in std::fs::read_dir(data.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap();
            for patience in 0..4 {
                let mut recorder = Recorder::new();
                recorder.keep = false;
                recorder.patience = patience;
                let hints = ObjectHints { key: name, content_encoding: None };
                extract(&mut SliceSource::new(&bytes), &hints, &Limits::default(), &mut recorder);
                assert!(recorder.visits <= patience + 1, "{name}: {} visits, not {patience}", recorder.visits);
            }
        }
    }
}

/// Fails once the reading comes to `at`.
struct Failing<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Source for Failing<'_> {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn chunk(&mut self, offset: u64) -> io::Result<&[u8]> {
        let offset = offset as usize;
        if offset >= self.at {
            return Err(io::Error::other("the network is gone"));
        }
        Ok(&self.bytes[offset..self.at])
    }
}

#[test]
fn a_failing_source_is_unavailable() {
    for (name, bytes) in samples() {
        for at in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            let mut recorder = Recorder::new();
            let mut source = Failing { bytes: &bytes, at };
            let hints = ObjectHints { key: name, content_encoding: None };
            let outcome = extract(&mut source, &hints, &Limits::default(), &mut recorder);
            assert_eq!(outcome.reason, Some(Reason::SourceUnavailable), "{name} at {at}");
            assert_ne!(outcome.status, Status::Complete);
            assert_eq!(recorder.open, 0);
        }
    }
}

#[test]
fn a_source_that_is_shorter_than_it_says_is_unavailable() {
    struct Short;
    impl Source for Short {
        fn len(&self) -> u64 {
            100
        }
        fn chunk(&mut self, offset: u64) -> io::Result<&[u8]> {
            Ok(b"only ten b".get(offset as usize..).unwrap_or_default())
        }
    }
    let hints = ObjectHints { key: "x.txt", content_encoding: None };
    let outcome = extract(&mut Short, &hints, &Limits::default(), &mut Recorder::new());
    assert_eq!(outcome.reason, Some(Reason::SourceUnavailable));
}

struct Panicking;

impl Visitor for Panicking {
    fn context(&mut self, _names: &[&str]) -> ContextId {
        ContextId::default()
    }
    fn text(&mut self, _block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        panic!("the visitor's own fault")
    }
    fn fields(&mut self, _batch: &FieldBatch<'_>) -> ControlFlow<StopReason> {
        ControlFlow::Continue(())
    }
    fn enter_member(&mut self, _member: &MemberDetails<'_>) -> ControlFlow<StopReason> {
        ControlFlow::Continue(())
    }
    fn leave_member(&mut self, _outcome: &FileOutcome) {}
}

#[test]
#[should_panic(expected = "the visitor's own fault")]
fn a_panic_of_the_visitor_is_not_swallowed() {
    let hints = ObjectHints { key: "x.txt", content_encoding: None };
    extract(&mut SliceSource::new(b"text"), &hints, &Limits::default(), &mut Panicking);
}

/// A source that panics stands for a parser that does.
struct PanickingSource {
    bytes: Vec<u8>,
    good_calls: u32,
}

impl Source for PanickingSource {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn chunk(&mut self, offset: u64) -> io::Result<&[u8]> {
        self.good_calls = self.good_calls.checked_sub(1).expect("a planted panic");
        Ok(&self.bytes[offset as usize..])
    }
}

#[test]
fn a_panic_below_the_visitor_is_a_malformed_file() {
    let tar = tar_of(&[("a.csv", TABLE), ("b.csv", TABLE)]);
    let mut left_members = false;
    for good_calls in 0..12 {
        let mut recorder = Recorder::new();
        let mut source = PanickingSource { bytes: tar.clone(), good_calls };
        let hints = ObjectHints { key: "x.tar", content_encoding: None };
        let outcome = extract(&mut source, &hints, &Limits::default(), &mut recorder);
        assert_eq!(outcome.reason, Some(Reason::MalformedFile), "{good_calls}");
        assert!(outcome.parser_panics > 0);
        assert_eq!(recorder.open, 0);
        left_members |=
            recorder.events.iter().any(|event| matches!(event, Event::Leave(left) if left.reason == outcome.reason));
    }
    assert!(left_members, "no panic came while a member was open");
}

/// Panics once, and is whole again.
struct PanickingOnce {
    bytes: Vec<u8>,
    calls: u32,
    bad_call: u32,
}

impl Source for PanickingOnce {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn chunk(&mut self, offset: u64) -> io::Result<&[u8]> {
        self.calls += 1;
        assert_ne!(self.calls, self.bad_call, "a planted panic");
        Ok(&self.bytes[offset as usize..])
    }
}

#[test]
fn an_archive_goes_on_after_a_panic_and_the_panic_is_counted() {
    let inner = tar_of(&[("a.csv", TABLE), ("b.csv", TABLE)]);
    let tar = tar_of(&[("first.csv", TABLE), ("inner.tar", &inner), ("last.csv", TABLE)]);
    let mut went_on = 0;
    for bad_call in 1..60 {
        let mut recorder = Recorder::new();
        let mut source = PanickingOnce { bytes: tar.clone(), calls: 0, bad_call };
        let hints = ObjectHints { key: "x.tar", content_encoding: None };
        let outcome = extract(&mut source, &hints, &Limits::default(), &mut recorder);
        assert_eq!(recorder.open, 0);
        let panicked = source.calls >= bad_call;
        assert_eq!(outcome.parser_panics, u32::from(panicked), "{bad_call}");
        assert_eq!(outcome.status == Status::Complete, !panicked, "{bad_call}");
        if outcome.reason == Some(Reason::ArchiveContainsUnprocessedFiles) {
            went_on += 1;
            let left: Vec<&FileOutcome> = recorder
                .events
                .iter()
                .filter_map(|event| match event {
                    Event::Leave(outcome) => Some(outcome),
                    _ => None,
                })
                .collect();
            assert!(left.iter().any(|left| left.reason == Some(Reason::MalformedFile) && left.parser_panics == 1));
            assert!(left.iter().filter(|left| left.status == Status::Complete).count() >= 2, "{bad_call}");
            // All that is left was left by its own name.
            let entered = recorder.events.iter().filter(|event| matches!(event, Event::Enter { .. })).count();
            assert_eq!(entered, left.len());
        }
    }
    assert!(went_on > 5, "{went_on}");
}
