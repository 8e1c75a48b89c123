//! Blocks of Snappy and LZ4, decompressed piece by piece: a page of any size needs no more memory than what a copy may reach back.
//!
//! Source: google/snappy, `format_description.txt`; lz4/lz4, `doc/lz4_Block_format.md`.

use std::io::{self, BufRead, Read};

/// How far back a copy may reach: all that LZ4 allows. Snappy allows more, but its writers cut what they compress into pieces of 64
/// KiB.
const REACH: usize = 64 * 1024;
/// Bytes that are decompressed at once.
const STEP: usize = 64 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Snappy,
    Lz4,
}

/// What comes next.
enum Element {
    Literal(u64),
    Copy { length: u64, back: usize },
    End,
}

/// A block's decompressed bytes.
pub(super) struct Block<R> {
    input: R,
    kind: Kind,
    /// What copies may reach, and what was not given out yet, from `given` on.
    window: Vec<u8>,
    given: usize,
    /// What is left of the present element.
    literal: u64,
    copy: u64,
    back: usize,
    /// Before the first element, of Snappy.
    begins: bool,
    /// The literal is over, and its sequence's copy comes next, of LZ4: the low half of the token.
    matches: Option<u8>,
    ended: bool,
}

fn corrupt() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the compressed data are corrupt")
}

impl<R: BufRead> Block<R> {
    pub(super) fn new(input: R, kind: Kind) -> Self {
        Block {
            input,
            kind,
            window: Vec::new(),
            given: 0,
            literal: 0,
            copy: 0,
            back: 0,
            begins: kind == Kind::Snappy,
            matches: None,
            ended: false,
        }
    }

    fn byte(&mut self) -> io::Result<u8> {
        let byte = *self.input.fill_buf()?.first().ok_or(io::ErrorKind::UnexpectedEof)?;
        self.input.consume(1);
        Ok(byte)
    }

    /// A number of so many bytes, lowest first.
    fn number(&mut self, bytes: u32) -> io::Result<u64> {
        (0..bytes).try_fold(0, |number, index| Ok(number | u64::from(self.byte()?) << (8 * index)))
    }

    fn snappy(&mut self) -> io::Result<Element> {
        if std::mem::take(&mut self.begins) {
            // The length after decompression, which the page's header says too.
            while self.byte()? & 0x80 != 0 {}
        }
        if self.input.fill_buf()?.is_empty() {
            return Ok(Element::End);
        }
        let tag = self.byte()?;
        let high = u64::from(tag >> 2);
        Ok(match tag & 3 {
            0 if high < 60 => Element::Literal(high + 1),
            0 => Element::Literal(self.number(high as u32 - 59)? + 1),
            1 => {
                let back = usize::from(tag >> 5) << 8 | usize::from(self.byte()?);
                Element::Copy { length: (high & 7) + 4, back }
            }
            2 => Element::Copy { length: high + 1, back: self.number(2)? as usize },
            _ => Element::Copy { length: high + 1, back: self.number(4)? as usize },
        })
    }

    /// A length that goes on in further bytes if it is 15.
    fn length(&mut self, first: u8) -> io::Result<u64> {
        let mut length = u64::from(first);
        if first == 15 {
            loop {
                let more = self.byte()?;
                length += u64::from(more);
                if more != 255 {
                    break;
                }
            }
        }
        Ok(length)
    }

    fn lz4(&mut self) -> io::Result<Element> {
        if let Some(low) = self.matches.take() {
            // The last sequence has no copy.
            if self.input.fill_buf()?.is_empty() {
                return Ok(Element::End);
            }
            let back = self.number(2)? as usize;
            return Ok(Element::Copy { length: self.length(low)? + 4, back });
        }
        if self.input.fill_buf()?.is_empty() {
            return Ok(Element::End);
        }
        let token = self.byte()?;
        self.matches = Some(token & 0xF);
        Ok(Element::Literal(self.length(token >> 4)?))
    }

    /// Decompresses up to [`STEP`] bytes more.
    fn fill(&mut self) -> io::Result<()> {
        let behind = self.window.len().saturating_sub(REACH);
        if behind >= STEP {
            self.window.drain(..behind);
        }
        self.given = self.window.len();
        let full = self.given + STEP;
        while self.window.len() < full && !self.ended {
            let room = full - self.window.len();
            if self.literal > 0 {
                let available = self.input.fill_buf()?;
                if available.is_empty() {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                let count = usize::try_from(self.literal).unwrap_or(usize::MAX).min(available.len()).min(room);
                self.window.extend_from_slice(&available[..count]);
                self.input.consume(count);
                self.literal -= count as u64;
            } else if self.copy > 0 {
                let wanted = usize::try_from(self.copy).unwrap_or(usize::MAX).min(room);
                let end = self.window.len() + wanted;
                let start = self.window.len() - self.back;
                // A copy may reach into itself: then what was copied is copied too, which is a whole number of times the same.
                while self.window.len() < end {
                    let count = (self.window.len() - start).min(end - self.window.len());
                    self.window.extend_from_within(start..start + count);
                }
                self.copy -= wanted as u64;
            } else {
                match if self.kind == Kind::Snappy { self.snappy()? } else { self.lz4()? } {
                    Element::Literal(length) => self.literal = length,
                    Element::Copy { length, back } => {
                        if back == 0 || back > self.window.len() {
                            return Err(corrupt());
                        }
                        (self.copy, self.back) = (length, back);
                    }
                    Element::End => self.ended = true,
                }
            }
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Block<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.window.len() && !self.ended {
            self.fill()?;
        }
        let left = self.window.get(self.given..).unwrap_or_default();
        let count = left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&left[..count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn decompressed(bytes: &[u8], kind: Kind) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        Block::new(io::BufReader::with_capacity(7, bytes), kind).read_to_end(&mut all)?;
        Ok(all)
    }

    #[test]
    fn what_libraries_write_is_read() {
        let words = ["one ", "two ", "three ", "0123456789", "\n"];
        let long: String = (0..200_000_u64).map(|number| words[(number * number % 7 % 5) as usize]).collect();
        let noise: Vec<u8> =
            (0..300_000_u64).map(|number| (number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8).collect();
        for text in [b"" as &[u8], b"a", &[b'x'; 500_000], long.as_bytes(), &noise] {
            let snappy = snap::raw::Encoder::new().compress_vec(text).unwrap();
            assert!(decompressed(&snappy, Kind::Snappy).unwrap() == text);
            let lz4 = lz4_flex::block::compress(text);
            assert!(decompressed(&lz4, Kind::Lz4).unwrap() == text);
        }
    }

    #[test]
    fn what_is_corrupt_is_an_error() {
        for (bytes, kind) in [
            (&[4, 0x0C, b'a'][..], Kind::Snappy),
            (&[0x80], Kind::Snappy),
            // Copies from before the begin, and from nowhere.
            (&[4, 0x01, 1], Kind::Snappy),
            (&[8, 0, b'a', 0x01, 0], Kind::Snappy),
            (&[0x10, b'a', 2, 0], Kind::Lz4),
            (&[0x10, b'a', 0, 0], Kind::Lz4),
            (&[0xF0, 255], Kind::Lz4),
        ] {
            assert!(decompressed(bytes, kind).is_err(), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn blocks_are_what_the_libraries_say(bytes in proptest::collection::vec(prop_oneof![0..8_u8, any::<u8>()], 0..60)) {
            if let Ok(expected) = snap::raw::Decoder::new().decompress_vec(&bytes) {
                prop_assert_eq!(decompressed(&bytes, Kind::Snappy).unwrap(), expected);
            }
            if let Ok(expected) = lz4_flex::block::decompress(&bytes, 4096) {
                prop_assert_eq!(decompressed(&bytes, Kind::Lz4).unwrap(), expected);
            }
        }
    }
}
