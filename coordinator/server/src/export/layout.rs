//! Where exported files are and what they are called.
//!
//! A file holds a fixed range of positions of a run's results log, so its name follows from any position in it: a finding can
//! name the file of its object's record before that file is written, and every attempt to export writes the same files.

use magpie_base::config;
use magpie_proto::store::v1::{ExportTarget, JobRecord};
use magpie_proto::v1;
use uuid::Uuid;

use crate::record;

/// The namespace of the names of files, a random UUID made for this purpose. Must never change: names of files follow from it.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f3c_2a6e_55d1_4f0b_9d0e_7c8a_41b2_93e5);

/// Where the results of a new run of `job` go. None if no export is configured.
pub(crate) fn target(export: &config::Export, job: &JobRecord) -> Option<ExportTarget> {
    let bucket = export.bucket.clone()?;
    Some(ExportTarget {
        bucket,
        folder: format!("{}AWSLogs/{}/Macie/{}/{}/", export.prefix, job.account_id, job.region, job.job_id),
        results_per_file: u64::from(export.results_per_file.max(1)),
    })
}

/// What findings and results say of a bucket whose details are not known.
pub(crate) fn unknown_bucket(name: &str) -> v1::S3Bucket {
    v1::S3Bucket { arn: record::bucket_arn(name), name: name.to_owned(), ..Default::default() }
}

/// The positions in one file, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) first: u64,
    pub(crate) last: u64,
}

/// The full extent of the file that holds `position`, which is at least 1.
pub(crate) fn extent(target: &ExportTarget, position: u64) -> Extent {
    let per_file = target.results_per_file.max(1);
    let before = position.saturating_sub(1) / per_file * per_file;
    Extent { first: before + 1, last: before.saturating_add(per_file) }
}

/// The key of the file that begins at `first`.
pub(crate) fn file_key(target: &ExportTarget, job_id: &str, run_id: u64, first: u64) -> String {
    let name = format!("{job_id}/{run_id}/{first}");
    format!("{}{}.jsonl.gz", target.folder, Uuid::new_v5(&NAMESPACE, name.as_bytes()).hyphenated())
}

/// The key of the manifest of a run.
pub(crate) fn manifest_key(target: &ExportTarget, run_id: u64) -> String {
    format!("{}manifest-{run_id}.json", target.folder)
}

/// Where the record of the object at `position` is exported to, as findings name it.
pub(crate) fn location(target: &ExportTarget, job_id: &str, run_id: u64, position: u64) -> String {
    let first = extent(target, position).first;
    format!("s3://{}/{}", target.bucket, file_key(target, job_id, run_id, first))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn job() -> JobRecord {
        JobRecord {
            job_id: "0123456789abcdef0123456789abcdef".into(),
            account_id: "111122223333".into(),
            region: "eu-central-1".into(),
            ..Default::default()
        }
    }

    fn exported() -> ExportTarget {
        let export = config::Export {
            bucket: Some("results".into()),
            prefix: "magpie/".into(),
            results_per_file: 10,
            ..Default::default()
        };
        target(&export, &job()).unwrap()
    }

    #[test]
    fn the_layout_is_macies() {
        let target = exported();
        assert_eq!(target.folder, "magpie/AWSLogs/111122223333/Macie/eu-central-1/0123456789abcdef0123456789abcdef/");
        assert_eq!(manifest_key(&target, 7), format!("{}manifest-7.json", target.folder));
        assert!(self::target(&config::Export::default(), &job()).is_none());
    }

    #[test]
    fn every_position_knows_its_file() {
        let target = exported();
        let extents: Vec<_> = [1, 10, 11, 20, 21].iter().map(|position| extent(&target, *position)).collect();
        assert_eq!(extents[0], Extent { first: 1, last: 10 });
        assert_eq!((extents[1], extents[2]), (extents[0], Extent { first: 11, last: 20 }));
        assert_eq!((extents[3], extents[4].first), (extents[2], 21));
        assert_eq!(extent(&target, u64::MAX).last, u64::MAX, "no overflow");
        let location = |run, position| location(&target, &job().job_id, run, position);
        assert_eq!(location(1, 3), location(1, 10));
        assert_ne!(location(1, 10), location(1, 11));
        assert_ne!(location(1, 3), location(2, 3));
        assert!(location(1, 3).starts_with("s3://results/magpie/AWSLogs/") && location(1, 3).ends_with(".jsonl.gz"));
    }

    #[test]
    fn names_never_change() {
        // Computed once with another implementation of RFC 9562's version 5.
        let expected = "ce246c20-9a92-5e15-a4db-e1a59a02680e";
        assert_eq!(file_key(&exported(), "job", 1, 1), format!("{}{expected}.jsonl.gz", exported().folder));
    }
}
