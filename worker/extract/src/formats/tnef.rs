//! TNEF, in which Outlook and Exchange wrap what mail has no form for (`winmail.dat`; Microsoft's \[MS-OXTNEF\]): the body
//! of the message, its properties, and the attached files, which are files inside it.

use super::codepage;
use super::compound::{decompress_rtf, mapi};
use super::{metadata, whole_within};
use crate::input::Input;
use crate::outcome::{FileOutcome, Reason, Status};
use crate::sniff::Sniffed;
use crate::text::charset;
use crate::walk::{Analysis, Halt, Tally, Walk};
use encoding_rs::{Encoding, UTF_16LE, WINDOWS_1252};
use std::ops::ControlFlow;

/// What a file begins with (2.1.3.2).
pub(crate) const MAGIC: &[u8] = b"\x78\x9F\x3E\x22";

/// The magic number, and a key of 16 bits.
const HEADER_BYTES: usize = 6;

// Attributes (2.1.3.3), by type and number.
const FROM: u32 = 0x0000_8000;
const SUBJECT: u32 = 0x0001_8004;
const BODY: u32 = 0x0002_800C;
const ATTACHED_NAME: u32 = 0x0001_8010;
const ATTACHED_DATA: u32 = 0x0006_800F;
const ATTACHED_BEGINS: u32 = 0x0006_9002;
const PROPERTIES: u32 = 0x0006_9003;
const RECIPIENTS: u32 = 0x0006_9004;
const ATTACHED_PROPERTIES: u32 = 0x0006_9005;
const CODE_PAGE: u32 = 0x0006_9007;

/// The number of attached data among properties, and its type if it is a message or another object.
const DATA: u16 = 0x3701;
const OBJECT: u16 = 0x000D;
/// What an attached object begins with that is a message (IID_IMessage).
const MESSAGE: [u8; 16] = [7, 3, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    // Messages in messages are held all at the same time.
    let buffered = walk.shared.buffered.get();
    let bytes = match whole_within(walk, input, walk.limits.document_bytes.saturating_sub(buffered)) {
        Ok(bytes) => bytes,
        Err(halt) => return walk.halted(sniffed.skipped(), halt),
    };
    walk.shared.buffered.set(buffered + bytes.len());
    let mut reader = Reader {
        encoding: WINDOWS_1252,
        name: String::new(),
        file: None,
        has_body: false,
        rtf: None,
        malformed: false,
        tally: Tally::default(),
    };
    let ended = reader.read(walk, &bytes);
    walk.shared.buffered.set(buffered);
    let mut outcome = FileOutcome::complete(sniffed.mime_type.clone());
    outcome.bytes = bytes.len() as u64;
    let attachments = reader.tally.finish("");
    if let Some(fatal) = attachments.fatal {
        return Analysis::fatal(outcome, fatal);
    }
    if let Err(halt) = ended {
        return walk.halted(outcome, halt);
    }
    outcome.bytes += attachments.outcome.bytes;
    if let Some(reason) = attachments.outcome.reason {
        outcome.reason = Some(reason);
        outcome.detail = Some("an attachment was not wholly analysed".to_owned());
    } else if reader.malformed {
        outcome.reason = Some(Reason::MalformedFile);
        outcome.detail = Some("a part of the message cannot be read".to_owned());
    }
    if outcome.reason.is_some() {
        outcome.status = Status::Partial;
    }
    Analysis::of(outcome)
}

/// Bytes that are taken one field after the other.
struct Fields<'b>(&'b [u8]);

impl<'b> Fields<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn half(&mut self) -> Option<u16> {
        self.take(2)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
    }

    fn word(&mut self) -> Option<u32> {
        self.take(4)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// So many bytes as the number before them says, filled up to a multiple of four.
    fn sized(&mut self) -> Option<&'b [u8]> {
        let length = usize::try_from(self.word()?).ok()?;
        let taken = self.take(length)?;
        self.0 = self.0.get(length.wrapping_neg() % 4..).unwrap_or_default();
        Some(taken)
    }
}

/// A property that is a text, bytes, or an object.
struct Property<'b> {
    kind: u16,
    number: u16,
    value: &'b [u8],
}

struct Reader<'b> {
    /// Of texts that are not UTF-16.
    encoding: &'static Encoding,
    /// Name and content of the attached file that is being read.
    name: String,
    file: Option<&'b [u8]>,
    has_body: bool,
    rtf: Option<&'b [u8]>,
    malformed: bool,
    tally: Tally,
}

impl<'b> Reader<'b> {
    fn read(&mut self, walk: &mut Walk<'_>, bytes: &'b [u8]) -> Result<(), Halt> {
        let mut fields = Fields(bytes.get(HEADER_BYTES..).unwrap_or_default());
        while !fields.0.is_empty() {
            let attribute = (|| {
                fields.take(1)?;
                let number = fields.word()?;
                let length = usize::try_from(fields.word()?).ok()?;
                // What is cut off is read as far as it goes.
                let value = fields.take(length.min(fields.0.len()))?;
                let whole = value.len() == length && fields.half().is_some();
                Some((number, value, whole))
            })();
            let Some((number, value, whole)) = attribute else {
                self.malformed = true;
                break;
            };
            self.attribute(walk, number, value)?;
            if !whole {
                self.malformed = true;
                break;
            }
        }
        self.end_file(walk)?;
        if let Some(rtf) = self.rtf.filter(|_| !self.has_body) {
            match decompress_rtf(rtf, walk.limits.document_stream_bytes) {
                Some(text) => self.attached(walk, "body.rtf", &text)?,
                None => self.malformed = true,
            }
        }
        Ok(())
    }

    fn attribute(&mut self, walk: &mut Walk<'_>, number: u32, value: &'b [u8]) -> Result<(), Halt> {
        match number {
            CODE_PAGE => {
                if let Some(page) = Fields(value).word() {
                    self.encoding = codepage::encoding(page);
                }
                Ok(())
            }
            FROM => self.sender(walk, value),
            SUBJECT => self.text(walk, mapi::SUBJECT, value),
            BODY => {
                self.has_body = true;
                self.text(walk, mapi::BODY, value)
            }
            ATTACHED_BEGINS => self.end_file(walk),
            ATTACHED_NAME => {
                if self.name.is_empty() {
                    self.name = self.decoded(value);
                }
                Ok(())
            }
            ATTACHED_DATA => {
                self.file = Some(value);
                Ok(())
            }
            PROPERTIES => {
                let mut fields = Fields(value);
                self.properties(walk, &mut fields, false)
            }
            ATTACHED_PROPERTIES => {
                let mut fields = Fields(value);
                self.properties(walk, &mut fields, true)
            }
            RECIPIENTS => {
                let mut fields = Fields(value);
                for _ in 0..fields.word().unwrap_or_default() {
                    if fields.0.is_empty() {
                        self.malformed = true;
                        break;
                    }
                    self.properties(walk, &mut fields, false)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A text in the message's encoding.
    fn decoded(&self, value: &[u8]) -> String {
        let text = value.split(|&byte| byte == 0).next().unwrap_or_default();
        self.encoding.decode_without_bom_handling(text).0.into_owned()
    }

    fn text(&mut self, walk: &mut Walk<'_>, number: u16, value: &[u8]) -> Result<(), Halt> {
        let text = self.encoding.decode_without_bom_handling(value).0;
        mapi::property(walk, number, text.trim_end_matches('\0'))
    }

    /// The sender: lengths of a name and an address, and these (2.1.3.3.13).
    fn sender(&mut self, walk: &mut Walk<'_>, value: &[u8]) -> Result<(), Halt> {
        let mut fields = Fields(value);
        let lengths = (|| {
            fields.take(4)?;
            Some((usize::from(fields.half()?), usize::from(fields.half()?)))
        })();
        let Some((name, address)) = lengths else { return Ok(()) };
        for (number, length) in [(mapi::SENDER_NAME, name), (mapi::SENDER_ADDRESS, address)] {
            let text = self.decoded(fields.take(length.min(fields.0.len())).unwrap_or_default());
            metadata(walk, &[&mapi::name_of(number)], &text)?;
        }
        Ok(())
    }

    /// The number of properties, and these (2.1.3.4). `of_file`: of an attached one.
    fn properties(&mut self, walk: &mut Walk<'_>, fields: &mut Fields<'b>, of_file: bool) -> Result<(), Halt> {
        let count = fields.word().unwrap_or_default();
        for _ in 0..count {
            if self.next_property(walk, fields, of_file)?.is_none() {
                self.malformed = true;
                fields.0 = &[];
                break;
            }
        }
        Ok(())
    }

    /// Reads the next property. `None`: it cannot be told where the one after it begins.
    fn next_property(
        &mut self,
        walk: &mut Walk<'_>,
        fields: &mut Fields<'b>,
        of_file: bool,
    ) -> Result<Option<()>, Halt> {
        let mut head = || {
            let (kind, number) = (fields.half()?, fields.half()?);
            if number >= 0x8000 {
                // One with a name: a set, and a number or a text.
                fields.take(16)?;
                match fields.word()? {
                    0 => drop(fields.word()?),
                    _ => drop(fields.sized()?),
                }
            }
            let several = kind & mapi::SEVERAL != 0;
            let kind = kind & !mapi::SEVERAL;
            let fixed = match kind {
                0x0002 | 0x0003 | 0x0004 | 0x000A | 0x000B => Some(4),
                0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => Some(8),
                0x0048 => Some(16),
                _ => None,
            };
            let count = if several || fixed.is_none() { fields.word()? } else { 1 };
            Some((kind, number, fixed, count))
        };
        let Some((kind, number, fixed, count)) = head() else { return Ok(None) };
        for _ in 0..count {
            if let Some(fixed) = fixed {
                if fields.take(fixed).is_none() {
                    return Ok(None);
                }
                continue;
            }
            let Some(value) = fields.sized() else { return Ok(None) };
            self.property(walk, &Property { kind, number, value }, of_file)?;
        }
        Ok(Some(()))
    }

    fn property(&mut self, walk: &mut Walk<'_>, property: &Property<'b>, of_file: bool) -> Result<(), Halt> {
        let &Property { kind, number, value } = property;
        if of_file && number == DATA {
            // An object has its interface before it; one that is a message is TNEF itself.
            self.file = Some(if kind == OBJECT { value.get(16..).unwrap_or_default() } else { value });
            if kind == OBJECT && !value.starts_with(&MESSAGE) {
                self.name.push_str(".ole");
            }
            return Ok(());
        }
        if number == mapi::RTF && kind == mapi::BINARY {
            self.rtf = Some(value);
            return Ok(());
        }
        let html = number == mapi::HTML && kind == mapi::BINARY;
        let text = match kind {
            mapi::TEXT16 => UTF_16LE.decode_without_bom_handling(value).0.into_owned(),
            mapi::TEXT8 => self.encoding.decode_without_bom_handling(value).0.into_owned(),
            _ if html => match charset::detect(value, true) {
                Some(charset) => String::from_utf8_lossy(&charset.decode_prefix(value)).into_owned(),
                None => self.encoding.decode_without_bom_handling(value).0.into_owned(),
            },
            _ => return Ok(()),
        };
        let text = text.trim_end_matches('\0');
        if of_file && (number == mapi::ATTACHED_LONG_NAME || number == mapi::ATTACHED_NAME && self.name.is_empty()) {
            text.clone_into(&mut self.name);
        }
        self.has_body |= !of_file && matches!(number, mapi::BODY | mapi::HTML);
        mapi::property(walk, number, text)
    }

    /// The attached file has ended: another begins, or the message has ended too.
    fn end_file(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        let name = std::mem::take(&mut self.name);
        match self.file.take() {
            Some(file) => self.attached(walk, if name.is_empty() { "attachment" } else { &name }, file),
            None => Ok(()),
        }
    }

    fn attached(&mut self, walk: &mut Walk<'_>, name: &str, bytes: &[u8]) -> Result<(), Halt> {
        let analysis = walk.embedded_bytes(name, bytes);
        match (self.tally.add(&analysis), analysis.fatal) {
            (ControlFlow::Break(()), Some(fatal)) => {
                Err(Halt::Limit(fatal.reason(), "the analysis ended in an attachment"))
            }
            _ => Ok(()),
        }
    }
}
