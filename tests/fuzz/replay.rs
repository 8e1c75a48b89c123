//! Runs fuzz targets over the inputs that are kept for them: what fuzzing found worth keeping (`corpora`), and inputs that
//! once broke something (`finds`). Part of the tests of each crate that has fuzz targets.

use std::io::Read;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::targets::{TARGETS, Target};

/// How long one input may take, even in a slow build on a busy machine. Fuzzing itself allows 5 seconds.
const SLOWEST: Duration = Duration::from_secs(60);

/// The fuzz project of the crate.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// The inputs of a target with their names.
fn inputs(target: &str) -> Vec<(String, Vec<u8>)> {
    let mut inputs = Vec::new();
    let archive = folder().join("corpora").join(target).with_extension("tar.zst");
    if let Ok(bytes) = std::fs::read(&archive) {
        let mut archive = tar::Archive::new(zstd::Decoder::new(bytes.as_slice()).unwrap());
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            if entry.header().entry_type().is_file() {
                inputs.push((entry.path().unwrap().display().to_string(), bytes));
            }
        }
    }
    for entry in std::fs::read_dir(folder().join("finds").join(target)).into_iter().flatten() {
        let path = entry.unwrap().path();
        inputs.push((path.display().to_string(), std::fs::read(path).unwrap()));
    }
    inputs
}

/// An input of a target.
struct Input {
    target: Target,
    name: String,
    bytes: Vec<u8>,
}

impl Input {
    /// Runs the target. What went wrong, if anything did.
    #[allow(clippy::disallowed_methods, reason = "a bound on real time is what is tested")]
    fn run(&self) -> Option<String> {
        let (target, run) = self.target;
        let started = Instant::now();
        let ended = catch_unwind(|| run(&self.bytes));
        let took = started.elapsed();
        let what = match ended {
            Err(_) => "panics",
            Ok(()) if took > SLOWEST => "is slow",
            Ok(()) => return None,
        };
        Some(format!("{target} {what} with {} ({took:?})", self.name))
    }
}

/// Runs every target over its inputs, on all processors.
#[test]
fn kept_inputs() {
    let input = |target: Target, (name, bytes)| Input { target, name, bytes };
    let all: Vec<Input> =
        TARGETS.iter().flat_map(|target| inputs(target.0).into_iter().map(|named| input(*target, named))).collect();
    let work = Mutex::new(all);
    let failures = Mutex::new(Vec::new());
    let next = || work.lock().unwrap().pop();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(input) = next() {
                    let failure = input.run();
                    failures.lock().unwrap().extend(failure);
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Each target has a file for the fuzzer, each kept input a target.
#[test]
fn every_target_is_built_and_has_inputs() {
    let list = |inner: &str| {
        let entries = std::fs::read_dir(folder().join(inner)).into_iter().flatten();
        let stem = |name: String| name.split('.').next().unwrap_or_default().to_owned();
        let mut names: Vec<String> =
            entries.map(|entry| stem(entry.unwrap().file_name().into_string().unwrap())).collect();
        names.sort_unstable();
        names
    };
    let mut names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    assert_eq!(list("fuzz_targets"), names);
    assert_eq!(list("corpora"), names, "run tests/fuzz.sh for the targets that have no inputs");
    assert!(list("finds").iter().all(|find| names.contains(&find.as_str())));
    let manifest = std::fs::read_to_string(folder().join("Cargo.toml")).unwrap();
    for name in names {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name} is not built");
    }
}
