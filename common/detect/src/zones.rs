//! Where key words make a candidate worth a look.
//!
//! Most values need a key word, and most candidates stand near none. So the key words of a stretch of text are looked up
//! first, and candidates far from all of them are dropped by their masks, many at once. What is left asks exactly:
//! a zone may be too large, never too small.

use std::ops::Range;

use crate::anchors::Anchors;
use crate::classify::{BLOCK, SWEEP_BLOCKS};
use crate::detector::{Dispatch, date, phone, picture, position};
use crate::keywords::{Found, KeywordIndex};

/// What key words lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Use {
    /// Numbers: pictures that begin with a digit, dates, positions.
    Number,
    /// Pictures that begin with a letter.
    Word,
    /// Tokens of programs.
    Token,
    /// Telephone numbers.
    Phone,
}

/// How many uses there are.
pub(crate) const USES: usize = Use::Phone as usize + 1;

/// Some of the uses, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct UseSet(u8);

impl UseSet {
    pub(crate) const EVERY: UseSet = UseSet((1 << USES) - 1);

    pub(crate) fn of(used: Use) -> UseSet {
        UseSet(1 << used as u8)
    }

    pub(crate) fn merge(&mut self, other: UseSet) {
        self.0 |= other.0;
    }
}

/// How many bytes of a token are looked at before its key words are.
pub(crate) const TOKEN: usize = 256;

/// How far before a key word a value can begin that ends before it, less the distance: the longest value.
const LONGEST: [usize; USES] = {
    let number = if date::LONGEST > position::LONGEST { date::LONGEST } else { position::LONGEST };
    [number, picture::VALUE_LIMIT, TOKEN, phone::LONGEST]
};
const _: () = assert!(picture::VALUE_LIMIT <= LONGEST[Use::Number as usize] && LONGEST[Use::Number as usize] <= BLOCK);

/// How far behind the begin of a value its anchor can stand: at the year of a date, behind an area code.
const BEHIND: usize = date::LONGEST;

/// The zones of a sweep.
#[derive(Clone, Debug)]
pub(crate) struct Zones([Blocks; USES]);

/// The zones of one use, a mask for each block of a sweep.
type Blocks = [u64; SWEEP_BLOCKS];

impl Zones {
    pub(crate) const fn new() -> Zones {
        Zones([[0; SWEEP_BLOCKS]; USES])
    }

    /// For each block of the sweep, the bytes near key words of this use.
    #[inline(always)]
    pub(crate) fn of(&self, used: Use) -> &Blocks {
        &self.0[used as usize]
    }

    /// Marks the bytes of the sweep from `first` to `last` as near key words that lead to these uses.
    #[inline]
    pub(crate) fn open(&mut self, uses: UseSet, first: usize, last: usize) {
        if uses == UseSet::default() {
            return;
        }
        for (used, row) in self.0.iter_mut().enumerate() {
            if uses.0 >> used & 1 == 1 {
                mark(row, first, Some(last));
            }
        }
    }

    /// No key word is near.
    pub(crate) fn clear(&mut self) {
        self.0 = [[0; SWEEP_BLOCKS]; USES];
    }

    /// Whether none is near.
    pub(crate) fn are_closed(&self) -> bool {
        self.0.as_flattened().iter().fold(0, |all, mask| all | mask) == 0
    }

    /// Where key words could begin that are near a candidate of a sweep of `blocks` blocks that begins at `base`.
    pub(crate) fn around((base, blocks): (usize, usize), keywords: &KeywordIndex, found: &Found) -> Range<usize> {
        let end = base + blocks * BLOCK;
        let (distance, longest) = keywords.reach(found, base..end);
        base.saturating_sub(distance + longest + BEHIND)..end + BLOCK.max(TOKEN) + distance + 1
    }

    /// Looks up the key words around the candidates of a sweep of `blocks` blocks that begins at `base`, and marks what is
    /// near them.
    pub(crate) fn fill(
        &mut self,
        text: &[u8],
        (base, blocks): (usize, usize),
        anchors: &Anchors,
        (keywords, dispatch): (&KeywordIndex, &Dispatch),
        found: &mut Found,
    ) {
        let (distance, longest) = keywords.reach(found, base..base + blocks * BLOCK);
        let mut block = 0;
        // Up to where key words have been marked.
        let mut marked = 0;
        while block < blocks {
            if anchors.keyed[block] == 0 {
                block += 1;
                continue;
            }
            // Candidates of neighbouring blocks are near the same key words.
            let first = block;
            let mut last = 0;
            while block < blocks && anchors.keyed[block] != 0 {
                block += 1;
                let ahead = if anchors.wide[block - 1] != 0 { TOKEN } else { BLOCK };
                last = last.max(block * BLOCK + ahead);
            }
            let from = (base + first * BLOCK).saturating_sub(distance + longest + BEHIND);
            keywords.cover(text, from, base + last + distance + 1, found);
            // What is known now may be forgotten when the next are looked up.
            for (start, end, keyword) in found.hits_from(from.max(marked)) {
                marked = start + 1;
                self.mark(dispatch.uses[usize::from(keyword)], (start, end), base, distance);
            }
        }
    }

    /// Marks what is near a key word.
    fn mark(&mut self, uses: UseSet, (start, end): (usize, usize), base: usize, distance: usize) {
        for (used, row) in self.0.iter_mut().enumerate() {
            if uses.0 >> used & 1 == 1 {
                let first = start.saturating_sub(distance + LONGEST[used]).saturating_sub(base);
                mark(row, first, (end + distance + BEHIND).checked_sub(base));
            }
        }
    }
}

/// Sets the bits from `first` to `last`, as far as the row goes.
fn mark(row: &mut Blocks, first: usize, last: Option<usize>) {
    let Some(last) = last else { return };
    let last = last.min(SWEEP_BLOCKS * BLOCK - 1);
    if first > last {
        return;
    }
    let (low, high) = (first / BLOCK, last / BLOCK);
    let (from, to) = (u64::MAX << (first % BLOCK), u64::MAX >> (BLOCK - 1 - last % BLOCK));
    if low == high {
        row[low] |= from & to;
        return;
    }
    row[low] |= from;
    row[low + 1..high].fill(u64::MAX);
    row[high] |= to;
}
