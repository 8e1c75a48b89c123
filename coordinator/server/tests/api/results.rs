//! ResultService.

use std::time::Duration;

use magpie_proto::v1;
use magpie_server::api::MAX_RESPONSE_BYTES;
use tonic::Code;

use crate::house::{House, request};

const KEYS: [&str; 5] = ["a.txt", "b.txt", "c/d.txt", "e", "f"];

fn found(key: &str) -> Vec<(&'static str, u64)> {
    if key == "b.txt" { vec![("AWS_CREDENTIALS", 30)] } else { Vec::new() }
}

fn of(job_id: &str) -> v1::StreamResultsRequest {
    v1::StreamResultsRequest { job_id: job_id.to_owned(), ..Default::default() }
}

async fn all(
    house: &House,
    request: v1::StreamResultsRequest,
) -> Result<Vec<v1::StreamResultsResponse>, tonic::Status> {
    let mut client = house.results().max_decoding_message_size(MAX_RESPONSE_BYTES);
    let mut stream = client.stream_results(request).await?.into_inner();
    let mut responses = Vec::new();
    while let Some(response) = stream.message().await? {
        responses.push(response);
    }
    Ok(responses)
}

fn key(response: &v1::StreamResultsResponse) -> &str {
    &response.results[0].resources_affected.as_ref().unwrap().s3_object.as_ref().unwrap().key
}

#[tokio::test]
async fn every_object_has_its_result_in_the_order_of_the_log() {
    let house = House::with_keys(&KEYS).await;
    let job_id = house.finished_job("one", found).await;
    let responses = all(&house, of(&job_id)).await.unwrap();
    assert_eq!(responses.iter().map(key).collect::<Vec<_>>(), KEYS);
    assert_eq!(responses.iter().map(|response| response.position).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let with = &responses[1].results[0];
    assert_eq!(with.r#type, "SensitiveData:S3Object/Credentials");
    let details = with.classification_details.as_ref().unwrap();
    assert_eq!(details.job_id, job_id);
    assert!(!details.magpie.as_ref().unwrap().ruleset_version.is_empty());
    let row = &details.result.as_ref().unwrap().sensitive_data[0].detections[0];
    assert_eq!((row.count, row.occurrences.as_ref().unwrap().line_ranges.len()), (Some(30), 20));
    let bucket = with.resources_affected.as_ref().unwrap().s3_bucket.as_ref().unwrap();
    assert_eq!(bucket.name, "payroll");
    assert!(responses[0].results[0].severity.is_none());

    let finding = house.findings().list_findings(v1::ListFindingsRequest::default()).await.unwrap().into_inner();
    assert_eq!(finding.finding_ids, std::slice::from_ref(&with.id), "the finding has the id of its result");

    let rest = all(&house, v1::StreamResultsRequest { after_position: Some(3), ..of(&job_id) }).await.unwrap();
    assert_eq!(rest.iter().map(key).collect::<Vec<_>>(), ["e", "f"]);
    let beyond = all(&house, v1::StreamResultsRequest { after_position: Some(99), ..of(&job_id) }).await.unwrap();
    assert!(beyond.is_empty());
    let follow = all(&house, v1::StreamResultsRequest { follow: true, ..of(&job_id) }).await.unwrap();
    assert_eq!(follow.len(), 5, "a run that has ended does not wait");
}

#[tokio::test]
async fn a_follower_waits_for_results_until_the_run_ends() {
    let house = House::with_keys(&KEYS).await;
    let job_id = house.create(request("one")).await;
    assert!(all(&house, of(&job_id)).await.unwrap().is_empty(), "nothing yet");

    let mut client = house.results();
    let following = v1::StreamResultsRequest { follow: true, ..of(&job_id) };
    let mut stream = client.stream_results(following).await.unwrap().into_inner();
    assert!(tokio::time::timeout(Duration::from_millis(200), stream.message()).await.is_err(), "it waits");
    let worker = house.worker(found).await;
    let mut keys = Vec::new();
    while let Some(response) = stream.message().await.unwrap() {
        keys.push(key(&response).to_owned());
    }
    worker.abort();
    assert_eq!(keys, KEYS);
}

#[tokio::test]
async fn runs_that_are_not_there_are_named() {
    let house = House::with_keys(&KEYS).await;
    let job_id = house.create(request("one")).await;
    for (request, code) in [
        (v1::StreamResultsRequest { run_id: Some(77), ..of(&job_id) }, Code::NotFound),
        (v1::StreamResultsRequest { run_id: Some(0), ..of(&job_id) }, Code::InvalidArgument),
        (of("0123456789abcdef0123456789abcdef"), Code::NotFound),
        (of(""), Code::InvalidArgument),
    ] {
        assert_eq!(all(&house, request.clone()).await.unwrap_err().code(), code, "{request:?}");
    }
}

#[tokio::test]
async fn when_the_coordinator_stops_a_follower_is_told_to_come_again() {
    let house = House::with_keys(&KEYS).await;
    let job_id = house.create(request("one")).await;
    let mut client = house.results();
    let following = v1::StreamResultsRequest { follow: true, ..of(&job_id) };
    let mut stream = client.stream_results(following).await.unwrap().into_inner();
    let coordinator = std::sync::Arc::clone(&house.coordinator);
    let stopping = tokio::spawn(async move { coordinator.shutdown().await });
    let status = stream.message().await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    drop(stream);
    tokio::time::timeout(Duration::from_secs(10), stopping).await.unwrap().unwrap();
}
