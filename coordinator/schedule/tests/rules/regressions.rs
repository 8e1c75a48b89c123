//! Bugs that were found, each with its test.

use crate::harness::*;
use magpie_schedule::{Config, Effect, RunState};

/// Found by the simulator: a run that had ended and was no longer remembered began anew when it was submitted once more.
#[test]
fn r001_a_forgotten_run_does_not_begin_anew() {
    let mut cluster = Cluster::new(Config { max_ended_runs: 1, ..config() });
    cluster.start(1, 0);
    cluster.start(2, 0);
    assert!(cluster.schedule.run(1).is_none());
    assert_eq!(cluster.start(1, 1), vec![]);
    cluster.restart();
    assert_eq!(cluster.start(1, 1), vec![]);
    assert_eq!(cluster.state(1), RunState::Complete);
    assert_eq!(cluster.start(3, 0), vec![Effect::RunEnded { run_id: 3, state: RunState::Complete }]);
}
