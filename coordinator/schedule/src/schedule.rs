//! The state machine: what it holds, and how an event goes through it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::config::Config;
use crate::effect::Effect;
use crate::event::{Event, Millis};
use crate::lease::{SessionId, Token};
use crate::outbox::Outbox;
#[cfg(any(test, feature = "planted-bugs"))]
use crate::planted::PlantedBug;
use crate::planted::planted;
use crate::record::{PlanState, RunRecord, ShardRecord};
use crate::session::Session;
use crate::view::Counters;

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
    /// The greatest id of an ended run that is no longer among `runs`.
    pub(crate) forgotten_to: u64,
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
            .map(|bucket| if bucket.plan == PlanState::Planning { Plan::Ready } else { Plan::Over })
            .collect();
        let plans_ready: BTreeSet<u32> =
            (0..).zip(&plans).filter(|(_, plan)| **plan == Plan::Ready).map(|(bucket, _)| bucket).collect();
        let plans_open = plans_ready.len();
        let shards = BTreeMap::new();
        Run { record, shards, ready: BTreeSet::new(), plans, plans_ready, plans_in_flight: 0, plans_open }
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
            forgotten_to: 0,
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
            Event::ShardsPlanned { run_id, bucket, from_cursor, to_cursor, shards, listed, done } => {
                self.shards_planned(run_id, bucket, from_cursor, to_cursor, shards, listed, done);
            }
            Event::PlanFailed { run_id, bucket, code, message, retryable } => {
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
            Event::ReturnLease { session, token, reason } => self.return_lease(&session, token, reason),
            Event::Draining { session } => self.draining(&session),
            Event::Exported { run_id } => self.exported(run_id),
            Event::Tick => {}
        }
        self.settle();
        self.plan();
        self.grant();
        let effects = self.flush();
        let checked = self.counters.events.is_multiple_of(Self::EVENTS_BETWEEN_CHECKS) && !planted!(self);
        if cfg!(debug_assertions) && checked {
            debug_assert_eq!(self.check_invariants(), Ok(()));
        }
        effects
    }

    /// When the next [`Tick`](Event::Tick) is due, if nothing else happens before.
    pub fn next_deadline(&self) -> Option<Millis> {
        self.timers.first().map(|(at, _)| *at)
    }

    pub(crate) fn token(&self, number: u64) -> Token {
        Token { epoch: self.config.epoch, number }
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
}
