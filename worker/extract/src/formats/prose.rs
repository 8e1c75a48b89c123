//! Text that is put together from a document's parts: given out in blocks with context on both sides.

use super::pieces::Pieces;
use crate::lines::LinePosition;
use crate::text::Footprints;
use crate::text::lookahead::boundary;
use crate::visitor::{Place, Places, TextBlock};
use crate::walk::{Halt, Walk};
use magpie_detect::OVERLAP;

/// New bytes in a block, unless the text ends.
const CORE_BYTES: usize = 64 * 1024;

/// Takes text that is put together.
pub(crate) trait Writer {
    /// Adds to the text. `bytes` is valid UTF-8.
    fn push(&mut self, walk: &mut Walk<'_>, bytes: &[u8]) -> Result<(), Halt>;

    /// The last byte that was pushed.
    fn last(&self) -> Option<u8>;

    /// Ends the line.
    fn end_line(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        self.push(walk, b"\n")
    }

    /// Ends the line if anything is in it.
    fn fresh_line(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        if self.last().is_none_or(|last| last == b'\n') { Ok(()) } else { self.end_line(walk) }
    }

    /// Sets apart what comes next from what is in the line, if anything is.
    fn gap(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        let apart = self.last().is_none_or(|last| matches!(last, b'\n' | b'\t' | b' '));
        if apart { Ok(()) } else { self.push(walk, b" ") }
    }
}

/// Collects text and visits it block by block. Where blocks are cut depends only on the text.
///
/// Formats write one paragraph, row or entry to a line, so that lines of places count these.
#[derive(Default)]
pub(crate) struct Prose {
    buffer: Vec<u8>,
    /// Bytes at the front that are context.
    left: usize,
    position: LinePosition,
    /// The last byte that was pushed.
    last: Option<u8>,
    prints: Option<Footprints>,
}

impl Writer for Prose {
    fn push(&mut self, walk: &mut Walk<'_>, bytes: &[u8]) -> Result<(), Halt> {
        if let Some(prints) = &mut self.prints {
            prints.nowhere(self.buffer.len());
        }
        self.add(walk, bytes)
    }

    fn last(&self) -> Option<u8> {
        self.last
    }
}

impl Prose {
    /// Where the text comes from is kept in `prints`.
    pub(crate) fn made_of(prints: Footprints) -> Self {
        Prose { prints: Some(prints), ..Prose::default() }
    }

    /// Adds parts whose places are known.
    pub(crate) fn push_parts(&mut self, walk: &mut Walk<'_>, bytes: &[u8], parts: &Footprints) -> Result<(), Halt> {
        if let Some(prints) = &mut self.prints {
            prints.append(self.buffer.len(), parts);
        }
        self.add(walk, bytes)
    }

    fn add(&mut self, walk: &mut Walk<'_>, bytes: &[u8]) -> Result<(), Halt> {
        let full = self.left + CORE_BYTES + OVERLAP;
        if self.buffer.len() + bytes.len() < full {
            self.buffer.extend_from_slice(bytes);
            self.last = bytes.last().copied().or(self.last);
            return Ok(());
        }
        let mut rest = bytes;
        while let Some(&last) = rest.last() {
            let full = self.left + CORE_BYTES + OVERLAP;
            let step = rest.len().min(full.saturating_sub(self.buffer.len()));
            self.buffer.extend_from_slice(&rest[..step]);
            rest = &rest[step..];
            self.last = Some(last);
            if self.buffer.len() < full {
                return Ok(());
            }
            let end = boundary(&self.buffer, self.buffer.len() - 4);
            let core_end = boundary(&self.buffer[..end], end - OVERLAP);
            self.visit(walk, end, core_end)?;
            let passed = boundary(&self.buffer, core_end - OVERLAP);
            self.position.advance(&self.buffer[..passed]);
            self.left = core_end - passed;
            self.buffer.drain(..passed);
            if let Some(prints) = &mut self.prints {
                prints.drop_front(passed);
            }
        }
        Ok(())
    }

    fn visit(&self, walk: &mut Walk<'_>, end: usize, core_end: usize) -> Result<(), Halt> {
        let block = TextBlock::new(&self.buffer[..end], self.left..core_end, self.position);
        match &self.prints {
            Some(prints) => walk.text(&block.made_of(prints, 0)),
            None => walk.text(&block),
        }
    }

    /// The text has ended for now: visits what is left of it. Lines go on being counted.
    pub(crate) fn finish(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        let end = self.buffer.len();
        if end > self.left {
            self.visit(walk, end, end)?;
        }
        self.position.advance(&self.buffer);
        self.buffer.clear();
        if let Some(prints) = &mut self.prints {
            prints.clear();
        }
        self.left = 0;
        Ok(())
    }
}

/// Collects a text that has a place of its own (a slide), and visits it as one value.
pub(crate) struct Leaf<'p> {
    pieces: Pieces<'p>,
    last: Option<u8>,
}

impl<'p> Leaf<'p> {
    /// `place` tells the place of field 0.
    pub(crate) fn new(walk: &mut Walk<'_>, place: &'p dyn Places) -> Self {
        let context = walk.context(&[]);
        Leaf { pieces: Pieces::new(place, context, walk.limits.value_bytes), last: None }
    }

    /// The same for a text at `place`.
    pub(crate) fn at(walk: &mut Walk<'_>, place: Place) -> Leaf<'static> {
        let context = walk.context(&[]);
        Leaf { pieces: Pieces::at(place, context, walk.limits.value_bytes), last: None }
    }

    pub(crate) fn finish(self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        self.pieces.finish(walk)
    }
}

impl Writer for Leaf<'_> {
    fn push(&mut self, walk: &mut Walk<'_>, bytes: &[u8]) -> Result<(), Halt> {
        self.last = bytes.last().copied().or(self.last);
        self.pieces.push(walk, bytes)
    }

    fn last(&self) -> Option<u8> {
        self.last
    }
}

/// The place of all text of a slide.
pub(crate) struct Slide {
    /// From 1.
    pub(crate) number: u64,
}

impl Places for Slide {
    fn place(&self, _field: usize) -> Place {
        Place::Page { number: self.number }
    }

    fn is_name(&self, _field: usize) -> bool {
        false
    }
}
