//! What must hold after every event. The same functions serve the tests, the simulator and debug builds.

use crate::lease::Token;
use crate::record::RunState;
use crate::schedule::{Plan, Run, Schedule, ShardKey, Timer};

/// A broken invariant: a bug in the schedule, or a record that was not written by it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// A lease without a shard that knows of it, or a shard without its lease: so a shard could have two owners.
    #[error("shard {0:?} and lease {1} do not belong to each other")]
    Ownership(ShardKey, Token),
    /// A lease that its session does not know, or the other way round.
    #[error("lease {0} and its session do not know of each other")]
    Holder(Token),
    /// A lease without the timer that ends it.
    #[error("lease {0} would never expire")]
    NeverExpires(Token),
    /// A token that was not granted yet.
    #[error("lease {0} is of the future")]
    Future(Token),
    /// A lease in a run that is not running.
    #[error("run {0} is not running, but has a lease")]
    LeaseOfIdleRun(u64),
    /// A shard that is neither leased, nor ready, nor delayed with a timer; or two of these.
    #[error("shard {0:?} is nowhere to be found, or in two places")]
    Stray(ShardKey),
    /// A cursor before the start or after the end of its shard.
    #[error("the cursor of shard {0:?} is outside of its range")]
    Cursor(ShardKey),
    /// Two unfinished shards of one bucket that share keys.
    #[error("shards {0:?} and {1:?} overlap")]
    Overlap(ShardKey, ShardKey),
    /// Counts that do not add up.
    #[error("the account of run {0} does not add up")]
    Account(u64),
    /// An ended run that still has shards, or one that is called complete and is not.
    #[error("run {0} has ended as it should not")]
    End(u64),
    /// A run that could end or go on, and does not.
    #[error("run {0} stands still")]
    Standstill(u64),
    /// A bound that is passed.
    #[error("there are more {0} than there may be")]
    Bound(&'static str),
    /// An index that disagrees with what it is an index of.
    #[error("the index of {0} is wrong")]
    Index(&'static str),
}

impl Schedule {
    /// Whether everything holds that must hold after each event.
    ///
    /// - Every lease has exactly one shard, and every leased shard exactly one lease; each lease has a live timer and a
    ///   session that knows it; no token is of the future.
    /// - Leases exist only in running runs.
    /// - Every unfinished shard is leased, ready, or delayed with a timer: none is forgotten.
    /// - Cursors lie within their shards; unfinished shards of a bucket do not overlap.
    /// - The equation of [`RunRecord`](crate::RunRecord) holds for every run, and accounts are balanced.
    /// - A complete run is complete by its own account; an ended run has no shards.
    /// - A running run has shards or planning to do, and every open plan is in flight, ready, or delayed with a timer.
    /// - Sessions, credits and ended runs are within their bounds; the indices are true.
    ///
    /// Takes time proportional to all that is in memory.
    pub fn check_invariants(&self) -> Result<(), Violation> {
        self.check_leases()?;
        self.check_sessions()?;
        let mut unfinished = 0;
        for (run_id, run) in &self.runs {
            unfinished += run.shards.len();
            self.check_shards(*run_id, run)?;
            self.check_account(*run_id, run)?;
            self.check_run(*run_id, run)?;
        }
        if unfinished != self.unfinished {
            return Err(Violation::Index("unfinished shards"));
        }
        let ended = self.runs.values().filter(|run| run.record.state.is_ended()).count();
        if ended != self.ended.len() {
            return Err(Violation::Index("ended runs"));
        }
        if ended > self.config.max_ended_runs.max(1) {
            return Err(Violation::Bound("ended runs"));
        }
        Ok(())
    }

    fn check_leases(&self) -> Result<(), Violation> {
        for (number, lease) in &self.leases {
            let token = self.token(*number);
            let shard = self.runs.get(&lease.shard.0).and_then(|run| run.shards.get(&lease.shard.1));
            if shard.is_none_or(|shard| shard.record.lease != Some(token)) {
                return Err(Violation::Ownership(lease.shard, token));
            }
            if !self.sessions.get(&lease.session).is_some_and(|session| session.leases.contains(number)) {
                return Err(Violation::Holder(token));
            }
            if !self.timers.contains(&(lease.expires_at, Timer::Lease(*number))) {
                return Err(Violation::NeverExpires(token));
            }
            if *number > self.last_number {
                return Err(Violation::Future(token));
            }
        }
        Ok(())
    }

    fn check_sessions(&self) -> Result<(), Violation> {
        if self.sessions.len() > self.config.max_sessions.max(1) {
            return Err(Violation::Bound("sessions"));
        }
        for (id, session) in &self.sessions {
            if let Some(number) = session.leases.iter().find(|number| !self.leases.contains_key(number)) {
                return Err(Violation::Holder(self.token(*number)));
            }
            let held = session.leases.len() as u64 + u64::from(session.credits);
            if held > u64::from(self.config.max_leases_per_session.max(1)) {
                return Err(Violation::Bound("leases and credits"));
            }
            let hungry = session.attached && !session.draining && session.credits > 0;
            if hungry != self.hungry.contains(id) {
                return Err(Violation::Index("sessions with credits"));
            }
        }
        Ok(())
    }

    fn check_shards(&self, run_id: u64, run: &Run) -> Result<(), Violation> {
        let mut ranges = Vec::with_capacity(run.shards.len());
        for (shard_id, shard) in &run.shards {
            let (key, record) = ((run_id, *shard_id), &shard.record);
            if let Some(token) = record.lease
                && self.leases.get(&token.number).is_none_or(|lease| lease.shard != key)
            {
                return Err(Violation::Ownership(key, token));
            }
            let delayed = match shard.delayed_until {
                Some(at) if !self.timers.contains(&(at, Timer::Shard(key))) => {
                    return Err(Violation::Stray(key));
                }
                delay => delay.is_some(),
            };
            let ready = run.ready.contains(shard_id);
            if u8::from(record.lease.is_some()) + u8::from(delayed) + u8::from(ready) != 1 {
                return Err(Violation::Stray(key));
            }
            let beyond = !record.end_inclusive.is_empty() && record.cursor > record.end_inclusive;
            if record.cursor < record.start_after || beyond {
                return Err(Violation::Cursor(key));
            }
            if record.lease.is_some() && run.record.state != RunState::Running {
                return Err(Violation::LeaseOfIdleRun(run_id));
            }
            ranges.push((record.bucket, record.start_after.as_str(), record.end_inclusive.as_str(), key));
        }
        if run.ready.iter().any(|shard_id| !run.shards.contains_key(shard_id)) {
            return Err(Violation::Index("ready shards"));
        }
        ranges.sort_unstable();
        for pair in ranges.windows(2) {
            let ((bucket, _, end, key), (next_bucket, start, _, next_key)) = (pair[0], pair[1]);
            if bucket == next_bucket && (end.is_empty() || start < end) {
                return Err(Violation::Overlap(key, next_key));
            }
        }
        Ok(())
    }

    fn check_account(&self, run_id: u64, run: &Run) -> Result<(), Violation> {
        let record = &run.record;
        let (mut waiting, mut met) = (0i128, 0u128);
        for shard in run.shards.values() {
            waiting += i128::from(shard.record.objects) - i128::from(shard.record.accounted.objects);
            met += u128::from(shard.record.accounted.objects);
        }
        let seen = i128::from(record.listed.objects) + i128::from(record.appeared);
        let booked =
            i128::from(record.accounted.objects) + i128::from(record.vanished) + i128::from(record.unaccounted);
        let shards = u128::from(record.shards_done) + u128::from(record.shards_failed) + run.shards.len() as u128;
        let adds_up = seen == booked + waiting
            && met <= u128::from(record.accounted.objects)
            && shards == u128::from(record.shards)
            && record.accounted.is_balanced()
            && record.objects_with_detections <= record.detections;
        if adds_up { Ok(()) } else { Err(Violation::Account(run_id)) }
    }

    fn check_run(&self, run_id: u64, run: &Run) -> Result<(), Violation> {
        let state = run.record.state;
        let complete = run.record.is_complete() && run.shards.is_empty();
        if (state.is_ended() && !run.shards.is_empty()) || (state == RunState::Complete && !complete) {
            return Err(Violation::End(run_id));
        }
        if state == RunState::Running && run.shards.is_empty() && run.plans_open == 0 {
            return Err(Violation::Standstill(run_id));
        }
        let running = state == RunState::Running;
        if (running && !run.ready.is_empty()) != self.grantable.contains(&run_id) {
            return Err(Violation::Index("runs that can be granted"));
        }
        if (running && !run.plans_ready.is_empty()) != self.plannable.contains(&run_id) {
            return Err(Violation::Index("runs that can be planned"));
        }
        if state.is_ended() {
            return Ok(());
        }
        let in_flight = run.plans.iter().filter(|plan| **plan == Plan::InFlight).count();
        let open = run.plans.iter().filter(|plan| **plan != Plan::Over).count();
        if in_flight != run.plans_in_flight || open != run.plans_open {
            return Err(Violation::Index("plans"));
        }
        for (bucket, plan) in (0..).zip(&run.plans) {
            let lost = match plan {
                Plan::Ready => !run.plans_ready.contains(&bucket),
                Plan::Delayed(at) => !self.timers.contains(&(*at, Timer::Plan(run_id, bucket))),
                Plan::InFlight | Plan::Over => false,
            };
            if lost {
                return Err(Violation::Standstill(run_id));
            }
        }
        Ok(())
    }
}
