//! What the brain can be asked to do.

use std::sync::Arc;

use magpie_proto::store::v1::{ExportRecord, JobRecord};
use magpie_proto::v1;
use magpie_proto::worker::v1::{AttachResponse, Progress, ScanSpec};
use magpie_schedule::{Account, NewShard, ReturnReason, SessionId, Token};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};

use super::handle::{Created, Error};
use super::sessions::Closing;

/// Something for the brain to do.
pub(crate) enum Command {
    /// Store a job and start its run.
    CreateJob(Box<NewJob>),
    /// Pause, resume or cancel a job.
    UpdateJob { job_id: String, target: v1::job_status::Value, reply: oneshot::Sender<Result<(), Error>> },
    /// Tell which workers there are.
    Workers { reply: oneshot::Sender<Vec<v1::WorkerSummary>> },
    /// Tell which leases there are.
    Leases { reply: oneshot::Sender<Vec<v1::LeaseSummary>> },
    /// A worker's stream is there.
    Attach(Box<NewSession>),
    /// A message of a worker, or the end of its stream.
    Worker { session: SessionId, connection: u64, message: WorkerMessage },
    /// An answer of the planner.
    Planned { run_id: u64, bucket: u32, outcome: PlanOutcome },
    /// Store how far an export is. `finished` says that nothing of the run is left to export.
    PutExport { record: Box<ExportRecord>, finished: bool, reply: oneshot::Sender<()> },
    /// The words of a run's allow lists have been read, as far as they can be: store what is known of them.
    WordsRead { run_id: u64, lists: Vec<v1::RunAllowList>, reply: oneshot::Sender<()> },
    /// Refuse new jobs and changes of jobs from now on.
    Quiesce,
    /// Answer once everything is stored, and told to those who watch, that was said before.
    Settle { reply: oneshot::Sender<()> },
    /// End the thread, after everything that was asked before.
    Stop,
}

/// A job to be stored.
pub(crate) struct NewJob {
    pub(crate) record: JobRecord,
    pub(crate) client_token: String,
    /// Without the sampling seed, which depends on the run.
    pub(crate) spec: ScanSpec,
    pub(crate) trace_context: std::collections::HashMap<String, String>,
    pub(crate) reply: oneshot::Sender<Result<Created, Error>>,
}

/// A worker's stream.
pub(crate) struct NewSession {
    pub(crate) session: SessionId,
    pub(crate) name: String,
    pub(crate) version: String,
    /// Who the certificate says that it is; empty if there is none. A session belongs to one identity.
    pub(crate) identity: String,
    pub(crate) outgoing: mpsc::Sender<AttachResponse>,
    pub(crate) closing: Arc<Closing>,
    /// The number of the connection, which goes with everything that it says; or why it is refused.
    pub(crate) reply: oneshot::Sender<Result<u64, String>>,
}

/// What a worker said on its stream.
pub(crate) enum WorkerMessage {
    Credit(u32),
    Heartbeat(Vec<Token>),
    Progress {
        progress: Box<Progress>,
        /// Holds the bytes of the message against the budget of messages in flight, until they are stored.
        budget: Option<OwnedSemaphorePermit>,
    },
    Return {
        token: Token,
        reason: ReturnReason,
    },
    /// Results of this lease could not be taken: nothing in them is kept, and the lease ends.
    Refused {
        token: Token,
    },
    Draining,
    /// The stream is gone.
    Gone,
}

/// What came of one step of planning.
#[derive(Debug)]
pub(crate) enum PlanOutcome {
    /// Shards, up to a cursor.
    Step(Box<PlanStep>),
    /// The bucket could not be listed.
    Failed { code: &'static str, message: String, retryable: bool },
}

/// One step of planning.
#[derive(Debug, Default)]
pub(crate) struct PlanStep {
    pub(crate) from_cursor: String,
    pub(crate) to_cursor: String,
    pub(crate) shards: Vec<NewShard>,
    pub(crate) listed: Account,
    pub(crate) done: bool,
    /// The bucket's details, with its first step.
    pub(crate) details: Option<v1::S3Bucket>,
}
