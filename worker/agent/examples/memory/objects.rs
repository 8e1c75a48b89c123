//! Objects that are made as they are read.

use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use futures::StreamExt as _;
use magpie_objects::{
    BucketDetails, Encryption, Error, GetRequest, GetResponse, ListPage, ListRequest, ListedObject, ObjectDetails,
    ObjectStore, PutOptions, Tag,
};

/// Bytes of a body that are made at once: what comes from a network at once.
const PART: u64 = 64 * 1024;

const E_TAG: &str = "e";

/// A file, again and again.
struct Piece {
    file: File,
    length: u64,
    times: u64,
}

impl Piece {
    fn bytes(&self) -> u64 {
        self.length * self.times
    }
}

/// One object: its pieces, one after the other.
pub struct Object {
    pieces: Vec<Piece>,
}

impl Object {
    fn size(&self) -> u64 {
        self.pieces.iter().map(Piece::bytes).sum()
    }

    /// The bytes at `offset`, up to `most` of them: one at least, if the object has any there.
    fn read(&self, mut offset: u64, most: u64) -> Bytes {
        for piece in &self.pieces {
            if offset < piece.bytes() {
                let at = offset % piece.length;
                let mut bytes = vec![0; usize::try_from(most.min(piece.length - at)).unwrap()];
                piece.file.read_exact_at(&mut bytes, at).unwrap();
                return bytes.into();
            }
            offset -= piece.bytes();
        }
        Bytes::new()
    }
}

/// All objects, by key.
pub struct Objects(pub BTreeMap<String, Arc<Object>>);

impl Objects {
    pub fn open(folder: &Path) -> Objects {
        let piece = |name: &Path, times| {
            let file = File::open(name).unwrap();
            let length = file.metadata().unwrap().len();
            Piece { file, length, times }
        };
        let mut objects = BTreeMap::new();
        if let Ok(recipe) = std::fs::read_to_string(folder.join("recipe.jsonl")) {
            for line in recipe.lines() {
                let line: serde_json::Value = serde_json::from_str(line).unwrap();
                let pieces = line["pieces"].as_array().unwrap().iter();
                let pieces =
                    pieces.map(|each| piece(&folder.join(each[0].as_str().unwrap()), each[1].as_u64().unwrap()));
                objects.insert(line["key"].as_str().unwrap().to_owned(), Arc::new(Object { pieces: pieces.collect() }));
            }
            return Objects(objects);
        }
        let mut folders = vec![folder.to_owned()];
        while let Some(open) = folders.pop() {
            for entry in std::fs::read_dir(&open).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let key = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                    objects.insert(key, Arc::new(Object { pieces: vec![piece(&path, 1)] }));
                }
            }
        }
        Objects(objects)
    }

    pub fn bytes(&self) -> u64 {
        self.0.values().map(|object| object.size()).sum()
    }
}

fn unused<T>() -> Result<T, Error> {
    Err(Error::NoSuchBucket { bucket: "other".to_owned() })
}

#[tonic::async_trait]
impl ObjectStore for Objects {
    async fn list(&self, _bucket: &str, request: &ListRequest) -> Result<ListPage, Error> {
        let after = self.0.iter().filter(|(key, _)| **key > request.start_after);
        let objects: Vec<ListedObject> = after
            .take(1_000)
            .map(|(key, object)| ListedObject {
                key: key.clone(),
                size: object.size(),
                e_tag: E_TAG.to_owned(),
                last_modified: SystemTime::UNIX_EPOCH,
                storage_class: "STANDARD".to_owned(),
                restored: false,
            })
            .collect();
        let next = (objects.len() == 1_000).then(|| "more".to_owned());
        Ok(ListPage { objects, next })
    }

    async fn get(&self, bucket: &str, key: &str, request: &GetRequest) -> Result<GetResponse, Error> {
        let Some(object) = self.0.get(key).map(Arc::clone) else {
            return Err(Error::NoSuchKey { bucket: bucket.to_owned() });
        };
        let size = object.size();
        let range = request.range.clone().unwrap_or(0..size);
        let end = range.end.min(size);
        let details = ObjectDetails {
            e_tag: E_TAG.to_owned(),
            version_id: None,
            size,
            content_type: None,
            content_encoding: None,
            encryption: Encryption::default(),
            storage_class: "STANDARD".to_owned(),
            last_modified: None,
            tag_count: None,
        };
        let body = futures::stream::unfold(range.start, move |at| {
            let part = (at < end).then(|| object.read(at, PART.min(end - at)));
            async move { part.map(|part| (at + part.len() as u64, part)).map(|(next, part)| (Ok(part), next)) }
        });
        Ok(GetResponse { details, body: body.boxed() })
    }

    async fn tags(&self, _bucket: &str, _key: &str) -> Result<Vec<Tag>, Error> {
        Ok(Vec::new())
    }

    async fn bucket(&self, _bucket: &str) -> Result<BucketDetails, Error> {
        unused()
    }

    async fn buckets(&self) -> Result<Vec<String>, Error> {
        unused()
    }

    async fn put(&self, _bucket: &str, _key: &str, _body: Bytes, _options: &PutOptions) -> Result<(), Error> {
        unused()
    }
}
