//! What happens to the schedule.

use crate::account::Account;
use crate::lease::{ReturnReason, SessionId, Token};

/// Milliseconds of a monotonic clock. Only differences count, so it may start anywhere, and anew after a restart.
pub type Millis = u64;

/// A run to be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRun {
    /// Its id, from 1; greater than those of all runs before it. A run that was started before is not started again.
    pub run_id: u64,
    /// The job that it is a run of.
    pub job_id: String,
    /// The buckets to scan, by name, each once. Events and effects name a bucket by its place in this list.
    pub buckets: Vec<String>,
}

/// A shard that the planner cut: the keys of `(start_after, end_inclusive]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewShard {
    /// Keys after this one. Empty for the beginning of the bucket.
    pub start_after: String,
    /// Up to this one, inclusive. Empty for the end of the bucket.
    pub end_inclusive: String,
    /// Objects that the planner saw in it.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Something that happened. Events that make no sense (an unknown run, a lease that is gone) change nothing that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A run begins.
    StartRun(NewRun),
    /// No more grants and no more planning; all leases of the run are taken back.
    PauseRun {
        /// Which run.
        run_id: u64,
    },
    /// A paused run goes on where it was.
    ResumeRun {
        /// Which run.
        run_id: u64,
    },
    /// The run ends now.
    CancelRun {
        /// Which run.
        run_id: u64,
    },
    /// Answer to a [`PlanBucket`](crate::Effect::PlanBucket): one step of the planner.
    ///
    /// A step is taken only if `from_cursor` is the bucket's cursor; all others are late duplicates. Its shards must lie end
    /// to end: the first starts at `from_cursor`, each next one at the end of the one before, and the last ends at
    /// `to_cursor` (or, in the last step of a bucket, at the end of the bucket: empty). A step without objects may have no
    /// shards. The cursor must grow unless `done`. `listed` is the sum over the shards. A step that breaks one of these
    /// rules counts as a failure of the planner (`PLAN_INVALID`), for it would leave keys out or take them twice.
    ShardsPlanned {
        /// Which run.
        run_id: u64,
        /// Which bucket: its place in [`NewRun::buckets`].
        bucket: u32,
        /// Where the step began.
        from_cursor: String,
        /// Where it ended: the last key that was listed.
        to_cursor: String,
        /// The shards that it cut, in the order of their keys.
        shards: Vec<NewShard>,
        /// What was listed between the two cursors.
        listed: Account,
        /// Whether the bucket is listed to its end.
        done: bool,
    },
    /// Answer to a [`PlanBucket`](crate::Effect::PlanBucket): the bucket could not be listed.
    PlanFailed {
        /// Which run.
        run_id: u64,
        /// Which bucket: its place in [`NewRun::buckets`].
        bucket: u32,
        /// As in `BucketError.code`.
        code: String,
        /// What happened and what to do, for people.
        message: String,
        /// Whether to try again later.
        retryable: bool,
    },
    /// A worker's stream is there. If the session is known it keeps its leases, and its credits begin at zero again.
    Attached {
        /// Which session.
        session: SessionId,
        /// The worker's name, for people.
        name: String,
    },
    /// A worker's stream is gone. Its leases stay until they expire. Only for the session's latest stream: when a session
    /// attaches again before the loss of its older stream is noticed, the older stream's end is no event.
    Detached {
        /// Which session.
        session: SessionId,
    },
    /// The worker would take so many leases more than it said before.
    Credit {
        /// Which session.
        session: SessionId,
        /// How many more; added to what is left, up to [`Config::max_leases_per_session`](crate::Config).
        leases: u32,
    },
    /// The worker lives, and works on these leases.
    Heartbeat {
        /// Which session.
        session: SessionId,
        /// The leases to renew.
        leases: Vec<Token>,
    },
    /// Results of a lease: everything between two cursors. The results themselves stay with the caller, who stores them if
    /// [`AppendResults`](crate::Effect::AppendResults) is among the effects.
    Progress {
        /// Which session.
        session: SessionId,
        /// The lease.
        token: Token,
        /// Where the previous Progress of the lease ended; the grant's `start_after` for the first.
        from_cursor: String,
        /// Every key up to this one is accounted for here or before.
        to_cursor: String,
        /// Where the objects between the cursors ended. Must be balanced.
        account: Account,
        /// Objects with at least one detection, of this message.
        objects_with_detections: u64,
        /// Detections, of this message.
        detections: u64,
        /// Whether the shard is finished: the range was listed to its end.
        done: bool,
    },
    /// The worker gives a lease back unfinished.
    ReturnLease {
        /// Which session.
        session: SessionId,
        /// The lease.
        token: Token,
        /// Why.
        reason: ReturnReason,
    },
    /// The worker takes no more leases. It keeps those it has.
    Draining {
        /// Which session.
        session: SessionId,
    },
    /// Everything that an ended run found has been exported.
    Exported {
        /// Which run.
        run_id: u64,
    },
    /// Nothing but time. Due at [`Schedule::next_deadline`](crate::Schedule::next_deadline), and once after
    /// [`Schedule::recover`](crate::Schedule::recover).
    Tick,
}
