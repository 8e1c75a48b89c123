//! Whole files of every format, in and out.
#![allow(clippy::unwrap_used, unreachable_pub)]

mod archives;
mod arrow;
mod chunks;
mod columns;
mod common;
mod delimited;
mod hostile;
mod json;
mod keyed;
mod limits;
mod office;
mod orc;
mod samples;
mod text;
