//! Where a value may begin and end, so that pieces of longer tokens, decimal numbers and the like are no values.

/// How far a token before a value is looked at, in bytes.
const TOKEN: usize = 24;
/// How far from a value anything can lie that decides about its boundaries, in bytes.
pub(crate) const REACH: usize = TOKEN + 4;

/// The byte at `index`, or 0 outside the text.
#[inline]
pub(crate) fn at(text: &[u8], index: usize) -> u8 {
    text.get(index).copied().unwrap_or(0)
}

/// The byte `distance` before `index`, or 0 outside the text.
#[inline]
pub(crate) fn back(text: &[u8], index: usize, distance: usize) -> u8 {
    index.checked_sub(distance).map_or(0, |index| at(text, index))
}

/// Whether a value of letters and digits may begin at `start`.
///
/// A hyphen, stroke, point, colon or underscore before it must not join it to a token with digits (`e29b-446655440000`,
/// `0.4111`, `12:345`), only to a word (`ssn-536904399`). A sign or currency makes it an amount.
#[inline]
pub(crate) fn begins(text: &[u8], start: usize) -> bool {
    match back(text, start, 1) {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'+' | b'$' | b'@' => false,
        joint @ (b'-' | b'/' | b'.' | b':' | b'_') => after_joint(text, start - 1, joint),
        b',' => !after_seconds(text, start - 1),
        _ => true,
    }
}

/// Whether seconds of a time of day (`12:03:37`) stand before the comma: it sets their decimals apart (ISO 8601).
#[inline(never)]
fn after_seconds(text: &[u8], comma: usize) -> bool {
    let is_digit = |distance: usize| back(text, comma, distance).is_ascii_digit();
    is_digit(1) && is_digit(2) && back(text, comma, 3) == b':' && is_digit(4)
}

/// Whether the token that ends at `end`, where the joint stands, is a word.
fn after_joint(text: &[u8], end: usize, joint: u8) -> bool {
    let token = &text[end.saturating_sub(TOKEN)..end];
    let length = token.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let token = &token[token.len() - length..];
    match token.first() {
        // A negative number or a fraction; but not after a row of dashes or dots.
        None => !matches!(joint, b'-' | b'.') || back(text, end, 1) == joint,
        // `12:345` is a time of day, and behind `row12:` the anchors of numbers do not begin either.
        Some(_) if joint == b':' => !back(text, end, 1).is_ascii_digit(),
        // The hash behind a compiler's names of functions, as traces have them: `call_once.llvm.3874032408949136180`.
        Some(_) if joint == b'.' && token == b"llvm" => false,
        Some(_) => !token.iter().any(u8::is_ascii_digit),
    }
}

/// Whether a value of letters and digits may end before `end`.
#[inline]
pub(crate) fn ends(text: &[u8], end: usize) -> bool {
    let second = at(text, end + 1);
    match at(text, end) {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'@' => false,
        b'.' | b'/' => !second.is_ascii_digit(),
        b'-' => !second.is_ascii_alphanumeric(),
        // The letters that units begin with.
        b' ' => {
            !matches!(second, b'b' | b'c' | b'g' | b'h' | b'k' | b'm' | b'n' | b'p' | b's') || !is_amount(text, end)
        }
        _ => true,
    }
}

/// Longest unit of measure, in bytes.
const UNIT: usize = 7;

/// Whether a number ends before `end`, where a space stands, and a unit of measure follows, as programs write it:
/// `121626227 bytes`.
#[inline(never)]
fn is_amount(text: &[u8], end: usize) -> bool {
    let rest = &text[end + 1..text.len().min(end + 1 + UNIT + 1)];
    let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let unit = match &rest[..length] {
        [_, b's'] => matches!(rest[0], b'm' | b'n'),
        [b'c' | b'k' | b'm', b'm'] | [b'g' | b'k' | b'm', b'b'] | b"kg" | b"hz" | b"px" => true,
        b"byte" | b"bytes" | b"sec" | b"secs" | b"seconds" => true,
        _ => false,
    };
    unit && back(text, end, 1).is_ascii_digit()
}

/// Whether no other digits stand beside a value whose groups are set apart: else it may be any cells of a table. Spaces beside
/// groups with hyphens do set it apart: `536-90-4399 443` are two.
#[inline]
pub(crate) fn isolated(text: &[u8], start: usize, end: usize) -> bool {
    let hyphens = !text[start..end].contains(&b' ');
    let gap = |byte: u8| byte == b'-' || byte == b' ' && !hyphens;
    !(gap(back(text, start, 1)) && back(text, start, 2).is_ascii_digit()
        || gap(at(text, end)) && at(text, end + 1).is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings() {
        for text in [
            "#", " #", "ssn:#", "ssn=#", "\"#", "ssn-#", "ssn_#", "tel.#", "a,#", "1,#", "37,#", "x:37,#", "(#",
            "row:#", "--#", "//#", "é#",
        ] {
            assert!(begins(text.as_bytes(), text.len() - 1), "{text}");
        }
        for text in [
            "a#",
            "1#",
            "e29b-#",
            "0.#",
            ".#",
            " -#",
            "12:#",
            "12:03:37,#",
            "row12:#",
            "1/#",
            "v2_#",
            "$#",
            "+#",
            "@#",
            "x.llvm.#",
        ] {
            assert!(!begins(text.as_bytes(), text.len() - 1), "{text}");
        }
    }

    #[test]
    fn endings() {
        for text in ["#", "# ", "#.", "#. ", "#,", "#,5", "#/x", "#-", "#)", "#:", "#\""] {
            assert!(ends(text.as_bytes(), 1), "{text}");
        }
        for text in ["#a", "#1", "#_", "#.5", "#-1", "#-a", "#/2", "#@"] {
            assert!(!ends(text.as_bytes(), 1), "{text}");
        }
        for text in ["1 bytes", "1 ms", "1 ns handled", "1 seconds"] {
            assert!(!ends(text.as_bytes(), 1), "{text}");
        }
        for text in ["1 byte2", "1 MS", "1 bytesize", "1 kg-m", "X ms", "1  ms", "1 m", "1 "] {
            assert_eq!(ends(text.as_bytes(), 1), text != "1 kg-m", "{text}");
        }
    }

    #[test]
    fn neighbours() {
        assert!(isolated(b"a #", 2, 3));
        assert!(isolated(b"1, #", 3, 4));
        assert!(!isolated(b"1 # #", 2, 5));
        assert!(!isolated(b"# # 1", 0, 3));
        assert!(isolated(b"1 #-# 1", 2, 5));
        assert!(!isolated(b"#-#-1", 0, 3));
    }
}
