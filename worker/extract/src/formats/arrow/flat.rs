//! Tables of FlatBuffers.
//!
//! Source: FlatBuffers, "Internals". Every access is checked: nothing in a table is trusted.

/// A table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'b> {
    bytes: &'b [u8],
    at: usize,
    /// Where its fields' offsets are listed.
    fields: &'b [u8],
}

/// A vector: where its elements begin, and how many there are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vector<'b> {
    bytes: &'b [u8],
    start: usize,
    width: usize,
    count: usize,
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

/// Where what lies at an offset counted from `at` begins.
fn target(bytes: &[u8], at: usize) -> Option<usize> {
    let offset = u32::from_le_bytes(number(bytes, at)?);
    at.checked_add(usize::try_from(offset).ok()?).filter(|_| offset != 0)
}

impl<'b> Table<'b> {
    /// The table that a buffer is about.
    pub(super) fn root(bytes: &'b [u8]) -> Option<Table<'b>> {
        Table::at(bytes, target(bytes, 0)?)
    }

    fn at(bytes: &'b [u8], at: usize) -> Option<Table<'b>> {
        let back = i32::from_le_bytes(number(bytes, at)?);
        let listed = i64::try_from(at).ok()?.checked_sub(i64::from(back))?;
        let listed = usize::try_from(listed).ok()?;
        let length = usize::from(u16::from_le_bytes(number(bytes, listed)?));
        // It begins with its own length and the table's.
        let fields = bytes.get(listed..listed.checked_add(length)?)?.get(4..)?;
        Some(Table { bytes, at, fields })
    }

    /// Where a field lies. `None`: it has its default value.
    fn field(&self, index: usize) -> Option<usize> {
        let offset = usize::from(u16::from_le_bytes(number(self.fields, index * 2)?));
        self.at.checked_add(offset).filter(|_| offset != 0)
    }

    fn scalar<const N: usize>(&self, index: usize) -> Option<[u8; N]> {
        number(self.bytes, self.field(index)?)
    }

    pub(super) fn byte(&self, index: usize) -> u8 {
        self.scalar(index).map_or(0, |[byte]| byte)
    }

    pub(super) fn short(&self, index: usize, default: i16) -> i16 {
        self.scalar(index).map_or(default, i16::from_le_bytes)
    }

    pub(super) fn int(&self, index: usize, default: i32) -> i32 {
        self.scalar(index).map_or(default, i32::from_le_bytes)
    }

    pub(super) fn long(&self, index: usize) -> i64 {
        self.scalar(index).map_or(0, i64::from_le_bytes)
    }

    pub(super) fn table(&self, index: usize) -> Option<Table<'b>> {
        Table::at(self.bytes, target(self.bytes, self.field(index)?)?)
    }

    /// A vector of elements of `width` bytes. Empty if there is none. `None`: it is corrupt.
    pub(super) fn vector(&self, index: usize, width: usize) -> Option<Vector<'b>> {
        let Some(field) = self.field(index) else {
            return Some(Vector { bytes: &[], start: 0, width, count: 0 });
        };
        let at = target(self.bytes, field)?;
        let count = usize::try_from(u32::from_le_bytes(number(self.bytes, at)?)).ok()?;
        let start = at.checked_add(4)?;
        let end = start.checked_add(count.checked_mul(width)?)?;
        (end <= self.bytes.len()).then_some(Vector { bytes: self.bytes, start, width, count })
    }

    /// A text. Empty if there is none.
    pub(super) fn text(&self, index: usize) -> &'b [u8] {
        let vector = self.vector(index, 1);
        vector.and_then(|text| text.bytes.get(text.start..text.start + text.count)).unwrap_or_default()
    }
}

impl<'b> Vector<'b> {
    pub(super) fn len(&self) -> usize {
        self.count
    }

    fn place(&self, index: usize) -> Option<usize> {
        (index < self.count).then(|| self.start + index * self.width)
    }

    pub(super) fn table(&self, index: usize) -> Option<Table<'b>> {
        Table::at(self.bytes, target(self.bytes, self.place(index)?)?)
    }

    pub(super) fn int(&self, index: usize) -> Option<i32> {
        number(self.bytes, self.place(index)?).map(i32::from_le_bytes)
    }

    /// A number of 8 bytes, `offset` bytes after the element's begin.
    pub(super) fn long(&self, index: usize, offset: usize) -> Option<i64> {
        number(self.bytes, self.place(index)? + offset).map(i64::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn tables_are_read_and_lies_are_not_followed() {
        // A table with a number (7), a text ("hey") and a field that is not there; its list of fields comes before it.
        let bytes = [
            16, 0, 0, 0, 10, 0, 12, 0, 4, 0, 8, 0, 0, 0, 0, 0, // root, fields
            12, 0, 0, 0, 7, 0, 0, 0, 4, 0, 0, 0, // table
            3, 0, 0, 0, b'h', b'e', b'y', 0,
        ];
        let table = Table::root(&bytes).unwrap();
        assert_eq!((table.int(0, 1), table.text(1), table.int(2, 5), table.int(99, 6)), (7, &b"hey"[..], 5, 6));
        assert_eq!(table.vector(2, 8).unwrap().len(), 0);
        assert!(table.vector(1, 2).is_none(), "three elements of two bytes are not there");
        for at in 0..bytes.len() {
            let mut bytes = bytes;
            bytes[at] = 0xFF;
            if let Some(table) = Table::root(&bytes) {
                let _ = (table.int(0, 1), table.text(1), table.table(1).map(|table| table.long(0)));
            }
        }
        assert!(Table::root(&[]).is_none() && Table::root(&[0; 8]).is_none());
    }
}
