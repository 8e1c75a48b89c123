//! Lists of objects and versions.

use std::sync::Arc;

use s3s::dto::*;
use s3s::{S3Result, s3_error};

use super::objects::signed;
use super::{Answer, Service, answer, owner};
use crate::fault::{Due, FaultKind};
use crate::store::listing::{self, Entry, Page, Query};
use crate::store::model::{Version, from_millis};
use crate::store::now;

/// Keys in a page at most.
const MAX_KEYS: i32 = 1_000;

/// Faults that a listing may meet.
#[derive(Debug, Clone)]
pub(crate) struct ListFault {
    due: Arc<Vec<Due>>,
}

impl ListFault {
    pub(crate) fn new(due: Vec<Due>) -> ListFault {
        ListFault { due: Arc::new(due) }
    }

    /// Whether a fault of this kind happens now.
    fn happens(&self, kind: &FaultKind) -> bool {
        self.due.iter().any(|due| due.kind() == kind && due.happens())
    }
}

/// Where a listing goes on: after a name, which came after another at the page before.
struct Continuation {
    after: String,
    /// Where the page that gave this began; for repeating it.
    before: String,
}

impl Continuation {
    fn token(&self) -> String {
        format!("{}.{}", hex::encode(&self.after), hex::encode(&self.before))
    }

    fn parse(token: &str) -> S3Result<Continuation> {
        let invalid = || s3_error!(InvalidArgument, "The continuation token provided is incorrect");
        let text =
            |part: &str| hex::decode(part).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(invalid);
        let (after, before) = token.split_once('.').ok_or_else(invalid)?;
        Ok(Continuation { after: text(after)?, before: text(before)? })
    }
}

impl Service {
    pub(super) fn list_second(
        &self,
        input: &ListObjectsV2Input,
        fault: Option<&ListFault>,
    ) -> Answer<ListObjectsV2Output> {
        let encoded = is_encoded(input.encoding_type.as_ref())?;
        let max_keys = max_keys(input.max_keys)?;
        let continuation = input.continuation_token.as_deref().map(Continuation::parse).transpose()?;
        let mut after = match &continuation {
            Some(continuation) => continuation.after.clone(),
            None => input.start_after.clone().unwrap_or_default(),
        };
        if let (Some(continuation), Some(fault)) = (&continuation, fault)
            && fault.happens(&FaultKind::RepeatedPage)
        {
            after.clone_from(&continuation.before);
        }
        let query = Query {
            prefix: input.prefix.as_deref().unwrap_or_default(),
            delimiter: input.delimiter.as_deref(),
            after: &after,
            max: usize::try_from(max_keys).unwrap_or(0),
        };
        let mut page = self.store.with_bucket(&input.bucket, |bucket| Ok(listing::objects(bucket, &query)))?;
        let mut next = page.entries.last().filter(|_| page.is_truncated).map(|last| last.name().to_owned());
        if fault.is_some_and(|fault| fault.happens(&FaultKind::EmptyPage)) {
            page = Page { entries: Vec::new(), is_truncated: true };
            next = Some(after.clone());
        }
        // An empty page leads on to where it stands itself; then only `before` makes its token another one.
        let next = next.map(|name| {
            let before = match &continuation {
                _ if name != after => after.clone(),
                Some(continuation) if continuation.before.starts_with(&name) => format!("{}\0", continuation.before),
                _ => format!("{name}\0"),
            };
            Continuation { after: name, before }
        });

        let mut contents = Vec::new();
        let mut common_prefixes = Vec::new();
        for entry in &page.entries {
            match entry {
                Entry::Object(key, version) => {
                    contents.push(Object {
                        restore_status: restore_status(version, input.optional_object_attributes.as_deref()),
                        ..object(key, version, encoded, input.fetch_owner.unwrap_or(false))
                    });
                }
                Entry::CommonPrefix(prefix) => {
                    common_prefixes.push(CommonPrefix { prefix: Some(shown(prefix, encoded)) });
                }
            }
        }
        answer(ListObjectsV2Output {
            name: Some(input.bucket.clone()),
            prefix: Some(shown(query.prefix, encoded)),
            max_keys: Some(max_keys),
            key_count: Some(i32::try_from(page.entries.len()).unwrap_or(i32::MAX)),
            continuation_token: input.continuation_token.clone(),
            is_truncated: Some(next.is_some()),
            next_continuation_token: next.map(|next| next.token()),
            contents: Some(contents),
            common_prefixes: Some(common_prefixes),
            delimiter: input.delimiter.as_deref().map(|delimiter| shown(delimiter, encoded)),
            encoding_type: input.encoding_type.clone(),
            start_after: input.start_after.as_deref().map(|key| shown(key, encoded)),
            ..ListObjectsV2Output::default()
        })
    }

    pub(super) fn list_first(&self, input: &ListObjectsInput) -> Answer<ListObjectsOutput> {
        let encoded = is_encoded(input.encoding_type.as_ref())?;
        let max_keys = max_keys(input.max_keys)?;
        let query = Query {
            prefix: input.prefix.as_deref().unwrap_or_default(),
            delimiter: input.delimiter.as_deref(),
            after: input.marker.as_deref().unwrap_or_default(),
            max: usize::try_from(max_keys).unwrap_or(0),
        };
        let page = self.store.with_bucket(&input.bucket, |bucket| Ok(listing::objects(bucket, &query)))?;
        let last = page.entries.last().map(|entry| shown(entry.name(), encoded));
        let mut contents = Vec::new();
        let mut common_prefixes = Vec::new();
        for entry in &page.entries {
            match entry {
                Entry::Object(key, version) => contents.push(object(key, version, encoded, true)),
                Entry::CommonPrefix(prefix) => {
                    common_prefixes.push(CommonPrefix { prefix: Some(shown(prefix, encoded)) });
                }
            }
        }
        answer(ListObjectsOutput {
            name: Some(input.bucket.clone()),
            prefix: Some(shown(query.prefix, encoded)),
            marker: Some(shown(query.after, encoded)),
            max_keys: Some(max_keys),
            is_truncated: Some(page.is_truncated),
            contents: Some(contents),
            common_prefixes: Some(common_prefixes),
            delimiter: input.delimiter.as_deref().map(|delimiter| shown(delimiter, encoded)),
            // Without a delimiter the last key tells as much, and S3 leaves it to that.
            next_marker: last.filter(|_| page.is_truncated && input.delimiter.is_some()),
            encoding_type: input.encoding_type.clone(),
            ..ListObjectsOutput::default()
        })
    }

    pub(super) fn list_versions(&self, input: &ListObjectVersionsInput) -> Answer<ListObjectVersionsOutput> {
        let encoded = is_encoded(input.encoding_type.as_ref())?;
        let max_keys = max_keys(input.max_keys)?;
        if input.version_id_marker.as_ref().is_some_and(|marker| !marker.is_empty()) && input.key_marker.is_none() {
            return Err(s3_error!(InvalidArgument, "A version-id marker cannot be specified without a key marker."));
        }
        let query = Query {
            prefix: input.prefix.as_deref().unwrap_or_default(),
            delimiter: input.delimiter.as_deref(),
            after: input.key_marker.as_deref().unwrap_or_default(),
            max: usize::try_from(max_keys).unwrap_or(0),
        };
        let page = self.store.with_bucket(&input.bucket, |bucket| Ok(listing::versions(bucket, &query)))?;
        let last = page.entries.last().map(|entry| shown(entry.name(), encoded)).filter(|_| page.is_truncated);
        let mut output = ListObjectVersionsOutput {
            delimiter: input.delimiter.as_deref().map(|delimiter| shown(delimiter, encoded)),
            encoding_type: input.encoding_type.clone(),
            is_truncated: Some(page.is_truncated),
            key_marker: Some(shown(query.after, encoded)),
            max_keys: Some(max_keys),
            name: Some(input.bucket.clone()),
            next_key_marker: last,
            prefix: Some(shown(query.prefix, encoded)),
            ..ListObjectVersionsOutput::default()
        };
        for entry in page.entries {
            match entry {
                Entry::CommonPrefix(prefix) => {
                    let prefix = CommonPrefix { prefix: Some(shown(&prefix, encoded)) };
                    output.common_prefixes.get_or_insert_default().push(prefix);
                }
                Entry::Object(key, versions) => {
                    for (age, version) in versions.iter().rev().enumerate() {
                        add_version(&mut output, &shown(&key, encoded), version, age == 0);
                    }
                }
            }
        }
        answer(output)
    }
}

fn add_version(output: &mut ListObjectVersionsOutput, key: &str, version: &Version, is_latest: bool) {
    let modified = Some(from_millis(version.modified).into());
    if version.is_delete_marker {
        output.delete_markers.get_or_insert_default().push(DeleteMarkerEntry {
            is_latest: Some(is_latest),
            key: Some(key.to_owned()),
            last_modified: modified,
            owner: Some(owner()),
            version_id: Some(version.id.clone()),
        });
        return;
    }
    output.versions.get_or_insert_default().push(ObjectVersion {
        e_tag: Some(ETag::Strong(version.e_tag.clone())),
        is_latest: Some(is_latest),
        key: Some(key.to_owned()),
        last_modified: modified,
        owner: Some(owner()),
        size: Some(signed(version.content.len())),
        storage_class: Some(ObjectVersionStorageClass::from(version.attributes.storage_class().to_owned())),
        version_id: Some(version.id.clone()),
        ..ObjectVersion::default()
    });
}

fn object(key: &str, version: &Version, encoded: bool, with_owner: bool) -> Object {
    Object {
        e_tag: Some(ETag::Strong(version.e_tag.clone())),
        key: Some(shown(key, encoded)),
        last_modified: Some(from_millis(version.modified).into()),
        owner: with_owner.then(owner),
        size: Some(signed(version.content.len())),
        storage_class: Some(ObjectStorageClass::from(version.attributes.storage_class().to_owned())),
        ..Object::default()
    }
}

/// Of an archived object, if the caller wants to know.
fn restore_status(version: &Version, wanted: Option<&[OptionalObjectAttributes]>) -> Option<RestoreStatus> {
    let wanted = wanted?.iter().any(|attribute| attribute.as_str() == OptionalObjectAttributes::RESTORE_STATUS);
    let tomorrow = || Timestamp::from(from_millis(now().saturating_add(86_400_000)));
    (wanted && version.attributes.is_restored())
        .then(|| RestoreStatus { is_restore_in_progress: Some(false), restore_expiry_date: Some(tomorrow()) })
}

fn max_keys(given: Option<i32>) -> S3Result<i32> {
    match given {
        Some(max) if max < 0 => {
            Err(s3_error!(InvalidArgument, "Argument maxKeys must be an integer between 0 and 2147483647"))
        }
        Some(max) => Ok(max.min(MAX_KEYS)),
        None => Ok(MAX_KEYS),
    }
}

fn is_encoded(encoding: Option<&EncodingType>) -> S3Result<bool> {
    match encoding.map(EncodingType::as_str) {
        None | Some("") => Ok(false),
        Some("url") => Ok(true),
        Some(_) => Err(s3_error!(InvalidArgument, "Invalid Encoding Method specified in Request")),
    }
}

/// A key as the client asked to see it.
fn shown(key: &str, encoded: bool) -> String {
    if encoded { encode(key) } else { key.to_owned() }
}

/// As S3 encodes keys: letters, digits and a few signs stay, a space becomes `+`.
fn encode(key: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(key.len());
    for byte in key.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' | b'/' => {
                encoded.push(char::from(byte))
            }
            b' ' => encoded.push('+'),
            _ => {
                encoded.push('%');
                encoded.push(char::from(DIGITS[usize::from(byte >> 4)]));
                encoded.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
    }
    encoded
}
