//! Listing objects and buckets.

use std::time::SystemTime;

use aws_sdk_s3::operation::list_objects_v2::ListObjectsV2Output;
use aws_sdk_s3::types::{EncodingType, Object, OptionalObjectAttributes};

use super::{NO_BUCKET, S3Store, errors, errors::Call};
use crate::store::unquoted;
use crate::{Error, ListPage, ListRequest, ListedObject};

/// How often a page that brings nothing new is asked for again, from the last key on.
const FRESH_STARTS: u32 = 3;

/// Pages of the list of buckets that are read at most. A page of S3 holds up to 10,000.
const MAX_BUCKET_PAGES: usize = 1_000;

/// Asks for the rest of a listing by its last key alone: what a server leaves that says "more" without saying how.
const BY_KEY: &str = "";

impl S3Store {
    pub(super) async fn list_page(&self, bucket: &str, request: &ListRequest) -> Result<ListPage, Error> {
        let mut continuation = request.continuation.as_deref().filter(|token| *token != BY_KEY);
        for _ in 0..=FRESH_STARTS {
            let page = self.ask_for_page(bucket, request, continuation).await?;
            if makes_progress(&page, request, continuation) {
                return Ok(page);
            }
            // The continuation may be what is stuck: begin anew after the last key that was seen.
            continuation = None;
        }
        Err(Error::ListingStuck { bucket: bucket.to_owned() })
    }

    async fn ask_for_page(
        &self,
        bucket: &str,
        request: &ListRequest,
        continuation: Option<&str>,
    ) -> Result<ListPage, Error> {
        let call = Call::bucket(bucket, "s3:ListBucket");
        let start_after = Some(request.start_after.clone()).filter(|key| !key.is_empty() && continuation.is_none());
        let ask = self
            .client
            .list_objects_v2()
            .bucket(bucket)
            // Keys may hold characters that XML cannot.
            .encoding_type(EncodingType::Url)
            .max_keys(i32::from(request.page_size()))
            // Servers that do not know it leave it aside.
            .optional_object_attributes(OptionalObjectAttributes::RestoreStatus)
            .set_prefix(Some(request.prefix.clone()).filter(|prefix| !prefix.is_empty()))
            .set_start_after(start_after)
            .set_continuation_token(continuation.map(str::to_owned));
        let response = ask.customize().config_override(self.bounded()).send().await;
        page(bucket, request, response.map_err(|error| errors::of(&error, &call))?)
    }

    pub(super) async fn bucket_names(&self) -> Result<Vec<String>, Error> {
        let call = Call::bucket(NO_BUCKET, "s3:ListAllMyBuckets");
        let mut names = Vec::new();
        let mut continuation = None;
        for _ in 0..MAX_BUCKET_PAGES {
            let ask = self.client.list_buckets().set_continuation_token(continuation);
            let response = ask.customize().config_override(self.bounded()).send().await;
            let response = response.map_err(|error| errors::of(&error, &call))?;
            names.extend(response.buckets().iter().filter_map(|bucket| bucket.name().map(str::to_owned)));
            continuation = response.continuation_token.filter(|token| !token.is_empty());
            if continuation.is_none() {
                names.sort_unstable();
                names.dedup();
                return Ok(names);
            }
        }
        Err(Error::ListingStuck { bucket: NO_BUCKET.to_owned() })
    }
}

/// Whether following the page leads on: its keys are new, and if it has none, at least its continuation is.
fn makes_progress(page: &ListPage, request: &ListRequest, continuation: Option<&str>) -> bool {
    match (page.objects.first(), &page.next) {
        (Some(first), _) => first.key > request.start_after,
        (None, None) => true,
        (None, Some(next)) => next != BY_KEY && continuation != Some(next.as_str()),
    }
}

fn page(bucket: &str, request: &ListRequest, response: ListObjectsV2Output) -> Result<ListPage, Error> {
    let encoded = matches!(response.encoding_type, Some(EncodingType::Url));
    let next = match response.next_continuation_token.filter(|token| !token.is_empty()) {
        // A token is the truth even where the flag is missing, and the flag even where the token is.
        Some(token) if response.is_truncated != Some(false) => Some(token),
        None if response.is_truncated == Some(true) => Some(BY_KEY.to_owned()),
        _ => None,
    };
    let objects = response.contents.unwrap_or_default();
    let objects = objects
        .into_iter()
        .map(|entry| object(bucket, entry, encoded))
        .collect::<Result<Vec<ListedObject>, Error>>()?;
    let invalid = |reason: &str| Error::InvalidResponse { bucket: bucket.to_owned(), reason: reason.to_owned() };
    if !objects.is_sorted_by(|one, other| one.key < other.key) {
        return Err(invalid("keys are not listed in binary order"));
    }
    if objects.iter().any(|object| !object.key.starts_with(&request.prefix)) {
        return Err(invalid("a listed key does not have the prefix"));
    }
    Ok(ListPage { objects, next })
}

fn object(bucket: &str, entry: Object, encoded: bool) -> Result<ListedObject, Error> {
    let missing = |what: &str| Error::InvalidResponse {
        bucket: bucket.to_owned(),
        reason: format!("a listed object without {what}"),
    };
    let key = entry.key.ok_or_else(|| missing("a key"))?;
    Ok(ListedObject {
        key: if encoded { decode(&key).ok_or_else(|| missing("a key in UTF-8"))? } else { key },
        size: entry.size.and_then(|size| u64::try_from(size).ok()).ok_or_else(|| missing("a size"))?,
        e_tag: unquoted(entry.e_tag.as_deref().unwrap_or_default()).to_owned(),
        last_modified: entry
            .last_modified
            .and_then(|at| SystemTime::try_from(at).ok())
            .ok_or_else(|| missing("a time of change"))?,
        storage_class: entry.storage_class.map_or_else(|| "STANDARD".to_owned(), |class| class.as_str().to_owned()),
        // While it is being restored, and afterwards, there is no date until which it can be read.
        restored: entry
            .restore_status
            .is_some_and(|status| status.is_restore_in_progress != Some(true) && status.restore_expiry_date.is_some()),
    })
}

/// Undoes the encoding of keys in listings: `+` is a space, `%` and two digits a byte. None if what comes out is no UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        match (first, tail) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                let value = digit(high)? * 16 + digit(low)?;
                bytes.push(u8::try_from(value).ok()?);
                rest = after;
            }
            (b'%', _) => return None,
            _ => bytes.push(first),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use aws_sdk_s3::primitives::DateTime;

    use super::*;

    fn answer(keys: &[&str]) -> ListObjectsV2Output {
        let object = |key: &&str| Object::builder().key(*key).size(1).last_modified(DateTime::from_secs(1)).build();
        ListObjectsV2Output::builder().set_contents(Some(keys.iter().map(object).collect())).build()
    }

    #[test]
    fn decoding() {
        assert_eq!(decode("a+b%2Bc%25/d*.%C3%BC").unwrap(), "a b+c%/d*.ü");
        assert_eq!(decode("%01%0A").unwrap(), "\u{1}\n");
        for odd in ["%", "%4", "%4g", "%ff"] {
            assert_eq!(decode(odd), None, "{odd}");
        }
    }

    #[test]
    fn an_answer_must_be_in_order_and_have_the_prefix() {
        let request = ListRequest { prefix: "a".into(), ..ListRequest::default() };
        let good = page("b", &request, answer(&["a", "a!", "aa"])).unwrap();
        assert_eq!(
            (good.objects.len(), good.next.as_deref(), good.objects[0].storage_class.as_str()),
            (3, None, "STANDARD")
        );
        for odd in [&["ab", "aa"][..], &["aa", "aa"], &["a", "b"]] {
            assert!(matches!(page("b", &request, answer(odd)), Err(Error::InvalidResponse { .. })), "{odd:?}");
        }
    }

    #[test]
    fn silence_is_not_the_end() {
        let request = ListRequest::default();
        let mut cut = answer(&["a"]);
        cut.is_truncated = Some(true);
        assert_eq!(page("b", &request, cut.clone()).unwrap().next.as_deref(), Some(BY_KEY));
        cut.next_continuation_token = Some("t".into());
        assert_eq!(page("b", &request, cut.clone()).unwrap().next.as_deref(), Some("t"));
        cut.is_truncated = None;
        assert_eq!(page("b", &request, cut.clone()).unwrap().next.as_deref(), Some("t"));
        cut.is_truncated = Some(false);
        assert_eq!(page("b", &request, cut).unwrap().next, None);
    }

    #[test]
    fn progress() {
        let request = ListRequest { start_after: "k".into(), ..ListRequest::default() };
        let of = |keys: &[&str], next: Option<&str>| ListPage {
            next: next.map(str::to_owned),
            ..page("b", &ListRequest::default(), answer(keys)).unwrap()
        };
        assert!(makes_progress(&of(&["l"], Some("t")), &request, Some("t")));
        assert!(makes_progress(&of(&[], None), &request, Some("t")));
        assert!(makes_progress(&of(&[], Some("u")), &request, Some("t")));
        assert!(!makes_progress(&of(&["k", "l"], Some("u")), &request, Some("t")));
        assert!(!makes_progress(&of(&[], Some("t")), &request, Some("t")));
        assert!(!makes_progress(&of(&[], Some(BY_KEY)), &request, None));
    }
}
