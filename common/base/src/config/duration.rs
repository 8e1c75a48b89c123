//! Durations as people write them.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A duration, written as `250ms`, `30s`, `5m`, `10h`, `90d`, or several of these from large to small (`1h30m`). Whole
/// milliseconds, at most 100 years. A number without a unit is refused, because nobody could tell what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct HumanDuration(Duration);

/// Milliseconds of each unit, from the largest.
const UNITS: [(&str, u64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// 100 years of 365 days. Longer waits are mistakes, and adding them to a time could overflow.
const MAX_MILLIS: u64 = 100 * 365 * 86_400_000;

impl HumanDuration {
    /// So many milliseconds; at most 100 years.
    pub const fn from_millis(millis: u64) -> Self {
        Self(Duration::from_millis(if millis > MAX_MILLIS { MAX_MILLIS } else { millis }))
    }

    /// So many seconds; at most 100 years.
    pub const fn from_secs(seconds: u64) -> Self {
        Self::from_millis(seconds.saturating_mul(1_000))
    }

    /// As the standard library has it.
    pub const fn get(self) -> Duration {
        self.0
    }

    /// In milliseconds.
    pub const fn as_millis(self) -> u64 {
        // At most MAX_MILLIS.
        self.0.as_millis() as u64
    }
}

impl From<HumanDuration> for Duration {
    fn from(duration: HumanDuration) -> Self {
        duration.0
    }
}

/// Why a text is no duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a duration: write a number with a unit (ms, s, m, h, d), such as \"30s\" or \"1h30m\"")]
pub struct ParseError {
    text: String,
}

impl FromStr for HumanDuration {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let refused = || ParseError { text: text.to_owned() };
        let mut rest = text.trim();
        if rest == "0" {
            return Ok(Self::default());
        }
        let mut millis = 0_u64;
        let mut units = UNITS.iter();
        if rest.is_empty() {
            return Err(refused());
        }
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (number, after) = rest.split_at(digits);
            let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
            let (unit, after) = after.split_at(letters);
            let number: u64 = number.parse().map_err(|_| refused())?;
            // Each unit at most once, from large to small: the iterator is not rewound.
            let (_, factor) = units.find(|(name, _)| *name == unit).ok_or_else(refused)?;
            millis = number.checked_mul(*factor).and_then(|part| millis.checked_add(part)).ok_or_else(refused)?;
            rest = after.trim_start();
        }
        if millis > MAX_MILLIS {
            return Err(refused());
        }
        Ok(Self(Duration::from_millis(millis)))
    }
}

impl fmt::Display for HumanDuration {
    /// It parses back to the same duration.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.as_millis();
        if rest == 0 {
            return formatter.write_str("0s");
        }
        for (name, factor) in UNITS {
            if rest >= factor {
                write!(formatter, "{}{name}", rest / factor)?;
                rest %= factor;
            }
        }
        Ok(())
    }
}

impl Serialize for HumanDuration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HumanDuration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = HumanDuration;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a duration in quotes with a unit, such as \"30s\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<HumanDuration, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for HumanDuration {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "HumanDuration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "duration" })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, millis) in [
            ("0", 0),
            ("0s", 0),
            ("250ms", 250),
            ("30s", 30_000),
            ("5m", 300_000),
            (" 10h ", 36_000_000),
            ("90d", 90 * 86_400_000),
            ("1h30m", 5_400_000),
            ("1h 30m 5s 7ms", 5_405_007),
        ] {
            assert_eq!(text.parse::<HumanDuration>().unwrap().as_millis(), millis, "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused_with_an_example() {
        for text in
            ["", "30", "s", "-1s", "1.5s", "30m1h", "1s1s", "5 parsecs", "40000d", "99999999999999999999s", "1sé"]
        {
            let error = text.parse::<HumanDuration>().unwrap_err().to_string();
            assert!(error.contains("1h30m"), "{error}");
        }
    }

    #[test]
    fn what_is_shown_parses_back() {
        for millis in [0, 1, 999, 1_000, 30_000, 61_001, 5_400_000, 86_400_000, 90_061_001, MAX_MILLIS] {
            let duration = HumanDuration::from_millis(millis);
            assert_eq!(duration.to_string().parse::<HumanDuration>().unwrap(), duration);
        }
        assert_eq!(HumanDuration::from_secs(5_400).to_string(), "1h30m");
        assert_eq!(HumanDuration::from_secs(u64::MAX).as_millis(), MAX_MILLIS);
    }

    #[test]
    fn serde_takes_strings_alone() {
        let read = |json: &str| serde_json::from_str::<HumanDuration>(json);
        assert_eq!(read("\"5m\"").unwrap().get(), Duration::from_secs(300));
        assert_eq!(serde_json::to_string(&HumanDuration::from_secs(300)).unwrap(), "\"5m\"");
        assert!(read("30").unwrap_err().to_string().contains("30s"));
    }
}
