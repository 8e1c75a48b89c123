//! Escapes: characters, and classes of characters that have a letter or a name.

use super::reader::Reader;
use super::{malformed, unsupported};
use crate::custom::Error;

const DIGIT: &str = "0-9";
const WORD: &str = "0-9A-Za-z_";
const SPACE: &str = r"\t\n\x0B\x0C\r\x20";
/// PCRE's `\h`.
const HORIZONTAL: &str = r"\t\x20\x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}";
/// PCRE's `\v`.
const VERTICAL: &str = r"\n\x0B\x0C\r\x{85}\x{2028}\x{2029}";

/// What an escape stands for.
pub(super) enum Escape {
    Character(char),
    /// Content of a bracketed class.
    Class {
        content: &'static str,
        negated: bool,
    },
    /// A class by a property of Unicode, as it was written.
    Property(String),
}

impl Reader {
    /// An escape outside of brackets.
    pub(super) fn escape(&mut self, at: usize) -> Result<(), Error> {
        match self.peek(0) {
            Some('Q') => {
                self.at += 1;
                let mut any = false;
                while self.at < self.pattern.len() && !self.starts_with("\\E") {
                    self.literal(self.at, self.pattern[self.at]);
                    self.at += 1;
                    any = true;
                }
                self.at = (self.at + 2).min(self.pattern.len());
                return if any { self.repeat() } else { Ok(()) };
            }
            // Without a \Q before it, PCRE disregards it.
            Some('E') => {
                self.at += 1;
                return Ok(());
            }
            Some(character @ ('b' | 'B' | 'A' | 'z')) => {
                self.at += 1;
                let text = match character {
                    'b' => r"(?-u:\b)",
                    'B' => r"(?-u:\B)",
                    'A' => r"\A",
                    _ => r"\z",
                };
                return self.assertion(at, text);
            }
            _ => {}
        }
        match self.escaped(at)? {
            Escape::Character(character) => self.literal(at, character),
            Escape::Class { content, negated } => {
                let caret = if negated { "^" } else { "" };
                self.emit(at, &format!("[{caret}{content}]"));
            }
            Escape::Property(text) => self.emit(at, &text),
        }
        self.repeat()
    }

    /// An escape that means the same outside of brackets and inside, but for `\b`. Reads from behind the backslash on.
    pub(super) fn escaped(&mut self, at: usize) -> Result<Escape, Error> {
        let class = |content, negated| Ok(Escape::Class { content, negated });
        let Some(character) = self.next() else {
            return Err(malformed(at, "the backslash escapes nothing; write \\\\ for the character"));
        };
        let plain = match character {
            'd' => return class(DIGIT, false),
            'D' => return class(DIGIT, true),
            'w' => return class(WORD, false),
            'W' => return class(WORD, true),
            's' => return class(SPACE, false),
            'S' => return class(SPACE, true),
            'h' => return class(HORIZONTAL, false),
            'H' => return class(HORIZONTAL, true),
            'v' => return class(VERTICAL, false),
            'V' => return class(VERTICAL, true),
            'N' if self.peek(0) != Some('{') => return class(r"\n", true),
            'p' | 'P' => return self.property(at, character),
            'a' => '\x07',
            'e' => '\x1b',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'c' => match self.next() {
                Some(control) if control.is_ascii_graphic() => char::from(control.to_ascii_uppercase() as u8 ^ 0x40),
                _ => return Err(malformed(at, "\\c needs a letter behind it")),
            },
            '0' => {
                let digits = (0..2).take_while(|ahead| self.peek(*ahead).is_some_and(|next| next.is_digit(8))).count();
                self.number(at, digits, 8)?
            }
            'x' if self.peek(0) == Some('{') => self.braced(at, 16)?,
            'x' => {
                if !(0..2).all(|ahead| self.peek(ahead).is_some_and(|next| next.is_ascii_hexdigit())) {
                    return Err(malformed(at, "\\x needs two hexadecimal digits, or some in braces"));
                }
                self.number(at, 2, 16)?
            }
            'o' if self.peek(0) == Some('{') => self.braced(at, 8)?,
            '1'..='9' | 'g' | 'k' => {
                return Err(unsupported("the back-reference", at, "write out again what it refers to"));
            }
            'Z' | 'G' => {
                return Err(unsupported("this assertion", at, "use ^ or \\A for the begin and $ or \\z for the end"));
            }
            'K' => {
                return Err(unsupported(
                    "the new begin of the match \\K",
                    at,
                    "let the pattern match the value alone, and use key words",
                ));
            }
            'R' => return Err(unsupported("the line break \\R", at, "write (?:\\r\\n|\\n|\\r)")),
            'X' | 'C' => return Err(unsupported("the escape \\X or \\C", at, "use . for a character")),
            'N' => {
                return Err(unsupported(
                    "a character by its name",
                    at,
                    "write the character, or \\x{...} with its number",
                ));
            }
            'l' | 'L' | 'u' | 'U' => {
                return Err(unsupported("this escape", at, "write the character, or \\x{...} with its number"));
            }
            other if other.is_ascii_alphanumeric() => {
                return Err(malformed(at, "there is no such escape; leave out the backslash"));
            }
            other => other,
        };
        Ok(Escape::Character(plain))
    }

    fn number(&mut self, at: usize, digits: usize, radix: u32) -> Result<char, Error> {
        let mut number = 0u32;
        for _ in 0..digits {
            let digit = self.next().and_then(|next| next.to_digit(radix));
            number = digit.and_then(|digit| number.checked_mul(radix)?.checked_add(digit)).unwrap_or(u32::MAX);
        }
        char::from_u32(number).ok_or_else(|| malformed(at, "there is no character of this number"))
    }

    fn braced(&mut self, at: usize, radix: u32) -> Result<char, Error> {
        self.at += 1;
        let digits = self.pattern.iter().skip(self.at).take_while(|next| next.is_digit(radix)).count();
        if digits == 0 || self.peek(digits) != Some('}') {
            return Err(malformed(at, "the number of the character must be in braces"));
        }
        let character = self.number(at, digits, radix)?;
        self.at += 1;
        Ok(character)
    }

    fn property(&mut self, at: usize, escape: char) -> Result<Escape, Error> {
        let mut text = format!("\\{escape}");
        match self.next() {
            Some('{') => {
                text.push('{');
                loop {
                    match self.next() {
                        Some('}') => break text.push('}'),
                        Some(next) if next.is_ascii_alphanumeric() || matches!(next, '_' | ' ' | '-') => {
                            text.push(next)
                        }
                        Some('^') => return Err(unsupported("the negated property", at, "write \\P{...}")),
                        _ => return Err(malformed(at, "the property must be a name in braces, as in \\p{Lu}")),
                    }
                }
            }
            Some(letter) if letter.is_ascii_alphabetic() => text.push(letter),
            _ => return Err(malformed(at, "the property must be a name in braces, as in \\p{Lu}")),
        }
        Ok(Escape::Property(text))
    }
}
