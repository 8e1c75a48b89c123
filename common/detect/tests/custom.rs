//! Custom identifiers and allow lists, as services and workers use them. `testdata-custom` has the patterns.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use magpie_detect::allow::{self, Allow, List, Words};
use magpie_detect::custom::{self, Criteria, Error};
use magpie_detect::ruleset::{self, Rule};
use magpie_detect::{Ruleset, catalogue};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Pattern {
    regex: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    matches: Vec<String>,
    #[serde(default)]
    message: String,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pattern: Vec<Pattern>,
}

fn patterns(name: &str) -> Vec<Pattern> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata-custom").join(name);
    let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    file.pattern
}

fn criteria(regex: &str) -> Criteria {
    Criteria { regex: regex.to_owned(), ..Criteria::default() }
}

#[test]
fn patterns_that_are_accepted() {
    for Pattern { regex, text, matches, .. } in patterns("accepted.toml") {
        let count = custom::test(&criteria(&regex), &text).unwrap_or_else(|error| panic!("{regex}: {error}"));
        assert_eq!(count as usize, matches.len(), "{regex} in {text:?}");
        // A pattern that is an allow list exempts exactly what it matches, where that does not depend on what is around.
        if !regex.contains(['^', '$']) && !regex.contains("\\A") && !regex.contains("?b??") {
            let list = Allow::new(&[List::regex(&regex).unwrap()]).unwrap();
            for value in &matches {
                assert!(list.allows(value.as_bytes()), "{regex} for {value:?}");
                assert!(!list.allows(format!("{value}\u{1}~").as_bytes()), "{regex} for more than {value:?}");
            }
        }
    }
}

#[test]
fn patterns_that_are_refused() {
    for Pattern { regex, message, .. } in patterns("refused.toml") {
        let error = criteria(&regex).check().err().unwrap_or_else(|| panic!("{regex} is accepted"));
        let said = error.to_string();
        assert!(said.contains(&message), "{regex}: {said}");
        assert_eq!(custom::test(&criteria(&regex), ""), Err(error));
        assert!(List::regex(&regex).is_err() || matches!(said.as_str(), text if text.contains("too slow")), "{regex}");
    }
}

#[test]
fn numbers_and_lengths() {
    let fine = || criteria("abc");
    assert_eq!(fine().check(), Ok(()));
    let long = |count: usize| criteria(&"a".repeat(count));
    assert_eq!(long(512).check(), Ok(()));
    assert_eq!(long(513).check(), Err(Error::RegexTooLong { found: 513 }));
    // Characters count, not bytes.
    assert_eq!(criteria(&"é".repeat(512)).check(), Ok(()));

    let keywords = |words: Vec<String>| Criteria { keywords: words, ..fine() }.check();
    assert_eq!(keywords(vec!["abc".to_owned(); 50]), Ok(()));
    assert_eq!(keywords(vec!["abc".to_owned(); 51]), Err(Error::TooManyKeywords { found: 51 }));
    assert_eq!(keywords(vec!["é".repeat(90)]), Ok(()));
    assert_eq!(keywords(vec!["abc".to_owned(), "ab".to_owned()]), Err(Error::KeywordLength { number: 2, found: 2 }));
    assert_eq!(keywords(vec!["é".repeat(91)]), Err(Error::KeywordLength { number: 1, found: 91 }));

    let ignored = |words: Vec<String>| Criteria { ignore_words: words, ..fine() }.check();
    assert_eq!(ignored(vec!["abcd".to_owned(); 10]), Ok(()));
    assert_eq!(ignored(vec!["abcd".to_owned(); 11]), Err(Error::TooManyIgnoreWords { found: 11 }));
    assert_eq!(ignored(vec!["abc".to_owned()]), Err(Error::IgnoreWordLength { number: 1, found: 3 }));
    assert_eq!(ignored(vec!["a".repeat(91)]), Err(Error::IgnoreWordLength { number: 1, found: 91 }));

    let distance = |found: u32| Criteria { maximum_match_distance: found, ..fine() }.check();
    assert_eq!(Criteria::default().maximum_match_distance, 50);
    assert_eq!((distance(1), distance(300)), (Ok(()), Ok(())));
    assert_eq!(distance(0), Err(Error::Distance { found: 0 }));
    assert_eq!(distance(301), Err(Error::Distance { found: 301 }));

    assert_eq!(custom::test(&fine(), &"é".repeat(1000)), Ok(0));
    assert_eq!(custom::test(&fine(), &"é".repeat(1001)), Err(Error::SampleTooLong { found: 1001 }));
}

#[test]
fn messages_say_what_to_do() {
    let keywords = Criteria { keywords: vec!["ab".to_owned()], ..criteria("a") };
    assert_eq!(keywords.check().unwrap_err().to_string(), "key word 1 has 2 characters; use 3 to 90");
    let repeat = criteria(r"\d{100,1000}").check().unwrap_err().to_string();
    assert!(
        repeat.ends_with("the largest is 255, so lower it or leave the upper bound open, as in {255,}"),
        "{repeat}"
    );
}

#[test]
fn trying_criteria_on_a_sample() {
    let mut one = criteria(r"[A-Z]\d{8}");
    let sample = "Passport: X12345678. Order Y87654321, Z11112222.";
    assert_eq!(custom::test(&one, sample), Ok(3));
    one.ignore_words = vec!["1111".to_owned()];
    assert_eq!(custom::test(&one, sample), Ok(2));
    one.keywords = vec!["passport".to_owned()];
    assert_eq!(custom::test(&one, sample), Ok(2));
    one.maximum_match_distance = 28;
    assert_eq!(custom::test(&one, sample), Ok(2));
    one.maximum_match_distance = 27;
    assert_eq!(custom::test(&one, sample), Ok(1));
    one.maximum_match_distance = 10;
    assert_eq!(custom::test(&one, sample), Ok(0));
}

fn identifier(id: &str, regex: &str) -> custom::Identifier {
    custom::Identifier { id: id.to_owned(), name: format!("name of {id}"), criteria: criteria(regex) }
}

#[test]
fn rule_sets_number_customs_behind_the_managed_ones() {
    let rules = Ruleset::builder()
        .custom(identifier("b", "bbb"))
        .unwrap()
        .managed(["CREDIT_CARD_NUMBER", "ADDRESS"].into_iter().filter(|id| catalogue::find(id).is_some()))
        .unwrap()
        .custom(identifier("a", "aaa"))
        .unwrap()
        .build()
        .unwrap();
    let managed = rules.identifiers().len();
    assert_eq!(rules.customs().iter().map(|custom| custom.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert!(matches!(rules.rule(0), Some(Rule::Managed(_))));
    assert!(matches!(rules.rule(managed), Some(Rule::Custom(custom)) if custom.id == "a"));
    assert!(matches!(rules.rule(managed + 1), Some(Rule::Custom(custom)) if custom.id == "b"));
    assert!(rules.rule(managed + 2).is_none());
}

#[test]
fn rule_sets_have_bounds() {
    let mut builder = Ruleset::builder();
    for number in 0..ruleset::CUSTOM_IDENTIFIERS {
        builder = builder.custom(identifier(&number.to_string(), "abc")).unwrap();
    }
    assert_eq!(builder.custom(identifier("x", "abc")).unwrap_err(), ruleset::Error::TooManyCustomIdentifiers);
    let twice = Ruleset::builder().custom(identifier("x", "abc")).unwrap().custom(identifier("x", "d")).unwrap_err();
    assert_eq!(twice, ruleset::Error::CustomIdentifierTwice("x".to_owned()));
    let refused = Ruleset::builder().custom(identifier("x", "a(?=b)")).unwrap().build().unwrap_err();
    assert!(refused.to_string().starts_with("the custom identifier \"x\" cannot be used: the look-ahead"), "{refused}");
    let words = Words::parse(b"abc").unwrap();
    let mut builder = Ruleset::builder();
    for _ in 0..ruleset::ALLOW_LISTS {
        builder = builder.allow(List::words(words.clone())).unwrap();
    }
    assert_eq!(builder.allow(List::words(words)).unwrap_err(), ruleset::Error::TooManyAllowLists);
}

#[test]
fn versions_tell_rule_sets_apart() {
    let managed = || Ruleset::builder().managed(["CREDIT_CARD_NUMBER"]).unwrap();
    let version = |builder: ruleset::Builder| builder.build().unwrap().version().to_owned();
    let list = |text: &str| List::words(Words::parse(text.as_bytes()).unwrap());
    let with = |change: fn(&mut custom::Identifier)| {
        let mut one = identifier("x", "abc");
        change(&mut one);
        managed().custom(one).unwrap()
    };
    let versions = [
        version(managed()),
        version(with(|_| {})),
        version(with(|one| one.id = "y".to_owned())),
        version(with(|one| one.criteria.regex = "abd".to_owned())),
        version(with(|one| one.criteria.keywords = vec!["word".to_owned()])),
        version(with(|one| one.criteria.ignore_words = vec!["word".to_owned()])),
        version(with(|one| one.criteria.maximum_match_distance = 51)),
        version(managed().allow(list("a\nb")).unwrap()),
        version(managed().allow(list("a\nc")).unwrap()),
        version(managed().allow(List::regex("a").unwrap()).unwrap()),
    ];
    for (index, one) in versions.iter().enumerate() {
        assert!(!versions[..index].contains(one), "{index}");
    }
    assert_eq!(versions[0], Ruleset::managed(["CREDIT_CARD_NUMBER"]).unwrap().version());
    assert_eq!(versions[7], version(managed().allow(list("B\r\n\nA")).unwrap()));
    let both = |one: &str, other: &str| version(managed().allow(list(one)).unwrap().allow(list(other)).unwrap());
    assert_eq!(both("a", "b"), both("b", "a"));
}

fn words(text: &str) -> Allow {
    Allow::new(&[List::words(Words::parse(text.as_bytes()).unwrap())]).unwrap()
}

#[test]
fn entries_exempt_what_equals_them() {
    let list = words("\u{feff}ann@Example.com\r\n\r\n   \nFranz Größe\nСЕКРЕТ\n 4532 0151\nlast");
    for value in [
        "ann@example.com",
        "ANN@EXAMPLE.COM",
        "franz größe",
        "FRANZ GRÖẞE",
        "Franz\nGröße",
        "Franz \r\n  Größe",
        "секрет",
        " 4532 0151",
        "last",
    ] {
        assert!(list.allows(value.as_bytes()), "{value:?}");
    }
    for value in ["ann@example.co", "aann@example.com", "", " ", "Franz  Größe", "4532 0151", "last ", "\n", "Franz"]
    {
        assert!(!list.allows(value.as_bytes()), "{value:?}");
    }
    assert!(!list.allows(&[0xff; 2000]) && !list.allows(b"ann@example.co\xff"));
    assert!(!list.allows("A".repeat(100_000).as_bytes()));
}

#[test]
fn patterns_exempt_what_they_match_completely() {
    let list = Allow::new(&[List::regex(r"ann|[a-z]+@example\.com|Jo Doe").unwrap()]).unwrap();
    for value in ["ann", "anna@example.com", "Jo Doe", "Jo\n Doe"] {
        assert!(list.allows(value.as_bytes()), "{value:?}");
    }
    for value in ["anna", "Ann", "x ann", "Jo  Doe", "", "ann\n"] {
        assert!(!list.allows(value.as_bytes()), "{value:?}");
    }
    assert!(matches!(List::regex("(?=a)"), Err(allow::Error::Regex(Error::Unsupported { .. }))));
}

#[test]
fn lists_of_words_have_bounds() {
    let status = |bytes: &[u8]| Words::parse(bytes).err().map(|error| error.status_code());
    assert_eq!(status(b""), Some("S3_OBJECT_EMPTY"));
    assert_eq!(status(b"\n \r\n\t\n"), Some("S3_OBJECT_EMPTY"));
    assert_eq!(status(&vec![b'a'; allow::LARGEST_OBJECT + 1]), Some("S3_OBJECT_OVERSIZE"));
    let many = |count: usize| (0..count).map(|number| format!("{number}\n")).collect::<String>();
    assert_eq!(Words::parse(many(100_000).as_bytes()).unwrap().len(), 100_000);
    assert_eq!(status(many(100_001).as_bytes()), Some("S3_OBJECT_OVERSIZE"));
    assert_eq!(status("é".repeat(90).as_bytes()), None);
    assert_eq!(Words::parse(b"a\n\nb\xff").unwrap_err(), allow::Error::NotText { line: 3 });
    let long = format!("a\n{}", "é".repeat(91));
    assert_eq!(Words::parse(long.as_bytes()).unwrap_err(), allow::Error::EntryTooLong { line: 2, found: 91 });
    let shown = format!("{:?}", Words::parse(b"secretvalue").unwrap());
    assert!(!shown.contains("secretvalue"), "{shown}");
}

#[test]
fn lists_apply_to_all_rules_but_mailing_addresses() {
    let rules = Ruleset::builder()
        .managed(["CREDIT_CARD_NUMBER"])
        .unwrap()
        .custom(identifier("x", "abc"))
        .unwrap()
        .allow(List::words(Words::parse(b"abc\n4532015112830366").unwrap()))
        .unwrap()
        .build()
        .unwrap();
    assert!(rules.allows(0, b"4532015112830366") && rules.allows(1, b"ABC"));
    assert!(!rules.allows(0, b"4111111111111111"));
    assert!(!Ruleset::managed(["CREDIT_CARD_NUMBER"]).unwrap().allows(0, b"abc"));
}
