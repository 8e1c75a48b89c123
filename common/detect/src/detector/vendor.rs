//! Vendors' tokens: what rows declare of them, and how they are found by their beginnings or beside a key word.

use super::boundary::{at, back};
use super::pattern::{Class, KEY, Lead, Pattern, PatternError, is_base64, is_token};
use super::{Target, filler, rarity};

/// Longest token that may take part in overlaps, in bytes.
pub(crate) const SHORT: usize = 320;
/// Shortest literal that is looked for without a key word's help.
const LITERAL: usize = 3;

/// One form of a vendor's token, as a row declares it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// See [`pattern`](super::pattern).
    pub(crate) pattern: &'static str,
    /// Whether the token is sound: checksums, decoded content. It gets the whole token.
    pub(crate) check: Option<fn(&[u8]) -> bool>,
    /// Whether a key word is needed.
    pub(crate) keyword: bool,
}

/// A token that its literal beginning tells from everything else.
pub(crate) const fn token(pattern: &'static str) -> Token {
    Token { pattern, check: None, keyword: false }
}

/// A token with a checksum or content that `check` verifies.
pub(crate) const fn verified(pattern: &'static str, check: fn(&[u8]) -> bool) -> Token {
    Token { pattern, check: Some(check), keyword: false }
}

/// A token whose shape says little: it needs a key word.
pub(crate) const fn keyed(pattern: &'static str) -> Token {
    Token { pattern, check: None, keyword: true }
}

impl Token {
    /// What the token declares, for the version of a rule set.
    pub(crate) fn describe(&self) -> String {
        format!("{} {} {}", self.pattern, self.check.is_some(), self.keyword)
    }
}

/// A token of a rule set, ready to be matched.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// Who asked for it.
    pub(crate) target: Target,
    /// Whether a key word is needed.
    pub(crate) keyword: bool,
    plain: bool,
    /// Begins with no literal, so that its bounds matter more.
    bare: bool,
    /// Has a long run of base64.
    long: bool,
    /// Begins with a few letters, as any base64 may: `EAA`.
    short: bool,
    /// Must have a digit.
    digits: bool,
    pattern: Pattern,
    check: Option<fn(&[u8]) -> bool>,
}

impl Compiled {
    /// Makes a token ready.
    pub(crate) fn new(target: Target, token: &Token) -> Result<Compiled, PatternError> {
        let pattern = Pattern::parse(token.pattern)?;
        let plain = pattern.is_plain();
        let bare = pattern.literal_prefix().is_empty();
        let long = pattern.has_long_base64();
        // What is found by its beginning is not asked for more.
        let digits = token.keyword && pattern.has_digits();
        let literal = pattern.literal_prefix();
        let few = (1..=4).contains(&literal.len()) && literal.iter().all(u8::is_ascii_alphabetic);
        let short = few && pattern.longest() > LINE;
        let compiled =
            Compiled { target, keyword: token.keyword, plain, bare, long, short, digits, pattern, check: token.check };
        if !compiled.keyword && compiled.pattern.keys().is_none() {
            return Err(PatternError::Common);
        }
        Ok(compiled)
    }

    /// Longest token, in bytes.
    pub(crate) fn longest(&self) -> usize {
        self.pattern.longest()
    }

    /// The end of the token at `start`, if one stands there on its own, is sound and no sample.
    pub(crate) fn find(&self, text: &[u8], start: usize) -> Option<usize> {
        let before = back(text, start, 1);
        // A long run of base64 is read once, not again after each stroke in it.
        let within = self.long && matches!(before, b'/' | b'+')
            // And no token begins behind the `+` of base64, nor the few letters of a prefix behind its `/`.
            || before == b'+' && back(text, start, 2).is_ascii_alphanumeric()
            || before == b'/' && self.short;
        if within || !begins(text, start) || self.bare && is_joined(back(text, start, 2), before) {
            return None;
        }
        let end = self.pattern.end(text, start)?;
        let value = text.get(start..end)?;
        let body = &value[self.pattern.literal_prefix().len().min(value.len())..];
        (ends(text, end, self.pattern.last())
            && !(self.bare && (is_joined(at(text, end + 1), at(text, end)) || continues_lines(text, start)))
            && (!self.digits || value.iter().any(u8::is_ascii_digit))
            && self.check.is_none_or(|check| check(value))
            && !filler::is_filler(body)
            && (!self.plain || is_random(body)))
        .then_some(end)
    }

    /// Whether the token is found by its beginning, so that [`Table::at`] gives it.
    fn is_prefixed(&self) -> bool {
        (!self.keyword || self.pattern.literal_prefix().len() >= LITERAL) && self.pattern.keys().is_some()
    }
}

/// Whether a run has letters and digits, and is no name with a number in it. Hexadecimal ones may end with a vendor's sign.
fn is_random(body: &[u8]) -> bool {
    const SIGN: usize = 4;
    let digits = body.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let rest = &body[digits..];
    let hexadecimal = rest.iter().all(|byte| *byte == b'=') || digits >= 32 && rest.len() <= SIGN;
    body.iter().any(u8::is_ascii_digit)
        && body.iter().any(u8::is_ascii_alphabetic)
        && (hexadecimal || !rarity::is_wordlike(body))
}

/// How much of the line before decides whether a token continues it, in bytes.
const LINE: usize = 40;

/// Whether a line of base64 ends right before the line that begins at `start`: then this is the last line of a key, a
/// certificate or another text that is broken into lines.
#[cold]
fn continues_lines(text: &[u8], start: usize) -> bool {
    let before = &text[start.saturating_sub(LINE + 16)..start];
    let indent = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let before = &before[..before.len() - indent];
    let Some(before) = before.strip_suffix(b"\n") else { return false };
    let before = before.strip_suffix(b"\r").unwrap_or(before);
    let is_base64 = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    before.iter().rev().take(LINE).take_while(is_base64).count() == LINE
}

/// Whether a sign joins the characters on its sides to a path, an address, a longer token or base64.
fn is_joined(other: u8, sign: u8) -> bool {
    matches!(sign, b'.' | b'~' | b'/' | b'+' | b'@' | b'#') && (other.is_ascii_alphanumeric() || other == sign)
}

/// Whether a token may begin here: not within a word, but after an escape such as `\n` or `%3D`.
fn begins(text: &[u8], start: usize) -> bool {
    let first = back(text, start, 1);
    if !first.is_ascii_alphanumeric() {
        // `key-TOKEN` and `key_TOKEN` are one word, `--TOKEN` is not.
        return !matches!(first, b'-' | b'_') || !back(text, start, 2).is_ascii_alphanumeric();
    }
    let second = back(text, start, 2);
    matches!(first, b'n' | b'r' | b't') && second == b'\\'
        || first.is_ascii_hexdigit() && second.is_ascii_hexdigit() && back(text, start, 3) == b'%'
}

/// Whether a token whose last characters are of this class may end before `end`.
fn ends(text: &[u8], end: usize, class: Class) -> bool {
    let next = at(text, end);
    let after = at(text, end + 1);
    match next {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' => false,
        b'-' | b'.' | b'~' | b'/' | b'+' | b'=' if class.has(next) => !after.is_ascii_alphanumeric(),
        b'-' => !after.is_ascii_alphanumeric(),
        // More padding than the pattern allows.
        b'=' => !class.has(b'+') && !class.has(b'='),
        _ => true,
    }
}

/// The tokens of a rule set by their first bytes.
#[derive(Debug, Default)]
pub(crate) struct Table {
    tokens: Vec<Compiled>,
    /// One bit for each hash of a key: most beginnings of words are told apart by this alone.
    filter: Vec<u64>,
    /// Keys and the tokens that begin with them, sorted.
    keys: Vec<(u32, u16)>,
    /// Where a first part may end that is not looked at by itself.
    leads: Vec<Lead>,
    /// Tokens that are found by their key words alone.
    keyed: Vec<u16>,
    /// Those of them that begin with a number.
    numbered: Vec<u16>,
    /// Those of them that need not begin with [`ANCHOR`] characters of a token, or have no digit, so that nothing but the key
    /// word leads there.
    unanchored: Vec<u16>,
}

/// From this many characters on, a token has an anchor of its own.
const ANCHOR: usize = 16;
/// Likewise for characters of base64, and for digits.
const BASE64_ANCHOR: usize = 20;
const NUMBER_ANCHOR: usize = 6;

const FILTER_BITS: u32 = 16;

fn hash(key: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b1) >> (32 - FILTER_BITS)) as usize
}

impl Table {
    /// The table of these tokens. Patterns that cannot be parsed are left out; a test sees to it that there are none.
    pub(crate) fn build<'a>(tokens: impl IntoIterator<Item = (Target, &'a Token)>) -> Table {
        let tokens = tokens.into_iter().filter_map(|(target, token)| Compiled::new(target, token).ok()).collect();
        let mut table = Table { tokens, ..Table::default() };
        if table.tokens.is_empty() {
            return table;
        }
        table.filter = vec![0; (1 << FILTER_BITS) / 64];
        for lead in table.tokens.iter().filter(|compiled| compiled.is_prefixed()).flat_map(|one| one.pattern.leads()) {
            if !table.leads.contains(&lead) {
                table.leads.push(lead);
            }
        }
        for (number, compiled) in table.tokens.iter().enumerate() {
            let number = number as u16;
            if !compiled.is_prefixed() {
                let leads = |length: usize, is: fn(u8) -> bool| compiled.pattern.leading(length, is) >= length;
                if leads(ANCHOR, is_token) || leads(BASE64_ANCHOR, is_base64) {
                    table.keyed.push(number);
                    if !compiled.digits && !compiled.pattern.is_told_without_digits() {
                        table.unanchored.push(number);
                    }
                } else if leads(NUMBER_ANCHOR, |byte| byte.is_ascii_digit()) {
                    table.numbered.push(number);
                } else {
                    table.unanchored.push(number);
                }
                continue;
            }
            for key in compiled.pattern.keys().unwrap_or_default() {
                table.keys.push((u32::from_le_bytes(key), number));
            }
        }
        table.keys.sort_unstable();
        for index in 0..table.keys.len() {
            table.insert(table.keys[index].0);
        }
        let tokens = &table.tokens;
        table.keyed.sort_by_key(|number| tokens.get(usize::from(*number)).map_or(0, |compiled| compiled.target.group));
        table
    }

    /// Whether there is nothing to look for.
    pub(crate) fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Notes that something else begins with these bytes: [`Table::may_begin`] says yes to them.
    pub(crate) fn also(&mut self, key: [u8; KEY]) {
        if self.filter.is_empty() {
            self.filter = vec![0; (1 << FILTER_BITS) / 64];
        }
        self.insert(u32::from_le_bytes(key));
    }

    fn insert(&mut self, key: u32) {
        if let Some(word) = self.filter.get_mut(hash(key) / 64) {
            *word |= 1 << (hash(key) % 64);
        }
    }

    /// Whether anything may begin with these bytes.
    #[inline]
    pub(crate) fn may_begin(&self, key: [u8; KEY]) -> bool {
        let hash = hash(u32::from_le_bytes(key));
        self.filter.get(hash / 64).is_some_and(|word| word >> (hash % 64) & 1 == 1)
    }

    /// Whether a token may begin before the sign that stands before `start`.
    #[inline]
    pub(crate) fn may_lead(&self, text: &[u8], start: usize) -> bool {
        let before = [back(text, start, 2), back(text, start, 1)];
        let behind = text.get(start..).and_then(|rest| rest.first_chunk());
        self.leads.iter().any(|lead| match lead {
            Lead::Before(known) => *known == before,
            Lead::Behind(known) => Some(known) == behind,
        })
    }

    /// The tokens that may begin at `start`, by the bytes there.
    #[inline]
    pub(crate) fn at(&self, text: &[u8], start: usize) -> impl Iterator<Item = &Compiled> {
        let key = text.get(start..).and_then(|rest| rest.first_chunk::<KEY>());
        let known = key.filter(|key| self.may_begin(**key)).map(|key| u32::from_le_bytes(*key));
        let first = known.map_or(self.keys.len(), |key| self.keys.partition_point(|entry| entry.0 < key));
        self.keys[first..]
            .iter()
            .take_while(move |entry| Some(entry.0) == known)
            .filter_map(|entry| self.tokens.get(usize::from(entry.1)))
    }

    /// The tokens that need a key word, and that no anchor leads to.
    pub(crate) fn unanchored(&self) -> impl Iterator<Item = &Compiled> {
        self.unanchored.iter().filter_map(|number| self.tokens.get(usize::from(*number)))
    }

    /// The tokens that need a key word and begin with a number.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = &Compiled> {
        self.numbered.iter().filter_map(|number| self.tokens.get(usize::from(*number)))
    }

    /// The tokens that begin like any other and need a key word of this group.
    #[inline]
    pub(crate) fn of_group(&self, group: u16) -> impl Iterator<Item = &Compiled> {
        let of = |number: &u16| self.tokens.get(usize::from(*number)).map_or(0, |compiled| compiled.target.group);
        let first = self.keyed.partition_point(|number| of(number) < group);
        self.keyed[first..]
            .iter()
            .filter_map(|number| self.tokens.get(usize::from(*number)))
            .take_while(move |compiled| compiled.target.group == group)
    }

    /// The tokens that begin like any other and need a key word.
    pub(crate) fn keyed(&self) -> impl Iterator<Item = &Compiled> {
        self.keyed.iter().filter_map(|number| self.tokens.get(usize::from(*number)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::catalogue::{self, Rank};
    use crate::detector::Detector;
    use crate::keywords::NO_GROUP;

    const NOBODY: Target = Target { identifier: 0, group: NO_GROUP, rank: Rank::Exact };

    #[test]
    fn bare_runs_need_key_words() {
        assert_eq!(Compiled::new(NOBODY, &token("{w30}")).unwrap_err(), PatternError::Common);
        assert!(Compiled::new(NOBODY, &keyed("{w30}")).is_ok());
    }

    #[test]
    fn boundaries() {
        let compiled = Compiled::new(NOBODY, &token("tok_{w12}")).unwrap();
        let find = |before: &str, after: &str| {
            let text = format!("{before}tok_a8Kq2Zx91LmB{after}");
            compiled.find(text.as_bytes(), before.len()).is_some()
        };
        for (before, after) in
            [("", ""), ("=", "."), ("\\n", "\\n"), ("%3D", "&"), ("--", ","), ("\"", "\""), ("é", "é"), ("", "-")]
        {
            assert!(find(before, after), "{before} {after}");
        }
        for (before, after) in [("a", ""), ("a_", ""), ("1-", ""), ("", "Z"), ("", "_"), ("", "-x")] {
            assert!(!find(before, after), "{before} {after}");
        }
    }

    #[test]
    fn the_table_gives_what_begins_alike() {
        let tokens = [token("SK{x32}"), token("sk-{w20}"), token("sk-a{w20}"), keyed("{w40}"), keyed("key-{x9}")];
        let table = Table::build(tokens.iter().map(|token| (NOBODY, token)));
        let count = |text: &str| table.at(text.as_bytes(), 0).count();
        assert_eq!(["SK0a", "SK0g", "sk-b", "sk-a", "sk-", "", "key-", "keys"].map(count), [1, 0, 1, 2, 0, 0, 1, 0]);
        assert_eq!(table.keyed().count(), 1);
        assert_eq!(Table::default().at(b"SK00", 0).count(), 0);
    }

    #[test]
    fn every_pattern_of_the_catalogue_is_sound() {
        for row in catalogue::all() {
            for detector in row.detectors {
                let Detector::Tokens(tokens) = detector else { continue };
                for token in *tokens {
                    let compiled = Compiled::new(NOBODY, token);
                    assert!(compiled.is_ok(), "{} {}: {compiled:?}", row.id, token.pattern);
                    assert!(!token.keyword || !row.keywords.is_empty(), "{} has no key words", row.id);
                }
                let keyed = tokens.iter().all(|token| token.keyword);
                assert_eq!(row.keyword_required, keyed, "{}", row.id);
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80), start in 0usize..90) {
            let tokens = [token("abc{b2,9}=={u2,5}"), keyed("{X2,4}.{d2}"), token("a{b}{b}{b2,60}{=0,2}")];
            let table = Table::build(tokens.iter().map(|token| (NOBODY, token)));
            for compiled in table.tokens.iter() {
                proptest::prop_assert!(compiled.find(&text, start).is_none_or(|end| end <= text.len()));
            }
            proptest::prop_assert!(table.at(&text, start).count() <= tokens.len());
        }
    }
}
