//! Values too long to be held: given out in pieces that overlap.

use crate::text::Footprints;
use crate::text::lookahead::boundary;
use crate::text::origin::ByteRange;
use crate::visitor::{FieldBatch, Place, Places};
use crate::walk::{Halt, Walk};
use magpie_detect::{ContextId, Field, OVERLAP};
use std::ops::Range;

/// Collects one long value and visits it piece by piece.
///
/// Where the pieces are cut depends only on the value, not on how it arrives.
pub(crate) struct Pieces<'p> {
    places: At<'p>,
    context: ContextId,
    buffer: Vec<u8>,
    /// Bytes at the front that are context.
    left: usize,
    core_bytes: usize,
    prints: Option<Footprints>,
}

impl<'p> Pieces<'p> {
    /// `places` tells the place of the value as field 0. `core_bytes`: new bytes in each piece.
    pub(crate) fn new(places: &'p dyn Places, context: ContextId, core_bytes: usize) -> Self {
        // Each piece must move on by more than its context.
        Pieces {
            places: At::Borrowed(places),
            context,
            buffer: Vec::new(),
            left: 0,
            core_bytes: core_bytes.max(2 * OVERLAP),
            prints: None,
        }
    }

    /// The same for a value at `place`.
    pub(crate) fn at(place: Place, context: ContextId, core_bytes: usize) -> Pieces<'static> {
        Pieces {
            places: At::Owned(OnePlace(place)),
            context,
            buffer: Vec::new(),
            left: 0,
            core_bytes: core_bytes.max(2 * OVERLAP),
            prints: None,
        }
    }

    /// Where the value comes from is kept in `prints`; each part is to be pushed with its place.
    pub(crate) fn made_of(mut self, prints: Footprints) -> Self {
        self.prints = Some(prints);
        self
    }

    /// Adds a part that lies at `at` of what the value comes from.
    pub(crate) fn push_from(&mut self, walk: &mut Walk<'_>, bytes: &[u8], at: u64) -> Result<(), Halt> {
        if let Some(prints) = &mut self.prints {
            prints.at(self.buffer.len(), at);
        }
        self.push(walk, bytes)
    }

    /// Adds what a part of what the value comes from means: an escape.
    pub(crate) fn push_whole(&mut self, walk: &mut Walk<'_>, bytes: &[u8], from: Range<u64>) -> Result<(), Halt> {
        if let Some(prints) = &mut self.prints {
            prints.whole(self.buffer.len(), from.start, from.end);
        }
        self.push(walk, bytes)
    }

    /// Adds parts whose places are known.
    pub(crate) fn push_parts(&mut self, walk: &mut Walk<'_>, bytes: &[u8], parts: &Footprints) -> Result<(), Halt> {
        if let Some(prints) = &mut self.prints {
            prints.append(self.buffer.len(), parts);
        }
        self.push(walk, bytes)
    }

    /// Adds to the value. `bytes` is valid UTF-8.
    pub(crate) fn push(&mut self, walk: &mut Walk<'_>, bytes: &[u8]) -> Result<(), Halt> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let full = self.left + self.core_bytes + OVERLAP;
            let step = rest.len().min(full - self.buffer.len().min(full));
            self.buffer.extend_from_slice(&rest[..step]);
            rest = &rest[step..];
            if self.buffer.len() < full {
                return Ok(());
            }
            let end = boundary(&self.buffer, self.buffer.len() - 4);
            let core_end = boundary(&self.buffer[..end], end - OVERLAP);
            self.visit(walk, end, core_end)?;
            let passed = boundary(&self.buffer, core_end - OVERLAP);
            self.left = core_end - passed;
            self.buffer.drain(..passed);
            if let Some(prints) = &mut self.prints {
                prints.drop_front(passed);
            }
        }
        Ok(())
    }

    /// The value has ended: visits what is left of it.
    pub(crate) fn finish(mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        let end = self.buffer.len();
        if end == self.left {
            return Ok(());
        }
        self.visit(walk, end, end)
    }

    fn visit(&mut self, walk: &mut Walk<'_>, end: usize, core_end: usize) -> Result<(), Halt> {
        // Pieces are far smaller than 4 GiB.
        let field = Field { start: 0, end: u32::try_from(end).unwrap_or(u32::MAX), context: self.context };
        let fields = [field];
        let places = match &self.places {
            At::Borrowed(places) => *places,
            At::Owned(place) => place,
        };
        let places = Printed { places, prints: self.prints.as_ref() };
        walk.fields(&FieldBatch::new(&self.buffer[..end], &fields, &places, Some(self.left..core_end)))
    }
}

enum At<'p> {
    Borrowed(&'p dyn Places),
    Owned(OnePlace),
}

/// The place of a piece, and where its parts come from.
struct Printed<'p> {
    places: &'p dyn Places,
    prints: Option<&'p Footprints>,
}

impl Places for Printed<'_> {
    fn place(&self, field: usize) -> Place {
        self.places.place(field)
    }

    fn place_of(&self, field: usize, range: Range<usize>) -> Place {
        self.places.place_of(field, range)
    }

    fn bytes_of(&self, _field: usize, range: Range<usize>) -> Option<ByteRange> {
        self.prints?.bytes(range)
    }

    fn is_name(&self, field: usize) -> bool {
        self.places.is_name(field)
    }
}

struct OnePlace(Place);

impl Places for OnePlace {
    fn place(&self, _field: usize) -> Place {
        self.0.clone()
    }

    fn is_name(&self, _field: usize) -> bool {
        false
    }
}
