//! A store in memory touches no disk. Alone in its process, because it looks at the files that the process has open.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use magpie_store::key::{EphemeralKey, KeyProvider};
use magpie_store::{Location, Store};
use support::{Model, commit_scripted, open};

/// Files on a disk that this process has open.
fn open_files() -> BTreeSet<PathBuf> {
    let descriptors = fs::read_dir("/proc/self/fd").unwrap();
    descriptors
        .filter_map(|entry| fs::read_link(entry.unwrap().path()).ok())
        .filter(|path| path.is_absolute() && path.is_file())
        .collect()
}

/// Names that RocksDB gives, in folders where a careless path would put them.
fn database_files() -> Vec<PathBuf> {
    let entries = ["/", "/dev", "."].into_iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let is_database = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        matches!(name.as_str(), "CURRENT" | "LOCK" | "LOG" | "IDENTITY")
            || ["MANIFEST-", "OPTIONS-"].iter().any(|start| name.starts_with(start))
            || name.ends_with(".sst")
    };
    entries.map(|entry| entry.unwrap().path()).filter(is_database).collect()
}

fn fill(store: &Store) {
    let mut model = Model::default();
    // Enough for tables: more than the results log's write buffer.
    for number in 1..=100 {
        commit_scripted(store, &mut model, number, 200_000).unwrap();
    }
    model.compare(store);
}

#[test]
fn a_store_in_memory_touches_no_disk() {
    let before = open_files();
    let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
    let store = open(&Location::Memory, &keys).unwrap();
    fill(&store);
    assert_eq!(open_files(), before);
    assert_eq!(database_files(), Vec::<PathBuf>::new());

    // The same look sees the files of a store in a folder.
    let folder = tempfile::tempdir().unwrap();
    let _store = open(&Location::Folder(folder.path().to_owned()), &keys).unwrap();
    assert!(open_files().iter().any(|path| path.starts_with(folder.path())));
}
