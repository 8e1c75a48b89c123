//! Integers, bytes and bits in runs.
//!
//! Source: Apache ORC, specification v1, "Run Length Encoding".

use super::CORRUPT;
use super::stream::Stream;
use crate::formats::ranges::Stop;

/// Most values of a run.
const RUN_VALUES: usize = 512;
/// Widths that five bits stand for, from 24 on.
const WIDE: [u32; 8] = [26, 28, 30, 32, 40, 48, 56, 64];

/// Integers of either version of the encoding.
pub(super) struct Integers<'f> {
    stream: Stream<'f>,
    second: bool,
    signed: bool,
    run: Vec<i64>,
    at: usize,
    packed: Vec<u8>,
}

impl<'f> Integers<'f> {
    /// `second`: whether they are in the second version.
    pub(super) fn new(stream: Stream<'f>, second: bool, signed: bool) -> Self {
        Integers { stream, second, signed, run: Vec::new(), at: 0, packed: Vec::new() }
    }

    #[inline]
    pub(super) fn next(&mut self) -> Result<i64, Stop> {
        if self.at >= self.run.len() {
            self.run.clear();
            self.at = 0;
            if self.second {
                self.second_run()?;
            } else {
                self.first_run()?;
            }
        }
        let value = self.run.get(self.at).copied().ok_or(Stop::Fault(CORRUPT))?;
        self.at += 1;
        Ok(value)
    }

    fn signed(&self, value: u64) -> i64 {
        if self.signed { zigzag(value) } else { value as i64 }
    }

    fn varint(&mut self) -> Result<u64, Stop> {
        // Some writers fill ten bytes with ones for negative numbers: what is over 64 bits does not count.
        Ok(self.stream.varint()? as u64)
    }

    fn first_run(&mut self) -> Result<(), Stop> {
        let head = self.stream.byte()? as i8;
        if head >= 0 {
            let delta = i64::from(self.stream.byte()? as i8);
            let base = self.varint()?;
            let base = self.signed(base);
            self.run.extend((0..i64::from(head) + 3).map(|index| base.wrapping_add(index.wrapping_mul(delta))));
            return Ok(());
        }
        for _ in 0..head.unsigned_abs() {
            let value = self.varint()?;
            self.run.push(self.signed(value));
        }
        Ok(())
    }

    fn second_run(&mut self) -> Result<(), Stop> {
        let first = self.stream.byte()?;
        if first >> 6 == 0 {
            let value = self.big_endian(u32::from(first >> 3 & 7) + 1)?;
            self.run.resize(usize::from(first & 7) + 3, self.signed(value));
            return Ok(());
        }
        let low = self.stream.byte()?;
        let count = (usize::from(first & 1) << 8 | usize::from(low)) + 1;
        let code = u32::from(first >> 1 & 31);
        match first >> 6 {
            1 => {
                let width = width_of(code);
                self.unpack(count, width)?;
                for index in 0..count {
                    let value = bits(&self.packed, index, width);
                    self.run.push(self.signed(value));
                }
                Ok(())
            }
            2 => self.patched(count, width_of(code)),
            _ => self.deltas(count, if code == 0 { 0 } else { width_of(code) }),
        }
    }

    /// Small numbers above a common one, some of which have more bits, which follow in a list.
    fn patched(&mut self, count: usize, width: u32) -> Result<(), Stop> {
        let (third, fourth) = (self.stream.byte()?, self.stream.byte()?);
        let base_bytes = u32::from(third >> 5) + 1;
        let patch_width = width_of(u32::from(third & 31));
        let gap_width = u32::from(fourth >> 5) + 1;
        let patches = usize::from(fourth & 31);
        let base = self.big_endian(base_bytes)?;
        // Its highest bit is the sign, and the others are the number.
        let sign = 1_u64 << (base_bytes * 8 - 1);
        let base = if base & sign == 0 { base as i64 } else { ((base & !sign) as i64).wrapping_neg() };
        self.unpack(count, width)?;
        let packed = std::mem::take(&mut self.packed);
        self.run.extend((0..count).map(|index| bits(&packed, index, width) as i64));
        self.packed = packed;
        let entry_width = closest_width(gap_width + patch_width);
        if entry_width > 64 {
            return Err(CORRUPT.into());
        }
        self.unpack(patches, entry_width)?;
        let mut at = 0_usize;
        for index in 0..patches {
            let entry = bits(&self.packed, index, entry_width);
            let patch = if patch_width >= 64 { entry } else { entry & ((1 << patch_width) - 1) };
            at = at.saturating_add(entry.checked_shr(patch_width).unwrap_or_default() as usize);
            // A gap too long for its bits comes as entries without a patch.
            if patch != 0 {
                let value = self.run.get_mut(at).ok_or(Stop::Fault(CORRUPT))?;
                *value |= patch.checked_shl(width).unwrap_or_default() as i64;
            }
        }
        for value in &mut self.run {
            *value = value.wrapping_add(base);
        }
        Ok(())
    }

    /// The first number, the difference to the second, and the amounts by which the others differ in the same direction.
    fn deltas(&mut self, count: usize, width: u32) -> Result<(), Stop> {
        let base = self.varint()?;
        let delta = zigzag(self.varint()?);
        let mut value = self.signed(base);
        self.run.push(value);
        if width == 0 {
            for _ in 1..count {
                value = value.wrapping_add(delta);
                self.run.push(value);
            }
            return Ok(());
        }
        if count > 1 {
            value = value.wrapping_add(delta);
            self.run.push(value);
        }
        let packed = count.saturating_sub(2);
        self.unpack(packed, width)?;
        for index in 0..packed {
            let step = bits(&self.packed, index, width) as i64;
            value = if delta < 0 { value.wrapping_sub(step) } else { value.wrapping_add(step) };
            self.run.push(value);
        }
        Ok(())
    }

    /// A number of some bytes, highest first.
    fn big_endian(&mut self, bytes: u32) -> Result<u64, Stop> {
        let mut value = 0;
        for _ in 0..bytes {
            value = value << 8 | u64::from(self.stream.byte()?);
        }
        Ok(value)
    }

    /// Reads `count` packed numbers into `packed`: at most [`RUN_VALUES`] of 8 bytes.
    fn unpack(&mut self, count: usize, width: u32) -> Result<(), Stop> {
        debug_assert!(count <= RUN_VALUES);
        let bytes = (count as u64 * u64::from(width)).div_ceil(8);
        let packed = &mut self.packed;
        packed.clear();
        self.stream.pieces(bytes, |piece| {
            packed.extend_from_slice(piece);
            Ok(())
        })
    }
}

fn zigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

fn width_of(code: u32) -> u32 {
    match code.checked_sub(24) {
        None => code + 1,
        Some(wide) => WIDE.get(wide as usize).copied().unwrap_or(64),
    }
}

/// The least width that can be written and holds `width` bits.
fn closest_width(width: u32) -> u32 {
    match width {
        0..=24 => width.max(1),
        _ => WIDE.into_iter().find(|&wide| wide >= width).unwrap_or(u32::MAX),
    }
}

/// The `index`th of packed numbers of `width` bits, highest bit first.
fn bits(packed: &[u8], index: usize, width: u32) -> u64 {
    let at = index * width as usize;
    let rest = packed.get(at / 8..).unwrap_or_default();
    // 64 bits that begin within a byte lie in 9 bytes.
    let window = match rest.first_chunk::<16>() {
        Some(window) => u128::from_be_bytes(*window),
        None => rest.iter().enumerate().fold(0, |sum, (byte, &bits)| sum | u128::from(bits) << (120 - 8 * byte)),
    };
    let shifted = window << (at % 8);
    (shifted >> 64 >> (64 - width.clamp(1, 64))) as u64
}

/// Bytes in runs.
pub(super) struct Bytes<'f> {
    stream: Stream<'f>,
    left: u32,
    /// The value of a run of equal bytes.
    same: Option<u8>,
}

impl<'f> Bytes<'f> {
    pub(super) fn new(stream: Stream<'f>) -> Self {
        Bytes { stream, left: 0, same: None }
    }

    #[inline]
    pub(super) fn next(&mut self) -> Result<u8, Stop> {
        if self.left == 0 {
            let head = self.stream.byte()? as i8;
            if head >= 0 {
                self.left = u32::from(head.unsigned_abs()) + 3;
                self.same = Some(self.stream.byte()?);
            } else {
                self.left = u32::from(head.unsigned_abs());
                self.same = None;
            }
        }
        self.left -= 1;
        match self.same {
            Some(byte) => Ok(byte),
            None => self.stream.byte(),
        }
    }
}

/// Bits in bytes, highest first, in runs.
pub(super) struct Bits<'f> {
    bytes: Bytes<'f>,
    byte: u8,
    left: u32,
}

impl<'f> Bits<'f> {
    pub(super) fn new(stream: Stream<'f>) -> Self {
        Bits { bytes: Bytes::new(stream), byte: 0, left: 0 }
    }

    #[inline]
    pub(super) fn next(&mut self) -> Result<bool, Stop> {
        if self.left == 0 {
            self.byte = self.bytes.next()?;
            self.left = 8;
        }
        self.left -= 1;
        Ok(self.byte >> self.left & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::formats::orc::stream::{Codec, Compression};
    use crate::formats::ranges::{Ranges, SharedReader};
    use crate::source::{SliceSource, SourceReader};

    fn with<T>(bytes: &[u8], check: impl FnOnce(Stream<'_>) -> T) -> T {
        let mut source = SliceSource::with_chunks(bytes, 3);
        let file = SharedReader::new(SourceReader::new(&mut source));
        let work = std::cell::Cell::new(0);
        let compression = Compression { codec: Codec::None, block_bytes: 1 << 18, work: &work };
        check(Stream::new(&file, compression, (0, file.len())))
    }

    fn integers(bytes: &[u8], second: bool, signed: bool) -> Vec<i64> {
        with(bytes, |stream| {
            let mut integers = Integers::new(stream, second, signed);
            std::iter::from_fn(|| integers.next().ok()).collect()
        })
    }

    #[test]
    fn the_first_version_as_published() {
        assert_eq!(integers(&[0x61, 0x00, 0x07], false, false), vec![7; 100]);
        assert_eq!(integers(&[0x61, 0xFF, 0x64], false, false), (1..=100).rev().collect::<Vec<_>>());
        assert_eq!(integers(&[0xFB, 2, 3, 6, 7, 11], false, false), [2, 3, 6, 7, 11]);
        assert_eq!(integers(&[0xFE, 1, 0x80, 0x01], false, true), [-1, 64]);
    }

    #[test]
    fn the_second_version_as_published() {
        assert_eq!(integers(&[0x0A, 0x27, 0x10], true, false), vec![10_000; 5]);
        let direct = [0x5E, 0x03, 0x5C, 0xA1, 0xAB, 0x1E, 0xDE, 0xAD, 0xBE, 0xEF];
        assert_eq!(integers(&direct, true, false), [23_713, 43_806, 57_005, 48_879]);
        let deltas = [0xC6, 0x09, 0x02, 0x02, 0x22, 0x42, 0x42, 0x46];
        assert_eq!(integers(&deltas, true, false), [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]);
        let patched = [
            0x8E, 0x13, 0x2B, 0x21, 0x07, 0xD0, 0x1E, 0x00, 0x14, 0x70, 0x28, 0x32, 0x3C, 0x46, 0x50, 0x5A, 0x64, 0x6E,
            0x78, 0x82, 0x8C, 0x96, 0xA0, 0xAA, 0xB4, 0xBE, 0xFC, 0xE8,
        ];
        let values = [
            2030, 2000, 2020, 1_000_000, 2040, 2050, 2060, 2070, 2080, 2090, 2100, 2110, 2120, 2130, 2140, 2150, 2160,
            2170, 2180, 2190,
        ];
        assert_eq!(integers(&patched, true, false), values);
        for end in 0..patched.len() {
            assert!(integers(&patched[..end], true, false).is_empty());
        }
    }

    #[test]
    fn bytes_and_bits_as_published() {
        let bytes = |bytes: &[u8]| -> Vec<u8> {
            with(bytes, |stream| {
                let mut bytes = Bytes::new(stream);
                std::iter::from_fn(|| bytes.next().ok()).collect()
            })
        };
        assert_eq!(bytes(&[0x61, 0x00]), [0; 100]);
        assert_eq!(bytes(&[0xFE, 0x44, 0x45]), [0x44, 0x45]);
        let bits: Vec<bool> = with(&[0xFF, 0x80], |stream| {
            let mut bits = Bits::new(stream);
            std::iter::from_fn(|| bits.next().ok()).collect()
        });
        assert_eq!(bits, [true, false, false, false, false, false, false, false]);
    }
}
