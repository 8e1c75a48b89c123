//! From the pattern that a person wrote, in a subset of PCRE, to the syntax tree of what it matches.
//!
//! The pattern is read once, element by element. What is not supported is refused with its position; what PCRE and the
//! parser behind understand differently is rewritten, so that it keeps PCRE's meaning.

mod class;
mod escape;
mod group;
mod reader;
mod repeat;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};

use super::{Error, LONGEST_REGEX};
use reader::Reader;

/// The syntax tree of a pattern.
///
/// # Errors
///
/// If the pattern is empty, too long, malformed, not in the subset, or matches the empty text.
pub(super) fn parse(pattern: &str) -> Result<Hir, Error> {
    if pattern.is_empty() {
        return Err(Error::EmptyRegex);
    }
    let found = pattern.chars().count();
    if found > LONGEST_REGEX {
        return Err(Error::RegexTooLong { found });
    }
    refuse_delimiters(pattern)?;
    let mut reader = Reader::new(pattern);
    reader.read()?;
    let hir = regex_syntax::ParserBuilder::new().utf8(false).build().parse(&reader.out).map_err(|error| {
        let (offset, reason) = match &error {
            regex_syntax::Error::Parse(error) => (error.span().start.offset, error.kind().to_string()),
            regex_syntax::Error::Translate(error) => (error.span().start.offset, error.kind().to_string()),
            other => (0, other.to_string()),
        };
        Error::Malformed { at: reader.origin(offset), reason }
    })?;
    let hir = plain_letters(hir);
    match hir.properties().minimum_len() {
        Some(0) => Err(Error::MatchesEmpty),
        None => Err(Error::Malformed { at: 1, reason: "nothing can match it".to_owned() }),
        Some(_) => Ok(hir),
    }
}

/// Refuses `/.../i`. A slash alone is an ordinary character.
fn refuse_delimiters(pattern: &str) -> Result<(), Error> {
    if let Some(rest) = pattern.strip_prefix('/')
        && let Some((inner, flags)) = rest.rsplit_once('/')
        && !flags.is_empty()
        && flags.len() <= 6
        && flags.chars().all(|flag| "imsxugUXADJ".contains(flag))
        && !inner.replace("\\/", "").contains('/')
        && !inner.ends_with('\\')
    {
        return Err(unsupported(
            "the global flag",
            pattern.chars().count() - flags.len(),
            "leave out the slashes and flags, and put (?i) in front to disregard case",
        ));
    }
    Ok(())
}

/// `at` counts from 0.
fn unsupported(element: &'static str, at: usize, advice: &'static str) -> Error {
    Error::Unsupported { element, at: at + 1, advice }
}

/// `at` counts from 0.
fn malformed(at: usize, reason: &str) -> Error {
    Error::Malformed { at: at + 1, reason: reason.to_owned() }
}

/// Removes the two characters that Unicode counts as cases of ASCII letters, `ſ` of s and the Kelvin sign of k, from the
/// classes that `(?i)` put them into.
fn plain_letters(hir: Hir) -> Hir {
    match hir.into_kind() {
        HirKind::Class(Class::Unicode(class)) => Hir::class(Class::Unicode(without_strays(&class))),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Repetition(repetition) => {
            let Repetition { min, max, greedy, sub } = repetition;
            Hir::repetition(Repetition { min, max, greedy, sub: Box::new(plain_letters(*sub)) })
        }
        HirKind::Capture(capture) => plain_letters(*capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(plain_letters).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(plain_letters).collect()),
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Look(look) => Hir::look(look),
    }
}

fn without_strays(class: &ClassUnicode) -> ClassUnicode {
    let contains = |one: char| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&one));
    let is_stray = |range: &ClassUnicodeRange| {
        let letter = match (range.start(), range.end()) {
            ('\u{17f}', '\u{17f}') => 's',
            ('\u{212a}', '\u{212a}') => 'k',
            _ => return false,
        };
        contains(letter) && contains(letter.to_ascii_uppercase())
    };
    ClassUnicode::new(class.ranges().iter().filter(|range| !is_stray(range)).copied())
}
