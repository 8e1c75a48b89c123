//! One job, one trace: from the call that creates it to its export.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use magpie_base::config::HumanDuration;
use magpie_base::telemetry;
use opentelemetry::trace::{TraceContextExt as _, TracerProvider as _};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter};
use tracing_subscriber::layer::{Context as LayerContext, SubscriberExt as _};

use crate::support::{Buckets, Cluster, PATIENCE, config, job_request, keys};

/// Names and traces of the spans that have ended.
#[derive(Debug, Clone, Default)]
struct Spans(Arc<Mutex<Vec<(String, String)>>>);

impl SpanExporter for Spans {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let ended = batch.into_iter().map(|span| (span.name.into_owned(), span.span_context.trace_id().to_string()));
        self.0.lock().unwrap().extend(ended);
        Ok(())
    }
}

/// Where log events came from, and the traces they belong to.
#[derive(Debug, Clone, Default)]
struct Logs(Arc<Mutex<Vec<(String, String)>>>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Logs {
    fn on_event(&self, event: &tracing::Event<'_>, _: LayerContext<'_, S>) {
        let trace = opentelemetry::Context::current().span().span_context().trace_id().to_string();
        self.0.lock().unwrap().push((event.metadata().target().to_owned(), trace));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_that_is_done_for_a_job_belongs_to_the_trace_of_its_caller() {
    const CALLER: &str = "0af7651916cd43dd8448eb211c80319c";
    let spans = Spans::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    // Where tests share a process, only this one sets a subscriber, and the spans of the others have other traces.
    let logs = Logs::default();
    let subscriber = tracing_subscriber::registry().with(layer).with(logs.clone());
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let buckets = Arc::new(Buckets::default());
    buckets.add("one", keys(8));
    let mut config = config();
    config.export.bucket = Some("results".to_owned());
    config.export.flush_interval = HumanDuration::from_secs(3_600);
    let cluster = Cluster::in_memory(&buckets, config).await;
    let mut request = tonic::Request::new(job_request("t", &["one"]));
    let traceparent = format!("00-{CALLER}-b7ad6b7169203331-01");
    request.metadata_mut().insert("traceparent", traceparent.parse().unwrap());
    cluster.jobs().create_classification_job(request).await.unwrap();

    let mut worker = cluster.worker("a").await;
    worker.want(1).await;
    let grant = worker.grant().await;
    let context = telemetry::extract(&grant.trace_context);
    assert_eq!(context.span().span_context().trace_id().to_string(), CALLER, "the worker goes on with it");
    worker.scan(&buckets, &grant).await;
    drop(worker);
    tokio::spawn(cluster.worker("b").await.work(Arc::clone(&buckets)));

    let wanted: BTreeSet<String> = ["rpc", "plan", "commit", "export", "manifest"].map(|name| name.to_owned()).into();
    let all = async {
        loop {
            let ended = spans.0.lock().unwrap().clone();
            let of_caller = ended.iter().filter(|(_, trace)| trace == CALLER).map(|(name, _)| {
                // The span of a call bears the call's name.
                if name.contains("CreateClassificationJob") { "rpc".to_owned() } else { name.clone() }
            });
            let found: BTreeSet<String> = of_caller.collect();
            if wanted.is_subset(&found) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, all).await.expect("a span is missing");
    let logged = logs.0.lock().unwrap().clone();
    for target in ["audit", "magpie_server::export"] {
        let in_trace = logged.iter().any(|(from, trace)| from == target && trace == CALLER);
        assert!(in_trace, "no line of {target} bears the trace");
    }
    cluster.shutdown().await;
}
