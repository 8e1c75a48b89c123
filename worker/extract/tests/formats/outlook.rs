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
