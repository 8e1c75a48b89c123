//! What all levels of one extraction share: the budget of extracted bytes, and why reading stopped.

use crate::limits::Limits;
use crate::outcome::Reason;
use crate::source::Source;
use std::cell::Cell;
use std::io;
use std::rc::Rc;

/// Bytes that parsers may hold of any object, besides the buffers that each stream needs. For more they ask [`Memory`].
pub const LIGHT_BYTES: usize = 32 * 1024 * 1024;

/// Whoever knows how much memory there is for all objects that are extracted at the same time.
pub trait Memory {
    /// Parsers are about to hold more than [`LIGHT_BYTES`] of this object, up to what [`Limits`] allows. Comes once for an
    /// object, before they do, and may wait until other such objects are done.
    fn hold_more(&self);
}

/// Memory without a common bound: each object may have what [`Limits`] allows.
#[derive(Debug, Clone, Copy)]
pub struct Unbounded;

impl Memory for Unbounded {
    fn hold_more(&self) {}
}

/// A limit met while reading. Readers can only report an [`io::Error`]; the trip says what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trip {
    /// The member is too large; the archive may go on.
    Member,
    /// Decompressing the member needs more memory than allowed; the archive may go on.
    Memory,
    /// The member was compressed with a dictionary that is not in it; the archive may go on.
    Dictionary,
    /// The object as a whole expands too much.
    Object(Reason),
}

/// The common state of one call of [`extract`](crate::extract).
pub(crate) struct Shared {
    /// Whether the visitor's code is running: a panic then is not a parser's.
    pub(crate) in_visitor: Cell<bool>,
    /// Whether the visitor was given anything.
    pub(crate) visited: Cell<bool>,
    /// Members entered and not left.
    pub(crate) open_members: Cell<u32>,
    /// Bytes of nested archives held in memory now.
    pub(crate) buffered: Cell<usize>,
    /// Decompressors with a large window that are open now.
    pub(crate) decoders: Cell<u32>,
    /// Panics of parsers that were caught.
    pub(crate) panics: Cell<u32>,
    memory: Rc<dyn Memory>,
    holds_more: Cell<bool>,
    source_failed: Cell<bool>,
    tripped: Cell<Option<Trip>>,
    // Two counters, because the bytes of an archive in an archive are extracted twice: as a member and as its members.
    file_bytes: Cell<u64>,
    container_bytes: Cell<u64>,
    most_bytes: u64,
    ratio_bytes: u64,
}

impl Shared {
    pub(crate) fn new(limits: &Limits, object_bytes: u64, memory: Rc<dyn Memory>) -> Rc<Self> {
        Rc::new(Shared {
            in_visitor: Cell::new(false),
            visited: Cell::new(false),
            open_members: Cell::new(0),
            buffered: Cell::new(0),
            decoders: Cell::new(0),
            panics: Cell::new(0),
            memory,
            holds_more: Cell::new(false),
            source_failed: Cell::new(false),
            tripped: Cell::new(None),
            file_bytes: Cell::new(0),
            container_bytes: Cell::new(0),
            most_bytes: limits.archive_bytes,
            ratio_bytes: limits.archive_ratio_from_bytes.max(object_bytes.saturating_mul(limits.archive_ratio)),
        })
    }

    /// A parser is about to hold so many bytes. Waits, if that is much.
    pub(crate) fn hold(&self, bytes: usize) {
        if bytes > LIGHT_BYTES && !self.holds_more.replace(true) {
            self.memory.hold_more();
        }
    }

    pub(crate) fn source_failed(&self) -> bool {
        self.source_failed.get()
    }

    pub(crate) fn trip(&self, trip: Trip) -> io::Error {
        self.tripped.set(Some(trip));
        io::Error::other("a limit of extraction was met")
    }

    /// Why the last read failed, if it was a limit.
    pub(crate) fn tripped(&self) -> Option<Trip> {
        self.tripped.get()
    }

    /// The same. Forgets a trip that concerns one member only.
    pub(crate) fn take_trip(&self) -> Option<Trip> {
        let trip = self.tripped.get();
        self.next_member();
        trip
    }

    /// Forgets a trip of the previous member that nobody asked for.
    pub(crate) fn next_member(&self) {
        if matches!(self.tripped.get(), Some(Trip::Member | Trip::Memory | Trip::Dictionary)) {
            self.tripped.set(None);
        }
    }

    /// Counts extracted bytes.
    pub(crate) fn charge(&self, bytes: u64, container: bool) -> Result<(), Trip> {
        let counter = if container { &self.container_bytes } else { &self.file_bytes };
        counter.set(counter.get().saturating_add(bytes));
        let all = self.file_bytes.get().saturating_add(self.container_bytes.get());
        if counter.get() > self.most_bytes || all > self.ratio_bytes {
            return Err(Trip::Object(Reason::ArchiveTotalBytesExtractedOverLimit));
        }
        Ok(())
    }

    /// Moves bytes from the files' counter to the containers': the member turned out to be an archive.
    pub(crate) fn recharge_as_container(&self, bytes: u64) {
        self.file_bytes.set(self.file_bytes.get().saturating_sub(bytes));
        self.container_bytes.set(self.container_bytes.get().saturating_add(bytes));
    }
}

/// The object's source, which remembers that it failed.
pub(crate) struct Watched<'a> {
    inner: &'a mut dyn Source,
    shared: Rc<Shared>,
}

impl<'a> Watched<'a> {
    pub(crate) fn new(inner: &'a mut dyn Source, shared: Rc<Shared>) -> Self {
        Watched { inner, shared }
    }
}

impl Source for Watched<'_> {
    fn len(&self) -> u64 {
        self.inner.len()
    }

    fn chunk(&mut self, offset: u64) -> io::Result<&[u8]> {
        let length = self.inner.len();
        match self.inner.chunk(offset) {
            Ok(chunk) => {
                if chunk.is_empty() && offset < length {
                    self.shared.source_failed.set(true);
                }
                Ok(chunk)
            }
            Err(error) => {
                self.shared.source_failed.set(true);
                Err(error)
            }
        }
    }
}
