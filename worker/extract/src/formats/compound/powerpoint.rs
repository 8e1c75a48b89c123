//! PowerPoint presentations until 2003 (Microsoft's \[MS-PPT\]): all texts in the order of the stream. Versions of slides that an
//! incremental save left behind are still there, and are read like the others.

use super::super::biff::utf16;
use super::super::prose::Writer;
use super::{Container, Document, encrypted, half, open, word_at};
use crate::walk::{Halt, Walk};
use std::io::{self, BufRead, Read};

const STREAM: &str = "/PowerPoint Document";
const HEADER_BYTES: u64 = 8;
/// Bytes of one text that are read at once; even, so that no character of 16 bits is cut.
const STEP: u64 = 64 * 1024;

// Types of records, from [MS-PPT] 2.13.24.
const TEXT_WIDE: u16 = 0x0FA0;
const TEXT_BYTES: u16 = 0x0FA8;
const STRING: u16 = 0x0FBA;
const ENCRYPTION: u16 = 0x2F14;

/// In the stream `Current User`: the presentation is encrypted.
const ENCRYPTED_TOKEN: u32 = 0xF3D1_C4DF;

pub(super) fn read(walk: &mut Walk<'_>, container: &mut Container<'_>, document: &mut Document) -> Result<(), Halt> {
    if container.is_stream("/EncryptedSummary") {
        return Err(encrypted());
    }
    if container.is_stream("/Current User") {
        let mut user = Vec::new();
        open(container, "/Current User")?.take(64).read_to_end(&mut user)?;
        if word_at(&user, 12) == Some(ENCRYPTED_TOKEN) {
            return Err(encrypted());
        }
    }
    let mut stream = open(container, STREAM)?;
    loop {
        let mut header = Vec::new();
        stream.by_ref().take(HEADER_BYTES).read_to_end(&mut header)?;
        let (Some(version), Some(kind), Some(length)) = (half(&header, 0), half(&header, 2), word_at(&header, 4))
        else {
            // What is left of the last sector may be read as well.
            return if header.iter().all(|byte| *byte == 0) {
                Ok(())
            } else {
                Err(Halt::Read(io::ErrorKind::UnexpectedEof.into()))
            };
        };
        document.bytes += HEADER_BYTES;
        if kind == ENCRYPTION {
            return Err(encrypted());
        }
        // What a container holds comes next.
        if version & 0xF == 0xF {
            continue;
        }
        let wide = match kind {
            TEXT_WIDE | STRING => true,
            TEXT_BYTES => false,
            _ => {
                skip(&mut stream, u64::from(length))?;
                document.bytes += u64::from(length);
                continue;
            }
        };
        let mut left = u64::from(length);
        while left > 0 {
            let mut raw = Vec::new();
            stream.by_ref().take(left.min(STEP)).read_to_end(&mut raw)?;
            if raw.is_empty() {
                return Err(Halt::Read(io::ErrorKind::UnexpectedEof.into()));
            }
            left -= raw.len() as u64;
            document.bytes += raw.len() as u64;
            let text = if wide { utf16(&raw) } else { latin_1(&raw) };
            document.prose.push(walk, text.replace(['\r', '\u{b}'], "\n").as_bytes())?;
        }
        document.prose.fresh_line(walk)?;
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
