//! Times on the wire.

use std::ops::RangeInclusive;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use prost_types::Timestamp;

/// The first and the last second, since 1970, that a time on the wire can have: those of the years 1 to 9999. Others cannot be
/// printed.
const SECONDS: RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// The time so many seconds after 1970, or before; `None` if it cannot be printed.
pub fn from_unix_seconds(seconds: i64) -> Option<Timestamp> {
    SECONDS.contains(&seconds).then_some(Timestamp { seconds, nanos: 0 })
}

/// Whether the time can be printed.
pub fn is_printable(at: &Timestamp) -> bool {
    SECONDS.contains(&at.seconds) && (0..1_000_000_000).contains(&at.nanos)
}

/// `at` as it goes on the wire. Times before 1970 become 1970, and those after the year 9999 its last second; fractions of a
/// millisecond are cut, as Macie's times have none.
pub fn from_system(at: SystemTime) -> Timestamp {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    let millis = i32::try_from(since.subsec_millis()).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    Timestamp { seconds: seconds.min(*SECONDS.end()), nanos: millis * 1_000_000 }
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
        assert_eq!(from_system(UNIX_EPOCH + Duration::from_secs(1 << 40)).seconds, *SECONDS.end());
    }

    #[test]
    fn what_is_printable_is_printed() {
        for seconds in [*SECONDS.start() - 1, *SECONDS.start(), 0, *SECONDS.end(), *SECONDS.end() + 1] {
            let at = Timestamp { seconds, nanos: 0 };
            let printed = crate::json::to_string(&crate::v1::JobSummary { created_at: Some(at), ..Default::default() });
            assert_eq!(printed.is_ok(), is_printable(&at), "{seconds}");
            assert_eq!(from_unix_seconds(seconds).is_some(), is_printable(&at), "{seconds}");
        }
        assert!(!is_printable(&Timestamp { seconds: 0, nanos: -1 }));
        assert!(!is_printable(&Timestamp { seconds: 0, nanos: 1_000_000_000 }));
    }
}
