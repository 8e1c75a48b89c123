//! Counts how the cases of `testdata/*.toml` go. What they mean is told in `tests/cases.rs`, which fails for each that does
//! not hold; here only what the identifier of a case finds is looked at.

use std::collections::BTreeMap;
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
struct Case {
    identifier: String,
    text: Text,
    values: Vec<Text>,
    context: Option<Vec<String>>,
}

#[derive(serde::Deserialize)]
struct Set {
    identifier: String,
    keyword: Option<String>,
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    for path in paths {
        let file: File = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for case in &file.case {
            let names: Option<Vec<&str>> =
                case.context.as_ref().map(|names| names.iter().map(String::as_str).collect());
            let values: Vec<String> = case.values.iter().map(Text::join).collect();
            count(&case.identifier, &case.text.join(), names.as_deref(), &values);
        }
        for set in &file.set {
            let row = catalogue::find(&set.identifier).unwrap_or_else(|| panic!("no identifier {}", set.identifier));
            let Some(keyword) = set.keyword.as_deref().or(row.keywords.first().copied()) else {
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
