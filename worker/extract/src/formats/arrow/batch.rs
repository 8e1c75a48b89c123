//! Batches of records: which buffers their fields have, and the values in them.
//!
//! Source: Apache Arrow, "Arrow Columnar Format", "Physical Memory Layout"; `Message.fbs` (`RecordBatch`).

use super::buffer::{Body, Budget, Buffer, Codec};
use super::dictionary::Dictionaries;
use super::flat::{Table, Vector};
use super::schema::{Column, Shape, signed, unsigned};
use super::values::{Parts, Values};
use super::{CORRUPT, MISSING};
use crate::formats::ranges::{Fault, Ranges, Stop};
use crate::outcome::Reason;

/// Deepest nesting of compressed columns, all of whose buffers are open at the same time. Own limit.
const MOST_COMPRESSED_LEVELS: usize = 16;
const TOO_DEEP: Fault = (Reason::FileExceedsSizeLimit, "some columns are nested too deep and were left out");
/// From this version on unions have no bits that tell which values are there.
const UNIONS_WITHOUT_VALIDITY: i16 = 4;

/// Where what belongs to a field lies in a batch's lists.
#[derive(Debug, Clone, Copy, Default)]
struct Layout {
    length: u64,
    first_buffer: usize,
    /// Of texts with views: the buffers that hold them.
    parts: usize,
}

/// A batch, with the bytes of its values.
pub(super) struct Batch<'f> {
    /// Its number of records.
    pub(super) rows: u64,
    layouts: Vec<Layout>,
    buffers: Vector<'f>,
    body: Body<'f>,
    version: i16,
}

impl<'f> Batch<'f> {
    /// `None`: it does not belong to these columns.
    pub(super) fn new(
        table: Table<'f>,
        columns: &[Column],
        version: i16,
        file: &'f dyn Ranges,
        budget: &'f Budget,
    ) -> Option<Batch<'f>> {
        let codec = match table.table(3) {
            None => Codec::None,
            Some(compression) => match compression.byte(0) {
                0 => Codec::Lz4,
                1 => Codec::Zstd,
                _ => return None,
            },
        };
        let rows = u64::try_from(table.long(0)).ok()?;
        let (nodes, buffers, parts) = (table.vector(1, 16)?, table.vector(2, 16)?, table.vector(4, 8)?);
        if nodes.len() != columns.len() {
            return None;
        }
        let (mut next_buffer, mut next_view) = (0, 0);
        let mut layouts = Vec::with_capacity(columns.len());
        for (index, column) in columns.iter().enumerate() {
            let mut layout =
                Layout { length: u64::try_from(nodes.long(index, 0)?).ok()?, first_buffer: next_buffer, parts: 0 };
            next_buffer += match column.shape {
                Shape::Null | Shape::Runs => 0,
                Shape::Record | Shape::FixedList(_) => 1,
                Shape::Unread | Shape::Fixed(..) | Shape::List { .. } | Shape::Index { .. } => 2,
                Shape::Text { .. } | Shape::ListView { .. } => 3,
                Shape::Union { dense } => 1 + usize::from(dense) + usize::from(version < UNIONS_WITHOUT_VALIDITY),
                Shape::View => {
                    layout.parts = usize::try_from(parts.long(next_view, 0)?).ok()?;
                    next_view += 1;
                    layout.parts.checked_add(2)?
                }
            };
            if next_buffer > buffers.len() {
                return None;
            }
            layouts.push(layout);
        }
        Some(Batch { rows, layouts, buffers, body: Body { file, codec, budget, open: 1 }, version })
    }

    /// Opens the buffers of a field, and of those around it, from the outermost.
    pub(super) fn levels(
        &self,
        columns: &[Column],
        id: u32,
        dictionaries: &'f Dictionaries,
    ) -> Result<Vec<Level<'f>>, Stop> {
        let mut chain = Vec::new();
        let mut at = id;
        while let Some(column) = columns.get(at as usize) {
            chain.push((at, *column));
            if at == column.parent {
                break;
            }
            at = column.parent;
        }
        chain.reverse();
        if self.body.codec != Codec::None && chain.len() > MOST_COMPRESSED_LEVELS {
            return Err(TOO_DEEP.into());
        }
        let body = Body { open: 3 * chain.len() + 2, ..self.body };
        let mut levels = Vec::new();
        let mut lists = 0;
        for (position, &(id, column)) in chain.iter().enumerate() {
            let Some(layout) = self.layouts.get(id as usize) else { return Err(CORRUPT.into()) };
            let open = |index: usize| self.open(body, layout.first_buffer + index);
            let mut depth = || {
                lists += 1;
                lists - 1
            };
            let first_union = usize::from(self.version < UNIONS_WITHOUT_VALIDITY);
            let below = match column.shape {
                Shape::Record => Below::Record,
                Shape::List { wide } => Below::List { offsets: open(1)?, wide, depth: depth() },
                Shape::ListView { wide } => {
                    Below::ListView { offsets: open(1)?, sizes: open(2)?, wide, depth: depth() }
                }
                Shape::FixedList(size) => Below::FixedList { size, depth: depth() },
                Shape::Union { dense } => Below::Union {
                    tags: open(first_union)?,
                    offsets: if dense { Some(open(first_union + 1)?) } else { None },
                    wanted: chain.get(position + 1).map_or(0, |(_, below)| below.tag),
                },
                Shape::Runs => {
                    // The field after it in the schema's order says where its runs end.
                    let (width, ends) = match (columns.get(id as usize + 1), self.layouts.get(id as usize + 1)) {
                        (Some(Column { shape: Shape::Fixed(width, _), .. }), Some(layout)) => (*width, layout),
                        _ => return Err(CORRUPT.into()),
                    };
                    let count = ends.length;
                    Below::Runs { ends: self.open(body, ends.first_buffer + 1)?, width, count, run: 0 }
                }
                Shape::Fixed(width, kind) => Below::Value(Values::Fixed { data: open(1)?, width, kind }),
                Shape::Text { wide } => Below::Value(Values::Text { offsets: open(1)?, data: open(2)?, wide }),
                Shape::View => {
                    let places = (0..layout.parts).map(|part| self.place(layout.first_buffer + 2 + part));
                    let places = places.collect::<Option<Vec<_>>>().ok_or(Stop::Fault(CORRUPT))?;
                    Below::Value(Values::View { views: open(1)?, parts: Parts::new(body, places) })
                }
                Shape::Index { dictionary, width, signed } => {
                    let dictionary = dictionaries.get(dictionary).ok_or(Stop::Fault(MISSING))?;
                    Below::Value(Values::Index { data: open(1)?, width, signed, dictionary })
                }
                Shape::Null | Shape::Unread => return Err(CORRUPT.into()),
            };
            let has_validity = match column.shape {
                Shape::Runs => false,
                Shape::Union { .. } => first_union == 1,
                _ => true,
            };
            let validity = if has_validity { Some(open(0)?).filter(|bits| bits.len() > 0) } else { None };
            levels.push(Level { length: layout.length, validity, below });
        }
        Ok(levels)
    }

    fn place(&self, index: usize) -> Option<(u64, u64)> {
        let (start, length) = (self.buffers.long(index, 0)?, self.buffers.long(index, 8)?);
        Some((u64::try_from(start).ok()?, u64::try_from(length).ok()?))
    }

    fn open(&self, body: Body<'f>, index: usize) -> Result<Buffer<'f>, Stop> {
        let (start, length) = self.place(index).ok_or(Stop::Fault(CORRUPT))?;
        Buffer::open(body, start, length)
    }
}

/// A field on the way to the one that is read.
pub(super) struct Level<'f> {
    pub(super) length: u64,
    /// Bits that tell which of its values are there, if not all are.
    pub(super) validity: Option<Buffer<'f>>,
    pub(super) below: Below<'f>,
}

pub(super) enum Below<'f> {
    Record,
    /// Where each list begins and ends; and how many lists are around it.
    List {
        offsets: Buffer<'f>,
        wide: bool,
        depth: usize,
    },
    ListView {
        offsets: Buffer<'f>,
        sizes: Buffer<'f>,
        wide: bool,
        depth: usize,
    },
    FixedList {
        size: u64,
        depth: usize,
    },
    /// The member of each value, where in it the value lies, and which member is wanted.
    Union {
        tags: Buffer<'f>,
        offsets: Option<Buffer<'f>>,
        wanted: i32,
    },
    /// Where each run ends, and which was the last.
    Runs {
        ends: Buffer<'f>,
        width: usize,
        count: u64,
        run: u64,
    },
    Value(Values<'f>),
}

/// Where the values below a field's value lie.
pub(super) enum Children {
    None,
    One(u64),
    /// From one to before another, as elements of a list.
    Many(u64, u64, usize),
}

impl Level<'_> {
    /// Whether the value at `index` is there.
    #[inline]
    pub(super) fn is_there(&mut self, index: u64) -> Result<bool, Stop> {
        if index >= self.length {
            return Err(CORRUPT.into());
        }
        match &mut self.validity {
            None => Ok(true),
            Some(bits) => Ok(bits.get(index / 8, 1)?.first().is_some_and(|bits| bits >> (index % 8) & 1 == 1)),
        }
    }

    /// What the value at `index` holds, if it is none itself.
    pub(super) fn children(&mut self, index: u64) -> Result<Children, Stop> {
        Ok(match &mut self.below {
            Below::Record => Children::One(index),
            Below::List { offsets, wide, depth } => {
                let (start, end) = pair(offsets, *wide, index)?;
                Children::Many(start, end, *depth)
            }
            Below::ListView { offsets, sizes, wide, depth } => {
                let width = if *wide { 8 } else { 4 };
                let place = index.saturating_mul(width as u64);
                let start = natural(offsets.get(place, width)?)?;
                let end = start.checked_add(natural(sizes.get(place, width)?)?).ok_or(Stop::Fault(CORRUPT))?;
                Children::Many(start, end, *depth)
            }
            Below::FixedList { size, depth } => {
                let start = index.checked_mul(*size).ok_or(Stop::Fault(CORRUPT))?;
                Children::Many(start, start.saturating_add(*size), *depth)
            }
            Below::Union { tags, offsets, wanted } => {
                let tag = tags.get(index, 1)?.first().map_or(-1, |&tag| i32::from(tag as i8));
                match offsets {
                    _ if tag != *wanted => Children::None,
                    None => Children::One(index),
                    Some(offsets) => Children::One(natural(offsets.get(index.saturating_mul(4), 4)?)?),
                }
            }
            Below::Runs { ends, width, count, run } => {
                let mut end =
                    |run: u64| -> Result<u64, Stop> { natural(ends.get(run.saturating_mul(*width as u64), *width)?) };
                // Values are mostly asked for in their order.
                if *run > 0 && end(*run - 1)? > index {
                    *run = 0;
                }
                while *run < *count && end(*run)? <= index {
                    *run += 1;
                }
                if *run >= *count {
                    return Err(CORRUPT.into());
                }
                Children::One(*run)
            }
            Below::Value(_) => Children::None,
        })
    }
}

/// A number that is not negative.
fn natural(stored: &[u8]) -> Result<u64, Stop> {
    u64::try_from(signed(stored)).map_err(|_| Stop::Fault(CORRUPT))
}

/// Where the value at `index` begins and ends.
#[inline]
pub(super) fn pair(offsets: &mut Buffer<'_>, wide: bool, index: u64) -> Result<(u64, u64), Stop> {
    let width = if wide { 8 } else { 4 };
    let stored = offsets.get(index.checked_mul(width).ok_or(Stop::Fault(CORRUPT))?, 2 * width as usize)?;
    let (start, end) = stored.split_at(width as usize);
    let (start, end) = (unsigned(start), unsigned(end));
    if start > end {
        return Err(CORRUPT.into());
    }
    Ok((start, end))
}
