//! Measures precision and recall on labelled documents, and false detections in ordinary text.
//!
//! `accuracy CORPUS` scans the corpora that `tests/accuracy` wrote, and the data files of this crate, and fails if an
//! identifier is worse than `tests/accuracy/floors.tsv` says. `accuracy CORPUS --write` writes that file and
//! `docs/accuracy.md` instead; with `--show` only the summary is printed. `CORPUS/samples.txt` then has examples of what went wrong.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, unreachable_pub, missing_docs)]

mod addresses;
mod data_files;
#[path = "../../tests/data_files/mod.rs"]
mod files;
mod floors;
mod labelled;
mod ordinary;
mod report;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use magpie_detect::{Ruleset, catalogue};

/// What one set of identifiers did.
pub struct Measured {
    pub labelled: labelled::Scores,
    pub ordinary: Vec<ordinary::Text>,
    /// By the code of their country, ISO 3166-1.
    pub addresses: BTreeMap<String, labelled::Score>,
}

fn measure(folder: &Path, rules: Arc<Ruleset>) -> Measured {
    let labelled = labelled::measure(&folder.join("labelled.jsonl"), &rules);
    let ordinary = ordinary::measure(&folder.join("ordinary"), &rules);
    let addresses = addresses::measure(&folder.join("addresses.jsonl"), &rules);
    Measured { labelled, ordinary, addresses }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let write = arguments.iter().any(|argument| argument == "--write");
    let Some(folder) = arguments.iter().find(|argument| !argument.starts_with("--")) else {
        eprintln!("usage: accuracy CORPUS [--write | --show]");
        return ExitCode::from(2);
    };
    let folder = Path::new(folder);
    let rules = |recommended: bool| {
        let rows = catalogue::all().iter().filter(|row| row.recommended || !recommended);
        Arc::new(Ruleset::managed(rows.map(|row| row.id)).unwrap())
    };
    let (all, recommended) = thread::scope(|scope| {
        let recommended = scope.spawn(|| measure(folder, rules(true)));
        (measure(folder, rules(false)), recommended.join().unwrap())
    });
    let cases = data_files::measure(&rules(false));
    std::fs::write(folder.join("samples.txt"), report::samples(&all)).unwrap();

    let tree = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let recorded = tree.join("tests/accuracy/floors.tsv");
    let reached = floors::reached(&all, &recommended, &cases);
    println!("{}", report::summary(&all, &recommended));
    for id in &all.labelled.unknown {
        println!("notice: the catalogue has no {id}; its documents are left out");
    }
    for row in catalogue::all() {
        if !all.labelled.by_id.contains_key(row.id) {
            println!("notice: {} is in no labelled document; the data files alone measure it", row.id);
        }
    }
    if arguments.iter().any(|argument| argument == "--show") {
        return ExitCode::SUCCESS;
    }
    if write {
        std::fs::write(&recorded, floors::print(&reached)).unwrap();
        std::fs::write(tree.join("docs/accuracy.md"), report::page(&all, &recommended, &cases)).unwrap();
        return ExitCode::SUCCESS;
    }
    let recorded = std::fs::read_to_string(&recorded).unwrap_or_default();
    for name in reached.keys().filter(|name| !recorded.lines().any(|line| line.split('\t').next() == Some(*name))) {
        println!("notice: {name} has no floor yet");
    }
    let dropped = floors::compare(&recorded, &reached);
    for line in &dropped {
        eprintln!("{line}");
    }
    if dropped.is_empty() {
        ExitCode::SUCCESS
    } else {
        eprintln!(
            "samples are in {}; if this is meant, run \"make accuracy ARGS=--write\"",
            folder.join("samples.txt").display()
        );
        ExitCode::FAILURE
    }
}
