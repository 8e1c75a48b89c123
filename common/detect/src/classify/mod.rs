//! Classes of bytes as bit masks, 64 bytes at a time.
//!
//! Bit `i` of a mask tells whether byte `i` of the block is of the class. There are two implementations of one function:
//! AVX2, chosen when the processor has it, and plain 64-bit arithmetic. They agree in every bit. The vector
//! code is the only unsafe code of the crate.

#[cfg(target_arch = "x86_64")]
pub(crate) mod avx2;
pub(crate) mod portable;

/// Bytes in a block.
pub(crate) const BLOCK: usize = 64;

/// The classes of the bytes of one block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Masks {
    pub(crate) digit: u64,
    pub(crate) upper: u64,
    pub(crate) lower: u64,
    pub(crate) space: u64,
    pub(crate) hyphen: u64,
    pub(crate) dot: u64,
    pub(crate) slash: u64,
    pub(crate) colon: u64,
    pub(crate) at: u64,
    pub(crate) plus: u64,
    pub(crate) close: u64,
    pub(crate) underscore: u64,
    pub(crate) comma: u64,
    /// The letter J, rare and in the prefix of every JSON web token.
    pub(crate) capital_j: u64,
}

/// Digits and letters of the bytes of one block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Letters {
    pub(crate) digit: u64,
    pub(crate) upper: u64,
    pub(crate) lower: u64,
}

/// How to classify. Both ways give the same masks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// 64-bit arithmetic.
    Portable,
    /// 256-bit vectors. Only made by [`Level::detect`], after asking the processor.
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Available),
}

impl Level {
    /// Digits, capitals and small letters of a block.
    #[inline]
    pub(crate) fn letters(self, block: &[u8; BLOCK]) -> Letters {
        match self {
            Level::Portable => portable::letters(block),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(available) => available.letters(block),
        }
    }

    /// The fastest way of this processor.
    pub(crate) fn detect() -> Level {
        Level::available().last().unwrap_or(Level::Portable)
    }

    /// All ways of this processor, the fastest last.
    pub(crate) fn available() -> impl Iterator<Item = Level> {
        let portable = std::iter::once(Level::Portable);
        #[cfg(target_arch = "x86_64")]
        let portable = portable.chain(avx2::Available::detect().map(Level::Avx2));
        portable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(block: &[u8; BLOCK]) -> Masks {
        let mask = |test: &dyn Fn(u8) -> bool| {
            block.iter().enumerate().fold(0u64, |bits, (index, byte)| bits | u64::from(test(*byte)) << index)
        };
        Masks {
            digit: mask(&|byte| byte.is_ascii_digit()),
            upper: mask(&|byte| byte.is_ascii_uppercase()),
            lower: mask(&|byte| byte.is_ascii_lowercase()),
            space: mask(&|byte| byte == b' '),
            hyphen: mask(&|byte| byte == b'-'),
            dot: mask(&|byte| byte == b'.'),
            slash: mask(&|byte| byte == b'/'),
            colon: mask(&|byte| byte == b':'),
            at: mask(&|byte| byte == b'@'),
            plus: mask(&|byte| byte == b'+'),
            close: mask(&|byte| byte == b')'),
            underscore: mask(&|byte| byte == b'_'),
            comma: mask(&|byte| byte == b','),
            capital_j: mask(&|byte| byte == b'J'),
        }
    }

    fn check(block: &[u8; BLOCK]) {
        let expected = expected(block);
        let letters = Letters { digit: expected.digit, upper: expected.upper, lower: expected.lower };
        assert_eq!(portable::classify(block), expected);
        assert_eq!(portable::letters(block), letters);
        #[cfg(target_arch = "x86_64")]
        if let Some(available) = avx2::Available::detect() {
            assert_eq!(available.classify(block), expected);
            assert_eq!(available.letters(block), letters);
        }
    }

    #[test]
    fn every_byte_at_every_place() {
        for byte in 0..=255u8 {
            for background in [0u8, b'0', b'z', b'-', 0x80, 0xff] {
                for place in 0..BLOCK {
                    let mut block = [background; BLOCK];
                    block[place] = byte;
                    check(&block);
                }
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_block(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), BLOCK)) {
            let mut block = [0u8; BLOCK];
            block.copy_from_slice(&bytes);
            check(&block);
        }
    }
}
