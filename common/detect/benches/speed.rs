//! How fast identifiers are, on one core, by kind of data, in time of the processor: other work on the machine matters little.
//!
//! `cargo bench -p magpie-detect --bench speed -- [PART OF A NAME] [--runs N] [--save FILE] [--against FILE]`. The fastest of
//! the runs counts. `--save` keeps the figures, `--against` prints how much faster or slower than those this build is. With
//! `--features stages` it prints where the time goes instead, in ticks of the processor's clock; the figures are lower then.
//! `--write FOLDER` writes the texts as files instead, for other scanners.

#![allow(missing_docs, clippy::print_stdout)]

mod corpora;
mod customs;
mod timing;

use std::collections::HashMap;
use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;

use magpie_detect::{Category, Ruleset, Scanner, catalogue, custom};

use customs::customs;
use timing::measure;

/// What the command line asks for.
struct Asked {
    part: String,
    runs: usize,
    save: Option<String>,
    write: Option<String>,
    against: HashMap<String, f64>,
}

impl Asked {
    fn read() -> Asked {
        let mut asked = Asked { part: String::new(), runs: 7, save: None, write: None, against: HashMap::new() };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} needs a value"));
            match argument.as_str() {
                "--runs" => asked.runs = value().parse().unwrap_or_else(|error| panic!("--runs: {error}")),
                "--save" => asked.save = Some(value()),
                "--write" => asked.write = Some(value()),
                "--against" => asked.against = figures(&value()),
                // Cargo adds `--bench`.
                option if option.starts_with("--") => {}
                _ => asked.part = argument,
            }
        }
        asked
    }
}

/// The figures that a run saved.
fn figures(path: &str) -> HashMap<String, f64> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let figure = |line: &str| {
        let (name, speed) = line.rsplit_once('\t')?;
        Some((name.to_owned(), speed.parse().ok()?))
    };
    text.lines().filter_map(figure).collect()
}

fn rules(ids: impl Iterator<Item = &'static str>, customs: impl Iterator<Item = custom::Identifier>) -> Arc<Ruleset> {
    let builder = customs.fold(Ruleset::builder().managed(ids), |builder, identifier| builder?.custom(identifier));
    match builder.and_then(|builder| builder.build()) {
        Ok(rules) => Arc::new(rules),
        Err(error) => panic!("{error}"),
    }
}

fn main() {
    let asked = Asked::read();
    if let Some(folder) = &asked.write {
        for (name, make) in corpora::texts() {
            let path = std::path::Path::new(folder).join(format!("{name}.txt"));
            std::fs::write(&path, make()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
        return;
    }
    let credentials = catalogue::all().iter().filter(|row| row.category == Category::Credentials);
    let all = || catalogue::all().iter().map(|row| row.id);
    let selections = [
        ("ALL + 30 custom", rules(all(), customs())),
        ("ALL", rules(all(), std::iter::empty())),
        ("credentials", rules(credentials.map(|row| row.id), std::iter::empty())),
        ("RECOMMENDED", rules(catalogue::recommended().map(|row| row.id), std::iter::empty())),
        ("30 custom", rules(std::iter::empty(), customs())),
    ];
    println!(
        "| text | identifiers | MB/s | detections per MB |{}",
        if asked.against.is_empty() { "" } else { " change |" }
    );
    println!("| --- | --- | ---: | ---: |{}", if asked.against.is_empty() { "" } else { " ---: |" });
    let mut saved = String::new();
    for (selection, rules) in &selections {
        let mut scanner = Scanner::new(Arc::clone(rules));
        let mut print = |name: &str, scanner: &mut Scanner, length: usize, run: &mut dyn FnMut(&mut Scanner) -> u64| {
            stages::forget(scanner);
            let (nanoseconds, found) = measure(asked.runs, || run(scanner));
            let speed = length as f64 * 1000.0 / nanoseconds as f64;
            let rate = found as f64 * 1e6 / length as f64;
            let key = format!("{selection}, {name}");
            let change = asked.against.get(&key).map(|before| format!(" {:+.0} % |", (speed / before - 1.0) * 100.0));
            println!("| {name} | {selection} | {speed:.0} | {rate:.0} |{}", change.unwrap_or_default());
            let _ = writeln!(saved, "{key}\t{speed:.1}");
            stages::print(scanner, length * asked.runs);
        };
        for (name, make) in corpora::texts() {
            if format!("{selection} {name}").contains(&asked.part) {
                let text = make();
                print(name, &mut scanner, text.len(), &mut |scanner| {
                    let mut found = 0;
                    scanner.scan_text(black_box(&text), 0..text.len(), &mut |_| found += 1);
                    found
                });
            }
        }
        let name = "table of persons, as fields";
        if format!("{selection} {name}").contains(&asked.part) {
            let (text, fields) = corpora::table(&mut scanner);
            print(name, &mut scanner, text.len(), &mut |scanner| {
                let mut found = 0;
                scanner.scan_fields(black_box(text.as_bytes()), black_box(&fields), &mut |_| found += 1);
                found
            });
        }
        let name = "names of fields, ever new";
        if format!("{selection} {name}").contains(&asked.part) {
            let (names, length) = corpora::names();
            print(name, &mut scanner, length, &mut |scanner| {
                scanner.forget();
                for name in &names {
                    black_box(scanner.context(black_box(&["orders", name, "shippingAddress"])));
                }
                0
            });
        }
    }
    if let Some(path) = asked.save {
        std::fs::write(&path, saved).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

/// Where the time went.
#[cfg(feature = "stages")]
mod stages {
    use magpie_detect::Scanner;
    use magpie_detect::stages::Stage;

    pub(crate) fn forget(scanner: &mut Scanner) {
        let _ = scanner.stages().take();
    }

    /// Prints the shares of all runs together.
    pub(crate) fn print(scanner: &mut Scanner, bytes: usize) {
        let taken = scanner.stages().take();
        let all: u64 = taken.iter().map(|(ticks, _)| ticks).sum();
        println!("    {:.2} ticks a byte", all as f64 / bytes as f64);
        for (stage, (ticks, visits)) in Stage::ALL.iter().zip(taken).filter(|(_, (ticks, _))| *ticks > 0) {
            let share = ticks as f64 * 100.0 / all.max(1) as f64;
            let (each, rate) = (ticks as f64 / visits.max(1) as f64, visits as f64 * 1000.0 / bytes as f64);
            let stage = format!("{stage:?}");
            println!("    {stage:12} {share:5.1} % {rate:7.2} visits per kB, {each:6.0} ticks each");
        }
    }
}

#[cfg(not(feature = "stages"))]
mod stages {
    use magpie_detect::Scanner;

    pub(crate) fn forget(_scanner: &mut Scanner) {}

    pub(crate) fn print(_scanner: &mut Scanner, _bytes: usize) {}
}
