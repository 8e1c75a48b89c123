//! Arrow and Feather: files by other writers, and the same files cut and damaged. `make-orc-arrow.py` in `tests/data` writes
//! them.

use crate::common::{gzip, run, run_with, values};
use crate::tables::{
    FLAT, NESTED, cut, data, few_bytes_that_stand_for_many, flat_in_any_order, flip, lines, long_values,
    nothing_before_the_footer_is_read, same_in_chunks_and_compressed, shown,
};
use magpie_extract::{Limits, Reason, Status};

/// Values with their places, of a file that is read to its end.
fn arrow(name: &str) -> Vec<String> {
    let path = format!("arrow/{name}");
    let (events, outcome) = run(&data(&path), &path);
    assert_eq!((outcome.status, outcome.reason, outcome.detail.as_deref()), (Status::Complete, None, None), "{path}");
    assert_eq!(outcome.bytes, data(&path).len() as u64, "{path}");
    lines(&events)
}

#[test]
fn files_and_streams_of_every_codec() {
    for name in ["flat-none", "flat-lz4", "flat-zstd", "old"] {
        assert_eq!(arrow(&format!("{name}.arrow")), FLAT, "{name}");
        assert_eq!(arrow(&format!("{name}.arrows")), FLAT, "{name}");
    }
    flat_in_any_order(arrow("v2.feather"));
    let mime_type = |name: &str| run(&data(&format!("arrow/{name}")), name).1.mime_type;
    assert_eq!(mime_type("flat-none.arrow"), "application/vnd.apache.arrow.file");
    assert_eq!(mime_type("flat-none.arrows"), "application/vnd.apache.arrow.stream");
    assert_eq!(run(&data("arrow/flat-none.arrows"), "x").1.mime_type, "application/vnd.apache.arrow.stream");
}

#[test]
fn every_kind_of_value() {
    assert_eq!(
        arrow("kinds.arrow"),
        [
            "0 $.u8 = 0",
            "1 $.u8 = 255",
            "0 $.u64 = 1",
            "1 $.u64 = 18446744073709551615",
            "0 $.i16 = -32768",
            "1 $.i16 = 32767",
            "0 $.f16 = 1.5",
            "1 $.f16 = -2",
            "0 $.f32 = 47.25",
            "1 $.f32 = 3",
            "0 $.f64 = 4012888888881881",
            "1 $.f64 = 0.1",
            "0 $.d32 = 1.5",
            "0 $.price = 123.45",
            "1 $.price = -0.01",
            "0 $.d256 = 123.45",
            "1 $.d256 = -0.01",
            "0 $.day = 2024-02-29",
            "0 $.day64 = 2024-02-29 00:00:00",
            "0 $.at = 1970-01-01 00:00:00",
            "1 $.at = 2024-02-29 13:00:00.000001",
            "0 $.noon = 12:00:00",
            "1 $.noon = 23:59:59",
            "0 $.short = 12:00:00",
            "0 $.took = 90",
            "1 $.took = 91",
            "0 $.blob = \u{FFFD}\u{FFFD}!",
            "1 $.blob = plain",
            "0 $.fixed = abcd",
            "1 $.fixed = efgh",
            "0 $.large = 536-90-4399",
            "0 $.view = short",
            "1 $.view = a text of more than twelve bytes",
            "0 $.id = 00010203-0405-0607-0809-0a0b0c0d0e0f",
            "0 $.city = Bern",
            "1 $.city = Bern",
            "0 $['zip code'] = 98109",
            "1 $['zip code'] = 8001",
        ]
    );
}

#[test]
fn nested_values_have_paths() {
    for name in ["nested.arrow", "nested-lz4.arrows"] {
        let shown = arrow(name);
        assert_eq!(shown[..NESTED.len()], NESTED, "{name}");
        assert_eq!(
            shown[NESTED.len()..],
            [
                "0 $.pair[0] = a",
                "0 $.pair[1] = b",
                "2 $.pair[0] = c",
                "0 $.sparse = 1",
                "2 $.sparse = 3",
                "1 $.sparse = 536-90-4401",
                "0 $.dense = 1",
                "2 $.dense = 3",
                "1 $.dense = 536-90-4402",
                "0 $.runs = same",
                "1 $.runs = same",
                "2 $.runs = other",
                "0 $.listed[0] = r",
                "1 $.listed[0] = p",
                "1 $.listed[1] = q",
                "0 $.words[0] = a",
                "0 $.words[1] = b",
                "2 $.words[0] = a",
            ],
            "{name}"
        );
    }
}

#[test]
fn dictionaries_grow_and_are_replaced() {
    let expected = ["0 $.city = Bern", "1 $.city = Zürich", "2 $.city = Bern", "3 $.city = Genève", "5 $.city = Bern"];
    assert_eq!(arrow("delta.arrows"), expected);
    assert_eq!(arrow("replaced.arrows"), expected);
}

#[test]
fn streams_one_after_the_other() {
    let shown = arrow("joined.arrows");
    assert_eq!((shown[0].as_str(), shown[6].as_str(), shown.len()), ("0 $.ssn = 536-90-4000", "6 $.city = Zürich", 11));
}

#[test]
fn another_writer() {
    for name in ["polars.arrow", "polars-zstd.arrow", "polars-lz4.arrows"] {
        let shown = arrow(name);
        assert_eq!(shown[..2], ["0 $.ssn = 536-90-4000", "1 $.ssn = 536-90-4001"], "{name}");
        assert_eq!(shown[5], "0 $.note = a text of more than twelve bytes 0", "{name}");
        assert_eq!(
            shown[10..],
            [
                "0 $.tags[0] = a",
                "3 $.tags[0] = b",
                "3 $.tags[1] = c",
                "4 $.tags[0] = d",
                "0 $.n = 1",
                "2 $.n = 3",
                "3 $.n = 4",
                "4 $.n = 5",
                "0 $.kind = x",
                "1 $.kind = y",
                "2 $.kind = x",
                "4 $.kind = y",
            ],
            "{name}"
        );
    }
}

#[test]
fn the_first_version_of_feather() {
    assert_eq!(
        arrow("v1.feather"),
        [
            "0 $.ssn = 536-90-4000",
            "1 $.ssn = 536-90-4001",
            "2 $.ssn = 536-90-4002",
            "0 $.n = 1",
            "1 $.n = 2",
            "3 $.n = 1099511627776",
            "0 $.u = 1",
            "1 $.u = 2",
            "2 $.u = 3",
            "3 $.u = 4294967295",
            "0 $.f = 0.5",
            "2 $.f = 2",
            "3 $.f = 3.25",
            "0 $.day = 2024-02-29",
            "1 $.day = 2024-02-29",
            "2 $.day = 2024-02-29",
            "3 $.day = 2024-02-29",
            "0 $.at = 1970-01-01 00:00:00",
            "1 $.at = 2024-02-29 13:00:00.000001",
            "3 $.at = 1970-01-01 00:00:00.000001",
            "0 $.noon = 12:00:00",
            "1 $.noon = 12:00:00",
            "2 $.noon = 12:00:00",
            "3 $.noon = 12:00:00",
            "0 $.blob = \u{FFFD}\u{FFFD}!",
            "1 $.blob = plain",
            "0 $.city = Bern",
            "1 $.city = Zürich",
            "3 $.city = Bern",
        ]
    );
}

#[test]
fn long_values_and_few_bytes_that_stand_for_many() {
    long_values("arrow/long.arrow");
    let bytes = data("arrow/long.arrow");
    let tight = Limits { value_bytes: 200, ..Limits::default() };
    assert_eq!(values(&run_with(&bytes, "x.arrow", &tight).0), values(&run(&bytes, "x.arrow").0));
    few_bytes_that_stand_for_many("arrow/repeated.arrow");
}

#[test]
fn a_file_without_its_footer_is_read_as_a_stream() {
    let bytes = data("arrow/flat-none.arrow");
    let all = arrow("flat-none.arrow");
    let (events, outcome) = run(&bytes[..bytes.len() - 3], "x.arrow");
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::MalformedFile)));
    assert_eq!(lines(&events), all);
    // In something that is only read forwards, the footer is not needed, but missed.
    let limits = Limits { zip_buffer_bytes: 1_000, ..Limits::default() };
    let (events, outcome) = run_with(&gzip(&bytes), "x.gz", &limits);
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(lines(&events), all);
    let (events, outcome) = run_with(&gzip(&bytes[..bytes.len() - 3]), "x.gz", &limits);
    assert_eq!(outcome.status, Status::Partial);
    assert_eq!(lines(&events), all);
    // A batch that is too large to be held is left out.
    let limits = Limits { zip_buffer_bytes: 100, ..Limits::default() };
    let (_, outcome) = run_with(&gzip(&data("arrow/flat-none.arrows")), "x.gz", &limits);
    assert_eq!(outcome.reason, Some(Reason::ArchiveContainsUnprocessedFiles));
    // A writer that puts no length before the schema, and dictionaries behind the batches that need them.
    let limits = Limits { zip_buffer_bytes: 2_000, ..Limits::default() };
    let (events, outcome) = run_with(&gzip(&data("arrow/polars.arrow")), "x.gz", &limits);
    assert_eq!(outcome.status, Status::Partial);
    assert_eq!(lines(&events), arrow("polars.arrow")[..18]);
}

#[test]
fn only_what_the_footer_lists_is_read() {
    nothing_before_the_footer_is_read("arrow/flat-lz4.arrow", 10);
}

const SAMPLES: [&str; 11] = [
    "flat-none.arrow",
    "flat-lz4.arrow",
    "flat-zstd.arrows",
    "old.arrows",
    "kinds.arrow",
    "nested.arrow",
    "nested-lz4.arrows",
    "delta.arrows",
    "polars.arrow",
    "polars-zstd.arrow",
    "v1.feather",
];

#[test]
fn chunks_and_compression_change_nothing() {
    for name in SAMPLES {
        same_in_chunks_and_compressed(&data(&format!("arrow/{name}")), name);
    }
}

#[test]
fn damaged_files_end_with_an_outcome() {
    // Numbers that lie are not followed for long.
    let limits = Limits { archive_ratio_from_bytes: 1_000_000, archive_ratio: 10, ..Limits::default() };
    for name in SAMPLES {
        let bytes = data(&format!("arrow/{name}"));
        // A stream may end anywhere between two messages. Decompressors take their time to begin.
        let told_from = if name.ends_with("arrows") { 0 } else { 64 };
        let step = (bytes.len() / 600).max(1);
        cut(&bytes, name, &limits, step, told_from);
        flip(&bytes, name, &limits, step);
    }
}

#[test]
fn texts_are_not_taken_for_it() {
    for text in ["FEA1 is a bolt\n", "ARROW1 flies\n", "ORC\n"] {
        assert_eq!(run(text.as_bytes(), "x.txt").1.mime_type, "text/plain", "{text}");
    }
    assert!(shown("orc/empty.orc").is_empty());
}
