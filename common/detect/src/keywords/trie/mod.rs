//! All key words as one automaton: one walk along a text passes every key word that begins at a place.
//!
//! Key words share their beginnings (`account number`, `account no`, `account holder`), so comparing each with a text would
//! read the same bytes again and again. The states are sets of places in a trie: a space that may be left out leads to both
//! what stands behind it and what else can go on without it (`id number`, `idnumber`).

mod draft;
mod pack;
mod starts;

use super::keyword::{APOSTROPHE, FLEXIBLE, is_gap};
use crate::fold;
use starts::{START, Starts, foreign_pair};

/// The state before anything was read. Nothing leads back to it, so as a target it stands for none.
const FIRST: u32 = 0;
const NONE: u32 = FIRST;

/// A state: where what belongs to it begins; it goes on to where that of the next state begins.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// Letters that must follow before anything can end or part.
    chain: u32,
    ascii: u32,
    foreign: u32,
    ends: u32,
}

/// The automaton.
#[derive(Debug)]
pub(super) struct Trie {
    states: Box<[State]>,
    /// Labels of chains, by [`LABELS`].
    chains: Box<[u8]>,
    /// Labels of edges below 0x80, by [`LABELS`], and where they lead; [`CHUNK`] labels more, so that whole chunks can be read.
    labels: Box<[u8]>,
    targets: Box<[u32]>,
    /// Edges of other characters, ordered by them within a state.
    foreign: Box<[(u32, u32)]>,
    /// Numbers of key words that end.
    ends: Box<[u16]>,
    /// Where the first labels lead, as [`START`] tells.
    starts: Starts<u32>,
    /// Where the first two lead if one of them is beyond ASCII, the second in the upper half.
    foreign_starts: Starts<u64>,
}

/// Labels that are looked at together.
const CHUNK: usize = 8;

/// What gaps are labelled with, and the apostrophe, which only some gaps may be. No byte of a text has this label itself.
const GAP: u8 = FLEXIBLE as u8;
const QUOTE: u8 = APOSTROPHE as u8;

/// The label of characters that are in no key word.
const OTHER: u8 = 0x7f;

/// The label of each character below 0x80.
const LABELS: [u8; 0x80] = {
    let mut labels = [0; 0x80];
    let mut byte = 0;
    while byte < 0x80 {
        labels[byte as usize] = match byte {
            b'\'' => QUOTE,
            _ if is_gap(byte) => GAP,
            0..b' ' => OTHER,
            _ => byte.to_ascii_lowercase(),
        };
        byte += 1;
    }
    labels
};

impl Trie {
    /// The automaton of these folded key words, by number. A gap at the end of one says nothing.
    pub(super) fn build<'a>(keywords: impl Iterator<Item = &'a [u32]>) -> Trie {
        Trie::pack(&draft::draft(keywords))
    }

    /// Calls `visit` for each key word that stands at `at`, wherever words begin and end, with its number, and where it
    /// ends; shorter ones first.
    #[inline]
    pub(super) fn walk(&self, text: &[u8], at: usize, mut visit: impl FnMut(u16, usize)) {
        let Some((mut state, mut position)) = self.start(text, at) else { return };
        loop {
            let [here, next] = [self.states[state as usize], self.states[state as usize + 1]];
            for wanted in &self.chains[here.chain as usize..next.chain as usize] {
                let (label, length) = label(text, position);
                if label != u32::from(*wanted) {
                    return;
                }
                position += length;
            }
            for number in &self.ends[here.ends as usize..next.ends as usize] {
                visit(*number, position);
            }
            let (label, length) = label(text, position);
            state = match u8::try_from(label) {
                Ok(label @ 0..0x80) => self.along(here.ascii as usize, next.ascii as usize, label),
                _ => {
                    let edges = &self.foreign[here.foreign as usize..next.foreign as usize];
                    edges.binary_search_by_key(&label, |edge| edge.0).map_or(NONE, |index| edges[index].1)
                }
            };
            if state == NONE {
                return;
            }
            position += length;
        }
    }

    /// Where the first characters at `at` lead, and the place behind them.
    #[inline(always)]
    fn start(&self, text: &[u8], at: usize) -> Option<(u32, usize)> {
        match text.get(at..)?.first_chunk::<START>() {
            Some(bytes) if bytes.is_ascii() => {
                let labels = bytes.map(|byte| LABELS[usize::from(byte & 0x7f)]);
                let (state, length) = self.starts.of_labels(u32::from_le_bytes(labels))?;
                Some((state, at + length))
            }
            _ => self.foreign_start(text, at),
        }
    }

    #[inline(never)]
    fn foreign_start(&self, text: &[u8], at: usize) -> Option<(u32, usize)> {
        let (first, length) = label(text, at);
        let second = at + length;
        let (next, length) = label(text, second);
        if first >= 0x80 || next >= 0x80 {
            let state = self.foreign_starts.of(foreign_pair(first, next))?;
            return Some((state, second + length));
        }
        let mut ends = [second, second + length, 0, 0];
        let mut labels = first | next << 8;
        for place in 2..START {
            let (label, length) = label(text, ends[place - 1]);
            if label >= 0x80 {
                return Some((FIRST, at));
            }
            ends[place] = ends[place - 1] + length;
            labels |= label << (8 * place);
        }
        let (state, length) = self.starts.of_labels(labels)?;
        Some((state, ends[length - 1]))
    }

    /// Where the edge with this label leads that is one of `from..to`.
    #[inline(always)]
    fn along(&self, from: usize, to: usize, label: u8) -> u32 {
        const ONES: u64 = u64::MAX / 0xff;
        let wanted = ONES * u64::from(label);
        let mut at = from;
        while at < to
            && let Some(chunk) = self.labels[at..].first_chunk::<CHUNK>()
        {
            let other = u64::from_le_bytes(*chunk) ^ wanted;
            // The lowest marked byte is the first that is equal; above it others may be marked.
            let equal = other.wrapping_sub(ONES) & !other & ONES << 7;
            if equal != 0 {
                let edge = at + equal.trailing_zeros() as usize / CHUNK;
                return if edge < to { self.targets[edge] } else { NONE };
            }
            at += CHUNK;
        }
        NONE
    }
}

/// The label of the character at `position` and its length; of one beyond ASCII it is its code. Zero at the end.
#[inline(always)]
fn label(text: &[u8], position: usize) -> (u32, usize) {
    match text.get(position) {
        None => (0, 0),
        Some(byte @ 0..0x80) => (u32::from(LABELS[usize::from(*byte)]), 1),
        Some(_) => foreign_label(text, position),
    }
}

#[inline(never)]
fn foreign_label(text: &[u8], position: usize) -> (u32, usize) {
    let (code, length) = fold::character(text, position);
    (LABELS.get(code as usize).map_or(code, |label| u32::from(*label)), length)
}
