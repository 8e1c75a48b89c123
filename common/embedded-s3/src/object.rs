//! Objects as tests and demos put and read them without HTTP.

use std::collections::BTreeMap;
use std::time::SystemTime;

use bytes::Bytes;

/// An object.
///
/// ```
/// use magpie_embedded_s3::{Encryption, Object};
/// let plain = Object::from("name,phone\n");
/// let archived = Object { storage_class: Some("GLACIER".into()), ..Object::from("old") };
/// let restored = Object { archived: Some(false), ..archived.clone() };
/// let secret = Object { encryption: Encryption::Kms { key_id: "key-1".into() }, ..Object::from("x") };
/// # let _ = (plain, archived, restored, secret);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object {
    /// Its bytes.
    pub content: Bytes,
    /// The media type.
    pub content_type: Option<String>,
    /// Such as gzip.
    pub content_encoding: Option<String>,
    /// What its writer added (`x-amz-meta-*`).
    pub metadata: BTreeMap<String, String>,
    /// Its tags.
    pub tags: Vec<(String, String)>,
    /// STANDARD if not given.
    pub storage_class: Option<String>,
    /// Whether it must be restored before it can be read. If not given, objects in GLACIER and DEEP_ARCHIVE must; true is what
    /// the archive tiers of INTELLIGENT_TIERING are, false a restored object.
    pub archived: Option<bool>,
    /// How it is encrypted. This is shown, not done.
    pub encryption: Encryption,
    /// When it was written; now if not given.
    pub last_modified: Option<SystemTime>,
    /// Its entity tag without quotes. The MD5 of the content if not given.
    pub e_tag: Option<String>,
}

/// How an object is encrypted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Encryption {
    /// As the bucket has it by default.
    #[default]
    Default,
    /// With keys of the store (SSE-S3).
    Aes256,
    /// With a KMS key (SSE-KMS).
    Kms {
        /// The key.
        key_id: String,
    },
    /// Twice, with a KMS key (DSSE-KMS).
    KmsDsse {
        /// The key.
        key_id: String,
    },
    /// With a key that only its writer has (SSE-C): nobody else can read it.
    Customer {
        /// The writer's key.
        key: [u8; 32],
    },
}

impl From<Bytes> for Object {
    fn from(content: Bytes) -> Object {
        Object { content, ..Object::default() }
    }
}

impl From<Vec<u8>> for Object {
    fn from(content: Vec<u8>) -> Object {
        Object::from(Bytes::from(content))
    }
}

impl From<&[u8]> for Object {
    fn from(content: &[u8]) -> Object {
        Object::from(content.to_vec())
    }
}

impl From<String> for Object {
    fn from(content: String) -> Object {
        Object::from(content.into_bytes())
    }
}

impl From<&str> for Object {
    fn from(content: &str) -> Object {
        Object::from(content.as_bytes())
    }
}
