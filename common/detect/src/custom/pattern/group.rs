//! Groups and flags.

use super::reader::Reader;
use super::{malformed, unsupported};
use crate::custom::Error;

impl Reader {
    /// What an opening bracket opens.
    pub(super) fn group(&mut self, at: usize) -> Result<(), Error> {
        const NAMED: &str = "write (?:...) for a group; nothing is captured";
        const RECURSION: &str = "write out the levels that can occur";
        const LOOK: &str =
            "let the pattern match the value alone, with \\b at its ends, and use key words for what stands before";
        const CODE: &str = "leave it out";
        if self.peek(0) == Some('*') {
            return Err(unsupported("the verb (*...)", at, CODE));
        }
        if self.peek(0) != Some('?') {
            self.open(at, "(?:");
            return Ok(());
        }
        let rest: String = self.pattern.iter().skip(self.at + 1).take(3).collect();
        let digit = |text: &str| text.starts_with(|next: char| next.is_ascii_digit());
        let refused = |element, advice| Err(unsupported(element, at, advice));
        match rest.as_str() {
            text if text.starts_with(':') => {
                self.at += 2;
                self.open(at, "(?:");
                Ok(())
            }
            text if text.starts_with('#') => match self.pattern.iter().skip(self.at).position(|next| *next == ')') {
                Some(length) => {
                    self.at += length + 1;
                    Ok(())
                }
                None => Err(malformed(at, "the comment is not closed")),
            },
            text if text.starts_with(['=', '!']) => refused("the look-ahead", LOOK),
            text if text.starts_with("<=") || text.starts_with("<!") => refused("the look-behind", LOOK),
            text if text.starts_with("P=") => refused("the back-reference", "write out again what it refers to"),
            text if text.starts_with("P>") || text.starts_with('R') || text.starts_with('&') || digit(text) => {
                refused("the recursion", RECURSION)
            }
            text if text.strip_prefix(['+', '-']).is_some_and(digit) => refused("the recursion", RECURSION),
            text if text.starts_with(['<', '\'']) || text.starts_with("P<") => {
                refused("the named capturing group", NAMED)
            }
            text if text.starts_with('>') => refused("the atomic group", "write (?:...)"),
            text if text.starts_with('|') => refused("the branch reset group", "write (?:...)"),
            text if text.starts_with('(') => {
                refused("the conditional pattern", "write the cases as alternatives, with |")
            }
            text if text.starts_with('{') || text.starts_with("?{") => refused("the embedded code", CODE),
            text if text.starts_with('C') => refused("the callout", CODE),
            _ => self.flags(at),
        }
    }

    fn open(&mut self, at: usize, text: &str) {
        self.groups.push((at, self.wildcards));
        self.wildcards = 0;
        self.emit(at, text);
    }

    /// `(?flags)` or `(?flags:`, from the question mark on.
    fn flags(&mut self, at: usize) -> Result<(), Error> {
        self.at += 1;
        let mut text = "(?".to_owned();
        loop {
            match self.next() {
                Some(flag @ ('i' | 's' | 'm' | '-')) => text.push(flag),
                Some(end @ (')' | ':')) if text.len() > 2 => {
                    text.push(end);
                    if end == ':' {
                        self.open(at, &text);
                    } else {
                        self.emit(at, &text);
                    }
                    return Ok(());
                }
                Some(flag) if flag.is_ascii_alphabetic() || flag == '^' => {
                    return Err(unsupported("this flag", self.at - 1, "of the flags only i, s and m can be used"));
                }
                _ => return Err(malformed(at, "there is no such group")),
            }
        }
    }
}
