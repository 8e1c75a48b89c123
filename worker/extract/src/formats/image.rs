//! Pictures: the texts in their metadata (EXIF, XMP, IPTC, comments). What is painted is looked at only if the visitor
//! recognises text in pixels, and the outcome says so otherwise.

use super::deflated::Inflater;
use super::{metadata, metadata_place, whole};
use crate::input::Input;
use crate::outcome::{FileOutcome, Reason};
use crate::sniff::Sniffed;
use crate::text::charset;
use crate::visitor::{Picture, Place, Recognition};
use crate::walk::{Analysis, Halt, Walk};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::Read;

/// Which container the metadata lie in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Jpeg,
    Png,
    Gif,
    WebP,
    Tiff,
}

/// Most bytes that a compressed text in a PNG may have.
const MOST_TEXT: u64 = 4 * 1024 * 1024;

/// Most entries of TIFF directories that are read, over all directories.
const MOST_ENTRIES: usize = 4096;

/// Names of the tags of EXIF that hold text (Exif 3.0, TIFF 6.0, and Microsoft's for Explorer).
const TAGS: &[(u16, &str)] = &[
    (0x010D, "DocumentName"),
    (0x010E, "ImageDescription"),
    (0x010F, "Make"),
    (0x0110, "Model"),
    (0x0131, "Software"),
    (0x0132, "DateTime"),
    (0x013B, "Artist"),
    (0x013C, "HostComputer"),
    (0x8298, "Copyright"),
    (0x9003, "DateTimeOriginal"),
    (0x9286, "UserComment"),
    (0x9C9B, "XPTitle"),
    (0x9C9C, "XPComment"),
    (0x9C9D, "XPAuthor"),
    (0x9C9E, "XPKeywords"),
    (0x9C9F, "XPSubject"),
    (0xA430, "CameraOwnerName"),
    (0xA431, "BodySerialNumber"),
    (0xA435, "LensSerialNumber"),
];

struct Reader<'w, 'v> {
    walk: &'w mut Walk<'v>,
    /// Bytes of metadata that were visited.
    bytes: u64,
    malformed: bool,
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed, kind: Kind) -> Analysis {
    let bytes = match whole(walk, input) {
        Ok(bytes) => bytes,
        Err(halt) => return walk.halted(sniffed.skipped(), halt),
    };
    let mut reader = Reader { walk: &mut *walk, bytes: 0, malformed: false };
    let ended = match kind {
        Kind::Jpeg => reader.jpeg(&bytes),
        Kind::Png => reader.png(&bytes),
        Kind::Gif => reader.gif(&bytes),
        Kind::WebP => reader.webp(&bytes),
        Kind::Tiff => reader.tiff(&bytes),
    };
    let (seen, malformed) = (reader.bytes, reader.malformed);
    let mut outcome = FileOutcome::complete(sniffed.mime_type.clone());
    outcome.bytes = seen;
    if let Err(halt) = ended {
        return walk.halted(outcome, halt);
    }
    match walk.recognise(&Picture { bytes: &bytes, mime_type: &outcome.mime_type }) {
        Recognition::NotTried => {}
        Recognition::Text(text) => {
            outcome.bytes += text.len() as u64;
            if let Err(halt) = walk.whole_text(text.as_bytes(), Some(&Place::Page { number: 1 })) {
                return walk.halted(outcome, halt);
            }
            if malformed {
                outcome.cut_short(Reason::MalformedFile);
                outcome = outcome.with_detail("the picture's metadata were analysed as far as they can be read");
            }
            return Analysis::of(outcome);
        }
        Recognition::Failed(why) => {
            outcome.cut_short(Reason::MalformedFile);
            return Analysis::of(outcome.with_detail(why));
        }
    }
    outcome.cut_short(Reason::UnsupportedFileType);
    let detail = match (seen > 0, malformed) {
        (true, false) => "only the picture's metadata were analysed",
        (true, true) => "only the picture's metadata were analysed, as far as they can be read",
        (false, _) => "the picture has no metadata in text, and what it shows is not analysed",
    };
    Analysis::of(outcome.with_detail(detail))
}

/// Text of unknown encoding.
fn decoded(bytes: &[u8]) -> String {
    match charset::detect(bytes, true) {
        Some(charset) => String::from_utf8_lossy(&charset.decode_prefix(bytes)).into_owned(),
        None => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

impl Reader<'_, '_> {
    fn value(&mut self, names: &[&str], text: &str) -> Result<(), Halt> {
        let text = text.trim_end_matches(['\0', ' ']);
        self.bytes += text.len() as u64;
        metadata(self.walk, names, text)
    }

    fn xmp(&mut self, bytes: &[u8]) -> Result<(), Halt> {
        let text = decoded(bytes);
        self.bytes += bytes.len() as u64;
        self.walk.whole_text(text.as_bytes(), Some(&metadata_place(&["XMP"])))
    }

    /// JPEG's segments up to the picture itself (ITU-T T.81, annex B).
    fn jpeg(&mut self, bytes: &[u8]) -> Result<(), Halt> {
        let mut rest = bytes.get(2..).unwrap_or_default();
        while let [0xFF, marker, after @ ..] = rest {
            match marker {
                // Fill bytes, and markers that stand alone.
                0xFF => {
                    rest = &rest[1..];
                    continue;
                }
                0x01 | 0xD0..=0xD8 => {
                    rest = after;
                    continue;
                }
                0xD9 | 0xDA => return Ok(()),
                _ => {}
            }
            let [high, low, ..] = after else { break };
            let length = usize::from(*high) << 8 | usize::from(*low);
            let Some(segment) = after.get(2..length) else { break };
            rest = &after[length..];
            match marker {
                0xFE => self.value(&["Comment"], &decoded(segment))?,
                0xE1 => {
                    if let Some(exif) = segment.strip_prefix(b"Exif\0\0") {
                        self.tiff(exif)?;
                    } else if let Some(xmp) = segment.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0") {
                        self.xmp(xmp)?;
                    }
                }
                0xED => self.iptc(segment)?,
                _ => {}
            }
        }
        self.malformed = true;
        Ok(())
    }

    /// The texts of IPTC's application record (IIM 4.2): record 2, each with its number.
    fn iptc(&mut self, segment: &[u8]) -> Result<(), Halt> {
        let mut rest = segment;
        while let Some(at) = memchr::memmem::find(rest, b"\x1c\x02") {
            rest = &rest[at + 2..];
            let [number, high, low, after @ ..] = rest else { return Ok(()) };
            let length = usize::from(*high) << 8 | usize::from(*low);
            let Some(content) = after.get(..length) else { continue };
            if *number > 0 && !content.is_empty() {
                self.value(&["IPTC", &format!("dataset_{number}")], &decoded(content))?;
            }
            rest = &after[length..];
        }
        Ok(())
    }

    /// PNG's chunks (PNG 3, section 11).
    fn png(&mut self, bytes: &[u8]) -> Result<(), Halt> {
        let mut rest = bytes.get(8..).unwrap_or_default();
        while let Some((header, after)) = rest.split_at_checked(8) {
            let length = header[..4].iter().fold(0_usize, |sum, &byte| sum << 8 | usize::from(byte));
            let Some(content) = after.get(..length) else { break };
            match &header[4..] {
                b"tEXt" => {
                    if let Some((keyword, text)) = split_zero(content) {
                        self.value(&["PNG", &decoded(keyword)], &WINDOWS_1252.decode_without_bom_handling(text).0)?;
                    }
                }
                b"zTXt" => {
                    if let Some((keyword, [0, text @ ..])) = split_zero(content) {
                        let text = self.inflated(text);
                        self.value(&["PNG", &decoded(keyword)], &WINDOWS_1252.decode_without_bom_handling(&text).0)?;
                    }
                }
                b"iTXt" => self.international(content)?,
                b"eXIf" => self.tiff(content)?,
                b"IEND" => return Ok(()),
                _ => {}
            }
            rest = after.get(length + 4..).unwrap_or_default();
        }
        self.malformed = true;
        Ok(())
    }

    fn international(&mut self, content: &[u8]) -> Result<(), Halt> {
        let Some((keyword, [compressed, _, rest @ ..])) = split_zero(content) else { return Ok(()) };
        let Some((_, rest)) = split_zero(rest) else { return Ok(()) };
        let Some((_, text)) = split_zero(rest) else { return Ok(()) };
        let text = if *compressed == 0 { text.to_vec() } else { self.inflated(text) };
        if keyword == b"XML:com.adobe.xmp" {
            return self.xmp(&text);
        }
        self.value(&["PNG", &decoded(keyword)], &String::from_utf8_lossy(&text))
    }

    /// Decompresses zlib (RFC 1950), as far as it goes.
    fn inflated(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        // Two bytes of zlib's frame, then bare deflate.
        let content = bytes.get(2..).unwrap_or_default();
        self.malformed |= Inflater::bare(content).take(MOST_TEXT).read_to_end(&mut text).is_err();
        text
    }

    /// GIF's comments (GIF89a, section 24).
    fn gif(&mut self, bytes: &[u8]) -> Result<(), Halt> {
        let mut rest = bytes;
        while let Some(at) = memchr::memmem::find(rest, b"\x21\xfe") {
            rest = &rest[at + 2..];
            let mut comment = Vec::new();
            while let Some((&length @ 1.., after)) = rest.split_first() {
                let Some((block, after)) = after.split_at_checked(usize::from(length)) else { break };
                comment.extend_from_slice(block);
                rest = after;
            }
            // Two bytes of a picture may look like the begin of a comment.
            if !comment.is_empty() && charset::detect(&comment, true).is_some() {
                self.value(&["Comment"], &decoded(&comment))?;
            }
        }
        Ok(())
    }

    /// WebP's chunks (RFC 9649).
    fn webp(&mut self, bytes: &[u8]) -> Result<(), Halt> {
        let mut rest = bytes.get(12..).unwrap_or_default();
        while let Some((header, after)) = rest.split_at_checked(8) {
            let length = header[4..].iter().rev().fold(0_usize, |sum, &byte| sum << 8 | usize::from(byte));
            let Some(content) = after.get(..length) else {
                self.malformed = true;
                return Ok(());
            };
            match &header[..4] {
                b"EXIF" => self.tiff(content.strip_prefix(b"Exif\0\0").unwrap_or(content))?,
                b"XMP " => self.xmp(content)?,
                _ => {}
            }
            rest = after.get(length + (length & 1)..).unwrap_or_default();
        }
        Ok(())
    }

    /// The directories of a TIFF file, which EXIF is too.
    fn tiff(&mut self, bytes: &[u8]) -> Result<(), Halt> {
        let tiff = Tiff { bytes, big: bytes.starts_with(b"MM") };
        // Where directories lie, and whether others follow them: those of EXIF and GPS stand alone.
        let mut open = vec![(tiff.long(4).unwrap_or(0), "EXIF", true)];
        let mut seen = Vec::new();
        let mut entries = 0;
        while let Some((at, group, followed)) = open.pop() {
            if at == 0 || seen.contains(&at) {
                continue;
            }
            seen.push(at);
            let Some(count) = tiff.short(at) else {
                self.malformed = true;
                continue;
            };
            let mut position = (None, None, None, None);
            for index in 0..usize::from(count) {
                entries += 1;
                if entries > MOST_ENTRIES {
                    self.malformed = true;
                    return Ok(());
                }
                let entry = at + 2 + index * 12;
                let (Some(tag), Some(kind)) = (tiff.short(entry), tiff.short(entry + 2)) else { break };
                match (group, tag) {
                    // The directories of EXIF and of GPS.
                    (_, 0x8769) => open.push((tiff.long(entry + 8).unwrap_or(0), "EXIF", false)),
                    (_, 0x8825) => open.push((tiff.long(entry + 8).unwrap_or(0), "GPS", false)),
                    (_, 0x02BC) => {
                        if let Some(xmp) = tiff.content(entry, 1) {
                            self.xmp(xmp)?;
                        }
                    }
                    ("GPS", 1) => position.0 = tiff.content(entry, 1).map(|side| side.first() == Some(&b'S')),
                    ("GPS", 2) => position.1 = tiff.degrees(entry),
                    ("GPS", 3) => position.2 = tiff.content(entry, 1).map(|side| side.first() == Some(&b'W')),
                    ("GPS", 4) => position.3 = tiff.degrees(entry),
                    _ => {
                        if let Some(text) = tiff.text(entry, tag, kind) {
                            let known = TAGS.iter().find(|(number, _)| *number == tag);
                            let name = known.map_or_else(|| format!("tag_{tag:04X}"), |(_, name)| (*name).to_owned());
                            self.value(&[group, &name], &text)?;
                        }
                    }
                }
            }
            if let (south, Some(latitude), west, Some(longitude)) = position {
                let sign = |negative: Option<bool>| if negative == Some(true) { -1.0 } else { 1.0 };
                let text = format!("{:.6}, {:.6}", latitude * sign(south), longitude * sign(west));
                self.value(&["GPS", "Position"], &text)?;
            }
            if followed {
                open.push((tiff.long(at + 2 + usize::from(count) * 12).unwrap_or(0), group, true));
            }
        }
        Ok(())
    }
}

fn split_zero(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    memchr::memchr(0, bytes).map(|at| (&bytes[..at], &bytes[at + 1..]))
}

/// Numbers and values of a TIFF file (TIFF 6.0, section 2).
struct Tiff<'t> {
    bytes: &'t [u8],
    big: bool,
}

impl<'t> Tiff<'t> {
    fn short(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..)?.first_chunk().copied()?;
        Some(if self.big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }

    fn long(&self, at: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..)?.first_chunk().copied()?;
        usize::try_from(if self.big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }).ok()
    }

    /// The value of an entry whose items have `size` bytes.
    fn content(&self, entry: usize, size: usize) -> Option<&'t [u8]> {
        let length = self.long(entry + 4)?.checked_mul(size)?;
        let at = if length <= 4 { entry + 8 } else { self.long(entry + 8)? };
        self.bytes.get(at..at.checked_add(length)?)
    }

    /// An angle of three fractions: degrees, minutes, seconds.
    fn degrees(&self, entry: usize) -> Option<f64> {
        let at = self.long(entry + 8)?;
        let part = |index: usize| {
            let below = self.long(at + index * 8 + 4)?;
            (below > 0).then_some(self.long(at + index * 8)? as f64 / below as f64)
        };
        Some(part(0)? + part(1).unwrap_or(0.0) / 60.0 + part(2).unwrap_or(0.0) / 3600.0)
    }

    fn text(&self, entry: usize, tag: u16, kind: u16) -> Option<String> {
        let content = match kind {
            1 | 2 | 7 | 129 => self.content(entry, 1)?,
            _ => return None,
        };
        match (tag, kind) {
            (0x9C9B..=0x9C9F, _) => Some(UTF_16LE.decode_without_bom_handling(content).0.into_owned()),
            // A user comment begins with the name of its encoding.
            (0x9286, _) => {
                let (code, text) = content.split_at_checked(8)?;
                if !code.starts_with(b"UNICODE") {
                    return Some(decoded(text));
                }
                let encoding = if self.big { UTF_16BE } else { UTF_16LE };
                Some(encoding.decode_without_bom_handling(text).0.into_owned())
            }
            (_, 2 | 129) => Some(decoded(content)),
            _ => None,
        }
    }
}
