//! Turns tokens into fields with places.

use super::pairs::{Role, Said};
use super::paths::{Child, NONE, Node, Paths, ROOT};
use super::tokenizer::{self, Sink, Span};
use crate::text::origin::ByteRange;
use crate::text::{Footprints, Origin};
use crate::visitor::{Place, Places};
use crate::walk::Walk;
use magpie_detect::{ContextId, Field};
use std::ops::Range;

/// Marks the reference of an element name.
const NAME_FLAG: u32 = 1 << 31;

/// Array indexes that a batch may hold: deep arrays of single values would otherwise need far more memory than text.
const MOST_INDEXES: usize = 256 * 1024;

struct Frame {
    /// The object, or the elements of the array.
    node: Node,
    array: bool,
    /// The last child seen in this object.
    last: Node,
    /// How deep the object lies that names in this one tell of, and values in this one are named in: mostly itself.
    about: usize,
    /// How deep the object lies that names values in this one, if it does not itself; 0 if none does.
    named_by: usize,
    /// The objects in this array tell of what the array tells of.
    tell: bool,
}

/// The fields of one view, and the path that is open.
pub(super) struct Collector {
    paths: Paths,
    stack: Vec<Frame>,
    /// The element whose value comes next.
    pending: Node,
    /// What elements of an object said of the value of a later one.
    said: Said,
    /// The indexes of the open arrays.
    indexes: Vec<u64>,
    paths_full: bool,
    first_line: Option<u64>,
    base_line: u64,
    record: u64,
    pub(super) fields: Vec<Field>,
    pub(super) escaped: Vec<u32>,
    /// For each field its node, and where the indexes of its arrays begin in `snapshots`.
    references: Vec<(u32, u32)>,
    snapshots: Vec<u64>,
    /// Where the present indexes lie in `snapshots`, if they do.
    snapshot: Option<u32>,
    /// The first field of each record, and its index.
    records: Vec<(u32, u64)>,
    decoded_name: Vec<u8>,
}

impl Collector {
    pub(super) fn new(paths: Paths) -> Self {
        Collector {
            paths,
            stack: Vec::new(),
            pending: ROOT,
            said: Said::default(),
            indexes: Vec::new(),
            paths_full: false,
            first_line: None,
            base_line: 0,
            record: 0,
            fields: Vec::new(),
            escaped: Vec::new(),
            references: Vec::new(),
            snapshots: Vec::new(),
            snapshot: None,
            records: Vec::new(),
            decoded_name: Vec::new(),
        }
    }

    /// Begins a batch; the view begins in line `line` (from 0).
    pub(super) fn begin_batch(&mut self, line: u64) {
        self.base_line = line;
        self.fields.clear();
        self.escaped.clear();
        self.references.clear();
        self.snapshots.clear();
        self.snapshot = None;
        self.records.clear();
        self.records.push((0, self.record));
    }

    /// Ends a batch: `view` goes.
    pub(super) fn end_batch(&mut self, view: &[u8]) {
        self.said.hold(view);
    }

    /// The batch was visited: makes room where there was none.
    pub(super) fn make_room(&mut self) {
        if !self.paths_full {
            return;
        }
        self.paths_full = false;
        let top = self.stack.last().map_or(ROOT, |frame| frame.node);
        let renamed = self.paths.keep_only(top);
        for frame in &mut self.stack {
            let new = renamed.iter().find(|(old, _)| *old == frame.node);
            frame.node = new.map_or(ROOT, |(_, new)| *new);
            frame.last = NONE;
        }
        self.pending = ROOT;
    }

    /// Leaves all that is open: the next token begins a record.
    pub(super) fn reset(&mut self) {
        self.stack.clear();
        self.said.clear();
        self.indexes.clear();
        self.snapshot = None;
    }

    /// The element whose value is next.
    fn value_node(&self) -> Node {
        match self.stack.last() {
            None => ROOT,
            Some(frame) if frame.array => frame.node,
            Some(_) => self.pending,
        }
    }

    #[inline]
    fn context_of(&mut self, walk: &mut Walk<'_>, node: Node) -> ContextId {
        match self.paths.context(node) {
            Some(context) => context,
            None => self.new_context(walk, node),
        }
    }

    #[cold]
    fn new_context(&mut self, walk: &mut Walk<'_>, node: Node) -> ContextId {
        let context = walk.context(&self.paths.names(node));
        self.paths.set_context(node, context);
        context
    }

    /// The context of the names in an object: they are values of an element without a name in it.
    fn context_inside(&mut self, walk: &mut Walk<'_>, node: Node) -> ContextId {
        if let Some(context) = self.paths.inside(node) {
            return context;
        }
        let mut names = self.paths.names(node);
        names.push("");
        let context = walk.context(&names);
        self.paths.set_inside(node, context);
        context
    }

    /// The context of a value at `node` that earlier elements of its object may name.
    #[inline(never)]
    fn context_of_named(&mut self, walk: &mut Walk<'_>, node: Node, view: &[u8]) -> ContextId {
        let Some(frame) = self.stack.last() else { return self.context_of(walk, node) };
        self.said.hold(view);
        let mut names = self.paths.names(node);
        let before = names.len();
        for depth in [frame.about, frame.named_by] {
            if names.len() == before {
                names.extend(self.said.names(depth));
            }
        }
        if names.len() == before {
            return self.context_of(walk, node);
        }
        walk.context(&names)
    }

    /// Adds a field at `node`: a value, or with `name` the node's own name.
    #[inline(always)]
    fn push(&mut self, span: Span, node: Node, context: ContextId, name: bool) {
        let Span { start, end, escaped } = span;
        let snapshot = match self.snapshot {
            Some(snapshot) => snapshot,
            None => {
                let snapshot = self.snapshots.len() as u32;
                self.snapshots.extend_from_slice(&self.indexes);
                self.snapshot = Some(snapshot);
                snapshot
            }
        };
        if escaped {
            self.escaped.push(self.fields.len() as u32);
        }
        self.fields.push(Field { start: start as u32, end: end as u32, context });
        self.references.push((node | if name { NAME_FLAG } else { 0 }, snapshot));
    }

    /// Takes the escapes out of the fields that have them, in `buffer`, a copy of the view.
    pub(super) fn unescape(&mut self, buffer: &mut [u8]) {
        for &field in &self.escaped {
            let field = &mut self.fields[field as usize];
            let content = &mut buffer[field.start as usize..field.end as usize];
            field.end = field.start + tokenizer::unescape(content) as u32;
        }
    }

    /// The array of lines that a field is an element of, if it is one: in notebooks, where texts are arrays of lines.
    pub(super) fn array_of_lines(&self, field: usize) -> Option<Node> {
        let &(node, _) = self.references.get(field)?;
        if node & NAME_FLAG != 0 || !self.paths.is_element(node) {
            return None;
        }
        let name = self.paths.names(node).pop()?;
        let holds_text = matches!(name, "source" | "text" | "traceback") || name.starts_with("text/");
        holds_text.then_some(node)
    }

    /// Which record a field belongs to, and the indexes of the arrays around it.
    pub(super) fn indexes_of(&self, field: usize) -> (u64, &[u64]) {
        let Some(&(node, snapshot)) = self.references.get(field) else { return (0, &[]) };
        let record = self.records.partition_point(|&(first, _)| first as usize <= field);
        let index = self.records.get(record.wrapping_sub(1)).map_or(0, |&(_, index)| index);
        let start = snapshot as usize;
        let end = start + self.paths.arrays(node & !NAME_FLAG);
        (index, self.snapshots.get(start..end).unwrap_or_default())
    }

    /// The path of an element, up to its own index, and the names on it.
    pub(super) fn path_of(&self, node: Node, indexes: &[u64]) -> (String, Vec<String>) {
        let mut path = self.paths.json_path(node, indexes);
        if let Some(at) = path.rfind('[') {
            path.truncate(at);
        }
        (path, self.paths.names(node).into_iter().map(str::to_owned).collect())
    }

    /// The place and context of the value that begins now.
    pub(super) fn place_of_next(&mut self, walk: &mut Walk<'_>) -> (RecordPlace, ContextId) {
        let node = self.value_node();
        let context = self.context_of(walk, node);
        let place = RecordPlace(Place::Record {
            index: self.record,
            json_path: self.paths.json_path(node, &self.indexes),
            names: self.paths.names(node).into_iter().map(str::to_owned).collect(),
        });
        (place, context)
    }
}

impl Collector {
    fn place(&self, field: usize) -> Place {
        let node = self.references[field].0 & !NAME_FLAG;
        let (index, indexes) = self.indexes_of(field);
        Place::Record {
            index,
            json_path: self.paths.json_path(node, indexes),
            names: self.paths.names(node).into_iter().map(str::to_owned).collect(),
        }
    }

    fn is_name(&self, field: usize) -> bool {
        self.references[field].0 & NAME_FLAG != 0
    }
}

/// A collector's fields, and the text that they were read from.
pub(super) struct Written<'c> {
    pub(super) collector: &'c Collector,
    /// The fields as they are written.
    pub(super) view: &'c [u8],
    pub(super) origin: &'c Origin,
    /// Where the view begins in the text that `origin` tells of.
    pub(super) at: u64,
}

impl Written<'_> {
    fn is_escaped(&self, field: usize) -> bool {
        u32::try_from(field).is_ok_and(|field| self.collector.escaped.binary_search(&field).is_ok())
    }

    /// Adds to `prints` where the parts of a field lie, which is added to a text at `offset`.
    pub(super) fn print(&self, field: usize, offset: usize, prints: &mut Footprints) {
        let Some(&Field { start, end, .. }) = self.collector.fields.get(field) else { return };
        let at = self.at + u64::from(start);
        if !self.is_escaped(field) {
            return prints.at(offset, at);
        }
        let raw = self.view.get(start as usize..).unwrap_or_default();
        let (mut read, mut written) = (0, 0);
        while read < (end - start) as usize {
            prints.at(offset + read, at + written as u64);
            let rest = raw.get(written..).unwrap_or_default();
            let Some(plain) = memchr::memchr(b'\\', rest) else { return };
            (read, written) = (read + plain, written + plain);
            if read >= (end - start) as usize {
                return;
            }
            let (character, length) = tokenizer::escape(rest.get(plain..).unwrap_or_default());
            match character {
                Some(character) => {
                    let from = at + written as u64;
                    prints.whole(offset + read, from, from + length as u64);
                    read += character.len_utf8();
                }
                None => read += length,
            }
            written += length;
        }
    }
}

impl Places for Written<'_> {
    fn place(&self, field: usize) -> Place {
        self.collector.place(field)
    }

    fn bytes_of(&self, field: usize, range: Range<usize>) -> Option<ByteRange> {
        let Range { mut start, mut end } = range;
        if self.is_escaped(field) {
            let content = self.collector.fields.get(field)?.start as usize;
            let raw = self.view.get(content..)?;
            let written = |at: usize| Some(content + tokenizer::written(raw, at.checked_sub(content)?));
            (start, end) = (written(start)?, written(end)?);
        }
        self.origin.bytes(self.at + start as u64, self.at + end as u64)
    }

    fn is_name(&self, field: usize) -> bool {
        self.collector.is_name(field)
    }
}

/// The place of one long value.
pub(super) struct RecordPlace(Place);

impl Places for RecordPlace {
    fn place(&self, _field: usize) -> Place {
        self.0.clone()
    }

    fn is_name(&self, _field: usize) -> bool {
        false
    }
}

/// A collector at work: contexts are asked of the visitor.
pub(super) struct Collecting<'c, 'w, 'v> {
    pub(super) collector: &'c mut Collector,
    pub(super) walk: &'w mut Walk<'v>,
}

impl Sink for Collecting<'_, '_, '_> {
    fn record(&mut self, line_ends: u64) {
        let collector = &mut *self.collector;
        let line = collector.base_line + line_ends;
        let first = *collector.first_line.get_or_insert(line);
        collector.record = line - first;
        collector.records.push((collector.fields.len() as u32, collector.record));
    }

    #[inline]
    fn element(&mut self) {
        if let Some(index) = self.collector.indexes.last_mut() {
            // The first element makes 0 of the -1 that an array begins with.
            *index = index.wrapping_add(1);
            self.collector.snapshot = None;
        }
    }

    fn open(&mut self, array: bool) {
        let collector = &mut *self.collector;
        let mut node = collector.value_node();
        let depth = collector.stack.len() + 1;
        let (mut about, mut named_by, mut tell) = (depth, 0, false);
        if let Some(outer) = collector.stack.last() {
            let role = if outer.array { Role::Other } else { collector.paths.role(node) };
            named_by = if role == Role::Named { outer.about } else { 0 };
            if outer.array {
                (named_by, tell) = (outer.named_by, outer.tell);
            } else if array {
                // Only deeper in: an array of `parameter` has objects of their own, `coding` in `type` tells of the value.
                tell = role == Role::Naming && outer.about < depth - 1;
            }
            if array || tell || role == Role::Naming {
                about = outer.about;
            }
        }
        if array {
            node = collector.paths.elements(node);
            collector.indexes.push(u64::MAX);
            collector.snapshot = None;
        }
        collector.stack.push(Frame { node, array, last: NONE, about, named_by, tell });
        if about == depth {
            collector.said.passed(depth);
        }
    }

    fn close(&mut self) {
        let collector = &mut *self.collector;
        if let Some(frame) = collector.stack.pop()
            && frame.array
        {
            collector.indexes.pop();
            collector.snapshot = None;
        }
    }

    #[inline]
    fn expected(&mut self, view: &[u8], start: usize) -> Option<usize> {
        let collector = &mut *self.collector;
        let frame = collector.stack.last_mut()?;
        let (node, end) = collector.paths.expected(frame.node, frame.last, view, start)?;
        (frame.last, collector.pending) = (node, node);
        Some(end)
    }

    fn name(&mut self, view: &[u8], span: Span) -> bool {
        let collector = &mut *self.collector;
        let Some(frame) = collector.stack.last() else { return true };
        let (parent, last) = (frame.node, frame.last);
        let written = &view[span.start..span.end];
        let child = if span.escaped {
            let mut name = std::mem::take(&mut collector.decoded_name);
            name.clear();
            name.extend_from_slice(written);
            let length = tokenizer::unescape(&mut name);
            let child = collector.paths.child(parent, last, &name[..length]);
            collector.decoded_name = name;
            child
        } else {
            collector.paths.child(parent, last, written)
        };
        let node = match child {
            Child::Known(node) => node,
            Child::New(node) => {
                if span.start < span.end {
                    let parent = collector.paths.parent(node);
                    let context = collector.context_inside(self.walk, parent);
                    collector.push(span, node, context, true);
                }
                node
            }
            Child::Full => {
                collector.paths_full = true;
                return false;
            }
        };
        collector.pending = node;
        if let Some(frame) = collector.stack.last_mut() {
            frame.last = node;
        }
        true
    }

    #[inline]
    fn value(&mut self, view: &[u8], span: Span) -> bool {
        let collector = &mut *self.collector;
        if span.start == span.end {
            return true;
        }
        let node = collector.value_node();
        let context = match collector.paths.role(node) {
            // Numbers are rather measured (`{"name": "calls", "value": 4155550132}`).
            Role::Named if view.get(span.start.wrapping_sub(1)) == Some(&b'"') => {
                collector.context_of_named(self.walk, node, view)
            }
            role => {
                if role == Role::Naming
                    && !span.escaped
                    && let Some(frame) = collector.stack.last()
                {
                    collector.said.keep(frame.about, span.start, span.end);
                }
                collector.context_of(self.walk, node)
            }
        };
        collector.push(span, node, context, false);
        collector.snapshots.len() < MOST_INDEXES
    }
}
