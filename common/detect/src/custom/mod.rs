//! Custom data identifiers: a regular expression with key words before it and words that exempt a match.
//!
//! # Rules
//!
//! - The pattern is of a subset of PCRE without captures, look-around, back-references and the like. `\d`, `\w`, `\s` and
//!   `\b` are those of ASCII; `.` is a character of UTF-8 except the line feed. `^` and `$` stand for the begin and end of
//!   the text, or of the value of a field, not of lines, unless `(?m)` is in front.
//! - With key words, a match counts only if a complete key word stands before it and at most `maximum_match_distance`
//!   characters lie between the end of the key word and the end of the match. In structured data the key word may
//!   instead be in a name of the field, and then the whole value counts.
//! - A key word is complete where it is not a part of a longer run of letters or of digits; a capital after a small letter
//!   begins a new run. Case does not matter. In names (not in text) a space, hyphen or underscore in a key word also stands
//!   for any other of the three or for nothing.
//! - A match that contains an ignore word is dropped. Case matters.
//! - Matches of one identifier do not overlap. The search starts anew every [`SEGMENT`] bytes of a text, so that what is
//!   found does not depend on how the text was cut; a match that begins before the last one of the segment before ends is
//!   dropped. A match is what the pattern matches within [`LONGEST_MATCH`] bytes.

mod anchors;
mod automaton;
mod error;
mod keyword;
mod masks;
mod matcher;
mod names;
mod pattern;
mod scan;
mod severity;
mod shape;

#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;

pub use error::Error;
pub(crate) use matcher::Complete;
pub(crate) use scan::{Compiled, Named, Scratch};
pub use severity::{SeverityLevel, check_severity_levels, severity_for};

/// How many characters a pattern may have.
pub const LONGEST_REGEX: usize = 512;
/// How many key words an identifier may have.
pub const KEYWORDS: usize = 50;
/// How many characters a key word may have.
pub const KEYWORD_LENGTH: RangeInclusive<usize> = 3..=90;
/// How many ignore words an identifier may have.
pub const IGNORE_WORDS: usize = 10;
/// How many characters an ignore word may have.
pub const IGNORE_WORD_LENGTH: RangeInclusive<usize> = 4..=90;
/// What the maximum match distance may be, in characters.
pub const MATCH_DISTANCE: RangeInclusive<u32> = 1..=300;
/// The maximum match distance unless another is given, in characters.
pub const DEFAULT_DISTANCE: u32 = 50;
/// How many severity levels an identifier may have.
pub const SEVERITY_LEVELS: usize = 3;
/// How many characters a sample text may have.
pub const LONGEST_SAMPLE: usize = 1000;
/// The largest bound of a repeat in a pattern.
pub const REPEAT: u64 = 255;
/// After how many bytes of a text the search starts anew.
pub const SEGMENT: usize = 4096;
/// How many bytes of a text a match may have; a longer one is cut off.
pub const LONGEST_MATCH: usize = 4096;

/// What a custom identifier finds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Criteria {
    /// The pattern, 1 to [`LONGEST_REGEX`] characters.
    pub regex: String,
    /// Key words, of which one must stand before a match. None: the pattern alone decides.
    pub keywords: Vec<String>,
    /// Words that exempt a match which contains one.
    pub ignore_words: Vec<String>,
    /// How many characters may lie between the end of a key word and the end of a match.
    pub maximum_match_distance: u32,
}

impl Default for Criteria {
    fn default() -> Criteria {
        Criteria {
            regex: String::new(),
            keywords: Vec::new(),
            ignore_words: Vec::new(),
            maximum_match_distance: DEFAULT_DISTANCE,
        }
    }
}

impl Criteria {
    /// Checks everything: numbers and lengths of words, the distance, and that the pattern is supported, small and quick.
    ///
    /// # Errors
    ///
    /// The first rule that they break.
    pub fn check(&self) -> Result<(), Error> {
        Compiled::new([self]).map(|_| ()).map_err(|(_, error)| error)
    }

    fn check_words(&self) -> Result<(), Error> {
        if self.keywords.len() > KEYWORDS {
            return Err(Error::TooManyKeywords { found: self.keywords.len() });
        }
        for (index, keyword) in self.keywords.iter().enumerate() {
            let found = keyword.chars().count();
            if !KEYWORD_LENGTH.contains(&found) {
                return Err(Error::KeywordLength { number: index + 1, found });
            }
        }
        if self.ignore_words.len() > IGNORE_WORDS {
            return Err(Error::TooManyIgnoreWords { found: self.ignore_words.len() });
        }
        for (index, word) in self.ignore_words.iter().enumerate() {
            let found = word.chars().count();
            if !IGNORE_WORD_LENGTH.contains(&found) {
                return Err(Error::IgnoreWordLength { number: index + 1, found });
            }
        }
        if !MATCH_DISTANCE.contains(&self.maximum_match_distance) {
            return Err(Error::Distance { found: self.maximum_match_distance });
        }
        Ok(())
    }
}

/// A custom identifier as rule sets take it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identifier {
    /// Its id, unique among those of a rule set.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// What it finds.
    pub criteria: Criteria,
}

/// How many matches there are in a sample text of at most [`LONGEST_SAMPLE`] characters.
///
/// # Errors
///
/// What [`Criteria::check`] says, and [`Error::SampleTooLong`].
pub fn test(criteria: &Criteria, sample_text: &str) -> Result<u32, Error> {
    let compiled = Compiled::new([criteria]).map_err(|(_, error)| error)?;
    let found = sample_text.chars().count();
    if found > LONGEST_SAMPLE {
        return Err(Error::SampleTooLong { found });
    }
    let mut count = 0;
    let text = sample_text.as_bytes();
    compiled.scan_text(&mut Scratch::new(), text, (0, true), 0..text.len(), &mut |_, _, _| count += 1);
    Ok(count)
}
