//! Settings from environment variables.

use figment::value::{Dict, Map, Value};
use figment::{Metadata, Profile, Provider};

use super::load::Error;
use super::nearest::nearest;
use super::schema::{self, Kind, Setting};

/// What the names of all variables begin with.
pub(super) const PREFIX: &str = "MAGPIE_";

/// What was read from the environment.
#[derive(Debug, Default)]
pub(super) struct Variables {
    settings: Dict,
}

impl Variables {
    /// Takes what begins with [`PREFIX`] out of `variables`, except the `reserved` names, which mean something else to the program.
    pub(super) fn read(
        variables: impl IntoIterator<Item = (String, String)>,
        reserved: &[String],
    ) -> Result<Self, Error> {
        let mut all: Vec<(String, String)> = variables
            .into_iter()
            .filter(|(name, _)| name.starts_with(PREFIX) && !reserved.contains(name) && !is_service_link(name))
            .collect();
        // The environment has no order; the first error should not depend on luck.
        all.sort();
        let mut settings = Dict::new();
        for (name, text) in all {
            let Some(setting) = schema::settings().find(|setting| setting.variable() == name) else {
                return Err(unknown(name, reserved));
            };
            let value = value(setting, &name, &text)?;
            let section = settings.entry(setting.section.clone()).or_insert_with(|| Dict::new().into());
            if let Value::Dict(_, section) = section {
                section.insert(setting.key.clone(), value);
            }
        }
        Ok(Self { settings })
    }
}

fn unknown(name: String, reserved: &[String]) -> Error {
    let known: Vec<String> = schema::settings().map(Setting::variable).chain(reserved.iter().cloned()).collect();
    let nearest = nearest(&name, known.iter().map(String::as_str)).map(str::to_owned);
    Error::UnknownVariable { name, nearest }
}

/// The variable as the setting's type. A text stays as it is: "000000000000" is an account, not a number.
fn value(setting: &Setting, name: &str, text: &str) -> Result<Value, Error> {
    let refused = |expected| Error::Variable { name: name.to_owned(), expected };
    match setting.kind {
        Kind::Text => Ok(text.into()),
        Kind::Integer => text.trim().parse::<i64>().map(Value::from).map_err(|_| refused("a whole number")),
        Kind::Number => text.trim().parse::<f64>().map(Value::from).map_err(|_| refused("a number")),
        Kind::Boolean => text.trim().parse::<bool>().map(Value::from).map_err(|_| refused("true or false")),
    }
}

/// Whether an orchestrator made this variable, not a person: for each service whose name begins with "magpie", Kubernetes (and
/// Docker links) put variables such as `MAGPIE_COORDINATOR_SERVICE_HOST` and `MAGPIE_COORDINATOR_PORT_7001_TCP_ADDR` into
/// every container.
fn is_service_link(name: &str) -> bool {
    if name.contains("__") {
        return false;
    }
    if name.ends_with("_SERVICE_HOST") || name.ends_with("_SERVICE_PORT") || name.contains("_SERVICE_PORT_") {
        return true;
    }
    if name.ends_with("_PORT") {
        return true;
    }
    let Some((_, tail)) = name.rsplit_once("_PORT_") else {
        return false;
    };
    let mut parts = tail.split('_');
    let number = parts.next().is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let protocol = parts.next().is_some_and(|part| matches!(part, "TCP" | "UDP" | "SCTP"));
    number && protocol && parts.next().is_none_or(|part| matches!(part, "ADDR" | "PORT" | "PROTO"))
}

impl Provider for Variables {
    fn metadata(&self) -> Metadata {
        Metadata::named("environment variables")
            .interpolater(|_: &Profile, keys: &[&str]| format!("{PREFIX}{}", keys.join("__")).to_ascii_uppercase())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(self.settings.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_orchestrators_are_told_from_settings() {
        for made in [
            "MAGPIE_PORT",
            "MAGPIE_SERVICE_HOST",
            "MAGPIE_COORDINATOR_SERVICE_HOST",
            "MAGPIE_COORDINATOR_SERVICE_PORT",
            "MAGPIE_COORDINATOR_SERVICE_PORT_GRPC",
            "MAGPIE_COORDINATOR_PORT",
            "MAGPIE_COORDINATOR_PORT_7001_TCP",
            "MAGPIE_COORDINATOR_PORT_7001_TCP_ADDR",
        ] {
            assert!(is_service_link(made), "{made}");
        }
        for meant in ["MAGPIE_COORDINATOR__PORT", "MAGPIE_LISTEN", "MAGPIE_COORDINATOR_PORT_X_TCP", "MAGPIE_CONFIG"] {
            assert!(!is_service_link(meant), "{meant}");
        }
    }
}
