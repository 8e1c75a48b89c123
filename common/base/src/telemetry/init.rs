//! Switching telemetry on, and off again without losing its last words.

use std::env;
use std::sync::mpsc;
use std::time::Duration;

use opentelemetry::trace::TracerProvider;
use opentelemetry::{KeyValue, global};
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{ExporterBuildError, LogExporter, MetricExporter, SpanExporter};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::fmt::format::JsonFields;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Layer, fmt};

use super::format::{JsonLines, TextLines};
use crate::config;

/// How long the last traces, metrics and logs may take to be sent at the end. A collector that is away must not keep a process alive.
pub const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

/// Parts of the way to the collector: what they tell would be sent over them, and they would tell of that.
const TRANSPORT_TARGETS: [&str; 6] = ["h2", "hyper", "hyper_util", "tonic", "tower", "opentelemetry"];

/// Whose details are logged below info: the program's own. Those of libraries quote requests, and with them keys of objects.
const OWN_TARGETS: [&str; 2] = ["magpie", "audit"];

/// Libraries that quote the content of files in what they log, at any level.
const QUOTING_TARGETS: [&str; 1] = ["lopdf"];

/// Why telemetry cannot be switched on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The filter of log levels cannot be used.
    #[error("telemetry.log_level cannot be used: {0}")]
    LogLevel(#[from] tracing_subscriber::filter::ParseError),
    /// The variables of OpenTelemetry cannot be used.
    #[error("OTLP export cannot be set up from the OTEL_* variables: {0}")]
    Exporter(#[from] ExporterBuildError),
    /// The variables of OpenTelemetry ask for a protocol that is not built in.
    #[error(
        "{variable} is {protocol:?}, but only \"grpc\" is built in: set it to grpc, and the endpoint to the collector's gRPC port (4317)"
    )]
    Protocol {
        /// Which variable.
        variable: &'static str,
        /// What it says.
        protocol: String,
    },
    /// The export needs Tokio.
    #[error("telemetry must be switched on inside a Tokio runtime when OTLP export is asked for")]
    NoRuntime,
    /// Telemetry is on already in this process.
    #[error("telemetry is switched on already: {0}")]
    Twice(#[from] TryInitError),
}

/// Keeps telemetry on. At its end, or at [`shutdown`](Self::shutdown), what is left is sent, for [`SHUTDOWN_TIMEOUT`] at most.
#[derive(Debug)]
#[must_use = "telemetry ends when this is dropped"]
pub struct Guard {
    providers: Option<Providers>,
}

#[derive(Debug, Default)]
struct Providers {
    tracer: Option<SdkTracerProvider>,
    meter: Option<SdkMeterProvider>,
    logger: Option<SdkLoggerProvider>,
}

/// Switches telemetry on for this process: once, at the start, inside the Tokio runtime if there is one. `service_name` is what
/// traces and metrics are of, unless `[telemetry]` or `OTEL_SERVICE_NAME` say otherwise. Panics are logged from now on, without the data
/// that their messages may quote.
///
/// # Errors
///
/// If it is on already, or if a setting or an `OTEL_*` variable cannot be used. That a collector cannot be reached is no error.
pub fn init(service_name: &str, settings: &config::Telemetry) -> Result<Guard, Error> {
    let log_filter = EnvFilter::builder().parse(&settings.log_level)?;
    let providers = Providers::new(settings.service_name.as_deref().unwrap_or(service_name))?;

    let lines = match settings.log_format {
        config::LogFormat::Json => fmt::layer()
            .fmt_fields(JsonFields::new())
            .event_format(JsonLines::new())
            .with_writer(std::io::stderr)
            .boxed(),
        config::LogFormat::Text => {
            fmt::layer().with_ansi(false).event_format(TextLines::new()).with_writer(std::io::stderr).boxed()
        }
    };
    let spans = providers.tracer.as_ref().map(|provider| {
        tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("magpie"))
            // Events are logs; as events of spans they would be sent twice.
            .with_filter(filter_fn(|metadata| {
                metadata.is_span() && *metadata.level() <= Level::INFO && !is_transport(metadata)
            }))
    });
    let logs = providers.logger.as_ref().map(|provider| {
        OpenTelemetryTracingBridge::new(provider)
            .with_filter(log_filter.clone())
            .with_filter(filter_fn(|metadata| !is_transport(metadata) && is_discreet(metadata)))
    });
    let lines = lines.with_filter(log_filter).with_filter(filter_fn(is_discreet));
    // The layer of spans first: it makes the span current whose ids the lines show.
    tracing_subscriber::registry().with(spans).with(lines).with(logs).try_init()?;

    global::set_text_map_propagator(TraceContextPropagator::new());
    if let Some(provider) = &providers.tracer {
        global::set_tracer_provider(provider.clone());
    }
    if let Some(provider) = &providers.meter {
        global::set_meter_provider(provider.clone());
    }
    super::panic::install();
    Ok(Guard { providers: Some(providers) })
}

fn is_transport(metadata: &Metadata<'_>) -> bool {
    let root = metadata.target().split("::").next().unwrap_or_default();
    TRANSPORT_TARGETS.iter().any(|target| root == *target || root.starts_with("opentelemetry"))
}

fn is_discreet(metadata: &Metadata<'_>) -> bool {
    if QUOTING_TARGETS.iter().any(|target| metadata.target().starts_with(target)) {
        return false;
    }
    // That telemetry itself is switched on is no news.
    let most = if metadata.target().starts_with("opentelemetry") { Level::WARN } else { Level::INFO };
    *metadata.level() <= most || OWN_TARGETS.iter().any(|target| metadata.target().starts_with(target))
}

impl Providers {
    fn new(service_name: &str) -> Result<Self, Error> {
        let switched_off = variable("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        if switched_off {
            return Ok(Self::default());
        }
        let resource = resource(service_name);
        // Spans get ids without a collector too: logs show them, and the next process may have a collector.
        let mut tracer = SdkTracerProvider::builder().with_resource(resource.clone());
        if is_exported("TRACES")? {
            tracer = tracer.with_batch_exporter(SpanExporter::builder().with_tonic().build()?);
        }
        let meter = if is_exported("METRICS")? {
            let exporter = MetricExporter::builder().with_tonic().build()?;
            Some(SdkMeterProvider::builder().with_resource(resource.clone()).with_periodic_exporter(exporter).build())
        } else {
            None
        };
        let logger = if is_exported("LOGS")? {
            let exporter = LogExporter::builder().with_tonic().build()?;
            Some(SdkLoggerProvider::builder().with_resource(resource).with_batch_exporter(exporter).build())
        } else {
            None
        };
        Ok(Self { tracer: Some(tracer.build()), meter, logger })
    }

    fn shutdown(self) -> Vec<OTelSdkResult> {
        // All begin before any is waited for.
        let Self { tracer, meter, logger } = self;
        std::thread::scope(|scope| {
            let threads = [
                tracer.map(|provider| scope.spawn(move || provider.shutdown_with_timeout(SHUTDOWN_TIMEOUT))),
                meter.map(|provider| scope.spawn(move || provider.shutdown_with_timeout(SHUTDOWN_TIMEOUT))),
                logger.map(|provider| scope.spawn(move || provider.shutdown_with_timeout(SHUTDOWN_TIMEOUT))),
            ];
            threads.into_iter().flatten().filter_map(|thread| thread.join().ok()).collect()
        })
    }
}

/// The variable's value. Empty is as good as unset (OpenTelemetry specification, "Parsing empty value").
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// Whether the variables ask for a signal ("TRACES", "METRICS" or "LOGS") to be sent.
fn is_exported(signal: &str) -> Result<bool, Error> {
    if variable(&format!("OTEL_{signal}_EXPORTER")).is_some_and(|value| value.eq_ignore_ascii_case("none")) {
        return Ok(false);
    }
    let endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT".to_owned(), format!("OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")];
    if !endpoints.iter().any(|name| variable(name).is_some()) {
        return Ok(false);
    }
    let protocols = match signal {
        "TRACES" => "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
        "METRICS" => "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL",
        _ => "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL",
    };
    let asked = [protocols, "OTEL_EXPORTER_OTLP_PROTOCOL"]
        .into_iter()
        .find_map(|name| variable(name).map(|protocol| (name, protocol)));
    if let Some((variable, protocol)) = asked
        && !protocol.eq_ignore_ascii_case("grpc")
    {
        return Err(Error::Protocol { variable, protocol });
    }
    if tokio::runtime::Handle::try_current().is_err() {
        return Err(Error::NoRuntime);
    }
    Ok(true)
}

fn resource(service_name: &str) -> Resource {
    let from_variables = variable("OTEL_SERVICE_NAME").is_some()
        || variable("OTEL_RESOURCE_ATTRIBUTES")
            .is_some_and(|all| all.split(',').any(|pair| pair.trim_start().starts_with("service.name=")));
    let mut builder = Resource::builder().with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
    if !from_variables {
        builder = builder.with_service_name(service_name.to_owned());
    }
    builder.build()
}

impl Guard {
    /// Sends what is left, for [`SHUTDOWN_TIMEOUT`] at most. The runtime goes on meanwhile.
    pub async fn shutdown(mut self) {
        let Some(providers) = self.providers.take() else {
            return;
        };
        let sending = tokio::task::spawn_blocking(move || wait(providers));
        if let Ok(outcome) = sending.await {
            report(outcome);
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(providers) = self.providers.take() {
            report(wait(providers));
        }
    }
}

/// Shuts down in a thread of its own, and waits for it with a bound that no exporter can stretch.
fn wait(providers: Providers) -> Option<Vec<OTelSdkResult>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        // Nobody listens any more if it took too long; then there is nothing left to say.
        let _ = sender.send(providers.shutdown());
    });
    receiver.recv_timeout(SHUTDOWN_TIMEOUT).ok()
}

/// Telemetry's own end is told to standard error alone.
fn report(outcome: Option<Vec<OTelSdkResult>>) {
    let Some(results) = outcome else {
        tracing::warn!(event = "telemetry_shutdown_timeout", "the last telemetry could not be sent in time");
        return;
    };
    for error in results.into_iter().filter_map(Result::err) {
        tracing::warn!(event = "telemetry_shutdown_failed", %error, "the last telemetry could not be sent");
    }
}
