//! What the server may look at.

use crate::event::Millis;
use crate::lease::{SessionId, Token};

/// A lease that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseView {
    /// Its token.
    pub token: Token,
    /// Who holds it.
    pub session: SessionId,
    /// The holder's name.
    pub worker: String,
    /// The run.
    pub run_id: u64,
    /// The run's job.
    pub job_id: String,
    /// The shard.
    pub shard_id: u64,
    /// The bucket's name.
    pub bucket: String,
    /// When it expires if it is not renewed.
    pub expires_at: Millis,
}

/// A worker that is attached, or that holds leases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerView {
    /// Its session.
    pub session: SessionId,
    /// Its name.
    pub name: String,
    /// Whether its stream is there.
    pub attached: bool,
    /// When its session was first attached.
    pub attached_at: Millis,
    /// When it was last heard of.
    pub last_heard_at: Millis,
    /// Leases it holds.
    pub leases: u32,
    /// Leases it would still take.
    pub credits: u32,
    /// Whether it is draining.
    pub draining: bool,
    /// Bytes of content analysed in this session.
    pub bytes_classified: u64,
    /// Objects with an outcome in this session.
    pub objects: u64,
}

/// The shards of a run that are not finished.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ShardsView {
    /// Waiting for a worker.
    pub ready: usize,
    /// Waiting for a delay to pass after a failure.
    pub delayed: usize,
    /// Leased.
    pub leased: usize,
}

/// What the schedule has counted since it was made. Never stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Events handled.
    pub events: u64,
    /// Leases granted.
    pub grants: u64,
    /// Of these, careful ones.
    pub careful_grants: u64,
    /// Of these, ones that quarantine an object.
    pub quarantine_grants: u64,
    /// Leases that were not renewed in time.
    pub expired: u64,
    /// Leases given back.
    pub returned: u64,
    /// Progress messages accepted.
    pub progress_accepted: u64,
    /// Progress messages that were stored before, and acknowledged again.
    pub progress_repeated: u64,
    /// Progress messages refused.
    pub progress_refused: u64,
    /// Steps of the planner that were taken.
    pub plans_accepted: u64,
    /// Steps of the planner that came late or twice.
    pub plans_ignored: u64,
    /// Steps of the planner that failed, or broke the rules.
    pub plans_failed: u64,
}
