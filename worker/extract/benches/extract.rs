//! Throughput of extraction by format, with a visitor that does nothing. Bytes are those of the object, for
//! compressed ones those after decompression.
//!
//! `cargo bench -p magpie-extract`

mod nothing;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use magpie_extract::{Limits, ObjectHints, SliceSource, Status, extract};
use nothing::Nothing;
use std::fmt::Write as _;
use std::io::Write as _;

const BYTES: usize = 32 * 1024 * 1024;
/// What a reader of a network has at hand at once.
const CHUNK: usize = 1024 * 1024;

fn fill(mut line: impl FnMut(&mut String, u64)) -> Vec<u8> {
    let mut text = String::with_capacity(BYTES + 1024);
    let mut number = 0_u64;
    while text.len() < BYTES {
        // A fixed sequence of numbers that look random.
        line(&mut text, number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20);
        number += 1;
    }
    text.into_bytes()
}

fn log() -> Vec<u8> {
    fill(|text, number| {
        let _ = writeln!(
            text,
            "2025-03-{:02}T10:{:02}:00Z INFO request id={number} user=ann{} path=/api/v1/items/{} took {} ms",
            number % 28 + 1,
            number % 60,
            number % 977,
            number % 31_337,
            number % 500,
        );
    })
}

/// A log whose lines hold what looks like base64 and is none, an escape of a URL, and rarely something that is encoded.
fn tokens() -> Vec<u8> {
    fill(|text, number| {
        let token =
            if number % 16 == 0 { "eyJzdWIiOiJhbm4iLCJyb2xlIjoiYWRtaW4ifQ" } else { "org.example.OrderProcessor" };
        let _ = writeln!(
            text,
            "2025-03-{:02}T10:{:02}:00Z trace={:016x}{:016x} span=7f{:06x}-12d3-4a56-b426-{:012x} GET \
             /static/assets/app-{:x}/runtime-main.js?q=a%20b{} {token}",
            number % 28 + 1,
            number % 60,
            number.wrapping_mul(0x2545_F491_4F6C_DD1D),
            number.wrapping_mul(0x9E6C_63D0_876A_3F6B),
            number % 0xFF_FFFF,
            number % 0xFFFF_FFFF,
            number % 0xFFFF_FFFF,
            number % 500,
        );
    })
}

fn table(quoted: bool) -> Vec<u8> {
    let mut header = b"id,first_name,last_name,email,phone,street,city,zip,note\n".to_vec();
    header.extend(fill(|text, number| {
        let note = if quoted { "\"likes \"\"tea\"\", and cake\"" } else { "likes tea" };
        let _ = writeln!(
            text,
            "{number},Ann{},Smith,ann{}@example.com,555-01{:02},{} Main Street,Springfield,{:05},{note}",
            number % 977,
            number % 31_337,
            number % 100,
            number % 999,
            number % 99_999,
        );
    }));
    header
}

fn json_lines(escaped: bool) -> Vec<u8> {
    let note = if escaped { "likes \\\"tea\\\" \\u00e9" } else { "likes tea and cake" };
    fill(|text, number| {
        let _ = writeln!(
            text,
            "{{\"id\":{number},\"user\":{{\"name\":\"Ann{}\",\"mail\":\"ann{}@example.com\"}},\"tags\":[\"a\",\"b\",\"c\"],\
             \"score\":{}.5,\"active\":true,\"note\":\"{note}\"}}",
            number % 977,
            number % 31_337,
            number % 100,
        );
    })
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

fn snappy(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = snap::write::FrameEncoder::new(Vec::new());
    let _ = encoder.write_all(bytes);
    encoder.into_inner().unwrap_or_default()
}

fn run(bytes: &[u8], key: &str) {
    let mut source = SliceSource::with_chunks(bytes, CHUNK);
    let outcome = extract(&mut source, &ObjectHints { key, content_encoding: None }, &Limits::default(), &mut Nothing);
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(outcome.detail, None);
}

fn formats(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("extract");
    group.sample_size(10);
    let log = log();
    let utf16: Vec<u8> = log.iter().flat_map(|&byte| [byte, 0]).collect();
    let plain = table(false);
    let lines = json_lines(false);
    let compressed_log = gzip(&log);
    let compressed_lines = gzip(&lines);
    let (bzip2_log, snappy_log) = (bzip2(&log), snappy(&log));
    let zstd_log = zstd::encode_all(log.as_slice(), 3).unwrap_or_default();
    let tokens = tokens();
    let cases: [(&str, &[u8], &str, usize); 12] = [
        ("text", &log, "x.log", log.len()),
        ("text full of tokens", &tokens, "x.log", tokens.len()),
        ("text, UTF-16", &utf16, "x.log", utf16.len()),
        ("CSV", &plain, "x.csv", plain.len()),
        ("CSV with escapes", &table(true), "x.csv", BYTES),
        ("JSON Lines", &lines, "x.jsonl", lines.len()),
        ("JSON Lines with escapes", &json_lines(true), "x.jsonl", BYTES),
        ("gzip of text", &compressed_log, "x.log.gz", log.len()),
        ("bzip2 of text", &bzip2_log, "x.log.bz2", log.len()),
        ("zstd of text", &zstd_log, "x.log.zst", log.len()),
        ("snappy of text", &snappy_log, "x.log.sz", log.len()),
        ("gzip of JSON Lines", &compressed_lines, "x.jsonl.gz", lines.len()),
    ];
    for (name, bytes, key, throughput) in cases {
        group.throughput(Throughput::Bytes(throughput as u64));
        group.bench_function(name, |bencher| bencher.iter(|| run(bytes, key)));
    }
    group.finish();
}

criterion_group!(benches, formats);
criterion_main!(benches);
