//! Where runs of base64 symbols lie in a text, told for 64 bytes at a time: with AVX2 where the processor has it, elsewhere as
//! the compiler makes vectors of it.

/// Shortest run that counts: eleven bytes, such as `123-45-6789`, have 15 symbols and a `=`.
pub(crate) const SHORTEST: usize = 15;

/// Bytes that are looked at together.
const WORD: usize = 64;

/// What 64 bytes are: the first is told by the lowest bit.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Word {
    /// Symbols of both alphabets of RFC 4648: letters, digits, `+`, `/`, `-` and `_`.
    symbols: u64,
    /// Those that may be the first of an encoded text; perhaps others too.
    first: u64,
}

/// Whether an encoded text may begin with this symbol. Its six bits are the highest of the text's first byte, which is a tab, a
/// line end, another character of ASCII that is no control, or one that begins a longer character of UTF-8 (0xC2 to 0xF4).
const fn begins_text(symbol: u8) -> bool {
    matches!(symbol, b'C' | b'D' | b'I'..=b'Z' | b'a'..=b'f' | b'w'..=b'z' | b'0'..=b'9')
}

const BEGINS_TEXT: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = begins_text(byte as u8);
        byte += 1;
    }
    table
};

/// The runs of a text.
pub(crate) struct Runs<'t> {
    text: &'t [u8],
    /// Where the bits of `this` begin in the text: a multiple of [`WORD`].
    word: usize,
    this: Word,
    /// The word after it.
    next: Word,
    #[cfg(target_arch = "x86_64")]
    avx2: bool,
}

/// Without branches, so that the compiler makes vectors of it. Which may be the first is left open.
fn plain_word(block: &[u8; WORD]) -> Word {
    let mut flags = [0_u8; WORD];
    for (flag, &byte) in flags.iter_mut().zip(block) {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let digit = byte.wrapping_sub(b'0') < 10;
        let sign = (byte == b'+') | (byte == b'-') | (byte == b'/') | (byte == b'_');
        *flag = u8::from(letter | digit | sign);
    }
    // The product has the lowest bits of the eight factors' bytes in its highest byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (groups, _) = flags.as_chunks::<8>();
    let symbols = groups
        .iter()
        .enumerate()
        .fold(0, |mask, (index, group)| mask | (u64::from_le_bytes(*group).wrapping_mul(GATHER) >> 56) << (8 * index));
    Word { symbols, first: symbols }
}

/// The word at `at`. What lies behind the end is no symbol.
#[inline(always)]
fn word_at(text: &[u8], at: usize, look: impl Fn(&[u8; WORD]) -> Word) -> Word {
    let Some(rest) = text.get(at..) else { return Word::default() };
    match rest.first_chunk() {
        Some(block) => look(block),
        None => {
            let mut block = [0; WORD];
            block[..rest.len()].copy_from_slice(rest);
            look(&block)
        }
    }
}

#[cfg(test)]
thread_local! {
    /// How many bytes this thread searched: the work that a text made.
    pub(crate) static SEARCHED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

impl<'t> Runs<'t> {
    pub(crate) fn new(text: &'t [u8]) -> Self {
        let mut runs = Runs {
            text,
            // No word: whatever is asked for first is looked at.
            word: usize::MAX,
            this: Word::default(),
            next: Word::default(),
            #[cfg(target_arch = "x86_64")]
            avx2: avx2::available(),
        };
        runs.load(0);
        runs
    }

    #[inline(always)]
    fn load_with(&mut self, word: usize, look: impl Fn(&[u8; WORD]) -> Word) {
        if word == self.word {
            return;
        }
        let follows = self.word.checked_add(WORD) == Some(word);
        self.this = if follows { self.next } else { word_at(self.text, word, &look) };
        self.next = word_at(self.text, word + WORD, &look);
        self.word = word;
    }

    fn load(&mut self, word: usize) {
        #[cfg(target_arch = "x86_64")]
        if self.avx2 {
            // SAFETY: the processor has what the function needs.
            unsafe { avx2::load(self, word) };
            return;
        }
        self.load_with(word, plain_word);
    }

    /// The first byte of the next run of at least [`SHORTEST`] symbols, from `from` on and before `end`. A run in which `from`
    /// lies counts from there.
    pub(crate) fn next(&mut self, from: usize, end: usize) -> Option<usize> {
        self.dispatch::<false>(from, end)
    }

    /// The same for a run that may be a text, by its first symbol.
    pub(crate) fn next_text(&mut self, from: usize, end: usize) -> Option<usize> {
        self.dispatch::<true>(from, end)
    }

    fn dispatch<const TEXT: bool>(&mut self, from: usize, end: usize) -> Option<usize> {
        let found = self.dispatched::<TEXT>(from, end);
        #[cfg(test)]
        SEARCHED.set(SEARCHED.get() + found.unwrap_or(end).saturating_sub(from));
        found
    }

    #[inline(always)]
    fn dispatched<const TEXT: bool>(&mut self, from: usize, end: usize) -> Option<usize> {
        #[cfg(target_arch = "x86_64")]
        if self.avx2 {
            // SAFETY: the processor has what the function needs.
            return unsafe { avx2::search::<TEXT>(self, from, end) };
        }
        self.search::<TEXT>(from, end, plain_word)
    }

    #[inline(always)]
    fn search<const TEXT: bool>(
        &mut self,
        from: usize,
        end: usize,
        look: impl Fn(&[u8; WORD]) -> Word,
    ) -> Option<usize> {
        let mut word = from / WORD * WORD;
        let mut asked = u64::MAX << (from - word);
        // Whether the byte before the word is a symbol.
        let mut before = false;
        while word < end {
            self.load_with(word, &look);
            let mask = self.this.symbols & asked;
            // A bit stays if it and so many after it are set.
            let mut long = u128::from(self.next.symbols) << WORD | u128::from(mask);
            long &= long >> 1;
            long &= long >> 2;
            long &= long >> 4;
            long &= long >> (SHORTEST - 8);
            let mut found = long as u64 & mask & !(mask << 1 | u64::from(before));
            if TEXT {
                found &= self.this.first;
            }
            while found != 0 {
                let start = word + found.trailing_zeros() as usize;
                if start >= end {
                    return None;
                }
                if !TEXT || self.text.get(start).is_some_and(|&byte| BEGINS_TEXT[usize::from(byte)]) {
                    return Some(start);
                }
                found &= found - 1;
            }
            before = mask >> (WORD - 1) != 0;
            asked = u64::MAX;
            word += WORD;
        }
        None
    }

    /// Where the symbols end that lie from `from` on, `end` at the latest.
    pub(crate) fn end(&mut self, from: usize, end: usize) -> usize {
        let mut word = from / WORD * WORD;
        let mut asked = u64::MAX << (from - word);
        while word < end {
            self.load(word);
            let others = !self.this.symbols & asked;
            if others != 0 {
                return end.min(word + others.trailing_zeros() as usize).max(from);
            }
            asked = u64::MAX;
            word += WORD;
        }
        end.max(from)
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::{Runs, WORD, Word, begins_text};
    use crate::formats::transfer::base64_value;
    use core::arch::x86_64::{
        __m256i, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_movemask_epi8, _mm256_set_epi64x, _mm256_set1_epi8,
        _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_srli_epi16,
    };

    /// Whether the processor has what the functions here need.
    pub(super) fn available() -> bool {
        std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("bmi1")
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
    pub(super) fn load(runs: &mut Runs<'_>, at: usize) {
        runs.load_with(at, |block| word(block));
    }

    #[target_feature(enable = "avx2,bmi1")]
    pub(super) fn search<const TEXT: bool>(runs: &mut Runs<'_>, from: usize, end: usize) -> Option<usize> {
        runs.search::<TEXT>(from, end, |block| word(block))
    }

    #[cfg(test)]
    #[target_feature(enable = "avx2")]
    pub(super) fn word_of(block: &[u8; WORD]) -> Word {
        word(block)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::transfer::base64_value;
    use proptest::prelude::*;

    #[test]
    fn every_byte() {
        for byte in 0..=255_u8 {
            for at in 0..WORD {
                let mut block = [b' '; WORD];
                block[at] = byte;
                let bit = |is_so: bool| u64::from(is_so) << at;
                let symbols = bit(base64_value(byte).is_some());
                assert_eq!(plain_word(&block), Word { symbols, first: symbols });
                #[cfg(target_arch = "x86_64")]
                if avx2::available() {
                    // SAFETY: the processor has what the function needs.
                    let word = unsafe { avx2::word_of(&block) };
                    assert_eq!(word, Word { symbols, first: bit(begins_text(byte)) });
                }
            }
        }
    }

    /// The same, byte by byte.
    fn plainly(text: &[u8], from: usize, end: usize) -> Option<usize> {
        let is_symbol = |at: usize| text.get(at).is_some_and(|&byte| base64_value(byte).is_some());
        (from..end.min(text.len())).find(|&at| (at == from || !is_symbol(at - 1)) && (at..at + SHORTEST).all(is_symbol))
    }

    proptest! {
        #[test]
        fn runs_are_those_that_are_seen_byte_by_byte(
            parts in proptest::collection::vec(prop_oneof!["[ .\n]{0,70}", "[A-Za-z0-9+/_-]{0,100}"], 0..8),
            from in 0_usize..300,
            length in 0_usize..300,
        ) {
            let text = parts.concat().into_bytes();
            let end = from + length;
            let mut runs = Runs::new(&text);
            prop_assert_eq!(runs.next(from, end), plainly(&text, from, end));
            let symbols = text.iter().skip(from).take(length).take_while(|&&byte| base64_value(byte).is_some()).count();
            prop_assert_eq!(runs.end(from, end.min(text.len())), from + symbols);
            prop_assert_eq!(runs.next(from, text.len()), plainly(&text, from, text.len()));
            let mut from = from;
            while let Some(start) = plainly(&text, from, text.len()) {
                if begins_text(text[start]) {
                    prop_assert_eq!(runs.next_text(from, text.len()), Some(start));
                    break;
                }
                from = runs.end(start, text.len());
            }
        }
    }
}
