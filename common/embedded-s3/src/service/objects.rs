//! Reading, writing, copying and deleting objects.

use std::ops::Range as Bytes;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue, StatusCode, header};
use s3s::dto::*;
use s3s::{S3Error, S3ErrorCode, S3Request, S3Result, s3_error};

use super::attributes::{
    CustomerKey, attributes, content_type, customer_key, encryption, key_id, metadata, shown_class, tag_set,
    tagging_header,
};
use super::receive::{Claims, receive};
use super::{ACCOUNT_ID, Answer, OWNER_ID, Service, answer, owner};
use crate::store::model::{Attributes, Settings, Version, Versioning, from_millis};
use crate::store::{Condition, find, matches, now};

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
            (Some(range), None) => Some(satisfiable(range, size)?),
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
            Some(range) => Some(satisfiable(range, size)?),
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
        if input.expected_bucket_owner.as_deref().is_some_and(|expected| expected != ACCOUNT_ID) {
            return Err(s3_error!(AccessDenied, "the bucket belongs to another account"));
        }
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

/// The bytes that a range means. Of an empty object there are none, whatever the range.
fn satisfiable(range: &Range, size: u64) -> S3Result<Bytes<u64>> {
    range.check(size).ok().filter(|range| !range.is_empty()).ok_or_else(|| invalid_range(size))
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

/// An entity tag without its form; empty if there is none.
pub(super) fn bare_e_tag(e_tag: Option<&ETag>) -> &str {
    e_tag.map(ETag::value).unwrap_or_default()
}
