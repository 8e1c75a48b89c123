//! AllowListService, and the words of runs.

use std::time::Duration;

use magpie_base::tls::Role;
use magpie_proto::v1;
use magpie_proto::v1::allow_list_status_code::Value as StatusCode;
use magpie_proto::v1::job_status::Value as Status;
use magpie_proto::worker::v1::worker_service_client::WorkerServiceClient;
use magpie_proto::worker::v1::{GetWordsRequest, get_words_response};
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::house::{ACCOUNT, House, LISTS, request};

fn words(token: &str, key: &str) -> v1::CreateAllowListRequest {
    let list = v1::S3WordsList { bucket_name: LISTS.into(), object_key: key.into() };
    v1::CreateAllowListRequest {
        client_token: token.into(),
        criteria: Some(v1::AllowListCriteria { regex: None, s3_words_list: Some(list) }),
        description: Some("ours".into()),
        name: "Our numbers".into(),
        tags: [("team".to_owned(), "hr".to_owned())].into(),
    }
}

fn regex(token: &str) -> v1::CreateAllowListRequest {
    let criteria = v1::AllowListCriteria { regex: Some("B-00[0-9]".into()), s3_words_list: None };
    v1::CreateAllowListRequest { criteria: Some(criteria), ..words(token, "") }
}

async fn create(house: &House, request: v1::CreateAllowListRequest) -> Result<String, tonic::Status> {
    Ok(house.allow_lists().create_allow_list(request).await?.into_inner().id)
}

async fn get(house: &House, id: &str) -> Result<v1::GetAllowListResponse, tonic::Status> {
    Ok(house.allow_lists().get_allow_list(v1::GetAllowListRequest { id: id.into() }).await?.into_inner())
}

async fn delete(house: &House, id: &str, ignore_job_checks: &str) -> Result<(), tonic::Status> {
    let request = v1::DeleteAllowListRequest { id: id.into(), ignore_job_checks: ignore_job_checks.into() };
    house.allow_lists().delete_allow_list(request).await.map(drop)
}

fn reason(status: &tonic::Status) -> String {
    status.get_error_details().error_info().unwrap().reason.clone()
}

fn fields(status: &tonic::Status) -> Vec<String> {
    assert_eq!(status.code(), Code::InvalidArgument, "{status}");
    status.get_details_bad_request().unwrap().field_violations.into_iter().map(|v| v.field).collect()
}

/// What a worker gets of a run's words.
async fn words_of(house: &House, run_id: u64) -> Result<Vec<(String, Vec<u8>)>, tonic::Status> {
    let mut client = WorkerServiceClient::new(house.channel(Role::Worker));
    let mut answer = client.get_words(GetWordsRequest { run_id }).await?.into_inner();
    let (mut lists, mut bytes) = (Vec::new(), Vec::new());
    while let Some(message) = answer.message().await? {
        match message.message.unwrap() {
            get_words_response::Message::Header(header) => {
                assert!(!header.ruleset_version.is_empty());
                lists = header.lists;
            }
            get_words_response::Message::Data(data) => bytes.extend(data),
        }
    }
    let mut at = 0;
    Ok(lists
        .into_iter()
        .map(|list| {
            let end = at + usize::try_from(list.bytes).unwrap();
            let content = bytes[at..end].to_vec();
            at = end;
            (list.id, content)
        })
        .collect())
}

#[tokio::test]
async fn one_is_created_tried_out_changed_and_deleted() {
    let house = House::with_keys(&["a.txt"]).await;
    house.put_words("a.txt", Some("Anna Ivanova\n"));
    let created = house.allow_lists().create_allow_list(words("t", "a.txt")).await.unwrap().into_inner();
    assert!(magpie_base::ids::is_allow_list_id(&created.id));
    let arn = format!("arn:aws:macie2:eu-central-1:{ACCOUNT}:allow-list/{}", created.id);
    assert_eq!(created.arn, arn);
    let shown = get(&house, &created.id).await.unwrap();
    assert_eq!((shown.arn.as_str(), shown.name.as_str(), shown.tags.len()), (arn.as_str(), "Our numbers", 1));
    assert_eq!(shown.status.clone().unwrap().code(), StatusCode::Ok);
    assert_eq!(shown.created_at, shown.updated_at);

    // Each call tries anew.
    house.put_words("a.txt", Some("\n"));
    assert_eq!(get(&house, &created.id).await.unwrap().status.unwrap().code(), StatusCode::S3ObjectEmpty);
    house.put_words("a.txt", None);
    let gone = get(&house, &created.id).await.unwrap().status.unwrap();
    assert_eq!(gone.code(), StatusCode::S3ObjectNotFound);
    assert!(!gone.description.unwrap().contains("a.txt"), "keys are told to nobody");

    house.put_words("b.txt", Some("536-90-4399\n"));
    tokio::time::sleep(Duration::from_millis(2)).await;
    let update = v1::UpdateAllowListRequest {
        criteria: words("", "b.txt").criteria,
        description: None,
        id: created.id.clone(),
        name: "Theirs".into(),
    };
    let updated = house.allow_lists().update_allow_list(update.clone()).await.unwrap().into_inner();
    assert_eq!((updated.arn, updated.id), (arn, created.id.clone()));
    let shown = get(&house, &created.id).await.unwrap();
    assert_eq!((shown.name.as_str(), shown.description), ("Theirs", None));
    assert_eq!(shown.status.unwrap().code(), StatusCode::Ok);
    assert_ne!(shown.created_at, shown.updated_at);
    let other_kind = v1::UpdateAllowListRequest { criteria: regex("").criteria, ..update };
    let status = house.allow_lists().update_allow_list(other_kind).await.unwrap_err();
    assert_eq!(fields(&status), ["criteria.regex"]);

    assert_eq!(
        create(&house, words("t", "a.txt")).await.unwrap(),
        created.id,
        "the same request, however it changed since"
    );
    delete(&house, &created.id, "").await.unwrap();
    let absent = get(&house, &created.id).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "MAGPIE_ALLOW_LIST_NOT_FOUND"));
    assert_eq!(delete(&house, &created.id, "").await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_with_the_field() {
    let house = House::with_keys(&["a.txt"]).await;
    house.put_words("long.txt", Some(&"x".repeat(91)));
    let missing = create(&house, words("t", "no-such.txt")).await.unwrap_err();
    assert_eq!(fields(&missing), ["criteria.s3WordsList"]);
    assert!(missing.message().contains("S3_OBJECT_NOT_FOUND"), "{}", missing.message());
    let long = create(&house, words("t", "long.txt")).await.unwrap_err();
    assert!(long.message().contains("line 1") && !long.message().contains("xxx"), "{}", long.message());
    let nothing = create(&house, v1::CreateAllowListRequest::default()).await.unwrap_err();
    assert_eq!(fields(&nothing), ["clientToken", "name", "criteria"]);
    assert_eq!(fields(&delete(&house, "a", "perhaps").await.unwrap_err()), ["ignoreJobChecks"]);
    assert_eq!(house.store.allow_lists().count(), 0);
}

#[tokio::test]
async fn there_are_five_of_a_kind_and_they_are_listed_newest_first() {
    let house = House::with_keys(&["a.txt"]).await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(create(&house, regex(&format!("t{number}"))).await.unwrap());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let status = create(&house, regex("one too many")).await.unwrap_err();
    assert_eq!((status.code(), reason(&status).as_str()), (Code::ResourceExhausted, "MAGPIE_QUOTA_EXCEEDED"));
    house.put_words("a.txt", Some("a word\n"));
    ids.push(create(&house, words("words", "a.txt")).await.unwrap());
    let reused = create(&house, words("t0", "a.txt")).await.unwrap_err();
    assert_eq!((reused.code(), reason(&reused).as_str()), (Code::AlreadyExists, "MAGPIE_CLIENT_TOKEN_REUSED"));

    let page = v1::ListAllowListsRequest { max_results: Some(4), next_token: String::new() };
    let first = house.allow_lists().list_allow_lists(page).await.unwrap().into_inner();
    let rest = v1::ListAllowListsRequest { max_results: None, next_token: first.next_token };
    let rest = house.allow_lists().list_allow_lists(rest).await.unwrap().into_inner();
    assert!(rest.next_token.is_empty());
    let listed: Vec<String> = first.allow_lists.into_iter().chain(rest.allow_lists).map(|list| list.id).collect();
    ids.reverse();
    assert_eq!(listed, ids);
}

#[tokio::test]
async fn a_run_has_its_words_until_it_ends_and_a_list_in_use_stays() {
    let house = House::with_keys(&["a.txt", "b.txt"]).await;
    house.put_words("a.txt", Some("Anna Ivanova\n536-90-4399\n"));
    let with_words = create(&house, words("w", "a.txt")).await.unwrap();
    let with_regex = create(&house, regex("r")).await.unwrap();
    let mut wanted = request("allowed");
    wanted.allow_list_ids = vec![with_words.clone(), with_regex.clone()];
    let job_id = house.create(wanted.clone()).await;

    let got = words_of(&house, 1).await.unwrap();
    assert_eq!(got, [(with_words.clone(), b"Anna Ivanova\n536-90-4399\n".to_vec())]);
    let run = house.describe(&job_id).await.latest_run.unwrap();
    let mut used: Vec<_> =
        run.allow_lists.iter().map(|list| (list.id.clone(), list.status.clone().unwrap().code())).collect();
    used.sort();
    let mut expected = vec![(with_words.clone(), StatusCode::Ok), (with_regex.clone(), StatusCode::Ok)];
    expected.sort();
    assert_eq!(used, expected);
    assert!(run.allow_lists.iter().any(|list| list.id == with_words && !list.e_tag.is_empty() && !list.changed));
    let stored = format!("{:?}", house.store.run_details(1).unwrap());
    assert!(stored.contains(&with_words) && !stored.contains("Ivanova"), "words are never stored");

    let denied = WorkerServiceClient::new(house.channel(Role::Admin)).get_words(GetWordsRequest { run_id: 1 }).await;
    assert_eq!(denied.err().unwrap().code(), Code::PermissionDenied);

    let busy = delete(&house, &with_words, "false").await.unwrap_err();
    assert_eq!((busy.code(), reason(&busy).as_str()), (Code::FailedPrecondition, "MAGPIE_ALLOW_LIST_IN_USE"));
    assert!(busy.message().contains(&job_id), "{}", busy.message());
    delete(&house, &with_regex, "true").await.unwrap();

    let worker = house.worker(|_| Vec::<(String, u64)>::new()).await;
    house.until(&job_id, Status::Complete).await;
    worker.abort();
    assert_eq!(words_of(&house, 1).await.unwrap_err().code(), Code::NotFound, "words go when the run ends");
    delete(&house, &with_words, "").await.unwrap();

    let anew = v1::CreateClassificationJobRequest { client_token: "anew".into(), ..wanted };
    let status = house.jobs().create_classification_job(anew).await.unwrap_err();
    assert_eq!(fields(&status), ["allowListIds[0]", "allowListIds[1]"]);
}

#[tokio::test]
async fn a_run_goes_on_without_a_list_that_cannot_be_read_and_says_so() {
    let house = House::with_keys(&["a.txt"]).await;
    house.put_words("a.txt", Some("Anna Ivanova\n"));
    house.put_words("b.txt", Some("Bjorn Jensen\n"));
    let gone = create(&house, words("a", "a.txt")).await.unwrap();
    let there = create(&house, words("b", "b.txt")).await.unwrap();
    house.put_words("a.txt", None);
    let mut wanted = request("without");
    wanted.allow_list_ids = vec![gone.clone(), there.clone()];
    let job_id = house.create(wanted).await;
    let got = words_of(&house, 1).await.unwrap();
    assert_eq!(got, [(there, b"Bjorn Jensen\n".to_vec())]);
    let worker = house.worker(|_| Vec::<(String, u64)>::new()).await;
    let done = house.until(&job_id, Status::Complete).await;
    worker.abort();
    let run = done.latest_run.unwrap();
    let list = run.allow_lists.iter().find(|list| list.id == gone).unwrap();
    let status = list.status.clone().unwrap();
    assert_eq!((status.code(), list.name.as_str()), (StatusCode::S3ObjectNotFound, "Our numbers"));
    assert!(status.description.unwrap().contains("does not exist"));
}
