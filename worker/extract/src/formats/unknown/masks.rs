//! Which bytes of a window may be text, a bit for each.
//!
//! With AVX-512 or AVX2 where the processor has it, elsewhere with a table.

/// Bytes of a word of bits.
const WORD: usize = u64::BITS as usize;

/// What the bytes of a window are, a row of bits for each kind and for what is made of them: 64 bytes to a word, and one word of
/// zeros behind them.
#[derive(Default)]
pub(super) struct Masks {
    /// By [`TABLE`].
    kinds: [Vec<u64>; KINDS],
    /// Characters of UTF-8 of two or three bytes.
    high: Vec<u64>,
    /// What may be text: ASCII that can be seen or sets words and lines apart, and such characters.
    text: Vec<u64>,
    /// Where a run is worth telling: six letters or digits, eight bytes of ASCII that can be seen, or eight of what may be text, of
    /// which four that follow each other are letters, digits or beyond ASCII.
    long: Vec<u64>,
    /// Where six characters of UTF-16 below U+0100 follow each other.
    wide: Vec<u64>,
    /// Where three letters or digits follow each other, of bytes or of UTF-16, or four bytes of such and of characters beyond ASCII.
    short: Vec<u64>,
    /// Steps on the way there.
    steps: [Vec<u64>; 3],
}

/// Of a word, which bytes are of each kind.
type Kinds = [u64; KINDS];

/// Kinds of bytes, in the order of [`TABLE`].
const KINDS: usize = 9;

/// The kinds of each byte, a bit for each: ASCII that can be seen, what sets words and lines apart, bytes that go on with a
/// character of UTF-8, that begin one of two bytes, and of three; zero; the upper half of ISO 8859-1 but for its control
/// characters; digits, and letters.
const TABLE: [u16; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let of = byte as u8;
        let kinds = [
            of >= b' ' && of <= b'~',
            of >= b'\t' && of <= b'\r',
            of >= 0x80 && of <= 0xbf,
            of >= 0xc2 && of <= 0xdf,
            of >= 0xe0 && of <= 0xef,
            of == 0,
            of >= 0xa0,
            of.is_ascii_digit(),
            of.is_ascii_alphabetic(),
        ];
        let mut kind = 0;
        while kind < KINDS {
            table[byte] |= (kinds[kind] as u16) << kind;
            kind += 1;
        }
        byte += 1;
    }
    table
};

/// `to` has a bit where `row` has one and `other` has one `distance` behind it. In slices of one length, so that the compiler
/// makes vector instructions of it; likewise below.
#[inline(always)]
fn both(to: &mut [u64], row: &[u64], other: &[u64], distance: u32) {
    let Some(words) = to.len().checked_sub(1) else { return };
    let (to, row, own, next) = (&mut to[..words], &row[..words], &other[..words], &other[1..=words]);
    for index in 0..words {
        to[index] = row[index] & (own[index] >> distance | next[index] << (u64::BITS - distance));
    }
}

/// `to` has a bit where `row` has eight that follow each other.
#[inline(always)]
fn eight(to: &mut [u64], row: &[u64], step: &mut [u64]) {
    both(to, row, row, 1);
    both(step, to, to, 2);
    both(to, step, step, 4);
}

/// `to` has a bit where `row` has one, or has one `distance` behind it.
#[inline(always)]
fn either(to: &mut [u64], row: &[u64], distance: u32) {
    let Some(words) = to.len().checked_sub(1) else { return };
    let (to, own, next) = (&mut to[..words], &row[..words], &row[1..=words]);
    for index in 0..words {
        to[index] = own[index] | own[index] >> distance | next[index] << (u64::BITS - distance);
    }
}

/// `to` gets a bit `distance` behind each of `row`.
#[inline(always)]
fn shift(to: &mut [u64], row: &[u64], distance: u32) {
    let Some(more) = to.len().checked_sub(2) else { return };
    to[0] |= row[0] << distance;
    let (to, own, previous) = (&mut to[1..=more], &row[1..=more], &row[..more]);
    for index in 0..more {
        to[index] |= own[index] << distance | previous[index] >> (u64::BITS - distance);
    }
}

/// `to` keeps the bits that `row` has too.
#[inline(always)]
fn and(to: &mut [u64], row: &[u64]) {
    to.iter_mut().zip(row).for_each(|(to, row)| *to &= row);
}

/// `to` gets the bits of `row`.
#[inline(always)]
fn or(to: &mut [u64], row: &[u64]) {
    to.iter_mut().zip(row).for_each(|(to, row)| *to |= row);
}

impl Masks {
    /// Looks at a window.
    pub(super) fn fill(&mut self, window: &[u8]) {
        #[cfg(target_arch = "x86_64")]
        if avx512::is_available() {
            // SAFETY: the processor has what `fill` needs.
            return unsafe { avx512::fill(self, window) };
        } else if avx2::is_available() {
            // SAFETY: likewise.
            return unsafe { avx2::fill(self, window) };
        }
        self.fill_with(window, kinds);
    }

    #[inline(always)]
    fn fill_with(&mut self, window: &[u8], of_block: impl Fn(&[u8; WORD]) -> Kinds) {
        let words = window.len().div_ceil(WORD) + 1;
        let Masks { kinds, high, text, long, wide, short, steps } = self;
        for row in kinds.iter_mut().chain(&mut *steps).chain([&mut *high, text, long, wide, short]) {
            row.resize(words, 0);
            row[words - 1] = 0;
        }
        let (blocks, rest) = window.as_chunks::<WORD>();
        let mut put = |index: usize, of: Kinds| kinds.iter_mut().zip(of).for_each(|(row, bits)| row[index] = bits);
        for (index, block) in blocks.iter().enumerate() {
            put(index, of_block(block));
        }
        if !rest.is_empty() {
            let mut last = [0; WORD];
            last[..rest.len()].copy_from_slice(rest);
            put(blocks.len(), of_block(&last).map(|bits| bits & !(u64::MAX << rest.len())));
        }
        let [plain, space, follows, two, three, zero, latin, digit, alphanumeric] = kinds;
        let [one, other, third] = steps;
        // Characters of two bytes, and of three.
        both(one, two, follows, 1);
        both(other, three, follows, 1);
        both(third, other, follows, 2);
        high.copy_from_slice(one);
        shift(high, one, 1);
        or(high, third);
        shift(high, third, 1);
        shift(high, third, 2);
        text.copy_from_slice(plain);
        or(text, space);
        or(latin, text);
        or(text, high);
        // Three letters or digits, in UTF-16 and of bytes, and six of bytes.
        or(alphanumeric, digit);
        both(one, alphanumeric, zero, 1);
        both(other, one, one, 2);
        both(short, other, alphanumeric, 4);
        both(one, alphanumeric, alphanumeric, 1);
        both(other, one, alphanumeric, 2);
        or(short, other);
        both(long, other, other, 3);
        // Four bytes of which some may be beyond ASCII, and where they lie in eight.
        or(alphanumeric, high);
        both(one, alphanumeric, alphanumeric, 1);
        both(other, one, one, 2);
        or(short, other);
        either(one, other, 1);
        either(other, one, 2);
        either(third, other, 1);
        // Eight bytes of ASCII.
        eight(one, plain, other);
        or(long, one);
        // Eight of text.
        eight(one, text, other);
        and(third, one);
        or(long, third);
        // Six in UTF-16.
        both(third, latin, zero, 1);
        both(one, third, third, 2);
        both(other, one, one, 4);
        both(wide, other, one, 8);
    }

    /// The first place from `from` on at which a run begins that is long enough to be told, of bytes or of UTF-16.
    #[inline]
    pub(super) fn next_run(&self, from: usize) -> Option<usize> {
        let (long, wide) = (&*self.long, &self.wide[..self.long.len()]);
        first(from, long.len(), |index| long[index] | wide[index])
    }

    /// The first place from `from` on, and before `to`, at which letters or digits follow each other as in a short run.
    #[inline]
    pub(super) fn next_short(&self, from: usize, to: usize) -> Option<usize> {
        first(from, to.div_ceil(WORD).min(self.short.len()), |index| self.short[index]).filter(|found| *found < to)
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
        first(from, self.text.len(), |index| !self.text[index])
    }
}

/// The first bit from `from` on, of so many words.
#[inline(always)]
fn first(from: usize, words: usize, word: impl Fn(usize) -> u64) -> Option<usize> {
    let mut kept = u64::MAX << (from % WORD);
    for index in from / WORD..words {
        let found = word(index) & kept;
        if found != 0 {
            return Some(index * WORD + found.trailing_zeros() as usize);
        }
        kept = u64::MAX;
    }
    None
}

fn kinds(block: &[u8; WORD]) -> Kinds {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let mut kinds = [0; KINDS];
    for (index, eight) in block.as_chunks::<8>().0.iter().enumerate() {
        let of = eight.map(|byte| TABLE[usize::from(byte)]);
        let halves = [0, 8].map(|shift| u64::from_le_bytes(of.map(|kinds| (kinds >> shift) as u8)));
        for (kind, bits) in kinds.iter_mut().enumerate() {
            // Gathers the lowest bits of the eight bytes.
            let gathered = (halves[kind / 8] >> (kind % 8) & ONES).wrapping_mul(0x0102_0408_1020_4080) >> 56;
            *bits |= gathered << (8 * index);
        }
    }
    kinds
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::{KINDS, Kinds, Masks, WORD};
    use core::arch::x86_64::{
        __m256i, _mm256_add_epi8, _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, _mm256_movemask_epi8, _mm256_or_si256,
        _mm256_set_epi64x, _mm256_set1_epi8,
    };

    pub(super) fn is_available() -> bool {
        std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("bmi1")
    }

    #[target_feature(enable = "avx2,bmi1")]
    pub(super) fn fill(masks: &mut Masks, window: &[u8]) {
        masks.fill_with(window, |block| kinds(block));
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn kinds(block: &[u8; WORD]) -> Kinds {
        let mut kinds = [0; KINDS];
        for (index, part) in block.as_chunks::<32>().0.iter().enumerate() {
            let word = |at: usize| part.as_chunks::<8>().0.get(at).map_or(0, |word| i64::from_le_bytes(*word));
            let bytes = _mm256_set_epi64x(word(3), word(2), word(1), word(0));
            let small = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
            let of = [
                between(bytes, b' ', b'~'),
                between(bytes, b'\t', b'\r'),
                between(bytes, 0x80, 0xbf),
                between(bytes, 0xc2, 0xdf),
                between(bytes, 0xe0, 0xef),
                mask(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(0))),
                between(bytes, 0xa0, 0xff),
                between(bytes, b'0', b'9'),
                between(small, b'a', b'z'),
            ];
            for (bits, of) in kinds.iter_mut().zip(of) {
                *bits |= u64::from(of) << (32 * index);
            }
        }
        kinds
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn mask(bytes: __m256i) -> u32 {
        _mm256_movemask_epi8(bytes) as u32
    }

    /// Bytes in `first..=last`. The range is moved to the lower end of the signed numbers, so that one comparison decides.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn between(bytes: __m256i, first: u8, last: u8) -> u32 {
        let offset = _mm256_set1_epi8((-128i8).wrapping_sub(first as i8));
        let limit = _mm256_set1_epi8((-128i8).wrapping_add((last - first + 1) as i8));
        mask(_mm256_cmpgt_epi8(limit, _mm256_add_epi8(bytes, offset)))
    }
}

#[cfg(target_arch = "x86_64")]
mod avx512 {
    use super::{Kinds, Masks, WORD};
    use core::arch::x86_64::{
        __m512i, _mm512_cmpeq_epi8_mask, _mm512_cmple_epu8_mask, _mm512_or_si512, _mm512_set_epi64, _mm512_set1_epi8,
        _mm512_sub_epi8,
    };

    pub(super) fn is_available() -> bool {
        std::arch::is_x86_feature_detected!("avx512f")
            && std::arch::is_x86_feature_detected!("avx512bw")
            && std::arch::is_x86_feature_detected!("avx512vl")
            && std::arch::is_x86_feature_detected!("bmi1")
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1")]
    pub(super) fn fill(masks: &mut Masks, window: &[u8]) {
        masks.fill_with(window, |block| kinds(block));
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn kinds(block: &[u8; WORD]) -> Kinds {
        let word = |at: usize| block.as_chunks::<8>().0.get(at).map_or(0, |word| i64::from_le_bytes(*word));
        let bytes = _mm512_set_epi64(word(7), word(6), word(5), word(4), word(3), word(2), word(1), word(0));
        let small = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
        [
            between(bytes, b' ', b'~'),
            between(bytes, b'\t', b'\r'),
            between(bytes, 0x80, 0xbf),
            between(bytes, 0xc2, 0xdf),
            between(bytes, 0xe0, 0xef),
            _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(0)),
            between(bytes, 0xa0, 0xff),
            between(bytes, b'0', b'9'),
            between(small, b'a', b'z'),
        ]
    }

    /// Bytes in `first..=last`. The range is moved to the lower end of the numbers, so that one comparison decides.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn between(bytes: __m512i, first: u8, last: u8) -> u64 {
        let moved = _mm512_sub_epi8(bytes, _mm512_set1_epi8(first as i8));
        _mm512_cmple_epu8_mask(moved, _mm512_set1_epi8((last - first) as i8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn every_byte_is_of_the_same_kinds() {
        for byte in 0..=u8::MAX {
            for place in 0..WORD {
                let mut block = [byte.wrapping_add(101); WORD];
                block[place] = byte;
                let expected = kinds(&block);
                if avx2::is_available() {
                    // SAFETY: the processor has AVX2.
                    assert_eq!(unsafe { avx2::kinds(&block) }, expected, "{byte}");
                }
                if avx512::is_available() {
                    // SAFETY: the processor has AVX-512.
                    assert_eq!(unsafe { avx512::kinds(&block) }, expected, "{byte}");
                }
            }
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
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

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
            let mut others = Masks::default();
            others.fill_with(&bytes, kinds);
            prop_assert_eq!((&masks.text, &masks.long, &masks.wide, &masks.short), (&others.text, &others.long, &others.wide, &others.short));
            let text: Vec<bool> = (0..bytes.len()).map(|at| is_text(&bytes, at)).collect();
            let run = |from: usize, count: usize, step: usize, test: &dyn Fn(usize) -> bool| {
                (0..count).all(|index| from + index * step < bytes.len() && test(from + index * step))
            };
            let plain = |at: usize| matches!(bytes[at], b' '..=b'~');
            let letter = |at: usize| bytes[at].is_ascii_alphanumeric();
            let any_letter = |at: usize| letter(at) || text[at] && bytes[at] >= 0x80;
            let narrow = |at: usize| {
                run(at, 6, 1, &letter)
                    || run(at, 8, 1, &plain)
                    || run(at, 8, 1, &|at| text[at]) && (at..at + 5).any(|at| run(at, 4, 1, &any_letter))
            };
            let wide = |at: usize| {
                let fits = |byte: u8| matches!(byte, b'\t'..=b'\r' | b' '..=b'~' | 0xa0..=0xff);
                run(at, 6, 2, &|at| fits(bytes[at]) && bytes.get(at + 1) == Some(&0))
            };
            let short = |at: usize| {
                run(at, 3, 1, &letter)
                    || run(at, 4, 1, &any_letter)
                    || run(at, 3, 2, &letter) && [1, 3].iter().all(|zero| bytes.get(at + zero) == Some(&0))
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
