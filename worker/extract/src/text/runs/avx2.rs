//! With 256-bit vectors.

use super::{Runs, Starting, WORD, Word, begins_text};
use crate::formats::transfer::base64_value;
use core::arch::x86_64::{
    __m256i, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_movemask_epi8, _mm256_set_epi64x, _mm256_set1_epi8,
    _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_srli_epi16,
};

/// Proof that the processor has AVX2: it can only be had by asking the processor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Available(());

impl Available {
    /// Asks the processor.
    pub(super) fn detect() -> Option<Available> {
        (std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("bmi1"))
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
        // SAFETY: `self` exists, so the processor has AVX2.
        unsafe { word(block) }
    }
}

/// Classes of bytes by their halves: a byte belongs to a class if the entries of both halves have a bit in common. Each high
/// half from 2 to 7 has a bit of its own; the entry of a low half has the bits of the high ones with which it makes a member.
const HIGH: [u8; 16] = [0, 0, 1, 2, 4, 8, 16, 32, 0, 0, 0, 0, 0, 0, 0, 0];
const SYMBOLS: [u8; 16] = low_halves(false);
const FIRST: [u8; 16] = low_halves(true);

const fn low_halves(first: bool) -> [u8; 16] {
    let mut table = [0; 16];
    let mut byte = 0x20_u8;
    while byte < 0x80 {
        if (!first && base64_value(byte).is_some()) || (first && begins_text(byte)) {
            table[(byte & 0xF) as usize] |= HIGH[(byte >> 4) as usize];
        }
        byte += 1;
    }
    table
}

#[inline]
#[target_feature(enable = "avx2")]
fn vector(bytes: &[u8; 32]) -> __m256i {
    let (parts, _) = bytes.as_chunks::<8>();
    let part = |index: usize| parts.get(index).map_or(0, |part| i64::from_le_bytes(*part));
    _mm256_set_epi64x(part(3), part(2), part(1), part(0))
}

/// A table for each half of a vector.
#[inline]
#[target_feature(enable = "avx2")]
fn table(entries: &[u8; 16]) -> __m256i {
    let mut twice = [0; 32];
    twice[..16].copy_from_slice(entries);
    twice[16..].copy_from_slice(entries);
    vector(&twice)
}

#[inline]
#[target_feature(enable = "avx2")]
fn word(block: &[u8; WORD]) -> Word {
    let (high_table, symbols_table, first_table) = (table(&HIGH), table(&SYMBOLS), table(&FIRST));
    let mut word = Word::default();
    let (parts, _) = block.as_chunks::<32>();
    for (index, part) in parts.iter().enumerate() {
        let bytes = vector(part);
        let halves = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), _mm256_set1_epi8(0xF));
        let high = _mm256_shuffle_epi8(high_table, halves);
        let others = |low_table: __m256i| {
            // The low half of a byte chooses; of a byte beyond ASCII the answer is 0.
            let both = _mm256_and_si256(_mm256_shuffle_epi8(low_table, bytes), high);
            _mm256_movemask_epi8(_mm256_cmpeq_epi8(both, _mm256_setzero_si256())) as u32
        };
        word.symbols |= u64::from(!others(symbols_table)) << (32 * index);
        word.first |= u64::from(!others(first_table)) << (32 * index);
    }
    word
}

#[target_feature(enable = "avx2,bmi1")]
fn next_word<const TEXTS: bool>(runs: &Runs<'_>, range: (usize, usize), before: u64) -> Starting {
    runs.next_word_with::<TEXTS>(range, before, |block| word(block))
}

#[target_feature(enable = "avx2,bmi1")]
fn run_end(runs: &Runs<'_>, from: usize, end: usize) -> usize {
    runs.end_with(from, end, |block| word(block))
}
