//! The network: what is said, when it arrives, and what is lost on the way.

use crate::account::Account;
use crate::lease::{Grant, ReturnReason, SessionId, Token};

use super::bucket::End;
use super::faults::Fault;
use super::world::World;

/// One object's result, as the results log holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ObjectResult {
    pub(super) key: String,
    pub(super) end: End,
}

/// A Progress on the wire.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    pub(super) token: Token,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) account: Account,
    pub(super) results: Vec<ObjectResult>,
    pub(super) with_detections: u64,
    pub(super) detections: u64,
    pub(super) done: bool,
}

/// What a worker says.
#[derive(Debug, Clone)]
pub(super) enum Up {
    Hello { session: SessionId, name: String },
    Credit(u32),
    Heartbeat(Vec<Token>),
    Progress(Progress),
    Return(Token, ReturnReason),
    Draining,
}

/// What the coordinator says.
#[derive(Debug, Clone)]
pub(super) enum Down {
    Grant(Grant),
    Ack(Token, String),
    Revoke(Token),
    End,
}

/// Which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Up = 0,
    Down = 1,
}

impl World {
    /// When a message that is sent now arrives: never, once, or more often. Messages of one stream arrive in order unless a
    /// fault disturbs it.
    pub(super) fn arrivals(&mut self, worker: usize, way: Way, reliable: bool) -> Vec<u64> {
        let now = self.now;
        let usual = now + self.random.within(0, self.scenario.delay_ms);
        let ttl = self.scenario.config.lease_ttl_ms;
        let weather = self.weather();
        let (loss, duplicate, reorder, delay) = (weather.loss, weather.duplicate, weather.reorder, weather.delay);
        if self.workers[worker].blocked_until[way as usize] > now {
            let fault = if way == Way::Up { Fault::PartitionToCoordinator } else { Fault::PartitionToWorker };
            self.disturb(worker, fault);
            return Vec::new();
        }
        if !reliable && self.random.per_million(loss) {
            self.disturb(worker, Fault::MessageLost);
            return Vec::new();
        }
        let link = &mut self.workers[worker].latest_arrival[way as usize];
        let mut at = usual.max(*link);
        *link = at;
        if reliable {
            return vec![at];
        }
        if self.random.per_million(reorder) {
            // Without moving the link's mark: what is sent later may arrive earlier.
            at += self.random.within(1, ttl / 4);
            self.disturb_until(worker, Fault::MessageReordered, at);
        }
        if self.random.per_million(delay) {
            at += self.random.within(ttl / 4, ttl + ttl / 2);
            self.workers[worker].latest_arrival[way as usize] = at;
            self.disturb_until(worker, Fault::MessageDelayed, at);
        }
        if self.random.per_million(duplicate) {
            let again = at + self.random.within(0, ttl);
            self.disturb_until(worker, Fault::MessageDuplicated, again);
            return vec![at, again];
        }
        vec![at]
    }
}
