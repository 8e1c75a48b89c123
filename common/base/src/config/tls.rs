//! Settings of TLS.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::validate::Problems;

/// Certificates of this process. Both sides show one: "magpie certs init" makes them all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// PEM file of the certificate authority that signed the other side's certificate.
    #[schemars(extend("examples" = ["/etc/magpie/tls/ca.pem"]))]
    pub ca: Option<PathBuf>,
    /// PEM file of this process's certificate; intermediate certificates follow it.
    #[schemars(extend("examples" = ["/etc/magpie/tls/coordinator.pem"]))]
    pub cert: Option<PathBuf>,
    /// PEM file of the private key of cert. Keep it readable by its owner alone.
    #[schemars(extend("examples" = ["/etc/magpie/tls/coordinator-key.pem"]))]
    pub key: Option<PathBuf>,
    /// The oldest version of TLS to speak: "1.3" or "1.2".
    pub min_version: TlsVersion,
}

/// A version of TLS. Older ones are broken (RFC 8996).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum TlsVersion {
    /// TLS 1.2 (RFC 5246).
    #[serde(rename = "1.2")]
    V1_2,
    /// TLS 1.3 (RFC 8446).
    #[serde(rename = "1.3")]
    V1_3,
}

impl Default for Tls {
    fn default() -> Self {
        Self { ca: None, cert: None, key: None, min_version: TlsVersion::V1_3 }
    }
}

impl Tls {
    pub(super) fn validate(&self, problems: &mut Problems) {
        if self.cert.is_some() != self.key.is_some() {
            problems.add("tls.cert", "and tls.key must be set both, or neither");
        }
    }
}
