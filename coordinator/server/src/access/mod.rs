//! Who may call what, and the trail of who did.
//!
//! [`AccessLayer`] stands before all services. For every call it finds out who calls (the certificate's identity), what the
//! method's declaration asks for, and refuses with PERMISSION_DENIED if that is more than the caller's role allows. It gives
//! the call an id and, unless it is a stream, a deadline, turns a panic into INTERNAL, and writes down what
//! happened ([`audit`]).
//!
//! Nothing is allowed by default: the layer cannot be made if a method declares no permission, and a method that nobody
//! declared does not exist. Health and reflection need no permission, but still a certificate.

pub mod audit;
mod body;
mod methods;

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use futures::FutureExt as _;
use http::{HeaderName, HeaderValue, Request, Response};
use magpie_base::clock::Clock;
use magpie_base::ids;
use magpie_base::tls::{Identity, Peer};
use tonic::body::Body;
use tonic::{Code, Status};
use tower::{Layer, Service};
use tracing::Instrument as _;

use crate::api::Error;
use audit::{AuditSender, Trail};
use body::AuditedBody;

pub use methods::{Methods, Undeclared};

/// The header of each answer that bears the call's id. The same id is in the logs and in the audit.
pub const REQUEST_ID: &str = "x-request-id";

/// How long a call that is no stream may take, if nothing else is said.
pub const DEFAULT_DEADLINE: Duration = Duration::from_secs(60);

/// How long a call waits for room in the audit's queue before it is refused.
const AUDIT_PATIENCE: Duration = Duration::from_secs(5);

/// Who calls: every request that reaches a service has this in its extensions.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who.
    pub identity: Identity,
    /// The call's id.
    pub request_id: String,
    resource: Arc<OnceLock<String>>,
}

impl Caller {
    /// Who sent this request. `None` if it did not come through an [`AccessLayer`].
    pub fn of<T>(request: &tonic::Request<T>) -> Option<&Self> {
        request.extensions().get()
    }

    /// Says what the call is about, for the audit. Only ids that Magpie made are kept, so that nothing a caller says can become
    /// part of the trail. The first one counts.
    pub fn note(&self, resource: &str) {
        if ids::is_id(resource) {
            // A second note loses against the first.
            drop(self.resource.set(resource.to_owned()));
        }
    }
}

/// Says what a call is about, for the audit; see [`Caller::note`].
pub fn note<T>(request: &tonic::Request<T>, resource: &str) {
    if let Some(caller) = Caller::of(request) {
        caller.note(resource);
    }
}

/// Stands before all services; see the module.
#[derive(Clone)]
pub struct AccessLayer {
    shared: Arc<Shared>,
}

struct Shared {
    methods: Methods,
    audit: AuditSender,
    clock: Arc<dyn Clock>,
    deadline: Duration,
    patience: Duration,
}

impl AccessLayer {
    /// A layer that writes its trail to `audit` and ends calls that are no streams after `deadline`.
    ///
    /// # Errors
    /// [`Undeclared`] if a method of the contract declares no permission. A coordinator must not start then.
    pub fn new(audit: AuditSender, clock: Arc<dyn Clock>, deadline: Duration) -> Result<Self, Undeclared> {
        let methods = Methods::of_the_contract()?;
        Ok(Self { shared: Arc::new(Shared { methods, audit, clock, deadline, patience: AUDIT_PATIENCE }) })
    }
}

impl<S> Layer<S> for AccessLayer {
    type Service = AccessService<S>;

    fn layer(&self, inner: S) -> AccessService<S> {
        AccessService { inner, shared: Arc::clone(&self.shared) }
    }
}

/// The services behind an [`AccessLayer`].
#[derive(Clone)]
pub struct AccessService<S> {
    inner: S,
    shared: Arc<Shared>,
}

impl<S, B> Service<Request<B>> for AccessService<S>
where
    S: Service<Request<B>, Response = Response<Body>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send + 'static,
    B: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The clone is not ready; the one that is goes with the call.
        let ready = self.inner.clone();
        let inner = std::mem::replace(&mut self.inner, ready);
        let shared = Arc::clone(&self.shared);
        Box::pin(async move { Ok(shared.handle(inner, request).await) })
    }
}

impl Shared {
    async fn handle<S, B>(&self, inner: S, mut request: Request<B>) -> Response<Body>
    where
        S: Service<Request<B>, Response = Response<Body>, Error = Infallible>,
    {
        let method = request.uri().path().to_owned();
        let peer = request.extensions().get::<Peer>().cloned();
        let resource = Arc::new(OnceLock::new());
        let declared = self.methods.get(&method);
        let mut trail = Trail::begin(audit::Call {
            sender: self.audit.clone(),
            clock: Arc::clone(&self.clock),
            peer: peer.clone(),
            method: if declared.is_some() { method.clone() } else { methods::UNKNOWN.to_owned() },
            resource: Arc::clone(&resource),
            trace_id: trace_id(&request),
            // Probes come every few seconds and tell nothing: they are not stored.
            stored: !declared.is_some_and(methods::Method::is_public),
        });
        let request_id = trail.request_id().to_owned();
        let admitted = self.admit(peer, declared, &method).await;
        let mut response = match admitted {
            Err(error) => refuse(error, &mut trail),
            Ok((identity, declared)) => {
                let caller = Caller { identity, request_id: request_id.clone(), resource };
                let span = span(&request, &method, &caller);
                trail.within(span.clone());
                if declared.streaming {
                    trail.opened();
                }
                request.extensions_mut().insert(caller);
                let answer = self.run(inner, request, declared.streaming, &method).instrument(span).await;
                watch(answer, trail)
            }
        };
        if let Ok(value) = HeaderValue::from_str(&request_id) {
            response.headers_mut().insert(HeaderName::from_static(REQUEST_ID), value);
        }
        response
    }

    /// Whether the call may go on, and as whom.
    async fn admit(
        &self,
        peer: Option<Peer>,
        declared: Option<methods::Method>,
        method: &str,
    ) -> Result<(Identity, methods::Method), Error> {
        if !declared.is_some_and(methods::Method::is_public) {
            self.audit.has_room(self.patience).await?;
        }
        let identity = peer.ok_or(Error::Unauthenticated)?.identity;
        let declared = declared.ok_or_else(|| Error::NoSuchMethod(method.to_owned()))?;
        if !identity.allows(declared.permission) {
            return Err(Error::Denied {
                who: identity.to_string(),
                method: method.to_owned(),
                permission: declared.permission,
            });
        }
        Ok((identity, declared))
    }

    async fn run<S, B>(&self, inner: S, request: Request<B>, streaming: bool, method: &str) -> Response<Body>
    where
        S: Service<Request<B>, Response = Response<Body>, Error = Infallible>,
    {
        let call = AssertUnwindSafe(tower::ServiceExt::oneshot(inner, request)).catch_unwind();
        let answer = if streaming {
            call.await
        } else {
            match tokio::time::timeout(self.deadline, call).await {
                Ok(answer) => answer,
                Err(_) => {
                    let millis = u64::try_from(self.deadline.as_millis()).unwrap_or(u64::MAX);
                    return Status::from(Error::Deadline(millis)).into_http();
                }
            }
        };
        match answer {
            Ok(Ok(response)) => response,
            Ok(Err(never)) => match never {},
            Err(_panic) => {
                tracing::error!(event = "api_call_panicked", method, "a call panicked");
                panicked().into_http()
            }
        }
    }
}

/// What the caller of a call that panicked is told. The panic's own message may say anything, so it is not repeated.
fn panicked() -> Status {
    Status::from(Error::internal(std::io::Error::other("the call panicked")))
}

fn refuse(error: Error, trail: &mut Trail) -> Response<Body> {
    let status = Status::from(error);
    trail.end(status.code());
    status.into_http()
}

/// Ends the trail when the answer has ended.
fn watch(response: Response<Body>, mut trail: Trail) -> Response<Body> {
    if let Some(code) = body::status_of(response.headers()) {
        trail.end(code);
        return response;
    }
    if http_body_ended(response.body()) {
        trail.end(Code::Ok);
        return response;
    }
    response.map(|inner| Body::new(AuditedBody::new(inner, trail)))
}

fn http_body_ended(body: &Body) -> bool {
    tonic::codegen::Body::is_end_stream(body)
}

fn span<B>(request: &Request<B>, method: &str, caller: &Caller) -> tracing::Span {
    let span = tracing::info_span!(
        "rpc",
        otel.name = method.trim_start_matches('/'),
        otel.kind = "server",
        rpc.system = "grpc",
        request_id = caller.request_id,
        caller = %caller.identity,
    );
    if request.headers().contains_key("traceparent") {
        let metadata = tonic::metadata::MetadataMap::from_headers(request.headers().clone());
        magpie_base::telemetry::set_parent_from_metadata(&span, &metadata);
    }
    span
}

/// The trace id of the W3C `traceparent` header (version 00): 32 hexadecimal characters. Empty if there is none.
fn trace_id<B>(request: &Request<B>) -> String {
    let header = request.headers().get("traceparent").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let id = header.split('-').nth(1).unwrap_or_default();
    if ids::is_id(id) && id.bytes().any(|byte| byte != b'0') { id.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests;
