//! Finding syntax bytes, many at a time.
//!
//! On x86-64 with SSE2, which every such processor has; elsewhere byte by byte.

/// Which of the 64 bytes are one of the first two needles, and which are one of the others: bit `i` is byte `i`.
#[inline]
pub(crate) fn masks_of(block: &[u8; 64], needles: [u8; 4]) -> [u64; 2] {
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: SSE2 is part of x86-64.
        unsafe { sse2::masks_of(block, needles) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        masks_of_portable(block, needles)
    }
}

#[cfg_attr(target_arch = "x86_64", allow(dead_code))]
fn masks_of_portable(block: &[u8; 64], needles: [u8; 4]) -> [u64; 2] {
    let mut masks = [0; 2];
    for (index, byte) in block.iter().enumerate() {
        masks[0] |= u64::from(needles[..2].contains(byte)) << index;
        masks[1] |= u64::from(needles[2..].contains(byte)) << index;
    }
    masks
}

/// The first quote, backslash or line feed at or after `from`.
#[inline]
pub(crate) fn string_stop(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    #[cfg(target_arch = "x86_64")]
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<16>()) {
        // SAFETY: SSE2 is part of x86-64.
        let mask = unsafe { sse2::string_stops(block) };
        if mask != 0 {
            return Some(at + mask.trailing_zeros() as usize);
        }
        at += 16;
    }
    bytes.get(at..)?.iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\n')).map(|offset| at + offset)
}

#[cfg(target_arch = "x86_64")]
mod sse2 {
    use core::arch::x86_64::{__m128i, _mm_cmpeq_epi8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8};

    #[inline]
    #[target_feature(enable = "sse2")]
    fn load(bytes: &[u8; 16]) -> __m128i {
        let whole = u128::from_le_bytes(*bytes);
        _mm_set_epi64x((whole >> 64) as i64, whole as i64)
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    pub(super) fn masks_of(block: &[u8; 64], needles: [u8; 4]) -> [u64; 2] {
        let needles = needles.map(|needle| _mm_set1_epi8(needle as i8));
        let mut masks = [0; 2];
        let (parts, _) = block.as_chunks::<16>();
        for (index, part) in parts.iter().enumerate() {
            let bytes = load(part);
            let low = _mm_or_si128(_mm_cmpeq_epi8(bytes, needles[0]), _mm_cmpeq_epi8(bytes, needles[1]));
            let high = _mm_or_si128(_mm_cmpeq_epi8(bytes, needles[2]), _mm_cmpeq_epi8(bytes, needles[3]));
            masks[0] |= u64::from(_mm_movemask_epi8(low) as u32) << (index * 16);
            masks[1] |= u64::from(_mm_movemask_epi8(high) as u32) << (index * 16);
        }
        masks
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    pub(super) fn string_stops(block: &[u8; 16]) -> u32 {
        let bytes = load(block);
        let quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'"' as i8));
        let backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\\' as i8));
        let lines = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\n' as i8));
        _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), lines)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn masks_agree(block in proptest::collection::vec(prop_oneof![Just(b','), Just(b'"'), any::<u8>()], 64)) {
            let Ok(block) = <[u8; 64]>::try_from(block.as_slice()) else { return Ok(()) };
            let needles = [b',', b'"', b'\n', 0xFF];
            prop_assert_eq!(masks_of(&block, needles), masks_of_portable(&block, needles));
        }

        #[test]
        fn stops_agree(bytes in proptest::collection::vec(prop_oneof![8 => Just(b'a'), 1 => Just(b'"'), 1 => Just(b'\\'), 1 => Just(b'\n')], 0..80), from in 0_usize..90) {
            let expected = (from..bytes.len()).find(|&at| b"\"\\\n".contains(&bytes[at]));
            prop_assert_eq!(string_stop(&bytes, from), expected);
        }
    }
}
