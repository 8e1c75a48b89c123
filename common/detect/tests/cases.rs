//! Runs the cases of `testdata/*.toml` (see [`data_files`]) with all identifiers selected.

#![allow(clippy::unwrap_used)]

mod data_files;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use data_files::{Text, cases, found};
use magpie_detect::{Ruleset, Scanner, catalogue};

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
