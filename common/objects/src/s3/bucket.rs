//! What S3 tells of a bucket.

use std::error::Error as StdError;
use std::time::SystemTime;

use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::get_bucket_acl::GetBucketAclOutput;
use aws_sdk_s3::operation::get_bucket_encryption::GetBucketEncryptionOutput;
use aws_sdk_s3::types::{BucketVersioningStatus, Permission};

use super::{S3Store, errors, errors::Call};
use crate::{AccessControl, BlockPublicAccess, BucketDetails, Encryption, EncryptionKind, Error, Owner, Tag, Tristate};

/// Grantees that stand for the public: everyone, and everyone with an AWS account.
const PUBLIC_GROUPS: [&str; 2] =
    ["http://acs.amazonaws.com/groups/global/AllUsers", "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"];

impl S3Store {
    /// Asks for one property after the other, at the same time. What is refused or not supported stays unknown.
    pub(super) async fn bucket_details(&self, bucket: &str) -> Result<BucketDetails, Error> {
        // The first question also tells whether the bucket exists and the store can be reached.
        let call = Call::bucket(bucket, "s3:GetBucketLocation");
        let location = self.client.get_bucket_location().bucket(bucket);
        let location = location.customize().config_override(self.bounded()).send().await;
        let region = match location.map_err(|error| errors::of(&error, &call)) {
            Ok(answer) => Some(region_of(answer.location_constraint().map(|constraint| constraint.as_str()))),
            Err(Error::AccessDenied { .. } | Error::NotSupported { .. } | Error::InvalidRequest { .. }) => None,
            Err(error) => return Err(error),
        };

        macro_rules! ask {
            ($call:ident) => {
                async { self.client.$call().bucket(bucket).customize().config_override(self.bounded()).send().await }
            };
        }
        let (acl, encryption, versioning, tags, block, policy, created) = futures::join!(
            ask!(get_bucket_acl),
            ask!(get_bucket_encryption),
            ask!(get_bucket_versioning),
            ask!(get_bucket_tagging),
            ask!(get_public_access_block),
            ask!(get_bucket_policy_status),
            self.creation_date(bucket),
        );

        let mut details = BucketDetails { name: bucket.to_owned(), region, created, ..BucketDetails::default() };
        if let Some(acl) = readable(bucket, "s3:GetBucketAcl", acl) {
            details.owner = owner_of(&acl);
            details.access_control = Some(access_control(&acl));
        }
        match known(
            bucket,
            "s3:GetEncryptionConfiguration",
            encryption,
            "ServerSideEncryptionConfigurationNotFoundError",
        ) {
            Known::Set(answer) => {
                details.default_encryption = default_encryption(&answer);
                details.allows_unencrypted_uploads = Tristate::False;
            }
            Known::NotSet => {
                details.default_encryption = Encryption { kind: EncryptionKind::None, key_id: None };
                details.allows_unencrypted_uploads = Tristate::True;
            }
            Known::Unreadable => {}
        }
        if let Some(versioning) = readable(bucket, "s3:GetBucketVersioning", versioning) {
            details.versioning = Some(versioning.status() == Some(&BucketVersioningStatus::Enabled)).into();
        }
        details.tags = match known(bucket, "s3:GetBucketTagging", tags, "NoSuchTagSet") {
            Known::Set(answer) => Some(answer.tag_set().iter().map(tag).collect()),
            Known::NotSet => Some(Vec::new()),
            Known::Unreadable => None,
        };
        details.block_public_access =
            match known(bucket, "s3:GetBucketPublicAccessBlock", block, "NoSuchPublicAccessBlockConfiguration") {
                Known::Set(answer) => answer.public_access_block_configuration().map(|block| BlockPublicAccess {
                    block_public_acls: block.block_public_acls().unwrap_or(false),
                    ignore_public_acls: block.ignore_public_acls().unwrap_or(false),
                    block_public_policy: block.block_public_policy().unwrap_or(false),
                    restrict_public_buckets: block.restrict_public_buckets().unwrap_or(false),
                }),
                Known::NotSet => Some(BlockPublicAccess::default()),
                Known::Unreadable => None,
            };
        (details.has_policy, details.policy_is_public) =
            match known(bucket, "s3:GetBucketPolicyStatus", policy, "NoSuchBucketPolicy") {
                Known::Set(answer) => {
                    (Tristate::True, answer.policy_status().and_then(|status| status.is_public()).into())
                }
                Known::NotSet => (Tristate::False, Tristate::False),
                Known::Unreadable => (Tristate::Unknown, Tristate::Unknown),
            };
        Ok(details)
    }

    /// Only the list of buckets tells when one was created.
    async fn creation_date(&self, bucket: &str) -> Option<SystemTime> {
        let ask = self.client.list_buckets().prefix(bucket);
        let answer = ask.customize().config_override(self.bounded()).send().await.ok()?;
        let found = answer.buckets().iter().find(|candidate| candidate.name() == Some(bucket))?;
        SystemTime::try_from(*found.creation_date()?).ok()
    }
}

pub(super) fn tag(tag: &aws_sdk_s3::types::Tag) -> Tag {
    Tag { key: tag.key().to_owned(), value: tag.value().to_owned() }
}

/// The answer to a question about a setting.
enum Known<T> {
    Set(T),
    NotSet,
    Unreadable,
}

/// Tells a setting that is not made (S3 has an error code for each) from one that may not be read.
fn known<T, E>(bucket: &str, action: &str, answer: Result<T, SdkError<E, HttpResponse>>, not_set: &str) -> Known<T>
where
    E: ProvideErrorMetadata + StdError + 'static,
{
    match answer {
        Ok(answer) => Known::Set(answer),
        Err(error) if error.as_service_error().and_then(ProvideErrorMetadata::code) == Some(not_set) => Known::NotSet,
        Err(error) => {
            let error = errors::of(&error, &Call::bucket(bucket, action));
            tracing::debug!(bucket, action, code = error.code(), "bucket property not readable");
            Known::Unreadable
        }
    }
}

fn readable<T, E>(bucket: &str, action: &str, answer: Result<T, SdkError<E, HttpResponse>>) -> Option<T>
where
    E: ProvideErrorMetadata + StdError + 'static,
{
    match known(bucket, action, answer, "-") {
        Known::Set(answer) => Some(answer),
        Known::NotSet | Known::Unreadable => None,
    }
}

/// The location constraint as a region. The first region has none, and Ireland once had another name.
fn region_of(constraint: Option<&str>) -> String {
    match constraint {
        None | Some("") => "us-east-1".to_owned(),
        Some("EU") => "eu-west-1".to_owned(),
        Some(region) => region.to_owned(),
    }
}

fn owner_of(acl: &GetBucketAclOutput) -> Option<Owner> {
    let owner = acl.owner()?;
    Some(Owner {
        id: owner.id().unwrap_or_default().to_owned(),
        display_name: owner.display_name().unwrap_or_default().to_owned(),
    })
}

fn access_control(acl: &GetBucketAclOutput) -> AccessControl {
    let owner = acl.owner().and_then(|owner| owner.id());
    let mut control = AccessControl::default();
    for grant in acl.grants() {
        let Some(grantee) = grant.grantee() else {
            continue;
        };
        if grantee.uri().is_some_and(|uri| PUBLIC_GROUPS.contains(&uri)) {
            let permission = grant.permission();
            let all = permission == Some(&Permission::FullControl);
            // Who may write the list can give the rest to themselves.
            control.allows_public_read |= all || matches!(permission, Some(Permission::Read | Permission::WriteAcp));
            control.allows_public_write |= all || matches!(permission, Some(Permission::Write | Permission::WriteAcp));
        } else if grantee.id().is_some_and(|id| Some(id) != owner) || grantee.email_address().is_some() {
            control.names_other_accounts = true;
        }
    }
    control
}

fn default_encryption(answer: &GetBucketEncryptionOutput) -> Encryption {
    let rules = answer.server_side_encryption_configuration().map(|configuration| configuration.rules());
    let default = rules.and_then(|rules| rules.iter().find_map(|rule| rule.apply_server_side_encryption_by_default()));
    match default {
        Some(default) => Encryption {
            kind: EncryptionKind::from_header(default.sse_algorithm().as_str()),
            key_id: default.kms_master_key_id().map(str::to_owned),
        },
        None => Encryption::default(),
    }
}
