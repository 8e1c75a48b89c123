//! Which places a record lists.

use magpie_proto::v1::{Cell, Occurrences, Page, Range, Record};

/// How many occurrences a finding lists, of all types together. Macie's number.
pub const PLACES_PER_FINDING: usize = 15;

/// How many occurrences a discovery result lists of each type. Macie's number.
pub const PLACES_PER_TYPE: usize = 1_000;

/// One place, whatever its kind.
#[derive(Clone, Copy)]
enum Place<'a> {
    Cell(&'a Cell),
    Lines(&'a Range),
    Page(&'a Page),
    Record(&'a Record),
}

/// The places in the order of their kinds. Offset ranges are reserved and never made.
fn walk(occurrences: &Occurrences) -> impl Iterator<Item = Place<'_>> {
    let cells = occurrences.cells.iter().map(Place::Cell);
    let lines = occurrences.line_ranges.iter().map(Place::Lines);
    let pages = occurrences.pages.iter().map(Place::Page);
    let records = occurrences.records.iter().map(Place::Record);
    cells.chain(lines).chain(pages).chain(records)
}

fn push(occurrences: &mut Occurrences, place: Place<'_>) {
    match place {
        Place::Cell(cell) => occurrences.cells.push(cell.clone()),
        Place::Lines(lines) => occurrences.line_ranges.push(*lines),
        Place::Page(page) => occurrences.pages.push(*page),
        Place::Record(record) => occurrences.records.push(record.clone()),
    }
}

/// How many places are listed.
pub(super) fn number(occurrences: &Occurrences) -> u64 {
    walk(occurrences).count() as u64
}

/// The first [`PLACES_PER_TYPE`] places. `None` if there are none.
pub(super) fn first(occurrences: Option<&Occurrences>) -> Option<Occurrences> {
    collect(walk(occurrences?).take(PLACES_PER_TYPE))
}

/// At most [`PLACES_PER_FINDING`] places out of all types: the first of each type, then the second of each, and so on, so
/// that no type hides another. One entry for each type, in the same order.
pub(super) fn spread<'a>(types: impl Iterator<Item = Option<&'a Occurrences>>) -> Vec<Option<Occurrences>> {
    let walks: Vec<Vec<Place<'a>>> = types
        .map(|occurrences| occurrences.map(|o| walk(o).take(PLACES_PER_FINDING).collect()).unwrap_or_default())
        .collect();
    let mut taken = vec![0_usize; walks.len()];
    let mut left = PLACES_PER_FINDING;
    for round in 0..PLACES_PER_FINDING {
        for (walk, taken) in walks.iter().zip(&mut taken) {
            if left > 0 && walk.len() > round {
                *taken += 1;
                left -= 1;
            }
        }
    }
    walks.into_iter().zip(taken).map(|(walk, taken)| collect(walk.into_iter().take(taken))).collect()
}

fn collect<'a>(places: impl Iterator<Item = Place<'a>>) -> Option<Occurrences> {
    let mut chosen = None;
    for place in places {
        push(chosen.get_or_insert_with(Occurrences::default), place);
    }
    chosen
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn lines(numbers: std::ops::Range<i64>) -> Occurrences {
        Occurrences {
            line_ranges: numbers.map(|line| Range { start: line, end: line, start_column: 1, magpie: None }).collect(),
            ..Default::default()
        }
    }

    fn mixed() -> Occurrences {
        Occurrences {
            records: vec![Record { json_path: "$.a".into(), record_index: Some(0), magpie: None }],
            cells: vec![Cell { row: 2, column: 1, ..Default::default() }],
            pages: vec![Page { page_number: 3, ..Default::default() }],
            line_ranges: vec![Range { start: 9, end: 9, start_column: 2, magpie: None }],
            offset_ranges: Vec::new(),
        }
    }

    #[test]
    fn few_places_are_all_listed() {
        let types = [mixed(), lines(1..4)];
        let listed = spread(types.iter().map(Some));
        assert_eq!(listed, types.map(Some));
    }

    #[test]
    fn fifteen_places_are_spread_over_the_types() {
        let types = [lines(1..2), lines(1..101), lines(1..51), lines(1..4)];
        let listed = spread(types.iter().map(Some));
        let numbers: Vec<u64> = listed.iter().map(|o| number(o.as_ref().unwrap())).collect();
        assert_eq!(numbers, [1, 6, 5, 3]);
        assert_eq!(listed[1].as_ref().unwrap().line_ranges[5].start, 6, "the first ones");
    }

    #[test]
    fn with_more_types_than_places_the_first_types_have_one_each() {
        let types: Vec<_> = (0..20).map(|_| lines(1..9)).collect();
        let listed = spread(types.iter().map(Some));
        let numbers: Vec<u64> = listed.iter().map(|o| o.as_ref().map_or(0, number)).collect();
        assert_eq!(numbers, [[1; 15].as_slice(), &[0; 5]].concat());
    }

    #[test]
    fn types_without_places_take_none() {
        let other = lines(1..30);
        let listed = spread([None, Some(&other), Some(&Occurrences::default())].into_iter());
        assert_eq!(listed[0], None);
        assert_eq!(number(listed[1].as_ref().unwrap()), 15);
        assert_eq!(listed[2], None);
    }

    #[test]
    fn results_list_a_thousand_places_of_a_type() {
        assert_eq!(first(None), None);
        assert_eq!(first(Some(&Occurrences::default())), None);
        assert_eq!(first(Some(&mixed())).unwrap(), mixed());
        let listed = first(Some(&lines(1..5_000))).unwrap();
        assert_eq!(listed, lines(1..1_001));
    }
}
