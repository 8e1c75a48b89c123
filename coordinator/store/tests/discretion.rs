//! What can be seen without the key: nothing of what was stored.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use magpie_proto::store::v1::{
    AllowListRecord, AuditRecord, BucketRecord, CustomDataIdentifierRecord, ExportRecord, ExportedFile, JobRecord,
    ResultRecord, RunDetailsRecord, RunRecord, ShardRecord,
};
use magpie_proto::v1::{
    CreateClassificationJobRequest, CreateCustomDataIdentifierRequest, Finding, ResourcesAffected, S3Bucket, S3Object,
};
use magpie_proto::worker::v1::{ObjectResult, ScanSpec};
use magpie_store::key::{EphemeralKey, KeyFile, KeyProvider};
use magpie_store::{Location, Store, TokenOf};
use support::{id, open};

/// Planted in every kind of record, in every field that takes text of a user or a name of an object. Short and long, so that
/// records are stored with and without compression.
const CANARIES: [&str; 6] =
    ["canary-object-1x", "canary-bucket-2x", "canary-etag-3x", "canary-token-4x", "canary-text-5x", "canary-cursor-6x"];

const LIST: &str = "nkr81bmtu2542yyexample";

fn plant(store: &Store, round: u64) {
    let [object, bucket, etag, token, text, cursor] = CANARIES.map(|canary| format!("{canary}-{round}"));
    let long = format!("{text} ").repeat(20);
    let mut batch = store.batch();
    let request = CreateClassificationJobRequest {
        name: text.clone(),
        description: Some(long.clone()),
        client_token: token.clone(),
        ..Default::default()
    };
    batch.put_job(&JobRecord { job_id: id(1), request: Some(request), ..Default::default() });
    batch.put_client_token(&token, &id(1));
    batch.put_client_token_of(TokenOf::AllowList, &token, LIST);
    let request = CreateCustomDataIdentifierRequest { regex: text.clone(), ..Default::default() };
    batch.put_custom_data_identifier(&CustomDataIdentifierRecord {
        id: id(3),
        request: Some(request),
        ..Default::default()
    });
    batch.put_allow_list(&AllowListRecord { id: LIST.into(), name: text.clone(), ..Default::default() });
    batch.put_run(&RunRecord { run_id: round, job_id: id(1), ..Default::default() });
    let spec = ScanSpec { ruleset_version: text.clone(), ..Default::default() };
    batch.put_run_details(&RunDetailsRecord { run_id: round, spec: Some(spec), ..Default::default() });
    let details = S3Bucket { name: bucket.clone(), ..Default::default() };
    batch.put_bucket(&BucketRecord { run_id: round, index: 0, bucket: Some(details) });
    batch.put_shard(&ShardRecord { run_id: round, start_after: object.clone(), cursor, ..Default::default() });
    for position in 1..=50 {
        let result = ObjectResult { key: format!("{object}/{position}"), e_tag: etag.clone(), ..Default::default() };
        batch.append_result(
            round,
            position,
            &ResultRecord { bucket: bucket.clone(), result: Some(result), ..Default::default() },
        );
    }
    let s3_object = S3Object { key: object.clone(), e_tag: etag, ..Default::default() };
    let resources_affected = Some(ResourcesAffected { s3_object: Some(s3_object), ..Default::default() });
    batch.put_finding(&Finding { id: id(2), description: long, resources_affected, ..Default::default() });
    let file = ExportedFile { name: format!("{bucket}/{object}"), ..Default::default() };
    batch.put_export(&ExportRecord { run_id: round, files: vec![file], ..Default::default() });
    batch.append_audit(&AuditRecord { principal: text.clone(), resource: text, ..Default::default() });
    store.commit(batch).unwrap();
}

fn names_with_canaries(folder: &Path) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let content = fs::read(entry.path()).unwrap();
        for canary in CANARIES {
            if content.windows(canary.len()).any(|window| window == canary.as_bytes()) {
                seen.insert(format!("{canary} in {}", entry.file_name().to_string_lossy()));
            }
        }
    }
    seen
}

#[test]
fn no_file_of_a_store_holds_anything_that_was_stored() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("store");
    let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
    // The search finds what is there.
    fs::write(parent.path().join("control"), format!("x{}x", CANARIES[0])).unwrap();
    assert_eq!(names_with_canaries_of_files(parent.path()), 1);

    for round in 1..=4 {
        let store = open(&Location::Folder(folder.clone()), &keys).unwrap();
        plant(&store, round);
        // In the write-ahead log and, from the second round on, in tables.
        assert_eq!(names_with_canaries(&folder), BTreeSet::new());
        assert_eq!(store.client_token(&format!("canary-token-4x-{round}")).unwrap(), Some(id(1)));
        drop(store);
    }
    let tables = fs::read_dir(&folder)
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|is| is == "sst"));
    assert!(tables.count() > 0, "there were tables to look at");
    assert_eq!(names_with_canaries(&folder), BTreeSet::new());
}

fn names_with_canaries_of_files(parent: &Path) -> usize {
    let copy = tempfile::tempdir().unwrap();
    fs::copy(parent.join("control"), copy.path().join("control")).unwrap();
    names_with_canaries(copy.path()).len()
}

#[test]
fn two_stores_in_memory_know_nothing_of_each_other() {
    let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
    let first = open(&Location::Memory, &keys).unwrap();
    let second = open(&Location::Memory, &keys).unwrap();
    plant(&first, 1);
    assert_eq!((first.finding_count(), second.finding_count()), (1, 0));
}

#[test]
fn errors_and_debug_output_hold_nothing_that_was_stored() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("store");
    let location = Location::Folder(folder.clone());
    let keys: Arc<dyn KeyProvider> = Arc::new(KeyFile::create(parent.path().join("key")).unwrap());
    let store = open(&location, &keys).unwrap();
    plant(&store, 1);
    let mut batch = store.batch();
    batch.delete_finding("canary-object-1x");
    let mut texts = vec![format!("{store:?} {batch:?}")];
    texts.push(store.commit(batch).unwrap_err().to_string());
    texts.push(open(&location, &keys).unwrap_err().to_string());
    assert_eq!(store.job("canary-object-1x").unwrap(), None);
    for text in texts {
        assert!(!text.contains("canary"), "{text}");
    }
}
