//! What the brain tells the metrics.

use magpie_base::telemetry::metrics::{Metrics, Outcome};
use magpie_proto::v1::classification_status::Code;
use magpie_schedule::{Counters, Millis};

use super::records;
use super::state::{Brain, Round};

/// Results of a round by their outcome.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Outcomes {
    complete: u64,
    partial: u64,
    skipped: u64,
}

impl Outcomes {
    pub(super) fn count(&mut self, code: Code) {
        match code {
            Code::Complete => self.complete += 1,
            Code::Partial => self.partial += 1,
            Code::Skipped | Code::Unspecified => self.skipped += 1,
        }
    }
}

/// The instruments, and what was told last.
pub(super) struct Measures {
    metrics: Metrics,
    told: Counters,
    /// When the gauges are due again: they walk over all shards.
    gauges_at: Millis,
}

/// How often gauges are told at most, milliseconds.
const GAUGE_INTERVAL_MS: Millis = 1_000;

impl Measures {
    pub(super) fn new() -> Self {
        Self { metrics: Metrics::global(), told: Counters::default(), gauges_at: 0 }
    }
}

impl Brain {
    /// Tells what a round has changed. `commit` is how long the store took.
    pub(super) fn measure(&mut self, round: &Round, commit: std::time::Duration) {
        let metrics = &self.measures.metrics;
        metrics.coordinator_commit_duration.record(commit.as_secs_f64(), &[]);
        for (number, outcome) in [
            (round.outcomes.complete, Outcome::Complete),
            (round.outcomes.partial, Outcome::Partial),
            (round.outcomes.skipped, Outcome::Skipped),
        ] {
            if number > 0 {
                metrics.coordinator_results.add(number, &outcome.attributes());
            }
        }
        let now = self.clock.now();
        if now < self.measures.gauges_at {
            return;
        }
        self.measures.gauges_at = now.saturating_add(GAUGE_INTERVAL_MS);
        let counters = self.schedule.counters();
        metrics.coordinator_leases_granted.add(counters.grants - self.measures.told.grants, &[]);
        metrics.coordinator_leases_expired.add(counters.expired - self.measures.told.expired, &[]);
        metrics.coordinator_workers.record(self.sessions.len() as u64, &[]);
        let running = self.runs.values().filter(|run| !records::is_ended(run.record.state()));
        let (mut runs, mut leased, mut pending) = (0, 0, 0);
        for run in running {
            let shards = self.schedule.shards(run.record.run_id);
            runs += 1;
            leased += shards.leased as u64;
            pending += (shards.ready + shards.delayed) as u64;
        }
        metrics.coordinator_runs.record(runs, &[]);
        metrics.coordinator_leases_active.record(leased, &[]);
        metrics.coordinator_pending_shards.record(pending, &[]);
        self.measures.told = counters;
    }
}
