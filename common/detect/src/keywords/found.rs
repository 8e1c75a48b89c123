//! What is known of a text's key words, kept from one value to the next.

use std::ops::Range;

use super::search::Hashes;
use super::set::KeywordSet;

/// A key word in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) keyword: u16,
}

/// The key words that were found in a stretch of a text. Positions, no content.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Key words that begin in `from..to` are known.
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) hits: Vec<Hit>,
    /// A stretch of the text that is known to be ASCII.
    pub(super) plain: Range<usize>,
    /// The number of the text, or field, that all this is about.
    pub(super) owner: usize,
    /// The last value asked about, and its key words.
    pub(super) last: Option<(usize, usize)>,
    pub(super) set: KeywordSet,
    /// Memory for the search.
    pub(super) hashes: Hashes,
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

    /// A stretch of the text that is known to be ASCII.
    #[inline]
    pub(crate) fn plain(&self) -> &Range<usize> {
        &self.plain
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
