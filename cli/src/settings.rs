//! The configuration of a command: file, environment, then the command's own flags.

use std::path::Path;

use magpie_base::config::{Config, Loader};
use serde_json::{Map, Value};

use crate::args::{Connection, Coordinator, Global, S3Flags, Worker};
use crate::failure::Failure;

/// Flags that were given, as a tree of settings.
#[derive(Debug, Default)]
pub(crate) struct Overlay(Map<String, Value>);

impl Overlay {
    fn set(&mut self, section: &str, key: &str, value: Option<impl Into<Value>>) {
        let Some(value) = value else { return };
        let section = self.0.entry(section).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(section) = section {
            section.insert(key.to_owned(), value.into());
        }
    }

    fn path(&mut self, section: &str, key: &str, value: Option<&Path>) {
        self.set(section, key, value.map(|path| path.to_string_lossy().into_owned()));
    }

    /// Flags that all commands have.
    pub(crate) fn global(global: &Global) -> Overlay {
        let mut overlay = Overlay::default();
        overlay.set("telemetry", "log_level", global.log_level.clone());
        overlay
    }

    pub(crate) fn s3(mut self, flags: &S3Flags) -> Overlay {
        self.set("s3", "endpoint", flags.endpoint.clone());
        self.set("s3", "region", flags.region.clone());
        self.set("s3", "path_style", flags.path_style.then_some(true));
        self
    }

    pub(crate) fn coordinator(mut self, flags: &Coordinator) -> Overlay {
        self.set("coordinator", "listen", flags.listen.clone());
        self.path("coordinator", "data_dir", flags.data_dir.as_deref());
        self.set("coordinator", "insecure_plaintext", flags.insecure_plaintext.then_some(true));
        self.s3(&flags.s3)
    }

    pub(crate) fn worker(mut self, flags: &Worker) -> Overlay {
        self.set("worker", "coordinator", flags.coordinator.clone());
        self.set("worker", "name", flags.name.clone());
        self.s3(&flags.s3)
    }

    pub(crate) fn connection(mut self, flags: &Connection) -> Overlay {
        self.set("worker", "coordinator", flags.coordinator.clone());
        self.path("tls", "ca", flags.ca.as_deref());
        self.path("tls", "cert", flags.cert.as_deref());
        self.path("tls", "key", flags.key.as_deref());
        self
    }

    /// Logs for people: commands that a person waits for tell of what went wrong themselves, so they log errors alone,
    /// unless told otherwise.
    pub(crate) fn interactive(mut self, global: &Global) -> Overlay {
        self.set("telemetry", "log_format", Some("text"));
        if global.log_level.is_none() {
            self.set("telemetry", "log_level", Some("error"));
        }
        self
    }

    /// Loads the configuration.
    pub(crate) fn load(self, global: &Global) -> Result<Config, Failure> {
        let mut loader = Loader::new().reserve_variable("MAGPIE_CONFIG");
        if let Some(file) = &global.config {
            loader = loader.file(file);
        }
        Ok(loader.env().overlay(self.0).load()?)
    }
}
