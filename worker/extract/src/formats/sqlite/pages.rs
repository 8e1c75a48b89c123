//! The pages of a database: cells of its trees, and contents that flow over into other pages.
//!
//! Source: sqlite.org, "Database File Format" (1.3 to 1.6, 2.1).

use crate::source::SourceReader;
use std::io::{self, Read, Seek, SeekFrom};

/// Kinds of pages.
pub(super) const INDEX_INNER: u8 = 2;
pub(super) const TABLE_INNER: u8 = 5;
pub(super) const INDEX_LEAF: u8 = 10;
pub(super) const TABLE_LEAF: u8 = 13;

/// Bytes of the header at the begin of the file.
pub(super) const FILE_HEADER_BYTES: usize = 100;
/// Marks a page that was used for an overflow.
pub(super) const OVERFLOW: u16 = u16::MAX;

/// A number of variable length: seven bits in each byte, highest first; the ninth byte has eight.
pub(super) fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0_u64;
    for index in 0..9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if index == 8 {
            return Some(value << 8 | u64::from(byte));
        }
        value = value << 7 | u64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(value)
}

pub(super) fn number16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub(super) fn number32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The pages, and what is known of each.
pub(super) struct Pages<'r, 'a> {
    reader: &'r mut SourceReader<'a>,
    pub(super) page_bytes: usize,
    /// Bytes of a page that are used.
    pub(super) usable: usize,
    pub(super) count: u32,
    /// For each page (from 0) the table that it belongs to, counted from 1; 0: none; or [`OVERFLOW`].
    pub(super) owners: Vec<u16>,
    pub(super) bytes: u64,
}

/// The part of a cell that lies in its page, and where the rest begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    /// The number of the row, in trees of tables.
    pub(super) rowid: i64,
    /// Bytes of the record in all.
    pub(super) length: u64,
    /// Where in the page it begins and ends.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The page with the next part, or 0.
    pub(super) next: u32,
}

impl<'r, 'a> Pages<'r, 'a> {
    pub(super) fn new(reader: &'r mut SourceReader<'a>, page_bytes: usize, usable: usize) -> Self {
        let count = u32::try_from(reader.len() / page_bytes as u64).unwrap_or(u32::MAX);
        Pages { reader, page_bytes, usable, count, owners: vec![0; count as usize], bytes: 0 }
    }

    /// Reads a page (from 1) into `page`. False: there is none of this number.
    pub(super) fn read(&mut self, number: u32, page: &mut Vec<u8>) -> io::Result<bool> {
        page.clear();
        if number == 0 || number > self.count {
            return Ok(false);
        }
        self.reader.seek(SeekFrom::Start(u64::from(number - 1) * self.page_bytes as u64))?;
        self.reader.by_ref().take(self.page_bytes as u64).read_to_end(page)?;
        self.bytes += page.len() as u64;
        Ok(page.len() == self.page_bytes)
    }

    pub(super) fn owner(&self, number: u32) -> Option<u16> {
        self.owners.get((number as usize).checked_sub(1)?).copied()
    }

    /// Gives a page to an owner. False: it has one already, or does not exist.
    pub(super) fn claim(&mut self, number: u32, owner: u16) -> bool {
        let slot = (number as usize).checked_sub(1).and_then(|index| self.owners.get_mut(index));
        match slot {
            Some(slot) if *slot == 0 => {
                *slot = owner;
                true
            }
            _ => false,
        }
    }

    /// The cell that begins at `at` in a page of this kind. `None`: it is corrupt.
    pub(super) fn cell(&self, page: &[u8], kind: u8, at: usize) -> Option<Cell> {
        let mut at = if kind == INDEX_INNER { at.checked_add(4)? } else { at };
        let length = varint(page, &mut at)?;
        let rowid = if kind == TABLE_LEAF { varint(page, &mut at)? as i64 } else { 0 };
        // How much of a record stays in its page, by 1.6 of the format.
        let usable = self.usable;
        let least = (usable - 12) * 32 / 255 - 23;
        let most = if kind == TABLE_LEAF { usable - 35 } else { (usable - 12) * 64 / 255 - 23 };
        if length <= most as u64 {
            let end = at.checked_add(length as usize)?;
            return (end <= page.len()).then_some(Cell { rowid, length, start: at, end, next: 0 });
        }
        let wanted = least + usize::try_from((length - least as u64) % (usable as u64 - 4)).ok()?;
        let here = if wanted <= most { wanted } else { least };
        let end = at.checked_add(here)?;
        let next = number32(page, end)?;
        Some(Cell { rowid, length, start: at, end, next })
    }
}

/// Reads a record from its page and those it flows over to.
pub(super) struct Payload<'p, 'r, 'a> {
    pub(super) pages: &'p mut Pages<'r, 'a>,
    /// The part at hand: `local` at first, then `overflow`.
    pub(super) local: &'p [u8],
    pub(super) overflow: &'p mut Vec<u8>,
    pub(super) in_overflow: bool,
    pub(super) at: usize,
    pub(super) next: u32,
    /// Bytes that are left in all.
    pub(super) left: u64,
}

impl Payload<'_, '_, '_> {
    /// The bytes at hand, at least one unless the record ends. The inner `None`: the pages that follow are wrong.
    pub(super) fn fill(&mut self) -> io::Result<Option<&[u8]>> {
        if self.left == 0 {
            return Ok(Some(&[]));
        }
        let length = if self.in_overflow { self.overflow.len() } else { self.local.len() };
        if self.at >= length {
            let number = self.next;
            // Each page is used once, so a chain that runs in a circle ends.
            if !self.pages.claim(number, OVERFLOW) || !self.pages.read(number, self.overflow)? {
                return Ok(None);
            }
            self.overflow.truncate(self.pages.usable);
            self.next = number32(self.overflow, 0).unwrap_or_default();
            self.in_overflow = true;
            self.at = 4;
        }
        let part = if self.in_overflow { self.overflow.as_slice() } else { self.local };
        let part = part.get(self.at..).unwrap_or_default();
        let take = usize::try_from(self.left).unwrap_or(usize::MAX).min(part.len());
        Ok(Some(&part[..take]))
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.at += count;
        self.left = self.left.saturating_sub(count as u64);
    }

    /// Appends `count` bytes to `out`. False: there are not so many.
    pub(super) fn read(&mut self, mut count: usize, out: &mut Vec<u8>) -> io::Result<bool> {
        while count > 0 {
            let Some(part) = self.fill()? else { return Ok(false) };
            if part.is_empty() {
                return Ok(false);
            }
            let take = part.len().min(count);
            out.extend_from_slice(&part[..take]);
            self.consume(take);
            count -= take;
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_variable_length() {
        let mut at = 0;
        assert_eq!(varint(&[0x81, 0x00, 7], &mut at), Some(128));
        assert_eq!(varint(&[0x81, 0x00, 7], &mut at), Some(7));
        assert_eq!(varint(&[0x81, 0x00, 7], &mut at), None);
        assert_eq!(varint(&[0xFF; 9], &mut 0), Some(u64::MAX));
        assert_eq!(varint(&[0x80; 8], &mut 0), None);
    }
}
