//! Runs: what is settled at their start, and what happens at their end.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use magpie_base::ids;
use magpie_objects::scope::Scope;
use magpie_proto::store::v1::{JobRecord, RunDetailsRecord, RunRecord};
use magpie_proto::worker::v1::ScanSpec;
use magpie_proto::{time, v1};
use magpie_schedule::{Event, Millis};
use tokio_util::sync::CancellationToken;

use super::state::{After, Brain, Round, Run};
use super::views::RunView;
use super::{records, spec};
use crate::export::{ExportStart, layout};
use crate::planner::RunPlan;
use crate::words::ReadRequest;

/// The seed of a run's sample: another one for each run, the same one whenever it is asked for.
fn sampling_seed(job_id: &str, run_id: u64) -> u64 {
    let id = ids::deterministic_id(&[b"sample", job_id.as_bytes(), &run_id.to_be_bytes()]);
    id.get(..16).and_then(|half| u64::from_str_radix(half, 16).ok()).unwrap_or(run_id)
}

/// The Amazon-style resource name of a job.
pub(crate) fn job_arn(job: &JobRecord) -> String {
    format!("arn:aws:macie2:{}:{}:classification-job/{}", job.region, job.account_id, job.job_id)
}

/// What the planner must know of a run.
fn run_plan(details: &RunDetailsRecord) -> Result<RunPlan, String> {
    let spec = details.spec.clone().unwrap_or_default();
    let scope = Scope::compile(&spec.scoping.unwrap_or_default()).map_err(|error| error.to_string())?;
    Ok(RunPlan {
        scope,
        sampling_percentage: spec.sampling_percentage,
        sampling_seed: spec.sampling_seed,
        trace_context: details.trace_context.clone(),
    })
}

impl Run {
    /// # Errors
    /// If the scope of the run cannot be compiled. It could when the job was created.
    pub(super) fn new(
        job: &JobRecord,
        record: RunRecord,
        details: RunDetailsRecord,
        next_position: u64,
    ) -> Result<Self, String> {
        Ok(Self {
            plan: Arc::new(run_plan(&details)?),
            details,
            record,
            planning: CancellationToken::new(),
            buckets: BTreeMap::new(),
            job_arn: job_arn(job),
            account_id: job.account_id.clone(),
            region: job.region.clone(),
            next_position,
        })
    }

    /// The present state for others to look at.
    pub(super) fn view(&self, job_status: v1::job_status::Value, workers: usize, leases: usize) -> RunView {
        RunView {
            job_id: self.record.job_id.clone(),
            run_id: self.record.run_id,
            job_status,
            summary: records::summary(&self.record, Some(&self.details)),
            last_position: self.next_position.saturating_sub(1),
            workers: u32::try_from(workers).unwrap_or(u32::MAX),
            leases: u32::try_from(leases).unwrap_or(u32::MAX),
        }
    }
}

impl Brain {
    /// Settles everything about a run that must not change later.
    pub(super) fn start_run(
        &mut self,
        round: &mut Round,
        run_id: u64,
        job: &JobRecord,
        spec: ScanSpec,
        trace_context: HashMap<String, String>,
    ) {
        let spec = ScanSpec { sampling_seed: sampling_seed(&job.job_id, run_id), ..spec };
        let allow_lists = spec::run_allow_lists(&spec);
        let reads_words = spec::has_words(&spec);
        let details = RunDetailsRecord {
            run_id,
            spec: Some(spec),
            started_at: job.last_run_at,
            ended_at: None,
            trace_context,
            export: layout::target(&self.settings.export, job),
            allow_lists,
        };
        let state = v1::run_summary::State::Running.into();
        let record = RunRecord { run_id, job_id: job.job_id.clone(), state, ..Default::default() };
        match Run::new(job, record, details.clone(), 1) {
            Ok(run) => drop(self.runs.insert(run_id, run)),
            // The scope was compiled when the command was made.
            Err(problem) => {
                tracing::error!(event = "run_unusable", run_id, problem, "the scope of a run cannot be compiled")
            }
        }
        round.changed_details.insert(run_id, details);
        round.after.push(After::Export(run_id));
        if reads_words {
            // Before any grant: whoever gets one waits for the words.
            self.words.expect(run_id);
            round.after.push(After::ReadWords(run_id));
        }
    }

    /// After a restart, has the words of a run that goes on read again: they are nowhere but in memory.
    pub(super) fn read_words_again(&self, run_id: u64) {
        let Some(run) = self.runs.get(&run_id) else { return };
        if !records::is_ended(run.record.state()) && run.details.spec.as_ref().is_some_and(spec::has_words) {
            self.read_words(run_id);
        }
    }

    /// Has the words of a run's allow lists read.
    pub(super) fn read_words(&self, run_id: u64) {
        let Some(run) = self.runs.get(&run_id) else { return };
        let request = ReadRequest {
            run_id,
            job_id: run.record.job_id.clone(),
            spec: run.details.spec.clone().unwrap_or_default(),
            lists: run.details.allow_lists.clone(),
            trace_context: run.details.trace_context.clone(),
        };
        // The reader ends only after the brain.
        drop(self.lists.send(request));
    }

    /// The words of a run's allow lists have been read, as far as they can be.
    pub(super) fn words_read(&mut self, round: &mut Round, run_id: u64, lists: Vec<v1::RunAllowList>) {
        let Some(run) = self.runs.get_mut(&run_id) else { return };
        run.details.allow_lists = lists;
        round.changed_details.insert(run_id, run.details.clone());
    }

    /// The schedule says that a run has ended: settles its times and its job, in the same batch.
    pub(super) fn run_ended(&mut self, round: &mut Round, run_id: u64) {
        let Some(record) = self.schedule.run(run_id).cloned() else { return };
        let stored = records::run_to_store(&record);
        let summary = records::summary(&stored, None);
        let cancelled = summary.state() == v1::run_summary::State::Cancelled;
        if let Some(run) = self.runs.get_mut(&run_id) {
            run.details.ended_at = Some(time::from_system(self.clock.wall()));
            round.changed_details.insert(run_id, run.details.clone());
        }
        self.end_job(round, &record.job_id, cancelled, !summary.bucket_errors.is_empty());
        round.after.push(After::Ended(run_id));
        tracing::info!(
            event = "run_ended",
            job_id = record.job_id,
            run_id,
            state = summary.state().as_str_name(),
            objects = record.accounted.objects,
            detections = record.detections,
            "a run has ended"
        );
    }

    /// Nothing of a run is left to export.
    pub(super) fn exported(&mut self, round: &mut Round, at: Millis, run_id: u64) -> Result<(), magpie_store::Error> {
        if self.schedule.run(run_id).is_some() {
            self.decide(round, at, Event::Exported { run_id }, None);
        } else if let Some(mut stored) = self.store.run(run_id)? {
            // The schedule remembers only so many ended runs.
            stored.exported = true;
            round.batch.put_run(&stored);
            round.dirty = true;
            if let Some(run) = self.runs.get_mut(&run_id) {
                run.record = stored;
            }
        }
        round.after.push(After::Ended(run_id));
        Ok(())
    }

    /// Tells everybody who watches what the round has changed.
    pub(super) fn publish(&mut self, round: &Round) {
        let changed: std::collections::BTreeSet<u64> = round
            .runs
            .keys()
            .chain(round.changed_details.keys())
            .copied()
            .chain(round.shards.keys().map(|(run_id, _)| *run_id))
            .chain(round.changed_jobs.values().map(|job| job.latest_run_id))
            .collect();
        for run_id in changed {
            let Some(run) = self.runs.get(&run_id) else { continue };
            let status = self.job_status(round, &run.record.job_id);
            let leases = self.schedule.shards(run_id).leased;
            self.views.set(run.view(status, self.sessions.len(), leases));
        }
        self.forget_ended_jobs(round);
    }

    fn job_status(&self, round: &Round, job_id: &str) -> v1::job_status::Value {
        let job = round.changed_jobs.get(job_id).or_else(|| self.jobs.get(job_id));
        match job {
            Some(job) => job.status(),
            // Jobs that are not in memory have ended.
            None => self.views.job_status(job_id),
        }
    }

    /// Hands a run to the exporter, if it is to be exported.
    pub(super) fn begin_export(&mut self, run_id: u64) {
        let (Some(exporter), Some(run)) = (&self.exporter, self.runs.get(&run_id)) else { return };
        let Some(target) = run.details.export.clone() else { return };
        let Some(progress) = self.views.receiver(run_id) else { return };
        let start = ExportStart {
            run_id,
            job_id: run.record.job_id.clone(),
            job_arn: run.job_arn.clone(),
            account_id: run.account_id.clone(),
            region: run.region.clone(),
            details: run.details.clone(),
            target,
            progress,
        };
        // The exporter ends only after the brain.
        drop(exporter.send(start));
    }

    /// Drops a run from memory if nothing will happen to it any more. The store has it.
    pub(super) fn forget_run_if_done(&mut self, run_id: u64) {
        let Some(run) = self.runs.get(&run_id) else { return };
        if records::is_ended(run.record.state()) {
            self.words.forget(run_id);
        }
        let waits_for_export = self.exporter.is_some() && run.details.export.is_some() && !run.record.exported;
        if records::is_ended(run.record.state()) && !waits_for_export {
            self.runs.remove(&run_id);
            self.views.remove(run_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_stable_and_differ() {
        assert_eq!(sampling_seed("job", 1), sampling_seed("job", 1));
        assert_ne!(sampling_seed("job", 1), sampling_seed("job", 2));
        assert_ne!(sampling_seed("job", 1), 1, "not the fallback");
    }
}
