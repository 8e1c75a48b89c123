//! What the files of the catalogue say beside their rows.

use std::collections::BTreeMap;
use std::path::Path;

use magpie_detect::{Identifier, catalogue};

use crate::Page;

/// The file of the accounts, whose rows are made from a table.
const ACCOUNTS: &str = "iban";

/// One file of the catalogue.
#[derive(Clone)]
pub struct File {
    /// Below the catalogue's folder, without the ending: `credentials/cloud`.
    pub path: String,
    /// First sentence of the file's documentation.
    pub title: String,
    /// What follows it.
    pub introduction: String,
    /// The ids of the rows with the comments beside them, in the order of the file.
    pub notes: Vec<(String, String)>,
}

impl File {
    /// The comment beside a row, if the row is in this file.
    pub fn note(&self, id: &str) -> Option<&str> {
        self.notes.iter().find(|(known, _)| known == id).map(|(_, note)| note.as_str())
    }
}

/// The text of comment lines: lines of a paragraph are joined.
fn join<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    lines.fold(String::new(), |text, line| match line {
        "" => text + "\n\n",
        _ if text.is_empty() || text.ends_with('\n') => text + line,
        _ => text + " " + line,
    })
}

fn read(path: &str, text: &str) -> File {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let documentation = join(lines.iter().map_while(|line| line.strip_prefix("//!")).map(str::trim));
    let (title, introduction) = documentation.split_once(['.', '\n']).unwrap_or((&documentation, ""));
    let mut notes = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let Some((id, _)) = line.strip_prefix("id: \"").and_then(|rest| rest.split_once('"')) else { continue };
        let Some(row) = lines[..number].iter().rposition(|line| line.ends_with("Identifier {")) else { continue };
        let above =
            lines[..row].iter().rev().map_while(|line| line.strip_prefix("//").filter(|rest| !rest.starts_with('/')));
        let mut note: Vec<&str> = above.map(str::trim).collect();
        note.reverse();
        notes.push((id.to_owned(), join(note.into_iter())));
    }
    File { path: path.to_owned(), title: title.trim().to_owned(), introduction: introduction.trim().to_owned(), notes }
}

/// All files of a folder and of those in it.
fn files(folder: &Path, prefix: &str, found: &mut Vec<File>) {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            files(&path, &format!("{prefix}{name}/"), found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(read(&format!("{prefix}{name}"), &std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The pages, sorted by the paths of their files, each with its rows as they are in the file.
pub fn pages(folder: &Path) -> Vec<Page> {
    let mut found = Vec::new();
    files(folder, "", &mut found);
    let mut rows: BTreeMap<&str, Vec<&'static Identifier>> = BTreeMap::new();
    for row in catalogue::all() {
        let of_row = found.iter().find(|file| file.note(row.id).is_some());
        rows.entry(of_row.map_or(ACCOUNTS, |file| &file.path)).or_default().push(row);
    }
    let page = |file: &File| {
        let mut rows = rows.get(file.path.as_str())?.clone();
        // "The same with nine digits" is about the row before.
        rows.sort_by_key(|row| file.notes.iter().position(|(id, _)| id == row.id));
        Some(Page { rows, source: file.clone() })
    };
    found.iter().filter_map(page).collect()
}
