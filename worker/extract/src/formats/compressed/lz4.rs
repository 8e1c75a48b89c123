//! LZ4 frames (the LZ4 frame format 1.6.4): several after each other, skippable ones between them, and the legacy frame.
//!
//! The frames are read here and only the blocks are left to the library: its own reader takes a file that was cut off
//! at the end of a block for a whole one, and knows no skippable frames.

use super::corrupt;
use lz4_flex::block::{decompress_into, decompress_into_with_dict};
use std::hash::Hasher;
use std::io::{self, BufRead, Read};
use twox_hash::XxHash32;

const MAGIC: u32 = 0x184D_2204;
const LEGACY_MAGIC: u32 = 0x184C_2102;
/// Frames to be passed over: 0x184D2A50 to 0x184D2A5F.
const SKIPPABLE_MAGIC: u32 = 0x184D_2A50;
/// Blocks of a legacy frame have this size, but for the last.
const LEGACY_BLOCK: usize = 8 * 1024 * 1024;
/// How far back a match may reach.
const WINDOW: usize = 64 * 1024;
/// A block with this bit is stored as it is.
const STORED: u32 = 1 << 31;

/// What the header of a frame says.
struct Frame {
    legacy: bool,
    /// Blocks refer to those before them.
    linked: bool,
    block_checksums: bool,
    content_checksum: bool,
    block_bytes: usize,
}

/// All frames of a file as one stream.
pub(super) struct Decoder<R> {
    compressed: R,
    frame: Option<Frame>,
    hasher: XxHash32,
    block: Vec<u8>,
    /// The last bytes of the blocks before this one, and the block.
    output: Vec<u8>,
    given: usize,
    end: usize,
    dictionary: Vec<u8>,
    ended: bool,
    failed: bool,
    any: bool,
    /// Something that is no frame follows.
    pub(super) rubbish: bool,
}

impl<R: BufRead> Decoder<R> {
    pub(super) fn new(compressed: R) -> Self {
        Decoder {
            compressed,
            frame: None,
            hasher: XxHash32::with_seed(0),
            block: Vec::new(),
            output: Vec::new(),
            given: 0,
            end: 0,
            dictionary: Vec::new(),
            ended: false,
            failed: false,
            any: false,
            rubbish: false,
        }
    }

    /// Four bytes; none at the end of the file.
    fn word(&mut self) -> io::Result<Option<u32>> {
        let mut bytes = Vec::new();
        self.compressed.by_ref().take(4).read_to_end(&mut bytes)?;
        match bytes.first_chunk::<4>() {
            Some(bytes) => Ok(Some(u32::from_le_bytes(*bytes))),
            None if bytes.is_empty() => Ok(None),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    fn next_frame(&mut self, magic: u32) -> io::Result<()> {
        match magic {
            MAGIC => self.frame = Some(self.header()?),
            LEGACY_MAGIC => {
                self.frame = Some(Frame {
                    legacy: true,
                    linked: false,
                    block_checksums: false,
                    content_checksum: false,
                    block_bytes: LEGACY_BLOCK,
                });
            }
            _ if magic & 0xFFFF_FFF0 == SKIPPABLE_MAGIC => {
                let size = u64::from(self.word()?.ok_or(io::ErrorKind::UnexpectedEof)?);
                if io::copy(&mut self.compressed.by_ref().take(size), &mut io::sink())? < size {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                return Ok(());
            }
            _ if !self.any => return Err(corrupt()),
            _ => (self.rubbish, self.ended) = (true, true),
        }
        self.any = true;
        self.hasher = XxHash32::with_seed(0);
        self.dictionary.clear();
        Ok(())
    }

    fn header(&mut self) -> io::Result<Frame> {
        let mut fixed = [0; 2];
        self.compressed.read_exact(&mut fixed)?;
        let [flags, sizes] = fixed;
        let has = |bit: u8| flags & (1 << bit) != 0;
        let optional = usize::from(has(3)) * 8 + usize::from(has(0)) * 4;
        let mut rest = [0; 13];
        let rest = rest.get_mut(..=optional).ok_or_else(corrupt)?;
        self.compressed.read_exact(rest)?;
        let mut hasher = XxHash32::with_seed(0);
        hasher.write(&fixed);
        hasher.write(&rest[..optional]);
        let right = rest[optional] == (hasher.finish() >> 8) as u8;
        let block_bytes = match (sizes >> 4) & 7 {
            4 => 64 * 1024,
            5 => 256 * 1024,
            6 => 1024 * 1024,
            7 => 4 * 1024 * 1024,
            _ => return Err(corrupt()),
        };
        if flags >> 6 != 1 || !right {
            return Err(corrupt());
        }
        if has(0) {
            return Err(super::no_dictionary());
        }
        Ok(Frame { legacy: false, linked: !has(5), block_checksums: has(4), content_checksum: has(2), block_bytes })
    }

    /// Reads the next block, or what stands between frames.
    fn next_block(&mut self) -> io::Result<()> {
        let word = self.word()?;
        let Some(frame) = &self.frame else {
            return match word {
                None => {
                    self.ended = true;
                    Ok(())
                }
                Some(magic) => self.next_frame(magic),
            };
        };
        let (legacy, linked, block_bytes) = (frame.legacy, frame.linked, frame.block_bytes);
        let (block_checksums, content_checksum) = (frame.block_checksums, frame.content_checksum);
        let size = match word {
            Some(size) => size,
            // A legacy frame ends with the file, or where the next begins.
            None if legacy => {
                self.ended = true;
                return Ok(());
            }
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
        };
        if legacy && (size == MAGIC || size == LEGACY_MAGIC || size & 0xFFFF_FFF0 == SKIPPABLE_MAGIC) {
            self.frame = None;
            return self.next_frame(size);
        }
        if size == 0 && !legacy {
            if content_checksum {
                let expected = self.word()?.ok_or(io::ErrorKind::UnexpectedEof)?;
                if u64::from(expected) != self.hasher.finish() {
                    return Err(corrupt());
                }
            }
            self.frame = None;
            return Ok(());
        }
        let stored = !legacy && size & STORED != 0;
        let length = if legacy { size as usize } else { (size & !STORED) as usize };
        // What does not get smaller is stored; a legacy block may grow by the bound of the compression.
        let most = if legacy { LEGACY_BLOCK + LEGACY_BLOCK / 255 + 16 } else { block_bytes };
        if length > most {
            return Err(corrupt());
        }
        self.block.clear();
        self.compressed.by_ref().take(length as u64).read_to_end(&mut self.block)?;
        if self.block.len() < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if block_checksums {
            let expected = self.word()?.ok_or(io::ErrorKind::UnexpectedEof)?;
            if u64::from(expected) != hash(&self.block) {
                return Err(corrupt());
            }
        }
        if self.output.len() < block_bytes {
            self.output.resize(block_bytes, 0);
        }
        let output = &mut self.output[..block_bytes];
        self.given = 0;
        self.end = if stored {
            output[..length].copy_from_slice(&self.block);
            length
        } else if linked && !self.dictionary.is_empty() {
            decompress_into_with_dict(&self.block, output, &self.dictionary).map_err(|_| corrupt())?
        } else {
            decompress_into(&self.block, output).map_err(|_| corrupt())?
        };
        let decoded = &self.output[..self.end];
        if content_checksum {
            self.hasher.write(decoded);
        }
        if linked {
            let kept = decoded.len().min(WINDOW);
            let surplus = (self.dictionary.len() + kept).saturating_sub(WINDOW);
            self.dictionary.drain(..surplus);
            self.dictionary.extend_from_slice(&decoded[decoded.len() - kept..]);
        }
        Ok(())
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = XxHash32::with_seed(0);
    hasher.write(bytes);
    hasher.finish()
}

impl<R: BufRead> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if self.given < self.end {
                let ready = &self.output[self.given..self.end];
                let count = ready.len().min(buffer.len());
                buffer[..count].copy_from_slice(&ready[..count]);
                self.given += count;
                return Ok(count);
            }
            if self.failed {
                return Err(corrupt());
            }
            if self.ended {
                return Ok(0);
            }
            (self.given, self.end) = (0, 0);
            if let Err(error) = self.next_block() {
                (self.given, self.end) = (0, 0);
                self.failed = true;
                return Err(error);
            }
        }
    }
}
