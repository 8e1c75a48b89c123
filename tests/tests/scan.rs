//! `magpie scan`: without any set-up, with the same answers as a cluster, and with exit statuses that scripts rely on.

use std::path::Path;

use magpie_corpus::File;
use magpie_embedded_s3::{Fault, FaultKind, Operation};
use magpie_proto::v1::DiscoveryResult;
use magpie_tests::account::canonical;
use magpie_tests::command::{Said, clean, magpie, run, run_magpie};
use magpie_tests::export::Export;
use magpie_tests::s3::{ACCESS_KEY, DATA, SECRET_KEY, embedded};
use magpie_tests::{Access, Account, Cluster, Job, job};
use serde_json::Value;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

/// Files as files.
fn write(folder: &Path, files: &[File]) {
    for file in files {
        let path = folder.join(&file.key);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &file.bytes).unwrap();
    }
}

/// Each line as a message; printed again it must be the same line.
fn records(text: &str) -> Vec<DiscoveryResult> {
    text.lines()
        .map(|line| {
            let record: DiscoveryResult = magpie_proto::json::from_str(line).unwrap();
            assert_eq!(magpie_proto::json::to_string(&record).unwrap(), line, "a line is a record and nothing else");
            record
        })
        .collect()
}

/// No planted value is in what a command said. Which one it was is not told: this message goes to a log.
#[track_caller]
fn says_no_value(said: &Said, files: &[File]) {
    for (number, planted) in files.iter().flat_map(|file| &file.truth.planted).enumerate() {
        let leaked = said.out.contains(&planted.value) || said.err.contains(&planted.value);
        assert!(!leaked, "planted value {number} ({}) was printed", planted.identifier);
    }
}

async fn scan_s3(folder: &Path, access: &Access, arguments: &[&str]) -> Said {
    let mut command = clean(magpie(), folder);
    command.arg("scan").args(arguments).args(["--endpoint", &access.endpoint, "--region", "us-east-1", "--path-style"]);
    // As everybody gives them.
    command.env("AWS_ACCESS_KEY_ID", ACCESS_KEY).env("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    run(command, PATIENCE).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_scanned_in_every_format_and_no_value_is_printed() {
    let home = tempfile::tempdir().unwrap();
    let files = magpie_corpus::files(100, 280);
    let truth = Account::of_truth(&files);
    let folder = home.path().join("shared files");
    write(&folder, &files);
    let path = folder.to_str().unwrap();

    let lines = run_magpie(home.path(), &["scan", path, "--identifiers", "all", "--format", "jsonl"]).await.expect(1);
    Account::of_results(&records(&lines.out)).unwrap().expect(&truth, "the scan of a folder");
    assert_eq!(lines.err, "", "nothing but results, where nobody watches");
    says_no_value(&lines, &files);

    let output = home.path().join("results.jsonl");
    let more = ["--identifiers", "all", "--format", "jsonl", "--workers", "2", "--output", output.to_str().unwrap()];
    let written = run_magpie(home.path(), &[&["scan", path][..], &more].concat()).await.expect(1);
    assert_eq!(written.out, "");
    let written = std::fs::read_to_string(&output).unwrap();
    assert!(canonical(&records(&written)) == canonical(&records(&lines.out)), "two workers write what one prints");

    let json = run_magpie(home.path(), &["scan", path, "--identifiers", "all", "--format", "json"]).await.expect(1);
    says_no_value(&json, &files);
    let document: Value = serde_json::from_str(&json.out).unwrap();
    let results: Vec<DiscoveryResult> = document["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| magpie_proto::json::from_str(&result.to_string()).unwrap())
        .collect();
    Account::of_results(&results).unwrap().expect(&truth, "the scan as one document");
    assert_eq!(document["run"]["state"], "COMPLETE");
    assert_eq!(document["run"]["accounted"]["objects"], files.len());

    let table = run_magpie(home.path(), &["scan", path, "--identifiers", "all"]).await.expect(1);
    says_no_value(&table, &files);
    for text in ["USA_SOCIAL_SECURITY_NUMBER", "UNSUPPORTED_FILE_TYPE_EXCEPTION", "280"] {
        assert!(table.out.contains(text), "the table does not show {text}\n{}", table.excerpt());
    }

    let one = ["scan", path, "--identifiers", "JSON_WEB_TOKEN", "--format", "jsonl"];
    let one = run_magpie(home.path(), &one).await.expect(1);
    let mut expected = truth.clone();
    for entry in expected.0.values_mut() {
        entry.detections.retain(|identifier, _| identifier == "JSON_WEB_TOKEN");
    }
    Account::of_results(&records(&one.out)).unwrap().expect(&expected, "a scan for one identifier");
}

/// Cut out of the file, the bytes that a result tells are the value.
#[tokio::test(flavor = "multi_thread")]
async fn a_result_tells_the_bytes_of_a_value() {
    const VALUE: &str = "anna.ivanova42@example.com";
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("files");
    std::fs::create_dir(&folder).unwrap();
    let text = format!("Grüße\r\nan {VALUE}, und an andere\r\n");
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(folder.join("a.txt"), &utf16).unwrap();
    let path = folder.to_str().unwrap();
    let arguments = ["scan", path, "--identifiers", "EMAIL_ADDRESS", "--format", "jsonl"];
    let said = run_magpie(home.path(), &arguments).await.expect(1);
    let record: Value = serde_json::from_str(&said.out).unwrap();
    let found = &record["classificationDetails"]["result"]["sensitiveData"][0]["detections"][0];
    let lines = &found["occurrences"]["lineRanges"][0];
    assert_eq!((&lines["start"], &lines["startColumn"]), (&2.into(), &4.into()));
    let number = |name: &str| usize::try_from(lines["magpie"]["byteRange"][name].as_u64().unwrap()).unwrap();
    let value: Vec<u8> = VALUE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(utf16.get(number("start")..number("end")) == Some(value.as_slice()), "other bytes lie there");
}

/// What no reader knows is looked at where the configuration says so, and is told to have been looked at in part.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_an_unknown_format_is_looked_at_only_if_wanted() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("files");
    std::fs::create_dir(&folder).unwrap();
    let noise = |seed: u8| (0..4000u32).map(move |index| (index.wrapping_mul(2_654_435_761) >> 24) as u8 ^ seed | 0x80);
    let text = b"\0mail=anna.ivanova42@example.com\0";
    let bytes: Vec<u8> = b"\x7fNIL\x02\x01\0\0".iter().copied().chain(noise(1)).chain(*text).chain(noise(2)).collect();
    std::fs::write(folder.join("core.4711"), bytes).unwrap();
    let arguments = ["scan", folder.to_str().unwrap(), "--identifiers", "EMAIL_ADDRESS", "--format", "jsonl"];
    let status = |said: &Said| {
        let record: Value = serde_json::from_str(&said.out).unwrap();
        record["classificationDetails"]["result"]["status"].clone()
    };

    let said = run_magpie(home.path(), &arguments).await.expect(0);
    assert_eq!(status(&said)["code"], "SKIPPED");

    let config = home.path().join("magpie.toml");
    for (limit, code, exit) in [("1MiB", "PARTIAL", 1), ("1KiB", "SKIPPED", 0)] {
        std::fs::write(&config, format!("[limits]\nunknown_formats = \"{limit}\"\n")).unwrap();
        let arguments = [&arguments[..], &["--config", config.to_str().unwrap()]].concat();
        let said = run_magpie(home.path(), &arguments).await.expect(exit);
        assert_eq!(status(&said)["code"], code, "a file of 8 KB where {limit} are the limit");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_of_s3_prints_what_a_cluster_exports() {
    let home = tempfile::tempdir().unwrap();
    let files = magpie_corpus::files(101, 280);
    let s3 = embedded(&files).await;
    let access = Access::of(&s3);
    let cluster = Cluster::builder(&access).start().await;
    let job = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    job.watch(PATIENCE).await;
    job.wait_for_export().await;
    let exported = Export::read(&access, &job.id).await.results();

    let config = home.path().join("magpie.toml");
    std::fs::write(&config, "[coordinator]\naccount_id = \"111122223333\"\n").unwrap();
    let all = ["s3://data", "--identifiers", "all", "--format", "jsonl", "--config", config.to_str().unwrap()];
    let scanned = scan_s3(home.path(), &access, &all).await.expect(1);
    let (scanned, exported) = (canonical(&records(&scanned.out)), canonical(&exported));
    assert_eq!(scanned.len(), exported.len());
    let different = scanned.iter().zip(&exported).find(|(one, other)| one != other);
    assert_eq!(different, None, "the scan prints what the cluster exports");

    let part = ["s3://data/logs/", "s3://data/hr/", "--identifiers", "all", "--format", "jsonl"];
    let part = scan_s3(home.path(), &access, &part).await.expect(1);
    let truth = Account::of_truth(&files).only(|key| key.starts_with("logs/") || key.starts_with("hr/"));
    Account::of_results(&records(&part.out)).unwrap().expect(&truth, "the scan of two prefixes");
}

#[tokio::test(flavor = "multi_thread")]
async fn exit_statuses_are_a_contract() {
    let home = tempfile::tempdir().unwrap();
    let (clean_folder, dirty) = (home.path().join("clean"), home.path().join("dirty"));
    std::fs::create_dir_all(&clean_folder).unwrap();
    std::fs::create_dir_all(&dirty).unwrap();
    std::fs::write(clean_folder.join("a.txt"), "Nothing to see here.\n").unwrap();
    std::fs::write(dirty.join("a.txt"), "Her social security number is 123-45-6788\n").unwrap();
    let (clean_folder, dirty) = (clean_folder.to_str().unwrap(), dirty.to_str().unwrap());

    run_magpie(home.path(), &["scan", clean_folder]).await.expect(0);
    run_magpie(home.path(), &["scan", dirty]).await.expect(1);
    run_magpie(home.path(), &["scan", clean_folder, dirty]).await.expect(1);
    run_magpie(home.path(), &["scan", &format!("{dirty}/a.txt")]).await.expect(1);

    for (arguments, told) in [
        (&["scan", "/no/such/folder"][..], "/no/such/folder"),
        (&["scan", dirty, "--identifiers", "NO_SUCH_THING"], "magpie identifiers list"),
        (&["scan", dirty, "--format", "xml"], "jsonl"),
        (&["scan"], "magpie scan"),
        (&["scan", "s3://"], "s3://bucket/prefix"),
        (&["scan", dirty, "--output", "/no/such/folder/file"], "/no/such/folder/file"),
        (&["scan", dirty, "--show-values"], "terminal"),
        (&["scan", dirty, "--show-values", "--output", "values.txt"], "terminal"),
        (&["scan", dirty, "--config", "/no/such/file.toml"], "/no/such/file.toml"),
        (&["scan", dirty, "--sampling", "0"], "1..=100"),
    ] {
        let said = run_magpie(home.path(), arguments).await.expect(2);
        assert!(said.out.is_empty() && said.err.contains(told), "{arguments:?}: {}", said.excerpt());
        assert!(!said.err.contains("123-45-6788"));
        assert!(said.err.lines().count() <= 12, "{arguments:?}: {}", said.excerpt());
    }
    assert!(!home.path().join("values.txt").exists(), "values are never written to a file");

    let s3 = embedded(&[]).await;
    s3.put(DATA, "a.txt", "Her social security number is 123-45-6788\n").unwrap();
    s3.create_bucket("denied").unwrap();
    s3.faults().add(Fault::new(FaultKind::AccessDenied).on(Operation::ListObjects).bucket("denied"));
    let access = Access::of(&s3);
    scan_s3(home.path(), &access, &["s3://data"]).await.expect(1);
    let said = scan_s3(home.path(), &access, &["s3://data", "s3://denied"]).await.expect(3);
    assert!(said.out.contains("denied") && said.out.contains("s3:ListBucket"), "what to do: {}", said.excerpt());
    assert!(said.out.contains("USA_SOCIAL_SECURITY_NUMBER"), "what could be scanned is told: {}", said.excerpt());
    let said = scan_s3(home.path(), &access, &["s3://no-such-bucket"]).await.expect(3);
    assert!(said.out.contains("does not exist"), "{}", said.excerpt());
}
