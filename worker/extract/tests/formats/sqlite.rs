//! SQLite: a file by another writer, and the same file cut and damaged. `make-columns.py` in `tests/data` writes it.

use crate::common::{run, run_with, values};
use crate::tables::{cut, data, flip, lines, same_in_chunks_and_compressed, shown};
use magpie_extract::{Limits, Reason, Status};

#[test]
fn sqlite_has_rows_with_names() {
    let shown = shown("sqlite/people.db");
    let of = |path: &str| -> Vec<&String> { shown.iter().filter(|line| line.contains(path)).collect() };
    let names = of("$.people['full name']");
    assert_eq!(names.len(), 41);
    for number in 0..40 {
        let rowid = number * 3 + 1;
        for expected in [
            format!("{rowid} $.people.id = {rowid}"),
            format!("{rowid} $.people['full name'] = Person {number}"),
            format!("{rowid} $.people.ssn = 536-90-{}", 4000 + number),
            format!("{rowid} $.people.score = {}", f64::from(number) / 2.0),
        ] {
            assert!(shown.contains(&expected), "{expected}");
        }
    }
    assert_eq!(of("$.people.photo").len(), 20);
    assert!(shown.contains(&format!("1000 $.people['full name'] = {}", "Größe ".repeat(500))));
    assert!(shown.contains(&"1000 $.people.score = 4012888888881881".to_owned()));
    assert_eq!(
        of("odd, name']").iter().filter(|line| !line.contains("sqlite_schema")).count(),
        5,
        "three and two values"
    );
    assert!(shown.contains(&"1 $['odd, name'].a = -5".to_owned()));
    assert!(shown.contains(&format!("2 $['odd, name'].a = {}", i64::MAX)));
    assert!(shown.contains(&"2 $['odd, name']['d\"e'] = 1".to_owned()));
    // Without row numbers, and with the key stored first.
    for number in 0..30 {
        let passport = format!("$.keyed.passport = 5678901{number:02}");
        assert_eq!(of(&passport).len(), 1, "{passport}");
    }
    assert_eq!(of("$.keyed.country = USA").len(), 30);
    assert!(shown.contains(&"1 $.gone.secret = 536-90-4399".to_owned()));
    assert!(of("$.sqlite_schema.sql").iter().any(|line| line.contains("CREATE VIEW seen")));
    // An index repeats what the table has.
    assert_eq!(of("536-90-4001").len(), 1);
}

#[test]
fn sqlite_in_utf_16() {
    let bytes = data("sqlite/utf16.db");
    let (events, outcome) = run(&bytes, "x.sqlite");
    assert_eq!((outcome.status, outcome.encoding), (Status::Complete, Some("UTF-16LE")));
    let shown = lines(&events);
    assert!(shown.contains(&"1 $.t.name = Zoë".to_owned()));
    assert!(shown.contains(&"1 $.t.größe = 536-90-4399".to_owned()));
}

#[test]
fn a_corrupt_page_costs_only_its_rows() {
    let bytes = data("sqlite/people.db");
    let all: Vec<String> = shown("sqlite/people.db").iter().filter(|line| line.contains("536-90-4")).cloned().collect();
    let pages = bytes.len() / 512;
    let mut stray = false;
    for page in 1..pages {
        let mut bytes = bytes.clone();
        bytes[page * 512..(page + 1) * 512].fill(0x5A);
        let (events, outcome) = run(&bytes, "x.db");
        let shown = lines(&events);
        let kept = all.iter().filter(|line| shown.contains(line)).count();
        let values = shown.iter().filter(|line| line.contains("536-90-4")).count();
        assert!(values + 18 >= all.len(), "page {page}: {values} of {}", all.len());
        if kept < all.len() {
            assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::MalformedFile)), "page {page}");
        }
        // Without the inner page, rows are found without names.
        stray |= shown.iter().any(|line| line.starts_with("1 $ = 536-90-4000"));
    }
    assert!(stray);
}

#[test]
fn chunks_and_compression_change_nothing() {
    let name = "sqlite/people.db";
    let bytes = data(name);
    let whole = same_in_chunks_and_compressed(&bytes, name);
    let tight = run_with(&bytes, name, &Limits { value_bytes: 200, ..Limits::default() });
    assert_eq!(values(&tight.0).len(), values(&whole).len(), "{name}");
}

#[test]
fn damaged_files_end_with_an_outcome() {
    let name = "sqlite/people.db";
    let bytes = data(name);
    cut(&bytes, name, &Limits::default(), (bytes.len() / 400).max(1), 0);
    flip(&bytes, name, &Limits::default(), 1);
    for length in [bytes.len() / 2, bytes.len() - 9, bytes.len() - 1] {
        let (_, outcome) = run(&bytes[..length], name);
        assert_eq!(outcome.reason, Some(Reason::MalformedFile), "{name} cut to {length}");
    }
}
