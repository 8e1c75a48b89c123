//! Buckets and their settings.

use http::StatusCode;
use s3s::dto::*;
use s3s::{S3Result, s3_error};
use serde_json::Value;

use super::attributes::{requested_encryption, tag_set};
use super::objects::refusal;
use super::{Answer, OWNER_ID, Service, answer, owner};
use crate::store::model::{BlockPublicAccess, Settings, Versioning, from_millis};
use crate::store::now;

const ALL_USERS: &str = "http://acs.amazonaws.com/groups/global/AllUsers";
const AUTHENTICATED_USERS: &str = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

/// Buckets in a page at most.
const MAX_BUCKETS: i32 = 10_000;

impl Service {
    pub(super) fn buckets_list(&self, input: &ListBucketsInput) -> Answer<ListBucketsOutput> {
        let prefix = input.prefix.as_deref().unwrap_or_default();
        let after = input.continuation_token.as_deref().unwrap_or_default();
        let max = usize::try_from(input.max_buckets.unwrap_or(MAX_BUCKETS).clamp(1, MAX_BUCKETS)).unwrap_or(1);
        let mut buckets = self.store.buckets(|name, bucket| Bucket {
            bucket_region: Some(bucket.settings.region.clone()),
            creation_date: Some(from_millis(bucket.settings.created).into()),
            name: Some(name.to_owned()),
        });
        let name = |bucket: &Bucket| bucket.name.clone().unwrap_or_default();
        buckets.retain(|bucket| name(bucket).starts_with(prefix) && name(bucket).as_str() > after);
        let is_truncated = buckets.len() > max;
        buckets.truncate(max);
        answer(ListBucketsOutput {
            continuation_token: buckets.last().map(name).filter(|_| is_truncated),
            buckets: Some(buckets),
            owner: Some(owner()),
            prefix: input.prefix.clone(),
        })
    }

    pub(super) fn bucket_create(&self, input: CreateBucketInput) -> Answer<CreateBucketOutput> {
        let constraint = input.create_bucket_configuration.and_then(|configuration| configuration.location_constraint);
        let region = constraint.map_or_else(|| self.region.clone(), |constraint| constraint.as_str().to_owned());
        let acl = input.acl.map(|acl| canned(acl.as_str())).transpose()?.unwrap_or_default();
        let settings = Settings { created: now(), region, acl, ..Settings::default() };
        self.store.create_bucket(&input.bucket, settings)?;
        answer(CreateBucketOutput { location: Some(format!("/{}", input.bucket)) })
    }

    pub(super) fn bucket_head(&self, input: &HeadBucketInput) -> Answer<HeadBucketOutput> {
        let settings = self.settings(&input.bucket)?;
        answer(HeadBucketOutput { bucket_region: Some(settings.region), ..HeadBucketOutput::default() })
    }

    pub(super) fn bucket_location(&self, bucket: &str) -> Answer<GetBucketLocationOutput> {
        let region = Some(self.settings(bucket)?.region).filter(|region| region != "us-east-1");
        answer(GetBucketLocationOutput { location_constraint: region.map(BucketLocationConstraint::from) })
    }

    pub(super) fn bucket_versioning(&self, bucket: &str) -> Answer<GetBucketVersioningOutput> {
        let status = match self.settings(bucket)?.versioning {
            Versioning::Never => None,
            Versioning::Enabled => Some(BucketVersioningStatus::ENABLED),
            Versioning::Suspended => Some(BucketVersioningStatus::SUSPENDED),
        };
        let status = status.map(BucketVersioningStatus::from_static);
        answer(GetBucketVersioningOutput { status, ..GetBucketVersioningOutput::default() })
    }

    pub(super) fn bucket_set_versioning(&self, input: &PutBucketVersioningInput) -> Answer<PutBucketVersioningOutput> {
        let versioning = match input.versioning_configuration.status.as_ref().map(BucketVersioningStatus::as_str) {
            Some(BucketVersioningStatus::ENABLED) => Versioning::Enabled,
            Some(BucketVersioningStatus::SUSPENDED) => Versioning::Suspended,
            _ => {
                return Err(s3_error!(
                    IllegalVersioningConfigurationException,
                    "The status must be Enabled or Suspended"
                ));
            }
        };
        self.store.change_settings(&input.bucket, |settings| settings.versioning = versioning)?;
        answer(PutBucketVersioningOutput {})
    }

    pub(super) fn bucket_tags(&self, bucket: &str) -> Answer<GetBucketTaggingOutput> {
        let tags = self.settings(bucket)?.tags;
        let tags = tags.ok_or_else(|| s3_error!(NoSuchTagSet, "The TagSet does not exist"))?;
        answer(GetBucketTaggingOutput { tag_set: tag_set(&tags) })
    }

    pub(super) fn bucket_encryption(&self, bucket: &str) -> Answer<GetBucketEncryptionOutput> {
        let encryption = self.settings(bucket)?.encryption.ok_or_else(|| {
            s3_error!(
                ServerSideEncryptionConfigurationNotFoundError,
                "The server side encryption configuration was not found"
            )
        })?;
        let rule = ServerSideEncryptionRule {
            apply_server_side_encryption_by_default: Some(ServerSideEncryptionByDefault {
                kms_master_key_id: encryption.key_id,
                sse_algorithm: ServerSideEncryption::from(encryption.algorithm),
            }),
            bucket_key_enabled: Some(false),
        };
        answer(GetBucketEncryptionOutput {
            server_side_encryption_configuration: Some(ServerSideEncryptionConfiguration { rules: vec![rule] }),
        })
    }

    pub(super) fn bucket_set_encryption(&self, input: PutBucketEncryptionInput) -> Answer<PutBucketEncryptionOutput> {
        let rules = input.server_side_encryption_configuration.rules;
        let default = rules.into_iter().find_map(|rule| rule.apply_server_side_encryption_by_default);
        let default = default.ok_or_else(|| s3_error!(MalformedXML, "A default encryption is required"))?;
        let encryption = requested_encryption(Some(&default.sse_algorithm), default.kms_master_key_id.as_ref())?;
        self.store.change_settings(&input.bucket, |settings| settings.encryption = encryption)?;
        answer(PutBucketEncryptionOutput {})
    }

    pub(super) fn bucket_policy(&self, bucket: &str) -> Answer<GetBucketPolicyOutput> {
        answer(GetBucketPolicyOutput { policy: Some(self.policy(bucket)?) })
    }

    pub(super) fn bucket_policy_status(&self, bucket: &str) -> Answer<GetBucketPolicyStatusOutput> {
        let is_public = is_public(&self.policy(bucket)?);
        answer(GetBucketPolicyStatusOutput { policy_status: Some(PolicyStatus { is_public: Some(is_public) }) })
    }

    pub(super) fn bucket_set_policy(&self, input: PutBucketPolicyInput) -> Answer<PutBucketPolicyOutput> {
        if serde_json::from_str::<Value>(&input.policy).is_err() {
            return Err(s3_error!(MalformedPolicy, "Policies must be valid JSON"));
        }
        let block = self.settings(&input.bucket)?.block_public_access.unwrap_or_default();
        if block.block_public_policy && is_public(&input.policy) {
            return Err(s3_error!(AccessDenied, "Public policies are blocked for this bucket"));
        }
        self.store.change_settings(&input.bucket, |settings| settings.policy = Some(input.policy))?;
        answer(PutBucketPolicyOutput {})
    }

    pub(super) fn bucket_public_access_block(&self, bucket: &str) -> Answer<GetPublicAccessBlockOutput> {
        let block = self.settings(bucket)?.block_public_access;
        let block = block.ok_or_else(|| {
            refusal(
                "NoSuchPublicAccessBlockConfiguration",
                StatusCode::NOT_FOUND,
                "The public access block configuration was not found",
            )
        })?;
        answer(GetPublicAccessBlockOutput {
            public_access_block_configuration: Some(PublicAccessBlockConfiguration {
                block_public_acls: Some(block.block_public_acls),
                block_public_policy: Some(block.block_public_policy),
                ignore_public_acls: Some(block.ignore_public_acls),
                restrict_public_buckets: Some(block.restrict_public_buckets),
            }),
        })
    }

    pub(super) fn bucket_set_public_access_block(
        &self,
        input: &PutPublicAccessBlockInput,
    ) -> Answer<PutPublicAccessBlockOutput> {
        let given = &input.public_access_block_configuration;
        let block = BlockPublicAccess {
            block_public_acls: given.block_public_acls.unwrap_or(false),
            ignore_public_acls: given.ignore_public_acls.unwrap_or(false),
            block_public_policy: given.block_public_policy.unwrap_or(false),
            restrict_public_buckets: given.restrict_public_buckets.unwrap_or(false),
        };
        self.store.change_settings(&input.bucket, |settings| settings.block_public_access = Some(block))?;
        answer(PutPublicAccessBlockOutput {})
    }

    pub(super) fn bucket_acl(&self, bucket: &str) -> Answer<GetBucketAclOutput> {
        let acl = self.settings(bucket)?.acl;
        let group = |uri: &str, permission: &'static str| Grant {
            grantee: Some(Grantee {
                display_name: None,
                email_address: None,
                id: None,
                type_: Type::from_static(Type::GROUP),
                uri: Some(uri.to_owned()),
            }),
            permission: Some(Permission::from_static(permission)),
        };
        let mut grants = vec![Grant {
            grantee: Some(Grantee {
                display_name: owner().display_name,
                email_address: None,
                id: Some(OWNER_ID.to_owned()),
                type_: Type::from_static(Type::CANONICAL_USER),
                uri: None,
            }),
            permission: Some(Permission::from_static(Permission::FULL_CONTROL)),
        }];
        match acl.as_str() {
            "public-read" => grants.push(group(ALL_USERS, Permission::READ)),
            "public-read-write" => {
                grants.push(group(ALL_USERS, Permission::READ));
                grants.push(group(ALL_USERS, Permission::WRITE));
            }
            "authenticated-read" => grants.push(group(AUTHENTICATED_USERS, Permission::READ)),
            _ => {}
        }
        answer(GetBucketAclOutput { grants: Some(grants), owner: Some(owner()) })
    }

    pub(super) fn bucket_set_acl(&self, input: &PutBucketAclInput) -> Answer<PutBucketAclOutput> {
        let Some(acl) = &input.acl else {
            return Err(s3_error!(NotImplemented, "Only canned access control lists are supported"));
        };
        let acl = canned(acl.as_str())?;
        let block = self.settings(&input.bucket)?.block_public_access.unwrap_or_default();
        if block.block_public_acls && acl != "private" {
            return Err(s3_error!(AccessDenied, "Public access control lists are blocked for this bucket"));
        }
        self.store.change_settings(&input.bucket, |settings| settings.acl = acl)?;
        answer(PutBucketAclOutput {})
    }

    fn policy(&self, bucket: &str) -> S3Result<String> {
        let policy = self.settings(bucket)?.policy;
        policy.ok_or_else(|| s3_error!(NoSuchBucketPolicy, "The bucket policy does not exist"))
    }
}

fn canned(acl: &str) -> S3Result<String> {
    match acl {
        "private" | "public-read" | "public-read-write" | "authenticated-read" => Ok(acl.to_owned()),
        _ => Err(s3_error!(InvalidArgument, "The canned access control list is not known")),
    }
}

/// Whether a policy allows something to everyone without a condition.
fn is_public(policy: &str) -> bool {
    let Ok(policy) = serde_json::from_str::<Value>(policy) else { return false };
    let statements = match &policy["Statement"] {
        Value::Array(statements) => statements.as_slice(),
        statement => std::slice::from_ref(statement),
    };
    let everyone = |principal: &Value| match principal {
        Value::String(name) => name == "*",
        Value::Array(names) => names.iter().any(|name| name == "*"),
        _ => false,
    };
    statements.iter().any(|statement| {
        let principal = &statement["Principal"];
        let conditions = statement["Condition"].as_object().is_some_and(|conditions| !conditions.is_empty());
        statement["Effect"] == "Allow" && !conditions && (everyone(principal) || everyone(&principal["AWS"]))
    })
}
