//! Filters: one look-up rejects most words that are the beginning of no key word.

use super::keyword::{Keyword, first_bytes};
use super::search::is_character;
use super::set::KeywordSet;
use super::word::SUFFIXES;

/// A set of hashes of some bits: it should stay in the first-level cache.
pub(super) struct Filter<const WORDS: usize> {
    words: Box<[u64; WORDS]>,
}

/// Words of 64 bits of a filter for all key words, and of one for a few.
pub(super) const ALL: usize = 1 << 11;
const FEW: usize = 1 << 7;
/// Likewise of the filters that look at more of a word: they are asked seldom.
const LONG: usize = 1 << 12;
const SHORT: usize = 1 << 8;

impl<const WORDS: usize> std::fmt::Debug for Filter<WORDS> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let set: u32 = self.words.iter().map(|word| word.count_ones()).sum();
        write!(formatter, "Filter({set} of {} bits)", 64 * WORDS)
    }
}

/// Three bytes as a filter of four takes them.
pub(super) fn three(bytes: u32) -> u32 {
    bytes & THREE
}

/// The first three of four bytes.
pub(crate) const THREE: u32 = 0xff_ffff;

impl<const WORDS: usize> Filter<WORDS> {
    /// Bits of a hash.
    const BITS: u32 = WORDS.trailing_zeros() + 6;

    pub(super) fn new() -> Filter<WORDS> {
        Filter { words: Box::new([0; WORDS]) }
    }

    fn insert_hash(&mut self, hash: usize) {
        if let Some(word) = self.words.get_mut(hash / 64) {
            *word |= 1 << (hash % 64);
        }
    }

    /// Whether there is something of this hash, of [`Self::BITS`] bits: one or zero.
    #[inline(always)]
    fn has_hash(&self, hash: usize) -> u64 {
        self.words[hash / 64 % WORDS] >> (hash % 64) & 1
    }

    fn insert(&mut self, bytes: u32) {
        self.insert_hash((hash(bytes) >> (32 - Self::BITS)) as usize);
    }

    #[inline(always)]
    pub(super) fn has(&self, bytes: u32) -> u64 {
        self.has_hash((hash(bytes) >> (32 - Self::BITS)) as usize)
    }

    fn insert_six(&mut self, bytes: u64) {
        self.insert_eight(bytes << 16);
    }

    #[inline(always)]
    fn has_six(&self, bytes: u64) -> u64 {
        self.has_eight(bytes << 16)
    }

    fn insert_eight(&mut self, bytes: u64) {
        self.insert_hash((hash_eight(bytes) >> (64 - Self::BITS)) as usize);
    }

    #[inline(always)]
    fn has_eight(&self, bytes: u64) -> u64 {
        self.has_hash((hash_eight(bytes) >> (64 - Self::BITS)) as usize)
    }
}

impl<const WORDS: usize> Filter<WORDS> {
    /// The bits, for loops that should not fetch them anew.
    #[inline(always)]
    pub(super) fn bits(&self) -> &[u64; WORDS] {
        &self.words
    }
}

/// One if what [`Level::hashes`](crate::classify::Level::hashes) says of a place is in the set of these bits, else zero.
#[inline(always)]
pub(super) fn has_place(bits: &[u64; ALL], place: u32) -> usize {
    let hash = (place >> PLACE_BITS) as usize;
    (bits[hash / 64 % ALL] >> (hash % 64) & 1) as usize
}

const _: () = assert!(Filter::<ALL>::BITS + PLACE_BITS == 32);

/// How many of the lower bits of a hash the place takes.
pub(crate) const PLACE_BITS: u32 = 15;
/// Set in a place at which three bytes are looked up.
pub(crate) const OF_THREE: u32 = 1 << (PLACE_BITS - 1);
/// What is set in bytes before they are hashed: the bit that tells capitals from small letters.
pub(crate) const SMALL: u32 = 0x2020_2020;
/// What they are multiplied with.
pub(crate) const FACTOR: u32 = 0x9e37_79b1;

#[inline(always)]
fn hash(bytes: u32) -> u32 {
    (bytes | SMALL).wrapping_mul(FACTOR)
}

#[inline(always)]
fn hash_eight(bytes: u64) -> u64 {
    (bytes | 0x2020_2020_2020_2020).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// At most eight bytes as a number, the first in its lowest places.
pub(crate) fn word(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// `ssns`, `ssnno`: a word of more than three small letters is not looked up by three.
fn suffixed([a, b, c]: [u8; 3]) -> impl Iterator<Item = u32> {
    SUFFIXES.iter().map(move |suffix| u32::from_le_bytes([a, b, c, suffix[0]]))
}

/// Lets the filter know how a key word can begin.
pub(super) fn insert_first_bytes<const WORDS: usize>(keyword: &Keyword, filter: &mut Filter<WORDS>) {
    let mut firsts = Vec::new();
    first_bytes(&keyword.folded, 4, &mut Vec::new(), &mut firsts);
    for bytes in firsts {
        match bytes.as_slice() {
            [a, b, c, d, ..] if [a, b, c, d].iter().all(|byte| byte.is_ascii_alphabetic()) => {
                filter.insert(word(&bytes) as u32);
            }
            // Of words so short three bytes are looked up.
            [_, _, _, _, ..] => filter.insert(three(word(&bytes) as u32)),
            [a, b, c] => {
                filter.insert(word(&bytes) as u32);
                suffixed([*a, *b, *c]).for_each(|word| filter.insert(word));
            }
            // Whatever follows a key word of two letters.
            [a, b] => (0..0x80).for_each(|c| filter.insert(word(&[*a, *b, c]) as u32)),
            _ => {}
        }
    }
}

/// A filter for more bytes of a word than the first, which lets a tenth of all words through.
#[derive(Debug)]
pub(super) struct Beginnings {
    /// Eight bytes of key words so long.
    eights: Filter<LONG>,
    /// Six bytes of key words of six or seven.
    sixes: Filter<LONG>,
    /// Four bytes of key words of four or five, three of shorter ones.
    fours: Filter<SHORT>,
}

impl Beginnings {
    pub(super) fn of<'a>(keywords: impl Iterator<Item = &'a Keyword>) -> Beginnings {
        let mut beginnings = Beginnings { eights: Filter::new(), sixes: Filter::new(), fours: Filter::new() };
        for keyword in keywords {
            let mut firsts = Vec::new();
            first_bytes(&keyword.folded, 8, &mut Vec::new(), &mut firsts);
            for bytes in firsts {
                match bytes.as_slice() {
                    [_, _, _, _, _, _, _, _, ..] => beginnings.eights.insert_eight(word(&bytes)),
                    [_, _, _, _, _, _, ..] => beginnings.sixes.insert_six(word(&bytes)),
                    [_, _, _, _, ..] => beginnings.fours.insert(word(&bytes) as u32),
                    [a, b, c] => {
                        beginnings.fours.insert(word(&bytes) as u32);
                        suffixed([*a, *b, *c]).for_each(|word| beginnings.fours.insert(word));
                    }
                    [a, b] => (0..0x80).for_each(|c| beginnings.fours.insert(word(&[*a, *b, c]) as u32)),
                    _ => {}
                }
            }
        }
        beginnings
    }

    /// Whether a key word, of three letters if it is `short`, or a longer one, may begin with these eight bytes.
    #[inline]
    pub(super) fn have(&self, bytes: u64, short: bool) -> bool {
        let four = bytes as u32;
        // Beyond ASCII a letter may be one with an accent.
        let foreign = u64::from(bytes & 0x8080_8080_8080_8080 != 0);
        let kept = if short { THREE } else { u32::MAX };
        self.eights.has_eight(bytes)
            | self.sixes.has_six(bytes)
            | self.fours.has(four)
            | self.fours.has(four & kept)
            | foreign
            != 0
    }
}

/// A filter for some of the key words.
#[derive(Debug)]
pub(crate) struct Rare {
    pub(crate) groups: KeywordSet,
    filter: Filter<FEW>,
    beginnings: Beginnings,
}

impl Rare {
    pub(crate) fn none() -> Rare {
        Rare::of(KeywordSet::default(), std::iter::empty())
    }

    /// A filter for these key words, which are those of these groups.
    pub(super) fn of<'a>(groups: KeywordSet, keywords: impl Iterator<Item = &'a Keyword> + Clone) -> Rare {
        let mut filter = Filter::new();
        keywords.clone().for_each(|keyword| insert_first_bytes(keyword, &mut filter));
        Rare { groups, filter, beginnings: Beginnings::of(keywords) }
    }

    /// Whether one of the key words may begin with these eight bytes.
    #[inline]
    pub(crate) fn may_begin(&self, bytes: u64) -> bool {
        let four = bytes as u32;
        let foreign = u64::from(is_character(four));
        let [_, _, third, fourth, ..] = bytes.to_le_bytes();
        // Where two small letters go on, the word is no short one.
        let short = !(third.is_ascii_lowercase() && fourth.is_ascii_lowercase());
        let known = self.filter.has(four) | u64::from(short) & self.filter.has(three(four)) | foreign;
        known != 0 && self.beginnings.have(bytes, short)
    }
}
