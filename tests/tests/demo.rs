//! What a newcomer sees first.

use std::time::Duration;

use magpie_tests::command::{clean, magpie, run};

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shows_findings_and_an_exported_record() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = clean(magpie(), folder.path());
    command.arg("demo");
    let said = run(command, Duration::from_secs(60)).await.expect(0);
    for text in [
        "s3://acme-shared-files",
        "USA_SOCIAL_SECURITY_NUMBER",
        "AWS_CREDENTIALS",
        "crm/customers.csv",
        "High",
        ".jsonl.gz",
        "manifest-",
        "\"classificationDetails\"",
        "\"sensitiveData\"",
        "\"resourcesAffected\"",
        "grpcurl",
    ] {
        assert!(said.out.contains(text), "the demo does not show {text}\n{}", said.excerpt());
    }
    assert!(!said.err.to_lowercase().contains("error"), "{}", said.excerpt());
    let left: Vec<_> = std::fs::read_dir(folder.path().join("tmp")).unwrap().collect();
    assert!(left.is_empty(), "the demo leaves nothing behind: {left:?}");
}
