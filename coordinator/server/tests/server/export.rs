//! What is written to the export bucket, and that it is always the same.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use aws_lc_rs::digest;
use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use magpie_base::clock::{Clock, Millis, SystemClock};
use magpie_base::config::{Config, HumanDuration, Sse};
use magpie_objects::EncryptionKind;
use magpie_proto::v1::DiscoveryResult;
use magpie_proto::v1::job_status::Value as Status;
use serde_json::Value;

use crate::support::{ACCOUNT, Buckets, Cluster, Home, PATIENCE, config, keys};

fn exporting(results_per_file: u32) -> Config {
    let mut config = config();
    config.export.bucket = Some("results".to_owned());
    config.export.prefix = "magpie/".to_owned();
    config.export.results_per_file = results_per_file;
    config.export.flush_interval = HumanDuration::from_secs(3_600);
    config
}

fn lines(body: &Bytes) -> Vec<String> {
    let mut text = String::new();
    MultiGzDecoder::new(body.as_ref()).read_to_string(&mut text).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn key_of(line: &str) -> String {
    let result: DiscoveryResult = magpie_proto::json::from_str(line).unwrap();
    result.resources_affected.unwrap().s3_object.unwrap().key
}

async fn exported(cluster: &Cluster, job_id: &str) {
    let run_id = cluster.store.job(job_id).unwrap().unwrap().latest_run_id;
    let wait = async {
        while !cluster.store.run(run_id).unwrap().unwrap().exported {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("the run is not exported");
}

/// Scans a bucket with so many objects and gives what was written.
async fn scan(home: &Home, buckets: &Arc<Buckets>, config: Config) -> (Cluster, String) {
    let cluster = Cluster::start(home, buckets, config).await;
    let job_id = cluster.submit(&["one"]).await;
    tokio::spawn(cluster.worker("a").await.work(Arc::clone(buckets)));
    cluster.ended(&job_id).await;
    (cluster, job_id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_macies_and_the_manifest_comes_last_and_adds_up() {
    let buckets = Arc::new(Buckets::default());
    buckets.add("one", keys(25));
    let mut config = exporting(10);
    config.export.sse = Sse::Kms;
    config.export.kms_key_id = Some("the-key".to_owned());
    let (cluster, job_id) = scan(&Home::memory(), &buckets, config).await;
    exported(&cluster, &job_id).await;
    let written = buckets.written();
    let folder = format!("results/magpie/AWSLogs/{ACCOUNT}/Macie/eu-central-1/{job_id}/");
    assert!(written.iter().all(|(key, ..)| key.starts_with(&folder)), "{written:?}");
    assert!(written.iter().all(|(.., options)| {
        options.encryption.kind == EncryptionKind::Kms && options.encryption.key_id.as_deref() == Some("the-key")
    }));
    let (last, manifest, _) = written.last().unwrap();
    assert_eq!(*last, format!("{folder}manifest-1.json"));

    let manifest: Value = serde_json::from_slice(manifest).unwrap();
    assert_eq!((&manifest["state"], &manifest["complete"]), (&Value::from("COMPLETE"), &Value::from(true)));
    assert_eq!((&manifest["objects"], &manifest["run"]["accounted"]["objects"]), (&Value::from(25), &Value::from(25)));
    let objects = buckets.final_objects();
    let mut all = Vec::new();
    for file in manifest["files"].as_array().unwrap() {
        let key = format!("results/{}", file["key"].as_str().unwrap());
        let body = &objects[&key];
        let sum = digest::digest(&digest::SHA256, body);
        assert_eq!(file["sha256"].as_str().unwrap(), hex::encode(sum.as_ref()));
        let in_file = lines(body);
        assert_eq!(file["records"], Value::from(in_file.len()));
        for line in &in_file {
            let result: DiscoveryResult = magpie_proto::json::from_str(line).unwrap();
            let location = result.classification_details.unwrap().detailed_results_location;
            assert_eq!(location, format!("s3://{key}"));
        }
        all.extend(in_file.iter().map(|line| key_of(line)));
    }
    assert_eq!(manifest["files"].as_array().unwrap().len(), 3);
    assert_eq!(objects.len(), 4, "no file that the manifest does not know");
    let log: Vec<_> = cluster.logged(1).into_iter().map(|(_, key)| key).collect();
    assert_eq!(all, log, "the files hold the log, in its order");

    for finding in cluster.store.findings() {
        let finding = finding.unwrap();
        let file = finding.classification_details.unwrap().detailed_results_location;
        let key = finding.resources_affected.unwrap().s3_object.unwrap().key;
        let body = &objects[file.strip_prefix("s3://").unwrap()];
        assert!(lines(body).iter().any(|line| key_of(line) == key), "{key} is in the file that its finding names");
    }
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writing_again_gives_the_same_bytes() {
    let buckets = Arc::new(Buckets::default());
    buckets.add("one", keys(25));
    // Each of the first writes is stored, but its answer is lost: it is made again.
    buckets.lose_answers(2);
    let (cluster, job_id) = scan(&Home::memory(), &buckets, exporting(10)).await;
    exported(&cluster, &job_id).await;
    let mut versions: BTreeMap<String, Vec<Bytes>> = BTreeMap::new();
    for (key, body, _) in buckets.written() {
        versions.entry(key).or_default().push(body);
    }
    assert!(versions.values().any(|bodies| bodies.len() > 1), "nothing was written twice");
    for (key, bodies) in versions {
        assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{key} changed");
    }
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_before_the_manifest_is_mended_by_the_next_start() {
    let (home, buckets) = (Home::folder(), Arc::new(Buckets::default()));
    buckets.add("one", keys(25));
    buckets.stick(Some("manifest"));
    let (cluster, job_id) = scan(&home, &buckets, exporting(10)).await;
    let wait = async {
        while buckets.final_objects().len() < 3
            || cluster.store.export(1).unwrap().is_none_or(|record| record.files.len() < 3)
        {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.unwrap();
    assert!(!cluster.store.run(1).unwrap().unwrap().exported);
    cluster.crash().await;
    let before = buckets.final_objects();
    assert!(before.keys().all(|key| !key.contains("manifest")), "no manifest before the end");

    buckets.stick(None);
    // Other settings for new runs do not move the files of this one.
    let cluster = Cluster::start(&home, &buckets, exporting(7)).await;
    exported(&cluster, &job_id).await;
    let after = buckets.final_objects();
    assert_eq!(after.len(), 4);
    assert!(before.iter().all(|(key, body)| after[key] == *body), "files kept their bytes");
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_that_wait_are_flushed_and_their_file_grows_under_its_name() {
    let buckets = Arc::new(Buckets::default());
    buckets.add("one", keys(8));
    let mut config = exporting(100);
    config.export.flush_interval = HumanDuration::from_millis(100);
    let cluster = Cluster::in_memory(&buckets, config).await;
    let job_id = cluster.submit(&["one"]).await;
    let mut worker = cluster.worker("a").await;
    worker.want(2).await;
    let (first, second) = (worker.grant().await, worker.grant().await);
    worker.scan(&buckets, &first).await;
    let wait = async {
        while buckets.written().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("nothing is flushed");
    let (name, early, _) = buckets.written()[0].clone();
    assert_eq!(lines(&early).len(), 4);
    worker.scan(&buckets, &second).await;
    worker.want(1).await;
    let open = worker.grant().await;
    worker.scan(&buckets, &open).await;
    cluster.ended(&job_id).await;
    exported(&cluster, &job_id).await;
    let objects = buckets.final_objects();
    assert_eq!(objects.len(), 2, "one file and the manifest: {:?}", objects.keys());
    let late = lines(&objects[&name]);
    assert_eq!(late.len(), 8);
    assert_eq!(late[..4], lines(&early), "what was there stays as it was");
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shutdown_writes_what_waits() {
    let buckets = Arc::new(Buckets::default());
    buckets.add("one", keys(8));
    let cluster = Cluster::in_memory(&buckets, exporting(100)).await;
    let job_id = cluster.submit(&["one"]).await;
    let mut worker = cluster.worker("a").await;
    worker.want(1).await;
    let grant = worker.grant().await;
    worker.scan(&buckets, &grant).await;
    assert!(buckets.written().is_empty());
    assert_eq!(cluster.describe(&job_id).await.job_status(), Status::Running);
    cluster.shutdown().await;
    let written = buckets.written();
    assert_eq!(written.len(), 1);
    assert_eq!(lines(&written[0].1).len(), 4);
}

/// A clock with which the brain is slow to take results: it asks for the time of day when it does.
#[derive(Default)]
struct SlowBrain {
    inner: SystemClock,
    slow: AtomicBool,
    asked: AtomicBool,
}

impl Clock for SlowBrain {
    fn now(&self) -> Millis {
        self.inner.now()
    }

    fn wall(&self) -> SystemTime {
        if self.slow.load(Ordering::SeqCst) && std::thread::current().name() == Some("magpie-brain") {
            self.asked.store(true, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(400));
        }
        self.inner.wall()
    }
}

/// The keys of all results that were written, in the order of their positions.
fn written(buckets: &Buckets) -> Vec<String> {
    let objects = buckets.final_objects();
    objects
        .iter()
        .filter(|(key, _)| key.ends_with(".gz"))
        .flat_map(|(_, body)| lines(body))
        .map(|line| key_of(&line))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shutdown_waits_for_what_the_brain_is_about_to_store() {
    let buckets = Arc::new(Buckets::default());
    buckets.add("one", keys(8));
    let clock = Arc::new(SlowBrain::default());
    let its = Arc::<SlowBrain>::clone(&clock);
    let cluster = Cluster::start_with(&Home::memory(), &buckets, exporting(100), its).await;
    cluster.submit(&["one"]).await;
    let mut worker = cluster.worker("a").await;
    worker.want(1).await;
    let grant = worker.grant().await;
    clock.slow.store(true, Ordering::SeqCst);
    worker.report(&grant, &grant.start_after, &buckets.range(&grant), true).await;
    while !clock.asked.load(Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // The worker's message is taken, and not yet stored.
    assert_eq!(cluster.logged(1).len(), 0);
    cluster.coordinator.shutdown().await;
    worker.acked().await;
    let logged: Vec<_> = cluster.logged(1).into_iter().map(|(_, key)| key).collect();
    assert_eq!((logged.len(), written(&buckets)), (4, logged));
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whenever_a_coordinator_shuts_down_it_writes_all_that_it_has_stored() {
    const LAST: u32 = 59;
    let mut stored = BTreeSet::new();
    for steps in 0..=LAST {
        let buckets = Arc::new(Buckets::default());
        buckets.add("one", keys(12));
        let cluster = Cluster::in_memory(&buckets, exporting(100)).await;
        cluster.submit(&["one"]).await;
        let mut worker = cluster.worker("a").await;
        worker.want(3).await;
        let grants = [worker.grant().await, worker.grant().await, worker.grant().await];
        for grant in &grants {
            worker.report(grant, &grant.start_after, &buckets.range(grant), true).await;
        }
        // From before the first message has come to after the last is stored.
        for _ in 0..steps * steps {
            tokio::task::yield_now().await;
        }
        while steps == LAST && cluster.logged(1).len() < 12 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        cluster.coordinator.shutdown().await;
        let logged: Vec<_> = cluster.logged(1).into_iter().map(|(_, key)| key).collect();
        stored.insert(logged.len());
        assert_eq!(written(&buckets), logged, "after {steps} steps");
        cluster.shutdown().await;
    }
    assert!(stored.contains(&12), "{stored:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_run_is_exported_and_its_manifest_says_so() {
    let (home, buckets) = (Home::folder(), Arc::new(Buckets::default()));
    buckets.add("one", keys(8));
    // The export bucket does not answer: the scan goes on.
    buckets.stick(Some("AWSLogs"));
    let cluster = Cluster::start(&home, &buckets, exporting(2)).await;
    let job_id = cluster.submit(&["one"]).await;
    let mut worker = cluster.worker("a").await;
    worker.want(1).await;
    let grant = worker.grant().await;
    worker.scan(&buckets, &grant).await;
    cluster.update(&job_id, Status::Cancelled).await.unwrap();
    cluster.ended(&job_id).await;
    assert!(buckets.written().is_empty());
    cluster.crash().await;

    buckets.stick(None);
    let cluster = Cluster::start(&home, &buckets, exporting(2)).await;
    exported(&cluster, &job_id).await;
    let (_, manifest, _) = buckets.written().pop().unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!((&manifest["state"], &manifest["complete"]), (&Value::from("CANCELLED"), &Value::from(false)));
    assert_eq!((&manifest["objects"], manifest["files"].as_array().unwrap().len()), (&Value::from(4), 2));
    cluster.shutdown().await;
}
