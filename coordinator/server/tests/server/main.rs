//! The coordinator as its users and workers see it: real gRPC through memory, a real store, and buckets and workers that
//! do what a test tells them.
#![allow(clippy::unwrap_used)]

mod contract;
mod export;
mod fencing;
mod jobs;
mod lifecycle;
mod planning;
mod support;
mod tracing;
