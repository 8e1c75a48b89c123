//! Whether the name before a sign may be one that says what the value is: most signs follow other names, and must cost
//! next to nothing.

use super::assignment::{self, JOINTS};
use super::boundary::back;
use crate::prefix::{self, Prefixes};

/// Most spaces, and most other signs, between a name and its sign.
const SPACES: usize = 16;

/// Other names before a colon: of headers and service accounts.
const HEADERS: [&[u8]; 3] = [b"cookie", b"authorization", b"private_key_id"];

/// Other names before an equals sign: of connection strings and signatures.
const PARAMETERS: [&[u8]; 9] =
    [b"data source", b"server", b"host", b"driver", b"protocol", b"addr", b"endpoint", b"provider", b"sig"];

/// Bytes of the end of a name that tell it from others.
const TAIL: usize = 4;
const TAIL_BITS: u32 = 15;
/// Stands for the fourth letter from the end of a name of three: no byte of a name, also with the bit of small letters set.
const NONE: u8 = 0xff;

/// Which letters names end with.
struct Endings {
    /// For each last letter, one bit for each letter before it.
    pairs: [u32; 26],
    /// Two bits for the hashes of the last four bytes, or of the last three with [`NONE`] before them.
    tails: [u64; 1 << (TAIL_BITS - 6)],
}

/// Those of names of passwords and secrets, and those of all names that matter before a colon or an equals sign.
static ASSIGNED: Endings = Endings::with(&[]);
static BEFORE_COLON: Endings = Endings::with(&HEADERS);
static BEFORE_EQUALS: Endings = Endings::with(&PARAMETERS);

impl Endings {
    /// Those of passwords, secrets and these names.
    const fn with(others: &[&[u8]]) -> Endings {
        let mut endings = Endings { pairs: [0; 26], tails: [0; 1 << (TAIL_BITS - 6)] };
        let lists: [&[(&[u8], bool)]; 3] = [&assignment::PASSWORDS, &assignment::SECRETS, &assignment::INDIRECT];
        let mut list = 0;
        while list < lists.len() {
            let mut word = 0;
            while word < lists[list].len() {
                endings.add(lists[list][word].0);
                word += 1;
            }
            list += 1;
        }
        let mut other = 0;
        while other < others.len() {
            endings.add(others[other]);
            other += 1;
        }
        endings
    }

    /// Adds the last letters of a word. A joint may stand between any two letters.
    const fn add(&mut self, word: &[u8]) {
        let [.., second, third, fourth] = *word else { return };
        if !third.is_ascii_alphabetic() || !fourth.is_ascii_alphabetic() {
            return;
        }
        self.pairs[(fourth - b'a') as usize] |= 1 << (third - b'a');
        let first = match *word {
            [.., first, _, _, _] => first,
            _ => NONE,
        };
        self.insert([first, second, third, fourth]);
        let mut joint = 0;
        while joint < JOINTS.len() {
            let sign = JOINTS[joint];
            self.insert([sign, second, third, fourth]);
            self.insert([second, sign, third, fourth]);
            self.insert([second, third, sign, fourth]);
            joint += 1;
        }
    }

    const fn insert(&mut self, tail: [u8; TAIL]) {
        let (one, other) = hashes(tail);
        self.tails[one / 64] |= 1 << (one % 64);
        self.tails[other / 64] |= 1 << (other % 64);
    }

    /// Whether a name may end with these bytes, the last two of which are letters.
    #[inline]
    fn have(&self, tail: [u8; TAIL]) -> bool {
        let [first, second, third, fourth] = tail;
        let letter = |byte: u8| usize::from(byte.to_ascii_lowercase() - b'a');
        if self.pairs[letter(fourth)] >> letter(third) & 1 == 0 {
            return false;
        }
        let has = |tail| {
            let (one, other) = hashes(tail);
            self.tails[one / 64] >> (one % 64) & self.tails[other / 64] >> (other % 64) & 1 == 1
        };
        has(tail) || has([NONE, second, third, fourth]) || assignment::is_joint(first) && assignment::is_joint(second)
    }
}

/// Two hashes of bytes, with the bit set that tells capitals from small letters: `version` should not be taken for a name of
/// secrets.
const fn hashes(tail: [u8; TAIL]) -> (usize, usize) {
    let bytes = u32::from_le_bytes(tail) | 0x2020_2020;
    let (one, other) = (bytes.wrapping_mul(0x9e37_79b1), bytes.wrapping_mul(0x85eb_ca6b));
    ((one >> (32 - TAIL_BITS)) as usize, (other >> (32 - TAIL_BITS)) as usize)
}

/// The last three letters of names that matter, to be looked for at every byte. Where a joint stands among them, or they end
/// beyond ASCII, they are not found so.
pub(super) fn endings() -> Prefixes<3> {
    let assigned = [&assignment::PASSWORDS[..], &assignment::SECRETS, &assignment::INDIRECT].into_iter().flatten();
    let names = assigned.map(|(word, _)| *word).chain(HEADERS).chain(PARAMETERS);
    let last: Vec<&[u8; 3]> = names.filter_map(<[u8]>::last_chunk).collect();
    Prefixes::in_buckets(
        prefix::TOGETHER,
        last.iter().filter(|last| last.iter().all(u8::is_ascii_alphabetic)).map(|last| &last[..]),
    )
}

/// Whether the name that ends before `end` may be one of a password or secret, by its last letters. Spaces, quotes and
/// other signs may stand behind it.
#[inline]
pub(crate) fn may_matter(text: &[u8], end: usize) -> bool {
    ends_as(&ASSIGNED, text, end)
}

/// Whether a word for passwords or secrets may end with these two letters, the last in the lower byte.
#[inline]
pub(super) fn may_end_word(letters: u16) -> bool {
    let [third, fourth] = letters.to_be_bytes();
    let letter = |byte: u8| usize::from(byte - b'a');
    let plain = third.is_ascii_lowercase() && fourth.is_ascii_lowercase();
    !plain || ASSIGNED.pairs[letter(fourth)] >> letter(third) & 1 == 1
}

#[inline]
fn ends_as(endings: &Endings, text: &[u8], end: usize) -> bool {
    // One space or one quote lies between more often than not.
    let between = usize::from(matches!(back(text, end, 1), b'"' | b'\'' | b' '));
    let tail = tail(text, end - between);
    if tail[2].is_ascii_alphabetic() && tail[3].is_ascii_alphabetic() {
        return endings.have(tail);
    }
    ends_behind_signs(endings, text, end)
}

/// The last bytes before `end`; zeros before the text.
#[inline]
fn tail(text: &[u8], end: usize) -> [u8; TAIL] {
    let known = text.get(..end).and_then(<[u8]>::last_chunk);
    known.copied().unwrap_or_else(|| std::array::from_fn(|place| back(text, end, TAIL - place)))
}

fn ends_behind_signs(endings: &Endings, text: &[u8], end: usize) -> bool {
    let skip = |end: usize, skipped: fn(u8) -> bool| {
        let before = text.get(end.saturating_sub(SPACES)..end).unwrap_or_default();
        end - before.iter().rev().take_while(|byte| skipped(**byte)).count()
    };
    let end = skip(end, |byte| matches!(byte, b' ' | b'\t'));
    let end = skip(end, |byte| !byte.is_ascii_alphabetic() && byte < 0x80 && byte > b' ');
    let tail = tail(text, end);
    let [.., previous, last] = tail;
    if !(last.is_ascii_alphabetic() && previous.is_ascii_alphabetic()) {
        let foreign = (last >= 0x80 || previous >= 0x80) && ends_foreign(&text[..end]);
        return foreign || last.is_ascii_alphabetic() && previous != b' ' && assignment::is_joint(previous);
    }
    endings.have(tail)
}

/// How many words for passwords and secrets there are.
const WORDS: usize = assignment::PASSWORDS.len() + assignment::SECRETS.len();

/// The last two bytes of those that end beyond ASCII.
const FOREIGN: [u16; WORDS] = {
    let mut endings = [0; WORDS];
    let mut index = 0;
    while index < WORDS {
        let (word, _) = match index.checked_sub(assignment::PASSWORDS.len()) {
            None => assignment::PASSWORDS[index],
            Some(index) => assignment::SECRETS[index],
        };
        if let [.., previous, last] = word
            && (*previous >= 0x80 || *last >= 0x80)
        {
            endings[index] = u16::from_le_bytes([*previous, *last]);
        }
        index += 1;
    }
    endings
};

/// Whether the text ends like a word for passwords or secrets that ends beyond ASCII, or nearly so.
fn ends_foreign(text: &[u8]) -> bool {
    text.last_chunk().is_some_and(|last| FOREIGN.contains(&u16::from_le_bytes(*last)))
}

/// Whether anything is looked for at the sign at `sign`.
#[inline]
pub(crate) fn is_led(text: &[u8], sign: usize) -> bool {
    let quoted_tag = text[sign] == b'>' && matches!(back(text, sign, 1), b'"' | b'\'' | b'`');
    // `:=`, `?=`
    let doubled = text[sign] == b'=' && matches!(back(text, sign, 1), b':' | b'?');
    let endings = if text[sign] == b':' { &BEFORE_COLON } else { &BEFORE_EQUALS };
    text[sign] == b'-' || quoted_tag || ends_as(endings, text, sign - usize::from(doubled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_to_something() {
        for text in [
            "password=",
            "password =",
            "\"password\":",
            "'secret' =>",
            "PASSWORD ?=",
            "password :=",
            "api_key:",
            "пароль:",
            "contraseña =",
            "Cookie:",
            "Authorization:",
            "sig=",
            "Server=",
            "\"private_key_id\":",
            "<a key=\"x\">",
        ] {
            let sign = text.rfind(['=', ':', '>']).unwrap_or_default();
            let sign = if text.ends_with("=>") { sign - 1 } else { sign };
            assert!(is_led(text.as_bytes(), sign), "{text}");
        }
        for text in ["status=", "version=", "\"level\":", "index =", "имя:", "\u{fffd}=", "x1 =", ":", "="] {
            assert!(!is_led(text.as_bytes(), text.len() - 1), "{text}");
        }
    }
}
