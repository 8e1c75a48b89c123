//! A key word as the index keeps it, and how the texts can begin that it stands for.

use crate::{fold, prefix};

/// Stands in a folded key word for a space, hyphen, underscore or nothing.
pub(super) const FLEXIBLE: u32 = 1;
/// Stands in a folded key word for an apostrophe, which names of columns and careless people leave out, or for what
/// [`FLEXIBLE`] stands for.
pub(super) const APOSTROPHE: u32 = 2;

/// What may stand for this sign of a folded key word, besides nothing, if it is flexible.
pub(super) fn gaps(code: u32) -> Option<&'static [u8]> {
    match code {
        FLEXIBLE => Some(b" -_\t\n\r"),
        APOSTROPHE => Some(b" -_'\t\n\r"),
        _ => None,
    }
}

/// Whether a byte may stand for any flexible sign.
pub(super) const fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'_' | b'\t' | b'\n' | b'\r')
}

/// From this many letters on, a key word also counts inside an unbroken column name (`billingcardnumber`).
const INNER_MINIMUM: usize = 7;

/// A key word, and the lists that have it.
#[derive(Debug)]
pub(super) struct Keyword {
    pub(super) folded: Box<[u32]>,
    /// Whether it also counts inside an unbroken column name: it is long, of letters and digits alone but for what may be
    /// left out.
    pub(super) inner: bool,
    /// As it is written, if there are letters with accents among the first.
    pub(super) accented: Vec<String>,
    pub(super) groups: Vec<u16>,
}

impl Keyword {
    pub(super) fn new(folded: Vec<u32>) -> Keyword {
        let is_word = |code: u32| u8::try_from(code).map_or(code >= 0x80, |byte| byte.is_ascii_alphanumeric());
        let mut signs = folded.iter().filter(|code| gaps(**code).is_none());
        let inner = signs.clone().count() >= INNER_MINIMUM && signs.all(|code| is_word(*code));
        Keyword { folded: folded.into(), inner, accented: Vec::new(), groups: Vec::new() }
    }

    /// Keeps this way to write it, if bytes beyond ASCII are among the first.
    pub(super) fn note_accents(&mut self, keyword: &str) {
        if keyword.bytes().take(prefix::LENGTH).any(|byte| !byte.is_ascii()) {
            self.accented.extend([keyword.to_lowercase(), keyword.to_uppercase()]);
        }
    }

    /// How many bytes of text it can take: Latin letters may have accents, others are of three bytes at most.
    pub(super) fn longest_bytes(&self) -> usize {
        self.folded.iter().map(|code| if *code < 0x80 { 2 } else { 3 }).sum()
    }
}

/// The key word in small letters without accents, with signs of their own for what may be left out.
pub(super) fn fold_keyword(keyword: &str) -> Vec<u32> {
    let sign = |code: u32| match u8::try_from(code) {
        Ok(b' ' | b'-' | b'_') => FLEXIBLE,
        Ok(b'\'') => APOSTROPHE,
        _ => code,
    };
    fold::folded(keyword).into_iter().map(sign).collect()
}

/// The first bytes, so many of them and as far as they are ASCII, of all texts that begin with the key word; fewer if it is no
/// longer. Texts with other bytes among them pass the filters anyway.
pub(super) fn first_bytes(rest: &[u32], length: usize, so_far: &mut Vec<u8>, firsts: &mut Vec<Vec<u8>>) {
    let Some((first, rest)) = rest.split_first().filter(|_| so_far.len() < length) else {
        firsts.push(so_far.clone());
        return;
    };
    let bytes: &[u8] = match (gaps(*first), u8::try_from(*first)) {
        (Some(gaps), _) => {
            first_bytes(rest, length, so_far, firsts);
            gaps
        }
        (None, Ok(byte)) if byte < 0x80 => &[byte],
        _ => &[],
    };
    for byte in bytes {
        so_far.push(*byte);
        first_bytes(rest, length, so_far, firsts);
        so_far.pop();
    }
}

/// The first bytes of these key words, as a filter of prefixes takes them. Those that begin beyond ASCII cannot be told by so
/// few bytes: they are not among them.
pub(super) fn beginnings_of<'a>(keywords: impl IntoIterator<Item = &'a Keyword>) -> Vec<Vec<u8>> {
    let mut words = Vec::new();
    for keyword in keywords {
        first_bytes(&keyword.folded, prefix::LENGTH, &mut Vec::new(), &mut words);
        words.extend(keyword.accented.iter().map(|word| word.bytes().take(prefix::LENGTH).collect()));
    }
    words.retain(|word| word.first().is_some_and(u8::is_ascii_alphabetic));
    words.sort_unstable();
    words.dedup();
    words
}
