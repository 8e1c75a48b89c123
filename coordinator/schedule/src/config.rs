//! The bounds and delays of the schedule.

use crate::event::Millis;

/// Bounds and delays. Where a bound of zero makes no sense, one is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The coordinator's epoch. Must be greater at each start: tokens are fenced by it.
    pub epoch: u64,
    /// How long a lease lasts after its grant, and after each sign of life, milliseconds. Workers should send heartbeats at
    /// least three times as often.
    pub lease_ttl_ms: Millis,
    /// After so many grants without progress a shard is worked on one object at a time.
    pub attempts_before_careful: u32,
    /// After so many grants without progress, the worker's life unproven, the first object is quarantined.
    pub attempts_before_quarantine: u32,
    /// So many grants without progress are excused when the worker proves to be alive after all, or the coordinator itself
    /// restarted.
    pub max_excused_attempts: u32,
    /// So many accepted Progress messages make a careful shard a normal one again, at its next grant.
    pub careful_steps: u32,
    /// How long to wait after a first failure to list (of the planner, or of a worker in a shard) or a worker's internal
    /// fault, milliseconds. Doubles with each failure in a row.
    pub listing_retry_ms: Millis,
    /// The longest such wait, milliseconds.
    pub max_listing_retry_ms: Millis,
    /// After so many failures to list in a row the bucket, or the shard, is given up.
    pub max_listing_attempts: u32,
    /// A run with so many unfinished shards is planned no further until some finish.
    pub max_pending_shards: usize,
    /// With so many unfinished shards in all runs together, only runs without any are planned further. Memory is bounded by
    /// this, plus one step of the planner for each bucket that is planned at that moment.
    pub max_shards: usize,
    /// Buckets of one run that are planned at the same time.
    pub max_parallel_plans: usize,
    /// Sessions that are known at the same time. Further workers are rejected.
    pub max_sessions: usize,
    /// Leases and credits of one session together.
    pub max_leases_per_session: u32,
    /// Ended runs that are remembered; the oldest are forgotten first. The store has them all.
    pub max_ended_runs: usize,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            epoch: 1,
            lease_ttl_ms: 30_000,
            attempts_before_careful: 2,
            attempts_before_quarantine: 4,
            max_excused_attempts: 8,
            careful_steps: 8,
            listing_retry_ms: 1_000,
            max_listing_retry_ms: 60_000,
            max_listing_attempts: 8,
            max_pending_shards: 1_024,
            max_shards: 65_536,
            max_parallel_plans: 4,
            max_sessions: 4_096,
            max_leases_per_session: 1_024,
            max_ended_runs: 1_024,
        }
    }
}

impl Config {
    /// The wait after so many failures in a row.
    pub(crate) fn retry_after(&self, failures: u32) -> Millis {
        let doublings = failures.saturating_sub(1).min(32);
        self.listing_retry_ms.saturating_mul(1 << doublings).min(self.max_listing_retry_ms).max(1)
    }
}
