//! ResultService: the results log of a run, as discovery results.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use futures::stream::{self, BoxStream, StreamExt as _};
use magpie_proto::store::v1::{ExportTarget, JobRecord, ResultRecord, RunDetailsRecord};
use magpie_proto::v1;
use magpie_proto::v1::result_service_server::ResultService;
use magpie_proto::worker::v1::ScanSpec;
use magpie_store::Store;
use prost::Message as _;
use tokio::sync::watch;
use tonic::{Request, Response, Status};

use super::error::Error;
use super::{Api, job_id};
use crate::access;
use crate::brain::{self, RunView};
use crate::export::layout;
use crate::record;

/// Results that are read at once, and kept until they are sent: at most so many ...
const READ_RESULTS: usize = 64;

/// ... and no more after so many bytes.
const READ_BYTES: usize = 4 << 20;

#[tonic::async_trait]
impl ResultService for Api {
    type StreamResultsStream = BoxStream<'static, Result<v1::StreamResultsResponse, Status>>;

    async fn stream_results(
        &self,
        request: Request<v1::StreamResultsRequest>,
    ) -> Result<Response<Self::StreamResultsStream>, Status> {
        access::note(&request, &request.get_ref().job_id);
        let results = self.results(request.get_ref()).await?;
        Ok(Response::new(results.into_stream().boxed()))
    }
}

impl Api {
    async fn results(&self, request: &v1::StreamResultsRequest) -> Result<RunResults, Error> {
        let job_id = job_id(&request.job_id)?.to_owned();
        let run_id = request.run_id;
        if run_id == Some(0) {
            return Err(Error::invalid("runId", "is 0; runs are numbered from 1, and without runId it is the latest"));
        }
        let brain = self.brain().clone();
        let (progress, run) = self
            .read(move |store| {
                let progress = brain.watch_run(&job_id, run_id)?;
                let run_id = progress.borrow().run_id;
                let job = store.job(&job_id)?.ok_or_else(|| Error::JobNotFound(job_id.clone()))?;
                let details = store.run_details(run_id)?.unwrap_or_default();
                Ok((progress, Run::new(job, run_id, details)))
            })
            .await?;
        Ok(RunResults {
            api: self.clone(),
            run: Arc::new(run),
            progress,
            after: request.after_position.unwrap_or(0),
            follow: request.follow,
            buckets: Buckets::new(),
            waiting: VecDeque::new(),
            over: false,
        })
    }
}

/// What is known of a run's buckets, by name.
type Buckets = BTreeMap<String, v1::S3Bucket>;

/// What all results of a run share.
struct Run {
    job: JobRecord,
    job_arn: String,
    run_id: u64,
    spec: ScanSpec,
    export: Option<ExportTarget>,
}

impl Run {
    fn new(job: JobRecord, run_id: u64, details: RunDetailsRecord) -> Self {
        let job_arn = brain::job_arn(&job);
        Self { job, job_arn, run_id, spec: details.spec.unwrap_or_default(), export: details.export }
    }

    fn response(&self, position: u64, stored: &ResultRecord, bucket: &v1::S3Bucket) -> v1::StreamResultsResponse {
        let location = self
            .export
            .as_ref()
            .map(|target| layout::location(target, &self.job.job_id, self.run_id, position))
            .unwrap_or_default();
        let context = record::Context {
            account_id: &self.job.account_id,
            region: &self.job.region,
            job_id: &self.job.job_id,
            job_arn: &self.job_arn,
            run_id: self.run_id,
            spec: &self.spec,
            bucket,
            detailed_results_location: &location,
        };
        v1::StreamResultsResponse { position, results: record::discovery_results(&context, stored) }
    }

    /// The next results after a position, up to a bound. `buckets` are those that are known so far.
    fn read(
        &self,
        store: &Store,
        after: u64,
        buckets: &mut Buckets,
    ) -> Result<VecDeque<v1::StreamResultsResponse>, Error> {
        let mut looked = false;
        let mut responses = VecDeque::new();
        let mut bytes = 0;
        for entry in store.results(self.run_id, after)? {
            let (position, stored) = entry?;
            // A bucket's details are stored before the first result of it, but perhaps after this began.
            if !looked && !buckets.contains_key(&stored.bucket) {
                *buckets = self.buckets(store)?;
                looked = true;
            }
            let response = match buckets.get(&stored.bucket) {
                Some(bucket) => self.response(position, &stored, bucket),
                None => self.response(position, &stored, &layout::unknown_bucket(&stored.bucket)),
            };
            bytes += response.encoded_len();
            responses.push_back(response);
            if responses.len() >= READ_RESULTS || bytes >= READ_BYTES {
                break;
            }
        }
        Ok(responses)
    }

    fn buckets(&self, store: &Store) -> Result<Buckets, Error> {
        let mut buckets = BTreeMap::new();
        for known in store.buckets(self.run_id) {
            if let Some(bucket) = known?.bucket {
                buckets.insert(bucket.name.clone(), bucket);
            }
        }
        Ok(buckets)
    }
}

/// Where the reading of a run's results is.
struct RunResults {
    api: Api,
    run: Arc<Run>,
    progress: watch::Receiver<Arc<RunView>>,
    after: u64,
    follow: bool,
    buckets: Buckets,
    waiting: VecDeque<v1::StreamResultsResponse>,
    over: bool,
}

impl RunResults {
    fn into_stream(self) -> impl futures::Stream<Item = Result<v1::StreamResultsResponse, Status>> {
        stream::unfold(self, |mut results| async move {
            match results.next().await {
                Ok(Some(response)) => Some((Ok(response), results)),
                Ok(None) => None,
                Err(error) => {
                    results.over = true;
                    Some((Err(error.into()), results))
                }
            }
        })
    }

    async fn next(&mut self) -> Result<Option<v1::StreamResultsResponse>, Error> {
        loop {
            if self.over {
                return Ok(None);
            }
            if let Some(response) = self.waiting.pop_front() {
                self.after = response.position;
                return Ok(Some(response));
            }
            // Looked at before reading: once a run has ended its log does not grow, so what is read after that is all.
            let ended = self.progress.borrow_and_update().ended();
            let (run, after) = (Arc::clone(&self.run), self.after);
            let mut buckets = std::mem::take(&mut self.buckets);
            (self.waiting, self.buckets) = self
                .api
                .read(move |store| {
                    let responses = run.read(store, after, &mut buckets)?;
                    Ok((responses, buckets))
                })
                .await?;
            if !self.waiting.is_empty() {
                continue;
            }
            if ended || !self.follow {
                self.over = true;
            } else if self.progress.changed().await.is_err() {
                // Nobody tells more of the run: the coordinator stops.
                return Err(Error::Stopping);
            }
        }
    }
}
