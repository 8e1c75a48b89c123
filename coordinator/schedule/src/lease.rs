//! Leases: the right of one worker to work on one shard until a deadline.

use std::fmt;
use std::sync::Arc;

/// The fencing token of a lease. Tokens are ordered: each grant has a greater one than all grants before it, across
/// restarts too, because the epoch grows with each start of the coordinator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token {
    /// The coordinator's epoch.
    pub epoch: u64,
    /// The number of the grant in that epoch, from 1.
    pub number: u64,
}

impl fmt::Display for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.epoch, self.number)
    }
}

/// One life of one worker's process. A worker that starts again is a new session; one whose stream breaks attaches again
/// with the same. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(Arc<str>);

impl SessionId {
    /// The id as the worker gave it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for SessionId {
    fn from(id: &str) -> Self {
        SessionId(id.into())
    }
}

impl From<String> for SessionId {
    fn from(id: String) -> Self {
        SessionId(id.into())
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A shard, leased: what a worker must know of the schedule to work on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Goes with everything that the worker says of this lease.
    pub token: Token,
    /// The run.
    pub run_id: u64,
    /// The run's job.
    pub job_id: String,
    /// The shard; unique in its run.
    pub shard_id: u64,
    /// The bucket's name.
    pub bucket: String,
    /// Keys after this one: the shard's cursor. Empty for the beginning of the bucket.
    pub start_after: String,
    /// Up to this one, inclusive. Empty for the end of the bucket.
    pub end_inclusive: String,
    /// Work on one object at a time and report each: the shard has lost workers before.
    pub careful: bool,
    /// Report the first object as quarantined, without reading it: it has killed too many workers. Implies `careful`.
    pub quarantine_first: bool,
}

/// Why a lease is taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RevokeReason {
    /// It was not renewed in time.
    Expired,
    /// The run was cancelled.
    Cancelled,
    /// The run was paused: what is accounted for is kept.
    Paused,
    /// The coordinator does not know it: it is of an older epoch, of another session, or no longer the lease of its shard.
    Superseded,
    /// A Progress did not start at the shard's cursor, went backwards or beyond the shard's end, or its account did not add
    /// up.
    OutOfOrder,
}

/// Why a worker gives a lease back unfinished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReturnReason {
    /// The worker drains. Not an attempt.
    Draining,
    /// The bucket cannot be listed. Tried again later, a bounded number of times; then the shard is given up, and this is
    /// the bucket's error.
    ListingFailed {
        /// As in `BucketError.code`; empty if the worker does not know.
        code: String,
        /// What happened and what to do, for people. Never content of an object.
        message: String,
    },
    /// The worker has other rules than the grant asks for. It gets no more grants of this run.
    RulesetMismatch,
    /// A fault of the worker's own. Counts as an attempt; the session rests a while.
    Internal,
}
