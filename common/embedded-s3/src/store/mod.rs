//! Buckets and objects, in memory with an index of files behind it or not.

pub(crate) mod content;
mod journal;
pub(crate) mod listing;
pub(crate) mod model;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use parking_lot::RwLock;
use s3s::dto::ETagCondition;
use s3s::{S3Error, S3Result, s3_error};
use uuid::Uuid;

use crate::Error;
use content::Content;
use journal::{Journal, Record};
use model::{Bucket, Millis, NULL_VERSION, Part, Settings, Upload, Version, Versioning, Versions, current, to_millis};

/// All that the server holds.
#[derive(Debug)]
pub(crate) struct Store {
    state: RwLock<State>,
    /// Where contents become files; none to keep them in memory.
    contents: Option<PathBuf>,
}

#[derive(Debug)]
struct State {
    buckets: BTreeMap<String, Bucket>,
    uploads: BTreeMap<String, Upload>,
    journal: Option<Journal>,
}

/// What must hold of the current version for a write.
#[derive(Debug, Clone, Default)]
pub(crate) struct Condition {
    pub(crate) if_match: Option<ETagCondition>,
    pub(crate) if_none_match: Option<ETagCondition>,
}

/// What a deletion did.
#[derive(Debug, Clone, Default)]
pub(crate) struct Deleted {
    pub(crate) version_id: Option<String>,
    /// A delete marker was made, or was what was deleted.
    pub(crate) delete_marker: bool,
}

/// The time that is stamped on what is written.
#[expect(clippy::disallowed_methods, reason = "a server of its own, as S3 is: its time is not the tested program's")]
pub(crate) fn now() -> Millis {
    to_millis(SystemTime::now())
}

impl Store {
    pub(crate) fn memory() -> Store {
        let state = State { buckets: BTreeMap::new(), uploads: BTreeMap::new(), journal: None };
        Store { state: RwLock::new(state), contents: None }
    }

    pub(crate) fn folder(folder: &Path) -> Result<Store, Error> {
        let (journal, recovered) = Journal::open(folder)?;
        let state = State { buckets: recovered.buckets, uploads: recovered.uploads, journal: Some(journal) };
        Ok(Store { state: RwLock::new(state), contents: Some(journal::content_folder(folder)) })
    }

    /// A path for a new content; none if contents stay in memory.
    pub(crate) fn new_path(&self) -> Option<PathBuf> {
        self.contents.as_ref().map(|contents| contents.join(Uuid::now_v7().simple().to_string()))
    }

    /// The same content for another object. Blocks.
    pub(crate) fn duplicate(&self, content: &Content) -> S3Result<Content> {
        let new_path = || self.new_path().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound));
        content.duplicate(new_path).map_err(S3Error::internal_error)
    }

    /// Looks at a bucket.
    pub(crate) fn with_bucket<T>(&self, name: &str, look: impl FnOnce(&Bucket) -> S3Result<T>) -> S3Result<T> {
        match self.state.read().buckets.get(name) {
            Some(bucket) => look(bucket),
            None => Err(no_such_bucket()),
        }
    }

    /// Looks at each bucket, in order.
    pub(crate) fn buckets<T>(&self, mut look: impl FnMut(&str, &Bucket) -> T) -> Vec<T> {
        self.state.read().buckets.iter().map(|(name, bucket)| look(name, bucket)).collect()
    }

    pub(crate) fn create_bucket(&self, name: &str, settings: Settings) -> S3Result {
        let mut state = self.state.write();
        if state.buckets.contains_key(name) {
            return Err(s3_error!(BucketAlreadyOwnedByYou, "The bucket exists and is yours"));
        }
        state.log(|| Record::Bucket { name: name.to_owned(), settings: Some(settings.clone()) })?;
        state.buckets.insert(name.to_owned(), Bucket { settings, objects: BTreeMap::new() });
        Ok(())
    }

    pub(crate) fn delete_bucket(&self, name: &str) -> S3Result {
        let mut state = self.state.write();
        let bucket = state.buckets.get(name).ok_or_else(no_such_bucket)?;
        if !bucket.objects.is_empty() {
            return Err(s3_error!(BucketNotEmpty, "The bucket holds objects or versions of objects"));
        }
        state.log(|| Record::Bucket { name: name.to_owned(), settings: None })?;
        state.buckets.remove(name);
        Ok(())
    }

    pub(crate) fn change_settings(&self, name: &str, change: impl FnOnce(&mut Settings)) -> S3Result {
        let mut state = self.state.write();
        let mut settings = state.buckets.get(name).ok_or_else(no_such_bucket)?.settings.clone();
        change(&mut settings);
        state.log(|| Record::Bucket { name: name.to_owned(), settings: Some(settings.clone()) })?;
        if let Some(bucket) = state.buckets.get_mut(name) {
            bucket.settings = settings;
        }
        Ok(())
    }

    /// Makes a version the current one, if the condition holds. Gives its id, if the bucket has versions.
    pub(crate) fn put(
        &self,
        name: &str,
        key: &str,
        version: Version,
        condition: &Condition,
    ) -> S3Result<Option<String>> {
        let mut state = self.state.write();
        condition.check(state.buckets.get(name).ok_or_else(no_such_bucket)?.current(key))?;
        state.put(name, key, version)
    }

    /// Deletes an object, which leaves a marker in a bucket with versions, or one version for good.
    pub(crate) fn delete(&self, name: &str, key: &str, version_id: Option<&str>) -> S3Result<Deleted> {
        let mut state = self.state.write();
        let bucket = state.buckets.get(name).ok_or_else(no_such_bucket)?;
        let versioning = bucket.settings.versioning;
        let mut versions = bucket.objects.get(key).cloned().unwrap_or_default();
        if let Some(id) = version_id {
            let delete_marker = versions.iter().any(|version| version.id == id && version.is_delete_marker);
            versions.retain(|version| version.id != id);
            state.replace(name, key, versions)?;
            return Ok(Deleted { version_id: Some(id.to_owned()), delete_marker });
        }
        if versioning == Versioning::Never {
            state.replace(name, key, Vec::new())?;
            return Ok(Deleted::default());
        }
        if versioning == Versioning::Suspended {
            versions.retain(|version| version.id != NULL_VERSION);
        }
        let marker =
            Version { id: new_version_id(versioning), modified: now(), is_delete_marker: true, ..Version::default() };
        let id = marker.id.clone();
        versions.push(Arc::new(marker));
        state.replace(name, key, versions)?;
        Ok(Deleted { version_id: Some(id), delete_marker: true })
    }

    /// Changes what is said about a version, the current one if none is given. Its content and id stay.
    pub(crate) fn change_version(
        &self,
        name: &str,
        key: &str,
        version_id: Option<&str>,
        change: impl FnOnce(&mut Version),
    ) -> S3Result<Option<String>> {
        let mut state = self.state.write();
        let bucket = state.buckets.get(name).ok_or_else(no_such_bucket)?;
        let found = find(bucket, key, version_id)?;
        let mut changed = Version::clone(found);
        let shown = (bucket.settings.versioning != Versioning::Never).then(|| changed.id.clone());
        let mut versions = bucket.objects.get(key).cloned().unwrap_or_default();
        change(&mut changed);
        for version in versions.iter_mut().filter(|version| version.id == changed.id) {
            *version = Arc::new(changed.clone());
        }
        state.replace(name, key, versions)?;
        Ok(shown)
    }

    /// As if another writer had uploaded the same bytes again in another number of parts: the entity tag is new.
    pub(crate) fn replace_with_same(&self, name: &str, key: &str) -> S3Result {
        self.change_version(name, key, None, |version| {
            let (digest, parts) = version.e_tag.split_once('-').unwrap_or((&version.e_tag, "0"));
            version.e_tag = format!("{digest}-{}", parts.parse().unwrap_or(0_u64) + 1);
            version.modified = now().max(version.modified + 1_000);
        })?;
        Ok(())
    }

    pub(crate) fn begin_upload(&self, upload: Upload) -> S3Result<String> {
        let mut state = self.state.write();
        if !state.buckets.contains_key(&upload.bucket) {
            return Err(no_such_bucket());
        }
        let id = Uuid::new_v4().simple().to_string();
        state.log(|| Record::Upload { id: id.clone(), upload: Some(upload.clone()) })?;
        state.uploads.insert(id.clone(), upload);
        Ok(id)
    }

    /// Looks at an upload.
    pub(crate) fn with_upload<T>(
        &self,
        id: &str,
        bucket: &str,
        key: &str,
        look: impl FnOnce(&Upload) -> S3Result<T>,
    ) -> S3Result<T> {
        look(self.state.read().upload(id, bucket, key)?)
    }

    /// The uploads of a bucket that have not ended, with their ids.
    pub(crate) fn uploads(&self, bucket: &str) -> S3Result<Vec<(String, Upload)>> {
        let state = self.state.read();
        if !state.buckets.contains_key(bucket) {
            return Err(no_such_bucket());
        }
        let of_bucket = state.uploads.iter().filter(|(_, upload)| upload.bucket == bucket);
        let mut uploads: Vec<_> = of_bucket.map(|(id, upload)| (id.clone(), upload.clone())).collect();
        uploads.sort_by(|(_, one), (_, other)| one.key.cmp(&other.key).then(one.started.cmp(&other.started)));
        Ok(uploads)
    }

    pub(crate) fn put_part(&self, id: &str, bucket: &str, key: &str, number: i32, mut part: Part) -> S3Result {
        let mut state = self.state.write();
        state.upload(id, bucket, key)?;
        part.files = part.content.files();
        part.content.named_by_index(true);
        state.log(|| Record::Part { upload: id.to_owned(), number, part: part.clone() })?;
        let old = state.uploads.get_mut(id).and_then(|upload| upload.parts.insert(number, part));
        if let Some(old) = old {
            old.content.named_by_index(false);
        }
        Ok(())
    }

    /// Ends an upload and drops its parts.
    pub(crate) fn abort_upload(&self, id: &str, bucket: &str, key: &str) -> S3Result {
        let mut state = self.state.write();
        state.upload(id, bucket, key)?;
        state.end_upload(id, &[])
    }

    /// Ends an upload and makes what was put together of the parts `used` the current version, if the condition holds.
    pub(crate) fn complete_upload(
        &self,
        id: &str,
        (bucket, key): (&str, &str),
        version: Version,
        used: &[i32],
        condition: &Condition,
    ) -> S3Result<Option<String>> {
        let mut state = self.state.write();
        state.upload(id, bucket, key)?;
        condition.check(state.buckets.get(bucket).ok_or_else(no_such_bucket)?.current(key))?;
        // In this order a crash in between can lose the upload, which its owner notices, but never leave a part that two
        // things name.
        state.end_upload(id, used)?;
        state.put(bucket, key, version)
    }
}

impl State {
    /// Writes a record, if there is a journal; else it is not even made.
    fn log(&mut self, record: impl FnOnce() -> Record) -> S3Result {
        match &mut self.journal {
            Some(journal) => journal.append(&record()).map_err(S3Error::internal_error),
            None => Ok(()),
        }
    }

    fn upload(&self, id: &str, bucket: &str, key: &str) -> S3Result<&Upload> {
        let upload = self.uploads.get(id).filter(|upload| upload.bucket == bucket && upload.key == key);
        upload.ok_or_else(|| s3_error!(NoSuchUpload, "The upload does not exist or has ended"))
    }

    fn put(&mut self, name: &str, key: &str, mut version: Version) -> S3Result<Option<String>> {
        let bucket = self.buckets.get(name).ok_or_else(no_such_bucket)?;
        let versioning = bucket.settings.versioning;
        version.id = new_version_id(versioning);
        version.files = version.content.files();
        let id = version.id.clone();
        let mut versions = bucket.objects.get(key).cloned().unwrap_or_default();
        if versioning != Versioning::Enabled {
            versions.retain(|old| versioning == Versioning::Suspended && old.id != NULL_VERSION);
        }
        versions.push(Arc::new(version));
        self.replace(name, key, versions)?;
        Ok((versioning != Versioning::Never).then_some(id))
    }

    fn end_upload(&mut self, id: &str, used: &[i32]) -> S3Result {
        self.log(|| Record::Upload { id: id.to_owned(), upload: None })?;
        if let Some(upload) = self.uploads.remove(id) {
            for (_, part) in upload.parts.iter().filter(|(number, _)| !used.contains(number)) {
                part.content.named_by_index(false);
            }
        }
        Ok(())
    }

    /// Puts all versions of an object in the place of the old ones.
    fn replace(&mut self, name: &str, key: &str, versions: Versions) -> S3Result {
        for version in &versions {
            version.content.named_by_index(true);
        }
        self.log(|| Record::Object {
            bucket: name.to_owned(),
            key: key.to_owned(),
            versions: versions.iter().map(|version| Version::clone(version)).collect(),
        })?;
        let bucket = self.buckets.get_mut(name).ok_or_else(no_such_bucket)?;
        let kept: Vec<String> = versions.iter().map(|version| version.id.clone()).collect();
        let same_content =
            |old: &Version| versions.iter().any(|version| version.id == old.id && version.files == old.files);
        if let Some(old) = bucket.objects.get(key) {
            for gone in old.iter().filter(|old| !kept.contains(&old.id) || !same_content(old)) {
                gone.content.named_by_index(false);
            }
        }
        if versions.is_empty() {
            bucket.objects.remove(key);
        } else {
            bucket.objects.insert(key.to_owned(), versions);
        }
        Ok(())
    }
}

impl Condition {
    fn check(&self, current: Option<&Arc<Version>>) -> S3Result {
        let failed = || s3_error!(PreconditionFailed, "At least one of the pre-conditions you specified did not hold");
        if let Some(condition) = &self.if_match {
            let Some(version) = current else {
                return Err(s3_error!(NoSuchKey, "The object to be replaced does not exist"));
            };
            if !matches(condition, version) {
                return Err(failed());
            }
        }
        if let (Some(condition), Some(version)) = (&self.if_none_match, current)
            && matches(condition, version)
        {
            return Err(failed());
        }
        Ok(())
    }
}

/// Whether a version's entity tag is the one of the condition.
pub(crate) fn matches(condition: &ETagCondition, version: &Version) -> bool {
    condition.is_any() || condition.as_etag().is_some_and(|e_tag| e_tag.value() == version.e_tag)
}

/// A version of an object, the current one if none is given.
pub(crate) fn find<'a>(bucket: &'a Bucket, key: &str, version_id: Option<&str>) -> S3Result<&'a Arc<Version>> {
    let versions = bucket.objects.get(key);
    match version_id {
        None => versions.and_then(current).ok_or_else(|| s3_error!(NoSuchKey, "The specified key does not exist.")),
        Some(id) => {
            let version = versions.into_iter().flatten().find(|version| version.id == id);
            let version = version.ok_or_else(|| s3_error!(NoSuchVersion, "The specified version does not exist."))?;
            if version.is_delete_marker {
                return Err(s3_error!(MethodNotAllowed, "The version is a delete marker"));
            }
            Ok(version)
        }
    }
}

pub(crate) fn no_such_bucket() -> S3Error {
    s3_error!(NoSuchBucket, "The specified bucket does not exist")
}

fn new_version_id(versioning: Versioning) -> String {
    match versioning {
        Versioning::Enabled => Uuid::now_v7().simple().to_string(),
        Versioning::Never | Versioning::Suspended => NULL_VERSION.to_owned(),
    }
}
