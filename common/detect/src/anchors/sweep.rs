//! The anchors of each kind, from the classes and what was derived from them.

#![allow(clippy::needless_range_loop, reason = "one index into many rows is what becomes vector instructions")]

use super::derive::{Derived, ahead, before, within_5};
use super::{Anchors, Wanted};
use crate::classify::{Classes, Row, SWEEP_BLOCKS};

/// A sweep: its masks, and where fields begin.
pub(super) struct Sweep<'a> {
    pub(super) classes: &'a Classes,
    pub(super) starts: &'a Row,
    pub(super) derived: &'a Derived,
}

impl Sweep<'_> {
    #[inline(always)]
    pub(super) fn numbers(&self, wanted: &Wanted, anchors: &mut Anchors) {
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
        if wanted.quad != 0 {
            for block in 0..SWEEP_BLOCKS {
                let index = block + 1;
                // One to three digits and three points, each two to four bytes from the next.
                let points = ahead(&derived.near_dot_2, index, 1)
                    | ahead(&derived.near_dot_2, index, 2)
                    | ahead(&derived.near_dot_2, index, 3);
                anchors.quad[block] = anchors.number[block] & points;
            }
        }
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let thirteen =
                derived.number_4[index] & ahead(&derived.number_4, index, 4) & ahead(&derived.number_5, index, 8);
            anchors.free[block] = anchors.number[block] & (thirteen & wanted.free | wanted.free_any);
        }
    }

    /// Short numbers beside what could be a place or a state.
    #[inline(always)]
    pub(super) fn postal_codes(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, starts, derived } = *self;
        let digit = &classes.digit;
        // Names of places begin with a capital, or beyond ASCII.
        let capital: Row = std::array::from_fn(|index| classes.upper[index] | classes.high[index]);
        let letter: Row = std::array::from_fn(|index| derived.letter[index] | classes.high[index]);
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let group_start = digit[index] & !(before(digit, index, 1) & !starts[index]);
            let four = derived.digit_4[index] & !ahead(&derived.own_digit, index, 4);
            let five = derived.digit_4[index] & ahead(digit, index, 4) & !ahead(&derived.own_digit, index, 5);
            let state = before(&derived.loose, index, 1)
                & (before(&letter, index, 2)
                    | before(&derived.loose, index, 2) & (before(&letter, index, 3) | before(&letter, index, 4)));
            let place_4 = ahead(&derived.loose, index, 4)
                & (ahead(&capital, index, 5)
                    | ahead(&capital, index, 6)
                    | ahead(&derived.loose, index, 5) & ahead(&capital, index, 7));
            let place_5 = ahead(&derived.loose, index, 5)
                & (ahead(&capital, index, 6)
                    | ahead(&capital, index, 7)
                    | ahead(&derived.loose, index, 6) & ahead(&capital, index, 8));
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
        self.grouped_codes((&capital, &letter), wanted, anchors);
    }

    /// Numbers in the groups of some postal codes, or of six digits, beside what could be a place: `00-950`, `114 55`,
    /// `150-0002`, `560001`.
    #[inline(always)]
    pub(super) fn grouped_codes(&self, (capital, letter): (&Row, &Row), wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, derived, .. } = *self;
        let Classes { digit, high, space, hyphen, .. } = classes;
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
            let letter = before(letter, index, 1)
                | before(letter, index, 2)
                | before(letter, index, 3)
                | before(letter, index, 4);
            let capital = |distance| ahead(capital, index, distance);
            let behind = capital(6) | capital(7) | capital(8) | capital(9) | capital(10) | capital(11) | capital(12);
            let next = ahead(high, index, 6) | ahead(high, index, 8) | ahead(space, index, 6) & capital(7);
            let codes = (spaced | hyphens) & (letter | behind) | six & (letter | next);
            anchors.code[block] = anchors.number[block] & codes & wanted.postal;
        }
    }

    #[inline(always)]
    pub(super) fn dates_and_telephones(&self, wanted: &Wanted, anchors: &mut Anchors) {
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
            // A year of two digits counts in `12-MAR-80` and `12 Mar 80` alone.
            let short = before(&derived.gap, index, 1)
                & before(letter, index, 2)
                & before(letter, index, 4)
                & before(&derived.gap, index, 5)
                & before(digit, index, 6);
            // `12. 3. 1980`, `6 sept. 1995`, `1980. március 12`, `1980. 3. 12.`, `1980-Mar-12`
            let after_point = before(space, index, 1) & before(dot, index, 2) & before(&derived.alphanumeric, index, 3);
            // `1972 m. rugpjūčio 23 d.`
            let month = !ahead(digit, index, 6) | ahead(dot, index, 7) | ahead(dot, index, 8);
            let first = ahead(dot, index, 4) & ahead(space, index, 5) & month
                | ahead(hyphen, index, 4) & ahead(letter, index, 5)
                | ahead(space, index, 4) & ahead(dot, index, 6);
            // `12 / 03 / 1980`
            let stroke = before(&classes.slash, index, 2) | before(hyphen, index, 2);
            let apart = before(space, index, 1) & stroke & before(space, index, 3) & before(digit, index, 4);
            // `1970年3月12日`, `：1970年`
            let counted = ahead(&classes.high, index, 4);
            let year =
                exactly_two & short | exactly_four & (word | after_comma | after_point | first | apart | counted);
            anchors.year[block] = group_start & year & wanted.year;

            let gap = ahead(space, index, 1) | ahead(hyphen, index, 1);
            let code = before(digit, index, 1) & (ahead(digit, index, 1) | gap & ahead(digit, index, 2));
            anchors.area_code[block] = close[index] & code & wanted.phone;
            let alone = ahead(digit, index, 1) & !(before(&derived.alphanumeric, index, 1) & not_first);
            anchors.plus[block] = plus[index] & alone & wanted.phone;
        }
        if classes.high.iter().fold(0, |all, high| all | high) != 0 {
            self.eras(wanted, anchors);
        }
    }

    /// Years of Japanese eras: `昭和45年3月12日`.
    #[inline(always)]
    fn eras(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, starts, derived } = *self;
        let Classes { digit, high, .. } = classes;
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let group_start = digit[index] & !(before(digit, index, 1) & !starts[index]);
            let two = derived.digit_2[index] & ahead(high, index, 2);
            let year = group_start & before(high, index, 1) & (two | ahead(high, index, 1));
            anchors.year[block] |= year & wanted.year;
        }
    }

    /// Tokens of programs, base64, and frames of keys.
    #[inline(always)]
    pub(super) fn tokens(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, starts, derived } = *self;
        let Classes { upper, hyphen, at, .. } = classes;
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

            anchors.at[block] = at[index] & wanted.at;
        }
    }

    /// Hardware addresses, and those of networks with colons.
    #[inline(always)]
    pub(super) fn hardware_and_network(&self, wanted: &Wanted, anchors: &mut Anchors) {
        let Sweep { classes, derived, .. } = *self;
        let Classes { hyphen, dot, colon, .. } = classes;
        for block in 0..SWEEP_BLOCKS {
            let index = block + 1;
            let pairs = colon[index] & ahead(colon, index, 1);
            // An address without a pair has seven colons, each at most five bytes from the next.
            let chain = colon[index] & within_5(&derived.near_colon_2, index);
            anchors.hextet[block] = (pairs | chain) & wanted.hextet;

            let colons = ahead(colon, index, 2) & ahead(colon, index, 5) & ahead(colon, index, 8);
            let hyphens = ahead(hyphen, index, 2) & ahead(hyphen, index, 5) & ahead(hyphen, index, 8);
            let dots = ahead(dot, index, 4) & ahead(dot, index, 9);
            anchors.hardware[block] = derived.start[index] & (colons | hyphens | dots) & wanted.hardware;
        }
    }

    /// Leaves out secrets in chains without a digit, as far as the masks tell (63 bytes), in blocks in which there is nothing
    /// else that needs key words. Those that `Pattern::is_told_without_digits` describes stay.
    #[inline(always)]
    pub(super) fn thin_secrets(&self, anchors: &mut Anchors) {
        let Sweep { classes, derived, .. } = *self;
        let Classes { digit, hyphen, dot, .. } = classes;
        for block in 0..SWEEP_BLOCKS {
            let secrets = anchors.secret[block];
            if secrets == 0 || anchors.number[block] | anchors.word[block] | anchors.area_code[block] != 0 {
                continue;
            }
            let index = block + 1;
            let eight = &derived.alphanumeric_8;
            let sixteen = eight[index] & ahead(eight, index, 8) & !ahead(&derived.alphanumeric, index, 16);
            let groups = ahead(hyphen, index, 4) & ahead(hyphen, index, 9) & ahead(hyphen, index, 14);
            let pointed =
                ahead(dot, index, 1) & ahead(eight, index, 2) & ahead(eight, index, 10) & ahead(eight, index, 18);
            let told = sixteen | groups | pointed;
            let mut kept = secrets;
            let mut others = secrets & !told;
            while others != 0 {
                let bit = others.trailing_zeros();
                others &= others - 1;
                let from = |row: &Row| row[index] >> bit | (row[index + 1] << 1) << (63 - bit);
                let length = from(&derived.chain).trailing_ones();
                let plain = length < 64 && from(digit) & !(u64::MAX << length) == 0;
                kept &= !(u64::from(plain) << bit);
            }
            anchors.secret[block] = kept;
            anchors.wide[block] &= kept;
        }
    }

    /// Tokens that mix letters and digits like an id, whole or in groups.
    #[inline(always)]
    pub(super) fn words(&self, wanted: &Wanted, anchors: &mut Anchors) {
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
    pub(super) fn signs(&self, wanted: &Wanted, anchors: &mut Anchors) {
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
    pub(super) fn names(&self, wanted: &Wanted, anchors: &mut Anchors) {
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
