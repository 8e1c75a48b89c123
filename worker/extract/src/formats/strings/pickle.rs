//! Python pickles: the strings and numbers among the instructions, in their order. Nothing is
//! executed. The instructions are those that Python's `pickletools` module documents.

use super::{PIECE, Told};
use crate::input::Input;
use std::io::{self, BufRead, Read};

/// Longest line of an instruction of the old, textual kind. Own limit.
const MOST_LINE_BYTES: u64 = 1024 * 1024;
/// Longest whole number that is told, in bytes.
const MOST_NUMBER_BYTES: usize = 16;

/// Whether a file begins like a pickle: the protocol, and an instruction that can come first.
pub(crate) fn looks_like(prefix: &[u8]) -> bool {
    match prefix {
        // A frame says how long it is.
        [0x80, 4 | 5, 0x95, rest @ ..] => rest.first_chunk::<8>().is_some_and(|length| length[6..] == [0; 2]),
        [0x80, 2..=5, first, _, ..] => {
            matches!(first, b'}' | b']' | b')' | b'(' | b'c' | b'X' | b'U' | b'K' | b'M' | b'J' | b'G' | 0x8A | 0x8C)
        }
        _ => false,
    }
}

/// Whether a file that is named like a pickle begins like one of the protocols 0 and 1, which have no magic number: with
/// an empty container or an object that is kept for later, or with a class.
pub(crate) fn looks_old(prefix: &[u8]) -> bool {
    const BEGINS: &[&[u8]] =
        &[b"(dp", b"(lp", b"(tp", b"}q\0", b"]q\0", b"(}q\0", b"(]q\0", b"ccopy_reg\n", b"c__builtin__\n", b"cnumpy"];
    BEGINS.iter().any(|begin| prefix.starts_with(begin))
}

pub(super) struct Strings<'i, 'a> {
    input: &'i mut Input<'a>,
    /// Bytes of a string that are still to come.
    left: u64,
    /// Bytes of the file that were read.
    read: u64,
}

impl<'i, 'a> Strings<'i, 'a> {
    pub(super) fn new(input: &'i mut Input<'a>) -> Self {
        Strings { input, left: 0, read: 0 }
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.input.read_exact(&mut bytes)?;
        self.read += N as u64;
        Ok(bytes)
    }

    /// The length of what follows, in one, four or eight bytes.
    fn length(&mut self, bytes: usize) -> io::Result<u64> {
        let mut number = [0; 8];
        let number_bytes = number.get_mut(..bytes).ok_or(io::ErrorKind::InvalidData)?;
        self.input.read_exact(number_bytes)?;
        self.read += bytes as u64;
        Ok(u64::from_le_bytes(number))
    }

    /// A line, and where it begins.
    fn line(&mut self) -> io::Result<(Vec<u8>, u64)> {
        let mut line = Vec::new();
        let start = self.read;
        self.input.by_ref().take(MOST_LINE_BYTES).read_until(b'\n', &mut line)?;
        self.read += line.len() as u64;
        if line.pop() != Some(b'\n') {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok((line, start))
    }

    fn skip(&mut self, count: u64) -> io::Result<()> {
        if self.input.skip(count)? < count {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.read += count;
        Ok(())
    }

    /// Tells a line.
    fn tell_line(&mut self, text: &mut Told<'_>) -> io::Result<()> {
        let (line, start) = self.line()?;
        text.string(line, start);
        text.end_line();
        Ok(())
    }

    /// Tells a number that was read from the last `length` bytes.
    fn tell_number(&self, number: impl ToString, length: u64, text: &mut Told<'_>) {
        text.meaning(number.to_string().into_bytes(), self.read - length, length);
        text.end_line();
    }

    /// A whole number in two's complement; one that is too long to be of interest is passed over.
    fn number(&mut self, length: u64, text: &mut Told<'_>) -> io::Result<()> {
        let Some(length) = usize::try_from(length).ok().filter(|&length| length <= MOST_NUMBER_BYTES) else {
            return self.skip(length);
        };
        let mut bytes = [0; MOST_NUMBER_BYTES];
        let used = bytes.get_mut(..length).ok_or(io::ErrorKind::InvalidData)?;
        self.input.read_exact(used)?;
        self.read += length as u64;
        let negative = used.last().is_some_and(|&byte| byte & 0x80 != 0);
        if negative {
            bytes[length..].fill(0xFF);
        }
        self.tell_number(i128::from_le_bytes(bytes), length as u64, text);
        Ok(())
    }

    /// Tells a part of a string. Control characters of binary strings become line ends.
    fn string(&mut self, text: &mut Told<'_>) -> io::Result<()> {
        let available = self.input.fill_buf()?;
        if available.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let step = usize::try_from(self.left).unwrap_or(usize::MAX).min(available.len()).min(PIECE);
        let shown = available[..step].iter().map(|&byte| if byte < b' ' && byte != b'\t' { b'\n' } else { byte });
        text.string(shown, self.read);
        self.input.consume(step);
        self.read += step as u64;
        self.left -= step as u64;
        if self.left == 0 {
            text.end_line();
        }
        Ok(())
    }
}

impl super::Strings for Strings<'_, '_> {
    fn next(&mut self, text: &mut Told<'_>) -> io::Result<bool> {
        if self.left > 0 {
            self.string(text)?;
            return Ok(true);
        }
        let [instruction] = self.bytes()?;
        match instruction {
            // Without argument.
            b'('
            | b'0'
            | b'1'
            | b'2'
            | b'N'
            | b'Q'
            | b'R'
            | b'a'
            | b'b'
            | b'd'
            | b'}'
            | b'e'
            | b'l'
            | b']'
            | b'o'
            | b's'
            | b't'
            | b')'
            | b'u'
            | 0x81
            | 0x85..=0x89
            | 0x8F..=0x94
            | 0x97
            | 0x98 => {}
            // Places in the memory of the machine that runs a pickle, numbers of extensions, frames.
            b'h' | b'q' | 0x80 | 0x82 => self.skip(1)?,
            0x83 => self.skip(2)?,
            b'j' | b'r' | 0x84 => self.skip(4)?,
            0x95 => self.skip(8)?,
            // Lines.
            b'g' | b'p' => drop(self.line()?),
            b'F' | b'I' | b'L' | b'P' | b'S' | b'V' => {
                self.tell_line(text)?;
            }
            // Names of modules and classes.
            b'c' | b'i' => {
                for _ in 0..2 {
                    self.tell_line(text)?;
                }
            }
            // Numbers.
            b'J' => self.number(4, text)?,
            b'K' => {
                let number = self.length(1)?;
                self.tell_number(number, 1, text);
            }
            b'M' => {
                let number = u16::from_le_bytes(self.bytes()?);
                self.tell_number(number, 2, text);
            }
            b'G' => {
                let number = f64::from_be_bytes(self.bytes()?);
                self.tell_number(number, 8, text);
            }
            0x8A => {
                let length = self.length(1)?;
                self.number(length, text)?;
            }
            0x8B => {
                let length = self.length(4)?;
                self.number(length, text)?;
            }
            // Strings, of characters and of bytes.
            b'U' | b'C' | 0x8C => self.left = self.length(1)?,
            b'T' | b'X' | b'B' => self.left = self.length(4)?,
            0x8D | 0x8E | 0x96 => self.left = self.length(8)?,
            // The end; pickles may follow each other in a file.
            b'.' => return Ok(!self.input.fill_buf()?.is_empty()),
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
        Ok(true)
    }
}
