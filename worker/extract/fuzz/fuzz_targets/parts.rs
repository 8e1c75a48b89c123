#![no_main]

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Parts that have readers of their own, each with what makes its document one.
const PARTS: &[(&str, &str, &[u8])] = &[
    ("xl/worksheets/sheet1.xml", "xl/workbook.xml", b""),
    ("xl/sharedStrings.xml", "xl/workbook.xml", b""),
    ("xl/styles.xml", "xl/workbook.xml", b""),
    ("xl/workbook.xml", "xl/workbook.xml", b""),
    ("xl/worksheets/sheet1.bin", "xl/workbook.bin", b""),
    ("xl/sharedStrings.bin", "xl/workbook.bin", b""),
    ("xl/styles.bin", "xl/workbook.bin", b""),
    ("xl/workbook.bin", "xl/workbook.bin", b""),
    ("word/document.xml", "word/document.xml", b""),
    ("ppt/slides/slide1.xml", "ppt/presentation.xml", b""),
    ("content.xml", "mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
    ("content.xml", "mimetype", b"application/vnd.oasis.opendocument.text"),
    ("content.xml", "mimetype", b"application/vnd.oasis.opendocument.presentation"),
    ("chapter.xhtml", "mimetype", b"application/epub+zip"),
    ("docProps/custom.xml", "word/document.xml", b""),
];

// The bytes are one part of a document: an archive as a whole would hardly ever survive being changed.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [kind, chunk, content @ ..] = data else { return };
    let (name, main, stored) = PARTS[usize::from(*kind) % PARTS.len()];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in [("[Content_Types].xml", &b""[..]), (main, stored), (name, content)] {
        if archive.start_file(name, options).is_ok() {
            let _ = archive.write_all(content);
        }
    }
    let Ok(archive) = archive.finish() else { return };
    let mut input = vec![*chunk];
    input.extend_from_slice(archive.get_ref());
    magpie_extract_fuzz::check(&input, "x");
});
