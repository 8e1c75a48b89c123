//! Overlapping matches: the more specific one stays.
//!
//! The rule must not need to know the whole text, or else windows would give other results than the whole. A chain of
//! matches, each overlapping the next, can be of any length; so the decision for a match looks three links far and no
//! farther: a match stays unless a better one overlaps it that stays, unless a better one overlaps that, unless ...
//! With an odd number of steps no two of the matches that stay are at odds.

use crate::catalogue::Rank;
use crate::scanner::Confidence;

/// A verified match before overlaps are resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Raw {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) field: u32,
    pub(crate) identifier: u16,
    pub(crate) rank: Rank,
    pub(crate) confidence: Confidence,
}

/// How many links of a chain are looked at.
pub(crate) const STEPS: usize = 3;

/// Whether `winner` displaces `loser`, given that they overlap: by rank, then length, then place. Two identifiers of one
/// rank may share a value. The order has no cycles, so each match that goes has a reason that stays.
fn displaces(winner: &Raw, loser: &Raw) -> bool {
    if winner.rank != loser.rank {
        return winner.rank < loser.rank;
    }
    let place = |raw: &Raw| (std::cmp::Reverse(raw.end - raw.start), raw.start);
    place(winner) < place(loser)
}

/// Calls `keep` for each match that stays, in the order of their starts. Sorts `found`; `stays` is scratch.
pub(crate) fn resolve(found: &mut Vec<Raw>, stays: &mut Vec<u8>, mut keep: impl FnMut(&Raw)) {
    sort(found);
    found.dedup_by_key(|raw| (raw.start, raw.identifier, raw.end));
    let mut rest: &[Raw] = found;
    while let Some(first) = rest.first() {
        let mut end = first.end;
        let mut longest = first.end - first.start;
        let mut length = 1;
        while let Some(raw) = rest.get(length).filter(|raw| raw.start < end) {
            end = end.max(raw.end);
            longest = longest.max(raw.end - raw.start);
            length += 1;
        }
        let (chain, others) = rest.split_at(length);
        if length == 1 {
            keep(first);
        } else {
            resolve_chain(chain, longest, stays);
            chain.iter().zip(stays.iter()).filter(|(_, stays)| **stays == 1).for_each(|(raw, _)| keep(raw));
        }
        rest = others;
    }
    found.clear();
}

/// What matches are sorted by.
fn key(raw: &Raw) -> (usize, Rank, u16, usize) {
    (raw.start, raw.rank, raw.identifier, raw.end)
}

/// Sorts the matches of one sweep, which come one kind after the other.
pub(crate) fn sort_sweep(found: &mut [Raw]) {
    found.sort_unstable_by_key(key);
}

/// Sorts by start what is sorted within each sweep: out of place are only values that begin before their sweep, so each
/// moves a bounded way, and mostly none.
fn sort(found: &mut [Raw]) {
    for index in 1..found.len() {
        let raw = found[index];
        let mut place = index;
        while place > 0 && key(&found[place - 1]) > key(&raw) {
            found[place] = found[place - 1];
            place -= 1;
        }
        found[place] = raw;
    }
}

/// Decides for each match of a chain. Bit `n` of `stays` is the verdict after looking `n` links far; the last is left as 0 or 1.
fn resolve_chain(chain: &[Raw], longest: usize, stays: &mut Vec<u8>) {
    stays.clear();
    stays.resize(chain.len(), 1);
    for step in 0..STEPS {
        let mut first = 0;
        for (index, raw) in chain.iter().enumerate() {
            while chain[first].start + longest <= raw.start {
                first += 1;
            }
            let overlapping = (first..chain.len()).take_while(|other| chain[*other].start < raw.end);
            let displaced = overlapping
                .filter(|other| chain[*other].end > raw.start)
                .any(|other| other != index && stays[other] >> step & 1 == 1 && displaces(&chain[other], raw));
            stays[index] |= u8::from(!displaced) << (step + 1);
        }
    }
    stays.iter_mut().for_each(|verdicts| *verdicts = *verdicts >> STEPS & 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(start: usize, end: usize, identifier: u16, rank: Rank) -> Raw {
        Raw { start, end, field: 0, identifier, rank, confidence: Confidence::Low }
    }

    fn kept(mut found: Vec<Raw>) -> Vec<(usize, usize, u16)> {
        let mut result = Vec::new();
        resolve(&mut found, &mut Vec::new(), |raw| result.push((raw.start, raw.end, raw.identifier)));
        result
    }

    #[test]
    fn the_better_rank_stays() {
        assert_eq!(kept(vec![raw(0, 10, 1, Rank::Phone), raw(2, 8, 2, Rank::Card)]), [(2, 8, 2)]);
        assert_eq!(kept(vec![raw(0, 10, 1, Rank::Phone), raw(10, 18, 2, Rank::Card)]), [(0, 10, 1), (10, 18, 2)]);
    }

    #[test]
    fn equal_ranks_stay_together() {
        assert_eq!(kept(vec![raw(0, 9, 1, Rank::Shaped), raw(0, 9, 2, Rank::Shaped)]), [(0, 9, 1), (0, 9, 2)]);
    }

    #[test]
    fn of_one_identifier_the_longest_and_then_the_first_stays() {
        assert_eq!(kept(vec![raw(0, 9, 1, Rank::Shaped), raw(5, 14, 1, Rank::Shaped)]), [(0, 9, 1)]);
        assert_eq!(kept(vec![raw(0, 9, 1, Rank::Shaped), raw(0, 9, 1, Rank::Shaped)]), [(0, 9, 1)]);
        assert_eq!(kept(vec![raw(0, 4, 1, Rank::Shaped), raw(0, 9, 1, Rank::Shaped)]), [(0, 9, 1)]);
        assert_eq!(kept(vec![raw(0, 9, 1, Rank::Phone), raw(2, 9, 2, Rank::Phone)]), [(0, 9, 1)]);
    }

    #[test]
    fn a_displaced_match_displaces_nothing() {
        let chain = vec![raw(0, 10, 1, Rank::Card), raw(5, 15, 1, Rank::Card), raw(12, 20, 1, Rank::Card)];
        assert_eq!(kept(chain), [(0, 10, 1), (12, 20, 1)]);
    }

    #[test]
    fn long_chains_leave_no_overlaps() {
        let chain: Vec<_> = (0..200).map(|start| raw(start * 3, start * 3 + 10, 1, Rank::Card)).collect();
        let kept = kept(chain);
        assert!(kept.windows(2).all(|pair| pair[0].1 <= pair[1].0));
        assert!(!kept.is_empty());
    }
}
