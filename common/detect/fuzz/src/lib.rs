//! The fuzz targets of magpie-detect. The files of `fuzz_targets` hand them to libFuzzer; the test `fuzz` of the crate runs
//! them over the inputs that are kept.

pub mod mutate;
pub mod targets;
