//! The search: where in a stretch of a text key words begin.

use super::KeywordIndex;
use super::filter::{self, OF_THREE, PLACE_BITS, word};
use super::word::{begins_word, is_whole};
use crate::classify::{BLOCK, Letters, Level, Places, padded};
use crate::fold;
use crate::prefix::{self, Prefixes};
use std::ops::Range;

/// Blocks that are surveyed at a time.
const SURVEY: usize = 8;

/// Room for the words of a survey: each place may be looked up twice, and vectors of 16 are written whole.
const HASHES: usize = SURVEY * BLOCK * 2 + 16;

const _: () = assert!((SURVEY * BLOCK) as u32 <= OF_THREE);

/// The hashes of the words of a survey.
#[derive(Debug)]
pub(super) struct Hashes(Box<[u32; HASHES]>);

impl Default for Hashes {
    fn default() -> Hashes {
        Hashes(Box::new([0; HASHES]))
    }
}

impl KeywordIndex {
    /// Calls `visit` for each key word that begins in the stretch, with its number, start and end. `plain` tells that the
    /// stretch and the [`prefix::LENGTH`] bytes behind it are known to be ASCII.
    #[inline]
    pub(super) fn each(
        &self,
        text: &[u8],
        Range { start: from, end: to }: Range<usize>,
        plain: bool,
        hashes: &mut Hashes,
        mut visit: impl FnMut(u16, usize, usize),
    ) {
        let mut base = from;
        while base < to {
            let blocks = (to - base).div_ceil(BLOCK).min(SURVEY);
            let mut likely = [0; SURVEY];
            match &self.few {
                Some(few)
                    if plain || text[base..(base + blocks * BLOCK + prefix::LENGTH).min(text.len())].is_ascii() =>
                {
                    self.filter(few, text, base, &mut likely[..blocks]);
                }
                _ => self.level.with(
                    #[inline(always)]
                    || self.survey(text, (base, blocks), hashes, &mut likely),
                ),
            }
            for (block, likely) in likely.iter_mut().enumerate().take(blocks) {
                let start = base + block * BLOCK;
                if to - start < BLOCK {
                    *likely &= (1 << (to - start)) - 1;
                }
                while *likely != 0 {
                    let at = start + likely.trailing_zeros() as usize;
                    *likely &= *likely - 1;
                    self.at(text, at, &mut visit);
                }
            }
            base += blocks * BLOCK;
        }
    }

    /// For each of some blocks of ASCII from `base` on, where key words are likely to begin: by the filter for few of them.
    fn filter(&self, few: &Prefixes, text: &[u8], base: usize, likely: &mut [u64]) {
        self.level.prefixes(&text[base..], few, likely);
        for (block, likely) in likely.iter_mut().enumerate().filter(|(_, likely)| **likely != 0) {
            let start = base + block * BLOCK;
            let previous = start.checked_sub(1).map_or(0, |index| text[index]);
            let letters = self.letters(text, start);
            let mut begins = word_begins(letters, previous);
            if *likely & !begins & letters.upper != 0 {
                begins |= behind_capitals(letters, previous, self.letters(text, start + BLOCK));
            }
            *likely &= begins;
        }
    }

    /// The letters of the block at `at`.
    #[inline(always)]
    fn letters(&self, text: &[u8], at: usize) -> Letters {
        let rest = text.get(at..).unwrap_or_default();
        rest.first_chunk().map_or_else(|| self.level.letters(&padded(rest)), |block| self.level.letters(block))
    }

    /// For each of some blocks from `base` on, where key words are likely to begin.
    #[inline(always)]
    fn survey(&self, text: &[u8], (base, blocks): (usize, usize), hashes: &mut Hashes, likely: &mut [u64; SURVEY]) {
        let mut previous = base.checked_sub(1).map_or(0, |index| text[index]);
        let mut before = [base.checked_sub(2).map_or(0, |index| text[index]), previous];
        let mut count = 0;
        let mut letters = self.letters(text, base);
        for (block, likely) in likely.iter_mut().enumerate().take(blocks) {
            let rest = text.get(base + block * BLOCK..).unwrap_or_default();
            let behind;
            let bytes = match rest.first_chunk::<{ BLOCK + 4 }>() {
                Some(bytes) => bytes,
                None => {
                    behind = padded(rest);
                    &behind
                }
            };
            let next = self.letters(text, base + (block + 1) * BLOCK);
            let begins = word_begins(letters, previous) | behind_capitals(letters, previous, next);
            if !bytes.is_ascii() {
                *likely = foreign(self.level, bytes, (letters, begins), before, &self.firsts);
            }
            let offset = (block * BLOCK) as u32;
            let Short { short, either } = short(letters, next);
            let places = Places { all: begins, three: short, offset };
            count = self.level.hashes(bytes, places, &mut hashes.0[..], count);
            let either = begins & either;
            if either != 0 {
                let places = Places { all: either, three: 0, offset };
                count = self.level.hashes(bytes, places, &mut hashes.0[..], count);
            }
            previous = bytes[BLOCK - 1];
            before = [bytes[BLOCK - 2], previous];
            letters = next;
        }
        // Without a branch for each word: what passes the filter is rare.
        let mut passed = 0;
        let hashes = &mut *hashes.0;
        let bits = self.filter.bits();
        for index in 0..count.min(HASHES) {
            let place = hashes[index];
            hashes[passed] = place;
            passed += filter::has_place(bits, place);
        }
        let mut left = 0;
        for index in 0..passed {
            let place = hashes[index] % (1 << PLACE_BITS);
            let at = place % OF_THREE;
            hashes[left] = at;
            left += usize::from(self.beginnings.have(eight(text, base + at as usize), place >= OF_THREE));
        }
        for place in &hashes[..left] {
            let place = *place as usize;
            likely[place / BLOCK % SURVEY] |= 1 << (place % BLOCK);
        }
    }

    /// Calls `visit` for each key word that begins at `at`, with its number, start and end.
    #[inline]
    pub(super) fn at(&self, text: &[u8], at: usize, visit: &mut impl FnMut(u16, usize, usize)) {
        let mut begins = None;
        self.trie.walk(text, at, |number, end| {
            if *begins.get_or_insert_with(|| begins_word(text, at, fold::character(text, at).0))
                && is_whole(text, end, &self.keywords[usize::from(number)].folded)
            {
                visit(number, at, end);
            }
        });
    }
}

/// The eight bytes at `at`; zeros behind the text.
#[inline(always)]
pub(crate) fn eight(text: &[u8], at: usize) -> u64 {
    let rest = text.get(at..).unwrap_or_default();
    rest.first_chunk().map_or_else(|| word(rest), |bytes| u64::from_le_bytes(*bytes))
}

/// Where words begin in a block: where no letter stands before, and at a capital after a small letter. `previous` is the byte
/// before the block.
#[inline(always)]
fn word_begins(Letters { upper, lower, .. }: Letters, previous: u8) -> u64 {
    let after_upper = upper << 1 | u64::from(previous.is_ascii_uppercase());
    let after_lower = lower << 1 | u64::from(previous.is_ascii_lowercase());
    (upper | lower) & !(after_upper | after_lower) | upper & after_lower
}

/// Where words begin behind capitals: at the last of them before two small letters (`AWSSecretKey`; random characters seldom
/// look so). `previous` is the byte before the block, `next` are the letters of the next.
#[inline(always)]
fn behind_capitals(Letters { upper, lower, .. }: Letters, previous: u8, next: Letters) -> u64 {
    let after_upper = upper << 1 | u64::from(previous.is_ascii_uppercase());
    upper & after_upper & ahead(lower, next.lower, 1) & ahead(lower, next.lower, 2)
}

/// The letters of a block at which words begin that are short, or may be.
struct Short {
    /// Of words of three letters or fewer three bytes are looked up, of others four.
    short: u64,
    /// Of those that may be either, four too.
    either: u64,
}

/// Which letters begin short words, if they begin words: `SSN:`, `RG no`. Where a word may end before a capital (`mcNumber`,
/// `SSNNumber`) it may be either. `next` are the letters of the next block.
#[inline(always)]
fn short(Letters { upper, lower, .. }: Letters, next: Letters) -> Short {
    let letter = |distance| ahead(upper | lower, next.upper | next.lower, distance);
    let upper = |distance| ahead(upper, next.upper, distance);
    let lower = |distance| ahead(lower, next.lower, distance);
    let alone = !(letter(1) & letter(2) & letter(3));
    let second = upper(2) & (!upper(1) | lower(3));
    let third = upper(3) & (!upper(2) | lower(4));
    Short { short: alone | second | third, either: (second | third) & !alone }
}

/// For each byte of a block what is said of the byte `distance` behind it. `next` is said of the next block.
#[inline(always)]
fn ahead(mask: u64, next: u64, distance: u32) -> u64 {
    mask >> distance | next << (BLOCK as u32 - distance)
}

/// Where characters beyond ASCII stand that a key word begins with, and words with one among their first four bytes, in a
/// block. `begins` are the letters that begin words, `before` the last two bytes of the block before.
#[inline(never)]
fn foreign(
    level: Level,
    bytes: &[u8; BLOCK + 4],
    (letters, begins): (Letters, u64),
    before: [u8; 2],
    firsts: &Firsts,
) -> u64 {
    let Some(block) = bytes.first_chunk::<BLOCK>() else { return 0 };
    let inside = within_words(level, block, letters, before);
    let mut passed = 0;
    let mut leads = letters.lead & !inside;
    while leads != 0 {
        let index = leads.trailing_zeros() as usize;
        leads &= leads - 1;
        passed |= u64::from(firsts.has(four(bytes, index))) << index;
    }
    // Those in the last places may have one behind the block.
    let ahead = letters.lead >> 1 | letters.lead >> 2 | letters.lead >> 3 | 0b111 << (BLOCK - 3);
    let mut words = begins & ahead & !inside;
    while words != 0 {
        let index = words.trailing_zeros() as usize;
        words &= words - 1;
        passed |= u64::from(is_character(u32::from_le_bytes(four(bytes, index)))) << index;
    }
    passed
}

/// The letters of a block that belong to a word that began before them: of Latin letters with accents, or of Cyrillic ones,
/// where each letter would have to be looked up otherwise.
fn within_words(level: Level, block: &[u8; BLOCK], letters: Letters, before: [u8; 2]) -> u64 {
    // U+0400 to U+047F, and U+00C0 to U+023F but for two signs.
    let is_cyrillic = |byte: u8| matches!(byte, 0xd0 | 0xd1);
    let is_latin = |lead: u8, byte: u8| matches!(lead, 0xc3..=0xc8) && !(lead == 0xc3 && matches!(byte, 0x97 | 0xb7));
    let cyrillic = level.between(block, 0xd0, 0xd1);
    let latin = level.between(block, 0xc3, 0xc8);
    let signs =
        level.between(block, 0xc3, 0xc3) & (level.between(block, 0x97, 0x97) | level.between(block, 0xb7, 0xb7)) >> 1;
    let behind_cyrillic = cyrillic << 2 | u64::from(is_cyrillic(before[0])) | u64::from(is_cyrillic(before[1])) << 1;
    let behind_latin = (latin & !signs) << 2
        | u64::from(is_latin(before[0], before[1]))
        | u64::from(is_latin(before[1], block[0])) << 1;
    let letter = letters.upper | letters.lower;
    let behind_letter = letter << 1 | u64::from(before[1].is_ascii_alphabetic());
    cyrillic & behind_cyrillic | latin & (behind_letter | behind_latin) | letter & behind_latin
}

/// The four bytes at `index` of a block.
#[inline(always)]
fn four(bytes: &[u8; BLOCK + 4], index: usize) -> [u8; 4] {
    let index = index.min(BLOCK);
    [bytes[index], bytes[index + 1], bytes[index + 2], bytes[index + 3]]
}

/// Characters beyond ASCII that key words begin with, in either case and with any accent: a bit for each below U+10000.
pub(super) struct Firsts(Box<[u64; 1 << 10]>);

impl std::fmt::Debug for Firsts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count: u32 = self.0.iter().map(|word| word.count_ones()).sum();
        write!(formatter, "Firsts({count} characters)")
    }
}

impl Firsts {
    /// Of key words that begin with these folded characters.
    pub(super) fn of(folded: impl Iterator<Item = u32>) -> Firsts {
        let known: std::collections::HashSet<u32> = folded.collect();
        let mut firsts = Firsts(Box::new([0; 1 << 10]));
        for character in ('\u{80}'..='\u{ffff}').filter(|character| known.contains(&fold::plain(u32::from(*character))))
        {
            let code = u32::from(character) as usize;
            if let Some(word) = firsts.0.get_mut(code / 64) {
                *word |= 1 << (code % 64);
            }
        }
        firsts
    }

    /// Whether a character that begins like this is among them. Those of four bytes are not: no key word begins with one.
    #[inline(always)]
    fn has(&self, bytes: [u8; 4]) -> bool {
        let [first, second, third, _] = bytes.map(u32::from);
        let code = match first {
            0xc2..=0xdf => (first & 0x1f) << 6 | second & 0x3f,
            0xe0..=0xef => (first & 0x0f) << 12 | (second & 0x3f) << 6 | third & 0x3f,
            _ => return false,
        };
        let valid = second & 0xc0 == 0x80 && (first < 0xe0 || third & 0xc0 == 0x80);
        valid && self.0[code as usize / 64 % (1 << 10)] >> (code % 64) & 1 == 1
    }
}

/// Whether there is a byte beyond ASCII among these, the first of which begins a character. Random bytes seldom do; what is no
/// character is in no key word.
#[inline(always)]
pub(super) fn is_character(bytes: u32) -> bool {
    let high = bytes & 0x8080_8080;
    if high == 0 {
        return false;
    }
    let shift = high.trailing_zeros() & !7;
    let (lead, next) = ((bytes >> shift) as u8, (bytes >> shift >> 8) as u8);
    matches!(lead, 0xc2..=0xf4) && (shift == 24 || fold::is_continuation(next))
}
