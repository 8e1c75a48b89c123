//! The program, called as a person calls it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use crate::process::last_lines;

/// What a command said and how it ended.
#[derive(Debug)]
pub struct Said {
    /// The exit status; -1 if it was ended by a signal.
    pub status: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Said {
    /// The first lines of both outputs, to be printed.
    pub fn excerpt(&self) -> String {
        format!("status {}\n{}\n{}", self.status, last_lines(&self.out, 10), last_lines(&self.err, 10))
    }

    /// Checks the exit status.
    ///
    /// # Panics
    /// If it is another.
    #[track_caller]
    pub fn expect(self, status: i32) -> Said {
        assert_eq!(self.status, status, "{}", self.excerpt());
        self
    }
}

/// Where the `magpie` program is: beside the tests, in the folder that Cargo builds into.
///
/// # Panics
/// If it has not been built.
pub fn magpie() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    // target/debug/deps/cluster-0123 -> target/debug/magpie
    let path = test.parent().and_then(Path::parent).unwrap().join("magpie");
    assert!(path.is_file(), "{} is missing: run `cargo build --bin magpie` first, or `make test`", path.display());
    path
}

/// A command with nothing of this process's environment but the search path; its home and its temporary files are in
/// `folder`.
pub fn clean(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let temporary = folder.join("tmp");
    std::fs::create_dir_all(&temporary).unwrap();
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder)
        .env("TMPDIR", temporary)
        .current_dir(folder);
    command
}

/// Runs a command to its end.
///
/// # Panics
/// If it takes longer than `patience`.
pub async fn run(mut command: Command, patience: Duration) -> Said {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}"));
    let output = tokio::time::timeout(patience, child.wait_with_output()).await;
    let output = output.unwrap_or_else(|_| panic!("{command:?} did not end in {patience:?}")).unwrap();
    Said {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Runs `magpie` with arguments.
///
/// # Panics
/// If it takes longer than a minute.
pub async fn run_magpie(folder: &Path, arguments: &[&str]) -> Said {
    let mut command = clean(magpie(), folder);
    command.args(arguments);
    run(command, Duration::from_secs(60)).await
}
