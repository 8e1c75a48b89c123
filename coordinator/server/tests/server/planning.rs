//! The planner: what is listed, what is cut, and what happens when a bucket cannot be listed.

use std::sync::Arc;

use magpie_objects::Error;
use magpie_proto::v1;
use magpie_proto::v1::run_summary::State;

use crate::support::{Buckets, Cluster, config, job_request, keys, same_once};

fn unavailable() -> Error {
    Error::Unavailable { bucket: "one".into(), reason: "503".into() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shards_tile_the_bucket_whatever_the_pages() {
    let buckets = Arc::new(Buckets::default());
    buckets.add("one", keys(500));
    buckets.page(7);
    // Errors in the middle of a listing are not its end.
    buckets.fail_listing("one", 11, vec![unavailable(), unavailable()]);
    let cluster = Cluster::in_memory(&buckets, config()).await;
    let job_id = cluster.submit(&["one"]).await;
    let work = tokio::spawn(cluster.worker("a").await.work(Arc::clone(&buckets)));
    let summary = cluster.ended(&job_id).await;
    assert_eq!(summary.state(), State::Complete, "{summary:?}");
    assert_eq!(summary.listed.unwrap().objects, 500);
    assert!(same_once(&cluster.logged(summary.run_id), keys(500).into_iter().map(|key| ("one".to_owned(), key))));
    cluster.shutdown().await;

    let mut grants = work.await.unwrap();
    grants.sort_by_key(|grant| grant.shard_id);
    let mut end = String::new();
    for (index, grant) in grants.iter().enumerate() {
        assert_eq!(grant.start_after, end, "shard {index} begins where the one before ends");
        assert!(index == 0 || !end.is_empty(), "nothing lies behind an open end");
        end.clone_from(&grant.end_inclusive);
        assert!(buckets.range(grant).len() <= 4, "shards have the size that was asked for");
    }
    assert_eq!(end, "", "the last shard ends open");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_cannot_be_listed_makes_the_run_incomplete() {
    let buckets = Buckets::with(&[("good", &["a", "b"]), ("denied", &["x"])]);
    let denied = Error::AccessDenied { bucket: "denied".into(), action: "s3:ListBucket".into() };
    buckets.fail_listing("denied", 0, vec![denied; 3]);
    let cluster = Cluster::in_memory(&buckets, config()).await;
    let job_id = cluster.submit(&["missing", "good", "denied"]).await;
    let work = tokio::spawn(cluster.worker("a").await.work(Arc::clone(&buckets)));
    let summary = cluster.ended(&job_id).await;
    assert_eq!(summary.state(), State::Incomplete);
    assert!(!summary.planned);
    let mut errors: Vec<_> =
        summary.bucket_errors.iter().map(|error| (error.bucket.as_str(), error.code.as_str())).collect();
    errors.sort_unstable();
    assert_eq!(errors, [("denied", "BUCKET_ACCESS_DENIED"), ("missing", "BUCKET_DOES_NOT_EXIST")]);
    assert!(summary.bucket_errors.iter().any(|error| error.message.contains("s3:ListBucket")), "it says what to do");
    assert_eq!(summary.accounted.unwrap().objects, 2, "the other bucket was scanned");
    let job = cluster.describe(&job_id).await;
    assert_eq!(job.job_status(), v1::job_status::Value::Complete);
    assert_eq!(job.last_run_error_status.unwrap().code(), v1::last_run_error_status::Code::Error);
    cluster.shutdown().await;
    work.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_stays_out_of_reach_is_given_up_after_the_attempts_that_were_set() {
    let buckets = Buckets::with(&[("one", &["a"])]);
    buckets.fail_listing("one", 0, vec![unavailable(); 100]);
    let mut config = config();
    config.coordinator.listing_attempts = 3;
    let cluster = Cluster::in_memory(&buckets, config).await;
    let job_id = cluster.submit(&["one"]).await;
    let summary = cluster.ended(&job_id).await;
    assert_eq!((summary.state(), summary.shards), (State::Incomplete, 0));
    assert_eq!(summary.bucket_errors[0].code, "BUCKET_DETAILS_UNAVAILABLE");
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scope_and_sample_are_counted_by_the_planner_and_handed_to_workers() {
    let buckets = Arc::new(Buckets::default());
    buckets.add("one", (0..100).map(|index| format!("{index:03}.csv")));
    buckets.add("one", (0..50).map(|index| format!("{index:03}.log")));
    let cluster = Cluster::in_memory(&buckets, config()).await;
    let mut request = job_request("t", &["one"]);
    request.sampling_percentage = Some(30);
    let term = v1::SimpleScopeTerm {
        comparator: v1::job_comparator::Value::Eq.into(),
        key: v1::scope_filter_key::Value::ObjectExtension.into(),
        values: vec!["csv".into()],
    };
    let term = v1::JobScopeTerm { simple_scope_term: Some(term), ..Default::default() };
    let scoping = v1::Scoping { includes: Some(v1::JobScopingBlock { and: vec![term] }), excludes: None };
    request.s3_job_definition.as_mut().unwrap().scoping = Some(scoping.clone());
    let job_id = cluster.jobs().create_classification_job(request).await.unwrap().into_inner().job_id;
    let listed = cluster.wait_for(&job_id, |summary, _| summary.planned.then(|| summary.listed.unwrap())).await;
    assert_eq!((listed.objects, listed.excluded), (150, 50));
    assert!((50..=90).contains(&listed.sampled_out), "{listed:?}");
    let mut worker = cluster.worker("a").await;
    worker.want(1).await;
    let spec = worker.grant().await.spec.unwrap();
    assert_eq!((spec.sampling_percentage, spec.scoping), (30, Some(scoping)));
    assert_ne!(spec.sampling_seed, 0);
    cluster.shutdown().await;
}
