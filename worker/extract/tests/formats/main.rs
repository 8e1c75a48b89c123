//! Whole files of every format, in and out.
#![allow(clippy::unwrap_used, unreachable_pub)]

mod archives;
mod chunks;
mod columns;
mod common;
mod delimited;
mod hostile;
mod json;
mod office;
mod samples;
mod text;
