//! Classification with 256-bit vectors.

use std::arch::x86_64::{
    __m128i, __m256i, _mm_loadu_si128, _mm256_add_epi8, _mm256_and_si256, _mm256_broadcastsi128_si256,
    _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_set1_epi8,
    _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_srli_epi16,
};

use super::{BLOCK, Classes, INPUT, Kinds, Letters, Masks, each_block};
use crate::prefix::{Filters, Prefixes, Tables};

/// Proof that the processor has AVX2: it can only be had by asking the processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Available(());

impl Available {
    /// Asks the processor.
    pub(crate) fn detect() -> Option<Available> {
        (std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("bmi1")
            && std::arch::is_x86_feature_detected!("bmi2"))
        .then_some(Available(()))
    }

    /// Letters and first bytes of characters of a block.
    #[inline]
    pub(crate) fn letters(self, block: &[u8; BLOCK]) -> Letters {
        // SAFETY: `self` exists, so the processor has AVX2.
        unsafe { letters(block) }
    }

    /// Bytes of a block in `first..=last`.
    #[inline]
    pub(super) fn between(self, block: &[u8; BLOCK], first: u8, last: u8) -> u64 {
        // SAFETY: `self` exists, so the processor has AVX2.
        unsafe { in_block(block, first, last) }
    }

    /// The classes of the bytes of some blocks.
    pub(super) fn fill(self, classes: &mut Classes, text: &[u8], blocks: usize, filters: &Filters) {
        // SAFETY: `self` exists, so the processor has AVX2, BMI1 and BMI2.
        unsafe { fill(classes, text, blocks, filters) }
    }

    /// Digits and letters of the first blocks of a text.
    pub(super) fn kinds(self, text: &[u8], kinds: &mut [Kinds]) {
        // SAFETY: `self` exists, so the processor has AVX2, BMI1 and BMI2.
        unsafe { fill_kinds(text, kinds) }
    }

    /// Where prefixes may begin in the first blocks of a text.
    pub(super) fn prefixes(self, text: &[u8], prefixes: &Prefixes, masks: &mut [u64]) {
        // SAFETY: `self` exists, so the processor has AVX2, BMI1 and BMI2.
        unsafe { fill_prefixes(text, prefixes, masks) }
    }

    /// Calls `work` compiled for AVX2.
    #[inline]
    pub(crate) fn with<T>(self, work: impl FnOnce() -> T) -> T {
        // SAFETY: `self` exists, so the processor has AVX2, BMI1 and BMI2.
        unsafe { with(work) }
    }
}

#[target_feature(enable = "avx2,bmi1,bmi2")]
fn with<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[target_feature(enable = "avx2,bmi1,bmi2")]
fn fill(classes: &mut Classes, text: &[u8], blocks: usize, filters: &Filters) {
    classes.fill(text, blocks, filters, |input, filters| classify(input, filters));
}

#[target_feature(enable = "avx2,bmi1,bmi2")]
fn fill_kinds(text: &[u8], kinds: &mut [Kinds]) {
    each_block(text, kinds.len(), |block, input| {
        kinds[block] = input.map_or_else(Kinds::default, |input| {
            let (low, high) = load(input, 0);
            Kinds {
                digit: between(low, high, b'0', b'9'),
                upper: between(low, high, b'A', b'Z'),
                lower: between(low, high, b'a', b'z'),
            }
        });
    });
}

#[target_feature(enable = "avx2,bmi1,bmi2")]
fn fill_prefixes(text: &[u8], prefixes: &Prefixes, masks: &mut [u64]) {
    each_block(text, masks.len(), |block, input| {
        masks[block] = input.map_or(0, |input| prefix(input, prefixes));
    });
}

/// The 64 bytes from `offset` (less than [`prefix::LENGTH`]) on.
#[inline]
#[target_feature(enable = "avx2")]
fn load(input: &[u8; INPUT], offset: usize) -> (__m256i, __m256i) {
    debug_assert!(offset + BLOCK <= INPUT);
    // SAFETY: the two loads read bytes `offset..offset + 64` of the bytes behind `input`; they need no alignment.
    unsafe {
        let start: *const __m256i = input.as_ptr().add(offset.min(INPUT - BLOCK)).cast();
        (_mm256_loadu_si256(start), _mm256_loadu_si256(start.add(1)))
    }
}

#[target_feature(enable = "avx2")]
fn in_block(block: &[u8; BLOCK], first: u8, last: u8) -> u64 {
    // SAFETY: the two loads read bytes 0..32 and 32..64 of the 64 bytes behind `block`; they need no alignment.
    let (low, high) = unsafe {
        let start: *const __m256i = block.as_ptr().cast();
        (_mm256_loadu_si256(start), _mm256_loadu_si256(start.add(1)))
    };
    between(low, high, first, last)
}

#[target_feature(enable = "avx2")]
fn letters(block: &[u8; BLOCK]) -> Letters {
    // SAFETY: the two loads read bytes 0..32 and 32..64 of the 64 bytes behind `block`; they need no alignment.
    let (low, high) = unsafe {
        let start: *const __m256i = block.as_ptr().cast();
        (_mm256_loadu_si256(start), _mm256_loadu_si256(start.add(1)))
    };
    // As signed numbers, continuations (0x80 to 0xbf) are the smallest.
    let least = _mm256_set1_epi8(0xbf_u8 as i8);
    let beyond = mask(_mm256_cmpgt_epi8(low, least), _mm256_cmpgt_epi8(high, least));
    Letters {
        upper: between(low, high, b'A', b'Z'),
        lower: between(low, high, b'a', b'z'),
        lead: beyond & mask(low, high),
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn classify(input: &[u8; INPUT], filters: &Filters) -> Masks {
    let (low, high) = load(input, 0);
    Masks {
        digit: between(low, high, b'0', b'9'),
        upper: between(low, high, b'A', b'Z'),
        lower: between(low, high, b'a', b'z'),
        high: mask(low, high),
        space: equal(low, high, b' '),
        hyphen: equal(low, high, b'-'),
        dot: equal(low, high, b'.'),
        slash: equal(low, high, b'/'),
        colon: equal(low, high, b':'),
        at: equal(low, high, b'@'),
        plus: equal(low, high, b'+'),
        close: equal(low, high, b')'),
        underscore: equal(low, high, b'_'),
        comma: equal(low, high, b','),
        equals: equal(low, high, b'='),
        greater: equal(low, high, b'>'),
        newline: equal(low, high, b'\n'),
        dollar: equal(low, high, b'$'),
        prefix: prefix(input, &filters.words),
        ending: prefix(input, &filters.endings),
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn prefix<const N: usize>(input: &[u8; INPUT], prefixes: &Prefixes<N>) -> u64 {
    let half = _mm256_set1_epi8(15);
    let look_up = |table: &[u8; 16], halves: __m256i| {
        // SAFETY: reads the 16 bytes of the table; needs no alignment.
        let table = unsafe { _mm_loadu_si128(table.as_ptr().cast::<__m128i>()) };
        _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(table), halves)
    };
    let buckets = |tables: &Tables<N>, bytes: __m256i, place: usize| {
        let low = look_up(&tables.low[place], _mm256_and_si256(bytes, half));
        let high = look_up(&tables.high[place], _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), half));
        _mm256_and_si256(low, high)
    };
    prefixes.tables().iter().fold(0, |admitted, tables| {
        let (mut low, mut high) = (_mm256_set1_epi8(-1), _mm256_set1_epi8(-1));
        for place in 0..N {
            let bytes = load(input, place);
            low = _mm256_and_si256(low, buckets(tables, bytes.0, place));
            high = _mm256_and_si256(high, buckets(tables, bytes.1, place));
        }
        let none = _mm256_setzero_si256();
        admitted | !mask(_mm256_cmpeq_epi8(low, none), _mm256_cmpeq_epi8(high, none))
    })
}

#[inline]
#[target_feature(enable = "avx2")]
fn mask(low: __m256i, high: __m256i) -> u64 {
    let low = _mm256_movemask_epi8(low) as u32;
    let high = _mm256_movemask_epi8(high) as u32;
    u64::from(low) | u64::from(high) << 32
}

#[inline]
#[target_feature(enable = "avx2")]
fn equal(low: __m256i, high: __m256i, byte: u8) -> u64 {
    let wanted = _mm256_set1_epi8(byte as i8);
    mask(_mm256_cmpeq_epi8(low, wanted), _mm256_cmpeq_epi8(high, wanted))
}

/// Bytes in `first..=last`. The range is moved to the lower end of the signed numbers, so that one comparison decides.
#[inline]
#[target_feature(enable = "avx2")]
fn between(low: __m256i, high: __m256i, first: u8, last: u8) -> u64 {
    let offset = _mm256_set1_epi8((-128i8).wrapping_sub(first as i8));
    let limit = _mm256_set1_epi8((-128i8).wrapping_add((last - first + 1) as i8));
    mask(
        _mm256_cmpgt_epi8(limit, _mm256_add_epi8(low, offset)),
        _mm256_cmpgt_epi8(limit, _mm256_add_epi8(high, offset)),
    )
}
