//! The stream to the coordinator: one at a time, made again when it breaks, while leases go on.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use futures::FutureExt as _;
use magpie_base::retry::Backoff;
use magpie_base::telemetry;
use magpie_proto::worker::v1::worker_service_client::WorkerServiceClient;
use magpie_proto::worker::v1::{
    AttachRequest, AttachResponse, Credit, Draining, Grant, Heartbeat, Hello, LeaseToken, ReturnLease, Welcome,
    attach_request, attach_response, return_lease,
};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Channel;
use tonic::{Code, Streaming};
use tracing::Instrument as _;

use crate::error::Error;
use crate::lease::{self, CancelOnDrop, End, Means, Notice, Report, grace};
use crate::shared::Shared;

/// Messages to the coordinator that may wait for the stream.
const OUTBOX: usize = 64;

/// Notices to a lease that may wait: a few are ever under way.
const NOTICES: usize = 16;

/// Bytes of one message from the coordinator: a grant with its scope and identifiers.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;

/// How often scans are looked at for stalls.
const STALL_CHECK: Duration = Duration::from_secs(1);

/// Who this worker is, and how much it takes.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) worker_id: String,
    pub(crate) session_id: String,
    pub(crate) leases: u32,
    pub(crate) stall_seconds: u64,
    pub(crate) drain_timeout: Duration,
    pub(crate) reconnect: Backoff,
}

type Key = (u64, u64);

fn key(token: LeaseToken) -> Key {
    (token.epoch, token.number)
}

/// A lease at work, seen from the session.
struct Held {
    token: LeaseToken,
    notices: mpsc::Sender<Notice>,
    /// Stops the scans on CPU threads.
    _cancel: CancelOnDrop,
    task: tokio::task::AbortHandle,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The worker's side of the protocol.
pub(crate) struct Session {
    shared: Arc<Shared>,
    client: WorkerServiceClient<Channel>,
    profile: Profile,
    held: HashMap<Key, Held>,
    tasks: JoinSet<(Key, End)>,
    reports_in: mpsc::Sender<Report>,
    reports: mpsc::Receiver<Report>,
    drain: watch::Receiver<bool>,
    /// Credits that the coordinator has and has not used.
    credits: u32,
    /// Of the latest Welcome.
    lease_ttl_ms: u32,
    epoch: u64,
}

/// Why a stream ended.
enum Ended {
    /// There is nothing more to do.
    Drained,
    /// It broke.
    Broken(String),
}

impl Session {
    pub(crate) fn new(
        shared: Arc<Shared>,
        channel: Channel,
        profile: Profile,
        drain: watch::Receiver<bool>,
    ) -> Session {
        let (reports_in, reports) = mpsc::channel(OUTBOX);
        let client = WorkerServiceClient::new(channel)
            .max_decoding_message_size(MAX_MESSAGE)
            .max_encoding_message_size(usize::MAX);
        Session {
            shared,
            client,
            profile,
            held: HashMap::new(),
            tasks: JoinSet::new(),
            reports_in,
            reports,
            drain,
            credits: 0,
            lease_ttl_ms: 30_000,
            epoch: 0,
        }
    }

    /// Works until drained, or until something makes going on pointless.
    pub(crate) async fn run(mut self) -> Result<(), Error> {
        let mut failures = 0_u32;
        let mut lost_at: Option<Instant> = None;
        let mut deadline: Option<Instant> = None;
        loop {
            if *self.drain.borrow() {
                let at = *deadline.get_or_insert_with(|| Instant::now() + self.profile.drain_timeout);
                // Nothing is held, or the time is up: what is left expires and is taken over.
                if self.held.is_empty() || at <= Instant::now() {
                    return Ok(());
                }
            }
            let ended = match self.attach().await {
                Ok((outbox, inbox)) => {
                    (failures, lost_at) = (0, None);
                    self.serve(outbox, inbox, &mut deadline).await?
                }
                Err(status)
                    if matches!(
                        status.code(),
                        Code::PermissionDenied | Code::Unauthenticated | Code::InvalidArgument | Code::Unimplemented
                    ) =>
                {
                    return Err(Error::Refused { message: status.message().to_owned() });
                }
                Err(status) => Ended::Broken(status.message().to_owned()),
            };
            let Ended::Broken(why) = ended else { return Ok(()) };
            failures = failures.saturating_add(1);
            let lost = *lost_at.get_or_insert_with(Instant::now);
            if !self.held.is_empty() && lost.elapsed() > grace(self.lease_ttl_ms) {
                tracing::warn!(
                    event = "leases_abandoned",
                    leases = self.held.len(),
                    "the coordinator was away for longer than a lease lasts"
                );
                self.held.clear();
            }
            let delay = self.profile.reconnect.delay(failures).unwrap_or(Duration::from_secs(1));
            tracing::info!(event = "coordinator_lost", %why, retry_in_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX), "no stream to the coordinator");
            self.wait(delay).await;
        }
    }

    /// Lets time pass while there is no stream. Leases go on; what they report waits in the bounded queue.
    async fn wait(&mut self, delay: Duration) {
        let mut drain = self.drain.clone();
        let was_draining = *drain.borrow_and_update();
        tokio::select! {
            () = tokio::time::sleep(delay) => {}
            _ = drain.changed(), if !was_draining => {}
        }
    }

    async fn attach(&mut self) -> Result<(mpsc::Sender<AttachRequest>, Streaming<AttachResponse>), tonic::Status> {
        let (outbox, requests) = mpsc::channel(OUTBOX);
        let hello = Hello {
            worker_id: self.profile.worker_id.clone(),
            session_id: self.profile.session_id.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        // The channel is new and empty: this cannot wait.
        let _ = outbox.send(request(attach_request::Message::Hello(hello))).await;
        let inbox = self.client.attach(ReceiverStream::new(requests)).await?.into_inner();
        Ok((outbox, inbox))
    }

    async fn serve(
        &mut self,
        outbox: mpsc::Sender<AttachRequest>,
        mut inbox: Streaming<AttachResponse>,
        deadline: &mut Option<Instant>,
    ) -> Result<Ended, Error> {
        let welcome = match inbox.message().await {
            Ok(Some(AttachResponse { message: Some(attach_response::Message::Welcome(welcome)) })) => welcome,
            Ok(_) => return Ok(Ended::Broken("the coordinator did not say welcome".into())),
            Err(status) if matches!(status.code(), Code::PermissionDenied | Code::Unauthenticated) => {
                return Err(Error::Refused { message: status.message().to_owned() });
            }
            Err(status) => return Ok(Ended::Broken(status.message().to_owned())),
        };
        self.welcomed(&welcome);
        let mut heartbeat =
            tokio::time::interval(Duration::from_millis(u64::from(welcome.heartbeat_interval_ms.max(10))));
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut stall_check = tokio::time::interval(STALL_CHECK);
        let mut told_draining = false;
        let mut drain = self.drain.clone();
        loop {
            let draining = *drain.borrow_and_update();
            if draining && !told_draining {
                told_draining = true;
                deadline.get_or_insert_with(|| Instant::now() + self.profile.drain_timeout);
                self.tell_all(|| Notice::Drain);
                if !self.say(&outbox, attach_request::Message::Draining(Draining {})).await {
                    return Ok(Ended::Broken("the stream was closed".into()));
                }
            }
            if draining
                && (self.held.is_empty() || deadline.is_some_and(|at| at <= Instant::now()))
                && self.reports.is_empty()
            {
                // Dropping the outbox ends the stream; the last messages are on their way before it.
                drop(outbox);
                let _ = tokio::time::timeout(Duration::from_secs(2), async {
                    while let Ok(Some(_)) = inbox.message().await {}
                })
                .await;
                self.held.clear();
                return Ok(Ended::Drained);
            }
            if !draining && !self.give_credit(&outbox).await {
                return Ok(Ended::Broken("the stream was closed".into()));
            }
            tokio::select! {
                message = inbox.message() => match message {
                    Ok(Some(AttachResponse { message: Some(message) })) => self.hear(message, draining),
                    Ok(Some(_)) => {}
                    Ok(None) => return Ok(Ended::Broken("the coordinator closed the stream".into())),
                    Err(status) => return Ok(Ended::Broken(status.message().to_owned())),
                },
                Some(report) = self.reports.recv() => {
                    let message = match report {
                        Report::Progress(progress) => attach_request::Message::Progress(progress),
                        Report::Return(returned) => attach_request::Message::ReturnLease(returned),
                    };
                    if !self.say(&outbox, message).await {
                        return Ok(Ended::Broken("the stream was closed".into()));
                    }
                }
                Some(ended) = self.tasks.join_next(), if !self.tasks.is_empty() => {
                    // A task that was stopped by a revocation was forgotten then.
                    if let Ok((lease, end)) = ended
                        && let Some(held) = self.held.remove(&lease)
                    {
                        tracing::debug!(event = "lease_closed", epoch = lease.0, number = lease.1, ?end);
                        self.shared.leases_held(self.held.len());
                        if end == End::Broken {
                            let returned = broken(held.token);
                            self.say(&outbox, attach_request::Message::ReturnLease(returned)).await;
                        }
                    }
                }
                _ = heartbeat.tick() => {
                    let leases = self.held.values().map(|held| held.token).collect();
                    if !self.say(&outbox, attach_request::Message::Heartbeat(Heartbeat { leases })).await {
                        return Ok(Ended::Broken("the stream was closed".into()));
                    }
                }
                _ = stall_check.tick() => {
                    self.shared.rulesets.forget_words();
                    if self.shared.stall_watch.stalled() {
                        return Err(Error::Stalled { seconds: self.profile.stall_seconds });
                    }
                }
                _ = drain.changed(), if !draining => {}
            }
        }
    }

    /// A new stream: leases of another epoch are void, the others send again what may be lost.
    fn welcomed(&mut self, welcome: &Welcome) {
        self.lease_ttl_ms = welcome.lease_ttl_ms;
        self.epoch = welcome.epoch;
        self.credits = 0;
        let epoch = welcome.epoch;
        self.held.retain(|(of, _), _| *of == epoch);
        tracing::info!(event = "attached", epoch, leases = self.held.len(), "attached to the coordinator");
        self.tell_all(|| Notice::Reattached);
    }

    /// Never waits: a lease that waits for this session to take its report must not be waited for. Few notices are ever
    /// under way; if a lease's queue is full, it is of older notices of the same kind. A lease that has ended no longer
    /// listens.
    fn tell_all(&self, notice: impl Fn() -> Notice) {
        for held in self.held.values() {
            let _ = held.notices.try_send(notice());
        }
    }

    /// Lets the coordinator have as many credits as there is room for leases.
    async fn give_credit(&mut self, outbox: &mpsc::Sender<AttachRequest>) -> bool {
        let held = u32::try_from(self.held.len()).unwrap_or(u32::MAX);
        let room = self.profile.leases.saturating_sub(held.saturating_add(self.credits));
        if room == 0 {
            return true;
        }
        self.credits += room;
        self.say(outbox, attach_request::Message::Credit(Credit { leases: room })).await
    }

    async fn say(&self, outbox: &mpsc::Sender<AttachRequest>, message: attach_request::Message) -> bool {
        outbox.send(request(message)).await.is_ok()
    }

    fn hear(&mut self, message: attach_response::Message, draining: bool) {
        match message {
            attach_response::Message::Welcome(_) => {}
            attach_response::Message::Grant(grant) => {
                self.credits = self.credits.saturating_sub(1);
                self.begin(grant, draining);
            }
            attach_response::Message::ProgressAck(stored) => {
                let Some(held) = stored.token.and_then(|token| self.held.get(&key(token))) else { return };
                let _ = held.notices.try_send(Notice::Stored(stored.to_cursor));
            }
            attach_response::Message::Revoke(revoke) => {
                let Some(token) = revoke.token else { return };
                if self.held.remove(&key(token)).is_some() {
                    tracing::info!(
                        event = "lease_revoked",
                        epoch = token.epoch,
                        number = token.number,
                        reason = revoke.reason().as_str_name()
                    );
                    self.shared.leases_held(self.held.len());
                }
            }
        }
    }

    fn begin(&mut self, grant: Grant, draining: bool) {
        let token = grant.token.unwrap_or_default();
        let parent = telemetry::extract(&grant.trace_context);
        let span = tracing::info_span!(
            "shard",
            job_id = %grant.job_id,
            run_id = grant.run_id,
            shard_id = grant.shard_id,
            worker = %self.profile.worker_id,
        );
        telemetry::set_parent(&span, parent);
        let cancelled = Arc::new(AtomicBool::new(false));
        let (notices, listener) = mpsc::channel(NOTICES);
        if draining {
            let _ = notices.try_send(Notice::Drain);
        }
        let means = Means {
            shared: Arc::clone(&self.shared),
            client: self.client.clone(),
            cancelled: Arc::clone(&cancelled),
            notices: listener,
            reports: self.reports_in.clone(),
        };
        let lease = key(token);
        let run = async move {
            let end = AssertUnwindSafe(lease::work(grant, means)).catch_unwind().await;
            (lease, end.unwrap_or(End::Broken))
        };
        let task = self.tasks.spawn(run.instrument(span));
        self.held.insert(lease, Held { token, notices, _cancel: CancelOnDrop(cancelled), task });
        self.shared.leases_held(self.held.len());
    }
}

/// What is said of a lease whose work panicked: another try may do better, and it counts.
fn broken(token: LeaseToken) -> ReturnLease {
    ReturnLease {
        token: Some(token),
        reason: return_lease::Reason::Internal.into(),
        detail: "the work on the lease broke off".to_owned(),
        bucket_error_code: String::new(),
    }
}

fn request(message: attach_request::Message) -> AttachRequest {
    AttachRequest { message: Some(message) }
}
