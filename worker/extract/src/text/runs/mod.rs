//! Where runs of base64 symbols lie in a text, told for 64 bytes at a time: with AVX-512 or AVX2 where the processor has it,
//! elsewhere as the compiler makes vectors of it.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

use crate::formats::transfer::base64_value;

/// Shortest run that counts: eleven bytes, such as `123-45-6789`, have 15 symbols and a `=`.
pub(crate) const SHORTEST: usize = 15;

/// Bytes that are looked at together.
const WORD: usize = 64;

/// How many bytes on the next ones are looked at: a run that counts and begins before lies wholly in these.
const STEP: usize = WORD - SHORTEST + 1;

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

/// The instructions that are used.
#[derive(Clone, Copy, Debug)]
enum Level {
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Available),
    #[cfg(target_arch = "x86_64")]
    Avx512(avx512::Available),
}

impl Level {
    /// All that this processor has, the best one last.
    fn available() -> impl Iterator<Item = Level> {
        let plain = std::iter::once(Level::Plain);
        #[cfg(target_arch = "x86_64")]
        let plain = plain
            .chain(avx2::Available::detect().map(Level::Avx2))
            .chain(avx512::Available::detect().map(Level::Avx512));
        plain
    }
}

/// The runs of a text.
#[derive(Clone, Copy)]
pub(crate) struct Runs<'t> {
    text: &'t [u8],
    level: Level,
}

/// A word in which runs begin, or the last one.
struct Starting {
    /// Where it lies.
    base: usize,
    /// Where in it runs begin: bits below [`STEP`].
    found: u64,
    /// Whether the byte before the next word is a symbol.
    before: u64,
}

/// Where runs begin, one after the other: each word is looked at once.
pub(crate) struct Starts<'t> {
    runs: Runs<'t>,
    texts: bool,
    end: usize,
    /// The word that was looked at last, and the runs in it that are left.
    base: usize,
    found: u64,
    /// Where the next word lies, and whether the byte before is a symbol.
    at: usize,
    before: u64,
}

impl Starts<'_> {
    /// Goes on at `from`, which lies behind what was given last. A run in which it lies counts from there.
    pub(crate) fn skip_to(&mut self, from: usize) {
        let inside =
            from.checked_sub(1).and_then(|before| self.runs.text.get(before)).is_some_and(|byte| is_symbol(*byte));
        if from >= self.at || inside {
            (self.at, self.found, self.before) = (from, 0, 0);
        } else {
            self.found &= u64::MAX << from.saturating_sub(self.base);
        }
    }
}

impl Iterator for Starts<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        loop {
            while self.found != 0 {
                let start = self.base + self.found.trailing_zeros() as usize;
                self.found &= self.found - 1;
                if start >= self.end {
                    (self.at, self.found) = (self.end, 0);
                    return None;
                }
                if !self.texts || self.runs.text.get(start).is_some_and(|&byte| BEGINS_TEXT[usize::from(byte)]) {
                    return Some(start);
                }
            }
            if self.at >= self.end {
                return None;
            }
            let next_word = if self.texts { Runs::next_word::<true> } else { Runs::next_word::<false> };
            let Starting { base, found, before } = next_word(&self.runs, self.at, self.end, self.before);
            (self.base, self.found, self.at, self.before) = (base, found, base + STEP, before);
        }
    }
}

fn is_symbol(byte: u8) -> bool {
    base64_value(byte).is_some()
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
    match text.get(at..).and_then(<[u8]>::first_chunk) {
        Some(block) => look(block),
        None => look(&last_block(text, at)),
    }
}

/// The text from `at` on, of which less than a word is left.
#[cold]
fn last_block(text: &[u8], at: usize) -> [u8; WORD] {
    let mut block = [0; WORD];
    let rest = text.get(at..).unwrap_or_default();
    block.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    block
}

#[cfg(test)]
thread_local! {
    /// How many bytes this thread searched: the work that a text made.
    pub(crate) static SEARCHED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

impl<'t> Runs<'t> {
    pub(crate) fn new(text: &'t [u8]) -> Self {
        Runs { text, level: Level::available().last().unwrap_or(Level::Plain) }
    }

    /// Where runs of at least [`SHORTEST`] symbols begin, from `from` on and before `end`. A run in which `from` lies counts
    /// from there. `texts`: only those that may be a text by their first symbol.
    pub(crate) fn starts(self, from: usize, end: usize, texts: bool) -> Starts<'t> {
        Starts { runs: self, texts, end, base: from, found: 0, at: from, before: 0 }
    }

    fn next_word<const TEXTS: bool>(&self, at: usize, end: usize, before: u64) -> Starting {
        let starting = match self.level {
            Level::Plain => self.next_word_with::<TEXTS>((at, end), before, plain_word),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(available) => available.next_word::<TEXTS>(self, (at, end), before),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(available) => available.next_word::<TEXTS>(self, (at, end), before),
        };
        #[cfg(test)]
        SEARCHED.set(SEARCHED.get() + (starting.base + STEP).min(end) - at);
        starting
    }

    /// The next word from `at` on, before `end`, in which runs begin; `before` tells by its lowest bit whether the byte before is
    /// a symbol.
    #[inline(always)]
    fn next_word_with<const TEXTS: bool>(
        &self,
        (mut at, end): (usize, usize),
        mut before: u64,
        look: impl Fn(&[u8; WORD]) -> Word,
    ) -> Starting {
        loop {
            let Word { symbols, first } = word_at(self.text, at, &look);
            // A bit stays if it and so many after it are set.
            let mut long = symbols;
            long &= long >> 1;
            long &= long >> 2;
            long &= long >> 4;
            long &= long >> (SHORTEST - 8);
            let mut found = long & !(symbols << 1 | before);
            if TEXTS {
                found &= first;
            }
            before = symbols >> (STEP - 1) & 1;
            if found != 0 || at + STEP >= end {
                return Starting { base: at, found, before };
            }
            at += STEP;
        }
    }

    /// Where the symbols end that lie from `from` on, `end` at the latest.
    pub(crate) fn end(&self, from: usize, end: usize) -> usize {
        match self.level {
            Level::Plain => self.end_with(from, end, plain_word),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(available) => available.end(self, from, end),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(available) => available.end(self, from, end),
        }
    }

    #[inline(always)]
    fn end_with(&self, from: usize, end: usize, look: impl Fn(&[u8; WORD]) -> Word + Copy) -> usize {
        let mut at = from;
        while at < end {
            let others = !word_at(self.text, at, look).symbols;
            if others != 0 {
                return end.min(at + others.trailing_zeros() as usize);
            }
            at += WORD;
        }
        end.max(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
                let first = bit(begins_text(byte));
                for level in Level::available() {
                    match level {
                        Level::Plain => {}
                        #[cfg(target_arch = "x86_64")]
                        Level::Avx2(available) => assert_eq!(available.word(&block), Word { symbols, first }),
                        #[cfg(target_arch = "x86_64")]
                        Level::Avx512(available) => assert_eq!(available.word(&block), Word { symbols, first }),
                    }
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
            skip in 0_usize..80,
        ) {
            let text = parts.concat().into_bytes();
            let end = from + length;
            for level in Level::available() {
                let runs = Runs { text: &text, level };
                prop_assert_eq!(runs.starts(from, end, false).next(), plainly(&text, from, end));
                let symbols = text.iter().skip(from).take(length).take_while(|&&byte| base64_value(byte).is_some()).count();
                prop_assert_eq!(runs.end(from, end.min(text.len())), from + symbols);
                // One after the other, and the same from places in and behind them.
                let (mut starts, mut texts) = (runs.starts(from, end, false), runs.starts(from, end, true));
                let mut skipping = runs.starts(from, end, false);
                let mut from = from;
                while let Some(start) = plainly(&text, from, end) {
                    prop_assert_eq!(starts.next(), Some(start));
                    prop_assert_eq!(skipping.next(), Some(start));
                    if begins_text(text[start]) {
                        prop_assert_eq!(texts.next(), Some(start));
                    }
                    from = runs.end(start, text.len());
                    let skip = (start + 1 + skip).min(from);
                    skipping.skip_to(skip);
                    if skip < from && let Some(start) = plainly(&text, skip, from.min(end)) {
                        prop_assert_eq!(skipping.next(), Some(start));
                    }
                    skipping.skip_to(from);
                }
                prop_assert_eq!((starts.next(), texts.next(), skipping.next()), (None, None, None));
            }
        }
    }
}
