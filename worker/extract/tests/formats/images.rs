//! Metadata of pictures.

use crate::common::{Event, run, show, values};
use magpie_extract::{Reason, Status};

macro_rules! data {
    ($path:literal) => {
        include_bytes!(concat!("../data/image/", $path)).as_slice()
    };
}

/// Bytes, type, values with their places, and whether there is XMP.
type Case<'c> = (&'c [u8], &'c str, &'c [&'c [(&'c str, &'c str)]], bool);

const EXIF: [(&str, &str); 4] = [
    ("Anna Ivanova", "0 $.EXIF.Artist"),
    ("SSN 536-90-4399", "0 $.EXIF.XPComment"),
    ("ask anna.ivanova42@example.com", "0 $.EXIF.UserComment"),
    ("-33.856750, 151.200000", "0 $.GPS.Position"),
];

fn has_xmp(events: &[Event]) -> bool {
    events.iter().any(|event| matches!(event, Event::Placed(text, place) if show(place) == "0 $.XMP" && text.contains("<dc:creator>anna.ivanova42@example.com</dc:creator>")))
}

#[test]
fn metadata_of_pictures() {
    let mail = "anna.ivanova42@example.com";
    let written = format!("write to {mail}");
    let comment = [(written.as_str(), "0 $.Comment")];
    let texts =
        [(mail, "0 $.PNG.Author"), ("SSN 536-90-4399", "0 $.PNG.Comment"), ("Größe 536-90-4399", "0 $.PNG.Title")];
    let cases: [Case<'_>; 5] = [
        (data!("photo.jpg"), "image/jpeg", &[&EXIF, &comment], true),
        (data!("texts.png"), "image/png", &[&EXIF, &texts], true),
        (data!("photo.webp"), "image/webp", &[&EXIF], true),
        (data!("comment.gif"), "image/gif", &[&comment], false),
        (data!("photo.tif"), "image/tiff", &[&EXIF[..2]], false),
    ];
    for (bytes, mime_type, expected, xmp) in cases {
        let (events, outcome) = run(bytes, "x");
        assert_eq!(
            (outcome.status, outcome.reason),
            (Status::Partial, Some(Reason::UnsupportedFileType)),
            "{outcome:?}"
        );
        assert_eq!(outcome.detail.as_deref(), Some("only the picture's metadata were analysed"), "{mime_type}");
        assert_eq!(outcome.mime_type, mime_type);
        let values = values(&events);
        for (value, place) in expected.iter().copied().flatten() {
            assert!(values.contains(&(*value, (*place).to_owned())), "{mime_type}: {value} in {values:?}");
        }
        assert_eq!(has_xmp(&events), xmp, "{mime_type}");
    }
}

#[test]
fn a_picture_without_text_is_skipped() {
    let (events, outcome) = run(data!("plain.png"), "x.png");
    assert!(events.is_empty());
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::UnsupportedFileType)));
}

#[test]
fn truncated_and_flipped_pictures_end_with_an_outcome() {
    for bytes in [data!("photo.jpg"), data!("texts.png"), data!("photo.webp"), data!("comment.gif"), data!("photo.tif")]
    {
        for length in 0..bytes.len() {
            let (_, outcome) = run(&bytes[..length], "x");
            assert!(outcome.status == Status::Complete || outcome.reason.is_some());
        }
        let mut bytes = bytes.to_vec();
        for at in 0..bytes.len().min(1500) {
            for flip in [0x01, 0x80, 0xFF] {
                bytes[at] ^= flip;
                run(&bytes, "x");
                bytes[at] ^= flip;
            }
        }
    }
}
