//! Progress: what is taken into the books, and what is refused.

use crate::account::Account;
use crate::effect::Effect;
use crate::lease::{RevokeReason, SessionId, Token};
use crate::loss::Loss;
use crate::planted::planted;
use crate::schedule::{FinishedLease, Lease, Schedule};

/// The body of a Progress.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) from_cursor: String,
    pub(crate) to_cursor: String,
    pub(crate) account: Account,
    pub(crate) objects_with_detections: u64,
    pub(crate) detections: u64,
    pub(crate) done: bool,
}

/// What becomes of a Progress under a lease that holds.
enum Reception {
    Accepted,
    /// It was stored before.
    Repeated,
    Refused(Loss),
}

impl Schedule {
    pub(crate) fn progress(&mut self, id: &SessionId, token: Token, report: Report) {
        self.hear(id);
        let token = self.planted_token(token, &report).unwrap_or(token);
        if !self.holds(id, token) && !planted!(self, TokenCheckRemoved) {
            self.progress_without_lease(id, token, report);
            return;
        }
        match self.receive(token.number, &report) {
            Reception::Accepted => self.accept(id, token, report),
            Reception::Repeated => {
                self.renew(token.number);
                self.counters.progress_repeated += 1;
                self.ack(id, token, report.to_cursor);
            }
            Reception::Refused(loss) => {
                self.counters.progress_refused += 1;
                if let Some(key) = self.leases.get(&token.number).map(|lease| lease.shard) {
                    self.lose(key, loss);
                }
            }
        }
    }

    /// The lease is gone. If it went because its shard was finished, the worker may not have heard of it.
    fn progress_without_lease(&mut self, id: &SessionId, token: Token, report: Report) {
        let finished = self.finished.get(&token.number).filter(|finished| {
            token.epoch == self.config.epoch && finished.session == *id && report.to_cursor <= finished.to_cursor
        });
        if finished.is_some() {
            self.counters.progress_repeated += 1;
            self.ack(id, token, report.to_cursor);
        } else {
            self.counters.progress_refused += 1;
            self.revoke(id, token, RevokeReason::Superseded);
        }
    }

    fn receive(&self, number: u64, report: &Report) -> Reception {
        let Some(lease) = self.leases.get(&number) else {
            return Reception::Refused(Loss::OutOfOrder);
        };
        let Some(run) = self.runs.get(&lease.shard.0) else {
            return Reception::Refused(Loss::OutOfOrder);
        };
        let Some(shard) = run.shards.get(&lease.shard.1) else {
            return Reception::Refused(Loss::OutOfOrder);
        };
        let (cursor, end) = (&shard.record.cursor, &shard.record.end_inclusive);
        if report.from_cursor != *cursor {
            if is_repeated(lease, cursor, report) {
                return if planted!(self, RepeatStoredAgain) { Reception::Accepted } else { Reception::Repeated };
            }
            return Reception::Refused(Loss::OutOfOrder);
        }
        let moves = report.to_cursor > report.from_cursor || (report.done && report.to_cursor == report.from_cursor);
        let inside = end.is_empty() || report.to_cursor <= *end;
        if !moves || !inside || !(self.is_possible(report) || planted!(self, AccountNotChecked)) {
            return Reception::Refused(Loss::Malformed);
        }
        let fits = run.record.accounted.checked_add(report.account).is_some()
            && run.record.detections.checked_add(report.detections).is_some();
        if fits { Reception::Accepted } else { Reception::Refused(Loss::Malformed) }
    }

    /// Whether the counts of a Progress can be true.
    fn is_possible(&self, report: &Report) -> bool {
        let account = &report.account;
        let empty = report.from_cursor == report.to_cursor;
        account.is_balanced()
            && !(empty && account.objects > 0)
            && report.objects_with_detections <= account.complete.saturating_add(account.partial)
            && report.objects_with_detections <= report.detections
    }

    fn accept(&mut self, id: &SessionId, token: Token, report: Report) {
        self.renew(token.number);
        let config = (self.config.attempts_before_careful, self.config.careful_steps);
        let doubled = planted!(self, CountedTwiceOnTakeover);
        let Some(lease) = self.leases.get_mut(&token.number) else {
            return;
        };
        let (key, careful) = (lease.shard, lease.careful);
        lease.counted = false;
        let Some(run) = self.runs.get_mut(&key.0) else {
            return;
        };
        let Some(shard) = run.shards.get_mut(&key.1) else {
            return;
        };
        let record = &mut shard.record;
        // `receive` has seen that the run's sums fit, and a shard's are never greater.
        if let (Some(of_shard), Some(of_run)) =
            (record.accounted.checked_add(report.account), run.record.accounted.checked_add(report.account))
        {
            record.accounted = of_shard;
            run.record.accounted = of_run;
        }
        if doubled && shard.last_session.take().is_some() {
            record.accounted = record.accounted.checked_add(report.account).unwrap_or_default();
            run.record.accounted = run.record.accounted.checked_add(report.account).unwrap_or_default();
        }
        run.record.objects_with_detections =
            run.record.objects_with_detections.saturating_add(report.objects_with_detections);
        run.record.detections = run.record.detections.saturating_add(report.detections);
        record.cursor.clone_from(&report.to_cursor);
        record.listing_attempts = 0;
        record.note_progress(careful, config.0, config.1);
        shard.suspects.clear();
        if let Some(session) = self.sessions.get_mut(id) {
            session.faults = 0;
            session.bytes_classified = session.bytes_classified.saturating_add(report.account.bytes_classified);
            session.objects = session.objects.saturating_add(report.account.outcomes().unwrap_or(0));
        }
        self.counters.progress_accepted += 1;
        self.outbox.append_results();
        self.outbox.put_run(key.0);
        self.outbox.put_shard(key);
        if report.done {
            self.finish(id, token, &report.to_cursor);
        }
        self.ack(id, token, report.to_cursor);
    }

    /// The shard is accounted for to its end.
    fn finish(&mut self, id: &SessionId, token: Token, to_cursor: &str) {
        let Some(lease) = self.close(token) else {
            return;
        };
        let key = lease.shard;
        let Some(run) = self.runs.get_mut(&key.0) else {
            return;
        };
        let Some(shard) = run.shards.remove(&key.1) else {
            return;
        };
        let (planned, met) = (shard.record.objects, shard.record.accounted.objects);
        run.record.vanished = run.record.vanished.saturating_add(planned.saturating_sub(met));
        run.record.appeared = run.record.appeared.saturating_add(met.saturating_sub(planned));
        run.record.shards_done += 1;
        self.unfinished -= 1;
        self.outbox.delete_shard(key);
        self.touched.insert(key.0);
        let finished = FinishedLease { session: id.clone(), to_cursor: to_cursor.to_owned() };
        self.finished.insert(token.number, finished);
        if self.finished.len() > Self::MAX_FINISHED {
            self.finished.pop_first();
        }
    }

    fn ack(&mut self, id: &SessionId, token: Token, to_cursor: String) {
        if self.sessions.get(id).is_some_and(|session| session.attached) {
            self.outbox.message(Effect::Ack { session: id.clone(), token, to_cursor });
        }
    }

    /// With the fault planted: the lease that the shard has now, for a token that it once had.
    #[cfg(any(test, feature = "planted-bugs"))]
    fn planted_token(&self, token: Token, report: &Report) -> Option<Token> {
        if !planted!(self, TokenCheckRemoved) || self.leases.contains_key(&token.number) {
            return None;
        }
        let shards = self.runs.values().flat_map(|run| run.shards.values());
        let mut same = shards.filter(|shard| shard.record.cursor == report.from_cursor);
        same.find_map(|shard| shard.record.lease)
    }

    #[cfg(not(any(test, feature = "planted-bugs")))]
    fn planted_token(&self, _token: Token, _report: &Report) -> Option<Token> {
        None
    }
}

/// Whether every key of the report was accepted under this very lease before. Then it was delivered twice or late, or the
/// worker sends it again because it missed the acknowledgement; its results are stored.
fn is_repeated(lease: &Lease, cursor: &str, report: &Report) -> bool {
    let within = report.from_cursor >= lease.granted_from && report.to_cursor.as_str() <= cursor;
    within && report.from_cursor < report.to_cursor && !report.done
}

impl crate::record::ShardRecord {
    /// The attempts begin anew. But a shard that was careful stays so for a while: where one object kills workers there are
    /// often more, and the next one should cost fewer lives.
    fn note_progress(&mut self, careful: bool, attempts_before_careful: u32, careful_steps: u32) {
        if !careful && self.careful_steps == 0 {
            self.attempts = 0;
            self.excused = 0;
            return;
        }
        let first = self.careful_steps == 0 || self.excused > 0 || self.attempts > attempts_before_careful;
        self.attempts = self.attempts.min(attempts_before_careful);
        self.excused = 0;
        self.careful_steps = if first { careful_steps } else { self.careful_steps - 1 };
        if self.careful_steps == 0 {
            self.attempts = 0;
        }
    }
}
