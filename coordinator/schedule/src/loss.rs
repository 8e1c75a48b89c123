//! The loss of a lease. Whatever the reason, it goes through [`Schedule::lose`].

use crate::lease::{RevokeReason, Token};
use crate::planted::planted;
use crate::record::BucketError;
use crate::schedule::{Lease, Schedule, Shard, ShardKey, Timer};

/// Why a lease ends before its shard is finished.
#[derive(Debug, Clone)]
pub(crate) enum Loss {
    /// It was not renewed in time.
    Expired,
    /// Its run was cancelled.
    Cancelled,
    /// Its run was paused.
    Paused,
    /// A Progress did not start at the cursor.
    OutOfOrder,
    /// A Progress was not possible: beyond the end, backwards, or with an account that does not add up.
    Malformed,
    /// The worker drains.
    Draining,
    /// The worker could not list the range.
    ListingFailed { code: String, message: String },
    /// The worker has other rules.
    RulesetMismatch,
    /// The worker has a fault of its own.
    Internal,
    /// The coordinator has restarted.
    Restarted,
}

/// What the loss says about the shard's objects.
enum Verdict {
    /// Nothing: it is as if the lease had not been.
    Innocent,
    /// The worker may have died of them.
    Suspect,
    /// The worker did not die, but there was no progress.
    Excused,
    /// An attempt that failed.
    Guilty,
}

impl Loss {
    fn verdict(&self) -> Verdict {
        match self {
            Loss::Cancelled | Loss::Paused | Loss::Draining => Verdict::Innocent,
            Loss::ListingFailed { .. } | Loss::RulesetMismatch => Verdict::Innocent,
            Loss::Expired => Verdict::Suspect,
            Loss::OutOfOrder | Loss::Restarted => Verdict::Excused,
            Loss::Malformed | Loss::Internal => Verdict::Guilty,
        }
    }

    /// What to tell the worker; nothing if it knows.
    fn revoke_reason(&self) -> Option<RevokeReason> {
        match self {
            Loss::Expired => Some(RevokeReason::Expired),
            Loss::Cancelled => Some(RevokeReason::Cancelled),
            Loss::Paused => Some(RevokeReason::Paused),
            Loss::OutOfOrder | Loss::Malformed => Some(RevokeReason::OutOfOrder),
            Loss::Draining | Loss::ListingFailed { .. } | Loss::RulesetMismatch | Loss::Internal => None,
            Loss::Restarted => None,
        }
    }
}

impl Shard {
    pub(crate) fn new(record: crate::record::ShardRecord) -> Shard {
        Shard { record, delayed_until: None, suspects: Vec::new(), last_session: None }
    }
}

impl Schedule {
    /// Ends the lease of a shard that is not finished: the shard is free again at its cursor, or after a delay, or given up.
    pub(crate) fn lose(&mut self, key: ShardKey, loss: Loss) {
        let Some(token) = self.shard_mut(key).and_then(|shard| shard.record.lease) else {
            return;
        };
        // Of an older epoch there is only the shard's record of it.
        let lease = self.close(token);
        let counted = lease.as_ref().is_none_or(|lease| lease.counted);
        if let Some(shard) = self.shard_mut(key) {
            shard.record.lease = None;
        }
        match loss.verdict() {
            Verdict::Innocent if counted => self.uncount(key),
            Verdict::Excused if counted => self.excuse(key),
            Verdict::Suspect if counted => self.suspect(key, token, lease.as_ref()),
            Verdict::Innocent | Verdict::Excused | Verdict::Suspect | Verdict::Guilty => {}
        }
        if let Some(lease) = lease {
            if let Some(reason) = loss.revoke_reason() {
                self.revoke(&lease.session, token, reason);
            }
            if let Some(shard) = self.shard_mut(key) {
                shard.last_session = Some(lease.session);
            }
        }
        self.free(key, loss);
    }

    /// Ends the leases of a run.
    pub(crate) fn lose_all(&mut self, run_id: u64, loss: Loss) {
        let Some(run) = self.runs.get(&run_id) else {
            return;
        };
        let leased = run.shards.iter().filter(|(_, shard)| shard.record.lease.is_some());
        let keys: Vec<ShardKey> = leased.map(|(shard_id, _)| (run_id, *shard_id)).collect();
        for key in keys {
            self.lose(key, loss.clone());
        }
    }

    /// The lease's time is over.
    pub(crate) fn expire(&mut self, number: u64) {
        let Some(lease) = self.leases.get(&number) else {
            return;
        };
        if lease.expires_at <= self.now {
            self.counters.expired += 1;
            self.lose(lease.shard, Loss::Expired);
        }
    }

    /// Takes a lease out of the books.
    pub(crate) fn close(&mut self, token: Token) -> Option<Lease> {
        if token.epoch != self.config.epoch {
            return None;
        }
        let lease = self.leases.remove(&token.number)?;
        self.timers.remove(&(lease.expires_at, Timer::Lease(token.number)));
        if let Some(session) = self.sessions.get_mut(&lease.session) {
            session.leases.remove(&token.number);
        }
        self.forget_later(&lease.session);
        Some(lease)
    }

    /// The shard has no lease any more.
    fn free(&mut self, key: ShardKey, loss: Loss) {
        let now = self.now;
        self.touched.insert(key.0);
        let Some(run) = self.runs.get_mut(&key.0) else {
            return;
        };
        let Some(shard) = run.shards.get_mut(&key.1) else {
            return;
        };
        self.outbox.put_shard(key);
        if planted!(self, ShardLostOnExpiry) && matches!(loss, Loss::Expired) {
            return;
        }
        let Loss::ListingFailed { code, message } = loss else {
            run.ready.insert(key.1);
            return;
        };
        let failures = shard.record.listing_attempts.saturating_add(1);
        shard.record.listing_attempts = failures;
        if failures >= self.config.max_listing_attempts {
            self.give_up(key, Some(BucketError::new(&code, &message)));
            return;
        }
        let at = now.saturating_add(self.config.retry_after(failures));
        shard.delayed_until = Some(at);
        self.timers.insert((at, Timer::Shard(key)));
    }

    /// The attempt is as if it had not been.
    fn uncount(&mut self, key: ShardKey) {
        if let Some(shard) = self.shard_mut(key) {
            shard.record.attempts = shard.record.attempts.saturating_sub(1);
        }
    }

    /// The attempt may have killed its worker, until the session is heard of again.
    fn suspect(&mut self, key: ShardKey, token: Token, lease: Option<&Lease>) {
        let Some(session) = lease.and_then(|lease| self.sessions.get_mut(&lease.session)) else {
            return;
        };
        session.remember_lost(key, token);
        if let Some(shard) = self.shard_mut(key) {
            shard.suspects.push(token);
        }
    }

    /// An attempt without progress is no sign that an object kills workers.
    pub(crate) fn excuse(&mut self, key: ShardKey) {
        let max_excused = self.config.max_excused_attempts;
        let Some(shard) = self.shard_mut(key) else {
            return;
        };
        if shard.record.attempts == 0 || shard.record.excused >= max_excused {
            return;
        }
        shard.record.attempts -= 1;
        shard.record.excused += 1;
        self.outbox.put_shard(key);
    }

    /// Gives an unleased shard up. What it has not accounted for is entered in the run's books.
    pub(crate) fn give_up(&mut self, key: ShardKey, error: Option<BucketError>) {
        let forgotten = planted!(self, FailedShardForgotten) && error.is_some();
        let Some(run) = self.runs.get_mut(&key.0) else {
            return;
        };
        let Some(shard) = run.shards.remove(&key.1) else {
            return;
        };
        run.ready.remove(&key.1);
        self.unfinished -= 1;
        self.outbox.delete_shard(key);
        self.outbox.put_run(key.0);
        self.touched.insert(key.0);
        if forgotten {
            run.record.shards_done += 1;
            run.record.vanished += shard.record.objects.saturating_sub(shard.record.accounted.objects);
            return;
        }
        let (planned, met) = (shard.record.objects, shard.record.accounted.objects);
        run.record.unaccounted = run.record.unaccounted.saturating_add(planned.saturating_sub(met));
        run.record.appeared = run.record.appeared.saturating_add(met.saturating_sub(planned));
        run.record.shards_failed += 1;
        let Some(error) = error else { return };
        if let Some(bucket) = run.record.buckets.get_mut(shard.record.bucket as usize) {
            bucket.shards_failed += 1;
            bucket.error.get_or_insert(error);
        }
    }
}
