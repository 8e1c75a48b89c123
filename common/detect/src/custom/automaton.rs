//! Deterministic automata over bytes: one table look-up for each byte, so time is linear and steps can be counted.

use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::Hir;

use super::shape::Bytes;
use super::{Error, LONGEST_MATCH};

/// Bytes that the tables of one automaton may have.
const TABLE: usize = 4 << 20;
/// Bytes that making the tables may need besides.
const DETERMINIZE: usize = 8 << 20;
/// Bytes of the automaton before it is made deterministic.
const NONDETERMINISTIC: usize = 1 << 20;

/// A text and what is known of its ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    pub(super) bytes: &'a [u8],
    /// Whether the first byte begins the text, so that `^` matches there.
    pub(super) begins: bool,
    /// Whether the last byte ends the text.
    pub(super) ends: bool,
}

impl<'a> Text<'a> {
    /// A text that is there as a whole.
    pub(super) fn whole(bytes: &'a [u8]) -> Text<'a> {
        Text { bytes, begins: true, ends: true }
    }
}

/// What stands for a byte beyond the window, where the text goes on.
const BEYOND: u8 = b' ';

/// Which way an automaton reads, and from where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Forwards from the begin of a match.
    From,
    /// Forwards from anywhere before a match.
    Before,
    /// Backwards from the end of a match.
    Back,
}

#[derive(Debug)]
struct Table(dense::DFA<Vec<u32>>);

impl Table {
    fn build(hir: &Hir, way: Way) -> Option<Table> {
        let nfa = thompson::Compiler::new()
            .configure(
                thompson::Config::new()
                    .utf8(false)
                    .reverse(way == Way::Back)
                    .nfa_size_limit(Some(NONDETERMINISTIC))
                    .which_captures(WhichCaptures::None),
            )
            .build_from_hir(hir)
            .ok()?;
        let start = if way == Way::Before { StartKind::Unanchored } else { StartKind::Anchored };
        let kind = if way == Way::Back { MatchKind::All } else { MatchKind::LeftmostFirst };
        let config = dense::Config::new()
            .start_kind(start)
            .match_kind(kind)
            .accelerate(false)
            .dfa_size_limit(Some(TABLE))
            .determinize_size_limit(Some(DETERMINIZE));
        dense::Builder::new().configure(config).build_from_nfa(&nfa).ok().map(Table)
    }

    fn start(&self, anchored: Anchored, behind: Option<u8>) -> Option<StateID> {
        let config = start::Config::new().anchored(anchored).look_behind(behind);
        self.0.start_state(&config).ok()
    }

    /// The state behind the last byte before `at`, once it was told what comes there.
    #[inline]
    fn finish(&self, state: StateID, text: Text<'_>, at: usize) -> StateID {
        match text.bytes.get(at) {
            Some(byte) => self.0.next_state(state, *byte),
            None if text.ends => self.0.next_eoi_state(state),
            None => self.0.next_state(state, BEYOND),
        }
    }
}

/// Finds the matches of one pattern.
#[derive(Debug)]
pub(super) struct Automaton {
    from: Table,
    /// The state in which `from` begins, whatever stands before.
    start: Option<StateID>,
    search: Option<Search>,
}

/// Finds the first match from any place on, without trying each.
#[derive(Debug)]
struct Search {
    before: Table,
    back: Table,
    /// States of `before` in which no match has begun.
    idle: Vec<StateID>,
}

/// Steps that may still be taken. None are left when it is zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget(pub(super) usize);

impl Budget {
    #[inline]
    pub(super) fn take(&mut self, steps: usize) {
        self.0 = self.0.saturating_sub(steps);
    }

    pub(super) fn is_spent(self) -> bool {
        self.0 == 0
    }
}

fn behind(text: Text<'_>, at: usize) -> Option<u8> {
    match at.checked_sub(1) {
        Some(before) => text.bytes.get(before).copied(),
        None if text.begins => None,
        None => Some(BEYOND),
    }
}

impl Automaton {
    /// Compiles a pattern whose matches begin with one of the bytes `first`. With `search`, [`Automaton::find`] will be used, unless that needs too much memory.
    pub(super) fn new(hir: &Hir, first: &Bytes, search: bool) -> Result<Automaton, Error> {
        let from = Table::build(hir, Way::From).ok_or(Error::PatternTooLarge)?;
        let start = from.0.universal_start_state(Anchored::Yes);
        let search = if search { Search::build(hir, first) } else { None };
        Ok(Automaton { from, start, search })
    }

    /// Whether [`Automaton::find`] works.
    pub(super) fn searches(&self) -> bool {
        self.search.is_some()
    }

    /// Bytes of the tables.
    #[cfg(test)]
    pub(super) fn memory(&self) -> usize {
        let search =
            self.search.as_ref().map_or(0, |search| search.before.0.memory_usage() + search.back.0.memory_usage());
        self.from.0.memory_usage() + search
    }

    /// The end of the match that begins at `at`.
    #[inline]
    pub(super) fn match_at(&self, text: Text<'_>, at: usize, budget: &mut Budget) -> Option<usize> {
        let dfa = &self.from.0;
        let mut state = match self.start {
            Some(state) => state,
            None => self.from.start(Anchored::Yes, behind(text, at))?,
        };
        let end = text.bytes.len().min(at + LONGEST_MATCH);
        let mut found = None;
        for (index, byte) in text.bytes.get(at..end)?.iter().enumerate() {
            state = dfa.next_state(state, *byte);
            if dfa.is_special_state(state) {
                if dfa.is_match_state(state) {
                    found = Some(at + index);
                } else if dfa.is_dead_state(state) || dfa.is_quit_state(state) {
                    budget.take(index + 1);
                    return found;
                }
            }
        }
        budget.take(end - at + 1);
        if dfa.is_match_state(self.from.finish(state, text, end)) { Some(end) } else { found }
    }

    /// The first match that begins at or after `at` and before `until`. None as well if the budget is spent or the
    /// automaton does not search.
    pub(super) fn find(&self, text: Text<'_>, at: usize, until: usize, budget: &mut Budget) -> Option<(usize, usize)> {
        let search = self.search.as_ref()?;
        let mut at = at;
        while at < until && !budget.is_spent() {
            let end = search.forwards(text, at, until, budget)?;
            let start = search.backwards(text, at, end, budget)?;
            if start >= until {
                return None;
            }
            // What a match is depends on its begin alone, also where the search went further than a match may reach.
            if end - start < LONGEST_MATCH {
                return Some((start, end));
            }
            if let Some(end) = self.match_at(text, start, budget) {
                return Some((start, end));
            }
            at = start + 1;
        }
        None
    }
}

impl Search {
    fn build(hir: &Hir, first: &Bytes) -> Option<Search> {
        let before = Table::build(hir, Way::Before)?;
        let back = Table::build(hir, Way::Back)?;
        let mut search = Search { before, back, idle: Vec::new() };
        let mut starts = vec![search.before.start(Anchored::No, None)?];
        for byte in 0..=u8::MAX {
            starts.push(search.before.start(Anchored::No, Some(byte))?);
        }
        let others = (0..=u8::MAX).filter(|byte| !first.contains(*byte));
        let waits: Vec<StateID> = others
            .flat_map(|byte| starts.iter().map(move |state| (*state, byte)))
            .map(|(state, byte)| search.before.0.next_state(state, byte))
            .collect();
        starts.extend(waits);
        starts.sort_unstable();
        starts.dedup();
        search.idle = starts;
        Some(search)
    }

    /// The end of the first match.
    #[inline]
    fn forwards(&self, text: Text<'_>, at: usize, until: usize, budget: &mut Budget) -> Option<usize> {
        let dfa = &self.before.0;
        let mut state = self.before.start(Anchored::No, behind(text, at))?;
        let end = text.bytes.len().min(until + LONGEST_MATCH);
        let mut found = None;
        for (index, byte) in text.bytes.get(at..end)?.iter().enumerate() {
            state = dfa.next_state(state, *byte);
            if dfa.is_special_state(state) {
                if dfa.is_match_state(state) {
                    found = Some(at + index);
                } else if dfa.is_dead_state(state) || dfa.is_quit_state(state) {
                    budget.take(index + 1);
                    return found;
                }
            }
            if at + index >= until && self.idle.contains(&state) {
                budget.take(index + 1);
                return found;
            }
        }
        budget.take(end.saturating_sub(at) + 1);
        if dfa.is_match_state(self.before.finish(state, text, end)) { Some(end) } else { found }
    }

    /// The first begin of a match that ends at `end`, not before `at`.
    #[inline]
    fn backwards(&self, text: Text<'_>, at: usize, end: usize, budget: &mut Budget) -> Option<usize> {
        let dfa = &self.back.0;
        let after = match text.bytes.get(end) {
            Some(byte) => Some(*byte),
            None if text.ends => None,
            None => Some(BEYOND),
        };
        let mut state = self.back.start(Anchored::Yes, after)?;
        let mut found = None;
        for (index, byte) in text.bytes.get(at..end)?.iter().enumerate().rev() {
            state = dfa.next_state(state, *byte);
            if dfa.is_special_state(state) {
                if dfa.is_match_state(state) {
                    found = Some(at + index + 1);
                } else if dfa.is_dead_state(state) || dfa.is_quit_state(state) {
                    budget.take(end - at - index);
                    return found;
                }
            }
        }
        budget.take(end - at + 1);
        let last = match behind(text, at) {
            Some(byte) => dfa.next_state(state, byte),
            None => dfa.next_eoi_state(state),
        };
        if dfa.is_match_state(last) { Some(at) } else { found }
    }
}
