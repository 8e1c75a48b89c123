//! Files of others, of which nothing is known: each must end, in time, with an outcome and without a panic.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use crate::compare::MOST_TIME;
use crate::scan::{Endings, scan};

/// A file that takes so long has hung.
const HUNG: Duration = Duration::from_secs(60);

/// The files of one package.
#[derive(Default)]
pub struct Package {
    pub name: String,
    pub files: u64,
    pub bytes: u64,
    /// By extension.
    pub kinds: BTreeMap<String, u64>,
    pub endings: Endings,
    pub slowest: Duration,
    pub faults: Vec<String>,
}

fn files(folder: &Path, list: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            files(&entry, list);
        } else {
            list.push(entry);
        }
    }
}

fn package(folder: &Path) -> Package {
    let mut package = Package { name: name(folder), ..Package::default() };
    let mut list = Vec::new();
    files(folder, &mut list);
    for path in list {
        let shown = path.strip_prefix(folder).unwrap().display().to_string();
        let content = std::fs::read(&path).unwrap();
        package.files += 1;
        package.bytes += content.len() as u64;
        *package.kinds.entry(magpie_extract::extension(&shown)).or_default() += 1;
        let (send, receive) = mpsc::channel();
        let key = shown.clone();
        std::thread::spawn(move || send.send(scan(&key, &content, 1 << 20)).is_ok());
        let Ok(scanned) = receive.recv_timeout(HUNG) else {
            package.faults.push(format!("{}: {shown} hangs", package.name));
            continue;
        };
        package.slowest = package.slowest.max(scanned.took);
        if scanned.impossible {
            package.faults.push(format!("{}: in {shown} a place is told that cannot be", package.name));
        }
        if scanned.panics > 0 {
            package.faults.push(format!("{}: {shown} makes a parser panic", package.name));
        }
        if scanned.took > MOST_TIME {
            package.faults.push(format!("{}: {shown} takes {:?}", package.name, scanned.took));
        }
        if std::env::var_os("SHOW").is_some() {
            println!("{}\t{shown}\t{}\t{}\t{}", package.name, scanned.mime, scanned.ending, scanned.detail);
        }
        *package.endings.entry(scanned.ending).or_default() += 1;
    }
    package
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Scans all files of all packages.
pub fn run(folder: &Path) -> Vec<Package> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders.iter().map(|folder| package(folder)).collect()
}

pub fn faults(packages: &[Package]) -> Vec<String> {
    packages.iter().flat_map(|package| package.faults.iter().cloned()).collect()
}
