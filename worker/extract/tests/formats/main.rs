//! Whole files of every format, in and out.
#![allow(clippy::unwrap_used, unreachable_pub)]

mod archives;
mod arrow;
mod avro;
mod bytes;
mod chunks;
mod common;
mod delimited;
mod documents;
mod encoded;
mod hostile;
mod images;
mod json;
mod keyed;
mod limits;
mod mail;
mod markup;
mod office;
mod orc;
mod outlook;
mod parquet;
mod samples;
mod sql;
mod sqlite;
mod tables;
mod text;
