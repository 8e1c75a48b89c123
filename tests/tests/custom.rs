//! Custom data identifiers and allow lists, from a stranger's first call to the export.

use std::path::{Path, PathBuf};
use std::time::Duration;

use magpie_embedded_s3::{EmbeddedS3, Fault, FaultKind, Operation};
use magpie_proto::v1::{DiscoveryResult, run_summary};
use magpie_tests::command::{Said, clean, run, run_magpie};
use magpie_tests::export::Export;
use magpie_tests::s3::{DATA, embedded};
use magpie_tests::{Access, Cluster, Job, peers};
use serde_json::{Deserializer, Value, json};

const RUN: Duration = Duration::from_secs(60);

/// The bucket with the words of allow lists.
const LISTS: &str = "compliance";

/// Values that are found unless they are allowed. The first is on the list.
const ALLOWED_SSN: &str = "536-90-4399";
const SSN: &str = "123-45-6788";
const ALLOWED_BADGE: &str = "B-123457";

/// What is on the list, in another case than in the objects.
fn words() -> String {
    format!("{ALLOWED_SSN}\n\n{}\r\n", ALLOWED_BADGE.to_lowercase())
}

async fn s3() -> EmbeddedS3 {
    let s3 = embedded(&[]).await;
    s3.create_bucket(LISTS).unwrap();
    s3.put(LISTS, "allowed.txt", words()).unwrap();
    let badges =
        format!("badge B-123456\nbadge {ALLOWED_BADGE}\nbadge B-000001 is a sample\nB-999999 without the word\n");
    s3.put(DATA, "badges.txt", badges).unwrap();
    let people = format!("name,badge,ssn\nA,B-222222,{ALLOWED_SSN}\nB,none,{SSN}\n");
    s3.put(DATA, "people.csv", people).unwrap();
    s3.put(DATA, "allowed.txt", format!("Her ssn is {ALLOWED_SSN}, her badge {ALLOWED_BADGE}\n")).unwrap();
    s3.put(DATA, "clean.txt", "Nothing to see here\n").unwrap();
    s3
}

/// Calls a method as an administrator, with grpcurl.
async fn call(cluster: &Cluster, method: &str, request: &Value) -> Said {
    let certificates = cluster.certificates();
    let mut command = clean(peers::program("grpcurl"), cluster.folder());
    command.arg("-cacert").arg(&certificates.ca);
    command.arg("-cert").arg(&certificates.admin.cert).arg("-key").arg(&certificates.admin.key);
    command.args(["-d", &request.to_string(), cluster.authority(), &format!("magpie.v1.{method}")]);
    run(command, RUN).await
}

async fn answer(cluster: &Cluster, method: &str, request: &Value) -> Value {
    let said = call(cluster, method, request).await.expect(0);
    Deserializer::from_str(&said.out).into_iter().next().unwrap().unwrap()
}

/// Text that must be nowhere on a disk of ours is in none of these files.
fn nowhere(folder: &Path, except: &[PathBuf], texts: &[&str]) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            nowhere(&path, except, texts);
        } else if !except.contains(&path) {
            let bytes = std::fs::read(&path).unwrap_or_default();
            for text in texts {
                let found = bytes.windows(text.len()).any(|window| window.eq_ignore_ascii_case(text.as_bytes()));
                assert!(!found, "{} holds what no file may hold", path.display());
            }
        }
    }
}

fn key(result: &DiscoveryResult) -> String {
    result.resources_affected.clone().unwrap().s3_object.unwrap().key
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_defines_what_to_find_and_what_to_allow() {
    let s3 = s3().await;
    let access = Access::of(&s3);
    let mut cluster = Cluster::builder(&access).workers(2).start().await;

    let criteria = json!({
        "regex": "B-[0-9]{6}", "keywords": ["badge"], "ignoreWords": ["B-0000"], "maximumMatchDistance": 20,
    });
    let mut test = criteria.clone();
    test["sampleText"] = json!("badge B-123456, badge B-000012, and B-123456 far from any such word");
    let tested = answer(&cluster, "CustomDataIdentifierService/TestCustomDataIdentifier", &test).await;
    assert_eq!(tested, json!({ "matchCount": 1 }));
    let mut custom = criteria;
    custom["name"] = json!("Badge number");
    custom["clientToken"] = json!("badge-1");
    custom["severityLevels"] = json!([
        { "severity": "LOW", "occurrencesThreshold": 1 },
        { "severity": "HIGH", "occurrencesThreshold": 100 },
    ]);
    let created = answer(&cluster, "CustomDataIdentifierService/CreateCustomDataIdentifier", &custom).await;
    let custom_id = created["customDataIdentifierId"].as_str().unwrap().to_owned();
    let shown =
        answer(&cluster, "CustomDataIdentifierService/GetCustomDataIdentifier", &json!({ "id": custom_id })).await;
    let arn = format!("arn:aws:macie2:us-east-1:111122223333:custom-data-identifier/{custom_id}");
    assert_eq!((&shown["arn"], &shown["deleted"]), (&json!(arn), &json!(false)));

    let list = json!({
        "clientToken": "list-1", "name": "Our own numbers",
        "criteria": { "s3WordsList": { "bucketName": LISTS, "objectKey": "allowed.txt" } },
    });
    let list_id = answer(&cluster, "AllowListService/CreateAllowList", &list).await["id"].as_str().unwrap().to_owned();
    let shown = answer(&cluster, "AllowListService/GetAllowList", &json!({ "id": list_id })).await;
    assert_eq!(shown["status"], json!({ "code": "OK" }));

    let job = json!({
        "clientToken": "job-1", "name": "badges", "jobType": "ONE_TIME",
        "managedDataIdentifierSelector": "INCLUDE", "managedDataIdentifierIds": ["USA_SOCIAL_SECURITY_NUMBER"],
        "customDataIdentifierIds": [custom_id], "allowListIds": [list_id],
        "s3JobDefinition": { "bucketDefinitions": [{ "accountId": "111122223333", "buckets": [DATA] }] },
    });
    let created = answer(&cluster, "JobService/CreateClassificationJob", &job).await;
    let job = Job::of(&cluster.channel(), created["jobId"].as_str().unwrap());
    let summary = job.watch(RUN).await;
    assert_eq!(summary.state(), run_summary::State::Complete);
    job.wait_for_export().await;

    let criteria = json!({ "findingCriteria": { "criterion": {
        "classificationDetails.result.customDataIdentifiers.detections.arn": { "eq": [arn] },
    } }, "sortCriteria": { "attributeName": "resourcesAffected", "orderBy": "ASC" } });
    let found = answer(&cluster, "FindingService/ListFindings", &criteria).await;
    let asked = json!({ "findingIds": found["findingIds"] });
    let findings = answer(&cluster, "FindingService/GetFindings", &asked).await["findings"].clone();
    let told: Vec<Value> = findings
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let result = &finding["classificationDetails"]["result"];
            json!([
                finding["resourcesAffected"]["s3Object"]["key"],
                finding["type"],
                finding["severity"]["description"],
                result["customDataIdentifiers"]["totalCount"],
                result["customDataIdentifiers"]["detections"][0]["name"],
                result["sensitiveData"][0]["totalCount"],
            ])
        })
        .collect();
    let expected = [
        json!(["badges.txt", "SensitiveData:S3Object/CustomIdentifier", "Low", "1", "Badge number", null]),
        json!(["people.csv", "SensitiveData:S3Object/Multiple", "High", "1", "Badge number", "1"]),
    ];
    assert_eq!(told, expected);
    assert_eq!(job.findings().await.len(), 2, "what is allowed makes no finding");

    let export = Export::read(&access, &job.id).await;
    export.expect(&job.results().await);
    let badges = export.results().into_iter().find(|result| key(result) == "badges.txt").unwrap();
    let badges: Value = serde_json::from_str(&magpie_proto::json::to_string(&badges).unwrap()).unwrap();
    let detection = &badges["classificationDetails"]["result"]["customDataIdentifiers"]["detections"][0];
    assert_eq!((&detection["arn"], &detection["count"]), (&json!(arn), &json!(1)));
    let bytes = json!({ "byteRange": { "start": 6, "end": 14 } });
    let line = json!({ "start": 1, "end": 1, "startColumn": 7, "magpie": bytes });
    assert_eq!(detection["occurrences"]["lineRanges"], json!([line]));
    let sure: i64 = detection["magpie"]["confidence"].as_object().unwrap().values().map(|n| n.as_i64().unwrap()).sum();
    assert_eq!(sure, 1, "each detection has a confidence");
    let used = &export.manifest["run"]["allowLists"][0];
    assert_eq!((&used["id"], &used["status"]["code"]), (&json!(list_id), &json!("OK")));

    // The job is over: the list may go, and the identifier as well.
    call(&cluster, "AllowListService/DeleteAllowList", &json!({ "id": list_id })).await.expect(0);
    call(&cluster, "CustomDataIdentifierService/DeleteCustomDataIdentifier", &json!({ "id": custom_id }))
        .await
        .expect(0);
    cluster.stop().await;
    nowhere(cluster.folder(), &[], &[ALLOWED_SSN, ALLOWED_BADGE]);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_read_again_after_a_restart_and_a_run_goes_on_without_what_is_gone() {
    let s3 = embedded(&[]).await;
    s3.create_bucket(LISTS).unwrap();
    s3.put(LISTS, "allowed.txt", words()).unwrap();
    for number in 0..300 {
        s3.put(DATA, &format!("{number:03}.txt"), format!("ssn {ALLOWED_SSN}\nssn {SSN}\n")).unwrap();
    }
    s3.faults().add(Fault::new(FaultKind::Latency(Duration::from_millis(20))).on(Operation::GetObject).bucket(DATA));
    let settings = json!({ "worker": { "concurrency": 4 } });
    let access = Access::of(&s3);
    let mut cluster = Cluster::builder(&access).settings(settings).workers(2).start().await;
    let words = format!("s3://{LISTS}/allowed.txt");
    let said = cluster.magpie(&["allow-lists", "create", "--name", "ours", "--words", &words]).await.expect(0);
    let list_id = serde_json::from_str::<Value>(&said.out).unwrap()["id"].as_str().unwrap().to_owned();
    let create = ["jobs", "create", "--bucket", DATA, "--identifiers", "USA_SOCIAL_SECURITY_NUMBER", "--allow-list"];
    let said = cluster.magpie(&[&create[..], &[&list_id]].concat()).await.expect(0);
    let job_id = serde_json::from_str::<Value>(&said.out).unwrap()["jobId"].as_str().unwrap().to_owned();
    let job = Job::of(&cluster.channel(), &job_id);
    let middle = job.wait_for_middle(60, RUN).await;
    cluster.kill_coordinator().await;
    cluster.start_coordinator().await;
    let job = job.over(&cluster.channel());
    let run = job.watch(RUN).await;
    assert_eq!((run.state(), run.detections), (run_summary::State::Complete, 300), "what is allowed never counts");
    let (before, after) = (&middle.allow_lists[0], &run.allow_lists[0]);
    assert!(!after.changed && after.e_tag == before.e_tag, "{after:?}");
    assert!(after.read_at.unwrap().seconds >= before.read_at.unwrap().seconds);

    // Without its object the list is of no use: the next run says so and finds all.
    s3.delete(LISTS, "allowed.txt").unwrap();
    let said = cluster.magpie(&[&create[..], &[&list_id, "--watch"]].concat()).await.expect(0);
    assert!(said.err.contains("goes without allow list ours (S3_OBJECT_NOT_FOUND)"), "{}", said.excerpt());
    let last: Value = said.out.split_once('\n').map(|(_, rest)| serde_json::from_str(rest).unwrap()).unwrap();
    assert_eq!(last["run"]["detections"], 600);
    assert_eq!(last["run"]["allowLists"][0]["status"]["code"], "S3_OBJECT_NOT_FOUND");
    let coordinator = cluster.logs().into_iter().find(|(name, _)| name.contains("coordinator")).unwrap();
    assert!(String::from_utf8_lossy(&coordinator.1).contains("allow_list_not_read"));
    cluster.stop().await;
    nowhere(cluster.folder(), &[], &[ALLOWED_SSN]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_has_them_all() {
    let s3 = s3().await;
    let mut cluster = Cluster::builder(&Access::of(&s3)).start().await;
    let file = cluster.folder().join("badge.toml");
    let toml = "name = 'Badge number'\nregex = 'B-[0-9]{6}'\nkeywords = ['badge']\nignoreWords = ['B-0000']\n\
                maximumMatchDistance = 20\n";
    std::fs::write(&file, toml).unwrap();
    let file = file.to_str().unwrap();
    let custom = async |arguments: &[&str]| cluster.magpie(&[&["custom-identifiers"], arguments].concat()).await;
    let lists = async |arguments: &[&str]| cluster.magpie(&[&["allow-lists"], arguments].concat()).await;

    let sample = "her badge is B-123456";
    let said = custom(&["test", "--file", file, "--sample", sample]).await.expect(0);
    assert_eq!(said.out.trim(), r#"{"matchCount":1}"#);
    let created: Value = serde_json::from_str(&custom(&["create", "--file", file]).await.expect(0).out).unwrap();
    let id = created["customDataIdentifierId"].as_str().unwrap();
    let said = custom(&["test", "--id", id, "--sample", sample]).await.expect(0);
    assert_eq!(said.out.trim(), r#"{"matchCount":1}"#);
    let flags = ["create", "--name", "Project", "--regex", "P-[0-9]{4}", "--severity", "HIGH=1"];
    custom(&flags).await.expect(0);
    let listed = custom(&["list"]).await.expect(0);
    assert!(listed.out.contains("Badge number") && listed.out.contains("Project"), "{}", listed.excerpt());
    let shown: Value = serde_json::from_str(&custom(&["get", id]).await.expect(0).out).unwrap();
    assert_eq!((&shown["regex"], &shown["maximumMatchDistance"]), (&json!("B-[0-9]{6}"), &json!(20)));

    let said = lists(&["create", "--name", "pattern", "--regex", "B-22[0-9]{4}"]).await.expect(0);
    let list = serde_json::from_str::<Value>(&said.out).unwrap()["id"].as_str().unwrap().to_owned();
    lists(&["update", &list, "--name", "another", "--regex", "B-12345[67]"]).await.expect(0);
    let shown: Value = serde_json::from_str(&lists(&["get", &list]).await.expect(0).out).unwrap();
    assert_eq!((&shown["name"], &shown["criteria"]["regex"]), (&json!("another"), &json!("B-12345[67]")));
    assert!(lists(&["list"]).await.expect(0).out.contains("another"));

    let create = ["jobs", "create", "--bucket", DATA, "--identifiers", "none", "--custom-identifier", id];
    let said = cluster.magpie(&[&create[..], &["--allow-list", &list, "--watch"]].concat()).await.expect(0);
    assert!(said.out.contains(r#""detections": 1"#), "only that of the table is not allowed: {}", said.excerpt());
    let findings = cluster.magpie(&["findings", "list", "--custom-identifier", "Badge number"]).await.expect(0);
    assert!(findings.out.contains("1 × Badge number") && findings.out.contains("people.csv"), "{}", findings.excerpt());
    custom(&["delete", id]).await.expect(0);
    lists(&["delete", &list]).await.expect(0);

    for (said, told) in [
        (cluster.magpie(&create).await, "was deleted"),
        (custom(&["create", "--name", "x", "--regex", "(?=a)b"]).await, "regex: "),
        (custom(&["create", "--name", "x", "--regex", "ab", "--keyword", "k"]).await, "keywords[0]"),
        (custom(&["create", "--name", "x", "--regex", "ab", "--severity", "BAD"]).await, "HIGH=100"),
        (lists(&["create", "--name", "x", "--words", "allowed.txt"]).await, "s3://bucket/allowed.txt"),
        (lists(&["create", "--name", "x", "--words", "s3://compliance/none"]).await, "S3_OBJECT_NOT_FOUND"),
        (lists(&["create", "--name", "x"]).await, "criteria: is required"),
        (lists(&["get", &list]).await, "there is no allow list"),
    ] {
        let said = said.expect(2);
        assert!(said.err.contains(told), "{told}: {}", said.excerpt());
    }
    cluster.check();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_takes_identifiers_and_lists_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("a.txt"), format!("badge B-123456\nbadge {ALLOWED_BADGE}\nbadge B-220000\n")).unwrap();
    std::fs::write(home.path().join("badge.toml"), "name = 'Badge'\nregex = 'B-[0-9]{6}'\nkeywords = ['badge']\n")
        .unwrap();
    std::fs::write(home.path().join("words.txt"), words()).unwrap();
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let (data, badge, words) = (path("data"), path("badge.toml"), path("words.txt"));
    let scan = async |arguments: &[&str]| {
        let common = ["scan", &data, "--identifiers", "none", "--custom", &badge];
        run_magpie(home.path(), &[&common[..], arguments].concat()).await
    };
    let said = scan(&[]).await.expect(1);
    assert!(said.out.contains("3 × Badge") && said.out.contains("3 detections in 1 object"), "{}", said.excerpt());
    let said = scan(&["--allow-words", &words]).await.expect(1);
    assert!(said.out.contains("2 × Badge"), "{}", said.excerpt());
    let said = scan(&["--allow-words", &words, "--allow-regex", "B-22.*", "--format", "json"]).await.expect(1);
    let document: Value = serde_json::from_str(&said.out).unwrap();
    let results = document["results"].as_array().unwrap();
    assert_eq!(results.len(), 1, "the list itself is not scanned");
    let custom = &results[0]["classificationDetails"]["result"]["customDataIdentifiers"];
    assert_eq!((&custom["totalCount"], &custom["detections"][0]["name"]), (&json!(1), &json!("Badge")));
    scan(&["--allow-regex", "B-[0-9]+"]).await.expect(0);

    for (arguments, told) in [
        (&["--allow-regex", "(a)\\1"][..], "criteria.regex"),
        (&["--allow-words", "/no/such/words.txt"], "/no/such/words.txt"),
        (&["--custom", "/no/such/custom.toml"], "/no/such/custom.toml"),
        (&["--minimum-confidence", "certain"], "medium"),
    ] {
        let said = scan(arguments).await.expect(2);
        assert!(said.err.contains(told), "{arguments:?}: {}", said.excerpt());
    }
    let said = run_magpie(home.path(), &["scan", &data, "--identifiers", "none"]).await.expect(2);
    assert!(said.err.contains("NONE leaves nothing to look for"), "{}", said.excerpt());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_sure_enough_is_left_out() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("a.txt");
    std::fs::write(
        &data,
        "Her social security number is 123-45-6788\ncard 4111 1111 1111 1234 5\nmail a.b@example.com\n",
    )
    .unwrap();
    let data = data.to_str().unwrap();
    let mut found = Vec::new();
    for level in ["low", "medium", "high"] {
        let arguments = ["scan", data, "--identifiers", "all", "--format", "json", "--minimum-confidence", level];
        let said = run_magpie(home.path(), &arguments).await;
        let document: Value = serde_json::from_str(&said.out).unwrap();
        let detections = document["run"]["detections"].as_u64().unwrap_or(0);
        assert_eq!(said.status, i32::from(detections > 0), "{}", said.excerpt());
        let text = said.out.clone();
        // Whatever is reported is as sure as was asked for.
        assert!(level == "low" || !text.contains(r#""low":"#), "{text}");
        assert!(level != "high" || !text.contains(r#""medium":"#), "{text}");
        found.push(detections);
    }
    assert!(found[0] >= found[1] && found[1] >= found[2] && found[0] > found[2], "{found:?}");
}
