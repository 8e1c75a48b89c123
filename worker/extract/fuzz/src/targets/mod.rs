//! The fuzz targets. Each takes any bytes, and panics if a promise of the crate is broken.
//!
//! This folder is compiled into the fuzzers and into the test that runs the kept inputs.

#[macro_use]
#[path = "../../../../../tests/fuzz/list.rs"]
mod list;
mod made;
mod visit;

pub use list::Target;
use visit::{check, check_coded, check_made};

targets! {
    /// Text that is nothing else.
    text: |data| check(data, "x.txt"),
    /// Text in any encoding: the third byte says with which mark it begins.
    charsets: charsets_of,
    /// Text with encoded texts inside: base64, percent-encoding, tokens.
    encoded: encoded_of,
    /// Delimited tables.
    csv: |data| check(data, "x.csv"),
    /// JSON and JSON Lines.
    json: |data| check(data, "x.jsonl"),
    /// Notebooks.
    notebook: |data| check(data, "x.ipynb"),
    /// YAML.
    yaml: |data| check(data, "x.yaml"),
    /// INI, TOML and the like.
    sections: |data| check(data, "x.ini"),
    /// Dumps of databases.
    sql: |data| check(data, "x.sql"),
    /// HL7, X12 and EDIFACT: the third byte says which.
    messages: messages_of,
    /// HTML.
    markup: |data| check(data, "x.html"),
    /// XML.
    xml: |data| check(data, "x.xml"),
    /// Messages.
    mail: |data| check(data, "x.eml"),
    /// Messages one after the other.
    mailbox: |data| check(data, "x.mbox"),
    /// Messages as Outlook wraps them in mail.
    tnef: |data| check_made(data, "winmail.dat", |rest| Some([b"\x78\x9f\x3e\x22", rest].concat())),
    /// Calendars and cards, whose lines are folded.
    folded: |data| check_made(data, "x.vcf", |rest| Some([b"BEGIN:VCARD\r\n", rest].concat())),
    /// Office documents that are one XML file: the third byte says of which kind.
    flat: flat_of,
    /// Rich Text Format.
    rtf: |data| check(data, "x.rtf"),
    /// PDF.
    pdf: |data| check(data, "x.pdf"),
    /// Pictures.
    image: |data| check(data, "x.jpg"),
    /// Zip archives.
    zip: |data| check(data, "x.zip"),
    /// Tar archives, with right checksums.
    tar: |data| check_made(data, "x.tar", |rest| Some(made::with_tar_checksums(rest))),
    /// Compressed files: the third byte says with which magic number they begin.
    compressed: compressed_of,
    /// Files that were declared to be compressed, with codings that have no magic number.
    coded: coded_of,
    /// 7z archives, with right checksums.
    sevenzip: |data| check_made(data, "x.7z", made::sevenzip_of),
    /// cpio, ar, RPM and WARC.
    containers: containers_of,
    /// Java class files and pickles.
    programs: programs_of,
    /// Texts in files of unknown formats.
    unknown: |data| check_made(data, "x.bin", |rest| Some([b"\x7fELF", rest].concat())),
    /// Any file, told by its content alone: archives and what is in them.
    archive: |data| check(data, "x"),
    /// One part of an office document: the third byte says which.
    parts: parts_of,
    /// All parts of an office document.
    package: |data| check_made(data, "x", |rest| made::zip_of(made::parts(rest))),
    /// Compound files as they are.
    compound: |data| check(data, "x.xls"),
    /// The streams of a compound file: old office documents, messages of Outlook.
    streams: |data| check_made(data, "x", |rest| Some(made::compound_of(&made::parts(rest)))),
    /// Avro.
    avro: |data| check(data, "x.avro"),
    /// Parquet.
    parquet: |data| check(data, "x.parquet"),
    /// ORC.
    orc: |data| check(data, "x.orc"),
    /// Arrow and Feather.
    arrow: |data| check(data, "x.arrow"),
    /// SQLite databases.
    sqlite: |data| check(data, "x.db"),
}

/// Puts one of `begins` before the rest of the input, as the third byte says: the fuzzer need not find magic numbers.
fn with_begin(data: &[u8], begins: &[(&[u8], &str)]) {
    let Some(&kind) = data.get(2) else { return };
    let (begin, key) = begins[usize::from(kind) % begins.len()];
    check_made(data, key, |rest| Some([begin, &rest[1..]].concat()));
}

fn charsets_of(data: &[u8]) {
    let begins: &[(&[u8], &str)] = &[
        (b"", "x.txt"),
        (b"\xff\xfe", "x.txt"),
        (b"\xfe\xff", "x.txt"),
        (b"\xff\xfe\0\0", "x.txt"),
        (b"\0\0\xfe\xff", "x.txt"),
        (b"\xef\xbb\xbf", "x.txt"),
        (b"\xff\xfe", "x.csv"),
        (b"", "x.csv"),
        (b"\xff\xfe", "x.json"),
        (b"\x1b$B", "x.txt"),
    ];
    with_begin(data, begins);
}

/// Encodes what the input says to, so that the fuzzer reaches the texts behind encodings of encodings.
fn encoded_of(data: &[u8]) {
    let make = |rest: &[u8]| {
        let (&layers, rest) = rest.split_first()?;
        let mut text = rest.to_vec();
        for layer in (0..3).map(|layer| layers >> (2 * layer) & 3) {
            text = match layer {
                1 => base64(&text, usize::MAX),
                2 => text.iter().flat_map(|byte| format!("%{byte:02x}").into_bytes()).collect(),
                3 => base64(&text, 76),
                _ => text,
            };
        }
        Some([b"ssn: ", &text[..], b" next"].concat())
    };
    check_made(data, "x.txt", make);
}

/// Base64 in lines of so many symbols.
fn base64(bytes: &[u8], line: usize) -> Vec<u8> {
    const SYMBOLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = Vec::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().chain([&0; 2]).take(3).fold(0, |bits: usize, byte| bits << 8 | usize::from(*byte));
        for place in 0..4 {
            if text.len() % line.saturating_add(1) == line {
                text.push(b'\n');
            }
            text.push(if place > group.len() { b'=' } else { SYMBOLS[bits >> (18 - 6 * place) & 63] });
        }
    }
    text
}

fn messages_of(data: &[u8]) {
    let begins: &[(&[u8], &str)] = &[
        (b"", "x"),
        (b"MSH|^~\\&|", "x"),
        (b"\x0bFHS|^~\\&|", "x"),
        (
            b"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260102*1253*^*00501*000000905*0*T*:~",
            "x",
        ),
        (b"UNB+UNOA:1+", "x"),
        (b"UNA", "x"),
    ];
    with_begin(data, begins);
}

fn compressed_of(data: &[u8]) {
    let begins: &[(&[u8], &str)] = &[
        (b"", "x"),
        (b"\x1f\x8b\x08", "x.txt.gz"),
        (b"BZh91AY&SY", "x.bz2"),
        (b"\xfd7zXZ\0", "x.txt.xz"),
        (b"\x28\xb5\x2f\xfd", "x.csv.zst"),
        (b"\x04\x22\x4d\x18", "x.lz4"),
        (b"\x02\x21\x4c\x18", "x.lz4"),
        (b"\xff\x06\0\0sNaPpY", "x.sz"),
        (b"", "x.txt.br"),
    ];
    with_begin(data, begins);
}

fn coded_of(data: &[u8]) {
    let Some((header, [kind, rest @ ..])) = data.split_at_checked(2) else { return };
    let coding = ["br", "deflate", "gzip", "zstd", "br, gzip"][usize::from(*kind) % 5];
    check_coded(&[header, rest].concat(), "x.txt", coding);
}

fn containers_of(data: &[u8]) {
    let begins: &[(&[u8], &str)] = &[
        (b"", "x"),
        (b"070701", "x"),
        (b"070702", "x"),
        (b"070707", "x"),
        (b"\xc7\x71", "x"),
        (b"!<arch>\n", "x"),
        (b"\xed\xab\xee\xdb", "x"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n", "x"),
    ];
    with_begin(data, begins);
}

fn programs_of(data: &[u8]) {
    let begins: &[(&[u8], &str)] = &[
        (b"", "x"),
        (b"\xca\xfe\xba\xbe\0\0\0\x34", "x"),
        (b"\x80\x02(", "x"),
        (b"\x80\x04\x95\0\x01\0\0\0\0\0\0", "x"),
        (b"(dp0\n", "x.pkl"),
    ];
    with_begin(data, begins);
}

fn flat_of(data: &[u8]) {
    let begins: &[(&[u8], &str)] = &[
        (b"<document xmlns='urn:oasis:names:tc:opendocument:xmlns:office:1.0'>", "x.fodt"),
        (b"<wordDocument xmlns='http://schemas.microsoft.com/office/word/2003/wordml'>", "x.xml"),
        (b"<package xmlns='http://schemas.microsoft.com/office/2006/xmlPackage'>", "x.xml"),
        (b"<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>", "x.xml"),
    ];
    with_begin(data, begins);
}

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
fn parts_of(data: &[u8]) {
    let Some(&kind) = data.get(2) else { return };
    let (name, main, stored) = PARTS[usize::from(kind) % PARTS.len()];
    check_made(data, "x", |rest| {
        let content = &rest[1..];
        let types = ("[Content_Types].xml", &b""[..]);
        if name == main {
            return made::zip_of([types, (name, content)]);
        }
        made::zip_of([types, (main, stored), (name, content)])
    });
}
