//! Texts in files of unknown formats, where limits ask for them.

use crate::common::{Event, Recorder, gzip, record, run, run_chunked, run_with, texts, zip_of};
use magpie_extract::{FileOutcome, Limits, ObjectHints, Reason, SliceSource, Status, StopReason, extract};
use std::ops::ControlFlow;

fn limits() -> Limits {
    Limits { unknown_bytes: 1 << 30, ..Limits::default() }
}

/// A document of BSON (bsonspec.org) with texts under these names.
fn bson(values: &[(&str, &str)]) -> Vec<u8> {
    let mut document = Vec::new();
    for (name, value) in values {
        document.push(2);
        document.extend([name.as_bytes(), b"\0"].concat());
        document.extend((value.len() as i32 + 1).to_le_bytes());
        document.extend([value.as_bytes(), b"\0"].concat());
    }
    document.push(0);
    let mut whole = (document.len() as i32 + 4).to_le_bytes().to_vec();
    whole.extend(document);
    whole
}

const PERSON: [(&str, &str); 3] = [("ssn", "123-45-6789"), ("mail", "ann@example.com"), ("city", "Köln")];

#[test]
fn without_the_limit_they_are_skipped() {
    let (events, outcome) = run(&bson(&PERSON), "people.bson");
    assert!(events.is_empty());
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::UnsupportedFileType)));
}

#[test]
fn names_and_values_of_records_are_told_with_their_bytes() {
    let file = bson(&PERSON);
    let (events, outcome) = run_with(&file, "people.bson", &limits());
    assert_eq!(texts(&events), ["ssn\n123-45-6789\nmail\nann@example.com\ncity\nKöln\n"]);
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::UnsupportedFileType)));
    assert!(outcome.detail.is_some_and(|detail| detail.contains("texts")));
    let told: usize = PERSON.iter().map(|(name, value)| name.len() + value.len()).sum();
    assert_eq!(outcome.bytes, told as u64);
    let (recorder, _) = record(&file, "people.bson", &limits(), usize::MAX);
    let span = recorder.spans.iter().find(|span| span.text.contains('@')).unwrap();
    let bytes = span.bytes.unwrap();
    assert!(file[bytes.start as usize..bytes.end as usize].contains(&b'@'), "{span:?}");
}

#[test]
fn strings_of_a_program_far_apart() {
    let mut file = b"\x7fELF\x02\x01\x01".to_vec();
    for number in 0..2_000_u32 {
        file.extend((0..300).map(|index| (index * 7 + number) as u8 | 0x80));
        file.extend(format!("user{number}@example.com\0").as_bytes());
        file.extend(format!("Key {number} of the registry\0").encode_utf16().flat_map(u16::to_le_bytes));
    }
    let (events, outcome) = run_chunked(&file, "tool", &limits(), 1000);
    let [text] = texts(&events)[..] else { panic!("{events:?}") };
    for number in 0..2_000 {
        assert!(text.contains(&format!("user{number}@example.com\n")), "{number}");
        assert!(text.contains(&format!("Key {number} of the registry\n")), "{number}");
    }
    assert_eq!(outcome.mime_type, "application/x-executable");
    // The line of a match counts the texts before it.
    let Event::Text(_, lines) = &events[0] else { panic!() };
    assert!(lines.windows(2).all(|pair| pair[0].start < pair[1].start));
}

#[test]
fn nothing_of_films_archives_and_other_known_formats() {
    let names = b"\0\0\0\0a film of ann@example.com\0\0";
    for (begin, mime_type) in [
        (&b"\x1a\x45\xdf\xa3"[..], "video/x-matroska"),
        (b"Rar!\x1a\x07\x01\0", "application/vnd.rar"),
        (b"fLaC", "audio/flac"),
        (b"wOF2", "font/woff2"),
    ] {
        let (events, outcome) = run_with(&[begin, names].concat(), "x", &limits());
        assert!(events.is_empty(), "{mime_type}");
        assert_eq!((outcome.status, outcome.mime_type.as_str()), (Status::Skipped, mime_type));
    }
}

#[test]
fn a_file_without_texts_is_skipped() {
    let file: Vec<u8> = (0..100_000_u32).flat_map(|number| [(number % 31) as u8, 0xff]).collect();
    let (events, outcome) = run_with(&file, "x.bin", &limits());
    assert!(events.is_empty());
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::UnsupportedFileType)));
    assert_eq!(outcome.bytes, 0);
}

#[test]
fn the_limit_bounds_the_size() {
    let file = bson(&PERSON);
    let small = Limits { unknown_bytes: file.len() as u64 - 1, ..Limits::default() };
    let (events, outcome) = run_with(&file, "people.bson", &small);
    assert!(events.is_empty());
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::FileExceedsSizeLimit)));
}

#[test]
fn in_archives_and_compressed_too() {
    let file = bson(&PERSON);
    for archive in [gzip(&file), zip_of(&[("people.bson", &file)])] {
        let (events, outcome) = run_with(&archive, "people", &limits());
        assert!(texts(&events).iter().any(|text| text.contains("ssn\n123-45-6789\n")), "{events:?}");
        assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::ArchiveContainsUnprocessedFiles)));
    }
}

#[test]
fn what_came_before_a_fault_is_told() {
    let file = [&[1, 0x81].repeat(3000), &bson(&PERSON), &[1, 0x81].repeat(400_000)[..]].concat();
    let packed = gzip(&file);
    let (events, outcome) = run_with(&packed[..packed.len() - 20], "people.gz", &limits());
    assert!(texts(&events).iter().any(|text| text.contains("123-45-6789")), "{events:?}");
    assert_eq!(outcome.status, Status::Partial);
}

/// Breaks off when nothing was visited for long.
struct Impatient(Recorder);

impl magpie_extract::Visitor for Impatient {
    fn context(&mut self, names: &[&str]) -> magpie_detect::ContextId {
        self.0.context(names)
    }

    fn text(&mut self, block: &magpie_extract::TextBlock<'_>) -> ControlFlow<StopReason> {
        self.0.text(block)
    }

    fn fields(&mut self, batch: &magpie_extract::FieldBatch<'_>) -> ControlFlow<StopReason> {
        self.0.fields(batch)
    }

    fn quiet(&mut self) -> ControlFlow<StopReason> {
        ControlFlow::Break(StopReason::Cancelled)
    }

    fn enter_member(&mut self, member: &magpie_extract::MemberDetails<'_>) -> ControlFlow<StopReason> {
        self.0.enter_member(member)
    }

    fn leave_member(&mut self, outcome: &FileOutcome) {
        self.0.leave_member(outcome);
    }
}

#[test]
fn who_finds_little_or_nothing_for_long_can_be_stopped() {
    let nothing = [1, 0x81].repeat(20 << 20);
    // A text now and then, too few to be visited before the end.
    let mut little = nothing.clone();
    (0..little.len() - 9).step_by(1 << 20).for_each(|at| little[at..at + 9].copy_from_slice(b"\0letters\0"));
    for file in [nothing, little] {
        let mut visitor = Impatient(Recorder::new());
        let mut source = SliceSource::new(&file);
        let hints = ObjectHints { key: "x.bin", content_encoding: None };
        let outcome = extract(&mut source, &hints, &limits(), &mut visitor);
        assert_eq!(outcome.reason, Some(Reason::Stopped));
    }
}
