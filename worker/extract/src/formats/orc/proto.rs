//! Messages of Protocol Buffers, field by field.
//!
//! Source: Protocol Buffers, "Encoding".

use super::varint;

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'b> {
    Number(u64),
    Bytes(&'b [u8]),
    /// Of a fixed width, which ORC's messages have only in statistics.
    Other,
}

/// Reads a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Message<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Message { bytes, at: 0 }
    }

    /// The next field: its number and value. The inner `None`: the message has ended; the outer one: it is corrupt.
    pub(super) fn field(&mut self) -> Option<Option<(u64, Value<'b>)>> {
        if self.at >= self.bytes.len() {
            return Some(None);
        }
        let tag = varint(self.bytes, &mut self.at)?;
        let value = match tag & 7 {
            0 => Value::Number(varint(self.bytes, &mut self.at)?),
            1 => self.fixed(8)?,
            2 => {
                let length = usize::try_from(varint(self.bytes, &mut self.at)?).ok()?;
                let end = self.at.checked_add(length)?;
                let bytes = self.bytes.get(self.at..end)?;
                self.at = end;
                Value::Bytes(bytes)
            }
            5 => self.fixed(4)?,
            _ => return None,
        };
        Some(Some((tag >> 3, value)))
    }

    fn fixed(&mut self, width: usize) -> Option<Value<'b>> {
        self.at = self.at.checked_add(width).filter(|&at| at <= self.bytes.len())?;
        Some(Value::Other)
    }
}

/// Adds the numbers of a repeated field to `out`, packed or not. `None`: they are corrupt, or more than `most` in all.
pub(super) fn numbers(value: Value<'_>, most: usize, out: &mut Vec<u64>) -> Option<()> {
    match value {
        Value::Number(number) => out.push(number),
        Value::Bytes(bytes) => {
            let mut at = 0;
            while at < bytes.len() {
                out.push(varint(bytes, &mut at)?);
                if out.len() > most {
                    return None;
                }
            }
        }
        Value::Other => return None,
    }
    (out.len() <= most).then_some(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn fields_of_the_published_examples() {
        // "Encoding": 150 in field 1, "testing" in field 2, packed 3, 270 and 86942 in field 6; and 8 bytes in field 3.
        let bytes = b"\x08\x96\x01\x12\x07testing\x32\x06\x03\x8e\x02\x9e\xa7\x05\x19\0\0\0\0\0\0\0\0";
        let mut message = Message::new(bytes);
        assert_eq!(message.field().unwrap(), Some((1, Value::Number(150))));
        assert_eq!(message.field().unwrap(), Some((2, Value::Bytes(b"testing"))));
        let (number, packed) = message.field().unwrap().unwrap();
        let mut out = Vec::new();
        numbers(packed, 3, &mut out).unwrap();
        assert_eq!((number, out.as_slice()), (6, &[3, 270, 86_942][..]));
        assert!(numbers(packed, 2, &mut Vec::new()).is_none());
        assert_eq!(message.field().unwrap(), Some((3, Value::Other)));
        assert_eq!(message.field().unwrap(), None);
        for corrupt in [&b"\x08"[..], b"\x12\x07test", b"\x19\0", b"\x0b", b"\x12\xff\xff\xff\xff\xff\xff\xff\xff\x7f"]
        {
            assert!(Message::new(corrupt).field().is_none());
        }
    }
}
