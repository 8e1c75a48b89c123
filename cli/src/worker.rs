//! `magpie worker`.

use std::sync::Arc;

use magpie_agent::{Agent, Options};
use magpie_base::clock::SystemClock;
use magpie_base::config::Config;
use magpie_base::shutdown::Signals;
use magpie_base::telemetry::metrics::Metrics;

use crate::args::{self, Global};
use crate::failure::Failure;
use crate::settings::Overlay;
use crate::{connect, process};

pub(crate) async fn run(global: &Global, flags: &args::Worker) -> Result<u8, Failure> {
    let config = Overlay::global(global).worker(flags).load(global)?;
    let telemetry = process::telemetry("magpie-worker", &config)?;
    let ended = work(&config).await;
    telemetry.shutdown().await;
    ended.map(|()| 0)
}

async fn work(config: &Config) -> Result<(), Failure> {
    let mut signals = Signals::listen()?;
    let name = config.worker.name.clone().unwrap_or_else(host_name);
    let mut agent = Agent::start(Options {
        channel: connect::from_config(config)?,
        objects: process::s3(&config.s3).await?,
        clock: Arc::new(SystemClock::new()),
        metrics: Arc::new(Metrics::global()),
        worker_id: name.clone(),
        worker: config.worker.clone(),
        limits: config.limits.clone(),
        object_span_ratio: config.telemetry.object_span_ratio,
        observer: None,
    })
    .map_err(Failure::part)?;
    tracing::info!(event = "worker_started", worker = %name, "the worker is running");
    tokio::select! {
        ended = agent.wait() => return ended.map_err(Failure::part),
        _ = signals.recv() => {}
    }
    tracing::info!(event = "worker_draining", worker = %name, "the worker finishes what it has begun");
    agent.drain();
    tokio::select! {
        ended = agent.wait() => ended.map_err(Failure::part),
        // A second signal means: now. Leases expire, and others take over.
        _ = signals.recv() => Ok(()),
    }
}

fn host_name() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}
