//! From the first call to the last: a run's whole way, restarts, shutdown, failure.

use std::sync::Arc;

use magpie_proto::v1;
use magpie_proto::v1::run_summary::State;
use magpie_proto::worker::v1::attach_request::Message as Say;
use magpie_proto::worker::v1::revoke::Reason;
use tonic::Code;
use tonic_health::pb::health_client::HealthClient;
use tonic_health::pb::{HealthCheckRequest, health_check_response};

use crate::support::{Buckets, Cluster, Home, config, job_request, keys, same_once, system};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_ends_with_every_object_accounted_for() {
    let buckets = Buckets::with(&[("empty", &[])]);
    buckets.add("one", keys(25));
    buckets.add("two", keys(9));
    let cluster = Cluster::in_memory(&buckets, config()).await;
    let job_id = cluster.submit(&["one", "two", "empty"]).await;
    let first = tokio::spawn(cluster.worker("a").await.work(Arc::clone(&buckets)));
    let second = tokio::spawn(cluster.worker("b").await.work(Arc::clone(&buckets)));

    let summary = cluster.ended(&job_id).await;
    assert_eq!(summary.state(), State::Complete);
    assert!(summary.planned && summary.bucket_errors.is_empty());
    let (listed, accounted) = (summary.listed.unwrap(), summary.accounted.unwrap());
    assert_eq!((listed.objects, accounted.objects, accounted.complete), (34, 34, 34));
    assert_eq!((listed.bytes, accounted.bytes_classified), (340, 340));
    assert_eq!((summary.objects_with_detections, summary.detections), (9 + 3, 2 * (9 + 3)));
    assert_eq!(summary.shards, summary.shards_done);
    assert!(system(summary.ended_at) >= system(summary.started_at));

    let expected =
        |bucket: &str, count| keys(count).into_iter().map(move |key| (bucket.to_owned(), key)).collect::<Vec<_>>();
    let all = expected("one", 25).into_iter().chain(expected("two", 9));
    assert!(same_once(&cluster.logged(summary.run_id), all));
    let findings: Vec<_> = cluster.store.findings().map(|finding| finding.unwrap()).collect();
    assert_eq!(findings.len(), 12);
    let details = findings[0].classification_details.as_ref().unwrap();
    assert_eq!((details.job_id.as_str(), details.detailed_results_location.as_str()), (job_id.as_str(), ""));

    let job = cluster.describe(&job_id).await;
    assert_eq!(job.job_status(), v1::job_status::Value::Complete);
    assert_eq!(job.last_run_error_status.unwrap().code(), v1::last_run_error_status::Code::None);
    assert_eq!(job.latest_run.unwrap().state(), State::Complete);

    cluster.shutdown().await;
    let grants: Vec<_> = first.await.unwrap().into_iter().chain(second.await.unwrap()).collect();
    assert_eq!(grants.len() as u64, summary.shards);
    let spec = grants[0].spec.clone().unwrap();
    assert!(spec.managed_data_identifier_ids.is_sorted() && !spec.ruleset_version.is_empty());
    assert!(grants.iter().all(|grant| grant.spec.as_ref() == Some(&spec)), "all workers look for the same");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_goes_on_where_the_last_acknowledgement_was() {
    let (home, buckets) = (Home::folder(), Arc::new(Buckets::default()));
    buckets.add("one", keys(20));
    let cluster = Cluster::start(&home, &buckets, config()).await;
    let job_id = cluster.submit(&["one"]).await;
    let mut worker = cluster.worker("a").await;
    worker.want(2).await;
    let (whole, part) = (worker.grant().await, worker.grant().await);
    worker.scan(&buckets, &whole).await;
    let range = buckets.range(&part);
    worker.report(&part, &part.start_after, &range[..2], false).await;
    assert_eq!(worker.acked().await, range[1]);
    let (epoch, run_id) = (worker.welcome.epoch, part.run_id);
    let before = cluster.logged(run_id);
    assert_eq!(before.len(), 4 + 2);
    cluster.crash().await;

    let cluster = Cluster::start(&home, &buckets, config()).await;
    assert_eq!(cluster.logged(run_id), before, "what was acknowledged is there");
    let mut worker = cluster.worker("a").await;
    assert!(worker.welcome.epoch > epoch);
    // The lease of the coordinator that died is void, and so are its results.
    worker.report(&part, &range[1], &range[2..], true).await;
    assert_eq!(worker.revoked().await, Reason::Superseded);
    assert_eq!(cluster.logged(run_id), before);
    drop(worker);

    let done = tokio::spawn(cluster.worker("b").await.work(Arc::clone(&buckets)));
    let summary = cluster.ended(&job_id).await;
    assert_eq!((summary.state(), summary.run_id), (State::Complete, run_id));
    assert!(same_once(&cluster.logged(run_id), keys(20).into_iter().map(|key| ("one".to_owned(), key))));
    cluster.shutdown().await;
    let grants = done.await.unwrap();
    assert!(grants.iter().any(|grant| grant.start_after == range[1]), "the shard went on at its cursor");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shutdown_stores_what_came_and_then_closes_every_door() {
    let (home, buckets) = (Home::folder(), Buckets::with(&[("one", &["a", "b", "c"])]));
    let cluster = Cluster::start(&home, &buckets, config()).await;
    let job_id = cluster.submit(&["one"]).await;
    let mut health = HealthClient::new(cluster.connector.channel());
    let check = |service: &str| HealthCheckRequest { service: service.to_owned() };
    let serving = health.check(check("magpie.v1.JobService")).await.unwrap().into_inner();
    assert_eq!(serving.status(), health_check_response::ServingStatus::Serving);

    let mut worker = cluster.worker("a").await;
    worker.want(1).await;
    let grant = worker.grant().await;
    let watching = cluster.coordinator.brain().watch_run(&job_id, None).unwrap();
    worker.report(&grant, "", &buckets.range(&grant)[..1], false).await;
    assert_eq!(worker.acked().await, "a");
    let mut jobs = cluster.jobs();
    let coordinator = Arc::clone(&cluster.coordinator);
    cluster.shutdown().await;

    assert_eq!(worker.hear().await.unwrap_err().code(), Code::Unavailable);
    assert!(watching.has_changed().is_err(), "nobody is left watching");
    let store = home.open().await;
    assert_eq!(store.next_position(grant.run_id).unwrap(), 2);
    store.close();
    assert_eq!(coordinator.wait().await, Ok(()));
    assert!(jobs.create_classification_job(job_request("later", &["one"])).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_store_fails_the_coordinator_stops_and_promises_nothing() {
    let buckets = Buckets::with(&[("one", &["a", "b", "c"])]);
    let cluster = Cluster::in_memory(&buckets, config()).await;
    cluster.submit(&["one"]).await;
    let mut worker = cluster.worker("a").await;
    worker.want(1).await;
    let grant = worker.grant().await;
    cluster.store.destroy().unwrap();
    worker.report(&grant, "", &buckets.range(&grant), true).await;
    let heard = worker.hear().await;
    assert!(!matches!(heard, Ok(Some(_))), "no acknowledgement of what is not stored: {heard:?}");
    let failure = cluster.coordinator.wait().await.unwrap_err();
    assert!(failure.to_string().contains("its store failed"), "{failure}");
    let refused = cluster.coordinator.brain().update_job("x", v1::job_status::Value::Cancelled).await;
    assert!(matches!(refused, Err(magpie_server::brain::Error::Stopped)), "{refused:?}");
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_drains_gets_no_more_and_its_shard_goes_on_elsewhere() {
    use magpie_proto::worker::v1::{Draining, ReturnLease, return_lease};
    let buckets = Buckets::with(&[("one", &["a", "b", "c"])]);
    let cluster = Cluster::in_memory(&buckets, config()).await;
    let job_id = cluster.submit(&["one"]).await;
    let mut worker = cluster.worker("a").await;
    worker.want(5).await;
    let grant = worker.grant().await;
    worker.report(&grant, "", &buckets.range(&grant)[..1], false).await;
    worker.acked().await;
    worker.say(Say::Draining(Draining {})).await;
    let give_back =
        ReturnLease { token: grant.token, reason: return_lease::Reason::Draining.into(), ..Default::default() };
    worker.say(Say::ReturnLease(give_back)).await;
    let mut other = cluster.worker("b").await;
    other.want(1).await;
    let next = other.grant().await;
    assert_eq!((next.shard_id, next.start_after.as_str()), (grant.shard_id, "a"));
    let workers = cluster.coordinator.brain().workers().await.unwrap();
    assert_eq!(workers.iter().map(|worker| worker.draining).collect::<Vec<_>>(), [true, false]);
    other.scan(&buckets, &next).await;
    assert_eq!(cluster.ended(&job_id).await.accounted.unwrap().objects, 3);
    assert!(worker.hears_nothing().await, "no further grant");
    cluster.shutdown().await;
}
