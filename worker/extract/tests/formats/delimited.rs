//! CSV, TSV and their like.
use crate::common::{Event, run, values};
use magpie_extract::{Limits, Status};

fn cells(text: &str, key: &str) -> Vec<(String, String)> {
    let (events, outcome) = run(text.as_bytes(), key);
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(outcome.bytes, text.len() as u64);
    values(&events).into_iter().map(|(value, place)| (value.to_owned(), place)).collect()
}

fn check(text: &str, key: &str, expected: &[(&str, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(value, place)| (value.to_string(), place.to_string())).collect();
    assert_eq!(cells(text, key), expected, "{text:?}");
}

#[test]
fn cells_have_rows_columns_and_names() {
    check(
        "name,ssn\r\nAnn,536-90-4399\r\n\r\nBob,\r\n",
        "people.csv",
        &[("Ann", "2:1 name"), ("536-90-4399", "2:2 ssn"), ("Bob", "4:1 name")],
    );
}

#[test]
fn the_header_is_visited_as_text() {
    let (events, outcome) = run(b"name,ann@example.com x\nAnn,1\n", "people.csv");
    // A header cell that holds a value is no label, so there is no header.
    assert_eq!(values(&events).len(), 4);
    assert_eq!(outcome.mime_type, "text/csv");
    let (events, _) = run(b"name,code\nAnn,1\n", "people.csv");
    assert_eq!(events[0], Event::Text("name,code\n".to_owned(), vec![]));
    assert_eq!(values(&events).len(), 2);
}

#[test]
fn without_a_header_rows_begin_with_one() {
    check("1,2\n3,4", "x.csv", &[("1", "1:1"), ("2", "1:2"), ("3", "2:1"), ("4", "2:2")]);
}

#[test]
fn quotes_hold_delimiters_line_ends_and_quotes() {
    check(
        "id,note\n1,\"a, b\nc\"\n2,\"say \"\"hi\"\" now\"\n3,plain \"quoted\" inside\n4,\"x\" y\n5,\"\"\n",
        "x.csv",
        &[
            ("1", "2:1 id"),
            ("a, b\nc", "2:2 note"),
            ("2", "3:1 id"),
            ("say \"hi\" now", "3:2 note"),
            ("3", "4:1 id"),
            ("plain \"quoted\" inside", "4:2 note"),
            ("4", "5:1 id"),
            ("\"x\" y", "5:2 note"),
            ("5", "6:1 id"),
        ],
    );
}

#[test]
fn dialects() {
    check("a;b\n1,5;2\n3;4\n", "x.csv", &[("1,5", "2:1 a"), ("2", "2:2 b"), ("3", "3:1 a"), ("4", "3:2 b")]);
    check("a\tb\n1\t2\n", "x.tsv", &[("1", "2:1 a"), ("2", "2:2 b")]);
    check("a|b\n1|2\n", "x.csv", &[("1", "2:1 a"), ("2", "2:2 b")]);
    check("a,b\r1,2\r3,4", "x.csv", &[("1", "2:1 a"), ("2", "2:2 b"), ("3", "3:1 a"), ("4", "3:2 b")]);
    check("a,b\n1,\"x \\\" y\"\n", "x.csv", &[("1", "2:1 a"), ("x \" y", "2:2 b")]);
    let (_, outcome) = run(b"a\tb\n1\t2\n", "x.tsv");
    assert_eq!(outcome.mime_type, "text/tab-separated-values");
}

#[test]
fn single_quotes_and_a_declared_delimiter() {
    check(
        "id,note\n'1','a, b\nc'\n'2','it''s'\n",
        "x.csv",
        &[("1", "2:1 id"), ("a, b\nc", "2:2 note"), ("2", "3:1 id"), ("it's", "3:2 note")],
    );
    check("sep=;\r\nname;ssn\r\nAnn;536-90-4399\r\n", "x.csv", &[("Ann", "3:1 name"), ("536-90-4399", "3:2 ssn")]);
    check("sep=|\n1|2\n3|4\n", "x.csv", &[("1", "2:1"), ("2", "2:2"), ("3", "3:1"), ("4", "3:2")]);
    let (events, _) = run(b"sep=;\nname;ssn\nAnn;1\n", "x.csv");
    let texts = crate::common::texts(&events);
    assert_eq!(texts[..1], ["sep=;\nname;ssn\n"]);
}

#[test]
fn what_the_name_promises_is_told_if_it_is_another() {
    let mismatch = |bytes: &[u8], key: &str| run(bytes, key).1.extension_mime_type;
    assert_eq!(mismatch(b"a\tb\n1\t2\n3\t4\n", "x.csv").as_deref(), Some("text/csv"));
    assert_eq!(mismatch(b"{\"a\": 1}\n", "x.csv").as_deref(), Some("text/csv"));
    assert_eq!(mismatch(b"a,b\n1,2\n3,4\n", "x.tsv").as_deref(), Some("text/tab-separated-values"));
    assert_eq!(mismatch(b"id,name\n1,A\n2,B\n3,C\n", "x.json").as_deref(), Some("application/json"));
    for (bytes, key) in [(&b"a;b\n1;2\n"[..], "x.csv"), (b"a\tb\n1\t2\n", "x.tsv"), (b"id,name\n1,A\n2,B\n3,C\n", "x")]
    {
        assert_eq!(mismatch(bytes, key), None, "{key}");
    }
}

#[test]
fn ragged_rows_and_unnamed_columns() {
    check("a,b\n1\n2,3,4\n", "x.csv", &[("1", "2:1 a"), ("2", "3:1 a"), ("3", "3:2 b"), ("4", "3:3")]);
}

#[test]
fn an_unclosed_quote_is_no_quote() {
    let text = "id,note\n1,ok\n2,\"never closed\n3,mail@x.org\n";
    let (events, outcome) = run(text.as_bytes(), "x.csv");
    assert_eq!(outcome.status, Status::Complete);
    assert!(outcome.detail.unwrap().contains("never closed"));
    let values = values(&events);
    let last = [("\"never closed", "3:2 note"), ("3", "4:1 id"), ("mail@x.org", "4:2 note")];
    assert_eq!(values[values.len() - 3..], last.map(|(value, place)| (value, place.to_owned())));
}

#[test]
fn quotes_that_quote_nothing_are_kept() {
    // The second quote belongs to another cell: what lies between them is no cell.
    check(
        "note\tssn\n\"oops\t1\nx\t2\n5\" disk\t3\n6 \"\t4\n",
        "x.tsv",
        &[
            ("\"oops", "2:1 note"),
            ("1", "2:2 ssn"),
            ("x", "3:1 note"),
            ("2", "3:2 ssn"),
            ("5\" disk", "4:1 note"),
            ("3", "4:2 ssn"),
            ("6 \"", "5:1 note"),
            ("4", "5:2 ssn"),
        ],
    );
    let rows: String = (0..2_000).map(|row| format!("\"{row},\"\"a,b \"c\" d\n")).collect();
    let (events, outcome) = run(format!("id,a,b\n1,2,3\n{rows}").as_bytes(), "x.csv");
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(values(&events).len(), 3 + 3 * 2_000);
}

#[test]
fn blanks_may_stand_before_quotes() {
    check(
        "\"id\", \"note\"\n\"1\", \"a, b\"\n 2 ,  \"say \"\"x\"\"\"\n",
        "x.csv",
        &[("1", "2:1 id"), ("a, b", "2:2 note"), (" 2 ", "3:1 id"), ("say \"x\"", "3:2 note")],
    );
}

#[test]
fn titles_and_comments_above_a_table_are_text() {
    let text = "Clients\n# \"as of\",2024\n\nname,ssn\nAnn,536-90-4399\nBob,536-90-4398\n";
    let (events, outcome) = run(text.as_bytes(), "x.csv");
    assert_eq!((outcome.status, outcome.bytes), (Status::Complete, text.len() as u64));
    assert_eq!(crate::common::texts(&events)[0], "Clients\n# \"as of\",2024\n\nname,ssn\n");
    let expected = [("Ann", "5:1 name"), ("536-90-4399", "5:2 ssn"), ("Bob", "6:1 name"), ("536-90-4398", "6:2 ssn")];
    assert_eq!(values(&events), expected.map(|(value, place)| (value, place.to_owned())));
    for chunk in [1, 7, 50] {
        let cut = crate::common::run_chunked(text.as_bytes(), "x.csv", &Limits::default(), chunk);
        assert_eq!(cut, (events.clone(), outcome.clone()), "{chunk}");
    }
}

#[test]
fn a_header_may_be_longer_than_what_is_sniffed() {
    let mut names: Vec<String> = (0..5_000).map(|number| format!("a long name of column {number}")).collect();
    names.push("ssn".to_owned());
    let row = format!("{}536-90-4399\n", "1,".repeat(5_000));
    let (events, _) = run(format!("{}\n{row}", names.join(",")).as_bytes(), "x.csv");
    assert_eq!(values(&events).last().unwrap(), &("536-90-4399", "2:5001 ssn".to_owned()));
}

#[test]
fn long_cells_come_in_pieces() {
    let limits = Limits { value_bytes: 1000, ..Limits::default() };
    let long = "word \"x\" é, ".repeat(20_000);
    let quoted = long.replace('"', "\"\"");
    let plain = "y".repeat(300_000);
    let text = format!("id,note\n1,\"{quoted}\"\n{plain},2\n3,4\n");
    let (events, outcome) = crate::common::run_with(text.as_bytes(), "x.csv", &limits);
    assert_eq!(outcome.status, Status::Complete);
    let seen = values(&events);
    let expected = [
        ("1", "2:1 id"),
        (&long, "2:2 note"),
        (&plain, "3:1 id"),
        ("2", "3:2 note"),
        ("3", "4:1 id"),
        ("4", "4:2 note"),
    ];
    assert_eq!(seen.len(), expected.len());
    for ((value, place), (expected_value, expected_place)) in seen.iter().zip(expected) {
        assert!(*value == expected_value, "{place}");
        assert_eq!(place, expected_place);
    }
}

#[test]
fn utf16_tables_are_tables() {
    let text = "name;größe\nÄnne;170\n";
    let mut bytes = b"\xFF\xFE".to_vec();
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let (events, outcome) = run(&bytes, "x.csv");
    assert_eq!(values(&events), [("Änne", "2:1 name".to_owned()), ("170", "2:2 größe".to_owned())]);
    assert_eq!(outcome.encoding, Some("UTF-16LE"));
    assert_eq!(outcome.bytes, bytes.len() as u64);
}

#[test]
fn many_rows_keep_their_numbers() {
    let text: String = (0..100_000).map(|row| format!("{row},{}\n", row * 7)).collect();
    let (events, _) = run(format!("id,code\n{text}").as_bytes(), "x.csv");
    let seen = values(&events);
    assert_eq!(seen.len(), 200_000);
    for row in [0, 1, 50_000, 99_999] {
        assert_eq!(seen[row * 2], (row.to_string().as_str(), format!("{}:1 id", row + 2)));
        assert_eq!(seen[row * 2 + 1].1, format!("{}:2 code", row + 2));
    }
}
