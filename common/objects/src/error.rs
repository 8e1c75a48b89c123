//! What can go wrong with objects, and what to do about it.

use std::error::Error as StdError;

/// Why a call failed. Messages name the bucket and what to do; never a key, never content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is no such bucket.
    #[error("bucket {bucket} does not exist: check its name and the endpoint")]
    NoSuchBucket {
        /// Which bucket.
        bucket: String,
    },
    /// There is no such object; it may have been deleted after it was listed.
    #[error("an object of bucket {bucket} does not exist, or no longer does")]
    NoSuchKey {
        /// Which bucket.
        bucket: String,
    },
    /// The credentials do not allow it.
    #[error("bucket {bucket} refuses access: allow {action} to the credentials in use")]
    AccessDenied {
        /// Which bucket.
        bucket: String,
        /// The permission that is missing, such as s3:GetObject or kms:Decrypt.
        action: String,
    },
    /// The object is no longer the one that was listed (its entity tag differs).
    #[error("an object of bucket {bucket} was changed while it was read: read it again from its start")]
    Changed {
        /// Which bucket.
        bucket: String,
    },
    /// The object lies in an archive storage class.
    #[error("an object of bucket {bucket} is archived: restore it before it can be read")]
    InvalidObjectState {
        /// Which bucket.
        bucket: String,
    },
    /// The object is encrypted with a key that only its writer has (SSE-C).
    #[error(
        "an object of bucket {bucket} is encrypted with a key given by its writer (SSE-C), which is never available here"
    )]
    SseCustomerKey {
        /// Which bucket.
        bucket: String,
    },
    /// The KMS key of the object is disabled, deleted or otherwise not usable.
    #[error("the KMS key of an object of bucket {bucket} cannot be used ({code}): enable the key")]
    KmsKeyUnavailable {
        /// Which bucket.
        bucket: String,
        /// The store's error code, such as KMS.DisabledException.
        code: String,
    },
    /// The bucket lives in another region or behind another endpoint.
    #[error("bucket {bucket} is in another region ({}): set that region or endpoint", region.as_deref().unwrap_or("not told which"))]
    WrongRegion {
        /// Which bucket.
        bucket: String,
        /// Its region, if the store told.
        region: Option<String>,
    },
    /// The store asks to be called less often, and went on asking through all retries.
    #[error("the store throttles bucket {bucket}: lower the number of readers or ask for a higher rate")]
    Throttled {
        /// Which bucket.
        bucket: String,
    },
    /// The store cannot be reached or fails, and went on failing through all retries.
    #[error("the store of bucket {bucket} is not available ({reason}): check the endpoint and the network")]
    Unavailable {
        /// Which bucket.
        bucket: String,
        /// What was met, such as a status or a connection error.
        reason: String,
    },
    /// The body ended before its length.
    #[error("an object of bucket {bucket} broke off after {received} of {expected} bytes: read on from there")]
    Truncated {
        /// Which bucket.
        bucket: String,
        /// Bytes that should have come.
        expected: u64,
        /// Bytes that came.
        received: u64,
    },
    /// The range lies outside of the object.
    #[error("the range lies outside of an object of bucket {bucket}: it is shorter than expected")]
    InvalidRange {
        /// Which bucket.
        bucket: String,
        /// The object's size in bytes, if the store told.
        size: Option<u64>,
    },
    /// The request makes no sense to this store.
    #[error("the request to bucket {bucket} is not valid: {reason}")]
    InvalidRequest {
        /// Which bucket.
        bucket: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The store's answer breaks the protocol.
    #[error("the store of bucket {bucket} answered against the S3 protocol: {reason}")]
    InvalidResponse {
        /// Which bucket.
        bucket: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The listing makes no progress: the store repeats pages.
    #[error("the listing of bucket {bucket} makes no progress: the store repeats keys or pages")]
    ListingStuck {
        /// Which bucket.
        bucket: String,
    },
    /// There are no credentials, or the store does not know them.
    #[error(
        "the credentials cannot be used ({reason}): check the access key, its secret and the clock of this machine"
    )]
    Credentials {
        /// What was met, such as InvalidAccessKeyId.
        reason: String,
    },
    /// The store cannot do this at all.
    #[error("the store of bucket {bucket} does not support {operation}")]
    NotSupported {
        /// Which bucket.
        bucket: String,
        /// What was asked of it.
        operation: String,
    },
}

impl Error {
    /// Whether the same call may succeed later without anyone mending anything. The stores have already retried; who
    /// retries again should wait for longer.
    pub fn is_retryable(&self) -> bool {
        matches!(
            self,
            Error::Throttled { .. } | Error::Unavailable { .. } | Error::Truncated { .. } | Error::ListingStuck { .. }
        )
    }

    /// A stable word for this kind of error, for events, metrics and stored records.
    pub fn code(&self) -> &'static str {
        match self {
            Error::NoSuchBucket { .. } => "NO_SUCH_BUCKET",
            Error::NoSuchKey { .. } => "NO_SUCH_KEY",
            Error::AccessDenied { .. } => "ACCESS_DENIED",
            Error::Changed { .. } => "CHANGED",
            Error::InvalidObjectState { .. } => "INVALID_OBJECT_STATE",
            Error::SseCustomerKey { .. } => "SSE_CUSTOMER_KEY",
            Error::KmsKeyUnavailable { .. } => "KMS_KEY_UNAVAILABLE",
            Error::WrongRegion { .. } => "WRONG_REGION",
            Error::Throttled { .. } => "THROTTLED",
            Error::Unavailable { .. } => "UNAVAILABLE",
            Error::Truncated { .. } => "TRUNCATED",
            Error::InvalidRange { .. } => "INVALID_RANGE",
            Error::InvalidRequest { .. } => "INVALID_REQUEST",
            Error::InvalidResponse { .. } => "INVALID_RESPONSE",
            Error::ListingStuck { .. } => "LISTING_STUCK",
            Error::Credentials { .. } => "CREDENTIALS",
            Error::NotSupported { .. } => "NOT_SUPPORTED",
        }
    }

    /// The code of the job event that Macie would log if listing the bucket failed so.
    pub fn bucket_error_code(&self) -> &'static str {
        match self {
            Error::AccessDenied { .. } | Error::Credentials { .. } => "BUCKET_ACCESS_DENIED",
            Error::NoSuchBucket { .. } => "BUCKET_DOES_NOT_EXIST",
            Error::WrongRegion { .. } => "BUCKET_IN_DIFFERENT_REGION",
            _ => "BUCKET_DETAILS_UNAVAILABLE",
        }
    }

    /// The error inside an `io::Error` that carries one, however deep.
    pub fn inside(error: &std::io::Error) -> Option<&Error> {
        let mut source: Option<&(dyn StdError + 'static)> =
            error.get_ref().map(|inner| inner as &(dyn StdError + 'static));
        while let Some(current) = source {
            if let Some(found) = current.downcast_ref::<Error>() {
                return Some(found);
            }
            if let Some(found) = current.downcast_ref::<std::io::Error>().and_then(Error::inside) {
                return Some(found);
            }
            source = current.source();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_found_inside_an_io_error() {
        let error = Error::Changed { bucket: "b".into() };
        let wrapped = std::io::Error::other(std::io::Error::other(error.clone()));
        assert_eq!(Error::inside(&wrapped), Some(&error));
        assert_eq!(Error::inside(&std::io::Error::other("else")), None);
        assert_eq!(Error::inside(&std::io::ErrorKind::NotFound.into()), None);
    }
}
