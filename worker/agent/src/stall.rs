//! Notices an object that holds a thread without any progress. A thread cannot be stopped from outside; the process can.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use magpie_base::clock::{Clock, Millis};
use parking_lot::Mutex;

/// All scans that are on a CPU thread or wait for one.
pub(crate) struct StallWatch {
    clock: Arc<dyn Clock>,
    limit: Duration,
    next: AtomicU64,
    running: Mutex<HashMap<u64, Seen>>,
}

struct Seen {
    progress: Arc<AtomicU64>,
    at: u64,
    since: Millis,
}

/// One scan; it is watched until this is dropped.
pub(crate) struct Running {
    watch: Arc<StallWatch>,
    number: u64,
    progress: Arc<AtomicU64>,
}

impl Running {
    /// What the scan counts up.
    pub(crate) fn progress(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.progress)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.watch.running.lock().remove(&self.number);
    }
}

impl StallWatch {
    /// Scans may stand still for `limit`.
    pub(crate) fn new(clock: Arc<dyn Clock>, limit: Duration) -> Arc<StallWatch> {
        Arc::new(StallWatch { clock, limit, next: AtomicU64::new(0), running: Mutex::default() })
    }

    /// Watches one more scan.
    pub(crate) fn begin(self: &Arc<Self>) -> Running {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let progress = Arc::new(AtomicU64::new(0));
        let seen = Seen { progress: Arc::clone(&progress), at: 0, since: self.clock.now() };
        self.running.lock().insert(number, seen);
        Running { watch: Arc::clone(self), number, progress }
    }

    /// Whether a scan that began has stood still for too long. A scan that still waits for a thread has not begun. To be
    /// asked from time to time.
    pub(crate) fn stalled(&self) -> bool {
        let now = self.clock.now();
        let mut running = self.running.lock();
        running.values_mut().any(|seen| {
            let at = seen.progress.load(Ordering::Relaxed);
            if at != seen.at || at == 0 {
                (seen.at, seen.since) = (at, now);
            }
            Duration::from_millis(now.saturating_sub(seen.since)) > self.limit
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use magpie_base::clock::ManualClock;

    #[test]
    fn a_scan_that_stands_still_is_noticed_and_one_that_moves_is_not() {
        let clock = Arc::new(ManualClock::new());
        let watch = StallWatch::new(Arc::new(Arc::clone(&clock)), Duration::from_secs(10));
        let running = watch.begin();
        clock.advance(Duration::from_secs(60));
        assert!(!watch.stalled(), "waits for a thread");
        running.progress().fetch_add(1, Ordering::Relaxed);
        assert!(!watch.stalled(), "just began");
        clock.advance(Duration::from_secs(9));
        assert!(!watch.stalled());
        clock.advance(Duration::from_secs(2));
        assert!(watch.stalled());
        running.progress().fetch_add(1, Ordering::Relaxed);
        assert!(!watch.stalled());
        clock.advance(Duration::from_secs(60));
        drop(running);
        assert!(!watch.stalled(), "ended");
    }
}
