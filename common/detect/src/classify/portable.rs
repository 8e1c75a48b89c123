//! Classification with 64-bit arithmetic: eight bytes in each step.

use super::{BLOCK, Classes, INPUT, Kinds, Letters, Masks, Places, each_block};
use crate::keywords::{FACTOR, OF_THREE, PLACE_BITS, SMALL, THREE};
use crate::prefix::{Filters, Prefixes};

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The high bit of each byte that lies in `low..=high`, both below 0x80.
#[inline(always)]
fn between(word: u64, low: u8, high: u8) -> u64 {
    let seven = word & !HIGH;
    // No sum exceeds a byte, so nothing is carried from one byte into the next.
    let not_below = seven + ONES * u64::from(0x80 - low);
    let above = seven + ONES * u64::from(0x7f - high);
    not_below & !above & !word & HIGH
}

#[inline(always)]
fn equal(word: u64, byte: u8) -> u64 {
    between(word, byte, byte)
}

/// Gathers the high bits of the eight bytes into the low eight bits.
#[inline(always)]
fn gather(bits: u64) -> u64 {
    (bits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The classes of the bytes of a block.
fn classify(input: &[u8; INPUT], filters: &Filters) -> Masks {
    let mut masks = Masks::default();
    for (index, bytes) in input.as_chunks::<8>().0.iter().enumerate() {
        let word = u64::from_le_bytes(*bytes);
        let shift = index * 8;
        masks.digit |= gather(between(word, b'0', b'9')) << shift;
        masks.upper |= gather(between(word, b'A', b'Z')) << shift;
        masks.lower |= gather(between(word, b'a', b'z')) << shift;
        masks.high |= gather(word & HIGH) << shift;
        masks.space |= gather(equal(word, b' ')) << shift;
        masks.hyphen |= gather(equal(word, b'-')) << shift;
        masks.dot |= gather(equal(word, b'.')) << shift;
        masks.slash |= gather(equal(word, b'/')) << shift;
        masks.colon |= gather(equal(word, b':')) << shift;
        masks.at |= gather(equal(word, b'@')) << shift;
        masks.plus |= gather(equal(word, b'+')) << shift;
        masks.close |= gather(equal(word, b')')) << shift;
        masks.underscore |= gather(equal(word, b'_')) << shift;
        masks.comma |= gather(equal(word, b',')) << shift;
        masks.equals |= gather(equal(word, b'=')) << shift;
        masks.greater |= gather(equal(word, b'>')) << shift;
        masks.newline |= gather(equal(word, b'\n')) << shift;
        masks.dollar |= gather(equal(word, b'$')) << shift;
    }
    masks.prefix = admitted(input, &filters.words);
    masks.ending = admitted(input, &filters.endings);
    masks
}

/// Where prefixes may begin.
fn admitted<const N: usize>(input: &[u8; INPUT], prefixes: &Prefixes<N>) -> u64 {
    if prefixes.is_empty() {
        return 0;
    }
    let windows = input.windows(N).take(BLOCK).enumerate();
    windows.fold(0, |mask, (index, bytes)| {
        let admitted = bytes.first_chunk().is_some_and(|bytes| prefixes.admit(*bytes));
        mask | u64::from(admitted) << index
    })
}

/// Digits and letters of the first blocks of a text.
pub(super) fn kinds(text: &[u8], kinds: &mut [Kinds]) {
    each_block(text, kinds.len(), |block, input| {
        let mut all = Kinds::default();
        for (index, bytes) in input.unwrap_or(&[0; INPUT]).as_chunks::<8>().0.iter().enumerate() {
            let word = u64::from_le_bytes(*bytes);
            let shift = index * 8;
            all.digit |= gather(between(word, b'0', b'9')) << shift;
            all.upper |= gather(between(word, b'A', b'Z')) << shift;
            all.lower |= gather(between(word, b'a', b'z')) << shift;
        }
        kinds[block] = all;
    });
}

/// Where prefixes may begin in the first blocks of a text.
pub(super) fn prefixes(text: &[u8], prefixes: &Prefixes, masks: &mut [u64]) {
    each_block(text, masks.len(), |block, input| {
        masks[block] = input.map_or(0, |input| admitted(input, prefixes));
    });
}

/// The classes of the bytes of some blocks.
pub(super) fn fill(classes: &mut Classes, text: &[u8], blocks: usize, filters: &Filters) {
    classes.fill(text, blocks, filters, classify);
}

/// Letters and first bytes of characters.
pub(super) fn letters(block: &[u8; BLOCK]) -> Letters {
    let mut letters = Letters::default();
    for (index, bytes) in block.as_chunks::<8>().0.iter().enumerate() {
        let word = u64::from_le_bytes(*bytes);
        let shift = index * 8;
        letters.upper |= gather(between(word, b'A', b'Z')) << shift;
        letters.lower |= gather(between(word, b'a', b'z')) << shift;
        letters.lead |= gather(word & word << 1 & HIGH) << shift;
    }
    letters
}

/// Bytes of a block in `first..=last`.
pub(super) fn in_block(block: &[u8; BLOCK], first: u8, last: u8) -> u64 {
    block.iter().enumerate().fold(0, |bits, (index, byte)| bits | u64::from((first..=last).contains(byte)) << index)
}

/// See [`Level::hashes`](super::Level::hashes).
#[inline(always)]
pub(super) fn hashes(
    block: &[u8; BLOCK + 4],
    Places { all, three, offset }: Places,
    hashes: &mut [u32],
    count: usize,
) -> usize {
    let mut rest = all;
    let mut room = hashes.get_mut(count..).unwrap_or_default().iter_mut();
    let mut written = 0;
    while rest != 0
        && let Some(slot) = room.next()
    {
        let place = rest.trailing_zeros();
        rest &= rest - 1;
        let index = place as usize % BLOCK;
        let bytes = u32::from_le_bytes([block[index], block[index + 1], block[index + 2], block[index + 3]]);
        let (kept, mark) = if three >> place & 1 == 1 { (THREE, OF_THREE) } else { (u32::MAX, 0) };
        let hash = (bytes & kept | SMALL).wrapping_mul(FACTOR);
        *slot = hash >> PLACE_BITS << PLACE_BITS | mark | (place + offset);
        written += 1;
    }
    count + written
}
