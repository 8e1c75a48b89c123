//! ClusterService.

use std::time::Duration;

use magpie_proto::v1;
use magpie_proto::v1::run_summary::State;
use tonic::Code;

use crate::house::{House, request};

#[tokio::test]
async fn workers_that_are_attached_are_listed() {
    let house = House::with_keys(&["a.txt"]).await;
    let workers =
        || async { house.cluster().list_workers(v1::ListWorkersRequest {}).await.unwrap().into_inner().workers };
    assert!(workers().await.is_empty());
    let worker = house.worker(|_| Vec::<(&str, u64)>::new()).await;
    let listed = workers().await;
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].worker_id.as_str(), listed[0].version.as_str()), ("worker-1", "test"));
    worker.abort();
    let leases = house.cluster().list_leases(v1::ListLeasesRequest {}).await.unwrap().into_inner().leases;
    assert!(leases.is_empty());
}

#[tokio::test]
async fn a_watcher_sees_the_run_to_its_end() {
    let house = House::with_keys(&["a.txt", "b.txt"]).await;
    let job_id = house.create(request("watched")).await;
    let watch = v1::WatchRunRequest { job_id: job_id.clone(), interval_ms: Some(100) };
    let mut stream = house.cluster().watch_run(watch).await.unwrap().into_inner();
    let first = stream.message().await.unwrap().unwrap();
    assert_eq!((first.job_id.as_str(), first.run.as_ref().unwrap().state()), (job_id.as_str(), State::Running));
    let worker = house.worker(|_| vec![("AWS_CREDENTIALS", 1)]).await;
    let mut last = first;
    while let Some(message) = tokio::time::timeout(Duration::from_secs(10), stream.message()).await.unwrap().unwrap() {
        last = message;
    }
    worker.abort();
    let run = last.run.unwrap();
    assert_eq!((run.state(), run.detections), (State::Complete, 2));
    assert_eq!(last.job_status, i32::from(v1::job_status::Value::Complete));

    let again = v1::WatchRunRequest { job_id, interval_ms: None };
    let mut stream = house.cluster().watch_run(again).await.unwrap().into_inner();
    assert_eq!(stream.message().await.unwrap().unwrap().run.unwrap().state(), State::Complete);
    assert!(stream.message().await.unwrap().is_none());
}

#[tokio::test]
async fn a_watch_needs_a_job_and_a_sensible_interval() {
    let house = House::with_keys(&["a.txt"]).await;
    let job_id = house.create(request("watched")).await;
    for (job_id, interval_ms, code) in [
        (job_id.as_str(), Some(99), Code::InvalidArgument),
        ("", None, Code::InvalidArgument),
        ("0123456789abcdef0123456789abcdef", None, Code::NotFound),
    ] {
        let watch = v1::WatchRunRequest { job_id: job_id.to_owned(), interval_ms };
        assert_eq!(house.cluster().watch_run(watch).await.unwrap_err().code(), code);
    }
}
