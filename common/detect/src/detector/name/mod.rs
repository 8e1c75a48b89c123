//! Full names of people, in Latin letters: a given name with a family name.
//!
//! A word of a list is no proof: most given names are also words, towns or products. So a name in text needs a common
//! given name before a family name (from the list, or a word that no list knows), or a known pair neither half of which is
//! an ordinary word or a place, or a title or label before it. What stands around it can still make it the name of a
//! street, an institution or a company.
//!
//! A given name or a family name alone is not reported, as by Macie, nor are the two halves in columns of their own.

mod context;
mod judge;
mod plain;
mod sequence;
mod token;
mod words;

#[cfg(test)]
mod tests;

use super::boundary::{at, back};
use super::latin;
use crate::scanner::Confidence;
use context::{Before, before, ends, has_mailbox, may_begin, with_suffix};
use judge::judge;
use sequence::{read, read_small};
use token::{Shape, Token};
use words::Roles;

/// Longest name, in bytes, without its context.
pub(crate) const LONGEST: usize = 96;
/// How far around a name anything can lie that decides about it, in bytes.
pub(crate) const REACH: usize = 64;

/// What the name of a column says about its values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    /// Nothing.
    #[default]
    Other,
    /// Full names, of people or of other things: `name`, `contact`.
    Perhaps,
    /// Full names of people: `full_name`, `patient`.
    People,
}

/// The bounds of the full name whose first word begins at `start`, without titles before it.
///
/// `start` should be the first letter of a word with a capital, after which spaces, a comma, an initial or a particle and
/// another word with a capital follow. Other starts are survived.
#[cfg(test)]
fn find(text: &[u8], start: usize) -> Option<(usize, usize, Confidence)> {
    if !may_begin(text, start) {
        return None;
    }
    find_from(text, token::read(text, start)?)
}

/// The same, with the first word read.
fn find_from(text: &[u8], first: Token) -> Option<(usize, usize, Confidence)> {
    if first.shape == Shape::Small {
        return None;
    }
    let start = first.start;
    // Most words with a capital are no names: they must cost little.
    if first.is_full() && !first.could_be_name() {
        return None;
    }
    let mut before = before(text, start);
    let helped = before.titled || before.labelled;
    if before.blocked || first.is_full() && !helped && !first.may_open() && at(text, first.end) != b',' {
        return None;
    }
    let mut words = read(text, first);
    if words.count < 2
        || words.get(1).is_some_and(|second| second.is_full() && !second.could_be_name() && second.word.ordinary > 1)
    {
        return None;
    }
    let opening = first.roles();
    if first.is_full() && (opening.is_honorific() || opening.is_never() || opening.is_blocker()) {
        return None;
    }
    while words.count >= 2 {
        before.mailbox = words.last().is_some_and(|last| has_mailbox(text, last.end));
        // What speaks against the whole speaks against its begin: `Martin Luther` of `Martin Luther King Boulevard`.
        let end = ends(text, &words)?;
        if let Some(confidence) = judge(text, &words, before) {
            let end = with_suffix(text, end);
            return (end - start <= LONGEST).then_some((start, end, confidence));
        }
        words.count -= 1;
        // A name does not end with a particle.
        while words.last().is_some_and(|token| token.shape == Shape::Small) {
            words.count -= 1;
        }
    }
    None
}

/// The same, for the begin of a later word of the name: the one that follows its first word, with particles between.
pub(crate) fn find_by_second(text: &[u8], second: usize) -> Option<(usize, usize, Confidence)> {
    let mut position = second;
    // `Ludwig van der Heide`
    for _ in 0..4 {
        let mut end = position;
        for _ in 0..2 {
            end -= usize::from(matches!(back(text, end, 1), b' ' | b',' | b'\n' | b'\r' | 0xa0 | 0xc2));
        }
        if end == position {
            return None;
        }
        // Words of small letters are the most frequent, and none but particles lead on.
        let usual = plain::back(text, end);
        let small = match usual {
            Some(word) => (word.shape == Shape::Small).then_some(word.start),
            None => token::small_back(text, end),
        };
        if let Some(start) = small {
            let word = text.get(start..end)?;
            if !words::may_be_particle(word) || !word.is_ascii() || !Roles::of(word).is_particle() {
                return None;
            }
            position = start;
            continue;
        }
        let (word, word_end) = match usual {
            Some(word) => (word.token(text)?, end),
            None => token::read_back_odd(text, end)?,
        };
        if word.shape != Shape::Small {
            // Most words with a capital are no names: that costs least to see.
            if word.is_full() && !word.could_be_name() || !may_begin(text, word.start) {
                return None;
            }
            return find_from(text, word).filter(|(_, end, _)| *end > second);
        }
        if !Roles::of(text.get(word.start..word_end)?).is_particle() {
            return None;
        }
        position = word.start;
    }
    None
}

/// The bounds of the full name that is the whole value of a field. In a column of names ([`column`]) one half that the lists
/// know is enough, and small letters are too; in one of people's names no list need know them.
pub(crate) fn field(text: &[u8], column: Column) -> Option<(usize, usize, Confidence)> {
    if text.len() > LONGEST + REACH {
        return None;
    }
    let named = column != Column::Other;
    let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'"';
    let mut start = text.iter().take_while(|byte| blank(byte)).count();
    let stop = text.len() - text.iter().rev().take_while(|byte| blank(byte)).count();
    let text = text.get(..stop)?;
    let mut titled = false;
    let mut first = token::read(text, start)?;
    while first.shape != Shape::Initial && first.roles().is_honorific() {
        let next = first.end + usize::from(at(text, first.end) == b'.');
        start = next + latin::space(text, next)?;
        first = token::read(text, start)?;
        titled = true;
    }
    if !named && first.roles().is_blocker() {
        return None;
    }
    let words = if first.shape == Shape::Small && named { read_small(text, first) } else { read(text, first) };
    let end = with_suffix(text, words.last()?.end);
    if end != text.len() || words.count < 2 || words.broken {
        return None;
    }
    let before =
        Before { titled, labelled: named, anything: column == Column::Perhaps, opens: true, ..Before::default() };
    let confidence = judge(text, &words, before)?;
    Some((start, end, if named { Confidence::High } else { confidence.min(Confidence::Medium) }))
}

/// What the names of a column, or of the elements on a path, say about the values: the last counts.
pub(crate) fn column(names: &[&str]) -> Column {
    names.last().map(|name| words::column(name)).unwrap_or_default()
}
