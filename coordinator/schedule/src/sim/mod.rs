//! The simulator: a whole cluster in one thread, from one seed.
//!
//! A seed draws a cluster (1 to 8 workers, their speed, the length of leases, the depth of queues), buckets with up to 5,000
//! objects, and a mix of [faults](Fault). The schedule under test runs in a coordinator that queues events, writes them in
//! batches, and crashes before and after its writes; workers list, read, report, freeze, drain and die; the network delays,
//! doubles, reorders and loses. After every event a judge, who shares no code with the schedule, checks what it did; when the
//! faults have stopped the runs must end in time, and every object must be accounted for exactly once.
//!
//! The same seed gives the same trace, always. [`PlantedBug`]s show that the judge can judge.
//!
//! `MAGPIE_SIM_SEEDS=100000 cargo nextest run -p magpie-schedule every_promise` runs a longer battery;
//! `MAGPIE_SIM_SEED=7 cargo nextest run -p magpie-schedule --no-capture story` tells all that happened in one seed.

mod bucket;
mod coordinator;
mod ending;
mod faults;
mod model;
mod network;
mod planner;
mod random;
mod scenario;
mod trace;
mod work;
mod worker;
mod world;

#[cfg(test)]
mod tests;

pub use faults::{Counts, Fault};
pub use trace::Detail;

use crate::planted::PlantedBug;
use crate::record::RunState;

/// What came of a simulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The first broken promise, if any.
    pub failure: Option<String>,
    /// How often each fault happened.
    pub faults: Counts,
    /// Events that the schedule handled.
    pub events: u64,
    /// When it ended, in milliseconds of its own time.
    pub ended_at: u64,
    /// How the runs ended, by run.
    pub states: Vec<RunState>,
    /// Results in the log.
    pub results: u64,
    /// A hash over all events and effects; constant unless it was asked for.
    pub trace: u64,
    /// Everything that happened; empty unless it was asked for.
    pub story: Vec<String>,
}

/// Simulates one seed, with a fault planted or without.
pub fn simulate(seed: u64, planted: Option<PlantedBug>, detail: Detail) -> Outcome {
    let mut world = world::World::new(seed, planted, detail);
    world.go();
    Outcome {
        failure: world.failure,
        faults: world.faults,
        events: world.events,
        ended_at: world.now,
        states: world.store.runs.values().map(|run| run.state).collect(),
        results: world.store.results.len() as u64,
        trace: world.trace.hash(),
        story: world.trace.into_story(),
    }
}
