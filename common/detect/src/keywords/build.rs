//! The building of the index from the key words of a rule set's identifiers.

use super::filter::{Beginnings, Filter, insert_first_bytes};
use super::forms;
use super::keyword::{Keyword, beginnings_of, fold_keyword};
use super::search::Firsts;
use super::set::{GROUP_LIMIT, NO_GROUP};
use super::trie::Trie;
use super::{KeywordIndex, LONGEST_KEYWORD_BYTES};
use crate::catalogue::Identifier;
use crate::classify::Level;
use crate::prefix::Prefixes;
use crate::ruleset::Error;

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
        let (mut longest, mut longest_characters) = (0, 0);
        for keyword in &keywords {
            insert_first_bytes(keyword, &mut filter);
            longest = longest.max(keyword.longest_bytes());
            longest_characters = longest_characters.max(keyword.folded.len());
        }
        let longest = longest.min(LONGEST_KEYWORD_BYTES);
        let level = Level::detect();
        let trie = Trie::build(keywords.iter().map(|keyword| &*keyword.folded));
        let words = beginnings_of(&keywords);
        let few = (words.len() <= FEW).then(|| Box::new(Prefixes::of(words.iter().map(Vec::as_slice))));
        let first_bytes = Beginnings::of(keywords.iter());
        let firsts = Firsts::of(keywords.iter().filter_map(|keyword| keyword.folded.first().copied()));
        let index = KeywordIndex {
            keywords,
            trie,
            few,
            filter,
            beginnings: first_bytes,
            firsts,
            longest,
            longest_characters,
            level,
        };
        Ok((index, groups))
    }
}
