//! Texts with control sequences of terminals (ECMA-48, 5.4), such as logs with colours: the sequences are no part of what
//! is written, and would stand right beside it.

use crate::lines::LinePosition;
use crate::text::{Footprints, Lookahead, Rewriter};
use crate::walk::{Halt, Walk};
use memchr::{memchr, memmem};

/// What begins a control sequence.
const INTRODUCER: &[u8] = b"\x1b[";
/// Longest sequence, in bytes. Own limit; what is longer is text.
const MOST_SEQUENCE_BYTES: usize = 64;
/// Bytes of text that are passed on at once.
const PIECE_BYTES: usize = 64 * 1024;

/// Whether a text has such sequences.
pub(crate) fn looks_like(text: &[u8]) -> bool {
    memmem::find(text, INTRODUCER).is_some()
}

/// Visits `text` to its end.
pub(super) fn run(walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>) -> Result<(), Halt> {
    let mut out = Rewriter::new(None).made_of(Footprints::new(text.origin()));
    let mut position = LinePosition::default();
    loop {
        let at = text.passed();
        let view = text.fill(MOST_SEQUENCE_BYTES);
        if view.is_empty() {
            return out.finish(walk);
        }
        out.mark(position);
        let (length, shown) = match memchr(INTRODUCER[0], view) {
            Some(0) => match sequence(view) {
                Some((length, b'm' | b'K')) => (length, &b""[..]),
                // It moves what comes next away.
                Some((length, _)) => (length, &b" "[..]),
                None => (1, &view[..1]),
            },
            plain => {
                let length = plain.unwrap_or(view.len()).min(PIECE_BYTES);
                // A whole character, unless the view is cut off.
                let length = crate::text::lookahead::boundary(view, length).max(1);
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
        text.consume(length);
        out.flush(walk)?;
    }
}

/// The length of the control sequence that `text` begins with, and its last byte, which says what it does.
fn sequence(text: &[u8]) -> Option<(usize, u8)> {
    let rest = text.strip_prefix(INTRODUCER)?;
    let rest = &rest[..rest.len().min(MOST_SEQUENCE_BYTES - INTRODUCER.len())];
    let parameters = rest.iter().take_while(|byte| matches!(byte, 0x20..=0x3F)).count();
    let last = *rest.get(parameters).filter(|byte| matches!(byte, 0x40..=0x7E))?;
    Some((INTRODUCER.len() + parameters + 1, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences() {
        for (text, found) in [
            ("\x1b[0mx", Some((4, b'm'))),
            ("\x1b[38;2;1;2;3mx", Some((13, b'm'))),
            ("\x1b[K", Some((3, b'K'))),
            ("\x1b[?25h", Some((6, b'h'))),
            ("\x1b[", None),
            ("\x1b[12", None),
            ("\x1b[\n", None),
            ("\x1b]0;title\x07", None),
            ("", None),
        ] {
            assert_eq!(sequence(text.as_bytes()), found, "{text:?}");
        }
        assert_eq!(sequence(format!("\x1b[{}m", "1".repeat(80)).as_bytes()), None);
    }
}
