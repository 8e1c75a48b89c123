//! Sizes as people write them.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A number of bytes, written as `64MiB`, `1GB`, or a plain integer. `KiB`, `MiB`, `GiB`, `TiB` are powers of 1,024; `kB`,
/// `MB`, `GB`, `TB` of 1,000. Case does not matter. At most 2^63 - 1 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ByteSize(u64);

/// From the largest to the smallest; binary before decimal, so that a size is shown as it was most likely meant.
const UNITS: [(&str, u64); 8] = [
    ("TiB", 1 << 40),
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("TB", 1_000_000_000_000),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1_000),
];

/// TOML's integers end there.
const MAX: u64 = i64::MAX as u64;

impl ByteSize {
    /// So many bytes. More than 2^63 - 1 become 2^63 - 1.
    pub const fn bytes(bytes: u64) -> Self {
        Self(if bytes > MAX { MAX } else { bytes })
    }

    /// So many times 1,024 bytes.
    pub const fn kib(count: u32) -> Self {
        Self::bytes((count as u64) << 10)
    }

    /// So many times 1,048,576 bytes.
    pub const fn mib(count: u32) -> Self {
        Self::bytes((count as u64) << 20)
    }

    /// So many times 1,073,741,824 bytes.
    pub const fn gib(count: u32) -> Self {
        Self::bytes((count as u64) << 30)
    }

    /// The number of bytes.
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// The number of bytes. On machines of 32 bits, at most what fits.
    pub fn as_usize(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// Why a text is no size.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a size: write a whole number of bytes, or one with a unit, such as \"64MiB\" or \"1GB\"")]
pub struct ParseError {
    text: String,
}

impl FromStr for ByteSize {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let refused = || ParseError { text: text.to_owned() };
        let trimmed = text.trim();
        let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = trimmed.split_at(digits);
        let number: u64 = number.parse().map_err(|_| refused())?;
        let unit = unit.trim_start();
        let factor = if unit.is_empty() || unit.eq_ignore_ascii_case("B") {
            1
        } else {
            UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)).ok_or_else(refused)?.1
        };
        let bytes = number.checked_mul(factor).filter(|bytes| *bytes <= MAX).ok_or_else(refused)?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for ByteSize {
    /// The shortest exact form: it parses back to the same size.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS.iter().find(|(_, factor)| self.0 >= *factor && self.0.is_multiple_of(*factor)) {
            Some((name, factor)) => write!(formatter, "{}{name}", self.0 / factor),
            None => write!(formatter, "{}", self.0),
        }
    }
}

impl Serialize for ByteSize {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ByteSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = ByteSize;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a size such as \"64MiB\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<ByteSize, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, bytes: u64) -> Result<ByteSize, E> {
                if bytes > MAX {
                    return Err(E::custom(ParseError { text: bytes.to_string() }));
                }
                Ok(ByteSize(bytes))
            }

            fn visit_i64<E: de::Error>(self, bytes: i64) -> Result<ByteSize, E> {
                u64::try_from(bytes).map(ByteSize).map_err(|_| E::custom(ParseError { text: bytes.to_string() }))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for ByteSize {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ByteSize".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "integer"], "format": "size" })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, bytes) in [
            ("0", 0),
            ("17", 17),
            ("17B", 17),
            ("64MiB", 64 << 20),
            ("64 mib", 64 << 20),
            ("1GB", 1_000_000_000),
            (" 3GiB ", 3 << 30),
            ("2kb", 2_000),
            ("1TiB", 1 << 40),
            ("9223372036854775807", i64::MAX as u64),
        ] {
            assert_eq!(text.parse::<ByteSize>().unwrap().as_u64(), bytes, "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused_with_an_example() {
        for text in ["", "MiB", "-1", "1.5GiB", "10 apples", "9223372036854775808", "99999999999TiB", "1é", "٣"] {
            let error = text.parse::<ByteSize>().unwrap_err().to_string();
            assert!(error.contains("64MiB"), "{error}");
        }
    }

    #[test]
    fn what_is_shown_parses_back() {
        for bytes in [0, 1, 1_000, 1_024, 1_536, 5_000_000, 8 << 20, (8 << 20) + 1, 20 << 30, i64::MAX as u64] {
            let size = ByteSize::bytes(bytes);
            assert_eq!(size.to_string().parse::<ByteSize>().unwrap(), size);
        }
        assert_eq!(ByteSize::mib(512).to_string(), "512MiB");
        assert_eq!(ByteSize::bytes(5_000_000).to_string(), "5MB");
        assert_eq!(ByteSize::bytes(u64::MAX).as_u64(), i64::MAX as u64);
    }

    #[test]
    fn serde_takes_both_forms() {
        let read = |json: &str| serde_json::from_str::<ByteSize>(json);
        assert_eq!(read("\"1KiB\"").unwrap(), read("1024").unwrap());
        assert_eq!(serde_json::to_string(&ByteSize::kib(1)).unwrap(), "\"1KiB\"");
        assert!(read("-5").is_err());
        assert!(read("18446744073709551615").is_err());
        assert!(read("true").is_err());
    }
}
