//! What the tests of tables, columns and records share: their files, what is found in them, and what must hold of each when it
//! is cut, damaged, read in small chunks or compressed.

use crate::common::{Event, Recorder, gzip, run, run_chunked, run_with, values};
use magpie_extract::{FileOutcome, Limits, ObjectHints, Reason, Source, Status, extract};
use std::path::Path;

/// What is in each file that is called flat, whoever wrote it, as two groups of rows.
pub const FLAT: [&str; 20] = [
    "0 $.ssn = 536-90-4000",
    "1 $.ssn = 536-90-4001",
    "2 $.ssn = 536-90-4002",
    "3 $.ssn = 536-90-4003",
    "0 $.card = 4012888888881881",
    "2 $.card = 5",
    "0 $.born = 1980-02-01",
    "1 $.born = 1980-02-02",
    "2 $.born = 1980-02-03",
    "3 $.born = 1980-02-04",
    "0 $.city = Zürich",
    "1 $.city = Zürich",
    "3 $.city = Bern",
    "4 $.ssn = 536-90-4004",
    "5 $.ssn = 536-90-4005",
    "5 $.card = 6",
    "4 $.born = 1980-02-05",
    "5 $.born = 1980-02-06",
    "4 $.city = Bern",
    "5 $.city = Zürich",
];

/// What is in each file that is called nested.
pub const NESTED: [&str; 18] = [
    "0 $.id = 1",
    "1 $.id = 2",
    "2 $.id = 3",
    "0 $.person.name = Ann",
    "0 $.person.ssn = 536-90-4399",
    "2 $.person.ssn = 536-90-4400",
    "0 $.phones[0] = +1 206 555 0100",
    "0 $.phones[2] = +1 206 555 0101",
    "0 $.orders[0].card = 4012888888881881",
    "0 $.orders[1].card = 5105105105105100",
    "0 $.orders[0].lines[0][0] = a",
    "0 $.orders[0].lines[0][1] = b",
    "0 $.orders[0].lines[1][0] = c",
    "2 $.orders[0].lines[1][0] = d",
    "0 $.extra[0].key = plan",
    "0 $.extra[1].key = level",
    "0 $.extra[0].value = gold",
    "0 $.extra[1].value = 3",
];

/// What a file has that holds what is called flat, but as one group of rows or as several others.
pub fn flat_in_any_order(mut shown: Vec<String>) {
    let mut flat = FLAT.map(str::to_owned);
    flat.sort();
    shown.sort();
    assert_eq!(shown, flat);
}

/// A file of `tests/data`.
pub fn data(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(path)).unwrap()
}

/// Values with their places, of a file that is read to its end.
pub fn shown(path: &str) -> Vec<String> {
    let (events, outcome) = run(&data(path), path);
    assert_eq!((outcome.status, outcome.reason, outcome.detail.as_deref()), (Status::Complete, None, None), "{path}");
    assert_eq!(outcome.extension_mime_type, None, "{path}: {}", outcome.mime_type);
    lines(&events)
}

/// Values with their places.
pub fn lines(events: &[Event]) -> Vec<String> {
    values(events).iter().map(|(value, place)| format!("{place} = {value}")).collect()
}

/// Whether a parser panicked.
pub fn is_caught_panic(outcome: &FileOutcome) -> bool {
    outcome.detail.as_deref() == Some("the parser failed on this file")
}

/// Whatever size the chunks have, and in a compressed file, the same is found. Gives what is.
pub fn same_in_chunks_and_compressed(bytes: &[u8], name: &str) -> Vec<Event> {
    let whole = run(bytes, name);
    for chunk in [7, 300] {
        assert_eq!(run_chunked(bytes, name, &Limits::default(), chunk), whole, "{name} in chunks of {chunk}");
    }
    let (events, outcome) = run(&gzip(bytes), &format!("{name}.gz"));
    assert_eq!(outcome.status, Status::Complete, "{name}");
    assert_eq!(values(&events), values(&whole.0), "{name}");
    whole.0
}

/// A file that is cut anywhere ends with an outcome, and with more than `told_from` bytes the outcome is that it is malformed.
/// 0 to not ask for that.
pub fn cut(bytes: &[u8], name: &str, limits: &Limits, step: usize, told_from: usize) {
    for length in (0..bytes.len()).step_by(step) {
        let (_, outcome) = run_with(&bytes[..length], name, limits);
        assert!(!is_caught_panic(&outcome), "{name} cut to {length}");
        if told_from > 0 && length > told_from {
            assert_eq!(outcome.reason, Some(Reason::MalformedFile), "{name} cut to {length}");
        }
    }
}

/// A file with a wrong byte anywhere ends with an outcome.
pub fn flip(bytes: &[u8], name: &str, limits: &Limits, step: usize) {
    let mut bytes = bytes.to_vec();
    for at in (0..bytes.len()).step_by(step) {
        let before = bytes[at];
        for flip in [0xFF, 0x01, 0x80] {
            bytes[at] = before ^ flip;
            let (_, outcome) = run_with(&bytes, name, limits);
            assert!(!is_caught_panic(&outcome), "{name}: {flip} at {at}");
        }
        bytes[at] = before;
    }
}

/// Of 5,000 long texts in a few bytes no more is read than the limit of expansion allows.
pub fn few_bytes_that_stand_for_many(path: &str) {
    let limits = Limits { archive_ratio: 100, archive_ratio_from_bytes: 2_000_000, ..Limits::default() };
    let bytes = data(path);
    let (events, outcome) = run_with(&bytes, path, &limits);
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::FileExceedsSizeLimit)));
    let seen: usize = values(&events).iter().map(|(value, _)| value.len()).sum();
    assert!((1_500_000..=2_000_000).contains(&seen), "{seen}");
    assert_eq!(lines(&run(&bytes, path).0).len(), 5000);
}

/// A text of 700,012 bytes is given out whole, and so is the next one.
pub fn long_values(path: &str) {
    let (events, outcome) = run(&data(path), path);
    assert_eq!(outcome.status, Status::Complete);
    let values = values(&events);
    assert_eq!((values[0].0.len(), values[0].1.as_str()), (700_012, "0 $.text"));
    assert!(values[0].0.ends_with(" 536-90-4399"));
    assert_eq!(values[1].0, "536-90-4400");
}

/// Gives out a few bytes at a time, and remembers which were asked for.
struct Watched<'a> {
    bytes: &'a [u8],
    touched: Vec<bool>,
}

impl Source for Watched<'_> {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn chunk(&mut self, offset: u64) -> std::io::Result<&[u8]> {
        let start = (offset as usize).min(self.bytes.len());
        let end = (start + 64).min(self.bytes.len());
        self.touched[start..end].fill(true);
        Ok(&self.bytes[start..end])
    }
}

/// Reads a file with 300,000 bytes that belong to nothing at `gap`. How many of them were read, besides what is looked at of
/// every file.
pub fn read_in_gap(mut bytes: Vec<u8>, gap: usize, name: &str) -> usize {
    let expected = values(&run(&bytes, name).0).len();
    bytes.splice(gap..gap, std::iter::repeat_n(0, 300_000));
    let mut source = Watched { bytes: &bytes, touched: vec![false; bytes.len()] };
    let mut recorder = Recorder::new();
    let hints = ObjectHints { key: name, content_encoding: None };
    let outcome = extract(&mut source, &hints, &Limits::default(), &mut recorder);
    assert_eq!((outcome.status, outcome.bytes), (Status::Complete, bytes.len() as u64));
    assert_eq!(values(&recorder.events).len(), expected);
    source.touched[gap..gap + 300_000].iter().skip(65_536).filter(|touched| **touched).count()
}

/// Between what the footer lists and the footer nothing is read, in a file that ends with its footer, the footer's length in
/// four bytes, and a mark; `behind` is how many bytes follow the footer.
pub fn nothing_before_the_footer_is_read(path: &str, behind: usize) {
    let bytes = data(path);
    let tail = bytes.len() - behind;
    let length = u32::from_le_bytes(bytes[tail..tail + 4].try_into().unwrap()) as usize;
    let touched = read_in_gap(bytes, tail - length, path);
    assert!(touched <= 64, "{touched} bytes before the footer of {path} were read");
}

/// Neither the sizes of chunks nor a compressed stream around them changes what files of records give.
pub fn check_chunks_and_compression(samples: &[&str]) {
    for name in samples {
        let bytes = data(name);
        let whole = same_in_chunks_and_compressed(&bytes, name);
        let tight = run_with(&bytes, name, &Limits { value_bytes: 200, ..Limits::default() });
        assert_eq!(values(&tight.0).len(), values(&whole).len(), "{name}");
    }
}

/// Files of records that are cut or changed anywhere end with an outcome, and cut ones are malformed.
pub fn check_damage(samples: &[&str]) {
    for name in samples {
        let bytes = data(name);
        cut(&bytes, name, &Limits::default(), (bytes.len() / 400).max(1), 0);
        flip(&bytes, name, &Limits::default(), 1);
        for length in [bytes.len() / 2, bytes.len() - 9, bytes.len() - 1] {
            let (_, outcome) = run(&bytes[..length], name);
            assert_eq!(outcome.reason, Some(Reason::MalformedFile), "{name} cut to {length}");
        }
    }
}
