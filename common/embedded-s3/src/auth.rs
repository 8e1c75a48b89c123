//! Who may call.

use std::collections::HashMap;

use async_trait::async_trait;
use s3s::auth::{S3Auth, SecretKey};
use s3s::{S3Result, s3_error};

/// Access keys and their secrets.
pub(crate) struct Keys {
    secrets: HashMap<String, SecretKey>,
}

impl Keys {
    pub(crate) fn new(credentials: Vec<(String, String)>) -> Keys {
        Keys { secrets: credentials.into_iter().map(|(id, secret)| (id, SecretKey::from(secret))).collect() }
    }
}

#[async_trait]
impl S3Auth for Keys {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        let secret = self.secrets.get(access_key).cloned();
        secret.ok_or_else(|| {
            s3_error!(InvalidAccessKeyId, "The AWS Access Key Id you provided does not exist in our records.")
        })
    }
}
