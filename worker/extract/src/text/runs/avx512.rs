//! With 512-bit vectors: one word in one register, and one look into a table of 128 entries for each byte.

use super::{Runs, Starting, WORD, Word, begins_text};
use crate::formats::transfer::base64_value;
use core::arch::x86_64::{
    __m512i, _mm512_loadu_si512, _mm512_movepi8_mask, _mm512_permutex2var_epi8, _mm512_set1_epi8, _mm512_test_epi8_mask,
};

/// Proof that the processor has AVX-512 with permutations of bytes: it can only be had by asking the processor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Available(());

impl Available {
    /// Asks the processor.
    pub(super) fn detect() -> Option<Available> {
        (std::arch::is_x86_feature_detected!("avx512f")
            && std::arch::is_x86_feature_detected!("avx512bw")
            && std::arch::is_x86_feature_detected!("avx512vbmi")
            && std::arch::is_x86_feature_detected!("bmi1"))
        .then_some(Available(()))
    }

    /// As [`Runs::next_word_with`].
    pub(super) fn next_word<const TEXTS: bool>(self, runs: &Runs<'_>, range: (usize, usize), before: u64) -> Starting {
        // SAFETY: `self` exists, so the processor has what `next_word` needs.
        unsafe { next_word::<TEXTS>(runs, range, before) }
    }

    /// As [`Runs::end`].
    pub(super) fn end(self, runs: &Runs<'_>, from: usize, end: usize) -> usize {
        // SAFETY: `self` exists, so the processor has what `run_end` needs.
        unsafe { run_end(runs, from, end) }
    }

    #[cfg(test)]
    pub(super) fn word(self, block: &[u8; WORD]) -> Word {
        // SAFETY: `self` exists, so the processor has AVX-512.
        unsafe { word(block) }
    }
}

const SYMBOL: u8 = 1;
const FIRST: u8 = 2;

/// What each character of ASCII is.
const KINDS: [[u8; WORD]; 2] = {
    let mut kinds = [[0; WORD]; 2];
    let mut byte = 0;
    while byte < 2 * WORD {
        let symbol = if base64_value(byte as u8).is_some() { SYMBOL } else { 0 };
        let first = if begins_text(byte as u8) { FIRST } else { 0 };
        kinds[byte / WORD][byte % WORD] = symbol | first;
        byte += 1;
    }
    kinds
};

#[inline]
#[target_feature(enable = "avx512f")]
fn vector(bytes: &[u8; WORD]) -> __m512i {
    // SAFETY: the load reads the 64 bytes behind `bytes`; it needs no alignment.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn word(block: &[u8; WORD]) -> Word {
    let bytes = vector(block);
    // The seven low bits of a byte choose.
    let kinds = _mm512_permutex2var_epi8(vector(&KINDS[0]), bytes, vector(&KINDS[1]));
    let of = |kind: u8| _mm512_test_epi8_mask(kinds, _mm512_set1_epi8(kind as i8));
    let ascii = !_mm512_movepi8_mask(bytes);
    Word { symbols: of(SYMBOL) & ascii, first: of(FIRST) & ascii }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi1")]
fn next_word<const TEXTS: bool>(runs: &Runs<'_>, range: (usize, usize), before: u64) -> Starting {
    runs.next_word_with::<TEXTS>(range, before, |block| word(block))
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi1")]
fn run_end(runs: &Runs<'_>, from: usize, end: usize) -> usize {
    runs.end_with(from, end, |block| word(block))
}
