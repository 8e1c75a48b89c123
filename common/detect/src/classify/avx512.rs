//! Classification with 512-bit vectors: one block in one register.

use crate::keywords::{FACTOR, OF_THREE, PLACE_BITS, SMALL, THREE};
use std::arch::x86_64::{
    __m512i, _mm_cvtsi32_si128, _mm512_add_epi32, _mm512_alignr_epi64, _mm512_and_si512, _mm512_castsi128_si512,
    _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask, _mm512_cmpge_epu8_mask, _mm512_cmple_epu8_mask,
    _mm512_cvtepu8_epi32, _mm512_loadu_si512, _mm512_mask_and_epi32, _mm512_mask_or_epi32, _mm512_maskz_compress_epi8,
    _mm512_movepi8_mask, _mm512_mullo_epi32, _mm512_or_si512, _mm512_permutex2var_epi8, _mm512_permutexvar_epi8,
    _mm512_set1_epi8, _mm512_set1_epi32, _mm512_storeu_si512, _mm512_sub_epi8, _mm512_test_epi8_mask, _pext_u64,
};

use super::{BLOCK, Classes, INPUT, Kinds, Letters, Masks, Places, each_block};
use crate::prefix::{Filters, Prefixes, Tables};

/// Proof that the processor has AVX-512 with byte instructions: it can only be had by asking the processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Available(());

impl Available {
    /// Asks the processor.
    pub(crate) fn detect() -> Option<Available> {
        (std::arch::is_x86_feature_detected!("avx512f")
            && std::arch::is_x86_feature_detected!("avx512bw")
            && std::arch::is_x86_feature_detected!("avx512vl")
            && std::arch::is_x86_feature_detected!("avx512vbmi")
            && std::arch::is_x86_feature_detected!("avx512vbmi2")
            && std::arch::is_x86_feature_detected!("popcnt")
            && std::arch::is_x86_feature_detected!("bmi1")
            && std::arch::is_x86_feature_detected!("bmi2"))
        .then_some(Available(()))
    }

    /// Letters and first bytes of characters of a block.
    #[inline]
    pub(crate) fn letters(self, block: &[u8; BLOCK]) -> Letters {
        // SAFETY: `self` exists, so the processor has what `letters` needs.
        unsafe { letters(block) }
    }

    /// Hashes of the bytes at some places of a block.
    #[inline]
    pub(super) fn hashes(self, block: &[u8; BLOCK + 4], places: Places, out: &mut [u32], count: usize) -> usize {
        // SAFETY: `self` exists, so the processor has what `hashes` needs.
        unsafe { hashes(block, places, out, count) }
    }

    /// Bytes of a block in `first..=last`.
    #[inline]
    pub(super) fn between(self, block: &[u8; BLOCK], first: u8, last: u8) -> u64 {
        // SAFETY: `self` exists, so the processor has AVX-512.
        unsafe { in_block(block, first, last) }
    }

    /// The classes of the bytes of some blocks.
    pub(super) fn fill(self, classes: &mut Classes, text: &[u8], blocks: usize, filters: &Filters) {
        // SAFETY: `self` exists, so the processor has what `fill` needs.
        unsafe { fill(classes, text, blocks, filters) }
    }

    /// Digits and letters of the first blocks of a text.
    pub(super) fn kinds(self, text: &[u8], kinds: &mut [Kinds]) {
        // SAFETY: `self` exists, so the processor has what `fill_kinds` needs.
        unsafe { fill_kinds(text, kinds) }
    }

    /// Where prefixes may begin in the first blocks of a text.
    pub(super) fn prefixes(self, text: &[u8], prefixes: &Prefixes, masks: &mut [u64]) {
        // SAFETY: `self` exists, so the processor has what `fill_prefixes` needs.
        unsafe { fill_prefixes(text, prefixes, masks) }
    }

    /// Calls `work` compiled for AVX-512.
    #[inline]
    pub(crate) fn with<T>(self, work: impl FnOnce() -> T) -> T {
        // SAFETY: `self` exists, so the processor has what `with` needs.
        unsafe { with(work) }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
fn with<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,bmi1,bmi2")]
fn fill(classes: &mut Classes, text: &[u8], blocks: usize, filters: &Filters) {
    classes.fill(text, blocks, filters, |input, filters| classify(input, filters));
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1,bmi2")]
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

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,bmi1,bmi2")]
fn fill_prefixes(text: &[u8], prefixes: &Prefixes, masks: &mut [u64]) {
    each_block(text, masks.len(), |block, input| {
        masks[block] = input.map_or(0, |input| prefix(input, prefixes));
    });
}

/// The 64 bytes from `offset` (less than [`prefix::LENGTH`]) on.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn load(input: &[u8; INPUT], offset: usize) -> __m512i {
    debug_assert!(offset + BLOCK <= INPUT);
    // SAFETY: the load reads bytes `offset..offset + 64` of the bytes behind `input`; it needs no alignment.
    unsafe { _mm512_loadu_si512(input.as_ptr().add(offset.min(INPUT - BLOCK)).cast()) }
}

#[target_feature(enable = "avx512f,avx512bw")]
fn in_block(block: &[u8; BLOCK], first: u8, last: u8) -> u64 {
    // SAFETY: the load reads the 64 bytes behind `block`; it needs no alignment.
    between(unsafe { _mm512_loadu_si512(block.as_ptr().cast()) }, first, last)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn letters(block: &[u8; BLOCK]) -> Letters {
    // SAFETY: the load reads the 64 bytes behind `block`; it needs no alignment.
    let bytes = unsafe { _mm512_loadu_si512(block.as_ptr().cast()) };
    Letters {
        upper: between(bytes, b'A', b'Z'),
        lower: between(bytes, b'a', b'z'),
        lead: _mm512_cmpge_epu8_mask(bytes, _mm512_set1_epi8(0xc0_u8 as i8)),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
fn hashes(block: &[u8; BLOCK + 4], places: Places, out: &mut [u32], count: usize) -> usize {
    const EVERY: [u8; BLOCK] = {
        let mut every = [0; BLOCK];
        let mut place = 0;
        while place < BLOCK {
            every[place] = place as u8;
            place += 1;
        }
        every
    };
    const LANES: usize = 16;
    let Places { all, three, offset } = places;
    // SAFETY: the loads read the 64 bytes behind `block`, which has 68, and behind `EVERY`; they need no alignment.
    let (bytes, every) =
        unsafe { (_mm512_loadu_si512(block.as_ptr().cast()), _mm512_loadu_si512(EVERY.as_ptr().cast())) };
    let [.., a, b, c, d] = *block;
    let behind = _mm512_castsi128_si512(_mm_cvtsi32_si128(i32::from_le_bytes([a, b, c, d])));
    let mut found = _mm512_maskz_compress_epi8(all, every);
    let mut three = _pext_u64(three, all);
    let end = count + all.count_ones() as usize;
    let mut at = count;
    // Nearly always once: few blocks have more than sixteen words.
    while at < end {
        let Some(room) = out.get_mut(at..).and_then(|rest| rest.first_chunk_mut::<LANES>()) else { break };
        let lanes = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(found));
        let fourfold = _mm512_mullo_epi32(lanes, _mm512_set1_epi32(0x0101_0101));
        let four = _mm512_permutex2var_epi8(bytes, _mm512_add_epi32(fourfold, _mm512_set1_epi32(0x0302_0100)), behind);
        let kept = _mm512_mask_and_epi32(four, three as u16, four, _mm512_set1_epi32(THREE as i32));
        let small = _mm512_or_si512(kept, _mm512_set1_epi32(SMALL as i32));
        let hashes = _mm512_mullo_epi32(small, _mm512_set1_epi32(FACTOR as i32));
        let upper = _mm512_and_si512(hashes, _mm512_set1_epi32((u32::MAX << PLACE_BITS) as i32));
        let places = _mm512_add_epi32(lanes, _mm512_set1_epi32(offset as i32));
        let places = _mm512_mask_or_epi32(places, three as u16, places, _mm512_set1_epi32(OF_THREE as i32));
        // SAFETY: the store writes the 64 bytes behind `room`; it needs no alignment.
        unsafe { _mm512_storeu_si512(room.as_mut_ptr().cast(), _mm512_or_si512(upper, places)) };
        found = _mm512_alignr_epi64::<2>(found, found);
        three >>= LANES;
        at += LANES;
    }
    end
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn classify(input: &[u8; INPUT], filters: &Filters) -> Masks {
    let bytes = load(input, 0);
    let equal = |byte: u8| _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte as i8));
    Masks {
        digit: between(bytes, b'0', b'9'),
        upper: between(bytes, b'A', b'Z'),
        lower: between(bytes, b'a', b'z'),
        high: _mm512_movepi8_mask(bytes),
        space: equal(b' '),
        hyphen: equal(b'-'),
        dot: equal(b'.'),
        slash: equal(b'/'),
        colon: equal(b':'),
        at: equal(b'@'),
        plus: equal(b'+'),
        close: equal(b')'),
        underscore: equal(b'_'),
        comma: equal(b','),
        equals: equal(b'='),
        greater: equal(b'>'),
        newline: equal(b'\n'),
        dollar: equal(b'$'),
        prefix: prefix(input, &filters.words),
        ending: prefix(input, &filters.endings),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn prefix<const N: usize>(input: &[u8; INPUT], prefixes: &Prefixes<N>) -> u64 {
    // An instruction of its own looks bytes up by six of their bits.
    let buckets = |tables: &Tables<N>, place: usize| {
        // SAFETY: reads the 64 bytes of the table; needs no alignment.
        let table = unsafe { _mm512_loadu_si512(tables.six[place].as_ptr().cast()) };
        _mm512_permutexvar_epi8(load(input, place), table)
    };
    prefixes.tables().iter().fold(0, |mask, tables| {
        let all = (1..N).fold(buckets(tables, 0), |all, place| _mm512_and_si512(all, buckets(tables, place)));
        mask | _mm512_test_epi8_mask(all, all)
    })
}

/// Bytes in `first..=last`. The range is moved to the lower end of the numbers, so that one comparison decides.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn between(bytes: __m512i, first: u8, last: u8) -> u64 {
    let moved = _mm512_sub_epi8(bytes, _mm512_set1_epi8(first as i8));
    _mm512_cmple_epu8_mask(moved, _mm512_set1_epi8((last - first) as i8))
}
