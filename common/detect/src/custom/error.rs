//! Why criteria of a custom identifier are refused.

use super::{
    IGNORE_WORD_LENGTH, IGNORE_WORDS, KEYWORD_LENGTH, KEYWORDS, LONGEST_REGEX, LONGEST_SAMPLE, MATCH_DISTANCE, REPEAT,
    SEVERITY_LEVELS,
};

/// Why a pattern, the words beside it or the severity levels are refused. The message says what to do.
///
/// Positions are characters of the pattern, counted from 1.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// There is no pattern.
    #[error("the regular expression is empty; give one of 1 to {LONGEST_REGEX} characters")]
    EmptyRegex,
    /// The pattern is longer than [`LONGEST_REGEX`] characters.
    #[error(
        "the regular expression has {found} characters; at most {LONGEST_REGEX} are allowed, so shorten it or make several identifiers"
    )]
    RegexTooLong {
        /// Characters in the pattern.
        found: usize,
    },
    /// The pattern uses an element of PCRE that is not supported.
    #[error("{element} at character {at} of the regular expression is not supported; {advice}")]
    Unsupported {
        /// The element, in words, as the subject of a sentence.
        element: &'static str,
        /// Where it begins.
        at: usize,
        /// What to write instead.
        advice: &'static str,
    },
    /// The pattern is not a regular expression.
    #[error("the regular expression is malformed at character {at}: {reason}")]
    Malformed {
        /// Where.
        at: usize,
        /// What is wrong.
        reason: String,
    },
    /// A bound of a repeat is larger than [`REPEAT`].
    #[error(
        "the repeat at character {at} of the regular expression has the bound {found}; the largest is {REPEAT}, so lower it or leave the upper bound open, as in {{{REPEAT},}}"
    )]
    RepeatTooLarge {
        /// Where its brace is.
        at: usize,
        /// The bound.
        found: u64,
    },
    /// Three or more optional unbounded repeats follow each other, as in `a*b*a*`.
    #[error(
        "the repeat at character {at} of the regular expression is the third of * or {{0,}} with nothing required between them; require at least one of them with +"
    )]
    TooManyWildcards {
        /// Where the third one is.
        at: usize,
    },
    /// The pattern can match nothing at all.
    #[error(
        "the regular expression matches the empty text; require at least one character, with + instead of * for example"
    )]
    MatchesEmpty,
    /// The pattern needs too much memory.
    #[error(
        "the regular expression is too large when compiled; lower the bounds of its repeats, or replace . and \\p{{...}} by the characters that can occur"
    )]
    PatternTooLarge,
    /// The pattern takes too many steps on ordinary texts.
    #[error("the regular expression is too slow; begin it with something rarer than a repeat of any character")]
    TooSlow,
    /// There are more than [`KEYWORDS`] key words.
    #[error("there are {found} key words; at most {KEYWORDS} are allowed")]
    TooManyKeywords {
        /// How many there are.
        found: usize,
    },
    /// A key word is too short or too long.
    #[error("key word {number} has {found} characters; use {} to {}", KEYWORD_LENGTH.start(), KEYWORD_LENGTH.end())]
    KeywordLength {
        /// Which one, counted from 1.
        number: usize,
        /// Its characters.
        found: usize,
    },
    /// There are more than [`IGNORE_WORDS`] ignore words.
    #[error("there are {found} ignore words; at most {IGNORE_WORDS} are allowed")]
    TooManyIgnoreWords {
        /// How many there are.
        found: usize,
    },
    /// An ignore word is too short or too long.
    #[error("ignore word {number} has {found} characters; use {} to {}", IGNORE_WORD_LENGTH.start(), IGNORE_WORD_LENGTH.end())]
    IgnoreWordLength {
        /// Which one, counted from 1.
        number: usize,
        /// Its characters.
        found: usize,
    },
    /// The match distance is out of range.
    #[error("the maximum match distance is {found}; use {} to {} characters", MATCH_DISTANCE.start(), MATCH_DISTANCE.end())]
    Distance {
        /// The distance.
        found: u32,
    },
    /// There are more than [`SEVERITY_LEVELS`] severity levels.
    #[error("there are {found} severity levels; at most {SEVERITY_LEVELS} are allowed, one for each severity")]
    TooManySeverityLevels {
        /// How many there are.
        found: usize,
    },
    /// Two levels have one severity.
    #[error("two severity levels have the severity {severity}; give each severity once")]
    SeverityTwice {
        /// The severity, as Macie spells it.
        severity: &'static str,
    },
    /// A threshold is zero.
    #[error("the severity level {severity} has an occurrences threshold of zero; the smallest is 1")]
    ThresholdZero {
        /// The severity, as Macie spells it.
        severity: &'static str,
    },
    /// A graver level does not have a higher threshold.
    #[error("the occurrences threshold of {graver} must be above that of {lighter}")]
    ThresholdsMustRise {
        /// The graver severity.
        graver: &'static str,
        /// The lighter one.
        lighter: &'static str,
    },
    /// The sample text is too long.
    #[error("the sample text has {found} characters; at most {LONGEST_SAMPLE} are allowed")]
    SampleTooLong {
        /// Its characters.
        found: usize,
    },
}
