//! Logs, traces and metrics.
//!
//! A program calls [`init`] once, and keeps the [`Guard`] until its end. Logs go to standard error. Traces, metrics and logs also go to
//! an OpenTelemetry collector over OTLP/gRPC, if the standard variables name one: `OTEL_EXPORTER_OTLP_ENDPOINT`, or
//! `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, `..._METRICS_ENDPOINT`, `..._LOGS_ENDPOINT` for one signal alone. A signal is switched off with
//! `OTEL_TRACES_EXPORTER=none` (`METRICS`, `LOGS`), everything with `OTEL_SDK_DISABLED=true`. `OTEL_SERVICE_NAME`,
//! `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER` and the variables for headers, time-outs and batches are the SDK's.
//!
//! Never put content of objects into a log, span or metric, nor keys of objects into metrics.

mod format;
mod init;
pub mod metrics;
mod panic;
mod propagation;

pub use init::{Error, Guard, SHUTDOWN_TIMEOUT, init};
pub use propagation::{
    InjectTraceContext, extract, extract_metadata, inject, inject_metadata, set_parent, set_parent_from_metadata,
};
