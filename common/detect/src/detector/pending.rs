//! Runs the cases of `testdata/pending` through the detectors that the engine does not call yet: every place of the text
//! is tried.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::Path;

use super::{Detector, Target, assignment, cookie, url, vendor};
use crate::catalogue::{self, Identifier};
use crate::keywords::NO_GROUP;

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Text {
    Whole(String),
    Pieces(Vec<String>),
}

impl Text {
    fn join(&self) -> String {
        match self {
            Text::Whole(text) => text.clone(),
            Text::Pieces(pieces) => pieces.concat(),
        }
    }
}

#[derive(serde::Deserialize)]
struct Case {
    identifier: String,
    text: Text,
    values: Vec<Text>,
    context: Option<Vec<String>>,
}

#[derive(serde::Deserialize)]
struct Set {
    identifier: String,
    #[serde(default)]
    valid: Vec<Text>,
    #[serde(default)]
    invalid: Vec<Text>,
}

#[derive(serde::Deserialize)]
struct File {
    #[serde(default)]
    case: Vec<Case>,
    #[serde(default)]
    set: Vec<Set>,
}

/// What the detectors of a row find. `named`: the text is a field whose name has a key word.
fn found(row: &Identifier, text: &[u8], keyword: bool, named: bool) -> Vec<String> {
    let mut bounds = BTreeSet::new();
    let target = Target { identifier: 0, group: NO_GROUP, rank: row.rank };
    for detector in row.detectors {
        match detector {
            Detector::Tokens(tokens) => {
                let table = vendor::Table::build(tokens.iter().map(|token| (target, token)));
                for start in 0..text.len() {
                    for compiled in table.at(text, start).filter(|compiled| keyword || !compiled.keyword) {
                        bounds.extend(compiled.find(text, start).map(|end| (start, end)));
                    }
                }
                for compiled in table.keyed().filter(|_| keyword) {
                    bounds.extend(compiled.find_in(text, 0..text.len()));
                }
            }
            Detector::UrlPassword(kind) => {
                for at in 0..text.len() {
                    let found = url::find(text, at).or_else(|| url::connection_string(text, at));
                    bounds.extend(found.filter(|found| found.kind == *kind).map(|found| (found.start, found.end)));
                }
            }
            Detector::Assignment(kind) => {
                for at in 0..text.len() {
                    let found = assignment::find(text, at).or_else(|| assignment::option(text, at));
                    bounds.extend(found.filter(|found| found.kind == *kind).map(|found| (found.start, found.end)));
                }
                if named {
                    bounds.extend(match kind {
                        assignment::Kind::Password => assignment::password_field(text),
                        assignment::Kind::Secret => assignment::secret_field(text),
                    });
                }
            }
            Detector::Cookie => {
                for at in 0..text.len() {
                    bounds.extend(cookie::header(text, at));
                }
                if named {
                    bounds.extend(cookie::field(text));
                }
            }
            _ => {}
        }
    }
    bounds.into_iter().map(|(start, end)| String::from_utf8_lossy(&text[start..end]).into_owned()).collect()
}

#[test]
fn pending_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/pending");
    let mut failures = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file: File = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let mut expect = |id: &str, text: &str, keyword: bool, named: bool, values: Vec<String>| {
            let actual = found(catalogue::find(id).unwrap(), text.as_bytes(), keyword, named);
            if actual != values {
                failures.push(format!("{id} in {text:?}\n  expected {values:?}\n  found    {actual:?}"));
            }
        };
        for case in file.case {
            let named = case.context.is_some();
            expect(&case.identifier, &case.text.join(), true, named, case.values.iter().map(Text::join).collect());
        }
        for set in file.set {
            let row = catalogue::find(&set.identifier).unwrap();
            let keyword = row.keywords.first().copied().unwrap_or("value");
            for value in set.valid.iter().map(Text::join) {
                expect(row.id, &format!("{keyword}: {value}, next"), true, false, vec![value.clone()]);
                expect(row.id, &format!("a {keyword} of {value}."), true, false, vec![value.clone()]);
                expect(row.id, &value, true, true, vec![value.clone()]);
                if row.keyword_required {
                    expect(row.id, &format!("value: {value}, next"), false, false, vec![]);
                }
            }
            for value in set.invalid.iter().map(Text::join) {
                expect(row.id, &format!("{keyword}: {value}, next"), true, false, vec![]);
                expect(row.id, &value, true, true, vec![]);
            }
        }
    }
    assert!(failures.is_empty(), "{} cases fail:\n{}", failures.len(), failures.join("\n"));
}
