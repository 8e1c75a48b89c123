//! The values of segments, with their places.

use super::syntax::{Part, Syntax};
use crate::json_path;
use crate::text::origin::ByteRange;
use crate::text::{Footprints, Origin};
use crate::visitor::{FieldBatch, Place, Places};
use crate::walk::{Halt, Walk};
use magpie_detect::{ContextId, Field};
use std::collections::HashMap;
use std::ops::Range;

/// A batch is visited when it has so many bytes or values. Own limits.
const BATCH_BYTES: usize = 128 * 1024;
const BATCH_FIELDS: usize = 16 * 1024;
/// How many lists of names are remembered. Own limit.
const MOST_NAMES: usize = 4 * 1024;

/// The letters and digits that a segment begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Id {
    bytes: [u8; 3],
    length: u8,
}

impl Id {
    /// A name of `least` to 3 capitals and digits that begins with a capital.
    pub(super) fn read(text: &[u8], least: usize) -> Option<Self> {
        let right = (least..=3).contains(&text.len())
            && text[0].is_ascii_uppercase()
            && text.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        let mut bytes = [0; 3];
        for (slot, &byte) in bytes.iter_mut().zip(text) {
            *slot = byte;
        }
        right.then_some(Id { bytes, length: text.len() as u8 })
    }

    pub(super) fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.length)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// Where a value lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    /// The segment, from 0. Without a name it is none, but what stands between segments.
    pub(super) segment: u64,
    pub(super) id: Id,
    /// As the standard counts, from 1.
    pub(super) element: u32,
    /// From 0.
    pub(super) repetition: u32,
    /// From 1; 0 for a value that is all of an element.
    pub(super) component: u32,
}

impl Spot {
    pub(super) fn component(self, component: u32) -> Spot {
        Spot { component, ..self }
    }

    /// The place of a value with these names. In the path repetitions count from 0 as elements of an array do; all else as
    /// the standard counts.
    pub(super) fn place(&self, names: Vec<String>) -> Place {
        let mut path = String::from("$");
        if self.id.length > 0 {
            json_path::push_name(&mut path, self.id.as_str());
            json_path::push_index(&mut path, self.element.into());
            json_path::push_index(&mut path, self.repetition.into());
        }
        if self.component > 0 {
            json_path::push_index(&mut path, self.component.into());
        }
        Place::Record { index: self.segment, json_path: path, names }
    }
}

/// Values that are visited together.
pub(super) struct Batch {
    origin: Origin,
    text: Vec<u8>,
    prints: Footprints,
    fields: Vec<Field>,
    /// For each field its spot, and its names in `names`.
    spots: Vec<(Spot, u32)>,
    names: Vec<(Vec<String>, ContextId)>,
    known: HashMap<Vec<u8>, u32>,
    key: Vec<u8>,
    /// Where the open value begins.
    start: usize,
}

impl Batch {
    pub(super) fn new(origin: Origin) -> Self {
        Batch {
            prints: Footprints::new(origin.clone()),
            origin,
            text: Vec::new(),
            fields: Vec::new(),
            spots: Vec::new(),
            names: Vec::new(),
            known: HashMap::new(),
            key: Vec::new(),
            start: 0,
        }
    }

    pub(super) fn origin(&self) -> Origin {
        self.origin.clone()
    }

    /// Begins a value.
    pub(super) fn open(&mut self) {
        self.start = self.text.len();
    }

    /// Whether nothing was added to the open value.
    pub(super) fn is_empty(&self) -> bool {
        self.start == self.text.len()
    }

    /// Adds to the open value.
    pub(super) fn add(&mut self, syntax: &Syntax, part: Part<'_>) {
        syntax.decode(part, &mut self.text, &mut self.prints);
    }

    /// Adds what stands in place of a separator.
    pub(super) fn between(&mut self, text: &str) {
        self.prints.nowhere(self.text.len());
        self.text.extend_from_slice(text.as_bytes());
    }

    /// The open value comes from all of these bytes: its parts are not in the order of the file.
    pub(super) fn is_all_of(&mut self, range: Range<u64>) {
        self.prints.truncate(self.start);
        self.prints.whole(self.start, range.start, range.end);
    }

    /// Ends the open value.
    pub(super) fn close(&mut self, walk: &mut Walk<'_>, spot: Spot, names: &[&str]) -> Result<(), Halt> {
        let (start, end) = (self.start, self.text.len());
        if start == end {
            return Ok(());
        }
        let names = self.names_of(walk, names);
        let context = self.names.get(names as usize).map(|(_, context)| *context).unwrap_or_default();
        // A batch is far smaller than 4 GiB.
        self.fields.push(Field { start: start as u32, end: end as u32, context });
        self.spots.push((spot, names));
        self.prints.nowhere(end);
        self.text.push(b'\n');
        if self.text.len() >= BATCH_BYTES || self.fields.len() >= BATCH_FIELDS || self.names.len() >= MOST_NAMES {
            self.flush(walk)?;
        }
        Ok(())
    }

    /// Adds a value that is one part.
    pub(super) fn value(
        &mut self,
        walk: &mut Walk<'_>,
        syntax: &Syntax,
        part: Part<'_>,
        spot: Spot,
        names: &[&str],
    ) -> Result<(), Halt> {
        if part.is_blank() {
            return Ok(());
        }
        self.open();
        self.add(syntax, part);
        self.close(walk, spot, names)
    }

    fn names_of(&mut self, walk: &mut Walk<'_>, names: &[&str]) -> u32 {
        self.key.clear();
        for name in names {
            self.key.extend_from_slice(name.as_bytes());
            self.key.push(0);
        }
        if let Some(&known) = self.known.get(self.key.as_slice()) {
            return known;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let context = walk.context(names);
        self.names.push((names.iter().map(|&name| name.to_owned()).collect(), context));
        self.known.insert(self.key.clone(), number);
        number
    }

    /// Visits what was collected.
    pub(super) fn flush(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        if !self.fields.is_empty() {
            walk.fields(&FieldBatch::new(&self.text, &self.fields, self, None))?;
        }
        self.text.clear();
        self.prints.clear();
        self.fields.clear();
        self.spots.clear();
        if self.names.len() >= MOST_NAMES {
            self.names.clear();
            self.known.clear();
        }
        self.start = 0;
        Ok(())
    }
}

impl Places for Batch {
    fn place(&self, field: usize) -> Place {
        let (spot, names) = self.spots[field];
        spot.place(self.names.get(names as usize).map(|(names, _)| names.clone()).unwrap_or_default())
    }

    fn bytes_of(&self, _field: usize, range: Range<usize>) -> Option<ByteRange> {
        self.prints.bytes(range)
    }

    fn is_name(&self, _field: usize) -> bool {
        false
    }
}
