//! Seed phrases of wallets: BIP-39 mnemonics in English, of 12, 15, 18, 21 or 24 words with a checksum in the last.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::boundary::{at, back};
use super::words::WORDS;

/// Words of the longest phrase.
const MOST_WORDS: usize = 24;
/// Letters of the shortest and the longest word of the list.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=8;
/// How many bytes may stand between two words: spaces, commas, quotes, line ends, the number of the word.
const GAP: usize = 6;
/// Longest phrase with its boundaries.
pub(crate) const LONGEST: usize = MOST_WORDS * (8 + GAP) + 2;

/// The end of the seed phrase whose first word begins at `start`.
///
/// Words are told apart by spaces, commas, semicolons, quotes, line ends, or numbers as of a list. The longest phrase whose
/// checksum is right counts; one phrase in sixteen of twelve random words of the list has such a checksum.
pub(crate) fn find(text: &[u8], start: usize) -> Option<usize> {
    let before = back(text, start, 1);
    if before.is_ascii_alphanumeric() || matches!(before, b'_' | b'\'') || before >= 0x80 {
        return None;
    }
    let mut places = Zeroizing::new([0u16; MOST_WORDS]);
    let mut best = None;
    let mut position = start;
    for count in 1..=MOST_WORDS {
        let Some((place, end)) = word(text, position) else { break };
        places[count - 1] = place;
        if count >= 12 && count % 3 == 0 && has_checksum(&places[..count]) {
            best = Some(end);
        }
        let Some(next) = next_word(text, end) else { break };
        position = next;
    }
    best
}

/// The place in the list of the word at `start`, and its end.
fn word(text: &[u8], start: usize) -> Option<(u16, usize)> {
    let rest = text.get(start..)?;
    let length = rest.iter().take(LETTERS.end() + 1).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let end = start + length;
    if !LETTERS.contains(&length) || matches!(at(text, end), b'0'..=b'9' | b'_' | b'@' | 0x80..) {
        return None;
    }
    let letters = rest.get(..length)?;
    let small = |byte: &u8| byte.to_ascii_lowercase();
    let place = WORDS.binary_search_by(|known| known.bytes().cmp(letters.iter().map(small))).ok()?;
    Some((place as u16, end))
}

/// Where the word after the gap at `end` begins.
fn next_word(text: &[u8], end: usize) -> Option<usize> {
    let gap = text.get(end..(end + GAP).min(text.len()))?;
    let is_gap = |byte: &u8| {
        matches!(
            byte,
            b' ' | b'\t' | b'\r' | b'\n' | b',' | b';' | b'"' | b'\'' | b'|' | b'.' | b')' | b'-' | b'0'..=b'9'
        )
    };
    let length = gap.iter().take_while(|byte| is_gap(byte)).count();
    (length > 0 && at(text, end + length).is_ascii_alphabetic()).then_some(end + length)
}

/// Whether the last bits, one for each three words, are the first of the SHA-256 of the others.
fn has_checksum(places: &[u16]) -> bool {
    let mut bytes = Zeroizing::new([0u8; MOST_WORDS * 11 / 8]);
    for (index, place) in places.iter().enumerate() {
        for bit in 0..11 {
            if place >> (10 - bit) & 1 == 1 {
                let position = index * 11 + bit;
                bytes[position / 8] |= 0x80 >> (position % 8);
            }
        }
    }
    let length = places.len() * 4 / 3;
    let (Some(entropy), Some(checksum)) = (bytes.get(..length), bytes.get(length)) else { return false };
    let mask = !(0xffu16 >> (places.len() / 3)) as u8;
    Sha256::digest(entropy)[0] & mask == checksum & mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(WORDS.is_sorted());
        assert!(WORDS.iter().all(|word| LETTERS.contains(&word.len())));
    }

    #[test]
    fn phrases() {
        // Test vectors of BIP-39.
        let twelve = format!("{}about", "abandon ".repeat(11));
        let eighteen = format!("{}agent", "abandon ".repeat(17));
        let twenty_four = format!("{}art", "abandon ".repeat(23));
        let legal = "legal winner thank year wave sausage worth useful legal winner thank yellow";
        for phrase in
            [twelve.as_str(), &eighteen, &twenty_four, legal, &legal.to_uppercase(), &legal.replace(' ', ", ")]
        {
            assert_eq!(find(phrase.as_bytes(), 0), Some(phrase.len()), "{phrase}");
        }
        let numbered: Vec<String> =
            legal.split(' ').enumerate().map(|(index, word)| format!("{}. {word}", index + 1)).collect();
        let numbered = numbered.join("\n");
        assert_eq!(find(numbered.as_bytes(), 3), Some(numbered.len()));
        let listed = format!("[\"{}\"]", legal.replace(' ', "\", \""));
        assert_eq!(find(listed.as_bytes(), 2), Some(listed.len() - 2));
        let followed = format!("{legal} zebra!");
        assert_eq!(find(followed.as_bytes(), 0), Some(legal.len()));
    }

    #[test]
    fn others() {
        let wrong = "abandon ".repeat(12);
        for text in [wrong.as_str(), "legal winner thank year", "legal", "xlegal winner", "", "abandon_abandon"] {
            assert_eq!(find(text.as_bytes(), 0), None, "{text}");
        }
        let inside = format!("x{}about", "abandon ".repeat(11));
        assert_eq!(find(inside.as_bytes(), 1), None);
    }
}
