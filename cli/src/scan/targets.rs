//! What `magpie scan` is pointed at: folders, files, buckets, and parts of buckets, all behind one object store.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use magpie_objects::{
    BucketDetails, Error, FolderStore, GetRequest, GetResponse, ListPage, ListRequest, ObjectStore, PutOptions, Tag,
};

use crate::failure::Failure;

/// Ends the continuation's part that names the prefix. Not in any number.
const MARK: char = ':';

/// One thing to scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A file or folder.
    Local(PathBuf),
    /// A bucket, or the objects in it whose keys start with the prefix.
    Bucket {
        /// Its name.
        bucket: String,
        /// Empty for all of it.
        prefix: String,
    },
}

impl Target {
    /// Reads `s3://bucket/prefix` or a path.
    pub(crate) fn parse(text: &str) -> Result<Target, Failure> {
        let Some(rest) = text.strip_prefix("s3://") else {
            let path = PathBuf::from(text);
            return match path.metadata() {
                Ok(_) => Ok(Target::Local(path)),
                Err(source) => Err(Failure::File { path, source }),
            };
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(Failure::Usage("an S3 target looks like s3://bucket or s3://bucket/prefix".into()));
        }
        Ok(Target::Bucket { bucket: bucket.to_owned(), prefix: prefix.to_owned() })
    }
}

/// The buckets of a scan: their names, where they really are, and how their objects are shown to people.
pub(crate) struct Targets {
    places: BTreeMap<String, Place>,
    /// Files with the words of allow lists, as buckets that are not scanned.
    words: BTreeMap<String, PathBuf>,
}

/// Where a bucket of the scan really is.
enum Place {
    Local(PathBuf),
    /// Prefixes: sorted, and none the beginning of another.
    Bucket(Vec<String>),
}

impl Targets {
    /// Gives each target a bucket. Folders become buckets named after themselves.
    pub(crate) fn new(targets: Vec<Target>) -> Targets {
        let mut places: BTreeMap<String, Place> = BTreeMap::new();
        let (buckets, folders): (Vec<_>, Vec<_>) =
            targets.into_iter().partition(|target| matches!(target, Target::Bucket { .. }));
        for target in buckets {
            let Target::Bucket { bucket, prefix } = target else { continue };
            let place = places.entry(bucket).or_insert_with(|| Place::Bucket(Vec::new()));
            if let Place::Bucket(prefixes) = place {
                prefixes.push(prefix);
            }
        }
        for place in places.values_mut() {
            if let Place::Bucket(prefixes) = place {
                prefixes.sort();
                // What starts with an earlier prefix is already in it.
                prefixes.dedup_by(|later, earlier| later.starts_with(earlier.as_str()));
            }
        }
        for target in folders {
            let Target::Local(path) = target else { continue };
            let name = bucket_name(&path);
            let name = (1..)
                .map(|number| if number == 1 { name.clone() } else { format!("{name}-{number}") })
                .find(|name| !places.contains_key(name));
            if let Some(name) = name {
                places.insert(name, Place::Local(path));
            }
        }
        Targets { places, words: BTreeMap::new() }
    }

    /// Makes a file readable for allow lists, as the only object of a bucket that is not scanned. Gives the bucket's name.
    pub(crate) fn add_words(&mut self, file: &Path) -> Result<String, Failure> {
        // Opening it tells best why it cannot be read.
        std::fs::File::open(file).map_err(|source| Failure::File { path: file.to_owned(), source })?;
        let taken = |name: &String| self.places.contains_key(name) || self.words.contains_key(name);
        let name = (1_u64..).map(|number| format!("allow-words-{number}")).find(|name| !taken(name));
        let name = name.unwrap_or_default();
        self.words.insert(name.clone(), file.to_owned());
        Ok(name)
    }

    /// The buckets of the job.
    pub(crate) fn buckets(&self) -> Vec<String> {
        self.places.keys().cloned().collect()
    }

    /// Whether S3 is needed.
    pub(crate) fn need_s3(&self) -> bool {
        self.places.values().any(|place| matches!(place, Place::Bucket(_)))
    }

    /// An object, as the user would name it.
    pub(crate) fn shown(&self, bucket: &str, key: &str) -> String {
        match self.places.get(bucket) {
            Some(Place::Local(path)) if path.is_file() => path.display().to_string(),
            Some(Place::Local(path)) => path.join(key).display().to_string(),
            _ => format!("s3://{bucket}/{key}"),
        }
    }

    /// The store that a scan of these targets reads.
    pub(crate) fn store(&self, s3: Option<Arc<dyn ObjectStore>>) -> Result<Arc<dyn ObjectStore>, Failure> {
        let folders = self.places.iter().filter_map(|(name, place)| match place {
            Place::Local(path) => Some((name.clone(), path.clone())),
            Place::Bucket(_) => None,
        });
        let prefixes = self.places.iter().filter_map(|(name, place)| match place {
            Place::Bucket(prefixes) => Some((name.clone(), prefixes.clone())),
            Place::Local(_) => None,
        });
        let words = self.words.iter().map(|(name, path)| (name.clone(), path.clone()));
        Ok(Arc::new(ScanStore {
            folders: FolderStore::new(folders.chain(words)).map_err(Failure::part)?,
            prefixes: prefixes.collect(),
            s3,
        }))
    }
}

/// A name that the rules for buckets allow, made of a path's last part.
fn bucket_name(path: &Path) -> String {
    let full = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let last = full.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_');
    let name: String =
        last.chars().map(|character| if allowed(character) { character } else { '-' }).take(200).collect();
    let name = name.replace("..", "-");
    let name = name.trim_matches(|character: char| !character.is_ascii_alphanumeric());
    if name.len() < 3 { format!("folder-{name}").trim_end_matches('-').to_owned() } else { name.to_owned() }
}

/// Folders and parts of buckets, as whole buckets.
struct ScanStore {
    folders: FolderStore,
    prefixes: BTreeMap<String, Vec<String>>,
    s3: Option<Arc<dyn ObjectStore>>,
}

impl ScanStore {
    fn of(&self, bucket: &str) -> Result<&dyn ObjectStore, Error> {
        if self.prefixes.contains_key(bucket) {
            return self.s3.as_deref().ok_or_else(|| Error::NoSuchBucket { bucket: bucket.to_owned() });
        }
        Ok(&self.folders)
    }

    /// Lists the prefixes one after the other: they are sorted and apart, so keys come in order.
    async fn list_prefixes(&self, bucket: &str, prefixes: &[String], request: &ListRequest) -> Result<ListPage, Error> {
        let store = self.of(bucket)?;
        let (mut at, mut continuation) = match &request.continuation {
            Some(token) => match token.split_once(MARK) {
                Some((at, inner)) => (at.parse().unwrap_or(0), (!inner.is_empty()).then(|| inner.to_owned())),
                None => (0, None),
            },
            None => (0, None),
        };
        while let Some(prefix) = prefixes.get(at) {
            // A prefix whose keys all come before the position is done.
            let passed = !request.start_after.is_empty()
                && request.start_after.as_str() > prefix.as_str()
                && !request.start_after.starts_with(prefix.as_str());
            if passed && continuation.is_none() {
                at += 1;
                continue;
            }
            let page = store
                .list(
                    bucket,
                    &ListRequest { prefix: prefix.clone(), continuation: continuation.take(), ..request.clone() },
                )
                .await?;
            let next = match page.next {
                Some(inner) => Some(format!("{at}{MARK}{inner}")),
                None if at + 1 < prefixes.len() => Some(format!("{}{MARK}", at + 1)),
                None => None,
            };
            return Ok(ListPage { objects: page.objects, next });
        }
        Ok(ListPage { objects: Vec::new(), next: None })
    }
}

#[async_trait]
impl ObjectStore for ScanStore {
    async fn list(&self, bucket: &str, request: &ListRequest) -> Result<ListPage, Error> {
        match self.prefixes.get(bucket) {
            Some(prefixes) => self.list_prefixes(bucket, prefixes, request).await,
            None => self.folders.list(bucket, request).await,
        }
    }

    async fn get(&self, bucket: &str, key: &str, request: &GetRequest) -> Result<GetResponse, Error> {
        self.of(bucket)?.get(bucket, key, request).await
    }

    async fn tags(&self, bucket: &str, key: &str) -> Result<Vec<Tag>, Error> {
        self.of(bucket)?.tags(bucket, key).await
    }

    async fn bucket(&self, bucket: &str) -> Result<BucketDetails, Error> {
        self.of(bucket)?.bucket(bucket).await
    }

    async fn buckets(&self) -> Result<Vec<String>, Error> {
        let mut buckets = self.folders.buckets().await?;
        buckets.extend(self.prefixes.keys().cloned());
        Ok(buckets)
    }

    async fn put(&self, bucket: &str, key: &str, body: Bytes, options: &PutOptions) -> Result<(), Error> {
        self.of(bucket)?.put(bucket, key, body, options).await
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn targets_are_told_apart() {
        let bucket = |bucket: &str, prefix: &str| Target::Bucket { bucket: bucket.into(), prefix: prefix.into() };
        assert_eq!(Target::parse("s3://b").unwrap(), bucket("b", ""));
        assert_eq!(Target::parse("s3://b/a/c d").unwrap(), bucket("b", "a/c d"));
        assert!(Target::parse("s3://").is_err());
        assert!(Target::parse("/no/such/folder/anywhere").unwrap_err().to_string().contains("/no/such/folder"));
        assert!(matches!(Target::parse("/").unwrap(), Target::Local(_)));
    }

    #[test]
    fn prefixes_in_one_another_are_scanned_once() {
        let targets = ["s3://b/x/", "s3://b/a", "s3://b/x/y", "s3://b/ab"];
        let targets = Targets::new(targets.iter().map(|text| Target::parse(text).unwrap()).collect());
        let Some(Place::Bucket(prefixes)) = targets.places.get("b") else { panic!("no bucket") };
        assert_eq!(prefixes, &["a", "x/"]);
        assert_eq!(targets.shown("b", "a/1"), "s3://b/a/1");
    }

    #[test]
    fn folders_get_names_that_buckets_may_have() {
        for (path, name) in [
            ("/no/such/Quarterly report (final)", "Quarterly-report--final"),
            ("/no/such/.ssh", "ssh"),
            ("/no/such/a..b", "a-b"),
            ("/no/such/x", "folder-x"),
            ("/", "folder"),
            ("/no/such/日本", "folder"),
        ] {
            assert_eq!(bucket_name(Path::new(path)), name, "{path}");
        }
    }

    #[tokio::test]
    async fn several_prefixes_are_one_listing_in_key_order() {
        let folder = tempfile::tempdir().unwrap();
        for key in ["a/1", "a/2", "b/1", "c/1", "c/2", "d/1"] {
            let path = folder.path().join(key);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, key).unwrap();
        }
        // A folder store stands in for S3: the trait is the same.
        let s3 = FolderStore::new([("b".to_owned(), folder.path().to_owned())]).unwrap();
        let targets = ["s3://b/c/", "s3://b/a/", "s3://b/nothing/", "s3://b/d"];
        let targets = Targets::new(targets.iter().map(|text| Target::parse(text).unwrap()).collect());
        let store = targets.store(Some(Arc::new(s3))).unwrap();
        for (start_after, expected) in [
            ("", vec!["a/1", "a/2", "c/1", "c/2", "d/1"]),
            ("a/1", vec!["a/2", "c/1", "c/2", "d/1"]),
            ("c/1", vec!["c/2", "d/1"]),
            ("d/1", vec![]),
        ] {
            let mut request = ListRequest { start_after: start_after.into(), max_keys: 1, ..ListRequest::default() };
            let mut keys = Vec::new();
            loop {
                let page = store.list("b", &request).await.unwrap();
                keys.extend(page.objects.into_iter().map(|object| object.key));
                request.continuation = page.next;
                if request.continuation.is_none() {
                    break;
                }
            }
            assert_eq!(keys, expected, "after {start_after:?}");
        }
    }
}
