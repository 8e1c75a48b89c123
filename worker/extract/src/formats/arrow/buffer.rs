//! The buffers of a batch: bytes that are read at any place, and that may be compressed as a whole.
//!
//! Source: Apache Arrow, `Message.fbs` (`BodyCompression`).

use super::CORRUPT;
use crate::formats::ranges::{Ranges, Stop};
use crate::outcome::Reason;
use crate::walk::Halt;
use std::cell::Cell;
use std::io::{self, BufReader, Read};

/// Bytes that are read at once.
const PIECE_BYTES: usize = 64 * 1024;
/// Largest window of zstandard, as a power of two: 64 MiB, or 8 MiB where many buffers are open. Own limit.
const ZSTD_WINDOW_LOG: u32 = 26;
const ZSTD_SMALL_WINDOW_LOG: u32 = 23;
/// From how many open buffers on windows must be small.
const MANY_BUFFERS: usize = 12;
/// Bytes that all open buffers keep of what was decompressed, in case they are gone back into. Own limit.
const KEPT_BYTES: usize = 64 * 1024 * 1024;

/// Largest buffer that is held as a whole where it is asked for in any order. Own limit; writers aim at 16 MiB or less.
const HELD_BYTES: u64 = 16 * 1024 * 1024;

/// How buffers are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    None,
    Lz4,
    Zstd,
}

/// How many bytes were read of buffers, after decompression, and may be.
#[derive(Default)]
pub(super) struct Budget {
    done: Cell<u64>,
    most: Cell<u64>,
}

impl Budget {
    pub(super) fn new() -> Self {
        Budget::default()
    }

    /// Sets how many bytes may be read in all.
    pub(super) fn allow(&self, bytes: u64) {
        self.most.set(bytes);
    }

    fn spend(&self, bytes: usize) -> Result<(), Halt> {
        self.done.set(self.done.get().saturating_add(bytes as u64));
        if self.done.get() > self.most.get() {
            return Err(Halt::Limit(Reason::FileExceedsSizeLimit, "the file expands to too many bytes"));
        }
        Ok(())
    }
}

/// What all buffers of a column have in common.
#[derive(Clone, Copy)]
pub(super) struct Body<'f> {
    pub(super) file: &'f dyn Ranges,
    pub(super) codec: Codec,
    pub(super) budget: &'f Budget,
    /// How many buffers are open with it.
    pub(super) open: usize,
}

/// A buffer.
pub(super) struct Buffer<'f> {
    body: Body<'f>,
    /// Where it lies in the file, or where its compressed bytes do.
    start: u64,
    end: u64,
    /// Its size, after decompression.
    length: u64,
    decoder: Option<Box<dyn Read + 'f>>,
    compressed: bool,
    /// It is read as a whole, because it is asked for in any order.
    whole: bool,
    /// What is at hand, and where in the buffer that begins.
    window: Vec<u8>,
    at: u64,
}

impl<'f> Buffer<'f> {
    /// Opens the `length` bytes at `start`.
    pub(super) fn open(body: Body<'f>, start: u64, length: u64) -> Result<Self, Stop> {
        let end = start.checked_add(length).filter(|&end| end <= body.file.len()).ok_or(Stop::Fault(CORRUPT))?;
        let mut buffer = Buffer {
            body,
            start,
            end,
            length,
            decoder: None,
            compressed: false,
            whole: false,
            window: Vec::new(),
            at: 0,
        };
        if body.codec != Codec::None && length > 0 {
            let mut head = Vec::new();
            body.file.read(start, 8.min(length), &mut head)?;
            let head = head.first_chunk().copied().ok_or(Stop::Fault(CORRUPT))?;
            buffer.start += 8;
            match i64::from_le_bytes(head) {
                // Stored as it is, because compression did not help.
                -1 => buffer.length -= 8,
                plain => {
                    buffer.length = u64::try_from(plain).map_err(|_| Stop::Fault(CORRUPT))?;
                    buffer.compressed = true;
                }
            }
        }
        Ok(buffer)
    }

    /// The same for a buffer whose parts are asked for in any order: it is held, if it is small enough.
    pub(super) fn open_unordered(body: Body<'f>, start: u64, length: u64) -> Result<Self, Stop> {
        let mut buffer = Buffer::open(body, start, length)?;
        buffer.whole = buffer.length <= HELD_BYTES;
        Ok(buffer)
    }

    pub(super) fn len(&self) -> u64 {
        self.length
    }

    /// The `count` bytes at `at`: not more than a value that is given out whole.
    #[inline]
    pub(super) fn get(&mut self, at: u64, count: usize) -> Result<&[u8], Stop> {
        let skip = usize::try_from(at.wrapping_sub(self.at)).unwrap_or(usize::MAX);
        let there = skip.checked_add(count).is_some_and(|end| end <= self.window.len());
        let skip = if there { skip } else { self.fetch(at, count)? };
        self.window.get(skip..skip + count).ok_or(Stop::Fault(CORRUPT))
    }

    /// Makes bytes be at hand. Returns where in the window they begin.
    #[cold]
    fn fetch(&mut self, at: u64, count: usize) -> Result<usize, Stop> {
        let end = at.checked_add(count as u64).filter(|&end| end <= self.length).ok_or(Stop::Fault(CORRUPT))?;
        if !self.compressed {
            let (from, most) = match self.whole {
                true => (0, self.length),
                false => (at, (self.length - at).min(count.max(PIECE_BYTES) as u64)),
            };
            self.body.budget.spend(usize::try_from(most).unwrap_or(usize::MAX))?;
            self.body.file.read(self.start + from, most, &mut self.window)?;
            self.at = from;
            return Ok((at - from) as usize);
        }
        if at < self.at || self.decoder.is_none() {
            self.restart()?;
        }
        let keep = self.whole || self.length <= (KEPT_BYTES / self.body.open.max(1)) as u64;
        loop {
            if !keep {
                let passed = usize::try_from(at.saturating_sub(self.at)).unwrap_or(usize::MAX).min(self.window.len());
                self.window.drain(..passed);
                self.at += passed as u64;
            }
            let there = self.at + self.window.len() as u64;
            if there >= end {
                return Ok((at - self.at) as usize);
            }
            let room = usize::try_from(self.length - there).unwrap_or(usize::MAX).min(PIECE_BYTES);
            self.body.budget.spend(room)?;
            let before = self.window.len();
            self.window.resize(before + room, 0);
            let decoder = self.decoder.as_mut().ok_or(Stop::Fault(CORRUPT))?;
            // A failure of the source is told by the object's own record of it.
            let read = decoder.read(self.window.get_mut(before..).unwrap_or_default());
            let read = read.map_err(|_| Stop::Fault(CORRUPT))?;
            self.window.truncate(before + read);
            if read == 0 {
                return Err(CORRUPT.into());
            }
        }
    }

    fn restart(&mut self) -> Result<(), Stop> {
        self.window.clear();
        self.at = 0;
        let part = Part { file: self.body.file, at: self.start, end: self.end, held: Vec::new() };
        let held = usize::try_from(self.end - self.start).unwrap_or(usize::MAX).min(PIECE_BYTES);
        let part = BufReader::with_capacity(held, part);
        let decoder: Box<dyn Read + 'f> = if self.body.codec == Codec::Lz4 {
            Box::new(lz4_flex::frame::FrameDecoder::new(part))
        } else {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(part)?;
            let many = self.body.open >= MANY_BUFFERS;
            decoder.window_log_max(if many { ZSTD_SMALL_WINDOW_LOG } else { ZSTD_WINDOW_LOG })?;
            Box::new(decoder)
        };
        self.decoder = Some(decoder);
        Ok(())
    }
}

/// The compressed bytes of a buffer.
struct Part<'f> {
    file: &'f dyn Ranges,
    at: u64,
    end: u64,
    held: Vec<u8>,
}

impl Read for Part<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = (self.end - self.at).min(out.len() as u64);
        if most == 0 {
            return Ok(0);
        }
        // As much as is asked for, so that what comes out of corrupt bytes does not depend on how the source is cut.
        self.file.read(self.at, most, &mut self.held)?;
        let count = self.held.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), self.held.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count as u64;
        Ok(count)
    }
}
