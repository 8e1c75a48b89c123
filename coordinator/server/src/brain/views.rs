//! What others may see of runs without asking the brain.

use std::collections::HashMap;
use std::sync::Arc;

use magpie_proto::store::v1::JobRecord;
use magpie_proto::v1;
use magpie_store::Store;
use parking_lot::RwLock;
use tokio::sync::watch;

use super::handle::Error;
use super::records;

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

impl RunView {
    /// Whether nothing will happen to the run any more. Its results are all in the store then.
    pub fn ended(&self) -> bool {
        records::is_ended(self.summary.state())
    }

    /// As the API tells it.
    pub fn to_progress(&self) -> v1::RunProgress {
        v1::RunProgress {
            job_id: self.job_id.clone(),
            job_status: self.job_status.into(),
            run: Some(self.summary.clone()),
            workers: self.workers,
            leases: self.leases,
        }
    }
}

/// The present state of the runs that the brain has in memory. All others are in the store, and never change.
pub(crate) struct Views {
    store: Store,
    /// None once the brain has stopped.
    runs: RwLock<Option<HashMap<u64, watch::Sender<Arc<RunView>>>>>,
}

impl Views {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, runs: RwLock::new(Some(HashMap::new())) }
    }

    /// Publishes the state of a run.
    pub(super) fn set(&self, view: RunView) {
        let mut guard = self.runs.write();
        let Some(runs) = guard.as_mut() else { return };
        match runs.get(&view.run_id) {
            Some(sender) => {
                sender.send_if_modified(|current| {
                    let changed = **current != view;
                    if changed {
                        *current = Arc::new(view);
                    }
                    changed
                });
            }
            None => {
                runs.insert(view.run_id, watch::Sender::new(Arc::new(view)));
            }
        }
    }

    /// The run has ended and is in the store: whoever watches it has seen the end.
    pub(super) fn remove(&self, run_id: u64) {
        if let Some(runs) = self.runs.write().as_mut() {
            runs.remove(&run_id);
        }
    }

    /// The brain has stopped: ends everybody's watching.
    pub(super) fn close(&self) {
        *self.runs.write() = None;
    }

    pub(super) fn receiver(&self, run_id: u64) -> Option<watch::Receiver<Arc<RunView>>> {
        self.runs.read().as_ref()?.get(&run_id).map(watch::Sender::subscribe)
    }

    /// The state of a job that is not in the brain's memory.
    pub(super) fn job_status(&self, job_id: &str) -> v1::job_status::Value {
        match self.store.job(job_id) {
            Ok(Some(job)) => job.status(),
            Ok(None) | Err(_) => v1::job_status::Value::Unspecified,
        }
    }

    pub(super) fn run(&self, job_id: &str, run_id: Option<u64>) -> Result<Arc<RunView>, Error> {
        let (job, run_id) = self.find(job_id, run_id)?;
        match self.receiver(run_id) {
            Some(receiver) => {
                let view = Arc::clone(&receiver.borrow());
                if view.job_id == job_id { Ok(view) } else { Err(unknown_run(job_id, run_id)) }
            }
            None => self.stored(&job, run_id).map(Arc::new),
        }
    }

    pub(super) fn watch(&self, job_id: &str, run_id: Option<u64>) -> Result<watch::Receiver<Arc<RunView>>, Error> {
        let (job, run_id) = self.find(job_id, run_id)?;
        if let Some(receiver) = self.receiver(run_id) {
            let of_job = receiver.borrow().job_id == job_id;
            return if of_job { Ok(receiver) } else { Err(unknown_run(job_id, run_id)) };
        }
        let view = self.stored(&job, run_id)?;
        // Nothing will change: the sender may go.
        Ok(watch::channel(Arc::new(view)).1)
    }

    fn find(&self, job_id: &str, run_id: Option<u64>) -> Result<(JobRecord, u64), Error> {
        let job = self.store.job(job_id)?.ok_or_else(|| Error::UnknownJob(job_id.to_owned()))?;
        let run_id = run_id.unwrap_or(job.latest_run_id);
        if run_id == 0 {
            return Err(unknown_run(job_id, 0));
        }
        Ok((job, run_id))
    }

    fn stored(&self, job: &JobRecord, run_id: u64) -> Result<RunView, Error> {
        let run = self.store.run(run_id)?.filter(|run| run.job_id == job.job_id);
        let run = run.ok_or_else(|| unknown_run(&job.job_id, run_id))?;
        let details = self.store.run_details(run_id)?;
        Ok(RunView {
            job_id: job.job_id.clone(),
            run_id,
            job_status: job.status(),
            summary: records::summary(&run, details.as_ref()),
            last_position: self.store.next_position(run_id)?.saturating_sub(1),
            workers: 0,
            leases: 0,
        })
    }
}

fn unknown_run(job_id: &str, run_id: u64) -> Error {
    Error::UnknownRun { job_id: job_id.to_owned(), run_id }
}
