//! Anchors: places where a value could begin or is bound to lie, found with shifts and ands of bit masks.
//!
//! A set bit promises nothing; a value without its anchor would be lost. So every condition that looks ahead is one that a
//! value must fulfil, and what lies before a field's first byte is never held against the field.
//!
//! All loops here run over rows of masks without branches, so that the compiler turns them into vector instructions: what
//! stands for one block below is done for four or eight at once.

use crate::classify::{Classes, Level, ROW, Row, SWEEP_BLOCKS};

/// The anchors of one kind, a mask for each block of a sweep.
pub(crate) type Places = [u64; SWEEP_BLOCKS];

/// The anchors of a sweep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Anchors {
    /// First digit of a number or of groups of digits, six characters or longer.
    pub(crate) number: Places,
    /// First character of a token that mixes letters and digits, or of a group of letters before digits.
    pub(crate) word: Places,
    /// First character of sixteen or more that tokens of programs consist of.
    pub(crate) token: Places,
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
    /// First digit of the year of a date that spells its month.
    pub(crate) year: Places,
    /// First byte of a long run of base64 characters.
    pub(crate) base64: Places,
    /// The dashes before `BEGIN`.
    pub(crate) frame: Places,
    /// A sign of assignment behind a name: `=` or `:`.
    pub(crate) sign: Places,
    /// The colon of `://` with an `@` not far behind it.
    pub(crate) url: Places,
    /// First letter of a capitalised word that follows another word.
    pub(crate) name: Places,
    /// First digit of a short number that could be a postal code beside a place.
    pub(crate) postal: Places,
    /// First letter of a word that could be a rare key word.
    pub(crate) rare: Places,
    /// All of the above.
    pub(crate) any: Places,
}

/// Which anchors the rule set has a use for: all bits or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) number: u64,
    pub(crate) word: u64,
    pub(crate) token: u64,
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
    /// Digits and single separators between digits.
    number: Row,
    /// Behind a joint that joins to a token with a digit: nothing may begin there.
    joined: Row,
    number_2: Row,
    number_4: Row,
    digit_2: Row,
    digit_4: Row,
    alphanumeric_2: Row,
    alphanumeric_4: Row,
    /// Characters of programs' tokens.
    token: Row,
    token_2: Row,
    token_4: Row,
    token_8: Row,
    base64: Row,
    base64_2: Row,
    base64_4: Row,
    base64_8: Row,
    near_colon: Row,
    near_colon_2: Row,
}

impl Anchors {
    pub(crate) const fn new() -> Anchors {
        const NONE: Places = [0; SWEEP_BLOCKS];
        Anchors {
            number: NONE,
            word: NONE,
            token: NONE,
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
            any: NONE,
        }
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
            number: NONE,
            joined: NONE,
            number_2: NONE,
            number_4: NONE,
            digit_2: NONE,
            digit_4: NONE,
            alphanumeric_2: NONE,
            alphanumeric_4: NONE,
            token: NONE,
            token_2: NONE,
            token_4: NONE,
            token_8: NONE,
            base64: NONE,
            base64_2: NONE,
            base64_4: NONE,
            base64_8: NONE,
            near_colon: NONE,
            near_colon_2: NONE,
        }
    }
}

impl Derived {
    /// Letters of ASCII.
    pub(crate) fn letters(&self) -> &Row {
        &self.letter
    }
}

/// For each byte, the class of the byte `distance` (1 to 63) behind it. Beyond the row all bytes are of no class.
#[inline(always)]
fn ahead(row: &Row, index: usize, distance: u32) -> u64 {
    row[index] >> distance | row[index + 1] << (64 - distance)
}

/// For each byte, the class of the byte `distance` (1 to 63) before it.
#[inline(always)]
fn before(row: &Row, index: usize, distance: u32) -> u64 {
    row[index] << distance | row[index - 1] >> (64 - distance)
}

/// `target` has a bit where `row` has one, and another `distance` ahead.
#[inline(always)]
fn pair(target: &mut Row, row: &Row, distance: u32) {
    for index in 1..ROW - 1 {
        target[index] = row[index] & ahead(row, index, distance);
    }
    target[ROW - 1] = row[ROW - 1] & row[ROW - 1] >> distance;
}

/// Finds the anchors of a sweep. `starts` has a bit for each byte at which a field or the text begins, laid out as a row.
pub(crate) fn find(
    level: Level,
    classes: &Classes,
    starts: &Row,
    wanted: &Wanted,
    derived: &mut Derived,
    anchors: &mut Anchors,
) {
    level.with(
        #[inline(always)]
        || {
            derive(classes, starts, derived);
            let row = Sweep { classes, starts, derived };
            row.numbers(wanted, anchors);
            row.dates_and_telephones(wanted, anchors);
            row.tokens(wanted, anchors);
            row.words(wanted, anchors);
            row.signs(wanted, anchors);
            row.names(wanted, anchors);
            unite(anchors);
        },
    );
}

#[inline(always)]
fn derive(classes: &Classes, starts: &Row, derived: &mut Derived) {
    for index in 0..ROW {
        let letter = classes.upper[index] | classes.lower[index];
        let alphanumeric = letter | classes.digit[index];
        derived.letter[index] = letter;
        derived.alphanumeric[index] = alphanumeric;
        derived.own_digit[index] = classes.digit[index] & !starts[index];
        derived.token[index] = alphanumeric | classes.underscore[index] | classes.hyphen[index] | classes.dot[index];
        derived.base64[index] = alphanumeric | classes.slash[index] | classes.plus[index];
    }
    derived.start[0] = 0;
    for index in 1..ROW {
        let first = !before(&derived.alphanumeric, index, 1) | starts[index];
        derived.start[index] = derived.alphanumeric[index] & first;
    }
    let separator =
        |index: usize| classes.space[index] | classes.hyphen[index] | classes.dot[index] | classes.slash[index];
    for index in 1..ROW - 1 {
        let between = before(&classes.digit, index, 1) & ahead(&classes.digit, index, 1);
        derived.number[index] = classes.digit[index] | separator(index) & between;
    }
    let last = ROW - 1;
    let between = before(&classes.digit, last, 1) & classes.digit[last] >> 1;
    derived.number[last] = classes.digit[last] | separator(last) & between;
    for index in 1..ROW {
        // What `boundary::begins` says of the last four characters before the joint.
        let joint = before(&classes.hyphen, index, 1)
            | before(&classes.slash, index, 1)
            | before(&classes.dot, index, 1)
            | before(&classes.underscore, index, 1);
        let a2 = before(&derived.alphanumeric, index, 2);
        let a3 = a2 & before(&derived.alphanumeric, index, 3);
        let a4 = a3 & before(&derived.alphanumeric, index, 4);
        let digits = before(&classes.digit, index, 2)
            | a2 & before(&classes.digit, index, 3)
            | a3 & before(&classes.digit, index, 4)
            | a4 & before(&classes.digit, index, 5);
        let bounds = starts[index]
            | before(starts, index, 1)
            | before(starts, index, 2)
            | before(starts, index, 3)
            | before(starts, index, 4);
        derived.joined[index] = joint & digits & !bounds;
    }
    pair(&mut derived.number_2, &derived.number, 1);
    pair(&mut derived.number_4, &derived.number_2, 2);
    pair(&mut derived.digit_2, &classes.digit, 1);
    pair(&mut derived.digit_4, &derived.digit_2, 2);
    pair(&mut derived.alphanumeric_2, &derived.alphanumeric, 1);
    pair(&mut derived.alphanumeric_4, &derived.alphanumeric_2, 2);
    pair(&mut derived.token_2, &derived.token, 1);
    pair(&mut derived.token_4, &derived.token_2, 2);
    pair(&mut derived.token_8, &derived.token_4, 4);
    pair(&mut derived.base64_2, &derived.base64, 1);
    pair(&mut derived.base64_4, &derived.base64_2, 2);
    pair(&mut derived.base64_8, &derived.base64_4, 4);
    // Colons that have another one at most five bytes ahead, and such a one that has another.
    for index in 1..ROW - 1 {
        derived.near_colon[index] = classes.colon[index] & within_5(&classes.colon, index);
    }
    derived.near_colon[last] = classes.colon[last] & within_5_last(classes.colon[last]);
    for index in 1..ROW - 1 {
        derived.near_colon_2[index] = classes.colon[index] & within_5(&derived.near_colon, index);
    }
    derived.near_colon_2[last] = classes.colon[last] & within_5_last(derived.near_colon[last]);
}

/// Likewise for the last mask of a row.
#[inline(always)]
fn within_5_last(mask: u64) -> u64 {
    mask >> 1 | mask >> 2 | mask >> 3 | mask >> 4 | mask >> 5
}

/// A class some bytes ahead. Structs, not closures: these are always inlined, or else nothing becomes a vector.
#[derive(Clone, Copy)]
struct Ahead<'a> {
    row: &'a Row,
    index: usize,
}

impl Ahead<'_> {
    #[inline(always)]
    fn by(self, distance: u32) -> u64 {
        ahead(self.row, self.index, distance)
    }
}

/// A space, hyphen, point or stroke some bytes ahead.
#[derive(Clone, Copy)]
struct Gaps<'a> {
    space: &'a Row,
    hyphen: &'a Row,
    dot: &'a Row,
    slash: &'a Row,
    index: usize,
}

impl Gaps<'_> {
    #[inline(always)]
    fn by(self, distance: u32) -> u64 {
        ahead(self.space, self.index, distance)
            | ahead(self.hyphen, self.index, distance)
            | ahead(self.dot, self.index, distance)
            | ahead(self.slash, self.index, distance)
    }
}

/// Five characters of a number some bytes ahead.
#[derive(Clone, Copy)]
struct Number<'a> {
    four: &'a Row,
    one: &'a Row,
    index: usize,
}

impl Number<'_> {
    #[inline(always)]
    fn by(self, distance: u32) -> u64 {
        ahead(self.four, self.index, distance) & ahead(self.one, self.index, distance + 4)
    }
}

/// One of three bytes is a digit.
#[inline(always)]
fn digit_soon(digit: Ahead<'_>, from: u32) -> u64 {
    digit.by(from) | digit.by(from + 1) | digit.by(from + 2)
}

/// One to three letters, and a digit, or a gap and a digit.
#[inline(always)]
fn letters_then(letter: Ahead<'_>, digit: Ahead<'_>, from: u32) -> u64 {
    letter.by(from)
        & (digit.by(from + 1) | digit.by(from + 2) | digit.by(from + 3) | !letter.by(from + 3) & digit.by(from + 4))
}

/// Whether one of the five bytes ahead is of the class.
#[inline(always)]
fn within_5(row: &Row, index: usize) -> u64 {
    ahead(row, index, 1) | ahead(row, index, 2) | ahead(row, index, 3) | ahead(row, index, 4) | ahead(row, index, 5)
}

struct Sweep<'a> {
    classes: &'a Classes,
    starts: &'a Row,
    derived: &'a Derived,
}

impl Sweep<'_> {
    /// Numbers, and short numbers beside what could be a place or a state.
    #[inline(always)]
    fn numbers(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, starts, derived } = *self;
        let Classes { digit, upper, space, comma, colon, .. } = classes;
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let not_first = !starts[index];
            let not_second = !(starts[index] | before(starts, index, 1));
            let group_start = digit[index] & !(before(digit, index, 1) & not_first);
            let six = derived.number_4[index] & ahead(&derived.number_2, index, 4);
            // Inside a word, or after the point or stroke of a longer number.
            let inside = before(&derived.letter, index, 1) & not_first
                | derived.joined[index]
                | before(colon, index, 1) & before(digit, index, 2) & not_second;
            let whole = group_start & !inside;
            anchors.number[block] = whole & six & wanted.number;

            let four = derived.digit_4[index] & !ahead(&derived.own_digit, index, 4);
            let five = derived.digit_4[index] & ahead(digit, index, 4) & !ahead(&derived.own_digit, index, 5);
            let state = (before(space, index, 1) | before(comma, index, 1))
                & before(upper, index, 2)
                & before(&derived.letter, index, 3);
            let place_4 = (ahead(space, index, 4) | ahead(comma, index, 4)) & ahead(upper, index, 5)
                | ahead(space, index, 5) & ahead(upper, index, 6);
            let place_5 =
                (ahead(space, index, 5) | ahead(comma, index, 5)) & (ahead(upper, index, 6) | ahead(upper, index, 7));
            anchors.postal[block] = group_start & (four & (state | place_4) | five & (state | place_5)) & wanted.postal;
        }
    }

    #[inline(always)]
    fn dates_and_telephones(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, starts, derived } = *self;
        let Classes { digit, space, comma, hyphen, dot, slash, plus, close, .. } = classes;
        let letter = &derived.letter;
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let not_first = !starts[index];
            let group_start = digit[index] & !(before(digit, index, 1) & not_first);
            let exactly_two = derived.digit_2[index] & !ahead(&derived.own_digit, index, 2);
            let exactly_four = derived.digit_4[index] & !ahead(&derived.own_digit, index, 4);
            let joint =
                before(space, index, 1) | before(hyphen, index, 1) | before(slash, index, 1) | before(dot, index, 1);
            let word = before(letter, index, 2) | before(&classes.high, index, 2);
            let after_comma = before(space, index, 1) & before(comma, index, 2);
            // A year of two digits counts in `12-MAR-80` alone.
            let short = before(hyphen, index, 1)
                & before(letter, index, 2)
                & before(letter, index, 4)
                & before(hyphen, index, 5)
                & before(digit, index, 6);
            anchors.year[block] =
                group_start & (exactly_two & short | exactly_four & (joint & word | after_comma)) & wanted.year;

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
            let sixteen = derived.token_8[index] & ahead(&derived.token_8, index, 8);
            anchors.token[block] = sixteen & !(before(&derived.token, index, 1) & not_first) & wanted.token;

            let twenty =
                derived.base64_8[index] & ahead(&derived.base64_8, index, 8) & ahead(&derived.base64_4, index, 16);
            anchors.base64[block] = twenty & !(before(&derived.base64, index, 1) & not_first) & wanted.base64;

            let dashes = hyphen[index] & ahead(hyphen, index, 1) & ahead(hyphen, index, 2) & ahead(hyphen, index, 3);
            let label = ahead(hyphen, index, 4) & ahead(upper, index, 5) & ahead(upper, index, 6);
            anchors.frame[block] = dashes & label & wanted.frame;

            let pairs = colon[index] & ahead(colon, index, 1);
            // An address without a pair has seven colons, each at most five bytes from the next.
            let chain = colon[index] & within_5(&derived.near_colon_2, index);
            anchors.hextet[block] = (pairs | chain) & wanted.hextet;

            let alphanumeric = |distance| ahead(&derived.alphanumeric, index, distance);
            let joint = |distance| ahead(colon, index, distance) | ahead(hyphen, index, distance);
            let octets = joint(2) & alphanumeric(1) & alphanumeric(3) & joint(5) & joint(8) & joint(11) & joint(14);
            let quads =
                ahead(dot, index, 4) & ahead(dot, index, 9) & alphanumeric(1) & alphanumeric(5) & alphanumeric(13);
            anchors.hardware[block] = derived.start[index] & (octets | quads) & wanted.hardware;

            anchors.at[block] = at[index] & wanted.at;
        }
    }

    /// Tokens that mix letters and digits like an id, whole or in groups.
    #[inline(always)]
    fn words(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, derived, .. } = *self;
        let Classes { digit, space, hyphen, dot, slash, .. } = classes;
        let letter = &derived.letter;
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let digit_at = Ahead { row: digit, index };
            let letter_at = Ahead { row: letter, index };
            let alphanumeric = Ahead { row: &derived.alphanumeric, index };
            let gap = Gaps { space, hyphen, dot, slash, index };
            let number = Number { four: &derived.number_4, one: &derived.number, index };
            let l1 = letter[index];
            let d1 = digit[index];

            // Six or more letters and digits without a gap, of both at least one among the first eight.
            let six = derived.alphanumeric_4[index] & ahead(&derived.alphanumeric_2, index, 4);
            let some_digit = d1
                | digit_at.by(1)
                | digit_at.by(2)
                | digit_at.by(3)
                | digit_at.by(4)
                | digit_at.by(5)
                | (digit_at.by(6) | digit_at.by(7) & alphanumeric.by(6)) & alphanumeric.by(6);
            let some_letter =
                l1 | letter_at.by(1) | letter_at.by(2) | letter_at.by(3) | letter_at.by(4) | letter_at.by(5);
            let whole = six & some_digit & some_letter;

            // One to five letters, a gap, and five characters of a number: `AB 12 34 56 C`, `L-123456 7`.
            let l2 = l1 & letter_at.by(1);
            let l3 = l2 & letter_at.by(2);
            let l4 = l3 & letter_at.by(3);
            let l5 = l4 & letter_at.by(4);
            let grouped = l1 & gap.by(1) & number.by(2)
                | l2 & gap.by(2) & number.by(3)
                | l3 & gap.by(3) & number.by(4)
                | l4 & gap.by(4) & number.by(5)
                | l5 & gap.by(5) & number.by(6);

            // Two to five letters and digits mixed, a gap, and a letter or digit: `1EG4-TE5-MK73`, `SW1A 1AA`.
            let a2 = derived.alphanumeric_2[index];
            let a3 = a2 & alphanumeric.by(2);
            let a4 = derived.alphanumeric_4[index];
            let a5 = a4 & alphanumeric.by(4);
            let differ_2 = l1 & digit_at.by(1) | d1 & letter_at.by(1);
            let differ_3 = differ_2 | letter_at.by(1) & digit_at.by(2) | digit_at.by(1) & letter_at.by(2);
            let differ_4 = differ_3 | letter_at.by(2) & digit_at.by(3) | digit_at.by(2) & letter_at.by(3);
            let differ_5 = differ_4 | letter_at.by(3) & digit_at.by(4) | digit_at.by(3) & letter_at.by(4);
            let mixed = a2 & differ_2 & gap.by(2) & digit_soon(digit_at, 3)
                | a3 & differ_3 & gap.by(3) & digit_soon(digit_at, 4)
                | a4 & differ_4 & gap.by(4) & digit_soon(digit_at, 5)
                | a5 & differ_5 & gap.by(5) & digit_soon(digit_at, 6);
            // `GB29 NWBK 6016`
            let accounts = l2 & digit_at.by(2) & digit_at.by(3) & gap.by(4) & alphanumeric.by(5);

            // Up to four digits, a gap, one to three letters, and a digit not far: `12.ABC.345/01DE-35`, `12-A-34567`.
            let d2 = d1 & digit_at.by(1);
            let d3 = d2 & digit_at.by(2);
            let d4 = d3 & digit_at.by(3);
            let turned = d1 & gap.by(1) & letters_then(letter_at, digit_at, 2)
                | d2 & gap.by(2) & letters_then(letter_at, digit_at, 3)
                | d3 & gap.by(3) & letters_then(letter_at, digit_at, 4)
                | d4 & gap.by(4) & letters_then(letter_at, digit_at, 5);

            let any = whole | grouped | mixed | accounts | turned;
            anchors.word[block] = derived.start[index] & any & !derived.joined[index] & wanted.word;
        }
    }

    /// Signs of assignment, URLs, and rare key words.
    #[inline(always)]
    fn signs(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, starts, derived } = *self;
        let Classes { digit, upper, lower, colon, equals, slash, at, .. } = classes;
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let double = ahead(colon, index, 1) | before(colon, index, 1);
            let time = before(digit, index, 1) & ahead(digit, index, 1);
            let slashes = ahead(slash, index, 1) & ahead(slash, index, 2);
            let comparison = ahead(equals, index, 1) | before(equals, index, 1);
            let sign = colon[index] & !(double | time | slashes) | equals[index] & !comparison;
            anchors.sign[block] = sign & wanted.sign;

            let signed = if at[index] | at[index + 1] == 0 { 0 } else { u64::MAX };
            anchors.url[block] = colon[index] & slashes & signed & wanted.url;

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
        let Classes { upper, high, space, dot, comma, .. } = classes;
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let word = before(&derived.letter, index, 2) | before(high, index, 2);
            let after = before(space, index, 1) & (word | before(dot, index, 2) | before(comma, index, 2));
            anchors.name[block] = (upper[index] | high[index]) & after & wanted.name;
        }
    }
}

#[inline(always)]
fn unite(anchors: &mut Anchors) {
    for block in 0..SWEEP_BLOCKS {
        anchors.any[block] = anchors.number[block]
            | anchors.word[block]
            | anchors.token[block]
            | anchors.at[block]
            | anchors.area_code[block]
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
}
