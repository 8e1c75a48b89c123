//! Custom identifiers and allow lists.

use super::{Reader, engine};
use magpie_detect::allow::{Allow, List, Words};
use magpie_detect::custom::{self, Criteria, Identifier};
use magpie_detect::{Field, Ruleset, Scanner};
use std::sync::Arc;

/// A pattern, key words, ignore words, a distance and a sample, with zeros between.
pub(super) fn custom_regex(data: &[u8]) {
    let mut input = Reader(data);
    let distance = input.number() as u32 % 302;
    let (regex, keywords, ignore_words) = (input.text(), input.lines(), input.lines());
    let sample: String = String::from_utf8_lossy(input.0).chars().take(custom::LONGEST_SAMPLE).collect();
    if let Ok(list) = List::regex(&regex) {
        let allow = Allow::new(&[list]).expect("the pattern was accepted");
        allow.allows(sample.as_bytes());
    }
    let criteria = Criteria { regex, keywords, ignore_words, maximum_match_distance: distance };
    let checked = criteria.check();
    let tested = custom::test(&criteria, &sample);
    assert_eq!(checked.is_ok(), tested.is_ok());
    if let Err(error) = checked {
        assert!(!error.to_string().is_empty());
        assert_eq!(tested, Err(error));
    }
    // The words beside a pattern often refuse it, so the pattern is tried alone too.
    let alone = Criteria { regex: criteria.regex, ..Criteria::default() };
    let _ = custom::test(&alone, &sample);
}

/// Where to cut, whether there is a long text around, a pattern, key words, and a text.
pub(super) fn custom_scan(data: &[u8]) {
    let mut input = Reader(data);
    let (cut, flags) = (input.number(), input.byte());
    let (regex, keywords, text) = (input.text(), input.lines(), input.part());
    let criteria = Criteria { regex, keywords: keywords.clone(), ..Criteria::default() };
    let identifier = Identifier { id: "custom".to_owned(), name: "custom".to_owned(), criteria };
    let rules = Ruleset::builder().custom(identifier).and_then(|builder| builder.build());
    let Ok(rules) = rules else { return };
    let mut scanner = Scanner::new(Arc::new(rules));
    // A text of many repetitions is longer than a segment.
    let text = if flags & 2 == 0 { text.to_vec() } else { text.repeat(8 * custom::SEGMENT / (text.len() + 1)) };
    engine::compare(&mut scanner, &text, cut, (flags & 1 == 1).then_some(0));
    let names: Vec<&str> = keywords.iter().map(String::as_str).collect();
    let context = scanner.context(&names);
    let field = Field { start: 0, end: text.len() as u32, context };
    scanner.scan_fields(&text, &[field], &mut |found| {
        assert!(found.start < found.end && found.end <= text.len(), "a match lies outside of its field");
    });
}

/// A list, and a value that may be in it.
pub(super) fn allow(data: &[u8]) {
    let mut input = Reader(data);
    let (list, value) = (input.part(), input.0);
    let words = match Words::parse(list) {
        Ok(words) => words,
        Err(error) => {
            assert!(!error.to_string().is_empty() && !error.status_code().is_empty());
            return;
        }
    };
    assert!(!words.is_empty());
    let allow = Allow::new(&[List::words(words)]).expect("lists of words need no compilation");
    allow.allows(value);
    let list = list.strip_prefix("\u{feff}".as_bytes()).unwrap_or(list);
    for line in list.split(|byte| *byte == b'\n') {
        let entry = line.strip_suffix(b"\r").unwrap_or(line);
        // A value cannot have a line end where an entry has none.
        if !entry.contains(&b'\r') && std::str::from_utf8(entry).is_ok_and(|entry| !entry.trim().is_empty()) {
            assert!(allow.allows(entry), "an entry does not exempt itself");
        }
    }
}
