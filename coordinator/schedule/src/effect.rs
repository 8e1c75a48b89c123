//! What is to be done about it.

use crate::lease::{Grant, RevokeReason, SessionId, Token};
use crate::record::{RunRecord, RunState, ShardRecord};

/// What the caller must do after an event.
///
/// All records of one event (`PutRun`, `PutShard`, `DeleteShard`, `AppendResults`) are **one atomic write**. They come first.
/// Everything after them (messages to workers, planning, the end of a run) is done only when that write is durable. A caller
/// may write the records of several events at once, in order; then the messages of all of them wait for that write. If the
/// write fails, the schedule is ahead of the store: stop, and recover from the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Store the run, replacing what is stored.
    PutRun(RunRecord),
    /// Store the shard, replacing what is stored.
    PutShard(ShardRecord),
    /// Forget the shard.
    DeleteShard {
        /// Its run.
        run_id: u64,
        /// Its id.
        shard_id: u64,
    },
    /// The results that came with this Progress belong into the write.
    AppendResults,
    /// Tell the worker that it has a lease.
    Grant {
        /// Which worker.
        session: SessionId,
        /// The lease.
        grant: Grant,
    },
    /// Tell the worker that the results of a lease are stored up to there.
    Ack {
        /// Which worker.
        session: SessionId,
        /// The lease.
        token: Token,
        /// How far.
        to_cursor: String,
    },
    /// Tell the worker to stop working on a lease. Of no use if the session is not attached: then drop it.
    Revoke {
        /// Which worker.
        session: SessionId,
        /// The lease.
        token: Token,
        /// Why.
        reason: RevokeReason,
    },
    /// End the worker's stream: there are as many sessions as there may be.
    Reject {
        /// Which worker.
        session: SessionId,
    },
    /// List one step of the bucket from the cursor on, and answer with [`ShardsPlanned`](crate::Event::ShardsPlanned) or
    /// [`PlanFailed`](crate::Event::PlanFailed). One step is asked for at a time: the next only when this one is answered and
    /// the schedule has room for more shards.
    PlanBucket {
        /// Which run.
        run_id: u64,
        /// Which bucket: its place in [`NewRun::buckets`](crate::NewRun).
        bucket: u32,
        /// Keys after this one. Empty for the beginning of the bucket.
        cursor: String,
    },
    /// Stop listing for this run. An answer that comes all the same does no harm.
    StopPlanning {
        /// Which run.
        run_id: u64,
    },
    /// The run has ended. Its last `PutRun` is in the same write.
    RunEnded {
        /// Which run.
        run_id: u64,
        /// How.
        state: RunState,
    },
}
