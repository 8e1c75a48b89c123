//! From candidates to matches: what is tried at each anchor.

mod numbers;
mod people;
mod short;
mod signs;
mod tokens;

use crate::Ruleset;
use crate::classify::{BLOCK, Classes, Row};
use crate::detector::Target;
use crate::detector::picture::Opening;
use crate::keywords::{Found, KeywordSet};
use crate::resolve::Raw;
use crate::scanner::{Confidence, Scratch};
use crate::stages::Stage;

/// A text, or one field of a buffer, being scanned.
pub(crate) struct Site<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) context: Option<&'a KeywordSet>,
    /// Where the text begins in the buffer.
    pub(crate) base: usize,
    pub(crate) field: u32,
    pub(crate) ruleset: &'a Ruleset,
    pub(crate) masks: Runs<'a>,
    /// What is known of the key words of this text.
    pub(crate) found: &'a mut Found,
    pub(crate) scratch: &'a mut Scratch,
}

/// The masks of a sweep, to read from them what stands around a candidate.
#[derive(Clone, Copy)]
pub(crate) struct Runs<'a> {
    pub(crate) classes: &'a Classes,
    pub(crate) letter: &'a Row,
    /// Bytes of the text (or buffer) before the sweep's first.
    pub(crate) base: usize,
    /// Blocks of the sweep; masks of one more are known.
    pub(crate) blocks: usize,
}

impl Runs<'_> {
    /// How many digits (or letters) stand from `position` of the buffer on, if the masks tell: at most 64.
    #[inline(always)]
    fn length(&self, position: usize, letters: bool) -> Option<usize> {
        let row = if letters { self.letter } else { &self.classes.digit };
        Some(self.from(position)?.of(row).trailing_ones() as usize)
    }

    /// How many letters and digits stand from `position` of the buffer on, if the masks tell: at most 64.
    #[inline(always)]
    fn alphanumerics(&self, position: usize) -> Option<usize> {
        let place = self.from(position)?;
        Some((place.of(self.letter) | place.of(&self.classes.digit)).trailing_ones() as usize)
    }

    /// The dollar signs of the 64 bytes from `position` of the buffer on, if the masks tell.
    #[inline(always)]
    fn dollars(&self, position: usize) -> Option<u64> {
        Some(self.from(position)?.of(&self.classes.dollar))
    }

    /// Where a stroke or hyphen stands behind two digits or behind two digits and a space, in the 64 bytes from `position` of
    /// the buffer on, if the masks tell. Of the bytes before them all is assumed.
    #[inline(always)]
    fn strokes(&self, position: usize) -> Option<u64> {
        let place = self.from(position)?;
        let Classes { digit, slash, hyphen, space, .. } = self.classes;
        let (digit, space) = (place.of(digit), place.of(space));
        let sign = place.of(slash) | place.of(hyphen);
        // Of more digits, or behind a sign that joins them to others, they are no month; behind a word it may join (`exp-02/26`).
        let two = (digit << 1 | 0b1) & (digit << 2 | 0b11) & !(digit << 3 | sign << 3 & digit << 4);
        let spaced = (space << 1 | 0b1) & (digit << 2 | 0b11) & (digit << 3 | 0b111);
        Some(sign & (two | spaced))
    }

    /// The 64 bytes from `position` of the buffer on, if their masks are known.
    #[inline(always)]
    fn from(&self, position: usize) -> Option<Place> {
        let offset = (position + BLOCK).checked_sub(self.base)?;
        let place = Place { block: offset / BLOCK, shift: offset % BLOCK };
        (place.block <= self.blocks).then_some(place)
    }
}

/// Where bytes have their bits in the rows of a sweep.
#[derive(Clone, Copy)]
struct Place {
    block: usize,
    shift: usize,
}

impl Place {
    /// The bits of the 64 bytes from here on.
    #[inline(always)]
    fn of(self, row: &Row) -> u64 {
        row[self.block] >> self.shift | (row[self.block + 1] << 1) << (63 - self.shift)
    }
}

/// How many digits (or letters) stand from a place on: where no masks tell.
#[cold]
fn run(text: &[u8], from: usize, letters: bool) -> usize {
    let is = |byte: &&u8| if letters { byte.is_ascii_alphabetic() } else { byte.is_ascii_digit() };
    text.get(from..).unwrap_or_default().iter().take(64).take_while(is).count()
}

impl Site<'_> {
    /// How the candidate at `start` begins.
    #[inline(always)]
    fn opening(&self, start: usize) -> Option<Opening> {
        let text = self.text;
        Opening::read_with(
            text,
            start,
            #[inline(always)]
            |from, letters, limit| {
                let length = match self.masks.length(self.base + from, letters) {
                    Some(length) => length,
                    None => run(text, from, letters),
                };
                length.min(limit).min(text.len().saturating_sub(from))
            },
        )
    }

    /// Whether a key word of this group is near, or in the names of the field.
    #[inline]
    fn near(&mut self, group: u16, start: usize, end: usize) -> bool {
        if self.context.is_some_and(|context| context.contains(group)) {
            return true;
        }
        self.near_set(start, end).contains(group)
    }

    /// The groups of which a key word is near.
    #[inline]
    fn near_set(&mut self, start: usize, end: usize) -> &KeywordSet {
        let stage = self.scratch.stages.enter(Stage::Keywords);
        let near = self.ruleset.keywords.near(self.text, start, end, self.found);
        self.scratch.stages.leave(stage);
        near
    }

    fn raw(&self, target: Target, start: usize, end: usize, confidence: Confidence) -> Raw {
        Raw {
            start: self.base + start,
            end: self.base + end,
            field: self.field,
            identifier: target.identifier,
            rank: target.rank,
            confidence,
        }
    }

    fn report(&mut self, target: Target, start: usize, end: usize, confidence: Confidence) {
        let raw = self.raw(target, start, end, confidence);
        self.scratch.found.push(raw);
    }

    /// Reports a value that takes no part in overlaps: long ones, in frames of their own.
    fn report_lone(&mut self, target: Target, start: usize, end: usize) {
        let raw = self.raw(target, start, end, Confidence::High);
        self.scratch.lone.push(raw);
    }
}
