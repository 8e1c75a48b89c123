//! What the results log says of an object, in the shapes that people and programs know from Amazon Macie: findings and
//! discovery results.
//!
//! Pure functions: the same record gives the same finding, byte for byte, so that writing again after a crash overwrites
//! instead of doubling. Nothing here ever sees a value found in an object; there are only counts and places.

mod kind;
mod places;

use magpie_proto::store::v1::ResultRecord;
use magpie_proto::v1;
use magpie_proto::worker::v1::{FileResult, MemberResult, ObjectResult, ScanSpec};

use kind::{Kind, Level};

pub(crate) use kind::{category_of, severity_levels};
pub use places::{PLACES_PER_FINDING, PLACES_PER_TYPE};

/// The version of the finding schema, as Macie prints it.
const SCHEMA_VERSION: &str = "1.0";

/// The only partition there is outside AWS, and Macie's own.
const PARTITION: &str = "aws";

/// What a record needs to know beyond the result itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The account that the coordinator speaks for: 12 digits.
    pub account_id: &'a str,
    /// The region that the coordinator speaks for.
    pub region: &'a str,
    /// The job.
    pub job_id: &'a str,
    /// Its Amazon-style resource name.
    pub job_arn: &'a str,
    /// The run.
    pub run_id: u64,
    /// What the run looks for: the content hash of its rules, and its custom data identifiers.
    pub spec: &'a ScanSpec,
    /// What is known of the object's bucket.
    pub bucket: &'a v1::S3Bucket,
    /// Where the discovery result is exported to. Empty where no export is configured.
    pub detailed_results_location: &'a str,
}

/// The finding of an object: what, how much, how bad, and up to [`PLACES_PER_FINDING`] places. `None` if nothing was found
/// in it, or nothing but matches of custom data identifiers that are fewer than their lowest thresholds.
///
/// Its id is that of the object's discovery result, and the same in every attempt.
pub fn finding(context: &Context<'_>, record: &ResultRecord) -> Option<v1::Finding> {
    let object = record.result.as_ref()?;
    let file = object.file.as_ref()?;
    let found = Found::in_file(file, context.spec);
    let (kind, level) = found.verdict()?;
    // Its own places: those in files inside it stand in their results.
    let occurrences = places::spread(found.rows.iter().map(|row| row.occurrences));
    Some(v1::Finding {
        account_id: context.account_id.to_owned(),
        archived: Some(false),
        category: v1::finding_category::Value::Classification.into(),
        classification_details: Some(details(context, file, object.members_omitted, &found, occurrences)),
        count: Some(1),
        created_at: record.at,
        description: kind.description().to_owned(),
        id: id(context, record, object, None),
        partition: PARTITION.to_owned(),
        region: context.region.to_owned(),
        resources_affected: Some(resources(context, record, object, None)),
        sample: Some(false),
        schema_version: SCHEMA_VERSION.to_owned(),
        severity: Some(level.to_severity()),
        title: kind.title().to_owned(),
        r#type: kind.name().to_owned(),
        updated_at: record.at,
    })
}

/// The discovery results of an object: its own, then one for each file inside it, in the order in which they were met.
///
/// The object's own counts include those of the files inside, its places do not; whoever sums up takes only records without
/// `embeddedFileDetails`.
pub fn discovery_results(context: &Context<'_>, record: &ResultRecord) -> Vec<v1::DiscoveryResult> {
    let Some(object) = record.result.as_ref() else {
        return Vec::new();
    };
    let nothing = FileResult::default();
    let mut results = Vec::with_capacity(1 + object.members.len());
    results.push(discovery_result(context, record, object, None, object.file.as_ref().unwrap_or(&nothing)));
    for (index, member) in object.members.iter().enumerate() {
        let file = member.file.as_ref().unwrap_or(&nothing);
        results.push(discovery_result(context, record, object, Some((index, member)), file));
    }
    results
}

fn discovery_result(
    context: &Context<'_>,
    record: &ResultRecord,
    object: &ObjectResult,
    member: Option<(usize, &MemberResult)>,
    file: &FileResult,
) -> v1::DiscoveryResult {
    let found = Found::in_file(file, context.spec);
    let verdict = found.verdict();
    let occurrences = found.rows.iter().map(|row| places::first(row.occurrences)).collect();
    let omitted = if member.is_none() { object.members_omitted } else { 0 };
    v1::DiscoveryResult {
        account_id: context.account_id.to_owned(),
        category: v1::finding_category::Value::Classification.into(),
        classification_details: Some(details(context, file, omitted, &found, occurrences)),
        created_at: record.at,
        description: verdict.map(|(kind, _)| kind.description().to_owned()).unwrap_or_default(),
        id: id(context, record, object, member),
        partition: PARTITION.to_owned(),
        region: context.region.to_owned(),
        resources_affected: Some(resources(context, record, object, member)),
        schema_version: SCHEMA_VERSION.to_owned(),
        severity: verdict.map(|(_, level)| level.to_severity()),
        title: verdict.map(|(kind, _)| kind.title().to_owned()).unwrap_or_default(),
        r#type: verdict.map(|(kind, _)| kind.name().to_owned()).unwrap_or_default(),
        updated_at: record.at,
    }
}

/// The detections of one identifier.
struct Row<'a> {
    category: v1::sensitive_data_item_category::Value,
    /// `None` if there are too few for a finding.
    level: Option<Level>,
    identifier_id: &'a str,
    /// Its name, if it is a custom one.
    name: &'a str,
    count: u64,
    occurrences: Option<&'a v1::Occurrences>,
    confidence: Option<v1::ConfidenceCounts>,
}

/// What was found in a file, by category and then by identifier.
struct Found<'a> {
    rows: Vec<Row<'a>>,
}

impl<'a> Found<'a> {
    fn in_file(file: &'a FileResult, spec: &'a ScanSpec) -> Self {
        let mut rows: Vec<Row<'a>> = file
            .detections
            .iter()
            .filter(|detections| detections.count > 0)
            .map(|detections| {
                let id = detections.identifier_id.as_str();
                let custom = spec.custom_data_identifiers.iter().find(|custom| custom.id == id);
                let levels = custom.map_or(&[][..], |custom| &custom.severity_levels);
                let (category, level) = kind::category_and_level(id, detections.count, levels);
                Row {
                    category,
                    level,
                    identifier_id: id,
                    name: custom.map_or(id, |custom| &custom.name),
                    count: detections.count,
                    occurrences: detections.occurrences.as_ref(),
                    confidence: detections.confidence,
                }
            })
            .collect();
        rows.sort_by(|a, b| (a.category as i32, a.identifier_id).cmp(&(b.category as i32, b.identifier_id)));
        Self { rows }
    }

    /// The type of the finding and the highest severity. `None` if there is nothing that makes one.
    fn verdict(&self) -> Option<(Kind, Level)> {
        let grave = || self.rows.iter().filter_map(|row| Some((row.category, row.level?)));
        let kind = Kind::of(grave().map(|(category, _)| category))?;
        let level = grave().map(|(_, level)| level).max()?;
        Some((kind, level))
    }
}

fn details(
    context: &Context<'_>,
    file: &FileResult,
    members_omitted: u64,
    found: &Found<'_>,
    occurrences: Vec<Option<v1::Occurrences>>,
) -> v1::ClassificationDetails {
    v1::ClassificationDetails {
        detailed_results_location: context.detailed_results_location.to_owned(),
        job_arn: context.job_arn.to_owned(),
        job_id: context.job_id.to_owned(),
        origin_type: v1::origin_type::Value::SensitiveDataDiscoveryJob.into(),
        result: Some(result(context, file, found, occurrences)),
        magpie: Some(v1::AnalysisDetails {
            run_id: context.run_id,
            ruleset_version: context.spec.ruleset_version.clone(),
            extension_mime_type: file.extension_mime_type.clone(),
            encoding: file.encoding.clone(),
            reason_detail: file.reason_detail.clone(),
            members_omitted,
        }),
    }
}

fn result(
    context: &Context<'_>,
    file: &FileResult,
    found: &Found<'_>,
    occurrences: Vec<Option<v1::Occurrences>>,
) -> v1::ClassificationResult {
    let more =
        found.rows.iter().zip(&occurrences).any(|(row, listed)| row.count > listed.as_ref().map_or(0, places::number));
    let mut sensitive_data: Vec<v1::SensitiveDataItem> = Vec::new();
    let mut custom = v1::CustomDataIdentifiers::default();
    for (row, occurrences) in found.rows.iter().zip(occurrences) {
        if row.category == v1::sensitive_data_item_category::Value::CustomIdentifier {
            add(&mut custom.total_count, row.count);
            custom.detections.push(v1::CustomDetection {
                arn: custom_identifier_arn(context.region, context.account_id, row.identifier_id),
                count: Some(signed(row.count)),
                name: row.name.to_owned(),
                occurrences,
                magpie: detection_details(row),
            });
            continue;
        }
        if sensitive_data.last().is_none_or(|item| item.category != row.category as i32) {
            sensitive_data.push(v1::SensitiveDataItem { category: row.category.into(), ..Default::default() });
        }
        let Some(item) = sensitive_data.last_mut() else {
            continue;
        };
        add(&mut item.total_count, row.count);
        item.detections.push(v1::DefaultDetection {
            count: Some(signed(row.count)),
            occurrences,
            r#type: row.identifier_id.to_owned(),
            magpie: detection_details(row),
        });
    }
    v1::ClassificationResult {
        additional_occurrences: Some(more),
        custom_data_identifiers: (!custom.detections.is_empty()).then_some(custom),
        mime_type: file.mime_type.clone(),
        sensitive_data,
        size_classified: Some(signed(file.bytes_classified)),
        status: Some(v1::ClassificationResultStatus { code: file.code, reason: file.reason.clone() }),
    }
}

/// What Macie does not tell.
fn detection_details(row: &Row<'_>) -> Option<v1::DetectionDetails> {
    row.confidence.map(|confidence| v1::DetectionDetails { confidence: Some(confidence) })
}

/// The Amazon-style resource name of a custom data identifier.
pub(crate) fn custom_identifier_arn(region: &str, account_id: &str, id: &str) -> String {
    format!("arn:aws:macie2:{region}:{account_id}:custom-data-identifier/{id}")
}

fn add(total: &mut Option<i64>, count: u64) {
    *total = Some(total.unwrap_or(0).saturating_add(signed(count)));
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn resources(
    context: &Context<'_>,
    record: &ResultRecord,
    object: &ObjectResult,
    member: Option<(usize, &MemberResult)>,
) -> v1::ResourcesAffected {
    v1::ResourcesAffected {
        s3_bucket: Some(context.bucket.clone()),
        s3_object: Some(v1::S3Object {
            bucket_arn: bucket_arn(&record.bucket),
            e_tag: object.e_tag.clone(),
            extension: extension(&object.key).to_owned(),
            key: object.key.clone(),
            last_modified: object.last_modified,
            path: format!("{}/{}", record.bucket, object.key),
            // An object can be public only if its bucket lets it be; the reverse is not known without the object's ACL.
            public_access: (effective_permission(context.bucket) == "NOT_PUBLIC").then_some(false),
            server_side_encryption: object.server_side_encryption.clone(),
            size: Some(signed(object.size)),
            storage_class: object.storage_class.clone(),
            tags: object.tags.clone(),
            version_id: object.version_id.clone(),
            embedded_file_details: member.map(|(_, member)| member.file_details.clone().unwrap_or_default()),
        }),
    }
}

fn effective_permission(bucket: &v1::S3Bucket) -> &str {
    bucket.public_access.as_ref().map_or("", |access| access.effective_permission.as_str())
}

/// The Amazon-style resource name of a bucket.
pub fn bucket_arn(bucket: &str) -> String {
    format!("arn:aws:s3:::{bucket}")
}

/// What follows the last dot of the key's last segment; empty if there is none.
fn extension(key: &str) -> &str {
    let name = key.rsplit('/').next().unwrap_or(key);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn id(
    context: &Context<'_>,
    record: &ResultRecord,
    object: &ObjectResult,
    member: Option<(usize, &MemberResult)>,
) -> String {
    let run = context.run_id.to_be_bytes();
    let mut parts: Vec<&[u8]> = vec![
        b"result",
        context.job_id.as_bytes(),
        &run,
        record.bucket.as_bytes(),
        object.key.as_bytes(),
        object.version_id.as_bytes(),
    ];
    // The index tells apart the files of an archive that holds the same path twice.
    let index = member.map(|(index, _)| (index as u64).to_be_bytes());
    if let (Some((_, member)), Some(index)) = (member, &index) {
        parts.push(member.file_details.as_ref().map_or(b"", |details| details.file_path.as_bytes()));
        parts.push(index);
    }
    magpie_base::ids::deterministic_id(&parts)
}

#[cfg(test)]
mod tests;
