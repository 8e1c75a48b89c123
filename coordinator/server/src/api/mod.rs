//! The services that users call: jobs, findings, results, identifiers, allow lists and the cluster.
//!
//! The names, shapes and rules are those of Amazon Macie's API, version 2020-01-01. A request that is not valid is answered
//! with every field that is wrong ([`error`]). Lists are paged with signed tokens and read the store as they go: what a
//! call holds in memory is bounded by its page, whatever the store holds.

mod allow_lists;
mod cluster;
mod criteria;
mod custom;
mod definitions;
pub mod error;
mod findings;
mod identifiers;
mod job_filter;
mod jobs;
mod page;
mod results;
mod suggest;
pub mod validate;

use std::sync::Arc;

use magpie_base::clock::Clock;
use magpie_base::ids;
use magpie_objects::ObjectStore;
use magpie_proto::v1::allow_list_service_server::AllowListServiceServer;
use magpie_proto::v1::cluster_service_server::ClusterServiceServer;
use magpie_proto::v1::custom_data_identifier_service_server::CustomDataIdentifierServiceServer;
use magpie_proto::v1::finding_service_server::FindingServiceServer;
use magpie_proto::v1::identifier_service_server::IdentifierServiceServer;
use magpie_proto::v1::job_service_server::JobServiceServer;
use magpie_proto::v1::result_service_server::ResultServiceServer;
use magpie_store::Store;
use tokio::sync::{RwLock, Semaphore};
use tokio_util::sync::CancellationToken;
use tonic::service::RoutesBuilder;

use crate::brain::{self, BrainHandle};
use page::Tokens;

pub use error::Error;

/// The largest answer that a service sends, bytes: the results of one object with all files inside it. Clients of
/// [`ResultService`](magpie_proto::v1::result_service_client::ResultServiceClient) must be ready for it.
pub const MAX_RESPONSE_BYTES: usize = 128 << 20;

/// How many calls read the store at the same time. Others wait.
const READERS: usize = 16;

/// How many of them may read all jobs or all findings.
const SCANS: usize = 4;

/// How many calls read the words of an allow list at the same time: one may have 35 MB.
const LISTS: usize = 2;

/// After how many records a scan looks whether its caller has gone.
const SCAN_STEP: usize = 256;

/// What the services need.
pub struct Options {
    /// The one who decides and writes.
    pub brain: BrainHandle,
    /// What is read directly.
    pub store: Store,
    /// Where the words of allow lists are.
    pub objects: Arc<dyn ObjectStore>,
    /// The time of day, for new jobs.
    pub clock: Arc<dyn Clock>,
    /// The account that the coordinator speaks for: 12 digits.
    pub account_id: String,
    /// The region that the coordinator speaks for.
    pub region: String,
    /// The largest request that is read, bytes.
    pub max_request_bytes: usize,
}

/// All user services. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    inner: Arc<Inner>,
}

struct Inner {
    options: Options,
    tokens: Tokens,
    readers: Arc<Semaphore>,
    scans: Arc<Semaphore>,
    /// Held while an allow list is tried out.
    lists: Semaphore,
    /// Held while a custom data identifier or allow list is written; shared while a job is made that speaks of some. So what
    /// a job speaks of is there when the job is.
    definitions: RwLock<()>,
}

impl Api {
    /// The services.
    ///
    /// # Errors
    /// If the system gives no random numbers for the key of page tokens.
    pub fn new(options: Options) -> Result<Self, Error> {
        let inner = Inner {
            options,
            tokens: Tokens::new()?,
            readers: Arc::new(Semaphore::new(READERS)),
            scans: Arc::new(Semaphore::new(SCANS)),
            lists: Semaphore::new(LISTS),
            definitions: RwLock::new(()),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Adds all services to a server's routes.
    pub fn add_to(&self, routes: &mut RoutesBuilder) {
        let most = self.inner.options.max_request_bytes;
        macro_rules! add {
            ($($server:ident),*) => {
                $(routes.add_service(
                    $server::new(self.clone())
                        .max_decoding_message_size(most)
                        .max_encoding_message_size(MAX_RESPONSE_BYTES),
                );)*
            };
        }
        add!(
            JobServiceServer,
            FindingServiceServer,
            ResultServiceServer,
            IdentifierServiceServer,
            CustomDataIdentifierServiceServer,
            AllowListServiceServer,
            ClusterServiceServer
        );
    }

    fn brain(&self) -> &BrainHandle {
        &self.inner.options.brain
    }

    fn tokens(&self) -> &Tokens {
        &self.inner.tokens
    }

    /// Reads the store on a thread that may block.
    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Store) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.blocking(&self.inner.readers, move |store, _| read(store)).await
    }

    /// Reads much of the store. `scan` must call [`Scanned::go_on`] for each record.
    async fn scan<T: Send + 'static>(
        &self,
        scan: impl FnOnce(&Store, &mut Scanned) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.blocking(&self.inner.scans, scan).await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        permits: &Arc<Semaphore>,
        work: impl FnOnce(&Store, &mut Scanned) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let permit = Arc::clone(permits).acquire_owned().await.map_err(|_| Error::Stopping)?;
        let store = self.inner.options.store.clone();
        let gone = CancellationToken::new();
        let mut scanned = Scanned { records: 0, gone: gone.clone() };
        // When the caller goes away this future is dropped; the thread sees it and ends.
        let _caller = gone.drop_guard();
        let work = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work(&store, &mut scanned)
        });
        work.await.map_err(Error::internal)?
    }
}

/// Counts the records of a scan.
struct Scanned {
    records: usize,
    gone: CancellationToken,
}

impl Scanned {
    /// One more record.
    ///
    /// # Errors
    /// If nobody waits for the answer any more.
    fn go_on(&mut self) -> Result<(), Error> {
        self.records += 1;
        if self.records.is_multiple_of(SCAN_STEP) && self.gone.is_cancelled() { Err(Error::Gone) } else { Ok(()) }
    }
}

/// The job id of a request.
///
/// # Errors
/// If it is not given, or does not have the form of an id: then there is no such job.
fn job_id(given: &str) -> Result<&str, Error> {
    if given.is_empty() {
        return Err(Error::invalid("jobId", "is required; give the id of a job"));
    }
    if !ids::is_id(given) {
        return Err(Error::JobNotFound(given.to_owned()));
    }
    Ok(given)
}

impl From<magpie_store::Error> for Error {
    fn from(error: magpie_store::Error) -> Self {
        Self::store(error)
    }
}

impl From<brain::Error> for Error {
    fn from(error: brain::Error) -> Self {
        match error {
            brain::Error::Stopped => Self::Stopping,
            brain::Error::UnknownJob(job_id) => Self::JobNotFound(job_id),
            brain::Error::UnknownRun { job_id, run_id: 0 } => Self::NoRunYet(job_id),
            brain::Error::UnknownRun { job_id, run_id } => Self::RunNotFound { job_id, run_id },
            brain::Error::TokenConflict { job_id } => Self::ClientTokenReused { job_id },
            brain::Error::Transition { from, to } => Self::Transition {
                job_id: String::new(),
                current: from,
                requested: to,
                allowed: jobs::allowed_from(from),
            },
            brain::Error::Invalid(problem) => Self::invalid("s3JobDefinition", problem),
            brain::Error::Store(error) => Self::store(error),
        }
    }
}
