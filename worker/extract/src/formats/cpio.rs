//! cpio archives: the new ASCII format (with and without checksums), the portable ASCII format (POSIX.1-1988, "odc"),
//! and the old binary format in both byte orders.
//!
//! Regular files are members; directories, links and devices have no content.

use super::tar::{pass, stored_member};
use crate::input::Input;
use crate::name;
use crate::outcome::Reason;
use crate::sniff::Sniffed;
use crate::walk::{Analysis, Member, Tally, Walk};
use std::io::{self, BufRead, Read};

/// Longest name that is read; an archive with a longer one is taken as corrupt. Own limit.
const MOST_NAME_BYTES: u64 = 64 * 1024;
/// The name of the entry that ends an archive.
const TRAILER: &[u8] = b"TRAILER!!!";
/// The kind of file in the mode, and the value of a regular file.
const KIND_MASK: u64 = 0o170_000;
const REGULAR: u64 = 0o100_000;

/// A way to write headers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flavour {
    /// `070701` and `070702`: fields of 8 hexadecimal digits; name and data end at multiples of 4 bytes.
    New,
    /// `070707`: fields of 6 and 11 octal digits; nothing is filled up.
    Portable,
    /// The number 070707 in 16 bits; name and data end at multiples of 2 bytes.
    Binary { little: bool },
}

impl Flavour {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [b'0', b'7', b'0', b'7', b'0', b'1' | b'2', ..] => Some(Flavour::New),
            [b'0', b'7', b'0', b'7', b'0', b'7', ..] => Some(Flavour::Portable),
            [0xC7, 0x71, ..] => Some(Flavour::Binary { little: true }),
            [0x71, 0xC7, ..] => Some(Flavour::Binary { little: false }),
            _ => None,
        }
    }

    fn header_bytes(self) -> usize {
        match self {
            Flavour::New => MOST_HEADER,
            Flavour::Portable => 76,
            Flavour::Binary { .. } => 26,
        }
    }

    /// Name and data are filled up to a multiple of this.
    fn unit(self) -> u64 {
        match self {
            Flavour::New => 4,
            Flavour::Portable => 1,
            Flavour::Binary { .. } => 2,
        }
    }
}

/// The longest header.
const MOST_HEADER: usize = 110;

struct Header {
    flavour: Flavour,
    mode: u64,
    modified: u64,
    name_bytes: u64,
    size: u64,
}

impl Header {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let flavour = Flavour::of(bytes)?;
        let bytes = bytes.get(..flavour.header_bytes())?;
        let number = |start: usize, length: usize, radix: u32| {
            let field = std::str::from_utf8(bytes.get(start..start + length)?).ok()?;
            u64::from_str_radix(field, radix).ok()
        };
        let word = |at: usize, little: bool| {
            let pair = *bytes.get(at..)?.first_chunk::<2>()?;
            Some(u64::from(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }))
        };
        // Numbers of 32 bits have their high half first, whatever the order of the bytes in a half.
        let double = |at: usize, little: bool| Some(word(at, little)? << 16 | word(at + 2, little)?);
        Some(match flavour {
            Flavour::New => Header {
                flavour,
                mode: number(14, 8, 16)?,
                modified: number(46, 8, 16)?,
                size: number(54, 8, 16)?,
                name_bytes: number(94, 8, 16)?,
            },
            Flavour::Portable => Header {
                flavour,
                mode: number(18, 6, 8)?,
                modified: number(48, 11, 8)?,
                name_bytes: number(59, 6, 8)?,
                size: number(65, 11, 8)?,
            },
            Flavour::Binary { little } => Header {
                flavour,
                mode: word(6, little)?,
                modified: double(16, little)?,
                name_bytes: word(20, little)?,
                size: double(22, little)?,
            },
        })
    }

    /// What fills up `bytes`.
    fn padding(&self, bytes: u64) -> u64 {
        let unit = self.flavour.unit();
        (unit - bytes % unit) % unit
    }
}

/// Whether a file begins with a header. The binary ones have a short magic number, so more is looked at.
pub(crate) fn looks_like(prefix: &[u8]) -> bool {
    let Some(header) = Header::parse(prefix) else { return false };
    let start = header.flavour.header_bytes();
    let name = usize::try_from(header.name_bytes).ok().and_then(|length| prefix.get(start..start.checked_add(length)?));
    // The name ends with a NUL, and has no other.
    name.is_some_and(|name| name.len() > 1 && memchr::memchr(0, name) == Some(name.len() - 1))
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    let mut tally = Tally::default();
    if let Err(error) = members(walk, input, &mut tally) {
        tally.failed(walk, error);
    }
    tally.finish(&sniffed.mime_type)
}

fn members(walk: &mut Walk<'_>, input: &mut Input<'_>, tally: &mut Tally) -> io::Result<()> {
    let mut ended = false;
    loop {
        // After the end there may be zeros, and another archive.
        if ended && !zeros_passed(input)? {
            return Ok(());
        }
        let Some(header) = Header::parse(&input.peek(MOST_HEADER)?) else {
            if ended {
                tally.fault(
                    Reason::ArchiveContainsUnprocessedFiles,
                    "what follows the archive is of another kind and was not analysed",
                );
                return Ok(());
            }
            return Err(io::ErrorKind::InvalidData.into());
        };
        ended = false;
        let start = header.flavour.header_bytes() as u64;
        pass(input, start)?;
        if header.name_bytes > MOST_NAME_BYTES {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut path = Vec::new();
        input.by_ref().take(header.name_bytes).read_to_end(&mut path)?;
        if (path.len() as u64) < header.name_bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        pass(input, header.padding(start + header.name_bytes))?;
        if path.last() == Some(&0) {
            path.pop();
        }
        let end_padding = header.padding(header.size);
        if path == TRAILER {
            pass(input, header.size)?;
            ended = true;
            continue;
        }
        if header.mode & KIND_MASK != REGULAR {
            pass(input, header.size + end_padding)?;
            continue;
        }
        let member = Member {
            path: name::shorten(String::from_utf8_lossy(&path).into_owned(), walk.limits.member_name_bytes),
            size: Some(header.size),
            last_modified_unix: i64::try_from(header.modified).ok(),
        };
        let (analysis, left) = stored_member(walk, input, &member, header.size)?;
        if tally.add(&analysis).is_break() {
            return Ok(());
        }
        pass(input, left)?;
        // Some writers leave out what would fill up the last file.
        input.skip(end_padding)?;
    }
}

/// Passes over zeros. False at the end of the file.
fn zeros_passed(input: &mut Input<'_>) -> io::Result<bool> {
    loop {
        let available = input.fill_buf()?;
        let length = available.len();
        let zeros = available.iter().take_while(|&&byte| byte == 0).count();
        input.consume(zeros);
        if zeros < length || length == 0 {
            return Ok(length > 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_are_none() {
        assert!(!looks_like(b"070701"));
        assert!(!looks_like(b"0707010000000000 phone numbers begin like this"));
        assert!(!looks_like(&[0xC7, 0x71, 0, 0]));
        assert!(!looks_like(&[0xC7; 200]));
    }
}
