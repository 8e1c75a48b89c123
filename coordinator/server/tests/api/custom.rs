//! CustomDataIdentifierService, and jobs with custom data identifiers.

use magpie_base::tls::Role;
use magpie_proto::v1;
use magpie_proto::v1::custom_data_identifier_service_client::CustomDataIdentifierServiceClient;
use magpie_proto::v1::data_identifier_severity::Value as Severity;
use magpie_proto::v1::job_status::Value as Status;
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::house::{ACCOUNT, House, request};

fn badge(token: &str) -> v1::CreateCustomDataIdentifierRequest {
    let level = |occurrences_threshold, severity: Severity| v1::SeverityLevel {
        occurrences_threshold,
        severity: severity.into(),
    };
    v1::CreateCustomDataIdentifierRequest {
        client_token: token.into(),
        description: Some("on every badge".into()),
        ignore_words: vec!["B-000".into()],
        keywords: vec!["badge".into()],
        maximum_match_distance: Some(20),
        name: "Badge number".into(),
        regex: "B-[0-9]{6}".into(),
        severity_levels: vec![level(2, Severity::Low), level(10, Severity::High)],
        tags: [("team".to_owned(), "hr".to_owned())].into(),
    }
}

async fn create(house: &House, request: v1::CreateCustomDataIdentifierRequest) -> String {
    house.customs().create_custom_data_identifier(request).await.unwrap().into_inner().custom_data_identifier_id
}

async fn get(house: &House, id: &str) -> Result<v1::GetCustomDataIdentifierResponse, tonic::Status> {
    let request = v1::GetCustomDataIdentifierRequest { id: id.into() };
    Ok(house.customs().get_custom_data_identifier(request).await?.into_inner())
}

async fn delete(house: &House, id: &str) {
    let request = v1::DeleteCustomDataIdentifierRequest { id: id.into() };
    house.customs().delete_custom_data_identifier(request).await.unwrap();
}

fn reason(status: &tonic::Status) -> String {
    status.get_error_details().error_info().unwrap().reason.clone()
}

#[tokio::test]
async fn one_is_created_shown_and_softly_deleted() {
    let house = House::with_keys(&["a.txt"]).await;
    let wanted = badge("t");
    let id = create(&house, wanted.clone()).await;
    assert!(magpie_base::ids::is_id(&id));
    let shown = get(&house, &id).await.unwrap();
    let arn = format!("arn:aws:macie2:eu-central-1:{ACCOUNT}:custom-data-identifier/{id}");
    assert_eq!((shown.arn.as_str(), shown.id.as_str(), shown.deleted), (arn.as_str(), id.as_str(), Some(false)));
    assert!(shown.created_at.is_some());
    assert_eq!((shown.name, shown.regex, shown.description), (wanted.name, wanted.regex, wanted.description));
    assert_eq!((shown.keywords, shown.ignore_words), (wanted.keywords, wanted.ignore_words));
    assert_eq!((shown.severity_levels, shown.tags), (wanted.severity_levels, wanted.tags));
    assert_eq!(shown.maximum_match_distance, Some(20));

    let plain = v1::CreateCustomDataIdentifierRequest { name: "n".into(), regex: "x".into(), ..Default::default() };
    let plain = create(&house, plain).await;
    assert_eq!(get(&house, &plain).await.unwrap().maximum_match_distance, Some(50), "the default is told");

    delete(&house, &id).await;
    delete(&house, &id).await;
    assert_eq!(get(&house, &id).await.unwrap().deleted, Some(true));
    let batch = v1::BatchGetCustomDataIdentifiersRequest {
        ids: vec![plain.clone(), "nothing".into(), id.clone(), plain.clone()],
    };
    let batch = house.customs().batch_get_custom_data_identifiers(batch).await.unwrap().into_inner();
    let got: Vec<_> = batch.custom_data_identifiers.iter().map(|one| (one.id.clone(), one.deleted)).collect();
    assert_eq!(got, [(plain, Some(false)), (id, Some(true))]);
    assert_eq!(batch.not_found_identifier_ids, ["nothing"]);
}

#[tokio::test]
async fn the_same_token_makes_one_and_other_settings_are_refused() {
    let house = House::with_keys(&["a.txt"]).await;
    let id = create(&house, badge("once")).await;
    assert_eq!(create(&house, badge("once")).await, id);
    let other = v1::CreateCustomDataIdentifierRequest { regex: "C-[0-9]{6}".into(), ..badge("once") };
    let status = house.customs().create_custom_data_identifier(other).await.unwrap_err();
    assert_eq!((status.code(), reason(&status)), (Code::AlreadyExists, "MAGPIE_CLIENT_TOKEN_REUSED".to_owned()));
    assert!(status.message().contains(&id), "{}", status.message());
    assert_ne!(create(&house, badge("")).await, create(&house, badge("")).await, "without a token each is its own");
}

#[tokio::test]
async fn they_are_listed_newest_first_without_the_deleted_ones() {
    let house = House::with_keys(&["a.txt"]).await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(create(&house, badge(&format!("t{number}"))).await);
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    delete(&house, &ids[2]).await;
    let mut request = v1::ListCustomDataIdentifiersRequest { max_results: Some(2), next_token: String::new() };
    let mut listed = Vec::new();
    loop {
        let page = house.customs().list_custom_data_identifiers(request.clone()).await.unwrap().into_inner();
        assert!(page.items.len() <= 2);
        listed.extend(page.items.into_iter().map(|item| item.id));
        if page.next_token.is_empty() {
            break;
        }
        request.next_token = page.next_token;
    }
    assert_eq!(listed, [&ids[4], &ids[3], &ids[1], &ids[0]].map(String::as_str));
    let wrong = v1::ListCustomDataIdentifiersRequest { max_results: Some(0), next_token: String::new() };
    let status = house.customs().list_custom_data_identifiers(wrong).await.unwrap_err();
    assert!(status.message().contains("maxResults"), "{}", status.message());
}

#[tokio::test]
async fn wrong_requests_name_every_field_and_readers_create_nothing() {
    let house = House::with_keys(&["a.txt"]).await;
    let wrong = v1::CreateCustomDataIdentifierRequest {
        keywords: vec!["ab".into()],
        ignore_words: vec!["abc".into()],
        maximum_match_distance: Some(301),
        regex: "(?=a)".into(),
        ..Default::default()
    };
    let status = house.customs().create_custom_data_identifier(wrong).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let fields: Vec<String> =
        status.get_details_bad_request().unwrap().field_violations.into_iter().map(|v| v.field).collect();
    assert_eq!(fields, ["name", "regex", "keywords[0]", "ignoreWords[0]", "maximumMatchDistance"]);

    let absent = get(&house, &"0".repeat(32)).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "MAGPIE_CUSTOM_DATA_IDENTIFIER_NOT_FOUND"));
    assert_eq!(get(&house, "").await.unwrap_err().code(), Code::InvalidArgument);
    let mut reader = CustomDataIdentifierServiceClient::new(house.channel(Role::Reader));
    let denied = reader.create_custom_data_identifier(badge("t")).await.unwrap_err();
    assert_eq!(denied.code(), Code::PermissionDenied);
    reader.list_custom_data_identifiers(v1::ListCustomDataIdentifiersRequest::default()).await.unwrap();
}

#[tokio::test]
async fn criteria_are_tested_on_a_sample() {
    let house = House::with_keys(&["a.txt"]).await;
    let test = |sample_text: &str| v1::TestCustomDataIdentifierRequest {
        keywords: vec!["badge".into()],
        ignore_words: vec!["B-000".into()],
        regex: "B-[0-9]{6}".into(),
        sample_text: sample_text.into(),
        ..Default::default()
    };
    for (sample, expected) in [
        ("Her badge is B-123456.", 1),
        ("Badge B-123456, badge B-000123", 1),
        ("B-123456 without the word", 0),
        ("nothing", 0),
    ] {
        let tested = house.customs().test_custom_data_identifier(test(sample)).await.unwrap().into_inner();
        assert_eq!(tested.match_count, Some(expected), "{sample}");
    }
    let status = house.customs().test_custom_data_identifier(test("")).await.unwrap_err();
    assert!(status.message().contains("sampleText"), "{}", status.message());
}

#[tokio::test]
async fn a_job_finds_with_them_and_goes_on_when_they_are_deleted() {
    let house = House::with_keys(&["many.txt", "few.txt", "one.txt", "none.txt"]).await;
    let id = create(&house, badge("t")).await;
    let mut wanted = request("badges");
    wanted.managed_data_identifier_selector = v1::managed_data_identifier_selector::Value::None.into();
    wanted.custom_data_identifier_ids = vec![id.clone()];
    wanted.minimum_confidence = v1::confidence::Value::Medium.into();
    let job_id = house.create(wanted.clone()).await;
    delete(&house, &id).await;
    let found = id.clone();
    let worker = house
        .worker(move |key| match key {
            "many.txt" => vec![(found.clone(), 10)],
            "few.txt" => vec![(found.clone(), 9)],
            "one.txt" => vec![(found.clone(), 1)],
            _ => Vec::new(),
        })
        .await;
    let done = house.until(&job_id, Status::Complete).await;
    worker.abort();
    assert_eq!(done.custom_data_identifier_ids, [id.as_str()]);
    assert_eq!(done.minimum_confidence(), v1::confidence::Value::Medium);
    assert_eq!(done.latest_run.unwrap().objects_with_detections, 3);

    // The lowest threshold is 2: one match makes no finding.
    let criterion = v1::CriterionAdditionalProperties { eq: vec!["Badge number".into()], ..Default::default() };
    let field = "classificationDetails.result.customDataIdentifiers.detections.name".to_owned();
    let criteria = v1::FindingCriteria { criterion: [(field, criterion)].into() };
    let listed = v1::ListFindingsRequest { finding_criteria: Some(criteria), ..Default::default() };
    let finding_ids = house.findings().list_findings(listed).await.unwrap().into_inner().finding_ids;
    let asked = v1::GetFindingsRequest { finding_ids, sort_criteria: None };
    let findings = house.findings().get_findings(asked).await.unwrap().into_inner().findings;
    let mut told: Vec<(String, String, String)> = findings
        .into_iter()
        .map(|finding| {
            let object = finding.resources_affected.unwrap().s3_object.unwrap().key;
            let details = finding.classification_details.unwrap().result.unwrap().custom_data_identifiers.unwrap();
            assert_eq!(details.detections[0].name, "Badge number");
            let arn = format!("arn:aws:macie2:eu-central-1:{ACCOUNT}:custom-data-identifier/{id}");
            assert_eq!(details.detections[0].arn, arn);
            (object, finding.r#type, finding.severity.unwrap().description)
        })
        .collect();
    told.sort();
    let custom = "SensitiveData:S3Object/CustomIdentifier".to_owned();
    let expected = [("few.txt", custom.clone(), "Low"), ("many.txt", custom, "High")];
    assert_eq!(told, expected.map(|(key, kind, severity)| (key.to_owned(), kind, severity.to_owned())));

    // A new job cannot use it; the same request with the same token is the same job.
    let again = house.jobs().create_classification_job(wanted.clone()).await.unwrap().into_inner();
    assert_eq!(again.job_id, job_id);
    let anew = v1::CreateClassificationJobRequest { client_token: "another".into(), ..wanted };
    let status = house.jobs().create_classification_job(anew).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().contains("customDataIdentifierIds[0]") && status.message().contains("deleted"));
}
