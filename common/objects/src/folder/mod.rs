//! Local files and folders as buckets.
//!
//! A file's key is its path below the folder, with `/` between the names; a bucket that is a single file holds one object
//! with the file's name. What is no object:
//!
//! * Symbolic links are passed over, wherever they lead, so nothing outside of the folder is ever read. So are devices,
//!   sockets and pipes. [`FolderStore::passed`] counts both.
//! * A folder that may not be read is listed as one object whose key ends with `/`, and reading that is refused: so it has
//!   an outcome of its own and is never silently left out.
//!
//! Names that are not UTF-8 are shown with each odd byte as a private-use character (see the `name` module).

mod name;
mod read;
mod walk;

use std::collections::{BTreeMap, VecDeque};
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use parking_lot::Mutex;

use crate::{BucketDetails, Error, GetRequest, GetResponse, ListPage, ListRequest, ObjectStore, PutOptions, Tag};
use walk::Walk;

/// Listings that are kept open between two pages. Beyond it the oldest is closed, and its next page reads the folders on the
/// way to its position again.
const MAX_OPEN_WALKS: usize = 16;

/// Local files and folders as buckets.
#[derive(Debug, Clone)]
pub struct FolderStore {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    roots: BTreeMap<String, PathBuf>,
    /// Walks between two pages, by the number in their continuation; newest last.
    open: Mutex<VecDeque<(u64, Walk)>>,
    next_walk: AtomicU64,
    next_temporary: AtomicU64,
    links: AtomicU64,
    special: AtomicU64,
}

/// What listings have passed over, counted once for each listing that came by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Passed {
    /// Symbolic links.
    pub symbolic_links: u64,
    /// Devices, sockets, pipes.
    pub special_files: u64,
}

impl FolderStore {
    /// A store whose buckets are these files and folders. A path that is itself a symbolic link is followed.
    ///
    /// # Errors
    /// If a path does not exist, may not be read, or is neither file nor folder.
    pub fn new(buckets: impl IntoIterator<Item = (String, PathBuf)>) -> Result<FolderStore, Error> {
        let mut roots = BTreeMap::new();
        for (bucket, path) in buckets {
            let root = fs::canonicalize(&path).map_err(|error| of_bucket(&bucket, &error))?;
            let kind = fs::metadata(&root).map_err(|error| of_bucket(&bucket, &error))?.file_type();
            if !kind.is_file() && !kind.is_dir() {
                let reason = "only files and folders can be read".to_owned();
                return Err(Error::InvalidRequest { bucket, reason });
            }
            roots.insert(bucket, root);
        }
        Ok(FolderStore {
            inner: Arc::new(Inner {
                roots,
                open: Mutex::default(),
                next_walk: AtomicU64::new(1),
                next_temporary: AtomicU64::new(0),
                links: AtomicU64::new(0),
                special: AtomicU64::new(0),
            }),
        })
    }

    /// What listings have passed over so far.
    pub fn passed(&self) -> Passed {
        Passed {
            symbolic_links: self.inner.links.load(Ordering::Relaxed),
            special_files: self.inner.special.load(Ordering::Relaxed),
        }
    }

    fn root(&self, bucket: &str) -> Result<&Path, Error> {
        self.inner
            .roots
            .get(bucket)
            .map(PathBuf::as_path)
            .ok_or_else(|| Error::NoSuchBucket { bucket: bucket.to_owned() })
    }

    /// Runs blocking work on the file system off the async threads.
    async fn blocking<T: Send + 'static>(
        &self,
        bucket: &str,
        work: impl FnOnce(&FolderStore) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let store = self.clone();
        let joined = tokio::task::spawn_blocking(move || work(&store)).await;
        joined.unwrap_or_else(|_| {
            Err(Error::Unavailable { bucket: bucket.to_owned(), reason: "the program is ending".to_owned() })
        })
    }
}

impl Inner {
    /// The walk that a continuation speaks of, if it is still open and stands at `position`.
    fn take_walk(&self, bucket: &str, prefix: &str, number: u64, position: &str) -> Option<Walk> {
        let mut open = self.open.lock();
        let index =
            open.iter().position(|(candidate, walk)| *candidate == number && walk.is_at(bucket, prefix, position))?;
        open.remove(index).map(|(_, walk)| walk)
    }

    fn keep_walk(&self, walk: Walk) -> u64 {
        let number = self.next_walk.fetch_add(1, Ordering::Relaxed);
        let mut open = self.open.lock();
        while open.len() >= MAX_OPEN_WALKS {
            open.pop_front();
        }
        open.push_back((number, walk));
        number
    }

    fn list(&self, bucket: &str, root: &Path, request: &ListRequest) -> Result<ListPage, Error> {
        // A continuation is `number:last key`; the caller's own position counts if it is further on.
        let (number, last) = match &request.continuation {
            Some(continuation) => continuation
                .split_once(':')
                .and_then(|(number, last)| Some((number.parse().ok()?, last)))
                .ok_or_else(|| Error::InvalidRequest {
                    bucket: bucket.to_owned(),
                    reason: "the continuation is not from this store".to_owned(),
                })?,
            None => (0, ""),
        };
        let position = last.max(request.start_after.as_str());
        let mut walk = match self.take_walk(bucket, &request.prefix, number, position) {
            Some(walk) => walk,
            None => Walk::start(bucket, root, &request.prefix, position)?,
        };
        let objects = walk.page(usize::from(request.page_size()), &|passed| {
            self.links.fetch_add(passed.symbolic_links, Ordering::Relaxed);
            self.special.fetch_add(passed.special_files, Ordering::Relaxed);
        })?;
        let next = match objects.last() {
            Some(object) if !walk.is_finished() => Some(format!("{}:{}", self.keep_walk(walk), object.key)),
            _ => None,
        };
        Ok(ListPage { objects, next })
    }
}

#[async_trait]
impl ObjectStore for FolderStore {
    async fn list(&self, bucket: &str, request: &ListRequest) -> Result<ListPage, Error> {
        let (name, request) = (bucket.to_owned(), request.clone());
        self.blocking(bucket, move |store| store.inner.list(&name, store.root(&name)?, &request)).await
    }

    async fn get(&self, bucket: &str, key: &str, request: &GetRequest) -> Result<GetResponse, Error> {
        let (name, key, request) = (bucket.to_owned(), key.to_owned(), request.clone());
        self.blocking(bucket, move |store| read::open(&name, store.root(&name)?, &key, &request)).await
    }

    async fn tags(&self, bucket: &str, key: &str) -> Result<Vec<Tag>, Error> {
        let (name, key) = (bucket.to_owned(), key.to_owned());
        self.blocking(bucket, move |store| read::find(&name, store.root(&name)?, &key).map(|_| Vec::new())).await
    }

    async fn bucket(&self, bucket: &str) -> Result<BucketDetails, Error> {
        let name = bucket.to_owned();
        self.blocking(bucket, move |store| {
            let metadata = fs::metadata(store.root(&name)?).map_err(|error| of_bucket(&name, &error))?;
            Ok(BucketDetails {
                name: name.clone(),
                created: metadata.created().ok(),
                tags: Some(Vec::new()),
                ..BucketDetails::default()
            })
        })
        .await
    }

    async fn buckets(&self) -> Result<Vec<String>, Error> {
        Ok(self.inner.roots.keys().cloned().collect())
    }

    /// Writes a file below the bucket's folder, making the folders on the way. The options have no meaning here.
    async fn put(&self, bucket: &str, key: &str, body: Bytes, _options: &PutOptions) -> Result<(), Error> {
        let (name, key) = (bucket.to_owned(), key.to_owned());
        self.blocking(bucket, move |store| {
            let number = store.inner.next_temporary.fetch_add(1, Ordering::Relaxed);
            read::write(&name, store.root(&name)?, &key, &body, number)
        })
        .await
    }
}

/// What tells one content of a file from another without reading it.
fn e_tag(metadata: &Metadata) -> String {
    let modified = i128::from(metadata.mtime()) * 1_000_000_000 + i128::from(metadata.mtime_nsec());
    format!("{:x}-{modified:x}-{:x}", metadata.len(), metadata.ino())
}

/// An error met at the bucket's own path.
fn of_bucket(bucket: &str, error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::NoSuchBucket { bucket: bucket.to_owned() },
        _ => of_file(bucket, error),
    }
}

/// An error met at a file or folder inside of the bucket.
fn of_file(bucket: &str, error: &io::Error) -> Error {
    let bucket = bucket.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::NoSuchKey { bucket },
        io::ErrorKind::PermissionDenied => Error::AccessDenied { bucket, action: "reading the file".to_owned() },
        io::ErrorKind::InvalidFilename => {
            Error::AccessDenied { bucket, action: "reading the file under a shorter path".to_owned() }
        }
        // The text of the kind, not of the error: nothing of a path or content can be in it.
        kind => Error::Unavailable { bucket, reason: kind.to_string() },
    }
}

#[cfg(test)]
mod tests;
