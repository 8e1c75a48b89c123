//! Reading an object or a range of it.

use std::ops::Range;
use std::time::SystemTime;

use aws_sdk_s3::operation::get_object::GetObjectOutput;

use super::{S3Store, body, errors, errors::Call};
use crate::store::unquoted;
use crate::{Encryption, EncryptionKind, Error, GetRequest, GetResponse, ObjectDetails};

impl S3Store {
    pub(super) async fn get_object(&self, bucket: &str, key: &str, request: &GetRequest) -> Result<GetResponse, Error> {
        let header = match &request.range {
            Some(range) if range.start >= range.end => {
                return Err(Error::InvalidRequest {
                    bucket: bucket.to_owned(),
                    reason: "the range is empty".to_owned(),
                });
            }
            Some(range) => Some(format!("bytes={}-{}", range.start, range.end - 1)),
            None => None,
        };
        let call = Call::object(bucket, "s3:GetObject");
        let response = self
            .client
            .get_object()
            .bucket(bucket)
            .key(key)
            .set_range(header)
            .set_if_match(request.if_match.as_deref().map(|e_tag| format!("\"{}\"", unquoted(e_tag))))
            .send()
            .await
            .map_err(|error| errors::of(&error, &call))?;

        let invalid = |reason: &str| Error::InvalidResponse { bucket: bucket.to_owned(), reason: reason.to_owned() };
        let length = response.content_length().and_then(|length| u64::try_from(length).ok());
        let part = match response.content_range() {
            Some(text) => Some(content_range(text).ok_or_else(|| invalid("a Content-Range that cannot be read"))?),
            None => None,
        };
        let (size, expected) = match (&request.range, part) {
            (Some(range), Some((sent, size))) => {
                let wanted = range.start..range.end.min(size);
                if sent.start != wanted.start || sent.end > wanted.end {
                    return Err(invalid("another range than was asked for"));
                }
                // A server may send less than was asked for, but not call that the whole.
                (size, wanted.end.saturating_sub(wanted.start))
            }
            (Some(range), None) => {
                // Some servers answer with all of the object if the range covers it; none may do so otherwise.
                let size = length.ok_or_else(|| invalid("neither Content-Length nor Content-Range"))?;
                if range.start > 0 || range.end < size {
                    return Err(invalid("ranges are ignored"));
                }
                (size, size)
            }
            (None, Some(_)) => return Err(invalid("a range that was not asked for")),
            (None, None) => {
                let size = length.ok_or_else(|| invalid("no Content-Length"))?;
                (size, size)
            }
        };
        let details = details(&response, size);
        Ok(GetResponse { details, body: body::stream(response.body, bucket, expected, self.read_timeout) })
    }
}

fn details(response: &GetObjectOutput, size: u64) -> ObjectDetails {
    let customer_key = response.sse_customer_algorithm().is_some();
    let kind = match response.server_side_encryption() {
        Some(algorithm) => EncryptionKind::from_header(algorithm.as_str()),
        None if customer_key => EncryptionKind::Unknown,
        None => EncryptionKind::None,
    };
    ObjectDetails {
        e_tag: unquoted(response.e_tag().unwrap_or_default()).to_owned(),
        version_id: response.version_id().filter(|id| *id != "null").map(str::to_owned),
        size,
        content_type: response.content_type().map(str::to_owned),
        content_encoding: response.content_encoding().and_then(content_encoding),
        encryption: Encryption { kind, key_id: response.ssekms_key_id().map(str::to_owned) },
        // S3 leaves the header out for the standard class.
        storage_class: response.storage_class().map_or("STANDARD", |class| class.as_str()).to_owned(),
        last_modified: response.last_modified().and_then(|at| SystemTime::try_from(*at).ok()),
        tag_count: response.tag_count().and_then(|count| u32::try_from(count).ok()),
    }
}

/// Without `aws-chunked`, which some writers leave behind though it speaks of the upload only.
fn content_encoding(header: &str) -> Option<String> {
    let kept: Vec<&str> = header
        .split(',')
        .map(str::trim)
        .filter(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case("aws-chunked"))
        .collect();
    if kept.is_empty() { None } else { Some(kept.join(", ")) }
}

/// `bytes first-last/size` (RFC 9110, 14.4) as the range and the size.
fn content_range(header: &str) -> Option<(Range<u64>, u64)> {
    let (range, size) = header.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let (first, last, size): (u64, u64, u64) = (first.parse().ok()?, last.parse().ok()?, size.parse().ok()?);
    (first <= last && last < size).then(|| (first..last + 1, size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_ranges() {
        assert_eq!(content_range("bytes 0-4/10"), Some((0..5, 10)));
        assert_eq!(content_range("bytes 9-9/10"), Some((9..10, 10)));
        for odd in [
            "",
            "bytes 0-4",
            "bytes 5-4/10",
            "bytes 0-10/10",
            "bytes */10",
            "bytes 0-4/*",
            "items 0-4/10",
            "bytes 0-18446744073709551615/18446744073709551615",
        ] {
            assert_eq!(content_range(odd), None, "{odd}");
        }
    }

    #[test]
    fn content_encodings() {
        assert_eq!(content_encoding("gzip").as_deref(), Some("gzip"));
        assert_eq!(content_encoding("aws-chunked"), None);
        assert_eq!(content_encoding("aws-chunked,gzip").as_deref(), Some("gzip"));
        assert_eq!(content_encoding("deflate, gzip").as_deref(), Some("deflate, gzip"));
    }
}
