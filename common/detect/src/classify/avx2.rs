//! Classification with 256-bit vectors.

use std::arch::x86_64::{
    __m256i, _mm256_add_epi8, _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, _mm256_loadu_si256, _mm256_movemask_epi8,
    _mm256_set1_epi8,
};

use super::{BLOCK, Letters, Masks};

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

    /// The classes of the bytes of a block.
    #[cfg(test)]
    pub(crate) fn classify(self, block: &[u8; BLOCK]) -> Masks {
        // SAFETY: `self` exists, so the processor has AVX2.
        unsafe { classify(block) }
    }

    /// Digits, capitals and small letters of a block.
    #[inline]
    pub(crate) fn letters(self, block: &[u8; BLOCK]) -> Letters {
        // SAFETY: `self` exists, so the processor has AVX2.
        unsafe { letters(block) }
    }

    /// Runs `anchors::Sweep` compiled for AVX2.
    pub(crate) fn sweep(self, sweep: crate::anchors::Sweep<'_>) {
        // SAFETY: `self` exists, so the processor has AVX2, BMI1 and BMI2.
        unsafe { sweep_avx2(sweep) }
    }
}

#[target_feature(enable = "avx2,bmi1,bmi2")]
fn sweep_avx2(sweep: crate::anchors::Sweep<'_>) {
    sweep.run(|block| classify(block));
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(block: &[u8; BLOCK]) -> (__m256i, __m256i) {
    // SAFETY: the two loads read bytes 0..32 and 32..64 of the 64 bytes behind `block`; they need no alignment.
    unsafe {
        let start: *const __m256i = block.as_ptr().cast();
        (_mm256_loadu_si256(start), _mm256_loadu_si256(start.add(1)))
    }
}

#[target_feature(enable = "avx2")]
fn letters(block: &[u8; BLOCK]) -> Letters {
    let (low, high) = load(block);
    Letters {
        digit: between(low, high, b'0', b'9'),
        upper: between(low, high, b'A', b'Z'),
        lower: between(low, high, b'a', b'z'),
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn classify(block: &[u8; BLOCK]) -> Masks {
    let (low, high) = load(block);
    Masks {
        digit: between(low, high, b'0', b'9'),
        upper: between(low, high, b'A', b'Z'),
        lower: between(low, high, b'a', b'z'),
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
        capital_j: equal(low, high, b'J'),
    }
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
