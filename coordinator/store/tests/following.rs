//! Reading while others write.

#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use magpie_proto::v1::Finding;
use magpie_store::key::EphemeralKey;
use magpie_store::{Location, Store};
use support::{id, in_memory, result};

fn append(store: &Store, run: u64, count: u64) {
    let mut batch = store.batch();
    let first = store.next_position(run).unwrap();
    for position in first..first + count {
        batch.append_result(run, position, &result(20, position));
    }
    store.commit(batch).unwrap();
}

#[test]
fn a_follower_sees_every_result_once_and_in_order() {
    const RESULTS: u64 = 5_000;
    let store = in_memory();
    let follower = store.clone();
    let following = std::thread::spawn(move || {
        let mut seen = 0;
        while seen < RESULTS {
            for item in follower.results(7, seen).unwrap() {
                let (position, record) = item.unwrap();
                assert_eq!((position, record), (seen + 1, result(20, seen + 1)));
                seen = position;
            }
        }
    });
    for round in 0..RESULTS / 50 {
        append(&store, 7, 50);
        append(&store, 8, 1 + round % 3);
    }
    following.join().unwrap();
}

#[test]
fn a_reading_ends_where_the_log_ended_when_it_began() {
    let store = in_memory();
    append(&store, 1, 300);
    let mut results = store.results(1, 0).unwrap();
    results.next().unwrap().unwrap();
    append(&store, 1, 300);
    assert_eq!(results.count(), 299);
    assert_eq!(store.results(1, 0).unwrap().count(), 600);
}

#[test]
fn a_log_that_is_emptied_ends_its_readings() {
    let store = in_memory();
    append(&store, 1, 600);
    let mut results = store.results(1, 0).unwrap();
    results.next().unwrap().unwrap();
    let mut batch = store.batch();
    batch.delete_results(1);
    store.commit(batch).unwrap();
    assert!(results.by_ref().all(|item| item.is_ok()));
    assert!(results.next().is_none());
    assert_eq!(store.next_position(1).unwrap(), 1);
    append(&store, 1, 2);
    assert_eq!(store.results(1, 0).unwrap().count(), 2);
}

#[test]
fn emptying_and_appending_in_one_batch_starts_the_log_anew() {
    let store = in_memory();
    append(&store, 1, 5);
    let mut batch = store.batch();
    batch.delete_results(1).append_result(1, 1, &result(9, 9));
    store.commit(batch).unwrap();
    let results: Vec<_> = store.results(1, 0).unwrap().map(Result::unwrap).collect();
    assert_eq!(results, [(1, result(9, 9))]);
}

#[test]
fn a_finding_that_stays_comes_exactly_once_whatever_changes_around_it() {
    let store = in_memory();
    // More than a page of the iterator holds.
    let put = |number: u8, seed: u64| {
        let mut batch = store.batch();
        batch.put_finding(&Finding { id: id(number), description: support::noise(8_000, seed), ..Default::default() });
        store.commit(batch).unwrap();
    };
    (0..250).for_each(|number| put(number, 1));
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Acquire) {
                put(101, 2);
                let mut batch = store.batch();
                batch.delete_finding(&id(101));
                store.commit(batch).unwrap();
            }
        });
        for _ in 0..20 {
            let ids: Vec<_> =
                store.findings().map(|finding| finding.unwrap().id).filter(|found| *found != id(101)).collect();
            assert_eq!(ids, (0..250).filter(|number| *number != 101).map(id).collect::<Vec<_>>());
        }
        done.store(true, Ordering::Release);
    });
    assert_eq!(store.finding_count(), 249);
}

#[test]
fn all_of_it_may_be_used_by_many_threads() {
    fn shareable<T: Send + Sync>() {}
    fn sendable<T: Send + 'static>() {}
    shareable::<Store>();
    sendable::<magpie_store::Results>();
    sendable::<magpie_store::Records<Finding>>();
    sendable::<magpie_store::AuditLog>();
    sendable::<magpie_store::Batch>();
    fn sent<T: Send>(_: &T) {}
    sent(&Store::open(Location::Memory, Arc::new(EphemeralKey::generate().unwrap())));
}
