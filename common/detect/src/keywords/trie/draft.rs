//! The states of the automaton before they are packed: the sets of places in a trie that texts lead to.

use std::collections::HashMap;

use super::NONE;
use crate::keywords::keyword::{APOSTROPHE, FLEXIBLE};

/// A state before it is packed.
pub(super) struct Draft {
    /// Labels, in order, and where they lead.
    pub(super) edges: Vec<(u32, u32)>,
    /// Key words that end.
    pub(super) ends: Vec<u16>,
}

/// The states for these folded key words, by number; the first is that of the begin.
pub(super) fn draft<'a>(keywords: impl Iterator<Item = &'a [u32]>) -> Vec<Draft> {
    Builder::new(Nodes::of(keywords)).build()
}

/// The trie that the states are places of.
struct Nodes {
    children: Vec<Vec<(u32, u32)>>,
    ends: Vec<Option<u16>>,
}

impl Nodes {
    fn of<'a>(keywords: impl Iterator<Item = &'a [u32]>) -> Nodes {
        let mut sorted: Vec<(&[u32], u16)> = keywords.zip(0..).collect();
        sorted.sort_unstable();
        let mut nodes = Nodes { children: vec![Vec::new()], ends: vec![None] };
        for (keyword, number) in sorted {
            let length = keyword.iter().rposition(|code| !is_flexible(*code)).map_or(0, |last| last + 1);
            let mut node = 0;
            for code in &keyword[..length] {
                // The last key word shares what it can: they are sorted.
                node = match nodes.children[node].iter().rev().find(|(label, _)| label == code) {
                    Some((_, child)) => *child as usize,
                    None => {
                        let child = nodes.children.len();
                        nodes.children[node].push((*code, child as u32));
                        nodes.children.push(Vec::new());
                        nodes.ends.push(None);
                        child
                    }
                };
            }
            nodes.ends[node] = Some(number);
        }
        nodes
    }

    /// Adds the edges from a node: each character's targets. `gaps` are what gaps may be here: nothing was left out that could
    /// have been one.
    fn edges(&self, node: u32, gaps: &[u32], edges: &mut Vec<(u32, u32)>) {
        for (code, child) in &self.children[node as usize] {
            match *code {
                FLEXIBLE | APOSTROPHE => {
                    let taken = if *code == FLEXIBLE { &[FLEXIBLE][..] } else { &[FLEXIBLE, APOSTROPHE] };
                    edges.extend(gaps.iter().filter(|gap| taken.contains(gap)).map(|gap| (*gap, *child)));
                    let rest: Vec<u32> = gaps.iter().copied().filter(|gap| !taken.contains(gap)).collect();
                    self.edges(*child, &rest, edges);
                }
                code => edges.push((code, *child)),
            }
        }
    }
}

fn is_flexible(code: u32) -> bool {
    matches!(code, FLEXIBLE | APOSTROPHE)
}

/// Numbers the sets of nodes that texts lead to, and keeps their edges.
struct Builder {
    nodes: Nodes,
    /// The nodes of each state.
    sets: Vec<Vec<u32>>,
    /// The state of a node alone, and of sets of several.
    alone: Vec<u32>,
    several: HashMap<Vec<u32>, u32>,
}

impl Builder {
    fn new(nodes: Nodes) -> Builder {
        let alone = vec![NONE; nodes.children.len()];
        Builder { nodes, sets: vec![vec![0]], alone, several: HashMap::new() }
    }

    fn number(&mut self, set: Vec<u32>) -> u32 {
        let next = self.sets.len() as u32;
        let number = match set.as_slice() {
            [node] => {
                let known = &mut self.alone[*node as usize];
                if *known == NONE {
                    *known = next;
                }
                *known
            }
            _ => *self.several.entry(set.clone()).or_insert(next),
        };
        if number == next {
            self.sets.push(set);
        }
        number
    }

    fn build(mut self) -> Vec<Draft> {
        let mut drafts = Vec::new();
        let mut edges = Vec::new();
        // Sets are added while their predecessors are read.
        while let Some(set) = self.sets.get_mut(drafts.len()).map(std::mem::take) {
            let ends = set.iter().filter_map(|node| self.nodes.ends[*node as usize]).collect();
            edges.clear();
            for node in &set {
                self.nodes.edges(*node, &[FLEXIBLE, APOSTROPHE], &mut edges);
            }
            edges.sort_unstable();
            edges.dedup();
            let same = edges.chunk_by(|left, right| left.0 == right.0);
            let edges = same.map(|same| (same[0].0, self.number(same.iter().map(|edge| edge.1).collect()))).collect();
            drafts.push(Draft { edges, ends });
        }
        drafts
    }
}
