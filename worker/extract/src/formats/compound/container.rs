//! Reading compound files (Microsoft's \[MS-CFB\]).
//!
//! Our own reader, because readers that check everything refuse files that programs write and read every day, for faults in
//! parts that nobody needs. Here only what leads to a stream's bytes matters: a chain that is broken or goes in a circle is as
//! long as the stream's size says at most, and sizes are cut to that of the file. Memory: 1/128 of the file for the table of
//! sectors, and as much for the chain of the stream that is open.

use super::{half, word_at};
use crate::source::SourceReader;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const HEADER_BYTES: usize = 512;
/// Sectors of the table of sectors that the header lists itself.
const LISTED_IN_HEADER: usize = 109;
/// Sector numbers from here on are marks: end of a chain, free, part of the table.
const FIRST_MARK: u32 = 0xFFFF_FFFA;
const ENTRY_BYTES: usize = 128;
/// Most entries of the directory.
const MOST_ENTRIES: u64 = 200_000;
/// Most bytes of all their paths.
const MOST_PATH_BYTES: usize = 16 * 1024 * 1024;
/// How deep storages lie in each other.
const MOST_DEPTH: usize = 32;
/// Sectors of small streams have this size.
const SMALL_SECTOR_SHIFT: u32 = 6;
/// Streams shorter than this lie in small sectors.
const SMALL_STREAM_BYTES: u64 = 4096;

const STORAGE: u8 = 1;
const STREAM: u8 = 2;
const ROOT: u8 = 5;

/// A stream of the container.
#[derive(Debug)]
struct Entry {
    /// `/Storage/Stream`.
    path: String,
    start: u32,
    size: u64,
}

/// A compound file.
pub(crate) struct Container<'s> {
    reader: SourceReader<'s>,
    sector_shift: u32,
    /// What follows each sector in its chain.
    next: Vec<u32>,
    small_next: Vec<u32>,
    /// The sectors in which the small ones lie.
    small_chain: Vec<u32>,
    entries: Vec<Entry>,
    /// Whether there are streams in a missing part of the directory, or beyond its bounds.
    cut: bool,
}

fn corrupt() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

impl<'s> Container<'s> {
    /// Reads the tables and the directory.
    pub(crate) fn open(mut reader: SourceReader<'s>) -> io::Result<Self> {
        let mut header = vec![0; HEADER_BYTES];
        reader.seek(SeekFrom::Start(0))?;
        reader.read_exact(&mut header)?;
        let sector_shift = u32::from(half(&header, 30).unwrap_or_default());
        if !header.starts_with(MAGIC) || !matches!(sector_shift, 9 | 12) {
            return Err(corrupt());
        }
        let number = |at| word_at(&header, at).unwrap_or(u32::MAX);
        let mut container = Container {
            reader,
            sector_shift,
            next: Vec::new(),
            small_next: Vec::new(),
            small_chain: Vec::new(),
            entries: Vec::new(),
            cut: false,
        };
        let mut tables: Vec<u32> = (0..LISTED_IN_HEADER).map(|index| number(76 + index * 4)).collect();
        container.more_tables(number(68), &mut tables)?;
        container.read_next(&tables)?;
        let chain = container.chain(number(48), MOST_ENTRIES * ENTRY_BYTES as u64);
        let directory = container.read_chain(&chain)?;
        // Four bytes for each small sector of what the file can hold at most.
        let most = container.reader.len() / 16 + container.sector_bytes();
        let small = container.chain(number(60), most.min(u64::from(number(64)) << sector_shift));
        container.small_next = words(&container.read_chain(&small)?);
        let whole = (chain.len() as u64) << sector_shift;
        container.cut = (directory.len() as u64) < whole || whole >= MOST_ENTRIES * ENTRY_BYTES as u64;
        if !container.read_directory(&directory) {
            return Err(corrupt());
        }
        Ok(container)
    }

    fn sector_bytes(&self) -> u64 {
        1 << self.sector_shift
    }

    /// How many sectors the file can have.
    fn most_sectors(&self) -> u64 {
        (self.reader.len() >> self.sector_shift) + 1
    }

    fn sector(&mut self, sector: u32, into: &mut Vec<u8>) -> io::Result<()> {
        let start = (u64::from(sector) + 1) << self.sector_shift;
        self.reader.seek(SeekFrom::Start(start))?;
        let size = self.sector_bytes();
        // The last sector may be cut.
        self.reader.by_ref().take(size).read_to_end(into)?;
        Ok(())
    }

    /// The sectors with the table of sectors that the header has no room for.
    fn more_tables(&mut self, first: u32, tables: &mut Vec<u32>) -> io::Result<()> {
        let most = usize::try_from(self.most_sectors()).unwrap_or(usize::MAX);
        let mut at = first;
        while at < FIRST_MARK && tables.len() < most {
            let mut raw = Vec::new();
            self.sector(at, &mut raw)?;
            let mut listed = words(&raw);
            // The last word tells where the next list is.
            let Some(next) = listed.pop() else { break };
            tables.append(&mut listed);
            at = next;
        }
        Ok(())
    }

    fn read_next(&mut self, tables: &[u32]) -> io::Result<()> {
        let most = usize::try_from(self.most_sectors()).unwrap_or(usize::MAX);
        let mut raw = Vec::new();
        for &table in tables.iter().filter(|&&table| table < FIRST_MARK) {
            if self.next.len() >= most {
                break;
            }
            raw.clear();
            self.sector(table, &mut raw)?;
            self.next.extend(words(&raw));
        }
        Ok(())
    }

    /// The sectors of a chain, as many as `bytes` need at most.
    fn chain(&self, first: u32, bytes: u64) -> Vec<u32> {
        let most = bytes.div_ceil(self.sector_bytes()).min(self.most_sectors());
        follow(first, &self.next, most)
    }

    fn read_chain(&mut self, chain: &[u32]) -> io::Result<Vec<u8>> {
        let mut raw = Vec::new();
        for &sector in chain {
            self.sector(sector, &mut raw)?;
        }
        Ok(raw)
    }

    /// Finds all streams. Entries form trees: each storage has one of what is in it. False if there is no directory.
    fn read_directory(&mut self, directory: &[u8]) -> bool {
        let (entries, _) = directory.as_chunks::<ENTRY_BYTES>();
        let Some(root) = entries.iter().position(|entry| entry[66] == ROOT) else { return false };
        let size = |entry: &[u8]| {
            let low = u64::from(word_at(entry, 120).unwrap_or_default());
            let high = u64::from(word_at(entry, 124).unwrap_or_default());
            // With small sectors the high half may be rubbish.
            if self.sector_shift == 9 { low } else { low | high << 32 }
        };
        let mut seen = vec![false; entries.len()];
        let mut open = vec![(word_at(&entries[root], 76).unwrap_or(u32::MAX), Rc::<str>::from(""), 0)];
        let (mut path_bytes, mut cut) = (0, false);
        let mut found = Vec::new();
        while let Some((index, folder, depth)) = open.pop() {
            let Some(entry) = entries.get(index as usize) else { continue };
            if std::mem::replace(&mut seen[index as usize], true) {
                continue;
            }
            for sibling in [68, 72] {
                open.push((word_at(entry, sibling).unwrap_or(u32::MAX), Rc::clone(&folder), depth));
            }
            let length = usize::from(half(entry, 64).unwrap_or_default()).clamp(2, 64);
            let name = super::utf16(&entry[..length - 2]);
            let path = format!("{folder}/{name}");
            path_bytes += path.len();
            if path_bytes > MOST_PATH_BYTES {
                cut = true;
                break;
            }
            match entry[66] {
                STORAGE if depth < MOST_DEPTH => {
                    open.push((word_at(entry, 76).unwrap_or(u32::MAX), path.into(), depth + 1));
                }
                STORAGE => cut = true,
                STREAM => found.push(Entry {
                    path,
                    start: word_at(entry, 116).unwrap_or(u32::MAX),
                    size: size(entry).min(self.reader.len()),
                }),
                _ => {}
            }
        }
        let start = word_at(&entries[root], 116).unwrap_or(u32::MAX);
        self.small_chain = self.chain(start, size(&entries[root]));
        self.entries = found;
        self.cut |= cut;
        true
    }

    fn find(&self, path: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.path.eq_ignore_ascii_case(path))
    }

    /// The numbers and paths of all streams, each path with all of its storages: `/Storage/Stream`.
    pub(crate) fn streams(&self) -> impl Iterator<Item = (usize, &str)> {
        self.entries.iter().enumerate().map(|(number, entry)| (number, entry.path.as_str()))
    }

    /// The bytes that a stream says it has, at most those of the file.
    pub(crate) fn stream_bytes(&self, number: usize) -> u64 {
        self.entries.get(number).map_or(0, |entry| entry.size)
    }

    /// The bytes of the whole file.
    pub(crate) fn file_bytes(&self) -> u64 {
        self.reader.len()
    }

    /// Whether streams are missing, because the directory is cut off, too large or too deep.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut
    }

    /// Whether there is such a stream.
    pub(crate) fn is_stream(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    /// Opens a stream.
    pub(crate) fn open_stream(&mut self, path: &str) -> io::Result<Stream<'_, 's>> {
        self.open_number(self.find(path).ok_or(io::ErrorKind::NotFound)?)
    }

    /// Opens a stream by its number.
    pub(crate) fn open_number(&mut self, number: usize) -> io::Result<Stream<'_, 's>> {
        let entry = self.entries.get(number).ok_or(io::ErrorKind::NotFound)?;
        let (start, size) = (entry.start, entry.size);
        let shift = if size < SMALL_STREAM_BYTES { SMALL_SECTOR_SHIFT } else { self.sector_shift };
        let sectors = if size < SMALL_STREAM_BYTES {
            follow(start, &self.small_next, size.div_ceil(1 << SMALL_SECTOR_SHIFT))
                .into_iter()
                .map(|small| self.small_offset(small))
                .collect()
        } else {
            self.chain(start, size).into_iter().map(|sector| (u64::from(sector) + 1) << shift).collect()
        };
        Ok(Stream { reader: &mut self.reader, sectors, shift, size, position: 0 })
    }

    /// Where a small sector lies in the file; the end of it if it lies nowhere.
    fn small_offset(&self, small: u32) -> u64 {
        let at = u64::from(small) << SMALL_SECTOR_SHIFT;
        let sector = usize::try_from(at >> self.sector_shift).ok().and_then(|index| self.small_chain.get(index));
        sector.map_or(u64::MAX, |&sector| {
            ((u64::from(sector) + 1) << self.sector_shift) + (at & (self.sector_bytes() - 1))
        })
    }
}

/// Follows a chain from `first` on, for `most` steps at most.
fn follow(first: u32, next: &[u32], most: u64) -> Vec<u32> {
    let mut chain = Vec::new();
    let mut at = first;
    while at < FIRST_MARK && (chain.len() as u64) < most {
        chain.push(at);
        at = next.get(at as usize).copied().unwrap_or(FIRST_MARK);
    }
    chain
}

fn words(raw: &[u8]) -> Vec<u32> {
    let (words, _) = raw.as_chunks::<4>();
    words.iter().map(|word| u32::from_le_bytes(*word)).collect()
}

/// A stream of a compound file.
pub(crate) struct Stream<'c, 's> {
    reader: &'c mut SourceReader<'s>,
    /// Where its sectors begin in the file.
    sectors: Vec<u64>,
    shift: u32,
    size: u64,
    position: u64,
}

impl Read for Stream<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.size.saturating_sub(self.position);
        let wanted = (buffer.len() as u64).min(left);
        if wanted == 0 {
            return Ok(0);
        }
        let sector_bytes = 1_u64 << self.shift;
        let inside = self.position & (sector_bytes - 1);
        let mut index = usize::try_from(self.position >> self.shift).map_err(|_| corrupt())?;
        let Some(&first) = self.sectors.get(index) else { return Err(io::ErrorKind::UnexpectedEof.into()) };
        // Sectors that lie one after the other are read at once.
        let mut length = sector_bytes - inside;
        while length < wanted {
            index += 1;
            if self.sectors.get(index) != Some(&(first.saturating_add(length + inside))) {
                break;
            }
            length += sector_bytes;
        }
        self.reader.seek(SeekFrom::Start(first.saturating_add(inside)))?;
        let length = usize::try_from(length.min(wanted)).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.reader.read(&mut buffer[..length])?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Stream<'_, '_> {
    fn seek(&mut self, target: SeekFrom) -> io::Result<u64> {
        let wanted = match target {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(delta) => self.size.checked_add_signed(delta),
            SeekFrom::Current(delta) => self.position.checked_add_signed(delta),
        };
        self.position = wanted.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
