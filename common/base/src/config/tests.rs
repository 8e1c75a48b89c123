#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use super::*;
use crate::Sensitive;

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The message that a person gets.
fn refusal(loader: Loader) -> String {
    loader.load().unwrap_err().to_string()
}

#[test]
fn the_defaults_are_valid_and_need_no_source() {
    assert_eq!(Loader::new().load().unwrap(), Config::default());
}

#[test]
fn later_sources_win() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("magpie.toml");
    std::fs::write(
        &path,
        "[coordinator]\nregion = \"eu-west-1\"\naccount_id = \"111122223333\"\nlease_ttl = \"1m\"\nlisting_attempts = 9\n",
    )
    .unwrap();
    let config = Loader::new()
        .file(&path)
        .variables(variables(&[
            ("MAGPIE_COORDINATOR__ACCOUNT_ID", "000000000042"),
            ("MAGPIE_COORDINATOR__LEASE_TTL", "2m"),
            ("MAGPIE_WORKER__MEMORY_BUDGET", "1GiB"),
            ("MAGPIE_WORKER__CONCURRENCY", "7"),
            ("MAGPIE_S3__PATH_STYLE", "true"),
            ("MAGPIE_TLS__MIN_VERSION", "1.2"),
            ("MAGPIE_TELEMETRY__OBJECT_SPAN_RATIO", "1"),
            ("HOME", "/home/nobody"),
        ]))
        .overlay(serde_json::json!({ "coordinator": { "lease_ttl": "3m", "region": null } }))
        .load()
        .unwrap();
    assert_eq!(config.coordinator.listing_attempts, 9, "file");
    assert_eq!(config.coordinator.region, "eu-west-1", "a flag that is not given changes nothing");
    assert_eq!(config.coordinator.account_id, "000000000042", "environment over file, and digits stay text");
    assert_eq!(config.coordinator.lease_ttl, HumanDuration::from_secs(180), "flag over environment");
    assert_eq!(config.worker.memory_budget, ByteSize::gib(1));
    assert_eq!(config.worker.concurrency, 7);
    assert!(config.s3.path_style);
    assert_eq!(config.tls.min_version, TlsVersion::V1_2);
    assert!((config.telemetry.object_span_ratio - 1.0).abs() < f64::EPSILON);
    assert_eq!(config.limits, Limits::default());
}

#[test]
fn unknown_settings_are_refused_with_the_nearest_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("magpie.toml");
    std::fs::write(&path, "[coordinator]\nlisen = \"127.0.0.1:1\"\n").unwrap();
    let message = refusal(Loader::new().file(&path));
    assert!(message.contains("magpie.toml"), "{message}");
    assert!(message.contains("\"coordinator.lisen\""), "{message}");
    assert!(message.contains("did you mean \"coordinator.listen\"?"), "{message}");

    let message = refusal(Loader::new().toml("[cordinator]\nlisten = \"127.0.0.1:1\"\n"));
    assert!(message.contains("did you mean \"coordinator\"?"), "{message}");

    let message = refusal(Loader::new().toml("[[coordinator]]\n"));
    assert!(message.contains("coordinator"), "{message}");
}

#[test]
fn unknown_variables_are_refused_with_the_nearest_name() {
    let message = refusal(Loader::new().variables(variables(&[("MAGPIE_COORDINATOR__LISEN", "127.0.0.1:1")])));
    assert!(message.contains("did you mean MAGPIE_COORDINATOR__LISTEN?"), "{message}");
    let message = refusal(Loader::new().variables(variables(&[("MAGPIE_COORDINATOR_LISTEN", "127.0.0.1:1")])));
    assert!(message.contains("did you mean MAGPIE_COORDINATOR__LISTEN?"), "{message}");
    let message = refusal(Loader::new().variables(variables(&[("MAGPIE_ENTIRELY_ELSE", "1")])));
    assert!(message.contains("MAGPIE_ENTIRELY_ELSE") && !message.contains("did you mean"), "{message}");

    let reserved = Loader::new().reserve_variable("MAGPIE_CONFIG");
    assert!(reserved.variables(variables(&[("MAGPIE_CONFIG", "/etc/x.toml")])).load().is_ok());
    let orchestrator =
        variables(&[("MAGPIE_COORDINATOR_SERVICE_HOST", "10.0.0.1"), ("MAGPIE_PORT", "tcp://10.0.0.1:7001")]);
    assert!(Loader::new().variables(orchestrator).load().is_ok());
}

#[test]
fn values_of_the_wrong_type_name_place_and_setting() {
    let message = refusal(Loader::new().variables(variables(&[("MAGPIE_WORKER__CONCURRENCY", "many")])));
    assert!(message.contains("MAGPIE_WORKER__CONCURRENCY") && message.contains("whole number"), "{message}");
    let message = refusal(Loader::new().variables(variables(&[("MAGPIE_WORKER__MEMORY_BUDGET", "lots")])));
    assert!(message.contains("MAGPIE_WORKER__MEMORY_BUDGET") && message.contains("64MiB"), "{message}");
    let message = refusal(Loader::new().toml("[coordinator]\nlease_ttl = 30"));
    assert!(message.contains("coordinator.lease_ttl") && message.contains("30s"), "{message}");
    let message = refusal(Loader::new().overlay(serde_json::json!({ "worker": { "leases": -1 } })));
    assert!(message.contains("command line") && message.contains("worker.leases"), "{message}");
    let message = refusal(Loader::new().toml("[coordinator\n"));
    assert!(message.contains("TOML") || message.contains("expected"), "{message}");
    let message = refusal(Loader::new().file("/nonexistent/magpie.toml"));
    assert!(message.contains("/nonexistent/magpie.toml"), "{message}");
}

/// Each line: a setting that types let pass, the section.key that must be named, and a word of the message.
#[test]
fn values_that_cannot_be_used_are_refused() {
    for (toml, setting, word) in [
        (
            "[coordinator]\ninsecure_plaintext = true\nlisten = \"0.0.0.0:7001\"",
            "coordinator.insecure_plaintext",
            "loopback",
        ),
        ("[coordinator]\naccount_id = \"12\"", "coordinator.account_id", "12 digits"),
        ("[coordinator]\nregion = \"Europe!\"", "coordinator.region", "us-east-1"),
        ("[coordinator]\nkey_file = \"/var/lib/magpie/key\"", "coordinator.key_file", "inside"),
        ("[coordinator]\nlease_ttl = \"0s\"", "coordinator.lease_ttl", "from 1s"),
        ("[coordinator]\nheartbeat_interval = \"11s\"", "coordinator.heartbeat_interval", "third"),
        ("[coordinator]\nshard_target_objects = 0", "coordinator.shard_target_objects", "from 1"),
        ("[coordinator]\nattempts_before_quarantine = 2", "coordinator.attempts_before_quarantine", "more than"),
        ("[worker]\ncoordinator = \"ftp://example.com\"", "worker.coordinator", "https://"),
        ("[worker]\ncoordinator = \"https://example.com/path\"", "worker.coordinator", "https://"),
        ("[worker]\nname = \"\"", "worker.name", "128"),
        ("[worker]\nconcurrency = 0", "worker.concurrency", "from 1"),
        ("[worker]\nmemory_budget = \"8MiB\"", "worker.memory_budget", "twice"),
        ("[s3]\nendpoint = \"https://user:pass@example.com\"", "s3.endpoint", "https://host"),
        ("[s3]\naccess_key_id = \"AKIA\"", "s3.access_key_id", "both"),
        ("[s3]\nsession_token = \"t\"", "s3.session_token", "needs"),
        ("[s3]\nmax_attempts = 0", "s3.max_attempts", "from 1"),
        ("[export]\nbucket = \"x\"", "export.bucket", "3 to 63"),
        ("[export]\nprefix = \"/x\"", "export.prefix", "begin"),
        ("[export]\nkms_key_id = \"k\"", "export.kms_key_id", "aws:kms"),
        ("[export]\nexpected_bucket_owner = \"me\"", "export.expected_bucket_owner", "12 digits"),
        ("[export]\nresults_per_file = 0", "export.results_per_file", "from 1"),
        ("[limits]\njson_nesting = 100000", "limits.json_nesting", "10000"),
        ("[limits]\narchive_member_bytes = \"11GiB\"", "limits.archive_member_bytes", "archive_bytes"),
        ("[tls]\ncert = \"cert.pem\"", "tls.cert", "both"),
        ("[telemetry]\nlog_level = \"info,x=loud\"", "telemetry.log_level", "loud"),
        ("[telemetry]\nobject_span_ratio = 1.5", "telemetry.object_span_ratio", "to 1"),
        ("[telemetry]\nobject_span_ratio = nan", "telemetry.object_span_ratio", "number"),
        ("[telemetry]\nservice_name = \"\"", "telemetry.service_name", "empty"),
    ] {
        let Error::Invalid(problems) = Loader::new().toml(toml).load().unwrap_err() else {
            panic!("{toml}: refused in another way");
        };
        let found = problems.iter().find(|problem| problem.setting == setting);
        assert!(found.is_some_and(|problem| problem.message.contains(word)), "{toml}: {problems}");
        assert!(!problems.to_string().contains("pass"), "{problems}");
    }
}

#[test]
fn all_problems_are_told_at_once() {
    let Error::Invalid(problems) =
        Loader::new().toml("[worker]\nconcurrency = 0\n[s3]\nmax_attempts = 0\n").load().unwrap_err()
    else {
        panic!("refused in another way");
    };
    assert_eq!(problems.iter().count(), 2, "{problems}");
    assert_eq!(problems.to_string().lines().count(), 2);
}

#[test]
fn every_problem_names_a_setting_that_exists() {
    let known: Vec<String> = schema::settings().map(|setting| setting.path()).collect();
    for file in ["coordinator", "worker", "s3", "export", "limits", "tls", "telemetry"] {
        let source = std::fs::read_to_string(format!("{}/src/config/{file}.rs", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let named: Vec<&str> = source
            .split('"')
            .filter(|text| text.strip_prefix(file).and_then(|rest| rest.strip_prefix('.')).is_some_and(is_key))
            .collect();
        assert!(!named.is_empty(), "{file}");
        for name in named {
            assert!(known.iter().any(|path| path == name), "{name} is no setting");
        }
    }
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[test]
fn secrets_are_never_shown() {
    let config = Loader::new()
        .variables(variables(&[
            ("MAGPIE_S3__ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
            ("MAGPIE_S3__SECRET_ACCESS_KEY", "wJalrXUtnFEMI"),
            ("MAGPIE_S3__SESSION_TOKEN", "0123456789"),
        ]))
        .load()
        .unwrap();
    assert_eq!(config.s3.secret_access_key.as_ref().map(Sensitive::expose_sensitive).unwrap(), "wJalrXUtnFEMI");
    assert_eq!(config.s3.session_token.as_ref().map(Sensitive::expose_sensitive).unwrap(), "0123456789");
    for shown in [format!("{config:?}"), format!("{config:#?}"), serde_json::to_string(&config).unwrap()] {
        assert!(!shown.contains("wJalrXUtnFEMI") && !shown.contains("0123456789"), "{shown}");
    }
    let message = refusal(Loader::new().toml("[s3]\naccess_key_id = \"A\"\nsecret_access_key = 71234567"));
    assert!(!message.contains("71234567"), "{message}");
    assert!(message.contains("s3.secret_access_key"), "{message}");
}

#[test]
fn the_template_is_the_defaults() {
    let template = template();
    assert_eq!(Loader::new().toml(&template).load().unwrap(), Config::default(), "as it is");

    // With every setting that has a default switched on, and those with an example left out.
    let mut switched = String::new();
    let mut example = false;
    for line in template.lines() {
        let setting = line.strip_prefix('#').filter(|rest| !rest.starts_with(' '));
        match setting {
            Some(_) if example => {}
            Some(setting) => switched.push_str(setting),
            None => switched.push_str(line),
        }
        example = line.ends_with("Example:");
        switched.push('\n');
    }
    let parsed: toml::Table = toml::from_str(&switched).unwrap();
    let with_default = schema::settings().filter(|setting| setting.default.is_some()).count();
    let written: usize = parsed.values().map(|section| section.as_table().map_or(0, toml::Table::len)).sum();
    assert_eq!(written, with_default, "every default is written out");
    assert_eq!(Loader::new().toml(switched).load().unwrap(), Config::default(), "every default is written right");
}

#[test]
fn every_example_can_be_used() {
    // All at once, with sse set as the example of a key needs.
    let mut on = String::new();
    for line in template().lines() {
        match line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')) {
            Some("sse = \"none\"") => on.push_str("sse = \"aws:kms\""),
            Some(setting) => on.push_str(setting),
            None => on.push_str(line),
        }
        on.push('\n');
    }
    let config = Loader::new().toml(on).load().unwrap();
    assert_eq!(config.worker.name.as_deref(), Some("worker-1"));
    assert!(config.tls.key.is_some());
}

#[test]
fn every_setting_is_described_and_has_its_own_variable() {
    let mut names = BTreeMap::new();
    for setting in schema::settings() {
        let path = setting.path();
        assert!(
            setting.description.len() > 20 && setting.description.ends_with('.'),
            "{path}: {}",
            setting.description
        );
        assert!(setting.default.is_some() || setting.example.is_some(), "{path} has neither default nor example");
        assert!(names.insert(setting.variable(), path).is_none());
    }
    assert!(names.contains_key("MAGPIE_COORDINATOR__LISTEN"));
    assert!(names.len() > 60, "{}", names.len());
    for section in schema::sections() {
        assert!(!section.description.is_empty(), "{}", section.name);
    }
}

#[test]
fn the_reference_has_every_setting() {
    let reference = reference_markdown();
    for setting in schema::settings() {
        assert!(reference.contains(&format!("| `{}` |", setting.key)), "{}", setting.path());
    }
    assert!(reference.contains("| `sse` | `\"none\"` or `\"AES256\"` or `\"aws:kms\"` | `\"none\"` |"), "{reference}");
    assert!(reference.contains("| `lease_ttl` | duration | `\"30s\"` |"), "{reference}");
    assert!(reference.contains("| `memory_budget` | size | `\"512MiB\"` |"), "{reference}");
    assert!(reference.contains("| `bucket` | text | not set |"), "{reference}");
}
