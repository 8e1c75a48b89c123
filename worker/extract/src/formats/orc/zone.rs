//! The time zone that the timestamps of a stripe are written in.
//!
//! Source: Apache ORC, specification v1, "Timestamp columns" and `StripeFooter.writerTimezone`; its C++ reader.

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::sync::LazyLock;

/// 2015 began, in UTC. Seconds since 1970.
const EPOCH: Timestamp = Timestamp::constant(1_420_070_400, 0);

/// The zones of IANA's database.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// A zone in which timestamps count from the begin of 2015.
#[derive(Debug, Clone, Default)]
pub(super) struct Zone {
    /// None is UTC.
    rules: Option<TimeZone>,
}

impl Zone {
    /// UTC if no zone has the name: the times are then off by less than a day, and are dates and times all the same.
    pub(super) fn named(name: &[u8]) -> Zone {
        let known = std::str::from_utf8(name).ok().and_then(|name| ZONES.get(name).ok());
        Zone { rules: known.filter(|zone| *zone != TimeZone::UTC) }
    }

    /// What clocks in the zone showed so many seconds after 2015 began there, in seconds since 1970.
    pub(super) fn wall(&self, seconds: i64) -> i64 {
        let Some(zone) = &self.rules else { return seconds.wrapping_add(EPOCH.as_second()) };
        let offset = |at: Timestamp| i64::from(zone.to_offset(at).seconds());
        // No zone changed its rules around that day.
        let instant = seconds.wrapping_add(EPOCH.as_second() - offset(EPOCH));
        match Timestamp::from_second(instant) {
            Ok(at) => instant + offset(at),
            Err(_) => instant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_put_forward_in_summer() {
        let summer = 300_000_000;
        for (name, hours) in [("Europe/Zurich", 1), ("America/New_York", 1), ("Asia/Kolkata", 0), ("UTC", 0), ("?", 0)]
        {
            let zone = Zone::named(name.as_bytes());
            assert_eq!(zone.wall(0), EPOCH.as_second(), "{name}: 2015 begins at midnight");
            assert_eq!(zone.wall(summer) - Zone::default().wall(summer), hours * 3600, "{name}");
            assert_eq!(zone.wall(i64::MAX), zone.wall(i64::MAX));
            assert_eq!(zone.wall(i64::MIN), zone.wall(i64::MIN));
        }
    }
}
