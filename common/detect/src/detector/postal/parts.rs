//! The parts of an address, read backwards, and what stands between them.

use super::street::{self, Part};
use crate::detector::boundary::{at, back};

/// Most lines and cells between a street and its town.
const PARTS: usize = 4;

/// Skips what separates parts of an address, backwards; `None` if nothing does. At most two line ends: a blank line ends an
/// address.
pub(super) fn separators_back(text: &[u8], end: usize) -> Option<usize> {
    let mut position = end;
    let mut lines = 0;
    while end - position < 24 {
        match back(text, position, 1) {
            b' ' | b',' | b';' | b'\t' | b'|' | b'"' | b'\'' | b'\r' => {}
            0xa0 if back(text, position, 2) == 0xc2 => position -= 1,
            0x93 | 0x94 if back(text, position, 2) == 0x80 && back(text, position, 3) == 0xe2 => position -= 2,
            b'-' if back(text, position, 2) == b' ' => {}
            b'\n' => {
                lines += 1;
                if lines > 1 {
                    break;
                }
            }
            // The sign of a comment at the begin of a line.
            b'*' | b'#' | b'/' if begins_line(text, position - 1) => {}
            // `<br>`
            b'>' if text.get(position.saturating_sub(4)..position) == Some(b"<br>") => position -= 3,
            b'>' if text.get(position.saturating_sub(6)..position) == Some(b"<br />") => position -= 5,
            b'>' if text.get(position.saturating_sub(5)..position) == Some(b"<br/>") => position -= 4,
            _ => break,
        }
        position -= 1;
    }
    (position < end).then_some(position)
}

/// Whether nothing but a few spaces and signs of comments stands before `position` in its line.
fn begins_line(text: &[u8], position: usize) -> bool {
    let before = text.get(position.saturating_sub(6)..position).unwrap_or_default();
    let signs = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'/' | b'*' | b'#')).count();
    before.len() > signs && before[before.len() - 1 - signs] == b'\n'
}

/// Whether something more than spaces stands between two parts.
pub(super) fn is_divided(text: &[u8], start: usize, end: usize) -> bool {
    text.get(start..end).is_some_and(|gap| gap.iter().any(|byte| *byte != b' '))
}

/// Where the part that ends at `end` begins: after a comma, a line end, a tab and the like.
pub(super) fn part_start(text: &[u8], end: usize) -> usize {
    let mut position = end;
    while position > 0 {
        let dash =
            back(text, position, 1) == b' ' && back(text, position, 2) == b'-' && back(text, position, 3) == b' ';
        if dash
            || matches!(
                back(text, position, 1),
                b',' | b';' | b'\t' | b'|' | b'"' | b'\n' | b'\r' | b':' | b'=' | b'(' | b'>' | b'{' | b'['
            ) && !is_sign(text, position)
        {
            break;
        }
        position -= 1;
    }
    while position < end && at(text, position) == b' ' {
        position += 1;
    }
    position
}

/// Whether the colon before `position` belongs to the number of a house or dwelling: `No: 12`, `D:4`.
fn is_sign(text: &[u8], position: usize) -> bool {
    let before = text.get(position.saturating_sub(8)..position).unwrap_or_default();
    let Some((b':', before)) = before.split_last() else { return false };
    let letters = before.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (gap, word) = before.split_at(before.len() - letters);
    matches!(gap.last(), Some(b' ' | b'/')) && matches!(word, b"No" | b"NO" | b"Nr" | b"D" | b"K" | b"Kat" | b"Daire")
}

/// A street before the town that begins at `town`: where it begins, and whether it is one for sure.
pub(super) fn street_before(text: &[u8], town: usize) -> Option<(usize, bool)> {
    let mut position = town;
    let mut number: Option<usize> = None;
    let mut last_name: Option<(usize, bool)> = None;
    for _ in 0..PARTS {
        let Some(end) = separators_back(text, position) else { break };
        let start = part_start(text, end);
        match street::part(text, start, end) {
            Part::Street { start, sure } => return Some((with_unit(text, start), sure)),
            // `12, rue de Rivoli` and `Via Roma, 12`
            Part::Name(start) => {
                if number.is_some() {
                    return Some((start, true));
                }
                last_name = Some((start, true));
                let before = separators_back(text, start)?;
                if let Part::Number(start) = street::part(text, part_start(text, before), before) {
                    return Some((start, true));
                }
                return last_name;
            }
            Part::Number(start) if number.is_none() => number = Some(start),
            // `send it to Rua das Flores, 12`
            Part::Foreign if number == Some(position) => {
                return street::name_behind(text, start, end).map(|start| (start, true)).or(last_name);
            }
            Part::Other => {
                if number.is_some() && !is_divided(text, end, position) {
                    break;
                }
            }
            Part::Number(_) | Part::Foreign => break,
        }
        if start == 0 {
            break;
        }
        position = start;
    }
    last_name
}

/// `Flat 2, 10 High Street`, `Unit 5, 12 Main Road`: the dwelling before the street.
fn with_unit(text: &[u8], street: usize) -> usize {
    let Some(end) = separators_back(text, street).filter(|end| is_divided(text, *end, street)) else { return street };
    let start = part_start(text, end);
    let word = text.get(start..end).unwrap_or_default();
    let first = word.split(|byte| *byte == b' ').next().unwrap_or_default();
    let is_unit = matches!(
        first,
        b"Flat"
            | b"Unit"
            | b"Apt"
            | b"Apartment"
            | b"Suite"
            | b"Level"
            | b"Floor"
            | b"Room"
            | b"Shop"
            | b"Plot"
            | b"House"
            | b"Door"
    );
    if is_unit && word.len() <= 16 && word.iter().any(u8::is_ascii_digit) { start } else { street }
}

/// A street without a number before the town that begins at `town`: `Rose Cottage, Mill Lane, Wenhaston`.
pub(super) fn lane_before(text: &[u8], town: usize) -> Option<usize> {
    let end = separators_back(text, town).filter(|end| is_divided(text, *end, town))?;
    let start = part_start(text, end);
    street::is_lane(text, start, end).then(|| with_unit(text, start))
}

/// The end of the street that follows a town, as in Hungary: `1011 Budapest, Fő utca 12.`
pub(super) fn street_behind(text: &[u8], town: usize) -> Option<usize> {
    let rest = text.get(town..)?;
    let gap = rest.iter().take(3).take_while(|byte| matches!(byte, b',' | b' ' | b'\r' | b'\n')).count();
    if gap == 0 || rest.first() == Some(&b' ') {
        return None;
    }
    let start = town + gap;
    // To the first number.
    let rest = text.get(start..)?;
    let digit = rest
        .iter()
        .take(64)
        .take_while(|byte| !matches!(byte, b',' | b';' | b'"' | b'\n' | b'|' | b'\t'))
        .position(u8::is_ascii_digit)?;
    let length =
        rest.iter().skip(digit).take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-')).count();
    let point = usize::from(at(text, start + digit + length) == b'.');
    let end = start + digit + length + point;
    match street::part(text, start, end) {
        Part::Street { start: first, sure: true } if first == start => Some(end),
        _ => None,
    }
}
