//! FindingService.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use magpie_proto::time::to_unix_millis;
use magpie_proto::v1;
use magpie_proto::v1::Finding;
use magpie_proto::v1::finding_service_server::FindingService;
use magpie_proto::v1::finding_statistics_sort_criteria::AttributeName;
use tonic::{Request, Response, Status};

use super::Api;
use super::criteria::Criteria;
use super::error::{Error, Violations, quoted};
use super::job_filter::direction;
use super::page::{self, Direction, Picker, Position, Query, SortValue};

const DEFAULT_PAGE: u32 = 50;
const LARGEST_PAGE: u32 = 200;

/// How many findings one call gets. Macie's number.
const MOST_FINDINGS: usize = 50;

const DEFAULT_GROUPS: u32 = 100;
const MOST_GROUPS: u32 = 1_000;

/// How many groups are counted at once; there are as many as jobs or buckets with findings.
const COUNTED_GROUPS: usize = 1_000_000;

/// What findings can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attribute {
    Count,
    CreatedAt,
    Resource,
    Score,
    Type,
    UpdatedAt,
}

/// The order of a list of findings.
#[derive(Debug, Clone, Copy)]
struct Order {
    attribute: Attribute,
    direction: Direction,
}

impl Order {
    /// The order that a request asks for: by creation time, newest first, if it says nothing.
    fn compile(criteria: Option<&v1::SortCriteria>, wrong: &mut Violations) -> Self {
        let (name, order) = criteria.map_or(("", 0), |criteria| (criteria.attribute_name.as_str(), criteria.order_by));
        let attribute = match name {
            "count" => Attribute::Count,
            "" | "createdAt" => Attribute::CreatedAt,
            "resourcesAffected" => Attribute::Resource,
            "severity.score" => Attribute::Score,
            "type" => Attribute::Type,
            "updatedAt" => Attribute::UpdatedAt,
            _ => {
                wrong.add(
                    "sortCriteria.attributeName",
                    format!(
                        "{} is no order of findings; give count, createdAt, resourcesAffected, severity.score, type or updatedAt",
                        quoted(name)
                    ),
                );
                Attribute::CreatedAt
            }
        };
        let largest_first = !matches!(attribute, Attribute::Resource | Attribute::Type);
        Self { attribute, direction: direction(order, largest_first, wrong) }
    }

    /// Bytes that are equal for equal orders.
    fn canonical(self) -> Vec<u8> {
        format!("{:?} {:?}", self.attribute, self.direction).into_bytes()
    }

    /// Where a finding stands.
    fn position(self, finding: &Finding) -> Position {
        let millis = |at: Option<&prost_types::Timestamp>| SortValue::Number(at.map_or(0, to_unix_millis));
        let value = match self.attribute {
            Attribute::Count => SortValue::Number(finding.count.unwrap_or(0)),
            Attribute::CreatedAt => millis(finding.created_at.as_ref()),
            Attribute::UpdatedAt => millis(finding.updated_at.as_ref()),
            Attribute::Score => SortValue::Number(finding.severity.as_ref().map_or(0, |severity| severity.score)),
            Attribute::Type => SortValue::Text(finding.r#type.clone()),
            Attribute::Resource => SortValue::Text(path(finding)),
        };
        Position { value, id: finding.id.clone() }
    }
}

/// The object's path, or the bucket's name for a finding about a bucket.
fn path(finding: &Finding) -> String {
    let resources = finding.resources_affected.as_ref();
    let object = resources.and_then(|resources| resources.s3_object.as_ref()).map(|object| object.path.clone());
    let bucket = || resources.and_then(|resources| resources.s3_bucket.as_ref()).map(|bucket| bucket.name.clone());
    object.or_else(bucket).unwrap_or_default()
}

/// What findings can be counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Bucket,
    Type,
    Job,
    Severity,
}

impl Group {
    fn compile(name: &str, wrong: &mut Violations) -> Option<Self> {
        match name {
            "resourcesAffected.s3Bucket.name" => Some(Self::Bucket),
            "type" => Some(Self::Type),
            "classificationDetails.jobId" => Some(Self::Job),
            "severity.description" => Some(Self::Severity),
            _ => {
                wrong.add(
                    "groupBy",
                    "must be resourcesAffected.s3Bucket.name, type, classificationDetails.jobId or severity.description",
                );
                None
            }
        }
    }

    /// The group that a finding belongs to. `None` if it lacks the field.
    fn key(self, finding: &Finding) -> Option<&str> {
        let key = match self {
            Self::Bucket => finding.resources_affected.as_ref()?.s3_bucket.as_ref()?.name.as_str(),
            Self::Type => finding.r#type.as_str(),
            Self::Job => finding.classification_details.as_ref()?.job_id.as_str(),
            Self::Severity => finding.severity.as_ref()?.description.as_str(),
        };
        (!key.is_empty()).then_some(key)
    }
}

#[tonic::async_trait]
impl FindingService for Api {
    async fn list_findings(
        &self,
        request: Request<v1::ListFindingsRequest>,
    ) -> Result<Response<v1::ListFindingsResponse>, Status> {
        Ok(Response::new(self.find(request.into_inner()).await?))
    }

    async fn get_findings(
        &self,
        request: Request<v1::GetFindingsRequest>,
    ) -> Result<Response<v1::GetFindingsResponse>, Status> {
        Ok(Response::new(self.get(request.into_inner()).await?))
    }

    async fn get_finding_statistics(
        &self,
        request: Request<v1::GetFindingStatisticsRequest>,
    ) -> Result<Response<v1::GetFindingStatisticsResponse>, Status> {
        Ok(Response::new(self.count(request.into_inner()).await?))
    }
}

impl Api {
    async fn find(&self, request: v1::ListFindingsRequest) -> Result<v1::ListFindingsResponse, Error> {
        let mut wrong = Violations::new();
        let criteria = Criteria::compile(request.finding_criteria.as_ref(), &mut wrong);
        let order = Order::compile(request.sort_criteria.as_ref(), &mut wrong);
        let size = page::size("maxResults", request.max_results, DEFAULT_PAGE, LARGEST_PAGE, &mut wrong);
        wrong.into_result()?;

        let query = Query::new("ListFindings", &[criteria.canonical(), &order.canonical()]);
        let after = self.tokens().open(&query, &request.next_token)?;
        let mut picker = Picker::new(order.direction, after, size);
        let (finding_ids, last) = self
            .scan(move |store, scanned| {
                for finding in store.findings() {
                    let finding = finding?;
                    scanned.go_on()?;
                    if criteria.hold(&finding) {
                        picker.offer(order.position(&finding), || finding.id);
                    }
                }
                Ok(picker.finish())
            })
            .await?;
        let next_token = last.map(|last| self.tokens().issue(&query, &last)).unwrap_or_default();
        Ok(v1::ListFindingsResponse { finding_ids, next_token })
    }

    async fn get(&self, request: v1::GetFindingsRequest) -> Result<v1::GetFindingsResponse, Error> {
        let mut wrong = Violations::new();
        let ids = request.finding_ids;
        if ids.is_empty() || ids.len() > MOST_FINDINGS {
            wrong.add("findingIds", format!("has {} ids; give 1 to {MOST_FINDINGS}", ids.len()));
        }
        let order = request.sort_criteria.as_ref().map(|criteria| Order::compile(Some(criteria), &mut wrong));
        wrong.into_result()?;

        let mut findings = self
            .read(move |store| {
                let mut findings: Vec<Finding> = Vec::new();
                for (index, id) in ids.iter().enumerate() {
                    if ids.iter().take(index).any(|earlier| earlier == id) {
                        continue;
                    }
                    findings.extend(store.finding(id)?);
                }
                Ok(findings)
            })
            .await?;
        // Without an order, as they were asked for.
        if let Some(order) = order {
            findings.sort_by_cached_key(|finding| order.position(finding));
            if order.direction == Direction::Descending {
                findings.reverse();
            }
        }
        Ok(v1::GetFindingsResponse { findings })
    }

    async fn count(&self, request: v1::GetFindingStatisticsRequest) -> Result<v1::GetFindingStatisticsResponse, Error> {
        let mut wrong = Violations::new();
        let criteria = Criteria::compile(request.finding_criteria.as_ref(), &mut wrong);
        let group = Group::compile(&request.group_by, &mut wrong);
        let size = page::size("size", request.size, DEFAULT_GROUPS, MOST_GROUPS, &mut wrong);
        let sort = request.sort_criteria.unwrap_or_default();
        let by_key = match AttributeName::try_from(sort.attribute_name) {
            Ok(AttributeName::GroupKey) => true,
            Ok(AttributeName::Count | AttributeName::Unspecified) => false,
            Err(_) => {
                wrong.add("sortCriteria.attributeName", "must be groupKey or count");
                false
            }
        };
        let direction = direction(sort.order_by, !by_key, &mut wrong);
        wrong.into_result()?;
        let Some(group) = group else {
            return Ok(v1::GetFindingStatisticsResponse::default());
        };

        let counts = self
            .scan(move |store, scanned| {
                let mut counts: BTreeMap<String, i64> = BTreeMap::new();
                for finding in store.findings() {
                    let finding = finding?;
                    scanned.go_on()?;
                    let Some(key) = group.key(&finding).filter(|_| criteria.hold(&finding)) else {
                        continue;
                    };
                    if let Some(count) = counts.get_mut(key) {
                        *count += 1;
                    } else if counts.len() < COUNTED_GROUPS {
                        counts.insert(key.to_owned(), 1);
                    } else {
                        return Err(Error::invalid(
                            "groupBy",
                            "makes more groups than can be counted; narrow findingCriteria",
                        ));
                    }
                }
                Ok(counts)
            })
            .await?;
        Ok(v1::GetFindingStatisticsResponse { counts_by_group: ordered(counts, by_key, direction, size) })
    }
}

/// The first groups in the order that was asked for; groups of equal counts by their keys.
fn ordered(counts: BTreeMap<String, i64>, by_key: bool, direction: Direction, size: usize) -> Vec<v1::GroupCount> {
    let mut groups: Vec<(String, i64)> = counts.into_iter().collect();
    match (by_key, direction) {
        (true, Direction::Ascending) => {}
        (true, Direction::Descending) => groups.reverse(),
        // The sorts are stable, so keys stay in order.
        (false, Direction::Ascending) => groups.sort_by_key(|(_, count)| *count),
        (false, Direction::Descending) => groups.sort_by_key(|(_, count)| Reverse(*count)),
    }
    groups.truncate(size);
    groups.into_iter().map(|(group_key, count)| v1::GroupCount { count: Some(count), group_key }).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn finding() -> Finding {
        let at = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
        Finding {
            id: "f".into(),
            count: Some(1),
            created_at: at(5),
            updated_at: at(6),
            severity: Some(v1::Severity { description: "High".into(), score: 3 }),
            r#type: "SensitiveData:S3Object/Personal".into(),
            classification_details: Some(v1::ClassificationDetails { job_id: "j".into(), ..Default::default() }),
            resources_affected: Some(v1::ResourcesAffected {
                s3_bucket: Some(v1::S3Bucket { name: "b".into(), ..Default::default() }),
                s3_object: Some(v1::S3Object { path: "b/k".into(), ..Default::default() }),
            }),
            ..Default::default()
        }
    }

    fn order(name: &str, order_by: i32) -> Result<Order, Violations> {
        let mut wrong = Violations::new();
        let criteria = v1::SortCriteria { attribute_name: name.into(), order_by };
        let order = Order::compile(Some(&criteria), &mut wrong);
        if wrong.is_empty() { Ok(order) } else { Err(wrong) }
    }

    #[test]
    fn each_order_has_its_value_and_direction() {
        use Direction::{Ascending, Descending};
        for (name, value, direction) in [
            ("count", SortValue::Number(1), Descending),
            ("createdAt", SortValue::Number(5_000), Descending),
            ("updatedAt", SortValue::Number(6_000), Descending),
            ("severity.score", SortValue::Number(3), Descending),
            ("type", SortValue::Text("SensitiveData:S3Object/Personal".into()), Ascending),
            ("resourcesAffected", SortValue::Text("b/k".into()), Ascending),
        ] {
            let plain = order(name, 0).unwrap();
            assert_eq!(plain.position(&finding()).value, value, "{name}");
            assert_eq!(plain.direction, direction, "{name}");
            assert_eq!(order(name, 1).unwrap().direction, Ascending);
            assert_eq!(order(name, 2).unwrap().direction, Descending);
        }
        assert_eq!(order("severity", 0).unwrap_err().iter().next().unwrap().field, "sortCriteria.attributeName");
        assert_eq!(order("count", 7).unwrap_err().iter().next().unwrap().field, "sortCriteria.orderBy");
    }

    #[test]
    fn each_group_has_its_key() {
        for (name, key) in [
            ("resourcesAffected.s3Bucket.name", "b"),
            ("type", "SensitiveData:S3Object/Personal"),
            ("classificationDetails.jobId", "j"),
            ("severity.description", "High"),
        ] {
            let mut wrong = Violations::new();
            let group = Group::compile(name, &mut wrong).unwrap();
            assert_eq!(group.key(&finding()), Some(key));
            assert_eq!(group.key(&Finding::default()), None);
        }
        let mut wrong = Violations::new();
        assert_eq!(Group::compile("region", &mut wrong), None);
        assert_eq!(wrong.iter().next().unwrap().field, "groupBy");
    }

    #[test]
    fn groups_are_sorted_and_cut() {
        let counts = || BTreeMap::from([("a".to_owned(), 2), ("b".to_owned(), 9), ("c".to_owned(), 2)]);
        let keys = |by_key, direction, size| -> String {
            ordered(counts(), by_key, direction, size).into_iter().map(|group| group.group_key).collect()
        };
        assert_eq!(keys(false, Direction::Descending, 10), "bac");
        assert_eq!(keys(false, Direction::Ascending, 10), "acb");
        assert_eq!(keys(true, Direction::Ascending, 10), "abc");
        assert_eq!(keys(true, Direction::Descending, 2), "cb");
    }
}
