//! Settings of the coordinator.

use std::net::SocketAddr;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::validate::Problems;
use super::{ByteSize, HumanDuration};

/// The coordinator: keeps the jobs, plans their shards, leases them to workers, and keeps and exports the results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Coordinator {
    /// Address and port to listen on, for workers and users alike. Use "0.0.0.0:7001" to be reached from other machines.
    pub listen: SocketAddr,
    /// Speak without TLS and take every caller as an administrator. Only allowed if listen is a loopback address, where
    /// every user of this machine can then do everything. For trying things out.
    pub insecure_plaintext: bool,
    /// Folder of the coordinator's database. Made if it is missing. Everything in it is encrypted with the key of key_file.
    pub data_dir: PathBuf,
    /// File of the key that encrypts the database: 32 bytes, made at the first start if it is missing. Keep a copy apart from
    /// data_dir: without it the database cannot be read, and who has both can read everything.
    pub key_file: PathBuf,
    /// Account id that findings and results bear: 12 digits. Use the id of the AWS account that owns the buckets, if there is one.
    pub account_id: String,
    /// Region that findings and results bear.
    pub region: String,
    /// How long a lease on a shard lasts without a sign of life of its worker. After that, another worker gets the shard.
    pub lease_ttl: HumanDuration,
    /// How often workers give a sign of life. At most a third of lease_ttl, so that two may be lost.
    pub heartbeat_interval: HumanDuration,
    /// How many objects one shard holds at most. Smaller shards spread better over workers and lose less with one; larger ones cost less.
    pub shard_target_objects: u32,
    /// How many bytes of objects one shard holds at most, if it holds more than one object.
    pub shard_target_bytes: ByteSize,
    /// How many planned shards may wait for a worker, for each run. Listing pauses when there are more, so memory does not grow
    /// with the buckets.
    pub max_pending_shards: u32,
    /// How many buckets are listed at once.
    pub listing_concurrency: u32,
    /// How long to wait before listing is tried again after an error.
    pub listing_retry: HumanDuration,
    /// How often in a row listing one bucket may fail before the run goes on without it. It is then reported as incomplete.
    pub listing_attempts: u32,
    /// After so many lost workers, a shard is worked on one object at a time, to find the object that kills them.
    pub attempts_before_careful: u32,
    /// After so many lost workers, the first object of the shard is skipped with reason OBJECT_QUARANTINED. More than
    /// attempts_before_careful.
    pub attempts_before_quarantine: u32,
    /// The largest request that is read from a caller.
    pub max_request_bytes: ByteSize,
}

impl Default for Coordinator {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 7001)),
            insecure_plaintext: false,
            data_dir: PathBuf::from("/var/lib/magpie"),
            key_file: PathBuf::from("/etc/magpie/magpie.key"),
            account_id: "000000000000".to_owned(),
            region: "us-east-1".to_owned(),
            lease_ttl: HumanDuration::from_secs(30),
            heartbeat_interval: HumanDuration::from_secs(5),
            shard_target_objects: 1_000,
            shard_target_bytes: ByteSize::gib(4),
            max_pending_shards: 10_000,
            listing_concurrency: 8,
            listing_retry: HumanDuration::from_secs(5),
            listing_attempts: 10,
            attempts_before_careful: 2,
            attempts_before_quarantine: 4,
            max_request_bytes: ByteSize::mib(16),
        }
    }
}

impl Coordinator {
    pub(super) fn validate(&self, problems: &mut Problems) {
        if self.insecure_plaintext && !self.listen.ip().is_loopback() {
            problems.add(
                "coordinator.insecure_plaintext",
                format!(
                    "is only allowed on a loopback address, but coordinator.listen is {}: \
                     listen on 127.0.0.1, or set insecure_plaintext = false and the [tls] section",
                    self.listen
                ),
            );
        }
        if self.account_id.len() != 12 || !self.account_id.bytes().all(|byte| byte.is_ascii_digit()) {
            problems.add("coordinator.account_id", format!("is {:?}, but must be 12 digits", self.account_id));
        }
        super::validate_region("coordinator.region", &self.region, problems);
        if self.data_dir.as_os_str().is_empty() {
            problems.add("coordinator.data_dir", "is empty: name a folder");
        }
        if self.key_file.as_os_str().is_empty() {
            problems.add("coordinator.key_file", "is empty: name a file");
        }
        if self.key_file.starts_with(&self.data_dir) {
            problems.add(
                "coordinator.key_file",
                "lies inside coordinator.data_dir: a key beside what it encrypts protects nothing; put it elsewhere",
            );
        }
        let second = HumanDuration::from_secs(1);
        problems.range("coordinator.lease_ttl", self.lease_ttl, second, HumanDuration::from_secs(3_600));
        if self.heartbeat_interval < HumanDuration::from_millis(100)
            || self.heartbeat_interval.as_millis() > self.lease_ttl.as_millis() / 3
        {
            problems.add(
                "coordinator.heartbeat_interval",
                format!(
                    "is {}, but must be from 100ms to a third of coordinator.lease_ttl ({})",
                    self.heartbeat_interval, self.lease_ttl
                ),
            );
        }
        problems.range("coordinator.shard_target_objects", self.shard_target_objects, 1, 1_000_000);
        problems.range(
            "coordinator.shard_target_bytes",
            self.shard_target_bytes,
            ByteSize::bytes(1),
            ByteSize::gib(64 << 10),
        );
        problems.range("coordinator.max_pending_shards", self.max_pending_shards, 1, 10_000_000);
        problems.range("coordinator.listing_concurrency", self.listing_concurrency, 1, 1_000);
        problems.range(
            "coordinator.listing_retry",
            self.listing_retry,
            HumanDuration::from_millis(10),
            HumanDuration::from_secs(3_600),
        );
        problems.range("coordinator.listing_attempts", self.listing_attempts, 1, 1_000);
        problems.range("coordinator.attempts_before_careful", self.attempts_before_careful, 1, 1_000);
        if self.attempts_before_quarantine <= self.attempts_before_careful {
            problems.add(
                "coordinator.attempts_before_quarantine",
                format!(
                    "is {}, but must be more than coordinator.attempts_before_careful ({})",
                    self.attempts_before_quarantine, self.attempts_before_careful
                ),
            );
        }
        problems.range("coordinator.max_request_bytes", self.max_request_bytes, ByteSize::mib(1), ByteSize::gib(1));
    }
}
