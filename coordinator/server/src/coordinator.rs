//! The coordinator as a whole: start, serve, shut down.

use std::sync::Arc;
use std::time::Duration;

use futures::Stream;
use magpie_base::clock::Clock;
use magpie_base::config::{self, Config};
use magpie_base::telemetry::metrics::Metrics;
use magpie_objects::ObjectStore;
use magpie_proto::worker::v1::worker_service_server::WorkerServiceServer;
use magpie_store::Store;
use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::service::Routes;
use tonic::transport::Server;
use tonic::transport::server::Connected;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

use crate::access::{AccessLayer, DEFAULT_DEADLINE, Undeclared, audit};
use crate::api::{self, Api};
use crate::brain::command::Command;
use crate::brain::{self, BrainHandle, Failure};
use crate::export::Exporter;
use crate::planner::{Planner, Targets};
use crate::words::{Reader, Registry};
use crate::workers::Workers;

/// How long workers' streams may take to end when the coordinator shuts down.
pub const WORKERS_PATIENCE: Duration = Duration::from_secs(10);

/// How long the exporter may take to write what it has when the coordinator shuts down.
pub const EXPORT_PATIENCE: Duration = Duration::from_secs(15);

/// How long calls may take to end when the coordinator shuts down.
pub const CALLS_PATIENCE: Duration = Duration::from_secs(5);

/// How often an idle connection is asked whether it lives, and how long its answer may take.
const KEEPALIVE: Duration = Duration::from_secs(20);

/// Calls on one connection at the same time.
const MAX_CALLS_PER_CONNECTION: u32 = 256;

/// What a coordinator is made of.
pub struct Options {
    /// Where everything is kept.
    pub store: Store,
    /// Where the objects to be scanned are.
    pub objects: Arc<dyn ObjectStore>,
    /// Where results are exported to, if that is another place than `objects`.
    pub export_objects: Option<Arc<dyn ObjectStore>>,
    /// The settings.
    pub config: Arc<Config>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// Why a coordinator could not be started, or could not serve.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A method of the contract declares no permission: nobody would know who may call it.
    #[error(transparent)]
    Undeclared(#[from] Undeclared),
    /// The brain could not be started.
    #[error(transparent)]
    Brain(#[from] Failure),
    /// The services could not be made.
    #[error(transparent)]
    Api(#[from] api::Error),
    /// The descriptors for reflection are not valid.
    #[error("the reflection service cannot be made: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// Connections cannot be served.
    #[error("connections cannot be served: {0}")]
    Serve(#[from] tonic::transport::Error),
    /// It was shut down before.
    #[error("the coordinator has been shut down")]
    Stopped,
}

/// A running coordinator. Must be made inside a Tokio runtime. Ask it to [`shutdown`](Self::shutdown) before it is dropped:
/// what is stored is safe in any case, but callers and workers are then told nothing.
pub struct Coordinator {
    brain: BrainHandle,
    ended: watch::Receiver<Option<Result<(), Failure>>>,
    routes: Mutex<Option<(Routes, AccessLayer)>>,
    health: HealthReporter,
    tokens: Tokens,
    sessions: TaskTracker,
    tasks: Mutex<Option<Tasks>>,
}

/// What ends when.
#[derive(Clone, Default)]
struct Tokens {
    /// Workers' streams.
    workers: CancellationToken,
    /// The planner, and the reading of allow lists.
    planner: CancellationToken,
    /// The exporter writes what it has.
    export: CancellationToken,
    /// The exporter gives up waiting for S3.
    export_abort: CancellationToken,
    /// The front door.
    serving: CancellationToken,
    /// Connections that would not end.
    connections: CancellationToken,
}

struct Tasks {
    brain: std::thread::JoinHandle<()>,
    planner: JoinHandle<()>,
    reader: JoinHandle<()>,
    exporter: Option<JoinHandle<()>>,
    audit: JoinHandle<Result<(), magpie_store::Error>>,
    guard: JoinHandle<()>,
}

impl Coordinator {
    /// Recovers what the store has, and goes on with it.
    ///
    /// # Errors
    /// If the store cannot be read, or a served method declares no permission.
    pub async fn start(options: Options) -> Result<Self, Error> {
        let Options { store, objects, export_objects, config, clock } = options;
        let tokens = Tokens::default();
        let (audit_sender, audit_queue) = audit::queue(audit::QUEUE);
        let access = AccessLayer::new(audit_sender, Arc::clone(&clock), DEFAULT_DEADLINE)?;

        let (plans, plan_queue) = mpsc::unbounded_channel();
        let (exports, export_queue) = config.export.bucket.as_ref().map(|_| mpsc::unbounded_channel()).unzip();
        let (lists, list_queue) = mpsc::unbounded_channel();
        let words = Arc::new(Registry::default());
        let parts = brain::Parts {
            settings: settings(&config, store.epoch()),
            store: store.clone(),
            clock: Arc::clone(&clock),
            planner: plans,
            exporter: exports,
            lists,
            words: Arc::clone(&words),
        };
        // Recovery reads the store.
        let recovered = tokio::task::spawn_blocking(move || brain::start(parts)).await.map_err(|_| Error::Stopped)?;
        let (brain, thread) = recovered?;

        let planner = Planner {
            objects: Arc::clone(&objects),
            brain: brain.clone(),
            targets: targets(&config.coordinator),
            concurrency: usize::try_from(config.coordinator.listing_concurrency).unwrap_or(usize::MAX),
        };
        let reader = Reader {
            objects: Arc::clone(&objects),
            brain: brain.clone(),
            clock: Arc::clone(&clock),
            registry: Arc::clone(&words),
        };
        let exporter = export_queue.map(|queue| {
            let exporter = Exporter {
                store: store.clone(),
                objects: export_objects.unwrap_or_else(|| Arc::clone(&objects)),
                brain: brain.clone(),
                clock: Arc::clone(&clock),
                settings: config.export.clone(),
                metrics: Metrics::global(),
            };
            tokio::spawn(exporter.run(queue, tokens.export.clone(), tokens.export_abort.clone()))
        });
        let sessions = TaskTracker::new();
        let workers = Workers::new(brain.clone(), words, sessions.clone(), tokens.workers.clone());
        let (health, health_service) = tonic_health::server::health_reporter();
        let max_request_bytes = config.coordinator.max_request_bytes.as_usize();
        let mut routes = Routes::builder();
        routes
            .add_service(health_service)
            .add_service(reflection().build_v1()?)
            .add_service(reflection().build_v1alpha()?)
            .add_service(WorkerServiceServer::new(workers).max_decoding_message_size(max_request_bytes));
        let api = Api::new(api::Options {
            brain: brain.clone(),
            store: store.clone(),
            objects,
            clock: Arc::clone(&clock),
            account_id: config.coordinator.account_id.clone(),
            region: config.coordinator.region.clone(),
            max_request_bytes,
        })?;
        api.add_to(&mut routes);
        let routes = routes.routes().prepare();
        set_health(&health, ServingStatus::Serving).await;
        let tasks = Tasks {
            brain: thread.thread,
            planner: tokio::spawn(planner.run(plan_queue, tokens.planner.clone())),
            reader: tokio::spawn(reader.run(list_queue, tokens.planner.clone())),
            exporter,
            audit: tokio::spawn(audit::write(audit_queue, store)),
            guard: tokio::spawn(guard(thread.ended.clone(), tokens.clone())),
        };
        Ok(Self {
            brain,
            ended: thread.ended,
            routes: Mutex::new(Some((routes, access))),
            health,
            tokens,
            sessions,
            tasks: Mutex::new(Some(tasks)),
        })
    }

    /// A hand on the brain, for whoever is in the same process.
    pub fn brain(&self) -> BrainHandle {
        self.brain.clone()
    }

    /// Serves connections until the coordinator shuts down or the stream of connections ends. Several streams can be served at
    /// the same time. The connections must tell who is on the other side, as [`magpie_base::tls::Connection`] does: callers
    /// that are not known are refused.
    ///
    /// # Errors
    /// If the stream of connections fails, or the coordinator was shut down before.
    pub async fn serve<I, IO, E>(&self, incoming: I) -> Result<(), Error>
    where
        I: Stream<Item = Result<IO, E>>,
        IO: AsyncRead + AsyncWrite + Connected + Unpin + Send + 'static,
        IO::ConnectInfo: Clone + Send + Sync + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (routes, access) = self.routes.lock().clone().ok_or(Error::Stopped)?;
        let serving = Server::builder()
            .http2_keepalive_interval(Some(KEEPALIVE))
            .http2_keepalive_timeout(Some(KEEPALIVE))
            .http2_adaptive_window(Some(true))
            .max_concurrent_streams(Some(MAX_CALLS_PER_CONNECTION))
            .layer(access)
            .add_routes(routes)
            .serve_with_incoming_shutdown(incoming, self.tokens.serving.clone().cancelled_owned());
        tokio::select! {
            served = serving => Ok(served?),
            () = self.tokens.connections.cancelled() => Ok(()),
        }
    }

    /// Waits until the coordinator has ended: after a [`shutdown`](Self::shutdown), or by itself when it must not go on.
    ///
    /// # Errors
    /// Why it must not go on.
    pub async fn wait(&self) -> Result<(), Failure> {
        let mut ended = self.ended.clone();
        let end = ended.wait_for(Option::is_some).await;
        match end {
            Ok(result) => result.clone().unwrap_or(Ok(())),
            Err(_) => Err(Failure::Panic("its thread has vanished".to_owned())),
        }
    }

    /// Shuts down in order: no new jobs; workers are told; what they have sent is stored and acknowledged; the exporter writes what
    /// it has; the front door closes. Each step has its bound. Does nothing the second time.
    ///
    /// Calls and handles may outlive it, and so may their hands on the store: whoever opened it should then
    /// [close](Store::close) it, and must do so before the process ends.
    pub async fn shutdown(&self) {
        let Some(tasks) = self.tasks.lock().take() else { return };
        tracing::info!(event = "coordinator_stopping", "the coordinator is shutting down");
        set_health(&self.health, ServingStatus::NotServing).await;
        drop(self.brain.tell(Command::Quiesce).await);

        self.tokens.workers.cancel();
        self.sessions.close();
        bounded(WORKERS_PATIENCE, "workers", self.sessions.wait()).await;

        self.tokens.planner.cancel();
        finished("planner", tasks.planner).await;
        finished("reader", tasks.reader).await;

        // What came last may still wait for the brain. The exporter must not be told to stop before it can see that.
        bounded(WORKERS_PATIENCE, "brain", self.brain.settled()).await;
        self.tokens.export.cancel();
        if let Some(mut exporter) = tasks.exporter {
            if tokio::time::timeout(EXPORT_PATIENCE, &mut exporter).await.is_err() {
                tracing::warn!(
                    event = "export_unfinished",
                    "results wait to be exported; it goes on after the next start"
                );
            }
            self.tokens.export_abort.cancel();
            if !exporter.is_finished() {
                finished("exporter", exporter).await;
            }
        }

        drop(self.brain.tell(Command::Stop).await);
        // A failure is told by `wait`.
        drop(self.wait().await);
        finished("brain", tokio::task::spawn_blocking(move || drop(tasks.brain.join()))).await;

        self.tokens.serving.cancel();
        // What serves holds clones; the audit's writer ends when the last is gone.
        self.routes.lock().take();
        let mut audit = tasks.audit;
        if tokio::time::timeout(CALLS_PATIENCE, &mut audit).await.is_err() {
            self.tokens.connections.cancel();
            finished("audit", audit).await;
        }
        tasks.guard.abort();
        tracing::info!(event = "coordinator_stopped", "the coordinator has shut down");
    }
}

impl Drop for Coordinator {
    /// Ends all that still runs, without ceremony.
    fn drop(&mut self) {
        self.tokens.end_all();
    }
}

impl Tokens {
    fn end_all(&self) {
        for token in [&self.workers, &self.planner, &self.export, &self.export_abort, &self.serving, &self.connections]
        {
            token.cancel();
        }
    }
}

/// Ends everything when the brain has failed: nobody else may do or promise anything then.
async fn guard(mut ended: watch::Receiver<Option<Result<(), Failure>>>, tokens: Tokens) {
    let failed = match ended.wait_for(Option::is_some).await {
        Ok(result) => matches!(*result, Some(Err(_))),
        Err(_) => true,
    };
    if failed {
        for token in [&tokens.workers, &tokens.planner, &tokens.export, &tokens.export_abort, &tokens.serving] {
            token.cancel();
        }
        tokio::time::sleep(CALLS_PATIENCE).await;
        tokens.connections.cancel();
    }
}

async fn bounded(patience: Duration, what: &str, work: impl Future<Output = ()>) {
    if tokio::time::timeout(patience, work).await.is_err() {
        tracing::warn!(event = "shutdown_slow", what, "shutting down goes on without waiting any longer");
    }
}

async fn finished<T>(what: &str, task: JoinHandle<T>) {
    if let Err(error) = task.await {
        tracing::error!(event = "task_failed", what, error = %error, "a part of the coordinator ended in an unexpected way");
    }
}

fn settings(config: &Config, epoch: u64) -> brain::Settings {
    let coordinator = &config.coordinator;
    let bound = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let schedule = magpie_schedule::Config {
        epoch,
        lease_ttl_ms: coordinator.lease_ttl.as_millis(),
        attempts_before_careful: coordinator.attempts_before_careful,
        attempts_before_quarantine: coordinator.attempts_before_quarantine,
        listing_retry_ms: coordinator.listing_retry.as_millis(),
        max_listing_attempts: coordinator.listing_attempts,
        max_pending_shards: bound(coordinator.max_pending_shards),
        max_parallel_plans: bound(coordinator.listing_concurrency),
        ..magpie_schedule::Config::default()
    };
    brain::Settings {
        schedule,
        heartbeat_interval_ms: u32::try_from(coordinator.heartbeat_interval.as_millis()).unwrap_or(u32::MAX),
        export: config.export.clone(),
    }
}

fn targets(coordinator: &config::Coordinator) -> Targets {
    Targets {
        objects: u64::from(coordinator.shard_target_objects.max(1)),
        bytes: coordinator.shard_target_bytes.as_u64(),
    }
}

fn reflection() -> tonic_reflection::server::Builder<'static> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(magpie_proto::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        // So that clients can show the details of errors.
        .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
}

async fn set_health(health: &HealthReporter, status: ServingStatus) {
    health.set_service_status("", status).await;
    for service in SERVICES {
        health.set_service_status(service, status).await;
    }
}

/// The services whose health is told, by name.
const SERVICES: [&str; 8] = [
    magpie_proto::v1::job_service_server::SERVICE_NAME,
    magpie_proto::v1::finding_service_server::SERVICE_NAME,
    magpie_proto::v1::identifier_service_server::SERVICE_NAME,
    magpie_proto::v1::result_service_server::SERVICE_NAME,
    magpie_proto::v1::cluster_service_server::SERVICE_NAME,
    magpie_proto::v1::custom_data_identifier_service_server::SERVICE_NAME,
    magpie_proto::v1::allow_list_service_server::SERVICE_NAME,
    magpie_proto::worker::v1::worker_service_server::SERVICE_NAME,
];
