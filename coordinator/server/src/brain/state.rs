//! What the brain holds, and how a command goes through it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::SystemTime;

use magpie_base::clock::Clock;
use magpie_proto::store::v1::{BucketRecord, JobRecord, RunDetailsRecord};
use magpie_proto::worker::v1::{
    AttachResponse, Grant as WireGrant, ProgressAck, Revoke, Welcome, attach_response, revoke,
};
use magpie_proto::{time, v1};
use magpie_schedule::{
    Account, Effect, Event, Grant, Millis, RevokeReason, RunRecord, Schedule, SessionId, ShardRecord, Token,
};
use magpie_store::Store;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tonic::Status;

use super::Settings;
use super::command::{Command, PlanOutcome, WorkerMessage};
use super::measure::{Measures, Outcomes};
use super::records;
use super::results::Incoming;
use super::sessions::Sessions;
use super::views::Views;
use crate::export::ExportStart;
use crate::planner::{PlanRequest, RunPlan};
use crate::words::{ReadRequest, Registry};

/// The brain's memory.
pub(super) struct Brain {
    pub(super) settings: Settings,
    pub(super) store: Store,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) schedule: Schedule,
    /// Jobs that have not ended.
    pub(super) jobs: BTreeMap<String, JobRecord>,
    /// Runs that have not ended, or are not exported.
    pub(super) runs: BTreeMap<u64, Run>,
    pub(super) shards: Shards,
    pub(super) sessions: Sessions,
    pub(super) views: Arc<Views>,
    pub(super) planner: mpsc::UnboundedSender<PlanRequest>,
    pub(super) exporter: Option<mpsc::UnboundedSender<ExportStart>>,
    pub(super) lists: mpsc::UnboundedSender<ReadRequest>,
    pub(super) words: Arc<Registry>,
    /// The id of the last run that was started.
    pub(super) last_run_id: u64,
    pub(super) quiet: bool,
    pub(super) measures: Measures,
    /// What the brain tells itself for the next round.
    pub(super) own: Vec<Command>,
}

/// What the server keeps in memory of a run beside the schedule.
pub(super) struct Run {
    pub(super) details: RunDetailsRecord,
    /// As stored last.
    pub(super) record: magpie_proto::store::v1::RunRecord,
    pub(super) plan: Arc<RunPlan>,
    /// Ends the steps of the planner that are under way.
    pub(super) planning: CancellationToken,
    /// What is known of each bucket whose planning has begun.
    pub(super) buckets: BTreeMap<u32, v1::S3Bucket>,
    pub(super) job_arn: String,
    pub(super) account_id: String,
    pub(super) region: String,
    /// The position of the next result.
    pub(super) next_position: u64,
}

/// Which bucket and lease each unfinished shard has: results come with no more than a lease's token.
#[derive(Default)]
pub(super) struct Shards {
    by_key: HashMap<(u64, u64), (u32, Option<Token>)>,
    by_token: HashMap<Token, (u64, u64)>,
}

/// The shard of a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LeasedShard {
    pub(super) run_id: u64,
    pub(super) shard_id: u64,
    pub(super) bucket: u32,
}

impl Shards {
    pub(super) fn put(&mut self, shard: &ShardRecord) {
        let key = (shard.run_id, shard.shard_id);
        let before = self.by_key.insert(key, (shard.bucket, shard.lease));
        if let Some((_, Some(token))) = before {
            self.by_token.remove(&token);
        }
        if let Some(token) = shard.lease {
            self.by_token.insert(token, key);
        }
    }

    fn delete(&mut self, key: (u64, u64)) {
        if let Some((_, Some(token))) = self.by_key.remove(&key) {
            self.by_token.remove(&token);
        }
    }

    pub(super) fn of_lease(&self, token: Token) -> Option<LeasedShard> {
        let (run_id, shard_id) = *self.by_token.get(&token)?;
        let (bucket, _) = *self.by_key.get(&(run_id, shard_id))?;
        Some(LeasedShard { run_id, shard_id, bucket })
    }
}

/// All that one round stores, and what is done once it is stored.
pub(super) struct Round {
    pub(super) batch: magpie_store::Batch,
    /// The last word on each run and shard of this round.
    pub(super) runs: BTreeMap<u64, RunRecord>,
    pub(super) shards: BTreeMap<(u64, u64), Option<ShardRecord>>,
    /// Jobs and runs that others may look at and that have changed.
    pub(super) changed_jobs: BTreeMap<String, JobRecord>,
    pub(super) changed_details: BTreeMap<u64, RunDetailsRecord>,
    /// Client tokens that were used in this round.
    pub(super) tokens: HashMap<String, String>,
    /// Results by their outcome, for the metrics.
    pub(super) outcomes: Outcomes,
    pub(super) dirty: bool,
    pub(super) after: Vec<After>,
}

/// What is done once the round is stored.
pub(super) enum After {
    /// Answer someone.
    Reply(Box<dyn FnOnce() + Send>),
    /// Tell a worker.
    Send { session: SessionId, message: Box<attach_response::Message> },
    /// End a worker's stream.
    Close { session: SessionId, status: Status },
    /// End a worker's stream once all that waits in it is sent.
    Dismiss { session: SessionId, status: Status },
    /// Forget a worker's stream that has ended, unless there is a newer one of the same session.
    Forget { session: SessionId, connection: u64 },
    /// Ask the planner.
    Plan(PlanRequest),
    /// Begin to export a run.
    Export(u64),
    /// Read the words of a run's allow lists.
    ReadWords(u64),
    /// A run has ended.
    Ended(u64),
}

impl Round {
    pub(super) fn new(store: &Store) -> Self {
        Self {
            batch: store.batch(),
            runs: BTreeMap::new(),
            shards: BTreeMap::new(),
            changed_jobs: BTreeMap::new(),
            changed_details: BTreeMap::new(),
            tokens: HashMap::new(),
            outcomes: Outcomes::default(),
            dirty: false,
            after: Vec::new(),
        }
    }

    /// Does something once the round is stored.
    pub(super) fn reply<T: Send + 'static>(&mut self, to: tokio::sync::oneshot::Sender<T>, answer: T) {
        // Whoever does not wait any more does not want to know.
        self.after.push(After::Reply(Box::new(move || drop(to.send(answer)))));
    }
}

impl Brain {
    /// Takes one command. Nothing is stored or sent yet: everything is gathered in the round.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub(super) fn take(&mut self, round: &mut Round, at: Millis, command: Command) -> Result<(), magpie_store::Error> {
        match command {
            Command::CreateJob(new) => self.create_job(round, at, *new)?,
            Command::UpdateJob { job_id, target, reply } => {
                let answer = self.update_job(round, at, &job_id, target)?;
                round.reply(reply, answer);
            }
            Command::Workers { reply } => {
                let workers = self.worker_summaries();
                round.reply(reply, workers);
            }
            Command::Leases { reply } => {
                let leases = self.lease_summaries();
                round.reply(reply, leases);
            }
            Command::Attach(new) => self.attach(round, at, *new),
            Command::Worker { session, connection, message } => {
                self.worker(round, at, &session, connection, message)?
            }
            Command::Planned { run_id, bucket, outcome } => self.planned(round, at, run_id, bucket, outcome),
            Command::PutExport { record, finished, reply } => {
                round.batch.put_export(&record);
                round.dirty = true;
                if finished {
                    self.exported(round, at, record.run_id)?;
                }
                round.reply(reply, ());
            }
            Command::WordsRead { run_id, lists, reply } => {
                self.words_read(round, run_id, lists);
                round.reply(reply, ());
            }
            Command::Quiesce => self.quiet = true,
            Command::Settle { reply } => round.reply(reply, ()),
            // Handled by the loop.
            Command::Stop => {}
        }
        Ok(())
    }

    /// Lets the schedule decide, and gathers what it wants.
    pub(super) fn decide(&mut self, round: &mut Round, at: Millis, event: Event, mut incoming: Option<Incoming>) {
        for effect in self.schedule.handle(at, event) {
            self.gather(round, effect, &mut incoming);
        }
    }

    fn gather(&mut self, round: &mut Round, effect: Effect, incoming: &mut Option<Incoming>) {
        match effect {
            Effect::PutRun(run) => {
                round.runs.insert(run.run_id, run);
            }
            Effect::PutShard(shard) => {
                self.shards.put(&shard);
                round.shards.insert((shard.run_id, shard.shard_id), Some(shard));
            }
            Effect::DeleteShard { run_id, shard_id } => {
                self.shards.delete((run_id, shard_id));
                round.shards.insert((run_id, shard_id), None);
            }
            Effect::AppendResults => {
                if let Some(incoming) = incoming.take() {
                    self.append_results(round, incoming);
                }
            }
            Effect::Grant { session, grant } => {
                if let Some(message) = self.grant(&grant) {
                    round
                        .after
                        .push(After::Send { session, message: Box::new(attach_response::Message::Grant(message)) });
                }
            }
            Effect::Ack { session, token, to_cursor } => {
                let ack = ProgressAck { token: Some(records::token_to_wire(token)), to_cursor };
                round
                    .after
                    .push(After::Send { session, message: Box::new(attach_response::Message::ProgressAck(ack)) });
            }
            Effect::Revoke { session, token, reason } => {
                let reason = revoke_reason(reason).into();
                let revoke = Revoke { token: Some(records::token_to_wire(token)), reason };
                round.after.push(After::Send { session, message: Box::new(attach_response::Message::Revoke(revoke)) });
            }
            Effect::Reject { session } => {
                let status = Status::resource_exhausted("there are as many workers as there may be; try again later");
                round.after.push(After::Close { session, status });
            }
            Effect::PlanBucket { run_id, bucket, cursor } => {
                if let Some(request) = self.plan_request(run_id, bucket, cursor) {
                    round.after.push(After::Plan(request));
                }
            }
            Effect::StopPlanning { run_id } => {
                if let Some(run) = self.runs.get_mut(&run_id) {
                    std::mem::take(&mut run.planning).cancel();
                }
            }
            Effect::RunEnded { run_id, .. } => self.run_ended(round, run_id),
        }
    }

    fn grant(&self, grant: &Grant) -> Option<WireGrant> {
        let run = self.runs.get(&grant.run_id)?;
        Some(WireGrant {
            token: Some(records::token_to_wire(grant.token)),
            job_id: grant.job_id.clone(),
            run_id: grant.run_id,
            shard_id: grant.shard_id,
            bucket: grant.bucket.clone(),
            start_after: grant.start_after.clone(),
            end_inclusive: grant.end_inclusive.clone(),
            spec: run.details.spec.clone(),
            trace_context: run.details.trace_context.clone(),
            careful: grant.careful,
            quarantine_first: grant.quarantine_first,
        })
    }

    fn plan_request(&self, run_id: u64, bucket: u32, cursor: String) -> Option<PlanRequest> {
        let run = self.runs.get(&run_id)?;
        let name = self.schedule.run(run_id)?.buckets.get(bucket as usize)?.name.clone();
        Some(PlanRequest {
            run_id,
            bucket,
            name,
            cursor,
            wants_details: !run.buckets.contains_key(&bucket),
            plan: Arc::clone(&run.plan),
            cancelled: run.planning.clone(),
        })
    }

    fn planned(&mut self, round: &mut Round, at: Millis, run_id: u64, bucket: u32, outcome: PlanOutcome) {
        let event = match outcome {
            PlanOutcome::Step(step) => {
                let step = *step;
                if let (Some(details), Some(run)) = (step.details, self.runs.get_mut(&run_id)) {
                    let record = BucketRecord { run_id, index: bucket, bucket: Some(details.clone()) };
                    round.batch.put_bucket(&record);
                    round.dirty = true;
                    run.buckets.insert(bucket, details);
                }
                Event::ShardsPlanned {
                    run_id,
                    bucket,
                    from_cursor: step.from_cursor,
                    to_cursor: step.to_cursor,
                    shards: step.shards,
                    listed: step.listed,
                    done: step.done,
                }
            }
            PlanOutcome::Failed { code, message, retryable } => {
                Event::PlanFailed { run_id, bucket, code: code.to_owned(), message, retryable }
            }
        };
        self.decide(round, at, event, None);
    }

    fn attach(&mut self, round: &mut Round, at: Millis, new: super::command::NewSession) {
        let super::command::NewSession { session, name, version, identity, outgoing, closing, reply } = new;
        let attached = self.sessions.attach(&session, identity, version, outgoing, closing);
        if attached.is_ok() {
            let welcome = Welcome {
                epoch: self.schedule.config().epoch,
                heartbeat_interval_ms: self.settings.heartbeat_interval_ms,
                lease_ttl_ms: u32::try_from(self.schedule.config().lease_ttl_ms).unwrap_or(u32::MAX),
            };
            round.after.push(After::Send {
                session: session.clone(),
                message: Box::new(attach_response::Message::Welcome(welcome)),
            });
            self.decide(round, at, Event::Attached { session, name }, None);
        }
        round.reply(reply, attached);
    }

    fn worker(
        &mut self,
        round: &mut Round,
        at: Millis,
        session: &SessionId,
        connection: u64,
        message: WorkerMessage,
    ) -> Result<(), magpie_store::Error> {
        // What an older stream of the session said, or its end, is no longer of interest.
        if !self.sessions.is_current(session, connection) {
            return Ok(());
        }
        let session = session.clone();
        match message {
            WorkerMessage::Credit(leases) => self.decide(round, at, Event::Credit { session, leases }, None),
            WorkerMessage::Heartbeat(leases) => self.decide(round, at, Event::Heartbeat { session, leases }, None),
            WorkerMessage::Progress { progress, budget } => self.progress(round, at, session, *progress, budget),
            WorkerMessage::Return { token, reason } => {
                self.decide(round, at, Event::ReturnLease { session, token, reason }, None);
            }
            WorkerMessage::Refused { token } => self.refuse(round, at, session, token),
            WorkerMessage::Draining => self.decide(round, at, Event::Draining { session }, None),
            WorkerMessage::Gone => {
                // Not before what this round has for it is in its queue: the acknowledgement of what it said last, above all.
                round.after.push(After::Forget { session: session.clone(), connection });
                self.decide(round, at, Event::Detached { session }, None);
            }
        }
        Ok(())
    }

    /// Puts everything of the round into its batch, so that it can be committed.
    pub(super) fn close(&mut self, round: &mut Round) {
        for (run_id, run) in &round.runs {
            let record = records::run_to_store(run);
            round.batch.put_run(&record);
            if let Some(run) = self.runs.get_mut(run_id) {
                run.record = record;
            }
        }
        for ((run_id, shard_id), shard) in &round.shards {
            match shard {
                Some(shard) => drop(round.batch.put_shard(&records::shard_to_store(shard))),
                None => drop(round.batch.delete_shard(*run_id, *shard_id)),
            }
        }
        for job in round.changed_jobs.values() {
            round.batch.put_job(job);
        }
        for details in round.changed_details.values() {
            round.batch.put_run_details(details);
        }
        let records = round.runs.len() + round.shards.len() + round.changed_jobs.len() + round.changed_details.len();
        round.dirty |= records > 0;
    }

    /// Does what had to wait for the commit.
    pub(super) fn deliver(&mut self, round: Round) {
        self.publish(&round);
        for after in round.after {
            match after {
                After::Reply(reply) => reply(),
                After::Send { session, message } => self.send(session, *message),
                After::Close { session, status } => self.sessions.close(&session, status),
                After::Forget { session, connection } => self.sessions.remove(&session, connection),
                After::Dismiss { session, status } => self.sessions.dismiss(&session, status),
                // The planner ends only after the brain.
                After::Plan(request) => drop(self.planner.send(request)),
                After::Export(run_id) => self.begin_export(run_id),
                After::ReadWords(run_id) => self.read_words(run_id),
                After::Ended(run_id) => self.forget_run_if_done(run_id),
            }
        }
    }

    fn send(&mut self, session: SessionId, message: attach_response::Message) {
        if let Err(lost) = self.sessions.send(&session, AttachResponse { message: Some(message) }) {
            tracing::warn!(event = "worker_too_slow", session = %session, "a worker does not read its messages; its stream is closed");
            self.own.push(Command::Worker { session, connection: lost.connection, message: WorkerMessage::Gone });
        }
    }

    fn worker_summaries(&self) -> Vec<v1::WorkerSummary> {
        let (now, wall) = (self.clock.now(), self.clock.wall());
        let mut workers: Vec<_> = self
            .schedule
            .workers()
            .map(|worker| v1::WorkerSummary {
                worker_id: worker.name,
                version: self.sessions.version(&worker.session).to_owned(),
                attached_at: Some(wall_time(now, wall, worker.attached_at)),
                last_heard_at: Some(wall_time(now, wall, worker.last_heard_at)),
                leases: worker.leases,
                credits: worker.credits,
                draining: worker.draining,
                bytes_classified: worker.bytes_classified,
                objects: worker.objects,
            })
            .collect();
        workers.sort_by(|a, b| a.worker_id.cmp(&b.worker_id));
        workers
    }

    fn lease_summaries(&self) -> Vec<v1::LeaseSummary> {
        let (now, wall) = (self.clock.now(), self.clock.wall());
        self.schedule
            .leases()
            .map(|lease| v1::LeaseSummary {
                epoch: lease.token.epoch,
                number: lease.token.number,
                worker_id: lease.worker,
                job_id: lease.job_id,
                run_id: lease.run_id,
                shard_id: lease.shard_id,
                bucket: lease.bucket,
                expires_at: Some(wall_time(now, wall, lease.expires_at)),
            })
            .collect()
    }
}

/// The time of day at an instant of the monotonic clock.
fn wall_time(now: Millis, wall: SystemTime, at: Millis) -> prost_types::Timestamp {
    let millis = std::time::Duration::from_millis;
    let shifted = if at >= now { wall.checked_add(millis(at - now)) } else { wall.checked_sub(millis(now - at)) };
    time::from_system(shifted.unwrap_or(wall))
}

fn revoke_reason(reason: RevokeReason) -> revoke::Reason {
    match reason {
        RevokeReason::Expired => revoke::Reason::Expired,
        RevokeReason::Cancelled => revoke::Reason::Cancelled,
        RevokeReason::Paused => revoke::Reason::Paused,
        RevokeReason::Superseded => revoke::Reason::Superseded,
        RevokeReason::OutOfOrder => revoke::Reason::OutOfOrder,
    }
}

/// The accounts that a worker and the schedule speak of are the same.
pub(super) fn account(of: Option<&v1::ObjectAccount>) -> Account {
    records::account_from_api(of)
}
