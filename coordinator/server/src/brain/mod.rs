//! The brain: one thread owns the schedule and is the only writer of jobs, runs, shards, results and findings.
//!
//! Commands come through a bounded queue. The thread takes many at a time, lets the schedule decide on each, gathers all that
//! must be stored into one batch, commits it with one sync, and only then sends replies, acknowledgements and grants.
//! So whatever anybody was told survives a crash. If the commit fails, nothing is sent and the coordinator stops.

mod command;
mod handle;
mod views;

pub use handle::{BrainHandle, Created, Error};
pub use views::RunView;
