//! Events without any sense: the schedule must not panic, and its invariants must hold.

use magpie_schedule::{
    Account, Config, Effect, Event, NewRun, NewShard, ReturnReason, RunRecord, Schedule, SessionId, ShardRecord, Token,
};
use std::collections::BTreeMap;

/// Random numbers (SplitMix64).
struct Random {
    state: u64,
    /// Leases that were granted: some of the nonsense should come close to sense.
    granted: Vec<(SessionId, Token, String)>,
    /// Steps of planning that were asked for.
    asked: Vec<(u64, u32, String)>,
}

impl Random {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn number(&mut self) -> u64 {
        match self.below(8) {
            0 if self.below(4) == 0 => u64::MAX,
            1 if self.below(4) == 0 => u64::MAX / 2,
            _ => self.below(4),
        }
    }

    fn key(&mut self) -> String {
        ["", "a", "b", "c", "d", "é", "\u{10ffff}", "../x"][self.below(8) as usize].to_owned()
    }

    fn account(&mut self) -> Account {
        let mut account = Account { complete: self.number(), skipped: self.below(2), ..Account::default() };
        account.objects = account.complete.saturating_add(account.skipped);
        if self.below(4) == 0 {
            account.partial = self.number();
        }
        account.bytes = self.number();
        account
    }

    fn session(&mut self) -> SessionId {
        SessionId::from(["a", "b", "c", "d"][self.below(4) as usize])
    }

    fn token(&mut self) -> Token {
        Token { epoch: self.below(3), number: self.below(30) }
    }

    fn event(&mut self) -> Event {
        let run_id = self.below(4);
        let (session, token, start) = match self.granted.last().cloned() {
            Some(lease) if self.below(2) == 0 => lease,
            _ => (self.session(), self.token(), self.key()),
        };
        match self.below(20) {
            0 => {
                let buckets = (0..self.below(3)).map(|bucket| bucket.to_string()).collect();
                Event::StartRun(NewRun { run_id, job_id: String::new(), buckets })
            }
            1 => Event::PauseRun { run_id },
            2 | 3 => Event::ResumeRun { run_id },
            4 if self.below(8) == 0 => Event::CancelRun { run_id },
            5..=7 => self.plan(run_id),
            8 => {
                let (bucket, retryable) = (self.below(3) as u32, self.below(3) > 0);
                Event::PlanFailed { run_id, bucket, code: self.key(), message: self.key(), retryable }
            }
            9 | 10 => Event::Attached { session, name: String::new() },
            11 => Event::Detached { session },
            12 | 13 => Event::Credit { session, leases: self.number() as u32 },
            14 => Event::Heartbeat { session, leases: vec![token, self.token(), token] },
            15..=17 => Event::Progress {
                session,
                token,
                from_cursor: start,
                to_cursor: self.key(),
                account: self.account(),
                objects_with_detections: self.below(2),
                detections: self.number(),
                done: self.below(3) == 0,
            },
            18 => {
                let reason = match self.below(4) {
                    0 => ReturnReason::Draining,
                    1 => ReturnReason::ListingFailed { code: self.key(), message: self.key() },
                    2 => ReturnReason::RulesetMismatch,
                    _ => ReturnReason::Internal,
                };
                Event::ReturnLease { session, token, reason }
            }
            19 if self.below(8) == 0 => Event::Draining { session },
            19 => Event::Exported { run_id },
            _ => Event::Tick,
        }
    }

    fn plan(&mut self, run_id: u64) -> Event {
        let wild = (run_id, self.below(3) as u32, self.key());
        let (run_id, bucket, from_cursor) = match self.asked.pop() {
            Some(step) if self.below(4) > 0 => step,
            _ => wild,
        };
        let mut start = from_cursor.clone();
        let mut listed = Account::default();
        let mut shards = Vec::new();
        for _ in 0..self.below(3) {
            let shard = NewShard {
                start_after: start,
                end_inclusive: self.key(),
                objects: self.number(),
                bytes: self.below(9),
            };
            listed.objects = listed.objects.saturating_add(shard.objects);
            listed.bytes += shard.bytes;
            start = shard.end_inclusive.clone();
            shards.push(shard);
        }
        let to_cursor = if self.below(8) == 0 { self.key() } else { start };
        let done = self.below(2) == 0;
        Event::ShardsPlanned { run_id, bucket, from_cursor, to_cursor, shards, listed, done }
    }
}

#[test]
fn nonsense_breaks_nothing() {
    let mut taken = 0;
    for seed in 0..300 {
        let mut random = Random { state: seed, granted: Vec::new(), asked: Vec::new() };
        let mut config =
            Config { lease_ttl_ms: 20, listing_retry_ms: 3, max_shards: 3, max_sessions: 3, ..Config::default() };
        let mut schedule = Schedule::new(config.clone());
        let mut runs: BTreeMap<u64, RunRecord> = BTreeMap::new();
        let mut shards: BTreeMap<(u64, u64), ShardRecord> = BTreeMap::new();
        for _ in 0..400 {
            let now = if random.below(50) == 0 { random.number() % 5_000 } else { random.below(2_000) };
            let effects = schedule.handle(now, random.event());
            assert_eq!(schedule.check_invariants(), Ok(()), "seed {seed}");
            for effect in effects {
                match effect {
                    Effect::PutRun(record) => drop(runs.insert(record.run_id, record)),
                    Effect::PutShard(record) => drop(shards.insert((record.run_id, record.shard_id), record)),
                    Effect::DeleteShard { run_id, shard_id } => drop(shards.remove(&(run_id, shard_id))),
                    Effect::AppendResults => taken += 1,
                    Effect::Grant { session, grant } => random.granted.push((session, grant.token, grant.start_after)),
                    Effect::PlanBucket { run_id, bucket, cursor } => random.asked.push((run_id, bucket, cursor)),
                    _ => {}
                }
            }
            if random.below(100) == 0 {
                config.epoch += 1;
                schedule = Schedule::recover(
                    config.clone(),
                    runs.values().cloned().collect(),
                    shards.values().cloned().collect(),
                );
                assert_eq!(schedule.check_invariants(), Ok(()), "seed {seed}");
            }
        }
    }
    assert!(taken > 100, "some of it makes sense by chance, or the test tests nothing: {taken}");
}
