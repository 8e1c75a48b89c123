//! Telemetry of a whole process: each test runs this program again as a child with an environment of its own.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use magpie_base::config;
use magpie_base::telemetry::metrics::{Metrics, Outcome, category};
use magpie_base::telemetry::{self, extract, inject, set_parent};
use opentelemetry_proto::tonic::collector::logs::v1::logs_service_server::{LogsService, LogsServiceServer};
use opentelemetry_proto::tonic::collector::logs::v1::{ExportLogsServiceRequest, ExportLogsServiceResponse};
use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::{
    MetricsService, MetricsServiceServer,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{ExportMetricsServiceRequest, ExportMetricsServiceResponse};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{TraceService, TraceServiceServer};
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse};
use tonic::{Request, Response, Status};

/// What the parent says to the child, and what a child that is none does not have.
const SCENE: &str = "TEST_SCENE";

/// Runs this program as a child that plays a scene.
fn play(scene: &str, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "child", "--nocapture"]).env_clear().env(SCENE, scene);
    command.envs(variables.iter().copied()).output().unwrap()
}

fn stderr(output: &Output) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stdout));
    text
}

/// The child's part. Without a scene there is nothing to do.
#[test]
fn child() {
    let Ok(scene) = std::env::var(SCENE) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let log_format = if scene == "text" { config::LogFormat::Text } else { config::LogFormat::Json };
        let log_level = if scene == "quiet" { "warn" } else { "info,magpie_test=debug,aws_sdk_s3=trace" }.to_owned();
        let settings = config::Telemetry { log_format, log_level, ..config::Telemetry::default() };
        let guard = match telemetry::init("magpie-test", &settings) {
            Ok(guard) => guard,
            Err(error) => {
                let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("refused: {error}\n").as_bytes());
                return;
            }
        };
        assert!(matches!(telemetry::init("again", &settings), Err(telemetry::Error::Twice(_))));
        if scene == "panic" {
            let content = String::from("4111111111111111");
            let _ = std::thread::spawn(move || assert!(content.is_empty(), "found {content}")).join();
            let _ = std::thread::spawn(|| panic!("a fixed reason")).join();
            return;
        }
        tracing::info!(event = "outside", "no span here");
        let mut carrier = BTreeMap::new();
        tracing::info_span!("shard", run_id = 7).in_scope(|| {
            tracing::info!(event = "inside", objects = 3, "a span here");
            tracing::debug!(target: "magpie_test", event = "detail", "debug is on for this target");
            tracing::debug!(target: "aws_sdk_s3::get", event = "library", "the request, with its key");
            tracing::info!(target: "aws_sdk_s3::get", event = "library_info", "fit for everybody");
            log::warn!(target: "another_library", "a record of the crate log");
            log::error!(target: "lopdf::reader", "what stands in the file");
            inject(&mut carrier);
        });
        let object = tracing::info_span!("object");
        set_parent(&object, extract(&carrier));
        object.in_scope(|| tracing::warn!(event = "inside_object", "another span of the same trace"));
        // Only spans that have ended are sent.
        drop(object);
        let metrics = Metrics::global();
        metrics.worker_bytes_read.add(4096, &[]);
        metrics.worker_objects.add(2, &Outcome::Partial.attributes());
        metrics.worker_detections.add(5, &category("CREDENTIALS"));
        metrics.worker_object_duration.record(0.3, &Outcome::Complete.attributes());
        metrics.coordinator_pending_shards.record(9, &[]);
        if scene == "drop" { drop(guard) } else { guard.shutdown().await }
    });
}

/// The lines that the child logged, without what the test harness prints.
fn lines(text: &str) -> Vec<serde_json::Value> {
    text.lines().filter(|line| line.starts_with('{')).map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn by_event<'a>(lines: &'a [serde_json::Value], event: &str) -> &'a serde_json::Value {
    lines.iter().find(|line| line["fields"]["event"] == event).unwrap_or_else(|| panic!("no {event} in {lines:?}"))
}

#[test]
fn json_lines_have_the_ids_of_their_trace() {
    let output = play("json", &[]);
    let lines = lines(&stderr(&output));
    let outside = by_event(&lines, "outside");
    assert_eq!(outside["level"], "INFO");
    assert_eq!(outside["fields"]["message"], "no span here");
    assert!(outside["timestamp"].as_str().unwrap().ends_with('Z'));
    assert!(outside.get("trace_id").is_none());

    let inside = by_event(&lines, "inside");
    assert_eq!(inside["fields"]["objects"], 3);
    assert_eq!(inside["spans"][0]["name"], "shard");
    assert_eq!(inside["spans"][0]["run_id"], 7);
    assert_eq!(inside["trace_id"].as_str().unwrap().len(), 32);
    assert_eq!(inside["span_id"].as_str().unwrap().len(), 16);
    let object = by_event(&lines, "inside_object");
    assert_eq!(object["trace_id"], inside["trace_id"], "the context was carried over");
    assert_ne!(object["span_id"], inside["span_id"]);
    by_event(&lines, "detail");
    by_event(&lines, "library_info");
    assert!(lines.iter().all(|line| line["fields"]["event"] != "library"), "libraries' details are never logged");
    let says = |message: &str| lines.iter().any(|line| line["fields"]["message"] == message);
    assert!(says("a record of the crate log"));
    assert!(!says("what stands in the file"), "content is never logged");
}

#[test]
fn text_lines_have_the_ids_too() {
    let text = stderr(&play("text", &[]));
    let inside = text.lines().find(|line| line.contains("a span here")).unwrap();
    assert!(inside.contains(" INFO ") && inside.contains("objects=3") && inside.contains("run_id=7"), "{inside}");
    assert!(inside.contains(" trace_id=") && inside.contains(" span_id="), "{inside}");
    let outside = text.lines().find(|line| line.contains("no span here")).unwrap();
    assert!(!outside.contains("trace_id"), "{outside}");
    assert!(!text.contains('\u{1b}'), "no colours in a file");
}

#[test]
fn what_a_panic_quotes_is_not_logged() {
    let text = stderr(&play("panic", &[]));
    assert!(!text.contains("4111111111111111"), "{text}");
    let lines = lines(&text);
    let panics: Vec<_> = lines.iter().filter(|line| line["fields"]["event"] == "panic").collect();
    assert_eq!(panics.len(), 2, "{text}");
    assert!(panics[0]["fields"]["place"].as_str().unwrap().contains("telemetry.rs"));
    assert!(panics[0]["fields"]["reason"].as_str().unwrap().contains("withheld"));
    assert_eq!(panics[1]["fields"]["reason"], "a fixed reason");
}

#[test]
fn variables_that_cannot_be_used_are_named() {
    let text = stderr(&play(
        "json",
        &[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")],
    ));
    assert!(text.contains("refused: OTEL_EXPORTER_OTLP_PROTOCOL is \"http/protobuf\""), "{text}");
    let text = stderr(&play("json", &[("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "not an address")]));
    assert!(text.contains("refused: OTLP export cannot be set up"), "{text}");
}

/// All that came in.
#[derive(Default)]
struct Received {
    spans: Vec<ExportTraceServiceRequest>,
    metrics: Vec<ExportMetricsServiceRequest>,
    logs: Vec<ExportLogsServiceRequest>,
}

#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Received>>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.0.lock().unwrap().spans.push(request.into_inner());
        Ok(Response::new(Default::default()))
    }
}

#[tonic::async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        self.0.lock().unwrap().metrics.push(request.into_inner());
        Ok(Response::new(Default::default()))
    }
}

#[tonic::async_trait]
impl LogsService for Collector {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        self.0.lock().unwrap().logs.push(request.into_inner());
        Ok(Response::new(Default::default()))
    }
}

/// Plays a scene with a collector, whose address is put into the variable `endpoint`.
async fn collected(scene: &'static str, endpoint: &'static str, more: &'static [(&str, &str)]) -> Received {
    let collector = Collector::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(
        tonic::transport::Server::builder()
            .add_service(TraceServiceServer::new(collector.clone()))
            .add_service(MetricsServiceServer::new(collector.clone()))
            .add_service(LogsServiceServer::new(collector.clone()))
            .serve_with_incoming(tokio_stream::wrappers::TcpListenerStream::new(listener)),
    );
    let output = tokio::task::spawn_blocking(move || {
        let mut variables = vec![(endpoint, address.as_str())];
        variables.extend(more);
        play(scene, &variables)
    });
    stderr(&output.await.unwrap());
    server.abort();
    std::mem::take(&mut *collector.0.lock().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn traces_metrics_and_logs_reach_a_collector() {
    let received =
        collected("json", "OTEL_EXPORTER_OTLP_ENDPOINT", &[("OTEL_RESOURCE_ATTRIBUTES", "team=privacy")]).await;

    let spans: Vec<_> = received
        .spans
        .iter()
        .flat_map(|all| &all.resource_spans)
        .flat_map(|all| &all.scope_spans)
        .flat_map(|all| &all.spans)
        .collect();
    let shard = spans.iter().find(|span| span.name == "shard").unwrap();
    let object = spans.iter().find(|span| span.name == "object").unwrap();
    assert_eq!(object.parent_span_id, shard.span_id);
    assert_eq!(object.trace_id, shard.trace_id);
    assert!(shard.events.is_empty(), "logs are not sent a second time as events");
    assert_eq!(spans.len(), 2, "nothing of the way to the collector: {spans:?}");

    let resource = received.spans[0].resource_spans[0].resource.as_ref().unwrap();
    let attributes = format!("{:?}", resource.attributes);
    assert!(attributes.contains("magpie-test") && attributes.contains("privacy"), "{attributes}");

    let metrics: Vec<_> = received
        .metrics
        .iter()
        .flat_map(|all| &all.resource_metrics)
        .flat_map(|all| &all.scope_metrics)
        .flat_map(|all| &all.metrics)
        .collect();
    for (name, unit) in [
        ("magpie.worker.bytes_read", "By"),
        ("magpie.worker.objects", "{object}"),
        ("magpie.worker.detections", "{detection}"),
        ("magpie.worker.object_duration", "s"),
        ("magpie.coordinator.pending_shards", "{shard}"),
    ] {
        let metric = metrics.iter().find(|metric| metric.name == name).unwrap_or_else(|| panic!("no {name}"));
        assert_eq!(metric.unit, unit, "{name}");
    }
    assert!(format!("{metrics:?}").contains("4096"), "{metrics:?}");

    let logs: Vec<_> = received
        .logs
        .iter()
        .flat_map(|all| &all.resource_logs)
        .flat_map(|all| &all.scope_logs)
        .flat_map(|all| &all.log_records)
        .collect();
    let inside = logs.iter().find(|record| format!("{:?}", record.body).contains("a span here")).unwrap();
    assert_eq!(inside.trace_id, shard.trace_id, "a log belongs to its trace");
    assert!(logs.iter().any(|record| format!("{:?}", record.body).contains("no span here")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_the_guard_sends_what_is_left() {
    let received = collected("drop", "OTEL_EXPORTER_OTLP_ENDPOINT", &[]).await;
    assert!(!received.spans.is_empty() && !received.metrics.is_empty() && !received.logs.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_signal_alone_can_be_sent() {
    let received = collected("json", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", &[]).await;
    assert!(!received.spans.is_empty() && received.metrics.is_empty() && received.logs.is_empty());
    let received = collected("json", "OTEL_EXPORTER_OTLP_ENDPOINT", &[("OTEL_LOGS_EXPORTER", "none")]).await;
    assert!(!received.spans.is_empty() && !received.metrics.is_empty() && received.logs.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quiet_log_does_not_silence_traces() {
    let received = collected("quiet", "OTEL_EXPORTER_OTLP_ENDPOINT", &[]).await;
    assert!(!received.spans.is_empty());
    let logs = format!("{:?}", received.logs);
    assert!(logs.contains("another span of the same trace") && !logs.contains("no span here"), "{logs}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_service_can_be_named_from_outside() {
    let received = collected("json", "OTEL_EXPORTER_OTLP_ENDPOINT", &[("OTEL_SERVICE_NAME", "renamed")]).await;
    let resource = format!("{:?}", received.spans[0].resource_spans[0].resource);
    assert!(resource.contains("renamed") && !resource.contains("magpie-test"), "{resource}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sdk_can_be_switched_off() {
    let received = collected("json", "OTEL_EXPORTER_OTLP_ENDPOINT", &[("OTEL_SDK_DISABLED", "true")]).await;
    assert!(received.spans.is_empty() && received.metrics.is_empty() && received.logs.is_empty());
}

#[test]
fn a_collector_that_is_away_does_not_keep_the_process_alive() {
    let clock = magpie_base::clock::SystemClock::new();
    // Takes connections and never answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap());
    let output = play("json", &[("OTEL_EXPORTER_OTLP_ENDPOINT", &address)]);
    stderr(&output);
    let bound = telemetry::SHUTDOWN_TIMEOUT + Duration::from_secs(4);
    let took = magpie_base::clock::Clock::now(&clock);
    assert!(u128::from(took) < bound.as_millis(), "{took} ms");
}
