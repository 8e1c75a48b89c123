//! Files that expand: flat, nested, overlapping, and too many.

use crate::common::{Event, gzip, tar_of, zip_of};
use crate::measure::{run, sample, small_limits};
use magpie_extract::{Limits, Reason, Status};
use std::io::Write;

const TABLE: &[u8] = b"name,code\nAnn,17\nBob,18\n";

fn snappy(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = snap::write::FrameEncoder::new(Vec::new());
    encoder.write_all(bytes).unwrap();
    encoder.into_inner().unwrap()
}

#[test]
fn flat_bombs_are_cut_at_the_limit_of_a_file() {
    let zeros = vec![b'0'; 32_000_000];
    let bombs = [
        ("bomb.gz", gzip(&zeros)),
        ("bomb.sz", snappy(&zeros)),
        ("bomb.bz2", sample("bomb.bz2")),
        ("bomb.xz", sample("bomb.xz")),
        ("bomb.zst", sample("bomb.zst")),
        ("bomb.br", sample("bomb.br")),
    ];
    for (name, bytes) in bombs {
        let done = run(&bytes, name, &small_limits());
        done.ended(Status::Partial, Some(Reason::ArchiveContainsUnprocessedFiles));
        assert_eq!(done.outcome.bytes, 8_000_000, "{name}");
        assert_eq!(done.members()[0].reason, Some(Reason::FileExceedsSizeLimit), "{name}");
        assert!(done.memory < 40 << 20, "{name} took {} MiB", done.memory >> 20);
        // Without a limit of one file it is the ratio that ends it.
        let limits = Limits { archive_member_bytes: u64::MAX, archive_bytes: u64::MAX, ..small_limits() };
        let done = run(&bytes, name, &limits);
        if bytes.len() * 100 < 16_000_000 {
            done.ended(Status::Partial, Some(Reason::ArchiveTotalBytesExtractedOverLimit));
            assert!(done.outcome.bytes <= 16_000_000, "{name}");
        }
        // Large files that are no bombs are read to their end.
        run(&bytes, name, &Limits::default()).ended(Status::Complete, None);
    }
}

#[test]
fn a_bomb_of_7z() {
    let bytes = sample("bomb.7z");
    // The directory says how large it gets.
    let done = run(&bytes, "x.7z", &small_limits());
    done.ended(Status::Skipped, Some(Reason::ArchiveTotalBytesExtractedOverLimit));
    // The two bombs are passed over, as far as they may be, and the file behind them is named.
    let limits = Limits { archive_bytes: 100_000_000, archive_ratio_from_bytes: 100_000_000, ..small_limits() };
    let done = run(&bytes, "x.7z", &limits);
    done.ended(Status::Skipped, Some(Reason::ArchiveContainsUnprocessedFiles));
    assert_eq!(done.paths(), ["0.txt", "1.txt", "people.csv"]);
    assert_eq!(done.members()[0].reason, Some(Reason::FileExceedsSizeLimit));
    run(&bytes, "x.7z", &Limits::default()).ended(Status::Complete, None);
}

#[test]
fn directories_that_expand() {
    // A few hundred bytes that stand for almost two million files.
    let done = run(&sample("directory-bomb.7z"), "x.7z", &Limits::default());
    done.ended(Status::Skipped, Some(Reason::ArchiveTotalDocumentsProcessedOverLimit));
    let done = run(&sample("larger-directory-bomb.7z"), "x.7z", &Limits::default());
    done.ended(Status::Skipped, Some(Reason::ArchiveExceedsSizeLimit));
    assert!(done.memory < 64 << 20, "{} MiB", done.memory >> 20);
}

#[test]
fn windows_larger_than_memory() {
    for (name, bytes) in [("window.txt.zst", sample("window.txt.zst")), ("d.csv.xz", sample("dictionary.xz"))] {
        let done = run(&bytes, name, &Limits::default());
        done.ended(Status::Skipped, Some(Reason::FileExceedsSizeLimit));
        assert_eq!(done.members()[0].reason, Some(Reason::FileExceedsSizeLimit), "{name}");
        assert!(done.memory < 32 << 20, "{name} took {} MiB", done.memory >> 20);
    }
    // Windows in windows: each level gets half of what the level around it got.
    let mut nested = vec![b'0'; 1_000_000];
    for _ in 0..6 {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
        encoder.long_distance_matching(true).unwrap();
        encoder.window_log(27).unwrap();
        encoder.include_contentsize(false).unwrap();
        encoder.write_all(&nested).unwrap();
        nested = encoder.finish().unwrap();
    }
    let done = run(&nested, "x.zst", &Limits::default());
    assert_eq!(done.members()[0].reason, Some(Reason::FileExceedsSizeLimit));
}

#[test]
fn bombs_in_bombs() {
    // The outer layers are small, each holds ten of the next.
    let mut layer = gzip(&vec![b'0'; 4_000_000]);
    for depth in 0..5 {
        let names: Vec<String> = (0..10).map(|number| format!("{depth}-{number}.zip")).collect();
        let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), layer.as_slice())).collect();
        layer = zip_of(&members);
    }
    let done = run(&layer, "x.zip", &small_limits());
    done.ended(Status::Partial, Some(Reason::ArchiveTotalBytesExtractedOverLimit));
    assert!(done.outcome.bytes <= 24_000_000);
    let tar = tar_of(&[("a.zip", &layer), ("b.zip", &layer)]);
    run(&tar, "x.tar", &small_limits()).ended(Status::Partial, Some(Reason::ArchiveTotalBytesExtractedOverLimit));
}

#[test]
fn archives_without_an_end_of_nesting() {
    // A file that holds itself comes to the same limit as one that is nested deeper than allowed.
    type Wrap = fn(&[u8]) -> Vec<u8>;
    let wraps: [(&str, Wrap); 4] = [
        ("gz", gzip),
        ("zip", |bytes| zip_of(&[("inner", bytes), ("people.csv", TABLE)])),
        ("tar", |bytes| tar_of(&[("inner", bytes), ("people.csv", TABLE)])),
        ("sz", snappy),
    ];
    for (name, wrap) in wraps {
        let mut bytes = TABLE.to_vec();
        for _ in 0..100 {
            bytes = wrap(&bytes);
        }
        let done = run(&bytes, name, &Limits::default());
        assert_eq!(done.outcome.reason, Some(Reason::ArchiveNestingLevelOverLimit), "{name}");
        let expected = if matches!(name, "zip" | "tar") { Status::Partial } else { Status::Skipped };
        assert_eq!(done.outcome.status, expected, "{name}");
        let deepest = done.events.iter().filter(|event| matches!(event, Event::Enter { .. })).count();
        assert!(deepest <= 20, "{name}: {deepest}");
    }
}

#[test]
fn entries_that_overlap() {
    // One local file, and a thousand entries of the central directory that point to it.
    let mut bytes = zip_of(&[("kernel", &[b'0'; 1_000_000])]);
    let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    let end = memchr::memmem::find(&bytes, b"PK\x05\x06").unwrap();
    let entry = bytes[directory..end].to_vec();
    let tail = bytes.split_off(end);
    for _ in 1..900 {
        bytes.extend_from_slice(&entry);
    }
    let length = (bytes.len() - directory) as u32;
    bytes.extend_from_slice(&tail);
    let at = bytes.len() - 22;
    bytes[at + 8..at + 10].copy_from_slice(&900_u16.to_le_bytes());
    bytes[at + 10..at + 12].copy_from_slice(&900_u16.to_le_bytes());
    bytes[at + 12..at + 16].copy_from_slice(&length.to_le_bytes());
    let done = run(&bytes, "x.zip", &small_limits());
    done.ended(Status::Skipped, Some(Reason::ArchiveTotalBytesExtractedOverLimit));
    let limits = Limits { archive_bytes: u64::MAX, ..small_limits() };
    let done = run(&bytes, "x.zip", &limits);
    done.ended(Status::Partial, Some(Reason::ArchiveTotalBytesExtractedOverLimit));
    assert!(done.outcome.bytes <= 17_000_000, "{}", done.outcome.bytes);
}

fn cpio_of(members: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in 0..=members {
        let (name, content) =
            if number < members { (format!("{number}.csv"), TABLE) } else { ("TRAILER!!!".into(), &b""[..]) };
        bytes.extend(
            format!(
                "070707{:06o}{:06o}{:06o}{:06o}{:06o}{:06o}{:06o}{:011o}{:06o}{:011o}",
                0,
                number,
                0o100_644,
                0,
                0,
                1,
                0,
                0,
                name.len() + 1,
                content.len()
            )
            .bytes(),
        );
        bytes.extend(name.bytes());
        bytes.push(0);
        bytes.extend(content);
    }
    bytes
}

fn ar_of(members: usize) -> Vec<u8> {
    let mut bytes = b"!<arch>\n".to_vec();
    for number in 0..members {
        bytes.extend(
            format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", format!("{number}.csv/"), 0, 0, 0, 644, TABLE.len())
                .bytes(),
        );
        bytes.extend(TABLE);
    }
    bytes
}

fn warc_of(records: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in 0..records {
        bytes.extend(
            format!(
                "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: x:{number}.csv\r\nContent-Length: {}\r\n\r\n",
                TABLE.len()
            )
            .bytes(),
        );
        bytes.extend(TABLE);
        bytes.extend(b"\r\n\r\n");
    }
    bytes
}

#[test]
fn too_many_files() {
    let names: Vec<String> = (0..3_000).map(|number| format!("{number}.csv")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), TABLE)).collect();
    let reason = Some(Reason::ArchiveTotalDocumentsProcessedOverLimit);
    for (name, bytes) in [
        ("x.zip", zip_of(&members)),
        ("x.tar", tar_of(&members)),
        ("x.cpio", cpio_of(3_000)),
        ("x.ar", ar_of(3_000)),
        ("x.warc", warc_of(3_000)),
    ] {
        let done = run(&bytes, name, &small_limits());
        done.ended(Status::Partial, reason);
        assert_eq!(done.paths().len(), 1_000, "{name}");
        run(&bytes, name, &Limits::default()).ended(Status::Complete, None);
    }
    // The limit counts over all levels.
    let inner: Vec<Vec<u8>> = (0..30).map(|_| tar_of(&members[..50])).collect();
    let outer: Vec<(&str, &[u8])> =
        inner.iter().zip(&names).map(|(tar, name)| (name.as_str(), tar.as_slice())).collect();
    run(&tar_of(&outer), "x.tar", &small_limits()).ended(Status::Partial, reason);
}
