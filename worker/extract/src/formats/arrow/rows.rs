//! The values of a column, record by record.

use super::batch::{Below, Children, Level};
use super::values::{Found, Values};
use crate::formats::ranges::Stop;
use crate::formats::records::{Node, Records};
use crate::walk::Walk;

/// Bytes of a long value that are read at once.
const PIECE_BYTES: u64 = 64 * 1024;

/// The values of a column, one after the other.
pub(super) struct Rows<'r> {
    pub(super) records: &'r mut Records,
    pub(super) indexes: &'r mut Vec<u64>,
    pub(super) scratch: &'r mut Vec<u8>,
    pub(super) node: Node,
    pub(super) row: u64,
}

impl Rows<'_> {
    /// Visits the values of a column of `rows` records, the first of which is the `first`th of the file.
    pub(super) fn column(
        &mut self,
        walk: &mut Walk<'_>,
        levels: &mut [Level<'_>],
        node: Node,
        rows: u64,
        first: u64,
    ) -> Result<(), Stop> {
        let lists = levels
            .iter()
            .filter(|level| {
                matches!(level.below, Below::List { .. } | Below::ListView { .. } | Below::FixedList { .. })
            })
            .count();
        self.indexes.clear();
        self.indexes.resize(lists, 0);
        for _ in 0..lists {
            self.records.enter(0);
        }
        self.node = node;
        if let Some(Level { below: Below::Value(Values::Index { dictionary, .. }), .. }) = levels.last() {
            self.records.begin_dictionary(dictionary.len());
        }
        for index in 0..rows {
            self.row = first.saturating_add(index);
            self.value(walk, levels, index)?;
        }
        Ok(())
    }

    /// Visits the value at `index` of the outermost field, and all that it holds.
    fn value(&mut self, walk: &mut Walk<'_>, levels: &mut [Level<'_>], index: u64) -> Result<(), Stop> {
        let Some((level, below)) = levels.split_first_mut() else { return Ok(()) };
        if !level.is_there(index)? {
            return Ok(self.records.spend(1)?);
        }
        if let Below::Value(values) = &mut level.below {
            if !self.indexes.is_empty() {
                self.records.indexes(self.indexes);
            }
            return match values.find(index, self.records.value_bytes(), self.scratch)? {
                Found::Whole(value) => Ok(self.records.value(walk, self.node, self.row, value)?),
                Found::Shared(entry, value) => {
                    Ok(self.records.shared_value(walk, self.node, self.row, entry, value)?)
                }
                Found::Long(data, start, length) => {
                    let mut long = self.records.long(walk, self.node, self.row)?;
                    let mut left = length;
                    let mut read = Ok(());
                    while left > 0 && read.is_ok() {
                        let piece = left.min(PIECE_BYTES);
                        self.records.spend(piece)?;
                        read = match data.get(start.saturating_add(length - left), piece as usize) {
                            Ok(bytes) => long.push(walk, bytes).map_err(Stop::from),
                            Err(stop) => Err(stop),
                        };
                        left -= piece;
                    }
                    // What is there of it is looked at, even if it ends too early.
                    let finished = long.finish(walk);
                    read?;
                    Ok(finished?)
                }
            };
        }
        match level.children(index)? {
            Children::None => Ok(self.records.spend(1)?),
            Children::One(index) => self.value(walk, below, index),
            Children::Many(start, end, depth) => {
                self.records.spend(1)?;
                for (element, index) in (start..end).zip(0..) {
                    if let Some(open) = self.indexes.get_mut(depth) {
                        *open = index;
                    }
                    self.value(walk, below, element)?;
                }
                Ok(())
            }
        }
    }
}
