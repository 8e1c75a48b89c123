//! Documents of office programs, written by programs that are not ours (see `tests/data/make-office.py`).

use crate::common::{Event, gzip, record, run, run_with, texts, zip_of};
use magpie_extract::{FileOutcome, Limits, Place, Reason, Status};

pub(crate) fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/office/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = std::fs::read_dir(format!("{}/tests/data/office", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut names: Vec<_> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.len() > 15);
    names.into_iter().map(|name| (name.clone(), sample(&name))).collect()
}

/// Values of cells with reference and column name.
pub(crate) fn cells(events: &[Event]) -> Vec<String> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Value(value, Place::Cell { row, column, column_name, cell_reference }) => {
                let reference = cell_reference.as_deref().unwrap();
                assert!(reference.ends_with(&row.to_string()) && *column > 0);
                Some(format!("{reference} {}={value}", column_name.as_deref().unwrap_or("-")))
            }
            _ => None,
        })
        .collect()
}

pub(crate) fn text(events: &[Event]) -> String {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Text(text, _) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

pub(crate) fn assert_complete(outcome: &FileOutcome, mime_type: &str) {
    assert_eq!(outcome.status, Status::Complete, "{outcome:?}");
    assert!(outcome.mime_type.ends_with(mime_type), "{outcome:?}");
    assert!(outcome.bytes > 0);
}

#[test]
fn rich_texts_and_drawings_are_read() {
    let (events, outcome) = run(&sample("xlsxwriter.xlsx"), "x.xlsx");
    assert_complete(&outcome, "spreadsheetml.sheet");
    assert_eq!(outcome.extension_mime_type, None);
    let found = cells(&events);
    for expected in ["Rich!A2 Name=A & B <Example>", "Rich!B2 SSN=536-90-4399", "Rich!C2 Date of birth=1980-01-31"] {
        assert!(found.contains(&expected.to_owned()), "{expected} not in {found:#?}");
    }
    let text = text(&events);
    assert!(text.contains("text box 078-05-1120\n") && text.contains("Employee SSN: 219-09-9999\n"), "{text}");
    let (events, _) = run(&sample("constant-memory.xlsx"), "x");
    assert_eq!(cells(&events)[4..], ["Sheet1!A2 Name=Ann Example", "Sheet1!B2 SSN=536-90-4399"]);
}

#[test]
fn word_documents_are_text_by_paragraphs() {
    for (name, mime_type) in [("python-docx.docx", "wordprocessingml.document"), ("odfpy.odt", "opendocument.text")] {
        let (events, outcome) = run(&sample(name), name);
        assert_complete(&outcome, mime_type);
        let text = text(&events);
        let body = "Report\nThe SSN of Ann is 536-90-4399.\nName \tSSN \t\nBob \t219-09-9999 \t\nAfter the table\nHeader 078-05-1120\n";
        assert!(text.starts_with(body), "{text}");
        assert!(text.contains("creator: Carla Creator\n"), "{text}");
    }
    let (events, _) = run(&sample("python-docx.docx"), "x");
    assert!(text(&events).contains("Footer text\nDora: A comment on it\n"));
    let (events, _) = run(&sample("odfpy.odt"), "x");
    assert!(text(&events).contains("Employee SSN: 219-09-9999\n"));
    let (events, outcome) = run(&sample("hand.doc"), "x.doc");
    assert_complete(&outcome, "application/msword");
    let body = "The SSN of Ann is 536-90-4399.\nName\tSSN\t\nBob\t219-09-9999\t\nGrüße €, Привет, 日本語 𝄞\n";
    assert!(text(&events).starts_with(body), "{events:?}");
    let Some(Event::Text(_, lines)) = events.first() else { panic!() };
    assert_eq!((lines[0].start, lines[0].start_column), (5, 26), "the place of the address");
}

#[test]
fn slides_are_pages() {
    let slides = |name: &str| {
        let (events, outcome) = run(&sample(name), name);
        assert_eq!(outcome.status, Status::Complete);
        let slides = events.into_iter().filter_map(|event| match event {
            Event::Value(value, Place::Page { number }) => Some((number, value)),
            _ => None,
        });
        slides.collect::<Vec<_>>()
    };
    let found = slides("python-pptx.pptx");
    // The second slide was moved to the first place.
    assert_eq!(found[0].0, 1);
    for expected in ["Slide 2\n", "Second slide\n", "219-09-9999\n", "Notes of slide 2\n"] {
        assert!(found[0].1.contains(expected), "{expected} not in {found:?}");
    }
    assert_eq!(found[1], (2, "Slide 1\nSSN 536-90-4399\nNotes of slide 1\n".to_owned()));
    assert_eq!(slides("odfpy.odp"), [(1, "SSN 536-90-4399\n".to_owned()), (2, "Second slide\n".to_owned())]);
    let (events, outcome) = run(&sample("hand.ppt"), "x.ppt");
    assert_complete(&outcome, "vnd.ms-powerpoint");
    assert_eq!(text(&events), "A comment\nSSN 536-90-4399\nsecond line é\n日本 219-09-9999\n");
    let found: Vec<(u64, String)> = slides("slides.ppt");
    let found: Vec<(u64, &str)> = found.iter().map(|(number, text)| (*number, text.as_str())).collect();
    let expected = [
        (1, "SSN 536-90-4399\n"),
        (2, "Notes 219-09-9999\n"),
        (1, "Outline of the second\n"),
        (2, "Outline of the first\n"),
        (2, "Second slide\n"),
    ];
    assert_eq!(found, expected);
    // What belongs to no slide.
    let (events, _) = run(&sample("slides.ppt"), "x.ppt");
    assert_eq!(text(&events), "Old outline\nOld version of the second slide\nA master\n");
}

#[test]
fn spreadsheets_of_open_document_have_cells() {
    let (events, outcome) = run(&sample("odfpy.ods"), "x.ods");
    assert_complete(&outcome, "opendocument.spreadsheet");
    let found = cells(&events);
    for expected in [
        "'Staff list'!B5 SSN=536-90-4399",
        "'Staff list'!C6 Date of birth=1975-12-01",
        "'Staff list'!D5 Card number=4111111111111111",
        "'Staff list'!F7 -=last",
        "'Staff list'!F7 -=note 078-05-1120",
    ] {
        assert!(found.contains(&expected.to_owned()), "{expected} not in {found:#?}");
    }
}

#[test]
fn books_and_rich_text_are_read() {
    let (events, outcome) = run(&sample("ebooklib.epub"), "x.epub");
    assert_complete(&outcome, "epub+zip");
    let found = text(&events);
    assert!(found.contains("One\nThe SSN of Ann is 536-90-4399.\nNext & last\n"), "{found}");
    assert!(found.contains("creator: Carla Creator\n"), "{found}");
    let (events, outcome) = run(&sample("hand.rtf"), "x.rtf");
    assert_complete(&outcome, "application/rtf");
    let found = text(&events);
    for expected in [
        "The SSN of Ann is 536-90-4399.\nMüller €uro Привет {braces}\n",
        "HYPERLINK \"mailto:a@example.com\"",
        "Name\tSSN\t\nafter\n",
        "Carla Creator\n",
        "Secret GmbH",
    ] {
        assert!(found.contains(expected), "{expected} not in {found}");
    }
}

#[test]
fn books_are_read_in_the_order_of_their_chapters() {
    let package = b"<package><metadata><title>Last</title></metadata><manifest><item id='a' href='../x/1.xhtml'/>\
        <item id='b' href='two.xhtml'/></manifest><spine><itemref idref='b'/><itemref idref='a'/></spine></package>";
    let book = |container: &[u8]| {
        zip_of(&[
            ("mimetype", b"application/epub+zip"),
            ("x/1.xhtml", b"<html><body><p>second</p></body></html>"),
            ("text/two.xhtml", b"<html><body><p>first</p></body></html>"),
            ("text/book.opf", package),
            ("META-INF/container.xml", container),
        ])
    };
    let container = b"<container><rootfiles><rootfile full-path='text/book.opf'/></rootfiles></container>";
    let (events, _) = run(&book(container), "x.epub");
    assert_eq!(text(&events), "first\nsecond\ntitle: Last\n");
    let (events, outcome) = run(&book(b"<container><rootfile full-path='nowhere'"), "x.epub");
    assert_complete(&outcome, "epub+zip");
    assert_eq!(text(&events), "second\nfirst\ntitle: Last\n");
}

#[test]
fn a_compound_file_without_its_directory_is_corrupt() {
    let whole = sample("xlwt.xls");
    // The directory is the last that xlwt writes.
    let (events, outcome) = run(&whole[..whole.len() * 7 / 10], "x.xls");
    assert!(events.is_empty());
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::MalformedOrFileSizeExceedsLimit)));
    assert_eq!(outcome.detail.as_deref(), Some("the document is corrupt"));
}

#[test]
fn encrypted_documents_are_skipped() {
    for name in ["encrypted.xlsx", "encrypted.doc", "encrypted.ppt"] {
        let (events, outcome) = run(&sample(name), name);
        assert!(events.is_empty());
        assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::UnsupportedFileType)), "{name}");
        assert_eq!(outcome.detail.as_deref(), Some("the document is encrypted"));
    }
    let manifest = b"<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let odf = zip_of(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", b"\x01\x02noise"),
        ("META-INF/manifest.xml", manifest),
    ]);
    let (events, outcome) = run(&odf, "x.odt");
    assert!(events.is_empty());
    assert_eq!(outcome.detail.as_deref(), Some("the document is encrypted"));
}

#[test]
fn documents_are_told_by_their_content() {
    // A zip archive with a name of Office stays an archive, and the other way round.
    let (events, outcome) = run(&zip_of(&[("a.csv", b"name,code\nAnn,17\nBob,18\n")]), "x.docx");
    assert_eq!(outcome.mime_type, "application/zip");
    assert!(matches!(&events[0], Event::Enter { .. }));
    let (_, outcome) = run(&sample("python-docx.docx"), "x.zip");
    assert!(outcome.mime_type.ends_with("wordprocessingml.document"));
    assert_eq!(outcome.extension_mime_type.as_deref(), Some("application/zip"));
    // Content types alone make no document of Office: packages of other programs have them too.
    let (_, outcome) = run(&zip_of(&[("[Content_Types].xml", b"<Types/>"), ("lib/a.txt", b"text")]), "x.nupkg");
    assert_eq!(outcome.mime_type, "application/zip");
    // The directory decides where the begin does not tell.
    let filler = vec![b' '; 200_000];
    let late = zip_of(&[
        ("a/filler.bin", &filler),
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:document><w:body><w:p><w:r><w:t>late a@b.c</w:t></w:r></w:p></w:body></w:document>"),
    ]);
    for bytes in [late.clone(), gzip(&late)] {
        let (events, _) = run(&bytes, "x");
        assert!(text(&events).starts_with("late a@b.c\n"), "{events:?}");
    }
}

#[test]
fn documents_in_archives_and_streams_are_read_alike() {
    for (name, bytes) in samples() {
        let (alone, outcome) = run(&bytes, &name);
        let (events, _) = run(&gzip(&zip_of(&[(&name, &bytes)])), "outer.zip.gz");
        let inner: Vec<&str> = texts(&events);
        assert_eq!(inner, texts(&alone), "{name}");
        let status = events.iter().find_map(|event| match event {
            Event::Leave(member) => Some((member.status, member.reason, member.bytes)),
            _ => None,
        });
        assert_eq!(status, Some((outcome.status, outcome.reason, outcome.bytes)), "{name}");
    }
}

#[test]
fn embedded_files_are_members() {
    let document = zip_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:p><w:r><w:t>outside</w:t></w:r></w:p>"),
        ("word/embeddings/sheet.xlsx", &sample("constant-memory.xlsx")),
        ("word/media/image1.png", b"\x89PNG\r\n\x1a\n"),
    ]);
    let (events, outcome) = run(&document, "x.docx");
    assert_eq!(outcome.status, Status::Complete);
    assert!(cells(&events).contains(&"Sheet1!B2 SSN=536-90-4399".to_owned()));
    let entered: Vec<&str> = events
        .iter()
        .filter_map(|event| match event {
            Event::Enter { full_path, .. } => Some(full_path.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(entered, ["word/embeddings/sheet.xlsx"]);
}

#[test]
fn documents_in_documents_end_at_the_deepest_level() {
    let mut document = sample("constant-memory.xlsx");
    for _ in 0..20 {
        document = zip_of(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", b"<w:p><w:r><w:t>level</w:t></w:r></w:p>"),
            ("word/embeddings/inner.docx", &document),
        ]);
    }
    let (events, outcome) = run(&document, "x.docx");
    assert_eq!(outcome.status, Status::Complete);
    let depth = events.iter().filter(|event| matches!(event, Event::Enter { .. })).count();
    assert_eq!(depth, Limits::default().archive_depth as usize + 1);
    let deepest = events.iter().any(
        |event| matches!(event, Event::Leave(member) if member.reason == Some(Reason::ArchiveNestingLevelOverLimit)),
    );
    assert!(deepest);
}

#[test]
fn chunks_of_the_source_do_not_matter() {
    for (name, bytes) in samples() {
        let whole = record(&bytes, &name, &Limits::default(), usize::MAX);
        for chunk in [1, 61, 1000] {
            let cut = record(&bytes, &name, &Limits::default(), chunk);
            assert_eq!(cut.0.events, whole.0.events, "{name} in chunks of {chunk}");
            assert_eq!(cut.1, whole.1);
        }
    }
}

#[test]
fn long_values_and_tight_limits_lose_nothing() {
    let limits = Limits { value_bytes: 200, shared_string_bytes: 60, ..Limits::default() };
    for (name, bytes) in samples() {
        let (events, outcome) = run_with(&bytes, &name, &limits);
        let (full, expected) = run(&bytes, &name);
        assert_eq!(outcome.status, expected.status, "{name}");
        let seen = texts(&events).concat();
        for needle in ["536-90-4399", "219-09-9999", "078-05-1120"] {
            let there = texts(&full).concat().contains(needle);
            assert!(!there || seen.contains(needle), "{needle} lost in {name}");
        }
    }
}

#[test]
fn every_truncation_ends_with_an_outcome() {
    for (name, bytes) in samples() {
        let step = (bytes.len() / 120).max(1);
        for length in (0..bytes.len()).step_by(step) {
            let (_, outcome) = run(&bytes[..length], &name);
            assert_ne!(outcome.detail.as_deref(), Some("the parser failed on this file"), "{name} cut to {length}");
        }
        if name.ends_with('x') {
            let (_, outcome) = run(&bytes[..bytes.len() / 2], &name);
            assert_ne!(outcome.status, Status::Complete, "{name} cut in the middle");
        }
    }
}

#[test]
fn every_flipped_byte_ends_with_an_outcome() {
    for (name, bytes) in samples() {
        let mut bytes = bytes;
        let step = (bytes.len() / 400).max(1);
        for at in (0..bytes.len()).step_by(step).chain(0..bytes.len().min(600)) {
            let before = bytes[at];
            for flip in [0xFF, 0x01, 0x80] {
                bytes[at] = before ^ flip;
                let (_, outcome) = run(&bytes, &name);
                let failed = outcome.detail.as_deref() == Some("the parser failed on this file");
                assert!(!failed, "{name} flipped at {at}");
            }
            bytes[at] = before;
        }
    }
}

/// The parts of an archive.
pub(crate) fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    use std::io::Read;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.push((part.name().unwrap().into_owned(), content));
    }
    parts
}

#[test]
fn damaged_parts_end_with_an_outcome_that_chunks_do_not_change() {
    let mut seed = 7_u64;
    let mut random = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below.max(1)
    };
    let limits = Limits { value_bytes: 200, shared_string_bytes: 300, ..Limits::default() };
    for (name, bytes) in samples() {
        if !bytes.starts_with(b"PK") {
            continue;
        }
        let parts = unpacked(&bytes);
        for round in 0..300 {
            let mut parts = parts.clone();
            let count = parts.len();
            for _ in 0..=random(4) {
                let part = &mut parts[random(count)].1;
                let length = part.len().max(1);
                let at = random(length);
                match random(5) {
                    0 => part.truncate(at),
                    1 => part.extend_from_within(at.min(part.len())..),
                    2 => part.splice(at.min(part.len()).., *b"<a").for_each(drop),
                    3 if !part.is_empty() => drop(part.drain(at..length.min(at + random(40)))),
                    _ => part.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << random(8)),
                }
            }
            let parts: Vec<(&str, &[u8])> =
                parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
            let damaged = crate::common::zip_with(&parts, zip::CompressionMethod::Stored);
            let whole = record(&damaged, &name, &limits, usize::MAX);
            assert_ne!(whole.1.detail.as_deref(), Some("the parser failed on this file"), "{name} round {round}");
            let cut = record(&damaged, &name, &limits, 1 + random(300));
            assert_eq!(whole.0.events, cut.0.events, "{name} round {round}");
            assert_eq!(whole.1, cut.1, "{name} round {round}");
        }
    }
}

#[test]
fn changes_fields_and_descriptions_of_word_are_read() {
    let run_of = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let deleted = |text: &str| format!("<w:del><w:r><w:delText>{text}</w:delText></w:r></w:del>");
    let inserted = |text: &str| format!("<w:ins>{}</w:ins>", run_of(text));
    let paragraphs = [
        // A value that another one replaces, and a digit that does.
        format!("{}{}{}", run_of("SSN "), deleted("536-90-4399"), inserted("536-90-4398")),
        format!("{}{}{}{}", run_of("SSN 536-90-43"), deleted("1"), inserted("2"), run_of("7.")),
        format!("{}{}{}", run_of("SSN "), inserted("536-90-4396"), deleted("536-90-4395")),
        "<w:fldSimple w:instr=\"QUOTE a@b\"><w:r><w:t>x</w:t></w:r></w:fldSimple>".to_owned(),
        "<w:r><w:drawing><wp:docPr id=\"1\" name=\"p\" descr=\"a picture of c@d\"/></w:drawing></w:r>".to_owned(),
        "<w:rPr><w:del w:id=\"1\"/></w:rPr><w:r><w:t>end</w:t></w:r>".to_owned(),
    ];
    let body: String = paragraphs.iter().map(|paragraph| format!("<w:p>{paragraph}</w:p>")).collect();
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    let file = zip_of(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())]);
    let (events, outcome) = run(&file, "x.docx");
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(
        text(&events),
        "SSN 536-90-4399 536-90-4398\nSSN 536-90-4327. 1 \nSSN 536-90-4396 536-90-4395 \nQUOTE a@b x\n\
         a picture of c@d \nend\n"
    );
    let (events, _) = run(&packed("ppt/slides/slide1.xml", b"<p><cNvPr descr=\"it is a@b\"/><t>x</t></p>"), "x.pptx");
    assert_eq!(texts(&events), ["it is a@b\nx\n"]);
}

/// A document whose only part of text is `content`, said to be a workbook's sheet, a Word document or a slide.
pub(crate) fn packed(part: &str, content: &[u8]) -> Vec<u8> {
    let main = if part.starts_with("xl") { "xl/workbook.xml" } else { "ppt/presentation.xml" };
    zip_of(&[("[Content_Types].xml", b"<Types/>"), (main, b"<x/>"), (part, content)])
}

#[test]
fn bombs_end_at_the_limits() {
    let limits = Limits { office_ratio_from_bytes: 1 << 20, office_ratio: 100, ..Limits::default() };
    let bomb = packed("xl/worksheets/sheet1.xml", &vec![b' '; 20 << 20]);
    let (_, outcome) = run_with(&bomb, "x.xlsx", &limits);
    assert_eq!(outcome.reason, Some(Reason::OoxmlUncompressedRatioExceedsLimit));
    let limits = Limits { office_expanded_bytes: 1 << 20, ..Limits::default() };
    let (_, outcome) = run_with(&bomb, "x.xlsx", &limits);
    assert_eq!(outcome.reason, Some(Reason::OoxmlUncompressedSizeExceedsLimit));
    let limits = Limits { office_bytes: 1000, ..Limits::default() };
    let (_, outcome) = run_with(&bomb, "x.xlsx", &limits);
    assert_eq!((outcome.status, outcome.reason), (Status::Skipped, Some(Reason::MalformedOrFileSizeExceedsLimit)));
}

#[test]
fn lying_cells_are_bounded() {
    // Far rows and columns, repeated cells, missing texts, values without an end.
    let sheet = b"<sheetData><row r=\"1048576\"><c r=\"XFD1048576\" t=\"s\"><v>99999999</v></c></row>\
        <row r=\"99999999999999999999\"><c r=\"ZZZZ999999999\"><v>1</v></c><c t=\"n\"><v>x</v></c></row></sheetData>";
    let (events, outcome) = run(&packed("xl/worksheets/sheet1.xml", sheet), "x.xlsx");
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(cells(&events).len(), 2);
    let mut endless = b"<sheetData><row><c t=\"str\"><v>".to_vec();
    endless.resize(8 << 20, b'7');
    let (recorder, _) = record(&packed("xl/worksheets/sheet1.xml", &endless), "x.xlsx", &Limits::default(), usize::MAX);
    assert!(recorder.largest_window < 1 << 20);
    let content =
        b"<office:spreadsheet><table:table table:name='T'><table:table-row table:number-rows-repeated='4294967296'>\
        <table:table-cell table:number-columns-repeated='4294967296' office:value-type='string'><text:p>again</text:p>\
        </table:table-cell></table:table-row></table:table></office:spreadsheet>";
    let ods = zip_of(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)]);
    let (events, outcome) = run(&ods, "x.ods");
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(cells(&events), ["T!A1 -=again"]);
}

#[test]
fn deep_and_endless_groups_of_rich_text_are_bounded() {
    let mut deep = b"{\\rtf1 ".to_vec();
    deep.extend(std::iter::repeat_n(b'{', 1 << 20));
    deep.extend_from_slice(b"inside a@b.c");
    deep.extend(std::iter::repeat_n(b'}', 1 << 20));
    deep.extend_from_slice(b"after}");
    let (events, outcome) = run(&deep, "x.rtf");
    assert_eq!(outcome.status, Status::Complete);
    assert_eq!(text(&events), "inside a@b.cafter");
    let mut long = b"{\\rtf1 \\bin99999999999 ".to_vec();
    long.resize(1 << 20, b'x');
    assert_eq!(run(&long, "x.rtf").1.status, Status::Complete);
}

/// Documents that are one XML file: their cells have places, and their paragraphs are whole.
#[test]
fn flat_documents_are_read_like_others() {
    let open = |body: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\">\
             <office:meta><dc:creator>Carla Creator</dc:creator></office:meta><office:settings>no text</office:settings>\
             <office:body>{body}</office:body></office:document>"
        )
    };
    let spreadsheet = open(
        "<office:spreadsheet><table:table table:name=\"Staff\"><table:table-row><table:table-cell><text:p>SSN</text:p>\
         </table:table-cell><table:table-cell><text:p>Name</text:p></table:table-cell></table:table-row><table:table-row>\
         <table:table-cell><text:p>536-90-<text:span>4399</text:span></text:p></table:table-cell></table:table-row></table:table>\
         </office:spreadsheet>",
    );
    let old = "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n\
        <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
        <DocumentProperties><Author>Carla Creator</Author></DocumentProperties><Worksheet ss:Name=\"Staff\"><Table><Row>\
        <Cell><Data ss:Type=\"String\">SSN</Data></Cell><Cell><Data ss:Type=\"String\">Name</Data></Cell></Row><Row ss:Index=\"2\">\
        <Cell ss:HRef=\"mailto:a@example.com\"><Data ss:Type=\"String\">536-90-<B>4399</B></Data><Comment ss:Author=\"Dora\"><ss:Data>\
        <B>a comment</B></ss:Data></Comment></Cell><Cell ss:Index=\"4\"><Data ss:Type=\"DateTime\">1980-01-31T00:00:00.000</Data>\
        </Cell></Row></Table></Worksheet></Workbook>";
    for (name, document) in [("x.fods", spreadsheet.as_str()), ("x.xml", old)] {
        let (events, outcome) = run(document.as_bytes(), name);
        assert_complete(&outcome, "application/xml");
        let found = cells(&events);
        assert!(found.contains(&"Staff!A2 SSN=536-90-4399".to_owned()), "{found:#?}");
        let text = text(&events);
        assert!(text.contains("Carla Creator") && !text.contains("no text"), "{text}");
        let (inside, _) = run(&gzip(document.as_bytes()), "x.gz");
        assert_eq!(cells(&inside), found);
        for length in (0..document.len()).step_by(7) {
            assert_eq!(run(&document.as_bytes()[..length], name).1.parser_panics, 0);
        }
        if name == "x.xml" {
            for expected in ["Staff!D2 -=1980-01-31", "Staff!A2 SSN=mailto:a@example.com\nDora\na comment"] {
                assert!(found.contains(&expected.to_owned()), "{expected} not in {found:#?}");
            }
        }
    }
    let written = open(
        "<office:text><text:p>SSN: 536-<text:span>90-4399</text:span> <text:a xlink:href=\"mailto:a@b.example\">x</text:a></text:p></office:text>",
    );
    let word = "<w:wordDocument xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\"><w:body><w:p><w:r><w:t>SSN: 536-</w:t>\
        </w:r><aml:annotation aml:author=\"Carla Creator\"><w:r><w:t>90-4399</w:t></w:r></aml:annotation></w:p></w:body></w:wordDocument>";
    let package = "<pkg:package xmlns:pkg=\"http://schemas.microsoft.com/office/2006/xmlPackage\"><pkg:part><pkg:xmlData><dc:creator>Carla \
        Creator</dc:creator><w:p><w:r><w:t>SSN: 536-</w:t></w:r><w:r><w:t>90-4399</w:t></w:r></w:p></pkg:xmlData></pkg:part><pkg:part>\
        <pkg:binaryData>no text</pkg:binaryData></pkg:part></pkg:package>";
    for (name, document) in [("x.fodt", written.as_str()), ("x.xml", word), ("x.xml", package)] {
        let (events, outcome) = run(document.as_bytes(), name);
        assert_complete(&outcome, "application/xml");
        let text = text(&events);
        assert!(
            text.contains("SSN: 536-90-4399") && text.contains("Carla Creator") && !text.contains("no text"),
            "{text}"
        );
        if name == "x.fodt" {
            assert!(text.contains("mailto:a@b.example\n"), "{text}");
        }
    }
}
