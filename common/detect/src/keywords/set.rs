//! Sets of groups: which lists of key words were seen.

/// The group of an identifier without key words.
pub(crate) const NO_GROUP: u16 = u16::MAX;

const SET_WORDS: usize = 16;
/// How many different lists of key words one rule set may hold.
pub(super) const GROUP_LIMIT: usize = SET_WORDS * 64;

/// A set of groups: the lists of which a key word was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct KeywordSet([u64; SET_WORDS]);

impl KeywordSet {
    pub(crate) const EVERY: KeywordSet = KeywordSet([u64::MAX; SET_WORDS]);

    pub(crate) fn insert(&mut self, group: u16) {
        if let Some(word) = self.0.get_mut(usize::from(group) / 64) {
            *word |= 1 << (group % 64);
        }
    }

    pub(crate) fn remove(&mut self, group: u16) {
        if let Some(word) = self.0.get_mut(usize::from(group) / 64) {
            *word &= !(1 << (group % 64));
        }
    }

    #[inline]
    pub(crate) fn merge(&mut self, other: &KeywordSet) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    #[inline]
    pub(crate) fn contains(&self, group: u16) -> bool {
        self.0.get(usize::from(group) / 64).is_some_and(|word| word >> (group % 64) & 1 == 1)
    }

    #[inline]
    pub(crate) fn meets(&self, other: &KeywordSet) -> bool {
        self.0.iter().zip(&other.0).fold(0, |seen, (mine, theirs)| seen | mine & theirs) != 0
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == KeywordSet::default()
    }

    /// The groups that are in both sets.
    #[inline]
    pub(crate) fn common(self, other: &KeywordSet) -> impl Iterator<Item = u16> {
        let words: [u64; SET_WORDS] = std::array::from_fn(|index| self.0[index] & other.0[index]);
        words.into_iter().enumerate().flat_map(|(index, word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros();
                    rest &= rest - 1;
                    (index * 64) as u16 + bit as u16
                })
            })
        })
    }
}
