//! Python pickles: the strings and numbers among the instructions, in their order. Nothing is
//! executed. The instructions are those that Python's `pickletools` module documents. Of arrays of NumPy each element is told,
//! of texts of Arrow (columns of pandas 3, tables of pyarrow) each text.

use super::arrays::{Arrays, Element, MOST_TEXT_BYTES};
use super::offsets::Offsets;
use super::{PIECE, Told};
use crate::input::Input;
use std::io::{self, BufRead, Read};

/// Longest line of an instruction of the old, textual kind. Own limit.
const MOST_LINE_BYTES: u64 = 1024 * 1024;
/// Most bytes of an array that wait for their kind.
const MOST_WAITING_BYTES: u64 = 4 * 1024 * 1024;
/// Bytes by which the kind of a longer one is guessed.
const GUESSED_BYTES: usize = 4 * 1024;
/// Bytes by which offsets are told from other bytes.
const OFFSETS_BEGIN: usize = 16;
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

/// Tells each element of an array in a line. Those that are no whole ones any more are left out.
fn tell_elements(element: Element, bytes: &[u8], start: u64, text: &mut Told<'_>) {
    let size = element.bytes();
    let pieces = bytes.chunks(size).zip((start..).step_by(size));
    for (piece, at) in pieces {
        let whole = piece.len() == size || matches!(element, Element::Narrow(_));
        let told = if whole { element.text(piece) } else { String::new() };
        if !told.is_empty() {
            // Control characters would be none of a text.
            let told = told.bytes().map(|byte| if byte < b' ' && byte != b'\t' { b'\n' } else { byte });
            text.meaning(told, at, piece.len() as u64);
            text.end_line();
        }
    }
}

/// A text of protocol 0: Latin-1, and other characters by their numbers, `\u0105` or `\U0001F600`.
fn unescaped(line: &[u8]) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((&byte, after)) = rest.split_first() {
        let digits = match (byte, after.first()) {
            (b'\\', Some(b'u')) => 4,
            (b'\\', Some(b'U')) => 8,
            _ => 0,
        };
        let number = after.get(1..=digits).and_then(|digits| std::str::from_utf8(digits).ok());
        let number = number.filter(|_| digits > 0).and_then(|number| u32::from_str_radix(number, 16).ok());
        match number.and_then(char::from_u32) {
            Some(character) => {
                text.push(if character.is_control() { '\n' } else { character });
                rest = after.get(1 + digits..).unwrap_or_default();
            }
            None => {
                text.push(char::from(byte));
                rest = after;
            }
        }
    }
    text
}

pub(super) struct Strings<'i, 'a> {
    input: &'i mut Input<'a>,
    /// Bytes of a string that are still to come.
    left: u64,
    /// Bytes of the file that were read.
    read: u64,
    arrays: Arrays,
    /// What these bytes are, if they are the elements of an array.
    element: Option<Element>,
    /// The bytes of an array whose kind comes behind them, where they begin, and how many of them were told.
    waiting: Option<(Vec<u8>, u64, usize)>,
    /// Where the texts end that the bytes which come next hold, if the last bytes said so.
    offsets: Option<Offsets>,
    /// Texts are told.
    cutting: bool,
}

impl<'i, 'a> Strings<'i, 'a> {
    pub(super) fn new(input: &'i mut Input<'a>) -> Self {
        Strings {
            input,
            left: 0,
            read: 0,
            arrays: Arrays::default(),
            element: None,
            waiting: None,
            offsets: None,
            cutting: false,
        }
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

    /// Something is remembered by its number, or comes again.
    fn remembered(&mut self, keep: bool, at: u64) {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        if keep { self.arrays.keep(Some(at)) } else { self.arrays.fetch(at) }
    }

    fn skip(&mut self, count: u64) -> io::Result<()> {
        if self.input.skip(count)? < count {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.read += count;
        Ok(())
    }

    /// A text of so many bytes comes next.
    fn text(&mut self, length: u64) -> io::Result<()> {
        self.left = length;
        self.element = None;
        let count = if length <= MOST_TEXT_BYTES { length as usize } else { 0 };
        match self.input.fill_buf()?.get(..count) {
            Some(text) => self.arrays.text(text),
            None => self.arrays.text(&self.input.peek(count)?),
        }
        Ok(())
    }

    /// So many bytes come next, which may be the elements of an array.
    fn elements(&mut self, length: u64) -> io::Result<()> {
        self.left = length;
        let kind = self.arrays.bytes();
        self.cutting = self.offsets.as_mut().is_some_and(|offsets| offsets.fit(length));
        if self.cutting {
            self.element = None;
            return Ok(());
        }
        // They were numbers, and nothing is to be told of them.
        self.offsets = None;
        if kind == Ok(None) && self.waiting.is_none() && Offsets::may_be(length, &self.input.peek(OFFSETS_BEGIN)?) {
            let start = self.read;
            match Offsets::new(self.whole(length)?) {
                Ok(offsets) => self.offsets = Some(offsets),
                Err(bytes) => {
                    self.waiting = Some((bytes, start, 0));
                    self.arrays.told = Some(None);
                }
            }
            return Ok(());
        }
        self.element = match kind {
            Ok(element) => element,
            Err(()) if length <= MOST_WAITING_BYTES && self.waiting.is_none() => {
                let start = self.read;
                self.waiting = Some((self.whole(length)?, start, 0));
                None
            }
            Err(()) => Some(Element::guessed(&self.input.peek(GUESSED_BYTES)?)),
        };
        Ok(())
    }

    /// The bytes that come next, all of them.
    fn whole(&mut self, length: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.input.by_ref().take(length).read_to_end(&mut bytes)?;
        if (bytes.len() as u64) < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.read += length;
        self.left = 0;
        Ok(bytes)
    }

    /// Tells some of the elements that waited, if their kind is known by now.
    fn waited(&mut self, text: &mut Told<'_>) -> bool {
        let (Some((bytes, start, done)), Some(kind)) = (&mut self.waiting, self.arrays.told) else { return false };
        // What holds neither numbers nor texts may hold texts all the same.
        let element = kind.unwrap_or(Element::Narrow(PIECE));
        let size = element.bytes();
        let rest = bytes.get(*done..).unwrap_or_default();
        let some = rest.get(..(PIECE / size).max(1) * size).unwrap_or(rest);
        tell_elements(element, some, *start + *done as u64, text);
        *done += some.len();
        if *done >= bytes.len() {
            self.waiting = None;
        }
        true
    }

    /// Tells elements of an array.
    fn array(&mut self, element: Element, text: &mut Told<'_>) -> io::Result<()> {
        let size = element.bytes() as u64;
        let some = ((PIECE as u64 / size).max(1) * size).min(self.left);
        let start = self.read;
        let mut bytes = Vec::new();
        self.input.by_ref().take(some).read_to_end(&mut bytes)?;
        self.read += bytes.len() as u64;
        self.left -= bytes.len() as u64;
        tell_elements(element, &bytes, start, text);
        if (bytes.len() as u64) < some { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
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
        let mut step = usize::try_from(self.left).unwrap_or(usize::MAX).min(available.len()).min(PIECE);
        let mut ends = self.left == step as u64;
        if self.cutting
            && let Some(offsets) = &mut self.offsets
        {
            let (most, last) = offsets.next(step);
            (step, ends) = (most, last || self.left == most as u64);
        }
        let shown = available[..step].iter().map(|&byte| if byte < b' ' && byte != b'\t' { b'\n' } else { byte });
        text.string(shown, self.read);
        self.input.consume(step);
        self.read += step as u64;
        self.left -= step as u64;
        if ends {
            text.end_line();
        }
        if self.left == 0 && std::mem::take(&mut self.cutting) {
            self.offsets = None;
        }
        Ok(())
    }
}

impl super::Strings for Strings<'_, '_> {
    fn next(&mut self, text: &mut Told<'_>) -> io::Result<bool> {
        if self.left > 0 {
            match self.element {
                Some(element) => self.array(element, text)?,
                None => self.string(text)?,
            }
            return Ok(true);
        }
        if self.waited(text) {
            return Ok(true);
        }
        let [instruction] = self.bytes()?;
        if !matches!(instruction, 0x94 | b'q' | b'r' | b'p') {
            // What is remembered next is what the instruction makes.
            self.arrays.other();
        }
        match instruction {
            0x93 => self.arrays.global(),
            0x94 => self.arrays.keep(None),
            b'R' => self.arrays.call(),
            b'q' | b'h' => {
                let at = self.length(1)?;
                self.remembered(instruction == b'q', at);
            }
            b'r' | b'j' => {
                let at = self.length(4)?;
                self.remembered(instruction == b'r', at);
            }
            // Without argument.
            b'('
            | b'0'
            | b'1'
            | b'2'
            | b'N'
            | b'Q'
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
            | 0x8F..=0x92
            | 0x98 => {}
            // Bytes that lie elsewhere.
            0x97 => {
                let _elsewhere = self.arrays.bytes();
            }
            // Places in the memory of the machine that runs a pickle, numbers of extensions, frames.
            0x80 | 0x82 => self.skip(1)?,
            0x83 => self.skip(2)?,
            0x84 => self.skip(4)?,
            0x95 => self.skip(8)?,
            // Lines.
            b'g' | b'p' => {
                let (line, _) = self.line()?;
                let at = std::str::from_utf8(&line).ok().and_then(|line| line.trim().parse().ok());
                self.remembered(instruction == b'p', at.unwrap_or(u64::MAX));
            }
            b'V' => {
                let (line, start) = self.line()?;
                let length = line.len() as u64;
                self.arrays.text(&line);
                if line.is_ascii() && memchr::memchr(b'\\', &line).is_none() {
                    text.string(line, start);
                } else {
                    text.meaning(unescaped(&line).into_bytes(), start, length);
                }
                text.end_line();
            }
            b'F' | b'I' | b'L' | b'P' | b'S' => {
                self.tell_line(text)?;
            }
            // Names of modules and classes.
            b'c' | b'i' => {
                self.tell_line(text)?;
                let (name, start) = self.line()?;
                self.arrays.name(&name);
                text.string(name, start);
                text.end_line();
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
            0x8C => {
                let length = self.length(1)?;
                self.text(length)?;
            }
            b'X' => {
                let length = self.length(4)?;
                self.text(length)?;
            }
            // Texts of Python 2 are bytes too.
            b'U' | b'T' => {
                let length = self.length(if instruction == b'U' { 1 } else { 4 })?;
                if self.arrays.fits(length) { self.elements(length)? } else { self.text(length)? }
            }
            0x8D => {
                let length = self.length(8)?;
                self.text(length)?;
            }
            b'C' => {
                let length = self.length(1)?;
                self.elements(length)?;
            }
            b'B' => {
                let length = self.length(4)?;
                self.elements(length)?;
            }
            0x8E | 0x96 => {
                let length = self.length(8)?;
                self.elements(length)?;
            }
            // The end; pickles may follow each other in a file.
            b'.' => {
                // What waited in vain is told as it is.
                self.arrays.told = Some(None);
                while self.waited(text) {}
                return Ok(!self.input.fill_buf()?.is_empty());
            }
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
        Ok(true)
    }
}
