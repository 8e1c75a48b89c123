//! The quotas on one file: what is over them, and what is kept when one is met on the way.

use crate::common::{gzip, run_with, tar_of, texts, values, zip_of};
use crate::tables::data;
use magpie_extract::{FileOutcome, Limits, Reason, Status};

/// Sets the quota of a kind of file.
type Set = fn(&mut Limits, u64);

fn ended(outcome: &FileOutcome) -> (Status, Option<Reason>) {
    (outcome.status, outcome.reason)
}

#[test]
fn the_defaults_are_those_of_macie() {
    let limits = Limits::default();
    let gigabytes = 1_000_000_000;
    assert_eq!(limits.text_bytes, 20 * gigabytes);
    assert_eq!(limits.tar_bytes, 20 * gigabytes);
    assert_eq!([limits.avro_bytes, limits.parquet_bytes, limits.gzip_bytes, limits.zip_bytes], [8 * gigabytes; 4]);
    assert_eq!(limits.office_bytes, 512_000_000);
    assert_eq!(limits.pdf_bytes, 1_024_000_000);
    assert_eq!((limits.archive_depth, limits.archive_members), (10, 1_000_000));
    assert_eq!((limits.archive_bytes, limits.archive_member_bytes), (10 * gigabytes, 3 * gigabytes));
    assert_eq!(limits.json_depth, 256);
}

#[test]
fn a_file_over_its_quota_is_skipped_with_the_reason_of_its_kind() {
    let text = b"name: Ann\nssn: 536-90-4399\n".to_vec();
    let table = b"name,ssn\nAnn,536-90-4399\n".to_vec();
    let json = b"{\"ssn\": \"536-90-4399\"}\n".to_vec();
    let sql = b"INSERT INTO t (ssn) VALUES ('536-90-4399');\n".to_vec();
    let samples = |name: &str| data(name);
    let file = Reason::FileExceedsSizeLimit;
    let archive = Reason::ArchiveExceedsSizeLimit;
    let office = Reason::MalformedOrFileSizeExceedsLimit;
    let text_bytes: Set = |limits, bytes| limits.text_bytes = bytes;
    let cases: Vec<(&str, Vec<u8>, Set, Reason)> = vec![
        ("x.txt", text.clone(), text_bytes, file),
        ("x.log", text.clone(), text_bytes, file),
        ("x.yaml", text.clone(), text_bytes, file),
        ("x.csv", table.clone(), text_bytes, file),
        ("x.json", json.clone(), text_bytes, file),
        ("x.jsonl", json, text_bytes, file),
        ("x.sql", sql, text_bytes, file),
        ("x.rtf", samples("office/hand.rtf"), text_bytes, file),
        ("x.avro", samples("avro/people-null.avro"), |limits, bytes| limits.avro_bytes = bytes, file),
        ("x.parquet", samples("parquet/flat-none.parquet"), |limits, bytes| limits.parquet_bytes = bytes, file),
        ("x.orc", samples("orc/flat-zlib.orc"), |limits, bytes| limits.orc_bytes = bytes, file),
        ("x.arrow", samples("arrow/flat-none.arrow"), |limits, bytes| limits.arrow_bytes = bytes, file),
        ("x.arrows", samples("arrow/flat-none.arrows"), |limits, bytes| limits.arrow_bytes = bytes, file),
        ("x.feather", samples("arrow/v1.feather"), |limits, bytes| limits.arrow_bytes = bytes, file),
        ("x.db", samples("sqlite/people.db"), |limits, bytes| limits.sqlite_bytes = bytes, file),
        ("x.csv.gz", gzip(&table), |limits, bytes| limits.gzip_bytes = bytes, archive),
        ("x.zip", zip_of(&[("x.csv", &table)]), |limits, bytes| limits.zip_bytes = bytes, archive),
        ("x.tar", tar_of(&[("x.csv", &table)]), |limits, bytes| limits.tar_bytes = bytes, archive),
        ("x.csv.xz", samples("archives/one.csv.xz"), |limits, bytes| limits.other_archive_bytes = bytes, archive),
        ("x.7z", samples("archives/tool.7z"), |limits, bytes| limits.other_archive_bytes = bytes, archive),
        ("x.xlsx", samples("office/openpyxl.xlsx"), |limits, bytes| limits.office_bytes = bytes, office),
        ("x.docx", samples("office/python-docx.docx"), |limits, bytes| limits.office_bytes = bytes, office),
        ("x.xls", samples("office/xlwt.xls"), |limits, bytes| limits.office_bytes = bytes, office),
        ("x.doc", samples("office/hand.doc"), |limits, bytes| limits.office_bytes = bytes, office),
    ];
    for (name, bytes, set, reason) in cases {
        let mut limits = Limits::default();
        set(&mut limits, bytes.len() as u64 - 1);
        let (events, outcome) = run_with(&bytes, name, &limits);
        assert_eq!(ended(&outcome), (Status::Skipped, Some(reason)), "{name}");
        assert!(events.is_empty(), "{name}: Macie analyses nothing of it, and so do we");
        // Exactly at the quota is within it.
        set(&mut limits, bytes.len() as u64);
        let (_, outcome) = run_with(&bytes, name, &limits);
        assert_ne!(outcome.status, Status::Skipped, "{name}: {outcome:?}");
    }
}

#[test]
fn what_was_read_before_a_limit_was_met_is_kept() {
    let row = "Ann,536-90-4399\n";
    let table = |rows: usize| format!("name,ssn\n{}", row.repeat(rows)).into_bytes();
    let small =
        Limits { archive_member_bytes: 50_000, archive_bytes: 120_000, archive_members: 3, ..Limits::default() };
    let together = Limits { archive_bytes: 90_000, ..Limits::default() };
    let cases: Vec<(&str, Vec<u8>, &Limits, Reason)> = vec![
        // One file in an archive expands beyond its quota.
        ("x.csv.gz", gzip(&table(10_000)), &small, Reason::FileExceedsSizeLimit),
        // All files together do.
        (
            "x.tar",
            tar_of(&[("a.csv", &table(2_500)), ("b.csv", &table(2_500)), ("c.csv", &table(2_500))]),
            &together,
            Reason::ArchiveTotalBytesExtractedOverLimit,
        ),
        // There are too many files.
        (
            "x.zip",
            zip_of(&[("a", b"aa"), ("b", b"bb"), ("c", b"cc"), ("d", b"dd")]),
            &small,
            Reason::ArchiveTotalDocumentsProcessedOverLimit,
        ),
    ];
    for (name, bytes, limits, reason) in cases {
        let (events, outcome) = run_with(&bytes, name, limits);
        assert_eq!(outcome.status, Status::Partial, "{name}");
        let told = outcome.reason == Some(reason)
            || outcome.reason == Some(Reason::ArchiveContainsUnprocessedFiles)
                && format!("{events:?}").contains(&format!("{reason:?}"));
        assert!(told, "{name}: {outcome:?}");
        assert!(!texts(&events).is_empty() && outcome.bytes > 0, "{name}");
    }
    // Archives in archives: what lies above the limit is read.
    let mut bytes = zip_of(&[("deep.csv", &table(1))]);
    for level in 0..10 {
        bytes = zip_of(&[("side.csv", &table(1)), (&format!("{level}.zip"), &bytes)]);
    }
    let (events, outcome) = run_with(&bytes, "x.zip", &Limits::default());
    assert_eq!(ended(&outcome), (Status::Partial, Some(Reason::ArchiveNestingLevelOverLimit)));
    let found = values(&events).iter().filter(|(value, _)| *value == "536-90-4399").count();
    assert_eq!(found, 10, "one in each of the ten levels, and not the one in the eleventh");
    // JSON: Macie analyses nothing of a file that nests too deep; here what comes before is kept.
    let deep = format!("[\"536-90-4399\", {}1{}]", "[".repeat(300), "]".repeat(300));
    let (events, outcome) = run_with(deep.as_bytes(), "x.json", &Limits::default());
    assert_eq!(ended(&outcome), (Status::Partial, Some(Reason::JsonNestingLevelOverLimit)));
    assert_eq!(values(&events)[0].0, "536-90-4399");
    let within = format!("{}\"536-90-4399\"{}", "[".repeat(256), "]".repeat(256));
    assert_eq!(run_with(within.as_bytes(), "x.json", &Limits::default()).1.status, Status::Complete);
}
