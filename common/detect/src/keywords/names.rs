//! Key words in the names of fields and columns.

use super::KeywordIndex;
use super::search::Hashes;
use super::set::KeywordSet;
use crate::fold;

/// How much of a name is looked at, in bytes.
const NAME_BYTES: usize = 512;

impl KeywordIndex {
    /// The lists that have a key word in one of these names.
    pub(crate) fn in_names(&self, names: &[&str]) -> KeywordSet {
        let mut set = KeywordSet::default();
        let mut hashes = Hashes::default();
        for name in names {
            let name = name.as_bytes();
            let name = &name[..name.len().min(NAME_BYTES)];
            let mut insert = |number: u16| {
                self.keywords[usize::from(number)].groups.iter().for_each(|group| set.insert(*group));
            };
            self.each(name, 0..name.len(), name.is_ascii(), &mut hashes, |number, _, _| insert(number));
            let squeezed = squeeze(name);
            for at in 0..squeezed.len() {
                self.trie.walk(&squeezed, at, |number, _| {
                    if self.keywords[usize::from(number)].inner {
                        insert(number);
                    }
                });
            }
        }
        set
    }
}

/// The letters and digits of a name.
fn squeeze(name: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(name.len());
    let mut at = 0;
    while at < name.len() {
        let (code, length) = fold::character(name, at);
        let length = length.max(1);
        if u8::try_from(code).map_or(true, |byte| byte.is_ascii_alphanumeric()) {
            result.extend_from_slice(&name[at..at + length]);
        }
        at += length;
    }
    result
}
