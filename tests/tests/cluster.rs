//! The whole way of the data: a job over 2,000 objects finds exactly what is there, however many workers there are and
//! whatever is killed meanwhile.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use magpie_corpus::File;
use magpie_embedded_s3::{EmbeddedS3, Fault, FaultKind, Operation};
use magpie_proto::v1::{DiscoveryResult, job_status, run_summary};
use magpie_tests::account::canonical;
use magpie_tests::client::{done, workers};
use magpie_tests::cluster::Builder;
use magpie_tests::export::Export;
use magpie_tests::s3::{DATA, embedded};
use magpie_tests::{Access, Account, Cluster, Job, job};
use serde_json::{Value, json};

pub(crate) const OBJECTS: usize = 2_000;

/// How long a run of all objects may take.
pub(crate) const RUN: Duration = Duration::from_secs(90);

/// A cluster in front of a slow S3, with few objects at once: a run takes long enough to be met in its middle.
async fn slow(files: &[File], workers: usize) -> (EmbeddedS3, Cluster) {
    let (s3, builder) = prepared(files).await;
    (s3, builder.workers(workers).start().await)
}

/// The same, before anything is started.
pub(crate) async fn prepared(files: &[File]) -> (EmbeddedS3, Builder) {
    let s3 = embedded(files).await;
    s3.faults().add(Fault::new(FaultKind::Latency(Duration::from_millis(25))).on(Operation::GetObject).bucket(DATA));
    let settings = json!({ "worker": { "concurrency": 6, "leases": 2 } });
    let builder = Cluster::builder(&Access::of(&s3)).settings(settings);
    (s3, builder)
}

/// All that must hold after a run that went to its end: every answer there is agrees with the truth.
pub(crate) async fn expect_truth(s3: &Access, job: &Job, files: &[File]) -> Vec<DiscoveryResult> {
    let truth = Account::of_truth(files);
    let run = job.watch(RUN).await;
    assert_eq!(run.state(), run_summary::State::Complete, "{run:?}");
    assert!(run.planned && run.bucket_errors.is_empty(), "{run:?}");
    let (listed, accounted) = (run.listed.unwrap(), run.accounted.unwrap());
    let skipped = files.iter().filter(|file| file.truth.status != magpie_corpus::Status::Complete).count() as u64;
    assert_eq!((listed.objects, accounted.objects), (files.len() as u64, files.len() as u64));
    assert_eq!((accounted.complete, accounted.partial, accounted.skipped), (files.len() as u64 - skipped, 0, skipped));
    assert_eq!(accounted.bytes, files.iter().map(|file| file.bytes.len() as u64).sum::<u64>());
    assert_eq!(run.objects_with_detections, truth.objects_with_detections() as u64);
    assert_eq!(run.detections, truth.detections());

    let streamed = job.results().await;
    Account::of_results(&streamed).unwrap().expect(&truth, "the streamed results");

    job.wait_for_export().await;
    let export = Export::read(s3, &job.id).await;
    export.expect(&streamed);
    Account::of_results(&export.results()).unwrap().expect(&truth, "the exported results");
    assert_eq!(export.manifest["state"], "COMPLETE");
    assert_eq!(export.manifest["complete"], true);
    assert_eq!(export.manifest["objects"], files.len());

    let findings = job.findings().await;
    let mut counted = BTreeMap::new();
    for finding in &findings {
        let key = finding.resources_affected.clone().unwrap().s3_object.unwrap().key;
        let result = finding.classification_details.clone().unwrap().result.unwrap();
        let counts: BTreeMap<String, u64> = result
            .sensitive_data
            .iter()
            .flat_map(|item| &item.detections)
            .map(|detection| (detection.r#type.clone(), detection.count.unwrap().unsigned_abs()))
            .collect();
        assert!(counted.insert(key.clone(), counts).is_none(), "two findings of {key}");
    }
    let expected: BTreeMap<String, BTreeMap<String, u64>> = truth
        .0
        .iter()
        .filter(|((_, member), entry)| member.is_none() && !entry.detections.is_empty())
        .map(|((key, _), entry)| {
            (key.clone(), entry.detections.iter().map(|(id, (count, _))| (id.clone(), *count)).collect())
        })
        .collect();
    assert_eq!(counted.len(), expected.len(), "one finding for each object with plants");
    let wrong = expected.iter().find(|(key, counts)| counted.get(*key) != Some(counts));
    assert_eq!(wrong, None, "a finding with other counts");
    streamed
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_the_truth_with_one_worker_and_with_four() {
    let files = magpie_corpus::files(1, OBJECTS);
    let s3 = embedded(&files).await;
    let access = Access::of(&s3);
    let mut cluster = Cluster::builder(&access).start().await;

    let first = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    let alone = expect_truth(&access, &first, &files).await;

    for _ in 0..3 {
        cluster.add_worker();
    }
    cluster.wait_for_workers(4).await;
    let before: BTreeMap<String, u64> = workers(&cluster.channel())
        .await
        .unwrap()
        .into_iter()
        .map(|worker| (worker.worker_id, worker.objects))
        .collect();
    // Slow enough that every worker gets its share.
    s3.faults().add(Fault::new(FaultKind::Latency(Duration::from_millis(10))).on(Operation::GetObject).bucket(DATA));
    let second = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    let together = expect_truth(&access, &second, &files).await;
    for worker in workers(&cluster.channel()).await.unwrap() {
        assert!(worker.objects > before[&worker.worker_id], "{} took no part", worker.worker_id);
    }

    let (alone, together) = (canonical(&alone), canonical(&together));
    assert_eq!(alone.len(), together.len());
    let different = alone.iter().zip(&together).find(|(one, other)| one != other);
    assert_eq!(different, None, "four workers find what one finds");
    cluster.check();
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_of_a_worker_in_the_middle_loses_and_doubles_nothing() {
    let files = magpie_corpus::files(2, OBJECTS);
    let (s3, mut cluster) = slow(&files, 3).await;
    let job = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();

    job.wait_for_middle(200, RUN).await;
    for worker in workers(&cluster.channel()).await.unwrap() {
        assert!(worker.leases > 0, "{} holds no lease, so killing it proves nothing", worker.worker_id);
    }
    cluster.workers[0].kill().await;
    cluster.workers.remove(0);
    cluster.wait_for_workers(2).await;
    let run = job.run().await;
    assert!(done(&run) < OBJECTS as u64, "killed in the middle: {}", done(&run));

    job.wait_for_middle(done(&run) + 200, RUN).await;
    cluster.workers[0].kill().await;
    cluster.workers.remove(0);
    cluster.add_worker();
    let run = job.run().await;
    assert!(done(&run) < OBJECTS as u64, "killed in the middle: {}", done(&run));
    assert_eq!(run.state(), run_summary::State::Running);

    expect_truth(&Access::of(&s3), &job, &files).await;
    cluster.check();
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_of_the_coordinator_in_the_middle_loses_and_doubles_nothing() {
    let files = magpie_corpus::files(3, OBJECTS);
    let (s3, mut cluster) = slow(&files, 2).await;
    let job = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();

    let mut seen = Vec::new();
    for kill in 1..=2_u64 {
        job.wait_for_middle(500 * kill, RUN).await;
        // What a user has seen is stored for good.
        seen = job.stream(None).await.unwrap();
        cluster.kill_coordinator().await;
        // Workers go on for a while without it.
        tokio::time::sleep(Duration::from_millis(300)).await;
        cluster.start_coordinator().await;
        cluster.wait_for_workers(2).await;
        let job = job.over(&cluster.channel());
        let run = job.run().await;
        assert_eq!(run.state(), run_summary::State::Running, "killed in the middle");
        assert!(done(&run) >= 500 * kill && done(&run) < OBJECTS as u64, "{} objects after kill {kill}", done(&run));
        let again = job.stream(None).await.unwrap();
        assert!(again.len() >= seen.len(), "{} results were seen, {} are left", seen.len(), again.len());
        assert!(again[..seen.len()] == seen[..], "results that were seen before the kill are the same after it");
    }

    let job = job.over(&cluster.channel());
    expect_truth(&Access::of(&s3), &job, &files).await;
    let answers = job.stream(None).await.unwrap();
    assert!(answers[..seen.len()] == seen[..]);
    let positions: Vec<u64> = answers.iter().map(|answer| answer.position).collect();
    assert_eq!(positions, (1..=OBJECTS as u64).collect::<Vec<_>>(), "the results log has no gaps");
    cluster.check();
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_of_everything_at_once_loses_and_doubles_nothing() {
    let files = magpie_corpus::files(4, OBJECTS);
    let (s3, mut cluster) = slow(&files, 2).await;
    let job = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    job.wait_for_middle(600, RUN).await;
    for worker in &mut cluster.workers {
        worker.kill().await;
    }
    cluster.kill_coordinator().await;
    cluster.workers.clear();

    cluster.start_coordinator().await;
    let job = job.over(&cluster.channel());
    let run = job.run().await;
    assert!(done(&run) >= 600 && done(&run) < OBJECTS as u64, "killed in the middle: {}", done(&run));
    assert_eq!(run.state(), run_summary::State::Running);
    for _ in 0..3 {
        cluster.add_worker();
    }
    expect_truth(&Access::of(&s3), &job, &files).await;
    cluster.check();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_can_be_paused_resumed_and_cancelled_in_its_middle() {
    let files = magpie_corpus::files(5, OBJECTS);
    let (s3, cluster) = slow(&files, 2).await;
    let access = Access::of(&s3);
    let paused = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    paused.wait_for_middle(200, RUN).await;
    paused.update(job_status::Value::UserPaused).await.unwrap();

    // Objects that were in flight may still come in; then nothing does.
    let mut still_since = Instant::now();
    let mut at = done(&paused.run().await);
    let started = Instant::now();
    while still_since.elapsed() < Duration::from_millis(1_500) {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let now = done(&paused.run().await);
        if now != at {
            (at, still_since) = (now, Instant::now());
        }
        assert!(started.elapsed() < Duration::from_secs(15), "a paused run goes on: {now}");
    }
    assert!(at < OBJECTS as u64, "paused in the middle: {at}");
    let described = paused.describe().await.unwrap();
    assert_eq!(described.job_status(), job_status::Value::UserPaused);
    assert!(described.user_paused_details.is_some());
    assert_eq!(described.latest_run.unwrap().state(), run_summary::State::Paused);
    assert!(workers(&cluster.channel()).await.unwrap().iter().all(|worker| worker.leases == 0), "nothing is leased");

    paused.update(job_status::Value::Running).await.unwrap();
    expect_truth(&access, &paused, &files).await;
    assert_eq!(paused.describe().await.unwrap().job_status(), job_status::Value::Complete);
    let refused = paused.update(job_status::Value::UserPaused).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::FailedPrecondition, "{refused}");

    let cancelled = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    cancelled.wait_for_middle(200, RUN).await;
    cancelled.update(job_status::Value::Cancelled).await.unwrap();
    let run = cancelled.watch(Duration::from_secs(15)).await;
    assert_eq!(run.state(), run_summary::State::Cancelled, "{run:?}");
    assert_eq!(cancelled.describe().await.unwrap().job_status(), job_status::Value::Cancelled);
    let partial = cancelled.account().await;
    let objects = partial.0.keys().filter(|(_, member)| member.is_none()).count();
    assert!((200..OBJECTS).contains(&objects), "{objects} results");
    assert_eq!(objects as u64, done(&run), "every object that is accounted for has its result");
    let keys: std::collections::BTreeSet<&String> = partial.0.keys().map(|(key, _)| key).collect();
    let truth = Account::of_truth(&files).only(|key| keys.contains(&key.to_owned()));
    partial.expect(&truth, "what a cancelled job found");
    cancelled.wait_for_export().await;
    let export = Export::read(&access, &cancelled.id).await;
    assert_eq!((&export.manifest["complete"], &export.manifest["state"]), (&Value::Bool(false), &json!("CANCELLED")));
    assert_eq!(export.manifest["objects"], objects);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_asked_to_stop_hands_over() {
    let files = magpie_corpus::files(6, OBJECTS);
    let (s3, mut cluster) = slow(&files, 1).await;
    let job = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    job.wait_for_middle(200, RUN).await;
    let mut leaving = cluster.workers.remove(0);
    leaving.terminate();
    let asked = Instant::now();
    let status = leaving.wait(Duration::from_secs(15)).await;
    assert!(status.success(), "a drained worker ends with status 0, not {status}\n{}", leaving.last_lines());
    assert!(asked.elapsed() < Duration::from_secs(10), "draining took {:?}", asked.elapsed());
    cluster.wait_for_workers(0).await;

    let run = job.run().await;
    assert_eq!(run.state(), run_summary::State::Running);
    let left = done(&run);
    assert!((200..OBJECTS as u64).contains(&left), "drained in the middle: {left}");
    // The leases were handed back, not left to expire: whoever comes gets them at once.
    cluster.add_worker();
    let came = Instant::now();
    job.wait_for_middle(left + 1, RUN).await;
    assert!(came.elapsed() < Duration::from_secs(3), "the next worker had to wait {:?}", came.elapsed());
    expect_truth(&Access::of(&s3), &job, &files).await;
    cluster.check();
}
