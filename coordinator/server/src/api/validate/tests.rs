#![allow(clippy::unwrap_used)]

use std::collections::HashMap;

use super::*;

const ACCOUNT: &str = "111122223333";

type Request = v1::CreateClassificationJobRequest;
type Change = fn(&mut Request);

fn valid() -> Request {
    Request {
        client_token: "token".into(),
        name: "payroll".into(),
        job_type: JobType::OneTime.into(),
        s3_job_definition: Some(v1::S3JobDefinition {
            bucket_definitions: vec![v1::S3BucketDefinitionForJob {
                account_id: ACCOUNT.into(),
                buckets: vec!["salaries".into(), "hr.archive-2026".into()],
            }],
            ..Default::default()
        }),
        ..Default::default()
    }
}

const CUSTOM: &str = "00000000000000000000000000000001";
const DELETED: &str = "00000000000000000000000000000002";
const LIST: &str = "aaaaaaaaaaaaaaaaaaaaa1";

/// What there is that jobs can speak of.
fn known() -> Definitions {
    let custom = |id: &str, deleted| magpie_proto::store::v1::CustomDataIdentifierRecord {
        id: id.into(),
        deleted,
        ..Default::default()
    };
    let list = magpie_proto::store::v1::AllowListRecord { id: LIST.into(), ..Default::default() };
    Definitions { custom_data_identifiers: vec![custom(CUSTOM, false), custom(DELETED, true)], allow_lists: vec![list] }
}

fn definition(request: &mut Request) -> &mut v1::S3JobDefinition {
    request.s3_job_definition.as_mut().unwrap()
}

fn bucket_list(request: &mut Request) -> &mut Vec<String> {
    &mut definition(request).bucket_definitions[0].buckets
}

/// `field: description` of everything that is wrong, or of what is not supported after a `later:`.
fn problems(request: &Request) -> Vec<String> {
    let list = |violations: &Violations, prefix: &str| {
        violations.iter().map(|v| format!("{prefix}{}: {}", v.field, v.description)).collect()
    };
    match job(request, ACCOUNT, Some(&known())) {
        Ok(()) => Vec::new(),
        Err(Error::Invalid(violations)) => list(&violations, ""),
        Err(Error::NotSupported(violations)) => list(&violations, "later: "),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn an_account_may_be_left_out() {
    let mut request = valid();
    definition(&mut request).bucket_definitions[0].account_id = String::new();
    job(&request, ACCOUNT, None).unwrap();
}

#[test]
fn good_requests_pass() {
    let table: &[(&str, Change)] = &[
        ("the least", |_| {}),
        ("all that is optional", |r| {
            r.description = Some("ä".repeat(200));
            r.name = "ü".repeat(500);
            r.client_token = "x".repeat(64);
            r.initial_run = Some(false);
            r.sampling_percentage = Some(1);
            r.tags = (0..50).map(|i| (format!("key{i}"), "v".repeat(256))).collect();
        }),
        ("all identifiers", |r| r.managed_data_identifier_selector = Selector::All.into()),
        ("some identifiers", |r| {
            r.managed_data_identifier_selector = Selector::Include.into();
            r.managed_data_identifier_ids = vec!["AWS_CREDENTIALS".into(), "DATE_OF_BIRTH".into()];
        }),
        ("all but one", |r| {
            r.managed_data_identifier_selector = Selector::Exclude.into();
            r.managed_data_identifier_ids = vec!["DATE_OF_BIRTH".into()];
        }),
        ("custom identifiers alone", |r| {
            r.managed_data_identifier_selector = Selector::None.into();
            r.custom_data_identifier_ids = vec![CUSTOM.into(); 30];
            r.allow_list_ids = vec![LIST.into(); 10];
        }),
        ("only what is sure", |r| r.minimum_confidence = v1::confidence::Value::High.into()),
        ("a thousand buckets", |r| *bucket_list(r) = (0..1_000).map(|i| format!("bucket-{i}")).collect()),
        ("names of old", |r| *bucket_list(r) = vec!["Old_Bucket".into(), "b".repeat(255)]),
        ("a bucket twice, which is scanned once", |r| bucket_list(r).push("salaries".into())),
        ("a bucket that nobody has", |r| *bucket_list(r) = vec!["there-is-no-such-bucket".into()]),
        ("a scope", |r| {
            let term = v1::JobScopeTerm {
                simple_scope_term: Some(v1::SimpleScopeTerm {
                    comparator: v1::job_comparator::Value::Eq.into(),
                    key: v1::scope_filter_key::Value::ObjectExtension.into(),
                    values: vec!["csv".into()],
                }),
                tag_scope_term: None,
            };
            let block = v1::JobScopingBlock { and: vec![term] };
            definition(r).scoping = Some(v1::Scoping { includes: Some(block), excludes: None });
        }),
    ];
    for (case, change) in table {
        let mut request = valid();
        change(&mut request);
        assert_eq!(problems(&request), [""; 0], "{case}");
    }
}

#[test]
fn each_rule_names_its_field() {
    let table: &[(&str, Change, &str)] = &[
        ("no token", |r| r.client_token.clear(), "clientToken: is required; give 1 to 64 characters"),
        ("long token", |r| r.client_token = "t".repeat(65), "clientToken: must be at most 64 characters long"),
        ("no name", |r| r.name = "  ".into(), "name: is required; give 1 to 500 characters"),
        ("long name", |r| r.name = "ä".repeat(501), "name: must be at most 500 characters long"),
        (
            "long description",
            |r| r.description = Some("d".repeat(201)),
            "description: must be at most 200 characters long",
        ),
        ("no type", |r| r.job_type = 0, "jobType: is required; give ONE_TIME or SCHEDULED"),
        ("odd type", |r| r.job_type = 9, "jobType: 9 stands for nothing; give ONE_TIME or SCHEDULED"),
        (
            "one time with a schedule",
            |r| r.schedule_frequency = Some(v1::JobScheduleFrequency::default()),
            "scheduleFrequency: must be absent for a job of type ONE_TIME",
        ),
        (
            "one time with an initial run",
            |r| r.initial_run = Some(true),
            "initialRun: must be absent or false for a job of type ONE_TIME",
        ),
        ("sampling 0", |r| r.sampling_percentage = Some(0), "samplingPercentage: is 0; it must be 1 to 100"),
        ("sampling 101", |r| r.sampling_percentage = Some(101), "samplingPercentage: is 101; it must be 1 to 100"),
        ("sampling -1", |r| r.sampling_percentage = Some(-1), "samplingPercentage: is -1; it must be 1 to 100"),
        (
            "odd selector",
            |r| r.managed_data_identifier_selector = 77,
            "managedDataIdentifierSelector: 77 stands for nothing; give ALL, EXCLUDE, INCLUDE, NONE or RECOMMENDED",
        ),
        (
            "include nothing",
            |r| r.managed_data_identifier_selector = Selector::Include.into(),
            "managedDataIdentifierIds: must name at least one identifier when managedDataIdentifierSelector is INCLUDE",
        ),
        (
            "exclude nothing",
            |r| r.managed_data_identifier_selector = Selector::Exclude.into(),
            "managedDataIdentifierIds: must name at least one identifier when managedDataIdentifierSelector is EXCLUDE",
        ),
        (
            "exclude everything",
            |r| {
                r.managed_data_identifier_selector = Selector::Exclude.into();
                r.managed_data_identifier_ids = catalogue::all().iter().map(|i| i.id.to_owned()).collect();
            },
            "managedDataIdentifierIds: excludes every identifier, so there is nothing to look for",
        ),
        (
            "a slip",
            |r| {
                r.managed_data_identifier_selector = Selector::Include.into();
                r.managed_data_identifier_ids = vec!["DATE_OF_BIRTH".into(), "AWS_CREDENTAILS".into()];
            },
            "managedDataIdentifierIds[1]: \"AWS_CREDENTAILS\" is no managed data identifier; did you mean AWS_CREDENTIALS?",
        ),
        (
            "an id of nothing",
            |r| {
                r.managed_data_identifier_selector = Selector::Include.into();
                r.managed_data_identifier_ids = vec!["%%%".into()];
            },
            "managedDataIdentifierIds[0]: \"%%%\" is no managed data identifier; ListManagedDataIdentifiers shows them all",
        ),
        (
            "ids with ALL",
            |r| {
                r.managed_data_identifier_selector = Selector::All.into();
                r.managed_data_identifier_ids = vec!["DATE_OF_BIRTH".into()];
            },
            "managedDataIdentifierIds: must be empty when managedDataIdentifierSelector is ALL; use INCLUDE or EXCLUDE with ids",
        ),
        (
            "ids without a selector",
            |r| r.managed_data_identifier_ids = vec!["DATE_OF_BIRTH".into()],
            "managedDataIdentifierIds: must be empty when managedDataIdentifierSelector is not given (RECOMMENDED); use INCLUDE or EXCLUDE with ids",
        ),
        (
            "NONE",
            |r| r.managed_data_identifier_selector = Selector::None.into(),
            "managedDataIdentifierSelector: NONE leaves nothing to look for without customDataIdentifierIds; give some, or use RECOMMENDED, ALL or INCLUDE",
        ),
        (
            "a custom identifier that there is not",
            |r| r.custom_data_identifier_ids = vec![CUSTOM.into(), "nothing".into()],
            "customDataIdentifierIds[1]: there is no custom data identifier \"nothing\"; ListCustomDataIdentifiers shows them all",
        ),
        (
            "a deleted custom identifier",
            |r| r.custom_data_identifier_ids = vec![DELETED.into()],
            "customDataIdentifierIds[0]: custom data identifier 00000000000000000000000000000002 was deleted, so no new job can use it; create it anew",
        ),
        (
            "many custom identifiers",
            |r| r.custom_data_identifier_ids = vec![CUSTOM.into(); 31],
            "customDataIdentifierIds: has 31 ids; at most 30 are allowed",
        ),
        (
            "an allow list that there is not",
            |r| r.allow_list_ids = vec!["nothing".into()],
            "allowListIds[0]: there is no allow list \"nothing\"; ListAllowLists shows them all",
        ),
        (
            "many allow lists",
            |r| r.allow_list_ids = vec![LIST.into(); 11],
            "allowListIds: has 11 ids; at most 10 are allowed",
        ),
        (
            "odd confidence",
            |r| r.minimum_confidence = 9,
            "minimumConfidence: 9 stands for nothing; give LOW, MEDIUM or HIGH",
        ),
        (
            "no definition",
            |r| r.s3_job_definition = None,
            "s3JobDefinition: is required; name buckets in s3JobDefinition.bucketDefinitions",
        ),
        (
            "no buckets at all",
            |r| definition(r).bucket_definitions.clear(),
            "s3JobDefinition.bucketDefinitions: is required; name at least one bucket",
        ),
        (
            "an account without buckets",
            |r| bucket_list(r).clear(),
            "s3JobDefinition.bucketDefinitions[0].buckets: is required; name at least one bucket",
        ),
        (
            "too many buckets",
            |r| *bucket_list(r) = (0..1_001).map(|i| format!("bucket-{i}")).collect(),
            "s3JobDefinition.bucketDefinitions: names 1001 buckets of 1 accounts; at most 1000 of each are allowed",
        ),
        (
            "both kinds of choice",
            |r| definition(r).bucket_criteria = Some(v1::S3BucketCriteriaForJob::default()),
            "s3JobDefinition: has both bucketDefinitions and bucketCriteria; give one of them",
        ),
        (
            "no account id",
            |r| definition(r).bucket_definitions[0].account_id = "12345".into(),
            "s3JobDefinition.bucketDefinitions[0].accountId: \"12345\" is no account id; give 12 digits, here 111122223333",
        ),
        (
            "another account",
            |r| definition(r).bucket_definitions[0].account_id = "999999999999".into(),
            "s3JobDefinition.bucketDefinitions[0].accountId: 999999999999 is not the account of this installation, which is 111122223333",
        ),
        (
            "many tags",
            |r| r.tags = (0..51).map(|i| (i.to_string(), String::new())).collect(),
            "tags: has 51 tags; at most 50 are allowed",
        ),
        (
            "empty tag key",
            |r| r.tags = HashMap::from([(String::new(), "v".to_owned())]).into_iter().collect(),
            "tags[\"\"]: a tag's key must be 1 to 128 characters long",
        ),
        (
            "reserved tag key",
            |r| r.tags = [("AWS:x".to_owned(), String::new())].into_iter().collect(),
            "tags[\"AWS:x\"]: a tag's key must not begin with aws:, which is reserved",
        ),
        (
            "long tag value",
            |r| r.tags = [("k".to_owned(), "v".repeat(257))].into_iter().collect(),
            "tags[\"k\"]: a tag's value must be at most 256 characters long",
        ),
    ];
    for (case, change, expected) in table {
        let mut request = valid();
        change(&mut request);
        assert_eq!(problems(&request), [*expected], "{case}");
    }
}

#[test]
fn names_that_no_bucket_can_have_are_refused() {
    let table = [
        ("", "3 to 255"),
        ("ab", "3 to 255"),
        (&"b".repeat(256) as &str, "3 to 255"),
        ("with space", "only letters"),
        ("arn:aws:s3:::bucket", "only letters"),
        ("s3://bucket", "only letters"),
        ("bücket", "only letters"),
        ("-bucket", "begin and end"),
        ("bucket.", "begin and end"),
        ("buck..et", "begin and end"),
        ("192.168.0.1", "IP address"),
        ("logs--euc1-az1--x-s3", "directory bucket"),
    ];
    for (name, expected) in table {
        let problem = bucket_problem(name).unwrap_or_else(|| panic!("{name} was accepted"));
        assert!(problem.contains(expected), "{name}: {problem}");
    }
    for name in ["abc", "my-bucket.logs", "1-2-3", "Old_Bucket", "192.168.0.1.logs"] {
        assert_eq!(bucket_problem(name), None, "{name}");
    }
}

#[test]
fn a_wrong_scope_is_named_below_the_definition() {
    let mut request = valid();
    let block = v1::JobScopingBlock { and: vec![v1::JobScopeTerm::default()] };
    definition(&mut request).scoping = Some(v1::Scoping { includes: Some(block), excludes: None });
    let problems = problems(&request);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].starts_with("s3JobDefinition.scoping.includes"), "{problems:?}");
}

#[test]
fn what_this_version_cannot_do_is_refused_and_never_ignored() {
    let table: &[(&str, Change, &str)] = &[
        (
            "criteria",
            |r| {
                definition(r).bucket_definitions.clear();
                definition(r).bucket_criteria = Some(v1::S3BucketCriteriaForJob::default());
            },
            "s3JobDefinition.bucketCriteria",
        ),
        (
            "a schedule",
            |r| {
                r.job_type = JobType::Scheduled.into();
                r.schedule_frequency =
                    Some(v1::JobScheduleFrequency { daily_schedule: Some(v1::DailySchedule {}), ..Default::default() });
            },
            "jobType",
        ),
    ];
    for (case, change, field) in table {
        let mut request = valid();
        change(&mut request);
        let problems = problems(&request);
        assert_eq!(problems.len(), 1, "{case}: {problems:?}");
        assert!(problems[0].starts_with(&format!("later: {field}: ")), "{case}: {problems:?}");
        assert!(problems[0].contains("not supported by this version"), "{case}: {problems:?}");
        assert_eq!(tonic::Status::from(job(&request, ACCOUNT, None).unwrap_err()).code(), tonic::Code::Unimplemented);
    }
}

#[test]
fn schedules_are_checked_all_the_same() {
    let weekly = |day| v1::JobScheduleFrequency {
        weekly_schedule: Some(v1::WeeklySchedule { day_of_week: day }),
        ..Default::default()
    };
    let monthly = |day| v1::JobScheduleFrequency {
        monthly_schedule: Some(v1::MonthlySchedule { day_of_month: day }),
        ..Default::default()
    };
    let table = [
        (None, "scheduleFrequency: is required"),
        (Some(v1::JobScheduleFrequency::default()), "scheduleFrequency: has 0 schedules"),
        (
            Some(v1::JobScheduleFrequency { daily_schedule: Some(v1::DailySchedule {}), ..weekly(2) }),
            "scheduleFrequency: has 2 schedules",
        ),
        (Some(weekly(0)), "scheduleFrequency.weeklySchedule.dayOfWeek: must be a day"),
        (Some(weekly(8)), "scheduleFrequency.weeklySchedule.dayOfWeek: must be a day"),
        (Some(monthly(0)), "scheduleFrequency.monthlySchedule.dayOfMonth: must be 1 to 31"),
        (Some(monthly(32)), "scheduleFrequency.monthlySchedule.dayOfMonth: must be 1 to 31"),
    ];
    for (frequency, expected) in table {
        let mut request = valid();
        request.job_type = JobType::Scheduled.into();
        request.schedule_frequency = frequency;
        let problems = problems(&request);
        assert!(problems[0].starts_with(expected), "{problems:?}");
        assert!(problems[1].starts_with("jobType: SCHEDULED jobs are not supported"), "{problems:?}");
    }
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let empty = Request { sampling_percentage: Some(500), ..Default::default() };
    let fields: Vec<String> = problems(&empty).iter().map(|p| p.split_once(':').unwrap().0.to_owned()).collect();
    assert_eq!(fields, ["clientToken", "name", "jobType", "samplingPercentage", "s3JobDefinition"]);
}

#[test]
fn a_request_with_a_hundred_thousand_wrong_ids_is_answered_fast_and_shortly() {
    let mut request = valid();
    request.managed_data_identifier_selector = Selector::Include.into();
    request.managed_data_identifier_ids = (0..100_000).map(|i| format!("{}{i}", "WRONG_".repeat(20))).collect();
    let error = job(&request, ACCOUNT, None).unwrap_err();
    let Error::Invalid(violations) = &error else { panic!("{error}") };
    assert_eq!(violations.len(), 100_000);
    assert!(tonic::Status::from(error).details().len() < 6_000);
}
