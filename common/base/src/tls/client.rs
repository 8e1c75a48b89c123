//! The client's side: channels to a coordinator.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tonic::transport::{Channel, Endpoint};
use tower::service_fn;
use url::{Host, Url};

use super::client_stream::ClientStream;
use super::explain::explain_handshake;
use super::{Credentials, Error, client_config};
use crate::clock::Clock;
use crate::config;

/// How long connecting and the handshake may take, each.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How often to ask a silent server whether it is there, also when no call is open; and how long it may take to answer. So a
/// connection that nobody holds any more (a crashed machine, a firewall that forgot) is noticed in half a minute.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(15);
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(15);

/// The ports of URLs that name none.
const HTTPS_PORT: u16 = 443;
const HTTP_PORT: u16 = 80;

/// A channel to the coordinator at `address`: `https://host:port` with mutual TLS as `[tls]` says, or `http://host:port` without TLS, on
/// this machine alone. It connects with the first call, and again whenever the connection is lost; names are looked up each time.
///
/// Must be called inside a Tokio runtime.
///
/// # Errors
///
/// If the address is none, if it is plaintext to another machine, or if the credentials cannot be used. That nobody answers shows with
/// the first call.
pub fn channel(address: &str, tls: &config::Tls, clock: &dyn Clock) -> Result<Channel, Error> {
    let target = Target::parse(address)?;
    let tls = if target.tls { Some(client_config(&Credentials::load(tls, clock)?)?) } else { None };
    if tls.is_none() && !target.is_local() {
        return Err(Error::PlaintextNotLocal { address: target.to_string() });
    }
    let refused = || Error::Address { address: target.to_string() };
    let scheme = if target.tls { "https" } else { "http" };
    let origin: Uri = format!("{scheme}://{target}").parse().map_err(|_| refused())?;
    // tonic refuses https without a TLS of its own; the scheme that the server sees is the origin's.
    let endpoint = Endpoint::from_shared(format!("http://{target}"))
        .map_err(|_| refused())?
        .origin(origin)
        .http2_keep_alive_interval(KEEP_ALIVE_INTERVAL)
        .keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
        .keep_alive_while_idle(true);
    let target = Arc::new(target);
    Ok(match tls {
        Some(config) => endpoint.connect_with_connector_lazy(service_fn(move |_: Uri| {
            let (target, config) = (Arc::clone(&target), Arc::clone(&config));
            async move { target.connect_tls(config).await.map(TokioIo::new) }
        })),
        None => endpoint.connect_with_connector_lazy(service_fn(move |_: Uri| {
            let target = Arc::clone(&target);
            async move { target.connect().await.map(TokioIo::new) }
        })),
    })
}

/// Where to connect to.
#[derive(Debug)]
struct Target {
    tls: bool,
    host: Host,
    port: u16,
}

impl Target {
    fn parse(address: &str) -> Result<Self, Error> {
        let refused = || {
            // What stands before an "@" may be a password.
            let shown = address.rsplit('@').next().unwrap_or_default();
            Error::Address { address: shown.to_owned() }
        };
        let url = Url::parse(address).map_err(|_| refused())?;
        let (tls, default_port) = match url.scheme() {
            "https" => (true, HTTPS_PORT),
            "http" => (false, HTTP_PORT),
            _ => return Err(refused()),
        };
        let plain = url.path() == "/" && url.query().is_none() && url.username().is_empty() && url.password().is_none();
        if !plain {
            return Err(refused());
        }
        let host = url.host().ok_or_else(refused)?.to_owned();
        Ok(Self { tls, host, port: url.port().unwrap_or(default_port) })
    }

    fn is_local(&self) -> bool {
        match &self.host {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        }
    }

    async fn connect(&self) -> Result<TcpStream, Error> {
        let connecting = async {
            match &self.host {
                Host::Domain(name) => TcpStream::connect((name.as_str(), self.port)).await,
                Host::Ipv4(address) => TcpStream::connect((*address, self.port)).await,
                Host::Ipv6(address) => TcpStream::connect((*address, self.port)).await,
            }
        };
        let failed = |source| Error::Connect { address: self.to_string(), source };
        let stream = tokio::time::timeout(CONNECT_TIMEOUT, connecting)
            .await
            .map_err(|_| failed(std::io::ErrorKind::TimedOut.into()))?
            .map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        // "localhost" is what the machine's tables say it is.
        if !self.tls && !stream.peer_addr().is_ok_and(|peer| peer.ip().is_loopback()) {
            return Err(Error::PlaintextNotLocal { address: self.to_string() });
        }
        Ok(stream)
    }

    async fn connect_tls(&self, config: Arc<ClientConfig>) -> Result<ClientStream, Error> {
        let stream = self.connect().await?;
        let name = match &self.host {
            Host::Domain(name) => {
                let refused = |_| Error::Address { address: self.to_string() };
                ServerName::try_from(name.clone()).map_err(refused)?
            }
            Host::Ipv4(address) => ServerName::from(IpAddr::V4(*address)),
            Host::Ipv6(address) => ServerName::from(IpAddr::V6(*address)),
        };
        let failed = |explanation| Error::Handshake { address: self.to_string(), explanation };
        let stream = tokio::time::timeout(CONNECT_TIMEOUT, TlsConnector::from(config).connect(name, stream))
            .await
            .map_err(|_| {
                failed(
                    "the other side did not finish the handshake in time: is it TLS that is spoken there?".to_owned(),
                )
            })?
            .map_err(|error| failed(explain_handshake(&error)))?;
        ClientStream::accepted(stream, self.to_string()).await
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn addresses_are_read() {
        for (address, shown, local) in [
            ("https://example.com", "example.com:443", false),
            ("https://example.com:7001/", "example.com:7001", false),
            ("http://localhost:7001", "localhost:7001", true),
            ("http://127.0.0.2:1", "127.0.0.2:1", true),
            ("http://[::1]:7001", "[::1]:7001", true),
            ("http://10.0.0.1:7001", "10.0.0.1:7001", false),
            ("http://localhost.example.com:7001", "localhost.example.com:7001", false),
        ] {
            let target = Target::parse(address).unwrap();
            assert_eq!((target.to_string().as_str(), target.is_local()), (shown, local), "{address}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_without_showing_a_password() {
        for address in
            ["", "example.com:7001", "ftp://example.com", "https://example.com/path", "https://u:hunter2@example.com"]
        {
            let message = Target::parse(address).unwrap_err().to_string();
            assert!(message.contains("https://host:port"), "{message}");
            assert!(!message.contains("hunter2"), "{message}");
        }
    }
}
