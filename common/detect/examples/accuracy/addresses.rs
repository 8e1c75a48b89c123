//! Mailing addresses of real towns and postal codes, by country: which are found, and what else is.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use magpie_detect::{Ruleset, Scanner};

use crate::labelled::Score;

/// How many examples of each mistake are kept.
const SAMPLES: usize = 6;

#[derive(serde::Deserialize)]
struct Document {
    country: String,
    text: String,
    /// Bytes of the postal code.
    start: usize,
    end: usize,
}

/// An address is found if a detection covers its code; any other one is false.
pub fn measure(path: &Path, rules: &Arc<Ruleset>) -> BTreeMap<String, Score> {
    let mut scanner = Scanner::new(Arc::clone(rules));
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for line in BufReader::new(std::fs::File::open(path).unwrap()).lines() {
        let document: Document = serde_json::from_str(&line.unwrap()).unwrap();
        let score = scores.entry(document.country.clone()).or_default();
        let mut found = false;
        let text = document.text.as_bytes();
        let mut others = 0;
        scanner.scan_text(text, 0..text.len(), &mut |one| {
            if rules.identifiers()[one.identifier].id == "ADDRESS" {
                let covers = one.start <= document.start && one.end >= document.end;
                found |= covers;
                others += u64::from(!covers);
            }
        });
        score.documents += 1;
        score.true_positives += u64::from(found);
        score.misses += u64::from(!found);
        score.false_positives += others;
        let samples = if found { &mut score.false_samples } else { &mut score.missed_samples };
        if (!found || others > 0) && samples.len() < SAMPLES {
            samples.push(format!("{:?}", document.text));
        }
    }
    scores
}
