//! The whole way of the data against an S3 that is not ours: SeaweedFS.

use std::time::{Duration, Instant};

use bytes::Bytes;
use magpie_objects::{ObjectStore as _, PutOptions};
use magpie_proto::v1::run_summary;
use magpie_tests::command::{clean, run};
use magpie_tests::export::Export;
use magpie_tests::process::Process;
use magpie_tests::s3::{ACCESS_KEY, DATA, RESULTS, SECRET_KEY};
use magpie_tests::{Access, Account, Cluster, Job, job, peers, ports};
use serde_json::json;

/// How long the server may take to start.
const START: Duration = Duration::from_secs(20);

async fn seaweedfs(folder: &std::path::Path) -> (Process, Access) {
    let identities = json!({ "identities": [{
        "name": "tests",
        "credentials": [{ "accessKey": ACCESS_KEY, "secretKey": SECRET_KEY }],
        "actions": ["Admin", "Read", "List", "Tagging", "Write"],
    }] });
    let config = folder.join("s3.json");
    std::fs::write(&config, identities.to_string()).unwrap();
    let data = folder.join("weed");
    std::fs::create_dir_all(&data).unwrap();
    let port = ports::free();
    let mut command = clean(peers::program("weed"), folder);
    command.args([
        "server",
        "-filer",
        "-s3",
        "-volume.max=100",
        "-master.volumeSizeLimitMB=64",
        "-master.telemetry=false",
    ]);
    command.args(["-ip=127.0.0.1", "-ip.bind=127.0.0.1"]);
    command
        .arg(format!("-dir={}", data.display()))
        .arg(format!("-s3.config={}", config.display()))
        .arg(format!("-s3.port={port}"));
    for service in ["master", "volume", "filer"] {
        command
            .arg(format!("-{service}.port={}", ports::free()))
            .arg(format!("-{service}.port.grpc={}", ports::free()));
    }
    command.arg(format!("-s3.port.grpc={}", ports::free()));
    command.arg(format!("-filer.localSocket={}", folder.join("filer.sock").display()));
    let mut process = Process::start("seaweedfs", folder, command);
    let access = Access { endpoint: format!("http://127.0.0.1:{port}") };
    let client = access.client().await;
    let started = Instant::now();
    while client.buckets().await.is_err() {
        let ended = process.ended();
        assert!(
            ended.is_none() && started.elapsed() < START,
            "SeaweedFS did not start ({ended:?})\n{}",
            process.last_lines()
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    (process, access)
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_the_truth_with_seaweedfs() {
    let folder = tempfile::tempdir().unwrap();
    let files = magpie_corpus::files(90, 210);
    let (_process, access) = seaweedfs(folder.path()).await;
    for bucket in [DATA, RESULTS] {
        let mut aws = clean(peers::program("aws"), folder.path());
        aws.env("AWS_ACCESS_KEY_ID", ACCESS_KEY)
            .env("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
            .env("AWS_EC2_METADATA_DISABLED", "true");
        aws.args(["--region", "us-east-1", "--endpoint-url", &access.endpoint, "s3", "mb", &format!("s3://{bucket}")]);
        run(aws, Duration::from_secs(30)).await.expect(0);
    }
    let client = access.client().await;
    for file in &files {
        client.put(DATA, &file.key, Bytes::from(file.bytes.clone()), &PutOptions::default()).await.unwrap();
    }
    let mut cluster = Cluster::builder(&access).workers(2).start().await;
    let job = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    let run = job.watch(Duration::from_secs(60)).await;
    assert_eq!(run.state(), run_summary::State::Complete, "{run:?}");
    let truth = Account::of_truth(&files);
    let streamed = job.results().await;
    Account::of_results(&streamed).unwrap().expect(&truth, "the streamed results");
    job.wait_for_export().await;
    let export = Export::read(&access, &job.id).await;
    export.expect(&streamed);
    assert_eq!(export.manifest["complete"], true);
    assert_eq!(job.findings().await.len(), truth.objects_with_detections());
    cluster.stop().await;
}
