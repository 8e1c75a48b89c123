//! One process of a test.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

/// Lines of a log that are printed when a test fails, and characters of each.
const LINES: usize = 12;
const CHARACTERS: usize = 400;

/// A child that is killed when this is dropped. Both its outputs go to a file.
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a command in `folder` with its log there. The environment is what the command says, and nothing else.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn start(name: &str, folder: &Path, mut command: Command) -> Process {
        let log = folder.join(format!("{name}.log"));
        // A process that is started again goes on in the same file.
        let out = File::options().create(true).append(true).open(&log).unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(out.try_clone().unwrap())
            .stderr(out)
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{name} cannot be started: {error}"));
        Process { name: name.to_owned(), child, log }
    }

    /// Its name in the test.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its log so far.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// The log's last lines, cut so that they can be printed.
    pub fn last_lines(&self) -> String {
        last_lines(&self.log(), LINES)
    }

    /// Its id in the system.
    ///
    /// # Panics
    /// If it has ended.
    pub fn id(&self) -> u32 {
        self.child.id().unwrap_or_else(|| panic!("{} has ended", self.name))
    }

    /// Whether it has ended, and how.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Kills it (`kill -9`) and waits until it is gone.
    ///
    /// # Panics
    /// If it had ended by itself: then it was not killed in the middle of anything.
    pub async fn kill(&mut self) {
        assert!(self.ended().is_none(), "{} had ended before it was killed\n{}", self.name, self.last_lines());
        self.child.kill().await.unwrap();
    }

    /// Asks it to end, as a supervisor does.
    pub fn terminate(&self) {
        let id = i32::try_from(self.id()).ok().and_then(Pid::from_raw).unwrap();
        kill_process(id, Signal::TERM).unwrap();
    }

    /// Waits until it has ended.
    ///
    /// # Panics
    /// If that takes longer than `patience`.
    pub async fn wait(&mut self, patience: Duration) -> ExitStatus {
        match tokio::time::timeout(patience, self.child.wait()).await {
            Ok(status) => status.unwrap(),
            Err(_) => panic!("{} did not end in {patience:?}\n{}", self.name, self.last_lines()),
        }
    }

    /// Waits until the log holds a text.
    ///
    /// # Panics
    /// If it does not in `patience`.
    pub async fn wait_for_log(&mut self, text: &str, patience: Duration) {
        let started = Instant::now();
        while !self.log().contains(text) {
            let ended = self.ended();
            assert!(
                started.elapsed() < patience && ended.is_none(),
                "{} did not log {text:?} ({ended:?})\n{}",
                self.name,
                self.last_lines()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("── the last lines of {}:\n{}", self.name, self.last_lines());
        }
    }
}

/// The last lines of a text, each cut to a length that can be read.
pub fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<String> = text.lines().map(|line| line.chars().take(CHARACTERS).collect()).collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}
