//! Settings of a worker.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::validate::Problems;
use super::{ByteSize, HumanDuration};

/// A worker: takes shards, reads their objects, classifies them in memory, and reports the results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Worker {
    /// Where the coordinator is: "https://host:port", or "http://" without TLS for a coordinator on this machine with insecure_plaintext.
    pub coordinator: String,
    /// Name of this worker, for people. The machine's host name if not set.
    #[schemars(extend("examples" = ["worker-1"]))]
    pub name: Option<String>,
    /// How many objects are worked on at once. Reading is waiting: more than there are CPUs.
    pub concurrency: u32,
    /// How many threads extract and detect. 0 means one for each CPU.
    pub cpu_threads: u32,
    /// How much memory objects may take in all: half of it what is read of them, half the one whose parser must hold much.
    /// Others wait, whatever the size of the objects.
    pub memory_budget: ByteSize,
    /// How many bytes of an object are asked for at once.
    pub range_size: ByteSize,
    /// How many ranges of one object are read ahead of what is being classified.
    pub read_ahead: u32,
    /// How many shards this worker holds at once.
    pub leases: u32,
    /// How long a worker that is asked to stop may finish what it works on. After that it hands the rest back.
    pub drain_timeout: HumanDuration,
}

impl Default for Worker {
    fn default() -> Self {
        Self {
            coordinator: "https://127.0.0.1:7001".to_owned(),
            name: None,
            concurrency: 32,
            cpu_threads: 0,
            memory_budget: ByteSize::mib(512),
            range_size: ByteSize::mib(8),
            read_ahead: 2,
            leases: 2,
            drain_timeout: HumanDuration::from_secs(30),
        }
    }
}

impl Worker {
    pub(super) fn validate(&self, problems: &mut Problems) {
        if !super::is_origin(&self.coordinator) {
            problems.add(
                "worker.coordinator",
                "must be \"https://host:port\" and nothing more; \"http://\" is for a coordinator on this machine alone",
            );
        }
        if let Some(name) = &self.name {
            let length = name.chars().count();
            if length == 0 || length > 128 || name.chars().any(char::is_control) {
                problems.add("worker.name", "must have 1 to 128 characters and no control characters");
            }
        }
        problems.range("worker.concurrency", self.concurrency, 1, 10_000);
        problems.range("worker.cpu_threads", self.cpu_threads, 0, 1_024);
        problems.range("worker.range_size", self.range_size, ByteSize::kib(64), ByteSize::gib(1));
        problems.range("worker.read_ahead", self.read_ahead, 0, 64);
        problems.range("worker.leases", self.leases, 1, 1_000);
        if self.memory_budget.as_u64() < self.range_size.as_u64().saturating_mul(2) {
            problems.add(
                "worker.memory_budget",
                format!(
                    "is {}, but must be at least twice worker.range_size ({}): raise the one or lower the other",
                    self.memory_budget, self.range_size
                ),
            );
        }
    }
}
