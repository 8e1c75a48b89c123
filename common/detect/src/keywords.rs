//! Key words: which lists have a word near a value, or in the names of a field.
//!
//! Nothing here looks at all bytes of a text. For a window of some hundred bytes around a value the matcher walks over the
//! beginnings of words, rejects most of them by their first three characters in one table look-up, and compares the rest.

use crate::KEYWORD_DISTANCE;
use crate::catalogue::Identifier;
use crate::classify::{BLOCK, Letters, Level};
use crate::ruleset::Error;

/// The group of an identifier without key words.
pub(crate) const NO_GROUP: u16 = u16::MAX;

const SET_WORDS: usize = 8;
/// How many different lists of key words one rule set may hold.
const GROUP_LIMIT: usize = SET_WORDS * 64;

/// Longest stretch of text, in bytes, that 30 characters may fill (four bytes each).
const DISTANCE_BYTES: usize = KEYWORD_DISTANCE * 4;
/// Longest key word of the catalogue in bytes of text, with room for accents.
pub(crate) const LONGEST_KEYWORD_BYTES: usize = 96;
/// How far from a value, in bytes, anything can lie that decides about its key words.
pub(crate) const REACH: usize = DISTANCE_BYTES + LONGEST_KEYWORD_BYTES + 16;

/// How many letters of a key word may be written in two bytes for it to be found at the full distance.
const ACCENTS: usize = 8;

/// Stands in a folded key word for a space, hyphen, underscore or nothing.
const FLEXIBLE: u8 = 1;

/// From this many letters on, a key word also counts inside an unbroken column name (`billingcardnumber`).
const INNER_MINIMUM: usize = 7;

/// What may follow a key word within one unbroken lower-case word: `ssnno`, `phonenr`, `cards`.
const SUFFIXES: [&[u8]; 10] = [b"s", b"no", b"nr", b"id", b"ids", b"num", b"nbr", b"number", b"numero", b"nummer"];

/// A set of groups: the lists of which a key word was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct KeywordSet([u64; SET_WORDS]);

impl KeywordSet {
    pub(crate) const EVERY: KeywordSet = KeywordSet([u64::MAX; SET_WORDS]);

    fn insert(&mut self, group: u16) {
        self.0[usize::from(group) / 64] |= 1 << (group % 64);
    }

    fn merge(&mut self, other: &KeywordSet) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    pub(crate) fn contains(&self, group: u16) -> bool {
        self.0.get(usize::from(group) / 64).is_some_and(|word| word >> (group % 64) & 1 == 1)
    }
}

#[derive(Debug)]
struct Keyword {
    folded: Box<[u8]>,
    /// Letters and digits alone; empty if there are other signs in it, which a column name must then have too.
    squeezed: Box<[u8]>,
    set: KeywordSet,
}

/// All key words of a rule set, ready to be looked up.
#[derive(Debug)]
pub(crate) struct KeywordIndex {
    keywords: Vec<Keyword>,
    /// Whether a key word can begin with these three character codes.
    prefixes: Box<[u64; PREFIXES / 64]>,
    /// For each such prefix where its key words begin in `bucket_lists`; one more entry ends the last.
    buckets: Box<[u32]>,
    /// Numbers of key words.
    bucket_lists: Vec<u16>,
    longest: usize,
    level: Level,
}

const PREFIXES: usize = 1 << 15;

impl KeywordIndex {
    /// Builds the index, and tells the group of each identifier.
    pub(crate) fn build(identifiers: &[&'static Identifier]) -> Result<(KeywordIndex, Vec<u16>), Error> {
        let mut lists: Vec<&[&str]> = Vec::new();
        let mut groups = Vec::with_capacity(identifiers.len());
        let mut sets: Vec<(Vec<u8>, KeywordSet)> = Vec::new();
        for identifier in identifiers {
            if identifier.keywords.is_empty() {
                groups.push(NO_GROUP);
                continue;
            }
            let group = lists.iter().position(|list| *list == identifier.keywords).unwrap_or_else(|| {
                lists.push(identifier.keywords);
                lists.len() - 1
            });
            if group >= GROUP_LIMIT {
                continue;
            }
            let group = group as u16;
            groups.push(group);
            for keyword in identifier.keywords {
                let folded = fold_keyword(keyword);
                match sets.iter_mut().find(|(known, _)| *known == folded) {
                    Some((_, set)) => set.insert(group),
                    None => {
                        let mut set = KeywordSet::default();
                        set.insert(group);
                        sets.push((folded, set));
                    }
                }
            }
        }
        if lists.len() > GROUP_LIMIT {
            return Err(Error::TooManyKeywordLists { found: lists.len(), limit: GROUP_LIMIT });
        }
        let mut prefixes = Box::new([0u64; PREFIXES / 64]);
        let mut by_prefix: Vec<Vec<u16>> = vec![Vec::new(); PREFIXES];
        let mut longest = 0;
        let mut keywords = Vec::with_capacity(sets.len());
        for (number, (folded, set)) in sets.into_iter().enumerate() {
            let mut codes = Vec::new();
            prefix_codes(&folded, &mut Vec::new(), &mut codes);
            codes.sort_unstable();
            codes.dedup();
            for code in codes {
                prefixes[usize::from(code) / 64] |= 1 << (code % 64);
                by_prefix[usize::from(code)].push(number as u16);
            }
            longest = longest.max(folded.len() + ACCENTS);
            let signs = folded.iter().any(|byte| *byte != FLEXIBLE && !byte.is_ascii_alphanumeric());
            let squeezed = folded.iter().copied().filter(|byte| !signs && byte.is_ascii_alphanumeric()).collect();
            keywords.push(Keyword { folded: folded.into(), squeezed, set });
        }
        let mut buckets = Vec::with_capacity(PREFIXES + 1);
        let mut bucket_lists = Vec::new();
        for list in by_prefix {
            buckets.push(bucket_lists.len() as u32);
            bucket_lists.extend(list);
        }
        buckets.push(bucket_lists.len() as u32);
        let buckets = buckets.into_boxed_slice();
        let longest = longest.min(LONGEST_KEYWORD_BYTES);
        Ok((KeywordIndex { keywords, prefixes, buckets, bucket_lists, longest, level: Level::detect() }, groups))
    }

    /// The lists that have a key word at most [`KEYWORD_DISTANCE`] characters before or after `text[start..end]`.
    pub(crate) fn near(&self, text: &[u8], start: usize, end: usize) -> KeywordSet {
        let mut set = KeywordSet::default();
        let nearest_end = characters_back(text, start);
        self.each(text, nearest_end.saturating_sub(self.longest), start, |keyword, _, keyword_end| {
            if keyword_end >= nearest_end && keyword_end <= start {
                set.merge(&keyword.set);
            }
        });
        let farthest_start = characters_ahead(text, end);
        self.each(text, end, (farthest_start + 1).min(text.len()), |keyword, _, _| set.merge(&keyword.set));
        set
    }

    /// The lists that have a key word in one of these names.
    pub(crate) fn in_names(&self, names: &[&str]) -> KeywordSet {
        let mut set = KeywordSet::default();
        for name in names {
            let name = name.as_bytes();
            let name = &name[..name.len().min(NAME_BYTES)];
            self.each(name, 0, name.len(), |keyword, _, _| set.merge(&keyword.set));
            let squeezed = squeeze(name);
            for keyword in &self.keywords {
                let inner = &keyword.squeezed;
                if inner.len() >= INNER_MINIMUM && squeezed.windows(inner.len()).any(|part| part == &**inner) {
                    set.merge(&keyword.set);
                }
            }
        }
        set
    }

    /// Calls `visit` for each key word that begins in `from..to`, with its start and end.
    #[inline]
    fn each(&self, text: &[u8], from: usize, to: usize, mut visit: impl FnMut(&Keyword, usize, usize)) {
        let mut previous = if from == 0 { Class::Other } else { class(text[from - 1]) };
        let mut base = from;
        while base < to {
            let rest = &text[base..];
            let letters = match rest.first_chunk::<BLOCK>() {
                Some(block) => self.level.letters(block),
                None => {
                    let mut block = [0; BLOCK];
                    block[..rest.len()].copy_from_slice(rest);
                    self.level.letters(&block)
                }
            };
            let Letters { upper, lower, .. } = letters;
            // A word begins where no letter stands before, or a capital after a small letter.
            let after_upper = upper << 1 | u64::from(previous == Class::Upper);
            let after_lower = lower << 1 | u64::from(previous == Class::Lower);
            let mut begins = (upper | lower) & !(after_upper | after_lower) | upper & after_lower;
            if to - base < BLOCK {
                begins &= (1 << (to - base)) - 1;
            }
            while begins != 0 {
                let at = base + begins.trailing_zeros() as usize;
                begins &= begins - 1;
                self.at(text, at, &mut visit);
            }
            previous = text.get(base + BLOCK - 1).map_or(Class::Other, |byte| class(*byte));
            base += BLOCK;
        }
    }

    /// Calls `visit` for each key word at the begin of a word.
    #[inline]
    fn at(&self, text: &[u8], at: usize, visit: &mut impl FnMut(&Keyword, usize, usize)) {
        let code = prefix_code(text, at);
        if self.prefixes[usize::from(code) / 64] >> (code % 64) & 1 == 0 {
            return;
        }
        // The word may have begun with a letter with an accent.
        if at >= 2 && is_continuation(text[at - 1]) && class(text[at - 2]) == Class::High {
            return;
        }
        let code = usize::from(code);
        let bucket = self.buckets[code] as usize..self.buckets[code + 1] as usize;
        for number in &self.bucket_lists[bucket] {
            let keyword = &self.keywords[usize::from(*number)];
            if let Some(end) = keyword_end(text, at, &keyword.folded) {
                visit(keyword, at, end);
            }
        }
    }
}

/// How much of a name is looked at, in bytes.
const NAME_BYTES: usize = 512;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Digit,
    Lower,
    Upper,
    /// First byte of a Latin letter with an accent, which is part of a word.
    High,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' => Class::Digit,
            b'a'..=b'z' => Class::Lower,
            b'A'..=b'Z' => Class::Upper,
            0xc3..=0xca => Class::High,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

fn class(byte: u8) -> Class {
    CLASSES[usize::from(byte)]
}

/// Start of the 30 characters before `at`. Looks at most [`DISTANCE_BYTES`] back; an invalid byte counts as a character.
fn characters_back(text: &[u8], at: usize) -> usize {
    let plain = at.saturating_sub(KEYWORD_DISTANCE);
    if text[plain..at].is_ascii() {
        return plain;
    }
    let floor = at.saturating_sub(DISTANCE_BYTES);
    let mut position = at;
    let mut characters = 0;
    while position > floor && characters < KEYWORD_DISTANCE {
        position -= 1;
        characters += usize::from(!is_continuation(text[position]));
    }
    position
}

/// End of the 30 characters after `at`.
fn characters_ahead(text: &[u8], at: usize) -> usize {
    let plain = (at + KEYWORD_DISTANCE).min(text.len());
    if text[at..plain].is_ascii() {
        return plain;
    }
    let ceiling = (at + DISTANCE_BYTES).min(text.len());
    let mut position = at;
    let mut characters = 0;
    while position < ceiling {
        characters += usize::from(!is_continuation(text[position]));
        if characters > KEYWORD_DISTANCE {
            break;
        }
        position += 1;
    }
    position
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// The character at `at` without case and accent, and its length in bytes. Unknown characters stand for themselves.
fn folded(text: &[u8], at: usize) -> (u8, usize) {
    let byte = text[at];
    match (byte, text.get(at + 1), text.get(at + 2)) {
        (0..0x80, _, _) => (byte.to_ascii_lowercase(), 1),
        (0xc3, Some(second @ 0x80..=0xbf), _) => match second & 0x1f | 0x20 {
            _ if *second == 0x9f => (b's', 2),
            0x20..=0x26 => (b'a', 2),
            0x27 => (b'c', 2),
            0x28..=0x2b => (b'e', 2),
            0x2c..=0x2f => (b'i', 2),
            0x31 => (b'n', 2),
            0x32..=0x36 | 0x38 => (b'o', 2),
            0x39..=0x3c => (b'u', 2),
            0x3d | 0x3f => (b'y', 2),
            _ => (byte, 1),
        },
        (0xc2, Some(0xa0), _) => (b' ', 2),
        (0xc2, Some(0xb0), _) => (0xb0, 2),
        (0xe2, Some(0x80), Some(0x99)) => (b'\'', 3),
        _ => (byte, 1),
    }
}

fn fold_keyword(keyword: &str) -> Vec<u8> {
    let text = keyword.as_bytes();
    let mut result = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let (byte, length) = folded(text, at);
        result.push(if matches!(byte, b' ' | b'-' | b'_') { FLEXIBLE } else { byte });
        at += length;
    }
    result
}

fn squeeze(name: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(name.len());
    let mut at = 0;
    while at < name.len() {
        let (byte, length) = folded(name, at);
        if byte.is_ascii_alphanumeric() {
            result.push(byte);
        }
        at += length;
    }
    result
}

/// Five bits for a byte: letters without case, everything beyond ASCII alike, all else alike.
fn code(byte: u8) -> u16 {
    match byte {
        b'a'..=b'z' => u16::from(byte - b'a' + 1),
        b'A'..=b'Z' => u16::from(byte - b'A' + 1),
        0x80.. => 31,
        _ => 0,
    }
}

fn prefix_code(text: &[u8], at: usize) -> u16 {
    let code_at = |index: usize| text.get(index).map_or(0, |byte| code(*byte));
    code_at(at) << 10 | code_at(at + 1) << 5 | code_at(at + 2)
}

/// All codes that the first three bytes of a text can have where the folded key word begins.
fn prefix_codes(rest: &[u8], so_far: &mut Vec<u16>, codes: &mut Vec<u16>) {
    if so_far.len() >= 3 {
        codes.push(so_far[0] << 10 | so_far[1] << 5 | so_far[2]);
        return;
    }
    let mut follow = |rest: &[u8], add: &[u16]| {
        let length = so_far.len();
        so_far.extend_from_slice(add);
        prefix_codes(rest, so_far, codes);
        so_far.truncate(length);
    };
    let Some((first, rest)) = rest.split_first() else {
        (0..32).for_each(|any| follow(&[], &[any]));
        return;
    };
    match first {
        &FLEXIBLE => {
            follow(rest, &[0]);
            follow(rest, &[31, 31]);
            follow(rest, &[]);
        }
        b'\'' => {
            follow(rest, &[0]);
            follow(rest, &[31, 31, 31]);
        }
        letter if letter.is_ascii_alphabetic() => {
            follow(rest, &[code(*letter)]);
            if b"aceinosuy".contains(letter) {
                follow(rest, &[31, 31]);
            }
        }
        0x80.. => follow(rest, &[31, 31]),
        _ => follow(rest, &[0]),
    }
}

/// Where the key word ends if it stands at `start` and ends at a word boundary.
fn keyword_end(text: &[u8], start: usize, keyword: &[u8]) -> Option<usize> {
    let mut at = start;
    let mut last = start;
    for wanted in keyword {
        let (byte, length) = if at < text.len() { folded(text, at) } else { (0, 0) };
        if *wanted == FLEXIBLE {
            if matches!(byte, b' ' | b'-' | b'_' | b'\t' | b'\n' | b'\r') {
                at += length;
            }
            continue;
        }
        if byte != *wanted || length == 0 {
            return None;
        }
        last = at;
        at += length;
    }
    let final_byte = *keyword.last()?;
    (!final_byte.is_ascii_alphanumeric() || ends_word(text, last, at, keyword.len())).then_some(at)
}

fn ends_word(text: &[u8], last: usize, end: usize, length: usize) -> bool {
    let Some(&next) = text.get(end) else { return true };
    match class(next) {
        Class::Other => true,
        // `ssn2`, but not `ssn4x`.
        Class::Digit => {
            let after = text[end..].iter().take(4).find(|byte| !byte.is_ascii_digit());
            length > 2 && after.is_none_or(|byte| class(*byte) == Class::Other)
        }
        Class::High => false,
        Class::Upper if class(text[last]) != Class::Upper => true,
        // `SSNNumber`: the next word's capital.
        Class::Upper if text.get(end + 1).is_some_and(|byte| class(*byte) == Class::Lower) => true,
        Class::Upper | Class::Lower => length > 2 && has_suffix(text, end),
    }
}

fn has_suffix(text: &[u8], end: usize) -> bool {
    let rest = &text[end..text.len().min(end + 8)];
    let length = rest.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(rest.len());
    SUFFIXES.iter().any(|suffix| rest[..length].eq_ignore_ascii_case(suffix))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::catalogue;

    fn index() -> (KeywordIndex, Vec<u16>, Vec<&'static Identifier>) {
        let rows: Vec<_> = catalogue::all().iter().collect();
        let (index, groups) = KeywordIndex::build(&rows).unwrap();
        (index, groups, rows)
    }

    fn has(text: &str, value: &str, id: &str) -> bool {
        let (index, groups, rows) = index();
        let start = text.rfind(value).unwrap();
        let set = index.near(text.as_bytes(), start, start + value.len());
        set.contains(groups[rows.iter().position(|row| row.id == id).unwrap()])
    }

    fn named(name: &str, id: &str) -> bool {
        let (index, groups, rows) = index();
        index.in_names(&[name]).contains(groups[rows.iter().position(|row| row.id == id).unwrap()])
    }

    const SSN: &str = "USA_SOCIAL_SECURITY_NUMBER";

    #[test]
    fn words_have_boundaries() {
        for text in ["ssn: #", "ssn=#", "\"ssn\":\"#", "customer_ssn #", "SSN #", "ss# #", "SSNs: #"] {
            assert!(has(text, "#", SSN), "{text}");
        }
        for text in ["assn #", "ssnx #", "sessn #", "classn #", "social #", "ñssn #", "SSN4X#"] {
            assert!(!has(text, "#", SSN), "{text}");
        }
    }

    #[test]
    fn a_space_is_flexible_and_accents_are_optional() {
        for text in
            ["Social Security #", "social_security #", "SOCIAL-SECURITY #", "socialsecurity #", "socialSecurity #"]
        {
            assert!(has(text, "#", SSN), "{text}");
        }
        assert!(has("Sécurité Sociale #", "#", "FRANCE_NATIONAL_IDENTIFICATION_NUMBER"));
        assert!(has("SECURITE SOCIALE #", "#", "FRANCE_NATIONAL_IDENTIFICATION_NUMBER"));
        assert!(has("MÓVEL: #", "#", "BRAZIL_PHONE_NUMBER"));
        assert!(has("carte nationale d'identité #", "#", "FRANCE_NATIONAL_IDENTIFICATION_NUMBER"));
        assert!(has("carte nationale d’identité #", "#", "FRANCE_NATIONAL_IDENTIFICATION_NUMBER"));
    }

    #[test]
    fn thirty_characters_are_near_and_thirty_one_are_not() {
        for filler in [".", "é", "漢", "😀"] {
            assert!(has(&format!("ssn {}#", filler.repeat(29)), "#", SSN), "{filler} before");
            assert!(!has(&format!("ssn {}#", filler.repeat(30)), "#", SSN), "{filler} before");
        }
        for filler in [".", "漢", "😀"] {
            assert!(has(&format!("#{}ssn", filler.repeat(30)), "#", SSN), "{filler} after");
            assert!(!has(&format!("#{}ssn", filler.repeat(31)), "#", SSN), "{filler} after");
        }
    }

    #[test]
    fn names_of_columns() {
        for name in [
            "ssn",
            "SSN",
            "customerSsn",
            "customer_ssn",
            "ssn2",
            "SSNNumber",
            "ssnno",
            "socialSecurityNumber",
            "cust ssn",
        ] {
            assert!(named(name, SSN), "{name}");
        }
        for name in ["assn", "lessn", "session", "ssnap", "class_number"] {
            assert!(!named(name, SSN), "{name}");
        }
        assert!(named("cardnumber", "CREDIT_CARD_NUMBER"));
        assert!(named("billingcreditcardhash", "CREDIT_CARD_NUMBER"));
        assert!(!named("company", "CREDIT_CARD_NUMBER"));
        assert!(!named("discard", "CREDIT_CARD_NUMBER"));
        assert!(!named("mcx", "CREDIT_CARD_NUMBER"));
        assert!(named("mcNumber", "CREDIT_CARD_NUMBER"));
    }

    #[test]
    fn every_keyword_finds_itself() {
        let (index, groups, rows) = index();
        for (row, group) in rows.iter().zip(&groups) {
            for keyword in row.keywords {
                let text = format!("{keyword} 1");
                let set = index.near(text.as_bytes(), text.len() - 1, text.len());
                assert!(set.contains(*group), "{} {keyword}", row.id);
                assert!(keyword.len() * 2 <= LONGEST_KEYWORD_BYTES, "{keyword}");
                for separator in ["", "_", "-"] {
                    let text = format!("{} 1", keyword.to_uppercase().replace(' ', separator));
                    let set = index.near(text.as_bytes(), text.len() - 1, text.len());
                    assert!(set.contains(*group), "{} {text}", row.id);
                }
            }
        }
    }
}
