//! The fields of a finding that can be asked for: Macie's names, and how to read each.

use magpie_proto::time::to_unix_millis;
use magpie_proto::v1;
use magpie_proto::v1::Finding;

/// Takes each text that a field has.
pub(super) type Texts<'t> = &'t mut dyn FnMut(&str);

/// Takes each number that a field has.
pub(super) type Numbers<'n> = &'n mut dyn FnMut(i64);

/// How to read a field.
#[derive(Clone, Copy)]
pub(super) enum Access {
    /// Texts. With `choices`, only these exist. With `exact`, eqExactMatch is allowed.
    Text { read: fn(&Finding, Texts<'_>), choices: &'static [&'static str], exact: bool },
    /// Numbers; times are milliseconds since 1970.
    Number { read: fn(&Finding, Numbers<'_>) },
    /// `true` or `false`.
    Bool { read: fn(&Finding) -> Option<bool> },
}

/// A field.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) access: Access,
}

const fn text(name: &'static str, read: fn(&Finding, Texts<'_>)) -> Field {
    Field { name, access: Access::Text { read, choices: &[], exact: false } }
}

const fn choice(
    name: &'static str,
    choices: &'static [&'static str],
    exact: bool,
    read: fn(&Finding, Texts<'_>),
) -> Field {
    Field { name, access: Access::Text { read, choices, exact } }
}

const fn list(name: &'static str, read: fn(&Finding, Texts<'_>)) -> Field {
    Field { name, access: Access::Text { read, choices: &[], exact: true } }
}

const fn number(name: &'static str, read: fn(&Finding, Numbers<'_>)) -> Field {
    Field { name, access: Access::Number { read } }
}

const fn boolean(name: &'static str, read: fn(&Finding) -> Option<bool>) -> Field {
    Field { name, access: Access::Bool { read } }
}

const CATEGORIES: &[&str] = &["CLASSIFICATION", "POLICY"];
const DATA_CATEGORIES: &[&str] = &["FINANCIAL_INFORMATION", "PERSONAL_INFORMATION", "CREDENTIALS", "CUSTOM_IDENTIFIER"];
const ENCRYPTIONS: &[&str] = &["NONE", "AES256", "aws:kms", "aws:kms:dsse", "UNKNOWN"];
const ORIGINS: &[&str] = &["SENSITIVE_DATA_DISCOVERY_JOB", "AUTOMATED_SENSITIVE_DATA_DISCOVERY"];
const PERMISSIONS: &[&str] = &["PUBLIC", "NOT_PUBLIC", "UNKNOWN"];
const SEVERITIES: &[&str] = &["Low", "Medium", "High"];
const STATUSES: &[&str] = &["COMPLETE", "PARTIAL", "SKIPPED"];
const TRISTATE: &[&str] = &["TRUE", "FALSE", "UNKNOWN"];
const TYPES: &[&str] = &[
    "SensitiveData:S3Object/Credentials",
    "SensitiveData:S3Object/CustomIdentifier",
    "SensitiveData:S3Object/Financial",
    "SensitiveData:S3Object/Multiple",
    "SensitiveData:S3Object/Personal",
    "Policy:IAMUser/S3BlockPublicAccessDisabled",
    "Policy:IAMUser/S3BucketEncryptionDisabled",
    "Policy:IAMUser/S3BucketPublic",
    "Policy:IAMUser/S3BucketReplicatedExternally",
    "Policy:IAMUser/S3BucketSharedExternally",
    "Policy:IAMUser/S3BucketSharedWithCloudFront",
];

/// Every field, sorted by name.
pub(super) static FIELDS: &[Field] = &[
    text("accountId", |f, t| some(&f.account_id, t)),
    boolean("archived", |f| f.archived),
    choice("category", CATEGORIES, false, |f, t| t(f.category().as_str_name())),
    text("classificationDetails.jobId", |f, t| details(f).into_iter().for_each(|d| some(&d.job_id, t))),
    choice("classificationDetails.originType", ORIGINS, false, |f, t| {
        details(f).into_iter().for_each(|d| t(d.origin_type().as_str_name()));
    }),
    list("classificationDetails.result.customDataIdentifiers.detections.arn", |f, t| {
        custom(f).for_each(|d| some(&d.arn, t));
    }),
    number("classificationDetails.result.customDataIdentifiers.detections.count", |f, n| {
        custom(f).filter_map(|d| d.count).for_each(n);
    }),
    list("classificationDetails.result.customDataIdentifiers.detections.name", |f, t| {
        custom(f).for_each(|d| some(&d.name, t));
    }),
    text("classificationDetails.result.mimeType", |f, t| result(f).into_iter().for_each(|r| some(&r.mime_type, t))),
    choice("classificationDetails.result.sensitiveData.category", DATA_CATEGORIES, true, |f, t| {
        data(f).for_each(|item| t(item.category().as_str_name()));
    }),
    number("classificationDetails.result.sensitiveData.detections.count", |f, n| {
        data(f).flat_map(|item| &item.detections).filter_map(|d| d.count).for_each(n);
    }),
    list("classificationDetails.result.sensitiveData.detections.type", |f, t| {
        data(f).flat_map(|item| &item.detections).for_each(|d| some(&d.r#type, t));
    }),
    number("classificationDetails.result.sizeClassified", |f, n| {
        result(f).and_then(|r| r.size_classified).into_iter().for_each(n);
    }),
    choice("classificationDetails.result.status.code", STATUSES, false, |f, t| {
        result(f).and_then(|r| r.status.as_ref()).into_iter().for_each(|s| t(s.code().as_str_name()));
    }),
    number("count", |f, n| f.count.into_iter().for_each(n)),
    number("createdAt", |f, n| millis(f.created_at.as_ref(), n)),
    text("id", |f, t| some(&f.id, t)),
    text("region", |f, t| some(&f.region, t)),
    choice("resourcesAffected.s3Bucket.allowsUnencryptedObjectUploads", TRISTATE, false, |f, t| {
        bucket(f).into_iter().for_each(|b| some(&b.allows_unencrypted_object_uploads, t));
    }),
    number("resourcesAffected.s3Bucket.createdAt", |f, n| {
        bucket(f).into_iter().for_each(|b| millis(b.created_at.as_ref(), n));
    }),
    choice("resourcesAffected.s3Bucket.defaultServerSideEncryption.encryptionType", ENCRYPTIONS, false, |f, t| {
        bucket_encryption(f).into_iter().for_each(|e| some(&e.encryption_type, t));
    }),
    text("resourcesAffected.s3Bucket.defaultServerSideEncryption.kmsMasterKeyId", |f, t| {
        bucket_encryption(f).into_iter().for_each(|e| some(&e.kms_master_key_id, t));
    }),
    text("resourcesAffected.s3Bucket.name", |f, t| bucket(f).into_iter().for_each(|b| some(&b.name, t))),
    text("resourcesAffected.s3Bucket.owner.displayName", |f, t| {
        bucket(f).and_then(|b| b.owner.as_ref()).into_iter().for_each(|o| some(&o.display_name, t));
    }),
    choice("resourcesAffected.s3Bucket.publicAccess.effectivePermission", PERMISSIONS, false, |f, t| {
        bucket(f).and_then(|b| b.public_access.as_ref()).into_iter().for_each(|a| some(&a.effective_permission, t));
    }),
    list("resourcesAffected.s3Bucket.tags.key", |f, t| {
        bucket(f).into_iter().flat_map(|b| &b.tags).for_each(|tag| t(&tag.key));
    }),
    list("resourcesAffected.s3Bucket.tags.value", |f, t| {
        bucket(f).into_iter().flat_map(|b| &b.tags).for_each(|tag| t(&tag.value));
    }),
    text("resourcesAffected.s3Object.extension", |f, t| object(f).into_iter().for_each(|o| t(&o.extension))),
    text("resourcesAffected.s3Object.key", |f, t| object(f).into_iter().for_each(|o| some(&o.key, t))),
    number("resourcesAffected.s3Object.lastModified", |f, n| {
        object(f).into_iter().for_each(|o| millis(o.last_modified.as_ref(), n));
    }),
    text("resourcesAffected.s3Object.path", |f, t| object(f).into_iter().for_each(|o| some(&o.path, t))),
    boolean("resourcesAffected.s3Object.publicAccess", |f| object(f).and_then(|o| o.public_access)),
    choice("resourcesAffected.s3Object.serverSideEncryption.encryptionType", ENCRYPTIONS, false, |f, t| {
        object_encryption(f).into_iter().for_each(|e| some(&e.encryption_type, t));
    }),
    text("resourcesAffected.s3Object.serverSideEncryption.kmsMasterKeyId", |f, t| {
        object_encryption(f).into_iter().for_each(|e| some(&e.kms_master_key_id, t));
    }),
    list("resourcesAffected.s3Object.tags.key", |f, t| {
        object(f).into_iter().flat_map(|o| &o.tags).for_each(|tag| t(&tag.key));
    }),
    list("resourcesAffected.s3Object.tags.value", |f, t| {
        object(f).into_iter().flat_map(|o| &o.tags).for_each(|tag| t(&tag.value));
    }),
    boolean("sample", |f| f.sample),
    choice("severity.description", SEVERITIES, false, |f, t| {
        f.severity.as_ref().into_iter().for_each(|s| some(&s.description, t));
    }),
    choice("type", TYPES, false, |f, t| some(&f.r#type, t)),
    number("updatedAt", |f, n| millis(f.updated_at.as_ref(), n)),
];

/// The field with this name.
pub(super) fn find(name: &str) -> Option<&'static Field> {
    FIELDS.binary_search_by(|field| field.name.cmp(name)).ok().and_then(|index| FIELDS.get(index))
}

fn some(text: &str, take: Texts<'_>) {
    if !text.is_empty() {
        take(text);
    }
}

fn millis(at: Option<&prost_types::Timestamp>, take: Numbers<'_>) {
    at.map(to_unix_millis).into_iter().for_each(take);
}

fn details(finding: &Finding) -> Option<&v1::ClassificationDetails> {
    finding.classification_details.as_ref()
}

fn result(finding: &Finding) -> Option<&v1::ClassificationResult> {
    details(finding)?.result.as_ref()
}

fn data(finding: &Finding) -> impl Iterator<Item = &v1::SensitiveDataItem> {
    result(finding).into_iter().flat_map(|result| &result.sensitive_data)
}

fn custom(finding: &Finding) -> impl Iterator<Item = &v1::CustomDetection> {
    let identifiers = result(finding).and_then(|result| result.custom_data_identifiers.as_ref());
    identifiers.into_iter().flat_map(|identifiers| &identifiers.detections)
}

fn bucket(finding: &Finding) -> Option<&v1::S3Bucket> {
    finding.resources_affected.as_ref()?.s3_bucket.as_ref()
}

fn bucket_encryption(finding: &Finding) -> Option<&v1::ServerSideEncryption> {
    bucket(finding)?.default_server_side_encryption.as_ref()
}

fn object(finding: &Finding) -> Option<&v1::S3Object> {
    finding.resources_affected.as_ref()?.s3_object.as_ref()
}

fn object_encryption(finding: &Finding) -> Option<&v1::ServerSideEncryption> {
    object(finding)?.server_side_encryption.as_ref()
}
