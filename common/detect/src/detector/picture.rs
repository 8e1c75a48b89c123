//! Pictures: the written shapes of numbers and ids.
//!
//! | sign | stands for |
//! | --- | --- |
//! | `#` | a digit |
//! | `A` | a letter, in either case |
//! | `*` | a letter or digit |
//! | `X` | a digit or the letter X |
//! | `~` | a space or a hyphen, the same one throughout |
//! | other | itself |
//!
//! The value handed to the check has the digits and letters alone, letters in capitals.

use super::boundary;

/// Longest value of a picture.
pub(crate) const VALUE_LIMIT: usize = 40;

/// The digits and letters of a matched picture.
#[derive(Debug)]
pub(crate) struct Value {
    bytes: [u8; VALUE_LIMIT],
    length: usize,
}

impl Value {
    pub(crate) const fn new() -> Value {
        Value { bytes: [0; VALUE_LIMIT], length: 0 }
    }

    #[inline]
    pub(crate) fn clear(&mut self) {
        self.length = 0;
    }

    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// What follows the first run of digits: together with its length it selects the pictures worth trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Follow {
    Other = 0,
    Space,
    Hyphen,
    Dot,
    Slash,
    Letter,
}

pub(crate) const FOLLOWS: usize = 6;
const EVERY_FOLLOW: [Follow; FOLLOWS] =
    [Follow::Other, Follow::Space, Follow::Hyphen, Follow::Dot, Follow::Slash, Follow::Letter];

impl Follow {
    #[inline]
    pub(crate) fn of(byte: u8) -> Follow {
        match byte {
            b' ' => Follow::Space,
            b'-' => Follow::Hyphen,
            b'.' => Follow::Dot,
            b'/' => Follow::Slash,
            b'a'..=b'z' | b'A'..=b'Z' => Follow::Letter,
            _ => Follow::Other,
        }
    }
}

/// Where a picture can begin.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lead {
    /// With that many digits, followed by one of these.
    Digits(Vec<(usize, Follow)>),
    /// With that many letters.
    Letters(usize),
    /// With a letter or digit.
    Mixed,
}

/// Where this picture can begin in a text.
pub(crate) fn lead(picture: &str) -> Lead {
    let signs = picture.as_bytes();
    let digits = signs.iter().take_while(|sign| **sign == b'#').count();
    if digits == 0 {
        return match signs.iter().take_while(|sign| **sign == b'A').count() {
            0 => Lead::Mixed,
            letters => Lead::Letters(letters),
        };
    }
    let rest = &signs[digits..];
    let leads = match rest.first() {
        // The end: what follows is the boundary's business, but it is no letter.
        None => {
            EVERY_FOLLOW.iter().filter(|follow| **follow != Follow::Letter).map(|follow| (digits, *follow)).collect()
        }
        Some(b'~') => vec![(digits, Follow::Space), (digits, Follow::Hyphen)],
        Some(b'A') => vec![(digits, Follow::Letter)],
        Some(b'*' | b'X') => {
            let open = rest.iter().take_while(|sign| matches!(sign, b'*' | b'#' | b'X' | b'A')).count();
            (digits..=digits + open)
                .flat_map(|length| EVERY_FOLLOW.iter().map(move |follow| (length, *follow)))
                .collect()
        }
        Some(other) => vec![(digits, Follow::of(*other))],
    };
    Lead::Digits(leads)
}

/// Matches a picture at `start` and fills `value`. Gives the end; boundaries are the caller's business.
#[inline]
pub(crate) fn matches(picture: &[u8], text: &[u8], start: usize, value: &mut Value) -> Option<usize> {
    let candidate = text.get(start..start + picture.len())?;
    value.clear();
    let mut gap = 0;
    for (sign, byte) in picture.iter().zip(candidate) {
        match sign {
            b'#' if byte.is_ascii_digit() => value.push(*byte),
            b'A' if byte.is_ascii_alphabetic() => value.push(byte.to_ascii_uppercase()),
            b'*' if byte.is_ascii_alphanumeric() => value.push(byte.to_ascii_uppercase()),
            b'X' if byte.is_ascii_digit() || matches!(byte, b'X' | b'x') => value.push(byte.to_ascii_uppercase()),
            b'~' if matches!(byte, b' ' | b'-') && (gap == 0 || gap == *byte) => gap = *byte,
            b'#' | b'A' | b'*' | b'X' | b'~' => return None,
            _ if sign == byte => {}
            _ => return None,
        }
    }
    Some(start + picture.len())
}

/// Whether a match of `picture` stands alone, as far as its groups make that a question.
#[inline]
pub(crate) fn stands_alone(text: &[u8], start: usize, end: usize) -> bool {
    boundary::isolated(text, start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(picture: &str, text: &str) -> Option<String> {
        let mut value = Value::new();
        matches(picture.as_bytes(), text.as_bytes(), 0, &mut value)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    #[test]
    fn signs() {
        assert_eq!(read("##-##", "12-34").as_deref(), Some("1234"));
        assert_eq!(read("##~##~##", "12-34-56").as_deref(), Some("123456"));
        assert_eq!(read("##~##~##", "12 34 56").as_deref(), Some("123456"));
        assert_eq!(read("##~##~##", "12 34-56"), None);
        assert_eq!(read("AA##*", "ab12c").as_deref(), Some("AB12C"));
        assert_eq!(read("#X", "1x").as_deref(), Some("1X"));
        assert_eq!(read("#X", "1y"), None);
        assert_eq!(read("###", "12"), None);
    }

    #[test]
    fn leads() {
        assert_eq!(lead("###~##"), Lead::Digits(vec![(3, Follow::Space), (3, Follow::Hyphen)]));
        assert_eq!(lead("##.##"), Lead::Digits(vec![(2, Follow::Dot)]));
        assert_eq!(lead("AA##"), Lead::Letters(2));
        assert_eq!(lead("**##"), Lead::Mixed);
        assert!(matches!(lead("#########"), Lead::Digits(leads) if leads.len() == 5));
        assert!(matches!(lead("##A"), Lead::Digits(leads) if leads == [(2, Follow::Letter)]));
    }
}
