//! Throughput of documents, with a visitor that does nothing. Bytes are those of the parts, after decompression.
//!
//! `cargo bench -p magpie-extract --bench office`

mod nothing;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use magpie_extract::{Limits, ObjectHints, SliceSource, Status, extract};
use nothing::Nothing;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

/// Bytes of XML in the larger part.
const BYTES: usize = 16 * 1024 * 1024;

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        if archive.start_file(*name, options).is_ok() {
            let _ = archive.write_all(content.as_bytes());
        }
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default()
}

fn workbook() -> Vec<u8> {
    let (mut sheet, mut strings) = ("<sheetData>".to_owned(), "<sst>".to_owned());
    let mut row = 0_u64;
    while sheet.len() < BYTES {
        row += 1;
        let _ = write!(
            sheet,
            "<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>{}</v></c><c r=\"B{row}\"><v>{}</v></c>\
             <c r=\"C{row}\" t=\"inlineStr\"><is><t>536-90-{}</t></is></c></row>",
            row - 1,
            row * 7919,
            row % 9999
        );
        let _ = write!(strings, "<si><t>Ann Example number {row}</t></si>");
    }
    let types = ("[Content_Types].xml", "<Types/>");
    packed(&[
        types,
        ("xl/workbook.xml", "<x/>"),
        ("xl/sharedStrings.xml", &strings),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

fn document() -> Vec<u8> {
    let mut body = "<w:document><w:body>".to_owned();
    let mut number = 0_u64;
    while body.len() < BYTES {
        number += 1;
        let _ = write!(
            body,
            "<w:p><w:pPr><w:pStyle w:val=\"Normal\"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">\
             Paragraph {number} speaks of Ann and </w:t></w:r><w:r><w:t>her number 536-90-{}.</w:t></w:r></w:p>",
            number % 9999
        );
    }
    packed(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &body)])
}

fn documents(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("documents");
    for (name, bytes) in [("xlsx", workbook()), ("docx", document())] {
        let run = || {
            let hints = ObjectHints { key: "x", content_encoding: None };
            let outcome = extract(&mut SliceSource::new(&bytes), &hints, &Limits::default(), &mut Nothing);
            assert_eq!(outcome.status, Status::Complete);
            outcome.bytes
        };
        group.throughput(Throughput::Bytes(run()));
        group.sample_size(10);
        group.bench_function(name, |bencher| bencher.iter(run));
    }
    group.finish();
}

criterion_group!(benches, documents);
criterion_main!(benches);
