//! PDF: pages, forms, encryption, attachments, and files that were made to hurt.

use crate::common::{Event, run, run_with, show, texts, values};
use magpie_extract::{FileOutcome, Limits, Place, Reason, Status};

macro_rules! data {
    ($path:literal) => {
        include_bytes!(concat!("../data/", $path)).as_slice()
    };
}

/// The text of each page, and what else was visited.
fn pages(bytes: &[u8]) -> (Vec<(u64, String)>, Vec<Event>, FileOutcome) {
    let (events, outcome) = run(bytes, "x.pdf");
    let pages = events
        .iter()
        .filter_map(|event| match event {
            Event::Placed(text, Place::Page { number }) => Some((*number, text.clone())),
            _ => None,
        })
        .collect();
    (pages, events, outcome)
}

#[test]
fn pages_of_a_pdf() {
    for bytes in
        [data!("pdf/pages.pdf"), data!("pdf/streams.pdf"), data!("pdf/open-aes.pdf"), data!("pdf/open-rc4.pdf")]
    {
        let (pages, events, outcome) = pages(bytes);
        assert_eq!((outcome.status, outcome.mime_type.as_str()), (Status::Complete, "application/pdf"), "{outcome:?}");
        assert_eq!(outcome.bytes, bytes.len() as u64);
        assert_eq!(pages.len(), 3);
        assert_eq!(pages[0], (1, "The first page is about nothing.".to_owned()));
        let second = "The social security number of the applicant\nis 536-90-4399 as of today.";
        assert_eq!(pages[1], (2, second.to_owned()));
        assert_eq!(pages[2].0, 3);
        assert!(pages[2].1.starts_with("anna.ivanova42@example.com\nMail\n"), "{}", pages[2].1);
        assert!(pages[2].1.contains("mailto:bjorn.jensen43@example.com\n"), "{}", pages[2].1);
        assert!(pages[2].1.contains("Social security number ssn: 536-90-4398\n"), "{}", pages[2].1);
        let author = ("Anna Ivanova, anna.ivanova42@example.com", "0 $.Info.Author".to_owned());
        assert!(values(&events).contains(&author), "{events:?}");
    }
}

#[test]
fn a_pdf_without_its_end_is_read_as_far_as_it_goes() {
    for bytes in [data!("pdf/pages.pdf"), data!("pdf/streams.pdf")] {
        let (_, _, outcome) = pages(&bytes[..bytes.len() * 7 / 10]);
        assert_ne!(outcome.status, Status::Complete);
        assert_eq!(outcome.reason, Some(Reason::MalformedFile), "{outcome:?}");
    }
    let whole = data!("pdf/pages.pdf");
    let table = whole.windows(5).rposition(|part| part == b"\nxref").unwrap();
    let (pages, _, outcome) = pages(&whole[..table]);
    assert_eq!(pages.len(), 3);
    assert_eq!(outcome.status, Status::Partial);
    assert_eq!(outcome.detail.as_deref(), Some("the file ends too early, and what is there of it was read"));
}

#[test]
fn words_and_lines_are_told_by_where_glyphs_are() {
    let (pages, ..) = pages(data!("pdf/glyphs.pdf"));
    assert_eq!(pages[0].1, "social security number\n536-90-4399 of Anna");
}

#[test]
fn fonts_that_map_their_codes() {
    assert_eq!(pages(data!("pdf/truetype.pdf")).0[0].1, "Größe und Straße; Geheimnis 536-90-4399");
    assert_eq!(pages(data!("pdf/japanese.pdf")).0[0].1, "電話番号 03-1234-5678");
}

#[test]
fn forms_are_part_of_the_page() {
    assert_eq!(pages(data!("pdf/forms.pdf")).0[0].1, "social security number 536-90-4399");
}

#[test]
fn a_pdf_that_asks_for_a_password_is_skipped() {
    let (pages, events, outcome) = pages(data!("pdf/locked.pdf"));
    assert!(pages.is_empty() && events.is_empty());
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::UnsupportedFileType)));
    assert_eq!(outcome.detail.as_deref(), Some("the PDF is encrypted and asks for a password"));
}

#[test]
fn attachments_and_metadata_of_a_pdf() {
    let (_, events, outcome) = pages(data!("pdf/attached.pdf"));
    assert_eq!(outcome.status, Status::Complete, "{outcome:?}");
    let entered = events.iter().any(|event| matches!(event, Event::Enter { path, .. } if path == "staff.csv"));
    assert!(entered);
    assert!(values(&events).contains(&("536-90-4399", "2:2 social security number".to_owned())));
    let xmp = events.iter().find_map(|event| match event {
        Event::Placed(text, place) if show(place) == "0 $.XMP" => Some(text),
        _ => None,
    });
    assert!(xmp.is_some_and(|text| text.contains("Ask anna.ivanova42@example.com")));
}

#[test]
fn hostile_pdfs_end_soon_and_keep_what_they_have() {
    for (bytes, reason) in [
        (data!("pdf/hostile-loop.pdf"), Some(Reason::FileExceedsSizeLimit)),
        (data!("pdf/hostile-ladder.pdf"), Some(Reason::FileExceedsSizeLimit)),
        (data!("pdf/hostile-circle.pdf"), None),
        (data!("pdf/hostile-bomb.pdf"), Some(Reason::FileExceedsSizeLimit)),
    ] {
        let (pages, _, outcome) = pages(bytes);
        assert_eq!(outcome.reason, reason, "{outcome:?}");
        if bytes != data!("pdf/hostile-bomb.pdf") {
            assert_eq!(pages, [(1, "before the trap".to_owned())]);
        }
    }
    // Objects that would fill the memory are counted before they are read.
    let (_, _, outcome) = pages(data!("pdf/hostile-operands.pdf"));
    assert_eq!(outcome.reason, Some(Reason::FileExceedsSizeLimit), "{outcome:?}");
    let (pages_seen, _, outcome) = pages(data!("pdf/hostile-packed.pdf"));
    assert_eq!(pages_seen, [(1, "before the trap".to_owned())]);
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::FileExceedsSizeLimit)));
    assert_eq!(
        outcome.detail.as_deref(),
        Some("parts of the PDF are too large to be held in memory and were left out")
    );
    let (pages_seen, _, outcome) = pages(data!("pdf/hostile-twice.pdf"));
    assert_eq!(pages_seen, [(1, "before the trap".to_owned())]);
    assert_eq!((outcome.status, outcome.reason), (Status::Partial, Some(Reason::FileExceedsSizeLimit)));
    let (_, _, outcome) = pages(data!("pdf/hostile-deep.pdf"));
    assert!(outcome.detail != Some("the parser failed on this file".to_owned()), "{outcome:?}");
}

#[test]
fn truncated_and_flipped_pdfs_end_with_an_outcome() {
    for bytes in
        [data!("pdf/pages.pdf"), data!("pdf/streams.pdf"), data!("pdf/open-aes.pdf"), data!("pdf/attached.pdf")]
    {
        for length in (0..bytes.len()).step_by(bytes.len() / 60) {
            let (_, outcome) = run(&bytes[..length], "x.pdf");
            assert!(outcome.status == Status::Complete || outcome.reason.is_some());
        }
        let mut bytes = bytes.to_vec();
        for at in (0..bytes.len()).step_by(bytes.len() / 80) {
            bytes[at] ^= 0x5A;
            run(&bytes, "x.pdf");
            bytes[at] ^= 0x5A;
        }
    }
}

#[test]
fn a_pdf_read_some_pages_at_a_time_says_the_same() {
    let large = Limits { pdf_held_bytes: 0, ..Limits::default() };
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pdf");
    let mut compared = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.starts_with("hostile") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let ((held, whole), (read, outcome)) = (run(&bytes, "x.pdf"), run_with(&bytes, "x.pdf", &large));
        assert_eq!(texts(&read), texts(&held), "{name}");
        assert_eq!(
            (outcome.status, outcome.reason, &outcome.detail),
            (whole.status, whole.reason, &whole.detail),
            "{name}"
        );
        compared += 1;
    }
    assert!(compared >= 8, "{compared}");
}

#[test]
fn a_hostile_pdf_read_some_pages_at_a_time_ends() {
    let large = Limits { pdf_held_bytes: 0, ..Limits::default() };
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pdf");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        let (_, outcome) = run_with(&bytes, "x.pdf", &large);
        assert_eq!(outcome.parser_panics, 0, "{path:?}");
        if bytes.len() > 7_000 {
            continue;
        }
        for length in (0..bytes.len()).step_by(bytes.len() / 20 + 1) {
            let (_, outcome) = run_with(&bytes[..length], "x.pdf", &large);
            assert!(outcome.status == Status::Complete || outcome.reason.is_some());
            assert_eq!(outcome.parser_panics, 0, "{path:?} cut to {length}");
        }
        for at in (0..bytes.len()).step_by(bytes.len() / 30 + 1) {
            bytes[at] ^= 0x5A;
            let (_, outcome) = run_with(&bytes, "x.pdf", &large);
            assert_eq!(outcome.parser_panics, 0, "{path:?} changed at {at}");
            bytes[at] ^= 0x5A;
        }
    }
}

#[test]
fn a_pdf_in_a_stream_over_the_bound_of_memory_is_skipped() {
    let limits = Limits { document_bytes: 1000, ..Limits::default() };
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, data!("pdf/pages.pdf")).unwrap();
    let (events, outcome) = run_with(&encoder.finish().unwrap(), "x.pdf.gz", &limits);
    assert!(texts(&events).is_empty());
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::ArchiveContainsUnprocessedFiles)));
    let inner = events.iter().find_map(|event| match event {
        Event::Leave(inner) => inner.reason,
        _ => None,
    });
    assert_eq!(inner, Some(Reason::FileExceedsSizeLimit));
}

#[test]
fn a_picture_over_the_bound_of_memory_is_skipped() {
    let limits = Limits { document_bytes: 10, ..Limits::default() };
    let (events, outcome) = run_with(data!("image/photo.jpg"), "x.jpg", &limits);
    assert!(texts(&events).is_empty());
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::FileExceedsSizeLimit)));
}

#[test]
fn what_a_pdf_says_besides_its_pages() {
    for limits in [Limits::default(), Limits { pdf_held_bytes: 0, ..Limits::default() }] {
        let (events, outcome) = run_with(data!("pdf/beside.pdf"), "x.pdf", &limits);
        assert_eq!((outcome.status, &outcome.detail), (Status::Complete, &None));
        let placed: Vec<(String, &str)> = events
            .iter()
            .filter_map(|event| match event {
                Event::Placed(text, place) => Some((show(place), text.as_str())),
                _ => None,
            })
            .collect();
        let page = |number: u64| show(&Place::Page { number });
        for (place, expected) in [
            (page(1), "bookmark 1"),
            (page(2), "bookmark 2"),
            (page(2), "a picture of 536-90-4399"),
            (page(2), "a note\nAnna Author\na subject"),
            (page(2), "rich text"),
            (page(2), "a caption"),
            ("0 $.Alternatives".to_owned(), "in truth\nspelt out"),
            ("0 $.Fields".to_owned(), "hidden: hidden value"),
            ("0 $.XFA".to_owned(), "in a form of XML"),
            ("0 $.Scripts".to_owned(), "a script"),
            ("0 $.Layers".to_owned(), "a layer"),
        ] {
            let found = placed.iter().filter(|(at, text)| *at == place && text.contains(expected)).count();
            assert_eq!(found, 1, "{expected} at {place} in {placed:#?}");
        }
        // Fields that a page shows are told there alone.
        assert_eq!(placed.iter().filter(|(_, text)| text.contains("value 1")).count(), 1);
    }
}
