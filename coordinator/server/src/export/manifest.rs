//! The manifest of a run: which files there are, and what they add up to. It is written last: where it is, all files are.

use bytes::Bytes;
use magpie_proto::store::v1::ExportedFile;
use magpie_proto::v1::RunSummary;
use magpie_proto::{json, v1};
use serde::Serialize;

use super::{Error, ExportStart};

/// The version of the manifest's form.
const FORMAT: u32 = 1;

/// The manifest, as JSON prints it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'a> {
    format: u32,
    job_id: &'a str,
    job_arn: &'a str,
    run_id: u64,
    state: &'a str,
    /// Whether every object that was listed has its outcome here.
    complete: bool,
    ruleset_version: &'a str,
    /// The account of the run, as the API tells it.
    run: serde_json::Value,
    /// Objects in the files; the sum of complete, partial and skipped of the account.
    objects: u64,
    /// Lines in the files: objects, and files inside them.
    records: u64,
    files: Vec<FileEntry<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FileEntry<'a> {
    key: &'a str,
    first_position: u64,
    last_position: u64,
    records: u64,
    bytes: u64,
    sha256: String,
}

/// The bytes of a run's manifest. The same run and files give the same bytes.
///
/// # Errors
/// If a message cannot be printed as JSON.
pub(super) fn build(run: &ExportStart, summary: &RunSummary, files: &[ExportedFile]) -> Result<Bytes, Error> {
    // What is told of the export is this manifest itself.
    let told = RunSummary { exported: false, ..summary.clone() };
    let manifest = Manifest {
        format: FORMAT,
        job_id: &run.job_id,
        job_arn: &run.job_arn,
        run_id: run.run_id,
        state: summary.state().as_str_name(),
        complete: summary.state() == v1::run_summary::State::Complete,
        ruleset_version: run.details.spec.as_ref().map_or("", |spec| spec.ruleset_version.as_str()),
        run: json::to_value(&told)?,
        objects: files.iter().map(|file| file.last_position + 1 - file.first_position).sum(),
        records: files.iter().map(|file| file.lines).sum(),
        files: files
            .iter()
            .map(|file| FileEntry {
                key: &file.name,
                first_position: file.first_position,
                last_position: file.last_position,
                records: file.lines,
                bytes: file.bytes,
                sha256: hex::encode(&file.sha256),
            })
            .collect(),
    };
    let mut text = serde_json::to_vec_pretty(&manifest).map_err(Error::Manifest)?;
    text.push(b'\n');
    Ok(Bytes::from(text))
}
