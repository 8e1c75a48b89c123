//! Settings of logs and traces.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::validate::Problems;

/// Logs and traces. Where traces, metrics and logs are sent to is said by the standard variables of OpenTelemetry
/// (OTEL_EXPORTER_OTLP_ENDPOINT and the like); without them nothing is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Telemetry {
    /// How logs look on standard error: "json", or "text" for people.
    pub log_format: LogFormat,
    /// What is logged: a level (error, warn, info, debug, trace), and other levels for parts of the program, such as
    /// "info,magpie_server=debug". Libraries tell nothing below info, whatever is set here: their details quote requests, and
    /// so the keys of objects.
    pub log_level: String,
    /// Name of this process in traces and metrics. The program's own name if not set. OTEL_SERVICE_NAME wins over it.
    #[schemars(extend("examples" = ["magpie-worker"]))]
    pub service_name: Option<String>,
    /// Which part of the objects get a span of their own in traces: from 0 (none) to 1 (all). Shards always get one.
    pub object_span_ratio: f64,
}

/// How logs look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// One line of text, for people.
    Text,
}

impl Default for Telemetry {
    fn default() -> Self {
        Self { log_format: LogFormat::Json, log_level: "info".to_owned(), service_name: None, object_span_ratio: 0.01 }
    }
}

impl Telemetry {
    pub(super) fn validate(&self, problems: &mut Problems) {
        if let Err(error) = tracing_subscriber::EnvFilter::builder().parse(&self.log_level) {
            problems.add("telemetry.log_level", format!("is {:?}, which cannot be used: {error}", self.log_level));
        }
        problems.range("telemetry.object_span_ratio", self.object_span_ratio, 0.0, 1.0);
        if self.object_span_ratio.is_nan() {
            problems.add("telemetry.object_span_ratio", "must be a number from 0 to 1");
        }
        if self.service_name.as_ref().is_some_and(|name| name.is_empty()) {
            problems.add("telemetry.service_name", "is empty: give a name, or leave it out");
        }
    }
}
