//! Where runs of base64 symbols lie in a text, told for 64 bytes at a time.

/// Shortest run that counts: eleven bytes, such as `123-45-6789`, have 15 symbols and a `=`.
pub(crate) const SHORTEST: usize = 15;

/// Bytes that are looked at together.
const WORD: usize = 64;

/// The runs of a text. Symbols are those of both alphabets of RFC 4648: letters, digits, `+`, `/`, `-` and `_`.
pub(crate) struct Runs<'t> {
    text: &'t [u8],
    /// Where the bits of `mask` begin in the text: a multiple of [`WORD`].
    word: usize,
    /// Which bytes are symbols, the first byte in the lowest bit.
    mask: u64,
    /// The same of the next word.
    next: u64,
}

/// Which of the bytes are symbols. Without branches, so that the compiler makes vectors of it.
fn symbols(block: &[u8; WORD]) -> u64 {
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
    groups
        .iter()
        .enumerate()
        .fold(0, |mask, (index, group)| mask | (u64::from_le_bytes(*group).wrapping_mul(GATHER) >> 56) << (8 * index))
}

/// The symbols of the word that begins at `word`. What lies behind the end is none.
fn symbols_at(text: &[u8], word: usize) -> u64 {
    let Some(rest) = text.get(word..) else { return 0 };
    match rest.first_chunk() {
        Some(block) => symbols(block),
        None => {
            let mut block = [0; WORD];
            block[..rest.len()].copy_from_slice(rest);
            symbols(&block)
        }
    }
}

impl<'t> Runs<'t> {
    pub(crate) fn new(text: &'t [u8]) -> Self {
        Runs { text, word: 0, mask: symbols_at(text, 0), next: symbols_at(text, WORD) }
    }

    fn load(&mut self, word: usize) {
        if word == self.word {
            return;
        }
        let follows = word == self.word + WORD;
        self.mask = if follows { self.next } else { symbols_at(self.text, word) };
        self.next = symbols_at(self.text, word + WORD);
        self.word = word;
    }

    /// Where the next run of at least [`SHORTEST`] symbols begins, from `from` on and before `end`. A run in which `from`
    /// lies counts from there.
    pub(crate) fn next(&mut self, from: usize, end: usize) -> Option<usize> {
        let mut word = from / WORD * WORD;
        let mut asked = u64::MAX << (from - word);
        // Whether the byte before the word is a symbol.
        let mut before = false;
        while word < end {
            self.load(word);
            let mask = self.mask & asked;
            // A bit stays if it and so many after it are set.
            let mut long = u128::from(self.next) << WORD | u128::from(mask);
            long &= long >> 1;
            long &= long >> 2;
            long &= long >> 4;
            long &= long >> (SHORTEST - 8);
            let starts = mask & !(mask << 1 | u64::from(before));
            let found = long as u64 & starts;
            if found != 0 {
                let start = word + found.trailing_zeros() as usize;
                return (start < end).then_some(start);
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
            let others = !self.mask & asked;
            if others != 0 {
                return end.min(word + others.trailing_zeros() as usize).max(from);
            }
            asked = u64::MAX;
            word += WORD;
        }
        end.max(from)
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
                assert_eq!(symbols(&block), u64::from(base64_value(byte).is_some()) << at);
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
        }
    }
}
