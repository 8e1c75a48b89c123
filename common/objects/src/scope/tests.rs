#![allow(clippy::unwrap_used)]

use std::time::{Duration, UNIX_EPOCH};

use super::*;

/// 2024-05-31T18:00:00Z
const MOMENT: u64 = 1_717_178_400;

fn object(key: &str, size: u64, modified: u64) -> ListedObject {
    ListedObject {
        key: key.to_owned(),
        size,
        e_tag: String::new(),
        last_modified: UNIX_EPOCH + Duration::from_secs(modified) + Duration::from_millis(700),
        storage_class: "STANDARD".to_owned(),
        restored: false,
    }
}

fn compile(json: &str) -> Result<Scope, Error> {
    Scope::compile(&magpie_proto::json::from_str(json).unwrap())
}

fn simple(key: &str, comparator: &str, values: &str) -> String {
    format!(r#"{{"simpleScopeTerm": {{"key": "{key}", "comparator": "{comparator}", "values": {values}}}}}"#)
}

fn tags(comparator: &str, pairs: &str) -> String {
    format!(
        r#"{{"tagScopeTerm": {{"key": "TAG", "target": "S3_OBJECT", "comparator": "{comparator}", "tagValues": {pairs}}}}}"#
    )
}

fn includes(terms: &[String]) -> String {
    format!(r#"{{"includes": {{"and": [{}]}}}}"#, terms.join(","))
}

#[test]
fn simple_terms() {
    let big = object("logs/2024/app.log.gz", 1_000, MOMENT);
    let cases: &[(&str, &str, &str, bool)] = &[
        ("OBJECT_EXTENSION", "EQ", r#"["gz"]"#, true),
        ("OBJECT_EXTENSION", "EQ", r#"["GZ"]"#, false),
        ("OBJECT_EXTENSION", "EQ", r#"["log", "gz"]"#, true),
        ("OBJECT_EXTENSION", "EQ", r#"["log"]"#, false),
        ("OBJECT_EXTENSION", "EQ", r#"[""]"#, false),
        ("OBJECT_EXTENSION", "NE", r#"["log", "gz"]"#, false),
        ("OBJECT_EXTENSION", "NE", r#"["log", "csv"]"#, true),
        ("OBJECT_KEY", "STARTS_WITH", r#"["logs/"]"#, true),
        ("OBJECT_KEY", "STARTS_WITH", r#"["Logs/"]"#, false),
        ("OBJECT_KEY", "STARTS_WITH", r#"["/logs/", "logs/2024/a"]"#, true),
        ("OBJECT_KEY", "STARTS_WITH", r#"["2024/"]"#, false),
        ("OBJECT_SIZE", "EQ", r#"["1000"]"#, true),
        ("OBJECT_SIZE", "NE", r#"["1000"]"#, false),
        ("OBJECT_SIZE", "GT", r#"["1000"]"#, false),
        ("OBJECT_SIZE", "GT", r#"["999"]"#, true),
        ("OBJECT_SIZE", "GTE", r#"["1000"]"#, true),
        ("OBJECT_SIZE", "LT", r#"["1000"]"#, false),
        ("OBJECT_SIZE", "LT", r#"["1001"]"#, true),
        ("OBJECT_SIZE", "LTE", r#"["1000"]"#, true),
        ("OBJECT_LAST_MODIFIED_DATE", "EQ", r#"["2024-05-31T18:00:00Z"]"#, true),
        ("OBJECT_LAST_MODIFIED_DATE", "EQ", r#"["2024-05-31T18:00:00.000Z"]"#, true),
        ("OBJECT_LAST_MODIFIED_DATE", "EQ", r#"["2024-05-31T20:00:00+02:00"]"#, true),
        ("OBJECT_LAST_MODIFIED_DATE", "NE", r#"["2024-05-31T18:00:00Z"]"#, false),
        ("OBJECT_LAST_MODIFIED_DATE", "GT", r#"["2024-05-31T18:00:00Z"]"#, false),
        ("OBJECT_LAST_MODIFIED_DATE", "GTE", r#"["2024-05-31T18:00:00Z"]"#, true),
        ("OBJECT_LAST_MODIFIED_DATE", "LT", r#"["2024-06-01T00:00:00Z"]"#, true),
        ("OBJECT_LAST_MODIFIED_DATE", "LTE", r#"["2024-05-31T17:59:59Z"]"#, false),
    ];
    for (key, comparator, values, wanted) in cases {
        let scope = compile(&includes(&[simple(key, comparator, values)])).unwrap();
        let verdict = if *wanted { Verdict::In } else { Verdict::Out };
        assert_eq!(scope.verdict(&big), verdict, "{key} {comparator} {values}");
        assert!(!scope.looks_at_tags());
    }
}

#[test]
fn extensions() {
    for (key, extension) in [
        ("a.b/c", ""),
        ("c.", ""),
        ("a.tar.gz", "gz"),
        (".profile", "profile"),
        ("d/.x.csv", "csv"),
        ("", ""),
        ("ü.ä", "ä"),
    ] {
        let scope = compile(&includes(&[simple("OBJECT_EXTENSION", "EQ", &format!(r#"["{extension}"]"#))])).unwrap();
        assert_eq!(scope.verdict(&object(key, 1, 0)), Verdict::In, "{key}");
    }
}

#[test]
fn terms_are_anded_and_excludes_win() {
    let csv = simple("OBJECT_EXTENSION", "EQ", r#"["csv"]"#);
    let large = simple("OBJECT_SIZE", "GT", r#"["10"]"#);
    let temporary = simple("OBJECT_KEY", "STARTS_WITH", r#"["tmp/"]"#);

    let both = compile(&includes(&[csv.clone(), large.clone()])).unwrap();
    assert_eq!(both.verdict(&object("a.csv", 11, 0)), Verdict::In);
    assert_eq!(both.verdict(&object("a.csv", 10, 0)), Verdict::Out);
    assert_eq!(both.verdict(&object("a.txt", 11, 0)), Verdict::Out);

    let json = format!(r#"{{"includes": {{"and": [{csv}]}}, "excludes": {{"and": [{temporary}, {large}]}}}}"#);
    let scope = compile(&json).unwrap();
    assert_eq!(scope.verdict(&object("tmp/a.csv", 11, 0)), Verdict::Out);
    assert_eq!(scope.verdict(&object("tmp/a.csv", 10, 0)), Verdict::In, "excluded only if all excludes hold");
    assert_eq!(scope.verdict(&object("b/a.csv", 11, 0)), Verdict::In);
}

#[test]
fn no_terms_let_everything_in() {
    for json in ["{}", r#"{"includes": {}, "excludes": {}}"#, r#"{"includes": {"and": []}, "excludes": {"and": []}}"#] {
        assert_eq!(compile(json).unwrap().verdict(&object("x", 0, 0)), Verdict::In);
    }
    assert_eq!(Scope::default().verdict(&object("x", 0, 0)), Verdict::In);
}

#[test]
fn tag_terms() {
    let tag = |key: &str, value: &str| Tag { key: key.to_owned(), value: value.to_owned() };
    let cases: &[(&str, &str, &[Tag], bool)] = &[
        ("EQ", r#"[{"key": "team", "value": "pay"}]"#, &[tag("team", "pay")], true),
        ("EQ", r#"[{"key": "team", "value": "pay"}]"#, &[tag("team", "Pay")], false),
        ("EQ", r#"[{"key": "team", "value": "pay"}]"#, &[tag("Team", "pay")], false),
        ("EQ", r#"[{"key": "team", "value": ""}]"#, &[tag("x", ""), tag("team", "any")], true),
        ("EQ", r#"[{"key": "team"}]"#, &[], false),
        ("EQ", r#"[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]"#, &[tag("b", "2")], true),
        ("NE", r#"[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]"#, &[tag("b", "2")], false),
        ("NE", r#"[{"key": "a", "value": "1"}]"#, &[tag("a", "2")], true),
        ("NE", r#"[{"key": "a"}]"#, &[], true),
    ];
    for (comparator, pairs, carried, wanted) in cases {
        let scope = compile(&includes(&[tags(comparator, pairs)])).unwrap();
        assert!(scope.looks_at_tags());
        assert_eq!(scope.verdict(&object("x", 1, 0)), Verdict::NeedsTags);
        assert_eq!(scope.tags_verdict(&object("x", 1, 0), carried), *wanted, "{comparator} {pairs} {carried:?}");
    }
}

#[test]
fn tags_are_asked_for_only_if_they_decide() {
    let csv = simple("OBJECT_EXTENSION", "EQ", r#"["csv"]"#);
    let team = tags("EQ", r#"[{"key": "team"}]"#);
    let carried = [Tag { key: "team".to_owned(), value: "pay".to_owned() }];

    let included = compile(&includes(&[team.clone(), csv.clone()])).unwrap();
    assert_eq!(included.verdict(&object("a.txt", 1, 0)), Verdict::Out);
    assert_eq!(included.verdict(&object("a.csv", 1, 0)), Verdict::NeedsTags);
    assert!(included.tags_verdict(&object("a.csv", 1, 0), &carried));
    assert!(!included.tags_verdict(&object("a.txt", 1, 0), &carried));

    let excluded = compile(&format!(r#"{{"excludes": {{"and": [{team}, {csv}]}}}}"#)).unwrap();
    assert_eq!(excluded.verdict(&object("a.txt", 1, 0)), Verdict::In);
    assert_eq!(excluded.verdict(&object("a.csv", 1, 0)), Verdict::NeedsTags);
    assert!(!excluded.tags_verdict(&object("a.csv", 1, 0), &carried));
    assert!(excluded.tags_verdict(&object("a.csv", 1, 0), &[]));
}

#[test]
fn errors_name_the_field() {
    let cases: &[(String, &str)] = &[
        ("{}".to_owned(), ""),
        (r#"{"simpleScopeTerm": {}, "tagScopeTerm": {}}"#.to_owned(), ""),
        (simple("OBJECT_SIZE", "GT", "[]"), ".simpleScopeTerm.values"),
        (simple("OBJECT_SIZE", "GT", r#"["1", "2"]"#), ".simpleScopeTerm.values"),
        (simple("OBJECT_SIZE", "GT", r#"["-1"]"#), ".simpleScopeTerm.values"),
        (simple("OBJECT_SIZE", "GT", r#"["+1"]"#), ".simpleScopeTerm.values"),
        (simple("OBJECT_SIZE", "GT", r#"["1KB"]"#), ".simpleScopeTerm.values"),
        (simple("OBJECT_SIZE", "GT", r#"["99999999999999999999"]"#), ".simpleScopeTerm.values"),
        (simple("OBJECT_SIZE", "STARTS_WITH", r#"["1"]"#), ".simpleScopeTerm.comparator"),
        (simple("OBJECT_SIZE", "CONTAINS", r#"["1"]"#), ".simpleScopeTerm.comparator"),
        (simple("OBJECT_EXTENSION", "GT", r#"["csv"]"#), ".simpleScopeTerm.comparator"),
        (simple("OBJECT_EXTENSION", "EQ", r#"["csv", ".gz"]"#), ".simpleScopeTerm.values[1]"),
        (simple("OBJECT_KEY", "EQ", r#"["a"]"#), ".simpleScopeTerm.comparator"),
        (simple("OBJECT_KEY", "STARTS_WITH", r#"["a", ""]"#), ".simpleScopeTerm.values[1]"),
        (simple("OBJECT_LAST_MODIFIED_DATE", "GT", r#"["yesterday"]"#), ".simpleScopeTerm.values"),
        (simple("OBJECT_LAST_MODIFIED_DATE", "GT", r#"["2024-05-31T18:00:00"]"#), ".simpleScopeTerm.values"),
        (r#"{"simpleScopeTerm": {"comparator": "EQ", "values": ["x"]}}"#.to_owned(), ".simpleScopeTerm.key"),
        (r#"{"simpleScopeTerm": {"key": "OBJECT_KEY", "values": ["x"]}}"#.to_owned(), ".simpleScopeTerm.comparator"),
        (tags("GT", r#"[{"key": "a"}]"#), ".tagScopeTerm.comparator"),
        (tags("EQ", "[]"), ".tagScopeTerm.tagValues"),
        (tags("EQ", r#"[{"key": "a"}, {"value": "b"}]"#), ".tagScopeTerm.tagValues[1].key"),
        (
            r#"{"tagScopeTerm": {"key": "NAME", "comparator": "EQ", "tagValues": [{"key": "a"}]}}"#.to_owned(),
            ".tagScopeTerm.key",
        ),
    ];
    let good = simple("OBJECT_SIZE", "GTE", r#"["0"]"#);
    for (term, path) in cases {
        let error = compile(&format!(r#"{{"excludes": {{"and": [{good}, {term}]}}}}"#)).unwrap_err();
        assert_eq!(error.field, format!("s3JobDefinition.scoping.excludes.and[1]{path}"), "{term}");
        assert!(!error.description.is_empty());
    }
}

#[test]
fn unknown_numbers_are_refused() {
    let term = v1::SimpleScopeTerm { key: 99, comparator: 1, values: vec!["x".into()] };
    let scoping = |simple_scope_term| v1::Scoping {
        includes: Some(v1::JobScopingBlock { and: vec![v1::JobScopeTerm { simple_scope_term, tag_scope_term: None }] }),
        excludes: None,
    };
    let error = Scope::compile(&scoping(Some(term.clone()))).unwrap_err();
    assert_eq!(error.field, "s3JobDefinition.scoping.includes.and[0].simpleScopeTerm.key");
    let error = Scope::compile(&scoping(Some(v1::SimpleScopeTerm { key: 1, comparator: 99, ..term }))).unwrap_err();
    assert_eq!(error.field, "s3JobDefinition.scoping.includes.and[0].simpleScopeTerm.comparator");
}
