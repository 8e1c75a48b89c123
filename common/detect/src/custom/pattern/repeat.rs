//! Repeats and their bounds.

use super::reader::Reader;
use super::{malformed, unsupported};
use crate::custom::{Error, REPEAT};

/// How many optional unbounded repeats may follow each other.
const WILDCARDS: usize = 2;

impl Reader {
    /// The repeat behind an element, if there is one, and the count of wildcards.
    pub(super) fn repeat(&mut self) -> Result<(), Error> {
        let at = self.at;
        let (text, least, most) = match self.peek(0) {
            Some('*') => ("*".to_owned(), 0, None),
            Some('+') => ("+".to_owned(), 1, None),
            Some('?') => ("?".to_owned(), 0, Some(1)),
            Some('{') => {
                self.at += 1;
                let bounds = self.bounds(at)?;
                self.at = at;
                let Some((least, most, length)) = bounds else {
                    self.wildcards = 0;
                    return Ok(());
                };
                let text: String = self.pattern.iter().skip(at).take(length).collect();
                (text, least, most)
            }
            _ => {
                self.wildcards = 0;
                return Ok(());
            }
        };
        self.at += text.chars().count();
        self.emit(at, &text);
        if least > 0 {
            self.wildcards = 0;
        } else if most.is_none() {
            self.wildcards += 1;
            if self.wildcards > WILDCARDS {
                return Err(Error::TooManyWildcards { at: at + 1 });
            }
        }
        match self.peek(0) {
            Some('?') => {
                self.at += 1;
                self.out.push('?');
            }
            Some('+') => {
                return Err(unsupported("the possessive repeat", self.at, "leave out the second sign"));
            }
            _ => {}
        }
        let next = self.at;
        let again = match self.peek(0) {
            Some('*' | '+' | '?') => true,
            Some('{') => {
                self.at += 1;
                let bounds = self.bounds(next)?;
                self.at = next;
                bounds.is_some()
            }
            _ => false,
        };
        if again { Err(malformed(next, "this repeats a repeat; put the first into (?:...)")) } else { Ok(()) }
    }

    /// Bounds of a repeat behind the brace at `at`: the least, the most, and the characters with both braces. None if
    /// the brace is an ordinary character.
    pub(super) fn bounds(&self, at: usize) -> Result<Option<(u64, Option<u64>, usize)>, Error> {
        let rest = self.pattern.get(at + 1..).unwrap_or_default();
        let Some(end) = rest.iter().position(|character| *character == '}') else { return Ok(None) };
        let inner: String = rest.iter().take(end).collect();
        let number = |text: &str| {
            let digits = !text.is_empty() && text.chars().all(|character| character.is_ascii_digit());
            digits.then(|| text.parse().unwrap_or(u64::MAX))
        };
        let bounds = match inner.split_once(',') {
            None => number(&inner).map(|count| (count, Some(count))),
            Some((least, "")) => number(least).map(|least| (least, None)),
            Some(("", most)) if number(most).is_some() => {
                return Err(unsupported("the repeat without a lower bound", at, "write {0,...}"));
            }
            Some((least, most)) => number(least).zip(number(most)).map(|(least, most)| (least, Some(most))),
        };
        let Some((least, most)) = bounds else { return Ok(None) };
        for found in [Some(least), most].into_iter().flatten() {
            if found > REPEAT {
                return Err(Error::RepeatTooLarge { at: at + 1, found });
            }
        }
        if most.is_some_and(|most| most < least) {
            return Err(malformed(at, "the upper bound is below the lower one"));
        }
        Ok(Some((least, most, end + 2)))
    }
}
