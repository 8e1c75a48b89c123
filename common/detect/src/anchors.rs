//! Anchors: places where a value could begin or is bound to lie, found with shifts and ands of bit masks.
//!
//! A set bit promises nothing; a value without its anchor would be lost. So every condition that looks ahead is one that a
//! value must fulfil, and what lies before a field's first byte is never held against the field.

use crate::classify::{BLOCK, Level, Masks};

/// Blocks in one sweep: few enough that the anchors stay in the first-level cache.
pub(crate) const SWEEP_BLOCKS: usize = 64;

/// The anchors of one block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Anchors {
    /// First digit of a number or of groups of digits, six characters or longer.
    pub(crate) number: u64,
    /// First character of a token of letters and digits that could be an id.
    pub(crate) word: u64,
    /// First character of a vendor's prefix, a PEM label, a token.
    pub(crate) literal: u64,
    /// The `@` of an address.
    pub(crate) at: u64,
    /// The `)` after an area code.
    pub(crate) area_code: u64,
    /// The `+` of an international telephone number.
    pub(crate) plus: u64,
    /// A colon inside an IPv6 address.
    pub(crate) hextet: u64,
    /// First digit of the year of a date that spells its month.
    pub(crate) year: u64,
    /// A byte inside a long run of base64 characters.
    pub(crate) secret: u64,
}

/// Which anchors the rule set has a use for: all bits or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) number: u64,
    pub(crate) word: u64,
    pub(crate) literal: u64,
    pub(crate) at: u64,
    pub(crate) phone: u64,
    pub(crate) hextet: u64,
    pub(crate) year: u64,
    pub(crate) secret: u64,
}

/// What one sweep hands on to the next over the same text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Carry {
    previous: Masks,
}

/// One pass over up to [`SWEEP_BLOCKS`] blocks.
pub(crate) struct Sweep<'a> {
    /// The text from the first byte of the sweep on. Bytes after the blocks are looked at too.
    pub(crate) text: &'a [u8],
    /// For each block, and the one after, a bit for each byte at which a field or the text begins.
    pub(crate) starts: &'a [u64; SWEEP_BLOCKS + 1],
    pub(crate) wanted: Wanted,
    pub(crate) carry: &'a mut Carry,
    /// As many blocks are read as there is room for anchors.
    pub(crate) anchors: &'a mut [Anchors],
}

impl Sweep<'_> {
    /// Finds the anchors in the way of `level`.
    pub(crate) fn start(self, level: Level) {
        match level {
            Level::Portable => self.run(crate::classify::portable::classify),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(available) => available.sweep(self),
        }
    }

    /// The sweep itself. Inlined into each caller, so that it is compiled for the caller's instruction set.
    #[inline(always)]
    pub(crate) fn run(self, classify: impl Fn(&[u8; BLOCK]) -> Masks) {
        let load = |index: usize| -> Masks {
            let rest = self.text.get(index * BLOCK..).unwrap_or_default();
            match rest.first_chunk::<BLOCK>() {
                Some(block) => classify(block),
                None if rest.is_empty() => Masks::default(),
                None => {
                    let mut block = [0; BLOCK];
                    block[..rest.len()].copy_from_slice(rest);
                    classify(&block)
                }
            }
        };
        let mut previous = self.carry.previous;
        let mut current = load(0);
        for (index, anchors) in self.anchors.iter_mut().enumerate() {
            let next = load(index + 1);
            let neighbours = Neighbours {
                previous: &previous,
                current: &current,
                next: &next,
                starts: self.starts[index],
                next_starts: self.starts[index + 1],
            };
            *anchors = neighbours.anchors(&self.wanted);
            previous = current;
            current = next;
        }
        self.carry.previous = previous;
    }
}

/// A block between its neighbours.
struct Neighbours<'a> {
    previous: &'a Masks,
    current: &'a Masks,
    next: &'a Masks,
    starts: u64,
    next_starts: u64,
}

/// Bits of the current block below, of the next above: shifting right looks ahead.
#[inline(always)]
fn wide(current: u64, next: u64) -> u128 {
    u128::from(current) | u128::from(next) << 64
}

#[inline(always)]
fn low(bits: u128) -> u64 {
    bits as u64
}

/// For each byte, the class of the byte `distance` before it.
#[inline(always)]
fn before(current: u64, previous: u64, distance: u32) -> u64 {
    current << distance | previous >> (64 - distance)
}

impl Neighbours<'_> {
    #[inline(always)]
    fn anchors(&self, wanted: &Wanted) -> Anchors {
        let Neighbours { previous, current, next, starts, next_starts } = *self;
        let letters = current.upper | current.lower;
        let previous_letters = previous.upper | previous.lower;
        let alphanumeric = letters | current.digit;
        let previous_alphanumeric = previous_letters | previous.digit;
        // At a field's first byte nothing stands before it; at its second byte, nothing two before it.
        let not_first = !starts;
        let not_second = !(starts | starts << 1);
        let token_start = alphanumeric & !(before(alphanumeric, previous_alphanumeric, 1) & not_first);

        let mut anchors = Anchors {
            at: current.at & wanted.at,
            literal: self.literal(token_start) & wanted.literal,
            secret: secret(alphanumeric | current.slash | current.plus, starts) & wanted.secret,
            hextet: self.hextet(alphanumeric, previous_alphanumeric) & wanted.hextet,
            ..Anchors::default()
        };
        if current.digit | next.digit == 0 {
            return anchors;
        }

        let digit = wide(current.digit, next.digit);
        let gap = wide(current.space | current.hyphen, next.space | next.hyphen);
        let separator = gap | wide(current.dot | current.slash, next.dot | next.slash);
        let after_digit = digit << 1 | u128::from(previous.digit >> 63);
        let number = digit | separator & after_digit & digit >> 1;
        let two = number & number >> 1;
        let four = two & two >> 2;
        let six = low(four & two >> 4);
        let digit_before = before(current.digit, previous.digit, 1);
        let group_start = current.digit & !(digit_before & not_first);
        let tight = current.hyphen | current.dot | current.slash | current.colon;
        let previous_tight = previous.hyphen | previous.dot | previous.slash | previous.colon;
        // Inside a word, or after the point or stroke of a longer number.
        let inside = (before(letters, previous_letters, 1) & not_first)
            | (before(tight, previous_tight, 1) & before(current.digit, previous.digit, 2) & not_second);
        anchors.number = group_start & six & !inside & wanted.number;

        let spaced = before(current.space, previous.space, 1);
        let digits_two = digit & digit >> 1;
        let digits_four = digits_two & digits_two >> 2;
        // Digits of the next field do not prolong the number.
        let own_digit = digit & !wide(starts, next_starts);
        let exactly_two = low(digits_two & !(own_digit >> 2));
        let exactly_four = low(digits_four & !(own_digit >> 4));
        let joint = current.space | current.hyphen | current.slash | current.dot;
        let previous_joint = previous.space | previous.hyphen | previous.slash | previous.dot;
        let word = before(letters, previous_letters, 2);
        let after_word = before(joint, previous_joint, 1) & word;
        let after_comma = spaced & before(current.comma, previous.comma, 2);
        // A year of two digits counts in `12-MAR-80` alone.
        let hyphen = |distance| before(current.hyphen, previous.hyphen, distance);
        let short = hyphen(1)
            & word
            & before(letters, previous_letters, 4)
            & hyphen(5)
            & before(current.digit, previous.digit, 6);
        anchors.year = group_start & (exactly_two & short | exactly_four & (after_word | after_comma)) & wanted.year;

        let close = before(current.digit, previous.digit, 1) & low(digit >> 1 | gap >> 1 & digit >> 2);
        anchors.area_code = current.close & close & wanted.phone;
        let plus = low(digit >> 1) & !(before(alphanumeric, previous_alphanumeric, 1) & not_first);
        anchors.plus = current.plus & plus & wanted.phone;

        anchors.word = self.word(token_start, digit, gap, digits_two, digits_four) & wanted.word;
        anchors
    }

    /// Tokens that mix letters and digits like an id, whole or in groups.
    #[inline(always)]
    fn word(&self, token_start: u64, digit: u128, gap: u128, digits_two: u128, digits_four: u128) -> u64 {
        let Neighbours { current, next, .. } = *self;
        let upper = wide(current.upper, next.upper);
        let lower = wide(current.lower, next.lower);
        let letter = upper | lower;

        // Eight or more capitals and digits, of both at least one among the first eight: IBAN, NINO, PAN, passports.
        let capital = upper | digit;
        let two = capital & capital >> 1;
        let four = two & two >> 2;
        let eight = four & four >> 4;
        let whole = eight & within_eight(upper) & within_eight(digit);

        let pair = letter & letter >> 1;
        let digits_six = digits_four & digits_two >> 4;
        // `AB 12 34 56 C`, `AB-123456-C`
        let grouped_nino = pair & gap >> 2 & digits_two >> 3 & (digit | gap) >> 5 & digits_two >> 6;
        // `AB 123456 C` has a digit where the other has its second gap.
        let half_grouped_nino = pair & gap >> 2 & digits_six >> 3;
        let grouped_iban = pair & digits_two >> 2 & gap >> 4 & (letter | digit) >> 5;
        // `ab123456c`, `de89370400440532013000` and longer
        let small_pair = lower & lower >> 1 & digits_two >> 2;
        let small_nino = small_pair & digits_six >> 2;
        let small = lower | digit;
        let small_two = small & small >> 1;
        let small_four = small_two & small_two >> 2;
        let small_eight = small_four & small_four >> 4;
        let small_iban = small_pair & small_eight & small_eight >> 7;
        // `abcde1234f`
        let lower_two = lower & lower >> 1;
        let small_pan = lower_two & lower_two >> 2 & lower >> 4 & digits_four >> 5;
        // `c12345678`
        let small_passport = lower & digits_four >> 1 & digits_four >> 5;
        // `12.ABC.345/01DE-35`
        let dot = wide(current.dot, next.dot);
        let slash = wide(current.slash, next.slash);
        let grouped_cnpj = dot >> 2 & dot >> 6 & slash >> 10;
        // `X 05428 11101 000000123456`, `NWBK 601613 31926819`
        let grouped_cin = letter & gap >> 1 & digits_four >> 2 & digit >> 6 & gap >> 7;
        let grouped_bank = pair & pair >> 2 & gap >> 4 & digits_six >> 5;

        let any = whole
            | grouped_nino
            | half_grouped_nino
            | grouped_iban
            | small_nino
            | small_iban
            | small_pan
            | small_passport
            | grouped_cnpj
            | grouped_cin
            | grouped_bank;
        token_start & low(any)
    }

    /// Prefixes that vendors and standards gave to secrets.
    #[inline(always)]
    fn literal(&self, token_start: u64) -> u64 {
        let Neighbours { previous, current, next, starts, .. } = *self;
        let upper = wide(current.upper, next.upper);
        let lower = wide(current.lower, next.lower);
        let hyphen = wide(current.hyphen, next.hyphen);
        let underscore = wide(current.underscore, next.underscore);
        // `AIza`
        let google = upper & upper >> 1 & lower >> 2 & lower >> 3;
        // `sk_live_`
        let stripe = lower & underscore >> 2 & underscore >> 7;
        // `eyJ`
        let web_token = lower & lower >> 1 & wide(current.capital_j, next.capital_j) >> 2;
        // `PuTTY-`
        let putty = upper & lower >> 1 & upper >> 2 & upper >> 3 & upper >> 4 & hyphen >> 5;
        // `: Basic `, `": "Basic `, or at the begin of a field
        let letter = upper | lower;
        let two = letter & letter >> 1;
        let five = two & two >> 2 & letter >> 4;
        let colon = before(current.colon, previous.colon, 1)
            | before(current.colon, previous.colon, 2)
            | before(current.colon, previous.colon, 3)
            | before(current.colon, previous.colon, 4);
        let basic = low(five & wide(current.space, next.space) >> 5) & (colon | starts);
        // `-----BEGIN`
        let dashes = hyphen & hyphen >> 1;
        let frame = low(dashes & dashes >> 2 & hyphen >> 4 & upper >> 5 & upper >> 6);
        token_start & (low(google | stripe | web_token | putty) | basic) | frame
    }

    /// Colons of IPv6 addresses: pairs, and colons of blocks that hold four or more between letters or digits.
    ///
    /// An address without a pair has seven colons within 39 bytes, so that one of the two blocks it can touch has four.
    /// The colons of a time of day, or of a date and time, are not enough.
    #[inline(always)]
    fn hextet(&self, alphanumeric: u64, previous_alphanumeric: u64) -> u64 {
        let Neighbours { current, next, .. } = *self;
        if current.colon == 0 {
            return 0;
        }
        let colon = wide(current.colon, next.colon);
        let pair = low(colon & colon >> 1);
        let after = before(alphanumeric, previous_alphanumeric, 1);
        let ahead = wide(alphanumeric, next.upper | next.lower | next.digit) >> 1;
        let single = current.colon & after & low(ahead);
        if single.count_ones() >= 4 { pair | single } else { pair }
    }
}

#[inline(always)]
fn within_eight(bits: u128) -> u128 {
    let two = bits | bits >> 1;
    let four = two | two >> 2;
    four | four >> 4
}

/// The first byte of each run of 20 or more base64 characters within the block. A run of 40 covers 20 in one of two blocks.
#[inline(always)]
fn secret(base64: u64, starts: u64) -> u64 {
    let two = base64 & base64 >> 1;
    let four = two & two >> 2;
    let eight = four & four >> 4;
    let twenty = eight & eight >> 8 & four >> 16;
    twenty & (!(twenty << 1) | starts)
}

impl Anchors {
    /// Whether there is no anchor.
    #[inline]
    pub(crate) fn are_none(&self) -> bool {
        self.number == 0 && self.are_numbers()
    }

    /// Whether there are no anchors but those of numbers.
    #[inline]
    pub(crate) fn are_numbers(&self) -> bool {
        let Anchors { number: _, word, literal, at, area_code, plus, hextet, year, secret } = *self;
        word | literal | at | area_code | plus | hextet | year | secret == 0
    }

    /// The anchors at these places alone.
    #[inline]
    pub(crate) fn masked(&self, places: u64) -> Anchors {
        Anchors {
            number: self.number & places,
            word: self.word & places,
            literal: self.literal & places,
            at: self.at & places,
            area_code: self.area_code & places,
            plus: self.plus & places,
            hextet: self.hextet & places,
            year: self.year & places,
            secret: self.secret & places,
        }
    }
}
