//! Destroying a store.

use crate::error::Error;
use crate::family::{Family, after_prefix, meta};
use crate::folder;
use crate::rocks::{self, Rocks};
use crate::store::{Location, Opened, State, Store};

impl Store {
    /// Destroys the store: first its keys, so that nothing can be read any more, then all its files. Waits for the
    /// calls that are under way; every later call, of every clone, fails with [`Error::Destroyed`].
    ///
    /// If the process dies in between, the next opening of the folder finishes the deletion and begins with a new store.
    /// Files that are not the store's stay where they are, and so does the provider's key. Deleted files are not
    /// overwritten: that would prove nothing on today's disks. Without the provider's key whatever is left of them is noise.
    ///
    /// # Errors
    /// [`Error::NotDeleted`] if files could not be deleted. [`Error::Destroyed`] if it was destroyed before,
    /// [`Error::Closed`] if it was closed: open it to destroy it.
    pub fn destroy(&self) -> Result<(), Error> {
        let _no_commits = self.inner.committer.lock();
        let Opened { rocks, keyring } = self.take_opened()?;
        self.inner.next_positions.write().clear();
        drop(keyring);
        let Location::Folder(folder) = &self.inner.location else {
            return Ok(());
        };
        // Neither may keep the files from being deleted: a full disk, for one, lets nothing be written.
        if let Err(error) = folder::mark_destroying(folder) {
            tracing::warn!(event = "store_destroy_unmarked", %error, "deleting the store without a mark");
        }
        if let Err(error) = wipe_keys(&rocks) {
            tracing::warn!(event = "store_keys_not_wiped", %error, "deleting the store with its keys");
        }
        drop(rocks);
        rocks::delete_files(folder)?;
        tracing::info!(event = "store_destroyed", folder = %folder.display(), "store destroyed");
        Ok(())
    }

    fn take_opened(&self) -> Result<Opened, Error> {
        let mut state = self.inner.state.write();
        match std::mem::replace(&mut *state, State::Destroyed) {
            State::Open(opened) => Ok(opened),
            State::Destroyed => Err(Error::Destroyed),
            State::Closed => {
                *state = State::Closed;
                Err(Error::Closed)
            }
        }
    }
}

/// Deletes the wrapped keys, durably, and makes sure that no file holds them any more.
fn wipe_keys(rocks: &Rocks) -> Result<(), Error> {
    let mut writes = rocks.writes();
    writes.delete(Family::Meta, meta::STORE_KEY)?;
    if let Some(end) = after_prefix(meta::DATA_KEYS) {
        writes.delete_range(Family::Meta, meta::DATA_KEYS, &end)?;
    }
    rocks.write(writes)?;
    rocks.purge(Family::Meta)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::key::{EphemeralKey, KeyProvider};

    fn files_with(folder: &Path, bytes: &[u8]) -> usize {
        let files = fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
        files.filter(|content| content.windows(bytes.len()).any(|window| window == bytes)).count()
    }

    #[tokio::test]
    async fn wiped_keys_are_in_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Folder(folder.path().to_owned());
        let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
        // The keys of the first opening are in tables, those of the second in the write-ahead log.
        drop(Store::open(location.clone(), Arc::clone(&keys)).await.unwrap());
        let store = Store::open(location.clone(), Arc::clone(&keys)).await.unwrap();
        let opened = store.opened().unwrap();
        let wrapped: Vec<_> = [meta::STORE_KEY.to_vec(), meta::data_key(1), meta::data_key(2)]
            .iter()
            .map(|key| opened.rocks.get(Family::Meta, key).unwrap().unwrap())
            .collect();
        assert!(wrapped.iter().all(|wrapped| files_with(folder.path(), wrapped) > 0));
        wipe_keys(&opened.rocks).unwrap();
        drop(opened);
        drop(store);
        assert!(wrapped.iter().all(|wrapped| files_with(folder.path(), wrapped) == 0));
        // Whoever stops here has destroyed the store all the same.
        let error = Store::open(location, keys).await.unwrap_err();
        assert!(matches!(error, Error::Corrupt { family: "meta", .. }), "{error:?}");
    }
}
