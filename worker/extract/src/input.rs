//! The bytes of one file while it is read: a window of something with random access, or a stream that only goes
//! forwards.

use crate::shared::{LIGHT_BYTES, Shared, Trip};
use crate::source::SourceReader;
use std::cell::Cell;
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::rc::Rc;

/// The bytes of one file.
pub(crate) enum Input<'a> {
    /// Random access; bytes are not copied.
    Window(SourceReader<'a>),
    /// Forwards only.
    Stream(Replay<'a>),
}

impl<'a> Input<'a> {
    pub(crate) fn stream(reader: &'a mut dyn BufRead) -> Self {
        Input::Stream(Replay { inner: reader, replay: Vec::new(), at: 0 })
    }

    /// Up to `count` of the bytes that come next, without consuming them; fewer only at the end.
    pub(crate) fn peek(&mut self, count: usize) -> io::Result<Vec<u8>> {
        match self {
            Input::Window(reader) => {
                let position = reader.position();
                let mut bytes = Vec::new();
                let outcome = reader.by_ref().take(count as u64).read_to_end(&mut bytes);
                reader.seek(SeekFrom::Start(position))?;
                outcome.map(|_| bytes)
            }
            Input::Stream(replay) => {
                replay.look_ahead(count)?;
                let unread = &replay.replay[replay.at..];
                Ok(unread[..unread.len().min(count)].to_vec())
            }
        }
    }

    /// Skips `count` bytes; returns how many there were.
    pub(crate) fn skip(&mut self, count: u64) -> io::Result<u64> {
        match self {
            Input::Window(reader) => {
                let skipped = count.min(reader.len() - reader.position());
                reader.seek(SeekFrom::Start(reader.position() + skipped))?;
                Ok(skipped)
            }
            Input::Stream(replay) => {
                let mut left = count;
                while left > 0 {
                    let available = replay.fill_buf()?.len();
                    if available == 0 {
                        break;
                    }
                    let step = usize::try_from(left).unwrap_or(usize::MAX).min(available);
                    replay.consume(step);
                    left -= step as u64;
                }
                Ok(count - left)
            }
        }
    }
}

impl Read for Input<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Input<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self {
            Input::Window(reader) => reader.fill_buf(),
            Input::Stream(replay) => replay.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        match self {
            Input::Window(reader) => reader.consume(amount),
            Input::Stream(replay) => replay.consume(amount),
        }
    }
}

/// A stream that can be looked ahead into.
pub(crate) struct Replay<'a> {
    inner: &'a mut dyn BufRead,
    replay: Vec<u8>,
    at: usize,
}

impl Replay<'_> {
    /// Reads until `count` bytes are at hand or the stream ends. An error is reported only if nothing new could be
    /// read: what came before it is still good, and the reader will fail again when the bytes are used up.
    fn look_ahead(&mut self, count: usize) -> io::Result<()> {
        if self.at > 0 {
            self.replay.drain(..self.at);
            self.at = 0;
        }
        while self.replay.len() < count {
            let available = match self.inner.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) if self.replay.is_empty() => return Err(error),
                Err(_) => break,
            };
            if available.is_empty() {
                break;
            }
            let step = available.len().min(count - self.replay.len());
            self.replay.extend_from_slice(&available[..step]);
            self.inner.consume(step);
        }
        Ok(())
    }

    /// All that is left, if it is at most `count` bytes; otherwise nothing is lost and the stream reads on.
    pub(crate) fn take_all(&mut self, count: usize, shared: &Shared) -> io::Result<Option<Vec<u8>>> {
        // Most are small.
        self.look_ahead(count.min(LIGHT_BYTES).saturating_add(1))?;
        if self.replay.len() > LIGHT_BYTES {
            shared.hold(count);
            self.look_ahead(count.saturating_add(1))?;
        }
        if self.replay.len() > count {
            return Ok(None);
        }
        // An error that ended the looking ahead shows now.
        if !self.inner.fill_buf()?.is_empty() {
            return Ok(None);
        }
        Ok(Some(std::mem::take(&mut self.replay)))
    }

    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.replay.len() {
            return Ok(&self.replay[self.at..]);
        }
        if !self.replay.is_empty() {
            self.replay = Vec::new();
            self.at = 0;
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if self.at < self.replay.len() {
            self.at = (self.at + amount).min(self.replay.len());
        } else {
            self.inner.consume(amount);
        }
    }
}

/// A part of known length of a longer stream. A stream that ends earlier is an error.
pub(crate) struct Section<'a, 'b> {
    inner: &'a mut Input<'b>,
    left: u64,
}

impl<'a, 'b> Section<'a, 'b> {
    pub(crate) fn new(inner: &'a mut Input<'b>, length: u64) -> Self {
        Section { inner, left: length }
    }

    /// Bytes of the section that were not read.
    pub(crate) fn left(&self) -> u64 {
        self.left
    }
}

impl Read for Section<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Section<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Ok(&[]);
        }
        let available = self.inner.fill_buf()?;
        if available.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let step = usize::try_from(self.left).unwrap_or(usize::MAX).min(available.len());
        Ok(&available[..step])
    }

    fn consume(&mut self, amount: usize) {
        self.left -= (amount as u64).min(self.left);
        self.inner.consume(amount);
    }
}

/// How many bytes a member gave so far, and what kind they count as.
#[derive(Default)]
pub(crate) struct Meter {
    bytes: Cell<u64>,
    container: Cell<bool>,
    failed: Cell<bool>,
}

impl Meter {
    /// The member is an archive itself: its bytes count as such, those already read too.
    pub(crate) fn is_container(&self, shared: &Shared) {
        if !self.container.replace(true) {
            shared.recharge_as_container(self.bytes.get());
        }
    }

    /// How many bytes came out so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.get()
    }

    /// Whether decompression failed (for a reason other than a limit).
    pub(crate) fn failed(&self) -> bool {
        self.failed.get()
    }
}

/// A decompressor's output, buffered, counted, and stopped at the limits.
pub(crate) struct Metered<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    error: Option<io::Error>,
    over: bool,
    meter: Rc<Meter>,
    shared: Rc<Shared>,
    most_bytes: u64,
}

/// Large enough that seams between buffers are rare, small enough to stay in the second-level cache.
const METERED_BUFFER: usize = 256 * 1024;

impl<R: Read> Metered<R> {
    pub(crate) fn new(reader: R, shared: Rc<Shared>, most_bytes: u64) -> Self {
        Metered {
            reader,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            error: None,
            over: false,
            meter: Rc::default(),
            shared,
            most_bytes,
        }
    }

    pub(crate) fn meter(&self) -> Rc<Meter> {
        Rc::clone(&self.meter)
    }

    pub(crate) fn into_inner(self) -> R {
        self.reader
    }

    /// The failure that ended the stream, if one did. Asking again gets the same kind of answer.
    fn failure(&mut self) -> io::Result<()> {
        if self.over {
            return Err(self.shared.trip(Trip::Member));
        }
        let Some(error) = self.error.take() else { return Ok(()) };
        self.error = Some(io::Error::new(error.kind(), "the stream has failed before"));
        Err(error)
    }

    fn refill(&mut self) -> io::Result<()> {
        self.failure()?;
        let allowed = self.most_bytes.saturating_sub(self.meter.bytes.get());
        // One byte more than allowed tells "exactly at the limit" from "over it".
        let room = usize::try_from(allowed.saturating_add(1)).unwrap_or(usize::MAX).min(METERED_BUFFER);
        if self.buffer.len() < room {
            // Small members should not pay for a large buffer: it grows as they turn out to need it.
            let grown = (self.buffer.len() * 4).clamp(16 * 1024, METERED_BUFFER).min(room.max(1));
            self.buffer.resize(grown.max(self.buffer.len()), 0);
        }
        let room = room.min(self.buffer.len());
        (self.start, self.end) = (0, 0);
        while self.end < room {
            match self.reader.read(&mut self.buffer[self.end..room]) {
                Ok(0) => break,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.meter.failed.set(true);
                    self.error = Some(error);
                    break;
                }
            }
        }
        if self.end as u64 > allowed {
            self.end -= 1;
            self.over = true;
        }
        self.meter.bytes.set(self.meter.bytes.get() + self.end as u64);
        if let Err(trip) = self.shared.charge(self.end as u64, self.meter.container.get()) {
            self.end = 0;
            return Err(self.shared.trip(trip));
        }
        if self.end == 0 {
            self.failure()?;
        }
        Ok(())
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.refill()?;
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn consume(&mut self, amount: usize) {
        self.start = (self.start + amount).min(self.end);
    }
}
