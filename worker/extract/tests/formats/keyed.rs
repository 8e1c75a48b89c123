//! YAML, INI, .env: what the detector finds in them, and where.

use crate::common::{Event, run, run_chunked};
use magpie_detect::{ContextId, FieldMatch, Match, Ruleset, Scanner};
use magpie_extract::{
    FieldBatch, FileOutcome, Limits, MemberDetails, ObjectHints, Place, SliceSource, Status, StopReason, TextBlock,
    Visitor, extract,
};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Finds values as the worker does.
pub struct Finder {
    scanner: Scanner,
    pub found: Vec<(String, Place)>,
}

impl Visitor for Finder {
    fn context(&mut self, names: &[&str]) -> ContextId {
        self.scanner.context(names)
    }

    fn text(&mut self, block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        let mut all: Vec<Match> = Vec::new();
        self.scanner.scan_text(block.window, block.core.clone(), &mut |found| all.push(found));
        for Match { start, end, .. } in all {
            let value = String::from_utf8_lossy(&block.window[start..end]).into_owned();
            self.found.push((value, Place::Lines(block.lines(start..end))));
        }
        ControlFlow::Continue(())
    }

    fn fields(&mut self, batch: &FieldBatch<'_>) -> ControlFlow<StopReason> {
        let mut all: Vec<FieldMatch> = Vec::new();
        self.scanner.scan_fields(batch.text, batch.fields, &mut |found| all.push(found));
        for FieldMatch { field, start, end, .. } in all {
            let at = batch.fields[field].start as usize;
            if batch.in_core(at + start) {
                let value = String::from_utf8_lossy(&batch.text[at + start..at + end]).into_owned();
                self.found.push((value, batch.place_of(field, at + start..at + end)));
            }
        }
        ControlFlow::Continue(())
    }

    fn enter_member(&mut self, _member: &MemberDetails<'_>) -> ControlFlow<StopReason> {
        ControlFlow::Continue(())
    }

    fn leave_member(&mut self, _outcome: &FileOutcome) {}
}

/// What is found in a file, with its places.
pub fn find(bytes: &[u8], key: &str, identifiers: &[&str]) -> Vec<String> {
    let ruleset = Arc::new(Ruleset::managed(identifiers.iter().copied()).unwrap());
    let mut finder = Finder { scanner: Scanner::new(ruleset), found: Vec::new() };
    let hints = ObjectHints { key, content_encoding: None };
    let outcome = extract(&mut SliceSource::new(bytes), &hints, &Limits::default(), &mut finder);
    assert_eq!(outcome.status, Status::Complete);
    finder.found.iter().map(|(value, place)| format!("{} {value}", crate::common::show(place))).collect()
}

const PASSPORT: &[&str] = &["USA_PASSPORT_NUMBER"];

#[test]
fn keys_of_yaml_reach_all_that_lies_below_them() {
    let text = "\
# people of the office
people:
  - name: Ann
    passport:
      country: USA
      issued at the embassy on: 2020-01-02
      number: 567890120
    order: 567890121
    remark: a longer text between the two of them
  - passports:
      # the old one
      - 567890122
      - '567890123'
      - number: 567890124
        of: somebody with a long name, and of a long street
        former: 567890125
    note: 567890126
offices: [567890127]
";
    assert_eq!(
        find(text.as_bytes(), "people.yaml", PASSPORT),
        ["7-7:15 567890120", "12-12:9 567890122", "13-13:10 567890123", "14-14:17 567890124", "16-16:17 567890125",]
    );
    // As any text it has no key word near enough.
    assert!(find(text.as_bytes(), "people.txt", PASSPORT).is_empty());
}

#[test]
fn yaml_is_still_a_text() {
    // Key words beside a value count, wherever they are.
    let text =
        "env:\n- name: PASSPORT_NUMBER\n  value: \"567890120\"\n# passport 567890121\nx: {passport: 567890122}\n";
    assert_eq!(
        find(text.as_bytes(), "deployment.yml", PASSPORT),
        ["3-3:11 567890120", "4-4:12 567890121", "5-5:15 567890122"]
    );
    let long = "the_passport_number_of_the_holder_of_this_account: 567890120\n";
    assert_eq!(find(long.as_bytes(), "x.yaml", PASSPORT), ["1-1:52 567890120"]);
    let block =
        "passports: |\n  first line of some words and others\n\n  567890120\n  key: 567890121\nnext: 567890122\n";
    assert_eq!(find(block.as_bytes(), "x.yaml", PASSPORT), ["4-4:3 567890120", "5-5:8 567890121"]);
    let documents = "passport:\n  a:\n---\nb:\n  some words and some others, and more\n  567890120\n";
    assert_eq!(find(documents.as_bytes(), "x.yaml", PASSPORT), [""; 0]);
    // Keys that mail has too.
    let mail = "from: a@example.com\nto: b@example.com\nsubject: x\ndate: 2024-01-01\n";
    assert_eq!(run(mail.as_bytes(), "x.yaml").1.mime_type, "application/yaml");
    let (_, outcome) = run(block.as_bytes(), "x.yaml");
    assert_eq!((outcome.mime_type.as_str(), outcome.bytes), ("application/yaml", block.len() as u64));
}

#[test]
fn sections_are_keys() {
    let text = "\
[passport]
; of the first of the two applicants in this case
number = 567890120
issued by the authority of = the state; 567890121
[other]
number = 567890122
";
    assert_eq!(find(text.as_bytes(), "x.ini", PASSPORT), ["3-3:10 567890120", "4-4:41 567890121"]);
    let text = "[[holders.passport]]\nname = \"somebody with a long name\"\nnumber = 567890120\n";
    assert_eq!(find(text.as_bytes(), "x.toml", PASSPORT), ["3-3:10 567890120"]);
}

#[test]
fn values_beside_their_keys_need_no_more() {
    // .env, .properties, and credentials: the key is in the line.
    let key = concat!("wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEZ");
    for (name, text) in [
        (".env", format!("# secrets\nAWS_SECRET_ACCESS_KEY={key}\nexport B=1\n")),
        ("app.properties", format!("a.b=1\naws.secret.access.key={key}\naws_secret_access_key: {key}\n")),
        ("credentials", format!("[default]\naws_secret_access_key = {key}\n")),
    ] {
        let found = find(text.as_bytes(), name, &["AWS_CREDENTIALS"]);
        let line = text.lines().position(|line| line.to_lowercase().contains("aws_secret")).unwrap() + 1;
        let expected = text.lines().nth(line - 1).unwrap().find(key).unwrap() + 1;
        assert!(found.contains(&format!("{line}-{line}:{expected} {key}")), "{name}: {found:?}");
    }
}

#[test]
fn all_of_it_is_visited_once_whatever_the_chunks() {
    let mut text = String::new();
    for number in 0..3000 {
        text.push_str(&format!(
            "- name: person {number}\n  passport:\n    - 5678{number:05}\n    - |\n      @ lines\n      é@é\n  # a note\n\n"
        ));
    }
    text.push_str(&format!("passport: {}\n", "long é ".repeat(40_000)));
    let whole = run(text.as_bytes(), "x.yaml");
    let all: String = whole
        .0
        .iter()
        .map(|event| match event {
            Event::Text(text, _) | Event::Value(text, _) => text.as_str(),
            _ => panic!("{event:?}"),
        })
        .collect();
    assert!(all == text, "something is missing, or in another order");
    for chunk in [1, 7, 4096] {
        assert!(run_chunked(text.as_bytes(), "x.yaml", &Limits::default(), chunk) == whole, "chunks of {chunk}");
    }
}

#[test]
fn texts_of_notebooks_are_put_together() {
    let key = concat!("-----BEGIN RSA ", "PRIVATE KEY-----");
    let end = concat!("-----END RSA ", "PRIVATE KEY-----");
    let body = "MIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu";
    let notebook = serde_json::json!({
        "cells": [
            {
                "cell_type": "markdown",
                "metadata": {},
                "source": ["# Passports of travellers\n", "567890120\n", "and \"others\"\n"],
            },
            {
                "cell_type": "code",
                "metadata": {"tags": ["one", "two"]},
                "outputs": [
                    {"name": "stdout", "text": ["passport:\n", "é 567890121"]},
                    {"data": {"text/plain": ["passport of\n", "567890122"], "other": ["passport", "567890123"]}},
                ],
                "source": [format!("k = \"\"\"{key}\n"), format!("{body}\n"), format!("{body}\n"), format!("{end}\"\"\"\n")],
            },
        ],
        "metadata": {"authors": [{"name": "Ann"}]},
        "nbformat": 4,
    });
    for text in [notebook.to_string(), serde_json::to_string_pretty(&notebook).unwrap()] {
        let found = find(
            text.as_bytes(),
            "x.ipynb",
            &["USA_PASSPORT_NUMBER", "OPENSSH_PRIVATE_KEY", "PGP_PRIVATE_KEY", "PKCS"],
        );
        let places: Vec<&str> = found.iter().map(|found| found.split('\n').next().unwrap()).collect();
        assert_eq!(
            places,
            [
                "0 $.cells[0].source[1] 567890120",
                "0 $.cells[1].outputs[0].text[1] 567890121",
                "0 $.cells[1].outputs[1].data['text/plain'][1] 567890122",
                &format!("0 $.cells[1].source[0] {key}"),
            ]
        );
        let (whole, outcome) = run(text.as_bytes(), "x.ipynb");
        assert_eq!((outcome.status, outcome.mime_type.as_str()), (Status::Complete, "application/x-ipynb+json"));
        let whole = crate::common::values(&whole).iter().map(|value| format!("{value:?}")).collect::<Vec<_>>();
        assert!(whole.contains(&format!("{:?}", ("one", "0 $.cells[1].metadata.tags[0]".to_owned()))));
        assert!(whole.contains(&format!("{:?}", ("Ann", "0 $.metadata.authors[0].name".to_owned()))));
        for chunk in [1, 7, 64] {
            let (events, again) = run_chunked(text.as_bytes(), "x.ipynb", &Limits::default(), chunk);
            let values = crate::common::values(&events).iter().map(|value| format!("{value:?}")).collect::<Vec<_>>();
            assert_eq!((values, again), (whole.clone(), outcome.clone()), "chunks of {chunk}");
        }
    }
}
