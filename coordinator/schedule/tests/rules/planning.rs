//! Planning: steps in order, each once, no faster than shards are finished.

use crate::harness::*;
use magpie_schedule::{Account, Config, Effect, Event, NewShard, PlanState, RunState};

fn failed(run_id: u64, bucket: u32, retryable: bool) -> Event {
    let (code, message) = ("BUCKET_DETAILS_UNAVAILABLE".to_owned(), "slow down".to_owned());
    Event::PlanFailed { run_id, bucket, code, message, retryable }
}

#[test]
fn scanning_begins_before_listing_ends() {
    let mut cluster = Cluster::new(config());
    cluster.attach("a", 1);
    assert_eq!(plans(&cluster.start(1, 1)), vec![(1, 0, String::new())]);
    let messages = cluster.event(planned(1, 0, 0, 2, false));
    assert_eq!(plans(&messages), vec![(1, 0, key(20))]);
    one_grant(&messages);
    assert_eq!(plans(&cluster.event(planned(1, 0, 2, 1, true))), vec![]);
    assert!(cluster.runs[&1].is_planned());
}

#[test]
fn late_and_repeated_steps_are_ignored() {
    let mut cluster = Cluster::new(config());
    cluster.start(1, 1);
    cluster.event(planned(1, 0, 0, 2, false));
    assert_eq!(cluster.event(planned(1, 0, 0, 2, false)), vec![]);
    assert_eq!(cluster.event(planned(1, 0, 5, 1, true)), vec![]);
    assert_eq!((cluster.runs[&1].shards, cluster.schedule.counters().plans_ignored), (2, 2));
    cluster.restart();
    assert_eq!(cluster.event(planned(1, 0, 0, 2, false)), vec![]);
    cluster.event(planned(1, 0, 2, 1, true));
    assert_eq!(cluster.event(planned(1, 0, 2, 1, true)), vec![]);
    assert_eq!((cluster.runs[&1].shards, cluster.runs[&1].listed.objects), (3, 30));
}

#[test]
fn after_a_restart_planning_goes_on_at_its_cursor() {
    let mut cluster = Cluster::new(config());
    cluster.start(1, 2);
    cluster.event(planned(1, 0, 0, 2, false));
    cluster.event(planned(1, 1, 0, 1, true));
    assert_eq!(plans(&cluster.restart()), vec![(1, 0, key(20))]);
}

#[test]
fn a_step_that_leaves_keys_out_or_takes_them_twice_is_a_failure() {
    let shard = |start: &str, end: &str, objects: u64| NewShard {
        start_after: start.to_owned(),
        end_inclusive: end.to_owned(),
        objects,
        bytes: 0,
    };
    let cases: Vec<(&str, &str, Vec<NewShard>, u64, bool)> = vec![
        ("a gap at the start", "m", vec![shard("a", "m", 1)], 1, false),
        ("a gap in the middle", "m", vec![shard("", "c", 1), shard("d", "m", 1)], 2, false),
        ("an overlap", "m", vec![shard("", "e", 1), shard("d", "m", 1)], 2, false),
        ("a gap at the end", "m", vec![shard("", "k", 1)], 1, false),
        ("an open end too early", "m", vec![shard("", "", 1)], 1, false),
        ("an open end in the middle", "m", vec![shard("", "", 1), shard("", "m", 1)], 2, true),
        ("no keys in a shard", "m", vec![shard("", "m", 1), shard("m", "m", 1)], 2, true),
        ("no shard for objects", "m", vec![], 1, true),
        ("other counts", "m", vec![shard("", "m", 1)], 2, false),
        ("too many objects", "m", vec![shard("", "c", u64::MAX), shard("c", "m", 1)], 0, false),
        ("no step", "", vec![], 0, false),
    ];
    for (name, to, shards, objects, done) in cases {
        let mut cluster = Cluster::new(config());
        cluster.start(1, 1);
        let listed = Account { objects, ..Account::default() };
        let (from_cursor, to_cursor) = (String::new(), to.to_owned());
        cluster.event(Event::ShardsPlanned { run_id: 1, bucket: 0, from_cursor, to_cursor, shards, listed, done });
        let run = &cluster.runs[&1];
        assert_eq!((run.shards, run.listed.objects, run.buckets[0].plan_attempts), (0, 0, 1), "{name}");
        assert_eq!(cluster.schedule.next_deadline(), Some(100), "{name}");
    }
}

#[test]
fn a_bucket_without_objects_needs_no_shards() {
    let mut cluster = Cluster::new(config());
    cluster.start(1, 2);
    cluster.event(planned(1, 0, 0, 0, true));
    let messages = cluster.event(planned(1, 1, 0, 0, true));
    assert!(messages.contains(&Effect::RunEnded { run_id: 1, state: RunState::Complete }));
}

#[test]
fn a_run_without_buckets_is_complete_at_once() {
    let mut cluster = Cluster::new(config());
    assert_eq!(cluster.start(1, 0), vec![Effect::RunEnded { run_id: 1, state: RunState::Complete }]);
}

#[test]
fn failures_are_tried_again_with_growing_delays_and_then_given_up() {
    let mut cluster = Cluster::new(config());
    cluster.start(1, 2);
    for delay in [100, 200] {
        assert_eq!(cluster.event(failed(1, 0, true)), vec![]);
        assert_eq!(plans(&cluster.tick(delay - 1)), vec![]);
        assert_eq!(plans(&cluster.tick(1)), vec![(1, 0, String::new())]);
    }
    cluster.event(failed(1, 0, true));
    assert_eq!(cluster.runs[&1].buckets[0].plan, PlanState::Failed);
    // The run goes on with the other bucket, and says what it could not see.
    cluster.event(planned(1, 1, 0, 1, true));
    let grant = one_grant(&cluster.attach("a", 1));
    cluster.finish("a", &grant, 10);
    let run = &cluster.runs[&1];
    assert_eq!((run.state, run.accounted.objects), (RunState::Incomplete, 10));
    assert_eq!(run.buckets[0].error.as_ref().unwrap().message, "slow down");
    assert_eq!(run.buckets[1].error, None);
}

#[test]
fn success_begins_the_count_of_failures_anew() {
    let mut cluster = Cluster::new(config());
    cluster.start(1, 1);
    for step in 0..5 {
        for delay in [100, 200] {
            cluster.event(failed(1, 0, true));
            cluster.tick(delay);
        }
        cluster.event(planned(1, 0, step, 1, false));
    }
    assert_eq!(cluster.runs[&1].buckets[0].plan, PlanState::Planning);
}

#[test]
fn what_cannot_be_mended_is_not_tried_again() {
    let mut cluster = Cluster::new(config());
    cluster.start(1, 1);
    let messages = cluster.event(failed(1, 0, false));
    assert_eq!(messages, vec![Effect::RunEnded { run_id: 1, state: RunState::Incomplete }]);
}

#[test]
fn the_error_of_a_bucket_is_kept_short() {
    let mut cluster = Cluster::new(config());
    cluster.start(1, 1);
    let (code, message) = ("é".repeat(5_000), "é".repeat(5_000));
    cluster.event(Event::PlanFailed { run_id: 1, bucket: 0, code, message, retryable: false });
    let error = cluster.runs[&1].buckets[0].error.clone().unwrap();
    assert_eq!((error.code.len(), error.message.len()), (128, 1_024));
}

#[test]
fn planning_waits_for_shards_to_be_finished() {
    let mut cluster = Cluster::new(Config { max_pending_shards: 3, ..config() });
    cluster.start(1, 1);
    assert_eq!(plans(&cluster.event(planned(1, 0, 0, 2, false))).len(), 1);
    assert_eq!(plans(&cluster.event(planned(1, 0, 2, 2, false))), vec![]);
    let mut messages = cluster.attach("a", 1);
    assert_eq!(plans(&messages), vec![]);
    let grant = one_grant(&messages);
    messages = cluster.finish("a", &grant, 10);
    assert_eq!(plans(&messages), vec![]);
    let grant = one_grant(&cluster.credit("a", 1));
    messages = cluster.finish("a", &grant, 10);
    assert_eq!(plans(&messages), vec![(1, 0, key(40))]);
}

#[test]
fn only_some_buckets_are_planned_at_a_time() {
    let mut cluster = Cluster::new(Config { max_parallel_plans: 2, ..config() });
    let asked: Vec<u32> = plans(&cluster.start(1, 5)).iter().map(|(_, bucket, _)| *bucket).collect();
    assert_eq!(asked, [0, 1]);
    let next = plans(&cluster.event(planned(1, 1, 0, 1, true)));
    assert_eq!(next, vec![(1, 2, String::new())]);
}

#[test]
fn no_run_waits_for_the_shards_of_another() {
    let mut cluster = Cluster::new(Config { max_shards: 2, ..config() });
    cluster.start(1, 2);
    assert_eq!(plans(&cluster.event(planned(1, 0, 0, 2, false))), vec![]);
    assert_eq!(plans(&cluster.start(2, 2)), vec![(2, 0, String::new())]);
    assert_eq!(plans(&cluster.event(planned(2, 0, 0, 1, false))), vec![]);
}

#[test]
fn a_paused_run_is_not_planned() {
    let mut cluster = Cluster::new(config());
    cluster.start(1, 1);
    assert_eq!(cluster.event(Event::PauseRun { run_id: 1 }), vec![Effect::StopPlanning { run_id: 1 }]);
    assert_eq!(cluster.event(planned(1, 0, 0, 1, false)), vec![]);
    assert_eq!(cluster.event(failed(1, 0, true)), vec![]);
    assert_eq!(plans(&cluster.event(Event::ResumeRun { run_id: 1 })), vec![(1, 0, String::new())]);
    cluster.event(failed(1, 0, true));
    cluster.event(Event::PauseRun { run_id: 1 });
    assert_eq!(plans(&cluster.tick(1_000)), vec![]);
    assert_eq!(plans(&cluster.event(Event::ResumeRun { run_id: 1 })).len(), 1);
}

#[test]
fn drift_between_planning_and_scanning_stays_in_the_books() {
    let mut cluster = Cluster::new(config());
    cluster.run_with(1, 3);
    cluster.attach("a", 3);
    let leases: Vec<_> = cluster.schedule.leases().map(|lease| (lease.token, lease.shard_id)).collect();
    for ((token, shard), objects) in leases.into_iter().zip([12, 7, 10]) {
        let from = if shard == 0 { String::new() } else { key(shard * 10) };
        let to = key(shard * 10 + 10);
        cluster.event(progress("a", token, &from, &to, complete(objects), true));
    }
    let run = &cluster.runs[&1];
    assert_eq!((run.state, run.listed.objects, run.accounted.objects), (RunState::Complete, 30, 29));
    assert_eq!((run.appeared, run.vanished, run.unaccounted), (2, 3, 0));
}
