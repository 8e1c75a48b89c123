//! All settings, as one typed tree.
//!
//! Later sources win over earlier ones: the defaults, a TOML file, environment variables (`MAGPIE_COORDINATOR__LISTEN`
//! for `listen` of `[coordinator]`), flags. Whatever fits nothing is refused, with the nearest name.
//!
//! ```
//! use magpie_base::config::{ByteSize, Loader};
//!
//! let config = Loader::new().toml("[worker]\nmemory_budget = \"1GiB\"").load()?;
//! assert_eq!(config.worker.memory_budget, ByteSize::gib(1));
//! # Ok::<(), magpie_base::config::Error>(())
//! ```

mod byte_size;
mod coordinator;
mod duration;
mod environment;
mod export;
mod limits;
mod load;
mod nearest;
mod reference;
mod s3;
mod schema;
mod telemetry;
mod tls;
mod validate;
mod worker;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

pub use byte_size::ByteSize;
pub use coordinator::Coordinator;
pub use duration::HumanDuration;
pub use export::{Export, Sse};
pub use limits::Limits;
pub use load::{Error, Loader};
pub use reference::{reference_markdown, template};
pub use s3::S3;
pub use telemetry::{LogFormat, Telemetry};
pub use tls::{Tls, TlsVersion};
pub use validate::{Problem, Problems};
pub use worker::Worker;

/// All settings. Each process reads the sections that concern it, so one file can serve all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "the description of a field's type is the section's in template and reference")]
pub struct Config {
    pub coordinator: Coordinator,
    pub worker: Worker,
    pub s3: S3,
    pub export: Export,
    pub limits: Limits,
    pub tls: Tls,
    pub telemetry: Telemetry,
}

impl Config {
    /// What types alone cannot say. [`Loader::load`] has asked already.
    pub fn validate(&self) -> Problems {
        let mut problems = Problems::default();
        self.coordinator.validate(&mut problems);
        self.worker.validate(&mut problems);
        self.s3.validate(&mut problems);
        self.export.validate(&mut problems);
        self.limits.validate(&mut problems);
        self.tls.validate(&mut problems);
        self.telemetry.validate(&mut problems);
        problems
    }
}

/// Whether this is `http` or `https`, a host and perhaps a port, and nothing more: no path, no user name, no password.
/// A text that is refused must not be repeated in a message, because it may hold a password.
fn is_origin(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else {
        return false;
    };
    matches!(url.scheme(), "https" | "http")
        && url.host().is_some()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

fn validate_region(setting: &'static str, region: &str, problems: &mut Problems) {
    let fits = !region.is_empty()
        && region.len() <= 64
        && region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !fits {
        problems.add(setting, format!("is {region:?}, but must be the name of a region, such as \"us-east-1\""));
    }
}

#[cfg(test)]
mod tests;
