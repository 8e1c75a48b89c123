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
        for (name, text) in corpora::texts() {
            if format!("{selection} {name}").contains(&part) {
                let result = measure(|| {
                    let mut found = 0;
                    scanner.scan_text(black_box(text.as_bytes()), 0..text.len(), &mut |_| found += 1);
                    found
                });
                print(name, text.len(), result);
            }
        }
        let name = "table of persons, as fields";
        if format!("{selection} {name}").contains(&part) {
            let (text, fields) = corpora::table(&mut scanner);
            let result = measure(|| {
                let mut found = 0;
                scanner.scan_fields(black_box(text.as_bytes()), black_box(&fields), &mut |_| found += 1);
                found
            });
            print(name, text.len(), result);
        }
    }
}
