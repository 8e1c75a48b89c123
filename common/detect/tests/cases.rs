//! Runs the language-neutral cases of `testdata/*.toml` with all identifiers selected. What they mean is told in `data_files`.

#![allow(clippy::unwrap_used)]

mod data_files;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use data_files::{Case, File};
use magpie_detect::{Field, Ruleset, Scanner, catalogue};

/// The cases of all files with the names of their files.
fn cases() -> Vec<(String, Case)> {
    let of = |file: File| {
        let File { name, case, set } = file;
        let sets = set.into_iter().flat_map(|set| set.cases());
        case.into_iter().chain(sets).map(|case| (name.clone(), case)).collect::<Vec<_>>()
    };
    data_files::read().into_iter().flat_map(of).collect()
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
    match case.names() {
        None => scanner
            .scan_text(text.as_bytes(), 0..text.len(), &mut |found| keep(found.identifier, found.start, found.end)),
        Some(names) => {
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
            expected.insert(&case.identifier, case.values());
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
