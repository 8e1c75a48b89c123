//! The brain: one thread owns the schedule and is the only writer of jobs, runs, shards, results and findings.
//!
//! Commands come through a bounded queue. The thread takes many at a time, lets the schedule decide on each, gathers all that
//! must be stored into one batch, commits it with one sync, and only then sends replies, acknowledgements and grants.
//! So whatever anybody was told survives a crash. If the commit fails, nothing is sent and the coordinator stops.

pub(crate) mod command;
mod handle;
mod jobs;
mod measure;
pub(crate) mod records;
mod results;
mod runs;
pub(crate) mod sessions;
pub(crate) mod spec;
mod state;
mod thread;
mod views;

use std::sync::Arc;

use magpie_base::clock::Clock;
use magpie_base::config;
use magpie_store::Store;
use tokio::sync::mpsc;

use crate::export::ExportStart;
use crate::planner::PlanRequest;
use crate::words::{ReadRequest, Registry};

pub use handle::{BrainHandle, Created, Error};
pub use jobs::MAX_PAUSE;
pub(crate) use runs::job_arn;
pub use spec::Definitions;
pub use thread::Failure;
pub(crate) use thread::start;
pub use views::RunView;

/// Commands that wait for the brain at most. Whoever has one more waits.
pub const MAX_WAITING_COMMANDS: usize = 1_024;

/// Commands that are stored together at most.
pub const MAX_COMMANDS_PER_ROUND: usize = 512;

/// Bytes of records after which no further command is stored together with those before.
pub const MAX_BYTES_PER_ROUND: usize = 32 << 20;

/// What the brain needs to know of the configuration.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) schedule: magpie_schedule::Config,
    pub(crate) heartbeat_interval_ms: u32,
    pub(crate) export: config::Export,
}

/// What the brain works with.
pub(crate) struct Parts {
    pub(crate) settings: Settings,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) planner: mpsc::UnboundedSender<PlanRequest>,
    /// None if no export is configured.
    pub(crate) exporter: Option<mpsc::UnboundedSender<ExportStart>>,
    /// Runs whose allow lists are to be read.
    pub(crate) lists: mpsc::UnboundedSender<ReadRequest>,
    /// The words of allow lists.
    pub(crate) words: Arc<Registry>,
}
