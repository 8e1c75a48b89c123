//! Shards that fail: how often they are tried, and what they cost in the end.

use crate::harness::*;
use magpie_schedule::{Account, Config, Effect, Event, Grant, ReturnReason, RunState};

/// A worker takes the lease and dies of it.
fn die(cluster: &mut Cluster, number: u64) -> Grant {
    let name = format!("victim-{number}");
    let grant = one_grant(&cluster.attach(&name, 1));
    cluster.event(Event::Detached { session: session(&name) });
    cluster.tick(1_000);
    grant
}

#[test]
fn an_object_that_kills_its_workers_costs_a_bounded_number_of_lives() {
    let mut cluster = Cluster::new(config());
    cluster.run_with(1, 1);
    let grants: Vec<Grant> = (0..5).map(|number| die(&mut cluster, number)).collect();
    let careful: Vec<bool> = grants.iter().map(|grant| grant.careful).collect();
    let quarantine: Vec<bool> = grants.iter().map(|grant| grant.quarantine_first).collect();
    assert_eq!(careful, [false, false, true, true, true]);
    assert_eq!(quarantine, [false, false, false, false, true]);
    // The next worker reports it as quarantined, and the shard goes on, carefully.
    let grant = one_grant(&cluster.attach("a", 1));
    assert!(grant.quarantine_first);
    let skipped = Account { objects: 1, bytes: 10, skipped: 1, ..Account::default() };
    cluster.event(progress("a", grant.token, "", &key(1), skipped, false));
    let shard = &cluster.shards[&(1, 0)];
    assert_eq!((shard.attempts, shard.careful_steps), (2, 8));
    cluster.event(progress("a", grant.token, &key(1), &key(10), complete(9), true));
    assert_eq!((cluster.state(1), cluster.runs[&1].accounted.skipped), (RunState::Complete, 1));
}

#[test]
fn a_second_such_object_costs_fewer_lives_and_a_long_peace_forgets() {
    let mut cluster = Cluster::new(config());
    cluster.run_with(1, 1);
    for number in 0..4 {
        die(&mut cluster, number);
    }
    let grant = one_grant(&cluster.attach("a", 1));
    cluster.event(progress("a", grant.token, "", &key(1), complete(1), false));
    cluster.tick(1_000);
    let lives = (10..20).take_while(|number| !die(&mut cluster, *number).quarantine_first).count();
    assert_eq!(lives, 2);
    let mut cursor = key(1);
    cluster.tick(1_000);
    let grant = one_grant(&cluster.attach("b", 1));
    for number in 0..=cluster.schedule.config().careful_steps {
        let next = key(2) + &number.to_string();
        cluster.event(progress("b", grant.token, &cursor, &next, complete(1), false));
        cursor = next;
    }
    let shard = &cluster.shards[&(1, 0)];
    assert_eq!((shard.attempts, shard.careful_steps), (0, 0));
    cluster.give_back("b", grant.token, ReturnReason::Draining);
    assert!(!one_grant(&cluster.credit("b", 1)).careful);
}

#[test]
fn attempts_survive_a_restart_of_the_coordinator() {
    let mut cluster = Cluster::new(config());
    cluster.run_with(1, 1);
    for number in 0..4 {
        die(&mut cluster, number);
    }
    cluster.restart();
    assert!(one_grant(&cluster.attach("a", 1)).quarantine_first);
}

#[test]
fn an_object_that_kills_the_coordinator_too_is_quarantined_in_the_end() {
    let mut cluster = Cluster::new(config());
    cluster.run_with(1, 1);
    let bound = cluster.schedule.config().attempts_before_quarantine + cluster.schedule.config().max_excused_attempts;
    for number in 0..bound {
        let grant = one_grant(&cluster.attach("all in one", 1));
        assert!(!grant.quarantine_first, "after {number} crashes");
        assert_eq!(grant.careful, number >= 2, "after {number} crashes");
        cluster.restart();
    }
    assert!(one_grant(&cluster.attach("all in one", 1)).quarantine_first);
}

#[test]
fn partitions_are_no_sign_that_an_object_kills() {
    let mut cluster = Cluster::new(config());
    cluster.run_with(1, 1);
    cluster.attach("a", 1);
    for _ in 0..8 {
        // The lease expires, but the worker comes back.
        cluster.event(Event::Detached { session: session("a") });
        cluster.tick(1_000);
        cluster.attach("a", 1);
    }
    let shard = &cluster.shards[&(1, 0)];
    assert_eq!((shard.attempts, shard.excused), (1, 8));
    // But not for ever: a worker that stalls on an object each time lives on as well.
    for _ in 0..4 {
        cluster.event(Event::Detached { session: session("a") });
        cluster.tick(1_000);
        cluster.attach("a", 1);
    }
    assert_eq!(cluster.schedule.counters().quarantine_grants, 1);
}

#[test]
fn an_internal_fault_counts_and_its_worker_rests() {
    let mut cluster = Cluster::new(config());
    cluster.run_with(1, 1);
    let grant = one_grant(&cluster.attach("broken", 2));
    assert_eq!(grants(&cluster.give_back("broken", grant.token, ReturnReason::Internal)), vec![]);
    assert_eq!(cluster.shards[&(1, 0)].attempts, 1);
    assert_eq!(cluster.schedule.next_deadline(), Some(100));
    assert_eq!(grants(&cluster.tick(99)), vec![]);
    let again = one_grant(&cluster.tick(1));
    // With another worker there the shard goes to that one, at once.
    cluster.attach("b", 1);
    let messages = cluster.give_back("broken", again.token, ReturnReason::Internal);
    assert_eq!(grants(&messages)[0].0, "b");
}

#[test]
fn a_worker_with_other_rules_gets_no_more_of_that_run() {
    let mut cluster = Cluster::new(config());
    cluster.run_with(1, 1);
    let grant = one_grant(&cluster.attach("old", 2));
    assert_eq!(grants(&cluster.give_back("old", grant.token, ReturnReason::RulesetMismatch)), vec![]);
    assert_eq!(cluster.shards[&(1, 0)].attempts, 0);
    assert_eq!(one_grant(&cluster.run_with(2, 1)).run_id, 2);
    assert_eq!(grants(&cluster.credit("old", 1)), vec![]);
    assert_eq!(one_grant(&cluster.attach("new", 1)).run_id, 1);
}

#[test]
fn a_shard_that_cannot_be_listed_is_tried_later_and_then_given_up() {
    let mut cluster = Cluster::new(config());
    cluster.run_with(1, 2);
    cluster.attach("a", 1);
    let failed =
        || ReturnReason::ListingFailed { code: "BUCKET_ACCESS_DENIED".to_owned(), message: "grant it".to_owned() };
    for delay in [100, 200] {
        let lease = cluster.schedule.leases().next().unwrap();
        assert_eq!(lease.shard_id, 0);
        cluster.give_back("a", lease.token, failed());
        let second = one_grant(&cluster.credit("a", 1));
        assert_eq!((second.shard_id, cluster.schedule.shards(1).delayed), (1, 1));
        cluster.give_back("a", second.token, ReturnReason::Draining);
        let second = one_grant(&cluster.credit("a", 1));
        cluster.now += delay;
        assert_eq!(cluster.schedule.next_deadline(), Some(cluster.now));
        cluster.give_back("a", second.token, ReturnReason::Draining);
        assert_eq!(one_grant(&cluster.credit("a", 1)).shard_id, 0, "the oldest goes first");
    }
    let lease = cluster.schedule.leases().next().unwrap();
    cluster.event(progress("a", lease.token, "", &key(4), complete(4), false));
    assert_eq!(cluster.shards[&(1, 0)].listing_attempts, 0, "progress begins the count anew");
    cluster.give_back("a", lease.token, failed());
    for delay in [100, 200] {
        cluster.now += delay;
        let token = one_grant(&cluster.credit("a", 1)).token;
        cluster.give_back("a", token, failed());
    }
    assert!(!cluster.shards.contains_key(&(1, 0)));
    let last = one_grant(&cluster.credit("a", 1));
    let messages = cluster.finish("a", &last, 10);
    assert!(messages.contains(&Effect::RunEnded { run_id: 1, state: RunState::Incomplete }));
    let run = &cluster.runs[&1];
    assert_eq!((run.accounted.objects, run.unaccounted, run.shards_failed, run.shards_done), (14, 6, 1, 1));
    let error = run.buckets[0].error.clone().unwrap();
    assert_eq!((error.code.as_str(), error.message.as_str()), ("BUCKET_ACCESS_DENIED", "grant it"));
    assert_eq!(run.buckets[0].shards_failed, 1);
}

#[test]
fn a_lost_shard_goes_to_another_worker_if_there_is_one() {
    let mut cluster = Cluster::new(Config { lease_ttl_ms: 1_000, ..config() });
    cluster.attach("a", 2);
    cluster.run_with(1, 1);
    cluster.attach("b", 1);
    cluster.now += 1_000;
    let messages = cluster.beat("a", &[]);
    assert_eq!(grants(&messages)[0].0, "b");
}
