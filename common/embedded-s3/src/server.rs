//! The HTTP side: connections, and the faults that act outside of S3.

use std::future::Future;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Request, Response, StatusCode};
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use s3s::service::S3Service;
use s3s::{Body, S3Error, S3ErrorCode};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::body::{End, FaultyBody};
use crate::connection::{Breaker, Connection};
use crate::fault::{FaultKind, Faults};
use crate::request::Target;
use crate::service::ListFault;
use crate::store::Store;

/// How long requests under way may take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(2);

/// How long to wait after a failed accept: most often too many files are open.
const AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(50);

/// What every connection needs.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) service: S3Service,
    pub(crate) store: Arc<Store>,
    pub(crate) faults: Faults,
}

/// The connection ends without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection ends without an answer, as ordered")]
struct NoAnswer;

pub(crate) async fn serve(listener: TcpListener, shared: Shared, stop: CancellationToken) {
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, shared.clone(), stop.clone()));
            }
            Err(error) => {
                tracing::debug!(%error, "connection not accepted");
                tokio::time::sleep(AFTER_FAILED_ACCEPT).await;
            }
        }
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

async fn connection(stream: TcpStream, shared: Shared, stop: CancellationToken) {
    // Answers are written whole; waiting for more only adds latency.
    let _ = stream.set_nodelay(true);
    let breaker = Arc::new(Breaker::default());
    let io = TokioIo::new(Connection::new(stream, Arc::clone(&breaker)));
    let service = service_fn(move |request| answer(request, shared.clone(), Arc::clone(&breaker)));
    let mut connection = std::pin::pin!(http1::Builder::new().timer(TokioTimer::new()).serve_connection(io, service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            match tokio::time::timeout(GRACE, connection).await {
                Ok(ended) => ended,
                Err(_) => return,
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "connection ended");
    }
}

fn answer(
    request: Request<Incoming>,
    shared: Shared,
    breaker: Arc<Breaker>,
) -> impl Future<Output = Result<Response<FaultyBody>, NoAnswer>> {
    let is_copy = request.headers().contains_key("x-amz-copy-source");
    let target = Target::of(request.method(), request.uri(), is_copy);
    handle(request, target, shared, breaker)
}

async fn handle(
    mut request: Request<Incoming>,
    target: Target,
    shared: Shared,
    breaker: Arc<Breaker>,
) -> Result<Response<FaultyBody>, NoAnswer> {
    let due = shared.faults.due(&target);
    for fault in &due {
        match fault.kind() {
            FaultKind::Latency(duration) if fault.happens() => tokio::time::sleep(*duration).await,
            FaultKind::SlowDown if fault.happens() => {
                return refusal(StatusCode::SERVICE_UNAVAILABLE, "SlowDown", "Please reduce your request rate.");
            }
            FaultKind::InternalError if fault.happens() => {
                let message = "We encountered an internal error. Please try again.";
                return refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", message);
            }
            FaultKind::AccessDenied if fault.happens() => {
                return refusal(StatusCode::FORBIDDEN, "AccessDenied", "Access Denied");
            }
            FaultKind::Refuse { status, code, message } if fault.happens() => {
                let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                return refusal(status, code, message);
            }
            FaultKind::Reset if fault.happens() => {
                breaker.reset();
                return Err(NoAnswer);
            }
            FaultKind::Hang if fault.happens() => std::future::pending().await,
            FaultKind::Changed | FaultKind::Deleted => {
                if let (Some(bucket), Some(key)) = (&target.bucket, &target.key)
                    && shared.store.with_bucket(bucket, |bucket| Ok(bucket.current(key).is_some())).unwrap_or(false)
                    && fault.happens()
                {
                    if *fault.kind() == FaultKind::Changed {
                        // Someone else may have deleted it in between; then that is the change.
                        let _ = shared.store.replace_with_same(bucket, key);
                    } else {
                        let _ = shared.store.delete(bucket, key, None);
                    }
                }
            }
            _ => {}
        }
    }
    // These are the listing's own business: it says whether they could happen.
    let (pages, due): (Vec<_>, Vec<_>) =
        due.into_iter().partition(|fault| matches!(fault.kind(), FaultKind::EmptyPage | FaultKind::RepeatedPage));
    if !pages.is_empty() {
        request.extensions_mut().insert(ListFault::new(pages));
    }

    let response = match shared.service.call(request.map(Body::from)).await {
        Ok(response) => response,
        Err(error) => {
            tracing::debug!(?error, "request failed");
            return Err(NoAnswer);
        }
    };
    let mut response = response.map(FaultyBody::new);
    if !response.status().is_success() {
        return Ok(response);
    }
    for fault in &due {
        let length = response.body().size_hint().exact().filter(|length| *length > 0);
        let (
            FaultKind::Bandwidth { .. }
            | FaultKind::TruncatedBody { .. }
            | FaultKind::ResetBody { .. }
            | FaultKind::HangBody { .. }
            | FaultKind::ShortBody { .. },
            Some(length),
        ) = (fault.kind(), length)
        else {
            continue;
        };
        if !fault.happens() {
            continue;
        }
        // The last byte never comes, so that the client must notice.
        let cut = |after: u64| after.min(length - 1);
        match fault.kind() {
            FaultKind::Bandwidth { bytes_per_second } => response.body_mut().slow_down(*bytes_per_second),
            FaultKind::TruncatedBody { after } => {
                state_length(&mut response, length);
                response.body_mut().end_early(End::Closing { after: cut(*after) });
            }
            FaultKind::HangBody { after } => {
                state_length(&mut response, length);
                response.body_mut().end_early(End::Hanging { after: cut(*after) });
            }
            FaultKind::ResetBody { after } => {
                state_length(&mut response, length);
                response.body_mut().end_early(End::Resetting { after: cut(*after), breaker: Arc::clone(&breaker) });
            }
            FaultKind::ShortBody { missing } => {
                let after = length - (*missing).clamp(1, length);
                state_length(&mut response, after);
                response.body_mut().end_early(End::Quietly { after });
            }
            _ => {}
        }
    }
    Ok(response)
}

fn state_length(response: &mut Response<FaultyBody>, length: u64) {
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
}

fn refusal(status: StatusCode, code: &str, message: &str) -> Result<Response<FaultyBody>, NoAnswer> {
    let Ok(code) = S3ErrorCode::from_str(code);
    let mut error = S3Error::with_message(code, message.to_owned());
    error.set_status_code(status);
    let mut response = error.to_http_response().map_err(|_| NoAnswer)?;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    Ok(response.map(FaultyBody::new))
}
