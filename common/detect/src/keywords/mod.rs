//! Key words: which lists have a word near a value, or in the names of a field.
//!
//! Nothing here looks at all bytes of a text. Around a value the matcher walks over the beginnings of words, rejects most
//! of them by their first four bytes with one table look-up, and compares the rest. What it found in a stretch of text is
//! kept until the scan has moved on, so that many values beside each other cost one walk.

mod table;

use std::ops::Range;

use crate::KEYWORD_DISTANCE;
use crate::catalogue::Identifier;
use crate::classify::{BLOCK, Letters, Level};
use crate::fold;
use crate::prefix::{self, Prefixes};
use crate::ruleset::Error;

/// The group of an identifier without key words.
pub(crate) const NO_GROUP: u16 = u16::MAX;

const SET_WORDS: usize = 16;
/// How many different lists of key words one rule set may hold.
const GROUP_LIMIT: usize = SET_WORDS * 64;

/// Longest stretch of text, in bytes, that 30 characters may fill (four bytes each).
pub(crate) const DISTANCE_BYTES: usize = KEYWORD_DISTANCE * 4;
/// Longest key word of the catalogue in bytes of text, with room for accents.
pub(crate) const LONGEST_KEYWORD_BYTES: usize = 160;
/// How far from a value, in bytes, anything can lie that decides about its key words.
pub(crate) const REACH: usize = DISTANCE_BYTES + LONGEST_KEYWORD_BYTES + 16;

/// Stands in a folded key word for a space, hyphen, underscore or nothing.
const FLEXIBLE: u32 = 1;
/// Stands in a folded key word for an apostrophe, which names of columns and careless people leave out, or for what
/// [`FLEXIBLE`] stands for.
const APOSTROPHE: u32 = 2;

/// What may stand for this sign of a folded key word, besides nothing, if it is flexible.
fn gaps(code: u32) -> Option<&'static [u8]> {
    match code {
        FLEXIBLE => Some(b" -_\t\n\r"),
        APOSTROPHE => Some(b" -_'\t\n\r"),
        _ => None,
    }
}

/// From this many letters on, a key word also counts inside an unbroken column name (`billingcardnumber`).
const INNER_MINIMUM: usize = 7;

/// What may follow a key word within one unbroken lower-case word: `ssnno`, `phonenr`, `cards`.
const SUFFIXES: [&[u8]; 10] = [b"s", b"no", b"nr", b"id", b"ids", b"num", b"nbr", b"number", b"numero", b"nummer"];

/// From this many characters on, a key word may be the stem of one with one more vowel: Macie lists `codice fiscal` and
/// `carteira de motorist`.
const STEM: usize = 12;

/// A set of groups: the lists of which a key word was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct KeywordSet([u64; SET_WORDS]);

impl KeywordSet {
    pub(crate) const EVERY: KeywordSet = KeywordSet([u64::MAX; SET_WORDS]);

    pub(crate) fn insert(&mut self, group: u16) {
        if let Some(word) = self.0.get_mut(usize::from(group) / 64) {
            *word |= 1 << (group % 64);
        }
    }

    #[inline]
    pub(crate) fn merge(&mut self, other: &KeywordSet) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    #[inline]
    pub(crate) fn contains(&self, group: u16) -> bool {
        self.0.get(usize::from(group) / 64).is_some_and(|word| word >> (group % 64) & 1 == 1)
    }

    #[inline]
    pub(crate) fn meets(&self, other: &KeywordSet) -> bool {
        self.0.iter().zip(&other.0).fold(0, |seen, (mine, theirs)| seen | mine & theirs) != 0
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == KeywordSet::default()
    }

    /// The groups that are in both sets.
    #[inline]
    pub(crate) fn common(self, other: &KeywordSet) -> impl Iterator<Item = u16> {
        let words: [u64; SET_WORDS] = std::array::from_fn(|index| self.0[index] & other.0[index]);
        words.into_iter().enumerate().flat_map(|(index, word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros();
                    rest &= rest - 1;
                    (index * 64) as u16 + bit as u16
                })
            })
        })
    }
}

#[derive(Debug)]
struct Keyword {
    folded: Box<[u32]>,
    /// Letters and digits alone; empty if there are other signs in it, which a column name must then have too.
    squeezed: Box<[u32]>,
    /// As it is written, if there are letters with accents among the first.
    accented: Vec<String>,
    groups: Vec<u16>,
}

/// A key word in a text.
#[derive(Clone, Copy, Debug)]
struct Hit {
    start: usize,
    end: usize,
    keyword: u16,
}

/// The key words that were found in a stretch of a text. Positions, no content.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Key words that begin in `from..to` are known.
    from: usize,
    to: usize,
    hits: Vec<Hit>,
    /// A stretch of the text that is known to be ASCII.
    plain: Range<usize>,
    /// The number of the text, or field, that all this is about.
    owner: usize,
    /// The last value asked about, and its key words.
    last: Option<(usize, usize)>,
    set: KeywordSet,
    /// How many stretches were searched: the work that a text made.
    #[cfg(test)]
    pub(crate) searched: u64,
}

impl Found {
    /// What is asked from now on is about the field of this number: forgets everything about others.
    #[inline]
    pub(crate) fn turn_to(&mut self, owner: usize) {
        if self.owner != owner {
            self.clear();
            self.owner = owner;
        }
    }

    /// This stretch of the text is ASCII.
    #[inline]
    pub(crate) fn set_plain(&mut self, plain: Range<usize>) {
        self.plain = plain;
    }

    /// The key words that are known and begin at `from` or later: start, end and number, ordered by start.
    pub(crate) fn hits_from(&self, from: usize) -> impl Iterator<Item = (usize, usize, u16)> {
        let first = self.hits.partition_point(|hit| hit.start < from);
        self.hits[first..].iter().map(|hit| (hit.start, hit.end, hit.keyword))
    }

    /// Forgets everything: another text begins.
    pub(crate) fn clear(&mut self) {
        self.plain = 0..0;
        (self.from, self.to, self.last) = (0, 0, None);
        self.hits.clear();
    }
}

/// All key words of a rule set, ready to be looked up.
#[derive(Debug)]
pub(crate) struct KeywordIndex {
    keywords: Vec<Keyword>,
    /// Those that begin with ASCII, as nearly all texts of key words do.
    table: table::Table,
    /// A filter of how key words begin, if they are few: then no word needs to be looked at by itself.
    few: Option<Box<Prefixes>>,
    /// Whether a key word can begin with four bytes of this hash.
    fours: Filter<FILTER_BITS>,
    /// Whether a key word of three letters or fewer can begin with three bytes of this hash.
    threes: Filter<FILTER_BITS>,
    /// For each hash of first characters where its key words begin in `bucket_lists`; one more entry ends the last.
    buckets: Box<[u32]>,
    /// Numbers of key words.
    bucket_lists: Vec<u16>,
    /// Longest key word, in bytes of text.
    longest: usize,
    /// Longest key word, in characters.
    longest_characters: usize,
    level: Level,
}

/// A set of hashes of some bits: it should stay in the first-level cache.
struct Filter<const BITS: u32> {
    words: Box<[u64]>,
}

/// Bits of the hash of a filter for all key words, and of one for a few.
const FILTER_BITS: u32 = 17;
const SMALL_FILTER_BITS: u32 = 13;

impl<const BITS: u32> std::fmt::Debug for Filter<BITS> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let set: u32 = self.words.iter().map(|word| word.count_ones()).sum();
        write!(formatter, "Filter({set} of 2^{BITS} bits)")
    }
}

impl<const BITS: u32> Filter<BITS> {
    fn new() -> Filter<BITS> {
        Filter { words: vec![0; 1 << (BITS - 6)].into() }
    }

    /// Bytes are hashed with the bit that tells capitals from small letters set.
    #[inline(always)]
    fn hash(bytes: u32) -> usize {
        ((bytes | 0x2020_2020).wrapping_mul(0x9e37_79b1) >> (32 - BITS)) as usize
    }

    fn insert(&mut self, bytes: u32) {
        let hash = Self::hash(bytes);
        if let Some(word) = self.words.get_mut(hash / 64) {
            *word |= 1 << (hash % 64);
        }
    }

    #[inline(always)]
    fn has(&self, bytes: u32) -> u64 {
        let hash = Self::hash(bytes);
        self.words[hash / 64] >> (hash % 64) & 1
    }
}

const BUCKETS: usize = 1 << 13;

/// How many first characters tell key words apart; shorter ones have buckets of their own.
const FIRST_CHARACTERS: usize = 4;

/// The bucket of key words that begin with these characters, folded; at most [`FIRST_CHARACTERS`].
#[inline]
fn bucket(characters: &[u32]) -> usize {
    let hash = characters
        .iter()
        .fold(characters.len() as u32, |hash, code| (hash ^ code).wrapping_mul(0x9e37_79b1).rotate_left(9));
    (hash >> 12) as usize % BUCKETS
}

/// All beginnings, of [`FIRST_CHARACTERS`] or fewer if it is no longer, that texts of the key word can have.
fn beginnings(rest: &[u32], so_far: &mut Vec<u32>, all: &mut Vec<Vec<u32>>) {
    let Some((first, rest)) = rest.split_first().filter(|_| so_far.len() < FIRST_CHARACTERS) else {
        all.push(so_far.clone());
        return;
    };
    let gaps: Option<Vec<u32>> = gaps(*first).map(|gaps| gaps.iter().map(|byte| u32::from(*byte)).collect());
    if gaps.is_some() {
        beginnings(rest, so_far, all);
    }
    for code in gaps.as_deref().unwrap_or(std::slice::from_ref(first)) {
        so_far.push(*code);
        beginnings(rest, so_far, all);
        so_far.pop();
    }
}

impl KeywordIndex {
    /// Builds the index, and tells the group of each identifier.
    pub(crate) fn build(identifiers: &[&'static Identifier]) -> Result<(KeywordIndex, Vec<u16>), Error> {
        let mut lists: Vec<&[&str]> = Vec::new();
        let mut groups = Vec::with_capacity(identifiers.len());
        let mut numbers: std::collections::HashMap<Vec<u32>, usize> = std::collections::HashMap::new();
        let mut keywords: Vec<Keyword> = Vec::new();
        for identifier in identifiers {
            if identifier.keywords.is_empty() {
                groups.push(NO_GROUP);
                continue;
            }
            let known = lists.iter().position(|list| *list == identifier.keywords);
            let group = known.unwrap_or(lists.len());
            groups.push(group.min(GROUP_LIMIT) as u16);
            if known.is_some() {
                continue;
            }
            lists.push(identifier.keywords);
            for keyword in identifier.keywords {
                let folded = fold_keyword(keyword);
                let number = *numbers.entry(folded.clone()).or_insert(keywords.len());
                if number == keywords.len() {
                    keywords.push(Keyword::new(folded));
                }
                keywords[number].note_accents(keyword);
                let groups = &mut keywords[number].groups;
                if groups.last() != Some(&(group as u16)) {
                    groups.push(group as u16);
                }
            }
        }
        if lists.len() > GROUP_LIMIT {
            return Err(Error::TooManyKeywordLists { found: lists.len(), limit: GROUP_LIMIT });
        }
        let (mut fours, mut threes) = (Filter::new(), Filter::new());
        let mut by_bucket = vec![Vec::new(); BUCKETS];
        let (mut longest, mut longest_characters) = (0, 0);
        for (number, keyword) in keywords.iter().enumerate() {
            insert_first_bytes(keyword, &mut fours, &mut threes);
            let mut all = Vec::new();
            beginnings(&keyword.folded, &mut Vec::new(), &mut all);
            let mut slots: Vec<usize> = all.iter().map(|characters| bucket(characters)).collect();
            slots.sort_unstable();
            slots.dedup();
            for slot in slots {
                by_bucket[slot].push(number as u16);
            }
            longest = longest.max(keyword.longest_bytes());
            longest_characters = longest_characters.max(keyword.folded.len());
        }
        let mut buckets = Vec::with_capacity(BUCKETS + 1);
        let mut bucket_lists = Vec::new();
        for list in by_bucket {
            buckets.push(bucket_lists.len() as u32);
            bucket_lists.extend(list);
        }
        buckets.push(bucket_lists.len() as u32);
        let buckets = buckets.into_boxed_slice();
        let longest = longest.min(LONGEST_KEYWORD_BYTES);
        let level = Level::detect();
        let table = table::Table::build(keywords.iter().map(|keyword| &*keyword.folded));
        let words = beginnings_of(&keywords);
        let few = (words.len() <= FEW).then(|| Box::new(Prefixes::of(words.iter().map(Vec::as_slice))));
        let index = KeywordIndex {
            keywords,
            table,
            few,
            fours,
            threes,
            buckets,
            bucket_lists,
            longest,
            longest_characters,
            level,
        };
        Ok((index, groups))
    }

    /// A filter for the key words of these groups.
    pub(crate) fn rare(&self, groups: &KeywordSet) -> Rare {
        let (mut fours, mut threes) = (Filter::new(), Filter::new());
        for keyword in self.keywords.iter().filter(|keyword| keyword.groups.iter().any(|group| groups.contains(*group)))
        {
            insert_first_bytes(keyword, &mut fours, &mut threes);
        }
        Rare { groups: *groups, fours, threes }
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
            (characters_back(text, start), characters_ahead(text, end), self.longest)
        };
        let (from, to) = (nearest_end.saturating_sub(longest), farthest_start + 1);
        self.cover(text, from, to, found);
        for hit in found.hits.iter().rev() {
            if hit.start < from {
                break;
            }
            let before = hit.end <= start && hit.end >= nearest_end;
            let behind = hit.start >= end && hit.start <= farthest_start;
            if before || behind {
                for group in &self.keywords[usize::from(hit.keyword)].groups {
                    found.set.insert(*group);
                }
            }
        }
        &found.set
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
            self.each(text, known, to, |keyword, start, end| hits.push(Hit { start, end, keyword }));
            found.to = to;
        }
    }

    /// Whether a key word of these groups begins at `at`, where it ends (the longest, if there are several).
    pub(crate) fn begins(&self, text: &[u8], at: usize, groups: &KeywordSet) -> Option<usize> {
        let mut longest = None;
        self.at(text, at, &mut |number, _, end| {
            if self.keywords[usize::from(number)].groups.iter().any(|group| groups.contains(*group)) {
                longest = longest.max(Some(end));
            }
        });
        longest
    }

    /// The lists that have a key word in one of these names.
    pub(crate) fn in_names(&self, names: &[&str]) -> KeywordSet {
        let mut set = KeywordSet::default();
        for name in names {
            let name = name.as_bytes();
            let name = &name[..name.len().min(NAME_BYTES)];
            let mut insert = |number: u16| {
                self.keywords[usize::from(number)].groups.iter().for_each(|group| set.insert(*group));
            };
            self.each(name, 0, name.len(), |number, _, _| insert(number));
            let squeezed = squeeze(name);
            for (number, keyword) in self.keywords.iter().enumerate() {
                let inner = &keyword.squeezed;
                if inner.len() >= INNER_MINIMUM && squeezed.windows(inner.len()).any(|part| part == &**inner) {
                    insert(number as u16);
                }
            }
        }
        set
    }

    /// Calls `visit` for each key word that begins in `from..to`, with its number, start and end.
    #[inline]
    fn each(&self, text: &[u8], from: usize, to: usize, mut visit: impl FnMut(u16, usize, usize)) {
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
    fn at(&self, text: &[u8], at: usize, visit: &mut impl FnMut(u16, usize, usize)) {
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

impl Keyword {
    fn new(folded: Vec<u32>) -> Keyword {
        let is_word = |code: &u32| u8::try_from(*code).map_or(*code >= 0x80, |byte| byte.is_ascii_alphanumeric());
        let signs = folded.iter().any(|code| gaps(*code).is_none() && !is_word(code));
        let squeezed = folded.iter().copied().filter(|code| !signs && is_word(code)).collect();
        Keyword { folded: folded.into(), squeezed, accented: Vec::new(), groups: Vec::new() }
    }

    /// Keeps this way to write it, if bytes beyond ASCII are among the first.
    fn note_accents(&mut self, keyword: &str) {
        if keyword.bytes().take(prefix::LENGTH).any(|byte| !byte.is_ascii()) {
            self.accented.extend([keyword.to_lowercase(), keyword.to_uppercase()]);
        }
    }

    /// How many bytes of text it can take: Latin letters may have accents, others are of three bytes at most.
    fn longest_bytes(&self) -> usize {
        self.folded.iter().map(|code| if *code < 0x80 { 2 } else { 3 }).sum()
    }
}

/// The first bytes of these key words, as a filter of prefixes takes them. Those that begin beyond ASCII cannot be told by so
/// few bytes: they are not among them.
fn beginnings_of<'a>(keywords: impl IntoIterator<Item = &'a Keyword>) -> Vec<Vec<u8>> {
    let mut words = Vec::new();
    for keyword in keywords {
        first_bytes(&keyword.folded, &mut Vec::new(), &mut words);
        words.extend(keyword.accented.iter().map(|word| word.bytes().take(prefix::LENGTH).collect()));
    }
    words.retain(|word| word.first().is_some_and(u8::is_ascii_alphabetic));
    words.sort_unstable();
    words.dedup();
    words
}

/// So many beginnings of key words a filter of prefixes tells apart from most words.
const FEW: usize = 320;

/// Blocks that are surveyed at a time.
const SURVEY: usize = 8;

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

/// From so many key words on, those are forgotten that lie farther than [`BEHIND`] bytes before where key words are asked for.
const MANY: usize = 256;
/// Values of a sweep are asked about in no order.
const BEHIND: usize = 4096;

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

/// How much of a name is looked at, in bytes.
const NAME_BYTES: usize = 512;

/// Whether a word may begin at `at`, where a letter (`first`, folded) stands: a letter with an accent before it would be
/// part of the word, and so would any letter before a letter beyond ASCII.
#[inline]
fn begins_word(text: &[u8], at: usize, first: u32) -> bool {
    let Some(before) = at.checked_sub(1).map(|index| text[index]) else { return true };
    if before < 0x80 {
        // Of ASCII letters the caller knows; ideographs stand beside them without a space.
        return text[at] < 0x80 || !before.is_ascii_alphabetic() || !is_bounded(first);
    }
    !is_bounded(first) || fold::previous(text, at).is_none_or(|(code, _)| !fold::is_word_letter(code))
}

/// Whether words with this folded letter have boundaries.
fn is_bounded(code: u32) -> bool {
    code < 0x80 || fold::is_word_letter(code)
}

/// Start of the 30 characters before `at`. Looks at most [`DISTANCE_BYTES`] back; an invalid byte counts as a character.
fn characters_back(text: &[u8], at: usize) -> usize {
    let plain = at.saturating_sub(KEYWORD_DISTANCE);
    if text[plain..at].is_ascii() {
        return plain;
    }
    let floor = at.saturating_sub(DISTANCE_BYTES);
    let mut position = at;
    let mut characters = 0;
    while position > floor && characters < KEYWORD_DISTANCE {
        position -= 1;
        characters += usize::from(!fold::is_continuation(text[position]));
    }
    position
}

/// End of the 30 characters after `at`.
fn characters_ahead(text: &[u8], at: usize) -> usize {
    let plain = (at + KEYWORD_DISTANCE).min(text.len());
    if text[at..plain].is_ascii() {
        return plain;
    }
    let ceiling = (at + DISTANCE_BYTES).min(text.len());
    let mut position = at;
    let mut characters = 0;
    while position < ceiling {
        characters += usize::from(!fold::is_continuation(text[position]));
        if characters > KEYWORD_DISTANCE {
            break;
        }
        position += 1;
    }
    position
}

fn fold_keyword(keyword: &str) -> Vec<u32> {
    let sign = |code: u32| match u8::try_from(code) {
        Ok(b' ' | b'-' | b'_') => FLEXIBLE,
        Ok(b'\'') => APOSTROPHE,
        _ => code,
    };
    fold::folded(keyword).into_iter().map(sign).collect()
}

fn squeeze(name: &[u8]) -> Vec<u32> {
    let mut result = Vec::with_capacity(name.len());
    let mut at = 0;
    while at < name.len() {
        let (code, length) = fold::character(name, at);
        if u8::try_from(code).map_or(true, |byte| byte.is_ascii_alphanumeric()) {
            result.push(code);
        }
        at += length.max(1);
    }
    result
}

/// Lets the filters know how a key word can begin.
fn insert_first_bytes<const BITS: u32>(keyword: &Keyword, fours: &mut Filter<BITS>, threes: &mut Filter<BITS>) {
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
    fours: Filter<SMALL_FILTER_BITS>,
    threes: Filter<SMALL_FILTER_BITS>,
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

/// Bytes that the filter takes.
const FIRST_BYTES: usize = 4;

/// The first four bytes, if they are ASCII, of all texts that begin with the key word; three or two if it is no longer.
/// Texts with other bytes among the first four pass the filter anyway.
fn first_bytes(rest: &[u32], so_far: &mut Vec<u8>, firsts: &mut Vec<Vec<u8>>) {
    if so_far.len() >= FIRST_BYTES {
        firsts.push(so_far.clone());
        return;
    }
    let Some((first, rest)) = rest.split_first() else {
        firsts.push(so_far.clone());
        return;
    };
    let bytes: &[u8] = match (gaps(*first), u8::try_from(*first)) {
        (Some(gaps), _) => {
            first_bytes(rest, so_far, firsts);
            gaps
        }
        (None, Ok(byte)) if byte < 0x80 => &[byte],
        _ => &[],
    };
    for byte in bytes {
        so_far.push(*byte);
        first_bytes(rest, so_far, firsts);
        so_far.pop();
    }
}

/// Where the key word ends if it stands at `start` and ends at a word boundary.
fn keyword_end(text: &[u8], start: usize, keyword: &[u32]) -> Option<usize> {
    let mut at = start;
    let mut last = start;
    for wanted in keyword {
        let (code, length) = fold::character(text, at);
        if let Some(gaps) = gaps(*wanted) {
            if u8::try_from(code).is_ok_and(|byte| length > 0 && gaps.contains(&byte)) {
                at += length;
            }
            continue;
        }
        if code != *wanted || length == 0 {
            return None;
        }
        last = at;
        at += length;
    }
    let bounded = match keyword.last()? {
        final_code @ 0..0x80 => u8::try_from(*final_code).is_ok_and(|byte| byte.is_ascii_alphanumeric()),
        final_code => is_bounded(*final_code),
    };
    // `exp m` stands for `exp_month` too: a letter alone abbreviates a word.
    let abbreviated = keyword.len() > 1 && keyword[keyword.len() - 2] == FLEXIBLE;
    (!bounded || abbreviated || ends_word(text, last, at, keyword.len())).then_some(at)
}

fn ends_word(text: &[u8], last: usize, end: usize, length: usize) -> bool {
    let Some(&next) = text.get(end) else { return true };
    match next {
        // `ssn2`, but not `ssn4x`.
        b'0'..=b'9' => {
            let after = text[end..].iter().take(4).find(|byte| !byte.is_ascii_digit());
            length > 2 && after.is_none_or(|byte| !byte.is_ascii_alphabetic())
        }
        b'A'..=b'Z' if !text[last].is_ascii_uppercase() => true,
        // `SSNNumber`: the next word's capital.
        b'A'..=b'Z' if text.get(end + 1).is_some_and(u8::is_ascii_lowercase) => true,
        b'a' | b'e' | b'o' if length >= STEM && !text.get(end + 1).is_some_and(|byte| continues(*byte)) => true,
        b'A'..=b'Z' | b'a'..=b'z' => length > 2 && has_suffix(text, end),
        0x80.. => !fold::is_word_letter(fold::decode(text, end).0),
        _ => true,
    }
}

/// Whether a word goes on with this byte.
fn continues(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

fn has_suffix(text: &[u8], end: usize) -> bool {
    let rest = &text[end..text.len().min(end + 8)];
    let length = rest.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(rest.len());
    SUFFIXES.iter().any(|suffix| rest[..length].eq_ignore_ascii_case(suffix))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::catalogue;

    fn index() -> (KeywordIndex, Vec<u16>, Vec<&'static Identifier>) {
        let rows: Vec<_> = catalogue::all().iter().collect();
        let (index, groups) = KeywordIndex::build(&rows).unwrap();
        (index, groups, rows)
    }

    fn has(text: &str, value: &str, id: &str) -> bool {
        let (index, groups, rows) = index();
        let start = text.rfind(value).unwrap();
        let mut found = Found::default();
        let set = index.near(text.as_bytes(), start, start + value.len(), &mut found);
        set.contains(groups[rows.iter().position(|row| row.id == id).unwrap()])
    }

    fn named(name: &str, id: &str) -> bool {
        let (index, groups, rows) = index();
        index.in_names(&[name]).contains(groups[rows.iter().position(|row| row.id == id).unwrap()])
    }

    const SSN: &str = "USA_SOCIAL_SECURITY_NUMBER";

    #[test]
    fn words_have_boundaries() {
        for text in ["ssn: #", "ssn=#", "\"ssn\":\"#", "customer_ssn #", "SSN #", "ss# #", "SSNs: #"] {
            assert!(has(text, "#", SSN), "{text}");
        }
        for text in ["assn #", "ssnx #", "sessn #", "classn #", "social #", "ñssn #", "SSN4X#"] {
            assert!(!has(text, "#", SSN), "{text}");
        }
    }

    #[test]
    fn a_space_is_flexible_and_accents_are_optional() {
        for text in
            ["Social Security #", "social_security #", "SOCIAL-SECURITY #", "socialsecurity #", "socialSecurity #"]
        {
            assert!(has(text, "#", SSN), "{text}");
        }
        assert!(has("Sécurité Sociale #", "#", "FRANCE_NATIONAL_IDENTIFICATION_NUMBER"));
        assert!(has("SECURITE SOCIALE #", "#", "FRANCE_NATIONAL_IDENTIFICATION_NUMBER"));
        assert!(has("MÓVEL: #", "#", "BRAZIL_PHONE_NUMBER"));
        assert!(has("carte nationale d'identité #", "#", "FRANCE_NATIONAL_IDENTIFICATION_NUMBER"));
        assert!(has("carte nationale d’identité #", "#", "FRANCE_NATIONAL_IDENTIFICATION_NUMBER"));
    }

    #[test]
    fn thirty_characters_are_near_and_thirty_one_are_not() {
        for filler in [".", "é", "漢", "😀"] {
            assert!(has(&format!("ssn {}#", filler.repeat(29)), "#", SSN), "{filler} before");
            assert!(!has(&format!("ssn {}#", filler.repeat(30)), "#", SSN), "{filler} before");
        }
        for filler in [".", "漢", "😀"] {
            assert!(has(&format!("#{}ssn", filler.repeat(30)), "#", SSN), "{filler} after");
            assert!(!has(&format!("#{}ssn", filler.repeat(31)), "#", SSN), "{filler} after");
        }
    }

    #[test]
    fn names_of_columns() {
        for name in [
            "ssn",
            "SSN",
            "customerSsn",
            "customer_ssn",
            "ssn2",
            "SSNNumber",
            "ssnno",
            "socialSecurityNumber",
            "cust ssn",
        ] {
            assert!(named(name, SSN), "{name}");
        }
        for name in ["assn", "lessn", "session", "ssnap", "class_number"] {
            assert!(!named(name, SSN), "{name}");
        }
        assert!(named("cardnumber", "CREDIT_CARD_NUMBER"));
        assert!(named("billingcreditcardhash", "CREDIT_CARD_NUMBER"));
        assert!(!named("company", "CREDIT_CARD_NUMBER"));
        assert!(!named("discard", "CREDIT_CARD_NUMBER"));
        assert!(!named("mcx", "CREDIT_CARD_NUMBER"));
        assert!(named("mcNumber", "CREDIT_CARD_NUMBER"));
        assert!(has("my RG nº #", "#", "BRAZIL_RG_NUMBER"));
    }

    #[test]
    fn every_keyword_finds_itself() {
        let (index, groups, rows) = index();
        for (row, group) in rows.iter().zip(&groups) {
            for keyword in row.keywords {
                let text = format!("{keyword} 1");
                let mut found = Found::default();
                let set = index.near(text.as_bytes(), text.len() - 1, text.len(), &mut found);
                assert!(set.contains(*group), "{} {keyword}", row.id);
                assert!(Keyword::new(fold_keyword(keyword)).longest_bytes() <= LONGEST_KEYWORD_BYTES, "{keyword}");
                for separator in ["", "_", "-"] {
                    let text = format!("{} 1", keyword.to_uppercase().replace(' ', separator));
                    let mut found = Found::default();
                    let set = index.near(text.as_bytes(), text.len() - 1, text.len(), &mut found);
                    assert!(set.contains(*group), "{} {text}", row.id);
                }
            }
        }
    }
}
