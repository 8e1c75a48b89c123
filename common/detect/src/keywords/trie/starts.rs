//! Where the first characters of a word lead: most walks end before they begin.

use super::NONE;

/// So many labels lead to a state at once, or as many as the shortest key word has that begins with them.
pub(super) const START: usize = 4;

/// The states that first labels lead to: a hash table that is at most half full.
#[derive(Debug)]
pub(super) struct Starts<Labels> {
    /// Labels and the state: at the place of their hash or behind it.
    slots: Box<[(Labels, u32)]>,
    /// A bit for some bits of each hash, few among many: what begins no key word nearly always shows it here.
    present: Box<[u64]>,
}

/// So many bits of [`Starts::present`] there are for each entry, at least.
const SPARSE: usize = 16;

impl<Labels: Copy + Default + Eq + Into<u64>> Starts<Labels> {
    pub(super) fn new(starts: Vec<(Labels, u32)>) -> Starts<Labels> {
        let count = (2 * starts.len() + 1).next_power_of_two();
        let mut slots = vec![(Labels::default(), NONE); count].into_boxed_slice();
        let mut present = vec![0_u64; count * SPARSE / 64 + 1].into_boxed_slice();
        for (labels, state) in starts {
            let mut slot = Starts::hash(labels);
            let (word, bit) = (slot / 64 % (count * SPARSE / 64).max(1), slot % 64);
            present[word] |= 1 << bit;
            while slots[slot % count].1 != NONE {
                slot += 1;
            }
            slots[slot % count] = (labels, state);
        }
        Starts { slots, present }
    }

    #[inline(always)]
    pub(super) fn of(&self, wanted: Labels) -> Option<u32> {
        let mut slot = Starts::hash(wanted);
        let words = (self.slots.len() * SPARSE / 64).max(1);
        if self.present[(slot / 64) & (words - 1)] >> (slot % 64) & 1 == 0 {
            return None;
        }
        loop {
            let (labels, state) = self.slots[slot & (self.slots.len() - 1)];
            if labels == wanted || state == NONE {
                return (state != NONE).then_some(state);
            }
            slot += 1;
        }
    }

    #[inline(always)]
    fn hash(labels: Labels) -> usize {
        (labels.into().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize
    }
}

impl Starts<u32> {
    /// The state, and how many of these labels lead there; fewer than [`START`] have zeros behind them.
    #[inline(always)]
    pub(super) fn of_labels(&self, labels: u32) -> Option<(u32, usize)> {
        [START, START - 1, START - 2].into_iter().find_map(|length| {
            let state = self.of(labels & u32::MAX >> (8 * (START - length)))?;
            Some((state, length))
        })
    }
}

/// Two labels, one of them beyond ASCII, as [`Starts`] takes them.
pub(super) fn foreign_pair(first: u32, second: u32) -> u64 {
    u64::from(first) | u64::from(second) << 32
}
