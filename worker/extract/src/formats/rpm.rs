//! RPM packages (format 3 and 4, as the Linux Standard Base describes it): the strings of the header, and the payload.
//!
//! The package has two members: `header.txt`, the strings of the header (names, descriptions, authors of changes), one
//! in each line; and the payload, a compressed cpio archive that is opened like any other.

use super::tar::{pass, stored_member};
use crate::input::Input;
use crate::sniff::Sniffed;
use crate::source::{SliceSource, SourceReader};
use crate::walk::{Analysis, Charge, File, Member, Tally, Walk};
use std::io::{self, Read};

pub(crate) const MAGIC: &[u8] = b"\xed\xab\xee\xdb";

const LEAD: u64 = 96;
/// Magic number and version of a header.
const HEADER_MAGIC: &[u8] = b"\x8e\xad\xe8\x01";
const INTRODUCTION: usize = 16;
const INDEX_ENTRY: usize = 16;
/// Largest header that is read; a package with a larger one is taken as corrupt. Own limit.
const MOST_HEADER_BYTES: u64 = 16 * 1024 * 1024;

/// Types of values: a string, several, several that are translated.
const STRING_TYPES: [u32; 3] = [6, 8, 9];
/// The tag of the name of the payload's compression.
const PAYLOAD_COMPRESSOR: u32 = 1125;

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    let mut tally = Tally::default();
    if let Err(error) = parts(walk, input, &mut tally) {
        tally.failed(walk, error);
    }
    tally.finish(&sniffed.mime_type)
}

fn parts(walk: &mut Walk<'_>, input: &mut Input<'_>, tally: &mut Tally) -> io::Result<()> {
    pass(input, LEAD)?;
    let signature = read_header(input)?;
    // The header after the signature begins at a multiple of 8 bytes; the lead and the index have such lengths.
    pass(input, (8 - signature.store.len() as u64 % 8) % 8)?;
    let header = read_header(input)?;
    let text = header.text();
    if !text.is_empty() {
        let member = Member { path: "header.txt".to_owned(), size: Some(text.len() as u64), last_modified_unix: None };
        let file = File { name: &member.path, size: member.size, charge: Charge::Declared(text.len() as u64) };
        let mut source = SliceSource::new(&text);
        let analysis = walk.member(&member, |walk| walk.file(Input::Window(SourceReader::new(&mut source)), &file));
        if tally.add(&analysis).is_break() {
            return Ok(());
        }
    }
    let compression = match header.string(PAYLOAD_COMPRESSOR) {
        Some(b"gzip") => ".gz",
        Some(b"bzip2") => ".bz2",
        Some(b"xz") => ".xz",
        Some(b"lzma") => ".lzma",
        Some(b"zstd") => ".zst",
        _ => "",
    };
    let path = format!("payload.cpio{compression}");
    if let Input::Window(reader) = input {
        let size = reader.len() - reader.position();
        let member = Member { path, size: Some(size), last_modified_unix: None };
        let (analysis, _) = stored_member(walk, input, &member, size)?;
        let _ = tally.add(&analysis);
        return Ok(());
    }
    let member = Member { path, size: None, last_modified_unix: None };
    // The stream that the package comes from has been charged for these bytes.
    let file = File { name: &member.path, size: None, charge: Charge::Declared(0) };
    let analysis = walk.member(&member, |walk| walk.file(Input::stream(input), &file));
    let _ = tally.add(&analysis);
    Ok(())
}

struct Header {
    /// Entries of 16 bytes: tag, type, offset in the store, count.
    index: Vec<u8>,
    store: Vec<u8>,
}

fn read_header(input: &mut Input<'_>) -> io::Result<Header> {
    let mut introduction = Vec::new();
    input.by_ref().take(INTRODUCTION as u64).read_to_end(&mut introduction)?;
    if introduction.len() < INTRODUCTION {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let (entries, bytes) = (u64::from(word(&introduction, 8)), u64::from(word(&introduction, 12)));
    let index_bytes = entries.saturating_mul(INDEX_ENTRY as u64);
    if !introduction.starts_with(HEADER_MAGIC) || index_bytes.saturating_add(bytes) > MOST_HEADER_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let (mut index, mut store) = (Vec::new(), Vec::new());
    input.by_ref().take(index_bytes).read_to_end(&mut index)?;
    input.by_ref().take(bytes).read_to_end(&mut store)?;
    if (store.len() as u64) < bytes {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Header { index, store })
}

impl Header {
    /// `(tag, type, offset, count)` of each value.
    fn entries(&self) -> impl Iterator<Item = (u32, u32, usize, u32)> {
        self.index
            .chunks_exact(INDEX_ENTRY)
            .map(|entry| (word(entry, 0), word(entry, 4), word(entry, 8) as usize, word(entry, 12)))
    }

    fn string(&self, wanted: u32) -> Option<&[u8]> {
        let (_, _, offset, _) = self.entries().find(|(tag, ..)| *tag == wanted)?;
        self.store.get(offset..)?.split(|&byte| byte == 0).next()
    }

    /// All strings, one in each line, each only once however many entries point to it.
    fn text(&self) -> Vec<u8> {
        let mut offsets: Vec<(usize, u32)> = self
            .entries()
            .filter(|(_, kind, ..)| STRING_TYPES.contains(kind))
            .map(|(_, _, offset, count)| (offset, count))
            .collect();
        offsets.sort_unstable();
        let mut text = Vec::new();
        let mut told = 0;
        for (offset, count) in offsets {
            // Entries of whole packages do not overlap. Where they do, no byte is told twice, so the work is linear.
            let mut start = offset.max(told);
            for _ in 0..count {
                let Some(rest) = self.store.get(start..).filter(|rest| !rest.is_empty()) else { break };
                let length = memchr::memchr(0, rest).unwrap_or(rest.len());
                text.extend_from_slice(&rest[..length]);
                text.push(b'\n');
                start += length + 1;
            }
            told = start;
        }
        text
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk::<4>).map_or(0, |bytes| u32::from_be_bytes(*bytes))
}

/// Whether a file begins like a package: the lead, and the first header after it.
pub(crate) fn looks_like(prefix: &[u8]) -> bool {
    prefix.starts_with(MAGIC) && prefix.get(96..100).is_none_or(|magic| magic == HEADER_MAGIC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_told_once() {
        let entry =
            |tag: u32, kind: u32, offset: u32, count: u32| [tag, kind, offset, count].map(u32::to_be_bytes).concat();
        let index = [entry(1000, 6, 0, 1), entry(1004, 9, 0, 2), entry(5, 8, 4, 2), entry(1, 4, 0, 9)].concat();
        let header = Header { index, store: b"abc\0de\0f\0".to_vec() };
        assert_eq!(header.text(), b"abc\nde\nf\n");
        let lying = Header { index: entry(1, 8, 900, u32::MAX), store: Vec::new() };
        assert_eq!(lying.text(), b"");
    }
}
