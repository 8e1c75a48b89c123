//! What a store refuses, and what it says then.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use magpie_proto::v1::Finding;
use magpie_store::key::{self, EphemeralKey, KeyFile, KeyProvider};
use magpie_store::{Error, Location, MAX_RECORD_BYTES};
use support::{commit_scripted, copy_folder, id, open, scripted_model};

fn ephemeral() -> Arc<dyn KeyProvider> {
    Arc::new(EphemeralKey::generate().unwrap())
}

#[test]
fn one_process_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Folder(folder.path().to_owned());
    let keys = ephemeral();
    let store = open(&location, &keys).unwrap();
    let clone = store.clone();
    let error = open(&location, &keys).unwrap_err();
    assert!(matches!(error, Error::Locked { .. }), "{error:?}");
    assert!(error.to_string().contains("another process"), "{error}");
    drop(store);
    assert!(matches!(open(&location, &keys), Err(Error::Locked { .. })), "a clone still has it");
    drop(clone);
    open(&location, &keys).unwrap();
}

#[test]
fn another_key_opens_nothing_and_harms_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let location = Location::Folder(parent.path().join("store"));
    let right: Arc<dyn KeyProvider> = Arc::new(KeyFile::create(parent.path().join("right")).unwrap());
    let wrong: Arc<dyn KeyProvider> = Arc::new(KeyFile::create(parent.path().join("wrong")).unwrap());
    let store = open(&location, &right).unwrap();
    let mut model = scripted_model(0, 100);
    commit_scripted(&store, &mut model, 1, 100).unwrap();
    drop(store);
    let error = open(&location, &wrong).unwrap_err();
    assert!(matches!(error, Error::Key(key::Error::WrongKey { .. })), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("use the key that the store was made with") && text.contains("wrong"), "{text}");
    let store = open(&location, &right).unwrap();
    assert_eq!(store.epoch(), 2, "a refused opening does not count");
    model.compare(&store);
}

#[test]
fn a_place_tells_whether_it_holds_a_store() {
    let parent = tempfile::tempdir().unwrap();
    let location = Location::Folder(parent.path().join("store"));
    assert!(!location.holds_store() && !Location::Memory.holds_store());
    assert!(!Location::Folder(parent.path().to_owned()).holds_store(), "an empty folder");
    drop(open(&location, &ephemeral()).unwrap());
    assert!(location.holds_store());
    fs::remove_file(parent.path().join("store/CURRENT")).unwrap();
    assert!(location.holds_store(), "a damaged one counts");
}

#[test]
fn a_backup_may_be_opened_twice() {
    let parent = tempfile::tempdir().unwrap();
    let keys = ephemeral();
    let location = |name: &str| Location::Folder(parent.path().join(name));
    let store = open(&location("store"), &keys).unwrap();
    let mut model = scripted_model(0, 100);
    commit_scripted(&store, &mut model, 1, 100).unwrap();
    copy_folder(&parent.path().join("store"), &parent.path().join("copy"));
    drop(store);
    // Both continue with the same number of data key, but not with the same key: a record of one is nothing to the other.
    for name in ["store", "copy"] {
        let store = open(&location(name), &keys).unwrap();
        assert_eq!(store.epoch(), 2);
        let mut model = model.clone();
        commit_scripted(&store, &mut model, 2, 100).unwrap();
        model.compare(&store);
    }
}

#[test]
fn a_folder_of_something_else_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.doc"), "years of work").unwrap();
    let error = open(&Location::Folder(folder.path().to_owned()), &ephemeral()).unwrap_err();
    assert!(matches!(error, Error::NotAStore { .. }), "{error:?}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_path_that_cannot_be_a_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = open(&Location::Folder(file), &ephemeral()).unwrap_err();
    assert!(matches!(error, Error::Io { .. }), "{error:?}");
}

/// Damages every table, and gives back what reading then says.
#[test]
fn a_damaged_table_is_named_by_its_family() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("store");
    let keys = ephemeral();
    let store = open(&Location::Folder(folder.clone()), &keys).unwrap();
    let mut batch = store.batch();
    for number in 0..200 {
        batch.put_finding(&Finding {
            id: id(number),
            description: support::noise(2_000, number.into()),
            ..Default::default()
        });
    }
    store.commit(batch).unwrap();
    drop(store);
    // Opening writes what is in the log into tables.
    drop(open(&Location::Folder(folder.clone()), &keys).unwrap());
    damage_largest_table(&folder);
    let store = open(&Location::Folder(folder), &keys).unwrap();
    let error = store.findings().find_map(Result::err).expect("a damaged finding is an error, not a missing finding");
    assert!(matches!(error, Error::Corrupt { family: "findings", .. }), "{error:?}");
    assert!(error.to_string().contains("findings") && error.to_string().contains("backup"), "{error}");
}

fn damage_largest_table(folder: &Path) {
    let tables = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let tables = tables.filter(|path| path.extension().is_some_and(|is| is == "sst"));
    let largest = tables.max_by_key(|path| fs::metadata(path).unwrap().len()).unwrap();
    let middle = fs::metadata(&largest).unwrap().len() / 2;
    OpenOptions::new().write(true).open(largest).unwrap().write_all_at(&[0; 4], middle).unwrap();
}

#[test]
fn a_missing_table_or_manifest_is_damage() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("store");
    let keys = ephemeral();
    for _ in 0..2 {
        drop(open(&Location::Folder(folder.clone()), &keys).unwrap());
    }
    for (round, is_victim) in [
        |name: &str| name.ends_with(".sst"),
        |name: &str| name.starts_with("MANIFEST-"),
        |name: &str| name == "CURRENT",
    ]
    .into_iter()
    .enumerate()
    {
        let copy = parent.path().join(format!("copy {round}"));
        copy_folder(&folder, &copy);
        let victim = fs::read_dir(&copy)
            .unwrap()
            .map(|entry| entry.unwrap())
            .find(|entry| is_victim(&entry.file_name().to_string_lossy()));
        fs::remove_file(victim.unwrap().path()).unwrap();
        let error = open(&Location::Folder(copy), &keys).unwrap_err();
        assert!(matches!(error, Error::Damaged { .. }), "{round}: {error:?}");
    }
}

#[test]
fn a_record_that_is_too_large_is_refused_and_the_store_goes_on() {
    let store = open(&Location::Memory, &ephemeral()).unwrap();
    let finding = |bytes| Finding { id: id(1), description: "x".repeat(bytes), ..Default::default() };
    let mut batch = store.batch();
    batch.put_finding(&finding(MAX_RECORD_BYTES));
    let error = store.commit(batch).unwrap_err();
    assert!(matches!(error, Error::TooLarge { family: "findings", .. }), "{error:?}");
    let largest = finding(MAX_RECORD_BYTES - 100);
    let mut batch = store.batch();
    batch.put_finding(&largest);
    store.commit(batch).unwrap();
    assert_eq!(store.finding(&id(1)).unwrap(), Some(largest));
}

#[test]
fn an_empty_batch_does_nothing() {
    let store = open(&Location::Memory, &ephemeral()).unwrap();
    assert!(store.batch().is_empty());
    store.commit(store.batch()).unwrap();
}
