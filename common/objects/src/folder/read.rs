//! Reading and writing single files of a bucket.

use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::{self, BoxStream};

use super::{e_tag, name, of_file};
use crate::store::unquoted;
use crate::{Encryption, Error, GetRequest, GetResponse, ObjectDetails};

/// Bytes read at once.
const CHUNK: u64 = 1 << 20;

/// Opens the file of a key and reads the range.
pub(super) fn open(bucket: &str, root: &Path, key: &str, request: &GetRequest) -> Result<GetResponse, Error> {
    let path = find(bucket, root, key)?;
    let file = File::open(&path).map_err(|error| of_file(bucket, &error))?;
    let metadata = file.metadata().map_err(|error| of_file(bucket, &error))?;
    // Whoever can write in the folder can put a link in the place of a file between the look and the opening: look again
    // that the way to the opened file leads through no link.
    let again = fs::symlink_metadata(find(bucket, root, key)?).map_err(|error| of_file(bucket, &error))?;
    if !metadata.is_file() || (metadata.dev(), metadata.ino()) != (again.dev(), again.ino()) {
        return Err(Error::Changed { bucket: bucket.to_owned() });
    }

    let e_tag = e_tag(&metadata);
    if request.if_match.as_deref().is_some_and(|wanted| unquoted(wanted) != e_tag) {
        return Err(Error::Changed { bucket: bucket.to_owned() });
    }
    let size = metadata.len();
    let range = match &request.range {
        None => 0..size,
        Some(range) if range.start >= range.end => {
            return Err(Error::InvalidRequest { bucket: bucket.to_owned(), reason: "the range is empty".to_owned() });
        }
        Some(range) if range.start >= size => {
            return Err(Error::InvalidRange { bucket: bucket.to_owned(), size: Some(size) });
        }
        Some(range) => range.start..range.end.min(size),
    };
    let details = ObjectDetails {
        e_tag: e_tag.clone(),
        version_id: None,
        size,
        content_type: None,
        content_encoding: None,
        encryption: Encryption::default(),
        storage_class: "STANDARD".to_owned(),
        last_modified: metadata.modified().ok(),
        tag_count: Some(0),
    };
    let reading = Reading {
        bucket: bucket.to_owned(),
        file: Arc::new(file),
        e_tag,
        start: range.start,
        at: range.start,
        end: range.end,
    };
    Ok(GetResponse { details, body: reading.into_stream() })
}

struct Reading {
    bucket: String,
    file: Arc<File>,
    e_tag: String,
    start: u64,
    at: u64,
    end: u64,
}

impl Reading {
    fn into_stream(self) -> BoxStream<'static, Result<Bytes, Error>> {
        stream::try_unfold(self, |mut reading| async move {
            if reading.at >= reading.end {
                return Ok(None);
            }
            let bucket = reading.bucket.clone();
            let joined = tokio::task::spawn_blocking(move || {
                let chunk = reading.chunk()?;
                Ok(Some((chunk, reading)))
            });
            joined
                .await
                .unwrap_or_else(|_| Err(Error::Unavailable { bucket, reason: "the program is ending".to_owned() }))
        })
        .boxed()
    }

    fn chunk(&mut self) -> Result<Bytes, Error> {
        let wanted = usize::try_from((self.end - self.at).min(CHUNK)).unwrap_or(1);
        let mut buffer = vec![0; wanted];
        let read = loop {
            match self.file.read_at(&mut buffer, self.at) {
                Ok(read) => break read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(of_file(&self.bucket, &error)),
            }
        };
        if read == 0 {
            let (expected, received) = (self.end - self.start, self.at - self.start);
            return Err(Error::Truncated { bucket: self.bucket.clone(), expected, received });
        }
        buffer.truncate(read);
        self.at += read as u64;
        if self.at >= self.end {
            self.check_unchanged()?;
        }
        Ok(buffer.into())
    }

    /// At the end of the range: that no one wrote to the file meanwhile.
    fn check_unchanged(&self) -> Result<(), Error> {
        let metadata = self.file.metadata().map_err(|error| of_file(&self.bucket, &error))?;
        if e_tag(&metadata) == self.e_tag { Ok(()) } else { Err(Error::Changed { bucket: self.bucket.clone() }) }
    }
}

/// The path of the file that a key names, reached through real folders only.
pub(super) fn find(bucket: &str, root: &Path, key: &str) -> Result<PathBuf, Error> {
    let missing = || Error::NoSuchKey { bucket: bucket.to_owned() };
    let metadata = fs::metadata(root).map_err(|error| super::of_bucket(bucket, &error))?;
    if metadata.is_file() {
        return match root.file_name() {
            Some(file) if name::to_key(file) == key => Ok(root.to_owned()),
            _ => Err(missing()),
        };
    }
    if let Some(folder) = key.strip_suffix('/') {
        // Only folders that may not be read are listed under such a key.
        let (path, kind) = resolve(bucket, root, folder)?;
        return match fs::read_dir(&path) {
            Err(error) if kind.is_dir() => Err(of_file(bucket, &error)),
            _ => Err(missing()),
        };
    }
    let (path, found) = resolve(bucket, root, key)?;
    if found.is_file() { Ok(path) } else { Err(missing()) }
}

/// Goes from name to name, never through a link.
fn resolve(bucket: &str, root: &Path, key: &str) -> Result<(PathBuf, Metadata), Error> {
    let missing = || Error::NoSuchKey { bucket: bucket.to_owned() };
    let mut path = root.to_owned();
    let mut found = None;
    for part in key.split('/') {
        if found.as_ref().is_some_and(|metadata: &Metadata| !metadata.is_dir()) || !is_name(part) {
            return Err(missing());
        }
        let candidates = std::iter::once(OsString::from(part)).chain(name::from_key(part));
        let mut outcome = Err(missing());
        for candidate in candidates {
            let next = path.join(candidate);
            match fs::symlink_metadata(&next) {
                Ok(metadata) if metadata.is_symlink() => {}
                Ok(metadata) => {
                    outcome = Ok((next, metadata));
                    break;
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => outcome = Err(of_file(bucket, &error)),
            }
        }
        let (next, metadata) = outcome?;
        path = next;
        found = Some(metadata);
    }
    found.map(|metadata| (path, metadata)).ok_or_else(missing)
}

fn is_name(part: &str) -> bool {
    !matches!(part, "" | "." | "..") && !part.contains('\0')
}

/// Writes a file under a temporary name, makes it durable and moves it to its place.
pub(super) fn write(bucket: &str, root: &Path, key: &str, body: &[u8], number: u64) -> Result<(), Error> {
    let invalid = |reason: &str| Error::InvalidRequest { bucket: bucket.to_owned(), reason: reason.to_owned() };
    let refused = |error: io::Error| match of_file(bucket, &error) {
        Error::AccessDenied { bucket, .. } => Error::AccessDenied { bucket, action: "writing the file".to_owned() },
        other => other,
    };
    if !root.is_dir() {
        let operation = "writing, because it is a single file".to_owned();
        return Err(Error::NotSupported { bucket: bucket.to_owned(), operation });
    }
    let mut path = root.to_owned();
    for part in key.split('/') {
        if fs::symlink_metadata(&path).is_ok_and(|metadata| !metadata.is_dir()) {
            return Err(invalid("a folder on the way to the key is a file or a link"));
        }
        if !is_name(part) {
            return Err(invalid("the key has an empty part, or one that is no file name"));
        }
        path.push(part);
    }
    let folder = path.parent().ok_or_else(|| invalid("the key is empty"))?;
    fs::create_dir_all(folder).map_err(refused)?;
    let temporary = folder.join(format!(".{}-{number}.part", std::process::id()));
    let written = File::create_new(&temporary)
        .and_then(|mut file| file.write_all(body).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, &path))
        .and_then(|()| File::open(folder)?.sync_all());
    written.map_err(|error| {
        // Nothing to be done if it cannot be removed; the error that matters is the first one.
        let _ = fs::remove_file(&temporary);
        refused(error)
    })
}
