//! The values of a field, as text.
//!
//! Source: Apache Arrow, "Arrow Columnar Format", "Variable-size Binary View Layout" and "Dictionary-encoded Layout".

use super::CORRUPT;
use super::batch::pair;
use super::buffer::{Body, Buffer};
use super::dictionary::Dictionary;
use super::schema::{Fixed, signed, unsigned};
use crate::formats::ranges::Stop;

/// Longest text that lies in its view.
const INLINE_BYTES: usize = 12;
/// Most buffers of texts that are open at once.
const OPEN_PARTS: usize = 4;

/// The values of a field, at any place.
pub(super) enum Values<'f> {
    Fixed { data: Buffer<'f>, width: usize, kind: Fixed },
    Text { offsets: Buffer<'f>, data: Buffer<'f>, wide: bool },
    View { views: Buffer<'f>, parts: Parts<'f> },
    Index { data: Buffer<'f>, width: usize, signed: bool, dictionary: &'f Dictionary },
}

/// A value.
pub(super) enum Found<'v, 'f> {
    Whole(&'v [u8]),
    /// An entry of a dictionary: which one, and its text.
    Shared(u32, &'v [u8]),
    /// It is too long to be held: where it begins, and its length.
    Long(&'v mut Buffer<'f>, u64, u64),
}

impl<'f> Values<'f> {
    /// The value at `index`, whole if it has at most `most` bytes.
    #[inline]
    pub(super) fn find<'v>(
        &'v mut self,
        index: u64,
        most: usize,
        scratch: &'v mut Vec<u8>,
    ) -> Result<Found<'v, 'f>, Stop> {
        match self {
            Values::Fixed { data, width, kind } => {
                let at = index.checked_mul(*width as u64).ok_or(Stop::Fault(CORRUPT))?;
                if *kind == Fixed::Bytes {
                    return at_place(data, at, *width as u64, most);
                }
                scratch.clear();
                kind.write(data.get(at, *width)?, scratch);
                Ok(Found::Whole(scratch))
            }
            Values::Text { offsets, data, wide } => {
                let (start, end) = pair(offsets, *wide, index)?;
                at_place(data, start, end - start, most)
            }
            Values::View { views, parts } => {
                let view: [u8; 16] =
                    views.get(index.saturating_mul(16), 16)?.first_chunk().copied().ok_or(Stop::Fault(CORRUPT))?;
                let length = unsigned(&view[..4]) as usize;
                if length <= INLINE_BYTES {
                    scratch.clear();
                    scratch.extend_from_slice(view.get(4..4 + length).unwrap_or_default());
                    return Ok(Found::Whole(scratch));
                }
                let part = parts.part(unsigned(&view[8..12]) as usize)?;
                at_place(part, unsigned(&view[12..]), length as u64, most)
            }
            Values::Index { data, width, signed: has_sign, dictionary } => {
                let stored = data.get(index.saturating_mul(*width as u64), *width)?;
                let index = if *has_sign { u64::try_from(signed(stored)).ok() } else { Some(unsigned(stored)) };
                let found = index.and_then(|index| Some((index, dictionary.get(index)?)));
                let (index, value) = found.ok_or(Stop::Fault(CORRUPT))?;
                Ok(Found::Shared(u32::try_from(index).unwrap_or(u32::MAX), value))
            }
        }
    }
}

#[inline]
fn at_place<'v, 'f>(data: &'v mut Buffer<'f>, at: u64, length: u64, most: usize) -> Result<Found<'v, 'f>, Stop> {
    match usize::try_from(length) {
        Ok(0) => Ok(Found::Whole(&[])),
        Ok(length) if length <= most => Ok(Found::Whole(data.get(at, length)?)),
        _ => Ok(Found::Long(data, at, length)),
    }
}

/// The buffers in which texts with views lie.
pub(super) struct Parts<'f> {
    body: Body<'f>,
    places: Vec<(u64, u64)>,
    /// Those that were used last, the last one at the end.
    open: Vec<(usize, Buffer<'f>)>,
}

impl<'f> Parts<'f> {
    pub(super) fn new(body: Body<'f>, places: Vec<(u64, u64)>) -> Self {
        Parts { body: Body { open: body.open + OPEN_PARTS, ..body }, places, open: Vec::new() }
    }

    fn part(&mut self, index: usize) -> Result<&mut Buffer<'f>, Stop> {
        match self.open.iter().position(|(open, _)| *open == index) {
            Some(at) if at + 1 == self.open.len() => {}
            Some(at) => {
                let part = self.open.remove(at);
                self.open.push(part);
            }
            None => {
                let &(start, length) = self.places.get(index).ok_or(Stop::Fault(CORRUPT))?;
                let part = Buffer::open_unordered(self.body, start, length)?;
                if self.open.len() >= OPEN_PARTS {
                    self.open.remove(0);
                }
                self.open.push((index, part));
            }
        }
        self.open.last_mut().map(|(_, part)| part).ok_or(Stop::Fault(CORRUPT))
    }
}
