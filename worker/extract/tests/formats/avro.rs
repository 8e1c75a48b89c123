//! Avro: files by other writers, and the same files cut and damaged. `make-columns.py` in `tests/data` writes them.

use crate::common::{Event, run, values};
use crate::tables::{check_chunks_and_compression, check_damage, data, lines, shown};
use magpie_extract::{Reason, Status};

const CODECS: [&str; 6] = ["null", "deflate", "snappy", "zstandard", "bzip2", "xz"];

#[test]
fn avro_of_every_codec() {
    for codec in CODECS {
        let shown = shown(&format!("avro/people-{codec}.avro"));
        let of = |record: u64| shown.iter().filter(move |line| line.starts_with(&format!("{record} "))).cloned();
        let first: Vec<String> = of(0).collect();
        assert_eq!(
            first,
            [
                "0 $.ssn = 536-90-4000",
                "0 $.card = 4012888888881881",
                "0 $.born = 1980-02-01",
                "0 $.seen = 2024-02-29 13:00:00.25",
                "0 $.score = 0.5",
                "0 $.price = -12.34",
                "0 $.kind = MEMBER",
                "0 $.hash = \u{FFFD}\u{FFFD}\0a",
                "0 $.phones[0] = +1 206 555 0100",
                "0 $.phones[1] = +1 206 555 0110",
                "0 $.address.street = 1 Main St",
                "0 $.address.zip = 98109",
                "0 $.extra.plan = gold",
                "0 $.extra.visits[0] = 7",
                "0 $.extra.visits[1] = 8",
            ],
            "{codec}"
        );
        let second: Vec<String> = of(1).collect();
        assert!(second.contains(&"1 $.parent.ssn = 536-90-4002".to_owned()));
        assert!(second.contains(&"1 $.parent.extra.visits[1] = 10".to_owned()));
        assert_eq!(of(2).next().as_deref(), Some("2 $.ssn = 536-90-4003"));
        assert_eq!(of(3).count(), 0);
    }
}

#[test]
fn names_are_visited_once_and_keys_each_time() {
    let (events, _) = run(&data("avro/people-null.avro"), "x.avro");
    let names: Vec<&str> = events
        .iter()
        .filter_map(|event| match event {
            Event::Name(name, _) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(names.iter().filter(|name| **name == "ssn").count(), 2, "{names:?}");
    assert_eq!(names.iter().filter(|name| **name == "plan").count(), 4);
    assert!(names.contains(&"street") && names.contains(&"none"));
}

#[test]
fn avro_of_the_reference_writer_and_of_other_schemas() {
    for codec in ["null", "deflate"] {
        let shown = shown(&format!("avro/apache-{codec}.avro"));
        assert_eq!(shown[..3], ["0 $.passport = 567890120", "0 $.n = 0", "1 $.passport = 567890121"]);
        assert_eq!(shown.len(), 8);
    }
    assert_eq!(shown("avro/strings.avro"), ["0 $[0] = a", "0 $[1] = b", "1 $[0] = c"]);
    assert!(shown("avro/empty.avro").is_empty());
}

#[test]
fn a_corrupt_block_is_left_out() {
    let whole = data("avro/people-null.avro");
    let marks: Vec<usize> = memchr::memmem::find_iter(&whole, b"0123456789abcdef").collect();
    assert_eq!(marks.len(), 4, "the header and three blocks");
    // A wrong length of a string in the second block.
    let mut bytes = whole.clone();
    bytes[marks[1] + 16 + 3] = 0xFF;
    let (events, outcome) = run(&bytes, "x.avro");
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::MalformedFile)));
    let shown = lines(&events);
    assert!(shown.contains(&"0 $.ssn = 536-90-4000".to_owned()));
    assert!(shown.contains(&"2 $.ssn = 536-90-4003".to_owned()), "{shown:?}");
    // A wrong marker, and a wrong size.
    for at in [marks[1], marks[1] + 16] {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x11;
        let (events, outcome) = run(&bytes, "x.avro");
        assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::MalformedFile)), "{at}");
        assert!(lines(&events).iter().any(|line| line.ends_with("536-90-4003")), "{at}");
    }
}

#[test]
fn avro_that_claims_too_much() {
    let whole = data("avro/empty.avro");
    let at = memchr::memmem::find(&whole, b"0123456789abcdef").unwrap() + 16;
    // The block has 2^62 records of no bytes.
    let mut bytes = whole[..at].to_vec();
    bytes.extend_from_slice(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]);
    bytes.extend_from_slice(&whole[at + 1..]);
    assert_eq!(run(&bytes, "x.avro").1.status, Status::Complete);
    // A string of 2^40 bytes that are not there: what is there is looked at.
    let whole = data("avro/strings.avro");
    let at = memchr::memmem::find(&whole, b"0123456789abcdef").unwrap() + 16;
    let mut bytes = whole[..at].to_vec();
    let text = [b'x'; 100_000];
    let body = [&[0x02, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01][..], &text].concat();
    bytes.push(0x02);
    bytes.extend_from_slice(&[(body.len() as u32 * 2) as u8 | 0x80, ((body.len() * 2) >> 7) as u8 | 0x80]);
    bytes.push(((body.len() * 2) >> 14) as u8);
    bytes.extend_from_slice(&body);
    bytes.extend_from_slice(b"0123456789abcdef");
    let (events, outcome) = run(&bytes, "x.avro");
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::MalformedFile)));
    assert_eq!(values(&events)[0].0.len(), text.len());
}

const SAMPLES: [&str; 6] = [
    "avro/people-null.avro",
    "avro/people-deflate.avro",
    "avro/people-snappy.avro",
    "avro/people-zstandard.avro",
    "avro/people-bzip2.avro",
    "avro/people-xz.avro",
];

#[test]
fn chunks_and_compression_change_nothing() {
    check_chunks_and_compression(&SAMPLES);
}

#[test]
fn damaged_files_end_with_an_outcome() {
    check_damage(&SAMPLES);
}
