//! The packing of the states: chains become one state, and all edges lie in a few arrays.

use std::collections::HashMap;

use super::draft::Draft;
use super::starts::{START, Starts, foreign_pair};
use super::{CHUNK, FIRST, QUOTE, State, Trie};

impl Trie {
    /// Packs states, chains of them into one.
    pub(super) fn pack(drafts: &[Draft]) -> Trie {
        let mut packer = Packer { drafts, numbers: HashMap::new(), order: Vec::new() };
        packer.number(FIRST);
        let starts = packer.starts();
        let starts = Starts::new(starts.into_iter().map(|(labels, draft)| (labels, packer.number(draft))).collect());
        let foreign = packer.foreign_starts();
        let foreign_starts =
            Starts::new(foreign.into_iter().map(|(labels, draft)| (labels, packer.number(draft))).collect());
        let (mut states, mut chains, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        let (mut labels, mut targets, mut foreign) = (Vec::new(), Vec::new(), Vec::new());
        let mut bounds = |chains: &[u8], labels: &[u8], foreign: &[(u32, u32)], ends: &[u16]| {
            let [chain, ascii, foreign, ends] =
                [chains.len(), labels.len(), foreign.len(), ends.len()].map(|length| length as u32);
            states.push(State { chain, ascii, foreign, ends });
        };
        let mut next = 0;
        while let Some(draft) = packer.order.get(next) {
            bounds(&chains, &labels, &foreign, &ends);
            let draft = packer.follow(*draft, &mut chains);
            ends.extend_from_slice(&draft.ends);
            for (label, target) in &draft.edges {
                let target = packer.number(*target);
                match u8::try_from(*label) {
                    Ok(label @ 0..0x80) => {
                        labels.push(label);
                        targets.push(target);
                    }
                    _ => foreign.push((*label, target)),
                }
            }
            next += 1;
        }
        bounds(&chains, &labels, &foreign, &ends);
        labels.extend([0; CHUNK]);
        Trie {
            states: states.into(),
            chains: chains.into(),
            labels: labels.into(),
            targets: targets.into(),
            foreign: foreign.into(),
            ends: ends.into(),
            starts,
            foreign_starts,
        }
    }
}

/// Gives numbers to the states that are kept, in the order in which they are met.
struct Packer<'a> {
    drafts: &'a [Draft],
    numbers: HashMap<u32, u32>,
    order: Vec<u32>,
}

impl<'a> Packer<'a> {
    fn number(&mut self, draft: u32) -> u32 {
        let next = self.order.len() as u32;
        let number = *self.numbers.entry(draft).or_insert(next);
        if number == next {
            self.order.push(draft);
        }
        number
    }

    /// Adds the letters that must follow to `chain`, and gives the state after them.
    fn follow(&self, draft: u32, chain: &mut Vec<u8>) -> &'a Draft {
        let mut draft = &self.drafts[draft as usize];
        while let ([(label @ 0..0x80, target)], []) = (draft.edges.as_slice(), draft.ends.as_slice())
            && *label > u32::from(QUOTE)
        {
            chain.push(*label as u8);
            draft = &self.drafts[*target as usize];
        }
        draft
    }

    /// The labels of all texts of [`START`] characters below 0x80 that begin key words, or of those with which the shortest of
    /// them ends, and where they lead.
    fn starts(&self) -> Vec<(u32, u32)> {
        let mut starts = Vec::new();
        for (first, second, draft) in self.pairs() {
            if first < 0x80 && second < 0x80 {
                self.longer_starts(first | second << 8, draft, 2, &mut starts);
            }
        }
        starts
    }

    /// The first two labels of key words, one of which is that of a character from 0x80 on, and where they lead.
    fn foreign_starts(&self) -> Vec<(u64, u32)> {
        let foreign = self.pairs().filter(|(first, second, _)| *first >= 0x80 || *second >= 0x80);
        foreign.map(|(first, second, draft)| (foreign_pair(first, second), draft)).collect()
    }

    /// The first two labels of key words, none of which is shorter, and where they lead.
    fn pairs(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        self.drafts[FIRST as usize].edges.iter().flat_map(|(first, middle)| {
            self.drafts[*middle as usize].edges.iter().map(|(second, draft)| (*first, *second, *draft))
        })
    }

    fn longer_starts(&self, labels: u32, draft: u32, length: usize, starts: &mut Vec<(u32, u32)>) {
        let Draft { edges, ends } = &self.drafts[draft as usize];
        if length == START || !ends.is_empty() {
            return starts.push((labels, draft));
        }
        for (label, next) in edges.iter().filter(|(label, _)| *label < 0x80) {
            self.longer_starts(labels | label << (8 * length), *next, length + 1, starts);
        }
    }
}
