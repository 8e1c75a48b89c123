//! A folder keeps everything over a restart.

#![allow(clippy::unwrap_used)]

mod support;

use std::io::Write;
use std::path::Path;

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use magpie_embedded_s3::{EmbeddedS3, Encryption, Error, Object};
use support::{ACCESS, SECRET, client};

async fn start(folder: &Path) -> Result<EmbeddedS3, Error> {
    EmbeddedS3::builder().credentials(ACCESS, SECRET).folder(folder).start("127.0.0.1:0").await
}

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder.join("content")).unwrap().count()
}

#[tokio::test]
async fn survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path()).await.unwrap();
    let s3 = client(&server);
    server.create_bucket("inbox").unwrap();
    server.create_bucket("gone").unwrap();
    s3.delete_bucket().bucket("gone").send().await.unwrap();
    let object = Object {
        content_type: Some("text/csv".into()),
        tags: vec![("a".into(), "b".into())],
        encryption: Encryption::Kms { key_id: "key-1".into() },
        ..Object::from(vec![7; 700_000])
    };
    server.put("inbox", "direct", object).unwrap();
    s3.put_object().bucket("inbox").key("sdk").body(ByteStream::from_static(b"old")).send().await.unwrap();
    s3.put_object().bucket("inbox").key("sdk").body(ByteStream::from_static(b"new")).send().await.unwrap();
    server.put("inbox", "deleted", "x").unwrap();
    server.delete("inbox", "deleted").unwrap();
    s3.copy_object().copy_source("inbox/sdk").bucket("inbox").key("copy").send().await.unwrap();
    let refused = s3.put_object().bucket("inbox").key("refused").content_md5("1B2M2Y8AsgTpgAmY7PhCfg==");
    assert!(refused.body(ByteStream::from_static(b"x")).send().await.is_err());
    let id = s3.create_multipart_upload().bucket("inbox").key("big").send().await.unwrap().upload_id.unwrap();
    let part = s3.upload_part().bucket("inbox").key("big").upload_id(&id).part_number(1);
    let part = part.body(ByteStream::from_static(b"part")).send().await.unwrap();
    assert_eq!(files(folder.path()), 4, "what was replaced, deleted or refused is gone");
    let before = server.get("inbox", "direct").unwrap();
    server.shutdown().await;

    // As if it had been killed while it wrote.
    std::fs::write(folder.path().join("content/orphan"), "x").unwrap();
    let mut index = std::fs::OpenOptions::new().append(true).open(folder.path().join("index.jsonl")).unwrap();
    index.write_all(br#"{"object":{"bucket":"inbox","key":"torn","#).unwrap();
    drop(index);

    let server = start(folder.path()).await.unwrap();
    let s3 = client(&server);
    assert_eq!(server.keys("inbox").unwrap(), ["copy", "direct", "sdk"]);
    assert_eq!(server.get("inbox", "direct").unwrap(), before);
    assert_eq!(files(folder.path()), 4);
    assert_eq!(s3.list_buckets().send().await.unwrap().buckets().len(), 1);
    let range = s3.get_object().bucket("inbox").key("direct").range("bytes=262143-262145").send().await.unwrap();
    assert_eq!(range.body.collect().await.unwrap().to_vec(), [7, 7, 7]);
    let whole = s3.get_object().bucket("inbox").key("direct").send().await.unwrap();
    assert_eq!(whole.body.collect().await.unwrap().to_vec(), vec![7; 700_000]);
    let parts = CompletedPart::builder().part_number(1).set_e_tag(part.e_tag).build();
    let parts = CompletedMultipartUpload::builder().parts(parts).build();
    let complete = s3.complete_multipart_upload().bucket("inbox").key("big").upload_id(&id).multipart_upload(parts);
    complete.send().await.unwrap();
    assert_eq!(server.get("inbox", "big").unwrap().content, "part");
    server.delete("inbox", "sdk").unwrap();
    assert_eq!(server.get("inbox", "copy").unwrap().content, "new");
    server.shutdown().await;

    let server = start(folder.path()).await.unwrap();
    assert_eq!(server.keys("inbox").unwrap(), ["big", "copy", "direct"]);
    assert_eq!(server.get("inbox", "big").unwrap().content, "part");
    assert_eq!(files(folder.path()), 3);
}

#[tokio::test]
async fn a_broken_index_is_not_taken_for_an_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path()).await.unwrap();
    server.create_bucket("inbox").unwrap();
    server.shutdown().await;
    let index = folder.path().join("index.jsonl");
    let good = std::fs::read_to_string(&index).unwrap();
    std::fs::write(&index, format!("{good}garbage\n{good}")).unwrap();
    assert!(matches!(start(folder.path()).await, Err(Error::Index { line: 2, .. })));
}
