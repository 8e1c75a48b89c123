//! Labelled documents: what is found against what is there.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use magpie_detect::{Confidence, Field, Identifier, Ruleset, Scanner, catalogue};

/// How many examples of each mistake are kept.
const SAMPLES: usize = 6;

/// What one identifier did.
#[derive(Default)]
pub struct Score {
    pub documents: u64,
    pub true_positives: u64,
    pub false_positives: u64,
    pub misses: u64,
    /// Found where a kindred identifier is true: a passport number that another country's passport may have too.
    pub kindred: u64,
    /// True positives with the highest confidence: check digits were verified.
    pub sure: u64,
    /// Misses whose value is found beside the first key word of the catalogue: what was written there is no key word, or
    /// too far away. The other misses are of values that are not recognised.
    pub unworded: u64,
    pub false_samples: Vec<String>,
    pub missed_samples: Vec<String>,
}

impl Score {
    pub fn precision(&self) -> f64 {
        ratio(self.true_positives, self.false_positives)
    }

    pub fn recall(&self) -> f64 {
        ratio(self.true_positives, self.misses)
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
    }

    pub fn add(&mut self, other: &Score) {
        self.documents += other.documents;
        self.true_positives += other.true_positives;
        self.false_positives += other.false_positives;
        self.misses += other.misses;
        self.kindred += other.kindred;
    }
}

/// One if there is neither.
fn ratio(good: u64, bad: u64) -> f64 {
    if good + bad == 0 { 1.0 } else { good as f64 / (good + bad) as f64 }
}

#[derive(Default)]
pub struct Scores {
    /// Identifiers that some document is about.
    pub by_id: BTreeMap<&'static str, Score>,
    /// Identifiers of documents that the catalogue does not have.
    pub unknown: BTreeSet<String>,
}

#[derive(serde::Deserialize)]
struct Document {
    about: String,
    kind: String,
    truth: Vec<Truth>,
    text: Option<String>,
    #[serde(default)]
    fields: Vec<Cell>,
}

#[derive(serde::Deserialize)]
struct Cell {
    name: String,
    value: String,
}

#[derive(serde::Deserialize)]
struct Truth {
    /// Empty if nothing must be found there.
    identifier: String,
    value: String,
    /// Bytes from the begin of the text or field.
    start: usize,
    end: usize,
    #[serde(default)]
    field: usize,
    /// Identifiers that may find it too.
    #[serde(default)]
    also: Vec<String>,
    /// Overlap suffices.
    #[serde(default)]
    loose: bool,
}

struct Found {
    identifier: &'static Identifier,
    field: usize,
    start: usize,
    end: usize,
    confidence: Confidence,
}

/// Which identifiers are of one sort, so that a value of one may look like a value of the other.
#[derive(PartialEq)]
enum Sort {
    Passport,
    Licence,
    Phone,
    Account,
    /// A number of a person or company of a country.
    Number,
    Secret,
    Own,
}

fn sort(row: &Identifier) -> Sort {
    let id = row.id;
    if id.ends_with("PASSPORT_NUMBER") {
        Sort::Passport
    } else if id.contains("DRIVERS_LICENSE") || id.contains("DRIVING_LICENCE") {
        Sort::Licence
    } else if id.ends_with("PHONE_NUMBER") {
        Sort::Phone
    } else if id.ends_with("BANK_ACCOUNT_NUMBER") {
        Sort::Account
    } else if row.category == catalogue::Category::Credentials {
        Sort::Secret
    } else if row.category == catalogue::Category::PersonalInformation && !row.countries.is_empty() {
        Sort::Number
    } else {
        Sort::Own
    }
}

/// Whether a value of one identifier may rightly be taken for one of the other: both are of one sort, or both are numbers
/// that one country gives to persons.
fn kindred(one: &Identifier, other: &Identifier) -> bool {
    let (first, second) = (sort(one), sort(other));
    let personal = |sort: &Sort| matches!(sort, Sort::Passport | Sort::Licence | Sort::Number);
    (first != Sort::Own && first == second)
        || (personal(&first)
            && personal(&second)
            && one.countries.iter().any(|country| other.countries.contains(country)))
}

fn trimmed(text: &str, start: usize, end: usize) -> (usize, usize) {
    let Some(value) = text.get(start..end) else { return (start, end) };
    let begin = start + value.len() - value.trim_start().len();
    (begin, begin + value.trim().len())
}

fn find(scanner: &mut Scanner, document: &Document) -> Vec<Found> {
    let rules = Arc::clone(scanner.ruleset());
    let mut found = Vec::new();
    if let Some(text) = &document.text {
        scanner.scan_text(text.as_bytes(), 0..text.len(), &mut |one| {
            let (start, end) = trimmed(text, one.start, one.end);
            let identifier = rules.identifiers()[one.identifier];
            found.push(Found { identifier, field: 0, start, end, confidence: one.confidence });
        });
        return found;
    }
    let (mut buffer, mut fields) = (String::new(), Vec::new());
    for cell in &document.fields {
        let context = scanner.context(&[&cell.name]);
        let start = buffer.len() as u32;
        buffer.push_str(&cell.value);
        fields.push(Field { start, end: buffer.len() as u32, context });
        buffer.push('\n');
    }
    scanner.scan_fields(buffer.as_bytes(), &fields, &mut |one| {
        let (start, end) = trimmed(&document.fields[one.field].value, one.start, one.end);
        let identifier = rules.identifiers()[one.identifier];
        found.push(Found { identifier, field: one.field, start, end, confidence: one.confidence });
    });
    scanner.forget();
    found
}

/// Some of the text around a place, on one line.
fn sample(document: &Document, field: usize, start: usize, end: usize) -> String {
    let text = document.text.as_ref().unwrap_or_else(|| &document.fields[field].value);
    let mut from = start.saturating_sub(50);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let mut to = (end.min(start + 60) + 30).min(text.len());
    while !text.is_char_boundary(to) {
        to += 1;
    }
    let column = document.fields.get(field).map(|cell| format!("[{}] ", cell.name)).unwrap_or_default();
    let value: String = text.get(start..end).unwrap_or_default().chars().take(60).collect();
    format!("{value:?} in {} {column}{:?}", document.kind, &text[from..to])
}

fn keep(samples: &mut Vec<String>, sample: impl FnOnce() -> String) {
    if samples.len() < SAMPLES {
        samples.push(sample());
    }
}

/// Whether the identifier finds a value beside its first key word.
fn found_beside_keyword(scanner: &mut Scanner, row: &Identifier, value: &str) -> bool {
    let Some(keyword) = row.keywords.first() else { return false };
    let rules = Arc::clone(scanner.ruleset());
    let text = format!("{keyword}: {value}, next");
    let mut found = false;
    scanner.scan_text(text.as_bytes(), 0..text.len(), &mut |one| {
        found |= rules.identifiers()[one.identifier].id == row.id && &text[one.start..one.end] == value;
    });
    found
}

fn judge(scores: &mut Scores, document: &Document, found: &[Found], scanner: &mut Scanner) {
    let rules = Arc::clone(scanner.ruleset());
    let overlaps =
        |truth: &Truth, one: &Found| truth.field == one.field && truth.start < one.end && one.start < truth.end;
    let mut met = vec![false; document.truth.len()];
    for one in found {
        let id = one.identifier.id;
        let right = document.truth.iter().position(|truth| {
            truth.identifier == id
                && overlaps(truth, one)
                && (truth.loose || (truth.start == one.start && truth.end == one.end))
        });
        let score = scores.by_id.entry(id).or_default();
        if let Some(right) = right {
            // A loose value may be found in several pieces: it counts once.
            if !std::mem::replace(&mut met[right], true) {
                score.true_positives += 1;
                score.sure += u64::from(one.confidence == Confidence::High);
            }
            continue;
        }
        let excused = document.truth.iter().filter(|truth| overlaps(truth, one)).any(|truth| {
            truth.identifier != id
                && (truth.also.iter().any(|also| also == id)
                    || catalogue::find(&truth.identifier).is_some_and(|true_one| kindred(true_one, one.identifier)))
        });
        if excused {
            score.kindred += 1;
        } else {
            score.false_positives += 1;
            keep(&mut score.false_samples, || sample(document, one.field, one.start, one.end));
        }
    }
    for (truth, met) in document.truth.iter().zip(met) {
        let Some(row) = rules.identifiers().iter().find(|row| row.id == truth.identifier) else { continue };
        if !met {
            let score = scores.by_id.entry(row.id).or_default();
            score.misses += 1;
            score.unworded += u64::from(found_beside_keyword(scanner, row, &truth.value));
            keep(&mut score.missed_samples, || sample(document, truth.field, truth.start, truth.end));
        }
    }
}

/// Scans every document of a JSON Lines file.
pub fn measure(path: &Path, rules: &Arc<Ruleset>) -> Scores {
    let mut scanner = Scanner::new(Arc::clone(rules));
    let mut scores = Scores::default();
    for line in BufReader::new(std::fs::File::open(path).unwrap()).lines() {
        let document: Document = serde_json::from_str(&line.unwrap()).unwrap();
        let Some(about) = catalogue::find(&document.about) else {
            scores.unknown.insert(document.about);
            continue;
        };
        let found = find(&mut scanner, &document);
        judge(&mut scores, &document, &found, &mut scanner);
        if rules.identifiers().iter().any(|row| row.id == about.id) {
            scores.by_id.entry(about.id).or_default().documents += 1;
        }
    }
    scores
}
