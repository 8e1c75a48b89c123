//! Allow lists: values that are never reported, whatever finds them.
//!
//! A list is either of words, each of which exempts a value that equals it but for case, or a pattern, which exempts a value
//! that it matches completely. White space inside a value, where it holds a line break, counts like one space.

mod words;

pub use words::Words;

use sha2::{Digest, Sha256};

use crate::custom;

/// How many entries a list of words may have.
pub const ENTRIES: usize = 100_000;
/// How many characters an entry may have.
pub const LONGEST_ENTRY: usize = 90;
/// How many bytes the object with the entries may have.
pub const LARGEST_OBJECT: usize = 35 << 20;

/// Why a list cannot be used.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// There is no entry: the object is empty or has blank lines only.
    #[error("the list has no entries; write one on each line")]
    Empty,
    /// The object is larger than [`LARGEST_OBJECT`].
    #[error("the list has {found} bytes; at most {LARGEST_OBJECT} are allowed")]
    TooLarge {
        /// Its bytes.
        found: usize,
    },
    /// There are more than [`ENTRIES`] entries.
    #[error("the list has more than {ENTRIES} entries")]
    TooManyEntries,
    /// An entry is longer than [`LONGEST_ENTRY`].
    #[error("the entry on line {line} has {found} characters; at most {LONGEST_ENTRY} are allowed")]
    EntryTooLong {
        /// Its line, counted from 1.
        line: usize,
        /// Its characters.
        found: usize,
    },
    /// The object is not text.
    #[error("line {line} is not UTF-8; save the list as plain text in UTF-8")]
    NotText {
        /// The line, counted from 1.
        line: usize,
    },
    /// The pattern is refused.
    #[error(transparent)]
    Regex(#[from] custom::Error),
}

impl Error {
    /// The status code of Macie's `AllowListStatus` for this error.
    pub fn status_code(&self) -> &'static str {
        match self {
            Error::Empty => "S3_OBJECT_EMPTY",
            Error::TooLarge { .. } | Error::TooManyEntries => "S3_OBJECT_OVERSIZE",
            Error::EntryTooLong { .. } | Error::NotText { .. } | Error::Regex(_) => "UNKNOWN_ERROR",
        }
    }
}

/// An allow list.
#[derive(Clone, Debug)]
pub struct List(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Words(Words),
    Regex(String),
}

impl List {
    /// A list of words.
    pub fn words(words: Words) -> List {
        List(Kind::Words(words))
    }

    /// A list that is a pattern, of the subset that custom identifiers use.
    ///
    /// # Errors
    ///
    /// [`Error::Regex`] if the pattern is refused.
    pub fn regex(pattern: &str) -> Result<List, Error> {
        custom::Complete::new(pattern)?;
        Ok(List(Kind::Regex(pattern.to_owned())))
    }

    /// A hash of all that the list says.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        match &self.0 {
            Kind::Words(words) => {
                hash.update("words");
                // No entry has a line feed.
                words.sorted().into_iter().for_each(|entry| {
                    hash.update(entry);
                    hash.update("\n");
                });
            }
            Kind::Regex(pattern) => {
                hash.update("regex");
                hash.update(pattern);
            }
        }
        hash.finalize().into()
    }
}

/// The lists of a rule set, compiled.
#[derive(Debug, Default)]
pub struct Allow {
    words: Vec<Words>,
    patterns: Vec<custom::Complete>,
}

impl Allow {
    /// Compiles lists.
    ///
    /// # Errors
    ///
    /// [`Error::Regex`] if a pattern is refused.
    pub fn new(lists: &[List]) -> Result<Allow, Error> {
        let mut allow = Allow::default();
        for List(kind) in lists {
            match kind {
                Kind::Words(words) => allow.words.push(words.clone()),
                Kind::Regex(pattern) => allow.patterns.push(custom::Complete::new(pattern)?),
            }
        }
        Ok(allow)
    }

    /// Whether there is no list.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.patterns.is_empty()
    }

    /// Whether a list exempts this value.
    pub fn allows(&self, value: &[u8]) -> bool {
        self.words.iter().any(|words| words.contains(value)) || self.matches(value)
    }

    fn matches(&self, value: &[u8]) -> bool {
        if self.patterns.is_empty() || value.len() > custom::LONGEST_MATCH {
            return false;
        }
        let any = |value: &[u8]| self.patterns.iter().any(|pattern| pattern.matches(value));
        any(value) || words::joined_lines(value).is_some_and(|value| any(&value))
    }
}
