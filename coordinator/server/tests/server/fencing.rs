//! Workers: who may say what, and whose word counts.

use std::sync::Arc;
use std::time::Duration;

use magpie_base::config::HumanDuration;
use magpie_proto::v1::ObjectAccount;
use magpie_proto::v1::run_summary::State;
use magpie_proto::worker::v1::attach_request::Message as Say;
use magpie_proto::worker::v1::revoke::Reason;
use magpie_proto::worker::v1::{Detections, Grant, Hello, LeaseToken, Progress};
use tonic::Code;

use crate::support::{Buckets, Cluster, Worker, config, keys, result, same_once};

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
async fn a_message_that_cannot_be_true_ends_the_stream_and_the_lease_and_changes_nothing() {
    let buckets = Buckets::with(&[("one", &["a", "b", "c"])]);
    let cluster = Cluster::in_memory(&buckets, config()).await;
    cluster.submit(&["one"]).await;
    let mut worker = cluster.worker("a").await;
    worker.want(1).await;
    let grant = worker.grant().await;
    let lie = Progress {
        token: grant.token,
        to_cursor: "c".into(),
        account: Some(ObjectAccount { objects: 3, complete: 3, ..Default::default() }),
        ..Default::default()
    };
    worker.say(Say::Progress(lie)).await;
    assert_eq!(worker.revoked().await, Reason::Refused, "it would say the same again, for ever");
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

/// Says of an object of the lease, the first, that something was found in it that the run does not look for.
async fn find_what_is_not_looked_for(worker: &Worker, buckets: &Buckets, grant: &Grant) {
    let key = &buckets.range(grant)[0];
    let mut result = result(key);
    let found = Detections { identifier_id: "SOMETHING_ELSE".into(), count: 1, ..Default::default() };
    result.file.as_mut().unwrap().detections = vec![found];
    let account = ObjectAccount { objects: 1, bytes: 10, complete: 1, bytes_classified: 10, ..Default::default() };
    let progress = Progress {
        token: grant.token,
        from_cursor: grant.start_after.clone(),
        to_cursor: key.clone(),
        account: Some(account),
        results: vec![result],
        done: false,
    };
    worker.say(Say::Progress(progress)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_run_does_not_look_for_is_refused_and_the_shard_goes_on_elsewhere() {
    let buckets = Buckets::with(&[("one", &["a", "b", "c"])]);
    let cluster = Cluster::in_memory(&buckets, config()).await;
    let job_id = cluster.submit(&["one"]).await;
    let mut worker = cluster.worker("a").await;
    worker.want(1).await;
    let grant = worker.grant().await;
    let mut bystander = cluster.worker("b").await;
    // With the token of another worker's lease nothing happens to that lease.
    find_what_is_not_looked_for(&bystander, &buckets, &grant).await;
    assert_eq!(bystander.revoked().await, Reason::Refused);
    assert_eq!(bystander.hear().await.unwrap_err().code(), Code::InvalidArgument);
    worker.report(&grant, "", &buckets.range(&grant)[..1], false).await;
    assert_eq!(worker.acked().await, "a");

    let later = Grant { start_after: "a".into(), ..grant.clone() };
    find_what_is_not_looked_for(&worker, &buckets, &later).await;
    assert_eq!(worker.revoked().await, Reason::Refused);
    let refused = worker.hear().await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(refused.message(), "file.detections.identifier_id: is not one that the run looks for");
    assert_eq!(cluster.logged(grant.run_id).len(), 1);
    let mut other = cluster.worker("c").await;
    other.want(1).await;
    let next = other.grant().await;
    assert_eq!((next.shard_id, next.start_after.as_str()), (grant.shard_id, "a"));
    other.scan(&buckets, &next).await;
    assert_eq!(cluster.ended(&job_id).await.state(), State::Complete);
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_object_of_which_only_lies_are_told_is_left_out_in_the_end() {
    let buckets = Buckets::with(&[("one", &["a", "b", "c"])]);
    let cluster = Cluster::in_memory(&buckets, config()).await;
    cluster.submit(&["one"]).await;
    let mut was_careful = false;
    for attempt in 0..20 {
        let mut worker = cluster.worker(&format!("worker-{attempt}")).await;
        worker.want(1).await;
        let grant = worker.grant().await;
        was_careful |= grant.careful;
        if grant.quarantine_first {
            assert!(was_careful);
            cluster.shutdown().await;
            return;
        }
        find_what_is_not_looked_for(&worker, &buckets, &grant).await;
        assert_eq!(worker.revoked().await, Reason::Refused);
    }
    panic!("no attempt counts");
}
