//! Reading, writing, copying and deleting objects.

use std::collections::BTreeMap;
use std::ops::Range as Bytes;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use s3s::crypto::{Checksum as _, Md5};
use s3s::dto::*;
use s3s::{S3Error, S3ErrorCode, S3Request, S3Result, s3_error};

use super::receive::{Claims, receive};
use super::{Answer, OWNER_ID, Service, answer, owner};
use crate::store::model::{Attributes, Settings, Sse, Version, Versioning, from_millis};
use crate::store::{Condition, find, matches, now};

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
        CustomerKey {
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
    fn opens(&self, version: &Version) -> S3Result {
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

/// What must hold for an object to be given out.
struct ReadConditions<'a> {
    if_match: Option<&'a ETagCondition>,
    if_none_match: Option<&'a ETagCondition>,
    if_modified_since: Option<&'a Timestamp>,
    if_unmodified_since: Option<&'a Timestamp>,
}

impl ReadConditions<'_> {
    /// By RFC 9110, 13.2.2: entity tags before times.
    fn check(&self, version: &Version) -> S3Result {
        let modified = Timestamp::from(from_millis(version.modified / 1_000 * 1_000));
        let holds = match (self.if_match, self.if_unmodified_since) {
            (Some(condition), _) => matches(condition, version),
            (None, Some(since)) => modified <= *since,
            (None, None) => true,
        };
        if !holds {
            return Err(s3_error!(PreconditionFailed, "At least one of the pre-conditions you specified did not hold"));
        }
        let is_new = match (self.if_none_match, self.if_modified_since) {
            (Some(condition), _) => !matches(condition, version),
            (None, Some(since)) => modified > *since,
            (None, None) => true,
        };
        if is_new { Ok(()) } else { Err(s3_error!(NotModified)) }
    }
}

macro_rules! read_conditions {
    ($input:expr) => {
        ReadConditions {
            if_match: $input.if_match.as_ref(),
            if_none_match: $input.if_none_match.as_ref(),
            if_modified_since: $input.if_modified_since.as_ref(),
            if_unmodified_since: $input.if_unmodified_since.as_ref(),
        }
    };
}

/// The attributes that PutObject, CopyObject and CreateMultipartUpload share.
macro_rules! attributes {
    ($input:expr, $settings:expr) => {{
        let customer_key_md5 = customer_key!($input).digest()?;
        let sse = requested_encryption($input.server_side_encryption.as_ref(), $input.ssekms_key_id.as_ref())?;
        Attributes {
            content_type: $input.content_type.clone(),
            content_encoding: content_encoding($input.content_encoding.as_deref()),
            content_language: $input.content_language.clone(),
            content_disposition: $input.content_disposition.clone(),
            cache_control: $input.cache_control.clone(),
            metadata: $input.metadata.clone().unwrap_or_default().into_iter().collect(),
            storage_class: storage_class($input.storage_class.as_ref())?,
            sse: if customer_key_md5.is_some() { None } else { sse.or_else(|| $settings.encryption.clone()) },
            customer_key_md5,
        }
    }};
}
pub(super) use {attributes, customer_key};

impl Service {
    pub(super) fn object_get(&self, input: &GetObjectInput) -> Answer<GetObjectOutput> {
        let (version, shown_id) = self.version(&input.bucket, &input.key, input.version_id.as_deref())?;
        read_conditions!(input).check(&version)?;
        customer_key!(input).opens(&version)?;
        if version.attributes.is_archived() {
            let message = "The operation is not valid for the object's storage class";
            return Err(s3_error!(InvalidObjectState, "{message}"));
        }
        let size = version.content.len();
        let part = part_range(&version, input.part_number)?;
        let range = match (&input.range, &part) {
            (Some(range), None) => Some(range.check(size).map_err(|_| invalid_range(size))?),
            (None, part) => part.clone(),
            (Some(_), Some(_)) => return Err(s3_error!(InvalidRequest, "Range and partNumber exclude each other")),
        };
        let whole = 0..size;
        let sent = range.clone().unwrap_or(whole);
        let attributes = &version.attributes;
        let show_checksums = range.is_none() && input.checksum_mode.is_some();
        let checksums = if show_checksums { version.checksums.clone() } else { Default::default() };
        let has_checksum = checksums != Default::default();
        answer(GetObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            body: Some(version.content.stream(sent.clone())),
            cache_control: attributes.cache_control.clone(),
            checksum_crc32: checksums.crc32,
            checksum_crc32c: checksums.crc32c,
            checksum_crc64nvme: checksums.crc64nvme,
            checksum_sha1: checksums.sha1,
            checksum_sha256: checksums.sha256,
            checksum_type: has_checksum.then(|| ChecksumType::from_static(ChecksumType::FULL_OBJECT)),
            content_disposition: attributes.content_disposition.clone(),
            content_encoding: attributes.content_encoding.clone(),
            content_language: attributes.content_language.clone(),
            content_length: Some(signed(sent.end - sent.start)),
            content_range: range.map(|range| content_range(&range, size)),
            content_type: Some(content_type(attributes)),
            e_tag: Some(ETag::Strong(version.e_tag.clone())),
            last_modified: Some(from_millis(version.modified).into()),
            metadata: metadata(attributes),
            parts_count: part.is_some().then(|| parts_count(&version)),
            sse_customer_algorithm: attributes.customer_key_md5.is_some().then(|| "AES256".to_owned()),
            sse_customer_key_md5: attributes.customer_key_md5.clone(),
            ssekms_key_id: key_id(attributes),
            server_side_encryption: encryption(attributes),
            storage_class: shown_class(attributes),
            tag_count: (!version.tags.is_empty()).then(|| i32::try_from(version.tags.len()).unwrap_or(i32::MAX)),
            version_id: shown_id,
            ..GetObjectOutput::default()
        })
    }

    pub(super) fn object_head(&self, input: &HeadObjectInput) -> Answer<HeadObjectOutput> {
        let (version, shown_id) = self.version(&input.bucket, &input.key, input.version_id.as_deref())?;
        read_conditions!(input).check(&version)?;
        customer_key!(input).opens(&version)?;
        let size = version.content.len();
        let part = part_range(&version, input.part_number)?;
        let range = match &input.range {
            Some(range) => Some(range.check(size).map_err(|_| invalid_range(size))?),
            None => part.clone(),
        };
        let length = range.as_ref().map_or(size, |range| range.end - range.start);
        let attributes = &version.attributes;
        answer(HeadObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            cache_control: attributes.cache_control.clone(),
            content_disposition: attributes.content_disposition.clone(),
            content_encoding: attributes.content_encoding.clone(),
            content_language: attributes.content_language.clone(),
            content_length: Some(signed(length)),
            content_range: range.map(|range| content_range(&range, size)),
            content_type: Some(content_type(attributes)),
            e_tag: Some(ETag::Strong(version.e_tag.clone())),
            last_modified: Some(from_millis(version.modified).into()),
            metadata: metadata(attributes),
            parts_count: part.is_some().then(|| parts_count(&version)),
            sse_customer_algorithm: attributes.customer_key_md5.is_some().then(|| "AES256".to_owned()),
            sse_customer_key_md5: attributes.customer_key_md5.clone(),
            ssekms_key_id: key_id(attributes),
            server_side_encryption: encryption(attributes),
            storage_class: shown_class(attributes),
            version_id: shown_id,
            ..HeadObjectOutput::default()
        })
    }

    pub(super) async fn object_put(&self, request: S3Request<PutObjectInput>) -> Answer<PutObjectOutput> {
        let mut input = request.input;
        let settings = self.settings(&input.bucket)?;
        let attributes = attributes!(input, settings);
        let tags = tagging_header(input.tagging.as_deref())?;
        let claims = Claims::of_object(&input, &request.headers, request.trailing_headers);
        let received = receive(&self.store, input.body.take(), claims).await?;
        let e_tag = hex::encode(received.md5);
        let version = Version {
            modified: now(),
            e_tag: e_tag.clone(),
            attributes: attributes.clone(),
            tags,
            checksums: received.checksums.clone(),
            content: received.content,
            ..Version::default()
        };
        let condition = Condition { if_match: input.if_match, if_none_match: input.if_none_match };
        let version_id = self.store.put(&input.bucket, &input.key, version, &condition)?;
        answer(PutObjectOutput {
            checksum_crc32: received.checksums.crc32,
            checksum_crc32c: received.checksums.crc32c,
            checksum_crc64nvme: received.checksums.crc64nvme,
            checksum_sha1: received.checksums.sha1,
            checksum_sha256: received.checksums.sha256,
            e_tag: Some(ETag::Strong(e_tag)),
            sse_customer_algorithm: attributes.customer_key_md5.is_some().then(|| "AES256".to_owned()),
            ssekms_key_id: key_id(&attributes),
            server_side_encryption: encryption(&attributes),
            sse_customer_key_md5: attributes.customer_key_md5,
            version_id,
            ..PutObjectOutput::default()
        })
    }

    pub(super) async fn object_copy(&self, input: CopyObjectInput) -> Answer<CopyObjectOutput> {
        let CopySource::Bucket { bucket, key, version_id } = &input.copy_source else {
            return Err(s3_error!(NotImplemented, "Access points are not supported"));
        };
        let (source, source_id) = self.version(bucket, key, version_id.as_deref())?;
        let conditions = ReadConditions {
            if_match: input.copy_source_if_match.as_ref(),
            if_none_match: input.copy_source_if_none_match.as_ref(),
            if_modified_since: input.copy_source_if_modified_since.as_ref(),
            if_unmodified_since: input.copy_source_if_unmodified_since.as_ref(),
        };
        // A copy never answers "not modified": the condition just failed.
        conditions.check(&source).map_err(|_| {
            s3_error!(PreconditionFailed, "At least one of the pre-conditions you specified did not hold")
        })?;
        let opening = CustomerKey {
            algorithm: input.copy_source_sse_customer_algorithm.as_ref(),
            key: input.copy_source_sse_customer_key.as_ref(),
            md5: input.copy_source_sse_customer_key_md5.as_ref(),
        };
        opening.opens(&source)?;
        if source.attributes.is_archived() {
            return Err(s3_error!(InvalidObjectState, "The source must be restored first"));
        }
        let settings = self.settings(&input.bucket)?;
        let requested = attributes!(input, settings);
        let replaces = |directive: Option<&str>| directive == Some("REPLACE");
        let attributes = if replaces(input.metadata_directive.as_ref().map(MetadataDirective::as_str)) {
            requested
        } else {
            Attributes {
                storage_class: requested.storage_class,
                sse: requested.sse,
                customer_key_md5: requested.customer_key_md5,
                ..source.attributes.clone()
            }
        };
        let tags = if replaces(input.tagging_directive.as_ref().map(TaggingDirective::as_str)) {
            tagging_header(input.tagging.as_deref())?
        } else {
            source.tags.clone()
        };
        let (store, content) = (Arc::clone(&self.store), source.content.clone());
        let content = tokio::task::spawn_blocking(move || store.duplicate(&content)).await;
        let version = Version {
            modified: now(),
            e_tag: source.e_tag.clone(),
            attributes: attributes.clone(),
            tags,
            checksums: source.checksums.clone(),
            content: content.map_err(S3Error::internal_error)??,
            ..Version::default()
        };
        let modified = version.modified;
        let version_id = self.store.put(&input.bucket, &input.key, version, &Condition::default())?;
        answer(CopyObjectOutput {
            copy_object_result: Some(CopyObjectResult {
                e_tag: Some(ETag::Strong(source.e_tag.clone())),
                last_modified: Some(from_millis(modified).into()),
                ..CopyObjectResult::default()
            }),
            copy_source_version_id: source_id,
            ssekms_key_id: key_id(&attributes),
            server_side_encryption: encryption(&attributes),
            version_id,
            ..CopyObjectOutput::default()
        })
    }

    pub(super) fn objects_delete(&self, input: &DeleteObjectsInput) -> Answer<DeleteObjectsOutput> {
        self.settings(&input.bucket)?;
        let quiet = input.delete.quiet.unwrap_or(false);
        let mut output = DeleteObjectsOutput::default();
        for object in &input.delete.objects {
            match self.store.delete(&input.bucket, &object.key, object.version_id.as_deref()) {
                Ok(_) if quiet => {}
                Ok(deleted) => output.deleted.get_or_insert_default().push(DeletedObject {
                    delete_marker: deleted.delete_marker.then_some(true),
                    delete_marker_version_id: deleted.version_id.clone().filter(|_| deleted.delete_marker),
                    key: Some(object.key.clone()),
                    version_id: object.version_id.clone(),
                }),
                Err(error) => output.errors.get_or_insert_default().push(Error {
                    code: Some(error.code().as_str().to_owned()),
                    key: Some(object.key.clone()),
                    message: error.message().map(str::to_owned),
                    version_id: object.version_id.clone(),
                }),
            }
        }
        answer(output)
    }

    pub(super) fn object_tags(&self, input: &GetObjectTaggingInput) -> Answer<GetObjectTaggingOutput> {
        let (version, version_id) = self.version(&input.bucket, &input.key, input.version_id.as_deref())?;
        answer(GetObjectTaggingOutput { tag_set: tag_set(&version.tags), version_id })
    }

    pub(super) fn object_acl(&self, input: &GetObjectAclInput) -> Answer<GetObjectAclOutput> {
        self.version(&input.bucket, &input.key, input.version_id.as_deref())?;
        let grantee = Grantee {
            display_name: None,
            email_address: None,
            id: Some(OWNER_ID.to_owned()),
            type_: Type::from_static(Type::CANONICAL_USER),
            uri: None,
        };
        let grant =
            Grant { grantee: Some(grantee), permission: Some(Permission::from_static(Permission::FULL_CONTROL)) };
        answer(GetObjectAclOutput { grants: Some(vec![grant]), owner: Some(owner()), ..GetObjectAclOutput::default() })
    }

    /// A version, and the id that is shown for it.
    fn version(&self, bucket: &str, key: &str, id: Option<&str>) -> S3Result<(Arc<Version>, Option<String>)> {
        self.store.with_bucket(bucket, |bucket| {
            let version = find(bucket, key, id)?;
            let shown = bucket.settings.versioning != Versioning::Never;
            Ok((Arc::clone(version), shown.then(|| version.id.clone())))
        })
    }

    pub(super) fn settings(&self, bucket: &str) -> S3Result<Settings> {
        self.store.with_bucket(bucket, |bucket| Ok(bucket.settings.clone()))
    }
}

pub(super) fn signed(length: u64) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn content_range(range: &Bytes<u64>, size: u64) -> String {
    format!("bytes {}-{}/{size}", range.start, range.end.saturating_sub(1))
}

/// The refusal tells the size, so that the client can mend its range (RFC 9110, 15.5.17).
fn invalid_range(size: u64) -> S3Error {
    let mut error = s3_error!(InvalidRange, "The requested range is not satisfiable");
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    if let Ok(value) = HeaderValue::from_str(&format!("bytes */{size}")) {
        headers.insert(header::CONTENT_RANGE, value);
    }
    error.set_headers(headers);
    error
}

/// A refusal whose code the protocol crate does not know.
pub(super) fn refusal(code: &'static str, status: StatusCode, message: &'static str) -> S3Error {
    let mut error = S3Error::with_message(S3ErrorCode::Custom(code.into()), message);
    error.set_status_code(status);
    error
}

/// The bytes of a part of an object that was uploaded in parts; any other object has one part.
fn part_range(version: &Version, number: Option<i32>) -> S3Result<Option<Bytes<u64>>> {
    let Some(number) = number else { return Ok(None) };
    let whole = [version.content.len()];
    let parts = if version.parts.is_empty() { &whole[..] } else { &version.parts };
    let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    let (Some(index), Some(length)) = (index, index.and_then(|index| parts.get(index))) else {
        return Err(refusal("InvalidPartNumber", StatusCode::RANGE_NOT_SATISFIABLE, "The object has no such part"));
    };
    let start: u64 = parts[..index].iter().sum();
    Ok((*length > 0).then(|| start..start + length))
}

fn parts_count(version: &Version) -> i32 {
    i32::try_from(version.parts.len().max(1)).unwrap_or(i32::MAX)
}

fn content_type(attributes: &Attributes) -> String {
    attributes.content_type.clone().unwrap_or_else(|| "binary/octet-stream".to_owned())
}

/// `aws-chunked` speaks of the upload, not of the object.
pub(super) fn content_encoding(header: Option<&str>) -> Option<String> {
    let codings: Vec<&str> =
        header?.split(',').map(str::trim).filter(|coding| !coding.is_empty() && *coding != "aws-chunked").collect();
    if codings.is_empty() { None } else { Some(codings.join(",")) }
}

fn metadata(attributes: &Attributes) -> Option<Metadata> {
    let metadata: BTreeMap<_, _> = attributes.metadata.clone();
    if metadata.is_empty() { None } else { Some(metadata.into_iter().collect()) }
}

pub(super) fn key_id(attributes: &Attributes) -> Option<String> {
    attributes.sse.as_ref().and_then(|sse| sse.key_id.clone())
}

pub(super) fn encryption(attributes: &Attributes) -> Option<ServerSideEncryption> {
    attributes.sse.as_ref().map(|sse| ServerSideEncryption::from(sse.algorithm.clone()))
}

/// S3 leaves the header out for the standard class.
fn shown_class(attributes: &Attributes) -> Option<StorageClass> {
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

/// From text to a version id or entity tag of a part, whichever form the client uses.
pub(super) fn bare_e_tag(e_tag: Option<&ETag>) -> &str {
    e_tag.map(ETag::value).unwrap_or_default()
}
