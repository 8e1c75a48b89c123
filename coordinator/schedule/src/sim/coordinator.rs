//! The coordinator around the schedule: one thread that drains a queue of events, one write for many of them, and only
//! then the messages. With its store.

use std::collections::{BTreeMap, VecDeque};

use crate::account::Account;
use crate::effect::Effect;
use crate::event::{Event, Millis};
use crate::lease::{SessionId, Token};
use crate::planted::PlantedBug;
use crate::record::{RunRecord, ShardRecord};
use crate::schedule::Schedule;

use super::bucket::End;
use super::faults::Fault;
use super::model;
use super::network::{Down, ObjectResult, Progress, Up, Way};
use super::world::{Moment, World};

type ShardKey = (u64, u64);

/// What survives everything.
#[derive(Debug, Default)]
pub(super) struct Store {
    pub(super) epoch: u64,
    pub(super) runs: BTreeMap<u64, RunRecord>,
    pub(super) shards: BTreeMap<ShardKey, ShardRecord>,
    /// The results log: by run, bucket and key.
    pub(super) results: BTreeMap<(u64, String, String), End>,
    /// What the reports that were stored said, by run: accounts, objects with detections, detections.
    pub(super) sums: BTreeMap<u64, (Account, u64, u64)>,
    /// What the judge knew when the records were written.
    shadows: BTreeMap<ShardKey, model::Shard>,
}

/// A live coordinator.
#[derive(Debug)]
pub(super) struct Coordinator {
    pub(super) schedule: Schedule,
    pub(super) incarnation: u64,
    inbox: VecDeque<Item>,
    /// The write that is under way.
    pending: Option<Pending>,
    streams: BTreeMap<usize, (u64, SessionId)>,
    /// Its monotonic clock showed this at `started_at`.
    clock_base: Millis,
    started_at: u64,
    tick_at: Option<u64>,
    recovering: bool,
    /// Steps of planning that were asked for before that are stopped, by run.
    pub(super) stopped: BTreeMap<u64, u64>,
    pub(super) asked: u64,
}

/// An event, and the results that came with it.
#[derive(Debug)]
struct Item {
    event: Event,
    progress: Option<Progress>,
}

/// One write and what is said after it.
#[derive(Debug, Default)]
struct Pending {
    writes: Vec<Write>,
    shadows: Vec<(ShardKey, Option<model::Shard>)>,
    messages: Vec<Effect>,
}

#[derive(Debug)]
enum Write {
    Run(RunRecord),
    Shard(ShardRecord),
    Forget(ShardKey),
    Results(Progress),
}

impl World {
    pub(super) fn is_coordinator_up(&self) -> bool {
        self.coordinator.is_some()
    }

    /// A start of the process: what is stored is all it knows.
    pub(super) fn start_coordinator(&mut self) {
        self.store.epoch += 1;
        let mut config = self.scenario.config.clone();
        config.epoch = self.store.epoch;
        let runs: Vec<RunRecord> = self.store.runs.values().cloned().collect();
        let shards: Vec<ShardRecord> = self.store.shards.values().cloned().collect();
        self.model.restart(self.store.epoch, &self.store.runs, self.store.shadows.clone());
        let mut schedule = Schedule::new(config);
        if let Some(bug) = self.planted {
            schedule.plant(bug);
        }
        schedule.restore(runs, shards);
        self.incarnations += 1;
        let mut inbox = VecDeque::new();
        inbox.push_back(Item { event: Event::Tick, progress: None });
        self.coordinator = Some(Coordinator {
            schedule,
            incarnation: self.incarnations,
            inbox,
            pending: None,
            streams: BTreeMap::new(),
            // A monotonic clock may start anywhere, below where the last one was too.
            clock_base: self.random.within(0, 1_000_000),
            started_at: self.now,
            tick_at: None,
            recovering: true,
            stopped: BTreeMap::new(),
            asked: 0,
        });
        self.at(self.now, Moment::CoordinatorTurns { incarnation: self.incarnations });
    }

    pub(super) fn tell_coordinator(&mut self, event: Event) {
        self.enqueue(Item { event, progress: None });
    }

    fn enqueue(&mut self, item: Item) {
        let now = self.now;
        let Some(coordinator) = &mut self.coordinator else { return };
        coordinator.inbox.push_back(item);
        let incarnation = coordinator.incarnation;
        if coordinator.pending.is_none() && coordinator.inbox.len() == 1 {
            self.at(now, Moment::CoordinatorTurns { incarnation });
        }
    }

    /// A message of a worker arrives.
    pub(super) fn coordinator_hears(&mut self, index: usize, stream: u64, message: Up) {
        let Some(coordinator) = &mut self.coordinator else { return };
        if let Up::Hello { session, name } = message {
            let old = coordinator.streams.insert(index, (stream, session.clone()));
            if let Some((_, old)) = old.filter(|(_, old)| *old != session) {
                self.tell_coordinator(Event::Detached { session: old });
            }
            self.tell_coordinator(Event::Attached { session, name });
            return;
        }
        let Some((current, session)) = coordinator.streams.get(&index).cloned() else { return };
        if current != stream {
            return;
        }
        let event = match message {
            Up::Hello { .. } => return,
            Up::Credit(leases) => Event::Credit { session, leases },
            Up::Heartbeat(leases) => Event::Heartbeat { session, leases },
            Up::Return(token, reason) => Event::ReturnLease { session, token, reason },
            Up::Draining => Event::Draining { session },
            Up::Progress(progress) => {
                let event = Event::Progress {
                    session,
                    token: progress.token,
                    from_cursor: progress.from.clone(),
                    to_cursor: progress.to.clone(),
                    account: progress.account,
                    objects_with_detections: progress.with_detections,
                    detections: progress.detections,
                    done: progress.done,
                };
                self.enqueue(Item { event, progress: Some(progress) });
                return;
            }
        };
        self.tell_coordinator(event);
    }

    pub(super) fn stream_ends_at_coordinator(&mut self, index: usize, stream: u64) {
        let Some(coordinator) = &mut self.coordinator else { return };
        if coordinator.streams.get(&index).is_none_or(|(current, _)| *current != stream) {
            return;
        }
        if let Some((_, session)) = coordinator.streams.remove(&index) {
            self.tell_coordinator(Event::Detached { session });
        }
    }

    /// The brain's thread: takes what is in the queue.
    pub(super) fn coordinator_turns(&mut self, incarnation: u64) {
        let is_free = |coordinator: &&mut Coordinator| {
            coordinator.incarnation == incarnation && coordinator.pending.is_none() && !coordinator.inbox.is_empty()
        };
        if self.coordinator.as_mut().filter(is_free).is_none() {
            return;
        }
        let mut pending = Pending::default();
        for _ in 0..self.scenario.events_per_commit {
            let Some(item) = self.coordinator.as_mut().and_then(|coordinator| coordinator.inbox.pop_front()) else {
                break;
            };
            self.handle(item, &mut pending);
            if self.failure.is_some() {
                return;
            }
        }
        pending.shadows = self.model.take_changes();
        let early = self.planted == Some(PlantedBug::AckBeforeCommit);
        let ready = pending.writes.is_empty() || early;
        let messages = if ready { std::mem::take(&mut pending.messages) } else { Vec::new() };
        let has_writes = !pending.writes.is_empty();
        if let Some(coordinator) = &mut self.coordinator {
            coordinator.pending = Some(pending);
        }
        self.deliver(messages);
        let mut wait = if has_writes { self.random.within(0, self.scenario.commit_ms) } else { 0 };
        let (stall, ttl) = (self.weather().store_stall, self.scenario.config.lease_ttl_ms);
        if has_writes && self.random.per_million(stall) {
            self.faults.count(Fault::StoreStalls);
            wait += self.random.within(ttl / 2, 2 * ttl);
            self.coordinator_disturbed_at = self.coordinator_disturbed_at.max(self.now + wait);
        }
        self.at(self.now + wait, Moment::CommitEnds { incarnation });
    }

    fn handle(&mut self, item: Item, pending: &mut Pending) {
        let (jump, back) = (self.weather().clock_jump, self.weather().clock_back);
        let ttl = self.scenario.config.lease_ttl_ms;
        if self.random.per_million(jump) {
            self.faults.count(Fault::WallClockJumps);
            self.wall_offset = self.random.within(0, 20 * ttl);
        }
        let Some(coordinator) = &mut self.coordinator else { return };
        let monotonic = coordinator.clock_base + (self.now - coordinator.started_at);
        let mut now = monotonic;
        if self.random.per_million(back) {
            self.faults.count(Fault::ClockGoesBack);
            now = now.saturating_sub(self.random.within(1, 2 * ttl));
        }
        let given = if self.planted == Some(PlantedBug::WallClockExpiry) { now + self.wall_offset } else { now };
        let effects = coordinator.schedule.handle(given, item.event.clone());
        self.events += 1;
        let mut verdict = self.model.observe(now, &item.event, &effects);
        // With a fault planted the judge must find it alone.
        if verdict.is_ok()
            && self.planted.is_none()
            && (self.events.is_multiple_of(16) || coordinator.schedule.leases.len() < 8)
        {
            verdict = coordinator.schedule.check_invariants().map_err(|violation| violation.to_string());
        }
        self.trace.note(self.now, &item.event, &effects);
        if let Err(reason) = verdict {
            self.fail(reason);
            return;
        }
        self.check_expired();
        let mut progress = item.progress;
        for effect in effects {
            match effect {
                Effect::PutRun(record) => pending.writes.push(Write::Run(record)),
                Effect::PutShard(record) => pending.writes.push(Write::Shard(record)),
                Effect::DeleteShard { run_id, shard_id } => pending.writes.push(Write::Forget((run_id, shard_id))),
                Effect::AppendResults => pending.writes.extend(progress.take().map(Write::Results)),
                message => {
                    if let Effect::Grant { grant, .. } = &message {
                        let of = ((grant.run_id, grant.shard_id), grant.bucket.clone());
                        self.tokens.insert(grant.token, of);
                    }
                    pending.messages.push(message);
                }
            }
        }
    }

    /// A lease that expires must have had a reason: its worker, or the way to it, was disturbed.
    fn check_expired(&mut self) {
        let ttl = self.scenario.config.lease_ttl_ms;
        let slack = ttl / 4 + 4 * self.scenario.delay_ms + 400;
        for ((run_id, shard_id), held) in std::mem::take(&mut self.model.expired) {
            let Some(worker) = self.workers.iter().find(|worker| worker.session == held.session) else { continue };
            let healthy = worker.alive && worker.frozen_until <= self.now;
            let disturbed_at = worker.disturbed_at.max(self.coordinator_disturbed_at);
            let undisturbed = self.now.saturating_sub(disturbed_at);
            let age = self.model.now.saturating_sub(held.granted_at);
            if healthy && undisturbed.min(age) > ttl + slack {
                let token = held.token;
                self.fail(format!("lease {token} of shard {run_id}/{shard_id} expired, and its worker is well"));
            }
        }
    }

    /// The write is durable, or something else happened.
    pub(super) fn commit_ends(&mut self, incarnation: u64) {
        let (crash, store_error) = (self.weather().coordinator_crash, self.weather().store_error);
        let apart = self.planted == Some(PlantedBug::CursorStoredApart);
        let Some(coordinator) = self.coordinator.as_mut().filter(|live| live.incarnation == incarnation) else {
            return;
        };
        let Some(pending) = coordinator.pending.take() else { return };
        let recovering = std::mem::take(&mut coordinator.recovering);
        if !pending.writes.is_empty() || recovering {
            if self.random.per_million(store_error) {
                self.faults.count(Fault::CoordinatorStopsOnStoreError);
                self.crash_coordinator();
                return;
            }
            if self.random.per_million(if recovering { crash * 8 } else { crash }) {
                let committed = self.random.percent(50);
                if committed {
                    self.faults.count(Fault::CoordinatorCrashAfterCommit);
                    self.commit(pending.writes, pending.shadows);
                } else {
                    self.faults.count(Fault::CoordinatorCrashBeforeCommit);
                    if apart {
                        let cursors = pending.writes.into_iter().filter(|write| !matches!(write, Write::Results(_)));
                        self.commit(cursors.collect(), pending.shadows);
                    }
                }
                if recovering {
                    self.faults.count(Fault::CoordinatorCrashInRecovery);
                }
                self.crash_coordinator();
                return;
            }
        }
        self.commit(pending.writes, pending.shadows);
        self.deliver(pending.messages);
        self.at(self.now, Moment::CoordinatorTurns { incarnation });
        self.plan_tick();
    }

    fn crash_coordinator(&mut self) {
        let Some(coordinator) = self.coordinator.take() else { return };
        self.coordinator_disturbed_at = self.coordinator_disturbed_at.max(self.now);
        for (index, (stream, _)) in coordinator.streams {
            let at = self.now + self.random.within(1, 50);
            self.plan_deed(index, at, super::worker::Deed::StreamEnds(stream));
        }
        // A hello on its way finds nobody: that worker hears of it too.
        for index in 0..self.workers.len() {
            if let Some(stream) = self.workers[index].stream {
                let at = self.now + self.random.within(50, 100);
                self.plan_deed(index, at, super::worker::Deed::StreamEnds(stream));
            }
        }
        let down = self.random.within(20, self.scenario.config.lease_ttl_ms);
        self.at(self.now + down, Moment::CoordinatorStarts);
    }

    fn commit(&mut self, writes: Vec<Write>, shadows: Vec<(ShardKey, Option<model::Shard>)>) {
        let mut runs = Vec::new();
        for write in writes {
            match write {
                Write::Run(record) => {
                    runs.push(record.run_id);
                    self.store.runs.insert(record.run_id, record);
                }
                Write::Shard(record) => {
                    self.store.shards.insert((record.run_id, record.shard_id), record);
                }
                Write::Forget(key) => {
                    self.store.shards.remove(&key);
                }
                Write::Results(progress) => self.append(progress),
            }
        }
        for (key, shadow) in shadows {
            match shadow {
                Some(shadow) => self.store.shadows.insert(key, shadow),
                None => self.store.shadows.remove(&key),
            };
        }
        for run_id in runs {
            let (account, with_detections, detections) = self.store.sums.get(&run_id).copied().unwrap_or_default();
            let Some(run) = self.store.runs.get(&run_id) else { continue };
            let equal = run.accounted == account
                && run.objects_with_detections == with_detections
                && run.detections == detections;
            if !equal {
                self.fail(format!("the counters of run {run_id} are not the sum of what is stored"));
                return;
            }
        }
    }

    fn append(&mut self, progress: Progress) {
        let Some(((run_id, _), bucket)) = self.tokens.get(&progress.token).cloned() else { return };
        let (account, with_detections, detections) = self.store.sums.entry(run_id).or_default();
        *account = account.checked_add(progress.account).unwrap_or_default();
        *with_detections += progress.with_detections;
        *detections += progress.detections;
        for ObjectResult { key, end } in progress.results {
            if self.store.results.insert((run_id, bucket.clone(), key.clone()), end).is_some() {
                self.fail(format!("the result of {bucket}/{key} is stored twice"));
                return;
            }
        }
    }

    fn deliver(&mut self, messages: Vec<Effect>) {
        for message in messages {
            match message {
                Effect::Grant { session, grant } => self.send(&session, Down::Grant(grant)),
                Effect::Ack { session, token, to_cursor } => {
                    self.check_ack(token, &to_cursor);
                    self.send(&session, Down::Ack(token, to_cursor));
                }
                Effect::Revoke { session, token, .. } => self.send(&session, Down::Revoke(token)),
                Effect::Reject { session } => {
                    self.faults.count(Fault::SessionRejected);
                    self.send(&session, Down::End);
                    if let Some(coordinator) = &mut self.coordinator {
                        coordinator.streams.retain(|_, (_, other)| *other != session);
                    }
                }
                Effect::PlanBucket { run_id, bucket, cursor } => self.ask_planner(run_id, bucket, cursor),
                Effect::StopPlanning { run_id } => {
                    if let Some(coordinator) = &mut self.coordinator {
                        coordinator.stopped.insert(run_id, coordinator.asked);
                    }
                }
                Effect::RunEnded { run_id, .. } => self.tell_coordinator(Event::Exported { run_id }),
                Effect::PutRun(_) | Effect::PutShard(_) | Effect::DeleteShard { .. } | Effect::AppendResults => {}
            }
        }
    }

    fn send(&mut self, session: &SessionId, message: Down) {
        let Some(coordinator) = &self.coordinator else { return };
        let stream = coordinator.streams.iter().find(|(_, (_, other))| other == session);
        let Some((index, stream)) = stream.map(|(index, (stream, _))| (*index, *stream)) else { return };
        for at in self.arrivals(index, Way::Down, false) {
            self.plan_deed(index, at, super::worker::Deed::Hear(stream, message.clone()));
        }
    }

    /// What a worker is told is stored must be stored.
    fn check_ack(&mut self, token: Token, to: &str) {
        let Some((key, _)) = self.tokens.get(&token) else { return };
        // A shard that is no longer there is finished.
        let stored = self.store.shards.get(key).is_none_or(|shard| shard.cursor.as_str() >= to);
        if !stored {
            self.fail(format!("results of shard {key:?} are acknowledged and not stored"));
        }
    }

    fn plan_tick(&mut self) {
        let now = self.now;
        let late = self.weather().late_tick;
        let late = if self.random.per_million(late) { self.scenario.config.lease_ttl_ms / 4 } else { 0 };
        let Some(coordinator) = &mut self.coordinator else { return };
        let Some(deadline) = coordinator.schedule.next_deadline() else { return };
        let at = deadline.saturating_sub(coordinator.clock_base) + coordinator.started_at;
        let at = at.max(now + 1) + late;
        if coordinator.tick_at.is_some_and(|planned| planned <= at) {
            return;
        }
        coordinator.tick_at = Some(at);
        let incarnation = coordinator.incarnation;
        if late > 0 {
            self.faults.count(Fault::TickLate);
        }
        self.at(at, Moment::CoordinatorTicks { incarnation });
    }

    pub(super) fn coordinator_ticks(&mut self, incarnation: u64) {
        let Some(coordinator) = self.coordinator.as_mut().filter(|live| live.incarnation == incarnation) else {
            return;
        };
        if coordinator.tick_at.is_some_and(|at| at > self.now) {
            return;
        }
        coordinator.tick_at = None;
        self.tell_coordinator(Event::Tick);
    }
}
