//! JSON and JSON Lines.
use crate::common::{Event, run, run_with, show, values};
use magpie_detect::{ContextId, Ruleset, Scanner};
use magpie_extract::{
    FieldBatch, FileOutcome, Limits, LineRange, MemberDetails, ObjectHints, Place, Reason, SliceSource, Status,
    StopReason, TextBlock, Visitor, extract,
};
use std::ops::ControlFlow;
use std::sync::Arc;

fn check(text: &str, key: &str, expected: &[(&str, &str)]) {
    let (events, outcome) = run(text.as_bytes(), key);
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(outcome.bytes, text.len() as u64);
    let expected: Vec<_> = expected.iter().map(|(value, place)| (*value, place.to_string())).collect();
    assert_eq!(values(&events), expected, "{text}");
}

#[test]
fn values_have_paths() {
    check(
        r#" {"access": {"key": ["a", "b", 3.5e2]}, "na me": "x", "n": null, "t": true, "e": "", "deep": [[1], [{"k": "v"}]]} "#,
        "x.json",
        &[
            ("a", "0 $.access.key[0]"),
            ("b", "0 $.access.key[1]"),
            ("3.5e2", "0 $.access.key[2]"),
            ("x", "0 $['na me']"),
            ("1", "0 $.deep[0][0]"),
            ("v", "0 $.deep[1][0].k"),
        ],
    );
}

#[test]
fn escapes_are_undone() {
    check(
        r#"{"a\u0062": "x\ty\"\\\/\u00e9\ud83d\ude00", "plain": "z"}"#,
        "x.json",
        &[("x\ty\"\\/é😀", "0 $.ab"), ("z", "0 $.plain")],
    );
}

#[test]
fn names_are_visited_once_before_their_values() {
    let (events, _) = run(b"[{\"ssn\": 1, \"n\": {\"ssn\": 2}}, {\"ssn\": 3}]", "x.json");
    let names: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Name(name, place) => Some((name.as_str(), show(place))),
            _ => None,
        })
        .collect();
    assert_eq!(
        names,
        [("ssn", "0 $[0].ssn".to_owned()), ("n", "0 $[0].n".to_owned()), ("ssn", "0 $[0].n.ssn".to_owned())]
    );
    assert!(matches!(&events[0], Event::Name(..)));
    let Event::Value(_, Place::Record { names, .. }) = events
        .iter()
        .rfind(|event| matches!(event, Event::Value(_, Place::Record { json_path, .. }) if json_path.contains("n.ssn")))
        .unwrap()
    else {
        panic!()
    };
    assert_eq!(names, &["n", "ssn"]);
}

#[test]
fn lines_are_records() {
    check(
        "{\"a\":1}\n\n{\"a\":2}\r\n[3]\n\"four\"\n",
        "x.jsonl",
        &[("1", "0 $.a"), ("2", "2 $.a"), ("3", "3 $[0]"), ("four", "4 $")],
    );
    let (_, outcome) = run(b"{\"a\":1}\n{\"a\":2}\n", "noname");
    assert_eq!(outcome.mime_type, "application/x-ndjson");
    // One value is one record, wherever it begins.
    check("\n\n{\"a\":1}\n", "x.json", &[("1", "0 $.a")]);
}

#[test]
fn a_bad_line_is_text() {
    let text = "{\"a\":1}\nERROR mail@x.org {\"a\":\n{\"a\":2}\n{\"a\": oops}\n{\"a\":3}\n";
    let (events, outcome) = run(text.as_bytes(), "x.jsonl");
    assert_eq!(outcome.status, Status::Complete);
    assert!(outcome.detail.unwrap().contains("malformed"));
    assert_eq!(values(&events), [("1", "0 $.a".to_owned()), ("2", "2 $.a".to_owned()), ("3", "4 $.a".to_owned())]);
    let texts: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Text(text, lines) => Some((text.as_str(), lines.first().copied())),
            _ => None,
        })
        .collect();
    assert_eq!(texts[0], ("ERROR mail@x.org {\"a\":\n", Some(LineRange { start: 2, end: 2, start_column: 11 })));
    assert_eq!(texts[1], ("oops}\n", None));
}

#[test]
fn malformed_json_is_text_from_the_fault_on() {
    let text = "{\"a\": \"x\",\n \"b\": 'y', \"c\": \"mail@x.org\"}";
    let (events, outcome) = run(text.as_bytes(), "x.json");
    assert_eq!(outcome.status, Status::Complete);
    assert!(outcome.detail.unwrap().contains("malformed"));
    assert_eq!(values(&events), [("x", "0 $.a".to_owned())]);
    let Event::Text(rest, lines) = events.last().unwrap() else { panic!() };
    assert_eq!(rest, "'y', \"c\": \"mail@x.org\"}");
    assert_eq!(lines[0].start, 2);
}

#[test]
fn comments_are_text() {
    let text = "// owner: ann@x.org\n{\"a\": 1, /* b@c\n */ \"d\": 2 // e\n}\n";
    let (events, outcome) = run(text.as_bytes(), "x.json");
    assert_eq!(outcome.detail, None);
    assert_eq!(values(&events), [("1", "0 $.a".to_owned()), ("2", "0 $.d".to_owned())]);
    let comments: Vec<_> = events.iter().filter(|event| matches!(event, Event::Text(..))).collect();
    assert_eq!(comments.len(), 3);
    assert!(matches!(comments[1], Event::Text(text, lines) if text == "/* b@c\n */" && lines[0].start == 2));
}

#[test]
fn truncated_json_keeps_what_is_there() {
    let text = "{\"a\": [1, 2, {\"b\": \"x\"}, \"cut of";
    for length in 1..text.len() {
        let (_, outcome) = run(&text.as_bytes()[..length], "x.json");
        assert_eq!(outcome.status, Status::Complete, "{length}");
        assert!(outcome.detail.is_some(), "{length}");
        assert_eq!(outcome.bytes, length as u64);
    }
    let (events, _) = run(text.as_bytes(), "x.json");
    assert_eq!(crate::common::texts(&events).last(), Some(&"\"cut of"));
}

#[test]
fn nesting_has_a_limit() {
    let nested = |depth: usize| format!("{}\"x\"{}", "[".repeat(depth), "]".repeat(depth));
    let (events, outcome) = run(nested(256).as_bytes(), "x.json");
    assert_eq!((outcome.status, values(&events).len()), (Status::Complete, 1));
    let (events, outcome) = run(nested(257).as_bytes(), "x.json");
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::JsonNestingLevelOverLimit)));
    assert!(events.is_empty());
    assert_eq!(outcome.bytes, 0);
    let (events, outcome) = run(format!("{{\"a\": 1, \"b\": {}}}", nested(256)).as_bytes(), "x.json");
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::JsonNestingLevelOverLimit)));
    assert_eq!(values(&events), [("1", "0 $.a".to_owned())]);
}

#[test]
fn long_strings_come_in_pieces() {
    let limits = Limits { value_bytes: 1000, ..Limits::default() };
    let long = "word \"x\" é\n 😀".repeat(20_000);
    let escaped = serde_like_escape(&long);
    let text = format!("{{\"a\": [1, \"{escaped}\"], \"b\": 2}}\n\"{escaped}\"");
    let (events, outcome) = run_with(text.as_bytes(), "x.json", &limits);
    assert_eq!((outcome.status, outcome.detail), (Status::Complete, None));
    let seen = values(&events);
    assert_eq!(seen.len(), 4);
    assert!(seen[1].0 == long && seen[1].1 == "0 $.a[1]");
    assert_eq!(seen[2], ("2", "0 $.b".to_owned()));
    assert!(seen[3].0 == long && seen[3].1 == "1 $");
}

fn serde_like_escape(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '"' => "\\\"".to_owned(),
            '\n' => "\\n".to_owned(),
            '😀' => "\\ud83d\\ude00".to_owned(),
            other => other.to_string(),
        })
        .collect()
}

#[test]
fn more_names_than_are_remembered() {
    let limits = Limits { json_paths: 1100, ..Limits::default() };
    let members: String = (0..20_000).map(|number| format!("\"k{number}\": {{\"v\": [{number}]}},\n")).collect();
    let text = format!("{{\"outer\": [{{{members}\"last\": 0}}]}}");
    let (events, outcome) = run_with(text.as_bytes(), "x.json", &limits);
    assert_eq!(outcome.status, Status::Complete);
    let seen = values(&events);
    assert_eq!(seen.len(), 20_001);
    assert_eq!(seen[12_345], ("12345", "0 $.outer[0].k12345.v[0]".to_owned()));
    assert_eq!(seen[20_000], ("0", "0 $.outer[0].last".to_owned()));
}

#[test]
fn long_names_and_numbers_are_malformed() {
    let name = "n".repeat(20_000);
    let (events, outcome) = run(format!("{{\"{name}\": 1}}").as_bytes(), "x.json");
    assert!(outcome.detail.unwrap().contains("malformed"));
    assert!(matches!(events.last(), Some(Event::Text(text, _)) if text.contains(&name)));
    let (events, _) = run(format!("[{}]", "1".repeat(5000)).as_bytes(), "x.json");
    assert!(matches!(events.last(), Some(Event::Text(..))));
}

#[test]
fn deep_arrays_of_values_need_little_memory() {
    let inner: String = (0..100_000).map(|number| format!("{},", number % 10)).collect();
    let text = format!("{}{inner}0{}", "[".repeat(200), "]".repeat(200));
    let (events, outcome) = run(text.as_bytes(), "x.json");
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(values(&events).len(), 100_001);
    assert!(values(&events)[77].1.ends_with("[0][77]"));
}

/// What is found in a JSON text: ids and values.
struct Finder {
    scanner: Scanner,
    found: Vec<(&'static str, String)>,
}

impl Visitor for Finder {
    fn context(&mut self, names: &[&str]) -> ContextId {
        self.scanner.context(names)
    }

    fn text(&mut self, _block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        ControlFlow::Continue(())
    }

    fn fields(&mut self, batch: &FieldBatch<'_>) -> ControlFlow<StopReason> {
        let rules = Arc::clone(self.scanner.ruleset());
        let found = &mut self.found;
        self.scanner.scan_fields(batch.text, batch.fields, &mut |one| {
            let field = &batch.text[batch.fields[one.field].start as usize..batch.fields[one.field].end as usize];
            let value = String::from_utf8_lossy(&field[one.start..one.end]).into_owned();
            found.push((rules.identifiers()[one.identifier].id, value));
        });
        ControlFlow::Continue(())
    }

    fn takes_repeats(&self) -> bool {
        false
    }

    fn decoded(&mut self, _block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        ControlFlow::Continue(())
    }

    fn enter_member(&mut self, _member: &MemberDetails<'_>) -> ControlFlow<StopReason> {
        ControlFlow::Continue(())
    }

    fn leave_member(&mut self, _outcome: &FileOutcome) {}
}

fn found(text: &str) -> Vec<(&'static str, String)> {
    let rules = Ruleset::managed(["USA_SOCIAL_SECURITY_NUMBER", "DATE_OF_BIRTH", "PASSWORD", "HTTP_COOKIE"]).unwrap();
    let mut finder = Finder { scanner: Scanner::new(Arc::new(rules)), found: Vec::new() };
    let mut found: Option<Vec<_>> = None;
    // What is found does not depend on how the bytes come.
    for chunk in [1, 7, 64, 4096] {
        let mut source = SliceSource::with_chunks(text.as_bytes(), chunk);
        let hints = ObjectHints { key: "x.json", content_encoding: None };
        finder.scanner.forget();
        let outcome = extract(&mut source, &hints, &Limits::default(), &mut finder);
        assert_eq!(outcome.status, Status::Complete);
        let one = std::mem::take(&mut finder.found);
        assert_eq!(found.get_or_insert_with(|| one.clone()), &one, "chunks of {chunk} bytes");
    }
    found.unwrap_or_default()
}

#[test]
fn a_value_is_named_by_the_elements_before_it() {
    for (text, id, value) in [
        (r#"{"a": [{"key": "ssn", "value": "536-90-4399"}]}"#, "USA_SOCIAL_SECURITY_NUMBER", "536-90-4399"),
        (
            r#"{"identifier": [{"system": "http://hl7.org/fhir/sid/us-ssn", "value": "536-90-4399"}]}"#,
            "USA_SOCIAL_SECURITY_NUMBER",
            "536-90-4399",
        ),
        (r#"{"label": "Date of birth", "answer": "03/04/1975"}"#, "DATE_OF_BIRTH", "03/04/1975"),
        (r#"{"name": "DB_PASSWORD", "type": "text", "value": "zebra!77x"}"#, "PASSWORD", "zebra!77x"),
        (
            r#"{"name": "Cookie", "value": "sid=abc123def456; theme=dark"}"#,
            "HTTP_COOKIE",
            "sid=abc123def456; theme=dark",
        ),
        // One element deeper: what names, and what is named.
        (
            r#"{"identifier": [{"type": {"coding": [{"code": "SS", "display": "Social Security Number"}]}, "use": "usual",
                "value": "536-90-4399"}]}"#,
            "USA_SOCIAL_SECURITY_NUMBER",
            "536-90-4399",
        ),
        (
            r#"{"item": [{"text": "Your SSN?", "answer": [{"valueString": "536-90-4399"}]}]}"#,
            "USA_SOCIAL_SECURITY_NUMBER",
            "536-90-4399",
        ),
        (r#"{"question": {"label": "SSN"}, "answer": "536-90-4399"}"#, "USA_SOCIAL_SECURITY_NUMBER", "536-90-4399"),
        (r#"{"question": "SSN", "answers": ["536-90-4399"]}"#, "USA_SOCIAL_SECURITY_NUMBER", "536-90-4399"),
        (r#"{"field": {"name": "ssn", "value": "536-90-4399"}}"#, "USA_SOCIAL_SECURITY_NUMBER", "536-90-4399"),
        (
            r#"{"parameter": [{"name": "x", "value": "1"}, {"name": "ssn", "value": "536-90-4399"}]}"#,
            "USA_SOCIAL_SECURITY_NUMBER",
            "536-90-4399",
        ),
        (r#"{"type": "ssn", "number": "536-90-4399"}"#, "USA_SOCIAL_SECURITY_NUMBER", "536-90-4399"),
    ] {
        assert_eq!(found(text), [(id, value.to_owned())], "{text}");
    }
    for text in [
        // Of another object, behind its value, in an array.
        r#"[{"name": "ssn"}, {"value": "536-90-4399"}]"#,
        r#"{"name": "ssn", "x": {"name": "y", "value": "536-90-4399"}}"#,
        r#"{"value": "536-90-4399", "name": "ssn"}"#,
        r#"{"name": "ssn_total", "value": 536904399}"#,
        r#"["ssn", {"value": "536-90-4399"}]"#,
        // Of another object of an array, of an object that is over.
        r#"{"parameter": [{"name": "ssn", "value": "1"}, {"value": "536-90-4399"}]}"#,
        r#"{"item": [{"text": "SSN?"}, {"text": "Colour?", "answer": [{"valueString": "536-90-4399"}]}]}"#,
        r#"{"a": {"type": {"text": "ssn"}}, "b": {"value": "536-90-4399"}}"#,
        r#"{"names": ["ssn"], "value": "536-90-4399"}"#,
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn what_describes_a_password_is_none() {
    let schema = r#"{"properties": {"password": {"format": "password", "deprecated": false, "algorithm": "bcrypt7"}}}"#;
    assert_eq!(found(schema), []);
    let state =
        r#"{"ses_smtp_password_v4": "x7Kp2mQz9wL4", "db_password": {"value": "Gr8!dbPassw0rd", "sensitive": true}}"#;
    let passwords = ["x7Kp2mQz9wL4", "Gr8!dbPassw0rd"].map(|value| ("PASSWORD", value.to_owned()));
    assert_eq!(found(state), passwords);
}
