//! Calls of a user: jobs from their creation to their results.

use std::time::{Duration, Instant};

use magpie_base::ids;
use magpie_proto::v1::cluster_service_client::ClusterServiceClient;
use magpie_proto::v1::finding_service_client::FindingServiceClient;
use magpie_proto::v1::job_service_client::JobServiceClient;
use magpie_proto::v1::result_service_client::ResultServiceClient;
use magpie_proto::v1::{
    CreateClassificationJobRequest, CriterionAdditionalProperties, DescribeClassificationJobRequest,
    DescribeClassificationJobResponse, DiscoveryResult, Finding, FindingCriteria, GetFindingsRequest,
    ListFindingsRequest, ListWorkersRequest, RunProgress, RunSummary, S3BucketDefinitionForJob, S3JobDefinition,
    StreamResultsRequest, StreamResultsResponse, UpdateClassificationJobRequest, WatchRunRequest, WorkerSummary,
    job_status, job_type, managed_data_identifier_selector, run_summary,
};
use tonic::Status;
use tonic::transport::Channel;

use crate::Account;

/// The account of the tests' coordinator.
pub const ACCOUNT: &str = "111122223333";

/// How long one call may take.
const CALL: Duration = Duration::from_secs(20);

/// How long to wait between two looks.
const LOOK: Duration = Duration::from_millis(20);

/// Bytes of one answer.
const MAX_ANSWER: usize = 256 << 20;

/// A request for a job over buckets, for all identifiers.
pub fn job(buckets: &[&str]) -> CreateClassificationJobRequest {
    CreateClassificationJobRequest {
        client_token: ids::job_id(),
        name: "a test's job".to_owned(),
        job_type: job_type::Value::OneTime.into(),
        managed_data_identifier_selector: managed_data_identifier_selector::Value::All.into(),
        s3_job_definition: Some(S3JobDefinition {
            bucket_definitions: vec![S3BucketDefinitionForJob {
                account_id: ACCOUNT.to_owned(),
                buckets: buckets.iter().map(|bucket| (*bucket).to_owned()).collect(),
            }],
            ..S3JobDefinition::default()
        }),
        ..CreateClassificationJobRequest::default()
    }
}

/// A job that exists, as one of its users sees it.
#[derive(Clone)]
pub struct Job {
    /// Its id.
    pub id: String,
    channel: Channel,
}

impl Job {
    /// A job that somebody has created.
    pub fn of(channel: &Channel, id: &str) -> Job {
        Job { id: id.to_owned(), channel: channel.clone() }
    }

    /// Creates a job.
    ///
    /// # Errors
    /// What the coordinator answers.
    pub async fn create(channel: &Channel, request: CreateClassificationJobRequest) -> Result<Job, Status> {
        let mut client = JobServiceClient::new(channel.clone());
        let created = bounded(client.create_classification_job(request)).await?.into_inner();
        Ok(Job::of(channel, &created.job_id))
    }

    /// The same job over another channel.
    #[must_use]
    pub fn over(&self, channel: &Channel) -> Job {
        Job::of(channel, &self.id)
    }

    /// The job with its latest run.
    ///
    /// # Errors
    /// What the coordinator answers.
    pub async fn describe(&self) -> Result<DescribeClassificationJobResponse, Status> {
        let request = DescribeClassificationJobRequest { job_id: self.id.clone() };
        let mut client = JobServiceClient::new(self.channel.clone());
        Ok(bounded(client.describe_classification_job(request)).await?.into_inner())
    }

    /// Pauses, resumes or cancels.
    ///
    /// # Errors
    /// What the coordinator answers.
    pub async fn update(&self, to: job_status::Value) -> Result<(), Status> {
        let request = UpdateClassificationJobRequest { job_id: self.id.clone(), job_status: to.into() };
        let mut client = JobServiceClient::new(self.channel.clone());
        bounded(client.update_classification_job(request)).await.map(|_| ())
    }

    /// The account of its run, right now.
    ///
    /// # Panics
    /// If the coordinator does not answer, or the job has no run.
    pub async fn run(&self) -> RunSummary {
        self.describe().await.unwrap().latest_run.unwrap()
    }

    /// Waits until so many objects have their outcome, and checks that the run is then still going on.
    ///
    /// # Panics
    /// If it takes longer than `patience`, or the run has ended by then: the test would prove nothing.
    pub async fn wait_for_middle(&self, objects: u64, patience: Duration) -> RunSummary {
        let started = Instant::now();
        loop {
            let run = self.run().await;
            let done = done(&run);
            if done >= objects {
                assert_eq!(
                    run.state(),
                    run_summary::State::Running,
                    "the run ended before its middle was seen: {done}"
                );
                return run;
            }
            assert!(
                started.elapsed() < patience,
                "after {patience:?} only {done} of {objects} objects were done: {run:?}"
            );
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Follows the run until it ends, whatever happens to the coordinator meanwhile.
    ///
    /// # Panics
    /// If it does not end in `patience`.
    pub async fn watch(&self, patience: Duration) -> RunSummary {
        let mut last: Option<RunProgress> = None;
        let following = async {
            loop {
                let request = WatchRunRequest { job_id: self.id.clone(), interval_ms: Some(100) };
                let mut client = ClusterServiceClient::new(self.channel.clone());
                if let Ok(stream) = client.watch_run(request).await {
                    let mut stream = stream.into_inner();
                    while let Ok(Some(progress)) = stream.message().await {
                        last = Some(progress);
                    }
                }
                if last.as_ref().is_some_and(|progress| ended(progress.run.as_ref())) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let followed = tokio::time::timeout(patience, following).await;
        let run = last.and_then(|progress| progress.run);
        assert!(followed.is_ok(), "the run did not end in {patience:?}; last seen: {run:?}");
        run.unwrap()
    }

    /// Waits until the manifest is written.
    ///
    /// # Panics
    /// If it is not in half a minute.
    pub async fn wait_for_export(&self) {
        let started = Instant::now();
        while !self.run().await.exported {
            assert!(started.elapsed() < Duration::from_secs(30), "the run was not exported in 30 s");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// The results that are there now, as they are streamed.
    ///
    /// # Errors
    /// What the coordinator answers.
    pub async fn stream(&self, after_position: Option<u64>) -> Result<Vec<StreamResultsResponse>, Status> {
        let request =
            StreamResultsRequest { job_id: self.id.clone(), after_position, ..StreamResultsRequest::default() };
        let mut client = ResultServiceClient::new(self.channel.clone()).max_decoding_message_size(MAX_ANSWER);
        let streaming = async {
            let mut stream = client.stream_results(request).await?.into_inner();
            let mut all = Vec::new();
            while let Some(answer) = stream.message().await? {
                all.push(answer);
            }
            Ok(all)
        };
        bounded(streaming).await
    }

    /// The results that are there now.
    ///
    /// # Panics
    /// If they cannot be read.
    pub async fn results(&self) -> Vec<DiscoveryResult> {
        let answers = self.stream(None).await.unwrap();
        answers.into_iter().flat_map(|answer| answer.results).collect()
    }

    /// The account of the results that are there now.
    ///
    /// # Panics
    /// If they cannot be read, or an object has more than one result.
    pub async fn account(&self) -> Account {
        Account::of_results(&self.results().await).unwrap()
    }

    /// All findings of this job.
    ///
    /// # Panics
    /// If they cannot be read.
    pub async fn findings(&self) -> Vec<Finding> {
        let mut client = FindingServiceClient::new(self.channel.clone()).max_decoding_message_size(MAX_ANSWER);
        let is = CriterionAdditionalProperties { eq: vec![self.id.clone()], ..Default::default() };
        let criterion = [("classificationDetails.jobId".to_owned(), is)].into();
        let mut request = ListFindingsRequest {
            finding_criteria: Some(FindingCriteria { criterion }),
            max_results: Some(50),
            ..ListFindingsRequest::default()
        };
        let mut findings = Vec::new();
        loop {
            let page = bounded(client.list_findings(request.clone())).await.unwrap().into_inner();
            if !page.finding_ids.is_empty() {
                let wanted = page.finding_ids.len();
                let details = GetFindingsRequest { finding_ids: page.finding_ids, sort_criteria: None };
                let got = bounded(client.get_findings(details)).await.unwrap().into_inner().findings;
                assert_eq!(got.len(), wanted, "every listed finding can be got");
                findings.extend(got);
            }
            if page.next_token.is_empty() {
                return findings;
            }
            request.next_token = page.next_token;
        }
    }
}

/// The workers that are attached.
///
/// # Errors
/// What the coordinator answers.
pub async fn workers(channel: &Channel) -> Result<Vec<WorkerSummary>, Status> {
    let mut client = ClusterServiceClient::new(channel.clone());
    Ok(bounded(client.list_workers(ListWorkersRequest {})).await?.into_inner().workers)
}

/// Objects that have their outcome.
pub fn done(run: &RunSummary) -> u64 {
    run.accounted.as_ref().map_or(0, |account| account.objects)
}

/// Whether a run has ended.
pub fn ended(run: Option<&RunSummary>) -> bool {
    use run_summary::State;
    run.is_some_and(|run| matches!(run.state(), State::Complete | State::Incomplete | State::Cancelled))
}

async fn bounded<T>(call: impl Future<Output = Result<T, Status>>) -> Result<T, Status> {
    match tokio::time::timeout(CALL, call).await {
        Ok(answer) => answer,
        Err(_) => panic!("a call did not end in {CALL:?}"),
    }
}
