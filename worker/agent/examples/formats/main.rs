//! Scans files that independent programs wrote, as a worker does, and compares what is found with what they planted.
//!
//! `formats FOLDER` scans the files of `FOLDER/truth.jsonl`, which `tests/formats` wrote, and fails if a value is missed,
//! is at the wrong place, or is found where none is, or if a file ends otherwise than it should. `--write` puts the
//! tables into `docs/formats.md` as well. `formats --conformance FOLDER` only wants an outcome of each file in the
//! folders of FOLDER, in time and without a panic.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, unreachable_pub, missing_docs)]
#![allow(clippy::disallowed_methods, reason = "it is time itself that is measured")]

mod bytes;
mod compare;
mod conformance;
mod report;
mod scan;
mod truth;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let Some(folder) = arguments.iter().find(|argument| !argument.starts_with("--")) else {
        eprintln!("usage: formats [--conformance] FOLDER [--write]");
        return ExitCode::from(2);
    };
    let folder = Path::new(folder);
    scan::count_panics();
    let (name, tables, faults) = if has("--conformance") {
        let packages = conformance::run(folder);
        (report::CONFORMANCE, report::packages(&packages), conformance::faults(&packages))
    } else {
        let samples = truth::read(folder);
        let results: Vec<compare::Compared> = samples.iter().map(|sample| compare::compare(folder, sample)).collect();
        let faults = results.iter().flat_map(|result| result.faults.iter().cloned()).collect();
        (report::FORMATS, report::formats(&samples, &results), faults)
    };
    println!("{tables}");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats.md");
    let written = std::fs::read_to_string(&page).unwrap();
    let Some(wanted) = report::put(&written, name, &tables) else {
        eprintln!("docs/formats.md has no place for the table \"{name}\"");
        return ExitCode::FAILURE;
    };
    for fault in &faults {
        eprintln!("{fault}");
    }
    if !faults.is_empty() {
        eprintln!("{} faults", faults.len());
        return ExitCode::FAILURE;
    }
    if has("--write") {
        std::fs::write(&page, wanted).unwrap();
    } else if wanted != written {
        eprintln!("the table \"{name}\" in docs/formats.md is old: run this with ARGS=--write and commit it");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
