//! The cases of `testdata/address.toml`, as far as they need no engine, and what must hold for any text.

#![allow(clippy::unwrap_used)]

use super::*;

/// What is found in a text: at each begin of a run of digits, and of a token of capitals and digits, from left to right.
fn all(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut last = 0;
    for at in 0..bytes.len() {
        let previous = back(bytes, at, 1);
        let digits = bytes[at].is_ascii_digit() && !previous.is_ascii_digit();
        let letters = bytes[at].is_ascii_uppercase() && !previous.is_ascii_alphanumeric();
        if (digits || letters)
            && at >= last
            && let Some((start, end)) = find(bytes, at)
        {
            found.push(&text[start..end]);
            last = end;
        }
    }
    found
}

#[test]
fn every_case() {
    let file: toml::Value = toml::from_str(include_str!("../../../testdata/address.toml")).unwrap();
    let strings = |value: Option<&toml::Value>| -> Vec<String> {
        let list = value.and_then(toml::Value::as_array).cloned().unwrap_or_default();
        list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let mut failures = Vec::new();
    let mut check = |text: &str, expected: &[String]| {
        let found = all(text);
        if found != expected {
            failures.push(format!("{text:?}: expected {expected:?}, found {found:?}"));
        }
    };
    for set in file["set"].as_array().unwrap() {
        for value in strings(set.get("valid")) {
            check(&format!("value: {value}, next"), std::slice::from_ref(&value));
            check(&value, std::slice::from_ref(&value));
        }
        for value in strings(set.get("invalid")) {
            check(&format!("value: {value}, next"), &[]);
            check(&value, &[]);
        }
    }
    for case in file["case"].as_array().unwrap() {
        check(case["text"].as_str().unwrap(), &strings(case.get("values")));
    }
    assert!(failures.is_empty(), "{} cases fail:\n{}", failures.len(), failures.join("\n"));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300), start in 0usize..310) {
        find(&bytes, start);
    }

    #[test]
    fn any_parts_are_survived(text in "(12|Main|Street|St\\.|, |,| |\n|Springfield|IL|62704|D-|10115|Berlin|SW1A 1AA|London|K1A 0B1|é|–|\"|1234 AB|-|京都市|区|〒606-0861|100022|号|서울|강남구|로|ул\\.|г\\. |Москва|Ερμού|105 63|Αθήνα|'s-|\u{a0}){0,16}") {
        for start in 0..=text.len() {
            if let Some((from, to)) = find(text.as_bytes(), start) {
                proptest::prop_assert!(from <= start && start < to && to - from <= LONGEST && text.get(from..to).is_some());
            }
        }
    }
}
