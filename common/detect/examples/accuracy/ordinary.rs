//! Ordinary text: whatever is found there is false, or nearly so.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use magpie_detect::{Field, Ruleset, Scanner};

/// How many examples of each identifier are kept.
const SAMPLES: usize = 4;

/// What was found in one kind of text.
#[derive(Default)]
pub struct Text {
    pub kind: String,
    pub bytes: u64,
    pub by_id: BTreeMap<&'static str, u64>,
    pub samples: BTreeMap<&'static str, Vec<String>>,
}

/// Source code and documentation name their authors and the hosts of examples: such detections may well be right.
const MAYBE_RIGHT: &[&str] = &["EMAIL_ADDRESS", "IP_ADDRESS", "NAME", "ADDRESS", "MAC_ADDRESS"];

impl Text {
    /// Whether it is made to lead astray.
    pub fn is_trap(&self) -> bool {
        self.kind.starts_with("traps")
    }

    pub fn detections(&self) -> u64 {
        self.by_id.values().sum()
    }

    /// Without e-mail addresses, names and what else authors and examples rightly have.
    pub fn surely_false(&self) -> u64 {
        self.by_id.iter().filter(|(id, _)| !MAYBE_RIGHT.contains(*id)).map(|(_, count)| count).sum()
    }

    fn count(&mut self, id: &'static str, sample: impl FnOnce() -> String) {
        *self.by_id.entry(id).or_default() += 1;
        let samples = self.samples.entry(id).or_default();
        if samples.len() < SAMPLES {
            samples.push(sample());
        }
    }
}

/// Detections per 10 MB (10^7 bytes).
pub fn rate(count: u64, bytes: u64) -> f64 {
    count as f64 * 1e7 / (bytes as f64).max(1.0)
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Scans every file of every kind.
pub fn measure(folder: &Path, rules: &Arc<Ruleset>) -> Vec<Text> {
    let mut scanner = Scanner::new(Arc::clone(rules));
    let mut texts = Vec::new();
    for kind in sorted(folder) {
        let name = kind.file_name().unwrap().to_string_lossy().into_owned();
        let mut text = Text { kind: name, ..Text::default() };
        for path in sorted(&kind) {
            let bytes = std::fs::read(&path).unwrap();
            text.bytes += bytes.len() as u64;
            if path.extension().is_some_and(|extension| extension == "tsv") {
                scan_table(&mut scanner, &bytes, &mut text);
            } else {
                scan_text(&mut scanner, &bytes, &mut text);
            }
        }
        texts.push(text);
    }
    texts
}

fn scan_text(scanner: &mut Scanner, bytes: &[u8], text: &mut Text) {
    let rules = Arc::clone(scanner.ruleset());
    scanner.scan_text(bytes, 0..bytes.len(), &mut |one| {
        text.count(rules.identifiers()[one.identifier].id, || {
            let around = &bytes[one.start.saturating_sub(60)..(one.end.min(one.start + 80) + 40).min(bytes.len())];
            format!("{:?} in {:?}", lossy(&bytes[one.start..one.end]), lossy(around))
        });
    });
}

/// The first line has the names of the columns; tabs part the cells.
fn scan_table(scanner: &mut Scanner, bytes: &[u8], text: &mut Text) {
    let rules = Arc::clone(scanner.ruleset());
    let whole = std::str::from_utf8(bytes).unwrap();
    let names: Vec<&str> = whole.lines().next().unwrap().split('\t').collect();
    let contexts: Vec<_> = names.iter().map(|name| scanner.context(&[name])).collect();
    let mut fields = Vec::new();
    let mut start = whole.find('\n').unwrap() + 1;
    for line in whole[start..].split_inclusive('\n') {
        for (cell, context) in line.trim_end_matches('\n').split('\t').zip(&contexts) {
            fields.push(Field { start: start as u32, end: (start + cell.len()) as u32, context: *context });
            start += cell.len() + 1;
        }
    }
    scanner.scan_fields(bytes, &fields, &mut |one| {
        text.count(rules.identifiers()[one.identifier].id, || {
            let field = &fields[one.field];
            let value = &whole[field.start as usize..field.end as usize];
            format!("{value:?} in column {}", names[one.field % names.len()])
        });
    });
    scanner.forget();
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(160)]).into_owned()
}
