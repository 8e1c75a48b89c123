//! Everything that Magpie counts and measures.
//!
//! Attributes have few values, all known beforehand. Never put anything of an object into one: no value found in it, no key, no bucket.

use std::fmt::Write;

use opentelemetry::metrics::{Counter, Gauge, Histogram, Meter};
use opentelemetry::{KeyValue, global};

/// Bounds of the buckets of durations of objects, seconds: from a small text to the longest that one may take.
const OBJECT_SECONDS: [f64; 14] =
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1_800.0, 36_000.0];

/// Bounds of the buckets of durations of commits, seconds: from a fast disk to a stuck one.
const COMMIT_SECONDS: [f64; 12] = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0];

/// How one instrument is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Description {
    /// Its name, as collectors see it.
    pub name: &'static str,
    /// "counter", "gauge" or "histogram".
    pub kind: &'static str,
    /// Its unit (UCUM).
    pub unit: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// The names and values of its attributes.
    pub attributes: &'static str,
}

/// Declares every instrument once: the field, its documentation, how it is made, and its row in the table.
macro_rules! instruments {
    ($($field:ident: $type:ty = $build:ident $(($boundaries:expr))?, $kind:literal, $name:literal, $unit:literal, $attributes:literal, $meaning:literal;)*) => {
        /// All instruments of the product. Cheap to clone; recording costs little without a collector.
        #[derive(Debug, Clone)]
        pub struct Metrics {
            $(#[doc = concat!("`", $name, "` (", $unit, "): ", $meaning)] pub $field: $type,)*
        }

        impl Metrics {
            /// Makes the instruments.
            pub fn new(meter: &Meter) -> Self {
                Self {
                    $($field: meter.$build($name).with_unit($unit).with_description($meaning)
                        $(.with_boundaries($boundaries.to_vec()))?.build(),)*
                }
            }
        }

        /// All instruments, in the order of [`Metrics`].
        pub const DESCRIPTIONS: &[Description] = &[
            $(Description { name: $name, kind: $kind, unit: $unit, meaning: $meaning, attributes: $attributes },)*
        ];
    };
}

instruments! {
    worker_bytes_read: Counter<u64> = u64_counter, "counter", "magpie.worker.bytes_read", "By", "",
        "Bytes read from S3, as they came over the wire.";
    worker_bytes_classified: Counter<u64> = u64_counter, "counter", "magpie.worker.bytes_classified", "By", "",
        "Bytes that were looked at, after decompression.";
    worker_objects: Counter<u64> = u64_counter, "counter", "magpie.worker.objects", "{object}", "outcome: complete, partial, skipped",
        "Objects that were finished.";
    worker_detections: Counter<u64> = u64_counter, "counter", "magpie.worker.detections", "{detection}",
        "category: CREDENTIALS, FINANCIAL_INFORMATION, PERSONAL_INFORMATION, CUSTOM_IDENTIFIER",
        "Places where an identifier matched.";
    worker_parser_panics: Counter<u64> = u64_counter, "counter", "magpie.worker.parser_panics", "{panic}", "",
        "Panics of parsers. The file is reported as malformed; each is a defect of Magpie.";
    worker_object_duration: Histogram<f64> = f64_histogram(OBJECT_SECONDS), "histogram", "magpie.worker.object_duration", "s",
        "outcome: complete, partial, skipped",
        "Time from the first request for an object to its result.";
    worker_leases: Gauge<u64> = u64_gauge, "gauge", "magpie.worker.leases", "{lease}", "",
        "Leases that this worker holds.";
    coordinator_leases_granted: Counter<u64> = u64_counter, "counter", "magpie.coordinator.leases_granted", "{lease}", "",
        "Leases that were granted.";
    coordinator_leases_expired: Counter<u64> = u64_counter, "counter", "magpie.coordinator.leases_expired", "{lease}", "",
        "Leases that ended because their worker gave no sign of life.";
    coordinator_leases_active: Gauge<u64> = u64_gauge, "gauge", "magpie.coordinator.leases_active", "{lease}", "",
        "Leases that workers hold.";
    coordinator_pending_shards: Gauge<u64> = u64_gauge, "gauge", "magpie.coordinator.pending_shards", "{shard}", "",
        "Planned shards that wait for a worker.";
    coordinator_results: Counter<u64> = u64_counter, "counter", "magpie.coordinator.results", "{result}", "outcome: complete, partial, skipped",
        "Object results that were stored.";
    coordinator_commit_duration: Histogram<f64> = f64_histogram(COMMIT_SECONDS), "histogram", "magpie.coordinator.commit_duration", "s", "",
        "Time of one durable write to the database.";
    coordinator_export_lag: Gauge<f64> = f64_gauge, "gauge", "magpie.coordinator.export_lag", "s", "",
        "Age of the oldest stored result that is not exported yet. 0 if there is none.";
    coordinator_workers: Gauge<u64> = u64_gauge, "gauge", "magpie.coordinator.workers", "{worker}", "",
        "Workers that are attached.";
    coordinator_runs: Gauge<u64> = u64_gauge, "gauge", "magpie.coordinator.runs", "{run}", "",
        "Runs that have not ended.";
}

impl Metrics {
    /// The instruments of the process's meter provider; without one they do nothing. [`init`](super::init) comes first.
    pub fn global() -> Self {
        Self::new(&global::meter("magpie"))
    }
}

/// How an object ended, as an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All of it was looked at.
    Complete,
    /// Part of it was.
    Partial,
    /// Nothing of it was.
    Skipped,
}

impl Outcome {
    /// The attribute `outcome`.
    pub fn attributes(self) -> [KeyValue; 1] {
        let value = match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Skipped => "skipped",
        };
        [KeyValue::new("outcome", value)]
    }
}

/// The attribute `category` of detections: the name of an identifier's category, as in the API.
pub fn category(name: &'static str) -> [KeyValue; 1] {
    [KeyValue::new("category", name)]
}

/// The reference of all metrics, in Markdown.
pub fn reference_markdown() -> String {
    let mut text = String::from("| metric | kind | unit | attributes | meaning |\n| --- | --- | --- | --- | --- |\n");
    for Description { name, kind, unit, meaning, attributes } in DESCRIPTIONS {
        let attributes = if attributes.is_empty() { "none" } else { attributes };
        let _ = writeln!(text, "| `{name}` | {kind} | `{unit}` | {attributes} | {meaning} |");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_of_one_kind_and_unique() {
        let names: HashSet<&str> = DESCRIPTIONS.iter().map(|description| description.name).collect();
        assert_eq!(names.len(), DESCRIPTIONS.len());
        for Description { name, kind, unit, meaning, .. } in DESCRIPTIONS {
            assert!(name.starts_with("magpie.worker.") || name.starts_with("magpie.coordinator."), "{name}");
            assert!(matches!(*kind, "counter" | "gauge" | "histogram"), "{name}");
            assert!(!unit.is_empty() && meaning.ends_with('.'), "{name}");
            assert!(!name.contains("key") && !name.contains("bucket"), "{name}: nothing of objects");
        }
    }

    #[test]
    fn the_reference_has_every_metric() {
        let reference = reference_markdown();
        assert_eq!(reference.lines().count(), DESCRIPTIONS.len() + 2);
        assert!(reference.contains("| `magpie.worker.bytes_read` | counter | `By` | none |"), "{reference}");
    }

    #[test]
    fn without_a_collector_recording_does_nothing() {
        let metrics = Metrics::global();
        metrics.worker_objects.add(1, &Outcome::Complete.attributes());
        metrics.worker_detections.add(1, &category("CREDENTIALS"));
        metrics.coordinator_export_lag.record(0.5, &[]);
    }
}
