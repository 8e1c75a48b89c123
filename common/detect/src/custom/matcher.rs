//! One custom identifier, compiled.

use memchr::memmem::Finder;
use regex_syntax::hir::{Hir, Look};

use super::automaton::{Automaton, Budget, Text};
use super::keyword::Keyword;
use super::masks::{Fit, Masks};
use super::shape::{Bytes, Plan, Shape};
use super::{Criteria, Error, SEGMENT, pattern};

/// How many steps of automata one identifier may take for each byte of a text. A pattern that takes more on ordinary texts is
/// refused; on hostile texts the rest of the segment is left out.
const STEPS: usize = 64;

/// Where matches are looked for.
#[derive(Debug)]
pub(super) enum Places {
    /// Around literals: so many bytes behind the begin of a match, with such bytes between.
    Literals {
        least: usize,
        most: Option<usize>,
        lead: Box<Bytes>,
    },
    /// Where the kinds of the bytes fit.
    Fit(Fit),
    Everywhere,
}

#[derive(Debug)]
pub(super) struct Matcher {
    automaton: Automaton,
    first: Bytes,
    pub(super) places: Places,
    pub(super) keywords: Vec<Keyword>,
    /// In characters.
    pub(super) distance: usize,
    ignore: Vec<Finder<'static>>,
}

/// How far the search of one identifier has come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor {
    pub(super) at: usize,
    budget: Budget,
}

impl Cursor {
    /// At the begin of a part of a text of so many bytes.
    pub(super) fn new(at: usize, bytes: usize) -> Cursor {
        Cursor { at, budget: Budget(STEPS * (bytes + 16)) }
    }

    pub(super) fn is_spent(&self) -> bool {
        self.budget.is_spent()
    }
}

impl Matcher {
    /// Compiles criteria. The literals that its matches have are returned with it, and runs are added to `masks`.
    pub(super) fn new(criteria: &Criteria, masks: &mut Masks) -> Result<(Matcher, Vec<Vec<u8>>), Error> {
        let hir = pattern::parse(&criteria.regex)?;
        let shape = Shape::of(&hir);
        let keyed = !criteria.keywords.is_empty();
        let mut anchors = Vec::new();
        let places = match shape.plan {
            // Without a key word nearby, such a pattern is looked for in fields alone whose names have one.
            _ if keyed => Places::Everywhere,
            Plan::Literals(literals) => {
                anchors = literals.anchors;
                Places::Literals { least: literals.least, most: literals.most, lead: Box::new(literals.lead) }
            }
            Plan::Runs { runs, word } => Places::Fit(masks.add(&runs, word)),
            Plan::Everywhere => Places::Everywhere,
        };
        let search = shape.long || matches!(places, Places::Everywhere);
        let matcher = Matcher {
            automaton: Automaton::new(&hir, &shape.first, search)?,
            first: shape.first,
            places,
            keywords: criteria.keywords.iter().map(|keyword| Keyword::new(keyword)).collect(),
            distance: criteria.maximum_match_distance as usize,
            ignore: criteria.ignore_words.iter().map(|word| Finder::new(word).into_owned()).collect(),
        };
        Ok((matcher, anchors))
    }

    pub(super) fn has_keywords(&self) -> bool {
        !self.keywords.is_empty()
    }

    /// Whether the match has an ignore word.
    pub(super) fn ignores(&self, value: &[u8]) -> bool {
        self.ignore.iter().any(|word| word.find(value).is_some())
    }

    /// Calls `found` for the matches that begin from the cursor or `from` on, before `until`. A match that ends behind
    /// `limit` is none, and nothing behind its begin is.
    #[inline]
    pub(super) fn try_each(
        &self,
        text: Text<'_>,
        cursor: &mut Cursor,
        (from, until, limit): (usize, usize, usize),
        found: &mut dyn FnMut(usize, usize),
    ) {
        cursor.at = cursor.at.max(from);
        let until = until.min(text.bytes.len());
        while cursor.at < until && !cursor.is_spent() {
            if !self.first.contains(text.bytes[cursor.at]) {
                cursor.at += 1;
                continue;
            }
            match self.automaton.match_at(text, cursor.at, &mut cursor.budget) {
                None => cursor.at += 1,
                Some(end) if end > limit => return,
                Some(end) => {
                    found(cursor.at, end);
                    cursor.at = end;
                }
            }
        }
    }

    /// Calls `found` for all matches that begin from the cursor on, before `until`.
    pub(super) fn search(
        &self,
        text: Text<'_>,
        cursor: &mut Cursor,
        until: usize,
        found: &mut dyn FnMut(usize, usize),
    ) {
        if !self.automaton.searches() {
            return self.try_each(text, cursor, (cursor.at, until, usize::MAX), found);
        }
        while let Some((start, end)) = self.automaton.find(text, cursor.at, until, &mut cursor.budget) {
            found(start, end);
            cursor.at = end;
        }
    }

    /// Goes on by searching everything, where trying single places took too many steps.
    pub(super) fn search_the_rest(
        &self,
        text: Text<'_>,
        cursor: Cursor,
        until: usize,
        found: &mut dyn FnMut(usize, usize),
    ) {
        if cursor.is_spent() && self.automaton.searches() {
            self.search(text, &mut Cursor::new(cursor.at, SEGMENT), until, found);
        }
    }

    /// Whether ordinary texts take too many steps.
    pub(super) fn is_slow(&self) -> bool {
        samples().iter().any(|sample| {
            let mut cursor = Cursor::new(0, sample.len());
            self.search(Text::whole(sample), &mut cursor, sample.len(), &mut |_, _| {});
            cursor.is_spent()
        })
    }

    #[cfg(test)]
    pub(super) fn memory(&self) -> usize {
        self.automaton.memory()
    }
}

/// Texts of one segment each: prose, log lines, a table, source code, encoded bytes, long numbers and padding.
fn samples() -> Vec<Vec<u8>> {
    const PIECES: [&str; 9] = [
        "It was a quiet evening in the harbour, and nothing of what they had understood yesterday was of use to them. ",
        "203.0.113.7 - - [23/Nov/2026:10:12:01 +0000] \"GET /api/v2/orders/1764 HTTP/1.1\" 200 5120 \"-\" \"curl/8.4.0\"\n",
        "4821,Ann Lindqvist,ann.lindqvist@example.com,+1 415 555 0132,1980-01-01,203.0.113.9,12.50\n",
        "{\"id\":\"6f1d2c3b-4a59-4e68-9d77-0123456789ab\",\"total\":17.25,\"epoch\":1763911200000}\n",
        "    if buffer_size >= 4096 && !self.items.is_empty() { return Ok(self.items[index + 1]); }\n",
        "TWFuIGlzIGRpc3Rpbmd1aXNoZWQsIG5vdCBvbmx5IGJ5IGhpcyByZWFzb24sIGJ1dCBieSB0aGlz",
        "0123456789",
        " ",
        "漢字かなé",
    ];
    PIECES.iter().map(|piece| piece.bytes().cycle().take(SEGMENT).collect()).collect()
}

/// A pattern that values match completely or not at all.
#[derive(Debug)]
pub(crate) struct Complete(Automaton);

impl Complete {
    /// # Errors
    ///
    /// What is wrong with the pattern.
    pub(crate) fn new(regex: &str) -> Result<Complete, Error> {
        let hir = pattern::parse(regex)?;
        let first = Shape::of(&hir).first;
        let whole = Hir::concat(vec![Hir::look(Look::Start), hir, Hir::look(Look::End)]);
        Automaton::new(&whole, &first, false).map(Complete)
    }

    pub(crate) fn matches(&self, value: &[u8]) -> bool {
        let mut budget = Budget(usize::MAX);
        self.0.match_at(Text::whole(value), 0, &mut budget) == Some(value.len())
    }
}
