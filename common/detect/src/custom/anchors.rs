//! Searches a text for the literals of all custom identifiers at once.

use aho_corasick::packed::{self, MatchKind, Searcher};
use aho_corasick::{AhoCorasick, AhoCorasickKind, Span};

/// How many literals one vector search takes.
const TOGETHER: usize = 64;
/// How many vector searches follow each other. With more literals an automaton of all is quicker.
const SEARCHES: usize = 4;

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
    /// Vector searches, with the number of the first literal of each.
    Packed(Vec<(Searcher, usize)>),
    Automaton(AhoCorasick),
    Nothing,
}

/// Literals and what they are for.
#[derive(Debug)]
pub(super) struct Anchors {
    engine: Engine,
    targets: Vec<Vec<Target>>,
    longest: usize,
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
        shortest.sort_by_key(|(literal, _)| is_long(literal));
        let (shortest, targets): (Vec<Vec<u8>>, Vec<Vec<Target>>) = shortest.into_iter().unzip();
        let longest = shortest.iter().map(Vec::len).max().unwrap_or(0);
        Anchors { engine: Engine::new(&shortest), targets, longest }
    }

    pub(super) fn targets(&self, hit: Hit) -> &[Target] {
        self.targets.get(hit.anchor as usize).map_or(&[], Vec::as_slice)
    }

    /// Adds the hits that begin in `text[from..to]`. `folded` is scratch memory.
    pub(super) fn find(&self, text: &[u8], from: usize, to: usize, folded: &mut Vec<u8>, hits: &mut Vec<Hit>) {
        if self.longest == 0 || from >= to {
            return;
        }
        let end = (to + self.longest - 1).min(text.len());
        folded.clear();
        folded.extend_from_slice(&text[from..end]);
        folded.make_ascii_lowercase();
        let length = to - from;
        let mut hit = |at: usize, anchor: usize| hits.push(Hit { at: from + at, anchor: anchor as u32 });
        match &self.engine {
            Engine::Packed(searches) => {
                for (searcher, first) in searches {
                    let mut start = 0;
                    while let Some(found) = searcher.find_in(&*folded, Span { start, end: folded.len() })
                        && found.start() < length
                    {
                        hit(found.start(), first + found.pattern().as_usize());
                        start = found.start() + 1;
                    }
                }
            }
            Engine::Automaton(automaton) => {
                for found in automaton.find_overlapping_iter(&*folded) {
                    if found.start() < length {
                        hit(found.start(), found.pattern().as_usize());
                    }
                }
            }
            Engine::Nothing => {}
        }
    }
}

/// Whether a vector search can look at four bytes of the literal.
fn is_long(literal: &[u8]) -> bool {
    literal.len() > 3
}

impl Engine {
    fn new(literals: &[Vec<u8>]) -> Engine {
        if literals.is_empty() {
            return Engine::Nothing;
        }
        if literals.len() <= TOGETHER * SEARCHES
            && let Some(packed) = Engine::packed(literals)
        {
            return Engine::Packed(packed);
        }
        match AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(literals) {
            Ok(automaton) => Engine::Automaton(automaton),
            // It cannot fail for a few thousand literals of a few bytes.
            Err(_) => Engine::Nothing,
        }
    }

    /// Literals of three bytes are searched for apart: among others they would make the search look at three bytes of all.
    /// The literals must be sorted by [`is_long`].
    fn packed(literals: &[Vec<u8>]) -> Option<Vec<(Searcher, usize)>> {
        let mut searches = Vec::new();
        let mut first = 0;
        for literals in literals.chunk_by(|one, other| is_long(one) == is_long(other)) {
            let size = literals.len().div_ceil(literals.len().div_ceil(TOGETHER));
            for literals in literals.chunks(size) {
                let mut config = packed::Config::new();
                config.match_kind(MatchKind::LeftmostFirst).heuristic_pattern_limits(false);
                searches.push((config.builder().extend(literals).build()?, first));
                first += literals.len();
            }
        }
        Some(searches)
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
