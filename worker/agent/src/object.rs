//! One object, from its place in the listing to its result. Whatever happens to it is an outcome, never an error.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use magpie_detect::Confidence;
use magpie_extract::{Memory, ObjectHints, Reason};
use magpie_objects::{self as objects, ListedObject, ObjectDetails, Tag};
use magpie_proto::v1::{self, classification_status};
use magpie_proto::worker::v1::{FileResult, ObjectResult};
use tracing::Instrument as _;

use crate::budget::{Large, Taken};
use crate::classify::{Classification, Classified, Observation, Watch, classify};
use crate::reader::{ObjectRef, ObjectSource, read_range};
use crate::ruleset::Rules;
use crate::shared::Shared;

/// Storage classes whose objects cannot be read, unless they were restored. Of INTELLIGENT_TIERING some cannot either, which only
/// the store knows.
const UNREADABLE_CLASSES: [&str; 3] = ["GLACIER", "DEEP_ARCHIVE", "OUTPOSTS"];

/// What the scan of an object needs to know of its lease.
#[derive(Clone)]
pub(crate) struct ScanContext {
    pub(crate) bucket: Arc<str>,
    pub(crate) rules: Arc<Rules>,
    /// Matches that are less sure are not counted.
    pub(crate) minimum_confidence: Confidence,
    /// Set when the lease is gone.
    pub(crate) cancelled: Arc<AtomicBool>,
}

/// Scans one object.
pub(crate) async fn scan(
    shared: &Arc<Shared>,
    context: &ScanContext,
    listed: ListedObject,
    tags: Option<Vec<Tag>>,
) -> ObjectResult {
    let span = if shared.sampled() {
        // The key stays out of it: names of objects can be as sensitive as their content.
        tracing::info_span!("object", size = listed.size, outcome = tracing::field::Empty)
    } else {
        tracing::Span::none()
    };
    let started = shared.clock.now();
    let result = scan_inner(shared, context, listed, tags).instrument(span.clone()).await;
    let file = result.file.as_ref();
    let outcome = file.map_or(classification_status::Code::Unspecified, FileResult::code);
    span.record("outcome", outcome.as_str_name());
    shared.object_done(file, shared.clock.now().saturating_sub(started));
    result
}

/// The result of an object that is not read at all.
pub(crate) fn not_read(listed: &ListedObject, reason: Reason, detail: &str) -> ObjectResult {
    let file = FileResult {
        code: classification_status::Code::Skipped.into(),
        reason: reason.as_str().to_owned(),
        reason_detail: detail.to_owned(),
        ..FileResult::default()
    };
    ObjectResult { file: Some(file), ..from_listing(listed) }
}

fn from_listing(listed: &ListedObject) -> ObjectResult {
    ObjectResult {
        key: listed.key.clone(),
        e_tag: listed.e_tag.clone(),
        last_modified: Some(magpie_proto::time::from_system(listed.last_modified)),
        size: listed.size,
        storage_class: listed.storage_class.clone(),
        ..ObjectResult::default()
    }
}

async fn scan_inner(
    shared: &Arc<Shared>,
    context: &ScanContext,
    listed: ListedObject,
    tags: Option<Vec<Tag>>,
) -> ObjectResult {
    if UNREADABLE_CLASSES.contains(&listed.storage_class.as_str()) && !listed.restored {
        return not_read(
            &listed,
            Reason::InvalidObjectState,
            "objects of this storage class must be restored before they can be read",
        );
    }
    let object = ObjectRef {
        bucket: Arc::clone(&context.bucket),
        key: Arc::from(listed.key.as_str()),
        e_tag: Arc::from(listed.e_tag.as_str()),
        size: listed.size,
    };
    // Held until the result is there: the bytes of all objects in flight never exceed the worker's budget.
    let _bytes = shared.budget.reserve(shared.read_plan.footprint(listed.size)).await;
    let first_end = object.size.min(shared.read_plan.range_size);
    let read = read_range(shared.objects.as_ref(), &object, 0, first_end, &shared.read_plan.backoff).await;
    let (first, details) = match read {
        Ok(read) => read,
        Err(error) => return not_read(&listed, reason_of(&error), &error.to_string()),
    };

    let running = shared.stall_watch.begin();
    let (classified, failure) = match run(shared, context, &object, &details, first, running.progress()).await {
        Some(done) => done,
        None => {
            shared.parser_panicked(1);
            return not_read(&listed, Reason::MalformedFile, "the file broke its parser");
        }
    };
    drop(running);
    shared.parser_panicked(classified.parser_panics);
    let mut result = ObjectResult {
        file: Some(classified.file),
        members: classified.members,
        members_omitted: classified.members_omitted,
        ..from_listing(&listed)
    };
    if let Some(error) = failure {
        explain(&mut result, &error);
    }
    describe(&mut result, &details);
    if let Some(tags) = tags {
        result.tags = tags.into_iter().map(pair).collect();
    } else if details.tag_count.is_some_and(|count| count > 0)
        && result.file.as_ref().is_some_and(|file| !file.detections.is_empty())
    {
        // Tags tell the reader of a finding whose object it is; where they cannot be read, the finding goes without.
        let tags = shared.objects.tags(&object.bucket, &object.key).await.unwrap_or_default();
        result.tags = tags.into_iter().map(pair).collect();
    }
    result
}

/// The memory of one object: where its parser needs much, it waits for its turn. The turn ends with this.
struct InTurn {
    large: Arc<Large>,
    taken: RefCell<Option<Taken>>,
    cancelled: Arc<AtomicBool>,
    progress: Arc<AtomicU64>,
}

impl Memory for InTurn {
    fn hold_more(&self) {
        // Who waits is no stalled scan. Once its lease is gone, the scan ends with what it visits next.
        let waiting = || {
            self.progress.fetch_add(1, Ordering::Relaxed);
            !self.cancelled.load(Ordering::Relaxed)
        };
        *self.taken.borrow_mut() = self.large.take(waiting);
    }
}

/// Extracts and detects on a CPU thread. `None` if that panicked.
async fn run(
    shared: &Arc<Shared>,
    context: &ScanContext,
    object: &ObjectRef,
    details: &ObjectDetails,
    first: bytes::Bytes,
    progress: Arc<AtomicU64>,
) -> Option<(Classified, Option<objects::Error>)> {
    let runtime = tokio::runtime::Handle::current();
    let (shared_here, context, object) = (Arc::clone(shared), context.clone(), object.clone());
    let content_encoding = details.content_encoding.clone();
    let work = move || {
        let shared = shared_here;
        let plan = shared.read_plan.clone();
        let mut source = ObjectSource::new(Arc::clone(&shared.objects), runtime, object.clone(), plan, first);
        let observation = shared.observer.as_ref().map(|observer| Observation {
            observer: Arc::clone(observer),
            bucket: Arc::clone(&object.bucket),
            key: Arc::clone(&object.key),
        });
        let watch = Watch { cancelled: context.cancelled, progress, clock: Arc::clone(&shared.clock) };
        watch.progress.fetch_add(1, Ordering::Relaxed);
        let memory = Rc::new(InTurn {
            large: Arc::clone(&shared.large),
            taken: RefCell::new(None),
            cancelled: Arc::clone(&watch.cancelled),
            progress: Arc::clone(&watch.progress),
        });
        let rules = context.rules;
        let classified = rules.with_scanner(|scanner| {
            let classification = Classification {
                hints: ObjectHints { key: &object.key, content_encoding: content_encoding.as_deref() },
                limits: &shared.limits,
                result_limits: shared.result_limits,
                ruleset: rules.ruleset(),
                scanner,
                minimum_confidence: context.minimum_confidence,
                watch: &watch,
                observation: observation.as_ref(),
                memory,
            };
            classify(&mut source, classification)
        });
        shared.bytes_read(source.bytes_read());
        (classified, source.take_failure())
    };
    shared.cpu.run(work).await.ok()
}

/// The parser only knows that reading stopped; here is why.
fn explain(result: &mut ObjectResult, error: &objects::Error) {
    let Some(file) = result.file.as_mut() else { return };
    let read_in_part = file.bytes_classified > 0 || !file.detections.is_empty();
    let code = if read_in_part { classification_status::Code::Partial } else { classification_status::Code::Skipped };
    file.code = code.into();
    file.reason = reason_of(error).as_str().to_owned();
    file.reason_detail = error.to_string();
}

fn describe(result: &mut ObjectResult, details: &ObjectDetails) {
    result.version_id = details.version_id.clone().unwrap_or_default();
    result.server_side_encryption = Some(v1::ServerSideEncryption {
        encryption_type: details.encryption.kind.as_str().to_owned(),
        kms_master_key_id: details.encryption.key_id.clone().unwrap_or_default(),
    });
}

fn pair(tag: Tag) -> v1::KeyValuePair {
    v1::KeyValuePair { key: tag.key, value: tag.value }
}

/// Macie's reason for what S3 said.
pub(crate) fn reason_of(error: &objects::Error) -> Reason {
    match error {
        objects::Error::NoSuchBucket { .. } => Reason::NoSuchBucketAvailable,
        objects::Error::NoSuchKey { .. } => Reason::SourceObjectNoLongerAvailable,
        objects::Error::AccessDenied { .. } => Reason::PermissionDenied,
        objects::Error::Changed { .. } => Reason::ObjectVersionMismatch,
        objects::Error::InvalidObjectState { .. } => Reason::InvalidObjectState,
        objects::Error::SseCustomerKey { .. } => Reason::InvalidEncryption,
        objects::Error::KmsKeyUnavailable { .. } => Reason::InvalidKmsKey,
        _ => Reason::SourceUnavailable,
    }
}
