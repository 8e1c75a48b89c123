//! A bound on the memory of all objects in flight: half of it for the bytes that are read, half for the one object whose
//! parser holds much.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes that one permit stands for. A semaphore counts to 2^29 or so; counting in KiB leaves room for any budget.
const UNIT: u64 = 1_024;

/// The budget. Waiting is first come, first served, and a reservation is held from before the first byte is read until the
/// object's result is there. So an object on a CPU thread never waits for bytes that another waiting object holds.
#[derive(Clone)]
pub(crate) struct Budget {
    permits: Arc<Semaphore>,
    units: u32,
}

impl Budget {
    /// A budget of `bytes` for reading.
    pub(crate) fn new(bytes: u64) -> Budget {
        let units = u32::try_from((bytes / UNIT).max(1)).unwrap_or(u32::MAX).min(Semaphore::MAX_PERMITS as u32);
        Budget { permits: Arc::new(Semaphore::new(units as usize)), units }
    }

    /// Waits until `bytes` are free, and takes them. More than the whole budget takes the whole budget: such an object is
    /// scanned alone.
    pub(crate) async fn reserve(&self, bytes: u64) -> Option<OwnedSemaphorePermit> {
        let units = u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX).clamp(1, self.units);
        // The semaphore is never closed.
        Arc::clone(&self.permits).acquire_many_owned(units).await.ok()
    }
}

/// How often who waits for [`Large`] looks whether it still should, and shows that it lives.
const LOOK: Duration = Duration::from_millis(500);

/// The place of the one object that takes much memory. Whoever has it waits for nothing else, so it always comes free.
#[derive(Default)]
pub(crate) struct Large {
    taken: Mutex<bool>,
    free: Condvar,
}

/// The place is taken until this is dropped.
pub(crate) struct Taken(Arc<Large>);

impl Large {
    /// Waits for the place; calls `waiting` now and then, which says whether to go on with that. On a thread that may block.
    pub(crate) fn take(self: &Arc<Self>, mut waiting: impl FnMut() -> bool) -> Option<Taken> {
        let mut taken = self.taken.lock();
        while *taken {
            if !waiting() {
                return None;
            }
            self.free.wait_for(&mut taken, LOOK);
        }
        *taken = true;
        Some(Taken(Arc::clone(self)))
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        *self.0.taken.lock() = false;
        self.0.free.notify_one();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn what_does_not_fit_waits() {
        let budget = Budget::new(10 * UNIT);
        let first = budget.reserve(8 * UNIT).await.unwrap();
        let mut second = std::pin::pin!(budget.reserve(4 * UNIT));
        assert!(futures::poll!(&mut second).is_pending());
        drop(first);
        assert!(second.await.is_some());
    }

    #[tokio::test]
    async fn more_than_the_budget_takes_all_of_it() {
        let budget = Budget::new(10 * UNIT);
        let all = budget.reserve(u64::MAX).await.unwrap();
        assert_eq!(all.num_permits(), 10);
    }

    #[test]
    fn one_is_large_at_a_time() {
        let large = Arc::new(Large::default());
        let first = large.take(|| true).unwrap();
        let mut looked = 0;
        let second = large.take(|| {
            looked += 1;
            looked < 3
        });
        assert!(second.is_none() && looked == 3, "it gives up when it is told to");
        let waiting = std::thread::spawn({
            let large = Arc::clone(&large);
            move || large.take(|| true).is_some()
        });
        drop(first);
        assert!(waiting.join().unwrap());
        assert!(large.take(|| false).is_some(), "the other thread has let it go");
    }

    #[tokio::test]
    async fn huge_budgets_do_not_panic() {
        assert!(Budget::new(u64::MAX).reserve(UNIT).await.is_some());
    }
}
