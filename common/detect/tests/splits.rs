//! A text scanned in two parts, split at any byte, says what it says as a whole: for values of every identifier with what
//! stands around them.

#![allow(clippy::unwrap_used)]

mod data_files;

use std::sync::Arc;
use std::thread;

use magpie_detect::{Match, OVERLAP, Part, Ruleset, Scanner, catalogue, custom};

/// How many bytes of cases a text has, about: a split scans all of them.
const DENSE: usize = 1024;
/// How many cases with values, and how many values of sets, each identifier gives.
const EACH: usize = 2;
/// Longer cases are split in every place near their ends, and now and then between.
const LONG: usize = 3072;
/// What lies around the cases: no window holds all of it, and nothing is found in it.
const FILLER: &str = "nothing of interest is said in these lines, which are here to be longer than any window is.\n";

fn rules() -> Arc<Ruleset> {
    let customs = [("EMP-[0-9]{6}", None), ("[A-Z][0-9]{7}", Some("badge")), (r"\w{6,20}", Some("passphrase"))];
    let mut builder = Ruleset::builder().managed(catalogue::all().iter().map(|row| row.id)).unwrap();
    for (index, (regex, keyword)) in customs.into_iter().enumerate() {
        let criteria = custom::Criteria {
            regex: regex.to_owned(),
            keywords: keyword.into_iter().map(str::to_owned).collect(),
            ..custom::Criteria::default()
        };
        let id = format!("custom-{index}");
        builder = builder.custom(custom::Identifier { id: id.clone(), name: id, criteria }).unwrap();
    }
    Arc::new(builder.build().unwrap())
}

/// Some cases of every identifier: texts in which it finds something, and valid and invalid values beside key words.
fn cases() -> Vec<String> {
    let mut cases = vec!["badge B1234567, EMP-123456 and a passphrase of swordfish".to_owned()];
    for file in data_files::read() {
        let plain = file.case.iter().filter(|case| case.context.is_none());
        let mut known: Vec<&str> = Vec::new();
        for case in plain {
            if known.iter().filter(|id| **id == case.identifier).count() < EACH {
                known.push(&case.identifier);
                cases.push(case.text.join());
            }
        }
        for set in &file.set {
            let keyword = set.keyword().unwrap_or("value");
            let values = set.valid.iter().take(EACH).chain(set.invalid.first());
            for (number, value) in values.enumerate() {
                let value = value.join();
                cases.push(match number % 2 {
                    0 => format!("{keyword}: {value}"),
                    _ => format!("{value} ({keyword})"),
                });
            }
        }
    }
    cases
}

/// The cases joined to texts of about [`DENSE`] bytes; the long ones are by themselves.
fn texts() -> Vec<String> {
    let mut texts = vec![String::new()];
    for (number, case) in cases().into_iter().enumerate() {
        let last = texts.last_mut().unwrap();
        if last.len() + case.len() > DENSE && !last.is_empty() {
            texts.push(case);
        } else {
            last.push_str([" ", "\n", ", ", "\t"][number % 4]);
            last.push_str(&case);
        }
    }
    texts
}

/// Adds what starts in a part of the text. The window has no more context than promised.
fn scan(scanner: &mut Scanner, text: &[u8], part: std::ops::Range<usize>, found: &mut Vec<Match>) {
    let start = part.start.saturating_sub(OVERLAP);
    let end = (part.end + OVERLAP).min(text.len());
    let place = Part { offset: start as u64, last: end == text.len() };
    scanner.scan_part(&text[start..end], part.start - start..part.end - start, place, &mut |mut one| {
        one.start += start;
        one.end += start;
        found.push(one);
    });
}

/// Splits one text in every place of its cases.
fn split(scanner: &mut Scanner, case: &str) -> usize {
    let filler = FILLER.repeat((OVERLAP + 1024) / FILLER.len());
    let text = format!("{filler}{case}\n{filler}").into_bytes();
    let cases = filler.len()..filler.len() + case.len() + 1;
    let mut expected = Vec::new();
    scan(scanner, &text, 0..text.len(), &mut expected);
    assert!(expected.iter().all(|one| cases.contains(&one.start) && one.end <= cases.end), "{case}");
    let mut found = Vec::new();
    for cut in cases.clone() {
        let near_an_end = cut < cases.start + LONG / 2 || cut + LONG / 2 > cases.end;
        if cases.len() > LONG && !near_an_end && cut % 61 != 0 {
            continue;
        }
        found.clear();
        scan(scanner, &text, cases.start..cut, &mut found);
        scan(scanner, &text, cut..cases.end, &mut found);
        if found != expected {
            let name = |one: &&Match| {
                let id = scanner.ruleset().identifiers().get(one.identifier).map_or("custom", |row| row.id);
                format!("{id} {:?} {:?}", String::from_utf8_lossy(&text[one.start..one.end]), one.confidence)
            };
            let missing: Vec<String> =
                expected.iter().filter(|one| !found.contains(one)).map(|one| name(&one)).collect();
            let more: Vec<String> = found.iter().filter(|one| !expected.contains(one)).map(|one| name(&one)).collect();
            let before = String::from_utf8_lossy(&text[cut - 40..cut]);
            let after = String::from_utf8_lossy(&text[cut..cut + 40]);
            panic!("split between {before:?} and {after:?}: missing {missing:#?}, more {more:#?}");
        }
    }
    expected.len()
}

#[test]
fn cases_of_every_identifier_split_anywhere() {
    let texts = texts();
    let rules = rules();
    let half = texts.len() / 2;
    let run = |texts: &[String]| {
        let mut scanner = Scanner::new(Arc::clone(&rules));
        texts.iter().map(|text| split(&mut scanner, text)).sum::<usize>()
    };
    let found = thread::scope(|scope| {
        let other = scope.spawn(|| run(&texts[half..]));
        run(&texts[..half]) + other.join().unwrap()
    });
    assert!(found > 2 * catalogue::all().len(), "{found}");
}
