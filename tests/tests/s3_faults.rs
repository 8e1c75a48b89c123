//! S3 as it is on bad days: what can be got over is, and what cannot becomes an outcome with its reason.

use std::time::Duration;

use magpie_corpus::{File, Truth};
use magpie_embedded_s3::{Encryption, Fault, FaultId, FaultKind, Object, Operation};
use magpie_proto::v1::{last_run_error_status, run_summary};
use magpie_tests::account::Entry;
use magpie_tests::export::Export;
use magpie_tests::s3::{DATA, embedded};
use magpie_tests::{Access, Account, Cluster, Job, job};
use serde_json::json;

const RUN: Duration = Duration::from_secs(60);

/// Files of all formats under a prefix.
fn group(prefix: &str, seed: u64, count: usize) -> Vec<File> {
    let files = magpie_corpus::files(seed, count);
    files.into_iter().map(|file| File { key: format!("{prefix}/{}", file.key), ..file }).collect()
}

/// A fault of every read of a group's objects.
fn reading(kind: FaultKind, prefix: &str) -> Fault {
    Fault::new(kind).on(Operation::GetObject).bucket(DATA).key(&format!("{prefix}/*"))
}

/// Replaces what is expected of a group: nothing is read, for this reason.
fn skip(expected: &mut Account, prefix: &str, reason: &str) {
    let prefix = format!("{prefix}/");
    expected.0.retain(|(key, member), _| !key.starts_with(&prefix) || member.is_none());
    for ((key, _), entry) in &mut expected.0 {
        if key.starts_with(&prefix) {
            *entry = Entry { status: "SKIPPED".to_owned(), reason: reason.to_owned(), ..Entry::default() };
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_object_ends_with_the_right_outcome() {
    const OVERCOME: [&str; 8] =
        ["slow-down", "internal", "reset", "truncated", "reset-body", "short", "hang", "hang-body"];
    const SKIPPED: [(&str, &str); 13] = [
        ("denied", "PERMISSION_DENIED"),
        ("changed", "OBJECT_VERSION_MISMATCH"),
        ("deleted", "SOURCE_OBJECT_NO_LONGER_AVAILABLE"),
        ("kms", "INVALID_KMS_KEY"),
        ("down", "SOURCE_UNAVAILABLE"),
        ("silent", "SOURCE_UNAVAILABLE"),
        ("archived", "INVALID_OBJECT_STATE"),
        ("deep", "INVALID_OBJECT_STATE"),
        ("tiered", "INVALID_OBJECT_STATE"),
        ("kms-denied", "PERMISSION_DENIED"),
        ("kms-deleted", "INVALID_KMS_KEY"),
        ("bucket-gone", "NO_SUCH_BUCKET_AVAILABLE"),
        ("customer-key", "INVALID_ENCRYPTION"),
    ];
    let mut files = group("healthy", 20, 56);
    files.extend(group("restored", 19, 14));
    for (seed, name) in (21..).zip(OVERCOME) {
        files.extend(group(name, seed, 14));
    }
    for (seed, (name, _)) in (41..).zip(SKIPPED) {
        // Of an empty object nothing can be held back.
        files.extend(group(name, seed, 14).into_iter().filter(|file| name != "silent" || !file.bytes.is_empty()));
    }
    let s3 = embedded(&files).await;
    for file in &files {
        let object = || Object::from(file.bytes.as_slice());
        let in_class = |class: &str, archived| Object { storage_class: Some(class.to_owned()), archived, ..object() };
        let object = match file.key.split('/').next() {
            Some("archived") => in_class("GLACIER", None),
            Some("deep") => in_class("DEEP_ARCHIVE", None),
            Some("tiered") => in_class("INTELLIGENT_TIERING", Some(true)),
            Some("restored") => in_class("GLACIER", Some(false)),
            Some("customer-key") => Object { encryption: Encryption::Customer { key: [7; 32] }, ..object() },
            _ => continue,
        };
        s3.put(DATA, &file.key, object).unwrap();
    }
    let refuse = |status: u16, code: &str, message: &str| FaultKind::Refuse {
        status,
        code: code.to_owned(),
        message: message.to_owned(),
    };
    let disabled = refuse(400, "KMS.DisabledException", "the key is disabled");
    let deleted = refuse(400, "KMS.KMSInvalidStateException", "the key is pending deletion");
    let locked = refuse(403, "AccessDenied", "User is not authorized to perform: kms:Decrypt on the resource");
    let gone = refuse(404, "NoSuchBucket", "The specified bucket does not exist");
    let faults: Vec<(FaultId, &str)> = [
        (reading(FaultKind::SlowDown, "slow-down").per_key().times(1), "slow-down"),
        (reading(FaultKind::InternalError, "internal").per_key().times(2), "internal"),
        (reading(FaultKind::Reset, "reset").per_key().times(2), "reset"),
        (reading(FaultKind::TruncatedBody { after: 5 }, "truncated").per_key().times(2), "truncated"),
        (reading(FaultKind::ResetBody { after: 3 }, "reset-body").per_key().times(2), "reset-body"),
        (reading(FaultKind::ShortBody { missing: 2 }, "short").per_key().times(2), "short"),
        (reading(FaultKind::Hang, "hang").per_key().times(1), "hang"),
        (reading(FaultKind::HangBody { after: 4 }, "hang-body").per_key().times(1), "hang-body"),
        (reading(FaultKind::AccessDenied, "denied"), "denied"),
        (reading(FaultKind::Changed, "changed").per_key().times(1), "changed"),
        (reading(FaultKind::Deleted, "deleted").per_key().times(1), "deleted"),
        (reading(disabled, "kms"), "kms"),
        (reading(deleted, "kms-deleted"), "kms-deleted"),
        (reading(locked, "kms-denied"), "kms-denied"),
        (reading(gone, "bucket-gone"), "bucket-gone"),
        (reading(FaultKind::InternalError, "down"), "down"),
        (reading(FaultKind::HangBody { after: 4 }, "silent"), "silent"),
    ]
    .into_iter()
    .map(|(fault, name)| (s3.faults().add(fault), name))
    .collect();

    let access = Access::of(&s3);
    let settings = json!({ "s3": { "max_attempts": 3, "read_timeout": "700ms" } });
    let mut cluster = Cluster::builder(&access).settings(settings).workers(2).start().await;
    let job = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    let run = job.watch(RUN).await;
    assert_eq!(run.state(), run_summary::State::Complete, "{run:?}");
    assert_eq!(run.accounted.unwrap().objects, files.len() as u64);

    let mut expected = Account::of_truth(&files);
    for (name, reason) in SKIPPED {
        skip(&mut expected, name, reason);
    }
    let streamed = job.results().await;
    Account::of_results(&streamed).unwrap().expect(&expected, "the results");
    for result in &streamed {
        let details = result.classification_details.clone().unwrap();
        let status = details.result.unwrap().status.unwrap();
        let told = details.magpie.unwrap().reason_detail;
        let by_s3 = SKIPPED.iter().any(|(_, reason)| *reason == status.reason);
        assert!(!by_s3 || told.len() > 20, "{} is not explained: {told:?}", status.reason);
    }
    job.wait_for_export().await;
    let export = Export::read(&access, &job.id).await;
    export.expect(&streamed);
    assert_eq!(export.manifest["complete"], true);
    for (id, name) in faults {
        assert!(s3.faults().fired(id) >= 10, "the fault of {name} happened only {} times", s3.faults().fired(id));
    }
    cluster.check();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_between_two_ranges_of_an_object_is_noticed() {
    // Logs of several ranges.
    let log = |key: &str, seed: u64| {
        let parts: Vec<File> =
            magpie_corpus::files(seed, 800).into_iter().filter(|file| file.key.ends_with(".log")).collect();
        let mut joined = File { key: key.to_owned(), bytes: Vec::new(), truth: Truth::default() };
        let mut lines = 0;
        for mut part in parts {
            for planted in &mut part.truth.planted {
                if let magpie_corpus::Place::Line { line, .. } = &mut planted.place {
                    *line += lines;
                }
            }
            lines += part.bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
            joined.bytes.extend(part.bytes);
            joined.truth.planted.extend(part.truth.planted);
        }
        joined
    };
    let files: Vec<File> =
        [("changed.log", 1), ("cut.log", 2), ("deleted.log", 3), ("silent.log", 5), ("whole.log", 4)]
            .into_iter()
            .map(|(key, seed)| log(key, seed))
            .collect();
    assert!(files.iter().all(|file| file.bytes.len() > 5 * 65_536), "several ranges");
    let s3 = embedded(&files).await;
    let on = |kind: FaultKind, key: &str| Fault::new(kind).on(Operation::GetObject).bucket(DATA).key(key).nth(4);
    let faults = [
        s3.faults().add(on(FaultKind::Changed, "changed.log").times(1)),
        s3.faults().add(on(FaultKind::ResetBody { after: 10_000 }, "cut.log").times(3)),
        s3.faults().add(on(FaultKind::Deleted, "deleted.log").times(1)),
        s3.faults().add(on(FaultKind::HangBody { after: 10_000 }, "silent.log")),
    ];
    let settings = json!({ "worker": { "range_size": "64KiB", "read_ahead": 1 }, "s3": { "read_timeout": "700ms" } });
    let cluster = Cluster::builder(&Access::of(&s3)).settings(settings).start().await;
    let job = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    let run = job.watch(RUN).await;
    assert_eq!(run.state(), run_summary::State::Complete, "{run:?}");

    let account = job.account().await;
    let truth = Account::of_truth(&files);
    for key in ["cut.log", "whole.log"] {
        account.only(|is| is == key).expect(&truth.only(|is| is == key), key);
    }
    for (key, reason) in [
        ("changed.log", "OBJECT_VERSION_MISMATCH"),
        ("deleted.log", "SOURCE_OBJECT_NO_LONGER_AVAILABLE"),
        ("silent.log", "SOURCE_UNAVAILABLE"),
    ] {
        let entry = account.object(key);
        assert_eq!((entry.status.as_str(), entry.reason.as_str()), ("PARTIAL", reason), "{key}");
        assert!(!entry.detections.is_empty(), "what was found until then is kept");
        for (identifier, (count, places)) in &entry.detections {
            let (all, there) = &truth.object(key).detections[identifier];
            assert!(count < all, "{key}: {count} of {all} {identifier}");
            assert!(places.iter().all(|place| there.contains(place)), "{key}: {identifier} where there is none");
        }
    }
    for id in faults {
        assert!(s3.faults().fired(id) > 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_that_fails_and_repeats_itself_neither_loses_nor_doubles_objects() {
    const OBJECTS: usize = 3_500;
    let s3 = embedded(&[]).await;
    for number in 0..OBJECTS {
        s3.put(DATA, &format!("{number:05}"), "nothing of interest\n").unwrap();
    }
    let listing = |kind: FaultKind| Fault::new(kind).on(Operation::ListObjects).bucket(DATA);
    let faults: Vec<FaultId> = [
        listing(FaultKind::EmptyPage).nth(2).times(4),
        listing(FaultKind::RepeatedPage).times(3),
        listing(FaultKind::SlowDown).times(3),
        listing(FaultKind::Reset).nth(3).times(3),
        listing(FaultKind::InternalError).probability(0.2, 5),
        listing(FaultKind::TruncatedBody { after: 400 }).nth(4).times(3),
    ]
    .into_iter()
    .map(|fault| s3.faults().add(fault))
    .collect();
    // One shard holds more than a page.
    let settings = json!({ "coordinator": { "shard_target_objects": 1_700 } });
    let cluster = Cluster::builder(&Access::of(&s3)).settings(settings).workers(2).start().await;
    let job = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    let run = job.watch(RUN).await;
    assert_eq!(run.state(), run_summary::State::Complete, "{run:?}");
    assert_eq!(run.listed.unwrap().objects, OBJECTS as u64);
    let account = job.account().await;
    assert_eq!(account.0.len(), OBJECTS);
    assert!(account.0.values().all(|entry| entry.status == "COMPLETE" && entry.detections.is_empty()));
    for id in faults {
        assert!(s3.faults().fired(id) > 0, "{:?}", s3.faults().counts());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn buckets_that_cannot_be_listed_leave_the_run_incomplete_and_say_why() {
    let files = group("there", 50, 28);
    let s3 = embedded(&files).await;
    for bucket in ["denied", "denied-later", "broken"] {
        s3.create_bucket(bucket).unwrap();
        s3.put(bucket, "object", "nothing of interest\n").unwrap();
    }
    let listing = |kind: FaultKind, bucket: &str| Fault::new(kind).on(Operation::ListObjects).bucket(bucket);
    let faults = [
        s3.faults().add(listing(FaultKind::AccessDenied, "denied")),
        // The planner may list it, the worker may not.
        s3.faults().add(listing(FaultKind::AccessDenied, "denied-later").nth(2)),
        s3.faults().add(listing(FaultKind::InternalError, "broken")),
    ];
    let access = Access::of(&s3);
    let settings = json!({ "s3": { "max_attempts": 2 } });
    let mut cluster = Cluster::builder(&access).settings(settings).workers(2).start().await;
    let request = job(&[DATA, "missing", "denied", "denied-later", "broken"]);
    let job = Job::create(&cluster.channel(), request).await.unwrap();
    let run = job.watch(RUN).await;
    assert_eq!(run.state(), run_summary::State::Incomplete, "{run:?}");
    let mut errors: Vec<(&str, &str)> =
        run.bucket_errors.iter().map(|error| (error.bucket.as_str(), error.code.as_str())).collect();
    errors.sort_unstable();
    let expected = [
        ("broken", "BUCKET_DETAILS_UNAVAILABLE"),
        ("denied", "BUCKET_ACCESS_DENIED"),
        ("denied-later", "BUCKET_ACCESS_DENIED"),
        ("missing", "BUCKET_DOES_NOT_EXIST"),
    ];
    assert_eq!(errors, expected);
    for error in &run.bucket_errors {
        assert!(error.message.contains(&error.bucket) && error.message.contains(':'), "what to do: {}", error.message);
    }
    let described = job.describe().await.unwrap();
    assert_eq!(described.last_run_error_status.unwrap().code(), last_run_error_status::Code::Error);
    job.account().await.expect(&Account::of_truth(&files), "the bucket that is there");
    job.wait_for_export().await;
    let export = Export::read(&access, &job.id).await;
    assert_eq!((&export.manifest["complete"], &export.manifest["state"]), (&json!(false), &json!("INCOMPLETE")));
    let watched = cluster.magpie(&["jobs", "watch", &job.id]).await;
    let watched = watched.expect(3);
    assert!(watched.out.contains("BUCKET_DOES_NOT_EXIST"), "{}", watched.excerpt());
    for id in faults {
        assert!(s3.faults().fired(id) > 0);
    }
    cluster.check();
}
