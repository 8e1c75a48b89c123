//! Places where the kinds of the bytes fit: digits, capitals and small letters as bits, 64 places at a time.

use super::shape::{DIGIT, LOWER, Run, UPPER};
use crate::classify::{BLOCK, Kinds, Level};

/// The kinds that can be combined, as an index: 1 to 7.
const KINDS: usize = 8;
/// Blocks whose places are looked for together.
const TOGETHER: usize = 32;
/// Runs of 1, 2, 4, 8 and 16 bytes.
const LEVELS: usize = 5;

/// Bits of each block that say where a run of a kind begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Term {
    row: usize,
    offset: u32,
}

/// What the first bytes of the matches of one identifier have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fit {
    terms: Vec<Term>,
    word: bool,
}

/// Which kinds and runs are wanted at all.
#[derive(Debug, Default)]
pub(super) struct Masks {
    /// For each combination of kinds the levels that are needed, from the lowest on.
    levels: [usize; KINDS],
}

fn row(kinds: u8, level: usize) -> usize {
    usize::from(kinds) * LEVELS + level
}

impl Masks {
    /// Prepares runs to be looked for.
    pub(super) fn add(&mut self, runs: &[Run], word: bool) -> Fit {
        let mut terms = Vec::new();
        for run in runs {
            let mut covered = 0;
            while covered < run.length {
                let left = run.length - covered;
                let level = (LEVELS - 1).min(run.length.ilog2() as usize);
                let span = 1 << level;
                // The last part overlaps the one before, if the length is not a power of two.
                let offset = run.offset + if left >= span { covered } else { run.length - span };
                terms.push(Term { row: row(run.kinds, level), offset: offset as u32 });
                let levels = &mut self.levels[usize::from(run.kinds)];
                *levels = (*levels).max(level + 1);
                covered += span;
            }
        }
        // Longer runs and fewer kinds are rarer; what is rare is asked first.
        terms.sort_by_key(|term| {
            let (kinds, level) = (term.row / LEVELS, term.row % LEVELS);
            let common = kinds.count_ones() + u32::from(kinds & usize::from(LOWER) != 0) * 2;
            (std::cmp::Reverse(level), common, term.offset)
        });
        Fit { terms, word }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.levels.iter().all(|levels| *levels == 0)
    }
}

/// The masks of a part of a text.
#[derive(Debug)]
pub(super) struct Blocks {
    /// One row for each combination of kinds and each level, with one more block than is asked for.
    rows: Vec<Vec<u64>>,
    /// Which of them have any bit; the others were not filled.
    occupied: [bool; KINDS * LEVELS],
    letters: Vec<Kinds>,
    /// Letters and digits.
    words: Vec<u64>,
    /// Where fields begin.
    begins: Vec<u64>,
    level: Level,
    count: usize,
    /// Whether a letter or digit stands before the first block.
    after_word: bool,
}

impl Blocks {
    pub(super) fn new() -> Blocks {
        Blocks {
            rows: vec![Vec::new(); KINDS * LEVELS],
            occupied: [false; KINDS * LEVELS],
            letters: Vec::new(),
            words: Vec::new(),
            begins: Vec::new(),
            level: Level::detect(),
            count: 0,
            after_word: false,
        }
    }

    /// Classifies `text[from..to]`. The bytes behind count too where a run begins before.
    pub(super) fn fill(&mut self, masks: &Masks, text: &[u8], from: usize, to: usize) {
        self.count = to.saturating_sub(from).div_ceil(BLOCK);
        self.after_word = from.checked_sub(1).is_some_and(|before| text[before].is_ascii_alphanumeric());
        self.begins.clear();
        self.letters.clear();
        self.letters.resize(self.count + 1, Kinds::default());
        self.level.kinds(text.get(from..).unwrap_or_default(), &mut self.letters);
        self.level.with(
            #[inline(always)]
            || self.fill_rows(masks),
        );
    }

    #[inline(always)]
    fn fill_rows(&mut self, masks: &Masks) {
        let Blocks { letters, rows, occupied, words, .. } = self;
        *occupied = [false; KINDS * LEVELS];
        words.clear();
        words.extend(letters.iter().map(|letters| letters.digit | letters.upper | letters.lower));
        for (kinds, levels) in masks.levels.iter().enumerate().filter(|(_, levels)| **levels > 0) {
            let wanted = |kind: u8| if kinds & usize::from(kind) != 0 { u64::MAX } else { 0 };
            let (digit, upper, lower) = (wanted(DIGIT), wanted(UPPER), wanted(LOWER));
            let row = &mut rows[kinds * LEVELS];
            row.clear();
            row.extend(
                letters.iter().map(|letters| letters.digit & digit | letters.upper & upper | letters.lower & lower),
            );
            occupied[kinds * LEVELS] = is_occupied(row);
            for level in 1..*levels {
                let (known, next) = rows.split_at_mut(kinds * LEVELS + level);
                if occupied[kinds * LEVELS + level - 1]
                    && let (Some(known), Some(next)) = (known.last(), next.first_mut())
                {
                    let distance = 1 << (level - 1);
                    next.clear();
                    next.extend(known.windows(2).map(|pair| pair[0] & ahead(pair[0], pair[1], distance)));
                    next.extend(known.last().map(|last| last & ahead(*last, 0, distance)));
                    occupied[kinds * LEVELS + level] = is_occupied(next);
                }
            }
        }
    }

    /// Tells that a field begins at this place of the part: a word does too.
    pub(super) fn begin(&mut self, at: usize) {
        if self.begins.is_empty() {
            self.begins.resize(self.count + 1, 0);
        }
        if let Some(bits) = self.begins.get_mut(at / BLOCK) {
            *bits |= 1 << (at % BLOCK);
        }
    }

    /// Calls `visit` with each place that fits, counted from the begin of the part.
    #[inline]
    pub(super) fn each(&self, fit: &Fit, mut visit: impl FnMut(usize)) {
        if !fit.terms.iter().all(|term| self.occupied[term.row]) {
            return;
        }
        let mut places = [0; TOGETHER];
        for first in (0..self.count).step_by(TOGETHER) {
            let any = self.level.with(
                #[inline(always)]
                || self.places(fit, first, &mut places),
            );
            if !any {
                continue;
            }
            for (block, bits) in places.iter().enumerate() {
                let mut bits = *bits;
                while bits != 0 {
                    visit((first + block) * BLOCK + bits.trailing_zeros() as usize);
                    bits &= bits - 1;
                }
            }
        }
    }

    /// The places that fit in the blocks from `first` on, and whether there are any.
    #[inline(always)]
    fn places(&self, fit: &Fit, first: usize, places: &mut [u64; TOGETHER]) -> bool {
        let count = (self.count - first).min(TOGETHER);
        *places = [0; TOGETHER];
        places[..count].fill(if fit.terms.is_empty() { 0 } else { u64::MAX });
        for term in &fit.terms {
            let row = self.rows[term.row].get(first..=first + count).unwrap_or_default();
            for (bits, pair) in places.iter_mut().zip(row.windows(2)) {
                *bits &= ahead(pair[0], pair[1], term.offset);
            }
            if !is_occupied(places) {
                return false;
            }
        }
        if fit.word {
            for (block, bits) in places.iter_mut().enumerate().take(count) {
                let before = match (first + block).checked_sub(1) {
                    Some(before) => self.words[before] >> (BLOCK - 1),
                    None => u64::from(self.after_word),
                };
                let begins = self.begins.get(first + block).copied().unwrap_or(0);
                *bits &= !(self.words[first + block] << 1 | before) | begins;
            }
        }
        true
    }
}

/// Whether any bit of the row is set.
#[inline(always)]
fn is_occupied(row: &[u64]) -> bool {
    row.iter().fold(0, |all, bits| all | bits) != 0
}

/// The bits from `distance` places behind the begin of a block on, with those of the next block; `distance` is below 64.
#[inline]
fn ahead(own: u64, next: u64, distance: u32) -> u64 {
    // Two shifts, because a shift by 64 is none.
    own >> distance | next << 1 << (BLOCK as u32 - 1 - distance)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fits(text: &[u8], at: usize, runs: &[Run]) -> bool {
        runs.iter().all(|run| {
            (run.offset..run.offset + run.length).all(|ahead| {
                text.get(at + ahead).is_some_and(|byte| match byte {
                    b'0'..=b'9' => run.kinds & DIGIT != 0,
                    b'A'..=b'Z' => run.kinds & UPPER != 0,
                    b'a'..=b'z' => run.kinds & LOWER != 0,
                    _ => false,
                })
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_places_are_those_that_fit(
            text in "[0-9]{0,40}([A-F0-9 ]|[A-Za-z0-9]{20}){0,30}",
            pieces in prop::collection::vec((1u8..8, 0usize..3, 1usize..12), 1..4),
            from in 0usize..100,
            word: bool,
        ) {
            let text = text.as_bytes();
            let mut runs = Vec::new();
            let mut offset = 0;
            for (kinds, gap, length) in pieces {
                let length = length.min(32usize.saturating_sub(offset + gap));
                if length > 0 {
                    runs.push(Run { kinds, offset: offset + gap, length });
                }
                offset += gap + length;
            }
            let mut masks = Masks::default();
            let fit = masks.add(&runs, word);
            let mut blocks = Blocks::new();
            let from = from.min(text.len());
            blocks.fill(&masks, text, from, text.len());
            let mut found = Vec::new();
            blocks.each(&fit, |at| found.push(from + at));
            let expected: Vec<usize> = (from..text.len())
                .filter(|at| fits(text, *at, &runs))
                .filter(|at| !word || *at == 0 || !text[at - 1].is_ascii_alphanumeric())
                .collect();
            found.retain(|at| *at < text.len());
            prop_assert_eq!(found, expected);
        }
    }
}
