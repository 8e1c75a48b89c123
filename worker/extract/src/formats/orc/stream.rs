//! The streams of a stripe: bytes in compressed blocks.
//!
//! Source: Apache ORC, specification v1, "Compression".

use super::CORRUPT;
use crate::formats::ranges::{Ranges, Stop};
use std::cell::Cell;
use std::io::Read;

/// Bytes that are read at once of a stream that is not compressed.
const PIECE_BYTES: u64 = 64 * 1024;
/// Bytes before each block: its length, and whether it is compressed.
const HEADER_BYTES: u64 = 3;
/// Largest window of zstandard, as a power of two: 16 MiB. Own limit; no block has more bytes.
const ZSTD_WINDOW_LOG: u32 = 24;

/// How blocks are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    None,
    Zlib,
    Snappy,
    Lz4,
    Zstd,
    Brotli,
}

impl Codec {
    /// By the numbers of the format. 3 is LZO, of which there is no safe decompressor.
    pub(super) fn numbered(number: u64) -> Option<Codec> {
        Some(match number {
            0 => Codec::None,
            1 => Codec::Zlib,
            2 => Codec::Snappy,
            4 => Codec::Lz4,
            5 => Codec::Zstd,
            6 => Codec::Brotli,
            _ => return None,
        })
    }

    /// Puts the decompressed bytes into `out`: at most `most`. `None`: the block is corrupt, or has more.
    fn decompress(self, bytes: &[u8], most: usize, out: &mut Vec<u8>) -> Option<()> {
        out.clear();
        match self {
            Codec::None => out.extend_from_slice(bytes),
            Codec::Zlib => read(flate2::bufread::DeflateDecoder::new(bytes), most, out)?,
            Codec::Snappy => {
                let length = snap::raw::decompress_len(bytes).ok()?;
                // An element of 3 bytes gives at most 64.
                if length > most || length / 64 > bytes.len() {
                    return None;
                }
                out.resize(length, 0);
                snap::raw::Decoder::new().decompress(bytes, out).ok()?;
            }
            Codec::Lz4 => {
                // A byte of LZ4 gives at most 255.
                out.resize(most.min(bytes.len().saturating_mul(255)), 0);
                let length = lz4_flex::block::decompress_into(bytes, out).ok()?;
                out.truncate(length);
            }
            Codec::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(bytes).ok()?;
                decoder.window_log_max(ZSTD_WINDOW_LOG).ok()?;
                read(decoder, most, out)?;
            }
            Codec::Brotli => read(brotli_decompressor::Decompressor::new(bytes, 4096), most, out)?,
        }
        (out.len() <= most).then_some(())
    }
}

fn read(decoder: impl Read, most: usize, out: &mut Vec<u8>) -> Option<()> {
    decoder.take(most as u64 + 1).read_to_end(out).ok()?;
    Some(())
}

/// How the streams of a file are compressed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compression<'f> {
    pub(super) codec: Codec,
    /// Most bytes of a block, after decompression.
    pub(super) block_bytes: usize,
    /// Counts the bytes of all blocks: stripes and streams may share the same ones.
    pub(super) work: &'f Cell<u64>,
}

/// A stream, read forwards.
pub(super) struct Stream<'f> {
    file: &'f dyn Ranges,
    compression: Compression<'f>,
    /// What of it was not read yet.
    at: u64,
    end: u64,
    raw: Vec<u8>,
    plain: Vec<u8>,
    position: usize,
}

impl<'f> Stream<'f> {
    pub(super) fn new(file: &'f dyn Ranges, compression: Compression<'f>, (start, end): (u64, u64)) -> Self {
        Stream { file, compression, at: start, end, raw: Vec::new(), plain: Vec::new(), position: 0 }
    }

    /// Reads the next block. False: the stream has ended.
    #[cold]
    fn refill(&mut self) -> Result<bool, Stop> {
        let more = self.block()?;
        let work = self.compression.work;
        work.set(work.get().saturating_add(self.plain.len() as u64));
        Ok(more)
    }

    fn block(&mut self) -> Result<bool, Stop> {
        self.position = 0;
        self.plain.clear();
        while self.plain.is_empty() {
            if self.at >= self.end {
                return Ok(false);
            }
            if self.compression.codec == Codec::None {
                self.file.read_some(self.at, PIECE_BYTES.min(self.end - self.at), &mut self.plain)?;
                if self.plain.is_empty() {
                    return Err(CORRUPT.into());
                }
                self.at += self.plain.len() as u64;
                continue;
            }
            self.file.read(self.at, HEADER_BYTES.min(self.end - self.at), &mut self.raw)?;
            let &[low, middle, high] = self.raw.as_slice() else { return Err(CORRUPT.into()) };
            let header = u64::from(low) | u64::from(middle) << 8 | u64::from(high) << 16;
            let (length, stored) = (header >> 1, header & 1 == 1);
            let start = self.at + HEADER_BYTES;
            if length > self.end - start {
                return Err(CORRUPT.into());
            }
            self.at = start + length;
            let most = self.compression.block_bytes;
            if stored {
                self.file.read(start, length, &mut self.plain)?;
                if self.plain.len() > most {
                    return Err(CORRUPT.into());
                }
                continue;
            }
            self.file.read(start, length, &mut self.raw)?;
            if self.compression.codec.decompress(&self.raw, most, &mut self.plain).is_none() {
                return Err(CORRUPT.into());
            }
        }
        Ok(true)
    }

    /// The bytes at hand; none at the end of the stream.
    fn there(&mut self) -> Result<&[u8], Stop> {
        if self.position >= self.plain.len() {
            self.refill()?;
        }
        Ok(self.plain.get(self.position..).unwrap_or_default())
    }

    /// The next byte.
    #[inline]
    pub(super) fn byte(&mut self) -> Result<u8, Stop> {
        if let Some(&byte) = self.plain.get(self.position) {
            self.position += 1;
            return Ok(byte);
        }
        if !self.refill()? {
            return Err(CORRUPT.into());
        }
        self.position = 1;
        self.plain.first().copied().ok_or(Stop::Fault(CORRUPT))
    }

    /// The next `length` bytes, in pieces as they are at hand.
    pub(super) fn pieces(&mut self, length: u64, mut take: impl FnMut(&[u8]) -> Result<(), Stop>) -> Result<(), Stop> {
        let mut left = length;
        while left > 0 {
            let there = self.there()?;
            let count = usize::try_from(left).unwrap_or(usize::MAX).min(there.len());
            if count == 0 {
                return Err(CORRUPT.into());
            }
            take(&there[..count])?;
            self.position += count;
            left -= count as u64;
        }
        Ok(())
    }

    /// The next `length` bytes: as they lie in the block, or put together in `scratch`.
    #[inline]
    pub(super) fn take<'s>(&'s mut self, length: usize, scratch: &'s mut Vec<u8>) -> Result<&'s [u8], Stop> {
        let end = self.position.saturating_add(length);
        if end <= self.plain.len() {
            let start = std::mem::replace(&mut self.position, end);
            return Ok(&self.plain[start..end]);
        }
        scratch.clear();
        self.pieces(length as u64, |piece| {
            scratch.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(scratch)
    }

    /// All that is left, if it is at most `most` bytes.
    pub(super) fn rest(mut self, most: usize) -> Result<Option<Vec<u8>>, Stop> {
        let mut all = Vec::new();
        loop {
            let there = self.there()?;
            if there.is_empty() {
                return Ok(Some(all));
            }
            if all.len() + there.len() > most {
                return Ok(None);
            }
            all.extend_from_slice(there);
            self.position = self.plain.len();
        }
    }

    /// A number of variable length, lowest bits first, of at most 128 bits.
    pub(super) fn varint(&mut self) -> Result<u128, Stop> {
        let mut value = 0_u128;
        for shift in (0..128).step_by(7) {
            let byte = self.byte()?;
            value |= u128::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(CORRUPT.into())
    }
}
