//! A worker: takes leases, lists their ranges, reads objects, reports, drains, and dies.

use std::collections::{BTreeMap, BTreeSet};

use crate::account::Account;
use crate::lease::{ReturnReason, SessionId, Token};
use crate::planted::PlantedBug;

use super::faults::Fault;
use super::network::{Down, Progress, Up, Way};
use super::work::Held;
use super::world::{Moment, World};

/// A worker's machine, and the process on it.
#[derive(Debug)]
pub(super) struct Worker {
    pub(super) name: String,
    /// Which process it is. Everything that an older one planned to do is void.
    pub(super) incarnation: u64,
    pub(super) alive: bool,
    pub(super) session: SessionId,
    /// The number of its stream, if it believes to have one.
    pub(super) stream: Option<u64>,
    pub(super) credits_out: u32,
    pub(super) held: BTreeMap<Token, Held>,
    pub(super) draining: bool,
    /// While draining: finish what is held, or hand it back.
    finishes: bool,
    pub(super) frozen_until: u64,
    pub(super) slow_until: u64,
    pub(super) mismatched: bool,
    last_heard: u64,
    /// When something last went wrong between it and the coordinator.
    pub(super) disturbed_at: u64,
    /// Messages do not pass until then, by way.
    pub(super) blocked_until: [u64; 2],
    pub(super) latest_arrival: [u64; 2],
    pub(super) report_twice: bool,
    pub(super) closed: BTreeSet<Token>,
}

impl Worker {
    pub(super) fn new(index: usize) -> Worker {
        Worker {
            name: format!("worker-{index}"),
            incarnation: 0,
            alive: true,
            session: SessionId::from(format!("worker-{index}/0")),
            stream: None,
            credits_out: 0,
            held: BTreeMap::new(),
            draining: false,
            finishes: false,
            frozen_until: 0,
            slow_until: 0,
            mismatched: false,
            last_heard: 0,
            disturbed_at: 0,
            blocked_until: [0; 2],
            latest_arrival: [0; 2],
            report_twice: false,
            closed: BTreeSet::new(),
        }
    }
}

/// What a worker planned to do.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    Connect,
    Beat,
    Step(Token),
    Hear(u64, Down),
    StreamEnds(u64),
}

impl World {
    pub(super) fn plan_deed(&mut self, index: usize, at: u64, deed: Deed) {
        let incarnation = self.workers[index].incarnation;
        self.at(at, Moment::Worker { index, incarnation, deed });
    }

    pub(super) fn worker_acts(&mut self, index: usize, incarnation: u64, deed: Deed) {
        let worker = &self.workers[index];
        if !worker.alive || worker.incarnation != incarnation {
            return;
        }
        if worker.frozen_until > self.now {
            let at = worker.frozen_until;
            self.at(at, Moment::Worker { index, incarnation, deed });
            return;
        }
        match deed {
            Deed::Connect => self.connect(index),
            Deed::Beat => self.beat(index),
            Deed::Step(token) => self.step(index, token),
            Deed::Hear(stream, message) => self.hear(index, stream, message),
            Deed::StreamEnds(stream) => {
                if self.workers[index].stream == Some(stream) {
                    self.lose_stream(index, 200);
                }
            }
        }
    }

    fn connect(&mut self, index: usize) {
        if self.workers[index].stream.is_some() {
            return;
        }
        let blocked = self.workers[index].blocked_until.iter().any(|until| *until > self.now);
        if blocked || !self.is_coordinator_up() {
            let at = self.now + self.random.within(20, 200);
            self.plan_deed(index, at, Deed::Connect);
            return;
        }
        self.streams += 1;
        let stream = self.streams;
        let worker = &mut self.workers[index];
        worker.stream = Some(stream);
        worker.credits_out = 0;
        worker.last_heard = self.now;
        worker.report_twice = self.planted == Some(PlantedBug::ObjectReportedTwice);
        let hello = Up::Hello { session: worker.session.clone(), name: worker.name.clone() };
        let draining = worker.draining;
        self.say(index, hello, true);
        if draining {
            self.say(index, Up::Draining, false);
        }
        let tokens: Vec<Token> = self.workers[index].held.keys().copied().collect();
        for token in tokens {
            self.send_again(index, token);
        }
        self.give_credit(index);
    }

    /// The stream is gone; what is unacknowledged is kept, to be sent again.
    pub(super) fn lose_stream(&mut self, index: usize, longest_wait: u64) {
        let drops = self.planted == Some(PlantedBug::ResultsLostWithStream);
        let worker = &mut self.workers[index];
        worker.stream = None;
        worker.credits_out = 0;
        for held in worker.held.values_mut().filter(|held| drops && !held.finished) {
            if let Some((_, first)) = held.unacked.front() {
                held.batch_from = first.from.clone();
            }
            held.unacked.clear();
            held.batch.clear();
            held.account = Account::default();
            (held.with_detections, held.detections) = (0, 0);
        }
        let at = self.now + self.random.within(10, longest_wait);
        self.plan_deed(index, at, Deed::Connect);
    }

    pub(super) fn say(&mut self, index: usize, message: Up, reliable: bool) {
        let Some(stream) = self.workers[index].stream else { return };
        for at in self.arrivals(index, Way::Up, reliable) {
            self.at(at, Moment::ToCoordinator { index, stream, message: message.clone() });
        }
    }

    pub(super) fn give_credit(&mut self, index: usize) {
        let worker = &mut self.workers[index];
        if worker.draining || worker.stream.is_none() {
            return;
        }
        let used = worker.held.len() as u32 + worker.credits_out;
        let more = self.scenario.capacity.saturating_sub(used);
        if more > 0 {
            worker.credits_out += more;
            self.say(index, Up::Credit(more), false);
        }
    }

    /// Heartbeats go on until the last lease is closed, drain included.
    fn beat(&mut self, index: usize) {
        let ttl = self.scenario.config.lease_ttl_ms;
        self.plan_deed(index, self.now + (ttl / 4).max(1), Deed::Beat);
        let worker = &self.workers[index];
        if worker.stream.is_none() {
            return;
        }
        let tokens: Vec<Token> = worker.held.keys().copied().collect();
        let stuck = |held: &Held| held.unacked.front().is_some_and(|(sent, _)| sent + 2 * ttl < self.now);
        let waits = tokens.is_empty() && worker.credits_out > 0 && worker.last_heard + 3 * ttl < self.now;
        if waits || worker.held.values().any(stuck) {
            // It hears nothing: the stream may be dead. It attaches again.
            self.lose_stream(index, 200);
            return;
        }
        let unacked = |held: &Held| held.unacked.front().is_some_and(|(sent, _)| sent + ttl / 2 < self.now);
        let late: Vec<Token> = worker.held.iter().filter(|(_, held)| unacked(held)).map(|(token, _)| *token).collect();
        if !(worker.draining && self.planted == Some(PlantedBug::HeartbeatsStopAtDrain)) {
            self.say(index, Up::Heartbeat(tokens), false);
        }
        for token in late {
            self.send_again(index, token);
        }
    }

    fn send_again(&mut self, index: usize, token: Token) {
        let now = self.now;
        let Some(held) = self.workers[index].held.get_mut(&token) else { return };
        let messages: Vec<Progress> = held.unacked.iter().map(|(_, progress)| progress.clone()).collect();
        // What was sent again counts as sent now, except the first: by that the worker sees that nothing comes back.
        held.unacked.iter_mut().skip(1).for_each(|(sent, _)| *sent = now);
        for progress in messages {
            self.say(index, Up::Progress(progress), false);
        }
    }

    fn hear(&mut self, index: usize, stream: u64, message: Down) {
        let worker = &mut self.workers[index];
        if worker.stream != Some(stream) {
            return;
        }
        worker.last_heard = self.now;
        match message {
            Down::Grant(grant) => self.take(index, grant),
            Down::Ack(token, to) => self.acknowledged(index, token, &to),
            Down::Revoke(token) => self.close_lease(index, token),
            Down::End => self.lose_stream(index, 2_000),
        }
    }

    pub(super) fn close_lease(&mut self, index: usize, token: Token) {
        let worker = &mut self.workers[index];
        worker.held.remove(&token);
        worker.closed.insert(token);
        if worker.draining && worker.held.is_empty() {
            self.leave(index);
        } else {
            self.give_credit(index);
        }
    }

    /// A moment in which the process may die. True if it does.
    pub(super) fn may_crash(&mut self, index: usize, fault: Fault) -> bool {
        let chance = self.weather().crash;
        if !self.random.per_million(chance) {
            return false;
        }
        self.faults.count(fault);
        self.crash(index);
        true
    }

    pub(super) fn crash(&mut self, index: usize) {
        let ttl = self.scenario.config.lease_ttl_ms;
        let restart = self.now + self.random.within(10, if self.is_calm() { ttl / 8 } else { ttl * 2 });
        let worker = &mut self.workers[index];
        worker.alive = false;
        worker.held.clear();
        if let Some(stream) = worker.stream.take() {
            let unnoticed = !self.is_calm() && self.random.percent(10);
            if unnoticed {
                self.faults.count(Fault::WorkerCrashUnnoticed);
            }
            let notice = if unnoticed { self.random.within(ttl, 3 * ttl) } else { self.random.within(1, 50) };
            self.at(self.now + notice, Moment::StreamEndsAtCoordinator { index, stream });
        }
        self.at(restart, Moment::WorkerStarts { index });
    }

    /// The end of a drain: the process stops of its own will.
    fn leave(&mut self, index: usize) {
        self.crash(index);
    }

    pub(super) fn start_worker(&mut self, index: usize) {
        let worker = &mut self.workers[index];
        let (incarnation, mismatched) = (worker.incarnation + 1, worker.mismatched);
        let (blocked_until, latest_arrival) = (worker.blocked_until, worker.latest_arrival);
        *worker = Worker {
            incarnation,
            session: SessionId::from(format!("{}/{incarnation}", worker.name)),
            mismatched,
            blocked_until,
            latest_arrival,
            disturbed_at: self.now,
            ..Worker::new(index)
        };
        self.faults.count(Fault::WorkerRestartsUnderSameName);
        self.begin(index);
    }

    pub(super) fn begin(&mut self, index: usize) {
        self.plan_deed(index, self.now, Deed::Connect);
        self.plan_deed(index, self.now + 1, Deed::Beat);
    }

    pub(super) fn drain(&mut self, index: usize) {
        let finishes = self.random.percent(50);
        let worker = &mut self.workers[index];
        if !worker.alive || worker.draining || worker.frozen_until > self.now {
            return;
        }
        worker.draining = true;
        worker.finishes = finishes;
        worker.credits_out = 0;
        self.faults.count(Fault::WorkerDrains);
        self.say(index, Up::Draining, false);
        if self.workers[index].held.is_empty() {
            self.leave(index);
            return;
        }
        if self.workers[index].finishes {
            return;
        }
        let tokens: Vec<Token> = self.workers[index].held.keys().copied().collect();
        for token in tokens {
            if self.workers[index].held.get(&token).is_some_and(|held| !held.finished) {
                self.report(index, token, false, false);
                self.give_back(index, token, ReturnReason::Draining);
            }
        }
    }

    pub(super) fn freeze(&mut self, index: usize, until: u64) {
        let worker = &mut self.workers[index];
        if worker.alive && !worker.held.is_empty() {
            worker.frozen_until = until;
            self.disturb(index, Fault::ZombieWakesAfterLease);
        }
    }

    pub(super) fn slow_down(&mut self, index: usize, until: u64) {
        if self.workers[index].alive {
            self.workers[index].slow_until = until;
            self.faults.count(Fault::WorkerSlow100Times);
        }
    }

    /// The faults stop: machines work as they should.
    pub(super) fn heal_worker(&mut self, index: usize) {
        let now = self.now;
        let worker = &mut self.workers[index];
        worker.frozen_until = worker.frozen_until.min(now);
        worker.slow_until = worker.slow_until.min(now);
        worker.blocked_until = [0; 2];
    }
}
