//! The store's folder before RocksDB sees it.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use crate::error::Error;

/// A file that says: this store is being destroyed. If it is still there at the next opening, the deletion was interrupted and is
/// finished first.
const DESTROYING: &str = "DESTROYING";

/// What a file system puts into a folder of its own accord.
const NOT_OURS_BUT_HARMLESS: [&str; 1] = ["lost+found"];

/// What is in a folder.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Nothing, or what an interrupted first opening leaves.
    Nothing,
    /// A store.
    Store,
    /// A store whose deletion was interrupted.
    HalfDestroyed,
}

/// Whether there is anything of a store in the folder. A folder that cannot be read is for [`prepare`] to refuse.
pub(crate) fn holds_store(folder: &Path) -> bool {
    // As in [`prepare`]: other files are what an interrupted first opening leaves.
    let is_data = |name: &String| name == "CURRENT" || name.ends_with(".sst") || name.ends_with(".log");
    names(folder).is_ok_and(|names| names.iter().any(is_data))
}

/// Makes the folder if there is none (mode 0700), and looks what is in it.
pub(crate) fn prepare(folder: &Path) -> Result<Content, Error> {
    let failed = |error| from_io(folder, &error);
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    let names = names(folder).map_err(failed)?;
    if names.iter().any(|name| name == DESTROYING) {
        return Ok(Content::HalfDestroyed);
    }
    if names.iter().any(|name| name == "CURRENT") {
        return Ok(Content::Store);
    }
    // RocksDB would take the folder for a new store and start with an empty one.
    if names.iter().any(|name| name.ends_with(".sst") || name.ends_with(".log")) {
        return Err(Error::Damaged { message: format!("the file CURRENT is missing in {}", folder.display()) });
    }
    match names.into_iter().find(|name| !is_rocksdb(name) && !NOT_OURS_BUT_HARMLESS.contains(&name.as_str())) {
        Some(found) => Err(Error::NotAStore { folder: folder.to_owned(), found }),
        None => Ok(Content::Nothing),
    }
}

/// Says, durably, that the store is being destroyed.
pub(crate) fn mark_destroying(folder: &Path) -> io::Result<()> {
    File::create(folder.join(DESTROYING))?.sync_all()?;
    File::open(folder)?.sync_all()
}

/// Deletes all that is RocksDB's, then the mark, then the folder if nothing else is in it and the system lets us (it does
/// not if the folder is a mount point).
pub(crate) fn delete(folder: &Path) -> io::Result<()> {
    for name in names(folder)?.into_iter().filter(|name| is_rocksdb(name)) {
        remove(&folder.join(name))?;
    }
    File::open(folder)?.sync_all()?;
    // Only now: with the mark, whoever opens the folder goes on deleting.
    remove(&folder.join(DESTROYING))?;
    File::open(folder)?.sync_all()?;
    if names(folder)?.is_empty() && fs::remove_dir(folder).is_ok() {
        let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(parent)?.sync_all()?;
    }
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names: Vec<String> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<io::Result<_>>()?;
    names.sort();
    Ok(names)
}

/// Whether RocksDB gives names like this one to its files.
fn is_rocksdb(name: &str) -> bool {
    let numbered = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    match name {
        "CURRENT" | "IDENTITY" | "LOCK" | "LOG" => true,
        _ => {
            name.starts_with("LOG.old.")
                || name.strip_prefix("MANIFEST-").is_some_and(numbered)
                || name.strip_prefix("OPTIONS-").is_some_and(|rest| numbered(rest.trim_end_matches(".dbtmp")))
                || name.rsplit_once('.').is_some_and(|(stem, extension)| {
                    numbered(stem) && matches!(extension, "sst" | "log" | "blob" | "dbtmp" | "trash")
                })
        }
    }
}

/// What a system error means for the store.
pub(crate) fn from_io(folder: &Path, error: &io::Error) -> Error {
    let folder = folder.to_owned();
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::DiskFull { folder },
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            Error::Permission { folder, message: error.to_string() }
        }
        _ => Error::Io { folder, message: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_new_folder_is_private() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/b");
        assert_eq!(prepare(&folder).unwrap(), Content::Nothing);
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_folder_with_something_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for harmless in
            ["lost+found", "LOCK", "LOG", "LOG.old.17", "MANIFEST-000001", "000001.dbtmp", "OPTIONS-000007.dbtmp"]
        {
            fs::write(folder.path().join(harmless), "").unwrap();
        }
        assert_eq!(prepare(folder.path()).unwrap(), Content::Nothing);
        fs::write(folder.path().join("thesis.doc"), "").unwrap();
        let error = prepare(folder.path()).unwrap_err();
        assert!(matches!(&error, Error::NotAStore { found, .. } if found == "thesis.doc"), "{error}");
        fs::write(folder.path().join("CURRENT"), "").unwrap();
        assert_eq!(prepare(folder.path()).unwrap(), Content::Store);
    }

    #[test]
    fn a_store_without_its_first_file_is_not_taken_for_a_new_one() {
        for left in ["000012.sst", "000013.log"] {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join(left), "").unwrap();
            assert!(matches!(prepare(folder.path()), Err(Error::Damaged { .. })), "{left}");
        }
    }

    #[test]
    fn deletion_spares_what_is_not_ours() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("store");
        prepare(&folder).unwrap();
        for name in ["CURRENT", "000012.sst", "000013.log", "notes.txt"] {
            fs::write(folder.join(name), "").unwrap();
        }
        mark_destroying(&folder).unwrap();
        assert_eq!(prepare(&folder).unwrap(), Content::HalfDestroyed);
        delete(&folder).unwrap();
        assert_eq!(names(&folder).unwrap(), ["notes.txt"]);
        fs::remove_file(folder.join("notes.txt")).unwrap();
        mark_destroying(&folder).unwrap();
        delete(&folder).unwrap();
        assert!(!folder.exists());
    }

    #[test]
    fn system_errors_get_their_names() {
        let of = |kind| from_io(Path::new("x"), &io::Error::from(kind));
        assert!(matches!(of(ErrorKind::StorageFull), Error::DiskFull { .. }));
        assert!(matches!(of(ErrorKind::ReadOnlyFilesystem), Error::Permission { .. }));
        assert!(matches!(of(ErrorKind::PermissionDenied), Error::Permission { .. }));
        assert!(matches!(of(ErrorKind::UnexpectedEof), Error::Io { .. }));
    }
}
