//! Messages and mailboxes.

use crate::common::{Event, run, run_chunked, values};
use magpie_extract::{FileOutcome, Limits, Reason, Status};

macro_rules! data {
    ($path:literal) => {
        include_bytes!(concat!("../data/", $path)).as_slice()
    };
}

/// All text, and the lines of each `@` in it.
fn text(events: &[Event]) -> (String, Vec<(u64, u64)>) {
    let mut all = String::new();
    let mut lines = Vec::new();
    for event in events {
        if let Event::Text(text, places) = event {
            all.push_str(text);
            lines.extend(places.iter().map(|lines| (lines.start, lines.start_column)));
        }
    }
    (all, lines)
}

fn members(events: &[Event]) -> Vec<(&str, &FileOutcome)> {
    let mut names = Vec::new();
    let mut members = Vec::new();
    for event in events {
        match event {
            Event::Enter { path, .. } => names.push(path.as_str()),
            Event::Leave(outcome) => members.push((names.pop().unwrap(), outcome)),
            _ => {}
        }
    }
    members
}

#[test]
fn the_parts_of_a_message() {
    for name in ["x.eml", "unnamed"] {
        let bytes = data!("mail/parts.eml");
        let (events, outcome) = run(bytes, name);
        assert_eq!((outcome.status, outcome.mime_type.as_str()), (Status::Complete, "message/rfc822"), "{outcome:?}");
        assert_eq!(outcome.bytes, bytes.len() as u64);
        let (text, lines) = text(&events);
        assert!(text.starts_with("From: Änna Ivanova <anna.ivanova42@example.com>\r\n"), "{text}");
        assert!(text.contains("Subject: Grüße aus Köln und dem Rest der Welt"), "{text}");
        assert!(text.contains("\nsocial security number: 536-90-4399\n"), "{text}");
        assert!(text.contains("für für für für für für für für für für für für für für für "), "{text}");
        assert!(text.contains("<p>social security number: 536-90-4399 & 4111 1111 1111 1111</p>"), "{text}");
        assert!(text.contains("the inner social security number is 536-90-4399"), "{text}");
        // The file's own lines, through soft line breaks and base64.
        let expected: Vec<u64> = (1..)
            .zip(bytes.split(|&byte| byte == b'\n'))
            .filter(|(_, line)| line.contains(&b'@'))
            .map(|(number, _)| number)
            .collect();
        let base64 =
            (1..).zip(bytes.split(|&byte| byte == b'\n')).find(|(_, line)| line.starts_with(b"PHA+")).unwrap().0;
        let found: Vec<u64> = lines.iter().map(|(line, _)| *line).collect();
        let mut with_base64 = expected.clone();
        let at = with_base64.iter().position(|&line| line > base64).unwrap();
        with_base64.insert(at, base64 + 1);
        assert_eq!(found, with_base64);
        let members = members(&events);
        assert_eq!(members.len(), 1);
        assert_eq!((members[0].0, members[0].1.status), ("tabelle grün.csv", Status::Complete));
        assert!(values(&events).contains(&("536-90-4399", "2:2 social security number".to_owned())), "{events:?}");
    }
}

#[test]
fn a_message_in_another_charset() {
    let (events, _) = run(data!("mail/koi8.eml"), "x.eml");
    let (text, _) = text(&events);
    assert!(text.starts_with("Subject: Анна\r\n"), "{text}");
    assert!(text.contains("Паспорт Анны. SSN 536-90-4399"), "{text}");
}

#[test]
fn each_message_of_a_mailbox_is_a_member() {
    for name in ["x.mbox", "x"] {
        let (events, outcome) = run(data!("mail/three.mbox"), name);
        assert_eq!((outcome.status, outcome.mime_type.as_str()), (Status::Complete, "application/mbox"));
        assert_eq!(outcome.bytes, data!("mail/three.mbox").len() as u64);
        let names: Vec<&str> = members(&events).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["1.eml", "2.eml", "3.eml"]);
        let texts: Vec<&str> = crate::common::texts(&events);
        for (number, text) in texts.iter().enumerate() {
            assert!(text.contains(&format!("Subject: number {number}\n")), "{text}");
            assert_eq!(text.matches("536-90-4399").count(), 1);
        }
    }
}

#[test]
fn mail_does_not_depend_on_chunks() {
    for (bytes, name) in [(data!("mail/parts.eml"), "x.eml"), (data!("mail/three.mbox"), "x.mbox")] {
        let whole = run(bytes, name);
        for chunk in [1, 2, 3, 7, 64, 1000] {
            assert_eq!(run_chunked(bytes, name, &Limits::default(), chunk), whole, "{name} in chunks of {chunk}");
        }
    }
}

#[test]
fn hostile_messages() {
    // Parts in parts in parts, and messages in messages.
    let mut deep = b"Message-ID: 1\nFrom: a\nTo: b\n".to_vec();
    for level in 0..20_000 {
        deep.extend_from_slice(format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n").as_bytes());
    }
    deep.extend_from_slice(b"\nwrite to anna.ivanova42@example.com\n");
    let messages = [
        b"From: a\nMessage-ID: 1\nSubject: x\n".to_vec(),
        b"Content-Type: message/rfc822\n\n".repeat(50_000),
        b"\nlast@example.com".to_vec(),
    ]
    .concat();
    let header =
        [b"From: a\nMessage-ID: 1\nSubject: ".to_vec(), vec![b'x'; 2_000_000], b"\n\nlast@example.com\n".to_vec()]
            .concat();
    let words = [
        b"From: a\nMessage-ID: 1\nSubject: ".to_vec(),
        b"=?utf-8?Q?=?=?".repeat(100_000),
        b"\n\nlast@example.com\n".to_vec(),
    ]
    .concat();
    for bytes in [&deep, &messages, &header, &words] {
        let (events, outcome) = run(bytes, "x.eml");
        assert_eq!((outcome.status, outcome.bytes), (Status::Complete, bytes.len() as u64));
        assert!(!text(&events).1.is_empty());
    }
    // A message that attaches itself, encoded again and again.
    let mut bomb = b"From: a\nMessage-ID: 1\nSubject: innermost\n\ntext\n".to_vec();
    for _ in 0..20 {
        let mut outer =
            b"From: a\nMessage-ID: 1\nContent-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n"
                .to_vec();
        for &byte in &bomb {
            if byte == b'=' { outer.extend_from_slice(b"=3D") } else { outer.push(byte) }
        }
        bomb = outer;
    }
    let (_, outcome) = run(&bomb, "x.eml");
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::ArchiveNestingLevelOverLimit)));
    let limits = Limits { document_bytes: 10, ..Limits::default() };
    let (events, outcome) = crate::common::run_with(data!("mail/parts.eml"), "x.eml", &limits);
    assert_eq!(outcome.reason, Some(Reason::ArchiveContainsUnprocessedFiles));
    assert_eq!(members(&events)[0].1.reason, Some(Reason::FileExceedsSizeLimit));
}

#[test]
fn truncated_and_flipped_mail_ends_with_an_outcome() {
    for (bytes, name) in [(data!("mail/parts.eml"), "x.eml"), (data!("mail/three.mbox"), "x.mbox")] {
        for length in (0..bytes.len()).step_by(11) {
            run(&bytes[..length], name);
        }
        let mut bytes = bytes.to_vec();
        for at in (0..bytes.len()).step_by(7) {
            for flip in [0x01, 0x80, 0xFF] {
                bytes[at] ^= flip;
                run(&bytes, name);
                bytes[at] ^= flip;
            }
        }
    }
}

#[test]
fn uuencoded_files_are_members() {
    let data = "begin 644 people.csv\n5;F%M92QS<VX*06YN+#4S-BTY,\"TT\n$,SDY\"@``\n`\nend\n";
    let part = |encoding: &str| {
        format!(
            "From: a\nMessage-ID: 1\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/csv; \
             name=people.csv\nContent-Transfer-Encoding: {encoding}\n\n{data}--b--\n"
        )
    };
    let inline = format!("From: a\nMessage-ID: 1\n\nbegin 644 of this\nis no file.\n{data}the end a@b\n");
    for message in [part("x-uuencode"), part("X-UUE"), inline.clone(), inline.replace('\n', "\r\n")] {
        let (events, outcome) = run(message.as_bytes(), "x.eml");
        assert_eq!((outcome.status, outcome.detail), (Status::Complete, None), "{message}");
        let members = members(&events);
        assert_eq!((members[0].0, members.len()), ("people.csv", 1), "{message}");
        assert!(values(&events).contains(&("536-90-4399", "2:2 ssn".to_owned())), "{events:?}");
        let whole = run(message.as_bytes(), "x.eml");
        assert_eq!(run_chunked(message.as_bytes(), "x.eml", &Limits::default(), 1), whole);
    }
    let (events, _) = run(inline.as_bytes(), "x.eml");
    let texts = crate::common::texts(&events).concat();
    assert!(texts.contains("begin 644 of this\nis no file.\nbegin 644 people.csv\n"), "{texts}");
    assert!(texts.ends_with("end\nthe end a@b\n"), "{texts}");
}

#[test]
fn boundaries_are_not_looked_at() {
    let message = "From: a\nMessage-ID: 1\nContent-Type: multipart/mixed;\n boundary=\"===6487425436359805864==\"\n\n\
                   --===6487425436359805864==\n\nto a@b\n--===6487425436359805864==--\n";
    let (events, outcome) = run(message.as_bytes(), "x.eml");
    assert_eq!((outcome.status, outcome.bytes), (Status::Complete, message.len() as u64));
    let (seen, lines) = text(&events);
    assert!(!seen.contains("6487"), "{seen}");
    assert_eq!(lines.last(), Some(&(8, 5)));
}
