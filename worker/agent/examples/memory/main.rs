//! Measures the memory of a worker, as the kernel counts it: `memory [--budget MIB] [--limit MIB] FOLDER ...`.
//!
//! For each FOLDER a process is started that is a whole worker with that budget and nothing else: it takes one lease from a
//! coordinator of a few lines, lists the folder's objects, reads them in ranges, extracts, detects with all identifiers and
//! reports. Objects are described by `recipe.jsonl` of the folder (see `tests/memory`): files of the folder, one after the
//! other and as often as it says, so that 20 GB take no disk. Without one, the folder's files are the objects. Its largest
//! resident set must stay below the limit, and each object must have an outcome.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, unreachable_pub, missing_docs)]
#![allow(clippy::disallowed_methods, reason = "it is time itself that is measured")]

mod coordinator;
mod objects;
mod worker;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

const MIB: u64 = 1024 * 1024;

/// `--name NUMBER`, or what it is without.
fn number(arguments: &mut Vec<String>, name: &str, otherwise: u64) -> u64 {
    let Some(at) = arguments.iter().position(|argument| argument == name) else { return otherwise };
    let number = arguments[at + 1].parse().unwrap();
    arguments.drain(at..at + 2);
    number
}

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let budget = number(&mut arguments, "--budget", 512);
    let limit = number(&mut arguments, "--limit", budget * 3 / 2);
    if arguments.first().is_some_and(|first| first == "--worker") {
        worker::run(Path::new(&arguments[1]), budget * MIB);
        return ExitCode::SUCCESS;
    }
    println!("| what is read | MB | peak RSS, MiB | time, s | outcome |\n| --- | --- | --- | --- | --- |");
    let mut failures = 0;
    for folder in &arguments {
        let started = Instant::now();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--budget", &budget.to_string(), "--worker", folder])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let said: Vec<String> = lines.map(Result::unwrap).collect();
        let ended = child.wait().unwrap();
        let took = started.elapsed().as_secs_f64();
        let name = Path::new(folder).file_name().unwrap().to_string_lossy();
        let ([outcome, bytes, peak], true) = (said.as_slice(), ended.success()) else {
            println!("| {name} | | | {took:.0} | the worker ended with {ended} |");
            failures += 1;
            continue;
        };
        let (bytes, peak): (u64, u64) = (bytes.parse().unwrap(), peak.parse().unwrap());
        println!("| {name} | {} | {} | {took:.0} | {outcome} |", bytes.div_ceil(1_000_000), peak.div_ceil(MIB));
        if peak > limit * MIB {
            eprintln!("{name}: {} MiB, and the limit is {limit} MiB", peak.div_ceil(MIB));
            failures += 1;
        }
    }
    if failures > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
