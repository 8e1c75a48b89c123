//! The samples of all formats, hostile ones among them.

use crate::measure::run;
use magpie_extract::Limits;
use std::path::PathBuf;

#[test]
fn each_sample_ends_soon_and_in_little_memory() {
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    assert!(files.len() > 150, "{}", files.len());
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        run(&bytes, name, &Limits::default());
        if name.ends_with(".pdf") {
            run(&bytes, name, &Limits { pdf_held_bytes: 0, ..Limits::default() });
        }
    }
}
