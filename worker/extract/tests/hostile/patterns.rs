//! Patterns that make a naive reader slow or large: quotes without an end, control sequences, nesting, circles.

use crate::common::zip_of;
use crate::measure::{run, sample, small_limits};
use magpie_extract::{Limits, Reason, Status};

const MIB: usize = 1 << 20;

#[test]
fn quotes_that_never_close() {
    let row = b"Ann Example,17,a note with some words\n";
    let header = b"name,code,note\n".to_vec();
    let begun =
        |opening: &[u8], rows: &[u8], bytes: usize| [&header[..], opening, &rows.repeat(bytes / rows.len())].concat();
    for (name, bytes) in [
        ("opened once", begun(b"\"", row, 8 * MIB)),
        ("opened in each row", begun(b"", b"\"Ann,17,a note\n", 8 * MIB)),
        ("closed in the next row", begun(b"", b"Ann,\"17\nBob\",18,x\n", 8 * MIB)),
        ("closed within a value", begun(b"", b"\"A\"nn\",\"1\"7,\"\"x\"\"y\n", 8 * MIB)),
        ("nothing but quotes", begun(b"", b"\"", 8 * MIB)),
        ("pairs of quotes in one", begun(b"\"", b"\"\"", 8 * MIB)),
        ("quotes and separators", begun(b"", b"\",", 8 * MIB)),
        ("escaped with backslashes", begun(b"\"", b"\\\"", 8 * MIB)),
    ] {
        for key in ["x.csv", "x.txt"] {
            let done = run(&bytes, key, &Limits::default());
            done.ended(Status::Complete, None);
            assert_eq!(done.outcome.bytes, bytes.len() as u64, "{name} in {key}");
            assert!(done.memory < 48 << 20, "{name} in {key} took {} MiB", done.memory >> 20);
        }
    }
}

#[test]
fn a_mail_with_very_many_uuencoded_files() {
    let head = "From: a@example.com\r\nTo: b@example.com\r\nSubject: files\r\n\r\n";
    let files = |count: usize| -> Vec<u8> {
        let mut mail = head.to_owned();
        for number in 0..count {
            mail.push_str(&format!("begin 644 {number}.txt\r\n#0V%T\r\n`\r\nend\r\n"));
        }
        mail.into_bytes()
    };
    let done = run(&files(50_000), "x.eml", &Limits::default());
    done.ended(Status::Complete, None);
    assert_eq!(done.paths().len(), 50_000);
    assert!(done.memory < 64 << 20, "{} MiB", done.memory >> 20);
    let done = run(&files(3_000), "x.eml", &small_limits());
    done.ended(Status::Partial, Some(Reason::ArchiveTotalDocumentsProcessedOverLimit));
    assert_eq!(done.paths().len(), 1_000);
    // None of them ends.
    let mail = [head.as_bytes(), &b"begin 644 x.txt\r\n#0V%T\r\n".repeat(50_000)].concat();
    run(&mail, "x.eml", &Limits::default()).ended(Status::Complete, None);
}

#[test]
fn nothing_but_control_sequences() {
    for sequence in ["\u{1b}[31m", "\u{1b}[", "\u{1b}]0;title", "\u{1b}", "\u{1b}[1;2;3;4;5;6;7;8;9", "\u{1b}(B\u{1b}P"]
    {
        let bytes = sequence.repeat(8 * MIB / sequence.len());
        for key in ["x.log", "x.csv"] {
            let done = run(bytes.as_bytes(), key, &Limits::default());
            // Some of it is no text at all; what is, is read to its end.
            assert!(
                done.outcome.bytes == bytes.len() as u64 || done.outcome.reason == Some(Reason::UnsupportedFileType),
                "{sequence:?}: {:?}",
                done.outcome
            );
            assert!(done.memory < 48 << 20, "{sequence:?} took {} MiB", done.memory >> 20);
        }
    }
}

/// A zip archive with one member, whose data are compressed already.
fn packed(method: u16, data: &[u8], size: u32) -> Vec<u8> {
    let fields = |crc: u32| {
        let mut fields = Vec::new();
        fields.extend_from_slice(&[20, 0, 0, 0]);
        fields.extend_from_slice(&method.to_le_bytes());
        fields.extend_from_slice(&[0, 0, 0x21, 0x28]);
        fields.extend_from_slice(&crc.to_le_bytes());
        fields.extend_from_slice(&(data.len() as u32).to_le_bytes());
        fields.extend_from_slice(&size.to_le_bytes());
        fields.extend_from_slice(&[5, 0, 0, 0]);
        fields
    };
    let crc = flate2::Crc::new().sum();
    let mut bytes = [b"PK\x03\x04", &fields(crc)[..], b"x.txt", data].concat();
    let directory = bytes.len() as u32;
    bytes.extend_from_slice(b"PK\x01\x02\x14\0");
    bytes.extend_from_slice(&fields(crc));
    bytes.extend_from_slice(&[0; 14]);
    bytes.extend_from_slice(b"x.txt");
    let length = bytes.len() as u32 - directory;
    bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&directory.to_le_bytes());
    bytes.extend_from_slice(&[0, 0]);
    bytes
}

/// Deflate64 of a zero that is repeated, 65,538 times with each of the steps.
fn deflate64(steps: usize) -> Vec<u8> {
    // The last block, with fixed codes; and the code of the zero.
    let mut bits = vec![true, true, false];
    let code = |bits: &mut Vec<bool>, code: u32, length: u32| {
        bits.extend((0..length).rev().map(|bit| code >> bit & 1 != 0));
    };
    code(&mut bits, 0x30 + u32::from(b'0'), 8);
    for _ in 0..steps {
        // The longest length: three, and what the 16 bits after its code say. Then the distance of one.
        code(&mut bits, 0b1100_0101, 8);
        bits.extend([true; 16]);
        bits.extend([false; 5]);
    }
    code(&mut bits, 0, 7);
    bits.chunks(8).map(|byte| byte.iter().rev().fold(0, |all, &bit| all << 1 | u8::from(bit))).collect()
}

#[test]
fn bombs_in_zip_with_each_method() {
    let mut archives = vec![
        ("bzip2", packed(12, &sample("bomb.bz2"), 32_000_000)),
        ("xz", packed(95, &sample("bomb.xz"), 32_000_000)),
        ("zstd", packed(93, &sample("bomb.zst"), 32_000_000)),
        ("Deflate64", packed(9, &deflate64(500), 32_000_000)),
    ];
    for (method, file) in [("LZMA", "bomb-14.zip"), ("PPMd", "bomb-98.zip")] {
        archives.push((method, sample(file)));
    }
    // What says that it is small is cut all the same.
    archives.push(("zstd that lies", packed(93, &sample("bomb.zst"), 100)));
    for (method, bytes) in archives {
        // The directory tells how large it gets.
        let limits = Limits { archive_bytes: 100_000_000, archive_ratio: u64::MAX, ..small_limits() };
        let done = run(&bytes, "x.zip", &limits);
        let reason = Some(Reason::FileExceedsSizeLimit);
        assert_eq!(done.outcome.reason, Some(Reason::ArchiveContainsUnprocessedFiles), "{method}");
        assert_eq!(done.members()[0].reason, reason, "{method}");
        // Without a limit of one file it is the ratio that ends it.
        let limits = Limits { archive_member_bytes: u64::MAX, archive_bytes: u64::MAX, ..small_limits() };
        let done = run(&bytes, "x.zip", &limits);
        done.ended(Status::Partial, Some(Reason::ArchiveTotalBytesExtractedOverLimit));
        assert!(done.outcome.bytes <= 16_000_000, "{method}");
        assert!(done.memory < 96 << 20, "{method} took {} MiB", done.memory >> 20);
    }
}

#[test]
fn word_documents_of_endless_nesting() {
    let types = b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let document = |body: String| {
        let xml = format!("<w:document xmlns:w=\"x\"><w:body>{body}</w:body></w:document>");
        zip_of(&[("[Content_Types].xml", types), ("word/document.xml", xml.as_bytes())])
    };
    let (deep, text) = (500_000, "<w:r><w:t>17</w:t></w:r>");
    for (name, body) in [
        ("insertions", format!("<w:p>{}{text}{}</w:p>", "<w:ins>".repeat(deep), "</w:ins>".repeat(deep))),
        ("deletions", format!("<w:p>{}<w:delText>a</w:delText>", "<w:del>".repeat(deep))),
        ("fields", format!("<w:p>{}{text}", "<w:fldSimple w:instr=\"IF &quot;a&quot;\">".repeat(deep))),
        (
            "complex fields",
            format!(
                "<w:p>{}",
                "<w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>IF </w:instrText></w:r>".repeat(deep)
            ),
        ),
        ("ends of fields", format!("<w:p>{}{text}", "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>".repeat(deep))),
        ("tables", format!("{}<w:p>{text}</w:p>", "<w:tbl><w:tr><w:tc>".repeat(deep))),
        ("text boxes", format!("{}<w:p>{text}</w:p>", "<w:p><w:r><w:txbxContent>".repeat(deep))),
    ] {
        let done = run(&document(body), "x.docx", &Limits::default());
        done.ended(Status::Complete, None);
        assert!(done.memory < 64 << 20, "{name} took {} MiB", done.memory >> 20);
    }
}

#[test]
fn pdf_forms_that_go_in_circles() {
    // Two fields that are each other's parents and children, and that a page shows.
    let field = |number: u32, other: u32| {
        format!(
            "{number} 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(part{number})/V(value {number})/Parent {other} 0 R\
             /Kids[{other} 0 R {number} 0 R]/P 3 0 R/Opt[{other} 0 R]/Rect[0 0 1 1]>>endobj\n"
        )
    };
    let annotations = "4 0 R 5 0 R ".repeat(20_000);
    let mut pdf = String::from(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 5 0 R]>>\
         /Outlines 6 0 R/StructTreeRoot 8 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n",
    );
    pdf.push_str(&format!("3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[{annotations}]>>endobj\n"));
    pdf.push_str(&field(4, 5));
    pdf.push_str(&field(5, 4));
    // Bookmarks and the tree of the structure, which do the same.
    pdf.push_str("6 0 obj<</Type/Outlines/First 7 0 R/Last 7 0 R>>endobj\n");
    pdf.push_str(
        "7 0 obj<</Title(a bookmark)/Parent 7 0 R/First 7 0 R/Next 7 0 R/Prev 7 0 R/Dest[3 0 R/Fit]>>endobj\n",
    );
    pdf.push_str("8 0 obj<</Type/StructTreeRoot/K 9 0 R>>endobj\n");
    pdf.push_str("9 0 obj<</S/Figure/P 9 0 R/K[9 0 R 9 0 R]/Alt(a picture)/Pg 3 0 R>>endobj\n");
    pdf.push_str("trailer<</Root 1 0 R/Size 10>>\nstartxref\n0\n%%EOF\n");
    for limits in [Limits::default(), Limits { pdf_held_bytes: 0, ..Limits::default() }] {
        let done = run(pdf.as_bytes(), "x.pdf", &limits);
        done.ended(Status::Complete, None);
        assert!(done.memory < 96 << 20, "{} MiB", done.memory >> 20);
    }
}
