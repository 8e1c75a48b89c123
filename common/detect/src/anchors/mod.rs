//! Anchors: places where a value could begin or is bound to lie, found with shifts and ands of bit masks.
//!
//! A set bit promises nothing; a value without its anchor would be lost. So every condition that looks ahead is one that a
//! value must fulfil, and what lies before a field's first byte is never held against the field.
//!
//! All loops here run over rows of masks without branches, so that the compiler turns them into vector instructions: what
//! stands for one block below is done for four or eight at once.

#![allow(clippy::needless_range_loop, reason = "one index into many rows is what becomes vector instructions")]

mod derive;
mod sweep;

use std::ops::{Index, IndexMut};

use crate::classify::{Classes, Level, Row, SWEEP_BLOCKS};
pub(crate) use derive::Derived;
use derive::derive;
use sweep::Sweep;

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
    /// Those tokens, and runs of base64, that only a key word tells what they are. Nearly all have a digit, which most names of
    /// programs do not: that is looked at where nothing else makes it worth to look up key words.
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
    /// Whether key words are so many that it is dear to look them up.
    pub(crate) many_keywords: bool,
}

impl Wanted {
    /// What is wanted where no key word is near: no numbers and no ids. None if some of them count there too.
    pub(crate) fn without_keywords(&self) -> Option<Wanted> {
        let Wanted { number, word, free, free_any, quad, account, postal, many_keywords, .. } = *self;
        let unkeyed = free | free_any | quad | account | postal;
        (!many_keywords && unkeyed == 0 && number | word != 0).then_some(Wanted { number: 0, word: 0, ..*self })
    }
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

/// Finds the anchors of a sweep. `starts` has a bit for each byte at which a field or the text begins, `near_starts` one for
/// each of the [`NEAR_START`] bytes from there on.
pub(crate) fn find(
    level: Level,
    classes: &Classes,
    bounds: (&Row, &Row),
    wanted: &Wanted,
    derived: &mut Derived,
    anchors: &mut Anchors,
) {
    let (starts, _) = bounds;
    level.with(
        #[inline(always)]
        || {
            derive(classes, bounds, wanted, derived);
            let sweep = Sweep { classes, starts, derived };
            if wanted.number != 0 {
                sweep.numbers(wanted, anchors);
            } else {
                (anchors.number, anchors.quad, anchors.free) = (Places::NONE, Places::NONE, Places::NONE);
            }
            sweep.tokens(wanted, anchors);
            if wanted.hextet | wanted.hardware != 0 {
                sweep.hardware_and_network(wanted, anchors);
            }
            if wanted.year | wanted.phone != 0 {
                sweep.dates_and_telephones(wanted, anchors);
            }
            if wanted.word != 0 {
                sweep.words(wanted, anchors);
            } else {
                (anchors.word, anchors.account, anchors.postcode) = (Places::NONE, Places::NONE, Places::NONE);
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
            if wanted.many_keywords {
                sweep.thin_secrets(anchors);
            }
            unite(anchors);
        },
    );
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
