//! The version of what is stored, and how older versions become the current one.
//!
//! A new field in a message needs no new version. What does: another form of keys, another meaning of a field, a new
//! index over old records. Then [`CURRENT`] grows by one and gets a step.
//!
//! The records of the family *meta* are read before any step runs: they must stay readable for ever.

use crate::error::Error;
use crate::family::{Family, meta};
use crate::rocks::Rocks;
use crate::store::Store;

/// Makes a store of version `from` one of version `from + 1`. It may commit as often as it likes; the version is raised after it
/// has succeeded. So it must not mind to be run again on what it has already changed: the process may die in between.
pub(crate) struct Step {
    /// The version that it starts from.
    pub(crate) from: u32,
    /// Does it.
    pub(crate) run: fn(&Store) -> Result<(), Error>,
}

/// A version, and the steps that lead to it.
#[derive(Clone, Copy)]
pub(crate) struct Schema {
    /// The version.
    pub(crate) version: u32,
    /// One for each older version that can still be read, in order.
    pub(crate) steps: &'static [Step],
}

/// What this version of Magpie writes.
pub(crate) const CURRENT: Schema = Schema {
    version: 1,
    steps: &[],
};

impl Schema {
    /// The steps that are needed from the version that was found.
    ///
    /// # Errors
    /// [`Error::NewerSchema`], [`Error::OlderSchema`].
    pub(crate) fn steps_from(&self, found: u32) -> Result<Vec<&'static Step>, Error> {
        if found > self.version {
            return Err(Error::NewerSchema {
                found,
                supported: self.version,
            });
        }
        let steps: Vec<_> = self
            .steps
            .iter()
            .filter(|step| step.from >= found)
            .collect();
        let complete = steps.iter().map(|step| step.from).eq(found..self.version);
        if complete {
            Ok(steps)
        } else {
            Err(Error::OlderSchema { found })
        }
    }
}

/// The version of a store. `None` if it is new.
pub(crate) fn found(rocks: &Rocks) -> Result<Option<u32>, Error> {
    let corrupt = |what| Error::Corrupt {
        family: Family::Meta.name(),
        what,
    };
    match rocks.get(Family::Meta, meta::SCHEMA)? {
        Some(bytes) => match <[u8; 4]>::try_from(bytes.as_slice()) {
            Ok(bytes) => Ok(Some(u32::from_be_bytes(bytes))),
            Err(_) => Err(corrupt("cannot be decoded")),
        },
        None if rocks.is_empty()? => Ok(None),
        None => Err(corrupt("is missing")),
    }
}

/// Stores the version.
pub(crate) fn raise(rocks: &Rocks, version: u32) -> Result<(), Error> {
    let mut writes = rocks.writes();
    writes.put(Family::Meta, meta::SCHEMA, &version.to_be_bytes())?;
    rocks.write(writes)
}
