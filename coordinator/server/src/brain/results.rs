//! Object results on their way into the results log.

use magpie_base::telemetry;
use magpie_proto::store::v1::ResultRecord;
use magpie_proto::time;
use magpie_proto::v1::classification_status::Code;
use magpie_proto::worker::v1::{ObjectResult, Progress, Revoke, ScanSpec, attach_response, revoke};
use magpie_schedule::{Event, Millis, ReturnReason, SessionId, Token};
use tokio::sync::OwnedSemaphorePermit;
use tonic::Status;

use super::records;
use super::state::{After, Brain, LeasedShard, Round, account};
use crate::export::layout;
use crate::record;
use crate::workers::validate;

/// The results of a Progress that the schedule has not yet decided on.
pub(super) struct Incoming {
    pub(super) results: Vec<ObjectResult>,
    /// The shard of their lease. A lease that is not known is refused by the schedule.
    pub(super) shard: Option<LeasedShard>,
}

impl Brain {
    /// Takes the results of a lease. They are stored only if the schedule accepts them.
    pub(super) fn progress(
        &mut self,
        round: &mut Round,
        at: Millis,
        session: SessionId,
        progress: Progress,
        budget: Option<OwnedSemaphorePermit>,
    ) {
        let Some(token) = progress.token.as_ref().map(records::token_from_wire) else { return };
        let shard = self.shards.of_lease(token);
        if let Some(spec) = shard.and_then(|shard| self.runs.get(&shard.run_id)?.details.spec.as_ref())
            && let Err(problem) = validate::identifiers(&progress.results, spec)
        {
            tracing::warn!(event = "worker_refused", session = %session, "a worker's message was refused: {problem}");
            self.refuse(round, at, session.clone(), token);
            let status = Status::invalid_argument(problem.to_string());
            round.after.push(After::Dismiss { session: session.clone(), status });
            self.decide(round, at, Event::Detached { session }, None);
            return;
        }
        let (objects_with_detections, detections) = count(&progress.results);
        let span = self.commit_span(shard, progress.results.len());
        let event = Event::Progress {
            session,
            token,
            from_cursor: progress.from_cursor,
            to_cursor: progress.to_cursor,
            account: account(progress.account.as_ref()),
            objects_with_detections,
            detections,
            done: progress.done,
        };
        self.decide(round, at, event, Some(Incoming { results: progress.results, shard }));
        // The bytes are in flight, and the span lasts, until they are stored.
        round.after.push(After::Reply(Box::new(move || drop((budget, span)))));
    }

    /// Ends a lease whose results cannot be taken: what made them may well lie in the shard's next object, so the attempt
    /// counts.
    pub(super) fn refuse(&mut self, round: &mut Round, at: Millis, session: SessionId, token: Token) {
        let returned = Event::ReturnLease { session: session.clone(), token, reason: ReturnReason::Internal };
        self.decide(round, at, returned, None);
        let revoke = Revoke { token: Some(records::token_to_wire(token)), reason: revoke::Reason::Refused.into() };
        round.after.push(After::Send { session, message: Box::new(attach_response::Message::Revoke(revoke)) });
    }

    /// A span of the run's trace, from the decision to the commit.
    fn commit_span(&self, shard: Option<LeasedShard>, results: usize) -> Option<tracing::Span> {
        let shard = shard?;
        let run = self.runs.get(&shard.run_id)?;
        let span = tracing::info_span!("commit", run_id = shard.run_id, shard_id = shard.shard_id, results);
        telemetry::set_parent(&span, telemetry::extract(&run.details.trace_context));
        Some(span)
    }

    /// Puts accepted results at the end of the run's log, and makes their findings.
    pub(super) fn append_results(&mut self, round: &mut Round, incoming: Incoming) {
        let Some(LeasedShard { run_id, shard_id, bucket: index }) = incoming.shard else { return };
        let at = Some(time::from_system(self.clock.wall()));
        let Some(run) = self.runs.get_mut(&run_id) else { return };
        let Some(name) = run.record.buckets.get(index as usize).map(|bucket| bucket.name.clone()) else { return };
        let unknown;
        let bucket = match run.buckets.get(&index) {
            Some(known) => known,
            None => {
                unknown = layout::unknown_bucket(&name);
                &unknown
            }
        };
        let nothing = ScanSpec::default();
        let spec = run.details.spec.as_ref().unwrap_or(&nothing);
        for result in incoming.results {
            let position = run.next_position;
            run.next_position += 1;
            round.outcomes.count(result.file.as_ref().map_or(Code::Unspecified, |file| file.code()));
            let stored = ResultRecord { shard_id, bucket: name.clone(), result: Some(result), at };
            let location = run
                .details
                .export
                .as_ref()
                .map(|target| layout::location(target, &run.record.job_id, run_id, position))
                .unwrap_or_default();
            let context = record::Context {
                account_id: &run.account_id,
                region: &run.region,
                job_id: &run.record.job_id,
                job_arn: &run.job_arn,
                run_id,
                spec,
                bucket,
                detailed_results_location: &location,
            };
            if let Some(finding) = record::finding(&context, &stored) {
                round.batch.put_finding(&finding);
            }
            round.batch.append_result(run_id, position, &stored);
        }
        round.dirty = true;
    }
}

/// Objects with detections, and detections.
fn count(results: &[ObjectResult]) -> (u64, u64) {
    let mut objects = 0;
    let mut detections = 0_u64;
    for file in results.iter().filter_map(|result| result.file.as_ref()) {
        let of_object = file.detections.iter().fold(0_u64, |sum, found| sum.saturating_add(found.count));
        objects += u64::from(of_object > 0);
        detections = detections.saturating_add(of_object);
    }
    (objects, detections)
}
