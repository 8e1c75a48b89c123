//! Outlook messages.

use crate::common::{Event, run, show, values};
use magpie_extract::{Reason, Status};

const MESSAGE: &[u8] = include_bytes!("../data/outlook/message.msg");

#[test]
fn the_parts_of_an_outlook_message() {
    for name in ["x.msg", "x"] {
        let (events, outcome) = run(MESSAGE, name);
        assert_eq!((outcome.status, outcome.mime_type.as_str()), (Status::Complete, "application/vnd.ms-outlook"));
        let placed: Vec<(String, &str)> = events
            .iter()
            .filter_map(|event| match event {
                Event::Placed(text, place) => Some((show(place), text.as_str())),
                _ => None,
            })
            .collect();
        let text = |path: &str| placed.iter().find(|(place, _)| place == path).map(|(_, text)| *text).unwrap();
        assert_eq!(text("0 $.body"), "social security number: 536-90-4399");
        assert!(text("0 $.body_html").contains("social security number: 536-90-4399</p> anna.ivanova42@example.com"));
        let values = values(&events);
        for expected in [
            ("Größe 536-90-4399", "0 $.subject"),
            ("anna.ivanova42@example.com", "0 $.sender_smtp_address"),
            ("bjorn.jensen43@example.com", "0 $.smtp_address"),
            ("536-90-4399", "2:2 social security number"),
        ] {
            assert!(values.contains(&(expected.0, expected.1.to_owned())), "{expected:?} in {values:?}");
        }
    }
}

#[test]
fn a_document_that_holds_a_message_is_none() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let properties = utf16("__properties_version1.0");
    let mut kinds = Vec::new();
    for at in memchr::memmem::find_iter(MESSAGE, &properties) {
        let mut bytes = MESSAGE.to_vec();
        bytes[at..at + 64].fill(0);
        bytes[at..at + 24].copy_from_slice(&utf16("WordDocument"));
        bytes[at + 64] = 26;
        kinds.push(run(&bytes, "x").1.mime_type);
    }
    // The message, its recipient and its attachment have such a stream; that of the message decides.
    kinds.sort();
    assert_eq!(kinds, ["application/msword", "application/vnd.ms-outlook", "application/vnd.ms-outlook"]);
}

#[test]
fn truncated_and_flipped_messages_end_with_an_outcome() {
    for length in (0..MESSAGE.len()).step_by(MESSAGE.len() / 60) {
        let (_, outcome) = run(&MESSAGE[..length], "x.msg");
        assert!(outcome.status == Status::Complete || outcome.reason.is_some());
    }
    let (_, outcome) = run(&MESSAGE[..600], "x.msg");
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::MalformedOrFileSizeExceedsLimit)));
    let mut bytes = MESSAGE.to_vec();
    for at in (0..bytes.len()).step_by(bytes.len() / 400) {
        for flip in [0x01, 0xFF] {
            bytes[at] ^= flip;
            run(&bytes, "x.msg");
            bytes[at] ^= flip;
        }
    }
}

const WRAPPED: &[u8] = include_bytes!("../data/mail/winmail.dat");

#[test]
fn the_parts_of_a_wrapped_message() {
    let mail = |content: &[u8]| {
        let coded: String = content.iter().map(|byte| format!("={byte:02X}=\r\n")).collect();
        let head = "From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
                    Content-Type: application/ms-tnef; name=\"winmail.dat\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
        [head.as_bytes(), coded.as_bytes()].concat()
    };
    for (name, bytes) in [("winmail.dat", WRAPPED.to_vec()), ("x.eml", mail(WRAPPED))] {
        let (events, outcome) = run(&bytes, name);
        assert_eq!((outcome.status, &outcome.detail), (Status::Complete, &None), "{name}");
        let placed: Vec<(String, &str)> = events
            .iter()
            .filter_map(|event| match event {
                Event::Placed(text, place) => Some((show(place), text.as_str())),
                _ => None,
            })
            .collect();
        for expected in [("0 $.body_html", "social security number: 536-90-4399"), ("0 $.body", "an inner message")] {
            assert!(placed.iter().any(|(at, text)| at == expected.0 && text.contains(expected.1)), "{placed:?}");
        }
        let values = values(&events);
        for expected in [
            ("Größe", "0 $.subject"),
            ("Anna Ivanova", "0 $.sender_name"),
            ("a named property anna.ivanova42@example.com", "0 $.property_8001"),
            ("536-90-4399", "2:2 social security number"),
        ] {
            assert!(values.contains(&(expected.0, expected.1.to_owned())), "{expected:?} in {values:?}");
        }
        assert_eq!(values.iter().filter(|(_, place)| place == "0 $.email_address").count(), 2);
        let entered: Vec<&str> = events
            .iter()
            .filter_map(|event| match event {
                Event::Enter { path, .. } if path != "winmail.dat" => Some(path.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(entered, ["staff list.csv", "inner"], "{name}");
    }
    assert_eq!(run(WRAPPED, "x").1.mime_type, "application/vnd.ms-tnef");
    // A body that is only there in compressed RTF.
    let (events, outcome) = run(include_bytes!("../data/mail/rtf.tnef"), "x");
    assert_eq!((outcome.status, &outcome.detail), (Status::Complete, &None));
    assert!(
        events.iter().any(|event| matches!(event, Event::Text(text, _) if text.contains("only in RTF 536-90-4399")))
    );
}

#[test]
fn truncated_and_flipped_wrapped_messages_end_with_an_outcome() {
    for length in 7..WRAPPED.len() {
        let (_, outcome) = run(&WRAPPED[..length], "x");
        // Where an attribute ends, a message may end too.
        assert!(outcome.status == Status::Complete || outcome.reason == Some(Reason::MalformedFile), "{outcome:?}");
        assert_eq!(outcome.parser_panics, 0);
    }
    let mut bytes = WRAPPED.to_vec();
    for at in 4..bytes.len() {
        for flip in [0x01, 0x80, 0xFF] {
            bytes[at] ^= flip;
            assert_eq!(run(&bytes, "x").1.parser_panics, 0);
            bytes[at] ^= flip;
        }
    }
}
