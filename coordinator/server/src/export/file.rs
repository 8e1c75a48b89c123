//! One exported file: discovery results of a range of the results log, as gzip-compressed JSON Lines.

use std::io::Write as _;

use aws_lc_rs::digest;
use bytes::Bytes;
use flate2::{Compression, GzBuilder};
use magpie_proto::worker::v1::ScanSpec;
use magpie_proto::{json, v1};
use magpie_store::Store;

use super::layout::{self, Extent};
use super::{Error, ExportStart};
use crate::record;

/// RFC 1952's value for a system that is not told, so that files do not depend on the machine.
const UNKNOWN_SYSTEM: u8 = 255;

/// A file as it goes to S3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    pub(super) key: String,
    /// The positions that are in it.
    pub(super) extent: Extent,
    /// Lines: one for each object, and one for each listed file inside one.
    pub(super) lines: u64,
    pub(super) body: Bytes,
    pub(super) sha256: Vec<u8>,
}

/// Builds the file of `extent`, whose positions must all be stored. The same positions give the same bytes, always.
///
/// Blocks: reads the store, and compresses.
///
/// # Errors
/// If the store cannot be read, or a position is missing.
pub(super) fn build(store: &Store, run: &ExportStart, extent: Extent) -> Result<File, Error> {
    let key = layout::file_key(&run.target, &run.job_id, run.run_id, extent.first);
    let location = format!("s3://{}/{key}", run.target.bucket);
    let buckets: std::collections::BTreeMap<String, v1::S3Bucket> = store
        .buckets(run.run_id)
        .filter_map(|known| known.map(|known| known.bucket).transpose())
        .map(|bucket| bucket.map(|bucket| (bucket.name.clone(), bucket)))
        .collect::<Result<_, _>>()?;
    let nothing = ScanSpec::default();
    let spec = run.details.spec.as_ref().unwrap_or(&nothing);
    let mut gzip = GzBuilder::new().mtime(0).operating_system(UNKNOWN_SYSTEM).write(Vec::new(), Compression::default());
    let mut lines = 0;
    let mut expected = extent.first;
    for entry in store.results(run.run_id, extent.first - 1)? {
        let (position, stored) = entry?;
        if position > extent.last {
            break;
        }
        if position != expected {
            return Err(Error::Gap { run_id: run.run_id, position: expected });
        }
        expected += 1;
        let unknown;
        let bucket = match buckets.get(&stored.bucket) {
            Some(known) => known,
            None => {
                unknown = layout::unknown_bucket(&stored.bucket);
                &unknown
            }
        };
        let context = record::Context {
            account_id: &run.account_id,
            region: &run.region,
            job_id: &run.job_id,
            job_arn: &run.job_arn,
            run_id: run.run_id,
            spec,
            bucket,
            detailed_results_location: &location,
        };
        for result in record::discovery_results(&context, &stored) {
            // Writing into memory does not fail.
            writeln!(gzip, "{}", json::to_string(&result)?).map_err(Error::Compress)?;
            lines += 1;
        }
        if position == extent.last {
            break;
        }
    }
    if expected != extent.last + 1 {
        return Err(Error::Gap { run_id: run.run_id, position: expected });
    }
    let body = gzip.finish().map_err(Error::Compress)?;
    let sha256 = digest::digest(&digest::SHA256, &body).as_ref().to_vec();
    Ok(File { key, extent, lines, body: Bytes::from(body), sha256 })
}
