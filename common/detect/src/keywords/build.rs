//! The building of the index from the key words of a rule set's identifiers.

use super::filter::{Beginnings, Filter, insert_first_bytes};
use super::forms;
use super::keyword::{Keyword, beginnings, beginnings_of, fold_keyword};
use super::search::Firsts;
use super::set::{GROUP_LIMIT, NO_GROUP};
use super::table::Table;
use super::{KeywordIndex, LONGEST_KEYWORD_BYTES};
use crate::catalogue::Identifier;
use crate::classify::Level;
use crate::prefix::Prefixes;
use crate::ruleset::Error;

/// How many buckets: a power of two.
const BUCKETS: usize = 1 << 13;

/// The bucket of key words that begin with these characters, folded; at most `FIRST_CHARACTERS`.
#[inline]
pub(super) fn bucket(characters: &[u32]) -> usize {
    let hash = characters
        .iter()
        .fold(characters.len() as u32, |hash, code| (hash ^ code).wrapping_mul(0x9e37_79b1).rotate_left(9));
    (hash >> 12) as usize % BUCKETS
}

/// So many beginnings of key words a filter of prefixes tells apart from most words.
const FEW: usize = 320;

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
            let words = identifier.keywords.iter().map(|keyword| (*keyword).to_owned());
            let forms = identifier.keywords.iter().flat_map(|keyword| forms::of(keyword));
            for keyword in &words.chain(forms).collect::<Vec<_>>() {
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
        let mut filter = Filter::new();
        let mut by_bucket = vec![Vec::new(); BUCKETS];
        let (mut longest, mut longest_characters) = (0, 0);
        for (number, keyword) in keywords.iter().enumerate() {
            insert_first_bytes(keyword, &mut filter);
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
        let table = Table::build(keywords.iter().map(|keyword| &*keyword.folded));
        let words = beginnings_of(&keywords);
        let few = (words.len() <= FEW).then(|| Box::new(Prefixes::of(words.iter().map(Vec::as_slice))));
        let first_bytes = Beginnings::of(keywords.iter());
        let firsts = Firsts::of(keywords.iter().filter_map(|keyword| keyword.folded.first().copied()));
        let index = KeywordIndex {
            keywords,
            table,
            few,
            filter,
            beginnings: first_bytes,
            firsts,
            buckets,
            bucket_lists,
            longest,
            longest_characters,
            level,
        };
        Ok((index, groups))
    }
}
