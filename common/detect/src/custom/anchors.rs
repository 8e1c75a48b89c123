//! Searches a text for the literals of all custom identifiers at once.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::shape::{LONGEST_ANCHOR, SHORTEST_ANCHOR};
use crate::classify::{BLOCK, Level, SWEEP_BLOCKS};
use crate::keywords::{eight, word};
use crate::prefix::{self, Prefixes};

/// With more literals an automaton of all is quicker: the filter of prefixes would let too much through.
const FILTERED: usize = 256;

/// What is to be done where a literal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The key word of this number of the identifier may stand there.
    Keyword { custom: u8, keyword: u8 },
    /// A match of the identifier may have its literal there.
    Literal { custom: u8 },
}

#[derive(Debug)]
enum Engine {
    /// A filter of the first bytes, and a table of what it lets through.
    Filter(Box<Prefixes>, Table),
    Automaton(AhoCorasick),
    Nothing,
}

/// Literals and what they are for.
#[derive(Debug)]
pub(super) struct Anchors {
    engine: Engine,
    targets: Vec<Vec<Target>>,
    longest: usize,
    level: Level,
}

/// A literal that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) at: usize,
    pub(super) anchor: u32,
}

impl Anchors {
    /// Takes literals without capitals. One may be the begin of another.
    pub(super) fn new(wanted: Vec<(Vec<u8>, Target)>) -> Anchors {
        let mut literals: Vec<Vec<u8>> = wanted.iter().map(|(literal, _)| literal.clone()).collect();
        literals.sort_unstable();
        literals.dedup();
        // Where one literal begins another, the longer one is looked for by the shorter one.
        let mut shortest: Vec<(Vec<u8>, Vec<Target>)> = Vec::new();
        for literal in literals {
            if !shortest.last().is_some_and(|(known, _)| literal.starts_with(known)) {
                shortest.push((literal, Vec::new()));
            }
        }
        for (literal, target) in wanted {
            let after = shortest.partition_point(|(known, _)| *known <= literal);
            if let Some((_, targets)) = after.checked_sub(1).and_then(|index| shortest.get_mut(index))
                && !targets.contains(&target)
            {
                targets.push(target);
            }
        }
        let (shortest, targets): (Vec<Vec<u8>>, Vec<Vec<Target>>) = shortest.into_iter().unzip();
        let longest = shortest.iter().map(Vec::len).max().unwrap_or(0);
        Anchors { engine: Engine::new(&shortest), targets, longest, level: Level::detect() }
    }

    pub(super) fn targets(&self, hit: Hit) -> &[Target] {
        self.targets.get(hit.anchor as usize).map_or(&[], Vec::as_slice)
    }

    /// Adds the hits that begin in `text[from..to]`. `folded` is scratch memory.
    pub(super) fn find(&self, text: &[u8], from: usize, to: usize, folded: &mut Vec<u8>, hits: &mut Vec<Hit>) {
        if from >= to {
            return;
        }
        match &self.engine {
            Engine::Filter(prefixes, table) => {
                let mut masks = [0; SWEEP_BLOCKS];
                for base in (from..to).step_by(SWEEP_BLOCKS * BLOCK) {
                    let masks = &mut masks[..(to - base).div_ceil(BLOCK).min(SWEEP_BLOCKS)];
                    self.level.prefixes(&text[base..], prefixes, masks);
                    self.level.with(
                        #[inline(always)]
                        || table.look_up(text, (base, to), masks, hits),
                    );
                }
            }
            Engine::Automaton(automaton) => {
                let end = (to + self.longest - 1).min(text.len());
                folded.clear();
                folded.extend_from_slice(&text[from..end]);
                folded.make_ascii_lowercase();
                for found in automaton.find_overlapping_iter(&*folded) {
                    if found.start() < to - from {
                        hits.push(Hit { at: from + found.start(), anchor: found.pattern().as_u32() });
                    }
                }
            }
            Engine::Nothing => {}
        }
    }
}

/// The eight bytes with small letters instead of capitals.
#[inline(always)]
fn lower(bytes: u64) -> u64 {
    const ONES: u64 = u64::MAX / 0xff;
    let seven = bytes & (ONES * 0x7f);
    // No sum exceeds a byte, so nothing is carried from one byte into the next.
    let capital =
        (seven + ONES * u64::from(0x80 - b'A')) & !(seven + ONES * u64::from(0x7f - b'Z')) & !bytes & (ONES * 0x80);
    bytes | capital >> 2
}

/// Literals by their first three bytes.
#[derive(Debug)]
struct Table {
    /// For each hash where its entries begin; one more ends the last.
    bounds: Box<[u16]>,
    entries: Box<[Entry]>,
}

/// A literal: the bytes, which of eight count, and its number.
#[derive(Clone, Copy, Debug)]
struct Entry {
    bytes: u64,
    mask: u64,
    anchor: u32,
}

/// Bits of the hash.
const HASH_BITS: u32 = 10;

impl Table {
    /// Of at most [`FILTERED`] literals of three to eight bytes.
    fn new(literals: &[Vec<u8>]) -> Table {
        let entry = |(anchor, literal): (usize, &Vec<u8>)| {
            let mask = word(&[0xff; size_of::<u64>()][..literal.len().min(size_of::<u64>())]);
            Entry { bytes: word(literal) & mask, mask, anchor: anchor as u32 }
        };
        let mut entries: Vec<Entry> = literals.iter().enumerate().map(entry).collect();
        entries.sort_by_key(|entry| Table::hash(entry.bytes));
        let bounds = (0..=1 << HASH_BITS)
            .map(|slot| entries.partition_point(|entry| Table::hash(entry.bytes) < slot) as u16)
            .collect();
        Table { bounds, entries: entries.into() }
    }

    #[inline(always)]
    fn hash(bytes: u64) -> usize {
        ((bytes as u32 & 0xff_ffff).wrapping_mul(0x9e37_79b1) >> (32 - HASH_BITS)) as usize
    }

    /// Adds the literals at these places of the text, as far as they lie before `to`.
    #[inline(always)]
    fn look_up(&self, text: &[u8], (base, to): (usize, usize), places: &[u64], hits: &mut Vec<Hit>) {
        for (block, places) in places.iter().enumerate() {
            let mut places = *places;
            while places != 0 {
                let at = base + block * BLOCK + places.trailing_zeros() as usize;
                places &= places - 1;
                if at < to {
                    self.each(eight(text, at), |anchor| hits.push(Hit { at, anchor }));
                }
            }
        }
    }

    /// Calls `visit` with the numbers of all literals that these bytes begin with.
    #[inline(always)]
    fn each(&self, bytes: u64, mut visit: impl FnMut(u32)) {
        let bytes = lower(bytes);
        let slot = Table::hash(bytes);
        for entry in &self.entries[usize::from(self.bounds[slot])..usize::from(self.bounds[slot + 1])] {
            if bytes & entry.mask == entry.bytes {
                visit(entry.anchor);
            }
        }
    }
}

impl Engine {
    fn new(literals: &[Vec<u8>]) -> Engine {
        // The table compares so many bytes.
        const _: () = assert!(SHORTEST_ANCHOR >= 3 && LONGEST_ANCHOR <= size_of::<u64>() && prefix::LENGTH >= 3);
        if literals.is_empty() {
            return Engine::Nothing;
        }
        if literals.len() <= FILTERED {
            let prefixes = Prefixes::of(literals.iter().map(Vec::as_slice));
            return Engine::Filter(Box::new(prefixes), Table::new(literals));
        }
        match AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(literals) {
            Ok(automaton) => Engine::Automaton(automaton),
            // It cannot fail for a few thousand literals of a few bytes.
            Err(_) => Engine::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn naive(literals: &[String], text: &str) -> Vec<(usize, u8)> {
        let text = text.to_ascii_lowercase();
        let mut found = Vec::new();
        for (index, literal) in literals.iter().enumerate() {
            for at in 0..text.len() {
                if text.as_bytes()[at..].starts_with(literal.as_bytes()) {
                    found.push((at, index as u8));
                }
            }
        }
        found.sort_unstable();
        found
    }

    fn check(literals: &[String], text: &str) {
        let wanted = literals
            .iter()
            .enumerate()
            .map(|(index, literal)| (literal.clone().into_bytes(), Target::Literal { custom: index as u8 }));
        let anchors = Anchors::new(wanted.collect());
        let mut hits = Vec::new();
        let mut folded = Vec::new();
        for cut in [0, text.len() / 2, text.len()] {
            hits.clear();
            anchors.find(text.as_bytes(), 0, cut, &mut folded, &mut hits);
            anchors.find(text.as_bytes(), cut, text.len(), &mut folded, &mut hits);
            let mut found: Vec<(usize, u8)> = Vec::new();
            for hit in &hits {
                for target in anchors.targets(*hit) {
                    if let Target::Literal { custom } = target {
                        found.push((hit.at, *custom));
                    }
                }
            }
            found.sort_unstable();
            for expected in naive(literals, text) {
                assert!(found.contains(&expected), "{literals:?} in {text:?}: {found:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_literal_is_missed(
            literals in prop::collection::vec("[ab]{3,4}|[a-d]{3,4}", 1..300),
            text in "[abcdABé]{0,200}",
        ) {
            check(&literals, &text);
        }
    }

    #[test]
    fn nothing_to_look_for() {
        let anchors = Anchors::new(Vec::new());
        assert!(anchors.targets.is_empty());
        let mut hits = Vec::new();
        anchors.find(b"text", 0, 4, &mut Vec::new(), &mut hits);
        assert!(hits.is_empty());
    }
}
