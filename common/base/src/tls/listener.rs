//! The server's side: a stream of connections whose peers are known.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::ProtocolVersion;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::Sleep;
use tokio_rustls::TlsAcceptor;
use tokio_stream::Stream;

use super::explain::explain_handshake;
use super::{Connection, Credentials, Error, Identity, Peer, server_config};
use crate::clock::Clock;
use crate::config;

/// How long a client may take for the handshake.
pub const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// How many handshakes go on at once. Further clients wait in the system's queue.
pub const MAX_HANDSHAKES: usize = 256;

/// How long to wait before accepting again when the system has no room for another connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Accepts connections. A stream for tonic's `serve_with_incoming` that never ends and never fails: a client whose handshake fails
/// costs a line in the log and nothing else.
pub struct Listener {
    tcp: TcpListener,
    acceptor: Option<TlsAcceptor>,
    handshakes: JoinSet<Result<Connection, Refusal>>,
    handshake_timeout: Duration,
    pause: Option<Pin<Box<Sleep>>>,
}

/// Why a client got no connection.
#[derive(Debug)]
struct Refusal {
    address: SocketAddr,
    reason: String,
}

impl Listener {
    /// Listens as `[coordinator]` says: with mutual TLS as `[tls]` says, or without, if `insecure_plaintext` is set.
    ///
    /// # Errors
    ///
    /// See [`tls`](Self::tls) and [`plaintext`](Self::plaintext).
    pub async fn bind(coordinator: &config::Coordinator, tls: &config::Tls, clock: &dyn Clock) -> Result<Self, Error> {
        if coordinator.insecure_plaintext {
            return Self::plaintext(coordinator.listen).await;
        }
        Self::tls(coordinator.listen, &Credentials::load(tls, clock)?).await
    }

    /// Listens with mutual TLS.
    ///
    /// # Errors
    ///
    /// If the credentials do not fit together, or the address cannot be listened on.
    pub async fn tls(address: SocketAddr, credentials: &Credentials) -> Result<Self, Error> {
        let acceptor = TlsAcceptor::from(server_config(credentials)?);
        Self::new(address, Some(acceptor)).await
    }

    /// Listens without TLS, on this machine alone. Whoever connects may do everything ([`Role::Local`](super::Role::Local)).
    ///
    /// # Errors
    ///
    /// If the address is not a loopback address, or cannot be listened on.
    pub async fn plaintext(address: SocketAddr) -> Result<Self, Error> {
        if !address.ip().is_loopback() {
            return Err(Error::PlaintextNotLocal { address: address.to_string() });
        }
        Self::new(address, None).await
    }

    async fn new(address: SocketAddr, acceptor: Option<TlsAcceptor>) -> Result<Self, Error> {
        let tcp = TcpListener::bind(address).await.map_err(|source| Error::Listen { address, source })?;
        Ok(Self { tcp, acceptor, handshakes: JoinSet::new(), handshake_timeout: HANDSHAKE_TIMEOUT, pause: None })
    }

    /// Another time-out than [`HANDSHAKE_TIMEOUT`].
    #[must_use]
    pub fn with_handshake_timeout(mut self, timeout: Duration) -> Self {
        self.handshake_timeout = timeout;
        self
    }

    /// Where it listens: with the port that the system chose, if it was asked for port 0.
    ///
    /// # Errors
    ///
    /// If the system does not know.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }

    /// Takes one more client, if there is one. `Ready` only with a connection that needs no handshake.
    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<Connection> {
        loop {
            if let Some(pause) = &mut self.pause {
                if pause.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                self.pause = None;
            }
            if self.handshakes.len() >= MAX_HANDSHAKES {
                return Poll::Pending;
            }
            let (stream, address) = match self.tcp.poll_accept(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(accepted)) => accepted,
                Poll::Ready(Err(error)) => {
                    // A client that went away, or no file descriptors left: neither is a reason to stop.
                    tracing::warn!(event = "accept_failed", %error, "cannot accept a connection");
                    self.pause = Some(Box::pin(tokio::time::sleep(ACCEPT_PAUSE)));
                    continue;
                }
            };
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(event = "nodelay_failed", %address, %error, "cannot set TCP_NODELAY");
            }
            match &self.acceptor {
                None => return Poll::Ready(Connection::plain(stream, address)),
                Some(acceptor) => {
                    let handshake = handshake(acceptor.clone(), stream, address, self.handshake_timeout);
                    self.handshakes.spawn(handshake);
                }
            }
        }
    }
}

async fn handshake(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    address: SocketAddr,
    timeout: Duration,
) -> Result<Connection, Refusal> {
    let refused = |reason: String| Refusal { address, reason };
    let stream = match tokio::time::timeout(timeout, acceptor.accept(stream)).await {
        Err(_) => {
            return Err(refused("the client did not finish the handshake in time".to_owned()));
        }
        Ok(Err(error)) => return Err(refused(explain_handshake(&error))),
        Ok(Ok(stream)) => stream,
    };
    let (_, session) = stream.get_ref();
    let certificate = session.peer_certificates().and_then(|chain| chain.first());
    let Some(certificate) = certificate else {
        return Err(refused("the client showed no certificate".to_owned()));
    };
    let identity = Identity::from_certificate(certificate).map_err(|error| refused(error.to_string()))?;
    let tls_version = match session.protocol_version() {
        Some(ProtocolVersion::TLSv1_2) => Some("1.2"),
        Some(ProtocolVersion::TLSv1_3) => Some("1.3"),
        _ => return Err(refused("the version of TLS is not known".to_owned())),
    };
    let peer = Peer { identity, address: Some(address), tls_version };
    Ok(Connection::tls(stream, peer))
}

impl Stream for Listener {
    type Item = io::Result<Connection>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            // Before the handshakes: those that begin here must be polled below, for the task to be woken by them.
            if let Poll::Ready(connection) = this.poll_accept(cx) {
                return Poll::Ready(Some(Ok(connection)));
            }
            match this.handshakes.poll_join_next(cx) {
                // None: there is no handshake.
                Poll::Pending | Poll::Ready(None) => return Poll::Pending,
                Poll::Ready(Some(Ok(Ok(connection)))) => return Poll::Ready(Some(Ok(connection))),
                Poll::Ready(Some(Ok(Err(Refusal { address, reason })))) => {
                    tracing::info!(event = "connection_refused", %address, reason, "a client was refused");
                }
                Poll::Ready(Some(Err(error))) => {
                    tracing::error!(event = "handshake_panicked", %error, "a handshake ended in an unexpected way");
                }
            }
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Listener")
            .field("tcp", &self.tcp)
            .field("tls", &self.acceptor.is_some())
            .field("handshakes", &self.handshakes.len())
            .finish_non_exhaustive()
    }
}
