//! Values of records whose names nest: what Avro, Parquet and SQLite have in common.
//!
//! Values are copied into one buffer, so that one pass over it scans them all. Each distinct path of names is visited
//! once as a field of its own (as in JSON), because names may hold sensitive data themselves; the keys of maps are
//! data and are visited each time.

use crate::formats::pieces::Pieces;
use crate::formats::repeats::{Again, Repeats};
use crate::json_path;
use crate::limits::Limits;
use crate::outcome::Reason;
use crate::visitor::{FieldBatch, Place, Places};
use crate::walk::{Halt, Walk};
use magpie_detect::{ContextId, Field};
use std::collections::HashMap;

/// A path of names. Indexes of arrays and keys of maps are steps of it; which index or key is not part of it.
pub(crate) type Node = u32;

/// The path of the whole record.
pub(crate) const ROOT: Node = 0;
/// Stands for all paths for which there was no room: values there have no names.
const CROWDED: Node = 1;
/// Marks the reference of a name.
const NAME_FLAG: u32 = 1 << 31;

/// A batch is visited when it holds this many bytes or fields, indexes, or bytes of keys.
const BATCH_BYTES: usize = 256 * 1024;
const BATCH_FIELDS: usize = 32 * 1024;
const BATCH_STEPS: usize = 256 * 1024;
/// Values of up to so many bytes are looked at together, whether they are UTF-8.
const SHORT_BYTES: usize = 1024;
/// The contexts remembered for keys of maps; beyond it they are forgotten and asked for anew.
const KEY_CONTEXTS: usize = 16 * 1024;

enum Step {
    Root,
    Name(String),
    /// An element of an array.
    Index,
    /// A value of a map.
    Key,
    /// A branch of a union: no step of the JSONPath.
    Branch,
}

struct Entry {
    parent: Node,
    step: Step,
    /// Whether there is a key of a map on the path: then the context depends on it.
    keyed: bool,
    context: Option<ContextId>,
    /// By slot; `ROOT`, which is nobody's child, where there is none yet.
    children: Vec<Node>,
}

/// An index or key of the record at hand.
enum Open {
    Index(u64),
    Key(String),
}

struct Reference {
    node: u32,
    /// Where its indexes and keys begin in `steps`.
    steps: u32,
    record: u64,
}

/// Collects values with their places, and visits them in batches.
pub(crate) struct Records {
    entries: Vec<Entry>,
    most_entries: usize,
    crowded: bool,
    open: Vec<Open>,
    /// Where the present indexes and keys lie in `steps`, if they do.
    snapshot: Option<u32>,
    text: Vec<u8>,
    fields: Vec<Field>,
    references: Vec<Reference>,
    repeats: Repeats,
    /// Indexes as they are; keys as start and length (32 bits each) in `keys`.
    steps: Vec<u64>,
    keys: Vec<u8>,
    key_contexts: HashMap<Node, HashMap<Vec<u8>, ContextId>>,
    known_keys: usize,
    joined: Vec<u8>,
    value_bytes: usize,
    name_bytes: usize,
    work: u64,
    most_work: u64,
    ratio: u64,
    least_allowed: u64,
}

impl Records {
    pub(crate) fn new(limits: &Limits) -> Self {
        let entry = |step| Entry { parent: ROOT, step, keyed: false, context: None, children: Vec::new() };
        Records {
            entries: vec![entry(Step::Root), entry(Step::Root)],
            most_entries: (limits.json_paths as usize).clamp(16, 1 << 30),
            crowded: false,
            open: Vec::new(),
            snapshot: None,
            text: Vec::new(),
            fields: Vec::new(),
            references: Vec::new(),
            repeats: Repeats::default(),
            steps: Vec::new(),
            keys: Vec::new(),
            key_contexts: HashMap::new(),
            known_keys: 0,
            joined: Vec::new(),
            value_bytes: limits.value_bytes,
            name_bytes: limits.json_name_bytes,
            work: 0,
            most_work: limits.archive_ratio_from_bytes,
            ratio: limits.archive_ratio,
            least_allowed: limits.archive_ratio_from_bytes,
        }
    }

    /// Says how many bytes of the file were read (or there are), for the bound on what may come out of them.
    pub(crate) fn allow(&mut self, file_bytes: u64) {
        self.most_work = self.least_allowed.max(file_bytes.saturating_mul(self.ratio));
    }

    /// How many bytes may come out of it.
    pub(crate) fn allowance(&self) -> u64 {
        self.most_work
    }

    /// Counts what came out of the file, in bytes and values.
    #[inline]
    pub(crate) fn spend(&mut self, units: u64) -> Result<(), Halt> {
        self.work = self.work.saturating_add(units);
        if self.work > self.most_work {
            return Err(Halt::Limit(Reason::FileExceedsSizeLimit, "the file expands to too many bytes"));
        }
        Ok(())
    }

    /// The longest value that is given out whole.
    pub(crate) fn value_bytes(&self) -> usize {
        self.value_bytes
    }

    /// Whether some values have no names, because there were too many distinct paths.
    pub(crate) fn crowded(&self) -> bool {
        self.crowded
    }

    fn child(&mut self, parent: Node, slot: usize, step: impl FnOnce() -> Step) -> (Node, bool) {
        if parent == CROWDED {
            return (CROWDED, false);
        }
        let known = self.entries[parent as usize].children.get(slot).copied().unwrap_or(ROOT);
        if known != ROOT {
            return (known, false);
        }
        if self.entries.len() >= self.most_entries || slot >= self.most_entries {
            self.crowded = true;
            return (CROWDED, false);
        }
        let node = self.entries.len() as Node;
        let step = step();
        let keyed = self.entries[parent as usize].keyed || matches!(step, Step::Key);
        self.entries.push(Entry { parent, step, keyed, context: None, children: Vec::new() });
        let children = &mut self.entries[parent as usize].children;
        if children.len() <= slot {
            children.resize(slot + 1, ROOT);
        }
        children[slot] = node;
        (node, true)
    }

    /// The field `name` of the record at `parent`, its `slot`th. Visits the name if it is new.
    #[inline]
    pub(crate) fn name(
        &mut self,
        walk: &mut Walk<'_>,
        parent: Node,
        slot: usize,
        name: &str,
        record: u64,
    ) -> Result<Node, Halt> {
        let (node, new) = self.child(parent, slot, || Step::Name(name.to_owned()));
        if new {
            let context = self.context(walk, parent);
            self.push(walk, node | NAME_FLAG, context, record, name.as_bytes())?;
        }
        Ok(node)
    }

    /// The elements of the array at `parent`.
    pub(crate) fn elements(&mut self, parent: Node) -> Node {
        self.child(parent, 0, || Step::Index).0
    }

    /// The values of the map at `parent`.
    pub(crate) fn entries(&mut self, parent: Node) -> Node {
        self.child(parent, 0, || Step::Key).0
    }

    /// A branch of the union at `parent`.
    pub(crate) fn branch(&mut self, parent: Node, slot: usize) -> Node {
        self.child(parent, slot, || Step::Branch).0
    }

    /// Goes into an array, to its element `index`.
    pub(crate) fn enter(&mut self, index: u64) {
        self.open.push(Open::Index(index));
        self.snapshot = None;
    }

    /// Goes to another element of the array gone into last.
    #[inline]
    pub(crate) fn index(&mut self, index: u64) {
        if let Some(Open::Index(open)) = self.open.last_mut() {
            *open = index;
            self.snapshot = None;
        }
    }

    /// Goes to these elements of the arrays that are open.
    pub(crate) fn indexes(&mut self, indexes: &[u64]) {
        for (open, &index) in self.open.iter_mut().zip(indexes) {
            *open = Open::Index(index);
        }
        self.snapshot = None;
    }

    /// Goes into a map, to the value of `key`, and visits the key. `values`: the node of the map's values.
    pub(crate) fn enter_key(&mut self, walk: &mut Walk<'_>, values: Node, key: &[u8], record: u64) -> Result<(), Halt> {
        let key = String::from_utf8_lossy(key);
        let parent = self.entries[values as usize].parent;
        let context = self.context(walk, parent);
        let whole = key.len() <= self.name_bytes;
        let mut shown = key.clone().into_owned();
        if !whole {
            let mut end = self.name_bytes;
            while !shown.is_char_boundary(end) {
                end -= 1;
            }
            shown.truncate(end);
        }
        self.open.push(Open::Key(shown));
        self.snapshot = None;
        // A key that is only shown in part is looked at as a value.
        let flag = if whole && values != CROWDED { NAME_FLAG } else { 0 };
        if flag == 0 {
            return self.value(walk, values, record, key.as_bytes());
        }
        self.push(walk, values | flag, context, record, key.as_bytes())
    }

    /// Leaves the array or map gone into last.
    pub(crate) fn leave(&mut self) {
        self.open.pop();
        self.snapshot = None;
    }

    /// Leaves everything.
    pub(crate) fn leave_all(&mut self) {
        self.open.clear();
        self.snapshot = None;
    }

    /// The detector's context of values at `node`, with the keys that are open.
    fn context(&mut self, walk: &mut Walk<'_>, node: Node) -> ContextId {
        let entry = &self.entries[node as usize];
        if !entry.keyed {
            if let Some(context) = entry.context {
                return context;
            }
            let names = self.names(node, &mut std::iter::empty());
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let context = walk.context(&names);
            self.entries[node as usize].context = Some(context);
            return context;
        }
        let mut joined = std::mem::take(&mut self.joined);
        joined.clear();
        for open in &self.open {
            if let Open::Key(key) = open {
                joined.extend_from_slice(&(key.len() as u64).to_le_bytes());
                joined.extend_from_slice(key.as_bytes());
            }
        }
        let known = self.key_contexts.get(&node).and_then(|keys| keys.get(&joined)).copied();
        let context = match known {
            Some(context) => context,
            None => {
                let names = self.names(node, &mut self.open.iter().map(Open::shown));
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let context = walk.context(&names);
                if self.known_keys >= KEY_CONTEXTS {
                    self.key_contexts.clear();
                    self.known_keys = 0;
                }
                self.known_keys += 1;
                self.key_contexts.entry(node).or_default().insert(joined.clone(), context);
                context
            }
        };
        self.joined = joined;
        context
    }

    /// Adds a value. Bytes that are not UTF-8 are replaced.
    #[inline]
    pub(crate) fn value(&mut self, walk: &mut Walk<'_>, node: Node, record: u64, value: &[u8]) -> Result<(), Halt> {
        self.spend(value.len() as u64 + 1)?;
        if value.is_empty() {
            return Ok(());
        }
        // Short ones are looked at together when they are visited: with what is replaced they are still no long ones.
        if value.len() > SHORT_BYTES.min(self.value_bytes / REPLACEMENT.len())
            && simdutf8::basic::from_utf8(value).is_err()
        {
            let replaced = String::from_utf8_lossy(value).into_owned();
            return self.text_value(walk, node, record, replaced.as_bytes());
        }
        self.text_value(walk, node, record, value)
    }

    /// The entries of a dictionary that [`shared_value`](Self::shared_value) is told of from now on, all of them in values at one
    /// node.
    pub(crate) fn begin_dictionary(&mut self, entries: usize) {
        self.repeats.begin(entries);
    }

    /// Adds a value that is the entry `entry` of the dictionary.
    #[inline]
    pub(crate) fn shared_value(
        &mut self,
        walk: &mut Walk<'_>,
        node: Node,
        record: u64,
        entry: u32,
        value: &[u8],
    ) -> Result<(), Halt> {
        // Beside a key of a map each value may mean something else.
        if !walk.takes_repeats || value.len() > self.value_bytes || self.entries[node as usize].keyed {
            return self.value(walk, node, record, value);
        }
        let steps = self.steps_here();
        if self.steps.len() < BATCH_STEPS && self.repeats.add(entry, record, steps) {
            return self.spend(value.len() as u64 + 1);
        }
        self.value(walk, node, record, value)?;
        if let Some(last) = self.fields.len().checked_sub(1)
            && !value.is_empty()
        {
            self.repeats.hold(entry, last);
        }
        Ok(())
    }

    fn text_value(&mut self, walk: &mut Walk<'_>, node: Node, record: u64, value: &[u8]) -> Result<(), Halt> {
        if value.len() > self.value_bytes {
            let mut long = self.long(walk, node, record)?;
            long.push(walk, value)?;
            return long.finish(walk);
        }
        let context = self.context(walk, node);
        self.push(walk, node, context, record, value)
    }

    /// Adds a value that may be long, and comes in parts.
    pub(crate) fn long(&mut self, walk: &mut Walk<'_>, node: Node, record: u64) -> Result<Long, Halt> {
        self.flush(walk)?;
        let context = self.context(walk, node);
        let place = Place::Record {
            index: record,
            json_path: self.json_path(node, &mut self.open.iter().map(Open::shown)),
            names: self.names(node, &mut self.open.iter().map(Open::shown)),
        };
        Ok(Long { pieces: Pieces::at(place, context, self.value_bytes), rest: Vec::new() })
    }

    #[inline]
    fn push(
        &mut self,
        walk: &mut Walk<'_>,
        node: u32,
        context: ContextId,
        record: u64,
        value: &[u8],
    ) -> Result<(), Halt> {
        if value.is_empty() {
            return Ok(());
        }
        if self.text.len() + value.len() > BATCH_BYTES
            || self.fields.len() >= BATCH_FIELDS
            || self.steps.len() >= BATCH_STEPS
            || self.keys.len() >= BATCH_BYTES
            || self.repeats.is_full()
        {
            self.flush(walk)?;
        }
        let steps = self.steps_here();
        // Batches are far smaller than 4 GiB: a longer value comes in pieces.
        let start = self.text.len() as u32;
        self.text.extend_from_slice(value);
        self.fields.push(Field { start, end: self.text.len() as u32, context });
        self.text.push(b'\n');
        self.references.push(Reference { node, steps, record });
        Ok(())
    }

    /// Where the indexes and keys that are open lie in `steps`.
    #[inline]
    fn steps_here(&mut self) -> u32 {
        if let Some(steps) = self.snapshot {
            return steps;
        }
        let steps = self.steps.len() as u32;
        for open in &self.open {
            match open {
                Open::Index(index) => self.steps.push(*index),
                Open::Key(key) => {
                    self.steps.push((self.keys.len() as u64) << 32 | key.len() as u64);
                    self.keys.extend_from_slice(key.as_bytes());
                }
            }
        }
        self.snapshot = Some(steps);
        steps
    }

    /// Replaces what is not UTF-8 in the values that were collected.
    fn mend(&mut self) {
        let written = std::mem::take(&mut self.text);
        for field in &mut self.fields {
            let value = written.get(field.start as usize..field.end as usize).unwrap_or_default();
            field.start = self.text.len() as u32;
            self.text.extend_from_slice(String::from_utf8_lossy(value).as_bytes());
            field.end = self.text.len() as u32;
            self.text.push(b'\n');
        }
    }

    /// Visits what was collected.
    pub(crate) fn flush(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        // The line ends between values end what is no character: all is UTF-8 if each value is.
        if simdutf8::basic::from_utf8(&self.text).is_err() {
            self.mend();
        }
        let visited = if self.fields.is_empty() {
            Ok(())
        } else {
            walk.fields(&FieldBatch::new(&self.text, &self.fields, &*self, None))
        };
        self.text.clear();
        self.fields.clear();
        self.references.clear();
        self.repeats.clear();
        self.steps.clear();
        self.keys.clear();
        self.snapshot = None;
        visited
    }

    /// The nodes from below the root to `node`.
    fn chain(&self, node: Node) -> Vec<&Entry> {
        let mut chain = Vec::new();
        let mut node = node;
        while node != ROOT && node != CROWDED {
            let entry = &self.entries[node as usize];
            chain.push(entry);
            node = entry.parent;
        }
        chain.reverse();
        chain
    }

    /// The names on the path, from the outermost. `shown`: the indexes and keys on it.
    fn names<'s>(&'s self, node: Node, shown: &mut dyn Iterator<Item = Shown<'s>>) -> Vec<String> {
        let mut names = Vec::new();
        for entry in self.chain(node) {
            match &entry.step {
                Step::Name(name) => names.push(name.clone()),
                Step::Index => {
                    shown.next();
                }
                Step::Key => {
                    if let Some(Shown::Key(key)) = shown.next() {
                        names.push(key.to_owned());
                    }
                }
                Step::Root | Step::Branch => {}
            }
        }
        names
    }

    fn json_path<'s>(&'s self, node: Node, shown: &mut dyn Iterator<Item = Shown<'s>>) -> String {
        let mut path = String::from("$");
        for entry in self.chain(node) {
            match &entry.step {
                Step::Name(name) => json_path::push_name(&mut path, name),
                Step::Index | Step::Key => match shown.next() {
                    Some(Shown::Index(index)) => json_path::push_index(&mut path, index),
                    Some(Shown::Key(key)) => json_path::push_name(&mut path, key),
                    None => {}
                },
                Step::Root | Step::Branch => {}
            }
        }
        path
    }

    /// The indexes and keys of a field, in the form of its path's steps.
    fn shown(&self, node: Node, steps: u32) -> Vec<Shown<'_>> {
        let dynamic = self.chain(node).into_iter().filter(|entry| matches!(entry.step, Step::Index | Step::Key));
        let steps = self.steps.get(steps as usize..).unwrap_or_default();
        dynamic
            .zip(steps)
            .map(|(entry, &step)| match entry.step {
                Step::Key => {
                    let (start, length) = ((step >> 32) as usize, (step & 0xFFFF_FFFF) as usize);
                    let key = self.keys.get(start..start + length).unwrap_or_default();
                    Shown::Key(std::str::from_utf8(key).unwrap_or_default())
                }
                _ => Shown::Index(step),
            })
            .collect()
    }
}

#[derive(Clone, Copy)]
enum Shown<'s> {
    Index(u64),
    Key(&'s str),
}

impl Open {
    fn shown(&self) -> Shown<'_> {
        match self {
            Open::Index(index) => Shown::Index(*index),
            Open::Key(key) => Shown::Key(key),
        }
    }
}

impl Records {
    fn place_at(&self, node: Node, steps: u32, record: u64) -> Place {
        let shown = self.shown(node, steps);
        Place::Record {
            index: record,
            json_path: self.json_path(node, &mut shown.iter().copied()),
            names: self.names(node, &mut shown.iter().copied()),
        }
    }
}

impl Places for Records {
    fn place(&self, field: usize) -> Place {
        let Reference { node, steps, record } = self.references[field];
        self.place_at(node & !NAME_FLAG, steps, record)
    }

    fn next_again(&self, field: usize, after: Option<Again>) -> Option<Again> {
        self.repeats.next(field, after)
    }

    fn place_again(&self, field: usize, again: Again) -> Place {
        match self.repeats.get(again) {
            Some(repeat) => self.place_at(self.references[field].node & !NAME_FLAG, repeat.steps, repeat.record),
            None => self.place(field),
        }
    }

    fn is_name(&self, field: usize) -> bool {
        self.references[field].node & NAME_FLAG != 0
    }
}

/// A long value that comes in parts, cut anywhere. Bytes that are not UTF-8 are replaced.
pub(crate) struct Long {
    pieces: Pieces<'static>,
    /// The begin of a character whose other bytes have not come yet: at most 3 bytes.
    rest: Vec<u8>,
}

const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();

impl Long {
    pub(crate) fn push(&mut self, walk: &mut Walk<'_>, part: &[u8]) -> Result<(), Halt> {
        let joined;
        let mut left = part;
        if !self.rest.is_empty() {
            self.rest.extend_from_slice(part);
            joined = std::mem::take(&mut self.rest);
            left = &joined;
        }
        loop {
            let (valid, bad) = match std::str::from_utf8(left) {
                Ok(_) => return self.pieces.push(walk, left),
                Err(error) => (error.valid_up_to(), error.error_len()),
            };
            let (text, after) = left.split_at(valid);
            self.pieces.push(walk, text)?;
            match bad {
                Some(bad) => {
                    self.pieces.push(walk, REPLACEMENT)?;
                    left = after.get(bad..).unwrap_or_default();
                }
                None => {
                    self.rest = after.to_vec();
                    return Ok(());
                }
            }
        }
    }

    pub(crate) fn finish(mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        if !self.rest.is_empty() {
            self.pieces.push(walk, REPLACEMENT)?;
        }
        self.pieces.finish(walk)
    }
}
