//! One job is one trace, from the caller through the coordinator to the workers and into the export; metrics and logs go
//! along.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use magpie_base::telemetry::metrics::DESCRIPTIONS;
use magpie_embedded_s3::{Fault, FaultKind, Operation};
use magpie_proto::v1::job_service_client::JobServiceClient;
use magpie_proto::v1::run_summary;
use magpie_tests::command::clean;
use magpie_tests::otlp::{Collector, Span};
use magpie_tests::process::Process;
use magpie_tests::s3::{DATA, embedded};
use magpie_tests::{Access, Cluster, Job, job, peers, ports};
use serde_json::{Value, json};

const RUN: Duration = Duration::from_secs(60);

/// The caller's own span, as W3C Trace Context's examples have it.
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// Instruments of what did not happen in this test have nothing to tell.
const DID_NOT_HAPPEN: [&str; 2] = ["magpie.worker.parser_panics", "magpie.coordinator.leases_expired"];

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_one_connected_trace_over_all_processes() {
    let files = magpie_corpus::files(70, 420);
    let s3 = embedded(&files).await;
    s3.faults().add(Fault::new(FaultKind::Latency(Duration::from_millis(10))).on(Operation::GetObject).bucket(DATA));
    let (collector, endpoint) = Collector::start().await;
    let settings = json!({
        "coordinator": { "shard_target_objects": 20 },
        "worker": { "concurrency": 4, "leases": 1 },
        "telemetry": { "object_span_ratio": 1.0 },
    });
    let mut cluster = Cluster::builder(&Access::of(&s3))
        .settings(settings)
        .workers(2)
        .variable("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)
        .variable("OTEL_METRIC_EXPORT_INTERVAL", "500")
        .start()
        .await;

    let mut request = tonic::Request::new(job(&[DATA]));
    request.metadata_mut().insert("traceparent", format!("00-{TRACE}-{CALLER}-01").parse().unwrap());
    let created =
        JobServiceClient::new(cluster.channel()).create_classification_job(request).await.unwrap().into_inner();
    let job = Job::of(&cluster.channel(), &created.job_id);
    let run = job.watch(RUN).await;
    assert_eq!(run.state(), run_summary::State::Complete, "{run:?}");
    job.wait_for_export().await;
    // What is left is sent at the end.
    cluster.stop().await;

    let arrived = collector.arrived();
    let spans: BTreeMap<&str, &Span> =
        arrived.spans.iter().filter(|span| span.trace_id == TRACE).map(|span| (span.span_id.as_str(), span)).collect();
    let named = |name: &str| spans.values().filter(|span| span.name == name).copied().collect::<Vec<_>>();

    let submits = named("magpie.v1.JobService/CreateClassificationJob");
    let [submit] = submits[..] else { panic!("{} spans of the call", submits.len()) };
    assert_eq!((submit.parent_id.as_str(), submit.service.as_str()), (CALLER, "magpie-coordinator"));
    for span in spans.values() {
        let has_parent = span.parent_id == CALLER || spans.contains_key(span.parent_id.as_str());
        assert!(has_parent, "{} of {} hangs in the air", span.name, span.service);
    }
    // Walking up from any span ends at the call.
    for span in spans.values() {
        let mut at = *span;
        let mut steps = 0;
        while at.span_id != submit.span_id {
            at = spans.get(at.parent_id.as_str()).unwrap_or_else(|| panic!("{} does not lead to the call", span.name));
            steps += 1;
            assert!(steps < 20, "{} goes round in circles", span.name);
        }
    }
    for (name, service) in [
        ("plan", "magpie-coordinator"),
        ("shard", "magpie-worker"),
        ("commit", "magpie-coordinator"),
        ("export", "magpie-coordinator"),
    ] {
        let of_name = named(name);
        assert!(
            !of_name.is_empty(),
            "no span {name} in {:?}",
            spans.values().map(|span| &span.name).collect::<BTreeSet<_>>()
        );
        assert!(of_name.iter().all(|span| span.service == service), "{name} is of {service}");
    }
    let shards = named("shard");
    assert!(shards.len() >= 21, "{} shards", shards.len());
    let workers: BTreeSet<&str> = shards.iter().map(|span| span.attributes["worker"].as_str()).collect();
    assert_eq!(workers, BTreeSet::from(["worker-1", "worker-2"]));
    let objects = named("object");
    assert_eq!(objects.len(), files.len(), "each object has its span");
    let of_shards: BTreeSet<&str> = shards.iter().map(|span| span.span_id.as_str()).collect();
    assert!(objects.iter().all(|span| of_shards.contains(span.parent_id.as_str())), "objects are parts of shards");

    let names = |service: &str| arrived.metrics.get(service).cloned().unwrap_or_default();
    let (of_workers, of_coordinator) = (names("magpie-worker"), names("magpie-coordinator"));
    for description in DESCRIPTIONS.iter().filter(|description| !DID_NOT_HAPPEN.contains(&description.name)) {
        let known = if description.name.starts_with("magpie.worker.") { &of_workers } else { &of_coordinator };
        assert!(known.contains(description.name), "{} did not arrive", description.name);
    }
    let documented: BTreeSet<&str> = DESCRIPTIONS.iter().map(|description| description.name).collect();
    for name in of_workers.union(&of_coordinator).filter(|name| name.starts_with("magpie.")) {
        assert!(documented.contains(name.as_str()), "{name} is not documented");
    }

    for service in ["magpie-coordinator", "magpie-worker"] {
        assert!(arrived.logs.iter().any(|record| record.service == service), "no logs of {service}");
    }
    let in_trace: Vec<_> = arrived.logs.iter().filter(|record| record.trace_id == TRACE).collect();
    assert!(!in_trace.is_empty(), "log records bear the trace they belong to");
    // The same in the log on standard error.
    let lines: Vec<Value> = cluster
        .logs()
        .iter()
        .flat_map(|(_, log)| {
            String::from_utf8_lossy(log).lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<_>>()
        })
        .collect();
    assert!(lines.iter().any(|line| line["trace_id"] == TRACE), "log lines bear the trace they belong to");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_not_ours_understands_our_spans() {
    let files = magpie_corpus::files(71, 28);
    let s3 = embedded(&files).await;
    let folder = tempfile::tempdir().unwrap();
    let (grpc, http) = (ports::free(), ports::free());
    let mut command = clean(peers::rotel(), folder.path());
    command.args(["start", "--exporter", "blackhole", "--debug-log", "traces", "--debug-log-verbosity", "detailed"]);
    command.args([
        "--otlp-grpc-endpoint",
        &format!("127.0.0.1:{grpc}"),
        "--otlp-http-endpoint",
        &format!("127.0.0.1:{http}"),
    ]);
    command
        .arg("--pid-file")
        .arg(folder.path().join("rotel.pid"))
        .arg("--log-file")
        .arg(folder.path().join("rotel-file.log"));
    let mut rotel = Process::start("rotel", folder.path(), command);
    let started = std::time::Instant::now();
    while tokio::net::TcpStream::connect(("127.0.0.1", grpc)).await.is_err() {
        assert!(rotel.ended().is_none() && started.elapsed() < Duration::from_secs(20), "{}", rotel.last_lines());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    let mut cluster = Cluster::builder(&Access::of(&s3))
        .variable("OTEL_EXPORTER_OTLP_ENDPOINT", &format!("http://127.0.0.1:{grpc}"))
        .start()
        .await;
    let job = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    assert_eq!(job.watch(RUN).await.state(), run_summary::State::Complete);
    job.wait_for_export().await;
    cluster.stop().await;
    for text in
        ["magpie-coordinator", "magpie-worker", "magpie.v1.JobService/CreateClassificationJob", "shard", "export"]
    {
        rotel.wait_for_log(text, Duration::from_secs(10)).await;
    }
}
