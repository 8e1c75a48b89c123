//! The cases of `testdata/name.toml`, as far as they need no engine, and what must hold for any text.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::detector::latin;

/// What is found in a text: at each capital letter that begins a word, from left to right.
fn all(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let (mut at, mut last) = (0, 0);
    while at < bytes.len() {
        let Some(letter) = latin::letter(bytes, at) else {
            at += 1;
            continue;
        };
        let begins = at == 0 || !bytes[at - 1].is_ascii_alphabetic();
        if letter.capital
            && begins
            && at >= last
            && let Some((start, end, _)) = find(bytes, at)
        {
            found.push(&text[start..end]);
            last = end;
        }
        at += letter.length;
    }
    found
}

fn in_field<'a>(text: &'a str, names: &[&str]) -> Vec<&'a str> {
    field(text.as_bytes(), column(names)).map(|(start, end, _)| &text[start..end]).into_iter().collect()
}

#[test]
fn every_case() {
    let file: toml::Value = toml::from_str(include_str!("../../../testdata/name.toml")).unwrap();
    let strings = |value: Option<&toml::Value>| -> Vec<String> {
        let list = value.and_then(toml::Value::as_array).cloned().unwrap_or_default();
        list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let mut failures = Vec::new();
    let mut check = |text: &str, found: Vec<&str>, expected: &[String]| {
        if found != expected {
            failures.push(format!("{text:?}: expected {expected:?}, found {found:?}"));
        }
    };
    for set in file["set"].as_array().unwrap() {
        for value in strings(set.get("valid")) {
            let text = format!("value: {value}, next");
            check(&text, all(&text), std::slice::from_ref(&value));
            check(&value, in_field(&value, &["column"]), std::slice::from_ref(&value));
        }
        for value in strings(set.get("invalid")) {
            let text = format!("value: {value}, next");
            check(&text, all(&text), &[]);
            check(&value, in_field(&value, &["value"]), &[]);
        }
    }
    for case in file["case"].as_array().unwrap() {
        let text = case["text"].as_str().unwrap();
        let context = strings(case.get("context"));
        let names: Vec<&str> = context.iter().map(String::as_str).collect();
        let found = if names.is_empty() { all(text) } else { in_field(text, &names) };
        check(text, found, &strings(case.get("values")));
    }
    assert!(failures.is_empty(), "{} cases fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn pieces_of_words_are_no_names() {
    for text in
        [&b"Terje Sletteb\xf8 was"[..], "Peter Мюллер".as_bytes(), "Peter Schneiderж".as_bytes(), b"Peter Schneider_x"]
    {
        assert_eq!(find(text, 0), None, "{text:?}");
    }
    assert!(find("Peter Schneider—".as_bytes(), 0).is_some() && find("Peter Schneider»".as_bytes(), 0).is_some());
}

#[test]
fn by_the_second_word() {
    for text in [
        "Peter Schneider",
        "Ludwig van Beethoven",
        "Jan van den Broek",
        "Smith, John A.",
        "John F. Kennedy",
        "J. Edgar Hoover",
    ] {
        let second = (1..text.len()).rev().find(|at| {
            let begins = text.as_bytes()[at - 1] == b' ' && text.as_bytes()[*at].is_ascii_uppercase();
            begins && find_by_second(text.as_bytes(), *at).is_some_and(|(start, _, _)| start == 0)
        });
        assert!(second.is_some(), "{text}");
    }
    assert_eq!(find_by_second(b"Peter Schneider", 0), None);
    assert_eq!(find_by_second(b"the Schneider", 4), None);
}

#[test]
fn columns() {
    for name in
        ["Full Name", "customerName", "nombre_completo", "Name des Kunden", "imię i nazwisko", "Vor- und Nachname"]
    {
        assert_eq!(column(&[name]), Column::People, "{name}");
    }
    for name in ["name", "nombre", "contact"] {
        assert_eq!(column(&[name]), Column::Perhaps, "{name}");
    }
    for name in ["first_name", "lastName", "file name", "hostname", "product_name", "", "city"] {
        assert_eq!(column(&[name]), Column::Other, "{name}");
    }
    assert_eq!(column(&["patient", "name"]), Column::Perhaps);
    assert_eq!((column(&["name", "city"]), column(&[])), (Column::Other, Column::Other));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200), start in 0usize..210) {
        find(&bytes, start);
        find_by_second(&bytes, start.min(bytes.len()));
        field(&bytes, Column::People);
        field(&bytes, Column::Other);
    }

    #[test]
    fn any_words_are_survived(text in "(Dr\\.|Peter|Smith|van|de|J\\.|Jean-|O'|é|ß|, | |\n|'|\\.|III|PhD|Ph\\.D\\.|x){0,14}") {
        let bytes = text.as_bytes();
        for start in 0..=bytes.len() {
            if let Some((from, to, _)) = find(bytes, start) {
                proptest::prop_assert!(from == start && text.get(from..to).is_some() && to - from <= LONGEST + 16);
            }
        }
        if let Some((from, to, _)) = field(bytes, Column::People) {
            proptest::prop_assert!(text.get(from..to).is_some());
        }
    }
}
