//! What a request is about, told from its method, path and query alone.

use http::{Method, Uri};

/// The operations that faults tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// The list of buckets.
    ListBuckets,
    /// A page of a bucket's objects, of either version of the call.
    ListObjects,
    /// A page of a bucket's versions.
    ListVersions,
    /// An object or a range of it.
    GetObject,
    /// What is said about an object, without its bytes.
    HeadObject,
    /// An object in one piece.
    PutObject,
    /// One object, or many at once.
    DeleteObject,
    /// One object from another.
    CopyObject,
    /// Any step of an upload in parts.
    Multipart,
    /// The tags of an object, read or written.
    ObjectTags,
    /// Whether a bucket exists, its creation and its end.
    Bucket,
    /// Any setting of a bucket, read or written.
    BucketSettings,
    /// Anything else.
    Other,
}

/// What a request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) operation: Operation,
    pub(crate) bucket: Option<String>,
    pub(crate) key: Option<String>,
}

impl Target {
    pub(crate) fn of(method: &Method, uri: &Uri, is_copy: bool) -> Target {
        let path = decode(uri.path().strip_prefix('/').unwrap_or_default());
        let (bucket, key) = match path.split_once('/') {
            None => (Some(path).filter(|bucket| !bucket.is_empty()), None),
            Some((bucket, "")) => (Some(bucket.to_owned()), None),
            Some((bucket, key)) => (Some(bucket.to_owned()), Some(key.to_owned())),
        };
        let operation = match (&bucket, &key) {
            (None, _) => {
                if method == Method::GET {
                    Operation::ListBuckets
                } else {
                    Operation::Other
                }
            }
            (Some(_), None) => of_bucket(method, uri),
            (Some(_), Some(_)) => of_object(method, uri, is_copy),
        };
        Target { operation, bucket, key }
    }

    /// One text for the operation and what it is about.
    pub(crate) fn name(&self) -> String {
        let (bucket, key) = (self.bucket.as_deref().unwrap_or_default(), self.key.as_deref().unwrap_or_default());
        format!("{:?} {bucket}/{key}", self.operation)
    }
}

fn of_bucket(method: &Method, uri: &Uri) -> Operation {
    if has(uri, "delete") {
        return Operation::DeleteObject;
    }
    if has(uri, "uploads") {
        return Operation::Multipart;
    }
    if has(uri, "versions") {
        return Operation::ListVersions;
    }
    const SETTINGS: [&str; 18] = [
        "location",
        "versioning",
        "encryption",
        "policy",
        "policyStatus",
        "publicAccessBlock",
        "acl",
        "tagging",
        "lifecycle",
        "cors",
        "logging",
        "replication",
        "notification",
        "ownershipControls",
        "object-lock",
        "website",
        "accelerate",
        "requestPayment",
    ];
    if SETTINGS.iter().any(|setting| has(uri, setting)) {
        return Operation::BucketSettings;
    }
    match *method {
        Method::GET => Operation::ListObjects,
        Method::HEAD | Method::PUT | Method::DELETE => Operation::Bucket,
        _ => Operation::Other,
    }
}

fn of_object(method: &Method, uri: &Uri, is_copy: bool) -> Operation {
    if has(uri, "uploadId") || has(uri, "uploads") {
        return Operation::Multipart;
    }
    if has(uri, "tagging") {
        return Operation::ObjectTags;
    }
    if ["acl", "attributes", "retention", "legal-hold", "torrent", "restore", "select"]
        .iter()
        .any(|name| has(uri, name))
    {
        return Operation::Other;
    }
    match *method {
        Method::GET => Operation::GetObject,
        Method::HEAD => Operation::HeadObject,
        Method::PUT if is_copy => Operation::CopyObject,
        Method::PUT => Operation::PutObject,
        Method::DELETE => Operation::DeleteObject,
        _ => Operation::Other,
    }
}

/// Whether the query has a parameter.
fn has(uri: &Uri, name: &str) -> bool {
    let query = uri.query().unwrap_or_default();
    query.split('&').any(|pair| pair.split('=').next() == Some(name))
}

/// Undoes percent encoding; odd bytes become replacement characters, as a fault's pattern cannot mean them.
fn decode(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        rest = tail;
        match tail {
            [high, low, after @ ..] if first == b'%' => match (digit(high), digit(low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high * 16 + low);
                    rest = after;
                }
                _ => bytes.push(first),
            },
            _ => bytes.push(first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn operations() {
        for (method, uri, operation, bucket, key) in [
            (Method::GET, "/", Operation::ListBuckets, None, None),
            (Method::GET, "/?x-id=ListBuckets", Operation::ListBuckets, None, None),
            (Method::GET, "/b?list-type=2&prefix=acl", Operation::ListObjects, Some("b"), None),
            (Method::GET, "/b/?list-type=2", Operation::ListObjects, Some("b"), None),
            (Method::GET, "/b?versions", Operation::ListVersions, Some("b"), None),
            (Method::GET, "/b?acl", Operation::BucketSettings, Some("b"), None),
            (Method::POST, "/b?delete", Operation::DeleteObject, Some("b"), None),
            (Method::HEAD, "/b", Operation::Bucket, Some("b"), None),
            (Method::GET, "/b/a%20b/%C3%BC?x-id=GetObject", Operation::GetObject, Some("b"), Some("a b/ü")),
            (Method::GET, "/b//a", Operation::GetObject, Some("b"), Some("/a")),
            (Method::HEAD, "/b/k", Operation::HeadObject, Some("b"), Some("k")),
            (Method::PUT, "/b/k%", Operation::PutObject, Some("b"), Some("k%")),
            (Method::PUT, "/b/k?partNumber=1&uploadId=x", Operation::Multipart, Some("b"), Some("k")),
            (Method::GET, "/b/k?tagging", Operation::ObjectTags, Some("b"), Some("k")),
        ] {
            let target = Target::of(&method, &uri.parse().unwrap(), false);
            assert_eq!(target.operation, operation, "{method} {uri}");
            assert_eq!((target.bucket.as_deref(), target.key.as_deref()), (bucket, key), "{method} {uri}");
        }
        let copy = Target::of(&Method::PUT, &"/b/k".parse().unwrap(), true);
        assert_eq!(copy.operation, Operation::CopyObject);
    }
}
