//! The fuzz targets, run over the inputs that are kept in `fuzz/corpora` and `fuzz/finds`.

#![allow(clippy::unwrap_used, missing_docs, unreachable_pub, reason = "the targets are public for the fuzzers")]

#[path = "../../../tests/fuzz/replay.rs"]
mod replay;
#[path = "../fuzz/src/targets/mod.rs"]
mod targets;

use std::path::Path;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

#[test]
fn kept_inputs() {
    replay::replay(&folder(), targets::TARGETS);
}

#[test]
fn every_target_is_built_and_has_inputs() {
    replay::is_complete(&folder(), targets::TARGETS);
}
