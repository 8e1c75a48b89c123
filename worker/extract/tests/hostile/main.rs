//! Hostile files: each ends with the right status and reason, soon, and in little memory.
//!
//! Memory is the growth of the process's largest resident set while one file is extracted, as the kernel counts it, so
//! that what C code allocates counts too. The tests run one after the other for that.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, unreachable_pub)]

mod bombs;
#[path = "../formats/common.rs"]
#[allow(dead_code)]
mod common;
mod lies;
mod measure;
mod names;
mod patterns;
mod samples;
