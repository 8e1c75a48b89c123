//! Where the parts of a text that was put together came from.

use super::origin::{ByteRange, Origin};
use std::ops::Range;

/// The bytes from `offset` of the text on, up to the next print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Print {
    offset: usize,
    from: From,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    /// They lie together in the origin's text.
    At(u64),
    /// They are what this part of it means, as a whole.
    Whole(u64, u64),
    Nowhere,
}

/// Where the parts of a text lie in another, which has an [`Origin`].
///
/// To be told of each part before it is added; parts that lie together cost nothing.
pub(crate) struct Footprints {
    origin: Origin,
    /// Ascending.
    prints: Vec<Print>,
}

impl Footprints {
    pub(crate) fn new(origin: Origin) -> Self {
        Footprints { origin, prints: Vec::new() }
    }

    /// Of a text that nothing was added to yet, from the same origin.
    pub(crate) fn empty(&self) -> Self {
        Footprints::new(self.origin.clone())
    }

    /// What is added at `offset` lies at `at` of the origin's text.
    #[inline]
    pub(crate) fn at(&mut self, offset: usize, at: u64) {
        if let Some(Print { offset: before, from: From::At(from) }) = self.prints.last()
            && from + (offset - before) as u64 == at
        {
            return;
        }
        self.push(offset, From::At(at));
    }

    /// What is added at `offset` is what the part from `at` to `end` means, such as an escape.
    pub(crate) fn whole(&mut self, offset: usize, at: u64, end: u64) {
        self.push(offset, From::Whole(at, end));
    }

    /// What is added at `offset` lies nowhere.
    pub(crate) fn nowhere(&mut self, offset: usize) {
        if !matches!(self.prints.last(), Some(Print { from: From::Nowhere, .. })) {
            self.push(offset, From::Nowhere);
        }
    }

    fn push(&mut self, offset: usize, from: From) {
        if self.prints.last().is_some_and(|last| last.offset >= offset) {
            self.prints.pop();
        }
        self.prints.push(Print { offset, from });
    }

    /// Adds what `other` knows of a text that is added at `offset`.
    pub(crate) fn append(&mut self, offset: usize, other: &Footprints) {
        for print in &other.prints {
            match print.from {
                From::At(at) => self.at(offset + print.offset, at),
                from => self.push(offset + print.offset, from),
            }
        }
    }

    /// The first `count` bytes of the text are dropped.
    pub(crate) fn drop_front(&mut self, count: usize) {
        let gone = self.prints.partition_point(|print| print.offset <= count).saturating_sub(1);
        self.prints.drain(..gone);
        for print in &mut self.prints {
            if print.offset < count
                && let From::At(at) = &mut print.from
            {
                *at += (count - print.offset) as u64;
            }
            print.offset = print.offset.saturating_sub(count);
        }
    }

    /// What is at `offset` and behind it is taken back.
    pub(crate) fn truncate(&mut self, offset: usize) {
        let kept = self.prints.partition_point(|print| print.offset < offset);
        self.prints.truncate(kept);
    }

    /// Forgets all parts.
    pub(crate) fn clear(&mut self) {
        self.prints.clear();
    }

    /// Where a part of the text lies in the origin's, if it lies anywhere.
    pub(crate) fn part(&self, range: Range<usize>) -> Option<Range<u64>> {
        let start = match self.print(range.start)? {
            Print { offset, from: From::At(at) } => at + (range.start - offset) as u64,
            Print { from: From::Whole(at, _), .. } => at,
            Print { from: From::Nowhere, .. } => return None,
        };
        if range.is_empty() {
            return Some(start..start);
        }
        let end = match self.print(range.end - 1)? {
            Print { offset, from: From::At(at) } => at + (range.end - offset) as u64,
            Print { from: From::Whole(_, end), .. } => end,
            Print { from: From::Nowhere, .. } => return None,
        };
        (start <= end).then_some(start..end)
    }

    /// Where a part of the text lies in the file, if it lies anywhere.
    pub(crate) fn bytes(&self, range: Range<usize>) -> Option<ByteRange> {
        let part = self.part(range)?;
        self.origin.bytes(part.start, part.end)
    }

    fn print(&self, at: usize) -> Option<Print> {
        let index = self.prints.partition_point(|print| print.offset <= at).checked_sub(1)?;
        self.prints.get(index).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_all_kinds() {
        let mut prints = Footprints::new(Origin::same());
        prints.at(0, 100);
        prints.at(4, 104);
        prints.whole(6, 106, 112);
        prints.at(7, 112);
        prints.nowhere(9);
        prints.nowhere(10);
        prints.at(12, 200);
        let range = |start, end| Some(ByteRange { start, end });
        let check = |prints: &Footprints, gone: usize| {
            let bytes = |part: Range<usize>| prints.bytes(part.start - gone..part.end - gone);
            assert_eq!(bytes(5..7), range(105, 112));
            assert_eq!(bytes(6..7), range(106, 112));
            assert_eq!(bytes(7..9), range(112, 114));
            assert_eq!(bytes(8..10), None);
            assert_eq!(bytes(9..13), None);
            assert_eq!(bytes(8..13), range(113, 201));
            assert_eq!(bytes(12..15), range(200, 203));
        };
        check(&prints, 0);
        prints.drop_front(2);
        check(&prints, 2);
        prints.drop_front(3);
        check(&prints, 5);
        let mut all = Footprints::new(Origin::same());
        all.at(0, 9);
        all.append(5, &prints);
        assert_eq!(all.bytes(0..5), range(9, 14));
        assert_eq!(all.bytes(5..7), range(105, 112));
    }
}
