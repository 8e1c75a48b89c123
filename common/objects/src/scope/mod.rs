//! The object criteria of a job: checked once, then asked for each object.
//!
//! Terms of a block are joined with AND, values of a term with OR, and excludes win over includes. Tags are read only where
//! the rest does not decide ([`Verdict::NeedsTags`]).
//!
//! ```
//! use magpie_objects::scope::{Scope, Verdict};
//! use magpie_proto::v1;
//!
//! let scoping: v1::Scoping = magpie_proto::json::from_str(r#"{"includes": {"and": [{"simpleScopeTerm":
//!     {"key": "OBJECT_EXTENSION", "comparator": "EQ", "values": ["csv", "json"]}}]}}"#).unwrap();
//! let scope = Scope::compile(&scoping).unwrap();
//! # let object = |key: &str| magpie_objects::ListedObject { key: key.into(), size: 1, e_tag: String::new(),
//! #     last_modified: std::time::UNIX_EPOCH, storage_class: "STANDARD".into(), restored: false };
//! assert_eq!(scope.verdict(&object("in/people.csv")), Verdict::In);
//! assert_eq!(scope.verdict(&object("in/people.CSV")), Verdict::Out);
//! ```

mod term;

use magpie_proto::v1;

use crate::{ListedObject, Tag};
use term::Term;

/// Where the criteria stand in a request: what error messages begin with.
const FIELD: &str = "s3JobDefinition.scoping";

/// What is wrong with the criteria.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {description}")]
pub struct Error {
    /// The path of the field in the request, such as
    /// `s3JobDefinition.scoping.includes.and[0].simpleScopeTerm.values`.
    pub field: String,
    /// What it should be. A sentence for people.
    pub description: String,
}

/// Whether a job wants an object, as far as a listing tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    In,
    /// It does not.
    Out,
    /// Only the object's tags can tell: ask [`Scope::tags_verdict`].
    NeedsTags,
}

/// The object criteria of a job.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    includes: Vec<Term>,
    excludes: Vec<Term>,
}

impl Scope {
    /// Checks and compiles the criteria. Empty ones let every object in.
    ///
    /// # Errors
    /// The first term that makes no sense: neither or both kinds given, a comparator that its key does not know, values of
    /// the wrong number or form.
    pub fn compile(scoping: &v1::Scoping) -> Result<Scope, Error> {
        Ok(Scope {
            includes: compile_block(scoping.includes.as_ref(), "includes")?,
            excludes: compile_block(scoping.excludes.as_ref(), "excludes")?,
        })
    }

    /// Whether the job wants the object.
    pub fn verdict(&self, object: &ListedObject) -> Verdict {
        let wanted = self.wants(|term| term.holds(object));
        match wanted {
            Some(true) => Verdict::In,
            Some(false) => Verdict::Out,
            None => Verdict::NeedsTags,
        }
    }

    /// Whether the job wants the object, whose tags are `tags`.
    pub fn tags_verdict(&self, object: &ListedObject, tags: &[Tag]) -> bool {
        self.wants(|term| Some(term.holds(object).unwrap_or_else(|| term.holds_for_tags(tags)))).unwrap_or(false)
    }

    /// Whether any term looks at tags, so that reading them must be allowed.
    pub fn looks_at_tags(&self) -> bool {
        self.includes.iter().chain(&self.excludes).any(Term::looks_at_tags)
    }

    fn wants(&self, holds: impl Fn(&Term) -> Option<bool>) -> Option<bool> {
        let included = all(&self.includes, &holds);
        // A block without terms excludes nothing, though all of its terms hold.
        let excluded = if self.excludes.is_empty() { Some(false) } else { all(&self.excludes, &holds) };
        match (included, excluded) {
            (Some(false), _) | (_, Some(true)) => Some(false),
            (Some(true), Some(false)) => Some(true),
            _ => None,
        }
    }
}

/// AND over three-valued logic: one "no" decides whatever is unknown.
fn all(terms: &[Term], holds: impl Fn(&Term) -> Option<bool>) -> Option<bool> {
    let mut answer = Some(true);
    for term in terms {
        match holds(term) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => answer = None,
        }
    }
    answer
}

fn compile_block(block: Option<&v1::JobScopingBlock>, name: &str) -> Result<Vec<Term>, Error> {
    let terms = block.map(|block| block.and.as_slice()).unwrap_or_default();
    terms.iter().enumerate().map(|(index, term)| term::compile(term, &format!("{FIELD}.{name}.and[{index}]"))).collect()
}

#[cfg(test)]
mod tests;
