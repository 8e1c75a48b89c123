//! How the rest of the coordinator talks to the brain.

use std::sync::Arc;

use magpie_base::clock::{Clock, Millis};
use magpie_base::telemetry;
use magpie_proto::store::v1::JobRecord;
use magpie_proto::v1;
use tokio::sync::{mpsc, oneshot, watch};

use super::command::{Command, NewJob};
use super::spec::{self, Definitions};
use super::views::{RunView, Views};

/// Why the brain did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The coordinator is shutting down, or has stopped because its store failed. Nothing can be said about the request:
    /// it may have been done.
    #[error("the coordinator is shutting down; try again when it is back")]
    Stopped,
    /// There is no job with this id.
    #[error("there is no job {0}")]
    UnknownJob(String),
    /// The job has no such run.
    #[error("job {job_id} has no run {run_id}")]
    UnknownRun {
        /// The job.
        job_id: String,
        /// The run that was asked for; 0 for its latest.
        run_id: u64,
    },
    /// The client token was used before, for other settings.
    #[error(
        "the clientToken was already used for job {job_id}, which has other settings; use a new token for a new job"
    )]
    TokenConflict {
        /// The job that has the token.
        job_id: String,
    },
    /// The job's state does not allow the change.
    #[error("a job that is {} cannot become {}", from.as_str_name(), to.as_str_name())]
    Transition {
        /// Where the job is.
        from: v1::job_status::Value,
        /// Where it should have gone.
        to: v1::job_status::Value,
    },
    /// The job's settings cannot be run. The API validates them first, so this is a last line of defence.
    #[error("{0}")]
    Invalid(String),
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] magpie_store::Error),
}

/// What became of [`BrainHandle::create_job`].
#[derive(Debug, Clone)]
pub enum Created {
    /// The job was stored and its run has begun.
    New(JobRecord),
    /// The same client token had already created this job, with the same settings.
    Existing(JobRecord),
}

/// A hand on the brain. Cheap to clone.
///
/// Every method that changes something returns only when the change is durable.
#[derive(Clone)]
pub struct BrainHandle {
    pub(super) commands: mpsc::Sender<(Millis, Command)>,
    pub(super) views: Arc<Views>,
    pub(super) clock: Arc<dyn Clock>,
}

impl BrainHandle {
    /// Stores a job and starts its run.
    ///
    /// `record` comes with a fresh job id, the validated request and the creation time; state and statistics are set here.
    /// With a `client_token` that was used before and equal settings, nothing is created and the job that exists is
    /// given back. `definitions` are what the request speaks of by id.
    ///
    /// # Errors
    /// [`Error::TokenConflict`], [`Error::Invalid`], [`Error::Stopped`], [`Error::Store`].
    pub async fn create_job(
        &self,
        record: JobRecord,
        client_token: &str,
        definitions: Definitions,
    ) -> Result<Created, Error> {
        let request = record.request.clone().unwrap_or_default();
        // Compiling rules takes a while: not in the brain, and not on a thread that others wait for.
        let compiling = tokio::task::spawn_blocking(move || spec::scan_spec(&request, definitions));
        let spec = compiling.await.map_err(|_| Error::Stopped)??;
        let mut trace_context = std::collections::HashMap::new();
        telemetry::inject(&mut trace_context);
        let client_token = client_token.to_owned();
        self.ask(|reply| Command::CreateJob(Box::new(NewJob { record, client_token, spec, trace_context, reply })))
            .await?
    }

    /// Pauses (`UserPaused`), resumes (`Running`) or cancels (`Cancelled`) a job.
    ///
    /// # Errors
    /// [`Error::UnknownJob`], [`Error::Transition`] if the job's state does not allow it, [`Error::Stopped`], [`Error::Store`].
    pub async fn update_job(&self, job_id: &str, target: v1::job_status::Value) -> Result<(), Error> {
        let job_id = job_id.to_owned();
        self.ask(|reply| Command::UpdateJob { job_id, target, reply }).await?
    }

    /// How far a run is: the given run of the job, or its latest.
    ///
    /// # Errors
    /// [`Error::UnknownJob`], [`Error::UnknownRun`], [`Error::Store`].
    pub fn run(&self, job_id: &str, run_id: Option<u64>) -> Result<Arc<RunView>, Error> {
        self.views.run(job_id, run_id)
    }

    /// Follows a run: the given run of the job, or its latest. The receiver holds the present state at once and changes after
    /// every commit that touched the run; results up to [`RunView::last_position`] are in the store by then. Once
    /// [`RunView::ended`] is true, no result follows.
    ///
    /// The sender may be dropped when the coordinator shuts down.
    ///
    /// # Errors
    /// [`Error::UnknownJob`], [`Error::UnknownRun`], [`Error::Store`].
    pub fn watch_run(&self, job_id: &str, run_id: Option<u64>) -> Result<watch::Receiver<Arc<RunView>>, Error> {
        self.views.watch(job_id, run_id)
    }

    /// Waits until everything is stored, and told to those who watch, that was said to the brain before. If it has stopped,
    /// nothing more will be.
    pub(crate) async fn settled(&self) {
        drop(self.ask(|reply| Command::Settle { reply }).await);
    }

    /// The workers that are attached, by name.
    ///
    /// # Errors
    /// [`Error::Stopped`].
    pub async fn workers(&self) -> Result<Vec<v1::WorkerSummary>, Error> {
        self.ask(|reply| Command::Workers { reply }).await
    }

    /// The leases that are held, by fencing token.
    ///
    /// # Errors
    /// [`Error::Stopped`].
    pub async fn leases(&self) -> Result<Vec<v1::LeaseSummary>, Error> {
        self.ask(|reply| Command::Leases { reply }).await
    }

    /// Sends a command that wants no answer. Waits while the queue is full.
    pub(crate) async fn tell(&self, command: Command) -> Result<(), Error> {
        let at = self.clock.now();
        self.commands.send((at, command)).await.map_err(|_| Error::Stopped)
    }

    /// Sends a command and waits for its answer.
    pub(crate) async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        self.tell(command(reply)).await?;
        answer.await.map_err(|_| Error::Stopped)
    }
}
