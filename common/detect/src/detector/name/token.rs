//! The words that names are made of: how they are written, and what the lists know of them.

use super::plain;
use super::words::Roles;
use crate::detector::boundary::{at, back};
use crate::detector::latin;
use crate::detector::lexicon::{self, Word};

/// Longest word of a name, in bytes.
const LONGEST: usize = 32;

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A capital and small letters, also `O'Brien`, `McDonald` and `Jean-Pierre`.
    Capital,
    /// Two or more capitals.
    Capitals,
    /// One letter with or without a point, or several with points: `J`, `J.`, `J.R.R.`
    Initial,
    /// Small letters.
    Small,
}

/// A word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) shape: Shape,
    pub(super) word: Word,
    /// The hash of the word, or of its first part ([`lexicon::hash`]).
    pub(super) hash: u64,
    /// Letters, without points, hyphens and apostrophes.
    pub(super) letters: usize,
}

impl Token {
    pub(super) fn roles(&self) -> Roles {
        Roles::of_hash(self.hash)
    }

    /// Whether a large city or the like may begin with the word that has more of them.
    pub(super) fn may_begin_phrase(&self) -> bool {
        lexicon::may_begin_phrase(self.hash)
    }

    /// A word of a name rather than an initial, and rather than of small letters.
    pub(super) fn is_full(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Capitals)
    }

    /// A common given name that is not likely anything else.
    pub(super) fn is_strong_given(&self) -> bool {
        self.word.given == 3 && self.word.ordinary < 2 && !self.word.place
    }

    /// A known given name that is not likely anything else.
    pub(super) fn is_given(&self) -> bool {
        self.word.given >= 2 && self.word.ordinary < 2 && !self.word.place
    }

    /// A known family name that is no common word.
    pub(super) fn is_family(&self) -> bool {
        self.word.family >= 2 && self.word.ordinary < 2
    }

    /// A common family name and nothing else.
    pub(super) fn is_strong_family(&self) -> bool {
        self.word.family == 3 && self.is_plain_word()
    }

    /// A word that no list knows: a rare name can look like that.
    pub(super) fn is_unknown(&self) -> bool {
        self.letters >= 3 && self.word.is_unknown()
    }

    /// Known as no family name, but it may be one: unknown, or a given name that is not common. Many names are both, and lists
    /// of given names are longer.
    pub(super) fn may_be_family(&self) -> bool {
        self.is_unknown() || self.letters >= 3 && self.word.given == 2 && self.word.family == 0 && self.is_plain_word()
    }

    /// Neither an ordinary word nor a place.
    fn is_plain_word(&self) -> bool {
        self.word.ordinary == 0 && !self.word.place
    }

    /// Known well enough as a given name, or as a family name that stands before one, to be the first word of a name without a
    /// title or a label before it: [`super::judge`] asks for more.
    pub(super) fn may_open(&self) -> bool {
        self.word.given >= 2 || self.word.family == 3
    }

    /// Known as a name, or known as nothing.
    pub(super) fn could_be_name(&self) -> bool {
        self.letters >= 2 && (self.word.given > 0 || self.word.family > 0 || self.word.is_unknown())
    }
}

/// The word at `start`. `None` if it is none that a name can have: with digits, or capitals in its middle.
pub(super) fn read(text: &[u8], start: usize) -> Option<Token> {
    if let Some(word) = plain::ahead(text, start) {
        return word.token(text);
    }
    let first = latin::letter(text, start)?;
    let ceiling = (start + LONGEST).min(text.len());
    let mut end = start;
    let mut part_start = start;
    let mut letters = 0;
    let mut capitals = 0;
    // Capitals that the writing of names does not explain.
    let mut odd = false;
    let mut hyphens = 0;
    let mut small_part = false;
    while end < ceiling {
        if let Some(letter) = latin::letter(text, end) {
            let part_letters = end - part_start;
            if letter.capital && end > part_start && capitals < letters {
                odd |= !Roles::of(text.get(part_start..end).unwrap_or_default()).is_inner_prefix();
            }
            small_part |= part_letters == 0 && hyphens > 0 && !letter.capital;
            capitals += usize::from(letter.capital);
            letters += 1;
            end += letter.length;
            continue;
        }
        let joint = latin::apostrophe(text, end).or((at(text, end) == b'-').then_some(1));
        let Some(length) = joint else { break };
        if latin::letter(text, end + length).is_none() || is_possessive(text, end, length) {
            break;
        }
        hyphens += usize::from(at(text, end) == b'-');
        end += length;
        part_start = end;
    }
    if end >= ceiling && latin::letter(text, end).is_some() {
        return None;
    }
    if letters == 1 && first.capital {
        return Some(initial(text, start, end));
    }
    let shape = if capitals == letters {
        Shape::Capitals
    } else if first.capital && !odd {
        Shape::Capital
    } else if capitals == 0 {
        Shape::Small
    } else {
        return None;
    };
    let whole = text.get(start..end).unwrap_or_default();
    let hash = lexicon::hash(whole);
    let word = if hyphens == 0 { lexicon::word_of(hash) } else { compound(whole) };
    // `Min-jun`, but not `Built-in`.
    if small_part && first.capital && (word.ordinary > 0 || word.given + word.family == 0) {
        return None;
    }
    (hyphens <= 2).then_some(Token { start, end, shape, word, hash, letters })
}

/// `'s` and `’s`, which are no part of a name.
fn is_possessive(text: &[u8], apostrophe: usize, length: usize) -> bool {
    let next = at(text, apostrophe + length);
    at(text, apostrophe) != b'-'
        && matches!(next, b's' | b'S')
        && latin::letter(text, apostrophe + length + 1).is_none()
}

/// `J`, `J.`, `J.R.R.`: as many letters with points as follow each other.
fn initial(text: &[u8], start: usize, end: usize) -> Token {
    let mut end = end;
    let mut letters = 1;
    while at(text, end) == b'.' {
        end += 1;
        match latin::letter(text, end) {
            Some(letter) if letter.capital && letters < 4 && at(text, end + letter.length) == b'.' => {
                end += letter.length;
                letters += 1;
            }
            _ => break,
        }
    }
    let hash = lexicon::hash(text.get(start..end).unwrap_or_default());
    Token { start, end, shape: Shape::Initial, word: Word::default(), hash, letters }
}

/// What is known of the parts of a word with hyphens: it begins like a given name, ends like a family name, and is
/// ordinary if all parts are.
fn compound(text: &[u8]) -> Word {
    let mut result: Option<Word> = None;
    for part in text.split(|byte| *byte == b'-') {
        let word = lexicon::word(part);
        result = Some(match result {
            None => Word { place: false, ..word },
            Some(so_far) => Word {
                given: so_far.given,
                family: so_far.family.max(word.family),
                ordinary: so_far.ordinary.min(word.ordinary),
                place: false,
            },
        });
    }
    result.unwrap_or_default()
}

/// Where the word begins that ends at `end`, if it begins with a small letter and consists of letters.
#[inline]
pub(super) fn small_back(text: &[u8], end: usize) -> Option<usize> {
    let before = text.get(end.saturating_sub(LONGEST)..end)?;
    let letters = before.iter().rev().take_while(|byte| byte.is_ascii_lowercase() || **byte >= 0x80).count();
    let start = end - letters;
    let previous = back(text, start, 1);
    let begins = letters > 0 && !previous.is_ascii_alphabetic() && !matches!(previous, b'\'' | b'-');
    let word = before.get(before.len() - letters..)?;
    let small = match word.first()? {
        0x80.. => latin::letter(word, 0).is_some_and(|letter| !letter.capital),
        _ => true,
    };
    (begins && small).then_some(start)
}

/// The word that ends at `end`, as it is read from where it begins, and where it ends less a point: of ASCII and Latin letters
/// and points alone.
pub(super) fn read_back(text: &[u8], end: usize) -> Option<(Token, usize)> {
    if let Some(word) = plain::back(text, end) {
        return Some((word.token(text)?, end));
    }
    read_back_odd(text, end)
}

/// The same of a word that is none of the usual ones.
pub(super) fn read_back_odd(text: &[u8], end: usize) -> Option<(Token, usize)> {
    let floor = end.saturating_sub(LONGEST);
    let is_part = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0x80 || matches!(byte, b'\'' | b'-');
    let stop = end - usize::from(back(text, end, 1) == b'.');
    let mut start = stop;
    while start > floor && is_part(back(text, start, 1)) {
        start -= 1;
    }
    // Quotation marks and dashes before a word are not part of it.
    start += text[start..stop].iter().take_while(|byte| matches!(byte, b'\'' | b'-')).count();
    let token = (start < stop).then(|| read(text, start))??;
    (token.end >= stop).then_some((token, stop))
}
