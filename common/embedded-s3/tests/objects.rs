//! Objects through the SDK: what S3 answers, this server answers.

#![allow(clippy::unwrap_used)]

mod support;

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    ChecksumAlgorithm, ChecksumMode, CompletedMultipartUpload, CompletedPart, ServerSideEncryption, StorageClass,
};
use magpie_embedded_s3::{Encryption, Object};
use support::{client, client_as, refusal, server};

async fn text(body: ByteStream) -> String {
    String::from_utf8(body.collect().await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn put_get_head_delete() {
    let server = server().await;
    let s3 = client(&server);
    let put = s3
        .put_object()
        .bucket("inbox")
        .key("a/hello.txt")
        .body(ByteStream::from_static(b"hello"))
        .content_type("text/plain")
        .content_encoding("identity")
        .metadata("team", "pay")
        .tagging("a=1&b%20c=%C3%BC")
        .send()
        .await
        .unwrap();
    assert_eq!(put.e_tag(), Some("\"5d41402abc4b2a76b9719d911017c592\""));
    assert_eq!(put.version_id(), None);

    let got = s3.get_object().bucket("inbox").key("a/hello.txt").send().await.unwrap();
    assert_eq!(got.e_tag(), put.e_tag());
    assert_eq!((got.content_length(), got.content_range()), (Some(5), None));
    assert_eq!((got.content_type(), got.content_encoding()), (Some("text/plain"), Some("identity")));
    assert_eq!(got.metadata().unwrap()["team"], "pay");
    assert_eq!((got.tag_count(), got.storage_class()), (Some(2), None));
    assert!(got.last_modified().is_some());
    assert_eq!(text(got.body).await, "hello");

    let head = s3.head_object().bucket("inbox").key("a/hello.txt").send().await.unwrap();
    assert_eq!((head.e_tag(), head.content_length()), (put.e_tag(), Some(5)));
    let tags = s3.get_object_tagging().bucket("inbox").key("a/hello.txt").send().await.unwrap();
    let tags: Vec<_> = tags.tag_set().iter().map(|tag| (tag.key(), tag.value())).collect();
    assert_eq!(tags, [("a", "1"), ("b c", "ü")]);

    s3.delete_object().bucket("inbox").key("a/hello.txt").send().await.unwrap();
    s3.delete_object().bucket("inbox").key("a/hello.txt").send().await.unwrap();
    assert_eq!(refusal(s3.get_object().bucket("inbox").key("a/hello.txt").send().await), "NoSuchKey");
    assert_eq!(refusal(s3.get_object().bucket("other").key("x").send().await), "NoSuchBucket");
    assert_eq!(refusal(s3.head_object().bucket("inbox").key("x").send().await), "NotFound");
}

#[tokio::test]
async fn signatures_are_checked() {
    let server = server().await;
    server.put("inbox", "k", "x").unwrap();
    let wrong = client_as(&server, support::ACCESS, "not the secret");
    assert_eq!(refusal(wrong.get_object().bucket("inbox").key("k").send().await), "SignatureDoesNotMatch");
    let put = wrong.put_object().bucket("inbox").key("k").body(ByteStream::from_static(b"y")).send().await;
    assert_eq!(refusal(put), "SignatureDoesNotMatch");
    let unknown = client_as(&server, "AKIDOTHER", support::SECRET);
    assert_eq!(refusal(unknown.list_buckets().send().await), "InvalidAccessKeyId");
    assert_eq!(server.get("inbox", "k").unwrap().content, "x");
    // Nor without any signature.
    let mut stream = tokio::net::TcpStream::connect(server.address()).await.unwrap();
    let mut answer = Vec::new();
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    stream.write_all(b"GET /inbox/k HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 403"), "{}", String::from_utf8_lossy(&answer));
}

#[tokio::test]
async fn ranges_and_conditions() {
    let server = server().await;
    let s3 = client(&server);
    server.put("inbox", "digits", "0123456789").unwrap();
    server.put("inbox", "empty", "").unwrap();
    let get = || s3.get_object().bucket("inbox").key("digits");
    for (range, body, shown) in [
        ("bytes=2-4", "234", "bytes 2-4/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=-3", "789", "bytes 7-9/10"),
        ("bytes=-30", "0123456789", "bytes 0-9/10"),
        ("bytes=8-99", "89", "bytes 8-9/10"),
    ] {
        let got = get().range(range).send().await.unwrap();
        assert_eq!((got.content_range(), got.content_length()), (Some(shown), Some(body.len() as i64)), "{range}");
        assert_eq!(text(got.body).await, body, "{range}");
    }
    let beyond = get().range("bytes=10-11").send().await;
    let error = beyond.as_ref().unwrap_err().raw_response().unwrap();
    assert_eq!((error.status().as_u16(), error.headers().get("content-range")), (416, Some("bytes */10")));
    assert_eq!(refusal(beyond), "InvalidRange");
    assert_eq!(refusal(s3.get_object().bucket("inbox").key("empty").range("bytes=0-0").send().await), "InvalidRange");
    assert_eq!(refusal(s3.get_object().bucket("inbox").key("empty").range("bytes=-1").send().await), "InvalidRange");
    assert_eq!(text(s3.get_object().bucket("inbox").key("empty").send().await.unwrap().body).await, "");

    let e_tag = get().send().await.unwrap().e_tag().unwrap().to_owned();
    assert!(get().if_match(&e_tag).range("bytes=0-0").send().await.is_ok());
    assert!(get().if_match("*").send().await.is_ok());
    assert_eq!(refusal(get().if_match("\"other\"").range("bytes=99-").send().await), "PreconditionFailed");
    assert_eq!(get().if_none_match(&e_tag).send().await.unwrap_err().raw_response().unwrap().status().as_u16(), 304);
    assert!(get().if_none_match("\"other\"").send().await.is_ok());
}

#[tokio::test]
async fn conditional_writes() {
    let server = server().await;
    let s3 = client(&server);
    let put = |body: &'static [u8]| s3.put_object().bucket("inbox").key("once").body(ByteStream::from_static(body));
    assert_eq!(refusal(put(b"0").if_match("\"x\"").send().await), "NoSuchKey");
    let first = put(b"1").if_none_match("*").send().await.unwrap();
    assert_eq!(refusal(put(b"2").if_none_match("*").send().await), "PreconditionFailed");
    assert_eq!(refusal(put(b"2").if_match("\"x\"").send().await), "PreconditionFailed");
    put(b"2").if_match(first.e_tag().unwrap()).send().await.unwrap();
    assert_eq!(server.get("inbox", "once").unwrap().content, "2");
}

#[tokio::test]
async fn checksums() {
    let server = server().await;
    let s3 = client(&server);
    for algorithm in [
        ChecksumAlgorithm::Crc32,
        ChecksumAlgorithm::Crc32C,
        ChecksumAlgorithm::Crc64Nvme,
        ChecksumAlgorithm::Sha1,
        ChecksumAlgorithm::Sha256,
    ] {
        let put = s3.put_object().bucket("inbox").key("k").body(ByteStream::from_static(b"hello"));
        put.checksum_algorithm(algorithm.clone()).send().await.unwrap();
        let got = s3.get_object().bucket("inbox").key("k").checksum_mode(ChecksumMode::Enabled).send().await.unwrap();
        let shown = [
            got.checksum_crc32(),
            got.checksum_crc32_c(),
            got.checksum_crc64_nvme(),
            got.checksum_sha1(),
            got.checksum_sha256(),
        ];
        assert_eq!(shown.iter().flatten().count(), 1, "{algorithm:?} {shown:?}");
        assert_eq!(text(got.body).await, "hello");
    }
    let wrong = s3.put_object().bucket("inbox").key("bad").body(ByteStream::from_static(b"hello"));
    assert_eq!(refusal(wrong.checksum_crc32("AAAAAA==").send().await), "BadDigest");
    let wrong = s3.put_object().bucket("inbox").key("bad").body(ByteStream::from_static(b"hello"));
    assert_eq!(refusal(wrong.content_md5("1B2M2Y8AsgTpgAmY7PhCfg==").send().await), "BadDigest");
    let wrong = s3.put_object().bucket("inbox").key("bad").body(ByteStream::from_static(b"hello"));
    assert_eq!(refusal(wrong.content_md5("%").send().await), "InvalidDigest");
    assert_eq!(server.keys("inbox").unwrap(), ["k"]);

    // From a file the SDK streams, with the checksum in a trailer.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big");
    std::fs::write(&path, vec![7; 300_000]).unwrap();
    let body = ByteStream::from_path(&path).await.unwrap();
    let put = s3.put_object().bucket("inbox").key("streamed").body(body).send().await.unwrap();
    assert!(put.checksum_crc32().is_some());
    assert_eq!(server.get("inbox", "streamed").unwrap().content, vec![7; 300_000]);
}

#[tokio::test]
async fn odd_keys() {
    let server = server().await;
    let s3 = client(&server);
    let long = "k".repeat(1_024);
    let keys = [
        "..",
        "../x",
        "a/../b",
        "a//b",
        "/a",
        "//",
        "a/",
        "a b",
        "+",
        "%",
        "%2B",
        "&<>\"'",
        "日本語/ü",
        "new\nline",
        "\u{1}",
        "*?#;=:@$,!()[]{}|\\^`~",
        &long,
    ];
    for key in keys {
        s3.put_object().bucket("inbox").key(key).body(ByteStream::from(key.as_bytes().to_vec())).send().await.unwrap();
    }
    for key in keys {
        assert_eq!(text(s3.get_object().bucket("inbox").key(key).send().await.unwrap().body).await, key);
        s3.head_object().bucket("inbox").key(key).send().await.unwrap();
    }
    let mut sorted: Vec<&str> = keys.to_vec();
    sorted.sort_unstable();
    assert_eq!(server.keys("inbox").unwrap(), sorted);
    let longer = "k".repeat(1_025);
    assert_eq!(refusal(s3.get_object().bucket("inbox").key(&longer).send().await), "KeyTooLongError");
    assert!(server.put("inbox", &longer, "x").is_err());
}

#[tokio::test]
async fn encryption_and_storage_classes() {
    let server = server().await;
    let s3 = client(&server);
    let put = |key: &str| s3.put_object().bucket("inbox").key(key).body(ByteStream::from_static(b"x"));
    put("aes").server_side_encryption(ServerSideEncryption::Aes256).send().await.unwrap();
    put("kms").server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id("key-1").send().await.unwrap();
    put("ia").storage_class(StorageClass::StandardIa).send().await.unwrap();
    put("cold").storage_class(StorageClass::Glacier).send().await.unwrap();
    let aes = s3.get_object().bucket("inbox").key("aes").send().await.unwrap();
    assert_eq!((aes.server_side_encryption(), aes.ssekms_key_id()), (Some(&ServerSideEncryption::Aes256), None));
    let kms = s3.head_object().bucket("inbox").key("kms").send().await.unwrap();
    assert_eq!(
        (kms.server_side_encryption(), kms.ssekms_key_id()),
        (Some(&ServerSideEncryption::AwsKms), Some("key-1"))
    );
    let ia = s3.get_object().bucket("inbox").key("ia").send().await.unwrap();
    assert_eq!(ia.storage_class(), Some(&StorageClass::StandardIa));
    assert_eq!(refusal(s3.get_object().bucket("inbox").key("cold").send().await), "InvalidObjectState");
    assert_eq!(
        s3.head_object().bucket("inbox").key("cold").send().await.unwrap().storage_class(),
        Some(&StorageClass::Glacier)
    );
    let odd = put("odd").server_side_encryption(ServerSideEncryption::Aes256).ssekms_key_id("key-1").send().await;
    assert_eq!(refusal(odd), "InvalidArgument");

    let (key, md5) = ("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "8yB2Le5MTjECS02exZlLsA==");
    let customer = put("ssec").sse_customer_algorithm("AES256").sse_customer_key(key).send().await;
    // The SDK wants the MD5 from its caller; the server checks it.
    let md5 = customer.ok().and_then(|put| put.sse_customer_key_md5().map(str::to_owned)).unwrap_or(md5.to_owned());
    let bare = s3.get_object().bucket("inbox").key("ssec").send().await;
    assert_eq!(bare.as_ref().unwrap_err().raw_response().unwrap().status().as_u16(), 400);
    assert_eq!(refusal(bare), "InvalidRequest");
    let with = s3.get_object().bucket("inbox").key("ssec").sse_customer_algorithm("AES256").sse_customer_key(key);
    assert_eq!(text(with.sse_customer_key_md5(md5).send().await.unwrap().body).await, "x");
    let other = "YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODk=";
    let wrong = s3.get_object().bucket("inbox").key("ssec").sse_customer_algorithm("AES256").sse_customer_key(other);
    assert_eq!(refusal(wrong.send().await), "AccessDenied");
    server
        .put("inbox", "direct", Object { encryption: Encryption::Customer { key: [7; 32] }, ..Object::from("x") })
        .unwrap();
    assert_eq!(refusal(s3.get_object().bucket("inbox").key("direct").send().await), "InvalidRequest");
}

#[tokio::test]
async fn copies() {
    let server = server().await;
    let s3 = client(&server);
    server.create_bucket("outbox").unwrap();
    let source = Object {
        content_type: Some("text/csv".into()),
        metadata: [("a".to_owned(), "1".to_owned())].into(),
        tags: vec![("t".into(), "v".into())],
        ..Object::from("name")
    };
    server.put("inbox", "dir/ä b.csv", source).unwrap();
    let copy = s3.copy_object().copy_source("inbox/dir/%C3%A4%20b.csv").bucket("outbox").key("copy");
    copy.send().await.unwrap();
    let copied = server.get("outbox", "copy").unwrap();
    assert_eq!((copied.content.as_ref(), copied.content_type.as_deref()), (&b"name"[..], Some("text/csv")));
    assert_eq!((copied.metadata["a"].as_str(), copied.tags), ("1", vec![("t".to_owned(), "v".to_owned())]));
    let missing = s3.copy_object().copy_source("inbox/none").bucket("outbox").key("copy").send().await;
    assert_eq!(refusal(missing), "NoSuchKey");
    let changed = s3.copy_object().copy_source("inbox/dir/%C3%A4%20b.csv").copy_source_if_match("\"x\"");
    assert_eq!(refusal(changed.bucket("outbox").key("copy").send().await), "PreconditionFailed");
}

#[tokio::test]
async fn uploads_in_parts() {
    let server = server().await;
    let s3 = client(&server);
    let begin = || s3.create_multipart_upload().bucket("inbox").key("big").content_type("text/plain");
    let id = begin().send().await.unwrap().upload_id().unwrap().to_owned();
    let bodies = [vec![1_u8; 5 << 20], vec![2; 5 << 20], vec![3; 10]];
    let mut parts = Vec::new();
    for (number, body) in (1..).zip(&bodies) {
        let part = s3.upload_part().bucket("inbox").key("big").upload_id(&id).part_number(number);
        let part = part.body(ByteStream::from(body.clone())).send().await.unwrap();
        parts.push(CompletedPart::builder().part_number(number).set_e_tag(part.e_tag).build());
    }
    let listed = s3.list_parts().bucket("inbox").key("big").upload_id(&id).send().await.unwrap();
    assert_eq!(listed.parts().iter().map(|part| part.size().unwrap()).collect::<Vec<_>>(), [5 << 20, 5 << 20, 10]);
    assert!(server.keys("inbox").unwrap().is_empty());

    let complete = |parts: Vec<CompletedPart>| {
        let parts = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
        s3.complete_multipart_upload().bucket("inbox").key("big").upload_id(&id).multipart_upload(parts)
    };
    assert_eq!(refusal(complete(parts.iter().rev().cloned().collect()).send().await), "InvalidPartOrder");
    let small = vec![parts[2].clone(), CompletedPart::builder().part_number(4).e_tag("x").build()];
    assert_eq!(refusal(complete(small).send().await), "EntityTooSmall");
    let unknown = vec![CompletedPart::builder().part_number(1).e_tag("x").build()];
    assert_eq!(refusal(complete(unknown).send().await), "InvalidPart");
    let done = complete(parts).send().await.unwrap();
    assert!(done.e_tag().unwrap().ends_with("-3\""), "{:?}", done.e_tag());
    assert_eq!(refusal(complete(Vec::new()).send().await), "MalformedXML");

    let object = server.get("inbox", "big").unwrap();
    assert!(object.content == bodies.concat());
    let crossing = s3.get_object().bucket("inbox").key("big").range("bytes=5242878-5242881").send().await.unwrap();
    assert_eq!(crossing.body.collect().await.unwrap().to_vec(), [1, 1, 2, 2]);
    let second = s3.get_object().bucket("inbox").key("big").part_number(2).send().await.unwrap();
    assert_eq!((second.parts_count(), second.content_length()), (Some(3), Some(5 << 20)));

    let id = begin().send().await.unwrap().upload_id().unwrap().to_owned();
    assert_eq!(s3.list_multipart_uploads().bucket("inbox").send().await.unwrap().uploads().len(), 1);
    s3.abort_multipart_upload().bucket("inbox").key("big").upload_id(&id).send().await.unwrap();
    let gone = s3.abort_multipart_upload().bucket("inbox").key("big").upload_id(&id).send().await;
    assert_eq!(refusal(gone), "NoSuchUpload");
}
