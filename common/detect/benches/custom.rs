//! How much thirty custom identifiers cost beside all managed ones, on one core, by kind of data, in time of the processor.
//! `cargo bench -p magpie-detect --bench custom [-- PART OF A NAME]`.

#![allow(missing_docs, clippy::print_stdout)]

mod corpora;
mod timing;

use std::hint::black_box;
use std::sync::Arc;

use magpie_detect::{Ruleset, Scanner, catalogue, custom};

use timing::measure;

/// Patterns and key words as companies use them: numbers of employees, orders, projects, accounts, and tokens.
const CUSTOMS: [(&str, &[&str]); 30] = [
    (r"\d{6}", &["employee id", "employee number", "emp no", "personnel number"]),
    (r"[A-Z]\d{7}", &["staff number", "badge"]),
    (r"\d{8,12}", &["customer number", "customer id", "kundennummer"]),
    (r"[A-Z0-9]{8}", &["booking reference", "reservation code"]),
    (r"\d{10}", &["medical record", "patient id", "mrn"]),
    (r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", &["bank account", "account no", "kontonummer"]),
    (r"\d{4}-\d{4}", &["policy number", "insurance number"]),
    (r"\d{5,9}", &["claim number", "claim id"]),
    (r"[A-Z]{1,2}-?\d{5,6}", &["licence plate", "registration number"]),
    (r"\d{7}", &["student id", "matriculation"]),
    (r"\w{6,20}", &["passphrase", "initial password"]),
    (r"\d{3,4}", &["security code", "door code"]),
    (r"[A-Z][a-z]+ [A-Z][a-z]+", &["contact person", "next of kin"]),
    (r"\d{1,3}(?:,\d{3})*\.\d{2}", &["gross salary", "annual salary"]),
    (r"\d{6}-\d{4}", &["personnummer", "samordningsnummer"]),
    (r"EMP-\d{6}", &[]),
    (r"(?i)\bproject[ -](?:falcon|osprey|heron)\b", &[]),
    (r"INV-20\d{2}-\d{5}", &[]),
    (r"CUST_[A-Z0-9]{10}", &[]),
    (r"acme-[0-9a-f]{32}", &[]),
    (r"[a-z0-9.-]+@internal\.example\.com", &[]),
    (r"https?://wiki\.example\.com/[\w/-]+", &[]),
    (r"(?i)confidential\s+-\s+internal use only", &[]),
    (r"tok_(?:live|test)_[A-Za-z0-9]{24}", &[]),
    (r"\bPO\d{8}\b", &[]),
    (r"\b[A-Z]{3}\d{9}\b", &[]),
    (r"\b\d{4}-[A-Z]{4}-\d{4}\b", &[]),
    (r"\b\d{14}\b", &[]),
    (r"[0-9A-F]{40}", &[]),
    (r"case #\d{6,8}", &[]),
];

fn customs() -> impl Iterator<Item = custom::Identifier> {
    CUSTOMS.iter().enumerate().map(|(index, (regex, keywords))| custom::Identifier {
        id: format!("custom-{index}"),
        name: format!("custom {index}"),
        criteria: custom::Criteria {
            regex: (*regex).to_owned(),
            keywords: keywords.iter().map(|keyword| (*keyword).to_owned()).collect(),
            ..custom::Criteria::default()
        },
    })
}

fn rules(managed: bool, customs: impl Iterator<Item = custom::Identifier>) -> Arc<Ruleset> {
    let ids = catalogue::all().iter().map(|row| row.id).filter(|_| managed);
    let builder = customs.fold(Ruleset::builder().managed(ids), |builder, identifier| builder?.custom(identifier));
    match builder.and_then(|builder| builder.build()) {
        Ok(rules) => Arc::new(rules),
        Err(error) => panic!("{error}"),
    }
}

fn main() {
    let part = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let (compiling, _) = measure(|| rules(false, customs()).customs().len() as u64);
    println!("thirty custom identifiers are compiled in {:.1} ms\n", compiling as f64 / 1e6);
    let selections = [
        ("CUSTOM", rules(false, customs())),
        ("ALL", rules(true, std::iter::empty())),
        ("ALL AND CUSTOM", rules(true, customs())),
    ];
    println!("| text | identifiers | MB/s | detections per MB |\n| --- | --- | --- | --- |");
    for (selection, rules) in &selections {
        let print = |name: &str, length: usize, (nanoseconds, found): (u64, u64)| {
            let speed = length as f64 * 1000.0 / nanoseconds as f64;
            let rate = found as f64 * 1e6 / length as f64;
            println!("| {name} | {selection} | {speed:.0} | {rate:.0} |");
        };
        let mut scanner = Scanner::new(Arc::clone(rules));
        for (name, make) in corpora::texts() {
            let text = make();
            if format!("{selection} {name}").contains(&part) {
                let result = measure(|| {
                    let mut found = 0;
                    scanner.scan_text(black_box(text.as_bytes()), 0..text.len(), &mut |_| found += 1);
                    found
                });
                print(name, text.len(), result);
            }
        }
        let name = "table of persons, as fields";
        if format!("{selection} {name}").contains(&part) {
            let (text, fields) = corpora::table(&mut scanner);
            let result = measure(|| {
                let mut found = 0;
                scanner.scan_fields(black_box(text.as_bytes()), black_box(&fields), &mut |_| found += 1);
                found
            });
            print(name, text.len(), result);
        }
    }
}
