//! Where the objects of a large PDF lie, told by going over it once.
//!
//! The tables of cross-references are not needed for that: of several definitions of an object the last in the file is
//! the valid one, as in files that were saved again and again (ISO 32000-1, 7.5.6).

use super::beside;
use super::lexer;
use super::weigh;
use crate::source::SourceReader;
use memchr::memmem;
use std::io::{self, Read, Seek, SeekFrom};

/// Objects have smaller numbers; others are left out. What is known of one takes 16 bytes.
pub(super) const MOST_OBJECTS: u32 = 2_000_000;

/// Streams of objects that are known.
const MOST_CONTAINERS: usize = 200_000;

/// Objects with attached files that are known.
const MOST_SPECIFICATIONS: usize = 10_000;

/// Most objects that may say something besides what pages show.
const MOST_TELLING: usize = 2_000_000;

/// Bytes that are read at once.
const BLOCK: usize = 256 * 1024;

/// Bytes in which the dictionary of a stream must end. Others are no streams.
const DICTIONARY_BYTES: usize = 64 * 1024;

/// Bytes before `obj` in which its numbers lie.
const HEADER_BYTES: usize = 32;

/// The file, of which a block is in memory.
pub(super) struct Bytes<'s> {
    reader: SourceReader<'s>,
    block: Vec<u8>,
    start: u64,
}

impl<'s> Bytes<'s> {
    pub(super) fn new(reader: SourceReader<'s>) -> Self {
        Bytes { reader, block: Vec::new(), start: 0 }
    }

    pub(super) fn len(&self) -> u64 {
        self.reader.len()
    }

    /// The bytes at `at`: `count` or more of them, less only at the end of the file.
    pub(super) fn load(&mut self, at: u64, count: usize) -> io::Result<&[u8]> {
        let at = at.min(self.len());
        let wanted = at.saturating_add(count as u64).min(self.len());
        if at < self.start || wanted > self.start + self.block.len() as u64 {
            self.reader.seek(SeekFrom::Start(at))?;
            let room = (wanted - at).max(BLOCK as u64);
            self.block.clear();
            if self.block.capacity() > 4 * BLOCK && room <= BLOCK as u64 {
                self.block.shrink_to(BLOCK);
            }
            self.start = at;
            self.reader.by_ref().take(room).read_to_end(&mut self.block)?;
        }
        Ok(self.block.get((at - self.start) as usize..).unwrap_or_default())
    }

    /// Where the needle begins next, from `at` on.
    fn find(&mut self, mut at: u64, needle: &[u8]) -> io::Result<Option<u64>> {
        loop {
            let bytes = self.load(at, BLOCK)?;
            if let Some(found) = memmem::find(bytes, needle) {
                return Ok(Some(at + found as u64));
            }
            let passed = bytes.len().saturating_sub(needle.len() - 1) as u64;
            if at + bytes.len() as u64 >= self.len() || passed == 0 {
                return Ok(None);
            }
            at += passed;
        }
    }
}

/// Where an object lies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Nowhere,
    /// In the file. A picture is known by its dictionary and not read.
    File {
        start: u64,
        length: u32,
        generation: u16,
        picture: bool,
    },
    /// In a stream of objects: which of the containers, and where in its content.
    Container {
        container: u32,
        position: u32,
    },
}

/// What is known of a file.
pub(super) struct Index {
    places: Vec<Place>,
    /// The streams of objects, in the order of the file.
    pub(super) containers: Vec<u32>,
    /// Objects that may specify attached files.
    pub(super) specifications: Vec<u32>,
    /// Objects that may say something besides what pages show.
    pub(super) telling: Vec<u32>,
    /// The last trailer, or dictionary of a stream of cross-references, that names the document's root.
    pub(super) trailer: Vec<u8>,
    /// Some objects are left out, because there are too many.
    pub(super) cut: bool,
    /// The file ends within an object, or behind the last object without saying so.
    pub(super) cut_off: bool,
}

impl Index {
    /// Goes over the file.
    pub(super) fn read(bytes: &mut Bytes<'_>) -> io::Result<Index> {
        let mut index = Index {
            places: Vec::new(),
            containers: Vec::new(),
            specifications: Vec::new(),
            telling: Vec::new(),
            trailer: Vec::new(),
            cut: false,
            cut_off: false,
        };
        let mut at = 0;
        let mut last_object = 0;
        let length = bytes.len();
        while at < length {
            let window = bytes.load(at, BLOCK)?;
            let object = memmem::find(window, b"obj");
            let before = object.map_or(window, |object| &window[..object]);
            if let Some(trailer) = memmem::find(before, b"trailer") {
                at += trailer as u64 + 7;
                let window = bytes.load(at, DICTIONARY_BYTES)?;
                index.trailer(&window[..window.len().min(DICTIONARY_BYTES)]);
                continue;
            }
            let Some(object) = object else {
                if at + window.len() as u64 >= length {
                    break;
                }
                at += window.len().saturating_sub(HEADER_BYTES).max(1) as u64;
                continue;
            };
            let body = at + object as u64 + 3;
            let Some((number, generation, header)) = header(before) else {
                at = body;
                continue;
            };
            let start = at + object as u64 - header as u64;
            let (end, ended) = index.object(bytes, number, body)?;
            index.cut_off = !ended;
            last_object = end;
            index.place(number, generation, start, end);
            at = end.max(body);
        }
        index.cut_off |= bytes.find(last_object, b"startxref")?.is_none();
        Ok(index)
    }

    /// Keeps the trailer that begins here, if it names the root.
    fn trailer(&mut self, bytes: &[u8]) {
        let dictionary = lexer::value(bytes);
        if lexer::get(dictionary, b"Root").is_some() {
            self.trailer = dictionary.to_vec();
        }
    }

    /// Looks at the object whose content begins at `body`. Returns where it ends, and whether it does so properly.
    fn object(&mut self, bytes: &mut Bytes<'_>, number: u32, body: u64) -> io::Result<(u64, bool)> {
        let window = bytes.load(body, DICTIONARY_BYTES)?;
        let window = &window[..window.len().min(DICTIONARY_BYTES)];
        let end = memmem::find(window, b"endobj");
        let dictionary = &window[..end.unwrap_or(window.len())];
        let stream = memmem::find_iter(dictionary, b"stream")
            .find(|&stream| dictionary[..stream].trim_ascii_end().ends_with(b">>"));
        let dictionary = &dictionary[..stream.unwrap_or(dictionary.len())];
        if self.specifications.len() < MOST_SPECIFICATIONS && lexer::has_name(dictionary, b"EF") {
            self.specifications.push(number);
        }
        if stream.is_none() {
            self.tells(number, dictionary);
        }
        let Some(stream) = stream else {
            let end = match end {
                Some(end) => Some(body + end as u64),
                None => bytes.find(body, b"endobj")?,
            };
            return Ok(end.map_or((bytes.len(), false), |end| (end + 6, true)));
        };
        if weigh::is_object_stream(dictionary) {
            if self.containers.len() < MOST_CONTAINERS {
                // Only the last of its definitions counts.
                self.containers.push(number);
            } else {
                self.cut = true;
            }
        }
        if lexer::has_name(dictionary, b"XRef") {
            self.trailer(dictionary);
        }
        let length = lexer::get(lexer::value(dictionary), b"Length").and_then(lexer::whole_number);
        let picture = lexer::has_name(dictionary, b"Image") && lexer::has_name(dictionary, b"Subtype");
        // The data begins with the next line (7.3.8.1).
        let line = match window.get(stream + 6..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([b'\r' | b'\n', ..]) => 1,
            _ => 0,
        };
        let data = body + (stream + 6 + line) as u64;
        let told = length.and_then(|length| data.checked_add(length)).filter(|&end| end < bytes.len());
        let mut end = None;
        if let Some(told) = told {
            let after = bytes.load(told, 16)?;
            let blank = after.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if after[blank..].starts_with(b"endstream") {
                end = Some(told + blank as u64);
            }
        }
        let end = match end {
            Some(end) => Some(end),
            None => bytes.find(data, b"endstream")?,
        };
        self.pictures(number, picture);
        let Some(end) = end.map(|end| end + 9) else { return Ok((bytes.len(), false)) };
        let after = bytes.load(end, 16)?;
        let blank = after.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let closed = after[blank..].starts_with(b"endobj");
        Ok((if closed { end + blank as u64 + 6 } else { end }, true))
    }

    /// Remembers an object if it may say something besides what pages show.
    pub(super) fn tells(&mut self, number: u32, dictionary: &[u8]) {
        if !beside::NAMES.iter().any(|name| lexer::has_name(dictionary, name)) {
            return;
        }
        if self.telling.len() < MOST_TELLING { self.telling.push(number) } else { self.cut = true }
    }

    /// Remembers until [`Index::place`] whether the object is a picture.
    fn pictures(&mut self, number: u32, picture: bool) {
        if picture && number < MOST_OBJECTS {
            self.set(number, Place::File { start: 0, length: 0, generation: 0, picture });
        } else if (number as usize) < self.places.len() {
            self.places[number as usize] = Place::Nowhere;
        }
    }

    fn set(&mut self, number: u32, place: Place) {
        if number >= MOST_OBJECTS {
            self.cut = true;
            return;
        }
        let number = number as usize;
        if self.places.len() <= number {
            self.places.resize(number + 1, Place::Nowhere);
        }
        self.places[number] = place;
    }

    fn place(&mut self, number: u32, generation: u16, start: u64, end: u64) {
        let picture = matches!(self.get(number), Place::File { start: 0, length: 0, picture: true, .. });
        let length = u32::try_from(end.saturating_sub(start)).unwrap_or(u32::MAX);
        self.set(number, Place::File { start, length, generation, picture });
    }

    /// Where an object lies.
    pub(super) fn get(&self, number: u32) -> Place {
        self.places.get(number as usize).copied().unwrap_or(Place::Nowhere)
    }

    /// An object lies in a container, unless a later definition of it lies elsewhere.
    pub(super) fn contained(&mut self, number: u32, container: u32, position: u32) {
        let Place::File { start: container_start, .. } = self.get(container) else { return };
        match self.get(number) {
            Place::File { start, .. } if start > container_start => {}
            _ => self.set(number, Place::Container { container, position }),
        }
    }
}

/// The numbers of the object whose `obj` comes right behind these bytes, and how long they are.
fn header(before: &[u8]) -> Option<(u32, u16, usize)> {
    let tail = &before[before.len().saturating_sub(HEADER_BYTES)..];
    let number = |bytes: &[u8]| -> Option<(u64, usize)> {
        let digits = bytes.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let text = std::str::from_utf8(bytes.get(bytes.len() - digits..)?).ok()?;
        Some((text.parse().ok()?, bytes.len() - digits))
    };
    let (generation, at) = number(tail.trim_ascii_end())?;
    let rest = tail.get(..at)?;
    let left = rest.trim_ascii_end();
    if left.len() == rest.len() {
        return None;
    }
    let (number, at) = number(left)?;
    Some((u32::try_from(number).ok()?, u16::try_from(generation).ok()?, tail.len() - at))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::source::SliceSource;

    fn index(bytes: &[u8]) -> Index {
        let mut source = SliceSource::with_chunks(bytes, 7);
        Index::read(&mut Bytes::new(SourceReader::new(&mut source))).unwrap()
    }

    fn text(bytes: &[u8], place: Place) -> &str {
        let Place::File { start, length, .. } = place else { return "" };
        std::str::from_utf8(&bytes[start as usize..start as usize + length as usize]).unwrap()
    }

    #[test]
    fn the_last_definition_counts_and_streams_are_passed_over() {
        let bytes = b"%PDF-1.7\n1 0 obj\n<</A 1>>\nendobj\n2 0 obj <</Length 22>>stream\n9 0 obj (endstream) \n\n\nendstream endobj\n\
            3 0 obj\n<</Length 4 0 R/Subtype/Image>>\nstream\r\nabc\r\nendstream\nendobj\n4 0 obj 3 endobj\n\
            1 0 obj\n<</A 2>>\nendobj\ntrailer <</Size 5/Root 1 0 R>>\nstartxref\n0\n%%EOF";
        let index = index(bytes);
        assert_eq!(text(bytes, index.get(1)), "1 0 obj\n<</A 2>>\nendobj");
        assert!(text(bytes, index.get(2)).ends_with("endstream endobj"));
        assert!(matches!(index.get(3), Place::File { picture: true, .. }));
        assert!(index.get(9) == Place::Nowhere);
        assert_eq!(index.trailer, b"<</Size 5/Root 1 0 R>>");
        assert!(!index.cut_off && !index.cut);
    }

    #[test]
    fn a_table_larger_than_a_block_is_passed_over() {
        let mut bytes = b"%PDF-1.5\n".to_vec();
        for number in 1..20_000 {
            bytes.extend(format!("{number} 0 obj\n<</Length 3>>stream\nabc\nendstream\nendobj\n").bytes());
        }
        bytes.extend(b"20000 0 obj\n[".iter().chain(&b"7 0 R ".repeat(50_000)).chain(b"]\nendobj\nxref\n0 20001\n"));
        bytes.extend(b"0018635541 00000 n \n".repeat(20_001));
        bytes.extend(b"trailer\n<</Size 40004/Root 1 0 R>>\nstartxref\n18830208\n%%EOF\n");
        let mut source = SliceSource::with_chunks(&bytes, 1 << 20);
        let index = Index::read(&mut Bytes::new(SourceReader::new(&mut source))).unwrap();
        assert_eq!(index.trailer, b"<</Size 40004/Root 1 0 R>>");
        assert_eq!(text(&bytes, index.get(19_999)), "19999 0 obj\n<</Length 3>>stream\nabc\nendstream\nendobj");
        assert!(text(&bytes, index.get(20_000)).ends_with("R ]\nendobj"));
        assert!(!index.cut_off && !index.cut);
    }

    #[test]
    fn a_file_that_ends_early_is_known() {
        assert!(index(b"%PDF-1.7\n1 0 obj\n<</A 1>>\nendobj\n").cut_off);
        assert!(index(b"%PDF-1.7\n1 0 obj\n<</Length 5>>stream\nab").cut_off);
    }

    #[test]
    fn numbers_before_a_word() {
        assert_eq!(header(b"x 12 0 "), Some((12, 0, 5)));
        assert_eq!(header(b"12 65535\n"), Some((12, 65535, 9)));
        assert_eq!(header(b"end"), None);
        assert_eq!(header(b"0 "), None);
        assert_eq!(header(b"99999999999 0 "), None);
    }
}
