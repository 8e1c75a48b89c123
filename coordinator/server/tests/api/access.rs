//! Who may call what, over a connection.

use std::time::Duration;

use magpie_base::tls::Role;
use magpie_proto::v1;
use magpie_proto::v1::cluster_service_client::ClusterServiceClient;
use magpie_proto::v1::finding_service_client::FindingServiceClient;
use magpie_proto::v1::job_service_client::JobServiceClient;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt as _;

use crate::house::{House, request};

#[tokio::test]
async fn each_role_does_its_own() {
    let house = House::with_keys(&["a.txt"]).await;
    for (role, creates, lists, finds) in [
        (Role::Worker, false, false, false),
        (Role::Reader, false, true, true),
        (Role::Admin, true, true, true),
        (Role::Local, true, true, true),
    ] {
        let channel = house.channel(role);
        let code = |result: Result<(), tonic::Status>| result.err().map_or(Code::Ok, |status| status.code());
        let expected = |allowed| if allowed { Code::Ok } else { Code::PermissionDenied };
        let created = JobServiceClient::new(channel.clone()).create_classification_job(request(role.as_str())).await;
        assert_eq!(code(created.map(drop)), expected(creates), "{role}");
        let listed = ClusterServiceClient::new(channel.clone()).list_workers(v1::ListWorkersRequest {}).await;
        assert_eq!(code(listed.map(drop)), expected(lists), "{role}");
        let found = FindingServiceClient::new(channel.clone()).list_findings(v1::ListFindingsRequest::default()).await;
        assert_eq!(code(found.map(drop)), expected(finds), "{role}");
        let health = HealthClient::new(channel).check(HealthCheckRequest::default()).await;
        assert_eq!(code(health.map(drop)), Code::Ok, "{role}");
    }
}

#[tokio::test]
async fn a_refusal_says_what_is_missing() {
    let house = House::with_keys(&["a.txt"]).await;
    let mut jobs = JobServiceClient::new(house.channel(Role::Reader));
    let status = jobs.create_classification_job(request("no")).await.unwrap_err();
    assert_eq!(status.code(), Code::PermissionDenied);
    let info = status.get_error_details().error_info().unwrap().clone();
    assert_eq!(info.metadata["permission"], "WRITE_JOBS");
    assert!(status.metadata().contains_key("x-request-id"));
    assert_eq!(house.store.jobs().count(), 0);
}

#[tokio::test]
async fn the_trail_is_in_the_store() {
    let house = House::with_keys(&["a.txt"]).await;
    let job_id = house.create(request("audited")).await;
    let denied = JobServiceClient::new(house.channel(Role::Worker)).create_classification_job(request("no")).await;
    assert!(denied.is_err());
    let mut records = Vec::new();
    for _ in 0..200 {
        records = house.store.audit(0).map(|record| record.unwrap().1).collect();
        if records.len() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let facts: Vec<_> = records.iter().map(|r| (r.role.as_str(), r.status_code, r.resource.as_str())).collect();
    assert_eq!(facts, [("admin", 0, job_id.as_str()), ("worker", 7, "")]);
    assert!(records.iter().all(|r| r.method == "/magpie.v1.JobService/CreateClassificationJob"));
    assert!(records.iter().all(|r| r.principal == "jo" && r.peer == "127.0.0.1:4444"));
}
