//! What is said about objects: encryption, storage class, metadata, tags.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use s3s::crypto::{Checksum as _, Md5};
use s3s::dto::*;
use s3s::{S3Result, s3_error};

use crate::store::model::{Attributes, Sse, Version};

/// Tags of an object or bucket at most.
const MAX_TAGS: usize = 50;

/// The key of its writer that a request carries (SSE-C).
#[derive(Debug, Default)]
pub(super) struct CustomerKey<'a> {
    pub(super) algorithm: Option<&'a String>,
    pub(super) key: Option<&'a String>,
    pub(super) md5: Option<&'a String>,
}

macro_rules! customer_key {
    ($input:expr) => {
        $crate::service::attributes::CustomerKey {
            algorithm: $input.sse_customer_algorithm.as_ref(),
            key: $input.sse_customer_key.as_ref(),
            md5: $input.sse_customer_key_md5.as_ref(),
        }
    };
}

impl CustomerKey<'_> {
    /// The MD5 of the key in base64, if there is a whole and consistent one.
    pub(super) fn digest(&self) -> S3Result<Option<String>> {
        let invalid = |what: &str| Err(s3_error!(InvalidArgument, "The customer key is not valid: {what}"));
        let (algorithm, key) = match (self.algorithm, self.key) {
            (None, None) => return Ok(None),
            (Some(algorithm), Some(key)) => (algorithm, key),
            _ => return invalid("algorithm and key must come together"),
        };
        if algorithm != "AES256" {
            return invalid("the algorithm must be AES256");
        }
        let Ok(key) = BASE64.decode(key) else { return invalid("it is not base64") };
        if key.len() != 32 {
            return invalid("it must have 32 bytes");
        }
        let digest = BASE64.encode(Md5::checksum(&key));
        if self.md5.is_some_and(|given| *given != digest) {
            return invalid("its MD5 does not match");
        }
        Ok(Some(digest))
    }

    /// That it opens a version.
    pub(super) fn opens(&self, version: &Version) -> S3Result {
        let digest = self.digest()?;
        match (&version.attributes.customer_key_md5, digest) {
            (None, None) => Ok(()),
            (Some(needed), Some(given)) if *needed == given => Ok(()),
            (Some(_), Some(_)) => Err(s3_error!(AccessDenied, "The customer key is not the one of the object")),
            (Some(_), None) => Err(s3_error!(
                InvalidRequest,
                "The object was stored using a form of Server Side Encryption. The correct parameters must be provided \
                 to retrieve the object."
            )),
            (None, Some(_)) => {
                Err(s3_error!(InvalidRequest, "The encryption parameters are not applicable to this object."))
            }
        }
    }
}

/// The attributes that PutObject, CopyObject and CreateMultipartUpload share.
macro_rules! attributes {
    ($input:expr, $settings:expr) => {{
        let customer_key_md5 = $crate::service::attributes::customer_key!($input).digest()?;
        let sse = $crate::service::attributes::requested_encryption(
            $input.server_side_encryption.as_ref(),
            $input.ssekms_key_id.as_ref(),
        )?;
        $crate::store::model::Attributes {
            content_type: $input.content_type.clone(),
            content_encoding: $crate::service::attributes::content_encoding($input.content_encoding.as_deref()),
            content_language: $input.content_language.clone(),
            content_disposition: $input.content_disposition.clone(),
            cache_control: $input.cache_control.clone(),
            metadata: $input.metadata.clone().unwrap_or_default().into_iter().collect(),
            storage_class: $crate::service::attributes::storage_class($input.storage_class.as_ref())?,
            archived: None,
            sse: if customer_key_md5.is_some() { None } else { sse.or_else(|| $settings.encryption.clone()) },
            customer_key_md5,
        }
    }};
}
pub(super) use {attributes, customer_key};

pub(super) fn content_type(attributes: &Attributes) -> String {
    attributes.content_type.clone().unwrap_or_else(|| "binary/octet-stream".to_owned())
}

/// `aws-chunked` speaks of the upload, not of the object.
pub(super) fn content_encoding(header: Option<&str>) -> Option<String> {
    let codings: Vec<&str> =
        header?.split(',').map(str::trim).filter(|coding| !coding.is_empty() && *coding != "aws-chunked").collect();
    if codings.is_empty() { None } else { Some(codings.join(",")) }
}

pub(super) fn metadata(attributes: &Attributes) -> Option<Metadata> {
    if attributes.metadata.is_empty() { None } else { Some(attributes.metadata.clone().into_iter().collect()) }
}

pub(super) fn key_id(attributes: &Attributes) -> Option<String> {
    attributes.sse.as_ref().and_then(|sse| sse.key_id.clone())
}

pub(super) fn encryption(attributes: &Attributes) -> Option<ServerSideEncryption> {
    attributes.sse.as_ref().map(|sse| ServerSideEncryption::from(sse.algorithm.clone()))
}

/// S3 leaves the header out for the standard class.
pub(super) fn shown_class(attributes: &Attributes) -> Option<StorageClass> {
    Some(attributes.storage_class())
        .filter(|class| *class != "STANDARD")
        .map(|class| StorageClass::from(class.to_owned()))
}

pub(super) fn storage_class(class: Option<&StorageClass>) -> S3Result<String> {
    const CLASSES: [&str; 8] = [
        "STANDARD",
        "REDUCED_REDUNDANCY",
        "STANDARD_IA",
        "ONEZONE_IA",
        "INTELLIGENT_TIERING",
        "GLACIER",
        "DEEP_ARCHIVE",
        "GLACIER_IR",
    ];
    match class.map(StorageClass::as_str) {
        None => Ok(String::new()),
        Some(class) if CLASSES.contains(&class) => Ok(class.to_owned()),
        Some(_) => Err(s3_error!(InvalidStorageClass, "The storage class you specified is not valid")),
    }
}

pub(super) fn requested_encryption(
    algorithm: Option<&ServerSideEncryption>,
    key_id: Option<&String>,
) -> S3Result<Option<Sse>> {
    let Some(algorithm) = algorithm.map(ServerSideEncryption::as_str) else {
        return match key_id {
            None => Ok(None),
            Some(_) => Err(s3_error!(InvalidArgument, "A KMS key needs the algorithm aws:kms")),
        };
    };
    match (algorithm, key_id) {
        ("AES256", None) => Ok(Some(Sse { algorithm: algorithm.to_owned(), key_id: None })),
        ("AES256", Some(_)) => Err(s3_error!(InvalidArgument, "AES256 takes no KMS key")),
        // Without a key id S3 takes the account's own key for S3.
        ("aws:kms" | "aws:kms:dsse", key_id) => Ok(Some(Sse {
            algorithm: algorithm.to_owned(),
            key_id: Some(key_id.cloned().unwrap_or_else(|| "alias/aws/s3".to_owned())),
        })),
        _ => Err(s3_error!(InvalidArgument, "The encryption method specified is not supported")),
    }
}

/// The tags of a request body, checked by S3's rules.
pub(super) fn tags_of(tagging: &Tagging) -> S3Result<Vec<(String, String)>> {
    let pair = |tag: &Tag| (tag.key.clone().unwrap_or_default(), tag.value.clone().unwrap_or_default());
    check_tags(tagging.tag_set.iter().map(pair).collect())
}

/// The tags of the `x-amz-tagging` header, which is encoded like a query.
pub(super) fn tagging_header(header: Option<&str>) -> S3Result<Vec<(String, String)>> {
    let mut tags = Vec::new();
    for pair in header.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (Some(key), Some(value)) = (decode(key), decode(value)) else {
            return Err(s3_error!(InvalidArgument, "The tagging header is not valid"));
        };
        tags.push((key, value));
    }
    check_tags(tags)
}

fn check_tags(mut tags: Vec<(String, String)>) -> S3Result<Vec<(String, String)>> {
    tags.sort();
    let unique = tags.is_sorted_by(|one, other| one.0 != other.0);
    let fit =
        |(key, value): &(String, String)| !key.is_empty() && key.chars().count() <= 128 && value.chars().count() <= 256;
    if !unique || tags.len() > MAX_TAGS || !tags.iter().all(fit) {
        return Err(s3_error!(InvalidTag, "The tags are not valid: too many, too long, or one key twice"));
    }
    Ok(tags)
}

pub(super) fn tag_set(tags: &[(String, String)]) -> TagSet {
    tags.iter().map(|(key, value)| Tag { key: Some(key.clone()), value: Some(value.clone()) }).collect()
}

/// Undoes the encoding of queries.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        match (first, tail) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) => {
                let text = [*high, *low];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&text).ok()?, 16).ok()?);
                rest = after;
            }
            (b'%', _) => return None,
            _ => bytes.push(first),
        }
    }
    String::from_utf8(bytes).ok()
}
