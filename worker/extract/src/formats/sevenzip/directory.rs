//! How large the directory of a 7z archive is, before anything is allocated for it.
//!
//! The directory is mostly compressed itself; then a small header says how, and how large it gets. The layout is that of
//! `7zFormat.txt` of the 7-Zip sources.

use std::io::{self, Read, Seek, SeekFrom};

/// Identifiers of properties.
const END: u8 = 0x00;
const PACK_INFO: u8 = 0x06;
const UNPACK_INFO: u8 = 0x07;
const SIZES: u8 = 0x09;
const DIGESTS: u8 = 0x0A;
const FOLDERS: u8 = 0x0B;
const UNPACK_SIZES: u8 = 0x0C;
const ENCODED_HEADER: u8 = 0x17;

/// The first header has this length; places count from its end.
const START_BYTES: u64 = 32;

/// The size of the directory after decompression; the largest of all sizes that its header names. `None` if the header
/// makes no sense. One that is larger than `most` itself is not read.
pub(super) fn bytes(start: &[u8], source: &mut (impl Read + Seek), most: u64) -> io::Result<Option<u64>> {
    let field = |at: usize| start.get(at..).and_then(<[u8]>::first_chunk::<8>).map(|bytes| u64::from_le_bytes(*bytes));
    let (Some(offset), Some(size)) = (field(12), field(20)) else { return Ok(None) };
    if size > most {
        return Ok(Some(size));
    }
    let Some(offset) = offset.checked_add(START_BYTES) else { return Ok(None) };
    source.seek(SeekFrom::Start(offset))?;
    let mut header = Vec::new();
    source.take(size).read_to_end(&mut header)?;
    if header.first() != Some(&ENCODED_HEADER) {
        return Ok(Some(size));
    }
    let mut header = Header(&header[1..]);
    Ok(header.largest_unpack_size().map(|unpacked| unpacked.max(size)))
}

struct Header<'h>(&'h [u8]);

impl Header<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn skip(&mut self, count: u64) -> Option<()> {
        self.0 = self.0.get(usize::try_from(count).ok()?..)?;
        Some(())
    }

    /// A number: the leading ones of the first byte count the bytes that follow, low ones first; what is left of the
    /// first byte comes on top.
    fn number(&mut self) -> Option<u64> {
        let first = self.byte()?;
        let mut value = 0;
        for index in 0..8 {
            if first & (0x80 >> index) == 0 {
                let high = u64::from(first) & ((0x80 >> index) - 1);
                return Some(value | high << (8 * index));
            }
            value |= u64::from(self.byte()?) << (8 * index);
        }
        Some(value)
    }

    /// Passes over checksums of `count` things, of which some may have none.
    fn skip_digests(&mut self, count: u64) -> Option<()> {
        if self.byte()? != 0 {
            return self.skip(count.checked_mul(4)?);
        }
        let mut defined = 0;
        for _ in 0..count.div_ceil(8) {
            defined += u64::from(self.byte()?.count_ones());
        }
        self.skip(defined * 4)
    }

    fn largest_unpack_size(&mut self) -> Option<u64> {
        if self.byte()? != PACK_INFO {
            return None;
        }
        self.number()?;
        let streams = self.number()?;
        loop {
            match self.byte()? {
                END => break,
                SIZES => {
                    for _ in 0..streams {
                        self.number()?;
                    }
                }
                DIGESTS => self.skip_digests(streams)?,
                _ => return None,
            }
        }
        if self.byte()? != UNPACK_INFO || self.byte()? != FOLDERS {
            return None;
        }
        let folders = self.number()?;
        // The folders are here, and not in another stream.
        if self.byte()? != 0 {
            return None;
        }
        let mut outputs = 0_u64;
        for _ in 0..folders {
            outputs = outputs.checked_add(self.folder()?)?;
        }
        if self.byte()? != UNPACK_SIZES {
            return None;
        }
        let mut largest = 0;
        for _ in 0..outputs {
            largest = largest.max(self.number()?);
        }
        Some(largest)
    }

    /// Passes over the description of a folder. Returns how many streams come out of its coders.
    fn folder(&mut self) -> Option<u64> {
        let coders = self.number()?;
        let (mut inputs, mut outputs) = (0_u64, 0_u64);
        for _ in 0..coders {
            let flags = self.byte()?;
            self.skip(u64::from(flags & 0x0F))?;
            let (input, output) = if flags & 0x10 != 0 { (self.number()?, self.number()?) } else { (1, 1) };
            (inputs, outputs) = (inputs.checked_add(input)?, outputs.checked_add(output)?);
            if flags & 0x20 != 0 {
                let properties = self.number()?;
                self.skip(properties)?;
            }
        }
        let bound = outputs.checked_sub(1)?;
        for _ in 0..bound {
            self.number()?;
            self.number()?;
        }
        let packed = inputs.checked_sub(bound)?;
        if packed > 1 {
            for _ in 0..packed {
                self.number()?;
            }
        }
        Some(outputs)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn numbers() {
        for (bytes, value) in [
            (&[0x7F][..], 0x7F),
            (&[0x80, 0x80], 0x80),
            (&[0xC1, 0x34, 0x12], 0x11234),
            (&[0xFF, 1, 2, 3, 4, 5, 6, 7, 8], 0x0807_0605_0403_0201),
        ] {
            assert_eq!(Header(bytes).number(), Some(value));
        }
        assert_eq!(Header(&[0x80]).number(), None);
    }

    #[test]
    fn sizes_of_directories() {
        let size = |name: &str| {
            let path = format!("{}/tests/data/archives/{name}", env!("CARGO_MANIFEST_DIR"));
            let file = std::fs::read(path).unwrap();
            bytes(&file[..32], &mut io::Cursor::new(&file), 1 << 20).unwrap()
        };
        assert_eq!(size("directory-bomb.7z"), Some(1_800_000 + 1_800_000 / 8 + 33));
        assert!(size("lzma2.7z").unwrap() < 1000);
        assert!(size("tool.7z").unwrap() < 1000);
        assert_eq!(bytes(&[0; 20], &mut io::empty(), 1 << 20).unwrap(), None);
        let lying = [&[0_u8; 12][..], &[0xFF; 20]].concat();
        assert_eq!(bytes(&lying, &mut io::empty(), 1 << 20).unwrap(), Some(u64::MAX));
    }
}
