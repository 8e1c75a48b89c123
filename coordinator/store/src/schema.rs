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
pub(crate) const CURRENT: Schema = Schema { version: 1, steps: &[] };

impl Schema {
    /// The steps that are needed from the version that was found.
    ///
    /// # Errors
    /// [`Error::NewerSchema`], [`Error::OlderSchema`].
    pub(crate) fn steps_from(&self, found: u32) -> Result<Vec<&'static Step>, Error> {
        if found > self.version {
            return Err(Error::NewerSchema { found, supported: self.version });
        }
        let steps: Vec<_> = self.steps.iter().filter(|step| step.from >= found).collect();
        let complete = steps.iter().map(|step| step.from).eq(found..self.version);
        if complete { Ok(steps) } else { Err(Error::OlderSchema { found }) }
    }
}

/// The version of a store. `None` if it is new.
pub(crate) fn found(rocks: &Rocks) -> Result<Option<u32>, Error> {
    let corrupt = |what| Error::Corrupt { family: Family::Meta.name(), what };
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::Path;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use magpie_proto::store::v1::RunRecord;
    use rocksdb::{DB, Options};

    use super::*;
    use crate::key::{EphemeralKey, KeyProvider};
    use crate::store::Location;

    static FAILURES_TO_COME: AtomicU32 = AtomicU32::new(0);

    /// Pretends that version 0 counted detections in dozens.
    fn dozens_to_ones(store: &Store) -> Result<(), Error> {
        for run in store.runs() {
            let mut run = run?;
            // Says what is done, so that doing it again does nothing.
            if run.exported {
                continue;
            }
            run.detections *= 12;
            run.exported = true;
            let mut batch = store.batch();
            batch.put_run(&run);
            store.commit(batch)?;
            if run.run_id == 2 && FAILURES_TO_COME.swap(0, Ordering::SeqCst) > 0 {
                return Err(Error::Stopped);
            }
        }
        Ok(())
    }

    const VERSION_0: Schema = Schema { version: 0, steps: &[] };
    const VERSION_1: Schema = Schema { version: 1, steps: &[Step { from: 0, run: dozens_to_ones }] };
    const VERSION_2: Schema = Schema { version: 2, steps: &[Step { from: 1, run: |_| Ok(()) }] };

    async fn open(folder: &Path, keys: &Arc<dyn KeyProvider>, schema: Schema) -> Result<Store, Error> {
        Store::open_as(Location::Folder(folder.to_owned()), Arc::clone(keys), schema).await
    }

    fn detections(store: &Store) -> Vec<u64> {
        store.runs().map(|run| run.unwrap().detections).collect()
    }

    #[tokio::test]
    async fn an_old_store_is_migrated_once_even_if_that_is_interrupted() {
        let folder = tempfile::tempdir().unwrap();
        let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
        let store = open(folder.path(), &keys, VERSION_0).await.unwrap();
        let mut batch = store.batch();
        for run_id in 1..=3 {
            batch.put_run(&RunRecord { run_id, detections: run_id, ..Default::default() });
        }
        store.commit(batch).unwrap();
        drop(store);

        FAILURES_TO_COME.store(1, Ordering::SeqCst);
        assert!(open(folder.path(), &keys, VERSION_1).await.is_err());
        let store = open(folder.path(), &keys, VERSION_1).await.unwrap();
        assert_eq!(detections(&store), [12, 24, 36]);
        assert_eq!(found(&store.opened().unwrap().rocks).unwrap(), Some(1));
        drop(store);
        let store = open(folder.path(), &keys, VERSION_1).await.unwrap();
        assert_eq!(detections(&store), [12, 24, 36]);
        drop(store);

        let error = open(folder.path(), &keys, VERSION_0).await.unwrap_err();
        assert!(matches!(error, Error::NewerSchema { found: 1, supported: 0 }), "{error:?}");
        assert!(error.to_string().contains("or a newer one"), "{error}");
        open(folder.path(), &keys, VERSION_2).await.unwrap();
    }

    #[tokio::test]
    async fn a_store_that_nothing_can_migrate_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
        drop(open(folder.path(), &keys, VERSION_0).await.unwrap());
        assert!(matches!(open(folder.path(), &keys, VERSION_2).await, Err(Error::OlderSchema { found: 0 })));
    }

    #[tokio::test]
    async fn families_of_a_newer_version_do_not_hide_that_it_is_newer() {
        let folder = tempfile::tempdir().unwrap();
        let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
        drop(open(folder.path(), &keys, VERSION_2).await.unwrap());
        let names = DB::list_cf(&Options::default(), folder.path()).unwrap();
        let mut db = DB::open_cf(&Options::default(), folder.path(), names).unwrap();
        db.create_cf("a family of version 2", &Options::default()).unwrap();
        drop(db);
        assert!(matches!(
            open(folder.path(), &keys, CURRENT).await,
            Err(Error::NewerSchema { found: 2, supported: 1 })
        ));
        open(folder.path(), &keys, VERSION_2).await.unwrap();
    }

    #[test]
    fn the_table_of_steps_has_no_gap() {
        let oldest = CURRENT.steps.first().map_or(CURRENT.version, |step| step.from);
        for version in oldest..=CURRENT.version {
            assert_eq!(CURRENT.steps_from(version).unwrap().len(), usize::try_from(CURRENT.version - version).unwrap());
        }
    }
}
