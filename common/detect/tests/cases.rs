//! Runs the language-neutral cases of `testdata/*.toml` with all identifiers selected.
//!
//! A `[[case]]` has a text (in pieces, if it looks like a secret), the identifier it is about, and the values that this
//! identifier must find, in order. With `context` the text is one field under these names. No other identifier may find
//! anything, except those listed in `others`.
//!
//! A `[[set]]` lists bare values of one identifier: `valid` ones must be found beside a key word and in a column of its
//! name, and (if a key word is required) not without; `invalid` ones must not be found in either. `keyword` says which one
//! to use if it is not the first of the row.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use magpie_detect::{Field, Ruleset, Scanner, catalogue};

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
#[serde(deny_unknown_fields)]
struct Case {
    identifier: String,
    text: Text,
    values: Vec<Text>,
    context: Option<Vec<String>>,
    #[serde(default)]
    others: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    identifier: String,
    keyword: Option<String>,
    #[serde(default)]
    valid: Vec<Text>,
    #[serde(default)]
    invalid: Vec<Text>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    case: Vec<Case>,
    #[serde(default)]
    set: Vec<Set>,
}

impl Set {
    /// The cases that the values of the set stand for. Other identifiers may find the values too.
    fn cases(self) -> Vec<Case> {
        let row = catalogue::find(&self.identifier).unwrap_or_else(|| panic!("no identifier {}", self.identifier));
        let others: Vec<String> =
            catalogue::all().iter().map(|row| row.id.to_owned()).filter(|id| *id != row.id).collect();
        let keyword = self.keyword.as_deref().or(row.keywords.first().copied());
        let case = |text: String, values: Vec<Text>, context: Option<&str>| Case {
            identifier: self.identifier.clone(),
            text: Text::Whole(text),
            values,
            context: context.map(|name| vec![name.to_owned()]),
            others: others.clone(),
        };
        let mut cases = Vec::new();
        for value in &self.valid {
            let value = value.join();
            let found = || vec![Text::Whole(value.clone())];
            let Some(keyword) = keyword else {
                cases.push(case(format!("value: {value}, next"), found(), None));
                cases.push(case(value.clone(), found(), Some("column")));
                continue;
            };
            cases.push(case(format!("{keyword}: {value}, next"), found(), None));
            cases.push(case(format!("a {keyword} of {value}."), found(), None));
            cases.push(case(value.clone(), found(), Some(keyword)));
            if row.keyword_required {
                cases.push(case(format!("value: {value}, next"), vec![], None));
                cases.push(case(value.clone(), vec![], Some("column")));
            }
        }
        for value in &self.invalid {
            let value = value.join();
            let keyword = keyword.unwrap_or("value");
            cases.push(case(format!("{keyword}: {value}, next"), vec![], None));
            cases.push(case(value, vec![], Some(keyword)));
        }
        cases
    }
}

fn cases() -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let read = |path: &std::path::PathBuf| {
        let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let sets = file.set.into_iter().flat_map(Set::cases);
        file.case.into_iter().chain(sets).map(move |case| (name.clone(), case)).collect::<Vec<_>>()
    };
    names.iter().flat_map(read).collect()
}

/// What each identifier finds in the text of a case.
fn found(scanner: &mut Scanner, case: &Case) -> BTreeMap<&'static str, Vec<String>> {
    let text = case.text.join();
    let rules = Arc::clone(scanner.ruleset());
    let mut found: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    let mut keep = |identifier: usize, start: usize, end: usize| {
        let value = String::from_utf8_lossy(&text.as_bytes()[start..end]).into_owned();
        found.entry(rules.identifiers()[identifier].id).or_default().push(value);
    };
    match &case.context {
        None => scanner
            .scan_text(text.as_bytes(), 0..text.len(), &mut |found| keep(found.identifier, found.start, found.end)),
        Some(names) => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let field = Field { start: 0, end: text.len() as u32, context: scanner.context(&names) };
            scanner.scan_fields(text.as_bytes(), &[field], &mut |found| keep(found.identifier, found.start, found.end));
        }
    }
    found
}

#[test]
fn every_case() {
    let rules = Arc::new(Ruleset::managed(catalogue::all().iter().map(|row| row.id)).unwrap());
    let mut scanner = Scanner::new(rules);
    let mut failures = Vec::new();
    for (file, case) in cases() {
        assert!(catalogue::find(&case.identifier).is_some(), "{file}: no identifier {}", case.identifier);
        let mut expected: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        if !case.values.is_empty() {
            expected.insert(&case.identifier, case.values.iter().map(Text::join).collect());
        }
        let mut actual = found(&mut scanner, &case);
        actual.retain(|id, _| !case.others.iter().any(|other| other == id));
        // Negative cases of one identifier may well be values of another.
        if case.values.is_empty() {
            actual.retain(|id, _| *id == case.identifier);
        }
        if actual != expected {
            failures.push(format!(
                "{file}: {} in {:?}\n  expected {expected:?}\n  found    {actual:?}",
                case.identifier,
                case.text.join()
            ));
        }
    }
    assert!(failures.is_empty(), "{} cases fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_identifier_has_cases_of_both_kinds() {
    let cases = cases();
    let with = |positive: bool| -> BTreeSet<&str> {
        cases
            .iter()
            .filter(|(_, case)| case.values.is_empty() != positive)
            .map(|(_, case)| case.identifier.as_str())
            .collect()
    };
    let (positive, negative) = (with(true), with(false));
    for row in catalogue::all() {
        assert!(positive.contains(row.id), "{} has no positive case", row.id);
        assert!(negative.contains(row.id), "{} has no negative case", row.id);
    }
}
