//! The scanner on every level of instructions, on hostile texts, and what it leaves behind.

#![allow(clippy::unwrap_used)]
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::catalogue;

/// All identifiers, compiled once: hundreds of texts are scanned by a test.
fn everything() -> Arc<Ruleset> {
    static RULES: LazyLock<Arc<Ruleset>> =
        LazyLock::new(|| Arc::new(Ruleset::managed(catalogue::all().iter().map(|row| row.id)).unwrap()));
    Arc::clone(&RULES)
}

fn matches(scanner: &mut Scanner, text: &[u8]) -> Vec<Match> {
    let mut found = Vec::new();
    scanner.scan_text(text, 0..text.len(), &mut |found_match| found.push(found_match));
    found
}

fn same_on_every_level(text: &[u8], fields: &[Field]) {
    let rules = everything();
    let mut known = None;
    for level in Level::available() {
        let mut scanner = Scanner::with_level(Arc::clone(&rules), level);
        // Values that repeat themselves are all to be looked at.
        scanner.remember_values(false);
        let mut in_fields = Vec::new();
        scanner.scan_fields(text, fields, &mut |found_match| in_fields.push(found_match));
        let found = (matches(&mut scanner, text), in_fields);
        assert_eq!(*known.get_or_insert_with(|| found.clone()), found, "{level:?}");
    }
}

/// Where a card stands in a block, and how far its date is from it, decides which masks tell of the date.
#[test]
fn dates_beside_cards_are_found_wherever_they_lie() {
    let rules = everything();
    let number = rules.identifiers().iter().position(|row| row.id == "CARD_EXPIRATION_DATE").unwrap();
    let mut scanner = Scanner::new(Arc::clone(&rules));
    for lead in 0..2 * BLOCK {
        for date in ["exp 08/27", "exp-08/27", "exp/08-27", "exp 08 / 27"] {
            for pair in [format!("5412 2601 8159 0838 {date}"), format!("{date}, card 5412260181590838")] {
                let text = format!("{}\n{pair}\n", "x".repeat(lead));
                let found = matches(&mut scanner, text.as_bytes());
                assert!(found.iter().any(|found| found.identifier == number), "{text}");
            }
        }
    }
}

#[test]
fn portable_and_vector_code_find_the_same_in_the_cases() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let text = std::fs::read(path).unwrap();
        let fields: Vec<Field> = (0..text.len() as u32 / 37)
            .map(|index| Field { start: index * 37, end: index * 37 + 36, context: ContextId::default() })
            .collect();
        same_on_every_level(&text, &fields);
    }
}

/// The recommended identifiers, as they are and made to find all anchors whether there are key words or not.
fn recommended() -> [Arc<Ruleset>; 2] {
    [false, true].map(|every_anchor| {
        let ids = catalogue::all().iter().filter(|row| row.recommended).map(|row| row.id);
        let mut rules = Ruleset::managed(ids).unwrap();
        assert!(rules.dispatch.unkeyed.is_some());
        if every_anchor {
            rules.dispatch.unkeyed = None;
        }
        Arc::new(rules)
    })
}

/// Cases far from each other, between numbers: most sweeps have no key word, and those that have one have it anywhere.
#[test]
fn anchors_that_are_left_out_are_those_without_key_words() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let rules = recommended();
    let scanners = |level| rules.clone().map(|rules| Scanner::with_level(rules, level));
    let mut levels: Vec<_> = Level::available().map(scanners).collect();
    let mut count = 0;
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| !path.is_dir());
    for (number, path) in files.enumerate() {
        let number = number % levels.len();
        let [left_out, every] = &mut levels[number];
        let cases = std::fs::read_to_string(&path).unwrap();
        let mut text = String::new();
        for (number, line) in cases.lines().enumerate() {
            let numbers = format!("2026-11-27 10:{:02}:33.{number:03} 4711 ", number % 60);
            text.extend(std::iter::repeat_n(numbers, 40 + number * 13 % 90));
            text.push_str(line);
            text.push('\n');
        }
        for start in [0, 1000] {
            let text = &text.as_bytes()[start..];
            let found = matches(left_out, text);
            assert_eq!(found, matches(every, text), "{path:?}");
            count += found.len();
            let field = |index| Field { start: index * 97, end: index * 97 + 96, context: ContextId::default() };
            let fields: Vec<Field> = (0..text.len() as u32 / 97).map(field).collect();
            let [found, expected] = [&mut *left_out, &mut *every].map(|scanner| {
                scanner.remember_values(false);
                let mut found = Vec::new();
                scanner.scan_fields(text, &fields, &mut |found_match| found.push(found_match));
                found
            });
            assert_eq!(found, expected, "{path:?}");
        }
    }
    assert!(count > 400, "{count}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn portable_and_vector_code_find_the_same_in_any_bytes(text in prop::collection::vec(any::<u8>(), 0..700)) {
        same_on_every_level(&text, &[Field { start: 0, end: text.len() as u32, context: ContextId::default() }]);
    }

    #[test]
    fn portable_and_vector_code_find_the_same_in_likely_text(text in "([0-9]{1,6}[ .:/@+-]|[A-Za-z]{1,5}|ssn|card |[é漢_=]){0,200}") {
        same_on_every_level(text.as_bytes(), &[Field { start: 0, end: text.len() as u32, context: ContextId::default() }]);
    }
}

/// Texts made to be slow, of about `size` bytes.
fn hostile(size: usize) -> Vec<(&'static str, Vec<u8>)> {
    let repeated = |text: &str| text.as_bytes().repeat(size / text.len());
    vec![
        ("digits", repeated("7")),
        ("single digits", repeated("1 ")),
        ("groups", repeated("4111 ")),
        ("hyphens", repeated("-")),
        ("frames", repeated("-----BEGIN RSA PRIVATE KEY-----\n")),
        ("frames with bodies", repeated(&format!("-----BEGIN RSA PRIVATE KEY-----\n{}", "MIIE".repeat(1000)))),
        ("signs", repeated("@")),
        ("short addresses", repeated("a@b.")),
        ("long local parts", repeated(&format!("{}@", "a".repeat(64)))),
        ("labels", repeated(&format!("a@{}", "b.".repeat(126)))),
        ("colons", repeated(":")),
        ("groups of colons", repeated("1:")),
        ("pairs of colons", repeated("a::")),
        ("key words", repeated("card ")),
        ("rare key words", repeated("password=")),
        ("rare key words and short values", repeated("cvv 123 swift BOFAUS3N ")),
        ("key words and numbers", repeated("ssn 536904399 ")),
        ("numbers near each other", repeated("536-90-4399 ")),
        ("dates", repeated("dob 1980-01-01 ")),
        ("years", repeated("May 1980 ")),
        ("capital letters", repeated("A")),
        ("ids", repeated("AB123456C ")),
        ("account numbers", repeated("DE89")),
        ("web tokens", repeated("eyJ.")),
        ("headers of web tokens", repeated("eyJhbGciOiJIUzI1NiJ9.")),
        ("headers", repeated(": Basic QUE6")),
        ("base64", repeated("Ab1/")),
        ("forty characters", repeated("Abc1Def2Ghi3Jkl4Mno5Pqr6Stu7Vwx8Yz90+/aB ")),
        ("plus signs", repeated("+1")),
        ("brackets", repeated("(1)1")),
        ("PuTTY", repeated("PuTTY-User-Key-File-2: a\nEncryption: a\nComment: a\nPublic-Lines: 1\nA\n")),
        ("accents", repeated("é")),
        ("continuations", vec![0x80; size]),
        ("zeros", vec![0; size]),
    ]
}

#[test]
fn work_grows_with_the_bytes_and_no_faster() {
    // Each anchor and each search for key words costs a bounded number of steps, so their numbers tell the time.
    let work = |text: &[u8]| {
        let mut scanner = Scanner::new(everything());
        matches(&mut scanner, text);
        (scanner.scratch.work, scanner.found.searched)
    };
    let sizes = [16 << 10, 64 << 10];
    let [small, large] = sizes.map(hostile);
    for ((name, small), (_, large)) in small.iter().zip(&large) {
        let (anchors, windows) = work(small);
        let (more_anchors, more_windows) = work(large);
        // Some places are anchors of two kinds, and beside a key word too.
        assert!(more_anchors <= 3 * large.len() as u64, "{name}: {more_anchors} anchors");
        assert!(more_windows <= large.len() as u64, "{name}: {more_windows} windows");
        assert!(more_anchors <= 4 * anchors + 1024, "{name}: {anchors} anchors grew to {more_anchors}");
        assert!(more_windows <= 4 * windows + 1024, "{name}: {windows} windows grew to {more_windows}");
    }
}

#[test]
fn nothing_of_a_text_stays_behind() {
    let mut scanner = Scanner::new(everything());
    assert_eq!(matches(&mut scanner, b"ssn 536-90-4399").len(), 1);
    assert!(scanner.scratch.value.as_bytes().is_empty() && scanner.scratch.value.is_wiped());
    scanner.context(&["a name of a column"]);
    assert!(!format!("{scanner:?}").contains("column"));
}

#[test]
fn scratch_memory_stays_within_the_window() {
    let mut scanner = Scanner::new(everything());
    for (_, text) in hostile(64 << 10) {
        matches(&mut scanner, &text);
        let Scratch { found, lone, stays, .. } = &scanner.scratch;
        assert!(found.is_empty() && lone.is_empty());
        assert!(found.capacity() + lone.capacity() + stays.capacity() <= text.len());
    }
}

#[test]
fn a_long_value_is_found_whatever_key_words_of_short_ones_stand_before_it() {
    let phrase = "unfold erupt boil dinner connect tool cash boss peanut shadow merry nest amount fine excuse gift dynamic \
                  assist dose nation infant check enable era";
    let mut scanner = Scanner::new(everything());
    for before in ["cvv 123, ", "swift BOFAUS3N. ", "cvv 1234, cvv 123 "] {
        for gap in 0..160 {
            let text = format!("{before}{} {phrase} is the seed phrase", ".".repeat(gap));
            let found = matches(&mut scanner, text.as_bytes());
            let start = text.len() - " is the seed phrase".len() - phrase.len();
            assert!(found.iter().any(|found| found.start == start && found.end == start + phrase.len()), "{text}");
        }
    }
}

#[test]
fn tokens_of_letters_alone_and_tokens_with_a_late_digit_are_found_beside_their_key_words() {
    let late = format!("{}7Kq", "QwErTyUiOpAsDfGhJkLzXcVbNmqWeRtYuIoPaSdFgHjKlZxCvBnMqPwOeIrUQ");
    for (id, key, token) in [
        ("LINKEDIN_CLIENT_SECRET", "linkedin secret", "WqKdRtYbNmLpXcVz"),
        ("VONAGE_API_SECRET", "nexmo secret", "zVcXpLmNbYtRdKqW"),
        ("APPLE_APP_SPECIFIC_PASSWORD", "app-specific password", "wqkd-rtyb-nmlp-xcvz"),
        ("HASHICORP_VAULT_TOKEN", "vault token", "s.WqKdRtYbNmLpXcVzGhJkQwEr"),
        ("DROPBOX_APP_SECRET", "dropbox secret", "wqkdrtybnmlpxcv"),
        ("HETZNER_API_TOKEN", "hcloud token", late.as_str()),
    ] {
        let rules = everything();
        let mut scanner = Scanner::new(Arc::clone(&rules));
        let text = format!("a long line of words and nothing else\n{key}\n{token}\nand words again");
        let start = text.find(token).unwrap();
        let is = |found: &Match| rules.identifiers()[found.identifier].id == id && found.start == start;
        assert!(matches(&mut scanner, text.as_bytes()).iter().any(is), "{id}");
    }
}
