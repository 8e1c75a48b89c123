//! Java class files: the constant pool (The Java Virtual Machine Specification, section 4.4), which holds all strings,
//! names and large numbers of a class.

use super::Told;
use crate::input::Input;
use std::io::{self, Read};

/// Whether a file begins like a class. A Mach-O file for several machines has the same magic number, and where a class
/// has its version (45 and up) the small number of its parts.
pub(crate) fn looks_like(prefix: &[u8]) -> bool {
    prefix.starts_with(b"\xca\xfe\xba\xbe")
        && prefix.get(6..8).is_some_and(|major| (45..200).contains(&u16::from_be_bytes([major[0], major[1]])))
}

pub(super) struct Strings<'i, 'a> {
    input: &'i mut Input<'a>,
    /// Entries of the constant pool that are still to come; none before the header was read.
    left: Option<u16>,
    /// Bytes of the file that were read.
    read: u64,
}

impl<'i, 'a> Strings<'i, 'a> {
    pub(super) fn new(input: &'i mut Input<'a>) -> Self {
        Strings { input, left: None, read: 0 }
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.input.read_exact(&mut bytes)?;
        self.read += N as u64;
        Ok(bytes)
    }
}

impl super::Strings for Strings<'_, '_> {
    fn next(&mut self, text: &mut Told<'_>) -> io::Result<bool> {
        let left = match self.left {
            Some(left) => left,
            None => {
                let header: [u8; 10] = self.bytes()?;
                // The pool counts from 1.
                let entries = u16::from_be_bytes([header[8], header[9]]).saturating_sub(1);
                self.left = Some(entries);
                entries
            }
        };
        if left == 0 {
            return Ok(false);
        }
        let [tag] = self.bytes()?;
        let mut slots = 1;
        match tag {
            1 => {
                let length = u16::from_be_bytes(self.bytes()?);
                let mut bytes = vec![0; usize::from(length)];
                self.input.read_exact(&mut bytes)?;
                match std::str::from_utf8(&bytes) {
                    Ok(plain) => text.string(plain.bytes(), self.read),
                    Err(_) => text.meaning(modified_utf8(&bytes).into_bytes(), self.read, u64::from(length)),
                }
                self.read += u64::from(length);
                text.end_line();
            }
            3 => {
                let number = i32::from_be_bytes(self.bytes()?);
                text.meaning(number.to_string().into_bytes(), self.read - 4, 4);
                text.end_line();
            }
            5 => {
                let number = i64::from_be_bytes(self.bytes()?);
                text.meaning(number.to_string().into_bytes(), self.read - 8, 8);
                text.end_line();
                slots = 2;
            }
            6 => {
                self.bytes::<8>()?;
                slots = 2;
            }
            7 | 8 | 16 | 19 | 20 => drop(self.bytes::<2>()?),
            15 => drop(self.bytes::<3>()?),
            4 | 9 | 10 | 11 | 12 | 17 | 18 => drop(self.bytes::<4>()?),
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
        self.left = Some(left.saturating_sub(slots));
        Ok(true)
    }
}

/// Java's own UTF-8: NUL in two bytes, and characters beyond U+FFFF as two surrogates of three bytes each.
fn modified_utf8(bytes: &[u8]) -> String {
    let mut units = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        let low = |at: usize| after.get(at).filter(|&&byte| byte & 0xC0 == 0x80).map(|&byte| u16::from(byte & 0x3F));
        let (unit, length) = match (first, low(0), low(1)) {
            (0..=0x7F, ..) => (u16::from(first), 0),
            (0xC0..=0xDF, Some(low), _) => (u16::from(first & 0x1F) << 6 | low, 1),
            (0xE0..=0xEF, Some(middle), Some(low)) => (u16::from(first & 0x0F) << 12 | middle << 6 | low, 2),
            _ => (0xFFFD, 0),
        };
        units.push(unit);
        rest = &after[length..];
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn javas_own_utf8() {
        // NUL, a letter, U+1F600 as two surrogates, a lone surrogate, rubbish.
        let text = modified_utf8(b"\xC0\x80\xC3\xA9\xED\xA0\xBD\xED\xB8\x80\xED\xA0\xBD\xFF");
        assert_eq!(text, "\0é😀\u{fffd}\u{fffd}");
    }
}
