#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::{Counts, Detail, Fault, Outcome, simulate};
use crate::planted::PlantedBug;
use crate::record::RunState;

/// Seeds of the battery when `MAGPIE_SIM_SEEDS` does not say otherwise.
const SEEDS: u64 = 1_500;

/// A seed, and what broke in it.
type Failure = (u64, String);

/// Simulates the seeds on all cores, until one fails.
fn simulate_all(seeds: u64, planted: Option<PlantedBug>) -> (Vec<(u64, Outcome)>, Option<Failure>) {
    let next = AtomicU64::new(0);
    let stop = AtomicU64::new(u64::MAX);
    let work = || {
        let mut outcomes = Vec::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds || seed > stop.load(Ordering::Relaxed) {
                return outcomes;
            }
            let outcome = simulate(seed, planted, Detail::Outcome);
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
    let results: u64 = outcomes.iter().map(|(_, outcome)| outcome.results).sum();
    eprintln!("{seeds} seeds, {events} events, {results} results, {faults:?}");
    for state in [RunState::Complete, RunState::Incomplete, RunState::Cancelled] {
        let states = outcomes.iter().flat_map(|(_, outcome)| &outcome.states);
        let count = states.filter(|other| **other == state).count();
        eprintln!("{state:?}: {count} runs");
        assert!(seeds < SEEDS || count > 0, "no run ended {state:?}");
    }
    let missing: Vec<Fault> = Fault::ALL.into_iter().filter(|fault| faults.of(*fault) == 0).collect();
    assert!(seeds < SEEDS || missing.is_empty(), "these faults never happened: {missing:?}");
}

/// Seeds that failed once, of the schedule's fault or of the simulated cluster's.
#[test]
fn seeds_that_failed_once_do_not_fail_again() {
    for seed in [499, 2_093, 22_699] {
        assert_eq!(simulate(seed, None, Detail::Outcome).failure, None, "seed {seed}");
    }
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for seed in 0..40 {
        assert_eq!(simulate(seed, None, Detail::Hash), simulate(seed, None, Detail::Hash), "seed {seed}");
    }
}

#[test]
fn every_planted_bug_is_found_within_500_seeds() {
    let mut missed = Vec::new();
    for bug in PlantedBug::ALL {
        match simulate_all(500, Some(bug)).1 {
            Some((seed, reason)) => eprintln!("{bug:?}: seed {seed}: {reason}"),
            None => missed.push(bug),
        }
    }
    assert!(missed.is_empty(), "these bugs are not found: {missed:?}");
}

/// For finding out why a seed fails: `MAGPIE_SIM_SEED=7 cargo nextest run -p magpie-schedule --no-capture story`.
#[test]
fn the_story_of_one_seed_can_be_told() {
    let seed = std::env::var("MAGPIE_SIM_SEED").ok().and_then(|text| text.parse().ok());
    let outcome = simulate(seed.unwrap_or(0), None, Detail::Story);
    assert!(outcome.story.len() as u64 > outcome.events, "an event has at least a line");
    if seed.is_some() {
        outcome.story.iter().for_each(|line| eprintln!("{line}"));
        eprintln!("{:?} {:?}", outcome.states, outcome.failure);
    }
}
