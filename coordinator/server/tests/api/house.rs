//! A coordinator to call, and a worker that reports what a test wants.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper_util::rt::TokioIo;
use magpie_base::clock::SystemClock;
use magpie_base::config::Config;
use magpie_base::ids;
use magpie_base::tls::{Identity, Peer, Role};
use magpie_objects::FolderStore;
use magpie_proto::v1;
use magpie_proto::v1::allow_list_service_client::AllowListServiceClient;
use magpie_proto::v1::classification_status::Code;
use magpie_proto::v1::cluster_service_client::ClusterServiceClient;
use magpie_proto::v1::custom_data_identifier_service_client::CustomDataIdentifierServiceClient;
use magpie_proto::v1::finding_service_client::FindingServiceClient;
use magpie_proto::v1::identifier_service_client::IdentifierServiceClient;
use magpie_proto::v1::job_service_client::JobServiceClient;
use magpie_proto::v1::result_service_client::ResultServiceClient;
use magpie_proto::worker::v1::worker_service_client::WorkerServiceClient;
use magpie_proto::worker::v1::{
    AttachRequest, Credit, Detections, FileResult, Grant, Hello, ObjectResult, Progress, attach_request,
    attach_response,
};
use magpie_server::{Coordinator, Options};
use magpie_store::key::EphemeralKey;
use magpie_store::{Location, Store};
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::Connected;
use tonic::transport::{Channel, Endpoint};

pub(crate) const ACCOUNT: &str = "111122223333";
pub(crate) const BUCKET: &str = "payroll";
/// Where allow lists are.
pub(crate) const LISTS: &str = "lists";
const CONTENT: &[u8] = b"nothing";

/// A connection whose other side is whoever the test says.
struct As {
    stream: DuplexStream,
    peer: Peer,
}

impl Connected for As {
    type ConnectInfo = Peer;

    fn connect_info(&self) -> Peer {
        self.peer.clone()
    }
}

impl AsyncRead for As {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for As {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// A coordinator whose only bucket holds some small objects.
pub(crate) struct House {
    pub(crate) coordinator: Arc<Coordinator>,
    pub(crate) store: Store,
    keys: Vec<String>,
    connections: mpsc::Sender<As>,
    _folder: tempfile::TempDir,
    lists: tempfile::TempDir,
}

impl House {
    pub(crate) async fn with_keys(keys: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for key in keys {
            let path = folder.path().join(key);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, CONTENT).unwrap();
        }
        let lists = tempfile::tempdir().unwrap();
        let buckets = [(BUCKET.to_owned(), folder.path().to_owned()), (LISTS.to_owned(), lists.path().to_owned())];
        let objects = FolderStore::new(buckets).unwrap();
        let store = Store::open(Location::Memory, Arc::new(EphemeralKey::generate().unwrap())).await.unwrap();
        let mut config = Config::default();
        config.coordinator.account_id = ACCOUNT.to_owned();
        config.coordinator.region = "eu-central-1".to_owned();
        config.coordinator.listing_attempts = 1;
        let options = Options {
            store: store.clone(),
            objects: Arc::new(objects),
            export_objects: None,
            config: Arc::new(config),
            clock: Arc::new(SystemClock::new()),
        };
        let coordinator = Arc::new(Coordinator::start(options).await.unwrap());
        let (connections, accepted) = mpsc::channel(16);
        let serving = Arc::clone(&coordinator);
        let incoming = ReceiverStream::new(accepted).map(Ok::<As, io::Error>);
        tokio::spawn(async move { serving.serve(incoming).await });
        let mut keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        keys.sort();
        Self { coordinator, store, keys, connections, _folder: folder, lists }
    }

    pub(crate) fn channel(&self, role: Role) -> Channel {
        let identity = Identity { role, name: "jo".into(), fingerprint: Some("ab".into()) };
        let address = Some(SocketAddr::from(([127, 0, 0, 1], 4_444)));
        let peer = Peer { identity, address, tls_version: Some("1.3") };
        let connections = self.connections.clone();
        Endpoint::from_static("http://house").connect_with_connector_lazy(tower::service_fn(move |_: http::Uri| {
            let (connections, peer) = (connections.clone(), peer.clone());
            async move {
                let (client, stream) = tokio::io::duplex(256 * 1024);
                connections.send(As { stream, peer }).await.map_err(io::Error::other)?;
                Ok::<_, io::Error>(TokioIo::new(client))
            }
        }))
    }

    pub(crate) fn jobs(&self) -> JobServiceClient<Channel> {
        JobServiceClient::new(self.channel(Role::Admin))
    }

    pub(crate) fn findings(&self) -> FindingServiceClient<Channel> {
        FindingServiceClient::new(self.channel(Role::Reader))
    }

    pub(crate) fn results(&self) -> ResultServiceClient<Channel> {
        ResultServiceClient::new(self.channel(Role::Reader))
    }

    pub(crate) fn identifiers(&self) -> IdentifierServiceClient<Channel> {
        IdentifierServiceClient::new(self.channel(Role::Reader))
    }

    pub(crate) fn cluster(&self) -> ClusterServiceClient<Channel> {
        ClusterServiceClient::new(self.channel(Role::Reader))
    }

    pub(crate) fn customs(&self) -> CustomDataIdentifierServiceClient<Channel> {
        CustomDataIdentifierServiceClient::new(self.channel(Role::Admin))
    }

    pub(crate) fn allow_lists(&self) -> AllowListServiceClient<Channel> {
        AllowListServiceClient::new(self.channel(Role::Admin))
    }

    /// Puts an object with the words of an allow list, or takes it away.
    pub(crate) fn put_words(&self, key: &str, words: Option<&str>) {
        let path = self.lists.path().join(key);
        match words {
            Some(words) => std::fs::write(path, words).unwrap(),
            None => std::fs::remove_file(path).unwrap(),
        }
    }

    /// Creates a job and gives its id.
    pub(crate) async fn create(&self, request: v1::CreateClassificationJobRequest) -> String {
        self.jobs().create_classification_job(request).await.unwrap().into_inner().job_id
    }

    pub(crate) async fn describe(&self, job_id: &str) -> v1::DescribeClassificationJobResponse {
        let request = v1::DescribeClassificationJobRequest { job_id: job_id.to_owned() };
        self.jobs().describe_classification_job(request).await.unwrap().into_inner()
    }

    /// Waits until a job is in this state.
    pub(crate) async fn until(
        &self,
        job_id: &str,
        status: v1::job_status::Value,
    ) -> v1::DescribeClassificationJobResponse {
        for _ in 0..500 {
            let job = self.describe(job_id).await;
            if job.job_status() == status {
                return job;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the job has not become {}: {:?}", status.as_str_name(), self.describe(job_id).await);
    }

    /// A job that a worker has finished, with these detections in its objects.
    pub(crate) async fn finished_job(&self, name: &str, found: fn(&str) -> Vec<(&'static str, u64)>) -> String {
        let all = v1::managed_data_identifier_selector::Value::All.into();
        let wanted = v1::CreateClassificationJobRequest { managed_data_identifier_selector: all, ..request(name) };
        let job_id = self.create(wanted).await;
        let worker = self.worker(found).await;
        self.until(&job_id, v1::job_status::Value::Complete).await;
        worker.abort();
        job_id
    }

    /// A worker that takes every grant and reports every object as complete, with the detections that `found` gives for its
    /// key.
    pub(crate) async fn worker<I: Into<String> + 'static>(
        &self,
        found: impl Fn(&str) -> Vec<(I, u64)> + Send + 'static,
    ) -> tokio::task::JoinHandle<()> {
        let mut client = WorkerServiceClient::new(self.channel(Role::Worker));
        let (send, outgoing) = mpsc::channel(64);
        let say = |message| AttachRequest { message: Some(message) };
        let hello = Hello { worker_id: "worker-1".into(), session_id: ids::session_id(), version: "test".into() };
        send.send(say(attach_request::Message::Hello(hello))).await.unwrap();
        send.send(say(attach_request::Message::Credit(Credit { leases: 4 }))).await.unwrap();
        let mut incoming = client.attach(ReceiverStream::new(outgoing)).await.unwrap().into_inner();
        let keys = self.keys.clone();
        tokio::spawn(async move {
            while let Ok(Some(response)) = incoming.message().await {
                if let Some(attach_response::Message::Grant(grant)) = response.message {
                    let progress = progress(&grant, &keys, |key| {
                        found(key).into_iter().map(|(id, count)| (id.into(), count)).collect()
                    });
                    let credit = Credit { leases: 1 };
                    send.send(say(attach_request::Message::Progress(progress))).await.unwrap();
                    send.send(say(attach_request::Message::Credit(credit))).await.unwrap();
                }
            }
        })
    }
}

impl Drop for House {
    /// However a test ends: no thread may work with the store while its process ends.
    fn drop(&mut self) {
        self.store.close();
    }
}

fn progress(grant: &Grant, keys: &[String], found: impl Fn(&str) -> Vec<(String, u64)>) -> Progress {
    let inside = |key: &&String| {
        key.as_str() > grant.start_after.as_str() && (grant.end_inclusive.is_empty() || **key <= grant.end_inclusive)
    };
    let results: Vec<ObjectResult> = keys.iter().filter(inside).map(|key| object(key, &found(key))).collect();
    let objects = results.len() as u64;
    let bytes = objects * CONTENT.len() as u64;
    let last = results.last().map_or(&grant.start_after, |result| &result.key).clone();
    Progress {
        token: grant.token,
        from_cursor: grant.start_after.clone(),
        to_cursor: if grant.end_inclusive.is_empty() { last } else { grant.end_inclusive.clone() },
        account: Some(v1::ObjectAccount {
            objects,
            bytes,
            complete: objects,
            bytes_classified: bytes,
            ..Default::default()
        }),
        results,
        done: true,
    }
}

fn object(key: &str, found: &[(String, u64)]) -> ObjectResult {
    let places = |count: u64| v1::Occurrences {
        line_ranges: (1..=i64::try_from(count.min(20)).unwrap())
            .map(|line| v1::Range { start: line, end: line, start_column: 1, magpie: None })
            .collect(),
        ..Default::default()
    };
    let mut detections: Vec<Detections> = found
        .iter()
        .map(|(id, count)| Detections {
            identifier_id: id.clone(),
            count: *count,
            occurrences: Some(places(*count)),
            confidence: None,
        })
        .collect();
    detections.sort_by(|a, b| a.identifier_id.cmp(&b.identifier_id));
    ObjectResult {
        key: key.to_owned(),
        e_tag: "e".into(),
        size: CONTENT.len() as u64,
        storage_class: "STANDARD".into(),
        file: Some(FileResult {
            code: Code::Complete.into(),
            mime_type: "text/plain".into(),
            bytes_classified: CONTENT.len() as u64,
            detections,
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// A job over the bucket; its name is its token.
pub(crate) fn request(name: &str) -> v1::CreateClassificationJobRequest {
    v1::CreateClassificationJobRequest {
        client_token: name.to_owned(),
        name: name.to_owned(),
        job_type: v1::job_type::Value::OneTime.into(),
        s3_job_definition: Some(v1::S3JobDefinition {
            bucket_definitions: vec![v1::S3BucketDefinitionForJob {
                account_id: ACCOUNT.to_owned(),
                buckets: vec![BUCKET.to_owned()],
            }],
            ..Default::default()
        }),
        ..Default::default()
    }
}
