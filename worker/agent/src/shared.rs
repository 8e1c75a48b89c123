//! What all leases of one worker share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use magpie_base::clock::Clock;
use magpie_base::telemetry::metrics::{self, Metrics};
use magpie_extract::Limits;
use magpie_objects::ObjectStore;
use magpie_proto::v1::classification_status;
use magpie_proto::worker::v1::FileResult;
use tokio::sync::Semaphore;

use crate::budget::{Budget, Large};
use crate::classify::ResultLimits;
use crate::cpu::CpuPool;
use crate::observer::MatchObserver;
use crate::reader::ReadPlan;
use crate::ruleset::Rulesets;
use crate::stall::StallWatch;

/// What all leases of one worker share: its store, its bounds and its instruments.
pub(crate) struct Shared {
    pub(crate) objects: Arc<dyn ObjectStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) limits: Limits,
    pub(crate) result_limits: ResultLimits,
    pub(crate) read_plan: ReadPlan,
    pub(crate) budget: Budget,
    pub(crate) large: Arc<Large>,
    /// Objects that may be in flight at once, in all leases.
    pub(crate) concurrency: Arc<Semaphore>,
    /// Objects that may be in flight or wait for an earlier one in one lease.
    pub(crate) window: usize,
    pub(crate) cpu: CpuPool,
    pub(crate) rulesets: Rulesets,
    pub(crate) stall_watch: Arc<StallWatch>,
    pub(crate) observer: Option<Arc<dyn MatchObserver>>,
    pub(crate) metrics: Arc<Metrics>,
    /// How long results may wait for more results.
    pub(crate) flush_interval: Duration,
    /// One object in this many has a span of its own; 0 for none.
    pub(crate) span_every: u64,
    pub(crate) objects_seen: AtomicU64,
}

impl Shared {
    /// Whether the next object has a span of its own.
    pub(crate) fn sampled(&self) -> bool {
        self.span_every > 0 && self.objects_seen.fetch_add(1, Ordering::Relaxed).is_multiple_of(self.span_every)
    }

    /// Counts bytes that came from the store.
    pub(crate) fn bytes_read(&self, bytes: u64) {
        self.metrics.worker_bytes_read.add(bytes, &[]);
    }

    /// Counts an object that has its outcome.
    pub(crate) fn object_done(&self, file: Option<&FileResult>, millis: u64) {
        let metrics = &self.metrics;
        let outcome = match file.map_or(classification_status::Code::Skipped, FileResult::code) {
            classification_status::Code::Complete => metrics::Outcome::Complete,
            classification_status::Code::Partial => metrics::Outcome::Partial,
            _ => metrics::Outcome::Skipped,
        };
        metrics.worker_objects.add(1, &outcome.attributes());
        metrics.worker_object_duration.record(Duration::from_millis(millis).as_secs_f64(), &outcome.attributes());
        let Some(file) = file else { return };
        metrics.worker_bytes_classified.add(file.bytes_classified, &[]);
        for found in &file.detections {
            let category = magpie_detect::catalogue::find(&found.identifier_id).map(|row| row.category.as_str());
            metrics.worker_detections.add(found.count, &metrics::category(category.unwrap_or("CUSTOM_IDENTIFIER")));
        }
    }

    /// Counts panics of parsers in one object.
    pub(crate) fn parser_panicked(&self, times: u32) {
        if times > 0 {
            tracing::error!(event = "parser_panicked", times, "a parser panicked; its file is reported as malformed");
            self.metrics.worker_parser_panics.add(u64::from(times), &[]);
        }
    }

    /// Tells how many leases are held.
    pub(crate) fn leases_held(&self, leases: usize) {
        self.metrics.worker_leases.record(leases as u64, &[]);
    }
}
