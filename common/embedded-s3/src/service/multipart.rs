//! Uploads in parts.

use s3s::crypto::{Checksum as _, Md5};
use s3s::dto::*;
use s3s::{S3Request, S3Result, s3_error};

use super::attributes::{attributes, customer_key, encryption, key_id, tagging_header};
use super::objects::{bare_e_tag, signed};
use super::receive::{Claims, receive};
use super::{Answer, Service, answer, owner};
use crate::store::content::Content;
use crate::store::model::{Part as StoredPart, Upload, Version, from_millis};
use crate::store::{Condition, now};

/// Parts are numbered from 1 to this.
const MAX_PARTS: i32 = 10_000;

/// Every part but the last has at least this many bytes: 5 MiB.
const MIN_PART: u64 = 5 << 20;

/// Parts or uploads in a page at most.
const MAX_PAGE: i32 = 1_000;

impl Service {
    pub(super) fn upload_begin(&self, input: CreateMultipartUploadInput) -> Answer<CreateMultipartUploadOutput> {
        let settings = self.settings(&input.bucket)?;
        let attributes = attributes!(input, settings);
        let upload = Upload {
            bucket: input.bucket.clone(),
            key: input.key.clone(),
            started: now(),
            attributes: attributes.clone(),
            tags: tagging_header(input.tagging.as_deref())?,
            ..Upload::default()
        };
        let id = self.store.begin_upload(upload)?;
        answer(CreateMultipartUploadOutput {
            bucket: Some(input.bucket),
            key: Some(input.key),
            ssekms_key_id: key_id(&attributes),
            server_side_encryption: encryption(&attributes),
            upload_id: Some(id),
            ..CreateMultipartUploadOutput::default()
        })
    }

    pub(super) async fn upload_put_part(&self, request: S3Request<UploadPartInput>) -> Answer<UploadPartOutput> {
        let mut input = request.input;
        if !(1..=MAX_PARTS).contains(&input.part_number) {
            return Err(s3_error!(InvalidArgument, "Part number must be an integer between 1 and 10000, inclusive"));
        }
        let customer_key_md5 = customer_key!(input).digest()?;
        let (id, bucket, key) = (input.upload_id.as_str(), input.bucket.as_str(), input.key.as_str());
        let attributes = self.store.with_upload(id, bucket, key, |upload| Ok(upload.attributes.clone()))?;
        if attributes.customer_key_md5 != customer_key_md5 {
            return Err(s3_error!(InvalidRequest, "The customer key is not the one that the upload began with"));
        }
        let claims = Claims::of_part(&input, &request.headers, request.trailing_headers);
        let received = receive(&self.store, input.body.take(), claims).await?;
        let e_tag = hex::encode(received.md5);
        let part =
            StoredPart { e_tag: e_tag.clone(), modified: now(), content: received.content, ..StoredPart::default() };
        self.store.put_part(&input.upload_id, &input.bucket, &input.key, input.part_number, part)?;
        answer(UploadPartOutput {
            checksum_crc32: received.checksums.crc32,
            checksum_crc32c: received.checksums.crc32c,
            checksum_crc64nvme: received.checksums.crc64nvme,
            checksum_sha1: received.checksums.sha1,
            checksum_sha256: received.checksums.sha256,
            e_tag: Some(ETag::Strong(e_tag)),
            ssekms_key_id: key_id(&attributes),
            server_side_encryption: encryption(&attributes),
            ..UploadPartOutput::default()
        })
    }

    pub(super) fn upload_complete(&self, input: CompleteMultipartUploadInput) -> Answer<CompleteMultipartUploadOutput> {
        let wanted = input.multipart_upload.and_then(|upload| upload.parts).unwrap_or_default();
        let numbers: Vec<i32> = wanted.iter().filter_map(|part| part.part_number).collect();
        if numbers.is_empty() || numbers.len() != wanted.len() {
            return Err(s3_error!(MalformedXML, "You must specify at least one part, each with its number"));
        }
        if !numbers.is_sorted_by(|one, other| one < other) {
            return Err(s3_error!(InvalidPartOrder, "The list of parts was not in ascending order"));
        }
        let (id, bucket, key) = (input.upload_id.as_str(), input.bucket.as_str(), input.key.as_str());
        let version = self.store.with_upload(id, bucket, key, |upload| put_together(upload, &wanted))?;
        let (e_tag, attributes) = (version.e_tag.clone(), version.attributes.clone());
        let condition = Condition { if_match: input.if_match, if_none_match: input.if_none_match };
        let version_id = self.store.complete_upload(id, (bucket, key), version, &numbers, &condition)?;
        answer(CompleteMultipartUploadOutput {
            bucket: Some(input.bucket),
            e_tag: Some(ETag::Strong(e_tag)),
            key: Some(input.key),
            ssekms_key_id: key_id(&attributes),
            server_side_encryption: encryption(&attributes),
            version_id,
            ..CompleteMultipartUploadOutput::default()
        })
    }

    pub(super) fn upload_parts(&self, input: &ListPartsInput) -> Answer<ListPartsOutput> {
        let after = input.part_number_marker.unwrap_or(0);
        let max = input.max_parts.unwrap_or(MAX_PAGE).clamp(0, MAX_PAGE);
        self.store.with_upload(&input.upload_id, &input.bucket, &input.key, |upload| {
            let mut later = upload.parts.range(after.saturating_add(1)..);
            let shown = |(number, part): (&i32, &StoredPart)| Part {
                e_tag: Some(ETag::Strong(part.e_tag.clone())),
                last_modified: Some(from_millis(part.modified).into()),
                part_number: Some(*number),
                size: Some(signed(part.content.len())),
                ..Part::default()
            };
            let parts: Vec<Part> = later.by_ref().take(usize::try_from(max).unwrap_or(0)).map(shown).collect();
            let is_truncated = later.next().is_some();
            answer(ListPartsOutput {
                bucket: Some(input.bucket.clone()),
                is_truncated: Some(is_truncated),
                key: Some(input.key.clone()),
                max_parts: Some(max),
                next_part_number_marker: parts.last().and_then(|part| part.part_number).filter(|_| is_truncated),
                owner: Some(owner()),
                part_number_marker: Some(after),
                parts: Some(parts),
                upload_id: Some(input.upload_id.clone()),
                ..ListPartsOutput::default()
            })
        })
    }

    pub(super) fn uploads_list(&self, input: &ListMultipartUploadsInput) -> Answer<ListMultipartUploadsOutput> {
        let prefix = input.prefix.as_deref().unwrap_or_default();
        let after = input.key_marker.as_deref().unwrap_or_default();
        let max = input.max_uploads.unwrap_or(MAX_PAGE).clamp(0, MAX_PAGE);
        let uploads = self.store.uploads(&input.bucket)?;
        let mut later =
            uploads.into_iter().filter(|(_, upload)| upload.key.starts_with(prefix) && upload.key.as_str() > after);
        let shown = |(id, upload): (String, Upload)| MultipartUpload {
            initiated: Some(from_millis(upload.started).into()),
            key: Some(upload.key),
            owner: Some(owner()),
            upload_id: Some(id),
            ..MultipartUpload::default()
        };
        let page: Vec<MultipartUpload> = later.by_ref().take(usize::try_from(max).unwrap_or(0)).map(shown).collect();
        let is_truncated = later.next().is_some();
        answer(ListMultipartUploadsOutput {
            bucket: Some(input.bucket.clone()),
            is_truncated: Some(is_truncated),
            max_uploads: Some(max),
            next_key_marker: page.last().and_then(|upload| upload.key.clone()).filter(|_| is_truncated),
            prefix: input.prefix.clone(),
            uploads: Some(page),
            ..ListMultipartUploadsOutput::default()
        })
    }
}

/// The object that the wanted parts make. Its entity tag is the MD5 of the parts' MD5s and their number.
fn put_together(upload: &Upload, wanted: &[CompletedPart]) -> S3Result<Version> {
    let invalid = || s3_error!(InvalidPart, "One or more of the specified parts could not be found");
    let mut contents = Vec::with_capacity(wanted.len());
    let mut digest = Md5::new();
    for (index, part) in wanted.iter().enumerate() {
        let stored = part.part_number.and_then(|number| upload.parts.get(&number)).ok_or_else(invalid)?;
        if stored.e_tag != bare_e_tag(part.e_tag.as_ref()) {
            return Err(invalid());
        }
        if index + 1 < wanted.len() && stored.content.len() < MIN_PART {
            return Err(s3_error!(EntityTooSmall, "A part other than the last is smaller than 5 MiB"));
        }
        digest.update(&hex::decode(&stored.e_tag).map_err(|_| invalid())?);
        contents.push(stored.content.clone());
    }
    Ok(Version {
        modified: now(),
        e_tag: format!("{}-{}", hex::encode(digest.finalize()), wanted.len()),
        attributes: upload.attributes.clone(),
        tags: upload.tags.clone(),
        parts: contents.iter().map(Content::len).collect(),
        content: Content::concat(contents),
        ..Version::default()
    })
}
