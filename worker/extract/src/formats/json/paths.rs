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
    /// What its name says of itself and its siblings.
    role: Role,
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

/// Equality of names. Most are short, and then a loop is faster than a call.
#[inline]
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len()
        && if left.len() <= 16 { left.iter().zip(right).all(|(left, right)| left == right) } else { left == right }
}

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

    /// The child `name` of the object at `parent`, after its sibling `last` (or first).
    ///
    /// Records repeat each other, so the child that followed last time is tried before anything is hashed.
    #[inline]
    pub(super) fn child(&mut self, parent: Node, last: Node, name: &[u8]) -> Child {
        let guess =
            if last == NONE { self.entries[parent as usize].first } else { self.entries[last as usize].follower };
        if guess != NONE
            && self.entries[guess as usize].parent == parent
            && self.name(guess).is_some_and(|known| same(known, name))
        {
            return Child::Known(guess);
        }
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
        let head = self.by_hash.get(&hash).copied().unwrap_or(NONE);
        let mut node = head;
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
        self.entries[node as usize].role = pairs::role(name);
        self.entries[node as usize].chain = head;
        self.by_hash.insert(hash, node);
        Child::New(node)
    }

    /// The elements of the array at `node`.
    pub(super) fn elements(&mut self, node: Node) -> Node {
        if self.entries[node as usize].elements == NONE {
            let elements = self.push(node, None);
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
