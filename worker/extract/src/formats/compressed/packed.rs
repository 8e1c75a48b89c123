//! How members of zip archives are compressed besides with deflate (APPNOTE.TXT 6.3.10, 4.4.5 and 5.8).

use super::{bzip2, corrupt, window_bytes, xz, zstd};
use crate::shared::{Shared, Trip};
use crate::walk::Walk;
use lzma_rust2::LzmaReader;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// A method of compression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Bzip2,
    Lzma,
    Zstd,
    Xz,
}

impl Packing {
    /// By its number in headers.
    pub(crate) fn numbered(number: u16) -> Option<Packing> {
        Some(match number {
            12 => Packing::Bzip2,
            14 => Packing::Lzma,
            // 20 is what it was before.
            20 | 93 => Packing::Zstd,
            95 => Packing::Xz,
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
        }
    }
}

/// Tells the walk if memory is the reason that the bytes end.
struct Bounded<R> {
    inner: R,
    shared: Rc<Shared>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::OutOfMemory => self.shared.trip(Trip::Memory),
            _ => error,
        })
    }
}

enum State<R> {
    Begin(R),
    Running(Box<LzmaReader<R>>),
    Failed,
}

/// LZMA with the head that it has in zip archives.
struct Lzma<R> {
    state: State<R>,
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
