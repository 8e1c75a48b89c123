//! The audit: who called what, when, and what came of it. Each call is a line in the log (target `audit`) and, unless it is a
//! probe, a record in the store.
//!
//! Records go through a bounded queue to one writer. Calls are refused while the queue is full, and for good once the
//! writer has failed: what cannot be written down is not done.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use magpie_base::clock::{Clock, Millis};
use magpie_base::tls::Peer;
use magpie_proto::store::v1::AuditRecord;
use magpie_proto::time;
use magpie_store::Store;
use tokio::sync::mpsc;
use tonic::Code;
use uuid::Uuid;

use crate::api::Error;

/// How many records may wait for the writer.
pub const QUEUE: usize = 4_096;

/// How many records are written at once.
const BATCH: usize = 256;

/// The end of the audit's queue that calls hold.
#[derive(Debug, Clone)]
pub struct AuditSender {
    queue: mpsc::Sender<AuditRecord>,
}

/// A queue for so many records, which [`write`] empties.
pub fn queue(capacity: usize) -> (AuditSender, mpsc::Receiver<AuditRecord>) {
    let (queue, receiver) = mpsc::channel(capacity);
    (AuditSender { queue }, receiver)
}

impl AuditSender {
    /// Waits a while until there is room for a record.
    pub(super) async fn has_room(&self, patience: Duration) -> Result<(), Error> {
        match tokio::time::timeout(patience, self.queue.reserve()).await {
            Ok(Ok(_permit)) => Ok(()),
            Ok(Err(_closed)) => Err(Error::Stopping),
            Err(_elapsed) => Err(Error::Busy("the audit cannot keep up")),
        }
    }

    fn put(&self, record: AuditRecord) {
        // There was room when the call was let in. More calls than the queue holds may end at the same moment; the log has
        // them all.
        if let Err(error) = self.queue.try_send(record) {
            tracing::error!(event = "audit_record_lost", error = %error_kind(&error), "an audit record could not be stored; the log has it");
        }
    }
}

fn error_kind(error: &mpsc::error::TrySendError<AuditRecord>) -> &'static str {
    match error {
        mpsc::error::TrySendError::Full(_) => "the queue is full",
        mpsc::error::TrySendError::Closed(_) => "the writer has stopped",
    }
}

/// Writes records to the store, in order, until all senders are gone.
///
/// # Errors
/// If the store fails. Calls are refused from then on.
pub async fn write(mut records: mpsc::Receiver<AuditRecord>, store: Store) -> Result<(), magpie_store::Error> {
    let mut waiting = Vec::with_capacity(BATCH);
    while records.recv_many(&mut waiting, BATCH).await > 0 {
        let taken = std::mem::take(&mut waiting);
        let store = store.clone();
        let written = tokio::task::spawn_blocking(move || {
            let mut batch = store.batch();
            for record in &taken {
                batch.append_audit(record);
            }
            store.commit(batch)
        });
        match written.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::error!(event = "audit_write_failed", error = %error, "the audit cannot be stored; calls are refused");
                return Err(error);
            }
            Err(_) => {
                tracing::error!(event = "audit_write_failed", "the audit's writer was ended; calls are refused");
                return Err(magpie_store::Error::Stopped);
            }
        }
    }
    Ok(())
}

/// What is known of a call when it begins.
pub(super) struct Call {
    pub(super) sender: AuditSender,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) peer: Option<Peer>,
    pub(super) method: String,
    pub(super) resource: Arc<OnceLock<String>>,
    pub(super) trace_id: String,
    pub(super) stored: bool,
}

/// Follows one call. Ends exactly once: at its status, or as cancelled when it is dropped.
pub(super) struct Trail {
    call: Call,
    request_id: String,
    begun: Millis,
    ended: bool,
    /// The call's span, once it was let in: the lines of the log bear its trace.
    span: tracing::Span,
}

impl Trail {
    pub(super) fn begin(call: Call) -> Self {
        let begun = call.clock.now();
        Self { call, request_id: Uuid::new_v4().simple().to_string(), begun, ended: false, span: tracing::Span::none() }
    }

    /// The call goes on in this span, which lasts until the call has ended.
    pub(super) fn within(&mut self, span: tracing::Span) {
        self.span = span;
    }

    pub(super) fn request_id(&self) -> &str {
        &self.request_id
    }

    /// A stream was let in: written down now, because it may last for ever.
    pub(super) fn opened(&self) {
        self.write(Code::Ok, "opened");
    }

    /// The call has its status. Only the first one counts.
    pub(super) fn end(&mut self, code: Code) {
        if !self.ended {
            self.ended = true;
            self.write(code, "ended");
        }
    }

    fn write(&self, code: Code, phase: &'static str) {
        let _entered = self.span.enter();
        let identity = self.call.peer.as_ref().map(|peer| &peer.identity);
        let address = self.call.peer.as_ref().and_then(|peer| peer.address);
        let record = AuditRecord {
            at: Some(time::from_system(self.call.clock.wall())),
            principal: identity.map(|identity| identity.name.clone()).unwrap_or_default(),
            role: identity.map(|identity| identity.role.as_str().to_owned()).unwrap_or_default(),
            method: self.call.method.clone(),
            status_code: code.into(),
            request_id: self.request_id.clone(),
            peer: address.map(|address| address.to_string()).unwrap_or_default(),
            resource: self.call.resource.get().cloned().unwrap_or_default(),
            trace_id: self.call.trace_id.clone(),
            duration_ms: self.call.clock.now().saturating_sub(self.begun),
        };
        macro_rules! line {
            ($level:ident) => {
                tracing::$level!(
                    target: "audit",
                    event = "api_call",
                    phase,
                    principal = record.principal,
                    role = record.role,
                    method = record.method,
                    status = ?code,
                    request_id = record.request_id,
                    peer = record.peer,
                    resource = record.resource,
                    trace_id = record.trace_id,
                    duration_ms = record.duration_ms,
                    "call"
                )
            };
        }
        match code {
            Code::PermissionDenied | Code::Unauthenticated => line!(warn),
            _ if self.call.stored => line!(info),
            _ => line!(debug),
        }
        if self.call.stored {
            self.call.sender.put(record);
        }
    }
}

impl Drop for Trail {
    fn drop(&mut self) {
        self.end(Code::Cancelled);
    }
}
