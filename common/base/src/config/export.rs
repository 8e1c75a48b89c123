//! Settings of the export of results.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::HumanDuration;
use super::validate::Problems;

/// Where the coordinator writes discovery results: gzip-compressed JSON Lines in a bucket, as Macie does. Nothing is exported without a bucket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Export {
    /// Bucket that the results are written to.
    #[schemars(extend("examples" = ["sensitive-data-results"]))]
    pub bucket: Option<String>,
    /// Put before every key. A folder ends with "/".
    pub prefix: String,
    /// Server-side encryption to ask for: "none" leaves it to the bucket.
    pub sse: Sse,
    /// Key to encrypt with, for "aws:kms": id, ARN or alias. Amazon's own key for S3 if not set.
    #[schemars(extend("examples" = ["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"]))]
    pub kms_key_id: Option<String>,
    /// Account that must own the bucket: 12 digits. S3 refuses to write if another does, so results cannot go to a stranger's bucket
    /// of the same name.
    #[schemars(extend("examples" = ["111122223333"]))]
    pub expected_bucket_owner: Option<String>,
    /// How many results one exported object holds at most.
    pub results_per_file: u32,
    /// How long a result may wait until it is exported, when there are too few to fill a file.
    pub flush_interval: HumanDuration,
}

/// Server-side encryption of S3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Sse {
    /// As the bucket is set.
    #[serde(rename = "none")]
    None,
    /// With keys of S3 (SSE-S3).
    #[serde(rename = "AES256")]
    Aes256,
    /// With a key of KMS (SSE-KMS).
    #[serde(rename = "aws:kms")]
    Kms,
}

impl Default for Export {
    fn default() -> Self {
        Self {
            bucket: None,
            prefix: String::new(),
            sse: Sse::None,
            kms_key_id: None,
            expected_bucket_owner: None,
            results_per_file: 10_000,
            flush_interval: HumanDuration::from_secs(60),
        }
    }
}

impl Export {
    pub(super) fn validate(&self, problems: &mut Problems) {
        if let Some(bucket) = &self.bucket
            && !(3..=63).contains(&bucket.len())
        {
            problems.add("export.bucket", format!("is {bucket:?}, but names of buckets have 3 to 63 characters"));
        }
        if self.prefix.len() > 512 || self.prefix.starts_with('/') {
            problems.add("export.prefix", "must have at most 512 bytes and not begin with \"/\"");
        }
        if self.kms_key_id.is_some() && self.sse != Sse::Kms {
            problems
                .add("export.kms_key_id", "is only used with export.sse = \"aws:kms\": set that, or remove the key");
        }
        if let Some(owner) = &self.expected_bucket_owner
            && (owner.len() != 12 || !owner.bytes().all(|byte| byte.is_ascii_digit()))
        {
            problems.add("export.expected_bucket_owner", format!("is {owner:?}, but must be 12 digits"));
        }
        problems.range("export.results_per_file", self.results_per_file, 1, 1_000_000);
        problems.range(
            "export.flush_interval",
            self.flush_interval,
            HumanDuration::from_millis(100),
            HumanDuration::from_secs(86_400),
        );
    }
}
