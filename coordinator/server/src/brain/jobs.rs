//! Jobs: how they begin, and how their state changes.

use std::time::Duration;

use magpie_proto::store::v1::JobRecord;
use magpie_proto::v1::job_status::Value as Status;
use magpie_proto::{time, v1};
use magpie_schedule::{Event, Millis, NewRun};

use super::command::NewJob;
use super::handle::{Created, Error};
use super::state::{Brain, Round};

/// How long a job may stay paused by its user: Macie's 30 days. Then a one-time job is cancelled.
pub const MAX_PAUSE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Whether a user may ask for this change. Macie's table.
fn is_allowed(from: Status, to: Status) -> bool {
    match to {
        Status::UserPaused => matches!(from, Status::Idle | Status::Paused | Status::Running),
        Status::Running => from == Status::UserPaused,
        Status::Cancelled => matches!(from, Status::Idle | Status::Paused | Status::Running | Status::UserPaused),
        Status::Unspecified | Status::Paused | Status::Complete | Status::Idle => false,
    }
}

/// Whether nothing will happen to the job any more.
fn is_final(status: Status) -> bool {
    matches!(status, Status::Cancelled | Status::Complete)
}

impl Brain {
    /// Stores a job and starts its run.
    pub(super) fn create_job(&mut self, round: &mut Round, at: Millis, new: NewJob) -> Result<(), magpie_store::Error> {
        let NewJob { record, client_token, spec, trace_context, reply } = new;
        if self.quiet {
            round.reply(reply, Err(Error::Stopped));
            return Ok(());
        }
        if let Some(existing) = self.job_of_token(round, &client_token)? {
            let answer = if existing.request == record.request {
                Ok(Created::Existing(existing))
            } else {
                Err(Error::TokenConflict { job_id: existing.job_id })
            };
            round.reply(reply, answer);
            return Ok(());
        }
        let buckets = match buckets(&record) {
            Ok(buckets) => buckets,
            Err(problem) => {
                round.reply(reply, Err(Error::Invalid(problem)));
                return Ok(());
            }
        };
        self.last_run_id += 1;
        let run_id = self.last_run_id;
        let now = Some(time::from_system(self.clock.wall()));
        let job = JobRecord {
            status: Status::Running.into(),
            latest_run_id: run_id,
            number_of_runs: 1,
            last_run_error: v1::last_run_error_status::Code::None.into(),
            last_run_at: now,
            ..record
        };
        self.start_run(round, run_id, &job, spec, trace_context);
        round.batch.put_client_token(&client_token, &job.job_id);
        round.tokens.insert(client_token, job.job_id.clone());
        self.put_job(round, job.clone());
        self.decide(round, at, Event::StartRun(NewRun { run_id, job_id: job.job_id.clone(), buckets }), None);
        tracing::info!(event = "job_created", job_id = job.job_id, run_id, "a job was created");
        round.reply(reply, Ok(Created::New(job)));
        Ok(())
    }

    fn job_of_token(&self, round: &Round, client_token: &str) -> Result<Option<JobRecord>, magpie_store::Error> {
        let job_id = match round.tokens.get(client_token) {
            Some(job_id) => Some(job_id.clone()),
            None => self.store.client_token(client_token)?,
        };
        let Some(job_id) = job_id else { return Ok(None) };
        self.job(&job_id)
    }

    /// The job as it is now: those in memory are ahead of the store.
    fn job(&self, job_id: &str) -> Result<Option<JobRecord>, magpie_store::Error> {
        match self.jobs.get(job_id) {
            Some(job) => Ok(Some(job.clone())),
            None => self.store.job(job_id),
        }
    }

    pub(super) fn put_job(&mut self, round: &mut Round, job: JobRecord) {
        round.changed_jobs.insert(job.job_id.clone(), job.clone());
        self.jobs.insert(job.job_id.clone(), job);
    }

    /// Pauses, resumes or cancels a job.
    pub(super) fn update_job(
        &mut self,
        round: &mut Round,
        at: Millis,
        job_id: &str,
        target: Status,
    ) -> Result<Result<(), Error>, magpie_store::Error> {
        if self.quiet {
            return Ok(Err(Error::Stopped));
        }
        let Some(job) = self.job(job_id)? else {
            return Ok(Err(Error::UnknownJob(job_id.to_owned())));
        };
        let from = job.status();
        if !is_allowed(from, target) {
            return Ok(Err(Error::Transition { from, to: target }));
        }
        self.change_job(round, at, job, target);
        Ok(Ok(()))
    }

    fn change_job(&mut self, round: &mut Round, at: Millis, mut job: JobRecord, target: Status) {
        let run_id = job.latest_run_id;
        job.set_status(target);
        job.paused_at = (target == Status::UserPaused).then(|| time::from_system(self.clock.wall()));
        tracing::info!(
            event = "job_changed",
            job_id = job.job_id,
            status = target.as_str_name(),
            "a job changed its state"
        );
        self.put_job(round, job);
        let event = match target {
            Status::UserPaused => Event::PauseRun { run_id },
            Status::Running => Event::ResumeRun { run_id },
            _ => Event::CancelRun { run_id },
        };
        self.decide(round, at, event, None);
    }

    /// Cancels the jobs that were paused for too long.
    pub(super) fn expire_paused_jobs(&mut self, round: &mut Round, at: Millis) {
        let now = self.clock.wall();
        let expired: Vec<JobRecord> = self
            .jobs
            .values()
            .filter(|job| job.status() == Status::UserPaused)
            .filter(|job| {
                let since = job.paused_at.as_ref().map(time::to_system);
                since.is_some_and(|since| now.duration_since(since).is_ok_and(|paused| paused >= MAX_PAUSE))
            })
            .cloned()
            .collect();
        for job in expired {
            tracing::info!(event = "job_expired", job_id = job.job_id, "a job was paused for 30 days and is cancelled");
            self.change_job(round, at, job, Status::Cancelled);
        }
    }

    /// Settles the job of a run that has ended.
    pub(super) fn end_job(&mut self, round: &mut Round, job_id: &str, cancelled: bool, met_errors: bool) {
        let Some(mut job) = self.jobs.get(job_id).cloned() else { return };
        job.set_status(if cancelled { Status::Cancelled } else { Status::Complete });
        job.paused_at = None;
        let code =
            if met_errors { v1::last_run_error_status::Code::Error } else { v1::last_run_error_status::Code::None };
        job.set_last_run_error(code);
        self.put_job(round, job);
    }

    /// Jobs that have ended need no place in memory once that is stored.
    pub(super) fn forget_ended_jobs(&mut self, round: &Round) {
        for (job_id, job) in &round.changed_jobs {
            if is_final(job.status()) {
                self.jobs.remove(job_id);
            }
        }
    }
}

/// The buckets of a job, each once, in the order in which they were given.
fn buckets(job: &JobRecord) -> Result<Vec<String>, String> {
    let request = job.request.as_ref().ok_or("the job has no settings")?;
    if request.job_type() != v1::job_type::Value::OneTime {
        return Err("only ONE_TIME jobs can run so far: set jobType to ONE_TIME".to_owned());
    }
    let definition = request.s3_job_definition.as_ref().ok_or("s3JobDefinition is missing")?;
    if definition.bucket_criteria.is_some() {
        return Err("bucketCriteria cannot be evaluated so far: name the buckets in bucketDefinitions".to_owned());
    }
    let mut seen = std::collections::BTreeSet::new();
    let names: Vec<String> = definition
        .bucket_definitions
        .iter()
        .flat_map(|definition| &definition.buckets)
        .filter(|name| seen.insert(name.as_str()))
        .cloned()
        .collect();
    if names.is_empty() {
        return Err("the job names no bucket: give at least one in s3JobDefinition.bucketDefinitions".to_owned());
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_may_change_what_macie_lets_them() {
        let all = [
            Status::Running,
            Status::Paused,
            Status::Cancelled,
            Status::Complete,
            Status::Idle,
            Status::UserPaused,
            Status::Unspecified,
        ];
        let mut allowed = Vec::new();
        for from in all {
            for to in all {
                if is_allowed(from, to) {
                    allowed.push((from, to));
                }
            }
        }
        use Status::{Cancelled, Idle, Paused, Running, UserPaused};
        let table = [
            (Running, Cancelled),
            (Running, UserPaused),
            (Paused, Cancelled),
            (Paused, UserPaused),
            (Idle, Cancelled),
            (Idle, UserPaused),
            (UserPaused, Running),
            (UserPaused, Cancelled),
        ];
        assert_eq!(allowed.len(), table.len(), "{allowed:?}");
        assert!(table.iter().all(|change| allowed.contains(change)), "{allowed:?}");
    }

    #[test]
    fn each_bucket_is_scanned_once() {
        let definition = |names: &[&str]| v1::S3BucketDefinitionForJob {
            account_id: "111122223333".into(),
            buckets: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        let request = v1::CreateClassificationJobRequest {
            job_type: v1::job_type::Value::OneTime.into(),
            s3_job_definition: Some(v1::S3JobDefinition {
                bucket_definitions: vec![definition(&["b", "a"]), definition(&["a", "c", "b"])],
                ..Default::default()
            }),
            ..Default::default()
        };
        let job = JobRecord { request: Some(request), ..Default::default() };
        assert_eq!(buckets(&job), Ok(vec!["b".to_owned(), "a".to_owned(), "c".to_owned()]));
        assert!(buckets(&JobRecord::default()).is_err());
    }
}
