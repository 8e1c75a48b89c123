//! What is encoded inside texts and values, and rare encodings of whole files.

use crate::common::{Event, run, run_chunked, show, values};
use magpie_extract::{Limits, Status};

fn decoded(bytes: &[u8], name: &str) -> Vec<(String, String)> {
    let (events, _) = run(bytes, name);
    events
        .iter()
        .filter_map(|event| match event {
            Event::Decoded(text, place) => Some((text.clone(), show(place))),
            _ => None,
        })
        .collect()
}

#[test]
fn encoded_texts_are_located_in_the_text_around_them() {
    let text = "first\nssn: NTM2LTkwLTQzOTk= and\nGET /?mail=anna%40example.com HTTP/1.1\n";
    let found = decoded(text.as_bytes(), "x.txt");
    assert_eq!(found.len(), 2);
    assert!(found.contains(&("536-90-4399".to_owned(), "2-2:6".to_owned())), "{found:?}");
    assert!(found.contains(&("anna@example.com".to_owned(), "3-3:12".to_owned())), "{found:?}");
}

#[test]
fn encoded_values_keep_their_place_and_context() {
    let (events, _) =
        run(b"{\"ssn\": \"NTM2LTkwLTQzOTk=\", \"id\": \"123e4567-e89b-12d3-a456-426614174000\"}", "x.json");
    let values = values(&events);
    assert!(values.contains(&("536-90-4399", "0 $.ssn".to_owned())), "{values:?}");
    assert_eq!(values.len(), 3);
}

#[test]
fn encoded_texts_do_not_depend_on_chunks() {
    let line = "key: V3JpdGUgdG8gYW5uYS5pdmFub3ZhNDJAZXhhbXBsZS5jb20= and 50%25 of it; ";
    let mut text = line.repeat(8000);
    // A long text, and a long one that is none.
    text.push_str(&"V3JpdGUgdG8gYW5u".repeat(5000));
    text.push_str(" ////////");
    text.push_str(&"z/9k".repeat(50_000));
    text.push_str(&line.repeat(100));
    let of = |chunk: usize| {
        let (events, outcome) = run_chunked(text.as_bytes(), "x.txt", &Limits::default(), chunk);
        assert_eq!(outcome.status, Status::Complete);
        let mut found: Vec<String> = events
            .iter()
            .filter_map(|event| match event {
                Event::Decoded(text, place) => Some(format!("{text} {}", show(place))),
                _ => None,
            })
            .collect();
        found.sort();
        found
    };
    let whole = of(usize::MAX);
    assert!(whole.len() >= 2 * 8100);
    for chunk in [100, 65_536, 99_991] {
        assert!(of(chunk) == whole, "chunks of {chunk}");
    }
}

#[test]
fn texts_of_four_bytes_a_character() {
    let table = "name,größe\nAnn,1\nBob,2\n";
    let little: Vec<u8> = table.chars().flat_map(|character| u32::from(character).to_le_bytes()).collect();
    let big: Vec<u8> =
        "\u{feff}".chars().chain(table.chars()).flat_map(|character| u32::from(character).to_be_bytes()).collect();
    for (bytes, encoding) in [(little, "UTF-32LE"), (big, "UTF-32BE")] {
        for chunk in [1, 5, usize::MAX] {
            let (events, outcome) = run_chunked(&bytes, "x.csv", &Limits::default(), chunk);
            assert_eq!((outcome.status, outcome.encoding), (Status::Complete, Some(encoding)));
            assert_eq!(outcome.bytes, bytes.len() as u64);
            assert!(values(&events).contains(&("2", "3:2 größe".to_owned())), "{events:?}");
        }
    }
}

#[test]
fn lines_that_end_with_cr_alone() {
    let (events, outcome) = run(b"first\rto anna@example.com\rlast\r", "x.txt");
    assert_eq!(outcome.status, Status::Complete);
    let Event::Text(text, lines) = &events[0] else { panic!("{events:?}") };
    assert_eq!(text, "first\nto anna@example.com\nlast\n");
    assert_eq!((lines[0].start, lines[0].start_column), (2, 8));
    let (events, _) = run(b"name,code\rAnn,17\rBob,18\r", "x.csv");
    assert!(values(&events).contains(&("18", "3:2 code".to_owned())), "{events:?}");
}

#[test]
fn settings_are_not_hidden() {
    for (text, name) in [
        ("# settings\nDB_PASSWORD=hunter2,hunter3\nMAIL=anna@example.com,bjorn@example.com\nA=1,2\n", ".env"),
        ("[main]\npassword = a;b;c\nmail = anna@example.com;x;y\n[other]\nkey = 1;2;3\n", "x.ini"),
        ("main:\n  mail: anna@example.com\n  list: [a, b, c]\n", "x.yaml"),
        ("main.password=x\nmain.mail=anna@example.com\n", "app.properties"),
    ] {
        let (events, outcome) = run(text.as_bytes(), name);
        assert_eq!(outcome.status, Status::Complete);
        assert!(matches!(events.as_slice(), [Event::Text(seen, _)] if seen == text), "{name}: {events:?}");
    }
}

#[test]
fn notebooks_are_records() {
    let notebook = br##"{"cells": [{"cell_type": "code", "source": ["ssn = '536-90-4399'\n", "mail"], "outputs": [{"text": ["anna@example.com"]}]}], "nbformat": 4}"##;
    let (events, outcome) = run(notebook, "x.ipynb");
    assert_eq!((outcome.status, outcome.mime_type.as_str()), (Status::Complete, "application/x-ipynb+json"));
    let values = values(&events);
    assert!(values.contains(&("ssn = '536-90-4399'\nmail", "0 $.cells[0].source[0]".to_owned())), "{values:?}");
    assert!(values.contains(&("anna@example.com", "0 $.cells[0].outputs[0].text[0]".to_owned())));
}
