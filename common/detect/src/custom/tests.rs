//! Searching for custom identifiers, compared with a plain implementation of the rules.

#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use proptest::prelude::*;
use regex_automata::meta::{self, Regex};
use regex_automata::{Anchored, Input};

use super::keyword::{Keyword, characters_ahead};
use super::*;
use crate::{ContextId, Field, OVERLAP};

fn criteria(regex: &str, keywords: &[&str]) -> Criteria {
    Criteria {
        regex: regex.to_owned(),
        keywords: keywords.iter().map(|keyword| (*keyword).to_owned()).collect(),
        ..Criteria::default()
    }
}

/// One identifier, searched for in the plainest way.
struct Plain {
    regex: Regex,
    keywords: Vec<Keyword>,
    distance: usize,
    ignore: Vec<String>,
}

impl Plain {
    fn new(criteria: &Criteria) -> Plain {
        let hir = pattern::parse(&criteria.regex).unwrap();
        let config = meta::Config::new().utf8_empty(false).auto_prefilter(false);
        Plain {
            regex: meta::Builder::new().configure(config).build_from_hir(&hir).unwrap(),
            keywords: criteria.keywords.iter().map(|keyword| Keyword::new(keyword)).collect(),
            distance: criteria.maximum_match_distance as usize,
            ignore: criteria.ignore_words.clone(),
        }
    }

    fn segment(&self, text: &[u8], start: usize, end: usize, named: bool) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        if self.keywords.is_empty() || named {
            let mut at = start;
            while let Some(one) = self.regex.search(&Input::new(text).range(at..)).filter(|one| one.start() < end) {
                found.push((one.start(), one.end()));
                at = one.end();
            }
            return found;
        }
        let mut begins: Vec<usize> =
            (start..end).flat_map(|at| self.keywords.iter().filter_map(move |word| word.end(text, at))).collect();
        begins.sort_unstable();
        let mut cursor = 0;
        for begin in begins {
            let limit = characters_ahead(text, begin, self.distance);
            cursor = cursor.max(begin);
            while cursor < limit {
                match self.regex.search(&Input::new(text).range(cursor..).anchored(Anchored::Yes)) {
                    None => cursor += 1,
                    Some(one) if one.end() > limit => break,
                    Some(one) => {
                        found.push((one.start(), one.end()));
                        cursor = one.end();
                    }
                }
            }
        }
        found
    }

    fn find(&self, text: &[u8], named: bool) -> Vec<(usize, usize)> {
        let mut all = Vec::new();
        let mut previous = 0;
        for start in (0..text.len()).step_by(SEGMENT) {
            let found = self.segment(text, start, (start + SEGMENT).min(text.len()), named);
            all.extend(found.iter().copied().filter(|(from, _)| *from >= previous));
            previous = found.iter().map(|(_, to)| *to).max().unwrap_or(0);
        }
        all.retain(|(from, to)| {
            let value = &text[*from..*to];
            !self.ignore.iter().any(|word| value.windows(word.len()).any(|part| part == word.as_bytes()))
        });
        all
    }
}

type Found = Vec<(usize, usize, usize)>;

static ASSORTED: LazyLock<(Compiled, Vec<Plain>)> = LazyLock::new(|| {
    let all = assorted();
    (Compiled::new(&all).unwrap(), all.iter().map(Plain::new).collect())
});

/// What the assorted identifiers have in a text, or in a field with these names.
fn plainly(text: &[u8], names: &[&str]) -> Found {
    let mut found: Found = Vec::new();
    for (index, plain) in ASSORTED.1.iter().enumerate() {
        let named = plain.keywords.iter().any(|word| names.iter().any(|name| word.is_in_name(name)));
        found.extend(plain.find(text, named).into_iter().map(|(from, to)| (index, from, to)));
    }
    found.sort_unstable();
    found
}

fn in_windows(compiled: &Compiled, text: &[u8], cuts: &[usize]) -> Found {
    let mut found = Vec::new();
    let mut scratch = Scratch::new();
    let mut start: usize = 0;
    for end in cuts.iter().copied().chain([text.len()]) {
        let base = start.saturating_sub(OVERLAP);
        let window_end = (end + OVERLAP).min(text.len());
        let window = &text[base..window_end];
        let ends = (base as u64, window_end == text.len());
        compiled.scan_text(&mut scratch, window, ends, start - base..end - base, &mut |custom, from, to| {
            found.push((custom, from + base, to + base));
        });
        start = end;
    }
    found.sort_unstable();
    found
}

/// Identifiers of every sort: with literals before, inside and behind, with runs, with key words, with nothing.
fn assorted() -> Vec<Criteria> {
    let mut all = vec![
        criteria(r"EMP-\d{4,6}", &[]),
        criteria(r"(?i)inv[ -]?\d{3}\b", &[]),
        criteria(r"[a-z.]+@corp\.example", &[]),
        criteria(r"\b[a-z]{1,8}-(?:north|south)\b", &[]),
        criteria(r"\b\d{9}\b", &[]),
        criteria(r"[A-Z]{2}\d{6}[A-Z]?", &[]),
        criteria(r"\d{3}-\d{2}-\d{4}", &[]),
        criteria(r"[0-9a-f]{16}", &[]),
        criteria(r"[A-Z][a-z]+ [A-Z][a-z]+", &[]),
        criteria(r"\w+:\w+", &[]),
        criteria(r"é+x|ü{2,}", &[]),
        criteria(r"^\d+", &[]),
        criteria(r"[a-z]+$", &[]),
        criteria(r"\d{6,8}", &["employee", "staff no", "номер"]),
        criteria(r"[A-Z0-9]{5}", &["code", "key code", "größe"]),
        criteria(r".{1,10}x", &["abc"]),
        criteria(r"(?s)BEGIN.{0,200}?END", &[]),
        criteria(r"[^a\W]+a|\d+z", &[]),
    ];
    all[4].ignore_words = vec!["1111".to_owned(), "2345".to_owned()];
    all[13].maximum_match_distance = 20;
    all[14].maximum_match_distance = 300;
    all
}

fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "EMP-12345",
        "emp-1",
        "inv 123",
        "INV-999",
        "a.b@corp.example",
        "@corp.example",
        "up-north",
        "x-south",
        "123456789",
        "111111111",
        "AB123456C",
        "536-90-4399",
        "0123456789abcdef",
        "Ann Lee",
        "key:value",
        "éééx",
        "üü",
        "employee",
        "Staff No",
        "НОМЕР",
        "code",
        "CODE",
        "größe",
        "GRÖẞE",
        "abc",
        "xx",
        "BEGIN",
        "END",
        "12345678",
        "AB12C",
        "aaa",
        "9z",
    ];
    let gaps = [" ", " ", "\n", "-", ":", ",", "", "é", "漢", "_", "....................", "1"];
    prop_oneof![
        4 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        5 => prop::sample::select(gaps.to_vec()).prop_map(str::to_owned),
        1 => "[0-9A-Za-z -]{1,30}",
    ]
}

fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn texts_cut_anywhere(pieces in prop::collection::vec(piece(), 1..80), places in prop::collection::vec(0.0f64..1.0, 0..5)) {
        let text = pieces.concat();
        let compiled = &ASSORTED.0;
        let mut cuts: Vec<usize> = places.iter().map(|place| (place * text.len() as f64) as usize).collect();
        cuts.sort_unstable();
        prop_assert_eq!(in_windows(compiled, text.as_bytes(), &cuts), plainly(text.as_bytes(), &[]));
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..3000), place in 0.0f64..1.0) {
        let cut = (place * bytes.len() as f64) as usize;
        prop_assert_eq!(in_windows(&ASSORTED.0, &bytes, &[cut]), plainly(&bytes, &[]));
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn long_texts_cut_anywhere(
        pieces in prop::collection::vec(piece(), 20..60),
        filler in prop::collection::vec(prop::sample::select(vec!["a", "1", "a1", " x", "A", "Ab ", "é", "a:"]), 1..3),
        place in 0.0f64..1.0,
    ) {
        // Several segments, with values across their bounds, and windows that do not hold the whole text.
        let text = format!("{}{}", pieces.concat(), filler.concat()).repeat(70);
        let compiled = &ASSORTED.0;
        let expected = plainly(text.as_bytes(), &[]);
        let cut = (place * text.len() as f64) as usize;
        prop_assert_eq!(in_windows(compiled, text.as_bytes(), &[cut]), expected);
    }

    #[test]
    fn fields_together_and_alone(values in prop::collection::vec((prop::collection::vec(piece(), 0..6), 0usize..3, 0usize..3), 1..40)) {
        let compiled = &ASSORTED.0;
        let names: [&[&str]; 3] = [&[], &["employeeNo", "x"], &["staff_no", "CODE"]];
        let named = names.map(|names| compiled.in_names(names));
        let mut text = String::new();
        let mut fields = Vec::new();
        let mut contexts = Vec::new();
        for (pieces, gap, context) in &values {
            text.push_str(&",".repeat(*gap));
            let start = text.len() as u32;
            text.push_str(&pieces.concat());
            fields.push(Field { start, end: text.len() as u32, context: ContextId::default() });
            contexts.push(*context);
        }
        // The context is told by the order of the questions here: one field at a time, then all without names.
        let mut scratch = Scratch::new();
        let mut together = Vec::new();
        let text = text.as_bytes();
        compiled.scan_fields(&mut scratch, text, &fields, &|_| Named::default(), &mut |custom, field, from, to| {
            together.push((field, custom, from, to));
        });
        together.sort_unstable();
        let mut expected = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let value = &text[field.start as usize..field.end as usize];
            expected.extend(plainly(value, &[]).into_iter().map(|(custom, from, to)| (index, custom, from, to)));
            let mut alone = Vec::new();
            compiled.scan_value(&mut scratch, value, named[contexts[index]], &mut |custom, from, to| alone.push((custom, from, to)));
            alone.sort_unstable();
            prop_assert_eq!(alone, plainly(value, names[contexts[index]]));
        }
        expected.sort_unstable();
        prop_assert_eq!(together, expected);
    }
}

#[test]
fn large_fields_are_searched_too() {
    let all = [criteria(r"EMP-\d{4}", &[]), criteria(r"\d{9}", &["staff"]), criteria(r"[A-Z]{3}\d", &[])];
    let compiled = Compiled::new(&all).unwrap();
    let named = compiled.in_names(&["staff"]);
    let value = format!("{}EMP-1234 987654321 ABC1", "lorem ipsum ".repeat(5000));
    let mut found = Vec::new();
    compiled.scan_value(&mut Scratch::new(), value.as_bytes(), named, &mut |custom, from, to| {
        found.push((custom, &value[from..to]))
    });
    found.sort_unstable();
    assert_eq!(found, [(0, "EMP-1234"), (1, "987654321"), (2, "ABC1")]);
}

fn count(criteria: &Criteria, text: &str) -> u32 {
    test(criteria, text).unwrap()
}

#[test]
fn the_distance_is_measured_from_the_key_word_to_the_end_of_the_match() {
    let mut one = criteria(r"\d{4}", &["code"]);
    one.maximum_match_distance = 10;
    for (text, expected) in [
        ("code: 1234", 1),
        ("code1234", 1),
        // Ten characters and eleven, to the end of the match.
        ("code      1234", 1),
        ("code       1234", 0),
        // Characters, not bytes.
        ("code éüéüé1234", 1),
        ("code éüéüéü1234", 0),
        // Before the match, not behind it.
        ("1234 code", 0),
        // A part of the match within the distance does not do.
        ("code 1 345 1234", 0),
        ("CODE 1234 1234", 2),
        ("CODE 1234 12345", 2),
        ("CODE 1234  1234", 1),
        ("encode 1234", 0),
        ("codes 1234", 0),
        ("code 1234 code 5678", 2),
    ] {
        assert_eq!(count(&one, text), expected, "{text}");
    }
}

#[test]
fn a_second_key_word_reaches_further() {
    let mut one = criteria(r"\d{4,}", &["code"]);
    one.maximum_match_distance = 12;
    assert_eq!(count(&one, "code code 12345678"), 1);
    assert_eq!(count(&one, "code 123456789012"), 0);
    assert_eq!(count(&one, "code  1234 code 56789012345 code 1"), 2);
}

#[test]
fn ignore_words_exempt_by_case() {
    let mut one = criteria(r"[A-Za-z]+-\d{3}", &[]);
    one.ignore_words = vec!["TEST".to_owned()];
    assert_eq!(count(&one, "abc-123 TEST-123 test-123 myTESTs-123"), 2);
}

#[test]
fn anchors_are_those_of_the_text() {
    assert_eq!(count(&criteria(r"^\d+", &[]), "123\n456"), 1);
    assert_eq!(count(&criteria(r"\d+$", &[]), "123\n456"), 1);
    assert_eq!(count(&criteria(r"\d+$", &[]), "123\n456\n"), 0);
    assert_eq!(count(&criteria(r"(?m)^\d+$", &[]), "123\n456\n"), 2);
    assert_eq!(count(&criteria(r"a.c", &[]), "abc aéc a\nc a漢c"), 3);
    assert_eq!(count(&criteria(r"(?s)a.c", &[]), "a\nc"), 1);
}

#[test]
fn classes_are_those_of_ascii() {
    assert_eq!(count(&criteria(r"\d", &[]), "1٣"), 1);
    assert_eq!(count(&criteria(r"\w+", &[]), "aéb"), 2);
    assert_eq!(count(&criteria(r"\bé", &[]), " é"), 0);
    assert_eq!(count(&criteria(r"[\d-]+", &[]), "1-2 x"), 1);
    assert_eq!(count(&criteria(r"[^\d]", &[]), "1é"), 1);
    assert_eq!(count(&criteria(r"(?i)sk", &[]), "sk SK \u{17f}\u{212a}"), 2);
    assert_eq!(count(&criteria(r"(?i)é", &[]), "éÉe"), 2);
}

#[test]
fn long_matches_are_cut() {
    let compiled = Compiled::new(&[criteria("x[a-z]+", &[])]).unwrap();
    let text = format!("x{}", "a".repeat(3 * LONGEST_MATCH));
    let mut found = Vec::new();
    compiled.scan_text(&mut Scratch::new(), text.as_bytes(), (0, true), 0..text.len(), &mut |_, from, to| {
        found.push((from, to))
    });
    assert_eq!(found, [(0, LONGEST_MATCH)]);
}

#[test]
fn hostile_texts_take_bounded_steps() {
    // What would be quadratic is cut short; it must end soon, whatever it finds.
    let all = [
        criteria(r"\d{8,}-x", &[]),
        criteria(r"[a-z]*foo\d", &[]),
        criteria(r"(?:a+b?)+c", &["aaa"]),
        criteria(r"a[^c]{0,200}c\d", &[]),
    ];
    let compiled = Compiled::new(&all).unwrap();
    for piece in ["1", "foo", "aaa ", "aaaa", "ab"] {
        let text = piece.repeat((256 << 10) / piece.len());
        let mut count = 0;
        compiled.scan_text(&mut Scratch::new(), text.as_bytes(), (0, true), 0..text.len(), &mut |_, _, _| count += 1);
        assert_eq!(count, 0, "{piece}");
    }
}

#[test]
fn tables_stay_small() {
    for regex in [
        r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
        r"\p{Lu}\p{Ll}{1,20}",
        r"[A-Z]\w{30}\d",
        r"secret.{0,100}\d{4}",
        r"(?i)(?:mon|tue|wed|thu|fri|sat|sun)[a-z]* \d{1,2}",
    ] {
        let compiled = matcher::Matcher::new(&criteria(regex, &[]), &mut masks::Masks::default());
        let (matcher, _) = compiled.unwrap_or_else(|error| panic!("{regex}: {error}"));
        assert!(matcher.memory() <= 12 << 20, "{regex}: {}", matcher.memory());
    }
}

#[test]
fn names_have_the_key_words_that_each_alone_finds_in_them() {
    let words = ["employee id", "emp-no", "ssn", "größe", "社員番号", "personal_number", "NUMBER"];
    let all: Vec<Criteria> = words.iter().map(|word| criteria(r"\d{4}", &[word])).collect();
    let compiled = Compiled::new(&all).unwrap();
    let names = [
        "",
        "employeeId",
        "EMPLOYEE_ID",
        "theemployeeidfield",
        "emp no",
        "empno",
        "assn",
        "customerSsn",
        "GRÖSSE",
        "Größe",
        "私の社員番号",
        "identity",
        "id",
        "e-m-p",
        "--",
        "x--y",
        "mypersonalnumbers",
        "number2",
        "Nummer",
    ];
    for name in names {
        let mut expected = Named::default();
        for (custom, word) in words.iter().enumerate() {
            if super::keyword::Keyword::new(word).is_in_name(name) {
                expected.insert(custom);
            }
        }
        assert_eq!(compiled.in_names(&["other", name]), expected, "{name}");
    }
}
