//! Lengths that lie, and files that end too early.

use crate::measure::{run, sample};
use magpie_extract::{Limits, Reason, Status};
use std::path::PathBuf;

#[test]
fn lengths_that_lie() {
    let cpio = |name: &str, size: &str| {
        format!(
            "070701{}{}{}{}{}{}{}{}\0data",
            "00000000",
            "000081A4",
            "00000000".repeat(4),
            size,
            "00000000".repeat(4),
            name,
            "00000000",
            "a"
        )
        .into_bytes()
    };
    let warc = |length: &str| {
        format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\nsome text\n").into_bytes()
    };
    let mut rpm = sample("gzip.rpm");
    rpm[96 + 8..96 + 16].fill(0xFF);
    let mut class = sample("Planted.class");
    class[8..10].fill(0xFF);
    let zstd_skip = b"\x50\x2a\x4d\x18\xff\xff\xff\xffabc".to_vec();
    let lz4_skip = [b"\x04\x22\x4d\x18\x40\x70\xdf".as_slice(), b"\xff\xff\xff\x7fabc"].concat();
    let pickle_string = b"\x80\x04\x95\xff\xff\xff\xff\0\0\0\0\x8d\xff\xff\xff\xff\xff\xff\xff\x7fsome text".to_vec();
    let pickle_number = b"\x80\x02(\x8b\xff\xff\xff\xff1234".to_vec();
    let ar = format!("!<arch>\n{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\nsome text\n", "a.txt/", 0, 0, 0, 644, "9999999999");
    let table = format!("!<arch>\n{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\nsome text\n", "//", 0, 0, 0, 644, "9999999999");
    for (name, bytes) in [
        ("size.cpio", cpio("00000002", "FFFFFFFF")),
        ("size.warc", warc("18446744073709551615")),
        ("none.warc", warc("many")),
        ("x.rpm", rpm),
        ("x.class", class),
        ("skip.zst", zstd_skip),
        ("block.lz4", lz4_skip),
        ("string.pkl", pickle_string),
        ("number.pkl", pickle_number),
        ("size.ar", ar.into_bytes()),
        ("table.ar", table.into_bytes()),
    ] {
        let done = run(&bytes, name, &Limits::default());
        assert_ne!(done.outcome.status, Status::Complete, "{name}");
        assert!(
            matches!(
                done.outcome.reason,
                Some(
                    Reason::MalformedFile
                        | Reason::ArchiveContainsUnprocessedFiles
                        | Reason::UnsupportedFileType
                        | Reason::ArchiveTotalBytesExtractedOverLimit
                )
            ),
            "{name}: {:?}",
            done.outcome
        );
        assert!(done.memory < 48 << 20, "{name} took {} MiB", done.memory >> 20);
    }
}

/// A 7z archive without the place of its directory: whoever searched the file for one would do it for hours.
#[test]
fn a_7z_without_a_directory() {
    let mut bytes = b"7z\xbc\xaf\x27\x1c\0\x04".to_vec();
    bytes.resize(32, 0);
    for _ in 0..500_000 {
        bytes.extend([1, 0]);
    }
    run(&bytes, "x.7z", &Limits::default()).ended(Status::Skipped, Some(Reason::MalformedFile));
}

#[test]
fn every_sample_cut_off_is_never_complete() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/archives");
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.len() > 50);
    for name in names {
        let whole = sample(&name);
        // These end well at some cuts: text, and formats without an end of their own.
        let open_end = ["0.pkl", "1.pkl", ".sz", ".ar", ".warc", ".class", "bsd.cpio", "legacy.csv.lz4"]
            .iter()
            .any(|end| name.ends_with(end));
        for part in 1..16 {
            let length = whole.len() * part / 16;
            let done = run(&whole[..length], &name, &Limits::default());
            if length < 128 {
                // Less than what tells the format (the longest header of cpio) may be text.
                continue;
            }
            let cut = whole.len() - length;
            if !open_end && cut > 600 || (name.ends_with("zst") || name.ends_with("xz") || name.ends_with("bz2")) {
                assert_ne!(done.outcome.status, Status::Complete, "{name} cut to {length} of {}", whole.len());
            }
        }
    }
}
