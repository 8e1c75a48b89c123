//! Gzip (RFC 1952), several members after each other included.
//!
//! A gzip file is an archive with one file, whose name is in the header of the first member, or else the file's own
//! name without `.gz`.

use super::deflated::Inflater;
use crate::input::{Input, Metered};
use crate::name;
use crate::outcome::Reason;
use crate::sniff::Sniffed;
use crate::walk::{Analysis, Charge, File, Halt, Member, Tally, Walk};
use std::io::{self, BufRead, Read};

/// Bytes in which the name of the file is looked for.
const HEADER_BYTES: usize = 8 * 1024;

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed, file: &File<'_>) -> Analysis {
    let header = match input.peek(HEADER_BYTES) {
        Ok(bytes) => Header::parse(&bytes),
        Err(error) => return walk.halted(sniffed.skipped(), Halt::Read(error)),
    };
    let path = header.name.unwrap_or_else(|| name::without_suffix(file.name, name::GZIP_SUFFIXES));
    let member = Member {
        path: name::shorten(path, walk.limits.member_name_bytes),
        size: None,
        last_modified_unix: header.modified,
    };
    let gunzip = Gunzip::new(input);
    let mut stream = Metered::new(gunzip, walk.shared.clone(), walk.limits.archive_member_bytes);
    let meter = stream.meter();
    let mut tally = Tally::default();
    let analysis = walk.member(&member, |walk| {
        let file = File { name: &member.path, size: None, charge: Charge::Metered(stream.meter()) };
        walk.file(Input::stream(&mut stream), &file)
    });
    // Whether the object's analysis goes on does not matter: this was the only member.
    let _ = tally.add(&analysis);
    if meter.failed() {
        tally.fault(Reason::MalformedFile, "the compressed data are corrupt or end too early");
    }
    if stream.into_inner().rubbish {
        tally.fault(Reason::MalformedFile, "what follows the compressed data is no gzip and was not analysed");
    }
    tally.finish(&sniffed.mime_type)
}

/// All members of a gzip file as one stream.
struct Gunzip<'i, 'a> {
    inflater: Inflater<&'i mut Input<'a>>,
    ended: bool,
    /// Something that is neither a member nor padding follows.
    rubbish: bool,
}

impl<'i, 'a> Gunzip<'i, 'a> {
    fn new(input: &'i mut Input<'a>) -> Self {
        Gunzip { inflater: Inflater::gzip(input), ended: false, rubbish: false }
    }

    /// After the end of a member: goes on with the next, if there is one.
    fn next_member(&mut self) -> io::Result<()> {
        let input = self.inflater.compressed();
        // Some writers fill up the last block with zeros.
        loop {
            let available = input.fill_buf()?;
            let zeros = available.iter().take_while(|&&byte| byte == 0).count();
            let length = available.len();
            let next = available.get(zeros).copied();
            input.consume(zeros);
            match next {
                Some(0x1F) => break,
                Some(_) => {
                    self.rubbish = true;
                    self.ended = true;
                    return Ok(());
                }
                None if length == 0 => {
                    self.ended = true;
                    return Ok(());
                }
                None => {}
            }
        }
        self.inflater.restart();
        Ok(())
    }
}

impl Read for Gunzip<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.ended {
            let count = self.inflater.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            self.next_member()?;
        }
        Ok(0)
    }
}

/// What the header of a member says of its file.
#[derive(Default)]
struct Header {
    name: Option<String>,
    modified: Option<i64>,
}

/// Flags of RFC 1952: an extra field, and then the name, come before the data.
const FLAG_EXTRA: u8 = 1 << 2;
const FLAG_NAME: u8 = 1 << 3;

impl Header {
    /// Reads as much as is there: whether the header is valid is for decompression to say.
    fn parse(bytes: &[u8]) -> Self {
        let Some((fixed, mut rest)) = bytes.split_at_checked(10) else { return Header::default() };
        let modified = i64::from(u32::from_le_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]));
        if fixed[3] & FLAG_EXTRA != 0 {
            let length = rest.first_chunk::<2>().map_or(0, |length| usize::from(u16::from_le_bytes(*length)));
            rest = rest.get(2 + length..).unwrap_or_default();
        }
        let name = (fixed[3] & FLAG_NAME != 0)
            .then(|| memchr::memchr(0, rest))
            .flatten()
            .filter(|&end| end > 0)
            .map(|end| String::from_utf8_lossy(&rest[..end]).into_owned());
        Header { name, modified: Some(modified).filter(|&seconds| seconds != 0) }
    }
}
