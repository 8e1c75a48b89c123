//! Classification with the 128-bit vectors of ARM's Advanced SIMD (NEON): a block in four registers.

use std::arch::aarch64::{
    uint8x16_t, vaddq_u8, vandq_u8, vceqq_u8, vcgeq_u8, vcltq_u8, vdupq_n_u8, vgetq_lane_u64, vld1q_u8, vpaddq_u8,
    vqtbl1q_u8, vreinterpretq_u64_u8, vshrq_n_u8, vtstq_u8,
};

use super::{BLOCK, Classes, INPUT, Kinds, Letters, Masks, each_block};
use crate::prefix::{Filters, Prefixes, Tables};

/// Proof that the processor has NEON: it can only be had by asking the processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Available(());

impl Available {
    /// Asks the processor.
    pub(crate) fn detect() -> Option<Available> {
        std::arch::is_aarch64_feature_detected!("neon").then_some(Available(()))
    }

    /// Letters and first bytes of characters of a block.
    #[inline]
    pub(crate) fn letters(self, block: &[u8; BLOCK]) -> Letters {
        // SAFETY: `self` exists, so the processor has NEON.
        unsafe { letters(block) }
    }

    /// Bytes of a block in `first..=last`.
    #[inline]
    pub(super) fn between(self, block: &[u8; BLOCK], first: u8, last: u8) -> u64 {
        // SAFETY: `self` exists, so the processor has NEON.
        unsafe { in_block(block, first, last) }
    }

    /// The classes of the bytes of some blocks.
    pub(super) fn fill(self, classes: &mut Classes, text: &[u8], blocks: usize, filters: &Filters) {
        // SAFETY: `self` exists, so the processor has NEON.
        unsafe { fill(classes, text, blocks, filters) }
    }

    /// Digits and letters of the first blocks of a text.
    pub(super) fn kinds(self, text: &[u8], kinds: &mut [Kinds]) {
        // SAFETY: `self` exists, so the processor has NEON.
        unsafe { fill_kinds(text, kinds) }
    }

    /// Where prefixes may begin in the first blocks of a text.
    pub(super) fn prefixes(self, text: &[u8], prefixes: &Prefixes, masks: &mut [u64]) {
        // SAFETY: `self` exists, so the processor has NEON.
        unsafe { fill_prefixes(text, prefixes, masks) }
    }

    /// Calls `work` compiled for NEON.
    #[inline]
    pub(crate) fn with<T>(self, work: impl FnOnce() -> T) -> T {
        // SAFETY: `self` exists, so the processor has NEON.
        unsafe { with(work) }
    }
}

#[target_feature(enable = "neon")]
fn with<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[target_feature(enable = "neon")]
fn fill(classes: &mut Classes, text: &[u8], blocks: usize, filters: &Filters) {
    classes.fill(text, blocks, filters, |input, filters| classify(input, filters));
}

#[target_feature(enable = "neon")]
fn fill_kinds(text: &[u8], kinds: &mut [Kinds]) {
    each_block(text, kinds.len(), |block, input| {
        kinds[block] = input.map_or_else(Kinds::default, |input| {
            let bytes = load(input, 0);
            Kinds {
                digit: between(bytes, b'0', b'9'),
                upper: between(bytes, b'A', b'Z'),
                lower: between(bytes, b'a', b'z'),
            }
        });
    });
}

#[target_feature(enable = "neon")]
fn fill_prefixes(text: &[u8], prefixes: &Prefixes, masks: &mut [u64]) {
    each_block(text, masks.len(), |block, input| {
        masks[block] = input.map_or(0, |input| prefix(input, prefixes));
    });
}

/// The bytes of a block.
type Bytes = [uint8x16_t; 4];

/// The 64 bytes from `offset` (less than [`crate::prefix::LENGTH`]) on.
#[inline]
#[target_feature(enable = "neon")]
fn load(input: &[u8; INPUT], offset: usize) -> Bytes {
    debug_assert!(offset + BLOCK <= INPUT);
    // SAFETY: the loads read bytes `offset..offset + 64` of the bytes behind `input`; they need no alignment.
    unsafe {
        let start = input.as_ptr().add(offset.min(INPUT - BLOCK));
        [vld1q_u8(start), vld1q_u8(start.add(16)), vld1q_u8(start.add(32)), vld1q_u8(start.add(48))]
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn in_block(block: &[u8; BLOCK], first: u8, last: u8) -> u64 {
    // SAFETY: the loads read the 64 bytes behind `block`; they need no alignment.
    let bytes: Bytes = unsafe {
        let start = block.as_ptr();
        [vld1q_u8(start), vld1q_u8(start.add(16)), vld1q_u8(start.add(32)), vld1q_u8(start.add(48))]
    };
    between(bytes, first, last)
}

#[inline]
#[target_feature(enable = "neon")]
fn letters(block: &[u8; BLOCK]) -> Letters {
    // SAFETY: the loads read the 64 bytes behind `block`; they need no alignment.
    let bytes: Bytes = unsafe {
        let start = block.as_ptr();
        [vld1q_u8(start), vld1q_u8(start.add(16)), vld1q_u8(start.add(32)), vld1q_u8(start.add(48))]
    };
    Letters { upper: between(bytes, b'A', b'Z'), lower: between(bytes, b'a', b'z'), lead: at_least(bytes, 0xc0) }
}

#[inline]
#[target_feature(enable = "neon")]
fn classify(input: &[u8; INPUT], filters: &Filters) -> Masks {
    let bytes = load(input, 0);
    Masks {
        digit: between(bytes, b'0', b'9'),
        upper: between(bytes, b'A', b'Z'),
        lower: between(bytes, b'a', b'z'),
        high: at_least(bytes, 0x80),
        space: equal(bytes, b' '),
        hyphen: equal(bytes, b'-'),
        dot: equal(bytes, b'.'),
        slash: equal(bytes, b'/'),
        colon: equal(bytes, b':'),
        at: equal(bytes, b'@'),
        plus: equal(bytes, b'+'),
        close: equal(bytes, b')'),
        underscore: equal(bytes, b'_'),
        comma: equal(bytes, b','),
        equals: equal(bytes, b'='),
        greater: equal(bytes, b'>'),
        newline: equal(bytes, b'\n'),
        dollar: equal(bytes, b'$'),
        prefix: prefix(input, &filters.words),
        ending: prefix(input, &filters.endings),
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn prefix<const N: usize>(input: &[u8; INPUT], prefixes: &Prefixes<N>) -> u64 {
    prefixes.tables().iter().fold(0, |mask, tables| {
        let mut all = [vdupq_n_u8(u8::MAX); 4];
        for place in 0..N {
            let buckets = buckets(tables, load(input, place), place);
            for (all, buckets) in all.iter_mut().zip(buckets) {
                *all = vandq_u8(*all, buckets);
            }
        }
        mask | gather(all.map(|buckets| vtstq_u8(buckets, buckets)))
    })
}

/// The buckets that admit each byte at this place of a prefix.
#[inline]
#[target_feature(enable = "neon")]
fn buckets<const N: usize>(tables: &Tables<N>, bytes: Bytes, place: usize) -> Bytes {
    // SAFETY: the loads read the 16 bytes of each table; they need no alignment.
    let (low, high) = unsafe { (vld1q_u8(tables.low[place].as_ptr()), vld1q_u8(tables.high[place].as_ptr())) };
    bytes.map(|bytes| {
        let (lower, upper) = (vandq_u8(bytes, vdupq_n_u8(15)), vshrq_n_u8::<4>(bytes));
        vandq_u8(vqtbl1q_u8(low, lower), vqtbl1q_u8(high, upper))
    })
}

/// A bit for each byte of which all bits are set; the others have none.
#[inline]
#[target_feature(enable = "neon")]
fn gather(bytes: Bytes) -> u64 {
    const WEIGHTS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
    // SAFETY: reads the 16 bytes of the constant; needs no alignment.
    let weights = unsafe { vld1q_u8(WEIGHTS.as_ptr()) };
    let [first, second, third, fourth] = bytes.map(|bytes| vandq_u8(bytes, weights));
    let pairs = vpaddq_u8(vpaddq_u8(first, second), vpaddq_u8(third, fourth));
    vgetq_lane_u64::<0>(vreinterpretq_u64_u8(vpaddq_u8(pairs, pairs)))
}

#[inline]
#[target_feature(enable = "neon")]
fn equal(bytes: Bytes, byte: u8) -> u64 {
    gather(bytes.map(|bytes| vceqq_u8(bytes, vdupq_n_u8(byte))))
}

#[inline]
#[target_feature(enable = "neon")]
fn at_least(bytes: Bytes, least: u8) -> u64 {
    gather(bytes.map(|bytes| vcgeq_u8(bytes, vdupq_n_u8(least))))
}

/// Bytes in `first..=last`. The range is moved to the lower end of the numbers, so that one comparison decides.
#[inline]
#[target_feature(enable = "neon")]
fn between(bytes: Bytes, first: u8, last: u8) -> u64 {
    let (offset, limit) = (vdupq_n_u8(first.wrapping_neg()), vdupq_n_u8(last - first + 1));
    gather(bytes.map(|bytes| vcltq_u8(vaddq_u8(bytes, offset), limit)))
}
