//! Dumps as SQL, by the tools of databases and by hand. `make-columns.py` in `tests/data` writes those of files.

use crate::common::{Event, run, run_chunked, values};
use crate::tables::{data, lines};
use magpie_extract::{FileOutcome, Limits, Status};

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
