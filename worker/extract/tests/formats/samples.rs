//! Archives and compressed files that other programs wrote (`tests/data/make-archives.py`).

use crate::common::{Event, record, run, run_chunked, run_with, texts, values};
use magpie_extract::{Limits, Reason, Status};
use std::path::PathBuf;

pub const TABLE: &[u8] = b"name,code\nAnn,17\nBob,18\n";

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/archives")
}

pub fn read(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

fn names_with(end: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(end))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "{end}");
    names
}

fn entered(events: &[Event]) -> Vec<&str> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Enter { full_path, .. } => Some(full_path.as_str()),
            _ => None,
        })
        .collect()
}

fn cells(events: &[Event]) -> Vec<&str> {
    values(events).into_iter().map(|(value, _)| value).collect()
}

#[test]
fn compressed_tables() {
    for end in [".csv.bz2", ".csv.xz", ".csv.zst", ".csv.lz4", ".csv.sz", ".csv.br"] {
        for name in names_with(end) {
            let bytes = read(&name);
            let (events, outcome) = run(&bytes, &name);
            assert_eq!((outcome.status, &outcome.detail), (Status::Complete, &None), "{name}");
            assert_eq!(outcome.bytes, TABLE.len() as u64, "{name}");
            assert_eq!(outcome.extension_mime_type, None, "{name}");
            assert_eq!(cells(&events), ["Ann", "17", "Bob", "18"], "{name}");
            let inner = name.rsplit_once('.').unwrap().0;
            assert_eq!(entered(&events), [inner]);
            assert_eq!(run_chunked(&bytes, &name, &Limits::default(), 1), (events, outcome), "{name}");
        }
    }
}

#[test]
fn compressed_texts_of_many_blocks() {
    for end in [".txt.bz2", ".txt.xz", ".txt.zst", ".txt.lz4", ".txt.sz", ".txt.br"] {
        for name in names_with(end).iter().filter(|name| !name.starts_with("window") && !name.starts_with("empty")) {
            let (events, outcome) = run(&read(name), name);
            assert_eq!((outcome.status, &outcome.detail), (Status::Complete, &None), "{name}");
            let text: String = texts(&events).concat();
            assert_eq!(text.len() as u64, outcome.bytes);
            for (number, line) in text.lines().enumerate() {
                let expected = format!("line {:06} with the same words again", number / 20);
                assert!(line == expected || (text.len() == 200_000 && expected.starts_with(line)), "{name} {number}");
            }
            assert!(text.len() >= 200_000, "{name}");
        }
    }
    let (events, outcome) = run(&read("empty.txt.bz2"), "empty.txt.bz2");
    assert_eq!((outcome.status, outcome.bytes, events.len()), (Status::Complete, 0, 2));
}

#[test]
fn windows_that_are_too_large_are_not_opened() {
    for (name, limits) in [
        ("window.txt.zst", Limits::default()),
        ("long.txt.xz", Limits { decoder_bytes: 1 << 20, ..Limits::default() }),
        ("long.txt.zst", Limits { decoder_bytes: 1 << 10, ..Limits::default() }),
        ("ppmd.7z", Limits { decoder_bytes: 40 << 20, ..Limits::default() }),
    ] {
        let (events, outcome) = run_with(&read(name), name, &limits);
        assert_eq!(outcome.status, Status::Skipped, "{name}");
        let Some(Event::Leave(member)) = events.last() else { panic!("{name} {outcome:?}") };
        assert_eq!(member.reason, Some(Reason::FileExceedsSizeLimit), "{name}");
        assert!(member.detail.as_ref().unwrap().contains("memory"), "{name}");
    }
    let limits = Limits { decoder_bytes: 1 << 30, ..Limits::default() };
    let (_, outcome) = run_with(&read("window.txt.zst"), "window.txt.zst", &limits);
    assert_eq!((outcome.status, outcome.bytes), (Status::Complete, 5_000));
}

#[test]
fn compressed_files_with_rubbish_after_them_are_partial() {
    for name in ["one.csv.bz2", "one.csv.xz", "one.csv.zst", "one.csv.lz4", "one.csv.sz", "one.csv.br"] {
        let bytes = [read(name), b"rubbish".to_vec()].concat();
        let (events, outcome) = run(&bytes, name);
        assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::MalformedFile)), "{name}");
        assert_eq!(cells(&events), ["Ann", "17", "Bob", "18"], "{name}");
    }
    for name in ["one.csv.bz2", "one.csv.zst"] {
        let bytes = [read(name), vec![0; 600]].concat();
        assert_eq!(run(&bytes, name).1.status, Status::Complete, "zeros after {name}");
    }
}

#[test]
fn sevenzip_archives() {
    for name in ["lzma2.7z", "lzma.7z", "bzip2.7z", "ppmd.7z", "copy.7z", "bcj.7z", "tool.7z", "deflate.7z", "zstd.7z"]
    {
        let bytes = read(name);
        let (events, outcome) = run(&bytes, name);
        assert_eq!((outcome.status, &outcome.detail), (Status::Complete, &None), "{name}");
        assert_eq!(entered(&events), ["a/people.csv", "notes.txt"], "{name}");
        assert_eq!(cells(&events), ["Ann", "17", "Bob", "18"], "{name}");
        assert_eq!(texts(&events).last(), Some(&"some notes\n"), "{name}");
        assert!(matches!(&events[0], Event::Enter { size: Some(24), modified: Some(1_700_000_000..), .. }), "{name}");
        assert_eq!(run_chunked(&bytes, name, &Limits::default(), 1), (events, outcome), "{name}");
    }
    let (events, outcome) = run(&read("brotli.7z"), "brotli.7z");
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::ArchiveContainsUnprocessedFiles)));
    assert_eq!(entered(&events), ["a/people.csv", "notes.txt"]);
    let Some(Event::Leave(member)) = events.last() else { panic!() };
    assert!(member.detail.as_ref().unwrap().contains("unsupported method"));
}

/// One inside another decompressor with a window, where the library cannot be told to take less.
#[test]
fn the_window_of_zstandard_in_7z_counts() {
    let bytes = read("zstd.7z");
    let limits = Limits { decoder_bytes: (1 << 27) - 1, ..Limits::default() };
    let (_, outcome) = run_chunked(&bytes, "x.7z", &limits, 1 << 20);
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::ArchiveContainsUnprocessedFiles)));
}

#[test]
fn zip_archives_of_rare_methods() {
    for name in ["long-deflate64.zip", "long-ppmd.zip"] {
        let bytes = read(name);
        let (events, outcome) = run(&bytes, name);
        assert_eq!((outcome.status, &outcome.detail), (Status::Complete, &None), "{name}");
        assert_eq!(outcome.bytes, 24 + 760_000, "{name}");
        assert_eq!(entered(&events), ["long.txt", "people.csv"], "{name}");
        assert_eq!(cells(&events), ["Ann", "17", "Bob", "18"], "{name}");
        let words = "with the same words again\n";
        assert_eq!(texts(&events).concat().matches(words).count(), 20_000, "{name}");
        assert_eq!(run_chunked(&bytes, name, &Limits::default(), 1), (events, outcome), "{name}");
        // Cut off or damaged, it is never complete.
        for at in (40..bytes.len() - 200).step_by(1_997) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x5A;
            let (_, outcome) = run(&damaged, name);
            assert_ne!((outcome.status, outcome.parser_panics), (Status::Complete, 0), "{name} at {at}");
            assert_eq!(outcome.parser_panics, 0, "{name} at {at}");
        }
    }
}

/// What was compressed with a dictionary is not corrupt.
#[test]
fn dictionaries_that_are_not_there() {
    let mut frame = vec![0x61, 0x40, 1, 2, 3, 4];
    let check = twox_hash::XxHash32::oneshot(0, &frame) >> 8;
    frame.extend_from_slice(&[check as u8, 0, 0, 0, 0]);
    let lz4 = [&[0x04, 0x22, 0x4D, 0x18][..], &frame].concat();
    for (name, bytes) in [("x.csv.zst", read("dictionary.csv.zstd")), ("x.csv.lz4", lz4)] {
        let (events, outcome) = run(&bytes, name);
        let expected = (Status::Skipped, Some(Reason::UnsupportedFileType));
        assert_eq!((outcome.status, outcome.reason), expected, "{name}");
        assert!(outcome.detail.as_ref().unwrap().contains("dictionary"), "{name}");
        let Some(Event::Leave(member)) = events.last() else { panic!() };
        assert_eq!((member.status, member.reason), expected, "{name}");
        assert_eq!(run_chunked(&bytes, name, &Limits::default(), 1), (events, outcome), "{name}");
    }
}

#[test]
fn encrypted_sevenzip_archives_are_skipped() {
    let (events, outcome) = run(&read("encrypted.7z"), "x.7z");
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::ArchiveContainsUnprocessedFiles)));
    assert_eq!(entered(&events), ["people.csv"]);
    let Some(Event::Leave(member)) = events.last() else { panic!() };
    assert_eq!((member.status, member.reason), (Status::Skipped, Some(Reason::UnsupportedFileType)));
    assert!(member.detail.as_ref().unwrap().contains("encrypted"));
    let (_, outcome) = run(&read("header-encrypted.7z"), "x.7z");
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::UnsupportedFileType)));
    assert!(outcome.detail.unwrap().contains("encrypted"));
}

#[test]
fn sevenzip_in_a_stream_is_held_in_memory() {
    let bytes = crate::common::gzip(&read("lzma2.7z"));
    let (events, outcome) = run(&bytes, "x.7z.gz");
    assert_eq!((outcome.status, outcome.detail), (Status::Complete, None));
    assert_eq!(entered(&events), ["x.7z", "x.7z!a/people.csv", "x.7z!notes.txt"]);
    let limits = Limits { zip_buffer_bytes: 50, ..Limits::default() };
    let (_, outcome) = run_with(&bytes, "x.7z.gz", &limits);
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::ArchiveContainsUnprocessedFiles)));
}

#[test]
fn cpio_and_ar_archives() {
    for name in names_with(".cpio") {
        let bytes = read(&name);
        let (events, outcome) = run(&bytes, &name);
        assert_eq!((outcome.status, &outcome.detail), (Status::Complete, &None), "{name}");
        assert_eq!(entered(&events), ["a/people.csv", "notes.txt"], "{name}");
        assert_eq!(cells(&events), ["Ann", "17", "Bob", "18"], "{name}");
        assert!(matches!(&events[0], Event::Enter { size: Some(24), modified: Some(1_700_000_000..), .. }), "{name}");
        assert_eq!(run_chunked(&bytes, &name, &Limits::default(), 1), (events, outcome), "{name}");
    }
    for name in ["gnu.ar", "bsd.ar"] {
        let (events, outcome) = run(&read(name), name);
        assert_eq!((outcome.status, &outcome.detail), (Status::Complete, &None), "{name}");
        assert_eq!(entered(&events)[..2], ["notes.txt", "a-name-longer-than-sixteen-bytes.csv"], "{name}");
        assert_eq!(cells(&events)[..4], ["Ann", "17", "Bob", "18"], "{name}");
    }
}

#[test]
fn packages() {
    for name in names_with(".deb") {
        let bytes = read(&name);
        let (events, outcome) = run(&bytes, &name);
        assert_eq!((outcome.status, &outcome.detail), (Status::Complete, &None), "{name}");
        let all = entered(&events);
        assert_eq!(all[0], "debian-binary");
        assert!(all.iter().any(|path| path.ends_with("data.tar!./usr/share/people.csv")), "{all:?}");
        assert_eq!(cells(&events), ["Ann", "17", "Bob", "18"], "{name}");
        assert!(texts(&events).iter().any(|text| text.contains("ann@example.com")), "{name}");
        assert_eq!(run_chunked(&bytes, &name, &Limits::default(), 7), (events, outcome), "{name}");
    }
    for name in names_with(".rpm") {
        let bytes = read(&name);
        let (events, outcome) = run(&bytes, &name);
        assert_eq!((outcome.status, &outcome.detail), (Status::Complete, &None), "{name}");
        let all = entered(&events);
        assert_eq!(all[0], "header.txt");
        assert!(all.iter().any(|path| path.ends_with("payload.cpio!./usr/share/people.csv")), "{all:?}");
        assert_eq!(cells(&events), ["Ann", "17", "Bob", "18"], "{name}");
        assert!(texts(&events)[0].contains("Planted by ann@example.com\n"), "{name}");
        assert_eq!(run_chunked(&bytes, &name, &Limits::default(), 7), (events, outcome), "{name}");
    }
}

#[test]
fn web_crawls() {
    for (name, outer) in [("crawl.warc", ""), ("crawl.warc.gz", "crawl.warc!")] {
        let bytes = read(name);
        let (events, outcome) = run(&bytes, name);
        let notes = format!("{outer}https://example.com/encoded!encoded");
        assert_eq!((outcome.status, &outcome.detail), (Status::Complete, &None), "{name} {:#?}", entered(&events));
        let all = entered(&events);
        for path in ["people.csv", "people.csv#http-header", "chunked.csv", "form", "form#http-header", "plain"] {
            assert!(all.contains(&format!("{outer}https://example.com/{path}").as_str()), "{path} of {all:?}");
        }
        assert!(all.contains(&notes.as_str()), "{all:?}");
        assert_eq!(cells(&events).len(), 12);
        assert!(texts(&events).iter().any(|text| text.contains("Set-Cookie: session=1")));
        assert!(texts(&events).contains(&"field=value"));
        assert_eq!(run_chunked(&bytes, name, &Limits::default(), 7), (events, outcome), "{name}");
    }
}

#[test]
fn strings_of_programs() {
    let bytes = read("Planted.class");
    let (events, outcome) = run(&bytes, "Planted.class");
    assert_eq!((outcome.status, outcome.mime_type.as_str()), (Status::Complete, "application/java-vm"));
    let text = texts(&events).concat();
    assert!(text.contains("\na planted string é 😀\n"), "{text}");
    assert!(text.contains("\n4111111111111111\n"));
    for protocol in 2..=5 {
        let name = format!("protocol{protocol}.pkl");
        let bytes = read(&name);
        let (events, outcome) = run(&bytes, &name);
        assert_eq!((outcome.status, outcome.mime_type.as_str()), (Status::Complete, "application/x-python-pickle"));
        let text = texts(&events).concat();
        let expected = "17\n-3\n300\n70000\n4111111111111111\n-1180591620717411303424\n1.5\n";
        for wanted in ["name\nAnn é\nnumbers\n", expected, &"x".repeat(300), "raw\nbytes\n", "in a set"] {
            assert!(text.contains(wanted), "{wanted} in {name}: {text}");
        }
        assert_eq!(run_chunked(&bytes, &name, &Limits::default(), 1), (events, outcome), "{name}");
    }
    // Characters by their numbers, as protocol 0 has them.
    let (events, _) = run(b"(dp0\nVname\np1\nVAnn \xe9\\u65e5\\U0001F600\np2\ns.", "x.pkl");
    assert!(texts(&events).concat().contains("Ann é日😀\n"));
    // The older protocols have no magic number: their names tell.
    for (bytes, expected) in [
        (read("protocol0.pkl"), "name\nAnn "),
        (b"(dp0\nVssn\np1\nV536-90-4399\np2\ns.".to_vec(), "ssn\n536-90-4399\n"),
        (b"}q\0X\x03\0\0\0ssnq\x01X\x0b\0\0\x00536-90-4399q\x02s.".to_vec(), "ssn\n536-90-4399\n"),
    ] {
        let (events, outcome) = run(&bytes, "x.pkl");
        assert_eq!((outcome.status, outcome.mime_type.as_str()), (Status::Complete, "application/x-python-pickle"));
        let text = texts(&events).concat();
        assert!(text.contains(expected), "{text}");
    }
    assert_eq!(run(&read("protocol0.pkl"), "x").1.mime_type, "text/plain");
}

/// Cut and damaged samples: always an outcome, never complete where something is missing, and the same for any chunks.
#[test]
fn damaged_samples() {
    for name in names_with("")
        .iter()
        .filter(|name| !name.contains("bomb") && !name.starts_with("long") && !name.ends_with(".txt.lz4"))
    {
        let whole = read(name);
        let step = (whole.len() / 60).max(1);
        for length in (0..whole.len()).step_by(step) {
            let cut = &whole[..length];
            let (recorder, outcome) = record(cut, name, &Limits::default(), usize::MAX);
            let (by_pieces, same) = record(cut, name, &Limits::default(), 7);
            assert_eq!(outcome, same, "{name} cut to {length}");
            assert!(recorder.events == by_pieces.events, "{name} cut to {length}");
            assert_eq!(outcome.parser_panics, 0, "{name} cut to {length}");
        }
        let mut bytes = whole.clone();
        for at in (0..whole.len()).step_by(step) {
            for flip in [0xFF, 0x01, 0x80] {
                bytes[at] ^= flip;
                let (recorder, outcome) = record(&bytes, name, &Limits::default(), usize::MAX);
                let (by_pieces, same) = record(&bytes, name, &Limits::default(), 7);
                assert_eq!(outcome, same, "{name} flipped at {at}");
                assert!(recorder.events == by_pieces.events, "{name} flipped at {at}");
                assert_eq!(outcome.parser_panics, 0, "{name} flipped at {at}");
                bytes[at] = whole[at];
            }
        }
    }
}

#[test]
fn arrays_in_pickles_are_read_element_by_element() {
    for name in ["arrays4.pkl", "arrays5.pkl"] {
        let bytes = read(name);
        let (events, outcome) = run(&bytes, name);
        assert_eq!((outcome.status, &outcome.detail), (Status::Complete, &None), "{name}");
        let text = texts(&events).concat();
        for wanted in [
            "Ann é\nBob\n",
            "narrow\nx\n",
            "17\n4242424\n",
            "4111111111111111\n5500005555555559\n",
            "2125551234\nNaN\n",
            "plain bytes\n",
            "frozen\n",
        ] {
            assert!(text.contains(wanted), "{wanted} in {name}: {text}");
        }
        assert_eq!(run_chunked(&bytes, name, &Limits::default(), 1), (events, outcome), "{name}");
    }
    let (events, outcome) = run(&read("frame.pkl"), "x");
    let text = texts(&events).concat();
    assert_eq!(text.matches("a.b@example.com\nc.d@example.org\nZo\u{eb}\n").count(), 2, "{text}");
    assert!(text.contains("a\nb\nc\nd\ne\n"), "{text}");
    assert_eq!(run_chunked(&read("frame.pkl"), "x", &Limits::default(), 1), (events, outcome));
    // Python 2 wrote bytes as texts.
    let old = b"\x80\x02cnumpy\ndtype\nq\x01U\x02i8q\x02K\0K\x01\x87Rq\x03(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb\x89U\x08";
    let bytes = [&old[..], &4_111_111_111_111_111_u64.to_le_bytes(), b"."].concat();
    assert!(texts(&run(&bytes, "x").0).concat().contains("4111111111111111\n"));
    // Bytes that have no kind behind them, or many that wait for it.
    let mut bytes = b"\x80\x05\x8c\x05numpy\x8c\x0b_frombuffer\x93(\x96\x05\0\0\0\0\0\0\0bytes.".to_vec();
    assert!(texts(&run(&bytes, "x").0).concat().contains("bytes\n"));
    bytes.truncate(25);
    bytes.extend_from_slice(&(8_u64 << 20).to_le_bytes());
    bytes.extend(4_111_111_111_111_111_u64.to_le_bytes().repeat(1 << 20));
    bytes.push(b'.');
    let (events, outcome) = run(&bytes, "x");
    assert_eq!(outcome.status, Status::Complete, "{outcome:?}");
    assert_eq!(texts(&events).concat().matches("4111111111111111\n").count(), 1 << 20);
}
