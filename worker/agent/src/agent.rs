//! A worker as a whole.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use magpie_base::clock::Clock;
use magpie_base::config;
use magpie_base::ids;
use magpie_base::retry::Backoff;
use magpie_base::telemetry::metrics::Metrics;
use magpie_objects::ObjectStore;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tonic::transport::Channel;

use crate::bounds;
use crate::budget::{Budget, Large};
use crate::cpu::CpuPool;
use crate::error::Error;
use crate::observer::MatchObserver;
use crate::reader::ReadPlan;
use crate::ruleset::Rulesets;
use crate::session::{Profile, Session};
use crate::shared::Shared;
use crate::stall::StallWatch;

/// How long results may wait for more results before they are sent.
const FLUSH_INTERVAL: Duration = Duration::from_millis(500);

/// How often a read or a listing that failed is tried again, after the store's own quick retries: an outage of some
/// minutes should not become thousands of objects that were not looked at.
const READ_BACKOFF: Backoff =
    Backoff { initial: Duration::from_millis(200), max_delay: Duration::from_secs(20), max_attempts: 4 };

/// How a worker works.
pub struct Options {
    /// The connection to the coordinator. It may be lazy, and is made again when it breaks.
    pub channel: Channel,
    /// Where the objects are.
    pub objects: Arc<dyn ObjectStore>,
    /// What tells the time.
    pub clock: Arc<dyn Clock>,
    /// The process's instruments.
    pub metrics: Arc<Metrics>,
    /// The worker's name, for people.
    pub worker_id: String,
    /// How much it takes on.
    pub worker: config::Worker,
    /// How far parsers may go, how long an object may take, how much its result may hold.
    pub limits: config::Limits,
    /// The share of objects that have a span of their own, 0 to 1.
    pub object_span_ratio: f64,
    /// Who is told of values. Only ever set for a scan on the user's own terminal.
    pub observer: Option<Arc<dyn MatchObserver>>,
}

/// A worker at work. Dropping it stops it at once; [`Agent::drain`] lets it finish what it has begun.
pub struct Agent {
    drain: watch::Sender<bool>,
    task: Option<JoinHandle<Result<(), Error>>>,
}

impl Agent {
    /// Starts a worker on the current runtime. It attaches by itself, as often as needed.
    ///
    /// # Errors
    /// [`Error::Thread`] if the system gives no threads.
    pub fn start(options: Options) -> Result<Agent, Error> {
        let Options { worker, limits, .. } = options;
        let stall_timeout = limits.object_stall.get();
        let stall_watch = StallWatch::new(Arc::clone(&options.clock), stall_timeout);
        let concurrency = usize::try_from(worker.concurrency).unwrap_or(usize::MAX).clamp(1, Semaphore::MAX_PERMITS);
        let read_plan = ReadPlan {
            range_size: worker.range_size.as_u64().max(1),
            read_ahead: usize::try_from(worker.read_ahead).unwrap_or(usize::MAX).max(1),
            backoff: READ_BACKOFF,
        };
        let shared = Arc::new(Shared {
            objects: options.objects,
            clock: options.clock,
            result_limits: bounds::of_results(&limits),
            limits: bounds::of_extraction(&limits, worker.memory_budget),
            read_plan,
            // The other half is that of the parsers.
            budget: Budget::new(worker.memory_budget.as_u64() / 2),
            large: Arc::new(Large::default()),
            concurrency: Arc::new(Semaphore::new(concurrency)),
            // A slow object at the head of a lease must not keep the others from going on; results that wait for it are small.
            window: concurrency.saturating_mul(4),
            cpu: CpuPool::start(cpu_threads(worker.cpu_threads))?,
            rulesets: Rulesets::default(),
            stall_watch,
            observer: options.observer,
            metrics: options.metrics,
            flush_interval: FLUSH_INTERVAL,
            span_every: span_every(options.object_span_ratio),
            objects_seen: AtomicU64::new(0),
        });
        let profile = Profile {
            worker_id: options.worker_id,
            session_id: ids::session_id(),
            leases: worker.leases.max(1),
            stall_seconds: stall_timeout.as_secs(),
            drain_timeout: worker.drain_timeout.get(),
            reconnect: Backoff::endless(Duration::from_millis(200), Duration::from_secs(5)),
        };
        let (drain, draining) = watch::channel(false);
        let session = Session::new(shared, options.channel, profile, draining);
        Ok(Agent { drain, task: Some(tokio::spawn(session.run())) })
    }

    /// Takes no more work, finishes what is in flight, gives the rest back. [`Agent::wait`] returns when that is done.
    pub fn drain(&self) {
        self.drain.send_replace(true);
    }

    /// Waits until the worker has ended: drained, or unable to go on. Once.
    ///
    /// # Errors
    /// [`Error::Refused`] if the coordinator does not want this worker, [`Error::Stalled`] if a thread is lost.
    pub async fn wait(&mut self) -> Result<(), Error> {
        let Some(task) = self.task.as_mut() else { return Ok(()) };
        let ended = task.await;
        self.task = None;
        match ended {
            Ok(ended) => ended,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => Ok(()),
        }
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// The threads that `configured` stands for: 0 is one for each CPU.
fn cpu_threads(configured: u32) -> usize {
    match usize::try_from(configured) {
        Ok(0) | Err(_) => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        Ok(threads) => threads,
    }
}

/// One object in how many has a span.
fn span_every(ratio: f64) -> u64 {
    if ratio <= 0.0 || ratio.is_nan() {
        return 0;
    }
    // Between 1 and 2^53: exact.
    (1.0 / ratio.min(1.0)).round().min(9e15) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_of_spans() {
        assert_eq!(span_every(0.0), 0);
        assert_eq!(span_every(f64::NAN), 0);
        assert_eq!(span_every(-1.0), 0);
        assert_eq!(span_every(1.0), 1);
        assert_eq!(span_every(7.0), 1);
        assert_eq!(span_every(0.01), 100);
    }
}
