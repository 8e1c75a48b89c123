//! RocksDB: how it is set up, and what its errors mean.

use std::path::{Path, PathBuf};

use rocksdb::{
    BlockBasedOptions, BottommostLevelCompaction, Cache, ColumnFamily, ColumnFamilyDescriptor, CompactOptions, DB,
    DBCompressionType, DBRecoveryMode, Env, ErrorKind, LogLevel, Options, ReadOptions, WriteBatch, WriteOptions,
};

use crate::error::Error;
use crate::family::{Family, after_prefix};
use crate::folder;
use crate::store::Location;

/// The path of a store in memory. Its files exist in the in-memory environment alone; but the binding makes the path's folder
/// on the real disk too, so this must be one that every system has. (The root would do, but the environment cannot name
/// files in it.)
const MEMORY_PATH: &str = "/dev";

/// Open files of a store, for the cache of tables.
const MAX_OPEN_FILES: i32 = 256;
/// Memory for writes that are in the write-ahead log but in no table yet, all families together. Bytes.
const WRITE_BUFFERS: usize = 32 << 20;
/// The same for the results log alone. Bytes.
const RESULTS_WRITE_BUFFER: usize = 8 << 20;
/// The same for each other family. Bytes.
const WRITE_BUFFER: usize = 2 << 20;
/// Memory for blocks of tables that were read. Bytes.
const BLOCK_CACHE: usize = 16 << 20;
/// The write-ahead log is kept no longer than this. Bytes.
const MAX_WAL: u64 = 64 << 20;
/// RocksDB's own log of events (file names, sizes, options): two files of at most so many bytes.
const MAX_INFO_LOG: usize = 1 << 20;
const INFO_LOGS: usize = 2;
/// The list of files is written anew at this size. Bytes.
const MAX_MANIFEST: usize = 4 << 20;

/// An open database.
pub(crate) struct Rocks {
    db: DB,
    folder: PathBuf,
    /// Counts what RocksDB does.
    #[cfg(test)]
    options: Options,
}

/// A key and what is stored under it.
pub(crate) type Entry = (Vec<u8>, Vec<u8>);

impl Rocks {
    /// Opens the database, and makes it if there is none.
    pub(crate) fn open(location: &Location) -> Result<Self, Error> {
        let folder = location.folder().to_owned();
        match location {
            Location::Memory => {
                let env = Env::mem_env().map_err(|error| from_rocksdb(&folder, &error))?;
                Self::open_with(
                    &folder,
                    Path::new(MEMORY_PATH),
                    Some(&env),
                    &[],
                    DBRecoveryMode::TolerateCorruptedTailRecords,
                )
            }
            Location::Folder(path) => {
                let mut content = folder::prepare(path)?;
                if content == folder::Content::HalfDestroyed {
                    tracing::warn!(event = "store_destruction_resumed", folder = %path.display(), "finishing the deletion of the store");
                    delete_files(path)?;
                    content = folder::prepare(path)?;
                }
                let unknown = if content == folder::Content::Store { unknown_families(path)? } else { Vec::new() };
                Self::open_folder(&folder, path, &unknown)
            }
        }
    }

    fn open_folder(folder: &Path, path: &Path, unknown: &[String]) -> Result<Self, Error> {
        // The end of the write-ahead log may be torn: that was a commit which nobody was told of. The strict mode forgives an
        // end that is merely short. It refuses an end whose pages reached the disk in another order, as a power failure can
        // leave it, and it refuses damage in the middle. The lenient mode goes back to the last commit before the damage. After a
        // power failure that is the last one that anybody was told of, and in any case it is one state of the store as a whole,
        // from which runs go on correctly.
        match Self::open_with(folder, path, None, unknown, DBRecoveryMode::TolerateCorruptedTailRecords) {
            Err(Error::Damaged { message }) => {
                let opened = Self::open_with(folder, path, None, unknown, DBRecoveryMode::PointInTime)?;
                tracing::warn!(
                    event = "store_log_damaged",
                    folder = %path.display(),
                    message,
                    "the write-ahead log was damaged; what follows the damage is dropped. This is normal after a power failure, \
                     and a sign of a failing disk otherwise"
                );
                Ok(opened)
            }
            opened => opened,
        }
    }

    fn open_with(
        folder: &Path,
        path: &Path,
        env: Option<&Env>,
        unknown: &[String],
        mode: DBRecoveryMode,
    ) -> Result<Self, Error> {
        let mut options = options(mode);
        if let Some(env) = env {
            options.set_env(env);
        }
        #[cfg(test)]
        options.enable_statistics();
        let cache = Cache::new_lru_cache(BLOCK_CACHE);
        let ours = Family::ALL.iter().map(|family| (family.name(), family_options(*family, &cache)));
        let theirs = unknown.iter().map(|name| (name.as_str(), Options::default()));
        let families = ours.chain(theirs).map(|(name, mut options)| {
            if let Some(env) = env {
                options.set_env(env);
            }
            ColumnFamilyDescriptor::new(name, options)
        });
        let db = DB::open_cf_descriptors(&options, path, families).map_err(|error| from_rocksdb(folder, &error))?;
        Ok(Self {
            db,
            folder: folder.to_owned(),
            #[cfg(test)]
            options,
        })
    }

    fn family(&self, family: Family) -> Result<&ColumnFamily, Error> {
        self.db
            .cf_handle(family.name())
            .ok_or(Error::Corrupt { family: family.name(), what: "cannot be found: its family is missing" })
    }

    fn failed(&self, family: Family) -> impl Fn(rocksdb::Error) -> Error {
        move |error| match from_rocksdb(&self.folder, &error) {
            // RocksDB's words for a damaged block may quote a key; ours name the family.
            Error::Damaged { .. } => Error::Corrupt { family: family.name(), what: "is in a damaged block of a file" },
            other => other,
        }
    }

    /// What is stored under a key.
    pub(crate) fn get(&self, family: Family, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        self.db.get_cf(self.family(family)?, key).map_err(self.failed(family))
    }

    /// Whether anything is stored under a key.
    pub(crate) fn contains(&self, family: Family, key: &[u8]) -> Result<bool, Error> {
        let found = self.db.get_pinned_cf(self.family(family)?, key).map_err(self.failed(family))?;
        Ok(found.is_some())
    }

    /// Whether nothing is stored at all.
    pub(crate) fn is_empty(&self) -> Result<bool, Error> {
        for family in Family::ALL {
            if !self.page(family, &[], None, 1, 1)?.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The last key that begins with `prefix`.
    pub(crate) fn last_key(&self, family: Family, prefix: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let mut iterator = self.db.raw_iterator_cf(self.family(family)?);
        match after_prefix(prefix) {
            Some(end) => {
                iterator.seek_for_prev(&end);
                if iterator.key() == Some(&end) {
                    iterator.prev();
                }
            }
            None => iterator.seek_to_last(),
        }
        iterator.status().map_err(self.failed(family))?;
        Ok(iterator.key().filter(|key| key.starts_with(prefix)).map(<[u8]>::to_vec))
    }

    /// The entries from the key `from` on, before the key `end`, in order. Stops after `max_entries` entries, and with the
    /// entry that makes more than `max_bytes`.
    pub(crate) fn page(
        &self,
        family: Family,
        from: &[u8],
        end: Option<&[u8]>,
        max_entries: usize,
        max_bytes: usize,
    ) -> Result<Vec<Entry>, Error> {
        let mut options = ReadOptions::default();
        // Long reads must not push what is read again and again out of the cache.
        options.fill_cache(false);
        if let Some(end) = end {
            options.set_iterate_upper_bound(end);
        }
        let mut iterator = self.db.raw_iterator_cf_opt(self.family(family)?, options);
        iterator.seek(from);
        let mut entries = Vec::new();
        let mut bytes = 0;
        while let Some((key, value)) = iterator.item() {
            entries.push((key.to_vec(), value.to_vec()));
            bytes += value.len();
            if entries.len() >= max_entries || bytes >= max_bytes {
                return Ok(entries);
            }
            iterator.next();
        }
        iterator.status().map_err(self.failed(family))?;
        Ok(entries)
    }

    /// Writes a batch, all of it or nothing, and returns when it is on the disk.
    pub(crate) fn write(&self, batch: Writes<'_>) -> Result<(), Error> {
        let mut options = WriteOptions::default();
        options.set_sync(true);
        self.db.write_opt(batch.batch, &options).map_err(|error| from_rocksdb(&self.folder, &error))
    }

    /// A batch to be filled.
    pub(crate) fn writes(&self) -> Writes<'_> {
        Writes { rocks: self, batch: WriteBatch::default() }
    }

    /// Writes everything into tables and rewrites the tables of the family, so that the files hold nothing of it that is
    /// deleted: neither in the write-ahead log nor in tables.
    pub(crate) fn purge(&self, family: Family) -> Result<(), Error> {
        let mut families = Vec::with_capacity(Family::ALL.len());
        for family in Family::ALL {
            families.push(self.family(family)?);
        }
        self.db
            .flush_cfs_opt(&families, &rocksdb::FlushOptions::default())
            .map_err(|error| from_rocksdb(&self.folder, &error))?;
        let mut options = CompactOptions::default();
        options.set_bottommost_level_compaction(BottommostLevelCompaction::Force);
        self.db.compact_range_cf_opt(self.family(family)?, None::<&[u8]>, None::<&[u8]>, &options);
        Ok(())
    }
}

/// Writes that belong together.
pub(crate) struct Writes<'a> {
    rocks: &'a Rocks,
    batch: WriteBatch,
}

impl Writes<'_> {
    /// Stores a value under a key.
    pub(crate) fn put(&mut self, family: Family, key: &[u8], value: &[u8]) -> Result<(), Error> {
        self.batch.put_cf(self.rocks.family(family)?, key, value);
        Ok(())
    }

    /// Deletes a key.
    pub(crate) fn delete(&mut self, family: Family, key: &[u8]) -> Result<(), Error> {
        self.batch.delete_cf(self.rocks.family(family)?, key);
        Ok(())
    }

    /// Deletes all keys from `from` on, before `end`.
    pub(crate) fn delete_range(&mut self, family: Family, from: &[u8], end: &[u8]) -> Result<(), Error> {
        self.batch.delete_range_cf(self.rocks.family(family)?, from, end);
        Ok(())
    }
}

/// Deletes the files of a store that nobody has open.
pub(crate) fn delete_files(path: &Path) -> Result<(), Error> {
    // RocksDB takes the lock first, and deletes all files that it knows.
    match DB::destroy(&Options::default(), path).map_err(|error| from_rocksdb(path, &error)) {
        Err(locked @ Error::Locked { .. }) => return Err(locked),
        Err(error) => {
            tracing::warn!(event = "store_destroy_incomplete", %error, "deleting the files one by one")
        }
        Ok(()) => {}
    }
    if !path.exists() {
        return Ok(());
    }
    folder::delete(path).map_err(|error| Error::NotDeleted { folder: path.to_owned(), message: error.to_string() })
}

/// Families that this version does not know: a newer version wrote the store. RocksDB opens all families or none, and they
/// must be opened to see which version that is.
fn unknown_families(path: &Path) -> Result<Vec<String>, Error> {
    let mut names = DB::list_cf(&Options::default(), path).map_err(|error| from_rocksdb(path, &error))?;
    names.retain(|name| {
        name != rocksdb::DEFAULT_COLUMN_FAMILY_NAME && Family::ALL.iter().all(|family| family.name() != name)
    });
    Ok(names)
}

fn options(mode: DBRecoveryMode) -> Options {
    let mut options = Options::default();
    options.create_if_missing(true);
    options.create_missing_column_families(true);
    options.set_wal_recovery_mode(mode);
    options.set_track_and_verify_wals_in_manifest(true);
    options.set_max_open_files(MAX_OPEN_FILES);
    options.set_db_write_buffer_size(WRITE_BUFFERS);
    options.set_max_total_wal_size(MAX_WAL);
    options.set_max_background_jobs(2);
    options.set_bytes_per_sync(1 << 20);
    options.set_log_level(LogLevel::Warn);
    options.set_keep_log_file_num(INFO_LOGS);
    options.set_max_log_file_size(MAX_INFO_LOG);
    options.set_max_manifest_file_size(MAX_MANIFEST);
    options.set_stats_dump_period_sec(0);
    options.set_stats_persist_period_sec(0);
    options
}

fn family_options(family: Family, cache: &Cache) -> Options {
    let mut table = BlockBasedOptions::default();
    table.set_block_cache(cache);
    table.set_block_size(16 << 10);
    // Indexes and filters count as cache, so that memory does not grow with the store.
    table.set_cache_index_and_filter_blocks(true);
    table.set_pin_l0_filter_and_index_blocks_in_cache(true);
    // Most lookups of findings and client tokens are of new ones: the filter answers without reading.
    table.set_bloom_filter(10.0, false);
    let mut options = Options::default();
    options.set_block_based_table_factory(&table);
    // Sealed records look like noise.
    options.set_compression_type(DBCompressionType::None);
    options.set_bottommost_compression_type(DBCompressionType::None);
    options.set_write_buffer_size(if family == Family::Results { RESULTS_WRITE_BUFFER } else { WRITE_BUFFER });
    options
}

/// What an error of RocksDB means for the store. Its kinds are few; the system's words are in the message.
fn from_rocksdb(folder: &Path, error: &rocksdb::Error) -> Error {
    let message: &str = error.as_ref();
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    let folder = folder.to_owned();
    let message = message.to_owned();
    if error.kind() == ErrorKind::Corruption {
        return Error::Damaged { message };
    }
    if says(&["No space left on device", "Disk quota exceeded"]) {
        return Error::DiskFull { folder };
    }
    if says(&["While lock file", "lock hold by current process"]) && !says(&["Permission denied"]) {
        return Error::Locked { folder };
    }
    if says(&["Permission denied", "Operation not permitted", "Read-only file system"]) {
        return Error::Permission { folder, message };
    }
    // A file that a store should have is not there.
    if says(&["No such file or directory", "does not exist"]) && error.kind() != ErrorKind::NotFound {
        return Error::Damaged { message };
    }
    Error::Io { folder, message }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use rocksdb::statistics::Ticker;

    use super::*;

    fn put(rocks: &Rocks, value: &[u8]) {
        let mut writes = rocks.writes();
        writes.put(Family::Jobs, b"key", value).unwrap();
        rocks.write(writes).unwrap();
    }

    #[test]
    fn every_write_is_synced() {
        let folder = tempfile::tempdir().unwrap();
        let rocks = Rocks::open(&Location::Folder(folder.path().to_owned())).unwrap();
        for _ in 0..5 {
            let before = rocks.options.get_ticker_count(Ticker::WalFileSynced);
            put(&rocks, b"value");
            assert_eq!(rocks.options.get_ticker_count(Ticker::WalFileSynced), before + 1);
        }
    }

    #[test]
    fn the_last_key_of_a_prefix() {
        let rocks = Rocks::open(&Location::Memory).unwrap();
        assert_eq!(rocks.last_key(Family::Jobs, b"").unwrap(), None);
        let mut writes = rocks.writes();
        for key in [&b"a1"[..], b"a2", b"b", b"\xff\xff"] {
            writes.put(Family::Jobs, key, b"").unwrap();
        }
        rocks.write(writes).unwrap();
        let last = |prefix: &[u8]| rocks.last_key(Family::Jobs, prefix).unwrap();
        assert_eq!(last(b"a"), Some(b"a2".to_vec()));
        assert_eq!(last(b"a1"), Some(b"a1".to_vec()));
        assert_eq!(last(b"b"), Some(b"b".to_vec()));
        assert_eq!(last(b"0"), None);
        assert_eq!(last(b"c"), None);
        assert_eq!(last(b"\xff"), Some(b"\xff\xff".to_vec()));
        assert_eq!(last(b""), Some(b"\xff\xff".to_vec()));
    }

    #[test]
    fn pages_keep_their_bounds() {
        let rocks = Rocks::open(&Location::Memory).unwrap();
        let mut writes = rocks.writes();
        (0..10_u8).for_each(|key| writes.put(Family::Jobs, &[key], &[0; 100]).unwrap());
        rocks.write(writes).unwrap();
        let keys = |from: u8, end: Option<&[u8]>, entries, bytes| -> BTreeSet<u8> {
            rocks.page(Family::Jobs, &[from], end, entries, bytes).unwrap().iter().map(|(key, _)| key[0]).collect()
        };
        assert_eq!(keys(3, Some(&[6]), 100, 10_000), (3..6).collect());
        assert_eq!(keys(3, None, 2, 10_000), (3..5).collect());
        assert_eq!(keys(0, None, 100, 250), (0..3).collect());
        assert_eq!(keys(0, None, 100, 1), (0..1).collect(), "at least one, however large");
        assert_eq!(keys(10, None, 100, 10_000), BTreeSet::new());
    }

    #[test]
    fn the_info_log_and_its_old_ones_stay_few() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..6 {
            put(&Rocks::open(&Location::Folder(folder.path().to_owned())).unwrap(), b"value");
        }
        let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let logs = names.filter(|name| name.to_string_lossy().starts_with("LOG")).count();
        assert!((1..=INFO_LOGS).contains(&logs), "{logs}");
    }
}
