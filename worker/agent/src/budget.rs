//! A bound on the bytes of all objects in flight.

use std::sync::Arc;

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
    /// A budget of `bytes`.
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

    #[tokio::test]
    async fn huge_budgets_do_not_panic() {
        assert!(Budget::new(u64::MAX).reserve(UNIT).await.is_some());
    }
}
