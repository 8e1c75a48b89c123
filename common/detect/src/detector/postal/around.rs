//! What stands before a postal code and behind it.

use super::code::Code;
use super::country::Country;
use super::parts::{separators_back, street_before};
use super::towns::{Towns, WordsBack, words_back};
use crate::detector::boundary::at;

/// What stands around codes, read once for all countries: most countries' codes begin and end at the same places.
#[derive(Default)]
pub(super) struct Around {
    words: Option<(usize, Option<WordsBack>)>,
    towns: Option<(usize, Option<Towns>)>,
    street: Option<(usize, Option<(usize, bool)>)>,
}

impl Around {
    /// The countries that have a town of a name that stands beside the code, and those where a state or the code's own looks
    /// may do without.
    pub(super) fn countries(&mut self, text: &[u8], code: &Code) -> u64 {
        const ANY: u64 = Country::UnitedStates.bit()
            | Country::Canada.bit()
            | Country::Australia.bit()
            | Country::UnitedKingdom.bit()
            | Country::Ireland.bit()
            | Country::India.bit()
            | Country::Brazil.bit();
        let before = self.words(text, code.start).map_or(0, WordsBack::countries);
        // In a cell of its own, six digits are rather the number of the row than a code before a town.
        let row = code.end - code.start == 6 && at(text, code.end) == b',';
        let behind = if row { 0 } else { self.towns(text, code.end).map_or(0, Towns::countries) };
        ANY | before | behind
    }

    /// The words before a code that begins at `start`.
    pub(super) fn words(&mut self, text: &[u8], start: usize) -> Option<&WordsBack> {
        if self.words.as_ref().is_none_or(|(known, _)| *known != start) {
            self.words = Some((start, separators_back(text, start).map(|gap| words_back(text, gap))));
        }
        self.words.as_ref()?.1.as_ref()
    }

    /// The words behind a code that ends at `end`.
    pub(super) fn towns(&mut self, text: &[u8], end: usize) -> Option<&Towns> {
        if self.towns.as_ref().is_none_or(|(known, _)| *known != end) {
            self.towns = Some((end, Towns::read(text, end)));
        }
        self.towns.as_ref()?.1.as_ref()
    }

    /// The street before a code that begins at `start` ([`street_before`]).
    pub(super) fn street(&mut self, text: &[u8], start: usize) -> Option<(usize, bool)> {
        let known = self.street.filter(|(known, _)| *known == start);
        let (_, street) = *self.street.insert(known.unwrap_or_else(|| (start, street_before(text, start))));
        street
    }
}
