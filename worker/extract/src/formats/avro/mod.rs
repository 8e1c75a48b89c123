//! Avro object container files.
//!
//! Blocks are decompressed and decoded as they come, so neither a block nor a value need fit into memory (except for
//! snappy, which cannot be decompressed in parts). A corrupt block is left out: the next one is found by the sync
//! marker.
//!
//! Source: Apache Avro 1.12 Specification, "Object Container Files".

mod datum;
mod schema;

use crate::formats::records::Records;
use crate::input::Input;
use crate::outcome::{FileOutcome, Reason};
use crate::sniff::Sniffed;
use crate::walk::{Analysis, Halt, Walk};
use datum::{Datums, Decoder, corrupt};
use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use memchr::memmem;
use schema::Schema;
use std::io::{self, BufRead, Cursor, Read, Take};

/// Largest value of the header's metadata (the schema is one), in bytes. Own limit.
const METADATA_BYTES: u64 = 8 * 1024 * 1024;
/// Most entries of the header's metadata. Own limit.
const METADATA_ENTRIES: u64 = 10_000;
/// Largest block compressed with snappy, compressed and not, in bytes. Own limit; writers make blocks of 16 KB to 4 MB.
const SNAPPY_BYTES: u64 = 64 * 1024 * 1024;
/// Largest window of zstandard, as a power of two: 64 MiB. Own limit.
const ZSTD_WINDOW_LOG: u32 = 26;
/// Most memory for xz, in KiB. Own limit.
const XZ_KIB: u32 = 66 * 1024;
const SYNC_BYTES: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Codec {
    Null,
    Deflate,
    Snappy,
    Zstandard,
    Bzip2,
    Xz,
}

impl Codec {
    fn named(name: &[u8]) -> Option<Codec> {
        Some(match name {
            b"" | b"null" => Codec::Null,
            b"deflate" => Codec::Deflate,
            b"snappy" => Codec::Snappy,
            b"zstandard" => Codec::Zstandard,
            b"bzip2" => Codec::Bzip2,
            b"xz" => Codec::Xz,
            _ => return None,
        })
    }
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    let mut outcome = FileOutcome::complete(sniffed.mime_type.as_str());
    let mut input = Counted { input, bytes: 0 };
    let header = match header(&mut input) {
        Ok(header) => header,
        Err(halt) => return walk.halted(sniffed.skipped(), halt),
    };
    let Some(codec) = Codec::named(&header.codec) else {
        let outcome = FileOutcome::skipped(Reason::UnsupportedFileType, sniffed.mime_type.clone());
        return Analysis::of(outcome.with_detail("the file is compressed with an unknown codec"));
    };
    let Some(schema) = Schema::parse(&header.schema) else {
        return Analysis::of(sniffed.skipped().with_detail("the file's schema cannot be read"));
    };
    let mut records = Records::new(walk.limits);
    let done = input.bytes;
    let mut blocks = Blocks { codec, schema, sync: header.sync, record: 0, corrupt: 0, done, buffer: Vec::new() };
    let ended = blocks.run(walk, &mut input, &mut records);
    let flushed = records.flush(walk);
    outcome.bytes = input.bytes;
    if let Err(halt) = ended.and(flushed) {
        // How far reading had come in the block that ended it depends on the source's chunks.
        outcome.bytes = blocks.done;
        if blocks.record == 0 && !walk.shared.visited.get() {
            outcome.bytes = 0;
        }
        return walk.halted(outcome, halt);
    }
    if blocks.corrupt > 0 {
        outcome.cut_short(Reason::MalformedFile);
        outcome.detail = Some("some blocks are corrupt and were left out".to_owned());
    } else if records.crowded() {
        outcome.detail = Some("the file has too many distinct paths: some values were looked at without names".into());
    }
    Analysis::of(outcome)
}

/// The input, with the number of bytes that were read from it.
struct Counted<'i, 'a> {
    input: &'i mut Input<'a>,
    bytes: u64,
}

impl Read for Counted<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.bytes += count as u64;
        Ok(count)
    }
}

impl BufRead for Counted<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.bytes += amount as u64;
        self.input.consume(amount);
    }
}

/// Bytes given to a decompressor at once.
const STEADY_BYTES: usize = 64 * 1024;

/// A reader whose buffer is always full, except at the end. What a decompressor gives before it comes upon corrupt data
/// depends on how its input is cut; so it is cut alike, however the source is.
struct Steady<R> {
    reader: R,
    buffer: Vec<u8>,
    at: usize,
}

impl<R: Read> Steady<R> {
    fn new(reader: R) -> Self {
        Steady { reader, buffer: Vec::new(), at: 0 }
    }
}

impl<R: Read> BufRead for Steady<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.buffer.len() {
            self.buffer.clear();
            self.at = 0;
            self.reader.by_ref().take(STEADY_BYTES as u64).read_to_end(&mut self.buffer)?;
        }
        Ok(self.buffer.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
    }
}

impl<R: Read> Read for Steady<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

/// What the first bytes of the file say.
struct Header {
    schema: Vec<u8>,
    codec: Vec<u8>,
    sync: [u8; SYNC_BYTES],
}

fn header(input: &mut Counted<'_, '_>) -> Result<Header, Halt> {
    let mut magic = [0; 4];
    input.read_exact(&mut magic)?;
    let mut header = Header { schema: Vec::new(), codec: Vec::new(), sync: [0; SYNC_BYTES] };
    let mut entries = 0;
    loop {
        let count = long(input)?;
        if count == 0 {
            break;
        }
        if count < 0 {
            long(input)?;
        }
        for _ in 0..count.unsigned_abs() {
            entries += 1;
            if entries > METADATA_ENTRIES {
                return Err(corrupt());
            }
            let key = bytes(input)?;
            let value = bytes(input)?;
            match key.as_slice() {
                b"avro.schema" => header.schema = value,
                b"avro.codec" => header.codec = value,
                _ => {}
            }
        }
    }
    input.read_exact(&mut header.sync)?;
    Ok(header)
}

fn bytes(input: &mut Counted<'_, '_>) -> Result<Vec<u8>, Halt> {
    let length = u64::try_from(long(input)?).map_err(|_| corrupt())?;
    if length > METADATA_BYTES {
        return Err(Halt::Limit(Reason::MalformedFile, "the file's header is too large"));
    }
    let mut bytes = Vec::new();
    input.take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Err(Halt::Read(io::ErrorKind::UnexpectedEof.into()));
    }
    Ok(bytes)
}

/// A number of variable length, zigzag encoded.
fn long(input: &mut Counted<'_, '_>) -> Result<i64, Halt> {
    let mut value = 0_u64;
    for shift in (0..70).step_by(7) {
        let mut byte = [0];
        input.read_exact(&mut byte)?;
        value |= u64::from(byte[0] & 0x7F).checked_shl(shift).unwrap_or_default();
        if byte[0] & 0x80 == 0 {
            return Ok((value >> 1) as i64 ^ -((value & 1) as i64));
        }
    }
    Err(corrupt())
}

/// The blocks of a file, one after the other.
struct Blocks {
    codec: Codec,
    schema: Schema,
    sync: [u8; SYNC_BYTES],
    /// The number of the next record.
    record: u64,
    /// Blocks that could not be read to their end.
    corrupt: u64,
    /// Where in the file the last whole block ended.
    done: u64,
    buffer: Vec<u8>,
}

impl Blocks {
    fn run(&mut self, walk: &mut Walk<'_>, input: &mut Counted<'_, '_>, records: &mut Records) -> Result<(), Halt> {
        loop {
            if input.fill_buf()?.is_empty() {
                return Ok(());
            }
            let count = long(input)?;
            let size = long(input)?;
            let (Ok(count), Ok(size)) = (u64::try_from(count), u64::try_from(size)) else {
                self.corrupt += 1;
                if !find_sync(input, &self.sync)? {
                    return Ok(());
                }
                continue;
            };
            records.allow(input.bytes.saturating_add(size));
            let next = self.record.saturating_add(count);
            let mut block = input.take(size);
            let decoded = self.block(walk, &mut block, records, count);
            records.leave_all();
            self.record = next;
            let left = block.limit();
            let mut passed_over = 0;
            match decoded {
                Ok(()) => {}
                Err(Halt::Read(_)) if !walk.shared.source_failed() && walk.shared.tripped().is_none() => {
                    self.corrupt += 1;
                }
                Err(halt) => return Err(halt),
            }
            if left > 0 {
                passed_over = input.input.skip(left)?;
            }
            input.bytes += passed_over;
            if passed_over < left {
                return Err(Halt::Read(io::ErrorKind::UnexpectedEof.into()));
            }
            let mut sync = [0; SYNC_BYTES];
            input.read_exact(&mut sync)?;
            if sync != self.sync {
                self.corrupt += 1;
                if !find_sync(input, &self.sync)? {
                    return Ok(());
                }
            }
            self.done = input.bytes;
        }
    }

    /// Decodes a block of `count` records.
    fn block(
        &mut self,
        walk: &mut Walk<'_>,
        block: &mut Take<&mut Counted<'_, '_>>,
        records: &mut Records,
        count: u64,
    ) -> Result<(), Halt> {
        if self.schema.is_empty(self.schema.root) {
            return Ok(());
        }
        let reader: Box<dyn Read + '_> = match self.codec {
            Codec::Null => Box::new(block),
            Codec::Deflate => Box::new(DeflateDecoder::new(Steady::new(block))),
            Codec::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(Steady::new(block))),
            Codec::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(Steady::new(block), true, XZ_KIB)),
            Codec::Zstandard => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(Steady::new(block))?;
                decoder.window_log_max(ZSTD_WINDOW_LOG)?;
                Box::new(decoder)
            }
            Codec::Snappy => Box::new(Cursor::new(snappy(block)?)),
        };
        let mut decoder = Decoder {
            schema: &self.schema,
            walk,
            records,
            datums: Datums::new(reader, std::mem::take(&mut self.buffer)),
            scratch: Vec::new(),
            record: self.record,
        };
        let mut decoded = Ok(());
        for _ in 0..count {
            decoded = decoder.record();
            if decoded.is_err() {
                break;
            }
            decoder.record = decoder.record.saturating_add(1);
        }
        if decoded.is_ok() && !decoder.datums.is_at_end()? {
            decoded = Err(corrupt());
        }
        self.buffer = decoder.datums.into_buffer();
        decoded
    }
}

/// Decompresses a block of snappy: the raw format, with a CRC of the uncompressed bytes behind it.
fn snappy(block: &mut Take<&mut Counted<'_, '_>>) -> Result<Vec<u8>, Halt> {
    const TOO_LARGE: Halt = Halt::Limit(Reason::FileExceedsSizeLimit, "a block compressed with snappy is too large");
    if block.limit() > SNAPPY_BYTES {
        return Err(TOO_LARGE);
    }
    let mut compressed = Vec::new();
    block.read_to_end(&mut compressed)?;
    let (data, checksum) = compressed.split_last_chunk::<4>().ok_or_else(corrupt)?;
    let length = snap::raw::decompress_len(data).map_err(|_| corrupt())?;
    if length as u64 > SNAPPY_BYTES {
        return Err(TOO_LARGE);
    }
    // A length that the data cannot reach (an element of 3 bytes gives at most 64) is a lie.
    if length / 64 > data.len() {
        return Err(corrupt());
    }
    let bytes = snap::raw::Decoder::new().decompress_vec(data).map_err(|_| corrupt())?;
    let mut crc = Crc::new();
    crc.update(&bytes);
    if crc.sum() != u32::from_be_bytes(*checksum) {
        return Err(corrupt());
    }
    Ok(bytes)
}

/// Reads on until behind the next sync marker. False: there is none.
fn find_sync(input: &mut Counted<'_, '_>, sync: &[u8; SYNC_BYTES]) -> io::Result<bool> {
    // The last bytes read, in which the marker may have begun.
    let mut seam: Vec<u8> = Vec::new();
    loop {
        let available = input.fill_buf()?;
        if available.is_empty() {
            return Ok(false);
        }
        let head = available.len().min(SYNC_BYTES - 1);
        let old = seam.len();
        seam.extend_from_slice(&available[..head]);
        if let Some(at) = memmem::find(&seam, sync) {
            let used = at + SYNC_BYTES - old.min(at + SYNC_BYTES);
            input.consume(used);
            return Ok(true);
        }
        if let Some(at) = memmem::find(available, sync) {
            input.consume(at + SYNC_BYTES);
            return Ok(true);
        }
        let length = available.len();
        if length >= SYNC_BYTES {
            seam.clear();
            seam.extend_from_slice(&available[length - (SYNC_BYTES - 1)..]);
        } else {
            let excess = seam.len().saturating_sub(SYNC_BYTES - 1);
            seam.drain(..excess);
        }
        input.consume(length);
    }
}
