//! `magpie findings`.

use std::collections::HashMap;
use std::io::Write as _;

use magpie_proto::v1::finding_service_client::FindingServiceClient;
use magpie_proto::v1::{
    CriterionAdditionalProperties, Finding, FindingCriteria, GetFindingStatisticsRequest, GetFindingsRequest,
    ListFindingsRequest,
};
use tonic::transport::Channel;

use crate::args::{FindingFilter, Findings, FindingsCommand, Format, Global, GroupBy};
use crate::failure::Failure;
use crate::{connect, output};

/// Findings that one call gives at most.
const PER_CALL: usize = 50;

pub(crate) async fn run(global: &Global, args: Findings) -> Result<u8, Failure> {
    let channel = connect::channel(global, &args.connection)?;
    let mut client = client(channel);
    let mut out = std::io::stdout();
    match args.command {
        FindingsCommand::List { filter, format, limit } => {
            let findings = list(&mut client, &filter, limit).await?;
            print(&findings, format)?;
        }
        FindingsCommand::Get { ids } => {
            for ids in ids.chunks(PER_CALL) {
                let request = GetFindingsRequest { finding_ids: ids.to_vec(), sort_criteria: None };
                for finding in client.get_findings(request).await?.into_inner().findings {
                    output::json_pretty(&mut out, &finding)?;
                }
            }
        }
        FindingsCommand::Stats { filter, by } => {
            let group_by = match by {
                GroupBy::Severity => "severity.description",
                GroupBy::Type => "type",
                GroupBy::Bucket => "resourcesAffected.s3Bucket.name",
                GroupBy::Job => "classificationDetails.jobId",
            };
            let request = GetFindingStatisticsRequest {
                finding_criteria: criteria(&filter),
                group_by: group_by.to_owned(),
                ..GetFindingStatisticsRequest::default()
            };
            let groups = client.get_finding_statistics(request).await?.into_inner().counts_by_group;
            let mut table = output::table(["GROUP", "FINDINGS"]);
            for group in groups {
                table.add_row([output::printable(&group.group_key), group.count.unwrap_or_default().to_string()]);
            }
            writeln!(out, "{table}")?;
        }
    }
    Ok(0)
}

/// A client of the finding service.
pub(crate) fn client(channel: Channel) -> FindingServiceClient<Channel> {
    FindingServiceClient::new(channel).max_decoding_message_size(connect::MAX_ANSWER)
}

fn criteria(filter: &FindingFilter) -> Option<FindingCriteria> {
    let mut criterion = HashMap::new();
    let mut equal = |field: &str, value: &Option<String>| {
        if let Some(value) = value {
            let is = CriterionAdditionalProperties { eq: vec![value.clone()], ..Default::default() };
            criterion.insert(field.to_owned(), is);
        }
    };
    equal("classificationDetails.jobId", &filter.job);
    equal("severity.description", &filter.severity);
    equal("resourcesAffected.s3Bucket.name", &filter.bucket);
    equal("classificationDetails.result.sensitiveData.detections.type", &filter.identifier);
    equal("classificationDetails.result.customDataIdentifiers.detections.name", &filter.custom_identifier);
    (!criterion.is_empty()).then_some(FindingCriteria { criterion })
}

/// Up to `limit` findings, newest first.
pub(crate) async fn list(
    client: &mut FindingServiceClient<Channel>,
    filter: &FindingFilter,
    limit: usize,
) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::new();
    let per_call = i32::try_from(PER_CALL).ok();
    let mut request =
        ListFindingsRequest { finding_criteria: criteria(filter), max_results: per_call, ..Default::default() };
    while findings.len() < limit {
        let page = client.list_findings(request.clone()).await?.into_inner();
        let mut finding_ids = page.finding_ids;
        finding_ids.truncate(limit - findings.len());
        if !finding_ids.is_empty() {
            let order: HashMap<String, usize> = finding_ids.iter().cloned().zip(0..).collect();
            let details = GetFindingsRequest { finding_ids, sort_criteria: None };
            let mut page = client.get_findings(details).await?.into_inner().findings;
            page.sort_by_key(|finding| order.get(&finding.id).copied());
            findings.extend(page);
        }
        if page.next_token.is_empty() {
            break;
        }
        request.next_token = page.next_token;
    }
    Ok(findings)
}

fn print(findings: &[Finding], format: Format) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match format {
        Format::Jsonl => findings.iter().try_for_each(|finding| output::json_line(&mut out, finding)),
        Format::Json => {
            let all: Result<Vec<_>, _> = findings.iter().map(magpie_proto::json::to_value).collect();
            serde_json::to_writer_pretty(&mut out, &all?).map_err(std::io::Error::from)?;
            Ok(writeln!(out)?)
        }
        Format::Table => Ok(writeln!(out, "{}", table(findings))?),
    }
}

/// Findings for people.
pub(crate) fn table(findings: &[Finding]) -> comfy_table::Table {
    let mut table = output::table(["SEVERITY", "OBJECT", "WHAT", "FINDING"]);
    for finding in findings {
        let severity = finding.severity.clone().unwrap_or_default().description;
        let object = finding.resources_affected.as_ref().and_then(|affected| affected.s3_object.as_ref());
        let path = object.map(|object| output::printable(&object.path)).unwrap_or_default();
        table.add_row([severity, path, what(finding), finding.id.clone()]);
    }
    table
}

/// What was found and how often.
fn what(finding: &Finding) -> String {
    let result = finding.classification_details.as_ref().and_then(|details| details.result.as_ref());
    let Some(result) = result else { return String::new() };
    let lines: Vec<String> =
        output::detections(result).map(|(name, count, _)| format!("{count} × {}", output::printable(name))).collect();
    lines.join("\n")
}
