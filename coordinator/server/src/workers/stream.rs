//! The writing half of a worker's stream.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::Stream;
use magpie_proto::worker::v1::AttachResponse;
use tokio::sync::mpsc;
use tokio_util::sync::WaitForCancellationFutureOwned;
use tonic::Status;

use crate::brain::sessions::Closing;

/// What is said to a worker, in order. Ends when the brain lets go of the session: with the queue empty, or at once if the
/// stream is closed for a fault.
pub struct Outgoing {
    queue: mpsc::Receiver<AttachResponse>,
    closing: Arc<Closing>,
    closed: Pin<Box<WaitForCancellationFutureOwned>>,
    ended: bool,
}

impl Outgoing {
    pub(super) fn new(queue: mpsc::Receiver<AttachResponse>, closing: Arc<Closing>) -> Self {
        let closed = Box::pin(closing.watch());
        Self { queue, closing, closed, ended: false }
    }

    fn end(&mut self) -> Poll<Option<Result<AttachResponse, Status>>> {
        self.ended = true;
        self.queue.close();
        Poll::Ready(self.closing.status().map(Err))
    }
}

impl Stream for Outgoing {
    type Item = Result<AttachResponse, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        if self.closed.as_mut().poll(context).is_ready() {
            return self.end();
        }
        match self.queue.poll_recv(context) {
            Poll::Ready(Some(message)) => Poll::Ready(Some(Ok(message))),
            Poll::Ready(None) => self.end(),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl Drop for Outgoing {
    /// The worker has gone: the reading half need not wait for it.
    fn drop(&mut self) {
        self.closing.close(Status::cancelled("the stream is gone"));
    }
}
