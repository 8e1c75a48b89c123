//! `magpie scan`: coordinator and workers in this process, on a store in memory, without any set-up.

mod report;
mod rules;
mod targets;
mod values;

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::sync::Arc;
use std::time::Duration;

use magpie_agent::{Agent, MatchObserver, Options as AgentOptions};
use magpie_base::clock::{Clock, SystemClock};
use magpie_base::config::Config;
use magpie_base::ids;
use magpie_base::shutdown::Signals;
use magpie_base::telemetry::metrics::Metrics;
use magpie_base::tls;
use magpie_objects::ObjectStore;
use magpie_proto::v1::job_service_client::JobServiceClient;
use magpie_proto::v1::result_service_client::ResultServiceClient;
use magpie_proto::v1::{CreateClassificationJobRequest, RunProgress, StreamResultsRequest};
use magpie_server::{Coordinator, Options as CoordinatorOptions};
use magpie_store::key::EphemeralKey;
use magpie_store::{Location, Store};
use tonic::transport::Channel;

use crate::args::{Format, Global, Scan};
use crate::failure::Failure;
use crate::scan::report::Report;
use crate::scan::rules::Rules;
use crate::scan::targets::{Target, Targets};
use crate::scan::values::Values;
use crate::settings::Overlay;
use crate::{connect, process, request, watch};

/// Exit statuses, a contract. 2 is a failure.
const NOTHING_FOUND: u8 = 0;
const FOUND: u8 = 1;
const INCOMPLETE: u8 = 3;

/// How often progress is shown.
const EVERY: Duration = Duration::from_millis(200);

pub(crate) async fn run(global: &Global, args: Scan) -> Result<u8, Failure> {
    check(&args)?;
    let chosen = request::identifiers(&args.identifiers)?;
    let targets: Result<Vec<_>, _> = args.targets.iter().map(|target| Target::parse(target)).collect();
    let mut targets = Targets::new(targets?);
    let rules = Rules::from_flags(&args, &mut targets)?;
    let config = Arc::new(Overlay::global(global).interactive(global).s3(&args.s3).load(global)?);
    let telemetry = process::telemetry("magpie-scan", &config)?;
    let mut signals = Signals::listen()?;

    let values = args.show_values.then(|| Arc::new(Values::default()));
    let observer = values.as_ref().map(|values| Arc::clone(values) as Arc<dyn MatchObserver>);
    let s3 = if targets.need_s3() { Some(process::s3(&config.s3).await?) } else { None };
    let objects = targets.store(s3)?;
    let mut cluster = Cluster::start(&config, Arc::clone(&objects), args.workers, observer).await?;

    let mut job = request::one_time("magpie scan", ids::job_id(), "", targets.buckets(), chosen);
    job.sampling_percentage = Some(args.sampling);
    job.set_minimum_confidence(request::minimum_confidence(args.minimum_confidence));
    rules.create(cluster.channel(), &objects, &mut job).await?;
    let out: Box<dyn Write> = match &args.output {
        Some(path) => {
            let file = File::create(path).map_err(|source| Failure::File { path: path.clone(), source })?;
            Box::new(BufWriter::new(file))
        }
        None => Box::new(BufWriter::new(io::stdout())),
    };
    let scanned = tokio::select! {
        scanned = scan(&cluster, job, args.format, &targets, out) => scanned,
        _ = signals.recv() => Err(Failure::part("interrupted; nothing was kept")),
    };
    cluster.stop().await;
    telemetry.shutdown().await;
    let status = scanned?;
    if let Some(values) = values {
        values.show(&mut io::stdout(), &targets)?;
    }
    Ok(status)
}

/// Values are for the user's own eyes.
fn check(args: &Scan) -> Result<(), Failure> {
    if !args.show_values {
        return Ok(());
    }
    if args.output.is_some() || args.format != Format::Table || !io::stdout().is_terminal() {
        return Err(Failure::Usage(
            "--show-values only shows values on a terminal, as a table: values are never written to a file or a pipe"
                .into(),
        ));
    }
    Ok(())
}

/// Scans, reports, and says how it went as an exit status.
async fn scan(
    cluster: &Cluster,
    job: CreateClassificationJobRequest,
    format: Format,
    targets: &Targets,
    out: impl Write,
) -> Result<u8, Failure> {
    let started = cluster.clock.now();
    let created = JobServiceClient::new(cluster.channel()).create_classification_job(job).await?.into_inner();
    let mut bar = watch::Bar::new(false);
    let mut report = Report::new(format, targets, out);
    let following = watch::follow(cluster.channel(), &created.job_id, &mut bar, EVERY);
    let reporting = results(cluster.channel(), &created.job_id, &mut report);
    let (last, reported): (Result<RunProgress, Failure>, Result<(), Failure>) = tokio::join!(following, reporting);
    let last = last?;
    reported?;
    let elapsed = Duration::from_millis(cluster.clock.now().saturating_sub(started));
    let found = report.found();
    report.finish(&last.run.clone().unwrap_or_default(), elapsed)?;
    if !watch::is_complete(&last) {
        return Ok(INCOMPLETE);
    }
    Ok(if found { FOUND } else { NOTHING_FOUND })
}

async fn results<W: Write>(channel: Channel, job_id: &str, report: &mut Report<'_, W>) -> Result<(), Failure> {
    let request = StreamResultsRequest { job_id: job_id.to_owned(), follow: true, ..StreamResultsRequest::default() };
    let mut client = ResultServiceClient::new(channel).max_decoding_message_size(connect::MAX_ANSWER);
    let mut stream = client.stream_results(request).await?.into_inner();
    while let Some(answer) = stream.message().await? {
        for result in &answer.results {
            report.add(result)?;
        }
    }
    Ok(())
}

/// A coordinator and workers in this process, connected through memory.
struct Cluster {
    store: Store,
    coordinator: Arc<Coordinator>,
    agents: Vec<Agent>,
    connector: tls::LocalConnector,
    clock: Arc<dyn Clock>,
}

impl Cluster {
    async fn start(
        config: &Arc<Config>,
        objects: Arc<dyn ObjectStore>,
        workers: u32,
        observer: Option<Arc<dyn MatchObserver>>,
    ) -> Result<Cluster, Failure> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let mut settings = (**config).clone();
        // Nothing leaves this process but what the user asked for.
        settings.export.bucket = None;
        let key = EphemeralKey::generate().map_err(Failure::part)?;
        let store = Store::open(Location::Memory, Arc::new(key)).await.map_err(Failure::part)?;
        let coordinator = Coordinator::start(CoordinatorOptions {
            store: store.clone(),
            objects: Arc::clone(&objects),
            export_objects: None,
            config: Arc::new(settings.clone()),
            clock: Arc::clone(&clock),
        });
        let coordinator = Arc::new(coordinator.await.map_err(Failure::part)?);
        let (listener, connector) = tls::local();
        let serving = Arc::clone(&coordinator);
        tokio::spawn(async move { serving.serve(listener).await });

        let cpus = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let workers = workers.max(1);
        if settings.worker.cpu_threads == 0 {
            let share = u32::try_from(cpus).unwrap_or(u32::MAX) / workers;
            settings.worker.cpu_threads = share.max(1);
        }
        let mut agents = Vec::new();
        for number in 1..=workers {
            agents.push(
                Agent::start(AgentOptions {
                    channel: connector.channel(),
                    objects: Arc::clone(&objects),
                    clock: Arc::clone(&clock),
                    metrics: Arc::new(Metrics::global()),
                    worker_id: format!("scan-{number}"),
                    worker: settings.worker.clone(),
                    limits: settings.limits.clone(),
                    object_span_ratio: settings.telemetry.object_span_ratio,
                    observer: observer.clone(),
                })
                .map_err(Failure::part)?,
            );
        }
        Ok(Cluster { store, coordinator, agents, connector, clock })
    }

    fn channel(&self) -> Channel {
        self.connector.channel()
    }

    async fn stop(&mut self) {
        // Workers first: what is left of them has nothing to report.
        self.agents.clear();
        self.coordinator.shutdown().await;
    }
}

impl Drop for Cluster {
    /// However the scan ended: no thread may work with the store while the process ends.
    fn drop(&mut self) {
        self.store.close();
    }
}
