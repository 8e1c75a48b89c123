//! Tables of words: given and family names and ordinary words, made from the list in `data/`.
//!
//! A word is looked up by a hash of its folded letters (see [`super::latin`]), of which its place in the table and 20 bits
//! more are kept: a word that is in no list is taken for one that is about once in a million times. A table takes 1 MiB.

use std::sync::LazyLock;

use super::latin;

/// The lists: sections that begin with `@`, and a word a line. `data/README.md` tells the sources.
const NAMES: &str = include_str!("../../data/names.txt");

/// Most letters of a word that is looked up.
const LONGEST_WORD: usize = 40;

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word {
    /// As a given name: 0 not known, 1 doubtful, 2 known, 3 common.
    pub(crate) given: u8,
    /// As a family name, likewise.
    pub(crate) family: u8,
    /// As an ordinary word, written small: 0 not known, 1 known, 2 common, 3 common in titles and programs.
    pub(crate) ordinary: u8,
    /// Whether it is a large city, a state or a country.
    pub(crate) place: bool,
}

impl Word {
    fn pack(self) -> u16 {
        u16::from(self.given | self.family << 2 | self.ordinary << 4 | u8::from(self.place) << 6)
    }

    fn unpack(packed: u16) -> Word {
        let packed = packed as u8;
        Word { given: packed & 3, family: packed >> 2 & 3, ordinary: packed >> 4 & 3, place: packed >> 6 & 1 == 1 }
    }

    /// Whether it is in no list at all.
    pub(crate) fn is_unknown(self) -> bool {
        self == Word::default()
    }
}

/// The hash of a word. With `letters` all bits of each byte are set that `letters` has.
#[inline(always)]
pub(crate) fn hash_of(word: &[u8], letters: u64) -> u64 {
    const FACTOR: u64 = 0xd6e8_feb8_6659_fd93;
    let eight = |chunk: &[u8; 8]| u64::from_le_bytes(*chunk) | letters;
    let four = |chunk: &[u8; 4]| u64::from(u32::from_le_bytes(*chunk) | letters as u32);
    let mixed = |state: u64, letters: u64| {
        let product = (state ^ letters).wrapping_mul(FACTOR);
        product ^ product >> 32
    };
    let mut state = (word.len() as u64).wrapping_mul(FACTOR);
    // The last bytes are taken once more where they make no whole chunk.
    let last = match (word.last_chunk::<8>(), word.first_chunk::<4>(), word.last_chunk::<4>()) {
        (Some(last), ..) => {
            for chunk in word.chunks_exact(8) {
                state = mixed(state, chunk.first_chunk().map_or(0, eight));
            }
            eight(last)
        }
        (None, Some(first), Some(last)) => four(first) | four(last) << 32,
        _ => word.iter().fold(0, |all, byte| all << 8 | u64::from(*byte | letters as u8)),
    };
    let state = mixed(state, last);
    mixed(state, state >> 29)
}

/// How many bits of a slot are the value.
const VALUE_BITS: u32 = 12;

/// Open addressing: the upper 20 bits of a slot are of the hash, the lower 12 the value; 0 is an empty slot. Values are not 0.
#[derive(Debug)]
pub(crate) struct Table {
    slots: Box<[u32]>,
}

impl Table {
    pub(crate) fn for_entries(count: usize) -> Table {
        Table { slots: vec![0; (count + count / 2).next_power_of_two().max(16)].into() }
    }

    /// The slot of a hash, or the empty one where it would be. There always is one: a third of the slots stays empty.
    #[inline]
    fn slot(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut index = (hash >> 32) as usize & mask;
        while self.slots[index] != 0 && self.slots[index] >> VALUE_BITS != hash as u32 >> VALUE_BITS {
            index = (index + 1) & mask;
        }
        index
    }

    /// Adds bits to the value of a hash.
    pub(crate) fn add(&mut self, hash: u64, bits: u16) {
        let index = self.slot(hash);
        self.slots[index] |= hash as u32 >> VALUE_BITS << VALUE_BITS | u32::from(bits);
    }

    #[inline]
    pub(crate) fn get(&self, hash: u64) -> Option<u16> {
        let slot = self.slots[self.slot(hash)];
        (slot != 0).then_some(slot as u16 & ((1 << VALUE_BITS) - 1))
    }
}

/// Calls `visit` with each word of a list and the title of its section.
pub(crate) fn each_word(list: &'static str, mut visit: impl FnMut(&'static str, &'static str)) {
    let mut section = "";
    for line in list.lines() {
        match line.strip_prefix('@') {
            Some(title) => section = title,
            None => visit(section, line),
        }
    }
}

static WORDS: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::for_entries(NAMES.lines().count());
    each_word(NAMES, |section, word| {
        let digit = |index: usize| section.as_bytes().get(index).map_or(0, |digit| digit.wrapping_sub(b'0') & 3);
        let known = Word { given: digit(0), family: digit(1), ordinary: digit(2), place: digit(3) == 1 };
        table.add(hash_of(word.as_bytes(), 0), known.pack());
    });
    table
});

/// What is known of the word `text`, whatever its case and accents.
#[inline]
pub(crate) fn word(text: &[u8]) -> Word {
    word_of(hash(text))
}

/// What is known of the word with this hash.
#[inline]
pub(crate) fn word_of(hash: u64) -> Word {
    WORDS.get(hash).map(Word::unpack).unwrap_or_default()
}

/// The hash of a word that consists of letters of ASCII alone.
#[inline]
pub(crate) fn plain_hash(letters: &[u8]) -> u64 {
    hash_of(letters, SMALL)
}

/// What makes capitals of ASCII small.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// The hash of a word without case and accents. Apostrophes do not count; any other sign than a letter ends the word.
#[inline]
pub(crate) fn hash(text: &[u8]) -> u64 {
    if text.len() <= LONGEST_WORD && text.iter().all(u8::is_ascii_alphabetic) {
        return hash_of(text, SMALL);
    }
    let mut buffer = [0; LONGEST_WORD];
    let mut letters = 0;
    let mut at = 0;
    while let Some(slot) = buffer.get_mut(letters) {
        if let Some(letter) = latin::letter(text, at) {
            *slot = letter.folded;
            at += letter.length;
            letters += 1;
        } else if let Some(length) = latin::apostrophe(text, at) {
            at += length;
        } else {
            break;
        }
    }
    hash_of(buffer.get(..letters).unwrap_or_default(), 0)
}

/// A bit for some of the bits of the hash of each word that a phrase of [`is_phrase`] begins with.
static PHRASES: LazyLock<[u64; 1 << (PHRASE_BITS - 6)]> = LazyLock::new(|| {
    let mut bits = [0; 1 << (PHRASE_BITS - 6)];
    each_word(NAMES, |_, words| {
        if let Some((first, _)) = words.split_once(' ') {
            let place = phrase_place(hash_of(first.as_bytes(), 0));
            bits[place / 64] |= 1 << (place % 64);
        }
    });
    bits
});
const PHRASE_BITS: u32 = 13;

fn phrase_place(hash: u64) -> usize {
    (hash >> (64 - PHRASE_BITS)) as usize
}

/// Whether a phrase may begin with the word of this hash.
#[inline]
pub(crate) fn may_begin_phrase(hash: u64) -> bool {
    let place = phrase_place(hash);
    PHRASES[place / 64] >> (place % 64) & 1 == 1
}

/// Whether these words together are a large city or the like: `Hong Kong`.
pub(crate) fn is_phrase(text: &[u8]) -> bool {
    let mut buffer = [0; LONGEST_WORD];
    let Some(phrase) = latin::fold(text, &mut buffer) else { return false };
    phrase.contains(&b' ') && WORDS.get(hash_of(phrase, 0)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_classes() {
        assert!(word(b"Peter").given == 3 && word(b"PETER") == word(b"peter"));
        assert!(word("Müller".as_bytes()).family == 3);
        assert!(word("O’Brien".as_bytes()).family >= 2 && word(b"O'Brien").family >= 2);
        assert!(word(b"language").ordinary == 2 && word(b"language").given == 0);
        assert!(word(b"Paris").place);
        assert!(word(b"Xqzvw").is_unknown() && word(b"").is_unknown() && word(&[0xff, 0xc3]).is_unknown());
    }

    #[test]
    fn no_two_words_are_mistaken_for_each_other() {
        each_word(NAMES, |section, text| {
            let known = if text.contains(' ') {
                assert!(is_phrase(text.as_bytes()) && may_begin_phrase(hash(text.as_bytes())), "{text}");
                Word { place: true, ..Word::default() }
            } else {
                word(text.as_bytes())
            };
            let Word { given, family, ordinary, place } = known;
            assert_eq!(format!("{given}{family}{ordinary}{}", u8::from(place)), section, "{text}");
        });
    }
}
