//! The numbering plans of the countries that have no plan of their own here, made from the list in `data/`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Fit;

/// Sections that begin with `+` and the code of a country; then lines of a length and the first three digits of numbers of
/// this length, and lines of a trunk prefix and groups of digits in which numbers are written with it. `data/README.md` tells
/// the source.
const PHONES: &str = include_str!("../../../data/phones.txt");

/// Shortest and longest number without country code and trunk prefix.
const SHORTEST: usize = 6;
const LONGEST: usize = 12;
/// Most groups of a number.
const GROUPS: usize = 6;

/// The first three digits that numbers of a length have, a bit for each.
type Beginnings = [u64; 16];

/// The numbers of a country code.
#[derive(Debug, Default)]
struct Country {
    code: &'static [u8],
    /// By length, from [`SHORTEST`] on.
    lengths: [Option<Box<Beginnings>>; LONGEST - SHORTEST + 1],
}

impl Country {
    /// Whether these can be the digits of a subscriber, without country code and trunk prefix.
    fn has(&self, digits: &[u8]) -> bool {
        let beginnings = digits.len().checked_sub(SHORTEST).and_then(|length| self.lengths.get(length)?.as_deref());
        let Some([first, second, third, ..]) = digits.get(..3) else { return false };
        let number = usize::from(first - b'0') * 100 + usize::from(second - b'0') * 10 + usize::from(third - b'0');
        beginnings.is_some_and(|beginnings| beginnings[number / 64] >> (number % 64) & 1 == 1)
    }
}

/// How many digits each group has, four bits each, the first lowest.
type Way = u32;

/// The place of a country, and the trunk prefix with which it writes numbers.
type Writer = (usize, &'static [u8]);

fn way(groups: impl Iterator<Item = u8>) -> Way {
    groups.take(GROUPS).enumerate().fold(0, |way, (index, length)| way | Way::from(length & 15) << (4 * index))
}

#[derive(Debug, Default)]
struct World {
    countries: Vec<Country>,
    /// The place among the countries of each code.
    codes: HashMap<&'static [u8], usize>,
    /// The ways in which numbers are written, in order, each with the countries that write them so.
    ways: Vec<(Way, Vec<Writer>)>,
    /// Lengths of the first two groups of numbers that do not begin with a zero, a bit for each second one.
    first_groups: [u16; 16],
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let mut world = World::default();
    for line in PHONES.lines() {
        let (head, rest) = line.split_once(' ').unwrap_or((line, ""));
        if let Some(code) = head.strip_prefix('+') {
            world.codes.insert(code.as_bytes(), world.countries.len());
            world.countries.push(Country { code: code.as_bytes(), ..Country::default() });
        } else if let Some(trunk) = head.strip_prefix('=') {
            rest.split(' ').for_each(|way| world.add_way(way, trunk.as_bytes()));
        } else if let Some(length) = head.parse::<usize>().ok().and_then(|length| length.checked_sub(SHORTEST)) {
            let lengths = world.countries.last_mut().and_then(|country| country.lengths.get_mut(length));
            if let Some(slot) = lengths {
                *slot = Some(Box::new(beginnings(rest)));
            }
        }
    }
    world
});

/// `200-399,700`
fn beginnings(ranges: &str) -> Beginnings {
    let mut bits = [0; 16];
    for range in ranges.split(',') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        if let (Ok(first), Ok(last)) = (first.parse::<usize>(), last.parse::<usize>()) {
            (first..=last.min(999)).for_each(|number| bits[number / 64] |= 1 << (number % 64));
        }
    }
    bits
}

impl World {
    /// `3-3-2-2`
    fn add_way(&mut self, groups: &str, trunk: &'static [u8]) {
        let mut lengths = groups.split('-').filter_map(|length| length.parse().ok());
        let way = way(&mut lengths);
        let place = match self.ways.binary_search_by_key(&way, |(way, _)| *way) {
            Ok(place) => place,
            Err(place) => {
                self.ways.insert(place, (way, Vec::new()));
                place
            }
        };
        let country = self.countries.len().saturating_sub(1);
        if let Some((_, countries)) = self.ways.get_mut(place) {
            countries.push((country, trunk));
        }
        if trunk.first() != Some(&b'0')
            && let Some(seconds) = self.first_groups.get_mut(way as usize & 15)
        {
            *seconds |= 1 << (way >> 4 & 15);
        }
    }
}

/// Whether the digits, with the code of a country, are a number of its plan.
pub(super) fn is_number(digits: &[u8]) -> bool {
    let country = (1..=3).find_map(|length| WORLD.codes.get(digits.get(..length)?));
    let country = country.and_then(|place| WORLD.countries.get(*place));
    country.is_some_and(|country| digits.get(country.code.len()..).is_some_and(|body| country.has(body)))
}

/// How a number that is written without the code of a country fits any of them: in its groups, or without groups behind a
/// trunk prefix.
pub(super) fn national(digits: &[u8], groups: &[u8]) -> Option<Fit> {
    if let [_] = groups {
        let body = digits.strip_prefix(b"0").filter(|body| body.len() >= 8)?;
        return WORLD.countries.iter().any(|country| country.has(body)).then_some(Fit::Possible);
    }
    if groups.len() > GROUPS {
        return None;
    }
    let way = way(groups.iter().copied());
    let place = WORLD.ways.binary_search_by_key(&way, |(way, _)| *way).ok()?;
    let (_, countries) = WORLD.ways.get(place)?;
    let fits = |(place, trunk): &Writer| {
        let body = digits.strip_prefix(*trunk);
        body.is_some_and(|body| WORLD.countries.get(*place).is_some_and(|country| country.has(body)))
    };
    countries.iter().any(fits).then_some(Fit::Possible)
}

/// Whether any number that does not begin with a zero is written with these two first groups.
pub(super) fn may_begin(first: usize, second: usize) -> bool {
    WORLD.first_groups.get(first).is_some_and(|seconds| second < 16 && seconds >> second & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_world() {
        assert!(WORLD.countries.len() > 190);
        for digits in ["4532123456", "41446681800", "48512345678", "74951234567", "97143012345", "8613012345678"] {
            assert!(is_number(digits.as_bytes()), "{digits}");
        }
        // No country code, too short, too long, no such beginning.
        for digits in ["", "4", "45", "2101234567", "453212345", "45321234567", "4510123456", "999123456789"] {
            assert!(!is_number(digits.as_bytes()), "{digits}");
        }
    }

    #[test]
    fn numbers_as_they_are_dialled_at_home() {
        for (digits, groups) in [
            ("32123456", &[2, 2, 2, 2][..]),
            ("0446681800", &[3, 3, 2, 2]),
            ("512345678", &[3, 3, 3]),
            ("84951234567", &[1, 3, 3, 2, 2]),
            ("0446681800", &[10]),
        ] {
            assert!(national(digits.as_bytes(), groups).is_some(), "{digits} {groups:?}");
        }
        for (digits, groups) in [
            ("32123456", &[8][..]),
            ("10123456", &[2, 2, 2, 2]),
            ("0446681800", &[1, 9]),
            ("12345678", &[1, 1, 1, 1, 1, 1, 2]),
        ] {
            assert!(national(digits.as_bytes(), groups).is_none(), "{digits} {groups:?}");
        }
    }
}
