//! The life of a run: started, paused, resumed, cancelled, ended.

use std::collections::BTreeSet;

use crate::effect::Effect;
use crate::event::NewRun;
use crate::loss::Loss;
use crate::planted::planted;
use crate::record::{BucketRecord, PlanState, RunRecord, RunState};
use crate::schedule::{Run, Schedule};

impl Schedule {
    pub(crate) fn start_run(&mut self, new: NewRun) {
        if self.runs.contains_key(&new.run_id) || new.run_id <= self.forgotten_to {
            return;
        }
        let buckets = new
            .buckets
            .into_iter()
            .map(|name| BucketRecord {
                name,
                plan: PlanState::Planning,
                cursor: String::new(),
                plan_attempts: 0,
                shards_failed: 0,
                error: None,
            })
            .collect();
        let record = RunRecord {
            run_id: new.run_id,
            job_id: new.job_id,
            state: RunState::Running,
            buckets,
            listed: Default::default(),
            accounted: Default::default(),
            objects_with_detections: 0,
            detections: 0,
            shards: 0,
            shards_done: 0,
            shards_failed: 0,
            appeared: 0,
            vanished: 0,
            unaccounted: 0,
            exported: false,
        };
        self.runs.insert(new.run_id, Run::new(record));
        self.touched.insert(new.run_id);
        self.outbox.put_run(new.run_id);
    }

    pub(crate) fn pause_run(&mut self, run_id: u64) {
        let Some(run) = self.runs.get_mut(&run_id) else {
            return;
        };
        if run.record.state != RunState::Running {
            return;
        }
        run.record.state = RunState::Paused;
        self.touched.insert(run_id);
        self.outbox.put_run(run_id);
        self.stop_planning(run_id);
        self.lose_all(run_id, Loss::Paused);
    }

    pub(crate) fn resume_run(&mut self, run_id: u64) {
        let Some(run) = self.runs.get_mut(&run_id) else {
            return;
        };
        if run.record.state != RunState::Paused {
            return;
        }
        run.record.state = RunState::Running;
        self.touched.insert(run_id);
        self.outbox.put_run(run_id);
    }

    pub(crate) fn cancel_run(&mut self, run_id: u64) {
        let Some(run) = self.runs.get(&run_id) else {
            return;
        };
        if run.record.state.is_ended() {
            return;
        }
        self.stop_planning(run_id);
        self.lose_all(run_id, Loss::Cancelled);
        let shards: Vec<u64> =
            self.runs.get(&run_id).map(|run| run.shards.keys().copied().collect()).unwrap_or_default();
        for shard_id in shards {
            self.give_up((run_id, shard_id), None);
        }
        self.end_run(run_id, RunState::Cancelled);
    }

    pub(crate) fn exported(&mut self, run_id: u64) {
        let Some(run) = self.runs.get_mut(&run_id) else {
            return;
        };
        if run.record.state.is_ended() && !run.record.exported {
            run.record.exported = true;
            self.outbox.put_run(run_id);
        }
    }

    /// Ends the runs that have nothing left to do, and sorts the others into those that can be granted and planned.
    pub(crate) fn settle(&mut self) {
        for run_id in std::mem::take(&mut self.touched) {
            let Some(run) = self.runs.get(&run_id) else {
                continue;
            };
            let running = run.record.state == RunState::Running
                || (planted!(self, PausedRunGranted) && run.record.state == RunState::Paused);
            if running && run.plans_open == 0 && run.shards.is_empty() {
                let state = if run.record.is_complete() { RunState::Complete } else { RunState::Incomplete };
                self.end_run(run_id, state);
                continue;
            }
            let grantable = running && !run.ready.is_empty();
            let plannable = running && !run.plans_ready.is_empty();
            set_member(&mut self.grantable, run_id, grantable);
            set_member(&mut self.plannable, run_id, plannable);
        }
    }

    fn end_run(&mut self, run_id: u64, state: RunState) {
        let Some(run) = self.runs.get_mut(&run_id) else {
            return;
        };
        run.record.state = state;
        run.plans_ready.clear();
        self.grantable.remove(&run_id);
        self.plannable.remove(&run_id);
        for session in self.sessions.values_mut() {
            session.mismatched_runs.remove(&run_id);
        }
        self.outbox.put_run(run_id);
        self.outbox.message(Effect::RunEnded { run_id, state });
        self.remember_ended(run_id);
    }

    pub(crate) fn remember_ended(&mut self, run_id: u64) {
        self.ended.push_back(run_id);
        while self.ended.len() > self.config.max_ended_runs.max(1) {
            let Some(oldest) = self.ended.pop_front() else { return };
            // Run ids grow: a run that is submitted once more does not begin anew.
            self.forgotten_to = self.forgotten_to.max(oldest);
            if let Some(run) = self.runs.remove(&oldest) {
                // Its last record may still be in the outbox: `flush` takes it from there.
                self.outbox.forgotten_run(run.record);
            }
        }
    }
}

fn set_member(set: &mut BTreeSet<u64>, member: u64, belongs: bool) {
    if belongs {
        set.insert(member);
    } else {
        set.remove(&member);
    }
}
