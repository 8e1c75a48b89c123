//! Pictures: the written shapes of numbers and ids.
//!
//! | sign | stands for |
//! | --- | --- |
//! | `#` | a digit |
//! | `A` | a letter, in either case |
//! | `^` | a capital letter: where a gap follows, small letters are a word of a sentence |
//! | `*` | a letter or digit |
//! | `X` | a digit or the letter X |
//! | `~` | a space or a hyphen, the same one throughout |
//! | other | itself |
//!
//! The value handed to the check has the digits and letters alone, letters in capitals.

use std::collections::HashSet;

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

/// What follows the first run of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum Follow {
    /// Nothing, or anything but the others.
    Other = 0,
    Space,
    Hyphen,
    Dot,
    Slash,
    /// A letter after digits, a digit after letters.
    Turn,
}

const FOLLOWS: usize = 6;

impl Follow {
    #[inline]
    fn is_separator(self) -> bool {
        !matches!(self, Follow::Other | Follow::Turn)
    }

    /// What `byte` is, right behind a run of digits or letters.
    #[inline]
    fn of(byte: u8) -> Follow {
        match byte {
            b' ' => Follow::Space,
            b'-' => Follow::Hyphen,
            b'.' => Follow::Dot,
            b'/' => Follow::Slash,
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => Follow::Turn,
            _ => Follow::Other,
        }
    }
}

/// Longer first runs than this belong to no picture.
pub(crate) const RUN_LIMIT: usize = 32;
/// Second runs of this length and longer are alike.
pub(crate) const SECOND_LIMIT: usize = 15;

/// How a candidate begins: it decides which pictures are worth trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Opening {
    /// Whether the first run is of letters; else it is of digits.
    pub(crate) letters: bool,
    /// Length of the first run, 1 to [`RUN_LIMIT`].
    pub(crate) first: usize,
    /// What follows it.
    pub(crate) follow: Follow,
    /// Length of the run after it, at most [`SECOND_LIMIT`]: of digits if a separator follows, of the other kind if that
    /// follows at once, else 0.
    pub(crate) second: usize,
}

/// How many openings there are.
pub(crate) const OPENINGS: usize = 2 * (RUN_LIMIT + 1) * FOLLOWS * (SECOND_LIMIT + 1);

impl Opening {
    /// Likewise, one byte after the other.
    #[cfg(test)]
    pub(crate) fn read(text: &[u8], start: usize) -> Option<Opening> {
        let run = |from: usize, letters: bool, limit: usize| {
            let rest = text.get(from..).unwrap_or_default();
            let is = |byte: &&u8| if letters { byte.is_ascii_alphabetic() } else { byte.is_ascii_digit() };
            rest.iter().take(limit).take_while(is).count()
        };
        Opening::read_with(text, start, run)
    }

    /// The opening of the text at `start`, a letter or digit, or None if the first run is longer than any picture's. `run` counts letters (or digits) from a place on, up to a limit.
    #[inline(always)]
    pub(crate) fn read_with(text: &[u8], start: usize, run: impl Fn(usize, bool, usize) -> usize) -> Option<Opening> {
        let letters = boundary::at(text, start).is_ascii_alphabetic();
        let first = run(start, letters, RUN_LIMIT + 1);
        if first == 0 || first > RUN_LIMIT {
            return None;
        }
        let follow = Follow::of(boundary::at(text, start + first));
        let second = match follow {
            Follow::Other => 0,
            Follow::Turn => run(start + first, !letters, SECOND_LIMIT),
            _ => run(start + first + 1, false, SECOND_LIMIT),
        };
        Some(Opening { letters, first, follow, second })
    }

    /// The number of the opening, below [`OPENINGS`].
    #[inline]
    pub(crate) fn index(self) -> usize {
        let run = usize::from(self.letters) * (RUN_LIMIT + 1) + self.first;
        (run * FOLLOWS + self.follow as usize) * (SECOND_LIMIT + 1) + self.second
    }
}

/// All openings of texts that fit this picture and end where it ends.
pub(crate) fn openings(picture: &str) -> HashSet<Opening> {
    let signs = picture.as_bytes();
    let mut found = HashSet::new();
    for letters in [false, true] {
        first_run(signs, letters, 0, &mut found);
    }
    found
}

/// Whether all values of the picture are of digits, with single separators between them.
pub(crate) fn is_number(picture: &[u8]) -> bool {
    let is_gap = |sign: &u8| matches!(sign, b'~' | b' ' | b'-' | b'.' | b'/');
    picture.first() == Some(&b'#')
        && picture.last() == Some(&b'#')
        && picture.iter().all(|sign| *sign == b'#' || is_gap(sign))
        && !picture.windows(2).any(|pair| pair.iter().all(is_gap))
}

/// What a sign can stand for: a digit, a letter, a separator.
fn can_be(sign: u8, letters: bool) -> bool {
    match sign {
        b'#' => !letters,
        b'A' | b'^' => letters,
        b'*' | b'X' => true,
        _ => false,
    }
}

/// Goes on with a first run of `length` letters or digits.
fn first_run(signs: &[u8], letters: bool, length: usize, found: &mut HashSet<Opening>) {
    let rest = signs.get(length..).unwrap_or_default();
    let Some(sign) = rest.first() else {
        // The end: what follows is the boundary's business, but it is neither letter nor digit.
        if length > 0 {
            found.insert(Opening { letters, first: length, follow: Follow::Other, second: 0 });
            for follow in [Follow::Space, Follow::Hyphen, Follow::Dot, Follow::Slash] {
                found.extend((0..=SECOND_LIMIT).map(|second| Opening { letters, first: length, follow, second }));
            }
        }
        return;
    };
    if length < RUN_LIMIT && can_be(*sign, letters) {
        first_run(signs, letters, length + 1, found);
    }
    if length == 0 {
        return;
    }
    if can_be(*sign, !letters) {
        second_run(rest, !letters, 0, &mut |second| {
            found.insert(Opening { letters, first: length, follow: Follow::Turn, second });
        });
        return;
    }
    let follows: &[Follow] = match sign {
        b'~' => &[Follow::Space, Follow::Hyphen],
        b' ' => &[Follow::Space],
        b'-' => &[Follow::Hyphen],
        b'.' => &[Follow::Dot],
        b'/' => &[Follow::Slash],
        // The first run goes on, or a sign that is nothing of the above.
        sign if can_be(*sign, letters) => &[],
        _ => &[Follow::Other],
    };
    for follow in follows {
        if follow.is_separator() {
            second_run(&rest[1..], false, 0, &mut |second| {
                found.insert(Opening { letters, first: length, follow: *follow, second });
            });
        } else {
            found.insert(Opening { letters, first: length, follow: *follow, second: 0 });
        }
    }
}

/// Gives all lengths that the second run can have.
fn second_run(signs: &[u8], letters: bool, length: usize, give: &mut dyn FnMut(usize)) {
    let sign = signs.get(length).copied().unwrap_or(0);
    if length >= SECOND_LIMIT {
        give(SECOND_LIMIT);
        return;
    }
    if can_be(sign, letters) {
        second_run(signs, letters, length + 1, give);
    }
    if !can_be(sign, letters) || can_be(sign, !letters) {
        give(length);
    }
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
            b'^' if byte.is_ascii_uppercase() => value.push(*byte),
            b'*' if byte.is_ascii_alphanumeric() => value.push(byte.to_ascii_uppercase()),
            b'X' if byte.is_ascii_digit() || matches!(byte, b'X' | b'x') => value.push(byte.to_ascii_uppercase()),
            b'~' if matches!(byte, b' ' | b'-') && (gap == 0 || gap == *byte) => gap = *byte,
            b'#' | b'A' | b'^' | b'*' | b'X' | b'~' => return None,
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
        assert_eq!(read("^^ ##", "AB 12").as_deref(), Some("AB12"));
        assert_eq!(read("^^ ##", "aB 12"), None);
        assert_eq!(read("#X", "1x").as_deref(), Some("1X"));
        assert_eq!(read("#X", "1y"), None);
        assert_eq!(read("###", "12"), None);
    }

    fn has(picture: &str, letters: bool, first: usize, follow: Follow, second: usize) -> bool {
        openings(picture).contains(&Opening { letters, first, follow, second })
    }

    #[test]
    fn openings_of_pictures() {
        assert_eq!(openings("###~##~####").len(), 2);
        assert!(has("###~##~####", false, 3, Follow::Space, 2) && has("###~##~####", false, 3, Follow::Hyphen, 2));
        assert!(has("##.###.###-X", false, 2, Follow::Dot, 3));
        assert_eq!(openings("AA##").len(), 1);
        assert_eq!(openings("^A##"), openings("AA##"));
        assert!(has("AA##", true, 2, Follow::Turn, 2));
        assert!(has("##A#####", false, 2, Follow::Turn, 1));
        for second in 0..=3 {
            assert!(has("**.***.#", false, 2, Follow::Dot, second), "{second}");
            assert!(has("**.***.#", true, 2, Follow::Dot, second), "{second}");
        }
        assert!(has("**.***.#", false, 1, Follow::Turn, 1) && !has("**.***.#", true, 3, Follow::Dot, 1));
        assert!(has("#########", false, 9, Follow::Other, 0) && has("#########", false, 9, Follow::Hyphen, 7));
        assert!(!has("#########", false, 9, Follow::Turn, 0));
        assert!(has("#########X", false, 10, Follow::Other, 0) && has("#########X", false, 9, Follow::Turn, 1));
        assert!(has("A-######~#", true, 1, Follow::Hyphen, 6));
    }

    proptest::proptest! {
        #[test]
        fn what_fits_a_picture_has_one_of_its_openings(text in "[0-9A-D]{1,9}[ .-]?[0-9A]{0,4}[ -]?[0-9X]{0,9}") {
            for row in crate::catalogue::all() {
                for detector in row.detectors {
                    let crate::detector::Detector::Pictures(pictures) = detector else { continue };
                    for picture in pictures.pictures {
                        let end = matches(picture.as_bytes(), text.as_bytes(), 0, &mut Value::new());
                        if !end.is_some_and(|end| boundary::ends(text.as_bytes(), end)) {
                            continue;
                        }
                        let known = Opening::read(text.as_bytes(), 0)
                            .is_some_and(|opening| openings(picture).contains(&opening));
                        proptest::prop_assert!(known, "{picture} {text}");
                    }
                }
            }
        }
    }
}
