//! Unstructured text: blocks with context on both sides.

use crate::formats::{coloured, folded, sql};
use crate::input::Input;
use crate::lines::LinePosition;
use crate::sniff::Sniffed;
use crate::text::lookahead::boundary;
use crate::text::{Footprints, Lookahead, Origin, Rewriter};
use crate::visitor::TextBlock;
use crate::walk::{Analysis, Halt, Walk};
use magpie_detect::OVERLAP;
use memchr::{memchr, memchr_iter, memmem};

/// New bytes in a block, at least, unless the text ends: what is copied around the seam of two chunks.
const CORE_BYTES: usize = 64 * 1024;

/// Where to stop reading.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    End,
    /// After the next line end.
    LineEnd,
    /// After the next `*/`.
    CommentEnd,
    /// Before the next line that begins with a statement of SQL that [`sql`](crate::formats::sql) reads.
    SqlStatement,
}

impl Until {
    /// The length of `text` up to and with the stop, if it is in it.
    fn find(self, text: &[u8]) -> Option<usize> {
        match self {
            Until::End => None,
            Until::LineEnd => memchr(b'\n', text).map(|at| at + 1),
            Until::CommentEnd => memmem::find(text, b"*/").map(|at| at + 2),
            Until::SqlStatement => memchr_iter(b'\n', text)
                .find(|at| text.get(at + 1..).is_some_and(sql::begins_statement))
                .map(|at| at + 1),
        }
    }
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    analyse_from(walk, input, sniffed, None)
}

/// Analyses a text that came from `outer` (or is the file).
pub(crate) fn analyse_from(
    walk: &mut Walk<'_>,
    input: &mut Input<'_>,
    sniffed: &Sniffed,
    outer: Option<Origin>,
) -> Analysis {
    let mut text = match Lookahead::new(input, sniffed.charset) {
        Ok(text) => text,
        Err(error) => return walk.halted(sniffed.skipped(), Halt::Read(error)),
    };
    if let Some(outer) = outer {
        text.origin().set_outer(outer);
    }
    let ended = match () {
        () if sniffed.lone_cr => run_lone_cr(walk, &mut text),
        () if sniffed.folded => folded::run(walk, &mut text),
        () if sniffed.coloured => coloured::run(walk, &mut text),
        () => run(walk, &mut text, &mut LinePosition::default(), Until::End),
    };
    let ended = ended.map(|()| None);
    walk.text_ended(text, ended, &sniffed.mime_type)
}

/// Visits a text whose lines end with CR alone; they are given out as LF, so that lines count.
fn run_lone_cr(walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>) -> Result<(), Halt> {
    let mut out = Rewriter::new(None).made_of(Footprints::new(text.origin()));
    let mut copy = Vec::new();
    out.at(Some(0));
    loop {
        let view = text.fill(CORE_BYTES);
        let length = view.len();
        if length == 0 {
            return out.finish(walk);
        }
        for piece in view.chunks(CORE_BYTES) {
            copy.clear();
            copy.extend(piece.iter().map(|&byte| if byte == b'\r' { b'\n' } else { byte }));
            out.push(&copy);
            out.flush(walk)?;
        }
        text.consume(length);
    }
}

/// Visits `text` up to `until` as unstructured text. `position` is that of the first byte, and is moved.
pub(crate) fn run(
    walk: &mut Walk<'_>,
    text: &mut Lookahead<'_, '_>,
    position: &mut LinePosition,
    until: Until,
) -> Result<(), Halt> {
    // Bytes at the front of the view that are context: they were in the core of the block before.
    let mut left = 0;
    // Bytes of the text that are gone from the view.
    let mut gone = 0;
    let origin = text.origin();
    loop {
        let want = left + CORE_BYTES + OVERLAP;
        let at = text.passed();
        let view = text.fill(want);
        let mut end = view.len();
        let mut last = view.len() < want;
        if let Some(length) = until.find(&view[left.min(end)..]) {
            end = left + length;
            last = true;
        }
        if end <= left {
            // Only context is left: the text ended exactly with the last core.
            position.advance(&view[..end]);
            text.consume(end);
            return Ok(());
        }
        let window = &view[..end];
        let core_end = if last { end } else { boundary(window, end - OVERLAP) };
        let block = TextBlock::new(window, left..core_end, *position).part_of(gone, last).lies_in(&origin, at);
        walk.text(&block)?;
        let passed = if last { end } else { boundary(window, core_end.saturating_sub(OVERLAP)) };
        position.advance(&window[..passed]);
        left = core_end - passed;
        gone += passed as u64;
        text.consume(passed);
        if last {
            return Ok(());
        }
    }
}
