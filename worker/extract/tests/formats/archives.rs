//! Gzip, zip, tar, and one in the other.

use crate::common::{Event, Recorder, gzip, run, run_chunked, run_with, tar_of, texts, values, zip_of, zip_with};
use magpie_extract::{FileOutcome, Limits, ObjectHints, Reason, SliceSource, Status, extract};
use std::io::Write;

const TABLE: &[u8] = b"name,code\nAnn,17\nBob,18\n";

/// The members entered, and their outcomes in the order of leaving.
fn members(events: &[Event]) -> (Vec<&str>, Vec<&FileOutcome>) {
    let entered = events.iter().filter_map(|event| match event {
        Event::Enter { full_path, .. } => Some(full_path.as_str()),
        _ => None,
    });
    let left = events.iter().filter_map(|event| match event {
        Event::Leave(outcome) => Some(outcome),
        _ => None,
    });
    (entered.collect(), left.collect())
}

#[test]
fn gzip_has_one_member() {
    let (events, outcome) = run(&gzip(TABLE), "folder/people.csv.gz");
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(outcome.mime_type, "application/gzip");
    assert_eq!(outcome.extension_mime_type, None);
    assert_eq!(outcome.bytes, TABLE.len() as u64);
    let (entered, left) = members(&events);
    assert_eq!(entered, ["people.csv"]);
    assert_eq!(left[0].mime_type, "text/csv");
    assert_eq!(left[0].bytes, TABLE.len() as u64);
    assert_eq!(values(&events).len(), 4);
}

#[test]
fn content_encodings_are_seen_by_content() {
    let limits = Limits::default();
    let hints = ObjectHints { key: "people.csv", content_encoding: Some("gzip") };
    let bytes = gzip(TABLE);
    let mut recorder = Recorder::new();
    let outcome = extract(&mut SliceSource::new(&bytes), &hints, &limits, &mut recorder);
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(outcome.extension_mime_type, None, "the name promises what is inside");
    assert_eq!(members(&recorder.events).0, ["people.csv"]);
    let hints = ObjectHints { content_encoding: Some("br"), ..hints };
    let mut recorder = Recorder::new();
    let bytes = crate::samples::read("one.csv.br");
    let outcome = extract(&mut SliceSource::new(&bytes), &hints, &limits, &mut recorder);
    assert_eq!((outcome.status, outcome.mime_type.as_str()), (Status::Complete, "application/x-brotli"));
    assert_eq!(members(&recorder.events).0, ["people.csv"]);
    let hints = ObjectHints { content_encoding: Some("aes128gcm"), ..hints };
    let outcome = extract(&mut SliceSource::new(&[0x8B, 0, 0x80, 7, 6, 3]), &hints, &limits, &mut Recorder::new());
    assert_eq!(outcome.reason, Some(Reason::UnsupportedFileType));
    assert!(outcome.detail.unwrap().contains("content encoding aes128gcm"));
}

#[test]
fn gzip_members_are_one_file_and_the_header_names_it() {
    let mut first = flate2::GzBuilder::new()
        .filename("real.csv")
        .mtime(1_600_000_000)
        .write(Vec::new(), flate2::Compression::best());
    first.write_all(&TABLE[..10]).unwrap();
    let mut bytes = first.finish().unwrap();
    bytes.extend(gzip(&TABLE[10..]));
    // Padding with zeros is no content.
    bytes.extend([0; 700]);
    let (events, outcome) = run(&bytes, "x.gz");
    assert_eq!(outcome.status, Status::Complete);
    assert!(matches!(&events[0], Event::Enter { path, modified: Some(1_600_000_000), size: None, extension, .. }
        if path == "real.csv" && extension == "csv"));
    assert_eq!(values(&events).len(), 4);
    bytes.extend(b"rubbish");
    let (events, outcome) = run(&bytes, "x.gz");
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::MalformedFile)));
    assert_eq!(values(&events).len(), 4);
}

#[test]
fn zip_members_are_files() {
    let notes = b"some notes\n";
    let members_in: &[(&str, &[u8])] = &[("a/people.csv", TABLE), ("notes.txt", notes), ("a/", b""), ("empty", b"")];
    for method in [zip::CompressionMethod::Stored, zip::CompressionMethod::Deflated] {
        let (events, outcome) = run(&zip_with(&members_in[..2], method), "x.zip");
        assert_eq!((outcome.status, outcome.detail), (Status::Complete, None));
        assert_eq!(outcome.bytes, (TABLE.len() + notes.len()) as u64);
        let (entered, left) = members(&events);
        assert_eq!(entered, ["a/people.csv", "notes.txt"]);
        assert!(left.iter().all(|outcome| outcome.status == Status::Complete));
        assert!(matches!(&events[0], Event::Enter { size: Some(24), modified: Some(_), .. }));
        assert_eq!(values(&events).len(), 4);
        assert_eq!(texts(&events).last(), Some(&"some notes\n"));
    }
    let (events, outcome) = run(&zip_of(&[]), "x.zip");
    assert_eq!((outcome.status, events.len()), (Status::Complete, 0));
}

#[test]
fn tar_members_are_files() {
    let long = format!("{}/file.csv", "folder".repeat(40));
    let archive = tar_of(&[("people.csv", TABLE), (&long, TABLE), ("../../etc/passwd", b"root:x\n")][..2]);
    let (events, outcome) = run(&archive, "x.tar");
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(outcome.mime_type, "application/x-tar");
    assert_eq!(members(&events).0, ["people.csv", &long]);
    assert!(matches!(&events[0], Event::Enter { size: Some(24), modified: Some(1_700_000_000), .. }));
    assert_eq!(values(&events).len(), 8);
    // Archives may be joined.
    let joined = [archive, tar_of(&[("second.txt", b"more\n")])].concat();
    assert_eq!(members(&run(&joined, "x.tar").0).0.len(), 3);
}

#[test]
fn pax_names_sizes_and_times_count() {
    let mut builder = tar::Builder::new(Vec::new());
    builder.append_pax_extensions([("path", &b"pax/n\xC3\xA4me.csv"[..]), ("mtime", b"1234567.89")]).unwrap();
    let mut header = tar::Header::new_ustar();
    header.set_path("short").unwrap();
    header.set_size(TABLE.len() as u64);
    header.set_cksum();
    builder.append(&header, TABLE).unwrap();
    let mut link = tar::Header::new_ustar();
    link.set_entry_type(tar::EntryType::Symlink);
    link.set_path("link").unwrap();
    link.set_link_name("/etc/passwd").unwrap();
    link.set_size(0);
    link.set_cksum();
    builder.append(&link, &b""[..]).unwrap();
    let (events, outcome) = run(&builder.into_inner().unwrap(), "x.tar");
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(members(&events).0, ["pax/näme.csv"]);
    assert!(matches!(&events[0], Event::Enter { modified: Some(1_234_567), .. }));
}

#[test]
fn names_are_only_names() {
    let hostile = ["../../etc/passwd", "/absolute", "a\0b.txt", "C:\\x\\y.csv"];
    let members_in: Vec<(&str, &[u8])> = hostile.iter().map(|name| (*name, &b"x\n"[..])).collect();
    let (events, outcome) = run(&zip_of(&members_in), "x.zip");
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(members(&events).0, hostile);
    let mut header = tar::Header::new_ustar();
    header.as_mut_bytes()[..9].copy_from_slice(b"../b\xFF.txt");
    header.set_size(2);
    header.set_cksum();
    let mut bytes = header.as_bytes().to_vec();
    bytes.extend(b"x\n");
    bytes.resize(512 * 4, 0);
    let (events, _) = run(&bytes, "x.tar");
    assert_eq!(members(&events).0, ["../b\u{fffd}.txt"]);
}

#[test]
fn archives_nest_and_paths_are_joined() {
    let inner = zip_of(&[("deep/people.csv", TABLE)]);
    let tar = tar_of(&[("in.zip", &inner), ("plain.txt", b"hello\n")]);
    let expected = ["all.tar", "all.tar!in.zip", "all.tar!in.zip!deep/people.csv", "all.tar!plain.txt"];
    let (events, outcome) = run(&gzip(&tar), "all.tgz");
    assert_eq!((outcome.status, outcome.detail), (Status::Complete, None));
    assert_eq!(outcome.bytes, TABLE.len() as u64 + 6);
    assert_eq!(members(&events).0, expected);
    assert_eq!(values(&events).len(), 4);
    let (_, left) = members(&events);
    let types: Vec<_> = left.iter().map(|outcome| outcome.mime_type.as_str()).collect();
    assert_eq!(types, ["text/csv", "application/zip", "text/plain", "application/x-tar"]);
}

#[test]
fn a_zip_in_a_stream_is_read_forwards_if_it_is_large() {
    // Entries with a data descriptor, as a writer to a pipe makes them.
    let mut writer = zip::ZipWriter::new_stream(Vec::new());
    for name in ["a.csv", "b.csv"] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(TABLE).unwrap();
    }
    let streamed = writer.finish().unwrap().into_inner();
    let described = zip_of(&[("a.csv", TABLE), ("b.csv", TABLE)]);
    for archive in [streamed, described] {
        let compressed = gzip(&archive);
        let buffered = run(&compressed, "x.zip.gz");
        let limits = Limits { zip_buffer_bytes: 10, ..Limits::default() };
        let (events, outcome) = run_with(&compressed, "x.zip.gz", &limits);
        assert_eq!((outcome.status, &outcome.detail), (Status::Complete, &None));
        assert_eq!(values(&events), values(&buffered.0));
        assert_eq!(members(&events).0, ["x.zip", "x.zip!a.csv", "x.zip!b.csv"]);
    }
}

#[test]
fn members_that_cannot_be_analysed_make_the_archive_partial() {
    let png = b"\x89PNG\r\n\x1a\n0000";
    let (events, outcome) = run(&zip_of(&[("people.csv", TABLE), ("logo.png", png)]), "x.zip");
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::ArchiveContainsUnprocessedFiles)));
    let (_, left) = members(&events);
    assert_eq!((left[1].status, left[1].reason), (Status::Skipped, Some(Reason::UnsupportedFileType)));
    assert_eq!(left[1].mime_type, "image/png");
    let (_, outcome) = run(&zip_of(&[("logo.png", png)]), "x.zip");
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::ArchiveContainsUnprocessedFiles)));
}

#[test]
fn encrypted_and_unknown_members_are_skipped() {
    let mut encrypted = zip_of(&[("secret.csv", TABLE), ("people.csv", TABLE)]);
    // The flag, in the local header and in the central directory.
    encrypted[6] |= 1;
    let directory = memchr::memmem::find(&encrypted, b"PK\x01\x02").unwrap();
    encrypted[directory + 8] |= 1;
    let (events, outcome) = run(&encrypted, "x.zip");
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::ArchiveContainsUnprocessedFiles)));
    let (_, left) = members(&events);
    assert!(left[0].detail.as_ref().unwrap().contains("encrypted"));
    assert_eq!(left[1].status, Status::Complete);
    encrypted[6] &= !1;
    encrypted[directory + 8] &= !1;
    encrypted[8] = 97;
    encrypted[directory + 10] = 97;
    let (events, _) = run(&encrypted, "x.zip");
    assert!(members(&events).1[0].detail.as_ref().unwrap().contains("unsupported method"));
}

/// An archive of a file that is compressed already, by this method.
fn packed(name: &[u8; 5], compressed: &[u8], method: u8, content: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(content);
    let mut bytes = crate::common::zip_with(&[("12345", compressed)], zip::CompressionMethod::Stored);
    let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    for (at, shift) in [(0, 0), (directory, 2)] {
        bytes[at + shift + 8] = method;
        bytes[at + shift + 14..at + shift + 18].copy_from_slice(&crc.sum().to_le_bytes());
        bytes[at + shift + 22..at + shift + 26].copy_from_slice(&(content.len() as u32).to_le_bytes());
        let name_at = if shift == 0 { at + 30 } else { at + 46 };
        bytes[name_at..name_at + 5].copy_from_slice(name);
    }
    bytes
}

/// `some words and a@b`, 5,000 lines, by Python's `lzma`, and in an archive of its `zipfile`.
const XZ: &[u8] = b"\xfd7zXZ\x00\x00\x01i\x22\xde6\x02\x00!\x01\x16\x00\x00\x00t/\xe5\xa3\xe1s\x17\x00g]\x009\x9b\xc9\xf2\xe7P\xca\x83\xc7j\xe18\x1d\x1c\x0e(\x11\xc1\x81\xe4]\x1c\xc7\xb5\x88  \x0f\xf7\x13\xbd\x8c\x96X\x96D\xe6\x8e\xb2\xcbg\xbf\x9f\xbbf\xba,]5t\xcf\x9dw25\xa2\xf6\xa9{k\xac\xdf\x9d\x16s,4\xf0)\xdfs\xd7,G{\xec\xaf\xd4\x81s\xba\xd5y,\x0f\x87\x15\x03ka\xd8\xd4\x0f\x07Z\x0d\x1bi#\xae)\x00\x00\x00\x00V\xa5\xc3\xba\x00\x01\x7f\x98\xe6\x05\x00\x00\x17\xdb\x88->0\x0d\x8b\x02\x00\x00\x00\x00\x01YZ";
const LZMA: &[u8] = b"\x09\x04\x05\x00]\x00\x00\x80\x00\x009\x9b\xc9\xf2\xe7P\xca\x83\xc7j\xe18\x1d\x1c\x0e(\x11\xc1\x81\xe4]\x1c\xc7\xb5\x88  \x0f\xf7\x13\xbd\x8c\x96X\x96D\xe6\x8e\xb2\xcbg\xbf\x9f\xbbf\xba,]5t\xcf\x9dw25\xa2\xf6\xa9{k\xac\xdf\x9d\x16s,4\xf0)\xdfs\xd7,G{\xec\xaf\xd4\x81s\xba\xd5y,\x0f\x87\x15\x03ka\xd8\xd4\x0f\x07Z\x0d\x1bi#\xb3\xa6\x9a\xb3\xff\xfe\x1d<\x00";

#[test]
fn members_are_compressed_in_many_ways() {
    let content = b"some words and a@b\n".repeat(5_000);
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    bzip2.write_all(&content).unwrap();
    let zstd = zstd::encode_all(content.as_slice(), 3).unwrap();
    for (method, compressed) in
        [(12, bzip2.finish().unwrap()), (93, zstd.clone()), (20, zstd), (95, XZ.to_vec()), (14, LZMA.to_vec())]
    {
        let bytes = packed(b"a.txt", &compressed, method, &content);
        let (events, outcome) = run(&bytes, "x.zip");
        assert_eq!((outcome.status, outcome.bytes), (Status::Complete, content.len() as u64), "{method}");
        assert_eq!(crate::common::texts(&events).concat().as_bytes(), content, "{method}");
        for chunk in [1, 300] {
            assert_eq!(run_chunked(&bytes, "x.zip", &Limits::default(), chunk), (events.clone(), outcome.clone()));
        }
        let (_, outcome) = run(&gzip(&bytes), "x.zip.gz");
        assert_eq!((outcome.status, outcome.bytes), (Status::Complete, content.len() as u64), "{method} in a stream");
        // Damaged and cut off, it is read up to there.
        for at in (50..compressed.len() * 3 / 4).step_by(compressed.len() / 20 + 1) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x41;
            let whole = run(&damaged, "x.zip");
            assert_ne!(whole.1.status, Status::Complete, "{method} {at}");
            assert_eq!(run_chunked(&damaged, "x.zip", &Limits::default(), 13), whole, "{method} {at}");
        }
    }
}

#[test]
fn names_of_dos_are_read() {
    let bytes = packed(b"\x94.txt", b"words", 0, b"words");
    assert_eq!(members(&run(&bytes, "x.zip").0).0, ["ö.txt"]);
}

#[test]
fn nesting_has_a_limit() {
    let nested = |levels: usize| {
        let mut bytes = TABLE.to_vec();
        for _ in 0..levels {
            bytes = gzip(&bytes);
        }
        bytes
    };
    let (events, outcome) = run(&nested(10), "x.csv.gz");
    assert_eq!((outcome.status, values(&events).len()), (Status::Complete, 4));
    let (events, outcome) = run(&nested(11), "x.csv.gz");
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::ArchiveNestingLevelOverLimit)));
    assert_eq!(members(&events).0.len(), 10);
}

#[test]
fn office_documents_are_no_archives() {
    let document = zip_of(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<y/>")]);
    let (events, outcome) = run(&document, "letter.docx");
    assert_eq!((outcome.status, outcome.reason), (Status::Complete, None));
    assert!(outcome.mime_type.ends_with("wordprocessingml.document"));
    assert!(events.is_empty());
}

#[test]
fn codings_that_only_the_writer_can_tell() {
    use std::io::Write;
    let text: String = (0..5000).map(|row| format!("{row},{}\n", row * 7919 % 1009)).collect();
    let table = format!("id,code\n{text}");
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    zlib.write_all(table.as_bytes()).unwrap();
    let zlib = zlib.finish().unwrap();
    let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    bare.write_all(table.as_bytes()).unwrap();
    let bare = bare.finish().unwrap();
    let brotli = std::fs::read(format!("{}/tests/data/archives/one.csv.br", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let zstd = zstd::encode_all(table.as_bytes(), 3).unwrap();
    let extract = |bytes: &[u8], key: &str, coding: Option<&str>| {
        let mut recorder = Recorder::new();
        let hints = ObjectHints { key, content_encoding: coding };
        let mut source = SliceSource::with_chunks(bytes, 100);
        let outcome = magpie_extract::extract(&mut source, &hints, &Limits::default(), &mut recorder);
        (recorder.events, outcome)
    };
    let plain = run(table.as_bytes(), "x.csv").0;
    for (bytes, coding, mime_type) in [
        (&zlib, "deflate", "application/zlib"),
        (&bare, "deflate", "application/zlib"),
        (&gzip(table.as_bytes()), "gzip", "application/gzip"),
        (&gzip(table.as_bytes()), "x-gzip", "application/gzip"),
        (&zstd, "zstd", "application/zstd"),
        (&gzip(&zlib), "deflate, gzip", "application/gzip"),
        (&gzip(&gzip(&bare)), "Deflate,gzip, GZIP", "application/gzip"),
    ] {
        let (events, outcome) = extract(bytes, "x.csv", Some(coding));
        assert_eq!(
            (outcome.status, outcome.reason, outcome.detail.as_deref()),
            (Status::Complete, None, None),
            "{coding}"
        );
        assert_eq!((outcome.mime_type.as_str(), &outcome.extension_mime_type), (mime_type, &None), "{coding}");
        assert_eq!(values(&events), values(&plain), "{coding}");
    }
    // Brotli within gzip, which only the list tells.
    let (events, outcome) = extract(&gzip(&brotli), "one.csv", Some("br, gzip"));
    assert_eq!(outcome.status, Status::Complete);
    assert!(!values(&events).is_empty());
    // A coding that is declared and not there, and one that is there and not declared.
    let (events, outcome) = extract(table.as_bytes(), "x.csv", Some("deflate"));
    assert_eq!((outcome.status, outcome.mime_type.as_str()), (Status::Complete, "text/csv"));
    assert_eq!(events, plain);
    assert_eq!(extract(&zlib, "x.csv", None).1.status, Status::Skipped);
    // Cut off: what is there is kept.
    let (events, outcome) = extract(&zlib[..zlib.len() / 2], "x.csv", Some("deflate"));
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::MalformedFile)));
    assert!(values(&events).len() > 1000);
}
