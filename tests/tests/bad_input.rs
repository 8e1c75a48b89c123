//! Wrong requests, wrong certificates, wrong files: one clear sentence with what to do, the right code, and nothing lost.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use magpie_base::clock::SystemClock;
use magpie_base::config::{self, Config};
use magpie_base::tls::{self, certs};
use magpie_proto::v1::cluster_service_client::ClusterServiceClient;
use magpie_proto::v1::job_service_client::JobServiceClient;
use magpie_proto::v1::{
    CreateClassificationJobRequest, JobScopeTerm, JobScopingBlock, ListClassificationJobsRequest, ListWorkersRequest,
    Scoping, SimpleScopeTerm, job_comparator, run_summary, scope_filter_key,
};
use magpie_tests::command::{Said, clean, magpie, run, run_magpie};
use magpie_tests::s3::{DATA, embedded};
use magpie_tests::{Access, Account, Cluster, Job, job, ports};
use serde_json::json;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

const RUN: Duration = Duration::from_secs(60);

/// A failure is told in one sentence that says what to do, with status 2.
#[track_caller]
fn refused(said: Said, sentence: &[&str]) {
    let said = said.expect(2);
    let last = said.err.lines().last().unwrap_or_default();
    assert!(last.starts_with("magpie: "), "the last line is the reason: {}", said.excerpt());
    for part in sentence {
        assert!(last.contains(part), "{part:?} is not told: {}", said.excerpt());
    }
    assert!(!said.err.contains("panicked") && last.len() < 600, "{}", said.excerpt());
}

#[track_caller]
fn refused_field(status: &Status, field: &str) {
    assert_eq!(status.code(), Code::InvalidArgument, "{status}");
    let violations = status.get_details_bad_request().unwrap().field_violations;
    let fields: Vec<_> = violations.iter().map(|violation| violation.field.as_str()).collect();
    assert!(fields.contains(&field), "{field} is not named: {fields:?}");
    assert!(violations.iter().all(|violation| !violation.description.is_empty()));
    assert!(status.message().len() < 1_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_requests_are_refused_field_by_field_and_change_nothing() {
    let files = magpie_corpus::files(110, 28);
    let s3 = embedded(&files).await;
    let settings = json!({ "coordinator": { "max_request_bytes": "1MiB" } });
    let mut cluster = Cluster::builder(&Access::of(&s3)).settings(settings).start().await;
    let channel = cluster.channel();
    let create = async |request: CreateClassificationJobRequest| Job::create(&channel, request).await.err().unwrap();

    let base = job(&[DATA]);
    let with_scope = |term: SimpleScopeTerm| {
        let term = JobScopeTerm { simple_scope_term: Some(term), tag_scope_term: None };
        let mut request = base.clone();
        request.s3_job_definition.as_mut().unwrap().scoping =
            Some(Scoping { includes: Some(JobScopingBlock { and: vec![term] }), excludes: None });
        request
    };
    let wrong_size = SimpleScopeTerm {
        key: scope_filter_key::Value::ObjectSize.into(),
        comparator: job_comparator::Value::Gt.into(),
        values: vec!["large".to_owned()],
    };
    let wrong_comparator = SimpleScopeTerm {
        key: scope_filter_key::Value::ObjectExtension.into(),
        comparator: job_comparator::Value::Gt.into(),
        values: vec!["csv".to_owned()],
    };
    let wrong_key =
        SimpleScopeTerm { key: 99, comparator: job_comparator::Value::Eq.into(), values: vec!["csv".to_owned()] };
    for term in [wrong_size, wrong_comparator, wrong_key] {
        let status = create(with_scope(term)).await;
        assert_eq!(status.code(), Code::InvalidArgument, "{status}");
        let violations = status.get_details_bad_request().unwrap().field_violations;
        assert!(
            violations.iter().all(|v| v.field.starts_with("s3JobDefinition.scoping.includes.and[0]")),
            "{violations:?}"
        );
    }
    refused_field(&create(CreateClassificationJobRequest { job_type: 77, ..base.clone() }).await, "jobType");
    refused_field(
        &create(CreateClassificationJobRequest { managed_data_identifier_selector: 55, ..base.clone() }).await,
        "managedDataIdentifierSelector",
    );
    refused_field(&create(CreateClassificationJobRequest { name: String::new(), ..base.clone() }).await, "name");
    refused_field(
        &create(CreateClassificationJobRequest { sampling_percentage: Some(101), ..base.clone() }).await,
        "samplingPercentage",
    );
    refused_field(&create(job(&["no bucket name"])).await, "s3JobDefinition.bucketDefinitions[0].buckets[0]");
    let nothing = create(CreateClassificationJobRequest::default()).await;
    for field in ["clientToken", "name", "jobType", "s3JobDefinition"] {
        refused_field(&nothing, field);
    }

    let huge = create(CreateClassificationJobRequest { name: "x".repeat(2 << 20), ..base.clone() }).await;
    assert!(matches!(huge.code(), Code::OutOfRange | Code::ResourceExhausted), "{huge:?}");
    assert!(huge.message().contains("1048576"), "the limit is told: {}", huge.message());
    let nobody = Job::of(&channel, "0123456789abcdef0123456789abcdef").describe().await.unwrap_err();
    assert_eq!(nobody.code(), Code::NotFound, "{nobody}");

    // The same through the command line.
    let wrong = cluster.folder().join("job.json");
    let path = wrong.to_str().unwrap().to_owned();
    let file = format!("--cli-input-json={path}");
    std::fs::write(&wrong, json!({ "name": "x", "jobType": "TWICE" }).to_string()).unwrap();
    refused(cluster.magpie(&["jobs", "create", &file]).await, &["TWICE", "line 1"]);
    std::fs::write(&wrong, json!({ "name": "x", "jobTipe": "ONE_TIME" }).to_string()).unwrap();
    refused(cluster.magpie(&["jobs", "create", &file]).await, &["jobTipe"]);
    std::fs::write(&wrong, "{ not json").unwrap();
    refused(cluster.magpie(&["jobs", "create", &file]).await, &["JSON"]);
    std::fs::write(&wrong, json!({ "name": "x", "jobType": "ONE_TIME" }).to_string()).unwrap();
    let said = cluster.magpie(&["jobs", "create", &file]).await.expect(2);
    assert!(said.err.contains("s3JobDefinition: is required"), "{}", said.excerpt());
    refused(cluster.magpie(&["jobs", "create", "--cli-input-json=/no/such/job.json"]).await, &["/no/such/job.json"]);
    refused(cluster.magpie(&["jobs", "describe", "0123456789abcdef0123456789abcdef"]).await, &["there is no job"]);

    // Nothing of all that has become a job, and the coordinator works as before.
    let jobs =
        JobServiceClient::new(channel.clone()).list_classification_jobs(ListClassificationJobsRequest::default()).await;
    assert_eq!(jobs.unwrap().into_inner().items.len(), 0);
    let job = Job::create(&channel, base).await.unwrap();
    assert_eq!(job.watch(RUN).await.state(), run_summary::State::Complete);
    job.account().await.expect(&Account::of_truth(&files), "after all the wrong requests");
    cluster.check();
}

#[tokio::test(flavor = "multi_thread")]
async fn each_certificate_opens_its_own_doors_only() {
    let s3 = embedded(&[]).await;
    let mut cluster = Cluster::builder(&Access::of(&s3)).start().await;
    let certificates = cluster.certificates().clone();

    let reader = cluster.channel_as(&certificates.reader);
    ClusterServiceClient::new(reader.clone()).list_workers(ListWorkersRequest {}).await.unwrap();
    let status = Job::create(&reader, job(&[DATA])).await.err().unwrap();
    assert_eq!(status.code(), Code::PermissionDenied, "{status}");
    assert!(status.message().contains("reader") && status.message().contains("WRITE_JOBS"), "{}", status.message());
    let said = run(cluster.command(&["jobs", "create", "--bucket", DATA], &certificates.reader), RUN).await;
    refused(said, &["reader", "WRITE_JOBS"]);

    let worker = cluster.channel_as(&certificates.worker);
    let status = ClusterServiceClient::new(worker).list_workers(ListWorkersRequest {}).await.unwrap_err();
    assert_eq!(status.code(), Code::PermissionDenied, "{status}");
    // An administrator's certificate is no worker's.
    let said = run(cluster.command(&["worker", "--name", "impostor"], &certificates.admin), RUN).await;
    refused(said, &["admin", "WORK"]);

    // Certificates of somebody else's authority.
    let names = ["127.0.0.1".to_owned()];
    let strange = certs::init(&cluster.folder().join("strange"), &names, &SystemClock::new()).unwrap();
    let channel = |ca: &Path, issued: Option<&certs::Issued>| {
        let tls = config::Tls {
            ca: Some(ca.to_owned()),
            cert: issued.map(|issued| issued.cert.clone()),
            key: issued.map(|issued| issued.key.clone()),
            ..Config::default().tls
        };
        tls::channel(cluster.address(), &tls, &SystemClock::new())
    };
    let stranger = channel(&certificates.ca, Some(&strange.admin)).unwrap();
    let status = Job::create(&stranger, job(&[DATA])).await.err().unwrap();
    assert_eq!(status.code(), Code::Unavailable, "{status:?}");
    assert!(channel(&certificates.ca, None).is_err(), "a client without a certificate is told so before it connects");

    let flags = |ca: &Path, issued: &certs::Issued| {
        let mut command = clean(magpie(), cluster.folder());
        command.args(["jobs", "list", "--coordinator", cluster.address()]);
        command.arg("--ca").arg(ca).arg("--cert").arg(&issued.cert).arg("--key").arg(&issued.key);
        command
    };
    refused(run(flags(&certificates.ca, &strange.admin), RUN).await, &["certificate", "magpie certs init"]);
    refused(run(flags(&strange.ca, &certificates.admin), RUN).await, &["certificate", "magpie certs init"]);
    refused(run(flags(&certificates.ca, &certificates.coordinator), RUN).await, &["certificate"]);
    let mut bare = clean(magpie(), cluster.folder());
    bare.args(["jobs", "list", "--coordinator", cluster.address()]);
    refused(run(bare, RUN).await, &["tls.", "magpie certs init"]);
    let plain = cluster.address().replace("https", "http");
    let mut plaintext = clean(magpie(), cluster.folder());
    plaintext.args(["jobs", "list", "--coordinator", &plain]);
    refused(run(plaintext, RUN).await, &["the coordinator cannot be reached"]);

    let said = run(flags(&certificates.ca, &certificates.reader), RUN).await.expect(0);
    assert!(said.out.contains("JOB ID"), "who may look, sees: {}", said.excerpt());
    cluster.check();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_or_taken_is_said_at_once() {
    let s3 = embedded(&[]).await;
    let cluster = Cluster::builder(&Access::of(&s3)).prepare();
    let started = std::time::Instant::now();
    let said = cluster.magpie(&["jobs", "list"]).await;
    refused(said, &["the coordinator cannot be reached", cluster.authority(), "check --coordinator"]);
    assert!(started.elapsed() < Duration::from_secs(10));

    let _taken = tokio::net::TcpListener::bind(cluster.authority()).await.unwrap();
    refused(cluster.run_coordinator().await, &[cluster.authority(), "is another process listening there?"]);
    assert!(!cluster.data_dir().exists(), "who cannot listen does not touch the store");

    let folder = cluster.folder();
    for (text, told) in [
        ("[coordinator]\nlisten_on = \"127.0.0.1:1\"\n", &["listen_on", "listen"][..]),
        ("[coordinator]\nlease_ttl = \"soon\"\n", &["lease_ttl", "30s"]),
        ("[coordinator]\ninsecure_plaintext = true\nlisten = \"0.0.0.0:7001\"\n", &["insecure_plaintext", "127.0.0.1"]),
        ("[coordinator\n", &["magpie.toml"]),
        ("[worker]\nmemory_budget = \"1KiB\"\n", &["memory_budget", "range_size"]),
    ] {
        let file = folder.join("wrong").join("magpie.toml");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        for command in [&["config", "check"][..], &["coordinator"], &["worker"]] {
            let said = run_magpie(folder, &[command, &["--config", file.to_str().unwrap()]].concat()).await.expect(2);
            for part in told {
                assert!(said.err.contains(part), "{text:?}: {part} is not told: {}", said.excerpt());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_or_a_damaged_store_is_told_and_nothing_is_lost() {
    let files = magpie_corpus::files(111, 140);
    let s3 = embedded(&files).await;
    let mut cluster = Cluster::builder(&Access::of(&s3)).start().await;
    let job = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    assert_eq!(job.watch(RUN).await.state(), run_summary::State::Complete);
    job.wait_for_export().await;
    let before = job.stream(None).await.unwrap();
    cluster.stop().await;

    let key = cluster.folder().join("magpie.key");
    let right = std::fs::read(&key).unwrap();
    let mut wrong = right.clone();
    // Another key of the same form.
    for byte in wrong.iter_mut().filter(|byte| byte.is_ascii_alphanumeric()) {
        *byte = if *byte == b'0' { b'1' } else { b'0' };
    }
    if wrong == right {
        wrong.iter_mut().for_each(|byte| *byte ^= 1);
    }
    std::fs::write(&key, &wrong).unwrap();
    refused(cluster.run_coordinator().await, &["key"]);
    std::fs::write(&key, b"short").unwrap();
    refused(cluster.run_coordinator().await, &["magpie.key", "32"]);
    std::fs::remove_file(&key).unwrap();
    refused(cluster.run_coordinator().await, &["key"]);
    assert!(!key.exists(), "no new key is made for a store that has one already");
    std::fs::write(&key, &right).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();

    // Damage each file of the database in its middle, one at a time, in a copy. Some are only a log for people, or not
    // needed: then the coordinator starts. It never starts with less than there was.
    let data = cluster.data_dir();
    let kept = cluster.folder().join("kept");
    copy(&data, &kept);
    let mut told = 0;
    for file in files_under(&kept) {
        let name = file.strip_prefix(&kept).unwrap();
        let damaged = data.join(name);
        let mut bytes = std::fs::read(&damaged).unwrap();
        if bytes.is_empty() {
            continue;
        }
        let middle = bytes.len() / 2;
        let end = (middle + 16).min(bytes.len());
        bytes[middle..end].iter_mut().for_each(|byte| *byte ^= 0xff);
        std::fs::write(&damaged, bytes).unwrap();
        match start(&mut cluster).await {
            Some(said) => {
                refused(said, &["store"]);
                told += 1;
            }
            None => {
                let job = job.over(&cluster.channel());
                match job.stream(None).await {
                    Ok(after) => assert!(after == before, "{}: results differ and nobody told", name.display()),
                    Err(status) => {
                        assert!(status.message().contains("store"), "{}: {status}", name.display());
                        told += 1;
                    }
                }
                // It may have stopped by itself when it met the damage.
                if cluster.coordinator().ended().is_none() {
                    cluster.kill_coordinator().await;
                }
            }
        }
        std::fs::remove_dir_all(&data).unwrap();
        copy(&kept, &data);
    }
    assert!(told >= 2, "only {told} damages were told");

    cluster.start_coordinator().await;
    let job = job.over(&cluster.channel());
    assert!(job.stream(None).await.unwrap() == before, "with the right key and the backup, all is there");
    job.account().await.expect(&Account::of_truth(&files), "after restoring");

    // A second coordinator over the same folder.
    let port = ports::free();
    let listen = format!("127.0.0.1:{port}");
    let second =
        run(cluster.command(&["coordinator", "--listen", &listen], &cluster.certificates().coordinator), RUN).await;
    refused(second, &["in use by another process"]);
    assert!(job.stream(None).await.unwrap() == before);
}

/// Starts the coordinator. What it said, if it ended instead.
async fn start(cluster: &mut Cluster) -> Option<Said> {
    cluster.try_start_coordinator().await.err()
}

fn files_under(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            files.extend(files_under(&entry.path()));
        } else {
            files.push(entry.path());
        }
    }
    files.sort();
    files
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, from.metadata().unwrap().permissions()).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
