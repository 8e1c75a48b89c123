//! Reads a pattern element by element, and writes what the parser behind understands alike.

use super::{malformed, unsupported};
use crate::custom::Error;

/// What is read and written so far.
pub(super) struct Reader {
    pub(super) pattern: Vec<char>,
    pub(super) at: usize,
    pub(super) out: String,
    /// For pieces of the output where they begin and what character of the pattern they come from.
    pub(super) origins: Vec<(usize, usize)>,
    /// Where the open groups begin, and the wildcards that were counted before each.
    pub(super) groups: Vec<(usize, usize)>,
    pub(super) wildcards: usize,
}

impl Reader {
    pub(super) fn new(pattern: &str) -> Reader {
        Reader {
            pattern: pattern.chars().collect(),
            at: 0,
            out: String::with_capacity(pattern.len() + 64),
            origins: Vec::new(),
            groups: Vec::new(),
            wildcards: 0,
        }
    }

    /// The character of the pattern, counted from 1, that the output at this offset comes from.
    pub(super) fn origin(&self, offset: usize) -> usize {
        let after = self.origins.partition_point(|(out, _)| *out <= offset);
        after.checked_sub(1).and_then(|index| self.origins.get(index)).map_or(1, |(_, at)| at + 1)
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<char> {
        self.pattern.get(self.at + ahead).copied()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let character = self.peek(0)?;
        self.at += 1;
        Some(character)
    }

    pub(super) fn starts_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(ahead, character)| self.peek(ahead) == Some(character))
    }

    pub(super) fn emit(&mut self, at: usize, text: &str) {
        self.origins.push((self.out.len(), at));
        self.out.push_str(text);
    }

    pub(super) fn literal(&mut self, at: usize, character: char) {
        self.origins.push((self.out.len(), at));
        regex_syntax::escape_into(character.encode_utf8(&mut [0; 4]), &mut self.out);
    }

    pub(super) fn read(&mut self) -> Result<(), Error> {
        while let Some(character) = self.next() {
            let at = self.at - 1;
            match character {
                '\\' => self.escape(at)?,
                '[' => {
                    self.class(at)?;
                    self.repeat()?;
                }
                '(' => self.group(at)?,
                ')' => {
                    let Some((_, wildcards)) = self.groups.pop() else {
                        return Err(malformed(at, "this bracket closes nothing; write \\) for the character"));
                    };
                    self.wildcards = wildcards;
                    self.emit(at, ")");
                    self.repeat()?;
                }
                '|' => {
                    self.wildcards = 0;
                    self.emit(at, "|");
                }
                '^' => self.assertion(at, "^")?,
                '$' => self.assertion(at, "$")?,
                '.' => {
                    self.emit(at, ".");
                    self.repeat()?;
                }
                '*' | '+' | '?' => return Err(malformed(at, "there is nothing to repeat")),
                '{' if self.bounds(at)?.is_some() => return Err(malformed(at, "there is nothing to repeat")),
                _ => {
                    self.literal(at, character);
                    self.repeat()?;
                }
            }
        }
        match self.groups.last() {
            Some((at, _)) => Err(malformed(*at, "this bracket is not closed; write \\( for the character")),
            None => Ok(()),
        }
    }

    pub(super) fn assertion(&mut self, at: usize, text: &str) -> Result<(), Error> {
        self.emit(at, text);
        let next = self.at;
        match self.peek(0) {
            Some('*' | '+' | '?') => {}
            Some('{') => {
                self.at += 1;
                let bounds = self.bounds(next)?;
                self.at = next;
                if bounds.is_none() {
                    return Ok(());
                }
            }
            _ => return Ok(()),
        }
        Err(unsupported("the repeat of an assertion", next, "leave the repeat out"))
    }
}
