//! The catalogue as others see it.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use magpie_detect::{Category, Ruleset, Severity, catalogue, ruleset};

#[test]
fn ids_are_sorted_and_unique() {
    assert!(catalogue::all().windows(2).all(|pair| pair[0].id < pair[1].id));
    for row in catalogue::all() {
        assert_eq!(catalogue::find(row.id).map(|found| found.id), Some(row.id));
    }
    assert!(catalogue::find("usa_social_security_number").is_none());
    assert!(catalogue::find("").is_none());
}

#[test]
fn rows_are_complete() {
    for row in catalogue::all() {
        assert!(!row.name.is_empty(), "{}", row.id);
        assert_ne!(row.category, Category::CustomIdentifier, "{}", row.id);
        assert!(!row.keyword_required || !row.keywords.is_empty(), "{}", row.id);
        let distinct: BTreeSet<&str> = row.keywords.iter().copied().collect();
        assert_eq!(distinct.len(), row.keywords.len(), "{}", row.id);
        assert!(row.severity.is_sorted(), "{}", row.id);
        if row.category == Category::Credentials {
            assert_eq!(row.severity, [Severity::High; 3], "{}", row.id);
        }
    }
}

#[test]
fn families_are_whole() {
    let count = |test: &dyn Fn(&str) -> bool| catalogue::all().iter().filter(|row| row.macie && test(row.id)).count();
    assert_eq!(count(&|id| id.ends_with("_BANK_ACCOUNT_NUMBER")), 52);
    assert_eq!(count(&|id| id.ends_with("PHONE_NUMBER")), 7);
    let secrets = |macie| {
        catalogue::all().iter().filter(|row| row.category == Category::Credentials && row.macie == macie).count()
    };
    assert_eq!(secrets(true), 9);
    assert!(secrets(false) >= 300, "{}", secrets(false));
    let cards = catalogue::find("CREDIT_CARD_NUMBER").unwrap();
    assert_eq!(cards.placeholders.len(), 55);
}

#[test]
fn the_recommended_set_holds_no_identifier_of_ours_and_no_bare_card() {
    let ids: BTreeSet<&str> = catalogue::recommended().map(|row| row.id).collect();
    assert!(
        ids.contains("USA_SOCIAL_SECURITY_NUMBER")
            && ids.contains("CREDIT_CARD_NUMBER")
            && ids.contains("AWS_CREDENTIALS")
    );
    for id in [
        "EMAIL_ADDRESS",
        "IP_ADDRESS",
        "CREDIT_CARD_NUMBER_(NO_KEYWORD)",
        "PHONE_NUMBER",
        "JSON_WEB_TOKEN",
        "DATE_OF_BIRTH",
    ] {
        assert!(catalogue::find(id).is_some() && !ids.contains(id), "{id}");
    }
}

#[test]
fn severities_follow_the_count() {
    let phone = catalogue::find("PHONE_NUMBER").unwrap();
    let expected = [
        (0, Severity::Low),
        (1, Severity::Low),
        (2, Severity::Medium),
        (99, Severity::Medium),
        (100, Severity::High),
        (u64::MAX, Severity::High),
    ];
    for (count, severity) in expected {
        assert_eq!(phone.severity_for(count), severity, "{count}");
    }
    let passport = catalogue::find("UK_PASSPORT_NUMBER").unwrap();
    assert_eq!((passport.severity_for(1), passport.severity_for(2)), (Severity::Medium, Severity::High));
}

#[test]
fn versions_name_the_selection() {
    let version = |ids: &[&str]| Ruleset::managed(ids).unwrap().version().to_owned();
    let both = version(&["IP_ADDRESS", "EMAIL_ADDRESS"]);
    assert_eq!(both, version(&["EMAIL_ADDRESS", "IP_ADDRESS", "EMAIL_ADDRESS"]));
    assert_ne!(both, version(&["EMAIL_ADDRESS"]));
    assert_ne!(both, version(&[]));
    assert!(both.len() == 64 && both.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn unknown_ids_are_refused() {
    let error = Ruleset::managed(["IP_ADDRESS", "NO_SUCH_THING"]).unwrap_err();
    assert_eq!(error, ruleset::Error::UnknownIdentifier("NO_SUCH_THING".to_owned()));
    assert!(error.to_string().contains("NO_SUCH_THING"));
}
