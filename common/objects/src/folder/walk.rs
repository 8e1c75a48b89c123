//! Listing a tree in the order of its keys without holding the tree: only the folders on the way to the current position are
//! in memory.

use std::ffi::OsString;
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};
use std::vec;

use super::{Passed, e_tag, name, of_bucket, of_file};
use crate::{Error, ListedObject};

/// A listing between two of its objects.
#[derive(Debug)]
pub(super) struct Walk {
    bucket: String,
    prefix: String,
    /// The last key given out, or where the listing began.
    position: String,
    /// The folders on the way to the position, the root first.
    levels: Vec<Level>,
}

#[derive(Debug)]
struct Level {
    path: PathBuf,
    /// What the keys of its files begin with: empty, or ending with `/`.
    key: String,
    entries: vec::IntoIter<Entry>,
}

#[derive(Debug)]
struct Entry {
    /// The name as part of a key; a folder's ends with `/`, so that sorting the names of a folder sorts whole keys: the file
    /// `a-b` comes before all of `a/`.
    part: Box<str>,
    /// The name itself, if it is not UTF-8.
    raw: Option<OsString>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
    Link,
    Special,
}

impl Kind {
    fn of(kind: FileType) -> Kind {
        if kind.is_symlink() {
            Kind::Link
        } else if kind.is_dir() {
            Kind::Folder
        } else if kind.is_file() {
            Kind::File
        } else {
            Kind::Special
        }
    }
}

impl Walk {
    /// Begins after `position`, among keys that start with `prefix`.
    pub(super) fn start(bucket: &str, root: &Path, prefix: &str, position: &str) -> Result<Walk, Error> {
        let mut walk = Walk {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
            position: position.to_owned(),
            levels: Vec::new(),
        };
        let metadata = fs::metadata(root).map_err(|error| of_bucket(bucket, &error))?;
        if metadata.is_dir() {
            let entries = read_folder(root).map_err(|error| of_bucket(bucket, &error))?;
            walk.enter(root.to_owned(), String::new(), entries);
        } else if let (Some(parent), Some(file)) = (root.parent(), root.file_name()) {
            let entry = Entry::new(file.to_owned(), Kind::File);
            walk.enter(parent.to_owned(), String::new(), vec![entry]);
        }
        Ok(walk)
    }

    pub(super) fn is_at(&self, bucket: &str, prefix: &str, position: &str) -> bool {
        self.bucket == bucket && self.prefix == prefix && self.position == position
    }

    /// Whether there is surely nothing more. It can be false though nothing comes.
    pub(super) fn is_finished(&self) -> bool {
        self.levels.iter().all(|level| level.entries.len() == 0)
    }

    /// The next objects, at most `max`; fewer only at the end.
    pub(super) fn page(&mut self, max: usize, passed: &dyn Fn(Passed)) -> Result<Vec<ListedObject>, Error> {
        let mut objects = Vec::new();
        while objects.len() < max {
            let Some(level) = self.levels.last_mut() else {
                break;
            };
            let Some(entry) = level.entries.next() else {
                self.levels.pop();
                continue;
            };
            let key = format!("{}{}", level.key, entry.part);
            let path = level.path.join(entry.file_name());
            match entry.kind {
                Kind::Link => passed(Passed { symbolic_links: 1, special_files: 0 }),
                Kind::Special => passed(Passed { symbolic_links: 0, special_files: 1 }),
                Kind::File => objects.extend(self.file(key, &path, passed)?),
                Kind::Folder => match read_folder(&path) {
                    Ok(entries) => self.enter(path, key, entries),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) if is_refusal(&error) => {
                        if key > self.position && key.starts_with(&self.prefix) {
                            objects.push(unreadable(key));
                        }
                    }
                    Err(error) => return Err(of_file(&self.bucket, &error)),
                },
            }
        }
        if let Some(last) = objects.last() {
            self.position.clone_from(&last.key);
        }
        Ok(objects)
    }

    fn enter(&mut self, path: PathBuf, key: String, mut entries: Vec<Entry>) {
        entries.retain(|entry| self.leads_on(&key, entry));
        entries.sort_unstable_by(|left, right| left.part.cmp(&right.part));
        self.levels.push(Level { path, key, entries: entries.into_iter() });
    }

    /// Whether keys that are still to come can lie at or below the entry.
    fn leads_on(&self, folder: &str, entry: &Entry) -> bool {
        let key = format!("{folder}{}", entry.part);
        if entry.kind == Kind::Folder {
            (key.starts_with(&self.prefix) || self.prefix.starts_with(&key))
                && (key > self.position || self.position.starts_with(&key))
        } else {
            key > self.position && key.starts_with(&self.prefix)
        }
    }

    /// The object that a file is; none if it is gone by now.
    fn file(&self, key: String, path: &Path, passed: &dyn Fn(Passed)) -> Result<Option<ListedObject>, Error> {
        let metadata = match fs::symlink_metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if is_refusal(&error) => return Ok(Some(unreadable(key))),
            Err(error) => return Err(of_file(&self.bucket, &error)),
        };
        if !metadata.is_file() {
            passed(match Kind::of(metadata.file_type()) {
                Kind::Link => Passed { symbolic_links: 1, special_files: 0 },
                _ => Passed { symbolic_links: 0, special_files: 1 },
            });
            return Ok(None);
        }
        Ok(Some(ListedObject {
            key,
            size: metadata.len(),
            e_tag: e_tag(&metadata),
            last_modified: metadata.modified().unwrap_or(std::time::UNIX_EPOCH),
            storage_class: "STANDARD".to_owned(),
            restored: false,
        }))
    }
}

impl Entry {
    fn new(file_name: OsString, kind: Kind) -> Entry {
        let mut part = name::to_key(&file_name);
        if kind == Kind::Folder {
            part.push('/');
        }
        let raw = if file_name.to_str().is_none() { Some(file_name) } else { None };
        Entry { part: part.into_boxed_str(), raw, kind }
    }

    fn file_name(&self) -> &Path {
        match &self.raw {
            Some(raw) => Path::new(raw),
            None => Path::new(self.part.strip_suffix('/').unwrap_or(&self.part)),
        }
    }
}

fn read_folder(path: &Path) -> io::Result<Vec<Entry>> {
    fs::read_dir(path)?
        .map(|entry| {
            let entry = entry?;
            Ok(Entry::new(entry.file_name(), Kind::of(entry.file_type()?)))
        })
        .collect()
}

/// Whether waiting will not help: the file system refuses.
fn is_refusal(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::InvalidFilename)
}

/// What stands in the listing for something that may not be looked at.
fn unreadable(key: String) -> ListedObject {
    ListedObject {
        key,
        size: 0,
        e_tag: "unreadable".to_owned(),
        last_modified: std::time::UNIX_EPOCH,
        storage_class: "STANDARD".to_owned(),
        restored: false,
    }
}
