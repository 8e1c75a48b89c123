//! Texts made to be slow: time for each byte, of a text and of one eight times as long, with all identifiers; as one text, as
//! one field with key words, and as many fields. `cargo bench -p magpie-detect --bench hostile [-- PART OF A NAME]`.

#![allow(missing_docs, clippy::print_stdout)]

#[path = "corpora/hostile.rs"]
mod hostile;
mod timing;

use std::hint::black_box;
use std::sync::Arc;

use magpie_detect::{Field, Ruleset, Scanner, catalogue};

use timing::measure;

/// Bytes of the short texts; the long ones have [`TIMES`] as many.
const SIZE: usize = 32 << 10;
const TIMES: usize = 8;
/// Runs of one measurement, of which the fastest counts.
const RUNS: usize = 5;
/// How many of the slowest are shown.
const SHOWN: usize = 25;

struct Line {
    name: String,
    way: &'static str,
    short: f64,
    long: f64,
}

fn main() {
    let part = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let rules = match Ruleset::managed(catalogue::all().iter().map(|row| row.id)) {
        Ok(rules) => Arc::new(rules),
        Err(error) => panic!("{error}"),
    };
    let mut scanner = Scanner::new(rules);
    // The fields of a text that repeats itself are alike; an attacker's need not be.
    scanner.remember_values(false);
    // A context that has a key word of many identifiers.
    let names: Vec<&str> = catalogue::all().iter().filter_map(|row| row.keywords.first().copied()).take(40).collect();
    let context = scanner.context(&names);
    let mut lines = Vec::new();
    for ((name, short), (_, long)) in hostile::texts(SIZE).into_iter().zip(hostile::texts(SIZE * TIMES)) {
        if !name.contains(&part) {
            continue;
        }
        for way in ["text", "field", "fields"] {
            let mut time = |text: &[u8]| {
                let step = if way == "field" { text.len() } else { 24 };
                let fields: Vec<Field> = (0..text.len())
                    .step_by(step)
                    .map(|start| Field { start: start as u32, end: (start + step).min(text.len()) as u32, context })
                    .collect();
                let (nanoseconds, _) = measure(RUNS, || {
                    let mut found = 0;
                    if way == "text" {
                        scanner.scan_text(black_box(text), 0..text.len(), &mut |_| found += 1);
                    } else {
                        scanner.scan_fields(black_box(text), &fields, &mut |_| found += 1);
                    }
                    found
                });
                nanoseconds as f64 / text.len() as f64
            };
            lines.push(Line { name: name.clone(), way, short: time(&short), long: time(&long) });
        }
    }
    let print = |title: &str, lines: &[Line]| {
        println!(
            "\n{title}\n\n| text | as | ns per byte | {TIMES} times as long | MB/s |\n| --- | --- | --- | --- | --- |"
        );
        for Line { name, way, short, long } in lines.iter().take(SHOWN) {
            println!("| {name} | {way} | {short:.1} | {long:.1} | {:.1} |", 1000.0 / long);
        }
    };
    lines.sort_by(|one, other| other.long.total_cmp(&one.long));
    print("The slowest:", &lines);
    lines.sort_by(|one, other| (other.long / other.short).total_cmp(&(one.long / one.short)));
    print("Those that grow most:", &lines);
}
