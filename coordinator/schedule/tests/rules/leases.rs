//! Leases: who may work on what, until when, and what is taken of it.

use crate::harness::*;
use magpie_schedule::{Account, Effect, Event, ReturnReason, RevokeReason, RunState, Token};

#[test]
fn a_shard_is_worked_on_by_one_worker_and_the_run_ends_complete() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 1);
    let first = one_grant(&cluster.run_with(1, 2));
    let second = one_grant(&cluster.attach("b", 5));
    assert!(second.token > first.token);
    assert_eq!((first.shard_id, second.shard_id), (0, 1));
    assert_eq!((first.start_after.as_str(), first.end_inclusive.as_str()), ("", key(10).as_str()));
    assert!(!first.careful && !first.quarantine_first);
    cluster.finish("a", &first, 10);
    let messages = cluster.finish("b", &second, 10);
    assert!(messages.contains(&Effect::RunEnded { run_id: 1, state: RunState::Complete }));
    let run = &cluster.runs[&1];
    assert_eq!((run.listed.objects, run.accounted, run.shards, run.shards_done), (20, complete(20), 2, 2));
    assert!(cluster.shards.is_empty());
}

#[test]
fn a_lease_lasts_as_long_as_heartbeats_name_it() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 1);
    let grant = one_grant(&cluster.run_with(1, 1));
    assert_eq!(cluster.schedule.next_deadline(), Some(1_000));
    for _ in 0..5 {
        cluster.now += 999;
        assert_eq!(cluster.beat("a", &[grant.token]), vec![]);
    }
    assert_eq!(cluster.schedule.leases().next().unwrap().expires_at, 5 * 999 + 1_000);
    // A heartbeat that does not name it says that the worker lives, but not that it works on it.
    cluster.now += 500;
    cluster.beat("a", &[]);
    assert_eq!(revoked(&cluster.tick(499)), vec![]);
    assert_eq!(revoked(&cluster.tick(1)), vec![(grant.token, RevokeReason::Expired)]);
    assert_eq!(cluster.schedule.leases().count(), 0);
    assert_eq!(cluster.schedule.counters().expired, 1);
}

#[test]
fn results_under_an_expired_lease_are_refused_even_before_the_tick() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 1);
    let grant = one_grant(&cluster.run_with(1, 1));
    cluster.now += 1_000;
    let messages = cluster.finish("a", &grant, 10);
    assert!(!stores_results(&messages));
    assert_eq!(acked(&messages), Vec::<String>::new());
    assert!(revoked(&messages).contains(&(grant.token, RevokeReason::Superseded)));
    assert_eq!(cluster.runs[&1].accounted, Account::default());
}

#[test]
fn a_zombie_is_refused_after_another_took_over() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 1);
    let zombie = one_grant(&cluster.run_with(1, 1));
    cluster.attach("b", 1);
    let taken = one_grant(&cluster.tick(1_000));
    assert!(taken.token > zombie.token);
    let messages = cluster.finish("a", &zombie, 10);
    assert_eq!(revoked(&messages), vec![(zombie.token, RevokeReason::Superseded)]);
    // Nor can it use the token of the other.
    let stolen = progress("a", taken.token, "", "zzz", complete(10), true);
    assert_eq!(revoked(&cluster.event(stolen)), vec![(taken.token, RevokeReason::Superseded)]);
    assert!(stores_results(&cluster.finish("b", &taken, 10)));
    assert_eq!(cluster.state(1), RunState::Complete);
}

#[test]
fn work_goes_on_at_the_cursor() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 1);
    let grant = one_grant(&cluster.run_with(1, 1));
    let messages = cluster.event(progress("a", grant.token, "", &key(3), complete(3), false));
    assert!(stores_results(&messages));
    assert_eq!(acked(&messages), vec![key(3)]);
    cluster.tick(1_000);
    let next = one_grant(&cluster.attach("b", 1));
    assert_eq!(next.start_after, key(3));
    let rest = progress("b", next.token, &key(3), &key(9), complete(6), true);
    assert!(stores_results(&cluster.event(rest)));
    let run = &cluster.runs[&1];
    assert_eq!((run.state, run.accounted.objects, run.vanished, run.appeared), (RunState::Complete, 9, 1, 0));
}

#[test]
fn progress_renews_the_lease() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 1);
    let grant = one_grant(&cluster.run_with(1, 1));
    cluster.now = 900;
    cluster.event(progress("a", grant.token, "", &key(1), complete(1), false));
    assert_eq!(cluster.schedule.next_deadline(), Some(1_900));
}

#[test]
fn what_is_sent_twice_is_acknowledged_twice_and_stored_once() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 1);
    let grant = one_grant(&cluster.run_with(1, 1));
    let first = progress("a", grant.token, "", &key(1), complete(1), false);
    let second = progress("a", grant.token, &key(1), &key(2), complete(1), false);
    let last = progress("a", grant.token, &key(2), &key(2), Account::default(), true);
    cluster.event(first.clone());
    cluster.event(second.clone());
    for again in [first, second.clone()] {
        let messages = cluster.event(again);
        assert!(!stores_results(&messages));
        assert_eq!(acked(&messages).len(), 1);
        assert_eq!(revoked(&messages), vec![]);
    }
    assert!(stores_results(&cluster.event(last.clone())));
    for again in [second, last] {
        let messages = cluster.event(again);
        assert!(!stores_results(&messages));
        assert_eq!(acked(&messages), vec![key(2)]);
    }
    assert_eq!(cluster.runs[&1].accounted.objects, 2);
    // A heartbeat that crosses the last acknowledgement is no reason to revoke anything.
    assert_eq!(cluster.beat("a", &[grant.token]), vec![]);
}

#[test]
fn progress_that_cannot_be_is_refused() {
    let unbalanced = Account { objects: 2, complete: 1, ..Account::default() };
    let huge = Account { objects: u64::MAX, complete: u64::MAX, skipped: u64::MAX, ..Account::default() };
    let cases = [
        ("a gap", key(1), key(2), complete(1), false),
        ("no step", String::new(), String::new(), Account::default(), false),
        ("objects in no step", String::new(), String::new(), complete(1), true),
        ("beyond the end", String::new(), key(11), complete(1), false),
        ("unbalanced", String::new(), key(1), unbalanced, false),
        ("out of range", String::new(), key(1), huge, false),
    ];
    for (name, from, to, account, done) in cases {
        let mut cluster = Cluster::new(config());
        cluster.attach("a", 1);
        let grant = one_grant(&cluster.run_with(1, 2));
        let messages = cluster.event(progress("a", grant.token, &from, &to, account, done));
        assert!(!stores_results(&messages), "{name}");
        assert_eq!(revoked(&messages), vec![(grant.token, RevokeReason::OutOfOrder)], "{name}");
        assert_eq!(cluster.runs[&1].accounted, Account::default(), "{name}");
        assert_eq!(cluster.schedule.shards(1).ready, 2, "{name}");
    }
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 1);
    let grant = one_grant(&cluster.run_with(1, 1));
    let mut more_found_than_read = progress("a", grant.token, "", &key(1), complete(1), false);
    if let Event::Progress { objects_with_detections, detections, .. } = &mut more_found_than_read {
        (*objects_with_detections, *detections) = (2, 2);
    }
    assert!(!stores_results(&cluster.event(more_found_than_read)));
}

#[test]
fn cursors_are_compared_as_bytes() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 1);
    let grant = one_grant(&cluster.run_with(1, 1));
    // U+FFFD comes before U+10000 in UTF-8, but after it in UTF-16.
    cluster.event(progress("a", grant.token, "", "\u{fffd}", complete(1), false));
    let messages = cluster.event(progress("a", grant.token, "\u{fffd}", "\u{10000}", complete(1), false));
    assert!(stores_results(&messages));
}

#[test]
fn a_broken_stream_costs_nothing_if_the_worker_comes_back_in_time() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 3);
    let grant = one_grant(&cluster.run_with(1, 1));
    cluster.event(Event::Detached { session: session("a") });
    cluster.run_with(2, 1);
    assert_eq!(cluster.schedule.leases().count(), 1, "a detached session gets nothing");
    assert!(!cluster.schedule.workers().next().unwrap().attached);
    cluster.now += 900;
    assert_eq!(grants(&cluster.attach("a", 0)), vec![], "its credits begin at zero again");
    cluster.beat("a", &[grant.token]);
    assert_eq!(revoked(&cluster.tick(900)), vec![]);
    assert!(stores_results(&cluster.finish("a", &grant, 10)));
}

#[test]
fn after_a_restart_all_leases_are_void_and_tokens_grow() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 1);
    let old = one_grant(&cluster.run_with(1, 1));
    cluster.event(progress("a", old.token, "", &key(4), complete(4), false));
    cluster.restart();
    cluster.attach("a", 0);
    let superseded = vec![(old.token, RevokeReason::Superseded)];
    assert_eq!(revoked(&cluster.beat("a", &[old.token])), superseded);
    let late = progress("a", old.token, &key(4), &key(5), complete(1), false);
    assert_eq!(revoked(&cluster.event(late)), superseded);
    let new = one_grant(&cluster.credit("a", 1));
    assert!(new.token > old.token);
    assert_eq!((new.token, new.start_after.clone()), (Token { epoch: 2, number: 1 }, key(4)));
    let rest = progress("a", new.token, &key(4), &key(10), complete(6), true);
    cluster.event(rest);
    assert_eq!((cluster.state(1), cluster.runs[&1].accounted.objects), (RunState::Complete, 10));
}

#[test]
fn a_draining_worker_keeps_what_it_has_and_gets_no_more() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 3);
    let grant = one_grant(&cluster.run_with(1, 1));
    cluster.event(Event::Draining { session: session("a") });
    assert_eq!(grants(&cluster.run_with(2, 1)), vec![]);
    assert_eq!(grants(&cluster.credit("a", 1)), vec![]);
    cluster.now += 900;
    cluster.beat("a", &[grant.token]);
    assert_eq!(revoked(&cluster.tick(900)), vec![]);
    // Still so when it attaches again.
    assert_eq!(grants(&cluster.attach("a", 1)), vec![]);
    assert!(cluster.schedule.workers().next().unwrap().draining);
    cluster.give_back("a", grant.token, ReturnReason::Draining);
    assert_eq!(cluster.shards[&(1, 0)].attempts, 0, "a drain is not an attempt");
}

#[test]
fn a_clock_that_goes_back_breaks_nothing() {
    let mut cluster = Cluster::new(config());
    cluster.now = 10_000;
    cluster.attach("a", 1);
    let grant = one_grant(&cluster.run_with(1, 1));
    cluster.now = 0;
    cluster.beat("a", &[grant.token]);
    assert_eq!(cluster.schedule.next_deadline(), Some(11_000));
    cluster.now = 11_000;
    assert_eq!(revoked(&cluster.event(Event::Tick)).len(), 1);
}

#[test]
fn pausing_takes_the_leases_back_and_resuming_goes_on_at_the_cursors() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 1);
    let grant = one_grant(&cluster.run_with(1, 1));
    cluster.event(progress("a", grant.token, "", &key(2), complete(2), false));
    let messages = cluster.event(Event::PauseRun { run_id: 1 });
    assert_eq!(revoked(&messages), vec![(grant.token, RevokeReason::Paused)]);
    assert_eq!(cluster.state(1), RunState::Paused);
    let late = progress("a", grant.token, &key(2), &key(3), complete(1), false);
    assert!(!stores_results(&cluster.event(late)));
    assert_eq!(grants(&cluster.credit("a", 1)), vec![]);
    cluster.restart();
    assert_eq!(grants(&cluster.attach("a", 1)), vec![], "a restart does not resume it");
    let next = one_grant(&cluster.event(Event::ResumeRun { run_id: 1 }));
    assert_eq!(next.start_after, key(2));
    assert!(!next.careful, "a pause is not an attempt");
}

#[test]
fn cancelling_ends_the_run_and_drops_its_shards() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 1);
    let grant = one_grant(&cluster.run_with(1, 3));
    cluster.event(progress("a", grant.token, "", &key(2), complete(2), false));
    let messages = cluster.event(Event::CancelRun { run_id: 1 });
    assert_eq!(revoked(&messages), vec![(grant.token, RevokeReason::Cancelled)]);
    assert!(messages.contains(&Effect::RunEnded { run_id: 1, state: RunState::Cancelled }));
    assert!(cluster.shards.is_empty());
    let run = &cluster.runs[&1];
    assert_eq!((run.accounted.objects, run.unaccounted, run.shards_failed), (2, 28, 3));
    for event in [Event::ResumeRun { run_id: 1 }, Event::PauseRun { run_id: 1 }, Event::CancelRun { run_id: 1 }] {
        assert_eq!(cluster.event(event), vec![]);
    }
    assert_eq!(cluster.state(1), RunState::Cancelled);
}

#[test]
fn the_views_show_who_works_on_what() {
    let mut cluster = Cluster::new(config());
    cluster.now = 5;
    cluster.attach("a", 3);
    let grant = one_grant(&cluster.run_with(1, 1));
    cluster.now = 9;
    cluster.event(progress("a", grant.token, "", &key(2), complete(2), false));
    let lease = cluster.schedule.leases().next().unwrap();
    assert_eq!((lease.token, lease.worker.as_str(), lease.bucket.as_str()), (grant.token, "a", "bucket-0"));
    assert_eq!((lease.run_id, lease.job_id.as_str(), lease.shard_id, lease.expires_at), (1, "job-1", 0, 1_009));
    let worker = cluster.schedule.workers().next().unwrap();
    assert_eq!((worker.leases, worker.credits, worker.objects, worker.bytes_classified), (1, 2, 2, 20));
    assert_eq!((worker.attached_at, worker.last_heard_at, worker.attached), (5, 9, true));
    assert_eq!(cluster.schedule.shards(1).leased, 1);
    assert_eq!(cluster.schedule.run(1).unwrap().accounted.objects, 2);
    assert_eq!(cluster.schedule.runs().count(), 1);
}
