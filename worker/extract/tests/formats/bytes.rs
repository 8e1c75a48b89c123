//! Which bytes of its file a value lies in. That what lies there is the value, all tests check: see `common::record`.

use crate::common::{Span, gzip, record, run_with_spans, tight_limits, zip_of};
use magpie_extract::{ByteRange, Limits, ObjectHints, Source, extract};
use std::io;

const MAIL: &str = "anna@example.com";

/// All pieces with an `@`, and what of the file lies at their bytes.
fn seen(bytes: &[u8], key: &str) -> Vec<(String, Option<Vec<u8>>)> {
    let (recorder, _) = record(bytes, key, &Limits::default(), usize::MAX);
    let slice = |range: ByteRange| bytes[range.start as usize..range.end as usize].to_vec();
    let at = recorder.spans.into_iter().filter(|span| span.text.contains('@') && !span.decoded);
    at.map(|Span { text, bytes, .. }| (text, bytes.map(slice))).collect()
}

#[test]
fn formats_of_text_tell_bytes() {
    let cases = [
        ("a.txt", format!("\u{feff}Grüße an {MAIL} und\r\n{MAIL}")),
        ("a.log", format!("\x1b[1mé\x1b[0m \x1b[32m{MAIL}\x1b[0m an\x1b[1mna@exam\x1b[0mple.com\n\x1b[2K{MAIL}")),
        ("a.txt", format!("old\rlines {MAIL}\rend {MAIL}\r")),
        ("a.csv", format!("id,mail\n1,{MAIL}\n2,\"x \"\"y\"\" {MAIL}\"\n")),
        ("a.tsv", format!("id\tmail\n1\t{MAIL}\n")),
        ("a.csv", format!("id;mail {MAIL}\n1;x\n")),
        ("a.json", format!("{{\"{MAIL}\": \"{MAIL}\", \"b\": [1, \"\\u00e9\\n {MAIL} \\ud83d\\ude00\"]}}")),
        ("a.jsonl", format!("{{\"a\": \"{MAIL}\"}}\nbroken {MAIL}\n{{\"a\": \"\\\\{MAIL}\"}}\n")),
        ("a.ipynb", format!("{{\"cells\": [{{\"source\": [\"# x\\n\", \"to \\\"{MAIL}\\\"\\n\", \"{MAIL}\"]}}]}}")),
        ("a.yaml", format!("passport:\n  - é\n  - {MAIL}\nother: {MAIL}\n")),
        ("a.ini", format!("[passport]\nx = {MAIL}\n")),
        (".env", format!("MAIL={MAIL}\n")),
        ("a.toml", format!("[passport]\nmail = \"{MAIL}\"\n")),
        ("a.xml", format!("<?xml version='1.0'?><a b=\"&amp; {MAIL}\">é &lt; {MAIL}</a>")),
        ("a.html", format!("<html><p>an<b>na@exam</b>ple.com &nbsp; {MAIL}</p>")),
        (
            "a.sql",
            format!(
                "CREATE TABLE t (a TEXT, b TEXT);\nINSERT INTO t VALUES (1, 'it''s {MAIL}'), (NULL, '{MAIL}');\n\
                 COPY t (a, b) FROM stdin;\nx\\ty\t{MAIL}\n\\N\t\\\\ {MAIL}\n\\.\n-- {MAIL}\n"
            ),
        ),
        ("a.rtf", format!("{{\\rtf1\\ansi Gr\\'fc\\'dfe {MAIL}\\par \\b x {MAIL}\\b0 \\u233 ? {MAIL}\\tab {MAIL}}}")),
    ];
    for (key, content) in cases {
        let seen = seen(content.as_bytes(), key);
        assert!(!seen.is_empty(), "{key}");
        for (text, slice) in &seen {
            assert!(slice.as_ref().is_some_and(|slice| slice.contains(&b'@')), "{key}: {text:?} {slice:?} of {seen:?}");
        }
    }
}

#[test]
fn escapes_and_references_belong_to_a_value() {
    let slices = |content: &str, key: &str| -> Vec<String> {
        let seen = seen(content.as_bytes(), key);
        seen.into_iter().map(|(_, slice)| String::from_utf8(slice.unwrap()).unwrap()).collect()
    };
    assert_eq!(slices(r#"{"a": "\u0041\n@\u00e9"}"#, "a.json"), [r"\u0041\n@\u00e9"]);
    assert_eq!(slices("a,b\n1,\"\"\"@\"\"x\"\n", "a.csv"), ["\"\"@\"\"x"]);
    assert_eq!(slices("<html><p>x&auml;&commat;y</p>", "a.html"), ["p>x&auml;&commat;y</p>"]);
    assert_eq!(slices("INSERT INTO t VALUES ('''@''x');\n", "a.sql"), ["''@''x"]);
}

#[test]
fn encodings_are_counted_in_bytes_of_the_file() {
    let text = format!("東京 {MAIL} カタカナもあります。\n{MAIL} 図書館には面白い本が {MAIL} たくさんあります。\n")
        .repeat(3_000);
    for label in ["shift_jis", "euc-jp", "iso-2022-jp", "utf-16le", "utf-16be", "utf-32le"] {
        let bytes: Vec<u8> = match label {
            "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            "utf-32le" => text.chars().flat_map(|character| u32::from(character).to_le_bytes()).collect(),
            _ => encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(&text).0.into_owned(),
        };
        let whole = run_with_spans(&bytes, "x.txt", &Limits::default(), usize::MAX);
        assert_eq!(whole.1.encoding.map(str::to_lowercase).as_deref(), Some(label));
        assert_eq!(whole.2.len(), 9_000, "{label}");
        assert!(whole.2.iter().all(|span| span.bytes.is_some()), "{label}");
        for chunk in [1, 1009, 70_000] {
            assert_eq!(run_with_spans(&bytes, "x.txt", &Limits::default(), chunk).2, whole.2, "{label} {chunk}");
        }
    }
}

#[test]
fn long_values_and_what_is_encoded_tell_bytes() {
    let long = "é \\\"x\\\" ".repeat(20_000);
    let json = format!("{{\"a\": \"{long}{MAIL}{long}\"}}");
    let (recorder, _) = record(json.as_bytes(), "a.json", &tight_limits(), usize::MAX);
    let found: Vec<&Span> = recorder.spans.iter().filter(|span| span.text.contains('@')).collect();
    let start = json.find('@').unwrap() as u64;
    assert_eq!(found.iter().map(|span| span.bytes.map(|bytes| bytes.start)).collect::<Vec<_>>(), [Some(start - 5)]);

    let encoded = "d3JpdGUgdG8gYW5uYUBleGFtcGxlLmNvbSBub3c=";
    for (key, content) in [("a.txt", format!("é x={encoded} y")), ("a.json", format!("{{\"é\": \"\\n{encoded}\"}}"))]
    {
        let (recorder, _) = record(content.as_bytes(), key, &Limits::default(), usize::MAX);
        let span = recorder.spans.iter().find(|span| span.text.contains(MAIL)).unwrap();
        let bytes = span.bytes.unwrap();
        assert_eq!(&content[bytes.start as usize..bytes.end as usize], encoded, "{key}");
    }
}

#[test]
fn files_inside_count_from_their_own_begin() {
    let text = format!("some text before {MAIL}");
    let at = text.find('@').unwrap() as u64;
    let zip = zip_of(&[("a.txt", text.as_bytes())]);
    for (key, bytes) in [("x.zip", zip.clone()), ("x.zip.gz", gzip(&zip)), ("a.txt.gz", gzip(text.as_bytes()))] {
        let (recorder, _) = record(&bytes, key, &Limits::default(), usize::MAX);
        let found: Vec<_> = recorder.spans.iter().filter_map(|span| span.bytes.map(|bytes| bytes.start)).collect();
        assert_eq!(found, [at - 5], "{key}");
    }
}

#[test]
fn mail_tells_bytes_as_far_as_they_are_there() {
    let message = format!(
        "From: {MAIL}\r\nTo: =?utf-8?q?a=40b?= x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
         --x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
         Gr=C3=BC=C3=9Fe {MAIL} =\r\nund {MAIL} und c=40d=\r\n.example\r\n\
         --x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>&uuml; {MAIL}</p>\r\n\
         --x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nYW5uYUBleGFtcGxlLmNvbQ==\r\n\
         --x--\r\n"
    );
    let found: Vec<Option<String>> = seen(message.as_bytes(), "a.eml")
        .into_iter()
        .map(|(_, slice)| slice.map(|slice| String::from_utf8_lossy(&slice).into_owned()))
        .collect();
    let near = "anna@example".to_owned();
    let [from, word, first, second, escaped, html, base64] = found.as_slice() else { panic!("{found:?}") };
    assert!(from.as_ref().unwrap().contains(&near));
    assert!(word.as_ref().unwrap().contains("=?utf-8?q?a=40b?="));
    for told in [first, second, html] {
        assert!(told.as_ref().unwrap().ends_with(&near[1..]), "{told:?}");
    }
    assert!(escaped.as_ref().unwrap().contains("c=40d"), "{escaped:?}");
    assert_eq!(base64, &None);
    let latin = b"From: a\r\nMessage-ID: <1>\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nGr\xfc\xdfe an anna@example.com \xfc\r\n";
    let found = seen(latin, "a.eml");
    assert_eq!(found[0].1.as_deref(), Some(&b" anna@example"[..]), "{found:?}");
}

/// Five GiB of blanks before a text.
struct Far {
    text: Vec<u8>,
    blanks: Vec<u8>,
}

const FAR: u64 = 5 << 30;

impl Source for Far {
    fn len(&self) -> u64 {
        FAR + self.text.len() as u64
    }

    fn chunk(&mut self, offset: u64) -> io::Result<&[u8]> {
        if offset >= FAR {
            return Ok(self.text.get((offset - FAR) as usize..).unwrap_or_default());
        }
        let length = (FAR - offset).min(self.blanks.len() as u64) as usize;
        Ok(&self.blanks[..length])
    }
}

#[test]
fn bytes_beyond_four_gibibytes() {
    let mut source =
        Far { text: format!("to {MAIL}\n").into_bytes(), blanks: b"plain text goes on and on here \n".repeat(1 << 18) };
    let mut recorder = crate::common::Recorder::new();
    let hints = ObjectHints { key: "a.log", content_encoding: None };
    // Texts are kept only where there is something.
    recorder.keep_events = false;
    extract(&mut source, &hints, &Limits::default(), &mut recorder);
    assert_eq!(recorder.spans.len(), 1);
    assert_eq!(recorder.spans[0].bytes.map(|bytes| bytes.start), Some(FAR + 2));
}
