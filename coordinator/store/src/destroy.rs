//! Destroying a store.

use crate::error::Error;
use crate::family::{Family, after_prefix, meta};
use crate::folder;
use crate::rocks::{self, Rocks};
use crate::store::{Location, Opened, Store};

impl Store {
    /// Destroys the store: first its keys, so that nothing can be read any more, then all its files. Waits for the
    /// calls that are under way; every later call, of every clone, fails with [`Error::Destroyed`].
    ///
    /// If the process dies in between, the next opening of the folder finishes the deletion and begins with a new store.
    /// Files that are not the store's stay where they are, and so does the provider's key. Deleted files are not
    /// overwritten: that would prove nothing on today's disks. Without the provider's key whatever is left of them is noise.
    ///
    /// # Errors
    /// [`Error::NotDeleted`] if files could not be deleted. [`Error::Destroyed`] if it was destroyed before.
    pub fn destroy(&self) -> Result<(), Error> {
        let _no_commits = self.inner.committer.lock();
        let opened = self.inner.opened.write().take().ok_or(Error::Destroyed)?;
        self.inner.next_positions.write().clear();
        let Opened { rocks, keyring } = opened;
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
