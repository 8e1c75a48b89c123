//! The search: where in a stretch of a text key words begin.

use super::KeywordIndex;
use super::build::bucket;
use super::keyword::FIRST_CHARACTERS;
use super::word::{begins_word, keyword_end};
use crate::classify::{BLOCK, Letters};
use crate::fold;
use crate::prefix::{self, Prefixes};

/// Blocks that are surveyed at a time.
const SURVEY: usize = 8;

impl KeywordIndex {
    /// Calls `visit` for each key word that begins in `from..to`, with its number, start and end.
    #[inline]
    pub(super) fn each(&self, text: &[u8], from: usize, to: usize, mut visit: impl FnMut(u16, usize, usize)) {
        let mut base = from;
        while base < to {
            let blocks = (to - base).div_ceil(BLOCK).min(SURVEY);
            let mut likely = [0; SURVEY];
            match &self.few {
                Some(few) if text[base..(base + blocks * BLOCK + prefix::LENGTH).min(text.len())].is_ascii() => {
                    self.filter(few, text, base, &mut likely[..blocks]);
                }
                _ => self.level.with(
                    #[inline(always)]
                    || self.survey(text, base, blocks, &mut likely),
                ),
            }
            for (block, likely) in likely.iter_mut().enumerate().take(blocks) {
                let start = base + block * BLOCK;
                if to - start < BLOCK {
                    *likely &= (1 << (to - start)) - 1;
                }
                while *likely != 0 {
                    let at = start + likely.trailing_zeros() as usize;
                    *likely &= *likely - 1;
                    self.at(text, at, &mut visit);
                }
            }
            base += blocks * BLOCK;
        }
    }

    /// For each of some blocks of ASCII from `base` on, where key words are likely to begin: by the filter for few of them.
    fn filter(&self, few: &Prefixes, text: &[u8], base: usize, likely: &mut [u64]) {
        self.level.prefixes(&text[base..], few, likely);
        for (block, likely) in likely.iter_mut().enumerate().filter(|(_, likely)| **likely != 0) {
            let start = base + block * BLOCK;
            let rest = &text[start..];
            let mut padded = [0; BLOCK];
            let bytes = rest.first_chunk::<BLOCK>().unwrap_or_else(|| {
                padded[..rest.len()].copy_from_slice(rest);
                &padded
            });
            let previous = start.checked_sub(1).map_or(0, |index| text[index]);
            *likely &= word_begins(self.level.letters(bytes), previous);
        }
    }

    /// For each of some blocks from `base` on, where key words are likely to begin.
    #[inline(always)]
    fn survey(&self, text: &[u8], base: usize, blocks: usize, likely: &mut [u64; SURVEY]) {
        let mut previous = base.checked_sub(1).map_or(0, |index| text[index]);
        let mut before = [base.checked_sub(2).map_or(0, |index| text[index]), previous];
        for (block, likely) in likely.iter_mut().enumerate().take(blocks) {
            let rest = text.get(base + block * BLOCK..).unwrap_or_default();
            let mut padded = [0; BLOCK + 4];
            let bytes = match rest.first_chunk::<{ BLOCK + 4 }>() {
                Some(bytes) => bytes,
                None => {
                    padded[..rest.len()].copy_from_slice(rest);
                    &padded
                }
            };
            let letters = bytes.first_chunk::<BLOCK>().map_or_else(Letters::default, |block| self.level.letters(block));
            let Letters { lower, lead, .. } = letters;
            let begins = word_begins(letters, previous);
            // Without a branch for each word: what passes the filters is rare.
            let mut passed = 0;
            let mut leads = lead;
            while leads != 0 {
                let index = leads.trailing_zeros();
                leads &= leads - 1;
                let within = is_within_word(bytes, index as usize, before);
                passed |= u64::from(!within && is_character(first_four(bytes, index as usize))) << index;
            }
            let mut words = begins;
            while words != 0 {
                let index = words.trailing_zeros();
                words &= words - 1;
                let word = first_four(bytes, index as usize);
                passed |= (self.fours.has(word) | u64::from(is_character(word))) << index;
            }
            // Only what has no small letter in the third or in the fourth place may be a key word of two letters or three:
            // `SSN:`, `mcNumber`, `RG no`.
            let mut short = begins & !(lower >> 3 & lower >> 2);
            while short != 0 {
                let index = short.trailing_zeros();
                short &= short - 1;
                passed |= self.threes.has(first_four(bytes, index as usize) & 0xff_ffff) << index;
            }
            *likely = passed;
            previous = bytes[BLOCK - 1];
            before = [bytes[BLOCK - 2], previous];
        }
    }

    /// Calls `visit` for each key word that begins at `at`, with its number, start and end.
    #[inline]
    pub(super) fn at(&self, text: &[u8], at: usize, visit: &mut impl FnMut(u16, usize, usize)) {
        let bytes = match text.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => text.iter().skip(at).take(8).rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)),
        };
        if bytes & 0x8080_8080 != 0 {
            return self.at_foreign(text, at, visit);
        }
        self.table.candidates(bytes, |number| {
            if begins_word(text, at, u32::from(text[at].to_ascii_lowercase()))
                && let Some(end) = keyword_end(text, at, &self.keywords[usize::from(number)].folded)
            {
                visit(number, at, end);
            }
        });
    }

    /// The same where one of the first four bytes is beyond ASCII.
    #[cold]
    fn at_foreign(&self, text: &[u8], at: usize, visit: &mut impl FnMut(u16, usize, usize)) {
        let mut characters = [0; FIRST_CHARACTERS];
        let mut position = at;
        let mut known = 0;
        for character in &mut characters {
            let (code, length) = fold::character(text, position);
            if length == 0 {
                break;
            }
            *character = code;
            position += length;
            known += 1;
        }
        let mut begins = None;
        for length in 2..=known {
            let bucket = bucket(&characters[..length]);
            let bounds = self.buckets[bucket] as usize..self.buckets[bucket + 1] as usize;
            if bounds.is_empty() || !*begins.get_or_insert_with(|| begins_word(text, at, characters[0])) {
                continue;
            }
            for number in &self.bucket_lists[bounds] {
                if let Some(end) = keyword_end(text, at, &self.keywords[usize::from(*number)].folded) {
                    visit(*number, at, end);
                }
            }
        }
    }
}

/// Where words begin in a block: where no letter stands before, or a capital after a small letter.
#[inline(always)]
fn word_begins(Letters { upper, lower, .. }: Letters, previous: u8) -> u64 {
    let after_upper = upper << 1 | u64::from(previous.is_ascii_uppercase());
    let after_lower = lower << 1 | u64::from(previous.is_ascii_lowercase());
    (upper | lower) & !(after_upper | after_lower) | upper & after_lower
}

#[inline(always)]
fn first_four(bytes: &[u8; BLOCK + 4], index: usize) -> u32 {
    let index = index.min(BLOCK);
    u32::from_le_bytes([bytes[index], bytes[index + 1], bytes[index + 2], bytes[index + 3]])
}

/// Whether there is a byte beyond ASCII among these, the first of which begins a character. Random bytes seldom do; what is no
/// character is in no key word.
#[inline(always)]
fn is_character(bytes: u32) -> bool {
    let high = bytes & 0x8080_8080;
    if high == 0 {
        return false;
    }
    let shift = high.trailing_zeros() & !7;
    let (lead, next) = ((bytes >> shift) as u8, (bytes >> shift >> 8) as u8);
    matches!(lead, 0xc2..=0xf4) && (shift == 24 || fold::is_continuation(next))
}

/// Whether the character at `index` of a block and the one before it are letters of one word: of Russian, say, where each
/// letter would have to be looked up otherwise. `before` are the last two bytes of the block before.
#[inline(always)]
fn is_within_word(bytes: &[u8; BLOCK + 4], index: usize, before: [u8; 2]) -> bool {
    // U+0400 to U+047F: all are letters.
    let is_letter = |lead: u8| matches!(lead, 0xd0 | 0xd1);
    let earlier = match index {
        0 => before[0],
        1 => before[1],
        _ => bytes[index - 2],
    };
    is_letter(bytes[index]) && is_letter(earlier)
}
