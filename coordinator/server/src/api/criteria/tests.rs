#![allow(clippy::unwrap_used)]

use magpie_proto::v1;
use serde_json::{Value, json};

use super::*;

/// A finding that has every field.
fn finding() -> Finding {
    let text = json!({
        "accountId": "111122223333", "archived": false, "category": "CLASSIFICATION", "count": 1,
        "createdAt": "2026-07-25T17:20:00Z", "updatedAt": "2026-07-25T17:20:00Z",
        "id": "0123456789abcdef0123456789abcdef", "region": "eu-central-1", "sample": false,
        "severity": {"description": "High", "score": 3}, "type": "SensitiveData:S3Object/Multiple",
        "classificationDetails": {
            "jobId": "job1", "originType": "SENSITIVE_DATA_DISCOVERY_JOB",
            "result": {
                "mimeType": "text/csv", "sizeClassified": 2048, "status": {"code": "COMPLETE"},
                "sensitiveData": [
                    {"category": "FINANCIAL_INFORMATION", "totalCount": 3,
                     "detections": [{"type": "CREDIT_CARD_NUMBER", "count": 3}]},
                    {"category": "CREDENTIALS", "totalCount": 100,
                     "detections": [{"type": "AWS_CREDENTIALS", "count": 100}]},
                ],
                "customDataIdentifiers": {"totalCount": 4, "detections": [
                    {"arn": "arn:1", "name": "employee", "count": 4}]},
            },
        },
        "resourcesAffected": {
            "s3Bucket": {
                "name": "payroll", "createdAt": "2025-01-01T00:00:00Z", "allowsUnencryptedObjectUploads": "UNKNOWN",
                "defaultServerSideEncryption": {"encryptionType": "aws:kms", "kmsMasterKeyId": "k1"},
                "owner": {"displayName": "ops"}, "publicAccess": {"effectivePermission": "NOT_PUBLIC"},
                "tags": [{"key": "team", "value": "hr"}, {"key": "stage", "value": "live"}],
            },
            "s3Object": {
                "key": "a/b.csv", "path": "payroll/a/b.csv", "extension": "csv", "publicAccess": false,
                "lastModified": "2026-01-01T00:00:00Z",
                "serverSideEncryption": {"encryptionType": "AES256", "kmsMasterKeyId": "k2"},
                "tags": [{"key": "colour", "value": "red"}],
            },
        },
    });
    magpie_proto::json::from_str(&text.to_string()).unwrap()
}

fn criteria(criterion: &Value) -> FindingCriteria {
    magpie_proto::json::from_str(&json!({ "criterion": criterion }).to_string()).unwrap()
}

fn compile(criterion: &Value) -> Result<Criteria, Violations> {
    let mut wrong = Violations::new();
    let compiled = Criteria::compile(Some(&criteria(criterion)), &mut wrong);
    if wrong.is_empty() { Ok(compiled) } else { Err(wrong) }
}

fn holds(criterion: &Value) -> bool {
    compile(criterion).unwrap().hold(&finding())
}

#[test]
fn fields_are_sorted_and_each_has_a_value_in_a_full_finding() {
    assert!(FIELDS.is_sorted_by_key(|field| field.name));
    for field in FIELDS {
        let mut values = 0;
        match field.access {
            Access::Text { read, choices, .. } => read(&finding(), &mut |text| {
                assert!(choices.is_empty() || choices.contains(&text), "{}: {text}", field.name);
                values += 1;
            }),
            Access::Number { read } => read(&finding(), &mut |_| values += 1),
            Access::Bool { read } => values += usize::from(read(&finding()).is_some()),
        }
        assert!(values > 0, "{}", field.name);
        match field.access {
            Access::Text { read, .. } => read(&Finding::default(), &mut |text| {
                assert!(text.is_empty() || text == "UNSPECIFIED", "{}: {text}", field.name);
            }),
            Access::Number { read } => read(&Finding::default(), &mut |n| panic!("{}: {n}", field.name)),
            Access::Bool { read } => assert_eq!(read(&Finding::default()), None),
        }
    }
}

#[test]
fn every_field_of_macie_that_our_findings_have_can_be_asked_for() {
    let macie = "accountId archived category count createdAt id type region sample severity.description updatedAt \
        resourcesAffected.s3Bucket.createdAt resourcesAffected.s3Bucket.defaultServerSideEncryption.encryptionType \
        resourcesAffected.s3Bucket.defaultServerSideEncryption.kmsMasterKeyId \
        resourcesAffected.s3Bucket.allowsUnencryptedObjectUploads resourcesAffected.s3Bucket.name \
        resourcesAffected.s3Bucket.owner.displayName resourcesAffected.s3Bucket.publicAccess.effectivePermission \
        resourcesAffected.s3Bucket.tags.key resourcesAffected.s3Bucket.tags.value \
        resourcesAffected.s3Object.serverSideEncryption.kmsMasterKeyId \
        resourcesAffected.s3Object.serverSideEncryption.encryptionType resourcesAffected.s3Object.extension \
        resourcesAffected.s3Object.lastModified resourcesAffected.s3Object.key resourcesAffected.s3Object.path \
        resourcesAffected.s3Object.publicAccess resourcesAffected.s3Object.tags.key \
        resourcesAffected.s3Object.tags.value classificationDetails.jobId classificationDetails.originType \
        classificationDetails.result.mimeType classificationDetails.result.sizeClassified \
        classificationDetails.result.status.code classificationDetails.result.sensitiveData.category \
        classificationDetails.result.sensitiveData.detections.type \
        classificationDetails.result.sensitiveData.detections.count \
        classificationDetails.result.customDataIdentifiers.detections.arn \
        classificationDetails.result.customDataIdentifiers.detections.name \
        classificationDetails.result.customDataIdentifiers.detections.count";
    let macie: BTreeSet<&str> = macie.split_whitespace().collect();
    let ours: BTreeSet<&str> = FIELDS.iter().map(|field| field.name).collect();
    assert_eq!(ours, macie);
}

#[test]
fn each_operator_keeps_its_rule() {
    const TYPES: &str = "classificationDetails.result.sensitiveData.detections.type";
    const COUNTS: &str = "classificationDetails.result.sensitiveData.detections.count";
    let created = 1_785_000_000_000_i64;
    let table = [
        // Nothing asked for.
        (json!({}), true),
        // eq: one of the values.
        (json!({"severity.description": {"eq": ["High"]}}), true),
        (json!({"severity.description": {"eq": ["Low", "High"]}}), true),
        (json!({"severity.description": {"eq": ["Low"]}}), false),
        (json!({"region": {"eq": ["EU-CENTRAL-1"]}}), false),
        (json!({"region": {"eq": ["eu-*"]}}), false),
        // eq of lists: any of them.
        (json!({TYPES: {"eq": ["AWS_CREDENTIALS"]}}), true),
        (json!({TYPES: {"eq": ["AWS_CREDENTIALS", "NAME"]}}), true),
        (json!({TYPES: {"eq": ["NAME"]}}), false),
        // neq: none of them.
        (json!({TYPES: {"neq": ["NAME"]}}), true),
        (json!({TYPES: {"neq": ["NAME", "CREDIT_CARD_NUMBER"]}}), false),
        (json!({"region": {"neq": ["us-east-1"]}}), true),
        // eq and neq of one field together.
        (json!({TYPES: {"eq": ["AWS_CREDENTIALS"], "neq": ["CREDIT_CARD_NUMBER"]}}), false),
        (json!({TYPES: {"eq": ["AWS_CREDENTIALS"], "neq": ["NAME"]}}), true),
        // eqExactMatch: all of them and no others.
        (json!({TYPES: {"eqExactMatch": ["CREDIT_CARD_NUMBER", "AWS_CREDENTIALS"]}}), true),
        (json!({TYPES: {"eqExactMatch": ["AWS_CREDENTIALS"]}}), false),
        (json!({TYPES: {"eqExactMatch": ["CREDIT_CARD_NUMBER", "AWS_CREDENTIALS", "NAME"]}}), false),
        (json!({"resourcesAffected.s3Bucket.tags.key": {"eqExactMatch": ["stage", "team"]}}), true),
        (json!({"resourcesAffected.s3Object.tags.value": {"eqExactMatch": ["red", "blue"]}}), false),
        // Numbers.
        (json!({"count": {"eq": ["1"]}}), true),
        (json!({"count": {"eq": ["2"]}}), false),
        (json!({"count": {"neq": ["1"]}}), false),
        (json!({COUNTS: {"gt": 99}}), true),
        (json!({COUNTS: {"gt": 100}}), false),
        (json!({COUNTS: {"gte": 100}}), true),
        (json!({COUNTS: {"lt": 3}}), false),
        (json!({COUNTS: {"lte": 3}}), true),
        (json!({COUNTS: {"gt": 3, "lt": 100}}), false),
        (json!({COUNTS: {"gte": 3, "lt": 100}}), true),
        // Times.
        (json!({"createdAt": {"gte": created, "lte": created}}), true),
        (json!({"createdAt": {"gt": created}}), false),
        (json!({"createdAt": {"eq": [created.to_string()]}}), true),
        // Booleans.
        (json!({"archived": {"eq": ["false"]}}), true),
        (json!({"archived": {"neq": ["false"]}}), false),
        (json!({"sample": {"eq": ["true", "false"]}}), true),
        // All fields must hold.
        (json!({"count": {"eq": ["1"]}, "severity.description": {"eq": ["High"]}}), true),
        (json!({"count": {"eq": ["1"]}, "severity.description": {"eq": ["Low"]}}), false),
    ];
    for (criterion, expected) in table {
        assert_eq!(holds(&criterion), expected, "{criterion}");
    }
}

#[test]
fn absent_fields_have_no_value() {
    let empty = Finding::default();
    for (criterion, expected) in [
        (json!({"region": {"eq": ["eu-central-1"]}}), false),
        (json!({"region": {"neq": ["eu-central-1"]}}), true),
        (json!({"createdAt": {"gte": 0}}), false),
        (json!({"createdAt": {"neq": ["0"]}}), true),
        (json!({"archived": {"eq": ["false"]}}), false),
        (json!({"archived": {"neq": ["false"]}}), true),
        (json!({"resourcesAffected.s3Bucket.tags.key": {"eqExactMatch": ["a"]}}), false),
    ] {
        assert_eq!(compile(&criterion).unwrap().hold(&empty), expected, "{criterion}");
    }
    let no_extension = Finding {
        resources_affected: Some(v1::ResourcesAffected {
            s3_object: Some(v1::S3Object { key: "Makefile".into(), ..Default::default() }),
            ..Default::default()
        }),
        ..Default::default()
    };
    let criterion = json!({"resourcesAffected.s3Object.extension": {"eq": [""]}});
    assert!(compile(&criterion).unwrap().hold(&no_extension));
}

#[test]
fn wrong_criteria_are_named() {
    let many: Vec<String> = (0..51).map(|i| i.to_string()).collect();
    let table = [
        (
            json!({"severity": {"eq": ["High"]}}),
            r#"findingCriteria.criterion["severity"]"#,
            "did you mean severity.description?",
        ),
        (
            json!({"policyDetails.action.actionType": {"eq": ["x"]}}),
            r#"findingCriteria.criterion["policyDetails.action.actionType"]"#,
            "is no field",
        ),
        (json!({"region": {}}), r#"findingCriteria.criterion["region"]"#, "has no condition"),
        (json!({"region": {"gt": 1}}), r#"findingCriteria.criterion["region"]"#, "neither a number nor a time"),
        (json!({"archived": {"lt": 1}}), r#"findingCriteria.criterion["archived"]"#, "neither a number nor a time"),
        (
            json!({"region": {"eqExactMatch": ["x"]}}),
            r#"findingCriteria.criterion["region"].eqExactMatch"#,
            "is not for this field",
        ),
        (
            json!({"count": {"eqExactMatch": ["1"]}}),
            r#"findingCriteria.criterion["count"].eqExactMatch"#,
            "is not for this field",
        ),
        (
            json!({"resourcesAffected.s3Bucket.tags.key": {"eqExactMatch": ["a"], "neq": ["b"]}}),
            r#"findingCriteria.criterion["resourcesAffected.s3Bucket.tags.key"]"#,
            "stands alone",
        ),
        (
            json!({"severity.description": {"eq": ["HIGH"]}}),
            r#"findingCriteria.criterion["severity.description"].eq"#,
            "give Low, Medium, High",
        ),
        (json!({"count": {"eq": ["one"]}}), r#"findingCriteria.criterion["count"].eq"#, "is not a whole number"),
        (json!({"sample": {"neq": ["yes"]}}), r#"findingCriteria.criterion["sample"].neq"#, "is not true or false"),
        (json!({"id": {"eq": many}}), r#"findingCriteria.criterion["id"].eq"#, "has 51 values; at most 50"),
        (json!({"id": {"eq": ["x".repeat(2_049)]}}), r#"findingCriteria.criterion["id"].eq"#, "more than 2048 bytes"),
    ];
    for (criterion, field, description) in table {
        let wrong = compile(&criterion).map(|_| ()).unwrap_err();
        let first = wrong.iter().next().unwrap();
        assert_eq!(first.field, field);
        assert!(first.description.contains(description), "{}", first.description);
        assert_eq!(wrong.len(), 1);
    }
    let two = json!({"regio": {"eq": ["a"]}, "count": {"eq": ["x"]}});
    assert_eq!(compile(&two).map(|_| ()).unwrap_err().len(), 2);
}

#[test]
fn equal_criteria_have_equal_bytes() {
    let canonical = |criterion: &Value| compile(criterion).unwrap().canonical().to_vec();
    let one = json!({"region": {"eq": ["a"]}, "count": {"gt": 0}, "id": {"eq": ["x"]}, "sample": {"eq": ["true"]}});
    for _ in 0..20 {
        assert_eq!(canonical(&one), canonical(&one.clone()));
    }
    assert_ne!(canonical(&one), canonical(&json!({"region": {"eq": ["a"]}})));
    assert_ne!(canonical(&json!({"region": {"eq": ["a"]}})), canonical(&json!({"region": {"neq": ["a"]}})));
}
