//! A selection of identifiers, compiled for scanning.

use sha2::{Digest, Sha256};

use crate::allow::{self, Allow};
use crate::catalogue::{self, Identifier};
use crate::custom;
use crate::detector::Dispatch;
use crate::keywords::{KeywordIndex, NO_GROUP};

/// Grows whenever the engine would find something else in the same bytes with the same rows.
const ENGINE_REVISION: u32 = 5;

/// How many custom identifiers one rule set may have.
pub const CUSTOM_IDENTIFIERS: usize = 30;
/// How many allow lists one rule set may have.
pub const ALLOW_LISTS: usize = 10;

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
    /// There are more than [`CUSTOM_IDENTIFIERS`] custom identifiers.
    #[error("at most {CUSTOM_IDENTIFIERS} custom identifiers can be used together")]
    TooManyCustomIdentifiers,
    /// Two custom identifiers have one id.
    #[error("the custom identifier {0:?} is there twice")]
    CustomIdentifierTwice(String),
    /// The criteria of a custom identifier are refused.
    #[error("the custom identifier {id:?} cannot be used: {error}")]
    Custom {
        /// Its id.
        id: String,
        /// Why.
        error: custom::Error,
    },
    /// There are more than [`ALLOW_LISTS`] allow lists.
    #[error("at most {ALLOW_LISTS} allow lists can be used together")]
    TooManyAllowLists,
    /// An allow list is refused.
    #[error("an allow list cannot be used: {0}")]
    Allow(#[from] allow::Error),
}

/// One of the rules of a rule set.
#[derive(Clone, Copy, Debug)]
pub enum Rule<'a> {
    /// A row of the catalogue.
    Managed(&'static Identifier),
    /// A custom identifier.
    Custom(&'a custom::Identifier),
}

/// A compiled selection of identifiers and allow lists. Share one between all scanners.
#[derive(Debug)]
pub struct Ruleset {
    identifiers: Vec<&'static Identifier>,
    customs: Vec<custom::Identifier>,
    version: String,
    pub(crate) keywords: KeywordIndex,
    pub(crate) dispatch: Dispatch,
    pub(crate) custom: custom::Compiled,
    allow: Allow,
}

/// Collects what a rule set consists of. Order does not matter to what is found.
#[derive(Debug, Default)]
pub struct Builder {
    identifiers: Vec<&'static Identifier>,
    customs: Vec<custom::Identifier>,
    lists: Vec<allow::List>,
}

impl Builder {
    /// Adds the managed identifiers with these ids. Repeated ids count once.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownIdentifier`] if the catalogue lacks an id.
    pub fn managed(mut self, ids: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Builder, Error> {
        for id in ids {
            let id = id.as_ref();
            self.identifiers.push(catalogue::find(id).ok_or_else(|| Error::UnknownIdentifier(id.to_owned()))?);
        }
        Ok(self)
    }

    /// Adds a custom identifier. Its criteria are compiled by [`Builder::build`].
    ///
    /// # Errors
    ///
    /// If there are [`CUSTOM_IDENTIFIERS`] already, or one of this id.
    pub fn custom(mut self, identifier: custom::Identifier) -> Result<Builder, Error> {
        if self.customs.iter().any(|known| known.id == identifier.id) {
            return Err(Error::CustomIdentifierTwice(identifier.id));
        }
        if self.customs.len() >= CUSTOM_IDENTIFIERS {
            return Err(Error::TooManyCustomIdentifiers);
        }
        self.customs.push(identifier);
        Ok(self)
    }

    /// Adds an allow list.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyAllowLists`] if there are [`ALLOW_LISTS`] already.
    pub fn allow(mut self, list: allow::List) -> Result<Builder, Error> {
        if self.lists.len() >= ALLOW_LISTS {
            return Err(Error::TooManyAllowLists);
        }
        self.lists.push(list);
        Ok(self)
    }

    /// Compiles everything.
    ///
    /// # Errors
    ///
    /// If the criteria of a custom identifier or the pattern of an allow list are refused, or the key words are too many.
    pub fn build(self) -> Result<Ruleset, Error> {
        let Builder { mut identifiers, mut customs, lists } = self;
        identifiers.sort_by_key(|row| row.id);
        identifiers.dedup_by_key(|row| row.id);
        customs.sort_by(|one, other| one.id.cmp(&other.id));
        let (keywords, groups) = KeywordIndex::build(&identifiers)?;
        let dispatch = Dispatch::build(&identifiers, &groups, &keywords);
        debug_assert!(groups.iter().all(|group| *group == NO_GROUP || (*group as usize) < identifiers.len()));
        let custom = custom::Compiled::new(customs.iter().map(|identifier| &identifier.criteria))
            .map_err(|(index, error)| Error::Custom { id: customs[index].id.clone(), error })?;
        let allow = Allow::new(&lists)?;
        let version = version(&identifiers, &customs, &lists);
        Ok(Ruleset { identifiers, customs, version, keywords, dispatch, custom, allow })
    }
}

impl Ruleset {
    /// Compiles the managed identifiers with these ids. Repeated ids count once; order does not matter.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownIdentifier`] if the catalogue lacks an id.
    pub fn managed(ids: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Ruleset, Error> {
        Ruleset::builder().managed(ids)?.build()
    }

    /// An empty selection to add to.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A name for exactly these rules: the hexadecimal SHA-256 of the selected rows, the custom identifiers, the allow
    /// lists and the revision of the engine. Two rule sets of one version find the same in the same bytes.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The selected managed identifiers, sorted by id. A [`crate::Match::identifier`] below their number is an index into
    /// them.
    pub fn identifiers(&self) -> &[&'static Identifier] {
        &self.identifiers
    }

    /// The custom identifiers, sorted by id. Their numbers in [`crate::Match::identifier`] follow those of the managed ones.
    pub fn customs(&self) -> &[custom::Identifier] {
        &self.customs
    }

    /// The rule with this number, as in [`crate::Match::identifier`].
    pub fn rule(&self, index: usize) -> Option<Rule<'_>> {
        match index.checked_sub(self.identifiers.len()) {
            None => self.identifiers.get(index).map(|identifier| Rule::Managed(identifier)),
            Some(index) => self.customs.get(index).map(Rule::Custom),
        }
    }

    /// Whether an allow list exempts a value that this rule found. Mailing addresses cannot be exempted.
    pub fn allows(&self, index: usize, value: &[u8]) -> bool {
        !self.allow.is_empty()
            && self.identifiers.get(index).is_none_or(|identifier| identifier.id != catalogue::MAILING_ADDRESSES)
            && self.allow.allows(value)
    }
}

/// Writes strings with their lengths, so that no two selections look alike.
struct Version(Sha256);

impl Version {
    fn number(&mut self, number: usize) {
        self.0.update((number as u64).to_le_bytes());
    }

    fn put(&mut self, text: impl AsRef<[u8]>) {
        self.number(text.as_ref().len());
        self.0.update(text);
    }

    fn put_all<T: AsRef<[u8]>>(&mut self, texts: &[T]) {
        self.number(texts.len());
        texts.iter().for_each(|text| self.put(text));
    }
}

/// Hashes all that the rows, custom identifiers and allow lists declare.
fn version(identifiers: &[&'static Identifier], customs: &[custom::Identifier], lists: &[allow::List]) -> String {
    let mut hash = Version(Sha256::new());
    hash.0.update(ENGINE_REVISION.to_le_bytes());
    for row in identifiers {
        hash.put(row.id);
        hash.put(row.name);
        hash.put(row.category.as_str());
        hash.put_all(row.countries);
        hash.put_all(row.keywords);
        hash.put_all(row.placeholders);
        hash.0.update([u8::from(row.keyword_required), u8::from(row.recommended), row.rank as u8]);
        hash.0.update(row.severity.map(|severity| severity.score()));
        hash.number(row.detectors.len());
        row.detectors.iter().for_each(|detector| hash.put(detector.describe()));
    }
    // Rule sets of managed identifiers alone keep the names that they had before there was anything else.
    if !customs.is_empty() || !lists.is_empty() {
        hash.put("custom identifiers");
        hash.number(customs.len());
        for custom::Identifier { id, name, criteria } in customs {
            hash.put(id);
            hash.put(name);
            hash.put(&criteria.regex);
            hash.put_all(&criteria.keywords);
            hash.put_all(&criteria.ignore_words);
            hash.number(criteria.maximum_match_distance as usize);
        }
        let mut lists: Vec<[u8; 32]> = lists.iter().map(allow::List::digest).collect();
        lists.sort_unstable();
        hash.put_all(&lists);
    }
    hash.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
