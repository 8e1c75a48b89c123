//! Where the bytes of an object come from.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

/// Random access to the bytes of one object, without copying.
///
/// The implementor owns the buffers: a chunk is a view into one of them and lives until the next call. Formats are
/// read mostly forwards; a zip archive first reads its end (the central directory) and then its members, so an
/// implementation over a network should keep the last few ranges it read.
pub trait Source {
    /// The size of the object in bytes. It must not change while the object is being read.
    fn len(&self) -> u64;

    /// Whether the object has no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes at `offset`, as many as are at hand: at least one, and none only at or after the end.
    ///
    /// Large chunks are fastest (1 MiB or more); the results do not depend on how the object is cut into chunks.
    ///
    /// # Errors
    /// Whatever made the bytes unreadable. Extraction of the object then ends with
    /// [`Reason::SourceUnavailable`](crate::Reason::SourceUnavailable).
    fn chunk(&mut self, offset: u64) -> io::Result<&[u8]>;
}

/// An object that lies in memory.
///
/// ```
/// use magpie_extract::{SliceSource, Source};
/// let mut source = SliceSource::new(b"hello");
/// assert_eq!(source.len(), 5);
/// assert_eq!(source.chunk(2).unwrap(), b"llo");
/// assert_eq!(source.chunk(9).unwrap(), b"");
/// ```
#[derive(Clone, Copy)]
pub struct SliceSource<'a> {
    bytes: &'a [u8],
    chunk_bytes: usize,
}

impl<'a> SliceSource<'a> {
    /// All of `bytes` as one chunk.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        SliceSource { bytes, chunk_bytes: usize::MAX }
    }

    /// The same bytes, given out in chunks of at most `chunk_bytes` (at least 1): what a network reader does.
    #[must_use]
    pub fn with_chunks(bytes: &'a [u8], chunk_bytes: usize) -> Self {
        SliceSource { bytes, chunk_bytes: chunk_bytes.max(1) }
    }
}

impl Source for SliceSource<'_> {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn chunk(&mut self, offset: u64) -> io::Result<&[u8]> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(self.bytes.len());
        let end = start.saturating_add(self.chunk_bytes).min(self.bytes.len());
        Ok(&self.bytes[start..end])
    }
}

/// A [`Source`] as a standard reader: [`Read`], [`BufRead`] (without copying) and [`Seek`].
///
/// It can be limited to a window of the source; positions then count from the window's start. A source that ends
/// before its declared length reads as [`io::ErrorKind::UnexpectedEof`].
pub struct SourceReader<'a> {
    source: &'a mut dyn Source,
    start: u64,
    end: u64,
    position: u64,
}

impl<'a> SourceReader<'a> {
    /// Reads all of `source`, from its start.
    #[must_use]
    pub fn new(source: &'a mut dyn Source) -> Self {
        let end = source.len();
        SourceReader { source, start: 0, end, position: 0 }
    }

    /// The window of `length` bytes at `offset` (counted from this reader's own start), cut to what there is.
    #[must_use]
    pub fn window(&mut self, offset: u64, length: u64) -> SourceReader<'_> {
        let start = self.start.saturating_add(offset).min(self.end);
        let end = start.saturating_add(length).min(self.end);
        SourceReader { source: &mut *self.source, start, end, position: start }
    }

    /// How many bytes the reader has in all.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.end - self.start
    }

    /// Whether there are no bytes at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.end == self.start
    }

    /// How many bytes lie before the next byte to be read.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position - self.start
    }
}

impl BufRead for SourceReader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = self.end - self.position;
        if left == 0 {
            return Ok(&[]);
        }
        let chunk = self.source.chunk(self.position)?;
        if chunk.is_empty() {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the object is shorter than its declared size"));
        }
        let take = usize::try_from(left).unwrap_or(usize::MAX).min(chunk.len());
        Ok(&chunk[..take])
    }

    fn consume(&mut self, amount: usize) {
        self.position = self.position.saturating_add(amount as u64).min(self.end);
    }
}

impl Read for SourceReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl Seek for SourceReader<'_> {
    fn seek(&mut self, target: SeekFrom) -> io::Result<u64> {
        let wanted = match target {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(delta) => self.len().checked_add_signed(delta),
            SeekFrom::Current(delta) => self.position().checked_add_signed(delta),
        };
        let Some(wanted) = wanted else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "seek to before the start"));
        };
        // Past the end there is nothing to read; the position itself stays inside the window.
        self.position = self.start.saturating_add(wanted).min(self.end);
        Ok(wanted.min(self.len()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn reader_seeks_and_reads_in_a_window() {
        let mut source = SliceSource::with_chunks(b"0123456789", 3);
        let mut whole = SourceReader::new(&mut source);
        let mut window = whole.window(2, 5);
        let mut text = String::new();
        window.read_to_string(&mut text).unwrap();
        assert_eq!(text, "23456");
        assert_eq!(window.seek(SeekFrom::End(-2)).unwrap(), 3);
        text.clear();
        window.read_to_string(&mut text).unwrap();
        assert_eq!(text, "56");
        assert!(window.seek(SeekFrom::Current(-9)).is_err());
        assert_eq!(window.seek(SeekFrom::Start(99)).unwrap(), 5);
        let mut inner = window.window(1, u64::MAX);
        text.clear();
        inner.read_to_string(&mut text).unwrap();
        assert_eq!(text, "3456");
    }

    #[test]
    fn a_source_that_ends_early_is_an_error() {
        struct Liar;
        impl Source for Liar {
            fn len(&self) -> u64 {
                10
            }
            fn chunk(&mut self, _offset: u64) -> io::Result<&[u8]> {
                Ok(&[])
            }
        }
        let error = SourceReader::new(&mut Liar).read(&mut [0; 4]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }
}
