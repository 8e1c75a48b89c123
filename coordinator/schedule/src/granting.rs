//! Granting: which shard next, and to whom.

use std::ops::Bound;

use crate::effect::Effect;
use crate::event::Millis;
use crate::lease::{Grant, SessionId};
use crate::planted::planted;
use crate::schedule::{Lease, Schedule, ShardKey, Timer};
use crate::session::Session;

impl Schedule {
    /// Grants leases while there are both shards and credits. Runs take turns; in a run the oldest shard comes first, so
    /// one that has failed before goes before all that were cut after it.
    pub(crate) fn grant(&mut self) {
        while !self.hungry.is_empty() {
            let after = (Bound::Excluded(self.last_run), Bound::Unbounded);
            let before = (Bound::Unbounded, Bound::Included(self.last_run));
            let turns = self.grantable.range(after).chain(self.grantable.range(before));
            let Some((key, session)) = turns.copied().find_map(|run_id| self.match_run(run_id)) else {
                return;
            };
            self.grant_to(key, session);
        }
    }

    /// The oldest ready shard of the run and the best session for it.
    fn match_run(&self, run_id: u64) -> Option<(ShardKey, SessionId)> {
        let run = self.runs.get(&run_id)?;
        let shard_id = *run.ready.first()?;
        let last_session = run.shards.get(&shard_id)?.last_session.as_ref();
        let rank = |id: &SessionId, session: &Session| {
            let silent = session.last_heard_at.saturating_add(self.config.lease_ttl_ms) < self.now;
            // Another session than the one that lost it last; one that was heard of lately; the least busy; the one that
            // has waited longest. All but the last are wishes: the shard goes to whom there is.
            (last_session == Some(id), silent, session.leases.len(), session.last_number)
        };
        self.hungry
            .iter()
            .filter_map(|id| Some((id, self.sessions.get(id)?)))
            .filter(|(_, session)| session.resting_until <= self.now && !session.mismatched_runs.contains(&run_id))
            .min_by_key(|(id, session)| rank(id, session))
            .map(|(id, _)| ((run_id, shard_id), id.clone()))
    }

    fn grant_to(&mut self, key: ShardKey, session_id: SessionId) {
        let quarantine_allowed = !planted!(self, PoisonRetriedForEver);
        let number = self.last_number + 1;
        let token = self.token(number);
        let expires_at = self.deadline();
        let Some(run) = self.runs.get_mut(&key.0) else {
            return;
        };
        let Some(shard) = run.shards.get_mut(&key.1) else {
            return;
        };
        let Some(session) = self.sessions.get_mut(&session_id) else {
            return;
        };
        let Some(bucket) = run.record.buckets.get(shard.record.bucket as usize) else {
            return;
        };
        let record = &mut shard.record;
        let quarantine_first = record.attempts >= self.config.attempts_before_quarantine && quarantine_allowed;
        let without_progress = record.attempts.saturating_add(record.excused);
        let careful =
            quarantine_first || record.careful_steps > 0 || without_progress >= self.config.attempts_before_careful;
        record.attempts = record.attempts.saturating_add(1);
        record.lease = Some(token);
        let grant = Grant {
            token,
            run_id: key.0,
            job_id: run.record.job_id.clone(),
            shard_id: key.1,
            bucket: bucket.name.clone(),
            start_after: record.cursor.clone(),
            end_inclusive: record.end_inclusive.clone(),
            careful,
            quarantine_first,
        };
        let lease = Lease {
            session: session_id.clone(),
            shard: key,
            granted_from: record.cursor.clone(),
            expires_at,
            careful,
            counted: true,
        };
        run.ready.remove(&key.1);
        if run.ready.is_empty() {
            self.grantable.remove(&key.0);
        }
        session.credits -= 1;
        session.last_number = number;
        session.leases.insert(number);
        if session.credits == 0 {
            self.hungry.remove(&session_id);
        }
        self.last_number = number;
        self.last_run = key.0;
        self.leases.insert(number, lease);
        self.timers.insert((expires_at, Timer::Lease(number)));
        self.counters.grants += 1;
        self.counters.careful_grants += u64::from(careful);
        self.counters.quarantine_grants += u64::from(quarantine_first);
        self.outbox.put_shard(key);
        self.outbox.message(Effect::Grant { session: session_id, grant });
    }

    /// When a lease that is granted or renewed now expires.
    pub(crate) fn deadline(&self) -> Millis {
        self.now.saturating_add(self.config.lease_ttl_ms.max(1))
    }

    /// The lease lasts a whole term from now on.
    pub(crate) fn renew(&mut self, number: u64) {
        let expires_at = self.deadline();
        let Some(lease) = self.leases.get_mut(&number) else {
            return;
        };
        if lease.expires_at == expires_at {
            return;
        }
        self.timers.remove(&(lease.expires_at, Timer::Lease(number)));
        lease.expires_at = expires_at;
        self.timers.insert((expires_at, Timer::Lease(number)));
    }
}
