//! Planning: asking for steps of the planner, and taking the shards that they cut.

use crate::account::Account;
use crate::effect::Effect;
use crate::event::{Millis, NewShard};
use crate::planted::planted;
use crate::record::{BucketError, PlanState, RunState, ShardRecord};
use crate::schedule::{Plan, Schedule, Shard, Timer};

/// The error of a bucket whose planner broke the rules of [`ShardsPlanned`](crate::Event::ShardsPlanned).
const PLAN_INVALID: &str = "PLAN_INVALID";

impl Schedule {
    /// Asks for as many steps as there is room for.
    pub(crate) fn plan(&mut self) {
        let plannable: Vec<u64> = self.plannable.iter().copied().collect();
        for run_id in plannable {
            let Some(run) = self.runs.get_mut(&run_id) else {
                continue;
            };
            while run.plans_in_flight < self.config.max_parallel_plans.max(1)
                && (run.shards.len() < self.config.max_pending_shards.max(1) || planted!(self, BackpressureIgnored))
            {
                // A run without shards may always plan one step, so that no run waits for the shards of another.
                let crowded = self.unfinished >= self.config.max_shards;
                if crowded && !(run.shards.is_empty() && run.plans_in_flight == 0) {
                    break;
                }
                let Some(bucket) = run.plans_ready.first().copied() else {
                    break;
                };
                let Some(cursor) = run.record.buckets.get(bucket as usize).map(|record| record.cursor.clone()) else {
                    break;
                };
                run.set_plan(bucket, Plan::InFlight);
                self.outbox.message(Effect::PlanBucket { run_id, bucket, cursor });
            }
            if run.plans_ready.is_empty() {
                self.plannable.remove(&run_id);
            }
        }
    }

    #[allow(clippy::too_many_arguments)] // the fields of one event
    pub(crate) fn shards_planned(
        &mut self,
        run_id: u64,
        bucket: u32,
        from_cursor: String,
        to_cursor: String,
        shards: Vec<NewShard>,
        listed: Account,
        done: bool,
    ) {
        let any_cursor = planted!(self, PlanTakenTwice);
        let Some(run) = self.runs.get_mut(&run_id) else {
            return;
        };
        let Some(record) = run.record.buckets.get(bucket as usize) else {
            return;
        };
        let expected = run.record.state == RunState::Running
            && record.plan == PlanState::Planning
            && (record.cursor == from_cursor || any_cursor);
        if !expected {
            self.counters.plans_ignored += 1;
            return;
        }
        let sum = run.record.listed.checked_add(listed);
        let fault = step_fault(&from_cursor, &to_cursor, &shards, &listed, done);
        let Some(sum) = sum.filter(|_| fault.is_none()) else {
            let message = fault.unwrap_or("the counts of the planner's step are out of range");
            // The answer to the step in flight, or a late one: either way the planner is not to be trusted with this step.
            run.set_plan(bucket, Plan::InFlight);
            self.plan_failed(run_id, bucket, PLAN_INVALID, message, true);
            return;
        };
        run.record.listed = sum;
        for new in shards {
            let shard_id = run.record.shards;
            run.record.shards += 1;
            let record = ShardRecord {
                run_id,
                shard_id,
                bucket,
                cursor: new.start_after.clone(),
                start_after: new.start_after,
                end_inclusive: new.end_inclusive,
                objects: new.objects,
                bytes: new.bytes,
                accounted: Account::default(),
                attempts: 0,
                excused: 0,
                careful_steps: 0,
                listing_attempts: 0,
                lease: None,
            };
            run.shards.insert(shard_id, Shard::new(record));
            run.ready.insert(shard_id);
            self.unfinished += 1;
            self.outbox.put_shard((run_id, shard_id));
        }
        run.set_plan(bucket, if done { Plan::Over } else { Plan::Ready });
        if let Some(record) = run.record.buckets.get_mut(bucket as usize) {
            record.plan_attempts = 0;
            if done {
                record.plan = PlanState::Planned;
                record.cursor = String::new();
            } else {
                record.cursor = to_cursor;
            }
        }
        self.counters.plans_accepted += 1;
        self.touched.insert(run_id);
        self.outbox.put_run(run_id);
    }

    pub(crate) fn plan_failed(&mut self, run_id: u64, bucket: u32, code: &str, message: &str, retryable: bool) {
        let now = self.now;
        let Some(run) = self.runs.get_mut(&run_id) else {
            return;
        };
        if run.record.state != RunState::Running || run.plans.get(bucket as usize) != Some(&Plan::InFlight) {
            self.counters.plans_ignored += 1;
            return;
        }
        let Some(record) = run.record.buckets.get_mut(bucket as usize) else {
            return;
        };
        record.plan_attempts = record.plan_attempts.saturating_add(1);
        if retryable && record.plan_attempts < self.config.max_listing_attempts {
            let at = now.saturating_add(self.config.retry_after(record.plan_attempts));
            run.set_plan(bucket, Plan::Delayed(at));
            self.timers.insert((at, Timer::Plan(run_id, bucket)));
        } else {
            record.plan = if planted!(self, PlanErrorEndsBucket) { PlanState::Planned } else { PlanState::Failed };
            record.error.get_or_insert_with(|| BucketError::new(code, message));
            run.set_plan(bucket, Plan::Over);
        }
        self.counters.plans_failed += 1;
        self.touched.insert(run_id);
        self.outbox.put_run(run_id);
    }

    pub(crate) fn end_plan_delay(&mut self, run_id: u64, bucket: u32, at: Millis) {
        let Some(run) = self.runs.get_mut(&run_id) else {
            return;
        };
        if run.record.state.is_ended() || run.plans.get(bucket as usize) != Some(&Plan::Delayed(at)) {
            return;
        }
        run.set_plan(bucket, Plan::Ready);
        self.touched.insert(run_id);
    }

    /// Steps in flight are asked for again when the run goes on.
    pub(crate) fn stop_planning(&mut self, run_id: u64) {
        let Some(run) = self.runs.get_mut(&run_id) else {
            return;
        };
        if run.plans_in_flight == 0 {
            return;
        }
        let in_flight: Vec<u32> =
            (0..).zip(&run.plans).filter(|(_, plan)| **plan == Plan::InFlight).map(|(bucket, _)| bucket).collect();
        for bucket in in_flight {
            run.set_plan(bucket, Plan::Ready);
        }
        self.outbox.message(Effect::StopPlanning { run_id });
    }
}

/// What is wrong with a step, if anything.
fn step_fault(from: &str, to: &str, shards: &[NewShard], listed: &Account, done: bool) -> Option<&'static str> {
    if to < from || (to == from && !done) {
        return Some("the planner's step did not move on");
    }
    let mut start = from;
    let (mut objects, mut bytes) = (0u64, 0u64);
    for (index, shard) in shards.iter().enumerate() {
        let last = index + 1 == shards.len();
        if shard.start_after != start {
            return Some("the planner's shards do not lie end to end");
        }
        let open_end = shard.end_inclusive.is_empty();
        if open_end && !(last && done) {
            return Some("a shard before the last has no end");
        }
        if !open_end && shard.end_inclusive <= shard.start_after {
            return Some("the planner cut a shard without keys");
        }
        start = &shard.end_inclusive;
        let (Some(more_objects), Some(more_bytes)) =
            (objects.checked_add(shard.objects), bytes.checked_add(shard.bytes))
        else {
            return Some("the counts of the planner's step are out of range");
        };
        (objects, bytes) = (more_objects, more_bytes);
    }
    let reaches_end = match shards.last() {
        Some(last) => last.end_inclusive == to || last.end_inclusive.is_empty(),
        None => listed.objects == 0,
    };
    if !reaches_end {
        return Some("the planner's shards do not reach the end of the step");
    }
    (objects != listed.objects || bytes != listed.bytes)
        .then_some("the planner's shards do not add up to what it listed")
}
