//! A coordinator and workers, each a process of this same program.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use magpie_base::clock::SystemClock;
use magpie_base::config::{self, Config};
use magpie_base::tls::{self, certs};
use magpie_embedded_s3::EmbeddedS3;
use magpie_proto::v1::ListWorkersRequest;
use magpie_proto::v1::cluster_service_client::ClusterServiceClient;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tonic::transport::Channel;

use crate::failure::Failure;

/// The account that the demo's findings bear.
pub(super) const ACCOUNT: &str = "111122223333";

/// The demo's S3 has one user.
pub(super) const ACCESS_KEY: &str = "demo";
pub(super) const SECRET_KEY: &str = "demo-secret";

/// How long the processes may take to start.
const START: Duration = Duration::from_secs(60);

/// How long they may take to stop before they are killed.
const STOP: Duration = Duration::from_secs(10);

/// One process of the cluster.
struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

/// A running cluster. Dropping it kills its processes and deletes its folder.
pub(super) struct Cluster {
    processes: Vec<Process>,
    address: String,
    certificates: certs::Installation,
    config_file: PathBuf,
    folder: TempDir,
}

impl Cluster {
    /// Starts a coordinator and workers, and waits until the workers are attached.
    pub(super) async fn start(workers: u32, s3: &EmbeddedS3, results_bucket: &str) -> Result<Cluster, Failure> {
        let folder = tempfile::Builder::new().prefix("magpie-demo-").tempdir()?;
        let certificates = certs::init(&folder.path().join("certs"), &crate::certs::names(&[]), &SystemClock::new())?;
        let port = free_port()?;
        let config_file = folder.path().join("magpie.toml");
        let settings = json!({
            "coordinator": {
                "listen": format!("127.0.0.1:{port}"),
                "data_dir": folder.path().join("data"),
                "key_file": folder.path().join("magpie.key"),
                "account_id": ACCOUNT,
                // Small shards, so that a small bucket shows how work is shared.
                "shard_target_objects": 8,
            },
            "worker": { "coordinator": format!("https://127.0.0.1:{port}"), "leases": 2 },
            "s3": {
                "endpoint": s3.endpoint(),
                "region": "us-east-1",
                "path_style": true,
                "access_key_id": ACCESS_KEY,
                "secret_access_key": SECRET_KEY,
            },
            "export": { "bucket": results_bucket, "flush_interval": "1s" },
        });
        let text = toml::to_string(&settings).map_err(Failure::part)?;
        std::fs::write(&config_file, text).map_err(|source| Failure::File { path: config_file.clone(), source })?;

        let address = format!("https://127.0.0.1:{port}");
        let mut cluster = Cluster { processes: Vec::new(), address, certificates, config_file, folder };
        let coordinator = cluster.certificates.coordinator.clone();
        cluster.spawn("coordinator", &["coordinator"], &coordinator)?;
        let worker = cluster.certificates.worker.clone();
        for number in 1..=workers {
            let name = format!("worker-{number}");
            cluster.spawn(&name, &["worker", "--name", &name], &worker)?;
        }
        cluster.wait_for_workers(workers).await?;
        Ok(cluster)
    }

    fn spawn(&mut self, name: &str, arguments: &[&str], issued: &certs::Issued) -> Result<(), Failure> {
        let log = self.folder.path().join(format!("{name}.log"));
        let file = File::create(&log).map_err(|source| Failure::File { path: log.clone(), source })?;
        let mut command = Command::new(std::env::current_exe()?);
        // The demo's own configuration is all there is.
        for (variable, _) in std::env::vars_os() {
            if variable.to_string_lossy().starts_with("MAGPIE_") {
                command.env_remove(variable);
            }
        }
        let child = command
            .args(arguments)
            .arg("--config")
            .arg(&self.config_file)
            .env("MAGPIE_TLS__CA", &self.certificates.ca)
            .env("MAGPIE_TLS__CERT", &issued.cert)
            .env("MAGPIE_TLS__KEY", &issued.key)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file)
            .kill_on_drop(true)
            .spawn()?;
        self.processes.push(Process { name: name.to_owned(), child, log });
        Ok(())
    }

    /// A channel to the coordinator, as an administrator.
    pub(super) fn channel(&self) -> Result<Channel, Failure> {
        let tls = config::Tls {
            ca: Some(self.certificates.ca.clone()),
            cert: Some(self.certificates.admin.cert.clone()),
            key: Some(self.certificates.admin.key.clone()),
            ..Config::default().tls
        };
        Ok(tls::channel(&self.address, &tls, &SystemClock::new())?)
    }

    async fn wait_for_workers(&mut self, workers: u32) -> Result<(), Failure> {
        let mut client = ClusterServiceClient::new(self.channel()?);
        let wanted = usize::try_from(workers).unwrap_or(usize::MAX);
        let attached = async {
            loop {
                self.check()?;
                match client.list_workers(ListWorkersRequest {}).await {
                    Ok(answer) if answer.get_ref().workers.len() >= wanted => return Ok(()),
                    // It starts; try again.
                    _ => tokio::time::sleep(Duration::from_millis(100)).await,
                }
            }
        };
        match tokio::time::timeout(START, attached).await {
            Ok(attached) => attached,
            Err(_) => Err(Failure::part(format!("the cluster did not start in {} seconds", START.as_secs()))),
        }
    }

    /// Whether all processes are alive.
    pub(super) fn check(&mut self) -> Result<(), Failure> {
        for process in &mut self.processes {
            if let Some(status) = process.child.try_wait()? {
                let log = std::fs::read_to_string(&process.log).unwrap_or_default();
                let last: Vec<&str> = log.lines().rev().take(5).collect();
                let last: Vec<&str> = last.into_iter().rev().collect();
                return Err(Failure::part(format!("{} ended ({status}):\n{}", process.name, last.join("\n"))));
            }
        }
        Ok(())
    }

    /// Waits until a process ends that should not.
    pub(super) async fn failure(&mut self) -> Result<(), Failure> {
        loop {
            self.check()?;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// Asks the processes to stop, workers first, and waits for them.
    pub(super) async fn stop(mut self) {
        while let Some(mut process) = self.processes.pop() {
            let pid = process.child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
            if let Some(pid) = pid {
                let _ = kill_process(pid, Signal::TERM);
            }
            if tokio::time::timeout(STOP, process.child.wait()).await.is_err() {
                let _ = process.child.kill().await;
            }
        }
    }

    /// Host and port of the coordinator.
    pub(super) fn authority(&self) -> &str {
        self.address.trim_start_matches("https://")
    }

    /// The certificates.
    pub(super) fn certificates(&self) -> &certs::Installation {
        &self.certificates
    }

    /// Where logs and certificates are.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// A port that nobody listens on. Somebody could take it before the coordinator does; then the demo says so and ends.
fn free_port() -> Result<u16, Failure> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
