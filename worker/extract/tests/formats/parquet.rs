//! Parquet: files by other writers, and the same files cut and damaged. `make-columns.py` in `tests/data` writes them.

use crate::common::{run, run_chunked, run_with, values};
use crate::tables::{
    FLAT, NESTED, check_chunks_and_compression, check_damage, data, few_bytes_that_stand_for_many, flat_in_any_order,
    nothing_before_the_footer_is_read, shown,
};
use magpie_extract::{Limits, Reason, Status};

#[test]
fn parquet_of_every_codec_and_writer() {
    for codec in ["none", "snappy", "gzip", "brotli", "zstd", "lz4"] {
        assert_eq!(shown(&format!("parquet/flat-{codec}.parquet")), FLAT, "{codec}");
    }
    flat_in_any_order(shown("parquet/flat-v2.parquet"));
    let fast = shown("parquet/fastparquet.parquet");
    assert_eq!(fast[..3], ["0 $.ssn = 536-90-4000", "1 $.ssn = 536-90-4001", "2 $.ssn = 536-90-4002"]);
    assert!(fast.contains(&"4 $.ssn = 536-90-4004".to_owned()) && fast.contains(&"4 $.n = 4".to_owned()));
    let polars = shown("parquet/polars.parquet");
    assert_eq!(polars[..2], ["0 $.ssn = 536-90-4000", "1 $.ssn = 536-90-4001"]);
    assert_eq!(
        polars[5..],
        [
            "0 $.tags[0] = a",
            "3 $.tags[0] = b",
            "3 $.tags[1] = c",
            "4 $.tags[0] = d",
            "0 $.n = 1",
            "2 $.n = 3",
            "3 $.n = 4",
            "4 $.n = 5"
        ]
    );
}

#[test]
fn parquet_of_every_kind_of_value() {
    assert_eq!(
        shown("parquet/kinds.parquet"),
        [
            "0 $.u32 = 0",
            "1 $.u32 = 4294967295",
            "0 $.u64 = 1",
            "1 $.u64 = 18446744073709551615",
            "0 $.i8 = -128",
            "1 $.i8 = 127",
            "0 $.f16 = 1.5",
            "1 $.f16 = -2",
            "0 $.f32 = 47.25",
            "1 $.f32 = 3",
            "0 $.f64 = 4012888888881881",
            "1 $.f64 = 0.1",
            "0 $.price = 123.45",
            "1 $.price = -0.01",
            "0 $.small_price = 1.5",
            "0 $.at = 1970-01-01 00:00:00",
            "1 $.at = 2024-02-29 13:00:00.000001",
            "0 $.at_ns = 1970-01-01 00:00:00",
            "1 $.at_ns = 1970-01-01 00:00:00.000000001",
            "0 $.noon = 12:00:00",
            "1 $.noon = 23:59:59",
            "0 $.blob = \u{FFFD}\u{FFFD}!",
            "1 $.blob = plain",
            "0 $.fixed = abcd",
            "1 $.fixed = efgh",
            "0 $['zip code'] = 98109",
            "1 $['zip code'] = 8001",
        ]
    );
    assert_eq!(
        shown("parquet/int96.parquet"),
        ["0 $.at_ns = 1970-01-01 00:00:00", "1 $.at_ns = 1970-01-01 00:00:00.000000001"]
    );
    assert_eq!(
        shown("parquet/delta.parquet"),
        [
            "0 $.f64 = 4012888888881881",
            "1 $.f64 = 0.1",
            "0 $.i8 = -128",
            "1 $.i8 = 127",
            "0 $['zip code'] = 98109",
            "1 $['zip code'] = 8001",
            "0 $.blob = \u{FFFD}\u{FFFD}!",
            "1 $.blob = plain",
            "0 $.u64 = 1",
            "1 $.u64 = 18446744073709551615",
        ]
    );
    let long = shown("parquet/long-delta.parquet");
    for number in 0..1000_i64 {
        assert_eq!(long[number as usize], format!("{number} $.number = {}", number * number * 7919 - 1_000_000));
        assert_eq!(long[1000 + number as usize], format!("{number} $.text = item {} of {number}", number / 7));
    }
}

#[test]
fn nested_parquet_has_paths() {
    for version in ["nested", "nested-v2"] {
        assert_eq!(shown(&format!("parquet/{version}.parquet")), NESTED);
    }
}

#[test]
fn a_few_bytes_that_stand_for_many() {
    few_bytes_that_stand_for_many("parquet/repeated.parquet");
    assert_eq!(shown("parquet/nulls.parquet"), ["999999 $.x = 536-90-4399"]);
}

#[test]
fn footers_that_lie() {
    let bytes = data("parquet/flat-none.parquet");
    let tail = bytes.len() - 8;
    let mut reasons = Vec::new();
    for length in [0, 7, tail as u32 - 1, tail as u32 + 1, u32::MAX] {
        let mut bytes = bytes.clone();
        bytes[tail..tail + 4].copy_from_slice(&length.to_le_bytes());
        let (events, outcome) = run(&bytes, "x.parquet");
        assert!(events.is_empty());
        reasons.push(outcome.reason);
    }
    assert_eq!(reasons, [Some(Reason::MalformedFile); 5]);
    let mut encrypted = bytes.clone();
    encrypted[tail + 4..].copy_from_slice(b"PARE");
    let (_, outcome) = run(&encrypted, "x.parquet");
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::UnsupportedFileType)));
    assert_eq!(outcome.detail.as_deref(), Some("the file is encrypted"));
}

#[test]
fn only_wanted_bytes_of_parquet_are_read() {
    nothing_before_the_footer_is_read("parquet/booleans.parquet", 8);
}

const SAMPLES: [&str; 11] = [
    "parquet/flat-none.parquet",
    "parquet/flat-snappy.parquet",
    "parquet/flat-gzip.parquet",
    "parquet/flat-brotli.parquet",
    "parquet/flat-lz4.parquet",
    "parquet/flat-zstd.parquet",
    "parquet/flat-v2.parquet",
    "parquet/kinds.parquet",
    "parquet/delta.parquet",
    "parquet/nested.parquet",
    "parquet/nested-v2.parquet",
];

#[test]
fn pages_that_are_not_held_say_the_same() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/parquet");
    for value_bytes in [4, Limits::default().value_bytes] {
        let held = Limits { value_bytes, ..Limits::default() };
        let streamed = Limits { parquet_page_bytes: 0, ..held.clone() };
        for entry in std::fs::read_dir(&folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let bytes = data(&format!("parquet/{name}"));
            let expected = run_with(&bytes, &name, &held);
            assert!(run_with(&bytes, &name, &streamed) == expected, "{name}");
            if bytes.len() < 10_000 {
                assert!(run_chunked(&bytes, &name, &streamed, 1) == expected, "{name}");
            }
        }
    }
}

#[test]
fn damaged_pages_that_are_not_held_do_not_depend_on_chunks() {
    let limits = Limits { parquet_page_bytes: 0, parquet_dictionary_bytes: 200, ..Limits::default() };
    for name in SAMPLES {
        let good = data(name);
        for at in (0..good.len()).step_by(41) {
            let mut bytes = good.clone();
            bytes[at] ^= 0x41;
            let whole = run_with(&bytes, name, &limits);
            assert!(run_chunked(&bytes, name, &limits, 7) == whole, "{name}, {at}");
        }
    }
}

#[test]
fn large_dictionaries_are_left_out_with_their_values() {
    let limits = Limits { parquet_page_bytes: 0, parquet_dictionary_bytes: 25, ..Limits::default() };
    let (events, outcome) = run_with(&data("parquet/shared.parquet"), "x.parquet", &limits);
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::FileExceedsSizeLimit)));
    let detail = "some dictionaries are too large and were left out with their values";
    assert_eq!(outcome.detail.as_deref(), Some(detail));
    let values: Vec<&str> = values(&events).into_iter().map(|(value, _)| value).collect();
    assert!(values.contains(&"a") && !values.contains(&"1970-01-02"), "{values:?}");
}

#[test]
fn chunks_and_compression_change_nothing() {
    check_chunks_and_compression(&SAMPLES);
}

#[test]
fn damaged_files_end_with_an_outcome() {
    check_damage(&SAMPLES);
}
