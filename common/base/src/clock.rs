//! The only place that asks the machine what time it is.
//!
//! Everything else takes a [`Clock`], so that tests can hold time in their hands. `clippy.toml` bans
//! `Instant::now` and `SystemTime::now` elsewhere; sleeping with `tokio::time` is fine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Milliseconds of a clock that never goes back. Only differences have a meaning, and only within one process.
pub type Millis = u64;

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// Monotonic milliseconds since the clock was made. For deadlines and durations.
    fn now(&self) -> Millis;

    /// The time of day, for people and records. It may jump in both directions: never decide anything by it.
    fn wall(&self) -> SystemTime;
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Millis {
        (**self).now()
    }

    fn wall(&self) -> SystemTime {
        (**self).wall()
    }
}

/// The machine's clock.
#[derive(Debug, Clone)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// A clock whose [`now`](Clock::now) starts at zero.
    #[expect(clippy::disallowed_methods, reason = "the one place that may")]
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Millis {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that may")]
    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// A clock for tests: it stands still until it is moved. Clones share the time.
#[derive(Debug, Clone)]
pub struct ManualClock {
    now: Arc<AtomicU64>,
    wall: Arc<AtomicU64>,
}

/// Where a [`ManualClock`]'s time of day begins: 2026-01-01T00:00:00Z, in milliseconds since the Unix epoch.
const MANUAL_WALL_START: u64 = 1_767_225_600_000;

impl ManualClock {
    /// A clock at zero; its time of day is 2026-01-01T00:00:00Z.
    pub fn new() -> Self {
        Self { now: Arc::new(AtomicU64::new(0)), wall: Arc::new(AtomicU64::new(MANUAL_WALL_START)) }
    }

    /// Lets time pass: both the monotonic clock and the time of day.
    pub fn advance(&self, by: Duration) {
        let millis = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.now.fetch_add(millis, Ordering::SeqCst);
        self.wall.fetch_add(millis, Ordering::SeqCst);
    }

    /// Sets the time of day alone, as an operator or NTP would. Whole milliseconds; times before 1970 become 1970.
    pub fn set_wall(&self, wall: SystemTime) {
        let since_epoch = wall.duration_since(UNIX_EPOCH).unwrap_or_default();
        self.wall.store(u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX), Ordering::SeqCst);
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Millis {
        self.now.load(Ordering::SeqCst)
    }

    fn wall(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.wall.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_clock_never_goes_back() {
        let clock = SystemClock::new();
        let first = clock.now();
        std::thread::sleep(Duration::from_millis(5));
        assert!(clock.now() >= first + 5);
        assert!(clock.wall() > UNIX_EPOCH + Duration::from_millis(MANUAL_WALL_START - 1));
    }

    #[test]
    fn the_manual_clock_moves_only_when_told() {
        let clock = ManualClock::new();
        let other_hand = clock.clone();
        assert_eq!((clock.now(), clock.now()), (0, 0));
        other_hand.advance(Duration::from_secs(2));
        assert_eq!(clock.now(), 2_000);
        assert_eq!(clock.wall(), UNIX_EPOCH + Duration::from_millis(MANUAL_WALL_START + 2_000));
        clock.set_wall(UNIX_EPOCH);
        assert_eq!(
            (clock.now(), clock.wall()),
            (2_000, UNIX_EPOCH),
            "the time of day jumps, the monotonic clock does not"
        );
    }
}
