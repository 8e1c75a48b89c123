//! A client that knows nothing of Magpie but what the coordinator tells by reflection: grpcurl.

use std::time::Duration;

use magpie_embedded_s3::{Fault, FaultKind, Operation};
use magpie_tests::command::{Said, clean, run};
use magpie_tests::s3::{DATA, embedded};
use magpie_tests::{Access, Account, Cluster, peers};
use serde_json::{Deserializer, Value, json};

/// Calls with the certificate of an administrator, or with none.
async fn grpcurl(cluster: &Cluster, with_certificate: bool, arguments: &[&str]) -> Said {
    let certificates = cluster.certificates();
    let mut command = clean(peers::program("grpcurl"), cluster.folder());
    command.arg("-cacert").arg(&certificates.ca);
    if with_certificate {
        command.arg("-cert").arg(&certificates.admin.cert).arg("-key").arg(&certificates.admin.key);
    }
    run(
        {
            command.args(arguments);
            command
        },
        Duration::from_secs(40),
    )
    .await
}

fn documents(text: &str) -> Vec<Value> {
    Deserializer::from_str(text).into_iter().map(|value| value.unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_finds_its_way_with_grpcurl() {
    let files = magpie_corpus::files(60, 280);
    let s3 = embedded(&files).await;
    s3.faults().add(Fault::new(FaultKind::Latency(Duration::from_millis(30))).on(Operation::GetObject).bucket(DATA));
    let settings = json!({ "worker": { "concurrency": 4 } });
    let cluster = Cluster::builder(&Access::of(&s3)).settings(settings).start().await;
    let at = cluster.authority().to_owned();

    let listed = grpcurl(&cluster, true, &[&at, "list"]).await.expect(0);
    for service in [
        "JobService",
        "FindingService",
        "IdentifierService",
        "CustomDataIdentifierService",
        "AllowListService",
        "ResultService",
        "ClusterService",
    ] {
        assert!(listed.out.contains(&format!("magpie.v1.{service}")), "{}", listed.excerpt());
    }
    assert!(listed.out.contains("grpc.health.v1.Health"), "{}", listed.excerpt());

    let described =
        grpcurl(&cluster, true, &[&at, "describe", "magpie.v1.CreateClassificationJobRequest"]).await.expect(0);
    for field in ["client_token", "s3_job_definition", "managed_data_identifier_selector"] {
        assert!(described.out.contains(field), "{}", described.excerpt());
    }

    let healthy = grpcurl(&cluster, true, &[&at, "grpc.health.v1.Health/Check"]).await.expect(0);
    assert_eq!(documents(&healthy.out), [json!({ "status": "SERVING" })]);

    let request = json!({
        "clientToken": "grpcurl-1",
        "name": "made with grpcurl",
        "jobType": "ONE_TIME",
        "managedDataIdentifierSelector": "ALL",
        "s3JobDefinition": { "bucketDefinitions": [{ "accountId": "111122223333", "buckets": [DATA] }] },
    });
    let request = request.to_string();
    let create = ["-d", &request, &at, "magpie.v1.JobService/CreateClassificationJob"];
    let created = documents(&grpcurl(&cluster, true, &create).await.expect(0).out);
    let job_id = created[0]["jobId"].as_str().unwrap().to_owned();
    let again = documents(&grpcurl(&cluster, true, &create).await.expect(0).out);
    assert_eq!(again, created, "the same token is the same job");

    let watch = json!({ "jobId": job_id, "intervalMs": 100 }).to_string();
    let watched = grpcurl(&cluster, true, &["-d", &watch, &at, "magpie.v1.ClusterService/WatchRun"]).await.expect(0);
    let progress = documents(&watched.out);
    assert!(progress.len() >= 3, "{} messages of progress", progress.len());
    let objects = |progress: &Value| {
        progress["run"]["accounted"]["objects"].as_str().map_or(0, |text| text.parse::<u64>().unwrap())
    };
    assert!(progress.windows(2).all(|pair| objects(&pair[0]) <= objects(&pair[1])), "progress never goes back");
    assert!(objects(&progress[0]) < files.len() as u64, "the first message is from before the end");
    let last = progress.last().unwrap();
    assert_eq!(last["run"]["state"], "COMPLETE");
    assert_eq!(objects(last), files.len() as u64);

    let with_findings = Account::of_truth(&files).objects_with_detections();
    let criteria = json!({
        "findingCriteria": { "criterion": { "classificationDetails.jobId": { "eq": [job_id] } } },
        "maxResults": 200,
    });
    let criteria = criteria.to_string();
    let found =
        grpcurl(&cluster, true, &["-d", &criteria, &at, "magpie.v1.FindingService/ListFindings"]).await.expect(0);
    let found = documents(&found.out);
    let ids = found[0]["findingIds"].as_array().unwrap();
    assert_eq!(ids.len(), with_findings.min(200));
    let get = json!({ "findingIds": [ids[0]] }).to_string();
    let finding = documents(
        &grpcurl(&cluster, true, &["-d", &get, &at, "magpie.v1.FindingService/GetFindings"]).await.expect(0).out,
    );
    assert_eq!(finding[0]["findings"][0]["id"], ids[0]);
    assert_eq!(finding[0]["findings"][0]["category"], "CLASSIFICATION");

    let wrong = json!({ "name": "no token", "jobType": "ONE_TIME" }).to_string();
    let refused = grpcurl(&cluster, true, &["-d", &wrong, &at, "magpie.v1.JobService/CreateClassificationJob"]).await;
    assert!(refused.status != 0 && refused.err.contains("InvalidArgument"), "{}", refused.excerpt());
    assert!(refused.err.contains("clientToken") && refused.err.contains("s3JobDefinition"), "{}", refused.excerpt());

    let stranger = grpcurl(&cluster, false, &["-connect-timeout", "5", &at, "list"]).await;
    assert!(
        stranger.status != 0 && stranger.out.is_empty(),
        "without a certificate nothing is told: {}",
        stranger.excerpt()
    );
}
