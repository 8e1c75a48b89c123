//! Opening a store.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::{MappedRwLockReadGuard, Mutex, RwLock, RwLockReadGuard};

use crate::batch::Batch;
use crate::commit::Committer;
use crate::error::Error;
use crate::family::{Family, after_prefix, last_number, meta};
use crate::folder;
use crate::key::{KeyProvider, WrappingKey};
use crate::rocks::Rocks;
use crate::schema::{self, Schema};
use crate::sealing::{Keyring, Packer, Unpacker};

/// Where a store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// In a folder. It is made if there is none. Nothing else may be in it.
    Folder(PathBuf),
    /// In memory. Nothing touches a disk, and all is gone with the last clone of the `Store`.
    Memory,
}

impl Location {
    /// Whether a store has been made there, whole or damaged. Whoever makes keys makes none for a store that has one already.
    pub fn holds_store(&self) -> bool {
        match self {
            Location::Folder(folder) => folder::holds_store(folder),
            Location::Memory => false,
        }
    }

    /// The folder, for messages.
    pub(crate) fn folder(&self) -> &Path {
        match self {
            Location::Folder(folder) => folder,
            Location::Memory => Path::new("(memory)"),
        }
    }
}

/// An open store. Clones share it; it is closed by [`close`](Self::close), or when the last one is dropped.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) location: Location,
    epoch: u64,
    pub(crate) state: RwLock<State>,
    /// Held while a batch is committed: commits come one after the other. Taken before `state`.
    pub(crate) committer: Mutex<Committer>,
    /// The next position of the results log of each run that was appended to since the store was opened.
    pub(crate) next_positions: RwLock<HashMap<u64, u64>>,
    /// How many findings there are.
    pub(crate) findings: AtomicU64,
    /// The number of the last record of the audit log.
    pub(crate) audited: AtomicU64,
}

/// Whether a store can be used.
#[expect(clippy::large_enum_variant, reason = "a store has one")]
pub(crate) enum State {
    Open(Opened),
    Closed,
    Destroyed,
}

/// The database and its keys.
pub(crate) struct Opened {
    pub(crate) rocks: Rocks,
    pub(crate) keyring: Keyring,
}

impl Store {
    /// Opens the store, and makes it if there is none. One `Store` at a time: a folder has a lock.
    ///
    /// When this returns, a new [epoch](Self::epoch) is on the disk. Calls the key provider once.
    ///
    /// # Errors
    /// [`Error::Locked`], [`Error::NotAStore`], [`Error::Permission`], [`Error::DiskFull`], [`Error::Io`] for the folder;
    /// [`Error::Key`] for the key; [`Error::NewerSchema`], [`Error::OlderSchema`] for the version; [`Error::Damaged`],
    /// [`Error::Corrupt`] if the store is not what was written.
    pub async fn open(location: Location, keys: Arc<dyn KeyProvider>) -> Result<Store, Error> {
        Self::open_as(location, keys, schema::CURRENT).await
    }

    pub(crate) async fn open_as(
        location: Location,
        keys: Arc<dyn KeyProvider>,
        schema: Schema,
    ) -> Result<Store, Error> {
        let rocks = Rocks::open(&location)?;
        let found = schema::found(&rocks)?;
        let steps = match found {
            Some(version) => schema.steps_from(version)?,
            None => Vec::new(),
        };
        let mut writes = rocks.writes();
        let store_key = match rocks.get(Family::Meta, meta::STORE_KEY)? {
            Some(wrapped) => keys.unwrap(&wrapped).await?,
            None if found.is_some() => {
                return Err(Error::Corrupt { family: Family::Meta.name(), what: "is missing" });
            }
            None => {
                let fresh = keys.generate().await?;
                writes.put(Family::Meta, meta::SCHEMA, &schema.version.to_be_bytes())?;
                writes.put(Family::Meta, meta::STORE_KEY, &fresh.wrapped)?;
                fresh.plaintext
            }
        };

        let wrapping = WrappingKey::new(&store_key)?;
        let mut keyring = read_keyring(&rocks, Keyring::new(&store_key), &wrapping)?;
        drop(store_key);
        let epoch = read_number(&rocks, &keyring, meta::EPOCH)?.unwrap_or(0) + 1;
        let number = keyring.last_number() + 1;
        let name = meta::data_key(number);
        let data_key = wrapping.generate(&name)?;
        keyring.add_current(number, &data_key.plaintext)?;
        writes.put(Family::Meta, &name, &data_key.wrapped)?;
        let sealed = keyring.seal(Family::Meta, meta::EPOCH, &epoch.to_be_bytes(), &mut Packer::new())?;
        writes.put(Family::Meta, meta::EPOCH, &sealed)?;
        rocks.write(writes)?;

        let store = Store {
            inner: Arc::new(Inner {
                location,
                epoch,
                state: RwLock::new(State::Open(Opened { rocks, keyring })),
                committer: Mutex::new(Committer::new()),
                next_positions: RwLock::default(),
                findings: AtomicU64::new(0),
                audited: AtomicU64::new(0),
            }),
        };
        store.read_counts()?;
        for step in steps {
            tracing::info!(event = "store_migration", from = step.from, "migrating the store");
            (step.run)(&store)?;
            schema::raise(&store.opened()?.rocks, step.from + 1)?;
        }
        tracing::info!(event = "store_opened", location = %store.inner.location.folder().display(), epoch, keys = keys.describe(), "store opened");
        Ok(store)
    }

    /// A number that grows with each opening of the store, and was durable before this opening returned: of two holders of a
    /// lease, the one with the higher epoch is the later one.
    pub fn epoch(&self) -> u64 {
        self.inner.epoch
    }

    /// A batch to be filled and [committed](Self::commit).
    pub fn batch(&self) -> Batch {
        Batch::default()
    }

    /// Closes the store. Waits for the calls that are under way; every later call, of every clone, fails with
    /// [`Error::Closed`]. Does nothing the second time.
    ///
    /// To be called before the process ends, unless it is certain that no thread holds a clone any more: the program's end
    /// destroys what RocksDB shares between databases, and a thread that still works with one then aborts the process.
    pub fn close(&self) {
        let _no_commits = self.inner.committer.lock();
        let mut state = self.inner.state.write();
        if matches!(*state, State::Open(_)) {
            *state = State::Closed;
        }
    }

    /// The database and its keys, unless the store is closed or destroyed. Never ask for it while holding it: a call that waits
    /// to close or destroy the store would come in between.
    pub(crate) fn opened(&self) -> Result<MappedRwLockReadGuard<'_, Opened>, Error> {
        let opened = RwLockReadGuard::try_map(self.inner.state.read(), |state| match state {
            State::Open(opened) => Some(opened),
            State::Closed | State::Destroyed => None,
        });
        opened.map_err(|state| if matches!(*state, State::Destroyed) { Error::Destroyed } else { Error::Closed })
    }

    fn read_counts(&self) -> Result<(), Error> {
        let opened = self.opened()?;
        let findings = read_number(&opened.rocks, &opened.keyring, meta::FINDINGS)?.unwrap_or(0);
        let audited = opened.rocks.last_key(Family::Audit, &[])?.and_then(|key| last_number(&key)).unwrap_or(0);
        self.inner.findings.store(findings, Ordering::Release);
        self.inner.audited.store(audited, Ordering::Release);
        Ok(())
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Store")
            .field("location", &self.inner.location)
            .field("epoch", &self.inner.epoch)
            .finish_non_exhaustive()
    }
}

fn read_keyring(rocks: &Rocks, mut keyring: Keyring, wrapping: &WrappingKey) -> Result<Keyring, Error> {
    let corrupt = || Error::Corrupt { family: Family::Meta.name(), what: "does not authenticate" };
    let end = after_prefix(meta::DATA_KEYS);
    for (name, wrapped) in rocks.page(Family::Meta, meta::DATA_KEYS, end.as_deref(), usize::MAX, usize::MAX)? {
        let number = name.last_chunk::<4>().map(|bytes| u32::from_be_bytes(*bytes)).ok_or_else(corrupt)?;
        let data_key = wrapping.unwrap(&name, &wrapped, String::new).map_err(|_| corrupt())?;
        keyring.add(number, &data_key)?;
    }
    Ok(keyring)
}

fn read_number(rocks: &Rocks, keyring: &Keyring, key: &[u8]) -> Result<Option<u64>, Error> {
    let Some(sealed) = rocks.get(Family::Meta, key)? else {
        return Ok(None);
    };
    let bytes = keyring.open(Family::Meta, key, sealed, &mut Unpacker::new())?;
    let bytes = <[u8; 8]>::try_from(bytes.as_slice())
        .map_err(|_| Error::Corrupt { family: Family::Meta.name(), what: "cannot be decoded" })?;
    Ok(Some(u64::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use magpie_proto::store::v1::{ExportRecord, ResultRecord, RunRecord};
    use magpie_proto::v1::Finding;

    use super::*;
    use crate::family::{id, number, numbers, runs};
    use crate::key::EphemeralKey;

    async fn in_memory() -> Store {
        Store::open(Location::Memory, Arc::new(EphemeralKey::generate().unwrap())).await.unwrap()
    }

    /// Writes past the sealing, as somebody with the disk in hand could.
    fn tamper(store: &Store, family: Family, key: &[u8], change: impl FnOnce(Option<Vec<u8>>) -> Option<Vec<u8>>) {
        let opened = store.opened().unwrap();
        let mut writes = opened.rocks.writes();
        match change(opened.rocks.get(family, key).unwrap()) {
            Some(value) => writes.put(family, key, &value).unwrap(),
            None => writes.delete(family, key).unwrap(),
        }
        opened.rocks.write(writes).unwrap();
    }

    fn raw(store: &Store, family: Family, key: &[u8]) -> Vec<u8> {
        store.opened().unwrap().rocks.get(family, key).unwrap().unwrap()
    }

    fn is_corrupt<T>(read: Result<T, Error>, family: Family) -> bool {
        matches!(read, Err(Error::Corrupt { family: named, .. }) if named == family.name())
    }

    #[tokio::test]
    async fn what_was_changed_or_moved_is_corrupt_in_its_family() {
        let store = in_memory().await;
        let finding = "ab".repeat(16);
        let mut batch = store.batch();
        batch.put_run(&RunRecord { run_id: 1, ..Default::default() });
        batch.put_run(&RunRecord { run_id: 2, ..Default::default() });
        batch.put_export(&ExportRecord { run_id: 1, ..Default::default() });
        batch.put_finding(&Finding { id: finding.clone(), ..Default::default() });
        for position in 1..=3 {
            batch.append_result(1, position, &ResultRecord { shard_id: position, ..Default::default() });
        }
        store.commit(batch).unwrap();

        let other_run = raw(&store, Family::Runs, &runs::of(runs::RUN, 2));
        tamper(&store, Family::Runs, &runs::of(runs::RUN, 1), |_| Some(other_run));
        assert!(is_corrupt(store.run(1), Family::Runs), "another run's record");
        assert_eq!(store.runs().filter(|run| run.is_err()).count(), 1);
        assert!(store.run(2).is_ok());

        tamper(&store, Family::Export, &number(1), |value| {
            value.map(|mut value| {
                *value.last_mut().unwrap() ^= 1;
                value
            })
        });
        assert!(is_corrupt(store.export(1), Family::Export), "a changed bit");
        tamper(&store, Family::Findings, &id(&finding).unwrap(), |_| Some(b"{}".to_vec()));
        assert!(is_corrupt(store.finding(&finding), Family::Findings), "something else");

        tamper(&store, Family::Results, &numbers(1, 2), |_| None);
        let mut results = store.results(1, 0).unwrap();
        assert_eq!(results.next().unwrap().unwrap().0, 1);
        assert!(is_corrupt(results.next().unwrap(), Family::Results), "a gap in the log");
        assert!(results.next().is_none(), "nothing after an error");
    }

    #[tokio::test]
    async fn a_store_without_its_keys_or_version_is_corrupt_not_new() {
        let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
        for victim in [meta::STORE_KEY.to_vec(), meta::SCHEMA.to_vec(), meta::data_key(1)] {
            let folder = tempfile::tempdir().unwrap();
            let location = Location::Folder(folder.path().to_owned());
            let store = Store::open(location.clone(), Arc::clone(&keys)).await.unwrap();
            tamper(&store, Family::Meta, &victim, |_| None);
            drop(store);
            let error = Store::open(location, Arc::clone(&keys)).await.unwrap_err();
            assert!(matches!(error, Error::Corrupt { family: "meta", .. }), "{error:?}");
        }
    }

    #[tokio::test]
    async fn records_of_all_openings_can_be_read() {
        let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let mut data_keys = Vec::new();
        for opening in 1..=4 {
            let store = Store::open(Location::Folder(folder.path().to_owned()), Arc::clone(&keys)).await.unwrap();
            assert_eq!(store.epoch(), opening);
            let mut batch = store.batch();
            batch.put_run(&RunRecord { run_id: opening, ..Default::default() });
            store.commit(batch).unwrap();
            assert_eq!(
                store.runs().map(|run| run.unwrap().run_id).collect::<Vec<_>>(),
                (1..=opening).collect::<Vec<_>>()
            );
            data_keys.push(raw(&store, Family::Runs, &runs::of(runs::RUN, opening))[1..5].to_vec());
        }
        assert_eq!(data_keys, [[0, 0, 0, 1], [0, 0, 0, 2], [0, 0, 0, 3], [0, 0, 0, 4]], "each opening has its own key");
    }
}
