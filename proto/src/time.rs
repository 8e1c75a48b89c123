//! Times on the wire.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use prost_types::Timestamp;

/// `at` as it goes on the wire. Times before 1970 become 1970; fractions of a millisecond are cut, as Macie's times have none.
pub fn from_system(at: SystemTime) -> Timestamp {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    let millis = i32::try_from(since.subsec_millis()).unwrap_or_default();
    Timestamp { seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX), nanos: millis * 1_000_000 }
}

/// The time that `at` stands for. Times before 1970 become 1970.
pub fn to_system(at: &Timestamp) -> SystemTime {
    let seconds = u64::try_from(at.seconds).unwrap_or_default();
    let nanos = u32::try_from(at.nanos).unwrap_or_default();
    UNIX_EPOCH.checked_add(Duration::new(seconds, nanos.min(999_999_999))).unwrap_or(UNIX_EPOCH)
}

/// Milliseconds since 1970; what Macie's finding criteria compare times with.
pub fn to_unix_millis(at: &Timestamp) -> i64 {
    at.seconds.saturating_mul(1_000).saturating_add(i64::from(at.nanos) / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        let at = UNIX_EPOCH + Duration::from_millis(1_700_000_000_123);
        let wire = from_system(at);
        assert_eq!(to_system(&wire), at);
        assert_eq!(to_unix_millis(&wire), 1_700_000_000_123);
    }

    #[test]
    fn odd_times_do_not_panic() {
        assert_eq!(to_system(&Timestamp { seconds: -5, nanos: -1 }), UNIX_EPOCH);
        // As late as the system can tell, or 1970 where it cannot.
        assert!(to_system(&Timestamp { seconds: i64::MAX, nanos: i32::MAX }) >= UNIX_EPOCH);
        assert_eq!(from_system(UNIX_EPOCH - Duration::from_secs(1)), Timestamp { seconds: 0, nanos: 0 });
    }
}
