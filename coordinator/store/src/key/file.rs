//! A key in a file.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use zeroize::Zeroizing;

use super::{DataKey, Error, KEY_BYTES, KeyProvider, WrappingKey, random};

const PURPOSE: &[u8] = b"magpie store key";

/// A key in a file of exactly 32 random bytes that its owner alone may read (mode 0600 or less).
///
/// Keep a copy of it, and keep it apart from backups of the store: with both, anyone can read the store; without it, nobody.
pub struct KeyFile {
    path: PathBuf,
    key: WrappingKey,
}

impl KeyFile {
    /// Makes a new random key and writes it to a new file, mode 0600, on the disk before this returns. The folder must exist.
    ///
    /// # Errors
    /// [`Error::Exists`] if there is a file already; [`Error::Io`] if it cannot be written.
    pub fn create(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        let key = random()?;
        match write_new(&path, &key) {
            Ok(()) => Ok(Self { key: WrappingKey::new(&key)?, path }),
            Err(source) if source.kind() == ErrorKind::AlreadyExists => Err(Error::Exists { path }),
            Err(source) => Err(Error::Io { path, source }),
        }
    }

    /// Reads the key.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Permissions`] if anyone but the owner may read or write it; [`Error::WrongLength`] if
    /// it is not a file of 32 bytes; [`Error::Io`] if it cannot be read.
    pub fn load(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        let key = read(&path)?;
        Ok(Self { key: WrappingKey::new(&key)?, path })
    }

    /// Reads the key, or creates it if there is none.
    ///
    /// # Errors
    /// As [`load`](Self::load) and [`create`](Self::create).
    pub fn load_or_create(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        match Self::load(&path) {
            // Somebody else may create it in between: then theirs is the key.
            Err(Error::NotFound { .. }) => match Self::create(&path) {
                Err(Error::Exists { .. }) => Self::load(path),
                created => created,
            },
            loaded => loaded,
        }
    }

    /// Overwrites the key with zeros and deletes the file: every store that was made with it is unreadable for ever, but for
    /// copies of the key elsewhere.
    ///
    /// # Errors
    /// [`Error::Io`] if the file cannot be written or deleted.
    pub fn destroy(self) -> Result<(), Error> {
        let path = self.path;
        let wipe = || {
            let mut file = OpenOptions::new().write(true).open(&path)?;
            file.write_all(&[0; KEY_BYTES])?;
            file.sync_all()?;
            fs::remove_file(&path)?;
            sync_parent(&path)
        };
        wipe().map_err(|source| Error::Io { path: path.clone(), source })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn write_new(path: &Path, key: &[u8; KEY_BYTES]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(key)?;
    file.sync_all()?;
    sync_parent(path)
}

/// Makes the creation or deletion of a file durable.
fn sync_parent(path: &Path) -> std::io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(parent)?.sync_all()
}

fn read(path: &Path) -> Result<Zeroizing<[u8; KEY_BYTES]>, Error> {
    let failed = |source: std::io::Error| match source.kind() {
        ErrorKind::NotFound => Error::NotFound { path: path.to_owned() },
        _ => Error::Io { path: path.to_owned(), source },
    };
    let mut file = File::open(path).map_err(failed)?;
    // Of the open file, not of the path: nobody can swap it in between.
    let metadata = file.metadata().map_err(failed)?;
    let wrong_length = |found| Error::WrongLength { path: path.to_owned(), found };
    if !metadata.is_file() {
        return Err(wrong_length(0));
    }
    let mode = metadata.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(Error::Permissions { path: path.to_owned(), mode });
    }
    if metadata.len() != KEY_BYTES as u64 {
        return Err(wrong_length(metadata.len()));
    }
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    file.read_exact(&mut *key).map_err(failed)?;
    Ok(key)
}

#[async_trait]
impl KeyProvider for KeyFile {
    async fn generate(&self) -> Result<DataKey, Error> {
        self.key.generate(PURPOSE)
    }

    async fn unwrap(&self, wrapped: &[u8]) -> Result<Zeroizing<[u8; KEY_BYTES]>, Error> {
        self.key.unwrap(PURPOSE, wrapped, || self.describe())
    }

    fn describe(&self) -> String {
        format!("key file {}", self.path.display())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[tokio::test]
    async fn the_same_file_is_the_same_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let created = KeyFile::create(&path).unwrap();
        let metadata = fs::metadata(&path).unwrap();
        assert_eq!((metadata.mode() & 0o7777, metadata.len()), (0o600, 32));
        let data_key = created.generate().await.unwrap();
        let loaded = KeyFile::load_or_create(&path).unwrap();
        assert_eq!(loaded.unwrap(&data_key.wrapped).await.unwrap(), data_key.plaintext);
        assert!(matches!(KeyFile::create(&path), Err(Error::Exists { .. })));

        let other = KeyFile::load_or_create(folder.path().join("other")).unwrap();
        assert!(matches!(other.unwrap(&data_key.wrapped).await, Err(Error::WrongKey { .. })));
    }

    #[test]
    fn what_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        KeyFile::create(&path).unwrap();
        for mode in [0o640, 0o604, 0o620, 0o602, 0o610, 0o644] {
            set_mode(&path, mode);
            let error = KeyFile::load(&path).err().unwrap();
            assert!(matches!(error, Error::Permissions { mode: found, .. } if found == mode), "{mode:o}");
            assert!(error.to_string().contains("chmod 600"), "{error}");
        }
        set_mode(&path, 0o400);
        KeyFile::load(&path).unwrap();
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert!(matches!(KeyFile::load(&path), Err(Error::NotFound { .. })));
        for length in [0, 31, 33, 64] {
            fs::write(&path, vec![1; length]).unwrap();
            set_mode(&path, 0o600);
            assert!(
                matches!(KeyFile::load_or_create(&path), Err(Error::WrongLength { found, .. }) if found == length as u64)
            );
        }
        assert!(matches!(KeyFile::load(folder.path()), Err(Error::WrongLength { .. })), "a folder");
        assert!(matches!(KeyFile::create(folder.path().join("no/such/folder")), Err(Error::Io { .. })));
    }

    #[test]
    fn a_destroyed_key_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let key = KeyFile::create(&path).unwrap();
        // A second name for the same bytes shows that they were wiped, not only unlinked.
        let witness = folder.path().join("witness");
        fs::hard_link(&path, &witness).unwrap();
        key.destroy().unwrap();
        assert!(!path.exists());
        assert_eq!(fs::read(witness).unwrap(), [0; KEY_BYTES]);
    }
}
