#![allow(clippy::unwrap_used, dead_code, unreachable_pub)]

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Builder, Credentials, Region};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_types::retry::RetryConfig;
use magpie_embedded_s3::EmbeddedS3;

pub const ACCESS: &str = "AKIDEXAMPLE";
pub const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

pub async fn server() -> EmbeddedS3 {
    let server = EmbeddedS3::builder().credentials(ACCESS, SECRET).memory().start("127.0.0.1:0").await.unwrap();
    server.create_bucket("inbox").unwrap();
    server
}

/// A client that never retries, so that each fault is seen.
pub fn client(server: &EmbeddedS3) -> Client {
    client_as(server, ACCESS, SECRET)
}

pub fn client_as(server: &EmbeddedS3, access: &str, secret: &str) -> Client {
    let config = Builder::new()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .endpoint_url(server.endpoint())
        .force_path_style(true)
        .retry_config(RetryConfig::disabled())
        .credentials_provider(Credentials::new(access, secret, None, None, "test"))
        .build();
    Client::from_conf(config)
}

/// The status and code of a refusal.
pub fn refusal<T: std::fmt::Debug, E, R>(result: Result<T, SdkError<E, R>>) -> String
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    let error = result.unwrap_err();
    match error.as_service_error() {
        Some(service) => service.code().unwrap_or("-").to_owned(),
        None => format!("{error:?}"),
    }
}
