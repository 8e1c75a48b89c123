//! Reading one list of words.

use futures::TryStreamExt as _;
use magpie_base::Sensitive;
use magpie_detect::allow;
use magpie_objects::{Error, GetRequest, ObjectStore};
use magpie_proto::v1;
use magpie_proto::v1::allow_list_status_code::Value as Code;

/// A list that was read.
pub(crate) struct Words {
    /// As they are in S3.
    pub(crate) bytes: Sensitive<Vec<u8>>,
    /// What they mean.
    pub(crate) words: allow::Words,
    /// Of the object.
    pub(crate) e_tag: String,
}

/// Why a list cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// As Macie names it.
    pub(crate) code: Code,
    /// What happened and what to do. Never an entry of the list, nor the object's key.
    pub(crate) description: String,
    /// Whether it may go better later.
    pub(crate) retryable: bool,
}

impl Refusal {
    /// A reason that has no name.
    pub(crate) fn unknown(description: &str) -> Self {
        Self { code: Code::UnknownError, description: description.to_owned(), retryable: false }
    }

    /// As the API tells it.
    pub(crate) fn into_status(self) -> v1::AllowListStatus {
        v1::AllowListStatus { code: self.code.into(), description: Some(self.description) }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let code = match &error {
            Error::NoSuchBucket { .. } | Error::NoSuchKey { .. } => Code::S3ObjectNotFound,
            Error::AccessDenied { .. }
            | Error::Credentials { .. }
            | Error::SseCustomerKey { .. }
            | Error::KmsKeyUnavailable { .. }
            | Error::InvalidObjectState { .. } => Code::S3ObjectAccessDenied,
            Error::Throttled { .. } => Code::S3Throttled,
            _ => Code::UnknownError,
        };
        Self { code, description: error.to_string(), retryable: error.is_retryable() }
    }
}

impl From<allow::Error> for Refusal {
    fn from(error: allow::Error) -> Self {
        let code = Code::from_str_name(error.status_code()).unwrap_or(Code::UnknownError);
        Self { code, description: error.to_string(), retryable: false }
    }
}

/// Reads a list: the object's latest version, whole, and only as far as a list may be large.
///
/// # Errors
/// Why it cannot be used.
pub(crate) async fn read(objects: &dyn ObjectStore, bucket: &str, key: &str) -> Result<Words, Refusal> {
    let answer = objects.get(bucket, key, &GetRequest::default()).await?;
    let size = usize::try_from(answer.details.size).unwrap_or(usize::MAX);
    if size > allow::LARGEST_OBJECT {
        return Err(allow::Error::TooLarge { found: size }.into());
    }
    // With room for all of it from the start: growing would leave copies behind that nobody wipes.
    let mut bytes = Sensitive::new(Vec::with_capacity(size));
    let mut body = answer.body;
    while let Some(part) = body.try_next().await? {
        let found = bytes.expose_sensitive().len().saturating_add(part.len());
        if found > allow::LARGEST_OBJECT {
            return Err(allow::Error::TooLarge { found }.into());
        }
        bytes.expose_sensitive_mut().extend_from_slice(&part);
    }
    let parsing = tokio::task::spawn_blocking(move || {
        let words = allow::Words::parse(bytes.expose_sensitive())?;
        Ok::<_, allow::Error>((bytes, words))
    });
    let (bytes, words) = parsing.await.map_err(|_| Refusal::unknown("reading the list broke off"))??;
    Ok(Words { bytes, words, e_tag: answer.details.e_tag })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use magpie_objects::FolderStore;

    use super::*;

    #[tokio::test]
    async fn lists_are_read_or_refused_with_macies_codes() {
        let folder = tempfile::tempdir().unwrap();
        let long = format!("{}\n", "x".repeat(91));
        let entries: String = (0..=allow::ENTRIES).map(|number| format!("entry {number}\n")).collect();
        let table: &[(&str, &[u8], Result<(), Code>)] = &[
            ("good", b"Anna Ivanova\n\n 536-90-4399\r\n", Ok(())),
            ("empty", b"", Err(Code::S3ObjectEmpty)),
            ("blank", b"\n \n\n", Err(Code::S3ObjectEmpty)),
            ("too-many", entries.as_bytes(), Err(Code::S3ObjectOversize)),
            ("long-entry", long.as_bytes(), Err(Code::UnknownError)),
            ("no-text", b"caf\xe9\n", Err(Code::UnknownError)),
        ];
        for (key, content, _) in table {
            std::fs::write(folder.path().join(key), content).unwrap();
        }
        let file = std::fs::File::create(folder.path().join("large")).unwrap();
        file.set_len(allow::LARGEST_OBJECT as u64 + 1).unwrap();
        let objects = FolderStore::new([("lists".to_owned(), folder.path().to_owned())]).unwrap();
        for (key, content, expected) in table {
            let read = read(&objects, "lists", key).await;
            match expected {
                Ok(()) => assert_eq!(read.unwrap().bytes.expose_sensitive(), content, "{key}"),
                Err(code) => {
                    let refusal = read.err().unwrap();
                    assert_eq!(refusal.code, *code, "{key}: {}", refusal.description);
                    assert!(!refusal.retryable && !refusal.description.contains("xxxx"));
                }
            }
        }
        let code = |refused: Result<Words, Refusal>| refused.err().unwrap().code;
        assert_eq!(code(read(&objects, "lists", "large").await), Code::S3ObjectOversize);
        assert_eq!(code(read(&objects, "lists", "nothing").await), Code::S3ObjectNotFound);
        assert_eq!(code(read(&objects, "no-bucket", "good").await), Code::S3ObjectNotFound);
    }

    #[test]
    fn what_s3_refuses_has_macies_codes() {
        let bucket = || "b".to_owned();
        for (error, code, retryable) in [
            (
                Error::AccessDenied { bucket: bucket(), action: "s3:GetObject".into() },
                Code::S3ObjectAccessDenied,
                false,
            ),
            (Error::SseCustomerKey { bucket: bucket() }, Code::S3ObjectAccessDenied, false),
            (Error::Throttled { bucket: bucket() }, Code::S3Throttled, true),
            (Error::Unavailable { bucket: bucket(), reason: "500".into() }, Code::UnknownError, true),
        ] {
            let refusal = Refusal::from(error);
            assert_eq!((refusal.code, refusal.retryable), (code, retryable), "{}", refusal.description);
        }
    }
}
