//! Key words: which lists have a word near a value, or in the names of a field.
//!
//! Nothing here looks at all bytes of a text. Around a value the matcher goes over the beginnings of words, rejects most
//! of them by their first four bytes with one table look-up, and follows the rest through an automaton of all key words.
//! What it found in a stretch of text is kept until the scan has moved on, so that many values beside each other cost one
//! search.

mod build;
mod distance;
mod filter;
mod forms;
mod found;
mod keyword;
mod names;
mod search;
mod set;
#[cfg(test)]
mod tests;
mod trie;
mod word;

use std::ops::Range;

use crate::KEYWORD_DISTANCE;
use crate::classify::{BLOCK, Level};
use crate::prefix::{self, Prefixes};
pub(crate) use distance::{DISTANCE_BYTES, LONGEST_KEYWORD_BYTES, REACH};
use distance::{characters_ahead, characters_back};
use filter::{Beginnings, Filter};
pub(crate) use filter::{FACTOR, OF_THREE, PLACE_BITS, Rare, SMALL, THREE, word};
pub(crate) use found::Found;
use found::Hit;
use keyword::{Keyword, beginnings_of};
pub(crate) use search::eight;
pub(crate) use set::{KeywordSet, NO_GROUP};

/// All key words of a rule set, ready to be looked up.
#[derive(Debug)]
pub(crate) struct KeywordIndex {
    keywords: Vec<Keyword>,
    trie: trie::Trie,
    /// A filter of how key words begin, if they are few: then no word needs to be looked at by itself.
    few: Option<Box<Prefixes>>,
    /// Whether a key word can begin with four bytes of this hash, or a short one with three.
    filter: Filter<{ filter::ALL }>,
    /// The same of six bytes.
    beginnings: Beginnings,
    /// Characters beyond ASCII that key words begin with.
    firsts: search::Firsts,
    /// Longest key word, in bytes of text.
    longest: usize,
    /// Longest key word, in characters.
    longest_characters: usize,
    level: Level,
}

/// From so many key words on, those are forgotten that lie farther than [`BEHIND`] bytes before where key words are asked for.
const MANY: usize = 256;
/// Values of a sweep are asked about in no order.
const BEHIND: usize = 4096;

impl KeywordIndex {
    /// A filter for the key words of these groups.
    pub(crate) fn rare(&self, groups: &KeywordSet) -> Rare {
        let of = |keyword: &&Keyword| keyword.groups.iter().any(|group| groups.contains(*group));
        Rare::of(*groups, self.keywords.iter().filter(of))
    }

    /// Whether there are so many that each word is looked at by itself.
    pub(crate) fn is_large(&self) -> bool {
        self.few.is_none()
    }

    /// The prefixes of all key words of these groups.
    pub(crate) fn prefixes(&self, groups: &KeywordSet) -> Prefixes {
        let of = |keyword: &&Keyword| keyword.groups.iter().any(|group| groups.contains(*group));
        Prefixes::of(beginnings_of(self.keywords.iter().filter(of)).iter().map(Vec::as_slice))
    }

    /// The lists that have a key word at most [`KEYWORD_DISTANCE`] characters before or after `text[start..end]`. `found`
    /// holds what is known of this text.
    #[inline]
    pub(crate) fn near<'a>(&self, text: &[u8], start: usize, end: usize, found: &'a mut Found) -> &'a KeywordSet {
        if found.last == Some((start, end)) {
            return &found.set;
        }
        if !found.set.is_empty() {
            found.set = KeywordSet::default();
        }
        found.last = Some((start, end));
        if text.len() - (end - start) < 2 {
            return &found.set;
        }
        // Where all is ASCII, distances and key words have as many bytes as characters.
        let plain = found.plain.start <= start.saturating_sub(KEYWORD_DISTANCE + self.longest_characters)
            && found.plain.end >= (end + KEYWORD_DISTANCE).min(text.len());
        let (nearest_end, farthest_start, longest) = if plain {
            let ahead = (end + KEYWORD_DISTANCE).min(text.len());
            (start.saturating_sub(KEYWORD_DISTANCE), ahead, self.longest_characters)
        } else {
            (characters_back(self.level, text, start), characters_ahead(self.level, text, end), self.longest)
        };
        let (from, to) = (nearest_end.saturating_sub(longest), farthest_start + 1);
        self.cover(text, from, to, found);
        // More may be known, of a whole sweep.
        let behind = found.hits.partition_point(|hit| hit.start <= farthest_start);
        for hit in found.hits[..behind].iter().rev() {
            if hit.start < from {
                break;
            }
            let before = hit.end <= start && hit.end >= nearest_end;
            if before || hit.start >= end {
                for group in &self.keywords[usize::from(hit.keyword)].groups {
                    found.set.insert(*group);
                }
            }
        }
        &found.set
    }

    /// The lists that have a key word in `text[from..to]`, or so near that it could be near a value there.
    pub(crate) fn around(&self, text: &[u8], from: usize, to: usize, found: &mut Found) -> KeywordSet {
        let first = from.saturating_sub(DISTANCE_BYTES + self.longest);
        self.cover(text, first, to + DISTANCE_BYTES + 1, found);
        let mut set = KeywordSet::default();
        for (start, _, keyword) in found.hits_from(first) {
            if start <= to + DISTANCE_BYTES {
                self.keywords[usize::from(keyword)].groups.iter().for_each(|group| set.insert(*group));
            }
        }
        set
    }

    /// How many bytes lie at most between a value in this stretch and a key word near it, and how many bytes a key word takes.
    pub(crate) fn reach(&self, found: &Found, stretch: Range<usize>) -> (usize, usize) {
        let plain = found.plain.start <= stretch.start && found.plain.end >= stretch.end;
        if plain { (KEYWORD_DISTANCE, self.longest_characters) } else { (DISTANCE_BYTES, self.longest) }
    }

    /// For each key word what `uses` says of its groups, all together.
    pub(crate) fn each_keyword<T: Default>(&self, mut uses: impl FnMut(&mut T, u16)) -> Box<[T]> {
        let of = |keyword: &Keyword| {
            let mut all = T::default();
            keyword.groups.iter().for_each(|group| uses(&mut all, *group));
            all
        };
        self.keywords.iter().map(of).collect()
    }

    /// Whether any key word begins in this stretch.
    pub(crate) fn have_any(&self, text: &[u8], stretch: Range<usize>, found: &mut Found) -> bool {
        self.cover(text, stretch.start, stretch.end, found);
        found.hits_from(stretch.start).next().is_some()
    }

    /// Makes the key words known that begin in `from..to`.
    pub(crate) fn cover(&self, text: &[u8], from: usize, to: usize, found: &mut Found) {
        let to = to.min(text.len());
        // Not too far behind what is known: the gap is searched too.
        if from < found.from || from > found.to + 4 * BLOCK || found.to == 0 {
            found.hits.clear();
            (found.from, found.to) = (from, from);
        }
        if to > found.to {
            // Whole blocks, as the next value is not far.
            let to = to.next_multiple_of(BLOCK).min(text.len());
            // Hits that no later value can be near to.
            let behind = from.saturating_sub(BEHIND);
            if found.hits.len() > MANY && found.from < behind {
                let keep = found.hits.partition_point(|hit| hit.start < behind);
                found.hits.drain(..keep);
                found.from = behind;
            }
            #[cfg(test)]
            {
                found.searched += 1;
            }
            let known = found.to;
            let hits = &mut found.hits;
            let visit = |keyword, start, end| hits.push(Hit { start, end, keyword });
            let plain = found.plain.start <= known && (to + prefix::LENGTH).min(text.len()) <= found.plain.end;
            self.each(text, known..to, plain, &mut found.hashes, visit);
            found.to = to;
        }
    }

    /// Whether a key word begins at `at` that is of one of the groups that `wanted` takes: where it ends (the longest, if
    /// there are several). All such groups are shown to it.
    #[inline]
    pub(crate) fn begins(&self, text: &[u8], at: usize, mut wanted: impl FnMut(u16) -> bool) -> Option<usize> {
        let mut longest = None;
        self.at(text, at, &mut |number, _, end| {
            for group in &self.keywords[usize::from(number)].groups {
                if wanted(*group) {
                    longest = longest.max(Some(end));
                }
            }
        });
        longest
    }
}
