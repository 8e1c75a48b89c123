//! What others may see of runs without asking the brain.

use std::collections::HashMap;
use std::sync::Arc;

use magpie_proto::v1;
use magpie_store::Store;
use tokio::sync::watch;

use super::Error;

/// How far a run is, as of one commit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunView {
    /// The job.
    pub job_id: String,
    /// The run.
    pub run_id: u64,
    /// The job's state.
    pub job_status: v1::job_status::Value,
    /// The run's account.
    pub summary: v1::RunSummary,
    /// The last position of the run's results log; 0 if it is empty.
    pub last_position: u64,
    /// Workers attached.
    pub workers: u32,
    /// Leases of this run that are held.
    pub leases: u32,
}
