//! Texts that differ from the file's bytes: decoded ones, which still know where in the file each part came from.

use super::footprints::Footprints;
use super::lookahead::boundary;
use crate::lines::LinePosition;
use crate::visitor::{Mark, Place, TextBlock};
use crate::walk::{Halt, Walk};
use magpie_detect::OVERLAP;

/// New bytes in a block, unless the text ends.
const CORE_BYTES: usize = 256 * 1024;

/// Gathers a decoded text and visits it in blocks that overlap.
///
/// Where blocks are cut depends on the text alone, not on how it arrives.
pub(crate) struct Rewriter {
    buffer: Vec<u8>,
    marks: Vec<Mark>,
    /// Bytes at the front that are context.
    left: usize,
    /// Bytes of the text that were dropped from the front of the buffer.
    gone: u64,
    place: Option<Place>,
    prints: Option<Footprints>,
}

impl Rewriter {
    /// `place`: where all of the text lies, if it has no lines.
    pub(crate) fn new(place: Option<Place>) -> Self {
        Rewriter { buffer: Vec::new(), marks: Vec::new(), left: 0, gone: 0, place, prints: None }
    }

    /// Where the text comes from is kept in `prints`.
    pub(crate) fn made_of(mut self, prints: Footprints) -> Self {
        self.prints = Some(prints);
        self
    }

    /// The text pushed next lies at this byte of what it comes from, or nowhere.
    pub(crate) fn at(&mut self, at: Option<u64>) {
        match (&mut self.prints, at) {
            (Some(prints), Some(at)) => prints.at(self.buffer.len(), at),
            (Some(prints), None) => prints.nowhere(self.buffer.len()),
            (None, _) => {}
        }
    }

    /// The text pushed next is what `length` bytes at this byte of what it comes from mean; or it lies nowhere.
    pub(crate) fn whole(&mut self, at: Option<u64>, length: usize) {
        match (&mut self.prints, at) {
            (Some(prints), Some(at)) => prints.whole(self.buffer.len(), at, at + length as u64),
            (Some(prints), None) => prints.nowhere(self.buffer.len()),
            (None, _) => {}
        }
    }

    /// The text pushed next lies at `position` in the file.
    pub(crate) fn mark(&mut self, position: LinePosition) {
        let offset = self.buffer.len();
        match self.marks.last_mut() {
            Some(last) if last.offset == offset => last.position = position,
            _ => self.marks.push(Mark { offset, position }),
        }
    }

    /// Adds text: whole characters of valid UTF-8.
    pub(crate) fn push(&mut self, text: &[u8]) {
        self.buffer.extend_from_slice(text);
    }

    /// Visits what is complete. To be called after every few pushes: the buffer grows until then.
    pub(crate) fn flush(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        let mut start = 0;
        loop {
            let full = self.left + CORE_BYTES + OVERLAP;
            // One more than is needed: a text must not end exactly with a block that is not its last.
            if self.buffer.len() - start <= full + 4 {
                break;
            }
            let end = boundary(&self.buffer, start + full);
            let core_end = boundary(&self.buffer, end - OVERLAP);
            self.visit(walk, start, end, core_end, false)?;
            let passed = boundary(&self.buffer, core_end - OVERLAP);
            self.left = core_end - passed;
            self.rebase(start, passed);
            start = passed;
        }
        if start == 0 {
            return Ok(());
        }
        self.buffer.drain(..start);
        if let Some(prints) = &mut self.prints {
            prints.drop_front(start);
        }
        self.gone += start as u64;
        for mark in &mut self.marks {
            mark.offset = mark.offset.saturating_sub(start);
        }
        Ok(())
    }

    /// Visits the rest.
    pub(crate) fn finish(mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        self.flush(walk)?;
        let end = self.buffer.len();
        if end <= self.left {
            return Ok(());
        }
        self.visit(walk, 0, end, end, true)
    }

    fn visit(
        &mut self,
        walk: &mut Walk<'_>,
        start: usize,
        end: usize,
        core_end: usize,
        last: bool,
    ) -> Result<(), Halt> {
        let offset = self.gone + start as u64;
        let window = &self.buffer[start..end];
        let core = self.left..core_end - start;
        let placed = |block: TextBlock<'_>, walk: &mut Walk<'_>| {
            let block = block.part_of(offset, last);
            match &self.prints {
                Some(prints) => walk.text(&block.made_of(prints, start)),
                None => walk.text(&block),
            }
        };
        if let Some(place) = &self.place {
            return placed(TextBlock::at(window, core, place), walk);
        }
        if start > 0 {
            // Marks count from the window's start; only a text far longer than a block comes here.
            let marks: Vec<Mark> = self
                .marks
                .iter()
                .take_while(|mark| mark.offset < end)
                .map(|mark| Mark { offset: mark.offset.saturating_sub(start), ..*mark })
                .collect();
            return placed(TextBlock::marked(window, core, &marks), walk);
        }
        placed(TextBlock::marked(window, core, &self.marks), walk)
    }

    /// Makes the mark in force at `passed` the first one, and drops those before it.
    fn rebase(&mut self, start: usize, passed: usize) {
        let after = self.marks.partition_point(|mark| mark.offset <= passed);
        let (offset, mut position) = match after.checked_sub(1).and_then(|index| self.marks.get(index)) {
            Some(mark) => (mark.offset, mark.position),
            None => (start, LinePosition::default()),
        };
        position.advance(&self.buffer[offset..passed]);
        let kept = after.saturating_sub(1);
        self.marks.drain(..kept);
        let first = Mark { offset: passed, position };
        match self.marks.first_mut() {
            Some(mark) if mark.offset <= passed => *mark = first,
            _ => self.marks.insert(0, first),
        }
    }
}
