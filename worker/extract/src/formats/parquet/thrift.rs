//! The compact protocol of Thrift, as far as Parquet's headers need it.
//!
//! Source: Apache Thrift, "Thrift Compact protocol encoding". Nothing is allocated: lists are read element by element,
//! so a length that lies costs nothing.

/// Types of fields and elements.
pub(super) const TRUE: u8 = 1;
pub(super) const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
pub(super) const I32: u8 = 5;
pub(super) const I64: u8 = 6;
const DOUBLE: u8 = 7;
pub(super) const BINARY: u8 = 8;
pub(super) const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
pub(super) const STRUCT: u8 = 12;
const UUID: u8 = 13;

/// Deepest nesting that is passed over.
const MOST_DEPTH: u32 = 32;

/// A field's number and type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FieldHeader {
    pub(super) id: i16,
    pub(super) kind: u8,
}

/// Reads values one after the other. `None` means that the bytes end, or are wrong.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thrift<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Thrift<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Thrift { bytes, at: 0 }
    }

    /// How many bytes were read.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F).checked_shl(shift).unwrap_or_default();
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// An integer of any size.
    pub(super) fn integer(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// An integer that may not be negative.
    pub(super) fn size(&mut self) -> Option<u64> {
        u64::try_from(self.integer()?).ok()
    }

    pub(super) fn binary(&mut self) -> Option<&'b [u8]> {
        let length = usize::try_from(self.varint()?).ok()?;
        let bytes = self.bytes.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(bytes)
    }

    /// The header of the next field of a structure; `last` is the number of the one before (0 at first). The inner
    /// `None` is the structure's end.
    pub(super) fn field(&mut self, last: &mut i16) -> Option<Option<FieldHeader>> {
        let byte = self.byte()?;
        if byte == 0 {
            return Some(None);
        }
        let id = match byte >> 4 {
            0 => i16::try_from(self.integer()?).ok()?,
            delta => last.checked_add(i16::from(delta))?,
        };
        *last = id;
        Some(Some(FieldHeader { id, kind: byte & 0x0F }))
    }

    /// The type and number of a list's elements.
    pub(super) fn list(&mut self) -> Option<(u8, u64)> {
        let byte = self.byte()?;
        let count = match byte >> 4 {
            15 => self.varint()?,
            count => u64::from(count),
        };
        Some((byte & 0x0F, count))
    }

    /// Passes over a field's value.
    pub(super) fn skip(&mut self, kind: u8) -> Option<()> {
        match kind {
            // The value of a boolean field is in its header.
            TRUE | FALSE => Some(()),
            _ => self.skip_element(kind, 0),
        }
    }

    fn skip_element(&mut self, kind: u8, depth: u32) -> Option<()> {
        if depth > MOST_DEPTH {
            return None;
        }
        match kind {
            TRUE | FALSE | BYTE => {
                self.byte()?;
            }
            I16 | I32 | I64 => {
                self.varint()?;
            }
            DOUBLE => self.pass(8)?,
            UUID => self.pass(16)?,
            BINARY => {
                self.binary()?;
            }
            LIST | SET => {
                let (kind, count) = self.list()?;
                for _ in 0..count {
                    self.skip_element(kind, depth + 1)?;
                }
            }
            MAP => {
                let count = self.varint()?;
                let kinds = if count > 0 { self.byte()? } else { 0 };
                for _ in 0..count {
                    self.skip_element(kinds >> 4, depth + 1)?;
                    self.skip_element(kinds & 0x0F, depth + 1)?;
                }
            }
            STRUCT => {
                let mut last = 0;
                while let Some(field) = self.field(&mut last)? {
                    if !matches!(field.kind, TRUE | FALSE) {
                        self.skip_element(field.kind, depth + 1)?;
                    }
                }
            }
            _ => return None,
        }
        Some(())
    }

    fn pass(&mut self, count: usize) -> Option<()> {
        self.at = self.at.checked_add(count).filter(|&at| at <= self.bytes.len())?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn fields_are_read_and_passed_over() {
        // 1: i32 = -3, 2: list of two strings, 17: true, 18: structure with a double.
        let bytes = [0x15, 5, 0x19, 0x28, 1, b'a', 2, b'b', b'c', 0x01, 34, 0x1C, 0x17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let mut thrift = Thrift::new(&bytes);
        let mut last = 0;
        assert_eq!(thrift.field(&mut last), Some(Some(FieldHeader { id: 1, kind: I32 })));
        assert_eq!(thrift.integer(), Some(-3));
        assert_eq!(thrift.field(&mut last), Some(Some(FieldHeader { id: 2, kind: LIST })));
        let mut copy = thrift;
        assert_eq!(copy.list(), Some((BINARY, 2)));
        assert_eq!(copy.binary(), Some(&b"a"[..]));
        thrift.skip(LIST).unwrap();
        assert_eq!(thrift.field(&mut last), Some(Some(FieldHeader { id: 17, kind: TRUE })));
        assert_eq!(thrift.field(&mut last), Some(Some(FieldHeader { id: 18, kind: STRUCT })));
        thrift.skip(STRUCT).unwrap();
        assert_eq!(thrift.field(&mut last), Some(None));
        assert_eq!(thrift.position(), bytes.len());
        for end in 0..bytes.len() {
            assert_eq!(Thrift::new(&bytes[..end]).skip(STRUCT), None);
        }
    }

    #[test]
    fn lists_that_lie_end_with_the_bytes() {
        assert_eq!(Thrift::new(&[0xF5, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1, 2]).skip(LIST), None);
        assert_eq!(Thrift::new(&[0xFF; 40]).skip(STRUCT), None);
        assert_eq!(Thrift::new(&[0x19; 400]).skip(LIST), None);
    }
}
