//! The pages of a column chunk: their headers, and their decompression.
//!
//! Source: Apache Parquet, `parquet.thrift` (`PageHeader`), `Compression.md`.

use super::thrift::{FALSE, I32, STRUCT, TRUE, Thrift};
use std::io::Read;

/// Largest page that is held, compressed and not, in bytes. Own limit; writers aim at 1 MB, and go over it for a single long value.
pub(super) const PAGE_BYTES: u64 = 64 * 1024 * 1024;
/// Largest window of zstandard, as a power of two: 64 MiB. Own limit.
pub(super) const ZSTD_WINDOW_LOG: u32 = 26;

/// Kinds of pages, by their numbers.
pub(super) const DATA: i64 = 0;
pub(super) const DICTIONARY: i64 = 2;
pub(super) const DATA_V2: i64 = 3;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PageHeader {
    pub(super) kind: i64,
    /// Bytes of the page, without the header, as they are in the file and after decompression.
    pub(super) compressed: u64,
    pub(super) uncompressed: u64,
    pub(super) values: u64,
    pub(super) encoding: i64,
    pub(super) definition_encoding: i64,
    pub(super) repetition_encoding: i64,
    /// Of the second version: rows, bytes of the levels, and whether the values are compressed.
    pub(super) rows: u64,
    pub(super) definition_bytes: u64,
    pub(super) repetition_bytes: u64,
    pub(super) is_compressed: bool,
    /// Bytes of the header itself.
    pub(super) length: usize,
}

impl PageHeader {
    /// Reads a header. `None`: it is corrupt, or `bytes` do not hold all of it.
    pub(super) fn parse(bytes: &[u8]) -> Option<PageHeader> {
        let mut thrift = Thrift::new(bytes);
        let mut header =
            PageHeader { is_compressed: true, definition_encoding: 3, repetition_encoding: 3, ..PageHeader::default() };
        let mut last = 0;
        while let Some(field) = thrift.field(&mut last)? {
            match (field.id, field.kind) {
                (1, I32) => header.kind = thrift.integer()?,
                (2, I32) => header.uncompressed = thrift.size()?,
                (3, I32) => header.compressed = thrift.size()?,
                (5 | 7 | 8, STRUCT) => header.details(&mut thrift, field.id)?,
                (_, kind) => thrift.skip(kind)?,
            }
        }
        header.length = thrift.position();
        Some(header)
    }

    fn details(&mut self, thrift: &mut Thrift<'_>, kind: i16) -> Option<()> {
        let mut last = 0;
        while let Some(field) = thrift.field(&mut last)? {
            match (kind, field.id, field.kind) {
                (_, 1, I32) => self.values = thrift.size()?,
                (5 | 7, 2, I32) => self.encoding = thrift.integer()?,
                (5, 3, I32) => self.definition_encoding = thrift.integer()?,
                (5, 4, I32) => self.repetition_encoding = thrift.integer()?,
                (8, 3, I32) => self.rows = thrift.size()?,
                (8, 4, I32) => self.encoding = thrift.integer()?,
                (8, 5, I32) => self.definition_bytes = thrift.size()?,
                (8, 6, I32) => self.repetition_bytes = thrift.size()?,
                (8, 7, TRUE | FALSE) => self.is_compressed = field.kind == TRUE,
                (_, _, kind) => thrift.skip(kind)?,
            }
        }
        Some(())
    }
}

/// How pages are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    None,
    Snappy,
    Gzip,
    Brotli,
    /// In frames as Hadoop writes them, or in one of two other ways that writers have used under this number.
    Lz4,
    Zstd,
    Lz4Raw,
}

impl Codec {
    pub(super) fn numbered(number: i64) -> Option<Codec> {
        Some(match number {
            0 => Codec::None,
            1 => Codec::Snappy,
            2 => Codec::Gzip,
            4 => Codec::Brotli,
            5 => Codec::Lz4,
            6 => Codec::Zstd,
            7 => Codec::Lz4Raw,
            _ => return None,
        })
    }

    /// Appends the decompressed bytes to `out`: `length` bytes, which is at most [`PAGE_BYTES`]. `None`: it is corrupt.
    pub(super) fn decompress(self, bytes: &[u8], length: usize, out: &mut Vec<u8>) -> Option<()> {
        let before = out.len();
        match self {
            Codec::None => out.extend_from_slice(bytes.get(..length)?),
            Codec::Snappy => {
                // An element of 3 bytes gives at most 64.
                if snap::raw::decompress_len(bytes).ok()? != length || length / 64 > bytes.len() {
                    return None;
                }
                out.resize(before + length, 0);
                snap::raw::Decoder::new().decompress(bytes, &mut out[before..]).ok()?;
            }
            Codec::Gzip => read(flate2::bufread::MultiGzDecoder::new(bytes), length, out)?,
            Codec::Brotli => read(brotli_decompressor::Decompressor::new(bytes, 4096), length, out)?,
            Codec::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(bytes).ok()?;
                decoder.window_log_max(ZSTD_WINDOW_LOG).ok()?;
                read(decoder, length, out)?;
            }
            Codec::Lz4Raw => lz4_block(bytes, length, out)?,
            Codec::Lz4 => {
                if lz4_hadoop(bytes, length, out).is_none() {
                    out.truncate(before);
                    if read(lz4_flex::frame::FrameDecoder::new(bytes), length, out).is_none() {
                        out.truncate(before);
                        lz4_block(bytes, length, out)?;
                    }
                }
            }
        }
        (out.len() - before == length).then_some(())
    }
}

fn read(decoder: impl Read, length: usize, out: &mut Vec<u8>) -> Option<()> {
    let before = out.len();
    decoder.take(length as u64).read_to_end(out).ok()?;
    (out.len() - before == length).then_some(())
}

fn lz4_block(bytes: &[u8], length: usize, out: &mut Vec<u8>) -> Option<()> {
    // A byte of LZ4 gives at most 255.
    if length / 255 > bytes.len() {
        return None;
    }
    let before = out.len();
    out.resize(before + length, 0);
    let written = lz4_flex::block::decompress_into(bytes, &mut out[before..]).ok()?;
    (written == length).then_some(())
}

/// Frames of Hadoop: each begins with its length after and before decompression, highest byte first.
fn lz4_hadoop(bytes: &[u8], length: usize, out: &mut Vec<u8>) -> Option<()> {
    let before = out.len();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (head, after) = rest.split_first_chunk::<8>()?;
        let number = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]) as usize;
        let (plain, compressed) = (number(0), number(4));
        if out.len() - before + plain > length {
            return None;
        }
        lz4_block(after.get(..compressed)?, plain, out)?;
        rest = &after[compressed..];
    }
    (out.len() - before == length).then_some(())
}

/// The bytes of a page of the second version: the levels, which are never compressed, and the values.
pub(super) fn decompress_v2(codec: Codec, header: &PageHeader, bytes: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let levels = usize::try_from(header.definition_bytes.checked_add(header.repetition_bytes)?).ok()?;
    let length = usize::try_from(header.uncompressed).ok()?.checked_sub(levels)?;
    let (levels, values) = bytes.split_at_checked(levels)?;
    out.extend_from_slice(levels);
    if header.is_compressed && length > 0 {
        codec.decompress(values, length, out)
    } else {
        Codec::None.decompress(values, length, out)
    }
}
