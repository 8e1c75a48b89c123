//! The judge: a second, simpler account of who may do what, kept from events and effects alone. It shares no code with the
//! schedule.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::account::Account;
use crate::config::Config;
use crate::effect::Effect;
use crate::event::{Event, Millis};
use crate::lease::{Grant, ReturnReason, RevokeReason, SessionId, Token};
use crate::record::{PlanState, RunRecord, RunState, ShardRecord};

type ShardKey = (u64, u64);

/// A lease as the judge knows it.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) token: Token,
    pub(super) session: SessionId,
    pub(super) granted_at: Millis,
    pub(super) expires_at: Millis,
    progressed: bool,
    careful: bool,
}

/// A shard as the judge knows it.
#[derive(Debug, Clone, Default)]
pub(super) struct Shard {
    cursor: String,
    end: String,
    /// Grants since the last progress that nothing explains.
    attempts: u32,
    /// The shard may have brought some with it from before its last progress.
    brought: u32,
}

#[derive(Debug)]
pub(super) struct Model {
    config: Config,
    pub(super) now: Millis,
    pub(super) leases: BTreeMap<ShardKey, Held>,
    shards: BTreeMap<ShardKey, Shard>,
    runs: BTreeMap<u64, RunRecord>,
    sessions: BTreeMap<SessionId, (bool, bool)>,
    in_flight: BTreeSet<(u64, u32)>,
    last_token: Token,
    largest_step: usize,
    touched: BTreeSet<ShardKey>,
    /// Leases that ended by time with the last event.
    pub(super) expired: Vec<(ShardKey, Held)>,
}

/// What a Progress claims.
struct Claim<'a> {
    session: &'a SessionId,
    token: Token,
    from: &'a str,
    to: &'a str,
    account: &'a Account,
    done: bool,
}

type Verdict = Result<(), String>;

impl Model {
    pub(super) fn new(config: Config) -> Model {
        Model {
            config,
            now: 0,
            leases: BTreeMap::new(),
            shards: BTreeMap::new(),
            runs: BTreeMap::new(),
            sessions: BTreeMap::new(),
            in_flight: BTreeSet::new(),
            last_token: Token { epoch: 0, number: 0 },
            largest_step: 0,
            touched: BTreeSet::new(),
            expired: Vec::new(),
        }
    }

    /// The coordinator is gone; what is durable is all there is.
    pub(super) fn restart(&mut self, epoch: u64, runs: &BTreeMap<u64, RunRecord>, shards: BTreeMap<ShardKey, Shard>) {
        self.config.epoch = epoch;
        self.now = 0;
        self.leases.clear();
        self.sessions.clear();
        self.in_flight.clear();
        self.touched.clear();
        self.shards = shards;
        self.runs = runs.clone();
    }

    /// What has changed since it was asked last, to be made durable with the records.
    pub(super) fn take_changes(&mut self) -> Vec<(ShardKey, Option<Shard>)> {
        std::mem::take(&mut self.touched).into_iter().map(|key| (key, self.shards.get(&key).cloned())).collect()
    }

    pub(super) fn observe(&mut self, now: Millis, event: &Event, effects: &[Effect]) -> Verdict {
        self.now = self.now.max(now);
        self.expire();
        self.before(event);
        self.check_order(effects)?;
        let mut accepted = false;
        if effects.contains(&Effect::AppendResults) {
            accepted = true;
            self.accept(event)?;
        }
        for effect in effects {
            match effect {
                Effect::PutRun(record) => self.put_run(record)?,
                Effect::PutShard(record) => self.put_shard(record, event)?,
                Effect::DeleteShard { run_id, shard_id } => {
                    self.shards.remove(&(*run_id, *shard_id));
                    self.leases.remove(&(*run_id, *shard_id));
                    self.touched.insert((*run_id, *shard_id));
                }
                Effect::AppendResults => {}
                Effect::Grant { session, grant } => self.grant(session, grant)?,
                Effect::Ack { session, token, to_cursor } => self.ack(session, *token, to_cursor, event, accepted)?,
                Effect::Revoke { session, token, reason } => self.revoke(session, *token, *reason, event)?,
                Effect::Reject { session } => {
                    self.sessions.remove(session);
                }
                Effect::PlanBucket { run_id, bucket, .. } => self.plan(*run_id, *bucket)?,
                Effect::StopPlanning { run_id } => self.in_flight.retain(|(run, _)| run != run_id),
                Effect::RunEnded { run_id, state } => {
                    if self.runs.get(run_id).is_none_or(|run| run.state != *state) {
                        return Err(format!("run {run_id} ended as {state:?}, which is not what is stored"));
                    }
                }
            }
        }
        if let Event::PauseRun { run_id } | Event::CancelRun { run_id } = event
            && self.leases.keys().any(|(run, _)| run == run_id)
        {
            return Err(format!("run {run_id} is stopped and keeps a lease"));
        }
        self.check_bounds()
    }

    fn expire(&mut self) {
        let now = self.now;
        self.expired =
            self.leases.iter().filter(|(_, held)| held.expires_at <= now).map(|(k, h)| (*k, h.clone())).collect();
        for (key, _) in &self.expired {
            self.leases.remove(key);
        }
    }

    /// What an event means whatever the schedule says to it.
    fn before(&mut self, event: &Event) {
        let renewed = self.now + self.config.lease_ttl_ms;
        match event {
            Event::Attached { session, .. } => {
                let draining = self.sessions.get(session).is_some_and(|(_, draining)| *draining);
                self.sessions.insert(session.clone(), (true, draining));
            }
            Event::Detached { session } => {
                if let Some((attached, _)) = self.sessions.get_mut(session) {
                    *attached = false;
                }
            }
            Event::Draining { session } => {
                if let Some((_, draining)) = self.sessions.get_mut(session) {
                    *draining = true;
                }
            }
            Event::Heartbeat { session, leases } => {
                for held in self.leases.values_mut() {
                    if held.session == *session && leases.contains(&held.token) {
                        held.expires_at = renewed;
                    }
                }
            }
            Event::ReturnLease { session, token, reason } => {
                if let Some(key) = self.holder(session, *token) {
                    self.drop_lease(key, *reason != ReturnReason::Internal);
                }
            }
            Event::PauseRun { run_id } if self.state(*run_id) == Some(RunState::Running) => self.drop_leases(*run_id),
            Event::CancelRun { run_id } => self.drop_leases(*run_id),
            Event::ShardsPlanned { run_id, bucket, shards, .. } => {
                self.largest_step = self.largest_step.max(shards.len());
                self.in_flight.remove(&(*run_id, *bucket));
            }
            Event::PlanFailed { run_id, bucket, .. } => {
                self.in_flight.remove(&(*run_id, *bucket));
            }
            _ => {}
        }
    }

    fn state(&self, run_id: u64) -> Option<RunState> {
        self.runs.get(&run_id).map(|run| run.state)
    }

    fn holder(&self, session: &SessionId, token: Token) -> Option<ShardKey> {
        let mut all = self.leases.iter();
        all.find(|(_, held)| held.token == token && held.session == *session).map(|(key, _)| *key)
    }

    fn drop_lease(&mut self, key: ShardKey, innocent: bool) {
        let Some(held) = self.leases.remove(&key) else { return };
        self.touched.insert(key);
        if let Some(shard) = self.shards.get_mut(&key)
            && innocent
            && !held.progressed
        {
            shard.attempts = shard.attempts.saturating_sub(1);
        }
    }

    fn drop_leases(&mut self, run_id: u64) {
        let keys: Vec<ShardKey> = self.leases.keys().filter(|(run, _)| *run == run_id).copied().collect();
        for key in keys {
            self.drop_lease(key, true);
        }
    }

    /// Records come before messages.
    fn check_order(&self, effects: &[Effect]) -> Verdict {
        let is_record = |effect: &Effect| {
            matches!(
                effect,
                Effect::PutRun(_) | Effect::PutShard(_) | Effect::DeleteShard { .. } | Effect::AppendResults
            )
        };
        let records = effects.iter().take_while(|effect| is_record(effect)).count();
        if effects[records..].iter().any(is_record) {
            return Err("a record comes after a message".to_owned());
        }
        Ok(())
    }

    /// Results are about to be stored: they must be under the one valid lease, and start where the shard is.
    fn accept(&mut self, event: &Event) -> Verdict {
        let Event::Progress { session, token, from_cursor, to_cursor, account, done, .. } = event else {
            return Err("results are stored that nobody sent".to_owned());
        };
        let claim = Claim { session, token: *token, from: from_cursor, to: to_cursor, account, done: *done };
        let Some(key) = self.holder(claim.session, claim.token) else {
            return Err(format!("results under lease {token} are stored, which is not valid"));
        };
        if self.state(key.0) != Some(RunState::Running) {
            return Err(format!("results of run {} are stored, which is not running", key.0));
        }
        let Some(shard) = self.shards.get_mut(&key) else { return Err(format!("shard {key:?} is not there")) };
        if shard.cursor != claim.from {
            return Err(format!("results of shard {key:?} are stored that do not start at its cursor"));
        }
        if claim.to < claim.from || (claim.to == claim.from && !claim.done) {
            return Err(format!("the cursor of shard {key:?} does not move on"));
        }
        if !shard.end.is_empty() && claim.to > shard.end.as_str() {
            return Err(format!("the cursor of shard {key:?} leaves it"));
        }
        if !claim.account.is_balanced() {
            return Err(format!("an account of shard {key:?} is taken that does not add up"));
        }
        shard.cursor = claim.to.to_owned();
        let Some(held) = self.leases.get_mut(&key) else { return Err(format!("shard {key:?} lost its lease")) };
        shard.brought = if held.careful || shard.brought > 0 { self.config.attempts_before_careful } else { 0 };
        shard.attempts = 0;
        held.progressed = true;
        held.expires_at = self.now + self.config.lease_ttl_ms;
        self.touched.insert(key);
        Ok(())
    }

    fn put_run(&mut self, record: &RunRecord) -> Verdict {
        let run_id = record.run_id;
        let Some(before) = self.runs.insert(run_id, record.clone()) else { return Ok(()) };
        if before.state.is_ended() && before.state != record.state {
            return Err(format!("run {run_id} had ended as {:?} and is now {:?}", before.state, record.state));
        }
        let grows = before.listed.objects <= record.listed.objects
            && before.accounted.objects <= record.accounted.objects
            && before.detections <= record.detections
            && before.shards <= record.shards
            && before.shards_done <= record.shards_done;
        let back = before.buckets.iter().zip(&record.buckets).any(|(old, new)| {
            old.plan != PlanState::Planning && new.plan != old.plan
                || new.plan == PlanState::Planning && new.cursor < old.cursor
        });
        if !grows || back { Err(format!("run {run_id} went backwards")) } else { Ok(()) }
    }

    fn put_shard(&mut self, record: &ShardRecord, event: &Event) -> Verdict {
        let key = (record.run_id, record.shard_id);
        let is_planned = matches!(event, Event::ShardsPlanned { .. });
        let shard = match self.shards.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(_) if !is_planned => return Err(format!("shard {key:?} comes from nowhere")),
            Entry::Vacant(entry) => entry.insert(Shard {
                cursor: record.start_after.clone(),
                end: record.end_inclusive.clone(),
                ..Shard::default()
            }),
        };
        self.touched.insert(key);
        if shard.cursor != record.cursor {
            return Err(format!("the cursor of shard {key:?} is stored as it is not"));
        }
        if record.attempts + record.excused < shard.attempts {
            return Err(format!("attempts of shard {key:?} are forgotten"));
        }
        if record.excused > self.config.max_excused_attempts {
            return Err(format!("too many attempts of shard {key:?} are excused"));
        }
        Ok(())
    }

    fn grant(&mut self, session: &SessionId, grant: &Grant) -> Verdict {
        let key = (grant.run_id, grant.shard_id);
        if let Some(held) = self.leases.get(&key) {
            return Err(format!("shard {key:?} has two owners: {} and {}", held.token, grant.token));
        }
        if grant.token <= self.last_token || grant.token.epoch != self.config.epoch {
            return Err(format!("token {} comes after {}", grant.token, self.last_token));
        }
        self.last_token = grant.token;
        if self.state(grant.run_id) != Some(RunState::Running) {
            return Err(format!("run {} is not running and is granted", grant.run_id));
        }
        match self.sessions.get(session) {
            Some((true, false)) => {}
            other => return Err(format!("session {session} gets a grant, but is {other:?}")),
        }
        let Some(shard) = self.shards.get_mut(&key) else {
            return Err(format!("shard {key:?} is granted, but not stored"));
        };
        if shard.cursor != grant.start_after || shard.end != grant.end_inclusive {
            return Err(format!("shard {key:?} is granted elsewhere than where it is"));
        }
        let (attempts, config) = (shard.attempts, &self.config);
        if attempts >= config.attempts_before_careful && !grant.careful {
            return Err(format!("shard {key:?} is granted carelessly after {attempts} attempts"));
        }
        let quarantine = config.attempts_before_quarantine;
        if grant.quarantine_first && (!grant.careful || attempts + shard.brought < quarantine) {
            return Err(format!("an object of shard {key:?} is quarantined after {attempts} attempts"));
        }
        if !grant.quarantine_first && attempts >= quarantine + config.max_excused_attempts {
            return Err(format!("no object of shard {key:?} is quarantined after {attempts} attempts"));
        }
        shard.attempts += 1;
        self.touched.insert(key);
        let held = Held {
            token: grant.token,
            session: session.clone(),
            granted_at: self.now,
            expires_at: self.now + self.config.lease_ttl_ms,
            progressed: false,
            careful: grant.careful,
        };
        self.leases.insert(key, held);
        let of_session = self.leases.values().filter(|held| held.session == *session).count();
        if of_session > self.config.max_leases_per_session as usize {
            return Err(format!("session {session} has {of_session} leases"));
        }
        Ok(())
    }

    fn ack(&mut self, session: &SessionId, token: Token, to: &str, event: &Event, accepted: bool) -> Verdict {
        let Event::Progress { session: sender, token: sent, to_cursor, .. } = event else {
            return Err("an acknowledgement of nothing".to_owned());
        };
        if sender != session || *sent != token || to != to_cursor {
            return Err("an acknowledgement of something else".to_owned());
        }
        let Some(key) = self.holder(session, token) else { return Ok(()) };
        let Some(shard) = self.shards.get(&key) else { return Ok(()) };
        if to > shard.cursor.as_str() {
            return Err(format!("shard {key:?} is acknowledged further than it is"));
        }
        if !accepted && let Some(held) = self.leases.get_mut(&key) {
            held.expires_at = self.now + self.config.lease_ttl_ms;
        }
        Ok(())
    }

    fn revoke(&mut self, session: &SessionId, token: Token, reason: RevokeReason, event: &Event) -> Verdict {
        let holder = self.holder(session, token);
        let fits = match reason {
            RevokeReason::Expired => holder.is_none() && self.expired.iter().any(|(_, held)| held.token == token),
            RevokeReason::Paused => matches!(event, Event::PauseRun { .. }),
            RevokeReason::Cancelled => matches!(event, Event::CancelRun { .. }),
            RevokeReason::Superseded => holder.is_none(),
            RevokeReason::OutOfOrder => matches!(event, Event::Progress { token: sent, .. } if *sent == token),
        };
        if !fits {
            return Err(format!("lease {token} is revoked as {reason:?}, which it is not"));
        }
        if let Some(key) = holder {
            self.drop_lease(key, false);
        }
        Ok(())
    }

    fn plan(&mut self, run_id: u64, bucket: u32) -> Verdict {
        if self.state(run_id) != Some(RunState::Running) {
            return Err(format!("run {run_id} is not running and is planned"));
        }
        if !self.in_flight.insert((run_id, bucket)) {
            return Err(format!("bucket {bucket} of run {run_id} is planned twice at once"));
        }
        let of_run = |key: &&ShardKey| key.0 == run_id;
        if self.shards.keys().filter(of_run).count() >= self.config.max_pending_shards {
            return Err(format!("run {run_id} is planned further than it may"));
        }
        let parallel = self.in_flight.iter().filter(|(run, _)| *run == run_id).count();
        if parallel > self.config.max_parallel_plans {
            return Err(format!("{parallel} buckets of run {run_id} are planned at once"));
        }
        Ok(())
    }

    fn check_bounds(&self) -> Verdict {
        // Late answers of the planner can come on top of those in flight, each once.
        let most = self.config.max_pending_shards + (self.config.max_parallel_plans + 4) * self.largest_step;
        let mut of_run: BTreeMap<u64, usize> = BTreeMap::new();
        for (run_id, _) in self.shards.keys() {
            *of_run.entry(*run_id).or_default() += 1;
        }
        match of_run.values().max() {
            Some(count) if *count > most => Err(format!("{count} shards of one run are in memory")),
            _ => Ok(()),
        }
    }
}
