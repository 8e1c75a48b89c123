//! Values of a dictionary that come again: a batch holds each once, with all the places where it lies.

use std::num::NonZeroU32;

/// Most places of values that came again in one batch.
const MOST_REPEATS: usize = 64 * 1024;
/// Entries of a dictionary that are remembered, the first ones.
const MOST_ENTRIES: usize = 256 * 1024;

/// A place where a value came again, by its number in the batch, from 1.
pub(crate) type Again = NonZeroU32;

/// Where a value came again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Repeat {
    pub(super) record: u64,
    /// Where its indexes and keys begin, as in the batch's references.
    pub(super) steps: u32,
    next: Option<Again>,
}

/// What is known of an entry of the dictionary.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// When it was added.
    stamp: u32,
    field: u32,
    last: Option<Again>,
}

/// The values of the present dictionary that the present batch holds, and where they came again.
#[derive(Debug)]
pub(super) struct Repeats {
    seen: Vec<Seen>,
    /// Of what was seen in this batch of this dictionary.
    stamp: u32,
    /// Of each field of the batch, as far as some came again.
    first: Vec<Option<Again>>,
    all: Vec<Repeat>,
}

impl Default for Repeats {
    fn default() -> Self {
        Repeats { seen: Vec::new(), stamp: 1, first: Vec::new(), all: Vec::new() }
    }
}

impl Repeats {
    /// What comes next is numbered by a dictionary of so many entries.
    pub(super) fn begin(&mut self, entries: usize) {
        self.forget();
        let entries = entries.min(MOST_ENTRIES);
        if self.seen.len() < entries {
            self.seen.resize(entries, Seen::default());
        }
    }

    fn forget(&mut self) {
        // After so many stamps an old one comes again.
        self.stamp = self.stamp.checked_add(1).unwrap_or_else(|| {
            self.seen.fill(Seen::default());
            1
        });
    }

    /// Adds the place of an entry that the batch holds. False: it does not hold the entry, or too many places.
    #[inline]
    pub(super) fn add(&mut self, entry: u32, record: u64, steps: u32) -> bool {
        let full = self.is_full();
        let Some(seen) = self.seen.get_mut(entry as usize) else { return false };
        if seen.stamp != self.stamp || full {
            return false;
        }
        self.all.push(Repeat { record, steps, next: None });
        let this = Again::new(self.all.len() as u32);
        let before = match seen.last {
            Some(last) => self.all.get_mut(last.get() as usize - 1).map(|repeat| &mut repeat.next),
            None => {
                let field = seen.field as usize;
                if self.first.len() <= field {
                    self.first.resize(field + 1, None);
                }
                self.first.get_mut(field)
            }
        };
        if let Some(before) = before {
            *before = this;
        }
        seen.last = this;
        true
    }

    /// The batch holds the entry now, as this field.
    #[inline]
    pub(super) fn hold(&mut self, entry: u32, field: usize) {
        if let Some(seen) = self.seen.get_mut(entry as usize) {
            *seen = Seen { stamp: self.stamp, field: field as u32, last: None };
        }
    }

    /// Begins the next batch.
    pub(super) fn clear(&mut self) {
        self.first.clear();
        self.all.clear();
        self.forget();
    }

    /// Whether the batch has no room for more places.
    pub(super) fn is_full(&self) -> bool {
        self.all.len() >= MOST_REPEATS
    }

    /// Where a field's value came again: the first place, or the one after `after`.
    pub(super) fn next(&self, field: usize, after: Option<Again>) -> Option<Again> {
        match after {
            Some(after) => self.get(after)?.next,
            None => *self.first.get(field)?,
        }
    }

    pub(super) fn get(&self, again: Again) -> Option<&Repeat> {
        self.all.get(again.get() as usize - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The records in which a field's value came again.
    fn records(repeats: &Repeats, field: usize) -> Vec<u64> {
        let mut after = None;
        std::iter::from_fn(|| {
            after = repeats.next(field, after);
            repeats.get(after?).map(|repeat| repeat.record)
        })
        .collect()
    }

    #[test]
    fn places_are_kept_in_their_order() {
        let mut repeats = Repeats::default();
        repeats.begin(3);
        assert!(!repeats.add(2, 10, 0));
        repeats.hold(2, 0);
        repeats.hold(0, 1);
        for (entry, record) in [(2, 11), (0, 12), (2, 13), (2, 14)] {
            assert!(repeats.add(entry, record, 0));
        }
        assert!(!repeats.add(1, 15, 0) && !repeats.add(9, 15, 0));
        assert_eq!(
            (records(&repeats, 0), records(&repeats, 1), records(&repeats, 2)),
            (vec![11, 13, 14], vec![12], vec![])
        );
        repeats.clear();
        assert!(!repeats.add(2, 16, 0));
        assert!(records(&repeats, 0).is_empty());
        // Another dictionary in the same batch.
        repeats.hold(2, 0);
        repeats.begin(3);
        assert!(!repeats.add(2, 17, 0));
    }

    #[test]
    fn places_of_a_batch_are_bounded() {
        let mut repeats = Repeats::default();
        repeats.begin(1);
        repeats.hold(0, 0);
        let added = (0..MOST_REPEATS as u64 + 5).filter(|&record| repeats.add(0, record, 0)).count();
        assert_eq!(added, MOST_REPEATS);
    }
}
