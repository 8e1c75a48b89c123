//! The state machine: what it holds, and how an event goes through it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::config::Config;
use crate::effect::Effect;
use crate::event::{Event, Millis, NewRun};
use crate::lease::{SessionId, Token};
use crate::loss::Loss;
use crate::outbox::Outbox;
#[cfg(any(test, feature = "planted-bugs"))]
use crate::planted::PlantedBug;
use crate::planted::planted;
use crate::record::{BucketRecord, PlanState, RunRecord, RunState, ShardRecord};
use crate::session::Session;
use crate::view::{Counters, LeaseView, ShardsView, WorkerView};

/// A shard's full name: its run and its id.
pub(crate) type ShardKey = (u64, u64);

/// The brain: which shards there are, and who works on them. See the [crate's page](crate) for how to use it.
#[derive(Debug)]
pub struct Schedule {
    pub(crate) config: Config,
    /// The latest time given. Never goes back.
    pub(crate) now: Millis,
    /// The number of the last grant.
    pub(crate) last_number: u64,
    /// Runs that have not ended, and the latest that have.
    pub(crate) runs: BTreeMap<u64, Run>,
    /// The ended runs among `runs`, first ended first.
    pub(crate) ended: VecDeque<u64>,
    /// Unfinished shards of all runs.
    pub(crate) unfinished: usize,
    /// Running runs with a shard that is ready for a lease.
    pub(crate) grantable: BTreeSet<u64>,
    /// Running runs with a bucket that is ready for planning.
    pub(crate) plannable: BTreeSet<u64>,
    /// Runs that the current event has touched.
    pub(crate) touched: BTreeSet<u64>,
    /// The run that got the last grant.
    pub(crate) last_run: u64,
    /// The leases, by the number of their token. All are of this epoch.
    pub(crate) leases: BTreeMap<u64, Lease>,
    /// The last leases that ended with their shard finished, by number: to acknowledge again what was acknowledged before.
    pub(crate) finished: BTreeMap<u64, FinishedLease>,
    pub(crate) sessions: BTreeMap<SessionId, Session>,
    /// Attached sessions with credits that do not drain.
    pub(crate) hungry: BTreeSet<SessionId>,
    /// Everything that happens by itself, by when.
    pub(crate) timers: BTreeSet<(Millis, Timer)>,
    pub(crate) outbox: Outbox,
    pub(crate) counters: Counters,
    #[cfg(any(test, feature = "planted-bugs"))]
    pub(crate) planted: Option<PlantedBug>,
}

/// Something that happens by itself. A timer whose matter is settled in the meantime does nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// The lease of this number expires.
    Lease(u64),
    /// The delay of a shard is over.
    Shard(ShardKey),
    /// The delay of a bucket's planning is over.
    Plan(u64, u32),
    /// The session has rested.
    Rest(SessionId),
    /// The session was away so long that it need not be remembered.
    Forget(SessionId),
}

#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) record: RunRecord,
    /// Unfinished shards, oldest first.
    pub(crate) shards: BTreeMap<u64, Shard>,
    /// Those of them that wait for a worker.
    pub(crate) ready: BTreeSet<u64>,
    /// The planning of each bucket, in the order of `record.buckets`.
    pub(crate) plans: Vec<Plan>,
    /// Buckets whose plan is `Ready`.
    pub(crate) plans_ready: BTreeSet<u32>,
    /// How many plans are `InFlight`.
    pub(crate) plans_in_flight: usize,
    /// Buckets whose planning is not over.
    pub(crate) plans_open: usize,
}

/// Where the planning of a bucket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// The next step may be asked for.
    Ready,
    /// A step is asked for.
    InFlight,
    /// It failed; the next step may be asked for at that time.
    Delayed(Millis),
    /// Planned to the end, or given up.
    Over,
}

#[derive(Debug)]
pub(crate) struct Shard {
    pub(crate) record: ShardRecord,
    /// Not to be granted before that time.
    pub(crate) delayed_until: Option<Millis>,
    /// Leases since the last progress that expired, and whose workers have not been heard of since.
    pub(crate) suspects: Vec<Token>,
    /// Who lost it last.
    pub(crate) last_session: Option<SessionId>,
}

#[derive(Debug)]
pub(crate) struct Lease {
    pub(crate) session: SessionId,
    pub(crate) shard: ShardKey,
    /// The cursor at the grant.
    pub(crate) granted_from: String,
    pub(crate) expires_at: Millis,
    pub(crate) careful: bool,
    /// Whether the shard's `attempts` counts it: until its first progress.
    pub(crate) counted: bool,
}

#[derive(Debug)]
pub(crate) struct FinishedLease {
    pub(crate) session: SessionId,
    pub(crate) to_cursor: String,
}

impl Run {
    pub(crate) fn new(record: RunRecord) -> Run {
        let plans: Vec<Plan> = record
            .buckets
            .iter()
            .map(|bucket| {
                if bucket.plan == PlanState::Planning {
                    Plan::Ready
                } else {
                    Plan::Over
                }
            })
            .collect();
        let plans_ready: BTreeSet<u32> = (0..)
            .zip(&plans)
            .filter(|(_, plan)| **plan == Plan::Ready)
            .map(|(bucket, _)| bucket)
            .collect();
        let plans_open = plans_ready.len();
        let shards = BTreeMap::new();
        Run {
            record,
            shards,
            ready: BTreeSet::new(),
            plans,
            plans_ready,
            plans_in_flight: 0,
            plans_open,
        }
    }

    /// Moves the planning of a bucket on.
    pub(crate) fn set_plan(&mut self, bucket: u32, plan: Plan) {
        let Some(slot) = self.plans.get_mut(bucket as usize) else {
            return;
        };
        let before = std::mem::replace(slot, plan);
        self.plans_in_flight -= usize::from(before == Plan::InFlight);
        self.plans_in_flight += usize::from(plan == Plan::InFlight);
        self.plans_open -= usize::from(before != Plan::Over);
        self.plans_open += usize::from(plan != Plan::Over);
        if plan == Plan::Ready {
            self.plans_ready.insert(bucket);
        } else {
            self.plans_ready.remove(&bucket);
        }
    }
}

impl Schedule {
    /// Finished leases that are remembered, in all.
    pub(crate) const MAX_FINISHED: usize = 4_096;
    /// In debug builds the invariants are checked after so many events.
    const EVENTS_BETWEEN_CHECKS: u64 = 1_024;

    /// A schedule without runs.
    pub fn new(config: Config) -> Schedule {
        Schedule {
            config,
            now: 0,
            last_number: 0,
            runs: BTreeMap::new(),
            ended: VecDeque::new(),
            unfinished: 0,
            grantable: BTreeSet::new(),
            plannable: BTreeSet::new(),
            touched: BTreeSet::new(),
            last_run: 0,
            leases: BTreeMap::new(),
            finished: BTreeMap::new(),
            sessions: BTreeMap::new(),
            hungry: BTreeSet::new(),
            timers: BTreeSet::new(),
            outbox: Outbox::default(),
            counters: Counters::default(),
            #[cfg(any(test, feature = "planted-bugs"))]
            planted: None,
        }
    }

    /// Takes an event and says what is to be done about it: records first, then messages; see [`Effect`].
    ///
    /// `now` is the time of a monotonic clock. One that is earlier than a time given before counts as that time.
    pub fn handle(&mut self, now: Millis, event: Event) -> Vec<Effect> {
        self.now = self.now.max(now);
        self.counters.events += 1;
        // First of all what is due: a lease that is over must not be revived, whatever the event says.
        if !(planted!(self, ExpiredLeaseRevived) && matches!(event, Event::Progress { .. })) {
            self.run_timers();
        }
        match event {
            Event::StartRun(run) => self.start_run(run),
            Event::PauseRun { run_id } => self.pause_run(run_id),
            Event::ResumeRun { run_id } => self.resume_run(run_id),
            Event::CancelRun { run_id } => self.cancel_run(run_id),
            Event::ShardsPlanned {
                run_id,
                bucket,
                from_cursor,
                to_cursor,
                shards,
                listed,
                done,
            } => {
                self.shards_planned(run_id, bucket, from_cursor, to_cursor, shards, listed, done);
            }
            Event::PlanFailed {
                run_id,
                bucket,
                code,
                message,
                retryable,
            } => {
                self.plan_failed(run_id, bucket, &code, &message, retryable);
            }
            Event::Attached { session, name } => self.attached(session, name),
            Event::Detached { session } => self.detached(&session),
            Event::Credit { session, leases } => self.credit(&session, leases),
            Event::Heartbeat { session, leases } => self.heartbeat(&session, &leases),
            Event::Progress {
                session,
                token,
                from_cursor,
                to_cursor,
                account,
                objects_with_detections,
                detections,
                done,
            } => {
                let report = crate::progress::Report {
                    from_cursor,
                    to_cursor,
                    account,
                    objects_with_detections,
                    detections,
                    done,
                };
                self.progress(&session, token, report);
            }
            Event::ReturnLease {
                session,
                token,
                reason,
            } => self.return_lease(&session, token, reason),
            Event::Draining { session } => self.draining(&session),
            Event::Exported { run_id } => self.exported(run_id),
            Event::Tick => {}
        }
        self.settle();
        self.plan();
        self.grant();
        let effects = self.flush();
        if cfg!(debug_assertions)
            && self
                .counters
                .events
                .is_multiple_of(Self::EVENTS_BETWEEN_CHECKS)
        {
            debug_assert_eq!(self.check_invariants(), Ok(()));
        }
        effects
    }

    /// When the next [`Tick`](Event::Tick) is due, if nothing else happens before.
    pub fn next_deadline(&self) -> Option<Millis> {
        self.timers.first().map(|(at, _)| *at)
    }

    /// The run, if it has not ended or is among the latest that have.
    pub fn run(&self, run_id: u64) -> Option<&RunRecord> {
        self.runs.get(&run_id).map(|run| &run.record)
    }

    /// All runs that are known, by id.
    pub fn runs(&self) -> impl Iterator<Item = &RunRecord> {
        self.runs.values().map(|run| &run.record)
    }

    /// The unfinished shards of a run.
    pub fn shards(&self, run_id: u64) -> ShardsView {
        let Some(run) = self.runs.get(&run_id) else {
            return ShardsView::default();
        };
        let delayed = run
            .shards
            .values()
            .filter(|shard| shard.delayed_until.is_some())
            .count();
        let ready = run.ready.len();
        ShardsView {
            ready,
            delayed,
            leased: run.shards.len() - ready - delayed,
        }
    }

    /// The leases that are held, oldest first.
    pub fn leases(&self) -> impl Iterator<Item = LeaseView> {
        self.leases.iter().filter_map(|(number, lease)| {
            let run = self.runs.get(&lease.shard.0)?;
            let shard = run.shards.get(&lease.shard.1)?;
            Some(LeaseView {
                token: self.token(*number),
                session: lease.session.clone(),
                worker: self
                    .sessions
                    .get(&lease.session)
                    .map(|session| session.name.clone())
                    .unwrap_or_default(),
                run_id: lease.shard.0,
                job_id: run.record.job_id.clone(),
                shard_id: lease.shard.1,
                bucket: run
                    .record
                    .buckets
                    .get(shard.record.bucket as usize)
                    .map(|b| b.name.clone())
                    .unwrap_or_default(),
                expires_at: lease.expires_at,
            })
        })
    }

    /// The workers that are attached or hold leases, by session.
    pub fn workers(&self) -> impl Iterator<Item = WorkerView> {
        self.sessions
            .iter()
            .filter(|(_, session)| session.attached || !session.leases.is_empty())
            .map(|(id, session)| session.view(id))
    }

    /// What has been counted since the schedule was made.
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// The bounds and delays that it works with.
    pub fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn token(&self, number: u64) -> Token {
        Token {
            epoch: self.config.epoch,
            number,
        }
    }

    pub(crate) fn shard_mut(&mut self, (run_id, shard_id): ShardKey) -> Option<&mut Shard> {
        self.runs.get_mut(&run_id)?.shards.get_mut(&shard_id)
    }

    fn run_timers(&mut self) {
        while let Some((at, timer)) = self.timers.pop_first() {
            if at > self.now {
                self.timers.insert((at, timer));
                return;
            }
            match timer {
                Timer::Lease(number) => self.expire(number),
                Timer::Shard(key) => self.end_delay(key, at),
                Timer::Plan(run_id, bucket) => self.end_plan_delay(run_id, bucket, at),
                // The session is looked at afresh whenever leases are granted; it is enough that time moved.
                Timer::Rest(_) => {}
                Timer::Forget(session) => self.forget(&session),
            }
        }
    }

    fn end_delay(&mut self, key: ShardKey, at: Millis) {
        let Some(run) = self.runs.get_mut(&key.0) else {
            return;
        };
        let Some(shard) = run.shards.get_mut(&key.1) else {
            return;
        };
        if shard.delayed_until != Some(at) {
            return;
        }
        shard.delayed_until = None;
        run.ready.insert(key.1);
        self.touched.insert(key.0);
    }

    fn start_run(&mut self, new: NewRun) {
        if self.runs.contains_key(&new.run_id) {
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

    fn pause_run(&mut self, run_id: u64) {
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

    fn resume_run(&mut self, run_id: u64) {
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

    fn cancel_run(&mut self, run_id: u64) {
        let Some(run) = self.runs.get(&run_id) else {
            return;
        };
        if run.record.state.is_ended() {
            return;
        }
        self.stop_planning(run_id);
        self.lose_all(run_id, Loss::Cancelled);
        let shards: Vec<u64> = self
            .runs
            .get(&run_id)
            .map(|run| run.shards.keys().copied().collect())
            .unwrap_or_default();
        for shard_id in shards {
            self.give_up((run_id, shard_id), None);
        }
        self.end_run(run_id, RunState::Cancelled);
    }

    fn exported(&mut self, run_id: u64) {
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
                let state = if run.record.is_complete() {
                    RunState::Complete
                } else {
                    RunState::Incomplete
                };
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
            if let Some(oldest) = self.ended.pop_front()
                // Its last record may still be in the outbox: `flush` takes it from there.
                && let Some(run) = self.runs.remove(&oldest)
            {
                self.outbox.forgotten_run(run.record);
            }
        }
    }
}

pub(crate) fn set_member(set: &mut BTreeSet<u64>, member: u64, belongs: bool) {
    if belongs {
        set.insert(member);
    } else {
        set.remove(&member);
    }
}
