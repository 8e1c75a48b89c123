//! A body that is held to its length and may not stall.

use std::time::Duration;

use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::{self, BoxStream};

use crate::Error;

struct Watched {
    inner: ByteStream,
    bucket: String,
    /// Bytes that must come.
    expected: u64,
    received: u64,
    /// The longest silence.
    patience: Duration,
}

/// The bytes of `inner`, of which there must be `expected`. The watch runs only while someone waits for bytes, so a slow
/// reader does not break it.
pub(super) fn stream(
    inner: ByteStream,
    bucket: &str,
    expected: u64,
    patience: Duration,
) -> BoxStream<'static, Result<Bytes, Error>> {
    let watched = Watched { inner, bucket: bucket.to_owned(), expected, received: 0, patience };
    stream::try_unfold(watched, |mut watched| async move { Ok(watched.next().await?.map(|bytes| (bytes, watched))) })
        .boxed()
}

impl Watched {
    async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let Ok(next) = tokio::time::timeout(self.patience, self.inner.next()).await else {
            return Err(Error::Unavailable { bucket: self.bucket.clone(), reason: "the body stalled".to_owned() });
        };
        match next {
            Some(Ok(bytes)) => {
                self.received += bytes.len() as u64;
                if self.received > self.expected {
                    let reason = "more bytes than the length says".to_owned();
                    return Err(Error::InvalidResponse { bucket: self.bucket.clone(), reason });
                }
                Ok(Some(bytes))
            }
            None if self.received == self.expected => Ok(None),
            // Ended early, broke off, or did not match its checksum: what came before may be used, the rest must be read
            // again.
            None | Some(Err(_)) => {
                Err(Error::Truncated { bucket: self.bucket.clone(), expected: self.expected, received: self.received })
            }
        }
    }
}
