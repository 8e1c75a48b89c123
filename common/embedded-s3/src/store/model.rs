//! What is kept of buckets and objects.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::content::Content;

/// The id of objects of buckets without versions.
pub(crate) const NULL_VERSION: &str = "null";

/// Milliseconds since 1970.
pub(crate) type Millis = u64;

pub(crate) fn to_millis(at: SystemTime) -> Millis {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

pub(crate) fn from_millis(at: Millis) -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_millis(at)).unwrap_or(UNIX_EPOCH)
}

/// Whether a bucket keeps old versions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Versioning {
    #[default]
    Never,
    Enabled,
    Suspended,
}

/// The settings of a bucket.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) created: Millis,
    pub(crate) region: String,
    #[serde(default)]
    pub(crate) versioning: Versioning,
    #[serde(default)]
    pub(crate) tags: Option<Vec<(String, String)>>,
    #[serde(default)]
    pub(crate) encryption: Option<Sse>,
    #[serde(default)]
    pub(crate) policy: Option<String>,
    #[serde(default)]
    pub(crate) block_public_access: Option<BlockPublicAccess>,
    /// A canned access control list, such as public-read; private if empty.
    #[serde(default)]
    pub(crate) acl: String,
}

/// The four settings that block public access.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct BlockPublicAccess {
    pub(crate) block_public_acls: bool,
    pub(crate) ignore_public_acls: bool,
    pub(crate) block_public_policy: bool,
    pub(crate) restrict_public_buckets: bool,
}

/// Server-side encryption, which is remembered and shown but not done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sse {
    /// AES256, aws:kms or aws:kms:dsse.
    pub(crate) algorithm: String,
    #[serde(default)]
    pub(crate) key_id: Option<String>,
}

/// What the writer of an object said about it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Attributes {
    pub(crate) content_type: Option<String>,
    pub(crate) content_encoding: Option<String>,
    pub(crate) content_language: Option<String>,
    pub(crate) content_disposition: Option<String>,
    pub(crate) cache_control: Option<String>,
    pub(crate) metadata: BTreeMap<String, String>,
    /// STANDARD if empty.
    pub(crate) storage_class: String,
    /// Whether it must be restored before it can be read, if that is not as its class has it.
    pub(crate) archived: Option<bool>,
    pub(crate) sse: Option<Sse>,
    /// The MD5 of the key of its writer, in base64 (SSE-C).
    pub(crate) customer_key_md5: Option<String>,
}

impl Attributes {
    pub(crate) fn storage_class(&self) -> &str {
        if self.storage_class.is_empty() { "STANDARD" } else { &self.storage_class }
    }

    /// Whether it must be restored before it can be read.
    pub(crate) fn is_archived(&self) -> bool {
        self.archived.unwrap_or(self.has_archive_class())
    }

    /// Whether it was archived and restored.
    pub(crate) fn is_restored(&self) -> bool {
        self.has_archive_class() && !self.is_archived()
    }

    fn has_archive_class(&self) -> bool {
        matches!(self.storage_class.as_str(), "GLACIER" | "DEEP_ARCHIVE")
    }
}

/// Checksums of the whole object, in base64, that its writer gave.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Checksums {
    pub(crate) crc32: Option<String>,
    pub(crate) crc32c: Option<String>,
    pub(crate) crc64nvme: Option<String>,
    pub(crate) sha1: Option<String>,
    pub(crate) sha256: Option<String>,
}

/// One version of an object, or the mark that it was deleted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) id: String,
    pub(crate) modified: Millis,
    #[serde(default)]
    pub(crate) is_delete_marker: bool,
    /// Without quotes.
    #[serde(default)]
    pub(crate) e_tag: String,
    #[serde(default)]
    pub(crate) attributes: Attributes,
    #[serde(default)]
    pub(crate) tags: Vec<(String, String)>,
    #[serde(default)]
    pub(crate) checksums: Checksums,
    /// The lengths of its parts, if it was uploaded in parts.
    #[serde(default)]
    pub(crate) parts: Vec<u64>,
    /// The names and lengths of its files, only in the index.
    #[serde(default)]
    pub(crate) files: Vec<(String, u64)>,
    #[serde(skip)]
    pub(crate) content: Content,
}

/// All versions of an object, the newest last. Never empty.
pub(crate) type Versions = Vec<Arc<Version>>;

/// A bucket.
#[derive(Debug, Default)]
pub(crate) struct Bucket {
    pub(crate) settings: Settings,
    pub(crate) objects: BTreeMap<String, Versions>,
}

impl Bucket {
    /// The current version of an object, unless it is deleted.
    pub(crate) fn current(&self, key: &str) -> Option<&Arc<Version>> {
        current(self.objects.get(key)?)
    }
}

/// The newest version, unless it says that the object is deleted.
pub(crate) fn current(versions: &Versions) -> Option<&Arc<Version>> {
    versions.last().filter(|version| !version.is_delete_marker)
}

/// An upload in parts that is not complete yet.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Upload {
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) started: Millis,
    pub(crate) attributes: Attributes,
    pub(crate) tags: Vec<(String, String)>,
    #[serde(skip)]
    pub(crate) parts: BTreeMap<i32, Part>,
}

/// A part of an upload.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Without quotes.
    pub(crate) e_tag: String,
    pub(crate) modified: Millis,
    pub(crate) files: Vec<(String, u64)>,
    #[serde(skip)]
    pub(crate) content: Content,
}
