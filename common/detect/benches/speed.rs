//! How fast all identifiers together are, on one core, by kind of data, in time of the processor: other work on the machine
//! hardly matters. `cargo bench -p magpie-detect --bench speed [-- PART OF A NAME]`.

#![allow(missing_docs, clippy::print_stdout)]

mod corpora;
mod timing;

use std::hint::black_box;
use std::sync::Arc;

use magpie_detect::{Ruleset, Scanner, catalogue};

use timing::measure;

fn rules(ids: impl Iterator<Item = &'static str>) -> Arc<Ruleset> {
    match Ruleset::managed(ids) {
        Ok(rules) => Arc::new(rules),
        Err(error) => panic!("{error}"),
    }
}

fn main() {
    let part = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let selections = [
        ("ALL", rules(catalogue::all().iter().map(|row| row.id))),
        ("RECOMMENDED", rules(catalogue::recommended().map(|row| row.id))),
    ];
    println!("| text | identifiers | MB/s | detections per MB |\n| --- | --- | --- | --- |");
    for (selection, rules) in &selections {
        let print = |name: &str, length: usize, (nanoseconds, found): (u64, u64)| {
            let speed = length as f64 * 1000.0 / nanoseconds as f64;
            let rate = found as f64 * 1e6 / length as f64;
            println!("| {name} | {selection} | {speed:.0} | {rate:.0} |");
        };
        let mut scanner = Scanner::new(Arc::clone(rules));
        for (name, make) in corpora::texts() {
            if format!("{selection} {name}").contains(&part) {
                let text = make();
                forget_stages(&mut scanner);
                let result = measure(|| {
                    let mut found = 0;
                    scanner.scan_text(black_box(text.as_bytes()), 0..text.len(), &mut |_| found += 1);
                    found
                });
                print(name, text.len(), result);
                stages(&mut scanner, text.len());
            }
        }
        let name = "table of persons, as fields";
        if format!("{selection} {name}").contains(&part) {
            let (text, fields) = corpora::table(&mut scanner);
            forget_stages(&mut scanner);
            let result = measure(|| {
                let mut found = 0;
                scanner.scan_fields(black_box(text.as_bytes()), black_box(&fields), &mut |_| found += 1);
                found
            });
            print(name, text.len(), result);
            stages(&mut scanner, text.len());
        }
    }
}

/// Prints where the time of all runs went.
#[cfg(feature = "stages")]
fn stages(scanner: &mut Scanner, length: usize) {
    let taken = scanner.stages().take();
    let all: u64 = taken.iter().map(|(ticks, _)| ticks).sum();
    let bytes = (length * RUNS) as f64;
    println!("    {:.2} ticks a byte", all as f64 / bytes);
    for (stage, (ticks, visits)) in magpie_detect::stages::Stage::ALL.iter().zip(taken) {
        let share = ticks as f64 * 100.0 / all.max(1) as f64;
        let (each, rate) = (ticks as f64 / visits.max(1) as f64, visits as f64 * 1000.0 / bytes);
        println!("    {:12} {share:5.1} % {rate:7.2} visits per kB, {each:6.0} ticks each", format!("{stage:?}"));
    }
}

#[cfg(feature = "stages")]
fn forget_stages(scanner: &mut Scanner) {
    let _ = scanner.stages().take();
}

#[cfg(not(feature = "stages"))]
fn forget_stages(_scanner: &mut Scanner) {}

#[cfg(not(feature = "stages"))]
fn stages(_scanner: &mut Scanner, _length: usize) {}
