//! Key words by their first eight bytes, for text that is ASCII there: nearly all text is, and nearly no word is a key word.

use super::keyword::gaps;

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
    gap: Gap,
}

/// A flexible gap behind what is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Gap {
    /// Which of the last four bytes it may be, if there is one.
    place: Option<u8>,
    /// The letter or digit after the gap; zero if it is any.
    next: u8,
}

impl Gap {
    /// Whether the last four bytes of eight go on with the gap, or with what follows it.
    #[inline(always)]
    fn admits(self, tail: u32) -> bool {
        let Some(place) = self.place else { return true };
        let rest = tail >> (8 * place);
        let (byte, after) = (rest as u8, (rest >> 8) as u8);
        let is_next = |byte: u8| byte | 0x20 == self.next || self.next == 0;
        // Of what lies beyond the eight bytes nothing is known.
        is_next(byte) || is_gap(byte) && (usize::from(place) + 1 == KEY || is_next(after))
    }
}

/// Whether a gap of a key word may have this byte.
#[inline(always)]
fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'_' | b'\'' | b'\t' | b'\n' | b'\r')
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
            expand(folded, &mut Vec::new(), &mut |bytes, next| {
                let place = bytes.len().checked_sub(KEY).map(|place| place as u8);
                let gap = next.map_or_else(Gap::default, |next| Gap { place, next });
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
                    entries.push(Entry { key, tail, mask, keyword: number as u16, gap });
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
        let (exact, tail) = (tail, lower(tail));
        for key in [head, head & SHORT] {
            let slot = hash(key);
            for entry in &self.entries[self.bounds[slot] as usize..self.bounds[slot + 1] as usize] {
                if entry.key == key && (unsure || tail & entry.mask == entry.tail && entry.gap.admits(exact)) {
                    visit(entry.keyword);
                }
            }
        }
    }
}

/// Calls `visit` with the first eight bytes, or fewer if it is no longer, of all texts of the key word; up to its first
/// character beyond ASCII. A gap in the last four places ends it: then with what stands behind the gap, too.
fn expand(rest: &[u32], so_far: &mut Vec<u8>, visit: &mut impl FnMut(&[u8], Option<u8>)) {
    let first = match rest.first() {
        Some(first) if so_far.len() < 2 * KEY => *first,
        _ => return visit(so_far, None),
    };
    let rest = &rest[1..];
    let Some(gaps) = gaps(first) else {
        match u8::try_from(first) {
            Ok(byte) if byte < 0x80 => {
                so_far.push(byte);
                expand(rest, so_far, visit);
                so_far.pop();
            }
            _ if so_far.len() >= KEY => visit(so_far, None),
            _ => {}
        }
        return;
    };
    if so_far.len() >= KEY {
        let next = rest.first().and_then(|next| u8::try_from(*next).ok()).filter(u8::is_ascii_alphanumeric);
        return visit(so_far, Some(next.map_or(0, |next| next | 0x20)));
    }
    expand(rest, so_far, visit);
    for gap in gaps {
        so_far.push(*gap);
        expand(rest, so_far, visit);
        so_far.pop();
    }
}
