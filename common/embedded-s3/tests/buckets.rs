//! Buckets, their settings, versions and lists, through the SDK.

#![allow(clippy::unwrap_used)]

mod support;

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BucketCannedAcl, BucketVersioningStatus, EncodingType, Permission, PublicAccessBlockConfiguration,
    ServerSideEncryption, ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration, ServerSideEncryptionRule,
    Tag, Tagging, VersioningConfiguration,
};
use magpie_embedded_s3::EmbeddedS3;
use support::{ACCESS, SECRET, client, refusal, server};

const PUBLIC: &str =
    r#"{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}"#;

#[tokio::test]
async fn settings() {
    let server = server().await;
    let s3 = client(&server);
    s3.create_bucket().bucket("made-here").send().await.unwrap();
    assert_eq!(refusal(s3.create_bucket().bucket("made-here").send().await), "BucketAlreadyOwnedByYou");
    let names: Vec<_> =
        s3.list_buckets().send().await.unwrap().buckets().iter().map(|b| b.name().unwrap().to_owned()).collect();
    assert_eq!(names, ["inbox", "made-here"]);
    s3.head_bucket().bucket("inbox").send().await.unwrap();
    // The first region is shown as an empty constraint.
    let location = s3.get_bucket_location().bucket("inbox").send().await.unwrap();
    assert_eq!(location.location_constraint().map(|constraint| constraint.as_str()), Some(""));

    assert_eq!(refusal(s3.get_bucket_tagging().bucket("inbox").send().await), "NoSuchTagSet");
    let tag = Tag::builder().key("team").value("pay").build().unwrap();
    let tagging = Tagging::builder().tag_set(tag.clone()).build().unwrap();
    s3.put_bucket_tagging().bucket("inbox").tagging(tagging).send().await.unwrap();
    assert_eq!(s3.get_bucket_tagging().bucket("inbox").send().await.unwrap().tag_set(), [tag]);

    let code = refusal(s3.get_bucket_encryption().bucket("inbox").send().await);
    assert_eq!(code, "ServerSideEncryptionConfigurationNotFoundError");
    let default =
        ServerSideEncryptionByDefault::builder().sse_algorithm(ServerSideEncryption::AwsKms).kms_master_key_id("key-1");
    let rule =
        ServerSideEncryptionRule::builder().apply_server_side_encryption_by_default(default.build().unwrap()).build();
    let rules = ServerSideEncryptionConfiguration::builder().rules(rule.clone()).build().unwrap();
    s3.put_bucket_encryption().bucket("inbox").server_side_encryption_configuration(rules).send().await.unwrap();
    s3.get_bucket_encryption().bucket("inbox").send().await.unwrap();
    server.put("inbox", "k", "x").unwrap();
    let head = s3.head_object().bucket("inbox").key("k").send().await.unwrap();
    assert_eq!(
        (head.server_side_encryption(), head.ssekms_key_id()),
        (Some(&ServerSideEncryption::AwsKms), Some("key-1"))
    );

    assert_eq!(refusal(s3.get_bucket_policy_status().bucket("inbox").send().await), "NoSuchBucketPolicy");
    s3.put_bucket_policy().bucket("inbox").policy(PUBLIC).send().await.unwrap();
    let status = s3.get_bucket_policy_status().bucket("inbox").send().await.unwrap();
    assert_eq!(status.policy_status().unwrap().is_public(), Some(true));
    assert_eq!(s3.get_bucket_policy().bucket("inbox").send().await.unwrap().policy(), Some(PUBLIC));

    let code = refusal(s3.get_public_access_block().bucket("inbox").send().await);
    assert_eq!(code, "NoSuchPublicAccessBlockConfiguration");
    let block = PublicAccessBlockConfiguration::builder().block_public_policy(true).block_public_acls(true).build();
    s3.put_public_access_block().bucket("inbox").public_access_block_configuration(block).send().await.unwrap();
    let block = s3.get_public_access_block().bucket("inbox").send().await.unwrap();
    let block = block.public_access_block_configuration().unwrap();
    assert_eq!((block.block_public_policy(), block.ignore_public_acls()), (Some(true), Some(false)));
    assert_eq!(refusal(s3.put_bucket_policy().bucket("inbox").policy(PUBLIC).send().await), "AccessDenied");
    let acl = s3.put_bucket_acl().bucket("inbox").acl(BucketCannedAcl::PublicRead).send().await;
    assert_eq!(refusal(acl), "AccessDenied");

    s3.put_bucket_acl().bucket("made-here").acl(BucketCannedAcl::PublicReadWrite).send().await.unwrap();
    let acl = s3.get_bucket_acl().bucket("made-here").send().await.unwrap();
    let public: Vec<_> = acl.grants().iter().filter(|grant| grant.grantee().unwrap().uri().is_some()).collect();
    assert_eq!(
        public.iter().map(|grant| grant.permission().unwrap()).collect::<Vec<_>>(),
        [&Permission::Read, &Permission::Write]
    );
    assert!(acl.owner().unwrap().id().is_some());

    assert_eq!(refusal(s3.delete_bucket().bucket("inbox").send().await), "BucketNotEmpty");
    s3.delete_bucket().bucket("made-here").send().await.unwrap();
    assert_eq!(refusal(s3.get_bucket_acl().bucket("made-here").send().await), "NoSuchBucket");
}

#[tokio::test]
async fn regions() {
    let server =
        EmbeddedS3::builder().credentials(ACCESS, SECRET).region("eu-west-1").start("127.0.0.1:0").await.unwrap();
    server.create_bucket("inbox").unwrap();
    let location = client(&server).get_bucket_location().bucket("inbox").send().await.unwrap();
    assert_eq!(location.location_constraint().unwrap().as_str(), "eu-west-1");
    assert!(EmbeddedS3::builder().start("127.0.0.1:0").await.is_err(), "without credentials");
    assert!(server.create_bucket("No").is_err());
}

#[tokio::test]
async fn versions() {
    let server = server().await;
    let s3 = client(&server);
    server.put("inbox", "k", "before").unwrap();
    let on = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
    assert_eq!(s3.get_bucket_versioning().bucket("inbox").send().await.unwrap().status(), None);
    s3.put_bucket_versioning().bucket("inbox").versioning_configuration(on).send().await.unwrap();
    let put = |body: &'static [u8]| s3.put_object().bucket("inbox").key("k").body(ByteStream::from_static(body)).send();
    let first = put(b"first").await.unwrap().version_id().unwrap().to_owned();
    let second = put(b"second").await.unwrap().version_id().unwrap().to_owned();
    let read = async |id: &str| {
        let got = s3.get_object().bucket("inbox").key("k").version_id(id).send().await.unwrap();
        assert_eq!(got.version_id(), Some(id));
        got.body.collect().await.unwrap().to_vec()
    };
    assert_eq!(read(&first).await, b"first");
    assert_eq!(read("null").await, b"before");
    let marker = s3.delete_object().bucket("inbox").key("k").send().await.unwrap();
    assert_eq!(marker.delete_marker(), Some(true));
    assert_eq!(refusal(s3.get_object().bucket("inbox").key("k").send().await), "NoSuchKey");
    assert!(server.keys("inbox").unwrap().is_empty());
    assert_eq!(read(&second).await, b"second");

    let listed = s3.list_object_versions().bucket("inbox").send().await.unwrap();
    assert_eq!(
        listed.versions().iter().map(|v| v.version_id().unwrap()).collect::<Vec<_>>(),
        [&second, &first, "null"]
    );
    assert_eq!(listed.delete_markers().len(), 1);
    assert_eq!(listed.delete_markers()[0].is_latest(), Some(true));
    s3.delete_object().bucket("inbox").key("k").version_id(marker.version_id().unwrap()).send().await.unwrap();
    assert_eq!(server.get("inbox", "k").unwrap().content, "second");

    let off = VersioningConfiguration::builder().status(BucketVersioningStatus::Suspended).build();
    s3.put_bucket_versioning().bucket("inbox").versioning_configuration(off).send().await.unwrap();
    put(b"third").await.unwrap();
    assert_eq!(read("null").await, b"third");
    assert_eq!(s3.list_object_versions().bucket("inbox").send().await.unwrap().versions().len(), 3);
}

#[tokio::test]
async fn lists() {
    let server = server().await;
    let s3 = client(&server);
    let mut keys: Vec<String> = (0..2_500).map(|n| format!("logs/{:02}/{n:05}", n % 7)).collect();
    keys.extend(["a b+c", "a/ü", "zz", "logs"].map(str::to_owned));
    for key in &keys {
        server.put("inbox", key, "x").unwrap();
    }
    keys.sort_unstable();
    let mut listed = Vec::new();
    let mut pages = s3.list_objects_v2().bucket("inbox").into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert_eq!(page.key_count().unwrap() as usize, page.contents().len());
        listed.extend(page.contents().iter().map(|object| object.key().unwrap().to_owned()));
    }
    assert!(listed == keys);

    let list = || s3.list_objects_v2().bucket("inbox");
    let names = |page: &aws_sdk_s3::operation::list_objects_v2::ListObjectsV2Output| {
        page.contents().iter().map(|object| object.key().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let encoded = list().encoding_type(EncodingType::Url).max_keys(2).send().await.unwrap();
    assert_eq!(names(&encoded), ["a+b%2Bc", "a/%C3%BC"]);
    assert_eq!(encoded.is_truncated(), Some(true));
    let after = list().start_after("logs/06/02491").send().await.unwrap();
    assert_eq!(names(&after), ["logs/06/02498", "zz"]);
    let folders = list().delimiter("/").prefix("logs/").max_keys(3).send().await.unwrap();
    let prefixes = |page: &aws_sdk_s3::operation::list_objects_v2::ListObjectsV2Output| {
        page.common_prefixes().iter().map(|prefix| prefix.prefix().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(prefixes(&folders), ["logs/00/", "logs/01/", "logs/02/"]);
    let rest = list().delimiter("/").prefix("logs/").continuation_token(folders.next_continuation_token().unwrap());
    assert_eq!(prefixes(&rest.send().await.unwrap()), ["logs/03/", "logs/04/", "logs/05/", "logs/06/"]);
    assert_eq!(refusal(list().continuation_token("?").send().await), "InvalidArgument");

    let old = s3.list_objects().bucket("inbox").delimiter("/").send().await.unwrap();
    assert_eq!(old.contents().iter().map(|object| object.key().unwrap()).collect::<Vec<_>>(), ["a b+c", "logs", "zz"]);
    assert_eq!(old.common_prefixes().len(), 2);

    let object = |key: &str| aws_sdk_s3::types::ObjectIdentifier::builder().key(key).build().unwrap();
    let delete = aws_sdk_s3::types::Delete::builder().objects(object("zz")).objects(object("none")).build().unwrap();
    let deleted = s3.delete_objects().bucket("inbox").delete(delete).send().await.unwrap();
    assert_eq!((deleted.deleted().len(), deleted.errors().len()), (2, 0));
    assert_eq!(server.keys("inbox").unwrap().len(), keys.len() - 1);
}
