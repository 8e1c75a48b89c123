//! As much of a coordinator as one worker needs for one lease.

use std::sync::{Arc, Mutex};

use futures::StreamExt as _;
use futures::stream::BoxStream;
use magpie_detect::{Ruleset, catalogue};
use magpie_proto::worker::v1::worker_service_server::WorkerService;
use magpie_proto::worker::v1::{
    AttachRequest, AttachResponse, GetWordsRequest, GetWordsResponse, Grant, LeaseToken, ObjectResult, ProgressAck,
    ScanSpec, Welcome, attach_request, attach_response,
};
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming};

/// Grants the whole bucket, once, and gathers the results.
pub struct Coordinator {
    grant: Mutex<Option<Grant>>,
    /// Told when the lease is done.
    done: Arc<Mutex<Option<oneshot::Sender<Vec<ObjectResult>>>>>,
}

impl Coordinator {
    /// All identifiers in all objects.
    pub fn new(done: oneshot::Sender<Vec<ObjectResult>>) -> Coordinator {
        let mut ids: Vec<String> = catalogue::all().iter().map(|row| row.id.to_owned()).collect();
        ids.sort();
        let ruleset_version = Ruleset::managed(ids.iter().map(String::as_str)).unwrap().version().to_owned();
        let spec = ScanSpec {
            sampling_percentage: 100,
            managed_data_identifier_ids: ids,
            ruleset_version,
            ..ScanSpec::default()
        };
        let token = LeaseToken { epoch: 1, number: 1 };
        let grant = Grant {
            token: Some(token),
            job_id: "memory".to_owned(),
            bucket: "bucket".to_owned(),
            spec: Some(spec),
            ..Grant::default()
        };
        Coordinator { grant: Mutex::new(Some(grant)), done: Arc::new(Mutex::new(Some(done))) }
    }
}

#[tonic::async_trait]
impl WorkerService for Coordinator {
    type AttachStream = BoxStream<'static, Result<AttachResponse, Status>>;
    type GetWordsStream = BoxStream<'static, Result<GetWordsResponse, Status>>;

    async fn attach(&self, request: Request<Streaming<AttachRequest>>) -> Result<Response<Self::AttachStream>, Status> {
        let mut incoming = request.into_inner();
        let (outgoing, answers) = mpsc::channel(64);
        let mut grant = self.grant.lock().unwrap().take();
        let done = Arc::clone(&self.done);
        tokio::spawn(async move {
            let say = async |message| drop(outgoing.send(Ok(AttachResponse { message: Some(message) })).await);
            let welcome = Welcome { epoch: 1, heartbeat_interval_ms: 1_000, lease_ttl_ms: 60_000 };
            say(attach_response::Message::Welcome(welcome)).await;
            let mut results = Vec::new();
            while let Ok(Some(AttachRequest { message: Some(message) })) = incoming.message().await {
                match message {
                    attach_request::Message::Credit(_) => {
                        if let Some(grant) = grant.take() {
                            say(attach_response::Message::Grant(grant)).await;
                        }
                    }
                    attach_request::Message::Progress(progress) => {
                        results.extend(progress.results);
                        let (token, to_cursor) = (progress.token, progress.to_cursor);
                        say(attach_response::Message::ProgressAck(ProgressAck { token, to_cursor })).await;
                        if progress.done
                            && let Some(done) = done.lock().unwrap().take()
                        {
                            let _ = done.send(std::mem::take(&mut results));
                        }
                    }
                    attach_request::Message::ReturnLease(returned) => {
                        panic!("the lease came back: {}", returned.detail)
                    }
                    _ => {}
                }
            }
        });
        Ok(Response::new(ReceiverStream::new(answers).boxed()))
    }

    async fn get_words(&self, _request: Request<GetWordsRequest>) -> Result<Response<Self::GetWordsStream>, Status> {
        Err(Status::not_found("no lists"))
    }
}
