//! Pages that are too large to be held: their values are read one after the other while the page is decompressed.
//!
//! Source: Apache Parquet, `Encodings.md` ("Plain"), `Compression.md`.

use super::blocks::{Block, Kind};
use super::footer::Physical;
use super::page::{Codec, DATA_V2, PageHeader, ZSTD_WINDOW_LOG};
use super::schema::Column;
use super::values::{Dictionary, ValueKind};
use crate::formats::compressed::zstd;
use std::io::{self, BufRead, BufReader, Read};

/// Most bytes of the levels of such a page, of each kind. Own limit.
const LEVELS_BYTES: u64 = 4 * 1024 * 1024;
/// Bytes that are decompressed at once, and of a long value read at once.
const PIECE_BYTES: usize = 64 * 1024;

/// Reads in pieces of always the same size, so that what a decompressor gives before a fault depends on the page alone.
struct Steady<R> {
    input: R,
    buffer: Vec<u8>,
    at: usize,
}

impl<R: Read> Read for Steady<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Steady<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.buffer.len() {
            self.buffer.clear();
            self.at = 0;
            (&mut self.input).take(PIECE_BYTES as u64).read_to_end(&mut self.buffer)?;
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.buffer.len());
    }
}

/// Opens a page's bytes as they lie in the file.
pub(super) fn steady<'r>(bytes: impl Read + 'r) -> Box<dyn BufRead + 'r> {
    Box::new(Steady { input: bytes, buffer: Vec::with_capacity(PIECE_BYTES), at: 0 })
}

/// Opens the decompressed bytes of a page. `None`: the codec cannot be read piece by piece. `hold` is told how much is held for it.
pub(super) fn open<'r>(
    codec: Codec,
    bytes: Box<dyn BufRead + 'r>,
    hold: Box<dyn Fn(usize)>,
) -> Option<Box<dyn BufRead + 'r>> {
    let reader: Box<dyn Read + 'r> = match codec {
        Codec::None => return Some(bytes),
        Codec::Snappy => Box::new(Block::new(bytes, Kind::Snappy)),
        Codec::Lz4Raw => Box::new(Block::new(bytes, Kind::Lz4)),
        Codec::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(bytes)),
        Codec::Brotli => Box::new(brotli_decompressor::Decompressor::new(bytes, 4096)),
        Codec::Zstd => Box::new(zstd::Decoder::new(bytes, 1 << ZSTD_WINDOW_LOG, hold)),
        Codec::Lz4 => return None,
    };
    Some(Box::new(BufReader::with_capacity(PIECE_BYTES, reader)))
}

/// The levels of a page, repetition first. They lie before the values.
pub(super) struct Levels {
    pub(super) repetition: Vec<u8>,
    pub(super) definition: Vec<u8>,
}

impl Levels {
    /// Reads the levels of a page: of the second version not decompressed. `None`: they are too large.
    pub(super) fn read(page: &mut dyn BufRead, header: &PageHeader, column: &Column) -> io::Result<Option<Levels>> {
        let second = header.kind == DATA_V2;
        let Some(repetition) = level(page, column.repetition, second.then_some(header.repetition_bytes))? else {
            return Ok(None);
        };
        let Some(definition) = level(page, column.definition, second.then_some(header.definition_bytes))? else {
            return Ok(None);
        };
        Ok(Some(Levels { repetition, definition }))
    }
}

fn level(page: &mut dyn BufRead, most: u32, length: Option<u64>) -> io::Result<Option<Vec<u8>>> {
    let length = match length {
        Some(length) => length,
        None if most == 0 => 0,
        None => {
            let mut length = [0; 4];
            page.read_exact(&mut length)?;
            u64::from(u32::from_le_bytes(length))
        }
    };
    if length > LEVELS_BYTES {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    page.take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(bytes))
}

/// The plain values of a page.
pub(super) struct PlainValues<'r> {
    page: Box<dyn BufRead + 'r>,
    kind: ValueKind,
    /// Bytes of the page's buffer that hold the last value.
    pending: usize,
    stored: Vec<u8>,
}

/// A value.
pub(super) enum Found<'v> {
    Whole(&'v [u8]),
    /// It is longer than was asked for, and has so many bytes: [`PlainValues::piece`] reads them.
    Long(u64),
}

impl<'r> PlainValues<'r> {
    pub(super) fn new(page: Box<dyn BufRead + 'r>, kind: ValueKind) -> Self {
        PlainValues { page, kind, pending: 0, stored: Vec::new() }
    }

    /// The next bytes. They lie where they are until the next call.
    fn take(&mut self, count: usize) -> io::Result<&[u8]> {
        self.page.consume(std::mem::take(&mut self.pending));
        if self.page.fill_buf()?.len() >= count {
            self.pending = count;
            return Ok(&self.page.fill_buf()?[..count]);
        }
        self.stored.clear();
        (&mut self.page).take(count as u64).read_to_end(&mut self.stored)?;
        if self.stored.len() < count { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(&self.stored) }
    }

    /// The next value as text, whole if it has at most `most` bytes. `scratch`: where it is written to, if it is not text already.
    pub(super) fn next<'v>(&'v mut self, most: usize, scratch: &'v mut Vec<u8>) -> io::Result<Found<'v>> {
        let kind = self.kind;
        let length = match kind.width() {
            Some(width) => width,
            None if kind.physical == Physical::ByteArray => {
                let length = self.take(4)?.first_chunk().copied().unwrap_or_default();
                u32::from_le_bytes(length) as usize
            }
            None => return Err(io::ErrorKind::InvalidData.into()),
        };
        if kind.is_text() {
            return if length <= most { self.take(length).map(Found::Whole) } else { Ok(Found::Long(length as u64)) };
        }
        // Numbers are shorter.
        if length > PIECE_BYTES {
            return Err(io::ErrorKind::InvalidData.into());
        }
        scratch.clear();
        kind.write(self.take(length)?, scratch);
        Ok(Found::Whole(scratch))
    }

    /// The next bytes of a long value: at most `left`, and some unless the page ends.
    pub(super) fn piece(&mut self, left: u64) -> io::Result<&[u8]> {
        self.page.consume(std::mem::take(&mut self.pending));
        let piece = self.page.fill_buf()?;
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(piece.len()).min(PIECE_BYTES);
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.pending = length;
        Ok(&piece[..length])
    }

    /// All values as a dictionary. `None`: they are too large.
    pub(super) fn dictionary(mut self, count: u64, most: usize) -> io::Result<Option<Dictionary>> {
        // Empty values of a fixed width of 0 would have no end.
        if self.kind.width() == Some(0) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut dictionary = Dictionary::default();
        let mut scratch = Vec::new();
        for _ in 0..count {
            let Found::Whole(value) = self.next(most, &mut scratch)? else { return Ok(None) };
            if !dictionary.add(value, most) {
                return Ok(None);
            }
        }
        Ok(Some(dictionary))
    }
}
