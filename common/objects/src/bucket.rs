//! What can be learnt of a bucket.

use std::time::SystemTime;

use magpie_proto::{time, v1};

use crate::{Encryption, Tag};

/// Yes, no, or not known because it may not be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tristate {
    /// Yes.
    True,
    /// No.
    False,
    /// It could not be read.
    #[default]
    Unknown,
}

impl Tristate {
    /// The name that findings use: TRUE, FALSE or UNKNOWN.
    pub fn as_str(self) -> &'static str {
        match self {
            Tristate::True => "TRUE",
            Tristate::False => "FALSE",
            Tristate::Unknown => "UNKNOWN",
        }
    }
}

impl From<Option<bool>> for Tristate {
    fn from(value: Option<bool>) -> Tristate {
        match value {
            Some(true) => Tristate::True,
            Some(false) => Tristate::False,
            None => Tristate::Unknown,
        }
    }
}

/// Whether anyone at all can reach into a bucket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EffectivePermission {
    /// A policy or an access control list lets the public in, and nothing blocks it.
    Public,
    /// It does not.
    NotPublic,
    /// Not enough could be read to tell.
    #[default]
    Unknown,
}

impl EffectivePermission {
    /// The name that findings and job criteria use: PUBLIC, NOT_PUBLIC or UNKNOWN.
    pub fn as_str(self) -> &'static str {
        match self {
            EffectivePermission::Public => "PUBLIC",
            EffectivePermission::NotPublic => "NOT_PUBLIC",
            EffectivePermission::Unknown => "UNKNOWN",
        }
    }
}

/// Whether accounts other than the owner's can reach into a bucket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SharedAccess {
    /// The access control list names another account.
    External,
    /// No policy, and the access control list names the owner alone.
    NotShared,
    /// There is a policy (whose principals are not analysed), or not enough could be read.
    #[default]
    Unknown,
}

impl SharedAccess {
    /// The name that job criteria use: EXTERNAL, NOT_SHARED or UNKNOWN.
    pub fn as_str(self) -> &'static str {
        match self {
            SharedAccess::External => "EXTERNAL",
            SharedAccess::NotShared => "NOT_SHARED",
            SharedAccess::Unknown => "UNKNOWN",
        }
    }
}

/// Who owns a bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owner {
    /// The canonical user id.
    pub id: String,
    /// A name for people; many stores give none.
    pub display_name: String,
}

/// The four settings that block public access.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BlockPublicAccess {
    /// New public access control lists are refused.
    pub block_public_acls: bool,
    /// Public access control lists have no effect.
    pub ignore_public_acls: bool,
    /// New public policies are refused.
    pub block_public_policy: bool,
    /// A public policy lets in the owner's account alone.
    pub restrict_public_buckets: bool,
}

/// What an access control list grants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AccessControl {
    /// Everyone, or everyone with an AWS account, can read.
    pub allows_public_read: bool,
    /// Everyone, or everyone with an AWS account, can write.
    pub allows_public_write: bool,
    /// An account other than the owner is named.
    pub names_other_accounts: bool,
}

/// What could be learnt of a bucket. `None` and `Unknown` stand for what may not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BucketDetails {
    /// Its name.
    pub name: String,
    /// Where it is, such as eu-west-1.
    pub region: Option<String>,
    /// When it was created.
    pub created: Option<SystemTime>,
    /// Who owns it.
    pub owner: Option<Owner>,
    /// How new objects are encrypted unless their writer says otherwise.
    pub default_encryption: Encryption,
    /// Whether it keeps old versions.
    pub versioning: Tristate,
    /// Its tags.
    pub tags: Option<Vec<Tag>>,
    /// What blocks public access to it. Settings of the account are not visible here.
    pub block_public_access: Option<BlockPublicAccess>,
    /// What its access control list grants.
    pub access_control: Option<AccessControl>,
    /// Whether it has a policy.
    pub has_policy: Tristate,
    /// Whether its policy lets the public in.
    pub policy_is_public: Tristate,
    /// Whether objects can be written without encryption: not if the bucket has default encryption.
    pub allows_unencrypted_uploads: Tristate,
}

impl BucketDetails {
    /// Whether the public can reach in, all settings of the bucket taken together.
    pub fn effective_permission(&self) -> EffectivePermission {
        let block = self.block_public_access;
        let list_is_public = self.access_control.map(|list| list.allows_public_read || list.allows_public_write);
        let through_list = opened(list_is_public.into(), block.map(|block| block.ignore_public_acls));
        let through_policy = opened(self.policy_is_public, block.map(|block| block.restrict_public_buckets));
        match (through_list, through_policy) {
            (Tristate::True, _) | (_, Tristate::True) => EffectivePermission::Public,
            (Tristate::False, Tristate::False) => EffectivePermission::NotPublic,
            _ => EffectivePermission::Unknown,
        }
    }

    /// Whether other accounts can reach in.
    pub fn shared_access(&self) -> SharedAccess {
        match (self.access_control, self.has_policy) {
            (Some(list), _) if list.names_other_accounts => SharedAccess::External,
            (Some(_), Tristate::False) => SharedAccess::NotShared,
            _ => SharedAccess::Unknown,
        }
    }

    /// As findings show it.
    pub fn to_proto(&self) -> v1::S3Bucket {
        v1::S3Bucket {
            allows_unencrypted_object_uploads: self.allows_unencrypted_uploads.as_str().to_owned(),
            arn: format!("arn:aws:s3:::{}", self.name),
            created_at: self.created.map(time::from_system),
            default_server_side_encryption: Some(self.default_encryption.to_proto()),
            name: self.name.clone(),
            owner: self
                .owner
                .as_ref()
                .map(|owner| v1::S3BucketOwner { display_name: owner.display_name.clone(), id: owner.id.clone() }),
            public_access: Some(v1::BucketPublicAccess {
                effective_permission: self.effective_permission().as_str().to_owned(),
            }),
            tags: self.tags.iter().flatten().map(Tag::to_proto).collect(),
        }
    }
}

/// Whether a door stands open: it is made open, and nothing shuts it.
fn opened(made_open: Tristate, shut: Option<bool>) -> Tristate {
    match (made_open, shut) {
        (Tristate::False, _) | (_, Some(true)) => Tristate::False,
        (Tristate::True, Some(false)) => Tristate::True,
        _ => Tristate::Unknown,
    }
}

impl Encryption {
    /// As findings show it.
    pub fn to_proto(&self) -> v1::ServerSideEncryption {
        v1::ServerSideEncryption {
            encryption_type: self.kind.as_str().to_owned(),
            kms_master_key_id: self.key_id.clone().unwrap_or_default(),
        }
    }
}

impl Tag {
    /// As findings show it.
    pub fn to_proto(&self) -> v1::KeyValuePair {
        v1::KeyValuePair { key: self.key.clone(), value: self.value.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details(list_public: Option<bool>, policy: Tristate, block: Option<(bool, bool)>) -> BucketDetails {
        BucketDetails {
            access_control: list_public
                .map(|allows_public_read| AccessControl { allows_public_read, ..AccessControl::default() }),
            policy_is_public: policy,
            block_public_access: block.map(|(ignore_public_acls, restrict_public_buckets)| BlockPublicAccess {
                ignore_public_acls,
                restrict_public_buckets,
                ..BlockPublicAccess::default()
            }),
            ..BucketDetails::default()
        }
    }

    #[test]
    fn effective_permission() {
        use EffectivePermission::{NotPublic, Public, Unknown};
        use Tristate::{False, True};
        let open = Some((false, false));
        let shut = Some((true, true));
        let cases = [
            (Some(true), False, open, Public),
            (Some(false), True, open, Public),
            (Some(true), True, shut, NotPublic),
            (Some(true), False, Some((false, true)), Public),
            (Some(true), False, Some((true, false)), NotPublic),
            (Some(false), False, None, NotPublic),
            (Some(true), False, None, Unknown),
            (None, False, open, Unknown),
            (None, True, open, Public),
            (None, Tristate::Unknown, shut, NotPublic),
            (None, Tristate::Unknown, None, Unknown),
        ];
        for (list, policy, block, expected) in cases {
            assert_eq!(details(list, policy, block).effective_permission(), expected, "{list:?} {policy:?} {block:?}");
        }
    }

    #[test]
    fn unreadable_is_unknown_in_findings() {
        let proto = BucketDetails { name: "b".into(), ..BucketDetails::default() }.to_proto();
        assert_eq!(proto.arn, "arn:aws:s3:::b");
        assert_eq!(proto.allows_unencrypted_object_uploads, "UNKNOWN");
        assert_eq!(proto.public_access.map(|access| access.effective_permission).as_deref(), Some("UNKNOWN"));
        assert_eq!(proto.default_server_side_encryption.map(|sse| sse.encryption_type).as_deref(), Some("UNKNOWN"));
    }
}
