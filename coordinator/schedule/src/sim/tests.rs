#![allow(clippy::unwrap_used)]

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::{Counts, Fault, Outcome, simulate};
use crate::planted::PlantedBug;

/// Seeds of the battery when `MAGPIE_SIM_SEEDS` does not say otherwise.
const SEEDS: u64 = 400;

/// Simulates the seeds on all cores, until one fails.
fn simulate_all(seeds: u64, planted: Option<PlantedBug>) -> (Vec<(u64, Outcome)>, Option<(u64, String)>) {
    let next = AtomicU64::new(0);
    let stop = AtomicU64::new(u64::MAX);
    let work = || {
        let mut outcomes = Vec::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds || seed > stop.load(Ordering::Relaxed) {
                return outcomes;
            }
            let outcome = simulate(seed, planted, false);
            if outcome.failure.is_some() {
                stop.fetch_min(seed, Ordering::Relaxed);
            }
            outcomes.push((seed, outcome));
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from).min(8);
    let mut outcomes: Vec<(u64, Outcome)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    outcomes.sort_by_key(|(seed, _)| *seed);
    let failed = outcomes.iter().find_map(|(seed, outcome)| Some((*seed, outcome.failure.clone()?)));
    (outcomes, failed)
}

#[test]
fn every_promise_holds_in_every_seed() {
    let seeds = std::env::var("MAGPIE_SIM_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(SEEDS);
    let (outcomes, failed) = simulate_all(seeds, None);
    assert_eq!(failed, None, "seed and broken promise");
    let mut faults = Counts::default();
    outcomes.iter().for_each(|(_, outcome)| faults.add(&outcome.faults));
    let events: u64 = outcomes.iter().map(|(_, outcome)| outcome.events).sum();
    eprintln!("{seeds} seeds, {events} events, {faults:?}");
    let missing: Vec<Fault> = Fault::ALL.into_iter().filter(|fault| faults.of(*fault) == 0).collect();
    assert!(seeds < SEEDS || missing.is_empty(), "these faults never happened: {missing:?}");
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for seed in 0..40 {
        assert_eq!(simulate(seed, None, true), simulate(seed, None, true), "seed {seed}");
    }
}

/// Every fault that can be planted.
const PLANTED: [PlantedBug; 19] = [
    PlantedBug::TokenCheckRemoved,
    PlantedBug::RepeatStoredAgain,
    PlantedBug::CountedTwiceOnTakeover,
    PlantedBug::PoisonRetriedForEver,
    PlantedBug::AttemptsForgottenOnRestart,
    PlantedBug::PlanTakenTwice,
    PlantedBug::FailedShardForgotten,
    PlantedBug::PausedRunGranted,
    PlantedBug::ExpiredLeaseRevived,
    PlantedBug::AccountNotChecked,
    PlantedBug::AckBeforeCommit,
    PlantedBug::CursorStoredApart,
    PlantedBug::WallClockExpiry,
    PlantedBug::ResumeOneKeyLate,
    PlantedBug::ListingStopsAtPageOne,
    PlantedBug::ErrorTakenForNothing,
    PlantedBug::ResultsLostWithStream,
    PlantedBug::HeartbeatsStopAtDrain,
    PlantedBug::ObjectReportedTwice,
];

#[test]
fn every_planted_bug_is_found_within_500_seeds() {
    let mut missed = Vec::new();
    for bug in PLANTED {
        match simulate_all(500, Some(bug)).1 {
            Some((seed, reason)) => eprintln!("{bug:?}: seed {seed}: {reason}"),
            None => missed.push(bug),
        }
    }
    assert!(missed.is_empty(), "these bugs are not found: {missed:?}");
}
