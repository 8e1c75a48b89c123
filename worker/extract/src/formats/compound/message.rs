//! Outlook messages: MAPI properties in a compound file (Microsoft's \[MS-OXMSG\]).
//!
//! All text properties are visited, bodies and headers as text and the others as values by their name: those of the message,
//! of its recipients, and of messages that are attached as such. Attached files are files inside it. A body in RTF is read if
//! its message has no other.

use super::Document;
use super::compressed_rtf::decompress;
use super::container::Container;
use super::mapi::{self, ATTACHED_LONG_NAME, ATTACHED_NAME, BINARY, BODY, HTML, RTF, SEVERAL, TEXT8, TEXT16};
use crate::outcome::Reason;
use crate::text::charset;
use crate::walk::{Halt, Tally, Walk};
use encoding_rs::{UTF_16LE, WINDOWS_1252};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::ops::ControlFlow;

/// The stream that a message has, and no other compound file.
pub(super) const PROPERTIES: &str = "/__properties_version1.0";

/// The storage of a message or object that is attached as such: its number is that of attached data, its type an object.
const ATTACHED_OBJECT: &str = "__substg1.0_3701000D";

const ATTACHED_DATA: u16 = 0x3701;

const MALFORMED: &str = "a part of the message cannot be read";

/// A property that lies in a stream of its own.
struct Property {
    stream: usize,
    number: u16,
    kind: u16,
}

struct Reader<'d, 'c, 's> {
    document: &'d mut Document,
    container: &'c mut Container<'s>,
    /// Bytes that streams may have from here on: all together lie in the file once.
    left: u64,
    tally: Tally,
}

pub(super) fn read(walk: &mut Walk<'_>, container: &mut Container<'_>, document: &mut Document) -> Result<(), Halt> {
    let mut storages: BTreeMap<String, Vec<Property>> = BTreeMap::new();
    // Files that another program embedded, and what else is no property.
    let (mut packages, mut others) = (Vec::new(), false);
    for (stream, path) in container.streams() {
        let Some((storage, name)) = path.rsplit_once('/') else { continue };
        let tag = name.strip_prefix("__substg1.0_").and_then(|tag| tag.get(..8));
        match tag.and_then(|tag| u32::from_str_radix(tag, 16).ok()) {
            Some(tag) => {
                let property = Property { stream, number: (tag >> 16) as u16, kind: tag as u16 };
                storages.entry(storage.to_owned()).or_default().push(property);
            }
            None if path.contains(ATTACHED_OBJECT) && matches!(name, "Package" | "CONTENTS") => packages.push(stream),
            None => others |= path.contains(ATTACHED_OBJECT) && !name.starts_with("__"),
        }
    }
    let left = container.file_bytes();
    let mut reader = Reader { document, container, left, tally: Tally::default() };
    for (storage, properties) in &storages {
        reader.storage(walk, storage, properties)?;
    }
    for stream in packages {
        if let Some(bytes) = reader.stream(walk, stream)? {
            reader.attached(walk, "attachment", &bytes)?;
        }
    }
    let attachments = reader.tally.finish("");
    document.bytes += attachments.outcome.bytes;
    if let Some(reason) = attachments.outcome.reason {
        document.fault.get_or_insert((reason, "an attachment was not wholly analysed"));
    }
    if others {
        let reason = Reason::ArchiveContainsUnprocessedFiles;
        document.fault.get_or_insert((reason, "an object that a program embedded in the message is not looked at"));
    }
    Ok(())
}

impl Reader<'_, '_, '_> {
    /// A message, a recipient, or an attachment.
    fn storage(&mut self, walk: &mut Walk<'_>, storage: &str, properties: &[Property]) -> Result<(), Halt> {
        let file_name = self.values(walk, properties)?;
        let (_, name) = storage.rsplit_once('/').unwrap_or_default();
        if name.starts_with("__attach") {
            return self.attachment(walk, properties, file_name.as_deref().unwrap_or("attachment"));
        }
        let find = |number| properties.iter().find(|property| property.number == number);
        if (storage.is_empty() || name == ATTACHED_OBJECT)
            && find(BODY).is_none()
            && find(HTML).is_none()
            && let Some(rtf) = find(RTF).filter(|property| property.kind == BINARY)
            && let Some(bytes) = self.stream(walk, rtf.stream)?
        {
            match decompress(&bytes, walk.limits.document_stream_bytes) {
                Some(text) => self.attached(walk, "body.rtf", &text)?,
                None => self.document.fault(MALFORMED),
            }
        }
        Ok(())
    }

    /// The bytes of a stream, and what could be read of it if not all can.
    fn stream(&mut self, walk: &Walk<'_>, stream: usize) -> Result<Option<Vec<u8>>, Halt> {
        let size = self.container.stream_bytes(stream);
        let most = walk.limits.document_bytes as u64;
        if size > self.left || size > most {
            self.document.fault("a part of the message is too large");
        }
        if size > self.left {
            return Ok(None);
        }
        self.left -= size;
        walk.shared.hold(usize::try_from(size).unwrap_or(usize::MAX));
        let mut bytes = Vec::new();
        let read = self.container.open_number(stream).and_then(|stream| stream.take(most).read_to_end(&mut bytes));
        if walk.shared.source_failed() {
            return Err(Halt::Read(io::Error::other("the source has failed")));
        }
        if read.is_err() {
            self.document.fault(MALFORMED);
        }
        Ok((!bytes.is_empty()).then_some(bytes))
    }

    fn attachment(&mut self, walk: &mut Walk<'_>, properties: &[Property], name: &str) -> Result<(), Halt> {
        for data in properties.iter().filter(|data| data.number == ATTACHED_DATA && data.kind == BINARY) {
            if let Some(bytes) = self.stream(walk, data.stream)? {
                self.attached(walk, name, &bytes)?;
            }
        }
        Ok(())
    }

    fn attached(&mut self, walk: &mut Walk<'_>, name: &str, bytes: &[u8]) -> Result<(), Halt> {
        let analysis = walk.embedded_bytes(name, bytes);
        match (self.tally.add(&analysis), analysis.fatal) {
            (ControlFlow::Break(()), Some(fatal)) => {
                self.document.fatal = Some(fatal);
                Err(Halt::Limit(fatal.reason(), "the analysis ended in an attachment"))
            }
            _ => Ok(()),
        }
    }

    /// The text of a property, if it is one.
    fn text(&mut self, walk: &Walk<'_>, property: &Property) -> Result<Option<String>, Halt> {
        let kind = property.kind & !SEVERAL;
        let html = property.number == HTML && kind == BINARY;
        if kind != TEXT8 && kind != TEXT16 && !html {
            return Ok(None);
        }
        let Some(bytes) = self.stream(walk, property.stream)? else { return Ok(None) };
        if kind == TEXT16 {
            return Ok(Some(UTF_16LE.decode_without_bom_handling(&bytes).0.into_owned()));
        }
        Ok(Some(match charset::detect(&bytes, true) {
            Some(charset) => String::from_utf8_lossy(&charset.decode_prefix(&bytes)).into_owned(),
            None => WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned(),
        }))
    }

    /// Visits the text properties among `properties`. Tells the name of the file that is attached.
    fn values(&mut self, walk: &mut Walk<'_>, properties: &[Property]) -> Result<Option<String>, Halt> {
        let mut file_name = None;
        for property in properties {
            let Some(text) = self.text(walk, property)? else { continue };
            self.document.bytes += text.len() as u64;
            let text = text.trim_end_matches('\0');
            if property.number == ATTACHED_LONG_NAME || property.number == ATTACHED_NAME && file_name.is_none() {
                file_name = Some(text.to_owned()).filter(|name| !name.is_empty()).or(file_name);
            }
            mapi::property(walk, property.number, text)?;
        }
        Ok(file_name)
    }
}
