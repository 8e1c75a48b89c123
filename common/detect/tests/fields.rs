//! Structured values: bounds, contexts, and equality with scanning each value alone.

#![allow(clippy::unwrap_used)]

use std::sync::{Arc, LazyLock};

use magpie_detect::{ContextId, Field, FieldMatch, Ruleset, Scanner, catalogue};
use proptest::prelude::*;

/// For all identifiers, compiled once: hundreds of texts are scanned by a test.
fn scanner() -> Scanner {
    static RULES: LazyLock<Arc<Ruleset>> =
        LazyLock::new(|| Arc::new(Ruleset::managed(catalogue::all().iter().map(|row| row.id)).unwrap()));
    Scanner::new(Arc::clone(&RULES))
}

fn scan(scanner: &mut Scanner, text: &[u8], fields: &[Field]) -> Vec<FieldMatch> {
    let mut found = Vec::new();
    scanner.scan_fields(text, fields, &mut |found_match| found.push(found_match));
    found
}

fn field(start: usize, end: usize, context: ContextId) -> Field {
    Field { start: start as u32, end: end as u32, context }
}

/// Lays values side by side with `gap` between them and `lead` before all.
fn lay(values: &[String], contexts: &[ContextId], lead: &str, gap: &str) -> (String, Vec<Field>) {
    let mut text = lead.to_owned();
    let mut fields = Vec::new();
    for (value, context) in values.iter().zip(contexts.iter().cycle()) {
        fields.push(field(text.len(), text.len() + value.len(), *context));
        text.push_str(value);
        text.push_str(gap);
    }
    (text, fields)
}

#[test]
fn no_match_crosses_a_bound() {
    let mut scanner = scanner();
    let none = ContextId::default();
    let text = b"4532015112830366";
    assert_eq!(scan(&mut scanner, text, &[field(0, 16, none)]).len(), 1);
    assert_eq!(scan(&mut scanner, text, &[field(0, 8, none), field(8, 16, none)]), []);
    assert_eq!(
        scan(&mut scanner, b"4532015112830366453201511283036", &[field(0, 16, none), field(16, 31, none)]).len(),
        1
    );
}

#[test]
fn a_year_is_not_cut_by_a_bound() {
    let mut scanner = scanner();
    let context = scanner.context(&["birthDate"]);
    let text = b"March 12, 1980";
    assert_eq!(scan(&mut scanner, text, &[field(0, 14, context)]).len(), 1);
    // The field ends with "19", and is no date alone either.
    assert_eq!(scan(&mut scanner, text, &[field(0, 12, context)]), []);
    assert_eq!(scan(&mut scanner, &text[..12], &[field(0, 12, context)]), []);
    let apart = b"Geburtsdatum 12. 03. 1980,";
    assert_eq!(scan(&mut scanner, apart, &[field(0, 25, context)]).len(), 1);
    let cut = [field(0, 23, context), field(25, 26, context)];
    assert_eq!(scan(&mut scanner, apart, &cut), scan(&mut scanner, &apart[..23], &cut[..1]));
    let short = b"12-MAR-80";
    assert_eq!(scan(&mut scanner, short, &[field(0, 9, context)]).len(), 1);
}

#[test]
fn a_key_word_in_a_neighbour_does_not_count() {
    let mut scanner = scanner();
    let none = ContextId::default();
    assert_eq!(scan(&mut scanner, b"ssn,536904399", &[field(0, 3, none), field(4, 13, none)]), []);
    assert_eq!(scan(&mut scanner, b"ssn,536904399", &[field(0, 13, none)]).len(), 1);
    let named = scanner.context(&["ssn"]);
    assert_eq!(scan(&mut scanner, b"ssn,536904399", &[field(0, 3, none), field(4, 13, named)]).len(), 1);
}

#[test]
fn contexts_are_interned_by_what_they_mean() {
    let mut scanner = scanner();
    assert_eq!(scanner.context(&["anything"]), ContextId::default());
    assert_eq!(scanner.context(&["ssn"]), scanner.context(&["SSN"]));
    assert_eq!(scanner.context(&["person", "ssn"]), scanner.context(&["ssn"]));
    assert_ne!(scanner.context(&["ssn"]), scanner.context(&["dob"]));
    for number in 0..200_000 {
        assert_eq!(scanner.context(&[&format!("column{number}")]), ContextId::default());
    }
    scanner.forget();
    assert_eq!(scanner.context(&["nothing"]), ContextId::default());
}

#[test]
fn odd_fields_are_survived() {
    let mut scanner = scanner();
    let none = ContextId::default();
    let text = b"card 4532015112830366";
    let odd = [field(0, 0, none), field(3, 2, none), field(5, 500, none), field(400, 500, none)];
    assert_eq!(scan(&mut scanner, text, &odd).len(), 1);
    assert_eq!(scan(&mut scanner, b"", &[field(0, 0, none), field(7, 9, none)]), []);
}

#[test]
fn what_stands_beside_a_field_has_no_part_in_it() {
    // Values of columns lie beside each other without anything between. The dash would count between two digits.
    let mut scanner = scanner();
    let none = ContextId::default();
    let (first, second) = ("token = 3f0d1e-4b86-9c40-5be1a7d2\u{2011}", "0f93 and 123");
    let text = [first, second].concat();
    let fields = [field(0, first.len(), none), field(first.len(), text.len(), none)];
    let both = scan(&mut scanner, text.as_bytes(), &fields);
    let alone = scan(&mut scanner, first.as_bytes(), &fields[..1]);
    assert_eq!(both, alone);

    // What stands behind a postal code, in the next field, is no town of it.
    for (first, second) in [("12 Main St\",\"Boston\",\"MA\",,\"02108", "\"-M2"), ("Storgatan 5, 8000 5", "AB")] {
        let text = [first, second].concat();
        let fields = [field(0, first.len(), none), field(first.len(), text.len(), none)];
        let alone = scan(&mut scanner, first.as_bytes(), &fields[..1]);
        assert_eq!(scan(&mut scanner, text.as_bytes(), &fields), alone, "{text}");
    }

    // Digits in the next field do not make a number of an area code and less than six characters.
    for (first, second) in [("Telefon 0710 / 4710", "81"), ("Telefon 0710 / 47108 ", "1")] {
        let text = [first, second].concat();
        let fields = [field(0, first.len(), none), field(first.len(), text.len(), none)];
        let alone = scan(&mut scanner, first.as_bytes(), &fields[..1]);
        assert_eq!(scan(&mut scanner, text.as_bytes(), &fields), alone, "{text}");
    }

    // An address is not longer for what follows it, and a hash is told by its length.
    let address = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
    let text = address.repeat(3);
    let fields = [0, 1, 2].map(|index| field(index * address.len(), (index + 1) * address.len(), none));
    assert_eq!(scan(&mut scanner, text.as_bytes(), &fields).len(), 3);
}

/// Each value as in a batch of its own.
fn alone(scanner: &mut Scanner, values: &[String], contexts: &[ContextId]) -> Vec<FieldMatch> {
    let mut all = Vec::new();
    for (index, (value, context)) in values.iter().zip(contexts.iter().cycle()).enumerate() {
        let found = scan(scanner, value.as_bytes(), &[field(0, value.len(), *context)]);
        all.extend(found.into_iter().map(|found| FieldMatch { field: index, ..found }));
    }
    all
}

#[test]
fn values_that_come_again_hold_what_they_held() {
    let mut scanner = scanner();
    let contexts = [ContextId::default(), scanner.context(&["ssn"])];
    // With none, one, two and three matches, of at most 32 bytes, of more, and of more than are remembered.
    let long = format!("{}ann@example.com", "nothing in all of this, ".repeat(6));
    let values = [
        "536904399",
        "eu-central-1",
        "ann@example.com",
        "ann@example.com, bob@example.com",
        "ann@example.com bob@example.com 203.0.113.7",
        "a value of more than thirty-two bytes",
        "another of more than thirty-two, with bob@example.com",
        "",
        &long,
    ]
    .map(str::to_owned);
    let values: Vec<String> = values.iter().flat_map(|value| [value.clone(), value.clone()]).collect();
    let expected = alone(&mut scanner, &values, &contexts);
    assert_eq!(expected.len(), 2 + 2 * (1 + 2 + 3 + 1 + 1) - 1, "the first is one under its name alone");
    // So much stands between them that it is worth while to leave out what is known.
    let (text, fields) = lay(&values, &contexts, "", "\", \"a name of a few words\": \"");
    for _ in 0..4 {
        assert_eq!(scan(&mut scanner, text.as_bytes(), &fields), expected);
    }
    scanner.remember_values(false);
    assert_eq!(scan(&mut scanner, text.as_bytes(), &fields), expected);
    scanner.remember_values(true);
    // Names that meant something else before.
    scanner.forget();
    let renamed = [scanner.context(&["dob"]), scanner.context(&["ssn"])];
    let expected = alone(&mut scanner, &values, &renamed);
    let fields: Vec<Field> = fields
        .iter()
        .zip(renamed.iter().cycle())
        .map(|(field, context)| Field { context: *context, ..*field })
        .collect();
    for _ in 0..3 {
        assert_eq!(scan(&mut scanner, text.as_bytes(), &fields), expected);
    }
}

#[test]
fn many_values_are_remembered_or_not_and_none_is_lost() {
    let mut scanner = scanner();
    let contexts = [ContextId::default(), scanner.context(&["ssn"]), scanner.context(&["phone"])];
    // More than there are places, one longer than all that are looked at together, and a stretch that is ever new.
    let mut values: Vec<String> = (0..40_000usize)
        .map(|number| match number % 7 {
            0 => format!("ann{}@example.com", number * number % 3001),
            1 => format!("host-{}.internal.example", number % 11),
            2 => {
                let sign = if number / 40 % 2 == 0 { '@' } else { '-' };
                format!("order {:05} was sent to somebody{sign}example.com and came back", number / 40)
            }
            3 => "203.0.113.7".to_owned(),
            4 if number > 15_000 && number < 30_000 => {
                format!("a text of its own, number {number}, that comes once alone")
            }
            5 => "a state".to_owned(),
            6 => String::new(),
            _ => "536904399 is remembered under its name".to_owned(),
        })
        .collect();
    values[5_000] = format!("{} ann@example.com", "long ".repeat(8_000));
    let expected = alone(&mut scanner, &values, &contexts);
    let (text, fields) = lay(&values, &contexts, "", "\": \"a name");
    for _ in 0..2 {
        assert!(scan(&mut scanner, text.as_bytes(), &fields) == expected);
    }
}

fn value() -> impl Strategy<Value = String> {
    let values = [
        "536-90-4399",
        "536904399",
        "4532015112830366",
        "ssn 536-90-4399",
        "DE89370400440532013000",
        "ann@example.com",
        "203.0.113.7",
        "2001:db8::1",
        "+14155550132",
        "(415) 555-0132",
        "12 March 1980",
        "12-MAR-80",
        "1980-01-01",
        "AB123456C",
        "L01X00T471",
        "39053344705",
        "2 95 10 2A 126 111 46",
        "Abc1Def2Ghi3Jkl4Mno5Pqr6Stu7Vwx8Yz90+/aB",
        "",
        "x",
        "7",
        "true",
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        "12.ABC.345/01DE-35",
        "X 05428 11101 000000123456",
        "C12345678",
        "c12345678",
        "abcpk1234l",
        "fe80::1ff:fe23:4567:890a",
        "1:2:3",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "wallet 4fYNw3dojWmQ4dXtSGE9epjRGy9pFSx62YypT7avPYvA",
    ];
    prop_oneof![6 => prop::sample::select(values.to_vec()).prop_map(str::to_owned), 1 => "[0-9]{1,20}", 1 => "[ -~é]{0,90}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_batch_finds_what_each_value_alone_has(values in prop::collection::vec(value(), 1..60), lead in "[a-z0-9]{0,70}", gap in prop::sample::select(vec!["", ",", "\",\"", "1", "a"])) {
        let mut scanner = scanner();
        let contexts = [
            ContextId::default(),
            scanner.context(&["ssn"]),
            scanner.context(&["phone", "authorization", "credentials"]),
            scanner.context(&["dob", "passport", "iban", "cnpj", "pan card", "insee", "personalausweis", "nino", "cpf"]),
        ];
        let expected = alone(&mut scanner, &values, &contexts);
        let (text, fields) = lay(&values, &contexts, &lead, gap);
        // Values that came once, twice and often.
        for _ in 0..3 {
            prop_assert_eq!(&scan(&mut scanner, text.as_bytes(), &fields), &expected);
        }
    }

    #[test]
    fn a_field_without_names_is_a_text(text in "[ -~\\n]{0,300}") {
        let mut scanner = scanner();
        let mut expected = Vec::new();
        scanner.scan_text(text.as_bytes(), 0..text.len(), &mut |found| expected.push((found.identifier, found.start, found.end)));
        let found: Vec<_> = scan(&mut scanner, text.as_bytes(), &[field(0, text.len(), ContextId::default())])
            .into_iter()
            .map(|found| (found.identifier, found.start, found.end))
            .collect();
        prop_assert_eq!(found, expected);
    }
}
