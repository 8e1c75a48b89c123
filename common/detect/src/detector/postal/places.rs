//! The names of towns, by country and region, made from the list in `data/`.
//!
//! Most words are no town at all, which a filter tells; then one look says in which countries there is a town of that name,
//! and another one whether one lies in a region.

use std::sync::LazyLock;

use super::country::Country;
use crate::detector::lexicon::{Table, each_word, hash_of};

/// Sections that begin with `@`, and a town a line. `data/README.md` tells the sources.
const PLACES: &str = include_str!("../../../data/places.txt");

/// Calls `visit` with the title of its section, its country and each town.
fn each_place(mut visit: impl FnMut(&'static str, Country, PlaceName)) {
    each_word(PLACES, |section, place| {
        if let Some(country) = section.get(..2).and_then(Country::of) {
            visit(section, country, PlaceName::hashed(place.as_bytes()));
        }
    });
}

/// Two bits for the hash of each name.
static FILTER: LazyLock<Box<[u64]>> = LazyLock::new(|| {
    let mut bits = vec![0; 1 << (FILTER_BITS - 6)];
    each_place(|_, _, name| name.filtered().iter().for_each(|place| bits[place / 64] |= 1 << (place % 64)));
    bits.into()
});
/// About ten bits for each name.
const FILTER_BITS: u32 = 20;

/// Open addressing: the upper 20 bits of a slot are of the hash, the lower ones the countries; 0 is an empty slot.
static COUNTRIES: LazyLock<Box<[u64]>> = LazyLock::new(|| {
    let mut slots = vec![0; 1 << COUNTRIES_BITS];
    each_place(|_, country, name| {
        let index = slot(&slots, name.hash);
        slots[index] |= name.hash >> TAG << TAG | country.bit();
    });
    slots.into()
});
/// Two slots for each name and more.
const COUNTRIES_BITS: u32 = 18;
/// Bits below the upper 20.
const TAG: u32 = 44;
const _: () = assert!(Country::ALL.len() <= TAG as usize);

/// The slot of a hash, or the empty one where it would be. There always is one: half of the slots stay empty.
fn slot(slots: &[u64], hash: u64) -> usize {
    let mask = slots.len() - 1;
    let mut index = hash as usize & mask;
    while slots[index] != 0 && slots[index] >> TAG != hash >> TAG {
        index = (index + 1) & mask;
    }
    index
}

/// The towns of countries whose codes tell the region.
static REGIONAL: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::for_entries(PLACES.lines().count());
    each_place(|section, _, name| {
        if section.len() > 2 {
            table.add(name.within(section), 1);
        }
    });
    table
});

/// What is the name of a town somewhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlaceName {
    hash: u64,
    countries: u64,
}

impl PlaceName {
    /// The town that these folded letters and single spaces name, if there is one.
    pub(super) fn of(folded: &[u8]) -> Option<PlaceName> {
        let mut name = PlaceName::hashed(folded);
        if !name.filtered().iter().all(|place| FILTER[place / 64] >> (place % 64) & 1 == 1) {
            return None;
        }
        name.countries = COUNTRIES[slot(&COUNTRIES, name.hash)] & ((1 << TAG) - 1);
        (name.countries != 0).then_some(name)
    }

    fn hashed(folded: &[u8]) -> PlaceName {
        PlaceName { hash: hash_of(folded, 0), countries: 0 }
    }

    /// Its bits in the filter: of the upper ones of the hash.
    fn filtered(self) -> [usize; 2] {
        [self.hash >> (64 - FILTER_BITS), self.hash >> (64 - 2 * FILTER_BITS)]
            .map(|place| place as usize % (1 << FILTER_BITS))
    }

    /// The hash of the name within a section of the list.
    fn within(self, section: &str) -> u64 {
        hash_of(section.as_bytes(), 0).rotate_left(32) ^ self.hash
    }

    /// The bits of all countries that have such a town.
    pub(super) fn countries(self) -> u64 {
        self.countries
    }

    /// Whether a town of the country has this name.
    pub(super) fn is_of(self, country: Country) -> bool {
        self.countries & country.bit() != 0
    }

    /// Whether a town of the region (`DE02`) has this name.
    pub(super) fn is_in(self, region: &str) -> bool {
        REGIONAL.get(self.within(region)).is_some()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn places_belong_to_countries_and_regions() {
        let is_in = |region, place: &str| PlaceName::of(place.as_bytes()).is_some_and(|place| place.is_in(region));
        assert!(is_in("DE02", "munchen") && is_in("DE02", "munich"));
        assert!(!is_in("DE01", "munchen") && !is_in("DE02", ""));
        assert!(is_in("USIL", "springfield"));
        assert!(PlaceName::of(b"xqzvw").is_none());
        for (number, (country, _)) in Country::ALL.into_iter().enumerate() {
            assert_eq!(country as usize, number);
        }
        each_word(PLACES, |section, place| {
            let (country, name) = (Country::of(&section[..2]).unwrap(), PlaceName::of(place.as_bytes()).unwrap());
            assert!(name.is_of(country) && (section.len() == 2 || name.is_in(section)), "{place}");
        });
    }
}
