//! The services as users meet them: over a connection, with a real coordinator, a store in memory and folders as buckets.

#![allow(clippy::unwrap_used)]

mod access;
mod allow_lists;
mod cluster;
mod custom;
mod findings;
mod house;
mod jobs;
mod results;
