//! Small integers in runs or packed bits: levels, and indexes of dictionaries.
//!
//! Source: Apache Parquet, `Encodings.md`, "Run Length Encoding / Bit-Packing Hybrid" and "Delta Encoding".

/// Reads `width` bits (at most 64) at the bit `at`, lowest bit first. Bits after the end are 0.
pub(super) fn bits(bytes: &[u8], at: u64, width: u32) -> u64 {
    let first = usize::try_from(at / 8).unwrap_or(usize::MAX);
    let rest = bytes.get(first..).unwrap_or_default();
    // 64 bits that begin within a byte lie in 9 bytes.
    let window = match rest.first_chunk::<16>() {
        Some(window) => u128::from_le_bytes(*window),
        None => rest.iter().take(16).enumerate().fold(0, |sum, (index, &byte)| sum | u128::from(byte) << (8 * index)),
    };
    let value = (window >> (at % 8)) as u64;
    if width >= 64 { value } else { value & ((1 << width) - 1) }
}

/// A number of variable length, lowest bits first.
pub(super) fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..70).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7F).checked_shl(shift).unwrap_or_default();
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

pub(super) fn zigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// Integers of at most 32 bits in runs or packed.
#[derive(Debug, Clone)]
pub(super) struct Hybrid<'b> {
    bytes: &'b [u8],
    at: usize,
    width: u32,
    /// What is left of the present run.
    left: u64,
    /// Its value, or, of packed ones, the bit at which the next lies.
    value: u32,
    packed: Option<u64>,
}

impl<'b> Hybrid<'b> {
    /// `None`: the values are too wide.
    pub(super) fn new(bytes: &'b [u8], width: u32) -> Option<Self> {
        (width <= 32).then_some(Hybrid { bytes, at: 0, width, left: 0, value: 0, packed: None })
    }

    fn next_run(&mut self) -> Option<()> {
        while self.left == 0 {
            let header = varint(self.bytes, &mut self.at)?;
            if header & 1 == 1 {
                let groups = header >> 1;
                self.packed = Some((self.at as u64).saturating_mul(8));
                let there = self.bytes.len().saturating_sub(self.at) as u64;
                let length = groups.saturating_mul(u64::from(self.width));
                // A last run may be cut short: it has no more values than bits.
                self.left = groups.saturating_mul(8);
                if length > there {
                    self.left = (there * 8).checked_div(u64::from(self.width)).unwrap_or(self.left);
                }
                self.at += usize::try_from(length.min(there)).unwrap_or(usize::MAX);
            } else {
                self.left = header >> 1;
                self.packed = None;
                let length = self.width.div_ceil(8) as usize;
                let bytes = self.bytes.get(self.at..self.at.checked_add(length)?)?;
                self.at += length;
                self.value = bits(bytes, 0, self.width) as u32;
            }
        }
        Some(())
    }

    /// The next value.
    #[inline]
    pub(super) fn next(&mut self) -> Option<u32> {
        if self.left == 0 {
            self.next_run()?;
        }
        self.left -= 1;
        match &mut self.packed {
            None => Some(self.value),
            Some(at) => {
                let value = bits(self.bytes, *at, self.width) as u32;
                *at += u64::from(self.width);
                Some(value)
            }
        }
    }

    /// Passes over values that equal the last one, as far as they lie in its run: at most `most`. Returns how many.
    pub(super) fn pass_same(&mut self, most: u64) -> u64 {
        if self.packed.is_some() {
            return 0;
        }
        let passed = self.left.min(most);
        self.left -= passed;
        passed
    }
}

/// Integers as differences, in packed blocks.
#[derive(Debug, Clone)]
pub(super) struct Delta<'b> {
    bytes: &'b [u8],
    at: usize,
    /// Values in a small block; small blocks in a block.
    per_small: u64,
    small: usize,
    /// Values left, in all.
    left: u64,
    value: i64,
    /// Whether `value` is the next one already (the first).
    ready: bool,
    least: i64,
    /// Where the widths of the present block lie, and which of its small blocks is read.
    widths: usize,
    index: usize,
    /// In the present small block: values left, the bit of the next, its width.
    small_left: u64,
    bit: u64,
    width: u32,
}

impl<'b> Delta<'b> {
    /// Reads the head. `None`: it is wrong.
    pub(super) fn new(bytes: &'b [u8]) -> Option<Self> {
        let mut at = 0;
        let block = varint(bytes, &mut at)?;
        let small = usize::try_from(varint(bytes, &mut at)?).ok()?;
        let left = varint(bytes, &mut at)?;
        let value = zigzag(varint(bytes, &mut at)?);
        let per_small = block.checked_div(small as u64)?;
        if per_small == 0 || !per_small.is_multiple_of(8) || small > bytes.len() || left > u64::from(u32::MAX) {
            return None;
        }
        Some(Delta {
            bytes,
            at,
            per_small,
            small,
            left,
            value,
            ready: true,
            least: 0,
            widths: 0,
            index: small,
            small_left: 0,
            bit: 0,
            width: 0,
        })
    }

    /// Goes to the next small block.
    fn next_small(&mut self) -> Option<()> {
        if self.index >= self.small {
            self.least = zigzag(varint(self.bytes, &mut self.at)?);
            self.widths = self.at;
            self.at = self.at.checked_add(self.small)?;
            self.index = 0;
        }
        self.width = u32::from(*self.bytes.get(self.widths + self.index)?);
        if self.width > 64 {
            return None;
        }
        self.index += 1;
        self.bit = (self.at as u64).checked_mul(8)?;
        let length = self.per_small.checked_mul(u64::from(self.width))? / 8;
        self.at = self.at.checked_add(usize::try_from(length).ok()?)?;
        self.small_left = self.per_small;
        Some(())
    }

    pub(super) fn next(&mut self) -> Option<i64> {
        self.left = self.left.checked_sub(1)?;
        if self.ready {
            self.ready = false;
            return Some(self.value);
        }
        if self.small_left == 0 {
            self.next_small()?;
        }
        self.small_left -= 1;
        let delta = bits(self.bytes, self.bit, self.width);
        self.bit += u64::from(self.width);
        self.value = self.value.wrapping_add(self.least).wrapping_add(delta as i64);
        Some(self.value)
    }

    /// Where the values end. Costs time for each block, not for each value.
    pub(super) fn end(mut self) -> Option<usize> {
        let first = u64::from(self.ready);
        self.left = self.left.saturating_sub(first);
        while self.left > self.small_left {
            self.left -= self.small_left;
            self.small_left = 0;
            self.next_small()?;
        }
        // The small blocks that would follow in the block hold nothing, and are not there.
        (self.at <= self.bytes.len()).then_some(self.at)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn bits_lie_lowest_first() {
        // The example of Encodings.md: 0 to 7 with 3 bits each.
        let bytes = [0b1000_1000, 0b1100_0110, 0b1111_1010];
        let values: Vec<u64> = (0..8).map(|index| bits(&bytes, index * 3, 3)).collect();
        assert_eq!(values, [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(bits(&[0xFF; 20], 5, 64), u64::MAX);
        assert_eq!(bits(&[0xFF], 4, 8), 0x0F);
        assert_eq!(bits(&[], u64::MAX, 8), 0);
    }

    #[test]
    fn runs_and_packed_groups_follow_each_other() {
        let bytes = [10, 3, 0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        let mut hybrid = Hybrid::new(&bytes, 3).unwrap();
        assert_eq!((hybrid.next(), hybrid.pass_same(1)), (Some(3), 1));
        assert_eq!((hybrid.next(), hybrid.pass_same(99)), (Some(3), 2));
        let rest: Vec<u32> = std::iter::from_fn(|| hybrid.next()).collect();
        assert_eq!(rest, [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(Hybrid::new(&[0, 0, 0], 1).unwrap().next(), None);
        assert!(Hybrid::new(&[], 33).is_none());
        // Widths of 0 take no bytes.
        let mut hybrid = Hybrid::new(&[8], 0).unwrap();
        assert_eq!((hybrid.next(), hybrid.pass_same(9)), (Some(0), 3));
    }

    #[test]
    fn differences_of_the_published_example() {
        // Encodings.md, example 2: 7, 5, 3, 1, 2, 3, 4, 5 (blocks of 128 in 4 small blocks).
        let bytes = [128, 1, 4, 8, 14, 3, 2, 0, 0, 0, 0b1100_0000, 0b0011_1111, 0, 0, 0, 0, 0, 0, 99];
        let delta = Delta::new(&bytes).unwrap();
        assert_eq!(delta.clone().end(), Some(18));
        let mut delta = delta;
        let values: Vec<i64> = std::iter::from_fn(|| delta.next()).collect();
        assert_eq!(values, [7, 5, 3, 1, 2, 3, 4, 5]);
        assert!(Delta::new(&[0, 0, 1, 1]).is_none());
        assert!(Delta::new(&[128, 1]).is_none());
    }
}
