//! What workers call: one stream for the whole life of a worker, and the words of allow lists.
//!
//! A worker cannot hold up the coordinator: what it says is checked and waits for the brain in its own stream, the bytes of
//! results in flight have a budget for all workers together, and what is said to it waits in a bounded queue, which ends the
//! stream when it is full.

mod stream;
pub mod validate;
mod words;

use std::sync::Arc;
use std::time::Duration;

use magpie_proto::limits;
use magpie_proto::v1::permission::Value as Permission;
use magpie_proto::worker::v1::worker_service_server::WorkerService;
use magpie_proto::worker::v1::{AttachRequest, GetWordsRequest, Hello, ReturnLease, attach_request, return_lease};
use magpie_schedule::{ReturnReason, SessionId};
use prost::Message as _;
use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::{Request, Response, Status, Streaming};

use crate::access::Caller;
use crate::brain::BrainHandle;
use crate::brain::command::{Command, NewSession, WorkerMessage};
use crate::brain::records::token_from_wire;
use crate::brain::sessions::Closing;
use crate::words::Registry;
use stream::Outgoing;

/// Messages to one worker that wait at most.
pub const MAX_WAITING_MESSAGES: usize = 4_096;

/// Bytes of results of all workers together that are not stored yet.
pub const MAX_RESULT_BYTES_IN_FLIGHT: usize = 128 << 20;

/// How long a worker may take to say who it is.
pub const HELLO_TIMEOUT: Duration = Duration::from_secs(10);

/// Bytes of a worker's explanation that are kept.
const MAX_DETAIL_BYTES: usize = 1_024;

/// The service.
#[derive(Clone)]
pub struct Workers {
    brain: BrainHandle,
    budget: Arc<Semaphore>,
    words: Arc<Registry>,
    sessions: TaskTracker,
    stop: CancellationToken,
}

impl Workers {
    /// `stop` ends all streams; `sessions` has a task for each.
    pub(crate) fn new(
        brain: BrainHandle,
        words: Arc<Registry>,
        sessions: TaskTracker,
        stop: CancellationToken,
    ) -> Self {
        Self { brain, budget: Arc::new(Semaphore::new(MAX_RESULT_BYTES_IN_FLIGHT)), words, sessions, stop }
    }
}

#[tonic::async_trait]
impl WorkerService for Workers {
    type AttachStream = Outgoing;
    type GetWordsStream = words::Answer;

    async fn attach(&self, request: Request<Streaming<AttachRequest>>) -> Result<Response<Outgoing>, Status> {
        let identity = identity(&request)?;
        let mut incoming = request.into_inner();
        let hello = tokio::select! {
            hello = first(&mut incoming) => hello?,
            () = self.stop.cancelled() => return Err(shutting_down()),
        };
        validate::hello(&hello).map_err(|invalid| Status::invalid_argument(invalid.to_string()))?;

        let (outgoing, queue) = mpsc::channel(MAX_WAITING_MESSAGES);
        let closing = Arc::new(Closing::default());
        let session = SessionId::from(hello.session_id);
        let new = |reply| {
            Command::Attach(Box::new(NewSession {
                session: session.clone(),
                name: hello.worker_id.clone(),
                version: hello.version,
                identity,
                outgoing,
                closing: Arc::clone(&closing),
                reply,
            }))
        };
        let attached = self.brain.ask(new).await.map_err(|_| shutting_down())?;
        let connection = attached.map_err(Status::permission_denied)?;
        tracing::info!(event = "worker_attached", worker = hello.worker_id, session = %session, "a worker is attached");
        let reader = Session {
            brain: self.brain.clone(),
            budget: Arc::clone(&self.budget),
            stop: self.stop.clone(),
            session,
            name: hello.worker_id,
            connection,
            closing: Arc::clone(&closing),
        };
        self.sessions.spawn(reader.run(incoming));
        Ok(Response::new(Outgoing::new(queue, closing)))
    }

    async fn get_words(&self, request: Request<GetWordsRequest>) -> Result<Response<words::Answer>, Status> {
        identity(&request)?;
        let run_id = request.get_ref().run_id;
        let words = tokio::select! {
            words = self.words.get(run_id) => words,
            () = self.stop.cancelled() => return Err(shutting_down()),
        };
        let words = words.ok_or_else(|| Status::not_found("the run has no words of allow lists, or has ended"))?;
        Ok(Response::new(words::answer(words)))
    }
}

/// Who the certificate says that the caller is. Only workers may attach: a second look, behind the access layer.
fn identity<T>(request: &Request<T>) -> Result<String, Status> {
    let caller = Caller::of(request).ok_or_else(|| Status::unauthenticated("the caller is not known"))?;
    if !caller.identity.role.allows(Permission::Work) {
        return Err(Status::permission_denied("only workers may attach: use a worker's certificate"));
    }
    Ok(caller.identity.to_string())
}

async fn first(incoming: &mut Streaming<AttachRequest>) -> Result<Hello, Status> {
    let message = tokio::time::timeout(HELLO_TIMEOUT, incoming.message())
        .await
        .map_err(|_| Status::deadline_exceeded("no Hello came; say it first, at once"))??;
    match message.and_then(|message| message.message) {
        Some(attach_request::Message::Hello(hello)) => Ok(hello),
        Some(_) => Err(Status::invalid_argument("the first message must be Hello")),
        None => Err(Status::invalid_argument("the stream ended before Hello")),
    }
}

fn shutting_down() -> Status {
    Status::unavailable("the coordinator is shutting down; attach again when it is back")
}

/// The reading half of a stream.
struct Session {
    brain: BrainHandle,
    budget: Arc<Semaphore>,
    stop: CancellationToken,
    session: SessionId,
    name: String,
    connection: u64,
    closing: Arc<Closing>,
}

impl Session {
    async fn run(self, mut incoming: Streaming<AttachRequest>) {
        let end = self.read(&mut incoming).await;
        match &end {
            Ok(()) => {}
            Err(status) if status.code() == tonic::Code::InvalidArgument => tracing::warn!(
                event = "worker_refused",
                worker = self.name,
                session = %self.session,
                "a worker's message was refused: {}",
                status.message()
            ),
            Err(_) => {}
        }
        if let Err(status) = end {
            // What waits in the queue is still sent: acknowledgements above all.
            self.closing.say(status);
        }
        tracing::info!(event = "worker_detached", worker = self.name, session = %self.session, "a worker's stream has ended");
        drop(self.tell(WorkerMessage::Gone).await);
    }

    async fn read(&self, incoming: &mut Streaming<AttachRequest>) -> Result<(), Status> {
        loop {
            let message = tokio::select! {
                message = incoming.message() => message?,
                () = self.closing.closed() => return Ok(()),
                () = self.stop.cancelled() => return Err(shutting_down()),
            };
            let Some(message) = message else { return Ok(()) };
            let message = self.check(message).await?;
            self.tell(message).await.map_err(|_| shutting_down())?;
        }
    }

    async fn tell(&self, message: WorkerMessage) -> Result<(), crate::brain::Error> {
        let command = Command::Worker { session: self.session.clone(), connection: self.connection, message };
        self.brain.tell(command).await
    }

    async fn check(&self, request: AttachRequest) -> Result<WorkerMessage, Status> {
        use attach_request::Message;
        let invalid = |problem: &str| Status::invalid_argument(problem.to_owned());
        match request.message {
            Some(Message::Hello(_)) => Err(invalid("Hello was said before")),
            Some(Message::Credit(credit)) => Ok(WorkerMessage::Credit(credit.leases.min(validate::MAX_CREDIT))),
            Some(Message::Heartbeat(heartbeat)) => {
                if heartbeat.leases.len() > validate::MAX_LEASES_PER_HEARTBEAT {
                    return Err(invalid("heartbeat.leases: are too many"));
                }
                Ok(WorkerMessage::Heartbeat(heartbeat.leases.iter().map(token_from_wire).collect()))
            }
            Some(Message::Progress(progress)) => {
                if let Err(problem) = validate::progress(&progress) {
                    if let Some(token) = progress.token.as_ref().map(token_from_wire) {
                        // Who made this message would make it again: the shard's next attempt is another worker's, or more careful.
                        self.tell(WorkerMessage::Refused { token }).await.map_err(|_| shutting_down())?;
                    }
                    return Err(invalid(&problem.to_string()));
                }
                let bytes = progress.encoded_len().clamp(1, MAX_RESULT_BYTES_IN_FLIGHT);
                let permits = u32::try_from(bytes).unwrap_or(u32::MAX);
                let budget = Arc::clone(&self.budget).acquire_many_owned(permits).await.map_err(|_| shutting_down())?;
                Ok(WorkerMessage::Progress { progress: Box::new(progress), budget: Some(budget) })
            }
            Some(Message::ReturnLease(lease)) => {
                validate::return_lease(&lease).map_err(|problem| invalid(&problem.to_string()))?;
                let token = lease.token.as_ref().map(token_from_wire);
                let token = token.ok_or_else(|| invalid("return_lease.token: is missing"))?;
                Ok(WorkerMessage::Return { token, reason: self.return_reason(lease) })
            }
            Some(Message::Draining(_)) => Ok(WorkerMessage::Draining),
            None => Err(invalid("the message is empty, or of a later version")),
        }
    }

    fn return_reason(&self, lease: ReturnLease) -> ReturnReason {
        let reason = lease.reason();
        let mut detail = lease.detail;
        detail.retain(|character| !character.is_control());
        detail.truncate(limits::beginning(&detail, MAX_DETAIL_BYTES).len());
        if reason != return_lease::Reason::Draining {
            tracing::warn!(
                event = "lease_returned",
                worker = self.name,
                reason = reason.as_str_name(),
                "a worker gave a lease back: {detail}"
            );
        }
        match reason {
            return_lease::Reason::Draining => ReturnReason::Draining,
            return_lease::Reason::ListingFailed => {
                ReturnReason::ListingFailed { code: lease.bucket_error_code, message: detail }
            }
            return_lease::Reason::RulesetMismatch => ReturnReason::RulesetMismatch,
            return_lease::Reason::Internal | return_lease::Reason::Unspecified => ReturnReason::Internal,
        }
    }
}
