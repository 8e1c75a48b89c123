//! JobService and IdentifierService.

use magpie_detect::catalogue;
use magpie_proto::v1;
use magpie_proto::v1::job_status::Value as Status;
use magpie_proto::v1::run_summary::State;
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::house::{ACCOUNT, BUCKET, House, request};

fn reason(status: &tonic::Status) -> String {
    status.get_error_details().error_info().unwrap().reason.clone()
}

#[tokio::test]
async fn a_job_is_created_runs_and_is_described() {
    let house = House::with_keys(&["a.txt", "b/c.txt", "d.txt"]).await;
    let mut wanted = request("payroll check");
    wanted.description = Some("every year".into());
    wanted.sampling_percentage = Some(100);
    wanted.tags.insert("team".into(), "hr".into());
    wanted.managed_data_identifier_selector = v1::managed_data_identifier_selector::Value::Include.into();
    wanted.managed_data_identifier_ids = vec!["AWS_CREDENTIALS".into()];
    let created = house.jobs().create_classification_job(wanted.clone()).await.unwrap().into_inner();
    assert!(magpie_base::ids::is_id(&created.job_id));
    let arn = format!("arn:aws:macie2:eu-central-1:{ACCOUNT}:classification-job/{}", created.job_id);
    assert_eq!(created.job_arn, arn);

    let job = house.describe(&created.job_id).await;
    assert_eq!(job.job_status(), Status::Running);
    assert_eq!(job.name, "payroll check");
    assert_eq!(job.description.as_deref(), Some("every year"));
    assert_eq!(job.s3_job_definition, wanted.s3_job_definition);
    assert_eq!((job.managed_data_identifier_ids, job.tags), (wanted.managed_data_identifier_ids, wanted.tags));
    assert_eq!((job.job_arn, job.initial_run), (arn, Some(false)));
    assert!(job.created_at.is_some() && job.last_run_time.is_some());
    assert_eq!(job.statistics.unwrap().number_of_runs, Some(1.0));

    let worker = house.worker(|_| vec![("AWS_CREDENTIALS", 2)]).await;
    let done = house.until(&created.job_id, Status::Complete).await;
    worker.abort();
    let run = done.latest_run.unwrap();
    assert_eq!(run.state(), State::Complete);
    assert_eq!((run.objects_with_detections, run.detections), (3, 6));
    assert_eq!((run.accounted.unwrap().objects, run.accounted.unwrap().complete), (3, 3));
    assert_eq!(done.statistics.unwrap().approximate_number_of_objects_to_process, Some(0.0));
    assert_eq!(done.last_run_error_status.unwrap().code(), v1::last_run_error_status::Code::None);
}

#[tokio::test]
async fn a_bucket_that_does_not_exist_is_the_runs_error_and_not_the_requests() {
    let house = House::with_keys(&["a.txt"]).await;
    let mut wanted = request("two buckets");
    wanted.s3_job_definition.as_mut().unwrap().bucket_definitions[0].buckets.push("there-is-none".into());
    let job_id = house.create(wanted).await;
    let worker = house.worker(|_| Vec::<(&str, u64)>::new()).await;
    let done = house.until(&job_id, Status::Complete).await;
    worker.abort();
    let run = done.latest_run.unwrap();
    assert_eq!(run.state(), State::Incomplete);
    assert_eq!(run.bucket_errors.len(), 1);
    assert_eq!(run.bucket_errors[0].bucket, "there-is-none");
    assert_eq!(run.bucket_errors[0].code, "BUCKET_DOES_NOT_EXIST");
    assert_eq!(done.last_run_error_status.unwrap().code(), v1::last_run_error_status::Code::Error);
}

#[tokio::test]
async fn the_same_token_makes_the_same_job_once() {
    let house = House::with_keys(&["a.txt"]).await;
    let first = house.create(request("once")).await;
    assert_eq!(house.create(request("once")).await, first);
    let mut other = request("once");
    other.sampling_percentage = Some(5);
    let status = house.jobs().create_classification_job(other).await.unwrap_err();
    assert_eq!((status.code(), reason(&status)), (Code::AlreadyExists, "MAGPIE_CLIENT_TOKEN_REUSED".to_owned()));
    assert!(status.message().contains(&first), "{}", status.message());
    let all = house.jobs().list_classification_jobs(v1::ListClassificationJobsRequest::default()).await.unwrap();
    assert_eq!(all.into_inner().items.len(), 1);
}

#[tokio::test]
async fn wrong_requests_name_every_wrong_field_and_leave_nothing_behind() {
    let house = House::with_keys(&["a.txt"]).await;
    let mut wrong = request("wrong");
    wrong.sampling_percentage = Some(0);
    wrong.managed_data_identifier_selector = v1::managed_data_identifier_selector::Value::Include.into();
    wrong.managed_data_identifier_ids = vec!["AWS_CREDENTIAL".into()];
    wrong.s3_job_definition.as_mut().unwrap().bucket_definitions[0].account_id = "1".into();
    let status = house.jobs().create_classification_job(wrong).await.unwrap_err();
    assert_eq!((status.code(), reason(&status)), (Code::InvalidArgument, "MAGPIE_INVALID_REQUEST".to_owned()));
    let details = status.get_error_details();
    let fields: Vec<_> = details.bad_request().unwrap().field_violations.iter().map(|v| v.field.as_str()).collect();
    assert_eq!(
        fields,
        ["samplingPercentage", "managedDataIdentifierIds[0]", "s3JobDefinition.bucketDefinitions[0].accountId",]
    );
    assert!(status.message().contains("did you mean AWS_CREDENTIALS?"), "{}", status.message());

    let mut later = request("later");
    let definition = later.s3_job_definition.as_mut().unwrap();
    definition.bucket_definitions.clear();
    definition.bucket_criteria = Some(v1::S3BucketCriteriaForJob::default());
    let status = house.jobs().create_classification_job(later).await.unwrap_err();
    assert_eq!((status.code(), reason(&status)), (Code::Unimplemented, "MAGPIE_NOT_SUPPORTED".to_owned()));
    assert_eq!(house.store.jobs().count(), 0);
}

#[tokio::test]
async fn a_request_with_very_many_wrong_fields_is_answered_over_the_wire() {
    let house = House::with_keys(&["a.txt"]).await;
    let mut wrong = request("wrong");
    wrong.managed_data_identifier_selector = v1::managed_data_identifier_selector::Value::Include.into();
    wrong.managed_data_identifier_ids = (0..20_000).map(|index| format!("ÄÖÜ_{index}")).collect();
    let status = house.jobs().create_classification_job(wrong).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let violations = status.get_error_details().bad_request().unwrap().field_violations.clone();
    assert!(violations.last().unwrap().description.ends_with("more fields are wrong"), "{violations:?}");
}

#[tokio::test]
async fn jobs_that_are_not_there_are_not_found() {
    let house = House::with_keys(&["a.txt"]).await;
    for (job_id, code) in [
        ("0123456789abcdef0123456789abcdef", Code::NotFound),
        ("payroll", Code::NotFound),
        ("../../etc", Code::NotFound),
        ("", Code::InvalidArgument),
    ] {
        let describe = v1::DescribeClassificationJobRequest { job_id: job_id.into() };
        let status = house.jobs().describe_classification_job(describe).await.unwrap_err();
        assert_eq!(status.code(), code, "{job_id}");
        let update = v1::UpdateClassificationJobRequest { job_id: job_id.into(), job_status: Status::Cancelled.into() };
        let status = house.jobs().update_classification_job(update).await.unwrap_err();
        assert_eq!(status.code(), code, "{job_id}");
    }
}

#[tokio::test]
async fn jobs_are_paused_resumed_and_cancelled_as_macies_table_says() {
    let house = House::with_keys(&["a.txt"]).await;
    let job_id = house.create(request("steered")).await;
    let update = |status: i32| {
        let mut jobs = house.jobs();
        let request = v1::UpdateClassificationJobRequest { job_id: job_id.clone(), job_status: status };
        async move { jobs.update_classification_job(request).await.map(|_| ()) }
    };
    update(Status::UserPaused.into()).await.unwrap();
    let paused = house.describe(&job_id).await;
    assert_eq!(paused.job_status(), Status::UserPaused);
    assert_eq!(paused.latest_run.unwrap().state(), State::Paused);
    let details = paused.user_paused_details.unwrap();
    let (since, until) = (details.job_paused_at.unwrap(), details.job_expires_at.unwrap());
    assert_eq!(until.seconds - since.seconds, 30 * 86_400);

    let again = update(Status::UserPaused.into()).await.unwrap_err();
    assert_eq!((again.code(), reason(&again)), (Code::FailedPrecondition, "MAGPIE_JOB_STATE_CONFLICT".to_owned()));
    let expected =
        format!("job {job_id} is USER_PAUSED, so it cannot become USER_PAUSED; it can become RUNNING or CANCELLED");
    assert_eq!(again.message(), expected);

    update(Status::Running.into()).await.unwrap();
    let running = house.describe(&job_id).await;
    assert_eq!((running.job_status(), running.user_paused_details), (Status::Running, None));

    update(Status::Cancelled.into()).await.unwrap();
    house.until(&job_id, Status::Cancelled).await;
    let over = update(Status::Running.into()).await.unwrap_err();
    assert!(over.message().ends_with("create a new one"), "{}", over.message());

    for wrong in [Status::Complete.into(), Status::Idle.into(), 0, 99] {
        let status = update(wrong).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument, "{wrong}");
        assert!(status.message().contains("jobStatus"), "{}", status.message());
    }
}

async fn page(house: &House, request: &v1::ListClassificationJobsRequest) -> v1::ListClassificationJobsResponse {
    house.jobs().list_classification_jobs(request.clone()).await.unwrap().into_inner()
}

fn by_name() -> v1::ListClassificationJobsRequest {
    v1::ListClassificationJobsRequest {
        max_results: Some(3),
        sort_criteria: Some(v1::ListJobsSortCriteria {
            attribute_name: v1::list_jobs_sort_criteria::AttributeName::Name.into(),
            order_by: 0,
        }),
        ..Default::default()
    }
}

#[tokio::test]
async fn jobs_are_listed_in_pages_that_stay_stable_while_new_ones_come() {
    let house = House::with_keys(&["a.txt"]).await;
    for name in ["b", "d", "f", "h", "j", "l", "n"] {
        house.create(request(name)).await;
    }
    let mut request_page = by_name();
    let mut names = Vec::new();
    for round in 0.. {
        let page = page(&house, &request_page).await;
        names.extend(page.items.into_iter().map(|item| item.name));
        if page.next_token.is_empty() {
            break;
        }
        request_page.next_token = page.next_token;
        if round == 0 {
            house.create(request("a")).await;
            house.create(request("m")).await;
        }
    }
    assert_eq!(names, ["b", "d", "f", "h", "j", "l", "m", "n"], "one before the cursor is not seen, one after it is");

    let newest = page(&house, &v1::ListClassificationJobsRequest::default()).await;
    assert_eq!(newest.items.len(), 9);
    let created: Vec<_> =
        newest.items.iter().map(|item| magpie_proto::time::to_unix_millis(&item.created_at.unwrap())).collect();
    assert!(created.is_sorted_by(|a, b| a >= b), "{created:?}");
    assert_eq!(newest.items[0].bucket_definitions[0].buckets, [BUCKET]);
}

#[tokio::test]
async fn jobs_are_filtered_and_tokens_belong_to_their_query() {
    let house = House::with_keys(&["a.txt"]).await;
    for name in ["tax 1", "tax 2", "tax 3", "tax 4", "hr"] {
        house.create(request(name)).await;
    }
    let mut filtered = by_name();
    filtered.filter_criteria = Some(v1::ListJobsFilterCriteria {
        includes: vec![v1::ListJobsFilterTerm {
            comparator: v1::job_comparator::Value::StartsWith.into(),
            key: v1::list_jobs_filter_term::Key::Name.into(),
            values: vec!["tax".into()],
        }],
        excludes: Vec::new(),
    });
    let first = page(&house, &filtered).await;
    assert_eq!(first.items.iter().map(|item| item.name.as_str()).collect::<Vec<_>>(), ["tax 1", "tax 2", "tax 3"]);

    let refused = |request: v1::ListClassificationJobsRequest| async {
        let status = house.jobs().list_classification_jobs(request).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument);
        status.message().to_owned()
    };
    let other = v1::ListClassificationJobsRequest { next_token: first.next_token.clone(), ..by_name() };
    assert!(refused(other).await.contains("nextToken"));
    let garbage = v1::ListClassificationJobsRequest { next_token: "garbage".into(), ..by_name() };
    assert!(refused(garbage).await.contains("nextToken"));
    let size = v1::ListClassificationJobsRequest { max_results: Some(201), ..by_name() };
    assert!(refused(size).await.contains("maxResults: must be 1 to 200"));

    // The page size may change between pages.
    let rest = v1::ListClassificationJobsRequest { next_token: first.next_token, max_results: Some(50), ..filtered };
    let rest = page(&house, &rest).await;
    assert_eq!((rest.items.len(), rest.next_token.as_str()), (1, ""));
}

#[tokio::test]
async fn all_identifiers_are_listed() {
    let house = House::with_keys(&["a.txt"]).await;
    let mut ids = Vec::new();
    let mut next_token = String::new();
    loop {
        let request = v1::ListManagedDataIdentifiersRequest { next_token };
        let page = house.identifiers().list_managed_data_identifiers(request).await.unwrap().into_inner();
        assert!(page.items.len() <= 100);
        ids.extend(page.items.into_iter().map(|item| (item.id, item.recommended)));
        next_token = page.next_token;
        if next_token.is_empty() {
            break;
        }
    }
    let expected: Vec<_> = catalogue::all().iter().map(|row| (row.id.to_owned(), row.recommended)).collect();
    assert_eq!(ids, expected);
}
