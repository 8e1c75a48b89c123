//! Bodies of answers that go wrong.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use s3s::{Body, StdError};
use tokio::time::{Sleep, sleep};

use crate::connection::Breaker;

/// Pieces in which a slow body comes, a second.
const PIECES_PER_SECOND: u64 = 50;

/// How long a body that breaks off waits, so that what came before gets on its way.
const BEFORE_BREAKING: Duration = Duration::from_millis(20);

/// A body, and what goes wrong with it.
pub(crate) struct FaultyBody {
    inner: Body,
    /// What `inner` gave but a slow body has not passed on yet.
    held: Bytes,
    bytes_per_second: Option<u64>,
    /// Bytes after which it ends, and how.
    end: Option<End>,
    sent: u64,
    pause: Option<Pin<Box<Sleep>>>,
    is_over: bool,
}

/// How a body ends early.
pub(crate) enum End {
    /// As if that were all; Content-Length agrees.
    Quietly { after: u64 },
    /// The connection closes.
    Closing { after: u64 },
    /// Nothing comes any more.
    Hanging { after: u64 },
    /// The connection is reset.
    Resetting { after: u64, breaker: Arc<Breaker> },
}

impl End {
    fn after(&self) -> u64 {
        match self {
            End::Quietly { after } | End::Closing { after } | End::Hanging { after } | End::Resetting { after, .. } => {
                *after
            }
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the body breaks off, as ordered")]
struct BreaksOff;

impl FaultyBody {
    pub(crate) fn new(inner: Body) -> FaultyBody {
        FaultyBody {
            inner,
            held: Bytes::new(),
            bytes_per_second: None,
            end: None,
            sent: 0,
            pause: None,
            is_over: false,
        }
    }

    pub(crate) fn slow_down(&mut self, bytes_per_second: u64) {
        self.bytes_per_second = Some(bytes_per_second.max(1));
    }

    pub(crate) fn end_early(&mut self, end: End) {
        self.end = Some(end);
    }

    /// How many bytes may still come before the early end.
    fn allowance(&self) -> u64 {
        self.end.as_ref().map_or(u64::MAX, |end| end.after().saturating_sub(self.sent))
    }

    /// The next piece of what is held.
    fn piece(&mut self) -> Bytes {
        let mut length = self.allowance().min(self.held.len() as u64);
        if let Some(rate) = self.bytes_per_second {
            length = length.min((rate / PIECES_PER_SECOND).max(1));
            self.pause = Some(Box::pin(sleep(Duration::from_micros(length.saturating_mul(1_000_000) / rate))));
        }
        let piece = self.held.split_to(usize::try_from(length).unwrap_or(usize::MAX).min(self.held.len()));
        self.sent += piece.len() as u64;
        piece
    }

    fn break_off(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, StdError>>> {
        if let Some(End::Hanging { .. }) = self.end {
            // Nobody wakes it: it goes with its connection.
            return Poll::Pending;
        }
        if let Some(End::Quietly { .. }) | None = self.end {
            self.is_over = true;
            return Poll::Ready(None);
        }
        let pause = self.pause.get_or_insert_with(|| Box::pin(sleep(BEFORE_BREAKING)));
        ready!(pause.as_mut().poll(context));
        self.is_over = true;
        if let Some(End::Resetting { breaker, .. }) = &self.end {
            breaker.reset();
        }
        Poll::Ready(Some(Err(Box::new(BreaksOff))))
    }
}

impl HttpBody for FaultyBody {
    type Data = Bytes;
    type Error = StdError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, StdError>>> {
        let this = &mut *self;
        if this.is_over {
            return Poll::Ready(None);
        }
        if this.allowance() > 0
            && let Some(pause) = &mut this.pause
        {
            ready!(pause.as_mut().poll(context));
            this.pause = None;
        }
        loop {
            if this.allowance() == 0 {
                return this.break_off(context);
            }
            if !this.held.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(this.piece()))));
            }
            match ready!(Pin::new(&mut this.inner).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) if this.bytes_per_second.is_none() && this.end.is_none() => {
                        return Poll::Ready(Some(Ok(Frame::data(data))));
                    }
                    Ok(data) => this.held = data,
                    Err(frame) => return Poll::Ready(Some(Ok(frame))),
                },
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.is_over || (self.end.is_none() && self.held.is_empty() && HttpBody::is_end_stream(&self.inner))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.end {
            None if self.held.is_empty() => HttpBody::size_hint(&self.inner),
            // Says nothing, so that the header stands.
            _ => SizeHint::new(),
        }
    }
}
