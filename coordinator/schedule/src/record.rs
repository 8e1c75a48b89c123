//! What must be stored: enough to go on after a crash at any instant.

use crate::account::Account;
use crate::lease::Token;

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RunState {
    /// Its buckets are being listed, or its shards scanned.
    Running,
    /// Paused: nothing is leased, nothing is listed.
    Paused,
    /// Every key range of every bucket was listed to its end by a worker, and every object met there has its outcome.
    Complete,
    /// It ended, but a bucket or a shard could not be listed: see the buckets' errors.
    Incomplete,
    /// It was cancelled.
    Cancelled,
}

impl RunState {
    /// Whether nothing will happen to the run any more.
    pub fn is_ended(self) -> bool {
        matches!(self, RunState::Complete | RunState::Incomplete | RunState::Cancelled)
    }
}

/// A run, as stored.
///
/// Counts always obey `listed.objects + appeared == accounted.objects + vanished + unaccounted + waiting`, where `waiting` is
/// what the planner saw in shards that are not closed, less what is accounted for in them. `accounted` is always balanced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    /// Its id.
    pub run_id: u64,
    /// The job that it is a run of.
    pub job_id: String,
    /// How far it is.
    pub state: RunState,
    /// Its buckets, in the order of [`NewRun::buckets`](crate::NewRun).
    pub buckets: Vec<BucketRecord>,
    /// What the planner saw. Only `objects` and `bytes` are always filled in.
    pub listed: Account,
    /// What workers have accounted for.
    pub accounted: Account,
    /// Objects with at least one detection.
    pub objects_with_detections: u64,
    /// Detections in all objects.
    pub detections: u64,
    /// Shards cut so far; the id of the next one too.
    pub shards: u64,
    /// Shards finished.
    pub shards_done: u64,
    /// Shards given up because they could not be listed, or dropped because the run was cancelled.
    pub shards_failed: u64,
    /// Objects that workers met beyond what the planner saw, net for each shard: created, most likely, between planning and
    /// scanning. They are accounted for.
    pub appeared: u64,
    /// Objects that the planner saw and workers did not meet, net for each finished shard: deleted, most likely, between
    /// planning and scanning. There is nothing to scan, but they do not disappear from the books.
    pub vanished: u64,
    /// Objects that the planner saw in shards that were given up or dropped, and that have no outcome.
    pub unaccounted: u64,
    /// Whether everything that was found has been exported.
    pub exported: bool,
}

impl RunRecord {
    /// Whether all buckets are listed to their end.
    pub fn is_planned(&self) -> bool {
        self.buckets.iter().all(|bucket| bucket.plan == PlanState::Planned)
    }

    /// Whether the account is complete: all buckets planned, all shards finished, every object with its outcome, and the
    /// drift between planning and scanning explained to the last object.
    pub fn is_complete(&self) -> bool {
        self.is_planned()
            && self.shards_failed == 0
            && self.shards_done == self.shards
            && self.unaccounted == 0
            && self.accounted.is_balanced()
            && u128::from(self.listed.objects) + u128::from(self.appeared)
                == u128::from(self.accounted.objects) + u128::from(self.vanished)
    }
}

/// How far the planning of a bucket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanState {
    /// Not listed to its end.
    Planning,
    /// Listed to its end.
    Planned,
    /// Given up. The shards cut before are scanned all the same.
    Failed,
}

/// A bucket of a run, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketRecord {
    /// Its name.
    pub name: String,
    /// How far its planning is.
    pub plan: PlanState,
    /// The last key that was listed, while `plan` is `Planning` or `Failed`. Empty before the first.
    pub cursor: String,
    /// Failures of the planner in a row.
    pub plan_attempts: u32,
    /// Shards of this bucket that were given up.
    pub shards_failed: u64,
    /// Why the bucket, or a shard of it, could not be listed: the first such error.
    pub error: Option<BucketError>,
}

/// Why a bucket could not be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketError {
    /// As in `BucketError.code` of the API. At most [`BucketError::MAX_CODE_BYTES`].
    pub code: String,
    /// What happened and what to do. At most [`BucketError::MAX_MESSAGE_BYTES`].
    pub message: String,
}

impl BucketError {
    /// Longest code that is kept, in bytes. The rest is cut off.
    pub const MAX_CODE_BYTES: usize = 128;
    /// Longest message that is kept, in bytes. The rest is cut off.
    pub const MAX_MESSAGE_BYTES: usize = 1_024;

    pub(crate) fn new(code: &str, message: &str) -> BucketError {
        BucketError { code: cut(code, Self::MAX_CODE_BYTES), message: cut(message, Self::MAX_MESSAGE_BYTES) }
    }
}

/// The longest prefix of at most `bytes` bytes that does not split a character.
fn cut(text: &str, bytes: usize) -> String {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

/// A shard that is not finished, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShardRecord {
    /// Its run.
    pub run_id: u64,
    /// Its id; unique in its run.
    pub shard_id: u64,
    /// Its bucket: the place in [`RunRecord::buckets`].
    pub bucket: u32,
    /// Keys after this one. Empty for the beginning of the bucket.
    pub start_after: String,
    /// Up to this one, inclusive. Empty for the end of the bucket.
    pub end_inclusive: String,
    /// Every key up to this one is accounted for. `start_after` at first.
    pub cursor: String,
    /// Objects that the planner saw.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What workers have accounted for.
    pub accounted: Account,
    /// Grants since the last progress that may have cost a worker its life, the current one included. Counted, and stored,
    /// with the grant: so no crash of anything forgets one.
    pub attempts: u32,
    /// Grants since the last progress that ended without progress though the worker lived on, or that the coordinator's own
    /// restart ended. They make the shard careful, but do not quarantine an object. Bounded by
    /// [`Config::max_excused_attempts`](crate::Config); beyond it, attempts are not excused.
    pub excused: u32,
    /// Progress messages until a shard that was careful is a normal one again.
    pub careful_steps: u32,
    /// Failures to list it in a row.
    pub listing_attempts: u32,
    /// The lease it has. Void after a restart of the coordinator; kept to know that there was one.
    pub lease: Option<Token>,
}
