//! The fuzz targets, run over the inputs that are kept in `fuzz/corpora` and `fuzz/finds`.

#![allow(clippy::unwrap_used, missing_docs, unreachable_pub, reason = "the targets are public for the fuzzers")]

#[path = "../../../tests/fuzz/replay.rs"]
mod replay;
#[path = "../fuzz/src/targets/mod.rs"]
mod targets;
