//! Reading the settings from all their sources.

use std::path::PathBuf;

use figment::error::Kind;
use figment::providers::{Format, Serialized, Toml};
use figment::{Figment, Metadata, Provider, Source};
use serde::Serialize;

use super::Config;
use super::environment::Variables;
use super::nearest::nearest;
use super::schema;
use super::validate::Problems;

/// Why the settings cannot be used. Each message is for the person who wrote them.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("cannot read the configuration file {path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A variable that fits no setting.
    #[error("the environment variable {name} fits no setting{}", did_you_mean(nearest.as_deref()))]
    UnknownVariable {
        /// Its name.
        name: String,
        /// The name that was perhaps meant.
        nearest: Option<String>,
    },
    /// A variable whose text does not fit its setting. The text is not repeated: it may be a secret.
    #[error("the environment variable {name} must be {expected}")]
    Variable {
        /// Its name.
        name: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A setting that does not exist.
    #[error("{place}: there is no setting {path:?}{}", did_you_mean(nearest.as_deref()))]
    UnknownSetting {
        /// Where it was met.
        place: String,
        /// `section.key`, or `section`.
        path: String,
        /// The name that was perhaps meant.
        nearest: Option<String>,
    },
    /// The text is not TOML, or a value does not fit its setting.
    #[error("{place}: {message}")]
    Value {
        /// Where it was met.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// Values that fit their types, and yet cannot be used.
    #[error("{0}")]
    Invalid(Problems),
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|name| format!("; did you mean {name}?")).unwrap_or_default()
}

/// Reads the settings. Later sources win: defaults, then the file, then the environment, then flags.
#[derive(Debug, Default)]
#[must_use]
pub struct Loader {
    file: Vec<TomlSource>,
    variables: Vec<(String, String)>,
    reserved: Vec<String>,
    overlays: Vec<Result<Figment, serde_json::Error>>,
}

#[derive(Debug)]
enum TomlSource {
    File(PathBuf),
    Text(String),
}

impl Loader {
    /// The defaults alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a TOML file. It must exist.
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file.push(TomlSource::File(path.into()));
        self
    }

    /// Reads TOML from a text.
    pub fn toml(mut self, text: impl Into<String>) -> Self {
        self.file.push(TomlSource::Text(text.into()));
        self
    }

    /// Reads the `MAGPIE_*` variables of this process. Bytes of them that are not Unicode are replaced, and so
    /// refused wherever they matter.
    pub fn env(self) -> Self {
        let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        let variables: Vec<_> = std::env::vars_os().map(|(name, value)| (lossy(name), lossy(value))).collect();
        self.variables(variables)
    }

    /// Reads these variables as if they were the environment.
    pub fn variables(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        self.variables.extend(variables);
        self
    }

    /// Passes over a `MAGPIE_*` variable that means something else to the program, such as the path of the configuration file.
    pub fn reserve_variable(mut self, name: impl Into<String>) -> Self {
        self.reserved.push(name.into());
        self
    }

    /// Puts flags over everything: any value that serialises to (part of) the tree. What it leaves out or serialises as none stays as
    /// it is. Of several overlays, later ones win.
    pub fn overlay(mut self, flags: impl Serialize) -> Self {
        let overlay =
            serde_json::to_value(flags).map(|value| Figment::from(Named(Serialized::globals(without_nulls(value)))));
        self.overlays.push(overlay);
        self
    }

    /// Reads everything.
    ///
    /// # Errors
    ///
    /// The first thing that cannot be read or fits nothing; or all values that cannot be used.
    pub fn load(self) -> Result<Config, Error> {
        let mut figment = Figment::from(Serialized::defaults(Config::default()));
        for source in self.file {
            figment = match source {
                TomlSource::Text(text) => figment.merge(Toml::string(&text)),
                TomlSource::File(path) => {
                    // Read here, because a missing file must not be passed over.
                    let text =
                        std::fs::read_to_string(&path).map_err(|source| Error::File { path: path.clone(), source })?;
                    figment.merge(FromFile { toml: Toml::string(&text), path })
                }
            };
        }
        figment = figment.merge(Variables::read(self.variables, &self.reserved)?);
        for overlay in self.overlays {
            let overlay = overlay
                .map_err(|error| Error::Value { place: "command line".to_owned(), message: error.to_string() })?;
            figment = figment.merge(overlay);
        }
        let config: Config = figment.extract().map_err(explain)?;
        let problems = config.validate();
        if problems.is_empty() { Ok(config) } else { Err(Error::Invalid(problems)) }
    }
}

/// TOML whose messages name the file.
struct FromFile<P> {
    toml: P,
    path: PathBuf,
}

impl<P: Provider> Provider for FromFile<P> {
    fn metadata(&self) -> Metadata {
        Metadata::from("configuration file", Source::File(self.path.clone()))
    }

    fn data(&self) -> Result<figment::value::Map<figment::Profile, figment::value::Dict>, figment::Error> {
        self.toml.data()
    }
}

/// Flags, with a name for messages.
struct Named<P>(P);

impl<P: Provider> Provider for Named<P> {
    fn metadata(&self) -> Metadata {
        Metadata::named("command line")
    }

    fn data(&self) -> Result<figment::value::Map<figment::Profile, figment::value::Dict>, figment::Error> {
        self.0.data()
    }
}

fn without_nulls(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(map) => map
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_nulls(value)))
            .collect(),
        other => other,
    }
}

/// The library's error in our words: where, which setting, what to do.
fn explain(error: figment::Error) -> Error {
    let place = place(error.metadata.as_ref(), &error.path);
    if let Kind::UnknownField(name, known) = &error.kind {
        let mut path = error.path.clone();
        // Some sources have the unknown name in the path already.
        if path.last() != Some(name) {
            path.push(name.clone());
        }
        let known_paths: Vec<String> = match path.len() {
            1 => known.iter().map(|known| (*known).to_owned()).collect(),
            _ => schema::settings().map(|setting| setting.path()).collect(),
        };
        let path = path.join(".");
        let nearest = nearest(&path, known_paths.iter().map(String::as_str)).map(|name| format!("{name:?}"));
        return Error::UnknownSetting { place, path, nearest };
    }
    let setting = if error.path.is_empty() { String::new() } else { format!("{}: ", error.path.join(".")) };
    Error::Value { place, message: format!("{setting}{}", error.kind) }
}

fn place(metadata: Option<&Metadata>, path: &[String]) -> String {
    let Some(metadata) = metadata else {
        return "configuration".to_owned();
    };
    match &metadata.source {
        Some(Source::File(path)) => path.display().to_string(),
        _ if metadata.name == "environment variables" => {
            let keys: Vec<&str> = path.iter().map(String::as_str).collect();
            format!("environment variable {}", metadata.interpolate(&figment::Profile::Default, &keys))
        }
        _ if metadata.name == "command line" => "command line".to_owned(),
        _ => "configuration".to_owned(),
    }
}
