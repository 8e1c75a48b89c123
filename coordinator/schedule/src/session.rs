//! Sessions: the workers that are there, what they hold and what they would take.

use std::collections::{BTreeSet, VecDeque};

use crate::effect::Effect;
use crate::event::Millis;
use crate::lease::{ReturnReason, RevokeReason, SessionId, Token};
use crate::loss::Loss;
use crate::planted::planted;
use crate::schedule::{Schedule, ShardKey, Timer};
use crate::view::WorkerView;

#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) name: String,
    pub(crate) attached: bool,
    pub(crate) draining: bool,
    pub(crate) attached_at: Millis,
    pub(crate) last_heard_at: Millis,
    pub(crate) credits: u32,
    /// Numbers of the leases it holds.
    pub(crate) leases: BTreeSet<u64>,
    /// The last lease it was granted.
    pub(crate) last_number: u64,
    /// Internal faults in a row.
    pub(crate) faults: u32,
    /// No grants before that time.
    pub(crate) resting_until: Millis,
    /// Running runs whose rules it does not have.
    pub(crate) mismatched_runs: BTreeSet<u64>,
    /// Leases that expired since it was last heard of.
    pub(crate) lost: VecDeque<(ShardKey, Token)>,
    pub(crate) bytes_classified: u64,
    pub(crate) objects: u64,
}

impl Session {
    /// Lost leases that are remembered for one session.
    const MAX_LOST: usize = 1_024;

    /// One of its leases expired.
    pub(crate) fn remember_lost(&mut self, key: ShardKey, token: Token) {
        self.lost.push_back((key, token));
        if self.lost.len() > Self::MAX_LOST {
            self.lost.pop_front();
        }
    }

    pub(crate) fn view(&self, id: &SessionId) -> WorkerView {
        WorkerView {
            session: id.clone(),
            name: self.name.clone(),
            attached: self.attached,
            attached_at: self.attached_at,
            last_heard_at: self.last_heard_at,
            leases: u32::try_from(self.leases.len()).unwrap_or(u32::MAX),
            credits: self.credits,
            draining: self.draining,
            bytes_classified: self.bytes_classified,
            objects: self.objects,
        }
    }
}

impl Schedule {
    /// Tokens of one heartbeat that are looked at. More than a session may have leases is nonsense.
    const MAX_HEARTBEAT_TOKENS: usize = 8_192;
    /// How long a session without leases is remembered when its stream is gone, in lease lengths.
    const MEMORY_IN_TERMS: Millis = 10;

    pub(crate) fn attached(&mut self, id: SessionId, name: String) {
        if !self.sessions.contains_key(&id) {
            if self.sessions.len() >= self.config.max_sessions.max(1) && !self.forget_one() {
                self.outbox.message(Effect::Reject { session: id });
                return;
            }
            let session = Session {
                name: String::new(),
                attached: false,
                draining: false,
                attached_at: self.now,
                last_heard_at: self.now,
                credits: 0,
                leases: BTreeSet::new(),
                last_number: 0,
                faults: 0,
                resting_until: 0,
                mismatched_runs: BTreeSet::new(),
                lost: VecDeque::new(),
                bytes_classified: 0,
                objects: 0,
            };
            self.sessions.insert(id.clone(), session);
        }
        if let Some(session) = self.sessions.get_mut(&id) {
            session.name = name;
            session.attached = true;
            // Credits of the old stream may or may not have become grants that arrived: the worker says anew what it takes.
            session.credits = 0;
        }
        self.hungry.remove(&id);
        self.hear(&id);
    }

    pub(crate) fn detached(&mut self, id: &SessionId) {
        let Some(session) = self.sessions.get_mut(id) else {
            return;
        };
        session.attached = false;
        session.credits = 0;
        self.hungry.remove(id);
        self.forget_later(id);
    }

    pub(crate) fn credit(&mut self, id: &SessionId, leases: u32) {
        self.hear(id);
        let max = self.config.max_leases_per_session.max(1);
        let Some(session) = self.sessions.get_mut(id) else {
            return;
        };
        if !session.attached || (session.draining && !planted!(self, DrainingGranted)) {
            return;
        }
        let held = u32::try_from(session.leases.len()).unwrap_or(u32::MAX);
        session.credits = session.credits.saturating_add(leases).min(max.saturating_sub(held));
        if session.credits > 0 {
            self.hungry.insert(id.clone());
        }
    }

    pub(crate) fn heartbeat(&mut self, id: &SessionId, tokens: &[Token]) {
        self.hear(id);
        for token in tokens.iter().take(Self::MAX_HEARTBEAT_TOKENS) {
            if self.holds(id, *token) {
                self.renew(token.number);
                continue;
            }
            // The acknowledgement of a finished lease and a heartbeat that still names it may cross on the way.
            let finished = token.epoch == self.config.epoch
                && self.finished.get(&token.number).is_some_and(|finished| finished.session == *id);
            if !finished {
                self.revoke(id, *token, RevokeReason::Superseded);
            }
        }
    }

    pub(crate) fn draining(&mut self, id: &SessionId) {
        self.hear(id);
        let ignored = planted!(self, DrainingGranted);
        let Some(session) = self.sessions.get_mut(id) else {
            return;
        };
        session.draining = true;
        if ignored {
            return;
        }
        session.credits = 0;
        self.hungry.remove(id);
    }

    pub(crate) fn return_lease(&mut self, id: &SessionId, token: Token, reason: ReturnReason) {
        self.hear(id);
        let Some(key) = self.leases.get(&token.number).map(|lease| lease.shard).filter(|_| self.holds(id, token))
        else {
            return;
        };
        self.counters.returned += 1;
        let loss = match reason {
            ReturnReason::Draining => Loss::Draining,
            ReturnReason::ListingFailed { code, message } => Loss::ListingFailed { code, message },
            ReturnReason::RulesetMismatch => {
                self.note_mismatch(id, key.0);
                Loss::RulesetMismatch
            }
            ReturnReason::Internal => {
                self.rest(id);
                Loss::Internal
            }
        };
        self.lose(key, loss);
    }

    /// Whether the token is the current lease of its shard, and that session's.
    pub(crate) fn holds(&self, id: &SessionId, token: Token) -> bool {
        token.epoch == self.config.epoch && self.leases.get(&token.number).is_some_and(|lease| lease.session == *id)
    }

    /// Tells the worker to let go. Without effect if its stream is gone.
    pub(crate) fn revoke(&mut self, id: &SessionId, token: Token, reason: RevokeReason) {
        if self.sessions.get(id).is_some_and(|session| session.attached) {
            self.outbox.message(Effect::Revoke { session: id.clone(), token, reason });
        }
    }

    /// The session gave a sign of life: so whatever made it lose its leases has not killed it.
    pub(crate) fn hear(&mut self, id: &SessionId) {
        let Some(session) = self.sessions.get_mut(id) else {
            return;
        };
        session.last_heard_at = self.now;
        for (key, token) in std::mem::take(&mut session.lost) {
            let Some(shard) = self.shard_mut(key) else {
                continue;
            };
            let Some(place) = shard.suspects.iter().position(|suspect| *suspect == token) else {
                continue;
            };
            shard.suspects.remove(place);
            self.excuse(key);
        }
    }

    fn note_mismatch(&mut self, id: &SessionId, run_id: u64) {
        if let Some(session) = self.sessions.get_mut(id) {
            session.mismatched_runs.insert(run_id);
        }
    }

    fn rest(&mut self, id: &SessionId) {
        let Some(session) = self.sessions.get_mut(id) else {
            return;
        };
        session.faults = session.faults.saturating_add(1);
        session.resting_until = self.now.saturating_add(self.config.retry_after(session.faults));
        self.timers.insert((session.resting_until, Timer::Rest(id.clone())));
    }

    /// A session whose stream is gone is forgotten when its leases are closed and some time has passed.
    pub(crate) fn forget_later(&mut self, id: &SessionId) {
        let Some(session) = self.sessions.get(id) else {
            return;
        };
        if session.attached || !session.leases.is_empty() {
            return;
        }
        let memory = self.config.lease_ttl_ms.max(1).saturating_mul(Self::MEMORY_IN_TERMS);
        self.timers.insert((self.now.saturating_add(memory), Timer::Forget(id.clone())));
    }

    pub(crate) fn forget(&mut self, id: &SessionId) {
        let Some(session) = self.sessions.get(id) else {
            return;
        };
        let memory = self.config.lease_ttl_ms.max(1).saturating_mul(Self::MEMORY_IN_TERMS);
        // It may have come and gone again since the timer was set; then another timer is.
        let away = session.last_heard_at.saturating_add(memory) <= self.now;
        if !session.attached && session.leases.is_empty() && away {
            self.sessions.remove(id);
        }
    }

    /// Makes room for a new session. False if all are attached or hold leases.
    fn forget_one(&mut self) -> bool {
        let idle = self.sessions.iter().filter(|(_, session)| !session.attached && session.leases.is_empty());
        let Some((id, _)) = idle.min_by_key(|(_, session)| session.last_heard_at) else {
            return false;
        };
        let id = id.clone();
        self.sessions.remove(&id);
        true
    }
}
