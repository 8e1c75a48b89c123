//! Texts whose long lines are folded: calendars (RFC 5545, 3.1), cards (RFC 6350, 3.2; vCard 2.1, 2.1.3), and exports of
//! directories (LDIF, RFC 2849). A line that begins with a blank continues the one before, in the middle of whatever it was.

use crate::lines::LinePosition;
use crate::text::lookahead::boundary;
use crate::text::{Footprints, Lookahead, Rewriter};
use crate::walk::{Halt, Walk};
use memchr::{memchr2, memchr3};

/// What such a text begins with.
const BEGINS: &[&[u8]] = &[b"BEGIN:VCALENDAR", b"BEGIN:VCARD"];
/// Bytes of a line in which its parameters lie.
const HEAD_BYTES: usize = 128;
/// Bytes of text that are passed on at once.
const PIECE_BYTES: usize = 64 * 1024;

/// Whether a text is one.
pub(crate) fn looks_like(text: &[u8], extension: &str) -> bool {
    let begins = |word: &[u8]| text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    extension == "ldif" || BEGINS.iter().any(|word| begins(word))
}

/// Visits `text` to its end.
pub(super) fn run(walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>) -> Result<(), Halt> {
    let mut out = Rewriter::new(None).made_of(Footprints::new(text.origin()));
    let mut position = LinePosition::default();
    // The line has escapes, and so line ends that are none; and whether a line begins.
    let (mut quoted, mut begins) = (false, true);
    loop {
        let at = text.passed();
        let view = text.fill(HEAD_BYTES);
        if view.is_empty() {
            return out.finish(walk);
        }
        if begins {
            quoted = is_quoted(&view[..view.len().min(HEAD_BYTES)]);
        }
        out.mark(position);
        let (length, shown) = match fold(view, quoted) {
            Some(length) => (length, &b""[..]),
            // So that the next line is seen to begin.
            None if view[0] == b'\n' => (1, &view[..1]),
            None => {
                // Up to what may be a fold.
                let rest = &view[1..];
                let next = if quoted { memchr3(b'=', b'\r', b'\n', rest) } else { memchr2(b'\r', b'\n', rest) };
                let length = next.map_or(view.len(), |next| next + 1).min(PIECE_BYTES);
                let length = boundary(view, length).max(1);
                (length, &view[..length])
            }
        };
        if shown.len() == length {
            out.at(Some(at));
        } else {
            out.whole(Some(at), length);
        }
        out.push(shown);
        position.advance(&view[..length]);
        begins = shown.ends_with(b"\n");
        text.consume(length);
        out.flush(walk)?;
    }
}

/// The length of the fold that `text` begins with. `quoted`: it may be one of quoted-printable.
fn fold(text: &[u8], quoted: bool) -> Option<usize> {
    match text {
        [b'\r', b'\n', b' ' | b'\t', ..] => Some(3),
        [b'\n', b' ' | b'\t', ..] => Some(2),
        [b'=', b'\r', b'\n', ..] if quoted => Some(3),
        [b'=', b'\n', ..] if quoted => Some(2),
        _ => None,
    }
}

/// Whether the parameters of a line say that its value is quoted-printable.
fn is_quoted(line: &[u8]) -> bool {
    let end = line.iter().position(|byte| matches!(byte, b':' | b'\n')).unwrap_or(line.len());
    const WORD: &[u8] = b"QUOTED-PRINTABLE";
    line[..end].windows(WORD.len()).any(|part| part.eq_ignore_ascii_case(WORD))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds() {
        assert_eq!(fold(b"\r\n x", false), Some(3));
        assert_eq!(fold(b"\n\tx", false), Some(2));
        assert_eq!(fold(b"=\r\nx", true), Some(3));
        for text in ["\r\nx", "\n", "=\r\nx", " \n", "", "\r\n"] {
            assert_eq!(fold(text.as_bytes(), false), None, "{text:?}");
        }
        assert!(is_quoted(b"NOTE;ENCODING=QUOTED-PRINTABLE:a") && !is_quoted(b"NOTE:QUOTED-PRINTABLE"));
    }
}
