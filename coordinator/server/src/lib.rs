//! The coordinator: everything that runs between the users' calls, the workers and S3.
//!
//! * [`Coordinator`]: starts, serves, and shuts down in order.
//! * [`brain`]: the one thread that owns the schedule and is the only writer of jobs, runs, shards, results and findings.
//! * [`planner`]: lists buckets and cuts them into shards.
//! * `words`: reads the words of allow lists and keeps them, in memory alone, while runs need them.
//! * [`workers`]: the stream that workers attach to.
//! * [`export`]: writes the results log to S3, in Macie's layout, with a manifest at the end.
//! * [`record`]: what one object's result becomes: a finding, and the lines of the exported files.
//! * [`api`]: the services that users call.
//! * [`access`]: who may call what, and the audit trail.

pub mod access;
pub mod api;
pub mod brain;
mod coordinator;
pub mod export;
pub mod planner;
pub mod record;
mod words;
pub mod workers;

pub use coordinator::{CALLS_PATIENCE, Coordinator, EXPORT_PATIENCE, Error, Options, WORKERS_PATIENCE};
