//! What is derived from the classes of bytes on the way to the anchors.

#![allow(clippy::needless_range_loop, reason = "one index into many rows is what becomes vector instructions")]

use super::Wanted;
use crate::classify::{Classes, ROW, Row};

/// What is derived from the classes on the way to the anchors.
#[derive(Clone, Debug)]
pub(crate) struct Derived {
    pub(super) letter: Row,
    pub(super) alphanumeric: Row,
    /// First characters of runs of letters and digits, and of fields.
    pub(super) start: Row,
    /// Digits, but not those of the next field.
    pub(super) own_digit: Row,
    /// Separators of groups.
    pub(super) gap: Row,
    /// What sets parts of an address apart: spaces, commas, quotes, line ends, but no joints.
    pub(super) loose: Row,
    /// Digits and single separators between digits.
    pub(super) number: Row,
    /// Digits behind letters and letters behind digits.
    pub(super) turn: Row,
    /// Behind a joint that joins to a token with a digit: nothing may begin there.
    pub(super) joined: Row,
    pub(super) number_2: Row,
    pub(super) number_4: Row,
    /// Five characters of a number from here on, and so forth.
    pub(super) number_5: Row,
    pub(super) digit_2: Row,
    pub(super) digit_4: Row,
    pub(super) alphanumeric_2: Row,
    pub(super) alphanumeric_4: Row,
    pub(super) alphanumeric_8: Row,
    /// Characters of programs' tokens.
    pub(super) token: Row,
    pub(super) token_2: Row,
    pub(super) token_4: Row,
    pub(super) token_8: Row,
    /// Characters of tokens, and those that join tokens to longer ones.
    pub(super) chain: Row,
    /// What plain words do not have: digits, underscores, points, capitals behind small letters; there or soon.
    pub(super) irregular: Row,
    pub(super) irregular_2: Row,
    pub(super) irregular_4: Row,
    pub(super) irregular_8: Row,
    pub(super) base64: Row,
    pub(super) base64_2: Row,
    pub(super) base64_4: Row,
    pub(super) base64_8: Row,
    /// The gap behind the first group of an id in groups.
    pub(super) grouped: Row,
    /// Colons that have another one at most five bytes ahead.
    pub(super) near_colon: Row,
    /// Colons that have such a one at most five bytes ahead.
    pub(super) near_colon_2: Row,
    /// Points that have another one two to four bytes ahead.
    pub(super) near_dot: Row,
    /// Points that have such a one two to four bytes ahead.
    pub(super) near_dot_2: Row,
}

impl Derived {
    pub(crate) const fn new() -> Derived {
        const NONE: Row = [0; ROW];
        Derived {
            letter: NONE,
            alphanumeric: NONE,
            start: NONE,
            own_digit: NONE,
            gap: NONE,
            loose: NONE,
            number: NONE,
            turn: NONE,
            joined: NONE,
            number_2: NONE,
            number_4: NONE,
            number_5: NONE,
            digit_2: NONE,
            digit_4: NONE,
            alphanumeric_2: NONE,
            alphanumeric_4: NONE,
            alphanumeric_8: NONE,
            token: NONE,
            token_2: NONE,
            token_4: NONE,
            token_8: NONE,
            chain: NONE,
            irregular: NONE,
            irregular_2: NONE,
            irregular_4: NONE,
            irregular_8: NONE,
            base64: NONE,
            base64_2: NONE,
            base64_4: NONE,
            base64_8: NONE,
            grouped: NONE,
            near_colon: NONE,
            near_colon_2: NONE,
            near_dot: NONE,
            near_dot_2: NONE,
        }
    }

    /// Letters of ASCII.
    pub(crate) fn letters(&self) -> &Row {
        &self.letter
    }
}

/// For each byte, the class of the byte `distance` (1 to 63) behind it.
#[inline(always)]
pub(super) fn ahead(row: &Row, index: usize, distance: u32) -> u64 {
    row[index] >> distance | row[index + 1] << (64 - distance)
}

/// For each byte, the class of the byte `distance` (1 to 63) before it.
#[inline(always)]
pub(super) fn before(row: &Row, index: usize, distance: u32) -> u64 {
    row[index] << distance | row[index - 1] >> (64 - distance)
}

/// `target` has a bit where `row` has one, and `other` one `distance` ahead. Beyond the row there is nothing.
#[inline(always)]
fn both(target: &mut Row, row: &Row, other: &Row, distance: u32) {
    for index in 1..LAST {
        target[index] = row[index] & ahead(other, index, distance);
    }
    target[LAST] = row[LAST] & other[LAST] >> distance;
}

/// `target` has a bit where `row` has one, and another `distance` ahead.
#[inline(always)]
fn pair(target: &mut Row, row: &Row, distance: u32) {
    both(target, row, row, distance);
}

/// `target` has a bit where `row` has one there or `distance` ahead.
#[inline(always)]
fn either(target: &mut Row, row: &Row, distance: u32) {
    for index in 1..LAST {
        target[index] = row[index] | ahead(row, index, distance);
    }
    target[LAST] = row[LAST] | row[LAST] >> distance;
}

/// The last mask of a row: nothing is known of what is ahead of its end.
const LAST: usize = ROW - 1;

/// What no wanted anchor needs is left as it is.
#[inline(always)]
pub(super) fn derive(classes: &Classes, (starts, near_starts): (&Row, &Row), wanted: &Wanted, derived: &mut Derived) {
    for index in 0..ROW {
        let letter = classes.upper[index] | classes.lower[index];
        let alphanumeric = letter | classes.digit[index];
        let tight = classes.hyphen[index] | classes.dot[index];
        derived.letter[index] = letter;
        derived.alphanumeric[index] = alphanumeric;
        derived.own_digit[index] = classes.digit[index] & !starts[index];
        derived.gap[index] = classes.space[index] | classes.slash[index] | tight;
        derived.token[index] = alphanumeric | classes.underscore[index] | tight;
        let joints = derived.token[index] | classes.slash[index] | classes.colon[index] | classes.equals[index];
        derived.chain[index] = derived.token[index]
            | classes.slash[index]
            | classes.plus[index]
            | classes.equals[index]
            | classes.colon[index];
        derived.loose[index] = !(joints | classes.high[index]);
        derived.base64[index] = alphanumeric | classes.slash[index] | classes.plus[index];
    }
    for index in 1..ROW {
        let first = !before(&derived.alphanumeric, index, 1) | starts[index];
        derived.start[index] = derived.alphanumeric[index] & first;
    }
    if wanted.number | wanted.word != 0 {
        numbers(classes, near_starts, derived);
    }
    if wanted.word != 0 {
        groups(classes, derived);
    }
    if wanted.year | wanted.phone | wanted.postal != 0 {
        pair(&mut derived.digit_2, &classes.digit, 1);
        pair(&mut derived.digit_4, &derived.digit_2, 2);
    }
    pair(&mut derived.alphanumeric_2, &derived.alphanumeric, 1);
    pair(&mut derived.alphanumeric_4, &derived.alphanumeric_2, 2);
    pair(&mut derived.alphanumeric_8, &derived.alphanumeric_4, 4);
    pair(&mut derived.token_2, &derived.token, 1);
    pair(&mut derived.token_4, &derived.token_2, 2);
    pair(&mut derived.token_8, &derived.token_4, 4);
    derived.irregular[0] = 0;
    for index in 1..ROW {
        let capital = classes.upper[index] & before(&classes.lower, index, 1);
        derived.irregular[index] = classes.digit[index] | classes.underscore[index] | classes.dot[index] | capital;
    }
    either(&mut derived.irregular_2, &derived.irregular, 1);
    either(&mut derived.irregular_4, &derived.irregular_2, 2);
    either(&mut derived.irregular_8, &derived.irregular_4, 4);
    if wanted.base64 != 0 {
        pair(&mut derived.base64_2, &derived.base64, 1);
        pair(&mut derived.base64_4, &derived.base64_2, 2);
        pair(&mut derived.base64_8, &derived.base64_4, 4);
    }
    if wanted.hextet != 0 {
        near(&mut derived.near_colon, &classes.colon, &classes.colon);
        near(&mut derived.near_colon_2, &classes.colon, &derived.near_colon);
    }
    if wanted.quad != 0 {
        near_dot(&mut derived.near_dot, &classes.dot, &classes.dot);
        near_dot(&mut derived.near_dot_2, &classes.dot, &derived.near_dot);
    }
}

/// Numbers, and what nothing may begin behind.
#[inline(always)]
fn numbers(classes: &Classes, near_starts: &Row, derived: &mut Derived) {
    for index in 1..ROW {
        // What `boundary::begins` says of the last four characters before the joint.
        let joint =
            before(&derived.gap, index, 1) & !before(&classes.space, index, 1) | before(&classes.underscore, index, 1);
        let two = before(&derived.alphanumeric, index, 2);
        let three = two & before(&derived.alphanumeric, index, 3);
        let four = three & before(&derived.alphanumeric, index, 4);
        let digits = before(&classes.digit, index, 2)
            | two & before(&classes.digit, index, 3)
            | three & before(&classes.digit, index, 4)
            | four & before(&classes.digit, index, 5);
        derived.joined[index] = joint & digits & !near_starts[index];
    }
    for index in 1..LAST {
        let between = before(&classes.digit, index, 1) & ahead(&classes.digit, index, 1);
        derived.number[index] = classes.digit[index] | derived.gap[index] & between;
    }
    let between = before(&classes.digit, LAST, 1) & classes.digit[LAST] >> 1;
    derived.number[LAST] = classes.digit[LAST] | derived.gap[LAST] & between;
    pair(&mut derived.number_2, &derived.number, 1);
    pair(&mut derived.number_4, &derived.number_2, 2);
    both(&mut derived.number_5, &derived.number_4, &derived.number, 4);
}

/// `target` has a bit where `row` has one, and `other` one at most five ahead.
#[inline(always)]
fn near(target: &mut Row, row: &Row, other: &Row) {
    for index in 1..LAST {
        target[index] = row[index] & within_5(other, index);
    }
    let last = other[LAST];
    target[LAST] = row[LAST] & (last >> 1 | last >> 2 | last >> 3 | last >> 4 | last >> 5);
}

/// `target` has a bit where `row` has one, and `other` one two to four ahead.
#[inline(always)]
fn near_dot(target: &mut Row, row: &Row, other: &Row) {
    for index in 1..LAST {
        target[index] = row[index] & (ahead(other, index, 2) | ahead(other, index, 3) | ahead(other, index, 4));
    }
    let last = other[LAST];
    target[LAST] = row[LAST] & (last >> 2 | last >> 3 | last >> 4);
}

/// Whether one of the five bytes ahead is of the class.
#[inline(always)]
pub(super) fn within_5(row: &Row, index: usize) -> u64 {
    ahead(row, index, 1) | ahead(row, index, 2) | ahead(row, index, 3) | ahead(row, index, 4) | ahead(row, index, 5)
}

/// Gaps behind first groups.
#[inline(always)]
fn groups(classes: &Classes, derived: &mut Derived) {
    derived.turn[0] = classes.digit[0] & derived.letter[0] << 1 | derived.letter[0] & classes.digit[0] << 1;
    for index in 1..ROW {
        derived.turn[index] = classes.digit[index] & before(&derived.letter, index, 1)
            | derived.letter[index] & before(&classes.digit, index, 1);
    }
    let (digit, letter, turn, alphanumeric) = (&classes.digit, &derived.letter, &derived.turn, &derived.alphanumeric);
    for index in 1..LAST {
        // Letters, a gap, and five characters of a number: `AB 12 34 56 C`, `L-123456 7`.
        let letters = before(letter, index, 1) & ahead(&derived.number_5, index, 1);
        // Letters and digits mixed, a gap, and a digit not far: `1EG4-TE5-MK73`, `SW1A 1AA`.
        let turned = before(turn, index, 1) | before(turn, index, 2) | before(turn, index, 3) | before(turn, index, 4);
        let soon = ahead(digit, index, 1) | ahead(digit, index, 2) | ahead(digit, index, 3);
        let mixed = before(alphanumeric, index, 1) & turned & soon & ahead(alphanumeric, index, 1);
        // `GB29 NWBK 6016`
        let account = before(digit, index, 1)
            & before(digit, index, 2)
            & before(letter, index, 3)
            & before(letter, index, 4)
            & ahead(letter, index, 1);
        // Digits, a gap, one to three letters, and a digit, or a gap and a digit: `12.ABC.345/01DE-35`, `12-A-34567`.
        let then = ahead(digit, index, 2)
            | ahead(digit, index, 3)
            | ahead(digit, index, 4)
            | !ahead(letter, index, 4) & ahead(digit, index, 5);
        let letters_behind = before(digit, index, 1) & ahead(letter, index, 1) & then;
        derived.grouped[index] = derived.gap[index] & (letters | mixed | account | letters_behind);
    }
    // Of the last block only the first bytes are asked for: what they look ahead at lies within it.
    let ahead = |row: &Row, distance: u32| row[LAST] >> distance;
    let letters = before(letter, LAST, 1) & ahead(&derived.number_5, 1);
    let turned = before(turn, LAST, 1) | before(turn, LAST, 2) | before(turn, LAST, 3) | before(turn, LAST, 4);
    let soon = ahead(digit, 1) | ahead(digit, 2) | ahead(digit, 3);
    let mixed = before(alphanumeric, LAST, 1) & turned & soon & ahead(alphanumeric, 1);
    let account = before(digit, LAST, 1)
        & before(digit, LAST, 2)
        & before(letter, LAST, 3)
        & before(letter, LAST, 4)
        & ahead(letter, 1);
    let then = ahead(digit, 2) | ahead(digit, 3) | ahead(digit, 4) | !ahead(letter, 4) & ahead(digit, 5);
    let letters_behind = before(digit, LAST, 1) & ahead(letter, 1) & then;
    derived.grouped[LAST] = derived.gap[LAST] & (letters | mixed | account | letters_behind);
}
