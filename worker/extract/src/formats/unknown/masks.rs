//! Which bytes of a window may be text, a bit for each.
//!
//! On x86-64 with SSE2, which every such processor has; elsewhere byte by byte.

/// Bytes of a word of bits.
const WORD: usize = u64::BITS as usize;

/// What the bytes of a window are, 64 to a word, and one word of zeros behind them.
#[derive(Default)]
pub(super) struct Masks {
    /// ASCII that can be seen, and spaces.
    plain: Vec<u64>,
    /// ASCII that sets lines and columns apart.
    space: Vec<u64>,
    /// Bytes of UTF-8 that go on with a character, and that begin one of two or three bytes.
    follows: Vec<u64>,
    two: Vec<u64>,
    three: Vec<u64>,
    zero: Vec<u64>,
    /// The upper half of ISO 8859-1, but for its control characters.
    latin: Vec<u64>,
    /// Letters and digits of ASCII.
    alphanumeric: Vec<u64>,
    /// What may be text: of ASCII and of UTF-8.
    text: Vec<u64>,
    /// Where six bytes of the first, or eight of what may be text, follow each other.
    long: Vec<u64>,
    /// Where six characters of UTF-16 below U+0100 follow each other.
    wide: Vec<u64>,
    /// Where three letters or digits follow each other, of bytes or of UTF-16.
    short: Vec<u64>,
    /// Steps on the way there.
    steps: [Vec<u64>; 3],
}

/// The same of one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Kinds {
    plain: u64,
    space: u64,
    follows: u64,
    two: u64,
    three: u64,
    zero: u64,
    latin: u64,
    alphanumeric: u64,
}

/// For each byte what a row says of the one `distance` behind it.
#[inline(always)]
fn ahead(row: &[u64], index: usize, distance: u32) -> u64 {
    row[index] >> distance | row[index + 1] << (u64::BITS - distance)
}

/// For each byte what a row says of the one `distance` before it.
#[inline(always)]
fn before(row: &[u64], index: usize, distance: u32) -> u64 {
    let previous = index.checked_sub(1).map_or(0, |previous| row[previous]);
    row[index] << distance | previous >> (u64::BITS - distance)
}

/// `to` has a bit where `row` has one and `other` has one `distance` behind it.
#[inline(always)]
fn both(to: &mut [u64], row: &[u64], other: &[u64], distance: u32) {
    for index in 0..to.len() - 1 {
        to[index] = row[index] & ahead(other, index, distance);
    }
}

impl Masks {
    /// Looks at a window.
    pub(super) fn fill(&mut self, window: &[u8]) {
        let words = window.len().div_ceil(WORD) + 1;
        let Masks { plain, space, follows, two, three, zero, latin, alphanumeric, text, long, wide, short, steps } =
            self;
        for row in [&mut *plain, space, follows, two, three, zero, latin, alphanumeric, text, long, wide, short]
            .into_iter()
            .chain(&mut *steps)
        {
            row.resize(words, 0);
            row[words - 1] = 0;
        }
        let (blocks, rest) = window.as_chunks::<WORD>();
        let mut last = [0; WORD];
        last[..rest.len()].copy_from_slice(rest);
        let behind = u64::MAX.checked_shl(rest.len() as u32).unwrap_or(0);
        for (index, block) in blocks.iter().chain((!rest.is_empty()).then_some(&last)).enumerate() {
            let kinds = kinds(block);
            plain[index] = kinds.plain;
            space[index] = kinds.space;
            follows[index] = kinds.follows;
            two[index] = kinds.two;
            three[index] = kinds.three;
            // What is behind the window is no zero of it.
            zero[index] = if index == blocks.len() { kinds.zero & !behind } else { kinds.zero };
            latin[index] = kinds.latin;
            alphanumeric[index] = kinds.alphanumeric;
        }
        for index in 0..words - 1 {
            two[index] &= ahead(follows, index, 1);
            three[index] &= ahead(follows, index, 1) & ahead(follows, index, 2);
        }
        for index in 0..words - 1 {
            let ascii = plain[index] | space[index];
            let characters =
                two[index] | before(two, index, 1) | three[index] | before(three, index, 1) | before(three, index, 2);
            text[index] = ascii | characters;
            latin[index] = (ascii | latin[index]) & ahead(zero, index, 1);
        }
        let [one, other, third] = steps;
        both(one, plain, plain, 1);
        both(other, one, one, 2);
        both(long, other, one, 4);
        both(one, text, text, 1);
        both(other, one, one, 2);
        both(third, other, other, 4);
        long.iter_mut().zip(&*third).for_each(|(long, text)| *long |= text);
        both(one, latin, latin, 2);
        both(other, one, one, 4);
        both(wide, other, one, 8);
        both(one, alphanumeric, alphanumeric, 1);
        both(short, one, alphanumeric, 2);
        both(one, alphanumeric, zero, 1);
        both(other, one, one, 2);
        both(one, other, alphanumeric, 4);
        short.iter_mut().zip(&*one).for_each(|(short, wide)| *short |= wide);
    }

    /// The first place from `from` on at which a run begins that is long enough to be told, of bytes or of UTF-16.
    #[inline]
    pub(super) fn next_run(&self, from: usize) -> Option<usize> {
        first(from, self.long.iter().zip(&self.wide).map(|(long, wide)| long | wide))
    }

    /// The first place from `from` on, and before `to`, at which letters or digits follow each other as in a short run.
    #[inline]
    pub(super) fn next_short(&self, from: usize, to: usize) -> Option<usize> {
        let words = self.short.get(..to.div_ceil(WORD)).unwrap_or(&self.short);
        first(from, words.iter().copied()).filter(|found| *found < to)
    }

    /// Whether a run of UTF-16 begins at this place.
    #[inline]
    pub(super) fn is_wide(&self, at: usize) -> bool {
        self.wide.get(at / WORD).is_some_and(|word| word >> (at % WORD) & 1 == 1)
    }

    /// Whether the byte may be text.
    #[inline]
    pub(super) fn is_text(&self, at: usize) -> bool {
        self.text.get(at / WORD).is_some_and(|word| word >> (at % WORD) & 1 == 1)
    }

    /// The first byte from `from` on that is no text.
    #[inline]
    pub(super) fn end(&self, from: usize) -> Option<usize> {
        first(from, self.text.iter().map(|text| !text))
    }
}

/// The first bit from `from` on.
#[inline(always)]
fn first(from: usize, words: impl Iterator<Item = u64>) -> Option<usize> {
    let mut kept = u64::MAX << (from % WORD);
    for (index, word) in words.enumerate().skip(from / WORD) {
        let found = word & kept;
        if found != 0 {
            return Some(index * WORD + found.trailing_zeros() as usize);
        }
        kept = u64::MAX;
    }
    None
}

#[inline]
fn kinds(block: &[u8; WORD]) -> Kinds {
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: SSE2 is part of x86-64.
        unsafe { sse2::kinds(block) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        kinds_portable(block)
    }
}

#[cfg_attr(target_arch = "x86_64", allow(dead_code))]
fn kinds_portable(block: &[u8; WORD]) -> Kinds {
    let of = |test: fn(u8) -> bool| {
        block.iter().enumerate().fold(0, |bits, (index, byte)| bits | u64::from(test(*byte)) << index)
    };
    Kinds {
        plain: of(|byte| matches!(byte, b' '..=b'~')),
        space: of(|byte| matches!(byte, b'\t'..=b'\r')),
        follows: of(|byte| matches!(byte, 0x80..=0xbf)),
        two: of(|byte| matches!(byte, 0xc2..=0xdf)),
        three: of(|byte| matches!(byte, 0xe0..=0xef)),
        zero: of(|byte| byte == 0),
        latin: of(|byte| matches!(byte, 0xa0..=0xff)),
        alphanumeric: of(|byte| byte.is_ascii_alphanumeric()),
    }
}

#[cfg(target_arch = "x86_64")]
mod sse2 {
    use super::{Kinds, WORD};
    use core::arch::x86_64::{
        __m128i, _mm_and_si128, _mm_andnot_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_cmplt_epi8, _mm_movemask_epi8,
        _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8,
    };

    #[inline]
    #[target_feature(enable = "sse2")]
    pub(super) fn kinds(block: &[u8; WORD]) -> Kinds {
        let mut kinds = Kinds::default();
        for (index, part) in block.as_chunks::<16>().0.iter().enumerate() {
            let whole = u128::from_le_bytes(*part);
            let bytes = _mm_set_epi64x((whole >> 64) as i64, whole as i64);
            // As signed numbers: those above 0x7f come before zero.
            let above = |byte: u8| _mm_cmpgt_epi8(bytes, _mm_set1_epi8(byte as i8));
            let below = |byte: u8| _mm_cmplt_epi8(bytes, _mm_set1_epi8(byte as i8));
            let between = |low: u8, high: u8| _mm_and_si128(above(low), below(high));
            let equal = |byte: u8| _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte as i8));
            let bits = |mask: __m128i| u64::from(_mm_movemask_epi8(mask) as u32) << (16 * index);
            kinds.plain |= bits(_mm_andnot_si128(equal(0x7f), above(0x1f)));
            kinds.space |= bits(between(0x08, 0x0e));
            kinds.follows |= bits(below(0xc0));
            kinds.two |= bits(between(0xc1, 0xe0));
            kinds.three |= bits(between(0xdf, 0xf0));
            kinds.zero |= bits(equal(0));
            kinds.latin |= bits(between(0x9f, 0));
            let small = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
            let letter = _mm_and_si128(
                _mm_cmpgt_epi8(small, _mm_set1_epi8(b'a' as i8 - 1)),
                _mm_cmplt_epi8(small, _mm_set1_epi8(b'z' as i8 + 1)),
            );
            kinds.alphanumeric |= bits(_mm_or_si128(letter, between(b'0' - 1, b'9' + 1)));
        }
        kinds
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_byte_is_of_the_same_kinds() {
        for byte in 0..=u8::MAX {
            assert_eq!(kinds(&[byte; WORD]), kinds_portable(&[byte; WORD]), "{byte}");
        }
    }

    /// Whether a character of ASCII or of UTF-8 of two or three bytes holds the byte, and all such characters.
    fn is_text(bytes: &[u8], at: usize) -> bool {
        let begins = |start: usize, length: usize| {
            let lead = match length {
                2 => 0xc2..=0xdf,
                _ => 0xe0..=0xef_u8,
            };
            bytes.get(start).is_some_and(|first| lead.contains(first))
                && (1..length).all(|next| bytes.get(start + next).is_some_and(|byte| byte & 0xc0 == 0x80))
        };
        let inside =
            |length: usize| (0..length).any(|back| at.checked_sub(back).is_some_and(|start| begins(start, length)));
        matches!(bytes[at], b'\t'..=b'\r' | b' '..=b'~') || inside(2) || inside(3)
    }

    proptest! {
        #[test]
        fn bits_say_what_bytes_are(
            bytes in proptest::collection::vec(
                prop_oneof![4 => b'a'..=b'c', 2 => Just(0), 1 => any::<u8>(), 1 => Just(0xc3), 1 => Just(0xe2), 2 => 0x80_u8..0xc0],
                0..300,
            ),
        ) {
            let mut masks = Masks::default();
            // Rows are used again.
            masks.fill(&[b'x'; 500]);
            masks.fill(&bytes);
            let text: Vec<bool> = (0..bytes.len()).map(|at| is_text(&bytes, at)).collect();
            let run = |from: usize, count: usize, step: usize, test: &dyn Fn(usize) -> bool| {
                (0..count).all(|index| from + index * step < bytes.len() && test(from + index * step))
            };
            let narrow = |at: usize| {
                run(at, 6, 1, &|at| matches!(bytes[at], b' '..=b'~')) || run(at, 8, 1, &|at| text[at])
            };
            let wide = |at: usize| {
                let fits = |byte: u8| matches!(byte, b'\t'..=b'\r' | b' '..=b'~' | 0xa0..=0xff);
                run(at, 6, 2, &|at| fits(bytes[at]) && bytes.get(at + 1) == Some(&0))
            };
            let short = |at: usize| {
                let is = |at: usize| bytes[at].is_ascii_alphanumeric();
                run(at, 3, 1, &is)
                    || run(at, 3, 2, &is) && [1, 3].iter().all(|zero| bytes.get(at + zero) == Some(&0))
            };
            for at in 0..bytes.len() {
                prop_assert_eq!(masks.is_text(at), text[at], "{}", at);
                prop_assert_eq!(masks.is_wide(at), wide(at), "{}", at);
                prop_assert_eq!(masks.next_run(at), (at..bytes.len()).find(|at| narrow(*at) || wide(*at)), "{}", at);
                let none = (at..bytes.len()).find(|at| !text[*at]).unwrap_or(bytes.len());
                prop_assert_eq!(masks.end(at), Some(none), "{}", at);
                let to = bytes.len().min(at + 70);
                prop_assert_eq!(masks.next_short(at, to), (at..to).find(|at| short(*at)), "{}", at);
            }
        }
    }
}
