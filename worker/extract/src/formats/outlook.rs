//! Outlook messages (.msg): MAPI properties in a compound file (the formats are published as MS-OXMSG and MS-CFB).
//!
//! All text properties are visited, the body as text and the others as values by their name; attachments are files inside
//! it, and a message attached as such is read in its place. The body in RTF is read if there is no other.

use super::markup::Markup;
use super::{metadata, metadata_place, whole};
use crate::input::Input;
use crate::lines::LinePosition;
use crate::name;
use crate::outcome::{FileOutcome, Reason, Status};
use crate::sniff::Sniffed;
use crate::text::{Rewriter, charset};
use crate::walk::{Analysis, Halt, Tally, Walk};
use encoding_rs::{UTF_16LE, WINDOWS_1252};
use std::io::{Cursor, Read};
use std::ops::ControlFlow;

/// Most streams and storages of one message, its recipients and attachments included.
const MOST_ENTRIES: usize = 100_000;

/// How deep messages may be attached to each other without an own file.
const MOST_DEPTH: usize = 10;

type Compound = cfb::CompoundFile<Cursor<Vec<u8>>>;

/// What a property's number means (MS-OXPROPS), for those that people look for.
const NAMES: &[(u16, &str)] = &[
    (0x0037, "subject"),
    (0x0042, "sent_representing_name"),
    (0x0065, "sent_representing_address"),
    (0x0070, "conversation_topic"),
    (0x007D, "headers"),
    (0x0C1A, "sender_name"),
    (0x0C1F, "sender_address"),
    (0x0E02, "bcc"),
    (0x0E03, "cc"),
    (0x0E04, "to"),
    (BODY, "body"),
    (HTML, "body_html"),
    (0x3001, "display_name"),
    (0x3003, "email_address"),
    (0x39FE, "smtp_address"),
    (0x5D01, "sender_smtp_address"),
];

const BODY: u16 = 0x1000;
const RTF: u16 = 0x1009;
const HTML: u16 = 0x1013;
const ATTACHED_DATA: u16 = 0x3701;
const ATTACHED_NAME: u16 = 0x3704;
const ATTACHED_LONG_NAME: u16 = 0x3707;

/// Types of properties (MS-OXCDATA, 2.11.1): text in a code page, text in UTF-16, bytes, an object. Several values add a
/// bit.
const TEXT8: u16 = 0x001E;
const TEXT16: u16 = 0x001F;
const BINARY: u16 = 0x0102;
const OBJECT: u16 = 0x000D;
const SEVERAL: u16 = 0x1000;

/// A property that lies in a stream or storage of its own.
struct Property {
    path: std::path::PathBuf,
    number: u16,
    kind: u16,
}

struct Reader {
    file: Compound,
    left: usize,
    tally: Tally,
    bytes: u64,
    faults: bool,
}

enum Stopped {
    Halt(Halt),
    /// An attachment ended the analysis of the whole object.
    BrokenOff,
}

impl From<Halt> for Stopped {
    fn from(halt: Halt) -> Self {
        Stopped::Halt(halt)
    }
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    let bytes = match whole(walk, input) {
        Ok(bytes) => bytes,
        Err(halt) => return walk.halted(sniffed.skipped(), halt),
    };
    let Ok(file) = Compound::open(Cursor::new(bytes)) else {
        return Analysis::of(sniffed.skipped().with_detail("the message's structure cannot be read"));
    };
    let mut reader = Reader { file, left: MOST_ENTRIES, tally: Tally::default(), bytes: 0, faults: false };
    let ended = reader.message(walk, std::path::Path::new("/"), 0);
    let mut outcome = FileOutcome::complete(sniffed.mime_type.clone());
    outcome.bytes = reader.bytes;
    if let Err(Stopped::Halt(halt)) = ended {
        return walk.halted(outcome, halt);
    }
    let attachments = reader.tally.finish("");
    if let Some(fatal) = attachments.fatal {
        return Analysis::fatal(outcome, fatal);
    }
    outcome.bytes += attachments.outcome.bytes;
    let reason =
        if reader.faults || reader.left == 0 { Some(Reason::MalformedFile) } else { attachments.outcome.reason };
    if let Some(reason) = reason {
        outcome.status = if outcome.bytes > 0 { Status::Partial } else { Status::Skipped };
        outcome.reason = Some(reason);
        let detail = if reason == Reason::MalformedFile {
            "a part of the message cannot be read"
        } else {
            "an attachment was not wholly analysed"
        };
        outcome.detail = Some(detail.to_owned());
    }
    Analysis::of(outcome)
}

impl Reader {
    /// The properties and the storages that lie in a storage.
    fn entries(&mut self, storage: &std::path::Path) -> (Vec<Property>, Vec<std::path::PathBuf>) {
        let (mut properties, mut storages) = (Vec::new(), Vec::new());
        let Ok(entries) = self.file.read_storage(storage) else {
            self.faults = true;
            return (properties, storages);
        };
        for entry in entries {
            self.left = self.left.saturating_sub(1);
            if self.left == 0 {
                break;
            }
            let tag = entry.name().strip_prefix("__substg1.0_").and_then(|tag| tag.get(..8));
            match tag.and_then(|tag| u32::from_str_radix(tag, 16).ok()) {
                Some(tag) => properties.push(Property {
                    path: entry.path().to_owned(),
                    number: (tag >> 16) as u16,
                    kind: tag as u16,
                }),
                None if entry.is_storage() => storages.push(entry.path().to_owned()),
                None => {}
            }
        }
        (properties, storages)
    }

    fn stream(&mut self, walk: &Walk<'_>, path: &std::path::Path) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = self.file.open_stream(path).and_then(|stream| {
            // A stream cannot be longer than the file; one that says so is cut.
            stream.take(walk.limits.document_bytes as u64).read_to_end(&mut bytes)
        });
        if read.is_err() {
            self.faults = true;
            return None;
        }
        self.bytes += bytes.len() as u64;
        Some(bytes)
    }

    fn message(&mut self, walk: &mut Walk<'_>, storage: &std::path::Path, depth: usize) -> Result<(), Stopped> {
        let (properties, storages) = self.entries(storage);
        self.values(walk, &properties)?;
        let has = |number| properties.iter().any(|property| property.number == number);
        if !has(BODY)
            && !has(HTML)
            && let Some(rtf) = properties.iter().find(|property| property.number == RTF && property.kind == BINARY)
            && let Some(bytes) = self.stream(walk, &rtf.path)
        {
            match decompress(&bytes, walk.limits.document_stream_bytes) {
                Some(text) => self.attached(walk, "body.rtf", &text)?,
                None => self.faults = true,
            }
        }
        for storage in storages {
            let (properties, _) = self.entries(&storage);
            let attachment = storage.file_name().is_some_and(|name| name.to_string_lossy().starts_with("__attach"));
            self.values(walk, &properties)?;
            if attachment {
                self.attachment(walk, &properties, depth)?;
            }
        }
        Ok(())
    }

    fn attachment(&mut self, walk: &mut Walk<'_>, properties: &[Property], depth: usize) -> Result<(), Stopped> {
        let mut name = None;
        for number in [ATTACHED_LONG_NAME, ATTACHED_NAME] {
            let property = properties.iter().find(|property| property.number == number);
            if let (None, Some(property)) = (&name, property) {
                name = self.text(walk, property);
            }
        }
        let name = name.unwrap_or_else(|| "attachment".to_owned());
        for property in properties.iter().filter(|property| property.number == ATTACHED_DATA) {
            match property.kind {
                BINARY => {
                    if let Some(bytes) = self.stream(walk, &property.path) {
                        self.bytes = self.bytes.saturating_sub(bytes.len() as u64);
                        self.attached(walk, &name, &bytes)?;
                    }
                }
                OBJECT if depth < MOST_DEPTH => self.message(walk, &property.path, depth + 1)?,
                OBJECT => {
                    let reason = Reason::ArchiveNestingLevelOverLimit;
                    let analysis = walk.embedded_skipped(&name, FileOutcome::skipped(reason, name::mime_of("x.msg")));
                    let _ = self.tally.add(&analysis);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn attached(&mut self, walk: &mut Walk<'_>, name: &str, bytes: &[u8]) -> Result<(), Stopped> {
        let analysis = walk.embedded_bytes(name, bytes);
        match self.tally.add(&analysis) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Stopped::BrokenOff),
        }
    }

    /// The text of a property, if it is one.
    fn text(&mut self, walk: &Walk<'_>, property: &Property) -> Option<String> {
        let kind = property.kind & !SEVERAL;
        let html = property.number == HTML && kind == BINARY;
        if kind != TEXT8 && kind != TEXT16 && !html {
            return None;
        }
        let bytes = self.stream(walk, &property.path)?;
        if kind == TEXT16 {
            return Some(UTF_16LE.decode_without_bom_handling(&bytes).0.into_owned());
        }
        let text = match charset::detect(&bytes, true) {
            Some(charset) => String::from_utf8_lossy(&charset.decode_prefix(&bytes)).into_owned(),
            None => WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned(),
        };
        Some(text)
    }

    /// Visits the text properties among `properties`.
    fn values(&mut self, walk: &mut Walk<'_>, properties: &[Property]) -> Result<(), Halt> {
        for property in properties {
            let Some(text) = self.text(walk, property) else { continue };
            let text = text.trim_end_matches('\0');
            let known = NAMES.iter().find(|(number, _)| *number == property.number);
            let name =
                known.map_or_else(|| format!("property_{:04X}", property.number), |(_, name)| (*name).to_owned());
            match name.as_str() {
                "body_html" => {
                    let mut out = Rewriter::new(Some(metadata_place(&[&name])));
                    let mut markup = Markup::new(true);
                    markup.push(&mut out, text.as_bytes(), LinePosition::default());
                    markup.end(&mut out);
                    out.finish(walk)?;
                }
                "body" | "headers" => walk.whole_text(text.as_bytes(), Some(&metadata_place(&[&name])))?,
                _ => metadata(walk, &[&name], text)?,
            }
        }
        Ok(())
    }
}

/// What the dictionary of compressed RTF begins with (MS-OXRTFCP, 2.1.2.1).
const RTF_DICTIONARY: &[u8] =
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \
\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \
\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Size of the dictionary, which is a ring.
const RTF_RING: usize = 4096;

/// Decompresses RTF (MS-OXRTFCP). `None`: it is not compressed RTF, or would have more than `most` bytes.
fn decompress(bytes: &[u8], most: usize) -> Option<Vec<u8>> {
    let magic = bytes.get(8..12)?;
    let content = bytes.get(16..)?;
    if magic == b"MELA" {
        return (content.len() <= most).then(|| content.to_vec());
    }
    if magic != b"LZFu" {
        return None;
    }
    let mut ring = [b' '; RTF_RING];
    ring.get_mut(..RTF_DICTIONARY.len())?.copy_from_slice(RTF_DICTIONARY);
    let mut write = RTF_DICTIONARY.len();
    let mut out = Vec::new();
    let mut rest = content;
    while let Some((&control, after)) = rest.split_first() {
        rest = after;
        for bit in 0..8 {
            if out.len() > most {
                return None;
            }
            if control >> bit & 1 == 0 {
                let Some((&byte, after)) = rest.split_first() else { return Some(out) };
                rest = after;
                out.push(byte);
                ring[write] = byte;
                write = (write + 1) % RTF_RING;
                continue;
            }
            let [high, low, after @ ..] = rest else { return Some(out) };
            rest = after;
            let reference = usize::from(*high) << 8 | usize::from(*low);
            let (offset, length) = (reference >> 4, (reference & 0xF) + 2);
            if offset == write {
                return Some(out);
            }
            for step in 0..length {
                let byte = ring[(offset + step) % RTF_RING];
                out.push(byte);
                ring[write] = byte;
                write = (write + 1) % RTF_RING;
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification() {
        // MS-OXRTFCP, 4.1.1: "{\rtf1\ansi\ansicpg1252\pard hello world}\r\n".
        let compressed = [
            0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00,
            0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09,
            0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
        ];
        let text = decompress(&compressed, 1000);
        assert_eq!(text.as_deref(), Some(b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n".as_slice()));
        assert_eq!(decompress(&compressed, 10), None);
        for length in 0..compressed.len() {
            let _ = decompress(&compressed[..length], 1000);
        }
    }
}
