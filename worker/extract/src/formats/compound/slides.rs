//! Which slides a PowerPoint presentation until 2003 has, and where in its stream they are (\[MS-PPT\] 2.1.2: the user edits, the
//! persist directories and the document's list of slides).

use super::{half, word_at};
use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

// Types of records, from [MS-PPT] 2.13.24.
const DOCUMENT: u16 = 0x03E8;
const SLIDE_PERSIST: u16 = 0x03F3;
/// The list of slides, if its instance is 0; others are of masters and notes.
pub(super) const SLIDE_LIST: u16 = 0x0FF0;
const USER_EDIT: u16 = 0x0FF5;
const PERSIST_DIRECTORY: u16 = 0x1772;

/// Edits that are followed, from the last back to the first.
const MOST_EDITS: usize = 10_000;
/// Objects whose place is kept, slides that are numbered.
const MOST_OBJECTS: usize = 1 << 20;
const MOST_SLIDES: u64 = 100_000;

pub(super) const HEADER_BYTES: u64 = 8;

/// The begin of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    /// It holds other records.
    pub(super) container: bool,
    pub(super) instance: u16,
    pub(super) kind: u16,
    /// Bytes that follow.
    pub(super) length: u64,
}

impl Header {
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let first = half(bytes, 0)?;
        let (kind, length) = (half(bytes, 2)?, word_at(bytes, 4)?);
        Some(Header { container: first & 0xF == 0xF, instance: first >> 4, kind, length: u64::from(length) })
    }
}

/// The slides of the presentation as it was saved last.
#[derive(Debug, Default)]
pub(super) struct Slides {
    /// Number of the slide, from 1, by where its container begins.
    by_place: HashMap<u64, u64>,
    by_id: HashMap<u32, u64>,
    /// Where the list of slides lies.
    pub(super) list: Range<u64>,
}

impl Slides {
    /// The number of the slide whose container begins there.
    pub(super) fn at(&self, place: u64) -> Option<u64> {
        self.by_place.get(&place).copied()
    }

    /// The number of the slide with an id.
    pub(super) fn with_id(&self, id: u32) -> Option<u64> {
        self.by_id.get(&id).copied()
    }

    /// Finds the slides. `edit`: where the last edit is described. What cannot be read leaves slides without a number.
    pub(super) fn find(stream: &mut (impl Read + Seek), edit: u64) -> Self {
        let mut slides = Slides::default();
        // Whatever is wrong here shows again when the stream is read.
        let _ = slides.read(stream, edit);
        slides
    }

    fn read(&mut self, stream: &mut (impl Read + Seek), edit: u64) -> io::Result<()> {
        let mut objects: HashMap<u32, u64> = HashMap::new();
        let mut document = None;
        let mut at = edit;
        for _ in 0..MOST_EDITS {
            let body = record(stream, at, USER_EDIT, 28)?;
            let field = |offset: usize| word_at(&body, offset).ok_or(io::ErrorKind::InvalidData);
            let (before, directory) = (u64::from(field(8)?), u64::from(field(12)?));
            document.get_or_insert(field(16)?);
            persisted(stream, directory, &mut objects)?;
            // Edits lie behind those before them.
            if before == 0 || before >= at || objects.len() >= MOST_OBJECTS {
                break;
            }
            at = before;
        }
        let Some(place) = document.and_then(|id| objects.get(&id).copied()) else { return Ok(()) };
        let header = header(stream, place)?;
        if header.kind != DOCUMENT {
            return Ok(());
        }
        let (mut at, end) = (place + HEADER_BYTES, place + HEADER_BYTES + header.length);
        while at < end {
            let header = self::header(stream, at)?;
            let body = at + HEADER_BYTES;
            if header.kind == SLIDE_LIST && header.instance == 0 {
                self.list = body..body + header.length;
                return self.number(stream, &objects);
            }
            at = body + header.length;
        }
        Ok(())
    }

    /// Reads the list of slides.
    fn number(&mut self, stream: &mut (impl Read + Seek), objects: &HashMap<u32, u64>) -> io::Result<()> {
        let Range { start: mut at, end } = self.list;
        let mut number = 0;
        while at < end && number < MOST_SLIDES {
            let header = header(stream, at)?;
            if header.kind == SLIDE_PERSIST {
                number += 1;
                let body = record(stream, at, SLIDE_PERSIST, 16)?;
                if let Some(&place) = word_at(&body, 0).and_then(|object| objects.get(&object)) {
                    self.by_place.insert(place, number);
                }
                if let Some(id) = word_at(&body, 12) {
                    self.by_id.insert(id, number);
                }
            }
            at += HEADER_BYTES + header.length;
        }
        Ok(())
    }
}

fn header(stream: &mut (impl Read + Seek), at: u64) -> io::Result<Header> {
    stream.seek(SeekFrom::Start(at))?;
    let mut bytes = [0; HEADER_BYTES as usize];
    stream.read_exact(&mut bytes)?;
    Header::parse(&bytes).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// At most so many bytes of the record of a kind that is expected there.
fn record(stream: &mut (impl Read + Seek), at: u64, kind: u16, most: u64) -> io::Result<Vec<u8>> {
    let header = header(stream, at)?;
    if header.kind != kind {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut body = Vec::new();
    stream.by_ref().take(header.length.min(most)).read_to_end(&mut body)?;
    Ok(body)
}

/// Adds where objects lie, unless a later edit has told (\[MS-PPT\] 2.3.4): runs of ids, and a place for each.
fn persisted(stream: &mut (impl Read + Seek), at: u64, objects: &mut HashMap<u32, u64>) -> io::Result<()> {
    let body = record(stream, at, PERSIST_DIRECTORY, MOST_OBJECTS as u64 * 4)?;
    let mut words = body.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word));
    while let Some(run) = words.next() {
        let (first, count) = (run & 0xF_FFFF, run >> 20);
        for id in first..first + count {
            let Some(place) = words.next() else { return Ok(()) };
            if objects.len() < MOST_OBJECTS {
                objects.entry(id).or_insert(u64::from(place));
            }
        }
    }
    Ok(())
}
