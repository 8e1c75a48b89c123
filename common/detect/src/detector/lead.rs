//! Whether the name before a sign may be one that says what the value is: most signs follow other names, and must cost
//! next to nothing.

use super::assignment;
use super::boundary::back;
use crate::prefix::Prefixes;

/// Most spaces, and most other signs, between a name and its sign.
const SPACES: usize = 16;

/// Last two letters of other names: of headers (`Cookie`, `Authorization`), service accounts (`private_key_id`),
/// connection strings (`Data Source`, `Server`, ...) and signatures (`sig`).
const OTHERS: [&[u8]; 10] = [b"ie", b"on", b"id", b"ce", b"er", b"st", b"ol", b"dr", b"nt", b"ig"];

/// Which letters the names that matter end with: for each last letter, one bit for each letter before it.
const ENDINGS: [u32; 26] = {
    let mut endings = ASSIGNED;
    let mut other = 0;
    while other < OTHERS.len() {
        endings = with(endings, OTHERS[other]);
        other += 1;
    }
    endings
};

/// The same, to be looked for at every byte.
pub(super) fn endings() -> Prefixes<2> {
    let mut pairs = Vec::new();
    for (last, letters) in (b'a'..=b'z').zip(ENDINGS) {
        pairs.extend(
            (b'a'..=b'z').filter(|previous| letters >> (previous - b'a') & 1 == 1).map(|previous| [previous, last]),
        );
    }
    Prefixes::of(pairs.iter().map(<[u8; 2]>::as_slice))
}

/// The same for names of passwords and secrets alone.
const ASSIGNED: [u32; 26] = {
    let mut endings = [0; 26];
    let lists: [&[(&[u8], bool)]; 3] = [&assignment::PASSWORDS, &assignment::SECRETS, &assignment::INDIRECT];
    let mut list = 0;
    while list < lists.len() {
        let mut word = 0;
        while word < lists[list].len() {
            endings = with(endings, lists[list][word].0);
            word += 1;
        }
        list += 1;
    }
    endings
};

const fn with(mut endings: [u32; 26], word: &[u8]) -> [u32; 26] {
    if let [.., previous @ b'a'..=b'z', last @ b'a'..=b'z'] = word {
        endings[(*last - b'a') as usize] |= 1 << (*previous - b'a');
    }
    endings
}

/// Whether the name that ends before `end` may be one of a password or secret, by its last two letters. Spaces, quotes and
/// other signs may stand behind it.
#[inline]
pub(super) fn may_matter(text: &[u8], end: usize) -> bool {
    ends_as(&ASSIGNED, text, end)
}

#[inline]
fn ends_as(endings: &[u32; 26], text: &[u8], end: usize) -> bool {
    // One space or one quote lies between more often than not.
    let between = usize::from(matches!(back(text, end, 1), b'"' | b'\'' | b' '));
    let (previous, last) = (back(text, end, between + 2), back(text, end, between + 1));
    if last.is_ascii_alphabetic() && previous.is_ascii_alphabetic() {
        return matters(endings, previous, last);
    }
    ends_behind_signs(endings, text, end)
}

#[inline]
fn matters(endings: &[u32; 26], previous: u8, last: u8) -> bool {
    let letter = |byte: u8| usize::from(byte.to_ascii_lowercase() - b'a');
    endings[letter(last)] >> letter(previous) & 1 == 1
}

fn ends_behind_signs(endings: &[u32; 26], text: &[u8], end: usize) -> bool {
    let skip = |end: usize, skipped: fn(u8) -> bool| {
        let before = text.get(end.saturating_sub(SPACES)..end).unwrap_or_default();
        end - before.iter().rev().take_while(|byte| skipped(**byte)).count()
    };
    let end = skip(end, |byte| matches!(byte, b' ' | b'\t'));
    let end = skip(end, |byte| !byte.is_ascii_alphabetic() && byte < 0x80 && byte > b' ');
    let (previous, last) = (back(text, end, 2), back(text, end, 1));
    if !(last.is_ascii_alphabetic() && previous.is_ascii_alphabetic()) {
        let foreign = (last >= 0x80 || previous >= 0x80) && ends_foreign(&text[..end]);
        return foreign || last.is_ascii_alphabetic() && assignment::is_joint(previous);
    }
    matters(endings, previous, last)
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
    text[sign] == b'-' || quoted_tag || ends_as(&ENDINGS, text, sign - usize::from(doubled))
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
        for text in ["status=", "\"level\":", "index =", "имя:", "\u{fffd}=", "x1 =", ":", "="] {
            assert!(!is_led(text.as_bytes(), text.len() - 1), "{text}");
        }
    }
}
