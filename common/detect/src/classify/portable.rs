//! Classification with 64-bit arithmetic: eight bytes in each step.

use super::{BLOCK, Letters, Masks};

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
pub(crate) fn classify(block: &[u8; BLOCK]) -> Masks {
    let mut masks = Masks::default();
    for (index, bytes) in block.as_chunks::<8>().0.iter().enumerate() {
        let word = u64::from_le_bytes(*bytes);
        let shift = index * 8;
        masks.digit |= gather(between(word, b'0', b'9')) << shift;
        masks.upper |= gather(between(word, b'A', b'Z')) << shift;
        masks.lower |= gather(between(word, b'a', b'z')) << shift;
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
        masks.capital_j |= gather(equal(word, b'J')) << shift;
    }
    masks
}

/// The classes of letters and digits alone: digits, capitals, small letters.
pub(crate) fn letters(block: &[u8; BLOCK]) -> Letters {
    let mut letters = Letters::default();
    for (index, bytes) in block.as_chunks::<8>().0.iter().enumerate() {
        let word = u64::from_le_bytes(*bytes);
        let shift = index * 8;
        letters.digit |= gather(between(word, b'0', b'9')) << shift;
        letters.upper |= gather(between(word, b'A', b'Z')) << shift;
        letters.lower |= gather(between(word, b'a', b'z')) << shift;
    }
    letters
}
