//! Patterns of vendors' tokens: literals and characters of a class, in the order in which a token has them.
//!
//! A pattern is text that stands for itself, and parts in braces: a class and how many of its characters there are,
//! `{w36}` (exactly), `{u20,80}` (from, to) or `{d}` (one).
//!
//! | class | characters |
//! | --- | --- |
//! | `d` | digits |
//! | `x` | hexadecimal digits in small letters |
//! | `H` | hexadecimal digits in capitals |
//! | `X` | hexadecimal digits in either case |
//! | `l` | small letters and digits |
//! | `U` | capitals and digits |
//! | `w` | letters and digits |
//! | `u` | URL-safe base64: letters, digits, `_`, `-` |
//! | `b` | base64: letters, digits, `+`, `/` |
//! | `p` | letters, digits, `_`, `-`, `.` |
//! | `t` | base32 (RFC 4648): capitals and 2 to 7 |
//! | `=` | padding of base64 |
//! | `s` | a space or tab |
//! | `[...]` | the characters listed, with ranges such as `a-f`; a hyphen is listed first or last |
//! | `{uuid}` | a UUID in small letters (RFC 9562), on its own |
//!
//! A part of varying length is greedy, but leaves a point, bracket or apostrophe that ends a sentence or quotation. If a
//! literal follows, the part ends before the last place where that stands; else what follows must have no character of the
//! part's class. So matching looks at each byte a bounded number of times.
//!
//! Tokens that need a key word must have a digit, if nearly all random ones do: names of programs have none.

/// Longest token, in bytes: private keys in base64. Those beyond [`SHORT`](super::vendor::SHORT) should take no part in overlaps.
pub(crate) const LONGEST: usize = 6 * 1024;
/// How many first bytes tell the patterns apart.
pub(crate) const KEY: usize = 4;
/// How many different keys one pattern may begin with.
const KEYS_OF_ONE: usize = 4096;
/// Longer runs of base64 are read once, in bytes.
const LONG_RUN: usize = 128;
/// Random runs from this length on have both letters and digits, nearly all.
const PLAIN: usize = 20;

/// Of so many random characters hardly ever all are letters and signs: one time in a hundred.
const MIXED: usize = 28;

/// Whether chains of tokens have this character: see `Derived::chain`.
fn is_chain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'+' | b'=' | b':')
}

/// Parts of tokens with so many characters are looked at by themselves.
const LONG_PART: usize = 16;
/// How far before a part of a token it can begin, in bytes.
pub(crate) const LONGEST_LEAD: usize = 64;

/// A set of ASCII characters, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Class(u128);

impl Class {
    const EMPTY: Class = Class(0);

    const fn with(self, first: u8, last: u8) -> Class {
        let mut bits = self.0;
        let mut byte = first;
        while byte <= last && byte < 128 {
            bits |= 1 << byte;
            byte += 1;
        }
        Class(bits)
    }

    /// Whether it has this character.
    #[inline]
    pub(crate) fn has(self, byte: u8) -> bool {
        byte < 128 && self.0 >> byte & 1 == 1
    }

    fn characters(self) -> impl Iterator<Item = u8> {
        (0..128).filter(move |byte| self.has(*byte))
    }

    fn named(name: u8) -> Option<Class> {
        let digits = Class::EMPTY.with(b'0', b'9');
        let letters = Class::EMPTY.with(b'a', b'z').with(b'A', b'Z');
        let both = Class(digits.0 | letters.0);
        let sign = |class: Class, sign: u8| class.with(sign, sign);
        Some(match name {
            b'd' => digits,
            b'x' => digits.with(b'a', b'f'),
            b'H' => digits.with(b'A', b'F'),
            b'X' => digits.with(b'a', b'f').with(b'A', b'F'),
            b'l' => digits.with(b'a', b'z'),
            b'U' => digits.with(b'A', b'Z'),
            b'w' => both,
            b'u' => sign(sign(both, b'_'), b'-'),
            b'b' => sign(sign(both, b'+'), b'/'),
            b'p' => sign(sign(sign(both, b'_'), b'-'), b'.'),
            b't' => Class::EMPTY.with(b'2', b'7').with(b'A', b'Z'),
            b'=' => sign(Class::EMPTY, b'='),
            b's' => sign(sign(Class::EMPTY, b' '), b'\t'),
            _ => return None,
        })
    }

    /// The class that a list such as `a-f05_` names.
    fn listed(list: &[u8]) -> Class {
        let mut class = Class::EMPTY;
        let mut rest = list;
        while let [first, tail @ ..] = rest {
            match tail {
                [b'-', last, after @ ..] => {
                    class = class.with(*first, *last);
                    rest = after;
                }
                _ => {
                    class = class.with(*first, *first);
                    rest = tail;
                }
            }
        }
        class
    }
}

/// Whether tokens of programs consist of this character.
pub(crate) fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Whether base64 consists of this character.
pub(crate) fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(Box<[u8]>),
    Run { class: Class, least: usize, most: usize },
}

/// What shows that a token may begin before a sign in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lead {
    /// The character before the sign, and the sign.
    Before([u8; 2]),
    /// The characters behind it.
    Behind([u8; KEY]),
}

/// What is wrong with a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PatternError {
    /// A brace without its counterpart, an unknown class or a bad length.
    Syntax,
    /// A part of varying length before characters that could be its own.
    Ambiguous,
    /// Longer than [`LONGEST`].
    Long,
    /// Begins with too little that is its own to be looked for without a key word.
    Common,
}

/// A parsed pattern.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pieces: Box<[Piece]>,
}

impl Pattern {
    /// How many characters all its tokens begin with that `is` says yes to, at most `limit`.
    pub(crate) fn leading(&self, limit: usize, is: fn(u8) -> bool) -> usize {
        let mut length = 0;
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => {
                    let fitting = literal.iter().take_while(|byte| is(**byte)).count();
                    length += fitting;
                    if fitting < literal.len() {
                        return length.min(limit);
                    }
                }
                Piece::Run { class, least, most } => {
                    if !class.characters().all(is) {
                        return length.min(limit);
                    }
                    length += least;
                    // A longer run may be followed by something else sooner or later: what follows is not known.
                    if least != most && length < limit {
                        return length;
                    }
                }
            }
            if length >= limit {
                break;
            }
        }
        length.min(limit)
    }

    /// Where a part of the token ends before a `:`, `=`, `~` or (among digits) `/` that may be too short to be looked at by
    /// itself. Dollar signs are known by themselves.
    pub(crate) fn leads(&self) -> Vec<Lead> {
        let mut leads = Vec::new();
        let mut before: Vec<u8> = Vec::new();
        let mut part = 0;
        let mut digits = true;
        for piece in &self.pieces {
            let Piece::Literal(literal) = piece else {
                let Piece::Run { class, least, .. } = piece else { continue };
                (before, part, digits) = (class.characters().collect(), part + least, false);
                continue;
            };
            for (place, byte) in literal.iter().enumerate() {
                let parts = matches!(byte, b':' | b'=' | b'~') || *byte == b'/' && digits;
                if parts && part < LONG_PART {
                    match literal[place + 1..].first_chunk() {
                        Some(behind) => leads.push(Lead::Behind(*behind)),
                        None => leads.extend(before.iter().map(|before| Lead::Before([*before, *byte]))),
                    }
                }
                if *byte == b'$' || part >= LONG_PART {
                    return leads;
                }
                part = if parts { 0 } else { part + 1 };
                digits &= byte.is_ascii_digit() || *byte == b'/';
                before = vec![*byte];
            }
        }
        leads
    }

    /// Reads a pattern.
    pub(crate) fn parse(pattern: &str) -> Result<Pattern, PatternError> {
        let mut pieces = Vec::new();
        let mut rest = pattern.as_bytes();
        while !rest.is_empty() {
            let literal = rest.iter().take_while(|byte| **byte != b'{').count();
            if literal > 0 {
                pieces.push(Piece::Literal(rest[..literal].into()));
                rest = &rest[literal..];
                continue;
            }
            // A list may hold braces; its bracket ends it.
            let list = rest.get(1) == Some(&b'[');
            let close = if list { rest.iter().position(|byte| *byte == b']').map_or(0, |end| end + 1) } else { 1 };
            let end = rest.iter().skip(close).position(|byte| *byte == b'}').ok_or(PatternError::Syntax)? + close;
            let part = &rest[1..end];
            rest = &rest[end + 1..];
            if part == b"uuid" {
                let hexadecimal = Class::named(b'x').ok_or(PatternError::Syntax)?;
                for (index, length) in [8, 4, 4, 4, 12].into_iter().enumerate() {
                    if index > 0 {
                        pieces.push(Piece::Literal(b"-".as_slice().into()));
                    }
                    pieces.push(Piece::Run { class: hexadecimal, least: length, most: length });
                }
                continue;
            }
            let (class, lengths) = match part {
                [b'[', tail @ ..] => {
                    let end = tail.iter().position(|byte| *byte == b']').ok_or(PatternError::Syntax)?;
                    (Class::listed(&tail[..end]), &tail[end + 1..])
                }
                [name, lengths @ ..] => (Class::named(*name).ok_or(PatternError::Syntax)?, lengths),
                [] => return Err(PatternError::Syntax),
            };
            let (least, most) = read_lengths(lengths).ok_or(PatternError::Syntax)?;
            pieces.push(Piece::Run { class, least, most });
        }
        let pattern = Pattern { pieces: pieces.into() };
        pattern.inspect()?;
        Ok(pattern)
    }

    /// Longest text that it matches, in bytes.
    pub(crate) fn longest(&self) -> usize {
        self.pieces.iter().map(Piece::longest).sum()
    }

    fn inspect(&self) -> Result<(), PatternError> {
        for pair in self.pieces.windows(2) {
            if let [Piece::Run { class, least, most }, Piece::Run { class: next, .. }] = pair
                && least != most
                && class.0 & next.0 != 0
            {
                return Err(PatternError::Ambiguous);
            }
        }
        match self.longest() {
            0 => Err(PatternError::Syntax),
            1..=LONGEST => Ok(()),
            _ => Err(PatternError::Long),
        }
    }

    /// The literal bytes that every match begins with.
    pub(crate) fn literal_prefix(&self) -> &[u8] {
        match self.pieces.first() {
            Some(Piece::Literal(literal)) => literal,
            _ => b"",
        }
    }

    /// The end of the match at `start`; boundaries are the caller's business.
    pub(crate) fn end(&self, text: &[u8], start: usize) -> Option<usize> {
        let mut position = start;
        let mut pieces = self.pieces.iter().peekable();
        while let Some(piece) = pieces.next() {
            let rest = text.get(position..)?;
            match piece {
                Piece::Literal(literal) => {
                    if !rest.starts_with(literal) {
                        return None;
                    }
                    position += literal.len();
                }
                Piece::Run { class, least, most } => {
                    let run = rest.iter().take(*most).take_while(|byte| class.has(**byte)).count();
                    let taken = match pieces.peek() {
                        Some(Piece::Literal(literal)) if least < most => {
                            (*least..=run).rev().find(|length| rest[*length..].starts_with(literal))?
                        }
                        None if least < most => {
                            let closing = |byte: &&u8| matches!(byte, b'.' | b')' | b'\'');
                            run - rest[..run].iter().rev().take(run.saturating_sub(*least)).take_while(closing).count()
                        }
                        _ => run,
                    };
                    if taken < *least {
                        return None;
                    }
                    position += taken;
                }
            }
        }
        Some(position)
    }

    /// The class of the characters before the end of a match.
    pub(crate) fn last(&self) -> Class {
        match self.pieces.last() {
            Some(Piece::Run { class, .. }) => *class,
            _ => Class::EMPTY,
        }
    }

    /// Whether matches have digits: all do, or of random ones nearly all. They stand in one chain with the begin.
    pub(crate) fn has_digits(&self) -> bool {
        let chained = self.pieces.iter().all(|piece| match piece {
            Piece::Literal(literal) => literal.iter().all(|byte| is_chain(*byte)),
            Piece::Run { class, .. } => class.characters().all(is_chain),
        });
        let always = self.pieces.iter().any(|piece| match piece {
            Piece::Literal(literal) => literal.iter().any(u8::is_ascii_digit),
            Piece::Run { class, least, .. } => *least > 0 && class.characters().all(|byte| byte.is_ascii_digit()),
        });
        // Six in sixteen characters are letters in hexadecimal, 26 in 36 among small letters and digits, 54 in 64 are no digits in
        // base64.
        let random = self.pieces.iter().map(|piece| match piece {
            Piece::Run { class, least, .. } if class.has(b'9') && class.has(b'z') && class.has(b'Z') => *least,
            Piece::Run { class, least, .. } if class.has(b'9') && (class.has(b'z') || class.has(b'Z')) => least * 3 / 2,
            Piece::Run { class, least, .. } if class.has(b'9') => least * 5,
            _ => 0,
        });
        chained && (always || self.is_plain() || random.sum::<usize>() >= MIXED)
    }

    /// Whether anchors tell its matches by their signs or their length, so that they need no digit: sixteen letters and digits
    /// (`Sweep::thin_secrets`), groups of four with hyphens, a sign and a point before 24.
    pub(crate) fn is_told_without_digits(&self) -> bool {
        let mut places = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => places.extend(literal.iter().map(|byte| Class::EMPTY.with(*byte, *byte))),
                Piece::Run { class, least, .. } => {
                    places.extend(std::iter::repeat_n(*class, (*least).min(LONG_PART * 2)))
                }
            }
        }
        let fixed = places.len() == self.longest();
        let are = |places: Option<&[Class]>, is: fn(u8) -> bool| {
            places.is_some_and(|places| places.iter().all(|class| class.characters().all(is)))
        };
        let is_word = |byte: u8| byte.is_ascii_alphanumeric();
        let hyphen = |place: usize| are(places.get(place..=place), |byte| byte == b'-');
        fixed && places.len() == 16 && are(Some(&places), is_word)
            || [4, 9, 14].into_iter().all(hyphen)
            || are(places.get(1..2), |byte| byte == b'.') && are(places.get(2..26), is_word)
    }

    /// Whether it has a run of base64 so long that texts could make many of them overlap.
    pub(crate) fn has_long_base64(&self) -> bool {
        let long =
            |piece: &Piece| matches!(piece, Piece::Run { class, most, .. } if class.has(b'/') && *most > LONG_RUN);
        self.pieces.iter().any(long)
    }

    /// Whether matches are one run of letters and digits and more, as also words, hashes and ids are.
    pub(crate) fn is_plain(&self) -> bool {
        let mut runs = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Run { class, most, .. } => Some(class.has(b'0') && class.has(b'f') && *most >= PLAIN),
            Piece::Literal(_) => None,
        });
        self.literal_prefix().is_empty() && runs.next() == Some(true) && runs.next().is_none()
    }

    /// The first [`KEY`] bytes that a match can begin with. None if there are too many, or matches are shorter.
    pub(crate) fn keys(&self) -> Option<Vec<[u8; KEY]>> {
        let mut places: Vec<Vec<u8>> = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => places.extend(literal.iter().map(|byte| vec![*byte])),
                Piece::Run { class, least, most } => {
                    let characters: Vec<u8> = class.characters().collect();
                    places.extend(std::iter::repeat_n(characters, (*least).min(KEY)));
                    if least != most && places.len() < KEY {
                        return None;
                    }
                }
            }
            if places.len() >= KEY {
                break;
            }
        }
        places.truncate(KEY);
        if places.len() < KEY || places.iter().map(Vec::len).product::<usize>() > KEYS_OF_ONE {
            return None;
        }
        let mut keys = vec![[0; KEY]];
        for (index, characters) in places.iter().enumerate() {
            keys = keys
                .iter()
                .flat_map(|key| {
                    characters.iter().map(move |byte| {
                        let mut longer = *key;
                        longer[index] = *byte;
                        longer
                    })
                })
                .collect();
        }
        Some(keys)
    }
}

impl Piece {
    fn longest(&self) -> usize {
        match self {
            Piece::Literal(literal) => literal.len(),
            Piece::Run { most, .. } => *most,
        }
    }
}

fn read_lengths(lengths: &[u8]) -> Option<(usize, usize)> {
    let lengths = std::str::from_utf8(lengths).ok()?;
    let (least, most) = match lengths.split_once(',') {
        _ if lengths.is_empty() => (1, 1),
        None => {
            let length = lengths.parse().ok()?;
            (length, length)
        }
        Some((least, most)) => (least.parse().ok()?, most.parse().ok()?),
    };
    (least <= most && most > 0).then_some((least, most))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn end(pattern: &str, text: &str) -> Option<usize> {
        Pattern::parse(pattern).unwrap().end(text.as_bytes(), 0)
    }

    #[test]
    fn patterns() {
        assert_eq!(end("ab{d3}", "ab123"), Some(5));
        assert_eq!(end("ab{d3}", "ab12"), None);
        assert_eq!(end("ab{d2,4}", "ab12345"), Some(6));
        assert_eq!(end("{w2,9}.x{d}", "abc.x1.x2"), Some(6));
        assert_eq!(end("{p2,9}.x{d}", "abc.x1.x2"), Some(9));
        assert_eq!(end("{[a-c_-]2}", "a-"), Some(2));
        assert_eq!(end("{b4}{=0,2}", "abcd=="), Some(6));
        assert_eq!(end("{uuid}", "01234567-89ab-cdef-0123-456789abcdef"), Some(36));
        assert_eq!(end("a|{[{}]2}", "a|{}"), Some(4));
    }

    #[test]
    fn digits() {
        let of = |pattern: &str| Pattern::parse(pattern).unwrap();
        for pattern in ["{w32}", "{x6}-{x6}", "{w30}", "{u6}_{u30}", "a1{[a-z]20}", "{d}{[a-z]20}", "{uuid}", "{b43}="]
        {
            assert!(of(pattern).has_digits(), "{pattern}");
        }
        for pattern in ["{w16}", "{l15}", "s.{w24}", "{[a-z]40}", "{w40}~", "{d0,2}{[a-z]20}"] {
            assert!(!of(pattern).has_digits(), "{pattern}");
        }
        for pattern in ["{w16}", "{l6}ab{U8}", "{[a-z]4}-{[a-z]4}-{[a-z]4}-{[a-z]4}", "s.{w24}", "{w}.{w30}"] {
            assert!(of(pattern).is_told_without_digits(), "{pattern}");
        }
        for pattern in ["{w15}", "{w16,17}", "{u16}", "s.{u24}", "{w24}", "{[a-z]4}-{[a-z]4}"] {
            assert!(!of(pattern).is_told_without_digits(), "{pattern}");
        }
    }

    #[test]
    fn bad_patterns() {
        let error = |pattern| Pattern::parse(pattern).unwrap_err();
        for pattern in ["", "a{", "a{w", "a{?3}", "a{w3,2}", "a{w0}", "a{wx}", "a{[ab}", "{}"] {
            assert_eq!(error(pattern), PatternError::Syntax, "{pattern}");
        }
        assert_eq!(error("{w2,3}{d2}"), PatternError::Ambiguous);
        assert_eq!(error("a{w9999}"), PatternError::Long);
    }
}
