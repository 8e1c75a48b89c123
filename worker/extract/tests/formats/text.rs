//! Plain text: encodings, blocks, lines.
use crate::common::{Event, run, run_chunked, texts};
use magpie_extract::{Limits, LineRange, Reason, Status};

#[test]
fn text_is_visited_once_with_its_lines() {
    let text = "first line\nmail ann@example.com now\r\n\nlast é@b";
    let (events, outcome) = run(text.as_bytes(), "notes.txt");
    let Event::Text(seen, lines) = &events[0] else { panic!("{events:?}") };
    assert_eq!(events.len(), 1);
    assert_eq!(seen, text);
    assert_eq!(lines[0], LineRange { start: 2, end: 2, start_column: 9 });
    assert_eq!(lines[1], LineRange { start: 4, end: 4, start_column: 7 });
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(outcome.mime_type, "text/plain");
    assert_eq!(outcome.encoding, Some("UTF-8"));
    assert_eq!(outcome.bytes, text.len() as u64);
}

#[test]
fn large_texts_come_in_blocks_with_context() {
    // The recorder checks that the cores follow each other and that the context is enough and right.
    let text: String = (0..200_000).map(|number| format!("line {number} x@y\n")).collect();
    let (events, outcome) = run(text.as_bytes(), "large.log");
    let Event::Text(seen, lines) = &events[0] else { panic!() };
    assert_eq!(seen.len(), text.len());
    assert_eq!(seen, &text);
    assert_eq!(lines.len(), 200_000);
    for (index, range) in lines.iter().enumerate() {
        assert_eq!(range.start, index as u64 + 1);
        assert_eq!(range.start_column, format!("line {index} x").len() as u64 + 1);
    }
    assert_eq!(outcome.bytes, text.len() as u64);
}

#[test]
fn encodings_become_utf8() {
    let text = "Grüße aus Köln, schöne Wörter für große Mädchen; señor, déjà vu\n".repeat(20);
    for label in ["utf-8", "windows-1252", "utf-16le", "utf-16be"] {
        let bytes: Vec<u8> = match label {
            "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            label => encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(&text).0.into_owned(),
        };
        let (events, outcome) = run(&bytes, "x.txt");
        assert_eq!(crate::common::texts(&events), [text.as_str()], "{label}");
        assert_eq!(outcome.encoding.unwrap().to_lowercase(), label);
        assert_eq!(outcome.bytes, bytes.len() as u64);
    }
}

#[test]
fn byte_order_marks_are_no_text() {
    for bytes in [&b"\xEF\xBB\xBFab"[..], b"\xFF\xFEa\0b\0", b"\xFE\xFF\0a\0b"] {
        let (events, outcome) = run(bytes, "x.txt");
        assert_eq!(crate::common::texts(&events), ["ab"]);
        assert_eq!(outcome.bytes, bytes.len() as u64);
    }
}

#[test]
fn an_encoding_shows_late() {
    // The sniffed begin is plain ASCII.
    let mut bytes = b"plain ascii line\n".repeat(20_000);
    let plain = bytes.len();
    bytes.extend_from_slice(b"la fen\xeatre de l'h\xf4tel est cass\xe9e, d\xe9j\xe0 vu");
    let (events, outcome) = run(&bytes, "x.txt");
    assert_eq!(outcome.encoding, Some("windows-1252"));
    let seen = crate::common::texts(&events)[0];
    assert_eq!(&seen[plain..], "la fenêtre de l'hôtel est cassée, déjà vu");
}

#[test]
fn broken_utf8_is_replaced() {
    let mut broken = "ä".repeat(50_000).into_bytes();
    broken.extend_from_slice(b"x\xFFy\xE2\x82");
    let (events, outcome) = run(&broken, "x.txt");
    assert_eq!(outcome.encoding, Some("UTF-8"));
    assert!(crate::common::texts(&events)[0].ends_with("äx\u{fffd}y\u{fffd}"));
}

#[test]
fn an_empty_object_is_complete() {
    let (events, outcome) = run(b"", "empty");
    assert!(events.is_empty());
    assert_eq!((outcome.status, outcome.bytes), (Status::Complete, 0));
}

#[test]
fn a_large_text_is_skipped_by_its_size() {
    let limits = magpie_extract::Limits { text_bytes: 10, ..Default::default() };
    let (events, outcome) = crate::common::run_with(b"more than ten bytes", "x.txt", &limits);
    assert!(events.is_empty());
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::FileExceedsSizeLimit)));
}

#[test]
fn unsupported_types_are_named() {
    let (events, outcome) = run(b"OggS\0\x02...", "report.txt");
    assert!(events.is_empty());
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::UnsupportedFileType)));
    assert_eq!(outcome.mime_type, "application/ogg");
    assert_eq!(outcome.extension_mime_type.as_deref(), Some("text/plain"));
}

#[test]
fn one_giant_line_has_columns() {
    let mut text = "é".repeat(700_000);
    text.push('@');
    let (events, _) = run(text.as_bytes(), "x.txt");
    let Event::Text(_, lines) = &events[0] else { panic!() };
    assert_eq!(lines[0], LineRange { start: 1, end: 1, start_column: 700_001 });
}

#[test]
fn colours_of_terminals_are_no_text() {
    let line =
        "\x1b[32mINFO\x1b[0m SSN \x1b[1;33m536-\x1b[0m90-4399\x1b[K to \x1b[36ma@b\x1b[0m\x1b[5Cend é \x1b]0;x\n";
    let text = line.repeat(20_000);
    let (events, outcome) = run(text.as_bytes(), "x.log");
    assert_eq!((outcome.status, outcome.bytes), (Status::Complete, text.len() as u64));
    let Event::Text(seen, lines) = &events[0] else { panic!() };
    assert_eq!(seen, &"INFO SSN 536-90-4399 to a@b end é \x1b]0;x\n".repeat(20_000));
    let column = line.find("@b").unwrap() as u64 + 1;
    for (index, range) in lines.iter().enumerate() {
        assert_eq!(*range, LineRange { start: index as u64 + 1, end: index as u64 + 1, start_column: column });
    }
    for chunk in [1, 100, 4096] {
        let cut = crate::common::run_chunked(&text.as_bytes()[..line.len() * 50], "x.log", &Limits::default(), chunk);
        assert_eq!(cut, run(&text.as_bytes()[..line.len() * 50], "x.log"), "{chunk}");
    }
}

#[test]
fn zeros_in_a_text_are_passed_over() {
    for (zeros, name) in [(5_000, "x"), (200_000, "x.log")] {
        let text = [vec![0; zeros], b"\nto a@b\n".to_vec()].concat();
        let (events, outcome) = run(&text, name);
        assert_eq!((outcome.status, outcome.bytes), (Status::Complete, text.len() as u64), "{name}");
        let Event::Text(_, lines) = &events[0] else { panic!() };
        assert_eq!(lines[0], LineRange { start: 2, end: 2, start_column: 5 });
    }
    assert_eq!(run(&vec![0; 200_000], "x.bin").1.status, Status::Skipped);
}

/// Lines of calendars and cards that are folded are joined, and places are those in the file.
#[test]
fn folded_lines_are_joined() {
    let card =
        "BEGIN:VCARD\r\nVERSION:3.0\r\nNOTE:write to anna.iva\r\n nova@exam\r\n\tple.com\r\nTEL:1\r\nEND:VCARD\r\n";
    let (events, outcome) = run(card.as_bytes(), "x.vcf");
    assert_eq!((outcome.status, outcome.bytes), (Status::Complete, card.len() as u64));
    let [Event::Text(text, lines), ..] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(text, &card.replace("\r\n ", "").replace("\r\n\t", ""));
    // The line of the `@`, and of the two letters after it.
    assert_eq!((lines[0].start, lines[0].start_column), (4, 6));
    let quoted = "BEGIN:VCARD\nVERSION:2.1\nNOTE;ENCODING=QUOTED-PRINTABLE:one=\ntwo\nURL:a=\nb\nEND:VCARD\n";
    let (events, _) = run(quoted.as_bytes(), "x");
    assert_eq!(texts(&events).concat(), quoted.replace("one=\n", "one"));
    for chunk in [1, 2, 7] {
        assert_eq!(run_chunked(card.as_bytes(), "x.vcf", &Limits::default(), chunk).1, outcome);
    }
    // Other texts are as they are.
    assert_eq!(texts(&run(b"one\n two\n", "x.txt").0).concat(), "one\n two\n");
}
