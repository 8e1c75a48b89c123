//! JobService.

use magpie_base::ids;
use magpie_proto::store::v1::JobRecord;
use magpie_proto::time;
use magpie_proto::v1;
use magpie_proto::v1::job_service_server::JobService;
use magpie_proto::v1::job_status::Value as Status;
use prost_types::Timestamp;
use tonic::{Request, Response};

use super::error::{Error, Violations};
use super::job_filter::{Filter, Order};
use super::page::{self, Picker, Query};
use super::{Api, definitions, job_id, validate};
use crate::access;
use crate::brain::{self, Created, MAX_PAUSE};

const DEFAULT_PAGE: u32 = 25;
const LARGEST_PAGE: u32 = 200;

/// The states that a user may bring a job to, from this one. Macie's table.
pub(super) fn allowed_from(current: Status) -> Vec<Status> {
    match current {
        Status::Running | Status::Idle | Status::Paused => vec![Status::UserPaused, Status::Cancelled],
        Status::UserPaused => vec![Status::Running, Status::Cancelled],
        Status::Cancelled | Status::Complete | Status::Unspecified => Vec::new(),
    }
}

#[tonic::async_trait]
impl JobService for Api {
    async fn create_classification_job(
        &self,
        request: Request<v1::CreateClassificationJobRequest>,
    ) -> Result<Response<v1::CreateClassificationJobResponse>, tonic::Status> {
        let caller = access::Caller::of(&request).cloned();
        let response = self.create(request.into_inner()).await?;
        if let Some(caller) = caller {
            caller.note(&response.job_id);
        }
        Ok(Response::new(response))
    }

    async fn describe_classification_job(
        &self,
        request: Request<v1::DescribeClassificationJobRequest>,
    ) -> Result<Response<v1::DescribeClassificationJobResponse>, tonic::Status> {
        access::note(&request, &request.get_ref().job_id);
        Ok(Response::new(self.describe(job_id(&request.get_ref().job_id)?).await?))
    }

    async fn list_classification_jobs(
        &self,
        request: Request<v1::ListClassificationJobsRequest>,
    ) -> Result<Response<v1::ListClassificationJobsResponse>, tonic::Status> {
        Ok(Response::new(self.list_jobs(request.into_inner()).await?))
    }

    async fn update_classification_job(
        &self,
        request: Request<v1::UpdateClassificationJobRequest>,
    ) -> Result<Response<v1::UpdateClassificationJobResponse>, tonic::Status> {
        access::note(&request, &request.get_ref().job_id);
        self.update(request.get_ref()).await?;
        Ok(Response::new(v1::UpdateClassificationJobResponse {}))
    }
}

impl Api {
    async fn create(
        &self,
        mut request: v1::CreateClassificationJobRequest,
    ) -> Result<v1::CreateClassificationJobResponse, Error> {
        let options = &self.inner.options;
        // Nothing that the job speaks of is changed before the job is there.
        let _definitions = self.inner.definitions.read().await;
        let (request_here, token) = (request.clone(), request.client_token.clone());
        let (definitions, exists) = self
            .read(move |store| {
                let definitions = definitions::of_job(store, &request_here)?;
                Ok((definitions, !token.is_empty() && store.client_token(&token)?.is_some()))
            })
            .await?;
        // A job that exists is found again, whatever has become of what it speaks of.
        validate::job(&request, &options.account_id, (!exists).then_some(&definitions))?;
        for buckets in request.s3_job_definition.iter_mut().flat_map(|definition| &mut definition.bucket_definitions) {
            buckets.account_id.clone_from(&options.account_id);
        }
        let client_token = request.client_token.clone();
        let record = JobRecord {
            job_id: ids::job_id(),
            request: Some(request),
            created_at: Some(time::from_system(options.clock.wall())),
            account_id: options.account_id.clone(),
            region: options.region.clone(),
            ..Default::default()
        };
        let job = match self.brain().create_job(record, &client_token, definitions).await? {
            Created::New(job) | Created::Existing(job) => job,
        };
        let job_arn = brain::job_arn(&job);
        Ok(v1::CreateClassificationJobResponse { job_id: job.job_id, job_arn })
    }

    async fn describe(&self, job_id: &str) -> Result<v1::DescribeClassificationJobResponse, Error> {
        let id = job_id.to_owned();
        let job = self.read(move |store| store.job(&id)?.ok_or(Error::JobNotFound(id))).await?;
        let brain = self.brain().clone();
        let id = job_id.to_owned();
        let run = self
            .read(move |_| match brain.run(&id, None) {
                Ok(view) => Ok(Some(view.summary.clone())),
                Err(brain::Error::UnknownRun { .. }) => Ok(None),
                Err(error) => Err(error.into()),
            })
            .await?;
        Ok(described(job, run))
    }

    async fn list_jobs(
        &self,
        request: v1::ListClassificationJobsRequest,
    ) -> Result<v1::ListClassificationJobsResponse, Error> {
        let mut wrong = Violations::new();
        let filter = Filter::compile(request.filter_criteria.as_ref(), &mut wrong);
        let order = Order::compile(request.sort_criteria.as_ref(), &mut wrong);
        let size = page::size("maxResults", request.max_results, DEFAULT_PAGE, LARGEST_PAGE, &mut wrong);
        wrong.into_result()?;

        let criteria = prost::Message::encode_to_vec(&request.filter_criteria.unwrap_or_default());
        let query = Query::new("ListClassificationJobs", &[&criteria, &order.canonical()]);
        let after = self.tokens().open(&query, &request.next_token)?;
        let mut picker = Picker::new(order.direction, after, size);
        let (items, last) = self
            .scan(move |store, scanned| {
                for job in store.jobs() {
                    let job = job?;
                    scanned.go_on()?;
                    if filter.shows(&job) {
                        picker.offer(order.position(&job), || summary(job));
                    }
                }
                Ok(picker.finish())
            })
            .await?;
        let next_token = last.map(|last| self.tokens().issue(&query, &last)).unwrap_or_default();
        Ok(v1::ListClassificationJobsResponse { items, next_token })
    }

    async fn update(&self, request: &v1::UpdateClassificationJobRequest) -> Result<(), Error> {
        let target = match Status::try_from(request.job_status) {
            Ok(target @ (Status::UserPaused | Status::Running | Status::Cancelled)) => target,
            _ => return Err(Error::invalid("jobStatus", "must be USER_PAUSED, RUNNING or CANCELLED")),
        };
        let job_id = job_id(&request.job_id)?;
        self.brain().update_job(job_id, target).await.map_err(|error| match error.into() {
            Error::Transition { current, requested, allowed, .. } => {
                Error::Transition { job_id: job_id.to_owned(), current, requested, allowed }
            }
            other => other,
        })
    }
}

fn described(job: JobRecord, run: Option<v1::RunSummary>) -> v1::DescribeClassificationJobResponse {
    let job_arn = brain::job_arn(&job);
    let paused = paused(&job);
    let (status, last_run_error) = (job.status, job.last_run_error);
    let request = job.request.unwrap_or_default();
    let selector = match request.managed_data_identifier_selector() {
        v1::managed_data_identifier_selector::Value::Unspecified => {
            v1::managed_data_identifier_selector::Value::Recommended
        }
        given => given,
    };
    let minimum_confidence = match request.minimum_confidence() {
        v1::confidence::Value::Unspecified => v1::confidence::Value::Low,
        given => given,
    };
    v1::DescribeClassificationJobResponse {
        allow_list_ids: request.allow_list_ids,
        client_token: request.client_token,
        created_at: job.created_at,
        custom_data_identifier_ids: request.custom_data_identifier_ids,
        description: request.description,
        initial_run: Some(request.initial_run.unwrap_or(false)),
        job_arn,
        job_id: job.job_id,
        job_status: status,
        job_type: request.job_type,
        last_run_error_status: Some(v1::LastRunErrorStatus { code: last_run_error }),
        last_run_time: job.last_run_at.or(job.created_at),
        managed_data_identifier_ids: request.managed_data_identifier_ids,
        managed_data_identifier_selector: selector.into(),
        name: request.name,
        s3_job_definition: request.s3_job_definition,
        sampling_percentage: Some(request.sampling_percentage.unwrap_or(100)),
        schedule_frequency: request.schedule_frequency,
        statistics: Some(v1::Statistics {
            approximate_number_of_objects_to_process: Some(to_process(run.as_ref())),
            number_of_runs: Some(float(job.number_of_runs)),
        }),
        tags: request.tags,
        user_paused_details: paused,
        latest_run: run,
        minimum_confidence: minimum_confidence.into(),
    }
}

/// Objects that are listed but have no outcome yet. None are left in a run that has ended.
fn to_process(run: Option<&v1::RunSummary>) -> f64 {
    use v1::run_summary::State;
    let Some(run) = run.filter(|run| matches!(run.state(), State::Running | State::Paused)) else {
        return 0.0;
    };
    let listed = run.listed.as_ref().map_or(0, |account| account.objects);
    let accounted = run.accounted.as_ref().map_or(0, |account| account.objects);
    float(listed.saturating_sub(accounted))
}

/// As Macie's JSON has it. Exact up to 2^53.
#[allow(clippy::cast_precision_loss, reason = "an approximate number of objects")]
fn float(number: u64) -> f64 {
    number as f64
}

fn summary(job: JobRecord) -> v1::JobSummary {
    let paused = paused(&job);
    let (status, last_run_error) = (job.status, job.last_run_error);
    let request = job.request.unwrap_or_default();
    let definition = request.s3_job_definition.unwrap_or_default();
    v1::JobSummary {
        bucket_criteria: definition.bucket_criteria,
        bucket_definitions: definition.bucket_definitions,
        created_at: job.created_at,
        job_id: job.job_id,
        job_status: status,
        job_type: request.job_type,
        last_run_error_status: Some(v1::LastRunErrorStatus { code: last_run_error }),
        name: request.name,
        user_paused_details: paused,
    }
}

/// Since when and until when a job is paused, if its user paused it.
fn paused(job: &JobRecord) -> Option<v1::UserPausedDetails> {
    let at = job.paused_at.filter(|_| job.status() == Status::UserPaused)?;
    let seconds = i64::try_from(MAX_PAUSE.as_secs()).unwrap_or(i64::MAX);
    Some(v1::UserPausedDetails {
        job_expires_at: Some(Timestamp { seconds: at.seconds.saturating_add(seconds), nanos: at.nanos }),
        job_imminent_expiration_health_event_arn: None,
        job_paused_at: Some(at),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use v1::run_summary::State;

    use super::*;

    #[test]
    fn what_is_allowed_is_macies_table() {
        use Status::{Cancelled, Complete, Idle, Paused, Running, UserPaused};
        for (from, expected) in [
            (Running, vec![UserPaused, Cancelled]),
            (Idle, vec![UserPaused, Cancelled]),
            (Paused, vec![UserPaused, Cancelled]),
            (UserPaused, vec![Running, Cancelled]),
            (Cancelled, vec![]),
            (Complete, vec![]),
        ] {
            assert_eq!(allowed_from(from), expected, "{from:?}");
        }
    }

    #[test]
    fn objects_to_process_are_those_without_an_outcome() {
        let account = |objects| Some(v1::ObjectAccount { objects, ..Default::default() });
        let run = |state: State, listed, accounted| v1::RunSummary {
            state: state.into(),
            listed: account(listed),
            accounted: account(accounted),
            ..Default::default()
        };
        for (run, expected) in [
            (None, 0.0),
            (Some(run(State::Running, 10, 4)), 6.0),
            (Some(run(State::Paused, 10, 4)), 6.0),
            (Some(run(State::Running, 4, 5)), 0.0),
            (Some(run(State::Cancelled, 10, 4)), 0.0),
            (Some(run(State::Complete, 10, 10)), 0.0),
        ] {
            assert!((to_process(run.as_ref()) - expected).abs() < f64::EPSILON, "{run:?}");
        }
    }

    #[test]
    fn what_was_not_given_is_described_as_it_is_in_force() {
        let job = JobRecord {
            job_id: "j".into(),
            request: Some(v1::CreateClassificationJobRequest::default()),
            created_at: Some(Timestamp { seconds: 5, nanos: 0 }),
            status: Status::Running.into(),
            ..Default::default()
        };
        let described = described(job, None);
        assert_eq!(described.sampling_percentage, Some(100));
        assert_eq!(described.initial_run, Some(false));
        assert_eq!(described.last_run_time, described.created_at);
        assert_eq!(
            described.managed_data_identifier_selector(),
            v1::managed_data_identifier_selector::Value::Recommended
        );
        assert_eq!(described.user_paused_details, None);
    }

    #[test]
    fn a_paused_job_says_until_when() {
        let paused_at = Timestamp { seconds: 1_000, nanos: 7 };
        let mut job = JobRecord { status: Status::UserPaused.into(), paused_at: Some(paused_at), ..Default::default() };
        let details = paused(&job).unwrap();
        assert_eq!(details.job_paused_at, Some(paused_at));
        assert_eq!(details.job_expires_at, Some(Timestamp { seconds: 1_000 + 30 * 86_400, nanos: 7 }));
        job.set_status(Status::Running);
        assert_eq!(paused(&job), None);
    }
}
