//! ORC: files by other writers, and the same files cut and damaged. `make-orc-arrow.py` in `tests/data` writes them.

use crate::common::{run, run_chunked, run_with, values};
use crate::tables::{
    NESTED, cut, data, few_bytes_that_stand_for_many, flip, long_values, read_in_gap, same_in_chunks_and_compressed,
    shown,
};
use magpie_extract::{Limits, Reason, Status};

#[test]
fn every_codec_and_both_versions() {
    let expected = [
        "0 $.ssn = 536-90-4000",
        "1 $.ssn = 536-90-4001",
        "2 $.ssn = 536-90-4002",
        "3 $.ssn = 536-90-4003",
        "4 $.ssn = 536-90-4004",
        "5 $.ssn = 536-90-4005",
        "0 $.card = 4012888888881881",
        "2 $.card = 5",
        "5 $.card = 6",
        "0 $.born = 1980-02-01",
        "1 $.born = 1980-02-02",
        "2 $.born = 1980-02-03",
        "3 $.born = 1980-02-04",
        "4 $.born = 1980-02-05",
        "5 $.born = 1980-02-06",
        "0 $.city = Zürich",
        "1 $.city = Zürich",
        "3 $.city = Bern",
        "4 $.city = Bern",
        "5 $.city = Zürich",
    ];
    for codec in ["uncompressed", "zlib", "snappy", "lz4", "zstd", "old"] {
        assert_eq!(shown(&format!("orc/flat-{codec}.orc")), expected, "{codec}");
    }
}

#[test]
fn every_kind_of_value() {
    assert_eq!(
        shown("orc/kinds.orc"),
        [
            "0 $.i8 = -128",
            "1 $.i8 = 127",
            "0 $.i16 = -32768",
            "1 $.i16 = 32767",
            "0 $.i32 = -2147483648",
            "1 $.i32 = 2147483647",
            "0 $.f32 = 47.25",
            "1 $.f32 = 3",
            "0 $.f64 = 4012888888881881",
            "1 $.f64 = 0.1",
            "0 $.price = 123.45",
            "1 $.price = -0.01",
            "0 $.small_price = 1.5",
            "0 $.at = 1970-01-01 00:00:00",
            "1 $.at = 2024-02-29 13:00:00.000001",
            "0 $.before = 1969-12-31 23:59:58.5",
            "1 $.before = 1969-12-31 23:59:59.75",
            "0 $.blob = \u{FFFD}\u{FFFD}!",
            "1 $.blob = plain",
            "0 $['zip code'] = 98109",
            "1 $['zip code'] = 8001",
        ]
    );
    for name in ["pyorc", "pyorc-none"] {
        let shown = shown(&format!("orc/{name}.orc"));
        // Chars are filled with spaces.
        assert_eq!(shown[..2], ["0 $.c = c0    ", "1 $.c = c1    "]);
        assert_eq!(shown[6..8], ["0 $.v = 536-90-0", "1 $.v = 536-90-1"]);
        assert_eq!(
            shown[12..18],
            [
                "0 $.u = 0",
                "3 $.u = 3",
                "1 $.u = 536-90-4001",
                "4 $.u = 536-90-4004",
                "2 $.u[0] = 1980-02-03",
                "5 $.u[0] = 1980-02-06"
            ]
        );
        assert_eq!(shown[18..20], ["0 $.at = 2024-02-29 13:00:00.25", "1 $.at = 2024-02-29 13:00:01.25"]);
        assert_eq!(
            shown[24..],
            ["Bern", "Zürich"]
                .repeat(3)
                .iter()
                .zip(0..)
                .map(|(city, row)| format!("{row} $.city = {city}"))
                .collect::<Vec<_>>()
        );
    }
}

#[test]
fn times_are_those_of_the_writer_s_clock() {
    // Apache's own reader was asked for what these files hold.
    let walls = [
        "0 $.wall = 1980-07-01 00:00:00",
        "1 $.wall = 2015-01-01 00:00:00",
        "2 $.wall = 2024-07-01 12:30:00.25",
        "3 $.wall = 2024-01-31 23:59:59",
        "4 $.wall = 1955-03-02 08:00:00",
        "5 $.wall = 1955-08-02 08:00:00.5",
    ];
    let new_york = [
        "0 $.moment = 1980-07-01 04:00:00",
        "1 $.moment = 2015-01-01 05:00:00",
        "2 $.moment = 2024-07-01 16:30:00.25",
        "3 $.moment = 2024-02-01 04:59:59",
        "4 $.moment = 1955-03-02 13:00:00",
        "5 $.moment = 1955-08-02 12:00:00.5",
    ];
    let zurich = [
        "0 $.moment = 1980-06-30 23:00:00",
        "1 $.moment = 2014-12-31 23:00:00",
        "2 $.moment = 2024-07-01 10:30:00.25",
        "3 $.moment = 2024-01-31 22:59:59",
        "4 $.moment = 1955-03-02 07:00:00",
        "5 $.moment = 1955-08-02 07:00:00.5",
    ];
    for (name, moments) in [("new_york", new_york), ("zurich", zurich)] {
        assert_eq!(shown(&format!("orc/zone-{name}.orc")), [walls, moments].concat(), "{name}");
    }
}

#[test]
fn nested_values_have_paths() {
    assert_eq!(shown("orc/nested.orc"), NESTED);
}

#[test]
fn runs_of_every_kind_in_several_stripes() {
    let mut shown = shown("orc/runs.orc");
    shown.sort();
    let mut expected = Vec::new();
    for number in 0..2500_i64 {
        let out = if number % 97 == 0 { 1_000_000_000_000 + number } else { number % 50 + 2000 };
        let sign = if number % 3 == 0 { -1 } else { 1 };
        let noise = (number + 1) * 2_654_435_761 % (1 << 33) * sign;
        expected.push(format!("{number} $.same = 7"));
        expected.push(format!("{number} $.up = {}", number * number * 7919 - 1_000_000));
        expected.push(format!("{number} $.out = {out}"));
        expected.push(format!("{number} $.noise = {noise}"));
        expected.push(format!("{number} $.text = item {} of {number}", number / 7));
    }
    expected.sort();
    assert_eq!(shown, expected);
}

#[test]
fn other_roots_long_values_and_no_values() {
    assert_eq!(shown("orc/strings.orc"), ["0 $ = 536-90-4399", "1 $ = b"]);
    assert!(shown("orc/empty.orc").is_empty());
    long_values("orc/long.orc");
}

#[test]
fn a_few_bytes_that_stand_for_many() {
    few_bytes_that_stand_for_many("orc/repeated.orc");
}

#[test]
fn lzo_is_refused_with_its_name() {
    // The second field of the postscript is the compression: 8, 1 (zlib).
    let mut bytes = data("orc/flat-zlib.orc");
    let length = bytes.len();
    let postscript = length - 1 - usize::from(bytes[length - 1]);
    let at = postscript + memchr::memchr(0x10, &bytes[postscript..]).unwrap();
    assert_eq!(bytes[at..at + 2], [0x10, 1]);
    bytes[at + 1] = 3;
    let (events, outcome) = run(&bytes, "x.orc");
    assert!(events.is_empty());
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::UnsupportedFileType)));
    assert!(outcome.detail.unwrap().contains("LZO"));
}

#[test]
fn only_what_the_footers_list_is_read() {
    let bytes = data("orc/flat-zlib.orc");
    // The postscript begins with the footer's length.
    let length = bytes.len();
    let postscript = length - 1 - usize::from(bytes[length - 1]);
    assert_eq!(bytes[postscript], 0x08);
    let footer = usize::from(bytes[postscript + 1] & 0x7F) | usize::from(bytes[postscript + 2] & 0x7F) << 7;
    let footer = if bytes[postscript + 1] < 0x80 { footer & 0x7F } else { footer };
    let touched = read_in_gap(bytes, postscript - footer, "x.orc");
    // The last bytes are read at once, because the postscript's length is not known before.
    assert!(touched <= 256, "{touched} bytes between the stripes and the footer were read");
}

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    ["flat-uncompressed", "flat-zlib", "flat-snappy", "flat-lz4", "flat-zstd", "flat-old", "kinds", "nested", "pyorc"]
        .map(|name| (name, data(&format!("orc/{name}.orc"))))
        .to_vec()
}

#[test]
fn chunks_and_compression_change_nothing() {
    for (name, bytes) in samples() {
        same_in_chunks_and_compressed(&bytes, name);
    }
    let long = data("orc/long.orc");
    let tight = Limits { value_bytes: 200, ..Limits::default() };
    assert_eq!(values(&run_with(&long, "x.orc", &tight).0), values(&run(&long, "x.orc").0));
    assert_eq!(run_chunked(&long, "x.orc", &tight, 7), run_with(&long, "x.orc", &tight));
}

#[test]
fn damaged_files_end_with_an_outcome() {
    // Numbers that lie are not followed for long.
    let limits = Limits { archive_ratio_from_bytes: 1_000_000, archive_ratio: 10, ..Limits::default() };
    for (name, bytes) in samples() {
        cut(&bytes, name, &limits, 1, 8);
        flip(&bytes, name, &limits, 1);
    }
}
