//! Metadata of pictures.

use crate::common::{Event, Recorder, run, show, values, zip_of};
use magpie_detect::ContextId;
use magpie_extract::{
    FieldBatch, FileOutcome, Limits, MemberDetails, ObjectHints, Picture, Place, Reason, Recognition, SliceSource,
    Status, StopReason, TextBlock, Visitor, extract,
};
use std::ops::ControlFlow;

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

/// A step that says it reads the same of every picture.
struct Reader {
    recorder: Recorder,
    says: Recognition,
    /// Types and sizes of the pictures that it was given.
    asked: Vec<(String, usize)>,
}

impl Visitor for Reader {
    fn context(&mut self, names: &[&str]) -> ContextId {
        self.recorder.context(names)
    }
    fn text(&mut self, block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        self.recorder.text(block)
    }
    fn recognise(&mut self, picture: &Picture<'_>) -> Recognition {
        self.asked.push((picture.mime_type.to_owned(), picture.bytes.len()));
        self.says.clone()
    }
    fn fields(&mut self, batch: &FieldBatch<'_>) -> ControlFlow<StopReason> {
        self.recorder.fields(batch)
    }
    fn enter_member(&mut self, member: &MemberDetails<'_>) -> ControlFlow<StopReason> {
        self.recorder.enter_member(member)
    }
    fn leave_member(&mut self, outcome: &FileOutcome) {
        self.recorder.leave_member(outcome);
    }
}

fn read(bytes: &[u8], says: Recognition) -> (Vec<Event>, Vec<(String, usize)>, FileOutcome) {
    let mut reader = Reader { recorder: Recorder::new(), says, asked: Vec::new() };
    let hints = ObjectHints { key: "x", content_encoding: None };
    let outcome = extract(&mut SliceSource::new(bytes), &hints, &Limits::default(), &mut reader);
    (reader.recorder.events, reader.asked, outcome)
}

#[test]
fn what_a_visitor_recognises_is_the_text_of_the_only_page() {
    let shown = "Passport of Anna Ivanova\nSSN 536-90-4399\n";
    let text = || Recognition::Text(shown.to_owned());
    let page = Event::Placed(shown.to_owned(), Place::Page { number: 1 });
    for (bytes, mime_type) in [(data!("plain.png"), "image/png"), (data!("photo.jpg"), "image/jpeg")] {
        let (events, asked, outcome) = read(bytes, text());
        assert_eq!(asked, [(mime_type.to_owned(), bytes.len())]);
        assert_eq!((outcome.status, outcome.reason, outcome.detail), (Status::Complete, None, None), "{mime_type}");
        assert!(outcome.bytes >= shown.len() as u64);
        assert_eq!(events.last(), Some(&page), "{mime_type}");
        assert_eq!(events.len() > 1, mime_type == "image/jpeg", "metadata are visited before");
    }
    let (events, asked, outcome) = read(&zip_of(&[("scan.png", data!("plain.png"))]), text());
    assert_eq!((asked.len(), outcome.status), (1, Status::Complete));
    assert!(events.contains(&page), "also in an archive");
    // A picture that shows no text was looked at all the same.
    assert_eq!(read(data!("plain.png"), Recognition::Text(String::new())).2.status, Status::Complete);
    let (events, _, outcome) = read(data!("plain.png"), Recognition::Failed("the pixels cannot be decoded"));
    assert!(events.is_empty());
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::MalformedFile)));
    assert_eq!(outcome.detail.as_deref(), Some("the pixels cannot be decoded"));
    assert!(read(b"no picture", text()).1.is_empty());
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
