//! End-to-end tests: real processes of the program as it is shipped, real protocols, independent programs as peers.
#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "processes are measured from outside, in real time")]

mod bad_input;
mod cluster;
mod custom;
mod demo;
mod discretion;
mod full_disk;
mod grpcurl;
mod objects;
mod s3_faults;
mod scan;
mod seaweedfs;
mod telemetry;
