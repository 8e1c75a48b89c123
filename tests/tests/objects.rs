//! Objects in the forms that S3 can hold them in: compressed under a name that does not say so, and encrypted in every way.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use magpie_corpus::File;
use magpie_embedded_s3::{Encryption, Object};
use magpie_proto::v1::{ServerSideEncryption, run_summary};
use magpie_tests::s3::{DATA, embedded};
use magpie_tests::{Access, Account, Cluster, Job, job};

const RUN: Duration = Duration::from_secs(60);

const KEY: &str = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d";

/// Files of the formats that no other holds: what is found in them does not depend on what they are packed in.
fn plain(seed: u64) -> Vec<File> {
    let files = magpie_corpus::files(seed, 56).into_iter();
    files.filter(|file| [".csv", ".json", ".log", ".txt"].iter().any(|end| file.key.ends_with(end))).collect()
}

fn under(prefix: &str, files: &[File]) -> Vec<File> {
    files.iter().map(|file| File { key: format!("{prefix}/{}", file.key), ..file.clone() }).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_does_not_depend_on_encryption_and_findings_name_it() {
    let s3 = embedded(&[]).await;
    let ways = [
        ("keys-of-s3", Encryption::Aes256, "AES256", ""),
        ("key-of-kms", Encryption::Kms { key_id: KEY.to_owned() }, "aws:kms", KEY),
        ("twice", Encryption::KmsDsse { key_id: KEY.to_owned() }, "aws:kms:dsse", KEY),
    ];
    let files: Vec<File> = (120..).zip(&ways).flat_map(|(seed, way)| under(way.0, &plain(seed))).collect();
    for file in &files {
        let (_, encryption, ..) = ways.iter().find(|way| file.key.starts_with(way.0)).unwrap();
        let object = Object { encryption: encryption.clone(), ..Object::from(file.bytes.as_slice()) };
        s3.put(DATA, &file.key, object).unwrap();
    }
    let mut cluster = Cluster::builder(&Access::of(&s3)).start().await;
    let job = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    assert_eq!(job.watch(RUN).await.state(), run_summary::State::Complete);
    let truth = Account::of_truth(&files);
    job.account().await.expect(&truth, "objects that are encrypted");

    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for finding in job.findings().await {
        let object = finding.resources_affected.unwrap().s3_object.unwrap();
        let (prefix, _, kind, key) = ways.iter().find(|way| object.key.starts_with(way.0)).unwrap();
        let expected =
            ServerSideEncryption { encryption_type: (*kind).to_owned(), kms_master_key_id: (*key).to_owned() };
        assert_eq!(object.server_side_encryption, Some(expected), "{}", object.key);
        *named.entry((*prefix).to_owned()).or_default() += 1;
    }
    assert_eq!(named.len(), ways.len(), "each way has findings: {named:?}");
    cluster.check();
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_with_a_content_encoding_are_looked_into() {
    let s3 = embedded(&[]).await;
    let files = plain(130);
    for (number, file) in files.iter().enumerate() {
        // Nothing but the header tells deflate.
        let (encoding, packed) = if number % 2 == 0 {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
            gzip.write_all(&file.bytes).unwrap();
            ("gzip", gzip.finish().unwrap())
        } else {
            let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
            zlib.write_all(&file.bytes).unwrap();
            ("deflate", zlib.finish().unwrap())
        };
        let object = Object { content_encoding: Some(encoding.to_owned()), ..Object::from(packed) };
        s3.put(DATA, &file.key, object).unwrap();
    }
    s3.put(DATA, "odd.csv", Object { content_encoding: Some("rot13".to_owned()), ..Object::from(&[0xFE, 0, 7][..]) })
        .unwrap();
    let mut cluster = Cluster::builder(&Access::of(&s3)).start().await;
    let job = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    assert_eq!(job.watch(RUN).await.state(), run_summary::State::Complete);
    let (truth, found) = (Account::of_truth(&files), job.account().await);
    let counts = |account: &Account, key: &str| -> BTreeMap<String, u64> {
        account.object(key).detections.iter().map(|(id, (count, _))| (id.clone(), *count)).collect()
    };
    for file in &files {
        let entry = found.object(&file.key);
        assert_eq!((entry.status.as_str(), entry.reason.as_str()), ("COMPLETE", ""), "{}", file.key);
        assert_eq!(counts(&found, &file.key), counts(&truth, &file.key), "{}", file.key);
    }
    assert!(truth.detections() > 50);
    assert_eq!(found.object("odd.csv").status, "SKIPPED");
    cluster.check();
}
