//! Jobs: created once, paused, resumed, cancelled, expired.

use std::sync::Arc;
use std::time::Duration;

use magpie_base::clock::ManualClock;
use magpie_proto::v1;
use magpie_proto::v1::job_status::Value as Status;
use magpie_proto::v1::run_summary::State;
use magpie_proto::worker::v1::revoke::Reason;
use tonic::Code;

use crate::support::{Buckets, Cluster, Home, PATIENCE, config, days, job_request, keys};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asking_again_with_the_same_token_creates_nothing() {
    let buckets = Buckets::with(&[("one", &["a"]), ("two", &["a"])]);
    let cluster = Cluster::in_memory(&buckets, config()).await;
    let (mut left, mut right) = (cluster.jobs(), cluster.jobs());
    // At the same time, so that both may well come into one batch.
    let (left, right) = tokio::join!(
        left.create_classification_job(job_request("t", &["one"])),
        right.create_classification_job(job_request("t", &["one"]))
    );
    let (left, right) = (left.unwrap().into_inner(), right.unwrap().into_inner());
    assert_eq!(left, right);
    let again = cluster.jobs().create_classification_job(job_request("t", &["one"])).await.unwrap().into_inner();
    assert_eq!(again, left);
    let other = cluster.jobs().create_classification_job(job_request("t", &["two"])).await.unwrap_err();
    assert_eq!(other.code(), Code::AlreadyExists);
    assert!(other.message().contains(&left.job_id), "{other}");
    assert_eq!(cluster.store.jobs().count(), 1);
    assert_eq!(cluster.store.runs().count(), 1);
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paused_job_rests_and_goes_on_where_it_was() {
    let buckets = Arc::new(Buckets::default());
    buckets.add("one", keys(8));
    let cluster = Cluster::in_memory(&buckets, config()).await;
    let job_id = cluster.submit(&["one"]).await;
    let mut worker = cluster.worker("a").await;
    worker.want(1).await;
    let grant = worker.grant().await;
    let range = buckets.range(&grant);
    worker.report(&grant, "", &range[..2], false).await;
    worker.acked().await;

    cluster.update(&job_id, Status::UserPaused).await.unwrap();
    assert_eq!(worker.revoked().await, Reason::Paused);
    let job = cluster.describe(&job_id).await;
    assert_eq!((job.job_status(), job.latest_run.unwrap().state()), (Status::UserPaused, State::Paused));
    assert!(job.user_paused_details.unwrap().job_paused_at.is_some());
    worker.want(3).await;
    assert!(worker.hears_nothing().await, "a paused run grants nothing");
    // What comes too late is refused.
    worker.report(&grant, &range[1], &range[2..], true).await;
    assert_eq!(worker.revoked().await, Reason::Superseded);
    assert_eq!(cluster.update(&job_id, Status::UserPaused).await.unwrap_err().code(), Code::FailedPrecondition);

    cluster.update(&job_id, Status::Running).await.unwrap();
    let next = worker.grant().await;
    let resumed = if next.shard_id == grant.shard_id { next } else { worker.grant().await };
    assert_eq!((resumed.shard_id, &resumed.start_after), (grant.shard_id, &range[1]));
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_job_ends_for_good() {
    let buckets = Arc::new(Buckets::default());
    buckets.add("one", keys(8));
    let cluster = Cluster::in_memory(&buckets, config()).await;
    let job_id = cluster.submit(&["one"]).await;
    let mut worker = cluster.worker("a").await;
    worker.want(1).await;
    let grant = worker.grant().await;
    worker.scan(&buckets, &grant).await;
    worker.want(1).await;
    worker.grant().await;
    cluster.update(&job_id, Status::Cancelled).await.unwrap();
    assert_eq!(worker.revoked().await, Reason::Cancelled);
    let summary = cluster.ended(&job_id).await;
    assert_eq!(summary.state(), State::Cancelled);
    assert_eq!(cluster.describe(&job_id).await.job_status(), Status::Cancelled);
    assert_eq!(cluster.logged(grant.run_id).len(), 4, "what was found is kept");
    for target in [Status::Running, Status::UserPaused, Status::Cancelled] {
        assert_eq!(cluster.update(&job_id, target).await.unwrap_err().code(), Code::FailedPrecondition, "{target:?}");
    }
    assert_eq!(cluster.store.shards(grant.run_id).count(), 0);
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_stays_paused_for_30_days_is_cancelled() {
    let buckets = Arc::new(Buckets::default());
    buckets.add("one", keys(8));
    let clock = ManualClock::new();
    let cluster = Cluster::start_with(&Home::memory(), &buckets, config(), Arc::new(clock.clone())).await;
    let job_id = cluster.submit(&["one"]).await;
    cluster.update(&job_id, Status::UserPaused).await.unwrap();
    clock.advance(days(30) - Duration::from_secs(1));
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(cluster.describe(&job_id).await.job_status(), Status::UserPaused);
    clock.advance(Duration::from_secs(61));
    assert_eq!(cluster.ended(&job_id).await.state(), State::Cancelled);
    assert_eq!(cluster.describe(&job_id).await.job_status(), Status::Cancelled);
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_is_cancelled_while_paused_across_a_restart_ends() {
    let (home, buckets) = (Home::folder(), Arc::new(Buckets::default()));
    buckets.add("one", keys(8));
    let cluster = Cluster::start(&home, &buckets, config()).await;
    let job_id = cluster.submit(&["one"]).await;
    cluster.update(&job_id, Status::UserPaused).await.unwrap();
    cluster.crash().await;
    let cluster = Cluster::start(&home, &buckets, config()).await;
    assert_eq!(cluster.describe(&job_id).await.job_status(), Status::UserPaused);
    cluster.update(&job_id, Status::Cancelled).await.unwrap();
    assert_eq!(cluster.ended(&job_id).await.state(), State::Cancelled);
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_watches_sees_the_end() {
    let buckets = Arc::new(Buckets::default());
    buckets.add("one", keys(8));
    let cluster = Cluster::in_memory(&buckets, config()).await;
    let job_id = cluster.submit(&["one"]).await;
    let mut client = v1::cluster_service_client::ClusterServiceClient::new(cluster.connector.channel());
    let request = v1::WatchRunRequest { job_id, interval_ms: Some(100) };
    let mut progress = client.watch_run(request).await.unwrap().into_inner();
    let first = progress.message().await.unwrap().unwrap();
    assert_eq!(first.job_status(), Status::Running);
    let work = tokio::spawn(cluster.worker("a").await.work(Arc::clone(&buckets)));
    let mut last = first;
    while let Some(next) = tokio::time::timeout(PATIENCE, progress.message()).await.unwrap().unwrap() {
        last = next;
    }
    assert_eq!((last.job_status(), last.run.unwrap().state()), (Status::Complete, State::Complete));
    cluster.shutdown().await;
    work.await.unwrap();
}
