//! What the end-to-end tests stand on: a cluster of real processes of the `magpie` program, S3 over HTTP, mutual TLS, a
//! collector of telemetry, and the truth that results are compared with.
//!
//! Everything listens on loopback alone. Every process is a child that is killed by its id when its owner is dropped, and
//! writes its log into the temporary folder of its test; when a test fails, the last lines of each log are printed.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "what fails or speaks here, does so for a test")]
#![allow(clippy::disallowed_methods, reason = "processes are measured from outside, in real time")]

pub mod account;
pub mod client;
pub mod cluster;
pub mod command;
pub mod export;
pub mod otlp;
pub mod peers;
pub mod ports;
pub mod process;
pub mod s3;

pub use account::Account;
pub use client::{Job, job};
pub use cluster::Cluster;
pub use s3::Access;
