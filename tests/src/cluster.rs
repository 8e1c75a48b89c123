//! A coordinator and workers, each a process of the program as it is shipped.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use magpie_base::clock::SystemClock;
use magpie_base::config::{self, Config};
use magpie_base::tls::{self, certs};
use serde_json::{Value, json};
use tempfile::TempDir;
use tonic::transport::Channel;

use crate::client::{self, ACCOUNT};
use crate::command::{Said, clean, magpie, run};
use crate::ports;
use crate::process::Process;
use crate::s3::{Access, RESULTS};

/// How long processes may take to start, on a machine that has other things to do.
const START: Duration = Duration::from_secs(30);

/// What a cluster is made of.
pub struct Builder {
    settings: Value,
    workers: usize,
    variables: Vec<(String, String)>,
}

impl Builder {
    /// Settings that win over the tests' own, as the tree of a configuration file.
    #[must_use]
    pub fn settings(mut self, settings: Value) -> Builder {
        merge(&mut self.settings, settings);
        self
    }

    /// Workers at the start. One if not given.
    #[must_use]
    pub fn workers(mut self, workers: usize) -> Builder {
        self.workers = workers;
        self
    }

    /// A variable in the environment of all processes.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Builder {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Makes certificates and the configuration, without starting anything.
    pub fn prepare(self) -> Cluster {
        let folder = tempfile::Builder::new().prefix("magpie-test-").tempdir().unwrap();
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let certificates = certs::init(&folder.path().join("certs"), &names, &SystemClock::new()).unwrap();
        let port = ports::free();
        let mut settings = self.settings;
        merge(
            &mut settings,
            json!({
                "coordinator": {
                    "listen": format!("127.0.0.1:{port}"),
                    "data_dir": folder.path().join("data"),
                    "key_file": folder.path().join("magpie.key"),
                },
                "worker": { "coordinator": format!("https://127.0.0.1:{port}") },
            }),
        );
        let config = folder.path().join("magpie.toml");
        std::fs::write(&config, toml::to_string(&settings).unwrap()).unwrap();
        Cluster {
            coordinator: None,
            through: Vec::new(),
            workers: Vec::new(),
            numbered: 0,
            wanted: self.workers,
            variables: self.variables,
            address: format!("https://127.0.0.1:{port}"),
            certificates,
            config,
            folder,
        }
    }

    /// Starts the coordinator and the workers, and waits until they are attached.
    ///
    /// # Panics
    /// If a process ends, or does not start in time.
    pub async fn start(self) -> Cluster {
        let mut cluster = self.prepare();
        cluster.start_coordinator().await;
        for _ in 0..cluster.wanted {
            cluster.add_worker();
        }
        cluster.wait_for_workers(cluster.wanted).await;
        cluster
    }
}

/// A running cluster. Dropping it kills its processes and deletes its folder.
pub struct Cluster {
    coordinator: Option<Process>,
    /// A program with arguments that the coordinator is started through, from its next start on: one that limits it, or puts
    /// it elsewhere, and then becomes it.
    pub through: Vec<String>,
    /// The workers that have been started and not been taken out.
    pub workers: Vec<Process>,
    numbered: usize,
    wanted: usize,
    variables: Vec<(String, String)>,
    address: String,
    certificates: certs::Installation,
    config: PathBuf,
    folder: TempDir,
}

impl Cluster {
    /// Begins to describe a cluster over an S3.
    pub fn builder(s3: &Access) -> Builder {
        let settings = json!({
            "coordinator": {
                "account_id": ACCOUNT,
                "lease_ttl": "3s",
                "heartbeat_interval": "500ms",
                // Small shards: 2,000 objects are work for several workers.
                "shard_target_objects": 40,
                "listing_retry": "100ms",
                "listing_attempts": 4,
            },
            "worker": { "cpu_threads": 1, "drain_timeout": "10s" },
            "s3": s3.section(),
            "export": { "bucket": RESULTS, "flush_interval": "500ms", "results_per_file": 500 },
        });
        Builder { settings, workers: 1, variables: Vec::new() }
    }

    /// The folder with configuration, certificates, logs and data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The configuration file.
    pub fn config(&self) -> &Path {
        &self.config
    }

    /// The coordinator's folder of data.
    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The certificates.
    pub fn certificates(&self) -> &certs::Installation {
        &self.certificates
    }

    /// Where the coordinator is, as a URL.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Host and port of the coordinator.
    pub fn authority(&self) -> &str {
        self.address.trim_start_matches("https://")
    }

    /// The coordinator's process.
    ///
    /// # Panics
    /// If it is not running.
    pub fn coordinator(&mut self) -> &mut Process {
        self.coordinator.as_mut().expect("the test has started the coordinator")
    }

    /// Starts the coordinator and waits until it answers.
    ///
    /// # Panics
    /// If it ends, or does not answer in time.
    pub async fn start_coordinator(&mut self) {
        if let Err(said) = self.try_start_coordinator().await {
            panic!("the coordinator did not start: {}", said.excerpt());
        }
    }

    /// Starts the coordinator and waits until it answers.
    ///
    /// # Errors
    /// What it said, if it ended instead.
    ///
    /// # Panics
    /// If it does neither in time.
    pub async fn try_start_coordinator(&mut self) -> Result<(), Said> {
        let issued = self.certificates.coordinator.clone();
        let command = self.command_through(&self.through, &["coordinator"], &issued);
        let mut process = Process::start("coordinator", self.folder.path(), command);
        let channel = self.channel();
        let started = Instant::now();
        while client::workers(&channel).await.is_err() {
            if let Some(status) = process.ended() {
                return Err(Said { status: status.code().unwrap_or(-1), out: String::new(), err: process.log() });
            }
            assert!(started.elapsed() < START, "the coordinator does not answer\n{}", process.last_lines());
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        self.coordinator = Some(process);
        Ok(())
    }

    /// Runs the coordinator until it ends by itself, as it should if it cannot start.
    ///
    /// # Panics
    /// If it does not end in time.
    pub async fn run_coordinator(&self) -> Said {
        run(self.command(&["coordinator"], &self.certificates.coordinator), START).await
    }

    /// Kills the coordinator (`kill -9`).
    pub async fn kill_coordinator(&mut self) {
        self.coordinator().kill().await;
        self.coordinator = None;
    }

    /// Waits until the coordinator has ended by itself, with an error. Gives all that it logged.
    ///
    /// # Panics
    /// If it does not end in `patience`, or ends otherwise.
    pub async fn wait_for_coordinator_to_fail(&mut self, patience: Duration) -> String {
        let mut process = self.coordinator.take().expect("the test has started the coordinator");
        let status = process.wait(patience).await;
        assert_eq!(status.code(), Some(2), "the coordinator ended with {status}\n{}", process.last_lines());
        process.log()
    }

    /// Asks the coordinator to stop, and waits until it has.
    pub async fn stop_coordinator(&mut self) {
        let mut process = self.coordinator.take().expect("the test has started the coordinator");
        process.terminate();
        let status = process.wait(START).await;
        assert!(status.success(), "the coordinator ended with {status}\n{}", process.last_lines());
    }

    /// Starts one more worker and gives its name.
    pub fn add_worker(&mut self) -> String {
        self.numbered += 1;
        let name = format!("worker-{}", self.numbered);
        let issued = self.certificates.worker.clone();
        let command = self.command(&["worker", "--name", &name], &issued);
        self.workers.push(Process::start(&name, self.folder.path(), command));
        name
    }

    /// Waits until so many workers are attached.
    ///
    /// # Panics
    /// If they are not in time, or a process has ended.
    pub async fn wait_for_workers(&mut self, count: usize) {
        let channel = self.channel();
        let started = Instant::now();
        loop {
            let attached = client::workers(&channel).await.map_or(0, |workers| workers.len());
            if attached == count {
                return;
            }
            self.check();
            assert!(started.elapsed() < START, "{attached} of {count} workers are attached after {START:?}");
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Checks that all processes live.
    ///
    /// # Panics
    /// If one has ended.
    pub fn check(&mut self) {
        for process in self.coordinator.iter_mut().chain(&mut self.workers) {
            let ended = process.ended();
            assert!(ended.is_none(), "{} ended ({ended:?})\n{}", process.name(), process.last_lines());
        }
    }

    /// Asks all processes to stop, workers first, and waits until they have: telemetry and logs are complete then.
    ///
    /// # Panics
    /// If one does not end, or not with status 0.
    pub async fn stop(&mut self) {
        for worker in &mut self.workers {
            worker.terminate();
            let status = worker.wait(START).await;
            assert!(status.success(), "{} ended with {status}\n{}", worker.name(), worker.last_lines());
        }
        self.workers.clear();
        if self.coordinator.is_some() {
            self.stop_coordinator().await;
        }
    }

    /// All logs so far, by file.
    pub fn logs(&self) -> Vec<(String, Vec<u8>)> {
        let files = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let logs = files.filter(|path| path.extension().is_some_and(|extension| extension == "log"));
        logs.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
            .collect()
    }

    /// A channel as an administrator.
    pub fn channel(&self) -> Channel {
        self.channel_as(&self.certificates.admin)
    }

    /// A channel with a certificate of this installation.
    pub fn channel_as(&self, issued: &certs::Issued) -> Channel {
        let tls = config::Tls {
            ca: Some(self.certificates.ca.clone()),
            cert: Some(issued.cert.clone()),
            key: Some(issued.key.clone()),
            ..Config::default().tls
        };
        tls::channel(&self.address, &tls, &SystemClock::new()).unwrap()
    }

    /// The program with this cluster's configuration, and with a certificate.
    pub fn command(&self, arguments: &[&str], issued: &certs::Issued) -> tokio::process::Command {
        self.command_through(&[], arguments, issued)
    }

    fn command_through(
        &self,
        through: &[String],
        arguments: &[&str],
        issued: &certs::Issued,
    ) -> tokio::process::Command {
        let mut command = match through {
            [] => clean(magpie(), self.folder.path()),
            [first, rest @ ..] => {
                let mut command = clean(first, self.folder.path());
                command.args(rest).arg(magpie());
                command
            }
        };
        command
            .args(arguments)
            .arg("--config")
            .arg(&self.config)
            .env("MAGPIE_TLS__CA", &self.certificates.ca)
            .env("MAGPIE_TLS__CERT", &issued.cert)
            .env("MAGPIE_TLS__KEY", &issued.key)
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command of an administrator to its end.
    pub async fn magpie(&self, arguments: &[&str]) -> Said {
        run(self.command(arguments, &self.certificates.admin), Duration::from_secs(60)).await
    }
}

/// Puts one tree over another.
fn merge(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                merge(under.entry(key).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over,
    }
}
