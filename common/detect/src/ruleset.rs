//! A selection of identifiers, compiled for scanning.

use sha2::{Digest, Sha256};

use crate::catalogue::{self, Identifier};
use crate::detector::Dispatch;
use crate::keywords::{KeywordIndex, NO_GROUP};

/// Grows whenever the engine would find something else in the same bytes with the same rows.
const ENGINE_REVISION: u32 = 2;

/// Why a selection cannot be compiled.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The catalogue has no identifier of this id.
    #[error("there is no managed identifier {0:?}; list them with the catalogue and mind that ids are in capitals")]
    UnknownIdentifier(String),
    /// More identifiers have key words than the engine can tell apart.
    #[error("the selection has {found} different lists of key words; at most {limit} can be used together")]
    TooManyKeywordLists {
        /// Lists in the selection.
        found: usize,
        /// The bound.
        limit: usize,
    },
}

/// A compiled selection of identifiers. Share one between all scanners.
#[derive(Debug)]
pub struct Ruleset {
    identifiers: Vec<&'static Identifier>,
    version: String,
    pub(crate) keywords: KeywordIndex,
    pub(crate) dispatch: Dispatch,
}

impl Ruleset {
    /// Compiles the managed identifiers with these ids. Repeated ids count once; order does not matter.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownIdentifier`] if the catalogue lacks an id.
    pub fn managed(ids: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Ruleset, Error> {
        let mut identifiers = Vec::new();
        for id in ids {
            let id = id.as_ref();
            identifiers.push(catalogue::find(id).ok_or_else(|| Error::UnknownIdentifier(id.to_owned()))?);
        }
        identifiers.sort_by_key(|row| row.id);
        identifiers.dedup_by_key(|row| row.id);
        let (keywords, groups) = KeywordIndex::build(&identifiers)?;
        let dispatch = Dispatch::build(&identifiers, &groups, &keywords);
        debug_assert!(groups.iter().all(|group| *group == NO_GROUP || (*group as usize) < identifiers.len()));
        Ok(Ruleset { version: version(&identifiers), identifiers, keywords, dispatch })
    }

    /// A name for exactly these rules: the hexadecimal SHA-256 of the selected rows and the revision of the engine. Two
    /// rule sets of one version find the same in the same bytes.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The selected identifiers, sorted by id. [`crate::Match::identifier`] is an index into them.
    pub fn identifiers(&self) -> &[&'static Identifier] {
        &self.identifiers
    }
}

/// Hashes all that the rows declare. Strings are written with their lengths, so that no two selections look alike.
fn version(identifiers: &[&'static Identifier]) -> String {
    fn put(hash: &mut Sha256, text: &str) {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    fn put_all(hash: &mut Sha256, texts: &[&str]) {
        hash.update((texts.len() as u64).to_le_bytes());
        texts.iter().for_each(|text| put(hash, text));
    }
    let mut hash = Sha256::new();
    hash.update(ENGINE_REVISION.to_le_bytes());
    for row in identifiers {
        put(&mut hash, row.id);
        put(&mut hash, row.name);
        put(&mut hash, row.category.as_str());
        put_all(&mut hash, row.countries);
        put_all(&mut hash, row.keywords);
        put_all(&mut hash, row.placeholders);
        hash.update([u8::from(row.keyword_required), u8::from(row.recommended), row.rank as u8]);
        hash.update(row.severity.map(|severity| severity.score()));
        hash.update((row.detectors.len() as u64).to_le_bytes());
        row.detectors.iter().for_each(|detector| put(&mut hash, &detector.describe()));
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
