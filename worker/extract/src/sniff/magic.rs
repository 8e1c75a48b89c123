//! Formats that begin with a magic number.

use crate::formats::compressed::Codec;
use crate::formats::image::Kind;
use crate::formats::{Format, ar, arrow, cpio, office, rpm, strings, tnef, warc};
use memchr::memmem;

/// A format found by its bytes.
pub(super) struct Found {
    /// The supported format, if it is one.
    pub(super) format: Option<Format>,
    pub(super) mime_type: &'static str,
}

fn unsupported(mime_type: &'static str) -> Option<Found> {
    Some(Found { format: None, mime_type })
}

/// Magic numbers at fixed offsets; `find` knows which of them are supported. From the formats' own specifications, and from
/// the registry of media types.
const MAGIC: &[(usize, &[u8], &str)] = &[
    (0, b"PAR1", "application/vnd.apache.parquet"),
    (0, b"PARE", "application/vnd.apache.parquet"),
    (0, b"Obj\x01", "application/vnd.apache.avro+binary"),
    (0, b"ORC", "application/vnd.apache.orc"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"\0\0\x01\0", "image/vnd.microsoft.icon"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"\0\0\0\x0cjP  ", "image/jp2"),
    (0, b"OggS", "application/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"MThd", "audio/midi"),
    (0, b"\x1a\x45\xdf\xa3", "video/x-matroska"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"\0\0\x01\xba", "video/mpeg"),
    (0, b"\0\0\x01\xb3", "video/mpeg"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"LZIP", "application/x-lzip"),
    (0, b"\x1f\x9d", "application/x-compress"),
    (0, b"MSCF\0\0\0\0", "application/vnd.ms-cab-compressed"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
    (0, b"\xfe\xed\xfa\xce", "application/x-mach-binary"),
    (0, b"\xfe\xed\xfa\xcf", "application/x-mach-binary"),
    (0, b"\xce\xfa\xed\xfe", "application/x-mach-binary"),
    (0, b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (0, b"\0asm", "application/wasm"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
    (0, b"OTTO", "font/otf"),
    (0, b"\0\x01\0\0\0", "font/ttf"),
    (0, b"\x89HDF\r\n\x1a\n", "application/x-hdf5"),
    (0, b"\x93NUMPY", "application/x-npy"),
    (0, b"!BDN", "application/vnd.ms-outlook-pst"),
    (0, b"ARROW1\0\0", "application/vnd.apache.arrow.file"),
    (0, b"FEA1", "application/vnd.apache.arrow.file"),
    (4, b"Standard Jet DB\0", "application/x-msaccess"),
    (4, b"Standard ACE DB\0", "application/x-msaccess"),
    (32_769, b"CD001", "application/x-iso9660-image"),
];

/// Pictures whose metadata are read.
const PICTURES: &[(&[u8], Kind, &str)] = &[
    (b"\x89PNG\r\n\x1a\n", Kind::Png, "image/png"),
    (b"\xff\xd8\xff", Kind::Jpeg, "image/jpeg"),
    (b"GIF87a", Kind::Gif, "image/gif"),
    (b"GIF89a", Kind::Gif, "image/gif"),
    (b"II*\0", Kind::Tiff, "image/tiff"),
    (b"MM\0*", Kind::Tiff, "image/tiff"),
];

/// What compound files begin with.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Magic numbers at the begin of files of supported formats.
const SUPPORTED: &[(&[u8], Format, &str)] = &[
    (b"7z\xbc\xaf\x27\x1c", Format::SevenZip, "application/x-7z-compressed"),
    (b"\xfd7zXZ\0", Format::Compressed(Codec::Xz), "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", Format::Compressed(Codec::Zstd), "application/zstd"),
    (b"\x04\x22\x4d\x18", Format::Compressed(Codec::Lz4), "application/x-lz4"),
    (b"\x02\x21\x4c\x18", Format::Compressed(Codec::Lz4), "application/x-lz4"),
    (b"\xff\x06\0\0sNaPpY", Format::Compressed(Codec::Snappy), "application/x-snappy-framed"),
    (ar::MAGIC, Format::Ar, "application/x-archive"),
    (tnef::MAGIC, Format::Tnef, "application/vnd.ms-tnef"),
];

/// Whether files of this type are told by their bytes, so that a name alone cannot make one.
pub(super) fn has_magic(mime_type: &str) -> bool {
    mime_type == "application/pdf"
        || PICTURES.iter().any(|(_, _, named)| *named == mime_type)
        || MAGIC.iter().any(|(_, _, named)| *named == mime_type)
        || SUPPORTED.iter().any(|(_, _, named)| *named == mime_type)
}

/// Supported formats that are told by more than a magic number.
fn supported(prefix: &[u8], extension: &str) -> Option<Found> {
    let found = |format, mime_type| Some(Found { format: Some(format), mime_type });
    for (magic, format, mime_type) in SUPPORTED {
        if prefix.starts_with(magic) {
            return found(format.clone(), mime_type);
        }
    }
    // Frames of zstd or LZ4 that are passed over may come first.
    if let Some(length) = skippable_frame(prefix) {
        let next = prefix.get(length..).unwrap_or_default();
        if next.starts_with(b"\x04\x22\x4d\x18") {
            return found(Format::Compressed(Codec::Lz4), "application/x-lz4");
        }
        return found(Format::Compressed(Codec::Zstd), "application/zstd");
    }
    if prefix.starts_with(b"BZh") && matches!(prefix.get(3), Some(b'1'..=b'9')) {
        // The first block, or the end of an empty file.
        let next = prefix.get(4..).unwrap_or_default();
        if next.starts_with(b"1AY&SY") || next.starts_with(b"\x17\x72\x45\x38\x50\x90") {
            return found(Format::Compressed(Codec::Bzip2), "application/x-bzip2");
        }
    }
    match prefix {
        _ if rpm::looks_like(prefix) => found(Format::Rpm, "application/x-rpm"),
        _ if cpio::looks_like(prefix) => found(Format::Cpio, "application/x-cpio"),
        _ if warc::looks_like(prefix) => found(Format::Warc, "application/warc"),
        _ if strings::looks_like_class(prefix) => found(Format::Class, "application/java-vm"),
        _ if strings::looks_like_pickle(prefix)
            || matches!(extension, "pkl" | "pickle" | "p") && strings::looks_like_old_pickle(prefix) =>
        {
            found(Format::Pickle, "application/x-python-pickle")
        }
        _ => None,
    }
}

/// The length of the skippable frame (of zstd and LZ4) that a file begins with.
fn skippable_frame(prefix: &[u8]) -> Option<usize> {
    let header = prefix.first_chunk::<8>()?;
    if header[0] & 0xF0 != 0x50 || header[1..4] != [0x2A, 0x4D, 0x18] {
        return None;
    }
    let size = u32::from_le_bytes([header[4], header[5], header[6], header[7]]);
    usize::try_from(size).ok().and_then(|size| size.checked_add(8))
}

/// Finds a format by its magic number.
pub(super) fn find(prefix: &[u8], extension: &str) -> Option<Found> {
    if prefix.starts_with(b"\x1f\x8b\x08") {
        return Some(Found { format: Some(Format::Gzip), mime_type: "application/gzip" });
    }
    if prefix.starts_with(b"PK\x03\x04") || prefix.starts_with(b"PK\x05\x06\0\0\0\0") {
        return Some(zip_kind(prefix));
    }
    if prefix.starts_with(b"{\\rtf") {
        return Some(Found { format: Some(Format::Rtf), mime_type: "application/rtf" });
    }
    if is_tar(prefix) {
        return Some(Found { format: Some(Format::Tar), mime_type: "application/x-tar" });
    }
    if prefix.starts_with(b"%PDF-") {
        return Some(Found { format: Some(Format::Pdf), mime_type: "application/pdf" });
    }
    if let Some((_, kind, mime_type)) = PICTURES.iter().find(|(magic, ..)| prefix.starts_with(magic)) {
        return Some(Found { format: Some(Format::Image(*kind)), mime_type });
    }
    if let Some(found) = supported(prefix, extension) {
        return Some(found);
    }
    for (offset, magic, mime_type) in MAGIC {
        if prefix.get(*offset..).is_some_and(|rest| rest.starts_with(magic)) {
            return match *magic {
                // Two or three letters that a text may well begin with.
                b"ORC" | b"ID3" | b"LZIP" | b"PAR1" | b"PARE" | b"FEA1" if is_ascii_text(prefix) => continue,
                b"ARROW1\0\0" => Some(Found { format: Some(Format::Arrow(arrow::Kind::File)), mime_type }),
                b"FEA1" => Some(Found { format: Some(Format::Arrow(arrow::Kind::Feather)), mime_type }),
                b"ORC" => Some(Found { format: Some(Format::Orc), mime_type }),
                b"PAR1" | b"PARE" => Some(Found { format: Some(Format::Parquet), mime_type }),
                b"SQLite format 3\0" => Some(Found { format: Some(Format::Sqlite), mime_type }),
                b"Obj\x01" => Some(Found { format: Some(Format::Avro), mime_type }),
                _ => unsupported(mime_type),
            };
        }
    }
    // A PDF may be preceded by some rubbish; a text that only mentions the magic number has no binary bytes.
    if memmem::find(&prefix[..prefix.len().min(1024)], b"%PDF-").is_some() && !is_ascii_text(prefix) {
        return Some(Found { format: Some(Format::Pdf), mime_type: "application/pdf" });
    }
    containers(prefix, extension)
}

/// Formats whose magic number is in two parts, or short.
fn containers(prefix: &[u8], extension: &str) -> Option<Found> {
    let at = |offset: usize, magic: &[u8]| prefix.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    if at(0, OLE) {
        let mime_type = match extension {
            "doc" | "dot" => "application/msword",
            "xls" | "xlt" => "application/vnd.ms-excel",
            "ppt" | "pps" => "application/vnd.ms-powerpoint",
            "msg" => "application/vnd.ms-outlook",
            "msi" => "application/x-msi",
            _ => "application/x-ole-storage",
        };
        return Some(Found { format: Some(Format::Compound), mime_type });
    }
    if arrow::looks_like_stream(prefix, extension == "arrows") {
        let mime_type = "application/vnd.apache.arrow.stream";
        return Some(Found { format: Some(Format::Arrow(arrow::Kind::Stream)), mime_type });
    }
    if at(0, b"RIFF") {
        return match prefix.get(8..12)? {
            b"WEBP" => Some(Found { format: Some(Format::Image(Kind::WebP)), mime_type: "image/webp" }),
            b"WAVE" => unsupported("audio/vnd.wave"),
            b"AVI " => unsupported("video/vnd.avi"),
            _ => None,
        };
    }
    if at(4, b"ftyp") {
        return unsupported(match prefix.get(8..12)? {
            b"heic" | b"heix" | b"mif1" | b"msf1" => "image/heic",
            b"avif" | b"avis" => "image/avif",
            b"qt  " => "video/quicktime",
            b"M4A " => "audio/mp4",
            _ => "video/mp4",
        });
    }
    // Short ones need a second look, so that no text is mistaken for one.
    let binary = !is_ascii_text(prefix);
    if at(0, b"MZ") && binary {
        return unsupported("application/vnd.microsoft.portable-executable");
    }
    if at(0, b"BM") && binary && prefix.get(6..10) == Some(&[0; 4]) {
        return unsupported("image/bmp");
    }
    if prefix.len() > 4 && prefix[0] == 0xFF && matches!(prefix[1], 0xFB | 0xF3 | 0xF2) && prefix.contains(&0) {
        return unsupported("audio/mpeg");
    }
    None
}

fn is_ascii_text(prefix: &[u8]) -> bool {
    prefix.iter().all(|&byte| matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7e))
}

/// Whether the first block is a tar header: the checksum is right, and there is the magic or a plausible old header.
fn is_tar(prefix: &[u8]) -> bool {
    let Some(header) = prefix.get(..512) else { return false };
    if !crate::formats::tar_checksum(header) {
        return false;
    }
    // Version 7 had no magic: a right checksum over a name and octal fields will do.
    let octal =
        |range: std::ops::Range<usize>| header[range].iter().all(|&byte| matches!(byte, b'0'..=b'7' | b' ' | 0));
    &header[257..262] == b"ustar" || (header[0] != 0 && octal(100..108) && octal(124..136))
}

/// Tells Office documents and their like, which are zip archives by construction, from archives. What is only likely here, the
/// archive's directory settles.
fn zip_kind(prefix: &[u8]) -> Found {
    let archive = Found { format: Some(Format::Zip), mime_type: "application/zip" };
    let document = |kind: office::Kind| Found { format: Some(Format::Office(kind)), mime_type: kind.mime_type() };
    let Some(first) = zip_first_name(prefix) else { return archive };
    if first == b"mimetype" {
        // OpenDocument and EPUB: the first member is stored and holds the type.
        let content = prefix.get(30 + first.len()..).unwrap_or_default();
        let content = &content[..content.len().min(256)];
        let stored = memmem::find(content, b"application/").and_then(|at| office::stored_kind(&content[at..]));
        return stored.map_or(archive, document);
    }
    let parts: [&[u8]; 6] = [b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/", b"ppt/"];
    if !parts.iter().any(|part| first.starts_with(part)) {
        return archive;
    }
    let holds = |part: &[u8]| memmem::find(prefix, part).is_some();
    let kinds: [(&[u8], office::Kind); 3] = [
        (b"xl/workbook", office::Kind::Workbook),
        (b"word/document", office::Kind::Word),
        (b"ppt/presentation", office::Kind::Presentation),
    ];
    let found = kinds.into_iter().find(|(part, _)| holds(part)).map(|(_, kind)| kind);
    found.filter(|_| holds(b"_rels/") || holds(b"[Content_Types].xml")).map_or(archive, document)
}

/// The name of a zip archive's first member.
fn zip_first_name(prefix: &[u8]) -> Option<&[u8]> {
    let length = u16::from_le_bytes([*prefix.get(26)?, *prefix.get(27)?]);
    prefix.get(30..30 + usize::from(length))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn mime_type(prefix: &[u8], extension: &str) -> Option<&'static str> {
        find(prefix, extension).map(|found| found.mime_type)
    }

    #[test]
    fn magic_numbers() {
        assert_eq!(mime_type(b"\x89PNG\r\n\x1a\n....", ""), Some("image/png"));
        assert_eq!(mime_type(b"....ftypisom", ""), Some("video/mp4"));
        assert_eq!(mime_type(b"BZh91AY&SY\0\0", ""), Some("application/x-bzip2"));
        assert_eq!(mime_type(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "xls"), Some("application/vnd.ms-excel"));
        assert_eq!(mime_type(b"PAR1\x15\0\x15", "csv"), Some("application/vnd.apache.parquet"));
    }

    #[test]
    fn texts_that_begin_like_a_format() {
        for text in ["ORCHID, ORCHESTRA\n", "ID3 is a tag format", "MZ is a header", "BM a b c d e", "PAR1 golf course"]
        {
            assert_eq!(mime_type(text.as_bytes(), "txt"), None, "{text}");
        }
        assert_eq!(mime_type(b"see %PDF-1.4 for details", ""), None);
    }

    #[test]
    fn office_files_are_not_archives() {
        let zip = |name: &[u8]| {
            let mut bytes = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
            bytes.extend_from_slice(&(name.len() as u16).to_le_bytes());
            bytes.extend_from_slice(&[0, 0]);
            bytes.extend_from_slice(name);
            bytes
        };
        let mut workbook = zip(b"[Content_Types].xml");
        workbook.extend_from_slice(b"xl/workbook.xml");
        let kind = find(&workbook, "").unwrap().format;
        assert_eq!(kind, Some(Format::Office(office::Kind::Workbook)));
        assert!(mime_type(&workbook, "").unwrap().ends_with("spreadsheetml.sheet"));
        assert_eq!(mime_type(&zip(b"data/word/a.csv"), "docx"), Some("application/zip"));
    }
}
