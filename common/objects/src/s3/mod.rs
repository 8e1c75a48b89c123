//! Any S3, through the AWS SDK.

mod body;
mod bucket;
mod errors;
mod get;
mod list;

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use aws_config::BehaviorVersion;
use aws_credential_types::Credentials as SdkCredentials;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::{Builder, Region, RequestChecksumCalculation, StalledStreamProtectionConfig};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, ServerSideEncryption};
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use bytes::Bytes;

use crate::{
    BucketDetails, EncryptionKind, Error, GetRequest, GetResponse, ListPage, ListRequest, ObjectStore, PutOptions, Tag,
};
use errors::Call;

/// What stands for the bucket in errors of calls that are about none.
const NO_BUCKET: &str = "(any)";

/// The slowest upload, in bytes a second, that is not taken for silence.
const MIN_UPLOAD_RATE: u64 = 64 << 10;

/// How to reach an S3.
#[derive(Debug, Clone)]
pub struct Options {
    /// Another S3 than Amazon's, such as `https://s3.example.net:9000`. Its certificate must be signed by an authority that
    /// this machine trusts (or that the file in `SSL_CERT_FILE` holds).
    pub endpoint: Option<String>,
    /// The region. If not given, what the environment, the profile or the machine says; `us-east-1` behind an endpoint.
    pub region: Option<String>,
    /// Whether the bucket's name goes into the path instead of the host's name. Most S3 other than Amazon's want that.
    pub path_style: bool,
    /// Who calls.
    pub credentials: Credentials,
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long the store may be silent: until an answer begins, and between any two pieces of a body. There is no bound on
    /// the whole of a body.
    pub read_timeout: Duration,
    /// How often a call is made at most, the first time included. At least 1.
    pub attempts: u32,
    /// The wait before the first retry, with jitter; it doubles each time.
    pub initial_backoff: Duration,
    /// The longest wait between two attempts.
    pub max_backoff: Duration,
    /// Whether the SDK also limits the rate of calls once the store throttles, for all users of this store together. It
    /// recovers slowly: a burst of refusals that backing off alone passes in a second can cost twenty. Worth it only for a
    /// store that punishes retries.
    pub adaptive: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            endpoint: None,
            region: None,
            path_style: false,
            credentials: Credentials::Environment,
            connect_timeout: Duration::from_secs(5),
            read_timeout: Duration::from_secs(30),
            attempts: 6,
            initial_backoff: Duration::from_millis(200),
            max_backoff: Duration::from_secs(10),
            adaptive: false,
        }
    }
}

/// Who calls.
#[derive(Clone, Default)]
pub enum Credentials {
    /// The SDK's default chain: environment, profile, web identity, container, machine.
    #[default]
    Environment,
    /// These.
    Static {
        /// The access key's id.
        access_key_id: String,
        /// Its secret. Never printed.
        secret_access_key: String,
        /// Only for temporary credentials.
        session_token: Option<String>,
    },
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Credentials::Environment => f.write_str("Environment"),
            Credentials::Static { access_key_id, .. } => {
                f.debug_struct("Static").field("access_key_id", access_key_id).finish_non_exhaustive()
            }
        }
    }
}

/// Any S3.
#[derive(Debug, Clone)]
pub struct S3Store {
    client: Client,
    read_timeout: Duration,
}

impl S3Store {
    /// Makes a client. Nothing is called yet, except what the default credential chain needs to find a region.
    ///
    /// # Errors
    /// If no region is given or found and there is no endpoint either.
    pub async fn connect(options: &Options) -> Result<S3Store, Error> {
        let builder = match &options.credentials {
            Credentials::Static { access_key_id, secret_access_key, session_token } => {
                let credentials =
                    SdkCredentials::new(access_key_id, secret_access_key, session_token.clone(), None, "configuration");
                Builder::new().behavior_version(BehaviorVersion::v2026_01_12()).credentials_provider(credentials)
            }
            Credentials::Environment => {
                let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12());
                if let Some(region) = &options.region {
                    loader = loader.region(Region::new(region.clone()));
                }
                Builder::from(&loader.load().await)
            }
        };
        let found = builder.clone().build().region().map(|region| region.to_string());
        let fallback = options.endpoint.is_some().then(|| "us-east-1".to_owned());
        let region = options.region.clone().or(found).or(fallback).ok_or_else(|| Error::InvalidRequest {
            bucket: NO_BUCKET.to_owned(),
            reason: "no region is known: set one in the configuration or in AWS_REGION".to_owned(),
        })?;

        let retry = if options.adaptive { RetryConfig::adaptive() } else { RetryConfig::standard() };
        let retry = retry
            .with_max_attempts(options.attempts.max(1))
            .with_initial_backoff(options.initial_backoff)
            .with_max_backoff(options.max_backoff);
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(options.connect_timeout)
            .read_timeout(options.read_timeout)
            .build();
        let mut builder = builder
            .region(Region::new(region))
            .force_path_style(options.path_style)
            .retry_config(retry)
            .timeout_config(timeouts)
            // The bodies' own watch (see the `body` module) is exact; this one only samples.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        if let Some(endpoint) = &options.endpoint {
            // What goes beyond the signed digest is refused by some older servers.
            builder =
                builder.endpoint_url(endpoint).request_checksum_calculation(RequestChecksumCalculation::WhenRequired);
        }
        Ok(S3Store { client: Client::from_conf(builder.build()), read_timeout: options.read_timeout })
    }

    /// For calls that send a body: the store is silent while it takes it in.
    fn unhurried(&self, length: u64) -> Builder {
        let patience = self.read_timeout.saturating_add(Duration::from_secs(length / MIN_UPLOAD_RATE));
        let timeouts = TimeoutConfig::builder().read_timeout(patience).build();
        aws_sdk_s3::config::Config::builder().timeout_config(timeouts)
    }

    /// For calls whose whole answer is small: bounds each attempt, the reading of the answer included.
    fn bounded(&self) -> Builder {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(self.read_timeout.saturating_mul(2)).build();
        aws_sdk_s3::config::Config::builder().timeout_config(timeouts)
    }
}

#[async_trait]
impl ObjectStore for S3Store {
    async fn list(&self, bucket: &str, request: &ListRequest) -> Result<ListPage, Error> {
        self.list_page(bucket, request).await
    }

    async fn get(&self, bucket: &str, key: &str, request: &GetRequest) -> Result<GetResponse, Error> {
        self.get_object(bucket, key, request).await
    }

    async fn tags(&self, bucket: &str, key: &str) -> Result<Vec<Tag>, Error> {
        let call = Call::object(bucket, "s3:GetObjectTagging");
        let request = self.client.get_object_tagging().bucket(bucket).key(key);
        let response = request.customize().config_override(self.bounded()).send().await;
        let response = response.map_err(|error| errors::of(&error, &call))?;
        Ok(response.tag_set().iter().map(bucket::tag).collect())
    }

    async fn bucket(&self, bucket: &str) -> Result<BucketDetails, Error> {
        self.bucket_details(bucket).await
    }

    async fn buckets(&self) -> Result<Vec<String>, Error> {
        self.bucket_names().await
    }

    async fn put(&self, bucket: &str, key: &str, body: Bytes, options: &PutOptions) -> Result<(), Error> {
        let encryption = match options.encryption.kind {
            EncryptionKind::None | EncryptionKind::Unknown => None,
            EncryptionKind::Aes256 => Some(ServerSideEncryption::Aes256),
            EncryptionKind::Kms => Some(ServerSideEncryption::AwsKms),
            EncryptionKind::KmsDsse => Some(ServerSideEncryption::AwsKmsDsse),
        };
        let key_id =
            options.encryption.key_id.clone().filter(|_| {
                matches!(encryption, Some(ServerSideEncryption::AwsKms | ServerSideEncryption::AwsKmsDsse))
            });
        let call = Call::object(bucket, "s3:PutObject");
        let length = body.len() as u64;
        let request = self
            .client
            .put_object()
            .bucket(bucket)
            .key(key)
            .set_content_type(options.content_type.clone())
            .set_content_encoding(options.content_encoding.clone())
            .set_server_side_encryption(encryption)
            .set_ssekms_key_id(key_id)
            .set_expected_bucket_owner(options.expected_bucket_owner.clone())
            // The body is in memory, so this becomes a plain header, which servers that do not know it leave alone.
            .checksum_algorithm(ChecksumAlgorithm::Crc32)
            .body(ByteStream::from(body));
        let response = request.customize().config_override(self.unhurried(length)).send().await;
        response.map_err(|error| errors::of(&error, &call))?;
        Ok(())
    }
}
