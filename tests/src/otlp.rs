//! A collector of telemetry inside the test: it takes traces, metrics and logs over OTLP/gRPC and keeps them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::{Mutex, MutexGuard};

use opentelemetry_proto::tonic::collector::logs::v1::logs_service_server::{LogsService, LogsServiceServer};
use opentelemetry_proto::tonic::collector::logs::v1::{ExportLogsServiceRequest, ExportLogsServiceResponse};
use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::{
    MetricsService, MetricsServiceServer,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{ExportMetricsServiceRequest, ExportMetricsServiceResponse};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{TraceService, TraceServiceServer};
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse};
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value};
use opentelemetry_proto::tonic::resource::v1::Resource;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status};

/// A span.
#[derive(Debug, Clone)]
pub struct Span {
    /// The process, by its `service.name`.
    pub service: String,
    /// What it is of.
    pub name: String,
    /// Its trace, hexadecimal.
    pub trace_id: String,
    /// Its id, hexadecimal.
    pub span_id: String,
    /// The id of the span that it belongs to; empty for a root.
    pub parent_id: String,
    /// Its attributes, as text.
    pub attributes: BTreeMap<String, String>,
}

/// A log record.
#[derive(Debug, Clone)]
pub struct LogRecord {
    /// The process, by its `service.name`.
    pub service: String,
    /// Its trace, hexadecimal; empty if it is in none.
    pub trace_id: String,
    /// Its attributes, as text.
    pub attributes: BTreeMap<String, String>,
}

/// All that arrived.
#[derive(Debug, Default)]
pub struct Arrived {
    /// Spans.
    pub spans: Vec<Span>,
    /// Names of metrics by process.
    pub metrics: BTreeMap<String, BTreeSet<String>>,
    /// Log records.
    pub logs: Vec<LogRecord>,
    /// Everything, printed: to be searched for what should not be there.
    pub printed: String,
}

/// The collector. It ends with its runtime.
#[derive(Clone, Default)]
pub struct Collector {
    arrived: Arc<Mutex<Arrived>>,
}

impl Collector {
    /// Starts one and gives the address for `OTEL_EXPORTER_OTLP_ENDPOINT`.
    ///
    /// # Panics
    /// If no port is free.
    pub async fn start() -> (Collector, String) {
        let collector = Collector::default();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let most = 64 << 20;
        let router = tonic::transport::Server::builder()
            .add_service(TraceServiceServer::new(collector.clone()).max_decoding_message_size(most))
            .add_service(MetricsServiceServer::new(collector.clone()).max_decoding_message_size(most))
            .add_service(LogsServiceServer::new(collector.clone()).max_decoding_message_size(most));
        tokio::spawn(router.serve_with_incoming(TcpListenerStream::new(listener)));
        (collector, address)
    }

    /// What has arrived so far.
    pub fn arrived(&self) -> MutexGuard<'_, Arrived> {
        self.arrived.lock().unwrap()
    }
}

fn text(value: Option<&any_value::Value>) -> String {
    match value {
        Some(any_value::Value::StringValue(text)) => text.clone(),
        Some(any_value::Value::IntValue(number)) => number.to_string(),
        Some(other) => format!("{other:?}"),
        None => String::new(),
    }
}

fn attributes(pairs: &[KeyValue]) -> BTreeMap<String, String> {
    let value = |pair: &KeyValue| text(pair.value.as_ref().and_then(|value| value.value.as_ref()));
    pairs.iter().map(|pair| (pair.key.clone(), value(pair))).collect()
}

fn service(resource: Option<&Resource>) -> String {
    let attributes = resource.map(|resource| attributes(&resource.attributes)).unwrap_or_default();
    attributes.get("service.name").cloned().unwrap_or_default()
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let request = request.into_inner();
        let mut arrived = self.arrived();
        arrived.printed.push_str(&format!("{request:?}\n"));
        for of_resource in &request.resource_spans {
            let service = service(of_resource.resource.as_ref());
            for span in of_resource.scope_spans.iter().flat_map(|scope| &scope.spans) {
                arrived.spans.push(Span {
                    service: service.clone(),
                    name: span.name.clone(),
                    trace_id: hex::encode(&span.trace_id),
                    span_id: hex::encode(&span.span_id),
                    parent_id: hex::encode(&span.parent_span_id),
                    attributes: attributes(&span.attributes),
                });
            }
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        let request = request.into_inner();
        let mut arrived = self.arrived();
        arrived.printed.push_str(&format!("{request:?}\n"));
        for of_resource in &request.resource_metrics {
            let service = service(of_resource.resource.as_ref());
            let names =
                of_resource.scope_metrics.iter().flat_map(|scope| &scope.metrics).map(|metric| metric.name.clone());
            arrived.metrics.entry(service).or_default().extend(names);
        }
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl LogsService for Collector {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        let request = request.into_inner();
        let mut arrived = self.arrived();
        arrived.printed.push_str(&format!("{request:?}\n"));
        for of_resource in &request.resource_logs {
            let service = service(of_resource.resource.as_ref());
            for record in of_resource.scope_logs.iter().flat_map(|scope| &scope.log_records) {
                arrived.logs.push(LogRecord {
                    service: service.clone(),
                    trace_id: hex::encode(&record.trace_id),
                    attributes: attributes(&record.attributes),
                });
            }
        }
        Ok(Response::new(ExportLogsServiceResponse::default()))
    }
}
