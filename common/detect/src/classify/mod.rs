//! Classes of bytes as bit masks, 64 bytes at a time.
//!
//! Bit `i` of a mask tells whether byte `i` of the block is of the class. There are several implementations of one
//! function: AVX-512, AVX2 and NEON, chosen when the processor has them, and plain 64-bit arithmetic. They agree in every bit.
//! The vector code is the only unsafe code of the crate.
//!
//! The masks of one class lie side by side (a [`Row`]), so that what is derived from them with shifts and ands is computed
//! for several blocks in one vector instruction.

#[cfg(target_arch = "x86_64")]
pub(crate) mod avx2;
#[cfg(target_arch = "x86_64")]
pub(crate) mod avx512;
#[cfg(target_arch = "aarch64")]
pub(crate) mod neon;
pub(crate) mod portable;

use crate::prefix::{self, Filters, Prefixes};

/// Bytes in a block.
pub(crate) const BLOCK: usize = 64;
/// Blocks in one sweep: few enough that all masks stay in the first-level cache.
pub(crate) const SWEEP_BLOCKS: usize = 32;
/// Masks of a row: the block before the sweep, those of the sweep, and the one after.
pub(crate) const ROW: usize = SWEEP_BLOCKS + 2;

/// The masks of one class. Entry 0 belongs to the block before the sweep.
pub(crate) type Row = [u64; ROW];

/// The classes of the bytes of a sweep and its neighbours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Classes {
    pub(crate) digit: Row,
    pub(crate) upper: Row,
    pub(crate) lower: Row,
    /// Beyond ASCII.
    pub(crate) high: Row,
    pub(crate) space: Row,
    pub(crate) hyphen: Row,
    pub(crate) dot: Row,
    pub(crate) slash: Row,
    pub(crate) colon: Row,
    pub(crate) at: Row,
    pub(crate) plus: Row,
    pub(crate) close: Row,
    pub(crate) underscore: Row,
    pub(crate) comma: Row,
    pub(crate) equals: Row,
    pub(crate) greater: Row,
    pub(crate) newline: Row,
    pub(crate) dollar: Row,
    /// The bytes from here on look like the begin of a key word that is searched for by itself.
    pub(crate) prefix: Row,
    /// This letter and the next two are the last of a name that matters before a sign of assignment.
    pub(crate) ending: Row,
}

impl Classes {
    pub(crate) const fn new() -> Classes {
        const NONE: Row = [0; ROW];
        Classes {
            digit: NONE,
            upper: NONE,
            lower: NONE,
            high: NONE,
            space: NONE,
            hyphen: NONE,
            dot: NONE,
            slash: NONE,
            colon: NONE,
            at: NONE,
            plus: NONE,
            close: NONE,
            underscore: NONE,
            comma: NONE,
            equals: NONE,
            greater: NONE,
            newline: NONE,
            dollar: NONE,
            prefix: NONE,
            ending: NONE,
        }
    }

    fn rows(&mut self) -> [&mut Row; 20] {
        let Classes {
            digit,
            upper,
            lower,
            high,
            space,
            hyphen,
            dot,
            slash,
            colon,
            at,
            plus,
            close,
            underscore,
            comma,
            equals,
            greater,
            newline,
            dollar,
            prefix,
            ending,
        } = self;
        [
            digit, upper, lower, high, space, hyphen, dot, slash, colon, at, plus, close, underscore, comma, equals,
            greater, newline, dollar, prefix, ending,
        ]
    }

    /// Makes the last of `blocks` blocks the one before the next sweep.
    pub(crate) fn carry(&mut self, blocks: usize) {
        self.rows().into_iter().for_each(|row| row[0] = row[blocks]);
    }

    /// Forgets the block before the next sweep.
    pub(crate) fn forget(&mut self) {
        self.rows().into_iter().for_each(|row| row[0] = 0);
    }

    fn set(&mut self, index: usize, masks: Masks) {
        let Masks {
            digit,
            upper,
            lower,
            high,
            space,
            hyphen,
            dot,
            slash,
            colon,
            at,
            plus,
            close,
            underscore,
            comma,
            equals,
            greater,
            newline,
            dollar,
            prefix,
            ending,
        } = masks;
        self.digit[index] = digit;
        self.upper[index] = upper;
        self.lower[index] = lower;
        self.high[index] = high;
        self.space[index] = space;
        self.hyphen[index] = hyphen;
        self.dot[index] = dot;
        self.slash[index] = slash;
        self.colon[index] = colon;
        self.at[index] = at;
        self.plus[index] = plus;
        self.close[index] = close;
        self.underscore[index] = underscore;
        self.comma[index] = comma;
        self.equals[index] = equals;
        self.greater[index] = greater;
        self.newline[index] = newline;
        self.dollar[index] = dollar;
        self.prefix[index] = prefix;
        self.ending[index] = ending;
    }

    /// Classifies `blocks` blocks of the text and the one after them. Beyond the text all bytes are zero.
    #[inline(always)]
    fn fill(
        &mut self,
        text: &[u8],
        blocks: usize,
        filters: &Filters,
        classify: impl Fn(&[u8; INPUT], &Filters) -> Masks,
    ) {
        each_block(text, blocks.min(SWEEP_BLOCKS) + 1, |block, input| {
            self.set(block + 1, input.map_or_else(Masks::default, |input| classify(input, filters)));
        });
    }
}

/// Calls `visit` with so many blocks of the text, filled up with zeros; with none for those beyond it.
#[inline(always)]
fn each_block(text: &[u8], blocks: usize, mut visit: impl FnMut(usize, Option<&[u8; INPUT]>)) {
    for block in 0..blocks {
        let rest = text.get(block * BLOCK..).unwrap_or_default();
        match rest.first_chunk::<INPUT>() {
            Some(input) => visit(block, Some(input)),
            None if rest.is_empty() => visit(block, None),
            None => {
                let mut input = [0; INPUT];
                input[..rest.len()].copy_from_slice(rest);
                visit(block, Some(&input));
            }
        }
    }
}

/// As many of these bytes, or all of them and zeros behind them.
pub(crate) fn padded<const N: usize>(rest: &[u8]) -> [u8; N] {
    rest.first_chunk().copied().unwrap_or_else(|| {
        let mut padded = [0; N];
        padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        padded
    })
}

/// Bytes that the classes of a block depend on: prefixes look some bytes ahead.
pub(crate) const INPUT: usize = BLOCK + prefix::LENGTH - 1;

/// The classes of the bytes of one block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Masks {
    digit: u64,
    upper: u64,
    lower: u64,
    high: u64,
    space: u64,
    hyphen: u64,
    dot: u64,
    slash: u64,
    colon: u64,
    at: u64,
    plus: u64,
    close: u64,
    underscore: u64,
    comma: u64,
    equals: u64,
    greater: u64,
    newline: u64,
    dollar: u64,
    prefix: u64,
    ending: u64,
}

/// Where words can begin: letters of one block, and first bytes of characters beyond ASCII.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Letters {
    pub(crate) upper: u64,
    pub(crate) lower: u64,
    /// First bytes of characters of two bytes or more.
    pub(crate) lead: u64,
}

/// Places of a block whose bytes are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Places {
    pub(crate) all: u64,
    /// Those of which three bytes count, not four. In what is written they are marked by [`crate::keywords::OF_THREE`].
    pub(crate) three: u64,
    /// What is added to the places.
    pub(crate) offset: u32,
}

/// Digits and letters of one block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kinds {
    pub(crate) digit: u64,
    pub(crate) upper: u64,
    pub(crate) lower: u64,
}

/// How to classify. All ways give the same masks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// 64-bit arithmetic.
    Portable,
    /// 256-bit vectors. Only made by [`Level::detect`], after asking the processor.
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Available),
    /// 512-bit vectors. Likewise.
    #[cfg(target_arch = "x86_64")]
    Avx512(avx512::Available),
    /// The 128-bit vectors of ARM. Likewise.
    #[cfg(target_arch = "aarch64")]
    Neon(neon::Available),
}

impl Level {
    /// Letters and first bytes of characters of a block.
    #[inline]
    pub(crate) fn letters(self, block: &[u8; BLOCK]) -> Letters {
        match self {
            Level::Portable => portable::letters(block),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(available) => available.letters(block),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(available) => available.letters(block),
            #[cfg(target_arch = "aarch64")]
            Level::Neon(available) => available.letters(block),
        }
    }

    /// Bytes of a block in `first..=last`.
    #[inline]
    pub(crate) fn between(self, block: &[u8; BLOCK], first: u8, last: u8) -> u64 {
        match self {
            Level::Portable => portable::in_block(block, first, last),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(available) => available.between(block, first, last),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(available) => available.between(block, first, last),
            #[cfg(target_arch = "aarch64")]
            Level::Neon(available) => available.between(block, first, last),
        }
    }

    /// Where the first two bytes of characters stand that may have a plain form ([`crate::width`]).
    #[inline]
    pub(crate) fn guises(self, bytes: &[u8; BLOCK + 1]) -> u64 {
        self.with(
            #[inline(always)]
            || {
                let (Some(first), Some(second)) = (bytes.first_chunk(), bytes.last_chunk()) else { return 0 };
                let is = |block, byte| self.between(block, byte, byte);
                is(first, 0xc2) & is(second, 0xa0)
                    | is(first, 0xe2) & (is(second, 0x80) | is(second, 0x88))
                    | is(first, 0xef) & self.between(second, 0xbc, 0xbd)
            },
        )
    }

    /// Hashes the bytes at some places of a block, and writes the hashes to `hashes` from `count` on: the upper bits of each, and
    /// in the lower [`PLACE_BITS`] the place. Returns how many there are then; more than there is room for are lost.
    ///
    /// [`PLACE_BITS`]: crate::keywords::PLACE_BITS
    #[inline(always)]
    pub(crate) fn hashes(self, block: &[u8; BLOCK + 4], places: Places, hashes: &mut [u32], count: usize) -> usize {
        match self {
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(available) => available.hashes(block, places, hashes, count),
            _ => portable::hashes(block, places, hashes, count),
        }
    }

    /// Classifies `blocks` blocks of the text and the one after them.
    pub(crate) fn fill(self, classes: &mut Classes, text: &[u8], blocks: usize, filters: &Filters) {
        match self {
            Level::Portable => portable::fill(classes, text, blocks, filters),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(available) => available.fill(classes, text, blocks, filters),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(available) => available.fill(classes, text, blocks, filters),
            #[cfg(target_arch = "aarch64")]
            Level::Neon(available) => available.fill(classes, text, blocks, filters),
        }
    }

    /// Digits and letters of as many blocks of the text as `kinds` has places for.
    pub(crate) fn kinds(self, text: &[u8], kinds: &mut [Kinds]) {
        match self {
            Level::Portable => portable::kinds(text, kinds),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(available) => available.kinds(text, kinds),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(available) => available.kinds(text, kinds),
            #[cfg(target_arch = "aarch64")]
            Level::Neon(available) => available.kinds(text, kinds),
        }
    }

    /// Where these prefixes may begin, in as many blocks of the text as `masks` has places for.
    pub(crate) fn prefixes(self, text: &[u8], prefixes: &Prefixes, masks: &mut [u64]) {
        match self {
            Level::Portable => portable::prefixes(text, prefixes, masks),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(available) => available.prefixes(text, prefixes, masks),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(available) => available.prefixes(text, prefixes, masks),
            #[cfg(target_arch = "aarch64")]
            Level::Neon(available) => available.prefixes(text, prefixes, masks),
        }
    }

    /// Calls `work`, which must be inlined, compiled for the processor.
    #[inline]
    pub(crate) fn with<T>(self, work: impl FnOnce() -> T) -> T {
        match self {
            Level::Portable => work(),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(available) => available.with(work),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(available) => available.with(work),
            #[cfg(target_arch = "aarch64")]
            Level::Neon(available) => available.with(work),
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
        let portable = portable
            .chain(avx2::Available::detect().map(Level::Avx2))
            .chain(avx512::Available::detect().map(Level::Avx512));
        #[cfg(target_arch = "aarch64")]
        let portable = portable.chain(neon::Available::detect().map(Level::Neon));
        portable
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// More than one table of buckets holds.
    fn filters() -> Filters {
        let words = [
            &b"cvv"[..],
            b"expi",
            b"ele",
            b"hcp",
            b"cur",
            b"icd",
            b"swif",
            b"bic",
            b"mrn",
            b"z0",
            b"q-1",
            b"aaaa",
            b"zzzz",
        ];
        let endings = [&b"ord"[..], b"ret", b"ion"];
        Filters { words: Prefixes::of(words.into_iter()), endings: Prefixes::of(endings.into_iter()) }
    }

    /// Where prefixes are admitted: those vectors that look up six bits take signs for letters that others do not.
    fn admitted<const N: usize>(level: Level, input: &[u8; INPUT], prefixes: &Prefixes<N>) -> u64 {
        let by_six = format!("{level:?}").starts_with("Avx512");
        (0..BLOCK).fold(0, |bits, index| {
            let bytes = *input[index..].first_chunk().unwrap();
            bits | u64::from(if by_six { prefixes.admit_by_six(bytes) } else { prefixes.admit(bytes) }) << index
        })
    }

    fn expected(level: Level, input: &[u8; INPUT], filters: &Filters) -> Masks {
        let mask = |test: &dyn Fn(u8) -> bool| {
            input
                .iter()
                .take(BLOCK)
                .enumerate()
                .fold(0u64, |bits, (index, byte)| bits | u64::from(test(*byte)) << index)
        };
        Masks {
            digit: mask(&|byte| byte.is_ascii_digit()),
            upper: mask(&|byte| byte.is_ascii_uppercase()),
            lower: mask(&|byte| byte.is_ascii_lowercase()),
            high: mask(&|byte| byte >= 0x80),
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
            equals: mask(&|byte| byte == b'='),
            greater: mask(&|byte| byte == b'>'),
            newline: mask(&|byte| byte == b'\n'),
            dollar: mask(&|byte| byte == b'$'),
            prefix: admitted(level, input, &filters.words),
            ending: admitted(level, input, &filters.endings),
        }
    }

    fn check(input: &[u8; INPUT], filters: &Filters) {
        let mut block = [0; BLOCK];
        block.copy_from_slice(&input[..BLOCK]);
        let lead = block.iter().enumerate().fold(0, |bits, (index, byte)| bits | u64::from(*byte >= 0xc0) << index);
        for level in Level::available() {
            let expected = expected(level, input, filters);
            let letters = Letters { upper: expected.upper, lower: expected.lower, lead };
            assert_eq!(level.letters(&block), letters, "{level:?}");
            for (first, last) in [(0xd0, 0xd1), (0x97, 0x97), (b'0', 0xf0)] {
                let expected =
                    (0..BLOCK).fold(0, |bits, index| bits | u64::from((first..=last).contains(&block[index])) << index);
                assert_eq!(level.between(&block, first, last), expected, "{level:?}");
            }
            let mut classes = Classes::new();
            level.fill(&mut classes, input, 1, filters);
            let mut known = Classes::new();
            known.set(1, expected);
            known.set(2, {
                let mut next = [0; INPUT];
                next[..INPUT - BLOCK].copy_from_slice(&input[BLOCK..]);
                self::expected(level, &next, filters)
            });
            assert_eq!(classes, known, "{level:?}");
            let Masks { digit, upper, lower, .. } = expected;
            let mut kinds = [Kinds::default()];
            level.kinds(input, &mut kinds);
            assert_eq!(kinds, [Kinds { digit, upper, lower }], "{level:?}");
            let mut masks = [0];
            level.prefixes(input, &filters.words, &mut masks);
            assert_eq!(masks, [expected.prefix], "{level:?}");
        }
    }

    #[test]
    fn every_byte_at_every_place() {
        let filters = filters();
        for byte in 0..=255u8 {
            for background in [0u8, b'0', b'z', b'-', 0x80, 0xff] {
                for place in 0..INPUT {
                    let mut input = [background; INPUT];
                    input[place] = byte;
                    check(&input, &filters);
                }
            }
        }
    }

    /// The hashes at these places, sorted, with what was there before and how many there are.
    fn hashes(level: Level, block: &[u8; BLOCK + 4], all: u64, three: u64, room: usize) -> (Vec<u32>, usize) {
        let mut hashes = vec![7; room];
        let count = level.hashes(block, Places { all, three, offset: 128 }, &mut hashes, 2);
        hashes.truncate(count.min(room));
        hashes.sort_unstable();
        (hashes, count)
    }

    proptest::proptest! {
        #[test]
        fn every_level_hashes_alike(
            bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), BLOCK + 4),
            places: u64,
            three: u64,
        ) {
            let mut block = [0; BLOCK + 4];
            block.copy_from_slice(&bytes);
            for places in [places, places & places >> 7 & places >> 13, 0, u64::MAX] {
                let expected = hashes(Level::Portable, &block, places, three, 2 + BLOCK + 16);
                proptest::prop_assert_eq!(expected.1, 2 + places.count_ones() as usize);
                for level in Level::available() {
                    proptest::prop_assert_eq!(&hashes(level, &block, places, three, 2 + BLOCK + 16), &expected);
                    // What does not fit is lost, and nothing else happens.
                    hashes(level, &block, places, three, 5);
                }
            }
        }

        #[test]
        fn any_block(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), INPUT)) {
            let mut input = [0u8; INPUT];
            input.copy_from_slice(&bytes);
            check(&input, &filters());
        }

        #[test]
        fn words(text in "([CcXx][vV][VvC]|exp|ELE|[a-z ]{1,4}){30,40}") {
            let mut input = [b' '; INPUT];
            let length = text.len().min(INPUT);
            input[..length].copy_from_slice(&text.as_bytes()[..length]);
            check(&input, &filters());
        }
    }
}
