#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use magpie_proto::v1::classification_status::Code;
use magpie_proto::worker::v1::{CustomIdentifier, Detections};
use prost_types::Timestamp;
use serde_json::{Value, json};

use super::*;

const AT: Timestamp = Timestamp { seconds: 1_785_000_000, nanos: 250_000_000 };
const CHANGED: Timestamp = Timestamp { seconds: 1_784_000_000, nanos: 0 };

fn bucket() -> v1::S3Bucket {
    v1::S3Bucket {
        allows_unencrypted_object_uploads: "UNKNOWN".into(),
        arn: "arn:aws:s3:::payroll".into(),
        created_at: None,
        default_server_side_encryption: Some(encryption("AES256", "")),
        name: "payroll".into(),
        owner: Some(v1::S3BucketOwner { display_name: "ops".into(), id: "7f".into() }),
        public_access: Some(v1::BucketPublicAccess { effective_permission: "NOT_PUBLIC".into() }),
        tags: vec![v1::KeyValuePair { key: "team".into(), value: "hr".into() }],
    }
}

fn encryption(kind: &str, key: &str) -> v1::ServerSideEncryption {
    v1::ServerSideEncryption { encryption_type: kind.into(), kms_master_key_id: key.into() }
}

/// A run with two custom data identifiers: one with levels, one without.
fn spec() -> &'static ScanSpec {
    static SPEC: LazyLock<ScanSpec> = LazyLock::new(|| {
        use v1::data_identifier_severity::Value::{High, Low};
        let levels = [(3, Low), (10, High)];
        let levels = levels.map(|(occurrences_threshold, severity)| v1::SeverityLevel {
            occurrences_threshold,
            severity: severity.into(),
        });
        let custom = |id: &str, name: &str, severity_levels| CustomIdentifier {
            id: id.into(),
            name: name.into(),
            severity_levels,
            ..Default::default()
        };
        ScanSpec {
            ruleset_version: "c0ffee".into(),
            custom_data_identifiers: vec![
                custom("aa-custom", "Badge", levels.to_vec()),
                custom("zz-custom", "Project", Vec::new()),
            ],
            ..Default::default()
        }
    });
    &SPEC
}

fn context(bucket: &v1::S3Bucket) -> Context<'_> {
    Context {
        account_id: "111122223333",
        region: "eu-central-1",
        job_id: "0123456789abcdef0123456789abcdef",
        job_arn: "arn:aws:macie2:eu-central-1:111122223333:classification-job/0123456789abcdef0123456789abcdef",
        run_id: 7,
        spec: spec(),
        bucket,
        detailed_results_location: "s3://results/AWSLogs/111122223333/Macie/eu-central-1/1.jsonl.gz",
    }
}

fn detections(id: &str, count: u64, occurrences: v1::Occurrences) -> Detections {
    Detections { identifier_id: id.into(), count, occurrences: Some(occurrences), confidence: None }
}

fn cells(number: i64) -> v1::Occurrences {
    let cells = (0..number)
        .map(|index| v1::Cell { row: index + 2, column: 3, column_name: "card".into(), ..v1::Cell::default() })
        .collect();
    v1::Occurrences { cells, ..Default::default() }
}

fn record(object: ObjectResult) -> ResultRecord {
    ResultRecord { shard_id: 4, bucket: "payroll".into(), result: Some(object), at: Some(AT) }
}

fn object(key: &str, detections: Vec<Detections>) -> ObjectResult {
    ObjectResult {
        key: key.into(),
        e_tag: "9b2cf535f27731c974343645a3985328".into(),
        version_id: "v1".into(),
        last_modified: Some(CHANGED),
        size: 2_048,
        storage_class: "STANDARD".into(),
        server_side_encryption: Some(encryption("aws:kms", "key/1")),
        tags: vec![v1::KeyValuePair { key: "stage".into(), value: "live".into() }],
        file: Some(FileResult {
            code: Code::Complete.into(),
            mime_type: "text/csv".into(),
            bytes_classified: 2_048,
            detections,
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn as_json<M: prost::Message + prost::Name>(message: &M) -> Value {
    magpie_proto::json::to_value(message).unwrap()
}

/// What Macie has not lies beside what it has, and is left out where nothing is known: as in records of before.
#[test]
fn places_carry_bytes_beside_the_fields_of_macie() {
    let details = |start| v1::PlaceDetails {
        byte_range: Some(v1::ByteRange { start: Some(start), end: Some(start + 11) }),
        ..Default::default()
    };
    let far = 5 << 30;
    let lines = v1::Range { start: 1, end: 1, start_column: 1, magpie: Some(details(0)) };
    let record_place = v1::Record { json_path: "$.a".into(), record_index: Some(0), magpie: Some(details(far)) };
    let slide = v1::PlaceDetails { slide: Some(3), ..Default::default() };
    let occurrences = v1::Occurrences {
        cells: vec![v1::Cell { row: 2, column: 1, ..Default::default() }],
        line_ranges: vec![lines],
        pages: vec![v1::Page { page_number: 3, magpie: Some(slide), ..Default::default() }],
        records: vec![record_place],
        ..Default::default()
    };
    let record = record(object("x", vec![detections("EMAIL_ADDRESS", 4, occurrences)]));
    let expected = json!({
        "cells": [{"row": 2, "column": 1}],
        "lineRanges": [
            {"start": 1, "end": 1, "startColumn": 1, "magpie": {"byteRange": {"start": 0, "end": 11}}}
        ],
        "pages": [{"pageNumber": 3, "magpie": {"slide": 3}}],
        "records": [
            {"jsonPath": "$.a", "recordIndex": 0, "magpie": {"byteRange": {"start": far, "end": far + 11}}}
        ],
    });
    let bucket = bucket();
    let finding = as_json(&finding(&context(&bucket), &record).unwrap());
    let result = as_json(&discovery_results(&context(&bucket), &record)[0]);
    for printed in [finding, result] {
        let found = &printed["classificationDetails"]["result"]["sensitiveData"][0]["detections"][0]["occurrences"];
        assert_eq!(found, &expected);
    }
}

/// A finding as Macie prints it. Whoever changes this changes the interface of every program that reads findings.
#[test]
fn a_finding_has_the_shape_of_macie() {
    let bucket = bucket();
    let record = record(object(
        "2026/salaries.csv",
        vec![
            detections("CREDIT_CARD_NUMBER", 3, cells(3)),
            detections("USA_SOCIAL_SECURITY_NUMBER", 1, v1::Occurrences::default()),
        ],
    ));
    let finding = finding(&context(&bucket), &record).unwrap();
    let id = finding.id.clone();
    assert!(magpie_base::ids::is_id(&id));
    let expected = json!({
        "accountId": "111122223333",
        "archived": false,
        "category": "CLASSIFICATION",
        "classificationDetails": {
            "detailedResultsLocation": "s3://results/AWSLogs/111122223333/Macie/eu-central-1/1.jsonl.gz",
            "jobArn": "arn:aws:macie2:eu-central-1:111122223333:classification-job/0123456789abcdef0123456789abcdef",
            "jobId": "0123456789abcdef0123456789abcdef",
            "originType": "SENSITIVE_DATA_DISCOVERY_JOB",
            "result": {
                "additionalOccurrences": true,
                "mimeType": "text/csv",
                "sensitiveData": [
                    {
                        "category": "FINANCIAL_INFORMATION",
                        "detections": [{
                            "count": 3,
                            "occurrences": {"cells": [
                                {"column": 3, "columnName": "card", "row": 2},
                                {"column": 3, "columnName": "card", "row": 3},
                                {"column": 3, "columnName": "card", "row": 4},
                            ]},
                            "type": "CREDIT_CARD_NUMBER",
                        }],
                        "totalCount": 3,
                    },
                    {
                        "category": "PERSONAL_INFORMATION",
                        "detections": [{"count": 1, "type": "USA_SOCIAL_SECURITY_NUMBER"}],
                        "totalCount": 1,
                    },
                ],
                "sizeClassified": 2048,
                "status": {"code": "COMPLETE"},
            },
            "magpie": {"runId": 7, "rulesetVersion": "c0ffee"},
        },
        "count": 1,
        "createdAt": "2026-07-25T17:20:00.250Z",
        "description": "The object holds more than one of: credentials, financial information, personal information, matches of custom data identifiers.",
        "id": id,
        "partition": "aws",
        "region": "eu-central-1",
        "resourcesAffected": {
            "s3Bucket": {
                "allowsUnencryptedObjectUploads": "UNKNOWN",
                "arn": "arn:aws:s3:::payroll",
                "defaultServerSideEncryption": {"encryptionType": "AES256"},
                "name": "payroll",
                "owner": {"displayName": "ops", "id": "7f"},
                "publicAccess": {"effectivePermission": "NOT_PUBLIC"},
                "tags": [{"key": "team", "value": "hr"}],
            },
            "s3Object": {
                "bucketArn": "arn:aws:s3:::payroll",
                "eTag": "9b2cf535f27731c974343645a3985328",
                "extension": "csv",
                "key": "2026/salaries.csv",
                "lastModified": "2026-07-14T03:33:20Z",
                "path": "payroll/2026/salaries.csv",
                "publicAccess": false,
                "serverSideEncryption": {"encryptionType": "aws:kms", "kmsMasterKeyId": "key/1"},
                "size": 2048,
                "storageClass": "STANDARD",
                "tags": [{"key": "stage", "value": "live"}],
                "versionId": "v1",
            },
        },
        "sample": false,
        "schemaVersion": "1.0",
        "severity": {"description": "High", "score": 3},
        "title": "Several categories of sensitive data in an S3 object",
        "type": "SensitiveData:S3Object/Multiple",
        "updatedAt": "2026-07-25T17:20:00.250Z",
    });
    assert_eq!(as_json(&finding), expected);
}

#[test]
fn each_type_of_finding_follows_from_what_was_found() {
    type Found = &'static [(&'static str, u64)];
    let table: &[(Found, &str, &str)] = &[
        (&[("AWS_CREDENTIALS", 1)], "SensitiveData:S3Object/Credentials", "High"),
        (&[("CREDIT_CARD_NUMBER", 2)], "SensitiveData:S3Object/Financial", "High"),
        (&[("PHONE_NUMBER", 99)], "SensitiveData:S3Object/Personal", "Medium"),
        (&[("DATE_OF_BIRTH", 1), ("PHONE_NUMBER", 1)], "SensitiveData:S3Object/Personal", "Low"),
        (&[("DATE_OF_BIRTH", 1), ("PHONE_NUMBER", 100)], "SensitiveData:S3Object/Personal", "High"),
        (&[("a1b2c3", 1)], "SensitiveData:S3Object/CustomIdentifier", "Medium"),
        (&[("a1b2c3", 1), ("DATE_OF_BIRTH", 1)], "SensitiveData:S3Object/Multiple", "Medium"),
        (&[("AWS_CREDENTIALS", 1), ("DATE_OF_BIRTH", 1)], "SensitiveData:S3Object/Multiple", "High"),
    ];
    let bucket = bucket();
    for (found, kind, severity) in table {
        let found = found.iter().map(|(id, count)| detections(id, *count, v1::Occurrences::default())).collect();
        let record = record(object("k", found));
        let finding = finding(&context(&bucket), &record).unwrap();
        assert_eq!(finding.r#type, *kind);
        assert_eq!(finding.severity.as_ref().unwrap().description, *severity, "{kind}");
        let result = &discovery_results(&context(&bucket), &record)[0];
        assert_eq!(
            (&result.id, &result.r#type, &result.title, &result.description, &result.severity),
            (&finding.id, &finding.r#type, &finding.title, &finding.description, &finding.severity)
        );
    }
}

#[test]
fn detections_are_grouped_by_category_and_sorted_and_counted() {
    let bucket = bucket();
    let found = [
        "USA_SOCIAL_SECURITY_NUMBER",
        "zz-custom",
        "CREDIT_CARD_NUMBER",
        "DATE_OF_BIRTH",
        "AWS_CREDENTIALS",
        "aa-custom",
    ]
    .iter()
    .map(|id| detections(id, 5, v1::Occurrences::default()))
    .collect();
    let finding = finding(&context(&bucket), &record(object("k", found))).unwrap();
    let result = finding.classification_details.unwrap().result.unwrap();
    let groups: Vec<(&str, i64, Vec<&str>)> = result
        .sensitive_data
        .iter()
        .map(|item| {
            let types = item.detections.iter().map(|detection| detection.r#type.as_str()).collect();
            (item.category().as_str_name(), item.total_count.unwrap(), types)
        })
        .collect();
    assert_eq!(
        groups,
        [
            ("FINANCIAL_INFORMATION", 5, vec!["CREDIT_CARD_NUMBER"]),
            ("PERSONAL_INFORMATION", 10, vec!["DATE_OF_BIRTH", "USA_SOCIAL_SECURITY_NUMBER"]),
            ("CREDENTIALS", 5, vec!["AWS_CREDENTIALS"]),
        ]
    );
    let custom = result.custom_data_identifiers.unwrap();
    assert_eq!(custom.total_count, Some(10));
    assert_eq!(custom.detections[0].arn, "arn:aws:macie2:eu-central-1:111122223333:custom-data-identifier/aa-custom");
    let names: Vec<&str> = custom.detections.iter().map(|detection| detection.name.as_str()).collect();
    assert_eq!(names, ["Badge", "Project"]);
}

#[test]
fn thresholds_decide_whether_there_is_a_finding_and_how_bad_it_is() {
    let bucket = bucket();
    /// What there is how often.
    type Counts = &'static [(&'static str, u64)];
    /// The type and the severity of the finding.
    type Made = Option<(&'static str, &'static str)>;
    let table: &[(Counts, Made)] = &[
        (&[("aa-custom", 2)], None),
        (&[("aa-custom", 3)], Some(("SensitiveData:S3Object/CustomIdentifier", "Low"))),
        (&[("aa-custom", 10)], Some(("SensitiveData:S3Object/CustomIdentifier", "High"))),
        (&[("zz-custom", 1)], Some(("SensitiveData:S3Object/CustomIdentifier", "Medium"))),
        (&[("aa-custom", 3), ("zz-custom", 1)], Some(("SensitiveData:S3Object/CustomIdentifier", "Medium"))),
        (&[("DATE_OF_BIRTH", 1), ("aa-custom", 10)], Some(("SensitiveData:S3Object/Multiple", "High"))),
        // Too few matches make no finding, so they do not make one of several categories either.
        (&[("DATE_OF_BIRTH", 1), ("aa-custom", 2)], Some(("SensitiveData:S3Object/Personal", "Low"))),
    ];
    for (found, expected) in table {
        let found = found.iter().map(|(id, count)| detections(id, *count, v1::Occurrences::default())).collect();
        let record = record(object("k", found));
        let finding = finding(&context(&bucket), &record);
        let severity = |severity: Option<v1::Severity>| severity.map(|severity| severity.description);
        let made = finding.map(|finding| (finding.r#type, severity(finding.severity).unwrap()));
        let expected = expected.map(|(kind, severity)| (kind.to_owned(), severity.to_owned()));
        assert_eq!(made, expected);
        let result = discovery_results(&context(&bucket), &record).remove(0);
        assert_eq!((!result.r#type.is_empty()).then_some(result.r#type), expected.map(|(kind, _)| kind));
        let details = result.classification_details.unwrap().result.unwrap();
        assert!(details.custom_data_identifiers.is_some(), "what was found is listed in any case");
    }
}

#[test]
fn detections_say_how_sure_they_are() {
    let bucket = bucket();
    let counts = v1::ConfidenceCounts { low: 1, medium: 0, high: 4 };
    let sure = |id: &str| Detections { confidence: Some(counts), ..detections(id, 5, v1::Occurrences::default()) };
    let found = vec![sure("DATE_OF_BIRTH"), sure("aa-custom")];
    let finding = as_json(&finding(&context(&bucket), &record(object("k", found))).unwrap());
    let result = &finding["classificationDetails"]["result"];
    let expected = json!({ "confidence": { "low": 1, "high": 4 } });
    assert_eq!(result["sensitiveData"][0]["detections"][0]["magpie"], expected);
    assert_eq!(result["customDataIdentifiers"]["detections"][0]["magpie"], expected);
}

#[test]
fn a_finding_lists_fifteen_places_and_a_result_a_thousand_of_each_type() {
    let bucket = bucket();
    let record = record(object(
        "k",
        vec![detections("CREDIT_CARD_NUMBER", 5_000, cells(1_200)), detections("DATE_OF_BIRTH", 20, cells(20))],
    ));
    let listed = |result: &v1::ClassificationResult| -> Vec<usize> {
        let rows = result.sensitive_data.iter().flat_map(|item| &item.detections);
        rows.map(|row| row.occurrences.as_ref().map_or(0, |o| o.cells.len())).collect()
    };
    let in_finding = finding(&context(&bucket), &record).unwrap().classification_details.unwrap().result.unwrap();
    assert_eq!(listed(&in_finding), [8, 7]);
    assert_eq!(in_finding.additional_occurrences, Some(true));
    let results = discovery_results(&context(&bucket), &record);
    let in_result = results[0].classification_details.as_ref().unwrap().result.as_ref().unwrap();
    assert_eq!(listed(in_result), [1_000, 20]);
    assert_eq!(in_result.additional_occurrences, Some(true));
}

#[test]
fn where_all_places_are_listed_there_are_no_additional_ones() {
    let bucket = bucket();
    let record = record(object("k", vec![detections("DATE_OF_BIRTH", 4, cells(4))]));
    let result = finding(&context(&bucket), &record).unwrap().classification_details.unwrap().result.unwrap();
    assert_eq!(result.additional_occurrences, Some(false));
}

#[test]
fn where_nothing_was_found_there_is_no_finding_but_a_result_that_says_what_happened() {
    let bucket = bucket();
    let mut nothing = object("readme", Vec::new());
    nothing.file = Some(FileResult {
        code: Code::Skipped.into(),
        reason: "UNSUPPORTED_FILE_TYPE_EXCEPTION".into(),
        reason_detail: "the content is an image".into(),
        mime_type: "image/png".into(),
        ..Default::default()
    });
    let record = record(nothing);
    assert_eq!(finding(&context(&bucket), &record), None);
    let results = discovery_results(&context(&bucket), &record);
    assert_eq!(results.len(), 1);
    let printed = as_json(&results[0]);
    for absent in ["severity", "type", "title", "description"] {
        assert!(printed.get(absent).is_none(), "{absent}");
    }
    assert_eq!(
        printed["classificationDetails"]["result"],
        json!({
            "additionalOccurrences": false,
            "mimeType": "image/png",
            "sizeClassified": 0,
            "status": {"code": "SKIPPED", "reason": "UNSUPPORTED_FILE_TYPE_EXCEPTION"},
        })
    );
    assert_eq!(printed["classificationDetails"]["magpie"]["reasonDetail"], "the content is an image");
    assert_eq!(printed["createdAt"], "2026-07-25T17:20:00.250Z");
}

fn archive() -> ResultRecord {
    let member = |path: &str, detections: Vec<Detections>| MemberResult {
        file_details: Some(v1::EmbeddedFileDetails {
            file_path: path.into(),
            file_extension: "csv".into(),
            file_size: Some(10),
            file_last_modified: Some(CHANGED),
        }),
        file: Some(FileResult {
            code: Code::Complete.into(),
            mime_type: "text/csv".into(),
            bytes_classified: 10,
            detections,
            ..Default::default()
        }),
    };
    let sum = Detections { occurrences: None, ..detections("DATE_OF_BIRTH", 3, cells(0)) };
    let mut outer = object("all.zip", vec![sum]);
    outer.members = vec![
        member("b.csv", vec![detections("DATE_OF_BIRTH", 2, cells(2))]),
        member("a.csv", vec![detections("DATE_OF_BIRTH", 1, cells(1))]),
        member("a.csv", Vec::new()),
    ];
    outer.members_omitted = 9;
    record(outer)
}

#[test]
fn an_archive_has_a_result_for_itself_and_for_each_file_in_order() {
    let bucket = bucket();
    let results = discovery_results(&context(&bucket), &archive());
    let paths: Vec<Option<&str>> = results
        .iter()
        .map(|result| {
            let object = result.resources_affected.as_ref().unwrap().s3_object.as_ref().unwrap();
            assert_eq!(object.path, "payroll/all.zip");
            object.embedded_file_details.as_ref().map(|details| details.file_path.as_str())
        })
        .collect();
    assert_eq!(paths, [None, Some("b.csv"), Some("a.csv"), Some("a.csv")]);
    let printed: Vec<Value> = results.iter().map(as_json).collect();
    let occurrences = |value: &Value| {
        value["classificationDetails"]["result"]["sensitiveData"][0]["detections"][0].get("occurrences").is_some()
    };
    assert!(!occurrences(&printed[0]), "places belong to the files inside");
    assert!(occurrences(&printed[1]));
    assert_eq!(printed[0]["classificationDetails"]["magpie"]["membersOmitted"], 9);
    assert!(printed[1]["classificationDetails"]["magpie"].get("membersOmitted").is_none());
    assert_eq!(printed[0]["severity"]["description"], "Medium");
    assert_eq!(printed[2]["severity"]["description"], "Low", "of its own count");
    assert!(printed[3].get("severity").is_none());
    let ids: std::collections::BTreeSet<_> = results.iter().map(|result| &result.id).collect();
    assert_eq!(ids.len(), 4, "the same path twice still is two files");
}

#[test]
fn the_finding_of_an_archive_lists_no_places() {
    let bucket = bucket();
    let finding = finding(&context(&bucket), &archive()).unwrap();
    let printed = as_json(&finding);
    let result = &printed["classificationDetails"]["result"];
    assert_eq!(result["sensitiveData"][0]["detections"], json!([{"count": 3, "type": "DATE_OF_BIRTH"}]));
    assert_eq!(result["additionalOccurrences"], true);
}

#[test]
fn a_message_with_an_attachment_keeps_its_own_places() {
    let bucket = bucket();
    let mut message = archive();
    // Three dates in it and its attachments, two of them in its own text.
    let object = message.result.as_mut().unwrap();
    object.file.as_mut().unwrap().detections = vec![detections("DATE_OF_BIRTH", 3, cells(2))];
    let results = discovery_results(&context(&bucket), &message);
    let finding = finding(&context(&bucket), &message).unwrap();
    for printed in [as_json(&results[0]), as_json(&finding)] {
        let found = &printed["classificationDetails"]["result"]["sensitiveData"][0]["detections"][0];
        assert_eq!(found["count"], 3);
        assert_eq!(found["occurrences"]["cells"].as_array().unwrap().len(), 2);
        assert_eq!(printed["classificationDetails"]["result"]["additionalOccurrences"], true);
    }
}

#[test]
fn ids_are_the_same_in_every_attempt_and_differ_between_objects_and_runs() {
    let bucket = bucket();
    let base = record(object("k", vec![detections("DATE_OF_BIRTH", 1, cells(1))]));
    let id = |context: &Context<'_>, record: &ResultRecord| finding(context, record).unwrap().id;
    let expected = id(&context(&bucket), &base);
    let mut later = base.clone();
    later.at = Some(CHANGED);
    later.shard_id = 99;
    assert_eq!(id(&context(&bucket), &later), expected);

    let mut other_key = base.clone();
    other_key.result.as_mut().unwrap().key = "l".into();
    let mut other_version = base.clone();
    other_version.result.as_mut().unwrap().version_id = "v2".into();
    let mut other_bucket = base.clone();
    other_bucket.bucket = "other".into();
    for other in [other_key, other_version, other_bucket] {
        assert_ne!(id(&context(&bucket), &other), expected);
    }
    assert_ne!(id(&Context { run_id: 8, ..context(&bucket) }, &base), expected);
}

#[test]
fn an_object_is_called_not_public_only_if_its_bucket_is_known_not_to_be() {
    let record = record(object("k", vec![detections("DATE_OF_BIRTH", 1, cells(1))]));
    for (permission, expected) in [("NOT_PUBLIC", Some(false)), ("PUBLIC", None), ("UNKNOWN", None), ("", None)] {
        let mut bucket = bucket();
        bucket.public_access = Some(v1::BucketPublicAccess { effective_permission: permission.into() });
        let finding = finding(&context(&bucket), &record).unwrap();
        let object = finding.resources_affected.unwrap().s3_object.unwrap();
        assert_eq!(object.public_access, expected, "{permission}");
    }
}

#[test]
fn extensions_follow_the_last_dot_of_the_last_segment() {
    for (key, expected) in
        [("a/b.tar.gz", "gz"), ("a.b/c", ""), ("noext", ""), (".env", "env"), ("a/", ""), ("x.", ""), ("Ä.CSV", "CSV")]
    {
        assert_eq!(extension(key), expected, "{key}");
    }
}

#[test]
fn a_record_without_a_result_makes_nothing() {
    let bucket = bucket();
    let empty = ResultRecord { shard_id: 1, bucket: "payroll".into(), result: None, at: None };
    assert_eq!(finding(&context(&bucket), &empty), None);
    assert!(discovery_results(&context(&bucket), &empty).is_empty());
}

#[test]
fn numbers_beyond_what_macie_can_say_are_capped() {
    let bucket = bucket();
    let found = vec![detections("DATE_OF_BIRTH", u64::MAX, cells(1)), detections("PHONE_NUMBER", u64::MAX, cells(1))];
    let finding = finding(&context(&bucket), &record(object("k", found))).unwrap();
    let result = finding.classification_details.unwrap().result.unwrap();
    assert_eq!(result.sensitive_data[0].total_count, Some(i64::MAX));
}
