//! Throughput of extraction by format, with a visitor that does nothing. Bytes are those of the object, for
//! compressed ones those after decompression.
//!
//! `cargo bench -p magpie-extract`

mod content;
mod nothing;

use content::{BYTES, bzip2, gzip, html, json_lines, log, notebook, snappy, sql, table, tokens, yaml};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use magpie_extract::{Limits, ObjectHints, SliceSource, Status, extract};
use nothing::Nothing;

/// What a reader of a network has at hand at once.
const CHUNK: usize = 1024 * 1024;

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
    let latin1: Vec<u8> = log.iter().map(|&byte| if byte == b'k' { 0xE9 } else { byte }).collect();
    let (sql, html, yaml, notebook) = (sql(), html(), yaml(), notebook());
    let cases: [(&str, &[u8], &str, usize); 17] = [
        ("text", &log, "x.log", log.len()),
        ("text full of tokens", &tokens, "x.log", tokens.len()),
        ("text, UTF-16", &utf16, "x.log", utf16.len()),
        ("text, windows-1252", &latin1, "x.log", latin1.len()),
        ("CSV", &plain, "x.csv", plain.len()),
        ("CSV with escapes", &table(true), "x.csv", BYTES),
        ("JSON Lines", &lines, "x.jsonl", lines.len()),
        ("JSON Lines with escapes", &json_lines(true), "x.jsonl", BYTES),
        ("notebook", &notebook, "x.ipynb", notebook.len()),
        ("SQL", &sql, "x.sql", sql.len()),
        ("HTML", &html, "x.html", html.len()),
        ("YAML", &yaml, "x.yaml", yaml.len()),
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
