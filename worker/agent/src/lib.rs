//! The worker: takes leases, reads objects, extracts, detects, reports, drains.
//!
//! A worker keeps nothing of its own. It attaches to the coordinator, says how many leases it would take, and for each
//! grant lists the shard's keys, scans what is in the job's scope and reports in the order of the keys. What it holds is
//! bounded whatever the objects are: bytes by a budget, objects by a number, results by their size.
//!
//! Reading and reporting run on the async runtime; extraction and detection on CPU threads of their own, so that a busy
//! parser never delays a heartbeat. Object content is only ever in memory, and only while its object is scanned.

mod agent;
mod batch;
mod bounds;
mod budget;
pub mod classify;
mod cpu;
mod error;
mod fit;
mod lease;
mod listing;
mod object;
mod observer;
mod reader;
mod ruleset;
mod session;
mod shared;
mod stall;
mod words;

pub use agent::{Agent, Options};
pub use error::Error;
pub use observer::{MatchObserver, ObservedMatch};
