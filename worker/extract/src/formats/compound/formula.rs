//! The texts in formulas of .xls workbooks (\[MS-XLS\] 2.5.198): a formula is a row of tokens, and some hold texts.

use super::half;
use crate::formats::biff::utf16;

/// The texts that a formula holds, each in a line. What cannot be told apart any more ends it.
pub(super) fn texts(tokens: &[u8]) -> String {
    let mut texts = String::new();
    let mut rest = tokens;
    while let Some((&token, after)) = rest.split_first() {
        // The three classes of operands differ in two bits.
        let kind = if token & 0x40 != 0 { (token & 0x3F) | 0x20 } else { token & 0x3F };
        let length = match kind {
            0x17 => {
                let Some((text, length)) = text(after) else { break };
                // Lists of what may be entered have zeros between their items.
                texts.extend(text.chars().map(|character| if character.is_control() { '\n' } else { character }));
                if !text.is_empty() {
                    texts.push('\n');
                }
                length
            }
            0x03..=0x16 => 0,
            // Attributes: one is a list of jumps.
            0x19 => match (after.first(), half(after, 1)) {
                (Some(flags), Some(count)) if flags & 4 != 0 => 3 + 2 * (usize::from(count) + 1),
                _ => 3,
            },
            0x1C | 0x1D => 1,
            0x1E | 0x21 | 0x29 => 2,
            0x22 => 3,
            0x01 | 0x02 | 0x23 | 0x24 | 0x2A | 0x2C => 4,
            0x26..=0x28 | 0x39 | 0x3A | 0x3C => 6,
            0x20 => 7,
            0x1F | 0x25 | 0x2B | 0x2D => 8,
            0x3B | 0x3D => 10,
            _ => break,
        };
        rest = after.get(length..).unwrap_or_default();
    }
    texts
}

/// A text whose length has one byte, and how many bytes both have.
fn text(bytes: &[u8]) -> Option<(String, usize)> {
    let [count, flags, rest @ ..] = bytes else { return None };
    let count = usize::from(*count);
    if flags & 1 != 0 {
        return Some((utf16(rest.get(..count * 2)?), 2 + count * 2));
    }
    Some((rest.get(..count)?.iter().map(|&byte| char::from(byte)).collect(), 2 + count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_formulas() {
        // IF(A1="x","yes","") with a jump: reference, text, equals, attribute, two texts, function.
        let mut tokens = vec![0x44, 0, 0, 0, 0, 0x17, 1, 0, b'x', 0x0B, 0x19, 2, 7, 0, 0x17, 3, 1];
        tokens.extend("yes".bytes().flat_map(|byte| [byte, 0]));
        tokens.extend([0x17, 0, 0, 0x22, 3, 1, 0]);
        assert_eq!(texts(&tokens), "x\nyes\n");
        assert_eq!(texts(b"\x17\x07\0one\0two"), "one\ntwo\n");
        for length in 0..tokens.len() {
            texts(&tokens[..length]);
        }
    }
}
