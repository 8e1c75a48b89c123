//! Nothing of what is in objects is anywhere but in the objects: no value, no content, and outside of results no key.

use std::path::{Path, PathBuf};
use std::time::Duration;

use aho_corasick::AhoCorasick;
use magpie_corpus::File;
use magpie_embedded_s3::{Fault, FaultKind, Operation};
use magpie_proto::v1::allow_list_service_client::AllowListServiceClient;
use magpie_proto::v1::{
    AllowListCriteria, CreateAllowListRequest, CreateClassificationJobRequest, S3WordsList, job_status, run_summary,
};
use magpie_tests::export::Export;
use magpie_tests::otlp::Collector;
use magpie_tests::s3::{ACCESS_KEY, DATA, RESULTS, SECRET_KEY, embedded};
use magpie_tests::{Access, Cluster, Job, job};
use serde_json::json;

const RUN: Duration = Duration::from_secs(60);

/// In each key, and nowhere else.
const IN_KEYS: &str = "confidential-kq7w";

/// On an allow list, and nowhere else.
const IN_WORDS: &str = "Harmless Zq81 Entry";

/// All files under a folder.
fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            files.extend(files_under(&entry.path()));
        } else if entry.file_type().unwrap().is_file() {
            files.push(entry.path());
        }
    }
    files
}

/// What must not be found, and where it was looked for.
struct Search {
    forbidden: Vec<String>,
    automaton: AhoCorasick,
    bytes: u64,
}

impl Search {
    fn new(forbidden: Vec<String>) -> Search {
        let automaton = AhoCorasick::new(&forbidden).unwrap();
        Search { forbidden, automaton, bytes: 0 }
    }

    /// Which of them it was is told by its number alone: the message goes to a log too.
    #[track_caller]
    fn nothing_in(&mut self, what: &str, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        if let Some(found) = self.automaton.find(bytes) {
            let number = found.pattern().as_usize();
            let length = self.forbidden[number].len();
            panic!("{what} holds forbidden text {number} ({length} bytes) at byte {}", found.start());
        }
    }
}

/// All planted values, without and with their spaces, and pieces of each object's content.
fn secrets(files: &[File]) -> Vec<String> {
    let mut secrets = Vec::new();
    for planted in files.iter().flat_map(|file| &file.truth.planted) {
        secrets.push(planted.value.clone());
        let digits: String = planted.value.chars().filter(char::is_ascii_alphanumeric).collect();
        if digits.len() >= 9 {
            secrets.push(digits);
        }
    }
    // Harmless text is content too.
    for file in files {
        let text = String::from_utf8_lossy(&file.bytes);
        secrets.extend(
            text.lines().filter(|line| line.len() > 40 && line.is_ascii()).map(|line| line[..40].to_owned()).take(3),
        );
    }
    secrets.sort();
    secrets.dedup();
    secrets
}

#[tokio::test(flavor = "multi_thread")]
async fn no_value_content_or_key_is_in_a_log_span_metric_error_or_on_a_disk() {
    let mut files = magpie_corpus::files(80, 420);
    for file in &mut files {
        file.key = format!("{IN_KEYS}/{}", file.key);
    }
    let s3 = embedded(&files).await;
    // Things go wrong as well: errors are where values leak.
    let on = |kind: FaultKind, key: &str| Fault::new(kind).on(Operation::GetObject).bucket(DATA).key(key);
    s3.faults().add(on(FaultKind::Latency(Duration::from_millis(10)), "*"));
    for (kind, key) in [
        (FaultKind::AccessDenied, "*01.*"),
        (FaultKind::Deleted, "*02.*"),
        (FaultKind::Changed, "*03.*"),
        (FaultKind::TruncatedBody { after: 20 }, "*04.*"),
        (FaultKind::InternalError, "*05.*"),
    ] {
        s3.faults().add(on(kind, key).per_key().times(3));
    }
    s3.faults().add(Fault::new(FaultKind::InternalError).on(Operation::ListObjects).bucket(DATA).nth(3).times(4));
    s3.put(DATA, &format!("{IN_KEYS}/broken.zip"), &b"PK\x03\x04 and then 078-05-1120 social security number"[..])
        .unwrap();
    s3.put(DATA, &format!("{IN_KEYS}/broken.json"), "{\"ssn\": \"078-05-1120\", \"a\": [").unwrap();
    s3.put(DATA, &format!("{IN_KEYS}/broken.gz"), &b"\x1f\x8b\x08\x00078-05-1120 social security number"[..]).unwrap();

    let (collector, endpoint) = Collector::start().await;
    let access = Access::of(&s3);
    let settings = json!({
        "worker": { "concurrency": 4 },
        "telemetry": { "object_span_ratio": 1.0, "log_level": "trace" },
    });
    let mut cluster = Cluster::builder(&access)
        .settings(settings)
        .workers(2)
        .variable("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)
        // Often, so that most is there before the coordinator is killed.
        .variable("OTEL_BSP_SCHEDULE_DELAY", "100")
        .variable("OTEL_BLRP_SCHEDULE_DELAY", "100")
        .variable("RUST_BACKTRACE", "1")
        .start()
        .await;
    s3.create_bucket("lists").unwrap();
    s3.put("lists", &format!("{IN_KEYS}.txt"), IN_WORDS).unwrap();
    let list = S3WordsList { bucket_name: "lists".to_owned(), object_key: format!("{IN_KEYS}.txt") };
    let list = CreateAllowListRequest {
        client_token: "list".to_owned(),
        name: "list".to_owned(),
        criteria: Some(AllowListCriteria { regex: None, s3_words_list: Some(list) }),
        ..CreateAllowListRequest::default()
    };
    let list = AllowListServiceClient::new(cluster.channel()).create_allow_list(list).await.unwrap().into_inner();
    let request = CreateClassificationJobRequest { allow_list_ids: vec![list.id], ..job(&[DATA]) };
    let job = Job::create(&cluster.channel(), request).await.unwrap();
    job.wait_for_middle(100, RUN).await;
    cluster.kill_coordinator().await;
    let at_rest = files_under(&cluster.data_dir());
    assert!(!at_rest.is_empty());
    cluster.start_coordinator().await;
    let job = job.over(&cluster.channel());
    let run = job.watch(RUN).await;
    assert_eq!(run.state(), run_summary::State::Complete, "{run:?}");
    assert!(run.objects_with_detections > 200, "{run:?}");
    assert!(!run.allow_lists[0].e_tag.is_empty(), "its words are used: {run:?}");
    job.wait_for_export().await;
    let results = job.results().await;
    let findings = job.findings().await;
    let refused = job.update(job_status::Value::Running).await.unwrap_err();
    let commands = [
        cluster.magpie(&["jobs", "describe", &job.id]).await,
        cluster.magpie(&["findings", "list", "--job", &job.id]).await,
    ];
    cluster.stop().await;

    let mut values = secrets(&files);
    values.extend(["078-05-1120".to_owned(), IN_WORDS.to_owned(), IN_WORDS.to_lowercase()]);
    // Where keys may be, values may not.
    let mut search = Search::new(values.clone());
    for (number, result) in results.iter().enumerate() {
        search.nothing_in(&format!("result {number}"), format!("{result:?}").as_bytes());
    }
    for finding in &findings {
        search.nothing_in("a finding", format!("{finding:?}").as_bytes());
    }
    let export = Export::read(&access, &job.id).await;
    search.nothing_in("the export", export.lines.join("\n").as_bytes());
    for said in &commands {
        search.nothing_in("the output of a command", said.out.as_bytes());
        search.nothing_in("the output of a command", said.err.as_bytes());
    }
    assert!(search.bytes > 100_000, "only {} bytes were searched", search.bytes);

    // Everywhere else neither may be, nor the secret of S3.
    values.extend([IN_KEYS.to_owned(), SECRET_KEY.to_owned()]);
    let mut search = Search::new(values);
    search.nothing_in("an error", format!("{refused:?}").as_bytes());
    let logs = cluster.logs();
    assert_eq!(logs.len(), 3, "coordinator and workers log");
    for (name, log) in &logs {
        assert!(!log.is_empty(), "{name}");
        search.nothing_in(name, log);
    }
    let printed = std::mem::take(&mut collector.arrived().printed);
    assert!(
        printed.contains("DescribeClassificationJob") && printed.len() > 100_000,
        "{} bytes of telemetry",
        printed.len()
    );
    search.nothing_in("the telemetry", printed.as_bytes());
    let on_disk = files_under(cluster.folder());
    assert!(on_disk.iter().any(|path| path.starts_with(cluster.data_dir())), "the coordinator keeps its data");
    for path in on_disk.iter().filter(|path| *path != cluster.config()) {
        search.nothing_in(&path.display().to_string(), &std::fs::read(path).unwrap());
    }
    for key in access.keys(RESULTS, "").await {
        search.nothing_in("a key of the export", key.as_bytes());
    }
    assert!(!ACCESS_KEY.is_empty() && search.bytes > 500_000, "only {} bytes were searched", search.bytes);

    // The search finds what is there: otherwise all of the above proves nothing.
    let planted = files.iter().flat_map(|file| &file.truth.planted).next().unwrap();
    assert!(search.automaton.is_match(format!("x{}y", planted.value).as_str()));
}
