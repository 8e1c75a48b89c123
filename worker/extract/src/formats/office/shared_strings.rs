//! The texts that the cells of a workbook share.

use super::super::prose::{Prose, Writer};
use super::super::xml::{Token, Xml};
use crate::walk::{Halt, Walk};
use memchr::memmem;

/// Bytes that one text costs besides its content.
const COST_OF_ONE: usize = 5;

/// The texts, by their numbers.
#[derive(Default)]
pub(crate) struct SharedStrings {
    text: Vec<u8>,
    ends: Vec<u32>,
    used: Vec<bool>,
    full: bool,
}

impl SharedStrings {
    /// Adds a text. False: there is no room for it, nor for any that follow.
    pub(crate) fn push(&mut self, walk: &Walk<'_>, text: &[u8]) -> bool {
        let cost = self.text.len() + text.len() + (self.ends.len() + 1) * COST_OF_ONE;
        let end = u32::try_from(self.text.len() + text.len());
        match end {
            Ok(end) if !self.full && cost <= walk.limits.shared_string_bytes => {
                walk.shared.hold(cost);
                self.text.extend_from_slice(text);
                self.ends.push(end);
                self.used.push(false);
                true
            }
            _ => {
                self.full = true;
                false
            }
        }
    }

    /// The text with this number.
    pub(crate) fn get(&mut self, index: usize) -> Option<&[u8]> {
        *self.used.get_mut(index)? = true;
        self.at(index)
    }

    fn at(&self, index: usize) -> Option<&[u8]> {
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start as usize..*self.ends.get(index)? as usize)
    }

    /// Visits texts that no cell has: they were left behind.
    pub(crate) fn visit_unused(&self, walk: &mut Walk<'_>, prose: &mut Prose) -> Result<(), Halt> {
        for (index, used) in self.used.iter().enumerate() {
            if !used && let Some(text) = self.at(index) {
                prose.push(walk, text)?;
                prose.fresh_line(walk)?;
            }
        }
        Ok(())
    }

    /// Reads the part that lists them (ECMA-376 part 1, 18.4). Texts for which there is no room are visited at once.
    pub(super) fn read(&mut self, walk: &mut Walk<'_>, xml: &mut Xml<'_, '_>, prose: &mut Prose) -> Result<(), Halt> {
        let mut value = Vec::new();
        let (mut in_text, mut phonetic) = (false, false);
        loop {
            match xml.next() {
                Token::End => return Ok(()),
                Token::Open { name: b"t", empty, .. } => in_text = !empty && !phonetic,
                Token::Open { name: b"rPh", empty, .. } => phonetic = !empty,
                Token::Open { name: b"si", empty, .. } => {
                    value.clear();
                    if empty {
                        self.push(walk, b"");
                    }
                }
                Token::Close { name: b"t" } => in_text = false,
                Token::Close { name: b"rPh" } => phonetic = false,
                Token::Close { name: b"si" } => {
                    without_codes(&mut value);
                    if !self.push(walk, &value) {
                        prose.push(walk, &value)?;
                        prose.fresh_line(walk)?;
                    }
                    value.clear();
                }
                Token::Text(text) if in_text => {
                    text.append_to(&mut value);
                    if value.len() > walk.limits.value_bytes {
                        // Longer than any cell may be: it does not have to be held.
                        prose.push(walk, &value)?;
                        value.clear();
                    }
                }
                _ => {}
            }
        }
    }
}

/// Replaces the codes that stand for characters which XML cannot hold: `_x000D_`.
pub(super) fn without_codes(value: &mut Vec<u8>) {
    if memmem::find(value, b"_x").is_none() {
        return;
    }
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value.as_slice();
    while let Some(at) = memmem::find(rest, b"_x") {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let code = rest.get(2..6).filter(|_| rest.get(6) == Some(&b'_'));
        let code = code.and_then(|digits| std::str::from_utf8(digits).ok());
        let character = code.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
        match character {
            Some(character) => {
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &rest[7..];
            }
            None => {
                out.extend_from_slice(b"_x");
                rest = &rest[2..];
            }
        }
    }
    out.extend_from_slice(rest);
    *value = out;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_for_characters() {
        let decoded = |text: &str| {
            let mut value = text.as_bytes().to_vec();
            without_codes(&mut value);
            String::from_utf8_lossy(&value).into_owned()
        };
        assert_eq!(decoded("a_x000D_b_x0041_"), "a\rbA");
        assert_eq!(decoded("_x_xD800__x12"), "_x_xD800__x12");
    }
}
