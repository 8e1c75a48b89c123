//! The values of a column in a stripe, as text.
//!
//! Source: Apache ORC, specification v1, "Column Encodings".

use super::CORRUPT;
use super::footer::{DATA, DICTIONARY, DICTIONARY_DATA, DICTIONARY_V2, DIRECT_V2, Encoding, LENGTH, SECONDARY};
use super::runs::{Bytes, Integers};
use super::stream::Stream;
use super::zone::Zone;
use crate::formats::ranges::{Fault, Stop};
use crate::formats::records::{Node, Records};
use crate::formats::written;
use crate::outcome::Reason;
use crate::walk::{Halt, Walk};

/// Largest dictionary, in bytes of its values. Own limit; writers stop far below.
const DICTIONARY_BYTES: usize = 64 * 1024 * 1024;
const TOO_LARGE: Fault =
    (Reason::FileExceedsSizeLimit, "some dictionaries are too large and were left out with their columns");
/// Most digits after the point of a decimal number that is written as such.
const MOST_SCALE: i64 = 128;

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Byte,
    Integer,
    Float,
    Double,
    Text,
    /// What a clock showed, in the writer's time zone.
    Timestamp,
    /// A moment, in UTC.
    Instant,
    Decimal,
    Date,
}

/// The values of a column, one after the other.
pub(super) enum Values<'f> {
    Byte(Bytes<'f>),
    Integer(Integers<'f>),
    Date(Integers<'f>),
    Float(Stream<'f>),
    Double(Stream<'f>),
    Text { lengths: Integers<'f>, data: Stream<'f> },
    Dictionary { indexes: Integers<'f>, dictionary: Dictionary },
    Timestamp { seconds: Integers<'f>, nanos: Integers<'f>, zone: Zone },
    Decimal { data: Stream<'f>, scales: Integers<'f> },
}

impl<'f> Values<'f> {
    /// `open` opens a stream of the column; `zone` is that of the stripe.
    pub(super) fn new(
        kind: Kind,
        encoding: Encoding,
        zone: &Zone,
        open: &dyn Fn(u64) -> Stream<'f>,
    ) -> Result<Self, Stop> {
        if encoding.kind > DICTIONARY_V2 {
            return Err(CORRUPT.into());
        }
        let second = encoding.kind >= DIRECT_V2;
        let integers = |stream, signed| Integers::new(open(stream), second, signed);
        Ok(match kind {
            Kind::Byte => Values::Byte(Bytes::new(open(DATA))),
            Kind::Integer => Values::Integer(integers(DATA, true)),
            Kind::Date => Values::Date(integers(DATA, true)),
            Kind::Float => Values::Float(open(DATA)),
            Kind::Double => Values::Double(open(DATA)),
            Kind::Text if matches!(encoding.kind, DICTIONARY | DICTIONARY_V2) => {
                let lengths = integers(LENGTH, false);
                let dictionary = Dictionary::read(lengths, open(DICTIONARY_DATA), encoding.dictionary_values)?;
                Values::Dictionary { indexes: integers(DATA, false), dictionary }
            }
            Kind::Text => Values::Text { lengths: integers(LENGTH, false), data: open(DATA) },
            Kind::Timestamp | Kind::Instant => {
                let zone = if kind == Kind::Instant { Zone::default() } else { zone.clone() };
                Values::Timestamp { seconds: integers(DATA, true), nanos: integers(SECONDARY, false), zone }
            }
            Kind::Decimal => Values::Decimal { data: open(DATA), scales: integers(SECONDARY, true) },
        })
    }

    /// Adds the next value to the records.
    #[inline]
    pub(super) fn next(
        &mut self,
        walk: &mut Walk<'_>,
        records: &mut Records,
        node: Node,
        row: u64,
        scratch: &mut Vec<u8>,
    ) -> Result<(), Stop> {
        let value = match self {
            Values::Dictionary { indexes, dictionary } => {
                let index = indexes.next()?;
                let value = dictionary.get(index).ok_or(Stop::Fault(CORRUPT))?;
                let entry = u32::try_from(index).unwrap_or(u32::MAX);
                return Ok(records.shared_value(walk, node, row, entry, value)?);
            }
            Values::Text { lengths, data } => {
                let length = u64::try_from(lengths.next()?).map_err(|_| Stop::Fault(CORRUPT))?;
                if length > records.value_bytes() as u64 {
                    return long(walk, records, node, row, data, length);
                }
                data.take(length as usize, scratch)?
            }
            other => {
                scratch.clear();
                other.write(scratch)?;
                scratch
            }
        };
        Ok(records.value(walk, node, row, value)?)
    }

    /// Writes the next value, if it is no text.
    fn write(&mut self, out: &mut Vec<u8>) -> Result<(), Stop> {
        let mut scratch = Vec::new();
        match self {
            Values::Byte(bytes) => written::integer(out, i64::from(bytes.next()? as i8)),
            Values::Integer(integers) => written::integer(out, integers.next()?),
            Values::Date(days) => written::date(out, days.next()?),
            Values::Float(stream) => {
                let stored = stream.take(4, &mut scratch)?.first_chunk().copied().unwrap_or_default();
                written::short_float(out, f32::from_le_bytes(stored));
            }
            Values::Double(stream) => {
                let stored = stream.take(8, &mut scratch)?.first_chunk().copied().unwrap_or_default();
                written::float(out, f64::from_le_bytes(stored));
            }
            Values::Timestamp { seconds, nanos, zone } => {
                let mut nanos = nanos_of(nanos.next()?);
                let mut seconds = zone.wall(seconds.next()?);
                // Before 1970 writers cut the seconds towards zero, if there are milliseconds; Arrow's does so always, and
                // its nanoseconds are negative then.
                if seconds < 0 && nanos > 999_999 {
                    seconds = seconds.wrapping_sub(1);
                } else if nanos < 0 {
                    seconds = seconds.wrapping_sub(1);
                    nanos += written::NANOS;
                }
                written::instant(out, seconds, nanos);
            }
            Values::Decimal { data, scales } => {
                let value = data.varint()?;
                let value = (value >> 1) as i128 ^ -((value & 1) as i128);
                let scale = scales.next()?;
                let scale = if (0..=MOST_SCALE).contains(&scale) { scale as usize } else { 0 };
                written::decimal(out, &value.to_be_bytes(), scale);
            }
            Values::Text { .. } | Values::Dictionary { .. } => {}
        }
        Ok(())
    }
}

/// A value that is too long to be held, piece by piece.
fn long(
    walk: &mut Walk<'_>,
    records: &mut Records,
    node: Node,
    row: u64,
    data: &mut Stream<'_>,
    length: u64,
) -> Result<(), Stop> {
    let mut long = records.long(walk, node, row)?;
    let read = data.pieces(length, |piece| {
        records.spend(piece.len() as u64)?;
        Ok(long.push(walk, piece)?)
    });
    // What is there of it is looked at, even if it ends too early.
    let finished: Result<(), Halt> = long.finish(walk);
    read?;
    Ok(finished?)
}

/// Nanoseconds, from which zeros at the end were taken: the lowest three bits tell how many, less one.
fn nanos_of(stored: i64) -> i64 {
    let zeros = stored & 7;
    let digits = stored >> 3;
    let nanos = if zeros == 0 { digits } else { digits.saturating_mul(10_i64.pow(zeros as u32 + 1)) };
    if (1 - written::NANOS..written::NANOS).contains(&nanos) { nanos } else { 0 }
}

/// The values that a column of texts has, each once.
pub(super) struct Dictionary {
    text: Vec<u8>,
    ends: Vec<u32>,
}

impl Dictionary {
    fn read(mut lengths: Integers<'_>, text: Stream<'_>, count: u64) -> Result<Dictionary, Stop> {
        let Some(text) = text.rest(DICTIONARY_BYTES)? else {
            return Err(TOO_LARGE.into());
        };
        let mut dictionary = Dictionary { text, ends: Vec::new() };
        let mut end = 0_u64;
        let mut empty = 0;
        for _ in 0..count {
            let length = u64::try_from(lengths.next()?).map_err(|_| Stop::Fault(CORRUPT))?;
            end = end.saturating_add(length);
            // Values are all different, so only one is empty.
            empty += u32::from(length == 0);
            if end > dictionary.text.len() as u64 || empty > 1 {
                return Err(CORRUPT.into());
            }
            dictionary.ends.push(end as u32);
        }
        Ok(dictionary)
    }

    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    #[inline]
    fn get(&self, index: i64) -> Option<&[u8]> {
        let index = usize::try_from(index).ok()?;
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&start| start as usize);
        self.text.get(start..end)
    }
}
