//! What a scan found, for people and for programs.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use magpie_proto::v1::{DiscoveryResult, RunSummary, classification_status};

use crate::args::Format;
use crate::failure::Failure;
use crate::output;
use crate::scan::targets::Targets;

/// Rows of the table at most: more is nothing that people read. The other formats have all.
const MAX_ROWS: usize = 500;

/// Objects that are not analysed to the end and are named, for each reason.
const EXAMPLES: usize = 3;

/// One file with detections.
struct Row {
    severity: i64,
    path: String,
    what: Vec<String>,
    places: Vec<String>,
}

/// Objects that were not analysed to the end, for one reason.
#[derive(Default)]
struct NotAnalysed {
    count: u64,
    detail: String,
    examples: Vec<String>,
}

/// Takes results as they come, and writes them in the format that was asked for.
pub(crate) struct Report<'a, W: Write> {
    format: Format,
    targets: &'a Targets,
    out: W,
    rows: Vec<Row>,
    rows_omitted: u64,
    not_analysed: BTreeMap<String, NotAnalysed>,
    detections: BTreeMap<String, u64>,
    objects_with_detections: u64,
    first: bool,
}

impl<'a, W: Write> Report<'a, W> {
    /// An empty report.
    pub(crate) fn new(format: Format, targets: &'a Targets, out: W) -> Self {
        Report {
            format,
            targets,
            out,
            rows: Vec::new(),
            rows_omitted: 0,
            not_analysed: BTreeMap::new(),
            detections: BTreeMap::new(),
            objects_with_detections: 0,
            first: true,
        }
    }

    /// Whether anything was found.
    pub(crate) fn found(&self) -> bool {
        self.objects_with_detections > 0
    }

    /// Takes the record of an object, or of a file inside one.
    pub(crate) fn add(&mut self, record: &DiscoveryResult) -> Result<(), Failure> {
        let object = record.resources_affected.as_ref().and_then(|affected| affected.s3_object.as_ref());
        let is_member = object.is_some_and(|object| object.embedded_file_details.is_some());
        let result = record.classification_details.as_ref().and_then(|details| details.result.as_ref());
        let mut found = result.into_iter().flat_map(output::detections).peekable();
        if !is_member && found.peek().is_some() {
            self.objects_with_detections += 1;
            for (name, count, _) in found {
                *self.detections.entry(name.to_owned()).or_default() += u64::try_from(count).unwrap_or_default();
            }
        }
        match self.format {
            Format::Jsonl => output::json_line(&mut self.out, record)?,
            Format::Json => {
                self.out.write_all(if self.first { b"{\"results\":[\n" } else { b",\n" })?;
                write!(self.out, "{}", magpie_proto::json::to_string(record)?)?;
            }
            Format::Table => self.add_row(record),
        }
        self.first = false;
        Ok(())
    }

    fn add_row(&mut self, record: &DiscoveryResult) {
        let Some(affected) = &record.resources_affected else { return };
        let (Some(bucket), Some(object)) = (&affected.s3_bucket, &affected.s3_object) else { return };
        let mut path = self.targets.shown(&bucket.name, &object.key);
        if let Some(member) = &object.embedded_file_details {
            path = format!("{path}!{}", member.file_path);
        }
        let path = output::printable(&path);
        let Some(details) = &record.classification_details else { return };
        let result = details.result.clone().unwrap_or_default();
        let status = result.status.clone().unwrap_or_default();
        if status.code() != classification_status::Code::Complete {
            let detail = details.magpie.as_ref().map(|magpie| magpie.reason_detail.clone()).unwrap_or_default();
            let entry =
                self.not_analysed.entry(format!("{} {}", status.code().as_str_name(), status.reason)).or_default();
            entry.count += 1;
            if entry.examples.len() < EXAMPLES {
                entry.examples.push(path.clone());
                entry.detail = detail;
            }
        }
        // The record of an archive repeats the counts of its members, which have rows of their own with places.
        let mut what = Vec::new();
        let mut places = Vec::new();
        for (name, count, occurrences) in output::detections(&result) {
            if occurrences.is_some() {
                what.push(format!("{count} × {}", output::printable(name)));
                places.push(output::places(occurrences, count));
            }
        }
        if what.is_empty() {
            return;
        }
        if self.rows.len() >= MAX_ROWS {
            self.rows_omitted += 1;
            return;
        }
        let severity = record.severity.as_ref().map_or(0, |severity| severity.score);
        self.rows.push(Row { severity, path, what, places });
    }

    /// Writes what is left to write.
    pub(crate) fn finish(mut self, run: &RunSummary, elapsed: Duration) -> Result<(), Failure> {
        match self.format {
            Format::Jsonl => {}
            Format::Json => {
                self.out.write_all(if self.first { b"{\"results\":[" } else { b"\n]" })?;
                if self.first {
                    self.out.write_all(b"]")?;
                }
                writeln!(self.out, ",\"run\":{}}}", magpie_proto::json::to_string(run)?)?;
            }
            Format::Table => self.table(run, elapsed)?,
        }
        self.out.flush()?;
        Ok(())
    }

    fn table(&mut self, run: &RunSummary, elapsed: Duration) -> Result<(), Failure> {
        self.rows.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.path.cmp(&b.path)));
        if !self.rows.is_empty() {
            let mut table = output::table(["SEVERITY", "FILE", "WHAT", "WHERE"]);
            for row in &self.rows {
                let severity = match row.severity {
                    3 => "High",
                    2 => "Medium",
                    1 => "Low",
                    _ => "",
                };
                table.add_row([severity, &row.path, &row.what.join("\n"), &row.places.join("\n")]);
            }
            writeln!(self.out, "{table}")?;
            if self.rows_omitted > 0 {
                let more = output::count(self.rows_omitted, "more file");
                writeln!(self.out, "and {more}: use --format jsonl to see all")?;
            }
            writeln!(self.out)?;
        }
        for (reason, not_analysed) in &self.not_analysed {
            writeln!(self.out, "{reason}: {}", output::count(not_analysed.count, "file"))?;
            if !not_analysed.detail.is_empty() {
                writeln!(self.out, "  {}", output::printable(&not_analysed.detail))?;
            }
            for example in &not_analysed.examples {
                writeln!(self.out, "  {example}")?;
            }
        }
        for error in &run.bucket_errors {
            writeln!(
                self.out,
                "{} {}: {}",
                error.code,
                output::printable(&error.bucket),
                output::printable(&error.message)
            )?;
        }
        for note in output::allow_list_notes(run) {
            writeln!(self.out, "{note}")?;
        }
        let done = run.accounted.unwrap_or_default();
        let detections: u64 = self.detections.values().sum();
        writeln!(
            self.out,
            "{} scanned ({} of content) in {}: {} in {}; {} partly, {} not analysed.",
            output::count(done.objects, "object"),
            output::bytes(done.bytes_classified),
            output::duration(elapsed),
            output::count(detections, "detection"),
            output::count(self.objects_with_detections, "object"),
            done.partial,
            done.skipped,
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use magpie_proto::v1;

    fn record(
        key: &str,
        detections: &[(&str, i64)],
        status: classification_status::Code,
        reason: &str,
    ) -> DiscoveryResult {
        let cell = v1::Cell { row: 2, column: 1, ..v1::Cell::default() };
        let detections: Vec<_> = detections
            .iter()
            .map(|(id, count)| v1::DefaultDetection {
                count: Some(*count),
                occurrences: Some(v1::Occurrences { cells: vec![cell.clone()], ..v1::Occurrences::default() }),
                r#type: (*id).to_owned(),
                magpie: None,
            })
            .collect();
        let sensitive_data = if detections.is_empty() {
            Vec::new()
        } else {
            vec![v1::SensitiveDataItem { detections, ..v1::SensitiveDataItem::default() }]
        };
        DiscoveryResult {
            severity: (!sensitive_data.is_empty()).then(|| v1::Severity { score: 3, description: "High".into() }),
            resources_affected: Some(v1::ResourcesAffected {
                s3_bucket: Some(v1::S3Bucket { name: "b".into(), ..v1::S3Bucket::default() }),
                s3_object: Some(v1::S3Object { key: key.into(), ..v1::S3Object::default() }),
            }),
            classification_details: Some(v1::ClassificationDetails {
                result: Some(v1::ClassificationResult {
                    sensitive_data,
                    status: Some(v1::ClassificationResultStatus { code: status.into(), reason: reason.into() }),
                    ..v1::ClassificationResult::default()
                }),
                ..v1::ClassificationDetails::default()
            }),
            ..DiscoveryResult::default()
        }
    }

    fn printed(format: Format, records: &[DiscoveryResult]) -> String {
        let targets = Targets::new(Vec::new());
        let mut out = Vec::new();
        let mut report = Report::new(format, &targets, &mut out);
        for record in records {
            report.add(record).unwrap();
        }
        report.finish(&RunSummary::default(), Duration::from_millis(1500)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_table_names_what_where_and_what_was_not_analysed() {
        let text = printed(
            Format::Table,
            &[
                record("x.csv", &[("USA_SOCIAL_SECURITY_NUMBER", 7)], classification_status::Code::Complete, ""),
                record("y.png", &[], classification_status::Code::Skipped, "UNSUPPORTED_FILE_TYPE_EXCEPTION"),
            ],
        );
        for expected in [
            "s3://b/x.csv",
            "7 × USA_SOCIAL_SECURITY_NUMBER",
            "row 2 column 1 and 6 more",
            "7 detections in 1 object",
            "SKIPPED UNSUPPORTED_FILE_TYPE_EXCEPTION: 1 file",
            "s3://b/y.png",
        ] {
            assert!(text.contains(expected), "{expected} is not in\n{text}");
        }
    }

    #[test]
    fn json_is_one_document_with_and_without_results() {
        for records in [&[][..], &[record("x", &[("A", 1)], classification_status::Code::Complete, "")][..]] {
            let value: serde_json::Value = serde_json::from_str(&printed(Format::Json, records)).unwrap();
            assert_eq!(value["results"].as_array().unwrap().len(), records.len());
            assert!(value["run"].is_object());
        }
        assert_eq!(
            printed(Format::Jsonl, &[record("x", &[], classification_status::Code::Complete, "")]).lines().count(),
            1
        );
    }
}
