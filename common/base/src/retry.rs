//! Trying again, with bounds.

use std::future::Future;
use std::time::Duration;

use aws_lc_rs::rand;

/// Exponential backoff with full jitter: the wait before try `n + 1` is random between zero and
/// `min(max_delay, initial * 2^(n - 1))`, so that many who failed together do not return together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backoff {
    /// The longest wait before the second try.
    pub initial: Duration,
    /// The longest wait ever.
    pub max_delay: Duration,
    /// How many tries in all, the first included. At least 1.
    pub max_attempts: u32,
}

impl Default for Backoff {
    /// Five tries, waits of at most 100 ms, 200 ms, 400 ms and 800 ms.
    fn default() -> Self {
        Self { initial: Duration::from_millis(100), max_delay: Duration::from_secs(20), max_attempts: 5 }
    }
}

impl Backoff {
    /// Never gives up; waits at most `max_delay`. For connections that must come back.
    pub const fn endless(initial: Duration, max_delay: Duration) -> Self {
        Self { initial, max_delay, max_attempts: u32::MAX }
    }

    /// The longest wait after `failures` failed tries (1 or more), before jitter.
    pub fn ceiling(&self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(31);
        self.initial.saturating_mul(1 << doublings).min(self.max_delay)
    }

    /// How long to wait after `failures` failed tries, or `None` if there is no further try. With `fraction` drawn evenly from 0 to 1;
    /// [`delay`](Self::delay) draws it.
    pub fn delay_with(&self, failures: u32, fraction: f64) -> Option<Duration> {
        if failures >= self.max_attempts {
            return None;
        }
        Some(self.ceiling(failures).mul_f64(fraction.clamp(0.0, 1.0)))
    }

    /// How long to wait after `failures` failed tries, or `None` if there is no further try.
    pub fn delay(&self, failures: u32) -> Option<Duration> {
        self.delay_with(failures, random_fraction())
    }
}

/// Evenly drawn from 0 to 1. If the system has no randomness to give, waits are at their longest.
fn random_fraction() -> f64 {
    let mut bytes = [0_u8; 4];
    match rand::fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 1.0,
    }
}

/// Does `op` until it succeeds, fails for good, or `policy` has no further try. The last error is returned as it is.
///
/// `op` gets the number of the try, from 1. Dropping the future stops it.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// use magpie_base::retry::{Backoff, retry};
///
/// let policy = Backoff { initial: std::time::Duration::from_millis(1), ..Backoff::default() };
/// let answer = retry(&policy, |error: &&str| *error == "busy", |attempt| async move {
///     if attempt < 3 { Err("busy") } else { Ok(attempt) }
/// });
/// assert_eq!(answer.await, Ok(3));
/// # });
/// ```
pub async fn retry<T, E, F>(
    policy: &Backoff,
    is_retryable: impl Fn(&E) -> bool,
    mut op: impl FnMut(u32) -> F,
) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
{
    let mut attempt = 1;
    loop {
        let error = match op(attempt).await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        if !is_retryable(&error) {
            return Err(error);
        }
        let Some(delay) = policy.delay(attempt) else {
            return Err(error);
        };
        tokio::time::sleep(delay).await;
        attempt = attempt.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn quick(max_attempts: u32) -> Backoff {
        Backoff { initial: Duration::from_micros(1), max_delay: Duration::from_micros(10), max_attempts }
    }

    #[test]
    fn waits_double_up_to_the_bound() {
        let policy =
            Backoff { initial: Duration::from_millis(100), max_delay: Duration::from_secs(1), max_attempts: 100 };
        let millis: Vec<u128> = (1..7).map(|failures| policy.ceiling(failures).as_millis()).collect();
        assert_eq!(millis, [100, 200, 400, 800, 1000, 1000]);
        assert_eq!(policy.ceiling(u32::MAX).as_millis(), 1000, "no overflow");
        assert_eq!(Backoff::endless(Duration::MAX, Duration::MAX).ceiling(40), Duration::MAX);
    }

    #[test]
    fn jitter_is_full_and_stays_inside() {
        let policy = Backoff::default();
        assert_eq!(policy.delay_with(1, 0.0), Some(Duration::ZERO));
        assert_eq!(policy.delay_with(2, 0.5), Some(Duration::from_millis(100)));
        let drawn: Vec<Duration> = (0..200).filter_map(|_| policy.delay(4)).collect();
        assert_eq!(drawn.len(), 200);
        assert!(drawn.iter().all(|delay| *delay <= Duration::from_millis(800)));
        assert!(drawn.iter().any(|delay| *delay < Duration::from_millis(200)), "200 draws are not all long");
        assert!(drawn.iter().any(|delay| *delay > Duration::from_millis(600)), "200 draws are not all short");
    }

    #[test]
    fn there_is_an_end() {
        let policy = quick(3);
        assert!(policy.delay(2).is_some());
        assert!(policy.delay(3).is_none());
    }

    #[tokio::test]
    async fn gives_up_after_the_last_attempt_with_the_last_error() {
        let tries = Cell::new(0);
        let outcome: Result<(), u32> = retry(
            &quick(4),
            |_| true,
            |attempt| {
                tries.set(tries.get() + 1);
                async move { Err(attempt) }
            },
        )
        .await;
        assert_eq!((outcome, tries.get()), (Err(4), 4));
    }

    #[tokio::test]
    async fn what_cannot_succeed_is_not_tried_again() {
        let tries = Cell::new(0);
        let outcome: Result<(), &str> = retry(
            &quick(4),
            |error| *error != "denied",
            |_| {
                tries.set(tries.get() + 1);
                async { Err("denied") }
            },
        )
        .await;
        assert_eq!((outcome, tries.get()), (Err("denied"), 1));
    }

    #[tokio::test]
    async fn succeeds_when_the_trouble_passes() {
        let outcome =
            retry(&quick(4), |_: &()| true, |attempt| async move { if attempt == 3 { Ok("done") } else { Err(()) } })
                .await;
        assert_eq!(outcome, Ok("done"));
    }
}
