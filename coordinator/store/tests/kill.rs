//! Processes that are killed while they write, and what the disk then holds.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use magpie_store::key::{EphemeralKey, KeyFile, KeyProvider};
use magpie_store::{Error, Location, Store};
use support::{commit_scripted, copy_folder, open, script_position, scripted_model};

const FOLDER: &str = "MAGPIE_STORE_TEST_FOLDER";
const KEY_FILE: &str = "MAGPIE_STORE_TEST_KEY_FILE";
const ROUNDS: u64 = 5;
/// Results so large that write buffers fill, and tables are written while the process is killed.
const KEY_BYTES: usize = 60_000;

fn key_file(parent: &Path) -> Arc<dyn KeyProvider> {
    Arc::new(KeyFile::load_or_create(parent.join("key")).unwrap())
}

/// Writes scripted batches and says so, for ever or until a commit fails. Not a test: the tests below start it as a process.
#[test]
#[ignore = "started by other tests"]
fn writer() {
    let path = |name| PathBuf::from(std::env::var_os(name).expect("the test that starts this says where to write"));
    let keys: Arc<dyn KeyProvider> = Arc::new(KeyFile::load_or_create(path(KEY_FILE)).unwrap());
    let store = open(&Location::Folder(path(FOLDER)), &keys).unwrap();
    let done = script_position(&store);
    let mut model = scripted_model(done, KEY_BYTES);
    let mut out = std::io::stdout();
    for number in done + 1.. {
        let committed = commit_scripted(&store, &mut model, number, KEY_BYTES);
        if let Err(error) = committed {
            writeln!(out, "failed {error:?}").unwrap();
            let again = commit_scripted(&store, &mut model, number, KEY_BYTES);
            writeln!(out, "again {again:?}").unwrap();
            return;
        }
        writeln!(out, "stored {number}").unwrap();
        out.flush().unwrap();
    }
}

/// Starts a process that writes to a folder, through a program that prepares something and starts its last arguments.
fn start_writer(parent: &Path, folder: &Path, through: &[&str]) -> Child {
    let program = std::env::current_exe().unwrap();
    let arguments = ["--exact", "writer", "--ignored", "--nocapture", "--test-threads=1"];
    let mut command = match through {
        [] => Command::new(program),
        [first, rest @ ..] => {
            let mut command = Command::new(first);
            command.args(rest).arg(program);
            command
        }
    };
    command
        .args(arguments)
        .env(FOLDER, folder)
        .env(KEY_FILE, parent.join("key"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn stored(line: &str) -> Option<u64> {
    line.strip_prefix("stored ").map(|number| number.parse().unwrap())
}

#[test]
fn what_was_acknowledged_survives_kill_and_batches_are_whole() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("store");
    let mut before = 0;
    for round in 0..ROUNDS {
        let mut writer = start_writer(parent.path(), &folder, &[]);
        let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        // Some acknowledgements, then a moment of any length: so the kill comes anywhere in a commit.
        let mut acknowledged = 0;
        for number in
            lines.by_ref().filter_map(|line| stored(&line.unwrap())).take(20 + 40 * usize::try_from(round).unwrap())
        {
            acknowledged = number;
        }
        std::thread::sleep(Duration::from_micros(700 * round * round));
        writer.kill().unwrap();
        writer.wait().unwrap();
        for number in lines.map_while(Result::ok).filter_map(|line| stored(&line)) {
            acknowledged = number;
        }
        assert!(acknowledged > before, "round {round} wrote something");

        let store = open(&Location::Folder(folder.clone()), &key_file(parent.path())).unwrap();
        let position = script_position(&store);
        // One more may be there: stored, but killed before it could say so.
        assert!(
            (acknowledged..=acknowledged + 1).contains(&position),
            "acknowledged {acknowledged}, stored {position}"
        );
        scripted_model(position, KEY_BYTES).compare(&store);
        before = position;
    }
}

/// A store with some batches, the end of its write-ahead log after all but the last, and after the last.
struct Torn {
    image: PathBuf,
    log: PathBuf,
    before_last: u64,
    batches: u64,
}

fn torn(parent: &Path, keys: &Arc<dyn KeyProvider>) -> Torn {
    let folder = parent.join("store");
    let store = open(&Location::Folder(folder.clone()), keys).unwrap();
    let batches = 30;
    let mut model = scripted_model(0, 300);
    let mut before_last = 0;
    for number in 1..=batches {
        before_last = write_ahead_log(&folder).1;
        commit_scripted(&store, &mut model, number, 300).unwrap();
    }
    let image = parent.join("image");
    copy_folder(&folder, &image);
    let log = write_ahead_log(&image).0.file_name().unwrap().into();
    Torn { image, log, before_last, batches }
}

/// The newest write-ahead log and its size.
fn write_ahead_log(folder: &Path) -> (PathBuf, u64) {
    let logs = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let log = logs.filter(|path| path.extension().is_some_and(|extension| extension == "log")).max().unwrap();
    let size = fs::metadata(&log).unwrap().len();
    (log, size)
}

fn reopened(image: &Path, to: &Path, damage: impl FnOnce(&Path), keys: &Arc<dyn KeyProvider>) -> Result<Store, Error> {
    copy_folder(image, to);
    damage(to);
    open(&Location::Folder(to.to_owned()), keys)
}

#[test]
fn a_torn_end_of_the_log_costs_only_what_nobody_was_told_of() {
    let parent = tempfile::tempdir().unwrap();
    let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
    let torn = torn(parent.path(), &keys);
    let end = fs::metadata(torn.image.join(&torn.log)).unwrap().len();
    assert!(end > torn.before_last + 100);

    let check = |name: String, damage: &dyn Fn(&Path), expected: u64| {
        let store =
            reopened(&torn.image, &parent.path().join(&name), |folder| damage(&folder.join(&torn.log)), &keys).unwrap();
        assert_eq!(script_position(&store), expected, "{name}");
        scripted_model(expected, 300).compare(&store);
        // It goes on from there.
        commit_scripted(&store, &mut scripted_model(expected, 300), expected + 1, 300).unwrap();
    };
    check("whole".into(), &|_| {}, torn.batches);
    for cut in [torn.before_last, torn.before_last + 1, torn.before_last + 8, (torn.before_last + end) / 2, end - 1] {
        let damage = move |log: &Path| OpenOptions::new().write(true).open(log).unwrap().set_len(cut).unwrap();
        check(format!("cut at {cut}"), &damage, torn.batches - 1);
    }
    // Pages that reached the disk in another order, with zeros or old data between them.
    for (name, fill) in [("zeros", 0_u8), ("old data", 0xa5)] {
        let damage = move |log: &Path| overwrite(log, torn.before_last + 20, &[fill; 40]);
        check(format!("{name} in the last batch"), &damage, torn.batches - 1);
        let damage = move |log: &Path| overwrite(log, end, &[fill; 5_000]);
        check(format!("{name} after the last batch"), &damage, torn.batches);
    }
}

#[test]
fn damage_in_the_middle_of_the_log_leads_back_to_a_state_that_was() {
    let parent = tempfile::tempdir().unwrap();
    let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
    let torn = torn(parent.path(), &keys);
    let middle = torn.before_last / 2;
    let damage = |folder: &Path| overwrite(&folder.join(&torn.log), middle, &[0xa5; 10]);
    let store = reopened(&torn.image, &parent.path().join("damaged"), damage, &keys).unwrap();
    let position = script_position(&store);
    assert!(0 < position && position < torn.batches - 1, "{position}");
    scripted_model(position, 300).compare(&store);
}

fn overwrite(path: &Path, at: u64, bytes: &[u8]) {
    use std::os::unix::fs::FileExt;
    OpenOptions::new().write(true).open(path).unwrap().write_all_at(bytes, at).unwrap();
}

/// Reads until the writer fails. What was stored, the error, and the error of another attempt.
fn until_failure(mut writer: Child) -> (u64, String, String) {
    let mut acknowledged = 0;
    let mut failed = String::new();
    let mut again = String::new();
    for line in BufReader::new(writer.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if let Some(number) = stored(&line) {
            acknowledged = number;
        } else if let Some(error) = line.strip_prefix("failed ") {
            failed = error.to_owned();
        } else if let Some(error) = line.strip_prefix("again ") {
            again = error.to_owned();
        }
        assert!(acknowledged < 3_000, "the writer should have failed by now");
    }
    writer.wait().unwrap();
    (acknowledged, failed, again)
}

#[test]
fn after_a_failed_write_nothing_is_accepted_and_nothing_acknowledged_is_lost() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("store");
    // No file may grow beyond 4 MiB: the write-ahead log reaches that, and the system refuses to write on.
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 8192; exec \"$@\"", "sh"];
    let (acknowledged, failed, again) = until_failure(start_writer(parent.path(), &folder, &limited));
    assert!(acknowledged > 10, "{acknowledged}");
    assert!(failed.starts_with("Io {") && failed.contains("File too large"), "{failed}");
    assert_eq!(again, "Err(Stopped)");

    let store = open(&Location::Folder(folder.clone()), &key_file(parent.path())).unwrap();
    let position = script_position(&store);
    assert!((acknowledged..=acknowledged + 1).contains(&position), "acknowledged {acknowledged}, stored {position}");
    scripted_model(position, KEY_BYTES).compare(&store);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_costs_nothing_acknowledged() {
    let parent = tempfile::tempdir().unwrap();
    let disk = parent.path().join("disk");
    fs::create_dir(&disk).unwrap();
    // A small file system of the writer's own, copied before it goes. Where the system does not allow that, only the test above
    // is left.
    let small_disk = "mount -t tmpfs -o size=24m tmpfs \"$0\" && \"$@\"; cp -a \"$0/store\" \"$0/../after\"";
    if !Command::new("unshare").args(["-rm", "true"]).status().is_ok_and(|status| status.success()) {
        return;
    }
    let through = ["unshare", "-rm", "sh", "-c", small_disk, disk.to_str().unwrap()];
    let (acknowledged, failed, again) = until_failure(start_writer(parent.path(), &disk.join("store"), &through));
    assert!(acknowledged > 10, "{acknowledged}");
    assert!(failed.starts_with("DiskFull {"), "{failed}");
    assert_eq!(again, "Err(Stopped)");

    let store = open(&Location::Folder(parent.path().join("after")), &key_file(parent.path())).unwrap();
    let position = script_position(&store);
    assert!((acknowledged..=acknowledged + 1).contains(&position), "acknowledged {acknowledged}, stored {position}");
    scripted_model(position, KEY_BYTES).compare(&store);
}
