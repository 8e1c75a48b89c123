//! Classes of characters in brackets.

use super::escape::Escape;
use super::reader::Reader;
use super::{malformed, unsupported};
use crate::custom::Error;

/// Classes by name.
const POSIX: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word",
    "xdigit",
];

impl Reader {
    /// A class in brackets. Reads from behind the bracket on.
    pub(super) fn class(&mut self, at: usize) -> Result<(), Error> {
        self.emit(at, "[");
        if self.peek(0) == Some('^') {
            self.at += 1;
            self.emit(at, "^");
        }
        let mut first = true;
        let mut quoted = false;
        loop {
            let item_at = self.at;
            if !quoted && !first && self.peek(0) == Some(']') {
                self.at += 1;
                self.emit(item_at, "]");
                return Ok(());
            }
            let Some(item) = self.class_item(at, &mut quoted)? else {
                continue;
            };
            first = false;
            let low = match item {
                Escape::Character(low) => low,
                item => {
                    self.put_class(item_at, item);
                    continue;
                }
            };
            if quoted || self.peek(0) != Some('-') || matches!(self.peek(1), None | Some(']')) {
                self.put_class(item_at, Escape::Character(low));
                continue;
            }
            self.at += 1;
            match self.class_item(at, &mut quoted)? {
                Some(Escape::Character(high)) => {
                    if low > high {
                        return Err(malformed(item_at, "the range ends before it begins"));
                    }
                    self.put_class(item_at, Escape::Character(low));
                    self.out.push('-');
                    self.put_class(item_at, Escape::Character(high));
                }
                Some(item) => {
                    self.put_class(item_at, Escape::Character(low));
                    self.put_class(item_at, Escape::Character('-'));
                    self.put_class(item_at, item);
                }
                None => return Err(malformed(item_at, "the range has no end")),
            }
        }
    }

    fn put_class(&mut self, at: usize, item: Escape) {
        self.origins.push((self.out.len(), at));
        match item {
            Escape::Character(character) => {
                if character.is_ascii_punctuation() && !matches!(character, '<' | '>') {
                    self.out.push('\\');
                }
                self.out.push(character);
            }
            Escape::Class { content, negated: false } => self.out.push_str(content),
            Escape::Class { content, negated: true } => {
                self.out.push_str("[^");
                self.out.push_str(content);
                self.out.push(']');
            }
            Escape::Property(text) => self.out.push_str(&text),
        }
    }

    /// One item between brackets; None if it was the begin or end of a quotation. `open` is where the bracket is.
    fn class_item(&mut self, open: usize, quoted: &mut bool) -> Result<Option<Escape>, Error> {
        let at = self.at;
        if *quoted {
            if self.starts_with("\\E") {
                self.at += 2;
                *quoted = false;
                return Ok(None);
            }
            return match self.next() {
                Some(character) => Ok(Some(Escape::Character(character))),
                None => Err(malformed(open, "this bracket is not closed; write \\[ for the character")),
            };
        }
        match self.next() {
            None => Err(malformed(open, "this bracket is not closed; write \\[ for the character")),
            Some('[') if self.peek(0) == Some(':') => Ok(Some(self.posix(at)?.unwrap_or(Escape::Character('[')))),
            Some('[') if matches!(self.peek(0), Some('.' | '=')) && self.has_collation() => {
                Err(unsupported("the collating element", at, "list the characters"))
            }
            Some('\\') => match self.peek(0) {
                Some('Q') => {
                    self.at += 1;
                    *quoted = true;
                    Ok(None)
                }
                Some('E') => {
                    self.at += 1;
                    Ok(None)
                }
                Some('b') => {
                    self.at += 1;
                    Ok(Some(Escape::Character('\x08')))
                }
                Some('B' | 'A' | 'z' | 'N') => Err(malformed(at, "this escape has no meaning in a class")),
                _ => self.escaped(at).map(Some),
            },
            Some(character) => Ok(Some(Escape::Character(character))),
        }
    }

    /// Whether `[.` or `[=` is closed before the class is.
    fn has_collation(&self) -> bool {
        let Some(sign) = self.peek(0) else { return false };
        let rest = self.pattern.get(self.at + 1..).unwrap_or_default();
        let end = rest.iter().position(|character| *character == ']').unwrap_or(0);
        end > 0 && rest.get(end - 1) == Some(&sign)
    }

    /// `[:name:]`, from the colon on. None if it is not closed like that.
    fn posix(&mut self, at: usize) -> Result<Option<Escape>, Error> {
        let rest = self.pattern.get(self.at + 1..).unwrap_or_default();
        let length = rest.iter().take_while(|character| character.is_ascii_alphabetic() || **character == '^').count();
        if rest.get(length) != Some(&':') || rest.get(length + 1) != Some(&']') {
            return Ok(None);
        }
        let name: String = rest.iter().take(length).collect();
        if !POSIX.contains(&name.strip_prefix('^').unwrap_or(&name)) {
            return Err(malformed(at, "there is no class of characters of this name"));
        }
        self.at += length + 3;
        Ok(Some(Escape::Property(format!("[:{name}:]"))))
    }
}
