//! Positions on the Earth: latitude and longitude in decimal degrees (ISO 6709, annex D), as a pair.

use super::boundary::{at, back};

/// Decimals that a degree may have. Fewer than three are no position but a number: three are about a hundred metres.
const DECIMALS: std::ops::RangeInclusive<usize> = 3..=16;
/// How many bytes may stand between the two numbers.
const GAP: usize = 4;
/// Longest pair with signs, letters and boundaries.
pub(crate) const LONGEST: usize = 2 * (4 + 16 + 5) + GAP + 2;

/// One number: its end, its value in thousandths of a degree, and whether a letter of the hemisphere follows.
struct Degrees {
    end: usize,
    thousandths: u32,
    zero: bool,
}

/// The bounds of the pair whose first number begins at `start`: its first digit. The sign before it belongs to the value.
///
/// Latitude -90 to 90 comes first, then longitude -180 to 180, with a comma, a semicolon or a space between them. Letters
/// of the hemisphere may stand for signs. Degrees with minutes are no decimal degrees and are not taken.
pub(crate) fn find(text: &[u8], start: usize) -> Option<(usize, usize)> {
    let first = usize::from(matches!(back(text, start, 1), b'-' | b'+'));
    let begin = start - first;
    let before = back(text, begin, 1);
    if before.is_ascii_alphanumeric() || matches!(before, b'.' | b'_' | b'-' | b'+' | b'$' | b'%') {
        return None;
    }
    if before == b',' && back(text, begin, 2).is_ascii_digit() {
        return None;
    }
    let latitude = degrees(text, start, 2, b"NSns")?;
    let mut position = latitude.end;
    let gap = text.get(position..(position + GAP).min(text.len())).unwrap_or_default();
    let length = gap.iter().take_while(|byte| matches!(byte, b' ' | b',' | b';' | b'\t')).count();
    let marks = gap[..length].iter().filter(|byte| matches!(byte, b',' | b';')).count();
    if length == 0 || length == GAP || marks > 1 {
        return None;
    }
    position += length;
    position += usize::from(matches!(at(text, position), b'-' | b'+'));
    let longitude = degrees(text, position, 3, b"EWew")?;
    let after = at(text, longitude.end);
    let goes_on =
        after.is_ascii_alphanumeric() || after == b'_' || after == b'.' && at(text, longitude.end + 1).is_ascii_digit();
    let on_earth = latitude.thousandths <= 90_000 && longitude.thousandths <= 180_000;
    (on_earth && !goes_on && !(latitude.zero && longitude.zero)).then_some((begin, longitude.end))
}

/// The number at `start` with at most `most` digits before the point, a degree sign and a letter of `hemisphere` after it.
fn degrees(text: &[u8], start: usize, most: usize, hemisphere: &[u8; 4]) -> Option<Degrees> {
    let run = |from: usize, limit: usize| {
        let rest = text.get(from..(from + limit).min(text.len())).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let whole = run(start, most + 1);
    let point = start + whole;
    if whole == 0 || whole > most || at(text, point) != b'.' {
        return None;
    }
    let decimals = run(point + 1, DECIMALS.end() + 1);
    if !DECIMALS.contains(&decimals) {
        return None;
    }
    let digits = |from: usize, to: usize| text.get(from..to).unwrap_or_default().iter();
    let number = |from: usize, to: usize| digits(from, to).fold(0, |number, byte| number * 10 + u32::from(byte - b'0'));
    let fraction = number(point + 1, point + 4);
    let end = point + 1 + decimals;
    let zero = digits(start, end).all(|byte| matches!(byte, b'0' | b'.'));
    // Anything beyond a bound by less than a thousandth is beyond it too.
    let beyond = digits(point + 4, end).any(|byte| *byte != b'0');
    let thousandths = number(start, point) * 1000 + fraction + u32::from(beyond && fraction == 0);
    Some(Degrees { end: after_letter(text, end, hemisphere), thousandths, zero })
}

/// The end with the degree sign and the letter, if they are there.
fn after_letter(text: &[u8], end: usize, hemisphere: &[u8; 4]) -> usize {
    let sign = if text.get(end..end + 2) == Some(&[0xc2, 0xb0]) { end + 2 } else { end };
    let letter = sign + usize::from(at(text, sign) == b' ');
    if hemisphere.contains(&at(text, letter)) && !at(text, letter + 1).is_ascii_alphanumeric() {
        letter + 1
    } else {
        sign
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> bool {
        let start = usize::from(text.starts_with(['-', '+']));
        find(text.as_bytes(), start) == Some((0, text.len()))
    }

    #[test]
    fn pairs() {
        for text in [
            "41.948614,-87.655311",
            "41.948614, -87.655311",
            "-33.8568 151.2153",
            "+48.858370;2.294481",
            "48.858370° N, 2.294481° E",
            "41.948614 N, 87.655311 W",
            "90.000,-180.000000",
            "0.000000, 6.612345",
        ] {
            assert!(whole(text), "{text}");
        }
    }

    #[test]
    fn others() {
        for text in [
            "91.948614,-87.655311",
            "41.948614,-187.655311",
            "90.0001,20.0000",
            "41.94,-87.65",
            "41.948614",
            "41.948614,",
            "41.948614 - 87.655311",
            "0.0000, 0.0000",
            "41.948614,,87.655311",
            "41 56.916 N, 87 39.318 W",
            "141.948614,87.655311",
            "41.948614,87.655311.4",
            "41.948614,87.655311x",
            "",
        ] {
            assert!(!whole(text), "{text}");
        }
        assert_eq!(find(b"1,41.948614,-87.655311", 2), None);
        assert_eq!(find(b"v41.948614,-87.655311", 1), None);
    }
}
