//! Key words by their first eight bytes, for text that is ASCII there: nearly all text is, and nearly no word is a key word.

use super::gaps;

/// Bytes of a key, and of what is compared behind it.
const KEY: usize = 4;
/// Bits of the hash of a key.
const HASH_BITS: u32 = 14;

/// One way in which texts of a key word can begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    /// The first four bytes, lowered.
    key: u32,
    /// The bytes after them, as far as `mask` goes.
    tail: u32,
    mask: u32,
    keyword: u16,
}

/// The table. Key words of two or three letters are in it once for each of those; the byte behind them is not compared.
#[derive(Debug)]
pub(super) struct Table {
    /// Sorted by hash and key.
    entries: Box<[Entry]>,
    /// For each hash where its entries begin; one more ends the last.
    bounds: Box<[u32]>,
}

/// Lowers letters; other bytes change too, but always in the same way.
#[inline(always)]
pub(super) fn lower(bytes: u32) -> u32 {
    bytes | 0x2020_2020
}

#[inline(always)]
fn hash(key: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b1) >> (32 - HASH_BITS)) as usize
}

/// What four bytes of a short key word's text are compared by.
const SHORT: u32 = 0xff_ffff;

impl Table {
    /// The table of these folded key words, by number.
    pub(super) fn build<'a>(keywords: impl Iterator<Item = &'a [u32]>) -> Table {
        let mut entries = Vec::new();
        for (number, folded) in keywords.enumerate() {
            expand(folded, &mut Vec::new(), &mut |bytes| {
                let word =
                    |bytes: &[u8]| bytes.iter().take(KEY).rev().fold(0, |word, byte| word << 8 | u32::from(*byte));
                let (head, tail) = bytes.split_at(bytes.len().min(KEY));
                let mask = match tail.len() {
                    0 => 0,
                    length => u32::MAX >> (32 - 8 * length.min(KEY)),
                };
                // Of two letters, whatever follows is tried.
                let keys = match head.len() {
                    0 | 1 => 0..0,
                    2 => 0..0x80,
                    _ => 0..1,
                };
                for third in keys {
                    let mut key = lower(word(head));
                    if head.len() == 2 {
                        key = key & 0xffff | lower(third) << 16 & 0xff_0000;
                    }
                    if head.len() < KEY {
                        key &= SHORT;
                    }
                    let tail = lower(word(tail)) & mask;
                    entries.push(Entry { key, tail, mask, keyword: number as u16 });
                }
            });
        }
        entries.sort_unstable_by_key(|entry| (hash(entry.key), *entry));
        entries.dedup();
        let mut bounds = Vec::with_capacity((1 << HASH_BITS) + 1);
        let mut at = 0;
        for slot in 0..=1usize << HASH_BITS {
            while entries.get(at).is_some_and(|entry| hash(entry.key) < slot) {
                at += 1;
            }
            bounds.push(at as u32);
        }
        Table { entries: entries.into(), bounds: bounds.into() }
    }

    /// Calls `visit` for each key word that may begin with these eight bytes of text, the first four of which are ASCII.
    #[inline]
    pub(super) fn candidates(&self, bytes: u64, mut visit: impl FnMut(u16)) {
        let (head, tail) = (lower(bytes as u32), (bytes >> 32) as u32);
        // Beyond ASCII a letter may be one with an accent.
        let unsure = tail & 0x8080_8080 != 0;
        let tail = lower(tail);
        for key in [head, head & SHORT] {
            let slot = hash(key);
            for entry in &self.entries[self.bounds[slot] as usize..self.bounds[slot + 1] as usize] {
                if entry.key == key && (unsure || tail & entry.mask == entry.tail) {
                    visit(entry.keyword);
                }
            }
        }
    }
}

/// Calls `visit` with the first eight bytes, or fewer if it is no longer, of all texts of the key word; up to its first
/// character beyond ASCII. Gaps in the last four places end it.
fn expand(rest: &[u32], so_far: &mut Vec<u8>, visit: &mut impl FnMut(&[u8])) {
    let first = match rest.first() {
        Some(first) if so_far.len() < 2 * KEY => *first,
        _ => return visit(so_far),
    };
    let rest = &rest[1..];
    let Some(gaps) = gaps(first) else {
        match u8::try_from(first) {
            Ok(byte) if byte < 0x80 => {
                so_far.push(byte);
                expand(rest, so_far, visit);
                so_far.pop();
            }
            _ if so_far.len() >= KEY => visit(so_far),
            _ => {}
        }
        return;
    };
    if so_far.len() >= KEY {
        return visit(so_far);
    }
    expand(rest, so_far, visit);
    for gap in gaps {
        so_far.push(*gap);
        expand(rest, so_far, visit);
        so_far.pop();
    }
}
