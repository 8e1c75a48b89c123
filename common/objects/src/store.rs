//! The trait and what its calls take and give.

use std::fmt;
use std::ops::Range;
use std::time::SystemTime;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;

use crate::{BucketDetails, Error};

/// The most objects a page can hold: S3's own bound for `ListObjectsV2`.
pub const MAX_PAGE: u16 = 1_000;

/// A place that holds objects in buckets. Calls can be made at the same time; none keeps state between calls that a later
/// call needs, so any process can continue where another stopped.
#[async_trait]
pub trait ObjectStore: Send + Sync + 'static {
    /// One page of objects in binary (UTF-8) order of their keys, strictly after `start_after`. See [`Pages`](crate::Pages)
    /// for walking all of them.
    ///
    /// # Errors
    /// [`Error::ListingStuck`] if the store answers with keys that were already seen; anything else that reading a bucket
    /// can meet.
    async fn list(&self, bucket: &str, request: &ListRequest) -> Result<ListPage, Error>;

    /// An object, or a range of it. The answer comes when the first bytes are at hand; the body then streams.
    ///
    /// # Errors
    /// [`Error::Changed`] if `if_match` no longer holds. In the body: [`Error::Truncated`] if it ends early, after which the
    /// caller can go on at the offset it has reached, with `if_match`.
    async fn get(&self, bucket: &str, key: &str, request: &GetRequest) -> Result<GetResponse, Error>;

    /// The tags of an object.
    ///
    /// # Errors
    /// Those of reading an object.
    async fn tags(&self, bucket: &str, key: &str) -> Result<Vec<Tag>, Error>;

    /// What can be learnt of a bucket. A property that may not be read is unknown; it is no error.
    ///
    /// # Errors
    /// If the bucket does not exist or the store is out of reach.
    async fn bucket(&self, bucket: &str) -> Result<BucketDetails, Error>;

    /// The names of all buckets that the credentials can see, sorted.
    ///
    /// # Errors
    /// If they may not be listed or the store is out of reach.
    async fn buckets(&self) -> Result<Vec<String>, Error>;

    /// Writes an object whole; there is never half of one. Writing the same again gives the same object.
    ///
    /// # Errors
    /// Those of writing to the bucket.
    async fn put(&self, bucket: &str, key: &str, body: Bytes, options: &PutOptions) -> Result<(), Error>;
}

/// Which page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListRequest {
    /// Only keys that start with this.
    pub prefix: String,
    /// The last key already seen: the page holds only keys after it. Give it even with `continuation`, which then is only a
    /// short cut: a page with older keys is recognised and asked for again.
    pub start_after: String,
    /// `next` of the page before.
    pub continuation: Option<String>,
    /// Objects at most, 1 to [`MAX_PAGE`]. 0 stands for [`MAX_PAGE`].
    pub max_keys: u16,
}

impl ListRequest {
    /// The page size to ask for, 1 to [`MAX_PAGE`].
    pub(crate) fn page_size(&self) -> u16 {
        if self.max_keys == 0 { MAX_PAGE } else { self.max_keys.min(MAX_PAGE) }
    }
}

/// A page of a listing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListPage {
    /// In binary order of their keys. Can be empty though more pages follow.
    pub objects: Vec<ListedObject>,
    /// What to ask for the next page with; none on the last.
    pub next: Option<String>,
}

/// An object in a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedObject {
    /// Its key.
    pub key: String,
    /// Bytes, as stored.
    pub size: u64,
    /// Changes when the content does. Without quotes.
    pub e_tag: String,
    /// When it was last written. S3 says it to the second.
    pub last_modified: SystemTime,
    /// Such as STANDARD or GLACIER.
    pub storage_class: String,
    /// It lies in an archive class, and a copy of it was restored that can be read for some time.
    pub restored: bool,
}

/// Which part of an object, under which condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GetRequest {
    /// Bytes from `start` to before `end`; an end beyond the object's is cut. All if not given.
    pub range: Option<Range<u64>>,
    /// Only if the object's entity tag still is this one. With or without quotes.
    pub if_match: Option<String>,
}

/// An object that is being read.
pub struct GetResponse {
    /// What the store says of it.
    pub details: ObjectDetails,
    /// The bytes. After an error there are no more.
    pub body: BoxStream<'static, Result<Bytes, Error>>,
}

impl fmt::Debug for GetResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GetResponse").field("details", &self.details).finish_non_exhaustive()
    }
}

/// What a store says of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectDetails {
    /// Changes when the content does. Without quotes.
    pub e_tag: String,
    /// Only in a bucket with versions.
    pub version_id: Option<String>,
    /// Bytes of the whole object, whatever the range.
    pub size: u64,
    /// The media type that its writer gave.
    pub content_type: Option<String>,
    /// Such as gzip.
    pub content_encoding: Option<String>,
    /// How the store encrypts it.
    pub encryption: Encryption,
    /// Such as STANDARD.
    pub storage_class: String,
    /// When it was last written.
    pub last_modified: Option<SystemTime>,
    /// How many tags it has; unknown if the credentials may not read them.
    pub tag_count: Option<u32>,
}

/// How something is encrypted at rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Encryption {
    /// The way.
    pub kind: EncryptionKind,
    /// The KMS key, as the store names it.
    pub key_id: Option<String>,
}

/// A way of encrypting at rest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EncryptionKind {
    /// The store says nothing of encryption.
    None,
    /// With keys of the store (SSE-S3).
    Aes256,
    /// With a key of KMS (SSE-KMS).
    Kms,
    /// Twice, with a key of KMS (DSSE-KMS).
    KmsDsse,
    /// Not known, or in a way that has no name here.
    #[default]
    Unknown,
}

impl EncryptionKind {
    /// The name that findings use: NONE, AES256, aws:kms, aws:kms:dsse or UNKNOWN.
    pub fn as_str(self) -> &'static str {
        match self {
            EncryptionKind::None => "NONE",
            EncryptionKind::Aes256 => "AES256",
            EncryptionKind::Kms => "aws:kms",
            EncryptionKind::KmsDsse => "aws:kms:dsse",
            EncryptionKind::Unknown => "UNKNOWN",
        }
    }

    /// From the value of the `x-amz-server-side-encryption` header; [`EncryptionKind::Unknown`] for other words.
    pub fn from_header(value: &str) -> EncryptionKind {
        match value {
            "AES256" => EncryptionKind::Aes256,
            "aws:kms" => EncryptionKind::Kms,
            "aws:kms:dsse" => EncryptionKind::KmsDsse,
            _ => EncryptionKind::Unknown,
        }
    }
}

/// A key and a value that someone gave an object or a bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag {
    /// The key.
    pub key: String,
    /// The value; can be empty.
    pub value: String,
}

/// How to write an object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PutOptions {
    /// The media type.
    pub content_type: Option<String>,
    /// Such as gzip.
    pub content_encoding: Option<String>,
    /// How the store shall encrypt it. [`EncryptionKind::None`] and `Unknown` leave it to the bucket's default.
    pub encryption: Encryption,
    /// The account that must own the bucket, 12 digits; the write is refused if another does.
    pub expected_bucket_owner: Option<String>,
}

/// An entity tag without quotes.
pub(crate) fn unquoted(e_tag: &str) -> &str {
    e_tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(e_tag)
}
