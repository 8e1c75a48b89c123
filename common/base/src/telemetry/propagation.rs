//! The trace context that travels from one process to another (W3C Trace Context, Recommendation of 2021-11-23).

use std::collections::HashMap;

use opentelemetry::Context;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tonic::metadata::{MetadataKey, MetadataMap};
use tonic::service::Interceptor;
use tonic::{Request, Status};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Puts the current span's context into a map, as `traceparent` and `tracestate`. Nothing without a span.
pub fn inject(carrier: &mut impl Extend<(String, String)>) {
    let mut entries = HashMap::new();
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut entries);
    // An empty tracestate says nothing.
    carrier.extend(entries.into_iter().filter(|(_, value)| !value.is_empty()));
}

/// Takes the context out of a map that [`inject`] filled. Empty if there is none, or if it is malformed.
pub fn extract<'a>(carrier: impl IntoIterator<Item = (&'a String, &'a String)>) -> Context {
    let entries: HashMap<String, String> =
        carrier.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
    // Not on top of the context that happens to be current here.
    TraceContextPropagator::new().extract_with_context(&Context::new(), &entries)
}

/// Puts the current span's context into the metadata of a request.
pub fn inject_metadata(metadata: &mut MetadataMap) {
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut MetadataInjector(metadata));
}

/// Takes the context out of the metadata of a request. Empty if there is none, or if it is malformed.
pub fn extract_metadata(metadata: &MetadataMap) -> Context {
    TraceContextPropagator::new().extract_with_context(&Context::new(), &MetadataExtractor(metadata))
}

/// Makes `span` a child of an extracted context. Must be called before the span is entered for the first time; later it changes
/// nothing, and neither does an empty context.
pub fn set_parent(span: &Span, parent: Context) {
    use opentelemetry::trace::TraceContextExt;
    if !parent.span().span_context().is_valid() {
        return;
    }
    if let Err(error) = span.set_parent(parent) {
        tracing::trace!(event = "no_parent", %error, "the span keeps its own trace");
    }
}

/// Makes `span` a child of the caller's span. To be called before the span is entered.
pub fn set_parent_from_metadata(span: &Span, metadata: &MetadataMap) {
    set_parent(span, extract_metadata(metadata));
}

/// Puts the current span's context into every request of a client: `Client::with_interceptor(channel, InjectTraceContext)`.
#[derive(Debug, Clone, Copy, Default)]
pub struct InjectTraceContext;

impl Interceptor for InjectTraceContext {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        inject_metadata(request.metadata_mut());
        Ok(request)
    }
}

struct MetadataInjector<'a>(&'a mut MetadataMap);

impl Injector for MetadataInjector<'_> {
    fn set(&mut self, key: &str, value: String) {
        if value.is_empty() {
            return;
        }
        if let (Ok(key), Ok(value)) = (MetadataKey::from_bytes(key.as_bytes()), value.parse()) {
            self.0.insert(key, value);
        }
    }
}

struct MetadataExtractor<'a>(&'a MetadataMap);

impl Extractor for MetadataExtractor<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0
            .keys()
            .filter_map(|key| match key {
                tonic::metadata::KeyRef::Ascii(key) => Some(key.as_str()),
                tonic::metadata::KeyRef::Binary(_) => None,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;

    use opentelemetry::trace::{TraceContextExt, TracerProvider};
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    /// Runs with spans being traced, in this thread.
    fn traced(test: impl FnOnce()) {
        let provider = SdkTracerProvider::builder().build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), test);
    }

    fn trace_id(context: &Context) -> String {
        context.span().span_context().trace_id().to_string()
    }

    #[test]
    fn a_span_goes_on_in_another_process() {
        traced(|| {
            let mut map = BTreeMap::new();
            let mut metadata = MetadataMap::new();
            let here = tracing::info_span!("here");
            here.in_scope(|| {
                inject(&mut map);
                metadata = InjectTraceContext.call(Request::new(())).unwrap().metadata().clone();
            });
            assert_eq!(map.keys().collect::<Vec<_>>(), ["traceparent"]);
            assert_eq!(map["traceparent"].len(), 55);
            assert_eq!(metadata.get("traceparent").unwrap().to_str().unwrap(), map["traceparent"]);

            let there = tracing::info_span!("there");
            set_parent(&there, extract(&map));
            assert_eq!(trace_id(&there.context()), trace_id(&here.context()));

            let also = tracing::info_span!("also");
            set_parent_from_metadata(&also, &metadata);
            assert_eq!(trace_id(&also.context()), trace_id(&here.context()));
            assert_ne!(trace_id(&tracing::info_span!("alone").context()), trace_id(&here.context()));
        });
    }

    #[test]
    fn what_is_malformed_or_missing_changes_nothing() {
        traced(|| {
            let mut map = HashMap::new();
            inject(&mut map);
            assert!(map.is_empty(), "no span, nothing to inject: {map:?}");
            for wrong in ["", "00", "00-0-0-01", "garbage\u{0}", &"f".repeat(10_000)] {
                map.insert("traceparent".to_owned(), wrong.to_owned());
                let context = extract(&map);
                assert!(!context.span().span_context().is_valid(), "{wrong}");
                let span = tracing::info_span!("span");
                let before = span.in_scope(|| trace_id(&span.context()));
                set_parent(&span, context);
                assert_eq!(trace_id(&span.context()), before);
            }
        });
    }
}
