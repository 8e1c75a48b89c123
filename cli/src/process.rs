//! What the long-running commands share: telemetry, the way to S3, an orderly end.

use std::sync::Arc;

use magpie_base::config::{self, Config};
use magpie_base::telemetry;
use magpie_objects::s3::{Credentials, Options};
use magpie_objects::{ObjectStore, S3Store};

use crate::failure::Failure;

/// Switches telemetry on for a command.
pub(crate) fn telemetry(name: &str, config: &Config) -> Result<telemetry::Guard, Failure> {
    telemetry::init(name, &config.telemetry).map_err(Failure::part)
}

/// The S3 that the configuration names.
pub(crate) async fn s3(settings: &config::S3) -> Result<Arc<dyn ObjectStore>, Failure> {
    let credentials = match (&settings.access_key_id, &settings.secret_access_key) {
        (Some(id), Some(secret)) => Credentials::Static {
            access_key_id: id.clone(),
            secret_access_key: secret.expose_sensitive().clone(),
            session_token: settings.session_token.as_ref().map(|token| token.expose_sensitive().clone()),
        },
        _ => Credentials::Environment,
    };
    let options = Options {
        endpoint: settings.endpoint.clone(),
        region: Some(settings.region.clone()),
        path_style: settings.path_style,
        credentials,
        connect_timeout: settings.connect_timeout.get(),
        read_timeout: settings.read_timeout.get(),
        attempts: settings.max_attempts,
        ..Options::default()
    };
    Ok(Arc::new(S3Store::connect(&options).await.map_err(Failure::part)?))
}
