//! Who speaks with whom: certificates, mutual TLS, and the identity of the peer.
//!
//! * [`certs`] makes the certificates: an authority, and one certificate for each process and person.
//! * [`Listener`] is the server's side: a stream of [`Connection`]s for tonic's `serve_with_incoming`. Each has shown a
//!   certificate of the authority; requests carry the [`Peer`] in their extensions.
//! * [`channel`] is the client's side.
//! * [`local()`] connects both inside one process.
//!
//! An identity is the URI `spiffe://magpie/<role>/<name>` among the subject alternative names of a client certificate
//! (RFC 5280, 4.2.1.6). Roles are `worker`, `reader` and `admin`; each is a set of permissions ([`Role::permissions`]).

pub mod certs;
mod client;
mod client_stream;
mod connection;
mod credentials;
mod explain;
mod identity;
mod listener;
mod local;

use std::path::PathBuf;

pub use client::channel;
pub use connection::{Connection, Peer};
pub use credentials::{Credentials, client_config, server_config};
pub use explain::explain;
pub use identity::{Identity, Role};
pub use listener::{HANDSHAKE_TIMEOUT, Listener, MAX_HANDSHAKES};
pub use local::{LocalConnector, LocalListener, local};

/// What the message of [`Error::Handshake`] begins with.
const HANDSHAKE_FAILED: &str = "cannot speak TLS with ";

/// Why certificates cannot be made or used, or a connection not be had. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting of `[tls]` is missing.
    #[error("tls.{setting} is not set: name the file in [tls], or make certificates with \"magpie certs init\"")]
    NotSet {
        /// Its key.
        setting: &'static str,
    },
    /// A file cannot be read.
    #[error(
        "cannot read {path} (tls.{setting}): {source}; check the path and its permissions, or run \"magpie certs init\""
    )]
    Read {
        /// Its key in `[tls]`.
        setting: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file has not what it should have.
    #[error("{path} (tls.{setting}) {problem}")]
    Content {
        /// Its key in `[tls]`.
        setting: &'static str,
        /// Which file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        problem: String,
    },
    /// Certificate and key are valid, but cannot be used.
    #[error("the certificates of [tls] cannot be used: {0}; check that tls.key is the key of tls.cert")]
    Unusable(#[from] rustls::Error),
    /// A file that is to be made exists.
    #[error("{path} exists already and is not overwritten: move it away, or use another folder")]
    Exists {
        /// Which.
        path: PathBuf,
    },
    /// A file cannot be written.
    #[error("cannot write {path}: {source}")]
    Write {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Others can change what is in the folder.
    #[error(
        "others than its owner may write into {path}: take that permission away (chmod go-w), or use another folder"
    )]
    OpenFolder {
        /// Which.
        path: PathBuf,
    },
    /// A name that no certificate can bear.
    #[error("{name:?} cannot be the {what}: {rule}")]
    Name {
        /// The name.
        name: String,
        /// What it should have named.
        what: &'static str,
        /// What names must be like.
        rule: &'static str,
    },
    /// The folder's authority cannot be used.
    #[error("the certificate authority in {path} cannot be used: {problem}; make a new one with \"magpie certs init\"")]
    Authority {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// Making a certificate failed.
    #[error("cannot make the certificate: {0}")]
    Make(#[from] rcgen::Error),
    /// An address that cannot be connected to.
    #[error("{address:?} is no address of a coordinator: write \"https://host:port\"")]
    Address {
        /// The address, without what could be a password.
        address: String,
    },
    /// Speaking without TLS is only for this machine.
    #[error("{address} is not on this machine, and without TLS anyone could listen: use https, or 127.0.0.1")]
    PlaintextNotLocal {
        /// The address.
        address: String,
    },
    /// Listening failed.
    #[error("cannot listen on {address}: {source}; is another process listening there?")]
    Listen {
        /// The address.
        address: std::net::SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// Connecting failed.
    #[error("cannot connect to {address}: {source}; is the coordinator running there?")]
    Connect {
        /// Host and port.
        address: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The handshake failed.
    #[error("{HANDSHAKE_FAILED}{address}: {explanation}")]
    Handshake {
        /// Host and port.
        address: String,
        /// What happened and what to do.
        explanation: String,
    },
}
