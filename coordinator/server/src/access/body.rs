//! Watches an answer until its end, because a gRPC call's status comes last.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tonic::body::Body;
use tonic::{Code, Status};

use super::audit::Trail;

/// An answer whose end is written down. Dropped before, it was cancelled by the caller.
pub(super) struct AuditedBody {
    inner: Body,
    trail: Trail,
}

impl AuditedBody {
    pub(super) fn new(inner: Body, trail: Trail) -> Self {
        Self { inner, trail }
    }
}

/// The status in headers or trailers, if it is there.
pub(super) fn status_of(headers: &HeaderMap) -> Option<Code> {
    headers.get(Status::GRPC_STATUS).map(|status| Code::from_bytes(status.as_bytes()))
}

/// A status as the end of a stream.
fn trailers(status: &Status) -> HeaderMap {
    let mut trailers = HeaderMap::new();
    if status.add_header(&mut trailers).is_err() {
        trailers.insert(Status::GRPC_STATUS, HeaderValue::from(i32::from(status.code())));
    }
    trailers
}

impl HttpBody for AuditedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let polled = {
            let inner = &mut self.inner;
            std::panic::catch_unwind(AssertUnwindSafe(|| Pin::new(inner).poll_frame(context)))
        };
        let Ok(polled) = polled else {
            tracing::error!(event = "api_stream_panicked", "a stream panicked");
            // Whatever panicked is not asked again.
            self.inner = Body::empty();
            self.trail.end(Code::Internal);
            return Poll::Ready(Some(Ok(Frame::trailers(trailers(&super::panicked())))));
        };
        let frame = ready!(polled);
        match &frame {
            Some(Ok(frame)) => {
                if let Some(trailers) = frame.trailers_ref() {
                    self.trail.end(status_of(trailers).unwrap_or(Code::Unknown));
                }
            }
            Some(Err(status)) => self.trail.end(status.code()),
            None => self.trail.end(Code::Ok),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
