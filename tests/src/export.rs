//! What was exported to S3, read as its users read it.

use std::io::Read as _;

use flate2::read::GzDecoder;
use magpie_proto::v1::DiscoveryResult;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::client::ACCOUNT;
use crate::s3::{Access, RESULTS};

/// The export of a run.
pub struct Export {
    /// The manifest.
    pub manifest: Value,
    /// All lines of all files, in the order of the results log.
    pub lines: Vec<String>,
    /// The key of each file, in that order.
    pub keys: Vec<String>,
}

impl Export {
    /// Reads the export of a job's only run, and checks that manifest and files agree.
    ///
    /// # Panics
    /// If they do not.
    pub async fn read(s3: &Access, job_id: &str) -> Export {
        let folder = format!("AWSLogs/{ACCOUNT}/Macie/us-east-1/{job_id}/");
        let there = s3.keys(RESULTS, &folder).await;
        let (manifests, files): (Vec<_>, Vec<_>) = there.into_iter().partition(|key| key.ends_with(".json"));
        let [manifest] = &manifests[..] else { panic!("there is not one manifest: {manifests:?}") };
        let manifest: Value = serde_json::from_slice(&s3.read(RESULTS, manifest).await).unwrap();
        assert_eq!(manifest["jobId"], job_id);

        let mut lines = Vec::new();
        let mut keys = Vec::new();
        let mut next = 1;
        for entry in manifest["files"].as_array().unwrap() {
            let key = entry["key"].as_str().unwrap().to_owned();
            assert!(
                key.ends_with(".jsonl.gz") && files.contains(&key),
                "{key} is in the manifest and not in the bucket"
            );
            assert_eq!(entry["firstPosition"], next, "files tile the results log");
            next = entry["lastPosition"].as_u64().unwrap() + 1;
            let bytes = s3.read(RESULTS, &key).await;
            assert_eq!(entry["bytes"], bytes.len());
            assert_eq!(entry["sha256"], hex::encode(Sha256::digest(&bytes)), "{key}");
            let mut text = String::new();
            GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
            assert_eq!(entry["records"], text.lines().count());
            lines.extend(text.lines().map(str::to_owned));
            keys.push(key);
        }
        assert_eq!(keys.len(), files.len(), "there are files that the manifest does not name");
        assert_eq!(manifest["records"], lines.len());
        assert_eq!(manifest["objects"], next - 1);
        Export { manifest, lines, keys }
    }

    /// The lines as messages.
    ///
    /// # Panics
    /// If a line is not JSON of a discovery result.
    pub fn results(&self) -> Vec<DiscoveryResult> {
        self.lines.iter().map(|line| magpie_proto::json::from_str(line).unwrap()).collect()
    }

    /// Checks that the export is, byte for byte, what the API streams.
    ///
    /// # Panics
    /// If it is not.
    #[track_caller]
    pub fn expect(&self, streamed: &[DiscoveryResult]) {
        assert_eq!(self.lines.len(), streamed.len(), "as many exported records as streamed results");
        for (number, (line, result)) in self.lines.iter().zip(streamed).enumerate() {
            let streamed = magpie_proto::json::to_string(result).unwrap();
            assert_eq!(*line, streamed, "record {number}");
        }
    }
}
