//! Settings of the connection to S3.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::HumanDuration;
use super::validate::Problems;
use crate::Sensitive;

/// How to reach S3. Without keys here, the usual chain of AWS is used: environment, shared files, container or instance role.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct S3 {
    /// Address of an S3 that is not Amazon's. Amazon's for the region if not set.
    #[schemars(extend("examples" = ["https://s3.example.internal:9000"]))]
    pub endpoint: Option<String>,
    /// Region of the requests.
    pub region: String,
    /// Put the name of the bucket into the path instead of the host name. Most S3 servers that are not Amazon's need it.
    pub path_style: bool,
    /// Id of the access key. Needs secret_access_key.
    #[schemars(extend("examples" = ["AKIAIOSFODNN7EXAMPLE"]))]
    pub access_key_id: Option<String>,
    /// Secret of the access key. Better given as MAGPIE_S3__SECRET_ACCESS_KEY than in a file. It is never shown.
    #[serde(skip_serializing)]
    #[schemars(with = "Option<String>")]
    #[schemars(extend("examples" = ["the secret"]))]
    pub secret_access_key: Option<Sensitive<String>>,
    /// Session token of temporary keys. It is never shown.
    #[serde(skip_serializing)]
    #[schemars(with = "Option<String>")]
    #[schemars(extend("examples" = ["the token"]))]
    pub session_token: Option<Sensitive<String>>,
    /// How often a request is tried in all, when S3 is busy or fails.
    pub max_attempts: u32,
    /// How long connecting may take.
    pub connect_timeout: HumanDuration,
    /// How long S3 may be silent: before its answer begins, and between two pieces of it. Not a bound for a whole object.
    pub read_timeout: HumanDuration,
}

impl Default for S3 {
    fn default() -> Self {
        Self {
            endpoint: None,
            region: "us-east-1".to_owned(),
            path_style: false,
            access_key_id: None,
            secret_access_key: None,
            session_token: None,
            max_attempts: 5,
            connect_timeout: HumanDuration::from_secs(5),
            read_timeout: HumanDuration::from_secs(30),
        }
    }
}

/// Secrets are compared too, so that a test can tell two configurations apart; never for authentication.
impl PartialEq for S3 {
    fn eq(&self, other: &Self) -> bool {
        let secrets = |s3: &Self| {
            let exposed =
                |secret: &Option<Sensitive<String>>| secret.as_ref().map(|value| value.expose_sensitive().clone());
            (exposed(&s3.secret_access_key), exposed(&s3.session_token))
        };
        self.endpoint == other.endpoint
            && self.region == other.region
            && self.path_style == other.path_style
            && self.access_key_id == other.access_key_id
            && secrets(self) == secrets(other)
            && self.max_attempts == other.max_attempts
            && self.connect_timeout == other.connect_timeout
            && self.read_timeout == other.read_timeout
    }
}

impl S3 {
    pub(super) fn validate(&self, problems: &mut Problems) {
        if self.endpoint.as_ref().is_some_and(|endpoint| !super::is_origin(endpoint)) {
            problems.add("s3.endpoint", "must be \"https://host:port\" or \"http://host:port\", and nothing more");
        }
        super::validate_region("s3.region", &self.region, problems);
        if self.access_key_id.is_some() != self.secret_access_key.is_some() {
            problems.add("s3.access_key_id", "and s3.secret_access_key must be set both, or neither");
        }
        if self.session_token.is_some() && self.access_key_id.is_none() {
            problems.add("s3.session_token", "needs s3.access_key_id and s3.secret_access_key");
        }
        problems.range("s3.max_attempts", self.max_attempts, 1, 100);
        let least = HumanDuration::from_millis(10);
        let most = HumanDuration::from_secs(3_600);
        problems.range("s3.connect_timeout", self.connect_timeout, least, most);
        problems.range("s3.read_timeout", self.read_timeout, least, most);
    }
}
