//! Programs of others that the tests talk to. `deploy/bootstrap.sh test` installs them.

use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    match std::env::var_os("MAGPIE_TEST_PEERS") {
        Some(folder) => folder.into(),
        None => PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache/magpie/peers"),
    }
}

fn found(path: PathBuf) -> PathBuf {
    assert!(path.is_file(), "{} is missing: run `deploy/bootstrap.sh test`, or `make test`", path.display());
    path
}

/// A program that is on the search path of the peers: grpcurl, weed.
///
/// # Panics
/// If it is not installed.
pub fn program(name: &str) -> PathBuf {
    found(folder().join("bin").join(name))
}

/// The collector rotel, an OTLP receiver that is not ours.
///
/// # Panics
/// If it is not installed.
pub fn rotel() -> PathBuf {
    let library = folder().join("lib");
    let versions = std::fs::read_dir(&library).into_iter().flatten().flatten();
    let mut paths = versions.map(|python| python.path().join("site-packages/rotel/rotel-agent"));
    found(paths.find(|path| path.is_file()).unwrap_or_else(|| Path::new(&library).join("rotel-agent")))
}
