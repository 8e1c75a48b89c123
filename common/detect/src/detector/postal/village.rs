//! Towns and villages that no list knows: a street with the number of a house must stand before them.

use super::around::Around;
use super::code::Code;
use super::country::{Country, with_country};
use super::parts::{lane_before, street_before, street_behind};
use super::towns::{is_closed, with_region, with_surname};
use crate::detector::boundary::at;

/// How far before a postal code the number of its house can be, in bytes.
const STREET: usize = 80;

/// Whether a comma, a line end or the like stands before `position`, and the number of a house shortly before that: without
/// them there is no need to look for a street.
fn may_follow_street(text: &[u8], position: usize) -> bool {
    let before = text.get(position.saturating_sub(STREET)..position).unwrap_or_default();
    let gap = before.iter().rev().take_while(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()).count();
    let (before, gap) = before.split_at(before.len() - gap);
    gap.iter().any(|byte| *byte != b' ') && before.iter().any(u8::is_ascii_digit)
}

/// A street, and a village before or behind the code.
pub(super) fn find(text: &[u8], code: &Code, around: &mut Around) -> Option<(usize, usize)> {
    behind(text, code, around).or_else(|| before(text, code, around))
}

/// `Dorfstraße 3, 24594 Jahrsdorf`. What are ordinary words alone, or a code that may be a year, counts only where the line
/// or the part of the address ends: `Les Bulles`, but not `12345 Total of`.
fn behind(text: &[u8], code: &Code, around: &mut Around) -> Option<(usize, usize)> {
    // In cells of their own most numbers count rows or things: `12345,Ann Lindqvist`.
    if !code.is_before_town() || at(text, code.end) != b' ' {
        return None;
    }
    let hungarian = code.country == Country::Hungary;
    if !hungarian && !may_follow_street(text, code.start) {
        return None;
    }
    let (town, strange) = around.towns(text, code.end)?.unknown(text)?;
    // `7435 Somogysárd, Kossuth Lajos utca 35.`
    if hungarian && let Some(end) = street_behind(text, town) {
        return Some((code.start, end));
    }
    let region = with_region(text, with_surname(text, town), code.country);
    let whole = strange && code.is_distinct() || is_closed(text, region);
    let spaced = strange && code.is_spaced();
    if !whole && !spaced {
        return None;
    }
    let (start, sure) = around.street(text, code.start)?;
    // Most streets of small places are a name and a number: `Dlouhá 12, 053 04 Baldovce`, `Vukovarska 5, 52424 Čepić`.
    let eastern = || strange && code.end - code.start == 5 && text.get(start..region).is_some_and(has_eastern_letters);
    (spaced || whole && (sure || eastern())).then(|| (start, with_country(text, region).0))
}

/// Whether a letter of Latin Extended-A is in it, which Central and South Eastern Europe write with, and the West hardly.
fn has_eastern_letters(text: &[u8]) -> bool {
    text.iter().any(|byte| matches!(byte, 0xc4 | 0xc5))
}

/// `12 MG Road, Nettoor 682040`, `Plot 12, Gandhi Nagar, Bodakdev 380054`, `5 Main Road, Waimate 7924`
fn before(text: &[u8], code: &Code, around: &mut Around) -> Option<(usize, usize)> {
    if code.is_before_town() || !code.is_distinct() {
        return None;
    }
    let words = around.words(text, code.start)?;
    let town = words.capitals(text)?;
    if !may_follow_street(text, town) || words.is_ordinary(text, town) {
        return None;
    }
    let lane = || if code.country == Country::India { lane_before(text, town) } else { None };
    let street = street_before(text, town).filter(|(_, sure)| *sure).map(|(start, _)| start);
    Some((street.or_else(lane)?, with_country(text, code.end).0))
}
