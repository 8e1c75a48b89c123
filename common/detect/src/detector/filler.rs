//! Samples and fillers: values of the right shape that nobody's secret is, as manuals and templates have them.

use super::rarity;

/// How much of a value is looked at for words, in bytes: in longer ones, short words stand by chance.
const WORDS_WITHIN: usize = 96;
/// How much of a value is looked at otherwise, in bytes.
const LIMIT: usize = 512;
/// Longest period of a repetition, in bytes.
const PERIOD: usize = 16;
/// Most characters in a row that may be the same: hexadecimal values of 64 digits have six once in 300,000.
const SAME: usize = 5;
/// From so many characters on, counting up or down is no chance.
const COUNTING: usize = 7;

/// What is crossed out. It must be of one case: in random letters it stands in both by chance.
const CROSSES: &[u8] = b"xxxx";

/// Words in samples, in small letters.
const MARKERS: [&[u8]; 17] = [
    b"example",
    b"sample",
    b"placeholder",
    b"your",
    b"changeme",
    b"change_me",
    b"dummy",
    b"redacted",
    b"insert",
    b"replace",
    CROSSES,
    b"notreal",
    b"notareal",
    b"fakekey",
    b"....",
    b"****",
    // Bytes that count up.
    b"00010203",
];

/// The first four characters of each, all of which are compared at once.
const HEADS: [u32; MARKERS.len()] = {
    let mut heads = [0; MARKERS.len()];
    let mut index = 0;
    while index < heads.len() {
        let marker = MARKERS[index];
        heads[index] = u32::from_le_bytes([marker[0], marker[1], marker[2], marker[3]]);
        index += 1;
    }
    heads
};
/// What makes capitals small, and leaves points and asterisks as they are.
const SMALL: u32 = 0x2020_2020;

/// How many different characters there are.
pub(crate) fn variety(text: &[u8]) -> u32 {
    text.iter().fold(0u128, |seen, byte| seen | 1 << (byte & 0x7f)).count_ones()
}

/// Whether the part of a token that ought to be random is a sample: too few different characters, one or few of them over
/// and over, counting, words of samples, or plain English.
pub(crate) fn is_filler(value: &[u8]) -> bool {
    let value = &value[..value.len().min(LIMIT)];
    is_poor(value)
        || is_counting(value)
        || is_repeated(value)
        || has_marker(value)
        || !value.iter().any(u8::is_ascii_digit) && rarity::is_wordlike(value)
}

/// Too few different characters for a random value of this length.
fn is_poor(value: &[u8]) -> bool {
    let numeric = value.iter().all(u8::is_ascii_digit);
    let needed = match value.len() {
        0..6 => 0,
        _ if numeric => 4,
        6..12 => 4,
        12..20 => 6,
        20..32 => 7,
        _ => 9,
    };
    variety(value) < needed
}

/// `12345678`, `abcdefgh`, `abc123def456`, and the like backwards.
fn is_counting(value: &[u8]) -> bool {
    let mut steps = [0; 2];
    let mut row = [0; 2];
    for pair in value.windows(2) {
        for (direction, next) in [pair[0].wrapping_add(1), pair[0].wrapping_sub(1)].into_iter().enumerate() {
            if pair[1] == next && pair[1].is_ascii_alphanumeric() {
                steps[direction] += 1;
                row[direction] += 1;
                if row[direction] >= COUNTING {
                    return true;
                }
            } else {
                row[direction] = 0;
            }
        }
    }
    value.len() >= 8 && (steps[0] * 2 > value.len() || steps[1] * 2 > value.len())
}

/// A run of one character, or a few characters over and over.
fn is_repeated(value: &[u8]) -> bool {
    if value.windows(SAME + 1).any(super::super::check::uniform) {
        return true;
    }
    (1..=PERIOD.min(value.len() / 2)).any(|period| value.iter().zip(&value[period..]).all(|(one, other)| one == other))
}

/// Whether one of the words of samples is in it.
pub(crate) fn has_marker(value: &[u8]) -> bool {
    let value = &value[..value.len().min(WORDS_WITHIN)];
    (0..value.len()).any(|at| {
        let rest = &value[at..];
        let Some(head) = rest.first_chunk() else { return false };
        let head = u32::from_le_bytes(*head) | SMALL;
        let likely = HEADS.iter().fold(false, |likely, marker| likely | (*marker == head));
        let begins = |marker: &&[u8]| {
            let same = |part: &[u8]| **marker != *CROSSES || super::super::check::uniform(part);
            rest.get(..marker.len()).is_some_and(|part| part.eq_ignore_ascii_case(marker) && same(part))
        };
        likely && MARKERS.iter().any(begins)
    })
}

/// Whether `word`, in small letters, is in the text, in either case.
pub(crate) fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples() {
        for value in [
            "xxxxxxxxxxxxxxxxxxxx",
            "1234567890abcdef1234567890abcdef",
            "abcdefghijklmnopqrstuvwxyz",
            "deadbeefdeadbeefdeadbeef",
            "0123456789",
            "YOUR_API_TOKEN_GOES_HERE",
            "abc123def456ghi789jkl012",
            "a8Kq2ZEXAMPLEx91LmB",
            "00000000000000000000000000000000",
            "this-is-not-the-key-you-want",
            "aK3-XXXX-9fQz",
            "000102030405060708090A0B0C0D0E0F",
            "9876543210",
        ] {
            assert!(is_filler(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn random_values() {
        for value in [
            "9f86d081884c7d659a2feaa0c55ad015",
            "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
            "kXmQzWvTbRpLsNcHgDfJyKwVqZxBtM",
            "5018273964",
            "HRKU-AAiVyw8wxXxxJPIkLergTlKovOKKi03BdXB4FxY8mNyJ",
            "7d",
            "",
        ] {
            assert!(!is_filler(value.as_bytes()), "{value}");
        }
    }
}
