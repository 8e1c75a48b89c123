//! How members of zip archives are compressed besides with deflate (APPNOTE.TXT 6.3.10, 4.4.5 and 5.8).

use super::{bzip2, corrupt, trip, window_bytes, xz, zstd};
use crate::shared::Shared;
use crate::walk::Walk;
use deflate64::InflaterManaged;
use lzma_rust2::LzmaReader;
use ppmd_rust::{Ppmd8Decoder, RestoreMethod};
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// A method of compression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Deflate64,
    Bzip2,
    Lzma,
    Zstd,
    Xz,
    Ppmd,
}

impl Packing {
    /// By its number in headers.
    pub(crate) fn numbered(number: u16) -> Option<Packing> {
        Some(match number {
            9 => Packing::Deflate64,
            12 => Packing::Bzip2,
            14 => Packing::Lzma,
            // 20 is what it was before.
            20 | 93 => Packing::Zstd,
            95 => Packing::Xz,
            98 => Packing::Ppmd,
            _ => return None,
        })
    }

    /// Opens what is compressed. `size`: how many bytes it stands for, if that is known.
    pub(crate) fn open<'r>(
        self,
        walk: &Walk<'_>,
        compressed: impl BufRead + 'r,
        size: Option<u64>,
    ) -> Box<dyn Read + 'r> {
        let shared = Rc::clone(&walk.shared);
        let window = window_bytes(walk, shared.decoders.get());
        let hold = {
            let shared = Rc::clone(&shared);
            move |bytes| shared.hold(bytes)
        };
        match self {
            Packing::Bzip2 => Box::new(bzip2::Decoder::new(compressed)),
            Packing::Lzma => {
                hold(usize::try_from(window.min(size.unwrap_or(window))).unwrap_or(usize::MAX));
                let state = State::Begin(compressed);
                Box::new(Bounded { inner: Lzma { state, size: size.unwrap_or(u64::MAX), window }, shared })
            }
            Packing::Zstd => {
                Box::new(Bounded { inner: zstd::Decoder::new(compressed, window, Box::new(hold)), shared })
            }
            Packing::Xz => {
                hold(usize::try_from(window).unwrap_or(usize::MAX));
                Box::new(Bounded { inner: xz::Decoder::new(compressed, window), shared })
            }
            Packing::Deflate64 => Box::new(Deflate64::new(compressed)),
            Packing::Ppmd => {
                let inner = Ppmd { state: State::Begin(compressed), window, hold: Box::new(hold) };
                // Without a known length its end is told by a mark.
                Box::new(Bounded { inner: inner.take(size.unwrap_or(u64::MAX)), shared })
            }
        }
    }
}

/// Tells the walk if memory, or a dictionary that is not there, is the reason that the bytes end.
struct Bounded<R> {
    inner: R,
    shared: Rc<Shared>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).map_err(|error| trip(&error).map_or(error, |trip| self.shared.trip(trip)))
    }
}

enum State<R, D> {
    Begin(R),
    Running(Box<D>),
    Failed,
}

/// LZMA with the head that it has in zip archives.
struct Lzma<R> {
    state: State<R, LzmaReader<R>>,
    size: u64,
    window: u64,
}

impl<R: Read> Lzma<R> {
    /// Reads the head: a version, and the properties with their length.
    fn begin(&self, mut compressed: R) -> io::Result<LzmaReader<R>> {
        let mut head = [0; 9];
        compressed.read_exact(&mut head)?;
        let [_, _, 5, 0, properties, dictionary @ ..] = head else { return Err(corrupt()) };
        let dictionary = u32::from_le_bytes(dictionary);
        if u64::from(dictionary).min(self.size) > self.window {
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        LzmaReader::new_with_props(compressed, self.size, properties, dictionary, None)
    }
}

impl<R: Read> Read for Lzma<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A reader that failed must not be asked again.
        let mut reader = match std::mem::replace(&mut self.state, State::Failed) {
            State::Begin(compressed) => Box::new(self.begin(compressed)?),
            State::Running(reader) => reader,
            State::Failed => return Err(corrupt()),
        };
        let count = reader.read(buffer)?;
        self.state = State::Running(reader);
        Ok(count)
    }
}

/// Bytes of Deflate64 that are given to the library at once.
const DEFLATE64_BUFFER_BYTES: usize = 8 * 1024;

/// Deflate with a window of 64 KiB.
///
/// The library gets full buffers, however the compressed bytes come: what it makes of the end of cut data depends on them.
struct Deflate64<R> {
    compressed: R,
    state: Box<InflaterManaged>,
    buffer: Vec<u8>,
    used: usize,
    /// Why no more can be read.
    ended: Option<io::Error>,
    failed: bool,
}

impl<R: Read> Deflate64<R> {
    fn new(compressed: R) -> Self {
        let state = Box::new(InflaterManaged::new());
        Deflate64 { compressed, state, buffer: Vec::new(), used: 0, ended: None, failed: false }
    }

    fn refill(&mut self) {
        self.buffer.resize(DEFLATE64_BUFFER_BYTES, 0);
        self.used = 0;
        let mut filled = 0;
        while filled < self.buffer.len() && self.ended.is_none() {
            match self.compressed.read(&mut self.buffer[filled..]) {
                Ok(0) => self.ended = Some(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => filled += count,
                Err(error) => self.ended = Some(error),
            }
        }
        self.buffer.truncate(filled);
    }
}

impl<R: Read> Read for Deflate64<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        while !self.failed {
            if self.used == self.buffer.len() && self.ended.is_none() {
                self.refill();
            }
            let result = self.state.inflate(&self.buffer[self.used..], buffer);
            self.used += result.bytes_consumed;
            // What was decompressed before a fault is given out.
            self.failed = result.data_error;
            if result.bytes_written > 0 {
                return Ok(result.bytes_written);
            }
            if !self.failed && self.state.finished() {
                return Ok(0);
            }
            if self.used == self.buffer.len()
                && let Some(error) = self.ended.take()
            {
                self.failed = true;
                return Err(error);
            }
            self.failed |= result.bytes_consumed == 0 && self.used < self.buffer.len();
        }
        Err(corrupt())
    }
}

/// Bytes of PPMd that are read at once, because the decoder asks for each.
const PPMD_BUFFER_BYTES: usize = 8 * 1024;

/// PPMd variant I revision 1, with the head that it has in zip archives (APPNOTE.TXT 6.3.10, 5.10).
struct Ppmd<R: Read> {
    state: State<R, Ppmd8Decoder<BufReader<R>>>,
    window: u64,
    /// Told how much memory the model takes.
    hold: Box<dyn Fn(usize)>,
}

impl<R: Read> Ppmd<R> {
    /// Reads the head: the order of the model, its memory in MiB, and what is done when that is full.
    fn begin(&self, mut compressed: R) -> io::Result<Ppmd8Decoder<BufReader<R>>> {
        let mut head = [0; 2];
        compressed.read_exact(&mut head)?;
        let head = u32::from(u16::from_le_bytes(head));
        let (order, memory, method) = ((head & 0xF) + 1, (((head >> 4) & 0xFF) + 1) << 20, head >> 12);
        if u64::from(memory) > self.window {
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        (self.hold)(usize::try_from(memory).unwrap_or(usize::MAX));
        let compressed = BufReader::with_capacity(PPMD_BUFFER_BYTES, compressed);
        Ppmd8Decoder::new(compressed, order, memory, RestoreMethod::from(method)).map_err(|error| match error {
            ppmd_rust::Error::IoError(error) => error,
            ppmd_rust::Error::MemoryAllocation => io::ErrorKind::OutOfMemory.into(),
            _ => corrupt(),
        })
    }
}

impl<R: Read> Read for Ppmd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A reader that failed must not be asked again.
        let mut reader = match std::mem::replace(&mut self.state, State::Failed) {
            State::Begin(compressed) => Box::new(self.begin(compressed)?),
            State::Running(reader) => reader,
            State::Failed => return Err(corrupt()),
        };
        let count = reader.read(buffer)?;
        self.state = State::Running(reader);
        Ok(count)
    }
}
