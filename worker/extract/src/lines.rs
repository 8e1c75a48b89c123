//! Lines and columns of a text, counted as the text goes by.

use memchr::{memchr_iter, memrchr};

/// Where a piece of text lies, as Macie's `lineRanges` say it.
///
/// Lines are ended by LF (CR LF included); lines and columns count from 1, columns in characters (Unicode scalar
/// values).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineRange {
    /// The line with the first character.
    pub start: u64,
    /// The line with the last character.
    pub end: u64,
    /// The column of the first character in its line.
    pub start_column: u64,
}

/// The place of a byte: how many line ends lie before it, and how many characters lie between the last of them and it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct LinePosition {
    /// Line, from 0.
    pub(crate) line: u64,
    /// Column in characters, from 0.
    pub(crate) column: u64,
}

impl LinePosition {
    /// Moves over `bytes`.
    pub(crate) fn advance(&mut self, bytes: &[u8]) {
        match memrchr(b'\n', bytes) {
            None => self.column += characters(bytes),
            Some(last) => {
                self.line += memchr_iter(b'\n', &bytes[..last]).count() as u64 + 1;
                self.column = characters(&bytes[last + 1..]);
            }
        }
    }
}

/// How many characters start in `bytes`: all bytes but the continuation bytes of UTF-8 (0x80 to 0xBF).
fn characters(bytes: &[u8]) -> u64 {
    // Sums of bytes over short runs let the compiler use byte-wide vector adds.
    bytes
        .chunks(128)
        .map(|run| {
            let starts: u8 = run.iter().map(|&byte| u8::from((byte as i8) >= -0x40)).sum();
            u64::from(starts)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_characters() {
        let text = "añb\nçç€\r\n\n𝄞x";
        let mut position = LinePosition::default();
        position.advance(text.as_bytes());
        assert_eq!(position, LinePosition { line: 3, column: 2 });
        let long = "é".repeat(1000);
        assert_eq!(characters(long.as_bytes()), 1000);
    }

    #[test]
    fn advancing_in_steps_is_advancing_at_once() {
        let text = "ab\ncdé\n\nfg\nh".repeat(20);
        let mut whole = LinePosition::default();
        whole.advance(text.as_bytes());
        for step in 1..40 {
            let mut stepped = LinePosition::default();
            for piece in text.as_bytes().chunks(step) {
                stepped.advance(piece);
            }
            assert_eq!(stepped, whole);
        }
    }
}
