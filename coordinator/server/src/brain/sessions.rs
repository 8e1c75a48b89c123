//! The workers' streams, as the brain sees them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use magpie_proto::worker::v1::AttachResponse;
use magpie_schedule::SessionId;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tonic::Status;

/// How a stream is ended from the coordinator's side.
///
/// The first who closes gives the reason. Both halves of the stream watch it: nothing more is read, and what waits to be sent
/// is dropped.
#[derive(Debug, Default)]
pub(crate) struct Closing {
    token: CancellationToken,
    status: OnceLock<Status>,
}

impl Closing {
    /// Ends the stream now.
    pub(crate) fn close(&self, status: Status) {
        self.say(status);
        self.token.cancel();
    }

    /// Gives the status of the stream's end, without ending it.
    pub(crate) fn say(&self, status: Status) {
        // Only the first reason counts: what comes after it is its consequence.
        let _ = self.status.set(status);
    }

    /// Ready when the stream must end.
    pub(crate) async fn closed(&self) {
        self.token.cancelled().await;
    }

    /// Watches [`close`](Self::close), for whoever polls by hand.
    pub(crate) fn watch(&self) -> tokio_util::sync::WaitForCancellationFutureOwned {
        self.token.clone().cancelled_owned()
    }

    /// Why the stream ended, if anybody said so.
    pub(crate) fn status(&self) -> Option<Status> {
        self.status.get().cloned()
    }
}

/// A worker's stream.
struct Session {
    connection: u64,
    identity: String,
    version: String,
    outgoing: mpsc::Sender<AttachResponse>,
    closing: Arc<Closing>,
}

/// All streams that are there, one for each session.
#[derive(Default)]
pub(super) struct Sessions {
    by_id: HashMap<SessionId, Session>,
    last_connection: u64,
}

/// A message could not be sent, and the stream was closed for it.
pub(super) struct Lost {
    pub(super) connection: u64,
}

impl Sessions {
    /// Takes a stream. An older one of the same session is closed.
    ///
    /// # Errors
    /// If the session belongs to another identity.
    pub(super) fn attach(
        &mut self,
        id: &SessionId,
        identity: String,
        version: String,
        outgoing: mpsc::Sender<AttachResponse>,
        closing: Arc<Closing>,
    ) -> Result<u64, String> {
        if let Some(older) = self.by_id.get(id) {
            if older.identity != identity {
                return Err("the session belongs to another worker: make a new session id at each start".to_owned());
            }
            older.closing.close(Status::aborted("the worker attached again with the same session"));
        }
        self.last_connection += 1;
        let connection = self.last_connection;
        self.by_id.insert(id.clone(), Session { connection, identity, version, outgoing, closing });
        Ok(connection)
    }

    /// Whether this connection is the session's latest.
    pub(super) fn is_current(&self, id: &SessionId, connection: u64) -> bool {
        self.by_id.get(id).is_some_and(|session| session.connection == connection)
    }

    /// Forgets a stream, unless another has taken its place. What waits in its queue is still sent.
    pub(super) fn remove(&mut self, id: &SessionId, connection: u64) {
        if self.is_current(id, connection) {
            self.by_id.remove(id);
        }
    }

    /// Ends a stream with a reason.
    pub(super) fn close(&mut self, id: &SessionId, status: Status) {
        if let Some(session) = self.by_id.get(id) {
            session.closing.close(status);
        }
    }

    /// Ends a stream with a reason once what waits in its queue is sent, and forgets it.
    pub(super) fn dismiss(&mut self, id: &SessionId, status: Status) {
        if let Some(session) = self.by_id.remove(id) {
            session.closing.say(status);
        }
    }

    /// Puts a message into the stream's queue. Never waits: a worker that does not read fast enough loses its stream, and
    /// keeps its leases while they last.
    ///
    /// # Errors
    /// If the queue was full or the stream is gone.
    pub(super) fn send(&mut self, id: &SessionId, message: AttachResponse) -> Result<(), Lost> {
        let Some(session) = self.by_id.get(id) else { return Ok(()) };
        if session.outgoing.try_send(message).is_ok() {
            return Ok(());
        }
        session
            .closing
            .close(Status::resource_exhausted("the worker does not read its messages fast enough; attach again"));
        Err(Lost { connection: session.connection })
    }

    /// The version that the worker of a session gave.
    pub(super) fn version(&self, id: &SessionId) -> &str {
        self.by_id.get(id).map_or("", |session| session.version.as_str())
    }

    /// How many streams there are.
    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn attach(
        sessions: &mut Sessions,
        id: &str,
        identity: &str,
    ) -> (Result<u64, String>, Arc<Closing>, mpsc::Receiver<AttachResponse>) {
        let (outgoing, queue) = mpsc::channel(1);
        let closing = Arc::new(Closing::default());
        let connection = sessions.attach(&id.into(), identity.into(), String::new(), outgoing, Arc::clone(&closing));
        (connection, closing, queue)
    }

    #[test]
    fn a_newer_stream_replaces_the_older_one() {
        let mut sessions = Sessions::default();
        let (first, first_closing, _queue) = attach(&mut sessions, "s", "worker");
        let (second, second_closing, _queue) = attach(&mut sessions, "s", "worker");
        let id = SessionId::from("s");
        assert!(first_closing.status().is_some() && second_closing.status().is_none());
        assert!(!sessions.is_current(&id, first.unwrap()) && sessions.is_current(&id, second.unwrap()));
        assert_eq!(sessions.len(), 1);
    }

    #[test]
    fn a_session_cannot_be_taken_by_another_identity() {
        let mut sessions = Sessions::default();
        let (_, closing, _queue) = attach(&mut sessions, "s", "worker-a");
        let (stolen, _, _queue2) = attach(&mut sessions, "s", "worker-b");
        assert!(stolen.unwrap_err().contains("another worker"));
        assert!(closing.status().is_none(), "the owner keeps its stream");
    }

    #[test]
    fn a_worker_that_does_not_read_loses_its_stream() {
        let mut sessions = Sessions::default();
        let (connection, closing, mut queue) = attach(&mut sessions, "s", "worker");
        let id = SessionId::from("s");
        assert!(sessions.send(&id, AttachResponse::default()).is_ok());
        let lost = sessions.send(&id, AttachResponse::default()).unwrap_err();
        assert_eq!(lost.connection, *connection.as_ref().unwrap());
        assert_eq!(closing.status().unwrap().code(), tonic::Code::ResourceExhausted);
        assert!(queue.try_recv().is_ok() && queue.try_recv().is_err(), "the queue never grew");
        let connection = connection.unwrap();
        sessions.remove(&id, connection + 1);
        assert_eq!(sessions.len(), 1, "it was another stream that ended");
        sessions.remove(&id, connection);
        assert!(sessions.send(&id, AttachResponse::default()).is_ok(), "nobody to send to is no error");
    }
}
