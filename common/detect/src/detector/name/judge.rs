//! Whether words are a full name, and how sure that is.

use super::context::Before;
use super::sequence::Words;
use super::token::{Shape, Token};
use crate::detector::boundary::at;
use crate::detector::lexicon;
use crate::scanner::Confidence;

/// Whether the words are a full name, and how sure that is.
pub(super) fn judge(text: &[u8], words: &Words, before: Before) -> Option<Confidence> {
    let helped = before.titled || before.labelled;
    // Words that are part of no name, and of those that are rather parts of streets or companies all but family names.
    let foreign = |token: &Token| {
        let roles = token.roles();
        roles.is_never() && token.word.given < 3 || roles.is_institution() && !roles.is_family_too()
    };
    if words.full().any(foreign) || is_place(text, words) {
        return None;
    }
    if words.comma {
        return last_first(text, words, before);
    }
    let first = words.full().next()?;
    let last = words.last()?;
    let count = words.full().count();
    if count < 2 {
        // `J. R. Smith` says too little by itself.
        let known = last.is_full() && last.is_family();
        return (words.initials() >= 1 && known && helped && !words.broken).then_some(Confidence::Low);
    }
    if !last.is_full() || !words.full().all(|token| token.could_be_name() || before.mailbox && token.word.ordinary < 2)
    {
        return None;
    }
    // Between the first and the last word are further given names, or family names.
    let unknown = words.full().filter(|token| token.is_unknown()).count();
    if unknown > 1 && !helped || count > 4 {
        return None;
    }
    let mixed = words.full().any(|token| token.shape == Shape::Capitals);
    let confidence = pair(first, last, words, mixed, before)?;
    if words.broken && confidence == Confidence::Low {
        return None;
    }
    Some(if helped { Confidence::High } else { confidence })
}

/// Whether the words are a city or the like that has a given name before something: `Hong Kong`.
fn is_place(text: &[u8], words: &Words) -> bool {
    let (Some(first), Some(last)) = (words.get(0), words.last()) else { return false };
    first.may_begin_phrase() && text.get(first.start..last.end).is_some_and(lexicon::is_phrase)
}

/// A given name before a family name, or the other way round.
fn pair(first: &Token, last: &Token, words: &Words, capitals: bool, before: Before) -> Option<Confidence> {
    let helped = before.titled || before.labelled;
    let known = last.is_family();
    if first.is_strong_given() && known && !(last.word.place && first.word.family == 3 && first.word.place) {
        return Some(Confidence::Medium);
    }
    if first.is_given() && first.word.ordinary == 0 && known && last.word.ordinary == 0 && (!last.word.place || helped)
    {
        return Some(Confidence::Medium);
    }
    let small_words = [first, last].iter().filter(|token| token.word.ordinary > 0).count();
    let halves = usize::from(first.word.given >= 2) + usize::from(last.word.family >= 2);
    if helped {
        let unknown = first.is_unknown() && last.is_unknown() && !before.anything;
        let reversed = last.word.given >= 2 && (first.word.family > 0 || first.is_unknown()) && small_words == 0;
        if reversed || before.labelled && first.word.given == 3 && last.word.family == 3 && last.word.ordinary < 3 {
            return Some(Confidence::Medium);
        }
        return (unknown || halves >= 1 && small_words <= halves && first.word.ordinary + last.word.ordinary < 4)
            .then_some(Confidence::Medium);
    }
    if capitals && words.full().all(|token| token.shape == Shape::Capitals) {
        return None;
    }
    if before.mailbox && first.word.given >= 2 && !first.word.place && last.word.ordinary < 2 && small_words < 2 {
        return Some(Confidence::Medium);
    }
    // `by Blas Irizar`, but not `name = "Python Traceback"`
    if before.hinted && small_words == 0 && first.is_given() && !last.word.place && !capitals {
        return Some(Confidence::Medium);
    }
    // `Ludwig van Beethoven`, `Karol Wojtyla`
    let sure = first.is_strong_given();
    // Short words in capitals are rather abbreviations: `Teddy SIMD`.
    let abbreviation = last.shape == Shape::Capitals && last.letters < 5;
    if sure && last.may_be_family() && !words.broken && !abbreviation {
        return Some(Confidence::Medium);
    }
    // `Oleksandr Shevchenko`
    let rare = first.word.given == 2 && first.word.ordinary == 0 && first.word.family == 0 && !first.word.place;
    if rare && first.letters >= 4 && last.may_be_family() && !words.broken && !capitals {
        return Some(Confidence::Low);
    }
    if first.is_given() && words.has_particle() && (last.may_be_family() || last.word.family > 0) && !last.word.place {
        return Some(Confidence::Medium);
    }
    // `Peter Brown`, `John King`
    if sure && last.word.family == 3 && last.word.ordinary < 3 && !last.word.place && !capitals {
        return Some(Confidence::Low);
    }
    // `Will Smith`, `Charlotte Miller`
    if first.word.given == 3 && last.is_strong_family() {
        return Some(Confidence::Low);
    }
    // `Tanaka Hiroshi`, `Nguyen Van Tuan`, `KOVACS Janos`
    let rather = first.word.given <= 1 || first.word.given == 2 && last.word.family == 0;
    let reversed = first.is_strong_family() && rather && last.word.given >= 2 && last.word.ordinary == 0;
    (reversed && !last.word.place && !words.has_particle()).then_some(Confidence::Low)
}

/// `Smith, John A.`: alone in a line, a cell or brackets, or after a label.
fn last_first(text: &[u8], words: &Words, before: Before) -> Option<Confidence> {
    let family = words.get(0)?;
    let given = words.get(1)?;
    let last = words.last()?;
    let helped = before.titled || before.labelled;
    let closes = match at(text, last.end) {
        0 | b'\n' | b'\r' | b'\t' | b'"' | b')' | b']' | b'<' | b'|' | b';' | b'}' | b'\'' => true,
        b' ' => matches!(at(text, last.end + 1), b' ' | b'<' | b'(' | b'|' | b'-' | b'0'..=b'9'),
        b'.' => last.shape == Shape::Initial || matches!(at(text, last.end + 1), 0 | b'\n'),
        _ => false,
    };
    if !family.is_full() || !given.is_full() || words.broken || !(before.opens || helped) || !closes {
        return None;
    }
    let rest = words.tokens.iter().take(words.count).flatten().skip(2);
    if words.count > 4 || rest.clone().any(|token| token.is_full() && token.word.given == 0) {
        return None;
    }
    let sure = given.is_strong_given() || given.is_given() && given.word.ordinary == 0;
    let known = family.is_family() && !family.word.place && sure;
    let guessed = (family.may_be_family() || family.word.family > 0) && given.is_strong_given();
    match (known, helped) {
        (true, true) => Some(Confidence::High),
        (true, false) => Some(Confidence::Medium),
        (false, true) if before.labelled && !before.anything && family.is_unknown() && given.is_unknown() => {
            Some(Confidence::Low)
        }
        (false, true) if guessed || family.is_family() && given.word.given > 0 => Some(Confidence::Medium),
        (false, false) if guessed && (words.initials() > 0 || family.word.family == 3 && !family.word.place) => {
            Some(Confidence::Low)
        }
        _ => None,
    }
}
