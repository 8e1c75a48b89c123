//! Filters: one look-up rejects most words that are the beginning of no key word.

use super::keyword::{Keyword, first_bytes};
use super::set::KeywordSet;
use super::word::SUFFIXES;

/// A set of hashes of some bits: it should stay in the first-level cache.
pub(super) struct Filter<const BITS: u32> {
    words: Box<[u64]>,
}

/// Bits of the hash of a filter for all key words, and of one for a few.
pub(super) const FILTER_BITS: u32 = 17;
const SMALL_FILTER_BITS: u32 = 13;

impl<const BITS: u32> std::fmt::Debug for Filter<BITS> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let set: u32 = self.words.iter().map(|word| word.count_ones()).sum();
        write!(formatter, "Filter({set} of 2^{BITS} bits)")
    }
}

impl<const BITS: u32> Filter<BITS> {
    pub(super) fn new() -> Filter<BITS> {
        Filter { words: vec![0; 1 << (BITS - 6)].into() }
    }

    /// Bytes are hashed with the bit that tells capitals from small letters set.
    #[inline(always)]
    fn hash(bytes: u32) -> usize {
        ((bytes | 0x2020_2020).wrapping_mul(0x9e37_79b1) >> (32 - BITS)) as usize
    }

    pub(super) fn insert(&mut self, bytes: u32) {
        let hash = Self::hash(bytes);
        if let Some(word) = self.words.get_mut(hash / 64) {
            *word |= 1 << (hash % 64);
        }
    }

    #[inline(always)]
    pub(super) fn has(&self, bytes: u32) -> u64 {
        let hash = Self::hash(bytes);
        self.words[hash / 64] >> (hash % 64) & 1
    }
}

/// Lets the filters know how a key word can begin.
pub(super) fn insert_first_bytes<const BITS: u32>(
    keyword: &Keyword,
    fours: &mut Filter<BITS>,
    threes: &mut Filter<BITS>,
) {
    let mut firsts = Vec::new();
    first_bytes(&keyword.folded, &mut Vec::new(), &mut firsts);
    for bytes in firsts {
        match bytes.as_slice() {
            [a, b, c, d, ..] => fours.insert(u32::from_le_bytes([*a, *b, *c, *d])),
            [a, b, c] => {
                threes.insert(u32::from_le_bytes([*a, *b, *c, 0]));
                // `ssns`, `ssnno`: a word of more than three small letters is not looked up by three.
                SUFFIXES.iter().for_each(|suffix| fours.insert(u32::from_le_bytes([*a, *b, *c, suffix[0]])));
            }
            // Whatever follows a key word of two letters.
            [a, b] => (0..0x80).for_each(|c| threes.insert(u32::from_le_bytes([*a, *b, c, 0]))),
            _ => {}
        }
    }
}

/// A filter for some of the key words.
#[derive(Debug)]
pub(crate) struct Rare {
    pub(crate) groups: KeywordSet,
    pub(super) fours: Filter<SMALL_FILTER_BITS>,
    pub(super) threes: Filter<SMALL_FILTER_BITS>,
}

impl Rare {
    pub(crate) fn none() -> Rare {
        Rare { groups: KeywordSet::default(), fours: Filter::new(), threes: Filter::new() }
    }

    /// Whether one of the key words may begin with these bytes.
    #[inline]
    pub(crate) fn may_begin(&self, text: &[u8], at: usize) -> bool {
        let mut bytes = [0; 4];
        match text.get(at..at + 4).and_then(|rest| rest.first_chunk::<4>()) {
            Some(four) => bytes = *four,
            None => {
                let rest = text.get(at..).unwrap_or_default();
                bytes[..rest.len()].copy_from_slice(rest);
            }
        }
        let word = u32::from_le_bytes(bytes);
        self.fours.has(word) | self.threes.has(word & 0xff_ffff) | u64::from(word & 0x8080_8080 != 0) != 0
    }
}
