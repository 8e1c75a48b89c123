//! The texts of Jupyter notebooks: arrays of lines, which are visited as the texts that they are, because what is in one
//! line (a key word, the begin of a key) belongs to what is in the next. Each line keeps its place.
//!
//! Source: Jupyter notebook format 4 (`nbformat`), "multiline strings".

use super::collector::Written;
use super::paths::Node;
use crate::json_path;
use crate::limits::Limits;
use crate::text::Footprints;
use crate::text::origin::ByteRange;
use crate::visitor::{FieldBatch, Place, Places};
use crate::walk::{Halt, Walk};
use magpie_detect::{ContextId, Field};
use std::ops::Range;

/// Visits the fields of a notebook, with the texts put together.
pub(super) struct Texts {
    open: Text,
    most_bytes: usize,
}

/// A text whose lines are being gathered.
#[derive(Default)]
struct Text {
    bytes: Vec<u8>,
    /// Where each line begins, and its index in the array.
    lines: Vec<(usize, u64)>,
    array: Option<Array>,
    prints: Option<Footprints>,
}

/// Which array the lines are of.
struct Array {
    node: Node,
    record: u64,
    /// The indexes of the arrays around it.
    around: Vec<u64>,
    context: ContextId,
    json_path: String,
    names: Vec<String>,
}

impl Texts {
    pub(super) fn new(limits: &Limits) -> Self {
        Texts { open: Text::default(), most_bytes: limits.value_bytes }
    }

    /// Visits a batch of fields. A text at its end stays open: it may go on in the next.
    pub(super) fn visit(&mut self, walk: &mut Walk<'_>, buffer: &[u8], written: &Written<'_>) -> Result<(), Halt> {
        let collector = written.collector;
        let mut first = 0;
        for (index, field) in collector.fields.iter().enumerate() {
            let Some(node) = collector.array_of_lines(index) else {
                if first == index {
                    // Nothing lies between the text and this.
                    self.flush(walk)?;
                }
                continue;
            };
            fields(walk, buffer, written, first..index)?;
            first = index + 1;
            let (record, indexes) = collector.indexes_of(index);
            let Some((&line, around)) = indexes.split_last() else { continue };
            let value = buffer.get(field.start as usize..field.end as usize).unwrap_or_default();
            let same = self
                .open
                .array
                .as_ref()
                .is_some_and(|array| array.node == node && array.record == record && array.around == around);
            if !same || self.open.bytes.len() + value.len() > self.most_bytes {
                self.flush(walk)?;
            }
            let text = &mut self.open;
            if text.array.is_none() {
                let (json_path, names) = collector.path_of(node, indexes);
                let around = around.to_vec();
                text.array = Some(Array { node, record, around, context: field.context, json_path, names });
            }
            text.lines.push((text.bytes.len(), line));
            let prints = text.prints.get_or_insert_with(|| Footprints::new(written.origin.clone()));
            written.print(index, text.bytes.len(), prints);
            text.bytes.extend_from_slice(value);
        }
        fields(walk, buffer, written, first..collector.fields.len())
    }

    /// Visits the text that is open.
    pub(super) fn flush(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        let text = std::mem::take(&mut self.open);
        let Some(array) = &text.array else { return Ok(()) };
        // Texts are far smaller than 4 GiB.
        let field = [Field { start: 0, end: text.bytes.len() as u32, context: array.context }];
        walk.fields(&FieldBatch::new(&text.bytes, &field, &text, None))
    }
}

/// Visits some of a batch's fields.
fn fields(walk: &mut Walk<'_>, buffer: &[u8], written: &Written<'_>, range: Range<usize>) -> Result<(), Halt> {
    let fields = written.collector.fields.get(range.clone()).unwrap_or_default();
    if fields.is_empty() {
        return Ok(());
    }
    walk.fields(&FieldBatch::new(buffer, fields, &From { written, first: range.start }, None))
}

/// The places of a batch's fields from one on.
struct From<'c> {
    written: &'c Written<'c>,
    first: usize,
}

impl Places for From<'_> {
    fn place(&self, field: usize) -> Place {
        self.written.place(self.first + field)
    }

    fn bytes_of(&self, field: usize, range: Range<usize>) -> Option<ByteRange> {
        self.written.bytes_of(self.first + field, range)
    }

    fn is_name(&self, field: usize) -> bool {
        self.written.is_name(self.first + field)
    }
}

impl Places for Text {
    fn place(&self, _field: usize) -> Place {
        self.place_of(0, 0..0)
    }

    fn place_of(&self, _field: usize, range: Range<usize>) -> Place {
        let line = self.lines.partition_point(|&(start, _)| start <= range.start);
        let index = self.lines.get(line.wrapping_sub(1)).map_or(0, |&(_, index)| index);
        let (mut json_path, names, record) = match &self.array {
            Some(array) => (array.json_path.clone(), array.names.clone(), array.record),
            None => Default::default(),
        };
        json_path::push_index(&mut json_path, index);
        Place::Record { index: record, json_path, names }
    }

    fn bytes_of(&self, _field: usize, range: Range<usize>) -> Option<ByteRange> {
        self.prints.as_ref()?.bytes(range)
    }

    fn is_name(&self, _field: usize) -> bool {
        false
    }
}
