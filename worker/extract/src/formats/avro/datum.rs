//! Decodes the records of an Avro file, as they come.
//!
//! Source: Apache Avro 1.12 Specification, "Binary Encoding". Values that are booleans, or null, are no text and are
//! passed over; enumerations give their symbol.

use super::schema::{Id, Kind, Meaning, Schema};
use crate::formats::records::{Node, ROOT, Records};
use crate::formats::written;
use crate::outcome::Reason;
use crate::walk::{Halt, Walk};
use std::io::{self, Read};

/// Bytes read at once.
const BUFFER_BYTES: usize = 64 * 1024;
/// Longest `bytes` that may be a decimal number: a longer one is no number.
const DECIMAL_BYTES: u64 = 64;

pub(super) fn corrupt() -> Halt {
    Halt::Read(io::ErrorKind::InvalidData.into())
}

fn ended() -> Halt {
    Halt::Read(io::ErrorKind::UnexpectedEof.into())
}

/// The bytes of a block, after decompression.
pub(super) struct Datums<'r> {
    reader: Box<dyn Read + 'r>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

impl<'r> Datums<'r> {
    /// `buffer`: of an earlier block, to be used again.
    pub(super) fn new(reader: Box<dyn Read + 'r>, mut buffer: Vec<u8>) -> Self {
        buffer.resize(BUFFER_BYTES, 0);
        Datums { reader, buffer, start: 0, end: 0 }
    }

    pub(super) fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }

    /// Reads on until `count` bytes (at most the buffer's) are at hand, or the block ends.
    fn fill(&mut self, count: usize) -> io::Result<&[u8]> {
        if self.end - self.start < count {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
            while self.end < count.min(self.buffer.len()) {
                match self.reader.read(&mut self.buffer[self.end..]) {
                    Ok(0) => break,
                    Ok(read) => self.end += read,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(&self.buffer[self.start..self.end])
    }

    /// Whether the block has ended.
    pub(super) fn is_at_end(&mut self) -> io::Result<bool> {
        Ok(self.fill(1)?.is_empty())
    }

    fn byte(&mut self) -> Result<u8, Halt> {
        let byte = self.fill(1)?.first().copied().ok_or_else(ended)?;
        self.start += 1;
        Ok(byte)
    }

    /// A number of variable length, zigzag encoded.
    #[inline]
    fn long(&mut self) -> Result<i64, Halt> {
        let mut value = 0_u64;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F).checked_shl(shift).unwrap_or_default();
            if byte & 0x80 == 0 {
                return Ok((value >> 1) as i64 ^ -((value & 1) as i64));
            }
        }
        Err(corrupt())
    }

    fn length(&mut self) -> Result<u64, Halt> {
        u64::try_from(self.long()?).map_err(|_| corrupt())
    }

    fn array<const COUNT: usize>(&mut self) -> Result<[u8; COUNT], Halt> {
        let bytes = self.fill(COUNT)?.first_chunk::<COUNT>().copied().ok_or_else(ended)?;
        self.start += COUNT;
        Ok(bytes)
    }
}

/// Decodes records, one after the other.
pub(super) struct Decoder<'d, 'r, 'v> {
    pub(super) schema: &'d Schema,
    pub(super) walk: &'d mut Walk<'v>,
    pub(super) records: &'d mut Records,
    pub(super) datums: Datums<'r>,
    pub(super) scratch: Vec<u8>,
    /// The record's number in the file.
    pub(super) record: u64,
}

impl Decoder<'_, '_, '_> {
    /// Decodes one record.
    pub(super) fn record(&mut self) -> Result<(), Halt> {
        self.value(self.schema.root, ROOT, 0)
    }

    fn value(&mut self, id: Id, node: Node, depth: u32) -> Result<(), Halt> {
        if depth > self.walk.limits.json_depth {
            return Err(Halt::Limit(Reason::UnableToParseFile, "the records are nested too deep"));
        }
        if self.schema.is_empty(id) {
            return Ok(());
        }
        let schema = self.schema;
        match schema.kind(id) {
            Kind::Pending | Kind::Null => Ok(()),
            Kind::Boolean => {
                self.datums.byte()?;
                self.records.spend(1)
            }
            Kind::Integer(meaning) => {
                let number = self.datums.long()?;
                self.written(node, |out| integer(out, number, *meaning))
            }
            Kind::Float => {
                let number = f32::from_le_bytes(self.datums.array()?);
                self.written(node, |out| written::short_float(out, number))
            }
            Kind::Double => {
                let number = f64::from_le_bytes(self.datums.array()?);
                self.written(node, |out| written::float(out, number))
            }
            Kind::String => {
                let length = self.datums.length()?;
                self.text(node, length, Meaning::Plain)
            }
            Kind::Bytes(meaning) => {
                let length = self.datums.length()?;
                self.text(node, length, *meaning)
            }
            Kind::Fixed(length, meaning) => self.text(node, *length, *meaning),
            Kind::Enum(symbols) => {
                let index = usize::try_from(self.datums.long()?).map_err(|_| corrupt())?;
                let symbol = symbols.get(index).ok_or_else(corrupt)?;
                self.records.value(self.walk, node, self.record, symbol.as_bytes())
            }
            Kind::Record(members) => {
                self.records.spend(1)?;
                for member in members {
                    let field = self.records.name(self.walk, node, member.slot, &member.name, self.record)?;
                    self.value(member.kind, field, depth + 1)?;
                }
                Ok(())
            }
            Kind::Union(branches) => {
                let index = usize::try_from(self.datums.long()?).map_err(|_| corrupt())?;
                let &branch = branches.get(index).ok_or_else(corrupt)?;
                self.records.spend(1)?;
                if self.schema.is_empty(branch) {
                    return Ok(());
                }
                let node = self.records.branch(node, index);
                self.value(branch, node, depth + 1)
            }
            Kind::Array(items) => self.array(*items, node, depth),
            Kind::Map(values) => self.map(*values, node, depth),
        }
    }

    /// The number of items of the next block of an array or map; 0 at its end.
    fn block(&mut self) -> Result<u64, Halt> {
        let count = self.datums.long()?;
        if count < 0 {
            // The block's size in bytes follows, for those who skip it.
            self.datums.long()?;
        }
        Ok(count.unsigned_abs())
    }

    fn array(&mut self, items: Id, node: Node, depth: u32) -> Result<(), Halt> {
        let elements = self.records.elements(node);
        self.records.enter(0);
        let mut index = 0_u64;
        loop {
            let count = self.block()?;
            if count == 0 {
                break;
            }
            if self.schema.is_empty(items) {
                index = index.saturating_add(count);
                continue;
            }
            for _ in 0..count {
                self.records.index(index);
                self.value(items, elements, depth + 1)?;
                index = index.saturating_add(1);
            }
        }
        self.records.leave();
        Ok(())
    }

    fn map(&mut self, values: Id, node: Node, depth: u32) -> Result<(), Halt> {
        let entries = self.records.entries(node);
        loop {
            let count = self.block()?;
            if count == 0 {
                return Ok(());
            }
            for _ in 0..count {
                self.key(entries)?;
                self.value(values, entries, depth + 1)?;
                self.records.leave();
            }
        }
    }

    /// Reads the key of a map's entry, and goes into it.
    fn key(&mut self, entries: Node) -> Result<(), Halt> {
        let length = self.datums.length()?;
        self.records.spend(length.saturating_add(1))?;
        let mut left = usize::try_from(length).map_err(|_| corrupt())?;
        if left > self.walk.limits.value_bytes {
            return Err(Halt::Limit(Reason::UnableToParseFile, "a key of a map is too long"));
        }
        let mut key = std::mem::take(&mut self.scratch);
        key.clear();
        while left > 0 {
            let part = self.datums.fill(1)?;
            if part.is_empty() {
                return Err(ended());
            }
            let take = part.len().min(left);
            key.extend_from_slice(&part[..take]);
            self.datums.start += take;
            left -= take;
        }
        let entered = self.records.enter_key(self.walk, entries, &key, self.record);
        self.scratch = key;
        entered
    }

    fn written(&mut self, node: Node, write: impl FnOnce(&mut Vec<u8>)) -> Result<(), Halt> {
        self.scratch.clear();
        write(&mut self.scratch);
        self.records.value(self.walk, node, self.record, &self.scratch)
    }

    /// A value of `length` bytes: a text, as far as it is one.
    fn text(&mut self, node: Node, length: u64, meaning: Meaning) -> Result<(), Halt> {
        if length <= BUFFER_BYTES as u64 {
            let length = length as usize;
            let bytes = self.datums.fill(length)?;
            let bytes = bytes.get(..length).ok_or_else(ended)?;
            match meaning {
                Meaning::Decimal(scale) if length as u64 <= DECIMAL_BYTES => {
                    self.scratch.clear();
                    written::decimal(&mut self.scratch, bytes, scale);
                    self.records.value(self.walk, node, self.record, &self.scratch)?;
                }
                Meaning::Uuid if length == 16 => {
                    self.scratch.clear();
                    written::uuid(&mut self.scratch, bytes);
                    self.records.value(self.walk, node, self.record, &self.scratch)?;
                }
                _ => self.records.value(self.walk, node, self.record, bytes)?,
            }
            self.datums.start += length;
            return Ok(());
        }
        let mut long = self.records.long(self.walk, node, self.record)?;
        let mut left = length;
        while left > 0 {
            let part = self.datums.fill(1)?;
            if part.is_empty() {
                // What there is of it was text all the same.
                long.finish(self.walk)?;
                return Err(ended());
            }
            let take = usize::try_from(left).unwrap_or(usize::MAX).min(part.len());
            self.records.spend(take as u64)?;
            long.push(self.walk, &part[..take])?;
            self.datums.start += take;
            left -= take as u64;
        }
        long.finish(self.walk)
    }
}

fn integer(out: &mut Vec<u8>, number: i64, meaning: Meaning) {
    match meaning {
        Meaning::Date => written::date(out, number),
        Meaning::Time(per_second) => written::time(out, number, per_second),
        Meaning::Timestamp(per_second) => written::timestamp(out, number, per_second),
        Meaning::Plain | Meaning::Decimal(_) | Meaning::Uuid => written::integer(out, number),
    }
}
