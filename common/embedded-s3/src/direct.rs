//! Doing without HTTP what tests and demos do often.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use s3s::S3Error;
use s3s::crypto::{Checksum as _, Md5};

use crate::store::content::Content;
use crate::store::model::{Attributes, Settings, Sse, Version, Versioning, from_millis, to_millis};
use crate::store::{Condition, find, now};
use crate::{EmbeddedS3, Encryption, Error, Object};

impl EmbeddedS3 {
    /// Makes a bucket.
    ///
    /// # Errors
    /// If there is one of this name.
    pub fn create_bucket(&self, bucket: &str) -> Result<(), Error> {
        if !s3s::path::check_bucket_name(bucket) {
            return Err(Error::Refused {
                code: "InvalidBucketName".into(),
                message: "The name breaks S3's rules".into(),
            });
        }
        let settings = Settings { created: now(), region: self.region.clone(), ..Settings::default() };
        Ok(self.store.create_bucket(bucket, settings)?)
    }

    /// Makes a bucket keep all versions of its objects.
    ///
    /// # Errors
    /// If there is no such bucket.
    pub fn enable_versioning(&self, bucket: &str) -> Result<(), Error> {
        Ok(self.store.change_settings(bucket, |settings| settings.versioning = Versioning::Enabled)?)
    }

    /// Writes an object. Gives its entity tag, without quotes. Blocks if the server uses a folder.
    ///
    /// # Errors
    /// If there is no such bucket, the key is longer than 1,024 bytes, or the folder cannot be written.
    pub fn put(&self, bucket: &str, key: &str, object: impl Into<Object>) -> Result<String, Error> {
        let object = object.into();
        if key.is_empty() || !s3s::path::check_key(key) {
            return Err(Error::Refused {
                code: "KeyTooLongError".into(),
                message: "A key has 1 to 1,024 bytes".into(),
            });
        }
        let default = self.store.with_bucket(bucket, |bucket| Ok(bucket.settings.encryption.clone()))?;
        let (sse, customer_key_md5) = match object.encryption {
            Encryption::Default => (default, None),
            Encryption::Aes256 => (Some(Sse { algorithm: "AES256".into(), key_id: None }), None),
            Encryption::Kms { key_id } => (Some(Sse { algorithm: "aws:kms".into(), key_id: Some(key_id) }), None),
            Encryption::KmsDsse { key_id } => {
                (Some(Sse { algorithm: "aws:kms:dsse".into(), key_id: Some(key_id) }), None)
            }
            Encryption::Customer { key } => (None, Some(BASE64.encode(Md5::checksum(&key)))),
        };
        let e_tag = object.e_tag.unwrap_or_else(|| hex::encode(Md5::checksum(&object.content)));
        let version = Version {
            modified: object.last_modified.map_or_else(now, to_millis),
            e_tag: e_tag.clone(),
            attributes: Attributes {
                content_type: object.content_type,
                content_encoding: object.content_encoding,
                metadata: object.metadata,
                storage_class: object.storage_class.unwrap_or_default(),
                archived: object.archived,
                sse,
                customer_key_md5,
                ..Attributes::default()
            },
            tags: object.tags,
            content: self.content(object.content)?,
            ..Version::default()
        };
        self.store.put(bucket, key, version, &Condition::default())?;
        Ok(e_tag)
    }

    /// Reads an object, whatever its storage class and encryption. Blocks if the server uses a folder.
    ///
    /// # Errors
    /// If there is no such object, or the folder cannot be read.
    pub fn get(&self, bucket: &str, key: &str) -> Result<Object, Error> {
        let version = self.store.with_bucket(bucket, |bucket| find(bucket, key, None).cloned())?;
        let content = version.content.read().map_err(S3Error::internal_error)?;
        let attributes = version.attributes.clone();
        let encryption = match (attributes.sse, attributes.customer_key_md5) {
            (Some(Sse { key_id: Some(key_id), algorithm }), _) if algorithm == "aws:kms:dsse" => {
                Encryption::KmsDsse { key_id }
            }
            (Some(Sse { key_id: Some(key_id), .. }), _) => Encryption::Kms { key_id },
            (Some(Sse { key_id: None, .. }), _) => Encryption::Aes256,
            // The key itself is not kept, here as in S3.
            (None, Some(_)) => Encryption::Customer { key: [0; 32] },
            (None, None) => Encryption::Default,
        };
        Ok(Object {
            content,
            content_type: attributes.content_type,
            content_encoding: attributes.content_encoding,
            metadata: attributes.metadata,
            tags: version.tags.clone(),
            storage_class: Some(attributes.storage_class).filter(|class| !class.is_empty()),
            archived: attributes.archived,
            encryption,
            last_modified: Some(from_millis(version.modified)),
            e_tag: Some(version.e_tag.clone()),
        })
    }

    /// Deletes an object; it is no error if there is none.
    ///
    /// # Errors
    /// If there is no such bucket, or the folder cannot be written.
    pub fn delete(&self, bucket: &str, key: &str) -> Result<(), Error> {
        self.store.delete(bucket, key, None)?;
        Ok(())
    }

    /// The keys of a bucket's objects, in order.
    ///
    /// # Errors
    /// If there is no such bucket.
    pub fn keys(&self, bucket: &str) -> Result<Vec<String>, Error> {
        let keys = self.store.with_bucket(bucket, |bucket| {
            Ok(bucket.objects.keys().filter(|key| bucket.current(key).is_some()).cloned().collect())
        })?;
        Ok(keys)
    }

    /// The sizes in bytes of a bucket's objects.
    ///
    /// # Errors
    /// If there is no such bucket.
    pub fn sizes(&self, bucket: &str) -> Result<HashMap<String, u64>, Error> {
        let sizes = self.store.with_bucket(bucket, |bucket| {
            let size = |key: &String| Some((key.clone(), bucket.current(key)?.content.len()));
            Ok(bucket.objects.keys().filter_map(size).collect())
        })?;
        Ok(sizes)
    }

    fn content(&self, bytes: Bytes) -> Result<Content, Error> {
        let Some(path) = self.store.new_path() else { return Ok(Content::memory(bytes)) };
        let content = Content::file(path.clone(), bytes.len() as u64, false);
        std::fs::write(&path, &bytes).map_err(S3Error::internal_error)?;
        Ok(content)
    }
}

impl From<S3Error> for Error {
    fn from(error: S3Error) -> Error {
        let message = match error.source() {
            Some(source) => source.to_string(),
            None => error.message().unwrap_or_default().to_owned(),
        };
        Error::Refused { code: error.code().as_str().to_owned(), message }
    }
}
