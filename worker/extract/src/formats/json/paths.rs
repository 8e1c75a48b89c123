//! The distinct paths of element names in one file, each known by a small number.

use super::pairs::{self, Role};
use crate::json_path;
use magpie_detect::ContextId;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// The number of a path. Array steps are part of it, their indexes are not.
pub(super) type Node = u32;

/// The path of the whole value.
pub(super) const ROOT: Node = 0;
/// No node: the root is nobody's child.
pub(super) const NONE: Node = 0;

struct Entry {
    parent: Node,
    /// Where the name lies; `None` for the elements of an array.
    name: Option<(u32, u32)>,
    context: Option<ContextId>,
    /// The context of the names of what is in it.
    inside: Option<ContextId>,
    /// What its name says of itself and its siblings; of elements of an array, what the array's says of itself.
    role: Role,
    /// The first bytes of its name as it is written in JSON, and how many there are: 0 if it may not be written so.
    head: u128,
    written: u32,
    /// The elements of this, if it is an array.
    elements: Node,
    /// The child that came first in the last object seen here.
    first: Node,
    /// The sibling that followed this one in the last object seen.
    follower: Node,
    /// Another node of the same hash.
    chain: Node,
}

/// A tree of names, with a bound.
pub(super) struct Paths {
    entries: Vec<Entry>,
    names: Vec<u8>,
    by_hash: HashMap<u64, Node>,
    hasher: RandomState,
    most_nodes: usize,
    most_bytes: usize,
}

/// What looking up a name gives.
pub(super) enum Child {
    Known(Node),
    New(Node),
    /// There is no room for a new name.
    Full,
}

/// The first bytes of `text`, at most 16.
fn head(text: &[u8]) -> u128 {
    let mut bytes = [0; HEAD];
    let length = text.len().min(HEAD);
    bytes[..length].copy_from_slice(&text[..length]);
    u128::from_le_bytes(bytes)
}

const HEAD: usize = size_of::<u128>();

impl Paths {
    pub(super) fn new(most_nodes: usize, most_bytes: usize) -> Self {
        let mut paths = Paths {
            entries: Vec::new(),
            names: Vec::new(),
            by_hash: HashMap::new(),
            hasher: RandomState::new(),
            most_nodes,
            most_bytes,
        };
        paths.clear();
        paths
    }

    fn clear(&mut self) {
        self.entries.clear();
        self.names.clear();
        self.by_hash.clear();
        self.push(NONE, None);
    }

    fn push(&mut self, parent: Node, name: Option<(u32, u32)>) -> Node {
        let node = self.entries.len() as Node;
        self.entries.push(Entry {
            parent,
            name,
            context: None,
            inside: None,
            role: Role::Other,
            head: 0,
            written: 0,
            elements: NONE,
            first: NONE,
            follower: NONE,
            chain: NONE,
        });
        node
    }

    fn name(&self, node: Node) -> Option<&[u8]> {
        self.entries[node as usize].name.map(|(start, end)| &self.names[start as usize..end as usize])
    }

    /// The child of `parent` that came after its sibling `last` (or first) in the last object seen, if its name is what is
    /// written at `start`; with it where the name ends.
    ///
    /// Records repeat each other, so this is nearly always the child, and nothing is searched or hashed.
    #[inline]
    pub(super) fn expected(&self, parent: Node, last: Node, view: &[u8], start: usize) -> Option<(Node, usize)> {
        let node = match last {
            NONE => self.entries[parent as usize].first,
            last => self.entries[last as usize].follower,
        };
        let entry = &self.entries[node as usize];
        let end = start + entry.written as usize;
        if entry.written == 0 || entry.parent != parent || view.get(end) != Some(&b'"') {
            return None;
        }
        let same = match view.get(start..).and_then(|rest| rest.first_chunk::<HEAD>()) {
            Some(head) if entry.written <= HEAD as u32 => {
                let differs = u128::from_le_bytes(*head) ^ entry.head;
                differs << (u128::BITS - entry.written * 8) == 0
            }
            _ => self.name(node) == Some(&view[start..end]),
        };
        same.then_some((node, end))
    }

    /// The child `name` of the object at `parent`, after its sibling `last` (or first).
    pub(super) fn child(&mut self, parent: Node, last: Node, name: &[u8]) -> Child {
        let found = self.look_up(parent, name);
        let (Child::Known(node) | Child::New(node)) = found else { return found };
        if last == NONE {
            self.entries[parent as usize].first = node;
        } else {
            self.entries[last as usize].follower = node;
        }
        found
    }

    fn look_up(&mut self, parent: Node, name: &[u8]) -> Child {
        let hash = self.hasher.hash_one((parent, name));
        let chain = self.by_hash.get(&hash).copied().unwrap_or(NONE);
        let mut node = chain;
        while node != NONE {
            if self.entries[node as usize].parent == parent && self.name(node) == Some(name) {
                return Child::Known(node);
            }
            node = self.entries[node as usize].chain;
        }
        if self.entries.len() >= self.most_nodes || self.names.len() + name.len() > self.most_bytes {
            return Child::Full;
        }
        let start = self.names.len() as u32;
        self.names.extend_from_slice(name);
        let node = self.push(parent, Some((start, self.names.len() as u32)));
        let entry = &mut self.entries[node as usize];
        entry.role = pairs::role(name);
        entry.chain = chain;
        if memchr::memchr3(b'"', b'\\', b'\n', name).is_none() {
            (entry.head, entry.written) = (head(name), name.len() as u32);
        }
        self.by_hash.insert(hash, node);
        Child::New(node)
    }

    /// The elements of the array at `node`.
    pub(super) fn elements(&mut self, node: Node) -> Node {
        if self.entries[node as usize].elements == NONE {
            let elements = self.push(node, None);
            if self.entries[node as usize].role == Role::Named {
                self.entries[elements as usize].role = Role::Named;
            }
            self.entries[node as usize].elements = elements;
        }
        self.entries[node as usize].elements
    }

    /// Whether these are the elements of an array.
    pub(super) fn is_element(&self, node: Node) -> bool {
        node != ROOT && self.entries[node as usize].name.is_none()
    }

    pub(super) fn role(&self, node: Node) -> Role {
        self.entries[node as usize].role
    }

    pub(super) fn context(&self, node: Node) -> Option<ContextId> {
        self.entries[node as usize].context
    }

    pub(super) fn parent(&self, node: Node) -> Node {
        self.entries[node as usize].parent
    }

    pub(super) fn inside(&self, node: Node) -> Option<ContextId> {
        self.entries[node as usize].inside
    }

    pub(super) fn set_inside(&mut self, node: Node, context: ContextId) {
        self.entries[node as usize].inside = Some(context);
    }

    pub(super) fn set_context(&mut self, node: Node, context: ContextId) {
        self.entries[node as usize].context = Some(context);
    }

    /// The nodes from below the root to `node`.
    fn chain(&self, node: Node) -> Vec<Node> {
        let mut chain = Vec::new();
        let mut node = node;
        while node != ROOT {
            chain.push(node);
            node = self.entries[node as usize].parent;
        }
        chain.reverse();
        chain
    }

    /// The element names on the path, from the outermost.
    pub(super) fn names(&self, node: Node) -> Vec<&str> {
        self.chain(node)
            .into_iter()
            .filter_map(|node| self.name(node))
            // Names come from valid UTF-8.
            .map(|name| std::str::from_utf8(name).unwrap_or_default())
            .collect()
    }

    /// How many arrays are on the path.
    pub(super) fn arrays(&self, node: Node) -> usize {
        self.chain(node).into_iter().filter(|&node| self.entries[node as usize].name.is_none()).count()
    }

    /// The JSONPath, with the indexes of the arrays on it, from the outermost.
    pub(super) fn json_path(&self, node: Node, indexes: &[u64]) -> String {
        let mut path = String::from("$");
        let mut indexes = indexes.iter();
        for node in self.chain(node) {
            match self.name(node) {
                Some(name) => json_path::push_name(&mut path, std::str::from_utf8(name).unwrap_or_default()),
                None => json_path::push_index(&mut path, indexes.next().copied().unwrap_or_default()),
            }
        }
        path
    }

    /// Forgets everything but the path to `node`. Returns the old and new numbers of the nodes on it.
    pub(super) fn keep_only(&mut self, node: Node) -> Vec<(Node, Node)> {
        let kept: Vec<(Node, Option<Vec<u8>>)> =
            self.chain(node).into_iter().map(|node| (node, self.name(node).map(<[u8]>::to_vec))).collect();
        self.clear();
        let mut renamed = vec![(ROOT, ROOT)];
        let mut parent = ROOT;
        for (old, name) in kept {
            parent = match name {
                None => self.elements(parent),
                Some(name) => match self.look_up(parent, &name) {
                    Child::Known(node) | Child::New(node) => node,
                    // The bounds are larger than any one path.
                    Child::Full => parent,
                },
            };
            renamed.push((old, parent));
        }
        renamed
    }
}
