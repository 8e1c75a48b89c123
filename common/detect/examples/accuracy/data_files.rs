//! Counts how the cases of `testdata/*.toml` go. What they mean is told in `tests/data_files`; `tests/cases.rs` fails for each
//! that does not hold. Here only what the identifier of a case finds is looked at.

use std::collections::BTreeMap;
use std::sync::Arc;

use magpie_detect::{Field, Ruleset, Scanner};

use crate::files::{self, Text};

/// How the cases of one identifier went.
#[derive(Default)]
pub struct Cases {
    pub positive: u64,
    pub negative: u64,
    pub failed: u64,
}

/// Whether the identifier finds these values and no others.
fn holds(scanner: &mut Scanner, id: &str, text: &str, context: Option<&[&str]>, values: &[String]) -> bool {
    let rules = Arc::clone(scanner.ruleset());
    let mut found = Vec::new();
    let mut keep = |identifier: usize, start: usize, end: usize| {
        if rules.identifiers()[identifier].id == id {
            found.push(String::from_utf8_lossy(&text.as_bytes()[start..end]).into_owned());
        }
    };
    match context {
        None => scanner.scan_text(text.as_bytes(), 0..text.len(), &mut |one| keep(one.identifier, one.start, one.end)),
        Some(names) => {
            let field = Field { start: 0, end: text.len() as u32, context: scanner.context(names) };
            scanner.scan_fields(text.as_bytes(), &[field], &mut |one| keep(one.identifier, one.start, one.end));
        }
    }
    found == values
}

/// Runs all files of the crate.
pub fn measure(rules: &Arc<Ruleset>) -> BTreeMap<String, Cases> {
    let mut scanner = Scanner::new(Arc::clone(rules));
    let mut all: BTreeMap<String, Cases> = BTreeMap::new();
    let mut count = |id: &str, text: &str, context: Option<&[&str]>, values: &[String]| {
        let cases = all.entry(id.to_owned()).or_default();
        if values.is_empty() {
            cases.negative += 1;
        } else {
            cases.positive += 1;
        }
        cases.failed += u64::from(!holds(&mut scanner, id, text, context, values));
    };
    for file in files::read() {
        for case in &file.case {
            count(&case.identifier, &case.text.join(), case.names().as_deref(), &case.values());
        }
        for set in &file.set {
            let row = set.row();
            let Some(keyword) = set.keyword() else {
                for value in set.valid.iter().map(Text::join) {
                    count(row.id, &format!("value: {value}, next"), None, std::slice::from_ref(&value));
                }
                for value in set.invalid.iter().map(Text::join) {
                    count(row.id, &format!("value: {value}, next"), None, &[]);
                }
                continue;
            };
            for value in set.valid.iter().map(Text::join) {
                let found = std::slice::from_ref(&value);
                count(row.id, &format!("{keyword}: {value}, next"), None, found);
                count(row.id, &value, Some(&[keyword]), found);
            }
            for value in set.invalid.iter().map(Text::join) {
                count(row.id, &format!("{keyword}: {value}, next"), None, &[]);
                count(row.id, &value, Some(&[keyword]), &[]);
            }
        }
    }
    all
}
