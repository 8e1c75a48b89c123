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

/// The digits and letters of a matched picture: content of somebody's data, so it has no Debug and is wiped after use.
#[derive(zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
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

    #[cfg(test)]
    pub(crate) fn is_wiped(&self) -> bool {
        self.bytes.iter().all(|byte| *byte == 0)
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
    fn is_separator(self) -> bool {
        !matches!(self, Follow::Other | Follow::Letter)
    }

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

/// Longer runs of digits or letters than this are alike.
pub(crate) const RUN_LIMIT: usize = 32;
/// Second runs longer than this are alike.
pub(crate) const SECOND_LIMIT: usize = 15;

/// How a candidate that begins with digits begins: it decides which pictures are worth trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    /// Digits in the first run, at most [`RUN_LIMIT`].
    pub(crate) first: usize,
    /// What follows them.
    pub(crate) follow: Follow,
    /// Digits right after a separator, at most [`SECOND_LIMIT`]; 0 if no separator follows.
    pub(crate) second: usize,
}

/// How many openings there are.
pub(crate) const OPENINGS: usize = (RUN_LIMIT + 1) * FOLLOWS * (SECOND_LIMIT + 1);

impl Opening {
    /// The opening of the text at `start`. None if the first run is longer than any picture's.
    #[inline]
    pub(crate) fn read(text: &[u8], start: usize) -> Option<Opening> {
        let run = |from: usize, limit: usize| {
            let rest = text.get(from..).unwrap_or_default();
            rest.iter().take(limit).take_while(|byte| byte.is_ascii_digit()).count()
        };
        let first = run(start, RUN_LIMIT + 1);
        if first > RUN_LIMIT {
            return None;
        }
        let follow = Follow::of(boundary::at(text, start + first));
        let second = if follow.is_separator() { run(start + first + 1, SECOND_LIMIT) } else { 0 };
        Some(Opening { first, follow, second })
    }

    /// The number of the opening, below [`OPENINGS`].
    #[inline]
    pub(crate) fn index(self) -> usize {
        (self.first * FOLLOWS + self.follow as usize) * (SECOND_LIMIT + 1) + self.second
    }
}

/// What a character can be, to a sign: digits, letters, or neither.
fn takes_digit(sign: u8) -> bool {
    matches!(sign, b'#' | b'*' | b'X')
}

fn takes_letter(sign: u8) -> bool {
    matches!(sign, b'A' | b'*' | b'X')
}

/// The lengths that a run of characters which `takes` says yes to can have at the begin of these signs.
fn runs(signs: &[u8], takes: fn(u8) -> bool) -> impl Iterator<Item = usize> {
    let most = signs.iter().take_while(|sign| takes(**sign)).count();
    // A run ends where the next sign also takes something else.
    (0..=most)
        .filter(move |length| signs.get(*length).is_none_or(|sign| *length == most || matches!(sign, b'*' | b'X')))
}

/// The openings of texts that begin with a digit and fit this picture.
pub(crate) fn openings(picture: &str) -> Vec<Opening> {
    let signs = picture.as_bytes();
    let mut openings = Vec::new();
    for first in runs(signs, takes_digit).filter(|first| *first > 0) {
        let rest = &signs[first..];
        let follows: Vec<Follow> = match rest.first() {
            // The end: what follows is the boundary's business, but it is no letter.
            None => EVERY_FOLLOW.into_iter().filter(|follow| *follow != Follow::Letter).collect(),
            Some(b'~') => vec![Follow::Space, Follow::Hyphen],
            Some(sign) if takes_letter(*sign) => vec![Follow::Letter],
            Some(sign) => vec![Follow::of(*sign)],
        };
        for follow in follows {
            let seconds: Vec<usize> = match rest.split_first() {
                _ if !follow.is_separator() => vec![0],
                None => (0..=SECOND_LIMIT).collect(),
                Some((_, rest))
                    if runs(rest, takes_digit).any(|second| second == rest.len() || second >= SECOND_LIMIT) =>
                {
                    // What follows the picture's last run may be a digit for all that matters here.
                    (0..=SECOND_LIMIT).collect()
                }
                Some((_, rest)) => runs(rest, takes_digit).collect(),
            };
            openings.extend(seconds.into_iter().map(|second| Opening { first, follow, second }));
        }
    }
    openings
}

/// How many letters texts can begin with that begin with a letter and fit this picture.
pub(crate) fn leading_letters(picture: &str) -> Vec<usize> {
    runs(picture.as_bytes(), takes_letter).filter(|length| *length > 0).collect()
}

/// Whether the picture is digits alone.
pub(crate) fn is_plain(picture: &str) -> bool {
    picture.bytes().all(|sign| sign == b'#')
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

    fn lengths(picture: &str) -> Vec<(usize, Follow, usize)> {
        openings(picture).into_iter().map(|opening| (opening.first, opening.follow, opening.second)).collect()
    }

    #[test]
    fn openings_of_pictures() {
        assert_eq!(lengths("###~##~####"), [(3, Follow::Space, 2), (3, Follow::Hyphen, 2)]);
        assert_eq!(lengths("##.###.###-X"), [(2, Follow::Dot, 3)]);
        assert_eq!(lengths("AA##"), []);
        assert_eq!(lengths("##A#####"), [(2, Follow::Letter, 0)]);
        assert_eq!(
            lengths("**.***.#"),
            [
                (1, Follow::Letter, 0),
                (2, Follow::Dot, 0),
                (2, Follow::Dot, 1),
                (2, Follow::Dot, 2),
                (2, Follow::Dot, 3)
            ]
        );
        assert!(lengths("#########").contains(&(9, Follow::Other, 0)));
        assert!(lengths("#########").contains(&(9, Follow::Hyphen, 7)));
        assert!(!lengths("#########").contains(&(9, Follow::Letter, 0)));
        assert_eq!(leading_letters("AA##"), [2]);
        assert_eq!(leading_letters("***##"), [1, 2, 3]);
        assert_eq!(leading_letters("##A"), Vec::<usize>::new());
    }

    proptest::proptest! {
        #[test]
        fn what_fits_a_picture_has_one_of_its_openings(text in "[0-9A-D]{1,6}[ .-]?[0-9A]{0,4}[ -]?[0-9X]{0,9}") {
            for row in crate::catalogue::all() {
                for detector in row.detectors {
                    let crate::detector::Detector::Pictures(pictures) = detector else { continue };
                    for picture in pictures.pictures {
                        let end = matches(picture.as_bytes(), text.as_bytes(), 0, &mut Value::new());
                        if !end.is_some_and(|end| boundary::ends(text.as_bytes(), end)) {
                            continue;
                        }
                        let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
                        let known = match letters {
                            0 => Opening::read(text.as_bytes(), 0).is_some_and(|opening| openings(picture).contains(&opening)),
                            _ => leading_letters(picture).contains(&letters),
                        };
                        proptest::prop_assert!(known, "{picture} {text}");
                    }
                }
            }
        }
    }
}
