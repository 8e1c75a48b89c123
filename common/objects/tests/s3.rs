//! The S3 store against a real S3 server, which also does what real ones do wrong.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use futures::TryStreamExt;
use magpie_embedded_s3::{EmbeddedS3, Encryption as Stored, Fault, FaultKind, Object, Operation};
use magpie_objects::s3::{Credentials, Options};
use magpie_objects::{
    EffectivePermission, Encryption, EncryptionKind, Error, GetRequest, ListRequest, ObjectStore, Pages, PutOptions,
    S3Store, SharedAccess, Tag, Tristate,
};

const ACCESS: &str = "AKIDEXAMPLE";
const SECRET: &str = "secret/with+signs";

async fn server() -> EmbeddedS3 {
    let server = EmbeddedS3::builder().credentials(ACCESS, SECRET).memory().start("127.0.0.1:0").await.unwrap();
    server.create_bucket("inbox").unwrap();
    server
}

fn options(endpoint: String) -> Options {
    Options {
        endpoint: Some(endpoint),
        region: Some("us-east-1".into()),
        path_style: true,
        credentials: Credentials::Static {
            access_key_id: ACCESS.into(),
            secret_access_key: SECRET.into(),
            session_token: None,
        },
        connect_timeout: Duration::from_secs(2),
        read_timeout: Duration::from_millis(500),
        attempts: 3,
        initial_backoff: Duration::from_millis(5),
        max_backoff: Duration::from_millis(20),
        adaptive: false,
    }
}

async fn store(server: &EmbeddedS3) -> S3Store {
    S3Store::connect(&options(server.endpoint())).await.unwrap()
}

async fn read(store: &S3Store, key: &str, request: &GetRequest) -> Result<Vec<u8>, Error> {
    let chunks: Vec<Bytes> = store.get("inbox", key, request).await?.body.try_collect().await?;
    Ok(chunks.concat())
}

async fn keys(store: &S3Store, prefix: &str, after: &str, page: u16) -> Result<Vec<String>, Error> {
    let mut pages = Pages::new(store, "inbox", prefix, after).page_size(page);
    let mut keys = Vec::new();
    while let Some(objects) = pages.next().await? {
        keys.extend(objects.into_iter().map(|object| object.key));
    }
    Ok(keys)
}

fn bucket() -> String {
    "inbox".to_owned()
}

#[tokio::test]
async fn reads_objects_and_ranges() {
    let server = server().await;
    let store = store(&server).await;
    let content: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    let object = Object {
        content_type: Some("text/csv".into()),
        content_encoding: Some("gzip".into()),
        tags: vec![("a".into(), "b".into())],
        storage_class: Some("STANDARD_IA".into()),
        encryption: Stored::Kms { key_id: "key-1".into() },
        ..Object::from(content.clone())
    };
    server.put("inbox", "big", object).unwrap();
    server.put("inbox", "empty", "").unwrap();

    let listed = store.list("inbox", &ListRequest::default()).await.unwrap();
    let big = &listed.objects[0];
    assert_eq!(
        (big.key.as_str(), big.size, big.storage_class.as_str(), big.e_tag.len()),
        ("big", 3_000_000, "STANDARD_IA", 32)
    );
    assert_eq!(listed.next, None);

    let whole = store.get("inbox", "big", &GetRequest::default()).await.unwrap();
    let details = whole.details;
    assert_eq!((&details.e_tag, details.size, details.tag_count), (&big.e_tag, 3_000_000, Some(1)));
    assert_eq!(
        (details.content_type.as_deref(), details.content_encoding.as_deref()),
        (Some("text/csv"), Some("gzip"))
    );
    assert_eq!(details.encryption, Encryption { kind: EncryptionKind::Kms, key_id: Some("key-1".into()) });
    assert_eq!((details.storage_class.as_str(), details.version_id), ("STANDARD_IA", None));
    // A list tells the time to the millisecond, a header to the second.
    assert!(big.last_modified.duration_since(details.last_modified.unwrap()).unwrap() < Duration::from_secs(1));
    assert!(whole.body.try_collect::<Vec<Bytes>>().await.unwrap().concat() == content);

    let range = |range| GetRequest { range: Some(range), if_match: Some(big.e_tag.clone()) };
    let part = store.get("inbox", "big", &range(10..20)).await.unwrap();
    assert_eq!(part.details.size, 3_000_000);
    assert_eq!(part.body.try_collect::<Vec<Bytes>>().await.unwrap().concat(), content[10..20]);
    assert!(read(&store, "big", &range(2_000_000..9_000_000)).await.unwrap() == content[2_000_000..]);
    let beyond = read(&store, "big", &range(3_000_000..3_000_001)).await;
    assert_eq!(beyond, Err(Error::InvalidRange { bucket: bucket(), size: Some(3_000_000) }));
    assert!(matches!(read(&store, "big", &range(5..5)).await, Err(Error::InvalidRequest { .. })));
    assert_eq!(read(&store, "empty", &GetRequest::default()).await.unwrap(), b"");

    let e_tag = format!("\"{}\"", big.e_tag);
    assert!(read(&store, "big", &GetRequest { range: None, if_match: Some(e_tag) }).await.is_ok());
    server.put("inbox", "big", "other").unwrap();
    assert_eq!(read(&store, "big", &range(10..20)).await, Err(Error::Changed { bucket: bucket() }));

    assert_eq!(store.tags("inbox", "big").await.unwrap(), []);
    server.put("inbox", "t", Object { tags: vec![("k".into(), "v".into())], ..Object::from("x") }).unwrap();
    assert_eq!(store.tags("inbox", "t").await.unwrap(), [Tag { key: "k".into(), value: "v".into() }]);
    assert_eq!(store.tags("inbox", "none").await, Err(Error::NoSuchKey { bucket: bucket() }));
    server.enable_versioning("inbox").unwrap();
    server.put("inbox", "t", "y").unwrap();
    let versioned = store.get("inbox", "t", &GetRequest::default()).await.unwrap().details;
    assert!(versioned.version_id.is_some());
}

#[tokio::test]
async fn odd_keys_survive() {
    let server = server().await;
    let store = store(&server).await;
    let long = "ü".repeat(512);
    let mut keys = vec![
        "..",
        "../x",
        "a/../b",
        "./a",
        "a//b",
        "/a",
        "//",
        "a/",
        "a b",
        "a+b",
        "+",
        "%",
        "%2B",
        "&<>\"'",
        "日本語/ü 語",
        "new\nline",
        "\r",
        "tab\tbed",
        "\u{1}\u{7f}",
        "*?#;=:@$,!()[]{}|\\^`~",
        "\u{10ffff}",
        &long,
    ];
    // The SDK takes a key of white space alone for none.
    keys.retain(|key| !key.trim().is_empty());
    for key in &keys {
        store.put("inbox", key, Bytes::from(key.as_bytes().to_vec()), &PutOptions::default()).await.unwrap();
        assert_eq!(read(&store, key, &GetRequest::default()).await.unwrap(), key.as_bytes(), "{key}");
    }
    keys.sort_unstable();
    for page in [1, 5, 1_000] {
        assert_eq!(self::keys(&store, "", "", page).await.unwrap(), keys);
        for (index, key) in keys.iter().enumerate() {
            assert_eq!(self::keys(&store, "", key, page).await.unwrap(), keys[index + 1..], "after {key}");
        }
    }
    assert_eq!(self::keys(&store, "a/", "", 1).await.unwrap(), ["a/", "a/../b", "a//b"]);
    let blank = read(&store, " ", &GetRequest::default()).await;
    assert!(matches!(blank, Err(Error::InvalidRequest { .. })), "{blank:?}");
}

#[tokio::test]
async fn lists_many_pages() {
    let server = server().await;
    let store = store(&server).await;
    let mut expected: Vec<String> = (0..3_000).map(|n| format!("logs/{}/{n}", n % 3)).collect();
    for key in &expected {
        server.put("inbox", key, "x").unwrap();
    }
    expected.sort_unstable();
    for page in [999, 1_000, 0] {
        assert!(keys(&store, "", "", page).await.unwrap() == expected, "{page}");
    }
    let of_one: Vec<String> = expected.iter().filter(|key| key.starts_with("logs/1/")).cloned().collect();
    assert!(keys(&store, "logs/1/", "logs/1", 100).await.unwrap() == of_one);
    assert!(keys(&store, "none", "", 100).await.unwrap().is_empty());
}

#[tokio::test]
async fn listings_survive_what_servers_do() {
    let server = server().await;
    let store = store(&server).await;
    let expected: Vec<String> = (0..200).map(|n| format!("k{n:03}")).collect();
    for key in &expected {
        server.put("inbox", key, "x").unwrap();
    }
    let list = |kind| Fault::new(kind).on(Operation::ListObjects);
    for fault in [
        list(FaultKind::EmptyPage).times(3),
        list(FaultKind::EmptyPage).probability(0.5, 3),
        list(FaultKind::RepeatedPage).nth(2).times(1),
        list(FaultKind::RepeatedPage).probability(0.5, 5),
        list(FaultKind::SlowDown).nth(2).times(2),
        list(FaultKind::InternalError).nth(4).times(2),
        list(FaultKind::Reset).nth(3).times(1),
        list(FaultKind::TruncatedBody { after: 300 }).nth(3).times(1),
        list(FaultKind::Hang).nth(3).times(1),
    ] {
        let id = server.faults().add(fault.clone());
        assert_eq!(keys(&store, "", "", 10).await.unwrap(), expected, "{fault:?}");
        assert!(server.faults().fired(id) > 0, "{fault:?}");
        server.faults().clear();
    }
    // An error that does not go away is an error, and the walk can go on later where it stood.
    let down = server.faults().add(list(FaultKind::InternalError).nth(3));
    let mut pages = Pages::new(&store, "inbox", "", "").page_size(50);
    let mut got = Vec::new();
    let error = loop {
        match pages.next().await {
            Ok(Some(objects)) => got.extend(objects.into_iter().map(|object| object.key)),
            Ok(None) => panic!("the listing must not end"),
            Err(error) => break error,
        }
    };
    assert_eq!(error, Error::Unavailable { bucket: bucket(), reason: "500 InternalError".into() });
    assert!(error.is_retryable());
    assert_eq!((server.faults().fired(down), pages.position()), (3, "k099"));
    server.faults().clear();
    while let Some(objects) = pages.next().await.unwrap() {
        got.extend(objects.into_iter().map(|object| object.key));
    }
    assert_eq!(got, expected);
}

#[tokio::test]
async fn a_listing_that_only_repeats_is_stuck() {
    let server = server().await;
    let store = store(&server).await;
    for n in 0..30 {
        server.put("inbox", &format!("k{n:02}"), "x").unwrap();
    }
    let first = store.list("inbox", &ListRequest { max_keys: 10, ..ListRequest::default() }).await.unwrap();
    let stale = ListRequest {
        start_after: "k25".into(),
        continuation: first.next.clone(),
        max_keys: 10,
        ..ListRequest::default()
    };
    // The continuation leads to keys that were seen already: the store begins anew after the last one.
    let page = store.list("inbox", &stale).await.unwrap();
    assert_eq!(page.objects.iter().map(|object| object.key.as_str()).collect::<Vec<_>>(), ["k26", "k27", "k28", "k29"]);
    server.faults().add(Fault::new(FaultKind::EmptyPage).on(Operation::ListObjects));
    let walk = tokio::time::timeout(Duration::from_millis(300), keys(&store, "", "", 10)).await;
    assert!(!matches!(walk, Ok(Ok(_))), "empty pages are never taken for the end");
}

#[tokio::test]
async fn bodies_that_break_off_can_be_resumed() {
    let server = server().await;
    let store = store(&server).await;
    let content: Vec<u8> = (0..500_000_u32).map(|n| (n % 253) as u8).collect();
    server.put("inbox", "k", content.clone()).unwrap();
    let e_tag = store.list("inbox", &ListRequest::default()).await.unwrap().objects[0].e_tag.clone();
    let get = |kind| Fault::new(kind).on(Operation::GetObject).times(3);
    for kind in [
        FaultKind::TruncatedBody { after: 70_000 },
        FaultKind::ResetBody { after: 70_000 },
        FaultKind::ShortBody { missing: 430_000 },
    ] {
        let id = server.faults().add(get(kind.clone()));
        let mut received: Vec<u8> = Vec::new();
        let mut broken = 0;
        while received.len() < content.len() {
            let range = Some(received.len() as u64..content.len() as u64);
            let request = GetRequest { range, if_match: Some(e_tag.clone()) };
            let left = content.len() - received.len();
            let start = received.len();
            let mut body = store.get("inbox", "k", &request).await.unwrap().body;
            loop {
                match body.try_next().await {
                    Ok(Some(bytes)) => received.extend_from_slice(&bytes),
                    Ok(None) => break,
                    Err(error) => {
                        let got = (received.len() - start) as u64;
                        assert_eq!(error, Error::Truncated { bucket: bucket(), expected: left as u64, received: got });
                        assert!(error.is_retryable());
                        broken += 1;
                        break;
                    }
                }
            }
        }
        assert!(received == content, "{kind:?}");
        assert!(broken >= 1 && server.faults().fired(id) >= 1, "{kind:?}");
        server.faults().clear();
    }
}

#[tokio::test]
async fn a_stalled_body_is_given_up_but_a_slow_one_is_not() {
    let server = server().await;
    let store = store(&server).await;
    server.put("inbox", "k", vec![1; 100_000]).unwrap();
    // Takes twice as long as the time-out, in many pieces.
    server
        .faults()
        .add(Fault::new(FaultKind::Bandwidth { bytes_per_second: 100_000 }).on(Operation::GetObject).times(1));
    assert_eq!(read(&store, "k", &GetRequest::default()).await.unwrap().len(), 100_000);
    // One byte every second and a bit.
    server.faults().add(Fault::new(FaultKind::Bandwidth { bytes_per_second: 1 }).on(Operation::GetObject).times(1));
    let stalled = read(&store, "k", &GetRequest::default()).await;
    assert_eq!(stalled, Err(Error::Unavailable { bucket: bucket(), reason: "the body stalled".into() }));
    // A slow reader is not the server's fault.
    let mut body = store.get("inbox", "k", &GetRequest::default()).await.unwrap().body;
    tokio::time::sleep(Duration::from_millis(700)).await;
    let mut received = 0;
    while let Some(bytes) = body.try_next().await.unwrap() {
        received += bytes.len();
    }
    assert_eq!(received, 100_000);
}

#[tokio::test]
async fn transient_errors_are_retried_and_lasting_ones_told() {
    let server = server().await;
    let store = store(&server).await;
    server.put("inbox", "k", "hello").unwrap();
    let refuse =
        |status, code: &str, message: &str| FaultKind::Refuse { status, code: code.into(), message: message.into() };
    for kind in [
        FaultKind::SlowDown,
        FaultKind::InternalError,
        FaultKind::Reset,
        FaultKind::Hang,
        refuse(503, "ServiceUnavailable", ""),
    ] {
        let id = server.faults().add(Fault::new(kind.clone()).on(Operation::GetObject).times(2));
        assert_eq!(read(&store, "k", &GetRequest::default()).await.unwrap(), b"hello", "{kind:?}");
        assert_eq!(server.faults().fired(id), 2, "{kind:?}");
        server.faults().clear();
    }
    let denied = |action: &str| Error::AccessDenied { bucket: bucket(), action: action.into() };
    let kms = "User is not authorized to perform: kms:Decrypt on resource";
    for (kind, expected, attempts) in [
        (FaultKind::SlowDown, Error::Throttled { bucket: bucket() }, 3),
        (FaultKind::InternalError, Error::Unavailable { bucket: bucket(), reason: "500 InternalError".into() }, 3),
        (FaultKind::Reset, Error::Unavailable { bucket: bucket(), reason: "connection reset".into() }, 3),
        (FaultKind::Hang, Error::Unavailable { bucket: bucket(), reason: "no answer in time".into() }, 3),
        (FaultKind::AccessDenied, denied("s3:GetObject"), 1),
        (refuse(403, "AccessDenied", kms), denied("kms:Decrypt and kms:GenerateDataKey"), 1),
        (
            refuse(400, "KMS.DisabledException", "key is disabled"),
            Error::KmsKeyUnavailable { bucket: bucket(), code: "KMS.DisabledException".into() },
            1,
        ),
        (FaultKind::Deleted, Error::NoSuchKey { bucket: bucket() }, 1),
    ] {
        server.put("inbox", "k", "hello").unwrap();
        let id = server.faults().add(Fault::new(kind.clone()).on(Operation::GetObject));
        assert_eq!(read(&store, "k", &GetRequest::default()).await, Err(expected), "{kind:?}");
        assert_eq!(server.faults().fired(id), attempts, "{kind:?}");
        server.faults().clear();
    }
    server.put("inbox", "cold", Object { storage_class: Some("GLACIER".into()), ..Object::from("x") }).unwrap();
    let cold = read(&store, "cold", &GetRequest::default()).await;
    assert_eq!(cold, Err(Error::InvalidObjectState { bucket: bucket() }));
    let class = |class: &str, archived| Object {
        storage_class: Some(class.into()),
        archived: Some(archived),
        ..Object::from("x")
    };
    server.put("inbox", "tiered", class("INTELLIGENT_TIERING", true)).unwrap();
    let tiered = read(&store, "tiered", &GetRequest::default()).await;
    assert_eq!(tiered, Err(Error::InvalidObjectState { bucket: bucket() }));
    server.put("inbox", "thawed", class("DEEP_ARCHIVE", false)).unwrap();
    assert_eq!(read(&store, "thawed", &GetRequest::default()).await.unwrap(), b"x");
    let page = store.list("inbox", &ListRequest::default()).await.unwrap();
    let restored: Vec<&str> =
        page.objects.iter().filter(|object| object.restored).map(|object| object.key.as_str()).collect();
    assert_eq!(restored, ["thawed"], "of the archived objects only this one was restored");
    server.put("inbox", "own", Object { encryption: Stored::Customer { key: [1; 32] }, ..Object::from("x") }).unwrap();
    assert_eq!(read(&store, "own", &GetRequest::default()).await, Err(Error::SseCustomerKey { bucket: bucket() }));
    let none = store.list("none", &ListRequest::default()).await;
    assert_eq!(none, Err(Error::NoSuchBucket { bucket: "none".into() }));
}

#[tokio::test]
async fn wrong_places_and_credentials() {
    let server = server().await;
    let region = |store: S3Store| async move { store.list("inbox", &ListRequest::default()).await.unwrap_err() };
    let wrong =
        Credentials::Static { access_key_id: ACCESS.into(), secret_access_key: "wrong".into(), session_token: None };
    assert!(!format!("{wrong:?}").contains("wrong"));
    let store = S3Store::connect(&Options { credentials: wrong, ..options(server.endpoint()) }).await.unwrap();
    assert_eq!(region(store).await, Error::Credentials { reason: "SignatureDoesNotMatch".into() });
    let unknown = Credentials::Static {
        access_key_id: "AKIDOTHER".into(),
        secret_access_key: SECRET.into(),
        session_token: None,
    };
    let store = S3Store::connect(&Options { credentials: unknown, ..options(server.endpoint()) }).await.unwrap();
    assert_eq!(region(store).await, Error::Credentials { reason: "InvalidAccessKeyId".into() });

    let store = self::store(&server).await;
    let elsewhere = "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'";
    server.faults().add(Fault::new(FaultKind::Refuse {
        status: 400,
        code: "AuthorizationHeaderMalformed".into(),
        message: elsewhere.into(),
    }));
    assert_eq!(region(store).await, Error::WrongRegion { bucket: bucket(), region: Some("eu-west-1".into()) });

    let endpoint = server.endpoint();
    server.shutdown().await;
    let store = S3Store::connect(&options(endpoint)).await.unwrap();
    let refused = region(store).await;
    assert_eq!(refused, Error::Unavailable { bucket: bucket(), reason: "connection refused".into() });
    assert!(refused.to_string().contains("check the endpoint"), "{refused}");
}

#[tokio::test]
async fn writes_with_encryption_and_checksum() {
    let server = server().await;
    let store = store(&server).await;
    let cases: BTreeMap<&str, (Encryption, Stored)> = [
        ("default", (Encryption::default(), Stored::Default)),
        ("aes", (Encryption { kind: EncryptionKind::Aes256, key_id: None }, Stored::Aes256)),
        (
            "kms",
            (
                Encryption { kind: EncryptionKind::Kms, key_id: Some("key-1".into()) },
                Stored::Kms { key_id: "key-1".into() },
            ),
        ),
    ]
    .into();
    for (key, (encryption, stored)) in cases {
        let options = PutOptions {
            content_type: Some("application/gzip".into()),
            content_encoding: Some("gzip".into()),
            encryption,
            expected_bucket_owner: Some("111122223333".into()),
        };
        store.put("inbox", key, Bytes::from_static(b"x"), &options).await.unwrap();
        let object = server.get("inbox", key).unwrap();
        assert_eq!((object.encryption, object.content.as_ref()), (stored, &b"x"[..]), "{key}");
        assert_eq!((object.content_type, object.content_encoding), (options.content_type, options.content_encoding));
    }
    for kind in [FaultKind::SlowDown, FaultKind::Reset] {
        server.faults().add(Fault::new(kind).on(Operation::PutObject).times(1));
    }
    store.put("inbox", "retried", Bytes::from_static(b"x"), &PutOptions::default()).await.unwrap();
    assert_eq!(server.get("inbox", "retried").unwrap().content, "x");
    let strangers = PutOptions { expected_bucket_owner: Some("999999999999".into()), ..PutOptions::default() };
    let refused = store.put("inbox", "k", Bytes::new(), &strangers).await;
    assert!(matches!(refused, Err(Error::AccessDenied { .. })), "{refused:?}");
    // The time-out of silence grows with what has to be sent.
    let latency = FaultKind::Latency(Duration::from_millis(800));
    server.faults().add(Fault::new(latency).on(Operation::PutObject));
    let small = store.put("inbox", "slow", Bytes::from_static(b"x"), &PutOptions::default()).await;
    assert_eq!(small, Err(Error::Unavailable { bucket: bucket(), reason: "no answer in time".into() }));
    store.put("inbox", "slow", Bytes::from(vec![1; 128 << 10]), &PutOptions::default()).await.unwrap();
    server.faults().clear();
    let none = store.put("none", "k", Bytes::new(), &PutOptions::default()).await;
    assert_eq!(none, Err(Error::NoSuchBucket { bucket: "none".into() }));
}

mod buckets {
    use aws_sdk_s3::Client;
    use aws_sdk_s3::config::{BehaviorVersion, Builder, Credentials, Region};
    use aws_sdk_s3::types::{
        BucketCannedAcl, PublicAccessBlockConfiguration, ServerSideEncryption, ServerSideEncryptionByDefault,
        ServerSideEncryptionConfiguration, ServerSideEncryptionRule, Tag, Tagging,
    };

    use super::*;

    fn client(server: &EmbeddedS3) -> Client {
        let config = Builder::new()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new("us-east-1"))
            .endpoint_url(server.endpoint())
            .force_path_style(true)
            .credentials_provider(Credentials::new(ACCESS, SECRET, None, None, "test"));
        Client::from_conf(config.build())
    }

    #[tokio::test]
    async fn are_listed() {
        let server = server().await;
        server.create_bucket("archive").unwrap();
        assert_eq!(store(&server).await.buckets().await.unwrap(), ["archive", "inbox"]);
    }

    #[tokio::test]
    async fn bare_ones_are_private() {
        let server = server().await;
        let details = store(&server).await.bucket("inbox").await.unwrap();
        assert_eq!((details.name.as_str(), details.region.as_deref()), ("inbox", Some("us-east-1")));
        assert!(details.created.is_some() && details.owner.as_ref().is_some_and(|owner| owner.id.len() == 64));
        assert_eq!(details.default_encryption, Encryption { kind: EncryptionKind::None, key_id: None });
        assert_eq!(details.allows_unencrypted_uploads, Tristate::True);
        assert_eq!((details.versioning, details.has_policy), (Tristate::False, Tristate::False));
        assert_eq!(details.tags.as_deref(), Some(&[][..]));
        assert_eq!(details.effective_permission(), EffectivePermission::NotPublic);
        assert_eq!(details.shared_access(), SharedAccess::NotShared);
        let none = store(&server).await.bucket("none").await;
        assert_eq!(none, Err(Error::NoSuchBucket { bucket: "none".into() }));
    }

    #[tokio::test]
    async fn settings_are_read() {
        let server = server().await;
        let s3 = client(&server);
        server.enable_versioning("inbox").unwrap();
        let tag = Tag::builder().key("team").value("pay").build().unwrap();
        s3.put_bucket_tagging()
            .bucket("inbox")
            .tagging(Tagging::builder().tag_set(tag).build().unwrap())
            .send()
            .await
            .unwrap();
        let default = ServerSideEncryptionByDefault::builder()
            .sse_algorithm(ServerSideEncryption::AwsKms)
            .kms_master_key_id("key-1");
        let rule = ServerSideEncryptionRule::builder()
            .apply_server_side_encryption_by_default(default.build().unwrap())
            .build();
        let rules = ServerSideEncryptionConfiguration::builder().rules(rule).build().unwrap();
        s3.put_bucket_encryption().bucket("inbox").server_side_encryption_configuration(rules).send().await.unwrap();
        let store = store(&server).await;
        let details = store.bucket("inbox").await.unwrap();
        assert_eq!(details.versioning, Tristate::True);
        assert_eq!(
            details.tags.as_deref(),
            Some(&[magpie_objects::Tag { key: "team".into(), value: "pay".into() }][..])
        );
        assert_eq!(details.default_encryption, Encryption { kind: EncryptionKind::Kms, key_id: Some("key-1".into()) });
        assert_eq!(details.allows_unencrypted_uploads, Tristate::False);

        s3.put_bucket_acl().bucket("inbox").acl(BucketCannedAcl::PublicRead).send().await.unwrap();
        assert_eq!(store.bucket("inbox").await.unwrap().effective_permission(), EffectivePermission::Public);
        let block = |ignore| PublicAccessBlockConfiguration::builder().ignore_public_acls(ignore).build();
        s3.put_public_access_block()
            .bucket("inbox")
            .public_access_block_configuration(block(true))
            .send()
            .await
            .unwrap();
        assert_eq!(store.bucket("inbox").await.unwrap().effective_permission(), EffectivePermission::NotPublic);
        let policy =
            r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": "*"}}"#;
        s3.put_bucket_policy().bucket("inbox").policy(policy).send().await.unwrap();
        let details = store.bucket("inbox").await.unwrap();
        assert_eq!((details.has_policy, details.policy_is_public), (Tristate::True, Tristate::True));
        assert_eq!(details.effective_permission(), EffectivePermission::Public);
        assert_eq!(details.shared_access(), SharedAccess::Unknown);
    }

    #[tokio::test]
    async fn what_may_not_be_read_is_unknown() {
        let server = server().await;
        server.faults().add(Fault::new(FaultKind::AccessDenied).on(Operation::BucketSettings));
        server.faults().add(Fault::new(FaultKind::AccessDenied).on(Operation::ListBuckets));
        let details = store(&server).await.bucket("inbox").await.unwrap();
        let nothing = magpie_objects::BucketDetails { name: "inbox".into(), ..Default::default() };
        assert_eq!(details, nothing);
        assert_eq!(details.effective_permission(), EffectivePermission::Unknown);
        let buckets = store(&server).await.buckets().await;
        assert!(matches!(buckets, Err(Error::AccessDenied { action, .. }) if action == "s3:ListAllMyBuckets"));
    }
}
