//! What can go wrong, and what to do then.

use std::path::PathBuf;

use crate::key;

/// Why the store could not do what was asked. No message ever holds content of a record.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process, or another `Store` of this process, has the store open.
    #[error("the store in {} is in use by another process: stop that one first, or choose another folder", folder.display())]
    Locked {
        /// The store's folder.
        folder: PathBuf,
    },
    /// A record is not what was written, or is missing.
    #[error(
        "a record of {family} {what}: the store was changed or damaged from outside. Restore it from a backup, or start with an \
         empty folder and run the jobs again"
    )]
    Corrupt {
        /// The column family that the record belongs to.
        family: &'static str,
        /// What is wrong with it.
        what: &'static str,
    },
    /// RocksDB found its own files damaged or missing.
    #[error(
        "the files of the store are damaged: {message}. Restore the folder from a backup, or start with an empty one and run the \
         jobs again"
    )]
    Damaged {
        /// What RocksDB says: file names and offsets.
        message: String,
    },
    /// The key that opens the store could not be had, or is another one.
    #[error(transparent)]
    Key(#[from] key::Error),
    /// A newer version of Magpie wrote the store.
    #[error(
        "the store has schema version {found}, but this version of Magpie knows {supported} and older ones only: use the version \
         that wrote it, or a newer one"
    )]
    NewerSchema {
        /// The version that the store has.
        found: u32,
        /// The newest version that is known here.
        supported: u32,
    },
    /// The store is so old that nothing here can read it.
    #[error(
        "the store has schema version {found}, which this version of Magpie cannot migrate any more: open it with an older \
         version of Magpie first"
    )]
    OlderSchema {
        /// The version that the store has.
        found: u32,
    },
    /// The folder holds something else.
    #[error(
        "{} is not a store and not empty (it holds {found:?}): choose an empty folder, so that nothing of yours is mixed up with \
         the store's files",
        folder.display()
    )]
    NotAStore {
        /// The folder.
        folder: PathBuf,
        /// A file in it that is not the store's.
        found: String,
    },
    /// No room.
    #[error("the disk of {} is full: make room or move the folder to a larger disk, then start again", folder.display())]
    DiskFull {
        /// The store's folder.
        folder: PathBuf,
    },
    /// The process may not read or write the store's files.
    #[error(
        "no permission to use the store in {}: {message}. The folder and all files in it must belong to the user that Magpie runs \
         as, on a file system that is not read-only",
        folder.display()
    )]
    Permission {
        /// The store's folder.
        folder: PathBuf,
        /// What the system says.
        message: String,
    },
    /// Reading or writing failed in another way.
    #[error("the store in {} cannot be read or written: {message}. Look at the system's log for errors of the disk", folder.display())]
    Io {
        /// The store's folder.
        folder: PathBuf,
        /// What the system says.
        message: String,
    },
    /// An earlier commit failed, so nobody knows what is on the disk.
    #[error("an earlier write to the store failed: start again, so that Magpie goes on from what is stored")]
    Stopped,
    /// The store was closed while somebody held it still.
    #[error("the store is closed")]
    Closed,
    /// The store was destroyed while it was open.
    #[error("the store was destroyed")]
    Destroyed,
    /// Some files of the store could not be deleted. The keys are gone: what is left cannot be read.
    #[error(
        "the keys of the store in {} are destroyed, but some of its files could not be deleted ({message}): delete the folder",
        folder.display()
    )]
    NotDeleted {
        /// The store's folder.
        folder: PathBuf,
        /// What the system says.
        message: String,
    },
    /// The caller's fault: an id is not 32 lower-case hexadecimal characters.
    #[error("a {what} must be 32 lower-case hexadecimal characters")]
    InvalidId {
        /// What it is the id of.
        what: &'static str,
    },
    /// The caller's fault: results must be appended without gaps.
    #[error("the next result of run {run_id} has position {expected}, not {found}")]
    OutOfOrder {
        /// The run.
        run_id: u64,
        /// The position that comes next.
        expected: u64,
        /// The position that was given.
        found: u64,
    },
    /// A record is larger than [`MAX_RECORD_BYTES`](crate::MAX_RECORD_BYTES).
    #[error("a record of {family} has {bytes} bytes, more than the {} that are allowed", crate::MAX_RECORD_BYTES)]
    TooLarge {
        /// The column family that it was meant for.
        family: &'static str,
        /// Its size, before compression.
        bytes: usize,
    },
    /// The cryptographic library refused to work, for example because the system gives no random numbers.
    #[error(
        "the cryptographic library failed: start again, and if it stays so look whether the system gives random numbers"
    )]
    Cryptography,
}
