//! The planner: lists the buckets of runs and cuts them into shards.
//!
//! The brain asks for one step of one bucket at a time and has the next step made only when it has room for more shards. A step
//! reads a bounded number of pages, so scanning begins while listing goes on, and memory does not grow with the bucket. The
//! shards of a bucket tile all possible keys: what is created behind the planner's back is met by a worker all the same.
//!
//! Scope and sample are applied here to cut shards of even work; workers apply them again, and theirs is the account that counts.

mod cutter;

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt as _;
use magpie_base::telemetry;
use magpie_objects::scope::{Scope, Verdict};
use magpie_objects::{Error, ListedObject, ObjectStore, Pages, sampling};
use magpie_proto::v1;
use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use crate::brain::BrainHandle;
use crate::brain::command::{Command, PlanOutcome, PlanStep};
pub(crate) use cutter::Targets;
use cutter::{Cutter, Fate};

/// Shards after which a step ends.
pub const SHARDS_PER_STEP: usize = 16;

/// Pages of up to 1,000 keys after which a step ends, however few shards it has cut.
pub const PAGES_PER_STEP: usize = 64;

/// What the planner must know of a run.
pub(crate) struct RunPlan {
    pub(crate) scope: Scope,
    pub(crate) sampling_percentage: u32,
    pub(crate) sampling_seed: u64,
    /// W3C trace context of the run.
    pub(crate) trace_context: HashMap<String, String>,
}

/// One step to be made.
pub(crate) struct PlanRequest {
    pub(crate) run_id: u64,
    /// The bucket's index in the run.
    pub(crate) bucket: u32,
    pub(crate) name: String,
    /// Keys after this one.
    pub(crate) cursor: String,
    /// Whether the bucket's details are to be read too.
    pub(crate) wants_details: bool,
    pub(crate) plan: Arc<RunPlan>,
    pub(crate) cancelled: CancellationToken,
}

/// What the planner works with.
pub(crate) struct Planner {
    pub(crate) objects: Arc<dyn ObjectStore>,
    pub(crate) brain: BrainHandle,
    pub(crate) targets: Targets,
    /// Steps that are under way at the same time.
    pub(crate) concurrency: usize,
}

impl Planner {
    /// Makes the steps that are asked for, until `stop`.
    pub(crate) async fn run(self, mut requests: mpsc::UnboundedReceiver<PlanRequest>, stop: CancellationToken) {
        let steps = TaskTracker::new();
        let permits = Arc::new(Semaphore::new(self.concurrency.max(1)));
        let planner = Arc::new(self);
        loop {
            // The queue is bounded by the schedule: one request for each bucket that may be planned at the same time.
            let request = tokio::select! {
                request = requests.recv() => request,
                () = stop.cancelled() => None,
            };
            let Some(request) = request else { break };
            let (planner, permits, stop) = (Arc::clone(&planner), Arc::clone(&permits), stop.clone());
            steps.spawn(async move {
                let cancelled = request.cancelled.clone();
                tokio::select! {
                    () = planner.answer(request, &permits) => {}
                    () = cancelled.cancelled() => {}
                    () = stop.cancelled() => {}
                }
            });
        }
        steps.close();
        steps.wait().await;
    }

    async fn answer(&self, request: PlanRequest, permits: &Semaphore) {
        // Never closed; if it were, the step would just not be bounded.
        let _permit = permits.acquire().await;
        let span = tracing::info_span!(
            "plan",
            run_id = request.run_id,
            bucket = request.name,
            shards = tracing::field::Empty,
            objects = tracing::field::Empty
        );
        telemetry::set_parent(&span, telemetry::extract(&request.plan.trace_context));
        let step = AssertUnwindSafe(self.step(&request)).catch_unwind().instrument(span.clone());
        // Without an answer the schedule would wait for ever.
        let outcome = step.await.unwrap_or_else(|_| panicked(&request.name));
        match &outcome {
            PlanOutcome::Step(step) => {
                span.record("shards", step.shards.len());
                span.record("objects", step.listed.objects);
            }
            PlanOutcome::Failed { code, message, retryable } => tracing::warn!(
                parent: &span,
                event = "bucket_not_listed",
                run_id = request.run_id,
                bucket = request.name,
                code,
                retryable,
                "{message}"
            ),
        }
        let command = Command::Planned { run_id: request.run_id, bucket: request.bucket, outcome };
        // If the brain has stopped, nobody wants to know: a restart plans on from the stored cursor.
        drop(self.brain.tell(command).await);
    }

    async fn step(&self, request: &PlanRequest) -> PlanOutcome {
        let mut details = None;
        if request.wants_details {
            match self.details(&request.name).await {
                Ok(known) => details = Some(known),
                Err(error) => return failed(&error),
            }
        }
        let is_first = request.cursor.is_empty();
        let mut cutter = Cutter::new(request.cursor.clone(), self.targets);
        let mut pages = Pages::new(self.objects.as_ref(), &request.name, "", &request.cursor);
        // Workers wait for the first shard; later steps may take longer.
        let wanted = if is_first { 1 } else { SHARDS_PER_STEP };
        let mut done = false;
        for page in 0..PAGES_PER_STEP {
            match pages.next().await {
                Ok(Some(objects)) => {
                    for object in &objects {
                        if cutter.take(&object.key, object.size, fate(&request.plan, object)).is_err() {
                            return out_of_order(&request.name);
                        }
                    }
                }
                Ok(None) => {
                    done = true;
                    break;
                }
                // What was listed before the error is kept; the next step meets the error again.
                Err(_) if page > 0 => break,
                Err(error) => return failed(&error),
            }
            if cutter.closed() >= wanted {
                break;
            }
        }
        let cut = cutter.finish(done);
        PlanOutcome::Step(Box::new(PlanStep {
            from_cursor: request.cursor.clone(),
            to_cursor: cut.to_cursor,
            shards: cut.shards,
            listed: cut.listed,
            done,
            details,
        }))
    }

    async fn details(&self, bucket: &str) -> Result<v1::S3Bucket, Error> {
        Ok(self.objects.bucket(bucket).await?.to_proto())
    }
}

/// What will become of an object, as far as the listing tells.
fn fate(plan: &RunPlan, object: &ListedObject) -> Fate {
    match plan.scope.verdict(object) {
        Verdict::Out => Fate::Excluded,
        Verdict::In | Verdict::NeedsTags => {
            if sampling::chosen(plan.sampling_seed, &object.key, plan.sampling_percentage) {
                Fate::Scanned
            } else {
                Fate::SampledOut
            }
        }
    }
}

/// The error as Macie's job events name it.
fn failed(error: &Error) -> PlanOutcome {
    let code = error.bucket_error_code();
    PlanOutcome::Failed { code, message: error.to_string(), retryable: error.is_retryable() }
}

fn panicked(bucket: &str) -> PlanOutcome {
    PlanOutcome::Failed {
        code: "BUCKET_DETAILS_UNAVAILABLE",
        message: format!("listing bucket {bucket} met a fault of the coordinator itself; see its log"),
        retryable: true,
    }
}

fn out_of_order(bucket: &str) -> PlanOutcome {
    PlanOutcome::Failed {
        code: "BUCKET_DETAILS_UNAVAILABLE",
        message: format!(
            "the listing of bucket {bucket} is not in the order of its keys: check that the endpoint is a general purpose bucket of an S3 that lists in order"
        ),
        retryable: true,
    }
}
