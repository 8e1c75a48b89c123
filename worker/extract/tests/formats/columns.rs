//! Avro, Parquet, SQLite and dumps as SQL: files by other writers, and the same files cut and damaged. `make-columns.py` in
//! `tests/data` writes them.

use crate::common::{Event, Recorder, gzip, run, run_chunked, run_with, values};
use magpie_extract::{FileOutcome, Limits, ObjectHints, Reason, Source, Status, extract};
use std::path::Path;

pub fn data(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(path)).unwrap()
}

/// Values with their places, of a file that is read to its end.
pub fn shown(path: &str) -> Vec<String> {
    let (events, outcome) = run(&data(path), path);
    assert_eq!((outcome.status, outcome.reason, outcome.detail.as_deref()), (Status::Complete, None, None), "{path}");
    assert_eq!(outcome.extension_mime_type, None, "{path}: {}", outcome.mime_type);
    lines(&events)
}

pub fn lines(events: &[Event]) -> Vec<String> {
    values(events).iter().map(|(value, place)| format!("{place} = {value}")).collect()
}

const CODECS: [&str; 6] = ["null", "deflate", "snappy", "zstandard", "bzip2", "xz"];

#[test]
fn avro_of_every_codec() {
    for codec in CODECS {
        let shown = shown(&format!("avro/people-{codec}.avro"));
        let of = |record: u64| shown.iter().filter(move |line| line.starts_with(&format!("{record} "))).cloned();
        let first: Vec<String> = of(0).collect();
        assert_eq!(
            first,
            [
                "0 $.ssn = 536-90-4000",
                "0 $.card = 4012888888881881",
                "0 $.born = 1980-02-01",
                "0 $.seen = 2024-02-29 13:00:00.25",
                "0 $.score = 0.5",
                "0 $.price = -12.34",
                "0 $.kind = MEMBER",
                "0 $.hash = \u{FFFD}\u{FFFD}\0a",
                "0 $.phones[0] = +1 206 555 0100",
                "0 $.phones[1] = +1 206 555 0110",
                "0 $.address.street = 1 Main St",
                "0 $.address.zip = 98109",
                "0 $.extra.plan = gold",
                "0 $.extra.visits[0] = 7",
                "0 $.extra.visits[1] = 8",
            ],
            "{codec}"
        );
        let second: Vec<String> = of(1).collect();
        assert!(second.contains(&"1 $.parent.ssn = 536-90-4002".to_owned()));
        assert!(second.contains(&"1 $.parent.extra.visits[1] = 10".to_owned()));
        assert_eq!(of(2).next().as_deref(), Some("2 $.ssn = 536-90-4003"));
        assert_eq!(of(3).count(), 0);
    }
}

#[test]
fn names_are_visited_once_and_keys_each_time() {
    let (events, _) = run(&data("avro/people-null.avro"), "x.avro");
    let names: Vec<&str> = events
        .iter()
        .filter_map(|event| match event {
            Event::Name(name, _) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(names.iter().filter(|name| **name == "ssn").count(), 2, "{names:?}");
    assert_eq!(names.iter().filter(|name| **name == "plan").count(), 4);
    assert!(names.contains(&"street") && names.contains(&"none"));
}

#[test]
fn avro_of_the_reference_writer_and_of_other_schemas() {
    for codec in ["null", "deflate"] {
        let shown = shown(&format!("avro/apache-{codec}.avro"));
        assert_eq!(shown[..3], ["0 $.passport = 567890120", "0 $.n = 0", "1 $.passport = 567890121"]);
        assert_eq!(shown.len(), 8);
    }
    assert_eq!(shown("avro/strings.avro"), ["0 $[0] = a", "0 $[1] = b", "1 $[0] = c"]);
    assert!(shown("avro/empty.avro").is_empty());
}

#[test]
fn a_corrupt_block_is_left_out() {
    let whole = data("avro/people-null.avro");
    let marks: Vec<usize> = memchr::memmem::find_iter(&whole, b"0123456789abcdef").collect();
    assert_eq!(marks.len(), 4, "the header and three blocks");
    // A wrong length of a string in the second block.
    let mut bytes = whole.clone();
    bytes[marks[1] + 16 + 3] = 0xFF;
    let (events, outcome) = run(&bytes, "x.avro");
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::MalformedFile)));
    let shown = lines(&events);
    assert!(shown.contains(&"0 $.ssn = 536-90-4000".to_owned()));
    assert!(shown.contains(&"2 $.ssn = 536-90-4003".to_owned()), "{shown:?}");
    // A wrong marker, and a wrong size.
    for at in [marks[1], marks[1] + 16] {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x11;
        let (events, outcome) = run(&bytes, "x.avro");
        assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::MalformedFile)), "{at}");
        assert!(lines(&events).iter().any(|line| line.ends_with("536-90-4003")), "{at}");
    }
}

#[test]
fn avro_that_claims_too_much() {
    let whole = data("avro/empty.avro");
    let at = memchr::memmem::find(&whole, b"0123456789abcdef").unwrap() + 16;
    // The block has 2^62 records of no bytes.
    let mut bytes = whole[..at].to_vec();
    bytes.extend_from_slice(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]);
    bytes.extend_from_slice(&whole[at + 1..]);
    assert_eq!(run(&bytes, "x.avro").1.status, Status::Complete);
    // A string of 2^40 bytes that are not there: what is there is looked at.
    let whole = data("avro/strings.avro");
    let at = memchr::memmem::find(&whole, b"0123456789abcdef").unwrap() + 16;
    let mut bytes = whole[..at].to_vec();
    let text = [b'x'; 100_000];
    let body = [&[0x02, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01][..], &text].concat();
    bytes.push(0x02);
    bytes.extend_from_slice(&[(body.len() as u32 * 2) as u8 | 0x80, ((body.len() * 2) >> 7) as u8 | 0x80]);
    bytes.push(((body.len() * 2) >> 14) as u8);
    bytes.extend_from_slice(&body);
    bytes.extend_from_slice(b"0123456789abcdef");
    let (events, outcome) = run(&bytes, "x.avro");
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::MalformedFile)));
    assert_eq!(values(&events)[0].0.len(), text.len());
}

#[test]
fn parquet_of_every_codec_and_writer() {
    let expected = [
        "0 $.ssn = 536-90-4000",
        "1 $.ssn = 536-90-4001",
        "2 $.ssn = 536-90-4002",
        "3 $.ssn = 536-90-4003",
        "0 $.card = 4012888888881881",
        "2 $.card = 5",
        "0 $.born = 1980-02-01",
        "1 $.born = 1980-02-02",
        "2 $.born = 1980-02-03",
        "3 $.born = 1980-02-04",
        "0 $.city = Zürich",
        "1 $.city = Zürich",
        "3 $.city = Bern",
        "4 $.ssn = 536-90-4004",
        "5 $.ssn = 536-90-4005",
        "5 $.card = 6",
        "4 $.born = 1980-02-05",
        "5 $.born = 1980-02-06",
        "4 $.city = Bern",
        "5 $.city = Zürich",
    ];
    for codec in ["none", "snappy", "gzip", "brotli", "zstd", "lz4"] {
        assert_eq!(shown(&format!("parquet/flat-{codec}.parquet")), expected, "{codec}");
    }
    let mut second = shown("parquet/flat-v2.parquet");
    let mut sorted = expected.map(str::to_owned).to_vec();
    second.sort();
    sorted.sort();
    assert_eq!(second, sorted);
    let fast = shown("parquet/fastparquet.parquet");
    assert_eq!(fast[..3], ["0 $.ssn = 536-90-4000", "1 $.ssn = 536-90-4001", "2 $.ssn = 536-90-4002"]);
    assert!(fast.contains(&"4 $.ssn = 536-90-4004".to_owned()) && fast.contains(&"4 $.n = 4".to_owned()));
    let polars = shown("parquet/polars.parquet");
    assert_eq!(polars[..2], ["0 $.ssn = 536-90-4000", "1 $.ssn = 536-90-4001"]);
    assert_eq!(
        polars[5..],
        [
            "0 $.tags[0] = a",
            "3 $.tags[0] = b",
            "3 $.tags[1] = c",
            "4 $.tags[0] = d",
            "0 $.n = 1",
            "2 $.n = 3",
            "3 $.n = 4",
            "4 $.n = 5"
        ]
    );
}

#[test]
fn parquet_of_every_kind_of_value() {
    assert_eq!(
        shown("parquet/kinds.parquet"),
        [
            "0 $.u32 = 0",
            "1 $.u32 = 4294967295",
            "0 $.u64 = 1",
            "1 $.u64 = 18446744073709551615",
            "0 $.i8 = -128",
            "1 $.i8 = 127",
            "0 $.f16 = 1.5",
            "1 $.f16 = -2",
            "0 $.f32 = 47.25",
            "1 $.f32 = 3",
            "0 $.f64 = 4012888888881881",
            "1 $.f64 = 0.1",
            "0 $.price = 123.45",
            "1 $.price = -0.01",
            "0 $.small_price = 1.5",
            "0 $.at = 1970-01-01 00:00:00",
            "1 $.at = 2024-02-29 13:00:00.000001",
            "0 $.at_ns = 1970-01-01 00:00:00",
            "1 $.at_ns = 1970-01-01 00:00:00.000000001",
            "0 $.noon = 12:00:00",
            "1 $.noon = 23:59:59",
            "0 $.blob = \u{FFFD}\u{FFFD}!",
            "1 $.blob = plain",
            "0 $.fixed = abcd",
            "1 $.fixed = efgh",
            "0 $['zip code'] = 98109",
            "1 $['zip code'] = 8001",
        ]
    );
    assert_eq!(
        shown("parquet/int96.parquet"),
        ["0 $.at_ns = 1970-01-01 00:00:00", "1 $.at_ns = 1970-01-01 00:00:00.000000001"]
    );
    assert_eq!(
        shown("parquet/delta.parquet"),
        [
            "0 $.f64 = 4012888888881881",
            "1 $.f64 = 0.1",
            "0 $.i8 = -128",
            "1 $.i8 = 127",
            "0 $['zip code'] = 98109",
            "1 $['zip code'] = 8001",
            "0 $.blob = \u{FFFD}\u{FFFD}!",
            "1 $.blob = plain",
            "0 $.u64 = 1",
            "1 $.u64 = 18446744073709551615",
        ]
    );
    let long = shown("parquet/long-delta.parquet");
    for number in 0..1000_i64 {
        assert_eq!(long[number as usize], format!("{number} $.number = {}", number * number * 7919 - 1_000_000));
        assert_eq!(long[1000 + number as usize], format!("{number} $.text = item {} of {number}", number / 7));
    }
}

#[test]
fn nested_parquet_has_paths() {
    for version in ["nested", "nested-v2"] {
        assert_eq!(
            shown(&format!("parquet/{version}.parquet")),
            [
                "0 $.id = 1",
                "1 $.id = 2",
                "2 $.id = 3",
                "0 $.person.name = Ann",
                "0 $.person.ssn = 536-90-4399",
                "2 $.person.ssn = 536-90-4400",
                "0 $.phones[0] = +1 206 555 0100",
                "0 $.phones[2] = +1 206 555 0101",
                "0 $.orders[0].card = 4012888888881881",
                "0 $.orders[1].card = 5105105105105100",
                "0 $.orders[0].lines[0][0] = a",
                "0 $.orders[0].lines[0][1] = b",
                "0 $.orders[0].lines[1][0] = c",
                "2 $.orders[0].lines[1][0] = d",
                "0 $.extra[0].key = plan",
                "0 $.extra[1].key = level",
                "0 $.extra[0].value = gold",
                "0 $.extra[1].value = 3",
            ]
        );
    }
}

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
fn sql_dumps_have_names() {
    let (events, outcome) = run(&data("sql/sqlite.sql"), "x.sql");
    assert_eq!((outcome.status, outcome.mime_type.as_str()), (Status::Complete, "application/sql"));
    assert_eq!(
        lines(&events),
        [
            "3-3:29 = 1",
            "3-3:32 = Ann O'Neill",
            "3-3:47 = 536-90-4399",
            "3-3:61 = C:\\",
            "4-4:29 = 2",
            "4-5:32 = two\nlines",
        ]
    );
}

const MYSQL: &str = r"-- MySQL dump 10.13  Distrib 8.0.36
/*!40101 SET NAMES utf8mb4 */;
CREATE TABLE `people` (
  `id` int NOT NULL AUTO_INCREMENT,
  `ssn` varchar(11) DEFAULT NULL,
  `note` text,
  PRIMARY KEY (`id`),
  KEY `by_ssn` (`ssn`)
) ENGINE=InnoDB;
LOCK TABLES `people` WRITE;
INSERT INTO `people` VALUES (1,'536-90-4399','it\'s; (x)'),(2,NULL,_binary 'raw'),
(3,'536-90-4400',CONCAT('a\\', N'b', 5.5));
INSERT INTO `people` (`note`, `ssn`) VALUES ('n','536-90-4401') ON DUPLICATE KEY UPDATE note='u 536-90-4402';
UNLOCK TABLES; -- 536-90-4403
";

/// Checks the names that values of a dump are given: the detector knows them by a handle only.
fn contexts(text: &str) -> Vec<(String, Vec<String>)> {
    use magpie_detect::ContextId;
    use magpie_extract::{
        FieldBatch, MemberDetails, ObjectHints, SliceSource, StopReason, TextBlock, Visitor, extract,
    };
    use std::ops::ControlFlow;
    #[derive(Default)]
    struct Names {
        asked: std::collections::HashMap<ContextId, Vec<String>>,
        scanner: Option<magpie_detect::Scanner>,
        seen: Vec<(String, Vec<String>)>,
    }
    impl Visitor for Names {
        fn context(&mut self, names: &[&str]) -> ContextId {
            let words: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let scanner = self.scanner.as_mut().unwrap();
            let id = scanner.context(names);
            self.asked.insert(id, words);
            id
        }
        fn text(&mut self, _block: &TextBlock<'_>) -> ControlFlow<StopReason> {
            ControlFlow::Continue(())
        }
        fn fields(&mut self, batch: &FieldBatch<'_>) -> ControlFlow<StopReason> {
            for field in batch.fields {
                let value = &batch.text[field.start as usize..field.end as usize];
                let names = self.asked.get(&field.context).cloned().unwrap_or_default();
                self.seen.push((String::from_utf8_lossy(value).into_owned(), names));
            }
            ControlFlow::Continue(())
        }
        fn enter_member(&mut self, _member: &MemberDetails<'_>) -> ControlFlow<StopReason> {
            ControlFlow::Continue(())
        }
        fn leave_member(&mut self, _outcome: &FileOutcome) {}
    }
    let ruleset = magpie_detect::Ruleset::managed(["USA_SOCIAL_SECURITY_NUMBER"]).unwrap();
    let mut names = Names { scanner: Some(magpie_detect::Scanner::new(ruleset.into())), ..Names::default() };
    let hints = ObjectHints { key: "x.sql", content_encoding: None };
    let outcome = extract(&mut SliceSource::new(text.as_bytes()), &hints, &Limits::default(), &mut names);
    assert_eq!(outcome.status, Status::Complete);
    names.seen
}

#[test]
fn mysql_and_postgres_dumps() {
    let texts = |text: &str| -> Vec<String> {
        let (events, outcome) = run(text.as_bytes(), "x.sql");
        assert_eq!((outcome.status, outcome.bytes), (Status::Complete, text.len() as u64));
        events
            .iter()
            .filter_map(|event| if let Event::Text(text, _) = event { Some(text.clone()) } else { None })
            .collect()
    };
    let values: Vec<String> = contexts(MYSQL).into_iter().map(|(value, _)| value).collect();
    assert_eq!(
        values,
        [
            "1",
            "536-90-4399",
            "it's; (x)",
            "2",
            "_binary",
            "raw",
            "3",
            "536-90-4400",
            "CONCAT",
            "a\\",
            "b",
            "5.5",
            "n",
            "536-90-4401"
        ]
    );
    let text = texts(MYSQL).concat();
    assert!(text.contains("u 536-90-4402") && text.contains("536-90-4403") && text.contains("`by_ssn`"));
    assert!(!text.contains("536-90-4399"));
    // Only names with key words have a context of their own; the others share one.
    for (value, names) in contexts(MYSQL) {
        if value.starts_with("536-90") {
            assert_eq!(names, ["people", "ssn"], "{value}");
        }
    }
}

#[test]
fn postgres_dumps() {
    let rows =
        ["1", "536-90-4399", "Zoë O'Neill", "tab\there\nand line\\", "2", "Bob", "3", "536-90-4400", "C:\\", "x"];
    for name in ["copy", "inserts", "columns"] {
        let text = String::from_utf8(data(&format!("sql/pg-{name}.sql"))).unwrap();
        let (events, outcome) = run(text.as_bytes(), "x.sql");
        assert_eq!((outcome.status, outcome.bytes), (Status::Complete, text.len() as u64));
        let found = contexts(&text);
        assert_eq!(found.iter().map(|(value, _)| value.as_str()).collect::<Vec<_>>(), rows, "{name}");
        for (value, names) in found {
            if value.starts_with("536-90") {
                assert_eq!(names, ["people", "ssn"], "{name}");
            }
        }
        // The place of a value is its line.
        for (value, place) in values(&events) {
            if value.starts_with("536-90") {
                let (line, column) = text
                    .lines()
                    .enumerate()
                    .find_map(|(line, content)| Some((line + 1, content.find(value)?)))
                    .unwrap();
                assert_eq!(place, format!("{line}-{line}:{}", column + 1), "{name}");
            }
        }
        let rest: String = events
            .iter()
            .filter_map(|event| if let Event::Text(text, _) = event { Some(text.as_str()) } else { None })
            .collect();
        assert!(rest.contains("'536-90-4401'") && rest.contains("database dump complete"), "{name}");
        assert!(!rest.contains("536-90-4399"), "{name}");
    }
}

#[test]
fn dumps_are_told_by_content_and_prose_is_none() {
    let mime_type = |text: &str, name: &str| run(text.as_bytes(), name).1.mime_type;
    assert_eq!(mime_type(MYSQL, "backup.txt"), "application/sql");
    assert_eq!(mime_type(&String::from_utf8(data("sql/pg-copy.sql")).unwrap(), "dump"), "application/sql");
    assert_eq!(mime_type("insert into the hole\ncopy that (all) from stdin\n", "x.txt"), "text/plain");
    assert_eq!(mime_type(MYSQL, "x.py"), "text/x-python");
    assert_eq!(mime_type("SELECT 1;", "x.sql"), "application/sql");
}

#[test]
fn sql_that_never_ends() {
    for text in [
        "INSERT INTO t VALUES (",
        "INSERT INTO t VALUES ('",
        "INSERT INTO t (a, \"b",
        "INSERT INTO t VALUES (1, 'a'), ",
        "INSERT INTO t VALUES ((((",
        "COPY t (a) FROM stdin;\n1",
        "COPY t FROM stdin;\n\\",
        "CREATE TABLE",
        "CREATE TABLE t (",
        "INSERT ",
    ] {
        let (_, outcome) = run(text.as_bytes(), "x.sql");
        assert_eq!((outcome.status, outcome.bytes), (Status::Complete, text.len() as u64), "{text}");
    }
    let long = format!("INSERT INTO t VALUES ('{}", "x".repeat(3_000_000));
    let (events, _) = run(long.as_bytes(), "x.sql");
    assert_eq!(values(&events)[0].0.len(), 3_000_000);
}

#[test]
fn a_few_bytes_that_stand_for_many() {
    let limits = Limits { archive_ratio: 100, archive_ratio_from_bytes: 2_000_000, ..Limits::default() };
    let bytes = data("parquet/repeated.parquet");
    let (events, outcome) = run_with(&bytes, "x.parquet", &limits);
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::FileExceedsSizeLimit)));
    let seen: usize = values(&events).iter().map(|(value, _)| value.len()).sum();
    assert!((1_500_000..=2_000_000).contains(&seen), "{seen}");
    assert_eq!(lines(&run(&bytes, "x.parquet").0).len(), 5000);
    assert_eq!(shown("parquet/nulls.parquet"), ["999999 $.x = 536-90-4399"]);
}

#[test]
fn footers_that_lie() {
    let bytes = data("parquet/flat-none.parquet");
    let tail = bytes.len() - 8;
    let mut reasons = Vec::new();
    for length in [0, 7, tail as u32 - 1, tail as u32 + 1, u32::MAX] {
        let mut bytes = bytes.clone();
        bytes[tail..tail + 4].copy_from_slice(&length.to_le_bytes());
        let (events, outcome) = run(&bytes, "x.parquet");
        assert!(events.is_empty());
        reasons.push(outcome.reason);
    }
    assert_eq!(reasons, [Some(Reason::MalformedFile); 5]);
    let mut encrypted = bytes.clone();
    encrypted[tail + 4..].copy_from_slice(b"PARE");
    let (_, outcome) = run(&encrypted, "x.parquet");
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::UnsupportedFileType)));
    assert_eq!(outcome.detail.as_deref(), Some("the file is encrypted"));
}

/// Gives out a few bytes at a time, and remembers which were asked for.
pub struct Watched<'a> {
    pub bytes: &'a [u8],
    pub touched: Vec<bool>,
}

/// Reads a file with 300,000 bytes that belong to nothing at `gap`. How many of them were read, besides what is looked at of
/// every file.
pub fn read_in_gap(mut bytes: Vec<u8>, gap: usize, name: &str) -> usize {
    let expected = values(&run(&bytes, name).0).len();
    bytes.splice(gap..gap, std::iter::repeat_n(0, 300_000));
    let mut source = Watched { bytes: &bytes, touched: vec![false; bytes.len()] };
    let mut recorder = Recorder::new();
    let hints = ObjectHints { key: name, content_encoding: None };
    let outcome = extract(&mut source, &hints, &Limits::default(), &mut recorder);
    assert_eq!((outcome.status, outcome.bytes), (Status::Complete, bytes.len() as u64));
    assert_eq!(values(&recorder.events).len(), expected);
    source.touched[gap..gap + 300_000].iter().skip(65_536).filter(|touched| **touched).count()
}

impl Source for Watched<'_> {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn chunk(&mut self, offset: u64) -> std::io::Result<&[u8]> {
        let start = (offset as usize).min(self.bytes.len());
        let end = (start + 64).min(self.bytes.len());
        self.touched[start..end].fill(true);
        Ok(&self.bytes[start..end])
    }
}

#[test]
fn only_wanted_bytes_of_parquet_are_read() {
    let bytes = data("parquet/booleans.parquet");
    // Bytes before the footer belong to no column.
    let tail = bytes.len() - 8;
    let length = u32::from_le_bytes(bytes[tail..tail + 4].try_into().unwrap()) as usize;
    let touched = read_in_gap(bytes, tail - length, "x.parquet");
    assert!(touched <= 64, "{touched} bytes between the columns and the footer were read");
}

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    [
        "avro/people-null.avro",
        "avro/people-deflate.avro",
        "avro/people-snappy.avro",
        "avro/people-zstandard.avro",
        "avro/people-bzip2.avro",
        "avro/people-xz.avro",
        "parquet/flat-none.parquet",
        "parquet/flat-snappy.parquet",
        "parquet/flat-gzip.parquet",
        "parquet/flat-brotli.parquet",
        "parquet/flat-lz4.parquet",
        "parquet/flat-zstd.parquet",
        "parquet/flat-v2.parquet",
        "parquet/kinds.parquet",
        "parquet/delta.parquet",
        "parquet/nested.parquet",
        "parquet/nested-v2.parquet",
        "sqlite/people.db",
    ]
    .map(|path| (path, data(path)))
    .to_vec()
}

#[test]
fn chunks_and_compression_change_nothing() {
    for (name, bytes) in samples() {
        let whole = run(&bytes, name);
        for chunk in [7, 300] {
            assert_eq!(run_chunked(&bytes, name, &Limits::default(), chunk), whole, "{name} in chunks of {chunk}");
        }
        let (events, outcome) = run(&gzip(&bytes), "x.gz");
        assert_eq!(outcome.status, Status::Complete, "{name}");
        assert_eq!(values(&events), values(&whole.0), "{name}");
        let tight = run_with(&bytes, name, &Limits { value_bytes: 200, ..Limits::default() });
        assert_eq!(values(&tight.0).len(), values(&whole.0).len(), "{name}");
    }
}

pub fn is_caught_panic(outcome: &FileOutcome) -> bool {
    outcome.detail.as_deref() == Some("the parser failed on this file")
}

#[test]
fn dumps_do_not_depend_on_chunks() {
    let dumps = ["copy", "inserts", "columns"].map(|name| data(&format!("sql/pg-{name}.sql")));
    let dumps = dumps.map(|bytes| String::from_utf8(bytes).unwrap());
    for text in std::iter::once(MYSQL).chain(dumps.iter().map(String::as_str)) {
        let whole = run(text.as_bytes(), "x.sql");
        for chunk in [1, 7, 64] {
            assert_eq!(run_chunked(text.as_bytes(), "x.sql", &Limits::default(), chunk), whole);
        }
        for length in (0..text.len()).filter(|&length| text.is_char_boundary(length)) {
            let (_, outcome) = run(&text.as_bytes()[..length], "x.sql");
            assert_eq!((outcome.status, outcome.bytes), (Status::Complete, length as u64));
        }
    }
}

#[test]
fn damaged_files_end_with_an_outcome() {
    for (name, mut bytes) in samples() {
        let step = (bytes.len() / 400).max(1);
        for length in (0..bytes.len()).step_by(step) {
            let (_, outcome) = run(&bytes[..length], name);
            assert!(!is_caught_panic(&outcome), "{name} cut to {length}");
        }
        for at in 0..bytes.len() {
            let before = bytes[at];
            for flip in [0xFF, 0x01, 0x80] {
                bytes[at] = before ^ flip;
                let (_, outcome) = run(&bytes, name);
                assert!(!is_caught_panic(&outcome), "{name}: {flip} at {at}");
            }
            bytes[at] = before;
        }
    }
}

#[test]
fn truncated_files_are_never_complete() {
    for (name, bytes) in samples() {
        for length in [bytes.len() / 2, bytes.len() - 9, bytes.len() - 1] {
            let (_, outcome) = run(&bytes[..length], name);
            assert_eq!(outcome.reason, Some(Reason::MalformedFile), "{name} cut to {length}");
        }
    }
}
