//! Workers: who may say what, and whose word counts.

use std::sync::Arc;
use std::time::Duration;

use magpie_base::config::HumanDuration;
use magpie_proto::v1::run_summary::State;
use magpie_proto::worker::v1::attach_request::Message as Say;
use magpie_proto::worker::v1::revoke::Reason;
use magpie_proto::worker::v1::{Hello, LeaseToken, Progress};
use tonic::Code;

use crate::support::{Buckets, Cluster, Worker, config, keys, same_once};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_of_an_expired_lease_are_not_stored() {
    let buckets = Buckets::with(&[("one", &["a", "b", "c"])]);
    let mut config = config();
    config.coordinator.lease_ttl = HumanDuration::from_millis(300);
    let cluster = Cluster::in_memory(&buckets, config).await;
    let job_id = cluster.submit(&["one"]).await;
    let mut zombie = cluster.worker("zombie").await;
    zombie.want(1).await;
    let old = zombie.grant().await;
    zombie.report(&old, "", &buckets.range(&old)[..1], false).await;
    assert_eq!(zombie.acked().await, "a");
    // It gives no sign of life.
    assert_eq!(zombie.revoked().await, Reason::Expired);
    let mut other = cluster.worker("other").await;
    other.want(1).await;
    let new = other.grant().await;
    assert_eq!((new.shard_id, new.start_after.as_str()), (old.shard_id, "a"));
    let (old_token, new_token) = (old.token.unwrap(), new.token.unwrap());
    assert!((new_token.epoch, new_token.number) > (old_token.epoch, old_token.number));

    zombie.report(&old, "a", &buckets.range(&old)[1..], true).await;
    assert_eq!(zombie.revoked().await, Reason::Superseded);
    assert_eq!(cluster.logged(old.run_id).len(), 1);
    other.scan(&buckets, &new).await;
    assert_eq!(cluster.ended(&job_id).await.state(), State::Complete);
    assert!(same_once(&cluster.logged(old.run_id), ["a", "b", "c"].map(|key| ("one".to_owned(), key.to_owned()))));
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heartbeats_keep_a_lease() {
    let buckets = Buckets::with(&[("one", &["a", "b", "c"])]);
    let mut config = config();
    config.coordinator.lease_ttl = HumanDuration::from_millis(400);
    let cluster = Cluster::in_memory(&buckets, config).await;
    cluster.submit(&["one"]).await;
    let mut worker = cluster.worker("a").await;
    worker.want(1).await;
    let grant = worker.grant().await;
    for _ in 0..12 {
        worker.heartbeat(&[&grant]).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    worker.scan(&buckets, &grant).await;
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_whose_stream_breaks_attaches_again_and_keeps_its_lease() {
    let buckets = Buckets::with(&[("one", &["a", "b", "c"])]);
    let cluster = Cluster::in_memory(&buckets, config()).await;
    let job_id = cluster.submit(&["one"]).await;
    let mut worker = cluster.worker("a").await;
    worker.want(1).await;
    let grant = worker.grant().await;
    // The old stream is still there: the new one replaces it.
    let mut again = cluster.worker("a").await;
    assert_eq!(worker.hear().await.unwrap_err().code(), Code::Aborted);
    again.heartbeat(&[&grant]).await;
    again.scan(&buckets, &grant).await;
    assert_eq!(cluster.ended(&job_id).await.state(), State::Complete);
    assert_eq!(cluster.coordinator.brain().workers().await.unwrap().len(), 1);
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_in_the_wrong_order_are_refused_and_repeated_ones_stored_once() {
    let buckets = Arc::new(Buckets::default());
    buckets.add("one", keys(4));
    let cluster = Cluster::in_memory(&buckets, config()).await;
    cluster.submit(&["one"]).await;
    let mut worker = cluster.worker("a").await;
    worker.want(2).await;
    let grant = worker.grant().await;
    let range = buckets.range(&grant);
    worker.report(&grant, "", &range[..1], false).await;
    assert_eq!(worker.acked().await, range[0]);
    worker.report(&grant, "", &range[..1], false).await;
    assert_eq!(worker.acked().await, range[0], "the answer was lost, so it is given again");
    assert_eq!(cluster.logged(grant.run_id).len(), 1);
    worker.report(&grant, &range[1], &range[2..], false).await;
    assert_eq!(worker.revoked().await, Reason::OutOfOrder, "one key was left out");
    assert_eq!(cluster.logged(grant.run_id).len(), 1);
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_cannot_be_true_ends_the_stream_and_changes_nothing() {
    let buckets = Buckets::with(&[("one", &["a", "b", "c"])]);
    let cluster = Cluster::in_memory(&buckets, config()).await;
    cluster.submit(&["one"]).await;
    let mut worker = cluster.worker("a").await;
    worker.want(1).await;
    let grant = worker.grant().await;
    let lie = Progress {
        token: grant.token,
        to_cursor: "c".into(),
        account: Some(magpie_proto::v1::ObjectAccount { objects: 3, complete: 3, ..Default::default() }),
        ..Default::default()
    };
    worker.say(Say::Progress(lie)).await;
    let refused = worker.hear().await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert!(refused.message().contains("progress.account"), "{refused}");
    assert_eq!(cluster.logged(grant.run_id).len(), 0);

    let nobody = Hello { worker_id: String::new(), session_id: "session-b".into(), version: String::new() };
    assert_eq!(Worker::attach_as(&cluster.connector, nobody).await.err().unwrap().code(), Code::InvalidArgument);
    let mut twice = cluster.worker("c").await;
    twice.say(Say::Hello(Hello::default())).await;
    assert_eq!(twice.hear().await.unwrap_err().code(), Code::InvalidArgument);
    let mut unknown = cluster.worker("d").await;
    unknown
        .say(Say::Progress(Progress { token: Some(LeaseToken { epoch: 1, number: 999 }), ..Default::default() }))
        .await;
    assert_eq!(unknown.revoked().await, Reason::Superseded, "a lease that never was");
    cluster.shutdown().await;
}
