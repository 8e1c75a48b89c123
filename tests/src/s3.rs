//! The S3 of a test: the embedded one with its faults, or another that runs as a process.

use std::net::SocketAddr;

use bytes::Bytes;
use futures::TryStreamExt as _;
use magpie_corpus::File;
use magpie_embedded_s3::EmbeddedS3;
use magpie_objects::s3::{Credentials, Options};
use magpie_objects::{GetRequest, ObjectStore as _, Pages, S3Store};
use serde_json::{Value, json};

/// The bucket that is scanned.
pub const DATA: &str = "data";

/// The bucket that results are exported to.
pub const RESULTS: &str = "results";

/// The key of the tests' only user. Spelled so that it is found when it leaks.
pub const ACCESS_KEY: &str = "tests-access-key";

/// Its secret.
pub const SECRET_KEY: &str = "tests-secret-key-0b7d2f";

/// The way to an S3.
#[derive(Debug, Clone)]
pub struct Access {
    /// Such as `http://127.0.0.1:9000`.
    pub endpoint: String,
}

impl Access {
    /// The way to an embedded one.
    pub fn of(s3: &EmbeddedS3) -> Access {
        Access { endpoint: s3.endpoint() }
    }

    /// The `[s3]` section of a configuration.
    pub fn section(&self) -> Value {
        json!({
            "endpoint": self.endpoint,
            "region": "us-east-1",
            "path_style": true,
            "access_key_id": ACCESS_KEY,
            "secret_access_key": SECRET_KEY,
        })
    }

    /// A client of the tests' own.
    pub async fn client(&self) -> S3Store {
        let credentials = Credentials::Static {
            access_key_id: ACCESS_KEY.to_owned(),
            secret_access_key: SECRET_KEY.to_owned(),
            session_token: None,
        };
        let options = Options {
            endpoint: Some(self.endpoint.clone()),
            region: Some("us-east-1".to_owned()),
            path_style: true,
            credentials,
            ..Options::default()
        };
        S3Store::connect(&options).await.unwrap()
    }

    /// All keys of a bucket under a prefix, in order.
    ///
    /// # Panics
    /// If S3 refuses.
    pub async fn keys(&self, bucket: &str, prefix: &str) -> Vec<String> {
        let client = self.client().await;
        let mut pages = Pages::new(&client, bucket, prefix, "");
        let mut keys = Vec::new();
        while let Some(objects) =
            pages.next().await.unwrap_or_else(|error| panic!("{bucket} cannot be listed: {error}"))
        {
            keys.extend(objects.into_iter().map(|object| object.key));
        }
        keys
    }

    /// The bytes of an object.
    ///
    /// # Panics
    /// If S3 refuses.
    pub async fn read(&self, bucket: &str, key: &str) -> Vec<u8> {
        let client = self.client().await;
        let found = client.get(bucket, key, &GetRequest::default()).await;
        let body = found.unwrap_or_else(|error| panic!("{bucket}/{key} cannot be read: {error}")).body;
        let parts: Vec<Bytes> = body.try_collect().await.unwrap();
        parts.concat()
    }
}

/// An embedded S3 in memory with the two buckets and these files.
///
/// # Panics
/// If it cannot be started.
pub async fn embedded(files: &[File]) -> EmbeddedS3 {
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let s3 = EmbeddedS3::builder().credentials(ACCESS_KEY, SECRET_KEY).memory().start(address).await.unwrap();
    s3.create_bucket(DATA).unwrap();
    s3.create_bucket(RESULTS).unwrap();
    for file in files {
        s3.put(DATA, &file.key, file.bytes.as_slice()).unwrap();
    }
    s3
}
