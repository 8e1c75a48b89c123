//! The values of a data page, as text.
//!
//! Source: Apache Parquet, `Encodings.md` and `LogicalTypes.md`. Values are given one at a time and never gathered, so
//! a page needs no memory for what it claims to hold.

use super::footer::{Meaning, Physical};
use super::hybrid::{Delta, Hybrid};
use crate::formats::written;

/// Days from the begin of the Julian day count to 1970-01-01.
const JULIAN_DAYS: i64 = 2_440_588;

/// Encodings, by their numbers in `parquet.thrift`.
pub(super) const PLAIN: i64 = 0;
pub(super) const PLAIN_DICTIONARY: i64 = 2;
pub(super) const RLE: i64 = 3;
const DELTA_BINARY_PACKED: i64 = 5;
const DELTA_LENGTH_BYTE_ARRAY: i64 = 6;
const DELTA_BYTE_ARRAY: i64 = 7;
const RLE_DICTIONARY: i64 = 8;
const BYTE_STREAM_SPLIT: i64 = 9;

/// How the values of a column are stored, and what they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ValueKind {
    pub(super) physical: Physical,
    pub(super) meaning: Meaning,
}

impl ValueKind {
    /// Bytes of a stored value, if all have the same number.
    pub(super) fn width(self) -> Option<usize> {
        match self.physical {
            Physical::Boolean | Physical::ByteArray => None,
            Physical::Int32 | Physical::Float => Some(4),
            Physical::Int64 | Physical::Double => Some(8),
            Physical::Int96 => Some(12),
            Physical::Fixed(width) => Some(width),
        }
    }

    /// Whether values are texts as they are stored.
    pub(super) fn is_text(self) -> bool {
        matches!(self.physical, Physical::ByteArray | Physical::Fixed(_))
            && !matches!(self.meaning, Meaning::Decimal(_) | Meaning::Uuid | Meaning::Float16)
    }

    /// Writes a stored value as text.
    pub(super) fn write(self, stored: &[u8], out: &mut Vec<u8>) {
        match self.physical {
            Physical::Int32 => {
                let number = i32::from_le_bytes(stored.first_chunk().copied().unwrap_or_default());
                let wide = if self.meaning == Meaning::Unsigned { i64::from(number as u32) } else { i64::from(number) };
                self.write_integer(wide, out);
            }
            Physical::Int64 => {
                self.write_integer(i64::from_le_bytes(stored.first_chunk().copied().unwrap_or_default()), out);
            }
            Physical::Int96 => {
                let nanos = i64::from_le_bytes(stored.first_chunk().copied().unwrap_or_default());
                let day = i32::from_le_bytes(stored.last_chunk().copied().unwrap_or_default());
                written::date(out, i64::from(day) - JULIAN_DAYS);
                out.push(b' ');
                written::time(out, nanos, written::NANOS);
            }
            Physical::Float => {
                written::short_float(out, f32::from_le_bytes(stored.first_chunk().copied().unwrap_or_default()));
            }
            Physical::Double => {
                written::float(out, f64::from_le_bytes(stored.first_chunk().copied().unwrap_or_default()));
            }
            Physical::ByteArray | Physical::Fixed(_) => match self.meaning {
                Meaning::Decimal(scale) => written::decimal(out, stored, scale),
                Meaning::Uuid if stored.len() == 16 => written::uuid(out, stored),
                Meaning::Float16 if stored.len() == 2 => {
                    written::short_float(out, written::half(u16::from_le_bytes([stored[0], stored[1]])));
                }
                _ => out.extend_from_slice(stored),
            },
            Physical::Boolean => {}
        }
    }

    fn write_integer(self, value: i64, out: &mut Vec<u8>) {
        match self.meaning {
            Meaning::Unsigned => written::unsigned(out, value as u64),
            Meaning::Date => written::date(out, value),
            Meaning::Time(per_second) => written::time(out, value, per_second),
            Meaning::Timestamp(per_second) => written::timestamp(out, value, per_second),
            Meaning::Decimal(scale) => written::decimal(out, &value.to_be_bytes(), scale),
            _ => written::integer(out, value),
        }
    }
}

/// The values of a dictionary, as text.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    text: Vec<u8>,
    ends: Vec<u32>,
}

impl Dictionary {
    /// Adds a value. False: all have more than `most` bytes, their places counted too.
    pub(super) fn add(&mut self, value: &[u8], most: usize) -> bool {
        self.text.extend_from_slice(value);
        // The bound is below 4 GiB.
        self.ends.push(self.text.len() as u32);
        self.text.len() + self.ends.len() * size_of::<u32>() <= most
    }

    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    #[inline]
    fn get(&self, index: u32) -> Option<&[u8]> {
        let index = index as usize;
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&start| start as usize);
        self.text.get(start..end)
    }
}

/// The values of one page, one after the other.
pub(super) struct Values<'p> {
    kind: ValueKind,
    source: Stored<'p>,
}

enum Stored<'p> {
    Plain { bytes: &'p [u8], at: usize },
    Dictionary { indexes: Hybrid<'p>, dictionary: &'p Dictionary },
    Delta(Delta<'p>),
    Lengths { lengths: Delta<'p>, bytes: &'p [u8], at: usize },
    Prefixes { prefixes: Delta<'p>, lengths: Delta<'p>, bytes: &'p [u8], at: usize, value: Vec<u8> },
    Split { bytes: &'p [u8], count: usize, at: usize },
}

impl<'p> Values<'p> {
    /// `None`: the page is corrupt, or the encoding is none for this kind of values.
    pub(super) fn new(
        bytes: &'p [u8],
        encoding: i64,
        kind: ValueKind,
        dictionary: Option<&'p Dictionary>,
    ) -> Option<Self> {
        let source = match encoding {
            PLAIN => Stored::Plain { bytes, at: 0 },
            PLAIN_DICTIONARY | RLE_DICTIONARY => {
                let (&width, rest) = bytes.split_first().unwrap_or((&0, &[]));
                Stored::Dictionary { indexes: Hybrid::new(rest, u32::from(width))?, dictionary: dictionary? }
            }
            DELTA_BINARY_PACKED if matches!(kind.physical, Physical::Int32 | Physical::Int64) => {
                Stored::Delta(Delta::new(bytes)?)
            }
            DELTA_LENGTH_BYTE_ARRAY => {
                let lengths = Delta::new(bytes)?;
                let end = lengths.clone().end()?;
                Stored::Lengths { lengths, bytes: bytes.get(end..)?, at: 0 }
            }
            DELTA_BYTE_ARRAY => {
                let prefixes = Delta::new(bytes)?;
                let rest = bytes.get(prefixes.clone().end()?..)?;
                let lengths = Delta::new(rest)?;
                let end = lengths.clone().end()?;
                Stored::Prefixes { prefixes, lengths, bytes: rest.get(end..)?, at: 0, value: Vec::new() }
            }
            BYTE_STREAM_SPLIT => {
                let width = kind.width().filter(|&width| width > 0)?;
                Stored::Split { bytes, count: bytes.len() / width, at: 0 }
            }
            _ => return None,
        };
        Some(Values { kind, source })
    }

    /// The next value, which is an entry of a dictionary: which one, and its text. The outer `None`: there is no dictionary.
    #[inline]
    pub(super) fn next_shared(&mut self) -> Option<Option<(u32, &'p [u8])>> {
        let Stored::Dictionary { indexes, dictionary } = &mut self.source else { return None };
        Some(indexes.next().and_then(|index| Some((index, dictionary.get(index)?))))
    }

    /// The next value, as text. `scratch`: where it is written to, if it is not text already.
    #[inline]
    pub(super) fn next<'s>(&'s mut self, scratch: &'s mut Vec<u8>) -> Option<&'s [u8]> {
        let kind = self.kind;
        let stored = match &mut self.source {
            Stored::Dictionary { indexes, dictionary } => return dictionary.get(indexes.next()?),
            Stored::Plain { bytes, at } => {
                let length = match kind.width() {
                    Some(width) => width,
                    None => {
                        let length = bytes.get(*at..)?.first_chunk::<4>()?;
                        *at += 4;
                        u32::from_le_bytes(*length) as usize
                    }
                };
                take(bytes, at, length)?
            }
            Stored::Delta(delta) => {
                let value = delta.next()?;
                scratch.clear();
                let value = match (kind.physical, kind.meaning) {
                    (Physical::Int32, Meaning::Unsigned) => i64::from(value as u32),
                    (Physical::Int32, _) => i64::from(value as i32),
                    _ => value,
                };
                kind.write_integer(value, scratch);
                return Some(scratch);
            }
            Stored::Lengths { lengths, bytes, at } => {
                let length = usize::try_from(lengths.next()?).ok()?;
                take(bytes, at, length)?
            }
            Stored::Prefixes { prefixes, lengths, bytes, at, value } => {
                let prefix = usize::try_from(prefixes.next()?).ok()?;
                let length = usize::try_from(lengths.next()?).ok()?;
                let suffix = take(bytes, at, length)?;
                if prefix > value.len() {
                    return None;
                }
                value.truncate(prefix);
                value.extend_from_slice(suffix);
                value
            }
            Stored::Split { bytes, count, at } => {
                if at >= count {
                    return None;
                }
                // At most as many bytes as the page has, for each value.
                let stored: Vec<u8> = bytes.iter().skip(*at).step_by(*count).take(kind.width()?).copied().collect();
                *at += 1;
                scratch.clear();
                kind.write(&stored, scratch);
                return Some(scratch);
            }
        };
        if kind.is_text() {
            return Some(stored);
        }
        scratch.clear();
        kind.write(stored, scratch);
        Some(scratch)
    }
}

fn take<'p>(bytes: &'p [u8], at: &mut usize, length: usize) -> Option<&'p [u8]> {
    let end = at.checked_add(length)?;
    let taken = bytes.get(*at..end)?;
    *at = end;
    Some(taken)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn all(bytes: &[u8], encoding: i64, physical: Physical, meaning: Meaning) -> Vec<String> {
        let mut values = Values::new(bytes, encoding, ValueKind { physical, meaning }, None).unwrap();
        let mut scratch = Vec::new();
        let mut shown = Vec::new();
        while let Some(value) = values.next(&mut scratch) {
            shown.push(String::from_utf8_lossy(value).into_owned());
        }
        shown
    }

    #[test]
    fn plain_values() {
        let numbers = [1_i32.to_le_bytes(), (-1_i32).to_le_bytes()].concat();
        assert_eq!(all(&numbers, PLAIN, Physical::Int32, Meaning::Plain), ["1", "-1"]);
        assert_eq!(all(&numbers, PLAIN, Physical::Int32, Meaning::Unsigned), ["1", "4294967295"]);
        assert_eq!(all(&numbers, PLAIN, Physical::Int32, Meaning::Date), ["1970-01-02", "1969-12-31"]);
        assert_eq!(all(&numbers, PLAIN, Physical::Int32, Meaning::Decimal(2)), ["0.01", "-0.01"]);
        let texts = [&3_u32.to_le_bytes()[..], b"abc", &9_u32.to_le_bytes(), b"x"].concat();
        assert_eq!(all(&texts, PLAIN, Physical::ByteArray, Meaning::Plain), ["abc"]);
        let old = [&43_200_000_000_000_u64.to_le_bytes()[..], &2_440_589_u32.to_le_bytes()].concat();
        assert_eq!(all(&old, PLAIN, Physical::Int96, Meaning::Plain), ["1970-01-02 12:00:00"]);
        let split = [1, 2, 0, 0, 0, 0, 0, 0];
        assert_eq!(all(&split, BYTE_STREAM_SPLIT, Physical::Int32, Meaning::Plain), ["1", "2"]);
    }
}
