//! Which custom identifiers have a key word in the names around a field.

use aho_corasick::{AhoCorasick, MatchKind};

use super::keyword::letters;
use super::matcher::Matcher;
use super::scan::Named;

/// The key words of all custom identifiers, looked for in one pass over a name: few names have any.
#[derive(Debug)]
pub(super) struct NameIndex {
    /// The key words without separators. None, if there are too many: then each is looked for by itself.
    automaton: Option<AhoCorasick>,
    /// The identifier and the number of each of its key words.
    owners: Vec<(usize, usize)>,
}

impl NameIndex {
    pub(super) fn new(matchers: &[Matcher]) -> NameIndex {
        let mut owners = Vec::new();
        let mut words = Vec::new();
        for (custom, matcher) in matchers.iter().enumerate() {
            for (number, keyword) in matcher.keywords.iter().enumerate() {
                owners.push((custom, number));
                words.push(keyword.squeezed().iter().collect::<String>());
            }
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(words).ok();
        NameIndex { automaton, owners }
    }

    /// The identifiers that have a key word in one of these names.
    pub(super) fn named(&self, matchers: &[Matcher], names: &[&str]) -> Named {
        let mut named = Named::default();
        if self.owners.is_empty() {
            return named;
        }
        let mut look = |name: &str, word: usize| {
            let (custom, number) = self.owners[word];
            if !named.contains(custom) && matchers[custom].keywords[number].is_in_name(name) {
                named.insert(custom);
            }
        };
        for name in names {
            let Some(automaton) = &self.automaton else {
                (0..self.owners.len()).for_each(|word| look(name, word));
                continue;
            };
            let squeezed: String = letters(name).collect();
            automaton.find_overlapping_iter(&squeezed).for_each(|found| look(name, found.pattern().as_usize()));
        }
        named
    }
}
