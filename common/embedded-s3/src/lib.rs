//! An S3 server inside the process.
//!
//! Real S3 over HTTP, with signatures that are checked, on top of the `s3s` crate's protocol: objects in memory, or in a
//! folder that survives a restart. Buckets, ranges, conditions, copies, uploads in parts, lists of a million keys, tags,
//! versions, policies and encryption settings answer as S3 does; encryption is remembered and shown, not done.
//!
//! On top of it lie [`Faults`]: what the server shall do wrong, when and how often, each with a counter.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! use magpie_embedded_s3::{EmbeddedS3, Object};
//!
//! let server = EmbeddedS3::builder().credentials("access", "secret").memory().start("127.0.0.1:0").await?;
//! server.create_bucket("inbox")?;
//! server.put("inbox", "people.csv", Object::from("name,phone\n"))?;
//! assert!(server.endpoint().starts_with("http://127.0.0.1:"));
//! assert_eq!(server.get("inbox", "people.csv")?.content, "name,phone\n");
//! server.shutdown().await;
//! # Ok::<(), magpie_embedded_s3::Error>(())
//! # }).unwrap();
//! ```
//!
//! It is a tool for demos and tests: it serves plain HTTP, checks who calls but lets every known caller do everything, and
//! does not sync to the disk. The `s3s` crate logs every refusal as an error of its own under the target `s3s`; programs
//! that order faults want to switch that target off.

mod auth;
mod body;
mod connection;
mod direct;
mod fault;
mod object;
mod request;
mod server;
mod service;
mod store;

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use s3s::service::S3ServiceBuilder;
use tokio::net::{TcpListener, ToSocketAddrs};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use fault::{Fault, FaultId, FaultKind, Faults};
pub use object::{Encryption, Object};
pub use request::Operation;

use auth::Keys;
use server::Shared;
use service::Service;
use store::Store;

/// The region of buckets whose creator names none.
const DEFAULT_REGION: &str = "us-east-1";

/// Why the server cannot start or do what was asked of it directly.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No credentials were given.
    #[error("no credentials: give the server at least one access key and its secret")]
    NoCredentials,
    /// The address cannot be listened at.
    #[error("cannot listen at the address: {0}")]
    Listen(#[source] io::Error),
    /// The folder cannot be used.
    #[error("the folder {} cannot be used: {source}", path.display())]
    Folder {
        /// Which one.
        path: PathBuf,
        /// What was met.
        source: io::Error,
    },
    /// The index of the folder is broken.
    #[error("the index {} is broken at line {line}: restore it, or remove the folder and start anew", path.display())]
    Index {
        /// Which one.
        path: PathBuf,
        /// The first line that cannot be read.
        line: u64,
    },
    /// As S3 would refuse it.
    #[error("refused: {code}: {message}")]
    Refused {
        /// The code of S3, such as NoSuchBucket.
        code: String,
        /// The text for people.
        message: String,
    },
}

/// What a server is made of.
#[derive(Clone, Default)]
pub struct Builder {
    credentials: Vec<(String, String)>,
    folder: Option<PathBuf>,
    region: Option<String>,
    faults: Vec<Fault>,
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("folder", &self.folder).field("faults", &self.faults).finish_non_exhaustive()
    }
}

impl Builder {
    /// Someone who may call. Can be given several times; at least once.
    #[must_use]
    pub fn credentials(mut self, access_key_id: &str, secret_access_key: &str) -> Builder {
        self.credentials.push((access_key_id.to_owned(), secret_access_key.to_owned()));
        self
    }

    /// Keeps everything in memory; it is gone when the server stops. The default.
    #[must_use]
    pub fn memory(mut self) -> Builder {
        self.folder = None;
        self
    }

    /// Keeps everything in a folder, which is made if it does not exist. One server at a time.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Builder {
        self.folder = Some(folder.into());
        self
    }

    /// The region of buckets whose creator names none. us-east-1 if not given.
    #[must_use]
    pub fn region(mut self, region: &str) -> Builder {
        self.region = Some(region.to_owned());
        self
    }

    /// Faults from the start on.
    #[must_use]
    pub fn faults(mut self, faults: impl IntoIterator<Item = Fault>) -> Builder {
        self.faults.extend(faults);
        self
    }

    /// Listens at an address; port 0 takes a free one.
    ///
    /// # Errors
    /// If there are no credentials, or the address or the folder cannot be used.
    pub async fn start(self, address: impl ToSocketAddrs) -> Result<EmbeddedS3, Error> {
        if self.credentials.is_empty() {
            return Err(Error::NoCredentials);
        }
        let store = match self.folder {
            None => Store::memory(),
            Some(folder) => tokio::task::spawn_blocking(move || Store::folder(&folder))
                .await
                .map_err(|error| Error::Listen(io::Error::other(error)))??,
        };
        let store = Arc::new(store);
        let listener = TcpListener::bind(address).await.map_err(Error::Listen)?;
        let address = listener.local_addr().map_err(Error::Listen)?;
        let region = self.region.unwrap_or_else(|| DEFAULT_REGION.to_owned());

        let mut service = S3ServiceBuilder::new(Service { store: Arc::clone(&store), region: region.clone() });
        service.set_auth(Keys::new(self.credentials));

        let faults = Faults::default();
        for fault in self.faults {
            faults.add(fault);
        }
        let stop = CancellationToken::new();
        let shared = Shared { service: service.build(), store: Arc::clone(&store), faults: faults.clone() };
        let task = tokio::spawn(server::serve(listener, shared, stop.clone()));
        Ok(EmbeddedS3 { address, region, store, faults, stop, task: Some(task) })
    }
}

/// A server that runs. Dropping it stops it; [`shutdown`](EmbeddedS3::shutdown) also waits until it has.
#[derive(Debug)]
pub struct EmbeddedS3 {
    address: SocketAddr,
    region: String,
    store: Arc<Store>,
    faults: Faults,
    stop: CancellationToken,
    task: Option<JoinHandle<()>>,
}

impl EmbeddedS3 {
    /// Begins to describe a server.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// What clients connect to, such as `http://127.0.0.1:9000`. Use it with path style.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it does wrong; can be changed while it runs.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Stops listening, gives requests under way two seconds, and ends.
    pub async fn shutdown(mut self) {
        self.stop.cancel();
        if let Some(task) = self.task.take() {
            // It only fails if it was aborted with its runtime.
            let _ = task.await;
        }
    }
}

impl Drop for EmbeddedS3 {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
