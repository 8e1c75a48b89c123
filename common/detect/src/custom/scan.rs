//! The custom identifiers of a rule set, compiled together, and how a text is searched for all of them.

use super::{Criteria, Error};

/// The custom identifiers of a rule set.
#[derive(Debug, Default)]
pub(crate) struct Compiled {}

impl Compiled {
    /// Compiles criteria. An error comes with the number of those that it is about.
    pub(crate) fn new<'a>(criteria: impl IntoIterator<Item = &'a Criteria>) -> Result<Compiled, (usize, Error)> {
        for (index, criteria) in criteria.into_iter().enumerate() {
            criteria.check().map_err(|error| (index, error))?;
        }
        Ok(Compiled {})
    }
}
