//! Buckets, a coordinator, and a worker, for tests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use bytes::Bytes;
use magpie_base::clock::{Clock, SystemClock};
use magpie_base::config::{Config, HumanDuration};
use magpie_base::tls::{LocalConnector, local};
use magpie_objects::{
    BucketDetails, Error, GetRequest, GetResponse, ListPage, ListRequest, ListedObject, ObjectStore, PutOptions, Tag,
};
use magpie_proto::v1;
use magpie_proto::v1::classification_status::Code;
use magpie_proto::v1::job_service_client::JobServiceClient;
use magpie_proto::worker::v1::attach_request::Message as Say;
use magpie_proto::worker::v1::attach_response::Message as Heard;
use magpie_proto::worker::v1::worker_service_client::WorkerServiceClient;
use magpie_proto::worker::v1::{
    AttachRequest, AttachResponse, Credit, Detections, FileResult, Grant, Heartbeat, Hello, ObjectResult, Progress,
    Welcome,
};
use magpie_server::{Coordinator, Options};
use magpie_store::key::{EphemeralKey, KeyProvider};
use magpie_store::{Location, Store};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};

/// Nothing here takes longer than this, unless it hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) const ACCOUNT: &str = "111122223333";

/// What fake workers find in objects whose key says so.
pub(crate) const IDENTIFIER: &str = "AWS_CREDENTIALS";

/// Buckets in memory whose faults a test chooses.
#[derive(Default)]
pub(crate) struct Buckets {
    objects: Mutex<BTreeMap<String, BTreeMap<String, u64>>>,
    /// Keys on a page.
    page: Mutex<Option<usize>>,
    /// Listings of a bucket that are still to fail, after so many that succeed.
    list_faults: Mutex<BTreeMap<String, (usize, Vec<Error>)>>,
    /// Writes that store the object and then fail all the same.
    lost_answers: Mutex<usize>,
    /// Writes of keys that contain this never end.
    stuck: Mutex<Option<String>>,
    /// All that was written, in order.
    written: Mutex<Vec<(String, Bytes, PutOptions)>>,
}

impl Buckets {
    pub(crate) fn with(buckets: &[(&str, &[&str])]) -> Arc<Self> {
        let all = Arc::new(Self::default());
        for (bucket, keys) in buckets {
            all.add(bucket, keys.iter().copied());
        }
        all
    }

    pub(crate) fn add<K: Into<String>>(&self, bucket: &str, keys: impl IntoIterator<Item = K>) {
        let mut objects = self.objects.lock().unwrap();
        objects.entry(bucket.to_owned()).or_default().extend(keys.into_iter().map(|key| (key.into(), 10)));
    }

    pub(crate) fn page(&self, keys: usize) {
        *self.page.lock().unwrap() = Some(keys);
    }

    pub(crate) fn fail_listing(&self, bucket: &str, after: usize, errors: Vec<Error>) {
        self.list_faults.lock().unwrap().insert(bucket.to_owned(), (after, errors));
    }

    pub(crate) fn lose_answers(&self, writes: usize) {
        *self.lost_answers.lock().unwrap() = writes;
    }

    pub(crate) fn stick(&self, part_of_key: Option<&str>) {
        *self.stuck.lock().unwrap() = part_of_key.map(str::to_owned);
    }

    /// Keys and sizes of a shard's range.
    pub(crate) fn range(&self, grant: &Grant) -> Vec<String> {
        let objects = self.objects.lock().unwrap();
        let keys = objects[&grant.bucket].keys();
        keys.filter(|key| {
            key.as_str() > grant.start_after.as_str()
                && (grant.end_inclusive.is_empty() || key.as_str() <= grant.end_inclusive.as_str())
        })
        .cloned()
        .collect()
    }

    pub(crate) fn written(&self) -> Vec<(String, Bytes, PutOptions)> {
        self.written.lock().unwrap().clone()
    }

    /// The object that was written last under each key.
    pub(crate) fn final_objects(&self) -> BTreeMap<String, Bytes> {
        self.written().into_iter().map(|(key, body, _)| (key, body)).collect()
    }
}

#[async_trait]
impl ObjectStore for Buckets {
    async fn list(&self, bucket: &str, request: &ListRequest) -> Result<ListPage, Error> {
        if let Some((after, errors)) = self.list_faults.lock().unwrap().get_mut(bucket) {
            if *after > 0 {
                *after -= 1;
            } else if !errors.is_empty() {
                return Err(errors.remove(0));
            }
        }
        let objects = self.objects.lock().unwrap();
        let objects = objects.get(bucket).ok_or(Error::NoSuchBucket { bucket: bucket.to_owned() })?;
        let size = self.page.lock().unwrap().unwrap_or(1_000);
        let mut after = objects.iter().filter(|(key, _)| key.as_str() > request.start_after.as_str());
        let page: Vec<_> = after.by_ref().take(size).map(|(key, size)| listed(key, *size)).collect();
        let next = after.next().map(|_| "more".to_owned());
        Ok(ListPage { objects: page, next })
    }

    async fn get(&self, bucket: &str, _: &str, _: &GetRequest) -> Result<GetResponse, Error> {
        Err(Error::NotSupported { bucket: bucket.to_owned(), operation: "reading".to_owned() })
    }

    async fn tags(&self, _: &str, _: &str) -> Result<Vec<Tag>, Error> {
        Ok(Vec::new())
    }

    async fn bucket(&self, bucket: &str) -> Result<BucketDetails, Error> {
        if !self.objects.lock().unwrap().contains_key(bucket) {
            return Err(Error::NoSuchBucket { bucket: bucket.to_owned() });
        }
        Ok(BucketDetails { name: bucket.to_owned(), region: Some("eu-central-1".into()), ..Default::default() })
    }

    async fn buckets(&self) -> Result<Vec<String>, Error> {
        Ok(self.objects.lock().unwrap().keys().cloned().collect())
    }

    async fn put(&self, bucket: &str, key: &str, body: Bytes, options: &PutOptions) -> Result<(), Error> {
        if self.stuck.lock().unwrap().as_ref().is_some_and(|part| key.contains(part)) {
            std::future::pending::<()>().await;
        }
        self.written.lock().unwrap().push((format!("{bucket}/{key}"), body, options.clone()));
        let mut lost = self.lost_answers.lock().unwrap();
        if *lost > 0 {
            *lost -= 1;
            return Err(Error::Unavailable { bucket: bucket.to_owned(), reason: "the answer was lost".to_owned() });
        }
        Ok(())
    }
}

fn listed(key: &str, size: u64) -> ListedObject {
    ListedObject {
        key: key.to_owned(),
        size,
        e_tag: "tag".to_owned(),
        last_modified: UNIX_EPOCH + Duration::from_secs(1_700_000_000),
        storage_class: "STANDARD".to_owned(),
        restored: false,
    }
}

/// Settings for tests: quick, and small shards.
pub(crate) fn config() -> Config {
    let mut config = Config::default();
    config.coordinator.account_id = ACCOUNT.to_owned();
    config.coordinator.region = "eu-central-1".to_owned();
    config.coordinator.shard_target_objects = 4;
    config.coordinator.listing_retry = HumanDuration::from_millis(10);
    config.coordinator.lease_ttl = HumanDuration::from_secs(30);
    config.coordinator.heartbeat_interval = HumanDuration::from_millis(100);
    config
}

/// Where a coordinator keeps things, across its restarts.
#[derive(Clone)]
pub(crate) struct Home {
    folder: Option<Arc<tempfile::TempDir>>,
    keys: Arc<dyn KeyProvider>,
}

impl Home {
    pub(crate) fn memory() -> Self {
        Self { folder: None, keys: Arc::new(EphemeralKey::generate().unwrap()) }
    }

    pub(crate) fn folder() -> Self {
        Self { folder: Some(Arc::new(tempfile::tempdir().unwrap())), ..Self::memory() }
    }

    pub(crate) async fn open(&self) -> Store {
        let location =
            self.folder.as_ref().map_or(Location::Memory, |folder| Location::Folder(folder.path().join("store")));
        Store::open(location, Arc::clone(&self.keys)).await.unwrap()
    }
}

/// A coordinator that serves through memory.
pub(crate) struct Cluster {
    pub(crate) coordinator: Arc<Coordinator>,
    pub(crate) store: Store,
    pub(crate) connector: LocalConnector,
    serving: tokio::task::JoinHandle<()>,
}

impl Cluster {
    pub(crate) async fn start(home: &Home, buckets: &Arc<Buckets>, config: Config) -> Self {
        Self::start_with(home, buckets, config, Arc::new(SystemClock::new())).await
    }

    pub(crate) async fn start_with(home: &Home, buckets: &Arc<Buckets>, config: Config, clock: Arc<dyn Clock>) -> Self {
        let store = home.open().await;
        let options = Options {
            store: store.clone(),
            objects: Arc::clone(buckets) as Arc<dyn ObjectStore>,
            export_objects: None,
            config: Arc::new(config),
            clock,
        };
        let coordinator = Arc::new(Coordinator::start(options).await.unwrap());
        let (listener, connector) = local();
        let served = Arc::clone(&coordinator);
        let serving = tokio::spawn(async move { served.serve(listener).await.unwrap() });
        Self { coordinator, store, connector, serving }
    }

    /// One with its store in memory.
    pub(crate) async fn in_memory(buckets: &Arc<Buckets>, config: Config) -> Self {
        Self::start(&Home::memory(), buckets, config).await
    }

    pub(crate) fn jobs(&self) -> JobServiceClient<tonic::transport::Channel> {
        JobServiceClient::new(self.connector.channel())
    }

    /// Creates a job on these buckets and gives its id.
    pub(crate) async fn submit(&self, buckets: &[&str]) -> String {
        let request = job_request("token", buckets);
        self.jobs().create_classification_job(request).await.unwrap().into_inner().job_id
    }

    pub(crate) async fn describe(&self, job_id: &str) -> v1::DescribeClassificationJobResponse {
        let request = v1::DescribeClassificationJobRequest { job_id: job_id.to_owned() };
        self.jobs().describe_classification_job(request).await.unwrap().into_inner()
    }

    pub(crate) async fn update(&self, job_id: &str, status: v1::job_status::Value) -> Result<(), Status> {
        let request = v1::UpdateClassificationJobRequest { job_id: job_id.to_owned(), job_status: status.into() };
        self.jobs().update_classification_job(request).await.map(|_| ())
    }

    pub(crate) async fn worker(&self, session: &str) -> Worker {
        Worker::attach(&self.connector, session).await.unwrap()
    }

    /// Waits until the run of the job has ended.
    pub(crate) async fn ended(&self, job_id: &str) -> v1::RunSummary {
        self.wait_for(job_id, |summary, ended| ended.then(|| summary.clone())).await
    }

    /// Waits until a run is in the state that the test wants.
    pub(crate) async fn wait_for<T>(&self, job_id: &str, wanted: impl Fn(&v1::RunSummary, bool) -> Option<T>) -> T {
        let mut watch = self.coordinator.brain().watch_run(job_id, None).unwrap();
        let wait = async {
            loop {
                let view = Arc::clone(&watch.borrow_and_update());
                if let Some(found) = wanted(&view.summary, view.ended()) {
                    return found;
                }
                watch.changed().await.unwrap();
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.expect("the run did not get there")
    }

    /// The keys in the results log, in its order.
    pub(crate) fn logged(&self, run_id: u64) -> Vec<(String, String)> {
        let results = self.store.results(run_id, 0).unwrap();
        results.map(|entry| entry.unwrap().1).map(|stored| (stored.bucket, stored.result.unwrap().key)).collect()
    }

    /// Ends without any ceremony, as if the process were killed: nothing is flushed, nobody is told.
    pub(crate) async fn crash(mut self) {
        self.serving.abort();
        drop((&mut self.serving).await);
    }

    pub(crate) async fn shutdown(mut self) {
        tokio::time::timeout(PATIENCE, self.coordinator.shutdown()).await.expect("the shutdown hangs");
        tokio::time::timeout(PATIENCE, &mut self.serving).await.expect("the front door stays open").unwrap();
    }
}

impl Drop for Cluster {
    /// However a test ends: no thread may work with the store while its process ends.
    fn drop(&mut self) {
        self.store.close();
    }
}

pub(crate) fn job_request(token: &str, buckets: &[&str]) -> v1::CreateClassificationJobRequest {
    v1::CreateClassificationJobRequest {
        client_token: token.to_owned(),
        name: "test".to_owned(),
        job_type: v1::job_type::Value::OneTime.into(),
        s3_job_definition: Some(v1::S3JobDefinition {
            bucket_definitions: vec![v1::S3BucketDefinitionForJob {
                account_id: ACCOUNT.to_owned(),
                buckets: buckets.iter().map(|bucket| (*bucket).to_owned()).collect(),
            }],
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// A worker that does what the test says, over the real protocol.
pub(crate) struct Worker {
    to: mpsc::Sender<AttachRequest>,
    from: Streaming<AttachResponse>,
    pub(crate) welcome: Welcome,
}

impl Worker {
    pub(crate) async fn attach(connector: &LocalConnector, session: &str) -> Result<Self, Status> {
        let hello = Hello {
            worker_id: format!("worker-{session}"),
            session_id: format!("session-{session}"),
            version: "1".into(),
        };
        Self::attach_as(connector, hello).await
    }

    pub(crate) async fn attach_as(connector: &LocalConnector, hello: Hello) -> Result<Self, Status> {
        let (to, queue) = mpsc::channel(64);
        to.send(AttachRequest { message: Some(Say::Hello(hello)) }).await.unwrap();
        let mut client = WorkerServiceClient::new(connector.channel());
        let mut from = client.attach(ReceiverStream::new(queue)).await?.into_inner();
        match from.message().await?.and_then(|message| message.message) {
            Some(Heard::Welcome(welcome)) => Ok(Self { to, from, welcome }),
            other => panic!("expected a welcome, got {other:?}"),
        }
    }

    /// Says something. If the stream has ended, the next thing that is heard will tell.
    pub(crate) async fn say(&self, message: Say) {
        drop(self.to.send(AttachRequest { message: Some(message) }).await);
    }

    pub(crate) async fn want(&self, leases: u32) {
        self.say(Say::Credit(Credit { leases })).await;
    }

    pub(crate) async fn heartbeat(&self, grants: &[&Grant]) {
        let leases = grants.iter().filter_map(|grant| grant.token).collect();
        self.say(Say::Heartbeat(Heartbeat { leases })).await;
    }

    /// The next message; an error or `None` if the stream ends instead.
    pub(crate) async fn hear(&mut self) -> Result<Option<Heard>, Status> {
        let message = tokio::time::timeout(PATIENCE, self.from.message()).await.expect("the coordinator is silent")?;
        Ok(message.and_then(|message| message.message))
    }

    /// Whether nothing is said for a while.
    pub(crate) async fn hears_nothing(&mut self) -> bool {
        tokio::time::timeout(Duration::from_millis(300), self.from.message()).await.is_err()
    }

    pub(crate) async fn grant(&mut self) -> Grant {
        match self.hear().await.unwrap() {
            Some(Heard::Grant(grant)) => grant,
            other => panic!("expected a grant, got {other:?}"),
        }
    }

    pub(crate) async fn acked(&mut self) -> String {
        match self.hear().await.unwrap() {
            Some(Heard::ProgressAck(ack)) => ack.to_cursor,
            other => panic!("expected an acknowledgement, got {other:?}"),
        }
    }

    pub(crate) async fn revoked(&mut self) -> magpie_proto::worker::v1::revoke::Reason {
        match self.hear().await.unwrap() {
            Some(Heard::Revoke(revoke)) => revoke.reason(),
            other => panic!("expected a revocation, got {other:?}"),
        }
    }

    /// Reports these keys of a lease.
    pub(crate) async fn report(&self, grant: &Grant, from_cursor: &str, keys: &[String], done: bool) {
        let to_cursor = keys.last().cloned().unwrap_or_else(|| from_cursor.to_owned());
        let to_cursor = if done && !grant.end_inclusive.is_empty() { grant.end_inclusive.clone() } else { to_cursor };
        let results: Vec<_> = keys.iter().map(|key| result(key)).collect();
        let account = v1::ObjectAccount {
            objects: keys.len() as u64,
            bytes: 10 * keys.len() as u64,
            complete: keys.len() as u64,
            bytes_classified: 10 * keys.len() as u64,
            ..Default::default()
        };
        let progress = Progress {
            token: grant.token,
            from_cursor: from_cursor.to_owned(),
            to_cursor,
            account: Some(account),
            results,
            done,
        };
        self.say(Say::Progress(progress)).await;
    }

    /// Scans a whole shard and waits until it is stored.
    pub(crate) async fn scan(&mut self, buckets: &Buckets, grant: &Grant) {
        self.report(grant, &grant.start_after, &buckets.range(grant), true).await;
        self.acked().await;
    }

    /// Scans whatever is granted, one shard at a time, until the stream ends.
    pub(crate) async fn work(mut self, buckets: Arc<Buckets>) -> Vec<Grant> {
        let mut grants = Vec::new();
        self.want(1).await;
        while let Ok(Some(heard)) = self.hear().await {
            match heard {
                Heard::Grant(grant) => {
                    self.report(&grant, &grant.start_after, &buckets.range(&grant), true).await;
                    grants.push(grant);
                }
                Heard::ProgressAck(_) => self.want(1).await,
                Heard::Welcome(_) | Heard::Revoke(_) => {}
            }
        }
        grants
    }
}

/// What a fake worker learns of an object: keys with "secret" hold two secrets.
pub(crate) fn result(key: &str) -> ObjectResult {
    let detections = if key.contains("secret") {
        let places = v1::Occurrences {
            line_ranges: vec![
                v1::Range { start: 1, end: 1, start_column: 1, magpie: None },
                v1::Range { start: 2, end: 2, start_column: 1, magpie: None },
            ],
            ..Default::default()
        };
        vec![Detections { identifier_id: IDENTIFIER.into(), count: 2, occurrences: Some(places), ..Default::default() }]
    } else {
        Vec::new()
    };
    ObjectResult {
        key: key.to_owned(),
        e_tag: "tag".into(),
        size: 10,
        storage_class: "STANDARD".into(),
        file: Some(FileResult {
            code: Code::Complete.into(),
            mime_type: "text/plain".into(),
            bytes_classified: 10,
            detections,
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// Keys with a number, one in three with a secret.
pub(crate) fn keys(count: usize) -> Vec<String> {
    (0..count).map(|index| if index % 3 == 0 { format!("{index:05}-secret") } else { format!("{index:05}") }).collect()
}

/// Whether these are all different, and the same as those.
pub(crate) fn same_once(found: &[(String, String)], expected: impl IntoIterator<Item = (String, String)>) -> bool {
    let unique: BTreeSet<_> = found.iter().cloned().collect();
    unique.len() == found.len() && unique == expected.into_iter().collect()
}

/// A time for people.
pub(crate) fn days(days: u64) -> Duration {
    Duration::from_secs(days * 86_400)
}

/// The time of day of a record.
pub(crate) fn system(at: Option<prost_types::Timestamp>) -> SystemTime {
    magpie_proto::time::to_system(&at.unwrap())
}
