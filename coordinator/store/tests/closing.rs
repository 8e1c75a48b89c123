//! Closing a store that others hold still.

#![allow(clippy::unwrap_used)]

mod support;

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use magpie_store::key::{EphemeralKey, KeyProvider};
use magpie_store::{Error, Location, Store};
use support::{Model, commit_scripted, open};

/// Processes that end. If their stores were not closed, one in a few would abort.
const PROCESSES: usize = 15;

/// Stores in such a process, each with a thread that holds it.
const STORES: u32 = 6;

/// Between one letting go and the next.
const GAP: Duration = Duration::from_micros(150);

#[test]
fn whoever_holds_it_is_told_and_the_folder_is_free_at_once() {
    let parent = tempfile::tempdir().unwrap();
    let location = Location::Folder(parent.path().join("store"));
    let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
    let store = open(&location, &keys).unwrap();
    let mut model = Model::default();
    commit_scripted(&store, &mut model, 1, 100).unwrap();
    let clone = store.clone();
    let mut results = store.results(0, 0).unwrap();
    store.close();
    store.close();

    assert!(matches!(clone.runs().next(), Some(Err(Error::Closed))));
    assert!(matches!(clone.job(&support::id(1)), Err(Error::Closed)));
    assert!(matches!(commit_scripted(&clone, &mut Model::default(), 2, 100), Err(Error::Closed)));
    assert!(matches!(clone.destroy(), Err(Error::Closed)));
    assert!(results.all(|entry| matches!(entry, Ok(_) | Err(Error::Closed))));

    let again = open(&location, &keys).unwrap();
    model.compare(&again);
    assert!(matches!(clone.runs().next(), Some(Err(Error::Closed))), "it stays closed for those who held it");
}

/// Ends its process while threads let go of stores, one after the other. Not a test: the one below starts it.
#[test]
#[ignore = "started by another test"]
fn ends_while_threads_hold_stores() {
    let folder = tempfile::tempdir().unwrap();
    let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
    let locations = (0..STORES).map(|number| match number % 2 {
        0 => Location::Memory,
        _ => Location::Folder(folder.path().join(number.to_string())),
    });
    let stores: Vec<_> = locations.map(|location| open(&location, &keys).unwrap()).collect();
    let ending = Arc::new(AtomicBool::new(false));
    for (number, store) in (0..).zip(stores.iter().cloned()) {
        let ending = Arc::clone(&ending);
        std::thread::spawn(move || {
            while !ending.load(Ordering::Acquire) {
                std::thread::yield_now();
            }
            std::thread::sleep(GAP * number);
            drop(store);
        });
    }
    stores.iter().for_each(Store::close);
    drop(stores);
    ending.store(true, Ordering::Release);
    std::process::exit(0);
}

#[test]
fn a_process_that_has_closed_its_stores_ends_in_peace_whatever_its_threads_do() {
    for _ in 0..PROCESSES {
        let ended = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "ends_while_threads_hold_stores", "--ignored", "--nocapture", "--test-threads=1"])
            .stdout(Stdio::null())
            .output()
            .unwrap();
        assert!(ended.status.success(), "{}: {}", ended.status, String::from_utf8_lossy(&ended.stderr));
    }
}
