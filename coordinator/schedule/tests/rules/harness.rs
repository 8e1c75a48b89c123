//! A small cluster to write tests in. Each test file uses a part of it.

use magpie_schedule::{
    Account, Config, Effect, Event, Grant, NewRun, NewShard, ReturnReason, RevokeReason, RunRecord, RunState, Schedule,
    SessionId, ShardRecord, Token,
};
use std::collections::BTreeMap;

pub(crate) struct Cluster {
    pub(crate) schedule: Schedule,
    pub(crate) now: u64,
    pub(crate) runs: BTreeMap<u64, RunRecord>,
    pub(crate) shards: BTreeMap<(u64, u64), ShardRecord>,
}

pub(crate) fn config() -> Config {
    Config {
        lease_ttl_ms: 1_000,
        listing_retry_ms: 100,
        max_listing_retry_ms: 400,
        max_listing_attempts: 3,
        ..Config::default()
    }
}

pub(crate) fn key(number: u64) -> String {
    format!("key-{number:06}")
}

/// So many objects, all of them analysed.
pub(crate) fn complete(objects: u64) -> Account {
    Account { objects, bytes: objects * 10, complete: objects, bytes_classified: objects * 10, ..Account::default() }
}

pub(crate) fn session(name: &str) -> SessionId {
    SessionId::from(name)
}

impl Cluster {
    pub(crate) fn new(config: Config) -> Cluster {
        Cluster { schedule: Schedule::new(config), now: 0, runs: BTreeMap::new(), shards: BTreeMap::new() }
    }

    /// Handles an event, stores the records, and returns the messages.
    pub(crate) fn event(&mut self, event: Event) -> Vec<Effect> {
        let effects = self.schedule.handle(self.now, event);
        assert_eq!(self.schedule.check_invariants(), Ok(()));
        let mut messages = Vec::new();
        for effect in effects {
            match effect {
                Effect::PutRun(record) => {
                    self.runs.insert(record.run_id, record);
                }
                Effect::PutShard(record) => {
                    self.shards.insert((record.run_id, record.shard_id), record);
                }
                Effect::DeleteShard { run_id, shard_id } => {
                    self.shards.remove(&(run_id, shard_id));
                }
                message => messages.push(message),
            }
        }
        messages
    }

    pub(crate) fn tick(&mut self, milliseconds: u64) -> Vec<Effect> {
        self.now += milliseconds;
        self.event(Event::Tick)
    }

    /// The coordinator dies and comes back; what is stored is all it has.
    pub(crate) fn restart(&mut self) -> Vec<Effect> {
        let mut config = self.schedule.config().clone();
        config.epoch += 1;
        let (runs, shards) = (self.runs.values().cloned().collect(), self.shards.values().cloned().collect());
        self.schedule = Schedule::recover(config, runs, shards);
        assert_eq!(self.schedule.check_invariants(), Ok(()));
        self.now = 0;
        self.event(Event::Tick)
    }

    pub(crate) fn start(&mut self, run_id: u64, buckets: u32) -> Vec<Effect> {
        let buckets = (0..buckets).map(|bucket| format!("bucket-{bucket}")).collect();
        self.event(Event::StartRun(NewRun { run_id, job_id: format!("job-{run_id}"), buckets }))
    }

    /// Plans the first bucket of a run to its end: shards of ten objects each, the last one open.
    pub(crate) fn plan(&mut self, run_id: u64, shards: u64) -> Vec<Effect> {
        self.event(planned(run_id, 0, 0, shards, true))
    }

    /// A run with one bucket that is planned to its end.
    pub(crate) fn run_with(&mut self, run_id: u64, shards: u64) -> Vec<Effect> {
        self.start(run_id, 1);
        self.plan(run_id, shards)
    }

    pub(crate) fn attach(&mut self, name: &str, credits: u32) -> Vec<Effect> {
        let mut messages = self.event(Event::Attached { session: session(name), name: name.to_owned() });
        if credits > 0 {
            messages.extend(self.credit(name, credits));
        }
        messages
    }

    pub(crate) fn credit(&mut self, name: &str, leases: u32) -> Vec<Effect> {
        self.event(Event::Credit { session: session(name), leases })
    }

    pub(crate) fn beat(&mut self, name: &str, leases: &[Token]) -> Vec<Effect> {
        self.event(Event::Heartbeat { session: session(name), leases: leases.to_vec() })
    }

    pub(crate) fn give_back(&mut self, name: &str, token: Token, reason: ReturnReason) -> Vec<Effect> {
        self.event(Event::ReturnLease { session: session(name), token, reason })
    }

    /// Everything of the grant, in one report.
    pub(crate) fn finish(&mut self, name: &str, grant: &Grant, objects: u64) -> Vec<Effect> {
        let to = if grant.end_inclusive.is_empty() { "zzz" } else { &grant.end_inclusive };
        self.event(progress(name, grant.token, &grant.start_after, to, complete(objects), true))
    }

    pub(crate) fn state(&self, run_id: u64) -> RunState {
        self.runs[&run_id].state
    }
}

pub(crate) fn planned(run_id: u64, bucket: u32, from: u64, shards: u64, done: bool) -> Event {
    let place = |number: u64| if number == 0 { String::new() } else { key(number * 10) };
    let new = |number: u64| NewShard {
        start_after: place(number),
        end_inclusive: if done && number + 1 == from + shards { String::new() } else { place(number + 1) },
        objects: 10,
        bytes: 100,
    };
    Event::ShardsPlanned {
        run_id,
        bucket,
        from_cursor: place(from),
        to_cursor: place(from + shards),
        shards: (from..from + shards).map(new).collect(),
        listed: Account { objects: shards * 10, bytes: shards * 100, ..Account::default() },
        done,
    }
}

pub(crate) fn progress(name: &str, token: Token, from: &str, to: &str, account: Account, done: bool) -> Event {
    Event::Progress {
        session: session(name),
        token,
        from_cursor: from.to_owned(),
        to_cursor: to.to_owned(),
        account,
        objects_with_detections: 0,
        detections: 0,
        done,
    }
}

pub(crate) fn grants(messages: &[Effect]) -> Vec<(String, Grant)> {
    let grant = |effect: &Effect| match effect {
        Effect::Grant { session, grant } => Some((session.to_string(), grant.clone())),
        _ => None,
    };
    messages.iter().filter_map(grant).collect()
}

pub(crate) fn one_grant(messages: &[Effect]) -> Grant {
    let grants = grants(messages);
    assert_eq!(grants.len(), 1, "one grant in {messages:?}");
    grants[0].1.clone()
}

pub(crate) fn revoked(messages: &[Effect]) -> Vec<(Token, RevokeReason)> {
    let revoke = |effect: &Effect| match effect {
        Effect::Revoke { token, reason, .. } => Some((*token, *reason)),
        _ => None,
    };
    messages.iter().filter_map(revoke).collect()
}

pub(crate) fn acked(messages: &[Effect]) -> Vec<String> {
    let ack = |effect: &Effect| match effect {
        Effect::Ack { to_cursor, .. } => Some(to_cursor.clone()),
        _ => None,
    };
    messages.iter().filter_map(ack).collect()
}

pub(crate) fn plans(messages: &[Effect]) -> Vec<(u64, u32, String)> {
    let plan = |effect: &Effect| match effect {
        Effect::PlanBucket { run_id, bucket, cursor } => Some((*run_id, *bucket, cursor.clone())),
        _ => None,
    };
    messages.iter().filter_map(plan).collect()
}

pub(crate) fn stores_results(messages: &[Effect]) -> bool {
    messages.contains(&Effect::AppendResults)
}
