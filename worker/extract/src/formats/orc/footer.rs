//! What describes an ORC file: the postscript, the footer, and the footer of each stripe.
//!
//! Source: Apache ORC, specification v1, `orc_proto.proto`.

use super::proto::{Message, Value, numbers};
use super::zone::Zone;
use std::collections::HashMap;

/// Most columns of a file, nested ones included. Own limit.
pub(super) const MOST_COLUMNS: usize = 200_000;
/// Most streams of a stripe. Own limit.
const MOST_STREAMS: usize = 1_000_000;

/// The last bytes of a file, before their own length.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Postscript {
    pub(super) footer_bytes: u64,
    pub(super) compression: u64,
    /// Most bytes of a block, after decompression.
    pub(super) block_bytes: u64,
    pub(super) metadata_bytes: u64,
}

impl Postscript {
    /// `None`: it is corrupt.
    pub(super) fn parse(bytes: &[u8]) -> Option<Postscript> {
        // The default that the format gives.
        let mut postscript = Postscript { block_bytes: 256 * 1024, ..Postscript::default() };
        let mut magic = false;
        let mut message = Message::new(bytes);
        while let Some(field) = message.field()? {
            match field {
                (1, Value::Number(length)) => postscript.footer_bytes = length,
                (2, Value::Number(compression)) => postscript.compression = compression,
                (3, Value::Number(block)) => postscript.block_bytes = block,
                (5, Value::Number(length)) => postscript.metadata_bytes = length,
                (8000, Value::Bytes(b"ORC")) => magic = true,
                _ => {}
            }
        }
        magic.then_some(postscript)
    }
}

/// A column's type, as the footer writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Type<'b> {
    pub(super) kind: u64,
    pub(super) children: Vec<u64>,
    pub(super) names: Vec<&'b [u8]>,
}

/// Where a stripe lies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Stripe {
    pub(super) start: u64,
    pub(super) index_bytes: u64,
    pub(super) data_bytes: u64,
    pub(super) footer_bytes: u64,
    pub(super) rows: u64,
}

/// The footer. Its stripes are read one after the other: there may be many.
pub(super) struct Footer<'b> {
    pub(super) types: Vec<Type<'b>>,
    /// Whether some columns are encrypted.
    pub(super) encrypted: bool,
    message: Message<'b>,
}

impl<'b> Footer<'b> {
    /// `None`: it is corrupt.
    pub(super) fn parse(bytes: &'b [u8]) -> Option<Footer<'b>> {
        let mut footer = Footer { types: Vec::new(), encrypted: false, message: Message::new(bytes) };
        let mut message = footer.message;
        let mut children = 0;
        while let Some(field) = message.field()? {
            match field {
                (4, Value::Bytes(bytes)) => {
                    let kind = column_type(bytes)?;
                    children += kind.children.len().max(kind.names.len());
                    if footer.types.len() >= MOST_COLUMNS || children > MOST_COLUMNS {
                        return None;
                    }
                    footer.types.push(kind);
                }
                (10, Value::Bytes(bytes)) => footer.encrypted = has_encrypted_columns(bytes)?,
                _ => {}
            }
        }
        Some(footer)
    }

    /// The next stripe. The inner `None`: it is corrupt.
    pub(super) fn next_stripe(&mut self) -> Option<Option<Stripe>> {
        loop {
            match self.message.field() {
                Some(Some((3, Value::Bytes(bytes)))) => return Some(stripe(bytes)),
                Some(Some(_)) => {}
                Some(None) | None => return None,
            }
        }
    }
}

fn column_type(bytes: &[u8]) -> Option<Type<'_>> {
    let mut found = Type::default();
    let mut message = Message::new(bytes);
    while let Some(field) = message.field()? {
        match field {
            (1, Value::Number(kind)) => found.kind = kind,
            (2, value) => numbers(value, MOST_COLUMNS, &mut found.children)?,
            (3, Value::Bytes(name)) => {
                if found.names.len() >= MOST_COLUMNS {
                    return None;
                }
                found.names.push(name);
            }
            _ => {}
        }
    }
    Some(found)
}

fn has_encrypted_columns(bytes: &[u8]) -> Option<bool> {
    let mut message = Message::new(bytes);
    while let Some((number, _)) = message.field()? {
        if number == 3 {
            return Some(true);
        }
    }
    Some(false)
}

fn stripe(bytes: &[u8]) -> Option<Stripe> {
    let mut found = Stripe::default();
    let mut message = Message::new(bytes);
    while let Some(field) = message.field()? {
        match field {
            (1, Value::Number(start)) => found.start = start,
            (2, Value::Number(length)) => found.index_bytes = length,
            (3, Value::Number(length)) => found.data_bytes = length,
            (4, Value::Number(length)) => found.footer_bytes = length,
            (5, Value::Number(rows)) => found.rows = rows,
            _ => {}
        }
    }
    Some(found)
}

/// What a stream holds, by the numbers of the format.
pub(super) const PRESENT: u64 = 0;
pub(super) const DATA: u64 = 1;
pub(super) const LENGTH: u64 = 2;
pub(super) const DICTIONARY_DATA: u64 = 3;
pub(super) const SECONDARY: u64 = 5;

/// How a column is written, by the numbers of the format.
pub(super) const DICTIONARY: u64 = 1;
pub(super) const DIRECT_V2: u64 = 2;
pub(super) const DICTIONARY_V2: u64 = 3;

/// How a column is written in a stripe.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Encoding {
    pub(super) kind: u64,
    pub(super) dictionary_values: u64,
}

/// What a stripe holds.
#[derive(Debug, Default)]
pub(super) struct StripeFooter {
    /// Where the streams lie, by column and kind: start and end in the file.
    streams: HashMap<(u64, u64), (u64, u64)>,
    encodings: Vec<Encoding>,
    zone: Zone,
}

impl StripeFooter {
    /// `None`: it is corrupt.
    pub(super) fn parse(bytes: &[u8], stripe: &Stripe) -> Option<StripeFooter> {
        let mut footer = StripeFooter::default();
        let mut at = stripe.start;
        let end = stripe.start.checked_add(stripe.index_bytes)?.checked_add(stripe.data_bytes)?;
        let mut message = Message::new(bytes);
        let mut streams = 0;
        while let Some(field) = message.field()? {
            match field {
                (1, Value::Bytes(bytes)) => {
                    let (kind, column, length) = stream(bytes)?;
                    let start = at;
                    at = at.checked_add(length).filter(|&at| at <= end)?;
                    streams += 1;
                    if streams > MOST_STREAMS {
                        return None;
                    }
                    if matches!(kind, PRESENT | DATA | LENGTH | DICTIONARY_DATA | SECONDARY) {
                        footer.streams.insert((column, kind), (start, at));
                    }
                }
                (2, Value::Bytes(bytes)) => {
                    if footer.encodings.len() >= MOST_COLUMNS {
                        return None;
                    }
                    footer.encodings.push(encoding(bytes)?);
                }
                (3, Value::Bytes(name)) => footer.zone = Zone::named(name),
                _ => {}
            }
        }
        Some(footer)
    }

    /// Where a stream of a column lies: start and end. A stream without bytes need not be there.
    pub(super) fn stream(&self, column: u32, kind: u64) -> Option<(u64, u64)> {
        self.streams.get(&(u64::from(column), kind)).copied()
    }

    /// The time zone of its writer.
    pub(super) fn zone(&self) -> &Zone {
        &self.zone
    }

    pub(super) fn encoding(&self, column: u32) -> Encoding {
        self.encodings.get(column as usize).copied().unwrap_or_default()
    }
}

fn stream(bytes: &[u8]) -> Option<(u64, u64, u64)> {
    let (mut kind, mut column, mut length) = (0, 0, 0);
    let mut message = Message::new(bytes);
    while let Some(field) = message.field()? {
        match field {
            (1, Value::Number(number)) => kind = number,
            (2, Value::Number(number)) => column = number,
            (3, Value::Number(number)) => length = number,
            _ => {}
        }
    }
    Some((kind, column, length))
}

fn encoding(bytes: &[u8]) -> Option<Encoding> {
    let mut found = Encoding::default();
    let mut message = Message::new(bytes);
    while let Some(field) = message.field()? {
        match field {
            (1, Value::Number(kind)) => found.kind = kind,
            (2, Value::Number(values)) => found.dictionary_values = values,
            _ => {}
        }
    }
    Some(found)
}
