//! PowerPoint presentations until 2003 (Microsoft's \[MS-PPT\]): all texts in the order of the stream. Texts of a slide, of its
//! notes and of its entry in the outline have the slide's number; others (masters, versions of slides that an incremental save
//! left behind) have lines.

use super::super::biff::utf16;
use super::super::prose::{Leaf, Writer};
use super::slides::{HEADER_BYTES, Header, Slides};
use super::{Container, Document, encrypted, open, word_at};
use crate::visitor::Place;
use crate::walk::{Halt, Walk};
use std::io::{self, BufRead, Read};

const STREAM: &str = "/PowerPoint Document";
/// Bytes of one text that are read at once; even, so that no character of 16 bits is cut.
const STEP: u64 = 64 * 1024;

// Types of records, from [MS-PPT] 2.13.24.
const SLIDE: u16 = 0x03EE;
const NOTES: u16 = 0x03F0;
const NOTES_ATOM: u16 = 0x03F1;
const SLIDE_PERSIST: u16 = 0x03F3;
const TEXT_WIDE: u16 = 0x0FA0;
const TEXT_BYTES: u16 = 0x0FA8;
const STRING: u16 = 0x0FBA;
const ENCRYPTION: u16 = 0x2F14;

/// In the stream `Current User`: the presentation is encrypted.
const ENCRYPTED_TOKEN: u32 = 0xF3D1_C4DF;

/// The slide that texts belong to, up to a place in the stream.
struct Open {
    number: Option<u64>,
    end: u64,
}

/// Writes texts with the places that they have.
#[derive(Default)]
struct Texts {
    /// Where records go on to belong to a slide.
    open: Option<Open>,
    /// The slide whose text is being put together.
    leaf: Option<(u64, Leaf<'static>)>,
}

impl Texts {
    /// A record begins at `at`.
    fn pass(&mut self, walk: &mut Walk<'_>, at: u64) -> Result<(), Halt> {
        if self.open.as_ref().is_some_and(|open| at >= open.end) {
            self.open = None;
        }
        let number = self.open.as_ref().and_then(|open| open.number);
        match self.leaf.take() {
            Some((of, leaf)) if Some(of) == number => self.leaf = Some((of, leaf)),
            Some((_, leaf)) => leaf.finish(walk)?,
            None => {}
        }
        Ok(())
    }

    /// What texts up to `end` belong to.
    fn enter(&mut self, walk: &mut Walk<'_>, number: Option<u64>, end: u64) -> Result<(), Halt> {
        self.open = Some(Open { number, end });
        self.pass(walk, 0)
    }

    fn push(&mut self, walk: &mut Walk<'_>, document: &mut Document, text: &str) -> Result<(), Halt> {
        let Some(number) = self.open.as_ref().and_then(|open| open.number) else {
            return document.prose.push(walk, text.as_bytes());
        };
        let (_, leaf) = match &mut self.leaf {
            Some(leaf) => leaf,
            none => none.insert((number, Leaf::at(walk, Place::Page { number }))),
        };
        leaf.push(walk, text.as_bytes())
    }

    /// A text has ended.
    fn end_text(&mut self, walk: &mut Walk<'_>, document: &mut Document) -> Result<(), Halt> {
        match &mut self.leaf {
            Some((_, leaf)) => leaf.fresh_line(walk),
            None => document.prose.fresh_line(walk),
        }
    }
}

pub(super) fn read(walk: &mut Walk<'_>, container: &mut Container<'_>, document: &mut Document) -> Result<(), Halt> {
    if container.is_stream("/EncryptedSummary") {
        return Err(encrypted());
    }
    let mut slides = Slides::default();
    if container.is_stream("/Current User") {
        let mut user = Vec::new();
        open(container, "/Current User")?.take(64).read_to_end(&mut user)?;
        if word_at(&user, 12) == Some(ENCRYPTED_TOKEN) {
            return Err(encrypted());
        }
        if let Some(edit) = word_at(&user, 16) {
            slides = Slides::find(&mut open(container, STREAM)?, u64::from(edit));
            if walk.shared.source_failed() {
                return Err(Halt::Read(io::Error::other("the source has failed")));
            }
        }
    }
    let mut texts = Texts::default();
    let read = records(walk, container, document, &slides, &mut texts);
    // What was read before a fault is told.
    let rest = texts.leaf.take().map_or(Ok(()), |(_, leaf)| leaf.finish(walk));
    read.and(rest)
}

fn records(
    walk: &mut Walk<'_>,
    container: &mut Container<'_>,
    document: &mut Document,
    slides: &Slides,
    texts: &mut Texts,
) -> Result<(), Halt> {
    let mut stream = open(container, STREAM)?;
    let mut at = 0;
    loop {
        let mut header = Vec::new();
        stream.by_ref().take(HEADER_BYTES).read_to_end(&mut header)?;
        let Some(record) = Header::parse(&header) else {
            // What is left of the last sector may be read as well.
            return if header.iter().all(|byte| *byte == 0) {
                Ok(())
            } else {
                Err(Halt::Read(io::ErrorKind::UnexpectedEof.into()))
            };
        };
        texts.pass(walk, at)?;
        let begin = at;
        at += HEADER_BYTES;
        document.bytes += HEADER_BYTES;
        let Header { kind, length, .. } = record;
        let end = at.saturating_add(length);
        if kind == ENCRYPTION {
            return Err(encrypted());
        }
        // What a container holds comes next.
        if record.container {
            match kind {
                SLIDE => texts.enter(walk, slides.at(begin), end)?,
                // Its first record tells which slide they belong to.
                NOTES => texts.enter(walk, None, end)?,
                _ => {}
            }
            continue;
        }
        at = end;
        let wide = match kind {
            TEXT_WIDE | STRING => true,
            TEXT_BYTES => false,
            NOTES_ATOM | SLIDE_PERSIST => {
                let mut body = Vec::new();
                stream.by_ref().take(length.min(16)).read_to_end(&mut body)?;
                skip(&mut stream, length - body.len() as u64)?;
                document.bytes += length;
                let id = word_at(&body, if kind == NOTES_ATOM { 0 } else { 12 });
                let number = id.and_then(|id| slides.with_id(id));
                if kind == SLIDE_PERSIST && slides.list.contains(&begin) {
                    texts.enter(walk, number, slides.list.end)?;
                } else if kind == NOTES_ATOM
                    && let Some(open) = &mut texts.open
                {
                    open.number = number;
                }
                continue;
            }
            _ => {
                skip(&mut stream, length)?;
                document.bytes += length;
                continue;
            }
        };
        let mut left = length;
        while left > 0 {
            let mut raw = Vec::new();
            stream.by_ref().take(left.min(STEP)).read_to_end(&mut raw)?;
            if raw.is_empty() {
                return Err(Halt::Read(io::ErrorKind::UnexpectedEof.into()));
            }
            left -= raw.len() as u64;
            document.bytes += raw.len() as u64;
            let text = if wide { utf16(&raw) } else { latin_1(&raw) };
            texts.push(walk, document, &text.replace(['\r', '\u{b}'], "\n"))?;
        }
        texts.end_text(walk, document)?;
    }
}

/// Text of which only the lower bytes of the characters are stored.
fn latin_1(raw: &[u8]) -> String {
    raw.iter().map(|&byte| char::from(byte)).collect()
}

fn skip(stream: &mut impl BufRead, count: u64) -> io::Result<()> {
    let mut left = count;
    while left > 0 {
        let available = stream.fill_buf()?.len();
        if available == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let step = usize::try_from(left).unwrap_or(usize::MAX).min(available);
        stream.consume(step);
        left -= step as u64;
    }
    Ok(())
}
