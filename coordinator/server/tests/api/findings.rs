//! FindingService.

use std::collections::{BTreeSet, HashMap};

use magpie_proto::v1;
use magpie_proto::v1::finding_statistics_sort_criteria::AttributeName;
use tonic::Code;

use crate::house::{House, request};

const KEYS: [&str; 9] = ["a.csv", "b.csv", "c.csv", "d.txt", "e.txt", "f.txt", "g.txt", "h", "i"];

/// Three objects of each kind: credentials, few phone numbers, nothing.
fn found(key: &str) -> Vec<(&'static str, u64)> {
    match key {
        "a.csv" | "b.csv" | "c.csv" => vec![("AWS_CREDENTIALS", 1), ("PHONE_NUMBER", 2)],
        "d.txt" | "e.txt" | "f.txt" => vec![("PHONE_NUMBER", 2)],
        _ => Vec::new(),
    }
}

fn criteria(fields: &[(&str, &str)]) -> Option<v1::FindingCriteria> {
    let criterion: HashMap<_, _> = fields
        .iter()
        .map(|(field, value)| {
            let properties = v1::CriterionAdditionalProperties { eq: vec![(*value).into()], ..Default::default() };
            ((*field).to_owned(), properties)
        })
        .collect();
    Some(v1::FindingCriteria { criterion })
}

fn sorted(attribute_name: &str, order_by: v1::order_by::Value) -> Option<v1::SortCriteria> {
    Some(v1::SortCriteria { attribute_name: attribute_name.into(), order_by: order_by.into() })
}

async fn list(house: &House, request: &v1::ListFindingsRequest) -> Vec<String> {
    let mut request = request.clone();
    let mut ids = Vec::new();
    loop {
        let page = house.findings().list_findings(request.clone()).await.unwrap().into_inner();
        assert!(page.finding_ids.len() <= request.max_results.unwrap_or(50) as usize);
        ids.extend(page.finding_ids);
        if page.next_token.is_empty() {
            return ids;
        }
        request.next_token = page.next_token;
    }
}

async fn get(house: &House, ids: &[String]) -> Vec<v1::Finding> {
    let request = v1::GetFindingsRequest { finding_ids: ids.to_vec(), sort_criteria: None };
    house.findings().get_findings(request).await.unwrap().into_inner().findings
}

fn key(finding: &v1::Finding) -> &str {
    &finding.resources_affected.as_ref().unwrap().s3_object.as_ref().unwrap().key
}

#[tokio::test]
async fn findings_are_listed_filtered_sorted_and_got() {
    let house = House::with_keys(&KEYS).await;
    let job_id = house.finished_job("one", found).await;

    let by_path = v1::ListFindingsRequest {
        max_results: Some(4),
        sort_criteria: sorted("resourcesAffected", v1::order_by::Value::Desc),
        ..Default::default()
    };
    let ids = list(&house, &by_path).await;
    let findings = get(&house, &ids).await;
    assert_eq!(findings.iter().map(key).collect::<Vec<_>>(), ["f.txt", "e.txt", "d.txt", "c.csv", "b.csv", "a.csv"]);
    assert!(findings.iter().all(|f| f.classification_details.as_ref().unwrap().job_id == job_id));
    assert!(findings.iter().all(|f| f.account_id == "111122223333" && f.region == "eu-central-1"));
    assert_eq!(findings[5].r#type, "SensitiveData:S3Object/Multiple");

    let high = v1::ListFindingsRequest {
        finding_criteria: criteria(&[("severity.description", "High")]),
        ..Default::default()
    };
    let high = get(&house, &list(&house, &high).await).await;
    assert_eq!(high.iter().map(key).collect::<BTreeSet<_>>(), BTreeSet::from(["a.csv", "b.csv", "c.csv"]));

    let both = v1::ListFindingsRequest {
        finding_criteria: criteria(&[
            ("classificationDetails.jobId", &job_id),
            ("resourcesAffected.s3Object.extension", "txt"),
        ]),
        ..Default::default()
    };
    assert_eq!(list(&house, &both).await.len(), 3);

    let by_score = v1::ListFindingsRequest {
        max_results: Some(1),
        sort_criteria: sorted("severity.score", v1::order_by::Value::Asc),
        ..Default::default()
    };
    let by_score = list(&house, &by_score).await;
    assert_eq!(by_score.iter().collect::<BTreeSet<_>>().len(), 6, "equal scores are each listed once");
    let scores: Vec<i64> = get(&house, &by_score).await.iter().map(|f| f.severity.as_ref().unwrap().score).collect();
    assert_eq!(scores, [2, 2, 2, 3, 3, 3]);

    let sorted_get = v1::GetFindingsRequest {
        finding_ids: ids,
        sort_criteria: sorted("resourcesAffected", v1::order_by::Value::Asc),
    };
    let sorted_get = house.findings().get_findings(sorted_get).await.unwrap().into_inner().findings;
    assert_eq!(key(&sorted_get[0]), "a.csv");
}

#[tokio::test]
async fn pages_stay_stable_while_findings_arrive() {
    let house = House::with_keys(&KEYS).await;
    house.finished_job("one", found).await;
    let mut page = v1::ListFindingsRequest { max_results: Some(2), ..Default::default() };
    let first = house.findings().list_findings(page.clone()).await.unwrap().into_inner();
    house.finished_job("two", found).await;
    let mut ids = first.finding_ids;
    page.next_token = first.next_token;
    ids.extend(list(&house, &page).await);
    assert_eq!(ids.len(), 6, "the new ones are newer than the first page");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 6);
    assert_eq!(list(&house, &v1::ListFindingsRequest::default()).await.len(), 12);
}

#[tokio::test]
async fn findings_that_do_not_exist_are_left_out() {
    let house = House::with_keys(&KEYS).await;
    house.finished_job("one", found).await;
    let ids = list(&house, &v1::ListFindingsRequest::default()).await;
    let asked = [ids[3].clone(), "0".repeat(32), "no id".into(), ids[0].clone(), ids[3].clone()];
    let got: Vec<String> = get(&house, &asked).await.into_iter().map(|finding| finding.id).collect();
    assert_eq!(got, [ids[3].clone(), ids[0].clone()]);
    for number in [0, 51] {
        let request = v1::GetFindingsRequest { finding_ids: vec![ids[0].clone(); number], sort_criteria: None };
        let status = house.findings().get_findings(request).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument);
        assert!(status.message().contains(&format!("has {number} ids; give 1 to 50")), "{}", status.message());
    }
}

#[tokio::test]
async fn wrong_questions_are_refused_with_the_field_that_is_wrong() {
    let house = House::with_keys(&KEYS).await;
    let table = [
        (v1::ListFindingsRequest { finding_criteria: criteria(&[("colour", "red")]), ..Default::default() }, "colour"),
        (v1::ListFindingsRequest { max_results: Some(201), ..Default::default() }, "maxResults"),
        (v1::ListFindingsRequest { next_token: "x".into(), ..Default::default() }, "nextToken"),
        (
            v1::ListFindingsRequest { sort_criteria: sorted("colour", v1::order_by::Value::Asc), ..Default::default() },
            "sortCriteria.attributeName",
        ),
    ];
    for (request, field) in table {
        let status = house.findings().list_findings(request).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument);
        assert!(status.message().contains(field), "{}", status.message());
    }
    let by_region = v1::GetFindingStatisticsRequest { group_by: "region".into(), ..Default::default() };
    let status = house.findings().get_finding_statistics(by_region).await.unwrap_err();
    assert!(status.message().contains("groupBy"), "{}", status.message());
}

#[tokio::test]
async fn findings_are_counted_by_group() {
    let house = House::with_keys(&KEYS).await;
    let one = house.finished_job("one", found).await;
    house.create(request("empty")).await;
    let count = |request: v1::GetFindingStatisticsRequest| {
        let mut findings = house.findings();
        async move {
            let counts = findings.get_finding_statistics(request).await.unwrap().into_inner().counts_by_group;
            counts.into_iter().map(|group| (group.group_key, group.count.unwrap())).collect::<Vec<_>>()
        }
    };
    let group = |by: &str| v1::GetFindingStatisticsRequest { group_by: by.into(), ..Default::default() };
    assert_eq!(count(group("resourcesAffected.s3Bucket.name")).await, [("payroll".to_owned(), 6)]);
    assert_eq!(count(group("classificationDetails.jobId")).await, [(one, 6)]);
    assert_eq!(count(group("severity.description")).await, [("High".to_owned(), 3), ("Medium".to_owned(), 3)]);
    let by_key = v1::GetFindingStatisticsRequest {
        sort_criteria: Some(v1::FindingStatisticsSortCriteria {
            attribute_name: AttributeName::GroupKey.into(),
            order_by: v1::order_by::Value::Desc.into(),
        }),
        size: Some(1),
        ..group("type")
    };
    assert_eq!(count(by_key).await, [("SensitiveData:S3Object/Personal".to_owned(), 3)]);
    let filtered = v1::GetFindingStatisticsRequest {
        finding_criteria: criteria(&[("severity.description", "High")]),
        ..group("severity.description")
    };
    assert_eq!(count(filtered).await, [("High".to_owned(), 3)]);
}
