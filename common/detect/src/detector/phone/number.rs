//! The digits of a number and what may stand between them.

use super::DIGITS;
use crate::detector::boundary::{at, ends};

/// Most groups of a number.
const GROUPS: usize = 8;

/// The digits of a number, its groups, and where each group ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number {
    digits: [u8; DIGITS],
    lengths: [u8; GROUPS],
    /// Digits and end of text after each group.
    ends: [(usize, usize); GROUPS],
    groups: usize,
}

impl Number {
    /// Reads digits and groups from `start` on, as far as they go.
    pub(crate) fn read(text: &[u8], start: usize) -> Number {
        let mut number = Number { digits: [0; DIGITS], lengths: [0; GROUPS], ends: [(0, 0); GROUPS], groups: 0 };
        let mut position = start;
        let mut count = 0;
        while number.groups < GROUPS {
            let first = position;
            while count < DIGITS && at(text, position).is_ascii_digit() {
                number.digits[count] = text[position];
                count += 1;
                position += 1;
            }
            if position == first || at(text, position).is_ascii_digit() {
                break;
            }
            number.lengths[number.groups] = (position - first) as u8;
            number.ends[number.groups] = (count, position);
            number.groups += 1;
            match gap(text, position) {
                Some(length) => position += length,
                None => break,
            }
        }
        number
    }

    /// The longest beginning of the number, in whole groups, that `fits` takes digits and groups of.
    pub(crate) fn longest<T>(
        &self,
        text: &[u8],
        mut fits: impl FnMut(&[u8], &[u8]) -> Option<T>,
    ) -> Option<(usize, T)> {
        (0..self.groups).rev().find_map(|last| {
            let (count, end) = self.ends[last];
            if !ends(text, end) {
                return None;
            }
            fits(&self.digits[..count], &self.lengths[..=last]).map(|fit| (end, fit))
        })
    }
}

/// The length of what may stand between two groups of digits.
fn gap(text: &[u8], position: usize) -> Option<usize> {
    // `+44 (0)20` names the trunk prefix that callers from abroad leave out.
    for trunk in [&b"(0)"[..], b" (0)", b" (0) ", b"(0) "].iter().rev() {
        if text.get(position..position + trunk.len()) == Some(trunk)
            && at(text, position + trunk.len()).is_ascii_digit()
        {
            return Some(trunk.len());
        }
    }
    let sign = |index: usize| at(text, position + index);
    let length = match (sign(0), sign(1), sign(2)) {
        (b' ', b'/' | b'-', b' ') => 3,
        (b' ', b'(', _) | (b')', b' ' | b'-' | b'/', _) => 2,
        (b' ' | b'-' | b'.' | b'/' | b'(' | b')', _, _) => 1,
        _ => return None,
    };
    at(text, position + length).is_ascii_digit().then_some(length)
}
