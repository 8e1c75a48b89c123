//! Fairness among runs and workers, and every bound reached.

use crate::harness::*;
use magpie_schedule::{Config, Effect, Event, RunState, Schedule, ShardRecord, Token};

#[test]
fn runs_take_turns_and_the_oldest_shard_goes_first() {
    let mut cluster = Cluster::new(config());
    for run_id in 1..=3 {
        cluster.run_with(run_id, 4);
    }
    let granted = grants(&cluster.attach("a", 7));
    let order: Vec<(u64, u64)> = granted.iter().map(|(_, grant)| (grant.run_id, grant.shard_id)).collect();
    assert_eq!(order, [(1, 0), (2, 0), (3, 0), (1, 1), (2, 1), (3, 1), (1, 2)]);
}

#[test]
fn leases_are_spread_over_workers() {
    let mut cluster = Cluster::new(config());
    for name in ["a", "b", "c"] {
        cluster.attach(name, 8);
    }
    let granted = grants(&cluster.run_with(1, 6));
    for name in ["a", "b", "c"] {
        assert_eq!(granted.iter().filter(|(session, _)| session == name).count(), 2);
    }
}

#[test]
fn a_worker_that_is_silent_comes_last() {
    let mut cluster = Cluster::new(config());
    cluster.attach("silent", 2);
    cluster.now += 5_000;
    cluster.attach("lively", 1);
    let granted = grants(&cluster.run_with(1, 2));
    let names: Vec<&str> = granted.iter().map(|(session, _)| session.as_str()).collect();
    assert_eq!(names, ["lively", "silent"]);
}

#[test]
fn a_failed_shard_goes_before_younger_ones() {
    let mut cluster = Cluster::new(config());
    cluster.run_with(1, 3);
    let first = one_grant(&cluster.attach("a", 1));
    cluster.tick(1_000);
    assert_eq!(one_grant(&cluster.attach("b", 1)).shard_id, first.shard_id);
}

#[test]
fn a_session_has_so_many_leases_and_credits_and_no_more() {
    let mut cluster = Cluster::new(Config { max_leases_per_session: 3, ..config() });
    cluster.run_with(1, 9);
    assert_eq!(grants(&cluster.attach("a", u32::MAX)).len(), 3);
    assert_eq!(grants(&cluster.credit("a", u32::MAX)), vec![]);
    let token = Token { epoch: 1, number: 1 };
    cluster.event(progress("a", token, "", &key(10), complete(10), true));
    assert_eq!(grants(&cluster.credit("a", 5)).len(), 1);
}

#[test]
fn there_are_so_many_sessions_and_no_more() {
    let mut cluster = Cluster::new(Config { max_sessions: 2, ..config() });
    cluster.run_with(1, 1);
    cluster.attach("a", 1);
    cluster.attach("b", 0);
    assert_eq!(cluster.attach("c", 0), vec![Effect::Reject { session: session("c") }]);
    // One that is gone makes room, unless it holds a lease.
    cluster.event(Event::Detached { session: session("a") });
    assert_eq!(cluster.attach("c", 0).len(), 1);
    cluster.event(Event::Detached { session: session("b") });
    assert_eq!(cluster.attach("c", 0), vec![]);
    assert_eq!(cluster.schedule.workers().count(), 2);
}

#[test]
fn a_session_that_stays_away_is_forgotten() {
    let mut cluster = Cluster::new(Config { max_sessions: 1, ..config() });
    cluster.attach("a", 0);
    cluster.event(Event::Detached { session: session("a") });
    assert_eq!(cluster.schedule.next_deadline(), Some(10_000));
    cluster.tick(10_000);
    assert_eq!(cluster.schedule.next_deadline(), None);
    assert_eq!(cluster.schedule.workers().count(), 0);
}

#[test]
fn a_heartbeat_names_so_many_leases_and_no_more() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 0);
    let tokens: Vec<Token> = (0..100_000).map(|number| Token { epoch: 9, number }).collect();
    assert_eq!(revoked(&cluster.beat("a", &tokens)).len(), 8_192);
}

#[test]
fn so_many_finished_leases_are_remembered_and_no_more() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 1);
    cluster.run_with(1, 4_200);
    while cluster.state(1) == RunState::Running {
        let lease = cluster.schedule.leases().next().unwrap();
        let from = if lease.shard_id == 0 { String::new() } else { key(lease.shard_id * 10) };
        let to = key(lease.shard_id * 10 + 10);
        let done = progress("a", lease.token, &from, &to, complete(10), true);
        let schedule = &mut cluster.schedule;
        for effect in schedule.handle(0, done) {
            if let Effect::PutRun(record) = effect {
                cluster.runs.insert(1, record);
            }
        }
        schedule.handle(0, Event::Credit { session: session("a"), leases: 1 });
    }
    let again = |number: u64| progress("a", Token { epoch: 1, number }, "", "", complete(0), true);
    assert_eq!(acked(&cluster.event(again(4_200))).len(), 1);
    assert_eq!(acked(&cluster.event(again(4_200 - 4_095))).len(), 1);
    assert_eq!(revoked(&cluster.event(again(4_200 - 4_096))).len(), 1);
}

#[test]
fn so_many_ended_runs_are_remembered_and_no_more() {
    let mut cluster = Cluster::new(Config { max_ended_runs: 2, ..config() });
    for run_id in 1..=3 {
        cluster.start(run_id, 0);
    }
    let known: Vec<u64> = cluster.schedule.runs().map(|run| run.run_id).collect();
    assert_eq!(known, [2, 3]);
    cluster.event(Event::Exported { run_id: 3 });
    assert!(cluster.runs[&3].exported);
    cluster.event(Event::Exported { run_id: 1 });
    assert!(!cluster.runs[&1].exported, "a run that is forgotten is the caller's to mark");
}

#[test]
fn exported_is_said_of_ended_runs_only() {
    let mut cluster = Cluster::new(config());
    cluster.run_with(1, 1);
    cluster.event(Event::Exported { run_id: 1 });
    assert!(!cluster.runs[&1].exported);
}

#[test]
fn recovery_survives_records_that_do_not_fit() {
    let mut cluster = Cluster::new(config());
    cluster.run_with(1, 2);
    let shard = cluster.shards[&(1, 0)].clone();
    let mut shards: Vec<ShardRecord> = cluster.shards.values().cloned().collect();
    // Of a run that is not there, and of a bucket that is not there.
    shards.push(ShardRecord { run_id: 77, ..shard.clone() });
    shards[1].bucket = 9;
    let next = Config { epoch: 2, ..config() };
    let mut schedule = Schedule::recover(next, cluster.runs.values().cloned().collect(), shards);
    assert_eq!(schedule.check_invariants(), Ok(()));
    let effects = schedule.handle(0, Event::Tick);
    assert!(effects.contains(&Effect::DeleteShard { run_id: 77, shard_id: 0 }));
    assert!(effects.contains(&Effect::DeleteShard { run_id: 1, shard_id: 1 }));
    let run = schedule.run(1).unwrap();
    assert_eq!((run.shards_failed, run.unaccounted), (1, 10), "what cannot be scanned is not forgotten");
}
