//! The index of a folder: a log of what changed, one JSON object a line.
//!
//! Each record holds the whole new state of one thing, so the last record of a thing is the truth. A line that was cut by a
//! crash can only be the last one; it is dropped. Opening writes the log anew without what is past. The log survives the
//! end of the process; it is not synced to the disk, as this server keeps nothing that could not be made again.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::content::Content;
use super::model::{Bucket, Part, Settings, Upload, Version};
use crate::Error;

const INDEX: &str = "index.jsonl";
const CONTENT: &str = "content";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Record {
    /// A bucket and its settings; none if it was deleted.
    Bucket { name: String, settings: Option<Settings> },
    /// All versions of an object; empty if it is gone.
    Object { bucket: String, key: String, versions: Vec<Version> },
    /// An upload without its parts; none if it ended.
    Upload { id: String, upload: Option<Upload> },
    /// A part of an upload.
    Part { upload: String, number: i32, part: Part },
}

/// The open log.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
}

/// Everything that the log says.
#[derive(Default)]
pub(super) struct Recovered {
    pub(super) buckets: BTreeMap<String, Bucket>,
    pub(super) uploads: BTreeMap<String, Upload>,
}

/// Where the contents of a folder lie.
pub(super) fn content_folder(folder: &Path) -> PathBuf {
    folder.join(CONTENT)
}

impl Journal {
    /// Reads the log of a folder, writes it anew and sweeps contents that it does not name.
    pub(super) fn open(folder: &Path) -> Result<(Journal, Recovered), Error> {
        let failed = |source| Error::Folder { path: folder.to_owned(), source };
        let contents = content_folder(folder);
        fs::create_dir_all(&contents).map_err(failed)?;
        let path = folder.join(INDEX);
        let recovered = if path.exists() { read(&path, &contents)? } else { Recovered::default() };
        sweep(&contents, &recovered).map_err(failed)?;

        let fresh = folder.join(format!("{INDEX}.new"));
        let mut journal = BufWriter::new(File::create(&fresh).map_err(failed)?);
        for record in recovered.records() {
            serde_json::to_writer(&mut journal, &record).map_err(|error| failed(error.into()))?;
            journal.write_all(b"\n").map_err(failed)?;
        }
        journal.flush().map_err(failed)?;
        fs::rename(&fresh, &path).map_err(failed)?;
        let file = OpenOptions::new().append(true).open(&path).map_err(failed)?;
        Ok((Journal { file }, recovered))
    }

    /// Adds a record. It is with the operating system when this returns.
    pub(super) fn append(&mut self, record: &Record) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        self.file.write_all(&line)
    }
}

impl Recovered {
    fn apply(&mut self, record: Record, contents: &Path) {
        match record {
            Record::Bucket { name, settings: Some(settings) } => {
                self.buckets.entry(name).or_default().settings = settings;
            }
            Record::Bucket { name, settings: None } => {
                self.buckets.remove(&name);
            }
            Record::Object { bucket, key, versions } => {
                let Some(bucket) = self.buckets.get_mut(&bucket) else { return };
                if versions.is_empty() {
                    bucket.objects.remove(&key);
                    return;
                }
                let mut restored = Vec::with_capacity(versions.len());
                for mut version in versions {
                    version.content = content(contents, &version.files);
                    restored.push(Arc::new(version));
                }
                bucket.objects.insert(key, restored);
            }
            Record::Upload { id, upload: Some(upload) } => {
                self.uploads.insert(id, upload);
            }
            Record::Upload { id, upload: None } => {
                self.uploads.remove(&id);
            }
            Record::Part { upload, number, mut part } => {
                part.content = content(contents, &part.files);
                if let Some(upload) = self.uploads.get_mut(&upload) {
                    upload.parts.insert(number, part);
                }
            }
        }
    }

    fn records(&self) -> impl Iterator<Item = Record> + '_ {
        let buckets = self.buckets.iter().flat_map(|(name, bucket)| {
            let settings = Record::Bucket { name: name.clone(), settings: Some(bucket.settings.clone()) };
            let objects = bucket.objects.iter().map(move |(key, versions)| Record::Object {
                bucket: name.clone(),
                key: key.clone(),
                versions: versions.iter().map(|version| Version::clone(version)).collect(),
            });
            std::iter::once(settings).chain(objects)
        });
        let uploads = self.uploads.iter().flat_map(|(id, upload)| {
            let begun = Record::Upload { id: id.clone(), upload: Some(upload.clone()) };
            let parts = upload.parts.iter().map(move |(number, part)| Record::Part {
                upload: id.clone(),
                number: *number,
                part: part.clone(),
            });
            std::iter::once(begun).chain(parts)
        });
        buckets.chain(uploads)
    }
}

fn content(contents: &Path, files: &[(String, u64)]) -> Content {
    Content::concat(files.iter().map(|(name, length)| Content::file(contents.join(name), *length, true)))
}

fn read(path: &Path, contents: &Path) -> Result<Recovered, Error> {
    let failed = |source| Error::Folder { path: path.to_owned(), source };
    let mut reader = BufReader::new(File::open(path).map_err(failed)?);
    let mut recovered = Recovered::default();
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if reader.read_until(b'\n', &mut line).map_err(failed)? == 0 || line.last() != Some(&b'\n') {
            break;
        }
        let record = serde_json::from_slice(&line).map_err(|_| Error::Index { path: path.to_owned(), line: number })?;
        recovered.apply(record, contents);
    }
    Ok(recovered)
}

/// Removes files that a crash left between their writing and their being named.
fn sweep(contents: &Path, recovered: &Recovered) -> std::io::Result<()> {
    let objects = recovered.buckets.values().flat_map(|bucket| bucket.objects.values().flatten());
    let parts = recovered.uploads.values().flat_map(|upload| upload.parts.values());
    let named: std::collections::HashSet<&str> = objects
        .flat_map(|version| &version.files)
        .chain(parts.flat_map(|part| &part.files))
        .map(|(name, _)| name.as_str())
        .collect();
    for entry in fs::read_dir(contents)? {
        let entry = entry?;
        if !entry.file_name().to_str().is_some_and(|name| named.contains(name)) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
