//! Files that are made of an input, so that checksums and tables of contents do not stop the fuzzer.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A zip archive of these parts, as they are.
pub(super) fn zip_of<'p>(parts: impl IntoIterator<Item = (&'p str, &'p [u8])>) -> Option<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        if archive.start_file(name, options).is_ok() {
            archive.write_all(content).ok()?;
        }
    }
    archive.finish().ok().map(Cursor::into_inner)
}

/// What stands before the name of each part in an input of several; the name ends with its line.
const PART: &[u8] = b"\n%%part ";
/// Most parts of an input.
const MOST_PARTS: usize = 64;

/// The parts of an input: names and contents.
pub(super) fn parts(input: &[u8]) -> Vec<(&str, &[u8])> {
    let mut parts = Vec::new();
    let mut rest = input.strip_prefix(&PART[1..]);
    while let Some(named) = rest.filter(|_| parts.len() < MOST_PARTS) {
        let end = named.windows(PART.len()).position(|window| window == PART);
        let (part, next) = end.map_or((named, None), |end| (&named[..end], Some(&named[end + PART.len()..])));
        rest = next;
        let Some(line) = part.iter().position(|byte| *byte == b'\n') else { continue };
        if let Ok(name) = std::str::from_utf8(&part[..line]) {
            parts.push((name, &part[line + 1..]));
        }
    }
    parts
}

/// Sums up the headers of a tar archive, wherever one could be.
pub(super) fn with_tar_checksums(input: &[u8]) -> Vec<u8> {
    let mut archive = input.to_vec();
    let (blocks, _) = archive.as_chunks_mut::<512>();
    for (index, block) in blocks.iter_mut().enumerate() {
        if index == 0 || block[257..].starts_with(b"ustar") {
            block[148..156].fill(b' ');
            let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
            block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        }
    }
    archive
}

fn crc(bytes: &[u8]) -> [u8; 4] {
    // The checksum that gzip writes is the one that 7z wants.
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.ok().and_then(|gzip| gzip.get(gzip.len() - 8..gzip.len() - 4)?.first_chunk().copied()).unwrap_or_default()
}

/// A 7z archive of packed data, as long as the first two bytes say, and a directory.
pub(super) fn sevenzip_of(input: &[u8]) -> Option<Vec<u8>> {
    let (length, rest) = input.split_first_chunk::<2>()?;
    let (packed, directory) = rest.split_at(usize::from(u16::from_le_bytes(*length)).min(rest.len()));
    let start =
        [&(packed.len() as u64).to_le_bytes()[..], &(directory.len() as u64).to_le_bytes()[..], &crc(directory)[..]]
            .concat();
    Some([b"7z\xbc\xaf\x27\x1c\0\x04", &crc(&start)[..], &start, packed, directory].concat())
}

const SECTOR: usize = 512;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;
const STORAGE: u8 = 1;
const STREAM: u8 = 2;
const ROOT: u8 = 5;

/// A compound file of these streams. A name with a slash is a stream in a storage.
///
/// Streams have at least 4,096 bytes, with zeros at the end, so that none of them lies in small sectors.
pub(super) fn compound_of(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut names: Vec<(&str, Option<&str>, &[u8])> = Vec::new();
    let mut storages: Vec<&str> = Vec::new();
    for (name, content) in streams {
        match name.split_once('/') {
            Some((storage, name)) => {
                if !storages.contains(&storage) {
                    storages.push(storage);
                }
                names.push((name, Some(storage), content));
            }
            None => names.push((name, None, content)),
        }
    }
    // Entries: the root, the storages, the streams. Siblings are a list to the right.
    let number_of = |stream: usize| (1 + storages.len() + stream) as u32;
    let within = |storage: Option<&str>| -> Vec<u32> {
        let mut inside: Vec<u32> = Vec::new();
        if storage.is_none() {
            inside.extend(1..=storages.len() as u32);
        }
        inside.extend((0..names.len()).filter(|index| names[*index].1 == storage).map(number_of));
        inside
    };
    let mut next = vec![FREE; 1 + storages.len() + names.len()];
    let mut first = vec![FREE; 1 + storages.len()];
    for (index, storage) in [None].into_iter().chain(storages.iter().copied().map(Some)).enumerate() {
        let inside = within(storage);
        first[index] = inside.first().copied().unwrap_or(FREE);
        for pair in inside.windows(2) {
            next[pair[0] as usize] = pair[1];
        }
    }
    let mut table: Vec<u32> = Vec::new();
    let mut sectors: Vec<u8> = Vec::new();
    let mut add = |bytes: &[u8], least: usize| -> u32 {
        let begin = table.len() as u32;
        let length = bytes.len().max(least).max(1).next_multiple_of(SECTOR);
        sectors.extend_from_slice(bytes);
        sectors.resize(sectors.len() + length - bytes.len(), 0);
        let count = (length / SECTOR) as u32;
        table.extend((1..count).map(|step| begin + step).chain([END_OF_CHAIN]));
        begin
    };
    let mut directory: Vec<u8> = Vec::new();
    let mut entry = |name: &str, kind: u8, right: u32, child: u32, start: u32, size: u64| {
        let mut entry = [0_u8; 128];
        let units: Vec<u16> = name.encode_utf16().take(31).collect();
        for (place, unit) in entry.as_chunks_mut::<2>().0.iter_mut().zip(&units) {
            *place = unit.to_le_bytes();
        }
        entry[64..66].copy_from_slice(&(units.len() as u16 * 2 + 2).to_le_bytes());
        entry[66] = kind;
        entry[67] = 1;
        entry[68..72].copy_from_slice(&FREE.to_le_bytes());
        entry[72..76].copy_from_slice(&right.to_le_bytes());
        entry[76..80].copy_from_slice(&child.to_le_bytes());
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..128].copy_from_slice(&size.to_le_bytes());
        directory.extend_from_slice(&entry);
    };
    entry("Root Entry", ROOT, FREE, first[0], END_OF_CHAIN, 0);
    for (index, name) in storages.iter().enumerate() {
        entry(name, STORAGE, next[1 + index], first[1 + index], 0, 0);
    }
    for (index, (name, _, content)) in names.iter().enumerate() {
        let start = add(content, 4096);
        entry(name, STREAM, next[number_of(index) as usize], FREE, start, content.len().max(4096) as u64);
    }
    let directory_start = add(&directory, 0);
    // The table lists its own sectors too.
    let mut tables = (table.len() * 4).div_ceil(SECTOR);
    tables += (tables * 4).div_ceil(SECTOR);
    let table_start = table.len() as u32;
    table.resize(table.len() + tables, 0xFFFF_FFFD);
    table.resize(tables * SECTOR / 4, FREE);
    let mut header = vec![0_u8; SECTOR];
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    header[24..34].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    header[44..48].copy_from_slice(&(tables as u32).to_le_bytes());
    header[48..52].copy_from_slice(&directory_start.to_le_bytes());
    header[56..60].copy_from_slice(&4096_u32.to_le_bytes());
    header[60..64].copy_from_slice(&END_OF_CHAIN.to_le_bytes());
    header[68..72].copy_from_slice(&END_OF_CHAIN.to_le_bytes());
    header[76..].fill(0xff);
    for (place, index) in header[76..].as_chunks_mut::<4>().0.iter_mut().zip(0..tables as u32) {
        *place = (table_start + index).to_le_bytes();
    }
    let words = table.iter().flat_map(|word| word.to_le_bytes());
    header.into_iter().chain(sectors).chain(words).collect()
}
