//! Anchors: places where a value could begin or is bound to lie, found with shifts and ands of bit masks.
//!
//! A set bit promises nothing; a value without its anchor would be lost. So every condition that looks ahead is one that a
//! value must fulfil, and what lies before a field's first byte is never held against the field.
//!
//! All loops here run over rows of masks without branches, so that the compiler turns them into vector instructions: what
//! stands for one block below is done for four or eight at once.

#![allow(clippy::needless_range_loop, reason = "one index into many rows is what becomes vector instructions")]

use std::ops::{Index, IndexMut};

use crate::classify::{Classes, Level, ROW, Row, SWEEP_BLOCKS};

/// The anchors of one kind, a mask for each block of a sweep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Places {
    bits: [u64; SWEEP_BLOCKS],
    /// The blocks that have any, a bit each: most kinds stand in few blocks.
    pub(crate) occupied: u32,
}

const _: () = assert!(SWEEP_BLOCKS <= u32::BITS as usize);

impl Places {
    const NONE: Places = Places { bits: [0; SWEEP_BLOCKS], occupied: 0 };

    /// Looks which blocks have any.
    #[inline(always)]
    fn occupy(&mut self) {
        self.occupied = 0;
        for block in 0..SWEEP_BLOCKS {
            self.occupied |= if self.bits[block] != 0 { 1 << block } else { 0 };
        }
    }
}

impl Index<usize> for Places {
    type Output = u64;

    #[inline(always)]
    fn index(&self, block: usize) -> &u64 {
        &self.bits[block]
    }
}

impl IndexMut<usize> for Places {
    #[inline(always)]
    fn index_mut(&mut self, block: usize) -> &mut u64 {
        &mut self.bits[block]
    }
}

/// Bytes behind the begin of a field at which what lies before the field could still be held against it.
pub(crate) const NEAR_START: usize = 5;

/// The anchors of a sweep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Anchors {
    /// First digit of a number or of groups of digits, six characters or longer, or of a decimal number of five.
    pub(crate) number: Places,
    /// Those of them at which an IPv4 address may begin.
    pub(crate) quad: Places,
    /// Those of them at which a picture may begin that needs no key word.
    pub(crate) free: Places,
    /// Those of them that may be a postal code.
    pub(crate) code: Places,
    /// First character of a token that mixes letters and digits, six characters or longer, or of the first group (at most
    /// five characters) of an id in groups.
    pub(crate) word: Places,
    /// Those of them at which an IBAN may begin.
    pub(crate) account: Places,
    /// Those of them that may be a postcode.
    pub(crate) postcode: Places,
    /// First character of sixteen or more that tokens of programs consist of, or of eight or more that are no plain word.
    pub(crate) token: Places,
    /// Those of them at which an address of a currency may begin.
    pub(crate) wallet: Places,
    /// The `@` of an address.
    pub(crate) at: Places,
    /// The `)` after an area code.
    pub(crate) area_code: Places,
    /// The `+` of an international telephone number.
    pub(crate) plus: Places,
    /// A colon inside an IPv6 address.
    pub(crate) hextet: Places,
    /// First character of a hardware address.
    pub(crate) hardware: Places,
    /// First digit of the year of a date that spells its month, or sets its numbers apart with points and spaces.
    pub(crate) year: Places,
    /// First byte of a long run of base64 characters.
    pub(crate) base64: Places,
    /// The dashes before `BEGIN`.
    pub(crate) frame: Places,
    /// A sign of assignment behind a name: `=` or `:`, the end of a tag, or the hyphens of an option.
    pub(crate) sign: Places,
    /// The colon of `://` with an `@` or `=` not far behind it.
    pub(crate) url: Places,
    /// First letter of a capitalised word that follows another word.
    pub(crate) name: Places,
    /// First digit of a short number that could be a postal code beside a place.
    pub(crate) postal: Places,
    /// First letter of a word that could be a rare key word.
    pub(crate) rare: Places,
    /// Those tokens, and runs of base64, that only a key word tells what they are.
    pub(crate) secret: Places,
    /// Those of them that may go on beyond the block after theirs.
    pub(crate) wide: Places,
    /// Of the above those whose values need key words.
    pub(crate) keyed: Places,
    /// Of the above those that count without key words.
    pub(crate) any: Places,
}

/// Which anchors the rule set has a use for: all bits or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) number: u64,
    /// Long numbers that need no key word, and any numbers.
    pub(crate) free: u64,
    pub(crate) free_any: u64,
    pub(crate) quad: u64,
    pub(crate) word: u64,
    pub(crate) account: u64,
    pub(crate) token: u64,
    pub(crate) wallet: u64,
    pub(crate) at: u64,
    pub(crate) phone: u64,
    pub(crate) hextet: u64,
    pub(crate) hardware: u64,
    pub(crate) year: u64,
    pub(crate) base64: u64,
    pub(crate) frame: u64,
    pub(crate) sign: u64,
    pub(crate) url: u64,
    pub(crate) name: u64,
    pub(crate) postal: u64,
    pub(crate) rare: u64,
}

/// What is derived from the classes on the way to the anchors.
#[derive(Clone, Debug)]
pub(crate) struct Derived {
    letter: Row,
    alphanumeric: Row,
    /// First characters of runs of letters and digits, and of fields.
    start: Row,
    /// Digits, but not those of the next field.
    own_digit: Row,
    /// Separators of groups.
    gap: Row,
    /// What sets parts of an address apart: spaces, commas, quotes, line ends, but no joints.
    loose: Row,
    /// Digits and single separators between digits.
    number: Row,
    /// Digits behind letters and letters behind digits.
    turn: Row,
    /// Behind a joint that joins to a token with a digit: nothing may begin there.
    joined: Row,
    number_2: Row,
    number_4: Row,
    /// Five characters of a number from here on, and so forth.
    number_5: Row,
    digit_2: Row,
    digit_4: Row,
    alphanumeric_2: Row,
    alphanumeric_4: Row,
    alphanumeric_8: Row,
    /// Characters of programs' tokens.
    token: Row,
    token_2: Row,
    token_4: Row,
    token_8: Row,
    /// Characters of tokens, and those that join tokens to longer ones.
    chain: Row,
    /// What plain words do not have: digits, underscores, points, capitals behind small letters; there or soon.
    irregular: Row,
    irregular_2: Row,
    irregular_4: Row,
    irregular_8: Row,
    base64: Row,
    base64_2: Row,
    base64_4: Row,
    base64_8: Row,
    /// The gap behind the first group of an id in groups.
    grouped: Row,
    /// Colons that have another one at most five bytes ahead.
    near_colon: Row,
    /// Colons that have such a one at most five bytes ahead.
    near_colon_2: Row,
    /// Points that have another one two to four bytes ahead.
    near_dot: Row,
    /// Points that have such a one two to four bytes ahead.
    near_dot_2: Row,
}

impl Anchors {
    pub(crate) const fn new() -> Anchors {
        const NONE: Places = Places::NONE;
        Anchors {
            number: NONE,
            quad: NONE,
            free: NONE,
            code: NONE,
            word: NONE,
            account: NONE,
            postcode: NONE,
            token: NONE,
            wallet: NONE,
            at: NONE,
            area_code: NONE,
            plus: NONE,
            hextet: NONE,
            hardware: NONE,
            year: NONE,
            base64: NONE,
            frame: NONE,
            sign: NONE,
            url: NONE,
            name: NONE,
            postal: NONE,
            rare: NONE,
            secret: NONE,
            wide: NONE,
            keyed: NONE,
            any: NONE,
        }
    }
}

impl Anchors {
    /// All kinds that are visited.
    #[inline(always)]
    fn visited(&mut self) -> [&mut Places; 23] {
        [
            &mut self.number,
            &mut self.word,
            &mut self.secret,
            &mut self.base64,
            &mut self.area_code,
            &mut self.year,
            &mut self.quad,
            &mut self.free,
            &mut self.code,
            &mut self.account,
            &mut self.postcode,
            &mut self.token,
            &mut self.wallet,
            &mut self.at,
            &mut self.hardware,
            &mut self.hextet,
            &mut self.plus,
            &mut self.frame,
            &mut self.sign,
            &mut self.url,
            &mut self.rare,
            &mut self.postal,
            &mut self.name,
        ]
    }
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
fn ahead(row: &Row, index: usize, distance: u32) -> u64 {
    row[index] >> distance | row[index + 1] << (64 - distance)
}

/// For each byte, the class of the byte `distance` (1 to 63) before it.
#[inline(always)]
fn before(row: &Row, index: usize, distance: u32) -> u64 {
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

/// Finds the anchors of a sweep. `starts` has a bit for each byte at which a field or the text begins, `near_starts` one for
/// each of the [`NEAR_START`] bytes from there on.
pub(crate) fn find(
    level: Level,
    classes: &Classes,
    (starts, near_starts): (&Row, &Row),
    wanted: &Wanted,
    derived: &mut Derived,
    anchors: &mut Anchors,
) {
    level.with(
        #[inline(always)]
        || {
            derive(classes, starts, near_starts, derived);
            group(classes, derived);
            let sweep = Sweep { classes, starts, derived };
            sweep.numbers(wanted, anchors);
            sweep.tokens(wanted, anchors);
            if wanted.year | wanted.phone != 0 {
                sweep.dates_and_telephones(wanted, anchors);
            }
            if wanted.word != 0 {
                sweep.words(wanted, anchors);
            }
            if wanted.sign | wanted.url | wanted.rare != 0 {
                sweep.signs(wanted, anchors);
            }
            if wanted.postal != 0 {
                sweep.postal_codes(wanted, anchors);
            }
            if wanted.name != 0 {
                sweep.names(wanted, anchors);
            }
            unite(anchors);
        },
    );
}

#[inline(always)]
fn derive(classes: &Classes, starts: &Row, near_starts: &Row, derived: &mut Derived) {
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
    derived.turn[0] = classes.digit[0] & derived.letter[0] << 1 | derived.letter[0] & classes.digit[0] << 1;
    for index in 1..ROW {
        let first = !before(&derived.alphanumeric, index, 1) | starts[index];
        derived.start[index] = derived.alphanumeric[index] & first;
        derived.turn[index] = classes.digit[index] & before(&derived.letter, index, 1)
            | derived.letter[index] & before(&classes.digit, index, 1);
    }
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
    pair(&mut derived.digit_2, &classes.digit, 1);
    pair(&mut derived.digit_4, &derived.digit_2, 2);
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
    pair(&mut derived.base64_2, &derived.base64, 1);
    pair(&mut derived.base64_4, &derived.base64_2, 2);
    pair(&mut derived.base64_8, &derived.base64_4, 4);
    near(&mut derived.near_colon, &classes.colon, &classes.colon);
    near(&mut derived.near_colon_2, &classes.colon, &derived.near_colon);
    near_dot(&mut derived.near_dot, &classes.dot, &classes.dot);
    near_dot(&mut derived.near_dot_2, &classes.dot, &derived.near_dot);
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
fn within_5(row: &Row, index: usize) -> u64 {
    ahead(row, index, 1) | ahead(row, index, 2) | ahead(row, index, 3) | ahead(row, index, 4) | ahead(row, index, 5)
}

/// Gaps behind first groups.
#[inline(always)]
fn group(classes: &Classes, derived: &mut Derived) {
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

struct Sweep<'a> {
    classes: &'a Classes,
    starts: &'a Row,
    derived: &'a Derived,
}

impl Sweep<'_> {
    #[inline(always)]
    fn numbers(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, starts, derived } = *self;
        let Classes { digit, colon, dot, .. } = classes;
        // In loops of their own: of one with so many rows the compiler makes no vector instructions.
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let group_start = digit[index] & !(before(digit, index, 1) & !starts[index]);
            let six = derived.number_4[index] & ahead(&derived.number_2, index, 4);
            // `4.783`, of a position.
            let decimal = derived.number_5[index] & ahead(dot, index, 1);
            anchors.number[block] = group_start & (six | decimal) & wanted.number;
        }
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let not_second = !(starts[index] | before(starts, index, 1));
            // Inside a word, or after the point or stroke of a longer number, or in a time of day.
            let inside = before(&derived.letter, index, 1) & !starts[index]
                | derived.joined[index]
                | before(colon, index, 1) & before(digit, index, 2) & not_second;
            anchors.number[block] &= !inside;
        }
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            // One to three digits and three points, each two to four bytes from the next.
            let points = ahead(&derived.near_dot_2, index, 1)
                | ahead(&derived.near_dot_2, index, 2)
                | ahead(&derived.near_dot_2, index, 3);
            anchors.quad[block] = anchors.number[block] & points & wanted.quad;

            let thirteen =
                derived.number_4[index] & ahead(&derived.number_4, index, 4) & ahead(&derived.number_5, index, 8);
            anchors.free[block] = anchors.number[block] & (thirteen & wanted.free | wanted.free_any);
        }
    }

    /// Short numbers beside what could be a place or a state.
    #[inline(always)]
    fn postal_codes(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, starts, derived } = *self;
        let Classes { digit, upper, .. } = classes;
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let group_start = digit[index] & !(before(digit, index, 1) & !starts[index]);
            let four = derived.digit_4[index] & !ahead(&derived.own_digit, index, 4);
            let five = derived.digit_4[index] & ahead(digit, index, 4) & !ahead(&derived.own_digit, index, 5);
            let state = before(&derived.loose, index, 1)
                & (before(&derived.letter, index, 2)
                    | before(&derived.loose, index, 2)
                        & (before(&derived.letter, index, 3) | before(&derived.letter, index, 4)));
            let place_4 = ahead(&derived.loose, index, 4)
                & (ahead(upper, index, 5)
                    | ahead(upper, index, 6)
                    | ahead(&derived.loose, index, 5) & ahead(upper, index, 7));
            let place_5 = ahead(&derived.loose, index, 5)
                & (ahead(upper, index, 6)
                    | ahead(upper, index, 7)
                    | ahead(&derived.loose, index, 6) & ahead(upper, index, 8));
            let codes = four & (state | place_4) | five & (state | place_5);
            // What no code stands behind: `/1234 HTTP`, `v2.1000 OK`, `=20500 Total`.
            let behind = before(&derived.alphanumeric, index, 1)
                | before(&classes.underscore, index, 1)
                | before(&classes.dot, index, 1)
                | before(&classes.plus, index, 1)
                | before(&classes.at, index, 1)
                | before(&classes.slash, index, 1)
                | before(&classes.equals, index, 1);
            let bare = !behind | starts[index];
            anchors.postal[block] = group_start & codes & bare & wanted.postal;
        }
        self.grouped_codes(wanted, anchors);
    }

    /// Numbers in the groups of some postal codes, or of six digits, beside what could be a place: `00-950`, `114 55`,
    /// `150-0002`, `560001`.
    #[inline(always)]
    fn grouped_codes(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, derived, .. } = *self;
        let Classes { digit, upper, high, space, hyphen, .. } = classes;
        let own = &derived.own_digit;
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let two = derived.digit_2[index];
            let three = two & ahead(digit, index, 2);
            let four = derived.digit_4[index];
            let five = four & ahead(digit, index, 4);
            let six = five & ahead(digit, index, 5) & !ahead(own, index, 6);
            let spaced = three & ahead(space, index, 3) & ahead(&derived.digit_2, index, 4);
            let hyphens = two & ahead(hyphen, index, 2) & ahead(&derived.digit_2, index, 3)
                | three & ahead(hyphen, index, 3) & ahead(&derived.digit_4, index, 4)
                | four & ahead(hyphen, index, 4) & ahead(&derived.digit_2, index, 5)
                | five & ahead(hyphen, index, 5) & ahead(&derived.digit_2, index, 6);
            let letter = before(&derived.letter, index, 1)
                | before(&derived.letter, index, 2)
                | before(&derived.letter, index, 3)
                | before(&derived.letter, index, 4);
            let foreign =
                before(high, index, 1) | before(high, index, 2) | before(high, index, 3) | before(high, index, 4);
            let capital = |distance| ahead(upper, index, distance) | ahead(high, index, distance);
            let behind = capital(6) | capital(7) | capital(8) | capital(9) | capital(10) | capital(11) | capital(12);
            let codes = (spaced | hyphens) & (letter | foreign | behind) | six & letter;
            anchors.code[block] = anchors.number[block] & codes & wanted.postal;
        }
    }

    #[inline(always)]
    fn dates_and_telephones(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, starts, derived } = *self;
        let Classes { digit, space, comma, hyphen, dot, plus, close, .. } = classes;
        let letter = &derived.letter;
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let not_first = !starts[index];
            let group_start = digit[index] & !(before(digit, index, 1) & not_first);
            let exactly_two = derived.digit_2[index] & !ahead(&derived.own_digit, index, 2);
            let exactly_four = derived.digit_4[index] & !ahead(&derived.own_digit, index, 4);
            let word = before(&derived.gap, index, 1) & (before(letter, index, 2) | before(&classes.high, index, 2));
            let after_comma = before(space, index, 1) & before(comma, index, 2);
            // A year of two digits counts in `12-MAR-80` alone.
            let short = before(hyphen, index, 1)
                & before(letter, index, 2)
                & before(letter, index, 4)
                & before(hyphen, index, 5)
                & before(digit, index, 6);
            // `12. 3. 1980`, `1980. március 12`, `1980-Mar-12`
            let after_point = before(space, index, 1) & before(dot, index, 2) & before(digit, index, 3);
            let first = ahead(dot, index, 4) & ahead(space, index, 5) & !ahead(digit, index, 6)
                | ahead(hyphen, index, 4) & ahead(letter, index, 5);
            let year = exactly_two & short | exactly_four & (word | after_comma | after_point | first);
            anchors.year[block] = group_start & year & wanted.year;

            let gap = ahead(space, index, 1) | ahead(hyphen, index, 1);
            let code = before(digit, index, 1) & (ahead(digit, index, 1) | gap & ahead(digit, index, 2));
            anchors.area_code[block] = close[index] & code & wanted.phone;
            let alone = ahead(digit, index, 1) & !(before(&derived.alphanumeric, index, 1) & not_first);
            anchors.plus[block] = plus[index] & alone & wanted.phone;
        }
    }

    /// Tokens of programs, base64, frames of keys, hardware and network addresses.
    #[inline(always)]
    fn tokens(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, starts, derived } = *self;
        let Classes { upper, hyphen, dot, colon, at, .. } = classes;
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let not_first = !starts[index];
            let sixteen = ahead(&derived.token_8, index, 8);
            let soon = derived.irregular_8[index] | ahead(&derived.irregular_4, index, 8);
            let likely = derived.token_8[index] & (sixteen | soon);
            let token = likely & !(before(&derived.token, index, 1) & not_first);
            anchors.token[block] = token & wanted.token;
            // The shortest address has 25 characters.
            let long = derived.alphanumeric_8[index]
                & ahead(&derived.alphanumeric_8, index, 8)
                & ahead(&derived.alphanumeric_8, index, 16)
                & ahead(&derived.alphanumeric, index, 24);
            anchors.wallet[block] = token & long & wanted.wallet;

            let twenty =
                derived.base64_8[index] & ahead(&derived.base64_8, index, 8) & ahead(&derived.base64_4, index, 16);
            anchors.base64[block] = twenty & !(before(&derived.base64, index, 1) & not_first) & wanted.base64;

            // They have sixteen characters or more.
            let secret = anchors.token[block] & sixteen | anchors.base64[block];
            anchors.secret[block] = secret;
            let goes_on = if derived.chain[index + 1] == u64::MAX { u64::MAX } else { 0 };
            anchors.wide[block] = secret & goes_on;

            let dashes = hyphen[index] & ahead(hyphen, index, 1) & ahead(hyphen, index, 2) & ahead(hyphen, index, 3);
            let label = ahead(hyphen, index, 4) & ahead(upper, index, 5) & ahead(upper, index, 6);
            anchors.frame[block] = dashes & label & wanted.frame;

            let pairs = colon[index] & ahead(colon, index, 1);
            // An address without a pair has seven colons, each at most five bytes from the next.
            let chain = colon[index] & within_5(&derived.near_colon_2, index);
            anchors.hextet[block] = (pairs | chain) & wanted.hextet;

            let colons = ahead(colon, index, 2) & ahead(colon, index, 5) & ahead(colon, index, 8);
            let hyphens = ahead(hyphen, index, 2) & ahead(hyphen, index, 5) & ahead(hyphen, index, 8);
            let dots = ahead(dot, index, 4) & ahead(dot, index, 9);
            anchors.hardware[block] = derived.start[index] & (colons | hyphens | dots) & wanted.hardware;

            anchors.at[block] = at[index] & wanted.at;
        }
    }

    /// Tokens that mix letters and digits like an id, whole or in groups.
    #[inline(always)]
    fn words(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, starts: _, derived } = *self;
        let Classes { digit, upper, .. } = classes;
        let letter = &derived.letter;
        let (turn, grouped, alphanumeric) = (&derived.turn, &derived.grouped, &derived.alphanumeric);
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            // Six or more letters and digits without a gap, of both at least one among the first nine.
            let two = derived.alphanumeric_2[index];
            let four = derived.alphanumeric_4[index];
            let six = four & ahead(&derived.alphanumeric_2, index, 4);
            let later =
                ahead(turn, index, 6) | ahead(turn, index, 7) | ahead(alphanumeric, index, 7) & ahead(turn, index, 8);
            let turns = ahead(turn, index, 1)
                | ahead(turn, index, 2)
                | ahead(turn, index, 3)
                | ahead(turn, index, 4)
                | ahead(turn, index, 5)
                | ahead(alphanumeric, index, 6) & later;
            let groups = ahead(grouped, index, 1)
                | two & ahead(grouped, index, 2)
                | two & ahead(alphanumeric, index, 2) & ahead(grouped, index, 3)
                | four & ahead(grouped, index, 4)
                | four & ahead(alphanumeric, index, 4) & ahead(grouped, index, 5);
            let word = derived.start[index] & (six & turns | groups) & !derived.joined[index];
            anchors.word[block] = word & wanted.word;
            let account = letter[index] & ahead(letter, index, 1) & ahead(digit, index, 2) & ahead(digit, index, 3);
            anchors.account[block] = word & account & wanted.account;
            // `K1A 0B1`, `SW1A 1AA`, `D02 X285`
            let outward = ahead(digit, index, 1) & !(ahead(digit, index, 2) & ahead(digit, index, 3))
                | ahead(upper, index, 1) & ahead(digit, index, 2) & !(ahead(digit, index, 3) & ahead(digit, index, 4));
            anchors.postcode[block] = word & upper[index] & outward & wanted.postal;
        }
    }

    /// Signs behind a name that may matter, as far as `lead` does not decide at leisure: by the last three letters before the
    /// sign, or before one other sign between. Two letters behind a space, a line end or a digit are no such name.
    #[inline(always)]
    fn led(&self, index: usize) -> u64 {
        let Sweep { classes, derived, .. } = *self;
        let letter = |distance| before(&derived.letter, index, distance);
        let ending = |distance| before(&classes.ending, index, distance);
        let ends = |row: &Row, distance| before(row, index, distance);
        let alone = |distance| {
            ends(&classes.space, distance) | ends(&classes.newline, distance) | ends(&classes.digit, distance)
        };
        let behind = letter(1) & !(letter(2) & (letter(3) & !ending(3) | alone(3)));
        let apart = !letter(1) & !(letter(2) & letter(3) & (letter(4) & !ending(4) | alone(4)));
        behind | apart
    }

    /// Signs of assignment, URLs, and rare key words.
    #[inline(always)]
    fn signs(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, starts, derived } = *self;
        let Classes { digit, upper, lower, colon, equals, greater, slash, space, hyphen, .. } = classes;
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let double = ahead(colon, index, 1) | before(colon, index, 1);
            let time = before(digit, index, 1) & ahead(digit, index, 1);
            let slashes = ahead(slash, index, 1) & ahead(slash, index, 2);
            let comparison = ahead(equals, index, 1) | before(equals, index, 1);
            let sign = colon[index] & !(double | time | slashes) | equals[index] & !comparison;
            let option = hyphen[index]
                & ahead(hyphen, index, 1)
                & ahead(&derived.letter, index, 2)
                & !(before(hyphen, index, 1) & !starts[index]);
            // The end of a tag with a name.
            let tag = greater[index] & !(before(space, index, 1) | before(hyphen, index, 1) | before(equals, index, 1));
            // Behind a quote, the end of a tag counts whatever the name.
            let led = self.led(index);
            anchors.sign[block] =
                (sign & led | option | tag & (led | !before(&derived.letter, index, 1))) & wanted.sign;

            anchors.url[block] = colon[index] & slashes & wanted.url;

            // As in `keywords`: no letter before, or a capital after a small letter.
            let begins = derived.letter[index] & !(before(&derived.letter, index, 1) & !starts[index])
                | upper[index] & before(lower, index, 1);
            anchors.rare[block] = begins & classes.prefix[index] & wanted.rare;
        }
    }

    /// Capitalised words after another word.
    #[inline(always)]
    fn names(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, derived, .. } = *self;
        let Classes { upper, high, space, newline, dot, comma, .. } = classes;
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let word = before(&derived.letter, index, 2) | before(high, index, 2);
            let gap = before(space, index, 1) | before(newline, index, 1);
            let after = gap & (word | before(dot, index, 2) | before(comma, index, 2));
            anchors.name[block] = (upper[index] | high[index]) & after & wanted.name;
        }
    }
}

#[inline(always)]
fn unite(anchors: &mut Anchors) {
    for block in 0..SWEEP_BLOCKS {
        anchors.keyed[block] =
            anchors.number[block] | anchors.word[block] | anchors.secret[block] | anchors.area_code[block];
        anchors.any[block] = anchors.quad[block]
            | anchors.free[block]
            | anchors.code[block]
            | anchors.account[block]
            | anchors.postcode[block]
            | anchors.token[block]
            | anchors.at[block]
            | anchors.plus[block]
            | anchors.hextet[block]
            | anchors.hardware[block]
            | anchors.year[block]
            | anchors.base64[block]
            | anchors.frame[block]
            | anchors.sign[block]
            | anchors.url[block]
            | anchors.name[block]
            | anchors.postal[block]
            | anchors.rare[block];
    }
    for places in anchors.visited() {
        places.occupy();
    }
}
