//! Destroying a store.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::sync::Arc;

use magpie_store::key::{self, EphemeralKey, KeyFile, KeyProvider};
use magpie_store::{Error, Location};
use support::{Model, commit_scripted, copy_folder, open};

#[test]
fn nothing_is_left() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("store");
    let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
    let store = open(&Location::Folder(folder.clone()), &keys).unwrap();
    commit_scripted(&store, &mut Model::default(), 1, 100).unwrap();
    let clone = store.clone();
    let results = store.results(0, 0).unwrap();
    store.destroy().unwrap();
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0, "the folder is gone");

    // Every other holder is told.
    assert!(matches!(clone.runs().next(), Some(Err(Error::Destroyed))));
    assert!(matches!(clone.job(&support::id(1)), Err(Error::Destroyed)));
    assert!(matches!(commit_scripted(&clone, &mut Model::default(), 2, 100), Err(Error::Destroyed)));
    assert!(matches!(clone.destroy(), Err(Error::Destroyed)));
    assert!(results.filter_map(Result::ok).next().is_none());

    // And the folder can be used again.
    let store = open(&Location::Folder(folder), &keys).unwrap();
    assert_eq!(store.epoch(), 1);
    Model::default().compare(&store);
}

#[test]
fn what_is_not_the_store_s_stays() {
    let parent = tempfile::tempdir().unwrap();
    let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
    let store = open(&Location::Folder(parent.path().to_owned()), &keys).unwrap();
    fs::write(parent.path().join("notes.txt"), "").unwrap();
    store.destroy().unwrap();
    let left: Vec<_> = fs::read_dir(parent.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["notes.txt"]);
}

#[test]
fn a_copy_is_worth_nothing_without_the_provider_s_key() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("store");
    let path = parent.path().join("key");
    let keys: Arc<dyn KeyProvider> = Arc::new(KeyFile::create(&path).unwrap());
    let store = open(&Location::Folder(folder.clone()), &keys).unwrap();
    commit_scripted(&store, &mut Model::default(), 1, 100).unwrap();
    // Somebody has a copy of everything, wrapped keys included ...
    copy_folder(&folder, &parent.path().join("copy"));
    store.destroy().unwrap();
    KeyFile::load(&path).unwrap().destroy().unwrap();
    // ... but the key file is gone, and a new one does not help.
    let other: Arc<dyn KeyProvider> = Arc::new(KeyFile::load_or_create(&path).unwrap());
    let error = open(&Location::Folder(parent.path().join("copy")), &other).unwrap_err();
    assert!(matches!(error, Error::Key(key::Error::WrongKey { .. })), "{error:?}");
}

#[test]
fn an_interrupted_destruction_is_finished_at_the_next_opening() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("store");
    let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
    let store = open(&Location::Folder(folder.clone()), &keys).unwrap();
    commit_scripted(&store, &mut Model::default(), 1, 100).unwrap();
    drop(store);
    // As the process leaves it when it dies after the mark, or in the middle of deleting.
    fs::write(folder.join("DESTROYING"), "").unwrap();
    fs::remove_file(folder.join("CURRENT")).unwrap();
    let store = open(&Location::Folder(folder.clone()), &keys).unwrap();
    Model::default().compare(&store);
    assert!(!folder.join("DESTROYING").exists());
}

#[test]
fn a_store_in_memory_is_gone_too() {
    let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
    let store = open(&Location::Memory, &keys).unwrap();
    commit_scripted(&store, &mut Model::default(), 1, 100).unwrap();
    store.destroy().unwrap();
    assert!(matches!(store.run(0), Err(Error::Destroyed)));
}
