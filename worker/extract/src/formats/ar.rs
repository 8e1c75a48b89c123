//! ar archives: static libraries and Debian packages; long names as GNU and BSD write them.

use super::tar::{pass, stored_member};
use crate::input::Input;
use crate::name;
use crate::outcome::Reason;
use crate::sniff::Sniffed;
use crate::walk::{Analysis, Member, Tally, Walk};
use std::io::{self, Read};

pub(crate) const MAGIC: &[u8] = b"!<arch>\n";

const HEADER: usize = 60;
/// Longest table of long names, and longest name, that are kept. Own limits.
const MOST_TABLE_BYTES: u64 = 1024 * 1024;
const MOST_NAME_BYTES: u64 = 64 * 1024;

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    let mut tally = Tally::default();
    if let Err(error) = members(walk, input, &mut tally) {
        tally.failed(walk, error);
    }
    tally.finish(&sniffed.mime_type)
}

fn number(field: &[u8]) -> Option<u64> {
    std::str::from_utf8(field).ok()?.trim_ascii().parse().ok()
}

fn members(walk: &mut Walk<'_>, input: &mut Input<'_>, tally: &mut Tally) -> io::Result<()> {
    pass(input, MAGIC.len() as u64)?;
    let mut long_names = Vec::new();
    loop {
        let mut header = Vec::new();
        input.by_ref().take(HEADER as u64).read_to_end(&mut header)?;
        // A file of odd length is filled up, and some writers fill up the last block with zeros.
        if header.is_empty() || header == b"\n" || header.iter().all(|&byte| byte == 0) {
            return Ok(());
        }
        if header.len() < HEADER {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let Some(size) = number(&header[48..58]).filter(|_| header.ends_with(b"`\n")) else {
            tally.fault(Reason::MalformedFile, "the archive is corrupt: a header is not valid");
            return Ok(());
        };
        let padding = size % 2;
        let field = header[..16].trim_ascii_end();
        let mut left = size;
        let path = if field == b"//" {
            long_names.clear();
            input.by_ref().take(size.min(MOST_TABLE_BYTES)).read_to_end(&mut long_names)?;
            pass(input, size - long_names.len() as u64)?;
            input.skip(padding)?;
            continue;
        } else if field == b"/" || field == b"/SYM64/" || field.starts_with(b"__.SYMDEF") {
            // Tables of symbols: names of functions.
            pass(input, size)?;
            input.skip(padding)?;
            continue;
        } else if let Some(length) = field.strip_prefix(b"#1/").and_then(number) {
            let mut path = Vec::new();
            input.by_ref().take(length.min(size).min(MOST_NAME_BYTES)).read_to_end(&mut path)?;
            left = size - path.len() as u64;
            while path.last() == Some(&0) {
                path.pop();
            }
            path
        } else if let Some(start) = field.strip_prefix(b"/").and_then(number) {
            let start = usize::try_from(start).unwrap_or(usize::MAX);
            let names = long_names.get(start..).unwrap_or_default();
            let line = names.split(|&byte| byte == b'\n').next().unwrap_or_default();
            let line = &line[..line.len().min(64 * 1024)];
            line.strip_suffix(b"/").unwrap_or(line).to_vec()
        } else {
            field.strip_suffix(b"/").unwrap_or(field).to_vec()
        };
        let member = Member {
            path: name::shorten(String::from_utf8_lossy(&path).into_owned(), walk.limits.member_name_bytes),
            size: Some(left),
            last_modified_unix: number(&header[16..28]).and_then(|seconds| i64::try_from(seconds).ok()),
        };
        let (analysis, unread) = stored_member(walk, input, &member, left)?;
        if tally.add(&analysis).is_break() {
            return Ok(());
        }
        pass(input, unread)?;
        input.skip(padding)?;
    }
}
